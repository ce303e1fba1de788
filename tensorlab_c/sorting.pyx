# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Sorting: elements in order along an axis, or parted at ranks, and where they were."""
from collections import namedtuple

from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, cut, integer, is_complex, need_order, operand
from tensorlab_c._given cimport several
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make
from tensorlab_c.tl cimport *

from tensorlab_c.indexing import take_along_axis

__all__ = ["argpartition", "argsort", "lexsort", "partition", "sort", "sort_complex", "topk"]

cdef int64_t FEW = 80  # elements: the kernel of the first of many has room for what it keeps of no fewer
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


cdef Tensor top_places(Tensor x, int axis, int64_t count, bint largest):
    """The places of the first `count` elements of every line, in order."""
    cdef int64_t shape[64]
    cdef int i, ndim = x.v.ndim, at = 0
    cdef Tensor out, each
    cdef tl_lines what
    cdef tl_call call
    for i in range(ndim):
        shape[i] = count if i == axis else x.v.shape[i]
    out = empty_tensor(TL_I64, ndim, shape)
    each = view_of(out, ndim - 1)
    for i in range(ndim):
        if i != axis:
            each.v.shape[at], each.v.strides[at] = out.v.shape[i], out.v.strides[i]
            at += 1
    set_flags(each)
    what.row, what.axis, what.ignore, what.count, what.apart = TL_LINE_top, axis, 0, count, out.v.strides[axis]
    what.method, what.descending, what.skip_nan = 0, largest, False
    tl_call_make(&call, runs.lines, b"top", &what, sizeof(what), &each.v, &x.v, NULL, NULL)
    call.dtype = dtype_info[x.v.dtype].compute
    call.bytes, call.work = 8.0 * x.numel, 4.0 * x.numel
    launch(&call, "topk", True)
    return out


cdef tuple along(object x, object axis, str function):
    """The operand, flat without an axis, and the axis."""
    cdef Tensor t = operand(x, function)
    cdef int64_t n = t.numel
    need_order(t, function)
    if axis is None or t.v.ndim == 0 and function[0] == "a" and (axis == 0 or axis == -1):  # as NumPy has it
        return reshaped(t, 1, &n), 0
    return t, axis_index(axis, t.v.ndim, function)


cdef str name_of(object kind, str function):
    """A way to sort or to part, whose name NumPy takes as text or as bytes."""
    if isinstance(kind, bytes):
        return kind.decode("latin-1")
    if not isinstance(kind, str):
        hint = f"; of the order it is descending={kind}" if type(kind) is bool else ""
        raise TypeError(f"{function}: kind must be a str, got {kind!r}{hint}")
    return str(kind)


cdef int check_order(object order, str function) except -1:
    if order is not None:
        raise ValueError(f"{function}: order={order!r} names fields, which elements of tensors have not")
    return 0


cdef int check_kind(object kind, object order, object stable, str function) except -1:
    if kind is not None and name_of(kind, function)[:1].lower() not in ("q", "m", "h", "s"):  # as NumPy reads them
        raise ValueError(f"{function}: kind must be one of {', '.join(map(repr, KINDS))}, got {kind!r}")
    if kind is not None and stable is not None:
        raise ValueError(f"{function}: kind and stable are two ways to ask for one thing; give one of them")
    return check_order(order, function)


def sort(a, axis=-1, kind=None, order=None, *, stable=None, bint descending=False):
    """The elements in order along an axis.

    Parameters
    ----------
    a : array_like
    axis : int, optional
        Along which to sort; all elements in one row when None.
    kind : str, optional
        A name that NumPy has for a way to sort. All give the same here.
    order : None
        The fields that records are sorted by; tensors have none.
    stable : bool, optional
        Equal elements keep their order; they do in any case.
    descending : bool
        The largest first.

    Returns
    -------
    Tensor
        nan is behind all numbers, and before them when `descending`.

    Raises
    ------
    AxisError
        When `axis` is out of range.
    ValueError
        When `order` is given.

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
    check_kind(kind, order, stable, "sort")
    t, k = along(a, axis, "sort")
    if t.ag is not None and recording():
        return take_along_axis(t, sorted_places(t, k, descending, "sort"), k)
    return ordered(TL_LINE_sort, b"sort", t, k, t.v.dtype, None, descending, "sort")


def argsort(a, axis=-1, kind=None, order=None, *, stable=None, bint descending=False):
    """The indices that sort along an axis.

    Parameters
    ----------
    a : array_like
    axis : int, optional
        Along which to sort; all elements in one row when None.
    kind : str, optional
        A name that NumPy has for a way to sort. All give the same here.
    order : None
        The fields that records are sorted by; tensors have none.
    stable : bool, optional
        Equal elements keep their order; they do in any case.
    descending : bool
        The largest first.

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
    check_kind(kind, order, stable, "argsort")
    t, k = along(a, axis, "argsort")
    return sorted_places(t, k, descending, "argsort")


def lexsort(keys, axis=-1):
    """The indices that sort by several keys, the last one first.

    Parameters
    ----------
    keys : sequence of array_like, or array_like
        The keys, of equal shapes; rows of an array are such. Where the last ones are equal the last but one decides,
        and so on.
    axis : int
        Along which to sort.

    Returns
    -------
    Tensor
        Of int64. Where all keys are equal the order is kept.

    Raises
    ------
    TypeError
        When there are no keys, or they are complex.
    ValueError
        When their shapes differ.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.lexsort(([9, 4, 0, 4], [1, 5, 1, 4]))
    tensor([2, 0, 3, 1])
    """
    cdef Tensor t, places = None
    cdef list given
    cdef int k
    if isinstance(keys, Tensor) or hasattr(keys, "__array__"):
        t = operand(keys, "lexsort")
        given = [get_item(t, i) for i in range(t.v.shape[0] if t.v.ndim else 0)]
    else:
        if not hasattr(keys, "__iter__"):
            raise TypeError(f"lexsort: keys must be a sequence of arrays, got {type(keys).__name__}")
        given = [operand(x, "lexsort") for x in snapshot(keys)]
    if not given:
        raise TypeError("lexsort: at least one key is needed")
    for x in given:
        t = <Tensor> x
        need_order(t, "lexsort")
        if not same_shape(t, <Tensor> given[0]):
            raise ValueError(f"lexsort: keys have shapes {(<Tensor> given[0]).shape} and {t.shape}; one is needed")
    k = axis_index(axis, max(t.v.ndim, 1), "lexsort")
    if t.v.ndim == 0:
        return scalar_tensor(0, TL_I64)
    for x in given:
        t = alias(<Tensor> x)
        if places is None:
            places = sorted_places(t, k, False, "lexsort")
        else:
            order = sorted_places(take_along_axis(t, places, k), k, False, "lexsort")
            places = take_along_axis(places, order, k)
    return places


def sort_complex(a):
    """The elements as complex numbers, by their real parts, equal ones by their imaginary parts.

    Parameters
    ----------
    a : array_like

    Returns
    -------
    Tensor
        Sorted along the last axis; of complex64 for integers of 8 and 16 bits, else of complex128, unless
        `a` is complex already.

    Raises
    ------
    AxisError
        When `a` has no axes.

    Notes
    -----
    The order is that of NumPy; nan is behind all numbers. Elsewhere complex numbers have no order.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.sort_complex(tl.array([2 + 1j, 1 + 2j, 1 + 1j]))
    tensor([1.+1.j, 1.+2.j, 2.+1.j])
    """
    cdef Tensor t = operand(a, "sort_complex")
    cdef int k = axis_index(-1, t.v.ndim, "sort_complex")
    cdef bint narrow
    if not is_complex(t):
        narrow = dtype_info[t.v.dtype].itemsize <= 2 and dtype_info[t.v.dtype].kind in b"iu"
        return sort(t).astype("complex64" if narrow else "complex128")
    parts = [complex_part(alias(t), imaginary) for imaginary in (True, False)]
    lost = [cast(unary(TL_OP_isnan, <Tensor> x), TL_I64) for x in parts]
    kind = binary(TL_OP_add, <Tensor> lost[0], binary(TL_OP_add, <Tensor> lost[1], <Tensor> lost[1]))
    return take_along_axis(t, lexsort([*parts, kind]), k)


cdef int check_select(object kind, object order, str function) except -1:
    if name_of(kind, function) != "introselect":
        raise ValueError(f"{function}: kind must be 'introselect', got {kind!r}")
    return check_order(order, function)


cdef Tensor ranks_of(object kth, int64_t n, bint ranged, str function):
    """Ranks, counted from the front and rising; when `ranged` they must be among the n elements."""
    cdef list ranks
    cdef Tensor t
    cdef int64_t i, count
    if type(kth) is int and ranged and -n <= kth < n:  # most often: without a list
        count = 1
        t = empty_tensor(TL_I64, 1, &count)
        i = kth
        (<int64_t *> t.v.data)[0] = i + n if i < 0 else i
        return t
    ranks = []
    t = operand(kth, function)
    if t.v.dtype == TL_BOOL:
        raise ValueError(f"{function}: kth must be an integer or integers, got bool")
    if dtype_info[t.v.dtype].kind not in b"iu":
        raise TypeError(f"{function}: kth must be an integer or integers, got {t.dtype}")
    if t.v.ndim > 1:
        raise ValueError(f"{function}: kth must be an integer or a row of them, got shape {t.shape}")
    for k in several(t.tolist() if ranged else ()):
        if k < -n or k >= n:
            raise ValueError(f"{function}: kth {k} is out of range for {n} elements")
        ranks.append(k + n if k < 0 else k)
    ranks.sort()
    count = len(ranks)
    t = empty_tensor(TL_I64, 1, &count)
    for i in range(count):
        (<int64_t *> t.v.data)[i] = ranks[i]
    return t


def partition(a, kth, axis=-1, kind="introselect", order=None):
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
    order : None
        The fields that records are parted by; tensors have none.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When a rank is out of range, or a boolean.
    TypeError
        When a rank is no integer.
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
    check_select(kind, order, "partition")
    t, k = along(a, axis, "partition")
    ranks = ranks_of(kth, t.v.shape[k], t.numel > 0, "partition")  # of nothing NumPy takes any rank
    if t.ag is not None and recording():
        return take_along_axis(t, parted_places(t, k, ranks, False, "partition"), k)
    return ordered(TL_LINE_partition, b"partition", t, k, t.v.dtype, ranks, False, "partition")


cdef Tensor parted_places(Tensor x, int axis, Tensor ranks, bint descending, str function):
    return ordered(TL_LINE_argpartition, b"argpartition", x, axis, TL_I64, ranks, descending, function)


def argpartition(a, kth, axis=-1, kind="introselect", order=None):
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
    order : None
        The fields that records are parted by; tensors have none.

    Returns
    -------
    Tensor
        Of int64; ``take_along_axis(a, argpartition(a, kth, axis), axis)`` is parted. Within each part they rise.

    Raises
    ------
    ValueError
        When a rank is out of range, or a boolean.
    TypeError
        When a rank is no integer.
    AxisError
        When `axis` is.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.argpartition(tl.array([5, 3, 1, 4]), 1)
    tensor([2, 1, 0, 3])
    """
    cdef Tensor t, ranks
    cdef int k
    check_select(kind, order, "argpartition")
    t, k = along(a, axis, "argpartition")
    ranks = ranks_of(kth, t.v.shape[k], t.numel > 0, "argpartition")
    return parted_places(t, k, ranks, False, "argpartition")


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
        The largest, or smallest, first; in any order otherwise.

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
    if t.v.ndim == 0:  # a vector of one, as in PyTorch
        values, places = topk(t.reshape(1), k, dim, largest, sorted)
        return TopK(values.reshape(()), places.reshape(()))
    axis = axis_index(dim, t.v.ndim, "topk")
    n = t.v.shape[axis]
    number = integer(k, "k", "topk")
    if number < 0 or number > n:
        raise ValueError(f"topk: k must be from 0 to {n}, the size of axis {axis}, got {number}")
    count = number
    if 0 < count <= n // 8 and FEW <= n <= 0xffffffff:
        places = top_places(t, axis, count, largest)
        return TopK(take_along_axis(t, places, axis), places)
    if count == 0 or sorted and count > n // 4:
        places = get_item(sorted_places(t, axis, largest, "topk"), cut(axis, slice(0, count)))
        return TopK(take_along_axis(t, places, axis), places)
    places = parted_places(t, axis, ranks_of(count - 1, n, True, "topk"), largest, "topk")
    places = get_item(places, cut(axis, slice(0, count)))
    values = take_along_axis(t, places, axis)
    if not sorted:
        return TopK(values, places)
    order = sorted_places(values, axis, largest, "topk")
    return TopK(take_along_axis(values, order, axis), take_along_axis(places, order, axis))
