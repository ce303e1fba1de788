# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Functions of each element: arithmetic, bounds, rounding, logarithms, angles, bits. Comparisons are in logic.pyx."""
from tensorlab_c._call cimport both, deliver, floated, integer, is_float, operand
from tensorlab_c._given cimport beside, given, is_number
from tensorlab_c._tape cimport Node
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport as_dtype
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make
from tensorlab_c.tl cimport *

from tensorlab_c._tensor import custom
from tensorlab_c.creation import asarray
from tensorlab_c.dtypes import promote_types

__all__ = [
    "abs", "absolute", "acos", "acosh", "add", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh",
    "around", "asin", "asinh", "atan", "atan2", "atanh", "bitwise_and", "bitwise_invert", "bitwise_left_shift",
    "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor", "cbrt", "ceil", "clip", "copysign", "cos",
    "cosh", "deg2rad", "degrees", "divide", "divmod", "exp", "exp2", "expm1", "fabs", "fix", "floor", "floor_divide",
    "fmax", "fmin", "fmod", "heaviside", "hypot", "invert", "left_shift", "log", "log10", "log1p", "log2", "logaddexp",
    "logaddexp2", "maximum", "minimum", "mod", "multiply", "nan_to_num", "negative", "nextafter", "positive", "pow",
    "power", "rad2deg", "radians", "reciprocal", "remainder", "right_shift", "rint", "round", "sign", "signbit", "sin",
    "sinc", "sinh", "sqrt", "square", "subtract", "tan", "tanh", "true_divide", "trunc",
]


add = table_function(TL_OP_add, __name__, """
    The sum, element by element; the operator ``+``.

    Notes
    -----
    Lecture row L32. Integers wrap around; the sum of booleans is their or.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.add(tl.array([1.0, 2.0]), 0.5)
    tensor([1.5, 2.5])
    """)


subtract = table_function(TL_OP_subtract, __name__, """
    The difference, element by element; the operator ``-``.

    Raises
    ------
    TypeError
        For booleans; use `logical_xor`.

    Notes
    -----
    Lecture row L32.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.subtract(tl.array([1.0, 2.0]), tl.array([0.5, 4.0]))
    tensor([ 0.5, -2. ])
    """)


multiply = table_function(TL_OP_multiply, __name__, """
    The product, element by element; the operator ``*``.

    Notes
    -----
    Lecture row L32. Integers wrap around; the product of booleans is their and.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.multiply(tl.array([1.0, 2.0]), 1.5)
    tensor([1.5, 3. ])
    """)


divide = table_function(TL_OP_divide, __name__, """
    The quotient, element by element; the operator ``/``.

    Notes
    -----
    Lecture row L32.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.divide(tl.array([1, 2]), 4)
    tensor([0.25, 0.5 ])
    """)
true_divide = divide


floor_divide = table_function(TL_OP_floor_divide, __name__, """
    The quotient rounded down; the operator ``//``.

    Raises
    ------
    ZeroDivisionError
        When an integer is divided by 0.

    Notes
    -----
    Lecture row L32. Infinities and zeros as in NumPy.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.floor_divide(tl.array([7, -7]), 2)
    tensor([ 3, -4])
    """)


remainder = table_function(TL_OP_remainder, __name__, """
    What is left after `floor_divide`, with the sign of the divisor; the operator ``%``.

    Raises
    ------
    ZeroDivisionError
        When an integer is divided by 0.

    Notes
    -----
    Lecture row L32. ``x1 - floor(x1 / x2) * x2``, without the rounding of these steps.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.remainder(tl.array([7, -7]), 3)
    tensor([1, 2])
    """)
mod = remainder


fmod = table_function(TL_OP_fmod, __name__, """
    What is left after division rounded towards zero, with the sign of the dividend.

    Raises
    ------
    ZeroDivisionError
        When an integer is divided by 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fmod(tl.array([7.0, -7.0]), 3.0)
    tensor([ 1., -1.])
    """)


power = table_function(TL_OP_power, __name__, """
    `x1` to the power of `x2`; the operator ``**``.

    Raises
    ------
    ValueError
        For integers to negative integer powers; make one a float.

    Notes
    -----
    Lecture row L32. Negative bases with fractional exponents give nan.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.power(tl.array([1.0, 2.0, 3.0]), 2)
    tensor([1., 4., 9.])
    """)
pow = power


positive = table_function(TL_OP_positive, __name__, """
    The elements as they are; the operator ``+x``.

    Raises
    ------
    TypeError
        For booleans.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.positive(tl.array([1.0, -2.0]))
    tensor([ 1., -2.])
    """)


negative = table_function(TL_OP_negative, __name__, """
    The elements with their sign changed; the operator ``-x``.

    Raises
    ------
    TypeError
        For booleans; use `logical_not`.

    Notes
    -----
    Lecture row L32.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.negative(tl.array([1.0, -2.0]))
    tensor([-1.,  2.])
    """)


abs = table_function(TL_OP_abs, __name__, """
    The absolute value.

    Notes
    -----
    The derivative at 0 is 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.abs(tl.array([1.0, -2.0]))
    tensor([1., 2.])
    """)
absolute = abs


sign = table_function(TL_OP_sign, __name__, """
    -1, 0 or 1 as the element is negative, zero or positive; nan for nan.

    Raises
    ------
    TypeError
        For booleans.

    Notes
    -----
    The derivative is 0 everywhere.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.sign(tl.array([-3.5, 0.0, 2.0]))
    tensor([-1.,  0.,  1.])
    """)


square = table_function(TL_OP_square, __name__, """
    The square.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.square(tl.array([1.0, -2.0, 3.0]))
    tensor([1., 4., 9.])
    """)


reciprocal = table_function(TL_OP_reciprocal, __name__, """
    One divided by the element.

    Raises
    ------
    ZeroDivisionError
        When an integer is divided by 0.

    Notes
    -----
    Integers stay integers, rounded towards zero.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.reciprocal(tl.array([2.0, -4.0]))
    tensor([ 0.5 , -0.25])
    """)


copysign = table_function(TL_OP_copysign, __name__, """
    The size of `x1` with the sign of `x2`.

    Notes
    -----
    The sign of zero and nan counts.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.copysign(tl.array([1.0, 2.0]), tl.array([-1.0, 1.0]))
    tensor([-1.,  2.])
    """)


def fabs(x, /, out=None, *, where=True, dtype=None):
    """The absolute value, as a float.

    Parameters
    ----------
    x : array_like
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Of the shape of `x`; integers give float64.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fabs(tl.array([1, -2]))
    tensor([1., 2.])
    """
    return apply_unary(TL_OP_abs, floated(operand(x, "fabs")), out, where, dtype)


def divmod(x1, x2, /):
    """The quotient rounded down and the remainder: `floor_divide` and `remainder` of the same operands.

    Parameters
    ----------
    x1, x2 : array_like

    Returns
    -------
    tuple of Tensor
        Of the shape of `x1` and `x2`, broadcast.

    Raises
    ------
    ZeroDivisionError
        When an integer is divided by 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.divmod(tl.array([7, -7]), 2)
    (tensor([ 3, -4]), tensor([1, 1]))
    """
    return both(TL_OP_floor_divide, x1, x2), both(TL_OP_remainder, x1, x2)


def heaviside(x1, x2, /, out=None):
    """The unit step: 0 below zero, 1 above, and `x2` at zero.

    Parameters
    ----------
    x1 : array_like
    x2 : array_like
        The value at zero.
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of the shape of `x1` and `x2`, broadcast; nan where `x1` is nan.

    Notes
    -----
    The unit step of lecture row L5 is ``heaviside(x, 1)``. The derivative is 0 everywhere.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.heaviside(tl.array([-1.5, 0.0, 2.0]), 0.5)
    tensor([0. , 0.5, 1. ])
    """
    cdef Tensor t, at_zero, zero, step
    if not isinstance(x1, (int, float)):
        x1 = operand(x1, "heaviside")
    if not isinstance(x2, (int, float)):
        x2 = operand(x2, "heaviside") if not isinstance(x1, Tensor) else beside(x2, (<Tensor> x1).v.dtype, "heaviside")
    t, at_zero, dtype = resolved_for(TL_OP_hypot, x1, x2)  # which computes in floats, too
    zero = scalar_tensor(0, t.v.dtype)
    step = select(binary(TL_OP_less, t, zero), zero, unary(TL_OP_sign, t))  # nan is nan
    try:
        step = select(binary(TL_OP_equal, t, zero), at_zero, step)
    except ValueError:
        raise shapes_error("heaviside", t, at_zero) from None
    return deliver(cast(step, dtype), out, "heaviside", False)


signbit = table_function(TL_OP_signbit, __name__, """
    Whether the sign is set, also that of zero or nan.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.signbit(tl.array([1.0, -2.0, -0.0]))
    tensor([False,  True,  True])
    """)


def nextafter(x1, x2, /):
    """The next floating number in a direction.

    Parameters
    ----------
    x1, x2 : array_like
        Where from, and towards what; they broadcast.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nextafter(tl.array([1.0]), 2.0) - 1.0
    tensor([2.22044605e-16])
    """
    import numpy
    first, last = number_or_tensor(x1), number_or_tensor(x2)
    return asarray(numpy.asarray(numpy.nextafter(unrecorded_array(first), unrecorded_array(last))))


cdef object number_or_tensor(object x):
    return x if type(x) is int or type(x) is float else asarray(x)


cdef object unrecorded_array(object x):
    """What nextafter gives to NumPy."""
    import numpy
    if not isinstance(x, Tensor):
        return x
    if (<Tensor> x).ag is not None and recording():
        raise RuntimeError("nextafter: has no derivative here; call it on x.detach() or under tl.no_grad()")
    return numpy.asarray(x)


# ---- extrema and bounds ---------------------------------------------------------------------------------------------
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


# ---- rounding -------------------------------------------------------------------------------------------------------
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


# ---- roots, exponentials and logarithms -----------------------------------------------------------------------------
sqrt = table_function(TL_OP_sqrt, __name__, """
    The square root; nan below zero.

    Notes
    -----
    Correctly rounded.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.sqrt(tl.array([1.0, 4.0, 9.0]))
    tensor([1., 2., 3.])
    """)


cbrt = table_function(TL_OP_cbrt, __name__, """
    The cube root.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.cbrt(tl.array([1.0, -8.0, 27.0]))
    tensor([ 1., -2.,  3.])
    """)


exp = table_function(TL_OP_exp, __name__, """
    e to the power of the element.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.exp(tl.array([0.0, 1.0, 2.0]))
    tensor([1.        , 2.71828183, 7.3890561 ])
    """)


exp2 = table_function(TL_OP_exp2, __name__, """
    2 to the power of the element.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.exp2(tl.array([0.0, 1.0, 3.0]))
    tensor([1., 2., 8.])
    """)


expm1 = table_function(TL_OP_expm1, __name__, """
    ``exp(x) - 1``, accurate near zero.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.expm1(tl.array([0.0, 1e-10]))
    tensor([0.e+00, 1.e-10])
    """)


log = table_function(TL_OP_log, __name__, """
    The natural logarithm; -inf at zero, nan below.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.log(tl.array([1.0, tl.e, 10.0]))
    tensor([0.        , 1.        , 2.30258509])
    """)


log2 = table_function(TL_OP_log2, __name__, """
    The logarithm to base 2; -inf at zero, nan below.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.log2(tl.array([1.0, 2.0, 8.0]))
    tensor([0., 1., 3.])
    """)


log10 = table_function(TL_OP_log10, __name__, """
    The logarithm to base 10; -inf at zero, nan below.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.log10(tl.array([1.0, 10.0, 1000.0]))
    tensor([0., 1., 3.])
    """)


log1p = table_function(TL_OP_log1p, __name__, """
    ``log(1 + x)``, accurate near zero.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.log1p(tl.array([0.0, 1e-10]))
    tensor([0.e+00, 1.e-10])
    """)


def _root(x):
    """The square root with slope 0 at zero: of lengths and spreads, whose least value it is."""
    cdef Tensor t = operand(x, "sqrt")
    if t.ag is None or not recording():
        return unary(TL_OP_sqrt, t)
    return custom(unary(TL_OP_sqrt, alias(t)), root_rule, t)


def root_rule(Tensor g, Tensor y, Tensor x):
    """1 / (2 y)"""
    cdef Tensor zero = scalar_tensor(0, y.v.dtype), one = scalar_tensor(1, y.v.dtype)
    cdef Tensor none = binary(TL_OP_equal, alias(y), zero)
    return select(none, zero, binary(TL_OP_divide, both(TL_OP_multiply, g, 0.5), select(none, one, y))),


cdef Tensor log_of_sum(object x1, object x2, bint base2, str function):
    """log(b**x1 + b**x2) as max + log1p(b**(min - max)) / log(b), which overflows only where the result does."""
    cdef Tensor a, b, x, y, high, low, d
    a, b, dtype = resolved_for(TL_OP_hypot, named(x1, function), named(x2, function))  # which computes in floats, too
    x, y = unrecorded(a), unrecorded(b)
    try:
        high, low = binary(TL_OP_maximum, x, y), binary(TL_OP_minimum, x, y)
    except ValueError:
        raise shapes_error(function, x, y) from None
    # equal infinities differ by nan
    d = select(binary(TL_OP_equal, high, low), scalar_tensor(0, high.v.dtype), binary(TL_OP_subtract, low, high))
    d = unary(TL_OP_log1p, unary(TL_OP_exp2 if base2 else TL_OP_exp, d))
    if base2:
        d = both(TL_OP_multiply, d, 1.4426950408889634)
    d = binary(TL_OP_add, high, d)
    if x is not a or y is not b:
        d = custom(d, share_rule2 if base2 else share_rule, a, b)
    return cast(d, dtype)


cdef inline Tensor unrecorded(Tensor t):
    """Without its record: what is computed from it has a rule of its own."""
    return t if t.ag is None else alias(t)


cdef inline object named(object x, str function):
    """Whatever is no number as a tensor, so that errors bear the function's name."""
    return x if isinstance(x, (int, float)) else operand(x, function)


cdef tuple shares(Tensor g, Tensor a, Tensor b, bint base2):
    """b**x1 / (b**x1 + b**x2) and the rest, each as the sigmoid of the difference."""
    cdef Tensor d = binary(TL_OP_subtract, a, b), unknown
    unknown = binary(TL_OP_logical_and, unary(TL_OP_isnan, alias(d)), binary(TL_OP_equal, alias(a), alias(b)))
    d = select(unknown, scalar_tensor(0, d.v.dtype), d)  # of equal infinities
    if base2:
        d = both(TL_OP_multiply, d, 0.6931471805599453)  # ln 2
    return (binary(TL_OP_multiply, g, unary(TL_OP_sigmoid, d)),
            binary(TL_OP_multiply, g, unary(TL_OP_sigmoid, unary(TL_OP_negative, d))))


def share_rule(g, y, a, b):
    return shares(g, a, b, False)


def share_rule2(g, y, a, b):
    return shares(g, a, b, True)


def logaddexp(x1, x2, /, out=None):
    """``log(exp(x1) + exp(x2))`` without overflow.

    Parameters
    ----------
    x1, x2 : array_like
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of the shape of `x1` and `x2`, broadcast; integers give float64, those of 8 or 16 bits float32.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logaddexp(tl.array([0.0, 1000.0]), tl.array([0.0, 1000.0]))
    tensor([6.93147181e-01, 1.00069315e+03])
    """
    return deliver(log_of_sum(x1, x2, False, "logaddexp"), out, "logaddexp", False)


def logaddexp2(x1, x2, /, out=None):
    """``log2(2**x1 + 2**x2)`` without overflow.

    Parameters
    ----------
    x1, x2 : array_like
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of the shape of `x1` and `x2`, broadcast; integers give float64, those of 8 or 16 bits float32.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logaddexp2(tl.array([1.0, 2.0]), tl.array([1.0, 2.0]))
    tensor([2., 3.])
    """
    return deliver(log_of_sum(x1, x2, True, "logaddexp2"), out, "logaddexp2", False)


# ---- trigonometric and hyperbolic functions -------------------------------------------------------------------------
sin = table_function(TL_OP_sin, __name__, """
    The sine of an angle in radians.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.sin(tl.array([0.0, 1.0]))
    tensor([0.        , 0.84147098])
    """)


cos = table_function(TL_OP_cos, __name__, """
    The cosine of an angle in radians.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.cos(tl.array([0.0, 1.0]))
    tensor([1.        , 0.54030231])
    """)


tan = table_function(TL_OP_tan, __name__, """
    The tangent of an angle in radians.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.tan(tl.array([0.0, 1.0]))
    tensor([0.        , 1.55740772])
    """)


arcsin = table_function(TL_OP_arcsin, __name__, """
    The angle between -pi/2 and pi/2 of a sine; nan outside -1 to 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.arcsin(tl.array([0.0, 1.0]))
    tensor([0.        , 1.57079633])
    """)
asin = arcsin


arccos = table_function(TL_OP_arccos, __name__, """
    The angle between 0 and pi of a cosine; nan outside -1 to 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.arccos(tl.array([1.0, 0.0]))
    tensor([0.        , 1.57079633])
    """)
acos = arccos


arctan = table_function(TL_OP_arctan, __name__, """
    The angle between -pi/2 and pi/2 of a tangent.

    Notes
    -----
    An activation of lecture row L5; its derivative is 1 / (1 + x**2).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.arctan(tl.array([0.0, 1.0]))
    tensor([0.        , 0.78539816])
    """)
atan = arctan


arctan2 = table_function(TL_OP_arctan2, __name__, """
    The angle between -pi and pi of the point (`x2`, `x1`).

    Notes
    -----
    The quadrant follows the signs, those of zeros too.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.arctan2(tl.array([1.0, -1.0]), tl.array([-1.0, -1.0]))
    tensor([ 2.35619449, -2.35619449])
    """)
atan2 = arctan2


hypot = table_function(TL_OP_hypot, __name__, """
    The length of the hypotenuse, ``sqrt(x1**2 + x2**2)`` without overflow.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.hypot(tl.array([3.0, 5.0]), tl.array([4.0, 12.0]))
    tensor([ 5., 13.])
    """)


sinh = table_function(TL_OP_sinh, __name__, """
    The hyperbolic sine.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.sinh(tl.array([0.0, 1.0]))
    tensor([0.        , 1.17520119])
    """)


cosh = table_function(TL_OP_cosh, __name__, """
    The hyperbolic cosine.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.cosh(tl.array([0.0, 1.0]))
    tensor([1.        , 1.54308063])
    """)


tanh = table_function(TL_OP_tanh, __name__, """
    The hyperbolic tangent.

    Notes
    -----
    An activation of lecture row L5; its derivative is 1 - tanh(x)**2.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.tanh(tl.array([0.0, 1.0]))
    tensor([0.        , 0.76159416])
    """)


arcsinh = table_function(TL_OP_arcsinh, __name__, """
    The inverse of the hyperbolic sine.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.arcsinh(tl.array([0.0, 1.0]))
    tensor([0.        , 0.88137359])
    """)
asinh = arcsinh


arccosh = table_function(TL_OP_arccosh, __name__, """
    The inverse of the hyperbolic cosine; nan below 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.arccosh(tl.array([1.0, 2.0]))
    tensor([0.       , 1.3169579])
    """)
acosh = arccosh


arctanh = table_function(TL_OP_arctanh, __name__, """
    The inverse of the hyperbolic tangent; nan outside -1 to 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.arctanh(tl.array([0.0, 0.5]))
    tensor([0.        , 0.54930614])
    """)
atanh = arctanh


cdef object scaled(object x, double factor, object out, object where, object dtype, str function):
    """A multiple, as a float, with the arguments of the primitives."""
    cdef Tensor t = operand(x, function)
    if dtype is not None:
        t = cast(t, as_dtype(dtype).num)
    return finish(both(TL_OP_multiply, floated(t), factor), out, where, function)


def degrees(x, /, out=None, *, where=True, dtype=None):
    """An angle in radians, in degrees.

    Parameters
    ----------
    x : array_like
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Of the shape of `x`; integers give float64, those of 8 or 16 bits float32.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.degrees(tl.array([0.0, tl.pi]))
    tensor([  0., 180.])
    """
    return scaled(x, 57.29577951308232, out, where, dtype, "degrees")


def radians(x, /, out=None, *, where=True, dtype=None):
    """An angle in degrees, in radians.

    Parameters
    ----------
    x : array_like
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Of the shape of `x`; integers give float64, those of 8 or 16 bits float32.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.radians(tl.array([0.0, 180.0]))
    tensor([0.        , 3.14159265])
    """
    return scaled(x, 0.017453292519943295, out, where, dtype, "radians")


rad2deg = degrees
deg2rad = radians


def sinc(x, /):
    """``sin(pi x) / (pi x)``, 1 at zero.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    Tensor
        Of the shape of `x`; integers give float64.

    Notes
    -----
    The derivative (cos(pi x) - sinc(x)) / x is summed from its series, -pi^2 x / 3 + pi^4 x^3 / 30 - ..., below
    ``abs(x) = 1 / pi``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.sinc(tl.array([0.0, 0.5]))
    tensor([1.        , 0.63661977])
    """
    cdef Tensor t = operand(x, "sinc"), y, one, at_zero
    if not is_float(t):
        t = cast(t, TL_F64)
    y = both(TL_OP_multiply, t if t.ag is None else alias(t), PI)
    one = scalar_tensor(1, y.v.dtype)
    at_zero = binary(TL_OP_equal, y, scalar_tensor(0, y.v.dtype))
    y = select(at_zero, one, y)
    y = select(at_zero, one, binary(TL_OP_divide, unary(TL_OP_sin, y), y))
    return y if t.ag is None else custom(y, sinc_rule, t)


cdef double PI = 3.141592653589793


cdef list series_of_slope():
    """The coefficients of d/dz sin(z)/z = z (-2/3! + 4 z^2/5! - 6 z^4/7! + ...), the last first."""
    cdef list found = []
    cdef double factorial = 1
    cdef int k
    for k in range(1, 11):
        factorial *= 2 * k * (2 * k + 1)
        found.insert(0, (-1.0 if k % 2 else 1.0) * 2 * k / factorial)
    return found

cdef list SLOPE = series_of_slope()


def sinc_rule(g, out, Tensor x):
    """(cos(pi x) - sinc(x)) / x; near zero, where that cancels, its series, so that it differentiates again."""
    cdef Tensor z = both(TL_OP_multiply, x, PI), small, near, far, squared, total
    small = both(TL_OP_less, unary(TL_OP_abs, alias(z)), 1.0)
    near = select(small, z, scalar_tensor(0, z.v.dtype))
    far = select(small, scalar_tensor(1, z.v.dtype), x)
    squared = unary(TL_OP_square, near)
    total = both(TL_OP_multiply, squared, SLOPE[0])
    for c in SLOPE[1:9]:
        total = binary(TL_OP_multiply, both(TL_OP_add, total, c), squared)
    near = both(TL_OP_multiply, binary(TL_OP_multiply, near, both(TL_OP_add, total, SLOPE[9])), PI)
    far = binary(TL_OP_divide, binary(TL_OP_subtract, unary(TL_OP_cos, both(TL_OP_multiply, far, PI)), sinc(far)), far)
    return binary(TL_OP_multiply, g, select(small, near, far)),


# ---- bits -----------------------------------------------------------------------------------------------------------
invert = table_function(TL_OP_invert, __name__, """
    Every bit inverted; the operator ``~``.

    Raises
    ------
    TypeError
        For floating elements.

    Notes
    -----
    Booleans give their not.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.invert(tl.array([0, 5]))
    tensor([-1, -6])
    """)
bitwise_not = invert
bitwise_invert = invert


bitwise_and = table_function(TL_OP_bitwise_and, __name__, """
    The bits set in both elements; the operator ``&``.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bitwise_and(tl.array([12, 10]), 6)
    tensor([4, 2])
    """)


bitwise_or = table_function(TL_OP_bitwise_or, __name__, """
    The bits set in one element or both; the operator ``|``.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bitwise_or(tl.array([12, 10]), 6)
    tensor([14, 14])
    """)


bitwise_xor = table_function(TL_OP_bitwise_xor, __name__, """
    The bits set in exactly one element; the operator ``^``.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bitwise_xor(tl.array([12, 10]), 6)
    tensor([10, 12])
    """)


left_shift = table_function(TL_OP_left_shift, __name__, """
    The bits moved up; the operator ``<<``.

    Raises
    ------
    TypeError
        For floating elements.

    Notes
    -----
    Shifts by the width or more give 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.left_shift(tl.array([1, 3]), 2)
    tensor([ 4, 12])
    """)
bitwise_left_shift = left_shift


right_shift = table_function(TL_OP_right_shift, __name__, """
    The bits moved down, the sign kept; the operator ``>>``.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.right_shift(tl.array([12, -8]), 2)
    tensor([ 3, -2])
    """)
bitwise_right_shift = right_shift
