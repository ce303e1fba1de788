"""What a training aims at: losses and metrics by name, and what follows from the model and its targets."""

from __future__ import annotations

from itertools import chain, count

from tensorlab_c import Tensor, abs, exp, int64

from .. import nn
from ..nn import functional as F
from .scoring import NAMES, Score, as_score
from .targets import Targets, accuracy, columns_fit, other_layout, share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Metrics = dict[str, Callable[[Tensor, Tensor], float]]

__all__ = ["LOSSES", "Objective", "resolve_loss", "resolve_metrics"]

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
CLASSES, LOG_CLASSES, LOGITS, NUMBERS = "cross_entropy", "nll", "bce_with_logits", "mse"
FAMILIES = {
    CLASSES: (F.cross_entropy, nn.CrossEntropyLoss),
    LOG_CLASSES: (F.nll_loss, nn.NLLLoss),
    LOGITS: (F.binary_cross_entropy_with_logits, nn.BCEWithLogitsLoss),
    NUMBERS: (F.mse_loss, F.l1_loss, F.half_squared_error, nn.MSELoss, nn.L1Loss, nn.HalfSquaredError),
}
MEANT = {  # what other libraries call them
    "bce": LOGITS,
    "bceloss": LOGITS,
    "binary_cross_entropy": LOGITS,
    "binary_crossentropy": LOGITS,
    "log_loss": LOGITS,
    "logistic": LOGITS,
    "categorical_crossentropy": CLASSES,
    "sparse_categorical_crossentropy": CLASSES,
    "negative_log_likelihood": LOG_CLASSES,
    "mean_absolute_error": "mae",
    "mean_squared_error": NUMBERS,
    "squared_error": NUMBERS,
}
NUMBERS_HINT = 'for numbers, one output each and loss="mse"'


def family_of(loss: object) -> str | None:
    """Which of the four kinds of loss this is; None for a function of one's own."""
    for family, members in FAMILIES.items():
        if any(isinstance(loss, m) if isinstance(m, type) else loss is m for m in members):
            return family
    return None


def _classes_last(o: tuple[int, ...], targets: Targets) -> str:
    """What to write where a class for each place is meant, and the scores have their axis at the end."""
    if len(o) < 2 or targets.shape != o[:-1] or targets.kind not in "iub":
        return ""
    return "the axis of classes comes second: end the model in moveaxis(-1, 1)"


def _last_layer(model: object) -> object:
    """The layer that makes the output, as far as a Sequential tells."""
    while isinstance(model, nn.Sequential):
        layers = [
            layer
            for layer in model
            if not isinstance(layer, (nn.Identity, nn.Dropout, nn.Flatten, nn.Unflatten))
        ]
        if not layers:
            return None
        model = layers[-1]
    return model


class Told:
    """What `fit` was told or found out, kept with the model for `evaluate`."""

    def __init__(self, loss: Callable | None, metrics: Metrics | None):
        self.loss, self.metrics = loss, metrics

    def __deepcopy__(self, memo: dict) -> Told:
        return self

    def __reduce__(self) -> tuple:
        """Functions of one's own may not be picklable; names are."""
        name = next((name for name, function in LOSSES.items() if function is self.loss), None)
        names = {
            key: "accuracy" if metric is accuracy else getattr(metric, "named", None)
            for key, metric in (self.metrics or {}).items()
        }
        return _told, (name, names if all(names.values()) else None)


def _told(name: str | None, metrics: dict[str, str] | None) -> Told:
    return Told(
        None if name is None else LOSSES[name],
        None if metrics is None else resolve_metrics("evaluate", metrics),
    )


class Objective:
    """Loss and metrics of one training or evaluation.

    What can be checked at once is; the rest, and what was left open, is settled by the first output of the
    model, before anything is learned from it.
    """

    def __init__(self, name: str, model: nn.Module, loss: Any, metrics: Any):
        self.name, self.model = name, model
        told: Told | None = model.__dict__.get("_told") if name == "evaluate" and loss is None else None
        if told is not None and told.loss is None:
            raise ValueError(f"{name}: the loss of fit was a function, not saved with the model: say loss=")
        self.loss: Any = resolve_loss(name, loss) if told is None else told.loss
        if metrics is None and told is not None:
            metrics = told.metrics
        self.asked: dict[str, Any] | None = None if metrics is None else resolve_metrics(name, metrics)
        self.metrics: Metrics = {}
        self.scores: Metrics = {}  # those of a whole epoch
        self.settled = self.tried = False
        self.summed = False  # the loss of a batch is a sum over its examples, not their mean
        # (shape of one example's targets, dtype) -> those that the loss wants
        self.layouts: dict[tuple, tuple] = {}
        self.admitted: set[tuple] = set()

    def settle(self, output: Any, sets: Iterable[Tensor]) -> None:
        """Decide what is open and check the rest, from the first output and all targets."""
        self.summed = getattr(self.loss, "reduction", "mean") == "sum"
        if not isinstance(output, Tensor):
            if family_of(self.loss) or self.loss is None:
                raise TypeError(
                    f"{self.name}: the model must give a tensor, got a {type(output).__name__}; for others "
                    "give a loss function of your own"
                )
            self.metrics = {} if self.asked is None else dict(self.asked)
            if any(isinstance(metric, Score) for metric in self.metrics.values()):
                raise self._refuse(
                    f"metrics of tl.metrics need one tensor of outputs, got a {type(output).__name__}",
                    TypeError,
                )
            self.settled = True
            return
        facts = [Targets(y) for y in sets]
        for targets in facts:
            if targets.kind == "c" and (self.loss is None or family_of(self.loss)):
                raise self._refuse(f"targets must be real, got {targets.y.dtype}", TypeError)
        if self.loss is None:
            self.loss = LOSSES[self._infer(output, facts[0])]
        family = family_of(self.loss)
        if family is not None:
            for targets in facts:
                self._check(family, output, targets)
        if self.asked is None:
            accurate = family in (CLASSES, LOG_CLASSES, LOGITS)
            self.asked = {"accuracy": accuracy} if accurate else {}
        self.metrics, self.scores = {}, {}
        for key, metric in self.asked.items():
            if isinstance(metric, Score):
                self.scores[key] = metric.bind(self.name, family, output, facts[0].shape)
            else:
                self.metrics[key] = self._accuracy(family, output, facts) if metric is accuracy else metric
        self.settled = True

    def admit(self, output: Any, y: Tensor) -> None:
        """Check targets that were not there when the rest was settled."""
        family = family_of(self.loss)
        if family is None or not isinstance(output, Tensor):
            return
        key = (y.shape[1:], y.dtype)
        if key not in self.admitted:
            self._check(family, output, Targets(y))
            self.admitted.add(key)
        elif family == LOGITS and not Targets(y).within(0, 1):
            raise self._refuse(f"{family} needs targets from 0 to 1, {Targets(y).describe()}")

    def remember(self) -> None:
        self.model.__dict__["_told"] = Told(self.loss, self.asked)

    def targets(self, y: Tensor) -> Tensor:
        """A batch of targets in the layout and dtype that the loss wants."""
        if not self.layouts:
            return y
        shape, dtype = self.layouts.get((y.shape[1:], y.dtype), (y.shape[1:], y.dtype))
        return y.reshape((y.shape[0], *shape)).astype(dtype, copy=False)

    def value(self, output: Tensor, y: Tensor) -> Tensor:
        loss = self.loss(output, y)
        self.try_own(output, y)
        return loss

    def try_own(self, output: Tensor, y: Tensor) -> None:
        """Refuse functions of one's own that broadcast where they should not, once."""
        if self.tried:
            return
        self.tried = True
        own: dict[str, Callable] = {}
        if self.loss is not None and not family_of(self.loss):
            own["loss"] = self.loss
        own |= {f"metric {key!r}": metric for key, metric in self.metrics.items()}
        for what, function in own.items() if isinstance(output, Tensor) else ():
            shape = other_layout(function, output, y)
            if shape is not None:
                raise self._refuse(
                    f"outputs of shape {output.shape} and targets of shape {y.shape} broadcast in the "
                    f"{what}: its value is wrong; it is right for targets of shape {(len(y), *shape)}: "
                    "reshape outputs or targets in it"
                )

    def _lay_out(self, targets: Targets, shape: tuple[int, ...], dtype: Any = None) -> None:
        given = (targets.shape, targets.y.dtype)
        wanted = (shape, given[1] if dtype is None else dtype)
        if wanted != given:
            self.layouts[given] = wanted

    # ---- decisions
    def _refuse(self, problem: str, kind: type[Exception] = ValueError) -> Exception:
        return kind(f"{self.name}: {problem}")

    def _open(self, output: Tensor, targets: Targets, advice: str) -> Exception:
        return self._refuse(
            f"cannot tell the loss from outputs of shape {output.shape} and {targets.describe()}: {advice}"
        )

    def _infer(self, output: Tensor, targets: Targets) -> str:
        o, t = output.shape[1:], targets.shape
        if output.ndim and columns_fit(o, t):
            return self._infer_column(output, targets)
        classes = o[0] if o else 0
        if classes > 1 and (t == o[1:] or (t == (1,) and len(o) == 1)):
            if targets.kind in "iub":
                return CLASSES
            raise self._open(
                output,
                targets,
                f'for classes, integers: y.astype("int64") and loss="cross_entropy"; {NUMBERS_HINT}',
            )
        if output.ndim and t == o:
            if targets.one_hot:
                return CLASSES
            if targets.kind == "f" and not targets.binary and not targets.probabilities:
                return NUMBERS
            raise self._open(
                output,
                targets,
                'say loss="cross_entropy" for probabilities of classes, "bce_with_logits" for several labels '
                'of 0 and 1, "mse" for numbers',
            )
        hint = "for classes, integers of shape (n,) and a model with one output per class"
        raise self._refuse(
            f"outputs of shape {output.shape} do not fit {targets.describe()}: "
            f"{_classes_last(o, targets) or hint}; {NUMBERS_HINT}"
        )

    def _infer_column(self, output: Tensor, targets: Targets) -> str:
        """One output per example: two classes or a number."""
        if targets.kind == "f" and not targets.binary and not targets.signs:
            return NUMBERS
        two = 'for two classes, 0 and 1 with loss="bce_with_logits"'
        if targets.binary:
            last = _last_layer(self.model)
            plain = isinstance(last, (nn.Linear, nn.Conv2d))
            inside = not plain and bool(((output >= 0) & (output <= 1)).all())
            if not (inside or isinstance(last, nn.Sigmoid)):
                return LOGITS
            raise self._open(
                output,
                targets,
                'the outputs look like probabilities; leave the sigmoid away and say loss="bce_with_logits", '
                'or say loss="mse"',
            )
        if targets.signs:
            raise self._open(output, targets, f'{two}, (y > 0); for the numbers -1 and 1, loss="mse"')
        raise self._open(
            output,
            targets,
            f'for numbers, loss="mse"; {two}; for more classes, a model with one output per class',
        )

    # ---- checks
    def _check(self, family: str, output: Tensor, targets: Targets) -> None:
        self._check_last_layer(family)
        o = output.shape[1:]
        if output.ndim == 0 or (family in (CLASSES, LOG_CLASSES) and (not o or o[0] < 2)):
            raise self._refuse(
                f"{family} needs one output per class, the model's output has shape {output.shape}; for two "
                f'classes and one output say loss="bce_with_logits", for numbers "mse"'
            )
        if family in (CLASSES, LOG_CLASSES):
            self._check_scores(family, output)
            self._check_classes(family, output, targets)
            return
        t = targets.shape
        if t != o and not columns_fit(o, t):
            classes = t == o[1:] and targets.kind in "iub"
            hint = '; for classes say loss="cross_entropy"' if classes else ""
            raise self._refuse(
                f"{family} needs targets of the outputs' shape, outputs have shape {output.shape}, "
                f"{targets.describe()}{hint}"
            )
        floating = targets.kind == "f" or output.dtype.kind != "f"
        self._lay_out(targets, o, None if floating else output.dtype)
        if family == LOGITS and not targets.within(0, 1):
            hint = ": give (y > 0)" if targets.signs else ""
            raise self._refuse(f"{family} needs targets from 0 to 1, {targets.describe()}{hint}")

    def _check_scores(self, family: str, output: Tensor) -> None:
        """What a model of one's own ends in can be seen from its outputs."""
        output = output.detach().astype("float64")
        if family == CLASSES:
            if output.size and Targets(output).within(0, 1) and _adds_up(output, 1e-6):
                raise self._refuse(
                    "cross_entropy takes scores and applies the softmax itself, the outputs of the model are "
                    "probabilities already: leave its softmax away"
                )
        elif not _adds_up(exp(output), 1e-2):
            raise self._refuse(
                "nll takes log-probabilities, the outputs of the model are none: let it end in log_softmax, "
                "or leave that to cross_entropy"
            )

    def _check_classes(self, family: str, output: Tensor, targets: Targets) -> None:
        o, t = output.shape[1:], targets.shape
        if t == o[1:] or (t == (1,) and len(o) == 1):
            if targets.kind not in "iub":
                raise self._refuse(
                    f"{family} needs classes as integers, {targets.describe()}: "
                    f'y.astype("int64") for classes, {NUMBERS_HINT}',
                    TypeError,
                )
            self._lay_out(targets, o[1:], int64 if targets.kind == "b" else None)
            ignored = getattr(self.loss, "ignore_index", -100)
            outside = targets.outside(o[0], ignored)
            if outside is not None:
                hint = ": give (y > 0).astype('int64')" if targets.signs else ""
                raise self._refuse(
                    f"{family}: target {outside} is not a class of 0 to {o[0] - 1}, the model's {o[0]} "
                    f"outputs{hint}",
                    IndexError,
                )
        elif t == o and family == CLASSES:
            if not targets.within(0, 1):
                raise self._refuse(
                    f"{family} needs probabilities or classes, {targets.describe()}; {NUMBERS_HINT}"
                )
            if not targets.probabilities:
                raise self._refuse(
                    f"{family} needs probabilities that add up to 1 for each example, {targets.describe()}; "
                    'for several labels of 0 and 1 say loss="bce_with_logits"'
                )
            self._lay_out(targets, o, None if targets.kind == "f" else output.dtype)
        else:
            needed = f"needed are class indices of shape {('n', *o[1:])}".replace("'", "")
            raise self._refuse(
                f"{family}: outputs of shape {output.shape} do not fit {targets.describe()}; "
                f"{_classes_last(o, targets) or needed}"
            )

    def _check_last_layer(self, family: str) -> None:
        last = _last_layer(self.model)
        wrong: tuple[type, ...] = ()
        if family in (CLASSES, LOGITS):
            wrong = (nn.Softmax, nn.Sigmoid) if family == CLASSES else (nn.Softmax, nn.LogSoftmax, nn.Sigmoid)
        elif family == LOG_CLASSES:
            wrong = (nn.Softmax, nn.Sigmoid, nn.Linear, nn.Conv2d)
        if not isinstance(last, wrong):
            return
        layer = type(last).__name__
        if family == LOG_CLASSES:
            raise self._refuse(
                f"nll takes log-probabilities, the model ends in {layer}: let it end in LogSoftmax, or leave "
                "that to cross_entropy"
            )
        inside = "softmax" if family == CLASSES else "sigmoid"
        raise self._refuse(
            f"{family} takes scores and applies the {inside} itself, the model ends in {layer}: leave that "
            f"layer away and apply {inside} to predictions where you want probabilities"
        )

    def _accuracy(
        self, family: str | None, output: Tensor, facts: list[Targets]
    ) -> Callable[[Tensor, Tensor], float]:
        """Accuracy with what the loss says about the outputs."""
        first = facts[0]
        o, t = output.shape[1:], first.shape
        if family == CLASSES:
            return _class_accuracy
        if family == LOG_CLASSES or (o and o[0] > 1 and t == o[1:]):
            return lambda output, target: share(output.argmax(axis=1) == target)
        if family == LOGITS:
            return lambda output, target: share((output > 0) == (target > 0.5))
        if o and o[0] > 1 and t == o and all(f.one_hot for f in facts):
            return accuracy
        signs = any(f.signs for f in facts) and all(f.signs or f.ones for f in facts)
        column = columns_fit(o, t) and (signs or all(f.binary for f in facts))
        if column and (family == NUMBERS or isinstance(_last_layer(self.model), nn.Sigmoid)):
            return lambda output, target: accuracy(output, target, 0.0 if signs else 0.5)
        if column:
            raise self._refuse(
                "accuracy cannot tell whether outputs are probabilities or scores: give "
                "metrics=[lambda output, target: tl.training.accuracy(output, target, threshold=0.5)], "
                "or threshold=0"
            )
        raise self._refuse(
            f"accuracy needs classes, outputs of shape {output.shape} and {first.describe()} are none: "
            "leave metrics away"
        )


def _class_accuracy(output: Tensor, target: Tensor) -> float:
    """For classes or probabilities of them."""
    classes = target.argmax(axis=1) if target.shape == output.shape else target
    return share(output.argmax(axis=1) == classes)


def _adds_up(probabilities: Tensor, tolerance: float) -> bool:
    """Whether those of each example, along axis 1, make 1."""
    return bool((abs(probabilities.sum(axis=1) - 1) < tolerance).all())


def _suggest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    plain = word.lower().replace("-", "_").replace(" ", "_")
    known = list(known)
    if plain in MEANT and MEANT[plain] in known:
        return f"; did you mean {MEANT[plain]!r}?"
    close = get_close_matches(plain, known, 1, 0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def resolve_loss(name: str, loss: Any) -> Callable[[Tensor, Tensor], Tensor] | None:
    """The function that a name, a module or a function stands for; None stays open."""
    if loss is None:
        return None
    if isinstance(loss, str):
        if loss not in LOSSES:
            raise ValueError(
                f"{name}: unknown loss {loss!r}{_suggest(loss, LOSSES)}; known are {', '.join(LOSSES)}, or "
                "give a function"
            )
        return LOSSES[loss]
    if isinstance(loss, type):
        raise TypeError(f"{name}: loss is the class {loss.__name__}: write loss={loss.__name__}()")
    if not callable(loss) or (isinstance(loss, nn.Module) and getattr(loss, "reduction", "") == "none"):
        what = 'reduction="none" gives one number an example' if callable(loss) else f"got {loss!r}"
        raise TypeError(
            f"{name}: loss must be a name, a function of output and target or a loss module, {what}"
        )
    return loss


def resolve_metrics(name: str, metrics: Any) -> dict[str, Any]:
    """Metrics by name, those of one name numbered."""
    if isinstance(metrics, dict):
        return {str(key): next(iter(resolve_metrics(name, [m]).values())) for key, m in dict(metrics).items()}
    if isinstance(metrics, str) or callable(metrics):
        metrics = (metrics,)
    if not hasattr(metrics, "__iter__"):
        raise TypeError(f"{name}: metrics must be names or functions, got {metrics!r}")
    found: dict[str, Any] = {}
    for metric in list(metrics):
        if isinstance(metric, type):
            raise TypeError(
                f"{name}: a metric is the class {metric.__name__}: give a function of output and target"
            )
        score = as_score(metric)
        if score is not None:
            key, metric = score.named or score.base.__name__, score
        elif callable(metric):
            key = getattr(metric, "__name__", type(metric).__name__)
        elif isinstance(metric, str) and metric == "accuracy":
            key, metric = "accuracy", accuracy
        else:
            known = ["accuracy", *NAMES]
            hint = _suggest(metric, known) if isinstance(metric, str) else ""
            raise ValueError(
                f"{name}: unknown metric {metric!r}{hint}; known are {', '.join(known)}, or give a function"
            )
        if key == "loss":
            raise ValueError(f"{name}: a metric cannot be called 'loss'")
        found[_free(key, found)] = metric
    return found


def _free(key: str, taken: dict) -> str:
    """`key`, or with the first number that makes it new: two lambdas are ``<lambda>`` and ``<lambda>_2``."""
    names = chain([key], (f"{key}_{number}" for number in count(2)))
    return next(name for name in names if name not in taken)
