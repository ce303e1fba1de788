# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Sums, products, extrema over axes, and their twins that ignore nan; sums along an axis, differences."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, deliver, integer, is_float, operand
from tensorlab_c._given cimport given
from tensorlab_c._tape cimport Node, rules
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport as_dtype
from tensorlab_c.manipulation cimport at_least
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

from tensorlab_c._operands import _beside
from tensorlab_c.creation import asarray, zeros
from tensorlab_c.joining import concatenate
from tensorlab_c.manipulation import broadcast_to, moveaxis

__all__ = [
    "amax", "amin", "cumsum", "cumulative_sum", "diff", "max", "min", "nanmax", "nanmin", "nanprod", "nansum", "prod",
    "sum",
]


sum = table_function(TL_OP_sum, __name__, """
    The sum over axes.

    Notes
    -----
    Lecture row L29. Floats are added blockwise: the error grows with the logarithm of the count at most.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [5, 3], [4, 6]])
    >>> tl.sum(x, axis=0)
    tensor([10, 11])
    """)


prod = table_function(TL_OP_prod, __name__, """
    The product over axes.

    Notes
    -----
    Lecture row L29.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [5, 3], [4, 6]])
    >>> tl.prod(x, axis=0)
    tensor([20, 36])
    """)


max = table_function(TL_OP_max, __name__, """
    The largest element over axes; nan when there is one.

    Raises
    ------
    ValueError
        When a slice has no elements and there is no `initial`.

    Notes
    -----
    Lecture row L29. Equal winners share the gradient.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [5, 3], [4, 6]])
    >>> tl.max(x, axis=0), tl.max(x, axis=1)
    (tensor([5, 6]), tensor([2, 5, 6]))
    """)
amax = max


min = table_function(TL_OP_min, __name__, """
    The smallest element over axes; nan when there is one.

    Raises
    ------
    ValueError
        When a slice has no elements and there is no `initial`.

    Notes
    -----
    Lecture row L29. Equal winners share the gradient.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [5, 3], [4, 6]])
    >>> tl.min(x, axis=1)
    tensor([1, 3, 4])
    """)
amin = min


nansum = table_function(TL_OP_nansum, __name__, """
    The sum over axes, nan counting as 0.

    Notes
    -----
    Lecture row L33.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([1.0, tl.nan, 3.0])
    >>> tl.nansum(x)
    tensor(4.)
    """)


nanprod = table_function(TL_OP_nanprod, __name__, """
    The product over axes, nan counting as 1.

    Notes
    -----
    Lecture row L33.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([1.0, tl.nan, 3.0])
    >>> tl.nanprod(x)
    tensor(3.)
    """)


nanmax = table_function(TL_OP_nanmax, __name__, """
    The largest element over axes, ignoring nan.

    Raises
    ------
    ValueError
        When a slice has no elements and there is no `initial`.

    Notes
    -----
    Lecture row L33. nan where there is nothing else.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([1.0, tl.nan, 3.0])
    >>> tl.nanmax(x)
    tensor(3.)
    """)


nanmin = table_function(TL_OP_nanmin, __name__, """
    The smallest element over axes, ignoring nan.

    Raises
    ------
    ValueError
        When a slice has no elements and there is no `initial`.

    Notes
    -----
    Lecture row L33. nan where there is nothing else.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([1.0, tl.nan, 3.0])
    >>> tl.nanmin(x)
    tensor(1.)
    """)


# ---- cumulative ------------------------------------------------------------------------------------------------------
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
    y[i] = a[0] + ... + a[i]. float32 and float16 are added up in float64, so the error does not grow along the axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.cumsum(tl.array([1, 2, 3]))
    tensor([1, 3, 6])
    >>> tl.cumsum(tl.array([[1, 2], [3, 4]]), axis=0)
    tensor([[1, 2],
            [4, 6]])
    """
    cdef Tensor x = operand(a, "cumsum"), r
    cdef int d = sum_dtype(x.v.dtype) if dtype is None else as_dtype(dtype).num
    cdef int64_t n
    if dtype is not None and not isinstance(a, Tensor):
        x = given(a, d, "cumsum")
    if axis is None:
        n = x.numel
        x = reshaped(x, 1, &n)
        axis = 0
    elif x.v.ndim == 0:
        axis_index(axis, 1, "cumsum")
        n = 1
        x = reshaped(x, 1, &n)
        axis = 0
    r = cumulated(x, axis_index(axis, x.v.ndim, "cumsum"), d)
    return deliver(r, out, "cumsum")


cdef int sum_dtype(int dtype) except -1:
    """What a sum of this dtype has."""
    cdef char kind = dtype_info[dtype].kind
    return dtype if kind == b"f" else (TL_U64 if kind == b"u" else TL_I64)


cdef Tensor cumulated(Tensor x, int axis, int dtype):
    cdef Tensor out
    cdef Node n
    cdef bint recorded = x.ag is not None and recording() and dtype_info[dtype].kind == b"f"
    if recorded:
        x = cast(x, dtype)
    if dtype == TL_BOOL:  # a truth, as numpy.cumsum(dtype=bool) has it
        return cast(cumulated(cast(x, TL_BOOL), axis, TL_I64), TL_BOOL)
    out = empty_tensor(dtype, x.v.ndim, x.v.shape)
    along_axis(TL_LINE_cumsum, TL_OP_cumsum, dtype_info[dtype].compute, axis, out, x, None, None, "cumsum")
    if recorded:
        n = record(TL_OP_cumsum, out, x, None, None)
        n.params = axis
    return out


cdef Tensor backwards(Tensor x, int axis):
    return get_item(x, (slice(None),) * axis + (slice(None, None, -1),))


cdef int d_cumsum(Node n, object g) except -1:
    """Element i counts in every sum from i on."""
    cdef int axis = n.params
    n.g0 = backwards(cumulated(backwards(g, axis), axis, (<Tensor> g).v.dtype), axis)
    return 0


rules[TL_OP_cumsum] = d_cumsum


def cumulative_sum(x, /, *, axis=None, dtype=None, include_initial=False):
    """The sums up to each element along an axis.

    Parameters
    ----------
    x : array_like
    axis : int, optional
        Along which to add; only vectors may leave it out.
    dtype : dtype, optional
        What to compute in; that of `sum` when None.
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
    cdef Tensor t = operand(x, "cumulative_sum"), first
    if dtype is not None and t is not x and is_float(t):
        t = asarray(x, dtype=dtype)
    if axis is None and t.v.ndim > 1:
        raise ValueError(f"cumulative_sum: axis is needed for shape {t.shape}")
    t = at_least(t, 1)
    axis = axis_index(-1 if axis is None else axis, t.v.ndim, "cumulative_sum")
    t = cumsum(t, axis, dtype)
    if not include_initial:
        return t
    first = zeros(one_place(t, axis), t.dtype)
    return concatenate((first, t), axis)


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
    if t.v.ndim == 0:
        raise ValueError("diff: a tensor of at least one axis is needed, got shape ()")
    axis = axis_index(axis, t.v.ndim, "diff")
    if prepend is not None:
        parts.insert(0, along(prepend, t, axis))
    if append is not None:
        parts.append(along(append, t, axis))
    if len(parts) > 1:
        t = concatenate(parts, axis)
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
