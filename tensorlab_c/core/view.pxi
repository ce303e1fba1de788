# Copies, casts and views; each records itself when a gradient is wanted.

cdef bint same_shape(Tensor a, Tensor b) noexcept:
    cdef int i
    if a.v.ndim != b.v.ndim:
        return False
    for i in range(a.v.ndim):
        if a.v.shape[i] != b.v.shape[i]:
            return False
    return True


cdef int run_copy(Tensor out, Tensor source, bint fresh) except -1:
    return copy_view(&out.v, &source.v, out.numel, fresh)


cdef int copy_view(const tl_view *out, const tl_view *source, int64_t numel, bint fresh) except -1:
    """Converts and broadcasts."""
    cdef tl_call c
    keep_parts(source.dtype, out.dtype, "astype")
    c.run = tl_runs.copy
    c.name = tl_ops[TL_OP_cast].name
    c.op, c.dtype, c.status_only, c.nop = TL_OP_cast, out.dtype, 0, 2
    c.operand[0], c.operand[1] = out, source
    c.params = NULL
    c.size = 0
    c.bytes = <double> numel * (tl_dtypes[out.dtype].itemsize + tl_dtypes[source.dtype].itemsize)
    c.work = numel
    return launch(&c, "copy", fresh)


cdef int keep_parts(int source, int target, str function) except -1:
    if tl_is_complex(source) and not (tl_is_complex(target) or target == TL_BOOL):
        raise lost_part(source, target, function)
    return 0


cdef object lost_part(int source, int target, str function="astype"):
    return TypeError(
        f"{function}: {DTYPES[source].name} does not become {DTYPES[target].name}, where its imaginary part would be "
        f"lost; use x.real or abs(x)"
    )


cdef Tensor complex_part(Tensor t, bint imaginary):
    """A view of the real or of the imaginary parts of complex numbers."""
    cdef Tensor out = view_of(t, t.v.ndim)
    cdef int op = TL_OP_imag if imaginary else TL_OP_real
    memcpy(out.v.shape, t.v.shape, t.v.ndim * sizeof(int64_t))
    memcpy(out.v.strides, t.v.strides, t.v.ndim * sizeof(int64_t))
    out.v.dtype = tl_part_of(t.v.dtype)
    if imaginary:
        out.v.data += tl_dtypes[out.v.dtype].itemsize
    set_flags(out)
    if t.ag is not None and grad_off == 0:
        record(op, out, t, None, None)
    return out


cdef Tensor conjugated(Tensor t):
    """Real numbers are their own conjugates."""
    return unary(TL_OP_conjugate, t) if tl_is_complex(t.v.dtype) else t


cdef Tensor cast(Tensor t, int dtype):
    """`t` in another dtype; `t` itself when it has it."""
    cdef Tensor out
    cdef Node n
    if t.v.dtype == dtype:
        return t
    out = empty_tensor(dtype, t.v.ndim, t.v.shape)
    run_copy(out, t, True)
    if t.ag is not None and grad_off == 0 and tl_is_inexact(dtype):
        n = record(TL_OP_cast, out, t, None, None)
        n.params = t.v.dtype
    return out


cdef Tensor copied(Tensor t):
    """A C-contiguous copy."""
    cdef Tensor out = empty_like(t)
    cdef Node n
    run_copy(out, t, True)
    if t.ag is not None and grad_off == 0:
        n = record(TL_OP_cast, out, t, None, None)
        n.params = t.v.dtype
    return out


cdef Tensor contiguous(Tensor t):
    return t if t.flags & CONTIGUOUS else copied(t)


cdef Tensor reshaped(Tensor t, int ndim, const int64_t *shape):
    """The same elements in C order under another shape of equal size: a view when the strides allow it."""
    cdef Tensor out = view_of(t, ndim)
    cdef Node n
    memcpy(out.v.shape, shape, ndim * sizeof(int64_t))
    if t.flags & CONTIGUOUS:
        tl_contiguous_strides(ndim, shape, tl_dtypes[t.v.dtype].itemsize, out.v.strides)
    elif tl_reshape_strides(&t.v, ndim, shape, out.v.strides) != TL_OK:
        return reshaped(copied(t), ndim, shape)
    set_flags(out)
    if t.ag is not None and grad_off == 0:
        n = record(TL_OP_reshape, out, t, None, None)
        n.params = shape_tuple(t)
    return out


cdef Tensor permuted(Tensor t, const int *axes):
    """Axis i of the view is axis axes[i] of `t`."""
    cdef Tensor out = view_of(t, t.v.ndim)
    cdef Node n
    cdef int i
    for i in range(t.v.ndim):
        out.v.shape[i] = t.v.shape[axes[i]]
        out.v.strides[i] = t.v.strides[axes[i]]
    out.numel = t.numel
    set_contiguity(out)
    if t.ag is not None and grad_off == 0:
        n = record(TL_OP_permute, out, t, None, None)
        n.params = tuple([axes[i] for i in range(t.v.ndim)])
    return out


cdef Tensor reversed_axes(Tensor t):
    """x.T; the common case is written out, since m.T is all but free in other libraries."""
    cdef Tensor out
    cdef int64_t rows, columns
    if t.v.ndim != 2 or t.ag is not None:
        return reversed_any(t)
    out = fresh()
    share(out, t)
    rows, columns = t.v.shape[0], t.v.shape[1]
    out.v.ndim = 2
    out.v.shape[0] = columns
    out.v.shape[1] = rows
    out.v.strides[0] = t.v.strides[1]
    out.v.strides[1] = t.v.strides[0]
    out.numel = t.numel
    if rows <= 1 or columns <= 1 or not t.flags & CONTIGUOUS:
        set_contiguity(out)
    return out


cdef Tensor reversed_any(Tensor t):
    cdef int axes[64]
    cdef int i, last = t.v.ndim - 1
    for i in range(last + 1):
        axes[i] = last - i
    return permuted(t, axes)


cdef Tensor broadcasted(Tensor t, int ndim, const int64_t *shape):
    """A read-only view in which axes of size 1, and new leading ones, repeat; the caller checked that they fit."""
    cdef Tensor out
    cdef Node n
    cdef int lead = ndim - t.v.ndim, i
    cdef int64_t size
    if tl_size(ndim, shape, tl_dtypes[t.v.dtype].itemsize, &size) != TL_OK:
        raise ValueError(
            f"broadcast: shape {tuple([shape[i] for i in range(ndim)])} is too large for the address space"
        )
    out = view_of(t, ndim)
    for i in range(ndim):
        out.v.shape[i] = shape[i]
        out.v.strides[i] = t.v.strides[i - lead] if i >= lead and t.v.shape[i - lead] == shape[i] else 0
    set_flags(out)
    out.flags |= READONLY
    if t.ag is not None and grad_off == 0:
        n = record(TL_OP_broadcast_to, out, t, None, None)
        n.params = shape_tuple(t)
    return out


cdef bint broadcasts_to(Tensor t, int ndim, const int64_t *shape) noexcept:
    cdef int lead = ndim - t.v.ndim, i
    if lead < 0:
        return False
    for i in range(t.v.ndim):
        if t.v.shape[i] != 1 and t.v.shape[i] != shape[lead + i]:
            return False
    return True


cdef bint castable(int source, int target) noexcept:
    """NumPy's "same_kind": never from float to integer, from signed to unsigned, or to bool."""
    cdef char a = tl_dtypes[source].kind, b = tl_dtypes[target].kind
    if a == b or a == b"b":
        return True
    if b == b"c" or b == b"f" and a != b"c":
        return True
    return a == b"u" and b == b"i"


cdef int check_cast(int source, int target, str function) except -1:
    if not castable(source, target):
        raise TypeError(
            f"{function}: a result of {DTYPES[source].name} cannot be kept in a tensor of {DTYPES[target].name}; "
            f"use x.astype(...)"
        )
    return 0


cdef int copy_into(Tensor out, Tensor source, str function) except -1:
    """out[...] = source, broadcast and cast; safe when they overlap. Records like any in-place change."""
    cdef Tensor value = None
    if not broadcasts_to(source, out.v.ndim, out.v.shape):
        raise ValueError(
            f"{function}: shape {shape_tuple(source)} does not broadcast to the output's shape {shape_tuple(out)}"
        )
    check_value(out, source, function)
    before_change(out, function)
    if source.numel != 1:
        refuse_overlap(out, function)
    if grad_off == 0 and source.ag is not None:
        value = as_recorded(out, source)  # before the change: it may be one of what it looks at
    write(out, source)
    changed(out, function)
    if value is not None:
        attach(out, value.ag)
        out.seen = out.st.version
    elif grad_off == 0 and out.ag is not None:  # still a result: its old values no longer count
        record_assign(out, (Ellipsis,), source, False)
    return 0


cdef int check_value(Tensor target, Tensor value, str function) except -1:
    """May `value`, with its gradient, be written into `target`?"""
    if grad_off or value.ag is None or not tl_is_inexact(target.v.dtype):
        return 0
    if value.ag.op >= 0 and value.seen != value.st.version:
        raise outdated(value, TL_OP_assign)
    if target.ag is None and sharers(target) > 1 + (value.st is target.st):
        raise lost_gradient(function)
    return 0


cdef object lost_gradient(str function):
    """A value that requires grad must not enter memory that other tensors look at: they would not know."""
    return RuntimeError(
        f"{function}: the value requires grad, and other tensors share the memory it would be written to; they would "
        f"miss it. Assign through the only tensor on that memory (x[i, j] = value), or work on a copy"
    )


cdef int write(Tensor out, Tensor source) except -1:
    """The bare copy of copy_into."""
    if not tl_same_view(&out.v, &source.v) and tl_overlap(&out.v, &source.v):
        source = copied(alias(source))
    run_copy(out, source, False)
    return 0


cdef Tensor as_recorded(Tensor out, Tensor source):
    """`source` cast and broadcast to `out`: its record will be that of the whole of `out`."""
    cdef Tensor value = cast(source, out.v.dtype), result
    cdef Node n
    if not same_shape(value, out):
        value = broadcasted(value, out.v.ndim, out.v.shape)
    if not views_a_leaf(value.ag):
        return value
    result = alias(value)  # what holds a copy of a leaf is a result: it may be changed, and is no leaf
    n = record(TL_OP_cast, result, value, None, None)
    n.params = value.v.dtype
    return result


cdef Tensor reshape_to(Tensor t, object shape, str function):
    cdef int64_t target[64]
    cdef int64_t known = 1, size
    cdef int n, i, free_axis = -1
    if PyLong_CheckExact(shape) and shape == -1:
        target[0], n = t.numel, 1
    else:
        items = snapshot(shape) if isinstance(shape, (tuple, list)) or getattr(shape, "ndim", 0) == 1 else (shape,)
        n = 0
        for x in items:
            if n == TL_MAXDIM:
                raise ValueError(f"{function}: more than {TL_MAXDIM} axes")
            target[n] = as_index(x, function)
            if target[n] == -1:
                if free_axis >= 0:
                    raise ValueError(f"{function}: only one size can be -1, got {tuple(items)}")
                free_axis = n
            elif target[n] < 0:
                raise ValueError(f"{function}: negative size {target[n]} in shape {tuple(items)}")
            else:
                known *= target[n]
            n += 1
        if free_axis >= 0:
            if known == 0:
                raise ValueError(f"{function}: shape {shape_tuple(t)} does not decide the -1 of {tuple(items)}")
            target[free_axis] = t.numel // known
            known *= target[free_axis]
        if tl_size(n, target, 1, &size) != TL_OK or size != t.numel or (free_axis >= 0 and known != t.numel):
            raise ValueError(f"{function}: shape {shape_tuple(t)} of {t.numel} elements does not fit {tuple(items)}")
    return reshaped(t, n, target)


cdef Tensor transpose_to(Tensor t, object axes, str function):
    cdef int order[64]
    cdef int64_t a
    cdef int n = 0
    if axes is None:
        return reversed_axes(t)
    axes = tuple([as_index(x, function) for x in axes])
    if len(axes) != t.v.ndim:
        hint = "; x.swapaxes(i, j) exchanges two" if len(axes) == 2 else ""
        raise ValueError(f"{function}: {len(axes)} axes given for shape {shape_tuple(t)}{hint}")
    parse_axes(axes, t.v.ndim, function)
    for x in axes:
        a = x
        order[n] = <int> (a + t.v.ndim if a < 0 else a)
        n += 1
    return permuted(t, order)
