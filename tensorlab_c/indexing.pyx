# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Picking elements by functions; x[...] itself is in core/index.pxi."""
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c._call cimport axis_index, cut, deliver, integer, operand
from tensorlab_c._given cimport room
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make, tl_taking
from tensorlab_c.tl cimport *

__all__ = ["diagonal", "take", "take_along_axis"]


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
