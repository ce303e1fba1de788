# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Array creation: from existing data, from shapes and values, numerical ranges, matrices made by rule."""
from cpython.long cimport PyLong_CheckExact
from libc.math cimport INFINITY, ceil
from libc.stdint cimport int64_t, uint64_t

cdef extern from "Python.h":
    long long PyLong_AsLongLong(object x)  # without Cython's check: -1 is looked at by the caller
    long long PyLong_AsLongLongAndOverflow(object x, int *overflow)
    void PyErr_Clear()
    int PyErr_CheckSignals() except -1

from tensorlab_c._call cimport axis_index, both, check_device, integer, is_float, operand
from tensorlab_c._fill cimport computed_in, fill, zero
from tensorlab_c._given cimport beside, check_fits, given, room
from tensorlab_c._tensor cimport (
    Tensor, alias, apply_reduce, binary, broadcasted, cast, copied, copy_into, dtype_info, empty_tensor, item_of,
    launch, new_array, parse_shape, permuted, reshaped, resolved_for, runs, scalar_tensor, select, set_item,
    shapes_error, unary,
)
from tensorlab_c.dtypes cimport DTYPES, DType, as_dtype, default_float, default_num
from tensorlab_c.indexing cimport diagonal_of, offset_of
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make, tl_counting, tl_fractions, tl_spacing
from tensorlab_c.tl cimport TL_BOOL, TL_F64, TL_I64, TL_U64, tl_call

__all__ = [
    "arange", "array", "asarray", "astype", "copy", "diag", "empty", "empty_like", "eye", "frombuffer", "fromiter",
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
def array(object, dtype=None, *, copy=True, bint requires_grad=False, ndmin=0, device=None):
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
    cdef Tensor t = unset(shape, dtype, device, "zeros")
    zero(t, "zeros")
    return leaf(t, requires_grad) if requires_grad else t


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
    cdef Tensor t = unset_like(operand(a, "zeros_like"), dtype, shape, device, "zeros_like")
    zero(t, "zeros_like")
    return leaf(t, requires_grad)


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
    cdef Tensor value, t
    if isinstance(dtype, int):
        raise TypeError(f"dtype: expected an element type, got {dtype!r}; give the shape as one tuple, full((2, 3), 1)")
    shape = tuple(shape) if isinstance(shape, (tuple, list)) else shape  # it is read twice
    if dtype is None:
        value = operand(fill_value, "full")
    else:
        value = given(fill_value, element_type(dtype, shape, "full"), "full")
    check_fits(value, shape, "full")
    t = unset(shape, value.dtype, device, "full")
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
    return leaf(filled(t, given(fill_value, t.v.dtype, "full_like"), "full_like"), requires_grad)


def eye(N, M=None, k=0, dtype=None, *, bint requires_grad=False, device=None):
    """A matrix of zeros with ones on a diagonal.

    Parameters
    ----------
    N, M : int
        Rows and columns; as many columns as rows when `M` is None.
    k : int
        The diagonal: 0 the main one, positive ones above it.
    dtype : dtype, optional
        float64 when None.
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


# ---- numerical ranges -----------------------------------------------------------------------------------------------
cdef object number(object x, str function):
    """A Python number, of a 0-d tensor or NumPy scalar too."""
    if type(x) is int or type(x) is float:
        return x
    if isinstance(x, bool):
        return int(x)
    if isinstance(x, (str, bytes)):
        raise TypeError(f"{function}: start, stop and step must be numbers, got {x!r}")
    return operand(x, function).item()


cdef int64_t count_steps(object start, object stop, object step) except -1:
    """ceil((stop - start) / step), computed as NumPy computes it."""
    if step == 0:
        raise ZeroDivisionError("arange: step must not be zero")
    cdef double n
    try:
        distance = stop - start
        n = distance / step
    except OverflowError:  # integers beyond floats
        n = INFINITY
    if n == 0 and distance:  # the quotient was too small for a float
        n = 1 if (distance > 0) == (step > 0) else 0
    n = ceil(n)
    if n != n or n > 9.2e18 or n == -INFINITY:
        raise ValueError(f"arange: cannot count the steps of {step} from {start} to {stop}")
    return <int64_t> n if n > 0 else 0


cdef Tensor counted(int64_t n, object start, object step, int dtype):
    """n numbers; `start` and `step` are ints, unless `dtype` is floating."""
    cdef bint floating = dtype_info[dtype].kind == b"f"
    cdef Tensor t = room(computed_in(dtype) if floating else TL_I64, 1, &n, "arange")
    cdef tl_counting h = [0, 0, 0, 0]
    if floating:
        h.x, h.y = start, start + step
    elif ordinary(start) and ordinary(step):
        h.first, h.delta = <uint64_t> <int64_t> start, <uint64_t> <int64_t> step
    else:  # modulo 2**64, so that uint64 has its whole range
        h.first, h.delta = start & 0xffffffffffffffff, step & 0xffffffffffffffff
    count(t, &h)
    return cast(t, dtype)


cdef inline int count(Tensor t, const tl_counting *h) except -1:
    cdef tl_call call
    tl_call_make(&call, runs.count, b"count", <void *> h, sizeof(tl_counting), &t.v, NULL, NULL, NULL)
    call.bytes = 8.0 * t.numel
    return launch(&call, "arange", True)


cdef inline bint ordinary(object x) noexcept:
    """An integer with which counting in int64 cannot overflow."""
    cdef int overflow = 1
    cdef long long value = PyLong_AsLongLongAndOverflow(x, &overflow) if PyLong_CheckExact(x) else 0
    return overflow == 0 and -1 <= value >> 61 <= 0


cdef tuple whole_steps(int64_t n, object start, object step, DType d, bint chosen):
    """The first number and the step as NumPy takes them for an integer dtype: from the first two numbers.

    Those two must fit, and later ones wrap; where the dtype is not the caller's choice, none may.
    """
    cdef object first = int(start), second = int(start + step) if n > 1 else first, bits = 8 * d.itemsize
    cdef object low = 0 if d.kind == "u" else -(1 << (bits - 1)), high = low + (1 << bits)
    if n == 0:
        return first, 1
    for x in (first, second) if chosen else (first, second, first + (n - 1) * (second - first)):
        if d.num != TL_BOOL and not low <= x < high:
            raise OverflowError(f"arange: Python integer {x} is out of bounds for {d.name}")
    return first, second - first


def arange(start, stop=None, step=1, dtype=None, *, bint requires_grad=False, device=None):
    """Evenly spaced numbers from `start` up to but without `stop`; ``arange(stop)`` starts at 0.

    Parameters
    ----------
    start, stop : number
    step : number
        Negative to count down; 1 when None.
    dtype : dtype, optional
        int64 when None and all arguments are integers, else float64.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor
        With ``ceil((stop - start) / step)`` elements ``start + i * step``.

    Raises
    ------
    ZeroDivisionError
        When `step` is zero.
    ValueError
        When the steps cannot be counted, from infinity say.
    OverflowError
        When the first numbers do not fit an integer dtype.

    Notes
    -----
    Lecture row L26. Because of rounding the last number of a float step can be `stop`; use `linspace` for those.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.arange(3) + 5
    tensor([5, 6, 7])
    >>> tl.arange(1, 0, -0.25)
    tensor([1.  , 0.75, 0.5 , 0.25])
    """
    cdef Tensor t
    cdef int64_t n
    cdef DType d
    cdef tl_counting up = [0, 1, 0, 0]
    if (stop is None and dtype is None and PyLong_CheckExact(start) and PyLong_CheckExact(step) and step == 1
            and 0 <= start < (1 << 40)):
        n = start
        t = room(TL_I64, 1, &n, "arange")
        count(t, &up)
        if device is not None:
            check_device(device, "arange")
        return leaf(t, requires_grad)
    check_device(device, "arange")
    if stop is None:
        start, stop = 0, start
    if step is None:
        step = 1
    start, stop, step = number(start, "arange"), number(stop, "arange"), number(step, "arange")
    if dtype is not None:
        d = as_dtype(dtype)
    elif isinstance(start, float) or isinstance(stop, float) or isinstance(step, float):
        d = default_float()
    else:
        d = as_dtype(int)
    n = count_steps(start, stop, step)
    if d.num == TL_BOOL and n > 2:
        raise TypeError("arange: booleans have no more than two values to count")
    if d.kind != "f" and not (d.num == TL_I64 and ordinary(start) and ordinary(stop) and ordinary(step)):
        start, step = whole_steps(n, start, step, d, dtype is not None)
    return leaf(counted(n, start, step, d.num), requires_grad)


cdef object WORD = (1 << 64) - 1


cdef inline Tensor vector(int dtype, int64_t n):
    return empty_tensor(dtype, 1, &n)


cdef int64_t how_many(object num, str function) except -1:
    cdef object n = integer(num, "num", function)
    if n < 0:
        raise ValueError(f"{function}: num must not be negative, got {n}")
    if n >= 1 << 59:
        raise ValueError(f"{function}: {n} numbers are too many for the address space")
    return n


cdef Tensor spaced(double start, double stop, int64_t num, int64_t steps, bint endpoint):
    """start + i * step as NumPy rounds it."""
    cdef Tensor t = vector(TL_F64, num)
    cdef tl_spacing h = [start, stop, steps, endpoint]
    cdef tl_call call
    tl_call_make(&call, runs.space, b"space", &h, sizeof(h), &t.v, NULL, NULL, NULL)
    call.bytes = 8.0 * num
    launch(&call, "linspace", True)
    return t


cdef bint beyond_doubles(object start, object stop, DType d):
    """Is it a matter of integers that float64 does not hold?"""
    return (d is not None and d.kind in "iu" and type(start) is int and type(stop) is int
            and (abs(start) > 1 << 53 or abs(stop) > 1 << 53))


cdef Tensor spaced_integers(object start, object stop, int64_t num, int64_t steps, DType d):
    """floor(start + i * (stop - start) / steps), exactly: counted in 64 bits with a remainder carried along."""
    cdef object whole = 0, rest = 0, last = start
    cdef object bits = 8 * d.itemsize - (d.kind == "i"), low = -(1 << bits) if d.kind == "i" else 0
    cdef Tensor t = vector(TL_U64 if d.kind == "u" else TL_I64, num)
    cdef tl_fractions h
    cdef tl_call call
    if steps > 0 and num > 1:
        whole, rest = divmod(stop - start, steps)
        last = start + (num - 1) * (stop - start) // steps
    for x in (start, last) if num else ():
        if not low <= x < 1 << bits:
            raise OverflowError(f"linspace: Python integer {x} is out of bounds for {d.name}")
    h.first, h.whole, h.rest, h.steps = start & WORD, whole & WORD, rest, max(steps, 1)
    tl_call_make(&call, runs.count_fractions, b"count_fractions", &h, sizeof(h), &t.v, NULL, NULL, NULL)
    call.bytes, call.work = 8.0 * num, 4.0 * num
    launch(&call, "linspace", True)
    return cast(t, d.num)


cdef Tensor spaced_tensors(Tensor a, Tensor b, int64_t num, int64_t steps, bint endpoint, str function):
    """As `spaced`, between tensors of one floating dtype, along a new first axis."""
    cdef Tensor delta, place, y, step
    cdef int64_t shape[64]
    cdef int i
    try:
        delta = binary(TL_OP_subtract, b, a)
    except ValueError:
        raise shapes_error(function, a, b) from None
    if delta.v.ndim >= 64:
        raise ValueError(f"{function}: {delta.v.ndim} axes and a new one; at most 64 are possible")
    place = arange(num, dtype=delta.dtype)
    shape[0] = num
    for i in range(delta.v.ndim):
        shape[i + 1] = 1
    y = place = reshaped(place, delta.v.ndim + 1, shape)
    if steps > 0:
        step = both(TL_OP_divide, delta, <double> steps)
        if apply_reduce(TL_OP_any, both(TL_OP_equal, step, 0.0), None, None, None, False, None, True):
            y = binary(TL_OP_multiply, both(TL_OP_divide, y, <double> steps), delta)
        else:
            y = binary(TL_OP_multiply, y, step)
    else:
        y = binary(TL_OP_multiply, y, delta)
    y = binary(TL_OP_add, y, a)
    if endpoint and num > 1:
        y = select(both(TL_OP_equal, place, <double> (num - 1)), b, y)
    return y


cdef object end_of(object x, object other, DType d, str function):
    """An end as a Python number or a tensor; lists of floats are not rounded to the default dtype on their way."""
    cdef Tensor t
    if isinstance(x, (int, float)):
        return x
    if isinstance(x, (list, tuple)):
        return beside(x, TL_F64 if d is not None else near_dtype(other), function)
    t = operand(x, function)
    return item_of(t) if t.v.ndim == 0 and not is_float(t) and d is not None and d.kind in "iu" else t


cdef int near_dtype(object other):
    return (<Tensor> other).v.dtype if isinstance(other, Tensor) else TL_BOOL


cdef Tensor whole_ends(Tensor t, Tensor first, Tensor last, bint endpoint):
    """Integers computed as floats, with their ends exact where those are integers beyond floats."""
    if not is_float(first) and t.v.shape[0] > 0:
        set_item(t, 0, cast(first, t.v.dtype))
    if endpoint and not is_float(last) and t.v.shape[0] > 1:
        set_item(t, -1, cast(last, t.v.dtype))
    return t


def linspace(start, stop, num=50, bint endpoint=True, bint retstep=False, dtype=None, axis=0, *,
             bint requires_grad=False, device=None):
    """A number of evenly spaced values from `start` to `stop`.

    Parameters
    ----------
    start, stop : array_like
    num : int
        How many.
    endpoint : bool
        Whether `stop` is the last one, exactly.
    retstep : bool
        Return the step too.
    dtype : dtype, optional
        When None that of floating `start` and `stop`, else float64; integers are rounded down.
    axis : int
        Where the values stand when `start` or `stop` has axes.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor or (Tensor, Tensor)
        The values, and the step when asked for.

    Raises
    ------
    ValueError
        When `num` is negative.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linspace(0, 1, 5)
    tensor([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    check_device(device, "linspace")
    t, step = evenly(start, stop, num, endpoint, retstep, dtype, axis, "linspace")
    t = leaf(t, requires_grad)
    return (t, step) if retstep else t


cdef tuple evenly(
    object start, object stop, object num, bint endpoint, bint retstep, object dtype, object axis, str function
):
    """linspace, and the distance of its numbers."""
    cdef int64_t n = how_many(num, function)
    cdef int64_t steps = n - 1 if endpoint else n
    cdef Tensor a, b, t
    cdef DType d = None if dtype is None else as_dtype(dtype)
    start, stop = end_of(start, stop, d, function), stop
    stop = end_of(stop, start, d, function)
    if isinstance(start, (int, float)) and isinstance(stop, (int, float)):
        step = (float(stop) - float(start)) / steps if steps > 0 else float("nan")
        step = scalar_tensor(step, default_num if d is None else TL_F64)
        if d is None:
            d = default_float()
        if beyond_doubles(start, stop, d):
            t = spaced_integers(start, stop, n, steps, d)
        else:
            t = spaced(start, stop, n, steps, endpoint)
    else:
        a, b, natural = resolved_for(TL_OP_divide, start, stop)
        t = spaced_tensors(a, b, n, steps, endpoint, function)
        step = (b - a) / (steps if steps > 0 else float("nan")) if retstep else None
        if d is None:
            t = cast(t, natural)
    if d is not None:
        if d.kind in "iu" and is_float(t):
            t = unary(TL_OP_floor, t)
        t = cast(t, d.num)
        if d.kind in "iu" and t.v.ndim > 1:
            t = whole_ends(t, operand(start, function), operand(stop, function), endpoint)
    if axis != 0:
        t = moved_first(t, axis_index(axis, t.v.ndim, function))
    return t, step


cdef Tensor moved_first(Tensor t, int axis):
    """A view with the first axis moved to `axis`."""
    cdef int order[64]
    cdef int i
    for i in range(t.v.ndim):
        order[i] = i + 1 if i < axis else (0 if i == axis else i)
    return permuted(t, order)


def logspace(start, stop, num=50, bint endpoint=True, base=10.0, dtype=None, axis=0):
    """Powers of `base` with evenly spaced exponents from `start` to `stop`.

    Parameters
    ----------
    start, stop : array_like
        The exponents of the ends.
    num : int
        How many.
    endpoint : bool
        Whether ``base**stop`` is the last one.
    base : array_like
        Broadcast against `start` and `stop`.
    dtype : dtype, optional
        float64 when None.
    axis : int
        Where the values stand when `start`, `stop` or `base` has axes.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logspace(0, 3, 4, base=2)
    tensor([1., 2., 4., 8.])
    """
    cdef Tensor r, b
    cdef DType d = None if dtype is None else as_dtype(dtype)
    cdef DType exact = DTYPES[TL_F64] if d is not None and isinstance(start, (int, float, list, tuple)) else None
    if isinstance(base, (int, float)):
        r = both(TL_OP_power, float(base), evenly(start, stop, num, endpoint, False, exact, axis, "logspace")[0])
    else:
        b = given(base, exact.num, "logspace") if exact is not None else operand(base, "logspace")
        start, stop = shaped_beside(start, b), shaped_beside(stop, b)
        r = evenly(start, stop, num, endpoint, False, exact, 0, "logspace")[0]  # first axis: the base broadcasts
        r = both(TL_OP_power, b, r)
        if axis != 0:
            r = moved_first(r, axis_index(axis, r.v.ndim, "logspace"))
    return r if d is None else cast(r, d.num)


cdef object shaped_beside(object x, Tensor b):
    """An end with at least the axes of the base."""
    cdef Tensor t
    cdef int64_t shape[64]
    cdef int i, lead
    if b.v.ndim == 0:
        return x
    t = operand(x, "logspace")
    lead = b.v.ndim - t.v.ndim
    if lead <= 0:
        return t
    for i in range(b.v.ndim):
        shape[i] = 1 if i < lead else t.v.shape[i - lead]
    return reshaped(t, b.v.ndim, shape)


def meshgrid(*xi, indexing="xy", bint sparse=False, bint copy=True):
    """Coordinates of the points of a grid, from those of its axes.

    Parameters
    ----------
    *xi : array_like
        The coordinates along each axis.
    indexing : {"xy", "ij"}
        ``"xy"`` lets the first coordinate run along the second axis, as pictures do.
    sparse : bool
        Leave axes along which nothing changes at size 1.
    copy : bool
        False for read-only views of the arguments.

    Returns
    -------
    tuple of Tensor
        One per argument.

    Raises
    ------
    ValueError
        For another `indexing`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x, y = tl.meshgrid(tl.arange(3), tl.arange(2))
    >>> x + 10 * y
    tensor([[ 0,  1,  2],
            [10, 11, 12]])
    """
    cdef int n = len(xi), i, axis
    cdef int64_t shape[64]
    cdef int64_t full[64]
    cdef Tensor t
    cdef list grids = []
    if indexing != "xy" and indexing != "ij":
        raise ValueError(f"meshgrid: indexing must be 'xy' or 'ij', got {indexing!r}")
    if n > 64:
        raise ValueError(f"meshgrid: {n} axes; at most 64 are possible")
    swap = indexing == "xy" and n > 1
    tensors = [operand(x, "meshgrid") for x in xi]
    for i in range(n):
        full[1 - i if swap and i < 2 else i] = (<Tensor> tensors[i]).numel
    for i in range(n):
        axis = 1 - i if swap and i < 2 else i
        for j in range(n):
            shape[j] = 1
        shape[axis] = (<Tensor> tensors[i]).numel
        t = reshaped(<Tensor> tensors[i], n, shape)
        if not sparse:
            t = broadcasted(t, n, full)
        grids.append(copied(t) if copy else t)
    return tuple(grids)


# ---- matrices made by rule ------------------------------------------------------------------------------------------
def diag(v, k=0):
    """The matrix with a given diagonal, or the diagonal of a given matrix.

    Parameters
    ----------
    v : array_like
        With one axis for the former, two for the latter.
    k : int
        The diagonal; positive ones are above the main one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `v` has neither one nor two axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.diag(tl.array([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    cdef Tensor t = operand(v, "diag"), flat
    cdef int64_t shape[2]
    cdef int64_t offset = offset_of(k, "diag"), side, size
    if t.v.ndim == 2:
        return diagonal_of(t, offset)
    if t.v.ndim != 1:
        raise ValueError(f"diag: one or two axes are needed, got shape {t.shape}")
    side = t.v.shape[0] + (offset if offset > 0 else -offset)
    if side >= (<int64_t> 1 << 30):
        raise ValueError(f"diag: a matrix of {side} x {side} elements is too large for the address space")
    shape[0] = shape[1] = side
    size = side * side
    flat = empty_tensor(t.v.dtype, 1, &size)
    fill_diagonal(flat, side, side, offset, t)
    return reshaped(flat, 2, shape)


cdef Tensor rows_from(int64_t rows, int64_t columns, int64_t k):
    """A column of row numbers plus k."""
    cdef int64_t shape[2]
    k = max(-rows, min(k, columns))  # further away there is nothing either
    shape[0], shape[1] = rows, 1
    return reshaped(arange(k, k + rows), 2, shape)


cdef Tensor below(int64_t rows, int64_t columns, int64_t k):
    """True on and below the k-th diagonal."""
    return binary(TL_OP_greater_equal, rows_from(rows, columns, k), arange(columns))


def tri(N, M=None, k=0, dtype=None, *, bint requires_grad=False):
    """A matrix with ones on and below a diagonal, zeros above.

    Parameters
    ----------
    N, M : int
        Rows and columns; as many columns as rows when `M` is None.
    k : int
        The diagonal; positive ones are above the main one.
    dtype : dtype, optional
        float64 when None.
    requires_grad : bool
        Whether operations on the result are recorded.

    Returns
    -------
    Tensor
        Of shape (N, M).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.tri(2, 3)
    tensor([[1., 0., 0.],
            [1., 1., 0.]])
    """
    cdef int64_t shape[2]
    cdef Tensor t
    parse_shape((N, N if M is None else M), shape, "tri")
    t = room(as_dtype(dtype).num, 2, shape, "tri")  # first, so that a size too large is told of this shape
    if t.numel:
        copy_into(t, below(shape[0], shape[1], offset_of(k, "tri")), "tri")
    return leaf(t, requires_grad)


cdef Tensor half(object a, int64_t k, bint lower, str function):
    cdef Tensor t = operand(a, function)
    cdef Tensor nothing = scalar_tensor(0, t.v.dtype), mask
    if t.v.ndim == 0:
        raise ValueError(f"{function}: at least one axis is needed, got a 0-d array")
    if t.numel == 0 and t.v.ndim > 1:
        return copied(t)
    mask = below(t.v.shape[max(t.v.ndim - 2, 0)], t.v.shape[t.v.ndim - 1], k if lower else k - 1)
    return select(mask, t, nothing) if lower else select(mask, nothing, t)


def tril(m, k=0):
    """A copy with zeros above a diagonal of the last two axes.

    Parameters
    ----------
    m : array_like
        With at least one axis; a vector becomes the square matrix whose rows it is.
    k : int
        The diagonal; positive ones are above the main one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `m` has no axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.tril(tl.array([[1, 2], [3, 4]]))
    tensor([[1, 0],
            [3, 4]])
    """
    return half(m, offset_of(k, "tril"), True, "tril")


def triu(m, k=0):
    """A copy with zeros below a diagonal of the last two axes.

    Parameters
    ----------
    m : array_like
        With at least one axis; a vector becomes the square matrix whose rows it is.
    k : int
        The diagonal; positive ones are above the main one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `m` has no axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.triu(tl.array([[1, 2], [3, 4]]))
    tensor([[1, 2],
            [0, 4]])
    """
    return half(m, offset_of(k, "triu"), False, "triu")
