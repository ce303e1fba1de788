"""Special functions with PyTorch's names, computed by SciPy where they are not elsewhere in tensorlab."""

from __future__ import annotations

import importlib
import math

import tensorlab_c as _c
from tensorlab_c._operands import _floating, _integer, _pair, _without_history
from tensorlab_c._spelled import _documented
from tensorlab_c._tensor import Tensor, custom
from tensorlab_c.choosing import log_softmax, logsumexp, softmax
from tensorlab_c.elementwise import erf, exp2, expm1, log1p, sinc
from tensorlab_c.formulas import i0
from tensorlab_c.spellings import logit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorlab_c._typing import ArrayLike

    bessel_j1: Callable[[ArrayLike], Tensor]  # which the slopes of others name before they are made
    i1e: Callable[[ArrayLike], Tensor]

__all__ = [
    "bessel_j0", "bessel_j1", "digamma", "entr", "erf", "erfc", "erfcx", "erfinv", "exp2", "expit", "expm1",
    "gammainc", "gammaincc", "gammaln", "i0", "i0e", "i1", "i1e", "log1p", "log_ndtr", "log_softmax", "logit",
    "logsumexp", "multigammaln", "ndtr", "ndtri", "polygamma", "psi", "sinc", "softmax", "xlog1py", "xlogy",
    "zeta",
]  # fmt: skip


def __dir__() -> list[str]:
    return sorted(__all__)


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
    return _times(_c.log, 0, input, other, "xlogy")


@_documented
def xlog1py(input: ArrayLike, other: ArrayLike) -> Tensor:
    """x log(1 + y), and 0 where x is 0 and y is a number.

    >>> tl.special.xlog1py(tl.array([0.0, 2.0]), tl.array([-1.0, 0.0]))
    tensor([0., 0.])
    """
    return _times(_c.log1p, -1, input, other, "xlog1py")


def _times(log, least: int, input: ArrayLike, other: ArrayLike, function: str) -> Tensor:
    """Zero times a logarithm is zero. Above `least` it is that by itself, and its slope the logarithm."""
    x, y = _floating(input, function), _floating(other, function)
    nothing = (x == 0) & ~_c.isnan(y) & ~((y > least) & _c.isfinite(y))
    return _c.where(nothing, 0.0, x * log(_c.where(nothing, least + 1.0, y)))


@_documented
def entr(input: ArrayLike) -> Tensor:
    """-x log(x); 0 at 0, and -inf below.

    >>> tl.special.entr(tl.array([0.0, 1.0]))
    tensor([ 0., -0.])
    """
    x = _floating(input, "entr")
    values = -x * _c.log(_c.where(x > 0, x, 1.0))
    return _c.where(x < 0, -math.inf, _c.where(x == 0, 0.0, values))


# ---- gamma functions of two numbers
def _incomplete(name: str, sign: int, input: ArrayLike, other: ArrayLike) -> Tensor:
    a, x = _pair(input, other, name)
    a = _without_history(a, name)

    def slope(x: Tensor, y: Tensor) -> Tensor:
        return sign * _c.exp(xlogy(a - 1, x) - x - lgamma(a))

    return _by_scipy(name, x, slope, a.numpy())


@_documented
def gammainc(input: ArrayLike, other: ArrayLike) -> Tensor:
    """The part of the integral of the gamma function of `input` that lies below `other`.

    >>> tl.special.gammainc(tl.array([1.0]), tl.array([1.0])).round(6)
    tensor([0.632121])
    """
    return _incomplete("gammainc", 1, input, other)


@_documented
def gammaincc(input: ArrayLike, other: ArrayLike) -> Tensor:
    """The part of the integral of the gamma function of `input` that lies above `other`.

    >>> tl.special.gammaincc(tl.array([1.0]), tl.array([1.0])).round(6)
    tensor([0.367879])
    """
    return _incomplete("gammaincc", -1, input, other)


igamma, igammac = gammainc, gammaincc


@_documented(p="int\n    How many dimensions.")
def multigammaln(input: ArrayLike, p: int) -> Tensor:
    """The logarithm of the gamma function of several dimensions.

    >>> tl.special.multigammaln(tl.array([2.0]), 2).round(6)
    tensor([0.451583])
    """
    p = _integer(p, "multigammaln", "p")
    if p < 1:
        raise ValueError(f"multigammaln: p must be at least 1, got {p}")
    x = _floating(input, "multigammaln")
    terms = lgamma(_c.expand_dims(x, -1) - _c.arange(p, dtype=x.dtype) / 2)
    return _c.sum(terms, axis=-1) + p * (p - 1) / 4 * math.log(math.pi)


mvlgamma = multigammaln


@_documented
def zeta(input: ArrayLike, other: ArrayLike) -> Tensor:
    """The sum of (k + q)^-x over all k from 0 on, of x in `input` and q in `other`.

    >>> tl.special.zeta(tl.array([2.0]), tl.array([1.0])).round(6)
    tensor([1.644934])
    """
    s, q = _pair(input, other, "zeta")
    s = _without_history(s, "zeta")
    return _by_scipy("zeta", q, lambda q, y: -s * zeta(s + 1, q), s.numpy())


# ---- functions of one number that SciPy has
def _known(name: str, summary: str, shown: str, slope, scipy: str | None = None):
    def function(input: ArrayLike) -> Tensor:
        return _by_scipy(name, input, slope, scipy=scipy)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""{summary}

    >>> tl.special.{name}(tl.array([1.0])).round(6)
    tensor([{shown}])
    """
    return _documented(function)


def _over(y: Tensor, x: Tensor) -> Tensor:
    """y / x of a function with the slope 1/2 at 0."""
    return _c.where(x == 0, 0.5, y / _c.where(x == 0, 1.0, x))


bessel_j0 = _known(
    "bessel_j0", "The Bessel function of the first kind of order 0.", "0.765198",
    lambda a, y: -bessel_j1(a), "j0",
)  # fmt: skip
bessel_j1 = _known(
    "bessel_j1", "The Bessel function of the first kind of order 1.", "0.440051",
    lambda a, y: bessel_j0(a) - _over(y, a), "j1",
)  # fmt: skip
erfcx = _known(
    "erfcx", "exp(x²) `erfc`, without overflow.", "0.427584", lambda a, y: 2 * (a * y - math.pi**-0.5)
)  # fmt: skip
i0e = _known("i0e", "exp(-abs(x)) `i0`, without overflow.", "0.46576", lambda a, y: i1e(a) - _c.sign(a) * y)
i1 = _known("i1", "The modified Bessel function of order 1.", "0.565159", lambda a, y: i0(a) - _over(y, a))
i1e = _known(
    "i1e", "exp(-abs(x)) `i1`, without overflow.", "0.20791",
    lambda a, y: i0e(a) - _c.sign(a) * y - _over(y, a),
)  # fmt: skip
log_ndtr = _known(
    "log_ndtr", "The logarithm of `ndtr`, exact far below 0.", "-0.172754",
    lambda a, y: _c.exp(a * a * -0.5 - y) * (1 / math.sqrt(2 * math.pi)),
)  # fmt: skip
