# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, cdivision=True
"""The derivative rule of every differentiable primitive, written with the operations themselves.

A rule gets the node and the gradient `g` of its result, and leaves the gradient of input i in ``n.g<i>``. It may skip
inputs whose edge is None. Because rules use recorded operations, second derivatives need nothing more. Broadcasting
is undone by the tape.
"""
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c._call cimport is_complex
from tensorlab_c._tape cimport Node, rule_fn, rules
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.dtypes cimport promoted_dtype
from tensorlab_c.tl cimport TL_BOOL, TL_C64

cdef enum:
    A = 1        # the rule needs the first operand,
    B = 2        # the second,
    OUT = 4      # the result,
    CROSS = 8    # or each operand only for the other's gradient
    COMPLEX = 16  # for complex numbers only


cdef inline Tensor sub(Tensor a, Tensor b):
    return binary(TL_OP_subtract, a, b)

cdef inline Tensor mul(Tensor a, Tensor b):
    return binary(TL_OP_multiply, a, b)

cdef inline Tensor div(Tensor a, Tensor b):
    return binary(TL_OP_divide, a, b)

cdef inline Tensor neg(Tensor a):
    return unary(TL_OP_negative, a)

cdef inline Tensor sq(Tensor a):
    return unary(TL_OP_square, a)

cdef inline Tensor root(Tensor a):
    return unary(TL_OP_sqrt, a)

cdef inline Tensor times(Tensor a, double k):
    return with_number(TL_OP_multiply, a, k, False)

cdef inline Tensor plus(Tensor a, double k):
    return with_number(TL_OP_add, a, k, False)

cdef inline Tensor k_minus(double k, Tensor a):
    return with_number(TL_OP_subtract, a, k, True)

cdef inline Tensor zeros_of(Tensor t):
    """Zeros of the same shape and dtype."""
    return filled(t, 0.0)

cdef Tensor filled(Tensor t, double value):
    cdef Tensor z = empty_tensor(t.v.dtype, t.v.ndim, t.v.shape)
    copy_into(z, scalar_tensor(value, t.v.dtype), "fill")
    return z

cdef inline Tensor flag(Tensor mask, Tensor like):
    """A mask as 0.0 and 1.0."""
    return cast(mask, like.v.dtype)

# A gradient is that of a real loss along the real and imaginary part, dL/dx + i dL/dy, so that descent goes against it.
# Through an analytic function it takes the conjugate of the derivative, which is the derivative at the conjugate.
cdef inline Tensor a_(Node n):
    return conjugated(saved(n, 0))

cdef inline Tensor b_(Node n):
    return conjugated(saved(n, 1))

cdef inline Tensor y_(Node n):
    return conjugated(saved_out(n))


# ---- unary --------------------------------------------------------------------------------------------------------
cdef int d_positive(Node n, object g) except -1:
    n.g0 = g
    return 0

cdef int d_negative(Node n, object g) except -1:
    n.g0 = neg(g)
    return 0

cdef int d_abs(Node n, object g) except -1:
    n.g0 = mul(g, unary(TL_OP_sign, saved(n, 0)))
    return 0

cdef int d_conjugate(Node n, object g) except -1:
    n.g0 = conjugated(g)
    return 0

cdef int d_real(Node n, object g) except -1:
    n.g0 = cast(g, complex_of(g))
    return 0

cdef int d_imag(Node n, object g) except -1:
    n.g0 = mul(g, scalar_tensor(1j, complex_of(g)))
    return 0

cdef inline int complex_of(Tensor g) noexcept:
    return promoted_dtype(g.v.dtype, TL_C64)

cdef int d_sign(Node n, object g) except -1:
    """Of real numbers it is constant; of complex ones y = a / |a| turns, by what of g is at right angles to y."""
    cdef Tensor a, y, r, zero
    if not is_complex(g):
        return d_step(n, g)
    a, y = saved(n, 0), saved_out(n)
    r = unary(TL_OP_abs, a)
    zero = binary(TL_OP_equal, r, scalar_tensor(0, r.v.dtype))
    along = complex_part(mul(conjugated(y), g), False)
    turned = div(sub(g, mul(y, along)), select(zero, scalar_tensor(1, r.v.dtype), r))
    n.g0 = select(zero, scalar_tensor(0, a.v.dtype), turned)
    return 0

cdef int d_step(Node n, object g) except -1:
    """sign, floor, ceil, trunc, rint, floor_divide: constant between their jumps."""
    n.g0 = zeros_of(g)
    n.g1 = n.g0
    return 0

cdef int d_scalb(Node n, object g) except -1:
    n.g0 = binary(TL_OP_scalb, <Tensor> g, saved(n, 1))
    n.g1 = zeros_of(g)  # of whole numbers
    return 0

cdef int d_square(Node n, object g) except -1:
    n.g0 = mul(g, times(a_(n), 2.0))
    return 0

cdef int d_reciprocal(Node n, object g) except -1:
    n.g0 = neg(mul(g, sq(y_(n))))
    return 0

cdef int d_sqrt(Node n, object g) except -1:
    n.g0 = div(times(g, 0.5), y_(n))
    return 0

cdef int d_cbrt(Node n, object g) except -1:
    n.g0 = div(g, times(sq(y_(n)), 3.0))
    return 0

cdef int d_exp(Node n, object g) except -1:
    n.g0 = mul(g, y_(n))
    return 0

cdef int d_exp2(Node n, object g) except -1:
    n.g0 = mul(g, times(y_(n), 0.6931471805599453))  # ln 2
    return 0

cdef int d_expm1(Node n, object g) except -1:
    n.g0 = mul(g, plus(y_(n), 1.0))
    return 0

cdef int d_log(Node n, object g) except -1:
    n.g0 = div(g, a_(n))
    return 0

cdef int d_log2(Node n, object g) except -1:
    n.g0 = div(g, times(a_(n), 0.6931471805599453))
    return 0

cdef int d_log10(Node n, object g) except -1:
    n.g0 = div(g, times(a_(n), 2.302585092994046))  # ln 10
    return 0

cdef int d_log1p(Node n, object g) except -1:
    n.g0 = div(g, plus(a_(n), 1.0))
    return 0

cdef int d_sin(Node n, object g) except -1:
    n.g0 = mul(g, unary(TL_OP_cos, a_(n)))
    return 0

cdef int d_cos(Node n, object g) except -1:
    n.g0 = neg(mul(g, unary(TL_OP_sin, a_(n))))
    return 0

cdef int d_tan(Node n, object g) except -1:
    n.g0 = mul(g, plus(sq(y_(n)), 1.0))
    return 0

cdef int d_arcsin(Node n, object g) except -1:
    n.g0 = div(g, root(k_minus(1.0, sq(a_(n)))))
    return 0

cdef int d_arccos(Node n, object g) except -1:
    n.g0 = neg(div(g, root(k_minus(1.0, sq(a_(n))))))
    return 0

cdef int d_arctan(Node n, object g) except -1:
    n.g0 = div(g, plus(sq(a_(n)), 1.0))
    return 0

cdef int d_sinh(Node n, object g) except -1:
    n.g0 = mul(g, unary(TL_OP_cosh, a_(n)))
    return 0

cdef int d_cosh(Node n, object g) except -1:
    n.g0 = mul(g, unary(TL_OP_sinh, a_(n)))
    return 0

cdef int d_tanh(Node n, object g) except -1:
    n.g0 = binary(TL_OP_tanh_grad, g, y_(n))
    return 0

cdef int d_arcsinh(Node n, object g) except -1:
    n.g0 = div(g, root(plus(sq(a_(n)), 1.0)))
    return 0

cdef int d_arccosh(Node n, object g) except -1:
    cdef Tensor a = a_(n), below = plus(a, -1.0), above = plus(a, 1.0)
    # the root of the product of complex numbers has its cuts elsewhere
    n.g0 = div(g, mul(root(below), root(above)) if is_complex(a) else root(mul(below, above)))
    return 0

cdef int d_arctanh(Node n, object g) except -1:
    n.g0 = div(g, k_minus(1.0, sq(a_(n))))
    return 0

cdef int d_erf(Node n, object g) except -1:
    n.g0 = mul(g, times(unary(TL_OP_exp, neg(sq(a_(n)))), 1.1283791670955126))  # 2 / sqrt(pi)
    return 0

cdef int d_relu(Node n, object g) except -1:
    n.g0 = binary(TL_OP_relu_grad, g, a_(n))
    return 0

cdef int d_sigmoid(Node n, object g) except -1:
    n.g0 = binary(TL_OP_sigmoid_grad, g, y_(n))
    return 0


# ---- binary -------------------------------------------------------------------------------------------------------
cdef int d_add(Node n, object g) except -1:
    n.g0 = g
    n.g1 = g
    return 0

cdef int d_subtract(Node n, object g) except -1:
    n.g0 = g
    if n.e1 is not None:
        n.g1 = neg(g)
    return 0

cdef int d_multiply(Node n, object g) except -1:
    if n.e0 is not None:
        n.g0 = mul(g, b_(n))
    if n.e1 is not None:
        n.g1 = mul(g, a_(n))
    return 0

cdef int d_divide(Node n, object g) except -1:
    cdef Tensor over = div(g, b_(n))
    n.g0 = over
    if n.e1 is not None:
        n.g1 = neg(mul(over, div(a_(n), b_(n))))
    return 0

cdef int d_power(Node n, object g) except -1:
    cdef Tensor a = a_(n), b = b_(n), zero = scalar_tensor(0.0, a.v.dtype), one = scalar_tensor(1.0, a.v.dtype)
    cdef Tensor both
    if is_complex(a):
        return d_complex_power(n, g, a, b)
    if n.e0 is not None:  # b a^(b-1); where b = 0 the power is made a^0, since 0 times infinity or nan is no number
        both = binary(TL_OP_equal, b, zero)
        n.g0 = mul(g, mul(b, binary(TL_OP_power, a, plus(select(both, one, b), -1.0))))
    if n.e1 is not None:  # a^b ln a, and 0 where a = 0 and b is not negative
        both = binary(TL_OP_logical_and, binary(TL_OP_equal, a, zero), binary(TL_OP_greater_equal, b, zero))
        n.g1 = mul(g, mul(y_(n), unary(TL_OP_log, select(both, one, a))))
    return 0

cdef int d_complex_power(Node n, Tensor g, Tensor a, Tensor b) except -1:
    """As of real numbers, but 0 where a = 0, whose logarithm has no limit."""
    cdef Tensor zero = scalar_tensor(0, a.v.dtype), one = scalar_tensor(1, a.v.dtype), none
    if n.e0 is not None:
        none = binary(TL_OP_equal, b, zero)
        n.g0 = mul(g, mul(b, binary(TL_OP_power, a, plus(select(none, one, b), -1.0))))
    if n.e1 is not None:
        none = binary(TL_OP_equal, a, zero)
        n.g1 = select(none, zero, mul(g, mul(y_(n), unary(TL_OP_log, select(none, one, a)))))
    return 0

cdef int share(Node n, Tensor g, Tensor first, Tensor second) except -1:
    """The winner takes the gradient; equals take half each."""
    cdef Tensor p = flag(first, g), q = flag(second, g), half = times(mul(p, q), 0.5)
    n.g0 = mul(g, sub(p, half))
    n.g1 = mul(g, sub(q, half))
    return 0

cdef inline Tensor or_nan(Tensor wins, Tensor other):
    return binary(TL_OP_logical_or, wins, unary(TL_OP_isnan, other))

cdef int d_maximum(Node n, object g) except -1:
    """nan wins."""
    cdef Tensor a = a_(n), b = b_(n)
    return share(n, g, or_nan(binary(TL_OP_greater_equal, a, b), a), or_nan(binary(TL_OP_greater_equal, b, a), b))

cdef int d_minimum(Node n, object g) except -1:
    cdef Tensor a = a_(n), b = b_(n)
    return share(n, g, or_nan(binary(TL_OP_less_equal, a, b), a), or_nan(binary(TL_OP_less_equal, b, a), b))

cdef int give(Node n, Tensor g, Tensor first) except -1:
    """All to the first operand or all to the second, as PyTorch has it for fmax and fmin."""
    cdef Tensor none = scalar_tensor(0.0, g.v.dtype)
    n.g0 = select(first, g, none)
    n.g1 = select(first, none, g)
    return 0

cdef int d_fmax(Node n, object g) except -1:
    """The first of equals takes the gradient; nan never does, beside a number."""
    cdef Tensor a = a_(n), b = b_(n)
    return give(n, g, or_nan(binary(TL_OP_greater_equal, a, b), b))

cdef int d_fmin(Node n, object g) except -1:
    cdef Tensor a = a_(n), b = b_(n)
    return give(n, g, or_nan(binary(TL_OP_less_equal, a, b), b))

cdef int d_arctan2(Node n, object g) except -1:
    """b / (a^2 + b^2) and -a / (a^2 + b^2), divided twice by the root, as squares leave the range; 0 at the origin."""
    cdef Tensor a = a_(n), b = b_(n), zero = scalar_tensor(0.0, a.v.dtype), origin, r
    origin = binary(TL_OP_logical_and, binary(TL_OP_equal, a, zero), binary(TL_OP_equal, b, zero))
    r = binary(TL_OP_hypot, a, select(origin, scalar_tensor(1.0, a.v.dtype), b))
    n.g0 = mul(g, div(div(b, r), r))
    n.g1 = neg(mul(g, div(div(a, r), r)))
    return 0

cdef int d_hypot(Node n, object g) except -1:
    n.g0 = mul(g, div(a_(n), y_(n)))  # in this order the second derivative stays in range as well
    n.g1 = mul(g, div(b_(n), y_(n)))
    return 0

cdef int d_copysign(Node n, object g) except -1:
    """1 where the sign stays, -1 where it changes, 0 at zero as of abs."""
    n.g0 = mul(g, mul(unary(TL_OP_sign, alias(a_(n))), binary(TL_OP_copysign, filled(g, 1.0), alias(b_(n)))))
    n.g1 = zeros_of(g)
    return 0

cdef int d_heaviside(Node n, object g) except -1:
    cdef Tensor none = zeros_of(g)
    n.g0 = none
    n.g1 = select(binary(TL_OP_equal, a_(n), scalar_tensor(0.0, none.v.dtype)), g, none)
    return 0

cdef int d_remainder(Node n, object g) except -1:
    n.g0 = g
    if n.e1 is not None:
        n.g1 = neg(mul(g, binary(TL_OP_floor_divide, alias(a_(n)), alias(b_(n)))))
    return 0

cdef int d_fmod(Node n, object g) except -1:
    n.g0 = g
    if n.e1 is not None:
        n.g1 = neg(mul(g, unary(TL_OP_trunc, div(alias(a_(n)), alias(b_(n))))))
    return 0

cdef int d_relu_grad(Node n, object g) except -1:
    n.g0 = binary(TL_OP_relu_grad, g, b_(n))
    n.g1 = zeros_of(g)
    return 0

cdef int d_tanh_grad(Node n, object g) except -1:
    n.g0 = binary(TL_OP_tanh_grad, g, b_(n))
    if n.e1 is not None:
        n.g1 = mul(mul(g, a_(n)), times(b_(n), -2.0))
    return 0

cdef int d_sigmoid_grad(Node n, object g) except -1:
    n.g0 = binary(TL_OP_sigmoid_grad, g, b_(n))
    if n.e1 is not None:
        n.g1 = mul(mul(g, a_(n)), k_minus(1.0, times(b_(n), 2.0)))
    return 0


# ---- reductions ---------------------------------------------------------------------------------------------------
cdef Tensor with_ones(Tensor t, uint64_t mask, tuple shape):
    """A reduction's result with its reduced axes back at size 1."""
    cdef int64_t kept[64]
    cdef int i
    for i in range(len(shape)):
        kept[i] = 1 if mask >> i & 1 else <int64_t> shape[i]
    return reshaped(t, len(shape), kept)

cdef Tensor spread(Node n, Tensor g):
    """The gradient of a reduction's result, repeated over what was reduced."""
    cdef int64_t full[64]
    cdef uint64_t mask = n.params[0]
    cdef int ndim = parse_shape(n.params[1], full, "backward")
    return broadcasted(with_ones(g, mask, n.params[1]), ndim, full)

cdef int d_sum(Node n, object g) except -1:
    n.g0 = spread(n, g)
    return 0

cdef int d_nansum(Node n, object g) except -1:
    cdef Tensor a = a_(n)
    n.g0 = select(unary(TL_OP_isnan, a), scalar_tensor(0.0, a.v.dtype), spread(n, g))
    return 0

cdef int d_prod(Node n, object g) except -1:
    n.g0 = mul(spread(n, g), product_of_others(a_(n), n.params[0]))
    return 0

cdef int d_nanprod(Node n, object g) except -1:
    cdef Tensor a = a_(n), gone = unary(TL_OP_isnan, a)
    cdef Tensor others = product_of_others(select(gone, scalar_tensor(1.0, a.v.dtype), a), n.params[0])
    n.g0 = select(gone, scalar_tensor(0.0, a.v.dtype), mul(spread(n, g), others))
    return 0

cdef Tensor product_of_others(Tensor a, uint64_t mask):
    """At each element the product of all the others along the reduced axes, exact where there are zeros."""
    kept = [i for i in range(a.v.ndim) if not mask >> i & 1]
    order = kept + [i for i in range(a.v.ndim) if mask >> i & 1]
    moved = a.transpose(order)
    count = 1
    for i in order[len(kept):]:
        count *= a.v.shape[i]
    flat = moved.reshape([a.v.shape[i] for i in kept] + [count])
    if count == 0:
        return a
    others = (products_before(flat) * products_before(flat[..., ::-1])[..., ::-1]).reshape(moved.shape)
    back = sorted(range(a.v.ndim), key=order.__getitem__)
    return others.transpose(back)

cdef object products_before(Tensor flat):
    """Along the last axis, the product of all that stands before each element: in log2(n) steps of doubled reach."""
    from tensorlab_c.joining import concatenate
    cdef int64_t reach = 1, count = flat.v.shape[flat.v.ndim - 1]
    cdef object found = concatenate((filled(flat[..., :1], 1.0), flat[..., :-1]), axis=-1)
    while reach < count:
        found = concatenate((found[..., :reach], found[..., reach:] * found[..., :-reach]), axis=-1)
        reach *= 2
    return found

cdef int d_extreme(Node n, object g) except -1:
    """max, min and their nan-versions: equal winners share the gradient."""
    cdef Tensor a = a_(n), hit
    cdef uint64_t mask = n.params[0]
    hit = flag(binary(TL_OP_equal, a, with_ones(alias(y_(n)), mask, n.params[1])), a)
    n.g0 = mul(spread(n, g), div(hit, reduce(TL_OP_sum, hit, mask, True)))
    return 0


# ---- views, copies, picking ---------------------------------------------------------------------------------------
cdef int d_cast(Node n, object g) except -1:
    n.g0 = cast_back(g, n.params)
    return 0

cdef Tensor cast_back(Tensor g, int dtype):
    """The gradient of what was converted from `dtype`: what became complex has no imaginary part."""
    return cast(complex_part(g, False) if is_complex(g) and dtype_info[dtype].kind != b"c" else g, dtype)

cdef int d_where(Node n, object g) except -1:
    cdef Tensor zero = scalar_tensor(0.0, (<Tensor> g).v.dtype), cond = saved(n, 2)
    if n.e0 is not None:
        n.g0 = select(cond, g, zero)
    if n.e1 is not None:
        n.g1 = select(cond, zero, g)
    return 0

cdef int d_reshape(Node n, object g) except -1:
    cdef int64_t shape[64]
    cdef int ndim = parse_shape(n.params, shape, "backward")
    n.g0 = reshaped(g, ndim, shape)
    return 0

cdef int d_permute(Node n, object g) except -1:
    cdef int back[64]
    cdef int i
    for i in range(len(n.params)):
        back[<int> n.params[i]] = i
    n.g0 = permuted(g, back)
    return 0

cdef int d_broadcast_to(Node n, object g) except -1:
    n.g0 = sum_to(g, n.params)
    return 0

cdef Tensor zeros_shaped(tuple shape, int dtype):
    cdef int64_t sizes[64]
    cdef int ndim = parse_shape(shape, sizes, "backward")
    cdef Tensor z = empty_tensor(dtype, ndim, sizes)
    copy_into(z, scalar_tensor(0.0, dtype), "fill")
    return z

cdef int d_slice(Node n, object g) except -1:
    cdef Tensor z = zeros_shaped(n.params[1], (<Tensor> g).v.dtype)
    set_item(z, n.params[0], g)
    n.g0 = z
    return 0

cdef int d_gather(Node n, object g) except -1:
    if not repeats(n.params[0]):
        return d_slice(n, g)
    from tensorlab_c._tensor import index_add
    n.g0 = index_add(zeros_shaped(n.params[1], (<Tensor> g).v.dtype), n.params[0], g)
    return 0

cdef int d_assign(Node n, object g) except -1:
    """x[index] = value: the old values there no longer count. For index_add they do."""
    cdef Tensor part
    index, shape, dtype, _own, added = n.params
    if n.e0 is not None:
        if added:
            n.g0 = g
        else:
            part = copied(g)
            set_item(part, index, 0.0)
            n.g0 = part
    if n.e1 is not None:
        part = get_item(g, index)
        if not added and repeats(index):
            part = mul(part, last_writes(g, index, part))
        if len(shape) > part.v.ndim:  # extra leading axes of size 1
            part = part.reshape((1,) * (len(shape) - part.v.ndim) + part.shape)
        n.g1 = cast_back(sum_to(part, shape) if part.shape != shape else part, dtype)
    return 0

cdef bint repeats(tuple index):
    for x in index:
        if isinstance(x, Tensor) and (<Tensor> x).v.dtype != TL_BOOL:
            return True
    return False

cdef Tensor last_writes(Tensor g, tuple index, Tensor part):
    """1 where a value was kept, 0 where a later one for the same place replaced it."""
    cdef Tensor order = namespace_arange(part), z = zeros_shaped(shape_tuple(g), order.v.dtype)
    set_item(z, index, order)
    return cast(binary(TL_OP_equal, get_item(z, index), order), part.v.dtype)

cdef Tensor namespace_arange(Tensor part):
    from tensorlab_c.creation import arange
    return arange(1.0, part.numel + 1.0).reshape(part.shape)

cdef int d_concatenate(Node n, object g) except -1:
    cdef int axis = n.params[0]
    cdef int64_t at = 0
    cdef list parts = []
    if n.params[1] is None:  # stacked: each part is an item
        n.gs = [get_item(g, i) for i in range((<Tensor> g).v.shape[0])]
        return 0
    before = (slice(None),) * axis
    for size in n.params[1]:
        parts.append(get_item(g, before + (slice(at, at + size),)))
        at += size
    n.gs = parts
    return 0


# ---- matrix product -----------------------------------------------------------------------------------------------
cdef Tensor swapped(Tensor t):
    """The last two axes exchanged."""
    cdef int order[64]
    cdef int i
    for i in range(t.v.ndim):
        order[i] = i
    order[t.v.ndim - 1], order[t.v.ndim - 2] = t.v.ndim - 2, t.v.ndim - 1
    return permuted(t, order)

cdef int d_matmul(Node n, object g) except -1:
    if n.e0 is not None:
        n.g0 = matrix_product(g, swapped(b_(n)), "matmul")
    if n.e1 is not None:
        n.g1 = matrix_product(swapped(a_(n)), g, "matmul")
    return 0


# ---- rules in Python ----------------------------------------------------------------------------------------------
cdef int d_custom(Node n, object g) except -1:
    out = None if n.out is None else saved_out(n)
    if n.s1 is None:
        n.g0, = n.params(g, out, saved(n, 0))
    else:
        n.g0, n.g1 = n.params(g, out, saved(n, 0), saved(n, 1))
    for answer in (n.g0,) if n.s1 is None else (n.g0, n.g1):
        if answer is not None and not isinstance(answer, Tensor):  # the walk takes them for tensors unseen
            raise TypeError(f"backward: a rule must answer with tensors, got {type(answer).__name__}")
    return 0


# ---- the table: operation, rule, what it needs -----------------------------------------------------------------------
cdef void rule(int op, rule_fn function, int needs) noexcept:
    rules[op] = function
    register_saves(op, needs)

rule(TL_OP_positive, d_positive, 0)
rule(TL_OP_negative, d_negative, 0)
rule(TL_OP_abs, d_abs, A)
rule(TL_OP_sign, d_sign, A | OUT | COMPLEX)
rule(TL_OP_conjugate, d_conjugate, 0)
rule(TL_OP_real, d_real, 0)
rule(TL_OP_imag, d_imag, 0)
rule(TL_OP_floor, d_step, 0)
rule(TL_OP_spacing, d_step, 0)
rule(TL_OP_exponent, d_step, 0)
rule(TL_OP_scalb, d_scalb, B)
rule(TL_OP_ceil, d_step, 0)
rule(TL_OP_trunc, d_step, 0)
rule(TL_OP_rint, d_step, 0)
rule(TL_OP_square, d_square, A)
rule(TL_OP_reciprocal, d_reciprocal, OUT)
rule(TL_OP_sqrt, d_sqrt, OUT)
rule(TL_OP_cbrt, d_cbrt, OUT)
rule(TL_OP_exp, d_exp, OUT)
rule(TL_OP_exp2, d_exp2, OUT)
rule(TL_OP_expm1, d_expm1, OUT)
rule(TL_OP_log, d_log, A)
rule(TL_OP_log2, d_log2, A)
rule(TL_OP_log10, d_log10, A)
rule(TL_OP_log1p, d_log1p, A)
rule(TL_OP_sin, d_sin, A)
rule(TL_OP_cos, d_cos, A)
rule(TL_OP_tan, d_tan, OUT)
rule(TL_OP_arcsin, d_arcsin, A)
rule(TL_OP_arccos, d_arccos, A)
rule(TL_OP_arctan, d_arctan, A)
rule(TL_OP_sinh, d_sinh, A)
rule(TL_OP_cosh, d_cosh, A)
rule(TL_OP_tanh, d_tanh, OUT)
rule(TL_OP_arcsinh, d_arcsinh, A)
rule(TL_OP_arccosh, d_arccosh, A)
rule(TL_OP_arctanh, d_arctanh, A)
rule(TL_OP_erf, d_erf, A)
rule(TL_OP_relu, d_relu, A)
rule(TL_OP_sigmoid, d_sigmoid, OUT)
rule(TL_OP_add, d_add, 0)
rule(TL_OP_subtract, d_subtract, 0)
rule(TL_OP_multiply, d_multiply, CROSS)
rule(TL_OP_divide, d_divide, A | B)
rule(TL_OP_floor_divide, d_step, 0)
rule(TL_OP_remainder, d_remainder, A | B)
rule(TL_OP_fmod, d_fmod, A | B)
rule(TL_OP_power, d_power, A | B | OUT)
rule(TL_OP_maximum, d_maximum, A | B)
rule(TL_OP_minimum, d_minimum, A | B)
rule(TL_OP_fmax, d_fmax, A | B)
rule(TL_OP_fmin, d_fmin, A | B)
rule(TL_OP_arctan2, d_arctan2, A | B)
rule(TL_OP_hypot, d_hypot, A | B | OUT)
rule(TL_OP_copysign, d_copysign, A | B)
rule(TL_OP_heaviside, d_heaviside, A)
rule(TL_OP_relu_grad, d_relu_grad, B)
rule(TL_OP_tanh_grad, d_tanh_grad, A | B)
rule(TL_OP_sigmoid_grad, d_sigmoid_grad, A | B)
rule(TL_OP_sum, d_sum, 0)
rule(TL_OP_nansum, d_nansum, A)
rule(TL_OP_prod, d_prod, A)
rule(TL_OP_nanprod, d_nanprod, A)
rule(TL_OP_max, d_extreme, A | OUT)
rule(TL_OP_min, d_extreme, A | OUT)
rule(TL_OP_nanmax, d_extreme, A | OUT)
rule(TL_OP_nanmin, d_extreme, A | OUT)
rule(TL_OP_cast, d_cast, 0)
rule(TL_OP_where, d_where, 0)
rule(TL_OP_reshape, d_reshape, 0)
rule(TL_OP_permute, d_permute, 0)
rule(TL_OP_broadcast_to, d_broadcast_to, 0)
rule(TL_OP_slice, d_slice, 0)
rule(TL_OP_gather, d_gather, 0)
rule(TL_OP_assign, d_assign, 0)
rule(TL_OP_concatenate, d_concatenate, 0)
rule(TL_OP_matmul, d_matmul, 0)
rule(TL_OP_custom, d_custom, 0)


def has_rule(int op):
    """Whether a primitive, by its number in the op table, has a derivative rule."""
    return rules[op] != NULL
