# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Arithmetic, element by element."""
from tensorlab_c._call cimport both, deliver, floated, operand
from tensorlab_c._given cimport beside
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

__all__ = [
    "abs", "absolute", "add", "copysign", "divide", "divmod", "fabs", "floor_divide", "fmod", "heaviside", "mod",
    "multiply", "negative", "positive", "pow", "power", "reciprocal", "remainder", "sign", "square", "subtract",
    "true_divide",
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
