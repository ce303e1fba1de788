/* Counts of integers, bins of equal width, and values between points, against the plain way. */
#include "runs.h"

static void tally(int64_t bins, int64_t count, int weighted) {
    int64_t *index = must_alloc((size_t)count * 8), *times = must_alloc((size_t)bins * 8), good = 0;
    double *weight = must_alloc((size_t)count * 8), *sum = must_alloc((size_t)bins * 8);
    int64_t *out_times = must_alloc((size_t)bins * 8);
    double *out_sum = must_alloc((size_t)bins * 8);
    for (int64_t b = 0; b < bins; b++) times[b] = 0, sum[b] = 0, out_times[b] = 7, out_sum[b] = 0.5;
    for (int64_t i = 0; i < count; i++) {
        index[i] = rng_below(bins + 3) - 1, weight[i] = (double)rng_below(9); /* some are in no bin */
        if (i % 17 == 3) index[i] = i % 2 ? INT64_MIN : INT64_MAX;
        if (index[i] >= 0 && index[i] < bins) times[index[i]]++, sum[index[i]] += weight[i];
    }
    CHECK_EQ(call_vectors(tl_runs.tally, NULL, 0,
                          weighted ? vector_of(out_sum, bins, TL_F64, 0) : vector_of(out_times, bins, TL_I64, 0),
                          vector_of(index, count, TL_I64, 0), weighted ? vector_of(weight, count, TL_F64, 0) : NULL),
             TL_OK);
    for (int64_t b = 0; b < bins; b++) good += weighted ? out_sum[b] == sum[b] + 0.5 : out_times[b] == times[b] + 7;
    CHECK_EQ(good, bins);
    free(index), free(times), free(weight), free(sum), free(out_times), free(out_sum);
}

static void test_tally(void) {
    static const int64_t sizes[] = {0, 1, 2, 511, 512, 513, 5000}, counts[] = {0, 1, 2, 5, 4095, 4096, 4099, 20000};
    for (int s = 0; s < 7; s++)
        for (int c = 0; c < 8; c++)
            for (int weighted = 0; weighted < 2; weighted++) tally(sizes[s], counts[c], weighted);
}

static void bin(int dtype, int64_t n, int64_t count) {
    int64_t size = element_size(dtype), *place = must_alloc((size_t)count * 8), good = 0;
    char *edge = must_alloc((size_t)((n + 1) * size)), *x = must_alloc((size_t)(count * size));
    for (int64_t k = 0; k <= n; k++) set_element(edge, dtype, k, 0.7 * (double)k / (double)n);
    fill_random(x, dtype, count, -0.1, 0.8);
    for (int64_t i = 0; i < count; i++) {
        if (i % 3 == 0) set_element(x, dtype, i, get_element(edge, dtype, i % (n + 1)));
        if (i % 50 == 7) set_element(x, dtype, i, i % 4 == 3 ? NAN : i % 4 == 1 ? INFINITY : -INFINITY);
    }
    CHECK_EQ(call_vectors(tl_runs.bin, NULL, 0, vector_of(place, count, TL_I64, 0), vector_of(x, count, dtype, 0),
                          vector_of(edge, n + 1, dtype, 0)),
             TL_OK);
    for (int64_t i = 0; i < count; i++) {
        double v = get_element(x, dtype, i);
        int64_t k = -1;
        while (k < n && get_element(edge, dtype, k + 1) <= v) k++;
        if (k == n) k = get_element(edge, dtype, n) == v ? n - 1 : -1;
        good += place[i] == k;
    }
    CHECK_EQ(good, count);
    free(place), free(edge), free(x);
}

static void test_bin(void) {
    static const int64_t sizes[] = {1, 2, 3, 10, 49, 100}, counts[] = {0, 1, 40, 8191, 8192, 20000};
    for (int s = 0; s < 6; s++)
        for (int c = 0; c < 6; c++) bin(TL_F32, sizes[s], counts[c]), bin(TL_F64, sizes[s], counts[c]);
}

static void interpolate(int64_t n, int64_t count, int sorted) {
    double *x = must_alloc((size_t)n * 8), *y = must_alloc((size_t)n * 8), *at = must_alloc((size_t)count * 8),
           *out = must_alloc((size_t)count * 8);
    int64_t good = 0;
    tl_interpolating h = {-5, 5};
    tl_call c;
    for (int64_t k = 0; k < n; k++) x[k] = (double)k * 0.5, y[k] = (double)rng_below(9);
    for (int64_t i = 0; i < count; i++)
        at[i] = sorted ? (double)i * 0.25 - 1 : (double)rng_below(4 * n + 8) * 0.125 - 1;
    if (count > 3) at[3] = NAN;
    vector *to = vector_of(out, count, TL_F64, 0), *from = vector_of(at, count, TL_F64, 0),
           *points = vector_of(x, n, TL_F64, 0), *values = vector_of(y, n, TL_F64, 0);
    tl_call_make(&c, tl_runs.interpolate, "test", &h, sizeof h, &to->v, &from->v, &points->v, &values->v);
    CHECK_EQ(c.run(&c), TL_OK);
    for (int64_t i = 0; i < count; i++) {
        double v = at[i], want;
        int64_t k = v == v ? (int64_t)(v * 2) : 0;
        if (v != v) want = n > 1 ? NAN : y[0];
        else if (v < 0) want = -5;
        else if (v > x[n - 1]) want = 5;
        else if (v == x[n - 1]) want = y[n - 1];
        else want = (y[k + 1] - y[k]) * 2 * (v - x[k]) + y[k];
        good += out[i] == want || (v != v && out[i] != out[i]);
    }
    CHECK_EQ(good, count);
    free(to), free(from), free(points), free(values), free(x), free(y), free(at), free(out);
}

static void test_interpolate(void) {
    static const int64_t sizes[] = {1, 2, 3, 50}, counts[] = {0, 1, 40, 8191, 8192, 20000};
    for (int s = 0; s < 4; s++)
        for (int c = 0; c < 6; c++)
            for (int sorted = 0; sorted < 2; sorted++) interpolate(sizes[s], counts[c], sorted);
}

int main(void) {
    tl_init(NULL);
    test_tally();
    test_bin();
    test_interpolate();
    return test_report("tally");
}
