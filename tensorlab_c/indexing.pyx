# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Picking and setting elements by functions; x[...] itself is in core/index.pxi."""
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c._call cimport axis_index, cut, deliver, integer, operand
from tensorlab_c._given cimport given, room
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport promoted_dtype
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make, tl_taking
from tensorlab_c.tl cimport *

__all__ = [
    "diagonal", "fill_diagonal", "place", "put", "put_along_axis", "putmask", "ravel_multi_index", "take",
    "take_along_axis", "unravel_index",
]


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


cdef uint64_t only_axis(object axis, str function) except? 0xffffffffffffffff:
    """Of no axes, 0 and -1 are taken for the one that there might be, as in NumPy."""
    axis_index(axis, 1, function)
    return 0


cdef Tensor by_index(Tensor t, object index, int axis):
    try:
        return <Tensor> get_item(t, cut(axis, index))
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
    cdef int i, k
    if axis is None:
        t, axis = t.ravel(), 0
    k = axis_index(axis, t.v.ndim, "take_along_axis")
    at = beside_axis(t, at, k, "take_along_axis")
    for i in range(t.v.ndim):
        if i != k and at.v.shape[i] != 1 and t.v.shape[i] != 1 and at.v.shape[i] != t.v.shape[i]:
            raise IndexError(
                f"take_along_axis: indices of shape {at.shape} do not broadcast to {t.shape} beside axis {k}"
            )
    return get_item(t, lines(t, at, k))


cdef Tensor beside_axis(Tensor t, Tensor at, int axis, str function):
    """Indices along an axis, which are given for every place beside it."""
    if at.v.ndim != t.v.ndim:
        raise ValueError(f"{function}: indices of shape {at.shape} for an array of shape {t.shape}")
    if at.dtype.kind not in "iu":
        raise IndexError(f"{function}: indices must be integers, got {at.dtype}")
    return as_indices(at, t.v.shape[axis], function)


cdef tuple lines(Tensor t, Tensor at, int axis):
    """The index of all places beside an axis, and of `at` along it."""
    cdef int64_t shape[64]
    cdef int i, j
    cdef list index = []
    for i in range(t.v.ndim):
        for j in range(t.v.ndim):
            shape[j] = t.v.shape[i] if j == i else 1
        index.append(at if i == axis else reshaped(numbered(t.v.shape[i]), t.v.ndim, shape))
    return tuple(index)


cdef Tensor numbered(int64_t n):
    """0, 1, ..., n - 1"""
    cdef Tensor t = empty_tensor(TL_I64, 1, &n)
    cdef int64_t i
    for i in range(n):
        (<int64_t *> t.v.data)[i] = i
    return t


cdef object FAR = 1 << 62


cdef int64_t offset_of(object k, str function) except? -1:
    """The number of a diagonal; those beyond any matrix are as good as a far one."""
    cdef object i = integer(k, "the diagonal", function)
    return max(-FAR, min(i, FAR))


cdef Tensor diagonal_of(Tensor t, int64_t k):
    """A diagonal of the last two axes as the last axis: a view.

    While gradients are recorded it is every (columns + 1)th element of the flat matrix, and a view when that is one.
    """
    cdef int64_t rows = t.v.shape[t.v.ndim - 2]
    cdef int64_t columns = t.v.shape[t.v.ndim - 1]
    cdef int64_t length = max(min(rows + min(k, 0), columns - max(k, 0)), 0)
    cdef int64_t start
    cdef int64_t shape[64]
    cdef int i
    if t.ag is None or not recording():
        return diagonal_view(t, k, length)
    for i in range(t.v.ndim - 2):
        shape[i] = t.v.shape[i]
    shape[t.v.ndim - 2] = rows * columns
    t = reshaped(t, t.v.ndim - 1, shape)
    if length == 0:
        return <Tensor> get_item(t, (Ellipsis, slice(0, 0)))
    start = max(k, 0) - min(k, 0) * columns
    return <Tensor> get_item(t, (Ellipsis, slice(start, start + (length - 1) * (columns + 1) + 1, columns + 1)))


cdef Tensor diagonal_view(Tensor t, int64_t k, int64_t length):
    cdef Tensor r = view_of(t, t.v.ndim - 1)
    cdef int64_t row = t.v.strides[t.v.ndim - 2], column = t.v.strides[t.v.ndim - 1]
    cdef int i, last = t.v.ndim - 2
    for i in range(last):
        r.v.shape[i] = t.v.shape[i]
        r.v.strides[i] = t.v.strides[i]
    r.v.shape[last] = length
    r.v.strides[last] = row + column
    if length:
        r.v.data += k * column if k > 0 else -k * row
    set_flags(r)
    return r


def diagonal(a, offset=0, axis1=0, axis2=1):
    """A diagonal of two axes, as a new last axis.

    Parameters
    ----------
    a : array_like
        With at least two axes.
    offset : int
        Which diagonal; positive ones are above the main one.
    axis1, axis2 : int
        The axes that span the matrices.

    Returns
    -------
    Tensor
        A view where the layout allows it.

    Raises
    ------
    ValueError
        When `a` has fewer than two axes, or both axes are the same.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.diagonal(tl.array([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    cdef Tensor t = operand(a, "diagonal")
    cdef int order[64]
    cdef int i, n = 0, x, y
    if t.v.ndim < 2:
        raise ValueError(f"diagonal: at least two axes are needed, got shape {t.shape}")
    x, y = axis_index(axis1, t.v.ndim, "diagonal"), axis_index(axis2, t.v.ndim, "diagonal")
    if x == y:
        raise ValueError(f"diagonal: axis1 and axis2 are both {x}")
    for i in range(t.v.ndim):
        if i != x and i != y:
            order[n] = i
            n += 1
    order[n], order[n + 1] = x, y
    return diagonal_of(t if x == n and y == n + 1 else permuted(t, order), offset_of(offset, "diagonal"))


# ---- flat and shaped ------------------------------------------------------------------------------------------------
cdef Tensor whole(object x, str function):
    """Indices in int64; a list without elements is one of indices, too."""
    cdef Tensor t = operand(x, function)
    if t.v.dtype == TL_I64:
        return t
    if t.dtype.kind not in "iu" and (t.numel or hasattr(x, "dtype")):
        raise TypeError(f"{function}: indices must be integers, got {t.dtype}")
    if t.v.dtype == TL_U64 and t.numel and item_of(reduce_all(TL_OP_max, t)) >> 63:
        raise ValueError(f"{function}: index {item_of(reduce_all(TL_OP_max, t))} is out of bounds")
    return cast(t, TL_I64)


cdef bint outside(Tensor index, int64_t low, int64_t end, int64_t *bad) except -1:
    """Is there an index that is none of low, ..., end - 1? The least or the greatest."""
    if index.numel == 0:
        return False
    bad[0] = (<int64_t *> reduce_all(TL_OP_min, index).v.data)[0]
    if bad[0] >= low:
        bad[0] = (<int64_t *> reduce_all(TL_OP_max, index).v.data)[0]
    return not low <= bad[0] < end


cdef object renamed(object error, str function):
    from tensorlab_c._operands import _renamed  # which comes later
    return _renamed(error, function)


cdef object check_mode(object mode, str function):
    if mode not in ("raise", "wrap", "clip"):
        raise ValueError(f"{function}: mode must be 'raise', 'wrap' or 'clip', got {mode!r}")


cdef int sizes_of(object shape, object order, int64_t *sizes, int64_t *total, str function) except -1:
    """The sizes of a shape, how many, and the number of elements."""
    cdef int n = parse_shape(shape, sizes, function), i
    if order != "C" and order != "F":
        raise ValueError(f"{function}: order must be 'C' or 'F', got {order!r}")
    total[0] = 1
    for i in range(n):
        if sizes[i] and total[0] > 0x7fffffffffffffff // sizes[i]:
            raise ValueError(f"{function}: an array of shape {shape} is larger than any can be")
        total[0] *= sizes[i]
    return n


def unravel_index(indices, shape, order="C"):
    """The indices along each axis of elements that are numbered.

    Parameters
    ----------
    indices : array_like of int
        Of the elements in one row.
    shape : int or tuple of int
        Of the array.
    order : {"C", "F"}
        Whether the last index changes fastest, or the first.

    Returns
    -------
    tuple of Tensor
        One for each axis, of int64 and the shape of `indices`.

    Raises
    ------
    ValueError
        When an index is out of bounds.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.unravel_index([5, 3], (2, 3))
    (tensor([1, 1]), tensor([2, 0]))
    """
    cdef Tensor rest = whole(indices, "unravel_index"), above
    cdef int64_t sizes[64]
    cdef int64_t total, bad
    cdef int n = sizes_of(shape, order, sizes, &total, "unravel_index"), i, k
    cdef list found = [None] * n
    if outside(rest, 0, total, &bad):
        raise ValueError(f"unravel_index: index {bad} is out of bounds for {total} elements of shape {shape}")
    if n == 0 and rest.v.ndim:
        raise ValueError("unravel_index: of an array without axes there is but one index, 0")
    for i in range(n):
        k = i if order == "F" else n - 1 - i
        if i == n - 1:
            found[k] = copied(rest) if n == 1 else rest
            break
        above = with_number(TL_OP_floor_divide, rest, max(sizes[k], 1), False)
        found[k] = binary(TL_OP_subtract, rest, with_number(TL_OP_multiply, above, sizes[k], False))
        rest = above
    return tuple(found)


def ravel_multi_index(multi_index, dims, mode="raise", order="C"):
    """The numbers of elements whose indices along each axis are given.

    Parameters
    ----------
    multi_index : sequence of array_like of int
        One for each axis; they broadcast.
    dims : int or tuple of int
        The shape of the array.
    mode : {"raise", "wrap", "clip"} or tuple of them
        Indices out of range raise, are counted round and round, or name the nearest end.
    order : {"C", "F"}
        Whether the last index changes fastest, or the first.

    Returns
    -------
    Tensor
        Of int64.

    Raises
    ------
    ValueError
        When an index is out of range, or there is not one for each axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.ravel_multi_index(([1, 1], [2, 0]), (2, 3))
    tensor([5, 3])
    """
    cdef str function = "ravel_multi_index"
    cdef Tensor result = scalar_tensor(0, TL_I64), index
    cdef int64_t sizes[64]
    cdef int64_t total, bad, step = 1
    cdef int n = sizes_of(dims, order, sizes, &total, function), i, k
    cdef tuple modes = tuple(mode) if isinstance(mode, (tuple, list)) else (mode,) * n
    cdef list parts = [whole(x, function) for x in snapshot(multi_index)]
    for m in modes:
        check_mode(m, function)
    if not len(parts) == n == len(modes):
        raise ValueError(f"{function}: {len(parts)} indices and {len(modes)} modes for {n} axes of shape {dims}")
    for i in range(n):
        k = i if order == "F" else n - 1 - i
        index = <Tensor> parts[k]
        if modes[k] != "raise" and sizes[k]:
            index = in_range(index, sizes[k], modes[k] == "wrap")
        elif outside(index, 0, sizes[k], &bad):
            raise ValueError(f"{function}: index {bad} is out of bounds for axis {k} of shape {dims}")
        if step != 1:
            index = with_number(TL_OP_multiply, index, step, False)
        try:
            result = binary(TL_OP_add, result, index) if i else index
        except ValueError as error:
            raise renamed(error, function) from None
        step *= sizes[k]
    return copied(result) if n == 1 else result


# ---- setting --------------------------------------------------------------------------------------------------------
cdef Tensor values_for(object x, object filled, Tensor t, str function, bint safe=False):
    """In the dtype of the tensor on the memory of what is `filled`; `safe`: which must hold that of arrays."""
    cdef Tensor v
    if safe and hasattr(x, "dtype") and getattr(x, "ndim", 0):
        v = operand(x, function)
        if promoted_dtype(v.v.dtype, t.v.dtype) != t.v.dtype:
            raise TypeError(f"{function}: values of {v.dtype} are not safely kept in a tensor of {t.dtype}")
    try:
        v = given(x, t.v.dtype, function)
    except (TypeError, ValueError, OverflowError) as error:
        raise renamed(error, function) from None
    check_history(filled, v, function)
    return v


cdef int assign(Tensor t, object index, Tensor values, str function) except -1:
    try:
        set_item(t, index, values)
    except (LookupError, RuntimeError, TypeError, ValueError) as error:
        raise renamed(error, function) from None
    return 0


cdef int set_flat(Tensor t, object places, Tensor values, str function) except -1:
    """Sets elements that are numbered in C order, of several in one place the last; by indices, or by a slice."""
    if t.v.ndim == 1:
        return assign(t, places, values, function)
    if t.flags & CONTIGUOUS and not (recording() and (t.ag is not None or values.ag is not None)):
        return assign(reshaped(t, 1, &t.numel), places, values, function)
    if isinstance(places, slice):
        places = get_item(numbered(t.numel), places)
    if t.v.ndim == 0:
        return assign(t, Ellipsis, get_item(values, -1) if values.v.ndim else values, function)
    return assign(t, unravel_index(in_range(<Tensor> places, t.numel, True), shape_tuple(t)), values, function)


cdef Tensor over_and_over(Tensor values, int64_t count):
    """As many as asked for, in C order; a single one broadcasts."""
    cdef Tensor flat = reshaped(values, 1, &values.numel)
    if flat.numel == count:
        return flat
    if flat.numel == 1:
        return reshaped(flat, 0, flat.v.shape)
    if flat.numel > count:
        return <Tensor> get_item(flat, slice(count))
    return <Tensor> get_item(flat, with_number(TL_OP_remainder, numbered(count), flat.numel, False))


def put(a, ind, v, mode="raise"):
    """Sets elements that are numbered in C order, in place.

    Parameters
    ----------
    a : Tensor or ndarray
    ind : array_like of int
        Negative ones count from the end.
    v : array_like
        The values, over and over when there are too few; in the dtype of `a`.
    mode : {"raise", "wrap", "clip"}
        Indices out of range raise, are counted round and round, or name the nearest end: negative ones the
        first.

    Returns
    -------
    None

    Raises
    ------
    TypeError
        When `a` is neither, or the indices are not integers.
    IndexError
        When an index is out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros((2, 2))
    >>> tl.put(x, [0, 3], [1.0, 2.0]); x
    tensor([[1., 0.],
            [0., 2.]])
    """
    cdef Tensor t = on_memory(a, "put", "what is changed"), places, values
    cdef int64_t bad
    check_mode(mode, "put")
    places, values = whole(ind, "put"), values_for(v, a, t, "put")
    if places.numel == 0 or values.numel == 0:
        return
    if t.numel == 0:
        raise IndexError(f"put: a tensor of shape {t.shape} has no elements to set")
    places = reshaped(places, 1, &places.numel)
    if mode != "raise":
        places = in_range(places, t.numel, mode == "wrap")
    if outside(places, -t.numel, t.numel, &bad):
        raise IndexError(f"put: index {bad} is out of bounds for {t.numel} elements of shape {t.shape}")
    set_flat(t, places, over_and_over(values, places.numel), "put")


cdef Tensor mask_for(object mask, Tensor t, str function):
    """Booleans of the shape of `t`, from as many of any shape."""
    cdef Tensor m = operand(mask, function)
    if m.numel != t.numel:
        raise ValueError(f"{function}: mask of shape {m.shape} for an array of shape {t.shape}")
    return reshaped(cast(m, TL_BOOL), t.v.ndim, t.v.shape)


def place(arr, mask, vals):
    """Sets the elements where a mask is true, one after another, in place.

    Parameters
    ----------
    arr : Tensor or ndarray
    mask : array_like of bool
        As many as elements.
    vals : array_like
        The first for the first place, and so on, over and over; in the dtype of `arr`.

    Returns
    -------
    None

    Raises
    ------
    TypeError
        When `arr` is neither.
    ValueError
        When there are not as many booleans as elements, or no values.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.arange(6).reshape(2, 3)
    >>> tl.place(x, x > 2, [44, 55]); x
    tensor([[ 0,  1,  2],
            [44, 55, 44]])
    """
    cdef Tensor t = on_memory(arr, "place", "what is changed"), places
    cdef Tensor m = mask_for(mask, t, "place"), values = values_for(vals, arr, t, "place", True)
    if values.numel == 1:
        assign(t, m, reshaped(values, 0, values.v.shape), "place")
        return
    places = nonzero_positions(reshaped(m, 1, &m.numel))[0]
    if places.numel == 0:
        return
    if values.numel == 0:
        raise ValueError(f"place: {places.numel} elements are to be set, and there are no values")
    set_flat(t, places, over_and_over(values, places.numel), "place")


def putmask(a, /, mask, values):
    """Sets the elements where a mask is true to the values at the same places, in place.

    Parameters
    ----------
    a : Tensor or ndarray
    mask : array_like of bool
        As many as elements.
    values : array_like
        Over and over when there are too few; in the dtype of `a`.

    Returns
    -------
    None

    Raises
    ------
    TypeError
        When `a` is neither.
    ValueError
        When there are not as many booleans as elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.arange(5)
    >>> tl.putmask(x, x > 1, [-33, -44]); x
    tensor([  0,   1, -33, -44, -33])
    """
    cdef Tensor t = on_memory(a, "putmask", "what is changed")
    cdef Tensor m = mask_for(mask, t, "putmask"), v = values_for(values, a, t, "putmask", True)
    if v.numel:
        v = over_and_over(v, t.numel)
        finish(reshaped(v, t.v.ndim, t.v.shape) if v.v.ndim else v, t, m, "putmask")


def put_along_axis(arr, indices, values, axis):
    """Sets elements at indices that are given for every place beside an axis, in place.

    Parameters
    ----------
    arr : Tensor or ndarray
    indices : array_like of int
        With as many axes as `arr`; the others broadcast.
    values : array_like
        Broadcast to the indices; in the dtype of `arr`.
    axis : int or None
        None sets among the elements in C order.

    Returns
    -------
    None

    Raises
    ------
    TypeError
        When `arr` is neither.
    ValueError
        When the numbers of axes differ.
    IndexError
        When an index is out of range, or not an integer.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[10, 30, 20], [60, 40, 50]])
    >>> tl.put_along_axis(x, tl.argmax(x, axis=1, keepdims=True), 99, axis=1); x
    tensor([[10, 99, 20],
            [99, 40, 50]])
    """
    cdef str function = "put_along_axis"
    cdef Tensor t = on_memory(arr, function, "what is changed"), at = operand(indices, function), v
    cdef int64_t bad
    cdef int k
    if at.dtype.kind not in "iu":
        raise IndexError(f"{function}: indices must be integers, got {at.dtype}")
    v = values_for(values, arr, t, function)
    if axis is not None:
        k = axis_index(axis, t.v.ndim, function)
        assign(t, lines(t, beside_axis(t, at, k, function), k), v, function)
        return
    if at.v.ndim != 1:
        raise ValueError(f"{function}: indices of shape {at.shape} with axis=None; one axis is meant")
    if v.numel != 1 and (v.v.ndim != 1 or v.numel != at.numel):
        raise ValueError(f"{function}: values of shape {v.shape} do not broadcast to {at.shape}")
    if outside(whole(at, function), -t.numel, t.numel, &bad):
        raise IndexError(f"{function}: index {bad} is out of bounds for {t.numel} elements of shape {t.shape}")
    if at.numel:
        set_flat(t, whole(at, function), v, function)


def fill_diagonal(a, val, wrap=False):
    """Sets the main diagonal, in place.

    Parameters
    ----------
    a : Tensor or ndarray
        With at least two axes; of more than two all have one length.
    val : array_like
        The values, over and over when there are too few; in the dtype of `a`.
    wrap : bool
        Whether the diagonal starts again below, in a matrix with more rows than columns.

    Returns
    -------
    None

    Raises
    ------
    TypeError
        When `a` is neither.
    ValueError
        When it has fewer than two axes, or several of different lengths.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros((2, 2))
    >>> tl.fill_diagonal(x, 5); x
    tensor([[5., 0.],
            [0., 5.]])
    """
    cdef Tensor t = on_memory(a, "fill_diagonal", "what is changed"), values
    cdef int64_t step = 0, size = 1, count
    cdef int i
    if t.v.ndim < 2:
        raise ValueError(f"fill_diagonal: at least two axes are needed, got shape {t.shape}")
    if t.v.ndim > 2 and len(set(t.shape)) > 1:
        raise ValueError(f"fill_diagonal: the axes of shape {t.shape} must have one length")
    values = values_for(val, a, t, "fill_diagonal")
    for i in range(t.v.ndim - 1, -1, -1):  # from one element to the next
        step += size
        size *= t.v.shape[i]
    if t.v.ndim == 2 and not wrap:
        size = min(size, t.v.shape[1] * t.v.shape[1])
    count = (size + step - 1) // step
    if count == 0:
        return
    if values.numel == 0:
        raise ValueError(f"fill_diagonal: {count} elements are to be set, and there are no values")
    set_flat(t, slice(0, size, step), over_and_over(values, count), "fill_diagonal")
