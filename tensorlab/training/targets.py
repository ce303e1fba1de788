"""What targets are: classes, labels of 0 and 1, numbers; and the share of them that was met."""

from __future__ import annotations

from functools import cached_property
from math import isclose

from tensorlab_c import Tensor, abs, asarray, no_grad

from .._check import real

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Targets", "accuracy", "columns_fit", "other_layout", "share"]


def columns_fit(output: tuple[int, ...], target: tuple[int, ...]) -> bool:
    """Whether examples of these shapes have one output for each target: (n, 1) and (n,) say the same."""
    if output == target:
        return not output or output[0] == 1
    return output == (1, *target) or target == (1, *output)


def other_layout(function: Callable, output: Tensor, y: Tensor) -> tuple[int, ...] | None:
    """The shape that targets should have for a function which wrongly lets them broadcast with the outputs.

    Outputs of shape (n, 1) and targets of shape (n,) broadcast to (n, n), without an error, in a formula
    written for equal shapes. Its value is then the same for targets in any order, while for targets in the
    other of the two layouts it is not. None for all other functions.
    """
    t = y.shape[1:]
    if len(y) < 2 or not columns_fit(output.shape[1:], t):
        return None
    step = -(-len(y) // 32)
    output, y = output.detach()[::step], y[::step]

    def pairs(y: Tensor) -> bool:
        """Whether it matters which target belongs to which output."""
        values = [float(function(output, targets)) for targets in (y, y[::-1])]
        return not isclose(*values, rel_tol=1e-4)

    other = y.reshape((len(y), *(t[1:] if t[:1] == (1,) else (1, *t))))
    try:
        with no_grad():
            return None if pairs(y) or not pairs(other) else other.shape[1:]
    except Exception:  # whatever it raises for what it was not written for
        return None


def share(right: Tensor) -> float:
    """The share of True."""
    return right.sum().item() / right.size


class Targets:
    """Facts about the targets of a data set, found when they are asked for."""

    def __init__(self, y: Tensor):
        self.y, self.shape, self.kind = y.detach(), y.shape[1:], y.dtype.kind

    @cached_property
    def ends(self) -> tuple[float, float]:
        return (self.y.min().item(), self.y.max().item()) if self.y.size else (0, 0)

    @cached_property
    def binary(self) -> bool:
        """Only 0 and 1."""
        y = self.y
        if self.kind == "b" or not self.within(0, 1):
            return self.kind == "b"
        return self.kind in "iu" or bool(((y == 0) | (y == 1)).all())

    @cached_property
    def ones(self) -> bool:
        return self.ends == (1, 1)

    @cached_property
    def signs(self) -> bool:
        """Only -1 and 1, and not only 1."""
        return self.kind in "if" and self.ends[0] == -1 and bool((abs(self.y) == 1).all())

    @cached_property
    def probabilities(self) -> bool:
        """What belongs to one example, along axis 1, is at least 0 and adds up to 1."""
        if not self.shape or self.shape[0] < 2 or not self.within(0, 1):
            return False
        total = self.y.astype("float64").sum(axis=1)
        return bool((abs(total - 1) < 1e-3).all())

    @cached_property
    def one_hot(self) -> bool:
        """One 1 among zeros for each example."""
        return self.probabilities and self.binary

    def within(self, low: float, high: float) -> bool:
        return self.kind == "b" or (low <= self.ends[0] and self.ends[1] <= high)

    def outside(self, classes: int, ignored: int) -> int | None:
        """A target that is no class of 0 to classes - 1."""
        if self.kind == "b" or self.within(0, classes - 1):
            return None
        wrong = (self.y < 0) | (self.y >= classes)
        if ignored >= 0 or self.kind == "i":
            wrong = wrong & (self.y != ignored)
        return self.y[wrong][0].item() if wrong.any() else None

    def describe(self) -> str:
        low, high = self.ends
        values = "" if self.kind == "b" else f" from {low:.6g} to {high:.6g}"
        return f"targets of shape {self.y.shape}, {self.y.dtype}{values}"


def accuracy(output: Tensor, target: Tensor, threshold: float | None = None) -> float:
    """The share of examples that are classified correctly.

    Parameters
    ----------
    output : array_like, shape (N, C, ...), (N, 1, ...) or the target's
        Scores of C classes, of which the largest counts; or one number per example, for class 1 where it is
        above `threshold`.
    target : array_like, shape (N, ...)
        Class indices; or a one of C columns (the largest counts, so probabilities will do); or, for one
        number per example, 0 and 1 or -1 and 1.
    threshold : float, optional
        Default: 0.5 where all outputs lie in [0, 1], as probabilities do; else 0, as for the scores
        (logits) that ``bce_with_logits`` is given, and for targets of -1 and 1.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        When the shapes do not fit, and for targets that are no classes.

    Notes
    -----
    Of numbers fitted to 0 and 1 by the squared error, some lie outside [0, 1]: give ``threshold=0.5``. `fit`
    and `evaluate` know the loss, and take the right threshold by themselves.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.training.accuracy(tl.array([[2., 1.], [0., 3.]]), tl.array([0, 0]))
    0.5
    >>> tl.training.accuracy(tl.array([[-2.], [3.], [1.]]), tl.array([0, 1, 0]), threshold=0)
    0.6666666666666666
    """
    output, target = asarray(output), asarray(target)
    if threshold is not None:
        threshold = real("accuracy", "threshold", threshold)
    misfit = ValueError(
        f"accuracy: outputs of shape {output.shape} do not fit targets of shape {target.shape}"
    )
    if output.ndim == 0 or target.ndim == 0 or output.shape[0] != target.shape[0]:
        raise misfit
    if output.size == 0 or target.size == 0:
        raise ValueError(f"accuracy: no examples, outputs have shape {output.shape}")
    if "c" in (output.dtype.kind, target.dtype.kind):
        raise TypeError(f"accuracy: outputs and targets must be real, got {output.dtype} and {target.dtype}")
    o, facts = output.shape[1:], Targets(target)
    if columns_fit(o, facts.shape):
        return _column_accuracy(output.reshape(target.shape), facts, threshold)
    if o and facts.shape == o[1:]:
        return share(output.argmax(axis=1) == target)
    if len(o) == 1 and facts.shape == (1,):
        return share(output.argmax(axis=1) == target[:, 0])
    if facts.shape != o:
        raise misfit
    if facts.one_hot or (facts.probabilities and facts.kind == "f"):
        return share(output.argmax(axis=1) == target.argmax(axis=1))
    return _column_accuracy(output, facts, threshold)  # several labels for each example


def _column_accuracy(output: Tensor, facts: Targets, threshold: float | None) -> float:
    if not (facts.binary or facts.signs):
        hint = "; for predicted classes, (output == target).mean()" if output.dtype.kind in "iub" else ""
        raise ValueError(
            "accuracy: one number per example needs targets of 0 and 1, or -1 and 1; "
            f"got {facts.describe()}{hint}"
        )
    if threshold is None:
        inside = not facts.signs and bool(((output >= 0) & (output <= 1)).all())
        threshold = 0.5 if inside else 0.0
    return share((output > threshold) == (facts.y > 0))
