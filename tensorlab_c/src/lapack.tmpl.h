/* Steps of LAPACK on one matrix of a stack, for elements of type T, whose parts are of type R. A step answers what
 * LAPACK calls info. MORE(...) is there for complex elements only. */
typedef void FN(gesdd_fn)(char *job, int *m, int *n, void *a, int *lda, void *s, void *u, int *ldu, void *vt, int *ldvt,
                          void *work, int *lwork, MORE(void *reals, ) int *iwork, int *info);
typedef void FN(syevd_fn)(char *job, char *uplo, int *n, void *a, int *lda, void *w, void *work, int *lwork,
                          MORE(void *reals, int *lrwork, ) int *iwork, int *liwork, int *info);
typedef void FN(gelsd_fn)(int *m, int *n, int *nrhs, void *a, int *lda, void *b, int *ldb, void *s, void *rcond,
                          int *rank, void *work, int *lwork, MORE(void *reals, ) int *iwork, int *info);

/* ---- matrices in and out ------------------------------------------------------------------------------------------ */
/* Matrix `i` of a stack, column after column; in strips, so that neither side misses the cache all the time. */
static void FN(load)(T *to, const tl_stack *s, int64_t i, int m, int n) {
    const char *data = s->data + i * s->step;
    for (int64_t start = 0; start < n; start += STRIP)
        for (int64_t r = 0; r < m; r++)
            for (int64_t c = start; c < n && c < start + STRIP; c++)
                to[c * m + r] = *(const T *)(data + r * s->row + c * s->column);
}

/* The first m rows and n columns of a matrix whose columns are `lead` elements apart, row after row. */
static void FN(store)(T *to, const T *columns, int m, int n, int64_t lead) {
    for (int64_t start = 0; start < n; start += STRIP)
        for (int64_t r = 0; r < m; r++)
            for (int64_t c = start; c < n && c < start + STRIP; c++) to[r * n + c] = columns[c * lead + r];
}

static void FN(identity)(T *to, int64_t n) {
    memset(to, 0, (size_t)(n * n) * sizeof(T));
    for (int64_t i = 0; i < n; i++) to[i * (n + 1)] = 1;
}

static void FN(fill_nan)(R *to, int64_t n) {
    for (int64_t i = 0; i < n; i++) to[i] = (R)NAN;
}

/* Counts what is not finite. */
static void FN(look)(const T *x, int64_t n, found *f) {
    T total = 0;
    for (int64_t i = 0; i < n; i++) total += x[i] * 0;
    if (total == 0) {
        f->finite += n;
        return;
    }
    for (int64_t i = 0; i < n; i++) {
        f->finite += x[i] * 0 == 0;
        f->nan += x[i] != x[i];
        f->infinite += x[i] * 0 != 0 && x[i] == x[i];
    }
}

static int FN(is_finite)(const T *a, int64_t n) {
    found f = {0, 0, 0};
    FN(look)(a, n * n, &f);
    return f.finite == n * n;
}

/* ---- small matrices: a call of LAPACK takes longer than the work --------------------------------------------------- */
/* Whether it is done here. What is not finite goes to LAPACK, so that nan ends up where NumPy has it. */
static int FN(is_small)(const T *a, int n) { return n <= SMALL && FN(is_finite)(a, n); }

static void FN(swap)(T *x, T *y) {
    T t = *x;
    *x = *y;
    *y = t;
}

/* As getrf: a = P L U in place by partial pivoting; the number, from 1, of the first pivot that is 0. */
static int FN(factor)(T *a, int n, int *pivots) {
    int info = 0;
    for (int k = 0; k < n; k++) {
        int p = k;
        for (int i = k + 1; i < n; i++)
            if (ABS(a[k * n + i]) > ABS(a[k * n + p])) p = i;
        pivots[k] = p + 1;
        if (a[k * n + p] == 0) {
            if (!info) info = k + 1;
            continue;
        }
        for (int j = 0; j < n && p != k; j++) FN(swap)(&a[j * n + k], &a[j * n + p]);
        for (int i = k + 1; i < n; i++) a[k * n + i] /= a[k * n + k];
        for (int j = k + 1; j < n; j++) {
            T x = a[j * n + k];
            for (int i = k + 1; i < n; i++) a[j * n + i] -= a[k * n + i] * x;
        }
    }
    return info;
}

/* As getrs: the solution for every column of b, in its place. */
static void FN(substitute)(const T *lu, int n, const int *pivots, T *b, int columns) {
    for (int c = 0; c < columns; c++, b += n) {
        for (int k = 0; k < n; k++) FN(swap)(&b[k], &b[pivots[k] - 1]);
        for (int k = 0; k < n; k++) {
            T x = b[k];
            for (int i = k + 1; i < n; i++) b[i] -= lu[k * n + i] * x;
        }
        for (int k = n - 1; k >= 0; k--) {
            T x = b[k] /= lu[k * n + k];
            for (int i = 0; i < k; i++) b[i] -= lu[k * n + i] * x;
        }
    }
}

/* As potrf: the factor in its triangle; the number, from 1, of the first minor that is not positive. */
static int FN(small_cholesky)(T *a, int n, int upper) {
    int down = upper ? n : 1, right = upper ? 1 : n; /* steps between rows and columns of L */
    for (int k = 0; k < n; k++) {
        R size = __real__ a[k * (n + 1)];
        for (int j = 0; j < k; j++) size -= __real__(a[k * down + j * right] * CONJ(a[k * down + j * right]));
        if (!(size > 0)) return k + 1;
        a[k * (n + 1)] = size = (R)sqrt((double)size);
        for (int i = k + 1; i < n; i++) {
            T x = a[i * down + k * right];
            for (int j = 0; j < k; j++) x -= a[i * down + j * right] * CONJ(a[k * down + j * right]);
            a[i * down + k * right] = x / size;
        }
    }
    return 0;
}

/* Whether a factor's pivot `info` of 0 is none, others being below it: among nan some libraries lose their way. */
static int FN(is_lost)(const T *lu, int n, int info) {
    for (int64_t i = info - 1; info > 0 && i < n; i++)
        if (lu[(int64_t)(info - 1) * n + i] != 0) return 1;
    return 0;
}

/* As gesv, which leaves nan where it lost its way. */
static int FN(solved)(gesv_fn *gesv, T *a, int n, int *pivots, T *b, int columns) {
    int info = 0;
    gesv(&n, &columns, a, &n, pivots, b, &n, &info);
    if (!FN(is_lost)(a, n, info)) return info;
    FN(fill_nan)((R *)b, (int64_t)n * columns * PARTS);
    return 0;
}

/* ---- steps --------------------------------------------------------------------------------------------------------- */
static int FN(solve)(tl_lapack *j, int64_t i) {
    int info = 0;
    T *w = (T *)j->scratch, *b = w + (int64_t)j->n * j->n;
    FN(load)(w, &j->a, i, j->n, j->n);
    FN(load)(b, &j->b, i, j->n, j->k);
    if (FN(is_small)(w, j->n)) {
        info = FN(factor)(w, j->n, j->integers);
        if (info == 0) FN(substitute)(w, j->n, j->integers, b, j->k);
    } else info = FN(solved)((gesv_fn *)j->first, w, j->n, j->integers, b, j->k);
    FN(store)((T *)j->x + i * j->n * j->k, b, j->n, j->k, j->n);
    return info;
}

static int FN(inv)(tl_lapack *j, int64_t i) {
    int info = 0;
    T *w = (T *)j->scratch, *x = w + (int64_t)j->n * j->n;
    FN(load)(w, &j->a, i, j->n, j->n);
    if (!FN(is_finite)(w, j->n)) { /* solved for the identity: the inverse of the factors would lose nan */
        FN(identity)(x, j->n);
        info = FN(solved)((gesv_fn *)j->third, w, j->n, j->integers, x, j->n);
    } else if (j->n <= SMALL) {
        FN(identity)(x, j->n);
        info = FN(factor)(w, j->n, j->integers);
        if (info == 0) FN(substitute)(w, j->n, j->integers, x, j->n);
    } else {
        ((getrf_fn *)j->first)(&j->n, &j->n, w, &j->n, j->integers, &info);
        if (info == 0) ((getri_fn *)j->second)(&j->n, w, &j->n, j->integers, x, &j->lwork, &info);
        x = w;
    }
    FN(store)((T *)j->x + i * j->n * j->n, x, j->n, j->n, j->n);
    return info;
}

/* Sign and logarithm (x and y), or without `vectors` the determinant (x). */
static int FN(det)(tl_lapack *j, int64_t i) {
    int info = 0;
    int64_t exponent = 0;
    double logarithm = 0, turn = 1;
    T *w = (T *)j->scratch;
    FN(load)(w, &j->a, i, j->n, j->n);
    if (FN(is_small)(w, j->n)) info = FN(factor)(w, j->n, j->integers);
    else ((getrf_fn *)j->first)(&j->n, &j->n, w, &j->n, j->integers, &info);
    for (int k = 0; k < j->n; k++)
        if (j->integers[k] != k + 1) turn = -turn;
    WIDE product = turn;
    for (int k = 0; k < j->n; k++) {
        WIDE pivot = w[(int64_t)k * (j->n + 1)];
        if (j->vectors) {
            logarithm += log(OF_KIND(size, pivot)(pivot));
            product *= OF_KIND(sign, pivot)(pivot);
        } else { /* mantissa and exponent: a product on the way neither overflows nor vanishes */
            product *= OF_KIND(scaled, pivot)(pivot, &exponent);
            product = OF_KIND(scaled, pivot)(product, &exponent);
        }
    }
    if (FN(is_lost)(w, j->n, info)) product = NAN, logarithm = NAN;
    else if (info > 0) product = 0, logarithm = -INFINITY; /* a pivot is 0, whatever the others are */
    else if (!j->vectors)
        product = OF_KIND(raised, product)(product, exponent > FAR ? FAR : exponent < -FAR ? -FAR : (int)exponent);
    ((T *)j->x)[i] = (T)product;
    if (j->vectors) ((R *)j->y)[i] = (R)logarithm;
    return 0;
}

static int FN(cholesky)(tl_lapack *j, int64_t i) {
    int info = 0, n = j->n;
    T *w = (T *)j->scratch;
    FN(load)(w, &j->a, i, n, n);
    if (FN(is_small)(w, n)) info = FN(small_cholesky)(w, n, j->kind == 'U');
    else ((potrf_fn *)j->first)(&j->kind, &n, w, &n, &info);
    for (int64_t c = 0; c < n; c++)
        for (int64_t r = j->kind == 'L' ? 0 : c + 1; r < (j->kind == 'L' ? c : n); r++) w[c * n + r] = 0;
    FN(store)((T *)j->x + i * n * n, w, n, n, n);
    return info;
}

/* R has k rows (x); Q, when wanted, k columns (y). */
static int FN(qr)(tl_lapack *j, int64_t i) {
    int info = 0, least = least_of(j->m, j->n);
    T *w = (T *)j->scratch, *tau = w + (int64_t)j->m * (j->n > j->k ? j->n : j->k), *work = tau + least;
    T *upper = (T *)j->x + i * j->k * j->n;
    FN(load)(w, &j->a, i, j->m, j->n);
    ((geqrf_fn *)j->first)(&j->m, &j->n, w, &j->m, tau, work, &j->lwork, &info);
    FN(store)(upper, w, j->k, j->n, j->m);
    for (int64_t r = 1; r < j->k; r++)
        for (int64_t c = 0; c < r && c < j->n; c++) upper[r * j->n + c] = 0;
    if (!j->vectors) return info;
    ((orgqr_fn *)j->second)(&j->m, &j->k, &least, w, &j->m, tau, work, &j->lwork, &info);
    FN(store)((T *)j->y + i * j->m * j->k, w, j->m, j->k, j->m);
    return info;
}

/* Singular values (x), and for the kinds A and S the vectors (y and z). */
static int FN(svd)(tl_lapack *j, int64_t i) {
    int info = 0, least = least_of(j->m, j->n);
    int columns = j->kind == 'A' ? j->m : j->kind == 'S' ? least : 0;
    int rows = j->kind == 'A' ? j->n : j->kind == 'S' ? least : 0;
    int64_t size = (int64_t)j->m * j->n;
    found f = {0, 0, 0};
    R *s = (R *)j->x + i * least;
    T *w = (T *)j->scratch, *u = w + size;
    T *vt = u + (int64_t)j->m * columns, *work = vt + (int64_t)rows * j->n;
    FN(load)(w, &j->a, i, j->m, j->n);
    FN(look)(w, size, &f);
    if (f.finite == size) {
        int lead = rows ? rows : 1;
        ((FN(gesdd_fn) *)j->first)(&j->kind, &j->m, &j->n, w, &j->m, s, u, &j->m, vt, &lead, work, &j->lwork,
                                   MORE(work + j->lwork, ) j->integers, &info);
    } else if (f.nan || (j->vectors && is_hopeless(&f, least))) return 1;
    else {
        FN(fill_nan)(s, least);
        FN(fill_nan)((R *)u, (work - u) * PARTS);
    }
    if (j->vectors) {
        FN(store)((T *)j->y + i * j->m * columns, u, j->m, columns, j->m);
        FN(store)((T *)j->z + i * rows * j->n, vt, rows, j->n, rows);
    }
    return info;
}

/* Eigenvalues (x), and with `vectors` the eigenvectors (y). */
static int FN(eigh)(tl_lapack *j, int64_t i) {
    int info = 0, n = j->n, lower = j->kind == 'L';
    char job = j->vectors ? 'V' : 'N';
    int64_t size = (int64_t)n * n;
    found f = {0, 0, 0};
    R *values = (R *)j->x + i * n;
    T *w = (T *)j->scratch, *work = w + size;
    FN(load)(w, &j->a, i, n, n);
    for (int64_t c = 0; c < n; c++) /* the triangle that is read */
        FN(look)(w + c * n + (lower ? c : 0), lower ? n - c : c + 1, &f);
    if (f.nan + f.infinite == 0 || n == 1)
        ((FN(syevd_fn) *)j->first)(&job, &j->kind, &n, w, &n, values, work, &j->lwork,
                                   MORE(work + j->lwork, &j->lrwork, ) j->integers, &j->liwork, &info);
    else if (n > 2 && is_hopeless(&f, n)) return 1;
    else {
        FN(fill_nan)(values, n);
        FN(fill_nan)((R *)w, size * PARTS);
    }
    if (j->vectors) FN(store)((T *)j->y + i * size, w, n, n, n);
    return info;
}

/* The solution in columns of max(m, n) elements (x, one column at least), the singular values (y), and the rank. */
static int FN(lstsq)(tl_lapack *j, int64_t i) {
    int info = 0, tall = j->m > j->n ? j->m : j->n, lead = tall ? tall : 1, columns = j->k ? j->k : 1;
    int64_t size = (int64_t)j->m * j->n;
    R rcond = (R)j->rcond;
    T *w = (T *)j->scratch, *right = (T *)j->x, *work = w + size;
    found f = {0, 0, 0};
    memset(right, 0, (size_t)columns * (size_t)tall * sizeof(T));
    FN(load)(w, &j->a, i, j->m, j->n);
    for (int64_t c = 0; c < j->k; c++) {
        tl_stack column = j->b;
        column.data += c * column.column;
        FN(load)(right + c * lead, &column, i, j->m, 1);
    }
    if (size == 0) return 0;
    FN(look)(w, size, &f);
    if (f.finite != size) return 1;
    ((FN(gelsd_fn) *)j->first)(&j->m, &j->n, &columns, w, &j->m, right, &lead, j->y, &rcond, &j->rank, work, &j->lwork,
                               MORE(work + j->lwork, ) j->integers, &info);
    return info;
}

/* ---- what they need ------------------------------------------------------------------------------------------------ */
/* Elements that a routine says it works in; in single precision that may have been rounded down. */
static int FN(room)(double answer) {
    double size = answer * (sizeof(R) == 4 ? 1 + 0x1p-22 : 1);
    return !(size >= 0 && size < 0x7fffffff) ? -1 : size < 1 ? 1 : (int)size;
}

static void FN(ask)(tl_lapack *j) {
    T answer = 0, more = 0;
    R rcond = (R)j->rcond;
    MORE(R reals = 0;)
    int info = 0, query = -1, m = j->m, n = j->n, least = least_of(m, n), *integers = &j->liwork;
    char job = j->vectors ? 'V' : 'N';
    switch (j->task) {
    case TL_INV: ((getri_fn *)j->second)(&n, NULL, &n, j->integers, &answer, &query, &info); break;
    case TL_QR:
        ((geqrf_fn *)j->first)(&m, &n, NULL, &m, NULL, &answer, &query, &info);
        if (j->vectors) ((orgqr_fn *)j->second)(&m, &j->k, &least, NULL, &m, NULL, &more, &query, &info);
        break;
    case TL_SVD: {
        int rows = j->kind == 'A' ? n : j->kind == 'S' ? least : 1;
        ((FN(gesdd_fn) *)j->first)(&j->kind, &m, &n, NULL, &m, NULL, NULL, &m, NULL, &rows, &answer, &query,
                                   MORE(NULL, ) j->integers, &info);
        MORE(reals = (R)real_room(least, j->kind != 'N');)
        break;
    }
    case TL_EIGH:
        ((FN(syevd_fn) *)j->first)(&job, &j->kind, &n, NULL, &n, NULL, &answer, &query, MORE(&reals, &query, ) integers,
                                   &query, &info);
        break;
    case TL_LSTSQ: {
        int lead = m > n ? m : n, columns = j->k ? j->k : 1;
        ((FN(gelsd_fn) *)j->first)(&m, &n, &columns, NULL, &m, NULL, &lead, NULL, &rcond, &j->rank, &answer, &query,
                                   MORE(&reals, ) integers, &info);
        break;
    }
    }
    int one = FN(room)(__real__ answer), two = FN(room)(__real__ more);
    j->lwork = one < 0 || two < 0 ? -1 : one > two ? one : two;
    MORE(j->lrwork = FN(room)(reals);)
    if (j->lrwork < 0) j->lwork = -1;
    if (j->liwork < 1) j->liwork = 1;
}
#undef T
#undef R
#undef FN
#undef ABS
