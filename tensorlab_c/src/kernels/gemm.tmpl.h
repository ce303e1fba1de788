/* C = A @ B (+ bias) (+ C). Floats run on register tiles (gemm_kernel.tmpl.h), integers and booleans on a blocked loop.
 *
 * Order of summation, the same for every instruction set and thread count: k is cut into equal blocks of at most DEPTH;
 * an element is one chain of FMAs per block, blocks are added in order. The error is at most about (DEPTH + k/DEPTH)
 * eps sum |a||b|. Products of contiguous rows with one vector are dot products instead: per DOT_DEPTH elements,
 * DOT_LANES chains folded by a tree; blocks added in order. */
#ifndef GEMM_PARALLEL
#define GEMM_PARALLEL 400e3 /* operations from which threads pay */

TL_INLINE int64_t ISA_FN(gemm_min)(int64_t a, int64_t b) { return a < b ? a : b; }

TL_INLINE int64_t ISA_FN(gemm_ceil)(int64_t a, int64_t b) { return (a + b - 1) / b; }

/* Start of part i when [0, n) is cut into nearly equal parts. */
TL_INLINE int64_t ISA_FN(gemm_cut)(int64_t n, int64_t parts, int64_t i) {
    return n / parts * i + ISA_FN(gemm_min)(i, n % parts);
}
#endif

#if IS(F)

#if TL_VB == 64
#define GEMM_ROWS 12
#define GEMM_LAST 4 /* level of the narrowest tile */
#elif TL_VB == 32
#define GEMM_ROWS 6
#define GEMM_LAST 3
#else
#define GEMM_ROWS 4
#define GEMM_LAST 2
#endif
#define WIDTH ((int)(2 * TL_VB / sizeof(T))) /* columns of the main tile */
#define LANES ((int)(TL_VB / sizeof(T)))
#define QUAD ((int)(16 / sizeof(T)))
#if TL_FLOAT_BITS == 32
#define DEPTH 384
TL_INLINE T FN(fma1)(T a, T b, T c) { return TL_FMAF(a, b, c); }
#else
#define DEPTH 256
TL_INLINE T FN(fma1)(T a, T b, T c) { return TL_FMA(a, b, c); }
#endif

typedef void (*FN(tile_fn))(int64_t k, const T *a, int64_t a_row, int64_t a_col, const T *b, int64_t b_row, T *c,
                            int64_t c_row, const T *bias, int add);

/* Level 0 is for a single row, which needs many columns to hide the latency; 1 is the main tile; then ever narrower. */
#define LEVEL 0
#define VEC_BYTES TL_VB
#define NV 8
#define ROWS 1
#include "gemm_kernel.tmpl.h"
#define LEVEL 1
#define VEC_BYTES TL_VB
#define NV 2
#define ROWS GEMM_ROWS
#include "gemm_kernel.tmpl.h"
#define LEVEL 2
#define VEC_BYTES TL_VB
#define NV 1
#define ROWS GEMM_ROWS
#include "gemm_kernel.tmpl.h"
#if GEMM_LAST >= 3
#define LEVEL 3
#define VEC_BYTES (TL_VB / 2)
#define NV 1
#define ROWS GEMM_ROWS
#include "gemm_kernel.tmpl.h"
#endif
#if GEMM_LAST >= 4
#define LEVEL 4
#define VEC_BYTES (TL_VB / 4)
#define NV 1
#define ROWS GEMM_ROWS
#include "gemm_kernel.tmpl.h"
#endif

static const FN(tile_fn) *const FN(tiles)[GEMM_LAST + 1] = {
    FN(tiles0), FN(tiles1), FN(tiles2),
#if GEMM_LAST >= 3
    FN(tiles3),
#endif
#if GEMM_LAST >= 4
    FN(tiles4),
#endif
};

typedef T FN(quad) __attribute__((vector_size(16)));
typedef T FN(uquad) __attribute__((vector_size(16), aligned(sizeof(T)), may_alias));

TL_INLINE int64_t FN(tile_width)(int level) { return level == 0 ? 4 * WIDTH : 2 * WIDTH >> level; }

/* The tile for the first of r columns: the widest they fill, or the next wider one, partly used, instead of two. */
TL_INLINE int FN(tile_level)(int64_t m, int64_t r) {
    if (m == 1 && r >= 4 * WIDTH) return 0;
    int level = 1;
    while (level < GEMM_LAST && r < FN(tile_width)(level)) level++;
    int64_t rest = r - FN(tile_width)(level);
    return level > 1 && 4 * rest >= FN(tile_width)(level) ? level - 1 : level;
}

/* Copies n elements at a time. The tail is written so that the vectoriser masks it. */
TL_INLINE void FN(copy_row)(T *restrict to, const T *restrict from, int64_t n) {
    int64_t j = 0;
    for (; j + LANES <= n; j += LANES) *(FN(uvec1) *)(to + j) = *(const FN(uvec1) *)(from + j);
    for (int i = 0, rest = (int)(n - j); i < LANES; i++)
        if (i < rest) to[j + i] = from[j + i];
}

/* The same, and zeros from n to width, rounded up to LANES. */
TL_INLINE void FN(pad_row)(T *restrict to, const T *restrict from, int64_t width, int64_t n) {
    int64_t j = 0;
    for (; j + LANES <= n; j += LANES) *(FN(uvec1) *)(to + j) = *(const FN(uvec1) *)(from + j);
    for (; j < width; j += LANES)
        for (int i = 0, rest = (int)(n - j); i < LANES; i++) to[j + i] = i < rest ? from[j + i] : 0;
}

TL_INLINE void FN(add_row)(T *restrict to, const T *restrict from, int64_t n) {
    int64_t j = 0;
    for (; j + LANES <= n; j += LANES) *(FN(uvec1) *)(to + j) += *(const FN(uvec1) *)(from + j);
    for (int i = 0, rest = (int)(n - j); i < LANES; i++)
        if (i < rest) to[j + i] += from[j + i];
}

/* ---- packing --------------------------------------------------------------------------------------------- */

/* The lanes of a and b in turn, from lane h on. */
TL_INLINE FN(quad) FN(zip)(FN(quad) a, FN(quad) b, int h) {
#if TL_FLOAT_BITS == 32
    return (FN(quad)){a[h], b[h], a[h + 1], b[h + 1]};
#else
    return (FN(quad)){a[h], b[h]};
#endif
}

/* Transposes QUAD columns that are contiguous along the rows, in square blocks; the last may overlap. rows >= QUAD. */
static void FN(pack_quads)(T *restrict to, int64_t width, int64_t rows, const T *restrict from, int64_t col) {
    for (int64_t p = 0; p < rows; p += QUAD) {
        FN(quad) x[QUAD], y[QUAD];
        p = ISA_FN(gemm_min)(p, rows - QUAD);
#pragma GCC unroll 4
        for (int i = 0; i < QUAD; i++) x[i] = *(const FN(uquad) *)(from + i * col + p);
#pragma GCC unroll 2
        for (int round = 1; round < QUAD; round *= 2) {
#pragma GCC unroll 2
            for (int i = 0; i < QUAD / 2; i++) {
                y[2 * i] = FN(zip)(x[i], x[i + QUAD / 2], 0);
                y[2 * i + 1] = FN(zip)(x[i], x[i + QUAD / 2], QUAD / 2);
            }
#pragma GCC unroll 4
            for (int i = 0; i < QUAD; i++) x[i] = y[i];
        }
#pragma GCC unroll 4
        for (int i = 0; i < QUAD; i++) *(FN(uquad) *)(to + (p + i) * width) = x[i];
    }
}

/* to[p*width + j] = from[p*row + j*col] for j < cols, zero for the other j < width. When cols < width, up to LANES
 * elements beyond are written too. */
static void FN(pack)(T *restrict to, int64_t width, int64_t rows, int64_t cols, const T *restrict from, int64_t row,
                     int64_t col) {
    if (col == 1 && cols == width) {
        for (int64_t p = 0; p < rows; p++, to += width, from += row) FN(copy_row)(to, from, cols);
    } else if (col == 1) {
        for (int64_t p = 0; p < rows; p++, to += width, from += row) FN(pad_row)(to, from, width, cols);
    } else {
        if (cols < width) memset(to, 0, (size_t)(width * rows) * sizeof(T));
        int quads = row == 1 && rows >= QUAD && cols >= QUAD;
        for (int64_t j = 0; quads && j < cols; j += QUAD) {
            j = ISA_FN(gemm_min)(j, cols - QUAD);
            FN(pack_quads)(to + j, width, rows, from + j * col, col);
        }
        for (int64_t j = 0; !quads && j < cols; j++)
            for (int64_t p = 0; p < rows; p++) to[p * width + j] = from[p * row + j * col];
    }
}

TL_INLINE T FN(sum2)(T a, T b) { return a + b; }

/* ---- a block of C: all rows, the columns of one tile, one block of k ------------------------------------- */

typedef struct {
    int64_t m, strips, depth;
    const T *a;
    int64_t a_row, a_col;
    const T *b;
    int64_t b_row;
    T *c;
    int64_t c_row, c_col;
    const T *bias;
    int packed; /* A, by strips */
    int add, level;
    int64_t cols; /* of the tile, in use */
    int64_t skip; /* columns before these that the tile computes again */
    int in_place; /* whole tiles may be stored to C */
    int dense;    /* C is these columns row after row: what a tile stores too much, the next rows replace */
} FN(block);

/* Moves the used columns of a tile to where they belong. */
static void FN(put)(const FN(block) *s, int64_t rows, const T *restrict tile, T *restrict c) {
    int64_t width = FN(tile_width)(s->level), cols = s->cols, row = s->c_row, col = s->c_col;
    if (col == 1 && s->add) {
        for (int64_t i = 0; i < rows; i++) FN(add_row)(c + i * row, tile + i * width, cols);
    } else if (col == 1) {
        for (int64_t i = 0; i < rows; i++) FN(copy_row)(c + i * row, tile + i * width, cols);
    } else {
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < cols; j++)
                c[i * row + j * col] = s->add ? c[i * row + j * col] + tile[i * width + j] : tile[i * width + j];
    }
}

static void FN(run_block)(const FN(block) *s) {
    T tile[GEMM_ROWS * WIDTH] __attribute__((aligned(TL_ALIGN)));
    int64_t width = FN(tile_width)(s->level), rows = s->m, extra = 0;
    if (s->strips > 1) rows = s->m / s->strips, extra = s->m % s->strips;
    for (int64_t strip = 0, i = 0, mr; strip < s->strips; strip++, i += mr) {
        mr = rows + (strip < extra);
        FN(tile_fn) run = FN(tiles)[s->level][mr - 1];
        const T *a = s->packed ? s->a + i * s->depth : s->a + i * s->a_row;
        T *c = s->c + i * s->c_row;
        int64_t a_row = s->packed ? 1 : s->a_row, a_col = s->packed ? mr : s->a_col;
        if (s->in_place || (s->dense && width - s->cols <= (s->m - i - mr) * s->cols)) {
            run(s->depth, a, a_row, a_col, s->b, s->b_row, c, s->c_row, s->bias, s->add);
        } else {
            run(s->depth, a, a_row, a_col, s->b, s->b_row, tile, width, s->bias, 0);
            FN(put)(s, mr, tile + s->skip, c);
        }
    }
}

TL_INLINE FN(block) FN(block_of)(const tl_gemm *g, int64_t k0, int64_t depth) {
    return (FN(block)){.m = g->m,
                       .strips = g->m <= GEMM_ROWS ? 1 : ISA_FN(gemm_ceil)(g->m, GEMM_ROWS),
                       .depth = depth,
                       .a = (const T *)g->a + k0 * g->a_col,
                       .a_row = g->a_row,
                       .a_col = g->a_col,
                       .c_row = g->c_row,
                       .c_col = g->c_col,
                       .add = g->accumulate || k0 > 0};
}

/* ---- dot products ---------------------------------------------------------------------------------------- */

#define DOT_LANES ((int)(128 / sizeof(T)))
#define DOT_VECS (128 / TL_VB)
#define DOT_DEPTH (256 * DOT_LANES)
#define DOT_US(elements) ((double)((elements) * (int64_t)sizeof(T)) / 6e4) /* memory is read */
#define DOT_ROWS (TL_VB / 16)                                              /* rows at once, to hide the latency */

TL_INLINE void FN(dot_step)(int rows, const T *a, int64_t a_row, const T *x, FN(vec1) acc[DOT_ROWS][DOT_VECS]) {
#pragma GCC unroll 8
    for (int v = 0; v < DOT_VECS; v++) {
        FN(vec1) xv = *(const FN(uvec1) *)(x + v * LANES);
#pragma GCC unroll 8
        for (int i = 0; i < rows; i++)
            acc[i][v] = FN(vfma1)(*(const FN(uvec1) *)(a + i * a_row + v * LANES), xv, acc[i][v]);
    }
}

/* Adds lane j + half to lane j, halving: the same tree for every width of vector. */
TL_INLINE T FN(fold_lanes)(FN(vec1) acc[DOT_VECS]) {
#pragma GCC unroll 4
    for (int half = DOT_VECS / 2; half; half /= 2)
#pragma GCC unroll 4
        for (int v = 0; v < half; v++) acc[v] += acc[v + half];
    FN(quad) q[TL_VB / 16];
    memcpy(q, acc, TL_VB);
#pragma GCC unroll 4
    for (int half = TL_VB / 32; half; half /= 2)
#pragma GCC unroll 4
        for (int v = 0; v < half; v++) q[v] += q[v + half];
#if TL_FLOAT_BITS == 32
    return (q[0][0] + q[0][2]) + (q[0][1] + q[0][3]);
#else
    return q[0][0] + q[0][1];
#endif
}

TL_INLINE void FN(dot_rows)(int rows, int64_t k, const T *a, int64_t a_row, const T *x, T *sum) {
    FN(vec1) acc[DOT_ROWS][DOT_VECS] = {{{0}}};
    int64_t p = 0;
    for (; p + DOT_LANES <= k; p += DOT_LANES) FN(dot_step)(rows, a + p, a_row, x + p, acc);
    if (p < k) { /* the rest, padded with zeros */
        T x_rest[DOT_LANES], a_rest[DOT_ROWS * DOT_LANES];
        FN(pad_row)(x_rest, x + p, DOT_LANES, k - p);
        for (int i = 0; i < rows; i++) FN(pad_row)(a_rest + i * DOT_LANES, a + i * a_row + p, DOT_LANES, k - p);
        FN(dot_step)(rows, a_rest, DOT_LANES, x_rest, acc);
    }
#pragma GCC unroll 8
    for (int i = 0; i < rows; i++) sum[i] = FN(fold_lanes)(acc[i]);
}

/* Whether the product is dot products, long enough to fill the lanes, of one column with rows that are contiguous (or one). */
TL_INLINE int FN(is_dot)(const tl_gemm *g) { return g->n == 1 && g->k >= DOT_LANES && (g->a_col == 1 || g->m == 1); }

/* Makes the vectors of such a product contiguous. */
static tl_status FN(dot_contiguous)(tl_gemm *g) {
    T *x = g->b_row == 1 ? NULL : tl_scratch(0, g->k * (int64_t)sizeof(T));
    T *a = g->a_col == 1 ? NULL : tl_scratch(1, g->k * (int64_t)sizeof(T));
    if ((g->b_row != 1 && !x) || (g->a_col != 1 && !a)) return TL_NOMEM;
    if (x) FN(pack)(x, 1, g->k, 1, g->b, g->b_row, 0), g->b = x, g->b_row = 1;
    if (a) FN(pack)(a, 1, g->k, 1, g->a, g->a_col, 0), g->a = a, g->a_col = 1;
    return TL_OK;
}

static tl_status FN(gemm_dot)(const tl_gemm *g) {
    T sum[DOT_ROWS];
    const T *bias = g->bias;
    int64_t k0 = 0;
    do {
        int64_t depth = ISA_FN(gemm_min)(g->k - k0, DOT_DEPTH);
        const T *a = (const T *)g->a + k0, *x = (const T *)g->b + k0;
        for (int64_t i = 0, rows; i < g->m; i += rows) {
            rows = g->m - i >= DOT_ROWS ? DOT_ROWS : 1;
            if (rows == DOT_ROWS) FN(dot_rows)(DOT_ROWS, depth, a + i * g->a_row, g->a_row, x, sum);
            else FN(dot_rows)(1, depth, a + i * g->a_row, g->a_row, x, sum);
            for (int64_t r = 0; r < rows; r++) {
                T *c = (T *)g->c + (i + r) * g->c_row;
                T start = k0 > 0 || g->accumulate ? *c : 0;
                *c = start + (k0 == 0 && bias ? *bias + sum[r] : sum[r]);
            }
        }
        k0 += depth;
    } while (k0 < g->k);
    return TL_OK;
}

/* One long row: the sums of its parts, which are added one after the other, as on one thread. */
typedef struct {
    const T *a, *x;
    int64_t k;
    T sum[256];
} FN(long_dot);

static void FN(long_dot_chunk)(void *context, int64_t chunk) {
    FN(long_dot) *s = context;
    int64_t k0 = chunk * DOT_DEPTH;
    FN(dot_rows)(1, ISA_FN(gemm_min)(s->k - k0, DOT_DEPTH), s->a + k0, 0, s->x + k0, s->sum + chunk);
}

static tl_status FN(gemm_long_dot)(const tl_gemm *g) {
    const T *bias = g->bias;
    T *c = g->c;
    FN(long_dot) s;
    int64_t at_once = DOT_DEPTH * (int64_t)(sizeof s.sum / sizeof(T));
    for (int64_t k0 = 0; k0 < g->k; k0 += s.k) {
        s.a = (const T *)g->a + k0;
        s.x = (const T *)g->b + k0;
        s.k = ISA_FN(gemm_min)(g->k - k0, at_once);
        int64_t parts = ISA_FN(gemm_ceil)(s.k, DOT_DEPTH);
        tl_parallel(parts, FN(long_dot_chunk), &s, DOT_US(2 * s.k));
        for (int64_t i = 0; i < parts; i++) {
            int first = k0 + i == 0;
            T start = first && !g->accumulate ? 0 : *c;
            *c = start + (first && bias ? *bias + s.sum[i] : s.sum[i]);
        }
    }
    return TL_OK;
}

#define GEMM_FEW 64 /* rows of a panel on the stack: threads may have one of 64 KB */

/* ---- one thread, A unpacked ------------------------------------------------------------------------------ */

/* The least work for the smallest: C is one tile, nothing is packed. */
TL_INLINE int FN(gemm_one_tile)(const tl_gemm *g) {
    if (g->m < 2 || g->m > GEMM_ROWS || g->n > WIDTH || g->k > DEPTH || g->b_col != 1 || g->c_col != 1) return 0;
    int level = FN(tile_level)(g->m, g->n);
    if (FN(tile_width)(level) != g->n) return 0;
    FN(tiles)[level][g->m - 1](g->k, g->a, g->a_row, g->a_col, g->b, g->b_row, g->c, g->c_row, g->bias, g->accumulate);
    return 1;
}

/* Points s at the columns j..j+cols; packs those of B when they are not contiguous or fewer than the tile's. */
TL_INLINE void FN(take_columns)(const tl_gemm *g, FN(block) *s, int64_t k0, int64_t j, T *panel) {
    int64_t width = FN(tile_width)(s->level), spare = width - s->cols;
    const T *bias = k0 == 0 ? g->bias : NULL;
    s->skip = 0;
    s->c = (T *)g->c + j * g->c_col;
    if (spare && g->n >= width && g->b_col == 1) { /* a whole tile after all, which computes some columns twice */
        j -= spare;
        if (g->c_col == 1 && !s->add) s->cols = width, s->c -= spare;
        else s->skip = spare;
    }
    s->in_place = g->c_col == 1 && s->cols == width;
    s->dense = g->c_col == 1 && s->cols == g->n && g->c_row == g->n && !s->add;
    s->b = (const T *)g->b + k0 * g->b_row + j * g->b_col;
    s->b_row = g->b_row;
    s->bias = bias ? bias + j : NULL;
    if (g->b_col != 1 || s->cols + s->skip < width) {
        FN(pack)(panel, width, s->depth, s->cols, s->b, g->b_row, g->b_col);
        s->b = panel;
        s->b_row = width;
    }
    if (bias && s->cols + s->skip < width) {
        FN(pack)(panel + width * s->depth, width, 1, s->cols, s->bias, 0, 1);
        s->bias = panel + width * s->depth;
    }
}

static tl_status FN(gemm_tiles)(const tl_gemm *g) {
    T few[GEMM_FEW * WIDTH] __attribute__((aligned(TL_ALIGN))), *panel = few;
    int64_t blocks = g->k <= DEPTH ? 1 : ISA_FN(gemm_ceil)(g->k, DEPTH), m = g->b_col == 1 ? g->m : 2;
    if (g->k >= GEMM_FEW && (g->b_col != 1 || g->n % WIDTH)) {
        panel = tl_scratch(0, (DEPTH + 1) * WIDTH * (int64_t)sizeof(T));
        if (!panel) return TL_NOMEM;
    }
    for (int64_t t = 0, k0 = 0, k1; t < blocks; t++, k0 = k1) {
        k1 = blocks == 1 ? g->k : ISA_FN(gemm_cut)(g->k, blocks, t + 1);
        FN(block) s = FN(block_of)(g, k0, k1 - k0);
        for (int64_t j = 0; j < g->n; j += FN(tile_width)(s.level)) {
            s.level = FN(tile_level)(m, g->n - j);
            if (g->m < 4 && g->b_col == 1 && s.level < GEMM_LAST && FN(tile_width)(s.level) > g->n) s.level++;
            s.cols = ISA_FN(gemm_min)(FN(tile_width)(s.level), g->n - j);
            FN(take_columns)(g, &s, k0, j, panel);
            FN(run_block)(&s);
        }
    }
    return TL_OK;
}

/* ---- large products: B packed by all threads, A by the rows of a chunk ----------------------------------- */

#define GEMM_COLUMNS ((int64_t)(8192 / sizeof(T))) /* of B packed at a time */
#define GEMM_CHUNK 96                              /* rows of A packed at a time */
#define GEMM_STEP 32                               /* rows of k packed before the next panel: shares cache lines */

typedef struct {
    const tl_gemm *g;
    int64_t k0, depth, j0, cols; /* the block of B */
    T *b;                        /* packed: panel of column j at (j - j0) * depth */
    int64_t units, pack_parts, row_parts, col_parts;
} FN(gemm_packed);

static void FN(pack_chunk)(void *context, int64_t chunk) {
    const FN(gemm_packed) *s = context;
    const tl_gemm *g = s->g;
    int64_t first = ISA_FN(gemm_cut)(s->units, s->pack_parts, chunk) * WIDTH;
    int64_t end = ISA_FN(gemm_min)(ISA_FN(gemm_cut)(s->units, s->pack_parts, chunk + 1) * WIDTH, s->cols);
    for (int64_t p = 0; p < s->depth; p += GEMM_STEP) {
        const T *b = (const T *)g->b + (s->k0 + p) * g->b_row + s->j0 * g->b_col;
        int64_t rows = ISA_FN(gemm_min)(GEMM_STEP, s->depth - p);
        for (int64_t j = first, cols; j < end; j += cols) {
            int64_t width = FN(tile_width)(FN(tile_level)(2, end - j));
            cols = ISA_FN(gemm_min)(width, end - j);
            FN(pack)(s->b + j * s->depth + p * width, width, rows, cols, b + j * g->b_col, g->b_row, g->b_col);
        }
    }
}

/* Packs the strips of A that s describes, or leaves A where it is when there is no memory: same bits. */
static void FN(pack_strips)(FN(block) *s) {
    T *to = tl_scratch(1, s->m * s->depth * (int64_t)sizeof(T));
    if (!to) return;
    for (int64_t p = 0; p < s->depth; p += GEMM_STEP) {
        int64_t rows = ISA_FN(gemm_min)(GEMM_STEP, s->depth - p);
        for (int64_t strip = 0; strip < s->strips; strip++) {
            int64_t i = ISA_FN(gemm_cut)(s->m, s->strips, strip);
            int64_t mr = ISA_FN(gemm_cut)(s->m, s->strips, strip + 1) - i;
            FN(pack)(to + i * s->depth + p * mr, mr, rows, mr, s->a + i * s->a_row + p * s->a_col, s->a_col, s->a_row);
        }
    }
    s->a = to;
    s->packed = 1;
}

static void FN(packed_chunk)(void *context, int64_t chunk) {
    const FN(gemm_packed) *q = context;
    int64_t i = chunk / q->col_parts, part = chunk % q->col_parts;
    int64_t i0 = ISA_FN(gemm_cut)(q->g->m, q->row_parts, i), i1 = ISA_FN(gemm_cut)(q->g->m, q->row_parts, i + 1);
    int64_t first = ISA_FN(gemm_cut)(q->units, q->col_parts, part) * WIDTH;
    int64_t end = ISA_FN(gemm_min)(ISA_FN(gemm_cut)(q->units, q->col_parts, part + 1) * WIDTH, q->cols);
    tl_gemm rows = *q->g;
    rows.m = i1 - i0;
    rows.a = (const T *)rows.a + i0 * rows.a_row;
    FN(block) s = FN(block_of)(&rows, q->k0, q->depth);
    FN(pack_strips)(&s);
    for (int64_t j = first; j < end; j += s.cols) {
        T start[WIDTH];
        s.level = FN(tile_level)(2, end - j);
        s.b_row = FN(tile_width)(s.level);
        s.cols = ISA_FN(gemm_min)(s.b_row, end - j);
        s.in_place = rows.c_col == 1 && s.cols == s.b_row;
        s.b = q->b + j * q->depth;
        s.c = (T *)rows.c + i0 * rows.c_row + (q->j0 + j) * rows.c_col;
        s.bias = rows.bias && q->k0 == 0 ? start : NULL;
        if (s.bias) FN(pack)(start, s.b_row, 1, s.cols, (const T *)rows.bias + q->j0 + j, 0, 1);
        FN(run_block)(&s);
    }
}

static tl_status FN(gemm_large)(const tl_gemm *g) {
    int64_t blocks = ISA_FN(gemm_ceil)(g->k, DEPTH), threads = tl_num_threads();
    int64_t cols = ISA_FN(gemm_min)(g->n, GEMM_COLUMNS) + WIDTH;
    T *b = tl_scratch(0, cols * ISA_FN(gemm_ceil)(g->k, blocks) * (int64_t)sizeof(T));
    if (!b) return TL_NOMEM;
    FN(gemm_packed) s = {.g = g, .b = b, .row_parts = ISA_FN(gemm_ceil)(g->m, GEMM_CHUNK)};
    if (s.row_parts > 1 && s.row_parts < 4 * threads) /* an even share for every thread */
        s.row_parts = ISA_FN(gemm_min)(4 * threads, ISA_FN(gemm_ceil)(g->m, GEMM_ROWS));
    for (int64_t t = 0; t < blocks; t++) {
        s.k0 = ISA_FN(gemm_cut)(g->k, blocks, t);
        s.depth = ISA_FN(gemm_cut)(g->k, blocks, t + 1) - s.k0;
        for (s.j0 = 0; s.j0 < g->n; s.j0 += s.cols) {
            s.cols = ISA_FN(gemm_min)(GEMM_COLUMNS, g->n - s.j0);
            s.units = ISA_FN(gemm_ceil)(s.cols, WIDTH);
            s.pack_parts = ISA_FN(gemm_min)(s.units, 4 * threads);
            s.col_parts = ISA_FN(gemm_min)(s.units, ISA_FN(gemm_ceil)(2 * threads, s.row_parts));
            tl_parallel(s.pack_parts, FN(pack_chunk), &s, 1e-3 * (double)(s.cols * s.depth));
            tl_parallel(s.row_parts * s.col_parts, FN(packed_chunk), &s,
                        (double)g->m * (double)(s.cols * s.depth) * (sizeof(T) == 4 ? 2e-5 : 4e-5));
        }
    }
    return TL_OK;
}

/* Worth packing both A and B for. Contiguous rows of B are as fast unpacked until they no longer fit the cache. */
TL_INLINE int FN(is_large)(const tl_gemm *g, double work) {
    return g->b_col == 1 ? work > 2.0 * 320 * 320 * 320 && g->m > GEMM_ROWS : work >= 2.0 * 180 * 180 * 180;
}

#define GEMM_RATE (sizeof(T) == 4 ? 1e5 : 5e4) /* operations per microsecond */

#else /* integers and booleans */

#define WIDTH 64 /* columns at a time */
#define DEPTH 64 /* rows of B at a time */
#define GEMM_RATE 1e4
#define DOT_US(elements) (2.0 * (double)(elements) / GEMM_RATE)

typedef __typeof__(__builtin_choose_expr(sizeof(T) < 8, (uint32_t)0, (uint64_t)0)) FN(wrap);

TL_INLINE T FN(multiply_add)(T a, T b, T c) {
#if IS(B)
    return (a & b) | c;
#else
    return (T)((FN(wrap))a * (FN(wrap))b + (FN(wrap))c);
#endif
}

TL_INLINE T FN(sum2)(T a, T b) { return FN(multiply_add)(1, a, b); }

/* One row of a block: c[j] (+)= a[0..depth) @ b[:, j] */
static void FN(row_block)(int64_t depth, int64_t cols, const T *a, int64_t a_col, const T *restrict b, int64_t b_row,
                          T *restrict c) {
    int64_t p = 0;
    for (; p + 4 <= depth; p += 4, a += 4 * a_col, b += 4 * b_row) {
        T a0 = a[0], a1 = a[a_col], a2 = a[2 * a_col], a3 = a[3 * a_col];
        const T *b1 = b + b_row, *b2 = b1 + b_row, *b3 = b2 + b_row;
        for (int64_t j = 0; j < cols; j++) {
            T x = FN(multiply_add)(a1, b1[j], FN(multiply_add)(a0, b[j], c[j]));
            c[j] = FN(multiply_add)(a3, b3[j], FN(multiply_add)(a2, b2[j], x));
        }
    }
    for (; p < depth; p++, a += a_col, b += b_row)
        for (int64_t j = 0; j < cols; j++) c[j] = FN(multiply_add)(*a, b[j], c[j]);
}

TL_INLINE int FN(is_dot)(const tl_gemm *g) { return g->n == 1 && g->a_col == 1 && g->b_row == 1; }

static tl_status FN(gemm_dot)(const tl_gemm *g) {
    const T *x = g->b, *bias = g->bias;
    for (int64_t i = 0; i < g->m; i++) {
        const T *a = (const T *)g->a + i * g->a_row;
        T *c = (T *)g->c + i * g->c_row, sum = bias ? *bias : 0;
        for (int64_t p = 0; p < g->k; p++) sum = FN(multiply_add)(a[p], x[p], sum);
        *c = g->accumulate ? FN(sum2)(*c, sum) : sum;
    }
    return TL_OK;
}

static tl_status FN(gemm_tiles)(const tl_gemm *g) {
    T row[WIDTH], *panel = g->b_col == 1 ? NULL : tl_scratch(0, DEPTH * WIDTH * (int64_t)sizeof(T));
    if (g->b_col != 1 && !panel) return TL_NOMEM;
    for (int64_t j0 = 0, k0 = 0; j0 < g->n; k0 += DEPTH) { /* blocks of k within blocks of columns */
        int64_t cols = ISA_FN(gemm_min)(WIDTH, g->n - j0), depth = ISA_FN(gemm_min)(DEPTH, g->k - k0);
        const T *b = (const T *)g->b + k0 * g->b_row + j0 * g->b_col;
        const T *bias = g->bias && k0 == 0 ? (const T *)g->bias + j0 : NULL;
        int64_t b_row = g->b_row;
        if (g->b_col != 1) {
            for (int64_t p = 0; p < depth; p++)
                for (int64_t j = 0; j < cols; j++) panel[p * WIDTH + j] = b[p * b_row + j * g->b_col];
            b = panel;
            b_row = WIDTH;
        }
        for (int64_t i = 0; i < g->m; i++) {
            T *c = (T *)g->c + i * g->c_row + j0 * g->c_col;
            for (int64_t j = 0; j < cols; j++) {
                T start = g->accumulate || k0 > 0 ? c[j * g->c_col] : 0;
                row[j] = bias ? FN(sum2)(start, bias[j]) : start;
            }
            FN(row_block)(depth, cols, (const T *)g->a + i * g->a_row + k0 * g->a_col, g->a_col, b, b_row, row);
            for (int64_t j = 0; j < cols; j++) c[j * g->c_col] = row[j];
        }
        if (k0 + DEPTH >= g->k) k0 = -DEPTH, j0 += WIDTH;
    }
    return TL_OK;
}

#endif

/* ---- the entry: orientation and threads ------------------------------------------------------------------ */

typedef struct {
    const tl_gemm *g;
    int64_t row_parts, col_parts, units; /* columns are cut at multiples of WIDTH */
    int dot;                             /* of the whole: its parts must not choose another order of summation */
    int status;
} FN(gemm_split);

static void FN(gemm_chunk)(void *context, int64_t chunk) {
    FN(gemm_split) *s = context;
    int64_t i = chunk / s->col_parts, j = chunk % s->col_parts;
    int64_t i0 = ISA_FN(gemm_cut)(s->g->m, s->row_parts, i), j0 = ISA_FN(gemm_cut)(s->units, s->col_parts, j) * WIDTH;
    int64_t j1 = ISA_FN(gemm_min)(ISA_FN(gemm_cut)(s->units, s->col_parts, j + 1) * WIDTH, s->g->n);
    tl_gemm part = *s->g;
    part.m = ISA_FN(gemm_cut)(part.m, s->row_parts, i + 1) - i0;
    part.n = j1 - j0;
    part.a = (const T *)part.a + i0 * part.a_row;
    part.b = (const T *)part.b + j0 * part.b_col;
    part.c = (T *)part.c + i0 * part.c_row + j0 * part.c_col;
    if (part.bias) part.bias = (const T *)part.bias + j0;
    tl_status status = (s->dot ? FN(gemm_dot) : FN(gemm_tiles))(&part);
    if (status) __atomic_store_n(&s->status, status, __ATOMIC_RELAXED);
}

static tl_status FN(gemm_parallel)(const tl_gemm *g, int dot, double work) {
    int64_t parts = tl_num_threads() * (work > 4e6 ? 4 : 2);
    FN(gemm_split) s = {.g = g, .dot = dot, .row_parts = 1, .col_parts = 1, .units = ISA_FN(gemm_ceil)(g->n, WIDTH)};
    if (g->b_col != 1 && s.units >= parts) { /* every thread packs its own columns of B */
        s.col_parts = parts;
    } else {
        s.row_parts = ISA_FN(gemm_min)(parts, ISA_FN(gemm_ceil)(g->m, 4));
        s.col_parts = ISA_FN(gemm_min)(s.units, ISA_FN(gemm_ceil)(parts, s.row_parts));
    }
    tl_parallel(s.row_parts * s.col_parts, FN(gemm_chunk), &s, dot ? DOT_US(g->m * g->k) : work / GEMM_RATE);
    return s.status;
}

/* C^T = B^T @ A^T, without the bias, which is along the rows of C^T. */
TL_INLINE tl_gemm FN(gemm_transposed)(const tl_gemm *g) {
    return (tl_gemm){.m = g->n,
                     .n = g->m,
                     .k = g->k,
                     .a = g->b,
                     .a_row = g->b_col,
                     .a_col = g->b_row,
                     .b = g->a,
                     .b_row = g->a_col,
                     .b_col = g->a_row,
                     .c = g->c,
                     .c_row = g->c_col,
                     .c_col = g->c_row,
                     .accumulate = g->accumulate};
}

static void FN(gemm_add_bias)(const tl_gemm *g) {
    for (int64_t i = 0; i < g->m; i++)
        for (int64_t j = 0; j < g->n; j++) {
            T *c = (T *)g->c + i * g->c_row + j * g->c_col;
            *c = FN(sum2)(*c, ((const T *)g->bias)[j]);
        }
}

/* Turns vectors into dot products or rows, and a column-major C into a row-major one: g itself, or the copy in `to`. */
static const tl_gemm *FN(gemm_oriented)(const tl_gemm *g, tl_gemm *to) {
    int row = g->m == 1, column = g->n == 1, flat = g->k == 1;         /* strides of axes of length 1 mean nothing */
    int a_rows = row || g->a_row == 1, a_cols = flat || g->a_col == 1; /* contiguous along the rows, the columns */
    int b_rows = flat || g->b_row == 1, b_cols = column || g->b_col == 1;
    int swap = column ? !a_cols && a_rows : row ? !b_cols && b_rows : g->c_col != 1 && g->c_row == 1;
    int same = (!flat || (g->a_col == 1 && g->b_row == 1)) && (!column || (g->b_col == 1 && g->c_col == 1));
    if (same && !swap) return g;
    *to = *g;
    if (row) to->a_row = to->c_row = 1;
    if (column) to->b_col = to->c_col = 1;
    if (flat) to->a_col = to->b_row = 1;
    if (swap) *to = FN(gemm_transposed)(to);
    return to;
}

static tl_status FN(gemm_run)(const tl_gemm *g) {
    double work = 2.0 * (double)g->m * (double)g->n * (double)g->k;
    int dot = FN(is_dot)(g);
#if IS(F)
    if (!dot && FN(is_large)(g, work)) return FN(gemm_large)(g);
    if (dot && (g->a_col != 1 || g->b_row != 1)) {
        tl_gemm copy = *g;
        tl_status status = FN(dot_contiguous)(&copy);
        if (status == TL_OK) status = FN(gemm_run)(&copy);
        tl_scratch_trim(2);
        return status;
    }
#endif
#if IS(F)
    if (dot && g->m == 1 && work >= GEMM_PARALLEL && tl_num_threads() > 1) return FN(gemm_long_dot)(g);
#endif
    if (work >= GEMM_PARALLEL && tl_num_threads() > 1) return FN(gemm_parallel)(g, dot, work);
    return (dot ? FN(gemm_dot) : FN(gemm_tiles))(g);
}

tl_status FN(tl_gemm)(const tl_gemm *g) {
    if (g->m <= 0 || g->n <= 0) return TL_OK;
#if IS(F)
    if (FN(gemm_one_tile)(g)) return TL_OK;
#endif
    if (g->m != 1 && g->n != 1 && g->c_col == 1) return FN(gemm_run)(g);
    tl_gemm copy;
    const tl_gemm *oriented = FN(gemm_oriented)(g, &copy);
    tl_status status = FN(gemm_run)(oriented);
    if (status == TL_OK && g->bias && !oriented->bias) FN(gemm_add_bias)(g);
    return status;
}

static void FN(fill_gemm)(tl_kernels *k) { k->gemm[ID] = FN(tl_gemm); }

#undef WIDTH
#undef DEPTH
#undef GEMM_RATE
#undef DOT_US
#if IS(F)
#undef QUAD
#undef GEMM_ROWS
#undef GEMM_LAST
#undef GEMM_FEW
#undef LANES
#undef GEMM_COLUMNS
#undef GEMM_CHUNK
#undef GEMM_STEP
#undef DOT_LANES
#undef DOT_VECS
#undef DOT_DEPTH
#undef DOT_ROWS
#endif
