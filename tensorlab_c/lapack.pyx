# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""LAPACK on stacks of matrices: one call here is one loop in C. The routines are SciPy's, loaded on first use."""
from cpython.exc cimport PyErr_CheckSignals
from cpython.pycapsule cimport PyCapsule_GetName, PyCapsule_GetPointer
from libc.math cimport fabs, frexp, isfinite, isinf, isnan, ldexp, log, sqrt, NAN
from libc.stdint cimport int64_t
from libc.string cimport memcpy, memset, strstr

from tensorlab_c._tensor cimport *
from tensorlab_c.tl cimport TL_F64, TL_I32

__all__ = []

# LAPACK reads and writes columns, tensors have rows: each matrix is copied into scratch memory, which the routine
# would overwrite anyway, and what comes of it is copied out. A step does one matrix and answers what LAPACK calls
# info; anything but 0 ends the walk. Elements are void * in the routines' types: they differ in nothing else.

ctypedef void (*gesv_fn)(
    int *n, int *nrhs, void *a, int *lda, int *pivots, void *b, int *ldb, int *info
) noexcept nogil
ctypedef void (*getrf_fn)(int *m, int *n, void *a, int *lda, int *pivots, int *info) noexcept nogil
ctypedef void (*getri_fn)(int *n, void *a, int *lda, int *pivots, void *work, int *lwork, int *info) noexcept nogil
ctypedef void (*potrf_fn)(char *uplo, int *n, void *a, int *lda, int *info) noexcept nogil
ctypedef void (*geqrf_fn)(
    int *m, int *n, void *a, int *lda, void *tau, void *work, int *lwork, int *info
) noexcept nogil
ctypedef void (*orgqr_fn)(
    int *m, int *n, int *k, void *a, int *lda, void *tau, void *work, int *lwork, int *info
) noexcept nogil
ctypedef void (*gesdd_fn)(
    char *job, int *m, int *n, void *a, int *lda, void *s, void *u, int *ldu, void *vt, int *ldvt, void *work,
    int *lwork, int *iwork, int *info
) noexcept nogil
ctypedef void (*syevd_fn)(
    char *job, char *uplo, int *n, void *a, int *lda, void *w, void *work, int *lwork, int *iwork, int *liwork,
    int *info
) noexcept nogil
ctypedef void (*gelsd_fn)(
    int *m, int *n, int *nrhs, void *a, int *lda, void *b, int *ldb, void *s, void *rcond, int *rank, void *work,
    int *lwork, int *iwork, int *info
) noexcept nogil

ctypedef fused real:
    float
    double

cdef struct Stack:
    char *data
    int64_t step, row, column  # in bytes

cdef struct Job:
    int m, n, k          # rows, columns, right-hand sides (or the smaller size)
    char kind            # LAPACK's letter: which triangle, which parts
    bint vectors
    int lwork, liwork
    int *integers        # pivots or integer scratch
    void *first          # the routines
    void *second
    void *third
    Stack a, b           # what is read
    char *x              # what is written: C order, one matrix after the other
    char *y
    char *z

ctypedef int (*step_f64)(double *w, Job *j, int64_t i) noexcept nogil
ctypedef int (*step_f32)(float *w, Job *j, int64_t i) noexcept nogil

cdef enum:
    SMALL = 8

cdef double PIECE = 1e7  # operations between two looks for Ctrl-C


# ---- matrices in and out --------------------------------------------------------------------------------------------
cdef void load(real *to, const Stack *s, int64_t i, int m, int n) noexcept nogil:
    """Matrix `i` of a stack, column after column; in strips, so that neither side misses the cache all the time."""
    cdef const char *data = s.data + i * s.step
    cdef int64_t r, c, start
    for start in range(0, n, 16):
        for r in range(m):
            for c in range(start, min(start + 16, n)):
                to[c * m + r] = (<const real *> (data + r * s.row + c * s.column))[0]


cdef void store(real *to, const real *columns, int m, int n, int lead) noexcept nogil:
    """The first m rows and n columns of a matrix whose columns are `lead` elements apart, row after row."""
    cdef int64_t r, c, start
    for start in range(0, n, 16):
        for r in range(m):
            for c in range(start, min(start + 16, n)):
                to[r * n + c] = columns[c * lead + r]


cdef void identity(real *to, int n) noexcept nogil:
    cdef int64_t i
    memset(to, 0, <size_t> n * n * sizeof(real))
    for i in range(n):
        to[i * (n + 1)] = 1


cdef void fill(real *to, int64_t n, double value) noexcept nogil:
    cdef int64_t i
    for i in range(n):
        to[i] = <real> value


cdef struct Found:
    int64_t finite, infinite, nan


cdef void look(const real *x, int64_t n, Found *f) noexcept nogil:
    """Counts what is not finite."""
    cdef real total = 0
    cdef int64_t i
    for i in range(n):
        total += x[i] * 0
    if total == 0:
        f.finite += n
        return
    for i in range(n):
        f.finite += isfinite(x[i])
        f.nan += isnan(x[i])
        f.infinite += isinf(x[i])


cdef bint hopeless(const Found *f, int size) noexcept nogil:
    """Whether an iteration on this matrix does not converge in NumPy. LAPACK is not asked: it may iterate for ever."""
    return f.nan > 0 or f.finite == 0 and size > 2


# ---- small matrices: a call of LAPACK takes longer than the work -----------------------------------------------------
cdef bint is_finite(const real *a, int n) noexcept nogil:
    cdef Found f = [0, 0, 0]
    look(a, <int64_t> n * n, &f)
    return f.finite == <int64_t> n * n


cdef bint is_small(const real *a, int n) noexcept nogil:
    """Whether it is done here. What is not finite goes to LAPACK, so that nan ends up where NumPy has it."""
    return n <= SMALL and is_finite(a, n)


cdef int factor(real *a, int n, int *pivots) noexcept nogil:
    """As getrf: a = P L U in place by partial pivoting; the number, from 1, of the first pivot that is 0."""
    cdef int i, j, k, p, info = 0
    cdef real x
    for k in range(n):
        p = k
        for i in range(k + 1, n):
            if fabs(a[k * n + i]) > fabs(a[k * n + p]):
                p = i
        pivots[k] = p + 1
        if a[k * n + p] == 0:
            info = info or k + 1
            continue
        if p != k:
            for j in range(n):
                x = a[j * n + k]
                a[j * n + k] = a[j * n + p]
                a[j * n + p] = x
        for i in range(k + 1, n):
            a[k * n + i] /= a[k * n + k]
        for j in range(k + 1, n):
            x = a[j * n + k]
            for i in range(k + 1, n):
                a[j * n + i] -= a[k * n + i] * x
    return info


cdef void substitute(const real *lu, int n, const int *pivots, real *b, int columns) noexcept nogil:
    """As getrs: the solution for every column of b, in its place."""
    cdef int i, k, _c
    cdef real x
    for _c in range(columns):
        for k in range(n):
            x = b[pivots[k] - 1]
            b[pivots[k] - 1] = b[k]
            b[k] = x
        for k in range(n):
            x = b[k]
            for i in range(k + 1, n):
                b[i] -= lu[k * n + i] * x
        for k in range(n - 1, -1, -1):
            b[k] /= lu[k * n + k]
            x = b[k]
            for i in range(k):
                b[i] -= lu[k * n + i] * x
        b += n


cdef int small_cholesky(real *a, int n, bint upper) noexcept nogil:
    """As potrf: the factor in its triangle; the number, from 1, of the first minor that is not positive."""
    cdef int i, j, k, down = n if upper else 1, right = 1 if upper else n  # steps between rows and columns of L
    cdef real x
    for k in range(n):
        x = a[k * (n + 1)]
        for j in range(k):
            x -= a[k * down + j * right] * a[k * down + j * right]
        if not x > 0:
            return k + 1
        a[k * (n + 1)] = <real> sqrt(x)
        for i in range(k + 1, n):
            x = a[i * down + k * right]
            for j in range(k):
                x -= a[i * down + j * right] * a[k * down + j * right]
            a[i * down + k * right] = x / a[k * (n + 1)]
    return 0


# ---- steps ----------------------------------------------------------------------------------------------------------
cdef int solve_step(real *w, Job *j, int64_t i) noexcept nogil:
    cdef int info = 0
    cdef real *b = w + <int64_t> j.n * j.n
    load(w, &j.a, i, j.n, j.n)
    load(b, &j.b, i, j.n, j.k)
    if is_small(w, j.n):
        info = factor(w, j.n, j.integers)
        if info == 0:
            substitute(w, j.n, j.integers, b, j.k)
    else:
        (<gesv_fn> j.first)(&j.n, &j.k, w, &j.n, j.integers, b, &j.n, &info)
    store(<real *> j.x + i * j.n * j.k, b, j.n, j.k, j.n)
    return info


cdef int inv_step(real *w, Job *j, int64_t i) noexcept nogil:
    cdef int info = 0
    cdef real *x = w + <int64_t> j.n * j.n
    load(w, &j.a, i, j.n, j.n)
    if not is_finite(w, j.n):  # solved for the identity: the inverse of the factors would lose nan
        identity(x, j.n)
        (<gesv_fn> j.third)(&j.n, &j.n, w, &j.n, j.integers, x, &j.n, &info)
    elif j.n <= SMALL:
        identity(x, j.n)
        info = factor(w, j.n, j.integers)
        if info == 0:
            substitute(w, j.n, j.integers, x, j.n)
    else:
        (<getrf_fn> j.first)(&j.n, &j.n, w, &j.n, j.integers, &info)
        if info == 0:
            (<getri_fn> j.second)(&j.n, w, &j.n, j.integers, x, &j.lwork, &info)
        x = w
    store(<real *> j.x + i * j.n * j.n, x, j.n, j.n, j.n)
    return info


cdef int det_step(real *w, Job *j, int64_t i) noexcept nogil:
    """Sign and logarithm (x and y), or without `vectors` the determinant (x)."""
    cdef int info = 0, part, k
    cdef int64_t exponent = 0
    cdef double product = 1, logarithm = 0, pivot
    load(w, &j.a, i, j.n, j.n)
    if is_small(w, j.n):
        info = factor(w, j.n, j.integers)
    else:
        (<getrf_fn> j.first)(&j.n, &j.n, w, &j.n, j.integers, &info)
    for k in range(j.n):
        pivot = w[<int64_t> k * (j.n + 1)]
        if j.integers[k] != k + 1:
            product = -product
        if j.vectors:
            logarithm += log(fabs(pivot))
            product = -product if pivot < 0 else product
        else:  # mantissa and exponent: a product on the way neither overflows nor vanishes
            part = 0
            product = frexp(product * pivot, &part)
            exponent += part
    if info > 0:  # a pivot is 0, whatever the others are
        product, logarithm = 0, log(0.0)
    elif not j.vectors:
        product = ldexp(product, <int> max(min(exponent, <int64_t> 100000), <int64_t> -100000))
    (<real *> j.x)[i] = <real> product
    if j.vectors:
        (<real *> j.y)[i] = <real> logarithm
    return 0


cdef int cholesky_step(real *w, Job *j, int64_t i) noexcept nogil:
    cdef int info = 0
    cdef int64_t r, c
    load(w, &j.a, i, j.n, j.n)
    if is_small(w, j.n):
        info = small_cholesky(w, j.n, j.kind == c"U")
    else:
        (<potrf_fn> j.first)(&j.kind, &j.n, w, &j.n, &info)
    for c in range(j.n):
        for r in range(0 if j.kind == c"L" else c + 1, c if j.kind == c"L" else j.n):
            w[c * j.n + r] = 0
    store(<real *> j.x + i * j.n * j.n, w, j.n, j.n, j.n)
    return info


cdef int qr_step(real *w, Job *j, int64_t i) noexcept nogil:
    """R has k rows (x); Q, when wanted, k columns (y)."""
    cdef int info = 0, least = min(j.m, j.n)
    cdef int64_t r, c
    cdef real *tau = w + <int64_t> j.m * max(j.n, j.k)
    cdef real *work = tau + least
    cdef real *upper = <real *> j.x + i * j.k * j.n
    load(w, &j.a, i, j.m, j.n)
    (<geqrf_fn> j.first)(&j.m, &j.n, w, &j.m, tau, work, &j.lwork, &info)
    store(upper, w, j.k, j.n, j.m)
    for r in range(1, j.k):
        for c in range(min(r, <int64_t> j.n)):
            upper[r * j.n + c] = 0
    if j.vectors:
        (<orgqr_fn> j.second)(&j.m, &j.k, &least, w, &j.m, tau, work, &j.lwork, &info)
        store(<real *> j.y + i * j.m * j.k, w, j.m, j.k, j.m)
    return info


cdef int svd_step(real *w, Job *j, int64_t i) noexcept nogil:
    """Singular values (x), and for the kinds A and S the vectors (y and z)."""
    cdef int info = 0, least = min(j.m, j.n), rows, columns
    cdef int64_t size = <int64_t> j.m * j.n
    cdef Found f = [0, 0, 0]
    cdef real *s = <real *> j.x + i * least
    cdef real *u = w + size
    cdef real *vt
    cdef real *work
    columns = j.m if j.kind == c"A" else (least if j.kind == c"S" else 0)
    rows = j.n if j.kind == c"A" else (least if j.kind == c"S" else 0)
    vt = u + <int64_t> j.m * columns
    work = vt + <int64_t> rows * j.n
    load(w, &j.a, i, j.m, j.n)
    look(w, size, &f)
    if f.finite == size:
        rows = max(rows, 1)
        (<gesdd_fn> j.first)(&j.kind, &j.m, &j.n, w, &j.m, s, u, &j.m, vt, &rows, work, &j.lwork, j.integers, &info)
    elif f.nan or j.vectors and hopeless(&f, least):
        return 1
    else:
        fill(s, least, NAN)
        fill(u, <int64_t> j.m * columns + <int64_t> rows * j.n, NAN)
    if j.vectors:
        store(<real *> j.y + i * j.m * columns, u, j.m, columns, j.m)
        store(<real *> j.z + i * rows * j.n, vt, rows, j.n, rows)
    return info


cdef int eigh_step(real *w, Job *j, int64_t i) noexcept nogil:
    """Eigenvalues (x), and with `vectors` the eigenvectors (y)."""
    cdef int info = 0
    cdef char job = c"V" if j.vectors else c"N"
    cdef int64_t c, size = <int64_t> j.n * j.n
    cdef Found f = [0, 0, 0]
    cdef real *values = <real *> j.x + i * j.n
    load(w, &j.a, i, j.n, j.n)
    for c in range(j.n):  # the triangle that is read
        look(w + c * j.n + (c if j.kind == c"L" else 0), j.n - c if j.kind == c"L" else c + 1, &f)
    if f.nan + f.infinite == 0 or j.n == 1:
        (<syevd_fn> j.first)(
            &job, &j.kind, &j.n, w, &j.n, values, w + size, &j.lwork, j.integers, &j.liwork, &info
        )
    elif j.n > 2 and hopeless(&f, j.n):
        return 1
    else:
        fill(values, j.n, NAN)
        fill(w, size, NAN)
    if j.vectors:
        store(<real *> j.y + i * size, w, j.n, j.n, j.n)
    return info


# ---- the walk -------------------------------------------------------------------------------------------------------
cdef int walk(step_f64 f64, step_f32 f32, Job *j, Tensor a, Tensor scratch, str function, str fault) except -1:
    """A step on every matrix of `a`; LinAlgError at the first that fails."""
    cdef int64_t count = a.v.shape[0], i = 0, end, piece
    cdef int info = 0
    cdef bint double_precision = a.v.dtype == TL_F64
    piece = <int64_t> (PIECE / (1 + <double> j.m * j.n * max(j.m, j.n)))
    while i < count and info == 0:
        end = min(count, i + 1 + piece)
        with nogil:
            while i < end and info == 0:
                if double_precision:
                    info = f64(<double *> scratch.v.data, j, i)
                else:
                    info = f32(<float *> scratch.v.data, j, i)
                i += 1
        PyErr_CheckSignals()
    if info:
        from numpy.linalg import LinAlgError
        where = "" if count == 1 else f" (number {i - 1} of the stack)"
        raise LinAlgError(f"{function}: {fault}{where}")
    return 0


cdef dict routines = {}


cdef void *routine(Tensor a, str name) except NULL:
    cdef const char *signature
    name = ("d" if a.v.dtype == TL_F64 else "s") + name
    capsule = routines.get(name)
    if capsule is None:
        from scipy.linalg import cython_lapack
        capsule = cython_lapack.__pyx_capi__[name]
        signature = PyCapsule_GetName(capsule)
        if strstr(signature, "int *") == NULL:
            raise ImportError(f"{name} of this SciPy has another signature: {signature.decode()}")
        routines[name] = capsule
    return PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule))


cdef Tensor stacked(Tensor t):
    """All leading axes as one."""
    cdef int64_t shape[3]
    cdef int i
    shape[0], shape[1], shape[2] = 1, t.v.shape[t.v.ndim - 2], t.v.shape[t.v.ndim - 1]
    for i in range(t.v.ndim - 2):
        shape[0] *= t.v.shape[i]
    return reshaped(alias(t), 3, shape)


cdef Stack stack_of(Tensor t) noexcept:
    cdef Stack s
    s.data, s.step, s.row, s.column = t.v.data, t.v.strides[0], t.v.strides[1], t.v.strides[2]
    return s


cdef Tensor result(Tensor like, int64_t m, int64_t n=-1):
    """Fresh memory for a vector (or with `n` a matrix) for each of the stack `like`; without `m` for a number each."""
    cdef int64_t shape[64]
    cdef int k = like.v.ndim - 2
    memcpy(shape, like.v.shape, k * sizeof(int64_t))
    if m >= 0:
        shape[k] = m
        k += 1
    if n >= 0:
        shape[k] = n
        k += 1
    return empty_tensor(like.v.dtype, k, shape)


cdef Tensor reals(Tensor like, int64_t n):
    return empty_tensor(like.v.dtype, 1, &n)


cdef Tensor integers(int64_t n):
    return empty_tensor(TL_I32, 1, &n)


cdef int start(Job *j, Tensor stack, str function) except -1:
    memset(j, 0, sizeof(Job))
    if max(stack.v.shape[1], stack.v.shape[2]) > 0x7fffffff:
        raise ValueError(f"{function}: matrices of {stack.v.shape[1]} x {stack.v.shape[2]} are too large for LAPACK")
    j.m, j.n = <int> stack.v.shape[1], <int> stack.v.shape[2]
    j.a = stack_of(stack)
    return 0


cdef int asked(Tensor answer, Job *j, str function) except -1:
    """The size of scratch memory that a routine asked for; in single precision it may have been rounded down."""
    cdef double size
    if answer.v.dtype == TL_F64:
        size = (<double *> answer.v.data)[0]
    else:
        size = (<float *> answer.v.data)[0] * (1 + 2.0 ** -22)
    if not 0 <= size < 0x7fffffff:
        raise ValueError(f"{function}: matrices of {j.m} x {j.n} are too large for LAPACK")
    return max(<int> size, 1)


# ---- functions: tensors of one floating dtype, whose shapes have been checked ---------------------------------------
def solve(Tensor a, Tensor b, function="solve"):
    """a, b: (..., n, n) and (..., n, k) with the same leading axes."""
    cdef Job j
    cdef Tensor s = stacked(a), t = stacked(b), x = result(b, b.v.shape[b.v.ndim - 2], b.v.shape[b.v.ndim - 1])
    if x.numel == 0:
        return x
    start(&j, s, function)
    start(&j, t, function)
    j.k, j.n = j.n, j.m
    j.a, j.b, j.x, j.first = stack_of(s), stack_of(t), x.v.data, routine(a, "gesv")
    pivots = integers(j.n)
    j.integers = <int *> (<Tensor> pivots).v.data
    scratch = reals(a, <int64_t> j.n * (<int64_t> j.n + j.k))
    walk(solve_step[double], solve_step[float], &j, s, scratch, function, "a matrix is singular")
    return x


def inv(Tensor a, function="inv"):
    cdef Job j
    cdef Tensor s = stacked(a), x = result(a, s.v.shape[1], s.v.shape[2]), answer
    cdef int query = -1, info = 0
    if x.numel == 0:
        return x
    start(&j, s, function)
    j.x, j.first, j.second = x.v.data, routine(a, "getrf"), routine(a, "getri")
    j.third = routine(a, "gesv")
    pivots = integers(j.n)
    j.integers = <int *> (<Tensor> pivots).v.data
    answer = reals(a, 1)
    (<getri_fn> j.second)(&j.n, NULL, &j.n, j.integers, answer.v.data, &query, &info)
    j.lwork = asked(answer, &j, function)
    scratch = reals(a, <int64_t> j.n * j.n + max(<int64_t> j.lwork, <int64_t> j.n * j.n))
    walk(inv_step[double], inv_step[float], &j, s, scratch, function, "a matrix is singular")
    return x


def det(Tensor a, bint logarithm, function="det"):
    """The determinant, or its sign and the logarithm of its size."""
    cdef Job j
    cdef Tensor s = stacked(a), x = result(a, -1), y = result(a, -1) if logarithm else None
    if x.numel:
        start(&j, s, function)
        j.vectors, j.x, j.first = logarithm, x.v.data, routine(a, "getrf")
        if logarithm:
            j.y = y.v.data
        pivots = integers(j.n)
        j.integers = <int *> (<Tensor> pivots).v.data
        walk(det_step[double], det_step[float], &j, s, reals(a, <int64_t> j.n * j.n), function, "")
    return (x, y) if logarithm else x


def cholesky(Tensor a, bint upper, function="cholesky"):
    cdef Job j
    cdef Tensor s = stacked(a), x = result(a, s.v.shape[1], s.v.shape[2])
    if x.numel:
        start(&j, s, function)
        j.kind, j.x, j.first = c"U" if upper else c"L", x.v.data, routine(a, "potrf")
        scratch = reals(a, <int64_t> j.n * j.n)
        fault = "a matrix is not positive definite"
        walk(cholesky_step[double], cholesky_step[float], &j, s, scratch, function, fault)
    return x


def qr(Tensor a, str mode, function="qr"):
    """(Q, R); Q is None in the mode "r"."""
    cdef Job j
    cdef Tensor s = stacked(a), q = None, r, answer
    cdef int64_t m = s.v.shape[1], n = s.v.shape[2], k = m if mode == "complete" else min(m, n)
    cdef int query = -1, info = 0, least
    r = result(a, k, n)
    if mode != "r":
        q = result(a, m, k)
    if s.v.shape[0] == 0 or (q is None or q.numel == 0) and r.numel == 0:
        return q, r
    start(&j, s, function)
    j.k, j.vectors, j.x, least = <int> k, q is not None, r.v.data, <int> min(m, n)
    j.first, j.second = routine(a, "geqrf"), routine(a, "orgqr")
    answer = reals(a, 1)
    (<geqrf_fn> j.first)(&j.m, &j.n, NULL, &j.m, NULL, answer.v.data, &query, &info)
    j.lwork = asked(answer, &j, function)
    if q is not None:
        j.y = q.v.data
        (<orgqr_fn> j.second)(&j.m, &j.k, &least, NULL, &j.m, NULL, answer.v.data, &query, &info)
        j.lwork = max(j.lwork, asked(answer, &j, function))
    scratch = reals(a, m * max(n, k) + least + j.lwork)
    walk(qr_step[double], qr_step[float], &j, s, scratch, function, "LAPACK failed")
    return q, r


def svd(Tensor a, str kind, function="svd"):
    """U, S and Vh for the kinds "A" (all vectors) and "S" (as many as values); S for "N"."""
    cdef Job j
    cdef Tensor s = stacked(a), u = None, values, vh = None, answer
    cdef int64_t m = s.v.shape[1], n = s.v.shape[2], k = min(m, n), c, r
    cdef int query = -1, info = 0, rows
    values = result(a, k)
    c = r = 0 if kind == "N" else k
    if kind == "A":
        c, r = m, n
    if kind != "N":
        u, vh = result(a, m, c), result(a, r, n)
    if k == 0:  # all vectors of nothing are those of the identity
        for part in (u, vh):
            if part is not None and (<Tensor> part).numel:
                identities(<Tensor> part)
    elif s.v.shape[0]:
        start(&j, s, function)
        j.kind, j.vectors, j.x, j.first = ord(kind), kind != "N", values.v.data, routine(a, "gesdd")
        if kind != "N":
            j.y, j.z = u.v.data, vh.v.data
        small = integers(8 * k)
        j.integers = <int *> (<Tensor> small).v.data
        answer, rows = reals(a, 1), max(<int> r, 1)
        (<gesdd_fn> j.first)(
            &j.kind, &j.m, &j.n, NULL, &j.m, NULL, NULL, &j.m, NULL, &rows, answer.v.data, &query, j.integers, &info
        )
        j.lwork = asked(answer, &j, function)
        scratch = reals(a, m * n + m * c + r * n + j.lwork)
        walk(svd_step[double], svd_step[float], &j, s, scratch, function, "the iteration did not converge")
    return values if kind == "N" else (u, values, vh)


cdef int identities(Tensor t) except -1:
    cdef int64_t n = t.v.shape[t.v.ndim - 1], i
    for i in range(t.numel // (n * n)):
        if t.v.dtype == TL_F64:
            identity(<double *> t.v.data + i * n * n, <int> n)
        else:
            identity(<float *> t.v.data + i * n * n, <int> n)
    return 0


def eigh(Tensor a, bint lower, bint vectors, function="eigh"):
    """(eigenvalues, eigenvectors); without `vectors` the second is None."""
    cdef Job j
    cdef Tensor s = stacked(a), values, v = None, answer
    cdef int query = -1, info = 0
    cdef char job = c"V" if vectors else c"N"
    values = result(a, s.v.shape[1])
    if vectors:
        v = result(a, s.v.shape[1], s.v.shape[1])
    if values.numel:
        start(&j, s, function)
        j.kind, j.vectors, j.x, j.first = c"L" if lower else c"U", vectors, values.v.data, routine(a, "syevd")
        if vectors:
            j.y = v.v.data
        answer = reals(a, 1)
        (<syevd_fn> j.first)(
            &job, &j.kind, &j.n, NULL, &j.n, NULL, answer.v.data, &query, &j.liwork, &query, &info
        )
        j.lwork, j.liwork = asked(answer, &j, function), max(j.liwork, 1)
        small = integers(j.liwork)
        j.integers = <int *> (<Tensor> small).v.data
        scratch = reals(a, <int64_t> j.n * j.n + j.lwork)
        walk(eigh_step[double], eigh_step[float], &j, s, scratch, function, "the iteration did not converge")
    return values, v


def lstsq(Tensor a, Tensor b, double rcond, function="lstsq"):
    """The solution (n, k), what is left of `b` beside it (m - n, k; nothing when m <= n), rank, singular values."""
    cdef Job j
    cdef Tensor s = stacked(a), t = stacked(b), values, answer, right, left
    cdef int64_t m = s.v.shape[1], n = s.v.shape[2], k = t.v.shape[2], tall = max(m, n)
    cdef int64_t shape[2]
    cdef Found f = [0, 0, 0]
    cdef int query = -1, info = 0, rank = 0, rows = <int> max(tall, 1)
    cdef bint f64 = a.v.dtype == TL_F64
    cdef float rcond32 = <float> rcond
    cdef void *bound = <void *> &rcond if f64 else <void *> &rcond32
    start(&j, t, function)
    start(&j, s, function)
    j.k, j.b = <int> max(k, 1), stack_of(t)  # LAPACK wants a right-hand side
    values = reals(a, min(m, n))
    shape[0], shape[1] = max(k, 1), tall
    right, left = empty_tensor(a.v.dtype, 2, shape), reals(a, m * n)
    memset(right.v.data, 0, right.numel * dtype_info[a.v.dtype].itemsize)
    prepare(&j, left, right, k, rows)
    if min(m, n):
        j.first, answer = routine(a, "gelsd"), reals(a, 1)
        (<gelsd_fn> j.first)(
            &j.m, &j.n, &j.k, left.v.data, &j.m, right.v.data, &rows, values.v.data, bound, &rank, answer.v.data,
            &query, &j.liwork, &info
        )
        j.lwork = asked(answer, &j, function)
        answer, small = reals(a, j.lwork), integers(max(j.liwork, 1))
        j.integers = <int *> (<Tensor> small).v.data
        if f64:
            look(<double *> left.v.data, m * n, &f)
        else:
            look(<float *> left.v.data, m * n, &f)
        info = f.finite != m * n
        if not info:
            with nogil:
                (<gelsd_fn> j.first)(
                    &j.m, &j.n, &j.k, left.v.data, &j.m, right.v.data, &rows, values.v.data, bound, &rank,
                    answer.v.data, &j.lwork, j.integers, &info
                )
        if info:
            from numpy.linalg import LinAlgError
            raise LinAlgError(f"{function}: the singular values of a matrix of shape {a.shape} did not converge")
    right = right[:k].T
    return right[:n], right[n:], rank, values


cdef int prepare(Job *j, Tensor left, Tensor right, int64_t k, int rows) except -1:
    """The matrix and the right-hand sides in columns, the latter `rows` apart."""
    cdef int64_t c
    cdef Stack column = j.b
    if left.v.dtype == TL_F64:
        load(<double *> left.v.data, &j.a, 0, j.m, j.n)
    else:
        load(<float *> left.v.data, &j.a, 0, j.m, j.n)
    for c in range(k):
        column.data = j.b.data + c * j.b.column
        if left.v.dtype == TL_F64:
            load(<double *> right.v.data + c * rows, &column, 0, j.m, 1)
        else:
            load(<float *> right.v.data + c * rows, &column, 0, j.m, 1)
    return 0
