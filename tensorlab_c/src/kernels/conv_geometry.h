/* Geometry of 2-D correlations, common to all element types.
 *
 * The input gradient of a strided correlation is, for each residue of the pixel index modulo the stride, itself a
 * correlation of stride 1 with a subset of the taps. So both are described by a conv_axis per direction. */
#ifndef TL_CONV_GEOMETRY_H
#define TL_CONV_GEOMETRY_H

#include <stdint.h>

extern int tl_conv_direct; /* whether minimal filtering, faster and less accurate, is not wanted (runs.c) */

/* Grid position i reads source line i*stride + first + t*step at tap t, weighs it with weight line wfirst + t*wstep
 * and ends up at destination line dfirst + i*dstep. */
typedef struct {
    int64_t in, out, stride;   /* source lines, grid positions */
    int64_t taps, first, step; /* first + t*step may lie outside the source: padding */
    int64_t wfirst, wstep;
    int64_t dst, dfirst, dstep; /* dst: lines of the destination */
} conv_axis;

typedef struct {
    int64_t n, groups, ci, co;           /* images; channels per group */
    int64_t w_group, w_out, w_in, w_row; /* element steps of the weights */
    conv_axis h, w;
    int64_t taps;                        /* ci * h.taps * w.taps */
    int64_t rows, bands;                 /* grid rows per band of the image */
    int64_t columns, pieces;             /* grid columns per piece of a band; several pieces of single rows only */
    int64_t phases, lines, pitch, plane; /* of the padded copy, see conv_layout(); at most CONV_MOST elements */
    int64_t slack, span;                 /* elements readable past it; flat pixels of a band */
    const void *src, *weight, *bias;
    void *dst;
    int64_t strips, height; /* filters are packed in strips of `height` */
    void *packed;
    int64_t *off;
    int status;
} conv_plan;

static inline int64_t conv_min(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t conv_max(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t conv_ceil(int64_t a, int64_t b) { return a > 0 ? (a + b - 1) / b : -(-a / b); } /* b > 0 */

/* Elements of a padded copy from which on it is refused: products of such a number with others that matter still fit */
#define CONV_MOST ((int64_t)1 << 40)
static inline int64_t conv_times(int64_t a, int64_t b) { /* a * b, at most CONV_MOST */
    int64_t product;
    return __builtin_mul_overflow(a, b, &product) ? CONV_MOST : conv_min(product, CONV_MOST);
}

/* After how many taps the residue of their positions modulo the stride repeats, at most `taps` */
static inline int64_t conv_period(int64_t stride, int64_t step, int64_t taps) {
    int64_t a = stride, b = step < 0 ? -step : step;
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return conv_min(stride / a, taps);
}

static inline conv_axis conv_axis_forward(int64_t in, int64_t out, int64_t taps, int64_t stride, int64_t pad,
                                          int64_t dilation) {
    return (conv_axis){.in = in,
                       .out = out,
                       .stride = stride,
                       .taps = taps,
                       .first = -pad,
                       .step = dilation,
                       .wfirst = 0,
                       .wstep = 1,
                       .dst = out,
                       .dfirst = 0,
                       .dstep = 1};
}

/* Source pixels h = phase + i*stride get gy[(h + pad - t*dilation) / stride] for the taps where that is whole. */
static inline conv_axis conv_axis_backward(int64_t in, int64_t out, int64_t taps, int64_t stride, int64_t pad,
                                           int64_t dilation, int64_t phase) {
    int64_t t0 = 0, period = conv_period(stride, dilation, taps);
    while (t0 < period && (phase + pad - t0 * dilation) % stride) t0++;
    if (t0 == period) t0 = taps;
    return (conv_axis){.in = out,
                       .out = conv_ceil(in - phase, stride),
                       .stride = 1,
                       .taps = t0 < taps ? conv_ceil(taps - t0, period) : 0,
                       .first = t0 < taps ? (phase + pad - t0 * dilation) / stride : 0,
                       .step = -(period * dilation / stride),
                       .wfirst = t0,
                       .wstep = period,
                       .dst = in,
                       .dfirst = phase,
                       .dstep = stride};
}

static inline int64_t conv_axis_reach(const conv_axis *a) { /* from the lowest tap to the highest */
    return a->taps > 1 ? (a->taps - 1) * (a->step < 0 ? -a->step : a->step) : 0;
}
static inline int64_t conv_axis_low(const conv_axis *a) { return a->first + (a->step < 0 ? -conv_axis_reach(a) : 0); }
static inline int64_t conv_axis_phases(const conv_axis *a) { return conv_period(a->stride, a->step, a->taps); }

/* Cuts a single row into equal pieces of at most so many columns; images are cut into bands instead. */
static inline void conv_cut(conv_plan *p, int64_t most) {
    p->columns = p->h.out == 1 ? conv_ceil(p->w.out, conv_ceil(p->w.out, most)) : p->w.out;
    p->pieces = conv_ceil(p->w.out, p->columns);
}

/* The plan of one piece, which is a narrower band of its own. */
static inline conv_plan conv_piece(const conv_plan *p, int64_t piece) {
    conv_plan q = *p;
    int64_t at = piece * p->columns;
    q.w.first += at * q.w.stride;
    q.w.dfirst += at * q.w.dstep;
    q.w.out = conv_min(p->columns, p->w.out - at);
    return q;
}

/* Layout of the padded copy for bands of `rows` grid rows: per channel, phases.h x phases.w planes of lines x pitch;
 * plane f holds the source lines whose residue modulo the stride is that of tap f, so that neighbouring grid positions
 * are neighbours in memory for every tap. The zeros right of a line are shared with those left of the next one. */
static inline void conv_layout(conv_plan *p, int64_t rows, int64_t lanes) {
    const conv_axis *w = &p->w;
    int64_t width = p->columns + conv_axis_reach(w) / w->stride, low = conv_axis_low(w);
    int64_t left = conv_max(0, -low) / w->stride;
    int64_t right = width - conv_max(0, conv_min(width, conv_ceil(w->in - low, w->stride)));
    int64_t share = p->pieces > 1 ? 0 : conv_min(left, right); /* what is beside a piece is no zero */
    p->rows = rows;
    p->bands = conv_ceil(p->h.out, rows);
    p->phases = conv_axis_phases(&p->h) * conv_axis_phases(w);
    p->lines = rows + conv_axis_reach(&p->h) / p->h.stride;
    p->pitch = width - share;
    p->plane = conv_times(p->phases, conv_times(p->lines, p->pitch));
    p->span = conv_times(rows - 1, p->pitch) + p->columns;
    p->slack = share + lanes;
}

/* Whether the padded copy is of a size that may be had */
static inline int conv_fits(const conv_plan *p) { return conv_times(p->ci, p->plane) < CONV_MOST; }

/* off[(c*R + r)*S + s]: where that tap of grid position 0 lies in the padded copy */
static inline void conv_offsets(const conv_plan *p, int64_t channels, int64_t channel_step, int64_t *off) {
    const conv_axis *h = &p->h, *w = &p->w;
    int64_t low_h = conv_axis_low(h), low_w = conv_axis_low(w);
    int64_t phases_h = conv_axis_phases(h), phases_w = conv_axis_phases(w);
    for (int64_t c = 0; c < channels; c++)
        for (int64_t r = 0; r < h->taps; r++)
            for (int64_t s = 0; s < w->taps; s++) {
                int64_t y = h->first + r * h->step - low_h, x = w->first + s * w->step - low_w;
                int64_t phase = r % phases_h * phases_w + s % phases_w;
                *off++ = c * channel_step + (phase * p->lines + y / h->stride) * p->pitch + x / w->stride;
            }
}
#endif
