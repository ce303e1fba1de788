/* Drawing through functions like NumPy's: they are given what the record says, and nothing beside it is written. */
#include "runs.h"

typedef struct {
    int64_t drawn;
} bits; /* a generator that counts */

static void fill(void *state, ptrdiff_t n, double *out) {
    for (ptrdiff_t i = 0; i < n; i++) out[i] = (double)((bits *)state)->drawn++;
}

static double one(void *state, double a, double b) { return a + b * (double)((bits *)state)->drawn++; }

static void bounded(void *state, uint64_t low, uint64_t span, ptrdiff_t n, bool masked, uint64_t *out) {
    CHECK(!masked);
    for (ptrdiff_t i = 0; i < n; i++) out[i] = low + (uint64_t)((bits *)state)->drawn++ % (span + 1);
}

static void test_draw(void) {
    for (int64_t n = 0; n < 40; n += 13)
        for (int64_t first = 0; first <= n; first += 4)
            for (int way = 0; way < 2; way++) {
                int64_t count = n - first, good = 0;
                bits state = {5};
                double *out = must_alloc((size_t)n * 8);
                for (int64_t i = 0; i < n; i++) out[i] = -1;
                tl_drawing h = {&state, way ? fill : NULL, one, 2, 3, first, count};
                CHECK_EQ(call_vectors(tl_runs.draw, &h, sizeof h, vector_of(out, n, TL_F64, 0), NULL, NULL), TL_OK);
                for (int64_t i = 0; i < n; i++) {
                    double number = (double)(i - first + 5);
                    good += out[i] == (i < first ? -1 : way ? number : 2 + 3 * number);
                }
                CHECK_EQ(good, n);
                CHECK_EQ(state.drawn, 5 + count);
                free(out);
            }
    int64_t whole[20], good = 0;
    bits state = {0};
    tl_bounding h = {&state, bounded, (uint64_t)-3, 5};
    CHECK_EQ(call_vectors(tl_runs.draw_integers, &h, sizeof h, vector_of(whole, 20, TL_I64, 0), NULL, NULL), TL_OK);
    for (int64_t i = 0; i < 20; i++) good += whole[i] == i % 6 - 3;
    CHECK_EQ(good, 20);
}

/* Numbers close below the bound, where rounding would lead to it or past it, and others. */
static void test_narrow(void) {
    static const double bounds[] = {1, 3, 0x1p-140, -2, 0.1, INFINITY};
    enum { N = 1000 };
    for (int k = 0; k < 6; k++) {
        double high = bounds[k], in[N];
        float out[N];
        int64_t good = 0, rounded = 0;
        for (int i = 0; i < N; i++)
            in[i] = i < 500 ? rng_uniform(-1, 1) * 4 : isinf(high) ? 1e300 : high - fabs(high) * rng_uniform(0, 1e-7);
        in[0] = high, in[1] = nextafter(high, -INFINITY), in[2] = NAN;
        tl_narrowing h = {high};
        CHECK_EQ(
            call_vectors(tl_runs.narrow, &h, sizeof h, vector_of(out, N, TL_F32, 0), vector_of(in, N, TL_F64, 0), NULL),
            TL_OK);
        for (int i = 0; i < N; i++) {
            if (isnan(in[i])) good += isnan(out[i]) != 0;
            else if (in[i] < high) good += out[i] < high && (out[i] == (float)in[i] || (double)(float)in[i] >= high);
            else good += out[i] == (float)in[i];
            rounded += in[i] < high && (double)(float)in[i] >= high;
        }
        CHECK_EQ(good, N);
        CHECK(rounded > 0); /* there was something to see to */
    }
}

int main(void) {
    test_draw();
    test_narrow();
    return test_report("draw");
}
