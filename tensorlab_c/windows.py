"""Windows: weights that fall towards both ends of a row."""

from __future__ import annotations

from collections.abc import Callable
from math import pi

from tensorlab_c._operands import _operand, _under, _without_history
from tensorlab_c._spelled import _documented
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import arange, asarray, ones
from tensorlab_c.dtypes import get_default_dtype
from tensorlab_c.elementwise import abs as absolute
from tensorlab_c.elementwise import cos, sqrt
from tensorlab_c.formulas import i0

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c._typing import DTypeLike

__all__ = [
    "bartlett", "bartlett_window", "blackman", "blackman_window", "hamming", "hamming_window", "hann_window",
    "hanning", "kaiser",
]  # fmt: skip


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


# ---- PyTorch's names
def _window(name: str, symmetric: Callable[[int], Tensor], shown: str):
    def window(
        window_length: int, periodic: bool = True, *, dtype: DTypeLike = None, requires_grad: bool = False,
        device: str | None = None,
    ) -> Tensor:  # fmt: skip
        more = int(periodic and window_length > 1)
        with _under(name):
            values = symmetric(window_length + more)[:window_length]
            dtype = get_default_dtype() if dtype is None else dtype
            return asarray(values, dtype=dtype, device=device, requires_grad=requires_grad)

    window.__name__ = window.__qualname__ = name
    window.__doc__ = f"""One period of `{symmetric.__name__}`, or all of it.

    >>> tl.{name}(4).round(3)
    {shown}
    """
    return _documented(
        window_length="int\n    How many values.",
        periodic="bool\n    Whether the first value comes again behind the last.",
    )(window)


bartlett_window = _window("bartlett_window", bartlett, "tensor([0. , 0.5, 1. , 0.5])")
blackman_window = _window("blackman_window", blackman, "tensor([-0.  ,  0.34,  1.  ,  0.34])")
hamming_window = _window("hamming_window", hamming, "tensor([0.08, 0.54, 1.  , 0.54])")
hann_window = _window("hann_window", hanning, "tensor([0. , 0.5, 1. , 0.5])")
