from typing import Any, final

from tensorlab_c._tensor import Tensor

__all__ = [
    "RULES",
    "Guard",
    "Rule",
    "Step",
    "check_step",
    "prepare",
    "run_step",
    "run_steps",
    "step",
    "zero_grad",
]

def zero_grad(params: list[Tensor]) -> None: ...
def check_step(function: str, params: list[Tensor]) -> None: ...

@final
class Rule:
    name: str
    options: tuple[str, ...]
    slots: tuple[str, ...]
    numbers: dict[str, float]
    optional: dict[str, str]
    def __new__(cls, index: int) -> Rule: ...
    def check(self, function: str, options: dict[str, Any]) -> None: ...

RULES: dict[str, Rule]

@final
class Step: ...

def prepare(
    rule: Rule | None,
    function: str,
    params: list[Tensor],
    state: dict[str, list],
    options: dict[str, Any],
    closure: bool = False,
) -> Step: ...
def run_step(step: Step) -> None: ...
def run_steps(steps: list[Step]) -> None: ...
def step(rule: str, params: list[Tensor], state: dict[str, list], options: dict[str, Any]) -> None: ...

@final
class Guard:
    def __new__(cls, params: list[Tensor]) -> Guard: ...
    def before(self) -> int | None: ...
    def after(self) -> int | None: ...
    def undo(self) -> None: ...
    def moved(self) -> float: ...
