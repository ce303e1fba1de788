/* Reductions against naive references: every op, dtype, layout and instruction set, NaN and infinities, error bounds
 * of long sums, and the same bytes for every instruction set and number of threads. */
#include "harness.h"

enum { FIRST = TL_OP_sum, LAST = TL_OP_nanargmin };

static int is_float(int dtype) { return tl_dtypes[dtype].kind == 'f'; }
static int is_arg(int op) { return op >= TL_OP_argmax; }
static int has_empty(int op) { return op <= TL_OP_prod || (op >= TL_OP_any && op <= TL_OP_nanprod); }
static int result_of(int op, int dtype) {
    int compute, result;
    CHECK_EQ(tl_resolve(op, dtype, &compute, &result), TL_OK);
    return result;
}

/* ---- data ---------------------------------------------------------------------------------------------------- */
enum { PLAIN, TIES, RARE, SOME_NAN, MANY_NAN, INFINITIES, ALL_NAN, PATTERNS };

static double special(int pattern) {
    int64_t r = rng_below(16);
    switch (pattern) {
    case TIES: return r < 4 ? 0.0 : r < 8 ? -0.0 : (double)rng_below(3) - 1;
    case RARE: return r == 0 && rng_below(16) == 0 ? 2 : 0;
    case SOME_NAN: return rng_below(100) ? rng_uniform(-1, 1) : NAN;
    case MANY_NAN: return r < 12 ? NAN : rng_uniform(-1, 1);
    case INFINITIES: return r < 13 ? -INFINITY : r == 13 ? INFINITY : r == 14 ? NAN : 1;
    case ALL_NAN: return NAN;
    default: return rng_uniform(-1, 1);
    }
}

static void fill(void *p, int dtype, int64_t n, int pattern, int op) {
    int prod = op == TL_OP_prod || op == TL_OP_nanprod, size = tl_dtypes[dtype].itemsize;
    for (int64_t i = 0; i < n; i++) {
        if (is_float(dtype)) {
            double x = special(pattern);
            /* near 1, so that no order of multiplication overflows */
            if (prod && isfinite(x) && x != 0) x = (x < 0 ? -1 : 1) * (1 + rng_uniform(-1, 1) / 64);
            set_element(p, dtype, i, x);
        } else if (dtype == TL_BOOL || pattern != PLAIN) {
            int rare = rng_below(200) == 0;
            double x = dtype != TL_BOOL && pattern == TIES ? 1 + (double)rng_below(2) : pattern == RARE ? rare : !rare;
            set_element(p, dtype, i, x);
        } else {
            uint64_t bits = rng_next();
            memcpy((char *)p + i * size, &bits, (size_t)size);
        }
    }
}

/* ---- reference: n elements in order ---------------------------------------------------------------------------- */
static uint64_t integer(const void *p, int dtype, int64_t i) {
    switch (dtype) {
#define TL_DTYPE(ID, ctype, stem, name, kind, compute, format) \
    case TL_##ID: return (uint64_t)((const ctype *)p)[i];
#include "../../tensorlab_c/src/dtypes.def"
#undef TL_DTYPE
    }
    return 0;
}

static int before(const void *x, int dtype, int64_t i, int64_t j, int less) { /* x[i] more extreme than x[j] */
    if (is_float(dtype)) {
        double a = get_element(x, dtype, i), b = get_element(x, dtype, j);
        return less ? a < b : a > b;
    }
    uint64_t flip = tl_dtypes[dtype].kind == 'i' ? (uint64_t)1 << 63 : 0;
    uint64_t a = integer(x, dtype, i) ^ flip, b = integer(x, dtype, j) ^ flip;
    return less ? a < b : a > b;
}

static int64_t extreme_at(int op, const void *x, int dtype, int64_t n) {
    int less = op == TL_OP_min || op == TL_OP_nanmin || op == TL_OP_argmin || op == TL_OP_nanargmin;
    int skip = op == TL_OP_nanmax || op == TL_OP_nanmin || op == TL_OP_nanargmax || op == TL_OP_nanargmin;
    int64_t at = -1;
    for (int64_t i = 0; i < n; i++) {
        int nan = is_float(dtype) && isnan(get_element(x, dtype, i));
        if (nan && !skip) return i;
        if (!nan && (at < 0 || before(x, dtype, i, at, less))) at = i;
    }
    return at;
}

static int right_float_sum(int op, const void *x, int dtype, int64_t n, double got) {
    int prod = op == TL_OP_prod || op == TL_OP_nanprod, skip = op == TL_OP_nansum || op == TL_OP_nanprod;
    long double want = prod, size = 0;
    for (int64_t i = 0; i < n; i++) {
        long double v = get_element(x, dtype, i);
        if (skip && isnan(v)) v = prod;
        if (prod) want *= v;
        else want += v;
        size += fabsl(v);
    }
    if (!isfinite(want)) return isnan(want) ? isnan(got) : got == want;
    long double unit = dtype == TL_F32 ? 0x1p-24L : 0x1p-53L;
    if (prod) return fabsl(got - want) <= (long double)n * unit * 1.1L * fabsl(want);
    return fabsl(got - want) <= (28 + log2l((long double)n + 1)) * unit * size; /* depth of the tree, see fold.inc.h */
}

static int right_integer_sum(int op, const void *x, int dtype, int64_t n, uint64_t got) {
    int prod = op == TL_OP_prod || op == TL_OP_nanprod;
    uint64_t want = (uint64_t)prod;
    for (int64_t i = 0; i < n; i++) want = prod ? want * integer(x, dtype, i) : want + integer(x, dtype, i);
    return got == want;
}

static int right(int op, const void *x, int dtype, int64_t n, const void *out) {
    if (is_arg(op)) return integer(out, TL_I64, 0) == (uint64_t)extreme_at(op, x, dtype, n);
    switch (op) {
    case TL_OP_any:
    case TL_OP_all: {
        int64_t truths = 0;
        for (int64_t i = 0; i < n; i++) truths += get_element(x, dtype, i) != 0; /* true of NaN */
        return integer(out, TL_BOOL, 0) == (op == TL_OP_any ? truths > 0 : truths == n);
    }
    case TL_OP_max:
    case TL_OP_min:
    case TL_OP_nanmax:
    case TL_OP_nanmin: {
        int64_t at = extreme_at(op, x, dtype, n);
        if (!is_float(dtype)) return integer(out, dtype, 0) == integer(x, dtype, at);
        double got = get_element(out, dtype, 0), want = at < 0 ? NAN : get_element(x, dtype, at);
        return isnan(want) ? isnan(got) : got == want;
    }
    }
    return is_float(dtype) ? right_float_sum(op, x, dtype, n, get_element(out, dtype, 0))
                           : right_integer_sum(op, x, dtype, n, integer(out, TL_U64, 0));
}

/* ---- one kernel call -------------------------------------------------------------------------------------------- */
/* NaN has many encodings and only one meaning. */
static void canonical(void *out, int dtype, int64_t n) {
    if (!is_float(dtype)) return;
    for (int64_t i = 0; i < n; i++)
        if (isnan(get_element(out, dtype, i))) set_element(out, dtype, i, NAN);
}

static const tl_kernels *all_sets[3];
static int set_count;
static void collect(const tl_kernels *k) { all_sets[set_count++] = k; }

/* data points at element 0; strides in elements */
static void check_fold(int op, int dtype, int64_t m, int64_t n, const char *data, int64_t in_m, int64_t in_n) {
    int result = result_of(op, dtype), in_size = tl_dtypes[dtype].itemsize, out_size = tl_dtypes[result].itemsize;
    int64_t out_m = 3 * out_size, bytes = m * out_m;
    char *x = must_alloc((size_t)(n * in_size)), *first = must_alloc((size_t)bytes), *out = must_alloc((size_t)bytes);
    for (int s = 0; s < set_count; s++) {
        int untouched = 1; /* the gaps between results */
        memset(out, 0x5a, (size_t)bytes);
        all_sets[s]->fold[op][dtype](m, n, data, in_m * in_size, in_n * in_size, out, out_m);
        for (int64_t i = 0; i < m; i++) {
            for (int64_t j = 0; j < n; j++)
                memcpy(x + j * in_size, data + (i * in_m + j * in_n) * in_size, (size_t)in_size);
            CHECK_MSG(right(op, x, dtype, n, out + i * out_m), "%s %s %s m=%d n=%d strides %d %d at %d",
                      tl_ops[op].name, tl_dtypes[dtype].name, all_sets[s]->isa, (int)m, (int)n, (int)in_m, (int)in_n,
                      (int)i);
            canonical(out + i * out_m, result, 1);
            untouched &= out[i * out_m + out_size] == 0x5a && out[(i + 1) * out_m - 1] == 0x5a;
        }
        CHECK(untouched);
        if (s == 0) memcpy(first, out, (size_t)bytes);
        else
            CHECK_MSG(!memcmp(first, out, (size_t)bytes), "%s %s %s m=%d n=%d", tl_ops[op].name, tl_dtypes[dtype].name,
                      all_sets[s]->isa, (int)m, (int)n);
    }
    free(x);
    free(first);
    free(out);
}

/* Contiguous rows, contiguous columns, and both strided, forwards, backwards and repeating. */
static void check_layouts(int op, int dtype, int64_t m, int64_t n, int pattern) {
    int64_t room = 6 * m * n + 8, size = tl_dtypes[dtype].itemsize;
    char *buffer = must_alloc((size_t)(room * size)), *end = buffer + (room - 1) * size;
    fill(buffer, dtype, room, pattern, op);
    check_fold(op, dtype, m, n, buffer, n, 1);
    check_fold(op, dtype, m, n, buffer + size, 1, m);
    check_fold(op, dtype, m, n, buffer, 2 * n + 1, 2);
    check_fold(op, dtype, m, n, buffer, 3, 3 * m + 1);
    check_fold(op, dtype, m, n, end, -n, -1);
    check_fold(op, dtype, m, n, end, -1, -m - 1);
    check_fold(op, dtype, m, n, buffer, 1, 0);
    check_fold(op, dtype, m, n, buffer, 0, 1);
    free(buffer);
}

static void test_folds(void) {
    static const int64_t lengths[] = {1,  2,  3,  7,  8,   9,   15,  16,  17,  31,   32,  33,
                                      40, 63, 64, 65, 127, 129, 255, 256, 257, 4095, 4097};
    static const int64_t widths[] = {2, 3, 5, 8, 17, 33, 70, 300};
    for (int op = FIRST; op <= LAST; op++) {
        EACH_COMPUTED(dtype) {
            int patterns = is_float(dtype) ? PATTERNS : SOME_NAN;
            for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
                check_layouts(op, dtype, 1, lengths[i], (int)(i % (size_t)patterns));
            for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
                for (int pattern = 0; pattern < patterns; pattern++)
                    check_layouts(op, dtype, widths[i], 1 + rng_below(60), pattern);
                check_layouts(op, dtype, widths[i], 150 + rng_below(150), (int)(i % (size_t)patterns));
            }
        }
    }
}

/* Wider than a tile of columns, more rows than several levels of blocks, longer than a block of argmax. */
static void test_large_folds(void) {
    for (int op = FIRST; op <= LAST; op++) {
        EACH_COMPUTED(dtype) {
            int64_t size = tl_dtypes[dtype].itemsize, room = 700 * 2100;
            char *x = must_alloc((size_t)(room * size));
            fill(x, dtype, room, is_float(dtype) ? SOME_NAN : RARE, op);
            check_fold(op, dtype, 2100, 11, x, 1, 2100);
            check_fold(op, dtype, 9, 20000, x, 1, 9);
            check_fold(op, dtype, 2, 20000, x, 1, 2);
            check_fold(op, dtype, 1, 20000, x, 0, 3);
            check_fold(op, dtype, 40, 3000, x, 2, 97);
            free(x);
        }
    }
}

static void test_empty(void) {
    for (int s = 0; s < set_count; s++) {
        for (int op = FIRST; op <= LAST; op++) {
            EACH_COMPUTED(dtype) {
                if (!has_empty(op)) continue;
                int result = result_of(op, dtype), one = op == TL_OP_prod || op == TL_OP_nanprod || op == TL_OP_all;
                uint64_t out[3] = {99, 99, 99};
                all_sets[s]->fold[op][dtype](2, 0, NULL, 8, 8, (char *)out, 8);
                for (int i = 0; i < 2; i++) {
                    double got = get_element(out + i, result, 0);
                    CHECK(got == one && !signbit(got));
                }
                CHECK(out[2] == 99);
            }
        }
    }
}

/* ---- tl_reduce --------------------------------------------------------------------------------------------------- */
/* Checks a reduction of `in` (C order of its own axes) into an output whose axes run backwards and apart. */
static void check_reduce(int op, const tl_view *in, uint64_t axes) {
    int dtype = in->dtype, result = result_of(op, dtype), in_size = tl_dtypes[dtype].itemsize;
    int64_t out_size = tl_dtypes[result].itemsize, shape[8], strides[8], span = 2 * out_size, kept = 1, n = 1;
    int ndim = 0;
    for (int i = 0; i < in->ndim; i++) {
        if (axes >> i & 1) n *= in->shape[i];
        else shape[ndim++] = in->shape[i], kept *= in->shape[i];
    }
    char *out_data = must_alloc((size_t)(2 * out_size * kept + 1)), *last = out_data;
    for (int i = ndim - 1; i >= 0; i--) {
        strides[i] = -span;
        last += (shape[i] - 1) * span;
        span *= shape[i];
    }
    tl_view out = {.data = last, .shape = shape, .strides = strides, .ndim = ndim, .dtype = result};
    CHECK_EQ(tl_reduce(op, in->dtype, &out, in, axes), TL_OK);
    char *x = must_alloc((size_t)(n * in_size));
    for (int64_t i = 0; i < kept; i++) {
        const char *base = in->data, *got = out.data;
        int64_t rest = i;
        for (int a = in->ndim - 1, o = ndim - 1; a >= 0; a--) {
            if (axes >> a & 1) continue;
            base += rest % in->shape[a] * in->strides[a];
            got += rest % shape[o] * strides[o];
            rest /= shape[o--];
        }
        for (int64_t j = 0; j < n; j++) {
            const char *p = base;
            rest = j;
            for (int a = in->ndim - 1; a >= 0; a--) {
                if (!(axes >> a & 1)) continue;
                p += rest % in->shape[a] * in->strides[a];
                rest /= in->shape[a];
            }
            memcpy(x + j * in_size, p, (size_t)in_size);
        }
        CHECK_MSG(right(op, x, dtype, n, got), "%s %s %s axes %x of %d, n=%d at %d", tl_k.isa, tl_ops[op].name,
                  tl_dtypes[dtype].name, (unsigned)axes, in->ndim, (int)n, (int)i);
    }
    free(x);
    free(out_data);
}

static void check_axes(int op, const tl_view *in) {
    for (uint64_t axes = 0; axes < (uint64_t)1 << in->ndim; axes++) {
        int one = __builtin_popcountll(axes) == 1, whole = axes == ((uint64_t)1 << in->ndim) - 1;
        if (is_arg(op) && !one && !(whole && tl_is_contiguous(in))) continue;
        check_reduce(op, in, axes);
    }
}

static void check_views(int op, int dtype, int64_t a, int64_t b, int64_t c, int pattern) {
    int64_t s = tl_dtypes[dtype].itemsize, n = a * b * c, shape[3] = {a, b, c}, reverse[3] = {c, b, a}, t[3];
    char *data = must_alloc((size_t)(2 * n * s));
    fill(data, dtype, 2 * n, pattern, op);
    int64_t plain[3] = {b * c * s, c * s, s}, transposed[3] = {s, c * s, b * c * s};
    int64_t apart[3] = {2 * b * c * s, 2 * c * s, 2 * s};
    int64_t fortran[3] = {s, a * s, a * b * s}, repeated[3] = {c * s, 0, s}, backwards[3] = {b * c * s, -c * s, -s};
    int64_t mixed[3] = {-s, c * a * s, a * s};
    tl_view v = {.data = data, .shape = shape, .ndim = 3, .dtype = dtype};
    int64_t *layouts[] = {plain, apart, fortran, repeated};
    for (int i = 0; i < 4; i++) {
        v.strides = layouts[i];
        check_axes(op, &v);
    }
    v.strides = backwards;
    v.data = data + (b * c - 1) * s;
    check_axes(op, &v);
    v.strides = mixed;
    v.data = data + (a - 1) * s;
    check_axes(op, &v);
    v = (tl_view){.data = data, .shape = reverse, .strides = transposed, .ndim = 3, .dtype = dtype};
    check_axes(op, &v);
    t[0] = n; /* and flat */
    t[1] = s;
    v = (tl_view){.data = data, .shape = t, .strides = t + 1, .ndim = 1, .dtype = dtype};
    check_axes(op, &v);
    v.ndim = 0;
    check_axes(op, &v);
    free(data);
}

static void test_views(const tl_kernels *k) {
    CHECK_EQ(tl_init(k->isa), TL_OK);
    static const int64_t shapes[][3] = {{2, 3, 4}, {4, 1, 5}, {7, 9, 1}, {3, 40, 11}, {20, 5, 150}};
    for (int op = FIRST; op <= LAST; op++) EACH_COMPUTED(dtype)
    for (int i = 0; i < 5; i++) {
        int patterns = is_float(dtype) ? PATTERNS : SOME_NAN;
        check_views(op, dtype, shapes[i][0], shapes[i][1], shapes[i][2], (i + op) % patterns);
    }
}

/* Nothing to reduce, and nothing to keep. */
static void test_empty_views(void) {
    int64_t shape[2] = {3, 0}, strides[2] = {0, 8}, out_shape[1], out_strides[1] = {8};
    for (int axis = 0; axis < 2; axis++) {
        double out[3] = {7, 7, 7};
        out_shape[0] = shape[1 - axis];
        tl_view v = {.data = NULL, .shape = shape, .strides = strides, .ndim = 2, .dtype = TL_F64};
        tl_view o = {.data = (char *)out, .shape = out_shape, .strides = out_strides, .ndim = 1, .dtype = TL_F64};
        CHECK_EQ(tl_reduce(TL_OP_prod, v.dtype, &o, &v, (uint64_t)1 << axis), TL_OK);
        for (int i = 0; i < 3; i++) CHECK(out[i] == (axis ? 1 : 7));
        o.ndim = 0;
        CHECK_EQ(tl_reduce(TL_OP_sum, v.dtype, &o, &v, 3), TL_OK);
        CHECK(out[0] == 0);
    }
}

/* ---- threads ------------------------------------------------------------------------------------------------------ */
static void check_threads(int op, const tl_view *in, uint64_t axes) {
    int result = result_of(op, in->dtype), ndim = 0, size = tl_dtypes[result].itemsize;
    int64_t shape[8], strides[8], kept = 1;
    for (int i = 0; i < in->ndim; i++)
        if (!(axes >> i & 1)) shape[ndim++] = in->shape[i], kept *= in->shape[i];
    tl_contiguous_strides(ndim, shape, size, strides);
    char *one = must_alloc((size_t)(kept * size)), *many = must_alloc((size_t)(kept * size));
    tl_view out = {.data = one, .shape = shape, .strides = strides, .ndim = ndim, .dtype = result};
    tl_set_num_threads(1);
    CHECK_EQ(tl_reduce(op, in->dtype, &out, in, axes), TL_OK);
    canonical(one, result, kept);
    out.data = many;
    for (int threads = 2; threads <= 5; threads += 3) {
        memset(many, 0x5a, (size_t)(kept * size));
        tl_set_num_threads(threads);
        CHECK_EQ(tl_reduce(op, in->dtype, &out, in, axes), TL_OK);
        canonical(many, result, kept);
        CHECK_MSG(!memcmp(one, many, (size_t)(kept * size)), "%s axes %x", tl_ops[op].name, (unsigned)axes);
    }
    tl_set_num_threads(2);
    if (kept < 3000) check_reduce(op, in, axes);
    free(one);
    free(many);
}

static void test_threads(void) {
    CHECK_EQ(tl_init(NULL), TL_OK);
    static const int64_t shapes[][3] = {{1, 1, 150001}, {2, 70001, 1}, {600, 1, 500}, {5, 20001, 2}, {20, 90, 80}};
    for (int dtype = TL_F32; dtype <= TL_F64; dtype++) {
        for (int i = 0; i < 5; i++) {
            int64_t shape[3], strides[3], n = 1, s = tl_dtypes[dtype].itemsize;
            for (int a = 0; a < 3; a++) n *= shape[a] = shapes[i][a];
            tl_contiguous_strides(3, shape, s, strides);
            char *data = must_alloc((size_t)(n * s));
            tl_view v = {.data = data, .shape = shape, .strides = strides, .ndim = 3, .dtype = dtype};
            for (int op = FIRST; op <= LAST; op++) {
                fill(data, dtype, n, op % 2 ? PLAIN : SOME_NAN, op);
                /* whole chunks of NaN */
                if (op == TL_OP_argmax || op == TL_OP_nanargmin) fill(data, dtype, n - 7, ALL_NAN, op);
                for (uint64_t axes = 1; axes < 8; axes++)
                    if (!is_arg(op) || axes == 7 || __builtin_popcountll(axes) == 1) check_threads(op, &v, axes);
            }
            free(data);
        }
    }
}

/* ---- accuracy ------------------------------------------------------------------------------------------------------ */
static void check_sum(const tl_view *in, uint64_t axes, int64_t m, int64_t n) {
    float out[8];
    int64_t shape[1] = {m}, strides[1] = {sizeof(float)};
    tl_view o = {.data = (char *)out, .shape = shape, .strides = strides, .ndim = m > 1, .dtype = TL_F32};
    CHECK_EQ(tl_reduce(TL_OP_sum, in->dtype, &o, in, axes), TL_OK);
    double want = (double)n * (double)0.1f;
    for (int64_t i = 0; i < m; i++)
        CHECK_MSG(fabs(out[i] - want) <= 28 * 0x1p-24 * want, "%g instead of %g", (double)out[i], want);
}

/* Ten million times 0.1 in float32, along every axis; one by one they would give 1087937. */
static void test_accuracy(const tl_kernels *k) {
    CHECK_EQ(tl_init(k->isa), TL_OK);
    int64_t n = 10000000, h = n / 2, s = sizeof(float);
    float *x = must_alloc((size_t)(n * s));
    for (int64_t i = 0; i < n; i++) x[i] = 0.1f;
    int64_t shape[3] = {h, 2}, strides[3] = {2 * s, s};
    tl_view v = {.data = (char *)x, .shape = shape, .strides = strides, .ndim = 2, .dtype = TL_F32};
    check_sum(&v, 1, 2, h);
    check_sum(&v, 3, 1, n);
    int64_t apart[2] = {s, h * s}; /* the long axis contiguous, then strided and backwards */
    v.strides = apart;
    check_sum(&v, 1, 2, h);
    int64_t back[1] = {-3 * s}, third[1] = {n / 3};
    v = (tl_view){.data = (char *)(x + n - 1), .shape = third, .strides = back, .ndim = 1, .dtype = TL_F32};
    check_sum(&v, 1, 1, n / 3);
    int64_t cube[3] = {1250000, 2, 4}, outer[3] = {8 * s, 4 * s, s}; /* axes (0, 2), as a batch norm has it */
    v = (tl_view){.data = (char *)x, .shape = cube, .strides = outer, .ndim = 3, .dtype = TL_F32};
    check_sum(&v, 5, 2, h);
    float one = 0.1f; /* repeated */
    int64_t none[2] = {0, 0};
    v = (tl_view){.data = (char *)&one, .shape = shape, .strides = none, .ndim = 2, .dtype = TL_F32};
    check_sum(&v, 3, 1, n);
    check_sum(&v, 1, 2, h);
    free(x);
}

/* Tall, wide and strided columns in a thread with little room. */
static void test_small_stack(const tl_kernels *k) {
    enum { N = 1 << 18 };
    static double in[N], out[N];
    static const int64_t rows[] = {3, 200, 5000, 60000};
    for (int op = 0; op < TL_NOPS; op++)
        for (int dtype = 0; dtype < TL_NDTYPES; dtype++)
            for (int i = 0; i < 8 && k->fold[op][dtype]; i++) {
                int64_t n = rows[i / 2], item = element_size(dtype), m = N / (item > 8 ? 4 : 2) / n,
                        step = (1 + i % 2) * item;
                k->fold[op][dtype](m, n, (char *)in, step, m * step, (char *)out, 8);
            }
    CHECK(out[0] == out[0]);
}

/* Sums and products of complex numbers, along rows and across, near those of their parts in long double. */
static void test_complex(const tl_kernels *k) {
    enum { N = 3000 };
    static double x[2 * N], out[2];
    static const int64_t sizes[] = {1, 2, 7, 16, 33, 129, 1000, 1500};
    for (int i = 0; i < 2 * N; i++) x[i] = rng_uniform(-1, 1);
    for (int i = 0; i < 16; i++) {
        int64_t n = sizes[i / 2], step = 1 + i % 2;
        long double re = 0, im = 0, size = 0, p = 1, q = 0;
        for (int64_t j = 0; j < n; j++) {
            long double a = x[2 * j * step], b = x[2 * j * step + 1], was = p;
            re += a, im += b, size += fabsl(a) + fabsl(b);
            p = was * a - q * b, q = was * b + q * a;
        }
        k->fold[TL_OP_sum][TL_C128](1, n, (char *)x, 16, 16 * step, (char *)out, 16);
        CHECK(fabsl(out[0] - re) + fabsl(out[1] - im) <= size * 1e-15L);
        k->fold[TL_OP_prod][TL_C128](1, n, (char *)x, 16, 16 * step, (char *)out, 16);
        CHECK(hypotl(out[0] - p, out[1] - q) <= 4e-16L * (long double)n * hypotl(p, q) + 1e-300L);
    }
}

int main(void) {
    CHECK_EQ(tl_init(NULL), TL_OK);
    for_each_isa(test_complex);
    for_each_isa(collect);
    test_folds();
    test_large_folds();
    test_empty();
    for_each_isa(test_views);
    test_empty_views();
    test_threads();
    for_each_isa(test_accuracy);
    on_a_small_stack(test_small_stack);
    return test_report("reduce");
}
