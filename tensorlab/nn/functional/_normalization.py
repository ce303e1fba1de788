"""Normalisations: numbers moved to mean 0 and variance 1, over a batch, a layer, groups of channels."""

from __future__ import annotations

import math

import tensorlab_c.normalization as lines
from tensorlab_c import (
    Tensor,
    broadcast_to,
    finfo,
    is_grad_enabled,
    mean,
    moveaxis,
    no_grad,
    ones,
    sqrt,
    square,
    stack,
    sum,
    var,
    zeros,
)
from tensorlab_c._tensor import custom

from ..._check import flag, integer, real
from ._operands import beside, real_operand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..._typing import ArrayLike


def layer_norm(
    input: Tensor,
    normalized_shape: int | tuple[int, ...],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """(x − mean) / √(var + ε) · w + b, mean and variance over the last axes (Ba et al. 2016).

    Parameters
    ----------
    input : Tensor, shape (..., *normalized_shape)
    normalized_shape : int or tuple of int
    weight, bias : Tensor, shape normalized_shape, optional
        w and b.
    eps : float, default 1e-5

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.layer_norm([[1., 3.], [0., 8.]], 2).round(3).tolist()
    [[-1.0, 1.0], [-1.0, 1.0]]
    """
    x, shape = _trailing("layer_norm", input, normalized_shape)
    weight = _parameter("layer_norm", "weight", weight, shape, x)
    bias = _parameter("layer_norm", "bias", bias, shape, x)
    return _of_layer(x, len(shape), weight, bias, real("layer_norm", "eps", eps), True)


def rms_norm(
    input: Tensor,
    normalized_shape: int | tuple[int, ...],
    weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:
    """x / √(mean(x²) + ε) · w over the last axes (Zhang and Sennrich 2019).

    Parameters
    ----------
    input : Tensor, shape (..., *normalized_shape)
    normalized_shape : int or tuple of int
    weight : Tensor, shape normalized_shape, optional
        w.
    eps : float, optional
        The machine's ε of the dtype for None.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.rms_norm([[3., 4.]], 2).round(6).tolist()
    [[0.848528, 1.131371]]
    """
    x, shape = _trailing("rms_norm", input, normalized_shape)
    weight = _parameter("rms_norm", "weight", weight, shape, x)
    eps = finfo(x.dtype).eps if eps is None else real("rms_norm", "eps", eps)
    return _of_layer(x, len(shape), weight, None, eps, False)


def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """(x − mean) / √(var + ε) · w + b, mean and variance over groups of channels (Wu and He 2018).

    Parameters
    ----------
    input : Tensor, shape (N, C, ...)
    num_groups : int
        Divides C.
    weight, bias : Tensor, shape (C,), optional
        w and b.
    eps : float, default 1e-5

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.group_norm([[1., 3., 0., 8.]], 2).round(3).tolist()
    [[-1.0, 1.0, -1.0, 1.0]]
    """
    x, num_groups = _channels("group_norm", input), integer("group_norm", "num_groups", num_groups)
    channels = x.shape[1]
    if channels % num_groups:
        raise ValueError(
            f"group_norm: {channels} channels of shape {x.shape} are not {num_groups} equal groups"
        )
    eps = real("group_norm", "eps", eps)
    weight = _parameter("group_norm", "weight", weight, (channels,), x)
    bias = _parameter("group_norm", "bias", bias, (channels,), x)
    return _of_channels(x, num_groups, 2, weight, bias, eps)[0]


def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """`batch_norm` of every example by itself (Ulyanov et al. 2016).

    Parameters
    ----------
    input : Tensor, shape (N, C, ...)
    running_mean, running_var : Tensor, shape (C,), optional
        Moved in place by `momentum` towards the means over the batch; else what is used.
    weight, bias : Tensor, shape (C,), optional
    use_input_stats : bool, default True
    momentum : float, default 0.1
    eps : float, default 1e-5

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.instance_norm([[[1., 3.], [0., 8.]]]).round(3).tolist()
    [[[-1.0, 1.0], [-1.0, 1.0]]]
    """
    name = "instance_norm"
    x = _channels(name, input)
    if not flag(name, "use_input_stats", use_input_stats):
        return batch_norm(x, running_mean, running_var, weight, bias, False, momentum, eps)
    if x.ndim < 3 or math.prod(x.shape[2:]) < 2:
        raise ValueError(f"{name}: expected more than one value per channel, got shape {x.shape}")
    channels = x.shape[1]
    given = {"running_mean": running_mean, "running_var": running_var, "weight": weight, "bias": bias}
    running_mean, running_var, weight, bias = (
        _parameter(name, argument, value, (channels,), x) for argument, value in given.items()
    )
    momentum = real(name, "momentum", momentum)
    y, centre, spread = _of_channels(x, channels, 2, weight, bias, real(name, "eps", eps))
    if running_mean is not None or running_var is not None:
        size = math.prod(x.shape[2:])
        found = (mean(t, axis=0).reshape((channels,)) for t in (centre, spread * (size / (size - 1))))
        _follow((running_mean, running_var), tuple(found), momentum)
    return y


def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """(x − mean) / √(var + ε) · w + b for each channel (Ioffe and Szegedy 2015).

    Parameters
    ----------
    input : Tensor, shape (N, C, ...)
    running_mean, running_var : Tensor, shape (C,)
        While training, moved in place by `momentum` towards mean and variance of the batch (with n − 1), and
        may be None; else what is used.
    weight, bias : Tensor, shape (C,), optional
        w and b.
    training : bool, default False
        Whether mean and variance are those of the batch.
    momentum : float, default 0.1
    eps : float, default 1e-5

    Raises
    ------
    ValueError
        When shapes do not fit, or while training on one value per channel.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.batch_norm([[1., 0.], [3., 8.]], None, None, training=True).round(3).tolist()
    [[-1.0, -1.0], [1.0, 1.0]]
    """
    name = "batch_norm"
    x = _channels(name, input)
    channels, shape = x.shape[1], (x.shape[1],) + (1,) * (x.ndim - 2)
    given = {"running_mean": running_mean, "running_var": running_var, "weight": weight, "bias": bias}
    running_mean, running_var, weight, bias = (
        _parameter(name, argument, value, (channels,), x) for argument, value in given.items()
    )
    momentum, eps = real(name, "momentum", momentum), real(name, "eps", eps)
    w, b = (None if p is None else p.reshape(shape) for p in (weight, bias))
    if not flag(name, "training", training):
        if running_mean is None or running_var is None:
            raise ValueError(f"{name}: running_mean and running_var are needed unless training")
        scale = 1 / sqrt(_wide(running_var).reshape(shape) + eps)
        scale = scale if w is None else scale * w
        shift = -_wide(running_mean).reshape(shape) * scale
        return (_wide(x) * scale + (shift if b is None else shift + b)).astype(x.dtype, copy=False)
    if not x.size:  # nothing is learned of no examples
        y = x if w is None else x * w
        return y.clone() if b is None else y + b
    n = x.size // channels
    if n < 2:
        raise ValueError(
            f"{name}: expected more than one value per channel while training, got shape {x.shape}"
        )
    y, centre, spread = _of_channels(x, channels, 0, weight, bias, eps)
    if running_mean is not None or running_var is not None:
        found = centre.reshape((channels,)), spread.reshape((channels,)) * (n / (n - 1))
        _follow((running_mean, running_var), found, momentum)
    return y


def local_response_norm(
    input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """x / (k + α·mean of x² over `size` neighbouring channels)^β (Krizhevsky et al. 2012).

    Channels beyond the first and last count as 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.local_response_norm([[[1.], [2.]]], 2, alpha=2., beta=1.).tolist()
    [[[0.5], [0.3333333333333333]]]
    """
    name = "local_response_norm"
    x, size = _channels(name, input), integer(name, "size", size)
    alpha, beta, k = (real(name, n, v) for n, v in (("alpha", alpha), ("beta", beta), ("k", k)))
    if x.ndim < 3:
        raise ValueError(f"{name}: expected input of shape (N, C, ...) with 3 axes or more, got {x.shape}")
    squares = _wide(x) * _wide(x)
    n, before = x.shape[1], size // 2
    near = [sum(squares[:, max(c - before, 0) : c - before + size], axis=1) for c in range(n)]
    total = stack(near, axis=1) if near else squares
    return (_wide(x) / (total * (alpha / size) + k) ** beta).astype(x.dtype, copy=False)


# ---- what they share ---------------------------------------------------------------------------------------
def _wide(x: Tensor) -> Tensor:
    """Storage types in float32: what comes of it is rounded once."""
    return x.astype("float32") if x.dtype.itemsize < 4 else x


def _channels(name: str, input: ArrayLike) -> Tensor:
    x = real_operand(name, input)
    if x.dtype.kind != "f":
        raise TypeError(f"{name}: input must be floating, got {x.dtype}")
    if x.ndim < 2:
        raise ValueError(f"{name}: expected input of shape (N, C, ...), got {x.shape}")
    return x


def _trailing(
    name: str, input: ArrayLike, normalized_shape: int | tuple[int, ...]
) -> tuple[Tensor, tuple[int, ...]]:
    x = real_operand(name, input)
    if x.dtype.kind != "f":
        raise TypeError(f"{name}: input must be floating, got {x.dtype}")
    shape = trailing_shape(name, normalized_shape)
    if x.ndim < len(shape) or x.shape[x.ndim - len(shape) :] != shape:
        wanted = ", ".join(map(str, shape))
        raise ValueError(f"{name}: expected input of shape (..., {wanted}), got {x.shape}")
    return x, shape


def trailing_shape(name: str, normalized_shape: int | tuple[int, ...]) -> tuple[int, ...]:
    given = normalized_shape if isinstance(normalized_shape, (tuple, list)) else (normalized_shape,)
    if not given:
        raise ValueError(f"{name}: normalized_shape must have at least one axis, got ()")
    return tuple(integer(name, "normalized_shape", n) for n in given)


def _parameter(
    name: str, argument: str, value: ArrayLike, shape: tuple[int, ...], x: Tensor
) -> Tensor | None:
    if value is None:
        return None
    p = beside(x, value)
    if p.shape != shape:
        raise ValueError(
            f"{name}: {argument} must have shape {shape} for input of shape {x.shape}, got {p.shape}"
        )
    if p.dtype != x.dtype:
        raise TypeError(f"{name}: {argument} is {p.dtype} but the input {x.dtype}")
    return p


def _follow(running: tuple[Tensor | None, ...], found: tuple[Tensor, ...], momentum: float) -> None:
    """Running statistics, a step towards what was found."""
    with no_grad():
        for kept, new in zip(running, found, strict=True):
            if kept is not None:
                kept.copy_((_wide(kept) * (1 - momentum) + new * momentum).astype(kept.dtype))


def _both(weight: Tensor | None, bias: Tensor | None, shape: tuple[int, ...]) -> Tensor | None:
    """Weight and bias as one tensor, for a record has two inputs."""
    if weight is None and bias is None:
        return None
    known = weight if weight is not None else bias
    assert known is not None
    w = ones(shape, dtype=known.dtype) if weight is None else weight.reshape(shape)
    return stack((w, zeros(shape, dtype=known.dtype) if bias is None else bias.reshape(shape)))


def _plain(both: Tensor | None, x: Tensor, shape: tuple[int, ...]) -> Tensor:
    """The values of `_both`, in the dtype that `x` is computed in."""
    if both is not None:
        return _wide(both.detach())
    return stack((ones(shape, dtype=x.dtype), zeros(shape, dtype=x.dtype)))


def _recorded_slopes(
    x: Tensor, g: Tensor, w: Tensor, axes: tuple[int, ...], eps: float, centred: bool = True
) -> tuple[Tensor, Tensor]:
    """The gradient of x, and g·z, by recorded operations: a derivative of this derivative is wanted."""
    z = x - mean(x, axis=axes, keepdims=True) if centred else x
    rate = 1 / sqrt(mean(square(z), axis=axes, keepdims=True) + eps)
    z = z * rate
    part = g * w
    slope = part - z * mean(part * z, axis=axes, keepdims=True)
    return (slope - mean(part, axis=axes, keepdims=True) if centred else slope) * rate, g * z


def _of_layer(
    x: Tensor, inner: int, weight: Tensor | None, bias: Tensor | None, eps: float, centred: bool
) -> Tensor:
    """Over the last `inner` axes, in which the weights differ, too."""
    shape = x.shape[x.ndim - inner :]
    flat = (*x.shape[: x.ndim - inner], math.prod(shape))
    both = _both(weight, bias, shape)
    values = _wide(x.detach())
    plain = _plain(both, values, shape).reshape((2, flat[-1]))
    y = lines.standardize(values.reshape(flat), plain, eps, centred).reshape(x.shape)
    outer, last = tuple(range(len(flat) - 1)), tuple(range(x.ndim - inner, x.ndim))

    def rule(g: Tensor, _: None, x: Tensor, both: Tensor | None = None) -> tuple[Tensor, ...]:
        wide, g = _wide(x), _wide(g)
        if is_grad_enabled():
            w = ones(shape, dtype=g.dtype) if both is None else _wide(both)[0]
            slope, gz = _recorded_slopes(wide, g, w, last, eps, centred)
        else:
            slope, gz = lines.standardize_grad(wide.reshape(flat), g.reshape(flat), plain[0], eps, centred)
        learned = () if both is None else (gz, g)
        sums = [sum(t.reshape(flat), axis=outer).reshape(shape) for t in learned]
        return _slopes(slope.reshape(x.shape), sums, x, both)

    y = y.astype(x.dtype, copy=False)
    return custom(y, rule, x, both, reads_out=False)


def _of_channels(
    x: Tensor,
    groups: int,
    pooled: int,
    weight: Tensor | None,
    bias: Tensor | None,
    eps: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """Lines of a channel of an example, as (N, groups, channels, elements), that share statistics along the
    axis `pooled` of these; what comes of them, their means and variances."""
    n, channels = x.shape[:2]
    if pooled == 0 and x.size == n * channels:
        return _of_columns(x, weight, bias, eps)
    shape = (groups, channels // groups)
    # lines of few elements are joined over the examples, where these share the statistics
    joined = pooled == 0 and math.prod(x.shape[2:]) < 8
    there = (1, *shape, -1) if joined else (n, *shape, math.prod(x.shape[2:]))

    def arranged(t: Tensor) -> Tensor:
        return (moveaxis(t, 1, 0) if joined else t).reshape(there)

    def back(t: Tensor) -> Tensor:
        return moveaxis(t.reshape((channels, n, *x.shape[2:])), 0, 1) if joined else t.reshape(x.shape)

    both = _both(weight, bias, shape)
    values = arranged(_wide(x.detach()))
    size = values.shape[3]
    total = size * values.shape[pooled]
    means, squares = lines.moments(values)
    centre = mean(means, axis=pooled, keepdims=True)
    spread = sum(squares + square(means - centre) * size, axis=pooled, keepdims=True) / total
    rate = 1 / sqrt(spread + eps)
    w, b = _plain(both, values, shape)
    y = lines.rescale(values, _fields(means.shape, centre, rate * w, b))

    def rule(g: Tensor, _: None, x: Tensor, both: Tensor | None = None) -> tuple[Tensor, ...]:
        wide, g = arranged(_wide(x)), arranged(_wide(g))
        if is_grad_enabled():
            learned = w if both is None else _wide(both)[0]
            slope, gz = _recorded_slopes(wide, g, learned[..., None], (pooled, 3), eps)
            sums = [sum(t, axis=(0, 3)) for t in (gz, g)]
        else:
            heights, leans = lines.moments_grad(wide, g, _fields(means.shape, centre))
            lift, lean = (sum(t * w, axis=pooled, keepdims=True) * (rate / -total) for t in (heights, leans))
            slope = lines.rescale_grad(
                wide, g, _fields(means.shape, centre, rate * w, lift, lean * rate * rate)
            )
            sums = [sum(leans * rate, axis=0), sum(heights, axis=0)]
        return _slopes(back(slope), sums, x, both)

    y = back(y).astype(x.dtype, copy=False)
    return custom(y, rule, x, both, reads_out=False), centre, spread


def _of_columns(
    x: Tensor, weight: Tensor | None, bias: Tensor | None, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    """`_of_channels` where each channel is a column of one element per example."""
    n, channels = x.shape[:2]
    both = _both(weight, bias, (channels,))
    values = _wide(x.detach()).reshape((n, channels))
    centre, spread = mean(values, axis=0), var(values, axis=0)
    rate = 1 / sqrt(spread + eps)
    w, b = _plain(both, values, (channels,))
    scale = rate * w
    y = lines.rescale_columns(values, stack((centre, scale, b)))

    def rule(g: Tensor, _: None, x: Tensor, both: Tensor | None = None) -> tuple[Tensor, ...]:
        wide, g = (_wide(t).reshape((n, channels)) for t in (x, g))
        if is_grad_enabled():
            slope, gz = _recorded_slopes(wide, g, w if both is None else _wide(both)[0], (0,), eps)
            sums = [sum(t, axis=0) for t in (gz, g)]
        else:
            heights, leans = sum(g, axis=0), sum(g * (wide - centre), axis=0)
            lift, lean = (t * scale / -n for t in (heights, leans))
            slope = lines.rescale_columns_grad(wide, g, stack((centre, scale, lift, lean * rate * rate)))
            sums = [leans * rate, heights]
        return _slopes(slope.reshape(x.shape), sums, x, both)

    y = y.reshape(x.shape).astype(x.dtype, copy=False)
    return custom(y, rule, x, both, reads_out=False), centre, spread


def _slopes(slope: Tensor, sums: list[Tensor], x: Tensor, both: Tensor | None) -> tuple[Tensor, ...]:
    """What a rule answers: the gradient of x and, of weight and bias, those that are sums."""
    slope = slope.astype(x.dtype, copy=False)
    return (slope,) if both is None else (slope, stack(sums).astype(both.dtype, copy=False))


def _fields(shape: tuple[int, ...], *numbers: Tensor) -> Tensor:
    """Numbers of lines as kernels read them."""
    return stack([broadcast_to(t, shape) for t in numbers])
