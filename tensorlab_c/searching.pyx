# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Searching: where elements are, which is the largest, where one belongs."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, deliver, is_float, need_order, operand
from tensorlab_c._given cimport beside, is_number
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes import promote_types
from tensorlab_c.indexing cimport as_indices, only_axis
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make, tl_searching
from tensorlab_c.tl cimport *

__all__ = [
    "argmax", "argmin", "argwhere", "count_nonzero", "flatnonzero", "nanargmax", "nanargmin", "nonzero", "searchsorted",
    "where",
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
    a, b = two_sides(x, y)
    return select(truth(operand(condition, "where")), a, b)


cdef Tensor truth(Tensor t):
    """Which elements are other than zero."""
    return t if t.v.dtype == TL_BOOL else binary(TL_OP_not_equal, t, scalar_tensor(0, t.v.dtype))


cdef tuple two_sides(object x, object y):
    """Two operands as tensors; a Python number takes the other's dtype where that holds its kind."""
    cdef Tensor first, last
    if is_number(x) and not is_number(y):
        last = operand(y, "where")
        return weakly(x, last), last
    first = operand(x, "where")
    if is_number(y) and not is_number(x):
        return first, weakly(y, first)
    last = beside(y, first.v.dtype, "where")
    return beside(x, last.v.dtype, "where"), last


cdef Tensor weakly(object number, Tensor other):
    cdef str kind = other.dtype.kind
    if kind not in "fc" and isinstance(number, float if kind in "iu" else (float, int)):
        return operand(number, "where")
    return number_in(number, weak_dtype(number, other.v.dtype) if type(number) is complex else other.v.dtype, "where")


cdef Tensor arg(int op, object a, object axis, bint keepdims, str function):
    cdef Tensor t = operand(a, function)
    cdef uint64_t mask = parse_axes(None, t.v.ndim, function)
    if axis is not None:
        mask = <uint64_t> 1 << axis_index(axis, t.v.ndim, function) if t.v.ndim else only_axis(axis, function)
    return reduce(op, t if t.ag is None else alias(t), mask, keepdims)


cdef Tensor nanarg(int op, object a, object axis, bint keepdims, str function):
    cdef Tensor r = arg(op, a, axis, keepdims, function)
    if reduce_all(TL_OP_any, binary(TL_OP_less, r, scalar_tensor(0, TL_I64))):
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
    from tensorlab_c.joining import stack
    cdef Tensor t = operand(a, "argwhere")
    cdef int64_t shape[2]
    if t.v.ndim == 0:
        shape[0], shape[1] = 1 if t.item() else 0, 0
        return empty_tensor(TL_I64, 2, shape)
    return stack(positions(t), axis=1)


def count_nonzero(a, axis=None, *, bint keepdims=False):
    """The number of elements over axes that are other than zero.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    keepdims : bool
        Keep the reduced axes with size 1.

    Returns
    -------
    Tensor
        Of int64, without the reduced axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.count_nonzero(tl.array([[0, 1], [2, 3]]), axis=0)
    tensor([1, 2])
    """
    cdef Tensor x = operand(a, "count_nonzero")
    x = binary(TL_OP_not_equal, x, scalar_tensor(0, x.v.dtype))
    return reduce(TL_OP_sum, x, fold_axes(axis, x.v.ndim, "count_nonzero"), keepdims)


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
        When `a` has not one axis, for another `side`, or when `sorter` has not an index for each element.

    Notes
    -----
    By bisection. Python numbers are compared exactly, whatever the dtype of `a`, integers with integers too.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.searchsorted(tl.array([1, 2, 2, 5]), [2, 6])
    tensor([1, 4])
    """
    cdef Tensor table = operand(a, "searchsorted"), x
    cdef bint right = side == "right"
    need_order(table, "searchsorted")
    if table.v.ndim != 1:
        raise ValueError(f"searchsorted: a must have one axis, got shape {table.shape}")
    if side != "left" and side != "right":
        raise ValueError(f"searchsorted: side must be 'left' or 'right', got {side!r}")
    if sorter is not None:
        table = in_order(table, operand(sorter, "searchsorted"))
    if is_number(v) and type(v) is not complex:
        return place_of(table, v, right)
    x = beside(v, table.v.dtype, "searchsorted")
    need_order(x, "searchsorted")
    if sorter is None:
        table = beside(a, x.v.dtype, "searchsorted")
    if not is_float(table) and not is_float(x) and (table.v.dtype == TL_U64) != (x.v.dtype == TL_U64):
        return places_among_integers(table, x, right)
    dtype = promote_types(table.dtype, x.dtype).num
    return places(cast(alias(table), dtype), cast(alias(x), dtype), right)


cdef Tensor in_order(Tensor table, Tensor sorter):
    if sorter.dtype.kind not in "iu" and sorter.numel:
        raise TypeError(f"searchsorted: sorter must hold integers, got {sorter.dtype}")
    if sorter.v.ndim != 1:
        raise TypeError(f"searchsorted: sorter must have one axis, got shape {sorter.shape}")
    if sorter.numel != table.numel:
        raise ValueError(f"searchsorted: sorter of shape {sorter.shape} for {table.numel} elements; one index for each")
    try:
        return <Tensor> get_item(alias(table), as_indices(sorter, table.numel, "searchsorted"))
    except IndexError:
        raise ValueError(f"searchsorted: sorter has an index that none of {table.numel} elements has") from None


cdef Tensor places(Tensor table, Tensor x, bint right):
    """Of keys of the table's dtype; where that only stores, they are compared in the one that it is computed in."""
    cdef Tensor out = empty_tensor(TL_I64, x.v.ndim, x.v.shape)
    cdef int dtype = dtype_info[table.v.dtype].compute
    cdef tl_searching h = [right]
    cdef tl_call call
    table, x = contiguous(cast(table, dtype)), contiguous(cast(x, dtype))
    tl_call_make(&call, runs.search, b"search", &h, sizeof(h), &out.v, &table.v, &x.v, NULL)
    call.bytes, call.work = 16.0 * x.numel, 512.0 * x.numel
    launch(&call, "searchsorted", True)
    return out


cdef Tensor places_among_integers(Tensor table, Tensor x, bint right):
    """uint64 beside signed integers, which no dtype holds together: keys outside the table's range are told apart."""
    cdef Tensor outside, limit, end, found
    if table.v.dtype == TL_U64:
        limit, end = scalar_tensor(0, x.v.dtype), scalar_tensor(0, TL_I64)
        outside = binary(TL_OP_less, x, limit)
    else:
        limit, end = scalar_tensor((1 << 63) - 1, TL_U64), scalar_tensor(table.numel, TL_I64)
        outside = binary(TL_OP_less, limit, x)
    widest = TL_U64 if table.v.dtype == TL_U64 else TL_I64
    found = places(cast(table, widest), cast(select(outside, limit, x), widest), right)
    return select(outside, end, found)


cdef Tensor place_of(Tensor table, object key, bint right):
    """The place of one Python number: of the nearest number of the table's dtype, on the side where the key is."""
    cdef int d = table.v.dtype
    cdef object low = 0, high = 1, near
    if dtype_info[d].kind == b"f":
        try:
            near = scalar_tensor(key, d).item()
        except OverflowError:  # an integer beyond floats
            near = float("inf") if key > 0 else float("-inf")
        if near != key and key == key:
            right = near < key
        return places(alias(table), scalar_tensor(near, d), right)
    if d != TL_BOOL:
        bits = 8 * dtype_info[d].itemsize
        low, high = (0, (1 << bits) - 1) if dtype_info[d].kind == b"u" else (-(1 << (bits - 1)), (1 << (bits - 1)) - 1)
    if key != key or key > high:
        return scalar_tensor(table.numel, TL_I64)
    if key < low:
        return scalar_tensor(0, TL_I64)
    near = int(key // 1)
    return places(alias(table), scalar_tensor(near, d), right or near < key)
