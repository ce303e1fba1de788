/* Integer floor_divide, remainder, fmod and power, array by array and beside one number, against 128-bit arithmetic:
 * all pairs of 8 bits, all 16-bit numbers over many divisors, the edges of the wider ones. */
#include "harness.h"

typedef __int128 wide;

static wide int_at(const char *p, int dtype, int64_t i) {
    switch (dtype) {
#define TL_DTYPE(ID, ctype, stem, name, kind, compute, format) \
    case TL_##ID: return (wide)((const ctype *)p)[i];
#include "../../tensorlab_c/src/dtypes.def"
#undef TL_DTYPE
    }
    return 0;
}

static void put_int(char *p, int dtype, int64_t i, wide value) {
    uint64_t low = (uint64_t)value;
    int size = tl_dtypes[dtype].itemsize;
    memcpy(p + i * size, &low, (size_t)size); /* little endian, as every machine with a second set */
}

static wide wrapped(wide value, int dtype) {
    int bits = 8 * tl_dtypes[dtype].itemsize;
    value &= ((wide)1 << bits) - 1;
    return tl_dtypes[dtype].kind == 'i' && value >> (bits - 1) ? value - ((wide)1 << bits) : value;
}

static wide expected(int op, wide a, wide b, int dtype) {
    if (op == TL_OP_power) {
        uint64_t r = 1, base = (uint64_t)a;
        for (; b > 0; b >>= 1, base *= base)
            if (b & 1) r *= base;
        return wrapped((wide)r, dtype);
    }
    wide r = a % b, q = a / b;
    if (op == TL_OP_fmod) return r;
    int moved = r != 0 && (r < 0) != (b < 0);
    return wrapped(op == TL_OP_remainder ? r + (moved ? b : 0) : q - moved, dtype);
}

static void check_call(const tl_kernels *k, int op, int dtype, int64_t n, char *a, char *b, const int64_t *steps,
                       int in_place) {
    static char out[1 << 20];
    int64_t size = tl_dtypes[dtype].itemsize, s[3] = {steps[0] * size, steps[1] * size, steps[2] * size};
    char *p[3] = {out, a, b}, *kept = NULL;
    if (in_place) {
        kept = must_alloc((size_t)(n * size));
        memcpy(kept, p[in_place], (size_t)(n * size));
        p[0] = p[in_place];
    }
    k->loop[op][dtype](n, p, s);
    for (int64_t i = 0; i < n; i++) {
        wide x = int_at(in_place == 1 ? kept : a, dtype, i * steps[1]);
        wide y = int_at(in_place == 2 ? kept : b, dtype, i * steps[2]);
        wide got = int_at(p[0], dtype, i * steps[0]), want = expected(op, x, y, dtype);
        CHECK_MSG(got == want, "%s %s %s(%lld, %lld) = %lld, want %lld; %d of %d", k->isa, tl_dtypes[dtype].name,
                  tl_ops[op].name, (long long)x, (long long)y, (long long)got, (long long)want, (int)i, (int)n);
    }
    if (in_place) memcpy(p[in_place], kept, (size_t)(n * size));
    free(kept);
}

static const int DIVISIONS[] = {TL_OP_floor_divide, TL_OP_remainder, TL_OP_fmod};

/* every 8- or 16-bit number over `d`, which is one number or an array of it */
static void every_number(const tl_kernels *k, int dtype, wide d) {
    static char a[1 << 18], b[1 << 18];
    int64_t n = (int64_t)1 << (8 * tl_dtypes[dtype].itemsize);
    for (int64_t i = 0; i < n; i++) put_int(a, dtype, i, i), put_int(b, dtype, i, d);
    for (int o = 0; o < 3; o++) {
        check_call(k, DIVISIONS[o], dtype, n, a, b, (const int64_t[]){1, 1, 0}, 0);
        check_call(k, DIVISIONS[o], dtype, n, a, b, (const int64_t[]){1, 1, 1}, 0);
    }
}

static void test_small(const tl_kernels *k) {
    for (wide d = -128; d < 256; d++) {
        if (d && d < 128) every_number(k, TL_I8, d);
        if (d > 0) every_number(k, TL_U8, d);
    }
    static const int some[] = {1, 2, 3, 5, 7, 10, 100, 127, 128, 129, 255, 256, 257, 1000, 4095, 16384, 32766, 32767};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        every_number(k, TL_I16, some[i]);
        every_number(k, TL_I16, -some[i]);
        every_number(k, TL_U16, some[i]);
        every_number(k, TL_U16, 65536 - some[i]);
    }
    every_number(k, TL_I16, -32768);
    for (int i = 0; i < 20; i++) {
        wide d = (wide)(rng_next() & 0xffff);
        if (wrapped(d, TL_I16)) every_number(k, TL_I16, wrapped(d, TL_I16));
        if (d) every_number(k, TL_U16, d);
    }
}

/* near 0, near powers of two, near both ends, anything */
static wide next_int(int dtype) {
    int bits = 8 * tl_dtypes[dtype].itemsize;
    wide near = (wide)(rng_next() % 7) - 3, power = (wide)1 << (rng_next() % (unsigned)bits);
    switch (rng_next() % 5) {
    case 0: return wrapped(near, dtype);
    case 1: return wrapped(power + near, dtype);
    case 2: return wrapped(near - power, dtype);
    case 3: return wrapped((wide)(rng_next() % 2000), dtype);
    default: return wrapped((wide)rng_next(), dtype);
    }
}

enum { MOST = 700, PADDING = 3 };

/* operands below 2^bits, so that blocks of small ones are met as well; multiples of the divisor are the hard cases */
static void fill_pair(int dtype, char *a, char *b, int bits) {
    for (int64_t i = 0; i < MOST * PADDING; i++) {
        wide x = next_int(dtype), y = next_int(dtype), limit = (wide)1 << bits;
        x %= limit, y %= limit;
        y = y ? y : 1;
        if (rng_next() % 3 == 0) x = wrapped(x / y * y + (wide)(rng_next() % 3) - 1, dtype) % limit;
        put_int(a, dtype, i, x), put_int(b, dtype, i, y);
    }
}

static void test_wide(const tl_kernels *k) {
    static const int64_t steps[][3] = {{1, 1, 1}, {1, 1, 0}, {1, 0, 1}, {1, 0, 0}, {2, 1, 3}, {1, 3, 2}, {3, 2, 0}};
    static const int dtypes[] = {TL_I8, TL_I16, TL_I32, TL_I64, TL_U8, TL_U16, TL_U32, TL_U64};
    static const int64_t lengths[] = {0, 1, 2, 3, 4, 7, 8, 9, 31, 64, 127, 128, 129, 300, MOST};
    static char a[MOST * PADDING * 8], b[MOST * PADDING * 8];
    for (int d = 0; d < 8; d++)
        for (int round = 0; round < 12; round++) {
            int dtype = dtypes[d], all = 8 * tl_dtypes[dtype].itemsize;
            fill_pair(dtype, a, b, round % 3 == 0 || all < 64 ? all : round % 3 == 1 ? 51 : 52);
            for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
                for (int o = 0; o < 3; o++) {
                    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
                        check_call(k, DIVISIONS[o], dtype, lengths[l], a, b, steps[i], 0);
                    check_call(k, DIVISIONS[o], dtype, lengths[l], a, b, steps[0], 1);
                    check_call(k, DIVISIONS[o], dtype, lengths[l], a, b, steps[0], 2);
                    check_call(k, DIVISIONS[o], dtype, lengths[l], a, b, steps[1], 1);
                }
        }
}

/* one divisor after the other, edges against edges */
static void test_edges(const tl_kernels *k) {
    static const int dtypes[] = {TL_I32, TL_I64, TL_U32, TL_U64};
    static char a[MOST * 8], b[8];
    for (int d = 0; d < 4; d++)
        for (int round = 0; round < 400; round++) {
            int dtype = dtypes[d];
            wide y = next_int(dtype);
            y = y ? y : tl_dtypes[dtype].kind == 'i' ? -1 : 1;
            put_int(b, dtype, 0, y);
            for (int64_t i = 0; i < MOST; i++) {
                wide x = next_int(dtype);
                put_int(a, dtype, i, rng_next() % 2 ? x / y * y + (wide)(rng_next() % 3) - 1 : x);
            }
            for (int o = 0; o < 3; o++) check_call(k, DIVISIONS[o], dtype, MOST, a, b, (const int64_t[]){1, 1, 0}, 0);
        }
}

static void test_power(const tl_kernels *k) {
    static const int64_t steps[][3] = {{1, 1, 0}, {1, 1, 1}, {2, 1, 0}, {1, 3, 0}, {1, 0, 0}};
    static char a[MOST * PADDING * 8], b[MOST * PADDING * 8];
    for (int dtype = TL_I8; dtype <= TL_U64; dtype++)
        for (wide e = 0; e < 70; e += e < 12 ? 1 : 19) {
            for (int64_t i = 0; i < MOST * PADDING; i++) put_int(a, dtype, i, next_int(dtype)), put_int(b, dtype, i, e);
            for (int64_t n = 0; n < MOST; n += n < 10 ? 1 : 229) {
                for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
                    check_call(k, TL_OP_power, dtype, n, a, b, steps[i], 0);
                check_call(k, TL_OP_power, dtype, n, a, b, steps[0], 1);
            }
        }
}

int main(void) {
    rng_seed(11);
    for_each_isa(test_small);
    for_each_isa(test_wide);
    for_each_isa(test_edges);
    for_each_isa(test_power);
    return test_report("integers");
}
