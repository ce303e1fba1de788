/* Filling fresh memory: with one value, with numbers that are counted. */
#include "runs.h"

#include <string.h>

enum { BLOCK = 16384 }; /* bytes of a repeated value that are copied at once: they stay in the cache */

/* Are all bytes of an element the same? What is behind it, does not count. */
static int is_uniform(const char *value, int64_t size) {
    return size == 1 || !memcmp(value, value + 1, (size_t)size - 1);
}

/* Doubles what is there up to a block, then copies that. */
void tl_fill(char *out, int64_t total, const char *value, int64_t size) {
    if (is_uniform(value, size)) {
        memset(out, value[0], (size_t)total);
        return;
    }
    memcpy(out, value, (size_t)size);
    for (int64_t done = size; done < total;) {
        int64_t n = done < BLOCK ? done : BLOCK;
        if (n > total - done) n = total - done;
        memcpy(out + done, out, (size_t)n);
        done += n;
    }
}

tl_status tl_run_fill(const tl_call *c) {
    const tl_view *out = c->operand[0];
    int64_t size = tl_dtypes[out->dtype].itemsize, total = tl_count_elements(out) * size;
    if (total > 0) tl_fill(out->data, total, ((const tl_value *)c->params)->bytes, size);
    return TL_OK;
}

/* ---- counting ----------------------------------------------------------------------------------------------------- */
#define T float
#define FN(name) name##_f32
#include "fill.tmpl.h"
#undef T
#undef FN
#define T double
#define FN(name) name##_f64
#include "fill.tmpl.h"
#undef T
#undef FN

static void count_words(uint64_t *p, int64_t n, uint64_t first, uint64_t delta) {
    int64_t i = 0;
    for (; i + 4 <= n; i += 4, first += 4 * delta) { /* sums that do not wait for each other */
        p[i] = first;
        p[i + 1] = first + delta;
        p[i + 2] = first + 2 * delta;
        p[i + 3] = first + 3 * delta;
    }
    for (; i < n; i++, first += delta) p[i] = first;
}

tl_status tl_run_count(const tl_call *c) {
    const tl_view *out = c->operand[0];
    const tl_counting *h = c->params;
    int64_t n = tl_count_elements(out);
    switch (out->dtype) {
    case TL_I64:
    case TL_U64: count_words((uint64_t *)out->data, n, h->first, h->delta); return TL_OK;
    case TL_F32: count_f32((float *)out->data, n, (float)h->x, (float)h->y); return TL_OK;
    case TL_F64: count_f64((double *)out->data, n, h->x, h->y); return TL_OK;
    }
    return TL_NOLOOP;
}

tl_status tl_run_space(const tl_call *c) {
    const tl_spacing *h = c->params;
    double *p = (double *)c->operand[0]->data, delta = h->stop - h->start;
    double steps = (double)h->steps, step = h->steps > 0 ? delta / steps : 1;
    int64_t n = tl_count_elements(c->operand[0]);
    if (h->steps <= 0)
        for (int64_t i = 0; i < n; i++) p[i] = (double)i * delta + h->start;
    else if (step == 0) /* of neighbouring subnormals the step is too small for a float */
        for (int64_t i = 0; i < n; i++) p[i] = (double)i / steps * delta + h->start;
    else
        for (int64_t i = 0; i < n; i++) p[i] = (double)i * step + h->start;
    if (h->closed && n > 1) p[n - 1] = h->stop;
    return TL_OK;
}

tl_status tl_run_count_fractions(const tl_call *c) {
    const tl_fractions *h = c->params;
    uint64_t *p = (uint64_t *)c->operand[0]->data, at = h->first, carried = 0;
    int64_t n = tl_count_elements(c->operand[0]);
    for (int64_t i = 0; i < n; i++) {
        p[i] = at;
        at += h->whole;
        carried += h->rest;
        if (carried >= h->steps) carried -= h->steps, at++;
    }
    return TL_OK;
}
