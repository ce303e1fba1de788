"""Functions by which distributions are made from others, with the logarithms of their determinants."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tensorlab_c import (
    Tensor,
    arange,
    asarray,
    atanh,
    broadcast_to,
    clip,
    concatenate,
    cumprod,
    cumsum,
    diag_embed,
    exp,
    expm1,
    finfo,
    log,
    log1p,
    ones_like,
    sigmoid,
    sign,
    softmax,
    tanh,
    tril,
)

from .._check import integer
from ..nn.functional import logsigmoid, softplus
from .constraints import (
    Constraint,
    independent,
    lower_cholesky,
    positive,
    real,
    real_vector,
    simplex,
    unit_interval,
)
from .distribution import Distribution, added

__all__ = [
    "AbsTransform",
    "AffineTransform",
    "ComposeTransform",
    "CumulativeDistributionTransform",
    "ExpTransform",
    "IndependentTransform",
    "LowerCholeskyTransform",
    "PowerTransform",
    "ReshapeTransform",
    "SigmoidTransform",
    "SoftmaxTransform",
    "SoftplusTransform",
    "StickBreakingTransform",
    "TanhTransform",
    "Transform",
    "identity_transform",
]


def __dir__() -> list[str]:
    return __all__


def _of_kind(name: str, value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{name}: expected a {kind.__name__}, got {type(value).__name__}")
    return value


class Transform:
    """A function with an inverse, and the logarithm of its determinant.

    A subclass defines ``_call(x)``, ``_inverse(y)`` and ``log_abs_det_jacobian(x, y)``, and by `domain` and
    `codomain` of how many axes its events are.

    Parameters
    ----------
    cache_size : {0, 1}
        With 1, the inverse of what was computed last is what it was computed from.

    Examples
    --------
    >>> import tensorlab as tl
    >>> t = tl.distributions.transforms.ExpTransform()
    >>> y = t(tl.array(2.0))
    >>> t.inv(y), t.log_abs_det_jacobian(tl.array(2.0), y)
    (tensor(2.), tensor(2.))
    """

    domain: Constraint = real
    codomain: Constraint = real
    bijective = True
    sign: Any = 1  # of the slope

    def __init__(self, cache_size: int = 0):
        if cache_size not in (0, 1):
            raise ValueError(f"{type(self).__name__}: cache_size must be 0 or 1, got {cache_size}")
        self._caches = cache_size == 1
        self._last: tuple[Any, Any] = (None, None)

    @property
    def inv(self) -> Transform:
        """The inverse."""
        return _Inverse(self)

    @property
    def event_dim(self) -> int:
        """Of how many axes events are before and behind, where that is the same."""
        if self.domain.event_dim != self.codomain.event_dim:
            raise ValueError(f"{type(self).__name__}: its events are of other shapes behind it")
        return self.domain.event_dim

    def __call__(self, x: Tensor) -> Tensor:
        """What comes of `x`."""
        if not self._caches:
            return self._call(x)
        if self._last[0] is not x:
            self._last = (x, self._call(x))
        return self._last[1]

    def _back(self, y: Tensor) -> Tensor:
        return self._last[0] if self._caches and self._last[1] is y else self._inverse(y)

    def _call(self, x: Tensor) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__}: it needs a method _call")

    def _inverse(self, y: Tensor) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__}: it needs a method _inverse")

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """The logarithm of how much wider ``y = self(x)`` makes what is near `x`."""
        raise NotImplementedError(f"{type(self).__name__}: log_abs_det_jacobian is not defined")

    def forward_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of what comes of this shape."""
        return shape

    def inverse_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of what this shape comes of."""
        return shape

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class _Inverse(Transform):
    def __init__(self, of: Transform):
        super().__init__()
        self.of, self.domain, self.codomain, self.sign = of, of.codomain, of.domain, of.sign
        self.bijective = of.bijective

    @property
    def inv(self) -> Transform:
        return self.of

    def _call(self, x: Tensor) -> Tensor:
        return self.of._back(x)

    def _back(self, y: Tensor) -> Tensor:
        return self.of(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return -self.of.log_abs_det_jacobian(y, x)

    def forward_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return self.of.inverse_shape(shape)

    def inverse_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return self.of.forward_shape(shape)


class ComposeTransform(Transform):
    """Several, one behind the other.

    Parameters
    ----------
    parts : sequence of Transform
        The first is applied first.
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> T = tl.distributions.transforms
    >>> T.ComposeTransform([T.AffineTransform(1.0, 2.0), T.ExpTransform()])(tl.array(-0.5))
    tensor(1.)
    """

    def __init__(self, parts: Sequence[Transform], cache_size: int = 0):
        super().__init__(cache_size)
        given = [*parts] if isinstance(parts, (list, tuple)) else [parts]
        self.parts: list[Transform] = [_of_kind("ComposeTransform", part, Transform) for part in given]
        self.bijective, self.sign = all(part.bijective for part in self.parts), 1
        for part in self.parts:
            self.sign = self.sign * part.sign
        if self.parts:
            self.domain, self.codomain = self._ends()

    def _ends(self) -> tuple[Constraint, Constraint]:
        """With as many axes of events as all together need."""
        first, last = self.parts[0].domain, self.parts[-1].codomain
        before = last.event_dim
        for part in reversed(self.parts):
            before = max(before + part.domain.event_dim - part.codomain.event_dim, part.domain.event_dim)
        behind = first.event_dim
        for part in self.parts:
            behind = max(behind + part.codomain.event_dim - part.domain.event_dim, part.codomain.event_dim)
        return independent(first, before - first.event_dim), independent(last, behind - last.event_dim)

    def _call(self, x: Tensor) -> Tensor:
        for part in self.parts:
            x = part(x)
        return x

    def _inverse(self, y: Tensor) -> Tensor:
        for part in reversed(self.parts):
            y = part.inv(y)
        return y

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """The sum of the parts'."""
        if not self.parts:
            return x * 0
        total, axes = None, self.domain.event_dim
        for i, part in enumerate(self.parts):
            behind = y if i == len(self.parts) - 1 else part(x)
            term = added(part.log_abs_det_jacobian(x, behind), axes - part.domain.event_dim)
            total = term if total is None else total + term
            axes += part.codomain.event_dim - part.domain.event_dim
            x = behind
        assert total is not None
        return total

    def forward_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of what comes of this shape."""
        for part in self.parts:
            shape = part.forward_shape(shape)
        return shape

    def inverse_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of what this shape comes of."""
        for part in reversed(self.parts):
            shape = part.inverse_shape(shape)
        return shape

    def __repr__(self) -> str:
        return f"ComposeTransform({self.parts})"


identity_transform = ComposeTransform([])


class IndependentTransform(Transform):
    """Another with the last axes as one event.

    Parameters
    ----------
    base_transform : Transform
    reinterpreted_batch_ndims : int
        How many axes.
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> T = tl.distributions.transforms
    >>> t = T.IndependentTransform(T.ExpTransform(), 1)
    >>> t.log_abs_det_jacobian(tl.ones(3), tl.exp(tl.ones(3)))
    tensor(3.)
    """

    def __init__(self, base_transform: Transform, reinterpreted_batch_ndims: int, cache_size: int = 0):
        super().__init__(cache_size)
        _of_kind("IndependentTransform", base_transform, Transform)
        n = integer("IndependentTransform", "reinterpreted_batch_ndims", reinterpreted_batch_ndims, 0)
        self.base_transform, self.reinterpreted_batch_ndims = base_transform, n
        self.domain = independent(base_transform.domain, n)
        self.codomain = independent(base_transform.codomain, n)
        self.bijective, self.sign = base_transform.bijective, base_transform.sign

    def _call(self, x: Tensor) -> Tensor:
        return self.base_transform(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return self.base_transform._back(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """The sum of the base's."""
        return added(self.base_transform.log_abs_det_jacobian(x, y), self.reinterpreted_batch_ndims)


class ReshapeTransform(Transform):
    """Events of another shape.

    Parameters
    ----------
    in_shape, out_shape : sequence of int
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.distributions.transforms.ReshapeTransform((4,), (2, 2))(tl.ones((3, 4))).shape
    (3, 2, 2)
    """

    def __init__(self, in_shape: Sequence[int], out_shape: Sequence[int], cache_size: int = 0):
        super().__init__(cache_size)
        self.in_shape, self.out_shape = (*in_shape,), (*out_shape,)
        if math.prod(self.in_shape) != math.prod(self.out_shape):
            raise ValueError(f"ReshapeTransform: {self.in_shape} does not fit in {self.out_shape}")
        self.domain = independent(real, len(self.in_shape))
        self.codomain = independent(real, len(self.out_shape))

    def forward_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of what comes of this shape."""
        return (*self._before(shape, self.in_shape), *self.out_shape)

    def inverse_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of what this shape comes of."""
        return (*self._before(shape, self.out_shape), *self.in_shape)

    def _before(self, shape: tuple[int, ...], event: tuple[int, ...]) -> tuple[int, ...]:
        n = len(shape) - len(event)
        if n < 0 or shape[n:] != event:
            raise ValueError(f"ReshapeTransform: the shape {shape} does not end in {event}")
        return shape[:n]

    def _call(self, x: Tensor) -> Tensor:
        return x.reshape(self.forward_shape(x.shape))

    def _inverse(self, y: Tensor) -> Tensor:
        return y.reshape(self.inverse_shape(y.shape))

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """0."""
        return (x * 0).sum(axis=tuple(range(-len(self.in_shape), 0))) if self.in_shape else x * 0


class ExpTransform(Transform):
    """y = exp(x).

    Parameters
    ----------
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.distributions.transforms.ExpTransform()(tl.zeros(2))
    tensor([1., 1.])
    """

    codomain = positive

    def _call(self, x: Tensor) -> Tensor:
        return exp(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return log(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """x."""
        return x


class PowerTransform(Transform):
    """y = x ** exponent, of numbers above 0.

    Parameters
    ----------
    exponent : Tensor or float
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.distributions.transforms.PowerTransform(2.0)(tl.array(3.0))
    tensor(9.)
    """

    domain = codomain = positive

    def __init__(self, exponent: Any, cache_size: int = 0):
        super().__init__(cache_size)
        self.exponent = exponent
        self.sign = sign(exponent) if isinstance(exponent, Tensor) else math.copysign(1, exponent)

    def _call(self, x: Tensor) -> Tensor:
        return x**self.exponent

    def _inverse(self, y: Tensor) -> Tensor:
        return y ** (1 / self.exponent)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """log|exponent · y / x|."""
        return log(abs(self.exponent * y / x))


class SigmoidTransform(Transform):
    """y = 1 / (1 + exp(-x)).

    Parameters
    ----------
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.distributions.transforms.SigmoidTransform()(tl.zeros(2))
    tensor([0.5, 0.5])
    """

    codomain = unit_interval

    def _call(self, x: Tensor) -> Tensor:
        return _inner(sigmoid(x))

    def _inverse(self, y: Tensor) -> Tensor:
        y = _inner(y)
        return log(y) - log1p(-y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """log y + log(1 - y)."""
        return -softplus(-x) - softplus(x)


def _inner(y: Tensor) -> Tensor:
    """Neither 0 nor 1."""
    limits = finfo(y.dtype)
    return clip(y, float(limits.tiny), 1 - float(limits.eps))


class SoftplusTransform(Transform):
    """y = log(1 + exp(x)).

    Parameters
    ----------
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.distributions.transforms.SoftplusTransform()(tl.zeros(1)).round(4)
    tensor([0.6931])
    """

    codomain = positive

    def _call(self, x: Tensor) -> Tensor:
        return softplus(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return log(-expm1(-y)) + y

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """log of the sigmoid of x."""
        return -softplus(-x)


class TanhTransform(Transform):
    """y = tanh(x).

    Parameters
    ----------
    cache_size : {0, 1}
        1 is more exact near -1 and 1, where many x have one y.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.distributions.transforms.TanhTransform(cache_size=1)(tl.zeros(2))
    tensor([0., 0.])
    """

    codomain = Constraint("between -1 and 1", lambda y: (y >= -1) & (y <= 1))

    def _call(self, x: Tensor) -> Tensor:
        return tanh(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return atanh(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """log(1 - y²)."""
        return 2.0 * (math.log(2.0) - x - softplus(-2.0 * x))


class AbsTransform(Transform):
    """y = |x|; its inverse gives numbers of at least 0.

    Parameters
    ----------
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.distributions.transforms.AbsTransform()(tl.array([-1.0, 2.0]))
    tensor([1., 2.])
    """

    codomain = positive
    bijective = False

    def _call(self, x: Tensor) -> Tensor:
        return abs(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return y


class AffineTransform(Transform):
    """y = loc + scale · x.

    Parameters
    ----------
    loc, scale : Tensor or float
    event_dim : int, default 0
        How many of the last axes are one event.
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.distributions.transforms.AffineTransform(1.0, 2.0)(tl.array([0.0, 3.0]))
    tensor([1., 7.])
    """

    def __init__(self, loc: Any, scale: Any, event_dim: int = 0, cache_size: int = 0):
        super().__init__(cache_size)
        n = integer("AffineTransform", "event_dim", event_dim, 0)
        self.loc, self.scale = loc, scale
        self.domain = self.codomain = independent(real, n)
        self.sign = sign(scale) if isinstance(scale, Tensor) else (scale > 0) - (scale < 0)

    def _call(self, x: Tensor) -> Tensor:
        return self.loc + self.scale * x

    def _inverse(self, y: Tensor) -> Tensor:
        return (y - self.loc) / self.scale

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """log|scale|, summed over an event."""
        slope = log(abs(asarray(self.scale, dtype=x.dtype if not isinstance(self.scale, Tensor) else None)))
        return added(slope + x * 0 if slope.ndim > x.ndim else broadcast_to(slope, x.shape), self.event_dim)

    def forward_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of what comes of this shape."""
        from tensorlab_c import broadcast_shapes

        return broadcast_shapes(shape, getattr(self.loc, "shape", ()), getattr(self.scale, "shape", ()))

    inverse_shape = forward_shape


class SoftmaxTransform(Transform):
    """y = softmax(x) along the last axis; its inverse is the logarithm, up to a number.

    Parameters
    ----------
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.distributions.transforms.SoftmaxTransform()(tl.zeros(2))
    tensor([0.5, 0.5])
    """

    domain, codomain = real_vector, simplex
    bijective = False

    def _call(self, x: Tensor) -> Tensor:
        return softmax(x, -1)

    def _inverse(self, y: Tensor) -> Tensor:
        return log(y)


class StickBreakingTransform(Transform):
    """Shares of a whole, each a share of what the former left: K numbers give K + 1 of sum 1.

    Parameters
    ----------
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.distributions.transforms.StickBreakingTransform()(tl.zeros(2)).round(4)
    tensor([0.3333, 0.3333, 0.3333])
    """

    domain, codomain = real_vector, simplex

    def _moved(self, x: Tensor) -> Tensor:
        """So that numbers of 0 give equal shares."""
        return x - log(arange(x.shape[-1], 0, -1, dtype=x.dtype))

    def _call(self, x: Tensor) -> Tensor:
        share = _inner(sigmoid(self._moved(x)))
        left, one = cumprod(1 - share, axis=-1), ones_like(share[..., :1])
        return concatenate([share, one], -1) * concatenate([one, left], -1)

    def _inverse(self, y: Tensor) -> Tensor:
        first = y[..., :-1]
        left = clip(1 - cumsum(first, axis=-1), float(finfo(y.dtype).tiny), None)
        return log(first) - log(left) + log(arange(first.shape[-1], 0, -1, dtype=y.dtype))

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """Of the first K shares."""
        x = self._moved(x)
        return (-x + logsigmoid(x) + log(y[..., :-1])).sum(axis=-1)

    def forward_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """One more on the last axis."""
        return (*shape[:-1], shape[-1] + 1)

    def inverse_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """One less on the last axis."""
        return (*shape[:-1], shape[-1] - 1)


class LowerCholeskyTransform(Transform):
    """The lower triangle of a matrix, with the exponential of its diagonal.

    Parameters
    ----------
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.distributions.transforms.LowerCholeskyTransform()(tl.zeros((2, 2)))
    tensor([[1., 0.],
            [0., 1.]])
    """

    domain, codomain = independent(real, 2), lower_cholesky

    def _call(self, x: Tensor) -> Tensor:
        return tril(x, -1) + diag_embed(exp(x.diagonal(0, -2, -1)))

    def _inverse(self, y: Tensor) -> Tensor:
        return tril(y, -1) + diag_embed(log(y.diagonal(0, -2, -1)))


class CumulativeDistributionTransform(Transform):
    """y = cdf(x) of a distribution.

    Parameters
    ----------
    distribution : Distribution
    cache_size : {0, 1}

    Examples
    --------
    >>> import tensorlab as tl
    >>> normal = tl.distributions.Normal(0.0, 1.0)
    >>> tl.distributions.transforms.CumulativeDistributionTransform(normal)(tl.zeros(1))
    tensor([0.5])
    """

    codomain = unit_interval

    def __init__(self, distribution: Distribution, cache_size: int = 0):
        super().__init__(cache_size)
        self.distribution = _of_kind("CumulativeDistributionTransform", distribution, Distribution)
        self.domain = distribution.support

    def _call(self, x: Tensor) -> Tensor:
        return self.distribution.cdf(x)

    def _inverse(self, y: Tensor) -> Tensor:
        return self.distribution.icdf(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """The logarithm of the density."""
        return self.distribution.log_prob(x)
