"""What metrics are given: targets, predictions and weights of the examples, checked."""

from __future__ import annotations

import warnings
from math import nan

from tensorlab_c import Tensor, asarray, isfinite, isnan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._typing import ArrayLike

__all__ = ["UndefinedMetricWarning"]

WHOLE = 2.0**53  # above, not every integer is a float64


class UndefinedMetricWarning(UserWarning):
    """A metric is not defined for these data, and some value stands for it.

    Examples
    --------
    >>> import warnings
    >>> import tensorlab as tl
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("error", tl.metrics.UndefinedMetricWarning)
    ...     try:
    ...         tl.metrics.precision_score([0, 1], [0, 0])
    ...     except tl.metrics.UndefinedMetricWarning as warning:
    ...         print(warning)
    precision_score: no example was predicted to be of the class, the precision is set to 0
    """


def undefined(text: str) -> None:
    warnings.warn(text, UndefinedMetricWarning, stacklevel=4)


def plain(name: str, argument: str, x: ArrayLike) -> Tensor:
    """Real numbers, outside of any graph."""
    x = asarray(x).detach()
    if x.dtype.kind == "c":
        raise TypeError(f"{name}: {argument} must be real, got {x.dtype}")
    return x


def column(x: Tensor) -> Tensor:
    """Shape (n, 1) says the same as (n,)."""
    return x[:, 0] if x.ndim == 2 and x.shape[1] == 1 else x


def same_count(name: str, t: Tensor, p: Tensor, what: str = "y_pred") -> None:
    if t.ndim == 0 or p.ndim == 0 or len(t) != len(p):
        raise ValueError(
            f"{name}: y_true of shape {t.shape} and {what} of shape {p.shape} must have one row per example"
        )
    if t.size == 0 or p.size == 0:
        raise ValueError(f"{name}: no examples, y_true has shape {t.shape}, {what} {p.shape}")


def whole(name: str, argument: str, x: Tensor) -> Tensor:
    """Classes as int64."""
    if x.dtype.kind == "f":
        y = x.astype("float64")
        if not bool(isfinite(y).all()) or bool((y != y.round()).any()) or bool((abs(y) > WHOLE).any()):
            hint = "; of scores for one class give (scores > 0)" if argument == "y_pred" else ""
            raise ValueError(
                f"{name}: {argument} must be classes, which are whole numbers, got {x.dtype} of shape "
                f"{x.shape} with others{hint}"
            )
    elif x.dtype.name == "uint64" and bool((x > 2**63 - 1).any()):
        raise ValueError(f"{name}: {argument} has classes above {2**63 - 1}")
    return x.astype("int64")


def is_indicator(x: Tensor) -> bool:
    """Several labels of 0 and 1 for each example."""
    return x.ndim == 2 and x.shape[1] > 1 and bool(((x == 0) | (x == 1)).all())


def classes_of(name: str, y_true: ArrayLike, y_pred: ArrayLike) -> tuple[Tensor, Tensor, bool]:
    """Both as classes, or as labels of 0 and 1 in columns; and whether they are the latter."""
    t, p = column(plain(name, "y_true", y_true)), column(plain(name, "y_pred", y_pred))
    same_count(name, t, p)
    if t.ndim == 1 and p.ndim == 2:  # scores of each class
        if bool(isnan(p).any()):
            raise ValueError(f"{name}: the scores in y_pred of shape {p.shape} hold nan")
        p = p.argmax(axis=1)
    if t.shape != p.shape or t.ndim > 2:
        raise ValueError(f"{name}: y_pred of shape {p.shape} does not fit y_true of shape {t.shape}")
    if t.ndim == 2:
        for argument, x in (("y_true", t), ("y_pred", p)):
            if not is_indicator(x):
                raise ValueError(
                    f"{name}: {argument} of shape {x.shape} must hold 0 and 1, a column for each label"
                )
        return t.astype("int64"), p.astype("int64"), True
    return whole(name, "y_true", t), whole(name, "y_pred", p), False


def scores_of(name: str, y_true: ArrayLike, y_score: ArrayLike) -> tuple[Tensor, Tensor]:
    """Targets, classes or labels in columns, and finite scores in float64."""
    t, s = column(plain(name, "y_true", y_true)), column(plain(name, "y_score", y_score)).astype("float64")
    same_count(name, t, s, "y_score")
    if t.ndim > 2 or s.ndim > 2 or (t.ndim == 2 and t.shape != s.shape):
        raise ValueError(f"{name}: y_score of shape {s.shape} does not fit y_true of shape {t.shape}")
    if not bool(isfinite(s).all()):
        raise ValueError(f"{name}: y_score of shape {s.shape} must be finite")
    if t.ndim == 2 and not is_indicator(t):
        raise ValueError(f"{name}: y_true of shape {t.shape} must hold 0 and 1, a column for each label")
    return whole(name, "y_true", t), s


def weights_of(
    name: str, sample_weight: ArrayLike | None, n: int, argument: str = "sample_weight"
) -> Tensor | None:
    """A weight for each of n examples, in float64; to divide by their sum makes sense."""
    if sample_weight is None:
        return None
    w = column(plain(name, argument, sample_weight))
    if w.shape != (n,):
        raise ValueError(f"{name}: {argument} must have shape ({n},), got {w.shape}")
    w = w.astype("float64")
    if not bool(isfinite(w).all()):
        raise ValueError(f"{name}: {argument} of shape {w.shape} must be finite")
    if w.sum().item() == 0:
        raise ValueError(f"{name}: {argument} of shape {w.shape} must not add up to 0")
    return w


def labels_of(name: str, labels: ArrayLike) -> Tensor:
    found = whole(name, "labels", plain(name, "labels", labels))
    if found.ndim != 1 or found.size == 0:
        raise ValueError(f"{name}: labels must be a list of at least one class, got shape {found.shape}")
    return found


def mean_of(values: Tensor, weights: Tensor | None = None) -> float:
    """The mean of what is not nan; of weights that add up to nothing, the plain one."""
    there = ~isnan(values)
    values = values[there]
    if values.size == 0:
        return nan
    if weights is not None:
        weights = weights[there]
        total = weights.sum().item()
        if total != 0:
            return (values * weights).sum().item() / total
    return values.sum().item() / values.size
