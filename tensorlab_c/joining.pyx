# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Joining and splitting along an axis."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, cut, deliver, integer, is_inexact, item_size, operand, part_of
from tensorlab_c._given cimport beside, check_axis, given, is_number, let_signals, room, sequence_of_arrays, several
from tensorlab_c._tape cimport Node
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport as_dtype
from tensorlab_c.manipulation cimport allow, at_least
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make, tl_laying
from tensorlab_c.tl cimport TL_F64, tl_call

from tensorlab_c.dtypes import promote_types
from tensorlab_c.manipulation import expand_dims

cdef extern from "Python.h":
    int PyErr_CheckSignals() except -1

__all__ = [
    "append", "array_split", "column_stack", "concat", "concatenate", "dsplit", "dstack", "hsplit", "hstack", "split",
    "stack", "unstack", "vsplit", "vstack",
]


cdef list operands(
    object arrays, str function, object dtype=None, tuple more=(), bint weak=False, object casting="same_kind"
):
    """The tensors to join, of the dtype asked for or their common one; Python numbers may be weak in that."""
    cdef Tensor t
    cdef list tensors
    cdef bint same = True
    cdef int d
    cdef tuple items = sequence_of_arrays(arrays, function, more)
    if dtype is not None:
        d = as_dtype(dtype).num
        for x in items:
            allow(operand(x, function).v.dtype, d, casting, function)
        return [given(x, d, function) for x in items]
    tensors = [operand(x, function) for i, x in enumerate(items) if not let_signals(i)]
    for t in tensors:
        same = same and t.v.dtype == (<Tensor> tensors[0]).v.dtype
    allow(TL_F64, TL_F64, casting, function)  # is there such a rule?
    if same:
        return tensors
    strong = [t for t, x in zip(tensors, items) if not (weak and is_number(x))]
    d = common_dtype(strong or tensors)
    if casting != "same_kind":  # else what is promoted is allowed
        for t in strong or tensors:
            allow(t.v.dtype, d, casting, function)
    if strong and len(strong) < len(tensors):
        for x in items:
            d = weak_dtype(x, d) if is_number(x) else d
        return [number_in(x, d, function) if is_number(x) else cast(t, d) for t, x in zip(tensors, items)]
    return [cast(t if isinstance(x, Tensor) else beside(x, d, function), d) for t, x in zip(tensors, items)]


cdef int common_dtype(list tensors):
    """Floats first, as NumPy does: uint16 and int16 alone would make the int32 that float32 does not hold."""
    floats, others = [t for t in tensors if is_inexact(t)], [t for t in tensors if not is_inexact(t)]
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
    if wanted and recording() and is_inexact(out):
        n = record_many(TL_OP_concatenate, out, tensors)
        n.params = (axis, tuple([(<Tensor> t).v.shape[axis] for t in tensors]))
    return out


def concatenate(arrays, /, axis=0, out=None, *, dtype=None, casting="same_kind"):
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
    casting : {"no", "equiv", "safe", "same_kind", "unsafe"}
        Which dtypes may become that of the result.

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
    if casting != "same_kind":
        dtype = getattr(out, "dtype", dtype)
    tensors = operands(arrays, "concatenate", dtype, (), axis is None, casting)
    if axis is None:
        tensors = [t.ravel() for t in tensors]
        axis = 0
    elif (<Tensor> tensors[0]).v.ndim == 0:
        raise ValueError("concatenate: 0-d arrays have no axis to join along; use stack")
    k = axis_index(axis, (<Tensor> tensors[0]).v.ndim, "concatenate")
    return deliver(join(tensors, k, "concatenate"), out, "concatenate")


concat = concatenate


def stack(arrays, axis=0, out=None, *, dtype=None, casting="same_kind"):
    """Arrays of one shape along a new axis.

    Parameters
    ----------
    arrays : sequence of array_like
    axis : int
        Where the new axis stands.
    out : Tensor, optional
        Where the result goes.
    dtype : dtype, optional
        Of the result; the common one when None.
    casting : {"no", "equiv", "safe", "same_kind", "unsafe"}
        Which dtypes may become that of the result.

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
    if out is not None and dtype is not None:
        raise TypeError("stack: give out= or dtype=, not both: the result has the dtype of out=")
    if casting != "same_kind":
        dtype = getattr(out, "dtype", dtype)
    cdef list tensors = operands(arrays, "stack", dtype, (), False, casting)
    cdef Tensor first = <Tensor> tensors[0]
    if first.v.ndim >= 64:
        raise ValueError(f"stack: {first.v.ndim} axes and a new one; at most 64 are possible")
    cdef int k = axis_index(axis, first.v.ndim + 1, "stack")
    for i, t in enumerate(tensors):
        if let_signals(i) or shape_tuple(t) != shape_tuple(first):
            raise ValueError(f"stack: shapes {first.shape} and {t.shape} differ")
    tensors = [expand_dims(t, k) for i, t in enumerate(tensors) if not let_signals(i)]
    return deliver(join(tensors, k, "stack"), out, "stack")


def vstack(tup, *more, dtype=None, casting="same_kind"):
    """Arrays as rows below each other.

    Parameters
    ----------
    tup : sequence of array_like
    *more
        Refused: the arrays are one tuple or list.
    dtype : dtype, optional
        Of the result; the common one when None.
    casting : {"no", "equiv", "safe", "same_kind", "unsafe"}
        Which dtypes may become that of the result.

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
    return join([at_least(<Tensor> t, 2) for t in operands(tup, "vstack", dtype, more, False, casting)], 0, "vstack")


def hstack(tup, *more, dtype=None, casting="same_kind"):
    """Arrays beside each other: along the second axis, vectors along their only one.

    Parameters
    ----------
    tup : sequence of array_like
    *more
        Refused: the arrays are one tuple or list.
    dtype : dtype, optional
        Of the result; the common one when None.
    casting : {"no", "equiv", "safe", "same_kind", "unsafe"}
        Which dtypes may become that of the result.

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
    cdef list tensors = [at_least(<Tensor> t, 1) for t in operands(tup, "hstack", dtype, more, False, casting)]
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


def append(arr, values, axis=None):
    """An array and what comes after it along an axis.

    Parameters
    ----------
    arr, values : array_like
    axis : int, optional
        None joins the elements in C order.

    Returns
    -------
    Tensor
        A copy.

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.append(tl.array([1, 2]), [3])
    tensor([1, 2, 3])
    """
    cdef Tensor first = operand(arr, "append"), last = beside(values, first.v.dtype, "append")
    first = beside(arr, last.v.dtype, "append")
    return concatenate((first, last), axis)


# ---- splitting ------------------------------------------------------------------------------------------------------
cdef int64_t MOST_PARTS = 1_073_741_824  # as many views would not fit into memory


cdef list pieces(Tensor t, object sections, int axis, bint even, str function):
    """Views of parts along an axis: a number of them, or between given places."""
    cdef int64_t size = t.v.shape[axis], n, i
    cdef list ends
    if hasattr(sections, "__index__") and not getattr(sections, "ndim", 0):
        n = number_of_parts(sections, function)
        if even and size % n:
            raise ValueError(f"{function}: {n} equal parts do not make up {size} (axis {axis}); use array_split")
        return [part(t, axis, i * (size // n) + min(i, size % n), (i + 1) * (size // n) + min(i + 1, size % n))
                for i in range(n)]
    ends = [0, *[integer(k, "a place to split", function) for k in several(sections)], size]
    return [part(t, axis, ends[i], ends[i + 1]) for i in range(len(ends) - 1)]


cdef int64_t number_of_parts(object sections, str function) except -1:
    cdef object n = integer(sections, "the number of parts", function)
    if n <= 0:
        raise ValueError(f"{function}: the number of parts must be positive, got {n}")
    if n >= MOST_PARTS:
        raise MemoryError(f"{function}: no memory for {n:,} parts")
    return n


cdef Tensor part(Tensor t, int axis, object start, object stop):
    PyErr_CheckSignals()  # there may be many
    return get_item(t, cut(axis, slice(start, stop)))


cdef int axis_of(Tensor t, object axis, str function) except -1:
    if t.v.ndim == 0:
        raise ValueError(f"{function}: a 0-d array has no axis to split")
    return axis_index(axis, t.v.ndim, function)


def split(ary, indices_or_sections, axis=0):
    """Parts along an axis.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many equal parts, or the places to cut at.
    axis : int

    Returns
    -------
    list of Tensor
        Views.

    Raises
    ------
    ValueError
        When parts cannot be equal.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.split(tl.arange(4), 2)
    [tensor([0, 1]), tensor([2, 3])]
    >>> tl.split(tl.arange(4), [1, 3])
    [tensor([0]), tensor([1, 2]), tensor([3])]
    """
    cdef Tensor t = operand(ary, "split")
    return pieces(t, indices_or_sections, axis_of(t, axis, "split"), True, "split")


def array_split(ary, indices_or_sections, axis=0):
    """Parts along an axis; the first are one longer when they cannot be equal.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many equal parts, or the places to cut at.
    axis : int

    Returns
    -------
    list of Tensor
        Views.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.array_split(tl.arange(5), 2)
    [tensor([0, 1, 2]), tensor([3, 4])]
    """
    cdef Tensor t = operand(ary, "array_split")
    return pieces(t, indices_or_sections, axis_of(t, axis, "array_split"), False, "array_split")


def vsplit(ary, indices_or_sections):
    """Parts along the first axis.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many equal parts, or the places to cut at.

    Returns
    -------
    list of Tensor
        Views.

    Raises
    ------
    ValueError
        When parts cannot be equal, or there are too few axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> [x.shape for x in tl.vsplit(tl.zeros((4, 3)), 2)]
    [(2, 3), (2, 3)]
    """
    cdef Tensor t = operand(ary, "vsplit")
    if t.v.ndim < 2:
        raise ValueError(f"vsplit: at least 2 axes are needed, got shape {t.shape}")
    return pieces(t, indices_or_sections, 0, True, "vsplit")


def hsplit(ary, indices_or_sections):
    """Parts along the second axis, of vectors along their only one.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many equal parts, or the places to cut at.

    Returns
    -------
    list of Tensor
        Views.

    Raises
    ------
    ValueError
        When parts cannot be equal, or there are too few axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> [x.shape for x in tl.hsplit(tl.zeros((4, 3)), [1])]
    [(4, 1), (4, 2)]
    """
    cdef Tensor t = operand(ary, "hsplit")
    if t.v.ndim < 1:
        raise ValueError(f"hsplit: at least 1 axis is needed, got shape {t.shape}")
    return pieces(t, indices_or_sections, 0 if t.v.ndim == 1 else 1, True, "hsplit")


def dsplit(ary, indices_or_sections):
    """Parts along the third axis.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many equal parts, or the places to cut at.

    Returns
    -------
    list of Tensor
        Views.

    Raises
    ------
    ValueError
        When parts cannot be equal, or there are too few axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> [x.shape for x in tl.dsplit(tl.zeros((2, 2, 4)), 2)]
    [(2, 2, 2), (2, 2, 2)]
    """
    cdef Tensor t = operand(ary, "dsplit")
    if t.v.ndim < 3:
        raise ValueError(f"dsplit: at least 3 axes are needed, got shape {t.shape}")
    return pieces(t, indices_or_sections, 2, True, "dsplit")


def unstack(x, /, *, axis=0):
    """The parts of size 1 along an axis, without it.

    Parameters
    ----------
    x : array_like
    axis : int

    Returns
    -------
    tuple of Tensor
        Views.

    Raises
    ------
    ValueError
        When there is no axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.unstack(tl.array([[1, 2], [3, 4]]))
    (tensor([1, 2]), tensor([3, 4]))
    """
    cdef Tensor t = operand(x, "unstack")
    cdef int k = axis_of(t, axis, "unstack")
    cdef list parts = []
    if t.v.shape[k] >= MOST_PARTS:
        raise MemoryError(f"unstack: no memory for {t.v.shape[k]:,} parts")
    for i in range(t.v.shape[k]):
        parts.append(get_item(t, cut(k, i)))
        PyErr_CheckSignals()
    return tuple(parts)
