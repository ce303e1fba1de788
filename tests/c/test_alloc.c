/* The allocator: alignment, reuse, limits, statistics, borrowed memory, scratch. */
#include <pthread.h>
#include <unistd.h>

#include "harness.h"

static tl_memory stats(void) {
    tl_memory m;
    tl_memory_stats(&m);
    return m;
}

static int is_aligned(const void *p) { return (uintptr_t)p % TL_ALIGN == 0; }

static void test_sizes(void) {
    int64_t before = stats().used;
    for (int64_t base = 1; base <= 8 << 20; base *= 2)
        for (int64_t n = base - 2; n <= base + 2; n++) {
            if (n < 0) continue;
            tl_storage *s = tl_storage_new(n);
            CHECK(s && s->refcount == 1 && s->nbytes == n && s->version == 0 && is_aligned(s->data));
            if (!s) continue;
            memset(s->data, 0xab, (size_t)n); /* a sanitizer sees a block that is too short */
            CHECK(stats().used >= before + n);
            tl_storage_release(s);
            CHECK_EQ(stats().used, before);
        }
}

/* Random storages of all kinds held at once keep their contents: no two share a byte. */
static void test_no_overlap(void) {
    enum { LIVE = 300 };
    static tl_storage *live[LIVE];
    static const int64_t limit[] = {64, 1024, 20000, 300000, 3000000};
    rng_seed(3);
    for (int step = 0; step < 6000; step++) {
        int i = (int)rng_below(LIVE);
        if (live[i]) {
            for (int64_t j = 0; j < live[i]->nbytes; j += 1 + live[i]->nbytes / 50)
                CHECK_EQ((unsigned char)live[i]->data[j], (unsigned char)i);
            tl_storage_release(live[i]);
            live[i] = NULL;
        } else {
            int64_t n = rng_below(limit[rng_below(100) < 90 ? rng_below(3) : 3 + rng_below(2)]);
            live[i] = tl_storage_new(n);
            CHECK(live[i] != NULL);
            memset(live[i]->data, i, (size_t)n);
        }
        if (step % 1000 == 999) tl_empty_cache();
    }
    for (int i = 0; i < LIVE; i++)
        if (live[i]) tl_storage_release(live[i]);
}

static void test_reuse(void) {
    static const int64_t sizes[] = {0, 10, 64, 65, 1000, 1025, 5000, 100000, 1 << 20, (1 << 20) + 1, 9 << 20};
    for (int i = 0; i < 11; i++) {
        tl_storage *s = tl_storage_new(sizes[i]);
        char *data = s->data;
        tl_storage_release(s);
        int64_t cached = stats().cached;
        s = tl_storage_new(sizes[i]);
        CHECK(s->data == data);
        CHECK(stats().cached < cached);
        tl_storage_release(s);
        CHECK_EQ(stats().cached, cached);
    }
}

static void test_stats(void) {
    tl_empty_cache();
    tl_memory a = stats();
    CHECK(a.limit > 0);
    tl_storage *s = tl_storage_new(3 << 20), *t = tl_storage_new(100);
    tl_memory b = stats();
    CHECK(b.used >= a.used + (3 << 20) + 100 && b.used < a.used + (4 << 20));
    CHECK(b.peak >= b.used && b.peak >= a.peak);
    CHECK_EQ(b.allocations, a.allocations + 2);
    tl_storage_release(s);
    tl_memory c = stats();
    CHECK_EQ(c.peak, b.peak);
    CHECK(c.cached >= b.cached + (3 << 20));
    tl_storage_release(t);
    tl_empty_cache();
    tl_memory d = stats();
    CHECK_EQ(d.used, a.used);
    CHECK_EQ(d.cached, 0);
}

/* Slabs with a live block stay, and their other blocks remain usable. */
static void test_empty_cache_keeps_live(void) {
    enum { N = 2000 };
    static tl_storage *s[N];
    for (int i = 0; i < N; i++) {
        s[i] = tl_storage_new(i % 700);
        memset(s[i]->data, i, (size_t)(i % 700));
    }
    for (int i = 0; i < N; i++)
        if (i % 500) tl_storage_release(s[i]);
    tl_empty_cache();
    CHECK(stats().cached > 0);
    for (int i = 0; i < N; i++) {
        if (i % 500 == 0)
            for (int j = 0; j < i % 700; j++) CHECK_EQ((unsigned char)s[i]->data[j], (unsigned char)i);
        else s[i] = tl_storage_new(i % 700);
    }
    for (int i = 0; i < N; i++) tl_storage_release(s[i]);
    tl_empty_cache();
    CHECK_EQ(stats().cached, 0);
}

static void test_cache_is_bounded(void) {
    tl_empty_cache();
    int64_t limit = stats().limit, total = 0;
    for (int i = 0; i < 12; i++) { /* of different bins; nothing is touched, so no memory is spent */
        tl_storage *s = tl_storage_new(limit / 12 + i * (limit / 60));
        CHECK(s != NULL);
        if (!s) break;
        total += s->nbytes;
        tl_storage_release(s);
        CHECK(stats().cached <= limit);
    }
    CHECK(total > limit);
    CHECK(stats().cached > 0); /* the newest stay */
    tl_empty_cache();
    CHECK_EQ(stats().cached, 0);
}

static void test_refusal(void) {
    tl_memory before = stats();
    CHECK(tl_storage_new(INT64_MAX) == NULL);
    CHECK(tl_storage_new(INT64_MAX - 4096) == NULL);
    CHECK(tl_storage_new((int64_t)1 << 62) == NULL);
    CHECK(tl_storage_new((int64_t)1 << 50) == NULL);
    CHECK(tl_scratch(0, (int64_t)1 << 50) == NULL);
    CHECK(tl_scratch(0, 100) != NULL);
    tl_memory after = stats();
    CHECK_EQ(after.used, before.used);
    CHECK_EQ(after.allocations, before.allocations);
    /* many that fit one by one but not together */
    enum { N = 8 };
    tl_storage *s[N];
    int got = 0;
    while (got < N && (s[got] = tl_storage_new(before.limit))) got++;
    CHECK(got >= 2 && got <= 4); /* the limit is a quarter of the memory */
    tl_storage *small = tl_storage_new(100);
    CHECK(small != NULL);
    tl_storage_release(small);
    while (got) tl_storage_release(s[--got]);
    CHECK_EQ(stats().used, before.used);
    tl_empty_cache();
}

static int released;
static void on_release(void *owner) {
    released++;
    CHECK(owner == &released);
}

static void test_borrow(void) {
    int64_t before = stats().used;
    char data[40];
    tl_storage *s = tl_storage_borrow(data, sizeof data, &released, on_release);
    CHECK(s && s->data == data && s->nbytes == 40 && s->owner == &released && s->refcount == 1);
    s->refcount++;
    tl_storage_release(s);
    CHECK_EQ(released, 0);
    tl_storage_release(s);
    CHECK_EQ(released, 1);
    CHECK_EQ(stats().used, before);
    s = tl_storage_borrow(data, sizeof data, NULL, NULL);
    tl_storage_release(s);
    s = tl_storage_new(40); /* the recycled header forgets its owner */
    CHECK(s->data != data && s->release == NULL);
    tl_storage_release(s);
    CHECK_EQ(released, 1);
}

static void *scratch_thread(void *argument) {
    char *main_data = argument;
    char *data = tl_scratch(1, 1000);
    CHECK(data && data != main_data);
    memset(data, 2, 1000);
    return tl_scratch(1, 5000) ? argument : NULL;
}

static void test_scratch(void) {
    for (int slot = 0; slot < 4; slot++) {
        for (int64_t n = 0; n < 3000000; n = n * 3 + 1) {
            char *p = tl_scratch(slot, n);
            CHECK(p && is_aligned(p));
            memset(p, slot, (size_t)n);
            CHECK(tl_scratch(slot, n / 2) == p);
        }
    }
    char *p = tl_scratch(1, 1000), *q = tl_scratch(2, 1000);
    memset(p, 1, 1000);
    memset(q, 5, 1000);
    pthread_t thread;
    void *result = NULL;
    CHECK(pthread_create(&thread, NULL, scratch_thread, p) == 0);
    pthread_join(thread, &result);
    CHECK(result == p);
    for (int i = 0; i < 1000; i++) CHECK(p[i] == 1 && q[i] == 5);
}

/* Bytes of this process that are in memory. */
static int64_t resident(void) {
    long long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%*d %lld", &pages) != 1) pages = 0;
    if (f) fclose(f);
    return pages * sysconf(_SC_PAGESIZE);
}

static void test_scratch_is_given_back(void) {
    enum { LARGE = 200 << 20 };
    char *small = tl_scratch(3, 1 << 20);
    memset(small, 3, 1 << 20);
    char *p = tl_scratch(2, LARGE);
    CHECK(p != NULL);
    if (!p) return;
    memset(p, 1, LARGE);
    int64_t before = resident();
    tl_scratch_trim(4);
    CHECK(!before || resident() < before - LARGE / 2);
    CHECK(tl_scratch(3, 1 << 20) == small && small[12345] == 3); /* what is in everyday use stays */
    p = tl_scratch(2, LARGE);
    CHECK(p != NULL);
    if (p) memset(p, 1, LARGE);
    tl_empty_cache();
    CHECK(!before || resident() < before - LARGE / 2);
    CHECK(tl_scratch(3, 10) && tl_scratch(2, 10));
}

int main(void) {
    test_sizes();
    test_no_overlap();
    test_reuse();
    test_stats();
    test_empty_cache_keeps_live();
    test_cache_is_bounded();
    test_refusal();
    test_borrow();
    test_scratch();
    test_scratch_is_given_back();
    return test_report("alloc");
}
