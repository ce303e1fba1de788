/* Places in sorted vectors, against counting, for every dtype that has an order; keys on both sides of a thread's share. */
#include "runs.h"

static int compare_dtype;
static int sorts_before(const void *p, int64_t i, const void *q, int64_t k) {
    double a = get_element(p, compare_dtype, i), b = get_element(q, compare_dtype, k);
    return a < b || (b != b && a == a);
}

static int compare(const void *a, const void *b) { return sorts_before(a, 0, b, 0) ? -1 : sorts_before(b, 0, a, 0); }

/* How many elements are before the key, or not behind it: the table is sorted, so they come first. */
static int64_t place_of(const void *table, int64_t n, const void *key, int64_t i, int right) {
    int64_t low = 0;
    while (low < n && (right ? !sorts_before(key, i, table, low) : sorts_before(table, low, key, i))) low++;
    return low;
}

static void search(int dtype, int64_t n, int64_t count, int sorted, int nans) {
    int64_t size = element_size(dtype), good;
    char *table = must_alloc((size_t)(n * size)), *key = must_alloc((size_t)(count * size));
    double low = tl_dtypes[dtype].kind == 'i' || nans ? -30 : 0, high = dtype == TL_BOOL ? 2 : 30;
    compare_dtype = dtype;
    fill_random(table, dtype, n, low, high);
    fill_random(key, dtype, count, low - (low < 0), high);
    for (int64_t i = 0; nans && i < n; i++)
        if (rng_below(5) == 0) set_element(table, dtype, i, NAN);
    for (int64_t i = 0; nans && i < count; i++)
        if (rng_below(5) == 0) set_element(key, dtype, i, NAN);
    qsort(table, (size_t)n, (size_t)size, compare);
    if (sorted) qsort(key, (size_t)count, (size_t)size, compare);
    for (int right = 0; right < 2; right++) {
        int64_t *place = must_alloc((size_t)count * 8);
        tl_searching h = {right};
        CHECK_EQ(call_vectors(tl_runs.search, &h, sizeof h, vector_of(place, count, TL_I64, 0),
                              vector_of(table, n, dtype, 0), vector_of(key, count, dtype, 0)),
                 TL_OK);
        good = 0;
        for (int64_t i = 0; i < count; i++) good += place[i] == place_of(table, n, key, i, right);
        CHECK_EQ(good, count);
        free(place);
    }
    free(table);
    free(key);
}

static void test_search(void) {
    static const int64_t tables[] = {0, 1, 2, 3, 5, 17, 60}, keys[] = {0, 1, 2, 40, 8191, 8192, 8193, 20000};
    for (int dtype = 0; dtype < TL_NDTYPES; dtype++) {
        int64_t place = -1, element[2] = {0};
        tl_searching h = {0};
        if (call_vectors(tl_runs.search, &h, sizeof h, vector_of(&place, 1, TL_I64, 0), vector_of(element, 1, dtype, 0),
                         vector_of(element, 1, dtype, 0)) == TL_NOLOOP) {
            CHECK(!tl_k.loop[TL_OP_less][dtype]); /* only those without order have none */
            continue;
        }
        for (int t = 0; t < 7; t++)
            for (int k = 0; k < 8; k++)
                for (int way = 0; way < 4; way++)
                    if (way < 2 || tl_dtypes[dtype].kind == 'f') search(dtype, tables[t], keys[k], way & 1, way & 2);
    }
}

/* Tables that one does not see through at a glance: steps of all lengths. */
static void test_long_tables(void) {
    enum { N = 3000 };
    double table[N], key[N];
    int64_t place[N], good = 0;
    for (int sorted = 0; sorted < 2; sorted++)
        for (int spread = 1; spread < 2000; spread *= 7) {
            for (int i = 0; i < N; i++)
                table[i] = i / spread, key[i] = (double)rng_below(N / spread + 2) - 0.5 * (double)rng_below(2);
            compare_dtype = TL_F64;
            if (sorted) qsort(key, N, sizeof *key, compare);
            for (int right = 0; right < 2; right++) {
                tl_searching h = {right};
                CHECK_EQ(call_vectors(tl_runs.search, &h, sizeof h, vector_of(place, N, TL_I64, 0),
                                      vector_of(table, N, TL_F64, 0), vector_of(key, N, TL_F64, 0)),
                         TL_OK);
                for (int i = good = 0; i < N; i++) good += place[i] == place_of(table, N, key, i, right);
                CHECK_EQ(good, N);
            }
        }
}

int main(void) {
    tl_init(NULL);
    test_search();
    test_long_tables();
    return test_report("search");
}
