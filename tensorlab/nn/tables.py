"""What a module has of one kind, by name: the tables that scripts for PyTorch read and change."""

from __future__ import annotations

from collections.abc import MutableMapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .module import Module


class Table(MutableMapping):
    """The attributes of a module that are of `kind`, and those that are None in the place of one."""

    def __init__(self, module: Module, kind: type):
        self._module, self._kind = module, kind

    def _entries(self) -> dict[str, Any]:
        there = vars(self._module)
        return {
            name: value
            for name, value in [*there.items()]
            if isinstance(value, self._kind) or (value is None and self._module._kind(name) is self._kind)
        }

    def __getitem__(self, name: str) -> Any:
        return self._entries()[name]

    def __setitem__(self, name: str, value: Any) -> None:
        if value is not None and not isinstance(value, self._kind):
            raise TypeError(
                f"{type(self._module).__name__}: {name!r} is a {type(value).__name__}, "
                f"not a {self._kind.__name__}"
            )
        setattr(self._module, name, value)

    def __delitem__(self, name: str) -> None:
        self._entries()[name]  # KeyError
        delattr(self._module, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries())

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._entries())

    def __len__(self) -> int:
        return len(self._entries())

    def __repr__(self) -> str:
        return repr(self._entries())
