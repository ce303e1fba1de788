/* The largest error of every float32 elementary function over all 2^32 inputs, against libm in float64. Takes some
 * ten minutes; exits with 1 when a bound is broken.
 *
 *   exhaustive_f32 [-i isa] [-s stride] [function ...]      stride n: every n-th input only */
#include "harness.h"

enum { BLOCK = 1 << 14 };
static const double bound = 1.0;

static double sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }

static const struct {
    tl_op op;
    double (*reference)(double);
} functions[] = {
    {TL_OP_exp, exp},         {TL_OP_exp2, exp2},     {TL_OP_expm1, expm1},   {TL_OP_log, log},
    {TL_OP_log2, log2},       {TL_OP_log10, log10},   {TL_OP_log1p, log1p},   {TL_OP_sin, sin},
    {TL_OP_cos, cos},         {TL_OP_tan, tan},       {TL_OP_arcsin, asin},   {TL_OP_arccos, acos},
    {TL_OP_arctan, atan},     {TL_OP_sinh, sinh},     {TL_OP_cosh, cosh},     {TL_OP_tanh, tanh},
    {TL_OP_arcsinh, asinh},   {TL_OP_arccosh, acosh}, {TL_OP_arctanh, atanh}, {TL_OP_cbrt, cbrt},
    {TL_OP_sigmoid, sigmoid}, {TL_OP_erf, erf},
};

/* ulp_error() of the harness without long double: this runs four thousand million times. */
static double error(float got, double want) {
    float rounded = (float)want;
    if (isnan(got) || isnan(want)) return isnan(got) && isnan(want) ? 0 : INFINITY;
    if (isinf(got) || isinf(rounded)) return got == rounded ? 0 : INFINITY;
    if (got == 0 && rounded == 0 && signbit(got) != signbit(rounded)) return INFINITY;
    uint64_t bits;
    double power;
    memcpy(&bits, &want, 8);
    bits &= UINT64_C(0x7ff) << 52;
    memcpy(&power, &bits, 8); /* 2^floor(log2 |want|) */
    return fabs(got - want) / (power > 0x1p-126 ? power * 0x1p-23 : 0x1p-149);
}

static void check(const tl_kernels *k, int index, int64_t stride) {
    static float in[BLOCK], out[BLOCK];
    int op = functions[index].op;
    double worst = 0, start = now_seconds();
    float at = 0;
    for (int64_t first = 0; first < INT64_C(1) << 32; first += BLOCK * stride) {
        int64_t n = 0;
        for (int64_t i = first; n < BLOCK && i < INT64_C(1) << 32; i += stride, n++) {
            uint32_t bits = (uint32_t)i;
            memcpy(&in[n], &bits, 4);
        }
        k->loop[op][TL_F32](n, (char *const[]){(char *)out, (char *)in}, (int64_t[]){4, 4});
        for (int64_t i = 0; i < n; i++) {
            double e = error(out[i], functions[index].reference(in[i]));
            if (e > worst) worst = e, at = in[i];
        }
    }
    printf("%-8s %-5s %.4f ULP at %-16a (%.0f s)\n", tl_ops[op].name, k->isa, worst, at, now_seconds() - start);
    fflush(stdout);
    CHECK_MSG(worst <= bound, "%s: %.4f ULP at %a", tl_ops[op].name, worst, at);
}

int main(int argc, char **argv) {
    const char *isa = NULL, *const best[] = {"v4", "v3", "base"};
    int64_t stride = 1;
    int i = 1;
    for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
        if (!strcmp(argv[i], "-i")) isa = argv[i + 1];
        if (!strcmp(argv[i], "-s")) stride = atoll(argv[i + 1]);
    }
    const tl_kernels *k = isa ? isa_kernels(isa) : NULL;
    for (int b = 0; b < 3 && !isa && !k; b++) k = isa_kernels(best[b]);
    if (!k || stride < 1) {
        fprintf(stderr, "usage: %s [-i base|v3|v4] [-s stride] [function ...]\n", argv[0]);
        return 2;
    }
    for (size_t f = 0; f < sizeof functions / sizeof *functions; f++) {
        int wanted = i == argc;
        for (int a = i; a < argc; a++) wanted |= !strcmp(argv[a], tl_ops[functions[f].op].name);
        if (wanted) check(k, (int)f, stride);
    }
    return test_report("exhaustive");
}
