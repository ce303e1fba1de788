# How public functions reach the path of every operation; inline, so that a call on plain tensors costs nothing more.
from tensorlab_c._tensor cimport (
    Tensor, as_tensor, axis_error, binary, binary_objects, cast, dtype_info, finish, set_flags, view_of,
)
from tensorlab_c.dtypes cimport default_num, promoted_dtype
from tensorlab_c.tl cimport TL_F32

cdef enum:
    LONG_ROW = 64  # from which on a matrix product of a row and a column is faster than two passes


cdef inline Tensor both(int op, object a, object b):
    """A binary op inside composite functions; Python numbers take the other operand's dtype."""
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        return binary(op, <Tensor> a, <Tensor> b)
    return <Tensor> binary_objects(op, a, b)


cdef inline Tensor operand(object x, str function):
    return <Tensor> x if isinstance(x, Tensor) else as_tensor(x, function)


cdef inline bint is_float(Tensor t) noexcept:
    return dtype_info[t.v.dtype].kind == b"f"


cdef inline bint is_complex(Tensor t) noexcept:
    return dtype_info[t.v.dtype].kind == b"c"


cdef inline int need_order(Tensor t, str function) except -1:
    """Refuses complex numbers where elements are compared."""
    if is_complex(t):
        raise TypeError(f"{function}: not defined for {t.dtype}, which have no order")
    return 0


cdef inline bint is_inexact(Tensor t) noexcept:
    """Floating or complex?"""
    return is_float(t) or is_complex(t)


cdef inline Tensor floated(Tensor t):
    """As the FLT domain of ops.def: small integers in float32, others in the default float type."""
    return t if is_inexact(t) else cast(t, TL_F32 if promoted_dtype(t.v.dtype, TL_F32) == TL_F32 else default_num)


cdef inline size_t item_size(Tensor t):
    return dtype_info[t.v.dtype].itemsize


cdef inline int check_device(object device, str function) except -1:
    if device is not None and device != "cpu":
        given = repr(device) if isinstance(device, (str, int)) else type(device).__name__
        raise ValueError(f"{function}: device must be 'cpu' or None, got {given}")
    return 0


cdef inline int check_order(object order, str function) except -1:
    """The layout is C's; what NumPy takes for its order is taken, and nothing else."""
    if order is None or order == "C" or order == "K":
        return 0
    if not isinstance(order, str):
        raise TypeError(f"{function}: order must be one of C, F, A, K, got {type(order).__name__}")
    if order.upper() not in ("C", "F", "A", "K"):
        raise ValueError(f"{function}: order must be one of C, F, A, K, got {order!r}")
    return 0


cdef inline object integer(object x, str what, str function):
    """`x` as a Python integer, by __index__."""
    if type(x) is int:
        return x
    try:
        return x.__index__()
    except AttributeError:
        raise TypeError(f"{function}: {what} must be an integer, got {type(x).__name__}") from None


cdef inline int axis_index(object axis, int ndim, str function) except -1:
    """A single axis, counted from the front."""
    cdef Py_ssize_t i
    if axis is True or axis is False:
        raise TypeError(f"{function}: axis must be an integer, got {axis}")
    try:
        i = axis if type(axis) is int else axis.__index__()
    except AttributeError:
        raise TypeError(f"{function}: axis must be an integer, got {type(axis).__name__}") from None
    except OverflowError:
        i = ndim  # out of range
    if i < -ndim or i >= ndim:
        raise axis_error(f"{function}: axis {axis} is out of range for {ndim} axes")
    return <int> (i + ndim if i < 0 else i)


cdef inline object deliver(Tensor result, object out, str function, bint exact=True):
    """Puts the result of a composite function into `out`, if there is one; `exact` unless it is elementwise."""
    return result if out is None else finish(result, out, True, function, exact)


cdef inline Tensor part_of(Tensor out, int axis, Tensor t, size_t at):
    """The part of `out` for `t`, which begins so many bytes behind the start."""
    cdef Tensor part = view_of(out, out.v.ndim)
    cdef int i
    for i in range(out.v.ndim):
        part.v.shape[i], part.v.strides[i] = t.v.shape[i], out.v.strides[i]
    part.v.data += at
    set_flags(part)
    return part


cdef inline tuple cut(int axis, object index):
    """The index that applies `index` to one axis."""
    return (slice(None),) * axis + (index,)
