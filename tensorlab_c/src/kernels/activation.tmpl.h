/* The rows of activations.def: of each the value and its slope at x, and the loops over them. `p` are its numbers. */
#define ACTIVATION(name) TL_INLINE T FN(name)(T x, const T *p)
#define SLOPE(name) TL_INLINE T FN(name##_slope)(T x, const T *p)

/* Up to three pieces: (x + below) slope, in the middle (x + shift) c or (x + shift) c x, (x + above) slope; of slope 0
 * the first and the last are the constants `below` and `above`. The middle has both ends, and what is NaN is below, or it
 * has neither and is where NaN is. */
TL_INLINE T FN(piece)(T x, const T *p, T below, T middle, T above) {
    T open = x <= p[LOW] ? below : x >= p[HIGH] ? above : middle;
    T closed = x >= p[LOW] ? (x > p[HIGH] ? above : middle) : below;
    return p[CLOSED] != 0 ? closed : open;
}
ACTIVATION(piecewise) {
    T below = p[BELOW_SLOPE] != 0 ? p[BELOW_SLOPE] * (x + p[BELOW]) : p[BELOW]; /* not 0 times infinity */
    T above = p[ABOVE_SLOPE] != 0 ? p[ABOVE_SLOPE] * (x + p[ABOVE]) : p[ABOVE];
    T middle = p[FACTOR] != 0 ? (x + p[SHIFT]) * (p[QUADRATIC] != 0 ? p[FACTOR] * x : p[FACTOR]) : 0;
    return FN(piece)(x, p, below, middle, above);
}
SLOPE(piecewise) {
    T middle = p[QUADRATIC] != 0 ? p[FACTOR] * (2 * x + p[SHIFT]) : p[FACTOR];
    return FN(piece)(x, p, p[BELOW_SLOPE], middle, p[ABOVE_SLOPE]);
}

/* p[0] x, below 0 p[1] (e^(p[2] x) - 1) */
ACTIVATION(exponential_unit) {
    T low = x < 0 ? x : 0, below = p[1] * FN(expm1)(p[2] * low); /* without overflow */
    return x < 0 ? below : p[0] * x;
}
SLOPE(exponential_unit) {
    T low = x < 0 ? x : 0, below = p[1] * p[2] * FN(exp)(p[2] * low);
    return x < 0 ? below : p[0];
}

/* log(1 + e^(p[0] x)) / p[0], where p[0] x > p[1] x */
ACTIVATION(softplus) {
    T z = p[0] * x, r = (z >= 0 ? z : 0) + FN(log1p_near)(FN(exp)(-FN(mabs)(z)));
    return z > p[1] ? x : r / p[0] + 0; /* not -0 */
}
SLOPE(softplus) {
    T z = p[0] * x;
    return z > p[1] ? 1 : 1 / (1 + FN(exp)(-z));
}

/* x / (1 + e^-x) */
ACTIVATION(silu) {
    (void)p;
    return x / (1 + FN(exp)(-x));
}
SLOPE(silu) {
    T s = 1 / (1 + FN(exp)(-x));
    (void)p;
    return s + x * s * (1 - s);
}

ACTIVATION(gelu) {
    (void)p;
    return x * FN(normal)(x);
}
SLOPE(gelu) { /* the second term is x times the density */
    (void)p;
    return FN(normal)(x) + x * FN(exp)(x * x * (T)-0.5) * (T)0.39894228040143267794;
}

#define ROOT_2_PI (T)0.79788456080286535588 /* sqrt(2 / pi) */
ACTIVATION(gelu_tanh) {
    (void)p;
    return x * ((FN(tanh)((x * x * (T)0.044715 + 1) * x * ROOT_2_PI) + 1) * (T)0.5);
}
SLOPE(gelu_tanh) {
    T t = FN(tanh)((x * x * (T)0.044715 + 1) * x * ROOT_2_PI);
    (void)p;
    return (t + 1) * (T)0.5 + x * (1 - t * t) * ((x * x * (T)0.134145 + 1) * ROOT_2_PI) * (T)0.5;
}
#undef ROOT_2_PI

/* x tanh(log(1 + e^x)) = x n / (n + 2) with n = e^2x + 2 e^x; from x = 30 on x itself */
ACTIVATION(mish) {
    T e = FN(exp)(x > 30 ? 30 : x), n = e * (e + 2);
    (void)p;
    return x * (n / (n + 2));
}
SLOPE(mish) {
    T near = x > 30 ? 30 : x, e = FN(exp)(near), n = e * (e + 2), below = 1 / (n + 2);
    (void)p;
    return n * below + near * (e * below) * ((e + 1) * below) * 4;
}
#undef ACTIVATION
#undef SLOPE

#define TL_FORM_LOOP(formula)    \
    const T *x = in, *g = upper; \
    T *y = out;                  \
    TL_IVDEP for (int64_t j = 0; j < n; j++) y[j] = formula;
/* Blocks of whole vectors alone; a shorter last one is computed aside. */
#define TL_FORM_BLOCKS(formula)                                                          \
    enum { LANES = TL_VB / sizeof(T) };                                                  \
    T xs[LANES] = {0}, gs[LANES] = {0}, few[LANES];                                      \
    for (int64_t i = 0; i < n; i += LANES) {                                             \
        size_t m = n - i < LANES ? (size_t)(n - i) : LANES;                              \
        const T *x = in + i, *g = upper + i;                                             \
        T *y = m < LANES ? few : out + i;                                                \
        if (m < LANES) {                                                                 \
            x = memcpy(xs, x, m * sizeof(T));                                            \
            g = memcpy(gs, g, m * sizeof(T));                                            \
        }                                                                                \
        TL_IVDEP _Pragma("GCC unroll 1") for (int j = 0; j < LANES; j++) y[j] = formula; \
        if (m < LANES) memcpy(out + i, few, m * sizeof(T));                              \
    }

/* ptr: out, x, numbers; and out, g, x, numbers */
#define TL_ACTIVATION(name, numbers, form, cost)                                            \
    static void FN(activation_##name)(int64_t n, char *const *ptr, const int64_t *s) {      \
        if (s[0] != sizeof(T) || s[1] != sizeof(T)) {                                       \
            FN(by_blocks)(n, 1, ptr, s, FN(activation_##name), ptr[2]);                     \
            return;                                                                         \
        }                                                                                   \
        const T *in = (const T *)ptr[1], *upper = in;                                       \
        const T *given = (const T *)ptr[2];                                                 \
        T *out = (T *)ptr[0];                                                               \
        T p[numbers + 1];                                                                   \
        for (int k = 0; k < numbers; k++) p[k] = given[k];                                  \
        TL_FORM_##form(((void)g, FN(name)(x[j], p)))                                        \
    }                                                                                       \
    static void FN(activation_grad_##name)(int64_t n, char *const *ptr, const int64_t *s) { \
        if (s[0] != sizeof(T) || s[1] != sizeof(T) || s[2] != sizeof(T)) {                  \
            FN(by_blocks)(n, 2, ptr, s, FN(activation_grad_##name), ptr[3]);                \
            return;                                                                         \
        }                                                                                   \
        const T *upper = (const T *)ptr[1], *in = (const T *)ptr[2];                        \
        const T *given = (const T *)ptr[3];                                                 \
        T *out = (T *)ptr[0];                                                               \
        T p[numbers + 1];                                                                   \
        for (int k = 0; k < numbers; k++) p[k] = given[k];                                  \
        TL_FORM_##form(g[j] * FN(name##_slope)(x[j], p))                                    \
    }
#include "../activations.def"
#undef TL_ACTIVATION
#undef TL_FORM_LOOP
#undef TL_FORM_BLOCKS

static void FN(fill_activations)(tl_kernels *k) {
#define TL_ACTIVATION(name, numbers, form, cost)                     \
    k->activation[TL_ACTIVATION_##name][ID] = FN(activation_##name); \
    k->activation_grad[TL_ACTIVATION_##name][ID] = FN(activation_grad_##name);
#include "../activations.def"
#undef TL_ACTIVATION
}
