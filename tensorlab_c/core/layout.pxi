# NumPy's views of memory: orders of elements, other dtypes, flags, new shapes in place.

cdef str order_of(object order, str function, str allowed="CFAK"):
    """The letter of an order of elements; C for None."""
    if order is None:
        return "C"
    if not isinstance(order, str):
        raise TypeError(f"{function}: order must be one of {', '.join(allowed)}, got {type(order).__name__}")
    letter = order.upper()
    if len(letter) != 1 or letter not in allowed:
        raise ValueError(f"{function}: order must be one of {', '.join(allowed)}, got {order!r}")
    return letter


cdef bint is_f_contiguous(Tensor t) noexcept:
    """Do the elements lie in Fortran's order, the first axis fastest?"""
    cdef int64_t step = tl_dtypes[t.v.dtype].itemsize
    cdef int i
    if t.numel:
        for i in range(t.v.ndim):
            if t.v.shape[i] != 1:
                if t.v.strides[i] != step:
                    return False
                step *= t.v.shape[i]
    return True


cdef bint reads_backwards(Tensor t, str order) noexcept:
    """Is it Fortran's order that `order` means for `t`?"""
    return order == "F" or order == "A" and not t.flags & CONTIGUOUS and is_f_contiguous(t)


cdef Tensor in_memory_order(Tensor t):
    """A view whose axes are in the order in which they lie in memory, the widest steps first.

    As NumPy sorts them: one by one, and axes without a step stay where they are.
    """
    cdef int axes[64]
    cdef int i, j, place, axis
    cdef int64_t step, other
    for i in range(t.v.ndim):  # from the last axis on
        axis = t.v.ndim - 1 - i
        step = abs(t.v.strides[axis]) if t.v.shape[axis] != 1 else 0
        place = i
        for j in range(i - 1, -1, -1):
            other = abs(t.v.strides[axes[j]]) if t.v.shape[axes[j]] != 1 else 0
            if step and other:
                if other <= step:
                    break
                place = j
        for j in range(i, place, -1):
            axes[j] = axes[j - 1]
        axes[place] = axis
    order = tuple([axes[i] for i in range(t.v.ndim - 1, -1, -1)])
    return t if order == tuple(range(t.v.ndim)) else transpose_to(t, order, "ravel")


cdef Tensor reshape_in(Tensor t, object shape, object order, str function):
    """reshape_to with elements taken and laid out in an order."""
    cdef Tensor flat
    order = order_of(order, function, "CFA")
    if not reads_backwards(t, order):
        return reshape_to(t, shape, function)
    items = snapshot(shape) if isinstance(shape, (tuple, list)) or getattr(shape, "ndim", 0) == 1 else (shape,)
    flat = reshape_to(reversed_axes(t), items[::-1], function)
    return reversed_axes(flat)


cdef Tensor ravel_in(Tensor t, object order, str function):
    """All elements on one axis, in an order."""
    order = order_of(order, function)
    if order == "K":
        t = in_memory_order(t)
    elif reads_backwards(t, order):
        t = reversed_axes(t)
    return reshape_to(t, -1, function)


# ---- the same bytes as other numbers --------------------------------------------------------------------------------
cdef Tensor view_as(Tensor t, object dtype):
    """NumPy's x.view(dtype): the last axis takes up a difference of sizes."""
    cdef int d = as_dtype(dtype).num, last = t.v.ndim - 1, i
    cdef int64_t old = tl_dtypes[t.v.dtype].itemsize, new = tl_dtypes[d].itemsize, align = new
    cdef Tensor out
    if d == t.v.dtype:
        return reshape_to(t, t.shape, "view")
    if t.ag is not None and grad_off == 0:
        raise RuntimeError("view: the bits as another dtype have no derivative; call it on x.detach()")
    out = alias(t)
    out.v.dtype = d
    if old != new:
        if last < 0:
            raise ValueError(f"view: a 0-d tensor of {t.dtype} is no {DTYPES[d].name}, which is of another size")
        if t.v.strides[last] != old and t.v.shape[last] != 1 and t.numel:
            raise ValueError(
                f"view: the last axis must be contiguous for a dtype of another size; the strides are {t.strides}"
            )
        if t.v.shape[last] * old % new:
            raise ValueError(
                f"view: the {t.v.shape[last] * old} bytes of the last axis are no whole number of {DTYPES[d].name}"
            )
        out.v.shape[last] = t.v.shape[last] * old // new
        out.v.strides[last] = new
    if tl_is_complex(d):
        align = new // 2
    for i in range(out.v.ndim):
        if out.v.shape[i] > 1 and out.v.strides[i] % align:
            align = 0
            break
    if align == 0 or out.numel and <size_t> out.v.data % align:
        raise ValueError(f"view: the elements do not lie where {DTYPES[d].name} can be read; view a copy")
    out.flags &= ~CONTIGUOUS
    set_flags(out)
    return with_truths(out, "view")


# ---- flags ----------------------------------------------------------------------------------------------------------
cdef object owner_of(Tensor t):
    """What lent the memory, or None."""
    if t.st.owner != NULL and t.st.release == release_buffer:
        return <object> (<Py_buffer *> t.st.owner).obj
    return None


cdef Tensor whole_memory(Tensor t):
    """All elements of the storage that `t` looks at, on one axis."""
    cdef Tensor out = view_of(t, 1)
    out.v.data = t.st.data
    out.v.shape[0] = t.st.nbytes // tl_dtypes[t.v.dtype].itemsize
    out.v.strides[0] = tl_dtypes[t.v.dtype].itemsize
    set_flags(out)
    return out


cdef object type_class = type  # where the name is an argument's


cdef inline bint is_whole_number(object x):
    return PyLong_CheckExact(x) or hasattr(type(x), "__index__") and not isinstance(x, bool)


cdef dict facts_of(Tensor t):
    """What NumPy's flags tell."""
    return {
        "C_CONTIGUOUS": t.flags & CONTIGUOUS != 0, "F_CONTIGUOUS": is_f_contiguous(t),
        "OWNDATA": t.flags & VIEW == 0 and t.st.owner == NULL, "WRITEABLE": t.flags & READONLY == 0,
        "ALIGNED": True, "WRITEBACKIFCOPY": False,
    }


cdef int set_writeable(Tensor t, bint wanted) except -1:
    if not wanted:
        t.flags |= READONLY
    elif t.flags & READONLY:
        if t.flags & VIEW or t.st.owner != NULL:
            raise ValueError("setflags: cannot make this tensor writeable, whose memory is another one's; copy it")
        t.flags &= ~READONLY
    return 0


# ---- a new shape in place -------------------------------------------------------------------------------------------
cdef extern from *:
    """
    #if PY_VERSION_HEX >= 0x030E0000
    #define OWN_REFERENCES 1 /* the interpreter's stack borrows */
    #else
    #define OWN_REFERENCES 2 /* the caller's, and the one that a method is called through */
    #endif
    """
    enum: OWN_REFERENCES


cdef int resize_in_place(Tensor t, tuple shape, object refcheck) except -1:
    """Another shape and memory for a tensor that nobody else looks at or has in hand."""
    cdef int64_t sizes[64]
    cdef Tensor made
    cdef int64_t same, itemsize = tl_dtypes[t.v.dtype].itemsize
    cdef int n
    cdef object wanted = shape[0] if len(shape) == 1 else shape or None  # of no sizes it stays
    n = parse_shape(shape_tuple(t) if wanted is None else wanted, sizes, "resize")
    if not refcheck:
        raise ValueError("resize: refcheck=False is not there: others would read freed memory; use tl.resize(x, shape)")
    if t.ag is not None:
        raise RuntimeError("resize: the tensor requires grad; use tl.resize(x, shape)")
    if type(t) is not Tensor or t.flags & (VIEW | READONLY) or t.st.owner != NULL or t.st.refcount > 1:
        raise ValueError("resize: the memory is not this tensor's alone, or is read-only; use tl.resize(x, shape)")
    if not t.flags & CONTIGUOUS:
        raise ValueError("resize: the tensor is not contiguous")
    if reference_count(<PyObject *> t) > OWN_REFERENCES:
        raise ValueError("resize: the tensor has other names, which would change as well; use tl.resize(x, shape)")
    made = empty_tensor(t.v.dtype, n, sizes)
    same = min(made.numel, t.numel) * itemsize
    memcpy(made.v.data, t.v.data, same)
    memset(made.v.data + same, 0, made.numel * itemsize - same)
    tl_storage_release(t.st)
    if t.v.ndim > INLINE:
        PyMem_Free(t.v.shape)
        set_inline(t)
    adopt(t, made)
    return 0
