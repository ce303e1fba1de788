/* Lines in order, of every dtype, against qsort; keys where pivots are bad; quantiles against their definition. */
#include "harness.h"

/* ---- keys of this file's own: what happens where patience ends ------------------------------------------------------ */
#include "../../tensorlab_c/src/kernels/isa.h"
#define KEY_BITS 64
#include "../../tensorlab_c/src/kernels/keys.tmpl.h"

static int compare_keys(const void *x, const void *y) {
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

static void test_patience(void) {
    enum { N = 3000 };
    int64_t a[N], b[N], want[N], rank[] = {0, 17, 1500, 1500, N - 1};
    for (int pattern = 0; pattern < 3; pattern++)
        for (int patience = 0; patience < 4; patience++) {
            for (int i = 0; i < N; i++)
                a[i] = b[i] = want[i] = pattern == 0 ? (int64_t)rng_next() : pattern == 1 ? i % 7 : i;
            qsort(want, N, sizeof *want, compare_keys);
            sort_within_k64_base((void *)a, N, patience);
            CHECK(memcmp(a, want, sizeof want) == 0);
            select_within_k64_base((void *)b, N, 0, rank, 5, patience);
            for (int i = 0; i < 5; i++) CHECK_EQ(b[rank[i]], want[rank[i]]);
        }
    sort_k64_base((void *)a, N), select_k64_base((void *)b, N, rank, 5); /* with all of it */
    CHECK(memcmp(a, want, sizeof want) == 0);
}

/* ---- rows ------------------------------------------------------------------------------------------------------------ */
static int dtype_now;
static double at(const char *p, int64_t i) { return get_element(p, dtype_now, i); }
/* nan behind all numbers, equal elements in their order */
static const char *line_now;
static int before(int64_t i, int64_t j) {
    double a = at(line_now, i), b = at(line_now, j);
    if (isnan(a) || isnan(b)) return isnan(a) == isnan(b) ? i < j : isnan(b);
    return a < b || (a == b && i < j);
}
static int compare_places(const void *x, const void *y) {
    return before(*(const int64_t *)x, *(const int64_t *)y) ? -1 : 1;
}

static void fill_line(char *p, int dtype, int64_t n, int pattern) {
    int top = dtype == TL_BOOL ? 2 : 100, low = tl_dtypes[dtype].kind == 'u' || dtype == TL_BOOL ? 0 : -100;
    for (int64_t i = 0; i < n; i++) {
        double x = pattern == 0   ? rng_uniform(low, top)
                   : pattern == 1 ? (double)rng_below(2)
                   : pattern == 2 ? (double)(i % top)
                   : pattern == 3 ? (double)((n - i) % top)
                                  : 1;
        if (tl_is_float(dtype) && pattern == 1) {
            static const double special[] = {NAN, -INFINITY, INFINITY, -0.0, 0.0, 1};
            x = special[rng_below(6)];
        }
        set_element(p, dtype, i, x);
    }
}

static void check_line(const tl_kernels *k, int dtype, int64_t n, int pattern) {
    char *x = new_array(dtype, n), *y = new_array(dtype, n), *p = new_array(TL_I64, n),
         *scratch = new_array(TL_I64, 2 * n + 60);
    int64_t *place = must_alloc(sizeof *place * (size_t)n), ranks[3] = {0, n / 3, n - 1}, step[3] = {0, 0, 0};
    fill_line(x, dtype, n, pattern);
    dtype_now = dtype, line_now = x;
    for (int64_t i = 0; i < n; i++) place[i] = i;
    qsort(place, (size_t)n, sizeof *place, compare_places);
    tl_lines what = {.count = 3};
    k->rows[TL_LINE_argsort][dtype](1, n, (char *const[]){p, x, scratch}, step, &what);
    CHECK_MSG(memcmp(p, place, sizeof *place * (size_t)n) == 0, "%s dtype %d n %lld pattern %d", k->isa, dtype,
              (long long)n, pattern);
    k->rows[TL_LINE_sort][dtype](1, n, (char *const[]){y, x, scratch}, step, &what);
    size_t item = (size_t)element_size(dtype);
    int same = 1;
    for (int64_t i = 0; i < n; i++) same &= memcmp(y + (size_t)i * item, x + (size_t)place[i] * item, item) == 0;
    CHECK_MSG(same, "%s dtype %d n %lld pattern %d", k->isa, dtype, (long long)n, pattern);
    k->rows[TL_LINE_partition][dtype](1, n, (char *const[]){y, x, (char *)ranks, scratch}, step, &what);
    k->rows[TL_LINE_argpartition][dtype](1, n, (char *const[]){p, x, (char *)ranks, scratch}, step, &what);
    for (int r = 0; r < 3; r++) {
        double want = at(x, place[ranks[r]]), a = at(y, ranks[r]), b = at(x, ((int64_t *)p)[ranks[r]]);
        CHECK(a == want || (isnan(a) && isnan(want)));
        CHECK(b == want || (isnan(b) && isnan(want)));
    }
    what.count = n / 8, what.apart = 8;
    if (n > 80) {
        k->rows[TL_LINE_top][dtype](1, n, (char *const[]){p, x, scratch}, step, &what);
        CHECK_MSG(memcmp(p, place, sizeof *place * (size_t)(n / 8)) == 0, "%s dtype %d n %lld pattern %d", k->isa,
                  dtype, (long long)n, pattern);
    }
    what.descending = 1;
    k->rows[TL_LINE_argsort][dtype](1, n, (char *const[]){p, x, scratch}, step, &what);
    int falls = 1;
    for (int64_t i = 1; i < n; i++) {
        double a = at(x, ((int64_t *)p)[i - 1]), b = at(x, ((int64_t *)p)[i]);
        falls &=
            (isnan(a) && !isnan(b)) || a > b || ((a == b || isnan(b)) && ((int64_t *)p)[i - 1] < ((int64_t *)p)[i]);
    }
    CHECK(falls);
    free_array(x, dtype, n), free_array(y, dtype, n), free_array(p, TL_I64, n), free_array(scratch, TL_I64, 2 * n + 60);
    free(place);
}

static void test_lines(const tl_kernels *k) {
    static const int64_t sizes[] = {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 33, 64, 65, 128, 129, 256, 257, 300, 1000, 5000};
    rng_seed(3);
    EACH_COMPUTED(dtype)
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int pattern = 0; pattern < 5; pattern++) check_line(k, dtype, sizes[s], pattern);
}

/* Sorted on several threads, the same bytes. */
static void test_long_lines(const tl_kernels *k) {
    enum { N = 200000 };
    char *x = new_random(TL_F64, N, -1, 1), *y = new_array(TL_F64, N), *z = new_array(TL_F64, N);
    int64_t size = N, stride = 8;
    tl_view in = {x, &size, &stride, 1, TL_F64}, out = {y, &size, &stride, 1, TL_F64};
    tl_lines what = {.row = TL_LINE_sort};
    CHECK_EQ(tl_init(k->isa), TL_OK);
    for (int threads = 1; threads <= 3; threads++) {
        tl_set_num_threads(threads);
        out.data = threads == 1 ? y : z;
        CHECK_EQ(tl_lines_run(&what, TL_F64, 2, (const tl_view *[]){&out, &in}), TL_OK);
        if (threads > 1) CHECK(memcmp(y, z, N * 8) == 0);
    }
    int rises = 1;
    for (int i = 1; i < N; i++) rises &= ((double *)y)[i - 1] <= ((double *)y)[i];
    CHECK(rises);
    tl_set_num_threads(2);
    CHECK_EQ(tl_init(NULL), TL_OK);
    free_array(x, TL_F64, N), free_array(y, TL_F64, N), free_array(z, TL_F64, N);
}

/* ---- quantiles ------------------------------------------------------------------------------------------------------- */
static void test_quantiles(void) {
    for (int method = 0; method < TL_NQUANTILES; method++)
        for (int64_t n = 1; n < 40; n++)
            for (int i = 0; i <= 60; i++) {
                tl_quantile r = tl_quantile_of(method, n, i / 60.0);
                CHECK(0 <= r.lo && r.lo <= r.hi && r.hi < n && r.hi - r.lo <= 1 &&
                      (r.lo == r.hi || (0 <= r.t && r.t <= 1)));
                if (tl_quantiles[method].discrete) CHECK(r.lo == r.hi);
            }
    tl_quantile r = tl_quantile_of(TL_QUANTILE_linear, 5, 0.6);
    CHECK(r.lo == 2 && r.hi == 3 && fabs(r.t - 0.4) < 1e-15);
    r = tl_quantile_of(TL_QUANTILE_hazen, 4, 0.5);
    CHECK(r.lo == 1 && r.hi == 2 && r.t == 0.5);
    CHECK_EQ(tl_quantile_of(TL_QUANTILE_inverted_cdf, 10, 0.3).lo, 2);
    CHECK_EQ(tl_quantile_of(TL_QUANTILE_nearest, 6, 0.5).lo, 2); /* 2.5 to even */
}

int main(void) {
    test_patience();
    test_quantiles();
    for_each_isa(test_lines);
    for_each_isa(test_long_lines);
    return test_report("order");
}
