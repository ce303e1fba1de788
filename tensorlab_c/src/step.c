/* Steps of optimisers: threads share the elements of all parameters as if they lay end to end. And a watch over numbers
 * that are not finite. */
#include "step.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 14 };

static const double ns_of[] = {
#define TL_RULE(name, ns, options, slots, factor, misfit) ns,
#include "optim.def"
#undef TL_RULE
};

static int64_t total(const tl_step *s) {
    const tl_param *last = &s->param[s->count - 1];
    return last->at + last->n;
}

static void run_range(const tl_step *s, int64_t from, int64_t to) {
    int64_t i = 0;
    for (int64_t last = s->count - 1; i < last;) { /* the last parameter that begins at `from` or before */
        int64_t middle = i + (last - i + 1) / 2;
        if (s->param[middle].at <= from) i = middle;
        else last = middle - 1;
    }
    for (; i < s->count && s->param[i].at < to; i++) {
        const tl_param *p = &s->param[i];
        int64_t start = from > p->at ? from - p->at : 0, end = to - p->at < p->n ? to - p->at : p->n;
        if (start < end) tl_k.rule[s->rule][p->dtype](s, p, start, end - start);
    }
}

static void run_chunk(void *context, int64_t chunk) {
    const tl_step *s = context;
    int64_t from = chunk * CHUNK, end = total(s);
    run_range(s, from, end - from < CHUNK ? end : from + CHUNK);
}

/* ---- may threads work side by side? ---------------------------------------------------------------------------- */
typedef struct {
    uintptr_t start, end;
    int written;
} range;

/* By their start; Shell's sort, since there are a dozen as a rule. */
static void sort(range *r, int64_t k) {
    for (int64_t gap = k / 2; gap > 0; gap = gap == 2 ? 1 : gap * 5 / 11)
        for (int64_t i = gap; i < k; i++) {
            range x = r[i];
            int64_t j = i;
            for (; j >= gap && r[j - gap].start > x.start; j -= gap) r[j] = r[j - gap];
            r[j] = x;
        }
}

static int64_t add(range *r, int64_t k, const void *data, int64_t bytes, int written) {
    if (data) r[k] = (range){(uintptr_t)data, (uintptr_t)data + (uintptr_t)bytes, written};
    return k + (data != NULL);
}

/* Whether what is written of one parameter is nothing of another's: tied weights are two parameters in one memory, and
 * so is a gradient that is a parameter. */
static int is_apart(const tl_step *s) {
    int64_t k = 0;
    range *r = malloc(sizeof *r * (size_t)s->count * (2 + TL_MAXSLOTS));
    if (!r) return 0;
    for (const tl_param *p = s->param; p < s->param + s->count; p++) {
        int64_t bytes = p->n * tl_dtypes[p->dtype].itemsize;
        k = add(r, k, p->p, bytes, 1);
        k = add(r, k, p->g, bytes, 0);
        for (int i = 0; i < TL_MAXSLOTS; i++) k = add(r, k, p->slot[i], bytes, 1);
    }
    sort(r, k);
    uintptr_t written = 0, seen = 0;
    int apart = 1;
    for (int64_t i = 0; i < k && apart; i++) {
        apart = r[i].start >= (r[i].written ? seen : written);
        if (r[i].end > seen) seen = r[i].end;
        if (r[i].written && r[i].end > written) written = r[i].end;
    }
    free(r);
    return apart;
}

tl_status tl_run_step(const tl_call *c) {
    const tl_step *s = c->params;
    int64_t n = total(s), chunks = (n + CHUNK - 1) / CHUNK;
    if (chunks > 1 && tl_num_threads() > 1 && is_apart(s))
        tl_parallel(chunks, run_chunk, (void *)s, (double)n * ns_of[s->rule] * 1e-3);
    else run_range(s, 0, n);
    return TL_OK;
}

/* ---- numbers that are not finite --------------------------------------------------------------------------------- */
tl_status tl_run_watch(const tl_call *c) {
    tl_watch *w = (tl_watch *)c->params;
    w->bad = -1;
    for (int64_t i = 0; i < w->count && w->bad < 0; i++) {
        const struct tl_watched *x = &w->x[i];
        if (!tl_k.finite[x->dtype](x->n, x->x, x->from, x->kept)) w->bad = i;
    }
    return TL_OK;
}
