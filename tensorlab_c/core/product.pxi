# Matrix products: shapes aligned, one kernel call for a stack of them, record.

cdef object align_error(str function, Tensor a, Tensor b):
    cdef int ax = a.v.ndim - 1, bx = 0 if b.v.ndim == 1 else b.v.ndim - 2
    return ValueError(
        f"{function}: shapes {shape_tuple(a)} and {shape_tuple(b)} do not align: "
        f"{a.v.shape[ax]} (axis {ax}) != {b.v.shape[bx]} (axis {bx})"
    )


cdef inline bint plain_gemm(Tensor out, Tensor a, Tensor b, bint *failed) noexcept:
    """Small 2-d products go straight to the kernel."""
    cdef tl_gemm g
    cdef int64_t size = tl_dtypes[a.v.dtype].itemsize
    if (a.v.ndim != 2 or b.v.ndim != 2 or a.v.shape[0] * a.v.shape[1] * b.v.shape[1] > SHORT_CUT_PRODUCT
            or tl_capturing != NULL):
        return False
    g.m, g.k, g.n = a.v.shape[0], a.v.shape[1], b.v.shape[1]
    g.a, g.a_row, g.a_col = a.v.data, a.v.strides[0] // size, a.v.strides[1] // size
    g.b, g.b_row, g.b_col = b.v.data, b.v.strides[0] // size, b.v.strides[1] // size
    g.c, g.c_row, g.c_col = out.v.data, g.n, 1
    g.bias = NULL
    g.accumulate = 0
    failed[0] = tl_k.gemm[a.v.dtype](&g) != TL_OK
    return True


cdef Tensor pairs(Tensor t):
    """Complex numbers that lie side by side as twice as many real ones along the last axis."""
    cdef Tensor out = view_of(t, t.v.ndim)
    cdef int last = t.v.ndim - 1
    memcpy(out.v.shape, t.v.shape, t.v.ndim * sizeof(int64_t))
    memcpy(out.v.strides, t.v.strides, t.v.ndim * sizeof(int64_t))
    out.v.dtype = tl_part_of(t.v.dtype)
    out.v.shape[last] *= 2
    out.v.strides[last] = tl_dtypes[out.v.dtype].itemsize
    set_flags(out)
    return out


cdef Tensor every_other_row(Tensor rows, Tensor like, bint odd):
    """A view of half the rows of contiguous matrices, of the shape of `like`."""
    cdef Tensor out = view_of(rows, like.v.ndim)
    cdef int axis = like.v.ndim - 2
    memcpy(out.v.shape, like.v.shape, like.v.ndim * sizeof(int64_t))
    memcpy(out.v.strides, rows.v.strides, like.v.ndim * sizeof(int64_t))
    out.v.strides[axis] *= 2
    if odd:
        out.v.data += rows.v.strides[axis]
    set_flags(out)
    return out


cdef int complex_product(Tensor out, Tensor x, Tensor y, str function) except -1:
    """By one real product: (re, im) of x times the rows (re, im) and (-im, re) of y are (re, im) of the result."""
    cdef int64_t shape[64]
    cdef Tensor rows, turned, opposite
    cdef tl_call c
    memcpy(shape, y.v.shape, y.v.ndim * sizeof(int64_t))
    shape[y.v.ndim - 2] *= 2
    rows = empty_tensor(y.v.dtype, y.v.ndim, shape)
    run_copy(every_other_row(rows, y, False), y, True)
    turned = every_other_row(rows, y, True)
    opposite = complex_part(turned, False)
    run(TL_OP_negative, opposite.v.dtype, opposite, complex_part(y, True), None, None, True)
    run_copy(complex_part(turned, True), complex_part(y, False), True)
    x, rows, out = pairs(contiguous(x)), pairs(rows), pairs(out)
    describe_call(&c, tl_runs.matmul, TL_OP_matmul, x.v.dtype, out, x, rows, None)
    c.work = 2.0 * out.numel * x.v.shape[x.v.ndim - 1]
    return launch(&c, function, True)


cdef Tensor row_or_column(Tensor t, bint row):
    """A vector as a matrix of one row or one column."""
    cdef int64_t shape[2]
    shape[0] = 1 if row else t.v.shape[0]
    shape[1] = t.v.shape[0] if row else 1
    return reshaped(t, 2, shape)


cdef Tensor matrix_product(Tensor a, Tensor b, str function):
    """a @ b as numpy.matmul: vectors lose their axis again, leading axes broadcast."""
    cdef int d = promoted[a.v.dtype][b.v.dtype]
    cdef Tensor out, r, x = a, y = b
    cdef int64_t shape[64]
    cdef int ndim, i
    if a.v.ndim == 0 or b.v.ndim == 0:
        raise ValueError(
            f"{function}: operands need at least one axis, got shapes {shape_tuple(a)} and {shape_tuple(b)}"
        )
    if a.v.shape[a.v.ndim - 1] != b.v.shape[0 if b.v.ndim == 1 else b.v.ndim - 2]:
        raise align_error(function, a, b)
    x = cast(x, tl_dtypes[d].compute)
    y = cast(y, tl_dtypes[d].compute)
    if a.v.ndim == 1:
        x = row_or_column(x, True)
    if b.v.ndim == 1:
        y = row_or_column(y, False)
    out = cast(product_of_matrices(x, y, function), d)
    if a.v.ndim == 1 or b.v.ndim == 1:
        ndim = 0
        for i in range(out.v.ndim):
            if not (a.v.ndim == 1 and i == out.v.ndim - 2 or b.v.ndim == 1 and i == out.v.ndim - 1):
                shape[ndim] = out.v.shape[i]
                ndim += 1
        out = reshaped(out, ndim, shape)
    return out


cdef Tensor product_of_matrices(Tensor x, Tensor y, str function):
    cdef Tensor out
    cdef int64_t shape[64]
    cdef int ndim
    cdef bint failed = False
    cdef tl_call c
    cdef tl_view lead[2]
    cdef const tl_view *leads[2]
    cdef Node n
    if x.v.ndim == 2 and y.v.ndim == 2:
        ndim = 0
    else:
        lead[0], lead[1] = x.v, y.v
        lead[0].ndim -= 2
        lead[1].ndim -= 2
        leads[0], leads[1] = &lead[0], &lead[1]
        if tl_broadcast(2, leads, &ndim, shape) != TL_OK:
            raise ValueError(
                f"{function}: leading axes of shapes {shape_tuple(x)} and {shape_tuple(y)} do not broadcast"
            )
    shape[ndim] = x.v.shape[x.v.ndim - 2]
    shape[ndim + 1] = y.v.shape[y.v.ndim - 1]
    out = empty_tensor(x.v.dtype, ndim + 2, shape)
    if tl_is_complex(x.v.dtype):
        complex_product(out, alias(x), alias(y), function)
    elif not plain_gemm(out, x, y, &failed):
        describe_call(&c, tl_runs.matmul, TL_OP_matmul, x.v.dtype, out, x, y, None)
        c.work = 2.0 * out.numel * x.v.shape[x.v.ndim - 1]
        launch(&c, function, True)
    elif failed:
        raise call_error(TL_NOMEM, function)
    if (x.ag is not None or y.ag is not None) and grad_off == 0 and tl_is_inexact(x.v.dtype):
        n = record(TL_OP_matmul, out, x, y, None)
        n.shapes = None if ndim == 0 else (shape_tuple(x), shape_tuple(y), None)
        if n.e1 is not None:
            save(n, 0, x)
        if n.e0 is not None:
            save(n, 1, y)
    return out
