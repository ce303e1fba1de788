"""Activations: the rows of lecture L5, then others."""

from __future__ import annotations

import math

from tensorlab_c import (
    Tensor,
    abs,
    asarray,
    dense,
    erf,
    exp,
    floor,
    get_default_dtype,
    greater,
    greater_equal,
    hypot,
    is_grad_enabled,
    less,
    less_equal,
    minimum,
    ones_like,
    random,
    sign,
    split,
    sum,
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
    Rule = Callable[[Tensor, Tensor], Tensor]


def activated(row: str, x: Tensor, numbers: tuple[float, ...], rule: Rule) -> Tensor:
    """A row of the kernels' activations at `x`; ``rule(g, x)`` is its gradient in recorded operations."""
    if x.dtype.kind != "f":
        x = x.astype(get_default_dtype())

    def gradient(g: Tensor, y: None, x: Tensor) -> tuple[Tensor]:
        return (rule(g, x) if is_grad_enabled() else dense.activation(row, x, numbers, g),)

    return custom(dense.activation(row, x, numbers), gradient, x, reads_out=False)


def piecewise(
    x: Tensor,
    ends: tuple[float, float],
    *,
    below: tuple[float, float] = (-0.0, 0.0),
    middle: tuple[float, float, bool] = (-0.0, 1.0, False),
    above: tuple[float, float] = (-0.0, 0.0),
    closed: bool = False,
) -> Tensor:
    """(x + a)·b in each piece, times x in the `middle` if its flag says so; a alone at the ends where b = 0.

    `closed`: both ends are of the middle, and NaN is below; else neither is, and NaN is in the middle. Of
    constants −0 is the one that changes nothing.
    """
    low, high = ends
    shift, factor, quadratic = middle

    def rule(g: Tensor, x: Tensor) -> Tensor:
        if not quadratic:  # a slope that is constant almost everywhere
            return g * dense.activation("piecewise", x.detach(), numbers, ones_like(x))
        slope = (x * 2 + shift) * factor
        slope = where(greater_equal(x, high), above[1], slope)
        return g * where(less_equal(x, low), below[1], slope)

    numbers = (low, high, *below, shift, factor, quadratic, *above, closed)
    return activated("piecewise", x, numbers, rule)


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
    slope = real("leaky_relu", "negative_slope", negative_slope)
    # NaN goes with the negative ones, as in PyTorch
    y = piecewise(x, (-math.inf, 0.0), below=(-0.0, slope), middle=(-0.0, slope, False), above=(-0.0, 1.0))
    return placed(input, inplace, y)


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
        if x.dtype.kind == "f":
            return _prelu_of_one(x, weight)
    else:
        if x.ndim < 2 or x.shape[1] != weight.size:
            raise ValueError(
                f"prelu: {weight.size} slopes do not fit the channels of shape {x.shape} (axis 1)"
            )
        weight = weight.reshape((-1,) + (1,) * (x.ndim - 2))
    positive = greater_equal(x, 0)
    # the inner one: infinity times 0 in the slope's gradient
    return where(positive, x, where(positive, 0.0, x) * weight)


def _prelu_of_one(x: Tensor, weight: Tensor) -> Tensor:
    def rule(g: Tensor, y: None, x: Tensor, weight: Tensor) -> tuple[Tensor, Tensor | None]:
        positive = greater_equal(x, 0)
        if is_grad_enabled():
            slope = where(positive, g, g * weight)
        else:
            slope = dense.activation("piecewise", x, numbers, g)
        return slope, sum(where(positive, 0.0, g * x)) if weight.requires_grad else None

    a = weight.item()
    numbers = (-math.inf, 0.0, -0.0, a, -0.0, a, False, -0.0, 1.0, False)
    return custom(dense.activation("piecewise", x, numbers), rule, x, weight, reads_out=False)


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

    def rule(g: Tensor, x: Tensor) -> Tensor:
        return g * where(less(x, 0), exp(minimum(x, 0) * steep) * (low * steep), scale)

    return activated("exponential_unit", x, (scale, low, steep), rule)


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
    return log_one_plus_exp(asarray(input), beta, threshold)


def log_one_plus_exp(x: Tensor, beta: float = 1.0, threshold: float = math.inf) -> Tensor:
    """log(1 + e^(βx)) / β, where βx > `threshold` x; nothing overflows or cancels."""

    def rule(g: Tensor, x: Tensor) -> Tensor:
        return g * where(greater(x.detach() * beta, threshold), 1.0, dense.sigmoid(x * beta))

    return activated("softplus", x, (beta, threshold), rule)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x·σ(x), also called swish (Elfwing et al. 2018).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.silu([-1., 0., 1.]).round(6).tolist()
    [-0.268941, 0.0, 0.731059]
    """
    x = placeable("silu", input, inplace)
    return placed(input, inplace, activated("silu", x, (), _silu_rule))


def _silu_rule(g: Tensor, x: Tensor) -> Tensor:
    s = dense.sigmoid(x)
    return g * (s + x * s * (1 - s))


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x·tanh(log(1 + eˣ)) (Misra 2019).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.mish([-1., 0., 1.]).round(6).tolist()
    [-0.303401, 0.0, 0.865098]
    """
    x = placeable("mish", input, inplace)
    return placed(input, inplace, activated("mish", x, (), _mish_rule))


def _mish_rule(g: Tensor, x: Tensor) -> Tensor:
    e = exp(minimum(x, 30))  # tanh(log(1 + eˣ)) = n / (n + 2), 1 from x = 30 on
    n = e * (e + 2)
    return g * (n / (n + 2) + minimum(x, 30) * (e / (n + 2)) * ((e + 1) / (n + 2)) * 4)


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
        return activated("gelu_tanh", x, (), _gelu_tanh_rule)
    return activated("gelu", x, (), _gelu_rule)


def _gelu_rule(g: Tensor, x: Tensor) -> Tensor:
    share = (erf(x * math.sqrt(0.5)) + 1) * 0.5
    return g * (share + x * exp(x * x * -0.5) * (1 / math.sqrt(2 * math.pi)))


def _gelu_tanh_rule(g: Tensor, x: Tensor) -> Tensor:
    t = dense.tanh((x * x * 0.044715 + 1) * x * math.sqrt(2 / math.pi))
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
    x = placeable(name, input, inplace)
    return placed(input, inplace, piecewise(x, (low, high), below=(low, 0.0), above=(high, 0.0)))


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.hardsigmoid([-4., 0., 1.5]).tolist()
    [0.0, 0.5, 0.75]
    """
    x = placeable("hardsigmoid", input, inplace)
    y = piecewise(x, (-3, 3), below=(0.0, 0.0), middle=(3.0, 1 / 6, False), above=(1.0, 0.0))
    return placed(input, inplace, y)


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x·min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.hardswish([-4., 1.5, 4.]).tolist()
    [-0.0, 1.125, 4.0]
    """
    x = placeable("hardswish", input, inplace)
    return placed(input, inplace, piecewise(x, (-3, 3), middle=(3.0, 1 / 6, True), above=(-0.0, 1.0)))


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where it is more than `threshold`, else `value`; f′ = 1 or 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.threshold([-1., 0.5, 2.], 1, -9).tolist()
    [-9.0, -9.0, 2.0]
    """
    x = placeable("threshold", input, inplace)
    limit, value = real("threshold", "threshold", threshold), real("threshold", "value", value)
    return placed(input, inplace, piecewise(x, (limit, math.inf), below=(value, 0.0), above=(-0.0, 1.0)))


def logsigmoid(input: Tensor) -> Tensor:
    """log σ(x) = −log(1 + e^−x), for any size of x; f′ = σ(−x).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.logsigmoid([-1000., 0., 1000.]).round(6).tolist()
    [-1000.0, -0.693147, 0.0]
    """
    return log_one_plus_exp(real_operand("logsigmoid", input), -1.0)


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
    lambd = real("hardshrink", "lambd", lambd)
    line = (-0.0, 1.0)
    return piecewise(
        asarray(input), (-lambd, lambd), below=line, middle=(-0.0, 0.0, False), above=line, closed=True
    )


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x moved towards 0 by λ ≥ 0, as far as 0; f′ = 0 for −λ ≤ x ≤ λ, else 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.softshrink([-2., -0.5, 0.3, 3.]).tolist()
    [-1.5, 0.0, 0.0, 2.5]
    """
    lambd = real("softshrink", "lambd", lambd, 0)
    x, zero = real_operand("softshrink", input), (-0.0, 0.0, False)
    return piecewise(x, (-lambd, lambd), below=(lambd, 1.0), middle=zero, above=(-lambd, 1.0), closed=True)
