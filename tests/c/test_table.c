/* The table of kernels: no cell is missing where an op has a loop, whoever's loop it is; and clip. */
#include <math.h>

#include "harness.h"

static void test_cells(const tl_kernels *k) {
    for (int op = 0; op < TL_NOPS; op++)
        for (int d = 0; d < TL_NDTYPES; d++) {
            int c, r;
            const char *family = tl_ops[op].family;
            if (!strcmp(family, "special") || tl_resolve(op, d, &c, &r) != TL_OK) continue;
            const char *name = tl_ops[op].name, *dtype = tl_dtypes[c].name;
            if (!strcmp(family, "reduce")) CHECK_MSG(k->fold[op][c] != NULL, "%s %s %s", k->isa, name, dtype);
            else CHECK_MSG(k->loop[op][c] != NULL, "%s %s %s", k->isa, name, dtype);
            if (!strcmp(family, "unary")) CHECK_MSG(k->flat[op][c] != NULL, "%s %s %s", k->isa, name, dtype);
        }
    for (int d = 0; d < TL_NDTYPES; d++) {
        CHECK(k->where[d] && (tl_is_stored(d) || (k->gemm[d] && k->correlate[d] && (d == TL_BOOL || k->clip[d]))));
        for (int to = 0; to < TL_NDTYPES; to++) CHECK(k->cast[d][to] != NULL);
    }
}

/* Where bits are all that matters, the loops are the same ones; where the sign shows, they are not. */
static void test_shared(const tl_kernels *k) {
    CHECK(k->loop[TL_OP_add][TL_U16] == k->loop[TL_OP_add][TL_I16]);
    CHECK(k->loop[TL_OP_less][TL_U16] != k->loop[TL_OP_less][TL_I16]);
    CHECK(k->loop[TL_OP_less][TL_BOOL] == k->loop[TL_OP_less][TL_U8]);
    CHECK(k->loop[TL_OP_add][TL_BOOL] != k->loop[TL_OP_add][TL_U8]);
    CHECK(k->loop[TL_OP_fmax][TL_I32] == k->loop[TL_OP_maximum][TL_I32]);
    CHECK(k->loop[TL_OP_fmax][TL_F32] != k->loop[TL_OP_maximum][TL_F32]);
    CHECK(k->cast[TL_U8][TL_I64] != k->cast[TL_I8][TL_I64]);
    CHECK(k->cast[TL_F64][TL_U64] != k->cast[TL_F64][TL_I64]);
}

enum { MOST = 130 };

static void fill_some(int dtype, char *x) {
    for (int i = 0; i < MOST; i++) {
        if (dtype == TL_F32) ((float *)x)[i] = rng_next() % 7 ? (float)((double)(rng_next() % 200) / 10 - 10) : NAN;
        else if (dtype == TL_F64) ((double *)x)[i] = rng_next() % 7 ? (double)(rng_next() % 200) / 10 - 10 : NAN;
        else {
            uint64_t u = rng_next();
            memcpy(x + i * tl_dtypes[dtype].itemsize, &u, (size_t)tl_dtypes[dtype].itemsize);
        }
    }
}

static void test_clip(const tl_kernels *k) {
    static char x[MOST * 8], got[MOST * 8], want[MOST * 8], bounds[MOST * 8];
    EACH_COMPUTED(d)
    for (int round = 0; k->clip[d] && round < 60; round++) {
        int64_t size = tl_dtypes[d].itemsize, n = (int64_t)(rng_next() % MOST) + 1;
        fill_some(d, x);
        fill_some(d, bounds);
        if (tl_dtypes[d].kind == 'f' && round % 2) memset(x + size, 0, (size_t)size), memset(bounds, 0, (size_t)size);
        const int64_t steps[3] = {size, size, 0};
        k->loop[TL_OP_maximum][d](n, (char *[]){want, x, bounds}, steps);
        k->loop[TL_OP_minimum][d](n, (char *[]){want, want, bounds + size}, steps);
        k->clip[d](n, got, x, bounds, bounds + size);
        for (int64_t i = 0; i < n; i++) {
            int same = !memcmp(got + i * size, want + i * size, (size_t)size);
            if (d == TL_F32) same |= isnan(((float *)got)[i]) && isnan(((float *)want)[i]);
            if (d == TL_F64) same |= isnan(((double *)got)[i]) && isnan(((double *)want)[i]);
            CHECK_MSG(same, "%s clip %s at %d of %d", k->isa, tl_dtypes[d].name, (int)i, (int)n);
        }
    }
}

int main(void) {
    rng_seed(5);
    for_each_isa(test_cells);
    for_each_isa(test_shared);
    for_each_isa(test_clip);
    return test_report("table");
}
