# Filling fresh tensors, for the chapters.
from libc.stdint cimport int64_t
from libc.string cimport memcpy, memset

from tensorlab_c._tensor cimport Tensor, capturing, dtype_info, launch, runs
from tensorlab_c.runs cimport tl_call_make, tl_value
from tensorlab_c.tl cimport TL_LONG, tl_call


cdef inline int fill_with(Tensor t, const tl_value *value, str function) except -1:
    cdef tl_call call
    tl_call_make(&call, runs.fill, b"fill", <void *> value, sizeof(tl_value), &t.v, NULL, NULL, NULL)
    call.bytes = <double> t.numel * dtype_info[t.v.dtype].itemsize
    return launch(&call, function, True)


cdef inline int fill(Tensor t, const char *element, str function) except -1:
    """Sets a fresh tensor to one element of its dtype."""
    cdef tl_value value
    cdef size_t size = dtype_info[t.v.dtype].itemsize
    if size == 8:
        memcpy(value.bytes, element, 8)
    else:
        memcpy(value.bytes, element, size)
    return fill_with(t, &value, function)


cdef inline int zero(Tensor t, str function) except -1:
    cdef tl_value value
    cdef int64_t size = t.numel * dtype_info[t.v.dtype].itemsize
    if size < TL_LONG and capturing[0] == NULL:
        memset(t.v.data, 0, size)
        return 0
    memset(value.bytes, 0, sizeof(value))
    return fill_with(t, &value, function)
