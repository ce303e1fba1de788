"""Activations: the rows of lecture L5, then others."""

from __future__ import annotations

import math

from tensorlab_c import (
    Tensor,
    abs,
    asarray,
    clip,
    dense,
    erf,
    exp,
    expm1,
    floor,
    get_default_dtype,
    greater,
    greater_equal,
    hypot,
    less,
    less_equal,
    log1p,
    minimum,
    random,
    sign,
    split,
    where,
)
from tensorlab_c import arctan as _arctan
from tensorlab_c import loss as losses
from tensorlab_c._operands import _axis
from tensorlab_c._tensor import custom

from ..._check import one_of, real
from ._operands import beside, placeable, placed, real_operand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..._typing import DTypeLike

    Formula = Callable[[Tensor], Tensor]
    Rule = Callable[[Tensor, Tensor, Tensor], Tensor]


def _recorded(x: Tensor, value: Formula, rule: Rule) -> Tensor:
    """`value(x)` with the gradient `rule(g, y, x)`; storage types compute in float32 and are rounded once."""
    if x.dtype.kind != "f":
        x = x.astype(get_default_dtype())
    narrow = x.dtype.itemsize < 4

    def narrowed(g: Tensor, y: Tensor, x: Tensor) -> tuple[Tensor]:
        parts = (t.astype("float32") for t in (g, y, x)) if narrow else (g, y, x)
        return (rule(*parts).astype(x.dtype, copy=False),)

    wide = x.detach()
    y = value(wide.astype("float32")).astype(x.dtype) if narrow else value(wide)
    return custom(y, narrowed, x)


def identity(input: Tensor) -> Tensor:
    """f(x) = x, f′ = 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.identity([-1., 2.]).tolist()
    [-1.0, 2.0]
    """
    return asarray(input)


def unit_step(input: Tensor) -> Tensor:
    """f(x) = 0 for x < 0, 1 for x ≥ 0; f′ = 0 (undefined at 0 in the lecture's table; 0 is taken).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.unit_step([-2., 0., 3.]).tolist()
    [0.0, 1.0, 1.0]
    """
    return floor(sign(asarray(input)) * 0.5 + 1.0)  # -1, 0, 1 to 0, 1, 1, on the tape with derivative 0


def sigmoid(input: Tensor, alpha: float = 1.0) -> Tensor:
    """The logistic function f(x) = 1 / (1 + e^(−αx)), f′ = α·f·(1−f) (lecture L4, L5).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.sigmoid([0.0, 1.0], alpha=2).round(6).tolist()
    [0.5, 0.880797]
    """
    return dense.sigmoid(input) if alpha == 1 else dense.sigmoid(asarray(input) * alpha)


def arctan(input: Tensor) -> Tensor:
    """f(x) = tan⁻¹(x), f′ = 1 / (x² + 1).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.arctan([0., 1.]).round(6).tolist()
    [0.0, 0.785398]
    """
    return _arctan(input)


def softsign(input: Tensor) -> Tensor:
    """f(x) = x / (1 + |x|), f′ = 1 / (1 + |x|)².

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.softsign([-3., 0., 1.]).tolist()
    [-0.75, 0.0, 0.5]
    """
    x = asarray(input)
    return x / (abs(x) + 1.0)


def isru(input: Tensor, alpha: float = 1.0) -> Tensor:
    """The inverse square root unit f(x) = x / √(1 + αx²), f′ = (1 / √(1 + αx²))³, for α ≥ 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.isru([0.0, 3.0], alpha=1 / 9).round(6).tolist()
    [0.0, 2.12132]
    """
    x = asarray(input)
    return x / hypot(
        x * math.sqrt(real("isru", "alpha", alpha, 0)), 1.0
    )  # hypot: x² may overflow, x does not


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """f(x) = a·x for x < 0, x for x ≥ 0, with a = 0.01; f′ = a or 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.leaky_relu([-2., 0., 3.], 0.1).tolist()
    [-0.2, 0.0, 3.0]
    """
    x = placeable("leaky_relu", input, inplace)
    # NaN goes with the negative ones, as in PyTorch
    return placed(input, inplace, where(greater_equal(x, 0), x, x * negative_slope))


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """f(x) = α·x for x < 0, x for x ≥ 0, with a learned α (He et al. 2015).

    Parameters
    ----------
    input : Tensor, shape (N, C, ...) when there are C slopes
    weight : Tensor, shape (), (1,) or (C,)

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.prelu([-2., 0., 3.], [0.25]).tolist()
    [-0.5, 0.0, 3.0]
    """
    x = asarray(input)
    weight = beside(x, weight)
    if weight.ndim > 1:
        raise ValueError(f"prelu: weight must have at most one axis, got shape {weight.shape}")
    if weight.size == 1:
        weight = weight.reshape(())
    else:
        if x.ndim < 2 or x.shape[1] != weight.size:
            raise ValueError(
                f"prelu: {weight.size} slopes do not fit the channels of shape {x.shape} (axis 1)"
            )
        weight = weight.reshape((-1,) + (1,) * (x.ndim - 2))
    positive = greater_equal(x, 0)
    # the inner one: infinity times 0 in the slope's gradient
    return where(positive, x, where(positive, 0.0, x) * weight)


def rrelu(
    input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False
) -> Tensor:
    """f(x) = α·x for x < 0, x for x ≥ 0; α ~ U(lower, upper) per element while training, else the mean.

    Notes
    -----
    Slopes come from ``tl.random``'s global generator (Xu et al. 2015).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.rrelu([-2., 3.], 0.2, 0.3).tolist()
    [-0.5, 3.0]
    >>> slopes = tl.nn.functional.rrelu(tl.ones(9) * -1, 0.2, 0.3, training=True) * -1
    >>> bool(((slopes >= 0.2) & (slopes < 0.3)).all())
    True
    """
    lower = real("rrelu", "lower", lower)
    upper = real("rrelu", "upper", upper, lower)
    if not training:
        return leaky_relu(input, (lower + upper) / 2, inplace)
    x = placeable("rrelu", input, inplace)
    slope = asarray(random.uniform(lower, upper, size=x.shape))
    slope = slope.astype(x.dtype, copy=False) if x.dtype.kind == "f" else slope
    return placed(input, inplace, where(greater_equal(x, 0), x, x * slope))


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """f(x) = α(eˣ − 1) for x < 0, x for x ≥ 0; f′ = f + α or 1 (Clevert et al. 2016).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.elu([-1., 0., 2.]).round(6).tolist()
    [-0.632121, 0.0, 2.0]
    """
    x = placeable("elu", input, inplace)
    return placed(input, inplace, _exponential_unit(x, real("elu", "alpha", alpha), 1.0, 1.0))


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """λx for x > 0, λα(eˣ − 1) for x ≤ 0: keeps mean 0 and variance 1 (Klambauer et al. 2017).

    Notes
    -----
    α = 1.6732632423543772 and λ = 1.0507009873554805; the derivative at 0 is λ.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.selu([-1., 0., 2.]).round(6).tolist()
    [-1.111331, 0.0, 2.101402]
    """
    x = placeable("selu", input, inplace)
    return placed(input, inplace, _exponential_unit(x, 1.6732632423543772, 1.0507009873554805, 1.0))


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """f(x) = α(e^(x/α) − 1) for x < 0, x for x ≥ 0: smooth for every α (Barron 2017).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.celu([-1., 0., 2.], alpha=2).round(6).tolist()
    [-0.786939, 0.0, 2.0]
    """
    alpha = real("celu", "alpha", alpha)
    if alpha == 0:
        raise ZeroDivisionError("celu: alpha must not be 0")
    x = placeable("celu", input, inplace)
    return placed(input, inplace, _exponential_unit(x, alpha, 1.0, 1 / alpha))


def _exponential_unit(x: Tensor, alpha: float, scale: float, steep: float) -> Tensor:
    """scale·x, and below 0 scale·α·(e^(steep·x) − 1)."""
    low = scale * alpha

    def value(x: Tensor) -> Tensor:
        return where(greater_equal(x, 0), x * scale, expm1(minimum(x, 0) * steep) * low)  # without overflow

    def rule(g: Tensor, y: Tensor, x: Tensor) -> Tensor:
        return g * where(greater_equal(x, 0), scale, exp(minimum(x, 0) * steep) * (low * steep))

    return _recorded(x, value, rule)


def softmax(input: Tensor, dim: int = -1, *, dtype: DTypeLike = None) -> Tensor:
    """e^(x_i) / Σ_j e^(x_j) along axis `dim`, of `input` in another `dtype` if one is given.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.softmax([[0., 0.], [1000., 0.]], dim=1).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    return losses.softmax(input if dtype is None else asarray(input).astype(dtype), dim)


def softmin(input: Tensor, dim: int = -1, *, dtype: DTypeLike = None) -> Tensor:
    """`softmax` of −x.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.softmin([[0., 0.], [1000., 0.]], dim=1).tolist()
    [[0.5, 0.5], [0.0, 1.0]]
    """
    return softmax(-asarray(input), dim, dtype=dtype)


def log_softmax(input: Tensor, dim: int = -1, *, dtype: DTypeLike = None) -> Tensor:
    """log of `softmax`, without its rounding.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.log_softmax([[0., -1000.]]).tolist()
    [[0.0, -1000.0]]
    """
    return losses.log_softmax(input if dtype is None else asarray(input).astype(dtype), dim)


def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """log(1 + e^(βx)) / β, for any size of x; f′ = σ(βx). Where βx > `threshold` it is x itself.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.softplus([-1000., 0., 1000.]).round(6).tolist()
    [0.0, 0.693147, 1000.0]
    """
    beta = real("softplus", "beta", beta, 0, ends="()")
    threshold = real("softplus", "threshold", threshold)
    x = asarray(input)
    scaled = x * beta
    up, _, rest = _softplus_parts(scaled)
    return where(greater(scaled, threshold), x, (up + rest) / beta)


def _softplus_parts(x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """max(x, 0), max(−x, 0) and log(1 + e^−|x|): softplus(x) is first + third, softplus(−x) second + third.

    Nothing overflows or cancels, nor in the gradients; at 0 the slopes are 1, 0 and −½, so both sums are
    smooth.
    """
    negative = less(x, 0)
    up, down = where(negative, 0.0, x), where(negative, -x, 0.0)
    return up, down, log1p(exp(-(up + down)))


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x·σ(x), also called swish (Elfwing et al. 2018).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.silu([-1., 0., 1.]).round(6).tolist()
    [-0.268941, 0.0, 0.731059]
    """
    x = placeable("silu", input, inplace)
    return placed(input, inplace, _recorded(x, lambda x: x * dense.sigmoid(x), _silu_rule))


def _silu_rule(g: Tensor, y: Tensor, x: Tensor) -> Tensor:
    s = dense.sigmoid(x)
    return g * (s + y * (1 - s))


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x·tanh(log(1 + eˣ)) (Misra 2019).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.mish([-1., 0., 1.]).round(6).tolist()
    [-0.303401, 0.0, 0.865098]
    """
    x = placeable("mish", input, inplace)
    return placed(input, inplace, _recorded(x, lambda x: x * _mish_parts(x)[1], _mish_rule))


def _mish_parts(x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """eˣ, tanh(log(1 + eˣ)) = n / (n + 2) with n = e²ˣ + 2eˣ, and n + 2; from x = 30 on the second is 1."""
    e = exp(minimum(x, 30))
    n = e * (e + 2)
    return e, n / (n + 2), n + 2


def _mish_rule(g: Tensor, y: Tensor, x: Tensor) -> Tensor:
    e, t, below = _mish_parts(x)
    return g * (t + minimum(x, 30) * (e / below) * ((e + 1) / below) * 4)


def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    """x·Φ(x), Φ the distribution function of the normal distribution (Hendrycks and Gimpel 2016).

    Parameters
    ----------
    input : Tensor
    approximate : {"none", "tanh"}
        "tanh": ½x·(1 + tanh(√(2/π)·(x + 0.044715x³))) instead.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.gelu([-1., 0., 1.]).round(6).tolist()
    [-0.158655, 0.0, 0.841345]
    >>> tl.nn.functional.gelu([-1., 0., 1.], approximate="tanh").round(6).tolist()
    [-0.158808, 0.0, 0.841192]
    """
    x = real_operand("gelu", input)
    if one_of("gelu", "approximate", approximate, ("none", "tanh")) == "tanh":
        return _recorded(x, lambda x: x * ((dense.tanh(_gelu_inner(x)) + 1) * 0.5), _gelu_tanh_rule)
    return _recorded(x, lambda x: x * ((erf(x * math.sqrt(0.5)) + 1) * 0.5), _gelu_rule)


def _gelu_rule(g: Tensor, y: Tensor, x: Tensor) -> Tensor:
    share = (erf(x * math.sqrt(0.5)) + 1) * 0.5
    return g * (share + x * exp(x * x * -0.5) * (1 / math.sqrt(2 * math.pi)))


def _gelu_inner(x: Tensor) -> Tensor:
    return (x * x * 0.044715 + 1) * x * math.sqrt(2 / math.pi)


def _gelu_tanh_rule(g: Tensor, y: Tensor, x: Tensor) -> Tensor:
    t = dense.tanh(_gelu_inner(x))
    steep = (x * x * (3 * 0.044715) + 1) * math.sqrt(2 / math.pi)
    return g * ((t + 1) * 0.5 + x * (1 - t * t) * steep * 0.5)


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """x between `min_val` and `max_val`, which it is cut off to; f′ = 1 between them, else 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.hardtanh([-2., 0.5, 3.]).tolist()
    [-1.0, 0.5, 1.0]
    """
    return _ramp("hardtanh", input, min_val, max_val, inplace)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x, 0), 6); f′ = 1 between 0 and 6, else 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.relu6([-1., 3., 8.]).tolist()
    [0.0, 3.0, 6.0]
    """
    return _ramp("relu6", input, 0.0, 6.0, inplace)


def _ramp(name: str, input: Tensor, low: float, high: float, inplace: bool) -> Tensor:
    low, high = real(name, "min_val", low), real(name, "max_val", high)
    if low > high:
        raise ValueError(f"{name}: min_val {low:g} is larger than max_val {high:g}")

    def rule(g: Tensor, y: Tensor, x: Tensor) -> Tensor:
        return where(less_equal(x, low) | greater_equal(x, high), 0.0, g)

    x = placeable(name, input, inplace)
    return placed(input, inplace, _recorded(x, lambda x: clip(x, low, high), rule))


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.hardsigmoid([-4., 0., 1.5]).tolist()
    [0.0, 0.5, 0.75]
    """

    def rule(g: Tensor, y: Tensor, x: Tensor) -> Tensor:
        return where(less_equal(x, -3) | greater_equal(x, 3), 0.0, g / 6)

    x = placeable("hardsigmoid", input, inplace)
    return placed(input, inplace, _recorded(x, lambda x: clip(x + 3, 0, 6) / 6, rule))


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x·min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.hardswish([-4., 1.5, 4.]).tolist()
    [-0.0, 1.125, 4.0]
    """

    def rule(g: Tensor, y: Tensor, x: Tensor) -> Tensor:
        return where(less_equal(x, -3), 0.0, where(less(x, 3), g * (x / 3 + 0.5), g))

    x = placeable("hardswish", input, inplace)
    return placed(input, inplace, _recorded(x, lambda x: x * clip(x + 3, 0, 6) / 6, rule))


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where it is more than `threshold`, else `value`; f′ = 1 or 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.threshold([-1., 0.5, 2.], 1, -9).tolist()
    [-9.0, -9.0, 2.0]
    """
    x = placeable("threshold", input, inplace)
    low = less_equal(x.detach(), real("threshold", "threshold", threshold))
    return placed(input, inplace, where(low, real("threshold", "value", value), x))


def logsigmoid(input: Tensor) -> Tensor:
    """log σ(x) = −log(1 + e^−x), for any size of x; f′ = σ(−x).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.logsigmoid([-1000., 0., 1000.]).round(6).tolist()
    [-1000.0, -0.693147, 0.0]
    """
    return _recorded(
        real_operand("logsigmoid", input),
        lambda x: minimum(x, 0) - log1p(exp(-abs(x))),
        lambda g, y, x: g * dense.sigmoid(-x),
    )


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """a·σ(b) of the halves a and b of `input` along axis `dim` (Dauphin et al. 2017).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.glu([1., 2., 0., 0.]).tolist()
    [0.5, 1.0]
    """
    x = real_operand("glu", input)
    dim = _axis(dim, x, "glu")
    if x.shape[dim] % 2:
        raise ValueError(f"glu: axis {dim} of shape {x.shape} must have an even size")
    a, b = split(x, 2, axis=dim)
    return a * dense.sigmoid(b)


def tanhshrink(input: Tensor) -> Tensor:
    """x − tanh(x).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.tanhshrink([-1., 0., 1.]).round(6).tolist()
    [-0.238406, 0.0, 0.238406]
    """
    x = asarray(input)
    return x - dense.tanh(x)


def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """f(x) = 0 for −λ ≤ x ≤ λ, else x; f′ = 0 or 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.hardshrink([-2., -0.5, 0.3, 3.]).tolist()
    [-2.0, 0.0, 0.0, 3.0]
    """
    x = asarray(input)
    return where(less_equal(abs(x.detach()), lambd), 0.0, x)  # NaN stays


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x moved towards 0 by λ ≥ 0, as far as 0; f′ = 0 for −λ ≤ x ≤ λ, else 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.softshrink([-2., -0.5, 0.3, 3.]).tolist()
    [-1.5, 0.0, 0.0, 2.5]
    """
    lambd = real("softshrink", "lambd", lambd, 0)

    def rule(g: Tensor, y: Tensor, x: Tensor) -> Tensor:
        return where(less_equal(abs(x), lambd), 0.0, g)

    return _recorded(real_operand("softshrink", input), lambda x: x - clip(x, -lambd, lambd), rule)
