"""Distributions over positive numbers."""

from __future__ import annotations

import math
from typing import Any

from tensorlab_c import (
    Tensor,
    atan,
    clip,
    erf,
    erfinv,
    exp,
    expm1,
    full_like,
    inf,
    lgamma,
    log,
    log1p,
    randn,
    tan,
    where,
    zeros_like,
)

from .constraints import Constraint, greater_than_eq, nonnegative, positive, taking
from .distribution import Distribution, within
from .reals import EULER, Normal

__all__ = ["Exponential", "HalfCauchy", "HalfNormal", "LogNormal", "Pareto", "Weibull"]


class _Positive(Distribution):
    """Drawn by the inverse of its cdf, unless it says otherwise."""

    has_rsample = True
    arg_constraints = taking(scale=positive)
    scale: Tensor

    @property
    def support(self) -> Constraint:
        """The constraint on values."""
        return nonnegative

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        first = vars(self)[next(iter(self.arg_constraints))]
        return self._icdf(within(shape, first.dtype))


class Exponential(_Positive):
    """Waiting times.

    Parameters
    ----------
    rate : Tensor or float
        One over the mean.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Exponential(tl.array(2.0))
    >>> d.mean, d.log_prob(tl.array(0.0)).exp()
    (tensor(0.5), tensor(2.))
    """

    arg_constraints = taking(rate=positive)
    rate: Tensor

    def __init__(self, rate: Any, validate_args: bool | None = None):
        self._begin(validate_args, rate=rate)

    def _mean(self) -> Tensor:
        return 1 / self.rate

    def _mode(self) -> Tensor:
        return zeros_like(self.rate)

    def _variance(self) -> Tensor:
        return self.rate**-2

    def _log_prob(self, value: Tensor) -> Tensor:
        return log(self.rate) - self.rate * value

    def _cdf(self, value: Tensor) -> Tensor:
        return 1 - exp(-self.rate * value)

    def _icdf(self, value: Tensor) -> Tensor:
        return -log1p(-value) / self.rate

    def _entropy(self) -> Tensor:
        return 1 - log(self.rate)


class HalfNormal(_Positive):
    """The absolute values of normal numbers of mean 0.

    Parameters
    ----------
    scale : Tensor or float
        Their standard deviation.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.HalfNormal(tl.array(1.0))
    >>> d.mean.round(4), d.log_prob(tl.array(0.0)).round(4)
    (tensor(0.7979), tensor(-0.2258))
    """

    def __init__(self, scale: Any, validate_args: bool | None = None):
        self._begin(validate_args, scale=scale)

    def _mean(self) -> Tensor:
        return self.scale * math.sqrt(2 / math.pi)

    def _mode(self) -> Tensor:
        return zeros_like(self.scale)

    def _variance(self) -> Tensor:
        return self.scale**2 * (1 - 2 / math.pi)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return abs(self.scale * randn(shape, dtype=self.scale.dtype))

    def _log_prob(self, value: Tensor) -> Tensor:
        half = math.log(2 / math.pi) / 2
        return where(value >= 0, half - log(self.scale) - (value / self.scale) ** 2 / 2, -inf)

    def _cdf(self, value: Tensor) -> Tensor:
        return erf(value / (self.scale * math.sqrt(2)))

    def _icdf(self, value: Tensor) -> Tensor:
        return self.scale * math.sqrt(2) * erfinv(value)

    def _entropy(self) -> Tensor:
        return log(self.scale) + (0.5 + 0.5 * math.log(math.pi / 2))


class HalfCauchy(_Positive):
    """The absolute values of what a `Cauchy` around 0 draws.

    Parameters
    ----------
    scale : Tensor or float
        The median.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.HalfCauchy(tl.array(2.0))
    >>> d.cdf(tl.array(2.0)), d.mean
    (tensor(0.5), tensor(inf))
    """

    def __init__(self, scale: Any, validate_args: bool | None = None):
        self._begin(validate_args, scale=scale)

    def _mean(self) -> Tensor:
        return full_like(self.scale, inf)

    def _mode(self) -> Tensor:
        return zeros_like(self.scale)

    def _variance(self) -> Tensor:
        return full_like(self.scale, inf)

    def _log_prob(self, value: Tensor) -> Tensor:
        return where(
            value >= 0, math.log(2 / math.pi) - log(self.scale) - log1p((value / self.scale) ** 2), -inf
        )

    def _cdf(self, value: Tensor) -> Tensor:
        return 2 / math.pi * atan(value / self.scale)

    def _icdf(self, value: Tensor) -> Tensor:
        return self.scale * tan(math.pi / 2 * value)

    def _entropy(self) -> Tensor:
        return math.log(2 * math.pi) + log(self.scale)


class LogNormal(_Positive):
    """Numbers whose logarithms are normal.

    Parameters
    ----------
    loc, scale : Tensor or float
        Mean and standard deviation of the logarithms.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.LogNormal(tl.array(0.0), 1.0)
    >>> d.mean.round(4), d.log_prob(tl.array(1.0)).round(4)
    (tensor(1.6487), tensor(-0.9189))
    """

    arg_constraints = Normal.arg_constraints
    loc: Tensor

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None):
        self._begin(validate_args, loc=loc, scale=scale)

    @property
    def support(self) -> Constraint:
        """Numbers above 0."""
        return positive

    @property
    def base_dist(self) -> Normal:
        """That of the logarithms."""
        return Normal(self.loc, self.scale, validate_args=False)

    def _mean(self) -> Tensor:
        return exp(self.loc + self.scale**2 / 2)

    def _mode(self) -> Tensor:
        return exp(self.loc - self.scale**2)

    def _variance(self) -> Tensor:
        return expm1(self.scale**2) * exp(2 * self.loc + self.scale**2)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return exp(self.base_dist._drawn(shape))

    def _log_prob(self, value: Tensor) -> Tensor:
        return self.base_dist._log_prob(log(value)) - log(value)

    def _cdf(self, value: Tensor) -> Tensor:
        return self.base_dist._cdf(log(value))

    def _icdf(self, value: Tensor) -> Tensor:
        return exp(self.base_dist._icdf(value))

    def _entropy(self) -> Tensor:
        return self.base_dist.entropy() + self.loc


class Weibull(_Positive):
    """Lifetimes of what wears out (Weibull 1951).

    Parameters
    ----------
    scale : Tensor or float
        What 37 % last longer than.
    concentration : Tensor or float
        Above 1 where what is old fails more likely than what is new.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Weibull(tl.array(2.0), 1.0)
    >>> d.mean, d.cdf(tl.array(2.0)).round(4)
    (tensor(2.), tensor(0.6321))
    """

    arg_constraints = taking(scale=positive, concentration=positive)
    concentration: Tensor

    def __init__(self, scale: Any, concentration: Any, validate_args: bool | None = None):
        self._begin(validate_args, scale=scale, concentration=concentration)

    @property
    def support(self) -> Constraint:
        """Numbers above 0."""
        return positive

    def _moment(self, n: int) -> Tensor:
        return exp(lgamma(1 + n / self.concentration))

    def _mean(self) -> Tensor:
        return self.scale * self._moment(1)

    def _mode(self) -> Tensor:
        return self.scale * ((self.concentration - 1) / self.concentration) ** (1 / self.concentration)

    def _variance(self) -> Tensor:
        return self.scale**2 * (self._moment(2) - self._moment(1) ** 2)

    def _log_prob(self, value: Tensor) -> Tensor:
        k, share = self.concentration, value / self.scale
        return log(k / self.scale) + (k - 1) * log(share) - share**k

    def _cdf(self, value: Tensor) -> Tensor:
        return -expm1(-((value / self.scale) ** self.concentration))

    def _icdf(self, value: Tensor) -> Tensor:
        return self.scale * (-log1p(-value)) ** (1 / self.concentration)

    def _entropy(self) -> Tensor:
        return EULER * (1 - 1 / self.concentration) + log(self.scale / self.concentration) + 1


class Pareto(_Positive):
    """Wealth, of which few have most.

    Parameters
    ----------
    scale : Tensor or float
        What all have at least.
    alpha : Tensor or float
        The smaller the more unequal.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Pareto(tl.array(1.0), 3.0)
    >>> d.mean, d.variance, d.cdf(tl.array(2.0))
    (tensor(1.5), tensor(0.75), tensor(0.875))
    """

    arg_constraints = taking(scale=positive, alpha=positive)
    alpha: Tensor

    def __init__(self, scale: Any, alpha: Any, validate_args: bool | None = None):
        self._begin(validate_args, scale=scale, alpha=alpha)

    @property
    def support(self) -> Constraint:
        """Numbers of at least `scale`."""
        return greater_than_eq(self.scale)

    def _mean(self) -> Tensor:
        a = clip(self.alpha, 1, None)
        return a * self.scale / (a - 1)

    def _mode(self) -> Tensor:
        return self.scale

    def _variance(self) -> Tensor:
        a = clip(self.alpha, 2, None)
        return self.scale**2 * a / ((a - 1) ** 2 * (a - 2))

    def _log_prob(self, value: Tensor) -> Tensor:
        return log(self.alpha / value) + self.alpha * log(self.scale / value)

    def _cdf(self, value: Tensor) -> Tensor:
        return 1 - (self.scale / value) ** self.alpha

    def _icdf(self, value: Tensor) -> Tensor:
        return self.scale * (1 - value) ** (-1 / self.alpha)

    def _entropy(self) -> Tensor:
        return log(self.scale / self.alpha) + 1 + 1 / self.alpha
