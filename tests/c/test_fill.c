/* Filling memory with a value and with numbers that are counted, on both sides of the block that is copied at once. */
#include "runs.h"

static const int64_t lengths[] = {0,    1,    2,    3,    7,    16,    100,   2047, 2048,
                                  2049, 4096, 8191, 8192, 8193, 16384, 16385, 50000};
enum { LENGTHS = sizeof lengths / sizeof *lengths };

static void test_fill(void) {
    for (int dtype = 0; dtype < TL_NDTYPES; dtype++)
        for (int l = 0; l < LENGTHS; l++)
            for (int kind = 0; kind < 4; kind++) { /* zeros, ones, equal bytes, any */
                int64_t size = element_size(dtype), n = lengths[l], same = 0;
                tl_value value;
                for (int i = 0; i < 16; i++) value.bytes[i] = (char)rng_next(); /* what is behind does not count */
                if (kind == 0) memset(value.bytes, 0, (size_t)size);
                if (kind == 1) set_element(value.bytes, dtype, 0, 1);
                if (kind == 2) memset(value.bytes, 0x5a, (size_t)size);
                char *out = must_alloc((size_t)(n * size));
                CHECK_EQ(call_vectors(tl_runs.fill, &value, sizeof value, vector_of(out, n, dtype, 0), NULL, NULL),
                         TL_OK);
                for (int64_t i = 0; i < n; i++) same += !memcmp(out + i * size, value.bytes, (size_t)size);
                CHECK_EQ(same, n);
                free(out);
            }
}

static void test_count(void) {
    static const uint64_t starts[] = {0, 7, (uint64_t)-3, UINT64_MAX - 5, (uint64_t)1 << 63};
    static const uint64_t steps[] = {0, 1, (uint64_t)-1, 3, (uint64_t)1 << 62};
    for (int l = 0; l < LENGTHS; l++)
        for (int k = 0; k < 5; k++) {
            int64_t n = lengths[l], good = 0;
            uint64_t *p = must_alloc((size_t)n * 8);
            tl_counting h = {starts[k], steps[k], 0, 0};
            CHECK_EQ(call_vectors(tl_runs.count, &h, sizeof h, vector_of(p, n, k & 1 ? TL_U64 : TL_I64, 0), NULL, NULL),
                     TL_OK);
            for (int64_t i = 0; i < n; i++) good += p[i] == starts[k] + (uint64_t)i * steps[k];
            CHECK_EQ(good, n);
            double *d = (double *)p, x = rng_uniform(-10, 10), y = rng_uniform(-10, 10);
            float *f = (float *)p;
            h = (tl_counting){0, 0, x, y};
            CHECK_EQ(call_vectors(tl_runs.count, &h, sizeof h, vector_of(d, n, TL_F64, 0), NULL, NULL), TL_OK);
            for (int64_t i = good = 0; i < n; i++) good += d[i] == (i == 0 ? x : i == 1 ? y : x + (double)i * (y - x));
            CHECK_EQ(good, n);
            CHECK_EQ(call_vectors(tl_runs.count, &h, sizeof h, vector_of(f, n, TL_F32, 0), NULL, NULL), TL_OK);
            float first = (float)x, second = (float)y, delta = second - first;
            for (int64_t i = good = 0; i < n; i++)
                good += f[i] == (i == 0 ? first : i == 1 ? second : first + (float)i * delta);
            CHECK_EQ(good, n);
            free(p);
        }
    double two[2];
    tl_counting far = {0, 0, 1, INFINITY}; /* 0 * inf is none */
    CHECK_EQ(call_vectors(tl_runs.count, &far, sizeof far, vector_of(two, 2, TL_F64, 0), NULL, NULL), TL_OK);
    CHECK(two[0] == 1 && two[1] == INFINITY);
    for (int dtype = 0; dtype < TL_NDTYPES; dtype++)
        if (dtype != TL_I64 && dtype != TL_U64 && dtype != TL_F32 && dtype != TL_F64)
            CHECK_EQ(call_vectors(tl_runs.count, &far, sizeof far, vector_of(two, 1, dtype, 0), NULL, NULL), TL_NOLOOP);
}

static void space(double start, double stop, int64_t n, int64_t steps, int closed) {
    double *p = must_alloc((size_t)n * 8), delta = stop - start, step = steps > 0 ? delta / (double)steps : 1;
    tl_spacing h = {start, stop, steps, closed};
    int64_t good = 0;
    CHECK_EQ(call_vectors(tl_runs.space, &h, sizeof h, vector_of(p, n, TL_F64, 0), NULL, NULL), TL_OK);
    for (int64_t i = 0; i < n; i++) {
        double want = steps <= 0  ? (double)i * delta + start
                      : step == 0 ? (double)i / (double)steps * delta + start
                                  : (double)i * step + start;
        if (closed && n > 1 && i == n - 1) want = stop;
        good += p[i] == want;
    }
    CHECK_EQ(good, n);
    free(p);
}

static void test_space(void) {
    for (int l = 0; l < LENGTHS; l++)
        for (int closed = 0; closed < 2; closed++) {
            int64_t n = lengths[l];
            space(0, 1, n, n - closed, closed);
            space(-3.5, 1e300, n, n - closed, closed);
            space(2, 2, n, n - closed, closed);
            space(0, 5e-324, n, n - closed, closed); /* the step vanishes */
        }
}

static void test_count_fractions(void) {
    for (int l = 0; l < LENGTHS; l++)
        for (int k = 0; k < 4; k++) {
            int64_t n = lengths[l], good = 0;
            uint64_t *p = must_alloc((size_t)n * 8);
            tl_fractions h = {rng_next(), rng_next(), 0, 1 + rng_next() % 1000};
            h.rest = rng_next() % h.steps;
            CHECK_EQ(call_vectors(tl_runs.count_fractions, &h, sizeof h, vector_of(p, n, TL_U64, 0), NULL, NULL),
                     TL_OK);
            for (int64_t i = 0; i < n; i++)
                good += p[i] == h.first + (uint64_t)i * h.whole + (uint64_t)i * h.rest / h.steps;
            CHECK_EQ(good, n);
            free(p);
        }
}

int main(void) {
    tl_init(NULL);
    test_fill();
    test_count();
    test_space();
    test_count_fractions();
    return test_report("fill");
}
