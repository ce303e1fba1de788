/* From strided operands to the fewest loops: broadcast, drop axes of size 1, order by stride, coalesce. */
#include "tl.h"

static int64_t distance(int64_t x) { return x < 0 ? -x : x; }

/* Does axis `a` run slower than axis `b`? The output decides; inputs break its ties. */
static inline int slower(const int64_t *a, const int64_t *b, int nop) {
    for (int k = 0; k < nop; k++) {
        int64_t x = distance(a[k]), y = distance(b[k]);
        if (x != y && x != 0 && y != 0) return x > y;
    }
    return 0;
}

static inline void swap_axes(tl_plan *p, const int nop, int i, int j) {
    int64_t t = p->shape[i];
    p->shape[i] = p->shape[j];
    p->shape[j] = t;
    for (int k = 0; k < nop; k++) {
        t = p->step[i][k];
        p->step[i][k] = p->step[j][k];
        p->step[j][k] = t;
    }
}

static inline void order_axes(tl_plan *p, const int nop) {
    for (int i = 1; i < p->ndim; i++)
        for (int j = i; j > 0 && slower(p->step[j], p->step[j - 1], nop); j--) swap_axes(p, nop, j, j - 1);
}

static inline void coalesce(tl_plan *p, const int nop) {
    int last = 0; /* innermost axis last; merge outwards into it */
    for (int i = 1; i < p->ndim; i++) {
        int mergeable = 1;
        for (int k = 0; k < nop; k++) mergeable &= p->step[last][k] == p->shape[i] * p->step[i][k];
        if (mergeable) {
            p->shape[last] *= p->shape[i];
        } else {
            last++;
            p->shape[last] = p->shape[i];
        }
        for (int k = 0; k < nop; k++) p->step[last][k] = p->step[i][k];
    }
    p->ndim = last + 1;
}

/* always_inline: the loops over operands unroll for the constant nop of each caller below */
static inline __attribute__((always_inline)) void make(tl_plan *p, const int nop, const tl_view *const *ops) {
    const tl_view *out = ops[0];
    p->nop = nop;
    p->ndim = 0;
    p->size = 1;
    for (int k = 0; k < nop; k++) p->ptr[k] = ops[k]->data;
    for (int i = 0; i < out->ndim; i++) {
        int64_t n = out->shape[i];
        p->size *= n;
        if (n == 1) continue;
        p->shape[p->ndim] = n;
        for (int k = 0; k < nop; k++) {
            int axis = i - (out->ndim - ops[k]->ndim);
            p->step[p->ndim][k] = axis < 0 || ops[k]->shape[axis] == 1 ? 0 : ops[k]->strides[axis];
        }
        p->ndim++;
    }
    if (p->ndim == 0) {
        p->shape[0] = 1;
        for (int k = 0; k < nop; k++) p->step[0][k] = 0;
        p->ndim = 1;
        return;
    }
    if (p->ndim > 1) {
        order_axes(p, nop);
        coalesce(p, nop);
    }
}

void tl_plan_make(tl_plan *p, int nop, const tl_view *const *ops) {
    if (nop == 2) make(p, 2, ops);
    else if (nop == 3) make(p, 3, ops);
    else make(p, nop, ops);
}
