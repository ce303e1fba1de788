"""Metrics of predicted classes."""

from __future__ import annotations

from functools import wraps
from math import inf, isnan

from tensorlab_c import Tensor, asarray, bincount, concatenate, no_grad, searchsorted, unique_values, where

from .._check import is_integer, one_of, real, switch
from .targets import classes_of, labels_of, mean_of, undefined, weights_of, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._typing import ArrayLike

__all__ = [
    "accuracy_score",
    "confusion_matrix",
    "f1_score",
    "fbeta_score",
    "precision_recall_fscore_support",
    "precision_score",
    "recall_score",
]

AVERAGES = ("binary", "micro", "macro", "weighted", "samples")
# what has no example to be divided by, and what it is called in a warning
MISSING = {
    "precision": "no example was predicted to be of",
    "recall": "no example is of",
    "F-score": "no example is, or was predicted to be, of",
}


def without_gradients(function: Callable) -> Any:
    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        with no_grad():
            return function(*args, **kwargs)

    return called


@without_gradients
def accuracy_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    normalize: bool = True,
    sample_weight: ArrayLike | None = None,
) -> float:
    """The share of examples whose class, or whose every label, was predicted.

    Parameters
    ----------
    y_true : array_like, shape (n,) or (n, L)
        Classes; or labels of 0 and 1, a column for each.
    y_pred : array_like, shape (n,), (n, C) or (n, L)
        Classes, or scores (logits, probabilities) of C classes, of which the largest counts; or labels.
    normalize : bool, default True
        Whether to divide by the number of examples, or the sum of the weights.
    sample_weight : array_like, shape (n,), optional

    Returns
    -------
    float

    Raises
    ------
    ValueError
        For shapes that do not fit and for numbers that are no classes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.accuracy_score([0, 1, 2, 3], [0, 2, 1, 3])
    0.5
    >>> tl.metrics.accuracy_score([0, 1], [[2.0, -1.0], [0.5, 0.1]])
    0.5
    """
    name = "accuracy_score"
    t, p, several = classes_of(name, y_true, y_pred)
    normalize, w = switch(name, "normalize", normalize), weights_of(name, sample_weight, len(t))
    right = (t == p).all(axis=1) if several else t == p
    hits = right.sum().item() if w is None else (right * w).sum().item()
    return float(hits / (len(t) if w is None else w.sum().item()) if normalize else hits)


@without_gradients
def confusion_matrix(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    labels: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None,
    normalize: str | None = None,
) -> Tensor:
    """How many examples of class i were predicted to be of class j.

    Parameters
    ----------
    y_true : array_like, shape (n,)
        Classes.
    y_pred : array_like, shape (n,) or (n, C)
        Classes, or scores of C classes, of which the largest counts.
    labels : array_like, optional
        The classes that count, in their order. Default: all that are there, in ascending order.
    sample_weight : array_like, shape (n,), optional
    normalize : {"true", "pred", "all"}, optional
        Divide by the sum of a row, of a column, or of all; 0 where that is 0.

    Returns
    -------
    Tensor, shape (C, C)
        int64 where examples are counted, else float64. Row i, column j.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.confusion_matrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2])
    tensor([[2, 0, 0],
            [0, 0, 1],
            [1, 0, 2]])
    """
    name = "confusion_matrix"
    t, p, several = classes_of(name, y_true, y_pred)
    if several:
        raise ValueError(f"{name}: needs one class per example, got labels of shape {t.shape}")
    if normalize is not None:
        one_of(name, "normalize", normalize, ("true", "pred", "all"))
    w = weights_of(name, sample_weight, len(t))
    there = unique_values(concatenate([t, p]))
    if labels is None:
        chosen = there
    else:
        chosen = labels_of(name, labels)
        if unique_values(chosen).size < chosen.size:
            raise ValueError(f"{name}: a class is twice in labels {chosen.tolist()}")
        if not bool((t[:, None] == chosen).any()):
            raise ValueError(f"{name}: none of the labels {chosen.tolist()} is in y_true")
        there = unique_values(concatenate([there, chosen]))
    n = there.size
    counts = _counts(searchsorted(there, t) * n + searchsorted(there, p), w, n * n).reshape((n, n))
    at = searchsorted(there, chosen)
    counts = counts[at][:, at]
    if sample_weight is not None and asarray(sample_weight).dtype.kind in "iub":
        counts = counts.astype("int64")
    if normalize is None:
        return counts
    counts = counts.astype("float64")
    axis = {"true": 1, "pred": 0, "all": None}[normalize]
    total = counts.sum(axis=axis, keepdims=True)
    return where(total == 0, 0.0, counts / where(total == 0, 1.0, total))


def _counts(at: Tensor, w: Tensor | None, n: int) -> Tensor:
    return bincount(at, minlength=n) if w is None else bincount(at, weights=w, minlength=n)


def one_label(name: str, value: object) -> int:
    """A class, as an int."""
    if not (is_integer(value) or isinstance(value, bool)):
        raise TypeError(f"{name}: pos_label must be a class, got {value!r}")
    return whole(name, "pos_label", asarray(value.__index__())).item()  # type: ignore[attr-defined]


def _chosen_labels(
    name: str, t: Tensor, p: Tensor, several: bool, labels: Any, pos_label: Any, average: str | None
) -> Tensor | None:
    """The labels that count, in their order; None for all that are there."""
    if average != "binary":
        return None if labels is None else labels_of(name, labels)
    there = unique_values(concatenate([t.reshape(-1), p.reshape(-1)]))
    if several or there.size > 2:
        what = "several labels per example" if several else f"{there.size} classes"
        raise ValueError(f"{name}: y_true and y_pred have {what}: give average='macro' or another, or None")
    pos_label = one_label(name, pos_label)
    if there.size == 2 and not bool((there == pos_label).any()):
        raise ValueError(f"{name}: pos_label {pos_label} is not one of the classes {there.tolist()}")
    return asarray([pos_label])


def _sums(
    name: str, t: Tensor, p: Tensor, labels: Tensor | None, w: Tensor | None, by_example: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """Of each label, or each example: how often it was hit, predicted and true."""
    if t.ndim == 2:
        if labels is not None:
            if bool(((labels < 0) | (labels >= t.shape[1])).any()):
                raise ValueError(f"{name}: labels must be columns of 0 to {t.shape[1] - 1}")
            t, p = t[:, labels], p[:, labels]
        each = [t * p, p, t]
        if by_example:
            return tuple(x.sum(axis=1) * (1 if w is None else w) for x in each)  # type: ignore[return-value]
        return tuple((x if w is None else x * w[:, None]).sum(axis=0) for x in each)  # type: ignore[return-value]
    there = unique_values(concatenate([t, p] if labels is None else [t, p, labels]))
    n, hit = there.size, t == p
    ti, pi = searchsorted(there, t), searchsorted(there, p)
    sums = [_counts(ti[hit], None if w is None else w[hit], n), _counts(pi, w, n), _counts(ti, w, n)]
    if labels is not None:
        at = searchsorted(there, labels)
        sums = [x[at] for x in sums]
    return tuple(sums)  # type: ignore[return-value]


def _zero_division(name: str, value: Any) -> float | None:
    """What stands for 0/0; None for 0 with a warning."""
    if isinstance(value, str):
        one_of(name, "zero_division", value, ("warn",))
        return None
    if isinstance(value, float) and isnan(value):
        return value
    number = real(name, "zero_division", value)
    if number not in (0, 1):
        raise ValueError(f"{name}: zero_division must be 'warn', 0, 1 or nan, got {value!r}")
    return number


def _share(name: str, what: str, part: Tensor, total: Tensor, zero: float | None, warns: bool) -> Tensor:
    part, total, empty = part.astype("float64"), total.astype("float64"), total == 0
    if zero is None and warns and bool(empty.any()):
        which = "the class" if total.size == 1 else "some class"
        undefined(f"{name}: {MISSING[what]} {which}, the {what} is set to 0")
    return where(empty, 0.0 if zero is None else zero, part / where(empty, 1.0, total))


def _scores(
    name: str,
    warned: tuple[str, ...],
    y_true: Any,
    y_pred: Any,
    beta: float,
    labels: Any,
    pos_label: Any,
    average: str | None,
    sample_weight: Any,
    zero_division: Any,
) -> tuple:
    """Precision, recall, F-score and the number of examples: of each label, or averaged without the last."""
    if average is not None:
        one_of(name, "average", average, AVERAGES)
    zero = _zero_division(name, zero_division)
    t, p, several = classes_of(name, y_true, y_pred)
    if average == "samples" and not several:
        raise ValueError(f"{name}: average='samples' needs several labels per example, got shape {t.shape}")
    w = weights_of(name, sample_weight, len(t))
    chosen = _chosen_labels(name, t, p, several, labels, pos_label, average)
    sums = _sums(name, t, p, chosen, w, average == "samples")
    if average == "micro":
        sums = tuple(x.sum(keepdims=True) for x in sums)  # type: ignore[assignment]
    hit, predicted, true = sums
    precision = _share(name, "precision", hit, predicted, zero, "precision" in warned)
    recall = _share(name, "recall", hit, true, zero, "recall" in warned)
    square = beta * beta
    if beta in (0, inf):
        f = recall if beta else precision
    else:
        f = _share(name, "F-score", (1 + square) * hit, square * true + predicted, zero, "F-score" in warned)
    if average is None:
        return precision, recall, f, true
    weights = true if average == "weighted" else w if average == "samples" else None
    return (*(mean_of(x, weights) for x in (precision, recall, f)), None)


@without_gradients
def precision_recall_fscore_support(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    beta: float = 1.0,
    labels: ArrayLike | None = None,
    pos_label: int = 1,
    average: str | None = None,
    sample_weight: ArrayLike | None = None,
    zero_division: str | float = "warn",
) -> tuple:
    """Precision, recall, F-score and number of examples of each class.

    Parameters
    ----------
    y_true : array_like, shape (n,) or (n, L)
        Classes; or labels of 0 and 1, a column for each.
    y_pred : array_like, shape (n,), (n, C) or (n, L)
        Classes, or scores of C classes, of which the largest counts; or labels.
    beta : float, default 1
        How much more recall counts than precision.
    labels : array_like, optional
        The classes, or columns, that count, in their order. Default: all that are there. Has no effect for
        ``average="binary"``.
    pos_label : int, default 1
        The class that ``average="binary"`` is about.
    average : {None, "binary", "micro", "macro", "weighted", "samples"}
        None gives tensors, of each class. "binary" takes that of `pos_label`, "micro" counts hits over all
        classes, "macro" is the mean over classes, "weighted" that weighted by their number of examples,
        "samples" the mean over examples of several labels.
    sample_weight : array_like, shape (n,), optional
    zero_division : {"warn", 0, 1, nan}
        What stands for 0/0; nan is left out of means. "warn" is 0 with an `UndefinedMetricWarning`.

    Returns
    -------
    precision, recall, fscore : float, or Tensor of shape (C,)
    support : None, or Tensor of shape (C,)
        How many examples of each class there are.

    Notes
    -----
    Precision = TP/(TP + FP), recall = TP/(TP + FN), F = (1 + β²)·TP/((1 + β²)·TP + β²·FN + FP).

    Examples
    --------
    >>> import tensorlab as tl
    >>> precision, recall, f, support = tl.metrics.precision_recall_fscore_support([0, 1, 1], [0, 1, 0])
    >>> precision.tolist(), recall.tolist(), support.tolist()
    ([0.5, 1.0], [1.0, 0.5], [1, 2])
    """
    name = "precision_recall_fscore_support"
    beta = inf if isinstance(beta, float) and beta == inf else real(name, "beta", beta, 0)
    return _scores(
        name, tuple(MISSING), y_true, y_pred, beta, labels, pos_label, average, sample_weight, zero_division
    )


@without_gradients
def precision_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    labels: ArrayLike | None = None,
    pos_label: int = 1,
    average: str | None = "binary",
    sample_weight: ArrayLike | None = None,
    zero_division: str | float = "warn",
) -> float | Tensor:
    """The share of what was predicted to be of a class that is, TP/(TP + FP).

    Parameters
    ----------
    y_true, y_pred, labels, pos_label, average, sample_weight, zero_division
        As for `precision_recall_fscore_support`; `average` is "binary" by default.

    Returns
    -------
    float, or Tensor of shape (C,) for ``average=None``

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.precision_score([0, 1, 1, 0], [0, 1, 1, 1])
    0.6666666666666666
    """
    return _scores(
        "precision_score", ("precision",), y_true, y_pred, 1.0, labels, pos_label, average, sample_weight,
        zero_division,
    )[0]  # fmt: skip


@without_gradients
def recall_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    labels: ArrayLike | None = None,
    pos_label: int = 1,
    average: str | None = "binary",
    sample_weight: ArrayLike | None = None,
    zero_division: str | float = "warn",
) -> float | Tensor:
    """The share of what is of a class that was found, TP/(TP + FN).

    Parameters
    ----------
    y_true, y_pred, labels, pos_label, average, sample_weight, zero_division
        As for `precision_recall_fscore_support`; `average` is "binary" by default.

    Returns
    -------
    float, or Tensor of shape (C,) for ``average=None``

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.recall_score([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], average="macro")
    0.3333333333333333
    """
    return _scores(
        "recall_score", ("recall",), y_true, y_pred, 1.0, labels, pos_label, average, sample_weight,
        zero_division,
    )[1]  # fmt: skip


@without_gradients
def fbeta_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    beta: float,
    labels: ArrayLike | None = None,
    pos_label: int = 1,
    average: str | None = "binary",
    sample_weight: ArrayLike | None = None,
    zero_division: str | float = "warn",
) -> float | Tensor:
    """The weighted harmonic mean of precision and recall, recall counting `beta` times as much.

    Parameters
    ----------
    beta : float
        0 gives precision, inf recall.
    y_true, y_pred, labels, pos_label, average, sample_weight, zero_division
        As for `precision_recall_fscore_support`; `average` is "binary" by default.

    Returns
    -------
    float, or Tensor of shape (C,) for ``average=None``

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.fbeta_score([0, 1, 1, 0], [0, 1, 1, 1], beta=0.5)
    0.7142857142857143
    """
    beta = inf if isinstance(beta, float) and beta == inf else real("fbeta_score", "beta", beta, 0)
    return _scores(
        "fbeta_score", ("F-score",), y_true, y_pred, beta, labels, pos_label, average, sample_weight,
        zero_division,
    )[2]  # fmt: skip


@without_gradients
def f1_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    labels: ArrayLike | None = None,
    pos_label: int = 1,
    average: str | None = "binary",
    sample_weight: ArrayLike | None = None,
    zero_division: str | float = "warn",
) -> float | Tensor:
    """The harmonic mean of precision and recall, 2·TP/(2·TP + FP + FN).

    Parameters
    ----------
    y_true, y_pred, labels, pos_label, average, sample_weight, zero_division
        As for `precision_recall_fscore_support`; `average` is "binary" by default.

    Returns
    -------
    float, or Tensor of shape (C,) for ``average=None``

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.metrics.f1_score([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], average=None)
    tensor([0.8, 0. , 0. ])
    """
    return _scores(
        "f1_score", ("F-score",), y_true, y_pred, 1.0, labels, pos_label, average, sample_weight,
        zero_division,
    )[2]  # fmt: skip
