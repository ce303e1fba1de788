cdef class DType:
    cdef readonly int num
    cdef readonly str name
    cdef readonly int itemsize
    cdef readonly str kind
    cdef bytes format

cdef tuple DTYPES
cdef DType as_dtype(object spec)
cdef int default_num  # of default_float()
cdef DType default_float()
cdef DType parameter_float()
