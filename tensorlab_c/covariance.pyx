# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""How variables vary together."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport is_complex, operand
from tensorlab_c._given cimport beside
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport as_dtype
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

from tensorlab_c.creation import zeros
from tensorlab_c.dtypes import promote_types
from tensorlab_c.elementwise import clip
from tensorlab_c.indexing import diagonal
from tensorlab_c.joining import concatenate
from tensorlab_c.statistics import average

__all__ = ["corrcoef", "cov"]


cdef Tensor variables(Tensor t, object dtype, bint in_rows, str name, str function):
    """As rows."""
    cdef int64_t shape[2]
    if t.v.ndim > 2:
        raise ValueError(f"{function}: {name} must have at most two axes, got shape {t.shape}")
    t = cast(t, dtype.num)
    if t.v.ndim < 2:
        shape[0], shape[1] = 1, t.numel
        return reshaped(t, 2, shape)
    return t if in_rows else <Tensor> t.T


cdef Tensor sample_weights(object given, str name, int64_t n, str function):
    cdef Tensor w = operand(given, function)
    if w.v.ndim > 1:
        raise RuntimeError(f"{function}: {name} must be a vector, got shape {w.shape}")
    if w.v.ndim == 0 or w.numel != n:
        raise RuntimeError(f"{function}: {name} of shape {w.shape} for {n} observations")
    if is_complex(w):
        raise TypeError(f"{function}: {name} must be real, got {w.dtype}")
    w = cast(w, TL_F64)
    if reduce_all(TL_OP_any, binary(TL_OP_less, alias(w), scalar_tensor(0, TL_F64))).v.data[0]:
        raise ValueError(f"{function}: {name} must not be negative")
    return w


cdef tuple weights_of(object fweights, object aweights, int64_t n, str function):
    """Their product, and the second alone."""
    cdef Tensor f = None, a = None
    if fweights is not None:
        f = sample_weights(fweights, "fweights", n, function)
        if not reduce_all(TL_OP_all, binary(TL_OP_equal, alias(f), unary(TL_OP_rint, alias(f)))).v.data[0]:
            raise TypeError(f"{function}: fweights must be integers")
    if aweights is not None:
        a = sample_weights(aweights, "aweights", n, function)
    return (a if f is None else f if a is None else binary(TL_OP_multiply, f, a)), a


cdef Tensor covariance(object m, object y, object rowvar, object bias, object ddof, object fweights, object aweights,
                       object dtype, str function):
    cdef Tensor x = operand(m, function), more = None, w
    cdef bint in_rows = bool(rowvar)
    if ddof is not None and not (hasattr(ddof, "__float__") and ddof % 1 == 0):
        raise ValueError(f"{function}: ddof must be an integer, got {ddof}")
    common = promote_types(x.dtype, "float64")
    if y is not None:
        more = operand(y, function)
        common = promote_types(common, more.dtype)
        more = beside(y, common.num, function)
        x = beside(m, common.num, function)
    if dtype is not None:
        common = as_dtype(dtype)
    x = variables(x, common, in_rows or x.v.ndim == 1, "m", function)
    if x.v.shape[0] == 0:
        return zeros((0, 0))
    if more is not None:
        more = variables(more, common, True, "y", function)
        if not in_rows and more.v.shape[0] != 1:
            more = more.T
        if more.v.shape[1] != x.v.shape[1]:
            raise ValueError(f"{function}: m and y have {x.v.shape[1]} and {more.v.shape[1]} observations")
        x = concatenate((x, more))
    if ddof is None:
        ddof = 0 if bias else 1
    w, a = weights_of(fweights, aweights, x.v.shape[1], function)
    middle, total = average(x, 1, w, True, keepdims=True)
    if w is None:
        count = x.v.shape[1] - ddof
    else:
        total = get_item(total.ravel(), 0)
        if is_complex(total):
            total = complex_part(total, False)
        count = total if ddof == 0 else total - ddof if a is None else total - ddof * (w * a).sum() / total
    if not count > 0:
        count = 0.0
    x = binary(TL_OP_subtract, x, middle)
    other = x if w is None else x * w
    product = x @ conjugated(other).T
    return product * (binary(TL_OP_divide, scalar_tensor(1, TL_F64), operand(count, function)).astype(
        product.real.dtype))


def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None):
    """The covariances of variables.

    Parameters
    ----------
    m : array_like
        A row for each variable and a column for each observation; or one variable.
    y : array_like, optional
        More variables, in the same form.
    rowvar : bool
        When False, columns are variables and rows observations.
    bias : bool
        Divide by the number of observations N, instead of N - 1.
    ddof : int, optional
        Divide by N - ddof, whatever `bias` is.
    fweights : array_like of int, optional
        How often each observation was made.
    aweights : array_like, optional
        How much each observation counts.
    dtype : dtype, optional
        Of the result; float64 at least when None.

    Returns
    -------
    Tensor
        A matrix with a row and a column for each variable; of one variable the variance, without axes.

    Raises
    ------
    ValueError
        When there are more than two axes, `ddof` is no integer, or weights are negative.
    RuntimeError
        When there is not one weight for each observation.
    TypeError
        When `fweights` are no integers.

    Notes
    -----
    ``(x - mean(x)) @ (x - mean(x)).conj().T / (N - 1)``; infinite or nan where the divisor is not positive.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.cov(tl.array([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    return covariance(m, y, rowvar, bias, ddof, fweights, aweights, dtype, "cov").squeeze()


def corrcoef(x, y=None, rowvar=True, *, dtype=None):
    """Pearson's correlation coefficients of variables.

    Parameters
    ----------
    x : array_like
        A row for each variable and a column for each observation; or one variable.
    y : array_like, optional
        More variables, in the same form.
    rowvar : bool
        When False, columns are variables and rows observations.
    dtype : dtype, optional
        Of the result; float64 at least when None.

    Returns
    -------
    Tensor
        A matrix with a row and a column for each variable; of one variable 1, without axes.

    Raises
    ------
    ValueError
        When there are more than two axes.

    Notes
    -----
    The covariances, divided by the standard deviations of both; nan for what does not vary. Parts of the coefficients
    are clipped to [-1, 1].

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.corrcoef([0.0, 1.0, 2.0], [2.0, 1.0, 0.0])
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    cdef Tensor c = covariance(x, y, rowvar, False, None, None, None, dtype, "corrcoef").squeeze()
    if c.v.ndim == 0:
        return binary(TL_OP_divide, c, c)
    d = diagonal(c)
    d = unary(TL_OP_sqrt, complex_part(d, False) if is_complex(d) else d)
    c = c / d.reshape((-1, 1)) / d
    if not is_complex(c):
        return clip(c, -1, 1)
    real, imaginary = clip(complex_part(c, False), -1, 1), clip(complex_part(c, True), -1, 1)
    return complex_of_parts(real, imaginary)
