"""Checks of what a training is given."""

from __future__ import annotations

from .._check import is_integer
from ..nn import Module
from ..optim import LBFGS, Adam, Optimizer
from .callbacks import Callback
from .feed import kind_of
from .stopping import EarlyStopping, Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["check_callbacks", "check_monitor", "check_optimizer", "check_stopping", "is_true"]


def check_optimizer(model: Module, optimizer: Any, scheduler: Any) -> Optimizer:
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
        got = repr(optimizer) if isinstance(optimizer, str) else kind_of(optimizer)
        raise TypeError(
            f"fit: optimizer must be an Optimizer, got {got}: "
            f"write optimizer=tl.optim.{made}(model.parameters(), lr=...)"
        )
    if isinstance(optimizer, LBFGS):
        raise TypeError(
            "fit: LBFGS computes the loss several times in a step, of all data at once: write the loop, "
            "optimizer.step(closure)"
        )
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    if not any(id(p) in held for p in learnable):
        raise ValueError(
            "fit: the optimizer holds no parameter of this model; make it after the model, "
            "and after model.to(...)"
        )
    return optimizer


def is_true(answer: object) -> bool:
    """True, NumPy's or a 0-d tensor; other objects a callback happens to return say nothing."""
    is_bool = getattr(answer, "ndim", None) == 0 and str(getattr(answer, "dtype", "")) == "bool"
    return answer is True or (is_bool and bool(answer))


def check_callbacks(callbacks: Any) -> list[Any]:
    if callbacks is None:
        return []
    single = callable(callbacks) or isinstance(callbacks, (Callback, EarlyStopping))
    if not single and not hasattr(callbacks, "__iter__"):
        raise TypeError(f"fit: callbacks must be functions or a Callback, got {callbacks!r}")
    found = [callbacks] if single else list(callbacks)
    for callback in found:
        if isinstance(callback, type):
            raise TypeError(f"fit: a callback is the class {callback.__name__}: give a function or an object")
        if not callable(callback) and not isinstance(callback, (Callback, EarlyStopping)):
            raise TypeError(f"fit: a callback must be callable or a Callback, got {callback!r}")
    return found


def check_stopping(
    callbacks: list[Any], rule: int | EarlyStopping | None, has_validation: bool
) -> tuple[list[Any], Watch | None]:
    """The other callbacks, and what watches for early stopping, whichever way it was asked for."""
    rules = [callback for callback in callbacks if isinstance(callback, EarlyStopping)]
    if rule is not None:
        if isinstance(rule, type) or not (isinstance(rule, EarlyStopping) or is_integer(rule)):
            got = kind_of(rule) if isinstance(rule, type) else repr(rule)
            raise TypeError(
                f"fit: early_stopping must be a number of epochs or an EarlyStopping(...), got {got}"
            )
        rules.append(rule if isinstance(rule, EarlyStopping) else EarlyStopping(rule))
    if len(rules) > 1:
        raise ValueError(f"fit: there can be one EarlyStopping, got {len(rules)}")
    others = [callback for callback in callbacks if not isinstance(callback, EarlyStopping)]
    return others, rules[0].watch(has_validation) if rules else None


def check_monitor(watch: Watch, has_validation: bool, metrics: list[str]) -> None:
    known = ["loss", *metrics]
    known += ["val_" + key for key in known] if has_validation else []
    if watch.key not in known:
        raise ValueError(f"fit: early stopping cannot monitor {watch.key!r}; known are {', '.join(known)}")
