/* Elements that a mask chooses: how many, where, and what stands there. */
#include "runs.h"

static const int64_t lengths[] = {0, 1, 2, 3, 7, 8, 9, 16, 33, 1000};
enum { LENGTHS = sizeof lengths / sizeof *lengths };
static const int dtypes[] = {[1] = TL_U8, [2] = TL_I16, [4] = TL_F32, [8] = TL_F64};

/* Bytes other than 0 and 1 are true. */
static char *random_mask(int64_t n, int density, int64_t *trues) {
    char *mask = must_alloc((size_t)n);
    *trues = 0;
    for (int64_t i = 0; i < n; i++) {
        mask[i] = (char)(rng_below(4) < density ? 1 + rng_below(255) : 0);
        *trues += mask[i] != 0;
    }
    return mask;
}

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

/* ---- count_true, places ------------------------------------------------------------------------------------------ */
static void places(int ndim, const int64_t *shape, int density) {
    int64_t n = 1, trues, sizes[4], strides[4], good;
    for (int i = 0; i < ndim; i++) n *= sizes[i] = shape[i];
    char *mask = random_mask(n, density, &trues);
    tl_truths answer = {-1};
    CHECK_EQ(call_vectors(tl_runs.count_true, &answer, sizeof answer, vector_of(mask, n, TL_BOOL, 0), NULL, NULL),
             TL_OK);
    CHECK_EQ(answer.count, trues);
    CHECK_EQ(tl_count_true(mask, n), trues);
    tl_view v = {mask, sizes, strides, ndim, TL_BOOL};
    tl_contiguous_strides(ndim, sizes, 1, strides);
    for (int64_t count = trues > 2 ? trues - 2 : 0; count <= trues + 2; count++) { /* the mask may change meanwhile */
        tl_placing h = {.count = count};
        for (int k = 0; k < ndim; k++) {
            h.axis[k] = must_alloc((size_t)count * 8);
            memset(h.axis[k], 99, (size_t)count * 8);
        }
        vector *last = vector_of(h.axis[ndim - 1], count, TL_I64, 0);
        tl_call c;
        tl_call_make(&c, tl_runs.places, "places", &h, sizeof h, &last->v, &v, NULL, NULL);
        CHECK_EQ(c.run(&c), TL_OK);
        int64_t at = good = 0;
        for (int64_t i = 0; i < n && at < count; i++) {
            int64_t rest = i, same = 0;
            if (!mask[i]) continue;
            for (int k = ndim - 1; k >= 0; k--) {
                same += h.axis[k][at] == rest % shape[k];
                rest /= shape[k];
            }
            good += same == ndim;
            at++;
        }
        for (; at < count; at++) {
            int64_t same = 0;
            for (int k = 0; k < ndim; k++) same += h.axis[k][at] == 0;
            good += same == ndim;
        }
        CHECK_EQ(good, count);
        for (int k = 0; k < ndim; k++) free(h.axis[k]);
        free(last);
    }
    free(mask);
}

static void test_places(void) {
    static const int64_t shapes[][4] = {{3, 5}, {1, 9}, {9, 1}, {0, 4}, {4, 0}, {2, 3, 4}, {5, 1, 2}, {2, 2, 3, 5}};
    static const int ndims[] = {2, 2, 2, 2, 2, 3, 3, 4};
    for (int density = 0; density <= 4; density++) {
        for (int l = 0; l < LENGTHS; l++) places(1, &lengths[l], density);
        for (int s = 0; s < 8; s++) places(ndims[s], shapes[s], density);
    }
}

/* ---- compress ------------------------------------------------------------------------------------------------ */
static void compress(int64_t n, int64_t stride, int64_t size, int density) {
    rows r = random_rows(n, stride, size);
    int64_t trues, k = 0, good = 0;
    char *mask = random_mask(n, density, &trues);
    for (int64_t count = trues > 2 ? trues - 2 : 0; count <= trues + 2; count++) { /* the mask may change meanwhile */
        char *out = must_alloc((size_t)(count * size));
        memset(out, 99, (size_t)(count * size));
        tl_compressing h = {stride};
        CHECK_EQ(call_vectors(tl_runs.compress, &h, sizeof h, vector_of(out, count, dtypes[size], 0),
                              vector_of(r.first, n, dtypes[size], 0), vector_of(mask, n, TL_BOOL, 0)),
                 TL_OK);
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

int main(void) {
    tl_init(NULL);
    test_places();
    test_compress();
    return test_report("mask");
}
