/* The weight gradient: gw[k, c, r, s] is the dot product of gy[k] with the pixels of x[c] that tap (r, s) sees.
 * gy is copied to the pitch of the padded x, with zeros between rows, so that each dot product runs over flat pixels.
 * Order of summation, fixed by the shape: the batch is cut into parts; a part adds up runs of about CONV_RUN pixels
 * (several images, a band of one, a piece of a single row); a run has 64 bytes of lanes, folded by a tree. Parts are
 * added in order. */
#ifndef CONV_RUN
#define CONV_RUN 1024
#define CONV_PARTS 8
#define CONV_PARTIAL_MAX (2 << 20)      /* elements of all partial sums */
#define CONV_FOLD (64 / (int)sizeof(T)) /* lanes of a sum */
#define CONV_QUAD (16 / (int)sizeof(T))
#if TL_VB == 64
#define CONV_FILTERS 4
#define CONV_TAPS 6
#define CONV_EACH(X) X(1, 3) X(2, 3) X(3, 3) X(4, 3) X(1, 6) X(2, 6) X(3, 6) X(4, 6)
#else
#define CONV_FILTERS 3
#define CONV_TAPS 4
#define CONV_EACH(X) X(1, 2) X(2, 2) X(3, 2) X(1, 4) X(2, 4) X(3, 4)
#endif
#endif

typedef T FN(cquad) __attribute__((vector_size(16)));

typedef struct {
    conv_plan x; /* geometry of the padded copy; its taps are those of one channel */
    const T *gy, *src;
    T *gw;                      /* of part 0; the others follow */
    int64_t units, parts, size; /* units: bands of images, pieces of rows; size: elements of gw */
    int64_t run, run_pixels;    /* units of a run; pixels of a unit */
    int64_t filters, channels;  /* of a block */
    int64_t filter_blocks, channel_blocks;
} FN(conv_weights);

TL_INLINE T FN(conv_fold)(const T *lanes) { /* lane i += lane i + half, until one is left */
    const FN(cquad) *q = (const FN(cquad) *)lanes;
    FN(cquad) sum = (q[0] + q[2]) + (q[1] + q[3]);
    if (sizeof(T) == 8) return sum[0] + sum[1];
    return (sum[0] + sum[2 % CONV_QUAD]) + (sum[1] + sum[3 % CONV_QUAD]);
}

/* out[f * taps + t] = sum over images i and pixels q of gy[f*gy_step + i*span + q] * x[off[t] + i*plane + q] */
TL_INLINE void FN(conv_dot)(int filters, int taps, const T *restrict gy, int64_t gy_step, const T *restrict x,
                            const int64_t *restrict off, int64_t images, int64_t span, int64_t plane, T *restrict out) {
    T lanes[CONV_FILTERS * CONV_TAPS][CONV_FOLD] __attribute__((aligned(64)));
    for (int slice = 0; slice < CONV_FOLD; slice += CONV_LANES) {
        FN(cvec) acc[CONV_FILTERS][CONV_TAPS];
#pragma GCC unroll 16
        for (int f = 0; f < filters; f++)
#pragma GCC unroll 16
            for (int t = 0; t < taps; t++) acc[f][t] = (FN(cvec)){0};
        for (int64_t i = 0; i < images; i++)
            for (int64_t q = slice; q < span; q += CONV_FOLD) {
                FN(cvec) g[CONV_FILTERS];
#pragma GCC unroll 16
                for (int f = 0; f < filters; f++) {
                    g[f] = FN(cload)(gy + f * gy_step + i * span + q);
                    TL_KEEP(g[f]);
                }
#pragma GCC unroll 16
                for (int t = 0; t < taps; t++) {
                    FN(cvec) pixel = FN(cload)(x + off[t] + i * plane + q);
                    TL_KEEP(pixel);
#pragma GCC unroll 16
                    for (int f = 0; f < filters; f++) acc[f][t] = FN(cfma)(g[f], pixel, acc[f][t]);
                }
            }
#pragma GCC unroll 16
        for (int f = 0; f < filters; f++)
#pragma GCC unroll 16
            for (int t = 0; t < taps; t++) FN(cstore)(lanes[f * taps + t] + slice, acc[f][t]);
    }
    for (int j = 0; j < filters * taps; j++) out[j] = FN(conv_fold)(lanes[j]);
}

#define CONV_DOT(F, N)                                                                                         \
    static void FN(TL_CAT5(conv_dot, F, _, N, ))(const T *gy, int64_t gy_step, const T *x, const int64_t *off, \
                                                 int64_t images, int64_t span, int64_t plane, T *out) {        \
        FN(conv_dot)(F, N, gy, gy_step, x, off, images, span, plane, out);                                     \
    }
CONV_EACH(CONV_DOT)
#undef CONV_DOT
#define CONV_ENTRY(F, N) [N == CONV_TAPS][F - 1] = FN(TL_CAT5(conv_dot, F, _, N, )),
static void (*const FN(conv_dots)[2][CONV_FILTERS])(const T *, int64_t, const T *, const int64_t *, int64_t, int64_t,
                                                    int64_t, T *) = {CONV_EACH(CONV_ENTRY)};
#undef CONV_ENTRY

/* gy of one unit, `rows` of `columns`, to the pitch of x, zero elsewhere */
static void FN(conv_fill_gy)(const FN(conv_weights) *w, const T *gy, int64_t filters, int64_t rows, int64_t columns,
                             T *dst) {
    int64_t oh = w->x.h.out, ow = w->x.w.out;
    for (int64_t k = 0; k < filters; k++, gy += oh * ow, dst += w->run * w->run_pixels) {
        memset(dst, 0, (size_t)w->run_pixels * sizeof(T));
        for (int64_t i = 0; i < rows; i++) FN(conv_copy)(dst + i * w->x.pitch, gy + i * ow, columns, 0);
    }
}

/* One run: gw[filters, channels, taps] (+)= all dot products of the two buffers */
static void FN(conv_products)(const FN(conv_weights) *w, const T *gy, int64_t filters, const T *x, int64_t channels,
                              int64_t images, T *gw, int add) {
    int64_t gy_step = w->run * w->run_pixels, taps = channels * w->x.taps, gw_row = w->x.ci * w->x.taps;
    int64_t strips = conv_ceil(filters, CONV_FILTERS), high = conv_ceil(filters, strips);
    for (int64_t k = 0; k < filters; k += high) {
        int64_t n = conv_min(high, filters - k);
        for (int64_t t = 0; t < taps;) {
            int wide = taps - t > CONV_TAPS / 2;
            int64_t step = wide ? CONV_TAPS : CONV_TAPS / 2, m = conv_min(step, taps - t);
            T sums[CONV_FILTERS * CONV_TAPS];
            FN(conv_dots)[wide][n - 1](gy + k * gy_step, gy_step, x, w->x.off + t, images, w->run_pixels, w->x.plane,
                                       sums);
            for (int64_t i = 0; i < n; i++)
                for (int64_t j = 0; j < m; j++) {
                    T *out = gw + (k + i) * gw_row + t + j;
                    *out = add ? *out + sums[i * step + j] : sums[i * step + j];
                }
            t += m;
        }
    }
}

static int64_t FN(conv_unit_rows)(const conv_plan *p, int64_t unit) {
    return conv_min(p->rows, p->h.out - unit % p->bands * p->rows);
}

static int64_t FN(conv_unit_columns)(const conv_plan *p, int64_t unit) {
    return conv_min(p->columns, p->w.out - unit % p->pieces * p->columns);
}

static int FN(conv_all_finite)(const T *x, int64_t n) { /* v - v is 0, or NaN */
    FN(cvec) sum = {0};
    T rest = 0;
    int64_t i = 0;
    for (; i + CONV_LANES <= n; i += CONV_LANES) sum += FN(cload)(x + i) - FN(cload)(x + i);
    for (; i < n; i++) rest += x[i] - x[i];
    for (int j = 0; j < CONV_LANES; j++) rest += sum[j];
    return rest == 0;
}

/* The same without the pixels between rows: zero times an infinite or NaN pixel would reach taps that never see it. */
static void FN(conv_exact_products)(const FN(conv_weights) *w, const T *gy, int64_t filters, const T *x,
                                    int64_t channels, int64_t unit, int64_t images, T *gw, int add) {
    const conv_plan *p = &w->x;
    for (int64_t k = 0; k < filters; k++, gw += p->ci * p->taps)
        for (int64_t t = 0; t < channels * p->taps; t++) {
            T sum = add ? gw[t] : 0;
            for (int64_t i = 0; i < images; i++)
                for (int64_t row = 0; row < FN(conv_unit_rows)(p, unit + i); row++) {
                    const T *g = gy + (k * w->run + i) * w->run_pixels + row * p->pitch;
                    const T *pixel = x + p->off[t] + i * p->plane + row * p->pitch;
                    for (int64_t j = 0; j < FN(conv_unit_columns)(p, unit + i); j++) sum += g[j] * pixel[j];
                }
            gw[t] = sum;
        }
}

static void FN(conv_weight_chunk)(void *context, int64_t chunk) {
    FN(conv_weights) *w = context;
    const conv_plan *p = &w->x;
    int64_t c0 = chunk % w->channel_blocks * w->channels, rest = chunk / w->channel_blocks;
    int64_t k0 = rest % w->filter_blocks * w->filters, group = rest / w->filter_blocks % p->groups;
    int64_t part = rest / w->filter_blocks / p->groups;
    int64_t channels = conv_min(w->channels, p->ci - c0), filters = conv_min(w->filters, p->co - k0);
    int64_t gy_size = filters * w->run * w->run_pixels, x_size = channels * w->run * p->plane;
    T *gy = tl_scratch(3, (gy_size + x_size + p->slack) * (int64_t)sizeof(T));
    if (!gy) {
        __atomic_store_n(&w->x.status, TL_NOMEM, __ATOMIC_RELAXED);
        return;
    }
    T *x = gy + gy_size, *gw = w->gw + part * w->size + ((group * p->co + k0) * p->ci + c0) * p->taps;
    memset(x, 0, (size_t)(x_size + p->slack) * sizeof(T)); /* tiles read a little past the last image of a run */
    int64_t first = part * w->units / w->parts, end = (part + 1) * w->units / w->parts;
    for (int64_t u = first; u < end; u += w->run) {
        int64_t images = conv_min(w->run, end - u);
        for (int64_t i = 0; i < images; i++) {
            int64_t image = (u + i) / (p->bands * p->pieces), row = (u + i) % p->bands * p->rows;
            conv_plan piece = conv_piece(p, (u + i) % p->pieces); /* bands or pieces, never both */
            int64_t in = (image * p->groups + group) * p->ci + c0, out = (image * p->groups + group) * p->co + k0;
            FN(conv_fill)(&piece, w->src + in * p->h.in * p->w.in, channels, row, x + i * p->plane, w->run * p->plane);
            FN(conv_fill_gy)(w, w->gy + (out * p->h.out + row) * p->w.out + (u + i) % p->pieces * p->columns, filters,
                             FN(conv_unit_rows)(p, u + i), piece.w.out, gy + i * w->run_pixels);
        }
        if (FN(conv_all_finite)(x, x_size)) FN(conv_products)(w, gy, filters, x, channels, images, gw, u > first);
        else FN(conv_exact_products)(w, gy, filters, x, channels, u, images, gw, u > first);
    }
}

/* Blocks of filters and channels whose copies stay in L2, and enough of them for the threads. */
static void FN(conv_weight_blocks)(FN(conv_weights) *w) {
    const conv_plan *p = &w->x;
    int64_t budget = CONV_COPY_BYTES / (int64_t)sizeof(T) / w->run, chunks = w->parts * p->groups;
    w->channel_blocks = conv_ceil(p->ci, conv_max(1, conv_min(p->ci, budget / p->plane)));
    w->filter_blocks = conv_ceil(p->co, conv_max(1, conv_min(p->co, budget / w->run_pixels)));
    while (chunks * w->channel_blocks * w->filter_blocks < 2 * tl_num_threads() && p->co > 8 * w->filter_blocks)
        w->filter_blocks *= 2;
    w->channels = conv_ceil(p->ci, w->channel_blocks);
    w->filters = conv_ceil(p->co, w->filter_blocks);
    w->channel_blocks = conv_ceil(p->ci, w->channels);
    w->filter_blocks = conv_ceil(p->co, w->filters);
}

static tl_status FN(conv_grad_weight)(const tl_conv *c, const void *gy, const void *x, const void *unused, void *gw) {
    (void)unused;
    int64_t taps = c->r * c->s, size = c->k * (c->c / c->groups) * taps;
    if (!c->n || c->oh <= 0 || c->ow <= 0) memset(gw, 0, (size_t)size * sizeof(T));
    if (!c->n || c->oh <= 0 || c->ow <= 0 || !size) return TL_OK;
    FN(conv_weights) w = {.x = {.n = c->n,
                                .groups = c->groups,
                                .ci = c->c / c->groups,
                                .co = c->k / c->groups,
                                .h = conv_axis_forward(c->h, c->oh, c->r, c->stride_h, c->pad_h, c->dilation_h),
                                .w = conv_axis_forward(c->w, c->ow, c->s, c->stride_w, c->pad_w, c->dilation_w),
                                .taps = taps},
                          .gy = gy,
                          .src = x,
                          .size = size};
    conv_plan *p = &w.x;
    if (FN(conv_winograd_weight)(p, gy, x, gw)) {
        tl_scratch_trim(4);
        return TL_OK;
    }
    conv_cut(p, CONV_RUN);
    conv_layout(p, c->oh, 2 * CONV_FOLD);
    int64_t bands = conv_min(c->oh, conv_ceil(conv_times(c->oh, p->pitch), CONV_RUN));
    conv_layout(p, conv_ceil(c->oh, bands), 2 * CONV_FOLD);
    if (!conv_fits(p)) return TL_NOMEM;
    w.units = p->n * p->bands * p->pieces;
    w.run_pixels = conv_ceil(p->span, CONV_FOLD) * CONV_FOLD;
    for (w.parts = conv_min(CONV_PARTS, w.units); w.parts > 1 && w.parts * size > CONV_PARTIAL_MAX;) w.parts /= 2;
    w.run = conv_min(conv_max(1, CONV_RUN / w.run_pixels), conv_ceil(w.units, w.parts));
    FN(conv_weight_blocks)(&w);

    int64_t offsets = w.channels * taps + CONV_TAPS; /* a tile may reach past the last tap */
    int64_t partial = w.parts > 1 ? w.parts * size * (int64_t)sizeof(T) : 0;
    char *scratch = tl_scratch(2, partial + offsets * (int64_t)sizeof(int64_t));
    if (!scratch) return TL_NOMEM;
    w.gw = w.parts > 1 ? (T *)(scratch + offsets * sizeof(int64_t)) : gw;
    p->off = (int64_t *)scratch;
    conv_offsets(p, w.channels, w.run * p->plane, p->off);
    memset(p->off + w.channels * taps, 0, CONV_TAPS * sizeof(int64_t));
    double flops = 2.0 * p->n * size * c->oh * p->pitch;
    tl_parallel(w.parts * p->groups * w.filter_blocks * w.channel_blocks, FN(conv_weight_chunk), &w,
                flops / CONV_FLOPS_PER_US);
    if (!p->status && w.parts > 1) {
        T *sum = gw;
        memcpy(sum, w.gw, (size_t)size * sizeof(T));
        for (int64_t part = 1; part < w.parts; part++)
            for (int64_t i = 0; i < size; i++) sum[i] += w.gw[part * size + i];
    }
    tl_scratch_trim(4);
    return p->status;
}
