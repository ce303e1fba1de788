# Values: elements as Python numbers and lists, tensors as arrays of NumPy, copies, pickles.

cdef object item_of(Tensor t):
    """The only element as a Python number."""
    if t.numel != 1:
        raise ValueError(f"item: only tensors of one element are Python numbers, this one has shape {shape_tuple(t)}")
    return number_at(t.v.data, t.v.dtype)


cdef int64_t place_of(object x) except? -1:
    if not isinstance(x, bool) and hasattr(x, "__index__"):
        x = x.__index__()  # whose errors are its own
    try:
        return as_index(x, "item")
    except ValueError:
        raise OverflowError(f"item: {x} is no index, it is too large") from None


cdef object item_at(Tensor t, tuple index):
    """One element as a Python number, by its position in C order or by an index for each axis."""
    cdef int64_t i, rest, n
    cdef int k
    cdef char *at = t.v.data
    if len(index) == 1 and t.v.ndim != 1:
        i = place_of(index[0])
        if not -t.numel <= i < t.numel:
            raise IndexError(f"item: {i} is out of bounds for the {t.numel} elements of shape {shape_tuple(t)}")
        rest = i + t.numel if i < 0 else i
        for k in range(t.v.ndim - 1, -1, -1):
            n = t.v.shape[k]
            at += rest % n * t.v.strides[k]
            rest //= n
        return number_at(at, t.v.dtype)
    if len(index) != t.v.ndim:
        raise ValueError(f"item: {len(index)} indices for shape {shape_tuple(t)}")
    places = [place_of(x) for x in index]
    for k in range(t.v.ndim):
        i, n = places[k], t.v.shape[k]
        if not -n <= i < n:
            raise index_error(t, i, k)
        at += (i + n if i < 0 else i) * t.v.strides[k]
    return number_at(at, t.v.dtype)


cdef object number_of(Tensor t, str function):
    """The value of float(t) and its kin, which raise TypeError."""
    if t.v.ndim:
        hint = "; use x.item()" if t.numel == 1 else ""
        raise TypeError(f"{function}: only 0-d tensors are Python numbers, got shape {shape_tuple(t)}{hint}")
    return item_of(t)


cdef void store_as(int wanted, char *source, int dtype, void *out) noexcept:
    """One element in another dtype."""
    cdef char *p[2]
    cdef int64_t s[2]
    s[0] = s[1] = 0
    p[0], p[1] = <char *> out, source
    tl_k.cast[dtype][wanted](1, p, s)


cdef object number_at(char *p, int dtype):
    """An element as a Python number."""
    cdef int64_t wide
    cdef double real
    cdef double complex both
    if dtype == TL_F64:
        return (<double *> p)[0]
    if dtype == TL_F32:
        return <double> (<float *> p)[0]
    if dtype == TL_I64:
        return (<int64_t *> p)[0]
    if dtype == TL_BOOL:
        return p[0] != 0
    if dtype == TL_U64:
        return (<uint64_t *> p)[0]
    if tl_is_float(dtype):
        store_as(TL_F64, p, dtype, &real)
        return real
    if tl_is_complex(dtype):
        store_as(TL_C128, p, dtype, &both)
        return both
    store_as(TL_I64, p, dtype, &wide)
    return wide


cdef list nested(Tensor t, char *p, int axis):
    cdef int64_t i, stride = t.v.strides[axis], n = t.v.shape[axis]
    cdef list made
    if axis < t.v.ndim - 1:
        return [nested(t, p + i * stride, axis + 1) for i in range(n)]
    made = [None] * n
    if t.v.dtype == TL_F64:
        for i in range(n):
            made[i] = (<double *> (p + i * stride))[0]
    else:
        for i in range(n):
            made[i] = number_at(p + i * stride, t.v.dtype)
    return made


cdef object as_numpy(Tensor t, object dtype, object copy):
    import numpy
    cdef DType own = <DType> DTYPES[t.v.dtype]
    if not own.format and dtype is not None and dtype != own:
        if copy is False:
            raise ValueError(f"__array__: {own} cannot become {dtype} without a copy")
        return as_numpy(cast(alias(t), TL_F32), dtype, None)  # for which NumPy needs no ml_dtypes
    a = numpy.asarray(bits_of(t)) if t.numel else numpy.empty(t.shape, own.__numpy_dtype__)
    if a.dtype.hasobject:  # where memory fails, NumPy goes on with the object itself
        raise MemoryError("__array__: no memory for a view")
    if not own.format and t.numel:
        a = a.view(own.__numpy_dtype__)
    if dtype is not None and a.dtype != dtype:
        if copy is False:
            raise ValueError(f"__array__: {t.dtype} cannot become {dtype} without a copy")
        return a.astype(dtype)
    return a.copy() if copy else a


cdef Tensor shallow_copy(Tensor t):
    cdef Tensor r = copied(t)
    if type(t) is not Tensor:
        made = as_subclass(r, type(t))
        attach((<Tensor> made), r.ag)  # a copy is recorded
        (<Tensor> made).seen = r.seen
        getattr(made, "__dict__", {}).update(getattr(t, "__dict__", {}))
        return made
    return r


cdef Tensor deep_copy(Tensor t, dict memo):
    cdef Tensor r = copied(alias(t))
    if t.ag is not None:
        if t.ag.op >= 0:
            raise RuntimeError("deepcopy: only leaf tensors can be deep-copied; detach() the result first")
        attach(r, new_leaf())
        if t.ag.grad is not None:
            r.ag.grad = copied(alias(<Tensor> t.ag.grad))
    if type(t) is not Tensor:
        grad = r.grad
        r = as_subclass(r, type(t))
        r.grad = grad
        getattr(r, "__dict__", {}).update(twin("_deepcopy")(getattr(t, "__dict__", {}), memo))
    memo[id(t)] = r
    return r


def _rebuild(cls, values, tuple shape, dtype, bint requires_grad):
    cdef int64_t sizes[64]
    cdef int n = parse_shape(shape, sizes, "unpickle")
    cdef Tensor t
    if type(values) is not bytes:  # a buffer: the tensor is on its memory
        t = twin("frombuffer")(values, dtype).reshape(shape)
        if requires_grad:
            attach(t, new_leaf())
        return t if cls is Tensor else as_subclass(t, cls)
    t = empty_tensor(as_dtype(dtype).num, n, sizes)
    if t.numel * tl_dtypes[t.v.dtype].itemsize != len(values):
        raise ValueError(f"unpickle: {len(values)} bytes for shape {shape} of {dtype}")
    memcpy(t.v.data, PyBytes_AsString(values), len(values))
    if requires_grad:
        attach(t, new_leaf())
    return t if cls is Tensor else as_subclass(t, cls)


# ---- x.size, which is NumPy's number and PyTorch's method -----------------------------------------------------------
class Size(int):
    """The number of elements. Called as PyTorch's method it gives the shape, or the size of one axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros((2, 3))
    >>> x.size, x.size(), x.size(-1)
    (6, (2, 3), 3)
    """

    def __call__(self, dim=None):
        shape = self.shape
        if dim is None:
            return shape
        axis = as_index(dim, "size")
        if not -len(shape) <= axis < len(shape):
            raise axis_error(f"size: axis {axis} is out of range for {len(shape)} axes")
        return shape[axis % len(shape)]

    def __reduce__(self):
        return int, (int(self),)


cdef extern from *:
    """
    /* The sizes last asked for, by shape: finding one takes no longer than making a number. */
    typedef struct {
        PyObject *size;
        int64_t shape[7]; /* behind the number of axes */
    } known_size;
    static known_size known_sizes[1024];
    """
    ctypedef struct known_size:
        PyObject *size
        int64_t shape[7]
    known_size known_sizes[1024]


cdef object size_of(Tensor t):
    cdef uint64_t hashed = t.v.ndim
    cdef known_size *known = NULL
    cdef PyObject *former
    cdef int i
    if t.v.ndim <= INLINE:
        for i in range(t.v.ndim):
            hashed = (hashed ^ <uint64_t> t.v.shape[i]) * 0x9e3779b97f4a7c15ULL
        known = &known_sizes[hashed >> 54]
        if (known.size != NULL and known.shape[0] == t.v.ndim
                and memcmp(&known.shape[1], t.v.shape, t.v.ndim * sizeof(int64_t)) == 0):
            return <object> known.size
    size = Size(t.numel)
    size.shape = shape_tuple(t)
    if t.v.ndim <= INLINE:
        Py_INCREF(size)
        former, known.size = known.size, <PyObject *> size
        known.shape[0] = t.v.ndim
        memcpy(&known.shape[1], t.v.shape, t.v.ndim * sizeof(int64_t))
        if former != NULL:
            Py_DECREF(<object> former)
    return size
