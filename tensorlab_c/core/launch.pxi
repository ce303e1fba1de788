# The one way to a kernel: a record of the call goes through launch(), which makes short ones itself (_tensor.pxd) and
# has the others made here. Short cuts for small calls test tl_capturing.

cdef object call_error(tl_status status, str function):
    if status == TL_NOMEM:
        return MemoryError(f"{function}: no memory for intermediate values")
    return TypeError(f"{function}: no kernel for these dtypes")


cdef int launch_long(tl_call *call, str function, bint fresh) except -1:
    """Makes a call; others use the interpreter meanwhile when it is a long one."""
    cdef tl_status status
    if not tl_is_long(call):
        status = tl_launch(call)
    else:
        if fresh:
            let_stop()
        with nogil:
            status = tl_launch(call)
        if fresh:
            check_stop()
    if status != TL_OK and status != TL_RANGE:
        raise call_error(status, function)
    return status


# ---- captures -----------------------------------------------------------------------------------------------------
cdef class Capture:
    """The calls made while a function ran, in order. Memory that tensors give back stays until this object dies."""
    cdef tl_capture *calls

    def __dealloc__(self):
        if self.calls != NULL:
            tl_capture_free(self.calls)

    def __len__(self):
        return 0 if self.calls == NULL else tl_capture_count(self.calls)

    def listed(self):
        """What was called: pairs of name and dtype, and the operands' shapes, output first."""
        cdef const tl_call *c
        cdef int64_t i
        cdef int k, axis
        found = []
        for i in range(len(self)):
            c = tl_capture_call(self.calls, i)
            shapes = [
                tuple([c.operand[k].shape[axis] for axis in range(c.operand[k].ndim)]) for k in range(c.nop)
            ]
            found.append((c.name.decode(), DTYPES[c.dtype].name, shapes))
        return found

    def replay(self):
        """Makes the calls again, on the same memory."""
        cdef tl_status status = TL_OK
        with nogil:
            if self.calls != NULL:
                status = tl_capture_replay(self.calls)
        if status != TL_OK:
            raise call_error(status, "replay")


def _capture(function):
    """Calls a function and notes the kernels it calls."""
    cdef Capture made = Capture.__new__(Capture)
    cdef tl_status status = tl_capture_begin()
    if status != TL_OK:
        raise MemoryError("capture: no memory") if status == TL_NOMEM else RuntimeError("capture: one is there already")
    try:
        function()
    finally:
        made.calls = tl_capture_end(&status)
    if status != TL_OK:
        raise MemoryError("capture: no memory for the calls")
    return made
