# What other libraries see of a tensor's memory: buffers, and DLPack (github.com/dmlc/dlpack, 1.0) both ways.
from cpython.pycapsule cimport PyCapsule_GetPointer, PyCapsule_IsValid, PyCapsule_SetName

cdef extern from "Python.h":  # for a capsule that is dying, to which a reference would revive it
    ctypedef void (*capsule_end)(PyObject *capsule) noexcept
    object new_capsule "PyCapsule_New"(void *pointer, const char *name, capsule_end end)
    bint capsule_is "PyCapsule_IsValid"(PyObject *capsule, const char *name)
    void *capsule_pointer "PyCapsule_GetPointer"(PyObject *capsule, const char *name)


@cython.final
cdef class Memory:
    """What ``x.data`` and NumPy's arrays look at.

    Tensors have no buffers of their own: some libraries ask an object for untyped bytes before they ask for anything
    else, and take doubles for their own floats.
    """
    cdef Tensor t

    def __getbuffer__(self, Py_buffer *b, int flags):
        fill_buffer(self, self.t, b, flags)


cdef int fill_buffer(object owner, Tensor t, Py_buffer *b, int flags) except -1:
    """`owner` keeps the memory that `t` shows."""
    if not tl_dtypes[t.v.dtype].format[0]:
        raise BufferError(f"buffer: no format says {DTYPES[t.v.dtype].name}; use x.numpy(), or x.astype(...)")
    if flags & PyBUF_WRITABLE and t.flags & READONLY:
        raise BufferError("buffer: the tensor is read-only")
    if (flags & PyBUF_STRIDES) != PyBUF_STRIDES and not t.flags & CONTIGUOUS:
        raise BufferError("buffer: the tensor is not C-contiguous")
    if (flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS and t.v.ndim > 1 or (
            flags & (PyBUF_C_CONTIGUOUS | PyBUF_F_CONTIGUOUS | PyBUF_ANY_CONTIGUOUS) & ~PyBUF_STRIDES
            and not t.flags & CONTIGUOUS):
        raise BufferError("buffer: the tensor is not contiguous as asked")
    b.buf = t.v.data
    b.len = t.numel * tl_dtypes[t.v.dtype].itemsize
    b.itemsize = tl_dtypes[t.v.dtype].itemsize
    b.readonly = t.flags & READONLY != 0
    b.ndim = t.v.ndim
    b.format = <char *> tl_dtypes[t.v.dtype].format if flags & PyBUF_FORMAT else NULL
    b.shape = <Py_ssize_t *> t.v.shape
    b.strides = <Py_ssize_t *> t.v.strides
    b.suboffsets = NULL
    b.internal = NULL
    b.obj = owner
    return 0


cdef Memory memory_of(Tensor t):
    """An instance of a subclass may be given other memory while somebody still looks at this: then at an alias."""
    cdef Memory m = Memory.__new__(Memory)
    m.t = t if type_of(<PyObject *> t) == plain_tensor else alias(t)
    return m


def _readonly(Tensor t):
    """Whether the memory cannot be written to."""
    return t.flags & READONLY != 0


def _facts(Tensor t):
    """NumPy's flags."""
    return facts_of(t)


cdef Memory bits_of(Tensor t):
    """The same as integers, where buffers have no format for the dtype."""
    cdef Tensor r
    if tl_dtypes[t.v.dtype].format[0]:
        return memory_of(t)
    r = alias(t)
    r.v.dtype = TL_I8 if tl_dtypes[t.v.dtype].itemsize == 1 else TL_I16
    return memory_of(r)


# ---- DLPack -------------------------------------------------------------------------------------------------------
cdef extern from *:
    """
    /* The structures of the protocol; in and out of a capsule they are found by its name. */
    typedef struct { int32_t type, id; } dl_device;
    typedef struct {
        void *data;
        dl_device device;
        int32_t ndim;
        struct { uint8_t code, bits; uint16_t lanes; } dtype;
        int64_t *shape, *strides; /* in elements */
        uint64_t byte_offset;
    } dl_tensor;
    typedef struct dl_managed {
        dl_tensor tensor;
        void *owner;
        void (*deleter)(struct dl_managed *);
    } dl_managed;
    typedef struct dl_versioned {
        struct { uint32_t major, minor; } version;
        void *owner;
        void (*deleter)(struct dl_versioned *);
        uint64_t flags;
        dl_tensor tensor;
    } dl_versioned;

    static void dl_release(void *managed) {
        dl_managed *m = managed;
        if (m->deleter) m->deleter(m);
    }
    static void dl_release_versioned(void *managed) {
        dl_versioned *m = managed;
        if (m->deleter) m->deleter(m);
    }
    """
    ctypedef struct dl_device:
        int32_t type, id
    ctypedef struct dl_dtype:
        uint8_t code, bits
        uint16_t lanes
    ctypedef struct dl_tensor:
        void *data
        dl_device device
        int32_t ndim
        dl_dtype dtype
        int64_t *shape
        int64_t *strides
        uint64_t byte_offset
    ctypedef struct dl_version:
        uint32_t major, minor
    ctypedef struct dl_managed:
        dl_tensor tensor
        void *owner
        void (*deleter)(dl_managed *) noexcept nogil
    ctypedef struct dl_versioned:
        dl_version version
        void *owner
        void (*deleter)(dl_versioned *) noexcept nogil
        uint64_t flags
        dl_tensor tensor
    void dl_release(void *managed) noexcept nogil
    void dl_release_versioned(void *managed) noexcept nogil

cdef enum:
    DL_CPU = 1
    DL_READONLY = 1
    DL_COPIED = 2

cdef int dl_code(int dtype) noexcept:
    cdef char kind = tl_dtypes[dtype].kind
    if dtype == TL_BF16:
        return 4
    if dtype == TL_F8E4M3FN:
        return 10
    if dtype == TL_F8E5M2:
        return 12
    return 0 if kind == b"i" else (1 if kind == b"u" else (2 if kind == b"f" else (5 if kind == b"c" else 6)))


# ---- export -------------------------------------------------------------------------------------------------------
cdef void forget(tl_storage *st, void *block) noexcept nogil:
    with gil:  # the count is the interpreter lock's
        tl_storage_release(st)
        PyMem_Free(block)


cdef void forget_plain(dl_managed *m) noexcept nogil:
    forget(<tl_storage *> m.owner, m)


cdef void forget_versioned(dl_versioned *m) noexcept nogil:
    forget(<tl_storage *> m.owner, m)


cdef void drop_capsule(PyObject *capsule) noexcept:
    """Lets go what nobody took."""
    if capsule_is(capsule, b"dltensor"):
        dl_release(capsule_pointer(capsule, b"dltensor"))
    elif capsule_is(capsule, b"dltensor_versioned"):
        dl_release_versioned(capsule_pointer(capsule, b"dltensor_versioned"))


cdef int describe(Tensor t, dl_tensor *d, int64_t *sizes) noexcept:
    cdef int i, size = tl_dtypes[t.v.dtype].itemsize
    d.data = t.v.data
    d.device.type, d.device.id = DL_CPU, 0
    d.ndim = t.v.ndim
    d.dtype.code, d.dtype.bits, d.dtype.lanes = dl_code(t.v.dtype), 8 * size, 1
    d.shape, d.strides = sizes, sizes + t.v.ndim
    d.byte_offset = 0
    for i in range(t.v.ndim):
        sizes[i] = t.v.shape[i]
        sizes[t.v.ndim + i] = t.v.strides[i] // size
    return 0


cdef object dlpack_capsule(Tensor t, object max_version, object dl_device_, object copy):
    cdef bint versioned = max_version is not None and max_version[0] >= 1
    cdef dl_versioned *v
    cdef dl_managed *m
    cdef void *block
    cdef size_t head = sizeof(dl_versioned) if versioned else sizeof(dl_managed)
    if dl_device_ is not None and tuple(dl_device_) != (DL_CPU, 0):
        raise BufferError(f"__dlpack__: the tensor is in the memory of the CPU, device (1, 0), not of {dl_device_}")
    if t.ag is not None:
        raise BufferError("__dlpack__: the tensor requires grad, which another library would not see; use x.detach()")
    if copy:
        t = copied(t)
    elif t.flags & READONLY and not versioned:
        raise BufferError("__dlpack__: the tensor is read-only, which DLPack before version 1 cannot say; use x.copy()")
    block = PyMem_Malloc(head + 2 * t.v.ndim * sizeof(int64_t))
    if block == NULL:
        raise MemoryError("__dlpack__: no memory for a description")
    try:
        if versioned:
            v = <dl_versioned *> block
            v.version.major, v.version.minor = 1, 0
            v.flags = (DL_READONLY if t.flags & READONLY else 0) | (DL_COPIED if copy else 0)
            v.owner, v.deleter = t.st, forget_versioned
            describe(t, &v.tensor, <int64_t *> (<char *> block + head))
            capsule = new_capsule(block, b"dltensor_versioned", drop_capsule)
        else:
            m = <dl_managed *> block
            m.owner, m.deleter = t.st, forget_plain
            describe(t, &m.tensor, <int64_t *> (<char *> block + head))
            capsule = new_capsule(block, b"dltensor", drop_capsule)
    except BaseException:
        PyMem_Free(block)
        raise
    t.st.refcount += 1
    return capsule


# ---- import -------------------------------------------------------------------------------------------------------
cdef int dl_dtype_of(dl_tensor *d) except -2:
    """The number of our dtype, or -1."""
    cdef int i
    for i in range(TL_NDTYPES):
        if d.dtype.lanes == 1 and d.dtype.bits == 8 * tl_dtypes[i].itemsize and d.dtype.code == dl_code(i):
            return i
    return -1


cdef Tensor wrap_dlpack(object capsule, str function):
    """A tensor on the memory that a capsule describes, which is then ours to let go."""
    cdef bint versioned = PyCapsule_IsValid(capsule, b"dltensor_versioned")
    cdef dl_versioned *v = NULL
    cdef dl_tensor *d
    cdef void *managed
    cdef Tensor t
    cdef int dtype, i, size
    if versioned:
        managed = PyCapsule_GetPointer(capsule, b"dltensor_versioned")
        v = <dl_versioned *> managed
        if v.version.major > 1:
            raise BufferError(f"{function}: DLPack of version {v.version.major} is not known here")
        d = &v.tensor
    elif PyCapsule_IsValid(capsule, b"dltensor"):
        managed = PyCapsule_GetPointer(capsule, b"dltensor")
        d = &(<dl_managed *> managed).tensor
    else:
        raise BufferError(f"{function}: the answer of __dlpack__ is no DLPack capsule, or was used before")
    if d.device.type != DL_CPU:
        raise BufferError(f"{function}: the array is not in the memory of the CPU; move it there first")
    dtype = dl_dtype_of(d)
    if dtype < 0:
        raise BufferError(
            f"{function}: elements of DLPack type {d.dtype.code} of {d.dtype.bits} bits (lanes {d.dtype.lanes}) are "
            f"not among the dtypes of tensors"
        )
    size = tl_dtypes[dtype].itemsize
    if (<size_t> d.data + d.byte_offset) % <size_t> size:
        raise BufferError(f"{function}: the elements are not aligned to their size; copy the array first")
    t = fresh()
    reserve_dims(t, d.ndim)
    for i in range(d.ndim):
        t.v.shape[i] = d.shape[i]
        if d.strides != NULL:
            t.v.strides[i] = d.strides[i] * size
    if d.strides == NULL:
        tl_contiguous_strides(d.ndim, t.v.shape, size, t.v.strides)
    t.v.data = <char *> d.data + d.byte_offset
    t.v.dtype = dtype
    t.flags = READONLY if versioned and v.flags & DL_READONLY else 0
    set_flags(t)
    t.st = tl_storage_borrow(
        t.v.data, t.numel * size, managed, dl_release_versioned if versioned else dl_release
    )
    if t.st == NULL:
        raise MemoryError(f"{function}: no memory for a tensor")
    PyCapsule_SetName(capsule, b"used_dltensor_versioned" if versioned else b"used_dltensor")
    return with_truths(t, function)


cdef Tensor imported(object x, object copy, str function):
    """By `x.__dlpack__`, with the arguments of the standard where its library knows them."""
    cdef Tensor t
    cdef bint mute
    device = x.__dlpack_device__()
    if tuple(device) != (DL_CPU, 0) and device[0] != DL_CPU:
        raise BufferError(f"{function}: the array is on device {tuple(device)}, not in the memory of the CPU")
    try:
        capsule = x.__dlpack__(max_version=(1, 0), copy=copy)
    except TypeError:
        t = wrap_dlpack(x.__dlpack__(), function)
        return copied(t) if copy else t
    mute = not copy and PyCapsule_IsValid(capsule, b"dltensor")
    t = wrap_dlpack(capsule, function)
    if mute:  # a library that knows of versions has none that says what is read-only: JAX, whose arrays are
        t.flags |= READONLY
    return t


def from_dlpack(x, /, *, device=None, copy=None):
    """A tensor on the memory of another library's array, by DLPack.

    Parameters
    ----------
    x : object
        With ``__dlpack__`` and ``__dlpack_device__``, in the memory of the CPU: an array of NumPy, PyTorch, JAX, ...
    device : {None, "cpu"}
    copy : bool, optional
        None and False share the memory, True copies it. What is shared is read-only where the other library says
        so, or cannot say that it is not, as JAX.

    Returns
    -------
    Tensor

    Raises
    ------
    TypeError
        When `x` does not speak DLPack.
    BufferError
        When its memory cannot be shared: another device, another element type, a history of gradients.

    Examples
    --------
    >>> import numpy as np
    >>> import tensorlab as tl
    >>> a = np.zeros(2)
    >>> t = tl.from_dlpack(a)
    >>> t[0] = 1.0
    >>> a
    array([1., 0.])
    """
    if device is not None and device != "cpu":
        given = repr(device) if isinstance(device, (str, int)) else type(device).__name__
        raise ValueError(f"from_dlpack: device must be 'cpu' or None, got {given}")
    if not hasattr(x, "__dlpack__") or not hasattr(x, "__dlpack_device__"):
        raise TypeError(f"from_dlpack: {type(x).__name__} has no __dlpack__; use asarray")
    return imported(x, None if copy is None else bool(copy), "from_dlpack")


def _address(Tensor t not None):
    """Where the first element is."""
    return <size_t> t.v.data
