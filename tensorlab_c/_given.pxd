# What callers give: numbers and lists in the dtype of what they stand beside, sequences that are read once.
from cpython.exc cimport PyErr_CheckSignals as check_signals
from libc.stdint cimport int64_t

from tensorlab_c._call cimport operand
from tensorlab_c._tensor cimport Tensor, cast, dtype_info, empty_tensor, new_array, parse_shape, snapshot
from tensorlab_c.dtypes cimport DTYPES, default_num, promoted_dtype
from tensorlab_c.tl cimport TL_C64, TL_C128, TL_F32, TL_F64


cdef inline bint is_number(object x) noexcept:
    """A plain Python number, which takes the dtype of what stands beside it."""
    return type(x) is float or type(x) is int or type(x) is bool or type(x) is complex


cdef inline Tensor room(int dtype, int ndim, const int64_t *shape, str function):
    """A tensor without values; one too large is said under the function's name."""
    if ndim == 0 or ndim <= 2 and shape[0] <= 65536 and shape[ndim - 1] <= 4096:
        return empty_tensor(dtype, ndim, shape)
    try:
        return empty_tensor(dtype, ndim, shape)
    except (MemoryError, ValueError) as error:
        raise type(error)(str(error).replace("tensor:", f"{function}:", 1)) from None


cdef inline Tensor given(object x, int dtype, str function):
    """An array-like in `dtype`; Python numbers become elements of it at once, not by way of the default dtype."""
    return cast(<Tensor> x, dtype) if isinstance(x, Tensor) else new_array(x, DTYPES[dtype], False, function)


cdef inline bint widens_f32(int dtype) noexcept:
    return promoted_dtype(dtype, TL_C64) == TL_C128


cdef inline Tensor beside(object x, int dtype, str function):
    """An array-like beside a tensor of `dtype`; Python floats are read in the wider type that the two meet in."""
    cdef Tensor t = operand(x, function)
    if (t.v.dtype in (TL_F32, TL_C64) and default_num == TL_F32 and widens_f32(dtype)
            and isinstance(x, (float, complex, list, tuple))):
        return new_array(x, DTYPES[TL_F64 if t.v.dtype == TL_F32 else TL_C128], False, function)
    return t


cdef inline tuple several(object x):
    """What may be one thing or a sequence of them, as a tuple; a sequence is read once, whatever it does meanwhile."""
    if type(x) is int:
        return (x,)
    if not isinstance(x, (tuple, list)) and hasattr(x, "__index__") and not getattr(x, "ndim", 0):
        return (x,)
    try:
        return snapshot(x)
    except TypeError:
        return (x,)


cdef inline int let_signals(Py_ssize_t i) except -1:
    """In step `i` of many: Ctrl-C is heard now and then."""
    return 0 if i & 0xffff else check_signals()


cdef inline int check_fits(Tensor value, object shape, str function) except -1:
    """Does the value broadcast? Before memory is asked for."""
    cdef int64_t sizes[64]
    cdef int lead, i
    if value.v.ndim:
        lead = parse_shape(shape, sizes, function) - value.v.ndim
        for i in range(value.v.ndim):
            if lead < 0 or value.v.shape[i] != 1 and value.v.shape[i] != sizes[lead + i]:
                raise ValueError(f"{function}: fill_value of shape {value.shape} does not broadcast to {shape}")
    return 0


cdef inline object one_tuple(str function, str what, str example):
    """For those who give sizes, axes or arrays one by one."""
    return TypeError(f"{function}: give the {what} as one tuple, {function}({example})")


cdef inline tuple sequence_of_arrays(object arrays, str function, tuple more):
    cdef tuple items
    if more:
        raise one_tuple(function, "arrays", "(a, b)")
    try:
        items = snapshot(arrays)
    except TypeError:
        raise TypeError(
            f"{function}: give the arrays as one tuple or list, {function}((a, b)), not {type(arrays).__name__}"
        ) from None
    if len(items) > 0x7fffffff:
        raise ValueError(f"{function}: {len(items):,} arrays are too many")
    if not items:
        raise ValueError(f"{function}: at least one array is needed")
    return items


cdef inline int check_axis(object axis, str function) except -1:
    """Tells those who give the arrays one by one how it is written."""
    if type(axis) is not int and (isinstance(axis, (Tensor, list, tuple)) or getattr(axis, "ndim", 0)):
        raise TypeError(f"{function}: give the arrays as one tuple or list, {function}((a, b)); axis is an integer")
    return 0
