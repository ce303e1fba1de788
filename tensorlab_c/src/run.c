/* Walks plans: an odometer over the outer axes, one kernel call along the innermost, split over threads when it pays. */
#include "tl.h"

#include <string.h>

enum { CHUNK = 16384 }; /* elements a thread takes at a time */

typedef struct {
    const tl_plan *plan;
    tl_loop loop;
    int64_t rows, pieces, piece, per_chunk; /* outer iterations; pieces of a row and their length; pieces a chunk */
} walk;

/* Runs pieces [begin, end), counted row by row. */
static void walk_pieces(const walk *w, int64_t begin, int64_t end) {
    const tl_plan *p = w->plan;
    int inner = p->ndim - 1;
    int64_t index[TL_MAXDIM], row = begin / w->pieces, part = begin % w->pieces;
    char *ptr[TL_MAXOPS];
    for (int k = 0; k < p->nop; k++) ptr[k] = p->ptr[k];
    for (int i = inner - 1; i >= 0; i--) {
        index[i] = row % p->shape[i];
        row /= p->shape[i];
        for (int k = 0; k < p->nop; k++) ptr[k] += index[i] * p->step[i][k];
    }
    for (int64_t at = begin; at < end; at++) {
        int64_t from = part * w->piece, n = p->shape[inner] - from;
        if (n > w->piece) n = w->piece;
        char *q[TL_MAXOPS];
        for (int k = 0; k < p->nop; k++) q[k] = ptr[k] + from * p->step[inner][k];
        w->loop(n, q, p->step[inner]);
        if (++part < w->pieces) continue;
        part = 0;
        for (int i = inner - 1; i >= 0; i--) {
            for (int k = 0; k < p->nop; k++) ptr[k] += p->step[i][k];
            if (++index[i] < p->shape[i]) break;
            for (int k = 0; k < p->nop; k++) ptr[k] -= p->step[i][k] * p->shape[i];
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
    char *ptr[TL_MAXOPS];
    for (int k = 0; k < p->nop; k++) ptr[k] = p->ptr[k];
    for (int64_t i = 0; i < p->shape[0]; i++) {
        loop(p->shape[1], ptr, p->step[1]);
        for (int k = 0; k < p->nop; k++) ptr[k] += p->step[0][k];
    }
}

/* cost: ns per element */
static void run_plan(const tl_plan *p, tl_loop loop, double cost) {
    if (p->size == 0) return;
    if (p->ndim <= 2 && p->size <= CHUNK) {
        if (p->ndim == 1) loop(p->size, p->ptr, p->step[0]);
        else walk_rows(p, loop);
        return;
    }
    int64_t length = p->shape[p->ndim - 1];
    walk w = {.plan = p, .loop = loop, .rows = p->size / length, .pieces = 1, .piece = length};
    if (p->size <= CHUNK) {
        walk_pieces(&w, 0, w.rows);
        return;
    }
    if (length > CHUNK) {
        w.pieces = (length + CHUNK - 1) / CHUNK;
        w.piece = CHUNK;
    }
    w.per_chunk = length >= CHUNK ? 1 : CHUNK / length;
    int64_t chunks = (w.rows * w.pieces + w.per_chunk - 1) / w.per_chunk;
    tl_parallel(chunks, walk_chunk, &w, (double)p->size * cost * 1e-3);
}

void tl_plan_run(const tl_plan *p, tl_loop loop, int cost) { run_plan(p, loop, cost); }

/* About ns per element on one thread: most ops of integers wait for memory alone. Small plans do not ask. */
static double cost_of(int op, int dtype, int64_t size) {
    if (size <= CHUNK) return 1;
    const char *domain = tl_ops[op].domain;
    int divides = op == TL_OP_floor_divide || op == TL_OP_remainder || op == TL_OP_power;
    if (tl_dtypes[dtype].kind != 'f') return (divides ? 0.05 : 0.03) * tl_dtypes[dtype].itemsize;
    return !strcmp(domain, "FLT") || divides ? 2 : 1;
}

tl_status tl_elementwise(int op, int nop, const tl_view *const *ops) {
    int dtype = ops[nop - 1]->dtype;
    tl_loop loop = tl_k.loop[op][dtype];
    if (!loop) return TL_NOLOOP;
    tl_plan p;
    tl_plan_make(&p, nop, ops);
    run_plan(&p, loop, cost_of(op, dtype, p.size));
    return TL_OK;
}

tl_status tl_copy(const tl_view *out, const tl_view *in) {
    const tl_view *ops[2] = {out, in};
    tl_plan p;
    tl_plan_make(&p, 2, ops);
    tl_plan_run(&p, tl_k.cast[in->dtype][out->dtype], 1);
    return TL_OK;
}

tl_status tl_fill(const tl_view *out, const void *value) {
    tl_view scalar = {.data = (char *)value, .ndim = 0, .dtype = out->dtype};
    return tl_copy(out, &scalar);
}

tl_status tl_where(const tl_view *out, const tl_view *cond, const tl_view *a, const tl_view *b) {
    const tl_view *ops[4] = {out, cond, a, b};
    tl_plan p;
    tl_plan_make(&p, 4, ops);
    tl_plan_run(&p, tl_k.where[out->dtype], 1);
    return TL_OK;
}
