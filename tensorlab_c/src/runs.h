/* What a call can be. Each takes a record (tl_call): what it writes is its first operand; pointers in parameters are into
 * memory of tensors. What a call answers, it writes into its parameters. */
#ifndef TL_RUNS_H
#define TL_RUNS_H

#include <stdbool.h>

#include "tl.h"

/* Every call by name, and the table of them, for modules that do not link the library. */
typedef tl_status tl_run(const tl_call *c);
#define TL_RUN(name) tl_run tl_run_##name;
#include "runs.def"
#undef TL_RUN
typedef struct {
#define TL_RUN(name) tl_run *name;
#include "runs.def"
#undef TL_RUN
} tl_run_table;
extern const tl_run_table tl_runs;

/* A record of a call on up to four operands (NULL where there are fewer), computed in the dtype of the first. */
static inline void tl_call_make(tl_call *c, tl_run *run, const char *name, void *params, int64_t size,
                                const tl_view *out, const tl_view *a, const tl_view *b, const tl_view *d) {
    c->run = run, c->name = name, c->op = -1, c->dtype = out->dtype, c->status_only = 0;
    c->operand[0] = out, c->operand[1] = a, c->operand[2] = b, c->operand[3] = d;
    c->nop = 1 + (a != NULL) + (b != NULL) + (d != NULL);
    c->params = params, c->size = size, c->bytes = 0, c->work = 0;
}

static inline int64_t tl_count_elements(const tl_view *v) {
    int64_t n = 1;
    for (int i = 0; i < v->ndim; i++) n *= v->shape[i];
    return n;
}

/* ---- operations on views of any layout (walk.c, reduce.c, lines.c, matmul.c) ---------------------------------------
 * elementwise, where, copy: out, then the operands, and the mask if there is one; of any dtypes. Computed in the call's
 *   dtype.
 * activation: out, x, or out, g, x for the gradient; parameters: tl_activation.
 * reduce: out, in; parameters: uint64_t, the axes.
 * lines: the operands of a row of lines.def; parameters: tl_lines.
 * matmul: out, a, b.
 * ---- kernels on contiguous operands (runs.c) ------------------------------------------------------------------------
 * gemm: out, a, b; parameters: tl_gemm, which says where they are.
 * conv: out, a, b and the bias, if any; parameters: tl_conv; the op says whether it is forward or which gradient.
 * correlate: out, x and w; parameters: tl_correlation.
 * pool: max_pool2d out, index, x; max_unpool2d gx, index, g; avg_pool2d and avg_unpool2d out, in; parameters: tl_pool2d.
 * step, watch: of optimisers; parameters: tl_step, tl_watch (step.h), which hold all that is read and written. */

/* ---- fresh memory (fill.c) ---------------------------------------------------------------------------------------- */
typedef struct {
    char bytes[16]; /* fill: one element of out's dtype */
} tl_value;
void tl_fill(char *out, int64_t total, const char *value, int64_t size); /* so many bytes of values of `size` */
/* count: out[i] = first + i * delta modulo 2^64, for int64 and uint64; for float32 and float64 x + i * (y - x) */
typedef struct {
    uint64_t first, delta;
    double x, y;
} tl_counting;
/* space: out[i] = start + i * (stop - start) / steps in float64, as NumPy rounds it; the last is `stop` when closed */
typedef struct {
    double start, stop;
    int64_t steps;
    int closed;
} tl_spacing;
/* count_fractions: out[i] = first + i * (whole + rest / steps), rounded down, modulo 2^64 */
typedef struct {
    uint64_t first, whole, rest, steps;
} tl_fractions;

/* ---- picking at positions (take.c) --------------------------------------------------------------------------------
 * gather: out = the rows of operand 1 at the byte offsets in operand 2. Operand 1 is the first row, of any strides.
 * scatter: the other way. Operand 0 is the first row, of any strides; 1 the values, 2 the offsets. */
typedef struct {
    int lead, add; /* axes of the offsets, which the values have first; whether values are added */
} tl_scattering;
/* outside: looks in operand 0 for an index that an axis of length n does not have; bad is its place, or -1.
 * offsets: operand 0 = the byte offsets of the indices in operand 1, broadcast to it, or += with `add`; TL_RANGE when
 *   one is bad. */
typedef struct {
    int64_t n, stride, bad;
    int add;
} tl_indexing;
int64_t tl_first_outside(const int64_t *index, int64_t count, int64_t n); /* `outside`, for short ones */
/* take: out[i, j] = the row of operand 1 at i * n + index[j], `size` bytes each, `stride` apart; index is operand 2.
 * TL_RANGE at a bad index, whose place is `bad`. */
typedef struct {
    int64_t before, n, stride, size, bad;
} tl_taking;
/* put: operand 0, a vector of any stride, at the indices of operand 1, becomes the one value of operand 2, or the values
 * of that vector. Indices out of bounds are passed over. */

/* ---- masks (mask.c) ------------------------------------------------------------------------------------------------
 * count_true: answers how many elements of operand 0 are true.
 * places: where those of operand 1 are, `count` of them: one index per axis; operand 0 is the last axis'. Zeros where
 *   there are fewer by now.
 * compress: the elements of operand 1 where operand 2 is true, as many as out has room for; `stride` apart. */
typedef struct {
    int64_t count;
} tl_truths;
int64_t tl_count_true(const char *mask, int64_t n); /* `count_true`, for short ones */
typedef struct {
    int64_t count, *axis[TL_MAXDIM];
} tl_placing;
typedef struct {
    int64_t stride;
} tl_compressing;

/* ---- repeating and joining (repeat.c) ------------------------------------------------------------------------------
 * repeat: operand 1 is `before` times `rows` chunks; out has each `count` times, or as often as operand 2 says.
 * lay: `rows` chunks of operand 1, which follow each other, go into operand 0 from byte `at` on, `step` apart. */
typedef struct {
    int64_t before, rows, chunk, count;
} tl_repeating;
typedef struct {
    int64_t rows, chunk, at, step;
} tl_laying;

/* ---- searching (search.c) ------------------------------------------------------------------------------------------
 * search: out[i] = where the key operand 2 [i] goes in the sorted vector operand 1, before its equals or behind them.
 * Dtypes without arithmetic have none: TL_NOLOOP.
 * interpolate: out[i] = the value at operand 1 [i] of the line through points whose abscissae are operand 2, rising, and
 * ordinates operand 3; `left` before the first, `right` behind the last. All are float64. */
typedef struct {
    int right;
} tl_searching;
typedef struct {
    double left, right;
} tl_interpolating;

/* ---- counting (tally.c) --------------------------------------------------------------------------------------------
 * bin: out[i] = the number of the bin, of equal width, that operand 1 [i] is in, or -1; operand 2 has the edges. Both are
 *   of the call's dtype, float32 or float64.
 * tally: out[k] += 1 for each k of operand 1, in int64; with operand 2, += its element, in float64. Numbers that out does
 *   not have count nowhere. */

/* ---- drawing (draw.c) ----------------------------------------------------------------------------------------------
 * NumPy's functions write into operand 0, from element `first` on. Whoever calls holds the generator's lock, and the
 * generator.
 * draw: float64 by `fill`, or without it by one(a, b) each.  draw_integers: low + what is at most span, in int64.
 * narrow: out = operand 1 in float32, of float64; what was below `high` stays below it. */
typedef struct {
    void *bits;
    void (*fill)(void *bits, ptrdiff_t n, double *out);
    double (*one)(void *bits, double a, double b);
    double a, b;
    int64_t first, count;
} tl_drawing;
typedef void tl_bounded(void *bits, uint64_t low, uint64_t span, ptrdiff_t n, bool masked, uint64_t *out);
typedef struct {
    void *bits;
    tl_bounded *bounded;
    uint64_t low, span;
} tl_bounding;
typedef struct {
    double high;
} tl_narrowing;

/* ---- LAPACK on stacks of matrices (lapack.c) -----------------------------------------------------------------------
 * LAPACK reads and writes columns, tensors have rows: each matrix is copied into scratch memory, which the routine
 * would overwrite anyway, and what comes of it is copied out. */
typedef enum { TL_SOLVE, TL_INV, TL_DET, TL_CHOLESKY, TL_QR, TL_SVD, TL_EIGH, TL_LSTSQ } tl_lapack_task;
typedef struct {
    const char *data;
    int64_t step, row, column; /* bytes */
} tl_stack;
typedef struct {
    int task;
    int m, n, k; /* rows, columns, right-hand sides (or the smaller size) */
    char kind;   /* LAPACK's letter: which triangle, which parts */
    int vectors;
    int lwork, liwork;            /* lapack_room answers them; lwork -1 where it is too large */
    int lrwork;                   /* and, of complex elements, how many real ones follow the lwork ones */
    int *integers;                /* pivots or integer scratch */
    void *first, *second, *third; /* the routines, of SciPy */
    tl_stack a, b;                /* what is read */
    char *x, *y, *z;              /* what is written: C order, one matrix after the other */
    char *scratch;
    int64_t begin, end; /* matrices to do */
    int64_t at;         /* afterwards: behind the last that was done */
    int info;           /* of that one: 0, or what stopped the walk, with TL_RANGE */
    double rcond;       /* lstsq: singular values below count as zero */
    int rank;           /* lstsq: its answer */
} tl_lapack;

/* ---- rows of tl_kernels (runs.c) -----------------------------------------------------------------------------------
 * clip: out = operand 1 between operands 2 and 3, one element each. */

#endif
