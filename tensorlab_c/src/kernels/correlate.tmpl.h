/* Correlation of two arrays, of which either may be the small one. There are three ways:
 *   many sums of products: vectors of them side by side in a row, each a chain over the taps, which are cut into equal
 *     blocks (tiles);
 *   few sums of many products: every row of x adds a matrix product, rows of w times the row and its shifts (rows);
 *   taps that are inf or nan, where what lies around x takes no part: sums one by one (singly).
 * Which one it is, and the order of every sum, depends on sizes and on finiteness alone. */

#if IS(I) /* wraps */
typedef __typeof__(__builtin_choose_expr(
    sizeof(T) == 1, (uint8_t)0,
    __builtin_choose_expr(sizeof(T) == 2, (uint16_t)0,
                          __builtin_choose_expr(sizeof(T) == 4, (uint32_t)0, (uint64_t)0)))) FN(term);
#else
typedef T FN(term);
#endif
typedef FN(term) FN(sums) __attribute__((vector_size(TL_VB)));
typedef FN(term) FN(some) __attribute__((vector_size(TL_VB), aligned(sizeof(T)), may_alias)); /* in memory */

#ifndef LANES
#define LANES ((int)(TL_VB / sizeof(T)))
#define MOST_WIDE 8                        /* vectors of the widest tile */
#define CHAIN (sizeof(T) == 4 ? 384 : 256) /* longest chain of additions */
#define BLOCK ((int64_t)2048)              /* columns of a chunk, at most */
#define LEAST_BLOCK ((int64_t)256)         /* and of a single row, at least */
#define COPIED ((int64_t)256 << 10)        /* bytes of a chunk's padded copy, if possible: stays in L2 */
#define MANY 32                            /* taps in a row, from which on there may be few sums */
#define PER_US (1.2e5 / sizeof(T))         /* products in a microsecond */
#define PARTS 32                           /* rows are added up in at most so many parts */
#define PARTS_SIZE ((int64_t)1 << 20)      /* elements of all of them, if there are several */
#endif

TL_INLINE FN(sums) FN(plus)(FN(sums) a, FN(sums) b) {
#if IS(B)
    return a | b;
#else
    return a + b;
#endif
}

TL_INLINE FN(sums) FN(add_product)(FN(sums) a, FN(sums) b, FN(sums) c) {
#if IS(B)
    return c | (a & b);
#elif IS(F) && TL_FUSED /* the vectoriser makes this one instruction */
    for (int i = 0; i < LANES; i++)
        c[i] = sizeof(T) == 4 ? (T)TL_FMAF((float)a[i], (float)b[i], (float)c[i]) : (T)TL_FMA(a[i], b[i], c[i]);
    return c;
#else
    return a * b + c;
#endif
}

/* ---- many sums ----------------------------------------------------------------------------------------------- */
typedef struct {
    int64_t n;
    int add; /* there is what earlier taps gave */
    T w[384];
    int64_t off[384]; /* where in x they lie, from the place of a sum */
} FN(taps);

/* `wide` vectors of sums from x on; `before`: what they are added to. */
TL_INLINE void FN(tile)(int wide, const FN(taps) *t, const T *x, const T *before, FN(sums) *acc) {
#pragma GCC unroll 8
    for (int j = 0; j < wide; j++) acc[j] = (FN(sums)){0};
    for (int64_t p = 0; p < t->n; p++) {
        FN(sums) w = (FN(term))t->w[p] - (FN(sums)){0};
        const T *at = x + t->off[p];
#pragma GCC unroll 8
        for (int j = 0; j < wide; j++) acc[j] = FN(add_product)(w, *(const FN(some) *)(at + j * LANES), acc[j]);
    }
    if (!t->add) return;
#pragma GCC unroll 8
    for (int j = 0; j < wide; j++) acc[j] = FN(plus)(*(const FN(some) *)(before + j * LANES), acc[j]);
}

TL_INLINE int64_t FN(tiles_of)(int wide, const FN(taps) *t, const T *x, int64_t from, int64_t width, T *y) {
    for (; from + wide * LANES <= width; from += wide * LANES) {
        FN(sums) acc[MOST_WIDE];
        FN(tile)(wide, t, x + from, y + from, acc);
#pragma GCC unroll 8
        for (int j = 0; j < wide; j++) *(FN(some) *)(y + from + j * LANES) = acc[j];
    }
    return from;
}

/* A row of sums. Where it is shorter than a vector, x can be read for a whole one. */
static void FN(strip)(const FN(taps) *t, const T *x, int64_t width, T *y) {
    FN(sums) last;
    if (width < LANES) {
        T ends[TL_VB / sizeof(T)] = {0};
        if (t->add) memcpy(ends, y, (size_t)width * sizeof(T));
        FN(tile)(1, t, x, ends, &last);
        memcpy(y, &last, (size_t)width * sizeof(T));
        return;
    }
    int64_t rest = width % LANES, end = width - LANES; /* the last vector overlaps the one before it */
    if (rest) FN(tile)(1, t, x + end, y + end, &last);
    int64_t at = FN(tiles_of)(MOST_WIDE, t, x, 0, width, y);
    at = FN(tiles_of)(MOST_WIDE / 4, t, x, at, width, y);
    FN(tiles_of)(1, t, x, at, width, y);
    if (rest) *(FN(some) *)(y + end) = last;
}

typedef struct {
    const tl_correlation *p;
    const T *x, *w;
    T *y;
    int64_t rows, bands, block, depth; /* rows of a chunk, chunks below each other, columns; taps of a block */
    int status;
} FN(tiling);

/* The sums of a chunk from its window of x, one block of taps after the other. Taps that reach nothing are left out,
 * which changes no sum: blocks begin where they would with them. */
static void FN(sweep)(const FN(tiling) *q, const int64_t i[2], const int64_t a[2], const int64_t b[2], const T *x,
                      int64_t pitch, int64_t width, T *y) {
    const tl_correlation *p = q->p;
    FN(taps) t;
    int64_t end = 0, last = p->r * p->s - 1;
    t.n = t.add = 0;
    for (int64_t r = a[0]; r < a[1]; r++)
        for (int64_t s = b[0]; s < b[1]; s++) {
            int64_t tap = r * p->s + s, next = s + 1 < b[1] ? tap + 1 : (r + 1) * p->s + b[0];
            if (t.n == 0) end = (tap / q->depth + 1) * q->depth;
            t.w[t.n] = q->w[p->flip ? last - tap : tap];
            t.off[t.n++] = (r - a[0]) * pitch + s - b[0];
            if (next < end && next < a[1] * p->s) continue;
            for (int64_t k = 0; k < i[1] - i[0]; k++) FN(strip)(&t, x + k * pitch, width, y + k * p->ow);
            t.n = 0, t.add = 1;
        }
}

static void FN(tile_chunk)(void *context, int64_t chunk) {
    FN(tiling) *q = context;
    const tl_correlation *p = q->p;
    int64_t i0 = chunk % q->bands * q->rows, i[2] = {i0, SMALLER(i0 + q->rows, p->oh)};
    int64_t j0 = chunk / q->bands * q->block, j[2] = {j0, SMALLER(j0 + q->block, p->ow)};
    int64_t a[2] = {LARGER(0, p->top - i[1] + 1), SMALLER(p->r, p->h + p->top - i[0])}; /* taps that reach x */
    int64_t b[2] = {LARGER(0, p->left - j[1] + 1), SMALLER(p->s, p->w + p->left - j[0])};
    int64_t width = j[1] - j[0], pitch = p->w;
    T *y = q->y + i[0] * p->ow + j[0];
    if (a[0] >= a[1] || b[0] >= b[1]) {
        for (int64_t k = 0; k < i[1] - i[0]; k++) memset(y + k * p->ow, 0, (size_t)width * sizeof(T));
        return;
    }
    int64_t top = i[0] + a[0] - p->top, lines = i[1] - i[0] + a[1] - a[0] - 1;
    int64_t left = j[0] + b[0] - p->left, cols = width + b[1] - b[0] - 1;
    const T *x = q->x + top * p->w + left;
    if (top < 0 || left < 0 || top + lines > p->h || left + cols > p->w || width < LANES) {
        T *copy = tl_scratch(3, (lines * cols + LANES) * (int64_t)sizeof(T));
        if (!copy) {
            __atomic_store_n(&q->status, TL_NOMEM, __ATOMIC_RELAXED);
            return;
        }
        ISA_FN(copy_window)(p, q->x, sizeof(T), top, left, lines, cols, copy);
        memset(copy + lines * cols, 0, LANES * sizeof(T));
        x = copy, pitch = cols;
    }
    FN(sweep)(q, i, a, b, x, pitch, width, y);
}

static tl_status FN(tiles)(const tl_correlation *p, const T *x, const T *w, T *y) {
    int64_t taps = p->r * p->s, blocks = (taps + CHAIN - 1) / CHAIN;
    FN(tiling) q = {.p = p, .x = x, .w = w, .y = y, .rows = p->oh, .depth = (taps + blocks - 1) / blocks};
    q.block = p->oh > 1 ? BLOCK : LARGER(LEAST_BLOCK, SMALLER(BLOCK, p->ow / 8)); /* few taps beside the row */
    int64_t across = (p->ow + q.block - 1) / q.block;
    double work = (double)p->oh * (double)p->ow * (double)(taps + 4) / PER_US;
    int64_t wanted = work < 20 ? 1 : 4 * tl_num_threads(), wide = SMALLER(p->ow, q.block) + p->s;
    for (;; q.rows = (q.rows + 1) / 2) { /* enough chunks for the threads, and copies of some size */
        q.bands = (p->oh + q.rows - 1) / q.rows;
        if (q.rows == 1) break;
        if (q.bands * across >= wanted && (q.rows + p->r) * wide * (int64_t)sizeof(T) <= COPIED) break;
    }
    tl_parallel(q.bands * across, FN(tile_chunk), &q, work);
    return q.status;
}

/* ---- few sums ------------------------------------------------------------------------------------------------ */
typedef struct {
    const tl_correlation *p;
    const T *x, *w;
    T *parts;              /* of y, for every chunk */
    int64_t rows, columns; /* rows of x in a chunk; how much of one, or of its padded copy, is read */
    int status;
} FN(summing);

/* Adds what a row of x, here from where the first sum begins, has in it: w[a] . row to y[row + top - a]. */
static tl_status FN(add_row)(const tl_correlation *p, const T *x, const T *w, int64_t row, T *y) {
    int64_t down = row + p->top, a0 = LARGER(0, down - p->oh + 1), a1 = SMALLER(p->r, down + 1);
    tl_gemm g = {.m = a1 - a0,
                 .k = p->s,
                 .n = p->ow,
                 .a = p->flip ? w + (p->r - a0) * p->s - 1 : w + a0 * p->s,
                 .a_row = p->flip ? -p->s : p->s,
                 .a_col = p->flip ? -1 : 1,
                 .b = x,
                 .b_row = 1,
                 .b_col = 1,
                 .c = y + (down - a0) * p->ow,
                 .c_row = -p->ow,
                 .c_col = 1,
                 .accumulate = 1};
    return a0 < a1 ? FN(tl_gemm)(&g) : TL_OK;
}

static void FN(sum_chunk)(void *context, int64_t chunk) {
    FN(summing) *q = context;
    const tl_correlation *p = q->p;
    int64_t size = p->oh * p->ow, first = chunk * q->rows, end = SMALLER(first + q->rows, p->h);
    T *y = q->parts + chunk * size, *copy = NULL;
    tl_status status = TL_OK;
    memset(y, 0, (size_t)size * sizeof(T));
    if (p->left || q->columns > p->w) { /* zeros around it */
        copy = tl_scratch(3, q->columns * (int64_t)sizeof(T));
        if (!copy) status = TL_NOMEM;
    }
    for (int64_t i = first; i < end && status == TL_OK; i++) {
        if (copy) ISA_FN(copy_window)(p, q->x, sizeof(T), i, -p->left, 1, q->columns, copy);
        status = FN(add_row)(p, copy ? copy : q->x + i * p->w, q->w, i, y);
    }
    if (status != TL_OK) __atomic_store_n(&q->status, status, __ATOMIC_RELAXED);
}

static tl_status FN(rows)(const tl_correlation *p, const T *x, const T *w, T *y) {
    double work = (double)p->oh * (double)p->ow * (double)p->r * (double)p->s / PER_US;
    int64_t size = p->oh * p->ow, most = SMALLER(SMALLER(PARTS, p->h), PARTS_SIZE / size);
    int64_t parts = work < 40 || most < 2 ? 1 : most;
    FN(summing) q = {.p = p, .x = x, .w = w, .parts = y, .rows = (p->h + parts - 1) / parts};
    q.columns = p->ow + p->s - 1;
    parts = (p->h + q.rows - 1) / q.rows;
    if (parts > 1) q.parts = tl_scratch(2, parts * size * (int64_t)sizeof(T));
    if (!q.parts) return TL_NOMEM;
    tl_parallel(parts, FN(sum_chunk), &q, work);
    for (int64_t k = 0; k < size && parts > 1; k++) {
        FN(term) sum = (FN(term))q.parts[k];
        for (int64_t part = 1; part < parts; part++)
#if IS(B)
            sum |= q.parts[part * size + k];
#else
            sum = (FN(term))(sum + (FN(term))q.parts[part * size + k]);
#endif
        y[k] = (T)sum;
    }
    return q.status;
}

/* ---- sums of what lies inside -------------------------------------------------------------------------------- */
#if IS(F)
static int FN(has_special)(const T *x, int64_t n) {
    int found = 0;
    for (int64_t i = 0; i < n; i++) found |= !(x[i] - x[i] == 0);
    return found;
}

static void FN(single_chunk)(void *context, int64_t chunk) {
    FN(tiling) *q = context;
    const tl_correlation *p = q->p;
    for (int64_t j = chunk * q->rows; j < SMALLER((chunk + 1) * q->rows, p->ow); j++) {
        int64_t from = LARGER(0, p->left - j), end = SMALLER(p->s, p->w + p->left - j);
        tl_gemm g = {.m = 1,
                     .n = 1,
                     .k = LARGER(0, end - from),
                     .a = q->x + j + from - p->left,
                     .a_row = 1,
                     .a_col = 1,
                     .b = q->w + (p->flip ? p->s - 1 - from : from),
                     .b_row = p->flip ? -1 : 1,
                     .b_col = 1,
                     .c = q->y + j,
                     .c_row = 1,
                     .c_col = 1};
        tl_status status = FN(tl_gemm)(&g);
        if (status != TL_OK) __atomic_store_n(&q->status, status, __ATOMIC_RELAXED);
    }
}

static tl_status FN(singly)(const tl_correlation *p, const T *x, const T *w, T *y) {
    FN(tiling) q = {.p = p, .x = x, .w = w, .y = y, .rows = 256};
    tl_parallel((p->ow + 255) / 256, FN(single_chunk), &q, (double)p->ow * (double)p->s / PER_US);
    return q.status;
}
#endif

/* Matrix products of integers gain less. */
static int FN(are_few)(const tl_correlation *p) { return p->s >= MANY && p->ow <= (IS(F) ? p->s : 16); }

static tl_status FN(correlate)(const tl_correlation *given, const void *x, const void *w, void *y) {
    tl_correlation p = *given;
    tl_status status;
    if (p.oh <= 0 || p.ow <= 0) return TL_OK;
    if (p.h <= 0 || p.w <= 0 || p.r <= 0 || p.s <= 0) {
        memset(y, 0, (size_t)(p.oh * p.ow) * sizeof(T));
        return TL_OK;
    }
    if (p.w == 1 && p.s == 1 && p.ow == 1 && p.left == 0) /* columns are rows */
        p.w = p.h, p.s = p.r, p.ow = p.oh, p.left = p.top, p.h = p.r = p.oh = 1, p.top = 0;
#if IS(F)
    if (p.inside && (p.left || p.ow + p.s - 1 > p.w) && FN(has_special)(w, p.s)) status = FN(singly)(&p, x, w, y);
    else
#endif
        status = (FN(are_few)(&p) ? FN(rows) : FN(tiles))(&p, x, w, y);
    tl_scratch_trim(4);
    return status;
}
