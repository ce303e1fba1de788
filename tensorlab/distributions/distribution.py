"""What all distributions have, and the one that counts axes of another as one event."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from tensorlab_c import (
    DType,
    Tensor,
    asarray,
    broadcast_shapes,
    broadcast_to,
    clip,
    exp,
    finfo,
    no_grad,
    rand,
    sqrt,
)
from tensorlab_c.dtypes import get_default_dtype

from .._check import integer
from .constraints import Constraint, independent, taking

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
        shape = broadcast_shapes(*[t.shape for t in tensors])
        return [t if t.shape == shape else broadcast_to(t, shape) for t in tensors]
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


def added(x: Tensor, axes: int) -> Tensor:
    """Sums over the last axes."""
    return x.sum(axis=tuple(range(-axes, 0))) if axes else x


def within(shape: tuple[int, ...], dtype: DType) -> Tensor:
    """Random numbers between 0 and 1, neither of them."""
    limits = finfo(dtype)
    return clip(rand(shape, dtype=dtype), float(limits.tiny), 1 - float(limits.eps) / 2)


class Distribution:
    """What all distributions have.

    A subclass says how it draws and how likely its values are. Parameters may have gradients; `rsample`
    passes them on where a distribution has it.

    Parameters
    ----------
    batch_shape, event_shape : sequence of int
        The shape of the parameters, and of one value.
    validate_args : bool, optional
        False leaves the checks of values out.

    Attributes
    ----------
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
    arg_constraints = taking()  # of each parameter that is a number
    batch_shape: tuple[int, ...] = ()
    event_shape: tuple[int, ...] = ()
    _validate: bool | None = None

    def __init__(
        self, batch_shape: Sequence[int] = (), event_shape: Sequence[int] = (), validate_args: Any = None
    ):
        self.batch_shape, self.event_shape = (*batch_shape,), (*event_shape,)
        self._validate = validate_args

    def _begin(self, validate: Any, **given: Any) -> None:
        """Takes the parameters, brought to one shape, that of the batch."""
        name = type(self).__name__
        values = parameters(name, validate, **given)
        for argument, value in zip(given, values, strict=True):
            constraint = self.arg_constraints[argument]
            checked(name, argument, constraint.check(value), constraint.text, validate)
            setattr(self, argument, value)
        self._validate, self.batch_shape = validate, values[0].shape

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

    def expand(self, batch_shape: int | Sequence[int]) -> Any:
        """The same with parameters repeated to a larger batch."""
        name = type(self).__name__
        shape, n, made = given_shape(name, batch_shape), len(self.batch_shape), copy(self)
        try:
            for key, value in vars(self).items():
                if isinstance(value, Tensor):
                    setattr(made, key, broadcast_to(value, (*shape, *value.shape[n:])))
                elif isinstance(value, Distribution):
                    setattr(made, key, value.expand((*shape, *value.batch_shape[n:])))
        except ValueError:
            raise ValueError(f"{name}: batches of {self.batch_shape} do not expand to {shape}") from None
        made.batch_shape = shape
        return made

    @property
    def support(self) -> Any:
        """The constraint on values."""
        return None

    # ---- what a subclass has formulas of
    def _none(self, what: str) -> NotImplementedError:
        return NotImplementedError(f"{type(self).__name__}: {what} is not defined")

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        raise self._none("sample")

    def _log_prob(self, value: Tensor) -> Tensor:
        raise self._none("log_prob")

    def _cdf(self, value: Tensor) -> Tensor:
        raise self._none("cdf")

    def _icdf(self, value: Tensor) -> Tensor:
        raise self._none("icdf")

    def _entropy(self) -> Tensor:
        raise self._none("entropy")

    def _mean(self) -> Tensor:
        raise self._none("mean")

    def _mode(self) -> Tensor:
        raise self._none("mode")

    def _variance(self) -> Tensor:
        raise self._none("variance")

    # ---- what they are asked for
    def log_prob(self, value: Any) -> Tensor:
        """The logarithm of the probability, or of its density, of values."""
        value = self._value(value)
        if self._validate is not False and self.support is not None:
            checked(type(self).__name__, "value", self.support.check(value), self.support.text, None)
        return self._log_prob(value)

    def cdf(self, value: Any) -> Tensor:
        """How likely a smaller value is."""
        return self._cdf(self._number(value))

    def icdf(self, value: Any) -> Tensor:
        """Where `cdf` is `value`."""
        return self._icdf(self._number(value))

    def entropy(self) -> Tensor:
        """The entropy, in nats."""
        return self._entropy()

    def perplexity(self) -> Tensor:
        """e to the entropy."""
        return exp(self.entropy())

    @property
    def mean(self) -> Tensor:
        """The mean; nan or inf where there is none."""
        return self._mean()

    @property
    def mode(self) -> Tensor:
        """Where the probability, or its density, is largest."""
        return self._mode()

    @property
    def variance(self) -> Tensor:
        """The mean squared distance from the mean."""
        return self._variance()

    @property
    def stddev(self) -> Tensor:
        """The square root of the variance."""
        return sqrt(self.variance)

    def _number(self, value: Any) -> Tensor:
        """A value that is a real number, to be looked up."""
        value = self._value(value)
        checked(type(self).__name__, "value", value == value, "numbers, not nan", self._validate)
        return value

    def _value(self, value: Any) -> Tensor:
        """A value as a tensor that fits the parameters; whole numbers do not widen them."""
        tensor = value if isinstance(value, Tensor) else asarray(value)
        whole = (*self.batch_shape, *self.event_shape)
        for n, m in zip(reversed(tensor.shape), reversed(whole)):
            if n != m and 1 not in (n, m):
                raise ValueError(
                    f"{type(self).__name__}: a value of shape {tensor.shape} does not fit batches of shape "
                    f"{self.batch_shape} and events of shape {self.event_shape}"
                )
        if tensor.dtype.kind in "iub" and (dtype := self._dtype()) is not None:
            return tensor.astype(dtype)
        return tensor

    def _dtype(self) -> DType | None:
        """Of the parameters."""
        for name in self.arg_constraints:
            if name in vars(self):
                dtype: DType = vars(self)[name].dtype
                return dtype
        return None

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

    @property
    def support(self) -> Constraint:
        """The constraint on whole events."""
        return independent(self.base_dist.support, self.reinterpreted_batch_ndims)

    def _added(self, x: Tensor) -> Tensor:
        return added(x, self.reinterpreted_batch_ndims)

    def log_prob(self, value: Any) -> Tensor:
        """The logarithm of the probability of whole events."""
        return self._added(self.base_dist.log_prob(value))

    def _entropy(self) -> Tensor:
        return self._added(self.base_dist.entropy())

    def _mean(self) -> Tensor:
        return self.base_dist.mean

    def _variance(self) -> Tensor:
        return self.base_dist.variance

    def _mode(self) -> Tensor:
        return self.base_dist.mode
