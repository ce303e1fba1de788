/* Records of calls for tests of what runs.h declares. */
#ifndef TEST_RUNS_H
#define TEST_RUNS_H

#include "harness.h"
#include "../../tensorlab_c/src/runs.h"

/* A vector without gaps, or with `step` bytes between its elements. */
typedef struct {
    tl_view v;
    int64_t shape[1], strides[1];
} vector;

HELPER vector *vector_of(void *data, int64_t n, int dtype, int64_t step) {
    vector *x = must_alloc(sizeof *x);
    x->shape[0] = n, x->strides[0] = step ? step : element_size(dtype);
    x->v = (tl_view){data, x->shape, x->strides, 1, dtype};
    return x;
}

/* Makes a call through the table, as modules do; frees the vectors. */
HELPER tl_status call_vectors(tl_run *run, void *params, size_t size, vector *out, vector *a, vector *b) {
    tl_call c;
    tl_call_make(&c, run, "test", params, (int64_t)size, &out->v, a ? &a->v : NULL, b ? &b->v : NULL, NULL);
    CHECK_EQ(c.nop, 1 + !!a + !!b);
    tl_status status = c.run(&c);
    free(out);
    free(a);
    free(b);
    return status;
}

#endif
