"""One cycle of learning rate and momentum."""

from __future__ import annotations

from math import cos, pi

from ..._check import integer, one_of, real, switch
from .momenta import WithMomentum
from .scheduler import AllOrNothing, check_optimizer, per_group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..optimizer import Optimizer

__all__ = ["OneCycleLR"]

# phases: the entries of a group that are learning rate and momentum at both ends
UP = ("initial_lr", "max_lr", "max_momentum", "base_momentum")
DOWN = ("max_lr", "min_lr", "base_momentum", "max_momentum")
BACK = ("max_lr", "initial_lr", "base_momentum", "max_momentum")
REST = ("initial_lr", "min_lr", "max_momentum", "max_momentum")


class OneCycleLR(WithMomentum):
    """A cycle up to a large learning rate and down to a tiny one, to be stepped after every batch.

    Super-convergence (Smith & Topin 2018): from ``max_lr / div_factor`` up to `max_lr` and then down to
    ``max_lr / div_factor / final_div_factor``, while the momentum goes from `max_momentum` down to
    `base_momentum` and back. With a and b the values at both ends of a phase and p in [0, 1] how much of it
    is past, the value is b + ½(a − b)(1 + cos πp), or a + (b − a)p.

    Parameters
    ----------
    optimizer : Optimizer
    max_lr : float or list of float
        A list has one for each parameter group.
    total_steps : int, optional
        How many steps the cycle has; otherwise ``epochs * steps_per_epoch``.
    epochs, steps_per_epoch : int, optional
    pct_start : float, default 0.3
        Which part of the steps goes up, in [0, 1].
    anneal_strategy : {"cos", "linear"}, default "cos"
    cycle_momentum : bool, default True
        Whether the momentum changes: the optimiser's ``momentum``, or the first of its ``betas``.
    base_momentum, max_momentum : float or list of float, default 0.85 and 0.95
        In [0, 1).
    div_factor, final_div_factor : float, default 25 and 1e4
    three_phase : bool, default False
        Whether to come down to ``max_lr / div_factor`` as fast as it went up, and then to the end.
    last_epoch : int, default -1
        The last step of a run that is gone on with.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense, and by `step` after `total_steps` calls. Nothing has been changed
        then.

    Notes
    -----
    The first call leaves the values of step 0 and step number ``total_steps - 1`` has the last ones; one more
    call, after the last batch, leaves these as they are.

    Examples
    --------
    >>> import tensorlab as tl
    >>> opt = tl.optim.Adam([tl.nn.Parameter(tl.ones(2))])
    >>> scheduler = tl.optim.lr_scheduler.OneCycleLR(opt, max_lr=1.0, total_steps=8, pct_start=0.5)
    >>> for batch in range(8):
    ...     print(round(opt.param_groups[0]["lr"], 3), round(opt.param_groups[0]["betas"][0], 3))
    ...     scheduler.step()
    0.04 0.95
    0.28 0.925
    0.76 0.875
    1.0 0.85
    0.854 0.865
    0.5 0.9
    0.146 0.935
    0.0 0.95
    """

    options = ("total_steps", "pct_start", "anneal_strategy", "cycle_momentum", "three_phase")
    total_steps: int
    pct_start: float
    anneal_strategy: str
    three_phase: bool

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ):
        name = type(self).__name__
        self.optimizer = check_optimizer(name, optimizer)
        if total_steps is None:
            if epochs is None or steps_per_epoch is None:
                raise ValueError(
                    f"{name}: total_steps is missing; give it, or both epochs and steps_per_epoch"
                )
            epochs = integer(name, "epochs", epochs)
            total_steps = epochs * integer(name, "steps_per_epoch", steps_per_epoch)
        self._set(
            total_steps=total_steps,
            pct_start=pct_start,
            anneal_strategy=anneal_strategy,
            cycle_momentum=cycle_momentum,
            three_phase=three_phase,
        )
        self.use_beta1 = "betas" in optimizer.defaults
        count = len(optimizer.param_groups)
        highest = per_group(name, "max_lr", max_lr, count, 0)
        first = real(name, "div_factor", div_factor, 0, ends="(]")
        last = real(name, "final_div_factor", final_div_factor, 0, ends="(]")
        with AllOrNothing(self):
            if last_epoch == -1:
                for group, lr in zip(optimizer.param_groups, highest, strict=True):
                    group.update(initial_lr=lr / first, max_lr=lr, min_lr=lr / first / last)
                if self.cycle_momentum:
                    self._set_momenta(name, base_momentum, max_momentum)
            super().__init__(optimizer, last_epoch)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        return {
            "total_steps": integer(name, "total_steps", options["total_steps"]),
            "pct_start": real(name, "pct_start", options["pct_start"], 0, 1),
            "anneal_strategy": one_of(name, "anneal_strategy", options["anneal_strategy"], ("cos", "linear")),
            "cycle_momentum": self._check_cycle(name, options["cycle_momentum"]),
            "three_phase": switch(name, "three_phase", options["three_phase"]),
        }

    # ---- on the way
    def _phase(self) -> tuple[float, tuple[str, str, str, str]]:
        """The weight of the beginning of the phase the step is in, and the entries of groups at its ends."""
        step, end = self.last_epoch, self.total_steps - 1.0
        up = self.pct_start * self.total_steps - 1
        if step <= up:
            start, end, keys = 0.0, up, UP
        elif not self.three_phase:
            start, keys = up, DOWN
        elif step <= 2 * up:
            start, end, keys = up, 2 * up, BACK
        else:
            start, keys = 2 * up, REST
        past = min((step - start) / (end - start), 1.0) if end > start else 1.0
        return (1 + cos(pi * past)) / 2 if self.anneal_strategy == "cos" else 1 - past, keys

    def get_lr(self) -> list[float]:
        if self.last_epoch > self.total_steps:
            name = type(self).__name__
            raise ValueError(f"{name}: step {self.last_epoch} of a cycle of total_steps={self.total_steps}")
        left, (start, end, _, _) = self._phase()
        groups = list(self.optimizer.param_groups)
        for position, group in enumerate(groups):
            if start not in group or end not in group:
                raise ValueError(
                    f"{type(self).__name__}: parameter group {position} has no {start!r} and {end!r}; "
                    "add groups before the scheduler is made, or load the optimiser's state"
                )
        return [group[start] * left + group[end] * (1 - left) for group in groups]  # exact at both ends

    def _momenta(self, groups: list[dict]) -> list[float]:
        left, (_, _, start, end) = self._phase()
        return [group[start] * left + group[end] * (1 - left) for group in groups]

    # ---- state
    def _translated(self, state: dict[str, Any]) -> dict[str, Any]:
        phases = state.pop("_schedule_phases", None)
        if isinstance(phases, list) and phases and isinstance(phases[0], dict):
            state["pct_start"] = (phases[0].get("end_step", -1) + 1) / state.get("total_steps", 1)
            state["three_phase"] = len(phases) == 3
            state["anneal_strategy"] = state.pop("_anneal_func_type", "cos")
            state.setdefault("use_beta1", self.use_beta1)
        return state
