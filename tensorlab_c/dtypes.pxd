cdef class DType:
    cdef readonly int num
    cdef readonly str name
    cdef readonly int itemsize
    cdef readonly str kind
    cdef bytes format
    cdef Py_hash_t number
    cdef bint hashed

cdef tuple DTYPES
cdef DType as_dtype(object spec)
cdef int default_num  # of default_float()
cdef DType default_float()
cdef DType parameter_float()
cdef int complex_default() noexcept
cdef void make_with(object array) noexcept
cdef void when_default_changes(void (*function)() noexcept) noexcept
cdef int promoted_dtype(int a, int b) noexcept
