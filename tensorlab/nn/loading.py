"""Values of a state into a module: all of them, or none."""

from __future__ import annotations

from tensorlab_c import array, no_grad

from ._errors import IncompatibleKeys, StateDictMismatch
from .parameter import is_lazy, is_readonly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tensorlab_c import Tensor

    from .module import Module


def load(module: Module, state_dict: Mapping[str, Any], strict: bool) -> IncompatibleKeys:
    """What `Module.load_state_dict` does."""
    if not hasattr(state_dict, "keys"):
        raise TypeError(f"load_state_dict: expected a dict of tensors, got {type(state_dict).__name__}")
    given = dict(state_dict)  # as it is now: looking at a value may run code that changes it
    own = dict(module._state())
    missing = [key for key in own if key not in given and not _may_lack(module, key)]
    unexpected = [key for key in given if key not in own]
    problems = []
    if strict and missing:
        problems.append("missing keys: " + ", ".join(map(repr, missing)))
    if strict and unexpected:
        problems.append("unexpected keys: " + ", ".join(map(repr, unexpected)))
    values = _fitting({key: target for key, target in own.items() if key in given}, given, problems)
    if problems:
        raise StateDictMismatch(
            f"load_state_dict: the state does not fit {type(module).__name__}; "
            "nothing was changed:\n  " + "\n  ".join(problems)
        )
    with no_grad():
        for key, value in values.items():
            if is_lazy(own[key]):
                own[key]._become(value)  # type: ignore[attr-defined]
            else:
                own[key].copy_(value)
    return IncompatibleKeys(missing, unexpected)


def _fitting(targets: dict[str, Tensor], given: dict[str, Any], problems: list[str]) -> dict[str, Tensor]:
    """Copies of the given values; what does not fit the targets is added to the problems."""
    values: dict[str, Tensor] = {}
    for key, target in targets.items():
        if is_lazy(given[key]) and is_lazy(target):
            continue
        try:
            values[key] = value = array(given[key])  # a copy: it may be a view of the model itself
        except (TypeError, ValueError, OverflowError, RuntimeError) as error:
            problems.append(f"{key!r} is not an array: {error}")  # torch has RuntimeError
            continue
        if is_lazy(target) and value.dtype == target.dtype:
            continue  # it takes the shape that there is
        if is_lazy(target) or value.shape != target.shape or value.dtype != target.dtype:
            problems.append(
                f"{key!r} is {value.dtype} {value.shape} but the model has "
                f"{target.dtype} {'' if is_lazy(target) else target.shape}"
            )
        elif is_readonly(target):
            problems.append(f"{key!r} of the model is read-only memory")
    converted = {key for key, value in values.items() if value.dtype != targets[key].dtype}
    if len(problems) == len(converted) > 0 and all(
        is_lazy(targets[k]) or values[k].shape == targets[k].shape for k in converted
    ):
        problems.append("convert the model, model.to(dtype), or the values, value.astype(dtype)")
    return values


def _may_lack(module: Module, key: str) -> bool:
    """Whether a state may be without this, because old ones are."""
    path, _, name = key.rpartition(".")
    return name in module.get_submodule(path)._may_lack
