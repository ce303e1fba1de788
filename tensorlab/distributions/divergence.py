"""How far one distribution is from another."""

from __future__ import annotations

from typing import Any

from tensorlab_c import Tensor, inf, log, where

from ..nn.functional import softplus
from .classes import Bernoulli, Categorical
from .distribution import Distribution, Independent
from .reals import Exponential, Normal, Uniform

__all__ = ["kl_divergence"]


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


def _independent(p: Independent, q: Independent) -> Tensor:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise ValueError(f"kl_divergence: events of shapes {p.event_shape} and {q.event_shape}")
    return p._added(kl_divergence(p.base_dist, q.base_dist))


_RULES: dict[type, Any] = {
    Categorical: _categorical, Bernoulli: _bernoulli, Normal: _normal, Uniform: _uniform,
    Exponential: _exponential, Independent: _independent,
}  # fmt: skip


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """The Kullback-Leibler divergence of two distributions of the same kind, in nats.

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
        For distributions of two kinds.

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
    rule = _RULES.get(type(p))
    if type(p) is not type(q) or rule is None:
        raise NotImplementedError(
            f"kl_divergence: there is no rule for {type(p).__name__} and {type(q).__name__}"
        )
    result: Tensor = rule(p, q)
    return result
