"""Losses and metrics by name."""

from __future__ import annotations

from itertools import chain, count

from tensorlab_c import Tensor, asarray

from ..nn import BCEWithLogitsLoss, CrossEntropyLoss, NLLLoss
from ..nn import functional as F

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["LOSSES", "accuracy", "resolve_loss", "resolve_metrics"]

LOSSES: dict[str, Callable] = {
    "cross_entropy": F.cross_entropy,
    "bce_with_logits": F.binary_cross_entropy_with_logits,
    "binary_cross_entropy_with_logits": F.binary_cross_entropy_with_logits,
    "nll": F.nll_loss,
    "nll_loss": F.nll_loss,
    "mse": F.mse_loss,
    "mse_loss": F.mse_loss,
    "mae": F.l1_loss,
    "l1": F.l1_loss,
    "l1_loss": F.l1_loss,
    "half_squared_error": F.half_squared_error,
}
CLASSIFICATION = (F.cross_entropy, F.nll_loss, CrossEntropyLoss, NLLLoss)
LOGISTIC = (F.binary_cross_entropy_with_logits, BCEWithLogitsLoss)


def _is(loss: object, kinds: tuple) -> bool:
    return any(isinstance(loss, kind) if isinstance(kind, type) else loss is kind for kind in kinds)


def accuracy(output: Tensor, target: Tensor, threshold: float = 0.5) -> float:
    """The share of examples that are classified correctly.

    Parameters
    ----------
    output : Tensor, shape (N, C, ...) or the target's
        Scores of C classes, of which the largest counts; or one number per example, compared with
        `threshold`.
    target : Tensor, shape (N, ...)
        Class indices; or 0 and 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.training.accuracy(tl.array([[2., 1.], [0., 3.]]), tl.array([0, 0]))
    0.5
    """
    output, target = asarray(output), asarray(target)
    if output.shape[:1] + output.shape[2:] == target.shape and output.ndim > 1:
        right = output.argmax(axis=1) == target
    elif (
        output.shape == target.shape and target.dtype.kind == "f" and output.ndim > 1 and output.shape[1] > 1
    ):
        right = output.argmax(axis=1) == target.argmax(axis=1)  # class probabilities
    elif output.shape == target.shape:
        right = (output > threshold) == (target > 0.5)
    else:
        raise ValueError(
            f"accuracy: outputs of shape {output.shape} do not fit targets of shape {target.shape}"
        )
    return right.sum().item() / right.size


def _logit_accuracy(output: Tensor, target: Tensor) -> float:
    right = (output > 0) == (target > 0.5)
    return right.sum().item() / right.size


def resolve_loss(name: str, loss: str | Callable) -> Callable[[Tensor, Tensor], Tensor]:
    """The function that a name, a module or a function stands for."""
    if isinstance(loss, str):
        if loss not in LOSSES:
            raise ValueError(
                f"{name}: unknown loss {loss!r}; known are {', '.join(LOSSES)}, or give a function"
            )
        return LOSSES[loss]
    if isinstance(loss, type) or not callable(loss):
        raise TypeError(
            f"{name}: loss must be a name, a function of output and target or a loss module, got {loss!r}"
        )
    return loss


def resolve_metrics(
    name: str, metrics: Iterable | None, loss: Callable
) -> dict[str, Callable[[Tensor, Tensor], float]]:
    """Metrics by name, those of one name numbered; for None accuracy where the loss is of classification."""
    if metrics is None:
        metrics = ("accuracy",) if _is(loss, CLASSIFICATION + LOGISTIC) else ()
    if isinstance(metrics, str) or callable(metrics):
        metrics = (metrics,)
    found: dict = {}
    for metric in metrics:
        if callable(metric):
            key = getattr(metric, "__name__", type(metric).__name__)
        elif metric == "accuracy":
            key, metric = "accuracy", _logit_accuracy if _is(loss, LOGISTIC) else accuracy
        else:
            raise ValueError(f"{name}: unknown metric {metric!r}; known is 'accuracy', or give a function")
        if key == "loss":
            raise ValueError(f"{name}: a metric cannot be called 'loss'")
        found[_free(key, found)] = metric
    return found


def _free(key: str, taken: dict) -> str:
    """`key`, or with the first number that makes it new: two lambdas are ``<lambda>`` and ``<lambda>_2``."""
    names = chain([key], (f"{key}_{number}" for number in count(2)))
    return next(name for name in names if name not in taken)
