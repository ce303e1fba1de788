/* Update rules of optimisers against straightforward code in long double or double. */
#include <float.h>

#include "../../tensorlab_c/src/step.h"
#include "harness.h"

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

static void sgd_reference(problem *s, const tl_sgd *h, int first) {
    for (int64_t i = 0; i < s->n; i++) {
        double g = get_element(s->g, s->dtype, i);
        if (h->maximize != 0) g = -g;
        if (h->weight_decay != 0) g += h->weight_decay * s->rp[i];
        if (h->momentum != 0) {
            s->rm[i] = first ? g : h->momentum * s->rm[i] + (1 - h->dampening) * g;
            g = h->nesterov != 0 ? g + h->momentum * s->rm[i] : s->rm[i];
        }
        s->rp[i] -= h->lr * g;
    }
}

static void adam_reference(problem *s, const tl_adam *h, int decoupled, int step) {
    double bias1 = h->bias_correction != 0 ? 1 - pow(h->betas[0], step) : 1;
    double bias2 = h->bias_correction != 0 ? 1 - pow(h->betas[1], step) : 1;
    for (int64_t i = 0; i < s->n; i++) {
        double g = get_element(s->g, s->dtype, i);
        if (h->maximize != 0) g = -g;
        if (decoupled) s->rp[i] *= 1 - h->lr * h->weight_decay;
        else if (h->weight_decay != 0) g += h->weight_decay * s->rp[i];
        s->rm[i] = h->betas[0] * s->rm[i] + (1 - h->betas[0]) * g;
        s->rv[i] = h->betas[1] * s->rv[i] + (1 - h->betas[1]) * g * g;
        if (h->eps_inside != 0) s->rp[i] -= h->lr * (s->rm[i] / bias1) / sqrt(s->rv[i] / bias2 + h->eps);
        else s->rp[i] -= h->lr / bias1 * s->rm[i] / (sqrt(s->rv[i]) / sqrt(bias2) + h->eps);
    }
}

static const int64_t lengths[] = {0, 1, 3, 8, 17, 100, 16384, 16385, 40001};
enum { LENGTHS = 9, SMALL_LENGTHS = 6 };

/* An option of a variant, by one of its bits. */
static double option_of(int variant, int bit, double value) { return variant & bit ? value : 0; }

static void check_sgd(const tl_kernels *k, int dtype, int64_t n, int variant) {
    tl_step step = {.rule = TL_RULE_sgd,
                    .options.sgd = {.lr = 0.1,
                                    .momentum = option_of(variant, 1, 0.9),
                                    .dampening = variant & 4 ? 0 : option_of(variant, 2, 0.3),
                                    .nesterov = variant & 4 && variant & 1,
                                    .weight_decay = option_of(variant, 8, 0.01),
                                    .maximize = option_of(variant, 16, 1)}};
    problem s = new_problem(dtype, n);
    tl_param p = {.n = n, .dtype = dtype, .fresh = 1, .p = s.p, .g = s.g};
    if (variant & 1) {
        memset(s.m, 0xff, (size_t)(n * element_size(dtype))); /* NaN: must not be read at first */
        p.slots.sgd.momentum_buffer = s.m;
    }
    for (int i = 0; i < 4; i++, p.fresh = 0) {
        fill_random(s.g, dtype, n, -1, 1);
        sgd_reference(&s, &step.options.sgd, p.fresh);
        k->rule[TL_RULE_sgd][dtype](&step, &p, 0, n);
    }
    check_problem(&s, 30 * epsilon(dtype), "sgd");
    free_problem(&s);
}

static void check_adam(const tl_kernels *k, int dtype, int64_t n, int variant) {
    int rule = variant & 2 ? TL_RULE_adamw : TL_RULE_adam;
    tl_step step = {.rule = rule,
                    .options.adam = {.lr = 0.01,
                                     .betas = {variant & 16 ? 0.3 : 0.9, 0.99}, /* 1 - beta1 on both sides of 1/2 */
                                     .eps = 1e-3,
                                     .weight_decay = option_of(variant, 1, 0.1),
                                     .bias_correction = variant % 5 != 1,
                                     .eps_inside = option_of(variant, 4, 1),
                                     .maximize = option_of(variant, 8, 1)}};
    problem s = new_problem(dtype, n);
    tl_param p = {.n = n, .dtype = dtype, .p = s.p, .g = s.g, .slots.adam = {.exp_avg = s.m, .exp_avg_sq = s.v}};
    for (p.count = 1; p.count <= 5; p.count++) {
        fill_random(s.g, dtype, n, -1, 1);
        adam_reference(&s, &step.options.adam, rule == TL_RULE_adamw, (int)p.count);
        k->rule[rule][dtype](&step, &p, 0, n);
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

/* ---- whole groups -------------------------------------------------------------------------------------------  */
enum { PARAMS = 2 * LENGTHS };

static tl_options some_options(int rule) {
    tl_options o = {.sgd = {.lr = 0.05, .momentum = 0.9, .weight_decay = 0.02, .nesterov = 1}};
    if (rule == TL_RULE_adam || rule == TL_RULE_adamw)
        o.adam = (tl_adam){.lr = 0.05, .betas = {0.9, 0.999}, .eps = 1e-8, .weight_decay = 0.02, .bias_correction = 1};
    if (rule == TL_RULE_nadam)
        o.nadam =
            (tl_nadam){.lr = 0.05, .betas = {0.9, 0.999}, .eps = 1e-8, .weight_decay = 0.02, .momentum_decay = 4e-3};
    if (rule == TL_RULE_radam) o.radam = (tl_radam){.lr = 0.05, .betas = {0.9, 0.2}, .eps = 1e-8, .weight_decay = 0.02};
    if (rule == TL_RULE_adamax) o.adamax = (tl_adamax){.lr = 0.05, .betas = {0.9, 0.999}, .eps = 1e-8};
    if (rule == TL_RULE_adagrad) o.adagrad = (tl_adagrad){.lr = 0.05, .eps = 1e-3, .initial_accumulator_value = 0.5};
    if (rule == TL_RULE_adadelta) o.adadelta = (tl_adadelta){.lr = 1, .rho = 0.9, .eps = 1e-6};
    if (rule == TL_RULE_rmsprop)
        o.rmsprop = (tl_rmsprop){.lr = 0.05, .alpha = 0.9, .eps = 1e-3, .momentum = 0.5, .centered = 1};
    return o;
}

static void run_group(const tl_kernels *k, tl_step *s) {
    tl_k = *k;
    tl_call call = {.run = tl_run_step, .params = s};
    CHECK_EQ(call.run(&call), TL_OK);
}

/* Three steps of parameters of all lengths and dtypes at once: themselves and their state, which the caller frees. */
static char *group_bytes(const tl_kernels *k, int rule, int64_t *size) {
    int64_t at = 0, longest = lengths[LENGTHS - 1];
    char *out = calloc((size_t)(PARAMS * (1 + TL_MAXSLOTS) * longest), sizeof(double));
    tl_step *s = calloc(1, sizeof *s + PARAMS * sizeof(tl_param));
    char *g[2];
    if (!out || !s) exit(2);
    rng_seed(5);
    for (int d = 0; d < 2; d++) g[d] = new_random(floats[d], longest, -1, 1);
    s->rule = rule, s->count = PARAMS, s->options = some_options(rule);
    for (int i = 0; i < PARAMS; i++) {
        tl_param *p = &s->param[i];
        int d = i % 2;
        *p = (tl_param){
            .n = lengths[i / 2], .at = i ? p[-1].at + p[-1].n : 0, .dtype = floats[d], .fresh = 1, .g = g[d]};
        p->p = out + at;
        fill_random(p->p, p->dtype, p->n, -1, 1);
        int64_t room = p->n * (int64_t)sizeof(double); /* keeps what follows aligned */
        for (int j = 0; j < TL_MAXSLOTS; j++) p->slot[j] = out + (at += room);
        at += room;
    }
    for (int step = 1; step <= 3; step++) {
        for (int i = 0; i < PARAMS; i++)
            s->param[i].count = step, s->param[i].product = pow(0.5, step), s->param[i].fresh = step == 1;
        run_group(k, s);
    }
    for (int d = 0; d < 2; d++) free_array(g[d], floats[d], longest);
    free(s);
    *size = at;
    return out;
}

static void test_groups_same_bytes(const tl_kernels *v3, const tl_kernels *v4) {
    for (int rule = 0; rule < TL_NRULES; rule++) {
        int64_t size;
        tl_set_num_threads(1);
        char *a = group_bytes(v3, rule, &size);
        tl_set_num_threads(3);
        char *b = group_bytes(v4, rule, &size);
        CHECK_MSG(memcmp(a, b, (size_t)size) == 0, "rule %d", rule);
        free(a), free(b);
    }
}

/* Parameters in one memory are stepped one after the other; a gradient that is a parameter is read when it is due. */
static void test_groups_that_share(const tl_kernels *k) {
    enum { N = 100000 };
    float *w = (float *)new_array(TL_F32, N), *v = (float *)new_array(TL_F32, N);
    tl_step *s = calloc(1, sizeof *s + 3 * sizeof(tl_param));
    if (!s) exit(2);
    s->rule = TL_RULE_sgd, s->options.sgd = (tl_sgd){.lr = 0.5};
    for (int round = 0; round < 8; round++) {
        tl_set_num_threads(1 + round % 4);
        s->count = 2 + round / 4;
        for (int i = 0; i < N; i++) w[i] = (float)i, v[i] = 1;
        s->param[0] = (tl_param){.n = N, .at = 0, .dtype = TL_F32, .p = w, .g = v};
        s->param[1] = (tl_param){.n = N - 7, .at = N, .dtype = TL_F32, .p = w + 7, .g = v};
        s->param[2] = (tl_param){.n = N, .at = 2 * N - 7, .dtype = TL_F32, .p = v, .g = w};
        run_group(k, s);
        int wrong = 0;
        for (int i = 0; i < N; i++) {
            float expected = (float)i - (i < 7 ? 0.5f : 1);
            wrong += w[i] != expected || v[i] != (s->count == 2 ? 1 : 1 - 0.5f * expected);
        }
        CHECK_EQ(wrong, 0);
    }
    free_array((char *)w, TL_F32, N), free_array((char *)v, TL_F32, N), free(s);
}

static void test_watch(const tl_kernels *k) {
    static const double bad[] = {NAN, INFINITY, -INFINITY};
    tl_watch *w = calloc(1, sizeof *w + 2 * sizeof *w->x);
    tl_call call = {.run = tl_run_watch, .params = w};
    if (!w) exit(2);
    tl_k = *k;
    for (int d = 0; d < 2; d++)
        for (int i = 1; i < LENGTHS; i++) {
            int64_t n = lengths[i], bytes = n * element_size(floats[d]);
            char *x = new_random(floats[d], n, -1, 1), *kept = new_array(floats[d], n);
            w->count = 2;
            w->x[0] = (struct tl_watched){n, floats[d], x, x, kept};
            w->x[1] = (struct tl_watched){n, floats[d], x, NULL, NULL};
            set_element(x, floats[d], n / 2, d ? -DBL_MAX : FLT_MAX);
            call.run(&call);
            CHECK_EQ(w->bad, -1);
            CHECK(memcmp(x, kept, (size_t)bytes) == 0);
            w->x[0].kept = NULL, w->x[1].x = kept;
            for (int j = 0; j < 3; j++) {
                set_element(kept, floats[d], j % 2 ? 0 : n - 1, bad[j]);
                call.run(&call);
                CHECK_EQ(w->bad, 1);
            }
            free_array(x, floats[d], n), free_array(kept, floats[d], n);
        }
    free(w);
}

/* The table tl_init chooses holds the same functions. */
static void test_dispatch(void) {
    static const char *const names[] = {"base", "v3", "v4"};
    for (int i = 0; i < 3; i++) {
        const tl_kernels *k = isa_kernels(names[i]);
        CHECK_EQ(tl_init(names[i]), k ? TL_OK : TL_RANGE);
        if (!k) continue;
        CHECK(strcmp(tl_k.isa, names[i]) == 0);
        for (int d = 0; d < 2; d++) CHECK(tl_k.rule[TL_RULE_adam][floats[d]] == k->rule[TL_RULE_adam][floats[d]]);
    }
    CHECK_EQ(tl_init("v9"), TL_RANGE);
    CHECK_EQ(tl_init(NULL), TL_OK);
}

int main(void) {
    for_each_isa(test_optim);
    for_v3_and_v4(test_groups_same_bytes);
    for_each_isa(test_groups_that_share);
    for_each_isa(test_watch);
    test_dispatch();
    return test_report("optim");
}
