# The state of the process: which kernels, Ctrl-C, threads, memory in use; the table of operations.

def _start(isa):
    """Chooses the kernels: ``"base"``, ``"v3"``, ``"v4"``, or None for the best this CPU has."""
    cdef bytes name = b"" if isa is None else isa.encode()
    cdef const char *want = NULL
    if isa is not None:
        want = name
    if tl_init(want) != TL_OK:
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


cdef tuple OP_NAMES = tuple([tl_ops[i].name.decode() for i in range(TL_NOPS)])
name_operations(OP_NAMES)


cdef str op_name(int op):
    return <str> OP_NAMES[op]


def _folds():
    """The reduction that a binary op makes of many elements, by their names; those that ignore nan have no ufunc."""
    return {
        OP_NAMES[tl_ops[i].combiner]: OP_NAMES[i] for i in range(TL_NOPS)
        if tl_ops[i].family[0] == b"r" and not tl_ops[i].positional and not OP_NAMES[i].startswith("nan")
    }


def ops():
    """The op table: one dict per primitive.

    Its name, family, domain and result, and whether it is differentiable and has a meaning for complex numbers.

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
            "differentiable": bool(tl_ops[i].differentiable), "complex": bool(tl_ops[i].of_complex),
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


cdef extern from "kernels/conv_geometry.h" nogil:
    int tl_conv_direct


def get_conv_algorithm():
    """How convolutions of float32 are computed: "auto" or "direct".

    Returns
    -------
    str

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.get_conv_algorithm()
    'auto'
    """
    return "direct" if tl_conv_direct else "auto"


def set_conv_algorithm(algorithm):
    """Chooses how convolutions of float32, and their gradients, are computed.

    Parameters
    ----------
    algorithm : {"auto", "direct"}
        With "auto", windows of 3 x 3 at stride 1 on 16 or more channels go by Winograd's minimal filtering
        F(4 x 4, 3 x 3), about twice as fast: errors are up to 2e-5 of the root mean square of the result. "direct"
        is a sum of products always, whose errors are about a fifth of that.

    Raises
    ------
    ValueError
        When there is no such algorithm.

    Notes
    -----
    Winograd, *Arithmetic Complexity of Computations* (1980); Lavin and Gray, *Fast Algorithms for Convolutional Neural
    Networks* (2016). Infinities and nan reach only the windows that see them, as by the direct way.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.set_conv_algorithm("direct"); tl.get_conv_algorithm()
    'direct'
    >>> tl.set_conv_algorithm("auto")
    """
    global tl_conv_direct
    if not isinstance(algorithm, str) or algorithm not in ("auto", "direct"):
        raise ValueError(f"set_conv_algorithm: expected 'auto' or 'direct', got {algorithm!r}")
    tl_conv_direct = algorithm == "direct"


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
