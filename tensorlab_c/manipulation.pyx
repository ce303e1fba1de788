# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""The shape of tensors: axes, broadcasting. Joining is in joining.pyx, flips and tiles in rearranging.pyx."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, integer, is_inexact, item_size, operand
from tensorlab_c._given cimport given, is_number, one_tuple, several
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport DTYPES, promoted_dtype
from tensorlab_c.tl cimport TL_BOOL

__all__ = [
    "atleast_1d", "atleast_2d", "atleast_3d", "broadcast_arrays", "broadcast_shapes", "broadcast_to", "copyto",
    "expand_dims", "matrix_transpose", "may_share_memory", "moveaxis", "permute_dims", "ravel", "reshape",
    "rollaxis", "shares_memory", "squeeze", "swapaxes", "transpose",
]


def reshape(a, shape, *more, order="C", copy=None):
    """The same elements under another shape.

    Parameters
    ----------
    a : array_like
    shape : int or tuple of int
        One size may be -1: whatever is left.
    *more
        The order; sizes are refused, for they are one tuple.
    order : {"C", "F", "A"}
        The last or the first axis is the fastest, in reading and in laying out; "A" is "F" for tensors that lie so.
    copy : bool, optional
        True always copies, None when needed, False never.

    Returns
    -------
    Tensor
        A view where the layout allows it.

    Raises
    ------
    ValueError
        When the sizes do not multiply to those of `a`, or ``copy=False`` and a copy is needed.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.reshape(tl.arange(6), (2, -1))
    tensor([[0, 1, 2],
            [3, 4, 5]])
    >>> tl.reshape(tl.arange(6), (2, -1), order="F")
    tensor([[0, 2, 4],
            [1, 3, 5]])
    """
    cdef Tensor t = operand(a, "reshape")
    cdef Tensor r
    if more:
        if len(more) > 1 or not isinstance(more[0], str):
            raise one_tuple("reshape", "shape", f"x, {(shape, *more)}")
        order = more[0]
    if copy:
        t = copied(t)
    r = t.reshape(shape) if order == "C" else t.reshape(shape, order=order)
    if copy is not None and not copy and r.st is not t.st:
        raise ValueError(f"reshape: copy=False, but strides {t.strides} of {t.shape} make {r.shape} only by a copy")
    return r


def ravel(a, order="C"):
    """The elements with one axis.

    Parameters
    ----------
    a : array_like
    order : {"C", "F", "A", "K"}
        In C order, with the first axis fastest, that if they lie so, or as they lie.

    Returns
    -------
    Tensor
        A view where the layout allows it.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.ravel(tl.array([[1, 2], [3, 4]]))
    tensor([1, 2, 3, 4])
    """
    return operand(a, "ravel").ravel(order)


def transpose(a, axes=None, *more):
    """A view with the axes in another order.

    Parameters
    ----------
    a : array_like
    axes : tuple of int, optional
        Which axis of `a` comes where; all reversed when None.
    *more
        One more integer: then two axes are exchanged, as by `swapaxes`; else the axes are one tuple.

    Returns
    -------
    Tensor
        A view.

    Raises
    ------
    ValueError
        When `axes` does not name every axis once.

    Notes
    -----
    Lecture row L31.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.transpose(tl.array([[1, 2], [3, 4]]))
    tensor([[1, 3],
            [2, 4]])
    """
    if more:
        if len(more) == 1 and hasattr(axes, "__index__") and hasattr(more[0], "__index__"):
            return swapaxes(a, axes, more[0])
        raise one_tuple("transpose", "axes", f"x, {(axes, *more)}")
    return operand(a, "transpose").transpose(None if axes is None else several(axes))


permute_dims = transpose


def matrix_transpose(x, /):
    """A view with the last two axes exchanged.

    Parameters
    ----------
    x : array_like
        With at least two axes.

    Returns
    -------
    Tensor
        A view.

    Raises
    ------
    ValueError
        When there are fewer than two axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.matrix_transpose(tl.zeros((4, 2, 3))).shape
    (4, 3, 2)
    """
    cdef Tensor t = operand(x, "matrix_transpose")
    if t.v.ndim < 2:
        raise ValueError(f"matrix_transpose: at least two axes are needed, got shape {t.shape}")
    return t.mT


def swapaxes(a, axis1, axis2):
    """A view with two axes exchanged.

    Parameters
    ----------
    a : array_like
    axis1, axis2 : int

    Returns
    -------
    Tensor
        A view.

    Raises
    ------
    AxisError
        When an axis is out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.swapaxes(tl.zeros((2, 3, 4)), 0, 2).shape
    (4, 3, 2)
    """
    cdef Tensor t = operand(a, "swapaxes")
    cdef int order[64]
    cdef int i, x = axis_index(axis1, t.v.ndim, "swapaxes"), y = axis_index(axis2, t.v.ndim, "swapaxes")
    for i in range(t.v.ndim):
        order[i] = y if i == x else (x if i == y else i)
    return permuted(t, order)


cdef list axis_list(object axes, int ndim, str function):
    """Axes counted from the front, each once."""
    found = [axis_index(k, ndim, function) for k in several(axes)]
    if len(set(found)) < len(found):
        raise ValueError(f"{function}: axis {axes} names an axis twice")
    return found


def moveaxis(a, source, destination):
    """A view with axes moved to other places, the others in their order.

    Parameters
    ----------
    a : array_like
    source, destination : int or tuple of int
        Which axes, and where they go.

    Returns
    -------
    Tensor
        A view.

    Raises
    ------
    AxisError
        When an axis is out of range.
    ValueError
        When an axis is named twice, or not as many places as axes are given.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.moveaxis(tl.zeros((2, 3, 4)), 0, -1).shape
    (3, 4, 2)
    """
    cdef Tensor t = operand(a, "moveaxis")
    cdef int order[64]
    cdef int i
    cdef list here = axis_list(source, t.v.ndim, "moveaxis"), there = axis_list(destination, t.v.ndim, "moveaxis"), rest
    if len(here) != len(there):
        raise ValueError(f"moveaxis: {len(here)} axes cannot move to {len(there)} places")
    rest = [k for k in range(t.v.ndim) if k not in here]
    for k, i in sorted(zip(there, here)):
        rest.insert(k, i)
    for i in range(t.v.ndim):
        order[i] = rest[i]
    return permuted(t, order)


def rollaxis(a, axis, start=0):
    """An axis moved to stand before another; `moveaxis` says where it comes to stand.

    Parameters
    ----------
    a : array_like
    axis : int
    start : int
        The axis that it comes to stand before.

    Returns
    -------
    Tensor
        A view.

    Raises
    ------
    AxisError
        When an axis does not exist.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.rollaxis(tl.ones((3, 4, 5)), 2).shape
    (5, 3, 4)
    """
    cdef Tensor t = operand(a, "rollaxis")
    cdef int order[64]
    cdef int n = t.v.ndim, k = axis_index(axis, n, "rollaxis"), i
    to = integer(start, "start", "rollaxis")
    if not -n <= to <= n:
        raise axis_error(f"rollaxis: start {to} is out of range for {n} axes")
    cdef int place = to + n if to < 0 else to
    if k < place:
        place -= 1
    for i in range(n):  # those between move up by one
        order[i] = k if i == place else i + (k <= i < place) - (place < i <= k)
    return permuted(t, order)


def expand_dims(a, axis=0):
    """A view with new axes of size 1.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int
        Where they stand in the result.

    Returns
    -------
    Tensor
        A view.

    Raises
    ------
    AxisError
        When an axis is out of range.
    ValueError
        When an axis is named twice.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.expand_dims(tl.zeros((2, 3)), axis=1).shape
    (2, 1, 3)
    """
    cdef Tensor t = operand(a, "expand_dims")
    cdef int64_t shape[64]
    cdef tuple axes = several(axis)
    cdef Py_ssize_t n = t.v.ndim + len(axes), i, k = 0
    if n > 64:
        raise ValueError(f"expand_dims: {n} axes; at most 64 are possible")
    cdef list new = axis_list(axes, n, "expand_dims")
    for i in range(n):
        if i in new:
            shape[i] = 1
        else:
            shape[i] = t.v.shape[k]
            k += 1
    return reshaped(t, n, shape)


def squeeze(a, axis=None):
    """A view without axes of size 1.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        Which; all of size 1 when None.

    Returns
    -------
    Tensor
        A view.

    Raises
    ------
    ValueError
        When an axis named has another size.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.squeeze(tl.zeros((1, 3, 1))).shape
    (3,)
    """
    cdef Tensor t = operand(a, "squeeze")
    cdef int64_t shape[64]
    cdef int i, n = 0
    cdef list gone
    if axis is None:
        gone = [i for i in range(t.v.ndim) if t.v.shape[i] == 1]
    elif t.v.ndim == 0 and isinstance(axis, int):
        axis_index(axis, 1, "squeeze")  # 0 and -1, as in NumPy
        gone = []
    else:
        gone = axis_list(axis, t.v.ndim, "squeeze")
    for i in range(t.v.ndim):
        if i not in gone:
            shape[n] = t.v.shape[i]
            n += 1
        elif t.v.shape[i] != 1:
            raise ValueError(f"squeeze: axis {i} of shape {t.shape} has size {t.v.shape[i]}, not 1")
    return reshaped(t, n, shape)


cdef Tensor spread(Tensor t, tuple shape, str function):
    """The read-only view of `t` broadcast to `shape`."""
    cdef int64_t sizes[64]
    cdef int n = parse_shape(shape, sizes, function), lead = n - t.v.ndim, i
    for i in range(t.v.ndim):
        if lead < 0 or (t.v.shape[i] != 1 and t.v.shape[i] != sizes[lead + i]):
            raise ValueError(f"{function}: shape {t.shape} does not broadcast to {shape}")
    try:
        return broadcasted(t, n, sizes)
    except ValueError as error:
        raise ValueError(str(error).replace("broadcast:", f"{function}:", 1)) from None


def broadcast_to(array, shape):
    """A read-only view that repeats axes of size 1, and new leading ones.

    Parameters
    ----------
    array : array_like
    shape : int or tuple of int

    Returns
    -------
    Tensor
        A read-only view.

    Raises
    ------
    ValueError
        When `array` does not broadcast to `shape`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.broadcast_to(tl.array([1, 2, 3]), (2, 3))
    tensor([[1, 2, 3],
            [1, 2, 3]])
    """
    return spread(operand(array, "broadcast_to"), several(shape), "broadcast_to")


def broadcast_shapes(*shapes):
    """The shape that shapes broadcast to.

    Parameters
    ----------
    *shapes : int or tuple of int

    Returns
    -------
    tuple of int

    Raises
    ------
    ValueError
        When they do not broadcast.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.broadcast_shapes((3, 1), (1, 4), 4)
    (3, 4)
    """
    cdef list sizes = [tuple([integer(x, "a size", "broadcast_shapes") for x in several(s)]) for s in shapes]
    cdef int n = max([len(s) for s in sizes], default=0), i
    cdef list out = [1] * n
    if n > 64:
        raise ValueError(f"broadcast_shapes: {n} axes; at most 64 are possible")
    for s in sizes:
        for i, size in enumerate(s, n - len(s)):
            if size < 0:
                raise ValueError(f"broadcast_shapes: negative size {size} in shape {s}")
            if size != 1 and out[i] != 1 and size != out[i]:
                raise ValueError(f"broadcast_shapes: {sizes} do not broadcast: {out[i]} != {size} (axis {i})")
            if size != 1:
                out[i] = size
    return tuple(out)


def broadcast_arrays(*args):
    """Read-only views of arrays, broadcast to their common shape.

    Parameters
    ----------
    *args : array_like

    Returns
    -------
    tuple of Tensor

    Raises
    ------
    ValueError
        When they do not broadcast.

    Examples
    --------
    >>> import tensorlab as tl
    >>> column, row = tl.broadcast_arrays(tl.array([[1], [2]]), tl.array([5, 6]))
    >>> column
    tensor([[1, 1],
            [2, 2]])
    """
    cdef list tensors = [operand(x, "broadcast_arrays") for x in args]
    cdef tuple shape = broadcast_shapes(*[shape_tuple(t) for t in tensors])
    return tuple([spread(t, shape, "broadcast_arrays") for t in tensors])


def atleast_1d(*arys):
    """Views with at least one axis.

    Parameters
    ----------
    *arys : array_like

    Returns
    -------
    Tensor or tuple of Tensor
        A number becomes an array of one element.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.atleast_1d(tl.array(5.0)).shape
    (1,)
    """
    cdef list found = [at_least(operand(x, "atleast_1d"), 1) for x in arys]
    return found[0] if len(found) == 1 else tuple(found)


def atleast_2d(*arys):
    """Views with at least two axes.

    Parameters
    ----------
    *arys : array_like

    Returns
    -------
    Tensor or tuple of Tensor
        New axes come first.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.atleast_2d(tl.array(5.0)).shape
    (1, 1)
    """
    cdef list found = [at_least(operand(x, "atleast_2d"), 2) for x in arys]
    return found[0] if len(found) == 1 else tuple(found)


def atleast_3d(*arys):
    """Views with at least three axes.

    Parameters
    ----------
    *arys : array_like

    Returns
    -------
    Tensor or tuple of Tensor
        A vector of n becomes (1, n, 1), a matrix (m, n) becomes (m, n, 1).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.atleast_3d(tl.array(5.0)).shape
    (1, 1, 1)
    """
    cdef list found = [at_least(operand(x, "atleast_3d"), 3) for x in arys]
    return found[0] if len(found) == 1 else tuple(found)


def copyto(dst, src, casting="same_kind", where=True):
    """Copies elements into a tensor, in place, broadcast and cast.

    Parameters
    ----------
    dst : Tensor or ndarray
    src : array_like
    casting : {"no", "equiv", "safe", "same_kind", "unsafe"}
        Which dtypes of `src` are taken: that of `dst`, those it holds, those of its kind or a lower one, or all.
    where : array_like of bool
        The elements of `dst` that are set.

    Returns
    -------
    None

    Raises
    ------
    TypeError
        When `dst` is neither, or `casting` does not take the dtype of `src`.
    ValueError
        When the shapes do not broadcast.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros(3)
    >>> tl.copyto(x, 5, where=[True, False, True]); x
    tensor([5., 0., 5.])
    """
    cdef Tensor target = on_memory(dst, "copyto", "dst"), source
    source = fitting(src, target, casting)
    check_history(dst, source, "copyto")
    if where is not True:
        source = select(cast(operand(where, "copyto"), TL_BOOL), cast(source, target.v.dtype), target)
    copy_into(target, source, "copyto")


cdef int allow(int source, int target, object casting, str function) except -1:
    """May elements of one dtype become those of another?"""
    cdef bint allowed
    if casting == "same_kind":
        return check_cast(source, target, function)
    if casting == "unsafe":
        return 0
    if casting == "safe":
        allowed = promoted_dtype(source, target) == target
    elif casting == "no" or casting == "equiv":
        allowed = source == target
    else:
        shown = repr(casting) if isinstance(casting, str) else type(casting).__name__
        raise ValueError(f"{function}: casting must be no, equiv, safe, same_kind or unsafe, got {shown}")
    if not allowed:
        raise TypeError(
            f"{function}: {DTYPES[source].name} does not become {DTYPES[target].name} with casting={casting!r}"
        )
    return 0


cdef Tensor fitting(object src, Tensor target, object casting):
    """The source, refused where its kind is above the target's; numbers and lists in the target's dtype."""
    cdef bint numbers = is_number(src) or isinstance(src, (list, tuple))
    cdef str kinds = "biufc" if numbers else "buifc"  # a number is as well an unsigned one
    cdef Tensor source
    if casting != "same_kind" and not is_number(src):
        source = operand(src, "copyto")
        allow(source.v.dtype, target.v.dtype, casting, "copyto")
        return source
    allow(target.v.dtype, target.v.dtype, casting, "copyto")  # is there such a rule?
    if casting == "unsafe" and not (is_inexact(target) or type(src) is int and target.v.dtype != TL_BOOL):
        return cast(operand(src, "copyto"), target.v.dtype)
    if casting == "equiv" or casting == "no" and type(src) is bool:  # NumPy's "no" takes the other numbers
        allow(operand(src, "copyto").v.dtype, target.v.dtype, casting, "copyto")
    if numbers and is_inexact(target):
        return given(src, target.v.dtype, "copyto")
    source = operand(src, "copyto")
    kind, other = source.dtype.kind, target.dtype.kind
    if kinds.index(kind) > kinds.index(other) and not (numbers and kind in "iu" and other in "iu"):
        raise TypeError(f"copyto: {source.dtype} cannot be kept in a tensor of {target.dtype}; use x.astype(...)")
    return given(src, target.v.dtype, "copyto") if numbers else source


# ---- what shares memory ---------------------------------------------------------------------------------------------
cdef void bounds(Tensor t, const char **low, const char **high) noexcept:
    """Of the bytes that the elements lie in."""
    cdef int i
    cdef int64_t reach
    low[0] = high[0] = <const char *> t.v.data
    for i in range(t.v.ndim):
        reach = (t.v.shape[i] - 1) * t.v.strides[i]
        if reach < 0:
            low[0] += reach
        else:
            high[0] += reach
    high[0] += item_size(t)


cdef object share(object x, object y, object max_work, bint exact, str function):
    """As NumPy has it; what is plain from the bounds needs no search."""
    cdef Tensor a = operand(x, function), b = operand(y, function)
    cdef const char *ends[4]
    if type(max_work) is int and max_work == -exact:
        if not a.numel or not b.numel:
            return False
        bounds(a, &ends[0], &ends[1])
        bounds(b, &ends[2], &ends[3])
        if ends[1] <= ends[2] or ends[3] <= ends[0]:
            return False
        if not exact or a.flags & b.flags & CONTIGUOUS:
            return True
    import numpy
    return getattr(numpy, function)(alias(a).numpy(), alias(b).numpy(), max_work=max_work)


def may_share_memory(a, b, /, max_work=0):
    """Whether the memory that two arrays lie in overlaps, as far as their bounds tell.

    Parameters
    ----------
    a, b : array_like
    max_work : int
        How much may be tried for a better answer.

    Returns
    -------
    bool
        False is certain.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros(4)
    >>> tl.may_share_memory(x[::2], x[1::2]), tl.may_share_memory(x[:2], x[2:])
    (True, False)
    """
    return share(a, b, max_work, False, "may_share_memory")


def shares_memory(a, b, /, max_work=-1):
    """Whether two arrays have an element in common.

    Parameters
    ----------
    a, b : array_like
    max_work : int
        How much may be tried; all that is needed when -1.

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros(4)
    >>> tl.shares_memory(x[::2], x[1::2]), tl.shares_memory(x[:3], x[2:])
    (False, True)
    """
    return share(a, b, max_work, True, "shares_memory")
