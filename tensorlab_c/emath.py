"""Elementary functions that go on to complex numbers where real ones have no answer: ``numpy.emath``."""

from __future__ import annotations

from tensorlab_c import elementwise
from tensorlab_c._operands import _operand
from tensorlab_c._tensor import Tensor

__all__ = ["arccos", "arcsin", "arctanh", "log", "log10", "log2", "logn", "power", "sqrt"]


def __dir__() -> list[str]:
    return __all__


_SINGLE = ("bool", "int8", "uint8", "int16", "uint16", "float16", "bfloat16", "float32", "complex64")


def _complex(t: Tensor) -> Tensor:
    return t.astype("complex64" if t.dtype.name in _SINGLE else "complex128", copy=False)


def _widened(x, function: str, lowest: float, highest: float | None = None) -> Tensor:
    """In a complex dtype when a real element lies outside the bounds."""
    t = _operand(x, function)
    if t.dtype.kind in "cb":
        return t
    values = t.detach()
    outside = values < lowest if highest is None else (values < lowest) | (values > highest)
    return _complex(t) if outside.any() else t


def sqrt(x) -> Tensor:
    """The square root; of negative numbers an imaginary one.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    Tensor
        Complex when an element of `x` is negative or complex.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.emath.sqrt([4.0, 9.0]), tl.emath.sqrt(-4.0)
    (tensor([2., 3.]), tensor(0.+2.j))
    """
    return elementwise.sqrt(_widened(x, "emath.sqrt", 0))


def log(x) -> Tensor:
    """The natural logarithm; of negative numbers the principal value, whose imaginary part is pi.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    Tensor
        Complex when an element of `x` is negative or complex.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.emath.log(-1.0)
    tensor(0.+3.14159265j)
    """
    return elementwise.log(_widened(x, "emath.log", 0))


def log2(x) -> Tensor:
    """The logarithm to the base 2; of negative numbers the principal value.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    Tensor
        Complex when an element of `x` is negative or complex.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.emath.log2([-4.0, 8.0])
    tensor([2.+4.53236014j, 3.+0.j        ])
    """
    return elementwise.log2(_widened(x, "emath.log2", 0))


def log10(x) -> Tensor:
    """The logarithm to the base 10; of negative numbers the principal value.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    Tensor
        Complex when an element of `x` is negative or complex.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.emath.log10([-100.0, 10.0])
    tensor([2.+1.36437635j, 1.+0.j        ])
    """
    return elementwise.log10(_widened(x, "emath.log10", 0))


def logn(n, x) -> Tensor:
    """The logarithm of `x` to the base `n`; of negative numbers the principal value.

    Parameters
    ----------
    n, x : array_like
        They broadcast.

    Returns
    -------
    Tensor
        Complex when an element of `x` or `n` is negative or complex.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.emath.logn(2, [4.0, 8.0])
    tensor([2., 3.])
    """
    base, x = _widened(n, "emath.logn", 0), _widened(x, "emath.logn", 0)
    return elementwise.divide(elementwise.log(x), elementwise.log(base))


def power(x, p) -> Tensor:
    """`x` to the power of `p`; a fractional power of a negative number is complex, a negative one a fraction.

    Parameters
    ----------
    x, p : array_like
        They broadcast.

    Returns
    -------
    Tensor
        Complex when an element of `x` is negative, or one of the operands complex.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.emath.power([2, 4], -2)
    tensor([0.25  , 0.0625])
    """
    x, p = _widened(x, "emath.power", 0), _operand(p, "emath.power")
    if p.dtype.kind == "i" and (p < 0).any():
        p = p.astype("float64")
    return elementwise.power(x, p)


def arccos(x) -> Tensor:
    """The angle with that cosine; complex where there is no real one.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    Tensor
        Complex when an element of `x` lies outside [-1, 1] or is complex.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.emath.arccos(2.0)
    tensor(0.-1.3169579j)
    """
    return elementwise.arccos(_widened(x, "emath.arccos", -1, 1))


def arcsin(x) -> Tensor:
    """The angle with that sine; complex where there is no real one.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    Tensor
        Complex when an element of `x` lies outside [-1, 1] or is complex.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.emath.arcsin(2.0)
    tensor(1.57079633+1.3169579j)
    """
    return elementwise.arcsin(_widened(x, "emath.arcsin", -1, 1))


def arctanh(x) -> Tensor:
    """The area hyperbolic tangent; complex where there is no real one.

    Parameters
    ----------
    x : array_like

    Returns
    -------
    Tensor
        Complex when an element of `x` lies outside [-1, 1] or is complex.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.emath.arctanh(2.0)
    tensor(0.54930614+1.57079633j)
    """
    return elementwise.arctanh(_widened(x, "emath.arctanh", -1, 1))
