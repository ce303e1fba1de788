/* LAPACK on stacks of matrices: one call is one loop. The routines are SciPy's, which the record brings along; elements
 * are void * in their types, since dtypes differ in little else: complex ones have real scratch memory besides. */
#include "runs.h"

#include <complex.h>
#include <math.h>
#include <string.h>

enum { SMALL = 8, STRIP = 16, FAR = 100000 };

typedef void gesv_fn(int *n, int *nrhs, void *a, int *lda, int *pivots, void *b, int *ldb, int *info);
typedef void getrf_fn(int *m, int *n, void *a, int *lda, int *pivots, int *info);
typedef void getri_fn(int *n, void *a, int *lda, int *pivots, void *work, int *lwork, int *info);
typedef void potrf_fn(char *uplo, int *n, void *a, int *lda, int *info);
typedef void geqrf_fn(int *m, int *n, void *a, int *lda, void *tau, void *work, int *lwork, int *info);
typedef void orgqr_fn(int *m, int *n, int *k, void *a, int *lda, void *tau, void *work, int *lwork, int *info);
typedef struct {
    int64_t finite, infinite, nan;
} found;

/* Whether an iteration on this matrix does not converge in NumPy. LAPACK is not asked: it may iterate for ever. */
static int is_hopeless(const found *f, int size) { return f->nan > 0 || (f->finite == 0 && size > 2); }

static int least_of(int m, int n) { return m < n ? m : n; }

/* Elements of real scratch memory for singular values of complex matrices of sizes s <= t: LAPACK says 5 s^2 + 5 s, where
 * t < 17/9 s also 2 s t + 2 s^2 + s; without vectors 7 s. */
static double real_room(double least, int vectors) { return least * (vectors ? 6 * least + 7 : 7); }

/* Pivots: size and sign of a real one, z / |z| of a complex one, and mantissas whose exponents are counted apart. */
static double real_sign(double z) { return z < 0 ? -1 : 1; }

static double real_size(double z) { return fabs(z); }

static double complex_size(double complex z) { return cabs(z); }

static double real_raised(double z, int exponent) { return ldexp(z, exponent); }

static double real_scaled(double z, int64_t *exponent) {
    int part = 0;
    z = frexp(z, &part);
    *exponent += part;
    return z;
}

static double complex complex_raised(double complex z, int exponent) {
    __real__ z = ldexp(creal(z), exponent);
    __imag__ z = ldexp(cimag(z), exponent);
    return z;
}

/* What is not finite has neither sign nor mantissa in NumPy. */
static double complex complex_scaled(double complex z, int64_t *exponent) {
    int part = 0;
    double most = fmax(fabs(creal(z)), fabs(cimag(z)));
    if (z * 0 != 0) return complex_raised(CMPLX(NAN, NAN), 0);
    frexp(most, &part);
    *exponent += part;
    return complex_raised(z, -part);
}

static double complex complex_sign(double complex z) {
    int64_t exponent = 0;
    z = complex_scaled(z, &exponent);
    return z / cabs(z);
}
#define PARTS (int64_t)(sizeof(T) / sizeof(R))
#define OF_KIND(name, z) _Generic((z), double: real_##name, default: complex_##name)

#define WIDE double
#define CONJ(x) (x)
#define MORE(...)
#define T float
#define R float
#define FN(name) name##_f32
#define ABS fabsf
#include "lapack.tmpl.h"
#define T double
#define R double
#define FN(name) name##_f64
#define ABS fabs
#include "lapack.tmpl.h"
#undef WIDE
#undef CONJ
#undef MORE

#define WIDE double complex
#define CONJ(x) conj(x)
#define MORE(...) __VA_ARGS__
#define ABS_COMPLEX(x) (fabs(creal(x)) + fabs(cimag(x))) /* as LAPACK picks pivots */
#define T float complex
#define R float
#define FN(name) name##_c64
#define ABS ABS_COMPLEX
#include "lapack.tmpl.h"
#define T double complex
#define R double
#define FN(name) name##_c128
#define ABS ABS_COMPLEX
#include "lapack.tmpl.h"

typedef int step(tl_lapack *j, int64_t i);
#define STEPS(name) {name##_f32, name##_f64, name##_c64, name##_c128}
static step *const steps[][4] = {
    [TL_SOLVE] = STEPS(solve), [TL_INV] = STEPS(inv), [TL_DET] = STEPS(det),   [TL_CHOLESKY] = STEPS(cholesky),
    [TL_QR] = STEPS(qr),       [TL_SVD] = STEPS(svd), [TL_EIGH] = STEPS(eigh), [TL_LSTSQ] = STEPS(lstsq),
};
static void (*const asks[])(tl_lapack *j) = STEPS(ask);

tl_status tl_run_lapack(const tl_call *c) {
    tl_lapack *j = (tl_lapack *)c->params;
    step *one = steps[j->task][c->dtype - TL_F32];
    j->info = 0;
    for (j->at = j->begin; j->at < j->end && j->info == 0; j->at++) j->info = one(j, j->at);
    return j->info ? TL_RANGE : TL_OK;
}

tl_status tl_run_lapack_room(const tl_call *c) {
    asks[c->dtype - TL_F32]((tl_lapack *)c->params);
    return TL_OK;
}
