"""Metrics of a whole epoch: those of tl.metrics, by name or as functions, on what a network gives."""

from __future__ import annotations

from functools import partial

from tensorlab_c import Tensor, exp

from .. import metrics
from ..nn import functional as F
from .targets import columns_fit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["NAMES", "Score", "as_score"]

# what a metric is given: classes, scores of classes, or numbers
TAKES: dict[Any, str] = {
    metrics.accuracy_score: "classes",
    metrics.precision_score: "classes",
    metrics.recall_score: "classes",
    metrics.f1_score: "classes",
    metrics.fbeta_score: "classes",
    metrics.top_k_accuracy_score: "scores",
    metrics.roc_auc_score: "probabilities",
    metrics.average_precision_score: "probabilities",
    metrics.r2_score: "numbers",
    metrics.mean_absolute_error: "numbers",
    metrics.mean_squared_error: "numbers",
    metrics.root_mean_squared_error: "numbers",
}
NAMES: dict[str, Callable] = {
    "average_precision": metrics.average_precision_score,
    "f1": metrics.f1_score,
    "mae": metrics.mean_absolute_error,
    "mse": metrics.mean_squared_error,
    "precision": metrics.precision_score,
    "r2": metrics.r2_score,
    "recall": metrics.recall_score,
    "rmse": metrics.root_mean_squared_error,
    "roc_auc": metrics.roc_auc_score,
    "top_k_accuracy": partial(metrics.top_k_accuracy_score, k=5),
}
CLASSES, LOG_CLASSES, LOGITS = "cross_entropy", "nll", "bce_with_logits"


class Score:
    """A metric of `tl.metrics`, and whether its name alone was given, so that the rest is to be found."""

    def __init__(self, function: Callable, named: str | None = None):
        self.function, self.named = function, named
        self.base = function.func if isinstance(function, partial) else function
        self.takes = TAKES[self.base]

    def bind(
        self, name: str, family: str | None, output: Tensor, targets: tuple[int, ...]
    ) -> Callable[[Tensor, Tensor], float]:
        """The function of all outputs and targets, as the loss takes them; `targets` is the shape of one."""
        o = output.shape[1:]
        several = bool(o) and o[0] > 1 and (family in (CLASSES, LOG_CLASSES) or targets == o[1:])
        wrong = family == LOGITS or several if self.takes == "numbers" else not (several or family == LOGITS)
        if wrong:
            needs = "numbers" if self.takes == "numbers" else "classes, of which this loss does not tell"
            shape = f"(n, {', '.join(map(str, targets))})" if targets else "(n,)"
            raise ValueError(
                f"{name}: the metric {self.named or self.base.__name__!r} needs {needs}, got outputs of "
                f"shape {output.shape} and targets of shape {shape}"
            )
        if self.named == "top_k_accuracy" and o[0] <= 5:
            raise ValueError(
                f"{name}: the metric 'top_k_accuracy' is about 5 classes, of {o[0]} it is always 1: give "
                "functools.partial(tl.metrics.top_k_accuracy_score, k=2)"
            )
        return partial(self._measure, name, family if not several or family else CLASSES)

    def _measure(self, name: str, family: str | None, outputs: Tensor, targets: Tensor) -> float:
        if self.takes == "numbers":
            t, p = _numbers(outputs, targets)
        elif family == LOGITS:
            t, p = _labels(outputs, targets, self.takes)
        else:
            t, p = _classes(outputs, targets, self.takes, family == LOG_CLASSES)
        options = self._options(t, outputs, family) if self.named else {}
        value = self.function(t, p, **options)
        if isinstance(value, Tensor) and value.size != 1:
            raise ValueError(
                f"{name}: the metric {self.base.__name__!r} must give one number, got {value.size}"
            )
        return float(value)

    def _options(self, t: Tensor, outputs: Tensor, family: str | None) -> dict[str, Any]:
        """What a name leaves open."""
        if self.takes == "numbers":
            return {}
        classes = 2 if family == LOGITS else outputs.shape[1]
        if self.takes == "classes":
            return {"average": "binary" if classes == 2 and t.ndim == 1 else "macro", "zero_division": 0}
        every = {"labels": list(range(classes))} if classes > 2 else {}
        if self.base is metrics.roc_auc_score:
            return {"multi_class": "ovr", **every}
        return every if self.base is metrics.top_k_accuracy_score else {}


def as_score(metric: Any) -> Score | None:
    """A name or a function of `tl.metrics`, also one with arguments given by ``functools.partial``."""
    if isinstance(metric, Score):
        return metric
    if isinstance(metric, str):
        return Score(NAMES[metric], metric) if metric in NAMES else None
    base = metric.func if isinstance(metric, partial) else metric
    known = any(base is function for function in TAKES)
    return Score(metric) if known and not (isinstance(metric, partial) and metric.args) else None


def _numbers(outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    if columns_fit(outputs.shape[1:], targets.shape[1:]):
        outputs = outputs.reshape(targets.shape)
    n = len(targets)
    return (targets, outputs) if targets.ndim < 3 else (targets.reshape((n, -1)), outputs.reshape((n, -1)))


def _labels(outputs: Tensor, targets: Tensor, takes: str) -> tuple[Tensor, Tensor]:
    """Of one number for each label: those above 0 are predicted."""
    outputs, t = outputs.reshape(targets.shape), (targets > 0.5).astype("int64")
    p = (outputs > 0).astype("int64") if takes == "classes" else outputs
    columns = t.shape[1:] if t.ndim == 2 and t.shape[1] > 1 else ()
    return t.reshape((-1, *columns)), p.reshape((-1, *columns))


def _classes(outputs: Tensor, targets: Tensor, takes: str, logs: bool) -> tuple[Tensor, Tensor]:
    """Of a score for each class, along axis 1."""
    count = outputs.shape[1]
    if targets.shape == outputs.shape:
        targets = targets.argmax(axis=1)
    if outputs.ndim > 2:
        outputs = outputs.swapaxes(1, -1).reshape((-1, count))
        targets = targets.swapaxes(1, -1) if targets.ndim > 2 else targets
    t = targets.reshape(-1)
    if takes == "classes":
        return t, outputs.argmax(axis=1)
    if takes == "probabilities":
        outputs = outputs.astype("float64")
        outputs = exp(outputs) if logs else F.softmax(outputs, 1)
    return t, outputs[:, 1] if count == 2 else outputs
