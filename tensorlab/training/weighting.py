"""Losses in which some examples, or the examples of some classes, count more than others."""

from __future__ import annotations

from copy import copy
from functools import partial

from tensorlab_c import Tensor, asarray, isfinite, unique_values, where

from .._check import integer, is_integer, one_of, real
from ..data.split import as_real
from ..nn import Module
from .feed import Feed
from .objective import LOGITS, NUMBERS, Objective, family_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

__all__ = ["Weighted"]

IGNORED = -100  # the ignore_index of losses of classes that have no other


class Weighted:
    """The weighted mean Σ wᵢ·lᵢ / Σ wᵢ of the losses of a batch; wᵢ is the example's times its class's.

    Attributes
    ----------
    total : float
        The Σ wᵢ of the last batch.
    """

    def __init__(self, objective: Objective, feed: Feed, class_weight: Any, sample_weight: Any):
        self.objective, self.total = objective, 0.0
        self.classes: dict[int, float] | None = None
        self.every = not isinstance(class_weight, (dict, str))  # all classes have to have one
        self.now: Tensor | None = None  # the weights of this batch's examples
        self.by_class: Tensor | None = None
        if class_weight is not None:
            self.classes = _class_weights(class_weight, feed, self._ignored)
        if sample_weight is not None:
            feed.batches = self._with_weights(feed, sample_weight)

    @property
    def _ignored(self) -> int:
        """The class that means that an example does not count."""
        return int(getattr(self.objective.loss, "ignore_index", IGNORED))

    def _with_weights(self, feed: Feed, sample_weight: Any) -> Iterable:
        if feed.arrays is None:
            raise TypeError(
                "fit: sample_weight is for arrays; of batches that come one by one, weight the loss"
            )
        w, n = as_real("fit", sample_weight), len(feed.arrays[1])
        if w.shape not in ((n,), (n, 1)):
            raise ValueError(
                f"fit: sample_weight must have shape ({n},), one for each example, got {w.shape}"
            )
        w = w.reshape(-1).astype("float64")
        if not bool((isfinite(w) & (w >= 0)).all()) or not bool(w.any()):
            raise ValueError(
                f"fit: sample_weight of shape {w.shape} must be finite, at least 0, and not all 0"
            )
        feed.batches._tensors = (*feed.batches._tensors, w)  # type: ignore[attr-defined]
        return _Aside(self, feed.batches)

    def settle(self, output: Tensor) -> None:
        """The loss is known now, and with it what can be weighted."""
        loss, family = self.objective.loss, family_of(self.objective.loss)
        if family is None:
            raise ValueError(
                "fit: class_weight and sample_weight need the loss of each example: name the loss, or give a "
                "function or module of tl.nn"
            )
        if isinstance(loss, Module):
            self.each: Any = copy(loss)
            self.each.reduction = "none"
        else:
            self.each = partial(loss, reduction="none")
        self.family = family
        if self.classes is not None:
            self.by_class = self._by_class(output)

    def _by_class(self, output: Tensor) -> Tensor:
        assert self.classes is not None
        if self.family == NUMBERS:
            raise ValueError("fit: class_weight needs a loss of classes; weight numbers by sample_weight")
        count = 2 if self.family == LOGITS else output.shape[1]
        unknown = [label for label in self.classes if not 0 <= label < count]
        if unknown:
            raise ValueError(
                f"fit: class_weight has class {unknown[0]}, the model's outputs of shape {output.shape} are "
                f"of the classes 0 to {count - 1}"
            )
        if self.every and len(self.classes) != count:
            raise ValueError(
                f"fit: class_weight has {len(self.classes)} weights, the model's outputs of shape "
                f"{output.shape} are of {count} classes; a dict has weights for some"
            )
        if self.family == LOGITS and output.size != output.shape[0]:
            raise ValueError(
                f"fit: class_weight is for one class per example, outputs of shape {output.shape} are "
                "labels; give BCEWithLogitsLoss(pos_weight=...)"
            )
        return asarray([self.classes.get(label, 1.0) for label in range(count)], dtype=output.dtype)

    def __call__(self, output: Tensor, y: Tensor) -> Tensor:
        losses = self.each(output, y)
        if self.now is None:
            w = asarray(1.0, dtype=losses.dtype)
        else:
            w = self.now.astype(losses.dtype).reshape((len(y), *[1] * (losses.ndim - 1)))
        if self.by_class is not None:
            w = w * self._of_classes(y)
        if w.shape != losses.shape:
            w = w + losses.detach() * 0
        total = w.sum()
        self.total = total.item()
        loss = (losses * w).sum()
        return loss if self.objective.summed or not self.total else loss / total

    def _of_classes(self, y: Tensor) -> Tensor:
        by_class = self.by_class
        assert by_class is not None
        if self.family == LOGITS:
            return where(y > 0.5, by_class[1], by_class[0])
        if y.dtype.kind == "f":  # probabilities
            return (y * by_class.reshape((-1, *[1] * (y.ndim - 2)))).sum(axis=1)
        ignored = y == self._ignored
        return where(ignored, by_class[:1] * 0, by_class[where(ignored, 0, y)])


class _Aside:
    """Batches whose last part, the weights, is kept aside."""

    def __init__(self, weighted: Weighted, batches: Any):
        self._weighted, self._batches = weighted, batches

    def __len__(self) -> int:
        return len(self._batches)

    def __iter__(self) -> Iterator[list[Tensor]]:
        for *parts, w in self._batches:
            self._weighted.now = w
            yield parts


def _class_weights(given: Any, feed: Feed, ignored: int) -> dict[int, float]:
    if isinstance(given, str):
        one_of("fit", "class_weight", given, ("balanced",))
        return _balanced(feed, ignored)
    if isinstance(given, dict):
        pairs = list(given.items())
    else:
        weights = as_real("fit", given)
        if weights.ndim != 1:
            raise ValueError(f"fit: class_weight must be one for each class, got shape {weights.shape}")
        pairs = list(enumerate(weights.tolist()))
    wrong = next((label for label, _ in pairs if not is_integer(label)), None)
    if wrong is not None:
        raise TypeError(f"fit: class_weight must be of classes, which are integers, got {wrong!r}")
    found = {
        integer("fit", "class_weight", label, 0): real("fit", "class_weight", weight, 0)
        for label, weight in pairs
    }
    if not any(found.values()):
        raise ValueError("fit: class_weight must not be all 0")
    return found


def _balanced(feed: Feed, ignored: int) -> dict[int, float]:
    """n / (classes · examples of the class), so that all classes count the same; of examples that count."""
    if feed.arrays is None:
        raise ValueError("fit: class_weight='balanced' is for arrays: give a weight for each class")
    y = feed.arrays[1]
    if y.ndim == 2 and y.shape[1] > 1:
        y = y.argmax(axis=1)
    y = y.reshape(-1)
    y = y[y != ignored]
    there = unique_values(y)
    if bool((there != there.astype("int64")).any()):
        raise ValueError(
            f"fit: class_weight='balanced' needs classes, got targets of shape {y.shape}, {y.dtype}"
        )
    return {int(label): y.size / (there.size * (y == label).sum().item()) for label in there.tolist()}
