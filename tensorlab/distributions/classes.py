"""Distributions over classes."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any

from tensorlab_c import (
    DType,
    Tensor,
    broadcast_to,
    clip,
    enable_grad,
    finfo,
    full_like,
    gather,
    log,
    log1p,
    log_softmax,
    multinomial,
    nan,
    rand,
    sigmoid,
    softmax,
    where,
)

from ..nn.functional import binary_cross_entropy_with_logits, one_hot
from .constraints import Constraint, boolean, integer_interval, real, simplex, taking, unit_interval
from .constraints import one_hot as one_of_many
from .distribution import Distribution, checked, parameters, within

__all__ = [
    "Bernoulli",
    "Categorical",
    "OneHotCategorical",
    "OneHotCategoricalStraightThrough",
    "RelaxedOneHotCategorical",
]


def _one_given(name: str, probs: Any, logits: Any, validate: Any) -> Tensor:
    if (probs is None) == (logits is None):
        raise ValueError(f"{name}: give either probs or logits")
    (given,) = parameters(name, validate, **({"logits": logits} if probs is None else {"probs": probs}))
    return given


def _once(formula: Callable[[Any], Tensor]) -> Any:
    """What is computed when it is first asked for; recorded, even if that is by `sample`."""

    def recorded(self: Any) -> Tensor:
        with enable_grad():
            return formula(self)

    recorded.__doc__ = formula.__doc__
    return cached_property(recorded)


def _inside(probs: Tensor) -> Tensor:
    """Probabilities whose logarithms are finite."""
    eps = float(finfo(probs.dtype).eps)
    return clip(probs, eps, 1 - eps)


class Categorical(Distribution):
    """A number of a class.

    Parameters
    ----------
    probs : Tensor of shape (..., C), optional
        How likely the classes are; divided by their sum.
    logits : Tensor of shape (..., C), optional
        Their logarithms, up to a number that is added to all. One of the two is given.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Categorical(probs=tl.array([1.0, 1.0, 2.0]))
    >>> d.probs, d.log_prob(tl.tensor(2)).exp(), d.sample((4,)).shape
    (tensor([0.25, 0.25, 0.5 ]), tensor(0.5), (4,))
    """

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None):
        given = _one_given("Categorical", probs, logits, validate_args)
        if not given.ndim or not given.shape[-1]:
            raise ValueError(f"Categorical: there are no classes on the last axis of shape {given.shape}")
        self._validate = validate_args
        if probs is not None:
            good = (given >= 0).all() & (given.sum(axis=-1) > 0).all()
            checked("Categorical", "probs", good, "at least 0, and not all 0", validate_args)
            self.probs = given / given.sum(axis=-1, keepdims=True)
        else:
            checked("Categorical", "logits", given == given, "numbers, not nan", validate_args)
            self.logits = log_softmax(given, -1)
        self.batch_shape = given.shape[:-1]
        self._classes = given.shape[-1]

    @property
    def support(self) -> Constraint:
        """The numbers of the classes."""
        return integer_interval(0, self._classes - 1)

    @_once
    def logits(self) -> Tensor:
        """The logarithms of the probabilities."""
        return log(_inside(self.probs))

    @_once
    def probs(self) -> Tensor:
        """The probabilities."""
        return softmax(self.logits, -1)

    def _mean(self) -> Tensor:
        return full_like(self.probs[..., 0], nan)

    def _variance(self) -> Tensor:
        return self.mean

    def _mode(self) -> Tensor:
        return self.probs.argmax(axis=-1)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        rows = self.probs.reshape(-1, self._classes)
        times = 1
        for n in shape[: len(shape) - len(self.batch_shape)]:
            times *= n
        if not times or not rows.shape[0]:
            return broadcast_to(self.mode, shape).copy()
        return multinomial(rows, times, replacement=True).T.reshape(shape)

    def log_prob(self, value: Any) -> Tensor:
        """The logarithms of the probabilities of classes."""
        value = self._value(value)
        good = (value >= 0) & (value < self._classes) & (value == value.round())
        checked("Categorical", "value", good, f"the number of one of {self._classes} classes", self._validate)
        logits = self.logits
        if value.shape != self.batch_shape:
            whole = (*([1] * (len(self.batch_shape) - value.ndim)), *value.shape)
            shape = tuple(
                max(n, m) if min(n, m) else 0
                for n, m in zip(whole, (*([1] * (len(whole) - len(self.batch_shape))), *self.batch_shape))
            )
            value, logits = broadcast_to(value, shape), broadcast_to(logits, (*shape, self._classes))
        return gather(logits, -1, value[..., None].long())[..., 0]

    def _entropy(self) -> Tensor:
        logits = clip(self.logits, float(finfo(self.logits.dtype).min), None)
        return -(logits * self.probs).sum(axis=-1)


class _Vectors(Distribution):
    """Of probabilities of classes, along the last axis."""

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None):
        given = _one_given(type(self).__name__, probs, logits, validate_args)
        self._categorical = Categorical(probs, logits, validate_args)
        self._validate, self.batch_shape = validate_args, given.shape[:-1]
        self.event_shape = given.shape[-1:]

    @property
    def probs(self) -> Tensor:
        """The probabilities of the classes."""
        return self._categorical.probs

    @property
    def logits(self) -> Tensor:
        """Their logarithms."""
        return self._categorical.logits

    def _dtype(self) -> DType:
        return self.probs.dtype


class OneHotCategorical(_Vectors):
    """A class, as a vector that is 1 at its place and 0 elsewhere.

    Parameters
    ----------
    probs : Tensor of shape (..., K), optional
        How likely the classes are; divided by their sum.
    logits : Tensor of shape (..., K), optional
        Their logarithms, up to a number that is added to all. One of the two is given.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.OneHotCategorical(tl.array([0.25, 0.75]))
    >>> d.log_prob(tl.array([0.0, 1.0])).exp(), d.sample((2,)).sum(axis=-1)
    (tensor(0.75), tensor([1., 1.]))
    """

    support = one_of_many

    def _mean(self) -> Tensor:
        return self.probs

    def _variance(self) -> Tensor:
        return self.probs * (1 - self.probs)

    def _hot(self, classes: Tensor) -> Tensor:
        return one_hot(classes, self.event_shape[0]).astype(self.probs.dtype)

    def _mode(self) -> Tensor:
        return self._hot(self._categorical.mode)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return self._hot(self._categorical._drawn(shape[:-1]))

    def _log_prob(self, value: Tensor) -> Tensor:
        return self._categorical.log_prob(value.argmax(axis=-1))

    def _entropy(self) -> Tensor:
        return self._categorical.entropy()


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """As `OneHotCategorical`, with the gradients of its probabilities for what it draws (Bengio et al. 2013).

    Parameters
    ----------
    probs, logits, validate_args
        As for `OneHotCategorical`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> p = tl.array([0.25, 0.75], requires_grad=True)
    >>> d = tl.distributions.OneHotCategoricalStraightThrough(p)
    >>> (d.rsample() * tl.array([1.0, 2.0])).sum().backward()
    >>> p.grad
    tensor([-0.75,  0.25])
    """

    has_rsample = True

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return super()._drawn(shape) + (self.probs - self.probs.detach())


class RelaxedOneHotCategorical(_Vectors):
    """Vectors near those of `OneHotCategorical`, with gradients (Maddison et al. 2017, Jang et al. 2017).

    Parameters
    ----------
    temperature : Tensor or float
        The nearer the smaller it is.
    probs, logits, validate_args
        As for `OneHotCategorical`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.RelaxedOneHotCategorical(0.5, tl.array([0.25, 0.75]))
    >>> d.rsample().sum().round(6), d.log_prob(tl.array([0.5, 0.5])).round(4)
    (tensor(1.), tensor(-0.9808))
    """

    has_rsample = True
    support = simplex

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ):
        (self.temperature,) = parameters("RelaxedOneHotCategorical", validate_args, temperature=temperature)
        super().__init__(probs, logits, validate_args)

    def expand(self, batch_shape: Any) -> RelaxedOneHotCategorical:
        """The same with parameters repeated to a larger batch."""
        made: RelaxedOneHotCategorical = super().expand(batch_shape)
        made.temperature = self.temperature
        return made

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        noise = -log(-log(within(shape, self.logits.dtype)))
        return softmax((self.logits + noise) / self.temperature, -1)

    def _log_prob(self, value: Tensor) -> Tensor:
        n, t, logs = self.event_shape[0], self.temperature, log(value)
        shares = log_softmax(self.logits - t * logs, -1).sum(axis=-1)
        return math.lgamma(n) + (n - 1) * log(t) + shares - logs.sum(axis=-1)


class Bernoulli(Distribution):
    """1 with a probability, else 0.

    Parameters
    ----------
    probs : Tensor or float, optional
        The probability of 1.
    logits : Tensor or float, optional
        The logarithm of the odds. One of the two is given.
    validate_args : bool, optional
        False leaves the checks of values out.

    Examples
    --------
    >>> import tensorlab as tl
    >>> d = tl.distributions.Bernoulli(logits=tl.array([0.0, 2.0]))
    >>> d.probs.round(4), d.log_prob(tl.ones(2)).exp().round(4)
    (tensor([0.5   , 0.8808]), tensor([0.5   , 0.8808]))
    """

    support = boolean
    arg_constraints = taking(probs=unit_interval, logits=real)

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None):
        given = _one_given("Bernoulli", probs, logits, validate_args)
        self._validate, self.batch_shape = validate_args, given.shape
        if probs is not None:
            checked("Bernoulli", "probs", (given >= 0) & (given <= 1), "between 0 and 1", validate_args)
            self.probs = given
        else:
            checked("Bernoulli", "logits", given == given, "numbers, not nan", validate_args)
            self.logits = given

    @_once
    def logits(self) -> Tensor:
        """The logarithms of the odds."""
        inside = _inside(self.probs)
        return log(inside) - log1p(-inside)

    @_once
    def probs(self) -> Tensor:
        """The probabilities of 1."""
        return sigmoid(self.logits)

    def _mean(self) -> Tensor:
        return self.probs

    def _variance(self) -> Tensor:
        return self.probs * (1 - self.probs)

    def _mode(self) -> Tensor:
        likelier = (self.probs > 0.5).astype(self.probs.dtype)
        return where(self.probs == 0.5, full_like(likelier, nan), likelier)

    def _drawn(self, shape: tuple[int, ...]) -> Tensor:
        return (rand(shape, dtype=self.probs.dtype) < self.probs).astype(self.probs.dtype)

    def _log_prob(self, value: Tensor) -> Tensor:
        value = value.astype(self.logits.dtype, copy=False)
        x, y = (self.logits + 0 * value, value + 0 * self.logits) if value.shape != self.batch_shape else (
            self.logits, value
        )  # fmt: skip
        return -binary_cross_entropy_with_logits(x, y, reduction="none")

    def _entropy(self) -> Tensor:
        return binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")
