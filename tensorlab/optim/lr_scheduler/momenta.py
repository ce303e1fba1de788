"""What schedulers share that cycle the momentum, too."""

from __future__ import annotations

from ..._check import switch
from .scheduler import LRScheduler, per_group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["WithMomentum"]


class WithMomentum(LRScheduler):
    """Sets the optimiser's ``momentum``, or the first of its ``betas``, if ``cycle_momentum``."""

    cycle_momentum: bool
    use_beta1: bool

    def _check_cycle(self, name: str, value: object) -> bool:
        cycle = switch(name, "cycle_momentum", value)
        if cycle and not {"momentum", "betas"} & set(self.optimizer.defaults):
            kind = type(self.optimizer).__name__
            raise ValueError(f"{name}: {kind} has no momentum to cycle; write cycle_momentum=False")
        return cycle

    def _set_momenta(self, name: str, base: float | list[float], highest: float | list[float]) -> None:
        """Into the groups, once they are checked."""
        count = len(self.optimizer.param_groups)
        low = per_group(name, "base_momentum", base, count, 0, 1, ends="[)")
        high = per_group(name, "max_momentum", highest, count, 0, 1, ends="[)")
        for group, least, most in zip(self.optimizer.param_groups, low, high, strict=True):
            group.update(base_momentum=least, max_momentum=most)

    def _momenta(self, groups: list[dict]) -> list[float]:
        """The momentum of this epoch, one per group."""
        raise NotImplementedError

    def _put(self, groups: list[dict], lrs: list[float]) -> None:
        momenta = self._momenta(groups) if self.cycle_momentum else []
        super()._put(groups, lrs)
        for group, momentum in zip(groups, momenta):
            if self.use_beta1:
                group["betas"] = (momentum, *group["betas"][1:])
            else:
                group["momentum"] = momentum

    def _changes(self) -> set[str]:
        if not self.cycle_momentum:
            return {"lr"}
        return {"lr", "betas" if self.use_beta1 else "momentum"}

    def _read(self, where: str, state: dict[str, Any]) -> dict[str, Any]:
        read = super()._read(where, state)
        saved = read.get("use_beta1", self.use_beta1)
        if switch(where, "use_beta1", saved) is not self.use_beta1 and read["cycle_momentum"]:
            raise ValueError(
                f"{where}: the state is for an optimiser with {'momentum' if self.use_beta1 else 'betas'}"
            )
        return {**read, "use_beta1": self.use_beta1}
