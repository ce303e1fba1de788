/* fmod, remainder and floor_divide of floats by one division and one fused multiply-add per element, where libm's fmod
 * subtracts bit by bit. Blocks with larger quotients than a quarter of 2^MANT take the formulas of scalar_float.tmpl.h,
 * which round there as NumPy does; below, both are exact and agree. */
#if TL_FUSED
#if TL_FLOAT_BITS == 32
#define FMA TL_FMAF
#else
#define FMA TL_FMA
#endif
#define K(name) TL_CAT5(name, _, STEM, , )

typedef struct {
    T whole, rest;
} FN(quotient);

/* |a| = whole |b| + rest with 0 <= rest < |b|. Exact for whole < 2^MANT: the rounded quotient is at most one too large,
 * and a multiple of the last place of a or b that is smaller than b is representable. */
TL_INLINE FN(quotient) FN(divide_whole)(T a, T b) {
    T x = FN(mabs)(a), y = FN(mabs)(b), whole = FN(trunc)(x / y), rest = FMA(-whole, y, x);
    rest = whole == 0 ? x : rest; /* y may be infinite */
    return (FN(quotient)){rest < 0 ? whole - 1 : whole, rest < 0 ? rest + y : rest};
}

TL_INLINE T FN(fmod_from)(T a, T b, FN(quotient) q) {
    (void)b;
    return FN(copysign)(q.rest, a);
}

TL_INLINE T FN(remainder_from)(T a, T b, FN(quotient) q) {
    T r = FN(copysign)(q.rest, a), moved = (r < 0) != (b < 0) ? r + b : r;
    return r == 0 ? FN(copysign)(0, b) : moved;
}

TL_INLINE T FN(floor_divide_from)(T a, T b, FN(quotient) q) {
    T sign = FN(msign)(FN(copysign)(1, a), b); /* of a / b */
    T floored = sign < 0 && q.rest != 0 ? q.whole + 1 : q.whole;
    return FN(copysign)(floored, sign);
}

#define TL_DIVISION_LOOP(name)                                                        \
    static void FN(name##_by_division)(int64_t n, char *const *p, const int64_t *s) { \
        enum { BLOCK = 64 };                                                          \
        const T limit = (T)((U)1 << (K(MANT) - 2));                                   \
        T got[BLOCK], *out = (T *)p[0];                                               \
        const T *x = (const T *)p[1], *y = (const T *)p[2];                           \
        if (s[0] != sizeof(T) || s[1] != sizeof(T) || s[2] != sizeof(T)) {            \
            FN(by_blocks)(n, 2, p, s, FN(name##_by_division), NULL);                  \
            return;                                                                   \
        }                                                                             \
        for (int64_t i = 0, m; i < n; i += m, x += m, y += m) {                       \
            m = n - i < BLOCK ? n - i : BLOCK;                                        \
            U large = 0;                                                              \
            for (int64_t j = 0; j < m; j++) {                                         \
                FN(quotient) q = FN(divide_whole)(x[j], y[j]);                        \
                got[j] = FN(name##_from)(x[j], y[j], q);                              \
                large |= q.whole >= limit ? ~(U)0 : 0;                                \
            }                                                                         \
            if (large)                                                                \
                for (int64_t j = 0; j < m; j++) got[j] = FN(name)(x[j], y[j]);        \
            memcpy(out + i, got, m * sizeof(T));                                      \
        }                                                                             \
    }

#if TL_FLOAT_BITS == 32
#define U uint32_t
#else
#define U uint64_t
#endif
TL_DIVISION_LOOP(fmod)
TL_DIVISION_LOOP(remainder)
TL_DIVISION_LOOP(floor_divide)
#undef TL_DIVISION_LOOP
#undef U
#undef K
#undef FMA
#endif

static void FN(fill_remainder)(tl_kernels *k) {
#if TL_FUSED
    k->loop[TL_OP_fmod][ID] = FN(fmod_by_division);
    k->loop[TL_OP_remainder][ID] = FN(remainder_by_division);
    k->loop[TL_OP_floor_divide][ID] = FN(floor_divide_by_division);
#else
    (void)k;
#endif
}
