/* Correlation of stride 1 with windows of 3 x 3 by minimal filtering, F(4 x 4, 3 x 3): 4 x 4 pixels of the result take 36
 * products per channel instead of 144 (Winograd 1980; Lavin and Gray, arXiv:1509.09308). A chunk of work is some rows of
 * tiles: their pixels are transformed to V[36][channel][tile], multiplied as 36 matrices by the transformed weights,
 * U[36][strip][channel][filter], to M[36][filter][tile], and transformed back. Every number is made in the same way
 * whatever the chunk it lies in. */
#ifndef WINOGRAD_POINTS
#define WINOGRAD_POINTS 36
#define WINOGRAD_TILES 128       /* of a chunk, about */
#define WINOGRAD_WIDTH 64        /* tiles of a piece of a row, at most */
#define WINOGRAD_BYTES (8 << 20) /* of V and M of a chunk, if possible */
#define WINOGRAD_CHANNELS 16     /* with fewer the transformations take longer than the products */
#define WINOGRAD_FEWEST 16       /* tiles of all images, with fewer those of the weights do */
#define WINOGRAD_DEPTH 64        /* longest chain of additions */
#define WINOGRAD_PRODUCTS 1024   /* of channels and filters, for the gradient of the weights */
/* The polynomials are evaluated at 0, ±A, ±B and infinity, which loses less than 0, ±1, ±2 do: see accuracy.md. */
#define WINOGRAD_A 0.625f
#define WINOGRAD_B 1.5f
#define WINOGRAD_A2 (WINOGRAD_A * WINOGRAD_A)
#define WINOGRAD_B2 (WINOGRAD_B * WINOGRAD_B)
/* factors of the weights there */
#define WINOGRAD_AT_0 (1 / (WINOGRAD_A2 * WINOGRAD_B2))
#define WINOGRAD_AT_A (1 / (2 * WINOGRAD_A2 * (WINOGRAD_A2 - WINOGRAD_B2)))
#define WINOGRAD_AT_B (1 / (2 * WINOGRAD_B2 * (WINOGRAD_B2 - WINOGRAD_A2)))
#endif

typedef T FN(tquad) __attribute__((vector_size(16)));
typedef T FN(tuquad) __attribute__((vector_size(16), aligned(sizeof(T)), may_alias)); /* in memory */

typedef struct {
    conv_plan *p;
    int64_t rows, width, pieces;    /* rows of tiles of an image; tiles of a piece of a row; pieces of a row */
    int64_t units, total, blocks;   /* pieces of a chunk; of all images; chunks of a group */
    int64_t pitch;                  /* from a channel to the next */
    int64_t u_step, v_step, m_step; /* from a point to the next */
    int64_t from, strips, end;      /* filters whose U are there: [from, end) */
    int64_t line;                   /* elements of a row of pixels of a piece */
    int odd;                        /* infinite or NaN numbers came out, or there was no memory */
} FN(tiling);

/* Of 6 numbers in a row of pixels: B^T d. Of 6 products: A^T m, 4 pixels. */
#define WINOGRAD_TRANSFORMS(V, to_points, to_pixels)                                                  \
    TL_INLINE void FN(to_points)(const V *d, V *o) {                                                  \
        V even = d[4] - WINOGRAD_B2 * d[2], odd = WINOGRAD_A * (d[3] - WINOGRAD_B2 * d[1]);           \
        V even2 = d[4] - WINOGRAD_A2 * d[2], odd2 = WINOGRAD_B * (d[3] - WINOGRAD_A2 * d[1]);         \
        o[0] = WINOGRAD_A2 * WINOGRAD_B2 * d[0] - (WINOGRAD_A2 + WINOGRAD_B2) * d[2] + d[4];          \
        o[1] = even + odd;                                                                            \
        o[2] = even - odd;                                                                            \
        o[3] = even2 + odd2;                                                                          \
        o[4] = even2 - odd2;                                                                          \
        o[5] = WINOGRAD_A2 * WINOGRAD_B2 * d[1] - (WINOGRAD_A2 + WINOGRAD_B2) * d[3] + d[5];          \
    }                                                                                                 \
    TL_INLINE void FN(to_pixels)(const V *m, V *y) {                                                  \
        V sum = m[1] + m[2], difference = m[1] - m[2], sum2 = m[3] + m[4], difference2 = m[3] - m[4]; \
        y[0] = m[0] + sum + sum2;                                                                     \
        y[1] = WINOGRAD_A * difference + WINOGRAD_B * difference2;                                    \
        y[2] = WINOGRAD_A2 * sum + WINOGRAD_B2 * sum2;                                                \
        y[3] = WINOGRAD_A2 * WINOGRAD_A * difference + WINOGRAD_B2 * WINOGRAD_B * difference2 + m[5]; \
    }
WINOGRAD_TRANSFORMS(FN(cvec), points_of_rows, pixels_of_rows)
WINOGRAD_TRANSFORMS(FN(tquad), points_of_quads, pixels_of_quads)
#undef WINOGRAD_TRANSFORMS

#ifdef __clang__
#define WINOGRAD_ZIPPED(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define WINOGRAD_ZIPPED(a, b, ...) __builtin_shuffle(a, b, (FN(tplaces)){__VA_ARGS__})
typedef int32_t FN(tplaces) __attribute__((vector_size(16)));
#endif
TL_INLINE FN(tquad) FN(zip_low)(FN(tquad) a, FN(tquad) b) { return WINOGRAD_ZIPPED(a, b, 0, 4, 1, 5); }
TL_INLINE FN(tquad) FN(zip_high)(FN(tquad) a, FN(tquad) b) { return WINOGRAD_ZIPPED(a, b, 2, 6, 3, 7); }

TL_INLINE void FN(transpose_quads)(const FN(tquad) *x, FN(tquad) *y) {
    FN(tquad) low = FN(zip_low)(x[0], x[2]), low2 = FN(zip_low)(x[1], x[3]);
    FN(tquad) high = FN(zip_high)(x[0], x[2]), high2 = FN(zip_high)(x[1], x[3]);
    y[0] = FN(zip_low)(low, low2);
    y[1] = FN(zip_high)(low, low2);
    y[2] = FN(zip_low)(high, high2);
    y[3] = FN(zip_high)(high, high2);
}

/* Of 3 weights in a row: G g */
TL_INLINE void FN(points_of_weights)(const FN(cvec) *g, FN(cvec) *o) {
    const T zero = WINOGRAD_AT_0, a = WINOGRAD_AT_A, b = WINOGRAD_AT_B;
    FN(cvec) even = g[0] + WINOGRAD_A2 * g[2], odd = WINOGRAD_A * g[1];
    FN(cvec) even2 = g[0] + WINOGRAD_B2 * g[2], odd2 = WINOGRAD_B * g[1];
    o[0] = zero * g[0];
    o[1] = a * (even + odd);
    o[2] = a * (even - odd);
    o[3] = b * (even2 + odd2);
    o[4] = b * (even2 - odd2);
    o[5] = g[2];
}

/* U of one strip of a group; lanes are filters */
static void FN(winograd_weights)(void *context, int64_t chunk) {
    const FN(tiling) *q = context;
    const conv_plan *p = q->p;
    int64_t group = chunk / q->strips, strip = chunk % q->strips, k0 = q->from + strip * p->height;
    int64_t filters = conv_min(p->height, p->co - k0), height = FN(conv_strips)[FN(conv_strip_for)(filters)].height;
    const T *weight = (const T *)p->weight + group * p->w_group + k0 * p->w_out;
    T *packed = (T *)p->packed + group * WINOGRAD_POINTS * q->u_step + strip * p->ci * p->height;
    int64_t tap[9];
    for (int i = 0; i < 9; i++) { /* tap 0 is that of the lowest pixel */
        int r = p->h.step < 0 ? 2 - i / 3 : i / 3, s = p->w.step < 0 ? 2 - i % 3 : i % 3;
        tap[i] = (p->h.wfirst + r * p->h.wstep) * p->w_row + p->w.wfirst + s * p->w.wstep;
    }
    FN(cvec) g[9] = {{0}}, half[18], o[6];
    for (int64_t c = 0; c < p->ci; c++, weight += p->w_in, packed += height) {
        for (int i = 0; i < 9; i++)
            for (int k = 0; k < filters; k++) g[i][k] = weight[k * p->w_out + tap[i]];
#pragma GCC unroll 3
        for (int r = 0; r < 3; r++) {
            FN(points_of_weights)(g + 3 * r, o);
            for (int i = 0; i < 6; i++) half[i * 3 + r] = o[i];
        }
#pragma GCC unroll 6
        for (int i = 0; i < 6; i++) {
            FN(points_of_weights)(half + i * 3, o);
            for (int j = 0; j < 6; j++) { /* half is transposed */
                T *to = packed + (j * 6 + i) * q->u_step;
                if ((p->ci - c) * height >= CONV_LANES)
                    FN(cstore)(to, o[j]); /* too much: the next channels overwrite it */
                else
                    for (int k = 0; k < height; k++) to[k] = o[j][k];
            }
        }
    }
}

/* Where a piece is: its image, the first row and column of its pixels in the result, the first of those they are made
 * of, and which of the six rows and of the columns of these are in the image */
typedef struct {
    int64_t image, row, column, y, x, top, bottom, left, right;
} FN(place);

static FN(place) FN(place_of)(const FN(tiling) *q, int64_t unit) {
    const conv_axis *h = &q->p->h, *w = &q->p->w;
    int64_t row = unit / q->pieces;
    FN(place) at = {.image = row / q->rows, .row = row % q->rows * 4, .column = unit % q->pieces * q->width * 4};
    at.y = conv_axis_low(h) + at.row;
    at.x = conv_axis_low(w) + at.column;
    at.top = conv_max(0, -at.y);
    at.bottom = conv_min(6, h->in - at.y);
    at.left = conv_max(0, -at.x);
    at.right = conv_min(q->width * 4 + 2, w->in - at.x);
    if (at.left >= at.right) at.bottom = 0;
    return at;
}

TL_INLINE void FN(clear)(T *to, int64_t n) { /* and up to a vector behind them */
    FN(cvec) zero = {0};
    TL_KEEP(zero); /* or gcc calls memset for two elements */
    for (int64_t j = 0; j < n; j += CONV_LANES) FN(cstore)(to + j, zero);
}

/* Six rows of pixels of one channel, zero outside of the image */
static void FN(winograd_lines)(const FN(tiling) *q, const T *plane, const FN(place) *at, T *lines) {
    int64_t pitch = q->p->w.in, n = q->width * 4 + 2;
    plane += at->y * pitch + at->x;
    for (int64_t i = 0; i < 6; i++, lines += q->line) {
        if (i < at->top || i >= at->bottom) {
            FN(clear)(lines, n);
            continue;
        }
        FN(clear)(lines, at->left);
        FN(conv_copy)(lines + at->left, plane + i * pitch + at->left, at->right - at->left, 0);
        FN(clear)(lines + at->right, n - at->right);
    }
}

/* V of one channel of a piece from six rows of pixels; up to three tiles more are written */
TL_INLINE void FN(winograd_input)(const FN(tiling) *q, const T *restrict lines, T *restrict half, T *restrict v) {
    const int64_t line = q->line, step = q->v_step, width = q->width;
    for (int64_t x = 0; x < line; x += CONV_LANES) {
        FN(cvec) d[6], o[6];
#pragma GCC unroll 6
        for (int i = 0; i < 6; i++) d[i] = FN(cload)(lines + i * line + x);
        FN(points_of_rows)(d, o);
#pragma GCC unroll 6
        for (int i = 0; i < 6; i++) FN(cstore)(half + i * line + x, o[i]);
    }
    for (int64_t t = 0; t < width; t += 4)
        for (int i = 0; i < 6; i++) {
            const T *from = half + i * line + t * 4;
            FN(tquad) x[5], d[8], o[6];
#pragma GCC unroll 5
            for (int j = 0; j < 5; j++) x[j] = *(const FN(tuquad) *)(from + j * 4);
            FN(transpose_quads)(x, d);
            FN(transpose_quads)(x + 1, d + 4); /* pixels 4 and 5 are the first two of the next tile */
            FN(points_of_quads)(d, o);
#pragma GCC unroll 6
            for (int j = 0; j < 6; j++) *(FN(tuquad) *)(v + (i * 6 + j) * step + t) = o[j];
        }
}

/* Four rows of pixels of one filter of a piece from M */
TL_INLINE void FN(winograd_output)(const FN(tiling) *q, const T *restrict m, T *restrict lines) {
    const int64_t line = q->line, step = q->m_step, width = q->width;
    for (int64_t t = 0; t < width; t += 4) {
        FN(tquad) half[4][6];
#pragma GCC unroll 6
        for (int j = 0; j < 6; j++) {
            FN(tquad) x[6], y[4];
#pragma GCC unroll 6
            for (int i = 0; i < 6; i++) x[i] = *(const FN(tuquad) *)(m + (i * 6 + j) * step + t);
            FN(pixels_of_quads)(x, y);
#pragma GCC unroll 4
            for (int i = 0; i < 4; i++) half[i][j] = y[i];
        }
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            FN(tquad) y[4], pixels[4];
            FN(pixels_of_quads)(half[i], y);
            FN(transpose_quads)(y, pixels);
#pragma GCC unroll 4
            for (int j = 0; j < 4; j++) *(FN(tuquad) *)(lines + i * line + (t + j) * 4) = pixels[j];
        }
    }
}

/* Rows of pixels to the destination. NaN in the sum where one is not finite: v - v is 0, or NaN. */
static FN(cvec) FN(winograd_emit)(const FN(tiling) *q, const T *lines, const FN(place) *at, T *plane, T bias) {
    const conv_plan *p = q->p;
    int64_t n = conv_min(q->width * 4, p->w.out - at->column);
    FN(cvec) sum = {0};
    for (int64_t row = at->row; row < conv_min(at->row + 4, p->h.out); row++, lines += q->line) {
        T *to = plane + row * p->w.dst + at->column;
        for (int64_t j = 0; j < n; j += CONV_LANES) {
            j = n >= CONV_LANES ? conv_min(j, n - CONV_LANES) : j; /* the last may overlap */
            FN(cvec) v = FN(cload)(lines + j);
            if (n >= CONV_LANES) {
                sum += v - v;
                FN(cstore)(to + j, v + bias);
            } else
                for (int l = 0; l < n; l++) sum[l] += v[l] - v[l], to[l] = v[l] + bias;
        }
    }
    return sum;
}

static void FN(winograd_chunk)(void *context, int64_t chunk) {
    FN(tiling) *q = context;
    const conv_plan *p = q->p;
    int64_t group = chunk / q->blocks, first = chunk % q->blocks * q->units;
    int64_t count = conv_min(q->units, q->total - first), span = count * q->width;
    T *lines = tl_scratch(3, (12 * q->line + WINOGRAD_POINTS * (q->v_step + q->m_step)) * (int64_t)sizeof(T));
    if (!lines || __atomic_load_n(&q->odd, __ATOMIC_RELAXED)) {
        __atomic_store_n(&q->odd, 1, __ATOMIC_RELAXED);
        return;
    }
    T *half = lines + 6 * q->line, *v = half + 6 * q->line, *m = v + WINOGRAD_POINTS * q->v_step;
    FN(place) at[WINOGRAD_TILES];
    for (int64_t u = 0; u < count; u++) at[u] = FN(place_of)(q, first + u);
    for (int64_t c = 0; c < p->ci; c++)
        for (int64_t u = 0; u < count; u++) { /* in this order: each overwrites what the one before wrote too much */
            const T *src = (const T *)p->src + ((at[u].image * p->groups + group) * p->ci + c) * p->h.in * p->w.in;
            FN(winograd_lines)(q, src, &at[u], lines);
            FN(winograd_input)(q, lines, half, v + c * q->pitch + u * q->width);
        }

    int64_t depths = conv_ceil(p->ci, WINOGRAD_DEPTH), depth = conv_ceil(p->ci, depths);
    for (int64_t point = 0; point < WINOGRAD_POINTS; point++) {
        const T *packed = (const T *)p->packed + (group * WINOGRAD_POINTS + point) * q->u_step;
        T *to = m + point * q->m_step;
        for (int64_t k = q->from; k < q->end; k += p->height, packed += p->ci * p->height, to += p->height * q->pitch) {
            int strip = FN(conv_strip_for)(conv_min(p->height, p->co - k));
            for (int64_t c = 0; c < p->ci; c += depth)
                FN(conv_strips)[strip].run(conv_min(depth, p->ci - c), packed + c * FN(conv_strips)[strip].height,
                                           p->off + c, v + point * q->v_step, span, to, q->pitch, c > 0);
        }
    }

    FN(cvec) sum = {0};
    for (int64_t k = q->from; k < q->end; k++, m += q->pitch)
        for (int64_t u = 0; u < count; u++) {
            T *dst = (T *)p->dst + ((at[u].image * p->groups + group) * p->co + k) * p->h.dst * p->w.dst;
            FN(winograd_output)(q, m + u * q->width, lines);
            sum += FN(winograd_emit)(q, lines, &at[u], dst, p->bias ? ((const T *)p->bias)[group * p->co + k] : 0);
        }
    for (int l = 0; l < CONV_LANES; l++)
        if (sum[l] != 0) __atomic_store_n(&q->odd, 1, __ATOMIC_RELAXED);
}

/* Whether it is for this shape: tiles not too much larger than the result, enough of them for the weights. */
static int FN(winograd_pays)(const conv_plan *p) {
    const conv_axis *h = &p->h, *w = &p->w;
    int64_t tiles = conv_ceil(h->out, 4) * conv_ceil(w->out, 4);
    return !tl_conv_direct && h->taps == 3 && w->taps == 3 && h->stride == 1 && w->stride == 1 &&
           (h->step == 1 || h->step == -1) && (w->step == 1 || w->step == -1) && h->dstep == 1 && w->dstep == 1 &&
           p->ci >= WINOGRAD_CHANNELS && p->co >= WINOGRAD_CHANNELS && tiles * 16 <= 2 * h->out * w->out &&
           p->n * tiles >= WINOGRAD_FEWEST;
}

/* Tiles in pieces of rows, and at most so many bytes of transformed numbers for several of them */
static FN(tiling) FN(tiling_of)(conv_plan *p, int64_t filters, int64_t bytes) {
    FN(tiling) q = {.p = p, .rows = conv_ceil(p->h.out, 4)};
    int64_t columns = conv_ceil(p->w.out, 4);
    int64_t most = conv_max(4, bytes / (WINOGRAD_POINTS * (p->ci + filters) * (int64_t)sizeof(T)));
    q.pieces = conv_ceil(columns, conv_min(WINOGRAD_WIDTH, most));
    q.width = conv_ceil(columns, q.pieces);
    q.total = p->n * q.rows * q.pieces;
    q.units = conv_max(1, conv_min(q.total, most / q.width));
    q.line = (conv_ceil(conv_ceil(q.width, 4) * 16 + 4, CONV_LANES) + 1) * CONV_LANES;
    return q;
}

/* Whether it is done. Not so where infinite or NaN numbers came out: minimal filtering spreads them over a tile. */
static int FN(conv_winograd)(conv_plan *p) {
    if (!FN(winograd_pays)(p)) return 0;
    int64_t of_strip = WINOGRAD_POINTS * p->ci * p->height * (int64_t)sizeof(T);
    int64_t strips = conv_min(p->strips, conv_max(1, WINOGRAD_BYTES / p->groups / of_strip));
    int64_t filters = conv_ceil(p->strips, conv_ceil(p->strips, strips)) * p->height;
    FN(tiling) q = FN(tiling_of)(p, filters, WINOGRAD_BYTES);
    q.units = conv_min(q.units, conv_max(1, WINOGRAD_TILES / q.width));
    while (q.units > 1 && p->groups * conv_ceil(q.total, q.units) < 2 * tl_num_threads()) q.units = (q.units + 1) / 2;
    q.blocks = conv_ceil(q.total, q.units);
    q.units = conv_ceil(q.total, q.blocks);
    /* odd numbers of vectors, against cache set conflicts */
    q.pitch = (conv_ceil(q.units * q.width + 3, CONV_LANES) | 1) * CONV_LANES;
    q.u_step = (conv_ceil(filters * p->ci, CONV_LANES) | 1) * CONV_LANES;
    q.v_step = p->ci * q.pitch + CONV_LANES;
    q.m_step = filters * q.pitch + CONV_LANES;
    int64_t packed = p->groups * WINOGRAD_POINTS * q.u_step;
    char *scratch = tl_scratch(2, p->ci * (int64_t)sizeof(int64_t) + packed * (int64_t)sizeof(T));
    if (!scratch) return 0;
    p->off = (int64_t *)scratch;
    p->packed = scratch + p->ci * sizeof(int64_t);
    for (int64_t c = 0; c < p->ci; c++) p->off[c] = c * q.pitch;
    double points = 2.0 * WINOGRAD_POINTS * p->groups * q.total * q.width;
    for (; q.from < p->co && !q.odd; q.from = q.end) {
        q.end = conv_min(p->co, q.from + filters);
        q.strips = conv_ceil(q.end - q.from, p->height);
        tl_parallel(p->groups * q.strips, FN(winograd_weights), &q, packed / 1e3);
        tl_parallel(p->groups * q.blocks, FN(winograd_chunk), &q,
                    points * (p->ci + 16.0) * (double)(q.end - q.from + 16) / CONV_FLOPS_PER_US);
    }
    return !q.odd;
}
