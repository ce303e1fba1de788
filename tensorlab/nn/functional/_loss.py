"""Losses between two tensors of one shape."""

from __future__ import annotations

from tensorlab_c import Tensor, abs, square

from ._activation import _softplus_parts
from ._operands import check_reduction, factor, matched, reduced


def l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """The absolute error (lecture L2): (1/n) Σ |ŷᵢ − yᵢ|. Arguments as for `mse_loss`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.l1_loss([1., 2., 3.], [1., 2., 6.]).item()
    1.0
    """
    input, target = matched("l1_loss", input, target)
    return reduced("l1_loss", abs(input - target), reduction)


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
    up, down, rest = _softplus_parts(x)  # log σ(x) = -softplus(-x), log(1 - σ(x)) = -softplus(x)
    negative, positive = (1.0 - y) * (up + rest), y * (down + rest)
    if pos_weight is not None:
        positive = positive * factor(name, "pos_weight", pos_weight, x)
    loss = negative + positive
    if weight is not None:
        loss = loss * factor(name, "weight", weight, x)
    return reduced(name, loss, reduction)
