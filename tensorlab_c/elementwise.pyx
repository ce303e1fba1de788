# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Functions of each element: arithmetic, bounds, rounding, logarithms, angles, bits. Comparisons are in logic.pyx."""
from tensorlab_c._call cimport both, deliver, floated, integer, is_complex, is_float, is_inexact, need_order, operand
from tensorlab_c._given cimport beside, given, is_number
from tensorlab_c._tape cimport Node
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport DTYPES, as_dtype
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make
from tensorlab_c.tl cimport *

from tensorlab_c._tensor import custom, in_dtype
from tensorlab_c.creation import asarray, zeros
from tensorlab_c.dtypes import promote_types
from tensorlab_c.limits import finfo

__all__ = [
    "abs", "absolute", "acos", "acosh", "add", "angle", "arccos", "arccosh", "arcsin", "arcsinh", "arctan",
    "arctan2", "arctanh", "around", "asin", "asinh", "atan", "atan2", "atanh", "bitwise_and", "bitwise_count",
    "bitwise_invert", "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor",
    "cbrt", "ceil", "clip", "conj", "conjugate", "copysign", "cos", "cosh", "deg2rad", "degrees", "divide",
    "divmod", "erf", "exp", "exp2", "expm1", "fabs", "fix", "float_power", "floor", "floor_divide", "fmax", "fmin",
    "fmod", "frexp", "gcd", "heaviside", "hypot", "imag", "invert", "iscomplex", "iscomplexobj", "isreal",
    "isrealobj", "lcm", "ldexp", "left_shift", "log", "log10", "log1p", "log2", "logaddexp", "logaddexp2",
    "maximum", "minimum", "mod", "modf", "multiply", "nan_to_num", "negative", "nextafter", "positive", "pow",
    "power", "rad2deg", "radians", "real", "real_if_close", "reciprocal", "remainder", "right_shift", "rint",
    "round", "sign", "signbit", "sin", "sinc", "sinh", "spacing", "sqrt", "square", "subtract", "tan", "tanh",
    "true_divide", "trunc",
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
    cdef Tensor t = floated(operand(x, "fabs"))
    if is_complex(t):
        raise TypeError(f"fabs: not defined for {t.dtype}; abs is")
    return apply_unary(TL_OP_abs, t, out, where, dtype)


def divmod(x1, x2, out1=None, out2=None, /, out=(None, None), *, where=True, dtype=None):
    """The quotient rounded down and the remainder: `floor_divide` and `remainder` of the same operands.

    Parameters
    ----------
    x1, x2 : array_like
    out1, out2 : Tensor, optional
        Where the results go.
    out : tuple of Tensor, optional
        The same.
    where : array_like of bool
        The elements of the outputs that are set.
    dtype : dtype, optional
        What to compute in.

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
    outs = output_given(out1, out2, out, "divmod")
    if dtype is not None:
        x1, x2 = in_type(x1, dtype, "divmod"), in_type(x2, dtype, "divmod")
    return both_delivered(both(TL_OP_floor_divide, x1, x2), both(TL_OP_remainder, x1, x2), outs, where, "divmod")


cdef object in_type(object x, object dtype, str function):
    return x if dtype is None else in_dtype(x, dtype, function)


heaviside = table_function(TL_OP_heaviside, __name__, """
    The unit step: 0 below zero, 1 above, and `x2` at zero; nan where `x1` is nan.

    Notes
    -----
    The unit step of lecture row L5 is ``heaviside(x, 1)``. The derivative is 0 everywhere; that by `x2` is 1 where
    it is the result.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.heaviside(tl.array([-1.5, 0.0, 2.0]), 0.5)
    tensor([0. , 0.5, 1. ])
    """)


signbit = table_function(TL_OP_signbit, __name__, """
    Whether the sign is set, also that of zero or nan.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.signbit(tl.array([1.0, -2.0, -0.0]))
    tensor([False,  True,  True])
    """)


def nextafter(x1, x2, /, out=None, *, where=True, dtype=None):
    """The next floating number in a direction.

    Parameters
    ----------
    x1, x2 : array_like
        Where from, and towards what; they broadcast.
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nextafter(tl.array([1.0]), 2.0) - 1.0
    tensor([2.22044605e-16])
    """
    cdef Tensor a, b
    cdef int d
    a, b, d = resolved(TL_OP_nextafter, in_type(x1, dtype, "nextafter"), in_type(x2, dtype, "nextafter"))
    if (a.ag is not None or b.ag is not None) and recording():
        raise RuntimeError("nextafter: has no derivative here; call it on x.detach() or under tl.no_grad()")
    if dtype_info[d].compute == d:
        return apply_binary(TL_OP_nextafter, a, b, out, where, None)
    import numpy  # whose dtypes that are only stored know their next numbers
    try:
        found = numpy.nextafter(numpy.asarray(cast(a, d)), numpy.asarray(cast(b, d)))
    except ValueError:
        raise shapes_error("nextafter", a, b) from None
    return finish(asarray(numpy.asarray(found)), out, where, "nextafter")


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
    cdef bint inside = not copy and (isinstance(x, Tensor) or hasattr(type(x), "__array_finalize__"))
    cdef Tensor t = on_memory(x, "nan_to_num", "x") if inside else operand(x, "nan_to_num")
    cdef Tensor r = t
    cdef double limit
    if is_complex(t):
        r = nan_to_num_of_parts(t, inside, nan, posinf, neginf)
        return x if inside and r is t else r
    if is_float(t):
        limit = largest(t.v.dtype)
        if posinf is None and neginf is None:
            r = clip(t, -limit, limit)  # at once: infinities alone are beyond
        else:
            r = replaced(r, both(TL_OP_equal, t, float("inf")), limit if posinf is None else posinf)
            r = replaced(r, both(TL_OP_equal, t, float("-inf")), -limit if neginf is None else neginf)
        r = replaced(r, unary(TL_OP_isnan, t), nan)
    if inside:
        if r is not t:
            copy_into(t, r, "nan_to_num")
        return x
    return copied(t) if r is t else r


cdef Tensor nan_to_num_of_parts(Tensor t, bint inside, object nan, object posinf, object neginf):
    """Of complex numbers both parts are looked at."""
    if t.ag is not None and recording():
        parts = [nan_to_num(complex_part(t, k), True, nan, posinf, neginf) for k in (False, True)]
        return complex_of_parts(parts[0], parts[1])
    cdef Tensor r = t if inside else copied(t)
    for k in (False, True):
        nan_to_num(complex_part(r, k), False, nan, posinf, neginf)
    return r


def clip(a, min=None, max=None, out=None, *, a_min=None, a_max=None):
    """The elements, raised to a lower and lowered to an upper bound.

    Parameters
    ----------
    a : array_like
    min, max : array_like, optional
        The bounds, broadcast against `a`; None for no bound.
    out : Tensor, optional
        Where the result goes.
    a_min, a_max : array_like, optional
        NumPy's other names of the bounds.

    Returns
    -------
    Tensor
        Of the shape of the operands, broadcast; `max` where the bounds cross.

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
    need_order(t, "clip")
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
    if is_number(x) and type(x) is not complex:
        return x
    cdef Tensor tensor = beside(x, t.v.dtype, "clip")
    need_order(tensor, "clip")
    return tensor


cdef inline bint has_record(object x):
    return isinstance(x, Tensor) and (<Tensor> x).ag is not None


cdef inline object plain(object x):
    return alias(<Tensor> x) if has_record(x) else x


cdef Tensor clipped(Tensor t, object low, object high):
    cdef Tensor r = t
    if (is_number(low) and is_number(high) and holds(t, low) and holds(t, high)
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


cdef double largest(int dtype) except -1:
    """Finite number."""
    if dtype == TL_F64:
        return 1.7976931348623157e308
    return 3.4028234663852886e38 if dtype == TL_F32 else finfo(DTYPES[dtype]).max


cdef Tensor replaced(Tensor t, Tensor where, object value):
    return select(where, given(value, t.v.dtype, "nan_to_num"), t)


include "chapters/rounding.pxi"
include "chapters/exponential.pxi"
include "chapters/trigonometry.pxi"
include "chapters/bits.pxi"
include "chapters/parts.pxi"
include "chapters/complex.pxi"
