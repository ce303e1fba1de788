# Making tensors. Shapes and strides live in the object up to INLINE axes, else in one block of their own.

cdef extern from "Python.h":
    ctypedef void (*destructor)(PyObject *o) noexcept
    ctypedef struct PyTypeObject:
        destructor tp_dealloc
    PyTypeObject *type_of "Py_TYPE"(PyObject *o)
    void gc_track "PyObject_GC_Track"(PyObject *o)
    void gc_untrack "PyObject_GC_UnTrack"(PyObject *o)
    void gc_del "PyObject_GC_Del"(PyObject *o)
    void clear_weakrefs "PyObject_ClearWeakRefs"(PyObject *o)
    Py_ssize_t reference_count "Py_REFCNT"(PyObject *o)

cdef extern from *:
    """
    /* Dead tensors wait here, tracked by nobody, to be used again: several times faster than a new object. They have
     * no memory and no record, and their sizes are within the object. */
    enum { SPARE = 4096 };
    static PyObject *spare[SPARE], **spare_top = spare;
    static PyTypeObject *plain_tensor;
    static destructor tensor_dealloc_plain;

    static inline void *spare_tensor(void) {
        PyObject *o = *--spare_top;
        TL_REVIVE(o);
        return o;
    }

    #define WEAKREFS(t) ((t)->__weakref__)
    """
    enum: SPARE
    PyObject *spare[]
    PyObject **spare_top
    PyTypeObject *plain_tensor
    destructor tensor_dealloc_plain
    Tensor spare_tensor()
    PyObject *weakrefs "WEAKREFS"(Tensor t)


cdef void tensor_dealloc(PyObject *o) noexcept:
    """Keeps a dead tensor for the next one. `o` is cast at each use, for a reference to it would revive it."""
    global spare_top
    if type_of(o) != plain_tensor:
        tensor_dealloc_plain(o)
        return
    if not (<Tensor> o).untracked:
        untrack(o)
    if weakrefs(<Tensor> o) != NULL:
        clear_weakrefs(o)
    if (<Tensor> o).st != NULL:
        tl_storage_release((<Tensor> o).st)
        (<Tensor> o).st = NULL
    if (<Tensor> o).v.ndim > INLINE:
        PyMem_Free((<Tensor> o).v.shape)
        set_inline(<Tensor> o)
    if spare_top < &spare[SPARE]:
        spare_top[0] = o
        spare_top += 1
    else:
        Py_DECREF(None)
        gc_del(o)


cdef void untrack(PyObject *o) noexcept:
    """Of a dead tensor: its record, and the cycle collector's knowledge of it."""
    gc_untrack(o)
    clear_weakrefs(o)
    (<Tensor> o).untracked = True
    (<Tensor> o).ag = None  # may free more tensors


cdef inline int64_t sharers(Tensor t) noexcept:
    """How many tensors look at t's memory, `t` among them, without those that are saved for a derivative."""
    return t.st.refcount - t.st.saved


cdef void start_recycling():
    global plain_tensor, tensor_dealloc_plain
    plain_tensor = <PyTypeObject *> Tensor
    tensor_dealloc_plain = plain_tensor.tp_dealloc
    plain_tensor.tp_dealloc = tensor_dealloc


cdef inline void set_inline(Tensor t) noexcept:
    """Sizes and strides within the object."""
    t.v.ndim = 0
    t.v.shape = &t.dims[0]
    t.v.strides = &t.dims[INLINE]


cdef inline Tensor fresh():
    """A tensor object without dimensions or memory; flags are to be set."""
    return spare_tensor() if spare_top > spare else untracked_tensor()


cdef Tensor untracked_tensor():
    cdef Tensor t = Tensor.__new__(Tensor)
    gc_untrack(<PyObject *> t)
    t.untracked = True
    return t


cdef inline void attach(Tensor t, Node n) noexcept:
    """Gives `t` its autograd record. Only then does it refer to anything, and is the cycle collector's business."""
    t.ag = n
    if t.untracked:
        t.untracked = False
        gc_track(<PyObject *> t)


cdef inline int reserve_dims(Tensor t, int ndim) except -1:
    """Room for `ndim` sizes and strides in a fresh tensor."""
    if ndim > INLINE:
        return reserve_block(t, ndim)
    t.v.ndim = ndim
    return 0


cdef int reserve_block(Tensor t, int ndim) except -1:
    cdef int64_t *block
    if ndim > TL_MAXDIM:
        raise ValueError(f"tensor: {ndim} axes; at most {TL_MAXDIM} are possible")
    block = <int64_t *> PyMem_Malloc(2 * ndim * sizeof(int64_t))
    if block == NULL:
        raise MemoryError("tensor: no memory for a shape")
    t.v.ndim = ndim
    t.v.shape = block
    t.v.strides = block + ndim
    return 0


cdef int out_of_memory(Tensor t) except -1:
    nbytes = t.numel * tl_dtypes[t.v.dtype].itemsize
    raise MemoryError(
        f"tensor: cannot allocate {nbytes:,} bytes for shape {shape_tuple(t)} of {DTYPES[t.v.dtype].name}"
    )


cdef inline int take_memory(Tensor t, int64_t nbytes) except -1:
    """For a fresh tensor whose dtype and size are set."""
    t.st = tl_storage_new(nbytes)
    if t.st == NULL:
        out_of_memory(t)
    t.v.data = t.st.data
    return 0


cdef Tensor empty_tensor(int dtype, int ndim, const int64_t *shape):
    """A C-contiguous tensor of unset values."""
    cdef Tensor t = fresh()
    cdef int64_t n = 1, step = tl_dtypes[dtype].itemsize
    cdef int i
    reserve_dims(t, ndim)
    if ndim == 1:
        n = shape[0]
        t.v.shape[0] = n
        t.v.strides[0] = step
        if <uint64_t> n > (<uint64_t> 1 << 59):  # a negative one as well
            raise ValueError(f"tensor: shape ({n},) of {DTYPES[dtype].name} is too large for the address space")
    elif ndim > 0:
        for i in range(ndim):
            t.v.shape[i] = shape[i]
        if tl_size(ndim, shape, step, &n) != TL_OK:
            raise ValueError(
                f"tensor: shape {tuple([shape[i] for i in range(ndim)])} of {DTYPES[dtype].name} is too large "
                f"for the address space"
            )
        tl_contiguous_strides(ndim, shape, step, t.v.strides)
    t.v.dtype = dtype
    t.numel = n
    t.flags = CONTIGUOUS
    take_memory(t, n * step)
    return t


cdef Tensor empty_like(Tensor a):
    return empty_tensor(a.v.dtype, a.v.ndim, a.v.shape)


cdef inline int allocate_like(Tensor t, Tensor a, int dtype, int64_t step) except -1:
    """Makes fresh `t` what empty_tensor gives for the shape of contiguous `a`, without checking its size again.

    `step` is the size of an element.
    """
    t.v.dtype = dtype
    t.numel = a.numel
    t.flags = CONTIGUOUS
    if a.v.ndim == 1:
        t.v.ndim = 1
        t.v.shape[0] = a.numel
        t.v.strides[0] = step
    elif a.v.ndim == 0:
        t.v.ndim = 0
    else:
        set_contiguous_dims(t, a)
    return take_memory(t, a.numel * step)


cdef inline int allocate_scalar(Tensor t, int dtype) except -1:
    """Makes fresh `t` what empty_tensor gives for no axes."""
    t.v.dtype = dtype
    t.v.ndim = 0
    t.numel = 1
    t.flags = CONTIGUOUS
    return take_memory(t, tl_dtypes[dtype].itemsize)


cdef int set_contiguous_dims(Tensor t, Tensor a) except -1:
    """For fresh `t`: a's shape, and the strides that go with it in C order."""
    reserve_dims(t, a.v.ndim)
    memcpy(t.v.shape, a.v.shape, a.v.ndim * sizeof(int64_t))
    tl_contiguous_strides(a.v.ndim, a.v.shape, tl_dtypes[t.v.dtype].itemsize, t.v.strides)
    return 0


cdef inline void share(Tensor t, Tensor base) noexcept:
    """Gives a fresh tensor base's memory."""
    t.v.data = base.v.data
    t.v.dtype = base.v.dtype
    t.st = base.st
    t.st.refcount += 1
    t.flags = VIEW | (base.flags & READONLY)


cdef inline Tensor view_of(Tensor base, int ndim):
    """A tensor on base's storage; the caller sets shape and strides, moves data and calls set_flags."""
    cdef Tensor t = fresh()
    reserve_dims(t, ndim)
    share(t, base)
    return t


cdef inline void set_contiguity(Tensor t) noexcept:
    """For a view whose size is known."""
    cdef int64_t step = tl_dtypes[t.v.dtype].itemsize
    cdef int i
    if t.numel:
        for i in range(t.v.ndim - 1, -1, -1):
            if t.v.shape[i] != 1:
                if t.v.strides[i] != step:
                    return
                step *= t.v.shape[i]
    t.flags |= CONTIGUOUS


cdef void set_flags(Tensor t) noexcept:
    """Size and contiguity, from shape and strides that are known to fit."""
    cdef int64_t n = 1
    cdef int i
    for i in range(t.v.ndim):
        n *= t.v.shape[i]
    t.numel = n
    set_contiguity(t)


cdef Tensor alias(Tensor t):
    """The same view without its autograd record."""
    cdef Tensor a = view_of(t, t.v.ndim)
    memcpy(a.v.shape, t.v.shape, t.v.ndim * sizeof(int64_t))
    memcpy(a.v.strides, t.v.strides, t.v.ndim * sizeof(int64_t))
    a.numel = t.numel
    a.flags = t.flags | VIEW
    return a


cdef tuple shape_tuple(Tensor t):
    cdef int n = t.v.ndim
    if n == 1:
        return (t.v.shape[0],)
    if n == 2:
        return (t.v.shape[0], t.v.shape[1])
    return tuple([t.v.shape[i] for i in range(n)])
