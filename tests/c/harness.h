/* What every C test shares: checks that count, a seeded generator, and the kernel tables this machine can run.
 *
 *   int main(void) { for_each_isa(test_rows); return test_report("rows"); } */
#ifndef HARNESS_H
#define HARNESS_H

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <unistd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../tensorlab_c/src/tl.h"

#define HELPER static inline __attribute__((unused))

/* ---- checks ------------------------------------------------------------------------------------------------ */
static int checks_done, checks_failed;

/* Only the first failures are printed: one bug may fail a million elements. */
#define CHECK_MSG(cond, ...)                                                   \
    do {                                                                       \
        checks_done++;                                                         \
        if (!(cond) && ++checks_failed <= 20) {                                \
            fprintf(stderr, "%s:%d: failed: %s  ", __FILE__, __LINE__, #cond); \
            fprintf(stderr, __VA_ARGS__);                                      \
            fputc('\n', stderr);                                               \
        }                                                                      \
    } while (0)
#define CHECK(cond) CHECK_MSG(cond, "%s", "")
#define CHECK_EQ(a, b) CHECK_MSG((a) == (b), "(%lld, %lld)", (long long)(a), (long long)(b))

/* Returns main's result. A test without a single check is a failure. */
HELPER int test_report(const char *topic) {
    printf("%-12s %d checks, %d failed\n", topic, checks_done, checks_failed);
    return checks_failed != 0 || checks_done == 0;
}

HELPER void *must_alloc(size_t nbytes) {
    void *p = malloc(nbytes ? nbytes : 1);
    if (!p) {
        fprintf(stderr, "out of memory: %zu bytes\n", nbytes);
        exit(2);
    }
    return p;
}

HELPER double now_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- random data (splitmix64) ------------------------------------------------------------------------------- */
static uint64_t rng_state = 1;

HELPER void rng_seed(uint64_t seed) { rng_state = seed; }

HELPER uint64_t rng_next(void) {
    uint64_t z = rng_state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

HELPER double rng_uniform(double lo, double hi) { return lo + (hi - lo) * (double)(rng_next() >> 11) * 0x1p-53; }

HELPER int64_t rng_below(int64_t n) { return (int64_t)(rng_next() % (uint64_t)n); }

/* One element of any dtype from or to a double; exact for the 64-bit integers below 2^53. */
HELPER double get_element(const void *p, int dtype, int64_t i) {
    switch (dtype) {
#define TL_DTYPE(ID, ctype, stem, name, kind, compute, format) \
    case TL_##ID: return (double)((const ctype *)p)[i];
#include "../../tensorlab_c/src/dtypes.def"
#undef TL_DTYPE
    }
    return NAN;
}

HELPER void set_element(void *p, int dtype, int64_t i, double value) {
    switch (dtype) {
#define TL_DTYPE(ID, ctype, stem, name, kind, compute, format) \
    case TL_##ID: ((ctype *)p)[i] = (ctype)value; break;
#include "../../tensorlab_c/src/dtypes.def"
#undef TL_DTYPE
    }
}

/* real dtypes that have kernels of their own */
#define EACH_COMPUTED(dtype)                         \
    for (int dtype = 0; dtype < TL_NDTYPES; dtype++) \
        if (!tl_is_stored(dtype) && !tl_is_complex(dtype))

HELPER int element_size(int dtype) {
    switch (dtype) {
#define TL_DTYPE(ID, ctype, stem, name, kind, compute, format) \
    case TL_##ID: return (int)sizeof(ctype);
#include "../../tensorlab_c/src/dtypes.def"
#undef TL_DTYPE
    }
    return 0;
}

/* Uniform in [lo, hi); integers are truncated, so choose bounds the dtype holds. */
HELPER void fill_random(void *p, int dtype, int64_t n, double lo, double hi) {
    for (int64_t i = 0; i < n; i++) set_element(p, dtype, i, rng_uniform(lo, hi));
}

/* ---- guarded arrays ------------------------------------------------------------------------------------------ */
__attribute__((unused)) static const int floats[] = {TL_F32, TL_F64};

HELPER double epsilon(int dtype) { return dtype == TL_F32 ? FLT_EPSILON : DBL_EPSILON; }

/* n elements of dtype, between guards that must survive */
enum { GUARD = 64 };
HELPER char *new_array(int dtype, int64_t n) {
    size_t size = (size_t)(n * element_size(dtype));
    char *p = must_alloc(size + 2 * GUARD);
    memset(p, 0x5a, size + 2 * GUARD);
    return p + GUARD;
}

HELPER void free_array(char *p, int dtype, int64_t n) {
    const char *end = p + n * element_size(dtype);
    for (int i = 0; i < GUARD; i++) CHECK(p[i - GUARD] == 0x5a && end[i] == 0x5a);
    free(p - GUARD);
}

HELPER char *new_random(int dtype, int64_t n, double lo, double hi) {
    char *p = new_array(dtype, n);
    fill_random(p, dtype, n, lo, hi);
    return p;
}

/* ---- comparing floats --------------------------------------------------------------------------------------- */
/* Distance of `got` from `want` in units of the last place of `want` as a float or double; 0 for two NaNs or equal
 * infinities, INFINITY when only one is special. */
HELPER double ulp_error(double got, long double want, int dtype) {
    if (isnan(got) || isnan(want)) return isnan(got) && isnan(want) ? 0 : INFINITY;
    long double rounded = dtype == TL_F32 ? (long double)(float)want : (long double)(double)want;
    if (isinf(got) || isinf(rounded)) return got == rounded ? 0 : INFINITY;
    int digits = dtype == TL_F32 ? 24 : 53, lowest = dtype == TL_F32 ? -149 : -1074, exponent;
    frexpl(want, &exponent);
    int unit = exponent - digits > lowest ? exponent - digits : lowest;
    return (double)(fabsl((long double)got - want) / ldexpl(1, unit));
}

HELPER int close_to(double got, double want, double relative, double absolute) {
    if (isnan(want)) return isnan(got);
    if (isinf(want) || isinf(got)) return got == want;
    return fabs(got - want) <= absolute + relative * fabs(want);
}

/* ---- instruction sets ---------------------------------------------------------------------------------------- */
/* The kernels of instruction set `name`, or NULL where this machine lacks it. */
HELPER const tl_kernels *isa_kernels(const char *name) {
    static tl_kernels tables[3];
    for (int i = 0; i < 3; i++) {
        if (!tables[i].isa && tl_fill_table(&tables[i], name) != TL_OK) return NULL;
        if (!strcmp(tables[i].isa, name)) return &tables[i];
    }
    return NULL;
}

/* Calls test with the table of every available set, base first. */
HELPER void for_each_isa(void (*test)(const tl_kernels *k)) {
    static const char *const names[] = {"base", "v3", "v4"};
    for (int i = 0; i < 3; i++) {
        const tl_kernels *k = isa_kernels(names[i]);
        if (k) test(k);
    }
}

/* Calls test with the v3 and the v4 table where the machine has both: their results must be the same bytes. */
HELPER void for_v3_and_v4(void (*test)(const tl_kernels *v3, const tl_kernels *v4)) {
    const tl_kernels *v3 = isa_kernels("v3"), *v4 = isa_kernels("v4");
    if (v3 && v4) test(v3, v4);
}

/* Calls test with every table in a thread with a stack of 64 KB, of which an interpreter would take some. Sanitizers
 * have frames of their own size. */
#if defined(__has_feature)
#define HAS_FEATURE(name) __has_feature(name)
#else
#define HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || HAS_FEATURE(address_sanitizer) || \
    HAS_FEATURE(thread_sanitizer)
enum { SMALL_STACK = 1 << 20 };
#else
enum { SMALL_STACK = 48 << 10 };
#endif
static void (*small_stack_test)(const tl_kernels *k);

HELPER void *small_stack_thread(void *unused) {
    (void)unused;
    for_each_isa(small_stack_test);
    return NULL;
}

HELPER void on_a_small_stack(void (*test)(const tl_kernels *k)) {
    pthread_attr_t attributes;
    pthread_t thread;
    small_stack_test = test;
    pthread_attr_init(&attributes);
    size_t least = (size_t)sysconf(_SC_THREAD_STACK_MIN); /* 128 KB on some machines */
    CHECK(pthread_attr_setstacksize(&attributes, least > SMALL_STACK ? least : SMALL_STACK) == 0);
    CHECK(pthread_create(&thread, &attributes, small_stack_thread, NULL) == 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
}

#endif
