# The one way to a kernel: a record of the call goes through launch(), which makes short ones itself (_tensor.pxd) and
# has the others made here. Short cuts for small calls test tl_capturing.

cdef object call_error(tl_status status, str function, const tl_call *call=NULL):
    cdef int i
    if status == TL_NOMEM:
        return MemoryError(f"{function}: no memory for intermediate values")
    for i in range(0 if call == NULL else call.nop):
        if tl_is_complex(call.operand[i].dtype):
            return TypeError(f"{function}: not defined for {DTYPES[call.operand[i].dtype].name}")
    return TypeError(f"{function}: no kernel for these dtypes")


cdef int long_calls = 0  # that are being made while others use the interpreter
cdef list left_behind = []  # views of memory that tensors gave up meanwhile


cdef int launch_long(tl_call *call, str function, bint fresh) except -1:
    """Makes a call; others use the interpreter meanwhile when it is a long one, and captures note it."""
    cdef int64_t place = tl_note(call) if tl_capturing != NULL else -1
    cdef tl_status status = without_lock(call, fresh) if tl_is_long(call) else call.run(call)
    if status != TL_OK:
        tl_unnote(place)
    if status != TL_OK and status != TL_RANGE:
        raise call_error(status, function, call)
    return status


cdef tl_status without_lock(tl_call *call, bint fresh) except *:
    global long_calls
    cdef tl_status status
    cdef tl_call *held = tl_call_hold(call)
    if held == NULL:
        return TL_NOMEM
    long_calls += 1
    if fresh:
        let_stop()
    with nogil:
        status = held.run(held)
    tl_call_drop(held)
    long_calls -= 1
    if long_calls == 0 and left_behind:
        left_behind.clear()
    if fresh:
        check_stop()
    return status


cdef int leave_behind(Tensor t) except -1:
    """Before a tensor is given other memory: what long calls work on stays until they are done."""
    if long_calls:
        left_behind.append(alias(t))
    return 0


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
        if status == TL_RANGE:
            raise IndexError("replay: an index is out of range, or a matrix has no such decomposition")
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
