from typing import final

@final
class Node:
    @property
    def number(self) -> int: ...
    @property
    def operation(self) -> int: ...
    @property
    def inputs(self) -> tuple[Node | None, ...]: ...
