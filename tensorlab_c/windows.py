"""Windows: weights that fall towards both ends of a row."""

from __future__ import annotations

from math import pi

from tensorlab_c._operands import _operand, _without_history
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import arange, ones
from tensorlab_c.elementwise import abs as absolute
from tensorlab_c.elementwise import cos, sqrt
from tensorlab_c.formulas import i0

__all__ = ["bartlett", "blackman", "hamming", "hanning", "kaiser"]


def _length(M, function: str) -> float:
    if isinstance(M, (str, bytes)) or not hasattr(M, "__float__"):
        raise TypeError(f"{function}: M must be a number, got {type(M).__name__}")
    return float(M)


def _places(M: float) -> Tensor:
    """1 - M, 3 - M, ..., M - 1."""
    return arange(1 - M, M, 2, dtype="float64")


def bartlett(M) -> Tensor:
    """The triangle that is 0 at both ends.

    Parameters
    ----------
    M : int
        How many values; none below 1.

    Returns
    -------
    Tensor
        Of float64; the largest value is 1 when `M` is odd.

    Raises
    ------
    TypeError
        When `M` is no number.

    Notes
    -----
    ``1 - abs(2 * n / (M - 1) - 1)``

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bartlett(5)
    tensor([0. , 0.5, 1. , 0.5, 0. ])
    """
    M = _length(M, "bartlett")
    if not M > 1:
        return ones(1 if M == 1 else 0, dtype="float64")
    return 1 - absolute(_places(M) / (M - 1))


def blackman(M) -> Tensor:
    """Blackman's window of three cosines.

    Parameters
    ----------
    M : int
        How many values; none below 1.

    Returns
    -------
    Tensor
        Of float64; the largest value is 1 when `M` is odd.

    Raises
    ------
    TypeError
        When `M` is no number.

    Notes
    -----
    ``0.42 - 0.5 * cos(2 * pi * n / (M - 1)) + 0.08 * cos(4 * pi * n / (M - 1))``

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.round(tl.blackman(5), 6)
    tensor([-0.  ,  0.34,  1.  ,  0.34, -0.  ])
    """
    M = _length(M, "blackman")
    if not M > 1:
        return ones(1 if M == 1 else 0, dtype="float64")
    n = _places(M)
    return 0.42 + 0.5 * cos(pi * n / (M - 1)) + 0.08 * cos(2 * pi * n / (M - 1))


def hamming(M) -> Tensor:
    """Hamming's window, a cosine above 0.08.

    Parameters
    ----------
    M : int
        How many values; none below 1.

    Returns
    -------
    Tensor
        Of float64; the largest value is 1 when `M` is odd.

    Raises
    ------
    TypeError
        When `M` is no number.

    Notes
    -----
    ``0.54 - 0.46 * cos(2 * pi * n / (M - 1))``

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.round(tl.hamming(5), 6)
    tensor([0.08, 0.54, 1.  , 0.54, 0.08])
    """
    M = _length(M, "hamming")
    if not M > 1:
        return ones(1 if M == 1 else 0, dtype="float64")
    return 0.54 + 0.46 * cos(pi * _places(M) / (M - 1))


def hanning(M) -> Tensor:
    """The window of von Hann, a cosine above 0.

    Parameters
    ----------
    M : int
        How many values; none below 1.

    Returns
    -------
    Tensor
        Of float64; the largest value is 1 when `M` is odd.

    Raises
    ------
    TypeError
        When `M` is no number.

    Notes
    -----
    ``0.5 - 0.5 * cos(2 * pi * n / (M - 1))``

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.hanning(5)
    tensor([0. , 0.5, 1. , 0.5, 0. ])
    """
    M = _length(M, "hanning")
    if not M > 1:
        return ones(1 if M == 1 else 0, dtype="float64")
    return 0.5 + 0.5 * cos(pi * _places(M) / (M - 1))


def kaiser(M, beta) -> Tensor:
    """Kaiser's window of Bessel functions.

    Parameters
    ----------
    M : int
        How many values; none below 1.
    beta : float
        How fast it falls: 0 is a rectangle, 5 about Hamming's window, 14 a narrow one.

    Returns
    -------
    Tensor
        Of float64; the largest value is 1 when `M` is odd.

    Raises
    ------
    TypeError
        When `M` is no number.

    Notes
    -----
    ``i0(beta * sqrt(1 - (2 * n / (M - 1) - 1)**2)) / i0(beta)``

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.round(tl.kaiser(5, 8.6), 6)
    tensor([0.001333, 0.340394, 1.      , 0.340394, 0.001333])
    """
    M = _length(M, "kaiser")
    beta = _without_history(_operand(beta, "kaiser"), "kaiser")
    if beta.ndim or beta.dtype.kind == "c":
        raise (ValueError if beta.ndim else TypeError)(
            f"kaiser: beta must be one real number, got {beta.dtype} of shape {beta.shape}"
        )
    beta = beta.astype("float64")
    if M == 1:
        return ones(1, dtype="float64")
    middle = (M - 1) / 2.0
    n = arange(0, M, dtype="float64")
    return i0(beta * sqrt(1 - ((n - middle) / middle) ** 2)) / i0(beta)
