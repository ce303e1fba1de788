# Axes, indices and numbers of diagonals, for other chapters.
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c._tensor cimport Tensor

cdef uint64_t only_axis(object axis, str function) except? 0xffffffffffffffff
cdef Tensor as_indices(Tensor t, int64_t n, str function)
cdef int64_t offset_of(object k, str function) except? -1
cdef Tensor diagonal_of(Tensor t, int64_t k)
