/* Sums and products up to each element. Floats of 32 bits are computed with in double, so that their error does not grow
 * with the line; integers wrap. Of complex numbers there are products only: sums are those of their parts. */
#if IS(F)
typedef double FN(running);
typedef double FN(wide);
#elif IS(C)
typedef double _Complex FN(running);
#else
typedef uint64_t FN(running);
typedef int64_t FN(wide);
#endif

TL_INLINE FN(running) FN(counted)(T x, const int product, const int skip_nan) {
#if IS(F)
    if (skip_nan && x != x) return product;
#else
    (void)product, (void)skip_nan;
#endif
    return (FN(running))x;
}
TL_INLINE FN(running) FN(times)(FN(running) a, FN(running) b) {
#if IS(C)
    FN(running) z;
    RE(z) = RE(a) * RE(b) - IM(a) * IM(b);
    IM(z) = RE(a) * IM(b) + IM(a) * RE(b);
    return z;
#else
    return a * b;
#endif
}
TL_INLINE FN(running) FN(joined)(FN(running) a, FN(running) b, const int product) {
    return product ? FN(times)(a, b) : a + b;
}

/* ---- one line at a time -------------------------------------------------------------------------------------------- */
#if !IS(C)
/* Eight at a time, by halves: the second element of each pair gets the first, the second pair of four the first's sum,
 * and so on. What came before is added last, so that the next eight need not wait. Every instruction set and layout adds
 * in this order. */
enum { FN(W) = TL_VB / 8, FN(REGISTERS) = 8 / FN(W) };
typedef FN(running) FN(sums) __attribute__((vector_size(TL_VB)));
typedef FN(wide) FN(wides) __attribute__((vector_size(TL_VB)));
typedef T FN(some) __attribute__((vector_size(TL_VB / 8 * sizeof(T))));
typedef int64_t FN(lanes_of) __attribute__((vector_size(TL_VB)));

/* What changes nothing that it is added to; 0 would make -0 positive. */
#if IS(F)
#define NOTHING -0.0
#else
#define NOTHING 0
#endif
#if defined(__clang__)
#define CHOSEN(v, ...) __builtin_shufflevector(v, nothing, __VA_ARGS__)
#else
#define CHOSEN(v, ...) __builtin_shuffle(v, nothing, (FN(lanes_of)){__VA_ARGS__})
#endif
#if TL_VB == 64
#define SUM_WITHIN(v)                           \
    do {                                        \
        v += CHOSEN(v, 8, 0, 8, 2, 8, 4, 8, 6); \
        v += CHOSEN(v, 8, 8, 1, 1, 8, 8, 5, 5); \
        v += CHOSEN(v, 8, 8, 8, 8, 3, 3, 3, 3); \
    } while (0)
#define LAST(v) CHOSEN(v, 7, 7, 7, 7, 7, 7, 7, 7)
#elif TL_VB == 32
#define SUM_WITHIN(v)               \
    do {                            \
        v += CHOSEN(v, 4, 0, 4, 2); \
        v += CHOSEN(v, 4, 4, 1, 1); \
    } while (0)
#define LAST(v) CHOSEN(v, 3, 3, 3, 3)
#else
#define SUM_WITHIN(v) v += CHOSEN(v, 2, 0)
#define LAST(v) CHOSEN(v, 1, 1)
#endif

TL_INLINE void FN(sum_line)(int64_t c, const T *x, T *y, const int skip_nan) {
    const FN(sums) nothing = (FN(running))NOTHING - (FN(sums)){0};
    FN(sums) before = nothing;
    int64_t j = 0;
    for (; j + 8 <= c; j += 8) {
        FN(some) some;
        FN(sums) v[FN(REGISTERS)];
        for (int r = 0; r < FN(REGISTERS); r++) {
            memcpy(&some, x + j + r * FN(W), sizeof some);
            v[r] = (FN(sums))__builtin_convertvector(some, FN(wides));
#if IS(F)
            if (skip_nan) v[r] = (FN(sums))((FN(lanes_of))v[r] & (FN(lanes_of))(v[r] == v[r]));
#else
            (void)skip_nan;
#endif
            SUM_WITHIN(v[r]);
        }
        for (int d = 1; d < FN(REGISTERS); d *= 2)
            for (int r = 0; r < FN(REGISTERS); r++)
                if (r & d) v[r] += LAST(v[(r & -d) - 1]);
        FN(sums) total = LAST(v[FN(REGISTERS) - 1]);
        for (int r = 0; r < FN(REGISTERS); r++) {
            some = __builtin_convertvector((FN(wides))(v[r] + before), FN(some));
            memcpy(y + j + r * FN(W), &some, sizeof some);
        }
        before += total;
    }
    FN(running) sum = before[0];
    for (; j < c; j++) y[j] = (T)(sum += FN(counted)(x[j], 0, skip_nan));
}

static void FN(cumsum)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    (void)step;
    for (int64_t i = 0; i < n; i++) {
        T *y = (T *)ptr[0] + i * c;
        const T *x = (const T *)ptr[1] + i * c;
        if (IS(F) && what->skip_nan) FN(sum_line)(c, x, y, 1);
        else FN(sum_line)(c, x, y, 0);
    }
}
#else
#define NOTHING 0
#endif

TL_INLINE void FN(product_line)(int64_t c, const T *x, T *y, const int skip_nan) {
    FN(running) product = 1;
    for (int64_t j = 0; j < c; j++) y[j] = (T)(product = FN(times)(product, FN(counted)(x[j], 1, skip_nan)));
}

static void FN(cumprod)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    (void)step;
    for (int64_t i = 0; i < n; i++) FN(product_line)(c, (const T *)ptr[1] + i * c, (T *)ptr[0] + i * c, what->skip_nan);
}

/* gx; x, y, g: element i is a factor of every product from i on, y[i - 1] (g[i] + x[i + 1] (g[i + 1] + ...)). */
#if IS(F) || IS(C)
static void FN(cumprod_grad)(int64_t n, int64_t c, char *const *ptr, const int64_t *step, const tl_lines *what) {
    (void)step, (void)what;
    for (int64_t i = 0; i < n; i++) {
        T *gx = (T *)ptr[0] + i * c;
        const T *x = (const T *)ptr[1] + i * c, *y = (const T *)ptr[2] + i * c, *g = (const T *)ptr[3] + i * c;
        FN(running) rest = 0;
        for (int64_t j = c - 1; j >= 0; j--) {
            rest = (FN(running))g[j] + (j + 1 < c ? FN(times)(x[j + 1], rest) : 0);
            gx[j] = (T)(j ? FN(times)(y[j - 1], rest) : rest);
        }
    }
}
#endif

/* ---- lines side by side -------------------------------------------------------------------------------------------- */
enum { FN(LANES) = 256 };

/* The next eight elements of m lines. */
TL_INLINE void FN(sum_eight)(int64_t m, const char *in, int64_t in_along, char *out, int64_t out_along,
                             FN(running) *before, const int skip_nan) {
    const T *x[8];
    T *y[8];
    for (int k = 0; k < 8; k++) x[k] = (const T *)(in + k * in_along), y[k] = (T *)(out + k * out_along);
#pragma GCC ivdep
    for (int64_t l = 0; l < m; l++) {
        FN(running) v[8], b = before[l];
#pragma GCC unroll 8
        for (int k = 0; k < 8; k++) v[k] = FN(counted)(x[k][l], 0, skip_nan);
#pragma GCC unroll 3
        for (int d = 1; d < 8; d *= 2)
#pragma GCC unroll 8
            for (int k = 0; k < 8; k++)
                if (k & d) v[k] += v[(k & -d) - 1];
#pragma GCC unroll 8
        for (int k = 0; k < 8; k++) y[k][l] = (T)(v[k] + b);
        before[l] = b + v[7];
    }
}

TL_INLINE void FN(cumulate_lanes)(int64_t n, int64_t c, char *const *ptr, const int64_t *along, const int product,
                                  const int skip_nan) {
    FN(running) before[FN(LANES)];
    for (int64_t i = 0; i < n; i += FN(LANES)) {
        int64_t m = n - i < FN(LANES) ? n - i : FN(LANES), j = 0;
        char *y = ptr[0] + i * (int64_t)sizeof(T), *x = ptr[1] + i * (int64_t)sizeof(T);
        for (int64_t l = 0; l < m; l++) before[l] = product ? (FN(running))1 : (FN(running))NOTHING;
        for (; !product && j + 8 <= c; j += 8)
            FN(sum_eight)(m, x + j * along[1], along[1], y + j * along[0], along[0], before, skip_nan);
        for (; j < c; j++)
            for (int64_t l = 0; l < m; l++) {
                T one = ((const T *)(x + j * along[1]))[l];
                before[l] = FN(joined)(before[l], FN(counted)(one, product, skip_nan), product);
                ((T *)(y + j * along[0]))[l] = (T)before[l];
            }
    }
}

#if !IS(C)
static void FN(cumsum_lanes)(int64_t n, int64_t c, char *const *ptr, const int64_t *along, const tl_lines *what) {
    if (IS(F) && what->skip_nan) FN(cumulate_lanes)(n, c, ptr, along, 0, 1);
    else FN(cumulate_lanes)(n, c, ptr, along, 0, 0);
}
#endif

static void FN(cumprod_lanes)(int64_t n, int64_t c, char *const *ptr, const int64_t *along, const tl_lines *what) {
    if (IS(F) && what->skip_nan) FN(cumulate_lanes)(n, c, ptr, along, 1, 1);
    else FN(cumulate_lanes)(n, c, ptr, along, 1, 0);
}

static void FN(fill_cumulative)(tl_kernels *k) {
#if !IS(C)
    k->rows[TL_LINE_cumsum][ID] = FN(cumsum);
    k->lanes[TL_LINE_cumsum][ID] = FN(cumsum_lanes);
#endif
    k->rows[TL_LINE_cumprod][ID] = FN(cumprod);
    k->lanes[TL_LINE_cumprod][ID] = FN(cumprod_lanes);
#if IS(F) || IS(C)
    k->rows[TL_LINE_cumprod_grad][ID] = FN(cumprod_grad);
#endif
}
#undef NOTHING
#undef SUM_WITHIN
#undef LAST
#undef CHOSEN
