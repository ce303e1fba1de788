# From Python to tensors: scalars, nested lists, buffers, anything NumPy understands.
from cpython.bytes cimport PyBytes_AsString


cdef extern from *:
    """
    /* an int of one digit, which fits any C type */
    #if PY_VERSION_HEX >= 0x030C0000
    #define is_short(x) (PyLong_CheckExact(x) && PyUnstable_Long_IsCompact((PyLongObject *)(x)))
    #define short_value(x) PyUnstable_Long_CompactValue((PyLongObject *)(x))
    #else
    #define is_short(x) (PyLong_CheckExact(x) && Py_SIZE(x) >= -1 && Py_SIZE(x) <= 1)
    #define short_value(x) (Py_SIZE(x) * (Py_ssize_t)((PyLongObject *)(x))->ob_digit[0])
    #endif
    """
    bint is_short(object x)
    Py_ssize_t short_value(object x)


cdef void release_buffer(void *owner) noexcept nogil:
    with gil:
        PyBuffer_Release(<Py_buffer *> owner)
        PyMem_Free(owner)


cdef int buffer_dtype(Py_buffer *b) except -2:
    """The dtype of a buffer, or -1 when it is not a native number."""
    cdef const char *f = "B"
    cdef char kind = 0
    cdef int d
    if b.format != NULL:
        f = b.format
    if f[0] == b"@" or f[0] == b"=" or f[0] == b"<" or f[0] == b"|":
        f += 1
    if f[0] == b"Z" and f[1] != 0:
        f += 1
        kind = b"c"
    if f[0] == 0 or f[1] != 0:
        return -1
    if kind:
        if f[0] not in b"fd":
            return -1
    elif f[0] in b"?":
        return TL_BOOL
    elif f[0] in b"bhilqn":
        kind = b"i"
    elif f[0] in b"BHILQN":
        kind = b"u"
    elif f[0] in b"efd":
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
    except BaseException:
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


cdef extern from *:
    """
    static uint64_t bits_of_bytes(const char *p, int64_t n) {
        uint64_t eight, found = 0;
        for (; n >= 8; p += 8, n -= 8) {
            memcpy(&eight, p, 8);
            found |= eight;
        }
        while (n-- > 0) found |= (unsigned char)*p++;
        return found;
    }
    """
    uint64_t bits_of_bytes(const char *p, int64_t n) noexcept nogil


cdef uint64_t bits_within(const char *p, int ndim, const int64_t *shape, const int64_t *strides) noexcept nogil:
    """The bits that any of the bytes has, in eight columns."""
    cdef uint64_t found = 0
    cdef int64_t i, n
    if ndim == 0:
        return <unsigned char> p[0]
    if ndim == 1 and strides[0] == 1:
        return bits_of_bytes(p, shape[0])
    n = shape[0] if strides[0] else 1
    for i in range(n):
        found |= bits_within(p + i * strides[0], ndim - 1, shape + 1, strides + 1)
    return found


cdef Tensor with_truths(Tensor t, str function):
    """The same; booleans must be the bytes 0 and 1, as kernels read no others. Memory from elsewhere may hold any."""
    cdef uint64_t bits
    cdef Tensor v
    if t.v.dtype != TL_BOOL or not t.numel:
        return t
    if t.flags & CONTIGUOUS:
        bits = bits_of_bytes(t.v.data, t.numel)
    else:
        v = in_memory_order(t)
        bits = bits_within(v.v.data, v.v.ndim, v.v.shape, v.v.strides)
    if bits & ~<uint64_t> 0x0101010101010101:
        raise ValueError(f"{function}: booleans are the bytes 0 and 1, and here are others; compare the bytes with 0")
    return t


cdef object numpy = None  # the module, once it was needed


cdef int beyond_numpy(object dtype) except -2:
    """The number of our dtype for one that ml_dtypes gave to NumPy and no buffer can say, or -1."""
    for d in DTYPES:
        if not (<DType> d).format and (<DType> d).name == dtype.name:
            return (<DType> d).num
    return -1


cdef Tensor from_numpy(object x, DType dtype, str function):
    """By way of NumPy: other byte orders, misaligned data, objects with __array__, sequences of mixed things."""
    global numpy
    cdef Tensor t
    cdef int own
    if numpy is None:
        import numpy as module
        numpy = module
    try:
        a = numpy.asarray(x) if dtype is None else numpy.asarray(x, dtype.name if dtype.format else "float64")
    except ValueError as error:
        what = "ragged or inconsistent input: " if "inhomogeneous" in str(error) else ""
        raise ValueError(f"{function}: {what}{error}") from None
    except OverflowError as error:
        raise OverflowError(f"{function}: {error}") from None
    except TypeError as error:
        raise TypeError(f"{function}: {error}") from None
    own = beyond_numpy(a.dtype)
    if own >= 0:
        a = a.view(f"i{a.dtype.itemsize}")
    t = wrap_buffer(a, function)
    if t is None:
        t = wrap_buffer(in_order(a, function), function)
    if t is None:
        raise TypeError(f"{function}: cannot use data of type {a.dtype}")
    if own >= 0:
        t.v.dtype = own
    return with_truths(t, function)


cdef object in_order(object a, str function):
    """An array whose numbers lie in memory as tensors want them."""
    if a.dtype.kind not in "biufc" or a.dtype.itemsize > (16 if a.dtype.kind == "c" else 8):
        raise TypeError(
            f"{function}: the elements are {a.dtype}, which tensors do not hold; "
            f"keep text, objects and records in NumPy arrays"
        )
    # bytes in another order, or not aligned
    return numpy.require(a.astype(a.dtype.newbyteorder("=")), requirements=["A"])


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


cdef bint int_fits(object value, int dtype) noexcept:
    """Whether an integer dtype holds this Python integer."""
    cdef int bits = 8 * tl_dtypes[dtype].itemsize, overflow = 0
    cdef long long x = PyLong_AsLongLongAndOverflow(value, &overflow)
    if tl_dtypes[dtype].kind == b"u":
        if overflow:
            return bits == 64 and overflow > 0 and value <= 0xffffffffffffffff
        return x >= 0 and (bits == 64 or x >> bits == 0)
    return not overflow and (bits == 64 or -(1LL << (bits - 1)) <= x < 1LL << (bits - 1))


cdef int write_number(object value, int dtype, char *at) except -1:
    """A Python number as an element of `dtype`; OverflowError or ValueError when an integer dtype cannot hold it."""
    cdef uint64_t u
    if is_short(value):
        if dtype == TL_I64:
            (<int64_t *> at)[0] = short_value(value)
            return 0
        if dtype == TL_F64:
            (<double *> at)[0] = <double> short_value(value)
            return 0
    if tl_is_complex(dtype) or PyComplex_CheckExact(value):
        return write_complex(value, dtype, at)
    if tl_is_float(dtype) or dtype == TL_BOOL and not isinstance(value, int):
        return store(PyFloat_AS_DOUBLE(value) if PyFloat_CheckExact(value) else float(value), 0, False, dtype, at)
    if not isinstance(value, int):
        value = int(value)  # nan and infinities have none
    if dtype == TL_BOOL:
        at[0] = value != 0
        return 0
    if not int_fits(value, dtype):
        raise OverflowError(f"Python integer {value} is out of bounds for {DTYPES[dtype].name}")
    if dtype == TL_U64:
        u = value
        (<uint64_t *> at)[0] = u
        return 0
    return store(0, value, True, dtype, at)


cdef inline int write_parts(object value, double *at) except -1:
    """One by one: x + y * i is nan where y is infinite, and has no -0."""
    at[0] = PyComplex_RealAsDouble(value)
    at[1] = PyComplex_ImagAsDouble(value)
    return 0


cdef int write_complex(object value, int dtype, char *at) except -1:
    cdef double part[2]
    write_parts(value, part)
    if dtype == TL_C64:
        (<float *> at)[0], (<float *> at)[1] = <float> part[0], <float> part[1]
    elif dtype == TL_C128:
        (<double *> at)[0], (<double *> at)[1] = part[0], part[1]
    elif dtype == TL_BOOL:
        at[0] = part[0] != 0 or part[1] != 0
    else:
        raise TypeError(f"complex number {value} has no place among {DTYPES[dtype].name}; use its .real or abs()")
    return 0


cdef Tensor scalar_tensor(object value, int dtype):
    """A 0-d tensor of a Python number, checked as `write_number` does."""
    cdef Tensor t = fresh()
    allocate_scalar(t, dtype)
    write_number(value, dtype, t.v.data)
    return t


cdef Tensor number_in(object value, int dtype, str function):
    """As `scalar_tensor`; what does not fit is said under the function's name."""
    try:
        return scalar_tensor(value, dtype)
    except (OverflowError, ValueError, TypeError) as error:
        raise type(error)(f"{function}: {error}") from None


cdef inline bint is_scalar(object x) noexcept:
    return PyFloat_CheckExact(x) or PyLong_CheckExact(x) or x is True or x is False or PyComplex_CheckExact(x)


cdef int weak_dtype(object x, int dtype) except -1:
    """The dtype a Python number takes beside a tensor of `dtype` (NEP 50): it never widens within its kind."""
    cdef char kind = tl_dtypes[dtype].kind
    if PyComplex_CheckExact(x):
        return promoted[dtype][TL_C64] if kind == b"f" or kind == b"c" else complex_default()
    if x is True or x is False or kind == b"f" or kind == b"c":
        return dtype
    if PyFloat_CheckExact(x):
        return default_num
    return TL_I64 if kind == b"b" else dtype


# ---- nested sequences ---------------------------------------------------------------------------------------------
# A list is read once, into tuples that nobody else can change: while elements are converted, anything may run (their
# __float__, a finaliser, a collection's callback) and empty or grow the lists they came from.
cdef enum:
    NOTHING = 0
    BOOLS = 1
    INTS = 2
    FLOATS = 3
    COMPLEXES = 4
    OTHERS = 5  # whatever NumPy must look at

cdef struct Found:
    int ndim
    int kind        # the widest kind of leaf
    bint tensors    # are some leaves tensors?
    bint doubles    # are some leaves of a subclass of float, as NumPy's float64 is?
    int64_t shape[64]


cdef tuple frozen(object x, int depth, str function):
    """Nested tuples of what a sequence holds now, lists and subclasses of list and tuple among its items likewise."""
    cdef tuple items = snapshot(x)
    cdef list made = None
    cdef Py_ssize_t i
    if depth == TL_MAXDIM:
        raise ValueError(f"{function}: more than {TL_MAXDIM} levels of nesting")
    for i in range(len(items)):
        item = items[i]
        if isinstance(item, (list, tuple)):
            if made is None:
                made = [before for before in items]  # where memory is short, list() of Python 3.11 keeps them
            made[i] = frozen(item, depth + 1, function)
    return items if made is None else tuple(made)


cdef int discover(object x, int depth, Found *f, str function) except -1:
    """Kind of the leaves; ValueError where the nested tuples are no array of f's shape."""
    cdef Py_ssize_t n
    cdef int kind
    cdef bint nested = isinstance(x, tuple)
    if isinstance(x, Tensor):
        f.tensors = True
    elif nested and depth < f.ndim:
        n = len(<tuple> x)
        if n != f.shape[depth]:
            raise ValueError(
                f"{function}: ragged nested sequence: length {n} along axis {depth} where {f.shape[depth]} came before"
            )
        for item in <tuple> x:
            if depth + 1 < f.ndim:
                discover(item, depth + 1, f, function)
            elif PyFloat_CheckExact(item):
                f.kind = max(f.kind, FLOATS)
            elif PyLong_CheckExact(item):
                f.kind = max(f.kind, INTS)
            else:
                discover(item, depth + 1, f, function)
        return 0
    if PyFloat_CheckExact(x):
        kind = FLOATS
    elif isinstance(x, float):
        kind = FLOATS
        f.doubles = True
    elif PyLong_CheckExact(x):
        kind = INTS
    elif PyComplex_CheckExact(x):
        kind = COMPLEXES
    elif x is True or x is False:
        kind = BOOLS
    elif nested:
        if f.kind == OTHERS or f.tensors:  # an array may stand beside it
            f.kind = OTHERS
            return 0
        raise ValueError(f"{function}: ragged nested sequence: axis {depth} goes on in some places only")
    else:
        kind = OTHERS
    if kind < OTHERS and depth < f.ndim:
        raise ValueError(
            f"{function}: ragged nested sequence: a number where axis {depth} should go on with length {f.shape[depth]}"
        )
    if kind > f.kind:
        f.kind = kind
    return 0


cdef int fill(object x, int depth, int ndim, int dtype, char **at) except -1:
    cdef double value
    cdef int64_t i
    if depth + 1 < ndim:
        for item in <tuple> x:
            fill(item, depth + 1, ndim, dtype, at)
        return 0
    if depth < ndim:
        for item in <tuple> x:
            if dtype == TL_F64 and PyFloat_CheckExact(item):
                (<double *> at[0])[0] = PyFloat_AS_DOUBLE(item)
                at[0] += sizeof(double)
            elif dtype == TL_I64 and is_short(item):
                (<int64_t *> at[0])[0] = short_value(item)
                at[0] += sizeof(int64_t)
            else:
                fill(item, ndim, ndim, dtype, at)
        return 0
    if dtype == TL_F64:
        value = PyFloat_AS_DOUBLE(x) if isinstance(x, float) else x
        (<double *> at[0])[0] = value
    elif dtype == TL_C128:
        write_parts(x, <double *> at[0])
    elif dtype == TL_BOOL:
        at[0][0] = x
    else:
        i = x
        (<int64_t *> at[0])[0] = i
    at[0] += tl_dtypes[dtype].itemsize
    return 0


cdef inline bint all_of(tuple items, object kind) noexcept:
    for x in items:
        if type(x) is not kind:
            return False
    return True


cdef Tensor from_sequence(object x, DType dtype, str function, int floats=-1):
    """An array of nested sequences; Python floats become `dtype`, else of dtype number `floats`, else the default."""
    cdef Found f
    cdef Tensor t
    cdef char *at
    cdef int natural
    cdef tuple items = frozen(x, 0, function)
    if len(items) and isinstance(items[0], Tensor):
        return stacked(items, dtype, floats, function)
    if numpy is not None and len(items) and type(items[0]) is numpy.ndarray and all_of(items, type(items[0])):
        return from_numpy(items, dtype, function)
    f.ndim = f.kind = 0
    f.tensors = f.doubles = False
    first = items
    while isinstance(first, tuple):  # at most TL_MAXDIM levels, as `frozen` made sure
        f.shape[f.ndim] = len(<tuple> first)
        f.ndim += 1
        if len(<tuple> first) == 0:
            break
        first = (<tuple> first)[0]
    discover(items, 0, &f, function)
    if f.tensors:
        return stacked(items, dtype, floats, function)
    natural = TL_F64 if f.kind in (NOTHING, FLOATS) else (TL_I64 if f.kind == INTS else TL_BOOL)
    if f.kind == COMPLEXES:
        natural = TL_C128
        if dtype is not None and dtype.kind not in "bc":
            raise TypeError(f"{function}: complex numbers have no place among {dtype.name}; use their .real or abs()")
    if f.kind == OTHERS or f.kind == FLOATS and dtype is not None and dtype.kind in "iu":
        return from_numpy(items, dtype, function)  # which checks every number
    t = empty_tensor(natural, f.ndim, f.shape)
    at = t.v.data
    if t.numel:
        try:
            fill(items, 0, f.ndim, natural, &at)
        except OverflowError:
            return from_numpy(items, dtype, function)
    if dtype is None and natural == TL_C128:
        return cast(t, promoted[default_num if floats < 0 else floats][TL_C64])
    if dtype is None:
        return cast(t, default_num if floats < 0 else floats) if natural == TL_F64 and not f.doubles else t
    if natural == TL_I64 and dtype.kind in "iu" and t.numel:
        for bound in (reduce_all(TL_OP_min, t), reduce_all(TL_OP_max, t)):
            number = item_of(bound)
            if not int_fits(number, dtype.num):
                raise OverflowError(f"{function}: Python integer {number} is out of bounds for {dtype.name}")
    return t


cdef Tensor stacked(tuple items, DType dtype, int floats, str function):
    """A sequence with tensors in it, at whatever depth: one more axis in front, and their gradients with them.

    Numbers beside the tensors are read as those of a sequence without: in `dtype`, if it is one they must fit."""
    cdef Tensor first, part, out
    cdef list parts
    cdef int64_t shape[64]
    cdef int64_t size
    cdef tl_view row
    cdef int d = default_num, i
    cdef bint recorded = False
    cdef Node n
    cdef bint plain = True
    for x in items:
        if isinstance(x, Tensor):
            d = promoted[d][(<Tensor> x).v.dtype]
        else:
            plain = False
    if plain:
        parts = [x for x in items]
    elif dtype is not None and dtype.kind in "iu":
        parts = [cast(value_for(x, dtype.num, function), dtype.num) for x in items]
    else:
        floats = tl_part_of(dtype.num) if dtype is not None and dtype.kind in "fc" else floats
        parts = [with_floats(x, d if floats < 0 else floats, function) for x in items]
    first = <Tensor> parts[0]
    if first.v.ndim >= TL_MAXDIM:
        raise ValueError(f"{function}: a sequence of tensors of {first.v.ndim} axes; at most {TL_MAXDIM} are possible")
    d = first.v.dtype
    plain = True
    for part in parts:
        if not same_shape(part, first):
            raise ValueError(
                f"{function}: ragged sequence: shapes {shape_tuple(first)} and {shape_tuple(part)} side by side"
            )
        plain = plain and part.v.dtype == d
        d = promoted[d][part.v.dtype]
    if not plain:
        parts = [cast(part, d) for part in parts]
    shape[0] = len(parts)
    memcpy(shape + 1, first.v.shape, first.v.ndim * sizeof(int64_t))
    out = empty_tensor(d, first.v.ndim + 1, shape)
    row = out.v
    row.ndim, row.shape, row.strides = first.v.ndim, out.v.shape + 1, out.v.strides + 1
    size = first.numel * tl_dtypes[d].itemsize
    for i in range(len(parts)):
        part = <Tensor> parts[i]
        recorded = recorded or part.ag is not None
        if part.flags & CONTIGUOUS:
            memcpy(row.data, part.v.data, size)
        else:
            copy_view(&row, &part.v, part.numel, True)
        row.data += size
    if recorded and grad_off == 0 and tl_is_inexact(d):
        n = record_many(TL_OP_concatenate, out, parts)
        n.params = (0, None)
    return out


cdef Tensor with_floats(object x, int floats, str function):
    """As `as_tensor`, but Python floats take dtype number `floats`, in lists as well."""
    if PyFloat_CheckExact(x):
        return scalar_tensor(x, floats)
    if isinstance(x, (list, tuple)):
        return from_sequence(x, None, function, floats)
    return as_tensor(x, function)


cdef Tensor operand_beside(object x, Tensor other, str function):
    """An operand beside a tensor: its Python floats are no narrower than the result will be."""
    return with_floats(x, promoted[default_num][other.v.dtype], function)


cdef Tensor value_for(object value, int dtype, str function):
    """What is to be written into a tensor of `dtype`: Python numbers, in lists too, take it at once and must fit."""
    cdef Tensor found
    if is_scalar(value):
        return number_in(value, dtype, function)
    if isinstance(value, (list, tuple)):
        return from_sequence(value, DTYPES[dtype], function)
    found = as_tensor(value, function)
    keep_parts(found.v.dtype, dtype, function)
    return found


# ---- the two entries ----------------------------------------------------------------------------------------------
cdef bint convertible(object x):
    """Would as_tensor take it? Operators answer NotImplemented for what it would not, and for what knows better."""
    if isinstance(x, (Tensor, float, int, complex, list, tuple, range)):
        return True
    return (PyObject_CheckBuffer(x) and not isinstance(x, bytes) or hasattr(x, "__array__")) and not has_ufuncs(x)


cdef bint has_ufuncs(object x):
    """Does its class see to NumPy's functions itself, as xarray's and pandas' do? NumPy leaves operators to those."""
    own = getattr(type(x), "__array_ufunc__", NotImplemented)
    if own is NotImplemented:
        return False
    return "numpy" not in sys.modules or own is not sys.modules["numpy"].ndarray.__array_ufunc__


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
        return scalar_tensor(x, default_num)
    if PyComplex_CheckExact(x):
        return scalar_tensor(x, complex_default())
    if isinstance(x, (list, tuple)):
        return from_sequence(x, None, function)
    if isinstance(x, (str, bytes, type)) or x is None:
        raise TypeError(
            f"{function}: expected numbers, got {type(x).__name__}; keep text, objects and records in NumPy arrays"
        )
    if PyObject_CheckBuffer(x):
        if getattr(getattr(x, "dtype", None), "kind", "") in ("M", "m"):  # NumPy exports the bytes of a date
            raise TypeError(f"{function}: expected numbers, got {x.dtype}; keep dates in NumPy arrays")
        t = wrap_buffer(x, function)
        if t is None:
            return from_numpy(x, None, function)
        if t.v.ndim == 0 and t.flags & READONLY:  # a scalar of NumPy's, which is a number and not its memory
            t = copied(t)
        return with_truths(t, function)
    if isinstance(x, range):
        return from_sequence(tuple(x), None, function)
    if isinstance(x, int):  # an enumeration member, say
        return as_tensor(int(x), function)
    if isinstance(x, complex):
        return as_tensor(complex(x), function)
    if hasattr(x, "__dlpack__") and hasattr(x, "__dlpack_device__"):
        try:
            return imported(x, None, function)
        except BufferError:  # its library may still make an array of it, or say why not
            if not hasattr(x, "__array__"):
                raise
    if hasattr(x, "__array__") or hasattr(x, "__array_interface__") or hasattr(x, "__len__"):
        return from_numpy(x, None, function)
    if hasattr(x, "__float__"):
        return scalar_tensor(float(x), default_num)
    raise TypeError(f"{function}: expected numbers, a sequence, a buffer or an array, got {type(x).__name__}")


cdef Tensor new_array(object data, DType dtype, bint copy, str function):
    """array() and asarray()."""
    cdef Tensor t, made
    if isinstance(data, (list, tuple)):
        t = from_sequence(data, dtype, function)
    elif dtype is not None and is_scalar(data):
        t = number_in(data, dtype.num, function)
    else:
        t = as_tensor(data, function)
    if dtype is not None and t.v.dtype != dtype.num:
        return cast(t, dtype.num)
    if copy and (t is data or t.flags & VIEW or t.st.owner != NULL):
        return copied(t)
    return t
