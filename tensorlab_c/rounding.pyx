# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Rounding, extrema of two operands and clipping, element by element."""
from tensorlab_c._call cimport both, deliver, integer, is_float, operand
from tensorlab_c._given cimport beside, given, is_number
from tensorlab_c._tape cimport Node
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make
from tensorlab_c.tl cimport *

from tensorlab_c.dtypes import promote_types

__all__ = [
    "around", "ceil", "clip", "fix", "floor", "fmax", "fmin", "maximum", "minimum", "nan_to_num", "rint", "round",
    "trunc",
]


floor = table_function(TL_OP_floor, __name__, """
    The largest whole number not above the element.

    Notes
    -----
    Integers stay as they are. The derivative is 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.floor(tl.array([-1.5, 1.5]))
    tensor([-2.,  1.])
    """)


ceil = table_function(TL_OP_ceil, __name__, """
    The smallest whole number not below the element.

    Notes
    -----
    Integers stay as they are. The derivative is 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.ceil(tl.array([-1.5, 1.5]))
    tensor([-1.,  2.])
    """)


trunc = table_function(TL_OP_trunc, __name__, """
    The element rounded towards zero.

    Notes
    -----
    Integers stay as they are. The derivative is 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.trunc(tl.array([-1.5, 1.5]))
    tensor([-1.,  1.])
    """)
fix = trunc


rint = table_function(TL_OP_rint, __name__, """
    The nearest whole number, the even one of two.

    Notes
    -----
    The derivative is 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.rint(tl.array([0.5, 1.5, 2.4]))
    tensor([0., 2., 2.])
    """)


maximum = table_function(TL_OP_maximum, __name__, """
    The larger of two elements; nan when either is nan.

    Notes
    -----
    Equal elements share the gradient; nan takes all of it.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.maximum(tl.array([1.0, 5.0]), tl.array([3.0, 2.0]))
    tensor([3., 5.])
    """)


minimum = table_function(TL_OP_minimum, __name__, """
    The smaller of two elements; nan when either is nan.

    Notes
    -----
    Equal elements share the gradient; nan takes all of it.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.minimum(tl.array([1.0, 5.0]), tl.array([3.0, 2.0]))
    tensor([1., 2.])
    """)


fmax = table_function(TL_OP_fmax, __name__, """
    The larger of two elements, ignoring nan.

    Notes
    -----
    nan only when both are.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fmax(tl.array([1.0, tl.nan]), tl.array([3.0, 2.0]))
    tensor([3., 2.])
    """)


fmin = table_function(TL_OP_fmin, __name__, """
    The smaller of two elements, ignoring nan.

    Notes
    -----
    nan only when both are.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fmin(tl.array([1.0, tl.nan]), tl.array([3.0, 2.0]))
    tensor([1., 2.])
    """)


def round(a, decimals=0, out=None):
    """The elements rounded to a number of decimals, halves to the even neighbour.

    Parameters
    ----------
    a : array_like
    decimals : int
        Negative values round before the point.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of the shape and dtype of `a`.

    Notes
    -----
    As in NumPy: the elements are multiplied by ``10**decimals``, rounded to whole numbers and divided again. Integers
    are rounded as integers, exactly; what does not fit wraps around. The derivative is 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.round(tl.array([0.5, 1.25, 1.375]), 1)
    tensor([0.5, 1.2, 1.4])
    """
    cdef Tensor t = operand(a, "round")
    cdef int places = within(integer(decimals, "decimals", "round"), 400)  # no float has more
    cdef Tensor r
    if not is_float(t) and t.v.dtype != TL_BOOL:
        if places >= 0:
            return deliver(copied(t), out, "round", False)
        return deliver(rounded_integers(t, -places), out, "round", False)
    if places == 0:
        r = unary(TL_OP_rint, t)
    elif places > 0:
        r = both(TL_OP_divide, unary(TL_OP_rint, both(TL_OP_multiply, t, 10.0 ** places)), 10.0 ** places)
    else:
        r = both(TL_OP_multiply, unary(TL_OP_rint, both(TL_OP_divide, t, 10.0 ** -places)), 10.0 ** -places)
    return deliver(r, out, "round", False)


cdef int within(object n, int limit):
    if type(n) is int and not n:
        return 0
    return limit if n > limit else (-limit if n < -limit else n)


cdef Tensor rounded_integers(Tensor t, int zeros):
    """To so many zeros at the end, halves to the even neighbour: by the size in uint64, which has room for all."""
    cdef bint signed = dtype_info[t.v.dtype].kind == b"i"
    cdef Tensor size, tens, rest, up, half, unit
    cdef object ten = 10  # whose powers are Python's
    if zeros > 19:
        return binary(TL_OP_multiply, t, scalar_tensor(0, t.v.dtype))  # no integer is half as large
    unit, half = scalar_tensor(ten**zeros, TL_U64), scalar_tensor(ten**zeros // 2, TL_U64)
    size = cast(unary(TL_OP_abs, cast(t, TL_I64)), TL_U64) if signed else cast(t, TL_U64)
    tens = binary(TL_OP_floor_divide, size, unit)
    rest = binary(TL_OP_subtract, size, binary(TL_OP_multiply, tens, unit))
    up = binary(TL_OP_logical_and, binary(TL_OP_equal, rest, half), both(TL_OP_bitwise_and, tens, 1))
    up = binary(TL_OP_logical_or, up, binary(TL_OP_greater, rest, half))
    size = binary(TL_OP_multiply, binary(TL_OP_add, tens, cast(up, TL_U64)), unit)
    if signed:
        size = cast(size, TL_I64)
        size = select(both(TL_OP_less, t, 0), unary(TL_OP_negative, size), size)
    return cast(size, t.v.dtype)


def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    """The elements with nan and infinities replaced by numbers.

    Parameters
    ----------
    x : array_like
    copy : bool
        False to replace them in `x` itself.
    nan, posinf, neginf : float
        What stands for them; the largest and smallest number of the dtype where None.

    Returns
    -------
    Tensor
        Of the shape and dtype of `x`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nan_to_num(tl.array([1.0, tl.nan, tl.inf]), posinf=9.0)
    tensor([1., 0., 9.])
    """
    cdef Tensor t = operand(x, "nan_to_num")
    cdef Tensor r = t
    cdef double limit
    if is_float(t):
        limit = largest(t.v.dtype)
        r = replaced(r, unary(TL_OP_isnan, t), nan)
        r = replaced(r, both(TL_OP_equal, t, float("inf")), limit if posinf is None else posinf)
        r = replaced(r, both(TL_OP_equal, t, float("-inf")), -limit if neginf is None else neginf)
    if not copy and isinstance(x, Tensor):
        if r is not t:
            copy_into(t, r, "nan_to_num")
        return t
    return copied(t) if r is t else r


def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None):
    """The elements, raised to a lower and lowered to an upper bound.

    Parameters
    ----------
    a : array_like
    a_min, a_max : array_like, optional
        The bounds, broadcast against `a`; None for no bound.
    out : Tensor, optional
        Where the result goes.
    min, max : array_like, optional
        The array API's names of the bounds.

    Returns
    -------
    Tensor
        Of the shape of the operands, broadcast; `a_max` where the bounds cross.

    Raises
    ------
    ValueError
        When a bound is given twice.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.clip(tl.array([-1.0, 0.5, 7.0]), 0, 1)
    tensor([0. , 0.5, 1. ])
    """
    if (a_min is not None and min is not None) or (a_max is not None and max is not None):
        raise ValueError("clip: a bound is given both as a_min or a_max and as min or max")
    cdef object low = min if a_min is None else a_min, high = max if a_max is None else a_max
    cdef Tensor t = operand(a, "clip")
    low, high = bound(t, low, -1), bound(t, high, 1)
    if is_number(low) != is_number(high) and low is not None and high is not None:
        t = cast(t, promote_types(t.dtype, (high if is_number(low) else low).dtype).num)  # which the number takes
    if recording() and (t.ag is not None or has_record(low) or has_record(high)):
        return deliver(clipped_recorded(t, low, high), out, "clip", False)
    return deliver(clipped(t, low, high), out, "clip", False)


cdef object bound(Tensor t, object x, int side):
    """A bound as a Python number or a tensor; None where it bounds nothing."""
    if x is None or beyond(t, x, side):
        return None
    return x if is_number(x) else beside(x, t.v.dtype, "clip")


cdef inline bint has_record(object x):
    return isinstance(x, Tensor) and (<Tensor> x).ag is not None


cdef inline object plain(object x):
    return alias(<Tensor> x) if has_record(x) else x


cdef Tensor clipped(Tensor t, object low, object high):
    cdef Tensor r = t
    if (is_number(low) and is_number(high) and t.flags & CONTIGUOUS and holds(t, low) and holds(t, high)
            and dtype_info[t.v.dtype].compute == t.v.dtype):
        return clipped_at_once(t, scalar_tensor(low, t.v.dtype), scalar_tensor(high, t.v.dtype))
    if low is not None:
        r = both(TL_OP_maximum, r, low)
    if high is not None:
        r = both(TL_OP_minimum, r, high)
    return copied(t) if r is t else r


cdef inline bint holds(Tensor t, object number):
    """Is the result of the dtype of `t`, and is there a loop for that?"""
    if kernels.clip[t.v.dtype] == NULL:
        return False
    return is_float(t) or t.v.dtype != TL_BOOL and type(number) is int


cdef Tensor clipped_at_once(Tensor t, Tensor low, Tensor high):
    """Both bounds while the elements are at hand."""
    cdef Tensor out = empty_like(t)
    cdef tl_call call
    tl_call_make(&call, runs.clip, b"clip", NULL, 0, &out.v, &t.v, &low.v, &high.v)
    call.bytes, call.work = 2.0 * t.numel * dtype_info[t.v.dtype].itemsize, <double> t.numel
    launch(&call, "clip", True)
    return out


cdef Tensor clipped_recorded(Tensor t, object low, object high):
    """The element has the whole gradient between the bounds and on them, as in PyTorch; else the bound that it met."""
    cdef Tensor values = clipped(plain(t), plain(low), plain(high)), below = None, above = None, inside, rest = values
    cdef Node n
    if low is not None:
        below = both(TL_OP_greater_equal, plain(t), plain(low))
    if high is not None:
        above = both(TL_OP_less_equal, plain(t), plain(high))
    if below is None and above is None:
        return copied(t)
    inside = above if below is None else (below if above is None else binary(TL_OP_logical_and, below, above))
    if not has_record(low) and not has_record(high):
        n = record(TL_OP_where, values, cast(t, values.v.dtype), None, None)  # of a where with only one side recorded
        n.shapes = (None, None, None)
        save(n, 2, inside)
        return values
    if high is not None:  # where the bounds cross, the upper one
        crossed = both(TL_OP_greater, plain(t), plain(high))
        if low is not None:
            crossed = binary(TL_OP_logical_or, crossed, both(TL_OP_greater, plain(low), plain(high)))
        rest = select(crossed, given(high, values.v.dtype, "clip"), rest)
    if low is not None:
        met = both(TL_OP_less, plain(t), plain(low))
        if high is not None:
            met = binary(TL_OP_logical_and, met, both(TL_OP_less, plain(low), plain(high)))
        rest = select(met, given(low, values.v.dtype, "clip"), rest)
    return select(inside, t, rest)


cdef bint beyond(Tensor t, object bound, int side):
    """Is a Python integer below (-1) or above (1) all that t's integers can be, so that it bounds nothing?"""
    cdef int bits = 8 * dtype_info[t.v.dtype].itemsize
    if type(bound) is not int or dtype_info[t.v.dtype].kind not in b"iu":
        return False
    if dtype_info[t.v.dtype].kind == b"u":
        return bound < 0 if side < 0 else bound >= 2**bits
    return bound < -(2 ** (bits - 1)) if side < 0 else bound >= 2 ** (bits - 1)


cdef inline double largest(int dtype) noexcept:
    """Finite number."""
    if dtype == TL_F64:
        return 1.7976931348623157e308
    return 3.4028234663852886e38 if dtype == TL_F32 else 65504.0


cdef Tensor replaced(Tensor t, Tensor where, object value):
    return select(where, given(value, t.v.dtype, "nan_to_num"), t)


around = round
