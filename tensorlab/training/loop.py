"""fit, evaluate, predict."""

from __future__ import annotations

from functools import partial, wraps
from math import isfinite

from tensorlab_c import Tensor, concatenate, no_grad
from tensorlab_c.optim import Guard

from .._check import integer, is_integer, real, switch
from ..data.batches import Batches
from ..data.split import as_generator, same_lengths
from ..nn import Module
from ..optim import Adam, Optimizer
from .history import History
from .objective import Objective
from .progress import Progress
from .schedule import Schedule
from .stopping import EarlyStopping, NonFiniteLossError, Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    from tensorlab_c.random import Generator

    from .._typing import ArrayLike
    from ..optim.lr_scheduler import LRScheduler

    Inputs = ArrayLike | tuple[ArrayLike, ...]
    T = TypeVar("T")

__all__ = ["evaluate", "fit", "predict"]


MEANT = {  # arguments of other libraries
    "lr": "optimizer=tl.optim.Adam(model.parameters(), lr=...)",
    "learning_rate": "optimizer=tl.optim.Adam(model.parameters(), lr=...)",
    "validation_data": "validation=(X, y)",
    "validation_split": "validation=(X, y); tl.data.train_test_split divides data",
    "criterion": "loss=...",
    "loss_fn": "loss=...",
    "opt": "optimizer=...",
    "lr_scheduler": "scheduler=...",
    "verbose": "progress=True or False",
    "patience": "early_stopping=...",
    "random_state": "seed=...",
}


def _pair_of_data(function: Callable[..., T]) -> Callable[..., T]:
    """Tells those who write ``fit(model, X, y)`` that the data are one argument."""

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> T:
        if len(args) > 2:
            raise TypeError(
                f"fit: {len(args)} arguments without a name, the model and its data are two: write "
                "fit(model, (X, y), ...), and all others by name"
            )
        wrong = next((key for key in kwargs if key in MEANT), None)
        if wrong is not None:
            raise TypeError(f"fit: there is no argument {wrong!r}: write {MEANT[wrong]}")
        return function(*args, **kwargs)

    return called


@_pair_of_data
def fit(
    model: Module,
    data: tuple[Inputs, ArrayLike],
    *,
    loss: str | Callable | None = None,
    optimizer: Optimizer | None = None,
    scheduler: LRScheduler | None = None,
    scheduler_step: str | None = None,
    epochs: int = 10,
    batch_size: int = 32,
    validation: tuple[Inputs, ArrayLike] | None = None,
    metrics: Iterable | None = None,
    shuffle: bool = True,
    seed: int | Generator | None = None,
    progress: bool = True,
    early_stopping: int | EarlyStopping | None = None,
    callbacks: Callable | Iterable[Callable] | None = (),
    tol: float | None = None,
) -> History:
    """Train a model by mini-batch gradient descent (lecture L13).

    Parameters
    ----------
    model : Module
    data : pair of array_like
        X and y, of equal length. Floating X is converted to the dtype of the model's parameters. A tuple of
        arrays for X is several inputs: ``((x1, x2), y)`` calls ``model(x1, x2)``.
    loss : str, Module or callable, optional
        A name ("cross_entropy", "bce_with_logits", "nll", "mse", "mae", "half_squared_error"), or a
        function of the model's output and the targets that gives a tensor of one element, a mean over the
        examples. Default: what outputs and targets leave no doubt about, see the notes.
    optimizer : Optimizer, optional
        Default: ``Adam(model.parameters())``.
    scheduler : LRScheduler, optional
        One of `tl.optim.lr_scheduler`, of this optimizer, which need not be given then. A `ReduceLROnPlateau`
        gets the validation loss, or the training loss without validation data.
    scheduler_step : {"epoch", "batch"}, optional
        After what it is stepped. Default: "batch" for `OneCycleLR`, "epoch" for all others.
    epochs : int, default 10
        How often to go through the data.
    batch_size : int, default 32
        Examples per step: 1 for stochastic, ``len(X)`` for batch gradient descent.
    validation : pair of array_like, optional
        Evaluated after every epoch.
    metrics : iterable of "accuracy" or callable, optional
        Functions of output and target that give a number. Default: accuracy where the loss is one of
        classification.
    shuffle : bool, default True
        Whether every epoch takes the examples in a new random order.
    seed : int or Generator, optional
        Source of the order. Default: ``tl.random``'s global generator.
    progress : bool, default True
        Whether to show on stderr how far it is: one line that changes in a terminal or notebook, else (in a
        file) a line per epoch.
    early_stopping : int or EarlyStopping, optional
        An int is the patience.
    callbacks : callable or iterable of callable, optional
        Each is called after every epoch as ``callback(epoch, history)``; True (a bool, NumPy's or a tensor)
        ends the training.
    tol : float, optional
        End when a step moves all the weights together by less than this, ‖w_t − w_{t−1}‖ < tol (lecture L15).

    Returns
    -------
    History
        Loss and metrics per epoch. Those of training are means over its batches while the weights moved.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense, before anything has been changed.
    NonFiniteLossError
        When the loss, a gradient or a weight becomes NaN or infinite. The weights stay as the last good step
        left them, and so does the optimiser unless it was the step itself that overflowed.
    RuntimeError
        When the loss has no gradient: it was detached, or gradients are off.

    Notes
    -----
    Without `loss`, integer or bool targets for a model with an output per class, and targets of one 1 among
    zeros (one-hot), mean "cross_entropy"; targets of 0 and 1 for a model with one output mean
    "bce_with_logits"; other floating targets of the outputs' shape mean "mse". Whatever could mean two
    things is an error that says what to write. For these losses (by name, as function or module), targets
    of shape (n,) and (n, 1) are the same, and what does not fit outputs, targets and the model's last layer
    is refused with the first batch, before anything is learned. A function of your own gets the targets as
    they are; one in which shapes (n, 1) and (n,) broadcast to (n, n) is refused too.

    `evaluate` knows afterwards what this model's loss and metrics were.

    The modules' training modes are put back at the end. KeyboardInterrupt passes through: the weights are
    then those of the last finished step.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.random.seed(0)
    >>> X = tl.array([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
    >>> y = tl.array([0, 1, 1, 0])
    >>> model = tl.nn.Sequential(tl.nn.Linear(2, 8), tl.nn.Tanh(), tl.nn.Linear(8, 2))
    >>> history = tl.training.fit(model, (X, y), optimizer=tl.optim.Adam(model.parameters(), lr=0.05),
    ...                           epochs=200, batch_size=4, progress=False)
    >>> history["accuracy"][-1]
    1.0
    >>> tl.training.predict(model, X).argmax(axis=1).tolist()
    [0, 1, 1, 0]

    A scheduler changes the learning rate in the course of the training:

    >>> optimizer = tl.optim.Adam(model.parameters())
    >>> scheduler = tl.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.01, epochs=20, steps_per_epoch=2)
    >>> history = tl.training.fit(model, (X, y), scheduler=scheduler, epochs=20, batch_size=2, progress=False)
    >>> scheduler.last_epoch
    40
    """
    inputs, y = _check_data("fit", model, data)
    held_out = None if validation is None else _check_data("fit: validation", model, validation)
    objective = Objective("fit", model, loss, metrics)
    optimizer = _check_optimizer(model, optimizer, scheduler)
    epochs, batch_size = integer("fit", "epochs", epochs), integer("fit", "batch_size", batch_size)
    shuffle, progress = switch("fit", "shuffle", shuffle), switch("fit", "progress", progress)
    callbacks = _check_callbacks(callbacks)
    tol = None if tol is None else real("fit", "tol", tol, 0, ends="()")
    source = as_generator("fit", seed)
    parts = Batches([*inputs, y], batch_size, source if shuffle else None)
    stopping = _check_stopping(early_stopping, held_out is not None)
    schedule = Schedule(scheduler, scheduler_step, optimizer, epochs, len(parts))

    begin = partial(_begin, model, objective, (inputs, y), held_out, stopping)
    epoch, history = _Epoch(model, objective, optimizer, schedule, tol, begin), History()
    modes = [(module, module.training) for module in model.modules()]
    bar = Progress(epochs, len(parts)) if progress else None
    try:
        for number in range(1, epochs + 1):
            if bar is not None:
                bar.begin(number)
            model.train()
            values = epoch.run(number, parts, bar)
            if held_out is not None:
                values |= _evaluate(model, held_out, objective, batch_size, "val_")
            history.append(values)
            schedule.end_epoch(values)
            if bar is not None:
                bar.end(values)
            history.stop_reason = _reason(number, model, history, stopping, epoch.settled, callbacks)
            if history.stop_reason:
                break
    finally:
        for module, mode in modes:
            module.training = mode
        if bar is not None:
            bar.close()
    history.stop_reason = history.stop_reason or "epochs"
    if stopping is not None:
        stopping.restore(history, model)
    return history


def _begin(
    model: Module,
    objective: Objective,
    data: tuple[list[Tensor], Tensor],
    held_out: tuple[list[Tensor], Tensor] | None,
    stopping: Watch | None,
    output: object,
) -> None:
    """The first output has come, nothing was learned yet: what is open is decided and checked."""
    objective.settle(output, [data[1]] if held_out is None else [data[1], held_out[1]])
    if stopping is not None:
        _check_monitor(stopping, held_out is not None, list(objective.metrics))
    if held_out is not None and _kinds(held_out[0]) != _kinds(data[0]):  # will the model take them?
        _evaluate(model, ([x[:1] for x in held_out[0]], held_out[1][:1]), objective, 1)
    objective.remember()


def _reason(
    number: int,
    model: Module,
    history: History,
    stopping: Watch | None,
    settled: bool,
    callbacks: list[Callable],
) -> str | None:
    """Why training should end after this epoch."""
    early = stopping is not None and stopping.ends(history, model)
    called = any([_is_true(callback(number, history)) for callback in callbacks])  # each of them
    reasons = (("early_stopping", early), ("tol", settled), ("callback", called))
    return next((reason for reason, ends in reasons if ends), None)


class _Epoch:
    """One pass over the training data."""

    def __init__(
        self,
        model: Module,
        objective: Objective,
        optimizer: Optimizer,
        schedule: Schedule,
        tol: float | None,
        begin: Callable[[object], None],
    ):
        self.model, self.objective, self.optimizer, self.tol = model, objective, optimizer, tol
        self.begin, self.schedule = begin, schedule
        self.learned: list[Tensor] = []
        self.settled = False  # a step was shorter than tol

    def run(self, epoch: int, parts: Iterable, bar: Progress | None) -> dict[str, float]:
        """Forward, loss, backward, update; what is not finite leaves the weights as they were."""
        model, objective, optimizer = self.model, self.objective, self.optimizer
        # anew in each epoch: callbacks may add parameters or give them other memory
        self.learned = [p for group in list(optimizer.param_groups) for p in list(group["params"])]
        guard, each_batch = Guard(self.learned), self.schedule.each_batch
        total, seen = 0.0, 0
        scores: dict[str, float] = {}
        for batch, (x, *more, y) in enumerate(parts, 1):
            optimizer.zero_grad()
            output = model(x, *more) if more else model(x)
            if not objective.settled:
                self.begin(output)
            if objective.layouts:
                y = objective.targets(y)
            loss = objective.loss(output, y) if objective.tried else objective.value(output, y)
            value = loss.item() if type(loss) is Tensor and loss.size == 1 else _number("fit", loss)
            if not isfinite(value):
                raise _not_finite(f"the loss is {value}", epoch, batch)
            if not loss.requires_grad:
                raise RuntimeError(
                    "fit: the loss has no gradient: it was detached from the parameters, "
                    "or gradients are off (no_grad)"
                )
            loss.backward()
            bad = guard.before()
            if bad is not None:
                what = f"the gradient of {self._name(bad)} is not finite"
                raise _not_finite(what, epoch, batch, f" (loss {value:.6g})")
            optimizer.step()
            bad = guard.after()
            if bad is not None:
                guard.undo()
                what = f"the step makes {self._name(bad)} infinite or NaN"
                raise _not_finite(what, epoch, batch, f" (loss {value:.6g})")
            if each_batch is not None:
                each_batch.step()
            count = len(y)
            seen += count
            total += value if objective.summed else value * count
            if objective.metrics:
                output = output.detach()
                for key, metric in objective.metrics.items():
                    scores[key] = scores.get(key, 0.0) + float(metric(output, y)) * count
            if bar is not None:
                bar.update()
            if self.tol is not None and guard.moved() < self.tol:
                self.settled = True
                break
        return {"loss": total / seen, **{key: score / seen for key, score in scores.items()}}

    def _name(self, position: int) -> str:
        parameter = self.learned[position]
        names = (repr(name) for name, p in self.model.named_parameters() if p is parameter)
        return next(names, f"a parameter of shape {parameter.shape}")


def _not_finite(what: str, epoch: int, batch: int, more: str = "") -> NonFiniteLossError:
    message = (
        f"fit: {what} in epoch {epoch}, batch {batch}{more}; the weights are those of the last good step"
    )
    return NonFiniteLossError(message, epoch, batch)


def evaluate(
    model: Module,
    data: tuple[Inputs, ArrayLike],
    loss: str | Callable | None = None,
    *,
    batch_size: int = 256,
    metrics: Iterable | None = None,
) -> dict[str, float]:
    """Loss and metrics of a model on data, in evaluation mode and without gradients.

    Parameters
    ----------
    model, data
        As for `fit`.
    loss, metrics : optional
        As for `fit`. Default: those that `fit` used for this model; for a model that was not trained by it,
        what `fit` would choose.
    batch_size : int, default 256
        Examples computed at a time.

    Returns
    -------
    dict of str to float
        ``"loss"`` and the metrics, means over the examples.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.training.evaluate(tl.nn.Identity(), ([1., 2.], [1., 4.]), "mse")
    {'loss': 2.0}
    """
    data = _check_data("evaluate", model, data)
    objective = Objective("evaluate", model, loss, metrics)
    return _evaluate(model, data, objective, integer("evaluate", "batch_size", batch_size))


def predict(model: Module, X: Inputs, *, batch_size: int = 256) -> Tensor:
    """The model's outputs for all examples, in evaluation mode and without gradients.

    Parameters
    ----------
    model : Module
    X : array_like, shape (n, ...), or tuple of arrays
        A tuple of arrays is several inputs, ``model(*X)``.
    batch_size : int, default 256
        Examples computed at a time.

    Returns
    -------
    Tensor, shape (n, ...)

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.training.predict(tl.nn.ReLU(), [-1., 2.]).tolist()
    [0.0, 2.0]
    """
    _check_model("predict", model)
    inputs, n = same_lengths("predict", _inputs("predict", model, X, "without the targets"))
    if n == 0:
        raise ValueError(f"predict: no examples, X has shape {inputs[0].shape}")
    parts = Batches([_to_model(model, x) for x in inputs], integer("predict", "batch_size", batch_size))

    def run() -> Tensor:
        outputs = [model(*part) for part in parts]
        wrong = next((o for o in outputs if not isinstance(o, Tensor) or o.ndim == 0), None)
        if wrong is not None:
            got = "a 0-d tensor" if isinstance(wrong, Tensor) else f"a {type(wrong).__name__}"
            raise TypeError(f"predict: the model must give a tensor with a row per example, got {got}")
        return concatenate(outputs, axis=0)

    return _in_evaluation(model, run)


def _evaluate(
    model: Module,
    data: tuple[list[Tensor], Tensor],
    objective: Objective,
    batch_size: int,
    prefix: str = "",
) -> dict[str, float]:
    inputs, target = data

    def run() -> dict[str, float]:
        totals = {"loss": 0.0}
        for *x, y in Batches([*inputs, target], batch_size):
            output = model(*x)
            if not objective.settled:
                objective.settle(output, [target])
            count, y = len(y), objective.targets(y)
            loss = _number("evaluate", objective.value(output, y))
            totals["loss"] += loss if objective.summed else loss * count
            for key, metric in objective.metrics.items():
                totals[key] = totals.get(key, 0.0) + float(metric(output, y)) * count
        return {prefix + key: total / len(target) for key, total in totals.items()}

    return _in_evaluation(model, run)


def _in_evaluation(model: Module, run: Callable[[], T]) -> T:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with no_grad():
            return run()
    finally:
        for module, mode in modes:
            module.training = mode


def _number(name: str, loss: object) -> float:
    if isinstance(loss, Tensor) and loss.size == 1:
        return loss.item()
    got = f"a tensor of shape {loss.shape}" if isinstance(loss, Tensor) else f"a {type(loss).__name__}"
    raise ValueError(f"{name}: the loss must give a tensor of one element, got {got}")


# ---- checks of arguments
def _kind(value: object) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _check_model(name: str, model: object) -> None:
    if not isinstance(model, Module):
        hint = f": make one, {model.__name__}(...)" if isinstance(model, type) else ""
        raise TypeError(f"{name}: model must be a Module, got {_kind(model)}{hint}")


def _kinds(inputs: list[Tensor]) -> list[tuple]:
    return [(x.shape[1:], x.dtype) for x in inputs]


def _to_model(model: Module, X: Tensor) -> Tensor:
    """Floating data in the dtype of the model's parameters."""
    dtype = next((p.dtype for p in model.parameters()), X.dtype)
    return X.astype(dtype) if X.dtype.kind == "f" and X.dtype is not dtype else X


def _inputs(name: str, model: Module, X: Inputs, but: str) -> tuple:
    """What the model is called with: X, or its members when it is a tuple of arrays."""
    if not (isinstance(X, tuple) and X and all(getattr(x, "ndim", 0) for x in X)):
        return (X,)
    import inspect

    try:
        inspect.signature(model.forward).bind(*X)
    except TypeError:
        raise TypeError(
            f"{name}: X is a tuple of {len(X)} arrays, which is {len(X)} inputs, and {type(model).__name__} "
            f"does not take {len(X)}: give one array, {but}"
        ) from None
    except ValueError:  # no signature to be had
        pass
    return X


def _check_data(name: str, model: Module, data: object) -> tuple[list[Tensor], Tensor]:
    _check_model(name, model)
    if not isinstance(data, (tuple, list)) or len(pair := list(data)) != 2:
        got = type(data).__name__ + (f" of length {len(data)}" if isinstance(data, (tuple, list)) else "")
        hint = "; tl.data.train_test_split divides data" if isinstance(data, (int, float)) else ""
        raise TypeError(f"{name}: data must be a pair (X, y), got {got}{hint}")
    X = _inputs(name, model, pair[0], "or a tuple of its inputs")
    _refuse_names(name, pair[1])
    (*inputs, y), n = same_lengths(name, (*X, pair[1]))
    if n == 0:
        raise ValueError(f"{name}: no examples, X has shape {inputs[0].shape}")
    return [_to_model(model, x) for x in inputs], y


def _refuse_names(name: str, y: object) -> None:
    """Classes are numbers; for names NumPy has them."""
    first = next(iter(y), None) if isinstance(y, (list, tuple)) else None
    if isinstance(first, str) or getattr(getattr(y, "dtype", None), "kind", "") in ("U", "S", "O", "T"):
        raise TypeError(
            f"{name}: targets must be numbers, not names: write "
            "names, y = numpy.unique(y, return_inverse=True)"
        )


def _check_optimizer(model: Module, optimizer: Any, scheduler: Any) -> Optimizer:
    learnable = [p for p in model.parameters() if p.requires_grad]
    if not learnable:
        lost = (key for key, value in vars(model).items() if isinstance(value, (list, tuple)) and value)
        name = next((key for key in lost if all(isinstance(m, Module) for m in vars(model)[key])), None)
        hint = "" if name is None else f"; its {name!r} is a plain list, put the layers in a ModuleList"
        raise ValueError(f"fit: the model has no parameters that require gradients{hint}")
    if optimizer is None:
        optimizer = getattr(scheduler, "optimizer", None)
    if optimizer is None:
        return Adam(learnable)
    if not isinstance(optimizer, Optimizer):
        own = isinstance(optimizer, type) and issubclass(optimizer, Optimizer)
        made = optimizer.__name__ if own else "Adam"
        got = repr(optimizer) if isinstance(optimizer, str) else _kind(optimizer)
        raise TypeError(
            f"fit: optimizer must be an Optimizer, got {got}: "
            f"write optimizer=tl.optim.{made}(model.parameters(), lr=...)"
        )
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    if not any(id(p) in held for p in learnable):
        raise ValueError(
            "fit: the optimizer holds no parameter of this model; make it after the model, "
            "and after model.to(...)"
        )
    return optimizer


def _is_true(answer: object) -> bool:
    """True, NumPy's or a 0-d tensor; other objects a callback happens to return say nothing."""
    is_bool = getattr(answer, "ndim", None) == 0 and str(getattr(answer, "dtype", "")) == "bool"
    return answer is True or (is_bool and bool(answer))


def _check_callbacks(callbacks: Any) -> list[Callable]:
    if callbacks is None:
        return []
    single = callable(callbacks) or isinstance(callbacks, EarlyStopping)
    if not single and not hasattr(callbacks, "__iter__"):
        raise TypeError(f"fit: callbacks must be functions, got {callbacks!r}")
    found = [callbacks] if single else list(callbacks)
    for callback in found:
        if isinstance(callback, EarlyStopping) or callback is EarlyStopping:
            raise TypeError("fit: EarlyStopping is no callback: write early_stopping=EarlyStopping(...)")
        if isinstance(callback, type):
            raise TypeError(f"fit: a callback is the class {callback.__name__}: give a function or an object")
        if not callable(callback):
            raise TypeError(f"fit: a callback must be callable, got {callback!r}")
    return found


def _check_stopping(rule: int | EarlyStopping | None, has_validation: bool) -> Watch | None:
    if rule is None:
        return None
    if isinstance(rule, type) or not (isinstance(rule, EarlyStopping) or is_integer(rule)):
        got = _kind(rule) if isinstance(rule, type) else repr(rule)
        raise TypeError(f"fit: early_stopping must be a number of epochs or an EarlyStopping(...), got {got}")
    if not isinstance(rule, EarlyStopping):
        rule = EarlyStopping(rule)
    return rule.watch(has_validation)


def _check_monitor(watch: Watch, has_validation: bool, metrics: list[str]) -> None:
    known = ["loss", *metrics]
    known += ["val_" + key for key in known] if has_validation else []
    if watch.key not in known:
        raise ValueError(f"fit: early stopping cannot monitor {watch.key!r}; known are {', '.join(known)}")
