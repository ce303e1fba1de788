"""Hooks of modules: functions that run before and behind `forward`, and when gradients pass.

A hooked module has a `Hooks` as its attribute ``forward``; one without hooks pays nothing for them.
"""

from __future__ import annotations

import itertools
import sys
from contextlib import suppress

from tensorlab_c import Tensor, concatenate
from tensorlab_c._tensor import custom
from tensorlab_c.autograd import _parted as parted
from tensorlab_c.methods import RemovableHandle

from .._check import flag
from ._errors import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    from .module import Module

KINDS = ("before", "behind", "gradients_before", "gradients_behind")


class Hooks:
    """Stands in for the `forward` of a module."""

    def __init__(self, module: Module):
        self.module = module
        self.own = module.__dict__.get("forward")  # a function that was put there before
        self.tables: dict[str, dict[int, tuple[Callable, dict[str, bool]]]] = {kind: {} for kind in KINDS}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        pending = dict(self.tables["behind"])
        try:
            output = self._run(args, kwargs, pending)
        except Exception:
            for hook, how in pending.values():
                if how["always_call"]:
                    with suppress(Exception):  # the first error is the one that matters
                        hook(self.module, args, *([kwargs] if how["with_kwargs"] else []), None)
            raise
        return output

    def _run(self, args: tuple, kwargs: dict[str, Any], pending: dict[int, Any]) -> Any:
        for hook, how in list(self.tables["before"].values()):
            args, kwargs = self._changed(hook, how["with_kwargs"], args, kwargs)
        passing = (
            Passing(self) if self.tables["gradients_before"] or self.tables["gradients_behind"] else None
        )
        if passing:
            args = passing.entered(args)
        forward = self.own or written(type(self.module)).__get__(self.module)
        output = forward(*args, **kwargs)
        for key in list(pending):
            hook, how = pending.pop(key)
            answer = hook(self.module, args, *([kwargs] if how["with_kwargs"] else []), output)
            output = output if answer is None else answer
        return passing.left(output) if passing else output

    def _changed(self, hook: Callable, with_kwargs: bool, args: tuple, kwargs: dict[str, Any]) -> tuple:
        """The arguments as a hook wants them."""
        answer = hook(self.module, args, kwargs) if with_kwargs else hook(self.module, args)
        if answer is None:
            return args, kwargs
        if not with_kwargs:
            return (answer if isinstance(answer, tuple) else (answer,)), kwargs
        if not (isinstance(answer, tuple) and len(answer) == 2):
            raise RuntimeError(
                "register_forward_pre_hook: a hook with keyword arguments returns None or a pair of "
                f"arguments and keyword arguments, got {type(answer).__name__}"
            )
        return answer


def written(kind: type) -> Any:
    """The `forward` of a class as it is written there: a function, or a staticmethod."""
    return next(vars(base)["forward"] for base in kind.__mro__ if "forward" in vars(base))


_numbers = itertools.count()


def add_hook(module: Module, kind: str, function: str, hook: object, prepend: object, **how: object) -> Any:
    """Register a hook; the answer takes it away again."""
    if not callable(hook):
        raise TypeError(f"{function}: a function is needed, got {type(hook).__name__}")
    first = flag(function, "prepend", prepend)
    checked = {name: flag(function, name, value) for name, value in how.items()}
    there = module.__dict__.get("forward")
    hooks = there if isinstance(there, Hooks) else Hooks(module)
    module.forward = hooks  # type: ignore[method-assign]
    key, table = next(_numbers), hooks.tables[kind]
    others = dict(table) if first else {}
    if first:
        table.clear()
    table[key] = (hook, checked)
    table.update(others)

    def take_away() -> None:
        table.pop(key, None)
        settle(module, hooks)

    return RemovableHandle(take_away)


def settle(module: Module, hooks: Hooks) -> None:
    """Without any hook left, a module has its own `forward` again."""
    if module.__dict__.get("forward") is hooks and not any(hooks.tables.values()):
        if hooks.own is None:
            del module.forward
        else:
            module.forward = hooks.own  # type: ignore[method-assign]


def hooks_of(module: Module, kind: str) -> dict[int, Callable]:
    """The hooks of a kind by their numbers."""
    there = module.__dict__.get("forward")
    return {key: hook for key, (hook, _) in there.tables[kind].items()} if isinstance(there, Hooks) else {}


def hook_of(module: Module, kind: str, of: type, name: str, take_away: bool = False) -> Any:
    """The first hook of a type and `name`, or None; perhaps it is no hook any more then."""
    hooks = module.__dict__.get("forward")
    if not isinstance(hooks, Hooks):
        return None
    table = hooks.tables[kind]
    for key in [*table]:
        hook = table[key][0]
        if isinstance(hook, of) and hook.name == name:  # type: ignore[attr-defined]
            if take_away:
                del table[key]
                settle(module, hooks)
            return hook
    return None


class Passing:
    """One call of a module whose gradients are looked at on their way."""

    def __init__(self, hooks: Hooks):
        self.hooks = hooks
        self.out: tuple[Tensor | None, ...] | None = None  # gradients that are on their way
        self.inputs = 0
        self.entrance = False  # whether gradients get as far as the inputs
        self.around = calling(hooks.module)

    def entered(self, args: tuple) -> tuple:
        """The arguments, behind the place where their gradients pass."""
        learned = [i for i, a in enumerate(args) if isinstance(a, Tensor) and a.requires_grad]
        self.inputs, self.entrance = len(args), bool(learned)
        if not learned:
            return args
        passed = iter(joined([args[i] for i in learned], lambda parts: self._arrived(learned, parts)))
        return tuple(next(passed) if i in learned else a for i, a in enumerate(args))

    def left(self, output: Any) -> Any:
        """The output, before the place where its gradients pass."""
        parts = (output,) if isinstance(output, Tensor) else output
        if not isinstance(parts, (tuple, list)):
            raise TypeError(
                f"{type(self.hooks.module).__name__}: hooks of gradients need a tensor or a tuple of tensors "
                f"as the output, got {type(output).__name__}"
            )
        learned = [i for i, t in enumerate(parts) if isinstance(t, Tensor) and t.requires_grad]
        if not learned:
            return output
        size = len(parts)
        passed = iter(joined([parts[i] for i in learned], lambda grads: self._begun(size, learned, grads)))
        changed = [next(passed) if i in learned else t for i, t in enumerate(parts)]
        if isinstance(output, Tensor):
            return changed[0]
        return type(output)(*changed) if hasattr(output, "_fields") else type(output)(changed)

    def _begun(self, size: int, places: list[int], grads: list[Tensor]) -> list[Tensor]:
        out = spread(size, places, grads)
        for hook, _ in list(self.hooks.tables["gradients_before"].values()):
            answer = self._called(hook, out)
            if answer is not None:
                out = checked("register_full_backward_pre_hook", answer, out)
        self.out = out
        if not self.entrance:
            self._behind((None,) * self.inputs)
        return [g for g in (out[i] for i in places) if g is not None]

    def _called(self, hook: Callable, *gradients: Any) -> Any:
        try:
            return hook(self.hooks.module, *gradients)
        except Exception as error:
            for module in self.around:
                locate(error, module)
            raise

    def _arrived(self, places: list[int], grads: list[Tensor]) -> list[Tensor]:
        if self.out is None:  # they come from a second derivative, and not from the outputs
            return grads
        given = self._behind(spread(self.inputs, places, grads))
        return [g for g in (given[i] for i in places) if g is not None]

    def _behind(self, given: tuple[Tensor | None, ...]) -> tuple[Tensor | None, ...]:
        for hook, _ in list(self.hooks.tables["gradients_behind"].values()):
            answer = self._called(hook, given, self.out)
            if answer is not None:
                given = checked("register_full_backward_hook", answer, given)
        self.out = None
        return given


def calling(module: Module) -> list[Module]:
    """A module that is being called, then those whose calls it is part of: backward has no such path."""
    from .module import Module

    modules: list[Module] = [module]
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_name in ("forward", "__call__") and code.co_varnames:
            outer = frame.f_locals.get(code.co_varnames[0])
            if isinstance(outer, Module) and outer is not modules[-1]:
                modules.append(outer)
        frame = frame.f_back
    return modules


def spread(size: int, places: list[int], tensors: list[Tensor]) -> tuple[Tensor | None, ...]:
    """Tensors at their places, None at the others."""
    every: list[Tensor | None] = [None] * size
    for place, t in zip(places, tensors, strict=True):
        every[place] = t
    return tuple(every)


def checked(function: str, answer: object, given: tuple[Tensor | None, ...]) -> tuple[Tensor | None, ...]:
    """What a hook returned in place of gradients: as many, of their shapes."""
    answers = answer if isinstance(answer, tuple) else (answer,)
    shapes, returned = ([getattr(g, "shape", None) for g in some] for some in (given, answers))
    if returned != shapes:
        raise RuntimeError(f"{function}: the hook returned gradients of shapes {returned} for {shapes}")
    return answers


def joined(tensors: list[Tensor], look: Callable[[list[Tensor]], list[Tensor]]) -> list[Tensor]:
    """The same tensors; their gradients come to `look` all at once, which says how they go on."""
    if len(tensors) == 1:
        return [custom(tensors[0].detach(), lambda g, _, t: tuple(look([g])), tensors[0], reads_out=False)]
    if len({t.dtype for t in tensors}) > 1:
        raise TypeError(
            f"hooks of gradients need tensors of one dtype, got {[t.dtype.name for t in tensors]}"
        )
    flat = concatenate([t.ravel() for t in tensors])

    def rule(g: Tensor, _: None, flat: Tensor) -> tuple[Tensor]:
        return (concatenate([part.ravel() for part in look(parted(g, tensors))]),)

    return parted(custom(flat.detach(), rule, flat, reads_out=False), tensors)
