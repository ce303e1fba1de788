/* Softmax, log_softmax, cross-entropy, SGD and Adam against straightforward code in long double or double. */
#include <float.h>

#include "harness.h"

static const int floats[] = {TL_F32, TL_F64};

static double epsilon(int dtype) { return dtype == TL_F32 ? FLT_EPSILON : DBL_EPSILON; }

/* n elements of dtype, between guards that must survive */
enum { GUARD = 64 };
static char *new_array(int dtype, int64_t n) {
    size_t size = (size_t)(n * element_size(dtype));
    char *p = must_alloc(size + 2 * GUARD);
    memset(p, 0x5a, size + 2 * GUARD);
    return p + GUARD;
}

static void free_array(char *p, int dtype, int64_t n) {
    const char *end = p + n * element_size(dtype);
    for (int i = 0; i < GUARD; i++) CHECK(p[i - GUARD] == 0x5a && end[i] == 0x5a);
    free(p - GUARD);
}

static char *new_random(int dtype, int64_t n, double lo, double hi) {
    char *p = new_array(dtype, n);
    fill_random(p, dtype, n, lo, hi);
    return p;
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
    k->softmax[dtype](n, c, x, y);
    k->log_softmax[dtype](n, c, x, z);
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
    k->softmax[dtype](n, c, x, y);
    k->softmax_grad[dtype](n, c, y, g, gx);
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
    k->log_softmax[dtype](n, c, x, y);
    k->log_softmax_grad[dtype](n, c, y, g, gl);
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

enum { IGNORE = -100 };

static int64_t *new_targets(int64_t n, int64_t c, int with_ignored) {
    int64_t *t = must_alloc((size_t)n * sizeof *t);
    for (int64_t i = 0; i < n; i++) t[i] = c == 0 || (with_ignored && rng_below(4) == 0) ? IGNORE : rng_below(c);
    return t;
}

static void check_xent(const tl_kernels *k, int dtype, int64_t n, int64_t c) {
    char *x = new_random(dtype, n * c, -5, 5), *prob = new_array(dtype, n * c), *same = new_array(dtype, n * c);
    char *loss = new_array(dtype, n), *gx = new_array(dtype, n * c), *scale = new_random(dtype, n, -2, 2);
    int64_t *target = new_targets(n, c, n > 1);
    k->softmax[dtype](n, c, x, same);
    k->xent[dtype](n, c, x, target, IGNORE, prob, loss);
    CHECK(memcmp(prob, same, (size_t)(n * c * element_size(dtype))) == 0);
    for (int64_t i = 0; i < n; i++) {
        long double max, log_sum, want = 0;
        reference_row(x, dtype, i * c, c, &max, &log_sum);
        if (target[i] != IGNORE) want = log_sum + max - get_element(x, dtype, i * c + target[i]);
        CHECK(fabsl(get_element(loss, dtype, i) - want) <= epsilon(dtype) * (double)(20 + fabsl(want)));
    }
    for (int step = 0; step < 2; step++) {
        k->xent_grad[dtype](n, c, prob, target, IGNORE, scale, step, gx);
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < c; j++) {
                long double p = get_element(prob, dtype, i * c + j), f = get_element(scale, dtype, i * step);
                long double want = target[i] == IGNORE ? 0 : (p - (j == target[i])) * f;
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
        k->softmax[floats[d]](0, 10, NULL, NULL);
        k->softmax[floats[d]](10, 0, NULL, NULL);
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
    k->softmax[dtype](N, c, x, y);
    k->log_softmax[dtype](N, c, x, z);
    for (int64_t j = 0; j < N * c; j++) {
        int expect_nan = j / c == 1 && all_nan;
        CHECK_EQ(isnan(get_element(y, dtype, j)) != 0, expect_nan);
        CHECK_EQ(isnan(get_element(z, dtype, j)) != 0, expect_nan);
    }
    k->xent[dtype](N, c, x, target, IGNORE, y, loss);
    CHECK(isfinite(get_element(loss, dtype, 0)) && isfinite(get_element(loss, dtype, 2)));
    CHECK_EQ(isnan(get_element(loss, dtype, 1)) != 0, all_nan);
    target[1] = IGNORE;
    k->xent[dtype](N, c, x, target, IGNORE, y, loss);
    CHECK_EQ(get_element(loss, dtype, 1), 0);
    k->xent_grad[dtype](N, c, y, target, IGNORE, x, 0, z);
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
        k->xent[dtype](N, C, x, target, IGNORE, y, loss);
        for (int step = 0; step < 2; step++) {
            k->xent_grad[dtype](N, C, y, target, IGNORE, scale, step, gx);
            memcpy(x, y, size);
            k->xent_grad[dtype](N, C, x, target, IGNORE, scale, step, x);
            CHECK(memcmp(x, gx, size) == 0);
        }
        fill_random(x, dtype, N * C, -2, 2);
        k->softmax[dtype](N, C, x, y);
        k->softmax[dtype](N, C, x, x);
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
    k->softmax[dtype](n, c, x, at[0]);
    k->log_softmax[dtype](n, c, x, at[1]);
    k->softmax_grad[dtype](n, c, at[0], g, at[2]);
    k->log_softmax_grad[dtype](n, c, at[1], g, at[3]);
    k->xent[dtype](n, c, x, target, IGNORE, at[4], at[5]);
    k->xent_grad[dtype](n, c, at[4], target, IGNORE, g, 1, at[6]);
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

static void test_rows_threads(const tl_kernels *k) {
    for (int d = 0; d < 2; d++)
        for (int i = 7; i < 9; i++) {
            int64_t size;
            tl_set_num_threads(1);
            char *a = all_rows(k, floats[d], same_shapes[i][0], same_shapes[i][1], &size);
            tl_set_num_threads(3);
            char *b = all_rows(k, floats[d], same_shapes[i][0], same_shapes[i][1], &size);
            CHECK(memcmp(a, b, (size_t)size) == 0);
            free(a), free(b);
        }
}

/* ---- optimisers ------------------------------------------------------------------------------------------------------ */
typedef struct {
    int64_t n;
    int dtype;
    char *p, *g, *m, *v;
    double *rp, *rm, *rv; /* the reference's copies */
} problem;

static problem new_problem(int dtype, int64_t n) {
    problem s = {n,
                 dtype,
                 new_random(dtype, n, -2, 2),
                 new_array(dtype, n),
                 new_random(dtype, n, 0, 0),
                 new_random(dtype, n, 0, 0),
                 must_alloc((size_t)n * 8),
                 must_alloc((size_t)n * 8),
                 must_alloc((size_t)n * 8)};
    for (int64_t i = 0; i < n; i++) s.rp[i] = get_element(s.p, dtype, i), s.rm[i] = s.rv[i] = 0;
    return s;
}

static void free_problem(problem *s) {
    free_array(s->p, s->dtype, s->n), free_array(s->g, s->dtype, s->n);
    free_array(s->m, s->dtype, s->n), free_array(s->v, s->dtype, s->n);
    free(s->rp), free(s->rm), free(s->rv);
}

static void check_problem(const problem *s, double tolerance, const char *rule) {
    for (int64_t i = 0; i < s->n; i++) {
        CHECK_MSG(close_to(get_element(s->p, s->dtype, i), s->rp[i], tolerance, tolerance), "%s p", rule);
        CHECK_MSG(close_to(get_element(s->m, s->dtype, i), s->rm[i], tolerance, tolerance), "%s m", rule);
        CHECK_MSG(close_to(get_element(s->v, s->dtype, i), s->rv[i], tolerance, tolerance), "%s v", rule);
    }
}

static void sgd_reference(problem *s, const tl_sgd *h) {
    for (int64_t i = 0; i < s->n; i++) {
        double g = get_element(s->g, s->dtype, i);
        if (h->maximize) g = -g;
        if (h->weight_decay != 0) g += h->weight_decay * s->rp[i];
        if (h->momentum != 0) {
            s->rm[i] = h->first ? g : h->momentum * s->rm[i] + (1 - h->dampening) * g;
            g = h->nesterov ? g + h->momentum * s->rm[i] : s->rm[i];
        }
        s->rp[i] -= h->lr * g;
    }
}

static void adam_reference(problem *s, const tl_adam *h) {
    for (int64_t i = 0; i < s->n; i++) {
        double g = get_element(s->g, s->dtype, i);
        if (h->maximize) g = -g;
        if (h->decoupled) s->rp[i] *= 1 - h->lr * h->weight_decay;
        else if (h->weight_decay != 0) g += h->weight_decay * s->rp[i];
        s->rm[i] = h->beta1 * s->rm[i] + (1 - h->beta1) * g;
        s->rv[i] = h->beta2 * s->rv[i] + (1 - h->beta2) * g * g;
        if (h->eps_inside) s->rp[i] -= h->lr * (s->rm[i] / h->bias1) / sqrt(s->rv[i] / h->bias2 + h->eps);
        else s->rp[i] -= h->lr / h->bias1 * s->rm[i] / (sqrt(s->rv[i]) / sqrt(h->bias2) + h->eps);
    }
}

static const int64_t lengths[] = {0, 1, 3, 8, 17, 100, 16384, 16385, 40001};
enum { LENGTHS = 9, SMALL_LENGTHS = 6 };

static void check_sgd(const tl_kernels *k, int dtype, int64_t n, int variant) {
    tl_sgd h = {.lr = 0.1,
                .momentum = variant & 1 ? 0.9 : 0,
                .dampening = variant & 2 && !(variant & 4) ? 0.3 : 0,
                .nesterov = variant & 4 && variant & 1,
                .weight_decay = variant & 8 ? 0.01 : 0,
                .maximize = (variant & 16) != 0};
    problem s = new_problem(dtype, n);
    if (h.momentum != 0) memset(s.m, 0xff, (size_t)(n * element_size(dtype))); /* NaN: must not be read at first */
    tl_param p = {n, dtype, s.p, s.g, h.momentum != 0 ? s.m : NULL, NULL};
    for (int step = 0; step < 4; step++) {
        h.first = step == 0;
        fill_random(s.g, dtype, n, -1, 1);
        sgd_reference(&s, &h);
        k->sgd[dtype](&h, &p);
    }
    check_problem(&s, 30 * epsilon(dtype), "sgd");
    free_problem(&s);
}

static void check_adam(const tl_kernels *k, int dtype, int64_t n, int variant) {
    tl_adam h = {.lr = 0.01,
                 .beta1 = variant & 16 ? 0.3 : 0.9, /* 1 - beta1 on both sides of 1/2 */
                 .beta2 = 0.99,
                 .eps = 1e-3,
                 .weight_decay = variant & 1 ? 0.1 : 0,
                 .decoupled = (variant & 2) != 0,
                 .eps_inside = (variant & 4) != 0,
                 .maximize = (variant & 8) != 0};
    problem s = new_problem(dtype, n);
    tl_param p = {n, dtype, s.p, s.g, s.m, s.v};
    for (int step = 1; step <= 5; step++) {
        h.bias1 = 1 - pow(h.beta1, step);
        h.bias2 = 1 - pow(h.beta2, step);
        fill_random(s.g, dtype, n, -1, 1);
        adam_reference(&s, &h);
        k->adam[dtype](&h, &p);
    }
    check_problem(&s, 60 * epsilon(dtype), "adam");
    free_problem(&s);
}

static void test_optim(const tl_kernels *k) {
    rng_seed(21);
    for (int d = 0; d < 2; d++)
        for (int variant = 0; variant < 32; variant++)
            for (int i = 0; i < (variant % 7 == 1 ? LENGTHS : SMALL_LENGTHS); i++) {
                check_sgd(k, floats[d], lengths[i], variant);
                check_adam(k, floats[d], lengths[i], variant);
            }
}

/* Three steps of both rules; p, m and v afterwards, which the caller frees as one block. */
static char *optim_bytes(const tl_kernels *k, int dtype, int64_t n, int64_t *size) {
    int64_t part = n * element_size(dtype);
    char *out = must_alloc((size_t)(5 * part));
    memset(out, 0, (size_t)(5 * part));
    rng_seed(5);
    char *g = new_random(dtype, n, -1, 1);
    fill_random(out, dtype, n, -1, 1);
    fill_random(out + 2 * part, dtype, n, -1, 1);
    tl_sgd sgd = {.lr = 0.05, .momentum = 0.9, .weight_decay = 0.02, .nesterov = 1, .first = 1};
    tl_adam adam = {.lr = 0.05, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8, .weight_decay = 0.02, .decoupled = 1};
    tl_param a = {n, dtype, out, g, out + part, NULL};
    tl_param b = {n, dtype, out + 2 * part, g, out + 3 * part, out + 4 * part};
    for (int step = 1; step <= 3; step++, sgd.first = 0) {
        adam.bias1 = 1 - pow(0.9, step), adam.bias2 = 1 - pow(0.999, step);
        k->sgd[dtype](&sgd, &a);
        k->adam[dtype](&adam, &b);
    }
    free_array(g, dtype, n);
    *size = 5 * part;
    return out;
}

static void test_optim_same_bytes(const tl_kernels *v3, const tl_kernels *v4) {
    for (int d = 0; d < 2; d++)
        for (int i = 0; i < LENGTHS; i++) {
            int64_t size;
            tl_set_num_threads(1);
            char *a = optim_bytes(v3, floats[d], lengths[i], &size);
            tl_set_num_threads(3);
            char *b = optim_bytes(v4, floats[d], lengths[i], &size);
            CHECK(memcmp(a, b, (size_t)size) == 0);
            free(a), free(b);
        }
}

/* The table tl_init chooses holds the same functions. */
static void test_dispatch(void) {
    static const char *const names[] = {"base", "v3", "v4"};
    for (int i = 0; i < 3; i++) {
        const tl_kernels *k = isa_kernels(names[i]);
        CHECK_EQ(tl_init(names[i]), k ? TL_OK : TL_RANGE);
        if (!k) continue;
        CHECK(strcmp(tl_k.isa, names[i]) == 0);
        for (int d = 0; d < 2; d++)
            CHECK(tl_k.softmax[floats[d]] == k->softmax[floats[d]] && tl_k.adam[floats[d]] == k->adam[floats[d]]);
    }
    CHECK_EQ(tl_init("v9"), TL_RANGE);
    CHECK_EQ(tl_init(NULL), TL_OK);
}

int main(void) {
    for_each_isa(test_rows);
    for_each_isa(test_special_rows);
    for_each_isa(test_rows_in_place);
    for_each_isa(test_rows_threads);
    for_v3_and_v4(test_rows_same_bytes);
    for_each_isa(test_optim);
    for_v3_and_v4(test_optim_same_bytes);
    test_dispatch();
    return test_report("rows, optim");
}
