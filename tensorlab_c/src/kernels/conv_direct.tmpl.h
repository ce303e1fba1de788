/* The pieces of direct correlation: vectors, the padded copy of an image, the register tile over flat pixels. */

typedef T FN(cvec) __attribute__((vector_size(TL_VB)));
typedef T FN(cuvec) __attribute__((vector_size(TL_VB), aligned(sizeof(T)), may_alias)); /* in memory */
#ifndef CONV_LANES
#define CONV_LANES ((int)(TL_VB / sizeof(T)))
#define CONV_MAXWIDE 4                          /* vectors of the widest tile */
#define CONV_DEPTH (sizeof(T) == 4 ? 384 : 256) /* longest chain of additions */
#define CONV_COPY_BYTES (256 << 10)             /* padded copy of a band, if possible: stays in L2 */
#define CONV_PHASES 8                           /* residues of the input gradient that may be correlations */
#define CONV_COLUMNS ((int64_t)1 << 16)         /* elements of a buffer of columns */
#define CONV_FLOPS_PER_US (sizeof(T) == 4 ? 6e4 : 3e4)
#if TL_VB == 64
#define CONV_HEIGHTS(X) X(1) X(2) X(3) X(4) X(6) X(8) X(10) X(12)
#elif TL_VB == 32
#define CONV_HEIGHTS(X) X(1) X(2) X(3) X(4) X(6)
#else
#define CONV_HEIGHTS(X) X(1) X(2) X(3) X(4)
#endif
#endif

TL_INLINE FN(cvec) FN(cload)(const T *p) { return *(const FN(cuvec) *)p; }
TL_INLINE void FN(cstore)(T *p, FN(cvec) v) { *(FN(cuvec) *)p = v; }

TL_INLINE FN(cvec) FN(cfma)(FN(cvec) a, FN(cvec) b, FN(cvec) c) {
#if TL_FUSED /* the vectoriser makes this one instruction: these tiles have rows and vectors enough for it */
    for (int i = 0; i < CONV_LANES; i++)
        c[i] = sizeof(T) == 4 ? (T)TL_FMAF((float)a[i], (float)b[i], (float)c[i]) : (T)TL_FMA(a[i], b[i], c[i]);
    return c;
#else
    return a * b + c;
#endif
}

/* d[0:n] = s[0:n] + add; short runs, so no call to memcpy */
TL_INLINE void FN(conv_copy)(T *d, const T *s, int64_t n, T add) {
    int64_t j = 0;
    for (; j + CONV_LANES <= n; j += CONV_LANES) FN(cstore)(d + j, FN(cload)(s + j) + add);
    if (j == n) return;
    if (n > CONV_LANES) FN(cstore)(d + n - CONV_LANES, FN(cload)(s + n - CONV_LANES) + add);
    else
        for (; j < n; j++) d[j] = s[j] + add;
}

/* Copies `channels` planes of src, padded and split into phases, for the band that starts at grid row `row`. */
static void FN(conv_fill)(const conv_plan *p, const T *src, int64_t channels, int64_t row, T *dst, int64_t step) {
    const conv_axis *h = &p->h, *w = &p->w;
    int64_t low_h = conv_axis_low(h) + row * h->stride, low_w = conv_axis_low(w);
    int64_t phases_w = conv_axis_phases(w);
    for (int64_t c = 0; c < channels; c++, src += h->in * w->in, dst += step) {
        memset(dst, 0, (size_t)p->plane * sizeof(T));
        for (int64_t f = 0; f < p->phases; f++) {
            int64_t y = low_h + f / phases_w * h->step % h->stride; /* source line and column of dst[0] */
            int64_t x = low_w + f % phases_w * w->step % w->stride;
            int64_t i = conv_max(0, conv_ceil(-y, h->stride)), i1 = conv_min(p->lines, conv_ceil(h->in - y, h->stride));
            int64_t j = conv_max(0, conv_ceil(-x, w->stride)), j1 = conv_min(p->pitch, conv_ceil(w->in - x, w->stride));
            for (; i < i1 && j < j1; i++) {
                const T *s = src + (y + i * h->stride) * w->in + x + j * w->stride;
                T *d = dst + (f * p->lines + i) * p->pitch + j;
                if (w->stride == 1) FN(conv_copy)(d, s, j1 - j, 0);
                else if (w->stride == 2)
                    for (int64_t t = 0; t < j1 - j; t++) d[t] = s[2 * t];
                else
                    for (int64_t t = 0; t < j1 - j; t++) d[t] = s[t * w->stride];
            }
        }
    }
}

/* c[i, 0:wide vectors] (+)= sum over p of a[p, i] * x[off[p] + (0:wide vectors)], one chain of FMAs per element */
TL_INLINE void FN(conv_tile)(int height, int wide, int64_t taps, const T *restrict a, const int64_t *restrict off,
                             const T *restrict x, T *restrict c, int64_t c_row, int add) {
    FN(cvec) acc[12][CONV_MAXWIDE];
#pragma GCC unroll 16
    for (int i = 0; i < height; i++)
#pragma GCC unroll 16
        for (int j = 0; j < wide; j++) acc[i][j] = (FN(cvec)){0};
    for (int64_t p = 0; p < taps; p++, a += height) {
        FN(cvec) pixel[CONV_MAXWIDE];
#pragma GCC unroll 16
        for (int j = 0; j < wide; j++) {
            pixel[j] = FN(cload)(x + off[p] + j * CONV_LANES);
            TL_KEEP(pixel[j]);
        }
#pragma GCC unroll 16
        for (int i = 0; i < height; i++) {
            FN(cvec) weight = a[i] - (FN(cvec)){0};
#pragma GCC unroll 16
            for (int j = 0; j < wide; j++) acc[i][j] = FN(cfma)(weight, pixel[j], acc[i][j]);
        }
    }
#pragma GCC unroll 16
    for (int i = 0; i < height; i++)
#pragma GCC unroll 16
        for (int j = 0; j < wide; j++) {
            T *out = c + i * c_row + j * CONV_LANES;
            FN(cstore)(out, add ? FN(cload)(out) + acc[i][j] : acc[i][j]);
        }
}

/* One strip of filters over `span` flat pixels, rounded up to whole vectors. */
#define CONV_STRIP(H)                                                                                              \
    static void FN(TL_CAT2(conv_strip, H))(int64_t taps, const T *a, const int64_t *off, const T *x, int64_t span, \
                                           T *c, int64_t c_row, int add) {                                         \
        enum { wide = H <= 2 ? CONV_MAXWIDE : 2 };                                                                 \
        int64_t q = 0;                                                                                             \
        for (; q + (wide - 1) * CONV_LANES < span; q += wide * CONV_LANES)                                         \
            FN(conv_tile)(H, wide, taps, a, off, x + q, c + q, c_row, add);                                        \
        for (; q < span; q += CONV_LANES) FN(conv_tile)(H, 1, taps, a, off, x + q, c + q, c_row, add);             \
    }
CONV_HEIGHTS(CONV_STRIP)
#undef CONV_STRIP

typedef void (*FN(conv_strip_fn))(int64_t, const T *, const int64_t *, const T *, int64_t, T *, int64_t, int);
#define CONV_ENTRY(H) {H, FN(TL_CAT2(conv_strip, H))},
static const struct {
    int height;
    FN(conv_strip_fn) run;
} FN(conv_strips)[] = {CONV_HEIGHTS(CONV_ENTRY)};
#undef CONV_ENTRY

/* Index of the lowest strip that holds `filters`, or of the highest there is. */
static int FN(conv_strip_for)(int64_t filters) {
    int last = sizeof FN(conv_strips) / sizeof *FN(conv_strips) - 1, i = 0;
    while (i < last && FN(conv_strips)[i].height < filters) i++;
    return i;
}
