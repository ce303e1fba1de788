# Axes, and views with more of them, for other chapters.
from libc.stdint cimport int64_t

from tensorlab_c._tensor cimport Tensor, reshaped

cdef list axis_list(object axes, int ndim, str function)


cdef inline Tensor at_least(Tensor t, int ndim):
    cdef int64_t shape[3]
    cdef int lead = ndim - t.v.ndim, i
    if lead <= 0:
        return t
    for i in range(3):
        shape[i] = 1
    if ndim == 3 and t.v.ndim > 0:
        shape[1 if t.v.ndim == 1 else 0] = t.v.shape[0]
        if t.v.ndim == 2:
            shape[1] = t.v.shape[1]
    elif t.v.ndim == 1:
        shape[1] = t.v.shape[0]
    return reshaped(t, ndim, shape)
cdef int allow(int source, int target, object casting, str function) except -1
