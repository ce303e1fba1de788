# Reductions, and work along one axis: result dtype and shape, kernel, record.

cdef uint64_t full_mask(Tensor t) noexcept:
    return ~(<uint64_t> 0) >> (64 - t.v.ndim) if t.v.ndim else 0


cdef Tensor reduce(int op, Tensor a, uint64_t mask, bint keepdims):
    return reduce_as(op, a, a.v.dtype, mask, keepdims)


cdef Tensor reduce_as(int op, Tensor a, int dtype, uint64_t mask, bint keepdims):
    """The reduction of `a` converted to `dtype`, which the walk does."""
    cdef int ndim = 0, i, c = computes[op][dtype], r
    cdef int64_t shape[64]
    cdef int64_t folded = 1
    cdef Tensor out, x = a
    cdef tl_call call
    cdef tl_status status
    cdef bint recorded = a.ag is not None and grad_off == 0 and tl_ops[op].differentiable
    if c == NOLOOP:
        raise dtype_error(op, a, None)
    if tl_is_complex(a.v.dtype) and not tl_is_complex(c) and c != TL_BOOL:
        raise lost_part(a.v.dtype, c, op_name(op))
    r = results[op][c]
    for i in range(a.v.ndim):
        if not mask >> i & 1:
            shape[ndim] = a.v.shape[i]
            ndim += 1
        else:
            folded *= a.v.shape[i]
    if folded == 0 and tl_ops[op].neutral == TL_NONE:
        raise ValueError(f"{op_name(op)}: no elements to reduce in shape {shape_tuple(a)}, and no value for none")
    out = empty_tensor(r, ndim, shape)
    if tl_ops[op].positional and not x.flags & CONTIGUOUS and mask & (mask - 1):
        x = contiguous(x)
    recorded = recorded and tl_is_inexact(r)
    if recorded:
        x = cast(x, c)
    if x.numel < SHORT_CUT and tl_capturing == NULL:
        status = tl_reduce(op, c, &out.v, &x.v, mask)
        if status != TL_OK:
            raise call_error(status, op_name(op))
    else:
        describe_call(&call, tl_runs.reduce, op, c, out, x, None, None)
        call.work = x.numel
        call.params, call.size = &mask, sizeof(mask)
        launch(&call, op_name(op), True)
    if recorded:
        record_reduction(op, out, x, mask)
    if results[op][dtype] != r:
        out = cast(out, results[op][dtype])
    if keepdims:
        for i in range(a.v.ndim):
            shape[i] = 1 if mask >> i & 1 else a.v.shape[i]
        out = reshaped(out, a.v.ndim, shape)
    return out


cdef Tensor reduce_all(int op, Tensor a):
    """Over all axes; where nothing is unusual, straight to the kernel."""
    cdef Tensor out
    cdef Route way = routes[op][a.v.dtype]
    if not (way.direct and a.flags & CONTIGUOUS and 0 < a.numel < SHORT_CUT and tl_capturing == NULL):
        return reduce(op, a, full_mask(a), False)
    out = fresh()
    allocate_scalar(out, way.result)
    tl_k.fold[op][a.v.dtype](1, a.numel, a.v.data, 0, way.size, out.v.data, 0)
    if a.ag is not None and grad_off == 0 and tl_ops[op].differentiable and tl_is_inexact(way.result):
        record_reduction(op, out, a, full_mask(a))
    return out


cdef int record_reduction(int op, Tensor out, Tensor a, uint64_t mask) except -1:
    cdef Node n = record(op, out, a, None, None)
    n.params = (mask, shape_tuple(a))
    if saves[op] & SAVE_A:
        save(n, 0, a)
    if saves[op] & SAVE_OUT:
        save_out(n, out)
    return 0


cdef object apply_reduce(
    int op, object a, object axis, object dtype, object out, bint keepdims, object initial, object where
):
    """A reduction with all of NumPy's arguments; composed of the plain one, where() and a binary op."""
    cdef Tensor x, r
    cdef str name
    cdef int d = -1  # the dtype asked for
    if isinstance(a, Tensor) and axis is None and dtype is None and out is None and initial is None and where is True:
        return reduce(op, <Tensor> a, full_mask(<Tensor> a), True) if keepdims else reduce_all(op, <Tensor> a)
    name = op_name(op)
    if dtype is None or isinstance(a, Tensor):
        x = as_tensor(a, name)
    else:
        x = new_array(a, as_dtype(dtype), False, name)
    mask = fold_axes(axis, x.v.ndim, name)
    if dtype is not None:
        d = as_dtype(dtype).num
        if tl_is_stored(d):
            x = cast(x, d)  # the reduction itself converts to what this is computed in
    elif (isinstance(out, Tensor) and tl_is_inexact((<Tensor> out).v.dtype)
            and strcmp(tl_ops[op].result, b"ACC") == 0 and not tl_is_inexact(x.v.dtype)):
        d = (<Tensor> out).v.dtype  # integers are summed as floats where the sum will be one
    if where is not True or initial is not None:
        if d >= 0:
            x = cast(x, tl_dtypes[d].compute)
        x = masked(op, x, where, initial, name)
    if x.numel == 0 and initial is not None:
        if computes[op][x.v.dtype] == NOLOOP:
            raise dtype_error(op, x, None)
        r = reduce_empty(x, mask, keepdims, number_in(initial, results[op][x.v.dtype] if d < 0 else d, name))
    else:
        r = reduce_as(op, x, x.v.dtype if d < 0 else d, mask, keepdims)
        if initial is not None:
            r = binary(tl_ops[op].combiner, r, cast(number_in(initial, r.v.dtype if d < 0 else d, name), r.v.dtype))
    if d >= 0:
        r = cast(r, d)
    return r if out is None else finish(r, out, True, name, True)


cdef Tensor masked(int op, Tensor x, object where, object initial, str name):
    """x with the elements that `where` leaves out replaced by what changes nothing."""
    cdef Tensor neutral
    if where is True:
        return x
    if tl_ops[op].neutral != TL_NONE:
        neutral = scalar_tensor(tl_ops[op].neutral, x.v.dtype)
    elif initial is not None:
        neutral = number_in(initial, x.v.dtype, name)
    else:
        raise ValueError(f"{name}: where= needs initial=, since {name} of no elements has no value")
    return select(as_tensor(where, name), x, neutral)


cdef Tensor reduce_empty(Tensor x, uint64_t mask, bint keepdims, Tensor value):
    cdef int64_t shape[64]
    cdef int ndim = 0, i
    for i in range(x.v.ndim):
        if not mask >> i & 1:
            shape[ndim] = x.v.shape[i]
            ndim += 1
        elif keepdims:
            shape[ndim] = 1
            ndim += 1
    return copied(broadcasted(value, ndim, shape))


# ---- lines --------------------------------------------------------------------------------------------------------
cdef int along_axis(
    int row, int op, int dtype, int axis, Tensor out, Tensor a, Tensor b, Tensor c, str function, bint skip_nan=False
) except -1:
    """A row of lines.def along an axis, computed in `dtype`."""
    cdef tl_lines what
    cdef tl_call call
    what.row, what.axis, what.ignore, what.skip_nan = row, axis, 0, skip_nan
    describe_call(&call, tl_runs.lines, op, dtype, out, a, b, c)
    call.work = 16.0 * out.numel
    call.params, call.size = &what, sizeof(what)
    return launch(&call, function, True)
