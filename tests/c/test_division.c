/* fmod, remainder and floor_divide of floats against Python's definition over libm's fmod, bit for bit. */
#include <float.h>

#include "harness.h"

enum { MOST = 200, PADDING = 3 };

static double python_remainder(double b, double r) {
    if (r == 0) return copysign(0, b);
    return (r < 0) != (b < 0) ? r + b : r;
}

/* Python's float // float; divisions and sums rounded to the dtype */
static double python_floor_divide(double a, double b, double r, int dtype) {
    if (b == 0) return dtype == TL_F32 ? (float)a / (float)b : a / b;
    double q = dtype == TL_F32 ? ((float)a - (float)r) / (float)b : (a - r) / b;
    if (r != 0 && (r < 0) != (b < 0)) q = dtype == TL_F32 ? (float)q - 1.0f : q - 1;
    if (q == 0) return copysign(0, a / b);
    double f = floor(q);
    return q - f > 0.5 ? f + 1 : f;
}

static double expected(int op, double a, double b, int dtype) {
    double r = fmod(a, b); /* exact, also for floats held in doubles */
    if (op == TL_OP_fmod) return r;
    double v = op == TL_OP_remainder ? python_remainder(b, r) : python_floor_divide(a, b, r, dtype);
    return dtype == TL_F32 ? (float)v : v;
}

static double next_number(void) {
    static const double special[] = {0,
                                     -0.0,
                                     1,
                                     -1,
                                     3,
                                     -3,
                                     INFINITY,
                                     -INFINITY,
                                     NAN,
                                     5e-324,
                                     1e-310,
                                     DBL_MIN,
                                     DBL_MAX,
                                     -DBL_MAX,
                                     4503599627370496.0,
                                     0.1,
                                     9007199254740992.0,
                                     8388608.0,
                                     16777216.0,
                                     FLT_MAX};
    uint64_t bits = rng_next();
    double x;
    switch (rng_next() % 4) {
    case 0: return special[bits % (sizeof special / sizeof *special)];
    case 1: memcpy(&x, &bits, sizeof x); return x;
    case 2: return (double)(bits % 2001) - 1000;
    default: return ldexp((double)(int64_t)bits, (int)(rng_next() % 80) - 100);
    }
}

/* A pair whose quotient is often an integer, or the nearest number below or above one. */
static void next_pair(int dtype, double *a, double *b) {
    *a = next_number();
    *b = next_number();
    if (rng_next() % 3) return;
    *a = *b * (double)(rng_next() % 100000);
    if (dtype == TL_F32) {
        *a = (float)*a;
        if (rng_next() % 2) *a = nextafterf((float)*a, rng_next() % 2 ? INFINITY : -INFINITY);
    } else if (rng_next() % 2) *a = nextafter(*a, rng_next() % 2 ? INFINITY : -INFINITY);
}

static void check_layout(const tl_kernels *k, int op, int dtype, int64_t n, int in_place, const int64_t *steps) {
    int64_t size = tl_dtypes[dtype].itemsize, s[3];
    double a[MOST * PADDING] = {0}, b[MOST * PADDING] = {0}, out[MOST * PADDING] = {0}, want[MOST];
    for (int i = 0; i < 3; i++) s[i] = steps[i] * size;
    for (int64_t i = 0; i < n; i++) {
        double x, y;
        next_pair(dtype, &x, &y);
        if (i == 0 || steps[1]) set_element(a, dtype, i * steps[1], x);
        if (i == 0 || steps[2]) set_element(b, dtype, i * steps[2], y);
        want[i] = expected(op, get_element(a, dtype, i * steps[1]), get_element(b, dtype, i * steps[2]), dtype);
    }
    char *p[3] = {(char *)(in_place == 1 ? a : in_place == 2 ? b : out), (char *)a, (char *)b};
    if (in_place) s[0] = s[in_place];
    double x[MOST * PADDING], y[MOST * PADDING];
    memcpy(x, a, sizeof x);
    memcpy(y, b, sizeof y);
    k->loop[op][dtype](n, p, s);
    for (int64_t i = 0; i < n; i++) {
        double got = get_element(p[0], dtype, i * s[0] / size), w = want[i];
        CHECK_MSG(isnan(w) ? isnan(got) : got == w && !signbit(got) == !signbit(w),
                  "%s %s %s(%a, %a) = %a, want %a; %d of %d", k->isa, tl_dtypes[dtype].name, tl_ops[op].name,
                  get_element(x, dtype, i * steps[1]), get_element(y, dtype, i * steps[2]), got, w, (int)i, (int)n);
    }
}

static void test_division(const tl_kernels *k) {
    static const int ops[] = {TL_OP_fmod, TL_OP_remainder, TL_OP_floor_divide};
    static const int64_t steps[][3] = {{1, 1, 1}, {1, 1, 0}, {1, 0, 1}, {1, 0, 0}, {2, 1, 3}, {1, 3, 2}, {3, 2, 0}};
    for (int o = 0; o < 3; o++)
        for (int dtype = TL_F32; dtype <= TL_F64; dtype++)
            for (int64_t n = 0; n < MOST; n += n < 70 ? 1 : 29) {
                for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
                    check_layout(k, ops[o], dtype, n, 0, steps[i]);
                for (int operand = 1; operand <= 2; operand++) check_layout(k, ops[o], dtype, n, operand, steps[0]);
            }
}

int main(void) {
    rng_seed(7);
    for_each_isa(test_division);
    return test_report("division");
}
