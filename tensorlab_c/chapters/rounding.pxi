# Rounding.
from tensorlab_c._call cimport both, deliver, integer, is_complex, is_inexact, operand


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
    if not is_inexact(t) and t.v.dtype != TL_BOOL:
        if places >= 0:
            return deliver(copied(t), out, "round", False)
        return deliver(rounded_integers(t, -places), out, "round", False)
    if places and is_complex(t):
        r = complex_of_parts(round(complex_part(t, False), places), round(complex_part(t, True), places))
    elif places == 0:
        r = unary(TL_OP_rint, t)
    elif places > 0:
        r = both(TL_OP_divide, unary(TL_OP_rint, both(TL_OP_multiply, t, 10.0 ** places)), 10.0 ** places)
    else:
        r = both(TL_OP_multiply, unary(TL_OP_rint, both(TL_OP_divide, t, 10.0 ** -places)), 10.0 ** -places)
    return deliver(r, out, "round", False)


around = round


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
