/* sin, cos and tan for T = float or double.
 * Up to TRIG_MAX a short reduction serves, without branches (the _near functions); beyond it, rarely met, libm. So
 * these three have loops of their own: a block of elements is looked at first, and vectorised when all are near. */

/* x = n pi/2 + r, |r| <= 1.03 pi/4; quadrant: n mod 4 in the low bits */
typedef struct {
    FN(pair) r;
    U quadrant;
} FN(angle);

TL_INLINE FN(angle) FN(reduce_pi)(T x) {
    const T magic = (T)1.5 * (T)((U)1 << K(MANT));
    T rounded = x * K(TWO_OVER_PI) + magic, n = rounded - magic;
    FN(pair) a = FN(exact_product)(n, K(PIO2_H)), b = FN(exact_product)(n, K(PIO2_L));
    FN(pair) r = FN(exact_sum)((x - a.h) - a.l, -b.h); /* the first difference is exact */
    r = FN(ordered_sum)(r.h, r.l - b.l - n * K(PIO2_LL));
    return (FN(angle)){r, FN(bits)(rounded)};
}

TL_INLINE FN(pair) FN(sin_pair)(FN(pair) r) {
    T z = r.h * r.h;
    return (FN(pair)){r.h, FMA(r.h * z, POLY(z, K(SIN)), FMA((T)-0.5 * z, r.l, r.l))};
}

TL_INLINE FN(pair) FN(cos_pair)(FN(pair) r) {
    FN(pair) half = FN(exact_product)((T)0.5 * r.h, r.h), one = FN(ordered_sum)(1, -half.h);
    T z = r.h * r.h;
    one.l += FMA(z * z, POLY(z, K(COS)), FMA(-r.h, r.l, -half.l));
    return one;
}

/* odd ? a : b, for odd = 0 or 1; masks, since SSE2 has no 64-bit compare */
TL_INLINE T FN(pick)(U odd, T a, T b) {
    U mask = (U)0 - odd;
    return FN(from_bits)((FN(bits)(a) & mask) | (FN(bits)(b) & ~mask));
}

/* sin of the angle, or of the angle + pi/2 when turn is 1 */
TL_INLINE T FN(sine)(FN(angle) a, U turn) {
    FN(pair) s = FN(sin_pair)(a.r), c = FN(cos_pair)(a.r);
    U n = a.quadrant + turn, sign = (n >> 1 & 1) << (sizeof(T) * 8 - 1);
    T y = FN(pick)(n & 1, c.h + c.l, s.h + s.l);
    return FN(from_bits)(FN(bits)(y) ^ sign);
}

TL_INLINE T FN(sin_near)(T x) {
    T y = FN(sine)(FN(reduce_pi)(x), 0);
    return FN(mabs)(x) < K(TINY) ? x : y;
}

TL_INLINE T FN(cos_near)(T x) { return FN(sine)(FN(reduce_pi)(x), 1); }

TL_INLINE T FN(tan_near)(T x) {
    FN(angle) a = FN(reduce_pi)(x);
    FN(pair) s = FN(sin_pair)(a.r), c = FN(cos_pair)(a.r);
    U odd = a.quadrant & 1, sign = odd << (sizeof(T) * 8 - 1);
    s = FN(ordered_sum)(s.h, s.l);
    c = FN(ordered_sum)(c.h, c.l);
    FN(pair) n = {FN(pick)(odd, c.h, s.h), FN(pick)(odd, c.l, s.l)};
    FN(pair) d = {FN(pick)(odd, s.h, c.h), FN(pick)(odd, s.l, c.l)}, q = FN(pair_div)(n, d);
    T y = FN(from_bits)(FN(bits)(q.h + q.l) ^ sign);
    return FN(mabs)(x) < K(TINY) ? x : y;
}

/* Far arguments are reduced by libm. */
#define TRIG(name) \
    TL_INLINE T FN(name)(T x) { return FN(mabs)(x) > K(TRIG_MAX) ? LIBM(name)((double)x) : FN(name##_near)(x); }
TRIG(sin)
TRIG(cos)
TRIG(tan)
#undef TRIG
