/* From strided operands to a plan: broadcast, axes arranged, and where an operand has another dtype than the kernel, the
 * conversion that the walk makes. */
#include "axes.h"

/* always_inline: the loops over operands unroll for the constant nop of each caller below */
TL_ALWAYS void make(tl_plan *p, const int nop, const tl_view *const *ops) {
    const tl_view *out = ops[0];
    tl_axes *a = &p->axes;
    p->nop = nop;
    p->typed = 0;
    p->size = 1;
    a->n = 0;
    for (int k = 0; k < nop; k++) p->ptr[k] = ops[k]->data;
    for (int i = 0; i < out->ndim; i++) {
        int64_t n = out->shape[i];
        p->size *= n;
        if (n == 1) continue;
        a->size[a->n] = n;
        for (int k = 0; k < nop; k++) {
            int axis = i - (out->ndim - ops[k]->ndim);
            a->step[a->n][k] = axis < 0 || ops[k]->shape[axis] == 1 ? 0 : ops[k]->strides[axis];
        }
        a->n++;
    }
    if (a->n == 0) {
        a->size[0] = 1;
        for (int k = 0; k < nop; k++) a->step[0][k] = 0;
        a->n = 1;
    } else if (a->n > 1) {
        tl_axes_order(a, nop);
        tl_axes_coalesce(a, nop);
    }
}

void tl_plan_make(tl_plan *p, int nop, const tl_view *const *ops) {
    if (nop == 2) make(p, 2, ops);
    else if (nop == 3) make(p, 3, ops);
    else make(p, nop, ops);
}

void tl_plan_convert(tl_plan *p, const tl_view *const *ops, const int *want) {
    for (int k = 0; k < p->nop; k++) p->typed |= ops[k]->dtype != want[k];
    for (int k = 0; k < p->nop && p->typed; k++) {
        int have = ops[k]->dtype;
        p->item[k] = tl_dtypes[want[k]].itemsize;
        p->cast[k] = have == want[k] ? NULL : k ? tl_k.cast[have][want[k]] : tl_k.cast[want[k]][have];
    }
}
