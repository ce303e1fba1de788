/* Random numbers by NumPy's C functions. */
#include "runs.h"

#include <math.h>

tl_status tl_run_draw(const tl_call *c) {
    const tl_drawing *h = c->params;
    double *p = (double *)c->operand[0]->data + h->first;
    if (h->fill) h->fill(h->bits, (ptrdiff_t)h->count, p);
    else
        for (int64_t i = 0; i < h->count; i++) p[i] = h->one(h->bits, h->a, h->b);
    return TL_OK;
}

tl_status tl_run_draw_integers(const tl_call *c) {
    const tl_bounding *h = c->params;
    const tl_view *out = c->operand[0];
    h->bounded(h->bits, h->low, h->span, (ptrdiff_t)tl_count_elements(out), false, (uint64_t *)out->data);
    return TL_OK;
}

/* The float next to a double below `high`: not `high` itself, where rounding would lead to it. */
static inline float narrow(double x, double high) {
    float y = (float)x;
    return (double)y >= high && x < high ? nextafterf(y, -INFINITY) : y;
}

tl_status tl_run_narrow(const tl_call *c) {
    float *out = (float *)c->operand[0]->data;
    const double *in = (const double *)c->operand[1]->data, high = ((const tl_narrowing *)c->params)->high;
    int64_t n = tl_count_elements(c->operand[0]);
    for (int64_t i = 0; i < n; i++) out[i] = narrow(in[i], high);
    return TL_OK;
}
