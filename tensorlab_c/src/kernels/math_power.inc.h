/* power, within 1 ULP: 2^(y log2 x), with a logarithm of some 66 bits (36 in float32). */

/* sqrt as a power: of -inf it is inf, of -0 it is 0 */
TL_INLINE T FN(power_half)(T x) { return x == -(T)INFINITY ? (T)INFINITY : SQRT(x) + 0; }

#if TL_FUSED
/* The square's rounding error is known, and joins before the one rounding of the cube. */
TL_INLINE T FN(power_cube)(T x) {
    T square = x * x, rest = FMA(x, x, -square), cube = square * x;
    return square < (T)INFINITY ? FMA(square, x, rest * x) : cube;
}
#endif

/* r, the power of x, but correctly rounded where that is at hand */
TL_INLINE T FN(power_exact)(T x, T y, T r) {
#if TL_FUSED
    r = y == 3 ? FN(power_cube)(x) : r;
#endif
    r = y == (T)0.5 ? FN(power_half)(x) : r;
    r = y == 2 ? x * x : r;
    r = y == -1 ? 1 / x : r;
    return y == 1 ? x : r;
}

#if TL_FUSED
/* log2 x + k_more; x positive, normal and finite */
TL_INLINE FN(pair) FN(power_log2)(T x, T k_more) {
    FN(split) a = FN(split_sqrt2)(x);
    FN(pair) d = FN(ordered_sum)(2, a.f), s;
    T r = 1 / d.h;
    s.h = a.f * r;
    s.l = FMA(-s.h, d.l, FMA(-s.h, d.h, a.f)) * r;
    T z = s.h * s.h, v = z * z, z_low = FMA(2 * s.h, s.l, FMA(s.h, s.h, -z));
    /* w = log2(1+f) / s; from z^2 on the terms are small, and so is their rounding */
    T near = FMA(z, K(POWER_C3_H), K(POWER_C1_H)), low = FMA(z, K(POWER_C3_H), K(POWER_C1_H) - near);
    low += FMA(z_low, FMA(z, (T)1.15, K(POWER_C3_H)), FMA(z, K(POWER_C3_L), K(POWER_C1_L)));
    FN(pair) w = FN(ordered_sum)(near, FMA(v, PAIRS(z, v, K(POWER_LOG2)), low));
    T u = s.h * w.h, u_low = FMA(s.h, w.l, FMA(s.l, w.h, FMA(s.h, w.h, -u))), k = a.k + k_more;
    FN(pair) y = FN(ordered_sum)(k, u);
    y.l += u_low;
    return y;
}

/* 2^(t + t_low) = 2^k y, |t| < 2^(MANT-2) */
typedef struct {
    T y;
    U k; /* in the low bits */
} FN(exponential);

TL_INLINE FN(exponential) FN(power_exp2)(T t, T t_low) {
    const T magic = (T)1.5 * (T)((U)1 << K(MANT));
    T shifted = t + magic;
    FN(pair) r = FN(ordered_sum)(t - (shifted - magic), t_low);
    T z = r.h * r.h, one = FMA(r.h, K(LN2_H), 1), low = FMA(r.h, K(LN2_H), 1 - one);
    low = FMA(r.l, K(LN2_H), FMA(r.h, K(LN2_L), low));
    return (FN(exponential)){one + FMA(z, PAIRS(r.h, z, K(POWER_EXP2)), low), FN(bits)(shifted)};
}

/* a power that is normal */
TL_INLINE T FN(power_near)(FN(pair) log, T y) {
    T t = y * log.h;
    FN(exponential) e = FN(power_exp2)(t, FMA(y, log.l, FMA(y, log.h, -t)));
    return FN(from_bits)(FN(bits)(e.y) + (e.k << K(MANT)));
}

/* The same two steps for any x and y. */
TL_INLINE FN(pair) FN(power_log2_any)(T x) {
    T a = FN(mabs)(x);
    FN(split) n = FN(normalized)(a);
    FN(pair) log = FN(power_log2)(n.f, n.k);
    log.h = FN(log_limits)(a, log.h);
    return log;
}

TL_INLINE T FN(power_any)(FN(pair) log, T x, T y) {
    const T most = K(BIAS) + K(MANT) + 4; /* beyond it over- and underflow are certain */
    T e = FN(clamp)(y, K(SCALE)), t = e * log.h, near = FN(clamp)(t, most), low = FMA(e, log.l, FMA(e, log.h, -t));
    FN(exponential) r = FN(power_exp2)(near, near == t ? low : 0);
    return FN(power_limits)(x, y, FN(scale_bits)(r.y, r.k + 2 * K(BIAS)));
}

TL_INLINE T FN(power)(T x, T y) { return FN(power_exact)(x, y, FN(power_any)(FN(power_log2_any)(x), x, y)); }
#endif
