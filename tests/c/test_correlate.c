/* Correlation of arrays against plain loops, on every instruction set: bits of integers, bounds of floats. */
#include <math.h>

#include "harness.h"
#include "../../tensorlab_c/src/tl.h"

static double unit(int dtype) { return dtype == TL_F32 ? 0x1p-24 : 0x1p-53; }

/* The sum for place (i, j), and of absolute terms; the terms outside count when `outside`. */
static double sum_at(const tl_correlation *p, int dtype, const char *x, const char *w, int64_t i, int64_t j,
                     double *size) {
    double sum = 0;
    uint64_t whole = 0;
    *size = 0;
    for (int64_t a = 0; a < p->r; a++)
        for (int64_t b = 0; b < p->s; b++) {
            int64_t row = i + a - p->top, col = j + b - p->left, tap = a * p->s + b;
            int inside = row >= 0 && row < p->h && col >= 0 && col < p->w;
            if (!inside && p->inside) continue;
            double vw = get_element(w, dtype, p->flip ? p->r * p->s - 1 - tap : tap);
            double term = (inside ? get_element(x, dtype, row * p->w + col) : 0) * vw;
            sum += term, *size += fabs(term), whole += (uint64_t)(int64_t)(tl_is_float(dtype) ? 0 : term);
        }
    if (dtype == TL_BOOL) return whole != 0;
    if (tl_is_float(dtype)) return sum;
    char element[8]; /* as it wraps */
    memcpy(element, &whole, 8);
    return get_element(element, dtype, 0);
}

/* Copies, so that AddressSanitizer sees what is read beyond them. */
static char *drawn(int dtype, int64_t n) {
    char *x = must_alloc((size_t)(n * element_size(dtype)));
    if (dtype == TL_BOOL) fill_random(x, dtype, n, 0, 1.2);
    else if (tl_is_float(dtype)) fill_random(x, dtype, n, -1, 1);
    else fill_random(x, dtype, n, 0, 100);
    return x;
}

static void check(const tl_kernels *k, const tl_correlation *p, int dtype, int special) {
    int64_t n = p->oh * p->ow, item = element_size(dtype);
    char *x = drawn(dtype, p->h * p->w), *w = drawn(dtype, p->r * p->s), *y = must_alloc((size_t)(n * item) + GUARD);
    if (special) set_element(w, dtype, rng_below(p->r * p->s), INFINITY);
    memset(y, 0x7f, (size_t)(n * item) + GUARD);
    CHECK_EQ(k->correlate[dtype](p, x, w, y), TL_OK);
    for (int64_t i = 0; i < n; i++) {
        double size, want = sum_at(p, dtype, x, w, i / p->ow, i % p->ow, &size), got = get_element(y, dtype, i);
        double bound = tl_is_float(dtype) ? 2 * (double)(p->r * p->s + 2) * unit(dtype) * size : 0;
        int same = isfinite(want) ? fabs(got - want) <= bound : isnan(want) ? isnan(got) : got == want;
        CHECK_MSG(same, "%s %s at %d: %g, not %g (%d x %d, %d x %d, from %d, %d)", k->isa, tl_dtypes[dtype].name,
                  (int)i, got, want, (int)p->h, (int)p->w, (int)p->r, (int)p->s, (int)p->top, (int)p->left);
    }
    for (int i = 0; i < GUARD; i++) CHECK(y[n * item + i] == 0x7f);
    free(x), free(w), free(y);
}

static int64_t up_to(int64_t most) { return 1 + rng_below(rng_below(3) ? most : 3); }

static void test_random(const tl_kernels *k) {
    EACH_COMPUTED(d)
    for (int round = 0; round < 60; round++) {
        tl_correlation p = {.h = up_to(12),
                            .w = up_to(90),
                            .r = up_to(9),
                            .s = up_to(40),
                            .oh = up_to(12),
                            .ow = up_to(90),
                            .flip = (int)rng_below(2)};
        p.top = rng_below(p.r + 3) - 1, p.left = rng_below(p.s + 3) - 1; /* some of it beyond what modes ask for */
        check(k, &p, d, 0);
        p.h = p.r = p.oh = 1, p.top = 0, p.inside = 1;
        check(k, &p, d, 0);
        if (tl_is_float(d)) check(k, &p, d, 1);
        tl_correlation column = {
            .h = p.w, .w = 1, .r = p.s, .s = 1, .oh = p.ow, .ow = 1, .top = p.left, .flip = p.flip};
        check(k, &column, d, 0);
    }
}

/* Both sides of what is cut: columns of a chunk, blocks of taps, few sums and many. */
static void test_cuts(const tl_kernels *k) {
    static const int64_t columns[] = {2047, 2048, 2049, 4097}, taps[] = {255, 256, 257, 383, 384, 385, 513, 769},
                         few[] = {31, 32, 33};
    for (int i = 0; i < 2; i++) {
        int d = floats[i];
        for (int c = 0; c < 4; c++)
            check(k, &(tl_correlation){.h = 1, .w = columns[c], .r = 1, .s = 5, .oh = 1, .ow = columns[c], .left = 2},
                  d, 0);
        for (int t = 0; t < 8; t++) {
            int64_t s = taps[t];
            check(k, &(tl_correlation){.h = 1, .w = 100, .r = 1, .s = s, .oh = 1, .ow = s + 99, .left = s - 1}, d, 0);
            check(k, &(tl_correlation){.h = 40, .w = 60, .r = 3, .s = s / 3, .oh = 3, .ow = 50, .left = s / 3}, d, 0);
        }
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) {
                tl_correlation p = {.h = 30, .w = few[a] + few[b] - 1, .r = 28, .s = few[b], .oh = 3, .ow = few[a]};
                check(k, &p, d, 0);
                p.left = 2, p.top = 1, p.flip = 1;
                check(k, &p, d, 0);
            }
    }
}

static void test_nothing(const tl_kernels *k) {
    double y[6] = {1, 1, 1, 1, 1, 1}, x[2] = {1, 2};
    tl_correlation p = {.h = 0, .w = 2, .r = 2, .s = 1, .oh = 2, .ow = 3};
    CHECK_EQ(k->correlate[TL_F64](&p, x, x, y), TL_OK);
    for (int i = 0; i < 6; i++) CHECK(y[i] == 0);
    p.oh = 0;
    CHECK_EQ(k->correlate[TL_F64](&p, x, x, NULL), TL_OK);
}

/* The same bits for any number of threads, and on v3 as on v4. */
static void test_threads(void) {
    static const tl_correlation shapes[] = {
        {.h = 200, .w = 300, .r = 7, .s = 7, .oh = 206, .ow = 306, .top = 6, .left = 6},
        {.h = 1, .w = 50000, .r = 1, .s = 600, .oh = 1, .ow = 50000, .left = 300, .inside = 1},
        {.h = 300, .w = 300, .r = 298, .s = 298, .oh = 3, .ow = 3},
        {.h = 64, .w = 64, .r = 66, .s = 66, .oh = 9, .ow = 9, .top = 5, .left = 5},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (int f = 0; f < 2; f++) {
            const tl_correlation *p = &shapes[i];
            size_t bytes = (size_t)(p->oh * p->ow * element_size(floats[f]));
            char *x = drawn(floats[f], p->h * p->w), *w = drawn(floats[f], p->r * p->s);
            char *first = must_alloc(bytes), *y = must_alloc(bytes);
            int have = 0;
            for (int set = 0; set < 2; set++) {
                static tl_kernels k;
                if (tl_fill_table(&k, set ? "v4" : "v3") != TL_OK) continue;
                for (int threads = 1; threads <= 5; threads += 2) {
                    tl_set_num_threads(threads);
                    CHECK_EQ(k.correlate[floats[f]](p, x, w, have ? y : first), TL_OK);
                    CHECK_MSG(!have || !memcmp(first, y, bytes), "shape %d, %s, %d threads", (int)i, k.isa, threads);
                    have = 1;
                }
            }
            free(x), free(w), free(first), free(y);
        }
    tl_set_num_threads(1);
}

int main(void) {
    rng_seed(9);
    for_each_isa(test_random);
    for_each_isa(test_cuts);
    for_each_isa(test_nothing);
    test_threads();
    return test_report("correlate");
}
