"""Mixtures of distributions of one kind."""

from __future__ import annotations

from typing import Any

from tensorlab_c import Tensor, broadcast_to, expand_dims, log_softmax, logsumexp, take_along_axis

from .classes import Categorical
from .distribution import Distribution

__all__ = ["MixtureSameFamily"]


class MixtureSameFamily(Distribution):
    """A number of a distribution that is drawn itself.

    Parameters
    ----------
    mixture_distribution : Categorical
        How likely each of the K distributions is.
    component_distribution : Distribution
        Those, along the last axis of its batch.
    validate_args : bool, optional
        Without effect: the two check.

    Examples
    --------
    >>> import tensorlab as tl
    >>> weights = tl.distributions.Categorical(tl.array([0.25, 0.75]))
    >>> parts = tl.distributions.Normal(tl.array([-1.0, 1.0]), 1.0)
    >>> d = tl.distributions.MixtureSameFamily(weights, parts)
    >>> d.mean, d.variance, d.log_prob(tl.array(0.0)).round(4)
    (tensor(0.5), tensor(1.75), tensor(-1.4189))
    """

    def __init__(
        self,
        mixture_distribution: Any,
        component_distribution: Any,
        validate_args: bool | None = None,
    ):
        name, weights, parts = "MixtureSameFamily", mixture_distribution, component_distribution
        if not isinstance(weights, Categorical) or not isinstance(parts, Distribution):
            kinds = f"{type(weights).__name__} and {type(parts).__name__}"
            raise TypeError(f"{name}: expected a Categorical and a Distribution, got {kinds}")
        count = weights.probs.shape[-1:]
        if parts.batch_shape[-1:] != count or (
            weights.batch_shape and weights.batch_shape != parts.batch_shape[:-1]
        ):
            raise ValueError(
                f"{name}: weights of shape {weights.probs.shape} for batches of shape {parts.batch_shape}"
            )
        self.mixture_distribution, self.component_distribution = weights, parts
        self.batch_shape, self.event_shape = parts.batch_shape[:-1], parts.event_shape

    @property
    def support(self) -> Any:
        """That of the parts."""
        return self.component_distribution.support

    def expand(self, batch_shape: Any) -> MixtureSameFamily:
        """The same with parameters repeated to a larger batch."""
        parts, weights = self.component_distribution, self.mixture_distribution
        shape = (batch_shape,) if isinstance(batch_shape, int) else (*batch_shape,)
        return MixtureSameFamily(weights.expand(shape), parts.expand((*shape, parts.batch_shape[-1])))

    def _weighted(self, x: Tensor) -> Tensor:
        """The mean of what the parts have."""
        n = len(self.event_shape)
        shares = self.mixture_distribution.probs
        return (shares.reshape(*shares.shape, *[1] * n) * x).sum(axis=-1 - n)

    def _apart(self, value: Tensor) -> Tensor:
        return expand_dims(value, -1 - len(self.event_shape))

    def _dtype(self) -> Any:
        return self.mixture_distribution.probs.dtype

    def _mean(self) -> Tensor:
        return self._weighted(self.component_distribution.mean)

    def _variance(self) -> Tensor:
        mean = self.component_distribution.mean
        between = (mean - self._apart(self._mean())) ** 2
        return self._weighted(self.component_distribution.variance + between)

    def _cdf(self, value: Tensor) -> Tensor:
        return self._weighted(self.component_distribution.cdf(self._apart(value)))

    def log_prob(self, value: Any) -> Tensor:
        """The logarithm of the probability, or of its density, of values."""
        found = self.component_distribution.log_prob(self._apart(self._value(value)))
        return logsumexp(found + log_softmax(self.mixture_distribution.logits, -1), axis=-1)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        n, parts = len(self.event_shape), self.component_distribution
        before = shape[: len(shape) - n]
        classes = self.mixture_distribution.expand(self.batch_shape)._drawn(before)
        every = parts._drawn((*before, parts.batch_shape[-1], *self.event_shape))
        places = broadcast_to(classes.reshape(*before, 1, *[1] * n), (*before, 1, *self.event_shape))
        return take_along_axis(every, places, -1 - n).reshape(shape)
