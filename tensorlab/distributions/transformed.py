"""What comes of a distribution by a function of what it draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tensorlab_c import Tensor

from .constraints import Constraint
from .distribution import Distribution, Independent, added
from .transforms import ComposeTransform, Transform

__all__ = ["TransformedDistribution"]


class TransformedDistribution(Distribution):
    """What comes of a distribution by transforms of what it draws.

    Parameters
    ----------
    base_distribution : Distribution
    transforms : Transform or sequence of Transform
        The first is applied first.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> D = tl.distributions
    >>> d = D.TransformedDistribution(D.Normal(tl.zeros(2), 1.0), [D.TanhTransform()])
    >>> d.log_prob(tl.zeros(2)).round(4), d.batch_shape
    (tensor([-0.9189, -0.9189]), (2,))
    """

    def __init__(
        self,
        base_distribution: Distribution,
        transforms: Transform | Sequence[Transform],
        validate_args: bool | None = None,
    ):
        name, base = "TransformedDistribution", base_distribution
        self.transforms = [transforms] if isinstance(transforms, Transform) else [*transforms]
        if not isinstance(base, Distribution) or not all(isinstance(t, Transform) for t in self.transforms):
            kinds = [type(x).__name__ for x in (base, *self.transforms)]
            raise TypeError(f"{name}: expected a Distribution and Transforms, got {kinds}")
        shape, axes = (*base.batch_shape, *base.event_shape), len(base.event_shape)
        whole = ComposeTransform(self.transforms)
        before, behind = whole.domain.event_dim, whole.codomain.event_dim
        if len(shape) < before:
            raise ValueError(f"{name}: transforms of events of {before} axes for a shape of {shape}")
        result = whole.forward_shape(shape)
        needed = whole.inverse_shape(result)
        if needed != shape:
            base = base.expand(needed[: len(needed) - axes])
        if before > axes:
            base = Independent(base, before - axes)
        self.base_dist, self._validate, self._whole = base, validate_args, whole
        self.has_rsample = base.has_rsample
        cut = len(result) - max(behind, axes + behind - before)
        self.batch_shape, self.event_shape = result[:cut], result[cut:]

    @property
    def support(self) -> Constraint:
        """What the last transform gives."""
        if not self.transforms:
            support: Constraint = self.base_dist.support
            return support
        last = self.transforms[-1].codomain
        from .constraints import independent

        return independent(last, max(len(self.event_shape) - last.event_dim, 0))

    def expand(self, batch_shape: Any) -> TransformedDistribution:
        """The same with parameters repeated to a larger batch."""
        shape = (batch_shape,) if isinstance(batch_shape, int) else (*batch_shape,)
        needed = self._whole.inverse_shape((*shape, *self.event_shape))
        n = len(needed) - len(self.base_dist.event_shape)
        return TransformedDistribution(self.base_dist.expand(needed[:n]), self.transforms, self._validate)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        n = len(shape) - len(self.batch_shape) - len(self.event_shape)
        base = self.base_dist
        x = base._drawn((*shape[:n], *base.batch_shape, *base.event_shape))
        for transform in self.transforms:
            x = transform(x)
        return x

    def _log_prob(self, value: Tensor) -> Tensor:
        total, axes, y = None, len(self.event_shape), value
        for transform in reversed(self.transforms):
            x = transform.inv(y)
            axes += transform.domain.event_dim - transform.codomain.event_dim
            term = added(transform.log_abs_det_jacobian(x, y), axes - transform.domain.event_dim)
            total = term if total is None else total + term
            y = x
        found = added(self.base_dist.log_prob(y), axes - len(self.base_dist.event_shape))
        return found if total is None else found - total

    def _cdf(self, value: Tensor) -> Tensor:
        for transform in reversed(self.transforms):
            value = transform.inv(value)
        return self._turned(self.base_dist.cdf(value))

    def _icdf(self, value: Tensor) -> Tensor:
        value = self.base_dist.icdf(self._turned(value))
        for transform in self.transforms:
            value = transform(value)
        return value

    def _turned(self, p: Tensor) -> Tensor:
        """The other way round where the transforms fall."""
        sign = self._whole.sign
        return p if isinstance(sign, (int, float)) and sign == 1 else sign * (p - 0.5) + 0.5
