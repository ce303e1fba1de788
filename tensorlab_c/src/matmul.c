/* Stacks of matrix products: lays the leading axes out as batches and runs the gemm kernel over them. */
#include "axes.h"
#include "runs.h"

#define PARALLEL_WORK 400e3 /* operations from which batches are shared among threads */
#define WORK_PER_US 3e4     /* operations per microsecond, small matrices */

enum { OUT, A, B, OPERANDS };

typedef struct {
    tl_gemm g; /* of the first batch */
    tl_gemm_fn run;
    tl_axes axes; /* of the batches */
    int64_t batches, parts;
    const char *bias; /* NULL, or an element for every row of a product */
    int dtype, status;
} stack;

/* Stride of `axis`, counted from the last; 0 where the operand is broadcast. */
static int64_t step_of(const tl_view *v, int axis) {
    int i = v->ndim - 1 - axis;
    return i < 0 || v->shape[i] == 1 ? 0 : v->strides[i];
}

/* One B for a whole axis of A whose rows follow one another is a single taller product. */
static void fold_rows(stack *s, int64_t itemsize) {
    for (; s->axes.n; s->axes.n--) {
        const int64_t *step = s->axes.step[s->axes.n - 1];
        int64_t a = step[A] / itemsize, out = step[OUT] / itemsize;
        int follows = s->g.m == 1 || (a == s->g.m * s->g.a_row && out == s->g.m * s->g.c_row);
        if (step[B] != 0 || !follows) return;
        if (s->g.m == 1) s->g.a_row = a, s->g.c_row = out;
        s->g.m *= s->axes.size[s->axes.n - 1];
    }
}

static void add_bias(const stack *s, const tl_gemm *g) {
    int64_t item = tl_dtypes[s->dtype].itemsize;
    const int64_t step[3] = {g->c_col * item, g->c_col * item, 0};
    for (int64_t i = 0; i < g->m; i++) {
        char *row = (char *)g->c + i * g->c_row * item;
        tl_k.loop[TL_OP_add][s->dtype](g->n, (char *const[]){row, row, (char *)s->bias + i * item}, step);
    }
}

static void run_batches(void *context, int64_t part) {
    stack *s = context;
    int64_t share = s->batches / s->parts, extra = s->batches % s->parts;
    int64_t first = part * share + (part < extra ? part : extra), count = share + (part < extra);
    for (int64_t n = first; n < first + count; n++) {
        int64_t offset[OPERANDS];
        tl_axes_locate(&s->axes, n, offset, OPERANDS);
        tl_gemm g = s->g;
        g.c = (char *)g.c + offset[OUT];
        g.a = (const char *)g.a + offset[A];
        g.b = (const char *)g.b + offset[B];
        tl_status status = s->run(&g);
        if (status == TL_OK && s->bias) add_bias(s, &g);
        if (status != TL_OK) __atomic_store_n(&s->status, status, __ATOMIC_RELAXED);
    }
}

tl_status tl_matmul(const tl_view *out, const tl_view *a, const tl_view *b, const void *bias) {
    int64_t item = tl_dtypes[out->dtype].itemsize;
    stack s;
    s.run = tl_k.gemm[out->dtype];
    s.axes.n = 0;
    s.parts = 1;
    s.bias = bias;
    s.dtype = out->dtype;
    s.status = TL_OK;
    if (!s.run) return TL_NOLOOP;
    s.g = (tl_gemm){.m = out->shape[out->ndim - 2],
                    .n = out->shape[out->ndim - 1],
                    .k = a->shape[a->ndim - 1],
                    .a = a->data,
                    .a_row = step_of(a, 1) / item,
                    .a_col = step_of(a, 0) / item,
                    .b = b->data,
                    .b_row = step_of(b, 1) / item,
                    .b_col = step_of(b, 0) / item,
                    .c = out->data,
                    .c_row = step_of(out, 1) / item,
                    .c_col = step_of(out, 0) / item,
                    .bias = NULL,
                    .accumulate = 0};
    for (int axis = out->ndim - 1; axis >= 2; axis--) {
        int64_t size = out->shape[out->ndim - 1 - axis], *step = s.axes.step[s.axes.n];
        if (size == 0) return TL_OK;
        if (size == 1) continue;
        s.axes.size[s.axes.n++] = size;
        step[OUT] = step_of(out, axis);
        step[A] = step_of(a, axis);
        step[B] = step_of(b, axis);
    }
    tl_axes_order(&s.axes, OPERANDS);
    tl_axes_coalesce(&s.axes, OPERANDS);
    fold_rows(&s, item);
    s.batches = tl_axes_count(&s.axes);
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

tl_status tl_run_matmul(const tl_call *c) { return tl_matmul(c->operand[0], c->operand[1], c->operand[2], NULL); }
