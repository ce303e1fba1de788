"""Special functions with PyTorch's names, computed by SciPy where they are not elsewhere in tensorlab."""

from __future__ import annotations

import importlib
import math

import tensorlab_c as _c
from tensorlab_c._operands import _floating, _integer
from tensorlab_c._spelled import _documented
from tensorlab_c._tensor import Tensor, custom
from tensorlab_c.choosing import log_softmax, logsumexp, softmax
from tensorlab_c.elementwise import erf, exp2, expm1, log1p, sinc
from tensorlab_c.spellings import logit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c._typing import ArrayLike

__all__ = [
    "digamma", "entr", "erf", "erfc", "erfinv", "exp2", "expit", "expm1", "gammaln", "log1p", "log_softmax",
    "logit", "logsumexp", "ndtr", "ndtri", "polygamma", "psi", "sinc", "softmax", "xlogy",
]  # fmt: skip


def __dir__() -> list[str]:
    return [*__all__, *(name for name in globals() if name.startswith("_"))]


def _by_scipy(name: str, input: ArrayLike, slope, *before, scipy: str | None = None) -> Tensor:
    """SciPy's function of this name on the elements; floats of 8 and 16 bits are computed with in float32."""
    x = _floating(input, name)
    if x.dtype.kind == "c":
        raise TypeError(f"{name}: not defined for {x.dtype}")
    try:
        special = importlib.import_module("scipy.special")
    except ImportError as error:
        raise ImportError(f"{name}: SciPy is needed, pip install scipy") from error
    wide = x if x.dtype.name in ("float32", "float64") else x.astype("float32")
    import numpy

    with numpy.errstate(all="ignore"):
        values = getattr(special, scipy or name)(*before, wide.detach().numpy())
    result = custom(_c.asarray(values, dtype=wide.dtype), lambda g, y, a: (g * slope(a, y),), wide)
    return result.astype(x.dtype, copy=False)


@_documented
def erfc(input: ArrayLike) -> Tensor:
    """1 - erf(x), exact also where erf is close to 1.

    >>> tl.special.erfc(tl.array([0.0, 10.0])).tolist()
    [1.0, 2.0884875837625446e-45]
    """
    return _by_scipy("erfc", input, lambda a, y: _c.exp(-a * a) * (-2 / math.sqrt(math.pi)))


@_documented
def erfinv(input: ArrayLike) -> Tensor:
    """The inverse of `erf`.

    >>> tl.special.erfinv(tl.erf(tl.array([0.5]))).round(6)
    tensor([0.5])
    """
    return _by_scipy("erfinv", input, lambda a, y: _c.exp(y * y) * (math.sqrt(math.pi) / 2))


@_documented
def lgamma(input: ArrayLike) -> Tensor:
    """The logarithm of the absolute value of the gamma function.

    >>> tl.lgamma(tl.array([5.0])).round(6)
    tensor([3.178054])
    """
    return _by_scipy("lgamma", input, lambda a, y: digamma(a), scipy="gammaln")


gammaln = lgamma


@_documented
def digamma(input: ArrayLike) -> Tensor:
    """The derivative of `gammaln`.

    >>> tl.special.digamma(tl.array([1.0])).round(6)
    tensor([-0.577216])
    """
    return _by_scipy("digamma", input, lambda a, y: polygamma(1, a))


psi = digamma


@_documented(n="int\n    Which derivative.")
def polygamma(n: int, input: ArrayLike) -> Tensor:
    """The n-th derivative of `digamma`.

    >>> tl.special.polygamma(1, tl.array([1.0])).round(6)
    tensor([1.644934])
    """
    n = _integer(n, "polygamma", "n")
    if n < 0:
        raise ValueError(f"polygamma: n must not be negative, got {n}")
    return _by_scipy("polygamma", input, lambda a, y: polygamma(n + 1, a), n)


@_documented
def expit(input: ArrayLike) -> Tensor:
    """The logistic function 1 / (1 + exp(-x)): `sigmoid`.

    >>> tl.special.expit(tl.array([0.0]))
    tensor([0.5])
    """
    return _c.sigmoid(input)


@_documented
def ndtr(input: ArrayLike) -> Tensor:
    """The distribution function of the standard normal distribution.

    >>> tl.special.ndtr(tl.array([0.0]))
    tensor([0.5])
    """
    return _by_scipy("ndtr", input, lambda a, y: _c.exp(a * a * -0.5) * (1 / math.sqrt(2 * math.pi)))


@_documented
def ndtri(input: ArrayLike) -> Tensor:
    """The inverse of `ndtr`: quantiles of the standard normal distribution.

    >>> tl.special.ndtri(tl.array([0.975])).round(6)
    tensor([1.959964])
    """
    return _by_scipy("ndtri", input, lambda a, y: _c.exp(y * y * 0.5) * math.sqrt(2 * math.pi))


@_documented
def xlogy(input: ArrayLike, other: ArrayLike) -> Tensor:
    """x log(y), and 0 where x is 0 and y is a number.

    >>> tl.special.xlogy(tl.array([0.0, 2.0]), tl.array([0.0, 1.0]))
    tensor([0., 0.])
    """
    x, y = _floating(input, "xlogy"), _floating(other, "xlogy")
    # where y is a positive number the product is 0 by itself, and its slope log(y)
    nothing = (x == 0) & ~_c.isnan(y) & ~((y > 0) & _c.isfinite(y))
    return _c.where(nothing, 0.0, x * _c.log(_c.where(nothing, 1.0, y)))


@_documented
def entr(input: ArrayLike) -> Tensor:
    """-x log(x); 0 at 0, and -inf below.

    >>> tl.special.entr(tl.array([0.0, 1.0]))
    tensor([ 0., -0.])
    """
    x = _floating(input, "entr")
    values = -x * _c.log(_c.where(x > 0, x, 1.0))
    return _c.where(x < 0, -math.inf, _c.where(x == 0, 0.0, values))
