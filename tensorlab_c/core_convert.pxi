# From Python to tensors: scalars, nested lists, buffers, anything NumPy understands.
from cpython.bytes cimport PyBytes_AsString


cdef void release_buffer(void *owner) noexcept nogil:
    with gil:
        PyBuffer_Release(<Py_buffer *> owner)
        PyMem_Free(owner)


cdef int buffer_dtype(Py_buffer *b) except -2:
    """The dtype of a buffer, or -1 when it is not a native number."""
    cdef const char *f = "B"
    cdef char kind
    cdef int d
    if b.format != NULL:
        f = b.format
    if f[0] == b"@" or f[0] == b"=" or f[0] == b"<" or f[0] == b"|":
        f += 1
    if f[0] == 0 or f[1] != 0:
        return -1
    if f[0] in b"?":
        return TL_BOOL
    if f[0] in b"bhilqn":
        kind = b"i"
    elif f[0] in b"BHILQN":
        kind = b"u"
    elif f[0] in b"fd":
        kind = b"f"
    else:
        return -1
    for d in range(TL_NDTYPES):
        if tl_dtypes[d].kind == kind and tl_dtypes[d].itemsize == b.itemsize:
            return d
    return -1


cdef Tensor wrap_buffer(object source, str function):
    """A tensor on the memory of a buffer, without copying; None when it must be converted first."""
    cdef Py_buffer *b = <Py_buffer *> PyMem_Malloc(sizeof(Py_buffer))
    cdef Tensor t
    cdef int d, i
    cdef bint usable
    if b == NULL:
        raise MemoryError(f"{function}: no memory for a buffer")
    try:
        PyObject_GetBuffer(source, b, PyBUF_FULL_RO)
    except (ValueError, TypeError, BufferError):  # NumPy's dates and the like cannot be exported
        PyMem_Free(b)
        return None
    d = buffer_dtype(b)
    usable = d >= 0 and <size_t> b.buf % tl_dtypes[d].itemsize == 0 and b.suboffsets == NULL
    usable = usable and (b.ndim == 0 or b.shape != NULL)
    if usable and b.strides != NULL:
        for i in range(b.ndim):
            if b.shape[i] > 1 and b.strides[i] % tl_dtypes[d].itemsize:
                usable = False
    if not usable:
        PyBuffer_Release(b)
        PyMem_Free(b)
        return None
    try:
        t = fresh()
        reserve_dims(t, b.ndim)
    except MemoryError:
        release_buffer(b)
        raise
    for i in range(b.ndim):
        t.v.shape[i] = b.shape[i]
        if b.strides != NULL:
            t.v.strides[i] = b.strides[i]
    if b.strides == NULL:  # ctypes: C order goes without saying
        tl_contiguous_strides(b.ndim, t.v.shape, tl_dtypes[d].itemsize, t.v.strides)
    t.v.data = <char *> b.buf
    t.v.dtype = d
    t.flags = READONLY if b.readonly else 0
    set_flags(t)
    t.st = tl_storage_borrow(b.buf, b.len, b, release_buffer)
    if t.st == NULL:
        release_buffer(b)
        raise MemoryError(f"{function}: no memory for a tensor")
    return t


cdef Tensor from_numpy(object x, DType dtype, str function):
    """By way of NumPy: other byte orders, misaligned data, objects with __array__, sequences of mixed things."""
    import numpy
    try:
        a = numpy.asarray(x, None if dtype is None else dtype.name)
    except ValueError as error:
        what = "ragged or inconsistent input: " if "inhomogeneous" in str(error) else ""
        raise ValueError(f"{function}: {what}{error}") from None
    except OverflowError as error:
        raise OverflowError(f"{function}: {error}") from None
    except TypeError as error:
        raise TypeError(f"{function}: {error}") from None
    if a.dtype.kind not in "biuf" or a.dtype.itemsize > 8 or a.dtype == numpy.float16:
        raise TypeError(
            f"{function}: elements of {type(x).__name__} are {a.dtype}, which tensors do not hold; "
            f"keep text, objects, records and complex numbers in NumPy arrays"
        )
    a = numpy.require(a.astype(a.dtype.newbyteorder("="), copy=False), requirements=["A"])
    t = wrap_buffer(a, function)
    if t is None:
        raise TypeError(f"{function}: cannot use data of type {a.dtype}")
    return t


# ---- scalars ------------------------------------------------------------------------------------------------------
cdef inline int store(double x, int64_t i, bint is_int, int dtype, char *out) noexcept:
    """Writes a number as an element of `dtype`."""
    if dtype == TL_F64:
        (<double *> out)[0] = <double> i if is_int else x
    elif dtype == TL_F32:
        (<float *> out)[0] = <float> i if is_int else <float> x
    else:
        store_other(x, i, is_int, dtype, out)
    return 0


cdef void store_other(double x, int64_t i, bint is_int, int dtype, char *out) noexcept:
    cdef char *p[2]
    cdef int64_t s[2]
    s[0] = s[1] = 0
    p[0] = out
    p[1] = <char *> &i if is_int else <char *> &x
    tl_k.cast[TL_I64 if is_int else TL_F64][dtype](1, p, s)


cdef bint int_fits(object value, int dtype):
    cdef object bits = 8 * tl_dtypes[dtype].itemsize  # a Python integer: 1 << 64 must not wrap
    if tl_dtypes[dtype].kind == b"u":
        return 0 <= value < (1 << bits)
    return -(1 << (bits - 1)) <= value < (1 << (bits - 1))


cdef Tensor scalar_tensor(object value, int dtype):
    """A 0-d tensor of a Python number; OverflowError or ValueError when an integer dtype cannot hold it."""
    cdef Tensor t = empty_tensor(dtype, 0, NULL)
    cdef uint64_t u
    if tl_dtypes[dtype].kind == b"f" or dtype == TL_BOOL and not isinstance(value, int):
        store(PyFloat_AS_DOUBLE(value) if PyFloat_CheckExact(value) else float(value), 0, False, dtype, t.v.data)
        return t
    if not isinstance(value, int):
        value = int(value)  # nan and infinities have none
    if dtype != TL_BOOL and not int_fits(value, dtype):
        raise OverflowError(f"Python integer {value} is out of bounds for {DTYPES[dtype].name}")
    if dtype == TL_BOOL:
        t.v.data[0] = value != 0
    elif dtype == TL_U64:
        u = value
        (<uint64_t *> t.v.data)[0] = u
    else:
        store(0, value, True, dtype, t.v.data)
    return t


cdef inline bint is_scalar(object x) noexcept:
    return PyFloat_CheckExact(x) or PyLong_CheckExact(x) or x is True or x is False


cdef int weak_dtype(object x, int dtype) except -1:
    """The dtype a Python number takes beside a tensor of `dtype` (NEP 50): it never widens within its kind."""
    cdef char kind = tl_dtypes[dtype].kind
    if x is True or x is False or kind == b"f":
        return dtype
    if PyFloat_CheckExact(x):
        return default_float().num
    return TL_I64 if kind == b"b" else dtype


# ---- nested sequences ---------------------------------------------------------------------------------------------
cdef struct Found:
    int ndim
    int kind            # 0 nothing yet, 1 bool, 2 int, 3 float, 9 anything else
    bint subclasses     # of list and tuple are among them
    int64_t shape[64]


cdef inline bint is_sequence(object x) noexcept:
    return type(x) is list or type(x) is tuple


cdef object plain(object x, int depth, str function):
    """Lists in place of subclasses of list and tuple, whose length and items need not agree."""
    if depth > TL_MAXDIM:
        raise ValueError(f"{function}: more than {TL_MAXDIM} levels of nesting")
    return [plain(item, depth + 1, function) for item in x] if isinstance(x, (list, tuple)) else x


cdef int discover(object x, int depth, Found *f, str function) except -1:
    cdef Py_ssize_t n, i
    cdef int kind
    if depth < f.ndim:
        if not is_sequence(x):
            if is_scalar(x):
                raise ValueError(
                    f"{function}: ragged nested sequence: a number where axis {depth} should go on with length "
                    f"{f.shape[depth]}"
                )
            f.kind = 9
            f.subclasses |= isinstance(x, (list, tuple))
            return 0
        n = len(x)
        if n != f.shape[depth]:
            raise ValueError(
                f"{function}: ragged nested sequence: length {n} along axis {depth} where {f.shape[depth]} came before"
            )
        for i in range(n):
            discover(x[i], depth + 1, f, function)
        return 0
    if PyFloat_CheckExact(x):
        kind = 3
    elif PyLong_CheckExact(x):
        kind = 2
    elif x is True or x is False:
        kind = 1
    elif is_sequence(x):
        if f.kind == 9:  # beside something that NumPy must look at
            return 0
        raise ValueError(f"{function}: ragged nested sequence: axis {depth} goes on in some places only")
    else:
        kind = 9
        f.subclasses |= isinstance(x, (list, tuple))
    if kind > f.kind:
        f.kind = kind
    return 0


cdef int fill(object x, int depth, int ndim, int dtype, char **at) except -1:
    cdef double value
    cdef int64_t i
    cdef Py_ssize_t k
    if depth < ndim:
        for k in range(len(x)):
            fill(x[k], depth + 1, ndim, dtype, at)
        return 0
    if dtype == TL_F64:
        value = x
        (<double *> at[0])[0] = value
    elif dtype == TL_BOOL:
        at[0][0] = x
    else:
        i = x
        (<int64_t *> at[0])[0] = i
    at[0] += tl_dtypes[dtype].itemsize
    return 0


cdef Tensor from_sequence(object x, DType dtype, str function):
    cdef Found f
    cdef Tensor t
    cdef char *at
    cdef int natural
    f.ndim = f.kind = f.subclasses = 0
    first = x
    while is_sequence(first):
        if f.ndim == TL_MAXDIM:
            raise ValueError(f"{function}: more than {TL_MAXDIM} levels of nesting")
        f.shape[f.ndim] = len(first)
        f.ndim += 1
        if len(first) == 0:
            break
        first = first[0]
    discover(x, 0, &f, function)
    if f.subclasses:
        return from_sequence(plain(x, 0, function), dtype, function)
    natural = TL_F64 if f.kind in (0, 3) else (TL_I64 if f.kind == 2 else TL_BOOL)
    if f.kind == 9 or f.kind == 3 and dtype is not None and dtype.kind in "iu":
        return from_numpy(x, dtype, function)  # which checks every number
    t = empty_tensor(natural, f.ndim, f.shape)
    at = t.v.data
    if t.numel:
        try:
            fill(x, 0, f.ndim, natural, &at)
        except OverflowError:
            return from_numpy(x, dtype, function)
    if dtype is None:
        return cast(t, default_float().num) if natural == TL_F64 else t
    if natural == TL_I64 and dtype.kind in "iu" and t.numel:
        for bound in (reduce_all(TL_OP_min, t), reduce_all(TL_OP_max, t)):
            if not int_fits(item_of(bound), dtype.num):
                raise OverflowError(f"{function}: Python integer {item_of(bound)} is out of bounds for {dtype.name}")
    return t


# ---- the two entries ----------------------------------------------------------------------------------------------
cdef bint convertible(object x):
    """Would as_tensor take it? Operators answer NotImplemented for what it would not."""
    return (isinstance(x, (Tensor, float, int, list, tuple, range))
            or PyObject_CheckBuffer(x) and not isinstance(x, bytes) or hasattr(x, "__array__"))


cdef Tensor as_tensor(object x, str function):
    """A tensor of any array-like; tensors and buffers are not copied."""
    cdef Tensor t
    if isinstance(x, Tensor):
        return <Tensor> x
    if x is True or x is False:
        return scalar_tensor(x, TL_BOOL)
    if PyLong_CheckExact(x):
        if int_fits(x, TL_I64):
            return scalar_tensor(x, TL_I64)
        if int_fits(x, TL_U64):
            return scalar_tensor(x, TL_U64)
        raise OverflowError(f"{function}: Python integer {x} fits no integer dtype")
    if PyFloat_CheckExact(x):
        return scalar_tensor(x, default_float().num)
    if isinstance(x, (list, tuple)):
        return from_sequence(x, None, function)
    if isinstance(x, (str, bytes, complex, type)) or x is None:
        raise TypeError(
            f"{function}: expected numbers, got {type(x).__name__}; "
            "keep text, objects, records and complex numbers in NumPy arrays"
        )
    if PyObject_CheckBuffer(x):
        if getattr(getattr(x, "dtype", None), "kind", "") in ("M", "m"):  # NumPy exports the bytes of a date
            raise TypeError(f"{function}: expected numbers, got {x.dtype}; keep dates in NumPy arrays")
        t = wrap_buffer(x, function)
        return from_numpy(x, None, function) if t is None else t
    if isinstance(x, range):
        return from_sequence(list(x), None, function)
    if isinstance(x, int):  # an enumeration member, say
        return as_tensor(int(x), function)
    if hasattr(x, "__array__") or hasattr(x, "__array_interface__") or hasattr(x, "__len__"):
        return from_numpy(x, None, function)
    if hasattr(x, "__float__"):
        return scalar_tensor(float(x), default_float().num)
    raise TypeError(f"{function}: expected numbers, a sequence, a buffer or an array, got {type(x).__name__}")


cdef Tensor new_array(object data, DType dtype, bint copy, str function):
    """array() and asarray()."""
    cdef Tensor t, made
    if isinstance(data, (list, tuple)):
        t = from_sequence(data, dtype, function)
    elif dtype is not None and is_scalar(data):
        t = scalar_tensor(data, dtype.num)
    else:
        t = as_tensor(data, function)
    if dtype is not None and t.v.dtype != dtype.num:
        return cast(t, dtype.num)
    if copy and (t is data or t.flags & VIEW or t.st.owner != NULL):
        return copied(t)
    return t
