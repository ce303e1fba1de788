"""Losses of classes: `cross_entropy` and what it is made of."""

from __future__ import annotations

from tensorlab_c import Tensor, arange, asarray, greater, greater_equal, less, moveaxis, sum, where
from tensorlab_c import loss as losses
from tensorlab_c.dense import linear

from ..._check import integer, real
from ._operands import beside, check_reduction, reduced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..._typing import ArrayLike


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
    weight = class_weight(name, weight, input, axis)
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


def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options: object = None,
) -> Tensor:
    """`cross_entropy` of `linear`: a last layer and its loss.

    Parameters
    ----------
    input : Tensor, shape (N, n) or (n,)
    linear_weight : Tensor, shape (C, n) or (C, ..., n)
        Of C classes; further axes are those of several predictions for each row of the input.
    target : Tensor, shape (N,) or (N, ...)
        Class indices; or probabilities (N, C) or (N, C, ...).
    linear_bias : Tensor, shape (C,) or (C, ...), optional
    weight, reduction, label_smoothing
        As of `cross_entropy`.
    ignore_index : int, optional
        Default: -100 for class indices; for probabilities nothing is ignored.
    options : LinearCrossEntropyOptions, optional
        Taken, without effect: by it PyTorch cuts up large batches, with the same results.

    Examples
    --------
    >>> import tensorlab as tl
    >>> loss = tl.nn.functional.linear_cross_entropy([[1., 2.]], [[1., 1.], [0., 1.]], [0])
    >>> round(loss.item(), 6)
    0.313262
    """
    name = "linear_cross_entropy"
    x = asarray(input)
    w = beside(x, linear_weight)
    if w.ndim < 2 or not x.ndim or x.shape[-1] != w.shape[-1]:
        raise ValueError(
            f"{name}: input of shape {x.shape} and linear_weight of shape {w.shape} do not fit together"
        )
    if x.ndim > 2 or (w.ndim > 2 and x.ndim != 2):
        raise ValueError(f"{name}: input must have shape (N, n) for linear_weight {w.shape}, got {x.shape}")
    b = None if linear_bias is None else beside(x, linear_bias)
    if b is not None and b.shape != w.shape[:-1]:
        raise ValueError(f"{name}: linear_bias must have shape {w.shape[:-1]}, got {b.shape}")
    flat = linear(x, w.reshape((-1, w.shape[-1])), None if b is None else b.reshape((-1,)))
    return cross_entropy(
        flat.reshape((*x.shape[:-1], *w.shape[:-1])),
        target,
        weight,
        ignore_index=-100 if ignore_index is None else ignore_index,
        reduction=reduction,
        label_smoothing=label_smoothing,
    )


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
    weight = class_weight("nll_loss", weight, input, axis)
    rows, flat = _rows("nll_loss", input, target, axis)
    loss, scale, _ = _picked("nll_loss", rows, flat, weight, ignore_index)
    return _weighted(loss, scale, reduction, target.shape)


def class_indices(name: str, input: ArrayLike, target: ArrayLike) -> tuple[Tensor, Tensor]:
    """Scores of shape (N, C), or (C,) as one row of them, and a class for each row."""
    x, target = asarray(input), asarray(target)
    axis = _class_axis(name, x)
    if x.ndim > 2:
        raise ValueError(f"{name}: input must have shape (N, C) or (C,), got {x.shape}")
    if x.ndim == 1 and target.shape == (1,):
        target = target[0]
    rows, flat = _rows(name, x, target, axis)
    classes = rows.shape[1]
    _refuse_classes(name, flat, less(flat, 0) | greater_equal(flat, classes), classes)
    return rows, flat


def _class_axis(name: str, input: Tensor) -> int:
    if input.ndim == 0:
        raise ValueError(f"{name}: input has no class axis, its shape is ()")
    if input.dtype.kind != "f":
        raise TypeError(f"{name}: input must be floating, got {input.dtype}")
    return 0 if input.ndim == 1 else 1


def class_weight(name: str, weight: ArrayLike, input: Tensor, axis: int) -> Tensor | None:
    if weight is None:
        return None
    weight = beside(input, weight)
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
    return reduced("cross_entropy", loss, reduction)
