"""Distributions over whole numbers."""

from __future__ import annotations

from typing import Any

from tensorlab_c import (
    Tensor,
    arange,
    broadcast_to,
    clip,
    exp,
    floor,
    inf,
    lgamma,
    log,
    log1p,
    maximum,
    random,
    sigmoid,
    where,
    xlogy,
    zeros_like,
)

from .._check import integer
from ..nn.functional import binary_cross_entropy_with_logits, logsigmoid, softplus
from .classes import Bernoulli, Categorical, _one_given
from .constraints import (
    Constraint,
    integer_interval,
    multinomial,
    nonnegative,
    nonnegative_integer,
    taking,
)
from .distribution import Distribution, checked, parameters, within

__all__ = ["Binomial", "Geometric", "Multinomial", "NegativeBinomial", "Poisson"]


def _counts(method: str, shape: tuple[int, ...], *given: Tensor) -> Tensor:
    """Drawn by NumPy's generator."""
    draw = getattr(random.get_generator(), method)
    drawn: Tensor = draw(*[x.detach() for x in given], size=shape)
    return drawn.astype(given[-1].dtype)


class Poisson(Distribution):
    """How many events come in a time.

    Parameters
    ----------
    rate : Tensor or float
        How many on average.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Poisson(tl.array(2.0))
    >>> d.log_prob(tl.arange(3)).exp().round(4)
    tensor([0.1353, 0.2707, 0.2707])
    """

    arg_constraints = taking(rate=nonnegative)
    support = nonnegative_integer
    rate: Tensor

    def __init__(self, rate: Any, validate_args: bool | None = None):
        self._begin(validate_args, rate=rate)

    def _mean(self) -> Tensor:
        return self.rate

    def _mode(self) -> Tensor:
        return floor(self.rate)

    def _variance(self) -> Tensor:
        return self.rate

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return _counts("poisson", shape, self.rate)

    def _log_prob(self, value: Tensor) -> Tensor:
        return xlogy(value, self.rate) - self.rate - lgamma(value + 1)


class _Odds(Distribution):
    """Of a probability, or the logarithm of its odds."""

    probs: Any
    logits: Any
    arg_constraints = Bernoulli.arg_constraints

    def _take(self, probs: Any, logits: Any, validate: Any, **more: Any) -> None:
        """Takes one of the two, and others of the same shape."""
        name, given = type(self).__name__, "logits" if probs is None else "probs"
        one = _one_given(name, probs, logits, validate)
        values = parameters(name, validate, **more, **{given: one})
        constraint = self.arg_constraints[given]
        checked(name, given, constraint.check(values[-1]), constraint.text, validate)
        vars(self).update(zip((*more, given), values, strict=True))
        self._validate, self.batch_shape = validate, values[-1].shape

    logits = Bernoulli.logits
    probs = Bernoulli.probs


class Geometric(_Odds):
    """How many tries fail before one succeeds.

    Parameters
    ----------
    probs : Tensor or float, optional
        The probability of success.
    logits : Tensor or float, optional
        The logarithm of its odds. One of the two is given.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Geometric(tl.array(0.25))
    >>> d.mean, d.log_prob(tl.arange(3)).exp().round(4)
    (tensor(3.), tensor([0.25  , 0.1875, 0.1406]))
    """

    support = nonnegative_integer

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None):
        self._take(probs, logits, validate_args)
        if probs is not None:
            checked("Geometric", "probs", self.probs > 0, "above 0", validate_args)

    def _mean(self) -> Tensor:
        return 1 / self.probs - 1

    def _mode(self) -> Tensor:
        return zeros_like(self.probs)

    def _variance(self) -> Tensor:
        return (1 / self.probs - 1) / self.probs

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return floor(log(within(shape, self.probs.dtype)) / log1p(-self.probs))

    def _log_prob(self, value: Tensor) -> Tensor:
        failures = where((self.probs == 1) & (value == 0), 0.0, self.probs)
        return value * log1p(-failures) + log(self.probs)

    def _entropy(self) -> Tensor:
        return binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none") / self.probs


class Binomial(_Odds):
    """How many of some tries succeed.

    Parameters
    ----------
    total_count : Tensor or int, default 1
        How many tries.
    probs : Tensor or float, optional
        The probability of success.
    logits : Tensor or float, optional
        The logarithm of its odds. One of the two is given.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Binomial(3, tl.array(0.5))
    >>> d.log_prob(tl.arange(4)).exp()
    tensor([0.125, 0.375, 0.375, 0.125])
    """

    total_count: Tensor

    def __init__(
        self, total_count: Any = 1, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ):
        self._take(probs, logits, validate_args, total_count=total_count)
        good = nonnegative_integer.check(self.total_count)
        checked("Binomial", "total_count", good, nonnegative_integer.text, validate_args)

    @property
    def support(self) -> Constraint:
        """Whole numbers up to `total_count`."""
        return integer_interval(0, self.total_count)

    def _mean(self) -> Tensor:
        return self.total_count * self.probs

    def _mode(self) -> Tensor:
        return clip(floor((self.total_count + 1) * self.probs), 0, self.total_count)

    def _variance(self) -> Tensor:
        return self.total_count * self.probs * (1 - self.probs)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return _counts("binomial", shape, self.total_count.long(), self.probs)

    def _log_prob(self, value: Tensor) -> Tensor:
        n = self.total_count
        ways = lgamma(n + 1) - lgamma(value + 1) - lgamma(n - value + 1)
        return ways + value * self.logits - n * softplus(self.logits)

    def _entropy(self) -> Tensor:
        most = int(self.total_count.max()) if self.total_count.size else 0
        if not (self.total_count == most).all():
            raise NotImplementedError("Binomial: entropy of several total_count is not defined")
        found = self._log_prob(
            arange(most + 1, dtype=self.total_count.dtype).reshape(-1, *[1] * self.total_count.ndim)
        )
        return -(exp(found) * found).sum(axis=0)


class NegativeBinomial(_Odds):
    """How many tries succeed before some have failed.

    Parameters
    ----------
    total_count : Tensor or float
        How many failures, also of fractions.
    probs : Tensor or float, optional
        The probability of success.
    logits : Tensor or float, optional
        The logarithm of its odds. One of the two is given.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.NegativeBinomial(2, tl.array(0.5))
    >>> d.mean, d.log_prob(tl.arange(3)).exp()
    (tensor(2.), tensor([0.25  , 0.25  , 0.1875]))
    """

    support = nonnegative_integer
    total_count: Tensor

    def __init__(
        self, total_count: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ):
        self._take(probs, logits, validate_args, total_count=total_count)
        checked("NegativeBinomial", "total_count", self.total_count >= 0, "at least 0", validate_args)
        if probs is not None:
            checked("NegativeBinomial", "probs", self.probs < 1, "below 1", validate_args)

    def _mean(self) -> Tensor:
        return self.total_count * exp(self.logits)

    def _mode(self) -> Tensor:
        return floor(maximum((self.total_count - 1) * exp(self.logits), 0.0))

    def _variance(self) -> Tensor:
        return self._mean() / sigmoid(-self.logits)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        rates = random.get_generator().standard_gamma(self.total_count.detach(), size=shape)
        return _counts("poisson", shape, (rates * exp(self.logits.detach())).astype(self.logits.dtype))

    def _log_prob(self, value: Tensor) -> Tensor:
        n = self.total_count
        powers = n * logsigmoid(-self.logits) + value * logsigmoid(self.logits)
        nothing = n + value == 0
        ways = lgamma(where(nothing, 1.0, n + value)) - lgamma(1 + value) - lgamma(where(nothing, 1.0, n))
        return powers + ways


class Multinomial(Distribution):
    """How often each of several classes comes up in some tries.

    Parameters
    ----------
    total_count : int, default 1
        How many tries.
    probs : Tensor of shape (..., K), optional
        How likely the classes are; divided by their sum.
    logits : Tensor of shape (..., K), optional
        Their logarithms, up to a number that is added to all. One of the two is given.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Multinomial(4, tl.array([0.25, 0.75]))
    >>> d.mean, d.sample().sum(), d.log_prob(tl.array([1.0, 3.0])).exp().round(4)
    (tensor([1., 3.]), tensor(4.), tensor(0.4219))
    """

    def __init__(
        self, total_count: int = 1, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ):
        self.total_count = integer("Multinomial", "total_count", total_count, 0)
        self._classes = Categorical(probs, logits, validate_args)
        self._validate, self.batch_shape = validate_args, self._classes.batch_shape
        self.event_shape = self.probs.shape[-1:]

    @property
    def probs(self) -> Tensor:
        """The probabilities of the classes."""
        return self._classes.probs

    @property
    def logits(self) -> Tensor:
        """Their logarithms."""
        return self._classes.logits

    @property
    def support(self) -> Constraint:
        """Whole numbers whose sum is `total_count`."""
        return multinomial(self.total_count)

    def _dtype(self) -> Any:
        return self.probs.dtype

    def _mean(self) -> Tensor:
        return self.total_count * self.probs

    def _variance(self) -> Tensor:
        return self.total_count * self.probs * (1 - self.probs)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        draw = random.get_generator().multinomial
        shares = self.probs.detach().astype("float64")
        shares = broadcast_to(shares / shares.sum(axis=-1, keepdims=True), shape)
        return draw(self.total_count, shares).astype(self.probs.dtype)

    def _log_prob(self, value: Tensor) -> Tensor:
        ways = lgamma(value.sum(axis=-1) + 1) - lgamma(value + 1).sum(axis=-1)
        logits = where((value == 0) & (self.logits == -inf), 0.0, self.logits)
        return ways + (value * logits).sum(axis=-1)

    def _entropy(self) -> Tensor:
        n, p = self.total_count, self.probs
        counts = arange(n + 1, dtype=p.dtype).reshape(-1, *[1] * p.ndim)
        likely = exp(Binomial(n, p, validate_args=False)._log_prob(counts))
        ways = (likely * lgamma(counts + 1)).sum(axis=(0, -1))
        return n * self._classes.entropy() - lgamma(counts.ravel()[-1] + 1) + ways
