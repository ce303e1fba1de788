"""Metrics of the order that scores put examples in."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from math import inf, nan

from tensorlab_c import (
    Tensor,
    arange,
    argsort,
    asarray,
    concatenate,
    cumsum,
    diff,
    flatnonzero,
    flip,
    full,
    interp,
    searchsorted,
    stack,
    trapezoid,
    unique_values,
    where,
)

from .._check import integer, one_of, real, switch
from .classes import one_label, without_gradients
from .targets import labels_of, mean_of, scores_of, undefined, weights_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._typing import ArrayLike

__all__ = [
    "average_precision_score",
    "precision_recall_curve",
    "roc_auc_score",
    "roc_curve",
    "top_k_accuracy_score",
]

AVERAGES = ("micro", "macro", "weighted", "samples")


# ---- one class against the rest
def _sweep(t: Tensor, s: Tensor, w: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    """At each threshold, from the highest: false and true positives, and the threshold."""
    if w is not None:
        there = w != 0
        t, s, w = t[there], s[there], w[there]
    order = argsort(-s, stable=True)
    t, s = t[order].astype("float64"), s[order]
    last = concatenate([flatnonzero(diff(s)), asarray([len(s) - 1])])  # of those that are equal
    if w is None:
        hits = cumsum(t)[last]
        return (last + 1).astype("float64") - hits, hits, s[last]
    w = w[order]
    return cumsum((1 - t) * w)[last], cumsum(t * w)[last], s[last]


def _is_positive(name: str, t: Tensor, s: Tensor, pos_label: Any) -> Tensor:
    """Which examples are of the class; -1 and 0 are the others of class 1."""
    if t.ndim != 1 or s.ndim != 1:
        raise ValueError(
            f"{name}: needs two classes and one score per example, got shapes {t.shape} and {s.shape}; of "
            "scores of two classes give the second's"
        )
    there = unique_values(t).tolist()
    if pos_label is None:
        if not set(there) <= {0, 1} and not set(there) <= {-1, 1}:
            raise ValueError(f"{name}: classes are {there[:5]}, not 0 and 1 or -1 and 1: give pos_label")
        pos_label = 1
    return t == one_label(name, pos_label)


def _roc(name: str, t: Tensor, s: Tensor, w: Tensor | None, drop: bool) -> tuple[Tensor, Tensor, Tensor]:
    false, true, thresholds = _sweep(t, s, w)
    if drop and len(false) > 2:  # points on a straight line say nothing
        corner = (diff(false, 2) != 0) | (diff(true, 2) != 0)
        ends = asarray([True])
        at = flatnonzero(concatenate([ends, corner, ends]))
        false, true, thresholds = false[at], true[at], thresholds[at]
    start, rates = asarray([0.0]), []
    for counts, kind in ((false, "negative"), (true, "positive")):
        counts = concatenate([start, counts])
        if counts[-1].item() <= 0:
            undefined(f"{name}: there are no {kind} examples in y_true, their rate is nan")
            rates.append(full(counts.shape, nan))
        else:
            rates.append(counts / counts[-1])
    return rates[0], rates[1], concatenate([asarray([inf]), thresholds])


@without_gradients
def roc_curve(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    pos_label: int | None = None,
    sample_weight: ArrayLike | None = None,
    drop_intermediate: bool = True,
) -> tuple[Tensor, Tensor, Tensor]:
    """The receiver operating characteristic: the rates of false and true positives at each threshold.

    Parameters
    ----------
    y_true : array_like, shape (n,)
        Classes, of which `pos_label` is positive and the others negative.
    y_score : array_like, shape (n,)
        The larger, the more likely positive: logits, probabilities.
    pos_label : int, optional
        Default: 1, for classes 0 and 1 or -1 and 1.
    sample_weight : array_like, shape (n,), optional
    drop_intermediate : bool, default True
        Whether to leave out points on straight lines between others.

    Returns
    -------
    fpr, tpr, thresholds : Tensor, shape (k,)
        ``fpr[i]`` and ``tpr[i]`` are the rates where scores of at least ``thresholds[i]`` count as positive;
        the first threshold is inf.

    Examples
    --------
    >>> import tensorlab as tl
    >>> fpr, tpr, thresholds = tl.metrics.roc_curve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    >>> fpr.tolist(), tpr.tolist()
    ([0.0, 0.0, 0.5, 0.5, 1.0], [0.0, 0.5, 0.5, 1.0, 1.0])
    """
    name = "roc_curve"
    t, s = scores_of(name, y_true, y_score)
    w, drop = weights_of(name, sample_weight, len(t)), switch(name, "drop_intermediate", drop_intermediate)
    return _roc(name, _is_positive(name, t, s, pos_label), s, w, drop)


def _precision_recall(
    name: str, t: Tensor, s: Tensor, w: Tensor | None, drop: bool
) -> tuple[Tensor, Tensor, Tensor]:
    false, true, thresholds = _sweep(t, s, w)
    if drop and len(false) > 2:  # between equal counts of true positives only the ends are corners
        ends = asarray([True])
        corner = (diff(true[:-1]) != 0) | (diff(true[1:]) != 0)
        at = flatnonzero(concatenate([ends, corner, ends]))
        false, true, thresholds = false[at], true[at], thresholds[at]
    found = true + false
    precision = where(found == 0, 0.0, true / where(found == 0, 1.0, found))
    if true[-1].item() == 0:
        undefined(f"{name}: there are no positive examples in y_true, recall is set to 1")
        recall = full(true.shape, 1.0)
    else:
        recall = true / true[-1]
    return (
        concatenate([flip(precision), asarray([1.0])]),
        concatenate([flip(recall), asarray([0.0])]),
        flip(thresholds),
    )


@without_gradients
def precision_recall_curve(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    pos_label: int | None = None,
    sample_weight: ArrayLike | None = None,
    drop_intermediate: bool = False,
) -> tuple[Tensor, Tensor, Tensor]:
    """Precision and recall at each threshold.

    Parameters
    ----------
    y_true, y_score, pos_label, sample_weight
        As for `roc_curve`.
    drop_intermediate : bool, default False
        Whether to leave out points between others of the same recall.

    Returns
    -------
    precision, recall : Tensor, shape (k + 1,)
        ``precision[i]`` and ``recall[i]`` are those where scores of at least ``thresholds[i]`` count as
        positive; the last are 1 and 0.
    thresholds : Tensor, shape (k,)
        In ascending order.

    Examples
    --------
    >>> import tensorlab as tl
    >>> precision, recall, thresholds = tl.metrics.precision_recall_curve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    >>> recall.tolist(), thresholds.tolist()
    ([1.0, 1.0, 0.5, 0.5, 0.0], [0.1, 0.35, 0.4, 0.8])
    """
    name = "precision_recall_curve"
    t, s = scores_of(name, y_true, y_score)
    w, drop = weights_of(name, sample_weight, len(t)), switch(name, "drop_intermediate", drop_intermediate)
    return _precision_recall(name, _is_positive(name, t, s, pos_label), s, w, drop)


# ---- areas
def _area(name: str, t: Tensor, s: Tensor, w: Tensor | None, max_fpr: float | None = None) -> float:
    """Under the ROC curve, or its part up to `max_fpr`, which is scaled to 1/2 for chance (McClish 1989)."""
    if unique_values(t).size != 2:
        undefined(f"{name}: y_true has one class, the area under the curve is not defined")
        return nan
    fpr, tpr, _ = _roc(name, t, s, w, True)
    if max_fpr is None or max_fpr == 1:
        return trapezoid(tpr, fpr).item()
    stop = int(searchsorted(fpr, asarray([max_fpr]), side="right")[0])
    end = asarray([max_fpr])
    tpr = concatenate([tpr[:stop], interp(end, fpr[stop - 1 : stop + 1], tpr[stop - 1 : stop + 1])])
    part, chance = trapezoid(tpr, concatenate([fpr[:stop], end])).item(), 0.5 * max_fpr**2
    return 0.5 * (1 + (part - chance) / (max_fpr - chance))


def _step_area(name: str, t: Tensor, s: Tensor, w: Tensor | None) -> float:
    precision, recall, _ = _precision_recall(name, t, s, w, False)
    return max(0.0, -(diff(recall) * precision[:-1]).sum().item())


def _over_columns(
    area: Callable[..., float], t: Tensor, s: Tensor, w: Tensor | None, average: str | None
) -> float | Tensor:
    """The area of each column of targets of 0 and 1, averaged."""
    counts = t if w is None else t * w[:, None]
    if average == "micro":
        return area(t.reshape(-1), s.reshape(-1), None if w is None else w.repeat(t.shape[1]))
    weights = None
    if average == "weighted":
        weights = counts.sum(axis=0).astype("float64")
        if abs(weights.sum().item()) < 1e-8:
            return 0.0
    if average == "samples":
        t, s, weights, w = t.T, s.T, w, None
    values = asarray([area(t[:, i], s[:, i], w) for i in range(t.shape[1])])
    if average is None:
        return values
    if weights is None:
        return values.mean().item()
    return (where(weights == 0, 0.0, values) * weights).sum().item() / weights.sum().item()


@without_gradients
def average_precision_score(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    average: str | None = "macro",
    pos_label: int = 1,
    sample_weight: ArrayLike | None = None,
) -> float | Tensor:
    """The mean of the precision at each threshold, weighted by the gain in recall, Σ (Rᵢ − Rᵢ₋₁) Pᵢ.

    Parameters
    ----------
    y_true : array_like, shape (n,) or (n, L)
        Classes; or labels of 0 and 1, a column for each.
    y_score : array_like, shape (n,) or (n, C)
        The larger, the more likely: one score for `pos_label`, or one for each class or label.
    average : {"macro", "micro", "weighted", "samples", None}
        How to join those of several classes or labels; None gives a tensor.
    pos_label : int, default 1
        The class that counts, of two.
    sample_weight : array_like, shape (n,), optional

    Returns
    -------
    float or Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    0.8333333333333333
    """
    name = "average_precision_score"
    if average is not None:
        one_of(name, "average", average, AVERAGES)
    t, s = scores_of(name, y_true, y_score)
    w, there = weights_of(name, sample_weight, len(t)), unique_values(t)
    area = partial(_step_area, name)
    if t.ndim == 1 and s.ndim == 1:
        pos_label = one_label(name, pos_label)
        if there.size == 2 and not bool((there == pos_label).any()):
            raise ValueError(f"{name}: pos_label {pos_label} is not one of the classes {there.tolist()}")
        return area(_is_positive(name, t, s, pos_label), s, w)
    if pos_label != 1:
        raise ValueError(f"{name}: pos_label is for two classes, y_score has shape {s.shape}")
    if t.ndim == 1:
        if there.size != s.shape[1] or there.size < 3:
            raise ValueError(
                f"{name}: {there.size} classes in y_true do not fit y_score of shape {s.shape}; of two "
                "classes give the second's score"
            )
        t = (t[:, None] == there).astype("int64")
    return _over_columns(area, t, s, w, average)


@without_gradients
def roc_auc_score(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    average: str | None = "macro",
    sample_weight: ArrayLike | None = None,
    max_fpr: float | None = None,
    multi_class: str = "raise",
    labels: ArrayLike | None = None,
) -> float | Tensor:
    """The area under `roc_curve`: how often a positive example has a larger score than a negative one.

    Parameters
    ----------
    y_true : array_like, shape (n,) or (n, L)
        Classes; or labels of 0 and 1, a column for each.
    y_score : array_like, shape (n,), (n, C) or (n, L)
        Of two classes a score of the larger; of more, probabilities of each, which add up to 1
        (``softmax`` of logits); of labels, a score of each.
    average : {"macro", "micro", "weighted", "samples", None}
        How to join those of several classes or labels; None gives a tensor.
    sample_weight : array_like, shape (n,), optional
    max_fpr : float, optional
        Only the area up to this rate of false positives, scaled so that chance is 1/2 (McClish 1989).
    multi_class : {"raise", "ovr", "ovo"}
        Of more than two classes: each against the rest, or the mean over pairs of classes (Hand & Till 2001).
    labels : array_like, optional
        The classes of the columns of `y_score`, in ascending order. Default: those in `y_true`.

    Returns
    -------
    float or Tensor
        nan, with an `UndefinedMetricWarning`, where there is only one class.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    0.75
    """
    name = "roc_auc_score"
    if average is not None:
        one_of(name, "average", average, AVERAGES)
    one_of(name, "multi_class", multi_class, ("raise", "ovr", "ovo"))
    part = None if max_fpr is None else real(name, "max_fpr", max_fpr, 0, 1, ends="(]")
    t, s = scores_of(name, y_true, y_score)
    w, there = weights_of(name, sample_weight, len(t)), unique_values(t)
    area = partial(_area, name, max_fpr=part)
    if t.ndim == 2:
        return _over_columns(area, t, s, w, average)
    if there.size > 2 or (s.ndim == 2 and s.shape[1] > 2):
        if multi_class == "raise":
            raise ValueError(f"{name}: y_score of shape {s.shape} is of several classes: say multi_class")
        if part not in (None, 1):
            raise ValueError(f"{name}: max_fpr is for two classes, y_score has shape {s.shape}")
        return _several_classes(name, t, s, w, average, multi_class, labels)
    if s.ndim == 2:
        raise ValueError(f"{name}: of two classes give the second's score, y_score has shape {s.shape}")
    return area(t == there[-1], s, w) if there.size == 2 else _area(name, t, s, w)


def _several_classes(
    name: str, t: Tensor, s: Tensor, w: Tensor | None, average: str | None, multi_class: str, labels: Any
) -> float | Tensor:
    classes = _columns(name, t, s, labels)
    if bool((abs(s.sum(axis=1) - 1) > 1e-5).any()):
        raise ValueError(
            f"{name}: y_score of shape {s.shape} must be probabilities that add up to 1 in each row: give "
            "softmax(logits, 1)"
        )
    area = partial(_area, name)
    if multi_class == "ovr":
        if average == "samples":
            raise ValueError(f"{name}: average='samples' is for several labels per example")
        return _over_columns(area, (t[:, None] == classes).astype("int64"), s, w, average)
    if average not in ("macro", "weighted") or w is not None:
        raise ValueError(f"{name}: multi_class='ovo' has average='macro' or 'weighted', and no sample_weight")
    values, weights = [], []
    for a, b in combinations(range(classes.size), 2):
        first, second = t == classes[a], t == classes[b]
        both = first | second
        weights.append(both.mean().item())
        values.append((area(first[both], s[both, a], None) + area(second[both], s[both, b], None)) / 2)
    return mean_of(asarray(values), asarray(weights) if average == "weighted" else None)


def _columns(name: str, t: Tensor, s: Tensor, labels: Any, lenient: bool = False) -> Tensor:
    """The classes that the columns of the scores are of."""
    if s.ndim != 2:
        raise ValueError(f"{name}: several classes need a score for each, y_score has shape {s.shape}")
    if labels is None:
        classes = unique_values(t)
        if (
            classes.size != s.shape[1]
            and lenient
            and 0 <= classes[0].item() <= classes[-1].item() < s.shape[1]
        ):
            return arange(s.shape[1])
    else:
        classes = labels_of(name, labels)
        if bool((diff(classes) <= 0).any()):
            raise ValueError(
                f"{name}: labels must be different and in ascending order, got {classes.tolist()}"
            )
    if classes.size != s.shape[1]:
        raise ValueError(
            f"{name}: {classes.size} classes do not fit y_score of shape {s.shape}: give labels, the class "
            "of each column"
        )
    outside = ~(t[:, None] == classes).any(axis=1)
    if bool(outside.any()):
        raise ValueError(f"{name}: class {t[outside][0].item()} of y_true is not in labels")
    return classes


@without_gradients
def top_k_accuracy_score(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    k: int = 2,
    normalize: bool = True,
    sample_weight: ArrayLike | None = None,
    labels: ArrayLike | None = None,
) -> float:
    """The share of examples whose class is among the k of the largest scores.

    Parameters
    ----------
    y_true : array_like, shape (n,)
        Classes.
    y_score : array_like, shape (n, C) or (n,)
        Scores of each class, logits or probabilities; of two classes, one for the larger. Among equal scores
        the larger class comes first.
    k : int, default 2
    normalize : bool, default True
        Whether to divide by the number of examples, or the sum of the weights.
    sample_weight : array_like, shape (n,), optional
    labels : array_like, optional
        The classes of the columns, in ascending order. Default: those in `y_true` where there are as many,
        else 0 to C - 1.

    Returns
    -------
    float

    Examples
    --------
    >>> import tensorlab as tl
    >>> scores = [[0.5, 0.2, 0.2], [0.3, 0.4, 0.2], [0.2, 0.4, 0.3], [0.7, 0.2, 0.1]]
    >>> tl.metrics.top_k_accuracy_score([0, 1, 2, 2], scores, k=2)
    0.75
    """
    name = "top_k_accuracy_score"
    k, normalize = integer(name, "k", k), switch(name, "normalize", normalize)
    t, s = scores_of(name, y_true, y_score)
    if t.ndim == 2:
        raise ValueError(f"{name}: needs one class per example, y_true has shape {t.shape}")
    w = weights_of(name, sample_weight, len(t))
    if s.ndim == 1:
        there = unique_values(t) if labels is None else labels_of(name, labels)
        classes = _columns(name, t, stack([s, s], axis=1), there)
        inside = s.min().item() >= 0 and s.max().item() <= 1
        s = stack([full(s.shape, 0.5 if inside else 0.0), s], axis=1)
        s = where(
            s[:, 1:] == s[:, :1], asarray([1.0, 0.0]), s
        )  # what is not above the threshold is the first
    else:
        classes = _columns(name, t, s, labels, True)
    if k >= classes.size:
        undefined(f"{name}: k={k} of {classes.size} classes is always right")
    best = argsort(s, axis=1, stable=True)[:, ::-1][:, : min(k, classes.size)]
    hit = (best == searchsorted(classes, t)[:, None]).any(axis=1)
    hits = hit.sum().item() if w is None else (hit * w).sum().item()
    return float(hits / (len(t) if w is None else w.sum().item()) if normalize else hits)
