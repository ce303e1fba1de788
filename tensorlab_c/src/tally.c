/* Counting: which bin each number is in, how often integers occur, what weighs on each. */
#include "runs.h"

#include <string.h>

enum { CHUNK = 8192 }; /* numbers a thread takes at a time */

#define T float
#define FN(name) name##_f32
#include "bins.tmpl.h"
#define T double
#define FN(name) name##_f64
#include "bins.tmpl.h"

typedef void bin_fn(const void *x, const void *edge, int64_t n, int64_t first, int64_t count, int64_t *bin);
typedef struct {
    bin_fn *bin;
    const tl_view *x, *edge;
    int64_t n, count, *out;
} job;

static void bin_chunk(void *context, int64_t chunk) {
    const job *j = context;
    int64_t first = chunk * CHUNK, count = j->count - first < CHUNK ? j->count - first : CHUNK;
    j->bin(j->x->data, j->edge->data, j->n, first, count, j->out + first);
}

tl_status tl_run_bin(const tl_call *c) {
    const tl_view *x = c->operand[1], *edge = c->operand[2];
    job j = {edge->dtype == TL_F32 ? bin_f32 : bin_f64,
             x,
             edge,
             tl_count_elements(edge) - 1,
             tl_count_elements(x),
             (int64_t *)c->operand[0]->data};
    tl_parallel((j.count + CHUNK - 1) / CHUNK, bin_chunk, &j, (double)j.count * 4e-3);
    return TL_OK;
}

enum { FEW = 512, TABLES = 4, LONG = 4096, BLOCK = 1 << 30 };

/* Four tables: to count the same number again and again in one would be to wait for memory each time. */
static void count_few(const int64_t *at, int64_t count, int64_t bins, int64_t *out) {
    uint32_t table[TABLES][FEW];
    for (int64_t first = 0; first < count; first += BLOCK) {
        int64_t n = count - first < BLOCK ? count - first : BLOCK, i = 0;
        const int64_t *k = at + first;
        memset(table, 0, sizeof table);
        for (; i < n; i++)
            if ((uint64_t)k[i] < (uint64_t)bins) table[i % TABLES][k[i]]++;
        for (int t = 0; t < TABLES; t++)
            for (int64_t b = 0; b < bins; b++) out[b] += table[t][b];
    }
}

tl_status tl_run_tally(const tl_call *c) {
    const tl_view *out = c->operand[0], *index = c->operand[1];
    const int64_t *at = (const int64_t *)index->data;
    int64_t bins = tl_count_elements(out), count = tl_count_elements(index);
    if (c->nop > 2) {
        const double *weight = (const double *)c->operand[2]->data;
        double *sum = (double *)out->data;
        for (int64_t i = 0; i < count; i++)
            if ((uint64_t)at[i] < (uint64_t)bins) sum[at[i]] += weight[i];
    } else if (bins <= FEW && count >= LONG) {
        count_few(at, count, bins, (int64_t *)out->data);
    } else {
        int64_t *times = (int64_t *)out->data;
        for (int64_t i = 0; i < count; i++)
            if ((uint64_t)at[i] < (uint64_t)bins) times[at[i]]++;
    }
    return TL_OK;
}
