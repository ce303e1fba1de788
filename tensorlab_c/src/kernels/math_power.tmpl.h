/* The loop of power. Exponents that are one special number have loops of their own. Blocks of positive numbers whose
 * powers are in range, looked at first, do without the care for limits; what they get is the same, bit for bit. */
#if TL_FLOAT_BITS == 32
#define U uint32_t
#else
#define U uint64_t
#endif
#define K(name) TL_CAT5(name, _, STEM, , )

TL_INLINE T FN(power_zero)(T x) { return (void)x, 1; }

#define TL_POWER_LOOP(name)                                                         \
    static TL_NOINLINE void FN(flat_##name)(int64_t n, void *out, const void *in) { \
        FN(cheap_flat_SAME)(n, out, in, FN(name), NULL);                            \
    }                                                                               \
    static void FN(loop_##name)(int64_t n, char *const *p, const int64_t *s) {      \
        FN(cheap_unary_SAME)(n, p, s, FN(name), FN(flat_##name), NULL);             \
    }
TL_POWER_LOOP(power_zero)
TL_POWER_LOOP(power_half)
#if TL_FUSED
TL_POWER_LOOP(power_cube)
#else
static const tl_loop FN(loop_power_cube) = NULL;
#endif
#undef TL_POWER_LOOP

static tl_loop FN(power_by)(T y) {
    return y == 2        ? FN(loop_square)
           : y == (T)0.5 ? FN(loop_power_half)
           : y == -1     ? FN(loop_reciprocal)
           : y == 1      ? FN(loop_positive)
           : y == 0      ? FN(loop_power_zero)
           : y == 3      ? FN(loop_power_cube)
                         : NULL;
}

enum { FN(POWER_LANES) = TL_VB / sizeof(T), FN(POWER_BLOCK) = 2048 / sizeof(T) };

/* `m` elements of an operand and as many ones behind them as fill the last vector; where they are if none are needed */
TL_INLINE const T *FN(power_operand)(const char *from, int64_t step, int64_t m, int64_t whole, T *gathered) {
    if (step == sizeof(T) && m == whole) return (const T *)from;
    if (step == sizeof(T)) memcpy(gathered, from, (size_t)m * sizeof(T));
    else
        for (int64_t j = 0; j < m; j++) gathered[j] = *(const T *)(from + j * step);
    for (int64_t j = m; j < whole; j++) gathered[j] = 1;
    return gathered;
}

#if TL_FUSED
typedef struct {
    U least, most, exponent; /* bits of numbers, which have the order of the numbers; the greatest |exponent| */
    U exact;                 /* not 0: some exponent is 3 or a power of two, power_exact may know better */
} FN(power_range);

TL_INLINE FN(power_range) FN(power_look)(int64_t m, const T *x, const T *y, U keep, U zero) {
    const U sign = (U)1 << (sizeof(T) * 8 - 1), mantissa = ((U)1 << K(MANT)) - 1, three = FN(bits)((T)3);
    U least = ~(U)0, most = 0, exponent = 0, exact = 0;
    for (int64_t j = 0; j < m; j++) {
        U a = FN(bits)(x[j]) & keep, e = FN(bits)(y[j]) & ~sign;
        U l = a == 0 ? zero : a;
        least = l < least ? l : least;
        most = a > most ? a : most;
        exponent = e > exponent ? e : exponent;
        exact |= ((e & mantissa) == 0) | (e == three);
    }
    return (FN(power_range)){least, most, exponent, exact};
}

/* whether numbers, logarithms and results are all normal */
TL_INLINE int FN(power_is_near)(FN(power_range) r) {
    const U inf = (U)(2 * K(BIAS) + 1) << K(MANT);
    if (r.least < (U)1 << K(MANT) || r.most >= inf || r.exponent >= inf) return 0;
    T low = K(BIAS) - (T)(r.least >> K(MANT)), high = (T)(r.most >> K(MANT)) - K(BIAS) + 1;
    return FN(from_bits)(r.exponent) * (low > high ? low : high) <= K(BIAS) - 2;
}
#endif

static void FN(power_blocks)(int64_t n, char *const *p, const int64_t *s) {
    enum { LANES = FN(POWER_LANES), BLOCK = FN(POWER_BLOCK) };
    T a[BLOCK], b[BLOCK], got[BLOCK];
    int one = s[2] == 0;
    const T e = *(const T *)p[2];
    tl_loop known = one ? FN(power_by)(e) : NULL;
    if (known) {
        known(n, p, s);
        return;
    }
#if TL_FUSED
    T high[BLOCK], low[BLOCK]; /* the logarithms */
    int logs = -1;             /* of a base that is one number: which they are */
    const U top = (U)1 << (sizeof(T) * 8 - 1);
    T half = FN(mabs)(e) * (T)0.5;
    int integer = one && FN(trunc)(e) == e, odd = integer && FN(trunc)(half) != half;
    U keep = integer ? ~top : ~(U)0, turn = odd ? top : 0; /* an integral power is one of |x|, and its sign */
    U zero = one ? ~(U)0 : 0; /* as which zeros are taken: beside one exponent they do no harm */
    T at_zero = e < 0 ? (T)INFINITY : 0;
#endif
    for (int64_t i = 0; i < n; i += BLOCK) {
        int64_t m = n - i < BLOCK ? n - i : BLOCK, whole = (m + LANES - 1) & -(int64_t)LANES;
        const T *x = a, *y = b;
        if (s[1] || i == 0) x = FN(power_operand)(p[1] + i * s[1], s[1], m, whole, a);
        if (s[2] || i == 0) y = FN(power_operand)(p[2] + i * s[2], s[2], m, whole, b);
#if TL_FUSED
        FN(power_range) range = FN(power_look)(whole, x, y, keep, zero);
        int near = FN(power_is_near)(range);
        /* two loops: the chains of operations are shorter, and more of them under way at a time */
        if (logs != near || s[1]) {
            if (near)
                for (int64_t j = 0; j < whole; j++) {
                    FN(pair) log = FN(power_log2)(FN(from_bits)(FN(bits)(x[j]) & keep), 0);
                    high[j] = log.h, low[j] = log.l;
                }
            else
                for (int64_t j = 0; j < whole; j++) {
                    FN(pair) log = FN(power_log2_any)(x[j]);
                    high[j] = log.h, low[j] = log.l;
                }
            logs = near;
        }
        if (near)
            for (int64_t j = 0; j < whole; j++) {
                T r = FN(power_near)((FN(pair)){high[j], low[j]}, y[j]);
                r = x[j] == 0 ? at_zero : r;
                got[j] = FN(from_bits)(FN(bits)(r) | (FN(bits)(x[j]) & turn));
            }
        else
            for (int64_t j = 0; j < whole; j++) got[j] = FN(power_any)((FN(pair)){high[j], low[j]}, x[j], y[j]);
        if (range.exact && !one)
            for (int64_t j = 0; j < whole; j++) got[j] = FN(power_exact)(x[j], y[j], got[j]);
#else
        for (int64_t j = 0; j < whole; j++) got[j] = FN(power)(x[j], y[j]);
#endif
        char *out = p[0] + i * s[0];
        if (s[0] == sizeof(T)) memcpy(out, got, m * sizeof(T));
        else
            for (int64_t j = 0; j < m; j++) *(T *)(out + j * s[0]) = got[j];
    }
}
#undef U
#undef K

static void FN(fill_power)(tl_kernels *k) { k->loop[TL_OP_power][ID] = FN(power_blocks); }
