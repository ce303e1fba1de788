"""How far one distribution is from another."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tensorlab_c import Tensor, digamma, exp, inf, lgamma, log, log1p, where, xlogy

from ..nn.functional import softplus
from .classes import Bernoulli, Categorical, OneHotCategorical
from .counts import Binomial, Geometric, Poisson
from .distribution import Distribution, Independent, added
from .gammas import Beta, Dirichlet, Gamma, InverseGamma
from .multivariate import MultivariateNormal, distances
from .positive import Exponential, HalfCauchy, HalfNormal, LogNormal, Pareto
from .reals import EULER, Cauchy, Gumbel, Laplace, Normal, Uniform
from .transformed import TransformedDistribution

__all__ = ["kl_divergence", "register_kl"]


def _categorical(p: Categorical, q: Categorical) -> Tensor:
    terms = where(q.probs == 0, inf, p.probs * (p.logits - q.logits))
    return where(p.probs == 0, 0.0, terms).sum(axis=-1)


def _bernoulli(p: Bernoulli, q: Bernoulli) -> Tensor:
    one = p.probs * (softplus(-q.logits) - softplus(-p.logits))
    none = (1 - p.probs) * (softplus(q.logits) - softplus(p.logits))
    one = where(p.probs == 0, 0.0, where(q.probs == 0, inf, one))
    return one + where(p.probs == 1, 0.0, where(q.probs == 1, inf, none))


def _normal(p: Normal, q: Normal) -> Tensor:
    ratio = (p.scale / q.scale) ** 2
    return (ratio + ((p.loc - q.loc) / q.scale) ** 2 - 1 - log(ratio)) / 2


def _uniform(p: Uniform, q: Uniform) -> Tensor:
    return where((q.low > p.low) | (q.high < p.high), inf, log((q.high - q.low) / (p.high - p.low)))


def _exponential(p: Exponential, q: Exponential) -> Tensor:
    ratio = q.rate / p.rate
    return ratio - 1 - log(ratio)


def _laplace(p: Laplace, q: Laplace) -> Tensor:
    ratio, distance = p.scale / q.scale, abs(p.loc - q.loc)
    return -log(ratio) + distance / q.scale + ratio * exp(-distance / p.scale) - 1


def _cauchy(p: Cauchy, q: Cauchy) -> Tensor:
    return log((p.scale + q.scale) ** 2 + (p.loc - q.loc) ** 2) - log(4 * p.scale * q.scale)


def _half_cauchy(p: HalfCauchy, q: HalfCauchy) -> Tensor:
    return 2 * log(p.scale + q.scale) - log(4 * p.scale * q.scale)


def _gumbel(p: Gumbel, q: Gumbel) -> Tensor:
    ratio, distance = p.scale / q.scale, (p.loc - q.loc) / q.scale
    return -log(ratio) + distance + ratio * EULER + exp(lgamma(1 + ratio) - distance) - (1 + EULER)


def _gamma(p: Any, q: Any) -> Tensor:
    (a, rate), (b, other) = ((x.concentration, x.rate) for x in (p, q))
    return b * log(rate / other) + lgamma(b) - lgamma(a) + (a - b) * digamma(a) + (other - rate) * a / rate


def _exponential_gamma(p: Exponential, q: Gamma) -> Tensor:
    return _gamma(Gamma(1.0, p.rate, validate_args=False), q)


def _gamma_exponential(p: Gamma, q: Exponential) -> Tensor:
    return _gamma(p, Gamma(1.0, q.rate, validate_args=False))


def _dirichlet(p: Dirichlet, q: Dirichlet) -> Tensor:
    a, b = p.concentration, q.concentration
    total = a.sum(axis=-1)
    terms = lgamma(b) - lgamma(a) + (a - b) * (digamma(a) - digamma(total)[..., None])
    return lgamma(total) - lgamma(b.sum(axis=-1)) + terms.sum(axis=-1)


def _beta(p: Beta, q: Beta) -> Tensor:
    return _dirichlet(p._both(), q._both())


def _poisson(p: Poisson, q: Poisson) -> Tensor:
    return xlogy(p.rate, p.rate / q.rate) - p.rate + q.rate


def _geometric(p: Geometric, q: Geometric) -> Tensor:
    return -p.entropy() - log1p(-q.probs) / p.probs - q.logits


def _binomial(p: Binomial, q: Binomial) -> Tensor:
    if (p.total_count < q.total_count).any():
        raise NotImplementedError("kl_divergence: there is no rule for more tries of the second Binomial")
    one = p.total_count * (p.probs * (p.logits - q.logits) + log1p(-p.probs) - log1p(-q.probs))
    return where(p.total_count > q.total_count, inf, one)


def _half_normal(p: HalfNormal, q: HalfNormal) -> Tensor:
    ratio = (p.scale / q.scale) ** 2
    return (ratio - 1 - log(ratio)) / 2


def _log_normal(p: LogNormal, q: LogNormal) -> Tensor:
    return _normal(p.base_dist, q.base_dist)


def _pareto(p: Pareto, q: Pareto) -> Tensor:
    ratio = q.alpha / p.alpha
    found = q.alpha * log(p.scale / q.scale) - log(ratio) + ratio - 1
    return where(p.scale < q.scale, inf, found)


def _uniform_normal(p: Uniform, q: Normal) -> Tensor:
    width = p.high - p.low
    squares = width**2 / 12 + (p.mean - q.loc) ** 2
    return log(math.sqrt(2 * math.pi) * q.scale / width) + squares / q.scale**2 / 2


def _multivariate(p: MultivariateNormal, q: MultivariateNormal) -> Tensor:
    n = p.event_shape[0]
    if q.event_shape != p.event_shape:
        raise ValueError(f"kl_divergence: events of shapes {p.event_shape} and {q.event_shape}")
    trace = distances(q.scale_tril[..., None, :, :], p.scale_tril.mT).sum(axis=-1)
    return q._log_det() - p._log_det() + (trace + distances(q.scale_tril, q.loc - p.loc) - n) / 2


def _one_hot(p: OneHotCategorical, q: OneHotCategorical) -> Tensor:
    return _categorical(p._categorical, q._categorical)


def _transformed(p: TransformedDistribution, q: TransformedDistribution) -> Tensor:
    same = [repr(t) for t in p.transforms] == [repr(t) for t in q.transforms]
    if not same or p.event_shape != q.event_shape:
        raise NotImplementedError("kl_divergence: there is no rule for distributions of other transforms")
    found, axes = kl_divergence(p.base_dist, q.base_dist), len(p.event_shape) - len(p.base_dist.event_shape)
    return added(found, max(axes, 0))


def _independent(p: Independent, q: Independent) -> Tensor:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise ValueError(f"kl_divergence: events of shapes {p.event_shape} and {q.event_shape}")
    return p._added(kl_divergence(p.base_dist, q.base_dist))


_RULES: dict[tuple[type, type], Any] = {
    (kind, kind): rule
    for kind, rule in (
        (Categorical, _categorical), (Bernoulli, _bernoulli), (Normal, _normal), (Uniform, _uniform),
        (Exponential, _exponential), (Independent, _independent), (Laplace, _laplace), (Cauchy, _cauchy),
        (Gumbel, _gumbel), (Gamma, _gamma), (InverseGamma, _gamma), (Dirichlet, _dirichlet), (Beta, _beta),
        (Poisson, _poisson), (Geometric, _geometric), (Binomial, _binomial), (HalfNormal, _half_normal),
        (HalfCauchy, _half_cauchy), (LogNormal, _log_normal), (Pareto, _pareto),
        (MultivariateNormal, _multivariate), (OneHotCategorical, _one_hot),
        (TransformedDistribution, _transformed),
    )
}  # fmt: skip
_RULES |= {
    (Exponential, Gamma): _exponential_gamma, (Gamma, Exponential): _gamma_exponential,
    (Uniform, Normal): _uniform_normal,
}  # fmt: skip


def register_kl(type_p: type, type_q: type) -> Callable[[Callable], Callable]:
    """A decorator for a rule of `kl_divergence` of one's own.

    Parameters
    ----------
    type_p, type_q : type
        Classes of distributions. Of several rules that fit, the nearest is taken.

    Returns
    -------
    callable

    Examples
    --------
    >>> import tensorlab as tl
    >>> class Point(tl.distributions.Distribution):
    ...     pass
    >>> @tl.distributions.register_kl(Point, Point)
    ... def _(p, q):
    ...     return tl.array(0.0)
    >>> tl.distributions.kl_divergence(Point(), Point())
    tensor(0.)
    """
    for kind in (type_p, type_q):
        if not (isinstance(kind, type) and issubclass(kind, Distribution)):
            raise TypeError(f"register_kl: expected a class of distributions, got {kind!r}")

    def register(rule: Callable) -> Callable:
        _RULES[type_p, type_q] = rule
        return rule

    return register


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """The Kullback-Leibler divergence of two distributions of related kinds, in nats.

    Parameters
    ----------
    p, q : Distribution
        Of batches whose shapes fit together.

    Returns
    -------
    Tensor
        The mean under `p` of how much likelier a value is under `p` than under `q`, as a logarithm.

    Raises
    ------
    NotImplementedError
        For kinds without a rule.

    Examples
    --------
    >>> import tensorlab as tl
    >>> normal = tl.distributions.Normal
    >>> tl.distributions.kl_divergence(normal(tl.array(1.0), 1.0), normal(0.0, 1.0))
    tensor(0.5)
    """
    for x in (p, q):
        if not isinstance(x, Distribution):
            raise TypeError(f"kl_divergence: expected distributions, got {type(x).__name__}")
    pairs = [(a, b) for a in type(p).__mro__ for b in type(q).__mro__]
    fitting = [_RULES[pair] for pair in pairs if pair in _RULES]
    if not fitting:
        raise NotImplementedError(
            f"kl_divergence: there is no rule for {type(p).__name__} and {type(q).__name__}"
        )
    result: Tensor = fitting[0](p, q)
    return result
