/* Matrix products of every dtype against a naive reference: sizes on both sides of every block, every layout, and the
 * same bytes from v3 and v4 and from any number of threads. */
#include "harness.h"

typedef enum { ROWS, COLUMNS, PADDED, STRIDED, ROWS_DOWN, COLUMNS_DOWN, SAME_ROW, SAME_COLUMN, NLAYOUTS } layout;

typedef struct {
    char *memory, *origin; /* origin: element (0, 0) */
    int64_t nbytes, row, col;
} matrix;

/* Just the bytes that the layout needs, so that a sanitizer sees any access beyond them. */
static matrix matrix_new(int dtype, int64_t rows, int64_t cols, layout l) {
    int64_t item = element_size(dtype), r = cols, c = 1;
    if (l == COLUMNS) r = 1, c = rows;
    if (l == PADDED) r = cols + 5;
    if (l == STRIDED) r = 3 * cols + 1, c = 3;
    if (l == ROWS_DOWN) r = -cols;
    if (l == COLUMNS_DOWN) c = -1;
    if (l == SAME_ROW) r = 0;
    if (l == SAME_COLUMN) r = 1, c = 0;
    int64_t low = 0, high = 0, reach[2] = {(rows - 1) * r, (cols - 1) * c};
    if (rows > 0 && cols > 0)
        for (int i = 0; i < 2; i++) *(reach[i] < 0 ? &low : &high) += reach[i];
    matrix m = {.nbytes = rows > 0 && cols > 0 ? (high - low + 1) * item : 0, .row = r, .col = c};
    m.memory = must_alloc((size_t)m.nbytes);
    m.origin = m.memory - low * item;
    if (dtype == TL_F32 || dtype == TL_F64) fill_random(m.memory, dtype, m.nbytes / item, -1, 1);
    else
        for (int64_t i = 0; i < m.nbytes; i++) m.memory[i] = (char)(rng_next() & (dtype == TL_BOOL ? 1 : 0xff));
    return m;
}

static int64_t at(const matrix *m, int64_t i, int64_t j) { return i * m->row + j * m->col; }

/* An integer of any dtype modulo 2^64. */
static uint64_t get_wrapped(const void *p, int dtype, int64_t i) {
    switch (dtype) {
#define TL_DTYPE(ID, ctype, stem, name, kind, compute, format) \
    case TL_##ID: return (uint64_t)(int64_t)((const ctype *)p)[i];
#include "../../tensorlab_c/src/dtypes.def"
#undef TL_DTYPE
    }
    return 0;
}

typedef struct {
    int dtype;
    int64_t m, n, k;
    matrix a, b, c;
    const void *bias;
    int accumulate;
    char *before; /* what C's memory held */
} problem;

static int element_is_right(const problem *p, int64_t i, int64_t j) {
    int dtype = p->dtype;
    int64_t where = at(&p->c, i, j);
    const char *c0 = p->before + (p->c.origin - p->c.memory);
    if (dtype == TL_F32 || dtype == TL_F64) {
        long double sum = p->accumulate ? get_element(c0, dtype, where) : 0, size;
        if (p->bias) sum += get_element(p->bias, dtype, j);
        size = fabsl(sum) + (p->accumulate && p->bias ? 2 : 0);
        for (int64_t q = 0; q < p->k; q++) {
            long double x = (long double)get_element(p->a.origin, dtype, at(&p->a, i, q)) *
                            get_element(p->b.origin, dtype, at(&p->b, q, j));
            sum += x;
            size += fabsl(x);
        }
        double terms = (double)(p->k < 384 ? p->k : 384) + (double)p->k / 192 + 3;
        long double bound = size * terms * (dtype == TL_F32 ? 0x1p-24L : 0x1p-53L);
        return fabsl(get_element(p->c.origin, dtype, where) - sum) <= bound;
    }
    uint64_t sum = p->accumulate ? get_wrapped(c0, dtype, where) : 0;
    if (p->bias) sum = dtype == TL_BOOL ? sum | get_wrapped(p->bias, dtype, j) : sum + get_wrapped(p->bias, dtype, j);
    for (int64_t q = 0; q < p->k; q++) {
        uint64_t x = get_wrapped(p->a.origin, dtype, at(&p->a, i, q));
        uint64_t y = get_wrapped(p->b.origin, dtype, at(&p->b, q, j));
        sum = dtype == TL_BOOL ? sum | (x & y) : sum + x * y;
    }
    int bits = 8 * element_size(dtype);
    uint64_t got = get_wrapped(p->c.origin, dtype, where), mask = bits == 64 ? ~UINT64_C(0) : (UINT64_C(1) << bits) - 1;
    return (got & mask) == (sum & mask);
}

static void run(const problem *p, const tl_kernels *k) {
    tl_gemm g = {p->m,     p->n,     p->k,        p->a.origin, p->a.row, p->a.col, p->b.origin,
                 p->b.row, p->b.col, p->c.origin, p->c.row,    p->c.col, p->bias,  p->accumulate};
    memcpy(p->c.memory, p->before, (size_t)p->c.nbytes);
    CHECK(k->gemm[p->dtype](&g) == TL_OK);
}

/* Checks every element of C against the reference, or some thousand of a large one, and that nothing else changed. */
static void check_result(const problem *p) {
    int64_t step = p->m * p->n * p->k / 4000000 + 1, wrong = 0, item = element_size(p->dtype);
    for (int64_t q = 0; q < p->m * p->n; q += step) wrong += !element_is_right(p, q / p->n, q % p->n);
    CHECK_MSG(wrong == 0, "%s m=%d n=%d k=%d: %d wrong", tl_dtypes[p->dtype].name, (int)p->m, (int)p->n, (int)p->k,
              (int)wrong);
    int64_t origin = p->c.origin - p->c.memory;
    for (int64_t i = 0; i < p->m; i++) /* undo what is C's own; the gaps must be as before */
        for (int64_t j = 0; j < p->n; j++)
            memcpy(p->c.origin + at(&p->c, i, j) * item, p->before + origin + at(&p->c, i, j) * item, (size_t)item);
    CHECK_MSG(memcmp(p->c.memory, p->before, (size_t)p->c.nbytes) == 0, "m=%d n=%d: wrote outside C", (int)p->m,
              (int)p->n);
}

/* One product on every instruction set, with one thread and with three. */
static void check_product(int dtype, int64_t m, int64_t n, int64_t k, layout la, layout lb, layout lc, int bias,
                          int accumulate) {
    static const char *const isas[] = {"base", "v3", "v4"};
    problem p = {.dtype = dtype, .m = m, .n = n, .k = k, .accumulate = accumulate};
    p.a = matrix_new(dtype, m, k, la);
    p.b = matrix_new(dtype, k, n, lb);
    p.c = matrix_new(dtype, m, n, lc);
    matrix v = matrix_new(dtype, 1, n, ROWS);
    p.bias = bias ? v.origin : NULL;
    p.before = must_alloc((size_t)p.c.nbytes);
    memcpy(p.before, p.c.memory, (size_t)p.c.nbytes);
    char *one = must_alloc((size_t)p.c.nbytes), *fused = must_alloc((size_t)p.c.nbytes);
    int have_fused = 0;
    for (int i = 0; i < 3; i++) {
        const tl_kernels *table = isa_kernels(isas[i]);
        if (!table) continue;
        tl_set_num_threads(1);
        run(&p, table);
        memcpy(one, p.c.memory, (size_t)p.c.nbytes);
        check_result(&p);
        if (2.0 * (double)(m * n * k) > 3e5) {
            tl_set_num_threads(3);
            run(&p, table);
            CHECK_MSG(!memcmp(one, p.c.memory, (size_t)p.c.nbytes), "%s: threads change m=%d n=%d k=%d", isas[i],
                      (int)m, (int)n, (int)k);
        }
        if (i == 0) continue;
        CHECK_MSG(!have_fused || !memcmp(one, fused, (size_t)p.c.nbytes),
                  "v3 and v4 differ: %s m=%d n=%d k=%d layouts %d %d %d", tl_dtypes[dtype].name, (int)m, (int)n, (int)k,
                  la, lb, lc);
        memcpy(fused, one, (size_t)p.c.nbytes);
        have_fused = 1;
    }
    free(one), free(fused), free(p.before), free(v.memory), free(p.a.memory), free(p.b.memory), free(p.c.memory);
}

/* Writable layouts of C: no two elements share memory. */
static layout random_c(void) {
    static const layout choices[] = {ROWS, ROWS, ROWS, COLUMNS, PADDED, STRIDED, ROWS_DOWN, COLUMNS_DOWN};
    return choices[rng_below(8)];
}

static void test_small_sizes(void) {
    for (int m = 1; m <= 27; m++)
        for (int n = 1; n <= 70; n += n < 20 ? 1 : 5)
            for (int dtype = TL_F32; dtype <= TL_F64; dtype++)
                check_product(dtype, m, n, 1 + rng_below(9), ROWS, rng_below(4) ? ROWS : COLUMNS, ROWS,
                              (int)rng_below(2), (int)rng_below(2));
}

/* Few rows: tiles overlap rather than B be packed. Columns around every width of tile, k around the blocks. */
static void test_few_rows(void) {
    static const int depths[] = {9, 63, 64, 257, 385, 1000};
    for (int m = 1; m <= 4; m++)
        for (int n = 1; n <= 37; n++)
            for (int d = 0; d < 6; d++)
                for (int dtype = TL_F32; dtype <= TL_F64; dtype++)
                    check_product(dtype, m, n, depths[d], d & 1 ? COLUMNS : ROWS, PADDED, random_c(), n & 1, d == 3);
}

static void test_every_layout(void) {
    static const int sizes[][3] = {{13, 37, 29}, {1, 300, 50}, {300, 1, 50}, {1, 1, 100}, {5, 3, 800}, {40, 65, 1}};
    for (int s = 0; s < 6; s++)
        for (layout a = 0; a < NLAYOUTS; a++)
            for (layout b = 0; b < NLAYOUTS; b++)
                for (int dtype = TL_F32; dtype <= TL_F64; dtype++)
                    check_product(dtype, sizes[s][0], sizes[s][1], sizes[s][2], a, b, random_c(), (int)rng_below(2),
                                  (int)rng_below(2));
}

static void test_every_dtype(void) {
    EACH_COMPUTED(dtype)
    for (int i = 0; i < 60; i++)
        check_product(dtype, 1 + rng_below(40), 1 + rng_below(i % 2 ? 140 : 6), 1 + rng_below(150),
                      (layout)rng_below(NLAYOUTS), (layout)rng_below(NLAYOUTS), random_c(), (int)rng_below(2),
                      (int)rng_below(2));
}

/* Blocks of k (256, 384), of dot products (4096, 8192 elements), of columns (64..2048) and the parallel thresholds. */
static void test_blocks(void) {
    static const int sizes[][3] = {{3, 5, 256},    {3, 5, 257},     {3, 5, 384},    {3, 5, 385},    {12, 32, 769},
                                   {1, 1, 4097},   {1, 1, 8193},    {9, 1, 16385},  {1, 9, 12289},  {2, 1, 31},
                                   {5, 1, 33},     {63, 65, 64},    {64, 64, 64},   {97, 100, 33},  {1, 515, 400},
                                   {500, 3, 300},  {180, 181, 182}, {190, 61, 400}, {5, 2051, 600}, {13, 1027, 520},
                                   {331, 333, 335}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int dtype = TL_F32; dtype <= TL_F64; dtype++)
            for (int t = 0; t < 4; t++)
                check_product(dtype, sizes[s][0], sizes[s][1], sizes[s][2], t & 1 ? COLUMNS : ROWS,
                              t & 2 ? COLUMNS : ROWS, t == 3 ? random_c() : ROWS, t != 2, t == 1);
    check_product(TL_F32, 30, 2100, 400, ROWS, STRIDED, STRIDED, 1, 1);
    check_product(TL_I32, 130, 131, 132, ROWS, COLUMNS, ROWS, 1, 0);
    check_product(TL_BOOL, 130, 131, 132, COLUMNS, ROWS, COLUMNS, 1, 1);
}

static void test_empty(void) {
    static const int sizes[][3] = {{0, 5, 5}, {5, 0, 5}, {5, 37, 0}, {1, 9, 0}, {9, 1, 0}, {1, 1, 0}, {0, 0, 0}};
    EACH_COMPUTED(dtype)
    for (int s = 0; s < 7; s++)
        for (int t = 0; t < 4; t++)
            check_product(dtype, sizes[s][0], sizes[s][1], sizes[s][2], ROWS, ROWS, t ? ROWS : COLUMNS, t & 1, t & 2);
}

/* A long sum of equal terms, where one chain of additions would be off by more than the bound. */
static void test_accuracy(const tl_kernels *k) {
    enum { K = 300000 };
    float *a = must_alloc(2 * K * sizeof(float)), *b = must_alloc(2 * K * sizeof(float)), c[4];
    for (int i = 0; i < 2 * K; i++) a[i] = 0.1f, b[i] = 1.0f;
    for (int n = 1; n <= 2; n++) { /* dot products, then tiles */
        tl_gemm g = {2, n, K, a, K, 1, b, n, 1, c, n, 1, NULL, 0};
        CHECK(k->gemm[TL_F32](&g) == TL_OK);
        for (int i = 0; i < 2 * n; i++) CHECK(close_to(c[i], 0.1f * (double)K, (n == 1 ? 300 : 1170) * 0x1p-24, 0));
    }
    free(a), free(b);
}

/* Infinities and NaNs reach exactly the elements that they belong to. */
static void test_special(const tl_kernels *k) {
    float a[7 * 6], b[6 * 11], c[7 * 11];
    for (int i = 0; i < 7 * 6; i++) a[i] = 1;
    for (int i = 0; i < 6 * 11; i++) b[i] = 1;
    a[2 * 6 + 3] = INFINITY, b[4 * 11 + 10] = NAN, b[1 * 11 + 9] = -INFINITY;
    tl_gemm g = {7, 11, 6, a, 6, 1, b, 11, 1, c, 11, 1, NULL, 0};
    CHECK(k->gemm[TL_F32](&g) == TL_OK);
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < 11; j++) {
            float want = j == 10 ? NAN : j == 9 ? (i == 2 ? NAN : -INFINITY) : i == 2 ? INFINITY : 6;
            CHECK(isnan(want) ? isnan(c[i * 11 + j]) : c[i * 11 + j] == want);
        }
}

/* tl_matmul(out[2,3,m,n], a, b) with every way to broadcast the two leading axes, against one gemm per matrix. */
static void check_stack(int dtype, int64_t m, int64_t n, int64_t k, int broadcast) {
    enum { P = 2, Q = 3 };
    int64_t item = element_size(dtype), lead[2][2];
    for (int i = 0; i < 4; i++) lead[i / 2][i % 2] = broadcast >> i & 1 ? 1 : (i % 2 ? Q : P);
    int short_b = lead[1][0] == 1; /* b then lacks the axis altogether */
    int64_t a_shape[] = {lead[0][0], lead[0][1], m, k}, b_shape[] = {lead[1][0], lead[1][1], k, n},
            c_shape[] = {P, Q, m, n};
    int64_t a_strides[4], b_strides[4], c_strides[4];
    tl_contiguous_strides(4, a_shape, item, a_strides);
    tl_contiguous_strides(4, b_shape, item, b_strides);
    tl_contiguous_strides(4, c_shape, item, c_strides);
    matrix a = matrix_new(dtype, lead[0][0] * lead[0][1] * m, k, ROWS),
           b = matrix_new(dtype, lead[1][0] * lead[1][1] * k, n, ROWS);
    matrix c = matrix_new(dtype, P * Q * m, n, ROWS), want = matrix_new(dtype, P * Q * m, n, ROWS);
    memcpy(want.memory, c.memory, (size_t)c.nbytes);
    tl_view out = {c.memory, c_shape, c_strides, 4, dtype}, left = {a.memory, a_shape, a_strides, 4, dtype};
    tl_view right = {b.memory, b_shape + short_b, b_strides + short_b, 4 - short_b, dtype};
    CHECK(tl_matmul(&out, &left, &right, NULL) == TL_OK);
    for (int i = 0; i < P * Q; i++) {
        int64_t p = i / Q, q = i % Q, pa = lead[0][0] == 1 ? 0 : p, qa = lead[0][1] == 1 ? 0 : q;
        int64_t pb = lead[1][0] == 1 ? 0 : p, qb = lead[1][1] == 1 ? 0 : q;
        tl_gemm g = {m,
                     n,
                     k,
                     a.memory + pa * a_strides[0] + qa * a_strides[1],
                     k,
                     1,
                     b.memory + pb * b_strides[0] + qb * b_strides[1],
                     n,
                     1,
                     want.memory + i * m * n * item,
                     n,
                     1,
                     NULL,
                     0};
        CHECK(tl_k.gemm[dtype](&g) == TL_OK);
    }
    CHECK_MSG(!memcmp(c.memory, want.memory, (size_t)c.nbytes), "%s m=%d n=%d k=%d broadcast %d", tl_dtypes[dtype].name,
              (int)m, (int)n, (int)k, broadcast);
    free(a.memory), free(b.memory), free(c.memory), free(want.memory);
}

static void test_stacks(void) {
    static const int sizes[][3] = {{4, 5, 6},    {1, 7, 9}, {7, 1, 9}, {1, 1, 5},
                                   {60, 40, 50}, {3, 4, 0}, {0, 4, 3}, {4, 0, 3}};
    static const int dtypes[] = {TL_F32, TL_F64, TL_I64, TL_BOOL};
    for (int i = 0; i < 8 * 16 * 4; i++) {
        const int *s = sizes[i % 8];
        tl_set_num_threads(1 + i % 3);
        check_stack(dtypes[i / 128], s[0], s[1], s[2], i / 8 % 16);
    }
}

/* Panels and copies of vectors are not on the stack. */
static void test_small_stack(const tl_kernels *k) {
    enum { M = 40, N = 70, K = 900 };
    static double a[M * K], b[K * N], c[M * N];
    EACH_COMPUTED(dtype)
    for (int i = 0; i < 4; i++) { /* B by columns; one column, strided; the whole with threads */
        tl_gemm g = {.m = M, .n = i == 1 ? 1 : N, .k = K, .a = a, .a_row = K, .a_col = 1, .b = b, .c = c};
        if (i == 2) g.m = 1, g.n = 1, g.a_col = M;
        g.b_row = i == 0 ? 1 : N;
        g.b_col = i == 0 ? K : 1;
        g.c_row = N;
        g.c_col = 1;
        tl_set_num_threads(i == 3 ? 2 : 1);
        CHECK_EQ(k->gemm[dtype](&g), TL_OK);
    }
}

int main(void) {
    CHECK(tl_init(NULL) == TL_OK);
    test_small_sizes();
    test_few_rows();
    test_every_layout();
    test_every_dtype();
    test_blocks();
    test_empty();
    test_stacks();
    for_each_isa(test_accuracy);
    for_each_isa(test_special);
    on_a_small_stack(test_small_stack);
    return test_report("gemm");
}
