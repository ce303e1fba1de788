# Roots, exponentials, logarithms and the error function.
from tensorlab_c._call cimport both, deliver, operand

from tensorlab_c._tensor import custom


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


erf = table_function(TL_OP_erf, __name__, """
    The error function, 2/√π times the integral of ``exp(-t**2)`` from 0 to x.

    Notes
    -----
    Chapter 7 of Abramowitz & Stegun, *Handbook of Mathematical Functions*. Φ(x) = ½(1 + erf(x/√2)) is the normal
    distribution's.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.erf(tl.array([0.0, 0.5, -6.0]))
    tensor([ 0.        ,  0.52049988, -1.        ])
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
    a, b, dtype = resolved(TL_OP_hypot, named(x1, function), named(x2, function), function)  # in floats, too
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


def logaddexp(x1, x2, /, out=None, *, where=True, dtype=None):
    """``log(exp(x1) + exp(x2))`` without overflow.

    Parameters
    ----------
    x1, x2 : array_like
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

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
    x1, x2 = in_type(x1, dtype, "logaddexp"), in_type(x2, dtype, "logaddexp")
    return finish(log_of_sum(x1, x2, False, "logaddexp"), out, where, "logaddexp")


def logaddexp2(x1, x2, /, out=None, *, where=True, dtype=None):
    """``log2(2**x1 + 2**x2)`` without overflow.

    Parameters
    ----------
    x1, x2 : array_like
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

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
    x1, x2 = in_type(x1, dtype, "logaddexp2"), in_type(x2, dtype, "logaddexp2")
    return finish(log_of_sum(x1, x2, True, "logaddexp2"), out, where, "logaddexp2")
