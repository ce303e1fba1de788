"""Learning rates that are functions of the caller."""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, MethodType

from ..._check import real
from .scheduler import LRScheduler, check_optimizer, copied, lrs_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ..optimizer import Optimizer

    Factor = Callable[[int], float]

__all__ = ["LambdaLR", "MultiplicativeLR"]


class OfFunctions(LRScheduler):
    """One function for all parameter groups, or one for each."""

    lr_lambdas: list[Factor]

    def __init__(self, optimizer: Optimizer, lr_lambda: Factor | Sequence[Factor], last_epoch: int = -1):
        name = type(self).__name__
        count = len(check_optimizer(name, optimizer).param_groups)
        functions: list[Any] = [*lr_lambda] if isinstance(lr_lambda, (list, tuple)) else [lr_lambda] * count
        if len(functions) != count:
            raise ValueError(f"{name}: lr_lambda has {len(functions)} functions for {count} parameter groups")
        for function in functions:
            if not callable(function):
                raise TypeError(f"{name}: lr_lambda must be a function of the epoch, got {function!r:.80}")
        self.lr_lambdas = functions
        super().__init__(optimizer, last_epoch)

    def _factors(self) -> list[float]:
        what = f"lr_lambda({self.last_epoch})"
        return [real(type(self).__name__, what, function(self.last_epoch)) for function in self.lr_lambdas]

    def _memory(self) -> list[dict[str, Any]]:
        held = map(attributes, self.lr_lambdas)
        return [*super()._memory(), *(one for one in held if one is not None)]

    def state_dict(self) -> dict[str, Any]:
        """As that of all schedulers, with what those of ``lr_lambdas`` hold that are no plain functions."""
        functions = self.lr_lambdas
        self.lr_lambdas = []
        try:
            state = super().state_dict()
        finally:
            self.lr_lambdas = functions
        state["lr_lambdas"] = [copied(attributes(function)) for function in functions]
        return state

    def _read(self, where: str, state: dict[str, Any]) -> dict[str, Any]:
        read = super()._read(where, state)
        saved = read.pop("lr_lambdas")
        if not isinstance(saved, (list, tuple)) or len(saved) != len(self.lr_lambdas):
            raise ValueError(
                f"{where}: lr_lambdas must be a list of {len(self.lr_lambdas)}, got {saved!r:.80}"
            )
        for function, values in zip(self.lr_lambdas, saved, strict=True):
            if values is not None and (not isinstance(values, dict) or attributes(function) is None):
                raise TypeError(f"{where}: {function!r:.80} cannot have the saved attributes {values!r:.80}")
        return read

    def _settle(self, state: dict[str, Any]) -> None:
        for function, values in zip(self.lr_lambdas, copied(state["lr_lambdas"]), strict=True):
            if values is not None:
                vars(function).update(values)


def attributes(function: Factor) -> dict[str, Any] | None:
    """What is to save of an object that can be called."""
    plain = isinstance(function, (FunctionType, BuiltinFunctionType, MethodType, type))
    return None if plain else getattr(function, "__dict__", None)


class LambdaLR(OfFunctions):
    """The learning rates at the beginning times a function of the epoch: η_t = η₀·λ(t).

    Parameters
    ----------
    optimizer : Optimizer
    lr_lambda : callable or list of callable
        λ, a function of the epoch (from 0) that gives a number; a list has one for each parameter group.
    last_epoch : int, default -1
        The last epoch of a run that is gone on with.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense, and by `step` for functions that give negative numbers or none.
        Nothing has been changed then.

    Notes
    -----
    A saved state has the attributes of objects that can be called, but no functions: these are those that the
    scheduler was made with.

    Examples
    --------
    >>> import tensorlab as tl
    >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=1.0)
    >>> scheduler = tl.optim.lr_scheduler.LambdaLR(opt, lambda epoch: 1 / (1 + epoch))
    >>> for epoch in range(4):
    ...     print(round(scheduler.get_last_lr()[0], 4), end=" ")
    ...     scheduler.step()
    1.0 0.5 0.3333 0.25
    """

    def get_lr(self) -> list[float]:
        return [lr * factor for factor, lr in zip(self._factors(), self.base_lrs, strict=False)]


class MultiplicativeLR(OfFunctions):
    """Multiplies the learning rates every epoch by a function of it: η_t = η_{t−1}·λ(t).

    Parameters
    ----------
    optimizer : Optimizer
    lr_lambda : callable or list of callable
        λ, a function of the epoch (from 1) that gives a number; a list has one for each parameter group.
    last_epoch : int, default -1
        The last epoch of a run that is gone on with; the learning rates stay then as they are.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense, and by `step` for functions that give negative numbers or none.
        Nothing has been changed then.

    Notes
    -----
    Saved states are as those of `LambdaLR`. In a `SequentialLR` it goes on from the learning rates that the
    scheduler before it has left, beginning with λ(0).

    Examples
    --------
    >>> import tensorlab as tl
    >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=1.0)
    >>> scheduler = tl.optim.lr_scheduler.MultiplicativeLR(opt, lambda epoch: 0.5)
    >>> for epoch in range(4):
    ...     print(scheduler.get_last_lr()[0], end=" ")
    ...     scheduler.step()
    1.0 0.5 0.25 0.125
    """

    def get_lr(self) -> list[float]:
        lrs = lrs_of(self.optimizer)
        if not self._last_lr:  # the first step
            return lrs
        return [lr * factor for factor, lr in zip(self._factors(), lrs, strict=False)]

    def _restart(self, epoch: int = 0) -> None:
        self._go_to(epoch)
