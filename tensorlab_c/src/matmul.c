/* Stacks of matrix products: lays the leading axes out as batches and runs the gemm kernel over them. */
#include "tl.h"

#define PARALLEL_WORK 400e3 /* operations from which batches are shared among threads */
#define WORK_PER_US 3e4     /* operations per microsecond, small matrices */

enum { OUT, A, B, OPERANDS };

typedef struct {
    tl_gemm g; /* of the first batch */
    tl_gemm_fn run;
    int naxes;
    int64_t shape[TL_MAXDIM], step[TL_MAXDIM][OPERANDS]; /* batch axes, outermost first; step in elements */
    int64_t batches, parts, itemsize;
    int status;
} stack;

/* Stride in elements of `axis`, counted from the last; 0 where the operand is broadcast. */
static int64_t step_of(const tl_view *v, int axis, int64_t itemsize) {
    int i = v->ndim - 1 - axis;
    return i < 0 || v->shape[i] == 1 ? 0 : v->strides[i] / itemsize;
}

/* Appends a batch axis, or widens the last one when the new axis continues it in every operand. */
static void add_axis(stack *s, int64_t size, const int64_t *step) {
    int last = s->naxes - 1, joins = last >= 0;
    for (int i = 0; i < OPERANDS && joins; i++) joins = s->step[last][i] == size * step[i];
    if (!joins) last = s->naxes++;
    s->shape[last] = joins ? s->shape[last] * size : size;
    for (int i = 0; i < OPERANDS; i++) s->step[last][i] = step[i];
}

/* One B for a whole axis of A whose rows follow one another is a single taller product. */
static void fold_rows(stack *s) {
    while (s->naxes) {
        int64_t *step = s->step[s->naxes - 1];
        int follows = s->g.m == 1 || (step[A] == s->g.m * s->g.a_row && step[OUT] == s->g.m * s->g.c_row);
        if (step[B] != 0 || !follows) return;
        if (s->g.m == 1) s->g.a_row = step[A], s->g.c_row = step[OUT];
        s->g.m *= s->shape[--s->naxes];
    }
}

static void run_batches(void *context, int64_t part) {
    stack *s = context;
    int64_t share = s->batches / s->parts, extra = s->batches % s->parts;
    int64_t first = part * share + (part < extra ? part : extra), count = share + (part < extra);
    for (int64_t n = first; n < first + count; n++) {
        int64_t offset[OPERANDS] = {0}, rest = n;
        for (int axis = s->naxes - 1; axis >= 0; rest /= s->shape[axis--])
            for (int i = 0; i < OPERANDS; i++) offset[i] += rest % s->shape[axis] * s->step[axis][i];
        tl_gemm g = s->g;
        g.c = (char *)g.c + offset[OUT] * s->itemsize;
        g.a = (const char *)g.a + offset[A] * s->itemsize;
        g.b = (const char *)g.b + offset[B] * s->itemsize;
        tl_status status = s->run(&g);
        if (status != TL_OK) __atomic_store_n(&s->status, status, __ATOMIC_RELAXED);
    }
}

tl_status tl_matmul(const tl_view *out, const tl_view *a, const tl_view *b, const void *bias, int accumulate) {
    int64_t item = tl_dtypes[out->dtype].itemsize;
    stack s = {.run = tl_k.gemm[out->dtype], .batches = 1, .parts = 1, .itemsize = item, .status = TL_OK};
    if (!s.run) return TL_NOLOOP;
    s.g = (tl_gemm){.m = out->shape[out->ndim - 2],
                    .n = out->shape[out->ndim - 1],
                    .k = a->shape[a->ndim - 1],
                    .a = a->data,
                    .a_row = step_of(a, 1, item),
                    .a_col = step_of(a, 0, item),
                    .b = b->data,
                    .b_row = step_of(b, 1, item),
                    .b_col = step_of(b, 0, item),
                    .c = out->data,
                    .c_row = step_of(out, 1, item),
                    .c_col = step_of(out, 0, item),
                    .bias = bias,
                    .accumulate = accumulate};
    for (int axis = out->ndim - 1; axis >= 2; axis--) {
        int64_t size = out->shape[out->ndim - 1 - axis];
        int64_t step[OPERANDS] = {step_of(out, axis, item), step_of(a, axis, item), step_of(b, axis, item)};
        if (size == 0) return TL_OK;
        if (size != 1) add_axis(&s, size, step);
    }
    fold_rows(&s);
    for (int axis = 0; axis < s.naxes; axis++) s.batches *= s.shape[axis];
    double work = 2.0 * (double)s.g.m * (double)s.g.n * (double)s.g.k * (double)s.batches;
    int64_t threads = tl_num_threads();
    if (work >= PARALLEL_WORK && threads > 1 && s.batches >= 2 * threads) { /* fewer: each product is shared instead */
        s.parts = s.batches < 4 * threads ? s.batches : 4 * threads;
        tl_parallel(s.parts, run_batches, &s, work / WORK_PER_US);
    } else {
        run_batches(&s, 0);
    }
    return s.status;
}
