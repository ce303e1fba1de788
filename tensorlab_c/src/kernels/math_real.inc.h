/* Exponentials and logarithms for T = float or double. */

/* ---- tools: bits and pairs ------------------------------------------------------------------------------------ */
typedef struct {
    T h, l; /* h + l, |l| far below |h|; an ulp of h at most where it came from one of the exact operations */
} FN(pair);

TL_INLINE U FN(bits)(T x) {
    U u;
    memcpy(&u, &x, sizeof u);
    return u;
}

TL_INLINE T FN(from_bits)(U u) {
    T x;
    memcpy(&x, &u, sizeof x);
    return x;
}

TL_INLINE T FN(mabs)(T x) { return FN(from_bits)(FN(bits)(x) & ~((U)1 << (sizeof(T) * 8 - 1))); }

/* x, negated when s has its sign bit set */
TL_INLINE T FN(msign)(T x, T s) { return FN(from_bits)(FN(bits)(x) ^ (FN(bits)(s) & ((U)1 << (sizeof(T) * 8 - 1)))); }

/* nearest integer for |x| < 2^(MANT-1) */
TL_INLINE T FN(mround)(T x) {
    const T magic = (T)1.5 * (T)((U)1 << K(MANT));
    return (x + magic) - magic;
}

/* 2^k for an integral k in [-BIAS, BIAS]; 2^-BIAS gives 0 */
TL_INLINE T FN(pow2)(T k) { return FN(from_bits)(FN(bits)(k + ((T)1.5 * (T)((U)1 << K(MANT)) + K(BIAS))) << K(MANT)); }

/* x * 2^k for any k that matters: two factors, so that only the last product can round or overflow */
TL_INLINE T FN(scale_bits)(T x, U u) { /* the low bits of u: k + 2 BIAS */
    U half = u >> 1;
    return x * FN(from_bits)(half << K(MANT)) * FN(from_bits)((u - half) << K(MANT));
}

/* (e.h + e.l) * 2^k */
TL_INLINE T FN(scale_pair)(FN(pair) e, U u) {
    U half = u >> 1;
    T s = FN(from_bits)(half << K(MANT));
    return FMA(e.l, s, e.h * s) * FN(from_bits)((u - half) << K(MANT));
}

TL_INLINE T FN(scale)(T x, T k) {
    return FN(scale_bits)(x, FN(bits)(k + ((T)1.5 * (T)((U)1 << K(MANT)) + 2 * K(BIAS))));
}

/* a + b exactly, |a| >= |b| or a == 0 */
TL_INLINE FN(pair) FN(ordered_sum)(T a, T b) {
    T h = a + b;
    return (FN(pair)){h, (a - h) + b};
}

TL_INLINE FN(pair) FN(exact_sum)(T a, T b) {
    T h = a + b, bb = h - a;
    return (FN(pair)){h, (a - (h - bb)) + (b - bb)};
}

/* a * b exactly */
TL_INLINE FN(pair) FN(exact_product)(T a, T b) {
    T h = a * b;
#if TL_FUSED
    return (FN(pair)){h, FMA(a, b, -h)};
#else
    T ah = FN(from_bits)(FN(bits)(a) & ~(U)K(LOW_HALF)), al = a - ah;
    T bh = FN(from_bits)(FN(bits)(b) & ~(U)K(LOW_HALF)), bl = b - bh;
    return (FN(pair)){h, ((ah * bh - h) + ah * bl + al * bh) + al * bl};
#endif
}

/* c - a * b, exact where the product comes close to c */
TL_INLINE T FN(residual)(T c, T a, T b) {
#if TL_FUSED
    return FMA(-a, b, c);
#else
    FN(pair) p = FN(exact_product)(a, b);
    return (c - p.h) - p.l;
#endif
}

/* n / d for pairs whose low parts are an ulp at most */
TL_INLINE FN(pair) FN(pair_div)(FN(pair) n, FN(pair) d) {
    T r = 1 / d.h, q = n.h * r;
    return (FN(pair)){q, (FN(residual)(n.h, q, d.h) + (n.l - q * d.l)) * r};
}

/* sqrt of a pair */
TL_INLINE FN(pair) FN(pair_sqrt)(FN(pair) w) {
    T s = SQRT(w.h);
    return (FN(pair)){s, s > 0 ? (FN(residual)(w.h, s, s) + w.l) / (s + s) : 0};
}

/* ---- exponentials ------------------------------------------------------------------------------------------------ */
/* x = k ln2 + r + c, |r| <= ln2/2 and a bit, c a rounding error; bits of k for scale_bits */
typedef struct {
    T k, r, c;
    U bits;
} FN(reduced);

TL_INLINE FN(reduced) FN(reduce_ln2)(T x) {
    const T magic = (T)1.5 * (T)((U)1 << K(MANT)) + 2 * K(BIAS);
    T shifted = FMA(x, K(LOG2E_H), magic);
    T k = shifted - magic;        /* nearest integer, as mround, or the next where that is a tie */
    T hi = FMA(-k, K(LN2_HI), x); /* exact */
    T r = FMA(-k, K(LN2_LO), hi);
    return (FN(reduced)){k, r, FMA(-k, K(LN2_LO), hi - r), FN(bits)(shifted)};
}

/* e^(r+c) - 1 - r - r^2/2 + more */
TL_INLINE T FN(exp_cubic)(FN(reduced) a, T more) {
    T z = a.r * a.r;
    return FMA(z, FMA(a.r, POLY(z, K(SINH)), z * POLY(z, K(COSH4))), FMA(a.c, a.r, a.c) + more);
}

/* e^(r+c) - 1 - r + more, up to 0.06 */
TL_INLINE T FN(exp_rest)(FN(reduced) a, T more) {
    T z = a.r * a.r, w = z * z;
    T odd = FMA(z * a.r, PAIRS(z, w, K(SINH)), FMA((T)0.5, z, a.c + more));
    return FMA(w, PAIRS(z, w, K(COSH4)), odd);
}

/* e^(r+c); the low part is up to 0.06 */
TL_INLINE FN(pair) FN(exp_pair)(FN(reduced) a) {
    FN(pair) e = FN(ordered_sum)(1, a.r);
    return (FN(pair)){e.h, FN(exp_rest)(a, e.l)};
}

TL_INLINE T FN(clamp)(T x, T limit) { return FN(mabs)(x) > limit ? FN(msign)(limit, x) : x; }

TL_INLINE T FN(exp)(T x) {
    FN(reduced) a = FN(reduce_ln2)(x);
    T y = FN(scale_pair)(FN(exp_pair)(a), a.bits);
    y = x > K(EXP_MAX) ? (T)__builtin_inf() : y;
    return x < -K(EXP_ZERO) ? 0 : y;
}

TL_INLINE T FN(exp2)(T x) {
    const T max = K(BIAS) + 2, min = -(T)(K(BIAS) + K(MANT) + 2);
    x = x > max ? max : x;
    x = x < min ? min : x;
    T k = FN(mround)(x), f = x - k;
    FN(pair) r = FN(exact_product)(f, K(LN2_H));
    FN(pair) e = FN(exp_pair)((FN(reduced)){.k = k, .r = r.h, .c = FMA(f, K(LN2_L), r.l)});
    return FN(scale)(e.h + e.l, k);
}

TL_INLINE T FN(expm1)(T x) {
    FN(reduced) a = FN(reduce_ln2)(FN(clamp)(x, K(EXP_MAX)));
    /* everything is halved, so that 2^k is finite up to the overflow threshold */
    T s = FN(pow2)((a.k < -60 ? -60 : a.k) - 1), one = (T)0.5;
    FN(pair) m = FN(exact_sum)(s, -one);
    FN(pair) square = FN(exact_product)((T)0.5 * a.r, a.r), e = FN(ordered_sum)(m.h, s * a.r);
    FN(pair) t = FN(ordered_sum)(e.h, s * square.h);
    T y = 2 * (t.h + (t.l + (e.l + m.l + s * FN(exp_cubic)(a, square.l))));
    return FN(mabs)(x) < (T)0x1p-54 ? x : y;
}

/* sinh |x| and cosh |x| over 2^(k-1): (e^a +- 2^-2k e^-a) with a = |x| - k ln2, without cancellation */
typedef struct {
    FN(pair) s, c;
    T k;
} FN(hyperbolic);

TL_INLINE FN(hyperbolic) FN(sinh_cosh)(T x) {
    FN(reduced) a = FN(reduce_ln2)(x);
    T t = FN(pow2)(-2 * (a.k > 31 ? 31 : a.k)), z = a.r * a.r;
    T even = FMA(a.r, a.c, z * POLY(z, K(COSH))), odd = FMA(a.r * z, POLY(z, K(SINH)), a.c);
    FN(pair) p = FN(ordered_sum)(1, a.r), q = FN(ordered_sum)(1, -a.r);
    FN(pair) s = FN(ordered_sum)(p.h, -t * q.h), c = FN(ordered_sum)(p.h, t * q.h);
    T less = 1 - t, more = 1 + t;
    s.l += (p.l - t * q.l) + FMA(less, even, more * odd);
    c.l += (p.l + t * q.l) + FMA(more, even, less * odd);
    return (FN(hyperbolic)){s, c, a.k};
}

TL_INLINE T FN(sinh)(T x) {
    T a = FN(mabs)(x), limit = K(EXP_MAX) + 2;
    FN(hyperbolic) y = FN(sinh_cosh)(a > limit ? limit : a);
    return a < K(TINY) ? x : FN(msign)(FN(scale)(y.s.h + y.s.l, y.k - 1), x);
}

TL_INLINE T FN(cosh)(T x) {
    T a = FN(mabs)(x), limit = K(EXP_MAX) + 2;
    FN(hyperbolic) y = FN(sinh_cosh)(a > limit ? limit : a);
    return FN(scale)(y.c.h + y.c.l, y.k - 1);
}

/* 1 / (1 + e^-x) = (r + l) t u as t u / (t u + e) with e^-x = 2^k e and t u = 2^-k, which may be denormal */
typedef struct {
    T r, l, t, u;
} FN(logistic);

TL_INLINE FN(logistic) FN(logistic_of_minus)(T x) {
    const U two = 2 * K(BIAS);
    FN(reduced) a = FN(reduce_ln2)(x);
    U half = a.bits >> 1;
    T t = FN(from_bits)((two - half) << K(MANT)), u = FN(from_bits)((two + half - a.bits) << K(MANT)), tu = t * u;
    /* tu + 1 + r + the rest of e; from tu = 2^(MANT + 2) on the 1 is lost, as it may be */
    T h = tu + 1, l = tu - (h - 1);
    FN(pair) most = FN(ordered_sum)(h, a.r), d = FN(ordered_sum)(most.h, FN(exp_rest)(a, 0));
    T r = 1 / d.h;
    return (FN(logistic)){r, (FN(residual)(1, r, d.h) - r * (d.l + (most.l + l))) * r, t, u};
}

TL_INLINE T FN(sigmoid)(T x) {
    const T one = (T)(0.7 * (K(MANT) + 2)); /* from where it rounds to 1 */
    FN(logistic) s = FN(logistic_of_minus)(-x);
    T y = FMA(s.r, s.t, s.l * s.t) * s.u;
    y = x > one ? 1 : y;
    return x < -K(EXP_ZERO) ? 0 : y;
}

/* 1 - 2/(1 + e^2a), and a polynomial where that cancels */
TL_INLINE T FN(tanh)(T x) {
    T a = FN(mabs)(x), z = a * a;
    FN(logistic) s = FN(logistic_of_minus)(22 < a ? 44 : 2 * a);
    T w = 2 * s.t * s.u;
    FN(pair) y = FN(ordered_sum)(1, -(s.r * w));
    T near = FMA(a * z, POLY(z, K(TANH)), a);
    return FN(msign)(a < (T)0.5625 ? near : y.h + FMA(-s.l, w, y.l), x);
}

/* An odd polynomial, and 1 - erfc where the latter's logarithm, which is smooth, decides few digits. */
TL_INLINE T FN(erf)(T x) {
    T a = FN(mabs)(x), z = a * a, b = a > K(ERF_ONE) ? K(ERF_ONE) : a, bb = b * b;
    T near = FMA(a, PAIRS(z, z * z, K(ERF)), a), high = PAIRS(b, bb, K(ERFC_HIGH));
    FN(pair) p = FN(ordered_sum)(K(ERFC_0), b * PAIRS(b, bb, K(ERFC), high));
    FN(pair) q = FN(exact_product)(-b, p.h);
    FN(reduced) r = FN(reduce_ln2)(q.h);
    r.c += FMA(-b, p.l, q.l);
    T s = FN(pow2)(r.k), rest = FN(exp_rest)(r, 0);
    /* 1 - s - s r - s rest */
    FN(pair) y = FN(ordered_sum)(1, -s), w = FN(ordered_sum)(y.h, -s * r.r);
    return FN(msign)(a < (T)0.75 ? near : w.h + (y.l + w.l - s * rest), x);
}

/* The normal distribution's function, to an ulp of 1/2 or so: the factor of what it is the share of. */
TL_INLINE T FN(normal)(T x) {
    const T most = (T)5.7; /* from here on it rounds to 1 */
    if (sizeof(T) == 8) return (FN(erf)(x * (T)0.70710678118654752440) + 1) * (T)0.5;
    T a = FN(mabs)(x), b = most < a ? most : a;
    FN(reduced) r = FN(reduce_ln2)(-b * PAIRS(b, b * b, NORMAL_f32));
    T s = FN(pow2)(r.k - 1), tail = FMA(s, r.r + FN(exp_rest)(r, 0), s);
    tail = most < a ? 0 : tail;
    return x < 0 ? tail : 1 - tail;
}

/* ---- logarithms -------------------------------------------------------------------------------------------------- */
/* x = 2^k (1 + f), 1+f in [sqrt(1/2), sqrt 2), x positive, normal and finite */
typedef struct {
    T k, f;
} FN(split);

TL_INLINE FN(split) FN(split_sqrt2)(T x) {
    const U one = (U)K(BIAS) << K(MANT), mantissa = ((U)1 << K(MANT)) - 1;
    const U magic = (U)(K(BIAS) + K(MANT)) << K(MANT); /* the bits of 2^MANT; in its mantissa an integer adds to it */
    U u = FN(bits)(x) + (one - K(SQRT_HALF_BITS));
    T k = FN(from_bits)(magic | (u >> K(MANT))) - ((T)((U)1 << K(MANT)) + K(BIAS));
    return (FN(split)){k, FN(from_bits)((u & mantissa) + K(SQRT_HALF_BITS)) - 1};
}

/* log(1 + f) */
TL_INLINE FN(pair) FN(log_pair)(T f) {
    T s = f / (2 + f), z = s * s;
    FN(pair) square = FN(exact_product)((T)0.5 * f, f), y = FN(ordered_sum)(f, -square.h);
    y.l += s * FMA(z, PAIRS(z, z * z, K(LOG)), square.h) - square.l;
    return y;
}

/* log(1 + e) for e in [0, 1], from sqrt 2 on as log 2 + log((1 + e) / 2) */
TL_INLINE T FN(log1p_near)(T e) {
    T half = e > (T)0.41421356 ? 1 : 0, f = half > 0 ? (e - 1) * (T)0.5 : e, s = f / (2 + f), z = s * s;
    return FMA(s * z, POLY(z, K(LOG)), FMA(half, K(LN2_HI) + K(LN2_LO), 2 * s));
}

/* log x + more + k_more ln2; x positive, normal and finite */
TL_INLINE T FN(log_wide)(T x, T more, T k_more) {
    FN(split) a = FN(split_sqrt2)(x);
    T k = a.k + k_more, s = a.f / (2 + a.f), z = s * s, h = (T)0.5 * a.f * a.f;
    T v = h - FMA(s, FMA(z, POLY(z, K(LOG)), h), FMA(k, K(LN2_LO), more));
    return FMA(k, K(LN2_HI), a.f - v);
}

/* x = 2^k f with f normal: denormals are scaled up */
TL_INLINE FN(split) FN(normalized)(T x) {
    const T least = FN(from_bits)((U)1 << K(MANT)), up = (T)((U)2 << K(MANT));
    return (FN(split)){x < least ? -(T)(K(MANT) + 1) : 0, x < least ? x * up : x};
}

/* y where x is in the domain (0, inf), else the limits of the logarithms: 0, below 0 (and nan), inf */
TL_INLINE T FN(log_limits)(T x, T y) {
    const T inf = (T)INFINITY;
    y = x < inf ? y : x;
    y = x == 0 ? -inf : y;
    return y + (x < 0 ? (T)NAN : 0);
}

TL_INLINE T FN(log)(T x) {
    FN(split) n = FN(normalized)(x);
    return FN(log_limits)(x, FN(log_wide)(n.f, 0, n.k));
}

/* log(x) / log(base): k times base's log of 2 plus log(1+f) times 1/log(base) */
TL_INLINE T FN(log_base)(T x, T two_hi, T two_lo, T inv_h, T inv_l) {
    FN(split) n = FN(normalized)(x), a = FN(split_sqrt2)(n.f);
    FN(pair) y = FN(log_pair)(a.f), p = FN(exact_product)(y.h, inv_h);
    T k = a.k + n.k;
    FN(pair) sum = FN(ordered_sum)(k * two_hi, p.h);
    T low = FMA(y.h, inv_l, FMA(y.l, inv_h, p.l));
    return FN(log_limits)(x, sum.h + (sum.l + FMA(k, two_lo, low)));
}

TL_INLINE T FN(log2)(T x) { return FN(log_base)(x, 1, 0, K(LOG2E_H), K(LOG2E_L)); }

TL_INLINE T FN(log10)(T x) { return FN(log_base)(x, K(LOG10_2_HI), K(LOG10_2_LO), K(LOG10E_H), K(LOG10E_L)); }

TL_INLINE T FN(log1p)(T x) {
    T big = x > 1 ? x : 1, small = x > 1 ? 1 : x;
    FN(pair) u = FN(ordered_sum)(big, small);
    T y = FN(log_limits)(u.h, FN(log_wide)(u.h, u.l / u.h, 0));
    return FN(mabs)(x) < (T)0x1p-54 ? x : y;
}
