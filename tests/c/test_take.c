/* Rows that an index or a mask chooses, and whether a view's elements share memory. Memory beside the data is guarded by
 * the sanitizer: every block has exactly the bytes that may be touched. */
#include "harness.h"

static const int64_t sizes[] = {1, 2, 3, 4, 5, 8, 12, 16, 24, 100};
static const int64_t lengths[] = {0, 1, 2, 3, 7, 16, 33};
enum { SIZES = sizeof sizes / sizeof *sizes, LENGTHS = sizeof lengths / sizeof *lengths };

/* n rows of `size` bytes, `stride` apart: the block they lie in, and the first of them. */
typedef struct {
    char *block, *first;
    int64_t nbytes;
} rows;

static rows random_rows(int64_t n, int64_t stride, int64_t size) {
    int64_t reach = n > 0 ? (n - 1) * stride : 0, nbytes = n > 0 ? (reach < 0 ? -reach : reach) + size : 0;
    rows r = {must_alloc((size_t)nbytes), NULL, nbytes};
    for (int64_t i = 0; i < nbytes; i++) r.block[i] = (char)rng_next();
    r.first = r.block + (reach < 0 ? -reach : 0);
    return r;
}

static int64_t *random_index(int64_t count, int64_t n) {
    int64_t *index = must_alloc((size_t)count * sizeof *index);
    for (int64_t i = 0; i < count; i++) index[i] = rng_below(2 * n) - n;
    return index;
}

static int64_t wrapped(int64_t j, int64_t n) { return j < 0 ? j + n : j; }

/* ---- tl_take ---------------------------------------------------------------------------------------------------- */
static void take(int64_t n, int64_t stride, int64_t size, int64_t count) {
    rows r = random_rows(n, stride, size);
    int64_t *index = random_index(count, n);
    char *out = must_alloc((size_t)(count * size));
    CHECK_EQ(tl_take(out, r.first, n, stride, size, index, count), -1);
    int64_t same = 0;
    for (int64_t i = 0; i < count; i++)
        same += !memcmp(out + i * size, r.first + wrapped(index[i], n) * stride, (size_t)size);
    CHECK_EQ(same, count);
    static const int64_t wrong[] = {0, 1, INT64_MAX - 1, INT64_MAX};
    for (int k = 0; k < 8 && count; k++) { /* n, n + 1, ... and -n - 1, -n - 2, ... */
        int64_t at = rng_below(count), past = wrong[k / 2], before = index[at];
        if (past < 2) index[at] = k & 1 ? -n - 1 - past : n + past;
        else index[at] = k & 1 ? -past - 1 : past;
        CHECK_EQ(tl_take(out, r.first, n, stride, size, index, count), at);
        index[at] = before;
    }
    free(out);
    free(index);
    free(r.block);
}

static void test_take(void) {
    for (int s = 0; s < SIZES; s++)
        for (int l = 1; l < LENGTHS; l++)
            for (int c = 0; c < LENGTHS; c++) {
                int64_t size = sizes[s], n = lengths[l];
                int64_t strides[] = {size, -size, 3 * size, -2 * size, 0, size + 1};
                for (int k = 0; k < 6; k++) take(n, strides[k], size, lengths[c]);
            }
    int64_t zero = 0; /* nothing to choose from */
    CHECK_EQ(tl_take(NULL, NULL, 0, 8, 8, &zero, 1), 0);
    CHECK_EQ(tl_take(NULL, NULL, 0, 8, 8, &zero, 0), -1);
}

/* ---- tl_compress ------------------------------------------------------------------------------------------------ */
static void compress(int64_t n, int64_t stride, int64_t size, int density) {
    rows r = random_rows(n, stride, size);
    char *mask = must_alloc((size_t)n);
    int64_t trues = 0, k = 0, good = 0;
    for (int64_t i = 0; i < n; i++) { /* bytes other than 0 and 1 are true */
        mask[i] = (char)(rng_below(4) < density ? 1 + rng_below(255) : 0);
        trues += mask[i] != 0;
    }
    for (int64_t count = trues > 2 ? trues - 2 : 0; count <= trues + 2; count++) { /* the mask may change meanwhile */
        char *out = must_alloc((size_t)(count * size));
        memset(out, 99, (size_t)(count * size));
        tl_compress(out, count, r.first, stride, size, mask, n);
        for (int64_t i = k = good = 0; i < n && k < count; i++)
            if (mask[i]) good += !memcmp(out + k++ * size, r.first + i * stride, (size_t)size);
        CHECK_EQ(good, k);
        int64_t zeros = 0;
        for (int64_t i = k * size; i < count * size; i++) zeros += out[i] == 0;
        CHECK_EQ(zeros, (count - k) * size);
        free(out);
    }
    free(mask);
    free(r.block);
}

static void test_compress(void) {
    static const int64_t elements[] = {1, 2, 4, 8};
    for (int s = 0; s < 4; s++)
        for (int l = 0; l < LENGTHS; l++)
            for (int density = 0; density <= 4; density++) {
                int64_t size = elements[s], strides[] = {size, -size, 0, 5 * size, -3 * size};
                for (int k = 0; k < 5; k++) compress(lengths[l], strides[k], size, density);
            }
}

/* ---- tl_put ----------------------------------------------------------------------------------------------------- */
static void put(int64_t n, int64_t stride, int64_t size, int64_t count) {
    rows r = random_rows(n, stride, size);
    int64_t *index = random_index(count, n);
    char value[8], *want = must_alloc((size_t)r.nbytes);
    for (int i = 0; i < 8; i++) value[i] = (char)rng_next();
    memcpy(want, r.block, (size_t)r.nbytes);
    if (count > 2) index[1] = n, index[2] = INT64_MIN; /* changed after they were checked: nothing is written */
    for (int64_t i = 0; i < count; i++)
        if (index[i] >= -n && index[i] < n)
            memcpy(want + (r.first - r.block) + wrapped(index[i], n) * stride, value, (size_t)size);
    tl_put(r.first, n, stride, size, index, count, value);
    CHECK(!memcmp(r.block, want, (size_t)r.nbytes));
    free(want);
    free(index);
    free(r.block);
}

static void test_put(void) {
    static const int64_t elements[] = {1, 2, 4, 8};
    for (int s = 0; s < 4; s++)
        for (int l = 1; l < LENGTHS; l++)
            for (int c = 0; c < LENGTHS; c++) {
                int64_t size = elements[s], strides[] = {size, -size, 3 * size, -5 * size, 0};
                for (int k = 0; k < 5; k++) put(lengths[l], strides[k], size, lengths[c]);
            }
}

/* ---- tl_self_overlap -------------------------------------------------------------------------------------------- */
/* Counts the elements at every place. */
static int shares(const tl_view *v, int64_t size) {
    int64_t n = 1, least = 0, most = 0;
    for (int i = 0; i < v->ndim; i++) {
        n *= v->shape[i];
        int64_t reach = (v->shape[i] - 1) * v->strides[i] / size;
        if (reach < 0) least += reach;
        else most += reach;
    }
    if (n == 0) return 0;
    unsigned char *seen = calloc((size_t)(most - least + 1), 1);
    int twice = 0;
    for (int64_t e = 0; e < n; e++) {
        int64_t at = -least, rest = e;
        for (int i = v->ndim - 1; i >= 0; i--) {
            at += rest % v->shape[i] * v->strides[i] / size;
            rest /= v->shape[i];
        }
        twice |= seen[at]++;
    }
    free(seen);
    return twice != 0;
}

static void test_self_overlap(void) {
    static const int dtypes[] = {TL_U8, TL_I16, TL_F32, TL_F64};
    int yes = 0, no = 0;
    for (int repeat = 0; repeat < 20000; repeat++) {
        int64_t shape[4], strides[4];
        int dtype = dtypes[repeat & 3], size = element_size(dtype);
        tl_view v = {NULL, shape, strides, (int)rng_below(5), dtype};
        for (int i = 0; i < v.ndim; i++) {
            shape[i] = rng_below(rng_below(20) ? 5 : 1) + (rng_below(30) != 0);
            strides[i] = size * (rng_below(41) - 20);
        }
        int want = shares(&v, size);
        CHECK_EQ(tl_self_overlap(&v), want);
        yes += want;
        no += !want;
    }
    CHECK(yes > 1000 && no > 1000);
    int64_t sizes64[64], steps[64]; /* as many axes as there can be: powers of two, some with one element */
    for (int i = 0; i < 64; i++) {
        sizes64[i] = i < 20 ? 2 : 1;
        steps[i] = i < 20 ? 8 * ((int64_t)1 << i) * (i & 1 ? -1 : 1) : 8;
    }
    tl_view v = {NULL, sizes64, steps, 64, TL_F64};
    CHECK_EQ(tl_self_overlap(&v), 0);
    steps[63] = 0;
    CHECK_EQ(tl_self_overlap(&v), 0);
    sizes64[63] = 2;
    CHECK_EQ(tl_self_overlap(&v), 1);
    sizes64[5] = 0;
    CHECK_EQ(tl_self_overlap(&v), 0);
    int64_t interleaved[][4] = {{3, 2, 2, 3}, {2, 3, 3, 2}, {3, 4, 4, 3}, {4, 3, 6, 4}}; /* m, n, strides of both */
    for (int i = 0; i < 4; i++) {
        int64_t *p = interleaved[i], shape[2] = {p[0], p[1]}, strides[2] = {p[2] * 4, p[3] * 4};
        tl_view w = {NULL, shape, strides, 2, TL_F32};
        CHECK_EQ(tl_self_overlap(&w), shares(&w, 4));
    }
}

int main(void) {
    test_take();
    test_compress();
    test_put();
    test_self_overlap();
    return test_report("take");
}
