# NumPy's indexing: integers, slices, None and Ellipsis make views; integer and boolean arrays pick elements.
from cpython.slice cimport PySlice_AdjustIndices, PySlice_Unpack


cdef extern from *:
    """
    /* The common a[1:7] and a[:7]: its bounds, without the general machinery */
    static inline int short_slice(PyObject *object, int64_t *start, int64_t *stop) {
        PySliceObject *s = (PySliceObject *)object;
        if (s->step != Py_None || !is_short(s->stop) || !(s->start == Py_None || is_short(s->start))) return 0;
        *start = s->start == Py_None ? 0 : short_value(s->start);
        *stop = short_value(s->stop);
        return 1;
    }
    #define LASTING(x) ((x) == Py_None || PyLong_CheckExact(x))
    /* Are its bounds numbers, which answer without running Python, and always the same? */
    static inline int lasting_slice(PyObject *object) {
        PySliceObject *s = (PySliceObject *)object;
        return LASTING(s->start) && LASTING(s->stop) && LASTING(s->step);
    }
    """
    bint short_slice(object s, int64_t *start, int64_t *stop)
    bint lasting_slice(object s)


cdef struct Cut:
    int64_t start, step, length


cdef int cut(slice s, int64_t n, Cut *c) except -1:
    cdef Py_ssize_t start, stop, step
    if short_slice(s, &c.start, &c.length) and 0 <= c.start <= n and 0 <= c.length:
        c.step = 1
        c.length = max((c.length if c.length < n else n) - c.start, 0)
        return 0
    PySlice_Unpack(s, &start, &stop, &step)
    c.length = PySlice_AdjustIndices(n, &start, &stop, step)
    c.start, c.step = start, step
    return 0


cdef object index_error(Tensor t, int64_t i, int axis):
    return IndexError(f"index: {i} is out of bounds for axis {axis} of shape {shape_tuple(t)}")


cdef Tensor first_axis_cut(Tensor t, slice s):
    """t[s] for one slice."""
    cdef Cut c
    cdef Tensor w
    cdef int i
    cut(s, t.v.shape[0], &c)
    w = fresh()
    reserve_dims(w, t.v.ndim)
    share(w, t)
    for i in range(1, t.v.ndim):
        w.v.shape[i] = t.v.shape[i]
        w.v.strides[i] = t.v.strides[i]
    w.v.shape[0] = c.length
    w.v.strides[0] = t.v.strides[0] * c.step
    if c.length:
        w.v.data += c.start * t.v.strides[0]
    if t.v.ndim == 1 and c.step == 1 and t.flags & CONTIGUOUS:
        w.numel = c.length
        w.flags |= CONTIGUOUS
    else:
        set_flags(w)
    return w


cdef char *element_at(Tensor t, object index) noexcept:
    """Where the element lies that an index of small integers names; NULL for any other index, and out of bounds."""
    cdef Py_ssize_t i
    cdef int k
    cdef char *at = t.v.data
    if is_short(index):
        if t.v.ndim != 1:
            return NULL
        i = short_value(index)
        if i < 0:
            i += t.v.shape[0]
        return at + i * t.v.strides[0] if 0 <= i < t.v.shape[0] else NULL
    if type(index) is not tuple or len(<tuple> index) != t.v.ndim:
        return NULL
    for k in range(t.v.ndim):
        if not is_short((<tuple> index)[k]):
            return NULL
        i = short_value((<tuple> index)[k])
        if i < 0:
            i += t.v.shape[k]
        if not 0 <= i < t.v.shape[k]:
            return NULL
        at += i * t.v.strides[k]
    return at


cdef inline Tensor element(Tensor t, const char *at):
    """One element of t as a 0-d tensor of its own."""
    cdef Tensor w = fresh()
    cdef int size = tl_dtypes[t.v.dtype].itemsize
    allocate_scalar(w, t.v.dtype)
    if size == 8:
        memcpy(w.v.data, at, 8)
    elif size == 4:
        memcpy(w.v.data, at, 4)
    else:
        memcpy(w.v.data, at, size)
    return w


cdef Tensor first_axis_item(Tensor t, object index):
    """t[i] for one integer and more than one axis."""
    cdef Tensor w = view_of(t, t.v.ndim - 1)
    cdef int64_t at = place_on(t, index, 0)
    cdef int k
    for k in range(1, t.v.ndim):
        w.v.shape[k - 1] = t.v.shape[k]
        w.v.strides[k - 1] = t.v.strides[k]
    w.v.data += at * t.v.strides[0]
    set_flags(w)
    return w


cdef inline int64_t place_on(Tensor t, object index, int axis) except -1:
    """Which place along an axis an integer names, counted from the front."""
    cdef int64_t i = short_value(index) if is_short(index) else long_index(t, index, axis)
    cdef int64_t n = t.v.shape[axis]
    if not -n <= i < n:
        raise index_error(t, i, axis)
    return i + n if i < 0 else i


cdef int64_t long_index(Tensor t, object index, int axis) except? -1:
    try:
        return index
    except OverflowError:
        raise IndexError(f"index: {index} is out of bounds for axis {axis} of shape {shape_tuple(t)}") from None


# ---- reading an index: what its parts are, then one walk that makes the view and notes what picks -------------------
cdef struct Reading:
    int used       # axes that the parts name
    bint advanced  # there are index tensors
    bint element   # integers alone, one for every axis: then the answer is a value, as NumPy's scalars are, and no view


cdef object index_parts(Tensor t, object index, Reading *r):
    """The index as a sequence of int, slice, None, Ellipsis and index tensors."""
    cdef tuple given = <tuple> index if isinstance(index, tuple) else (index,)
    cdef list read = None
    cdef int numbers = 0, slices = 0, dots = 0, new = 0
    cdef Py_ssize_t i
    r.used, r.advanced = 0, False
    for i in range(len(given)):
        x = given[i]
        if not (PyLong_CheckExact(x) or isinstance(x, slice) and lasting_slice(x) or x is None or x is Ellipsis):
            read = [part for part in given] if read is None else read  # list(given) leaks it when memory runs out
            x = read[i] = index_part(x)
        if PyLong_CheckExact(x):
            numbers += 1
        elif isinstance(x, slice):
            slices += 1
        elif x is None:
            new += 1
        elif x is Ellipsis:
            dots += 1
        else:
            r.advanced = True
            r.used += axes_picked(<Tensor> x)
            new += axes_picked(<Tensor> x) == 0
    r.used += numbers + slices
    r.element = numbers == t.v.ndim and numbers == len(given)
    if dots > 1:
        raise IndexError("index: more than one Ellipsis ('...')")
    if new > TL_MAXDIM:
        raise IndexError(f"index: {new} new axes; at most {TL_MAXDIM} are possible")
    if r.used > t.v.ndim:
        raise IndexError(f"index: too many indices ({r.used}) for shape {shape_tuple(t)}")
    return given if read is None else read


cdef inline int axes_picked(Tensor index) noexcept:
    return index.v.ndim if index.v.dtype == TL_BOOL else 1


cdef object index_part(object x):
    """Whatever else may stand in an index, as an integer or an index tensor."""
    cdef Tensor a
    if isinstance(x, slice):
        return slice(bound_of(x.start), bound_of(x.stop), bound_of(x.step))
    if x is True or x is False:
        return scalar_tensor(x, TL_BOOL)
    if not isinstance(x, (Tensor, list, tuple)) and hasattr(x, "__index__") and not hasattr(x, "shape"):
        return int(x.__index__())
    a = index_tensor(x)
    if a.v.ndim == 0 and a.v.dtype != TL_BOOL:
        return int(item_of(a))
    return alias(a) if a.ag is not None else a


cdef object bound_of(object x):
    """A bound of a slice, asked once."""
    if x is None:
        return None
    if not hasattr(x, "__index__"):
        raise TypeError("slice indices must be integers or None or have an __index__ method")
    return int(x.__index__())


cdef Tensor index_tensor(object x):
    cdef Tensor a
    if isinstance(x, (str, bytes, float)):
        raise no_index(x)
    try:
        a = as_tensor(x, "index")
    except TypeError:
        raise no_index(x) from None
    if isinstance(x, (list, tuple)) and a.numel == 0:
        return cast(a, TL_I64)
    if tl_dtypes[a.v.dtype].kind not in b"biu":
        raise IndexError(
            f"index: arrays used as indices must be of integers or booleans, got {DTYPES[a.v.dtype].name}"
        )
    return a


cdef object no_index(object x):
    return IndexError(f"index: expected integers, slices, None, Ellipsis or arrays, got {type(x).__name__}")


cdef inline int cut_axis(Walk *w, Tensor t, slice s) except -1:
    cdef Cut c
    cut(s, t.v.shape[w.axis], &c)
    add_axis(w, c.length, t.v.strides[w.axis] * c.step)
    if c.length:
        w.offset += c.start * t.v.strides[w.axis]
    w.axis += 1
    return 0


cdef Tensor walked(Tensor t, object parts, int used, Picks p):
    """The view that integers, slices and None make; what index tensors pick from stays whole and is noted in `p`."""
    cdef Walk w
    cdef Tensor view
    cdef bint picks
    w.axis = w.n = 0
    w.offset = 0
    for x in parts:
        if p is not None:
            picks = isinstance(x, Tensor)
            meet(p, picks or PyLong_CheckExact(x), w.n)
            if picks:
                pick_axes(&w, t, <Tensor> x, p)
                continue
        if isinstance(x, slice):
            cut_axis(&w, t, <slice> x)
        elif PyLong_CheckExact(x):
            w.offset += place_on(t, x, w.axis) * t.v.strides[w.axis]
            w.axis += 1
        elif x is None:
            add_axis(&w, 1, 0)
        else:  # Ellipsis
            whole_axes(&w, t, t.v.ndim - used)
    whole_axes(&w, t, t.v.ndim - w.axis)
    if w.n > TL_MAXDIM:
        raise IndexError(f"index: {w.n} axes in the result; at most {TL_MAXDIM} are possible")
    view = view_of(t, w.n)
    memcpy(view.v.shape, w.shape, w.n * sizeof(int64_t))
    memcpy(view.v.strides, w.strides, w.n * sizeof(int64_t))
    view.v.data += w.offset
    set_flags(view)
    return view


# ---- x[...] ---------------------------------------------------------------------------------------------------------
cdef object get_item(Tensor t, object index):
    cdef Tensor out = None
    cdef object parts = index
    cdef Reading r
    cdef int op = TL_OP_gather
    cdef char *at
    if isinstance(index, slice) and t.v.ndim > 0 and lasting_slice(index):
        out, op = first_axis_cut(t, <slice> index), TL_OP_slice
    else:
        at = element_at(t, index)
        if at != NULL:
            out = element(t, at)
        elif isinstance(index, Tensor):
            out = picked_simply(t, <Tensor> index)
        elif PyLong_CheckExact(index) and t.v.ndim > 1:
            out, op = first_axis_item(t, index), TL_OP_slice
    if out is None:
        parts = index_parts(t, index, &r)
        if r.advanced:
            out = pick(t, parts, r.used)
        else:
            out = walked(t, parts, r.used, None)
            if r.element:
                out = element(t, out.v.data)
            else:
                op = TL_OP_slice
    if t.ag is not None and grad_off == 0:
        record_index(op, out, t, parts)
    return out


cdef int record_index(int op, Tensor out, Tensor t, object parts) except -1:
    cdef Node n = record(op, out, t, None, None)
    n.params = (kept_index(parts if isinstance(parts, (tuple, list)) else (parts,)), shape_tuple(t))
    return 0


cdef object kept_item(object x):
    """A part of an index that cannot change later: the gradient asks for it again."""
    return copied(alias(<Tensor> x)) if isinstance(x, Tensor) else x


cdef tuple kept_index(object parts):
    return tuple([kept_item(x) for x in parts])


cdef Tensor without_leading_ones(Tensor value, int ndim):
    cdef int64_t shape[64]
    cdef int extra = value.v.ndim - ndim, i
    if extra <= 0:
        return value
    for i in range(extra):
        if value.v.shape[i] != 1:
            return value
    for i in range(ndim):
        shape[i] = value.v.shape[extra + i]
    return reshaped(value, ndim, shape)


# ---- x[...] = y -----------------------------------------------------------------------------------------------------
cdef int set_item(Tensor t, object index, object value) except -1:
    """t[index] = value, cast to t's dtype. Everything is checked before anything is written."""
    cdef object parts
    cdef tuple kept = None
    cdef Reading r
    cdef Tensor v
    cdef char *at
    if t.ag is None and is_scalar(value) and not t.flags & READONLY:
        at = element_at(t, index)
        if at != NULL:
            return put_number(t, at, value)
    parts = index_parts(t, index, &r)
    v = value_for(value, t.v.dtype, "assignment")
    check_value(t, v, "assignment")  # before views of our own share the memory
    if grad_off == 0 and (t.ag is not None or v.ag is not None and tl_is_inexact(t.v.dtype)):
        kept = kept_index(parts)
    if r.advanced:
        assign_picks(t, parts, r.used, v, False)
    else:
        assign_part(t, walked(t, parts, r.used, None), v, r.element, isinstance(value, (list, tuple)))
    if kept is not None:
        record_assign(t, kept, v, False)
    return 0


cdef int put_number(Tensor t, char *at, object value) except -1:
    cdef char number[16]
    try:
        write_number(value, t.v.dtype, number)
    except (OverflowError, ValueError, TypeError) as error:
        raise type(error)(f"assignment: {error}") from None
    memcpy(at, number, tl_dtypes[t.v.dtype].itemsize)
    changed(t, "assignment")
    return 0


cdef int assign_part(Tensor t, Tensor part, Tensor v, bint element, bint listed) except -1:
    """Writes into a view of t, which may be one element; `listed` when the value was a sequence."""
    if v.v.ndim and (element or part.v.ndim == 0 and listed):
        raise ValueError(
            f"assignment: one element cannot hold a value of shape {shape_tuple(v)}; assign its only element, "
            f"value.item(), or to a slice"
        )
    v = without_leading_ones(v, part.v.ndim)
    if not broadcasts_to(v, part.v.ndim, part.v.shape):
        raise ValueError(
            f"assignment: shape {shape_tuple(v)} does not broadcast to {shape_tuple(part)}, the part of shape "
            f"{shape_tuple(t)} assigned to"
        )
    check_assignment(t, part, v)
    if v.numel != 1:
        refuse_overlap(part, "assignment")
    write(part, v)
    changed(t, "assignment")
    return 0


cdef int check_assignment(Tensor t, Tensor part, Tensor value) except -1:
    """x[i] += y ends in x[i] = (the changed view of x[i]); that one change through a view is in order."""
    if (value.st is t.st and part is not None and tl_same_view(&part.v, &value.v) and t.seen + 1 == t.st.version
            and (grad_off or value.ag is not None and value.seen == t.st.version)):
        t.seen = t.st.version
    if t.ag is not None and t.ag.op >= 0 and grad_off == 0 and t.seen != t.st.version:
        raise outdated(t, TL_OP_assign)
    return before_change(t, "assignment")


cdef bint assigned_simply(Tensor t, Tensor index, Tensor value) except -1:
    """t[index] = value where no plan is needed: one for a mask of t's shape, one or a vector at integers."""
    cdef bint mask = index.v.dtype == TL_BOOL, one = value.v.ndim == 0
    if mask and not (one and same_shape(index, t) and not tl_overlap(&index.v, &t.v)):
        return False
    if not mask and (t.v.ndim != 1 or not one and (index.v.ndim != 1 or not same_shape(index, value))):
        return False
    cdef Tensor v = cast(value if value.ag is None else alias(value), t.v.dtype)
    cdef tl_call call
    if mask:
        check_assignment(t, None, value)
        tl_call_make(&call, tl_runs.where, b"where", NULL, 0, &t.v, &index.v, &v.v, &t.v)
        call.bytes, call.work = moved(t), <double> t.numel
    else:
        index = contiguous(as_positions(t, index, 0))
        if tl_overlap(&index.v, &t.v):
            index = copied(index)
        check_bounds(t, index, t.v.shape[0], 0)
        check_assignment(t, None, value)
        if not one:
            refuse_overlap(t, "assignment")
            v = copied(v) if tl_overlap(&v.v, &t.v) else v
        tl_call_make(&call, tl_runs.put, b"put", NULL, 0, &t.v, &index.v, &v.v, NULL)
        call.bytes, call.work = 8.0 * index.numel, 2.0 * index.numel
    launch(&call, "assignment", False)
    changed(t, "assignment")
    return True


cdef int assign_picks(Tensor t, object parts, int used, Tensor value, bint add) except -1:
    cdef Picks p
    cdef Tensor v
    cdef tl_scattering h
    cdef tl_call call
    cdef str function = "index_add" if add else "assignment"
    if not add and len(parts) == 1 and assigned_simply(t, <Tensor> parts[0], value):
        return 0
    p = resolve_picks(t, parts, used)
    v = alias(value) if value.ag is not None else value
    v = broadcast_value(without_leading_ones(v, p.lead + p.row.v.ndim), p, p.lead + p.row.v.ndim, t)
    check_assignment(t, None, value)
    if add or value.numel != 1:
        refuse_overlap(t, function)
    if tl_overlap(&v.v, &t.v):
        v = copied(v)
    v = contiguous(placed(v, p, True))
    h.lead, h.add = p.lead, add
    tl_call_make(&call, tl_runs.scatter, b"scatter", &h, sizeof(h), &p.row.v, &v.v, &p.offsets.v, NULL)
    call.bytes, call.work = moved(v), 4.0 * p.offsets.numel
    launch(&call, function, False)
    changed(t, "assignment")
    return 0


cdef Tensor broadcast_value(Tensor v, Picks p, int n, Tensor t):
    """The value cast and broadcast to the result's shape, positions' axes at their place."""
    cdef int64_t shape[64]
    cdef int i
    for i in range(n):
        shape[i] = (p.shape[p.lead + i] if i < p.place else
                    (p.shape[i - p.place] if i < p.place + p.lead else p.shape[i]))
    if not broadcasts_to(v, n, shape):
        raise ValueError(
            f"assignment: shape {shape_tuple(v)} does not broadcast to {tuple([shape[i] for i in range(n)])}, the "
            f"part of shape {shape_tuple(t)} assigned to"
        )
    return broadcasted(cast(v, t.v.dtype), n, shape)


cdef int record_assign(Tensor t, tuple index, Tensor value, bint add) except -1:
    """The record of t after part of it was replaced by (or had added) `value`."""
    cdef Node n = new_node(TL_OP_assign)
    n.e0 = t.ag
    n.e1 = value.ag
    n.params = (index, shape_tuple(value), value.v.dtype, t.v.dtype, add)
    attach(t, n)
    t.seen = t.st.version
    return 0


def index_add(target, index, value):
    """target[index] += value in place, positions named twice counting twice (NumPy's ``add.at``).

    Parameters
    ----------
    target : Tensor
    index : index
        Anything ``target[index]`` takes.
    value : array_like
        Broadcast to the shape of ``target[index]``.

    Returns
    -------
    Tensor
        `target`.

    Raises
    ------
    IndexError, ValueError
        Before anything is changed, for an index or a shape that does not fit.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.index_add(tl.zeros(3), [0, 2, 2], 1.0)
    tensor([1., 0., 2.])
    """
    cdef Tensor t, v
    cdef object parts
    cdef tuple kept = None
    cdef Reading r
    if not isinstance(target, Tensor):
        raise TypeError(f"index_add: expected a tensor, got {type(target).__name__}")
    t = target
    v = value_for(value, t.v.dtype, "index_add")
    parts = index_parts(t, index, &r)
    if not r.advanced:
        index = tuple([part for part in parts])  # read once
        set_item(t, index, binary(TL_OP_add, get_item(t, index), v))
        return t
    check_value(t, v, "index_add")
    if grad_off == 0 and (t.ag is not None or v.ag is not None and tl_is_inexact(t.v.dtype)):
        kept = kept_index(parts)
    assign_picks(t, parts, r.used, v, True)
    if kept is not None:
        record_assign(t, kept, v, True)
    return t
