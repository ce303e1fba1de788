# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Searching, counting and picking elements."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, deliver, is_float, operand
from tensorlab_c._fill cimport computed_in
from tensorlab_c._given cimport beside, is_number, room
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes import promote_types
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make, tl_searching, tl_taking
from tensorlab_c.tl cimport *

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
    if isinstance(number, float if other.dtype.kind in "iu" else (float, int)) and other.v.dtype < TL_F32:
        return operand(number, "where")
    return number_in(number, other.v.dtype, "where")


cdef Tensor arg(int op, object a, object axis, bint keepdims, str function):
    cdef Tensor t = operand(a, function)
    cdef uint64_t mask = parse_axes(None, t.v.ndim, function)
    if axis is not None:
        mask = <uint64_t> 1 << axis_index(axis, t.v.ndim, function) if t.v.ndim else only_axis(axis, function)
    return reduce(op, t if t.ag is None else alias(t), mask, keepdims)


cdef uint64_t only_axis(object axis, str function) except? 0xffffffffffffffff:
    """Of no axes, 0 and -1 are taken for the one that there might be, as in NumPy."""
    axis_index(axis, 1, function)
    return 0


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


def take(a, indices, axis=None, out=None, mode="raise"):
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
    mode : {"raise", "wrap", "clip"}
        Indices out of range raise, are counted round and round, or name the nearest end: negative ones the first.

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
    if mode not in ("raise", "wrap", "clip"):
        raise ValueError(f'take: mode must be "raise", "wrap" or "clip", got {mode!r}')
    if axis is None or t.v.ndim == 0 and only_axis(axis, "take") == 0:
        t, axis = t.ravel(), 0
    k = axis_index(axis, t.v.ndim, "take")
    if mode != "raise" and t.v.shape[k]:
        where = in_range(as_indices(operand(indices, "take"), t.v.shape[k], "take"), t.v.shape[k], mode == "wrap")
    if isinstance(where, Tensor):
        where = as_indices(<Tensor> where, t.v.shape[k], "take")
        if t.ag is None or not recording():
            return deliver(taken(contiguous(t), contiguous(<Tensor> where), k), out, "take")
        check_axes(t, <Tensor> where)
    r = by_index(t, where, k)
    return deliver(r if r.st is not t.st else copied(r), out, "take")


cdef Tensor by_index(Tensor t, object index, int axis):
    try:
        return <Tensor> get_item(t, (slice(None),) * axis + (index,))
    except IndexError as error:
        raise IndexError(str(error).replace("index:", "take: index", 1)) from None


cdef int check_axes(Tensor t, Tensor index) except -1:
    """The number of the result's axes."""
    cdef int ndim = t.v.ndim - 1 + index.v.ndim
    if ndim > 64:
        raise ValueError(f"take: {ndim} axes in the result; at most 64 are possible")
    return ndim


cdef Tensor in_range(Tensor index, int64_t n, bint wrap):
    """Indices of any size as those of an axis of length `n`."""
    index = cast(alias(index), TL_I64)
    if wrap:
        return binary(TL_OP_remainder, index, scalar_tensor(n, TL_I64))
    return binary(TL_OP_minimum, binary(TL_OP_maximum, index, scalar_tensor(0, TL_I64)), scalar_tensor(n - 1, TL_I64))


cdef Tensor taken(Tensor t, Tensor index, int axis):
    """The slices along an axis, by loops of their own: `index` in the place of the axis."""
    cdef int64_t shape[64]
    cdef tl_taking h = [1, t.v.shape[axis], 0, dtype_info[t.v.dtype].itemsize, -1]
    cdef tl_call call
    cdef int ndim = check_axes(t, index), k
    cdef Tensor out
    for k in range(axis):
        shape[k] = t.v.shape[k]
        h.before *= t.v.shape[k]
    for k in range(index.v.ndim):
        shape[axis + k] = index.v.shape[k]
    for k in range(axis + 1, t.v.ndim):
        shape[index.v.ndim - 1 + k] = t.v.shape[k]
        h.size *= t.v.shape[k]
    h.stride = h.size
    out = room(t.v.dtype, ndim, shape, "take")
    if out.numel == 0:
        return by_index(t, index, axis) if index.numel else out  # which checks the indices too
    tl_call_make(&call, runs.take, b"take", &h, sizeof(h), &out.v, &t.v, &index.v, NULL)
    call.bytes, call.work = 2.0 * out.numel * dtype_info[t.v.dtype].itemsize, 2.0 * h.before * index.numel
    if launch(&call, "take", True) == TL_RANGE:
        bad = (<int64_t *> index.v.data)[h.bad]
        raise IndexError(f"take: index {bad} is out of bounds for axis {axis} of shape {t.shape}")
    return out


cdef Tensor as_indices(Tensor t, int64_t n, str function):
    """Integers as int64; one of uint64 that this cannot hold must not come out as a negative one."""
    if t.dtype.kind not in "iu" and t.numel:
        raise TypeError(f"{function}: indices must be integers, got {t.dtype}")
    if t.v.dtype == TL_U64:
        if reduce_all(TL_OP_any, binary(TL_OP_greater_equal, t, scalar_tensor(1 << 63, TL_U64))).v.data[0]:
            raise IndexError(f"{function}: index {max(t.ravel().tolist())} is out of bounds for length {n}")
    return cast(t, TL_I64)


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
    at = as_indices(at, t.v.shape[k], "take_along_axis")
    for i in range(t.v.ndim):
        if i != k and at.v.shape[i] != 1 and t.v.shape[i] != 1 and at.v.shape[i] != t.v.shape[i]:
            raise IndexError(
                f"take_along_axis: indices of shape {at.shape} do not broadcast to {t.shape} beside axis {k}"
            )
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
    if table.v.ndim != 1:
        raise ValueError(f"searchsorted: a must have one axis, got shape {table.shape}")
    if side != "left" and side != "right":
        raise ValueError(f"searchsorted: side must be 'left' or 'right', got {side!r}")
    if sorter is not None:
        table = in_order(table, operand(sorter, "searchsorted"))
    if is_number(v):
        return place_of(table, v, right)
    x = beside(v, table.v.dtype, "searchsorted")
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
    return <Tensor> get_item(alias(table), as_indices(sorter, table.numel, "searchsorted"))


cdef Tensor places(Tensor table, Tensor x, bint right):
    """Of keys of the table's dtype; where that only stores, they are compared in the one that it is computed in."""
    cdef Tensor out = empty_tensor(TL_I64, x.v.ndim, x.v.shape)
    cdef int dtype = computed_in(table.v.dtype)
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
