# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Sums and products up to each element along an axis, plain and ignoring nan, and differences of neighbours."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, both, deliver, integer, is_complex, is_inexact, operand
from tensorlab_c._given cimport given
from tensorlab_c._tape cimport Node, rules
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport as_dtype
from tensorlab_c.manipulation cimport at_least
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

from tensorlab_c._operands import _beside, _joined
from tensorlab_c.creation import asarray, full
from tensorlab_c.joining import concatenate
from tensorlab_c.manipulation import broadcast_to, moveaxis

__all__ = ["cumprod", "cumsum", "cumulative_prod", "cumulative_sum", "diff", "nancumprod", "nancumsum"]

# Of both kinds: a row of lines.def, and an op that records it.
cdef struct Kind:
    int row, op


cdef Kind SUM = [TL_LINE_cumsum, TL_OP_cumsum], PRODUCT = [TL_LINE_cumprod, TL_OP_cumprod]


def cumsum(a, axis=None, dtype=None, out=None):
    """The sums up to each element along an axis.

    Parameters
    ----------
    a : array_like
    axis : int, optional
        Along which to add; all elements in C order when None.
    dtype : dtype, optional
        What to compute in, and the dtype of the result; that of `sum` when None: integers widen to 64 bits.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of the shape of `a`; one axis when `axis` is None.

    Raises
    ------
    ValueError
        When `axis` is out of range.

    Notes
    -----
    y[i] = a[0] + ... + a[i]. float32, float16 and the parts of complex64 are added up in float64, so the error does not
    grow along the axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.cumsum(tl.array([1, 2, 3]))
    tensor([1, 3, 6])
    >>> tl.cumsum(tl.array([[1, 2], [3, 4]]), axis=0)
    tensor([[1, 2],
            [4, 6]])
    """
    return cumulative(SUM, a, axis, dtype, out, False, "cumsum")


def cumprod(a, axis=None, dtype=None, out=None):
    """The products up to each element along an axis.

    Parameters
    ----------
    a : array_like
    axis : int, optional
        Along which to multiply; all elements in C order when None.
    dtype : dtype, optional
        What to compute in, and the dtype of the result; that of `prod` when None: integers widen to 64 bits.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of the shape of `a`; one axis when `axis` is None.

    Raises
    ------
    ValueError
        When `axis` is out of range.

    Notes
    -----
    y[i] = a[0] * ... * a[i]. float32 and float16 are multiplied in float64 and complex64 in complex128, so the error
    does not grow along the axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.cumprod(tl.array([1, 2, 3]))
    tensor([1, 2, 6])
    """
    return cumulative(PRODUCT, a, axis, dtype, out, False, "cumprod")


def nancumsum(a, axis=None, dtype=None, out=None):
    """The sums up to each element along an axis; nan, of complex numbers in either part, counts as 0.

    Parameters
    ----------
    a : array_like
    axis : int, optional
        Along which to add; all elements in C order when None.
    dtype : dtype, optional
        What to compute in, and the dtype of the result; that of `sum` when None: integers widen to 64 bits.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of the shape of `a`; one axis when `axis` is None.

    Raises
    ------
    ValueError
        When `axis` is out of range.

    Notes
    -----
    y[i] = a[0] + ... + a[i]. float32, float16 and the parts of complex64 are added up in float64, so the error does not
    grow along the axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nancumsum(tl.array([1.0, tl.nan, 3.0]))
    tensor([1., 1., 4.])
    """
    return cumulative(SUM, a, axis, dtype, out, True, "nancumsum")


def nancumprod(a, axis=None, dtype=None, out=None):
    """The products up to each element along an axis; nan, of complex numbers in either part, counts as 1.

    Parameters
    ----------
    a : array_like
    axis : int, optional
        Along which to multiply; all elements in C order when None.
    dtype : dtype, optional
        What to compute in, and the dtype of the result; that of `prod` when None: integers widen to 64 bits.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of the shape of `a`; one axis when `axis` is None.

    Raises
    ------
    ValueError
        When `axis` is out of range.

    Notes
    -----
    y[i] = a[0] * ... * a[i]. float32 and float16 are multiplied in float64 and complex64 in complex128, so the error
    does not grow along the axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nancumprod(tl.array([2.0, tl.nan, 3.0]))
    tensor([2., 2., 6.])
    """
    return cumulative(PRODUCT, a, axis, dtype, out, True, "nancumprod")


cdef object cumulative(Kind kind, object a, object axis, object dtype, object out, bint skip_nan, str function):
    cdef Tensor x = operand(a, function), r
    cdef int d = wide_dtype(x.v.dtype) if dtype is None else as_dtype(dtype).num
    cdef int64_t n
    if dtype is not None and not isinstance(a, Tensor):
        x = given(a, d, function)
    if axis is None:
        n = x.numel
        x = reshaped(x, 1, &n)
        axis = 0
    elif x.v.ndim == 0:
        axis_index(axis, 1, function)
        n = 1
        x = reshaped(x, 1, &n)
        axis = 0
    r = cumulated(kind, x, axis_index(axis, x.v.ndim, function), d, skip_nan, function)
    return deliver(r, out, function)


cdef int wide_dtype(int dtype) except -1:
    """What a sum of this dtype has, and a product."""
    cdef char kind = dtype_info[dtype].kind
    return dtype if kind in b"fc" else (TL_U64 if kind == b"u" else TL_I64)


cdef Tensor cumulated(Kind kind, Tensor x, int axis, int dtype, bint skip_nan, str function):
    cdef Tensor out
    cdef Node n
    cdef bint complex_ = dtype_info[dtype].kind == b"c"
    cdef bint recorded = x.ag is not None and recording() and (complex_ or dtype_info[dtype].kind == b"f")
    if is_complex(x) and not complex_ and dtype != TL_BOOL:
        raise lost_part(x.v.dtype, dtype, function)
    if recorded or complex_:
        x = cast(x, dtype)
        if skip_nan:  # whose gradient is nothing
            x = select(unary(TL_OP_isnan, x), scalar_tensor(kind.op == TL_OP_cumprod, dtype), x)
    if dtype == TL_BOOL:  # a truth, as numpy.cumsum(dtype=bool) has it
        return cast(cumulated(kind, cast(x, TL_BOOL), axis, TL_I64, skip_nan, function), TL_BOOL)
    out = empty_tensor(dtype, x.v.ndim, x.v.shape)
    if complex_ and kind.op == TL_OP_cumsum:
        for part in (False, True):
            walk(kind, complex_part(out, part), complex_part(alias(x), part), axis, False, function)
    else:
        walk(kind, out, x, axis, skip_nan, function)
    if recorded:
        n = record(kind.op, out, x, None, None)
        n.params = axis
        if kind.op == TL_OP_cumprod:
            save(n, 0, x)
            save_out(n, out)
    return out


cdef int walk(Kind kind, Tensor out, Tensor x, int axis, bint skip_nan, str function) except -1:
    return along_axis(
        kind.row, kind.op, dtype_info[out.v.dtype].compute, axis, out, x, None, None, function, skip_nan
    )


cdef Tensor backwards(Tensor x, int axis):
    return get_item(x, (slice(None),) * axis + (slice(None, None, -1),))


cdef Tensor sums_from(Tensor x, int axis):
    """The sums from each element on."""
    return backwards(cumulated(SUM, backwards(x, axis), axis, x.v.dtype, False, "cumsum"), axis)


cdef int d_cumsum(Node n, object g) except -1:
    """Element i counts in every sum from i on."""
    n.g0 = sums_from(g, n.params)
    return 0


cdef int d_cumprod(Node n, object g) except -1:
    """Element i is a factor of every product from i on."""
    cdef Tensor x = conjugated(saved(n, 0)), y = conjugated(saved_out(n)), out
    cdef int axis = n.params
    if not recording():
        out = empty_tensor(x.v.dtype, x.v.ndim, x.v.shape)
        along_axis(
            TL_LINE_cumprod_grad, TL_OP_cumprod, dtype_info[x.v.dtype].compute, axis, out, x, y, <Tensor> g, "cumprod"
        )
        n.g0 = out
    elif reduce_all(TL_OP_all, x):
        n.g0 = both(TL_OP_divide, sums_from(both(TL_OP_multiply, g, y), axis), x)
    else:
        n.g0 = product_gradient(x, g, axis)
    return 0


cdef Tensor product_gradient(Tensor x, Tensor g, int axis):
    """Step by step, which may be differentiated again, where zeros forbid to divide."""
    cdef int64_t i, size = x.v.shape[axis]
    cdef tuple lead = (slice(None),) * axis
    cdef list before = [None], parts = []
    rest = None
    for i in range(size - 1):  # the products of those before
        factor = get_item(x, lead + (slice(i, i + 1),))
        before.append(factor if i == 0 else before[i] * factor)
    for i in range(size - 1, -1, -1):
        here = get_item(g, lead + (slice(i, i + 1),))
        rest = here if rest is None else here + get_item(x, lead + (slice(i + 1, i + 2),)) * rest
        parts.append(rest if i == 0 else before[i] * rest)
    return concatenate(parts[::-1], axis)


rules[TL_OP_cumsum] = d_cumsum
rules[TL_OP_cumprod] = d_cumprod


# ---- as the array API standard has them ------------------------------------------------------------------------------
def cumulative_sum(x, /, *, axis=None, dtype=None, out=None, include_initial=False):
    """The sums up to each element along an axis.

    Parameters
    ----------
    x : array_like
    axis : int, optional
        Along which to add; only vectors may leave it out.
    dtype : dtype, optional
        What to compute in; that of `sum` when None.
    out : Tensor, optional
        Where the result goes.
    include_initial : bool
        Begin with 0, which makes the axis longer by one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `axis` is missing and `x` is no vector.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.cumulative_sum(tl.array([1, 2, 3]), include_initial=True)
    tensor([0, 1, 3, 6])
    """
    return deliver(standard(SUM, x, axis, dtype, include_initial, "cumulative_sum"), out, "cumulative_sum")


def cumulative_prod(x, /, *, axis=None, dtype=None, out=None, include_initial=False):
    """The products up to each element along an axis.

    Parameters
    ----------
    x : array_like
    axis : int, optional
        Along which to add; only vectors may leave it out.
    dtype : dtype, optional
        What to compute in; that of `sum` when None.
    out : Tensor, optional
        Where the result goes.
    include_initial : bool
        Begin with 1, which makes the axis longer by one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `axis` is missing and `x` is no vector.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.cumulative_prod(tl.array([1, 2, 3]), include_initial=True)
    tensor([1, 1, 2, 6])
    """
    return deliver(standard(PRODUCT, x, axis, dtype, include_initial, "cumulative_prod"), out, "cumulative_prod")


cdef Tensor standard(Kind kind, object x, object axis, object dtype, bint include_initial, str function):
    cdef Tensor t = operand(x, function), first
    if dtype is not None and t is not x and is_inexact(t):
        t = asarray(x, dtype=dtype)
    if axis is None and t.v.ndim > 1:
        raise ValueError(f"{function}: axis is needed for shape {t.shape}")
    t = at_least(t, 1)
    axis = axis_index(-1 if axis is None else axis, t.v.ndim, function)
    t = cumulative(kind, t, axis, dtype, None, False, function)
    if not include_initial:
        return t
    first = full(one_place(t, axis), kind.op == TL_OP_cumprod, t.dtype)
    return concatenate((first, t), axis)


# ---- differences -----------------------------------------------------------------------------------------------------
def diff(a, n=1, axis=-1, prepend=None, append=None):
    """The differences of neighbours along an axis.

    Parameters
    ----------
    a : array_like
    n : int
        How often to take differences.
    axis : int
        Along which.
    prepend, append : array_like, optional
        What stands before and behind; a number fills one place along `axis`.

    Returns
    -------
    Tensor
        Shorter by `n` along `axis`; of bool where `a` is: which neighbours differ.

    Raises
    ------
    ValueError
        When `n` is negative or `a` has no axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.diff(tl.array([1, 2, 4, 7]))
    tensor([1, 2, 3])
    """
    cdef Tensor t = operand(a, "diff")
    cdef list parts = [t]
    n = integer(n, "n", "diff")
    if n < 0:
        raise ValueError(f"diff: n must not be negative, got {n}")
    if n == 0:
        return t
    if t.v.ndim == 0:
        raise ValueError("diff: a tensor of at least one axis is needed, got shape ()")
    axis = axis_index(axis, t.v.ndim, "diff")
    if prepend is not None:
        parts.insert(0, along(prepend, t, axis))
    if append is not None:
        parts.append(along(append, t, axis))
    if len(parts) > 1:
        t = _joined(parts, axis, "diff")
    t = moveaxis(t, axis, -1)
    last = t.v.shape[t.v.ndim - 1]
    for _ in range(last if last < n else n):
        before, behind = get_item(t, (Ellipsis, slice(None, -1))), get_item(t, (Ellipsis, slice(1, None)))
        t = binary(TL_OP_not_equal if t.v.dtype == TL_BOOL else TL_OP_subtract, behind, before)
    return moveaxis(t, -1, axis)


cdef Tensor along(object end, Tensor t, int axis):
    """What diff is to put before or behind `t`."""
    cdef Tensor part = _beside(end, t, "diff")
    return broadcast_to(part, one_place(t, axis)) if part.v.ndim == 0 else part


cdef tuple one_place(Tensor t, int axis):
    """The shape with a single place along an axis."""
    cdef list shape = list(shape_tuple(t))
    shape[axis] = 1
    return tuple(shape)
