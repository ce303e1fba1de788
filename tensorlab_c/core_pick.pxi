# The part of an index that picks: integer and boolean arrays, resolved to positions, and reading what they name.

cdef int64_t count_true(const char *mask, int64_t n) noexcept nogil:
    cdef int64_t i, count = 0
    for i in range(n):
        count += mask[i] != 0
    return count


cdef void find_true(const tl_view *mask, int64_t size, int64_t count, int64_t **target) noexcept nogil:
    """Writes the positions of the first `count` true elements, zeros where there are fewer by now."""
    cdef int64_t i, at = 0, rest
    cdef int k
    for i in range(size):
        if mask.data[i]:
            if at == count:
                return
            rest = i
            for k in range(mask.ndim - 1, -1, -1):
                target[k][at] = rest % mask.shape[k]
                rest //= mask.shape[k]
            at += 1
    for k in range(mask.ndim):
        memset(target[k] + at, 0, (count - at) * sizeof(int64_t))


cdef list nonzero_positions(Tensor mask):
    """One int64 tensor per axis: where a boolean tensor is true, in C order."""
    cdef Tensor m = contiguous(mask), p
    cdef int k
    cdef int64_t count
    cdef int64_t *target[64]
    cdef list positions = []
    if m.numel < RELEASE:
        count = count_true(m.v.data, m.numel)
    else:
        with nogil:
            count = count_true(m.v.data, m.numel)
    for k in range(m.v.ndim):
        p = empty_tensor(TL_I64, 1, &count)
        target[k] = <int64_t *> p.v.data
        positions.append(p)
    if m.numel < RELEASE:
        find_true(&m.v, m.numel, count, target)
    else:
        with nogil:
            find_true(&m.v, m.numel, count, target)
    return positions


cdef int64_t outside(const int64_t *index, int64_t count, int64_t n) noexcept nogil:
    """The place of the first index that axis of length `n` does not have, or -1."""
    cdef int64_t i
    for i in range(count):
        if index[i] < -n or index[i] >= n:
            return i
    return -1


cdef int64_t add_offsets(
    int64_t *offset, const int64_t *index, int64_t count, int64_t n, int64_t stride
) noexcept nogil:
    """Adds the byte offsets of indices along one axis; -1, or the place of one that is out of bounds by now."""
    cdef int64_t i, j
    for i in range(count):
        j = index[i]
        if j < -n or j >= n:
            return i
        offset[i] += (j + n if j < 0 else j) * stride
    return -1


@cython.final
cdef class Picks:
    """The picking part of an advanced index, resolved against one view."""
    cdef Tensor view        # the view with the picked axes still whole
    cdef Tensor row         # its other axes: what one position names
    cdef Tensor offsets     # byte offset of every position, in C order of `lead`
    cdef int lead           # axes of the broadcast index arrays
    cdef int place          # where they stand among the result's axes
    cdef int64_t shape[64]  # the positions' axes, then the row's


cdef Tensor as_positions(Tensor t, Tensor index, int axis):
    """Index numbers as int64, which no axis outgrows."""
    cdef Tensor most
    if index.v.dtype == TL_U64 and index.numel:
        most = reduce_all(TL_OP_max, alias(index))
        if (<uint64_t *> most.v.data)[0] > <uint64_t> 0x7fffffffffffffff:
            raise IndexError(f"index: {item_of(most)} is out of bounds for axis {axis} of shape {shape_tuple(t)}")
    return cast(index, TL_I64)


cdef list picking_tensors(Tensor t, list items, list axes, int *place):
    """The integer index tensors and the view axis each picks from; `place` is where their axes will stand."""
    cdef list picks = []
    cdef int axis = 0, runs = 0, source = 0
    cdef bint inside = False
    cdef Tensor x
    place[0] = 0
    for item in items:
        if isinstance(item, Tensor):
            if not inside:
                runs += 1
                if runs == 1:
                    place[0] = axis
            inside = True
            x = <Tensor> item
            if x.v.dtype == TL_BOOL:
                for k in range(x.v.ndim):
                    if x.v.shape[k] != t.v.shape[source + k]:
                        raise IndexError(
                            f"index: a boolean index of shape {shape_tuple(x)} does not match axis {source + k} of "
                            f"shape {shape_tuple(t)}"
                        )
                if x.v.ndim == 0:
                    picks.append(creation_arange(1 if x.v.data[0] else 0))
                    axes.append(axis)
                    axis += 1
                    continue
                for p in nonzero_positions(x):
                    picks.append(p)
                    axes.append(axis)
                    axis += 1
                source += x.v.ndim
            else:
                picks.append(as_positions(t, x, source))
                axes.append(axis)
                axis += 1
                source += 1
        else:
            inside = False
            axis += item is not Ellipsis
            source += item is not None and item is not Ellipsis
    if runs > 1:
        place[0] = 0
    return picks


cdef Tensor creation_arange(int64_t n):
    cdef int64_t shape[1]
    cdef Tensor t
    cdef int64_t i
    shape[0] = n
    t = empty_tensor(TL_I64, 1, shape)
    for i in range(n):
        (<int64_t *> t.v.data)[i] = i
    return t


cdef Picks resolve_picks(Tensor t, list items):
    """Checks and resolves an index with index tensors."""
    cdef Picks p = Picks.__new__(Picks)
    cdef list axes = [], index
    cdef const tl_view *views[64]
    cdef Tensor x
    cdef int64_t *offset
    cdef const int64_t *positions
    cdef int64_t bad, n, stride, count
    cdef int k, rest = 0
    try:
        items = [scalar_tensor(i_, TL_I64) if PyLong_CheckExact(i_) else i_ for i_ in items]
    except OverflowError:
        raise IndexError(f"index: an integer is out of bounds for shape {shape_tuple(t)}") from None
    index = picking_tensors(t, items, axes, &p.place)
    p.view = basic_view(t, items)
    if len(index) > TL_MAXDIM:
        raise IndexError(f"index: {len(index)} index arrays; at most {TL_MAXDIM} are possible")
    for k in range(len(index)):
        x = contiguous(index[k])
        index[k] = x
        n, count, positions = p.view.v.shape[<int> axes[k]], x.numel, <int64_t *> x.v.data
        if count < RELEASE:
            bad = outside(positions, count, n)
        else:
            with nogil:
                bad = outside(positions, count, n)
        if bad >= 0:
            raise index_error(t, positions[bad], axes[k])
        views[k] = &x.v
    if tl_broadcast(len(index), views, &p.lead, p.shape) != TL_OK:
        raise IndexError(
            "index: index arrays of shapes " + ", ".join(str(shape_tuple(x_)) for x_ in index) + " do not broadcast"
        )
    n = p.lead + p.view.v.ndim - len(axes)
    if n > TL_MAXDIM:
        raise IndexError(f"index: {n} axes in the result; at most {TL_MAXDIM} are possible")
    p.offsets = empty_tensor(TL_I64, p.lead, p.shape)
    memset(p.offsets.v.data, 0, p.offsets.numel * 8)
    offset = <int64_t *> p.offsets.v.data
    for k in range(len(index)):
        x = contiguous(broadcasted(index[k], p.lead, p.shape))
        n, stride = p.view.v.shape[<int> axes[k]], p.view.v.strides[<int> axes[k]]
        count, positions = p.offsets.numel, <int64_t *> x.v.data
        if count < RELEASE:
            bad = add_offsets(offset, positions, count, n, stride)
        else:
            with nogil:
                bad = add_offsets(offset, positions, count, n, stride)
        if bad >= 0:
            raise index_error(t, positions[bad], axes[k])
    p.row = view_of(p.view, p.view.v.ndim - len(axes))
    for k in range(p.view.v.ndim):
        if k not in axes:
            p.row.v.shape[rest] = p.shape[p.lead + rest] = p.view.v.shape[k]
            p.row.v.strides[rest] = p.view.v.strides[k]
            rest += 1
    set_flags(p.row)
    return p


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


cdef Tensor pick(Tensor t, list items):
    cdef Picks p = resolve_picks(t, items)
    cdef Tensor out = empty_tensor(t.v.dtype, p.lead + p.row.v.ndim, p.shape)
    cdef int64_t n = p.offsets.numel
    if out.numel < RELEASE:
        tl_gather(out.v.data, &p.row.v, n, <int64_t *> p.offsets.v.data)
    else:
        with nogil:
            tl_gather(out.v.data, &p.row.v, n, <int64_t *> p.offsets.v.data)
    return placed(out, p, False)


cdef Tensor take_rows(Tensor t, Tensor index):
    """t[index] for one tensor of integers and rows without gaps."""
    cdef int64_t shape[64]
    cdef int64_t bad, size
    cdef int ndim = index.v.ndim + t.v.ndim - 1
    cdef Tensor i = contiguous(as_positions(t, index, 0)), out
    if ndim > TL_MAXDIM:
        raise IndexError(f"index: {ndim} axes in the result; at most {TL_MAXDIM} are possible")
    memcpy(shape, i.v.shape, i.v.ndim * sizeof(int64_t))
    memcpy(shape + i.v.ndim, t.v.shape + 1, (t.v.ndim - 1) * sizeof(int64_t))
    out = empty_tensor(t.v.dtype, ndim, shape)
    size = tl_dtypes[t.v.dtype].itemsize
    if t.v.ndim > 1:
        size *= t.numel // t.v.shape[0]
    if i.numel < RELEASE:
        bad = tl_take(out.v.data, t.v.data, t.v.shape[0], t.v.strides[0], size, <int64_t *> i.v.data, i.numel)
    else:
        with nogil:
            bad = tl_take(out.v.data, t.v.data, t.v.shape[0], t.v.strides[0], size, <int64_t *> i.v.data, i.numel)
    if bad >= 0:
        raise index_error(t, (<int64_t *> i.v.data)[bad], 0)
    return out


cdef Tensor take_true(Tensor t, Tensor mask):
    """t[mask] for a mask of t's shape."""
    cdef int64_t count, stride = t.v.strides[0] if t.v.ndim == 1 else tl_dtypes[t.v.dtype].itemsize
    cdef int size = tl_dtypes[t.v.dtype].itemsize
    cdef Tensor out
    if mask.numel < RELEASE:
        count = count_true(mask.v.data, mask.numel)
    else:
        with nogil:
            count = count_true(mask.v.data, mask.numel)
    out = empty_tensor(t.v.dtype, 1, &count)
    if mask.numel < RELEASE:
        tl_compress(out.v.data, count, t.v.data, stride, size, mask.v.data, mask.numel)
    else:
        with nogil:
            tl_compress(out.v.data, count, t.v.data, stride, size, mask.v.data, mask.numel)
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
    return take_rows(t, index) if index.v.ndim and kind != b"f" else None
