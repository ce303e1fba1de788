/* 2-D pooling. Windows are taken a row of outputs at a time, tap by tap, so that the inner loop runs over columns
 * without branches; 2x2 windows of stride 2 have loops of their own, with the same results. A window without any
 * pixel gives -inf and index -1 (max), or 0 (avg). */
#include "conv_geometry.h"
#ifndef POOL_COLUMNS
#define POOL_COLUMNS 64 /* outputs of a row at a time */
#define POOL_LANES ((int)(16 / sizeof(T)))
#define POOL_NS 0.5 /* per element of a window */
#define POOL_CHUNK_US 10.0
#endif

/* Positions in a window are held in integers as wide as T, so that one mask selects values and positions. */
typedef __typeof__(_Generic((T)0, float: (int32_t)0, default: (int64_t)0)) FN(pool_int);
typedef T FN(pool_vec) __attribute__((vector_size(16)));
typedef T FN(pool_uvec) __attribute__((vector_size(16), aligned(sizeof(T)), may_alias)); /* in memory */
typedef FN(pool_int) FN(pool_ivec) __attribute__((vector_size(16)));

/* ---- columns --------------------------------------------------------------------------------------------------- */
/* conv_ceil without a division for the usual strides */
TL_INLINE int64_t FN(pool_ceil)(int64_t a, int64_t b) { return b == 1 ? a : b == 2 ? (a + 1) >> 1 : conv_ceil(a, b); }

/* Output columns, of [j0, j1), in which tap s falls on a pixel */
TL_INLINE void FN(pool_columns)(const tl_pool2d *p, int64_t s, int64_t *j0, int64_t *j1) {
    int64_t left = p->pad_w - s * p->dilation_w; /* tap s of column j is at j*stride - left */
    *j0 = conv_max(*j0, FN(pool_ceil)(left, p->stride_w));
    *j1 = conv_min(*j1, FN(pool_ceil)(p->w + left, p->stride_w));
}

/* Taps of a window starting at `start` that lie in [lo, hi) */
typedef struct {
    int64_t first, end;
} FN(pool_range);

TL_INLINE FN(pool_range) FN(pool_taps)(int64_t start, int64_t taps, int64_t dilation, int64_t lo, int64_t hi) {
    int64_t first = conv_max(0, FN(pool_ceil)(lo - start, dilation));
    return (FN(pool_range)){first, conv_max(first, conv_min(taps, FN(pool_ceil)(hi - start, dilation)))};
}

/* Taps of row i of windows, and of columns [j0, j1), that see a pixel: a window may be far larger than the image */
TL_INLINE FN(pool_range) FN(pool_rows)(const tl_pool2d *p, int64_t i) {
    return FN(pool_taps)(i * p->stride_h - p->pad_h, p->r, p->dilation_h, 0, p->h);
}
TL_INLINE FN(pool_range) FN(pool_cols)(const tl_pool2d *p, int64_t j0, int64_t j1) {
    int64_t spread = (j1 - 1 - j0) * p->stride_w;
    return FN(pool_taps)(j0 * p->stride_w - p->pad_w, p->s, p->dilation_w, -spread, p->w);
}

/* What PyTorch divides by: the taps on pixels, or also those on padding */
static void FN(pool_divisors)(const tl_pool2d *p, int64_t i, int64_t j0, int64_t j1, T *divisor) {
    int64_t pad_h = p->count_include_pad ? p->pad_h : 0, pad_w = p->count_include_pad ? p->pad_w : 0;
    FN(pool_range) rows = FN(pool_taps)(i * p->stride_h - p->pad_h, p->r, p->dilation_h, -pad_h, p->h + pad_h), cols;
    for (int64_t j = j0; j < j1; j++) {
        cols = FN(pool_taps)(j * p->stride_w - p->pad_w, p->s, p->dilation_w, -pad_w, p->w + pad_w);
        double n = (double)(rows.end - rows.first) * (double)(cols.end - cols.first);
        divisor[j - j0] = (T)(n > 1 ? n : 1);
    }
}

/* Later elements win only when greater, or NaN: PyTorch's rule. The first element of a window always wins. */
TL_INLINE void FN(max_tap)(const T *x, int64_t stride, int64_t n, FN(pool_int) offset, T *best, FN(pool_int) *at) {
    for (int64_t j = 0; j < n; j++) {
        T v = x[j * stride];
        int wins = (v > best[j]) | (v != v) | (at[j] < 0);
        best[j] = wins ? v : best[j];
        at[j] = wins ? offset : at[j];
    }
}

TL_INLINE void FN(add_tap)(const T *x, int64_t stride, int64_t n, T *sum) {
    for (int64_t j = 0; j < n; j++) sum[j] += x[j * stride];
}

TL_INLINE void FN(spread_tap)(const T *g, int64_t stride, int64_t n, T *gx) {
    for (int64_t j = 0; j < n; j++) gx[j * stride] += g[j];
}

/* Calls f with the stride as a constant where that lets the loop be vectorised. */
#define POOL_STRIDE(stride, f, x, ...)                    \
    do {                                                  \
        if ((stride) == 1) FN(f)(x, 1, __VA_ARGS__);      \
        else if ((stride) == 2) FN(f)(x, 2, __VA_ARGS__); \
        else FN(f)(x, stride, __VA_ARGS__);               \
    } while (0)

/* ---- 2x2 windows of stride 2, POOL_LANES columns at a time; `single`: only the first of them ----------------- */
TL_INLINE FN(pool_vec) FN(every_second)(const T *x, int single) {
    FN(pool_vec) v = {0};
    for (int j = 0; j < (single ? 1 : POOL_LANES); j++) v[j] = x[2 * j];
    return v;
}

TL_INLINE void FN(max_better)(FN(pool_vec) v, FN(pool_int) tap, FN(pool_vec) *best, FN(pool_ivec) *at) {
    FN(pool_ivec) wins = (FN(pool_ivec))(v > *best) | (FN(pool_ivec))(v != v);
    *best = (FN(pool_vec))((wins & (FN(pool_ivec))v) | (~wins & (FN(pool_ivec))*best));
    *at = (wins & (tap - (FN(pool_ivec)){0})) | (~wins & *at);
}

TL_INLINE void FN(max_2x2)(const T *a, const T *b, int single, int64_t base, int64_t w, T *y, int64_t *index) {
    FN(pool_vec) best = FN(every_second)(a, single);
    FN(pool_ivec) at = {0};
    FN(max_better)(FN(every_second)(a + 1, single), 1, &best, &at);
    FN(max_better)(FN(every_second)(b, single), 2, &best, &at);
    FN(max_better)(FN(every_second)(b + 1, single), 3, &best, &at);
    if (single) y[0] = best[0];
    else *(FN(pool_uvec) *)y = best;
    for (int j = 0; j < (single ? 1 : POOL_LANES); j++) index[j] = base + 2 * j + (at[j] & 1) + (at[j] >> 1) * w;
}

TL_INLINE void FN(avg_2x2)(const T *a, const T *b, int single, T *y) {
    FN(pool_vec) top = FN(every_second)(a, single) + FN(every_second)(a + 1, single);
    FN(pool_vec) mean = (top + (FN(every_second)(b, single) + FN(every_second)(b + 1, single))) / 4;
    if (single) y[0] = mean[0];
    else *(FN(pool_uvec) *)y = mean;
}

/* One row of n outputs; index NULL: means. The last vector overlaps the one before. */
TL_INLINE void FN(pool_row_2x2)(int64_t n, const T *x, int64_t w, int64_t base, T *y, int64_t *index) {
    int single = n < POOL_LANES;
    int64_t step = single ? 1 : POOL_LANES;
    for (int64_t k = 0; k < n; k += step) {
        int64_t j = conv_min(k, n - step), at = base + 2 * j;
        const T *a = x + at, *b = a + w;
        if (index && single) FN(max_2x2)(a, b, 1, at, w, y + j, index + j);
        else if (index) FN(max_2x2)(a, b, 0, at, w, y + j, index + j);
        else if (single) FN(avg_2x2)(a, b, 1, y + j);
        else FN(avg_2x2)(a, b, 0, y + j);
    }
}

static int FN(pool_is_2x2)(const tl_pool2d *p) {
    return p->r == 2 && p->s == 2 && p->stride_h == 2 && p->stride_w == 2 && !p->pad_h && !p->pad_w &&
           p->dilation_h == 1 && p->dilation_w == 1 && 2 * p->oh <= p->h && 2 * p->ow <= p->w;
}

/* ---- one plane ------------------------------------------------------------------------------------------------- */
/* One window, of any span */
static __attribute__((noinline)) void FN(max_window)(const tl_pool2d *p, const T *x, int64_t i, int64_t j, T *y,
                                                     int64_t *index) {
    FN(pool_range) rows = FN(pool_rows)(p, i), cols = FN(pool_cols)(p, j, j + 1);
    *y = -(T)INFINITY;
    *index = -1;
    for (int64_t r = rows.first; r < rows.end; r++)
        for (int64_t s = cols.first; s < cols.end; s++) {
            int64_t row = i * p->stride_h - p->pad_h + r * p->dilation_h;
            int64_t at = row * p->w + j * p->stride_w - p->pad_w + s * p->dilation_w;
            int wins = x[at] > *y || x[at] != x[at] || *index < 0;
            *y = wins ? x[at] : *y;
            *index = wins ? at : *index;
        }
}

static void FN(max_block)(const tl_pool2d *p, const T *x, int64_t i, int64_t first, int64_t end, T *y, int64_t *index) {
    T best[POOL_COLUMNS];
    FN(pool_int) at[POOL_COLUMNS]; /* from the first tap that sees a pixel */
    FN(pool_range) rows = FN(pool_rows)(p, i), cols = FN(pool_cols)(p, first, end);
    int64_t top = i * p->stride_h - p->pad_h + rows.first * p->dilation_h, left = cols.first * p->dilation_w - p->pad_w;
    int64_t row_taps = rows.end - rows.first, row_step = row_taps > 1 ? p->dilation_h * p->w : 0;
    if (sizeof(FN(pool_int)) < 8 && row_taps * row_step + 2 * p->w > INT32_MAX) { /* offsets would not fit */
        for (int64_t j = first; j < end; j++) FN(max_window)(p, x, i, j, y + j, index + j);
        return;
    }
    for (int64_t j = 0; j < end - first; j++) {
        best[j] = -(T)INFINITY;
        at[j] = -1;
    }
    for (int64_t r = 0; r < row_taps; r++)
        for (int64_t s = cols.first; s < cols.end; s++) {
            int64_t j0 = first, j1 = end, column = (s - cols.first) * p->dilation_w;
            FN(pool_columns)(p, s, &j0, &j1);
            if (j0 >= j1) continue;
            const T *from = x + (top * p->w + r * row_step) + (j0 * p->stride_w + left + column);
            FN(pool_int) offset = (FN(pool_int))(r * row_step + column);
            POOL_STRIDE(p->stride_w, max_tap, from, j1 - j0, offset, &best[j0 - first], &at[j0 - first]);
        }
    int64_t corner = top * p->w + first * p->stride_w + left, step = p->stride_w;
    for (int64_t j = 0; j < end - first; j++) {
        y[first + j] = best[j];
        index[first + j] = at[j] < 0 ? -1 : corner + j * step + at[j];
    }
}

static void FN(max_plane)(const tl_pool2d *p, const T *x, T *y, int64_t *index) {
    for (int64_t i = 0; i < p->oh; i++, y += p->ow, index += p->ow) {
        if (FN(pool_is_2x2)(p)) FN(pool_row_2x2)(p->ow, x, p->w, 2 * i * p->w, y, index);
        else
            for (int64_t j = 0; j < p->ow; j += POOL_COLUMNS)
                FN(max_block)(p, x, i, j, conv_min(p->ow, j + POOL_COLUMNS), y, index);
    }
}

static void FN(max_grad_plane)(const tl_pool2d *p, const T *gy, T *gx, int64_t *index) {
    memset(gx, 0, (size_t)(p->h * p->w) * sizeof(T));
    for (int64_t j = 0; j < p->oh * p->ow; j++)
        if (index[j] >= 0) gx[index[j]] += gy[j];
}

/* Sums of a window's rows are added up, so the chain of additions is r + s long, not r*s. */
static void FN(avg_block)(const tl_pool2d *p, const T *x, int64_t i, int64_t first, int64_t end, T *y) {
    T total[POOL_COLUMNS] = {0}, sum[POOL_COLUMNS], divisor[POOL_COLUMNS];
    FN(pool_range) rows = FN(pool_rows)(p, i), cols = FN(pool_cols)(p, first, end);
    for (int64_t r = rows.first; r < rows.end; r++) {
        int64_t row = i * p->stride_h - p->pad_h + r * p->dilation_h;
        for (int64_t j = 0; j < end - first; j++) sum[j] = 0;
        for (int64_t s = cols.first; s < cols.end; s++) {
            int64_t j0 = first, j1 = end;
            FN(pool_columns)(p, s, &j0, &j1);
            if (j0 >= j1) continue;
            const T *from = x + row * p->w + j0 * p->stride_w - p->pad_w + s * p->dilation_w;
            POOL_STRIDE(p->stride_w, add_tap, from, j1 - j0, &sum[j0 - first]);
        }
        for (int64_t j = 0; j < end - first; j++) total[j] += sum[j];
    }
    FN(pool_divisors)(p, i, first, end, divisor);
    for (int64_t j = first; j < end; j++) y[j] = total[j - first] / divisor[j - first];
}

static void FN(avg_plane)(const tl_pool2d *p, const T *x, T *y, int64_t *unused) {
    (void)unused;
    for (int64_t i = 0; i < p->oh; i++, y += p->ow) {
        if (FN(pool_is_2x2)(p)) FN(pool_row_2x2)(p->ow, x, p->w, 2 * i * p->w, y, NULL);
        else
            for (int64_t j = 0; j < p->ow; j += POOL_COLUMNS)
                FN(avg_block)(p, x, i, j, conv_min(p->ow, j + POOL_COLUMNS), y);
    }
}

static void FN(avg_grad_block)(const tl_pool2d *p, const T *gy, int64_t i, int64_t first, int64_t end, T *gx) {
    T g[POOL_COLUMNS], divisor[POOL_COLUMNS];
    FN(pool_divisors)(p, i, first, end, divisor);
    for (int64_t j = first; j < end; j++) g[j - first] = gy[j] / divisor[j - first];
    FN(pool_range) rows = FN(pool_rows)(p, i), cols = FN(pool_cols)(p, first, end);
    for (int64_t r = rows.first; r < rows.end; r++) {
        int64_t row = i * p->stride_h - p->pad_h + r * p->dilation_h;
        for (int64_t s = cols.first; s < cols.end; s++) {
            int64_t j0 = first, j1 = end;
            FN(pool_columns)(p, s, &j0, &j1);
            if (j0 >= j1) continue;
            T *to = gx + row * p->w + j0 * p->stride_w - p->pad_w + s * p->dilation_w;
            POOL_STRIDE(p->stride_w, spread_tap, &g[j0 - first], j1 - j0, to);
        }
    }
}

static void FN(avg_grad_plane)(const tl_pool2d *p, const T *gy, T *gx, int64_t *unused) {
    (void)unused;
    memset(gx, 0, (size_t)(p->h * p->w) * sizeof(T));
    for (int64_t i = 0; i < p->oh; i++, gy += p->ow) {
        if (FN(pool_is_2x2)(p)) {
            T *a = gx + 2 * i * p->w, *b = a + p->w;
            for (int64_t j = 0; j < p->ow; j++) a[2 * j] = a[2 * j + 1] = b[2 * j] = b[2 * j + 1] = gy[j] / 4;
        } else
            for (int64_t j = 0; j < p->ow; j += POOL_COLUMNS)
                FN(avg_grad_block)(p, gy, i, j, conv_min(p->ow, j + POOL_COLUMNS), gx);
    }
}

/* ---- all planes ------------------------------------------------------------------------------------------------ */
typedef struct {
    const tl_pool2d *p;
    const T *in;
    T *out;
    int64_t *index;                    /* NULL for avg */
    int64_t in_size, out_size, planes; /* of a plane; of a chunk */
    void (*plane)(const tl_pool2d *p, const T *in, T *out, int64_t *index);
} FN(pool_job);

static void FN(pool_chunk)(void *context, int64_t chunk) {
    const FN(pool_job) *job = context;
    int64_t end = conv_min(job->p->planes, (chunk + 1) * job->planes), windows = job->p->oh * job->p->ow;
    for (int64_t i = chunk * job->planes; i < end; i++)
        job->plane(job->p, job->in + i * job->in_size, job->out + i * job->out_size,
                   job->index ? job->index + i * windows : NULL);
}

static void FN(pool_run)(FN(pool_job) job) {
    const tl_pool2d *p = job.p;
    int64_t window = conv_min(p->r, p->h) * conv_min(p->s, p->w);
    double plane_us = POOL_NS * 1e-3 * (double)(p->oh * p->ow * window + p->h * p->w);
    job.planes = 1 + (int64_t)(POOL_CHUNK_US / (plane_us + 1e-3));
    tl_parallel(conv_ceil(p->planes, job.planes), FN(pool_chunk), &job, plane_us * (double)p->planes);
}

static void FN(max_pool)(const tl_pool2d *p, const void *x, void *y, int64_t *index) {
    FN(pool_run)((FN(pool_job)){p, x, y, index, p->h * p->w, p->oh * p->ow, 0, FN(max_plane)});
}
static void FN(max_pool_grad)(const tl_pool2d *p, const void *gy, const int64_t *index, void *gx) {
    FN(pool_run)((FN(pool_job)){p, gy, gx, (int64_t *)index, p->oh * p->ow, p->h * p->w, 0, FN(max_grad_plane)});
}
static void FN(avg_pool)(const tl_pool2d *p, const void *x, void *y) {
    FN(pool_run)((FN(pool_job)){p, x, y, NULL, p->h * p->w, p->oh * p->ow, 0, FN(avg_plane)});
}
static void FN(avg_pool_grad)(const tl_pool2d *p, const void *gy, void *gx) {
    FN(pool_run)((FN(pool_job)){p, gy, gx, NULL, p->oh * p->ow, p->h * p->w, 0, FN(avg_grad_plane)});
}

static void FN(fill_pool2d)(tl_kernels *k) {
    k->max_pool[ID] = FN(max_pool);
    k->max_pool_grad[ID] = FN(max_pool_grad);
    k->avg_pool[ID] = FN(avg_pool);
    k->avg_pool_grad[ID] = FN(avg_pool_grad);
}
