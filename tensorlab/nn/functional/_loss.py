"""Losses between two tensors of one shape."""

from __future__ import annotations

import math

from tensorlab_c import (
    Tensor,
    abs,
    asarray,
    broadcast_to,
    exp,
    finfo,
    greater,
    less,
    log,
    log1p,
    maximum,
    mean,
    square,
    where,
)
from tensorlab_c import loss as losses
from tensorlab_c import sum as total
from tensorlab_c._tensor import custom
from tensorlab_c.dense import sigmoid
from tensorlab_c.special import xlogy

from ..._check import flag, one_of, real
from ._activation import log_one_plus_exp, logsigmoid, piecewise
from ._operands import REDUCTIONS, beside, check_reduction, factor, matched, reduced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..._typing import ArrayLike


def mse_loss(
    input: Tensor, target: Tensor, *, reduction: str = "mean", weight: Tensor | None = None
) -> Tensor:
    """The squared error (lecture L2): (1/n) Σ (ŷᵢ − yᵢ)², with weights Σ wᵢ (ŷᵢ − yᵢ)² / Σ wᵢ.

    Parameters
    ----------
    input, target : array_like
        Of one shape; computed in the dtype of `input`, float64 for integers.
    reduction : {"mean", "sum", "none"}
    weight : Tensor, optional
        Factors of the losses, broadcast to them.

    Returns
    -------
    Tensor
        0-d, or of the operands' shape for "none".

    Raises
    ------
    ValueError
        When the shapes differ or `reduction` is unknown.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.mse_loss(tl.array([1.0, 2.0]), tl.array([1.0, 4.0])).item()
    2.0
    >>> tl.nn.functional.mse_loss([1.0, 2.0], [1.0, 4.0], weight=[3.0, 1.0]).item()
    1.0
    """
    if weight is None:
        return losses.mse_loss(input, target, reduction=reduction)
    input, target = matched("mse_loss", input, target)
    return _weighted_mean("mse_loss", square(input - target), weight, input, reduction)


def _weighted_mean(name: str, each: Tensor, weight: ArrayLike, input: Tensor, reduction: str) -> Tensor:
    """`reduced`, the mean divided by the sum of the weights."""
    w = factor(name, "weight", weight, input)
    if reduction != "mean":
        return reduced(name, each * w, reduction)
    return total(each * w) / total(broadcast_to(w, each.shape))


def l1_loss(
    input: Tensor, target: Tensor, *, reduction: str = "mean", weight: Tensor | None = None
) -> Tensor:
    """The absolute error (lecture L2): (1/n) Σ |ŷᵢ − yᵢ|. Arguments as for `mse_loss`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.l1_loss([1., 2., 3.], [1., 2., 6.]).item()
    1.0
    """
    input, target = matched("l1_loss", input, target)
    each = abs(input - target)
    if weight is not None:
        return _weighted_mean("l1_loss", each, weight, input, reduction)
    return reduced("l1_loss", each, reduction)


def half_squared_error(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """The half squared error (lecture L2, L8): ½(y − ŷ)². Arguments as for `mse_loss`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.half_squared_error([1., 3.], [1., 6.], reduction="none").tolist()
    [0.0, 4.5]
    """
    input, target = matched("half_squared_error", input, target)
    return reduced("half_squared_error", square(input - target) * 0.5, reduction)


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
    x, y = matched(name, input, target)
    p = None if pos_weight is None else factor(name, "pos_weight", pos_weight, x)
    loss = _logistic_loss(x, y) if p is None else (1.0 - y) * log_one_plus_exp(x) - y * p * logsigmoid(x)
    if weight is not None:
        loss = loss * factor(name, "weight", weight, x)
    return reduced(name, loss, reduction)


def _logistic_loss(x: Tensor, y: Tensor) -> Tensor:
    """−y·log σ(x) − (1−y)·log(1 − σ(x)); nothing overflows or cancels, nor in the slope.

    With the share c of the wrong class, 1−y for x > 0 and else y, it is c·|x| + log(1 + e^−|x|), and its
    slope is c − σ(−|x|) for x > 0 and else the negative of that.
    """

    def share(positive: Tensor, y: Tensor) -> Tensor:
        return where(positive, 1.0 - y, y)

    def rule(g: Tensor, loss: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor | None]:
        positive = greater(x, 0.0)
        d = share(positive, y) - sigmoid(-abs(x))
        return g * where(positive, d, -d), -g * x if y.requires_grad else None

    a, b = x.detach(), y.detach()
    loss = share(greater(a, 0.0), b)
    a = abs(a)
    loss *= a
    loss -= log_one_plus_exp(a, -1.0)
    return custom(loss, rule, x, y)


def huber_loss(
    input: Tensor,
    target: Tensor,
    *,
    reduction: str = "mean",
    delta: float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """With d = |x − y|: ½d² for d < δ, δ·(d − ½δ) beyond (Huber 1964).

    Parameters
    ----------
    input, target : Tensor
        Of one shape.
    reduction : {"mean", "sum", "none"}
    delta : float, default 1
        δ > 0, where the parabola becomes a line.
    weight : Tensor, optional
        Factors of the losses, broadcast to them.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.huber_loss([0., 0.], [0.5, 3.], reduction="none").tolist()
    [0.125, 2.5]
    """
    delta = real("huber_loss", "delta", delta, 0, ends="(]")
    input, target = matched("huber_loss", input, target)
    delta = min(delta, float(finfo(input.dtype).max))
    loss = _bowl(input - target, delta, delta)
    if weight is not None:
        loss = loss * factor("huber_loss", "weight", weight, input)
    return reduced("huber_loss", loss, reduction)


def _bowl(d: Tensor, width: float, steep: float) -> Tensor:
    """A parabola up to |d| = `width`, beyond it the tangent there, of slope `steep`."""
    rim = width / 2
    middle = (-0.0, steep / width / 2, True)
    return piecewise(d, (-width, width), below=(rim, -steep), middle=middle, above=(-rim, steep))


def smooth_l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """With d = |x − y|: ½d²/β for d < β, d − ½β beyond (Girshick 2015); for β = 0 it is `l1_loss`.

    Parameters
    ----------
    input, target : Tensor
        Of one shape.
    reduction : {"mean", "sum", "none"}
    beta : float, default 1
        β ≥ 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.smooth_l1_loss([0., 0.], [1., 3.], beta=2, reduction="none").tolist()
    [0.25, 2.0]
    """
    beta = real("smooth_l1_loss", "beta", beta, 0)
    input, target = matched("smooth_l1_loss", input, target)
    d = input - target
    least = 1e-37 if d.dtype.itemsize < 8 else 1e-307  # a narrower bowl is none among normal numbers
    return reduced("smooth_l1_loss", abs(d) if beta < least else _bowl(d, beta, 1.0), reduction)


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean"
) -> Tensor:
    """−(y·log x + (1−y)·log(1−x)) for probabilities x; logarithms below −100 count as −100.

    Parameters
    ----------
    input : Tensor
        Probabilities x in [0, 1]; of logits `binary_cross_entropy_with_logits` is the more exact one.
    target : Tensor
        Probabilities y of the input's shape.
    weight : Tensor, optional
        Factors of the losses, broadcast to them.
    reduction : {"mean", "sum", "none"}

    Raises
    ------
    ValueError
        When an element of `input` is not in [0, 1], or when shapes differ.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.binary_cross_entropy([0.5, 1.], [1., 0.], reduction="none").round(6).tolist()
    [0.693147, 100.0]
    """
    name = "binary_cross_entropy"
    x, y = matched(name, input, target)
    if (less(x, 0) | less(1, x)).any():
        bad = x.detach().ravel()
        bad = bad[less(bad, 0) | less(1, bad)]
        raise ValueError(
            f"{name}: input must be probabilities in [0, 1], got {bad[0].item():g}; use {name}_with_logits"
        )
    ups, downs = _logarithms(x.detach())
    share = y.detach()
    loss = custom(-(share * ups + (1 - share) * downs), _probability_rule, x, y)
    if weight is not None:
        loss = loss * factor(name, "weight", weight, x)
    return reduced(name, loss, reduction)


def _logarithms(x: Tensor) -> tuple[Tensor, Tensor]:
    """log x and log(1 − x), none below −100."""
    return maximum(log(x), -100), maximum(log1p(-x), -100)


def _probability_rule(g: Tensor, loss: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    ups, downs = _logarithms(x)
    return g * ((x - y) / maximum(x * (1 - x), 1e-12)), g * (downs - ups)


def kl_div(input: Tensor, target: Tensor, *, reduction: str = "mean", log_target: bool = False) -> Tensor:
    """The Kullback-Leibler divergence y·(log y − x), of log-probabilities x from probabilities y.

    Parameters
    ----------
    input : Tensor
        Log-probabilities x.
    target : Tensor
        Probabilities y of the input's shape; their logarithms if `log_target`.
    reduction : {"mean", "batchmean", "sum", "none"}
        "batchmean", the sum divided by the size of the first axis, is what the mathematics means.
    log_target : bool, default False

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.log(tl.array([[0.5, 0.5]]))
    >>> tl.nn.functional.kl_div(x, tl.array([[1., 0.]]), reduction="batchmean").round(6).item()
    0.693147
    """
    one_of("kl_div", "reduction", reduction, ("batchmean", *REDUCTIONS))
    x, y = matched("kl_div", input, target)
    loss = exp(y) * (y - x) if flag("kl_div", "log_target", log_target) else xlogy(y, y) - y * x
    if reduction != "batchmean":
        return reduced("kl_div", loss, reduction)
    return loss.sum() / loss.shape[0] if loss.ndim else loss  # a number is a batch of one


def soft_margin_loss(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """log(1 + e^−yx), for y of −1 and 1 and any size of x.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.soft_margin_loss([0., 1000.], [1., -1.], reduction="none").round(6).tolist()
    [0.693147, 1000.0]
    """
    x, y = matched("soft_margin_loss", input, target)
    return reduced("soft_margin_loss", log_one_plus_exp(-y * x), reduction)


def multilabel_soft_margin_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean"
) -> Tensor:
    """The mean over C classes of −(y·log σ(x) + (1−y)·log σ(−x)), for targets that may be of several classes.

    Parameters
    ----------
    input : Tensor, shape (..., C)
    target : Tensor, shape (..., C)
        0 or 1 for each class.
    weight : Tensor, shape (C,), optional
        Factors of the classes.
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> round(tl.nn.functional.multilabel_soft_margin_loss([[0., 0.]], [[1., 0.]]).item(), 6)
    0.693147
    """
    name = "multilabel_soft_margin_loss"
    x, y = matched(name, input, target)
    if x.ndim == 0:
        raise ValueError(f"{name}: input has no class axis, its shape is ()")
    loss = _logistic_loss(x, y)
    if weight is not None:
        loss = loss * factor(name, "weight", weight, x)
    return reduced(name, mean(loss, axis=-1), reduction)


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    *,
    eps: float = 1e-8,
    reduction: str = "mean",
) -> Tensor:
    """−log of the probability of counts y from Poisson's distribution: eˣ − y·x, without log y!.

    Parameters
    ----------
    input : Tensor
        The logarithm x of the expectation; the expectation itself if not `log_input`: x − y·log(x + eps).
    target : Tensor
        Counts y of the input's shape.
    log_input : bool, default True
    full : bool, default False
        Whether Stirling's approximation of log y!, y·log y − y + ½·log(2πy), is added for y > 1.
    eps : float, default 1e-8
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.poisson_nll_loss([0., 1.], [2., 0.], reduction="none").round(6).tolist()
    [1.0, 2.718282]
    """
    name = "poisson_nll_loss"
    eps = real(name, "eps", eps, 0)
    x, y = matched(name, input, target)
    loss = exp(x) - y * x if flag(name, "log_input", log_input) else x - y * log(x + eps)
    if flag(name, "full", full):
        many = less(1, y)
        count = where(many, y, 1.0)
        loss = loss + where(many, count * log(count) - count + log(count * (2 * math.pi)) * 0.5, 0.0)
    return reduced(name, loss, reduction)


def _broadcasts(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    return all(n in (1, m) for n, m in zip(reversed(shape), reversed(to), strict=False))


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor,
    full: bool = False,
    *,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """−log of the density of y under the normal distribution of mean x and variance v: ½·(log v + (x−y)²/v).

    Parameters
    ----------
    input, target : Tensor
        x and y, of one shape; or y broadcasts to that of x.
    var : Tensor or float
        v ≥ 0: of the input's shape, without its last axis, or with sizes of 1.
    full : bool, default False
        Whether ½·log 2π is added.
    eps : float, default 1e-6
        What is less counts as this in `var`, where the gradient goes on as if it were not.
    reduction : {"mean", "sum", "none"}

    Raises
    ------
    ValueError
        When a variance is negative, or shapes do not fit.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.gaussian_nll_loss([1., 2.], [1., 4.], [1., 4.], reduction="none").round(6).tolist()
    [0.0, 1.193147]
    """
    name = "gaussian_nll_loss"
    eps = real(name, "eps", eps, 0, ends="(]")
    x, y = asarray(input), beside(asarray(input), target)
    if y.shape != x.shape and y.ndim <= x.ndim and _broadcasts(y.shape, x.shape):
        y = broadcast_to(y, x.shape)
    x, y = matched(name, x, y)
    v = beside(x, var)
    if v.shape == x.shape[:-1] and v.ndim:
        v = v.reshape((*v.shape, 1))
    if v.ndim not in (0, x.ndim) or any(m not in (1, n) for m, n in zip(v.shape, x.shape, strict=False)):
        raise ValueError(f"{name}: var of shape {v.shape} does not fit the input's shape {x.shape}")
    if less(v, 0).any():
        raise ValueError(f"{name}: variances must not be negative")
    v = custom(maximum(v.detach(), eps), lambda g, y, v: (g,), v.astype(x.dtype, copy=False))
    loss = (log(v) + square(x - y) / v) * 0.5
    if flag(name, "full", full):
        loss = loss + 0.5 * math.log(2 * math.pi)
    return reduced(name, loss, reduction)
