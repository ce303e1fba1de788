# Elementwise operations: result dtype from the table, output, kernel, record; out=, where=, in place.

cdef enum:
    NOLOOP = 255

cdef uint8_t promoted[32][32]
cdef uint8_t computes[256][32]
cdef uint8_t results[256][32]
cdef uint8_t integer_check[256]  # 1: no zero divisor; 2: no negative exponent
cdef uint8_t comparison[256]     # 1: equal and its kin, exact for any pair of integers

cdef struct Route:  # of an op on one dtype
    tl_flat flat          # the kernel, for a direct unary op
    uint8_t direct        # computed in that dtype, without any check
    uint8_t result
    uint8_t result_size   # bytes
    uint8_t size

cdef Route routes[256][32]


cdef void fill_tables() noexcept:
    """From the rows of ops.def and dtypes.def; again when the default dtype changes, which integers become."""
    cdef int op, a, b, c, r
    memset(computes, NOLOOP, sizeof(computes))
    memset(results, NOLOOP, sizeof(results))
    memset(integer_check, 0, sizeof(integer_check))
    for a in range(TL_NDTYPES):
        for b in range(TL_NDTYPES):
            promoted[a][b] = promoted_dtype(a, b)
    for op in range(TL_NOPS):
        for a in range(TL_NDTYPES):
            if tl_ops[op].family[0] != b"s" and tl_resolve(op, a, &c, &r) == TL_OK:
                if not tl_is_inexact(a) and tl_is_float(c) and c > default_num:
                    c = tl_dtypes[default_num].compute
                    r = default_num if tl_is_float(r) else r
                computes[op][a] = c
                results[op][a] = r
                routes[op][a] = Route(NULL, a == c, r, tl_dtypes[r].itemsize, tl_dtypes[c].itemsize)
    integer_check[TL_OP_floor_divide] = integer_check[TL_OP_remainder] = integer_check[TL_OP_fmod] = 1
    integer_check[TL_OP_reciprocal] = 1
    integer_check[TL_OP_power] = 2
    for op in range(TL_NOPS):
        for a in range(TL_NDTYPES):
            if integer_check[op] and not tl_is_inexact(a):
                routes[op][a].direct = 0
            if routes[op][a].direct:
                routes[op][a].flat = tl_k.flat[op][a]
    memset(comparison, 0, sizeof(comparison))
    for op in (TL_OP_equal, TL_OP_not_equal, TL_OP_less, TL_OP_less_equal, TL_OP_greater, TL_OP_greater_equal):
        comparison[op] = 1


cdef tuple ORDERING = (
    TL_OP_maximum, TL_OP_minimum, TL_OP_fmax, TL_OP_fmin, TL_OP_max, TL_OP_min, TL_OP_nanmax, TL_OP_nanmin,
    TL_OP_argmax, TL_OP_argmin, TL_OP_nanargmax, TL_OP_nanargmin,
)


cdef object dtype_error(int op, Tensor a, Tensor b, str function=None):
    what = DTYPES[a.v.dtype].name if b is None else f"{DTYPES[a.v.dtype].name} and {DTYPES[b.v.dtype].name}"
    hint = ""
    if tl_is_complex(a.v.dtype) or b is not None and tl_is_complex(b.v.dtype):
        hint = ", which have no order" if comparison[op] or op in ORDERING else ""
    elif op == TL_OP_subtract or op == TL_OP_negative:
        hint = "; use logical_xor, logical_not, or x.astype(...)"
    return TypeError(f"{function or op_name(op)}: not defined for {what}{hint}")


cdef object shapes_error(str function, Tensor a, Tensor b):
    return ValueError(f"{function}: shapes {shape_tuple(a)} and {shape_tuple(b)} do not broadcast")


cdef int check_integers(int op, Tensor b) except -1:
    """Integer division by zero and negative integer powers have no integer result."""
    cdef Tensor zero, bad
    cdef uint64_t number = 0
    cdef int size = tl_dtypes[b.v.dtype].itemsize
    if tl_is_inexact(b.v.dtype):
        return 0
    if b.numel == 1:  # most often; nothing is computed then
        memcpy(&number, b.v.data, size)
        if number != 0 if integer_check[op] == 1 else <int64_t> (number << (64 - 8 * size)) >= 0:
            return 0
    if integer_check[op] == 1:
        bad = reduce_all(TL_OP_all, alias(b))
        if b.numel and not bad.v.data[0]:
            raise ZeroDivisionError(f"{op_name(op)}: integer division by zero")
    elif tl_dtypes[b.v.dtype].kind == b"i" and b.numel:
        zero = scalar_tensor(0, b.v.dtype)
        bad = reduce_all(TL_OP_any, binary(TL_OP_less, alias(b), zero))
        if bad.v.data[0]:
            raise ValueError(f"{op_name(op)}: integers to negative integer powers are not allowed; make one a float")
    return 0


cdef int run(int op, int dtype, Tensor out, Tensor a, Tensor b, Tensor mask, bint fresh) except -1:
    """Computes in `dtype` into `out`, where `mask` holds; operands of any dtypes broadcast to it."""
    cdef tl_call c
    cdef const tl_view *operands[3]
    if out.numel < SHORT_CUT and mask is None and tl_capturing == NULL:
        operands[0], operands[1] = &out.v, &a.v
        if b is not None:
            operands[2] = &b.v
        if tl_elementwise(op, dtype, 2 if b is None else 3, operands) != TL_OK:
            raise call_error(TL_NOLOOP, op_name(op))
        return 0
    if b is None:
        describe_call(&c, tl_runs.elementwise, op, dtype, out, a, mask, None)
    else:
        describe_call(&c, tl_runs.elementwise, op, dtype, out, a, b, mask)
    c.work = out.numel * tl_op_work(op, dtype)
    return launch(&c, op_name(op), fresh)


cdef Tensor unary(int op, Tensor a):
    cdef Tensor out
    cdef Route way = routes[op][a.v.dtype]
    if way.flat == NULL or not a.flags & CONTIGUOUS or a.numel >= SHORT_CUT or tl_capturing != NULL:
        return unary_general(op, a)
    out = fresh()
    allocate_like(out, a, way.result, way.result_size)
    way.flat(a.numel, out.v.data, a.v.data)
    if a.ag is not None and grad_off == 0 and tl_ops[op].differentiable:
        record_op(op, out, a, None)
    return out


cdef Tensor unary_general(int op, Tensor a):
    cdef Tensor out, x = a
    cdef int c = computes[op][a.v.dtype]
    cdef bint recorded
    if c == NOLOOP:
        raise dtype_error(op, a, None)
    if integer_check[op] and not tl_is_inexact(c):
        check_integers(op, a)
    recorded = a.ag is not None and grad_off == 0 and tl_ops[op].differentiable
    if recorded:
        x = cast(a, c)  # its rule works on what was computed with
    out = empty_tensor(results[op][a.v.dtype], x.v.ndim, x.v.shape)
    run(op, c, out, x, None, None, True)
    if recorded:
        record_op(op, out, x, None)
    return out


cdef inline bint small_integer(int dtype) noexcept:
    """May float32 stand for it?"""
    return not tl_is_inexact(dtype) and tl_promote(dtype, TL_F32) == TL_F32


cdef int common_dtype(int op, int a, int b) noexcept:
    """What two operands are promoted to."""
    cdef int d = promoted[a][b]
    if tl_ops[op].elementary and small_integer(a) and small_integer(b):
        return TL_I16  # any that computes in float32: int16 beside uint16 does as well
    return d


cdef Tensor compare_mixed(int op, Tensor a, Tensor b):
    """Signed integers beside uint64: no dtype holds both, but a negative number is below every unsigned one."""
    cdef bint signed_first = b.v.dtype == TL_U64
    cdef Tensor s = alias(a if signed_first else b), u = alias(b if signed_first else a), same, below
    same = binary(op, cast(s, TL_U64), u) if signed_first else binary(op, u, cast(s, TL_U64))
    if op == TL_OP_equal or op == TL_OP_not_equal:
        below = scalar_tensor(op == TL_OP_not_equal, TL_BOOL)
    else:
        below = scalar_tensor((op == TL_OP_less or op == TL_OP_less_equal) == signed_first, TL_BOOL)
    return select(binary(TL_OP_less, s, scalar_tensor(0, s.v.dtype)), below, same)


cdef tuple operands_of(object a, object b, str function):
    """Two operands that are not a Python number beside a tensor."""
    cdef Tensor x
    if isinstance(b, Tensor):
        return operand_beside(a, <Tensor> b, function), b
    x = as_tensor(a, function)
    return x, operand_beside(b, x, function)


cdef tuple tensors_of(int op, object a, object b):
    """Both operands as tensors; a Python number takes after the other operand."""
    cdef str name = op_name(op)
    cdef Tensor x
    if is_scalar(b) and not is_scalar(a):
        x = as_tensor(a, name)
        return beside_number(op, x, number_beside(op, x, b))
    if is_scalar(a) and not is_scalar(b):
        x = as_tensor(b, name)
        b, a = beside_number(op, x, number_beside(op, x, a))
        return a, b
    return operands_of(a, b, name)


cdef tuple beside_number(int op, Tensor a, Tensor number):
    """Integers beside a float are floats of the default type, like the number."""
    if default_num != TL_F64 and tl_is_inexact(number.v.dtype) and not tl_is_inexact(a.v.dtype):
        a = cast(a, number.v.dtype)
    return a, number


cdef tuple resolved(int op, object a, object b, str function=None):
    """Both operands in the dtype that `op` computes in, and the number of its result's dtype."""
    cdef Tensor x, y
    x, y = tensors_of(op, a, b)
    d = common_dtype(op, x.v.dtype, y.v.dtype)
    c = computes[op][d]
    if c == NOLOOP:
        raise dtype_error(op, x, y, function)
    return cast(x, c), cast(y, c), results[op][d]


cdef inline bint mixes_signs(int op, int a, int b, int common) noexcept:
    """Is it a comparison of signed integers with uint64, which no dtype holds both?"""
    return comparison[op] and common == TL_F64 and a != b and not tl_is_float(a) and not tl_is_float(b)


cdef Tensor binary(int op, Tensor a, Tensor b):
    cdef Tensor out, x = a, y = b
    cdef int d = a.v.dtype, c, r, ndim
    cdef int64_t shape[64]
    cdef const tl_view *pair[2]
    cdef char *p[3]
    cdef int64_t s[3]
    cdef bint recorded = (a.ag is not None or b.ag is not None) and grad_off == 0 and tl_ops[op].differentiable
    if d != b.v.dtype:
        d = common_dtype(op, d, b.v.dtype)
        if mixes_signs(op, a.v.dtype, b.v.dtype, d):
            return compare_mixed(op, a, b)
    c = computes[op][d]
    if c == NOLOOP:
        raise dtype_error(op, a, b)
    r = results[op][d]
    if recorded:  # its rule works on what was computed with
        x = cast(a, c)
        y = cast(b, c)
    if integer_check[op] and not tl_is_inexact(c) and x.numel:
        check_integers(op, y)
    if x.flags & y.flags & CONTIGUOUS and same_shape(x, y):
        out = fresh()
        allocate_like(out, x, r, tl_dtypes[r].itemsize)
        if x.numel < SHORT_CUT and x.v.dtype == c and y.v.dtype == c and not tl_is_stored(r) and tl_capturing == NULL:
            p[0] = out.v.data
            p[1] = x.v.data
            p[2] = y.v.data
            s[0] = tl_dtypes[r].itemsize
            s[1] = s[2] = tl_dtypes[c].itemsize
            tl_k.loop[op][c](x.numel, p, s)
        else:
            run(op, c, out, x, y, None, True)
    else:
        pair[0] = &x.v
        pair[1] = &y.v
        if tl_broadcast(2, pair, &ndim, shape) != TL_OK:
            raise shapes_error(op_name(op), a, b)
        out = empty_tensor(r, ndim, shape)
        run(op, c, out, x, y, None, True)
    if recorded:
        record_op(op, out, x, y)
    return out


cdef inline bint fits_plainly(int op, object number, int d) noexcept:
    """May a Python number be stored in dtype `d` beside a tensor of it, without any other look?"""
    if PyFloat_CheckExact(number):
        return tl_is_inexact(d)
    if PyComplex_CheckExact(number):
        return tl_is_complex(d)
    if is_short(number):
        if tl_is_inexact(d):
            return True
        return not integer_check[op] and (d == TL_I64 or d != TL_BOOL and int_fits(number, d))
    return False


cdef Tensor with_number(int op, Tensor a, object number, bint number_first):
    """Beside a Python number, which takes the tensor's dtype; kept on the stack while no gradient is recorded."""
    cdef int d = a.v.dtype
    cdef Tensor out, other
    cdef char value[16]
    cdef char *p[3]
    cdef int64_t s[3]
    if (computes[op][d] == d and a.flags & CONTIGUOUS and a.numel < SHORT_CUT and (a.ag is None or grad_off)
            and tl_capturing == NULL and fits_plainly(op, number, d)):
        if d == TL_F64 and PyFloat_CheckExact(number):
            (<double *> value)[0] = PyFloat_AS_DOUBLE(number)
        else:
            write_number(number, d, value)
        out = fresh()
        s[0] = tl_dtypes[results[op][d]].itemsize
        allocate_like(out, a, results[op][d], s[0])
        p[0] = out.v.data
        p[1 + number_first] = a.v.data
        s[1 + number_first] = tl_dtypes[d].itemsize
        p[2 - number_first] = value
        s[2 - number_first] = 0
        tl_k.loop[op][d](a.numel, p, s)
        return out
    a, other = beside_number(op, a, number_beside(op, a, number))
    return binary(op, other, a) if number_first else binary(op, a, other)


cdef Tensor number_beside(int op, Tensor a, object number):
    cdef int d = weak_dtype(number, a.v.dtype)
    if not tl_is_inexact(d) and computes[op][d] != NOLOOP and tl_is_float(computes[op][d]):
        return scalar_tensor(number, results[op][d])  # integers divide as floats: any number will do
    if PyLong_CheckExact(number) and tl_is_integer(d) and not int_fits(number, d):
        if results[op][d] == TL_BOOL:  # comparisons are exact for any integer
            if int_fits(number, TL_I64):
                return scalar_tensor(number, TL_I64)
            if int_fits(number, TL_U64) and tl_dtypes[d].kind == b"u":
                return scalar_tensor(number, TL_U64)
            return scalar_tensor(float("inf") if number > 0 else float("-inf"), TL_F64)
    return number_in(number, d, op_name(op))


cdef object binary_objects(int op, object a, object b):
    """Tensors beside tensors, Python numbers or array-likes."""
    cdef str name
    if isinstance(a, Tensor):
        if isinstance(b, Tensor):
            if op == TL_OP_power:
                return power(<Tensor> a, <Tensor> b)
            return binary(op, <Tensor> a, <Tensor> b)
        if is_scalar(b):
            if op == TL_OP_power:
                return power_number(<Tensor> a, b)
            return with_number(op, <Tensor> a, b, False)
    elif isinstance(b, Tensor) and is_scalar(a):
        return with_number(op, <Tensor> b, a, True)
    name = op_name(op)
    if is_scalar(a):
        if is_scalar(b):
            return binary(op, as_tensor(a, name), as_tensor(b, name))
        return with_number(op, as_tensor(b, name), a, True)
    if is_scalar(b):
        return binary_objects(op, as_tensor(a, name), b)
    a, b = operands_of(a, b, name)
    return binary(op, <Tensor> a, <Tensor> b)


cdef Tensor power(Tensor a, Tensor b):
    return binary(TL_OP_power, a, b)


cdef Tensor power_number(Tensor a, object number):
    """Squares and square roots are done as such, exactly and faster; the root of -0 is -0 then, as NumPy's."""
    if tl_is_inexact(a.v.dtype):
        if number == 2:
            return unary(TL_OP_square, a)
        if number == 0.5:
            return unary(TL_OP_sqrt, a)
        if number == 1:
            return unary(TL_OP_positive, a)
    return with_number(TL_OP_power, a, number, False)


cdef object operator(int op, object a, object b):
    """For the operators: NotImplemented for operands that are not numbers."""
    if isinstance(a, Tensor):
        if not isinstance(b, Tensor) and not is_scalar(b) and not convertible(b):
            return NotImplemented
    elif not is_scalar(a) and not convertible(a):
        return NotImplemented
    return binary_objects(op, a, b)


# ---- out=, where=, dtype= and in-place ----------------------------------------------------------------------------
cdef Tensor mask_of(object where, object out, str name):
    """What where= holds; None for all."""
    if where is True:
        return None
    if out is None:
        as_tensor(where, name)
        raise ValueError(f"{name}: where= needs out=, or the other elements would be unset")
    return as_tensor(where, name)


cdef Tensor on_memory(object x, str name, str what):
    """What is to be changed: a tensor, or one on the memory of NumPy's array."""
    cdef Tensor t
    if isinstance(x, Tensor):
        return <Tensor> x
    if not hasattr(type(x), "__array_finalize__"):
        hint = f"; of axes that stay it is keepdims={x}, or dim= and keepdim=" if isinstance(x, bool) else ""
        raise TypeError(f"{name}: {what} must be a tensor or an array, got {type(x).__name__}{hint}")
    t = wrap_buffer(x, name)
    if t is None:
        raise TypeError(f"{name}: {what} is an array of {x.dtype}, whose memory tensors cannot share")
    return t


cdef Tensor output_of(object out, str name):
    """The tensor that out= names, or one on the memory of NumPy's array."""
    return on_memory(out[0] if isinstance(out, tuple) and len(out) == 1 else out, name, "out=")


cdef inline object filled_output(object out, Tensor target):
    """What a function returns that has filled `target`: the tensor, or the array whose memory it is."""
    if isinstance(out, tuple):
        out = out[0]
    return target if isinstance(out, Tensor) else out


cdef int check_history(object filled, Tensor values, str name) except -1:
    """A gradient is lost in an array of NumPy's."""
    if values.ag is not None and grad_off == 0 and not isinstance(filled, Tensor):
        raise RuntimeError(f"{name}: the gradient would be lost in an array; fill a tensor, or use x.detach()")
    return 0


cdef int check_where(Tensor mask, Tensor target, str name) except -1:
    if not broadcasts_to(mask, target.v.ndim, target.v.shape):
        raise ValueError(f"{name}: where= of shape {shape_tuple(mask)} does not broadcast to {shape_tuple(target)}")
    return 0


cdef object finish(object result, object out, object where, str name, bint exact=False):
    """Puts a result into `out` where `where` holds; it broadcasts to a larger `out` unless `exact`."""
    cdef Tensor r = <Tensor> result, target, mask
    if out is None and where is True:
        return result
    mask = mask_of(where, out, name)
    target = output_of(out, name)
    check_history(filled_output(out, target), r, name)
    check_cast(r.v.dtype, target.v.dtype, name)
    if not (same_shape(r, target) or not exact and broadcasts_to(r, target.v.ndim, target.v.shape)):
        raise ValueError(f"{name}: out= has shape {shape_tuple(target)}, the result {shape_tuple(r)}")
    if mask is not None:
        check_where(mask, target, name)
        r = select(mask, cast(r, target.v.dtype), target)
    copy_into(target, r, name)
    return filled_output(out, target)


def _into(out, Tensor result not None, str function):
    """A result in the place that the caller gave, if any, for functions written in Python."""
    return finish(result, out, True, function, True)


cdef inline bint involved(Tensor t) noexcept:
    return t is not None and t.ag is not None


cdef object compute_into(int op, Tensor x, Tensor y, object out, object where):
    """An elementwise operation with out=, straight into it when no gradient is recorded."""
    cdef str name = op_name(op)
    cdef Tensor mask = mask_of(where, out, name), target = output_of(out, name)
    cdef int d = x.v.dtype, c, ndim = x.v.ndim, i
    cdef int64_t shape[64]
    cdef const tl_view *pair[2]
    cdef bint fits
    if y is not None and y.v.dtype != d:
        d = common_dtype(op, d, y.v.dtype)
    c = computes[op][d]
    if c == NOLOOP:
        raise dtype_error(op, x, y)
    if (grad_off == 0 and (involved(x) or involved(y) or involved(target))
            or y is not None and mixes_signs(op, x.v.dtype, y.v.dtype, d)
            or tl_is_stored(results[op][d]) and target.v.dtype != results[op][d]):  # which is rounded to first
        return finish(unary(op, x) if y is None else binary(op, x, y), out, where, name)
    pair[0] = &x.v
    pair[1] = &x.v if y is None else &y.v
    if tl_broadcast(2, pair, &ndim, shape) != TL_OK:
        raise shapes_error(name, x, y)
    if integer_check[op] and not tl_is_inexact(c) and x.numel:
        check_integers(op, x if y is None else y)
    check_cast(results[op][d], target.v.dtype, name)
    fits = ndim <= target.v.ndim
    for i in range(ndim if fits else 0):
        fits = fits and (shape[i] == 1 or shape[i] == target.v.shape[target.v.ndim - ndim + i])
    if not fits:
        found = tuple([shape[i] for i in range(ndim)])
        raise ValueError(f"{name}: out= has shape {shape_tuple(target)}, the result {found}")
    if mask is not None:
        check_where(mask, target, name)
    before_change(target, name)
    if x.numel != 1 or y is not None and y.numel != 1:
        refuse_overlap(target, name)
    x = apart(x, target)
    y = apart(y, target)
    if not (mask is None and results[op][c] == c and run_shortly(op, c, target, x, y)):
        run(op, c, target, x, y, apart(mask, target), False)
    changed(target, name)
    return filled_output(out, target)


cdef inline bint lies_like(Tensor t, Tensor out, int dtype) noexcept:
    return t.v.dtype == dtype and t.flags & CONTIGUOUS and same_shape(t, out)


cdef bint run_shortly(int op, int dtype, Tensor out, Tensor a, Tensor b) noexcept:
    """The kernel at once, where all is small, contiguous, and of one shape and dtype."""
    cdef char *p[3]
    cdef int64_t s[3]
    if (out.numel >= SHORT_CUT or tl_capturing != NULL or not lies_like(out, out, dtype) or not lies_like(a, out, dtype)
            or b is not None and not lies_like(b, out, dtype)):
        return False
    p[0], p[1], p[2] = out.v.data, a.v.data, NULL if b is None else b.v.data
    s[0] = s[1] = s[2] = tl_dtypes[dtype].itemsize
    tl_k.loop[op][dtype](out.numel, p, s)
    return True


cdef Tensor apart(Tensor t, Tensor target):
    """`t`, or a copy when writing to `target` would change it before it is read."""
    if t is None or tl_same_view(&t.v, &target.v) or not tl_overlap(&t.v, &target.v):
        return t
    return copied(alias(t))


cpdef Tensor in_dtype(object a, object dtype, str name):
    """An operand in the dtype asked for, of the same kind or a wider one; what is no array yet becomes it at once."""
    cdef DType target = as_dtype(dtype)
    cdef Tensor t = as_tensor(a, name)
    if not (weak_dtype(a, target.num) == target.num if is_scalar(a) else castable(t.v.dtype, target.num)):
        raise TypeError(
            f"{name}: an operand of {DTYPES[t.v.dtype].name} is not taken as {target.name}; use x.astype(...)"
        )
    return cast(t, target.num) if isinstance(a, Tensor) else new_array(a, target, False, name)


cdef object dtype_to_take(int op, object dtype):
    """What dtype= asks of the operands: of a question it may name the booleans of the answer, which is nothing."""
    cdef int d = as_dtype(dtype).num
    if strcmp(tl_ops[op].result, b"BOOL") == 0:
        return None if d == TL_BOOL else dtype
    if results[op][d] != d and results[op][d] != NOLOOP:
        raise TypeError(f"{op_name(op)}: of {DTYPES[d].name} it makes {DTYPES[results[op][d]].name}, another dtype")
    return dtype


cdef object apply_unary(int op, object a, object out, object where, object dtype):
    cdef str name = op_name(op)
    if dtype is not None:
        dtype = dtype_to_take(op, dtype)
    cdef Tensor x = as_tensor(a, name) if dtype is None else in_dtype(a, dtype, name)
    return unary(op, x) if out is None and where is True else compute_into(op, x, None, out, where)


cdef object apply_binary(int op, object a, object b, object out, object where, object dtype):
    cdef str name
    if dtype is not None:
        dtype = dtype_to_take(op, dtype)
    if dtype is not None:
        name = op_name(op)
        a = in_dtype(a, dtype, name)
        b = in_dtype(b, dtype, name)
    if out is None and where is True:
        return binary_objects(op, a, b)
    if op == TL_OP_power and is_scalar(b):  # which may be a square or a root
        return finish(binary_objects(op, a, b), out, where, op_name(op))
    a, b = tensors_of(op, a, b)
    return compute_into(op, <Tensor> a, <Tensor> b, out, where)


cdef object inplace(int op, Tensor a, object b):
    """a op= b: the result keeps a's shape and dtype."""
    cdef Tensor y
    cdef str name
    cdef int d
    if isinstance(b, Tensor):
        y = <Tensor> b
    elif is_scalar(b):
        y = number_beside(op, a, b)
    elif convertible(b):
        y = operand_beside(b, a, op_name(op))
    else:
        return NotImplemented
    name = op_name(op)
    d = promoted[a.v.dtype][y.v.dtype]
    if computes[op][d] == NOLOOP:
        raise dtype_error(op, a, y)
    check_cast(results[op][d], a.v.dtype, name)
    if not broadcasts_to(y, a.v.ndim, a.v.shape):
        raise ValueError(
            f"{name}: shape {shape_tuple(y)} does not broadcast to {shape_tuple(a)}, which an in-place change keeps"
        )
    before_change(a, name)
    refuse_overlap(a, name)
    if grad_off == 0 and y.ag is not None and a.ag is None and sharers(a) > 1 + (y.st is a.st):
        if a.flags & VIEW and Py_REFCNT(a) <= 1:  # the nameless x[i] of x[i] += y: the answer is assigned to x next
            return cast(binary(op, a, y), a.v.dtype)
        raise lost_gradient(name)
    if grad_off == 0 and (a.ag is not None or y.ag is not None):
        return inplace_recorded(op, a, y, name)
    if integer_check[op] and not tl_is_inexact(computes[op][d]) and a.numel:
        check_integers(op, y)
    run(op, computes[op][d], a, a, apart(y, a), None, False)
    changed(a, name)
    return a


cdef Tensor old_values(Tensor a):
    """A copy of the values under the record of `a`, whose own are about to change."""
    cdef Tensor before = alias(copied(alias(a)))
    before.seen = before.st.version
    attach(before, a.ag)
    return before


cdef Tensor inplace_recorded(int op, Tensor a, Tensor y, str name):
    """The old values go on under the old record; the new ones are a result of them."""
    cdef Tensor before, r
    if y.st is a.st:
        y = copied(y)  # its rule may save it
    before = old_values(a)
    if a.ag is not None and a.ag.op >= 0 and a.seen != a.st.version:
        raise outdated(a, op)
    r = cast(binary(op, before, y), a.v.dtype)
    write(a, r)
    changed(a, name)
    a.seen = a.st.version
    attach(a, r.ag)
    return a


# ---- where --------------------------------------------------------------------------------------------------------
cdef Tensor select(Tensor cond, Tensor a, Tensor b):
    """a where cond, else b; all broadcast together."""
    cdef int d = promoted[a.v.dtype][b.v.dtype], ndim
    cdef const tl_view *three[3]
    cdef int64_t shape[64]
    cdef Tensor out
    cdef Node n
    cdef bint recorded = (a.ag is not None or b.ag is not None) and grad_off == 0
    if recorded:
        cond = cast(cond, TL_BOOL)
        a = cast(a, d)
        b = cast(b, d)
    three[0] = &cond.v
    three[1] = &a.v
    three[2] = &b.v
    if tl_broadcast(3, three, &ndim, shape) != TL_OK:
        raise ValueError(
            f"where: shapes {shape_tuple(cond)}, {shape_tuple(a)} and {shape_tuple(b)} do not broadcast"
        )
    out = empty_tensor(d, ndim, shape)
    choose(out, cond, a, b, "where", True)
    if recorded:
        n = record(TL_OP_where, out, a, b, None)
        n.shapes = (changed_shape(a, out), changed_shape(b, out), None)
        save(n, 2, cond)
    return out


cdef int choose(Tensor out, Tensor cond, Tensor a, Tensor b, str function, bint fresh) except -1:
    """out = a where cond, else b; all of any dtypes, broadcast to `out`."""
    cdef tl_call c
    cdef char *p[4]
    cdef int64_t s[4]
    cdef int d = out.v.dtype
    if (out.numel < SHORT_CUT and tl_capturing == NULL and lies_like(cond, out, TL_BOOL) and lies_like(a, out, d)
            and lies_like(b, out, d) and out.flags & CONTIGUOUS):
        p[0], p[1], p[2], p[3] = out.v.data, cond.v.data, a.v.data, b.v.data
        s[0] = s[2] = s[3] = tl_dtypes[d].itemsize
        s[1] = 1
        tl_k.where[d](out.numel, p, s)
        return 0
    describe_call(&c, tl_runs.where, TL_OP_where, d, out, cond, a, b)
    return launch(&c, function, fresh)
