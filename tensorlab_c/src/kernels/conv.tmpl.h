/* Direct 2-D correlation. A chunk of work is a band of rows of one image and group: its input is copied to a padded
 * buffer in which every tap of consecutive pixels is contiguous, strips of filters run over the flat pixels of the
 * band (those between the end of one row and the start of the next are computed and dropped), and the rows are copied
 * to the destination with the bias added. The order of summation depends on the number of taps alone. */
#include "conv_geometry.h"
#include "conv_direct.tmpl.h"
#if TL_FUSED && TL_FLOAT_BITS == 32
#include "conv_winograd.tmpl.h"
#include "conv_winograd_weight.tmpl.h"
#else /* the direct way alone */
TL_INLINE int FN(conv_winograd)(const conv_plan *p) { return (void)p, 0; }
TL_INLINE int FN(conv_winograd_weight)(const conv_plan *p, const T *gy, const T *src, const T *gw) {
    return (void)p, (void)gy, (void)src, (void)gw, 0;
}
#endif
#include "conv_weight.tmpl.h"

/* packed[strip][tap][filter of the strip], missing filters zero */
static void FN(conv_pack)(void *context, int64_t chunk) {
    const conv_plan *p = context;
    int64_t group = chunk / p->strips, k0 = chunk % p->strips * p->height, filters = conv_min(p->height, p->co - k0);
    int64_t height = FN(conv_strips)[FN(conv_strip_for)(filters)].height;
    const T *weight = (const T *)p->weight + group * p->w_group + k0 * p->w_out;
    T *out = (T *)p->packed + chunk * p->height * p->taps;
    for (int64_t c = 0; c < p->ci; c++)
        for (int64_t r = 0; r < p->h.taps; r++)
            for (int64_t s = 0; s < p->w.taps; s++, out += height) {
                const T *from =
                    weight + c * p->w_in + (p->h.wfirst + r * p->h.wstep) * p->w_row + p->w.wfirst + s * p->w.wstep;
                for (int64_t k = 0; k < height; k++) out[k] = k < filters ? from[k * p->w_out] : 0;
            }
}

/* Rows of one filter, without the pixels between them, to the destination. */
static void FN(conv_emit)(const conv_plan *p, const T *from, T *plane, int64_t row, int64_t rows, T bias) {
    const conv_axis *h = &p->h, *w = &p->w;
    for (int64_t i = 0; i < rows; i++, from += p->pitch) {
        T *to = plane + (h->dfirst + (row + i) * h->dstep) * w->dst + w->dfirst;
        if (w->dstep == 1) FN(conv_copy)(to, from, w->out, bias);
        else
            for (int64_t j = 0; j < w->out; j++) to[j * w->dstep] = from[j] + bias;
    }
}

static int64_t FN(conv_result_row)(const conv_plan *p) { /* an odd number of vectors, against cache set conflicts */
    return (conv_ceil(p->span, CONV_LANES) | 1) * CONV_LANES;
}

static void FN(conv_chunk)(void *context, int64_t chunk) {
    conv_plan *whole = context, q = conv_piece(whole, chunk % whole->pieces), *p = &q;
    chunk /= p->pieces;
    int64_t band = chunk % p->bands, group = chunk / p->bands % p->groups, image = chunk / p->bands / p->groups;
    int64_t row = band * p->rows, rows = conv_min(p->rows, p->h.out - row), span = (rows - 1) * p->pitch + p->w.out;
    int64_t c_row = FN(conv_result_row)(p), channel = image * p->groups + group;
    int64_t copied = conv_ceil(p->ci * p->plane + p->slack, CONV_LANES) * CONV_LANES;
    T *result = tl_scratch(3, (copied + p->height * c_row) * (int64_t)sizeof(T));
    if (!result) {
        __atomic_store_n(&whole->status, TL_NOMEM, __ATOMIC_RELAXED);
        return;
    }
    T *x = result + p->height * c_row;
    FN(conv_fill)(p, (const T *)p->src + channel * p->ci * p->h.in * p->w.in, p->ci, row, x, p->plane);
    memset(x + p->ci * p->plane, 0, (size_t)p->slack * sizeof(T));

    int64_t blocks = conv_max(1, conv_ceil(p->taps, CONV_DEPTH)), depth = conv_ceil(p->taps, blocks);
    const T *bias = p->bias, *packed = (const T *)p->packed + group * p->strips * p->height * p->taps;
    T *dst = (T *)p->dst + channel * p->co * p->h.dst * p->w.dst;
    for (int64_t k = 0; k < p->co; k += p->height, packed += p->height * p->taps) {
        int64_t filters = conv_min(p->height, p->co - k);
        int strip = FN(conv_strip_for)(filters);
        for (int64_t b = 0; b < blocks; b++) {
            int64_t t = b * depth, n = conv_min(depth, p->taps - t);
            const T *weights = packed + t * FN(conv_strips)[strip].height;
            FN(conv_strips)[strip].run(n, weights, p->off + t, x, span, result, c_row, b > 0);
        }
        for (int64_t i = 0; i < filters; i++)
            FN(conv_emit)(p, result + i * c_row, dst + (k + i) * p->h.dst * p->w.dst, row, rows,
                          bias ? bias[group * p->co + k + i] : 0);
    }
}

/* Bands small enough for the cache and numerous enough for the threads. */
static void FN(conv_bands)(conv_plan *p, double flops) {
    conv_cut(p, conv_max(256, conv_min(2048, CONV_COPY_BYTES / (conv_max(1, p->ci) * (int64_t)sizeof(T)))));
    int64_t wanted = flops < 20 * CONV_FLOPS_PER_US ? 1 : 4 * tl_num_threads();
    int64_t rows = p->h.out;
    for (;; rows = (rows + 1) / 2) {
        conv_layout(p, rows, CONV_MAXWIDE * CONV_LANES);
        int fits = conv_times(p->ci, p->plane) * (int64_t)sizeof(T) <= CONV_COPY_BYTES;
        int enough = p->n * p->groups * p->bands >= wanted || p->span < 256;
        if (rows == 1 || (fits && enough)) break;
    }
    conv_layout(p, conv_ceil(p->h.out, p->bands), CONV_MAXWIDE * CONV_LANES);
}

static tl_status FN(conv_run)(conv_plan *p) {
    if (!p->n || !p->groups || !p->co || p->h.out <= 0 || p->w.out <= 0) return TL_OK;
    p->taps = p->ci * p->h.taps * p->w.taps;
    double flops = 2.0 * p->n * p->groups * p->co * p->h.out * p->w.out * (p->taps + 4.0);
    int64_t highest = FN(conv_strips)[FN(conv_strip_for)(p->co)].height;
    p->strips = conv_ceil(p->co, highest);
    p->height = FN(conv_strips)[FN(conv_strip_for)(conv_ceil(p->co, p->strips))].height;
    if (FN(conv_winograd)(p)) return TL_OK;
    FN(conv_bands)(p, flops);
    if (!conv_fits(p)) return TL_NOMEM;
    int64_t packed = p->groups * p->strips * p->height * p->taps;
    char *scratch = tl_scratch(2, p->taps * (int64_t)sizeof(int64_t) + packed * (int64_t)sizeof(T));
    if (!scratch) return TL_NOMEM;
    p->off = (int64_t *)scratch;
    p->packed = scratch + p->taps * sizeof(int64_t);
    conv_offsets(p, p->ci, p->plane, p->off);
    tl_parallel(p->groups * p->strips, FN(conv_pack), p, packed / 1e3);
    tl_parallel(p->n * p->groups * p->bands * p->pieces, FN(conv_chunk), p, flops / CONV_FLOPS_PER_US);
    return p->status;
}

static tl_status FN(conv)(const tl_conv *c, const void *x, const void *w, const void *bias, void *y) {
    int64_t ci = c->c / c->groups, co = c->k / c->groups, window = c->r * c->s;
    conv_plan p = {.n = c->n,
                   .groups = c->groups,
                   .ci = ci,
                   .co = co,
                   .w_group = co * ci * window,
                   .w_out = ci * window,
                   .w_in = window,
                   .w_row = c->s,
                   .h = conv_axis_forward(c->h, c->oh, c->r, c->stride_h, c->pad_h, c->dilation_h),
                   .w = conv_axis_forward(c->w, c->ow, c->s, c->stride_w, c->pad_w, c->dilation_w),
                   .src = x,
                   .weight = w,
                   .bias = bias,
                   .dst = y};
    tl_status status = FN(conv_run)(&p);
    tl_scratch_trim(4);
    return status;
}

/* ---- input gradient of large strides: columns[position, (c, r, s)] = gy @ w, added to the pixels ----------------- */
typedef struct {
    const tl_conv *p;
    const T *gy, *w;
    T *gx;
    int64_t channels, blocks, positions; /* of a chunk; chunks of a group; positions at a time */
    int status;
} FN(conv_columns);

/* Adds the columns of window (i, j) to its pixels. */
static void FN(conv_scatter)(const tl_conv *p, int64_t channels, const T *from, int64_t i, int64_t j, T *gx) {
    int64_t top = i * p->stride_h - p->pad_h, left = j * p->stride_w - p->pad_w, step = p->dilation_w;
    int64_t r0 = conv_max(0, conv_ceil(-top, p->dilation_h)), r1 = conv_min(p->r, conv_ceil(p->h - top, p->dilation_h));
    int64_t s0 = conv_max(0, conv_ceil(-left, step)), n = conv_min(p->s, conv_ceil(p->w - left, step)) - s0;
    for (int64_t c = 0; c < channels; c++)
        for (int64_t r = r0; r < r1 && n > 0; r++) {
            T *restrict to = gx + (c * p->h + top + r * p->dilation_h) * p->w + left + s0 * step;
            const T *restrict column = from + (c * p->r + r) * p->s + s0;
            if (step == 1)
                for (int64_t s = 0; s < n; s++) to[s] += column[s];
            else
                for (int64_t s = 0; s < n; s++) to[s * step] += column[s];
        }
}

static void FN(conv_columns_chunk)(void *context, int64_t chunk) {
    FN(conv_columns) *q = context;
    const tl_conv *p = q->p;
    int64_t ci = p->c / p->groups, co = p->k / p->groups, window = p->r * p->s, image_group = chunk / q->blocks;
    int64_t c0 = chunk % q->blocks * q->channels, channels = conv_min(q->channels, ci - c0), width = channels * window;
    const T *gy = q->gy + image_group * co * p->oh * p->ow;
    T *gx = q->gx + (image_group * ci + c0) * p->h * p->w;
    T *columns = tl_scratch(3, q->positions * width * (int64_t)sizeof(T));
    tl_gemm g = {.n = width,
                 .k = co,
                 .a_row = 1,
                 .a_col = p->oh * p->ow,
                 .b = q->w + (image_group % p->groups * co * ci + c0) * window,
                 .b_row = ci * window,
                 .b_col = 1,
                 .c = columns,
                 .c_row = width,
                 .c_col = 1};
    tl_status status = TL_NOMEM;
    memset(gx, 0, (size_t)(channels * p->h * p->w) * sizeof(T));
    for (int64_t at = 0; columns && at < g.a_col; at += q->positions) {
        g.m = conv_min(q->positions, g.a_col - at);
        g.a = gy + at;
        status = FN(tl_gemm)(&g);
        if (status) break;
        for (int64_t i = 0; i < g.m; i++)
            FN(conv_scatter)(p, channels, columns + i * width, (at + i) / p->ow, (at + i) % p->ow, gx);
    }
    if (status) __atomic_store_n(&q->status, status, __ATOMIC_RELAXED);
}

static tl_status FN(conv_grad_columns)(const tl_conv *p, const T *gy, const T *w, T *gx) {
    int64_t ci = p->c / p->groups, window = p->r * p->s;
    FN(conv_columns) q = {.p = p, .gy = gy, .w = w, .gx = gx};
    q.channels = conv_max(1, conv_min(ci, CONV_COLUMNS / 32 / window)); /* at least 32 positions at a time */
    q.positions = conv_min(conv_max(1, CONV_COLUMNS / (q.channels * window)), p->oh * p->ow);
    q.blocks = conv_ceil(ci, q.channels);
    double flops = 2.0 * p->n * p->k * ci * window * p->oh * p->ow + 4.0 * p->n * p->c * p->h * p->w;
    tl_parallel(p->n * p->groups * q.blocks, FN(conv_columns_chunk), &q, flops / CONV_FLOPS_PER_US);
    tl_scratch_trim(4);
    return q.status;
}

static tl_status FN(conv_grad_input)(const tl_conv *c, const void *gy, const void *w, const void *unused, void *gx) {
    (void)unused;
    int64_t ci = c->k / c->groups, co = c->c / c->groups, window = c->r * c->s;
    int64_t phases_h = conv_min(c->stride_h, c->h), phases_w = conv_min(c->stride_w, c->w);
    if (phases_h * phases_w > CONV_PHASES && c->oh > 0 && c->ow > 0) return FN(conv_grad_columns)(c, gy, w, gx);
    for (int64_t i = 0; i < phases_h; i++)
        for (int64_t j = 0; j < phases_w; j++) {
            conv_plan p = {.n = c->n,
                           .groups = c->groups,
                           .ci = ci,
                           .co = co,
                           .w_group = co * ci * window,
                           .w_out = window,
                           .w_in = co * window,
                           .w_row = c->s,
                           .h = conv_axis_backward(c->h, c->oh, c->r, c->stride_h, c->pad_h, c->dilation_h, i),
                           .w = conv_axis_backward(c->w, c->ow, c->s, c->stride_w, c->pad_w, c->dilation_w, j),
                           .src = gy,
                           .weight = w,
                           .dst = gx};
            tl_status status = FN(conv_run)(&p);
            if (status) return status;
        }
    tl_scratch_trim(4);
    return TL_OK;
}

static void FN(fill_conv)(tl_kernels *k) {
    k->conv[ID] = FN(conv);
    k->conv_grad_input[ID] = FN(conv_grad_input);
    k->conv_grad_weight[ID] = FN(conv_grad_weight);
}
