"""What all distributions have, and the one that counts axes of another as one event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tensorlab_c import Tensor, asarray, broadcast_arrays, no_grad, sqrt
from tensorlab_c.dtypes import get_default_dtype

from .._check import integer

__all__ = ["Distribution", "Independent"]


def parameters(name: str, validate: Any, **given: Any) -> list[Tensor]:
    """Parameters as tensors of one floating dtype and one shape."""
    if validate not in (None, True, False):
        raise TypeError(f"{name}: validate_args must be a bool or None, got {type(validate).__name__}")
    tensors = []
    for argument, value in given.items():
        try:
            tensor = value if isinstance(value, Tensor) else asarray(value)
        except TypeError:
            raise TypeError(f"{name}: {argument} must be numbers, got {type(value).__name__}") from None
        if tensor.dtype.kind not in "fiub":
            raise TypeError(f"{name}: {argument} must be real numbers, these are {tensor.dtype}")
        tensors.append(tensor if tensor.dtype.kind == "f" else tensor.astype(get_default_dtype()))
    try:
        return list(broadcast_arrays(*tensors)) if len(tensors) > 1 else tensors
    except ValueError:
        shapes = ", ".join([f"{key} {t.shape}" for key, t in zip(given, tensors, strict=True)])
        raise ValueError(f"{name}: shapes do not fit together: {shapes}") from None


def checked(name: str, argument: str, holds: Tensor, what: str, validate: Any) -> None:
    """Raise where a parameter or value is none that it may be."""
    if validate is not False and not bool(holds.all()):
        raise ValueError(f"{name}: {argument} must be {what}")


def given_shape(name: str, sample_shape: Any) -> tuple[int, ...]:
    sizes = sample_shape if isinstance(sample_shape, (tuple, list)) else (sample_shape,)
    return (*[integer(name, "sample_shape", n, 0) for n in sizes],)


class Distribution:
    """What all distributions have.

    A subclass says how it draws and how likely its values are. Parameters may have gradients; `rsample`
    passes them on where a distribution has it.

    Attributes
    ----------
    batch_shape, event_shape : tuple of int
        The shape of the parameters, and of one value.
    has_rsample : bool
        Whether there are gradients through what is drawn.
    mean, variance, stddev, mode : Tensor
        What they are of the distribution.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Normal(tl.zeros(3), tl.ones(3))
    >>> isinstance(d, tl.distributions.Distribution), d.batch_shape, d.event_shape
    (True, (3,), ())
    """

    has_rsample = False
    batch_shape: tuple[int, ...] = ()
    event_shape: tuple[int, ...] = ()
    _validate: bool | None = None

    def sample(self, sample_shape: int | Sequence[int] = ()) -> Tensor:
        """Values of shape `sample_shape`, then the batch's, then that of an event; without gradients."""
        with no_grad():
            return self._drawn(self._shape(sample_shape)).detach()

    def rsample(self, sample_shape: int | Sequence[int] = ()) -> Tensor:
        """As `sample`, with gradients with respect to the parameters."""
        if not self.has_rsample:
            raise NotImplementedError(f"{type(self).__name__}: there are no gradients through what it draws")
        return self._drawn(self._shape(sample_shape))

    def _shape(self, sample_shape: Any) -> tuple[int, ...]:
        return (*given_shape(type(self).__name__, sample_shape), *self.batch_shape, *self.event_shape)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__}: sample is not defined")

    def log_prob(self, value: Any) -> Tensor:
        """The logarithm of the probability, or of its density, of values."""
        raise NotImplementedError(f"{type(self).__name__}: log_prob is not defined")

    def entropy(self) -> Tensor:
        """The entropy, in nats."""
        raise NotImplementedError(f"{type(self).__name__}: entropy is not defined")

    @property
    def stddev(self) -> Tensor:
        """The square root of the variance."""
        return sqrt(self.variance)  # type: ignore[attr-defined]

    def _value(self, value: Any) -> Tensor:
        """A value as a tensor that fits the parameters."""
        tensor = value if isinstance(value, Tensor) else asarray(value)
        whole = (*self.batch_shape, *self.event_shape)
        for n, m in zip(reversed(tensor.shape), reversed(whole)):
            if n != m and 1 not in (n, m):
                raise ValueError(
                    f"{type(self).__name__}: a value of shape {tensor.shape} does not fit batches of shape "
                    f"{self.batch_shape} and events of shape {self.event_shape}"
                )
        return tensor

    def __repr__(self) -> str:
        return f"{type(self).__name__}(batch_shape={self.batch_shape}, event_shape={self.event_shape})"


class Independent(Distribution):
    """The last axes of a batch as one event: probabilities are multiplied along them.

    Parameters
    ----------
    base_distribution : Distribution
    reinterpreted_batch_ndims : int
        How many axes.
    validate_args : bool, optional
        Without effect: the base checks.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Independent(tl.distributions.Normal(tl.zeros((2, 3)), 1.0), 1)
    >>> d.batch_shape, d.event_shape, d.log_prob(tl.zeros((2, 3))).round(4)
    ((2,), (3,), tensor([-2.7568, -2.7568]))
    """

    def __init__(
        self,
        base_distribution: Distribution,
        reinterpreted_batch_ndims: int,
        validate_args: bool | None = None,
    ):
        if not isinstance(base_distribution, Distribution):
            raise TypeError(f"Independent: expected a Distribution, got {type(base_distribution).__name__}")
        n = integer("Independent", "reinterpreted_batch_ndims", reinterpreted_batch_ndims, 0)
        shape = base_distribution.batch_shape
        if n > len(shape):
            raise ValueError(f"Independent: {n} axes of batches of shape {shape}")
        self.base_dist, self.reinterpreted_batch_ndims = base_distribution, n
        self.batch_shape = shape[: len(shape) - n]
        self.event_shape = (*shape[len(shape) - n :], *base_distribution.event_shape)
        self.has_rsample = base_distribution.has_rsample

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return self.base_dist._drawn(shape)

    def _added(self, x: Tensor) -> Tensor:
        n = self.reinterpreted_batch_ndims
        return x.sum(axis=tuple(range(-n, 0))) if n else x

    def log_prob(self, value: Any) -> Tensor:
        """The logarithm of the probability of whole events."""
        return self._added(self.base_dist.log_prob(value))

    def entropy(self) -> Tensor:
        """The sum of the entropies."""
        return self._added(self.base_dist.entropy())

    @property
    def mean(self) -> Tensor:
        """The base's."""
        return self.base_dist.mean  # type: ignore[attr-defined]

    @property
    def variance(self) -> Tensor:
        """The base's."""
        return self.base_dist.variance  # type: ignore[attr-defined]

    @property
    def mode(self) -> Tensor:
        """The base's."""
        return self.base_dist.mode  # type: ignore[attr-defined]
