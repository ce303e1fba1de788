/* Softmax, log_softmax, cross-entropy and cumulative sums against straightforward code in long double, and on views of any
 * layout and dtype against the same on dense copies. */
#include <float.h>

#include "harness.h"

/* ---- kernels ------------------------------------------------------------------------------------------------------ */
enum { IGNORED = -100 };
static void call(const tl_kernels *k, int row, int dtype, int64_t n, int64_t c, char *const *ptr, const int64_t *step) {
    const tl_lines what = {.row = row, .axis = 1, .ignore = IGNORED};
    k->rows[row][dtype](n, c, ptr, step, &what);
}
#define TWO(name)                                                                                     \
    static void name(const tl_kernels *k, int dtype, int64_t n, int64_t c, const void *x, void *y) {  \
        call(k, TL_LINE_##name, dtype, n, c, (char *const[]){y, (char *)x}, (const int64_t[]){0, 0}); \
    }
#define THREE(name)                                                                                                  \
    static void name(const tl_kernels *k, int dtype, int64_t n, int64_t c, const void *y, const void *g, void *gx) { \
        call(k, TL_LINE_##name, dtype, n, c, (char *const[]){gx, (char *)y, (char *)g}, (const int64_t[]){0, 0, 0}); \
    }
TWO(softmax)
TWO(log_softmax)
THREE(softmax_grad)
THREE(log_softmax_grad)

static void xent(const tl_kernels *k, int dtype, int64_t n, int64_t c, const void *x, const int64_t *target, void *prob,
                 void *loss) {
    call(k, TL_LINE_cross_entropy, dtype, n, c, (char *const[]){prob, loss, (char *)x, (char *)target},
         (const int64_t[]){0, element_size(dtype), 0, 8});
}
static void xent_grad(const tl_kernels *k, int dtype, int64_t n, int64_t c, const void *prob, const int64_t *target,
                      const void *scale, int64_t step, void *gx) {
    call(k, TL_LINE_cross_entropy_grad, dtype, n, c, (char *const[]){gx, (char *)prob, (char *)target, (char *)scale},
         (const int64_t[]){0, 0, 8, step * element_size(dtype)});
}

/* ---- rows: reference --------------------------------------------------------------------------------------------- */
/* max and log(sum(exp(x - max))) of one row */
static void reference_row(const void *x, int dtype, int64_t at, int64_t c, long double *max, long double *log_sum) {
    long double m = -INFINITY, sum = 0;
    for (int64_t j = 0; j < c; j++) m = fmaxl(m, get_element(x, dtype, at + j));
    for (int64_t j = 0; j < c; j++) sum += expl((long double)get_element(x, dtype, at + j) - m);
    *max = m;
    *log_sum = logl(sum);
}

static void check_softmax(const tl_kernels *k, int dtype, int64_t n, int64_t c, double range) {
    char *x = new_random(dtype, n * c, -range, range), *y = new_array(dtype, n * c), *z = new_array(dtype, n * c);
    softmax(k, dtype, n, c, x, y);
    log_softmax(k, dtype, n, c, x, z);
    double eps = epsilon(dtype);
    for (int64_t i = 0; i < n; i++) {
        long double max, log_sum;
        reference_row(x, dtype, i * c, c, &max, &log_sum);
        for (int64_t j = i * c; j < (i + 1) * c; j++) {
            long double shifted = (long double)get_element(x, dtype, j) - max, want = expl(shifted - log_sum);
            double got = get_element(y, dtype, j), got_log = get_element(z, dtype, j);
            /* x - max is rounded before exp: an error of half an ulp of its size */
            double bound = eps * (double)((12 + fabsl(shifted)) * want) + (dtype == TL_F32 ? 3e-45 : 1e-323);
            CHECK_MSG(fabsl(got - want) <= bound, "%s dtype %d %lldx%lld: %.9g not %.9Lg", k->isa, dtype, (long long)n,
                      (long long)c, got, want);
            CHECK_MSG(fabsl(got_log - (shifted - log_sum)) <= eps * (double)(12 + fabsl(shifted) + fabsl(log_sum)),
                      "%s dtype %d %lldx%lld", k->isa, dtype, (long long)n, (long long)c);
        }
    }
    free_array(x, dtype, n * c), free_array(y, dtype, n * c), free_array(z, dtype, n * c);
}

static void check_softmax_grads(const tl_kernels *k, int dtype, int64_t n, int64_t c) {
    char *x = new_random(dtype, n * c, -3, 3), *g = new_random(dtype, n * c, -1, 1);
    char *y = new_array(dtype, n * c), *gx = new_array(dtype, n * c), *gl = new_array(dtype, n * c);
    softmax(k, dtype, n, c, x, y);
    softmax_grad(k, dtype, n, c, y, g, gx);
    for (int64_t i = 0; i < n; i++) {
        long double dot = 0, size = 0;
        for (int64_t j = i * c; j < (i + 1) * c; j++) {
            long double term = (long double)get_element(y, dtype, j) * get_element(g, dtype, j);
            dot += term, size += fabsl(term);
        }
        for (int64_t j = i * c; j < (i + 1) * c; j++) {
            long double v = get_element(y, dtype, j), want = v * (get_element(g, dtype, j) - dot);
            double bound = epsilon(dtype) * (double)(v * (4 + 40 * size));
            CHECK(fabsl(get_element(gx, dtype, j) - want) <= bound);
        }
    }
    log_softmax(k, dtype, n, c, x, y);
    log_softmax_grad(k, dtype, n, c, y, g, gl);
    for (int64_t i = 0; i < n; i++) {
        long double sum = 0, size = 0;
        for (int64_t j = i * c; j < (i + 1) * c; j++) {
            sum += get_element(g, dtype, j);
            size += fabsl((long double)get_element(g, dtype, j));
        }
        for (int64_t j = i * c; j < (i + 1) * c; j++) {
            long double e = expl(get_element(y, dtype, j)), want = get_element(g, dtype, j) - e * sum;
            double bound = epsilon(dtype) * (double)(2 + 3 * e * fabsl(sum) + 40 * e * size);
            CHECK(fabsl(get_element(gl, dtype, j) - want) <= bound);
        }
    }
    free_array(x, dtype, n * c), free_array(g, dtype, n * c), free_array(y, dtype, n * c);
    free_array(gx, dtype, n * c), free_array(gl, dtype, n * c);
}

static int64_t *new_targets(int64_t n, int64_t c, int with_ignored) {
    int64_t *t = must_alloc((size_t)n * sizeof *t);
    for (int64_t i = 0; i < n; i++) t[i] = c == 0 || (with_ignored && rng_below(4) == 0) ? IGNORED : rng_below(c);
    return t;
}

static void check_xent(const tl_kernels *k, int dtype, int64_t n, int64_t c) {
    char *x = new_random(dtype, n * c, -5, 5), *prob = new_array(dtype, n * c), *same = new_array(dtype, n * c);
    char *loss = new_array(dtype, n), *gx = new_array(dtype, n * c), *scale = new_random(dtype, n, -2, 2);
    int64_t *target = new_targets(n, c, n > 1);
    softmax(k, dtype, n, c, x, same);
    xent(k, dtype, n, c, x, target, prob, loss);
    CHECK(memcmp(prob, same, (size_t)(n * c * element_size(dtype))) == 0);
    for (int64_t i = 0; i < n; i++) {
        long double max, log_sum, want = 0;
        reference_row(x, dtype, i * c, c, &max, &log_sum);
        if (target[i] != IGNORED) want = log_sum + max - get_element(x, dtype, i * c + target[i]);
        CHECK(fabsl(get_element(loss, dtype, i) - want) <= epsilon(dtype) * (double)(20 + fabsl(want)));
    }
    for (int step = 0; step < 2; step++) {
        xent_grad(k, dtype, n, c, prob, target, scale, step, gx);
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < c; j++) {
                long double p = get_element(prob, dtype, i * c + j), f = get_element(scale, dtype, i * step);
                long double want = target[i] == IGNORED ? 0 : (p - (j == target[i])) * f;
                double got = get_element(gx, dtype, i * c + j);
                CHECK_MSG(fabsl(got - want) <= 2 * epsilon(dtype) * (double)fabsl(want), "%.9g not %.9Lg", got, want);
            }
    }
    free_array(x, dtype, n * c), free_array(prob, dtype, n * c), free_array(same, dtype, n * c);
    free_array(loss, dtype, n), free_array(gx, dtype, n * c), free_array(scale, dtype, n);
    free(target);
}

static void test_rows(const tl_kernels *k) {
    static const int64_t rows[] = {1, 2, 15, 16, 17, 31, 32, 33, 70};
    static const int64_t columns[] = {1, 2, 3, 7, 10, 16, 33, 63, 64, 65, 100, 1023, 1024, 1025, 3000};
    rng_seed(11);
    for (int d = 0; d < 2; d++) {
        for (int i = 0; i < 9; i++)
            for (int j = 0; j < 15; j++) {
                if (rows[i] * columns[j] > 40000) continue;
                check_softmax(k, floats[d], rows[i], columns[j], j % 2 ? 4 : 90);
                check_softmax_grads(k, floats[d], rows[i], columns[j]);
                check_xent(k, floats[d], rows[i], columns[j]);
            }
        check_softmax(k, floats[d], 1, 200001, 3); /* the sums must not lose digits in long rows */
        check_softmax_grads(k, floats[d], 1, 200001);
        softmax(k, floats[d], 0, 10, NULL, NULL);
        softmax(k, floats[d], 10, 0, NULL, NULL);
        check_xent(k, floats[d], 7, 0);
    }
}

/* ---- rows: special values ---------------------------------------------------------------------------------------- */
static void check_special_row(const tl_kernels *k, int dtype, int64_t c, double at_first, double others, int all_nan) {
    enum { N = 3 }; /* the row in question is the middle one */
    char *x = new_random(dtype, N * c, -1, 1), *y = new_array(dtype, N * c), *z = new_array(dtype, N * c);
    char *loss = new_array(dtype, N);
    int64_t target[N] = {0, c - 1, 0};
    for (int64_t j = 0; j < c; j++) set_element(x, dtype, c + j, j == c / 2 ? at_first : others);
    softmax(k, dtype, N, c, x, y);
    log_softmax(k, dtype, N, c, x, z);
    for (int64_t j = 0; j < N * c; j++) {
        int expect_nan = j / c == 1 && all_nan;
        CHECK_EQ(isnan(get_element(y, dtype, j)) != 0, expect_nan);
        CHECK_EQ(isnan(get_element(z, dtype, j)) != 0, expect_nan);
    }
    xent(k, dtype, N, c, x, target, y, loss);
    CHECK(isfinite(get_element(loss, dtype, 0)) && isfinite(get_element(loss, dtype, 2)));
    CHECK_EQ(isnan(get_element(loss, dtype, 1)) != 0, all_nan);
    target[1] = IGNORED;
    xent(k, dtype, N, c, x, target, y, loss);
    CHECK_EQ(get_element(loss, dtype, 1), 0);
    xent_grad(k, dtype, N, c, y, target, x, 0, z);
    for (int64_t j = c; j < 2 * c; j++) CHECK_EQ(get_element(z, dtype, j), 0); /* even where prob is NaN */
    free_array(x, dtype, N * c), free_array(y, dtype, N * c), free_array(z, dtype, N * c), free_array(loss, dtype, N);
}

static void test_special_rows(const tl_kernels *k) {
    static const int64_t columns[] = {3, 10, 64, 65, 1500};
    for (int d = 0; d < 2; d++)
        for (int i = 0; i < 5; i++) {
            double huge = floats[d] == TL_F32 ? FLT_MAX : DBL_MAX;
            check_special_row(k, floats[d], columns[i], NAN, 1, 1);
            check_special_row(k, floats[d], columns[i], NAN, -INFINITY, 1);
            check_special_row(k, floats[d], columns[i], INFINITY, 1, 1);
            check_special_row(k, floats[d], columns[i], -INFINITY, -INFINITY, 1);
            check_special_row(k, floats[d], columns[i], -INFINITY, 2, 0);
            check_special_row(k, floats[d], columns[i], 2, -INFINITY, 0);
            check_special_row(k, floats[d], columns[i], huge, 0, 0);
            check_special_row(k, floats[d], columns[i], -huge, -huge, 0);
        }
}

/* gx may be the saved output itself */
static void test_rows_in_place(const tl_kernels *k) {
    enum { N = 37, C = 10 };
    for (int d = 0; d < 2; d++) {
        int dtype = floats[d];
        size_t size = (size_t)(N * C * element_size(dtype));
        char *x = new_random(dtype, N * C, -2, 2), *y = new_array(dtype, N * C), *gx = new_array(dtype, N * C);
        char *loss = new_array(dtype, N), *scale = new_random(dtype, N, 1, 2);
        int64_t *target = new_targets(N, C, 1);
        xent(k, dtype, N, C, x, target, y, loss);
        for (int step = 0; step < 2; step++) {
            xent_grad(k, dtype, N, C, y, target, scale, step, gx);
            memcpy(x, y, size);
            xent_grad(k, dtype, N, C, x, target, scale, step, x);
            CHECK(memcmp(x, gx, size) == 0);
        }
        fill_random(x, dtype, N * C, -2, 2);
        softmax(k, dtype, N, C, x, y);
        softmax(k, dtype, N, C, x, x);
        CHECK(memcmp(x, y, size) == 0);
        free_array(x, dtype, N * C), free_array(y, dtype, N * C), free_array(gx, dtype, N * C);
        free_array(loss, dtype, N), free_array(scale, dtype, N), free(target);
    }
}

/* ---- the same bytes everywhere ------------------------------------------------------------------------------------- */
/* All row kernels on one input, results one after another. */
static char *all_rows(const tl_kernels *k, int dtype, int64_t n, int64_t c, int64_t *total) {
    int64_t size = n * c * element_size(dtype), used = 0;
    rng_seed((uint64_t)(n * 7919 + c));
    char *x = new_random(dtype, n * c, -6, 6), *g = new_random(dtype, n * c, -1, 1);
    int64_t *target = new_targets(n, c, 1);
    char *out = must_alloc((size_t)(7 * size)), *at[7];
    for (int i = 0; i < 7; i++, used += size) at[i] = out + used;
    memset(out, 0, (size_t)(7 * size));
    softmax(k, dtype, n, c, x, at[0]);
    log_softmax(k, dtype, n, c, x, at[1]);
    softmax_grad(k, dtype, n, c, at[0], g, at[2]);
    log_softmax_grad(k, dtype, n, c, at[1], g, at[3]);
    xent(k, dtype, n, c, x, target, at[4], at[5]);
    xent_grad(k, dtype, n, c, at[4], target, g, 1, at[6]);
    free_array(x, dtype, n * c), free_array(g, dtype, n * c), free(target);
    *total = 7 * size;
    return out;
}

static const int64_t same_shapes[][2] = {{1, 1},    {5, 3},    {33, 10},   {40, 64},  {9, 65},
                                         {7, 1025}, {3, 5000}, {9000, 10}, {300, 200}};

static void test_rows_same_bytes(const tl_kernels *v3, const tl_kernels *v4) {
    for (int d = 0; d < 2; d++)
        for (int i = 0; i < 9; i++) {
            int64_t size;
            char *a = all_rows(v3, floats[d], same_shapes[i][0], same_shapes[i][1], &size);
            char *b = all_rows(v4, floats[d], same_shapes[i][0], same_shapes[i][1], &size);
            CHECK_MSG(memcmp(a, b, (size_t)size) == 0, "dtype %d shape %d", floats[d], i);
            free(a), free(b);
        }
}

/* ---- layouts and threads -------------------------------------------------------------------------------------------- */
static const char *const operands[TL_NLINES] = {
#define TL_LINES(name, operands, outputs, cost, scratch) operands,
#include "../../tensorlab_c/src/lines.def"
#undef TL_LINES
};

/* The rows with whole lines alone, on a view of any layout, against the same on a dense copy. */
static void check_view(int row, int dtype, const tl_view *x, int axis) {
    int64_t shape[4], strides[4], dense[4], back[4], n = 1, item = element_size(dtype);
    for (int i = 0; i < x->ndim; i++) n *= shape[i] = x->shape[i];
    /* the axis last, contiguous */
    for (int i = 0, at = 0; i < x->ndim; i++)
        if (i != axis) dense[at] = shape[i], back[at++] = x->strides[i];
    dense[x->ndim - 1] = shape[axis], back[x->ndim - 1] = x->strides[axis];
    tl_contiguous_strides(x->ndim, dense, item, strides);
    char *a = new_array(dtype, n), *want = new_array(dtype, n), *got = new_array(dtype, n),
         *moved = new_array(dtype, n);
    tl_view in = {x->data, dense, back, x->ndim, x->dtype}, copy = {a, dense, strides, x->ndim, dtype};
    CHECK_EQ(tl_copy(&copy, &in), TL_OK);
    tl_lines what = {.row = row, .axis = x->ndim - 1};
    tl_view out = {want, dense, strides, x->ndim, dtype};
    int nop = (int)strlen(operands[row]);
    const tl_view *plain[] = {&out, &copy, &copy, &copy};
    CHECK_EQ(tl_lines_run(&what, dtype, nop, plain), TL_OK);
    /* in place where it is; the output in the order of the axes */
    int64_t c_strides[4];
    tl_contiguous_strides(x->ndim, shape, item, c_strides);
    tl_view there = {got, shape, c_strides, x->ndim, dtype}, same = there;
    const tl_view *ops[] = {&there, x, x, x};
    what.axis = axis;
    for (int threads = 1; threads <= 3; threads += 2) {
        tl_set_num_threads(threads);
        memset(got, 0x5a, (size_t)(n * item));
        CHECK_EQ(tl_lines_run(&what, dtype, nop, ops), TL_OK);
        int64_t turned[4];
        for (int i = 0, at = 0; i < x->ndim; i++)
            if (i != axis) turned[at++] = c_strides[i];
        turned[x->ndim - 1] = c_strides[axis];
        same = (tl_view){got, dense, turned, x->ndim, dtype};
        tl_view to = {moved, dense, strides, x->ndim, dtype};
        CHECK_EQ(tl_copy(&to, &same), TL_OK);
        CHECK_MSG(memcmp(moved, want, (size_t)(n * item)) == 0,
                  "row %d dtype %d from %d axis %d, %lld elements, %d threads", row, dtype, x->dtype, axis,
                  (long long)n, threads);
    }
    tl_set_num_threads(2);
    free_array(a, dtype, n), free_array(want, dtype, n), free_array(got, dtype, n), free_array(moved, dtype, n);
}

static void test_layouts(const tl_kernels *k) {
    static const int64_t shapes[][3] = {{1, 1, 1},  {3, 5, 7},    {70, 3, 33},  {2, 64, 65}, {2, 65, 64},
                                        {40, 1, 9}, {1, 1030, 5}, {5, 1, 1025}, {33, 90, 40}};
    CHECK_EQ(tl_init(k->isa), TL_OK);
    for (int row = 0; row < TL_NLINES; row++)
        for (int dtype = TL_F32; dtype <= TL_F64; dtype++)
            for (int from = 0; from < 3 && strspn(operands[row], "L") == strlen(operands[row]); from++)
                for (int i = 0; i < 9; i++) {
                    int have = from == 0 ? dtype : from == 1 ? TL_I16 : TL_F16;
                    int64_t shape[3], n = 1, item = element_size(have), f[3], c[3], apart[3];
                    for (int a = 0; a < 3; a++) n *= shape[a] = shapes[i][a];
                    char *data = new_array(have, 2 * n);
                    if (have == TL_F16)
                        for (int64_t e = 0; e < 2 * n; e++)
                            ((uint16_t *)data)[e] = (uint16_t)(0x3800 + rng_below(2000));
                    else fill_random(data, have, 2 * n, -4, 4);
                    tl_contiguous_strides(3, shape, item, c);
                    f[0] = item, f[1] = item * shape[0], f[2] = item * shape[0] * shape[1];
                    for (int a = 0; a < 3; a++) apart[a] = 2 * c[a];
                    int64_t back[3] = {-c[0], c[1], -c[2]}, none[3] = {0, c[1], 0};
                    tl_view v = {data, shape, c, 3, have};
                    for (int axis = 0; axis < 3; axis++) {
                        v.data = data;
                        v.strides = c, check_view(row, dtype, &v, axis);
                        v.strides = f, check_view(row, dtype, &v, axis);
                        v.strides = apart, check_view(row, dtype, &v, axis);
                        v.strides = none, check_view(row, dtype, &v, axis);
                        v.data = data + (shape[0] - 1) * c[0] + (shape[2] - 1) * c[2];
                        v.strides = back, check_view(row, dtype, &v, axis);
                    }
                    free_array(data, have, 2 * n);
                }
    CHECK_EQ(tl_init(NULL), TL_OK);
}

/* ---- sums up to each element ------------------------------------------------------------------------------------------ */
static void test_cumsum(const tl_kernels *k) {
    enum { N = 3, C = 1000 };
    for (int dtype = 0; dtype < TL_NDTYPES; dtype++) {
        if (!k->rows[TL_LINE_cumsum][dtype] || tl_is_complex(dtype)) continue;
        char *x = new_random(dtype, N * C, 0, 100), *y = new_array(dtype, N * C);
        call(k, TL_LINE_cumsum, dtype, N, C, (char *const[]){y, x}, (const int64_t[]){0, 0});
        for (int i = 0; i < N; i++) {
            long double sum = 0;
            uint64_t whole = 0, mask = ~(uint64_t)0 >> (64 - 8 * element_size(dtype)), got = 0;
            for (int j = 0; j < C; j++) {
                sum += get_element(x, dtype, i * C + j);
                whole += (uint64_t)(int64_t)get_element(x, dtype, i * C + j);
                memcpy(&got, y + (i * C + j) * element_size(dtype), (size_t)element_size(dtype));
                if (tl_is_float(dtype))
                    CHECK(ulp_error(get_element(y, dtype, i * C + j), sum, dtype) <= (dtype == TL_F32 ? 0.51 : 40));
                else CHECK_EQ(got, whole & mask);
            }
        }
        free_array(x, dtype, N * C), free_array(y, dtype, N * C);
    }
    CHECK(k->rows[TL_LINE_cumsum][TL_I64] && k->rows[TL_LINE_cumsum][TL_F32] && k->lanes[TL_LINE_cumsum][TL_F64]);
}

/* Differences between instruction sets, and what is left out where there is nan. */
static void test_cumulative_same_bytes(const tl_kernels *v3, const tl_kernels *v4) {
    enum { N = 3, C = 1003 };
    for (int row = TL_LINE_cumsum; row <= TL_LINE_cumprod; row++)
        for (int d = 0; d < 2; d++)
            for (int skip = 0; skip < 2; skip++) {
                const tl_lines what = {.row = row, .axis = 1, .skip_nan = skip};
                char *x = new_random(floats[d], N * C, 0.5, 1.5), *y = new_array(floats[d], N * C);
                char *z = new_array(floats[d], N * C);
                for (int i = 0; skip && i < 50; i++) set_element(x, floats[d], rng_below(N * C), NAN);
                v3->rows[row][floats[d]](N, C, (char *const[]){y, x}, (const int64_t[]){0, 0}, &what);
                v4->rows[row][floats[d]](N, C, (char *const[]){z, x}, (const int64_t[]){0, 0}, &what);
                CHECK(memcmp(y, z, (size_t)(N * C * element_size(floats[d]))) == 0);
                for (int i = 0; i < N; i++) {
                    long double all = row == TL_LINE_cumprod;
                    for (int j = 0; j < C; j++) {
                        double e = get_element(x, floats[d], i * C + j), got = get_element(y, floats[d], i * C + j);
                        if (!isnan(e)) all = row == TL_LINE_cumprod ? all * e : all + e;
                        CHECK(close_to(got, (double)all, 1e3 * epsilon(floats[d]), 1e-40));
                    }
                }
                free_array(x, floats[d], N * C), free_array(y, floats[d], N * C), free_array(z, floats[d], N * C);
            }
}

int main(void) {
    for_each_isa(test_rows);
    for_each_isa(test_special_rows);
    for_each_isa(test_rows_in_place);
    for_v3_and_v4(test_rows_same_bytes);
    for_each_isa(test_layouts);
    for_each_isa(test_cumsum);
    for_v3_and_v4(test_cumulative_same_bytes);
    return test_report("lines");
}
