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
    """
    bint short_slice(object s, int64_t *start, int64_t *stop)


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


cdef inline bint is_mask(object x):
    return x is True or x is False or isinstance(x, Tensor) and (<Tensor> x).v.dtype == TL_BOOL


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


cdef bint names_element(Tensor t, object index, list items) noexcept:
    """Integers alone, one for every axis: then the answer is a value, as NumPy's scalars are, and not a view."""
    if len(items) != t.v.ndim or index is Ellipsis or isinstance(index, tuple) and Ellipsis in <tuple> index:
        return False
    for x in items:
        if not PyLong_CheckExact(x):
            return False
    return True


cdef Tensor first_axis_item(Tensor t, int64_t i):
    """t[i] for one integer and more than one axis."""
    cdef Tensor w = view_of(t, t.v.ndim - 1)
    cdef int64_t at = i + t.v.shape[0] if i < 0 else i
    cdef int k
    if at < 0 or at >= t.v.shape[0]:
        raise index_error(t, i, 0)
    for k in range(1, t.v.ndim):
        w.v.shape[k - 1] = t.v.shape[k]
        w.v.strides[k - 1] = t.v.strides[k]
    w.v.data += at * t.v.strides[0]
    set_flags(w)
    return w


cdef list index_items(Tensor t, object index, bint *advanced):
    """The index as a list of int, slice, None and index tensors, with the Ellipsis spelled out."""
    cdef list items = [], full = []
    cdef Py_ssize_t used = 0, dots = -1, new = 0
    cdef object x
    cdef Tensor a
    advanced[0] = False
    for x in index if isinstance(index, tuple) else (index,):
        if x is None:
            items.append(None)
            new += 1
        elif x is Ellipsis:
            if dots >= 0:
                raise IndexError("index: more than one Ellipsis ('...')")
            dots = len(items)
        elif isinstance(x, slice):
            items.append(x)
            used += 1
        elif PyLong_CheckExact(x):
            items.append(x)
            used += 1
        elif x is True or x is False:
            items.append(scalar_tensor(x, TL_BOOL))
            advanced[0] = True
            new += 1
        else:
            if (
                not isinstance(x, Tensor) and not isinstance(x, (list, tuple))
                and hasattr(x, "__index__") and not hasattr(x, "shape")
            ):
                items.append(x.__index__())
                used += 1
                continue
            if isinstance(x, (str, bytes, float)):
                raise IndexError(f"index: expected integers, slices, None, Ellipsis or arrays, got {type(x).__name__}")
            try:
                a = as_tensor(x, "index")
            except TypeError:
                raise IndexError(
                    f"index: expected integers, slices, None, Ellipsis or arrays, got {type(x).__name__}"
                ) from None
            if isinstance(x, (list, tuple)) and a.numel == 0:
                a = cast(a, TL_I64)
            if tl_dtypes[a.v.dtype].kind == b"f":
                raise IndexError(
                    f"index: arrays used as indices must be of integers or booleans, got {DTYPES[a.v.dtype].name}"
                )
            if a.v.ndim == 0 and a.v.dtype != TL_BOOL:
                items.append(int(item_of(a)))
                used += 1
                continue
            items.append(alias(a) if a.ag is not None else a)
            advanced[0] = True
            used += a.v.ndim if a.v.dtype == TL_BOOL else 1
            new += a.v.dtype == TL_BOOL and a.v.ndim == 0
    if new > TL_MAXDIM:
        raise IndexError(f"index: {new} new axes; at most {TL_MAXDIM} are possible")
    if used > t.v.ndim:
        raise IndexError(f"index: too many indices ({used}) for shape {shape_tuple(t)}")
    full = [slice(None)] * (t.v.ndim - used)
    if not full and advanced[0] and 0 < dots < len(items):
        full = [Ellipsis]  # of no axes, but it still parts the index arrays on its sides
    return items + full if dots < 0 else items[:dots] + full + items[dots:]


cdef Tensor basic_view(Tensor t, list items):
    """The view that integers, slices and None make; index tensors keep the axes they will pick from whole."""
    cdef int64_t shape[130]
    cdef int64_t strides[130]
    cdef int64_t offset = 0, i
    cdef int axis = 0, n = 0, k
    cdef Cut c
    cdef bint empty = False
    cdef Tensor w
    for x in items:
        if x is None:
            shape[n], strides[n] = 1, 0
            n += 1
        elif x is Ellipsis:
            pass
        elif isinstance(x, slice):
            cut(<slice> x, t.v.shape[axis], &c)
            shape[n], strides[n] = c.length, t.v.strides[axis] * c.step
            if c.length:
                offset += c.start * t.v.strides[axis]
            n += 1
            axis += 1
        elif isinstance(x, Tensor):
            if (<Tensor> x).v.dtype == TL_BOOL and (<Tensor> x).v.ndim == 0:
                shape[n], strides[n] = 1, 0
                n += 1
                continue
            for k in range((<Tensor> x).v.ndim if (<Tensor> x).v.dtype == TL_BOOL else 1):
                shape[n], strides[n] = t.v.shape[axis], t.v.strides[axis]
                n += 1
                axis += 1
        else:
            try:
                i = x
            except OverflowError:
                raise IndexError(f"index: {x} is out of bounds for axis {axis} of shape {shape_tuple(t)}") from None
            if i < -t.v.shape[axis] or i >= t.v.shape[axis]:
                raise index_error(t, i, axis)
            offset += (i + t.v.shape[axis] if i < 0 else i) * t.v.strides[axis]
            axis += 1
    if n > TL_MAXDIM:
        raise IndexError(f"index: {n} axes in the result; at most {TL_MAXDIM} are possible")
    w = view_of(t, n)
    memcpy(w.v.shape, shape, n * sizeof(int64_t))
    memcpy(w.v.strides, strides, n * sizeof(int64_t))
    w.v.data += offset
    set_flags(w)
    return w


cdef object get_item(Tensor t, object index):
    cdef Tensor out
    cdef Node n
    cdef list items = None
    cdef bint advanced
    cdef int64_t i
    cdef char *at
    if isinstance(index, slice) and t.v.ndim > 0:
        out = first_axis_cut(t, <slice> index)
        if t.ag is not None and grad_off == 0:
            n = record(TL_OP_slice, out, t, None, None)
            n.params = ((kept_item(index),), shape_tuple(t))
        return out
    at = element_at(t, index)
    if at != NULL:
        out = element(t, at)
        if t.ag is not None and grad_off == 0:
            n = record(TL_OP_gather, out, t, None, None)
            n.params = (index if type(index) is tuple else (index,), shape_tuple(t))
        return out
    out = picked_simply(t, <Tensor> index) if isinstance(index, Tensor) else None
    if out is not None:
        if t.ag is not None and grad_off == 0:
            n = record(TL_OP_gather, out, t, None, None)
            n.params = ((copied(alias(<Tensor> index)),), shape_tuple(t))
        return out
    if PyLong_CheckExact(index) and t.v.ndim > 1:
        try:
            i = index
        except OverflowError:
            raise IndexError(f"index: {index} is out of bounds for shape {shape_tuple(t)}") from None
        out = first_axis_item(t, i)
    else:
        items = index_items(t, index, &advanced)
        if advanced or names_element(t, index, items):
            out = pick(t, items) if advanced else element(t, basic_view(t, items).v.data)
            if t.ag is not None and grad_off == 0:
                n = record(TL_OP_gather, out, t, None, None)
                n.params = (kept_index(items), shape_tuple(t))
            return out
        out = basic_view(t, items)
    if t.ag is not None and grad_off == 0:
        n = record(TL_OP_slice, out, t, None, None)
        n.params = ((index,) if items is None else kept_index(items), shape_tuple(t))
    return out


cdef inline bint lasting(object bound):
    return bound is None or PyLong_CheckExact(bound)


cdef object kept_item(object x):
    """A part of an index that cannot change later: the gradient asks for it again."""
    if isinstance(x, Tensor):
        return copied(<Tensor> x)
    if isinstance(x, slice) and not (lasting(x.start) and lasting(x.stop) and lasting(x.step)):
        return slice(*[b if b is None else b.__index__() for b in (x.start, x.stop, x.step)])
    return x


cdef tuple kept_index(list items):
    return tuple([kept_item(x) for x in items])


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


cdef int set_item(Tensor t, object index, object value) except -1:
    """t[index] = value, cast to t's dtype. Everything is checked before anything is written."""
    cdef bint advanced
    cdef list items
    cdef Tensor v, w
    cdef char number[8]
    cdef char *at
    if t.ag is None and is_scalar(value) and not t.flags & READONLY:
        at = element_at(t, index)
        if at != NULL:
            try:
                write_number(value, t.v.dtype, number)
            except (OverflowError, ValueError) as error:
                raise type(error)(f"assignment: {error}") from None
            memcpy(at, number, tl_dtypes[t.v.dtype].itemsize)
            changed(t, "assignment")
            return 0
    items = index_items(t, index, &advanced)
    v = value_for(value, t.v.dtype, "assignment")
    check_value(t, v, "assignment")  # before views of our own share the memory
    if advanced:
        assign_picks(t, items, v, False)
    else:
        w = basic_view(t, items)
        if v.v.ndim and (names_element(t, index, items) or w.v.ndim == 0 and isinstance(value, (list, tuple))):
            raise ValueError(
                f"assignment: one element cannot hold a value of shape {shape_tuple(v)}; assign its only element, "
                f"value.item(), or to a slice"
            )
        v = without_leading_ones(v, w.v.ndim)
        if not broadcasts_to(v, w.v.ndim, w.v.shape):
            raise ValueError(
                f"assignment: shape {shape_tuple(v)} does not broadcast to {shape_tuple(w)}, the part of shape "
                f"{shape_tuple(t)} assigned to"
            )
        check_assignment(t, w, v)
        if v.numel != 1:
            refuse_overlap(w, "assignment")
        write(w, v)
        changed(t, "assignment")
    if grad_off == 0 and (t.ag is not None or v.ag is not None and tl_dtypes[t.v.dtype].kind == b"f"):
        record_assign(t, kept_index(items), v, False)
    return 0


cdef int check_assignment(Tensor t, Tensor part, Tensor value) except -1:
    """x[i] += y ends in x[i] = (the changed view of x[i]); that one change through a view is in order."""
    if (value.st is t.st and part is not None and tl_same_view(&part.v, &value.v) and t.seen + 1 == t.st.version
            and (grad_off or value.ag is not None and value.seen == t.st.version)):
        t.seen = t.st.version
    if t.ag is not None and t.ag.op >= 0 and grad_off == 0 and t.seen != t.st.version:
        raise outdated(t, TL_OP_assign)
    return before_change(t, "assignment")


cdef int select_into(Tensor t, Tensor mask, Tensor value) except -1:
    if t.numel < RELEASE:
        tl_where(&t.v, &mask.v, &value.v, &t.v)
    else:
        with nogil:
            tl_where(&t.v, &mask.v, &value.v, &t.v)
    return 0


cdef void scatter(Picks p, Tensor v, int64_t row_size, bint add) noexcept nogil:
    cdef int64_t *offsets = <int64_t *> p.offsets.v.data
    if add:
        tl_scatter_add(&p.row.v, p.offsets.numel, offsets, v.v.data, row_size, v.v.strides + p.lead)
    else:
        tl_scatter(&p.row.v, p.offsets.numel, offsets, v.v.data, row_size, v.v.strides + p.lead)


cdef int put_one(Tensor t, Tensor index, Tensor value) except -1:
    """t[index] = one value, for a vector t and one tensor of integers."""
    cdef Tensor i = contiguous(as_positions(t, index, 0))
    cdef Tensor v = cast(value if value.ag is None else alias(value), t.v.dtype)
    cdef const int64_t *at = <int64_t *> i.v.data
    cdef int64_t bad, n = t.v.shape[0]
    if tl_overlap(&i.v, &t.v):
        i = copied(i)
        at = <int64_t *> i.v.data
    if i.numel < RELEASE:
        bad = outside(at, i.numel, n)
    else:
        with nogil:
            bad = outside(at, i.numel, n)
    if bad >= 0:
        raise index_error(t, at[bad], 0)
    check_assignment(t, None, value)
    if i.numel < RELEASE:
        tl_put(t.v.data, n, t.v.strides[0], tl_dtypes[t.v.dtype].itemsize, at, i.numel, v.v.data)
    else:
        with nogil:
            tl_put(t.v.data, n, t.v.strides[0], tl_dtypes[t.v.dtype].itemsize, at, i.numel, v.v.data)
    changed(t, "assignment")
    return 0


cdef int assign_picks(Tensor t, list items, Tensor value, bint add) except -1:
    cdef Picks p
    cdef Tensor v
    cdef int k, n
    cdef int64_t row_size = 1
    if (len(items) == 1 and not add and is_mask(items[0]) and value.v.ndim == 0 and same_shape(<Tensor> items[0], t)
            and not tl_overlap(&(<Tensor> items[0]).v, &t.v)):
        check_assignment(t, None, value)
        v = cast(value if value.ag is None else alias(value), t.v.dtype)
        select_into(t, <Tensor> items[0], v)
        changed(t, "assignment")
        return 0
    if (t.v.ndim == 1 and value.v.ndim == 0 and not add and isinstance(items[0], Tensor)
            and (<Tensor> items[0]).v.dtype != TL_BOOL and len(items) == 1):
        return put_one(t, <Tensor> items[0], value)
    p = resolve_picks(t, items)
    n = p.lead + p.row.v.ndim
    v = alias(value) if value.ag is not None else value
    v = without_leading_ones(v, n)
    v = broadcast_value(v, p, n, t)
    check_assignment(t, None, value)
    if add or value.numel != 1:
        refuse_overlap(t, "index_add" if add else "assignment")
    if tl_overlap(&v.v, &t.v):
        v = copied(v)
    v = contiguous(placed(v, p, True))
    for k in range(p.row.v.ndim):
        row_size *= p.row.v.shape[k]
    row_size *= tl_dtypes[v.v.dtype].itemsize
    if v.numel < RELEASE:
        scatter(p, v, row_size, add)
    else:
        with nogil:
            scatter(p, v, row_size, add)
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
    cdef bint advanced
    cdef list items
    if not isinstance(target, Tensor):
        raise TypeError(f"index_add: expected a tensor, got {type(target).__name__}")
    t = target
    v = value_for(value, t.v.dtype, "index_add")
    items = index_items(t, index, &advanced)
    if not advanced:
        v = binary(TL_OP_add, get_item(t, index), v)
        set_item(t, index, v)
        return t
    check_value(t, v, "index_add")
    assign_picks(t, items, v, True)
    if grad_off == 0 and (t.ag is not None or v.ag is not None and tl_dtypes[t.v.dtype].kind == b"f"):
        record_assign(t, kept_index(items), v, True)
    return t
