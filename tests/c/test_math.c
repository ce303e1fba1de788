/* Elementary functions: error in units of the last place against long double, the special values of C99 Annex F, and
 * the same bytes from v3 and v4. `test_math -v` prints the errors; a name after it restricts that to one function. */
#include "harness.h"

#include <float.h>

enum { COUNT = 1 << 17 };

static long double sigmoidl(long double x) { return x < 0 ? expl(x) / (1 + expl(x)) : 1 / (1 + expl(-x)); }

/* Inputs: uniform in [lo, hi], uniform in [-1, 1] around `centre` on a logarithmic scale, and any bit pattern. */
typedef struct {
    tl_op op;
    long double (*reference)(long double);
    double lo, hi, centre;
} unary_case;

#define CASE(op, ref, lo, hi, centre) {TL_OP_##op, ref, lo, hi, centre}
static const unary_case unary_cases[] = {
    CASE(exp, expl, -110, 90, 0),
    CASE(exp, expl, -750, 710, 0),
    CASE(exp2, exp2l, -150, 129, 0),
    CASE(exp2, exp2l, -1080, 1025, 0),
    CASE(expm1, expm1l, -50, 90, 0),
    CASE(expm1, expm1l, -2, 710, 0),
    CASE(log, logl, 0, 8, 1),
    CASE(log2, log2l, 0, 8, 1),
    CASE(log10, log10l, 0, 20, 1),
    CASE(log1p, log1pl, -1, 8, 0),
    CASE(sin, sinl, -10, 10, 0),
    CASE(sin, sinl, -1e6, 1e6, M_PI),
    CASE(cos, cosl, -10, 10, 0),
    CASE(cos, cosl, -1e6, 1e6, M_PI_2),
    CASE(tan, tanl, -10, 10, 0),
    CASE(tan, tanl, -1e6, 1e6, M_PI_2),
    CASE(arcsin, asinl, -1, 1, 1),
    CASE(arccos, acosl, -1, 1, 1),
    CASE(arctan, atanl, -4, 4, 1),
    CASE(sinh, sinhl, -3, 3, 0),
    CASE(sinh, sinhl, -711, 711, 0),
    CASE(cosh, coshl, -3, 3, 0),
    CASE(cosh, coshl, -711, 711, 0),
    CASE(tanh, tanhl, -3, 3, 0),
    CASE(tanh, tanhl, -25, 25, 0),
    CASE(arcsinh, asinhl, -8, 8, 0),
    CASE(arccosh, acoshl, 1, 8, 1),
    CASE(arctanh, atanhl, -1, 1, 1),
    CASE(erf, erfl, -6.5, 6.5, 0.75),
    CASE(cbrt, cbrtl, -8, 8, 1),
    CASE(sigmoid, sigmoidl, -20, 40, 0),
    CASE(sigmoid, sigmoidl, -750, 40, 0),
};

typedef struct {
    tl_op op;
    long double (*reference)(long double, long double);
    double lo, hi, lo2, hi2;
} binary_case;

#define CASE2(op, ref, lo, hi, lo2, hi2) {TL_OP_##op, ref, lo, hi, lo2, hi2}
static const binary_case binary_cases[] = {
    CASE2(power, powl, 0, 8, -40, 40),        CASE2(power, powl, 0.9, 1.1, -900, 900),
    CASE2(power, powl, -9, 9, -9, 9),         CASE2(arctan2, atan2l, -2, 2, -2, 2),
    CASE2(arctan2, atan2l, -1, 1, -1e9, 1e9), CASE2(hypot, hypotl, -10, 10, -10, 10),
    CASE2(hypot, hypotl, -1e-3, 1e-3, 0, 1),
};

static const double bound[TL_NDTYPES] = {[TL_F32] = 1.0, [TL_F64] = 1.0};
static int verbose;

static double any_bits(int dtype) {
    uint64_t bits = rng_next();
    double d;
    float f;
    memcpy(&d, &bits, 8);
    memcpy(&f, &bits, 4);
    return dtype == TL_F32 ? (double)f : d;
}

/* Dense over [lo, hi], around the centre at all distances (where cancellation shows), and over the whole type. */
static double sample(int dtype, int64_t i, double lo, double hi, double centre) {
    switch (i % 4) {
    case 0: return lo + (hi - lo) * (double)i / COUNT;
    case 1: return rng_uniform(lo, hi);
    case 2: return centre + (rng_next() & 1 ? -1 : 1) * exp2(rng_uniform(-60, 0));
    default: return any_bits(dtype);
    }
}

static void run_loop(const tl_kernels *k, int op, int dtype, int64_t n, void *out, const void *a, const void *b) {
    int64_t size = element_size(dtype);
    CHECK_MSG(k->loop[op][dtype] != NULL, "%s has no loop", tl_ops[op].name);
    k->loop[op][dtype](n, (char *const[]){out, (char *)a, (char *)b}, (int64_t[]){size, size, size});
}

/* The largest error of got[0..n) against want. */
static void check_error(const char *isa, int op, int dtype, int64_t n, const void *got, const long double *want,
                        const void *a, const void *b) {
    double worst = 0;
    int64_t at = 0;
    for (int64_t i = 0; i < n; i++) {
        double e = ulp_error(get_element(got, dtype, i), want[i], dtype);
        if (e > worst) worst = e, at = i;
    }
    if (verbose)
        printf("%-8s %-8s %-5s %.3f at %a %a\n", tl_ops[op].name, tl_dtypes[dtype].name, isa, worst,
               get_element(a, dtype, at), b ? get_element(b, dtype, at) : 0);
    CHECK_MSG(worst <= bound[dtype], "%s %s %s: %.3f ULP at %a, %a: got %a, want %La", tl_ops[op].name,
              tl_dtypes[dtype].name, isa, worst, get_element(a, dtype, at), b ? get_element(b, dtype, at) : 0,
              get_element(got, dtype, at), want[at]);
}

/* Runs every instruction set on a (and b); want is the reference. */
static void check_sets(int op, int dtype, const void *a, const void *b, const long double *want) {
    static const char *const names[] = {"base", "v3", "v4"};
    char *out[3];
    for (int s = 0; s < 3; s++) {
        const tl_kernels *k = isa_kernels(names[s]);
        out[s] = must_alloc(COUNT * 8);
        if (!k) continue;
        run_loop(k, op, dtype, COUNT, out[s], a, b);
        check_error(names[s], op, dtype, COUNT, out[s], want, a, b);
    }
    if (isa_kernels("v3") && isa_kernels("v4")) {
        int64_t size = element_size(dtype), differ = 0;
        for (int64_t i = 0; i < COUNT; i++) {
            double x = get_element(out[1], dtype, i), y = get_element(out[2], dtype, i);
            differ += memcmp(out[1] + i * size, out[2] + i * size, (size_t)size) != 0 && !(isnan(x) && isnan(y));
        }
        CHECK_MSG(differ == 0, "%s %s: v3 and v4 differ at %lld points", tl_ops[op].name, tl_dtypes[dtype].name,
                  (long long)differ);
    }
    for (int s = 0; s < 3; s++) free(out[s]);
}

static void test_unary(const unary_case *c, int dtype) {
    void *a = must_alloc(COUNT * 8);
    long double *want = must_alloc(COUNT * sizeof *want);
    for (int64_t i = 0; i < COUNT; i++) {
        set_element(a, dtype, i, sample(dtype, i, c->lo, c->hi, c->centre));
        want[i] = c->reference(get_element(a, dtype, i));
    }
    check_sets(c->op, dtype, a, NULL, want);
    free(a);
    free(want);
}

static void test_binary(const binary_case *c, int dtype) {
    void *a = must_alloc(COUNT * 8), *b = must_alloc(COUNT * 8);
    long double *want = must_alloc(COUNT * sizeof *want);
    for (int64_t i = 0; i < COUNT; i++) {
        set_element(a, dtype, i, sample(dtype, i, c->lo, c->hi, c->lo2));
        set_element(b, dtype, i, i % 8 == 5 ? rng_below(20) - 10 : sample(dtype, i + 1, c->lo2, c->hi2, 0));
        if (i % 8 == 7) set_element(b, dtype, i, any_bits(dtype)); /* a is any, too: quotients of every size */
        want[i] = c->reference(get_element(a, dtype, i), get_element(b, dtype, i));
    }
    check_sets(c->op, dtype, a, b, want);
    free(a);
    free(b);
    free(want);
}

/* The values next to multiples of pi/2, where the reduction cancels the most. */
static void test_multiples_of_pi(int dtype) {
    static const struct {
        tl_op op;
        long double (*reference)(long double);
    } functions[] = {{TL_OP_sin, sinl}, {TL_OP_cos, cosl}, {TL_OP_tan, tanl}};
    void *a = must_alloc(COUNT * 8);
    long double *want = must_alloc(COUNT * sizeof *want);
    for (int64_t i = 0; i < COUNT; i++) {
        int64_t n = i < 4096 ? i : rng_below(1 << 30);
        set_element(a, dtype, i, (double)(1.57079632679489661923132169164L * (long double)n));
    }
    for (int f = 0; f < 3; f++) {
        for (int64_t i = 0; i < COUNT; i++) want[i] = functions[f].reference(get_element(a, dtype, i));
        check_sets(functions[f].op, dtype, a, NULL, want);
    }
    free(a);
    free(want);
}

/* ---- special values ------------------------------------------------------------------------------------------- */
#define INF INFINITY
typedef struct {
    tl_op op;
    double x, want;
} special;

#define ROW(op, x, want) {TL_OP_##op, x, want}
#define ODD(op) ROW(op, 0.0, 0.0), ROW(op, -0.0, -0.0), ROW(op, 5e-324, 5e-324), ROW(op, -1e-310, -1e-310)
static const special specials[] = {
    ROW(exp, 0.0, 1),
    ROW(exp, -0.0, 1),
    ROW(exp, INF, INF),
    ROW(exp, -INF, 0.0),
    ROW(exp, 1e300, INF),
    ROW(exp, -1e300, 0.0),
    ROW(exp2, 0.0, 1),
    ROW(exp2, -0.0, 1),
    ROW(exp2, INF, INF),
    ROW(exp2, -INF, 0.0),
    ROW(exp2, 10, 1024),
    ROW(exp2, -149, 0x1p-149),
    ROW(exp2, 127, 0x1p127),
    ROW(exp2, 1e300, INF),
    ODD(expm1),
    ROW(expm1, INF, INF),
    ROW(expm1, -INF, -1),
    ROW(expm1, -1e300, -1),
    ROW(expm1, 1e300, INF),
    ROW(log, 0.0, -INF),
    ROW(log, -0.0, -INF),
    ROW(log, 1, 0.0),
    ROW(log, INF, INF),
    ROW(log, -INF, NAN),
    ROW(log, -1, NAN),
    ROW(log2, 0.0, -INF),
    ROW(log2, -0.0, -INF),
    ROW(log2, 1, 0.0),
    ROW(log2, INF, INF),
    ROW(log2, -INF, NAN),
    ROW(log2, -1, NAN),
    ROW(log2, 8, 3),
    ROW(log2, 0x1p-149, -149),
    ROW(log2, 0x1p-126, -126),
    ROW(log10, 0.0, -INF),
    ROW(log10, -0.0, -INF),
    ROW(log10, 1, 0.0),
    ROW(log10, INF, INF),
    ROW(log10, -INF, NAN),
    ROW(log10, -1, NAN),
    ROW(log10, 1000, 3),
    ODD(log1p),
    ROW(log1p, -1, -INF),
    ROW(log1p, INF, INF),
    ROW(log1p, -INF, NAN),
    ROW(log1p, -2, NAN),
    ODD(sin),
    ROW(sin, INF, NAN),
    ROW(sin, -INF, NAN),
    ROW(cos, 0.0, 1),
    ROW(cos, -0.0, 1),
    ROW(cos, INF, NAN),
    ROW(cos, -INF, NAN),
    ODD(tan),
    ROW(tan, INF, NAN),
    ROW(tan, -INF, NAN),
    ODD(arcsin),
    ROW(arcsin, 2, NAN),
    ROW(arcsin, -1.5, NAN),
    ROW(arcsin, INF, NAN),
    ROW(arcsin, -INF, NAN),
    ROW(arcsin, 1, M_PI_2),
    ROW(arcsin, -1, -M_PI_2),
    ROW(arccos, 1, 0.0),
    ROW(arccos, -1, M_PI),
    ROW(arccos, 0, M_PI_2),
    ROW(arccos, 2, NAN),
    ROW(arccos, -2, NAN),
    ROW(arccos, INF, NAN),
    ROW(arccos, -INF, NAN),
    ODD(arctan),
    ROW(arctan, INF, M_PI_2),
    ROW(arctan, -INF, -M_PI_2),
    ODD(sinh),
    ROW(sinh, INF, INF),
    ROW(sinh, -INF, -INF),
    ROW(sinh, 1e300, INF),
    ROW(sinh, -1e300, -INF),
    ROW(cosh, 0.0, 1),
    ROW(cosh, -0.0, 1),
    ROW(cosh, INF, INF),
    ROW(cosh, -INF, INF),
    ROW(cosh, -1e300, INF),
    ODD(tanh),
    ROW(tanh, INF, 1),
    ROW(tanh, -INF, -1),
    ROW(tanh, 1e300, 1),
    ODD(arcsinh),
    ROW(arcsinh, INF, INF),
    ROW(arcsinh, -INF, -INF),
    ROW(arccosh, 1, 0.0),
    ROW(arccosh, 0.5, NAN),
    ROW(arccosh, -3, NAN),
    ROW(arccosh, INF, INF),
    ROW(arccosh, -INF, NAN),
    ODD(arctanh),
    ROW(arctanh, 1, INF),
    ROW(arctanh, -1, -INF),
    ROW(arctanh, 1.5, NAN),
    ROW(arctanh, -INF, NAN),
    ROW(arctanh, INF, NAN),
    ROW(erf, 0.0, 0.0),
    ROW(erf, -0.0, -0.0),
    ROW(erf, 5e-324, 5e-324),
    ROW(erf, INF, 1),
    ROW(erf, -INF, -1),
    ROW(erf, -1e300, -1),
    ROW(cbrt, 0.0, 0.0),
    ROW(cbrt, -0.0, -0.0),
    ROW(cbrt, INF, INF),
    ROW(cbrt, -INF, -INF),
    ROW(cbrt, 27, 3),
    ROW(cbrt, -8, -2),
    ROW(cbrt, 0x1p-147, 0x1p-49),
    ROW(sigmoid, 0.0, 0.5),
    ROW(sigmoid, -0.0, 0.5),
    ROW(sigmoid, INF, 1),
    ROW(sigmoid, -INF, 0.0),
    ROW(sigmoid, 1e300, 1),
    ROW(sigmoid, -1e300, 0.0),
};

typedef struct {
    tl_op op;
    double x, y, want;
} special2;

#define ROW2(op, x, y, want) {TL_OP_##op, x, y, want}
static const special2 specials2[] = {
    ROW2(power, 0.0, -3, INF),
    ROW2(power, -0.0, -3, -INF),
    ROW2(power, 0.0, -2, INF),
    ROW2(power, -0.0, -2, INF),
    ROW2(power, -0.0, -2.5, INF),
    ROW2(power, 0.0, -INF, INF),
    ROW2(power, -0.0, -INF, INF),
    ROW2(power, 0.0, 3, 0.0),
    ROW2(power, -0.0, 3, -0.0),
    ROW2(power, -0.0, 2, 0.0),
    ROW2(power, -0.0, 2.5, 0.0),
    ROW2(power, 0.0, INF, 0.0),
    ROW2(power, -1, INF, 1),
    ROW2(power, -1, -INF, 1),
    ROW2(power, 1, NAN, 1),
    ROW2(power, 1, INF, 1),
    ROW2(power, NAN, 0.0, 1),
    ROW2(power, NAN, -0.0, 1),
    ROW2(power, INF, 0.0, 1),
    ROW2(power, 0.0, 0.0, 1),
    ROW2(power, -2, 0.5, NAN),
    ROW2(power, -2, -1e-3, NAN),
    ROW2(power, 0.5, -INF, INF),
    ROW2(power, -0.5, -INF, INF),
    ROW2(power, 2, -INF, 0.0),
    ROW2(power, -2, -INF, 0.0),
    ROW2(power, 0.5, INF, 0.0),
    ROW2(power, -0.5, INF, 0.0),
    ROW2(power, 2, INF, INF),
    ROW2(power, -2, INF, INF),
    ROW2(power, -INF, -3, -0.0),
    ROW2(power, -INF, -2, 0.0),
    ROW2(power, -INF, -2.5, 0.0),
    ROW2(power, -INF, 3, -INF),
    ROW2(power, -INF, 2, INF),
    ROW2(power, -INF, 2.5, INF),
    ROW2(power, INF, -1, 0.0),
    ROW2(power, INF, 1, INF),
    ROW2(power, NAN, 2, NAN),
    ROW2(power, 2, NAN, NAN),
    ROW2(power, -2, 3, -8),
    ROW2(power, -2, 4, 16),
    ROW2(power, 2, -149, 0x1p-149),
    ROW2(power, -2, 1e300, INF),
    ROW2(power, 10, 3, 1000),
    ROW2(power, -1, 0x1p30, 1),
    ROW2(power, -1, 16777215, -1),
    ROW2(power, -3, 1e30, INF),
    ROW2(arctan2, 0.0, -1, M_PI),
    ROW2(arctan2, -0.0, -1, -M_PI),
    ROW2(arctan2, 0.0, -0.0, M_PI),
    ROW2(arctan2, -0.0, -0.0, -M_PI),
    ROW2(arctan2, 0.0, 0.0, 0.0),
    ROW2(arctan2, -0.0, 0.0, -0.0),
    ROW2(arctan2, 0.0, 2, 0.0),
    ROW2(arctan2, -0.0, 2, -0.0),
    ROW2(arctan2, -3, 0.0, -M_PI_2),
    ROW2(arctan2, 3, -0.0, M_PI_2),
    ROW2(arctan2, 1, -INF, M_PI),
    ROW2(arctan2, -1, -INF, -M_PI),
    ROW2(arctan2, 1, INF, 0.0),
    ROW2(arctan2, -1, INF, -0.0),
    ROW2(arctan2, INF, 1, M_PI_2),
    ROW2(arctan2, -INF, 1, -M_PI_2),
    ROW2(arctan2, INF, -INF, 3 * M_PI_4),
    ROW2(arctan2, -INF, -INF, -3 * M_PI_4),
    ROW2(arctan2, INF, INF, M_PI_4),
    ROW2(arctan2, -INF, INF, -M_PI_4),
    ROW2(arctan2, 0x1p-66, 0x1p43, 0x1p-109),
    ROW2(arctan2, 0x1p-77, 0x1p45, 0x1p-122),
    ROW2(arctan2, -0x1p-100, 0x1p43, -0x1p-143),
    ROW2(arctan2, 0x1p-465, 0x1p332, 0x1p-797),
    ROW2(arctan2, -0x1p-530, 0x1p332, -0x1p-862),
    ROW2(arctan2, 0x1p-730, 0x1p332, 0x1p-1062),
    ROW2(arctan2, 0x1p-730, -0x1p332, M_PI),
    ROW2(arctan2, 0x1p332, 0x1p-730, M_PI_2),
    ROW2(arctan2, 5e-324, INF, 0.0),
    ROW2(arctan2, NAN, 1, NAN),
    ROW2(arctan2, 1, NAN, NAN),
    ROW2(hypot, INF, NAN, INF),
    ROW2(hypot, NAN, -INF, INF),
    ROW2(hypot, NAN, 1, NAN),
    ROW2(hypot, 1, NAN, NAN),
    ROW2(hypot, -INF, 2, INF),
    ROW2(hypot, 3, -4, 5),
    ROW2(hypot, -0.0, -0.0, 0.0),
    ROW2(hypot, 5e-324, 0, 5e-324),
    ROW2(hypot, 3e-310, 4e-310, 5e-310),
    ROW2(hypot, 1e300, 1e300, M_SQRT2 * 1e300),
};

static int same_value(double got, double want) {
    return isnan(want) ? isnan(got) : got == want && !signbit(got) == !signbit(want);
}

/* n copies, so that the vector loop and its remainder both see the value */
static void check_special(const tl_kernels *k, int op, int dtype, double x, double y, double want) {
    enum { N = 37 };
    double a[N], b[N], out[N], rounded;
    set_element(&rounded, dtype, 0, want);
    want = get_element(&rounded, dtype, 0);
    for (int i = 0; i < N; i++) {
        set_element(a, dtype, i, x);
        set_element(b, dtype, i, y);
    }
    run_loop(k, op, dtype, N, out, a, b);
    for (int i = 0; i < N; i++) {
        double got = get_element(out, dtype, i);
        int good = isfinite(want) && want != 0 ? ulp_error(got, want, dtype) <= 1 : same_value(got, want);
        CHECK_MSG(good, "%s %s %s(%a, %a) = %a, want %a", k->isa, tl_dtypes[dtype].name, tl_ops[op].name, x, y, got,
                  want);
    }
}

static void test_specials(const tl_kernels *k) {
    for (int dtype = TL_F32; dtype <= TL_F64; dtype++) {
        for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
            check_special(k, specials[i].op, dtype, specials[i].x, 0, specials[i].want);
        for (size_t i = 0; i < sizeof unary_cases / sizeof *unary_cases; i++)
            check_special(k, unary_cases[i].op, dtype, NAN, 0, NAN);
        for (size_t i = 0; i < sizeof specials2 / sizeof *specials2; i++)
            check_special(k, specials2[i].op, dtype, specials2[i].x, specials2[i].y, specials2[i].want);
    }
}

int main(int argc, char **argv) {
    verbose = argc > 1 && !strcmp(argv[1], "-v");
    const char *only = argc > 2 ? argv[2] : NULL;
    for (int dtype = TL_F32; dtype <= TL_F64; dtype++) {
        for (size_t i = 0; i < sizeof unary_cases / sizeof *unary_cases; i++)
            if (!only || !strcmp(only, tl_ops[unary_cases[i].op].name)) test_unary(&unary_cases[i], dtype);
        for (size_t i = 0; i < sizeof binary_cases / sizeof *binary_cases; i++)
            if (!only || !strcmp(only, tl_ops[binary_cases[i].op].name)) test_binary(&binary_cases[i], dtype);
    }
    if (!only) {
        test_multiples_of_pi(TL_F32);
        test_multiples_of_pi(TL_F64);
    }
    for_each_isa(test_specials);
    return test_report("math");
}
