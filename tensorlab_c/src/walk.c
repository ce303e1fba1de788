/* Walks plans: an odometer over the outer axes, one kernel call along the innermost, split over threads when it pays.
 * Operands of another dtype than the kernel's are converted on the way, in blocks that stay in the nearest cache. */
#include "axes.h"
#include "runs.h"

#include <string.h>

enum {
    CHUNK = 16384, /* elements a thread takes at a time */
    FEW = 4096,    /* and where each costs more than a copy */
    ROOM = 4096    /* bytes of a block */
};

typedef struct {
    const tl_plan *plan;
    tl_loop loop;
    int64_t rows, pieces, piece, per_chunk; /* outer iterations; pieces of a row and their length; pieces a chunk */
} walk;

/* ---- conversion --------------------------------------------------------------------------------------------- */
static void convert(tl_loop cast, int64_t n, char *out, int64_t out_step, char *in, int64_t in_step) {
    char *const ptr[2] = {out, in};
    const int64_t step[2] = {out_step, in_step};
    cast(n, ptr, step);
}

/* A row of a plan whose operands are not all what the kernel wants. The last operand of a masked plan says which results
 * are kept: these are computed aside, then chosen or not. */
static __attribute__((noinline)) void typed_row(const tl_plan *p, tl_loop loop, int64_t n, char *const *ptr,
                                                const int64_t *step) {
    _Alignas(TL_ALIGN) char room[TL_MAXOPS + 1][ROOM];
    char *at[TL_MAXOPS], *from[TL_MAXOPS];
    int64_t move[TL_MAXOPS], largest = 1;
    int masked = p->masked != NULL, mask = p->nop - 1;
    for (int k = 0; k < p->nop; k++) {
        from[k] = at[k] = ptr[k];
        move[k] = step[k];
        if (p->item[k] > largest) largest = p->item[k];
        if (!p->cast[k] && !(masked && k == 0)) continue;
        at[k] = room[k];
        move[k] = step[k] || k == 0 ? p->item[k] : 0;
        if (!move[k]) convert(p->cast[k], 1, room[k], 0, from[k], 0);
    }
    if (masked && p->masked_item > largest) largest = p->masked_item;
    int64_t block = ROOM / largest;
    for (int64_t i = 0; i < n; i += block) {
        int64_t m = n - i < block ? n - i : block;
        for (int k = 1; k < p->nop; k++) {
            if (at[k] != room[k]) at[k] = from[k];
            else if (move[k]) convert(p->cast[k], m, room[k], p->item[k], from[k], step[k]);
        }
        if (at[0] != room[0]) at[0] = from[0];
        loop(m, at, move);
        if (masked) {
            char *const chosen[4] = {from[0], at[mask], p->cast[0] ? room[TL_MAXOPS] : room[0], from[0]};
            const int64_t steps[4] = {step[0], move[mask], p->masked_item, step[0]};
            if (p->cast[0]) convert(p->cast[0], m, room[TL_MAXOPS], p->masked_item, room[0], p->item[0]);
            p->masked(m, chosen, steps);
        } else if (p->cast[0]) {
            convert(p->cast[0], m, from[0], step[0], room[0], p->item[0]);
        }
        for (int k = 0; k < p->nop; k++) from[k] += m * step[k];
    }
}

static inline void run_row(const tl_plan *p, tl_loop loop, int64_t n, char *const *ptr, const int64_t *step) {
    if (p->typed) typed_row(p, loop, n, ptr, step);
    else loop(n, ptr, step);
}

/* ---- walking ------------------------------------------------------------------------------------------------ */
/* Runs pieces [begin, end), counted row by row. */
static void walk_pieces(const walk *w, int64_t begin, int64_t end) {
    const tl_plan *p = w->plan;
    const tl_axes *a = &p->axes;
    int inner = a->n - 1;
    int64_t index[TL_MAXDIM], row = begin / w->pieces, part = begin % w->pieces;
    char *ptr[TL_MAXOPS];
    for (int k = 0; k < p->nop; k++) ptr[k] = p->ptr[k];
    for (int i = inner - 1; i >= 0; i--) {
        index[i] = row % a->size[i];
        row /= a->size[i];
        for (int k = 0; k < p->nop; k++) ptr[k] += index[i] * a->step[i][k];
    }
    for (int64_t at = begin; at < end; at++) {
        int64_t from = part * w->piece, n = a->size[inner] - from;
        if (n > w->piece) n = w->piece;
        char *q[TL_MAXOPS];
        for (int k = 0; k < p->nop; k++) q[k] = ptr[k] + from * a->step[inner][k];
        run_row(p, w->loop, n, q, a->step[inner]);
        if (++part < w->pieces) continue;
        part = 0;
        for (int i = inner - 1; i >= 0; i--) {
            for (int k = 0; k < p->nop; k++) ptr[k] += a->step[i][k];
            if (++index[i] < a->size[i]) break;
            for (int k = 0; k < p->nop; k++) ptr[k] -= a->step[i][k] * a->size[i];
            index[i] = 0;
        }
    }
}

static void walk_chunk(void *context, int64_t chunk) {
    const walk *w = context;
    int64_t begin = chunk * w->per_chunk, end = begin + w->per_chunk, all = w->rows * w->pieces;
    walk_pieces(w, begin, end < all ? end : all);
}

/* The rows of a small plan of two axes. */
static void walk_rows(const tl_plan *p, tl_loop loop) {
    const tl_axes *a = &p->axes;
    char *ptr[TL_MAXOPS];
    for (int k = 0; k < p->nop; k++) ptr[k] = p->ptr[k];
    for (int64_t i = 0; i < a->size[0]; i++) {
        run_row(p, loop, a->size[1], ptr, a->step[1]);
        for (int k = 0; k < p->nop; k++) ptr[k] += a->step[0][k];
    }
}

void tl_plan_run(const tl_plan *p, tl_loop loop, double cost) {
    const tl_axes *a = &p->axes;
    int64_t most = cost > 1 ? FEW : CHUNK;
    if (p->size == 0) return;
    if (a->n <= 2 && p->size <= most) {
        if (a->n == 1) run_row(p, loop, p->size, p->ptr, a->step[0]);
        else walk_rows(p, loop);
        return;
    }
    int64_t length = a->size[a->n - 1];
    walk w = {.plan = p, .loop = loop, .rows = p->size / length, .pieces = 1, .piece = length};
    if (p->size <= most) {
        walk_pieces(&w, 0, w.rows);
        return;
    }
    if (length > most) {
        w.pieces = (length + most - 1) / most;
        w.piece = most;
    }
    w.per_chunk = length >= most ? 1 : most / length;
    int64_t chunks = (w.rows * w.pieces + w.per_chunk - 1) / w.per_chunk;
    tl_parallel(chunks, walk_chunk, &w, (double)p->size * cost * 1e-3);
}

/* ---- entries ------------------------------------------------------------------------------------------------ */
static int divides(int op) { return op == TL_OP_floor_divide || op == TL_OP_remainder || op == TL_OP_power; }

/* About ns per element on one thread: most ops of integers wait for memory alone. Small plans do not ask. */
static double cost_of(int op, int dtype, int64_t size) {
    if (size <= FEW) return 1;
    if (op == TL_OP_gcd || op == TL_OP_lcm) return 10;
    if (!tl_is_inexact(dtype)) return (divides(op) ? 0.05 : 0.03) * tl_dtypes[dtype].itemsize;
    return tl_ops[op].elementary || divides(op) ? (tl_is_complex(dtype) ? 30 : 2) : 1;
}

double tl_op_work(int op, int dtype) {
    return tl_is_inexact(dtype) && (tl_ops[op].elementary || divides(op)) ? (tl_is_complex(dtype) ? 240 : 16) : 1;
}

/* What is only stored is computed in another dtype, but where all operands are that and the op has a loop for it. */
static int stored_loop(int op, int dtype, int nop, const tl_view *const *ops) {
    int stored = ops[0]->dtype;
    if (stored == dtype || !tl_is_stored(stored) || !tl_k.loop[op][stored]) return dtype;
    for (int k = 1; k < nop; k++)
        if (ops[k]->dtype != stored) return dtype;
    return stored;
}

tl_status tl_elementwise(int op, int dtype, int nop, const tl_view *const *ops) {
    dtype = stored_loop(op, dtype, nop, ops);
    tl_loop loop = tl_k.loop[op][dtype];
    if (!loop) return TL_NOLOOP;
    const tl_op_info *o = &tl_ops[op];
    int inputs = o->inputs, result = o->truth ? TL_BOOL : o->byte ? TL_U8 : o->real ? tl_part_of(dtype) : dtype;
    int want[TL_MAXOPS] = {result, dtype, dtype, dtype};
    tl_plan p;
    tl_plan_make(&p, nop, ops);
    p.masked = NULL;
    if (nop > 1 + inputs) {
        p.masked = tl_k.where[ops[0]->dtype];
        p.masked_item = tl_dtypes[ops[0]->dtype].itemsize;
        p.typed = 1;
        want[nop - 1] = TL_BOOL;
    }
    tl_plan_convert(&p, ops, want);
    tl_plan_run(&p, loop, cost_of(op, dtype, p.size) * (1 + p.typed));
    return TL_OK;
}

static void fill_row(int64_t n, char *const *p, const int64_t *s) { tl_fill(p[0], n * s[0], p[1], s[0]); }

tl_status tl_copy(const tl_view *out, const tl_view *in) {
    enum { LONG = 64 };
    const tl_view *ops[2] = {out, in};
    tl_plan p;
    tl_plan_make(&p, 2, ops);
    const int64_t *step = p.axes.step[p.axes.n - 1];
    int filled = out->dtype == in->dtype && step[0] == tl_dtypes[out->dtype].itemsize && step[1] == 0;
    filled = filled && p.axes.size[p.axes.n - 1] >= LONG;
    tl_plan_run(&p, filled ? fill_row : tl_k.cast[in->dtype][out->dtype], 1);
    return TL_OK;
}

tl_status tl_where(const tl_view *out, const tl_view *cond, const tl_view *a, const tl_view *b) {
    const tl_view *ops[4] = {out, cond, a, b};
    const int want[4] = {out->dtype, TL_BOOL, out->dtype, out->dtype};
    tl_plan p;
    tl_plan_make(&p, 4, ops);
    p.masked = NULL;
    tl_plan_convert(&p, ops, want);
    tl_plan_run(&p, tl_k.where[out->dtype], 1 + p.typed);
    return TL_OK;
}

const tl_activation_info tl_activations[TL_NACTIVATIONS] = {
#define TL_ACTIVATION(name, numbers, form, cost) {#name, numbers, cost},
#include "activations.def"
#undef TL_ACTIVATION
};

/* The numbers are one operand more, of one element and in the kernel's dtype. */
tl_status tl_run_activation(const tl_call *c) {
    const tl_activation *a = c->params;
    const int want[TL_MAXOPS] = {c->dtype, c->dtype, c->dtype};
    tl_loop loop = (c->nop > 2 ? tl_k.activation_grad : tl_k.activation)[a->row][c->dtype];
    float narrow[TL_MAXNUMBERS];
    double wide[TL_MAXNUMBERS];
    tl_plan p;
    if (!loop) return TL_NOLOOP;
    for (int i = 0; i < tl_activations[a->row].numbers; i++) narrow[i] = (float)(wide[i] = a->numbers[i]);
    tl_plan_make(&p, c->nop, c->operand);
    p.masked = NULL;
    tl_plan_convert(&p, c->operand, want);
    int k = p.nop++;
    p.ptr[k] = c->dtype == TL_F32 ? (char *)narrow : (char *)wide;
    p.cast[k] = NULL;
    p.item[k] = tl_dtypes[c->dtype].itemsize;
    for (int i = 0; i < p.axes.n; i++) p.axes.step[i][k] = 0;
    tl_plan_run(&p, loop, tl_activations[a->row].cost * (1 + p.typed));
    return TL_OK;
}

tl_status tl_run_elementwise(const tl_call *c) { return tl_elementwise(c->op, c->dtype, c->nop, c->operand); }
tl_status tl_run_copy(const tl_call *c) { return tl_copy(c->operand[0], c->operand[1]); }
tl_status tl_run_where(const tl_call *c) {
    return tl_where(c->operand[0], c->operand[1], c->operand[2], c->operand[3]);
}
