# The part of an index that picks: integer and boolean arrays, resolved to positions, and reading what they name.

cdef int64_t true_count(Tensor mask) except -1:
    """How many elements of a boolean tensor without gaps are true."""
    cdef tl_truths found
    cdef tl_call call
    if mask.numel < TL_LONG:  # it only answers: nothing to note
        return tl_count_true(mask.v.data, mask.numel)
    tl_call_make(&call, tl_runs.count_true, b"count_true", &found, sizeof(found), &mask.v, NULL, NULL, NULL)
    call.status_only, call.bytes = 1, <double> mask.numel
    launch(&call, "index", False)
    return found.count


cdef list nonzero_positions(Tensor mask):
    """One int64 tensor per axis: where a boolean tensor is true, in C order."""
    cdef Tensor m = contiguous(mask), p = None
    cdef tl_placing h
    cdef tl_call call
    cdef int k
    cdef list positions = []
    h.count = true_count(m)
    for k in range(m.v.ndim):
        p = empty_tensor(TL_I64, 1, &h.count)
        h.axis[k] = <int64_t *> p.v.data
        positions.append(p)
    if positions:
        tl_call_make(&call, tl_runs.places, b"places", &h, sizeof(h), &p.v, &m.v, NULL, NULL)
        call.bytes, call.work = 8.0 * h.count * m.v.ndim, 2.0 * m.numel
        launch(&call, "index", False)
    return positions


cdef inline Tensor as_positions(Tensor t, Tensor index, int axis):
    """Index numbers as int64, which no axis outgrows."""
    return index if index.v.dtype == TL_I64 else cast_positions(t, index, axis)


cdef Tensor cast_positions(Tensor t, Tensor index, int axis):
    cdef Tensor most
    if index.v.dtype == TL_U64 and index.numel:
        most = reduce_all(TL_OP_max, alias(index))
        if (<uint64_t *> most.v.data)[0] > <uint64_t> 0x7fffffffffffffff:
            raise IndexError(f"index: {item_of(most)} is out of bounds for axis {axis} of shape {shape_tuple(t)}")
    return cast(index, TL_I64)


# ---- the walk over an index: the view that it makes, axis by axis -------------------------------------------------
cdef struct Walk:
    int axis              # of the tensor: the next one
    int n                 # axes of the view so far
    int64_t offset        # of its first element, in bytes
    int64_t shape[130]
    int64_t strides[130]


cdef inline void add_axis(Walk *w, int64_t size, int64_t stride) noexcept:
    w.shape[w.n], w.strides[w.n] = size, stride
    w.n += 1


cdef inline void whole_axes(Walk *w, Tensor t, int count) noexcept:
    cdef int k
    for k in range(w.axis, w.axis + count):
        add_axis(w, t.v.shape[k], t.v.strides[k])
    w.axis += count


# ---- an index that picks, worked out ------------------------------------------------------------------------------
@cython.final
cdef class Picks:
    """The picking part of an advanced index, resolved against one tensor."""
    cdef list index         # int64 tensors
    cdef int axis[128]      # the axis of the view that each picks from
    cdef int source[128]    # and of the tensor, for messages
    cdef Tensor view        # what the rest of the index leaves, with the picked axes still whole
    cdef Tensor row         # the view's other axes: what one position names
    cdef Tensor offsets     # byte offset of every position, in C order of `lead`
    cdef int lead           # axes of the broadcast index arrays
    cdef int place          # where they stand among the result's axes
    cdef int runs           # index arrays that stand beside each other, and are they now?
    cdef bint inside
    cdef int64_t shape[64]  # the positions' axes, then the row's


cdef inline void meet(Picks p, bint picks, int axis) noexcept:
    """The next part of an index: if it picks, does it stand beside one that does?"""
    if picks and not p.inside:
        if p.runs == 0:
            p.place = axis
        p.runs += 1
    p.inside = picks


cdef int pick_axes(Walk *w, Tensor t, Tensor x, Picks p) except -1:
    """An index tensor: the axes it picks from stay whole in the view."""
    cdef Tensor none
    cdef int64_t count
    if x.v.dtype != TL_BOOL:
        pick_axis(w, t, as_positions(t, x, w.axis), p)
        return 0
    if x.v.ndim == 0:  # True or False: a new axis of length 1, or none of it
        count = x.v.data[0] != 0
        none = empty_tensor(TL_I64, 1, &count)
        memset(none.v.data, 0, count * sizeof(int64_t))
        note_pick(w, none, p)
        add_axis(w, 1, 0)
        return 0
    check_mask(t, x, w.axis)
    for positions in nonzero_positions(x):
        pick_axis(w, t, <Tensor> positions, p)
    return 0


cdef inline int note_pick(Walk *w, Tensor positions, Picks p) except -1:
    cdef Py_ssize_t k = len(p.index)
    p.axis[k], p.source[k] = w.n, w.axis
    p.index.append(positions)
    return 0


cdef inline int pick_axis(Walk *w, Tensor t, Tensor positions, Picks p) except -1:
    note_pick(w, positions, p)
    whole_axes(w, t, 1)
    return 0


cdef int check_mask(Tensor t, Tensor mask, int axis) except -1:
    cdef int k
    for k in range(mask.v.ndim):
        if mask.v.shape[k] != t.v.shape[axis + k] and mask.v.shape[k]:  # one without elements fits any, as NumPy's
            raise IndexError(
                f"index: a boolean index of shape {shape_tuple(mask)} does not match axis {axis + k} of shape "
                f"{shape_tuple(t)}"
            )
    return 0


cdef Picks resolve_picks(Tensor t, object parts, int used):
    """Checks and resolves an index with index tensors."""
    cdef Picks p = Picks.__new__(Picks)
    p.index = []
    p.view = walked(t, parts, used, p)
    if p.runs > 1:
        p.place = 0
    broadcast_picks(p, t)
    find_row(p)
    find_offsets(p, t)
    return p


cdef int broadcast_picks(Picks p, Tensor t) except -1:
    """The shape of the positions; every index of several is in bounds by then."""
    cdef const tl_view *views[64]
    cdef int k, n = <int> len(p.index)
    cdef Tensor x
    if n > TL_MAXDIM:
        raise IndexError(f"index: {n} index arrays; at most {TL_MAXDIM} are possible")
    for k in range(n):
        x = contiguous(<Tensor> p.index[k])
        p.index[k] = x
        views[k] = &x.v
        if n > 1:
            check_bounds(t, x, p.view.v.shape[p.axis[k]], p.source[k])
    if tl_broadcast(n, views, &p.lead, p.shape) != TL_OK:
        raise IndexError(
            "index: index arrays of shapes " + ", ".join(str(shape_tuple(x_)) for x_ in p.index) + " do not broadcast"
        )
    return 0


cdef int check_bounds(Tensor t, Tensor index, int64_t n, int axis) except -1:
    """Are the indices without gaps those of an axis of length n?"""
    cdef tl_indexing h
    cdef tl_call call
    if 8 * index.numel < TL_LONG:
        h.bad = tl_first_outside(<int64_t *> index.v.data, index.numel, n)
    else:
        h.n = n
        tl_call_make(&call, tl_runs.outside, b"outside", &h, sizeof(h), &index.v, NULL, NULL, NULL)
        call.status_only, call.bytes = 1, 8.0 * index.numel
        launch(&call, "index", False)
    if h.bad >= 0:
        raise index_error(t, (<int64_t *> index.v.data)[h.bad], axis)
    return 0


cdef int find_row(Picks p) except -1:
    """The axes of the view that nothing picks from."""
    cdef bint picked[128]
    cdef int k, rest = 0, n = p.view.v.ndim, picks = <int> len(p.index)
    if p.lead + n - picks > TL_MAXDIM:
        raise IndexError(f"index: {p.lead + n - picks} axes in the result; at most {TL_MAXDIM} are possible")
    for k in range(n):
        picked[k] = False
    for k in range(picks):
        picked[p.axis[k]] = True
    p.row = view_of(p.view, n - picks)
    for k in range(n):
        if not picked[k]:
            p.row.v.shape[rest] = p.shape[p.lead + rest] = p.view.v.shape[k]
            p.row.v.strides[rest] = p.view.v.strides[k]
            rest += 1
    set_flags(p.row)
    return 0


cdef int find_offsets(Picks p, Tensor t) except -1:
    cdef tl_indexing h
    cdef tl_call call
    cdef Tensor x
    cdef int k
    p.offsets = empty_tensor(TL_I64, p.lead, p.shape)
    for k in range(len(p.index)):
        x = <Tensor> p.index[k]
        if not same_shape(x, p.offsets):
            x = broadcasted(x, p.lead, p.shape)
        h.n, h.stride, h.add = p.view.v.shape[p.axis[k]], p.view.v.strides[p.axis[k]], k > 0
        tl_call_make(&call, tl_runs.offsets, b"offsets", &h, sizeof(h), &p.offsets.v, &x.v, NULL, NULL)
        call.bytes, call.work = 16.0 * x.numel, <double> x.numel
        if launch(&call, "index", False) == TL_RANGE:
            check_bounds(t, contiguous(x), h.n, p.source[k])
    return 0


cdef Tensor placed(Tensor t, Picks p, bint back):
    """Moves the positions' axes from the front to their place, or back."""
    cdef int order[64]
    cdef int inverse[64]
    cdef int i, n = t.v.ndim
    if p.place == 0:
        return t
    for i in range(n):
        order[i] = p.lead + i if i < p.place else (i - p.place if i < p.place + p.lead else i)
    for i in range(n):
        inverse[order[i]] = i
    if back:
        return permuted(t, inverse)
    return permuted(t, order)


cdef Tensor pick(Tensor t, object parts, int used):
    cdef Picks p = resolve_picks(t, parts, used)
    cdef Tensor out = empty_tensor(t.v.dtype, p.lead + p.row.v.ndim, p.shape)
    cdef tl_call call
    tl_call_make(&call, tl_runs.gather, b"gather", NULL, 0, &out.v, &p.row.v, &p.offsets.v, NULL)
    call.bytes, call.work = moved(out), 2.0 * p.offsets.numel
    launch(&call, "index", False)
    return placed(out, p, False)


cdef inline double moved(Tensor t) noexcept:
    """The bytes that it costs to write a tensor from another."""
    return 2.0 * t.numel * tl_dtypes[t.v.dtype].itemsize


# ---- where no plan is needed --------------------------------------------------------------------------------------
cdef Tensor take_rows(Tensor t, Tensor index):
    """t[index] for one tensor of integers and rows without gaps."""
    cdef int64_t shape[64]
    cdef int ndim = index.v.ndim + t.v.ndim - 1
    cdef Tensor i = as_positions(t, index, 0), out
    cdef tl_taking h
    cdef tl_call call
    if ndim > TL_MAXDIM:
        raise IndexError(f"index: {ndim} axes in the result; at most {TL_MAXDIM} are possible")
    if not i.flags & CONTIGUOUS:
        i = contiguous(i)
    memcpy(shape, i.v.shape, i.v.ndim * sizeof(int64_t))
    memcpy(shape + i.v.ndim, t.v.shape + 1, (t.v.ndim - 1) * sizeof(int64_t))
    out = empty_tensor(t.v.dtype, ndim, shape)
    h.before, h.n, h.stride, h.size = 1, t.v.shape[0], t.v.strides[0], tl_dtypes[t.v.dtype].itemsize
    if t.v.ndim > 1:
        h.size *= t.numel // t.v.shape[0]
    tl_call_make(&call, tl_runs.take, b"take", &h, sizeof(h), &out.v, &t.v, &i.v, NULL)
    call.bytes, call.work = moved(out), 2.0 * i.numel
    if launch(&call, "index", False) == TL_RANGE:
        raise index_error(t, (<int64_t *> i.v.data)[h.bad], 0)
    return out


cdef Tensor take_true(Tensor t, Tensor mask):
    """t[mask] for a mask of t's shape."""
    cdef int64_t count = true_count(mask)
    cdef Tensor out = empty_tensor(t.v.dtype, 1, &count)
    cdef tl_compressing h
    cdef tl_call call
    h.stride = t.v.strides[0] if t.v.ndim == 1 else tl_dtypes[t.v.dtype].itemsize
    tl_call_make(&call, tl_runs.compress, b"compress", &h, sizeof(h), &out.v, &t.v, &mask.v, NULL)
    call.bytes, call.work = moved(out), 2.0 * mask.numel
    launch(&call, "index", False)
    return out


cdef Tensor picked_simply(Tensor t, Tensor index):
    """t[index] for one index tensor, where no plan is needed; else None."""
    cdef char kind = tl_dtypes[index.v.dtype].kind
    if kind == b"b" and t.v.ndim > 1 and same_shape(t, index):
        t = contiguous(alias(t))
    if t.v.ndim == 0 or not (t.v.ndim == 1 or t.flags & CONTIGUOUS and t.numel):
        return None
    if kind == b"b":
        return take_true(t, contiguous(index)) if same_shape(t, index) else None
    return take_rows(t, index) if index.v.ndim and kind in b"iu" else None
