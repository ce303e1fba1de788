# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Mean, variance and standard deviation, plain and ignoring nan. Composite, so they differentiate."""
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c._call cimport axis_index, both, deliver, is_complex, is_inexact, operand
from tensorlab_c._given cimport beside, given, several
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport DType, as_dtype, default_num
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

from tensorlab_c.dtypes import promote_types
from tensorlab_c.elementwise import _root
from tensorlab_c.normalization import moments

__all__ = ["average", "mean", "nanmean", "nanstd", "nanvar", "ptp", "std", "var"]


cdef inline Tensor in_floats(Tensor x):
    return x if is_inexact(x) else cast(x, default_num)


cdef int result_dtype(Tensor x, object dtype, bint skip_nan, str function) except -1:
    """The one asked for, else that of `x` when floating, else the default float."""
    if dtype is not None:
        return computing(x, dtype, skip_nan, function)
    return x.v.dtype if is_inexact(x) else default_num


cdef inline Tensor in_dtype(object a, Tensor x, int dtype, str function):
    """`x`, made of `a`; floats of a list are not rounded to the default dtype on their way."""
    return cast(x, dtype) if x is a or x.v.dtype == dtype else given(a, dtype, function)


cdef inline uint64_t axes_of(object axis, Tensor x, str function) except? 0xffffffffffffffff:
    """As a mask; of no axes none can be named, as in NumPy, whose plain reductions take 0 and -1."""
    if x.v.ndim == 0 and axis is not None and not isinstance(axis, (tuple, list)):
        axis_index(axis, 0, function)
    return parse_axes(axis, x.v.ndim, function)


cdef int computing(Tensor x, object dtype, bint skip_nan, str function) except -1:
    """The number of a dtype asked for; integers have no nan to skip."""
    cdef DType d = as_dtype(dtype)
    if skip_nan and is_inexact(x) and d.kind not in "fc":
        raise TypeError(f"{function}: elements of {x.dtype} need a floating dtype=, got {d.name}")
    if is_complex(x) and d.kind != "c":
        raise lost_part(x.v.dtype, d.num, function)
    return d.num


cdef Tensor valid(Tensor x, object where, bint skip_nan, str function):
    """A boolean tensor of the shape of `x`: the elements that count; None when all do."""
    cdef Tensor keep = None
    if skip_nan:
        keep = unary(TL_OP_logical_not, unary(TL_OP_isnan, x))
    if where is not True:
        mask = cast(operand(where, function), TL_BOOL)
        mask = fit(mask, x, function)
        keep = mask if keep is None else binary(TL_OP_logical_and, keep, mask)
    return keep


cdef Tensor fit(Tensor mask, Tensor x, str function):
    cdef int lead = x.v.ndim - mask.v.ndim, i
    for i in range(mask.v.ndim):
        if lead < 0 or (mask.v.shape[i] != 1 and mask.v.shape[i] != x.v.shape[lead + i]):
            raise ValueError(f"{function}: where= of shape {mask.shape} does not broadcast to {x.shape}")
    return broadcasted(mask, x.v.ndim, x.v.shape)


cdef inline int64_t folded(Tensor x, uint64_t axes) noexcept:
    """How many elements go into one result."""
    cdef int64_t n = 1
    cdef int i
    for i in range(x.v.ndim):
        if axes >> i & 1:
            n *= x.v.shape[i]
    return n


cdef Tensor masked(Tensor x, Tensor keep):
    return x if keep is None else select(keep, x, scalar_tensor(0, x.v.dtype))


cdef Tensor counts(Tensor keep, uint64_t axes, bint keepdims, int dtype):
    return cast(reduce(TL_OP_sum, keep, axes, keepdims), dtype)


cdef Tensor mean_of(Tensor x, int dtype, Tensor keep, uint64_t axes, bint keepdims):
    """Of `x` as `dtype`, in the type that is computed in."""
    cdef Tensor total = reduce_as(TL_OP_sum, masked(x, keep), dtype_info[dtype].compute, axes, keepdims)
    if keep is None:
        return both(TL_OP_divide, total, <double> folded(x, axes))
    return binary(TL_OP_divide, total, counts(keep, axes, keepdims, total.v.dtype))


def _squares(Tensor x not None):
    """The squares of absolute values; of complex numbers they are real."""
    if not is_complex(x):
        return unary(TL_OP_square, x)
    real, imaginary = [unary(TL_OP_square, complex_part(x, k)) for k in (False, True)]
    return binary(TL_OP_add, real, imaginary)


cdef enum:
    PART = 4096  # elements of a long line whose moments are found together, while they are at hand


cdef inline Tensor as_lines(Tensor x, int64_t lines, int64_t c):
    """Lines of c elements from the first one of `x` on, which has no gaps."""
    cdef int64_t size = dtype_info[x.v.dtype].itemsize
    cdef Tensor t = view_of(x, 2)
    t.v.shape[0], t.v.shape[1], t.v.strides[0], t.v.strides[1] = lines, c, c * size, size
    set_flags(t)
    return t


cdef inline double number_at(Tensor t, int64_t i) noexcept:
    return (<float *> t.v.data)[i] if t.v.dtype == TL_F32 else (<double *> t.v.data)[i]


cdef Tensor of_one_line(Tensor x):
    """The sum of square distances from the mean of all, from the moments of parts (Chan et al. 1983)."""
    cdef int64_t n = x.numel, parts = n // PART, rest = n - parts * PART, i
    cdef Tensor found = moments(as_lines(x, parts, PART)), last = found, tail
    cdef double mean = 0, total = 0
    if rest:
        tail = as_lines(x, 1, rest)
        tail.v.data += parts * PART * dtype_info[x.v.dtype].itemsize
        last = moments(tail)
        mean, total = number_at(last, 0) * rest, number_at(last, 1)
    for i in range(parts):
        mean += number_at(found, i) * PART
    mean /= n
    for i in range(parts):
        total += number_at(found, parts + i) + PART * (number_at(found, i) - mean) ** 2
    if rest:
        total += rest * (number_at(last, 0) - mean) ** 2
    return scalar_tensor(total, x.v.dtype)


cdef Tensor of_lines(Tensor x, uint64_t axes, bint keepdims):
    """The sums of square distances from the mean over the last axes of a tensor without gaps; else None."""
    cdef int64_t shape[64]
    cdef int outer = x.v.ndim, i
    cdef int64_t c = folded(x, axes), lines
    cdef Tensor sums
    while outer > 0 and axes >> (outer - 1) & 1:
        outer -= 1
    if (outer == x.v.ndim or axes >> outer << outer != axes or not x.flags & CONTIGUOUS or x.numel == 0
            or not (x.v.dtype == TL_F32 or x.v.dtype == TL_F64) or x.ag is not None and recording()):
        return None
    for i in range(x.v.ndim):
        shape[i] = x.v.shape[i] if i < outer else 1
    lines = x.numel // c
    if lines > 1 or c < 2 * PART:
        sums = as_lines(moments(as_lines(x, lines, c)), 1, lines)
        sums.v.data += lines * dtype_info[x.v.dtype].itemsize
    elif capturing[0] == NULL:
        sums = of_one_line(x)
    else:
        return None
    return reshaped(sums, x.v.ndim if keepdims else outer, shape)


cdef Tensor variance(Tensor x, int dtype, Tensor keep, uint64_t axes, object ddof, bint keepdims, object center,
                     bint skip_nan):
    """Two passes: the mean, then the mean square distance from it, which loses no digits to cancellation.

    In an integer `dtype` as NumPy has it: `x` is as it was given, the mean, the squares and the result are cut off.
    The distance of complex numbers is real, and so is what comes out.
    """
    cdef Tensor middle, d, total = None
    if center is None and keep is None and dtype == x.v.dtype:
        total = of_lines(x, axes, keepdims)
    if total is None:
        if center is None:
            middle = cast(mean_of(x, dtype, keep, axes, True), dtype)
        else:
            middle = given(center, x.v.dtype, "var") if is_inexact(x) else operand(center, "var")
        d = masked(binary(TL_OP_subtract, x, middle), keep)
        total = reduce(TL_OP_sum, cast(_squares(d), tl_part_of(dtype)), axes, keepdims)
    cdef Tensor n
    cdef double divisor
    if keep is None:
        divisor = folded(x, axes) - <double> ddof
        return both(TL_OP_divide, total, divisor if divisor > 0 else 0.0)
    n = both(TL_OP_subtract, counts(keep, axes, keepdims, total.v.dtype), <double> ddof)
    if skip_nan:  # NumPy answers nan, not infinity, where too few numbers are left
        n = select(both(TL_OP_greater, n, 0.0), n, scalar_tensor(float("nan"), n.v.dtype))
    return binary(TL_OP_divide, total, both(TL_OP_maximum, n, 0.0))


cdef object degrees_lost(object ddof, object correction, str function):
    """`ddof` under either of its names."""
    if correction is None:
        return ddof
    if ddof != 0:
        raise ValueError(f"{function}: ddof and correction are two names for one thing; give one of them")
    return correction


cdef Tensor spread(object a, object axis, object dtype, object ddof, bint keepdims, object where, object center,
                   object correction, bint skip_nan, bint root, str function):
    """The variance, or its root; rounded once where the dtype is only stored."""
    cdef Tensor x = operand(a, function), keep
    cdef int d = default_num if dtype is None else computing(x, dtype, skip_nan, function)
    cdef uint64_t axes
    skip_nan = skip_nan and is_inexact(x)  # of integers, nanvar is var
    cdef int c
    if dtype is None and is_inexact(x):
        d = x.v.dtype
    c = dtype_info[d].compute
    if dtype_info[d].kind in b"fc":
        x = in_dtype(a, x, c, function)
    keep = valid(x, where, skip_nan, function)
    axes = fold_axes(axis, x.v.ndim, function) if skip_nan else axes_of(axis, x, function)
    cdef Tensor r = variance(x, c, keep, axes, degrees_lost(ddof, correction, function), keepdims, center, skip_nan)
    if root:
        if dtype_info[d].kind in b"biu":
            r = cast(r, d)  # NumPy cuts integers off before and after
        r = rooted(r)
    return r if dtype_info[d].kind == b"c" else cast(r, d)


cdef inline Tensor rooted(Tensor r):
    return unary(TL_OP_sqrt, r) if r.ag is None else <Tensor> _root(r)


def mean(a, axis=None, dtype=None, out=None, bint keepdims=False, *, where=True):
    """The mean over axes.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    dtype : dtype, optional
        What to compute in, and the dtype of the result; float64 for integers when None.
    out : Tensor, optional
        Where the result goes.
    keepdims : bool
        Keep the reduced axes with size 1.
    where : array_like of bool
        The elements that count.

    Returns
    -------
    Tensor
        Without the reduced axes; nan of no elements.

    Notes
    -----
    Lecture row L29. ``sum(x) / n``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.mean(tl.array([[1, 2], [5, 3], [4, 6]]), axis=1)
    tensor([1.5, 4. , 5. ])
    """
    cdef Tensor x = operand(a, "mean")
    cdef int d = result_dtype(x, dtype, False, "mean")
    if not isinstance(a, Tensor):
        x = in_dtype(a, x, d, "mean")
    keep = None if where is True else valid(x, where, False, "mean")
    return deliver(cast(mean_of(x, d, keep, axes_of(axis, x, "mean"), keepdims), d), out, "mean")


def nanmean(a, axis=None, dtype=None, out=None, bint keepdims=False, *, where=True):
    """The mean over axes, ignoring nan.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    dtype : dtype, optional
        What to compute in, and the dtype of the result; float64 for integers when None.
    out : Tensor, optional
        Where the result goes.
    keepdims : bool
        Keep the reduced axes with size 1.
    where : array_like of bool
        The elements that count.

    Returns
    -------
    Tensor
        Without the reduced axes; nan where there is nothing else.

    Notes
    -----
    Lecture row L33.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nanmean(tl.array([1.0, tl.nan, 3.0]))
    tensor(2.)
    """
    cdef Tensor x = operand(a, "nanmean")
    cdef int d = result_dtype(x, dtype, True, "nanmean")
    if not isinstance(a, Tensor):
        x = in_dtype(a, x, d, "nanmean")
    keep = valid(x, where, True, "nanmean")
    return deliver(cast(mean_of(x, d, keep, fold_axes(axis, x.v.ndim, "nanmean"), keepdims), d), out, "nanmean")


def var(a, axis=None, dtype=None, out=None, ddof=0, bint keepdims=False, *, where=True, mean=None, correction=None):
    """The variance over axes.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    dtype : dtype, optional
        What to compute in, and the dtype of the result; float64 for integers when None.
    out : Tensor, optional
        Where the result goes.
    ddof, correction : float
        Two names for what is subtracted from the count in the divisor; 1 for the unbiased variance.
    keepdims : bool
        Keep the reduced axes with size 1.
    where : array_like of bool
        The elements that count.
    mean : array_like, optional
        The mean, where it is known already, with the reduced axes kept.

    Returns
    -------
    Tensor
        Without the reduced axes; infinite or nan where the divisor is not positive.

    Raises
    ------
    ValueError
        When both `ddof` and `correction` are given.

    Notes
    -----
    ``sum((x - mean(x))**2) / (n - ddof)``, in two passes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.var(tl.array([1.0, 2.0, 3.0, 4.0])), tl.var(tl.array([1.0, 3.0]), ddof=1)
    (tensor(1.25), tensor(2.))
    """
    return deliver(spread(a, axis, dtype, ddof, keepdims, where, mean, correction, False, False, "var"), out, "var")


def std(a, axis=None, dtype=None, out=None, ddof=0, bint keepdims=False, *, where=True, mean=None, correction=None):
    """The standard deviation over axes, the square root of `var`.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    dtype : dtype, optional
        What to compute in, and the dtype of the result; float64 for integers when None.
    out : Tensor, optional
        Where the result goes.
    ddof, correction : float
        Two names for what is subtracted from the count in the divisor; 1 for the unbiased variance.
    keepdims : bool
        Keep the reduced axes with size 1.
    where : array_like of bool
        The elements that count.
    mean : array_like, optional
        The mean, where it is known already, with the reduced axes kept.

    Returns
    -------
    Tensor
        Without the reduced axes; infinite or nan where the divisor is not positive.

    Raises
    ------
    ValueError
        When both `ddof` and `correction` are given.

    Notes
    -----
    Lecture row L29. The square root of ``sum((x - mean(x))**2) / (n - ddof)``, in two passes. The derivative of no
    spread is 0, as in PyTorch.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.std(tl.array([[1.0, 3.0], [2.0, 8.0]]), axis=1)
    tensor([1., 3.])
    """
    return deliver(spread(a, axis, dtype, ddof, keepdims, where, mean, correction, False, True, "std"), out, "std")


def nanvar(a, axis=None, dtype=None, out=None, ddof=0, bint keepdims=False, *, where=True, mean=None, correction=None):
    """The variance over axes, ignoring nan.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    dtype : dtype, optional
        What to compute in, and the dtype of the result; float64 for integers when None.
    out : Tensor, optional
        Where the result goes.
    ddof, correction : float
        Two names for what is subtracted from the count in the divisor; 1 for the unbiased variance.
    keepdims : bool
        Keep the reduced axes with size 1.
    where : array_like of bool
        The elements that count.
    mean : array_like, optional
        The mean, where it is known already, with the reduced axes kept.

    Returns
    -------
    Tensor
        Without the reduced axes; nan where the divisor is not positive.

    Raises
    ------
    ValueError
        When both `ddof` and `correction` are given.

    Notes
    -----
    Lecture row L33.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nanvar(tl.array([1.0, tl.nan, 3.0]))
    tensor(1.)
    """
    cdef Tensor r = spread(a, axis, dtype, ddof, keepdims, where, mean, correction, True, False, "nanvar")
    return deliver(r, out, "nanvar")


def nanstd(a, axis=None, dtype=None, out=None, ddof=0, bint keepdims=False, *, where=True, mean=None, correction=None):
    """The standard deviation over axes, ignoring nan.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    dtype : dtype, optional
        What to compute in, and the dtype of the result; float64 for integers when None.
    out : Tensor, optional
        Where the result goes.
    ddof, correction : float
        Two names for what is subtracted from the count in the divisor; 1 for the unbiased variance.
    keepdims : bool
        Keep the reduced axes with size 1.
    where : array_like of bool
        The elements that count.
    mean : array_like, optional
        The mean, where it is known already, with the reduced axes kept.

    Returns
    -------
    Tensor
        Without the reduced axes; nan where the divisor is not positive.

    Raises
    ------
    ValueError
        When both `ddof` and `correction` are given.

    Notes
    -----
    Lecture row L33.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nanstd(tl.array([1.0, tl.nan, 5.0]))
    tensor(2.)
    """
    cdef Tensor r = spread(a, axis, dtype, ddof, keepdims, where, mean, correction, True, True, "nanstd")
    return deliver(r, out, "nanstd")


def average(a, axis=None, weights=None, returned=False, *, bint keepdims=False):
    """The weighted mean over axes.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    weights : array_like, optional
        Of the shape of `a`, or of the sizes of the axes named, in that order; equal weights when None.
    returned : bool
        Return the sum of the weights too.
    keepdims : bool
        Keep the reduced axes with size 1.

    Returns
    -------
    Tensor or tuple of Tensor

    Raises
    ------
    ValueError
        When the shape of `weights` fits neither.
    ZeroDivisionError
        When weights add up to zero.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.average(tl.array([1.0, 2.0, 6.0]), weights=[1, 1, 2])
    tensor(3.75)
    """
    cdef Tensor x = operand(a, "average")
    cdef Tensor w, total, r
    cdef uint64_t axes
    if weights is None:
        x = in_floats(x)
        axes = axes_of(axis, x, "average")
        r = cast(mean_of(x, x.v.dtype, None, axes, keepdims), x.v.dtype)
        total = broadcasted(scalar_tensor(folded(x, axes), r.v.dtype), r.v.ndim, r.v.shape)
        return (r, copied(total)) if returned else r
    axis = snapshot(axis) if isinstance(axis, (tuple, list)) else axis  # it is read twice
    w = beside(weights, x.v.dtype, "average")
    x = beside(a, w.v.dtype, "average")
    axes = axes_of(axis, x, "average")
    if shape_tuple(w) != shape_tuple(x):
        w = weights_beside(w, x, axis, "average")
    x = in_floats(x)
    dtype = promote_types(x.dtype, w.dtype).num
    x, w = cast(x, dtype), cast(w, dtype)
    total = reduce(TL_OP_sum, broadcasted(w, x.v.ndim, x.v.shape), axes, keepdims)
    if not reduce_all(TL_OP_all, total):
        raise ZeroDivisionError("average: the weights add up to zero")
    r = binary(TL_OP_divide, reduce(TL_OP_sum, binary(TL_OP_multiply, x, w), axes, keepdims), total)
    return (r, total) if returned else r


cdef Tensor weights_beside(Tensor w, Tensor x, object axis, str function):
    """Weights for the axes that are reduced, beside all axes of `x`."""
    cdef int64_t shape[64]
    cdef int order[64]
    cdef int i
    cdef list axes
    if axis is None:
        raise TypeError(f"{function}: weights of shape {w.shape} do not fit shape {x.shape}; name their axis")
    axes = [axis_index(k, x.v.ndim, function) for k in several(axis)]
    if shape_tuple(w) != tuple([x.v.shape[<int> k] for k in axes]) or len(set(axes)) < len(axes):
        raise ValueError(f"{function}: weights of shape {w.shape} do not fit axis {axis} of shape {x.shape}")
    for i, k in enumerate(sorted(axes)):
        order[i] = axes.index(k)
    w = permuted(w, order)
    for i in range(x.v.ndim):
        shape[i] = x.v.shape[i] if i in axes else 1
    return reshaped(w, x.v.ndim, shape)


def ptp(a, axis=None, out=None, bint keepdims=False):
    """The largest element over axes minus the smallest.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    out : Tensor, optional
        Where the result goes.
    keepdims : bool
        Keep the reduced axes with size 1.

    Returns
    -------
    Tensor
        Without the reduced axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.ptp(tl.array([[1, 2], [5, 3], [4, 6]]), axis=0)
    tensor([4, 4])
    """
    cdef Tensor x = operand(a, "ptp")
    cdef uint64_t axes = fold_axes(axis, x.v.ndim, "ptp")
    cdef Tensor top = reduce(TL_OP_max, x, axes, keepdims)
    return deliver(binary(TL_OP_subtract, top, reduce(TL_OP_min, x, axes, keepdims)), out, "ptp")
