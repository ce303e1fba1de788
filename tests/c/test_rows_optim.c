/* SGD and Adam against straightforward code in long double or double. */
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
        for (int d = 0; d < 2; d++) CHECK(tl_k.adam[floats[d]] == k->adam[floats[d]]);
    }
    CHECK_EQ(tl_init("v9"), TL_RANGE);
    CHECK_EQ(tl_init(NULL), TL_OK);
}

int main(void) {
    for_each_isa(test_optim);
    for_v3_and_v4(test_optim_same_bytes);
    test_dispatch();
    return test_report("optim");
}
