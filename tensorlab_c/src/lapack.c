/* LAPACK on stacks of matrices: one call is one loop. The routines are SciPy's, which the record brings along; elements
 * are void * in their types, since the two precisions differ in nothing else. */
#include "runs.h"

#include <math.h>
#include <string.h>

enum { SMALL = 8, STRIP = 16, FAR = 100000 };

typedef void gesv_fn(int *n, int *nrhs, void *a, int *lda, int *pivots, void *b, int *ldb, int *info);
typedef void getrf_fn(int *m, int *n, void *a, int *lda, int *pivots, int *info);
typedef void getri_fn(int *n, void *a, int *lda, int *pivots, void *work, int *lwork, int *info);
typedef void potrf_fn(char *uplo, int *n, void *a, int *lda, int *info);
typedef void geqrf_fn(int *m, int *n, void *a, int *lda, void *tau, void *work, int *lwork, int *info);
typedef void orgqr_fn(int *m, int *n, int *k, void *a, int *lda, void *tau, void *work, int *lwork, int *info);
typedef void gesdd_fn(char *job, int *m, int *n, void *a, int *lda, void *s, void *u, int *ldu, void *vt, int *ldvt,
                      void *work, int *lwork, int *iwork, int *info);
typedef void syevd_fn(char *job, char *uplo, int *n, void *a, int *lda, void *w, void *work, int *lwork, int *iwork,
                      int *liwork, int *info);
typedef void gelsd_fn(int *m, int *n, int *nrhs, void *a, int *lda, void *b, int *ldb, void *s, void *rcond, int *rank,
                      void *work, int *lwork, int *iwork, int *info);

typedef struct {
    int64_t finite, infinite, nan;
} found;

/* Whether an iteration on this matrix does not converge in NumPy. LAPACK is not asked: it may iterate for ever. */
static int is_hopeless(const found *f, int size) { return f->nan > 0 || (f->finite == 0 && size > 2); }

static int least_of(int m, int n) { return m < n ? m : n; }

#define T float
#define FN(name) name##_f32
#define ABS fabsf
#define ROOT sqrtf
#include "lapack.tmpl.h"
#define T double
#define FN(name) name##_f64
#define ABS fabs
#define ROOT sqrt
#include "lapack.tmpl.h"

typedef int step(tl_lapack *j, int64_t i);
static step *const steps[][2] = {
    [TL_SOLVE] = {solve_f32, solve_f64}, [TL_INV] = {inv_f32, inv_f64},
    [TL_DET] = {det_f32, det_f64},       [TL_CHOLESKY] = {cholesky_f32, cholesky_f64},
    [TL_QR] = {qr_f32, qr_f64},          [TL_SVD] = {svd_f32, svd_f64},
    [TL_EIGH] = {eigh_f32, eigh_f64},    [TL_LSTSQ] = {lstsq_f32, lstsq_f64},
};

tl_status tl_run_lapack(const tl_call *c) {
    tl_lapack *j = (tl_lapack *)c->params;
    step *one = steps[j->task][c->dtype == TL_F64];
    j->info = 0;
    for (j->at = j->begin; j->at < j->end && j->info == 0; j->at++) j->info = one(j, j->at);
    return j->info ? TL_RANGE : TL_OK;
}

tl_status tl_run_lapack_room(const tl_call *c) {
    (c->dtype == TL_F64 ? ask_f64 : ask_f32)((tl_lapack *)c->params);
    return TL_OK;
}
