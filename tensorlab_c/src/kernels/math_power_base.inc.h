/* power without FMA. In float64 libm's: pairs cost more than that where a product needs splitting. */
#define STEM f64
#define T double
#define U uint64_t
#define FMA TL_FMA

TL_INLINE double FN(power)(double x, double y) { return TL_CAT5(power_exact, _f64_, TL_ISA, , )(x, y, pow(x, y)); }

/* float32's in float64, where neither over- nor underflow can happen and one rounding remains. */
TL_INLINE float TL_CAT5(power, _f32_, TL_ISA, , )(float x, float y) {
    double a = FN(mabs)(x), e = y;
    FN(split) m = FN(split_sqrt2)(a);
    double s = m.f / (2 + m.f);
    double log2 = FN(log_limits)(a, FMA(s, POLY(s * s, WIDE_LOG2), m.k));
    e = e > 1e300 ? 1e300 : e; /* an infinite exponent times log2(1) is 0 */
    e = e < -1e300 ? -1e300 : e;
    double t = e * log2;
    t = t > 129 ? 129 : t;
    t = t < -152 ? -152 : t;
    double k = FN(mround)(t);
    float r = (float)(POLY(t - k, WIDE_EXP2) * FN(pow2)(k));
    return TL_CAT5(power_exact, _f32_, TL_ISA, , )(x, y, TL_CAT5(power_limits, _f32_, TL_ISA, , )(x, y, r));
}

#undef STEM
#undef T
#undef U
#undef FMA
