"""Composed: optimisers whose rule is written with functions of tensors, not as a kernel."""

from __future__ import annotations

from tensorlab_c import Tensor, float32, float64, no_grad

from .._check import flag, real
from .optimizer import Optimizer, move_back

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Composed", "pair_of"]


class Composed(Optimizer):
    """Base of optimisers whose rule is written with functions of tensors.

    A subclass gives its ``slots`` (and which of them are ``numbers``), reads its options in `options` and
    says in `advance` what a step makes of one parameter. All that a step needs is computed before the first
    parameter is changed, so that a step that fails leaves everything as it was.
    """

    def options(self, group: dict) -> dict[str, Any]:
        """The options of a group, checked, as `advance` wants them."""
        raise NotImplementedError(f"{self.name}: this class has no rule")

    def advance(self, w: Tensor, g: Tensor, kept: dict[str, Any], options: dict[str, Any]) -> Tensor:
        """The new value of parameter `w`; the new state takes its place in `kept`, where None is no state.

        Nothing that is given is changed in place. A slot ``"step"`` has been counted up; with the option
        ``"maximize"``, `g` has the other sign.
        """
        raise NotImplementedError(f"{self.name}: this class has no rule")

    def check(self, group: dict) -> None:
        self.options(group)

    def _step_groups(self, groups: list[dict], states: list[dict], closure: bool) -> None:
        self._check_count(len(groups))
        self._check_groups()
        with no_grad():
            self._commit([change for pair in zip(groups, states) for change in self._changes(*pair)])

    def _changes(self, group: dict, state: dict[str, list]) -> list[tuple]:
        """What a step of one group is to change: parameters and their new values and state."""
        options, params = self.options(group), group["params"]
        held = {slot: [*values] for slot, values in state.items()}
        changes = []
        for i, p in enumerate([*params]):
            g = p.grad
            if g is None:
                continue
            if p.dtype not in (float32, float64):
                raise TypeError(f"{self.name}: no step for parameters of {p.dtype}")
            kept = {slot: self._current(slot, values[i], p) for slot, values in held.items()}
            if "step" in kept:
                kept["step"] += 1
            g = -g.detach() if options.get("maximize") else g.detach()
            changes.append((params, i, p, self.advance(p.detach(), g, kept, options), state, kept))
        return changes

    def _current(self, slot: str, value: Any, p: Tensor) -> Any:
        """A slot of `p`, in its dtype: state from before the parameter was converted is cast."""
        if slot in self.numbers:
            if type(value) not in (int, float):
                raise ValueError(f"{self.name}: {slot} of a parameter must be a number, got {value!r:.80}")
            return value
        if value is None:
            return None
        if not isinstance(value, Tensor) or value.shape != self._shape(slot, p):
            raise ValueError(f"{self.name}: the state of a parameter of shape {p.shape} does not fit it")
        return value if value.dtype == p.dtype else value.astype(p.dtype)

    def _commit(self, changes: list[tuple]) -> None:
        """Into parameters and state, in place; if that fails, they get back what they had."""
        for params, i, p, *_ in changes:
            if i >= len(params) or params[i] is not p:
                raise RuntimeError(
                    f"{self.name}: the list of parameters was changed while the step was prepared; "
                    "no parameter has been stepped"
                )
        pairs, places = [], []  # tensors and what they are to hold; entries of lists
        for _, i, p, new, state, kept in changes:
            pairs.append((p, new))
            for slot, value in kept.items():
                old = state[slot][i]
                if isinstance(old, Tensor) and isinstance(value, Tensor) and old.dtype == value.dtype:
                    pairs.append((old, value))
                else:
                    places.append((state[slot], i, value))
        before: list[tuple[Tensor, Tensor]] = []
        try:
            for held, new in pairs:
                before.append((held, held.detach().copy()))
                held.copy_(new)
            for values, i, value in places:
                values[i] = value
        except BaseException:
            move_back(before)
            raise


def pair_of(name: str, option: str, value: Any, *limits: float, ends: str = "[]") -> tuple[float, float]:
    """A pair of numbers within limits."""
    numbers = [*value] if isinstance(value, (tuple, list)) else []
    if len(numbers) != 2:
        raise TypeError(f"{name}: {option} must be a pair of numbers, got {value!r:.80}")
    first, second = (real(name, option, number, *limits, ends=ends) for number in numbers)
    return first, second


def sizes(name: str, group: dict, *options: str) -> dict[str, float]:
    """Options that are finite numbers of at least 0."""
    return {option: real(name, option, group[option], 0) for option in options}


def flags(name: str, group: dict, *options: str) -> dict[str, bool]:
    """Options that are true or false."""
    return {option: flag(name, option, group[option]) for option in options}
