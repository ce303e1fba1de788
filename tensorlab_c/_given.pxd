# What callers give beside tensors: numbers and lists, in the dtype of what they stand beside.
from tensorlab_c._call cimport operand
from tensorlab_c._tensor cimport Tensor, cast, dtype_info, new_array
from tensorlab_c.dtypes cimport DTYPES, default_num
from tensorlab_c.tl cimport TL_F32, TL_F64


cdef inline bint is_number(object x) noexcept:
    """A plain Python number, which takes the dtype of what stands beside it."""
    return type(x) is float or type(x) is int or type(x) is bool


cdef inline Tensor given(object x, int dtype, str function):
    """An array-like in `dtype`; Python numbers become elements of it at once, not by way of the default dtype."""
    return cast(<Tensor> x, dtype) if isinstance(x, Tensor) else new_array(x, DTYPES[dtype], False, function)


cdef inline bint widens_f32(int dtype) noexcept:
    return dtype != TL_F32 and dtype_info[dtype].itemsize >= 4  # as tl_promote


cdef inline Tensor beside(object x, int dtype, str function):
    """An array-like beside a tensor of `dtype`; Python floats are read in the wider type that the two meet in."""
    cdef Tensor t = operand(x, function)
    if t.v.dtype == TL_F32 and default_num == TL_F32 and widens_f32(dtype) and isinstance(x, (float, list, tuple)):
        return new_array(x, DTYPES[TL_F64], False, function)
    return t


cdef inline tuple several(object x):
    """What may be one thing or a sequence of them, as a tuple; a sequence is read once, whatever it does meanwhile."""
    if not isinstance(x, (tuple, list)) and hasattr(x, "__index__") and not getattr(x, "ndim", 0):
        return (x,)
    try:
        return tuple(x)
    except TypeError:
        return (x,)
