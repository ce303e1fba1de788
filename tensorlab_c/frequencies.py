"""Which frequencies a discrete Fourier transform has, and in which order, of ``tl.fft``."""

from __future__ import annotations

from tensorlab_c._operands import _axis, _operand, _under
from tensorlab_c._spelled import _also
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import arange
from tensorlab_c.dtypes import get_default_dtype, isdtype, promote_types
from tensorlab_c.joining import concatenate
from tensorlab_c.rearranging import roll

__all__ = ["fftfreq", "fftshift", "ifftshift", "rfftfreq"]


def _counted(n, function: str) -> int:
    n = n.__index__()
    if n.bit_length() > 63:
        raise ValueError(f"{function}: a number of {n.bit_length()} bits is too large for a size")
    return n


def fftfreq(n, d=1.0, device=None, *, dtype=None) -> Tensor:
    """The frequencies of what `fft` answers, in cycles per unit.

    Parameters
    ----------
    n : int
        Number of points.
    d : float
        The distance between two points.
    device : {None, "cpu"}
        There is one.
    dtype : dtype, optional
        A floating one; the default float when None.

    Returns
    -------
    Tensor
        0, 1, ... and then the negative ones, divided by ``n * d``.

    Raises
    ------
    ValueError
        When `n` is no integer, or negative.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.fftfreq(4, d=0.5)
    tensor([ 0. ,  0.5, -1. , -0.5])
    """
    n, step, dtype = _frequencies(n, d, device, dtype, "fftfreq")
    with _under("fftfreq"):
        k = concatenate([arange((n - 1) // 2 + 1), arange(-(n // 2), 0)])
        return (k.astype("float64") * step).astype(dtype, copy=False)


def rfftfreq(n, d=1.0, device=None, *, dtype=None) -> Tensor:
    """The frequencies of what `rfft` answers, in cycles per unit.

    Parameters
    ----------
    n : int
        Number of points.
    d : float
        The distance between two points.
    device : {None, "cpu"}
        There is one.
    dtype : dtype, optional
        A floating one; the default float when None.

    Returns
    -------
    Tensor
        0, 1, ..., n // 2, divided by ``n * d``.

    Raises
    ------
    ValueError
        When `n` is no integer, or negative.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.rfftfreq(4, d=0.5)
    tensor([0. , 0.5, 1. ])
    """
    n, step, dtype = _frequencies(n, d, device, dtype, "rfftfreq")
    with _under("rfftfreq"):
        return (arange(n // 2 + 1).astype("float64") * step).astype(dtype, copy=False)


def _frequencies(n, d, device, dtype, function: str):
    """The number of points, the lowest frequency and the dtype of the result."""
    if device not in (None, "cpu"):
        given = repr(device) if isinstance(device, (str, int)) else type(device).__name__
        raise ValueError(f"{function}: device must be None or 'cpu', got {given}")
    if isinstance(n, float) or not hasattr(n, "__index__"):
        raise ValueError(f"{function}: n must be an integer, got {type(n).__name__}")
    n = _counted(n, function)
    dtype = get_default_dtype() if dtype is None else promote_types(dtype, dtype)
    if not isdtype(dtype, "real floating"):
        raise TypeError(f"{function}: dtype must be a floating one, got {dtype}")
    if isinstance(d, (str, bytes)) or not hasattr(d, "__float__"):
        raise TypeError(f"{function}: d must be a number, got {type(d).__name__}")
    try:
        d = float(d)
    except OverflowError as error:
        raise OverflowError(f"{function}: d: {error}") from None
    if n * d == 0:
        raise ZeroDivisionError(f"{function}: n times d is zero, of n {n} and d {d}")
    if n < 0:
        raise ValueError(f"{function}: n must not be negative, got {n}")
    return n, 1.0 / (n * d), dtype


@_also(dim="axes")
def fftshift(x, axes=None) -> Tensor:
    """Moves the frequency 0 to the middle.

    Parameters
    ----------
    x : array_like
    axes : int or sequence of int, optional
        The axes to shift along; all when None.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.fftshift(tl.array([0, 1, 2, -2, -1]))
    tensor([-2, -1,  0,  1,  2])
    """
    return _shifted(x, axes, 1, "fftshift")


@_also(dim="axes")
def ifftshift(x, axes=None) -> Tensor:
    """The inverse of `fftshift`: moves the middle to the front.

    Parameters
    ----------
    x : array_like
    axes : int or sequence of int, optional
        The axes to shift along; all when None.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fft.ifftshift(tl.array([-2, -1, 0, 1, 2]))
    tensor([ 0,  1,  2, -2, -1])
    """
    return _shifted(x, axes, -1, "ifftshift")


def _shifted(x, axes, sign: int, function: str) -> Tensor:
    t = _operand(x, function)
    named = range(t.ndim) if axes is None else axes if isinstance(axes, (tuple, list)) else (axes,)
    places = tuple(_axis(axis, t, function) for axis in (*named,))
    if not places:
        return t.copy()
    return roll(t, tuple(sign * (t.shape[axis] // 2) for axis in places), places)
