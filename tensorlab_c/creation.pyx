# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Array creation: from existing data, from shapes and values, numerical ranges, matrices made by rule."""
from cpython.long cimport PyLong_CheckExact
from libc.stdint cimport int64_t

cdef extern from "Python.h":
    long long PyLong_AsLongLong(object x)  # without Cython's check: -1 is looked at by the caller
    long long PyLong_AsLongLongAndOverflow(object x, int *overflow)
    void PyErr_Clear()
    int PyErr_CheckSignals() except -1

from tensorlab_c._call cimport check_device, check_order, integer, operand
from tensorlab_c._fill cimport fill, zero
from tensorlab_c._given cimport beside, check_fits, given, room
from tensorlab_c._tensor cimport (
    Tensor, alias, cast, copied, copy_into, new_array, parse_shape, reshaped, scalar_tensor, set_item,
    snapshot,
)
from tensorlab_c.dtypes cimport DType, as_dtype, default_num
from tensorlab_c.indexing cimport offset_of
from tensorlab_c.tl cimport TL_F64

__all__ = [
    "arange", "array", "asanyarray", "asarray", "ascontiguousarray", "asfortranarray", "astype", "copy", "diag",
    "empty", "empty_like", "eye", "frombuffer", "fromiter",
    "full", "full_like", "identity", "linspace", "logspace", "meshgrid", "ones", "ones_like", "tri", "tril", "triu",
    "zeros", "zeros_like",
]


cdef inline Tensor leaf(Tensor t, bint requires_grad):
    """A new tensor whose gradient is wanted or not."""
    if requires_grad:
        t.requires_grad = True  # checks the dtype
    return t


cdef inline Tensor unset(object shape, object dtype, object device, str function):
    cdef int64_t sizes[64]
    cdef int ndim = 0
    cdef int d = default_num if dtype is None else element_type(dtype, shape, function)
    if device is not None:
        check_device(device, function)
    if PyLong_CheckExact(shape):
        sizes[0] = PyLong_AsLongLong(shape)
        if sizes[0] >= 0:
            ndim = 1
        else:
            PyErr_Clear()  # parse_shape says what is wrong
    if ndim == 0:
        ndim = parse_shape(shape, sizes, function)
    return room(d, ndim, sizes, function)


cdef int element_type(object dtype, object shape, str function) except -1:
    if isinstance(dtype, int):
        raise TypeError(
            f"dtype: expected an element type, got {dtype!r}; give the shape as one tuple, "
            f"{function}(({shape}, {dtype}))"
        )
    return as_dtype(dtype).num


cdef Tensor filled(Tensor t, Tensor value, str function):
    """`t`, new and unset, set to `value`, broadcast and cast."""
    if value.v.ndim == 0 and value.ag is None:
        value = cast(value, t.v.dtype)
        fill(t, value.v.data, function)
    else:
        copy_into(t, value, function)
    return t


cdef Tensor unset_like(Tensor x, object dtype, object shape, object device, str function):
    if device is not None:
        check_device(device, function)
    if shape is not None:
        return unset(shape, x.dtype if dtype is None else dtype, None, function)
    return room(x.v.dtype if dtype is None else as_dtype(dtype).num, x.v.ndim, x.v.shape, function)


# ---- from existing data ---------------------------------------------------------------------------------------------
def array(object, dtype=None, *, copy=True, order=None, subok=False, bint requires_grad=False, ndmin=0, device=None):
    """A tensor of the elements of an array-like.

    Parameters
    ----------
    object : array_like
        A tensor, NumPy array, buffer, number, or nested sequence of any rank.
    dtype : dtype, optional
        That of the elements when None: float64, int64 or bool for Python numbers.
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    subok : bool
        Results are plain tensors in any case.
    copy : bool, optional
        True always copies, None when needed, False never.
    requires_grad : bool
        Whether operations on the result are recorded.
    ndmin : int
        The least number of axes; new ones come first.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        For nested sequences of uneven lengths, or when ``copy=False`` and a copy is needed.
    TypeError
        For elements that are not numbers, and `requires_grad` of integers.

    Notes
    -----
    Lecture row L26.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.array([[1, 2], [3, 4]], dtype=tl.float32)
    tensor([[1., 2.],
            [3., 4.]], dtype=float32)
    """
    check_order(order, "array")
    cdef Tensor t = made(object, dtype, copy, requires_grad, device, "array")
    cdef int64_t shape[64]
    cdef int axes, lead, i
    if type(ndmin) is int and not ndmin:
        return t
    axes = max(0, min(integer(ndmin, "ndmin", "array"), 65))
    lead = axes - t.v.ndim
    if lead <= 0:
        return t
    if axes > 64:
        raise ValueError(f"array: ndmin={ndmin}; at most 64 axes are possible")
    for i in range(axes):
        shape[i] = 1 if i < lead else t.v.shape[i - lead]
    if t.ag is None or t.ag.op >= 0 or t is object:
        return reshaped(t, axes, shape)
    return leaf(reshaped(alias(t), axes, shape), True)  # the result is to be the leaf, not a view of one


def asarray(a, dtype=None, order=None, *, copy=None, bint requires_grad=False, device=None):
    """A tensor of an array-like, on the same memory where that can be.

    Parameters
    ----------
    a : array_like
        A tensor, NumPy array, buffer, number, or nested sequence of any rank.
    dtype : dtype, optional
        That of the elements when None.
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    copy : bool, optional
        True always copies, None when needed, False never.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor
        `a` itself when it is a tensor that needs no change.

    Raises
    ------
    ValueError
        When ``copy=False`` and a copy is needed.

    Examples
    --------
    >>> import numpy, tensorlab as tl
    >>> x = numpy.arange(3.0)
    >>> t = tl.asarray(x); x[0] = 7; t
    tensor([7., 1., 2.])
    """
    if type(a) is Tensor and dtype is None and order is None and copy is None and device is None and not requires_grad:
        return a
    check_order(order, "asarray")
    return made(a, dtype, copy, requires_grad, device, "asarray")


cdef Tensor made(object source, object dtype, object copy, bint requires_grad, object device, str function):
    cdef DType d = None if dtype is None else as_dtype(dtype)
    cdef Tensor t
    if device is not None:
        check_device(device, function)
    t = new_array(source, d, copy is not None and bool(copy), function)
    if copy is not None and not copy and not shares(t, source):
        raise ValueError(f"{function}: copy=False, but {type(source).__name__} cannot become the tensor without a copy")
    if requires_grad and t is source and t.ag is None:
        t = alias(t)  # the caller's own tensor stays as it is
    return leaf(t, requires_grad)


cdef bint shares(Tensor t, object source):
    """Whether `t` was made on the memory of `source`."""
    if isinstance(source, Tensor):
        return t.st is (<Tensor> source).st
    if t.st.owner == NULL:
        return False
    try:
        import numpy
        return numpy.may_share_memory(numpy.asarray(source), numpy.asarray(t))
    except (TypeError, ValueError):
        return False


def copy(a, order="K", subok=False):
    """A copy in C order on memory of its own.

    Parameters
    ----------
    a : array_like
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    subok : bool
        Results are plain tensors in any case.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros(2); y = tl.copy(x); y[0] = 1; x
    tensor([0., 0.])
    """
    check_order(order, "copy")
    return copied(operand(a, "copy"))


def astype(x, dtype, /, *, copy=True, device=None):
    """The elements in another dtype.

    Parameters
    ----------
    x : array_like
    dtype : dtype
    copy : bool
        False for `x` itself where nothing changes.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.astype(tl.array([1.7, -1.7]), tl.int64)
    tensor([ 1, -1])
    """
    check_device(device, "astype")
    return beside(x, TL_F64, "astype").astype(dtype, copy=copy)


def frombuffer(buffer, dtype=None, count=-1, offset=0):
    """A tensor on the memory of a buffer of bytes.

    Parameters
    ----------
    buffer : bytes-like
    dtype : dtype, optional
        How to read the bytes; float64 when None.
    count : int
        How many elements; all when -1.
    offset : int
        Where to start, in bytes.

    Returns
    -------
    Tensor
        With one axis; read-only when the buffer is.

    Raises
    ------
    ValueError
        When the bytes do not hold `count` elements, or a whole number of them; of booleans, bytes but 0 and 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.frombuffer(bytes([1, 2, 3]), dtype=tl.uint8, offset=1)
    tensor([2, 3], dtype=uint8)
    """
    import numpy
    cdef DType d = as_dtype(dtype)
    cdef Tensor t
    try:
        bits = numpy.dtype(d.name if d.format else f"i{d.itemsize}")  # which NumPy has without ml_dtypes
        a = numpy.frombuffer(buffer, dtype=bits, count=count, offset=offset)
    except ValueError as error:
        raise ValueError(f"frombuffer: {error}") from None
    t = new_array(a, None, False, "frombuffer")
    t.v.dtype = d.num
    return t


def fromiter(iter, dtype, count=-1):
    """A tensor of the numbers an iterable gives.

    Parameters
    ----------
    iter : iterable of number
    dtype : dtype
    count : int
        How many to take; all when -1.

    Returns
    -------
    Tensor
        With one axis.

    Raises
    ------
    ValueError
        When the iterable ends before `count`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fromiter((x * x for x in range(4)), tl.int64)
    tensor([0, 1, 4, 9])
    """
    cdef list values = []
    if count:
        for x in iter:
            values.append(x)
            if len(values) == count:
                break
            if len(values) & 4095 == 0:
                PyErr_CheckSignals()  # it may go on for ever
    if len(values) < count:
        raise ValueError(f"fromiter: the iterable ended after {len(values)} of {count} numbers")
    return new_array(values, as_dtype(dtype), False, "fromiter")


# ---- from shape or value --------------------------------------------------------------------------------------------
def empty(shape, dtype=None, order="C", *, bint requires_grad=False, device=None):
    """A tensor of unset elements.

    Parameters
    ----------
    shape : int or tuple of int
    dtype : dtype, optional
        float64 when None.
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        For negative sizes, and shapes larger than the address space.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.empty((2, 3)).shape
    (2, 3)
    """
    check_order(order, "empty")
    return leaf(unset(shape, dtype, device, "empty"), requires_grad)


def empty_like(a, dtype=None, order="K", subok=True, shape=None, *, bint requires_grad=False, device=None):
    """A tensor of unset elements, like another in shape and dtype.

    Parameters
    ----------
    a : array_like
    dtype : dtype, optional
        That of `a` when None.
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    subok : bool
        Results are plain tensors in any case.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.
    shape : int or tuple of int, optional
        That of `a` when None.

    Returns
    -------
    Tensor
        In C order, whatever the layout of `a`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.empty_like(tl.array([1, 2])).dtype
    int64
    """
    check_order(order, "empty_like")
    return leaf(unset_like(operand(a, "empty_like"), dtype, shape, device, "empty_like"), requires_grad)


def zeros(shape, dtype=None, order="C", *, bint requires_grad=False, device=None):
    """A tensor of zeros.

    Parameters
    ----------
    shape : int or tuple of int
    dtype : dtype, optional
        float64 when None.
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        For negative sizes, and shapes larger than the address space.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.zeros((2, 3))
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
    """
    check_order(order, "zeros")
    cdef Tensor t = unset(shape, dtype, device, "zeros")
    zero(t, "zeros")
    return leaf(t, requires_grad) if requires_grad else t


def zeros_like(a, dtype=None, order="K", subok=True, shape=None, *, bint requires_grad=False, device=None):
    """A tensor of zeros, like another in shape and dtype.

    Parameters
    ----------
    a : array_like
    dtype : dtype, optional
        That of `a` when None.
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    subok : bool
        Results are plain tensors in any case.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.
    shape : int or tuple of int, optional
        That of `a` when None.

    Returns
    -------
    Tensor
        In C order, whatever the layout of `a`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.zeros_like(tl.array([1, 2]))
    tensor([0, 0])
    """
    check_order(order, "zeros_like")
    cdef Tensor t = unset_like(operand(a, "zeros_like"), dtype, shape, device, "zeros_like")
    zero(t, "zeros_like")
    return leaf(t, requires_grad)


def ones(shape, dtype=None, order="C", *, bint requires_grad=False, device=None):
    """A tensor of ones.

    Parameters
    ----------
    shape : int or tuple of int
    dtype : dtype, optional
        float64 when None.
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        For negative sizes, and shapes larger than the address space.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.ones((2, 3), dtype=tl.int64)
    tensor([[1, 1, 1],
            [1, 1, 1]])
    """
    check_order(order, "ones")
    cdef Tensor t = unset(shape, dtype, device, "ones")
    return leaf(filled(t, scalar_tensor(1, t.v.dtype), "ones"), requires_grad)


def ones_like(a, dtype=None, order="K", subok=True, shape=None, *, bint requires_grad=False, device=None):
    """A tensor of ones, like another in shape and dtype.

    Parameters
    ----------
    a : array_like
    dtype : dtype, optional
        That of `a` when None.
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    subok : bool
        Results are plain tensors in any case.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.
    shape : int or tuple of int, optional
        That of `a` when None.

    Returns
    -------
    Tensor
        In C order, whatever the layout of `a`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.ones_like(tl.array([2.0, 5.0]))
    tensor([1., 1.])
    """
    check_order(order, "ones_like")
    cdef Tensor t = unset_like(operand(a, "ones_like"), dtype, shape, device, "ones_like")
    return leaf(filled(t, scalar_tensor(1, t.v.dtype), "ones_like"), requires_grad)


def full(shape, fill_value, dtype=None, order="C", *, bint requires_grad=False, device=None):
    """A tensor of one value.

    Parameters
    ----------
    shape : int or tuple of int
    fill_value : array_like
        A number, or what broadcasts to `shape`.
    dtype : dtype, optional
        That of `fill_value` when None.
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        For negative sizes, and shapes larger than the address space.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.full(3, 7)
    tensor([7, 7, 7])
    >>> tl.full((2, 2), [0.5, 1.0])
    tensor([[0.5, 1. ],
            [0.5, 1. ]])
    """
    check_order(order, "full")
    cdef Tensor value, t
    if isinstance(dtype, int):
        raise TypeError(f"dtype: expected an element type, got {dtype!r}; give the shape as one tuple, full((2, 3), 1)")
    shape = snapshot(shape) if isinstance(shape, (tuple, list)) else shape  # it is read twice
    if dtype is None:
        value = operand(fill_value, "full")
    else:
        value = given(fill_value, element_type(dtype, shape, "full"), "full")
    check_fits(value, shape, "full")
    t = unset(shape, value.dtype, device, "full")
    return leaf(filled(t, value, "full"), requires_grad)


def full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None, *, bint requires_grad=False, device=None):
    """A tensor of one value, like another in shape and dtype.

    Parameters
    ----------
    a : array_like
    fill_value : array_like
        A number, or what broadcasts to the result's shape.
    dtype : dtype, optional
        That of `a` when None.
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    subok : bool
        Results are plain tensors in any case.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.
    shape : int or tuple of int, optional
        That of `a` when None.

    Returns
    -------
    Tensor
        In C order, whatever the layout of `a`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.full_like(tl.array([2.0, 5.0]), 3)
    tensor([3., 3.])
    """
    check_order(order, "full_like")
    cdef Tensor t = unset_like(operand(a, "full_like"), dtype, shape, device, "full_like")
    return leaf(filled(t, given(fill_value, t.v.dtype, "full_like"), "full_like"), requires_grad)


def eye(N, M=None, k=0, dtype=None, order="C", *, bint requires_grad=False, device=None):
    """A matrix of zeros with ones on a diagonal.

    Parameters
    ----------
    N, M : int
        Rows and columns; as many columns as rows when `M` is None.
    k : int
        The diagonal: 0 the main one, positive ones above it.
    dtype : dtype, optional
        float64 when None.
    order : {"C", "F", "A", "K"}
        The layout is C whatever is asked for.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor
        Of shape (N, M).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.eye(2, 3, k=1)
    tensor([[0., 1., 0.],
            [0., 0., 1.]])
    """
    check_order(order, "eye")
    cdef int64_t shape[2]
    cdef int64_t offset = offset_of(k, "eye")
    cdef int d = as_dtype(dtype).num
    check_device(device, "eye")
    parse_shape((N, N if M is None else M), shape, "eye")
    cdef Tensor t = room(d, 2, shape, "eye")
    fill_diagonal(reshaped(t, 1, &t.numel), shape[0], shape[1], offset, scalar_tensor(1, d))
    return leaf(t, requires_grad)


cdef int fill_diagonal(Tensor flat, int64_t rows, int64_t columns, int64_t k, Tensor values) except -1:
    """Sets a fresh matrix, given as a vector, to zero but for `values` on a diagonal."""
    cdef int64_t length = max(min(rows + min(k, 0), columns - max(k, 0)), 0), start
    zero(flat, "eye")
    if length:
        start = max(k, 0) - min(k, 0) * columns
        set_item(flat, slice(start, start + (length - 1) * (columns + 1) + 1, columns + 1), values)
    return 0


def identity(n, dtype=None):
    """The square matrix with ones on the main diagonal.

    Parameters
    ----------
    n : int
        Rows and columns.
    dtype : dtype, optional
        float64 when None.

    Returns
    -------
    Tensor
        Of shape (n, n).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.identity(2)
    tensor([[1., 0.],
            [0., 1.]])
    """
    return eye(n, dtype=dtype)


include "chapters/ranges.pxi"
include "chapters/matrices.pxi"
include "chapters/layouts.pxi"
