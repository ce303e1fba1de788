/* power for both types, each computed in float64. */

#define STEM f64
#define T double
#define U uint64_t
#define FMA TL_FMA

/* In float64 neither over- nor underflow can happen, and one rounding remains. */
TL_INLINE float TL_CAT5(power, _f32_, TL_ISA, , )(float x, float y) {
    double a = FN(mabs)(x), e = y;
    FN(split) m = FN(split_sqrt2)(a);
    double s = m.f / (2 + m.f);
    double log2 = FN(log_limits)(a, FMA(s, POLY(s * s, POWER_LOG2), m.k));
    e = e > 1e300 ? 1e300 : e; /* an infinite exponent times log2(1) is 0 */
    e = e < -1e300 ? -1e300 : e;
    double t = e * log2;
    t = t > 129 ? 129 : t;
    t = t < -152 ? -152 : t;
    double k = FN(mround)(t);
    return TL_CAT5(power_limits, _f32_, TL_ISA, , )(x, y, (float)(POLY(t - k, POWER_EXP2) * FN(pow2)(k)));
}

#if TL_FUSED
/* log x to some 67 bits; x positive, normal and finite */
TL_INLINE FN(pair) FN(power_log)(T x, T k_more) {
    FN(split) a = FN(split_sqrt2)(x);
    FN(pair) s = FN(pair_div)((FN(pair)){a.f, 0}, FN(ordered_sum)(2, a.f));
    FN(pair) z = FN(exact_product)(s.h, s.h), c = FN(exact_product)(z.h, s.h), g = FN(exact_product)(c.h, TWO_THIRDS_H);
    z.l = FMA(2 * s.h, s.l, z.l);
    c.l += FMA(z.h, s.l, z.l * s.h);
    g.l += FMA(c.h, TWO_THIRDS_L, c.l * TWO_THIRDS_H);
    T k = a.k + k_more;
    FN(pair) u = FN(ordered_sum)(2 * s.h, g.h), y = FN(ordered_sum)(k * K(LN2_HI), u.h);
    T low = u.l + FMA(2, s.l, g.l);
    y.l += FMA(k, K(LN2_LO), FMA(c.h * z.h, POLY(z.h, POWER_LOG), low));
    return FN(ordered_sum)(y.h, y.l);
}

TL_INLINE double FN(power)(double x, double y) {
    T a = FN(mabs)(x), e = y > 1e300 ? 1e300 : y;
    e = e < -1e300 ? -1e300 : e;
    FN(split) n = FN(normalized)(a);
    FN(pair) log = FN(power_log)(n.f, n.k);
    log.h = FN(log_limits)(a, log.h);
    FN(pair) t = FN(exact_product)(e, log.h);
    T low = FMA(e, log.l, t.l), near = FN(clamp)(t.h, K(EXP_ZERO));
    low = near == t.h ? low : 0;
    FN(reduced) r = FN(reduce_ln2)(near);
    FN(pair) rest = FN(ordered_sum)(r.r, r.c + low),
             v = FN(exp_pair)((FN(reduced)){.k = r.k, .r = rest.h, .c = rest.l});
    return FN(power_limits)(x, y, FN(scale_bits)(v.h + v.l, r.bits));
}
#else
/* The pairs above cost more than libm where a product needs splitting. */
TL_INLINE double FN(power)(double x, double y) { return pow(x, y); }
#endif

#undef STEM
#undef T
#undef U
#undef FMA
