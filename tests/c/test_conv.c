/* Correlation and pooling against plain loops in double, on every instruction set. */
#include <sys/mman.h>

#include "harness.h"

#include "../../tensorlab_c/src/kernels/conv_geometry.h"

static const int DTYPES[] = {TL_F32, TL_F64};
static double unit(int dtype) { return dtype == TL_F32 ? 0x1p-24 : 0x1p-53; }

/* A buffer of n elements, aligned to no more than an element, with a guard behind it. */
typedef struct {
    char *block, *data;
    int64_t n;
    int dtype;
} buffer;
enum { SHIFT = 8 };

static buffer buffer_new(int dtype, int64_t n) {
    buffer b = {.n = n, .dtype = dtype};
    size_t bytes = (size_t)(n * element_size(dtype));
    b.block = must_alloc(bytes + SHIFT + GUARD);
    b.data = b.block + SHIFT;
    memset(b.data, 0x7f, bytes + GUARD); /* a result left unwritten is far off */
    return b;
}
static buffer buffer_random(int dtype, int64_t n) {
    buffer b = buffer_new(dtype, n);
    fill_random(b.data, dtype, n, -1, 1);
    return b;
}
static void buffer_free(buffer *b) { free(b->block); }
static double at(const buffer *b, int64_t i) { return get_element(b->data, b->dtype, i); }

static void check_guard(const buffer *b) {
    const char *end = b->data + b->n * element_size(b->dtype);
    int intact = 1;
    for (int i = 0; i < GUARD; i++) intact &= end[i] == 0x7f;
    CHECK(intact);
}

/* |got - want| within `factor` units of the sum of absolute terms */
static void check_sum(const char *what, const buffer *got, const double *want, const double *size, double factor) {
    for (int64_t i = 0; i < got->n; i++) {
        double bound = factor * unit(got->dtype) * size[i] + 1e-300;
        int nan = isnan(want[i]) && isnan(at(got, i));
        CHECK_MSG(nan || fabs(at(got, i) - want[i]) <= bound, "%s[%d] = %g, not %g", what, (int)i, at(got, i), want[i]);
    }
}
/* Of minimal filtering, where an error is as large as the numbers beside it: the largest size for all */
static void make_level(double *size, int64_t n) {
    double most = 0;
    for (int64_t i = 0; i < n; i++) most = fmax(most, size[i]);
    for (int64_t i = 0; i < n; i++) size[i] = most;
}
static void check_same(const char *what, const buffer *a, const buffer *b) {
    size_t bytes = (size_t)(a->n * element_size(a->dtype));
    CHECK_MSG(!memcmp(a->data, b->data, bytes), "%s", what);
}

/* ---- correlation ----------------------------------------------------------------------------------------------- */
typedef struct {
    tl_conv p;
    int64_t nx, nw, ny;
} shape;

/* Sizes of x from p.oh and p.ow, with `spare` lines that no window reaches. 0 when the shape is impossible. */
static int shape_make(shape *s, int64_t spare_h, int64_t spare_w) {
    tl_conv *p = &s->p;
    p->h = (p->oh - 1) * p->stride_h + (p->r - 1) * p->dilation_h + 1 - 2 * p->pad_h + spare_h;
    p->w = (p->ow - 1) * p->stride_w + (p->s - 1) * p->dilation_w + 1 - 2 * p->pad_w + spare_w;
    s->nx = p->n * p->c * p->h * p->w;
    s->nw = p->k * (p->c / p->groups) * p->r * p->s;
    s->ny = p->n * p->k * p->oh * p->ow;
    return p->h > 0 && p->w > 0;
}

static shape shape_random(void) {
    shape s;
    do {
        int64_t g = rng_below(3) ? 1 : 1 + rng_below(3);
        int64_t filters = 1 + rng_below(rng_below(4) ? 9 : 30);
        s.p = (tl_conv){.n = 1 + rng_below(4),
                        .c = g * (1 + rng_below(5)),
                        .k = g * filters,
                        .r = 1 + rng_below(5),
                        .s = 1 + rng_below(5),
                        .oh = 1 + rng_below(12),
                        .ow = 1 + rng_below(20),
                        .stride_h = 1 + rng_below(3),
                        .stride_w = 1 + rng_below(3),
                        .pad_h = rng_below(5),
                        .pad_w = rng_below(5),
                        .dilation_h = 1 + rng_below(3),
                        .dilation_w = 1 + rng_below(3),
                        .groups = g};
    } while (!shape_make(&s, rng_below(s.p.stride_h), rng_below(s.p.stride_w)));
    return s;
}

/* y = conv(x, w) + bias, gx and gw as its adjoints applied to gy; *_size: the same with absolute values */
typedef struct {
    double *y, *gx, *gw, *y_size, *gx_size, *gw_size;
} oracle;

static double *zeros(int64_t n) {
    size_t bytes = (size_t)n * sizeof(double);
    return memset(must_alloc(bytes), 0, bytes);
}

static void oracle_term(const oracle *o, const buffer *x, const buffer *w, const buffer *gy, int64_t ix, int64_t iw,
                        int64_t iy) {
    double vx = at(x, ix), vw = at(w, iw), vg = at(gy, iy);
    o->y[iy] += vx * vw;
    o->gx[ix] += vg * vw;
    o->gw[iw] += vg * vx;
    o->y_size[iy] += fabs(vx * vw);
    o->gx_size[ix] += fabs(vg * vw);
    o->gw_size[iw] += fabs(vg * vx);
}

static oracle oracle_make(const shape *sh, const buffer *x, const buffer *w, const buffer *bias, const buffer *gy) {
    const tl_conv *p = &sh->p;
    oracle o = {zeros(sh->ny), zeros(sh->nx), zeros(sh->nw), zeros(sh->ny), zeros(sh->nx), zeros(sh->nw)};
    int64_t ci = p->c / p->groups, co = p->k / p->groups, iy = 0;
    for (int64_t n = 0; n < p->n; n++)
        for (int64_t k = 0; k < p->k; k++)
            for (int64_t i = 0; i < p->oh; i++)
                for (int64_t j = 0; j < p->ow; j++, iy++) {
                    if (bias) o.y[iy] = at(bias, k);
                    if (bias) o.y_size[iy] = fabs(at(bias, k));
                    for (int64_t c = 0; c < ci; c++)
                        for (int64_t r = 0; r < p->r; r++)
                            for (int64_t s = 0; s < p->s; s++) {
                                int64_t h = i * p->stride_h + r * p->dilation_h - p->pad_h;
                                int64_t v = j * p->stride_w + s * p->dilation_w - p->pad_w;
                                if (h < 0 || h >= p->h || v < 0 || v >= p->w) continue;
                                oracle_term(&o, x, w, gy, ((n * p->c + k / co * ci + c) * p->h + h) * p->w + v,
                                            ((k * ci + c) * p->r + r) * p->s + s, iy);
                            }
                }
    return o;
}
static void oracle_free(oracle *o) {
    double *all[] = {o->y, o->gx, o->gw, o->y_size, o->gx_size, o->gw_size};
    for (int i = 0; i < 6; i++) free(all[i]);
}

typedef struct {
    buffer y, gx, gw;
} results;

static results run(const tl_kernels *k, const shape *s, const buffer *x, const buffer *w, const buffer *bias,
                   const buffer *gy) {
    int d = x->dtype;
    results r = {buffer_new(d, s->ny), buffer_new(d, s->nx), buffer_new(d, s->nw)};
    CHECK_EQ(k->conv[d](&s->p, x->data, w->data, bias ? bias->data : NULL, r.y.data), TL_OK);
    CHECK_EQ(k->conv_grad_input[d](&s->p, gy->data, w->data, NULL, r.gx.data), TL_OK);
    CHECK_EQ(k->conv_grad_weight[d](&s->p, gy->data, x->data, NULL, r.gw.data), TL_OK);
    check_guard(&r.y);
    check_guard(&r.gx);
    check_guard(&r.gw);
    return r;
}
static void results_free(results *r) {
    buffer_free(&r->y);
    buffer_free(&r->gx);
    buffer_free(&r->gw);
}

#define DIRECT 12
#define WINOGRAD 24

/* Every instruction set against the oracle, within `factor` units; the same bytes for any number of threads, and on v3
 * and v4. */
static void check_shape(const shape *s, int dtype, int with_bias, double factor) {
    static const char *const sets[] = {"base", "v3", "v4"};
    buffer x = buffer_random(dtype, s->nx), w = buffer_random(dtype, s->nw), gy = buffer_random(dtype, s->ny);
    buffer b = buffer_random(dtype, s->p.k), *bias = with_bias ? &b : NULL;
    oracle o = oracle_make(s, &x, &w, bias, &gy);
    if (factor == WINOGRAD) {
        make_level(o.y_size, s->ny);
        make_level(o.gx_size, s->nx);
        make_level(o.gw_size, s->nw);
    }
    results fused = {{0}, {0}, {0}};
    for (int i = 0; i < 3; i++) {
        const tl_kernels *k = isa_kernels(sets[i]);
        if (!k) continue;
        tl_set_num_threads(1);
        results r = run(k, s, &x, &w, bias, &gy);
        tl_set_num_threads(3);
        results t = run(k, s, &x, &w, bias, &gy);
        check_sum("y", &r.y, o.y, o.y_size, factor);
        check_sum("gx", &r.gx, o.gx, o.gx_size, factor);
        check_sum("gw", &r.gw, o.gw, o.gw_size, factor);
        check_same("y, threads", &r.y, &t.y);
        check_same("gx, threads", &r.gx, &t.gx);
        check_same("gw, threads", &r.gw, &t.gw);
        results_free(&t);
        if (i == 2 && fused.y.data) {
            check_same("y, v3 and v4", &r.y, &fused.y);
            check_same("gx, v3 and v4", &r.gx, &fused.gx);
            check_same("gw, v3 and v4", &r.gw, &fused.gw);
        }
        if (i == 1) fused = r;
        else results_free(&r);
    }
    if (fused.y.data) results_free(&fused);
    oracle_free(&o);
    buffer *all[] = {&x, &w, &gy, &b};
    for (int i = 0; i < 4; i++) buffer_free(all[i]);
}

#define FAR ((int64_t)1 << 30)

static void test_chosen_shapes(void) {
    static const tl_conv chosen[] = {
        /* h and w follow from oh and ow */
        {5, 1, 0, 0, 6, 5, 5, 28, 28, 1, 1, 2, 2, 1, 1, 1}, /* LeNet */
        {3, 6, 0, 0, 16, 5, 5, 10, 10, 1, 1, 0, 0, 1, 1, 1},
        {2, 50, 0, 0, 13, 3, 3, 8, 8, 1, 1, 1, 1, 1, 1, 1},  /* two blocks of taps */
        {2, 300, 0, 0, 70, 1, 1, 4, 4, 1, 1, 0, 0, 1, 1, 1}, /* many channels and filters */
        {1, 2, 0, 0, 3, 3, 3, 90, 110, 1, 1, 1, 1, 1, 1, 1}, /* bands of rows */
        {1, 3, 0, 0, 8, 7, 7, 56, 56, 2, 2, 3, 3, 1, 1, 1},
        {2, 8, 0, 0, 8, 3, 3, 14, 14, 1, 1, 1, 1, 1, 1, 8}, /* depthwise */
        {2, 4, 0, 0, 6, 2, 2, 5, 7, 3, 4, 0, 0, 1, 1, 2},   /* stride beyond the window: pixels without gradient */
        {1, 2, 0, 0, 2, 3, 3, 9, 9, 1, 1, 4, 4, 1, 1, 1},   /* padding beyond the window */
        {1, 1, 0, 0, 1, 7, 7, 5, 5, 1, 1, 5, 5, 1, 1, 1},   /* window beyond the 1x1 image */
        {40, 3, 0, 0, 5, 3, 3, 4, 4, 1, 1, 1, 1, 1, 1, 1},  /* many small images in one run */
        {1, 2, 0, 0, 3, 2, 3, 6, 6, 4, 6, 0, 2, 2, 3, 1},   /* stride and dilation with common factors */
        {3, 33, 0, 0, 25, 1, 1, 6, 5, 2, 2, 0, 0, 1, 1, 1},
        {2, 3, 0, 0, 9, 4, 4, 5, 3, 4, 4, 0, 0, 1, 1, 1},     /* patches */
        {2, 6, 0, 0, 4, 3, 5, 4, 5, 5, 6, 3, 2, 2, 1, 2},     /* large strides, pixels without gradient */
        {1, 2, 0, 0, 3, 9, 8, 4, 5, 4, 3, 5, 4, 2, 3, 1},     /* large strides, overlapping windows */
        {1, 3, 0, 0, 2, 40, 41, 1, 2, 40, 50, 0, 3, 1, 1, 1}, /* windows as large as the image */
        {2, 40, 0, 0, 5, 13, 13, 5, 4, 6, 7, 2, 2, 1, 1, 1},  /* several blocks of channels */
        {2, 2, 0, 0, 3, 1, 5, 1, 4099, 1, 1, 0, 2, 1, 1, 1},  /* single rows, in pieces */
        {1, 2, 0, 0, 4, 1, 4, 1, 2300, 1, 3, 0, 5, 1, 2, 2},
        {1, 2, 0, 0, 2, 3, 4, 1, 4500, 1, 2, 1, 3, 1, 3, 1},
        {1, 1, 0, 0, 1, 1, 3, 1, 5000, 1, 1, 0, 2000, 1, 1, 1},
        {1, 150, 0, 0, 2, 1, 3, 1, 900, 2, 1, 0, 1, 1, 1, 1},
        {1, 2, 0, 0, 3, 3, 3, 1, 1, FAR, FAR, 0, 0, 1, 1, 1}, /* a stride beyond everything */
        {1, 1, 0, 0, 2, 2, 2, 2, 2, FAR, FAR, FAR, FAR, FAR, FAR, 1},
        {1, 1, 0, 0, 1, 3, 2, 3, 2, FAR, FAR, 2 * FAR - 1, FAR - 3, FAR - 1, FAR - 3, 1},
    };
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        for (int d = 0; d < 2; d++) {
            shape s = {.p = chosen[i]};
            CHECK(shape_make(&s, 0, 0));
            check_shape(&s, DTYPES[d], (int)i % 2, DIRECT);
        }
}

static void test_random_shapes(void) {
    for (int i = 0; i < 300; i++) {
        shape s = shape_random();
        check_shape(&s, DTYPES[i % 2], i % 3 == 0, DIRECT);
    }
}

/* By minimal filtering, then by the direct way. */
static void test_winograd(void) {
    static const tl_conv chosen[] = {
        {4, 16, 0, 0, 16, 3, 3, 8, 8, 1, 1, 1, 1, 1, 1, 1},
        {5, 17, 0, 0, 19, 3, 3, 9, 7, 1, 1, 1, 1, 1, 1, 1}, /* tiles partly outside */
        {1, 34, 0, 0, 40, 3, 3, 13, 21, 1, 1, 0, 2, 1, 1, 1},
        {1, 66, 0, 0, 16, 3, 3, 6, 301, 1, 1, 1, 1, 1, 1, 1}, /* rows in pieces, channels in two chains */
        {2, 64, 0, 0, 68, 3, 3, 12, 10, 1, 1, 1, 1, 1, 1, 2},
        {40, 32, 0, 0, 32, 3, 3, 6, 7, 1, 1, 1, 1, 1, 1, 1},    /* many images */
        {1, 120, 0, 0, 500, 3, 3, 16, 16, 1, 1, 3, 3, 1, 1, 1}, /* the weights in several parts, wide padding */
    };
    for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
        for (tl_conv_direct = 0; tl_conv_direct < 2; tl_conv_direct++) {
            shape s = {.p = chosen[i]};
            CHECK(shape_make(&s, 0, 0));
            check_shape(&s, TL_F32, (int)i % 2, tl_conv_direct ? DIRECT : WINOGRAD);
        }
    tl_conv_direct = 0;
}

/* A pixel that is not finite reaches the weights that see it, and no others. */
static void test_not_finite(const tl_kernels *k) {
    shape s = {.p = {3, 2, 0, 0, 5, 3, 3, 41, 30, 1, 1, 0, 1, 1, 1, 1}};
    shape_make(&s, 0, 0);
    buffer x = buffer_random(TL_F32, s.nx), w = buffer_random(TL_F32, s.nw), gy = buffer_random(TL_F32, s.ny);
    set_element(x.data, TL_F32, 0, NAN);
    set_element(x.data, TL_F32, s.nx - 1, NAN);
    oracle o = oracle_make(&s, &x, &w, NULL, &gy);
    results r = run(k, &s, &x, &w, NULL, &gy);
    check_sum("gw", &r.gw, o.gw, o.gw_size, 40);
    int finite = 0;
    for (int64_t i = 0; i < s.nw; i++) finite += isfinite(at(&r.gw, i)) != 0;
    CHECK_EQ(finite, s.nw * 7 / 9);
    results_free(&r);
    oracle_free(&o);
    buffer_free(&x);
    buffer_free(&w);
    buffer_free(&gy);
}

static void test_empty(const tl_kernels *k) {
    shape s = {.p = {2, 0, 0, 0, 3, 2, 2, 3, 3, 1, 1, 0, 0, 1, 1, 1}}; /* no channels: y is the bias */
    shape_make(&s, 0, 0);
    float y[2 * 3 * 9], gw[3 * 2 * 4], x[2 * 2 * 16] = {0}, bias[3] = {1, 2, 3};
    CHECK_EQ(k->conv[TL_F32](&s.p, x, x, bias, y), TL_OK);
    for (int i = 0; i < 54; i++) CHECK(y[i] == bias[i / 9 % 3]);
    s.p.c = 2;
    s.p.n = 0; /* no images: the weights' gradient is zero */
    for (int i = 0; i < 24; i++) gw[i] = 7;
    CHECK_EQ(k->conv_grad_weight[TL_F32](&s.p, y, x, NULL, gw), TL_OK);
    for (int i = 0; i < 24; i++) CHECK(gw[i] == 0);
}

/* What would need a padded copy of 2^62 elements is refused. */
static void test_refusal(const tl_kernels *k) {
    tl_conv p = {.n = 1, .c = 1, .h = 1, .w = 1, .k = 1, .r = 2, .s = 2, .oh = 1, .ow = 1, .groups = 1};
    p.stride_h = p.stride_w = 1;
    p.pad_h = p.pad_w = FAR;
    p.dilation_h = p.dilation_w = 2 * (int64_t)FAR;
    float x[4] = {1}, y[4];
    CHECK_EQ(k->conv[TL_F32](&p, x, x, NULL, y), TL_NOMEM);
    CHECK_EQ(k->conv_grad_input[TL_F32](&p, x, x, NULL, y), TL_NOMEM);
    CHECK_EQ(k->conv_grad_weight[TL_F32](&p, x, x, NULL, y), TL_NOMEM);
}

/* ---- pooling --------------------------------------------------------------------------------------------------- */
static tl_pool2d pool_random(void) {
    tl_pool2d p;
    do {
        int simple = rng_below(3) == 0;
        p = (tl_pool2d){.planes = 1 + rng_below(5),
                        .h = 1 + rng_below(20),
                        .w = 1 + rng_below(simple ? 40 : 150),
                        .r = 1 + rng_below(4),
                        .s = 1 + rng_below(4),
                        .stride_h = 1 + rng_below(3),
                        .stride_w = 1 + rng_below(3),
                        .pad_h = rng_below(3),
                        .pad_w = rng_below(3),
                        .dilation_h = 1 + rng_below(2),
                        .dilation_w = 1 + rng_below(2),
                        .count_include_pad = (int)rng_below(2)};
        if (simple) {
            p.r = p.s = p.stride_h = p.stride_w = 2;
            p.pad_h = p.pad_w = 0;
            p.dilation_h = p.dilation_w = 1;
        }
        int64_t partly = rng_below(2); /* a last window partly outside, as ceil_mode has */
        p.oh = p.h + 2 * p.pad_h - (p.r - 1) * p.dilation_h - 1 + partly * (p.stride_h - 1);
        p.ow = p.w + 2 * p.pad_w - (p.s - 1) * p.dilation_w - 1 + partly * (p.stride_w - 1);
        p.oh = p.oh < 0 ? 0 : p.oh / p.stride_h + 1;
        p.ow = p.ow < 0 ? 0 : p.ow / p.stride_w + 1;
    } while (!p.oh || !p.ow);
    return p;
}

typedef struct {
    double max, sum;
    int64_t index, pixels, padded; /* padded: taps inside the padded plane */
} window;

static window window_scan(const tl_pool2d *p, const buffer *x, int64_t plane, int64_t i, int64_t j) {
    window out = {-INFINITY, 0, -1, 0, 0};
    for (int64_t r = 0; r < p->r; r++)
        for (int64_t s = 0; s < p->s; s++) {
            int64_t h = i * p->stride_h - p->pad_h + r * p->dilation_h;
            int64_t w = j * p->stride_w - p->pad_w + s * p->dilation_w;
            if (h < p->h + p->pad_h && w < p->w + p->pad_w) out.padded++;
            if (h < 0 || h >= p->h || w < 0 || w >= p->w) continue;
            double v = at(x, (plane * p->h + h) * p->w + w);
            out.pixels++;
            out.sum += v;
            if (out.index >= 0 && !(v > out.max) && !isnan(v)) continue;
            out.max = v;
            out.index = h * p->w + w;
        }
    return out;
}

static void check_pool(const tl_kernels *k, const tl_pool2d *p, int dtype) {
    int64_t nx = p->planes * p->h * p->w, ny = p->planes * p->oh * p->ow, windows = p->oh * p->ow;
    buffer x = buffer_new(dtype, nx), gy = buffer_random(dtype, ny);
    for (int64_t i = 0; i < nx; i++) { /* few values: ties, infinities and NaN */
        int64_t v = rng_below(40);
        set_element(x.data, dtype, i, v == 0 ? NAN : v == 1 ? INFINITY : v < 10 ? -INFINITY : (double)(v % 7));
    }
    buffer y = buffer_new(dtype, ny), gx = buffer_new(dtype, nx);
    buffer avg = buffer_new(dtype, ny), avg_gx = buffer_new(dtype, nx);
    buffer finite = buffer_random(dtype, nx);
    int64_t *index = must_alloc((size_t)ny * sizeof *index);
    double *want_gx = zeros(nx), *want_avg = zeros(nx);
    k->max_pool[dtype](p, x.data, y.data, index);
    k->max_pool_grad[dtype](p, gy.data, index, gx.data);
    k->avg_pool[dtype](p, finite.data, avg.data);
    k->avg_pool_grad[dtype](p, gy.data, avg_gx.data);
    for (int64_t o = 0; o < ny; o++) {
        int64_t plane = o / windows, i = o % windows / p->ow, j = o % p->ow;
        window m = window_scan(p, &x, plane, i, j), a = window_scan(p, &finite, plane, i, j);
        CHECK(at(&y, o) == m.max || (isnan(at(&y, o)) && isnan(m.max)));
        CHECK_EQ(index[o], m.index);
        if (m.index >= 0) want_gx[plane * p->h * p->w + m.index] += at(&gy, o);
        int64_t n = p->count_include_pad ? a.padded : a.pixels;
        double divisor = n ? (double)n : 1;
        CHECK(close_to(at(&avg, o), a.sum / divisor, 0, 16 * unit(dtype)));
        for (int64_t r = 0; r < p->r; r++)
            for (int64_t s = 0; s < p->s; s++) {
                int64_t h = i * p->stride_h - p->pad_h + r * p->dilation_h;
                int64_t w = j * p->stride_w - p->pad_w + s * p->dilation_w;
                if (h >= 0 && h < p->h && w >= 0 && w < p->w)
                    want_avg[(plane * p->h + h) * p->w + w] += at(&gy, o) / divisor;
            }
    }
    for (int64_t i = 0; i < nx; i++) {
        CHECK(close_to(at(&gx, i), want_gx[i], 0, 64 * unit(dtype)));
        CHECK(close_to(at(&avg_gx, i), want_avg[i], 0, 64 * unit(dtype)));
    }
    buffer *all[] = {&x, &gy, &y, &gx, &avg, &avg_gx, &finite};
    for (int i = 0; i < 7; i++) {
        check_guard(all[i]);
        buffer_free(all[i]);
    }
    free(index);
    free(want_gx);
    free(want_avg);
}

static void test_pools(const tl_kernels *k) {
    for (int i = 0; i < 300; i++) {
        tl_pool2d p = pool_random();
        check_pool(k, &p, DTYPES[i % 2]);
    }
    tl_pool2d whole = {.planes = 3,
                       .h = 40,
                       .w = 50,
                       .r = 40,
                       .s = 50,
                       .oh = 1,
                       .ow = 1,
                       .stride_h = 40,
                       .stride_w = 50,
                       .dilation_h = 1,
                       .dilation_w = 1};
    check_pool(k, &whole, TL_F32);
}

/* Windows far larger than the image: the time is that of the pixels. */
static void test_pool_far(const tl_kernels *k) {
    enum { R = 1 << 26, W = 3 };
    for (int stride = 1; stride <= 2; stride++) {
        tl_pool2d p = {.planes = 1,
                       .h = 1,
                       .w = W,
                       .r = R,
                       .s = R,
                       .oh = 2 / stride,
                       .ow = 1 + W / stride,
                       .stride_h = stride,
                       .stride_w = stride,
                       .pad_h = R / 2,
                       .pad_w = R / 2,
                       .dilation_h = 1,
                       .dilation_w = 1,
                       .count_include_pad = 1};
        int64_t n = p.oh * p.ow, index[8];
        buffer x = buffer_new(TL_F32, W), y = buffer_new(TL_F32, n), gx = buffer_new(TL_F32, W);
        for (int i = 0; i < W; i++) set_element(x.data, TL_F32, i, 1 + i % 2);
        k->max_pool[TL_F32](&p, x.data, y.data, index);
        for (int i = 0; i < n; i++) CHECK(at(&y, i) == 2 && index[i] == 1);
        k->avg_pool[TL_F32](&p, x.data, y.data);
        for (int i = 0; i < n; i++) CHECK(at(&y, i) == 0x1p-50);
        for (int i = 0; i < n; i++) set_element(y.data, TL_F32, i, 0x1p52);
        k->avg_pool_grad[TL_F32](&p, y.data, gx.data);
        for (int i = 0; i < W; i++) CHECK(at(&gx, i) == (double)n);
        buffer *all[] = {&x, &y, &gx};
        for (int i = 0; i < 3; i++) check_guard(all[i]), buffer_free(all[i]);
    }
}

/* A window that spans more than 2^31 pixels. Only the pages its taps read are ever touched. */
static void test_pool_large_plane(const tl_kernels *k) {
    tl_pool2d p = {.planes = 1,
                   .h = (1 << 16) + 2,
                   .w = 1 << 15,
                   .r = 2,
                   .s = 2,
                   .oh = 1,
                   .ow = 2,
                   .stride_h = 1,
                   .stride_w = 3,
                   .dilation_h = 1 << 16,
                   .dilation_w = 1};
    size_t bytes = (size_t)(p.h * p.w) * sizeof(float);
    float *x = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), y[2];
    if (x == MAP_FAILED) return;
    int64_t index[2], far = p.w << 16;
    x[1] = 1;
    x[far + 4] = 2;
    k->max_pool[TL_F32](&p, x, y, index);
    CHECK(y[0] == 1 && y[1] == 2);
    CHECK_EQ(index[0], 1);
    CHECK_EQ(index[1], far + 4);
    munmap(x, bytes);
}

/* Large enough for several threads: the same bytes as on one. */
static void test_pool_threads(const tl_kernels *k) {
    tl_pool2d p = {.planes = 200,
                   .h = 31,
                   .w = 29,
                   .r = 3,
                   .s = 3,
                   .oh = 16,
                   .ow = 15,
                   .stride_h = 2,
                   .stride_w = 2,
                   .pad_h = 1,
                   .pad_w = 1,
                   .dilation_h = 1,
                   .dilation_w = 1};
    int64_t nx = p.planes * p.h * p.w, ny = p.planes * p.oh * p.ow;
    buffer x = buffer_random(TL_F32, nx), y[2], gx[2], avg[2];
    int64_t *index = must_alloc((size_t)ny * sizeof *index);
    for (int t = 0; t < 2; t++) {
        tl_set_num_threads(t ? 4 : 1);
        y[t] = buffer_new(TL_F32, ny);
        gx[t] = buffer_new(TL_F32, nx);
        avg[t] = buffer_new(TL_F32, ny);
        k->max_pool[TL_F32](&p, x.data, y[t].data, index);
        k->max_pool_grad[TL_F32](&p, y[t].data, index, gx[t].data);
        k->avg_pool[TL_F32](&p, x.data, avg[t].data);
    }
    check_same("max_pool", &y[0], &y[1]);
    check_same("max_pool_grad", &gx[0], &gx[1]);
    check_same("avg_pool", &avg[0], &avg[1]);
    for (int t = 0; t < 2; t++) {
        buffer_free(&y[t]);
        buffer_free(&gx[t]);
        buffer_free(&avg[t]);
    }
    buffer_free(&x);
    free(index);
}

int main(void) {
    rng_seed(7);
    test_chosen_shapes();
    test_random_shapes();
    test_winograd();
    for_each_isa(test_not_finite);
    for_each_isa(test_empty);
    for_each_isa(test_refusal);
    for_each_isa(test_pools);
    for_each_isa(test_pool_far);
    for_each_isa(test_pool_large_plane);
    for_each_isa(test_pool_threads);
    return test_report("conv");
}
