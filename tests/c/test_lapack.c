/* Stacks of matrices with routines of our own in LAPACK's place, and small ones, which are done without it. */
#include "runs.h"

enum { MOST = 40 };
static int calls; /* of gesv and getrf below */

#define T double
#define FN(name) name##_f64
#include "lapack_fake.h"
#define T float
#define FN(name) name##_f32
#include "lapack_fake.h"

typedef struct {
    int dtype, count, m, n;
    char *data, *scratch, *x, *y, *z;
    int integers[16 * MOST];
    tl_lapack job;
} stack;

/* A stack of matrices that are well conditioned, in rows or in columns. */
static stack *stack_of(int task, int dtype, int count, int m, int n, int columns) {
    stack *s = must_alloc(sizeof *s);
    int64_t size = element_size(dtype), room = (int64_t)count * MOST * MOST * size;
    *s = (stack){.dtype = dtype, .count = count, .m = m, .n = n};
    s->data = must_alloc((size_t)((int64_t)count * m * n * size));
    s->x = must_alloc((size_t)room), s->y = must_alloc((size_t)room), s->z = must_alloc((size_t)room);
    s->scratch = must_alloc((size_t)(8 * MOST * MOST * size));
    for (int64_t i = 0; i < (int64_t)count * m * n; i++) set_element(s->data, dtype, i, rng_uniform(-1, 1));
    for (int i = 0; i < count; i++)
        for (int k = 0; k < (m < n ? m : n); k++) {
            int64_t at = (int64_t)i * m * n + (int64_t)k * (columns ? m : n) + k;
            set_element(s->data, dtype, at, 4 + n + get_element(s->data, dtype, at));
        }
    s->job = (tl_lapack){.task = task, .m = m, .n = n, .end = count, .integers = s->integers, .scratch = s->scratch};
    s->job.x = s->x, s->job.y = s->y, s->job.z = s->z;
    s->job.a = (tl_stack){s->data, m * n * size, columns ? size : n * size, columns ? m * size : size};
    return s;
}

static double entry(const stack *s, int i, int r, int c) {
    const char *at = s->job.a.data + i * s->job.a.step + r * s->job.a.row + c * s->job.a.column;
    return get_element(at, s->dtype, 0);
}

static tl_status run(stack *s) {
    return call_vectors(tl_runs.lapack, &s->job, sizeof s->job, vector_of(s->x, 1, s->dtype, 0), NULL, NULL);
}

static void drop(stack *s) {
    free(s->data);
    free(s->scratch);
    free(s->x);
    free(s->y);
    free(s->z);
    free(s);
}

static double error_allowed(const stack *s) { return (s->dtype == TL_F64 ? 1e-12 : 1e-4) * (s->n + 1); }

/* ---- with routines of our own, and without for matrices of up to 8 rows ------------------------------------------- */
static void test_solve(int dtype, int n, int k, int columns) {
    stack *s = stack_of(TL_SOLVE, dtype, 3, n, n, columns), *right = stack_of(TL_SOLVE, dtype, 3, n, k, 0);
    s->job.k = k, s->job.b = right->job.a, s->job.first = dtype == TL_F64 ? (void *)gesv_f64 : (void *)gesv_f32;
    calls = 0;
    CHECK_EQ(run(s), TL_OK);
    CHECK_EQ(calls, n > 8 ? 3 : 0);
    CHECK_EQ(s->job.at, 3);
    double worst = 0;
    for (int i = 0; i < 3; i++)
        for (int r = 0; r < n; r++)
            for (int c = 0; c < k; c++) {
                double sum = 0;
                for (int j = 0; j < n; j++) sum += entry(s, i, r, j) * get_element(s->x, dtype, (i * n + j) * k + c);
                worst = fmax(worst, fabs(sum - entry(right, i, r, c)));
            }
    CHECK_MSG(worst < error_allowed(s), "n %d k %d: %g", n, k, worst);
    drop(s);
    drop(right);
}

static void test_inv(int dtype, int n) {
    stack *s = stack_of(TL_INV, dtype, 2, n, n, 0);
    s->job.first = dtype == TL_F64 ? (void *)getrf_f64 : (void *)getrf_f32;
    s->job.second = dtype == TL_F64 ? (void *)getri_f64 : (void *)getri_f32;
    s->job.third = dtype == TL_F64 ? (void *)gesv_f64 : (void *)gesv_f32;
    CHECK_EQ(call_vectors(tl_runs.lapack_room, &s->job, sizeof s->job, vector_of(s->x, 1, dtype, 0), NULL, NULL),
             TL_OK);
    CHECK(s->job.lwork >= n && s->job.lwork <= n + 1);
    CHECK_EQ(run(s), TL_OK);
    double worst = 0;
    for (int i = 0; i < 2; i++)
        for (int r = 0; r < n; r++)
            for (int c = 0; c < n; c++) {
                double sum = -(r == c);
                for (int j = 0; j < n; j++) sum += entry(s, i, r, j) * get_element(s->x, dtype, (i * n + j) * n + c);
                worst = fmax(worst, fabs(sum));
            }
    CHECK_MSG(worst < error_allowed(s), "n %d: %g", n, worst);
    drop(s);
}

/* Determinant by elimination, against the sign and the logarithm as well. */
static void test_det(int dtype, int n) {
    stack *s = stack_of(TL_DET, dtype, 2, n, n, 0);
    s->job.first = dtype == TL_F64 ? (void *)getrf_f64 : (void *)getrf_f32;
    CHECK_EQ(run(s), TL_OK);
    for (int i = 0; i < 2; i++) {
        double a[MOST * MOST], want = 1, got = get_element(s->x, dtype, i);
        for (int k = 0; k < n * n; k++) a[k] = entry(s, i, k / n, k % n);
        for (int k = 0; k < n; k++) {
            want *= a[k * n + k];
            for (int r = k + 1; r < n; r++)
                for (int c = n - 1; c >= k; c--) a[r * n + c] -= a[r * n + k] / a[k * n + k] * a[k * n + c];
        }
        if (dtype == TL_F32) want = (float)want; /* infinite for large ones */
        CHECK_MSG(close_to(got, want, error_allowed(s), 0), "n %d: %g, not %g", n, got, want);
        s->job.begin = i, s->job.end = i + 1, s->job.vectors = 1;
        CHECK_EQ(run(s), TL_OK);
        double sign = get_element(s->x, dtype, i), logarithm = get_element(s->y, dtype, i);
        CHECK(sign == (want < 0 ? -1 : 1) &&
              (isinf(want) || close_to(logarithm, log(fabs(want)), error_allowed(s), error_allowed(s))));
        s->job.vectors = 0;
    }
    drop(s);
}

static void test_cholesky(int dtype, int n, char kind) {
    stack *s = stack_of(TL_CHOLESKY, dtype, 2, n, n, 0);
    s->job.kind = kind, s->job.first = dtype == TL_F64 ? (void *)potrf_f64 : (void *)potrf_f32;
    for (int i = 0; i < 2; i++) /* symmetric */
        for (int r = 0; r < n; r++)
            for (int c = 0; c < r; c++) set_element(s->data, dtype, (i * n + r) * n + c, entry(s, i, c, r));
    CHECK_EQ(run(s), TL_OK);
    double worst = 0, outside = 0;
    for (int i = 0; i < 2; i++)
        for (int r = 0; r < n; r++)
            for (int c = 0; c < n; c++) {
                double sum = -entry(s, i, r, c);
                for (int j = 0; j < n; j++)
                    sum += kind == 'L' ? get_element(s->x, dtype, (i * n + r) * n + j) *
                                             get_element(s->x, dtype, (i * n + c) * n + j)
                                       : get_element(s->x, dtype, (i * n + j) * n + r) *
                                             get_element(s->x, dtype, (i * n + j) * n + c);
                worst = fmax(worst, fabs(sum));
                if (kind == 'L' ? c > r : c < r) outside += fabs(get_element(s->x, dtype, (i * n + r) * n + c));
            }
    CHECK_MSG(worst < 10 * error_allowed(s), "n %d: %g", n, worst);
    CHECK(outside == 0);
    drop(s);
}

/* ---- what stops a walk ---------------------------------------------------------------------------------------------- */
static void test_failures(int dtype) {
    for (int n = 2; n <= 12; n += 10) {
        stack *s = stack_of(TL_INV, dtype, 4, n, n, 0);
        s->job.first = dtype == TL_F64 ? (void *)getrf_f64 : (void *)getrf_f32;
        s->job.second = dtype == TL_F64 ? (void *)getri_f64 : (void *)getri_f32;
        s->job.third = dtype == TL_F64 ? (void *)gesv_f64 : (void *)gesv_f32;
        s->job.lwork = n;
        for (int i = 0; i < n * n; i++) set_element(s->data, dtype, 2 * n * n + i, 0); /* number 2 */
        CHECK_EQ(run(s), TL_RANGE);
        CHECK_EQ(s->job.at, 3);
        CHECK(s->job.info > 0);
        s->job.task = TL_CHOLESKY, s->job.kind = 'L', s->job.begin = 2;
        s->job.first = dtype == TL_F64 ? (void *)potrf_f64 : (void *)potrf_f32;
        CHECK_EQ(run(s), TL_RANGE);
        CHECK_EQ(s->job.at, 3);
        s->job.task = TL_DET, s->job.begin = 2, s->job.end = 3;
        s->job.first = dtype == TL_F64 ? (void *)getrf_f64 : (void *)getrf_f32;
        CHECK_EQ(run(s), TL_OK); /* is 0 */
        CHECK(get_element(s->x, dtype, 2) == 0);
        drop(s);
    }
}

/* Singular values and eigenvalues of what is not finite: nan, or no convergence, and no call. */
static void test_not_finite(int dtype) {
    for (int task = TL_SVD; task <= TL_LSTSQ; task++)
        for (int bad = 0; bad < 2; bad++) {
            stack *s = stack_of(task, dtype, 1, 4, 4, 0);
            s->job.kind = task == TL_SVD ? 'N' : 'L', s->job.k = 1, s->job.b = s->job.a;
            set_element(s->data, dtype, 8, bad ? NAN : INFINITY); /* in the lower triangle */
            calls = 0;
            tl_status status = run(s);
            CHECK_EQ(status, bad || task == TL_LSTSQ ? TL_RANGE : TL_OK);
            for (int i = 0; i < 4 && status == TL_OK; i++) CHECK(isnan(get_element(s->x, dtype, i)));
            CHECK_EQ(calls, 0);
            drop(s);
        }
}

/* The matrix that comes to a routine, and what goes back: geometry of qr, svd, eigh and lstsq. */
static void test_geometry(int dtype, int m, int n) {
    stack *s = stack_of(TL_QR, dtype, 2, m, n, 1);
    int least = m < n ? m : n;
    s->job.k = least, s->job.vectors = 1;
    s->job.first = dtype == TL_F64 ? (void *)geqrf_f64 : (void *)geqrf_f32;
    s->job.second = dtype == TL_F64 ? (void *)orgqr_f64 : (void *)orgqr_f32;
    CHECK_EQ(call_vectors(tl_runs.lapack_room, &s->job, sizeof s->job, vector_of(s->x, 1, dtype, 0), NULL, NULL),
             TL_OK);
    CHECK_EQ(run(s), TL_OK); /* the routines leave the matrix as it is: R is its upper part, Q all of it */
    int64_t good = 0;
    for (int i = 0; i < 2; i++) {
        for (int r = 0; r < least; r++)
            for (int c = 0; c < n; c++)
                good += get_element(s->x, dtype, (i * least + r) * n + c) == (c < r ? 0 : entry(s, i, r, c));
        for (int r = 0; r < m; r++)
            for (int c = 0; c < least; c++)
                good += get_element(s->y, dtype, (i * m + r) * least + c) == entry(s, i, r, c);
    }
    CHECK_EQ(good, 2 * least * (m + n));
    s->job.task = TL_SVD, s->job.kind = 'S', s->job.begin = 0;
    s->job.first = dtype == TL_F64 ? (void *)gesdd_f64 : (void *)gesdd_f32;
    CHECK_EQ(run(s),
             TL_OK); /* ours has the first columns for U and the first rows for V, and the diagonal for values */
    for (int i = good = 0; i < 2; i++) {
        for (int k = 0; k < least; k++) good += get_element(s->x, dtype, i * least + k) == entry(s, i, k, k);
        for (int r = 0; r < m; r++)
            for (int c = 0; c < least; c++)
                good += get_element(s->y, dtype, (i * m + r) * least + c) == entry(s, i, r, c);
        for (int r = 0; r < least; r++)
            for (int c = 0; c < n; c++) good += get_element(s->z, dtype, (i * least + r) * n + c) == entry(s, i, r, c);
    }
    CHECK_EQ(good, 2 * (least + m * least + least * n));
    drop(s);
    s = stack_of(TL_LSTSQ, dtype, 1, m, n, 0);
    stack *right = stack_of(TL_LSTSQ, dtype, 1, m, 3, 1);
    int tall = m > n ? m : n;
    s->job.k = 3, s->job.b = right->job.a, s->job.rcond = 0.5;
    s->job.first = dtype == TL_F64 ? (void *)gelsd_f64 : (void *)gelsd_f32;
    CHECK_EQ(call_vectors(tl_runs.lapack_room, &s->job, sizeof s->job, vector_of(s->x, 1, dtype, 0), NULL, NULL),
             TL_OK);
    CHECK_EQ(run(s), TL_OK);
    CHECK_EQ(s->job.rank, least);
    for (int c = good = 0; c < 3; c++)
        for (int r = 0; r < tall; r++)
            good += get_element(s->x, dtype, c * tall + r) == (r < m ? entry(right, 0, r, c) : 0);
    CHECK_EQ(good, 3 * tall);
    drop(s);
    drop(right);
}

static void test_eigh(int dtype, int n) {
    stack *s = stack_of(TL_EIGH, dtype, 2, n, n, 0);
    s->job.kind = 'U', s->job.vectors = 1, s->job.first = dtype == TL_F64 ? (void *)syevd_f64 : (void *)syevd_f32;
    CHECK_EQ(call_vectors(tl_runs.lapack_room, &s->job, sizeof s->job, vector_of(s->x, 1, dtype, 0), NULL, NULL),
             TL_OK);
    CHECK_EQ(s->job.liwork, 3);
    CHECK_EQ(run(s), TL_OK);
    int64_t good = 0;
    for (int i = 0; i < 2; i++)
        for (int r = 0; r < n; r++) {
            good += get_element(s->x, dtype, i * n + r) == entry(s, i, r, r);
            for (int c = 0; c < n; c++) good += get_element(s->y, dtype, (i * n + r) * n + c) == entry(s, i, r, c);
        }
    CHECK_EQ(good, 2 * n * (n + 1));
    drop(s);
}

/* ---- complex matrices: real scratch memory follows the rest ----------------------------------------------------------- */
typedef double _Complex number;
enum { WORK = 5, REALS = 7 };
static int filled; /* real elements that the routines below write: all there are */

static void works(void *work, const int *lwork, double *reals) {
    if (*lwork == -1) {
        *(number *)work = WORK;
        return;
    }
    CHECK_EQ(*lwork, WORK);
    CHECK(reals == (double *)((number *)work + WORK));
    memset(work, 0, WORK * sizeof(number) + (size_t)filled * sizeof(double));
}

static void complex_gesdd(char *job, int *m, int *n, void *a, int *lda, void *s, void *u, int *ldu, void *vt, int *ldvt,
                          void *work, int *lwork, void *reals, int *iwork, int *info) {
    (void)job, (void)m, (void)n, (void)a, (void)lda, (void)s, (void)u, (void)ldu, (void)vt, (void)ldvt, (void)iwork;
    works(work, lwork, reals);
    *info = 0;
}

static void complex_heevd(char *job, char *uplo, int *n, void *a, int *lda, void *w, void *work, int *lwork,
                          void *reals, int *lrwork, int *iwork, int *liwork, int *info) {
    (void)job, (void)uplo, (void)n, (void)a, (void)lda, (void)w, (void)liwork;
    works(work, lwork, reals);
    if (*lwork == -1) *(double *)reals = REALS, *iwork = 3;
    else CHECK_EQ(*lrwork, REALS);
    *info = 0;
}

static void complex_gelsd(int *m, int *n, int *nrhs, void *a, int *lda, void *b, int *ldb, void *s, void *rcond,
                          int *rank, void *work, int *lwork, void *reals, int *iwork, int *info) {
    (void)m, (void)n, (void)nrhs, (void)a, (void)lda, (void)b, (void)ldb, (void)s, (void)rcond, (void)rank;
    works(work, lwork, reals);
    if (*lwork == -1) *(double *)reals = REALS, *iwork = 3;
    *info = 0;
}

static void test_complex(int task, void *routine, int m, int n, int64_t room) {
    stack *s = stack_of(task, TL_F64, 1, 2 * m, n, 0); /* m x n complex ones */
    s->dtype = TL_C128;
    s->job.m = m, s->job.k = 1, s->job.b = s->job.a, s->job.first = routine, s->job.vectors = 1;
    s->job.kind = task == TL_SVD ? 'S' : 'L';
    s->job.a.row = n * (int64_t)sizeof(number), s->job.a.column = sizeof(number), s->job.b = s->job.a;
    CHECK_EQ(call_vectors(tl_runs.lapack_room, &s->job, sizeof s->job, vector_of(s->x, 1, TL_C128, 0), NULL, NULL),
             TL_OK);
    int least = m < n ? m : n;
    CHECK_EQ(s->job.lrwork, task == TL_SVD ? least * (6 * least + 7) : REALS);
    filled = s->job.lrwork;
    free(s->scratch);
    s->job.scratch = s->scratch = must_alloc((size_t)(room + WORK) * sizeof(number) + (size_t)filled * sizeof(double));
    CHECK_EQ(run(s), TL_OK);
    drop(s);
}

int main(void) {
    test_complex(TL_SVD, (void *)complex_gesdd, 3, 5, 3 * 5 + 3 * 3 + 3 * 5);
    test_complex(TL_SVD, (void *)complex_gesdd, 5, 2, 5 * 2 + 5 * 2 + 2 * 2);
    test_complex(TL_EIGH, (void *)complex_heevd, 4, 4, 4 * 4);
    test_complex(TL_LSTSQ, (void *)complex_gelsd, 3, 5, 3 * 5);
    for (int dtype = TL_F32; dtype <= TL_F64; dtype += TL_F64 - TL_F32) {
        for (int n = 1; n <= 36; n += n < 10 ? 1 : 13) { /* both sides of the small ones, and of the strips of 16 */
            for (int k = 0; k < 18; k += 3) test_solve(dtype, n, k, k & 1);
            test_inv(dtype, n);
            test_det(dtype, n);
            test_cholesky(dtype, n, 'L');
            test_cholesky(dtype, n, 'U');
            test_eigh(dtype, n);
            for (int m = 1; m <= 36; m += 7) test_geometry(dtype, m, n);
        }
        test_failures(dtype);
        test_not_finite(dtype);
    }
    return test_report("lapack");
}
