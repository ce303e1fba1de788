"""Distributions over real numbers."""

from __future__ import annotations

import math
from typing import Any

from tensorlab_c import (
    Tensor,
    broadcast_to,
    clip,
    erf,
    erfinv,
    exp,
    finfo,
    log,
    log1p,
    rand,
    randn,
    zeros_like,
)

from .distribution import Distribution, checked, parameters

__all__ = ["Exponential", "Normal", "Uniform"]


class _Real(Distribution):
    has_rsample = True

    def _real(self, value: Any) -> Tensor:
        """A value to be looked up."""
        value = self._value(value)
        checked(type(self).__name__, "value", value == value, "numbers, not nan", self._validate)
        return value


class Normal(_Real):
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

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None):
        self.loc, self.scale = parameters("Normal", validate_args, loc=loc, scale=scale)
        checked("Normal", "loc", self.loc == self.loc, "numbers, not nan", validate_args)
        checked("Normal", "scale", self.scale > 0, "above 0", validate_args)
        self._validate, self.batch_shape = validate_args, self.loc.shape

    @property
    def mean(self) -> Tensor:
        """`loc`."""
        return self.loc

    @property
    def mode(self) -> Tensor:
        """`loc`."""
        return self.loc

    @property
    def stddev(self) -> Tensor:
        """`scale`."""
        return self.scale

    @property
    def variance(self) -> Tensor:
        """The square of `scale`."""
        return self.scale**2

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return self.loc + self.scale * randn(shape, dtype=self.loc.dtype)

    def log_prob(self, value: Any) -> Tensor:
        """The logarithms of the densities."""
        distance = (self._real(value) - self.loc) / self.scale
        return -(distance * distance) / 2 - log(self.scale) - math.log(math.sqrt(2 * math.pi))

    def cdf(self, value: Any) -> Tensor:
        """How likely a smaller number is."""
        return (1 + erf((self._real(value) - self.loc) / self.scale / math.sqrt(2))) / 2

    def icdf(self, value: Any) -> Tensor:
        """Where `cdf` is `value`."""
        return self.loc + self.scale * erfinv(2 * self._real(value) - 1) * math.sqrt(2)

    def entropy(self) -> Tensor:
        """The entropy, in nats."""
        return log(self.scale) + (0.5 + 0.5 * math.log(2 * math.pi))


class Uniform(_Real):
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

    def __init__(self, low: Any, high: Any, validate_args: bool | None = None):
        self.low, self.high = parameters("Uniform", validate_args, low=low, high=high)
        checked("Uniform", "high", self.low < self.high, "above low", validate_args)
        self._validate, self.batch_shape = validate_args, self.low.shape

    @property
    def mean(self) -> Tensor:
        """The middle."""
        return (self.low + self.high) / 2

    @property
    def variance(self) -> Tensor:
        """A twelfth of the squared width."""
        return (self.high - self.low) ** 2 / 12

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return self.low + rand(shape, dtype=self.low.dtype) * (self.high - self.low)

    def log_prob(self, value: Any) -> Tensor:
        """The logarithms of the densities; unchecked, minus infinity outside."""
        value = self._real(value)
        inside = (value >= self.low) & (value < self.high)
        known = (value >= self.low) & (value <= self.high)
        checked("Uniform", "value", known, "between low and high", self._validate)
        return log(inside.astype(self.low.dtype)) - log(self.high - self.low)

    def cdf(self, value: Any) -> Tensor:
        """How likely a smaller number is."""
        return clip((self._real(value) - self.low) / (self.high - self.low), 0, 1)

    def icdf(self, value: Any) -> Tensor:
        """Where `cdf` is `value`."""
        return self.low + self._real(value) * (self.high - self.low)

    def entropy(self) -> Tensor:
        """The entropy, in nats."""
        return log(self.high - self.low)


class Exponential(_Real):
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

    def __init__(self, rate: Any, validate_args: bool | None = None):
        (self.rate,) = parameters("Exponential", validate_args, rate=rate)
        checked("Exponential", "rate", self.rate > 0, "above 0", validate_args)
        self._validate, self.batch_shape = validate_args, self.rate.shape

    @property
    def mean(self) -> Tensor:
        """One over the rate."""
        return 1 / self.rate

    @property
    def mode(self) -> Tensor:
        """0."""
        return zeros_like(self.rate)

    @property
    def variance(self) -> Tensor:
        """The square of the mean."""
        return self.rate**-2

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        u = clip(rand(shape, dtype=self.rate.dtype), 0, 1 - float(finfo(self.rate.dtype).eps) / 2)
        return broadcast_to(-log1p(-u) / self.rate, shape)

    def log_prob(self, value: Any) -> Tensor:
        """The logarithms of the densities."""
        value = self._real(value)
        checked("Exponential", "value", value >= 0, "at least 0", self._validate)
        return log(self.rate) - self.rate * value

    def cdf(self, value: Any) -> Tensor:
        """How likely a smaller number is."""
        return 1 - exp(-self.rate * self._real(value))

    def icdf(self, value: Any) -> Tensor:
        """Where `cdf` is `value`."""
        return -log1p(-self._real(value)) / self.rate

    def entropy(self) -> Tensor:
        """The entropy, in nats."""
        return 1 - log(self.rate)
