# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""LAPACK on stacks of matrices, by src/lapack.c. The routines are SciPy's, loaded on first use."""
from cpython.exc cimport PyErr_CheckSignals
from cpython.pycapsule cimport PyCapsule_GetName, PyCapsule_GetPointer
from libc.stdint cimport int64_t
from libc.string cimport memcpy, memset, strstr

from tensorlab_c._call cimport is_complex
from tensorlab_c._fill cimport zero
from tensorlab_c._tensor cimport *
from tensorlab_c.runs cimport *
from tensorlab_c.tl cimport TL_F32, TL_I32, tl_call, tl_part_of

__all__ = []

cdef double PIECE = 1e7  # operations between two looks for Ctrl-C


# ---- the walk over a stack ------------------------------------------------------------------------------------------
cdef int walk(
    tl_lapack *j, Tensor like, Tensor x, int64_t room, int64_t numbers, str function, str fault
) except -1:
    """The task on every matrix of a stack, with room for so many elements, beside what was asked for, and integers.

    LinAlgError where it fails.
    """
    cdef int64_t count = j.end
    cdef double each = 1 + <double> j.m * j.n * max(j.m, j.n)
    cdef Tensor scratch = elements(like, room + j.lwork + (j.lrwork + 1) // 2), spare = integers(numbers)
    cdef tl_call call
    j.scratch, j.integers, j.at, j.info = scratch.v.data, <int *> spare.v.data, 0, 0
    while j.at < count and j.info == 0:
        j.begin = j.at
        j.end = min(count, j.at + 1 + <int64_t> (PIECE / each))
        tl_call_make(&call, runs.lapack, b"lapack", j, sizeof(tl_lapack), &x.v, NULL, NULL, NULL)
        call.dtype = like.v.dtype  # that of x may be its part's
        call.work = (j.end - j.at) * each
        launch(&call, function, True)
        PyErr_CheckSignals()
    if j.info:
        from numpy.linalg import LinAlgError
        where = "" if count == 1 else f" (number {j.at - 1} of the stack)"
        raise LinAlgError(f"{function}: {fault.format(m=j.m, n=j.n)}{where}")
    return 0


cdef dict routines = {}


cdef void *routine(Tensor a, str name) except NULL:
    cdef const char *signature
    if is_complex(a):
        name = {"orgqr": "ungqr", "syevd": "heevd"}.get(name, name)
    name = "sdcz"[a.v.dtype - TL_F32] + name
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


cdef tl_stack stack_of(Tensor t) noexcept:
    cdef tl_stack s
    s.data, s.step, s.row, s.column = t.v.data, t.v.strides[0], t.v.strides[1], t.v.strides[2]
    return s


cdef Tensor result(Tensor like, int64_t m, int64_t n=-1, bint real=False):
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
    return empty_tensor(tl_part_of(like.v.dtype) if real else like.v.dtype, k, shape)


cdef Tensor elements(Tensor like, int64_t n):
    return empty_tensor(like.v.dtype, 1, &n)


cdef Tensor integers(int64_t n):
    return empty_tensor(TL_I32, 1, &n)


cdef int start(tl_lapack *j, int task, Tensor stack, str function) except -1:
    memset(j, 0, sizeof(tl_lapack))
    if max(stack.v.shape[1], stack.v.shape[2]) > 0x7fffffff:
        raise ValueError(f"{function}: matrices of {stack.v.shape[1]} x {stack.v.shape[2]} are too large for LAPACK")
    j.task, j.m, j.n = task, <int> stack.v.shape[1], <int> stack.v.shape[2]
    j.a, j.end = stack_of(stack), stack.v.shape[0]
    return 0


cdef int ask(tl_lapack *j, Tensor like, str function) except -1:
    """How much scratch memory the routines want."""
    cdef tl_call call
    tl_call_make(&call, runs.lapack_room, b"lapack_room", j, sizeof(tl_lapack), &like.v, NULL, NULL, NULL)
    call.status_only = 1
    launch(&call, function, False)
    if j.lwork < 0:
        raise ValueError(f"{function}: matrices of {j.m} x {j.n} are too large for LAPACK")
    return 0


# ---- functions: tensors of one dtype that LAPACK has, whose shapes have been checked --------------------------------
def solve(Tensor a, Tensor b, function="solve"):
    """a, b: (..., n, n) and (..., n, k) with the same leading axes."""
    cdef tl_lapack j
    cdef Tensor s = stacked(a), t = stacked(b), x = result(b, b.v.shape[b.v.ndim - 2], b.v.shape[b.v.ndim - 1])
    cdef int64_t n = s.v.shape[1], k = t.v.shape[2]
    if x.numel == 0:
        return x
    start(&j, TL_SOLVE, t, function)
    start(&j, TL_SOLVE, s, function)
    j.k, j.b, j.x, j.first = <int> k, stack_of(t), x.v.data, routine(a, "gesv")
    walk(&j, s, x, n * (n + k), n, function, "a matrix is singular")
    return x


def inv(Tensor a, function="inv"):
    cdef tl_lapack j
    cdef Tensor s = stacked(a), x = result(a, s.v.shape[1], s.v.shape[2])
    cdef int64_t n = s.v.shape[1]
    if x.numel:
        start(&j, TL_INV, s, function)
        j.x, j.first, j.second, j.third = x.v.data, routine(a, "getrf"), routine(a, "getri"), routine(a, "gesv")
        ask(&j, s, function)
        walk(&j, s, x, 2 * n * n, n, function, "a matrix is singular")
    return x


def det(Tensor a, bint logarithm, function="det"):
    """The determinant, or its sign and the logarithm of its size."""
    cdef tl_lapack j
    cdef Tensor s = stacked(a), x = result(a, -1), y = result(a, -1, -1, True) if logarithm else None
    if x.numel:
        start(&j, TL_DET, s, function)
        j.vectors, j.x, j.first = logarithm, x.v.data, routine(a, "getrf")
        if logarithm:
            j.y = y.v.data
        walk(&j, s, x, <int64_t> j.n * j.n, j.n, function, "")
    return (x, y) if logarithm else x


def cholesky(Tensor a, bint upper, function="cholesky"):
    cdef tl_lapack j
    cdef Tensor s = stacked(a), x = result(a, s.v.shape[1], s.v.shape[2])
    if x.numel:
        start(&j, TL_CHOLESKY, s, function)
        j.kind, j.x, j.first = c"U" if upper else c"L", x.v.data, routine(a, "potrf")
        walk(&j, s, x, <int64_t> j.n * j.n, 0, function, "a matrix is not positive definite")
    return x


def qr(Tensor a, str mode, function="qr"):
    """(Q, R); Q is None in the mode "r"."""
    cdef tl_lapack j
    cdef Tensor s = stacked(a), q = None, r
    cdef int64_t m = s.v.shape[1], n = s.v.shape[2], k = m if mode == "complete" else min(m, n)
    r = result(a, k, n)
    if mode != "r":
        q = result(a, m, k)
    if s.v.shape[0] == 0 or (q is None or q.numel == 0) and r.numel == 0:
        return q, r
    start(&j, TL_QR, s, function)
    j.k, j.vectors, j.x = <int> k, q is not None, r.v.data
    j.first, j.second = routine(a, "geqrf"), routine(a, "orgqr")
    if q is not None:
        j.y = q.v.data
    ask(&j, s, function)
    walk(&j, s, r, m * max(n, k) + min(m, n), 0, function, "LAPACK failed")
    return q, r


def svd(Tensor a, str kind, function="svd"):
    """U, S and Vh for the kinds "A" (all vectors) and "S" (as many as values); S for "N"."""
    cdef tl_lapack j
    cdef Tensor s = stacked(a), u = None, values, vh = None
    cdef int64_t m = s.v.shape[1], n = s.v.shape[2], k = min(m, n), c, r
    values = result(a, k, -1, True)
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
        start(&j, TL_SVD, s, function)
        j.kind, j.vectors, j.x, j.first = ord(kind), kind != "N", values.v.data, routine(a, "gesdd")
        if kind != "N":
            j.y, j.z = u.v.data, vh.v.data
        ask(&j, s, function)
        walk(&j, s, values, m * n + m * c + r * n, 8 * k, function, "the iteration did not converge")
    return values if kind == "N" else (u, values, vh)


cdef int identities(Tensor t) except -1:
    zero(t, "svd")
    return copy_into(diagonals(t), scalar_tensor(1, t.v.dtype), "svd")


cdef Tensor diagonals(Tensor t):
    """A view of the diagonals of square matrices."""
    cdef Tensor d = view_of(t, t.v.ndim - 1)
    cdef int i
    for i in range(d.v.ndim):
        d.v.shape[i], d.v.strides[i] = t.v.shape[i], t.v.strides[i]
    d.v.strides[d.v.ndim - 1] += t.v.strides[d.v.ndim]
    set_flags(d)
    return d


def eigh(Tensor a, bint lower, bint vectors, function="eigh"):
    """(eigenvalues, eigenvectors); without `vectors` the second is None."""
    cdef tl_lapack j
    cdef Tensor s = stacked(a), values = result(a, s.v.shape[1], -1, True), v = None
    if vectors:
        v = result(a, s.v.shape[1], s.v.shape[1])
    if values.numel:
        start(&j, TL_EIGH, s, function)
        j.kind, j.vectors, j.x, j.first = c"L" if lower else c"U", vectors, values.v.data, routine(a, "syevd")
        if vectors:
            j.y = v.v.data
        ask(&j, s, function)
        walk(&j, s, values, <int64_t> j.n * j.n, j.liwork, function, "the iteration did not converge")
    return values, v


def lstsq(Tensor a, Tensor b, double rcond, function="lstsq"):
    """The solution (n, k), what is left of `b` beside it (m - n, k; nothing when m <= n), rank, singular values."""
    cdef tl_lapack j
    cdef Tensor s = stacked(a), t = stacked(b), right, values
    cdef int64_t m = s.v.shape[1], n = s.v.shape[2], k = t.v.shape[2], least = min(m, n)
    cdef int64_t shape[2]
    start(&j, TL_LSTSQ, t, function)
    start(&j, TL_LSTSQ, s, function)
    shape[0], shape[1] = max(k, 1), max(m, n)  # LAPACK wants a right-hand side
    right, values = empty_tensor(a.v.dtype, 2, shape), empty_tensor(tl_part_of(a.v.dtype), 1, &least)
    j.k, j.b, j.x, j.y, j.rcond = <int> k, stack_of(t), right.v.data, values.v.data, rcond
    if values.numel:
        j.first = routine(a, "gelsd")
        ask(&j, s, function)
    fault = "the singular values of a matrix of shape ({m}, {n}) did not converge"
    walk(&j, s, right, m * n, j.liwork, function, fault)
    right = right[:k].T
    return right[:n], right[n:], j.rank, values
