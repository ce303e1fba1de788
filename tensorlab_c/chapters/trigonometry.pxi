# Trigonometric and hyperbolic functions, and angles.
from tensorlab_c._call cimport both, floated, is_complex, is_inexact, operand
from tensorlab_c.dtypes cimport as_dtype

from tensorlab_c._tensor import custom


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
    if is_complex(t):
        raise TypeError(f"{function}: not defined for {t.dtype}, which are no angles")
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


def sinc(x):
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
    if not is_inexact(t):
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
    return binary(TL_OP_multiply, g, conjugated(select(small, near, far))),
