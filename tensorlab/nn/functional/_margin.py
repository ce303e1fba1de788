"""Losses that want a margin between what belongs together and what does not."""

from __future__ import annotations

from tensorlab_c import (
    Tensor,
    arange,
    asarray,
    cumulative_sum,
    equal,
    less,
    minimum,
    not_equal,
    sqrt,
    sum,
    where,
)
from tensorlab_c.dense import relu

from ..._check import flag, real
from ._classes import class_indices, class_weight
from ._distance import pairwise_distance
from ._operands import check_reduction, matched, reduced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def hinge_embedding_loss(
    input: Tensor, target: Tensor, *, margin: float = 1.0, reduction: str = "mean"
) -> Tensor:
    """x where y = 1, max(0, margin − x) where y = −1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.hinge_embedding_loss([0.3, 0.2], [1., -1.], reduction="none").tolist()
    [0.3, 0.8]
    """
    name = "hinge_embedding_loss"
    margin = real(name, "margin", margin)
    x, y = matched(name, input, target)
    loss = where(not_equal(y, 1), relu(margin - x), 0.0) + where(not_equal(y, -1), x, 0.0)
    return reduced(name, loss, reduction)


def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, *, margin: float = 0.0, reduction: str = "mean"
) -> Tensor:
    """max(0, margin − y·(x₁ − x₂)): y = 1 where x₁ should rank higher, −1 where x₂ should.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.margin_ranking_loss([1., 1.], [3., 3.], [1., -1.], reduction="none").tolist()
    [2.0, 0.0]
    """
    name = "margin_ranking_loss"
    margin = real(name, "margin", margin)
    x1, x2 = matched(name, input1, input2)
    x1, y = matched(name, x1, target)
    return reduced(name, relu(margin - y * (x1 - x2)), reduction)


def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, *, margin: float = 0.0, reduction: str = "mean"
) -> Tensor:
    """1 − cos of the angle between both where y = 1, max(0, cos − margin) where y = −1.

    Parameters
    ----------
    input1, input2 : Tensor, shape (N, D) or (D,)
    target : Tensor, shape (N,) or ()
    margin : float, default 0
        In [−1, 1].
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> x, y = [[1., 0.], [1., 0.]], [[0., 2.], [3., 0.]]
    >>> tl.nn.functional.cosine_embedding_loss(x, y, [1, -1], reduction="none").round(6).tolist()
    [1.0, 1.0]
    """
    name = "cosine_embedding_loss"
    margin = real(name, "margin", margin, -1, 1)
    x1, x2 = matched(name, input1, input2)
    y = asarray(target)
    if x1.ndim not in (1, 2) or y.shape != x1.shape[:-1]:
        raise ValueError(
            f"{name}: inputs have shape (N, D) or (D,) and the target (N,) or (), "
            f"got {x1.shape} and {y.shape}"
        )
    lengths = sqrt((sum(x1 * x1, axis=-1) + 1e-12) * (sum(x2 * x2, axis=-1) + 1e-12))
    cosine = sum(x1 * x2, axis=-1) / lengths
    loss = where(equal(y, 1), 1 - cosine, 0.0) + where(equal(y, -1), relu(cosine - margin), 0.0)
    return reduced(name, loss, reduction)


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """max(0, d(a, p) − d(a, n) + margin) of anchors, what is near and what is far (Balntas et al. 2016).

    Parameters
    ----------
    anchor, positive, negative : Tensor, shape (N, D) or (D,)
    margin : float, default 1
        More than 0.
    p, eps : float
        Of d, which is `pairwise_distance`.
    swap : bool, default False
        Whether d(positive, negative) is taken instead of d(anchor, negative) where it is smaller.
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.triplet_margin_loss([[0., 0.]], [[3., 4.]], [[0., 2.]], eps=0).item()
    4.0
    """
    p, eps = real("triplet_margin_loss", "p", p), real("triplet_margin_loss", "eps", eps)

    def distance(x: Tensor, y: Tensor) -> Tensor:
        return pairwise_distance(x, y, p, eps)

    return _triplet("triplet_margin_loss", anchor, positive, negative, distance, margin, swap, reduction)


def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """`triplet_margin_loss` with a distance of one's own, `pairwise_distance` for None.

    Examples
    --------
    >>> import tensorlab as tl
    >>> taxi = lambda x, y: abs(x - y).sum(axis=-1)
    >>> loss = tl.nn.functional.triplet_margin_with_distance_loss
    >>> loss(tl.zeros((1, 2)), tl.ones((1, 2)), tl.ones((1, 2)), distance_function=taxi).item()
    1.0
    """
    name = "triplet_margin_with_distance_loss"
    distance = pairwise_distance if distance_function is None else distance_function
    return _triplet(name, anchor, positive, negative, distance, margin, swap, reduction)


def _triplet(
    name: str,
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    distance: Callable[[Tensor, Tensor], Tensor],
    margin: float,
    swap: bool,
    reduction: str,
) -> Tensor:
    margin, swap = real(name, "margin", margin, 0, ends="(]"), flag(name, "swap", swap)
    check_reduction(name, reduction)
    anchor, positive = matched(name, anchor, positive)
    anchor, negative = matched(name, anchor, negative)
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = minimum(far, distance(positive, negative))
    return reduced(name, relu(near - far + margin), reduction)


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    *,
    reduction: str = "mean",
) -> Tensor:
    """Σ max(0, margin − x_y + x_i)^p / C over the classes i ≠ y.

    Parameters
    ----------
    input : Tensor, shape (N, C) or (C,)
    target : Tensor, shape (N,) or ()
        Class indices y.
    p : {1, 2}
    margin : float, default 1
    weight : Tensor, shape (C,), optional
        Factors of the classes y.
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.multi_margin_loss([[0.1, 0.2, 0.4, 0.8]], [3]).round(6).item()
    0.325
    """
    name = "multi_margin_loss"
    if p not in (1, 2):
        raise ValueError(f"{name}: p must be 1 or 2, got {p!r}")
    margin = real(name, "margin", margin)
    x, y = class_indices(name, input, target)
    weight = class_weight(name, weight, x, 1)
    check_reduction(name, reduction)
    rows = arange(y.size)
    short = where(equal(arange(x.shape[1]), y[:, None]), 0.0, relu(x - x[rows, y][:, None] + margin))
    loss = sum(short if p == 1 else short * short, axis=1) / x.shape[1]
    if weight is not None:
        loss = loss * weight[y]
    return reduced(name, loss.reshape(asarray(target).shape), reduction)


def multilabel_margin_loss(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """Σ max(0, 1 − x_j + x_i) / C over the classes j that are in the target and i that are not.

    Parameters
    ----------
    input : Tensor, shape (N, C) or (C,)
    target : Tensor, of the input's shape
        Class indices; what comes after the first −1 of a row does not count.
    reduction : {"mean", "sum", "none"}

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.multilabel_margin_loss([[0.1, 0.2, 0.4, 0.8]], [[3, 0, -1, 1]]).round(6).item()
    0.85
    """
    name = "multilabel_margin_loss"
    check_reduction(name, reduction)
    x = asarray(input)
    y = asarray(target)
    if x.dtype.kind != "f" or y.dtype.kind not in "iu":
        raise TypeError(
            f"{name}: input must be floating and class indices integers, got {x.dtype} and {y.dtype}"
        )
    if x.ndim not in (1, 2) or x.shape != y.shape:
        raise ValueError(
            f"{name}: input and target have one shape, (N, C) or (C,), got {x.shape} and {y.shape}"
        )
    shape, classes = x.shape[:-1], x.shape[-1]
    x, y = x.reshape((-1, classes)), y.reshape((-1, classes))
    if (less(y, -1) | less(classes - 1, y)).any():
        raise IndexError(f"{name}: the target has indices that are not -1 or a class of 0 to {classes - 1}")
    counts = equal(cumulative_sum(equal(y, -1).astype("int64"), axis=1), 0)
    chosen = where(counts, y, 0)
    every = arange(classes)
    among = (equal(chosen[:, :, None], every) & counts[:, :, None]).any(axis=1)
    picked = x[arange(x.shape[0])[:, None], chosen]
    short = relu(1 - picked[:, :, None] + x[:, None, :])
    missed = where(counts[:, :, None] & ~among[:, None, :], short, 0.0)
    return reduced(name, (sum(missed, axis=(1, 2)) / classes).reshape(shape), reduction)
