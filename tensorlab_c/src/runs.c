/* The table of calls, and those that are one kernel. */
#include "runs.h"

const tl_run_table tl_runs = {
#define TL_RUN(name) tl_run_##name,
#include "runs.def"
#undef TL_RUN
};

tl_status tl_run_gemm(const tl_call *c) {
    tl_gemm_fn gemm = tl_k.gemm[c->dtype];
    return gemm ? gemm(c->params) : TL_NOLOOP;
}

tl_status tl_run_correlate(const tl_call *c) {
    const tl_view *const *v = c->operand;
    tl_correlate_fn correlate = tl_k.correlate[c->dtype];
    return correlate ? correlate(c->params, v[1]->data, v[2]->data, v[0]->data) : TL_NOLOOP;
}

tl_status tl_run_pool(const tl_call *c) {
    const tl_pool2d *p = c->params;
    char *out = c->operand[0]->data, *second = c->operand[1]->data, *third = c->nop > 2 ? c->operand[2]->data : NULL;
    if (!tl_k.max_pool[c->dtype]) return TL_NOLOOP;
    if (c->op == TL_OP_max_pool2d) tl_k.max_pool[c->dtype](p, third, out, (int64_t *)second);
    else if (c->op == TL_OP_max_unpool2d) tl_k.max_pool_grad[c->dtype](p, third, (const int64_t *)second, out);
    else if (c->op == TL_OP_avg_pool2d) tl_k.avg_pool[c->dtype](p, second, out);
    else tl_k.avg_pool_grad[c->dtype](p, second, out);
    return TL_OK;
}

/* In place of a call whose operands are not for it. */
tl_status tl_run_refuse(const tl_call *c) {
    (void)c;
    return TL_NOLOOP;
}

tl_status tl_run_clip(const tl_call *c) {
    const tl_view *const *v = c->operand;
    tl_loop clip = tl_k.clip[v[0]->dtype];
    tl_plan p;
    if (!clip) return TL_NOLOOP;
    tl_plan_make(&p, 4, v);
    tl_plan_run(&p, clip, 1);
    return TL_OK;
}
