# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Searching, counting and picking elements."""
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memset

from tensorlab_c._call cimport axis_index, deliver, operand
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes import promote_types
from tensorlab_c.tl cimport *

cdef extern from "tl.h":  # the rows of ops.def used here
    enum:
        TL_OP_add
        TL_OP_any
        TL_OP_argmax
        TL_OP_argmin
        TL_OP_isnan
        TL_OP_less
        TL_OP_less_equal
        TL_OP_logical_and
        TL_OP_logical_not
        TL_OP_logical_or
        TL_OP_nanargmax
        TL_OP_nanargmin
        TL_OP_not_equal

__all__ = [
    "argmax", "argmin", "argwhere", "flatnonzero", "nanargmax", "nanargmin", "nonzero", "searchsorted", "take",
    "take_along_axis", "where",
]


def where(condition, x=None, y=None, /):
    """Elements of `x` where a condition holds, of `y` elsewhere.

    Parameters
    ----------
    condition : array_like of bool
    x, y : array_like, optional
        Both or neither; without them the answer is ``nonzero(condition)``.

    Returns
    -------
    Tensor
        Of the common dtype, of the shape of all three, broadcast.

    Raises
    ------
    ValueError
        When only one of `x` and `y` is given, or the shapes do not broadcast.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.where(tl.array([True, False]), tl.array([1.0, 2.0]), 0.0)
    tensor([1., 0.])
    """
    cdef Tensor a, b
    if x is None and y is None:
        return nonzero(condition)
    if x is None or y is None:
        raise ValueError("where: give both x and y, or neither")
    a, b = beside(x, y)
    return select(truth(operand(condition, "where")), a, b)


cdef Tensor truth(Tensor t):
    """Which elements are other than zero."""
    return t if t.v.dtype == TL_BOOL else binary(TL_OP_not_equal, t, scalar_tensor(0, t.v.dtype))


cdef tuple beside(object x, object y):
    """Two operands as tensors; a Python number takes the other's dtype where that holds its kind."""
    cdef Tensor other
    cdef bint plain_x = type(x) in (bool, int, float), plain_y = type(y) in (bool, int, float)
    if plain_x and not plain_y:
        other = operand(y, "where")
        return weakly(x, other), other
    if plain_y and not plain_x:
        other = operand(x, "where")
        return other, weakly(y, other)
    return operand(x, "where"), operand(y, "where")


cdef Tensor weakly(object number, Tensor other):
    cdef Tensor as_it_is
    if other.v.dtype >= TL_F32:  # which takes integers of any size
        return scalar_tensor(number, other.v.dtype)
    as_it_is = operand(number, "where")
    if "biuf".index(as_it_is.dtype.kind) > "biuf".index(other.dtype.kind) and other.dtype.kind not in "u":
        return as_it_is
    if isinstance(number, float):
        return as_it_is
    return scalar_tensor(number, other.v.dtype)


cdef Tensor arg(int op, object a, object axis, bint keepdims, str function):
    cdef Tensor t = operand(a, function)
    cdef uint64_t mask = parse_axes(None, t.v.ndim, function)
    if axis is not None:
        mask = <uint64_t> 1 << axis_index(axis, t.v.ndim, function)
    return reduce(op, t if t.ag is None else alias(t), mask, keepdims)


cdef Tensor nanarg(int op, object a, object axis, bint keepdims, str function):
    cdef Tensor r = arg(op, a, axis, keepdims, function)
    if apply_reduce(TL_OP_any, binary(TL_OP_less, r, scalar_tensor(0, TL_I64)), None, None, None, False, None, True):
        raise ValueError(f"{function}: all-NaN slice, which has no extreme element")
    return r


def argmax(a, axis=None, out=None, *, bint keepdims=False):
    """The index of the largest element along an axis, the first of equal ones.

    Parameters
    ----------
    a : array_like
    axis : int, optional
        None searches the elements in C order.
    out : Tensor, optional
        Where the result goes.
    keepdims : bool
        Keep the reduced axes with size 1.

    Returns
    -------
    Tensor
        Of int64; where there is nan, the index of the first.

    Raises
    ------
    ValueError
        When a slice has no elements.

    Notes
    -----
    Lecture row L33.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.argmax(tl.array([[1, 2], [5, 3], [4, 6]]), axis=0)
    tensor([1, 2])
    """
    return deliver(arg(TL_OP_argmax, a, axis, keepdims, "argmax"), out, "argmax")


def argmin(a, axis=None, out=None, *, bint keepdims=False):
    """The index of the smallest element along an axis, the first of equal ones.

    Parameters
    ----------
    a : array_like
    axis : int, optional
        None searches the elements in C order.
    out : Tensor, optional
        Where the result goes.
    keepdims : bool
        Keep the reduced axes with size 1.

    Returns
    -------
    Tensor
        Of int64; where there is nan, the index of the first.

    Raises
    ------
    ValueError
        When a slice has no elements.

    Notes
    -----
    Lecture row L33.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.argmin(tl.array([[1, 2], [5, 3], [4, 6]]))
    tensor(0)
    """
    return deliver(arg(TL_OP_argmin, a, axis, keepdims, "argmin"), out, "argmin")


def nanargmax(a, axis=None, out=None, *, bint keepdims=False):
    """The index of the largest element along an axis, the first of equal ones, ignoring nan.

    Parameters
    ----------
    a : array_like
    axis : int, optional
        None searches the elements in C order.
    out : Tensor, optional
        Where the result goes.
    keepdims : bool
        Keep the reduced axes with size 1.

    Returns
    -------
    Tensor
        Of int64.

    Raises
    ------
    ValueError
        When a slice has no elements, or nothing but nan.

    Notes
    -----
    Lecture row L33.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nanargmax(tl.array([1.0, tl.nan, 3.0]))
    tensor(2)
    """
    return deliver(nanarg(TL_OP_nanargmax, a, axis, keepdims, "nanargmax"), out, "nanargmax")


def nanargmin(a, axis=None, out=None, *, bint keepdims=False):
    """The index of the smallest element along an axis, the first of equal ones, ignoring nan.

    Parameters
    ----------
    a : array_like
    axis : int, optional
        None searches the elements in C order.
    out : Tensor, optional
        Where the result goes.
    keepdims : bool
        Keep the reduced axes with size 1.

    Returns
    -------
    Tensor
        Of int64.

    Raises
    ------
    ValueError
        When a slice has no elements, or nothing but nan.

    Notes
    -----
    Lecture row L33.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nanargmin(tl.array([tl.nan, 2.0, 3.0]))
    tensor(1)
    """
    return deliver(nanarg(TL_OP_nanargmin, a, axis, keepdims, "nanargmin"), out, "nanargmin")


cdef list positions(Tensor t):
    """Where `t` is other than zero: one int64 tensor per axis, in C order."""
    return nonzero_positions(truth(t))


def nonzero(a):
    """Where elements are other than zero.

    Parameters
    ----------
    a : array_like
        With at least one axis.

    Returns
    -------
    tuple of Tensor
        The indices along each axis, in C order: ``a[nonzero(a)]`` are the elements.

    Raises
    ------
    ValueError
        When `a` has no axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nonzero(tl.array([[1, 0], [0, 2]]))
    (tensor([0, 1]), tensor([0, 1]))
    """
    cdef Tensor t = operand(a, "nonzero")
    if t.v.ndim == 0:
        raise ValueError("nonzero: a 0-d array has no positions; use atleast_1d")
    return tuple(positions(t))


def flatnonzero(a):
    """Where elements, in C order, are other than zero.

    Parameters
    ----------
    a : array_like

    Returns
    -------
    Tensor
        Of int64.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.flatnonzero(tl.array([[1, 0], [0, 2]]))
    tensor([0, 3])
    """
    return positions(operand(a, "flatnonzero").ravel())[0]


def argwhere(a):
    """Where elements are other than zero, a row of indices for each.

    Parameters
    ----------
    a : array_like

    Returns
    -------
    Tensor
        Of int64, of shape (n, a.ndim).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.argwhere(tl.array([[1, 0], [0, 2]]))
    tensor([[0, 0],
            [1, 1]])
    """
    from tensorlab_c.manipulation import stack
    cdef Tensor t = operand(a, "argwhere")
    cdef int64_t shape[2]
    if t.v.ndim == 0:
        shape[0], shape[1] = 1 if t.item() else 0, 0
        return empty_tensor(TL_I64, 2, shape)
    return stack(positions(t), axis=1)


def take(a, indices, axis=None, out=None):
    """The elements, or slices along an axis, at given indices.

    Parameters
    ----------
    a : array_like
    indices : array_like of int
        Negative ones count from the end.
    axis : int, optional
        None takes from the elements in C order.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        With the axes of `indices` in place of `axis`.

    Raises
    ------
    IndexError
        When an index is out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.take(tl.array([[1, 2], [3, 4]]), [1, 1, 0], axis=0)
    tensor([[3, 4],
            [3, 4],
            [1, 2]])
    """
    cdef Tensor t = operand(a, "take"), r
    cdef object where = operand(indices, "take") if not isinstance(indices, int) else indices
    cdef int k
    if axis is None:
        t, axis = t.ravel(), 0
    k = axis_index(axis, t.v.ndim, "take")
    if isinstance(where, Tensor):
        if where.dtype.kind not in "iu" and (<Tensor> where).numel:
            raise TypeError(f"take: indices must be integers, got {where.dtype}")
        where = cast(<Tensor> where, TL_I64)
    r = <Tensor> get_item(t, (slice(None),) * k + (where,))
    return deliver(r if r.st is not t.st else copied(r), out, "take")


def take_along_axis(arr, indices, axis=-1):
    """The elements at indices that are given for every place beside an axis, as `argmax` gives them.

    Parameters
    ----------
    arr : array_like
    indices : array_like of int
        With as many axes as `arr`; the others broadcast.
    axis : int or None
        None takes from the elements in C order.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the numbers of axes differ.
    IndexError
        When an index is out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 9], [8, 2]])
    >>> tl.take_along_axis(x, tl.argmax(x, axis=1, keepdims=True), axis=1)
    tensor([[9],
            [8]])
    """
    cdef Tensor t = operand(arr, "take_along_axis"), at = operand(indices, "take_along_axis")
    cdef int64_t shape[64]
    cdef int i, j, k
    cdef list index = []
    if axis is None:
        t, axis = t.ravel(), 0
    k = axis_index(axis, t.v.ndim, "take_along_axis")
    if at.v.ndim != t.v.ndim:
        raise ValueError(f"take_along_axis: indices of shape {at.shape} for an array of shape {t.shape}")
    if at.dtype.kind not in "iu":
        raise IndexError(f"take_along_axis: indices must be integers, got {at.dtype}")
    for i in range(t.v.ndim):
        if i == k:
            index.append(at)
            continue
        for j in range(t.v.ndim):
            shape[j] = t.v.shape[i] if j == i else 1
        index.append(reshaped(numbered(t.v.shape[i]), t.v.ndim, shape))
    return get_item(t, tuple(index))


cdef Tensor numbered(int64_t n):
    """0, 1, ..., n - 1"""
    cdef Tensor t = empty_tensor(TL_I64, 1, &n)
    cdef int64_t i
    for i in range(n):
        (<int64_t *> t.v.data)[i] = i
    return t


cdef Tensor sorts_before(Tensor a, Tensor b, bint or_equal):
    """a < b (or a <= b) in sorting order, where nan comes last."""
    cdef Tensor before = binary(TL_OP_less_equal if or_equal else TL_OP_less, a, b), last
    if a.v.dtype < TL_F32:
        return before
    last = unary(TL_OP_isnan, b)
    if not or_equal:
        last = binary(TL_OP_logical_and, last, unary(TL_OP_logical_not, unary(TL_OP_isnan, a)))
    return binary(TL_OP_logical_or, before, last)


def searchsorted(a, v, side="left", sorter=None):
    """Where elements would have to be inserted to keep an array sorted.

    Parameters
    ----------
    a : array_like
        One axis, in rising order, nan last.
    v : array_like
    side : {"left", "right"}
        Before or behind equal elements.
    sorter : array_like of int, optional
        The indices that sort `a`.

    Returns
    -------
    Tensor
        Of int64, of the shape of `v`.

    Raises
    ------
    ValueError
        When `a` has not one axis, or for another `side`.

    Notes
    -----
    All elements take part in one bisection of about log2(n) steps.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.searchsorted(tl.array([1, 2, 2, 5]), [2, 6])
    tensor([1, 4])
    """
    cdef Tensor table = operand(a, "searchsorted"), x = operand(v, "searchsorted"), low, high, middle, up, value
    if table.v.ndim != 1:
        raise ValueError(f"searchsorted: a must have one axis, got shape {table.shape}")
    if side != "left" and side != "right":
        raise ValueError(f"searchsorted: side must be 'left' or 'right', got {side!r}")
    if sorter is not None:
        table = take(table, sorter)
    dtype = promote_types(table.dtype, x.dtype).num
    table, x = cast(alias(table), dtype), cast(alias(x), dtype)
    low = empty_tensor(TL_I64, x.v.ndim, x.v.shape)
    memset(low.v.data, 0, low.numel * sizeof(int64_t))
    if table.numel == 0:
        return low
    high = binary(TL_OP_add, low, scalar_tensor(table.numel, TL_I64))
    for _ in range(int(table.numel).bit_length()):  # halves all intervals [low, high) at once
        middle = (low + high) // 2
        value = <Tensor> get_item(table, middle.clip(0, table.numel - 1))
        up = sorts_before(value, x, side == "right")
        up = binary(TL_OP_logical_and, up, binary(TL_OP_less, low, high))
        low, high = select(up, middle + 1, low), select(up, high, select(binary(TL_OP_less, low, high), middle, high))
    return low
