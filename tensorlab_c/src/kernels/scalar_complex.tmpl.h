/* Complex numbers. Products and quotients are NumPy's: without C99's second look at infinities, quotients by Smith's
 * method (Algorithm 116, CACM 1962). */
#if TL_FLOAT_BITS == 32
#define ABS(x) __builtin_fabsf(x)
#define RINT(x) __builtin_rintf(x)
#define BITS uint32_t
#else
#define ABS(x) __builtin_fabs(x)
#define RINT(x) __builtin_rint(x)
#define BITS uint64_t
#endif
TL_INLINE T FN(both)(PART re, PART im) {
    T z;
    RE(z) = re;
    IM(z) = im;
    return z;
}

/* -x by its bits. Of a sum and a difference of products side by side gcc makes fused ones in vectors, and only there,
 * whatever -ffp-contract says; two sums it leaves alone. */
TL_INLINE PART FN(opposite)(PART x) {
    BITS bits;
    memcpy(&bits, &x, sizeof x);
    bits ^= (BITS)1 << (TL_FLOAT_BITS - 1);
    memcpy(&x, &bits, sizeof x);
    return x;
}

TL_INLINE T FN(positive)(T a) { return a; }
TL_INLINE T FN(conjugate)(T a) { return FN(both)(RE(a), -IM(a)); }
TL_INLINE T FN(negative)(T a) { return FN(both)(-RE(a), -IM(a)); }
TL_INLINE T FN(rint)(T a) { return FN(both)(RINT(RE(a)), RINT(IM(a))); }
TL_INLINE uint8_t FN(isnan)(T a) { return (RE(a) != RE(a)) | (IM(a) != IM(a)); }
TL_INLINE uint8_t FN(isinf)(T a) { return (ABS(RE(a)) == (PART)INFINITY) | (ABS(IM(a)) == (PART)INFINITY); }
TL_INLINE uint8_t FN(isfinite)(T a) { return (ABS(RE(a)) < (PART)INFINITY) & (ABS(IM(a)) < (PART)INFINITY); }

TL_INLINE T FN(add)(T a, T b) { return FN(both)(RE(a) + RE(b), IM(a) + IM(b)); }
TL_INLINE T FN(subtract)(T a, T b) { return FN(both)(RE(a) - RE(b), IM(a) - IM(b)); }
TL_INLINE T FN(multiply)(T a, T b) {
    return FN(both)(RE(a) * RE(b) + IM(a) * FN(opposite)(IM(b)), RE(a) * IM(b) + IM(a) * RE(b));
}
TL_INLINE T FN(square)(T a) { return FN(multiply)(a, a); }

/* By the larger part of b, with the smaller one as a share of it, squares stay in range. */
TL_INLINE T FN(divide)(T a, T b) {
    PART c = RE(b), d = IM(b), x = RE(a), y = IM(a);
    int upright = !(ABS(c) >= ABS(d)); /* a / b = (a / i) / (b / i) */
    PART most = upright ? d : c, least = upright ? -c : d, p = upright ? y : x, q = upright ? -x : y;
    PART share = most == 0 ? least : least / most, scale = 1 / (most + least * share);
    PART re = (p + q * share) * scale, im = (q + FN(opposite)(p) * share) * scale;
    if (c == 0 && d == 0) return FN(both)(x / ABS(c), y / ABS(c));
    return FN(both)(re, im);
}
TL_INLINE T FN(reciprocal)(T a) { return FN(divide)((T)1, a); }
TL_INLINE T FN(tanh_grad)(T g, T y) { return FN(multiply)(g, 1 - FN(multiply)(y, y)); }
#undef ABS
#undef BITS
#undef RINT
