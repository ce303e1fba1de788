# Making tensors. Shapes and strides live in the object up to INLINE axes, else in one block of their own.

def _start(isa):
    """Chooses the kernels: ``"base"``, ``"v3"``, ``"v4"``, or None for the best this CPU has."""
    cdef bytes name = b"" if isa is None else isa.encode()
    cdef const char *want = name
    if tl_init(NULL if isa is None else want) != TL_OK:
        have = [n for n in ("base", "v3", "v4") if tl_isa_available(n.encode())]
        raise ValueError(f"TENSORLAB_ISA: {isa!r} cannot run here; this CPU has {', '.join(have)}")
    fill_tables()
    global tl_poll
    import os
    from threading import main_thread
    tl_poll = poll_signals
    _know_main_thread(main_thread().ident)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_know_main_thread)


# Ctrl-C in work of seconds: the C library asks now and then, and what it then leaves unfinished nobody sees.
cdef extern from "Python.h":
    int check_signals "PyErr_CheckSignals"() noexcept
    unsigned long this_thread "PyThread_get_thread_ident"() noexcept nogil

cdef unsigned long main_ident


def _know_main_thread(ident=None):
    """Which thread it is that signals are handled in; this one in a process made by fork."""
    global main_ident
    main_ident = this_thread() if ident is None else ident


cdef int poll_signals() noexcept nogil:
    with gil:
        return check_signals()  # the exception stays where it is, for whoever called


cdef int stopped_by_signal() except -1:
    return -1  # by the exception that is set


cdef void let_stop() noexcept nogil:
    tl_may_stop(this_thread() == main_ident)  # others would wait for the lock in vain, at exit for ever


cdef int check_stop() except -1:
    """After work that was let stop: raises what stopped it."""
    return stopped_by_signal() if tl_may_stop(0) else 0


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


cdef int64_t as_index(object x, str function) except? -1:
    """An int from anything with __index__ but booleans."""
    if x is True or x is False:
        raise TypeError(f"{function}: expected an integer, got {x}")
    try:
        return x.__index__()
    except AttributeError:
        raise TypeError(f"{function}: expected an integer, got {type(x).__name__}") from None
    except OverflowError:
        raise ValueError(f"{function}: {x} is too large for a size") from None


cdef int parse_shape(object shape, int64_t *out, str function) except -1:
    """Writes the sizes of `shape` (an int or a sequence of ints), returns how many."""
    cdef int n = 0
    if PyLong_CheckExact(shape):
        try:
            out[0] = shape
        except OverflowError:
            raise ValueError(f"{function}: {shape} is too large for a size") from None
        n = 1
    elif not isinstance(shape, (tuple, list)) and hasattr(shape, "__index__") and not getattr(shape, "ndim", 0):
        out[0] = as_index(shape, function)
        n = 1
    else:
        if isinstance(shape, (str, bytes)):
            raise TypeError(f"{function}: expected a shape, got {shape!r}")
        try:
            items = snapshot(shape)
        except TypeError:
            raise TypeError(f"{function}: expected a shape, got {type(shape).__name__}") from None
        if len(items) > TL_MAXDIM:
            raise ValueError(f"{function}: {len(items)} axes; at most {TL_MAXDIM} are possible")
        for x in items:
            out[n] = as_index(x, function)
            n += 1
    for i in range(n):
        if out[i] < 0:
            raise ValueError(f"{function}: negative size {out[i]} in shape {shape}")
    return n


cdef uint64_t parse_axes(object axis, int ndim, str function) except? 0xffffffffffffffff:
    """The axes as a bit mask; None is all of them."""
    cdef int64_t axes[64]
    cdef uint64_t mask = 0
    cdef int n = 0
    if axis is None:
        return ~(<uint64_t> 0) >> (64 - ndim) if ndim else 0
    if PyLong_CheckExact(axis):
        try:
            axes[0] = axis
        except OverflowError:
            raise axis_error(f"{function}: axis {axis} is out of range for {ndim} axes") from None
        n = 1
    elif isinstance(axis, (tuple, list)):
        axis = snapshot(axis)  # its length must not change while its items are asked for their values
        if len(axis) > 64:
            raise axis_error(f"{function}: {len(axis)} axes named, of {ndim}")
        for x in axis:
            axes[n] = as_index(x, function)
            n += 1
    else:
        if isinstance(axis, Tensor) and (<Tensor> axis).v.ndim or not hasattr(axis, "__index__"):
            raise TypeError(f"{function}: axis must be an integer or a tuple of them, got {type(axis).__name__}")
        axes[0] = as_index(axis, function)
        n = 1
    status = tl_normalize_axes(ndim, n, axes, &mask)
    if status == TL_RANGE:
        raise axis_error(f"{function}: axis {axis} is out of range for {ndim} axes")
    if status == TL_REPEAT:
        raise ValueError(f"{function}: axis {axis} names an axis twice")
    return mask


class AxisError(ValueError, IndexError):
    """An axis is out of range. What is raised is NumPy's ``AxisError`` as well, for who catches that.

    Examples
    --------
    >>> import tensorlab as tl
    >>> try:
    ...     tl.sum(tl.zeros((2, 3)), axis=2)
    ... except tl.AxisError as error:
    ...     print(error)
    sum: axis 2 is out of range for 2 axes
    """

    def __new__(cls, *args):
        return ValueError.__new__(numpys_axis_error() if cls is AxisError else cls, *args)

    def __reduce__(self):
        return AxisError, self.args


cdef object both_axis_errors = None


cdef object numpys_axis_error():
    global both_axis_errors
    if both_axis_errors is None:
        from numpy.exceptions import AxisError as other  # no import of the package needs NumPy
        described = {"__module__": "tensorlab", "__doc__": AxisError.__doc__}
        both_axis_errors = type("AxisError", (AxisError, other), described)
    return both_axis_errors


cdef object axis_error(str text):
    return AxisError(text)


cdef uint64_t fold_axes(object axis, int ndim, str function) except? 0xffffffffffffffff:
    """The axes of a reduction: as in NumPy's, a single 0 or -1 means nothing to a 0-d tensor."""
    if ndim == 0 and PyLong_CheckExact(axis) and (axis == 0 or axis == -1):
        return 0
    return parse_axes(axis, ndim, function)


cdef tuple OP_NAMES = tuple([tl_ops[i].name.decode() for i in range(TL_NOPS)])
name_operations(OP_NAMES)


cdef str op_name(int op):
    return <str> OP_NAMES[op]


def ops():
    """The op table: one dict per primitive with its name, family, domain, result and differentiable flag.

    Returns
    -------
    list of dict

    Examples
    --------
    >>> import tensorlab_c
    >>> [o["domain"] for o in tensorlab_c.ops() if o["name"] == "exp"]
    ['FLT']
    """
    return [
        {
            "name": tl_ops[i].name.decode(), "family": tl_ops[i].family.decode(),
            "domain": tl_ops[i].domain.decode(), "result": tl_ops[i].result.decode(),
            "differentiable": bool(tl_ops[i].differentiable),
        }
        for i in range(TL_NOPS)
    ]


def isa():
    """The instruction set the kernels were chosen for: ``"base"``, ``"v3"`` (AVX2) or ``"v4"`` (AVX-512).

    Returns
    -------
    str

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isa() in tl.available_isas()
    True
    """
    return tl_k.isa.decode()


def available_isas():
    """The instruction sets this CPU can run, of those that were compiled.

    Returns
    -------
    list of str

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.available_isas()[0]
    'base'
    """
    return [n for n in ("base", "v3", "v4") if tl_isa_available(n.encode())]


def get_num_threads():
    """The number of threads a large operation may use.

    Returns
    -------
    int

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.get_num_threads() >= 1
    True
    """
    return tl_num_threads()


def set_num_threads(n):
    """Sets the number of threads a large operation may use.

    Parameters
    ----------
    n : int
        At least 1. The start value is ``TENSORLAB_NUM_THREADS``, else the CPUs this process may use.

    Raises
    ------
    ValueError
        When `n` is below 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> before = tl.get_num_threads()
    >>> tl.set_num_threads(1); tl.get_num_threads()
    1
    >>> tl.set_num_threads(before)
    """
    cdef int64_t count = as_index(n, "set_num_threads")
    if count < 1:
        raise ValueError(f"set_num_threads: expected at least 1 thread, got {count}")
    tl_set_num_threads(<int> min(count, 256))


class num_threads:
    """``with tl.num_threads(n):`` sets the number of threads for a block.

    Parameters
    ----------
    n : int
        At least 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> with tl.num_threads(1):
    ...     tl.get_num_threads()
    1
    """

    def __init__(self, n):
        self.n = n

    def __enter__(self):
        self.before = tl_num_threads()
        set_num_threads(self.n)
        return self

    def __exit__(self, type=None, value=None, traceback=None):
        tl_set_num_threads(self.before)


def memory_stats():
    """Bytes of tensor memory in use, at peak and cached, the cache's limit, and the count of allocations.

    Returns
    -------
    dict
        Keys ``used``, ``peak``, ``cached``, ``limit`` (bytes) and ``allocations``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> sorted(tl.memory_stats())
    ['allocations', 'cached', 'limit', 'peak', 'used']
    """
    cdef tl_memory m
    tl_memory_stats(&m)
    return {"used": m.used, "peak": m.peak, "cached": m.cached, "limit": m.limit, "allocations": m.allocations}


def empty_cache():
    """Returns cached tensor memory to the system.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.empty_cache()
    """
    tl_empty_cache()
