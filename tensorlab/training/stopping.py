"""When to end a training: early, or because the loss is no number any more."""

from __future__ import annotations

from math import isnan

from tensorlab_c import Tensor

from .._check import integer, real, switch
from ..nn import Module
from .history import History

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["EarlyStopping", "NonFiniteLossError"]


class NonFiniteLossError(ArithmeticError):
    """The loss, a gradient or a weight became NaN or infinite; the weights are those of the last good step.

    Attributes
    ----------
    epoch, batch : int
        Where, both from 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> model = tl.nn.Linear(1, 1)
    >>> x = tl.full((4, 1), 1e30, dtype=tl.float32)
    >>> try:
    ...     tl.training.fit(model, (x, x), loss="mse", progress=False)
    ... except tl.training.NonFiniteLossError as error:
    ...     print(error.epoch, error.batch)
    1 1
    """

    def __init__(self, message: str, epoch: int, batch: int):
        super().__init__(message)
        self.epoch = epoch
        self.batch = batch

    def __reduce__(self) -> tuple:
        return type(self), (self.args[0], self.epoch, self.batch)


class EarlyStopping:
    """Ends a training when a value has stopped getting better.

    Parameters
    ----------
    patience : int, default 5
        How many epochs in a row may pass without improvement.
    min_delta : float, default 0
        How much better counts as improvement, which starts the waiting anew.
    restore_best : bool, default True
        Whether the model gets back the weights of its best epoch when training ends without an error: the
        best value of all, whether or not it was better by `min_delta`. The optimiser keeps its state.
    monitor : str, optional
        Key of the history. Default: ``"val_loss"``, or ``"loss"`` without validation data.
    mode : {"min", "max"}, optional
        Whether small or large is good. Default: "min" for keys that end in "loss", "error", "mse" or "mae",
        else "max".

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.training.EarlyStopping(patience=3, monitor="val_accuracy")
    EarlyStopping(patience=3, min_delta=0.0, restore_best=True, monitor='val_accuracy', mode='max')
    """

    def __init__(
        self,
        patience: int = 5,
        min_delta: float = 0.0,
        restore_best: bool = True,
        monitor: str | None = None,
        mode: str | None = None,
    ):
        if monitor is not None and not isinstance(monitor, str):
            raise TypeError(f"EarlyStopping: monitor must be a key of the history, got {monitor!r}")
        if mode not in (None, "min", "max"):
            raise ValueError(f"EarlyStopping: mode must be 'min', 'max' or None, got {mode!r}")
        self.patience = integer("EarlyStopping", "patience", patience)
        self.min_delta = real("EarlyStopping", "min_delta", min_delta, 0)
        self.restore_best = switch("EarlyStopping", "restore_best", restore_best)
        self.monitor = monitor
        small = ("loss", "error", "mse", "mae")
        self.mode = mode or (None if monitor is None else "min" if monitor.endswith(small) else "max")

    def watch(self, has_validation: bool) -> Watch:
        """The state of one training."""
        key = self.monitor or ("val_loss" if has_validation else "loss")
        return Watch(self, key, -1.0 if (self.mode or "min") == "min" else 1.0)

    def __repr__(self) -> str:
        return (
            f"EarlyStopping(patience={self.patience}, min_delta={self.min_delta}, "
            f"restore_best={self.restore_best}, "
            f"monitor={self.monitor!r}, mode={self.mode!r})"
        )


class Watch:
    """Follows one training for an `EarlyStopping`."""

    def __init__(self, rule: EarlyStopping, key: str, sign: float):
        self.rule, self.key, self.sign = rule, key, sign
        self.best = -float("inf")  # of all
        self.mark = -float("inf")  # the last value that was better by min_delta than the mark before
        self.waited = 0
        self.weights: dict[str, Tensor] = {}

    def ends(self, history: History, model: Module) -> bool:
        """Look at the newest epoch; True when training should end."""
        value = self.sign * history[self.key][-1]
        if isnan(value):
            value = -float("inf")  # worse than any number
        first = history.best_epoch is None
        if value > self.best or first:
            self.best, history.best_epoch = value, history.epochs
            if self.rule.restore_best:
                self.weights = {key: tensor.copy() for key, tensor in model.state_dict().items()}
        if value > self.mark + self.rule.min_delta or first:
            self.mark, self.waited = value, 0
            return False
        self.waited += 1
        return self.waited >= self.rule.patience

    def state_dict(self) -> dict[str, Any]:
        """What it knows by now."""
        numbers = {"best": self.best, "mark": self.mark, "waited": self.waited}
        return {"key": self.key, **numbers, "weights": dict(self.weights)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on with what `state_dict` gave."""
        self.best, self.mark, self.waited = state["best"], state["mark"], state["waited"]
        self.weights = dict(state["weights"])

    def restore(self, history: History, model: Module) -> None:
        """Give the model its best weights back."""
        if self.weights:  # also those of the last epoch, which callbacks may have changed since
            model.load_state_dict(self.weights)
