/* Signed and unsigned integers. Arithmetic is done in an unsigned type so that it wraps without undefined behaviour.
 * Zero divisors and negative exponents are refused before the loop runs; the formulas only must not trap on them. */
typedef __typeof__(__builtin_choose_expr(sizeof(T) < 8, 0u, 0ull)) FN(wide);
#define W(x) ((FN(wide))(x))
#define BITS ((int)(8 * sizeof(T)))

static inline T FN(positive)(T a) { return a; }
static inline T FN(conjugate)(T a) { return a; }
static inline T FN(negative)(T a) { return (T)(0 - W(a)); }
static inline T FN(square)(T a) { return (T)(W(a) * W(a)); }
#if IS(I)
static inline T FN(abs)(T a) { return (T)(a < 0 ? 0 - W(a) : W(a)); }
static inline T FN(sign)(T a) { return (T)((a > 0) - (a < 0)); }
static inline T FN(relu)(T a) { return a < 0 ? 0 : a; }
#else
static inline T FN(abs)(T a) { return a; }
static inline T FN(sign)(T a) { return a != 0; }
static inline T FN(relu)(T a) { return a; }
#endif
static inline T FN(floor)(T a) { return a; }
static inline T FN(ceil)(T a) { return a; }
static inline T FN(trunc)(T a) { return a; }
static inline uint8_t FN(isnan)(T a) { return (void)a, 0; }
static inline uint8_t FN(isinf)(T a) { return (void)a, 0; }
static inline uint8_t FN(isfinite)(T a) { return (void)a, 1; }
static inline T FN(invert)(T a) { return (T)~a; }

static inline T FN(add)(T a, T b) { return (T)(W(a) + W(b)); }
static inline T FN(subtract)(T a, T b) { return (T)(W(a) - W(b)); }
static inline T FN(multiply)(T a, T b) { return (T)(W(a) * W(b)); }
static inline T FN(maximum)(T a, T b) { return a > b ? a : b; }
static inline T FN(minimum)(T a, T b) { return a < b ? a : b; }
static inline T FN(bitwise_and)(T a, T b) { return a & b; }
static inline T FN(bitwise_or)(T a, T b) { return a | b; }
static inline T FN(bitwise_xor)(T a, T b) { return a ^ b; }

/* Integers of up to 32 bits divide exactly as floats of twice as many: no correctly rounded quotient reaches an integer
 * that the true one does not. Processors do that many at a time. */
typedef __typeof__(__builtin_choose_expr(sizeof(T) < 4, 0.0f, 0.0)) FN(real);
typedef __typeof__(__builtin_choose_expr(sizeof(T) < 4, 0, (T)0)) FN(whole);

#if IS(I)
/* the smallest value over -1 wraps to itself */
static inline T FN(quotient)(T a, T b) {
    T d = (b == 0) | (b == -1) ? 1 : b, q = sizeof(T) < 8 ? (T)(FN(whole))((FN(real))a / (FN(real))d) : (T)(a / d);
    return b == -1 ? FN(negative)(a) : q;
}
static inline T FN(fmod)(T a, T b) { return (T)(W(a) - W(FN(quotient)(a, b)) * W(b)); }
static inline T FN(floor_divide)(T a, T b) {
    T q = FN(quotient)(a, b), r = (T)(W(a) - W(q) * W(b));
    return (T)(W(q) - ((r != 0) & ((r ^ b) < 0)));
}
static inline T FN(remainder)(T a, T b) {
    T r = FN(fmod)(a, b);
    return (T)(((r != 0) & ((r ^ b) < 0)) ? r + b : r);
}
static inline T FN(reciprocal)(T a) { return a == 0 ? 0 : FN(quotient)(1, a); }
/* By a negative number of bits as by more than there are; counted without a sign, vectors of them have an instruction. */
static inline T FN(right_shift)(T a, T b) {
    FN(pattern) bits = (FN(pattern))b;
    return (T)(a >> (bits < BITS ? bits : (FN(pattern))(BITS - 1)));
}
#else
static inline T FN(floor_divide)(T a, T b) {
    T d = b == 0 ? 1 : b;
    return sizeof(T) < 8 ? (T)(FN(whole))((FN(real))a / (FN(real))d) : (T)(a / d);
}
static inline T FN(fmod)(T a, T b) { return (T)(W(a) - W(FN(floor_divide)(a, b)) * W(b)); }
static inline T FN(remainder)(T a, T b) { return FN(fmod)(a, b); }
static inline T FN(reciprocal)(T a) { return a == 0 ? 0 : (T)(1 / a); }
static inline T FN(right_shift)(T a, T b) { return b < BITS ? (T)(a >> b) : 0; }
#endif
static inline T FN(left_shift)(T a, T b) {
    FN(pattern) bits = (FN(pattern))b;
    return bits < BITS ? (T)(W(a) << bits) : 0;
}

#define ZEROS(x) (sizeof(T) < 8 ? __builtin_ctz((unsigned)(x)) : __builtin_ctzll(x)) /* below the lowest bit */
static inline FN(wide) FN(magnitude)(T a) { return (FN(pattern))FN(abs)(a); }

/* Sums of pairs of bits, of fours, of bytes: a vector of them at a time. */
static inline uint8_t FN(bitwise_count)(T a) {
    const FN(pattern) all = (FN(pattern))-1;
    FN(pattern) x = (FN(pattern))FN(magnitude)(a);
    x = (FN(pattern))(x - ((x >> 1) & all / 3));
    x = (FN(pattern))((x & all / 5) + ((x >> 2) & all / 5));
    x = (FN(pattern))((x + (x >> 4)) & all / 17);
    for (int bits = 8; bits < BITS; bits *= 2) x = (FN(pattern))(x + (x >> bits));
    return (uint8_t)(x & 0x7f);
}

/* Stein's way (J. Comp. Phys. 1, 397): common powers of two, then differences of odd numbers, without divisions. */
static inline FN(wide) FN(common_divisor)(T a, T b) {
    FN(wide) x = FN(magnitude)(a), y = FN(magnitude)(b);
    if (x == 0 || y == 0) return x | y;
    int common = ZEROS(x | y);
    for (x >>= ZEROS(x); y != 0;) {
        y >>= ZEROS(y);
        FN(wide) least = x < y ? x : y;
        y = x < y ? y - x : x - y;
        x = least;
    }
    return x << common;
}
static inline T FN(gcd)(T a, T b) { return (T)FN(common_divisor)(a, b); }
static inline T FN(lcm)(T a, T b) {
    FN(wide) g = FN(common_divisor)(a, b);
    return g == 0 ? 0 : (T)(FN(magnitude)(a) / g * FN(magnitude)(b));
}
#undef ZEROS

/* the exponent's bits: those of unsigned integers come here too */
static inline T FN(power)(T a, T b) {
    FN(wide) base = W(a), result = 1;
    for (FN(pattern) e = (FN(pattern))b; e; e = (FN(pattern))(e >> 1), base *= base)
        if (e & 1) result *= base;
    return (T)result;
}
#undef W
#undef BITS
