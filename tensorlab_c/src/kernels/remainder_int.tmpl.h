/* Integers beside one number: divisions by multiplication (Granlund and Montgomery), powers by squaring a block at a
 * time. Pairs of 64-bit integers divide as floats where all of a block are below 2^51. */
typedef __typeof__(__builtin_choose_expr(sizeof(T) < 4, (uint16_t)0, __builtin_choose_expr(sizeof(T) < 8, 0u, 0ull)))
    FN(lane); /* at least 16 bits: there are no shifts of bytes */
#define U FN(lane)
#define BITS ((int)(8 * sizeof(U)))
#if IS(I)
#define SIGNED 1
#else
#define SIGNED 0
#endif

/* a divisor: u / d = (h + ((u - h) >> first)) >> second with h the high half of factor u; for bytes it is h */
typedef struct {
    U d, factor, negative; /* |d|; all ones where d was below 0 */
    int first, second;
} FN(divisor);

static FN(divisor) FN(as_divisor)(T number) {
    FN(divisor) v = {.d = (U)number, .negative = SIGNED && (number >> (8 * sizeof(T) - 1)) ? (U) ~(U)0 : 0};
    v.d = (U)((v.d ^ v.negative) - v.negative);
    int bits = 0; /* 2^(bits-1) < d <= 2^bits */
    while (bits < BITS && (U)((U)1 << bits) < v.d) bits++;
    if (sizeof(T) == 1) { /* exact up to 255, but for d = 1 */
        v.factor = (U)(0x10000 / v.d + 1);
        return v;
    }
    unsigned __int128 top = ((unsigned __int128)1 << bits) - v.d;
    v.factor = (U)((top << BITS) / v.d + 1);
    v.first = bits > 0;
    v.second = bits > 0 ? bits - 1 : 0;
    return v;
}

TL_INLINE U FN(high_product)(U a, U b) {
    if (sizeof(U) == 2) return (U)(((uint32_t)a * (uint32_t)b) >> 16);
    if (sizeof(U) == 4) return (U)(((uint64_t)a * b) >> 32);
    uint64_t al = (uint32_t)a, ah = (uint64_t)a >> 32, bl = (uint32_t)b, bh = (uint64_t)b >> 32;
    uint64_t c = ah * bl + (al * bl >> 32), e = al * bh + (uint32_t)c; /* neither overflows */
    return (U)(ah * bh + (c >> 32) + (e >> 32));
}

TL_INLINE U FN(divided)(U u, const FN(divisor) *v) {
    U h = FN(high_product)(v->factor, u);
    if (sizeof(T) == 1) return h;
    return (U)((U)(h + (U)((U)(u - h) >> v->first)) >> v->second);
}

#if IS(I)
/* all ones where the quotient a / d is below 0 or rounds to 0 from there */
TL_INLINE U FN(below)(U a, U moved, U negative) { return (U)0 - ((U)(moved & ~(a & negative)) >> (BITS - 1)); }

TL_INLINE T FN(floor_divide_by)(T a, const FN(divisor) *v) {
    U x = (U)a, y = (U)((x ^ v->negative) - v->negative), s = FN(below)(x, y, v->negative);
    return (T)(FN(divided)(y ^ s, v) ^ s); /* the floor of -u / d is -1 - (u - 1) / d */
}
TL_INLINE T FN(remainder_by)(T a, const FN(divisor) *v) {
    U d = (U)((v->d ^ v->negative) - v->negative);
    return (T)((U)a - (U)((U)FN(floor_divide_by)(a, v) * d));
}
TL_INLINE T FN(fmod_by)(T a, const FN(divisor) *v) {
    U s = (U)0 - ((U)a >> (BITS - 1)), u = (U)(((U)a ^ s) - s), r = (U)(u - (U)(FN(divided)(u, v) * v->d));
    return (T)((r ^ s) - s);
}
#else
TL_INLINE T FN(floor_divide_by)(T a, const FN(divisor) *v) { return (T)FN(divided)(a, v); }
TL_INLINE T FN(fmod_by)(T a, const FN(divisor) *v) { return (T)(a - (U)(FN(divided)(a, v) * v->d)); }
#endif

#if defined(__clang__)
#define NO_ALIAS _Pragma("clang loop vectorize(assume_safety)")
#else
#define NO_ALIAS _Pragma("GCC ivdep")
#endif

#define TL_DIVISION(name)                                                                                         \
    static void FN(name##_ints)(int64_t n, char *const *p, const int64_t *s) {                                    \
        const T d = *(const T *)p[2];                                                                             \
        int known = sizeof(T) == 1 && (d == 1 || d == (T) - 1); /* what as_divisor leaves out */                  \
        if (s[2] == 0 && n >= 8 && d != 0 && !known) {                                                            \
            const FN(divisor) v = FN(as_divisor)(d);                                                              \
            const char *a = p[1];                                                                                 \
            char *o = p[0];                                                                                       \
            if (s[0] == sizeof(T) && s[1] == sizeof(T)) {                                                         \
                const T *x = (const T *)a;                                                                        \
                T *out = (T *)o;                                                                                  \
                NO_ALIAS for (int64_t i = 0; i < n; i++) out[i] = FN(name##_by)(x[i], &v);                        \
            } else                                                                                                \
                for (int64_t i = 0; i < n; i++, o += s[0], a += s[1]) *(T *)o = FN(name##_by)(*(const T *)a, &v); \
        } else FN(name##_pairs)(n, p, s);                                                                         \
    }

/* the quotient rounded to nearest, and what it leaves, for integers below 2^51 in magnitude */
typedef struct {
    double q, r;
} FN(near);

#define MAGIC 0x1.8p52 /* in its mantissa an integer adds to it */
TL_INLINE double FN(as_real)(T a) {
    uint64_t u = (uint64_t)a + 0x4338000000000000u;
    double x;
    memcpy(&x, &u, sizeof x);
    return x - MAGIC;
}
TL_INLINE T FN(as_int)(double x) {
    uint64_t u;
    x += MAGIC;
    memcpy(&u, &x, sizeof u);
    return (T)(u - 0x4338000000000000u);
}
TL_INLINE FN(near) FN(divide_near)(double a, double b) {
    double q = (a / b + MAGIC) - MAGIC;
    return (FN(near)){q, a - q * b};
}
TL_INLINE T FN(floor_divide_near)(double a, double b) {
    FN(near) v = FN(divide_near)(a, b);
    return FN(as_int)((v.r < 0 && b > 0) || (v.r > 0 && b < 0) ? v.q - 1 : v.q);
}
#if SIGNED
TL_INLINE T FN(remainder_near)(double a, double b) {
    FN(near) v = FN(divide_near)(a, b);
    return FN(as_int)((v.r < 0 && b > 0) || (v.r > 0 && b < 0) ? v.r + b : v.r);
}
#endif
TL_INLINE T FN(fmod_near)(double a, double b) {
    double r = FN(divide_near)(a, b).r, size = __builtin_fabs(b);
    r = r < 0 && a > 0 ? r + size : r;
    return FN(as_int)(r > 0 && a < 0 ? r - size : r);
}

/* `m` elements of an operand and as many ones behind them as fill the last vector, so that loops have no rest; where
 * they are if none are needed */
TL_INLINE const T *FN(int_operand)(const char *from, int64_t step, int64_t m, int64_t whole, T *gathered) {
    if (step == sizeof(T) && m == whole) return (const T *)from;
    if (step == sizeof(T)) memcpy(gathered, from, (size_t)m * sizeof(T));
    else
        for (int64_t j = 0; j < m; j++) gathered[j] = *(const T *)(from + j * step);
    for (int64_t j = m; j < whole; j++) gathered[j] = 1;
    return gathered;
}

TL_INLINE void FN(put_block)(char *out, int64_t step, int64_t m, const T *got) {
    if (step == sizeof(T)) memcpy(out, got, (size_t)m * sizeof(T));
    else
        for (int64_t j = 0; j < m; j++) *(T *)(out + j * step) = got[j];
}

#define TL_PAIRS(name)                                                                                              \
    static void FN(name##_pairs)(int64_t n, char *const *p, const int64_t *s) {                                     \
        enum { BLOCK = 1024 / sizeof(T), LANES = TL_VB / sizeof(T) };                                               \
        if (n < 4) {                                                                                                \
            for (int64_t i = 0; i < n; i++)                                                                         \
                *(T *)(p[0] + i * s[0]) = FN(name)(*(const T *)(p[1] + i * s[1]), *(const T *)(p[2] + i * s[2]));   \
            return;                                                                                                 \
        }                                                                                                           \
        const uint64_t half = SIGNED ? (uint64_t)1 << 51 : 0, limit = (uint64_t)1 << (51 + SIGNED);                 \
        T a[BLOCK], b[BLOCK], got[BLOCK];                                                                           \
        for (int64_t i = 0; i < n; i += BLOCK) {                                                                    \
            int64_t m = n - i < BLOCK ? n - i : BLOCK, whole = (m + LANES - 1) & -(int64_t)LANES;                   \
            const T *x = FN(int_operand)(p[1] + i * s[1], s[1], m, whole, a);                                       \
            const T *y = FN(int_operand)(p[2] + i * s[2], s[2], m, whole, b);                                       \
            uint64_t seen = sizeof(T) < 8 ? limit : ((uint64_t)x[0] + half) | ((uint64_t)y[0] + half);              \
            if (seen < limit)                                                                                       \
                for (int64_t j = 0; j < whole; j++) seen |= ((uint64_t)x[j] + half) | ((uint64_t)y[j] + half);      \
            if (seen < limit)                                                                                       \
                for (int64_t j = 0; j < whole; j++) got[j] = FN(name##_near)(FN(as_real)(x[j]), FN(as_real)(y[j])); \
            else                                                                                                    \
                for (int64_t j = 0; j < whole; j++) got[j] = FN(name)(x[j], y[j]);                                  \
            FN(put_block)(p[0] + i * s[0], s[0], m, got);                                                           \
        }                                                                                                           \
    }
#define TL_DIVISION_LOOPS(name) TL_PAIRS(name) TL_DIVISION(name)

TL_DIVISION_LOOPS(floor_divide)
TL_DIVISION_LOOPS(fmod)
#if SIGNED
TL_DIVISION_LOOPS(remainder)
#endif

#if SIGNED
/* One exponent: whole blocks are squared and multiplied, bit by bit of the exponent. */
static void FN(power_ints)(int64_t n, char *const *p, const int64_t *s) {
    enum { BLOCK = 1024 / sizeof(T), LANES = TL_VB / sizeof(T) };
    const FN(pattern) e = (FN(pattern))*(const T *)p[2];
    if (s[2] || e == 0 || n < 4) {
        for (int64_t i = 0; i < n; i++)
            *(T *)(p[0] + i * s[0]) = FN(power)(*(const T *)(p[1] + i * s[1]), *(const T *)(p[2] + i * s[2]));
        return;
    }
    if (e <= 2) {
        (e == 1 ? FN(loop_positive) : FN(loop_square))(n, p, s);
        return;
    }
    T base[BLOCK], got[BLOCK];
    for (int64_t i = 0; i < n; i += BLOCK) {
        int64_t m = n - i < BLOCK ? n - i : BLOCK, whole = (m + LANES - 1) & -(int64_t)LANES;
        const T *x = FN(int_operand)(p[1] + i * s[1], s[1], m, whole, got);
        NO_ALIAS for (int64_t j = 0; j < whole; j++) {
            T v = x[j];
            base[j] = FN(square)(v);
            got[j] = e & 1 ? v : 1;
        }
        for (FN(pattern) rest = (FN(pattern))(e >> 1); rest; rest = (FN(pattern))(rest >> 1)) {
            if (rest & 1)
                for (int64_t j = 0; j < whole; j++) got[j] = FN(multiply)(got[j], base[j]);
            if (rest > 1)
                for (int64_t j = 0; j < whole; j++) base[j] = FN(square)(base[j]);
        }
        FN(put_block)(p[0] + i * s[0], s[0], m, got);
    }
}
#endif

static void FN(fill_remainder)(tl_kernels *k) {
    k->loop[TL_OP_floor_divide][ID] = FN(floor_divide_ints);
    k->loop[TL_OP_fmod][ID] = FN(fmod_ints);
#if SIGNED
    k->loop[TL_OP_remainder][ID] = FN(remainder_ints);
    k->loop[TL_OP_power][ID] = FN(power_ints);
#else
    k->loop[TL_OP_remainder][ID] = FN(fmod_ints);
#endif
}
#undef TL_PAIRS
#undef TL_DIVISION_LOOPS
#undef TL_DIVISION
#undef NO_ALIAS
#undef MAGIC
#undef BITS
#undef SIGNED
#undef U
