"""Distributions over all real numbers, or an interval of them."""

from __future__ import annotations

import math
from typing import Any

from tensorlab_c import (
    Tensor,
    atan,
    clip,
    cos,
    digamma,
    erf,
    erfinv,
    exp,
    expm1,
    full_like,
    inf,
    lgamma,
    log,
    log1p,
    nan,
    rand,
    randn,
    random,
    rsqrt,
    sign,
    special,
    tan,
    where,
)

from . import constraints
from .constraints import Constraint, positive, real, taking
from .distribution import Distribution, checked, within
from .gammas import standard_gamma

__all__ = ["Cauchy", "Gumbel", "Laplace", "Normal", "StudentT", "Uniform", "VonMises"]

EULER = 0.57721566490153286


class _LocScale(Distribution):
    """Drawn by the inverse of its cdf, unless it says otherwise."""

    has_rsample = True
    arg_constraints = taking(loc=real, scale=positive)
    support = real
    loc: Tensor
    scale: Tensor

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None):
        self._begin(validate_args, loc=loc, scale=scale)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return self._icdf(within(shape, self.loc.dtype))

    def _distance(self, value: Tensor) -> Tensor:
        return (value - self.loc) / self.scale

    def _mean(self) -> Tensor:
        return self.loc

    def _mode(self) -> Tensor:
        return self.loc

    def _variance(self) -> Tensor:
        return self.stddev**2


class Normal(_LocScale):
    """The normal distribution.

    Parameters
    ----------
    loc : Tensor or float
        The mean.
    scale : Tensor or float
        The standard deviation.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Normal(tl.array([0.0, 1.0]), 2.0)
    >>> d.log_prob(tl.zeros(2)).round(4), d.cdf(tl.zeros(2)).round(4), d.rsample((3,)).shape
    (tensor([-1.6121, -1.7371]), tensor([0.5   , 0.3085]), (3, 2))
    """

    @property
    def stddev(self) -> Tensor:
        """`scale`."""
        return self.scale

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return self.loc + self.scale * randn(shape, dtype=self.loc.dtype)

    def _log_prob(self, value: Tensor) -> Tensor:
        distance = self._distance(value)
        return -(distance * distance) / 2 - log(self.scale) - math.log(math.sqrt(2 * math.pi))

    def _cdf(self, value: Tensor) -> Tensor:
        return (1 + erf(self._distance(value) / math.sqrt(2))) / 2

    def _icdf(self, value: Tensor) -> Tensor:
        return self.loc + self.scale * erfinv(2 * value - 1) * math.sqrt(2)

    def _entropy(self) -> Tensor:
        return log(self.scale) + (0.5 + 0.5 * math.log(2 * math.pi))


class Laplace(_LocScale):
    """Two exponential distributions, back to back.

    Parameters
    ----------
    loc, scale : Tensor or float
        Where they meet, and the mean distance from there.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Laplace(0.0, 1.0)
    >>> d.log_prob(tl.array(2.0)).round(4), d.variance
    (tensor(-2.6931), tensor(2.))
    """

    @property
    def stddev(self) -> Tensor:
        """√2 times `scale`."""
        return math.sqrt(2) * self.scale

    def _log_prob(self, value: Tensor) -> Tensor:
        return -log(2 * self.scale) - abs(self._distance(value))

    def _cdf(self, value: Tensor) -> Tensor:
        distance = self._distance(value)
        return 0.5 - 0.5 * sign(distance) * expm1(-abs(distance))

    def _icdf(self, value: Tensor) -> Tensor:
        centred = value - 0.5
        return self.loc - self.scale * sign(centred) * log1p(-2 * abs(centred))

    def _entropy(self) -> Tensor:
        return 1 + log(2 * self.scale)


class Cauchy(_LocScale):
    """The ratio of two normal numbers: so wide that it has no mean.

    Parameters
    ----------
    loc, scale : Tensor or float
        The median, and the distance from it that half of all numbers have at most.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Cauchy(0.0, 2.0)
    >>> d.cdf(tl.array(2.0)), d.mean
    (tensor(0.75), tensor(nan))
    """

    def _mean(self) -> Tensor:
        return full_like(self.loc, nan)

    def _variance(self) -> Tensor:
        return full_like(self.loc, inf)

    @property
    def stddev(self) -> Tensor:
        """inf."""
        return self.variance

    def _log_prob(self, value: Tensor) -> Tensor:
        return -math.log(math.pi) - log(self.scale) - log1p(self._distance(value) ** 2)

    def _cdf(self, value: Tensor) -> Tensor:
        return atan(self._distance(value)) / math.pi + 0.5

    def _icdf(self, value: Tensor) -> Tensor:
        return tan(math.pi * (value - 0.5)) * self.scale + self.loc

    def _entropy(self) -> Tensor:
        return math.log(4 * math.pi) + log(self.scale)


class Gumbel(_LocScale):
    """The largest of many numbers.

    Parameters
    ----------
    loc, scale : Tensor or float
        The mode, and the width.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Gumbel(tl.array(1.0), 2.0)
    >>> d.log_prob(tl.array(1.0)).round(4), d.mean.round(4)
    (tensor(-1.6931), tensor(2.1544))
    """

    @property
    def stddev(self) -> Tensor:
        """π/√6 times `scale`."""
        return math.pi / math.sqrt(6) * self.scale

    def _mean(self) -> Tensor:
        return self.loc + self.scale * EULER

    def _log_prob(self, value: Tensor) -> Tensor:
        distance = self._distance(value)
        return -(distance + exp(-distance)) - log(self.scale)

    def _cdf(self, value: Tensor) -> Tensor:
        return exp(-exp(-self._distance(value)))

    def _icdf(self, value: Tensor) -> Tensor:
        return self.loc - self.scale * log(-log(value))

    def _entropy(self) -> Tensor:
        return log(self.scale) + (1 + EULER)


class StudentT(Distribution):
    """A normal number over the root of the mean square of `df` others (Student 1908).

    Parameters
    ----------
    df : Tensor or float
        Degrees of freedom.
    loc, scale : Tensor or float
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.StudentT(tl.array([1.0, 3.0]))
    >>> d.log_prob(tl.array(0.0)).round(4), d.mean, d.variance
    (tensor([-1.1447, -1.0009]), tensor([nan,  0.]), tensor([nan,  3.]))
    """

    has_rsample = True
    arg_constraints = taking(df=positive, loc=real, scale=positive)
    support = real
    df: Tensor
    loc: Tensor
    scale: Tensor

    def __init__(self, df: Any, loc: Any = 0.0, scale: Any = 1.0, validate_args: bool | None = None):
        self._begin(validate_args, df=df, loc=loc, scale=scale)

    def _mean(self) -> Tensor:
        return where(self.df > 1, self.loc, nan)

    def _mode(self) -> Tensor:
        return self.loc

    def _variance(self) -> Tensor:
        wide = where(self.df > 1, inf, nan)
        return where(self.df > 2, self.scale**2 * self.df / where(self.df > 2, self.df - 2, 1.0), wide)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        squares = 2 * standard_gamma(self.df / 2, shape)
        return self.loc + self.scale * randn(shape, dtype=self.loc.dtype) * rsqrt(squares / self.df)

    def _log_beta(self) -> Tensor:
        """Of half a degree and half of `df`."""
        return lgamma(0.5 * self.df) + 0.5 * math.log(math.pi) - lgamma(0.5 * (self.df + 1))

    def _log_prob(self, value: Tensor) -> Tensor:
        distance = (value - self.loc) / self.scale
        whole = log(self.scale) + 0.5 * log(self.df) + self._log_beta()
        return -0.5 * (self.df + 1) * log1p(distance**2 / self.df) - whole

    def _entropy(self) -> Tensor:
        half = 0.5 * (self.df + 1)
        slope = half * (digamma(half) - digamma(0.5 * self.df))
        return log(self.scale) + slope + 0.5 * log(self.df) + self._log_beta()


class VonMises(Distribution):
    """Angles, around one of them.

    Parameters
    ----------
    loc : Tensor or float
        The mean angle.
    concentration : Tensor or float
        The narrower the larger it is, about one over the variance.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.VonMises(tl.array(0.0), tl.array(4.0))
    >>> d.log_prob(tl.array(0.0)).round(4), d.variance.round(4)
    (tensor(-0.2628), tensor(0.1365))
    """

    arg_constraints = taking(loc=real, concentration=positive)
    support = real
    loc: Tensor
    concentration: Tensor

    def __init__(self, loc: Any, concentration: Any, validate_args: bool | None = None):
        self._begin(validate_args, loc=loc, concentration=concentration)

    def _mean(self) -> Tensor:
        return self.loc

    def _mode(self) -> Tensor:
        return self.loc

    def _variance(self) -> Tensor:
        return 1 - special.i1e(self.concentration) / special.i0e(self.concentration)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        draw = random.get_generator().vonmises
        angles = draw(self.loc.detach(), self.concentration.detach(), size=shape)
        return angles.astype(self.loc.dtype)

    def _log_prob(self, value: Tensor) -> Tensor:
        k = self.concentration
        return k * (cos(value - self.loc) - 1) - math.log(2 * math.pi) - log(special.i0e(k))


class Uniform(Distribution):
    """All numbers of an interval alike.

    Parameters
    ----------
    low, high : Tensor or float
        Its ends; `high` is not in it.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Uniform(0.0, 4.0)
    >>> d.mean, d.log_prob(tl.array(1.0)).exp(), 0 <= d.sample().item() < 4
    (tensor(2.), tensor(0.25), True)
    """

    has_rsample = True
    arg_constraints = taking(low=real, high=real)
    low: Tensor
    high: Tensor

    def __init__(self, low: Any, high: Any, validate_args: bool | None = None):
        self._begin(validate_args, low=low, high=high)
        checked("Uniform", "high", self.low < self.high, "above low", validate_args)

    @property
    def support(self) -> Constraint:
        """The interval."""
        return constraints.interval(self.low, self.high)

    def _mean(self) -> Tensor:
        return (self.low + self.high) / 2

    def _mode(self) -> Tensor:
        return full_like(self.low, nan)

    def _variance(self) -> Tensor:
        return (self.high - self.low) ** 2 / 12

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return self.low + rand(shape, dtype=self.low.dtype) * (self.high - self.low)

    def _log_prob(self, value: Tensor) -> Tensor:
        inside = (value >= self.low) & (value < self.high)
        return log(inside.astype(self.low.dtype)) - log(self.high - self.low)

    def _cdf(self, value: Tensor) -> Tensor:
        return clip((value - self.low) / (self.high - self.low), 0, 1)

    def _icdf(self, value: Tensor) -> Tensor:
        return self.low + value * (self.high - self.low)

    def _entropy(self) -> Tensor:
        return log(self.high - self.low)
