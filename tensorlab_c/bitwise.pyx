# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Bits of integers, element by element."""
from tensorlab_c._call cimport call1, call2
from tensorlab_c.ops cimport *

__all__ = [
    "bitwise_and", "bitwise_invert", "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift",
    "bitwise_xor", "invert", "left_shift", "right_shift",
]


def invert(x, /, out=None, *, where=True, dtype=None):
    """Every bit inverted; the operator ``~``.

    Parameters
    ----------
    x : array_like of int or bool
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Of the shape of `x`.

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
    """
    return call1(TL_OP_invert, x, out, where, dtype)


bitwise_not = invert
bitwise_invert = invert


def bitwise_and(x1, x2, /, out=None, *, where=True, dtype=None):
    """The bits set in both elements; the operator ``&``.

    Parameters
    ----------
    x1, x2 : array_like of int or bool
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Of the shape of `x1` and `x2`, broadcast.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bitwise_and(tl.array([12, 10]), 6)
    tensor([4, 2])
    """
    return call2(TL_OP_bitwise_and, x1, x2, out, where, dtype)


def bitwise_or(x1, x2, /, out=None, *, where=True, dtype=None):
    """The bits set in one element or both; the operator ``|``.

    Parameters
    ----------
    x1, x2 : array_like of int or bool
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Of the shape of `x1` and `x2`, broadcast.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bitwise_or(tl.array([12, 10]), 6)
    tensor([14, 14])
    """
    return call2(TL_OP_bitwise_or, x1, x2, out, where, dtype)


def bitwise_xor(x1, x2, /, out=None, *, where=True, dtype=None):
    """The bits set in exactly one element; the operator ``^``.

    Parameters
    ----------
    x1, x2 : array_like of int or bool
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Of the shape of `x1` and `x2`, broadcast.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bitwise_xor(tl.array([12, 10]), 6)
    tensor([10, 12])
    """
    return call2(TL_OP_bitwise_xor, x1, x2, out, where, dtype)


def left_shift(x1, x2, /, out=None, *, where=True, dtype=None):
    """The bits moved up; the operator ``<<``.

    Parameters
    ----------
    x1, x2 : array_like of int
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Of the shape of `x1` and `x2`, broadcast.

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
    """
    return call2(TL_OP_left_shift, x1, x2, out, where, dtype)


bitwise_left_shift = left_shift


def right_shift(x1, x2, /, out=None, *, where=True, dtype=None):
    """The bits moved down, the sign kept; the operator ``>>``.

    Parameters
    ----------
    x1, x2 : array_like of int
    out : Tensor, optional
        Where the result goes.
    where : array_like of bool
        The elements of `out` that are set.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor
        Of the shape of `x1` and `x2`, broadcast.

    Raises
    ------
    TypeError
        For floating elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.right_shift(tl.array([12, -8]), 2)
    tensor([ 3, -2])
    """
    return call2(TL_OP_right_shift, x1, x2, out, where, dtype)


bitwise_right_shift = right_shift
