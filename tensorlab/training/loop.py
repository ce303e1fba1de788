"""fit, evaluate, predict."""

from __future__ import annotations

import math

from tensorlab_c import Tensor, concatenate, no_grad
from tensorlab_c.update import first_not_finite

from .._check import integer, real
from ..data.batches import batches
from ..data.split import as_generator, same_lengths
from ..nn import Module
from ..optim import Adam, Optimizer
from .history import History
from .objective import resolve_loss, resolve_metrics
from .stopping import EarlyStopping, NonFiniteLossError, Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    from tensorlab_c.random import Generator

    from .._typing import ArrayLike

    T = TypeVar("T")

__all__ = ["evaluate", "fit", "predict"]


def fit(
    model: Module,
    data: tuple[ArrayLike, ArrayLike],
    *,
    loss: str | Callable = "cross_entropy",
    optimizer: Optimizer | None = None,
    epochs: int = 10,
    batch_size: int = 32,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
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
        X and y, of equal length. Floating X is converted to the dtype of the model's parameters.
    loss : str, Module or callable, default "cross_entropy"
        A name ("cross_entropy", "bce_with_logits", "nll", "mse", "mae", "half_squared_error"), or a
        function of the model's output and the targets that gives a tensor of one element, a mean over the
        examples.
    optimizer : Optimizer, optional
        Default: ``Adam(model.parameters())``.
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
        Whether to show a bar (tqdm).
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
    """
    X, y = _check_data("fit", model, data)
    held_out = None if validation is None else _check_data("fit: validation", model, validation)
    loss_function = resolve_loss("fit", loss)
    metric_functions = resolve_metrics("fit", metrics, loss_function)
    optimizer = _check_optimizer(model, optimizer)
    epochs, batch_size = integer("fit", "epochs", epochs), integer("fit", "batch_size", batch_size)
    callbacks = _check_callbacks(callbacks)
    tol = None if tol is None else real("fit", "tol", tol, 0, ends="()")
    source = as_generator("fit", seed)
    watch = _check_stopping(early_stopping, held_out is not None, metric_functions)
    epoch = _Epoch(model, loss_function, metric_functions, optimizer, tol)

    history = History()
    modes = [(module, module.training) for module in model.modules()]
    bar = _bar(progress, epochs * math.ceil(len(X) / batch_size))
    try:
        for number in range(1, epochs + 1):
            if bar is not None:
                bar.set_description(f"epoch {number}/{epochs}", refresh=False)
            model.train()
            values = epoch.run(
                number, batches(X, y, batch_size=batch_size, shuffle=shuffle, generator=source), bar
            )
            if held_out is not None:
                scores = _evaluate(model, held_out, loss_function, metric_functions, batch_size)
                values |= {"val_" + key: value for key, value in scores.items()}
            history.append(values)
            if bar is not None:
                bar.set_postfix({key: f"{value:.4g}" for key, value in values.items()}, refresh=False)
            reasons = {  # all are asked; the first that says so ends the training
                "early_stopping": watch is not None and watch.ends(history, model),
                "tol": epoch.settled,
                "callback": any([_is_true(callback(number, history)) for callback in callbacks]),
            }
            history.stop_reason = next((reason for reason, ends in reasons.items() if ends), None)
            if history.stop_reason:
                break
    finally:
        for module, mode in modes:
            module.training = mode
        if bar is not None:
            bar.close()
    history.stop_reason = history.stop_reason or "epochs"
    if watch is not None:
        watch.restore(history, model)
    return history


class _Epoch:
    """One pass over the training data."""

    def __init__(self, model: Module, loss: Callable, metrics: dict, optimizer: Optimizer, tol: float | None):
        self.model, self.loss, self.metrics, self.optimizer, self.tol = model, loss, metrics, optimizer, tol
        self.learned = [(p, p.detach()) for group in optimizer.param_groups for p in group["params"]]
        self.settled = False  # a step was shorter than tol

    def run(self, epoch: int, parts: Iterable, bar: Any) -> dict[str, float]:
        totals = dict.fromkeys(("loss", *self.metrics), 0.0)
        seen = 0
        for batch, (x, y) in enumerate(parts, 1):
            output, value = self.step(x, y, epoch, batch)
            count = len(x)
            seen += count
            totals["loss"] += value * count
            if self.metrics:
                output = output.detach()
                for key, metric in self.metrics.items():
                    totals[key] += float(metric(output, y)) * count
            if bar is not None:
                bar.update()
            if self.settled:
                break
        return {key: total / seen for key, total in totals.items()}

    def step(self, x: Tensor, y: Tensor, epoch: int, batch: int) -> tuple[Tensor, float]:
        """Forward, loss, backward, update; what is not finite leaves the weights as they were."""
        self.optimizer.zero_grad()
        output = self.model(x)
        loss = self.loss(output, y)
        value = _number("fit", loss)
        if not math.isfinite(value):
            raise _not_finite(f"the loss is {value}", epoch, batch)
        if not loss.requires_grad:
            raise RuntimeError(
                "fit: the loss has no gradient: it was detached from the parameters, "
                "or gradients are off (no_grad)"
            )
        loss.backward()
        gradients, now = [], []
        for p, values in self.learned:
            if p.grad is not None:
                gradients.append(p.grad)
                now.append(values)
        bad = first_not_finite(gradients)
        if bad is not None:
            what = f"the gradient of {self._name(now[bad])} is not finite"
            raise _not_finite(what, epoch, batch, f" (loss {value:.6g})")
        before = [values.copy() for values in now]
        self.optimizer.step()
        bad = first_not_finite(now)
        if bad is not None:
            for values, old in zip(now, before, strict=True):
                values.copy_(old)
            what = f"the step makes {self._name(now[bad])} infinite or NaN"
            raise _not_finite(what, epoch, batch, f" (loss {value:.6g})")
        if self.tol is not None:
            moved = sum(((p - q) ** 2).sum().item() for p, q in zip(now, before, strict=True))
            self.settled = math.sqrt(moved) < self.tol
        return output, value

    def _name(self, values: Tensor) -> str:
        parameter = next(p for p, own in self.learned if own is values)
        names = (repr(name) for name, p in self.model.named_parameters() if p is parameter)
        return next(names, f"a parameter of shape {parameter.shape}")


def _not_finite(what: str, epoch: int, batch: int, more: str = "") -> NonFiniteLossError:
    message = (
        f"fit: {what} in epoch {epoch}, batch {batch}{more}; the weights are those of the last good step"
    )
    return NonFiniteLossError(message, epoch, batch)


def evaluate(
    model: Module,
    data: tuple[ArrayLike, ArrayLike],
    loss: str | Callable = "cross_entropy",
    *,
    batch_size: int = 256,
    metrics: Iterable | None = None,
) -> dict[str, float]:
    """Loss and metrics of a model on data, in evaluation mode and without gradients.

    Parameters
    ----------
    model, data, loss, metrics
        As for `fit`.
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
    function = resolve_loss("evaluate", loss)
    return _evaluate(
        model,
        data,
        function,
        resolve_metrics("evaluate", metrics, function),
        integer("evaluate", "batch_size", batch_size),
    )


def predict(model: Module, X: ArrayLike, *, batch_size: int = 256) -> Tensor:
    """The model's outputs for all examples, in evaluation mode and without gradients.

    Parameters
    ----------
    model : Module
    X : array_like, shape (n, ...)
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
    (X,), n = same_lengths("predict", [X])
    if n == 0:
        raise ValueError(f"predict: no examples, X has shape {X.shape}")
    X = _to_model(model, X)
    size = integer("predict", "batch_size", batch_size)
    return _in_evaluation(
        model, lambda: concatenate([model(x) for (x,) in batches(X, batch_size=size)], axis=0)
    )


def _evaluate(
    model: Module, data: tuple[Tensor, Tensor], loss: Callable, metrics: dict, batch_size: int
) -> dict[str, float]:
    def run() -> dict[str, float]:
        totals = dict.fromkeys(("loss", *metrics), 0.0)
        for x, y in batches(*data, batch_size=batch_size):
            output = model(x)
            totals["loss"] += _number("evaluate", loss(output, y)) * len(x)
            for key, metric in metrics.items():
                totals[key] += float(metric(output, y)) * len(x)
        return {key: total / len(data[0]) for key, total in totals.items()}

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
    if not isinstance(loss, Tensor) or loss.size != 1:
        got = f"a tensor of shape {loss.shape}" if isinstance(loss, Tensor) else f"a {type(loss).__name__}"
        raise ValueError(f"{name}: the loss must give a tensor of one element, got {got}")
    return loss.item()


# ---- checks of arguments
def _check_model(name: str, model: object) -> None:
    if not isinstance(model, Module):
        raise TypeError(f"{name}: model must be a Module, got {type(model).__name__}")


def _to_model(model: Module, X: Tensor) -> Tensor:
    """Floating data in the dtype of the model's parameters."""
    dtype = next((p.dtype for p in model.parameters()), X.dtype)
    return X.astype(dtype) if X.dtype.kind == "f" and X.dtype is not dtype else X


def _check_data(name: str, model: Module, data: object) -> tuple[Tensor, Tensor]:
    _check_model(name, model)
    if not isinstance(data, (tuple, list)) or len(data) != 2:
        raise TypeError(
            f"{name}: data must be a pair (X, y), got {type(data).__name__}"
            + (f" of length {len(data)}" if isinstance(data, (tuple, list)) else "")
        )
    (X, y), n = same_lengths(name, data)
    if n == 0:
        raise ValueError(f"{name}: no examples, X has shape {X.shape}")
    return _to_model(model, X), y


def _check_optimizer(model: Module, optimizer: Optimizer | None) -> Optimizer:
    learnable = [p for p in model.parameters() if p.requires_grad]
    if not learnable:
        raise ValueError("fit: the model has no parameters that require gradients")
    if optimizer is None:
        return Adam(learnable)
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"fit: optimizer must be an Optimizer, got {type(optimizer).__name__}")
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


def _check_callbacks(callbacks: Callable | Iterable[Callable] | None) -> list[Callable]:
    if callbacks is None:
        return []
    if not callable(callbacks) and not hasattr(callbacks, "__iter__"):
        raise TypeError(f"fit: callbacks must be functions, got {callbacks!r}")
    callbacks = [callbacks] if callable(callbacks) else list(callbacks)
    for callback in callbacks:
        if not callable(callback):
            raise TypeError(f"fit: a callback must be callable, got {callback!r}")
    return callbacks


def _check_stopping(rule: int | EarlyStopping | None, has_validation: bool, metrics: dict) -> Watch | None:
    if rule is None:
        return None
    if not isinstance(rule, EarlyStopping):
        rule = EarlyStopping(rule)
    watch = rule.watch(has_validation)
    known = ["loss", *metrics]
    known += ["val_" + key for key in known] if has_validation else []
    if watch.key not in known:
        raise ValueError(f"fit: early stopping cannot monitor {watch.key!r}; known are {', '.join(known)}")
    return watch


def _bar(progress: bool, total: int) -> Any:
    if not progress:
        return None
    from tqdm import tqdm

    return tqdm(total=total, unit="batch")
