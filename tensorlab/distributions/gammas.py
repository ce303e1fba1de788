"""The gamma distribution, and what is made of it: shares of a whole, sums of squares."""

from __future__ import annotations

from typing import Any

from tensorlab_c import (
    Tensor,
    broadcast_arrays,
    broadcast_to,
    clip,
    digamma,
    exp,
    finfo,
    float64,
    inf,
    lgamma,
    log,
    no_grad,
    random,
    sqrt,
    stack,
    where,
    xlogy,
)
from tensorlab_c._tensor import custom
from tensorlab_c.special import gammainc, gammaincc

from ..nn.functional import one_hot
from .constraints import independent, nonnegative, positive, simplex, taking, unit_interval
from .distribution import Distribution, parameters

__all__ = ["Beta", "Chi2", "Dirichlet", "Gamma", "InverseGamma"]


def standard_gamma(concentration: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Numbers whose gradient is how they move when their cdf is to stay what it is (Figurnov et al. 2018)."""
    a = broadcast_to(concentration, shape)
    drawn = random.get_generator().standard_gamma(a.detach(), size=shape).astype(a.dtype)
    drawn = clip(drawn, float(finfo(a.dtype).tiny), None)
    return custom(drawn, lambda g, x, a: (g * _slope(a, x).astype(a.dtype),), a)


def _density(a: Tensor, x: Tensor) -> Tensor:
    return exp(xlogy(a - 1, x) - x - lgamma(a))


def _cdf(a: Tensor, x: Tensor) -> Tensor:
    """How likely a standard gamma number is smaller, with both gradients."""
    a, x = broadcast_arrays(a, x)
    with no_grad():
        found = gammainc(a, x)

    def slopes(g: Tensor, _: None, a: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
        density = _density(a, x)
        return -g * _slope(a, x).astype(g.dtype) * density, g * density

    return custom(found, slopes, a, x, reads_out=False)


def _slope(a: Tensor, x: Tensor) -> Tensor:
    """-dF/da over the density; dF/da by differences of fourth order, on the side where F is small."""
    a, x = a.astype(float64), x.astype(float64)
    step = 1e-3 * a / sqrt(1 + a)

    def probability(a: Tensor) -> Tensor:
        return where(x > middle, -gammaincc(a, x), gammainc(a, x))

    middle = a
    near, far = ([probability(a + n * step), probability(a - n * step)] for n in (1, 2))
    slope = (8 * (near[0] - near[1]) - (far[0] - far[1])) / (12 * step)
    return -slope / _density(a, x)


class Gamma(Distribution):
    """Waiting times for several events.

    Parameters
    ----------
    concentration : Tensor or float
        How many events.
    rate : Tensor or float
        How many come in a unit of time.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Gamma(tl.array(2.0), 4.0)
    >>> d.mean, d.log_prob(tl.array(0.5)).round(4), d.rsample((3,)).shape
    (tensor(0.5), tensor(0.0794), (3,))
    """

    has_rsample = True
    arg_constraints = taking(concentration=positive, rate=positive)
    support = nonnegative
    concentration: Tensor
    rate: Tensor

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None):
        self._begin(validate_args, concentration=concentration, rate=rate)

    def _mean(self) -> Tensor:
        return self.concentration / self.rate

    def _mode(self) -> Tensor:
        return clip((self.concentration - 1) / self.rate, 0, None)

    def _variance(self) -> Tensor:
        return self.concentration / self.rate**2

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return standard_gamma(self.concentration, shape) / self.rate

    def _log_prob(self, value: Tensor) -> Tensor:
        a, rate = self.concentration, self.rate
        return xlogy(a, rate) + xlogy(a - 1, value) - rate * value - lgamma(a)

    def _cdf(self, value: Tensor) -> Tensor:
        return _cdf(self.concentration, self.rate * value)

    def _entropy(self) -> Tensor:
        a = self.concentration
        return a - log(self.rate) + lgamma(a) + (1 - a) * digamma(a)


class Chi2(Gamma):
    """The sum of squares of normal numbers.

    Parameters
    ----------
    df : Tensor or float
        How many.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Chi2(tl.array(3.0))
    >>> d.mean, d.variance, d.df
    (tensor(3.), tensor(6.), tensor(3.))
    """

    def __init__(self, df: Any, validate_args: bool | None = None):
        (given,) = parameters("Chi2", validate_args, df=df)
        super().__init__(given / 2, 0.5, validate_args)

    @property
    def df(self) -> Tensor:
        """How many."""
        return self.concentration * 2


class InverseGamma(Distribution):
    """One over what a `Gamma` draws.

    Parameters
    ----------
    concentration, rate : Tensor or float
        Of the `Gamma`.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.InverseGamma(tl.array(3.0), 4.0)
    >>> d.mean, d.mode, d.log_prob(tl.array(1.0)).round(4)
    (tensor(2.), tensor(1.), tensor(-0.5343))
    """

    has_rsample = True
    arg_constraints = taking(concentration=positive, rate=positive)
    support = positive
    concentration: Tensor
    rate: Tensor

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None):
        self._begin(validate_args, concentration=concentration, rate=rate)

    def _mean(self) -> Tensor:
        a = self.concentration
        return where(a > 1, self.rate / where(a > 1, a - 1, 1.0), inf)

    def _mode(self) -> Tensor:
        return self.rate / (self.concentration + 1)

    def _variance(self) -> Tensor:
        a = where(self.concentration > 2, self.concentration, inf)
        finite = self.rate**2 / ((a - 1) ** 2 * (a - 2))
        return where(self.concentration > 2, finite, inf)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return self.rate / standard_gamma(self.concentration, shape)

    def _log_prob(self, value: Tensor) -> Tensor:
        a, rate = self.concentration, self.rate
        return xlogy(a, rate) - xlogy(a + 1, value) - rate / value - lgamma(a)

    def _cdf(self, value: Tensor) -> Tensor:
        return 1 - _cdf(self.concentration, self.rate / value)

    def _entropy(self) -> Tensor:
        a = self.concentration
        return a + log(self.rate) + lgamma(a) - (1 + a) * digamma(a)


class Dirichlet(Distribution):
    """Shares of a whole.

    Parameters
    ----------
    concentration : Tensor of shape (..., K)
        Of each share.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Dirichlet(tl.array([1.0, 1.0, 2.0]))
    >>> d.mean, d.event_shape, d.rsample((5,)).sum(axis=-1).round(6)
    (tensor([0.25, 0.25, 0.5 ]), (3,), tensor([1., 1., 1., 1., 1.]))
    """

    has_rsample = True
    arg_constraints = taking(concentration=independent(positive, 1))
    support = simplex
    concentration: Tensor

    def __init__(self, concentration: Any, validate_args: bool | None = None):
        (given,) = parameters("Dirichlet", validate_args, concentration=concentration)
        if given.ndim < 1:
            raise ValueError("Dirichlet: concentration must have an axis of shares, got shape ()")
        self._begin(validate_args, concentration=given)
        self.batch_shape, self.event_shape = given.shape[:-1], given.shape[-1:]

    def _total(self) -> Tensor:
        return self.concentration.sum(axis=-1, keepdims=True)

    def _mean(self) -> Tensor:
        return self.concentration / self._total()

    def _mode(self) -> Tensor:
        more = clip(self.concentration - 1, 0, None)
        whole = more.sum(axis=-1, keepdims=True)
        corner = one_hot(self.concentration.argmax(axis=-1), self.event_shape[0]).astype(more.dtype)
        return where(whole == 0, corner, more / where(whole == 0, 1.0, whole))

    def _variance(self) -> Tensor:
        total = self._total()
        return self.concentration * (total - self.concentration) / (total**2 * (total + 1))

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        drawn = standard_gamma(self.concentration, shape)
        return drawn / drawn.sum(axis=-1, keepdims=True)

    def _log_prob(self, value: Tensor) -> Tensor:
        a = self.concentration
        return xlogy(a - 1, value).sum(axis=-1) + lgamma(a.sum(axis=-1)) - lgamma(a).sum(axis=-1)

    def _entropy(self) -> Tensor:
        a, total = self.concentration, self.concentration.sum(axis=-1)
        left = (self.event_shape[0] - total) * digamma(total)
        return lgamma(a).sum(axis=-1) - lgamma(total) - left - ((a - 1) * digamma(a)).sum(axis=-1)


class Beta(Distribution):
    """A share of a whole of two.

    Parameters
    ----------
    concentration1, concentration0 : Tensor or float
        Of the share and of the rest.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Beta(tl.array(2.0), 2.0)
    >>> d.mean, d.mode, d.log_prob(tl.array(0.5)).exp().round(4)
    (tensor(0.5), tensor(0.5), tensor(1.5))
    """

    has_rsample = True
    arg_constraints = taking(concentration1=positive, concentration0=positive)
    support = unit_interval
    concentration1: Tensor
    concentration0: Tensor

    def __init__(self, concentration1: Any, concentration0: Any, validate_args: bool | None = None):
        self._begin(validate_args, concentration1=concentration1, concentration0=concentration0)

    def _both(self) -> Dirichlet:
        return Dirichlet(stack([self.concentration1, self.concentration0], -1), validate_args=False)

    def _mean(self) -> Tensor:
        return self.concentration1 / (self.concentration1 + self.concentration0)

    def _mode(self) -> Tensor:
        return self._both().mode[..., 0]

    def _variance(self) -> Tensor:
        return self._both().variance[..., 0]

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return self._both()._drawn((*shape, 2))[..., 0]

    def _log_prob(self, value: Tensor) -> Tensor:
        return self._both()._log_prob(stack([value, 1 - value], -1))

    def _entropy(self) -> Tensor:
        return self._both().entropy()
