# What the fused operations of networks check and ask, shared by their modules.
from tensorlab_c._tensor cimport Tensor, as_tensor, dtype_info, recording
from tensorlab_c.dtypes cimport DTYPES
from tensorlab_c.tl cimport TL_OK, tl_status


cdef inline Tensor floating(object x, str function):
    """An operand of a network operation, which computes in float32 or float64."""
    cdef Tensor t = x if isinstance(x, Tensor) else as_tensor(x, function)
    if dtype_info[t.v.dtype].kind != b"f":
        raise TypeError(f"{function}: expected a floating dtype, got {DTYPES[t.v.dtype].name}")
    return t


cdef inline int same_dtype(str function, Tensor a, Tensor b) except -1:
    if a.v.dtype != b.v.dtype:
        raise TypeError(
            f"{function}: dtypes {DTYPES[a.v.dtype].name} and {DTYPES[b.v.dtype].name} differ; use x.astype(...)"
        )
    return 0


cdef inline int check(tl_status status, str function) except -1:
    if status != TL_OK:
        raise MemoryError(f"{function}: the padded copy or other intermediate values are larger than the memory")
    return 0


cdef inline bint wanted(Tensor a, Tensor b, Tensor c) noexcept:
    return recording() and (
        a.ag is not None or b is not None and b.ag is not None or c is not None and c.ag is not None
    )
