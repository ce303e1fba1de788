"""Cycles of learning rate and momentum, again and again."""

from __future__ import annotations

from math import floor

from ..._check import one_of, real
from .function import attributes
from .momenta import WithMomentum
from .scheduler import AllOrNothing, check_optimizer, copied, per_group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..optimizer import Optimizer

__all__ = ["CyclicLR"]

MODES = ("triangular", "triangular2", "exp_range")


class CyclicLR(WithMomentum):
    """Triangles between two learning rates, to be stepped after every batch (Smith 2017).

    Parameters
    ----------
    optimizer : Optimizer
    base_lr, max_lr : float or list of float
        Both ends; a list has one for each parameter group.
    step_size_up : int, default 2000
        How many steps the way up has.
    step_size_down : int, optional
        How many the way down has. Default: as many.
    mode : {"triangular", "triangular2", "exp_range"}, default "triangular"
        How high cycle n = 1, 2, … goes: as the first; 2^(1−n) of it; or, in step t,
        `gamma` to the power of t of it.
    gamma : float, default 1.0
    scale_fn : callable, optional
        A function of n or of t that takes the place of the `mode`'s.
    scale_mode : {"cycle", "iterations"}, default "cycle"
        Whether `scale_fn` is one of n or of t.
    cycle_momentum : bool, default True
        Whether the momentum changes the other way round: the optimiser's ``momentum``, or the first of its
        ``betas``.
    base_momentum, max_momentum : float or list of float, default 0.8 and 0.9
        In [0, 1).
    last_epoch : int, default -1
        The last step of a run that is gone on with.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense. Nothing has been changed then.

    Notes
    -----
    A saved state has the attributes of a `scale_fn` that is an object which can be called, but no function.

    Examples
    --------
    >>> import tensorlab as tl
    >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))])
    >>> scheduler = tl.optim.lr_scheduler.CyclicLR(opt, 1.0, 3.0, step_size_up=2, mode="triangular2")
    >>> for batch in range(8):
    ...     print(opt.param_groups[0]["lr"], end=" ")
    ...     scheduler.step()
    1.0 2.0 3.0 2.0 1.0 1.5 2.0 1.5
    """

    options = ("max_lrs", "total_size", "step_ratio", "mode", "gamma", "scale_mode", "cycle_momentum")
    derived = frozenset({"use_beta1", "base_momentums", "max_momentums"})
    max_lrs: list[float]
    total_size: float
    step_ratio: float
    mode: str
    gamma: float
    scale_mode: str

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | list[float],
        max_lr: float | list[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.8,
        max_momentum: float | list[float] = 0.9,
        last_epoch: int = -1,
    ):
        name = type(self).__name__
        self.optimizer = check_optimizer(name, optimizer)
        if scale_fn is not None and not callable(scale_fn):
            raise TypeError(f"{name}: scale_fn must be a function, got {scale_fn!r:.80}")
        self._scale_fn_custom = scale_fn
        up = real(name, "step_size_up", step_size_up, 0, ends="(]")
        down = up if step_size_down is None else real(name, "step_size_down", step_size_down, 0)
        self._set(
            max_lrs=max_lr,
            total_size=up + down,
            step_ratio=up / (up + down),
            mode=mode,
            gamma=gamma,
            scale_mode=scale_mode,
            cycle_momentum=cycle_momentum,
        )
        self.use_beta1 = "betas" in optimizer.defaults
        low = per_group(name, "base_lr", base_lr, len(optimizer.param_groups), 0)
        with AllOrNothing(self):
            if self.cycle_momentum:
                self._set_momenta(name, base_momentum, max_momentum)
            if last_epoch == -1:
                for group, lr in zip(optimizer.param_groups, low, strict=True):
                    group.update(lr=lr, initial_lr=lr)
            super().__init__(optimizer, last_epoch)
            self.base_lrs = low

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        count = len(self.optimizer.param_groups)
        return {
            "max_lrs": per_group(name, "max_lr", options["max_lrs"], count, 0),
            "total_size": real(name, "total_size", options["total_size"], 0, ends="(]"),
            "step_ratio": real(name, "step_ratio", options["step_ratio"], 0, 1, ends="(]"),
            "mode": one_of(name, "mode", options["mode"], MODES),
            "gamma": real(name, "gamma", options["gamma"], 0),
            "scale_mode": one_of(name, "scale_mode", options["scale_mode"], ("cycle", "iterations")),
            "cycle_momentum": self._check_cycle(name, options["cycle_momentum"]),
        }

    # ---- on the way
    def _share(self) -> float:
        """How much of the way from the lower to the higher end the step is at."""
        step = self.last_epoch
        cycle = floor(1 + step / self.total_size)
        past = 1 + step / self.total_size - cycle
        up = self.step_ratio
        height = past / up if past <= up else (past - 1) / (up - 1)
        if self._scale_fn_custom is not None:
            at = cycle if self.scale_mode == "cycle" else step
            return height * real(type(self).__name__, f"scale_fn({at})", self._scale_fn_custom(at))
        if self.mode == "exp_range":
            return height * self.gamma**step
        return height * (2.0 ** (1 - cycle) if self.mode == "triangular2" else 1.0)

    def get_lr(self) -> list[float]:
        share = self._share()
        return [low + (high - low) * share for low, high in zip(self.base_lrs, self.max_lrs, strict=False)]

    def _momenta(self, groups: list[dict]) -> list[float]:
        share = self._share()
        ends = [(group["base_momentum"], group["max_momentum"]) for group in groups]
        return [high - (high - low) * share for low, high in ends]

    # ---- state
    def _memory(self) -> list[dict[str, Any]]:
        held = attributes(self._scale_fn_custom) if self._scale_fn_custom else None
        return super()._memory() + ([] if held is None else [held])

    def state_dict(self) -> dict[str, Any]:
        """As that of all schedulers, with what `scale_fn` holds if it is no plain function."""
        function, self._scale_fn_custom = self._scale_fn_custom, None
        try:
            state = super().state_dict()
        finally:
            self._scale_fn_custom = function
        return {**state, "_scale_fn_custom": copied(attributes(function)) if function else None}

    def _translated(self, state: dict[str, Any]) -> dict[str, Any]:
        # the groups have them
        return {k: v for k, v in state.items() if k not in ("base_momentums", "max_momentums")}

    def _read(self, where: str, state: dict[str, Any]) -> dict[str, Any]:
        read = super()._read(where, state)
        saved = read.pop("_scale_fn_custom")
        own = attributes(self._scale_fn_custom) if self._scale_fn_custom else None
        if saved is not None and (not isinstance(saved, dict) or own is None):
            raise TypeError(f"{where}: scale_fn cannot have the saved attributes {saved!r:.80}")
        return read

    def _settle(self, state: dict[str, Any]) -> None:
        if state["_scale_fn_custom"] is not None:
            vars(self._scale_fn_custom).update(copied(state["_scale_fn_custom"]))
