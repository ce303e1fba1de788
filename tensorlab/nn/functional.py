"""Layers, activations and losses as functions.

Names and arguments are PyTorch's (options of losses by keyword only). ``linear``, ``conv1d``, ``conv2d``,
``max_pool2d``, ``avg_pool2d``, ``relu`` and the losses without extras are fused kernels with their own
gradients.

Derivatives at 0 follow the lecture's table (L5): that of ReLU and its kin is 1 there, where PyTorch takes 0.
"""

from __future__ import annotations

import math

from tensorlab_c import (
    Tensor,
    abs,
    arange,
    asarray,
    concatenate,
    convolution,
    dense,
    exp,
    expm1,
    floor,
    fmin,
    greater,
    greater_equal,
    hypot,
    less,
    less_equal,
    log1p,
    moveaxis,
    random,
    sign,
    square,
    sum,
    where,
    zeros,
)
from tensorlab_c import arctan as _arctan
from tensorlab_c import loss as losses
from tensorlab_c.choosing import one_hot as one_hot
from tensorlab_c.dense import linear as linear
from tensorlab_c.dense import relu as relu
from tensorlab_c.dense import tanh as tanh
from tensorlab_c.loss import mse_loss as mse_loss
from tensorlab_c.spellings import cosine_similarity as cosine_similarity

from .._check import integer, one_of, pair, real, single

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._typing import ArrayLike, Size1, Size2

__all__ = [
    "arctan",
    "avg_pool2d",
    "binary_cross_entropy_with_logits",
    "conv1d",
    "conv2d",
    "cosine_similarity",
    "cross_entropy",
    "dropout",
    "elu",
    "half_squared_error",
    "hardshrink",
    "identity",
    "isru",
    "l1_loss",
    "leaky_relu",
    "linear",
    "log_softmax",
    "max_pool2d",
    "mse_loss",
    "nll_loss",
    "one_hot",
    "prelu",
    "relu",
    "rrelu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "softsign",
    "tanh",
    "tanhshrink",
    "unit_step",
]


def __dir__() -> list[str]:
    return sorted(__all__)


REDUCTIONS = ("mean", "sum", "none")


# ---- layers
def same_padding(
    name: str, padding: str, kernel_size: tuple[int, ...], stride: tuple[int, ...], dilation: tuple[int, ...]
) -> tuple[Any, Any]:
    """The padding of both sides that "same" or "valid" means, and what the far end gets on top."""
    if one_of(name, "padding", padding, ("valid", "same")) == "valid":
        return (0,) * len(stride), (0,) * len(stride)
    if any(step != 1 for step in stride):
        raise ValueError(f'{name}: padding="same" needs stride 1, got {stride}')
    total = [d * (k - 1) for d, k in zip(dilation, kernel_size, strict=True)]
    return tuple(n // 2 for n in total), tuple(n % 2 for n in total)


def pad_same(x: Tensor, extra: tuple[int, ...]) -> Tensor:
    """`x` with `extra` rows and columns of zeros at the far end: even kernels need one more there."""
    x = asarray(x)
    axes = len(extra)
    if x.ndim not in (axes + 1, axes + 2):
        shapes = "(N, C, L) or (C, L)" if axes == 1 else "(N, C, H, W) or (C, H, W)"
        raise ValueError(f"conv{axes}d: expected input of shape {shapes}, got {x.shape}")
    for axis, n in zip(range(-axes, 0), extra, strict=True):
        if n:
            shape = list(x.shape)
            shape[axis] = n
            x = concatenate((x, zeros(tuple(shape), dtype=x.dtype)), axis=axis)
    return x


def refuse_ceil_mode(name: str, ceil_mode: bool, return_indices: bool = False) -> None:
    if ceil_mode:
        raise ValueError(f"{name}: ceil_mode=True is not supported: windows partly outside are left out")
    if return_indices:
        raise ValueError(f"{name}: return_indices=True is not supported")


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Size1 = 1,
    padding: Size1 | str = 0,
    dilation: Size1 = 1,
    groups: int = 1,
) -> Tensor:
    """1-D cross-correlation (lecture L23); see `tensorlab.nn.Conv1d`.

    Parameters
    ----------
    input : Tensor, shape (N, C, L) or (C, L)
    weight : Tensor, shape (K, C / groups, S)
    bias : Tensor, shape (K,), optional
    stride, dilation : int or tuple of one, default 1
    padding : int, tuple of one, "valid" or "same", default 0
    groups : int, default 1

    Returns
    -------
    Tensor, shape (N, K, L')

    Examples
    --------
    >>> import tensorlab as tl
    >>> rising = tl.array([[[1., 2., 4., 7.]]])
    >>> tl.nn.functional.conv1d(rising, tl.array([[[-1., 1.]]])).tolist()
    [[[1.0, 2.0, 3.0]]]
    """
    sides: Any = padding
    if isinstance(padding, str):
        stride, dilation = single("conv1d", "stride", stride), single("conv1d", "dilation", dilation)
        shape = asarray(weight).shape
        if len(shape) != 3:
            raise ValueError(f"conv1d: weight must have shape (K, C / groups, S), got {shape}")
        sides, extra = same_padding("conv1d", padding, shape[2:], stride, dilation)
        input = pad_same(input, extra)
    return convolution.conv1d(input, weight, bias, stride, sides, dilation, groups)


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Size2 = 1,
    padding: Size2 | str = 0,
    dilation: Size2 = 1,
    groups: int = 1,
) -> Tensor:
    """2-D cross-correlation (lecture L23); see `tensorlab.nn.Conv2d`.

    Parameters
    ----------
    input : Tensor, shape (N, C, H, W)
    weight : Tensor, shape (K, C / groups, R, S)
    bias : Tensor, shape (K,), optional
    stride, dilation : int or pair of int, default 1
    padding : int, pair of int, "valid" or "same", default 0
    groups : int, default 1

    Returns
    -------
    Tensor, shape (N, K, H', W')

    Examples
    --------
    >>> import tensorlab as tl
    >>> image = tl.array([[[[5., 6., 7.], [3., 4., 6.], [2., 3., 5.]]]])
    >>> sharpen = tl.array([[[[0., -1., 0.], [-1., 5., -1.], [0., -1., 0.]]]])
    >>> tl.nn.functional.conv2d(image, sharpen).tolist()
    [[[[2.0]]]]
    """
    sides: Any = padding
    if isinstance(padding, str):
        stride, dilation = pair("conv2d", "stride", stride), pair("conv2d", "dilation", dilation)
        shape = asarray(weight).shape
        if len(shape) != 4:
            raise ValueError(f"conv2d: weight must have shape (K, C / groups, R, S), got {shape}")
        sides, extra = same_padding("conv2d", padding, (shape[2], shape[3]), stride, dilation)
        input = pad_same(input, extra)
    return convolution.conv2d(input, weight, bias, stride, sides, dilation, groups)


def max_pool2d(
    input: Tensor,
    kernel_size: Size2,
    stride: Size2 | None = None,
    padding: Size2 = 0,
    dilation: Size2 = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:
    """The largest value of each window; see `tensorlab.nn.MaxPool2d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.max_pool2d(tl.array([[[[1., 2.], [4., 3.]]]]), 2).tolist()
    [[[[4.0]]]]
    """
    refuse_ceil_mode("max_pool2d", ceil_mode, return_indices)
    return convolution.max_pool2d(input, kernel_size, stride, padding, dilation)


def avg_pool2d(
    input: Tensor,
    kernel_size: Size2,
    stride: Size2 | None = None,
    padding: Size2 = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window; see `tensorlab.nn.AvgPool2d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.avg_pool2d(tl.array([[[[1., 2.], [4., 3.]]]]), 2).tolist()
    [[[[2.5]]]]
    """
    refuse_ceil_mode("avg_pool2d", ceil_mode)
    return convolution.avg_pool2d(input, kernel_size, stride, padding, count_include_pad)


def dropout(input: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Each element 0 with probability `p`, else x / (1−p), while training; else x (Srivastava et al. 2014).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.dropout(tl.ones(3), training=False).tolist()
    [1.0, 1.0, 1.0]
    """
    p = real("dropout", "p", p, 0, 1)
    x = asarray(input)
    if not training or p == 0:
        return x
    if p == 1:
        return where(zeros(x.shape, dtype="bool"), x, 0.0)
    keep = asarray(random.random(x.shape)) >= p
    return where(keep, x * (1 / (1 - p)), 0.0)


# ---- activations: the rows of lecture L5, then others
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


def leaky_relu(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """f(x) = a·x for x < 0, x for x ≥ 0, with a = 0.01; f′ = a or 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.leaky_relu([-2., 0., 3.], 0.1).tolist()
    [-0.2, 0.0, 3.0]
    """
    x = asarray(input)
    return where(greater_equal(x, 0), x, x * negative_slope)  # NaN goes with the negative ones, as in PyTorch


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
    weight = _beside(x, weight)
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


def rrelu(input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False) -> Tensor:
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
    x = asarray(input)
    if not training:
        return leaky_relu(x, (lower + upper) / 2)
    slope = asarray(random.uniform(lower, upper, size=x.shape))
    slope = slope.astype(x.dtype, copy=False) if x.dtype.kind == "f" else slope
    return where(greater_equal(x, 0), x, x * slope)


def elu(input: Tensor, alpha: float = 1.0) -> Tensor:
    """f(x) = α(eˣ − 1) for x < 0, x for x ≥ 0; f′ = f + α or 1 (Clevert et al. 2016).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.elu([-1., 0., 2.]).round(6).tolist()
    [-0.632121, 0.0, 2.0]
    """
    x = asarray(input)
    # fmin: no overflow, nor NaN in the gradient, in the branch not taken
    return where(less(x, 0), expm1(fmin(x, 0)) * alpha, x)


def softmax(input: Tensor, dim: int = -1) -> Tensor:
    """e^(x_i) / Σ_j e^(x_j) along axis `dim`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.softmax([[0., 0.], [1000., 0.]], dim=1).tolist()
    [[0.5, 0.5], [1.0, 0.0]]
    """
    return losses.softmax(input, dim)


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    """log of `softmax`, without its rounding.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.log_softmax([[0., -1000.]]).tolist()
    [[0.0, -1000.0]]
    """
    return losses.log_softmax(input, dim)


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


def silu(input: Tensor) -> Tensor:
    """x·σ(x), also called swish (Elfwing et al. 2018).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.silu([-1., 0., 1.]).round(6).tolist()
    [-0.268941, 0.0, 0.731059]
    """
    x = asarray(input)
    return x * dense.sigmoid(x)


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


# ---- losses
def check_reduction(name: str, reduction: str) -> str:
    return one_of(name, "reduction", reduction, REDUCTIONS)


def _reduce(name: str, loss: Tensor, reduction: str) -> Tensor:
    if reduction == "mean":
        return loss.mean()
    if reduction == "sum":
        return loss.sum()
    check_reduction(name, reduction)
    return loss


def _pair(name: str, input: ArrayLike, target: ArrayLike) -> tuple[Tensor, Tensor]:
    """Both as tensors of one shape (broadcasting here is a mistake) and dtype: the input's, if floating."""
    if not (isinstance(input, Tensor) and isinstance(target, Tensor)):
        input = asarray(input)
        target = _beside(input, target)
    if input.shape != target.shape:
        raise ValueError(f"{name}: input has shape {input.shape} but target {target.shape}")
    if "c" in (input.dtype.kind, target.dtype.kind):
        raise TypeError(f"{name}: input and target must be real, got {input.dtype} and {target.dtype}")
    if input.dtype.kind != "f":
        input = input.astype("float64")
    return input, target if target.dtype is input.dtype else target.astype(input.dtype)


def _beside(input: Tensor, other: ArrayLike) -> Tensor:
    """`other` as a tensor; numbers take the dtype of a floating input, not the default one."""
    if isinstance(other, Tensor) or input.dtype.kind != "f":
        return asarray(other)
    return asarray(other, dtype=input.dtype)


def _factor(name: str, argument: str, factor: ArrayLike, input: Tensor) -> Tensor:
    """A weight of losses in the input's dtype, which broadcasts to the input's shape."""
    factor = _beside(input, factor)
    sizes = zip(reversed(factor.shape), reversed(input.shape), strict=False)
    if factor.ndim > input.ndim or any(n not in (1, m) for n, m in sizes):
        raise ValueError(
            f"{name}: {argument} of shape {factor.shape} does not broadcast to "
            f"the input's shape {input.shape}"
        )
    return factor.astype(input.dtype)


def l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """The absolute error (lecture L2): (1/n) Σ |ŷᵢ − yᵢ|. Arguments as for `mse_loss`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.l1_loss([1., 2., 3.], [1., 2., 6.]).item()
    1.0
    """
    input, target = _pair("l1_loss", input, target)
    return _reduce("l1_loss", abs(input - target), reduction)


def half_squared_error(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """The half squared error (lecture L2, L8): ½(y − ŷ)². Arguments as for `mse_loss`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.half_squared_error([1., 3.], [1., 6.], reduction="none").tolist()
    [0.0, 4.5]
    """
    input, target = _pair("half_squared_error", input, target)
    return _reduce("half_squared_error", square(input - target) * 0.5, reduction)


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    pos_weight: Tensor | None = None,
    reduction: str = "mean",
) -> Tensor:
    """−(p·y·log σ(x) + (1−y)·log(1 − σ(x))), the loss of logistic regression (lecture L4), for any size of x.

    Parameters
    ----------
    input : Tensor
        Logits x, any shape.
    target : Tensor
        Probabilities y in [0, 1] of the input's shape.
    weight : Tensor, optional
        Factors of the losses, broadcast to them.
    pos_weight : Tensor, optional
        p: factor of the positive part, broadcast to it.
    reduction : {"mean", "sum", "none"}
        The mean divides by the number of elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> loss = tl.nn.functional.binary_cross_entropy_with_logits([0., 1000.], [1., 0.], reduction="none")
    >>> loss.round(6).tolist()
    [0.693147, 1000.0]
    """
    name = "binary_cross_entropy_with_logits"
    check_reduction(name, reduction)
    x, y = _pair(name, input, target)
    up, down, rest = _softplus_parts(x)  # log σ(x) = -softplus(-x), log(1 - σ(x)) = -softplus(x)
    negative, positive = (1.0 - y) * (up + rest), y * (down + rest)
    if pos_weight is not None:
        positive = positive * _factor(name, "pos_weight", pos_weight, x)
    loss = negative + positive
    if weight is not None:
        loss = loss * _factor(name, "weight", weight, x)
    return _reduce(name, loss, reduction)


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """−log softmax(x)_y, the loss of classification.

    Parameters
    ----------
    input : Tensor, shape (N, C), (C,) or (N, C, ...)
        Logits of C classes.
    target : Tensor
        Class indices, integers of the input's shape without the class axis; or probabilities, floats of the
        input's shape.
    weight : Tensor, shape (C,), optional
        Factors of the classes.
    ignore_index : int, default -100
        Class index that adds nothing to the loss; there is none in probabilities.
    reduction : {"mean", "sum", "none"}
        The mean divides by the summed weights of the targets that are not ignored; for probabilities by
        their number.
    label_smoothing : float, default 0
        ε: targets are mixed with the uniform distribution, (1−ε)·y + ε/C.

    Notes
    -----
    Plain class indices run as one fused kernel.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.cross_entropy([[2., 2.], [0., 1.]], [0, 1], reduction="none").round(6).tolist()
    [0.693147, 0.313262]
    """
    if (
        weight is None
        and label_smoothing == 0
        and getattr(input, "ndim", 0) == 2
        and getattr(target, "ndim", 1) == 1
    ):
        return losses.cross_entropy(input, target, ignore_index, reduction)
    name = "cross_entropy"
    check_reduction(name, reduction)
    smoothing = real(name, "label_smoothing", label_smoothing, 0, 1)
    input, target = asarray(input), asarray(target)
    axis = _class_axis(name, input)
    weight = _class_weight(name, weight, input, axis)
    logp = losses.log_softmax(input, axis)
    ignore_index = integer(name, "ignore_index", ignore_index, least=-(2**63))
    if target.dtype.kind == "f":
        if ignore_index >= 0:
            raise ValueError(f"cross_entropy: ignore_index={ignore_index} has no meaning for probabilities")
        return _probability_loss(logp, target, weight, axis, reduction, smoothing)
    rows, flat = _rows(name, logp, target, axis)
    loss, scale, valid = _picked(name, rows, flat, weight, ignore_index)
    if smoothing:
        every = -(rows if weight is None else rows * weight)
        spread = where(valid, sum(every, axis=1), 0.0)
        loss = loss * (1 - smoothing) + spread * (smoothing / max(1, rows.shape[1]))
    return _weighted(loss, scale, reduction, target.shape)


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Tensor:
    """−x_y for log-probabilities x: `cross_entropy` after `log_softmax`. Arguments as there.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.nll_loss([[-1., -2.], [-3., -4.]], [0, 1]).item()
    2.5
    """
    check_reduction("nll_loss", reduction)
    ignore_index = integer("nll_loss", "ignore_index", ignore_index, least=-(2**63))
    input, target = asarray(input), asarray(target)
    axis = _class_axis("nll_loss", input)
    weight = _class_weight("nll_loss", weight, input, axis)
    rows, flat = _rows("nll_loss", input, target, axis)
    loss, scale, _ = _picked("nll_loss", rows, flat, weight, ignore_index)
    return _weighted(loss, scale, reduction, target.shape)


def _class_axis(name: str, input: Tensor) -> int:
    if input.ndim == 0:
        raise ValueError(f"{name}: input has no class axis, its shape is ()")
    if input.dtype.kind != "f":
        raise TypeError(f"{name}: input must be floating, got {input.dtype}")
    return 0 if input.ndim == 1 else 1


def _class_weight(name: str, weight: ArrayLike, input: Tensor, axis: int) -> Tensor | None:
    if weight is None:
        return None
    weight = _beside(input, weight)
    if weight.shape != (input.shape[axis],):
        raise ValueError(
            f"{name}: weight has shape {weight.shape}, needed is one per class, ({input.shape[axis]},)"
        )
    return weight.astype(input.dtype)


def _rows(name: str, input: Tensor, target: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    """Log-probabilities as (rows, classes) and their class indices, flat."""
    shape = input.shape
    if target.dtype.kind not in "iu":
        raise TypeError(f"{name}: class indices must be integers, got {target.dtype}")
    if target.shape != shape[:axis] + shape[axis + 1 :]:
        raise ValueError(
            f"{name}: input has shape {shape}, so class indices have shape "
            f"{shape[:axis] + shape[axis + 1 :]}, not {target.shape}"
        )
    rows, flat = moveaxis(input, axis, -1).reshape((target.size, shape[axis])), target.reshape((target.size,))
    if flat.dtype.name == "uint64":
        _refuse_classes(name, flat, greater(flat, 2**63 - 1), shape[axis])
    return rows, flat.astype("int64")


def _refuse_classes(name: str, target: Tensor, bad: Tensor, classes: int) -> None:
    if bad.any():
        row = bad.tolist().index(True)
        raise IndexError(
            f"{name}: target {target[row].item()} at row {row} is not a class of 0 to {classes - 1}"
        )


def _picked(
    name: str, rows: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Per row: −w_y·x_y and w_y, both 0 where ignored, and whether it counts."""
    classes = rows.shape[1]
    valid = target != ignore_index
    _refuse_classes(name, target, valid & (less(target, 0) | greater_equal(target, classes)), classes)
    index = where(valid, target, 0)
    scale = valid.astype(rows.dtype)
    if classes == 0:  # every row is ignored: there is nothing to pick from
        return sum(rows, axis=1), scale, valid
    if weight is not None:
        scale = scale * weight[index]
    return -where(valid, rows[arange(rows.shape[0]), index], 0.0) * scale, scale, valid


def _weighted(loss: Tensor, scale: Tensor, reduction: str, shape: tuple[int, ...]) -> Tensor:
    if reduction == "mean":
        return loss.sum() / scale.sum()
    return loss.sum() if reduction == "sum" else loss.reshape(shape)


def _probability_loss(
    logp: Tensor, target: Tensor, weight: Tensor | None, axis: int, reduction: str, smoothing: float
) -> Tensor:
    if target.shape != logp.shape:
        raise ValueError(
            f"cross_entropy: class probabilities must have the input's shape {logp.shape}, not {target.shape}"
        )
    target = target.astype(logp.dtype)
    if smoothing:
        target = target * (1 - smoothing) + smoothing / max(1, logp.shape[axis])
    if weight is not None:
        target = target * weight.reshape((-1,) + (1,) * (logp.ndim - axis - 1))
    loss = -sum(logp * target, axis=axis)
    return _reduce("cross_entropy", loss, reduction)
