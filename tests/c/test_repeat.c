/* Chunks of memory repeated and laid beside each other, of the sizes of elements and any other. */
#include "runs.h"

static const int64_t sizes[] = {1, 2, 3, 4, 8, 12, 16, 40};
static const int64_t lengths[] = {0, 1, 2, 3, 5, 16, 33, 1000};
enum { SIZES = sizeof sizes / sizeof *sizes, LENGTHS = sizeof lengths / sizeof *lengths };

static char *random_bytes(int64_t n) {
    char *p = must_alloc((size_t)n);
    for (int64_t i = 0; i < n; i++) p[i] = (char)rng_next();
    return p;
}

static void repeat(int64_t before, int64_t rows, int64_t chunk, int64_t count, int counted) {
    int64_t *counts = must_alloc((size_t)rows * 8), total = 0, good = 0;
    for (int64_t i = 0; i < rows; i++) total += counts[i] = counted ? rng_below(count + 1) : count;
    char *from = random_bytes(before * rows * chunk), *out = must_alloc((size_t)(before * total * chunk));
    tl_repeating h = {before, rows, chunk, counted ? 0 : count};
    CHECK_EQ(call_vectors(tl_runs.repeat, &h, sizeof h, vector_of(out, before * total * chunk, TL_U8, 0),
                          vector_of(from, before * rows * chunk, TL_U8, 0),
                          counted ? vector_of(counts, rows, TL_I64, 0) : NULL),
             TL_OK);
    const char *at = out;
    for (int64_t i = 0; i < before * rows; i++)
        for (int64_t j = 0; j < counts[i % rows]; j++, at += chunk)
            good += !memcmp(at, from + i * chunk, (size_t)chunk);
    CHECK_EQ(good, before * total);
    free(counts);
    free(from);
    free(out);
}

static void test_repeat(void) {
    for (int s = 0; s < SIZES; s++)
        for (int l = 0; l < LENGTHS; l++)
            for (int before = 0; before < 3; before++)
                for (int count = 0; count < 5; count++)
                    for (int counted = 0; counted < 2; counted++) repeat(before, lengths[l], sizes[s], count, counted);
}

static void lay(int64_t rows, int64_t chunk, int64_t left, int64_t right) {
    int64_t step = left + chunk + right, good = 0;
    char *from = random_bytes(rows * chunk), *out = random_bytes(rows * step),
         *want = must_alloc((size_t)(rows * step));
    memcpy(want, out, (size_t)(rows * step));
    for (int64_t i = 0; i < rows; i++) memcpy(want + i * step + left, from + i * chunk, (size_t)chunk);
    tl_laying h = {rows, chunk, left, step};
    CHECK_EQ(call_vectors(tl_runs.lay, &h, sizeof h, vector_of(out, rows * step, TL_U8, 0),
                          vector_of(from, rows * chunk, TL_U8, 0), NULL),
             TL_OK);
    for (int64_t i = 0; i < rows * step; i++) good += out[i] == want[i];
    CHECK_EQ(good, rows * step);
    free(from);
    free(out);
    free(want);
}

static void test_lay(void) {
    for (int s = 0; s < SIZES; s++)
        for (int l = 0; l < LENGTHS; l++)
            for (int64_t left = 0; left <= 3 * sizes[s]; left += sizes[s])
                lay(lengths[l], sizes[s], left, 2 * sizes[s]);
}

int main(void) {
    test_repeat();
    test_lay();
    return test_report("repeat");
}
