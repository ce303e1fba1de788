# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Making tensors from Python and NumPy objects and from constants."""
from cpython.long cimport PyLong_CheckExact
from libc.stdint cimport int64_t
from libc.string cimport memset

from tensorlab_c._call cimport check_device, fill_fresh, item_size, operand
from tensorlab_c._tensor cimport (
    Tensor, alias, cast, copied, copy_into, empty_tensor, new_array, parse_shape, reshaped, scalar_tensor,
)
from tensorlab_c.dtypes cimport DType, as_dtype, default_float

__all__ = [
    "array", "asarray", "copy", "empty", "empty_like", "frombuffer", "fromiter", "full", "full_like", "ones", "ones_like",
    "zeros", "zeros_like",
]


cdef inline Tensor leaf(Tensor t, bint requires_grad):
    """A new tensor whose gradient is wanted or not."""
    if requires_grad:
        t.requires_grad = True  # checks the dtype
    return t


cdef inline Tensor unset(object shape, object dtype, object device, str function):
    cdef int64_t sizes[64]
    cdef int ndim
    cdef int d = default_float().num if dtype is None else as_dtype(dtype).num
    if device is not None:
        check_device(device, function)
    if PyLong_CheckExact(shape) and 0 <= shape < (1 << 40):
        sizes[0] = shape
        ndim = 1
    else:
        ndim = parse_shape(shape, sizes, function)
    return empty_tensor(d, ndim, sizes)


cdef inline Tensor zeroed(Tensor t):
    cdef size_t n = t.numel * item_size(t)
    if n < 65536:
        memset(t.v.data, 0, n)
    else:
        with nogil:
            memset(t.v.data, 0, n)
    return t


cdef Tensor filled(Tensor t, Tensor value, str function):
    """`t`, new and unset, set to `value`, broadcast and cast."""
    if value.v.ndim == 0 and value.ag is None:
        value = cast(value, t.v.dtype)
        fill_fresh(t.v.data, t.numel, value.v.data, item_size(t))
    else:
        copy_into(t, value, function)
    return t


cdef Tensor fill_number(object value, object dtype, str function):
    """The fill value as a tensor; Python integers that a given dtype does not hold are refused."""
    if dtype is not None and isinstance(value, (bool, int)):
        return scalar_tensor(value, as_dtype(dtype).num)
    return operand(value, function)


cdef Tensor unset_like(Tensor x, object dtype, object shape, object device, str function):
    if device is not None:
        check_device(device, function)
    if shape is not None:
        return unset(shape, x.dtype if dtype is None else dtype, None, function)
    return empty_tensor(x.v.dtype if dtype is None else as_dtype(dtype).num, x.v.ndim, x.v.shape)


def array(object, dtype=None, *, copy=True, bint requires_grad=False, int ndmin=0, device=None):
    """A tensor of the elements of an array-like.

    Parameters
    ----------
    object : array_like
        A tensor, NumPy array, buffer, number, or nested sequence of any rank.
    dtype : dtype, optional
        That of the elements when None: float64, int64 or bool for Python numbers.
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
    cdef Tensor t = made(object, dtype, copy, requires_grad, device, "array")
    cdef int64_t shape[64]
    cdef int lead = ndmin - t.v.ndim, i
    if lead <= 0:
        return t
    if ndmin > 64:
        raise ValueError(f"array: ndmin={ndmin}; at most 64 axes are possible")
    for i in range(ndmin):
        shape[i] = 1 if i < lead else t.v.shape[i - lead]
    if t.ag is None or t.ag.op >= 0:
        return reshaped(t, ndmin, shape)
    t.ag = None  # the result is to be the leaf, not a view of one
    return leaf(reshaped(t, ndmin, shape), True)


def asarray(obj, dtype=None, *, copy=None, bint requires_grad=False, device=None):
    """A tensor of an array-like, on the same memory where that can be.

    Parameters
    ----------
    obj : array_like
        A tensor, NumPy array, buffer, number, or nested sequence of any rank.
    dtype : dtype, optional
        That of the elements when None.
    copy : bool, optional
        True always copies, None when needed, False never.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor
        `obj` itself when it is a tensor that needs no change.

    Raises
    ------
    ValueError
        When ``copy=False`` and a copy is needed.

    Examples
    --------
    >>> import numpy, tensorlab as tl
    >>> a = numpy.arange(3.0)
    >>> t = tl.asarray(a); a[0] = 7; t
    tensor([7., 1., 2.])
    """
    return made(obj, dtype, copy, requires_grad, device, "asarray")


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


def copy(a):
    """A copy in C order on memory of its own.

    Parameters
    ----------
    a : array_like

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros(2); y = tl.copy(x); y[0] = 1; x
    tensor([0., 0.])
    """
    return copied(operand(a, "copy"))


def empty(shape, dtype=None, *, bint requires_grad=False, device=None):
    """A tensor of unset elements.

    Parameters
    ----------
    shape : int or tuple of int
    dtype : dtype, optional
        float64 when None.
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
    return leaf(unset(shape, dtype, device, "empty"), requires_grad)


def empty_like(a, dtype=None, *, shape=None, bint requires_grad=False, device=None):
    """A tensor of unset elements, like another in shape and dtype.

    Parameters
    ----------
    a : array_like
    dtype : dtype, optional
        That of `a` when None.
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
    return leaf(unset_like(operand(a, "empty_like"), dtype, shape, device, "empty_like"), requires_grad)



def zeros(shape, dtype=None, *, bint requires_grad=False, device=None):
    """A tensor of zeros.

    Parameters
    ----------
    shape : int or tuple of int
    dtype : dtype, optional
        float64 when None.
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
    return leaf(zeroed(unset(shape, dtype, device, "zeros")), requires_grad)


def zeros_like(a, dtype=None, *, shape=None, bint requires_grad=False, device=None):
    """A tensor of zeros, like another in shape and dtype.

    Parameters
    ----------
    a : array_like
    dtype : dtype, optional
        That of `a` when None.
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
    return leaf(zeroed(unset_like(operand(a, "zeros_like"), dtype, shape, device, "zeros_like")), requires_grad)



def ones(shape, dtype=None, *, bint requires_grad=False, device=None):
    """A tensor of ones.

    Parameters
    ----------
    shape : int or tuple of int
    dtype : dtype, optional
        float64 when None.
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
    cdef Tensor t = unset(shape, dtype, device, "ones")
    return leaf(filled(t, scalar_tensor(1, t.v.dtype), "ones"), requires_grad)


def ones_like(a, dtype=None, *, shape=None, bint requires_grad=False, device=None):
    """A tensor of ones, like another in shape and dtype.

    Parameters
    ----------
    a : array_like
    dtype : dtype, optional
        That of `a` when None.
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
    cdef Tensor t = unset_like(operand(a, "ones_like"), dtype, shape, device, "ones_like")
    return leaf(filled(t, scalar_tensor(1, t.v.dtype), "ones_like"), requires_grad)



def full(shape, fill_value, dtype=None, *, bint requires_grad=False, device=None):
    """A tensor of one value.

    Parameters
    ----------
    shape : int or tuple of int
    fill_value : array_like
        A number, or what broadcasts to `shape`.
    dtype : dtype, optional
        That of `fill_value` when None.
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
    cdef Tensor value = fill_number(fill_value, dtype, "full")
    cdef Tensor t = unset(shape, value.dtype if dtype is None else dtype, device, "full")
    return leaf(filled(t, value, "full"), requires_grad)


def full_like(a, fill_value, dtype=None, *, shape=None, bint requires_grad=False, device=None):
    """A tensor of one value, like another in shape and dtype.

    Parameters
    ----------
    a : array_like
    fill_value : array_like
        A number, or what broadcasts to the result's shape.
    dtype : dtype, optional
        That of `a` when None.
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
    cdef Tensor t = unset_like(operand(a, "full_like"), dtype, shape, device, "full_like")
    return leaf(filled(t, fill_number(fill_value, t.dtype, "full_like"), "full_like"), requires_grad)



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
        When the bytes do not hold `count` elements, or a whole number of them.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.frombuffer(bytes([1, 2, 3]), dtype=tl.uint8, offset=1)
    tensor([2, 3], dtype=uint8)
    """
    import numpy
    cdef DType d = as_dtype(dtype)
    try:
        a = numpy.frombuffer(buffer, dtype=numpy.dtype(d.name), count=count, offset=offset)
    except ValueError as error:
        raise ValueError(f"frombuffer: {error}") from None
    return new_array(a, d, False, "frombuffer")


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
    import itertools
    values = list(iter if count < 0 else itertools.islice(iter, count))
    if len(values) < count:
        raise ValueError(f"fromiter: the iterable ended after {len(values)} of {count} numbers")
    return new_array(values, as_dtype(dtype), False, "fromiter")
