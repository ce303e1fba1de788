/* Rows that an index or offsets choose, and whether a view's elements share memory. Memory beside the data is guarded by
 * the sanitizer: every block has exactly the bytes that may be touched. */
#include "runs.h"

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

/* ---- take ---------------------------------------------------------------------------------------------------- */
/* The place of the first bad index, or -1. */
static int64_t taken(char *out, char *data, int64_t before, int64_t n, int64_t stride, int64_t size, int64_t *index,
                     int64_t count) {
    tl_taking h = {before, n, stride, size, 99};
    tl_status status = call_vectors(tl_runs.take, &h, sizeof h, vector_of(out, before * count * size, TL_U8, 0),
                                    vector_of(data, n, TL_U8, stride), vector_of(index, count, TL_I64, 0));
    CHECK_EQ(status, h.bad < 0 ? TL_OK : TL_RANGE);
    return h.bad;
}

static void take(int64_t n, int64_t stride, int64_t size, int64_t count) {
    rows r = random_rows(n, stride, size);
    int64_t *index = random_index(count, n);
    char *out = must_alloc((size_t)(count * size));
    CHECK_EQ(taken(out, r.first, 1, n, stride, size, index, count), -1);
    int64_t same = 0;
    for (int64_t i = 0; i < count; i++)
        same += !memcmp(out + i * size, r.first + wrapped(index[i], n) * stride, (size_t)size);
    CHECK_EQ(same, count);
    static const int64_t wrong[] = {0, 1, INT64_MAX - 1, INT64_MAX};
    for (int k = 0; k < 8 && count; k++) { /* n, n + 1, ... and -n - 1, -n - 2, ... */
        int64_t at = rng_below(count), past = wrong[k / 2], before = index[at];
        if (past < 2) index[at] = k & 1 ? -n - 1 - past : n + past;
        else index[at] = k & 1 ? -past - 1 : past;
        CHECK_EQ(taken(out, r.first, 1, n, stride, size, index, count), at);
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
    CHECK_EQ(taken(NULL, NULL, 1, 0, 8, 8, &zero, 1), 0);
    CHECK_EQ(taken(NULL, NULL, 1, 0, 8, 8, &zero, 0), -1);
}

/* Several times n rows, each time the same indices. */
static void test_take_before(void) {
    for (int s = 0; s < SIZES; s++)
        for (int before = 0; before < 4; before++)
            for (int c = 0; c < LENGTHS; c++) {
                int64_t size = sizes[s], n = 5, count = lengths[c], same = 0, *index = random_index(count, n);
                rows r = random_rows(before * n, size, size);
                char *out = must_alloc((size_t)(before * count * size));
                CHECK_EQ(taken(out, r.first, before, n, size, size, index, count), -1);
                for (int64_t b = 0; b < before; b++)
                    for (int64_t i = 0; i < count; i++)
                        same += !memcmp(out + (b * count + i) * size, r.first + (b * n + wrapped(index[i], n)) * size,
                                        (size_t)size);
                CHECK_EQ(same, before * count);
                free(out);
                free(index);
                free(r.block);
            }
}

/* ---- outside, offsets -------------------------------------------------------------------------------------------- */
static void test_offsets(void) {
    for (int l = 1; l < LENGTHS; l++)
        for (int c = 0; c < LENGTHS; c++)
            for (int add = 0; add < 2; add++) {
                int64_t n = lengths[l], count = lengths[c], good = 0, *index = random_index(count, n);
                int64_t *offset = random_index(count, 1000), *want = must_alloc((size_t)count * 8),
                        stride = rng_below(99) - 49;
                for (int64_t i = 0; i < count; i++) want[i] = (add ? offset[i] : 0) + wrapped(index[i], n) * stride;
                tl_indexing h = {n, stride, 99, add};
                CHECK_EQ(call_vectors(tl_runs.outside, &h, sizeof h, vector_of(index, count, TL_I64, 0), NULL, NULL),
                         TL_OK);
                CHECK_EQ(h.bad, -1);
                CHECK_EQ(call_vectors(tl_runs.offsets, &h, sizeof h, vector_of(offset, count, TL_I64, 0),
                                      vector_of(index, count, TL_I64, 0), NULL),
                         TL_OK);
                for (int64_t i = 0; i < count; i++) good += offset[i] == want[i];
                CHECK_EQ(good, count);
                for (int k = 0; k < 4 && count; k++) {
                    const int64_t wrong[] = {n, -n - 1, INT64_MAX, INT64_MIN};
                    int64_t at = rng_below(count), before = index[at];
                    index[at] = wrong[k];
                    CHECK_EQ(
                        call_vectors(tl_runs.outside, &h, sizeof h, vector_of(index, count, TL_I64, 0), NULL, NULL),
                        TL_OK);
                    CHECK_EQ(h.bad, at);
                    CHECK_EQ(tl_first_outside(index, count, n), at);
                    CHECK_EQ(call_vectors(tl_runs.offsets, &h, sizeof h, vector_of(offset, count, TL_I64, 0),
                                          vector_of(index, count, TL_I64, 0), NULL),
                             TL_RANGE);
                    index[at] = before;
                }
                free(want);
                free(offset);
                free(index);
            }
}

/* ---- gather, scatter ---------------------------------------------------------------------------------------------- */
/* Rows of 3 x 4 or of one element, with gaps or without, out of a block of 20 x 3 x 8 elements. */
static void pick_rows(int dtype, int ndim, int gaps, int64_t count) {
    int64_t size = element_size(dtype), shape[] = {3, 4}, steps[] = {8 * size, gaps ? 2 * size : size}, row = 1,
            good = 0;
    if (!gaps) steps[0] = 4 * size;
    for (int i = 0; i < ndim; i++) row *= shape[i];
    char *block = must_alloc((size_t)(20 * 24 * size)), *want = must_alloc((size_t)(20 * 24 * size));
    char *out = must_alloc((size_t)(count * row * size));
    int64_t *at = random_index(count, 10);
    for (int64_t i = 0; i < count; i++) at[i] = (at[i] + 10) * 24 * size;
    fill_random(block, dtype, 20 * 24, 0, 2);
    tl_view first = {block, shape, steps, ndim, dtype};
    int64_t lead[] = {count, 3, 4}, strides[3];
    tl_view whole = {out, lead, strides, 1 + ndim, dtype};
    tl_contiguous_strides(1 + ndim, lead, size, strides);
    vector *offsets = vector_of(at, count, TL_I64, 0);
    tl_call c;
    tl_call_make(&c, tl_runs.gather, "gather", NULL, 0, &whole, &first, &offsets->v, NULL);
    CHECK_EQ(c.run(&c), TL_OK);
    for (int64_t i = 0; i < count; i++)
        for (int64_t e = 0; e < row; e++) {
            int64_t from = ndim == 0 ? 0 : e / 4 * steps[0] + e % 4 * steps[1];
            good += !memcmp(out + (i * row + e) * size, block + at[i] + from, (size_t)size);
        }
    CHECK_EQ(good, count * row);
    for (int add = 0; add < 2; add++) {
        fill_random(out, dtype, count * row, 0, 2);
        memcpy(want, block, (size_t)(20 * 24 * size));
        for (int64_t i = 0; i < count; i++)
            for (int64_t e = 0; e < row; e++) {
                char *to = want + at[i] + (ndim == 0 ? 0 : e / 4 * steps[0] + e % 4 * steps[1]);
                double value = get_element(out, dtype, i * row + e),
                       sum = value + (add ? get_element(to, dtype, 0) : 0);
                if (dtype == TL_F32) sum = (float)sum;
                if (dtype == TL_BOOL) sum = sum != 0;
                set_element(to, dtype, 0, sum);
            }
        tl_scattering h = {1, add};
        tl_call_make(&c, tl_runs.scatter, "scatter", &h, sizeof h, &first, &whole, &offsets->v, NULL);
        CHECK_EQ(c.run(&c), TL_OK);
        CHECK_MSG(!memcmp(block, want, (size_t)(20 * 24 * size)), "%s %d axes, add %d", tl_dtypes[dtype].name, ndim,
                  add);
    }
    free(offsets);
    free(block);
    free(want);
    free(out);
    free(at);
}

static void test_rows(void) {
    for (int dtype = 0; dtype < TL_NDTYPES; dtype++)
        for (int c = 0; c < LENGTHS && tl_k.loop[TL_OP_add][dtype]; c++)
            for (int gaps = 0; gaps < 2; gaps++)
                for (int ndim = 0; ndim <= 2; ndim += 2) pick_rows(dtype, ndim, gaps, lengths[c]);
}

/* ---- put ----------------------------------------------------------------------------------------------------- */
static void put(int64_t n, int64_t stride, int64_t size, int64_t count, int one) {
    rows r = random_rows(n, stride, size);
    int64_t *index = random_index(count, n);
    int64_t bytes = size * (one ? 1 : count);
    char *values = must_alloc((size_t)bytes + 1), *want = must_alloc((size_t)r.nbytes);
    for (int64_t i = 0; i < bytes; i++) values[i] = (char)rng_next();
    memcpy(want, r.block, (size_t)r.nbytes);
    if (count > 2) index[1] = n, index[2] = INT64_MIN; /* changed after they were checked: nothing is written */
    for (int64_t i = 0; i < count; i++)
        if (index[i] >= -n && index[i] < n)
            memcpy(want + (r.first - r.block) + wrapped(index[i], n) * stride, values + (one ? 0 : i * size),
                   (size_t)size);
    static const int dtypes[] = {[1] = TL_U8, [2] = TL_I16, [4] = TL_F32, [8] = TL_F64};
    vector *given = vector_of(values, one ? 1 : count, dtypes[size], 0);
    if (one) given->v.ndim = 0;
    CHECK_EQ(call_vectors(tl_runs.put, NULL, 0, vector_of(r.first, n, dtypes[size], stride ? stride : 0),
                          vector_of(index, count, TL_I64, 0), given),
             TL_OK);
    CHECK(!memcmp(r.block, want, (size_t)r.nbytes));
    free(values);
    free(want);
    free(index);
    free(r.block);
}

static void test_put(void) {
    static const int64_t elements[] = {1, 2, 4, 8};
    for (int s = 0; s < 4; s++)
        for (int l = 1; l < LENGTHS; l++)
            for (int c = 0; c < LENGTHS; c++) {
                int64_t size = elements[s], strides[] = {size, -size, 3 * size, -5 * size};
                for (int k = 0; k < 8; k++) put(lengths[l], strides[k % 4], size, lengths[c], k < 4);
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
    tl_init(NULL);
    test_take();
    test_take_before();
    test_offsets();
    test_rows();
    test_put();
    test_self_overlap();
    return test_report("take");
}
