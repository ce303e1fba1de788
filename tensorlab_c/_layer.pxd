# What the fused operations of networks check and ask, shared by their modules.
from tensorlab_c._tensor cimport Tensor, as_tensor, dtype_info, new_array, recording
from tensorlab_c.dtypes cimport DTYPES, DType


cdef inline Tensor floating(object x, str function, str what="input"):
    """An operand of a network operation, which computes in float32 or float64."""
    cdef Tensor t = x if isinstance(x, Tensor) else as_tensor(x, function)
    if dtype_info[t.v.dtype].kind != b"f" or dtype_info[t.v.dtype].compute != t.v.dtype:
        raise not_floating(function, t, what)
    return t


cdef inline object not_floating(str function, Tensor t, str what):
    instead = f"{what}.real" if dtype_info[t.v.dtype].kind == b"c" else f"{what}.astype(tl.float32)"
    return TypeError(
        f"{function}: the {what} is {DTYPES[t.v.dtype].name} but must be of a floating dtype that layers compute in; "
        f"write {instead}"
    )


cdef inline Tensor floating_beside(Tensor a, object x, str function, str what):
    """Another operand: lists of numbers take the dtype of the input, not the default one."""
    if isinstance(x, (list, tuple)):
        x = new_array(x, <DType> DTYPES[a.v.dtype], False, function)
    return floating(x, function, what)


cdef inline int same_dtype(str function, Tensor a, Tensor b, str what) except -1:
    """Has `b`, called `what`, the dtype of the input `a`?"""
    if a.v.dtype != b.v.dtype:
        raise different_dtypes(function, a, b, what)
    return 0


cdef inline object different_dtypes(str function, Tensor a, Tensor b, str what):
    mine, other = DTYPES[a.v.dtype].name, DTYPES[b.v.dtype].name
    instead = f"input.astype(tl.{other}), or convert the model, model.to(tl.{mine})"
    if dtype_info[a.v.dtype].kind == b"c":
        instead = f"{what}.astype(tl.{mine}), or input.real"
    return TypeError(
        f"{function}: dtypes {mine} and {other} differ: the input is {mine}, the {what} {other}; write {instead}"
    )


cdef inline int same_memory(str function, Tensor t, const char *data, int dtype, str what) except -1:
    """Does `t` show what it did? A Parameter may be given other memory whenever Python code runs."""
    if t.v.data != data or t.v.dtype != dtype:
        raise other_memory(function, what)
    return 0


cdef inline object other_memory(str function, str what):
    return RuntimeError(f"{function}: the {what} was given other memory while it was being used")


cdef inline bint wanted(Tensor a, Tensor b, Tensor c) noexcept:
    return recording() and (
        a.ag is not None or b is not None and b.ag is not None or c is not None and c.ag is not None
    )
