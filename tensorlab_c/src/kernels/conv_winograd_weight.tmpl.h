/* The weight gradient of what conv_winograd.tmpl.h computes: the same tiles, whose transformed pixels V[36][channel][tile]
 * and transformed gradients D[36][filter][tile] are multiplied as 36 matrices to U[36][filter][channel], one block of
 * tiles after the other, and U transformed back to windows of 3 x 3. Sums are in the order of tiles. */
typedef struct {
    FN(tiling) t;
    FN(place) *at;     /* of the units of a block */
    const T *src, *gy; /* of a group */
    T *v, *d, *u, *gw;
    int64_t count, u_row; /* units of this block; elements of a row of U */
    int add;
} FN(winograd_sum);

/* Of 4 pixels in a row: A y. Of 6 sums: G^T u, 3 weights. */
#define WINOGRAD_TRANSFORM(V, name)                                                                               \
    TL_INLINE void FN(name)(const V *y, V *o) {                                                                   \
        V even = y[0] + WINOGRAD_A2 * y[2], odd = WINOGRAD_A * (y[1] + WINOGRAD_A2 * y[3]);                       \
        V even2 = y[0] + WINOGRAD_B2 * y[2], odd2 = WINOGRAD_B * (y[1] + WINOGRAD_B2 * y[3]);                     \
        o[0] = y[0], o[1] = even + odd, o[2] = even - odd, o[3] = even2 + odd2, o[4] = even2 - odd2, o[5] = y[3]; \
    }
WINOGRAD_TRANSFORM(FN(cvec), points_of_pixel_rows)
WINOGRAD_TRANSFORM(FN(tquad), points_of_pixel_quads)
#undef WINOGRAD_TRANSFORM

TL_INLINE void FN(weights_of_points)(const FN(cvec) *u, FN(cvec) *g) {
    const T zero = WINOGRAD_AT_0, a = WINOGRAD_AT_A, b = WINOGRAD_AT_B;
    FN(cvec) sum = a * (u[1] + u[2]), difference = a * (u[1] - u[2]);
    FN(cvec) sum2 = b * (u[3] + u[4]), difference2 = b * (u[3] - u[4]);
    g[0] = zero * u[0] + sum + sum2;
    g[1] = WINOGRAD_A * difference + WINOGRAD_B * difference2;
    g[2] = WINOGRAD_A2 * sum + WINOGRAD_B2 * sum2 + u[5];
}

/* D of one filter of a piece; up to three tiles more are written */
TL_INLINE void FN(winograd_gradient)(const FN(tiling) *q, const T *plane, const FN(place) *at, T *restrict lines,
                                     T *restrict half, T *restrict d) {
    const conv_plan *p = q->p;
    const int64_t line = q->line, step = q->m_step, n = conv_min(q->width * 4, p->w.out - at->column);
    for (int64_t i = 0; i < 4; i++) {
        T *to = lines + i * line;
        int64_t there = at->row + i < p->h.out ? n : 0;
        if (there) FN(conv_copy)(to, plane + (at->row + i) * p->w.out + at->column, there, 0);
        FN(clear)(to + there, q->width * 4 - there);
    }
    for (int64_t x = 0; x < line; x += CONV_LANES) {
        FN(cvec) y[4], o[6];
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) y[i] = FN(cload)(lines + i * line + x);
        FN(points_of_pixel_rows)(y, o);
#pragma GCC unroll 6
        for (int i = 0; i < 6; i++) FN(cstore)(half + i * line + x, o[i]);
    }
    for (int64_t t = 0; t < q->width; t += 4)
        for (int i = 0; i < 6; i++) {
            FN(tquad) x[4], y[4], o[6];
#pragma GCC unroll 4
            for (int j = 0; j < 4; j++) x[j] = *(const FN(tuquad) *)(half + i * line + (t + j) * 4);
            FN(transpose_quads)(x, y);
            FN(points_of_pixel_quads)(y, o);
#pragma GCC unroll 6
            for (int j = 0; j < 6; j++) *(FN(tuquad) *)(d + (i * 6 + j) * step + t) = o[j];
        }
}

/* V of one channel of a block, or D of one filter */
static void FN(winograd_row)(void *context, int64_t i) {
    FN(winograd_sum) *s = context;
    const FN(tiling) *q = &s->t;
    const conv_plan *p = q->p;
    T *lines = tl_scratch(3, 12 * q->line * (int64_t)sizeof(T)), *half = lines + 6 * q->line;
    if (!lines) {
        __atomic_store_n(&s->t.odd, 1, __ATOMIC_RELAXED);
        return;
    }
    for (int64_t u = 0; u < s->count; u++) { /* in this order: each overwrites what the one before wrote too much */
        const FN(place) *at = &s->at[u];
        if (i < p->ci) {
            FN(winograd_lines)(q, s->src + (at->image * p->groups * p->ci + i) * p->h.in * p->w.in, at, lines);
            FN(winograd_input)(q, lines, half, s->v + i * q->pitch + u * q->width);
        } else {
            int64_t k = i - p->ci;
            const T *plane = s->gy + (at->image * p->groups * p->co + k) * p->h.out * p->w.out;
            FN(winograd_gradient)(q, plane, at, lines, half, s->d + k * q->pitch + u * q->width);
        }
    }
}

static void FN(winograd_point)(void *context, int64_t point) {
    FN(winograd_sum) *s = context;
    const FN(tiling) *q = &s->t;
    const conv_plan *p = q->p;
    tl_gemm g = {.m = p->co,
                 .n = p->ci,
                 .k = s->count * q->width,
                 .a = s->d + point * q->m_step,
                 .a_row = q->pitch,
                 .a_col = 1,
                 .b = s->v + point * q->v_step,
                 .b_row = 1,
                 .b_col = q->pitch,
                 .c = s->u + point * q->u_step,
                 .c_row = s->u_row,
                 .c_col = 1,
                 .accumulate = s->add};
    if (FN(tl_gemm)(&g)) __atomic_store_n(&s->t.odd, 1, __ATOMIC_RELAXED);
}

/* The windows of one filter from U */
static void FN(winograd_windows)(void *context, int64_t k) {
    FN(winograd_sum) *s = context;
    const conv_plan *p = s->t.p;
    FN(cvec) sum = {0};
    T *to = s->gw + k * p->ci * 9;
    for (int64_t c = 0; c < p->ci; c += CONV_LANES, to += CONV_LANES * 9) {
        FN(cvec) half[18], g[9], u[6];
#pragma GCC unroll 6
        for (int j = 0; j < 6; j++) {
#pragma GCC unroll 6
            for (int i = 0; i < 6; i++) u[i] = FN(cload)(s->u + (i * 6 + j) * s->t.u_step + k * s->u_row + c);
            FN(weights_of_points)(u, g);
            for (int i = 0; i < 3; i++) half[i * 6 + j] = g[i];
        }
#pragma GCC unroll 3
        for (int i = 0; i < 3; i++) FN(weights_of_points)(half + i * 6, g + i * 3);
        for (int l = 0; l < conv_min(CONV_LANES, p->ci - c); l++)
            for (int i = 0; i < 9; i++) {
                to[l * 9 + i] = g[i][l];
                sum[l] += g[i][l] - g[i][l];
            }
    }
    for (int l = 0; l < CONV_LANES; l++)
        if (sum[l] != 0) __atomic_store_n(&s->t.odd, 1, __ATOMIC_RELAXED);
}

/* Whether it is done, as conv_winograd(). Blocks are those of the shape, whatever the number of threads. */
static int FN(conv_winograd_weight)(conv_plan *p, const T *gy, const T *src, T *gw) {
    if (p->ci * p->co < WINOGRAD_PRODUCTS || !FN(winograd_pays)(p)) return 0;
    FN(winograd_sum) s = {.t = FN(tiling_of)(p, p->co, 2 * WINOGRAD_BYTES)};
    FN(tiling) *q = &s.t;
    q->units = conv_ceil(q->total, conv_ceil(q->total, q->units));
    q->pitch = (conv_ceil(q->units * q->width + 3, CONV_LANES) | 1) * CONV_LANES;
    q->v_step = p->ci * q->pitch + CONV_LANES;
    q->m_step = p->co * q->pitch + CONV_LANES;
    s.u_row = conv_ceil(p->ci, CONV_LANES) * CONV_LANES;
    q->u_step = p->co * s.u_row + CONV_LANES;
    int64_t places = conv_ceil(q->units * (int64_t)sizeof(FN(place)), 64) * 64;
    char *scratch = tl_scratch(2, places + WINOGRAD_POINTS * (q->u_step + q->v_step + q->m_step) * (int64_t)sizeof(T));
    if (!scratch) return 0;
    s.at = (FN(place) *)scratch;
    s.u = (T *)(scratch + places);
    s.v = s.u + WINOGRAD_POINTS * q->u_step;
    s.d = s.v + WINOGRAD_POINTS * q->v_step;
    for (int64_t group = 0; group < p->groups && !q->odd; group++) {
        s.src = src + group * p->ci * p->h.in * p->w.in;
        s.gy = gy + group * p->co * p->h.out * p->w.out;
        s.gw = gw + group * p->co * p->ci * 9;
        for (int64_t first = 0; first < q->total && !q->odd; first += q->units) {
            s.count = conv_min(q->units, q->total - first);
            s.add = first > 0;
            for (int64_t u = 0; u < s.count; u++) s.at[u] = FN(place_of)(q, first + u);
            double tiles = (double)s.count * (double)q->width;
            tl_parallel(p->ci + p->co, FN(winograd_row), &s, tiles * (double)(p->ci + p->co) / 1e2);
            tl_parallel(WINOGRAD_POINTS, FN(winograd_point), &s,
                        2 * WINOGRAD_POINTS * tiles * (double)p->ci * (double)p->co / CONV_FLOPS_PER_US);
        }
        tl_parallel(p->co, FN(winograd_windows), &s, (double)p->co * (double)p->ci / 50);
    }
    return !q->odd;
}
