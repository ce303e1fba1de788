/* Conversions of dtypes that are only stored: every pattern out of them, and into them the numbers at and beside all
 * ties and limits and random ones, against a search among the values that there are. */
#include <math.h>

#include "harness.h"

enum { RANDOM = 20000 };

static const struct {
    int dtype, bits, mantissa, bias, infinite; /* bits without the sign */
} formats[] = {{TL_F16, 15, 10, 15, 1}, {TL_BF16, 15, 7, 127, 1}, {TL_F8E4M3FN, 7, 3, 7, 0}, {TL_F8E5M2, 7, 2, 15, 1}};
enum { FORMATS = sizeof formats / sizeof *formats };

/* The number of a pattern without sign, as if the largest exponent were one like the others. */
static double value_of(int f, unsigned code) {
    int exponent = (int)(code >> formats[f].mantissa), p = formats[f].mantissa;
    double fraction = ldexp((double)(code & ((1u << p) - 1)), -p);
    return exponent ? ldexp(1 + fraction, exponent - formats[f].bias) : ldexp(fraction, 1 - formats[f].bias);
}

/* The first pattern beyond numbers: infinity, or the only NaN. */
static unsigned beyond(int f) {
    unsigned all = (1u << formats[f].bits) - 1;
    return formats[f].infinite ? all & ~((1u << formats[f].mantissa) - 1) : all;
}

static unsigned nearest(int f, long double x) {
    unsigned sign = signbit(x) ? 1u << formats[f].bits : 0, low = 0, high = beyond(f);
    if (isnan(x)) return sign | (formats[f].infinite ? beyond(f) | 1u << (formats[f].mantissa - 1) : beyond(f));
    x = fabsl(x);
    if (x >= value_of(f, high)) return sign | high;
    while (high - low > 1) { /* value(low) <= x < value(high) */
        unsigned middle = (low + high) / 2;
        if (value_of(f, middle) <= x) low = middle;
        else high = middle;
    }
    long double tie = ((long double)value_of(f, low) + value_of(f, high)) / 2;
    return sign | (x < tie ? low : x > tie ? high : low & 1 ? high : low);
}

static unsigned pattern_at(int f, const char *p, int64_t i) {
    return formats[f].bits == 15 ? ((const uint16_t *)p)[i] : ((const uint8_t *)p)[i];
}

static int is_nan(int f, unsigned code) {
    code &= (1u << formats[f].bits) - 1;
    return code > beyond(f) || (!formats[f].infinite && code == beyond(f));
}

static void check_out(const tl_kernels *k, int f, int gap) {
    static uint16_t in[3 * 65536];
    static double d[65536];
    static float s[65536];
    int dtype = formats[f].dtype, n = 1 << (formats[f].bits + 1);
    int64_t size = tl_dtypes[dtype].itemsize, step = size * gap;
    for (int i = 0; i < n; i++) {
        uint16_t u = (uint16_t)i;
        if (size == 1) ((uint8_t *)in)[i * gap] = (uint8_t)i;
        else in[i * gap] = u;
    }
    k->cast[dtype][TL_F32](n, (char *[]){(char *)s, (char *)in}, (const int64_t[]){4, step});
    k->cast[dtype][TL_F64](n, (char *[]){(char *)d, (char *)in}, (const int64_t[]){8, step});
    for (int i = 0; i < n; i++) {
        unsigned code = (unsigned)i & ((1u << formats[f].bits) - 1), negative = (unsigned)i != code;
        double want = code == beyond(f) && formats[f].infinite ? (double)INFINITY : value_of(f, code);
        int same = is_nan(f, code) ? isnan(s[i]) && isnan(d[i]) : fabs((double)s[i]) == want && fabs(d[i]) == want;
        same = same && !signbit(s[i]) == !negative && !signbit(d[i]) == !negative;
        CHECK_MSG(same, "%s %s: %x is %g, %g", k->isa, tl_dtypes[dtype].name, (unsigned)i, (double)s[i], d[i]);
    }
}

static void check_in(const tl_kernels *k, int f, int from, int64_t n, const void *x, int64_t step, int64_t room) {
    static char out[3 * 2 * 65536];
    int dtype = formats[f].dtype;
    int64_t size = tl_dtypes[dtype].itemsize;
    for (int64_t first = 0; first < n; first += 65536) {
        int64_t m = n - first < 65536 ? n - first : 65536, bad = 0;
        const char *in = (const char *)x + first * step;
        k->cast[from][dtype](m, (char *[]){out, (char *)in}, (const int64_t[]){size * room, step});
        for (int64_t i = 0; i < m; i++) {
            const char *at = in + i * step;
            long double v = from == TL_F32   ? (long double)*(const float *)at
                            : from == TL_F64 ? (long double)*(const double *)at
                            : from == TL_I64 ? (long double)*(const int64_t *)at
                            : from == TL_U64 ? (long double)*(const uint64_t *)at
                            : from == TL_I32 ? (long double)*(const int32_t *)at
                                             : (long double)*(const uint32_t *)at;
            unsigned got = pattern_at(f, out, i * room), want = nearest(f, v);
            if (dtype == TL_F16 && isnan(v)) want = got | 0x200; /* which keeps more of it */
            if (got != want && !bad++)
                CHECK_MSG(0, "%s %s of %s %.21Lg: %x, not %x", k->isa, tl_dtypes[dtype].name, tl_dtypes[from].name, v,
                          got, want);
        }
        CHECK_EQ(bad, 0);
    }
}

static void check_floats(const tl_kernels *k, int f) {
    static double d[12 * 32768 + RANDOM];
    static float s[12 * 32768 + RANDOM];
    int64_t n = 0, m = 0;
    for (unsigned code = 0; code <= beyond(f); code++) {
        double v = value_of(f, code), tie = code < beyond(f) ? (v + value_of(f, code + 1)) / 2 : (double)INFINITY;
        for (int i = 0; i < 2; i++) {
            double x = (i ? -1 : 1) * (code & 1 ? -v : v), y = (i ? -1 : 1) * (code & 1 ? -tie : tie);
            const double some[] = {x, y, nextafter(y, 0), nextafter(y, y * 2), nextafter(x, 0), nextafter(x, y)};
            for (int j = 0; j < 6; j++) {
                d[n++] = some[j];
                s[m++] = (float)some[j];
                if (j == 1) s[m - 1] = i ? nextafterf((float)y, 0) : nextafterf((float)y, (float)(2 * y));
            }
        }
    }
    for (int i = 0; i < RANDOM; i++) { /* any pattern, and exponents that matter */
        uint64_t u = rng_next(), w = (u & ~((uint64_t)0x7ff << 52)) | (uint64_t)(1023 - 160 + u % 300) << 52;
        uint32_t h = (uint32_t)(u >> 32);
        if (i % 2) memcpy(&d[n++], &u, 8);
        else memcpy(&d[n++], &w, 8);
        memcpy(&s[m++], &h, 4);
    }
    for (int64_t step = 1; step <= 2; step++) {
        check_in(k, f, TL_F64, n / step, d, 8 * step, step);
        check_in(k, f, TL_F32, m / step, s, 4 * step, step);
    }
}

static void check_integers(const tl_kernels *k, int f) {
    static uint64_t x[64 * 4 * 9 + RANDOM];
    int64_t n = 0;
    for (int e = 0; e < 64; e++) /* beside powers of 2, and the ties that follow them */
        for (int tie = 0; tie < 4; tie++)
            for (int64_t by = -4; by <= 4; by++) {
                int64_t low = e - formats[f].mantissa - 1;
                uint64_t u = (uint64_t)1 << e;
                if (low >= 0) u += (uint64_t)tie << low;
                x[n++] = u + (uint64_t)by;
            }
    for (int i = 0; i < RANDOM; i++) x[n++] = rng_next() >> rng_next() % 64;
    check_in(k, f, TL_U64, n, x, 8, 1);
    check_in(k, f, TL_I64, n, x, 8, 1);
    check_in(k, f, TL_U32, n, x, 8, 2);
    check_in(k, f, TL_I32, 2 * n, x, 4, 1);
    for (int64_t i = 0; i < n; i++) x[i] = -x[i];
    check_in(k, f, TL_I64, n, x, 8, 1);
    check_in(k, f, TL_I32, n, x, 8, 1);
}

static void test_stored(const tl_kernels *k) {
    for (int f = 0; f < FORMATS; f++) {
        for (int gap = 1; gap <= 3; gap++) check_out(k, f, gap);
        check_floats(k, f);
        check_integers(k, f);
    }
    int known = 0;
    for (int d = 0; d < TL_NDTYPES; d++) known += tl_is_stored(d);
    CHECK_EQ(known, FORMATS);
}

/* Between two of them: as by way of float32, which holds both. */
static void test_between(const tl_kernels *k) {
    static uint16_t in[65536], direct[65536], indirect[65536];
    static float wide[65536];
    for (int a = 0; a < FORMATS; a++)
        for (int b = 0; b < FORMATS; b++) {
            int from = formats[a].dtype, to = formats[b].dtype;
            int64_t in_size = tl_dtypes[from].itemsize, size = tl_dtypes[to].itemsize, n = in_size == 1 ? 256 : 65536;
            for (int i = 0; i < n; i++) {
                if (in_size == 1) ((uint8_t *)in)[i] = (uint8_t)i;
                else in[i] = (uint16_t)i;
            }
            k->cast[from][to](n, (char *[]){(char *)direct, (char *)in}, (const int64_t[]){size, in_size});
            if (from == to) {
                CHECK(!memcmp(direct, in, (size_t)(n * size)));
                continue;
            }
            k->cast[from][TL_F32](n, (char *[]){(char *)wide, (char *)in}, (const int64_t[]){4, in_size});
            k->cast[TL_F32][to](n, (char *[]){(char *)indirect, (char *)wide}, (const int64_t[]){size, 4});
            CHECK_MSG(!memcmp(direct, indirect, (size_t)(n * size)), "%s to %s", tl_dtypes[from].name,
                      tl_dtypes[to].name);
        }
}

/* Arithmetic that needs no copy in float32 has the bits of that which does, whatever the layout. */
static void test_arithmetic(const tl_kernels *k) {
    enum { MOST = 70, GAP = 2, ROOM = 3 * GAP * MOST };
    static const int ops[] = {TL_OP_add, TL_OP_subtract, TL_OP_multiply, TL_OP_divide};
    static const int64_t steps[] = {1, 0, GAP, -1};
    static uint16_t in[2][ROOM], out[ROOM], want[ROOM];
    static float wide[2][MOST], sum[MOST];
    for (int c = 0; c < FORMATS * 4 * 64; c++) {
        int f = c % FORMATS, op = ops[c / FORMATS % 4], dtype = formats[f].dtype;
        int64_t s[] = {steps[c % 3 ? 0 : 2], steps[c / 16 % 4], steps[c / 64 % 4]}, n = (int64_t)(rng_next() % MOST);
        if (!k->loop[op][dtype]) continue;
        for (int i = 0; i < ROOM; i++) {
            in[0][i] = (uint16_t)rng_next();
            in[1][i] = (uint16_t)rng_next();
            out[i] = want[i] = 0x55;
        }
        uint16_t *a = in[0] + ROOM / 2, *b = in[1] + ROOM / 2;
        k->cast[dtype][TL_F32](n, (char *[]){(char *)wide[0], (char *)a}, (const int64_t[]){4, 2 * s[1]});
        k->cast[dtype][TL_F32](n, (char *[]){(char *)wide[1], (char *)b}, (const int64_t[]){4, 2 * s[2]});
        k->loop[op][TL_F32](n, (char *[]){(char *)sum, (char *)wide[0], (char *)wide[1]}, (const int64_t[]){4, 4, 4});
        k->cast[TL_F32][dtype](n, (char *[]){(char *)want, (char *)sum}, (const int64_t[]){2 * s[0], 4});
        k->loop[op][dtype](n, (char *[]){(char *)out, (char *)a, (char *)b},
                           (const int64_t[]){2 * s[0], 2 * s[1], 2 * s[2]});
        for (int i = 0; i < ROOM; i++) /* of two nan either may be the result */
            CHECK_MSG(out[i] == want[i] || (is_nan(f, out[i]) && is_nan(f, want[i])),
                      "%s %s op %d, %d of %d: %x, not %x", k->isa, tl_dtypes[dtype].name, op, i, (int)n, out[i],
                      want[i]);
    }
}

static void test_sum(const tl_kernels *k) {
    static uint16_t in[TL_PIECE];
    static float wide[TL_PIECE];
    for (int f = 0; f < FORMATS; f++) {
        int dtype = formats[f].dtype;
        float got, want;
        if (!k->fold[TL_OP_sum][dtype]) continue;
        for (int i = 0; i < TL_PIECE; i++) wide[i] = (float)(rng_next() % 2001) / 500 - 2;
        k->cast[TL_F32][dtype](TL_PIECE, (char *[]){(char *)in, (char *)wide}, (const int64_t[]){2, 4});
        k->cast[dtype][TL_F32](TL_PIECE, (char *[]){(char *)wide, (char *)in}, (const int64_t[]){4, 2});
        k->fold[TL_OP_sum][dtype](1, TL_PIECE, (const char *)in, 0, 2, (char *)&got, 0);
        k->fold[TL_OP_sum][TL_F32](1, TL_PIECE, (const char *)wide, 0, 4, (char *)&want, 0);
        CHECK_MSG(got == want, "%s %s: %.9g, not %.9g", k->isa, tl_dtypes[dtype].name, (double)got, (double)want);
    }
}

int main(void) {
    CHECK_EQ(tl_init(NULL), TL_OK); /* conversions by way of a float take their halves from there */
    rng_seed(8);
    for_each_isa(test_stored);
    for_each_isa(test_between);
    for_each_isa(test_arithmetic);
    for_each_isa(test_sum);
    return test_report("stored");
}
