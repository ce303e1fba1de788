/* Work along one axis: every line of a view, which is all axes but one, is given to a kernel that wants lines which are
 * contiguous, or lie side by side. Other lines, and those of another dtype, are gathered into scratch, some at a time. */
#include "axes.h"
#include "runs.h"

enum {
    CHUNK = 1 << 14,       /* elements a thread takes at a time: enough to hide the claim, few enough to fit L2 */
    GATHERED = 1 << 15,    /* bytes of an operand in scratch, at least one line */
    UNIT = 32,             /* lines that kernels like to have at once, when they are short */
    MOST_SIDE_BY_SIDE = 64 /* elements of short lines */
};

typedef struct {
    const char *operands;
    int outputs;
    double cost;
} row_info;

static const row_info rows[TL_NLINES] = {
#define TL_LINES(name, operands, outputs, cost) {operands, outputs, cost},
#include "lines.def"
#undef TL_LINES
};

typedef struct {
    const tl_lines *what;
    const char *operands;
    int nop, outputs, dtype, side_by_side;
    int have[TL_MAXOPS];         /* dtypes */
    int64_t c, along[TL_MAXOPS]; /* elements of a line; their distance */
    char *data[TL_MAXOPS];
    tl_axes axes; /* of the lines */
    int64_t strips, strip, strips_per_chunk, all;
    int status;
} job;

/* ---- gathering ---------------------------------------------------------------------------------------------- */
static int gathers(const job *j, int k) {
    return j->operands[k] == 'L' && !(j->along[k] == tl_dtypes[j->dtype].itemsize && j->have[k] == j->dtype);
}

/* n lines between the view and scratch. */
static void move(const job *j, int k, int64_t n, char *view, char *scratch, int store) {
    int64_t item = tl_dtypes[j->dtype].itemsize, inner = j->axes.step[j->axes.n - 1][k];
    tl_plan plan = {.nop = 2, .size = n * j->c, .typed = 0, .ptr = {store ? view : scratch, store ? scratch : view}};
    plan.axes = (tl_axes){.n = 2, .size = {n, j->c}};
    plan.axes.step[0][store] = j->c * item, plan.axes.step[1][store] = item;
    plan.axes.step[0][!store] = inner, plan.axes.step[1][!store] = j->along[k];
    tl_axes_order(&plan.axes, 2);
    tl_axes_coalesce(&plan.axes, 2);
    tl_plan_run(&plan, store ? tl_k.cast[j->dtype][j->have[k]] : tl_k.cast[j->have[k]][j->dtype], 1);
}

/* Lines n of one outer position, next to each other along the innermost axis of lines. */
static tl_status run_lines(const job *j, int64_t n, char *const *at) {
    const tl_kernels *t = &tl_k;
    int64_t item = tl_dtypes[j->dtype].itemsize, step[TL_MAXOPS], most = GATHERED / (j->c * item + 1);
    const int64_t *inner = j->axes.step[j->axes.n - 1];
    if (j->side_by_side) {
        t->lanes[j->what->row][j->dtype](n, j->c, at, j->along, j->what);
        return TL_OK;
    }
    int gathered = 0;
    for (int k = 0; k < j->nop; k++) {
        step[k] = inner[k];
        gathered |= gathers(j, k) || (j->operands[k] == 'L' && n > 1 && inner[k] != j->c * item);
    }
    if (!gathered) {
        t->rows[j->what->row][j->dtype](n, j->c, at, step, j->what);
        return TL_OK;
    }
    if (most > UNIT) most -= most % UNIT;
    if (most < 1) most = 1;
    for (int64_t i = 0; i < n; i += most) {
        int64_t m = n - i < most ? n - i : most;
        char *ptr[TL_MAXOPS];
        for (int k = 0; k < j->nop; k++) {
            ptr[k] = at[k] + i * inner[k];
            if (j->operands[k] != 'L') continue;
            char *scratch = tl_scratch(k, most * j->c * item);
            if (!scratch) return TL_NOMEM;
            if (k >= j->outputs) move(j, k, m, ptr[k], scratch, 0);
            ptr[k] = scratch;
        }
        t->rows[j->what->row][j->dtype](m, j->c, ptr, step, j->what);
        for (int k = 0; k < j->outputs; k++)
            if (j->operands[k] == 'L') move(j, k, m, at[k] + i * inner[k], ptr[k], 1);
    }
    return TL_OK;
}

/* ---- walking ------------------------------------------------------------------------------------------------ */
static void lines_chunk(void *context, int64_t chunk) {
    job *j = context;
    const tl_axes *a = &j->axes;
    int64_t size = a->size[a->n - 1], first = chunk * j->strips_per_chunk, strips = j->strips;
    int64_t end = first + j->strips_per_chunk;
    for (int64_t i = first; i < (end < j->all ? end : j->all); i++) {
        int64_t from = i % strips * j->strip, n = size - from < j->strip ? size - from : j->strip, offset[TL_MAXOPS];
        char *at[TL_MAXOPS];
        tl_axes_locate(a, i / strips * size + from, offset, TL_MAXOPS);
        for (int k = 0; k < j->nop; k++) at[k] = j->data[k] + offset[k];
        tl_status status = run_lines(j, n, at);
        if (status != TL_OK) __atomic_store_n(&j->status, status, __ATOMIC_RELAXED);
    }
}

/* The axes of lines: those of the first operand, which is a whole line, without `axis`; operands with one element per
 * line lack it. */
static void arrange(job *j, int axis, const tl_view *const *ops) {
    tl_axes *a = &j->axes;
    a->n = 0;
    for (int i = 0; i < ops[0]->ndim; i++) {
        if (i == axis || ops[0]->shape[i] == 1) continue;
        a->size[a->n] = ops[0]->shape[i];
        for (int k = 0; k < TL_MAXOPS; k++) {
            int at = k < j->nop && j->operands[k] != 'L' && i > axis ? i - 1 : i;
            a->step[a->n][k] = k < j->nop && at < ops[k]->ndim ? ops[k]->strides[at] : 0;
        }
        a->n++;
    }
    if (a->n == 0) {
        a->n = a->size[0] = 1;
        for (int k = 0; k < TL_MAXOPS; k++) a->step[0][k] = 0;
        for (int k = 0; k < j->nop; k++)
            if (j->operands[k] == 'L') a->step[0][k] = j->c * tl_dtypes[j->dtype].itemsize;
    }
    tl_axes_order(a, TL_MAXOPS);
    tl_axes_coalesce(a, TL_MAXOPS);
}

/* Whole lines that are contiguous and one behind the other in every operand: one call does for all. */
static int dense(const row_info *row, int axis, int dtype, int nop, const tl_view *const *ops, char **at,
                 int64_t *step) {
    int whole = 1;
    for (int k = 0; k < nop && whole; k++) {
        const tl_view *v = ops[k];
        at[k] = v->data;
        step[k] = v->ndim ? tl_dtypes[v->dtype].itemsize : 0;
        whole = tl_is_contiguous(v) && (row->operands[k] != 'L' || (axis >= v->ndim - 1 && v->dtype == dtype));
    }
    return whole;
}

tl_status tl_lines_run(const tl_lines *what, int dtype, int nop, const tl_view *const *ops) {
    const row_info *row = &rows[what->row];
    tl_rows_fn kernel = tl_k.rows[what->row][dtype];
    int64_t item = tl_dtypes[dtype].itemsize, c = ops[0]->ndim ? ops[0]->shape[what->axis] : 1, lines = 1;
    job j;
    if (!kernel) return TL_NOLOOP;
    for (int i = 0; i < ops[0]->ndim; i++) lines *= i == what->axis ? 1 : ops[0]->shape[i];
    if (lines == 0) return TL_OK;
    if (lines * c <= CHUNK && dense(row, what->axis, dtype, nop, ops, j.data, j.along)) {
        kernel(lines, c, j.data, j.along, what);
        return TL_OK;
    }
    j.what = what;
    j.operands = row->operands;
    j.nop = nop;
    j.outputs = row->outputs;
    j.dtype = dtype;
    j.c = c;
    j.status = TL_OK;
    arrange(&j, what->axis, ops);
    int64_t size = j.axes.size[j.axes.n - 1], elements = c > 0 ? c : 1;
    j.side_by_side = tl_k.lanes[what->row][dtype] != NULL && size > 1;
    for (int k = 0; k < nop; k++) {
        int whole = row->operands[k] == 'L';
        j.data[k] = ops[k]->data;
        j.have[k] = ops[k]->dtype;
        j.along[k] = whole && ops[k]->ndim ? ops[k]->strides[what->axis] : item;
        j.side_by_side &= whole && j.have[k] == dtype && j.axes.step[j.axes.n - 1][k] == item;
    }
    /* strips of lines that are neighbours, some of them in a chunk */
    j.strip = c > MOST_SIDE_BY_SIDE && !j.side_by_side ? CHUNK / elements + 1 : (CHUNK / elements / UNIT + 1) * UNIT;
    j.strips = (size + j.strip - 1) / j.strip;
    int64_t per_strip = (size < j.strip ? size : j.strip) * elements;
    j.all = j.strips * (lines / size);
    j.strips_per_chunk = per_strip < CHUNK ? CHUNK / per_strip : 1;
    int64_t chunks = (j.all + j.strips_per_chunk - 1) / j.strips_per_chunk;
    tl_parallel(chunks, lines_chunk, &j, (double)lines * (double)elements * row->cost * 1e-3);
    tl_scratch_trim(4);
    return j.status;
}

tl_status tl_run_lines(const tl_call *c) { return tl_lines_run(c->params, c->dtype, c->nop, c->operand); }
