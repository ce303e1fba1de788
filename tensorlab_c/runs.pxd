# What a call can be, as Cython sees it; src/runs.h is the contract.
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c.tl cimport tl_call, tl_status, tl_view


cdef extern from "runs.h" nogil:
    ctypedef tl_status tl_run(const tl_call *c) noexcept nogil
    ctypedef struct tl_run_table:
        tl_run *elementwise
        tl_run *copy
        tl_run *where
        tl_run *activation
        tl_run *reduce
        tl_run *lines
        tl_run *matmul
        tl_run *gemm
        tl_run *conv
        tl_run *correlate
        tl_run *pool
        tl_run *step
        tl_run *watch
        tl_run *fill
        tl_run *count
        tl_run *space
        tl_run *count_fractions
        tl_run *gather
        tl_run *scatter
        tl_run *outside
        tl_run *offsets
        tl_run *take
        tl_run *put
        tl_run *count_true
        tl_run *places
        tl_run *compress
        tl_run *repeat
        tl_run *lay
        tl_run *search
        tl_run *interpolate
        tl_run *bin
        tl_run *tally
        tl_run *draw
        tl_run *draw_integers
        tl_run *narrow
        tl_run *lapack
        tl_run *lapack_room
        tl_run *clip
        tl_run *refuse
    const tl_run_table tl_runs

    void tl_call_make(
        tl_call *c, tl_run *run, const char *name, void *params, int64_t size, const tl_view *out, const tl_view *a,
        const tl_view *b, const tl_view *d
    )

    int64_t tl_first_outside(const int64_t *index, int64_t count, int64_t n)
    int64_t tl_count_true(const char *mask, int64_t n)

    ctypedef struct tl_value:
        char bytes[16]
    ctypedef struct tl_counting:
        uint64_t first, delta
        double x, y
    ctypedef struct tl_spacing:
        double start, stop
        int64_t steps
        int closed
    ctypedef struct tl_fractions:
        uint64_t first, whole, rest, steps
    ctypedef struct tl_scattering:
        int lead, add
    ctypedef struct tl_indexing:
        int64_t n, stride, bad
        int add
    ctypedef struct tl_taking:
        int64_t before, n, stride, size, bad
    ctypedef struct tl_truths:
        int64_t count
    ctypedef struct tl_placing:
        int64_t count
        int64_t *axis[64]
    ctypedef struct tl_compressing:
        int64_t stride
    ctypedef struct tl_repeating:
        int64_t before, rows, chunk, count
    ctypedef struct tl_laying:
        int64_t rows, chunk, at, step
    ctypedef struct tl_searching:
        int right
    ctypedef struct tl_interpolating:
        double left, right
    ctypedef struct tl_drawing:
        void *bits
        void (*fill)(void *bits, Py_ssize_t n, double *out) noexcept nogil
        double (*one)(void *bits, double a, double b) noexcept nogil
        double a, b
        int64_t first, count
    ctypedef void tl_bounded(
        void *bits, uint64_t low, uint64_t span, Py_ssize_t n, bint masked, uint64_t *out
    ) noexcept nogil
    ctypedef struct tl_bounding:
        void *bits
        tl_bounded *bounded
        uint64_t low, span
    ctypedef struct tl_narrowing:
        double high

    enum:
        TL_SOLVE
        TL_INV
        TL_DET
        TL_CHOLESKY
        TL_QR
        TL_SVD
        TL_EIGH
        TL_LSTSQ
    ctypedef struct tl_stack:
        const char *data
        int64_t step, row, column
    ctypedef struct tl_lapack:
        int task, m, n, k
        char kind
        int vectors, lwork, liwork, lrwork
        int *integers
        void *first
        void *second
        void *third
        tl_stack a, b
        char *x
        char *y
        char *z
        char *scratch
        int64_t begin, end, at
        int info
        double rcond
        int rank
