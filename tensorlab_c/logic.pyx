# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Logic: comparisons, what elements are, and whether any or all are true."""
from tensorlab_c._call cimport both, deliver, is_inexact, operand
from tensorlab_c._given cimport beside, is_number
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

__all__ = [
    "all", "allclose", "any", "array_equal", "array_equiv", "equal", "greater", "greater_equal", "isclose", "isfinite",
    "isinf", "isnan", "isneginf", "isposinf", "less", "less_equal", "logical_and", "logical_not", "logical_or",
    "logical_xor", "not_equal",
]


equal = table_function(TL_OP_equal, __name__, """
    Whether two elements are equal; the operator ``==``.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.equal(tl.array([1, 2, 3]), 2)
    tensor([False,  True, False])
    """)


not_equal = table_function(TL_OP_not_equal, __name__, """
    Whether two elements differ; the operator ``!=``.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.not_equal(tl.array([1, 2, 3]), 2)
    tensor([ True, False,  True])
    """)


less = table_function(TL_OP_less, __name__, """
    Whether the element of `x1` is smaller; the operator ``<``.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.less(tl.array([1, 2, 3]), 2)
    tensor([ True, False, False])
    """)


less_equal = table_function(TL_OP_less_equal, __name__, """
    Whether the element of `x1` is smaller or equal; the operator ``<=``.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.less_equal(tl.array([1, 2, 3]), 2)
    tensor([ True,  True, False])
    """)


greater = table_function(TL_OP_greater, __name__, """
    Whether the element of `x1` is larger; the operator ``>``.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.greater(tl.array([1, 2, 3]), 2)
    tensor([False, False,  True])
    """)


greater_equal = table_function(TL_OP_greater_equal, __name__, """
    Whether the element of `x1` is larger or equal; the operator ``>=``.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.greater_equal(tl.array([1, 2, 3]), 2)
    tensor([False,  True,  True])
    """)


logical_and = table_function(TL_OP_logical_and, __name__, """
    Whether both elements are other than zero.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logical_and(tl.array([0, 1, 2]), tl.array([1, 1, 0]))
    tensor([False,  True, False])
    """)


logical_or = table_function(TL_OP_logical_or, __name__, """
    Whether one element or both are other than zero.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logical_or(tl.array([0, 1, 0]), tl.array([1, 1, 0]))
    tensor([ True,  True, False])
    """)


logical_xor = table_function(TL_OP_logical_xor, __name__, """
    Whether exactly one element is other than zero.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logical_xor(tl.array([0, 1, 2]), tl.array([1, 1, 0]))
    tensor([ True, False,  True])
    """)


logical_not = table_function(TL_OP_logical_not, __name__, """
    Whether the element is zero.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logical_not(tl.array([0, 1, 2]))
    tensor([ True, False, False])
    """)


isnan = table_function(TL_OP_isnan, __name__, """
    Whether the element is nan.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isnan(tl.array([1.0, tl.nan, tl.inf]))
    tensor([False,  True, False])
    """)


isinf = table_function(TL_OP_isinf, __name__, """
    Whether the element is infinite.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isinf(tl.array([1.0, tl.nan, tl.inf]))
    tensor([False, False,  True])
    """)


isfinite = table_function(TL_OP_isfinite, __name__, """
    Whether the element is neither infinite nor nan.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isfinite(tl.array([1.0, tl.nan, tl.inf]))
    tensor([ True, False, False])
    """)


cdef Tensor close(object x1, object x2, object rtol, object atol, bint equal_nan):
    """A Python number takes the dtype of the tensor beside it, and the tolerance is computed from the number itself."""
    cdef Tensor a, b
    cdef object limit
    if is_number(x2):
        x2 = x2 if type(x2) is complex else float(x2)
        a, limit = operand(x1, "isclose"), abs(x2)
        b = scalar_tensor(x2, weak_dtype(x2, a.v.dtype if is_inexact(a) and not is_number(x1) else TL_F64))
    elif is_number(x1):
        b = inexact(operand(x2, "isclose"))
        a, limit = scalar_tensor(x1, weak_dtype(x1, b.v.dtype)), unary(TL_OP_abs, b)
    else:
        a = operand(x1, "isclose")
        b = inexact(beside(x2, a.v.dtype, "isclose"))
        a, limit = beside(x1, b.v.dtype, "isclose"), unary(TL_OP_abs, b)
    if isinstance(limit, float) and is_number(rtol) and is_number(atol):
        limit = rtol * limit + atol
    else:
        limit = both(TL_OP_add, both(TL_OP_multiply, limit, rtol), atol)
    return within(a, b, limit, equal_nan)


cdef Tensor within(Tensor a, Tensor b, object limit, bint equal_nan):
    cdef Tensor near, both_nan
    near = both(TL_OP_less_equal, unary(TL_OP_abs, binary(TL_OP_subtract, numbers(a), b)), limit)
    near = binary(TL_OP_logical_and, near, unary(TL_OP_isfinite, b))
    near = binary(TL_OP_logical_or, near, binary(TL_OP_equal, a, b))  # equal infinities
    if equal_nan:
        both_nan = binary(TL_OP_logical_and, unary(TL_OP_isnan, a), unary(TL_OP_isnan, b))
        near = binary(TL_OP_logical_or, near, both_nan)
    return near


cdef Tensor inexact(Tensor t):
    """Integers as float64, whose differences have no bounds."""
    return t if is_inexact(t) else cast(t, TL_F64)


cdef Tensor numbers(Tensor t):
    """Booleans do not subtract."""
    return cast(t, TL_I8) if t.v.dtype == TL_BOOL else t


def isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether elements differ by no more than a tolerance.

    Parameters
    ----------
    a, b : array_like
    rtol, atol : float
        The tolerance is ``atol + rtol * abs(b)``.
    equal_nan : bool
        Whether nan is close to nan.

    Returns
    -------
    Tensor
        Of booleans, of the shape of `a` and `b`, broadcast.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isclose(tl.array([1.0, 1.1]), tl.array([1.0 + 1e-9, 1.2]))
    tensor([ True, False])
    """
    return close(a, b, rtol, atol, equal_nan)


def allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether all elements differ by no more than a tolerance.

    Parameters
    ----------
    a, b : array_like
    rtol, atol : float
        The tolerance is ``atol + rtol * abs(b)``.
    equal_nan : bool
        Whether nan is close to nan.

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.allclose(tl.array([1.0, 2.0]), [1.0, 2.0 + 1e-9])
    True
    """
    cdef Tensor near = close(a, b, rtol, atol, equal_nan)
    return bool(reduce_all(TL_OP_all, near))


def array_equal(a1, a2, equal_nan=False):
    """Whether two arrays have the same shape and the same elements.

    Parameters
    ----------
    a1, a2 : array_like
    equal_nan : bool
        Whether nan equals nan.

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.array_equal([1, 2], tl.array([1.0, 2.0]))
    True
    """
    cdef Tensor a = operand(a1, "array_equal")
    cdef Tensor b = beside(a2, a.v.dtype, "array_equal")
    cdef Tensor same, both_nan
    a = beside(a1, b.v.dtype, "array_equal")
    if shape_tuple(a) != shape_tuple(b):
        return False
    same = binary(TL_OP_equal, a, b)
    if equal_nan:
        both_nan = binary(TL_OP_logical_and, unary(TL_OP_isnan, a), unary(TL_OP_isnan, b))
        same = binary(TL_OP_logical_or, same, both_nan)
    return bool(reduce_all(TL_OP_all, same))


any = table_function(TL_OP_any, __name__, """
    Whether some element over axes is other than zero.

    Notes
    -----
    nan is other than zero. False of no elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.any(tl.array([[0, 1], [0, 0]]), axis=1)
    tensor([ True, False])
    """)


all = table_function(TL_OP_all, __name__, """
    Whether every element over axes is other than zero.

    Notes
    -----
    nan is other than zero. True of no elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.all(tl.array([[0, 1], [2, 3]]), axis=1)
    tensor([False,  True])
    """)


def array_equiv(a1, a2):
    """Whether two arrays have the same elements once they are broadcast; False where they do not broadcast.

    Parameters
    ----------
    a1, a2 : array_like

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.array_equiv([1, 2], [[1, 2], [1, 2]]), tl.array_equiv([1, 2], [1, 2, 3])
    (True, False)
    """
    cdef Tensor a = operand(a1, "array_equiv")
    cdef Tensor b = beside(a2, a.v.dtype, "array_equiv"), same
    a = beside(a1, b.v.dtype, "array_equiv")
    try:
        same = binary(TL_OP_equal, a, b)
    except ValueError:
        return False
    return item_of(reduce_all(TL_OP_all, same))


cdef object infinite(object x, double which, object out, str function):
    cdef Tensor t = operand(x, function)
    if not is_inexact(t):  # which are finite
        return deliver(binary(TL_OP_not_equal, t, t), out, function, False)
    if dtype_info[t.v.dtype].kind == b"c":
        raise TypeError(f"{function}: not defined for {t.dtype}, which have no order")
    return deliver(both(TL_OP_equal, t, which), out, function, False)


def isposinf(x, out=None):
    """Whether an element is positive infinity.

    Parameters
    ----------
    x : array_like
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of booleans, of the shape of `x`.

    Raises
    ------
    TypeError
        For complex numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isposinf(tl.array([-tl.inf, 0.0, tl.inf]))
    tensor([False, False,  True])
    """
    return infinite(x, float("inf"), out, "isposinf")


def isneginf(x, out=None):
    """Whether an element is negative infinity.

    Parameters
    ----------
    x : array_like
    out : Tensor, optional
        Where the result goes.

    Returns
    -------
    Tensor
        Of booleans, of the shape of `x`.

    Raises
    ------
    TypeError
        For complex numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isneginf(tl.array([-tl.inf, 0.0, tl.inf]))
    tensor([ True, False, False])
    """
    return infinite(x, float("-inf"), out, "isneginf")
