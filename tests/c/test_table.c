/* The table of kernels: no cell is missing where an op has a loop, whoever's loop it is; and clip. */
#include <complex.h>
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
        int plain = tl_is_stored(d) || tl_is_complex(d);
        CHECK(k->where[d] && (plain || (k->gemm[d] && k->correlate[d] && (d == TL_BOOL || k->clip[d]))));
        for (int to = 0; to < TL_NDTYPES; to++) {
            int lost = tl_is_complex(d) && !tl_is_complex(to) && to != TL_BOOL; /* the imaginary part */
            CHECK(lost == (k->cast[d][to] == NULL));
        }
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
        const int64_t apart[4] = {size, size, 0, 0}, back[4] = {-size, -size, 0, 0}, last = (n - 1) * size;
        if (round % 3) k->clip[d](n, (char *[]){got, x, bounds, bounds + size}, apart);
        else k->clip[d](n, (char *[]){got + last, x + last, bounds, bounds + size}, back);
        for (int64_t i = 0; i < n; i++) {
            int same = !memcmp(got + i * size, want + i * size, (size_t)size);
            if (d == TL_F32) same |= isnan(((float *)got)[i]) && isnan(((float *)want)[i]);
            if (d == TL_F64) same |= isnan(((double *)got)[i]) && isnan(((double *)want)[i]);
            CHECK_MSG(same, "%s clip %s at %d of %d", k->isa, tl_dtypes[d].name, (int)i, (int)n);
        }
    }
}

/* Products and quotients of complex numbers have the same bits one by one and in blocks, and are what they should be. */
static void test_complex(const tl_kernels *k) {
    static double _Complex a[MOST], b[MOST], one[2 * MOST], many[MOST];
    static const int ops[] = {TL_OP_multiply, TL_OP_divide, TL_OP_add, TL_OP_power};
    for (int i = 0; i < MOST; i++) {
        a[i] = CMPLX(rng_uniform(-2, 2), rng_uniform(-2, 2));
        b[i] = CMPLX(rng_uniform(-2, 2), rng_uniform(-2, 2));
    }
    for (int o = 0; o < 4; o++) {
        tl_loop loop = k->loop[ops[o]][TL_C128];
        loop(MOST, (char *[]){(char *)many, (char *)a, (char *)b}, (const int64_t[]){16, 16, 16});
        loop(MOST, (char *[]){(char *)one, (char *)a, (char *)b}, (const int64_t[]){32, 16, 16});
        for (int i = 0; i < MOST; i++) {
            double _Complex exact = o == 0   ? a[i] * b[i]
                                    : o == 1 ? a[i] / b[i]
                                    : o == 2 ? a[i] + b[i]
                                             : cpow(a[i], b[i]);
            CHECK(!memcmp(&many[i], &one[2 * i], 16));
            CHECK_MSG(cabs(many[i] - exact) <= 4e-15 * (cabs(exact) + cabs(a[i])), "%s %s", k->isa,
                      tl_ops[ops[o]].name);
        }
    }
}

int main(void) {
    rng_seed(5);
    for_each_isa(test_complex);
    for_each_isa(test_cells);
    for_each_isa(test_shared);
    for_each_isa(test_clip);
    return test_report("table");
}
