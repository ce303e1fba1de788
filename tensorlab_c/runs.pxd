# What a call can be, as Cython sees it; src/runs.h is the contract.
from tensorlab_c.tl cimport tl_call, tl_status


cdef extern from "runs.h" nogil:
    ctypedef tl_status tl_run(const tl_call *c) noexcept nogil
    ctypedef struct tl_run_table:
        tl_run *elementwise
        tl_run *copy
        tl_run *where
        tl_run *reduce
        tl_run *lines
        tl_run *matmul
        tl_run *gemm
        tl_run *conv
        tl_run *pool
    const tl_run_table tl_runs
