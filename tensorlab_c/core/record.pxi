# Recording on the tape, the values it saves, and the checks that keep in-place changes honest.

# what record_op keeps for a rule, set beside the rule by the derivatives module
cdef enum:
    SAVE_A = 1
    SAVE_B = 2
    SAVE_OUT = 4
    SAVE_CROSS = 8  # each operand only when the other wants a gradient
    SAVE_COMPLEX = 16  # all of it for complex numbers only

cdef uint8_t saves[256]
memset(saves, 0, sizeof(saves))
cdef dict change_lines = {}  # storage address: (version, text that says where the user's program made it)
cdef str package_folder = None

if TL_NOPS > 255:
    raise ImportError("tensorlab_c: the op table has outgrown the tape's rule table")


cdef inline bint recording() noexcept:
    return grad_off == 0


cdef int hook_grad_mode(int on) noexcept:
    global grad_off
    cdef int before = grad_off == 0
    grad_off = not on
    return before


cdef void hook_unsave(void *storage) noexcept:
    cdef tl_storage *s = <tl_storage *> storage
    s.saved -= 1
    tl_storage_release(s)


cdef inline void *keep(Tensor t) noexcept:
    t.st.refcount += 1
    t.st.saved += 1
    return t.st


cdef void save(Node n, int slot, Tensor t) noexcept:
    """Keeps `t` for the rule of `n`, in slot 0, 1 or 2."""
    if slot == 0:
        n.s0, n.st0, n.v0 = t, keep(t), t.st.version
    elif slot == 1:
        n.s1, n.st1, n.v1 = t, keep(t), t.st.version
    else:
        n.s2, n.st2, n.v2 = t, keep(t), t.st.version


cdef void save_out(Node n, Tensor out) noexcept:
    """Keeps the result itself, without its record: node -> result -> node would be a cycle."""
    n.out = alias(out)
    n.st2 = keep(out)
    n.v2 = out.st.version


cdef str last_change(Tensor t, str before):
    """Where the last change was made, if that is known."""
    version, text = change_lines.get(<size_t> t.st, (None, None))
    return before + text if version == t.st.version else ""


cdef str made_by(Node n):
    """The operation of a node in words that its caller knows."""
    if n.op in (TL_OP_custom, TL_OP_cast, TL_OP_gather, TL_OP_slice, TL_OP_assign):
        return {TL_OP_custom: "an operation", TL_OP_cast: "copy or astype", TL_OP_assign: "an assignment"}.get(
            n.op, "indexing")
    return op_name(n.op)


cdef object stale(Node n, Tensor t):
    where = last_change(t, "; it was changed by ")
    return RuntimeError(
        f"backward: {made_by(n)} saved a tensor of shape {shape_tuple(t)} for its derivative, and it was changed "
        f"in place afterwards{where}. Use an operation that makes a new tensor (x = x + y instead of x += y), or "
        f"change a copy (x.copy())"
    )


cdef object not_saved(Node n):
    return RuntimeError(
        f"backward: the rule of {op_name(n.op)} reads a value that was not saved: register it with A, B or OUT"
    )


cdef Tensor saved(Node n, int slot):
    """The tensor kept in a slot, if its values are still those that were saved."""
    cdef Tensor t = n.s0 if slot == 0 else (n.s1 if slot == 1 else n.s2)
    cdef uint32_t version = n.v0 if slot == 0 else (n.v1 if slot == 1 else n.v2)
    if t is None:
        raise not_saved(n)
    if t.st.version != version:
        raise stale(n, t)
    return t


cdef Tensor saved_out(Node n):
    """The result of `n`; while a second graph is recorded, attached to `n` again."""
    cdef Tensor t = n.out
    if t is None:
        raise not_saved(n)
    if t.st.version != n.v2:
        raise stale(n, t)
    if grad_off == 0:
        t = alias(t)
        attach(t, n)
        t.seen = t.st.version
    return t


cdef inline Node edge(Tensor t, int op):
    """The node of an operand that is about to be used."""
    if t.ag is not None and t.ag.op >= 0 and t.seen != t.st.version:
        raise outdated(t, op)
    return t.ag


cdef object outdated(Tensor t, int op):
    where = last_change(t, " by ")
    return RuntimeError(
        f"{op_name(op)}: a tensor of shape {shape_tuple(t)} was changed in place through another view{where}, so its "
        f"gradient is no longer known. Assign through the tensor itself (x[index] = value) or work on a copy"
    )


cdef Node record(int op, Tensor out, Tensor a, Tensor b, Tensor c):
    """A node for `out` = op(a, b, c); what the rule needs is saved by the caller."""
    cdef Node n = new_node(op)
    n.e0 = edge(a, op)
    if b is not None:
        n.e1 = edge(b, op)
    if c is not None:
        n.e2 = edge(c, op)
    attach(out, n)
    out.seen = out.st.version
    return n


cdef Node record_many(int op, Tensor out, list inputs):
    cdef Node n = new_node(op)
    n.edges = [edge(t, op) for t in inputs]
    attach(out, n)
    out.seen = out.st.version
    return n


cdef inline object changed_shape(Tensor a, Tensor out):
    """The shape of `a` when broadcasting made something else of it, else None."""
    if a.v.ndim == out.v.ndim and (a.numel and a.numel == out.numel or same_shape(a, out)):
        return None
    return shape_tuple(a)


cdef int record_op(int op, Tensor out, Tensor a, Tensor b) except -1:
    """Records a unary or binary op, saving what its rule was registered to need."""
    cdef Node n = record(op, out, a, b, None)
    cdef int what = saves[op]
    if b is not None:
        s0, s1 = changed_shape(a, out), changed_shape(b, out)
        if s0 is not None or s1 is not None:
            n.shapes = (s0, s1, None)
    if what & SAVE_COMPLEX and not tl_is_complex(a.v.dtype):
        return 0
    if what & SAVE_CROSS:
        if n.e1 is not None:
            save(n, 0, a)
        if n.e0 is not None:
            save(n, 1, b)
        return 0
    if what & SAVE_A:
        save(n, 0, a)
    if what & SAVE_B:
        save(n, 1, b)
    if what & SAVE_OUT:
        save_out(n, out)
    return 0


# ---- in-place changes ---------------------------------------------------------------------------------------------
cdef bint views_a_leaf(Node n) noexcept:
    while n is not None and n.op in (TL_OP_slice, TL_OP_permute, TL_OP_reshape, TL_OP_broadcast_to):
        if n.used:  # its edges are gone: a leaf's view as far as anybody knows
            return True
        n = n.e0
    return n is not None and n.op == -1


cdef int before_change(Tensor t, str function) except -1:
    """Refuses an in-place change that may not be made, before it is."""
    if t.flags & READONLY:
        raise ValueError(f"{function}: the tensor of shape {shape_tuple(t)} is read-only; change a copy of it")
    if t.ag is None or grad_off:
        return 0
    if views_a_leaf(t.ag):
        raise RuntimeError(
            f"{function}: a leaf tensor that requires grad (or a view of one) cannot be changed in place while "
            f"gradients are recorded; do it under tl.no_grad(), or on x.detach()"
        )
    if t.st.saved > 0:
        raise RuntimeError(
            f"{function}: this tensor of shape {shape_tuple(t)} is the result of {made_by(t.ag)}, and its values "
            f"are saved for a derivative; changing them in place ({user_line()}) would make the gradient wrong. "
            f"Use an operation that makes a new tensor (x = x + y instead of x += y)"
        )
    return 0


cdef int refuse_overlap(Tensor t, str function) except -1:
    """For a change of every element by itself: where elements share memory, each would be changed several times."""
    if not t.flags & CONTIGUOUS and tl_self_overlap(&t.v):
        raise RuntimeError(
            f"{function}: some elements of the tensor of shape {shape_tuple(t)} and strides {t.strides} share memory, "
            f"and would be changed more than once; change a copy (x.copy())"
        )
    return 0


cdef str user_line():
    """file:line of the innermost frame outside this library."""
    global package_folder
    if package_folder is None:
        package_folder = __file__[: __file__.rfind("tensorlab_c")]
    frame = sys._getframe(0)
    inner = frame
    while frame is not None and frame.f_code.co_filename.startswith(
        (package_folder + "tensorlab/", package_folder + "tensorlab_c/")
    ):
        frame = frame.f_back
    frame = inner if frame is None else frame
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


cdef void changed(Tensor t, str function) noexcept:
    """Counts an in-place change; notes the line when somebody's derivative depends on the old values."""
    if t.seen == t.st.version and (grad_off or t.ag is not None):
        t.seen += 1  # what was outdated stays so
    t.st.version += 1
    if t.st.saved > 0 or (t.st.refcount > 1 and not grad_off and t.ag is not None and t.ag.op >= 0):
        note_line(t, function)
    elif change_lines:
        note_line(t, None)


cdef void note_line(Tensor t, str function) noexcept:
    """With None forgets the line: it was of an earlier change, or of a tensor that had this memory before."""
    try:
        if function is None:
            change_lines.pop(<size_t> t.st, None)
            return
        if len(change_lines) > 256:
            change_lines.clear()
        change_lines[<size_t> t.st] = (t.st.version, f"{function} at {user_line()}")
    except Exception:
        pass  # only the hint is lost


# ---- what the backward walk needs ---------------------------------------------------------------------------------

cdef object hook_add(object a, object b):
    cdef Tensor x = <Tensor> a
    cdef Tensor y = <Tensor> b
    # two references: the caller's and `x`
    if (grad_off and Py_REFCNT(a) <= 2 and x.st.refcount == 1 and x.flags & CONTIGUOUS and y.flags & CONTIGUOUS
            and not x.flags & READONLY and x.v.dtype == y.v.dtype and same_shape(x, y)):
        run(TL_OP_add, tl_dtypes[x.v.dtype].compute, x, x, y, None, False)
        return a
    return binary(TL_OP_add, x, y)


cdef object hook_accumulate(object grad, object g):
    cdef Tensor x = <Tensor> grad
    cdef Tensor y = <Tensor> g
    if (grad_off and x.ag is None and not x.flags & READONLY and x.v.dtype == y.v.dtype and same_shape(x, y)
            and (tl_same_view(&x.v, &y.v) or not tl_overlap(&x.v, &y.v))
            and (x.flags & CONTIGUOUS or not tl_self_overlap(&x.v))):
        run(TL_OP_add, tl_dtypes[x.v.dtype].compute, x, x, y, None, False)
        x.st.version += 1
        return grad
    return binary(TL_OP_add, x, y)


cdef object hook_own(object g):
    cdef Tensor t = <Tensor> g
    if (Py_REFCNT(g) <= 2 and t.st.refcount == 1 and t.flags & CONTIGUOUS and not t.flags & READONLY
            and (t.ag is None or grad_off == 0)):
        return g
    return copied(t if t.ag is None or grad_off == 0 else alias(t))


cdef object hook_sum_to(object g, object shape):
    return sum_to(<Tensor> g, shape)


cdef Tensor sum_to(Tensor g, object shape):
    """Undoes broadcasting: sums `g` over the axes that `shape` lacks or has at size 1."""
    cdef int64_t target[64]
    cdef int n = parse_shape(shape, target, "sum_to"), lead = g.v.ndim - n, i
    cdef uint64_t mask = ~(<uint64_t> 0) >> (64 - lead) if lead > 0 else 0
    for i in range(n):
        if lead < 0 or target[i] != 1 and target[i] != g.v.shape[lead + i]:
            raise RuntimeError(
                f"backward: a rule answered with a gradient of shape {shape_tuple(g)} for an input of shape {shape}"
            )
        if target[i] == 1 and g.v.shape[lead + i] != 1:
            mask |= <uint64_t> 1 << (lead + i)
    if mask:
        g = reduce(TL_OP_sum, g, mask, True)
    return reshaped(g, n, target) if lead else g


hooks.unsave = hook_unsave
hooks.grad_mode = hook_grad_mode
hooks.add = hook_add
hooks.accumulate = hook_accumulate
hooks.own = hook_own
hooks.sum_to = hook_sum_to
