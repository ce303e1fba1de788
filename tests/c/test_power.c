/* power of floats: 1 ULP up to the edges of the range, and the same bits beside one exponent, an array of exponents,
 * alone, in place and in any layout, whatever the neighbours are. */
#include <float.h>

#include "harness.h"

enum { MOST = 1100, PADDING = 3 };

static double special(int dtype) {
    static const double values[] = {0,    -0.0,     1,         -1,  2,      -2,      0.5,   3,       -3,
                                    1e30, INFINITY, -INFINITY, NAN, 1e-310, -1e-310, 1e-40, DBL_MAX, DBL_MIN};
    double v = values[rng_next() % (sizeof values / sizeof *values)];
    return dtype == TL_F32 ? (float)v : v;
}

/* `kind` 0: positive; 1: some are special; 2: of both signs; 3: some are 0 */
static double base_of(int kind, int dtype) {
    if (kind == 1 && rng_next() % 16 == 0) return special(dtype);
    if (kind == 3 && rng_next() % 3 == 0) return rng_next() % 2 ? 0 : -0.0;
    double x = exp(rng_uniform(-3, 3));
    return kind == 2 && rng_next() % 2 ? -x : x;
}

static const double EXPONENTS[] = {0,     -0.0, 1,        -1,        2,   0.5,   -0.5,     1.5,
                                   3,     -3,   4,        -2,        10,  1e-3,  1e4,      -700,
                                   700,   0.25, INFINITY, -INFINITY, NAN, 1e300, 16777217, 9007199254740993.0,
                                   -1e-40};
enum { NEXPONENTS = sizeof EXPONENTS / sizeof *EXPONENTS };

static int same(const char *a, const char *b, int size) {
    double x = size == 4 ? *(const float *)a : *(const double *)a,
           y = size == 4 ? *(const float *)b : *(const double *)b;
    return isnan(x) ? isnan(y) : !memcmp(a, b, (size_t)size);
}

/* the kernel on n elements against itself on one at a time */
static void check_bits(const tl_kernels *k, int dtype, int64_t n, const double *a, const double *b,
                       const int64_t *steps, int in_place) {
    int size = tl_dtypes[dtype].itemsize;
    int64_t s[3] = {steps[0] * size, steps[1] * size, steps[2] * size};
    static double out[MOST * PADDING], x[MOST * PADDING], y[MOST * PADDING];
    memcpy(x, a, sizeof x);
    memcpy(y, b, sizeof y);
    char *p[3] = {(char *)(in_place == 1 ? x : in_place == 2 ? y : out), (char *)x, (char *)y};
    k->loop[TL_OP_power][dtype](n, p, s);
    for (int64_t i = 0; i < n; i++) {
        double one;
        char *q[3] = {(char *)&one, (char *)a + i * s[1], (char *)b + i * s[2]};
        k->loop[TL_OP_power][dtype](1, q, (const int64_t[]){size, size, size}); /* not as one exponent */
        CHECK_MSG(same(p[0] + i * s[0], q[0], size), "%s %s power(%a, %a), %d of %d, steps %d %d %d", k->isa,
                  tl_dtypes[dtype].name, get_element(q[1], dtype, 0), get_element(q[2], dtype, 0), (int)i, (int)n,
                  (int)steps[0], (int)steps[1], (int)steps[2]);
    }
}

static void test_bits(const tl_kernels *k) {
    static const int64_t steps[][3] = {{1, 1, 1}, {1, 1, 0}, {1, 0, 1}, {1, 0, 0}, {2, 1, 3}, {1, 3, 2}, {3, 2, 0}};
    static double a[MOST * PADDING], b[MOST * PADDING];
    for (int dtype = TL_F32; dtype <= TL_F64; dtype++)
        for (int kind = 0; kind < 4; kind++)
            for (int e = 0; e <= NEXPONENTS; e++) {
                for (int i = 0; i < MOST * PADDING; i++) {
                    set_element(a, dtype, i, base_of(kind, dtype));
                    double y = e < NEXPONENTS ? EXPONENTS[e] : rng_uniform(-3, 3);
                    if (e == NEXPONENTS && rng_next() % 8 == 0) y = EXPONENTS[rng_next() % NEXPONENTS];
                    set_element(b, dtype, i, y);
                }
                static const int64_t lengths[] = {1, 2, 3, 7, 16, 17, 255, 256, 300, MOST};
                for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++) {
                    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
                        check_bits(k, dtype, lengths[l], a, b, steps[i], 0);
                    check_bits(k, dtype, lengths[l], a, b, steps[0], 1);
                    check_bits(k, dtype, lengths[l], a, b, steps[0], 2);
                    check_bits(k, dtype, lengths[l], a, b, steps[1], 1);
                }
            }
}

/* results over the whole range, from bases of any size and from bases near 1, where the logarithm has to be best */
static void fill_hard(int dtype, double *a, double *b, int near_one) {
    double most = dtype == TL_F32 ? 88 : 709, least = dtype == TL_F32 ? -103 : -744;
    for (int i = 0; i < MOST; i++) {
        double x = near_one ? 1 + rng_uniform(-0.5, 0.5) * ldexp(1, -(int)(rng_next() % (dtype == TL_F32 ? 22 : 50)))
                            : exp(rng_uniform(-0.98 * most, 0.98 * most));
        set_element(a, dtype, i, x);
        x = get_element(a, dtype, i);
        set_element(b, dtype, i, x == 1 ? 1 : rng_uniform(least, most) / log(x));
    }
}

static void test_accuracy(const tl_kernels *k) {
    static double a[MOST], b[MOST], out[MOST];
    for (int dtype = TL_F32; dtype <= TL_F64; dtype++)
        for (int round = 0; round < 200; round++) {
            int64_t size = tl_dtypes[dtype].itemsize;
            fill_hard(dtype, a, b, round % 2);
            k->loop[TL_OP_power][dtype](MOST, (char *const[]){(char *)out, (char *)a, (char *)b},
                                        (const int64_t[]){size, size, size});
            for (int i = 0; i < MOST; i++) {
                double x = get_element(a, dtype, i), y = get_element(b, dtype, i), got = get_element(out, dtype, i);
                double error = ulp_error(got, powl(x, y), dtype);
                CHECK_MSG(error <= 1, "%s %s power(%a, %a) = %a is %.3f ULP off", k->isa, tl_dtypes[dtype].name, x, y,
                          got, error);
            }
        }
}

static void test_same_bits(const tl_kernels *v3, const tl_kernels *v4) {
    static double a[MOST], b[MOST], one[MOST], other[MOST];
    for (int dtype = TL_F32; dtype <= TL_F64; dtype++)
        for (int round = 0; round < 60; round++) {
            int size = tl_dtypes[dtype].itemsize;
            const int64_t s[3] = {size, size, round % 3 ? size : 0};
            if (round % 4 < 2) fill_hard(dtype, a, b, round % 4);
            else
                for (int i = 0; i < MOST; i++) {
                    set_element(a, dtype, i, base_of(round % 4 - 1, dtype));
                    set_element(b, dtype, i, rng_next() % 9 ? rng_uniform(-5, 5) : special(dtype));
                }
            v3->loop[TL_OP_power][dtype](MOST, (char *const[]){(char *)one, (char *)a, (char *)b}, s);
            v4->loop[TL_OP_power][dtype](MOST, (char *const[]){(char *)other, (char *)a, (char *)b}, s);
            for (int i = 0; i < MOST; i++)
                CHECK_MSG(same((char *)one + i * size, (char *)other + i * size, size), "%s power(%a, %a)",
                          tl_dtypes[dtype].name, get_element(a, dtype, i), get_element(b, dtype, i));
        }
}

int main(void) {
    rng_seed(5);
    for_each_isa(test_bits);
    for_each_isa(test_accuracy);
    for_v3_and_v4(test_same_bits);
    return test_report("power");
}
