# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""The shape of tensors: axes, broadcasting, joining."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, deliver, integer, is_float, item_size, operand, part_of
from tensorlab_c._given cimport (
    beside, check_axis, given, is_number, let_signals, one_tuple, room, sequence_of_arrays, several,
)
from tensorlab_c._tape cimport Node
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport as_dtype
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make, tl_laying
from tensorlab_c.tl cimport tl_call

from tensorlab_c.dtypes import promote_types

__all__ = [
    "atleast_1d", "atleast_2d", "atleast_3d", "broadcast_arrays", "broadcast_shapes", "broadcast_to",
    "column_stack", "concat", "concatenate", "dstack", "expand_dims", "hstack", "matrix_transpose",
    "moveaxis", "permute_dims", "ravel", "reshape", "squeeze", "stack", "swapaxes", "transpose", "vstack",
]


def reshape(a, shape, *more, copy=None):
    """The same elements in C order under another shape.

    Parameters
    ----------
    a : array_like
    shape : int or tuple of int
        One size may be -1: whatever is left.
    *more
        Refused: the sizes are one tuple.
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
    """
    cdef Tensor t = operand(a, "reshape")
    cdef Tensor r
    if more:
        raise one_tuple("reshape", "shape", f"x, {(shape, *more)}")
    if copy:
        t = copied(t)
    r = t.reshape(shape)
    if copy is not None and not copy and r.st is not t.st:
        raise ValueError(f"reshape: copy=False, but strides {t.strides} of {t.shape} make {r.shape} only by a copy")
    return r


def ravel(a):
    """The elements in C order, with one axis.

    Parameters
    ----------
    a : array_like

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
    return operand(a, "ravel").ravel()


def transpose(a, axes=None, *more):
    """A view with the axes in another order.

    Parameters
    ----------
    a : array_like
    axes : tuple of int, optional
        Which axis of `a` comes where; all reversed when None.
    *more
        Refused: the axes are one tuple.

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
    return operand(x, "matrix_transpose").mT


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


cdef list operands(object arrays, str function, object dtype=None, tuple more=(), bint weak=False):
    """The tensors to join, of the dtype asked for or their common one; Python numbers may be weak in that."""
    cdef Tensor t
    cdef list tensors
    cdef bint same = True
    cdef int d
    cdef tuple items = sequence_of_arrays(arrays, function, more)
    if dtype is not None:
        d = as_dtype(dtype).num
        for x in items:
            check_cast(operand(x, function).v.dtype, d, function)
        return [given(x, d, function) for x in items]
    tensors = [operand(x, function) for i, x in enumerate(items) if not let_signals(i)]
    for t in tensors:
        same = same and t.v.dtype == (<Tensor> tensors[0]).v.dtype
    if same:
        return tensors
    strong = [t for t, x in zip(tensors, items) if not (weak and is_number(x))]
    d = common_dtype(strong or tensors)
    if strong and len(strong) < len(tensors):
        for x in items:
            d = weak_dtype(x, d) if is_number(x) else d
        return [number_in(x, d, function) if is_number(x) else cast(t, d) for t, x in zip(tensors, items)]
    return [cast(t if isinstance(x, Tensor) else beside(x, d, function), d) for t, x in zip(tensors, items)]


cdef int common_dtype(list tensors):
    """Floats first, as NumPy does: uint16 and int16 alone would make the int32 that float32 does not hold."""
    floats, others = [t for t in tensors if is_float(t)], [t for t in tensors if not is_float(t)]
    dtype = (floats or others)[0].dtype
    for t in floats + others:
        dtype = promote_types(dtype, t.dtype)
    return dtype.num


cdef int64_t joined_size(list tensors, int axis, str function) except -1:
    """The length along the axis; the tensors fit."""
    cdef Tensor first = <Tensor> tensors[0], t
    cdef int64_t total = 0
    cdef int k
    for t in tensors:
        if t.v.ndim != first.v.ndim:
            raise ValueError(f"{function}: shapes {first.shape} and {t.shape} have different numbers of axes")
        for k in range(t.v.ndim):
            if k != axis and t.v.shape[k] != first.v.shape[k]:
                raise ValueError(
                    f"{function}: shapes {first.shape} and {t.shape} differ beside axis {axis}: "
                    f"{first.v.shape[k]} != {t.v.shape[k]} (axis {k})"
                )
        if total > <int64_t> 0x7fffffffffffffff - t.v.shape[axis]:
            shapes = ", ".join([str(shape_tuple(t)) for t in tensors])
            raise ValueError(f"{function}: shapes {shapes} of {first.dtype} together are too large (axis {axis})")
        total += t.v.shape[axis]
    return total


cdef int lay(Tensor out, Tensor t, tl_laying *h, str function) except -1:
    """Puts a tensor without gaps into its place in every row of `out`."""
    cdef tl_call call
    tl_call_make(&call, runs.lay, b"lay", h, sizeof(tl_laying), &out.v, &t.v, NULL, NULL)
    call.bytes, call.work = 2.0 * t.numel * item_size(t), 2.0 * h.rows
    return launch(&call, function, True)


cdef Tensor join(list tensors, int axis, str function):
    """The primitive: tensors of one dtype, one after another along an axis."""
    cdef Tensor first = <Tensor> tensors[0], t, out
    cdef int64_t shape[64]
    cdef tl_laying h = [1, 0, 0, 0]
    cdef int k
    cdef bint wanted = False
    cdef Node n
    for k in range(first.v.ndim):
        shape[k] = first.v.shape[k]
        if k < axis:
            h.rows *= shape[k]
    shape[axis] = joined_size(tensors, axis, function)
    out = room(first.v.dtype, first.v.ndim, shape, function)
    h.step = out.numel * item_size(out) // h.rows if h.rows else 0
    for t in tensors:
        wanted = wanted or t.ag is not None
        if t.numel:
            h.chunk = t.numel * item_size(out) // h.rows
            if t.flags & CONTIGUOUS:
                lay(out, t, &h, function)
            else:
                copy_into(part_of(out, axis, t, h.at), alias(t), function)
            h.at += h.chunk
    if wanted and recording() and is_float(out):
        n = record_many(TL_OP_concatenate, out, tensors)
        n.params = (axis, tuple([(<Tensor> t).v.shape[axis] for t in tensors]))
    return out


def concatenate(arrays, /, axis=0, out=None, *, dtype=None):
    """Arrays one after another along an axis.

    Parameters
    ----------
    arrays : sequence of array_like
        Of one shape, the axis aside.
    axis : int or None
        None joins the elements in C order.
    out : Tensor, optional
        Where the result goes.
    dtype : dtype, optional
        Of the result; the common one when None.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.concatenate([tl.array([[1, 2]]), tl.array([[3, 4]])], axis=1)
    tensor([[1, 2, 3, 4]])
    """
    cdef list tensors
    cdef int k
    if axis is not None:
        check_axis(axis, "concatenate")
    if out is not None and dtype is not None:
        raise TypeError("concatenate: give out= or dtype=, not both: the result has the dtype of out=")
    tensors = operands(arrays, "concatenate", dtype, (), axis is None)
    if axis is None:
        tensors = [t.ravel() for t in tensors]
        axis = 0
    elif (<Tensor> tensors[0]).v.ndim == 0:
        raise ValueError("concatenate: 0-d arrays have no axis to join along; use stack")
    k = axis_index(axis, (<Tensor> tensors[0]).v.ndim, "concatenate")
    return deliver(join(tensors, k, "concatenate"), out, "concatenate")


concat = concatenate


def stack(arrays, /, axis=0, out=None):
    """Arrays of one shape along a new axis.

    Parameters
    ----------
    arrays : sequence of array_like
    axis : int
        Where the new axis stands.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the shapes differ.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.stack([tl.array([1, 2]), tl.array([3, 4])], axis=1)
    tensor([[1, 3],
            [2, 4]])
    """
    check_axis(axis, "stack")
    cdef list tensors = operands(arrays, "stack")
    cdef Tensor first = <Tensor> tensors[0]
    if first.v.ndim >= 64:
        raise ValueError(f"stack: {first.v.ndim} axes and a new one; at most 64 are possible")
    cdef int k = axis_index(axis, first.v.ndim + 1, "stack")
    for i, t in enumerate(tensors):
        if let_signals(i) or shape_tuple(t) != shape_tuple(first):
            raise ValueError(f"stack: shapes {first.shape} and {t.shape} differ")
    tensors = [expand_dims(t, k) for i, t in enumerate(tensors) if not let_signals(i)]
    return deliver(join(tensors, k, "stack"), out, "stack")


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


cdef Tensor at_least(Tensor t, int ndim):
    cdef int64_t shape[3]
    cdef int lead = ndim - t.v.ndim, i
    if lead <= 0:
        return t
    for i in range(3):
        shape[i] = 1
    if ndim == 3 and t.v.ndim > 0:
        shape[1 if t.v.ndim == 1 else 0] = t.v.shape[0]
        if t.v.ndim == 2:
            shape[1] = t.v.shape[1]
    elif t.v.ndim == 1:
        shape[1] = t.v.shape[0]
    return reshaped(t, ndim, shape)


def vstack(tup, *more):
    """Arrays as rows below each other.

    Parameters
    ----------
    tup : sequence of array_like
    *more
        Refused: the arrays are one tuple or list.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.vstack([tl.array([1, 2]), tl.array([3, 4])])
    tensor([[1, 2],
            [3, 4]])
    """
    return join([at_least(<Tensor> t, 2) for t in operands(tup, "vstack", None, more)], 0, "vstack")


def hstack(tup, *more):
    """Arrays beside each other: along the second axis, vectors along their only one.

    Parameters
    ----------
    tup : sequence of array_like
    *more
        Refused: the arrays are one tuple or list.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.hstack([tl.array([1, 2]), tl.array([3, 4])])
    tensor([1, 2, 3, 4])
    """
    cdef list tensors = [at_least(<Tensor> t, 1) for t in operands(tup, "hstack", None, more)]
    return join(tensors, 0 if (<Tensor> tensors[0]).v.ndim == 1 else 1, "hstack")


def dstack(tup, *more):
    """Arrays behind each other: along the third axis.

    Parameters
    ----------
    tup : sequence of array_like
    *more
        Refused: the arrays are one tuple or list.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.dstack([tl.array([1, 2]), tl.array([3, 4])])
    tensor([[[1, 3],
             [2, 4]]])
    """
    return join([at_least(<Tensor> t, 3) for t in operands(tup, "dstack", None, more)], 2, "dstack")


def column_stack(tup, *more):
    """Vectors as the columns of a matrix; matrices beside each other.

    Parameters
    ----------
    tup : sequence of array_like
    *more
        Refused: the arrays are one tuple or list.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.column_stack([tl.array([1, 2]), tl.array([3, 4])])
    tensor([[1, 3],
            [2, 4]])
    """
    cdef list columns = [at_least(<Tensor> t, 1) for t in operands(tup, "column_stack", None, more)]
    columns = [expand_dims(t, 1) if (<Tensor> t).v.ndim == 1 else t for t in columns]
    return join(columns, 1, "column_stack")
