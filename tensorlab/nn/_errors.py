"""What goes wrong in modules, and where."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .module import Module


class StateDictMismatch(RuntimeError, ValueError):
    """A state that does not fit: PyTorch's users catch a RuntimeError, others a ValueError."""


def returned_nothing(module: Module) -> TypeError:
    return TypeError(f"{type(module).__name__}: forward returned None; it must end with `return ...`")


class IncompatibleKeys(NamedTuple):
    """What `Module.load_state_dict` left alone.

    Attributes
    ----------
    missing_keys, unexpected_keys : list of str
    """

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


def locate(error: Exception, module: Module, name: str | None = None) -> None:
    """Say in `error`'s message in which layer it arose; callers add to the path from the inside out.

    `name` is that of the layer below `module` where it came from, where the caller knows it.
    """
    # of some the message is made from something else (KeyError, OSError): these get a note
    readable = type(error).__str__ is BaseException.__str__ and error.args and isinstance(error.args[0], str)
    start = (error.args[0] if readable else None, module, "", None)
    message, layer, path, inner = getattr(error, "_layer", start)
    if inner is module:
        return
    if inner is not None:
        if name is None:
            name = next((path for path, child in module.named_modules() if child is inner), None)
        path = ".".join(filter(None, (name, path)))
        if message is None:
            error.__notes__.pop()  # the one that is written anew below
    error._layer = (message, layer, path, module)  # type: ignore[attr-defined]
    short = type(layer).__name__ if any(True for _ in layer.children()) else repr(layer)
    where = f"{path!r}: {short}" if path else short
    if message is None:
        error.add_note(f"in layer {where}")
        return
    error.args = (f"{message} (in layer {where})", *error.args[1:])
