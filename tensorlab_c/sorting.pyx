# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Sorting: elements in order along an axis, or parted at ranks, and where they were."""
from collections import namedtuple

from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, cut, integer, need_order, operand
from tensorlab_c._given cimport several
from tensorlab_c._tensor cimport *
from tensorlab_c.runs cimport tl_call_make
from tensorlab_c.tl cimport *

from tensorlab_c.indexing import take_along_axis

__all__ = ["argpartition", "argsort", "partition", "sort", "topk"]

cdef tuple KINDS = (None, "quicksort", "mergesort", "heapsort", "stable")
TopK = namedtuple("TopK", ["values", "indices"])


cdef Tensor ordered(int row, bytes name, Tensor x, int axis, int dtype, Tensor ranks, bint descending, str function):
    """A row of lines.def that puts elements, or their places, in order."""
    cdef Tensor out = empty_tensor(dtype, x.v.ndim, x.v.shape), shared = None
    cdef tl_lines what
    cdef tl_call call
    if x.v.shape[axis] > 0xffffffff:
        raise ValueError(f"{function}: axis {axis} of shape {x.shape} has more than 2**32 elements")
    what.row, what.axis, what.ignore, what.count, what.apart = row, axis, 0, 0, 0
    what.method, what.descending, what.skip_nan = 0, descending, False
    if ranks is not None:
        what.count = ranks.numel
        shared = view_of(ranks, 0)
    tl_call_make(
        &call, runs.lines, name, &what, sizeof(what), &out.v, &x.v, NULL if shared is None else &shared.v, NULL
    )
    call.dtype = dtype_info[x.v.dtype].compute
    call.bytes, call.work = 16.0 * x.numel, 32.0 * x.numel
    launch(&call, function, True)
    return out


cdef Tensor sorted_places(Tensor x, int axis, bint descending, str function):
    return ordered(TL_LINE_argsort, b"argsort", x, axis, TL_I64, None, descending, function)


cdef tuple along(object x, object axis, str function):
    """The operand, flat without an axis, and the axis."""
    cdef Tensor t = operand(x, function)
    cdef int64_t n = t.numel
    need_order(t, function)
    if axis is None:
        return reshaped(t, 1, &n), 0
    return t, axis_index(axis, t.v.ndim, function)


cdef int check_kind(object kind, str function) except -1:
    if kind not in KINDS:
        hint = f"; of the order it is descending={kind}" if type(kind) is bool else ""
        raise ValueError(f"{function}: kind must be one of {', '.join(map(repr, KINDS))}, got {kind!r}{hint}")
    return 0


def sort(x, /, axis=-1, kind=None, *, bint descending=False, stable=True):
    """The elements in order along an axis.

    Parameters
    ----------
    x : array_like
    axis : int, optional
        Along which to sort; all elements in one row when None.
    kind : str, optional
        A name that NumPy has for a way to sort. All give the same here.
    descending : bool
        The largest first.
    stable : bool
        Equal elements keep their order; they do in any case.

    Returns
    -------
    Tensor
        nan is behind all numbers, and before them when `descending`.

    Raises
    ------
    AxisError
        When `axis` is out of range.

    Notes
    -----
    A quicksort that splits registers full of elements, of at most n log n steps for any order of them. The gradient of
    each element of the result goes to where it was.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.sort(tl.array([3, 1, 2]), descending=True)
    tensor([3, 2, 1])
    """
    cdef Tensor t
    cdef int k
    check_kind(kind, "sort")
    t, k = along(x, axis, "sort")
    if t.ag is not None and recording():
        return take_along_axis(t, sorted_places(t, k, descending, "sort"), k)
    return ordered(TL_LINE_sort, b"sort", t, k, t.v.dtype, None, descending, "sort")


def argsort(x, /, axis=-1, kind=None, *, bint descending=False, stable=True):
    """The indices that sort along an axis.

    Parameters
    ----------
    x : array_like
    axis : int, optional
        Along which to sort; all elements in one row when None.
    kind : str, optional
        A name that NumPy has for a way to sort. All give the same here.
    descending : bool
        The largest first.
    stable : bool
        Equal elements keep their order; they do in any case.

    Returns
    -------
    Tensor
        Of int64; ``take_along_axis(x, argsort(x, axis), axis)`` is sorted.

    Raises
    ------
    AxisError
        When `axis` is out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.argsort(tl.array([3, 1, 2]))
    tensor([1, 2, 0])
    """
    cdef Tensor t
    cdef int k
    check_kind(kind, "argsort")
    t, k = along(x, axis, "argsort")
    return sorted_places(t, k, descending, "argsort")


cdef Tensor ranks_of(object kth, int64_t n, str function):
    """Ranks, counted from the front and rising."""
    cdef list ranks = []
    cdef Tensor t
    cdef int64_t i, count
    for k in several(kth.tolist() if isinstance(kth, Tensor) else kth):
        k = integer(k, "kth", function)
        if k < -n or k >= n:
            raise ValueError(f"{function}: kth {k} is out of range for {n} elements")
        ranks.append(k + n if k < 0 else k)
    ranks.sort()
    count = len(ranks)
    t = empty_tensor(TL_I64, 1, &count)
    for i in range(count):
        (<int64_t *> t.v.data)[i] = ranks[i]
    return t


cdef int check_select(object kind, str function) except -1:
    if kind != "introselect":
        raise ValueError(f"{function}: kind must be 'introselect', got {kind!r}")
    return 0


def partition(a, kth, axis=-1, kind="introselect"):
    """The elements parted at ranks: as sorted there, nothing larger before, nothing smaller behind.

    Parameters
    ----------
    a : array_like
    kth : int or sequence of int
        The ranks, from 0; negative ones count from the end.
    axis : int, optional
        Along which to part; all elements in one row when None.
    kind : str
        "introselect", NumPy's name for it.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When a rank is out of range.
    AxisError
        When `axis` is.

    Notes
    -----
    Costs about n steps. The order within the parts is not defined.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.partition(tl.array([3, 1, 2]), 1)
    tensor([1, 2, 3])
    """
    cdef Tensor t, ranks
    cdef int k
    check_select(kind, "partition")
    t, k = along(a, axis, "partition")
    ranks = ranks_of(kth, t.v.shape[k], "partition")
    if t.ag is not None and recording():
        return take_along_axis(t, parted_places(t, k, ranks, False, "partition"), k)
    return ordered(TL_LINE_partition, b"partition", t, k, t.v.dtype, ranks, False, "partition")


cdef Tensor parted_places(Tensor x, int axis, Tensor ranks, bint descending, str function):
    return ordered(TL_LINE_argpartition, b"argpartition", x, axis, TL_I64, ranks, descending, function)


def argpartition(a, kth, axis=-1, kind="introselect"):
    """The indices that part elements at ranks.

    Parameters
    ----------
    a : array_like
    kth : int or sequence of int
        The ranks, from 0; negative ones count from the end.
    axis : int, optional
        Along which to part; all elements in one row when None.
    kind : str
        "introselect", NumPy's name for it.

    Returns
    -------
    Tensor
        Of int64; ``take_along_axis(a, argpartition(a, kth, axis), axis)`` is parted. Within each part they rise.

    Raises
    ------
    ValueError
        When a rank is out of range.
    AxisError
        When `axis` is.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.argpartition(tl.array([5, 3, 1, 4]), 1)
    tensor([2, 1, 0, 3])
    """
    cdef Tensor t
    cdef int k
    check_select(kind, "argpartition")
    t, k = along(a, axis, "argpartition")
    return parted_places(t, k, ranks_of(kth, t.v.shape[k], "argpartition"), False, "argpartition")


def topk(input, k, dim=-1, bint largest=True, bint sorted=True):
    """The `k` largest, or smallest, elements along an axis, and where they are.

    Parameters
    ----------
    input : array_like
    k : int
        How many, from 0 to the size of the axis.
    dim : int
        The axis.
    largest : bool
        The smallest ones when False.
    sorted : bool
        The largest, or smallest, first; in the order of their indices, but those that equal the last, otherwise.

    Returns
    -------
    values, indices : Tensor
        A named tuple; `indices` is of int64. Of equal elements the first comes first. nan counts as the largest.

    Raises
    ------
    ValueError
        When there are fewer than `k`.
    AxisError
        When `dim` is out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.topk(tl.array([3, 1, 4, 1, 5]), 2)
    TopK(values=tensor([5, 4]), indices=tensor([4, 2]))
    """
    cdef Tensor t, places, values
    cdef int axis
    cdef int64_t count, n
    t = operand(input, "topk")
    need_order(t, "topk")
    axis = axis_index(dim, t.v.ndim, "topk")
    n = t.v.shape[axis]
    number = integer(k, "k", "topk")
    if number < 0 or number > n:
        raise ValueError(f"topk: k must be from 0 to {n}, the size of axis {axis}, got {number}")
    count = number
    if count == 0 or sorted and count > n // 4:
        places = get_item(sorted_places(t, axis, largest, "topk"), cut(axis, slice(0, count)))
        return TopK(take_along_axis(t, places, axis), places)
    places = parted_places(t, axis, ranks_of(count - 1, n, "topk"), largest, "topk")
    places = get_item(places, cut(axis, slice(0, count)))
    values = take_along_axis(t, places, axis)
    if not sorted:
        return TopK(values, places)
    order = sorted_places(values, axis, largest, "topk")
    return TopK(take_along_axis(values, order, axis), take_along_axis(places, order, axis))
