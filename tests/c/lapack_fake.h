/* What test_lapack.c has in LAPACK's place, for elements of type T: factors without pivoting, enough for its matrices, and
 * routines that leave their matrix as it came, which tells where it was put. */
static void FN(getrf)(int *m, int *n, void *a, int *lda, int *pivots, int *info) {
    T *p = a;
    calls++;
    CHECK_EQ(*m, *n);
    *info = 0;
    for (int k = 0; k < *n; k++) {
        pivots[k] = k + 1;
        if (p[k * *lda + k] == 0 && *info == 0) *info = k + 1;
        if (p[k * *lda + k] == 0) continue;
        for (int i = k + 1; i < *n; i++) p[k * *lda + i] /= p[k * *lda + k];
        for (int j = k + 1; j < *n; j++)
            for (int i = k + 1; i < *n; i++) p[j * *lda + i] -= p[k * *lda + i] * p[j * *lda + k];
    }
}

static void FN(gesv)(int *n, int *nrhs, void *a, int *lda, int *pivots, void *b, int *ldb, int *info) {
    T *p = a, *x = b;
    FN(getrf)(n, n, a, lda, pivots, info);
    for (int c = 0; c < *nrhs && *info == 0; c++, x += *ldb) {
        for (int k = 0; k < *n; k++)
            for (int i = k + 1; i < *n; i++) x[i] -= p[k * *lda + i] * x[k];
        for (int k = *n - 1; k >= 0; k--) {
            x[k] /= p[k * *lda + k];
            for (int i = 0; i < k; i++) x[i] -= p[k * *lda + i] * x[k];
        }
    }
}

static void FN(getri)(int *n, void *a, int *lda, int *pivots, void *work, int *lwork, int *info) {
    T *lu = a, x[MOST * MOST] = {0};
    (void)pivots;
    *info = 0;
    if (*lwork == -1) {
        *(T *)work = (T)*n;
        return;
    }
    CHECK(*lwork >= *n);
    for (int c = 0; c < *n; c++) {
        T *column = x + c * *n;
        column[c] = 1;
        for (int k = 0; k < *n; k++)
            for (int i = k + 1; i < *n; i++) column[i] -= lu[k * *lda + i] * column[k];
        for (int k = *n - 1; k >= 0; k--) {
            column[k] /= lu[k * *lda + k];
            for (int i = 0; i < k; i++) column[i] -= lu[k * *lda + i] * column[k];
        }
    }
    memcpy(lu, x, sizeof(T) * (size_t)(*n * *n));
}

static void FN(potrf)(char *uplo, int *n, void *a, int *lda, int *info) {
    T *p = a;
    int down = *uplo == 'U' ? *lda : 1, right = *uplo == 'U' ? 1 : *lda;
    *info = 0;
    for (int k = 0; k < *n; k++) {
        for (int i = k; i < *n; i++) {
            T x = p[i * down + k * right];
            for (int j = 0; j < k; j++) x -= p[i * down + j * right] * p[k * down + j * right];
            if (i == k && !(x > 0)) {
                *info = k + 1;
                return;
            }
            p[i * down + k * right] = i == k ? (T)sqrt((double)x) : x / p[k * (*lda + 1)];
        }
    }
}

static void FN(geqrf)(int *m, int *n, void *a, int *lda, void *tau, void *work, int *lwork, int *info) {
    (void)a, (void)tau;
    CHECK(*lda == *m && *n >= 0);
    *info = 0;
    if (*lwork == -1) *(T *)work = 3;
    else ((T *)work)[*lwork - 1] = 0; /* there is as much as was asked for */
}

static void FN(orgqr)(int *m, int *n, int *k, void *a, int *lda, void *tau, void *work, int *lwork, int *info) {
    CHECK(*k <= *n && *n <= *m);
    FN(geqrf)(m, n, a, lda, tau, work, lwork, info);
    if (*lwork == -1) *(T *)work = 5;
    else CHECK_EQ(*lwork, 5); /* the larger of both */
}

static void FN(gesdd)(char *job, int *m, int *n, void *a, int *lda, void *s, void *u, int *ldu, void *vt, int *ldvt,
                      void *work, int *lwork, int *iwork, int *info) {
    const T *p = a;
    int least = *m < *n ? *m : *n;
    (void)work, (void)lwork;
    CHECK(*job == 'S' && *lda == *m && *ldu == *m && *ldvt == least);
    *info = 0;
    iwork[8 * least - 1] = 0;
    for (int k = 0; k < least; k++) ((T *)s)[k] = p[k * *m + k];
    for (int c = 0; c < least; c++)
        for (int r = 0; r < *m; r++) ((T *)u)[c * *m + r] = p[c * *m + r];
    for (int c = 0; c < *n; c++)
        for (int r = 0; r < least; r++) ((T *)vt)[c * least + r] = p[c * *m + r];
}

static void FN(syevd)(char *job, char *uplo, int *n, void *a, int *lda, void *w, void *work, int *lwork, int *iwork,
                      int *liwork, int *info) {
    *info = 0;
    CHECK(*job == 'V' && *uplo == 'U' && *lda == *n);
    if (*lwork == -1) {
        *(T *)work = 2, *(int *)iwork = 3;
        return;
    }
    CHECK_EQ(*liwork, 3);
    for (int k = 0; k < *n; k++) ((T *)w)[k] = ((T *)a)[k * *n + k];
}

static void FN(gelsd)(int *m, int *n, int *nrhs, void *a, int *lda, void *b, int *ldb, void *s, void *rcond, int *rank,
                      void *work, int *lwork, int *iwork, int *info) {
    (void)a, (void)s;
    *info = 0;
    *rank = *m < *n ? *m : *n;
    CHECK(*lda == *m && *ldb == (*m > *n ? *m : *n) && *nrhs == 3 && *(T *)rcond == (T)0.5);
    if (*lwork == -1) *(T *)work = 2, *iwork = 1;
    else CHECK(b != NULL);
}
#undef T
#undef FN
