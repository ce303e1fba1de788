"""Hooks of optimisers: functions that run before and behind a step, and when states are saved and loaded.

A hooked optimiser has a `HookedStep` as its attribute ``step``; one without hooks pays nothing for them.
"""

from __future__ import annotations

import itertools

from tensorlab_c.methods import RemovableHandle

from .._check import flag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .optimizer import Optimizer

NONE: dict[str, dict[int, Callable]] = {}  # the hooks of an optimiser without any
STEPS = ("step_pre", "step_post")

_numbers = itertools.count()


class HookedStep:
    """Stands in for the `step` of an optimiser."""

    def __init__(self, optimizer: Optimizer):
        self.optimizer = optimizer

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        optimizer = self.optimizer
        args = (optimizer, *args)
        for hook in hooks_of(optimizer, "step_pre"):
            answer = hook(optimizer, args, kwargs)
            if answer is None:
                continue
            if not (isinstance(answer, tuple) and len(answer) == 2):
                raise RuntimeError(
                    "register_step_pre_hook: a hook returns None or a pair of arguments and keyword "
                    f"arguments, got {type(answer).__name__}"
                )
            args, kwargs = answer
        result = type(optimizer).step(*args, **kwargs)
        for hook in hooks_of(optimizer, "step_post"):
            hook(optimizer, args, kwargs)
        return result


def hooks_of(optimizer: Optimizer, kind: str) -> list[Callable]:
    return [*optimizer._hooks.get(kind, {}).values()]


def add_hook(optimizer: Optimizer, kind: str, hook: object, prepend: object = False) -> RemovableHandle:
    """Register a hook; the answer takes it away again."""
    function = f"register_{kind}_hook"
    if not callable(hook):
        raise TypeError(f"{function}: a function is needed, got {type(hook).__name__}")
    first, key = flag(function, "prepend", prepend), next(_numbers)
    if optimizer._hooks is NONE:
        optimizer._hooks = {}
    table = optimizer._hooks.setdefault(kind, {})
    others = dict(table) if first else {}
    if first:
        table.clear()
    table[key] = hook
    table.update(others)
    if kind in STEPS:
        optimizer.__dict__.setdefault("step", HookedStep(optimizer))

    def take_away() -> None:
        table.pop(key, None)
        if not any(optimizer._hooks.get(name) for name in STEPS):
            optimizer.__dict__.pop("step", None)

    return RemovableHandle(take_away)
