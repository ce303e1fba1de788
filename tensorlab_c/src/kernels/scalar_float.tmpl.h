/* Floating point. Select-then-combine forms vectorise; NaN and signed zeros as NumPy has them. */
#define M1(name) TL_CAT2(__builtin_##name, FN_F)
#if TL_FLOAT_BITS == 32
#define FN_F f
#else
#define FN_F
#endif

static inline T FN(positive)(T a) { return a; }
static inline T FN(conjugate)(T a) { return a; }
static inline T FN(negative)(T a) { return -a; }
static inline T FN(abs)(T a) { return M1(fabs)(a); }
static inline T FN(sign)(T a) { return a > 0 ? (T)1 : (a < 0 ? (T)-1 : (a == 0 ? (T)0 : a)); }
static inline T FN(square)(T a) { return a * a; }
static inline T FN(reciprocal)(T a) { return (T)1 / a; }
static inline T FN(sqrt)(T a) { return M1(sqrt)(a); }
static inline T FN(floor)(T a) { return M1(floor)(a); }
static inline T FN(ceil)(T a) { return M1(ceil)(a); }
static inline T FN(trunc)(T a) { return M1(trunc)(a); }
static inline T FN(rint)(T a) { return M1(rint)(a); }
static inline uint8_t FN(isnan)(T a) { return a != a; }
static inline uint8_t FN(isinf)(T a) { return M1(fabs)(a) == (T)INFINITY; }
static inline uint8_t FN(isfinite)(T a) { return M1(fabs)(a) < (T)INFINITY; }
static inline uint8_t FN(signbit)(T a) { return M1(copysign)((T)1, a) < 0; }
/* not (a > 0 ? a : 0): a NaN stays a NaN */
static inline T FN(relu)(T a) { return a < 0 ? (T)0 : a; }

static inline T FN(add)(T a, T b) { return a + b; }
static inline T FN(subtract)(T a, T b) { return a - b; }
static inline T FN(multiply)(T a, T b) { return a * b; }
static inline T FN(divide)(T a, T b) { return a / b; }
static inline T FN(maximum)(T a, T b) { return (a > b) | (a != a) ? a : b; }
static inline T FN(minimum)(T a, T b) { return (a < b) | (a != a) ? a : b; }
static inline T FN(fmax)(T a, T b) { return (a >= b) | (b != b) ? a : b; }
static inline T FN(fmin)(T a, T b) { return (a <= b) | (b != b) ? a : b; }
static inline T FN(copysign)(T a, T b) { return M1(copysign)(a, b); }
static inline T FN(heaviside)(T a, T b) {
    T step = a > 0 ? (T)1 : a; /* NaN stays */
    step = a < 0 ? (T)0 : step;
    return a == 0 ? b : step;
}
static inline T FN(fmod)(T a, T b) { return M1(fmod)(a, b); }

/* Python's rule: the remainder has the divisor's sign, and a == b*floor_divide(a, b) + remainder(a, b). */
static inline T FN(remainder)(T a, T b) {
    T r = M1(fmod)(a, b);
    if (r == 0) return M1(copysign)((T)0, b);
    return (r < 0) != (b < 0) ? r + b : r;
}
static inline T FN(floor_divide)(T a, T b) {
    if (b == 0) return a / b;
    T r = M1(fmod)(a, b), q = (a - r) / b;
    if (r != 0 && (r < 0) != (b < 0)) q -= 1;
    if (q == 0) return M1(copysign)((T)0, a / b);
    T f = M1(floor)(q);
    return q - f > (T)0.5 ? f + 1 : f; /* q is an integer but for rounding */
}

/* ---- numbers as significand and exponent; LOWEST is that of the smallest normal number */
#if TL_FLOAT_BITS == 32
enum { FN(DIGITS) = 23, FN(BIAS) = 127, FN(LOWEST) = -126 };
#else
enum { FN(DIGITS) = 52, FN(BIAS) = 1023, FN(LOWEST) = -1022 };
#endif
static inline T FN(of_bits)(FN(pattern) bits) {
    T x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
static inline FN(pattern) FN(bits_of)(T x) {
    FN(pattern) bits;
    memcpy(&bits, &x, sizeof x);
    return bits;
}
static inline T FN(two_to)(int k) { return FN(of_bits)((FN(pattern))(k + FN(BIAS)) << FN(DIGITS)); }

static inline T FN(spacing)(T a) {
    T next = FN(of_bits)(FN(bits_of)(a) + 1);
    return a == 0 ? FN(of_bits)(1) : next - a;
}
/* The bits count numbers away from zero. */
static inline T FN(nextafter)(T a, T b) {
    T next = FN(of_bits)(FN(bits_of)(a) + ((a < b) == (a > 0) ? 1 : (FN(pattern))-1));
    next = a == 0 ? M1(copysign)(FN(of_bits)(1), b) : next;
    next = a == b ? b : next;
    return (a != a) | (b != b) ? a + b : next;
}
static inline T FN(exponent)(T a) {
    T size = M1(fabs)(a);
    int small = size < FN(two_to)(FN(LOWEST));
    T normal = small ? size * FN(two_to)(FN(DIGITS) + 1) : size;
    int e = (int)(FN(bits_of)(normal) >> FN(DIGITS))-FN(BIAS) + 1 - (small ? FN(DIGITS) + 1 : 0);
    return (size == 0) | !(size < (T)INFINITY) ? (T)0 : (T)e;
}
/* All factors but the last one leave the significand as it is: downwards they stop short of subnormal numbers. */
static inline T FN(scalb)(T a, T b) {
    const int up = FN(BIAS), down = FN(LOWEST) + FN(DIGITS) + 1, far = 3 * FN(BIAS);
    int k = (int)(b < -far ? (T)-far : b < far ? b : (T)far), over = k > up, under = k < FN(LOWEST);
    a *= over ? FN(two_to)(up) : under ? FN(two_to)(down) : (T)1;
    k -= over ? up : under ? down : 0;
    over = k > up, under = k < FN(LOWEST);
    a *= over ? FN(two_to)(up) : under ? FN(two_to)(down) : (T)1;
    k -= over ? up : under ? down : 0;
    return a * FN(two_to)(k > up ? up : k < FN(LOWEST) ? FN(LOWEST) : k);
}

static inline T FN(relu_grad)(T g, T x) { return x < 0 ? (T)0 : g; }
static inline T FN(tanh_grad)(T g, T y) { return g * ((T)1 - y * y); }
static inline T FN(sigmoid_grad)(T g, T y) { return g * (y * ((T)1 - y)); }
#undef M1
#undef FN_F
