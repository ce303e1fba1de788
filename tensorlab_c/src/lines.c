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
    int scratch;
} row_info;

static const row_info rows[TL_NLINES] = {
#define TL_LINES(name, operands, outputs, cost, scratch) {operands, outputs, cost, scratch},
#include "lines.def"
#undef TL_LINES
};

typedef struct {
    const tl_lines *what;
    const row_info *row;
    int nop, dtype, side_by_side;
    int have[TL_MAXOPS], want[TL_MAXOPS]; /* dtypes */
    int64_t c, along[TL_MAXOPS];          /* elements of a line; their distance */
    char *data[TL_MAXOPS];
    tl_axes axes; /* of the lines */
    int64_t strips, strip, strips_per_chunk, all;
    int status;
} job;

static int whole(const row_info *row, int k) { return row->operands[k] == 'L' || row->operands[k] == 'P'; }
/* The first operand that is a whole line. */
static int leading(const row_info *row) { return whole(row, 0) ? 0 : 1; }
static int wanted_dtype(const row_info *row, int k, int dtype) { return row->operands[k] == 'P' ? TL_I64 : dtype; }

/* Memory for the kernel itself follows its operands. */
static int provide(const row_info *row, int nop, int64_t c, const tl_lines *what, char **at) {
    return !row->scratch || (at[nop] = tl_scratch(nop, row->scratch * c + 48 * what->count + 64));
}

/* ---- gathering ---------------------------------------------------------------------------------------------- */
static int64_t item_of(const job *j, int k) { return tl_dtypes[j->want[k]].itemsize; }
static int gathers(const job *j, int k) {
    return whole(j->row, k) && !(j->along[k] == item_of(j, k) && j->have[k] == j->want[k]);
}

/* n lines between the view and scratch. */
static void move(const job *j, int k, int64_t n, char *view, char *scratch, int store) {
    int64_t item = item_of(j, k), inner = j->axes.step[j->axes.n - 1][k];
    int have = j->have[k], want = j->want[k];
    tl_plan plan = {.nop = 2, .size = n * j->c, .typed = 0, .ptr = {store ? view : scratch, store ? scratch : view}};
    plan.axes = (tl_axes){.n = 2, .size = {n, j->c}};
    plan.axes.step[0][store] = j->c * item, plan.axes.step[1][store] = item;
    plan.axes.step[0][!store] = inner, plan.axes.step[1][!store] = j->along[k];
    tl_axes_order(&plan.axes, 2);
    tl_axes_coalesce(&plan.axes, 2);
    tl_plan_run(&plan, store ? tl_k.cast[want][have] : tl_k.cast[have][want], 1);
}

/* Lines n of one outer position, next to each other along the innermost axis of lines. */
static tl_status run_lines(const job *j, int64_t n, char **at) {
    const tl_kernels *t = &tl_k;
    int64_t step[TL_MAXOPS], most = GATHERED / (j->c * tl_dtypes[j->dtype].itemsize + 1);
    const int64_t *inner = j->axes.step[j->axes.n - 1];
    if (j->side_by_side) {
        t->lanes[j->what->row][j->dtype](n, j->c, at, j->along, j->what);
        return TL_OK;
    }
    int gathered = 0;
    for (int k = 0; k < j->nop; k++) {
        step[k] = inner[k];
        gathered |= gathers(j, k) || (whole(j->row, k) && n > 1 && inner[k] != j->c * item_of(j, k));
    }
    if (!provide(j->row, j->nop, j->c, j->what, at)) return TL_NOMEM;
    if (!gathered) {
        t->rows[j->what->row][j->dtype](n, j->c, at, step, j->what);
        return TL_OK;
    }
    if (most > UNIT) most -= most % UNIT;
    if (most < 1) most = 1;
    for (int64_t i = 0; i < n; i += most) {
        int64_t m = n - i < most ? n - i : most;
        char *ptr[TL_MAXOPS];
        if (j->row->scratch) ptr[j->nop] = at[j->nop];
        for (int k = 0; k < j->nop; k++) {
            ptr[k] = at[k] + i * inner[k];
            if (!whole(j->row, k)) continue;
            char *scratch = tl_scratch(k, most * j->c * item_of(j, k));
            if (!scratch) return TL_NOMEM;
            if (k >= j->row->outputs) move(j, k, m, ptr[k], scratch, 0);
            ptr[k] = scratch;
        }
        t->rows[j->what->row][j->dtype](m, j->c, ptr, step, j->what);
        for (int k = 0; k < j->row->outputs; k++)
            if (whole(j->row, k)) move(j, k, m, at[k] + i * inner[k], ptr[k], 1);
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

/* The axes of lines: those of an operand that is a whole line, without `axis`; operands with one element per line lack
 * it. */
static void arrange(job *j, int axis, const tl_view *const *ops) {
    tl_axes *a = &j->axes;
    const tl_view *lead = ops[leading(j->row)];
    a->n = 0;
    for (int i = 0; i < lead->ndim; i++) {
        if (i == axis || lead->shape[i] == 1) continue;
        a->size[a->n] = lead->shape[i];
        for (int k = 0; k < TL_MAXOPS; k++) {
            int at = k < j->nop && !whole(j->row, k) && i > axis ? i - 1 : i;
            a->step[a->n][k] = k < j->nop && at < ops[k]->ndim ? ops[k]->strides[at] : 0;
        }
        a->n++;
    }
    if (a->n == 0) {
        a->n = a->size[0] = 1;
        for (int k = 0; k < TL_MAXOPS; k++) a->step[0][k] = 0;
        for (int k = 0; k < j->nop; k++)
            if (whole(j->row, k)) a->step[0][k] = j->c * item_of(j, k);
    }
    tl_axes_order(a, TL_MAXOPS);
    tl_axes_coalesce(a, TL_MAXOPS);
}

/* Whole lines that are contiguous and one behind the other in every operand: one call does for all. */
static int dense(const row_info *row, int axis, int dtype, int nop, const tl_view *const *ops, char **at,
                 int64_t *step) {
    int all = 1;
    for (int k = 0; k < nop && all; k++) {
        const tl_view *v = ops[k];
        at[k] = v->data;
        step[k] = v->ndim ? tl_dtypes[v->dtype].itemsize : 0;
        all = tl_is_contiguous(v);
        if (whole(row, k)) all &= axis >= v->ndim - 1 && v->dtype == wanted_dtype(row, k, dtype);
    }
    return all;
}

tl_status tl_lines_run(const tl_lines *what, int dtype, int nop, const tl_view *const *ops) {
    const row_info *row = &rows[what->row];
    tl_rows_fn kernel = tl_k.rows[what->row][dtype];
    const tl_view *lead = ops[leading(row)];
    int64_t c = lead->ndim ? lead->shape[what->axis] : 1, lines = 1;
    job j;
    if (!kernel) return TL_NOLOOP;
    for (int i = 0; i < lead->ndim; i++) lines *= i == what->axis ? 1 : lead->shape[i];
    if (lines == 0) return TL_OK;
    if (lines * c <= CHUNK && dense(row, what->axis, dtype, nop, ops, j.data, j.along)) {
        if (!provide(row, nop, c, what, j.data)) return TL_NOMEM;
        kernel(lines, c, j.data, j.along, what);
        return TL_OK;
    }
    j.what = what;
    j.row = row;
    j.nop = nop;
    j.dtype = dtype;
    j.c = c;
    j.status = TL_OK;
    for (int k = 0; k < nop; k++) j.want[k] = wanted_dtype(row, k, dtype);
    arrange(&j, what->axis, ops);
    int64_t size = j.axes.size[j.axes.n - 1], elements = c > 0 ? c : 1;
    j.side_by_side = tl_k.lanes[what->row][dtype] != NULL && size > 1;
    for (int k = 0; k < nop; k++) {
        int64_t item = item_of(&j, k);
        j.data[k] = ops[k]->data;
        j.have[k] = ops[k]->dtype;
        j.along[k] = whole(row, k) && ops[k]->ndim ? ops[k]->strides[what->axis] : item;
        j.side_by_side &= whole(row, k) && j.have[k] == j.want[k] && j.axes.step[j.axes.n - 1][k] == item;
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
