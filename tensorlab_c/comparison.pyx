# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Comparisons and logic, element by element."""
from tensorlab_c._call cimport both, call1, call2, is_float, operand
from tensorlab_c._given cimport beside, is_number
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

__all__ = [
    "allclose", "array_equal", "equal", "greater", "greater_equal", "isclose", "isfinite", "isinf", "isnan", "less",
    "less_equal", "logical_and", "logical_not", "logical_or", "logical_xor", "not_equal", "signbit",
]


def equal(x1, x2, /, out=None, *, where=True, dtype=None):
    """Whether two elements are equal; the operator ``==``.

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
        Of booleans, of the shape of `x1` and `x2`, broadcast.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.equal(tl.array([1, 2, 3]), 2)
    tensor([False,  True, False])
    """
    return call2(TL_OP_equal, x1, x2, out, where, dtype)


def not_equal(x1, x2, /, out=None, *, where=True, dtype=None):
    """Whether two elements differ; the operator ``!=``.

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
        Of booleans, of the shape of `x1` and `x2`, broadcast.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.not_equal(tl.array([1, 2, 3]), 2)
    tensor([ True, False,  True])
    """
    return call2(TL_OP_not_equal, x1, x2, out, where, dtype)


def less(x1, x2, /, out=None, *, where=True, dtype=None):
    """Whether the element of `x1` is smaller; the operator ``<``.

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
        Of booleans, of the shape of `x1` and `x2`, broadcast.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.less(tl.array([1, 2, 3]), 2)
    tensor([ True, False, False])
    """
    return call2(TL_OP_less, x1, x2, out, where, dtype)


def less_equal(x1, x2, /, out=None, *, where=True, dtype=None):
    """Whether the element of `x1` is smaller or equal; the operator ``<=``.

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
        Of booleans, of the shape of `x1` and `x2`, broadcast.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.less_equal(tl.array([1, 2, 3]), 2)
    tensor([ True,  True, False])
    """
    return call2(TL_OP_less_equal, x1, x2, out, where, dtype)


def greater(x1, x2, /, out=None, *, where=True, dtype=None):
    """Whether the element of `x1` is larger; the operator ``>``.

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
        Of booleans, of the shape of `x1` and `x2`, broadcast.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.greater(tl.array([1, 2, 3]), 2)
    tensor([False, False,  True])
    """
    return call2(TL_OP_greater, x1, x2, out, where, dtype)


def greater_equal(x1, x2, /, out=None, *, where=True, dtype=None):
    """Whether the element of `x1` is larger or equal; the operator ``>=``.

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
        Of booleans, of the shape of `x1` and `x2`, broadcast.

    Notes
    -----
    Integers of different signedness are compared exactly with Python numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.greater_equal(tl.array([1, 2, 3]), 2)
    tensor([False,  True,  True])
    """
    return call2(TL_OP_greater_equal, x1, x2, out, where, dtype)


def logical_and(x1, x2, /, out=None, *, where=True, dtype=None):
    """Whether both elements are other than zero.

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
        Of booleans, of the shape of `x1` and `x2`, broadcast.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logical_and(tl.array([0, 1, 2]), tl.array([1, 1, 0]))
    tensor([False,  True, False])
    """
    return call2(TL_OP_logical_and, x1, x2, out, where, dtype)


def logical_or(x1, x2, /, out=None, *, where=True, dtype=None):
    """Whether one element or both are other than zero.

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
        Of booleans, of the shape of `x1` and `x2`, broadcast.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logical_or(tl.array([0, 1, 0]), tl.array([1, 1, 0]))
    tensor([ True,  True, False])
    """
    return call2(TL_OP_logical_or, x1, x2, out, where, dtype)


def logical_xor(x1, x2, /, out=None, *, where=True, dtype=None):
    """Whether exactly one element is other than zero.

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
        Of booleans, of the shape of `x1` and `x2`, broadcast.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logical_xor(tl.array([0, 1, 2]), tl.array([1, 1, 0]))
    tensor([ True, False,  True])
    """
    return call2(TL_OP_logical_xor, x1, x2, out, where, dtype)


def logical_not(x, /, out=None, *, where=True, dtype=None):
    """Whether the element is zero.

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
        Of booleans, of the shape of `x`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logical_not(tl.array([0, 1, 2]))
    tensor([ True, False, False])
    """
    return call1(TL_OP_logical_not, x, out, where, dtype)


def isnan(x, /, out=None, *, where=True, dtype=None):
    """Whether the element is nan.

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
        Of booleans, of the shape of `x`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isnan(tl.array([1.0, tl.nan, tl.inf]))
    tensor([False,  True, False])
    """
    return call1(TL_OP_isnan, x, out, where, dtype)


def isinf(x, /, out=None, *, where=True, dtype=None):
    """Whether the element is infinite.

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
        Of booleans, of the shape of `x`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isinf(tl.array([1.0, tl.nan, tl.inf]))
    tensor([False, False,  True])
    """
    return call1(TL_OP_isinf, x, out, where, dtype)


def isfinite(x, /, out=None, *, where=True, dtype=None):
    """Whether the element is neither infinite nor nan.

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
        Of booleans, of the shape of `x`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isfinite(tl.array([1.0, tl.nan, tl.inf]))
    tensor([ True, False, False])
    """
    return call1(TL_OP_isfinite, x, out, where, dtype)


def signbit(x, /, out=None, *, where=True, dtype=None):
    """Whether the sign is set, also that of zero or nan.

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
        Of booleans, of the shape of `x`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.signbit(tl.array([1.0, -2.0, -0.0]))
    tensor([False,  True,  True])
    """
    return call1(TL_OP_signbit, x, out, where, dtype)


cdef Tensor close(object x1, object x2, object rtol, object atol, bint equal_nan):
    """A Python number takes the dtype of the tensor beside it, and the tolerance is computed from the number itself."""
    cdef Tensor a, b
    cdef object limit
    if is_number(x2):
        a, limit = operand(x1, "isclose"), abs(float(x2))
        b = scalar_tensor(float(x2), a.v.dtype if is_float(a) and not is_number(x1) else TL_F64)
    elif is_number(x1):
        b = inexact(operand(x2, "isclose"))
        a, limit = scalar_tensor(x1, b.v.dtype), unary(TL_OP_abs, b)
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
    return t if is_float(t) else cast(t, TL_F64)


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
    return bool(apply_reduce(TL_OP_all, near, None, None, None, False, None, True))


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
    return bool(apply_reduce(TL_OP_all, same, None, None, None, False, None, True))
