"""Schedulers made of schedulers."""

from __future__ import annotations

from bisect import bisect_right

from ..._check import integer
from .plateau import ReduceLROnPlateau
from .scheduler import AllOrNothing, LRScheduler, check_optimizer, increasing, lrs_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from ..optimizer import Optimizer

__all__ = ["ChainedScheduler", "SequentialLR"]


class Composed(LRScheduler):
    """What the two have in common."""

    derived = frozenset({"base_lrs", "last_epoch"})
    _schedulers: list[LRScheduler]

    def _take(self, schedulers: Any, optimizer: Any) -> None:
        name = type(self).__name__
        if not isinstance(schedulers, (list, tuple)):
            raise TypeError(f"{name}: schedulers must be a list of them, got {type(schedulers).__name__}")
        members = [*schedulers]
        if not members:
            raise ValueError(f"{name}: there are no schedulers in the list")
        for position, scheduler in enumerate(members):
            if not isinstance(scheduler, LRScheduler):
                raise TypeError(
                    f"{name}: schedulers[{position}] is a {type(scheduler).__name__}, not a scheduler"
                )
            if isinstance(scheduler, ReduceLROnPlateau):
                raise ValueError(
                    f"{name}: schedulers[{position}] is a ReduceLROnPlateau, whose step needs a value; "
                    "step it by itself"
                )
            if any(scheduler is other for other in members[:position]):
                raise ValueError(f"{name}: schedulers[{position}] is there twice")
        self.optimizer = members[0].optimizer if optimizer is None else check_optimizer(name, optimizer)
        for position, scheduler in enumerate(members):
            if scheduler.optimizer is not self.optimizer:
                raise ValueError(f"{name}: schedulers[{position}] belongs to another optimiser")
        self._schedulers, self.base_lrs = members, members[0].base_lrs

    def get_lr(self) -> list[float]:
        """The learning rates that there are."""
        return lrs_of(self.optimizer)

    def _memory(self) -> list[dict[str, Any]]:
        return [vars(self), *(one for scheduler in self._schedulers for one in scheduler._memory())]

    def _changes(self) -> set[str]:
        return set().union(*(scheduler._changes() for scheduler in self._schedulers))

    # ---- state
    def state_dict(self) -> dict[str, Any]:
        """As that of all schedulers, with the states of those it is made of."""
        members, self._schedulers = self._schedulers, []
        try:
            state = super().state_dict()
        finally:
            self._schedulers = members
        states = [scheduler.state_dict() for scheduler in members]
        return {**state, "_schedulers": states, "groups": states[-1]["groups"]}

    def _read(self, where: str, state: dict[str, Any]) -> dict[str, Any]:
        saved = state["_schedulers"]
        if not isinstance(saved, (list, tuple)) or len(saved) != len(self._schedulers):
            got = f"{len(saved)} of them" if isinstance(saved, (list, tuple)) else f"{saved!r:.80}"
            raise ValueError(
                f"{where}: there must be the states of {len(self._schedulers)} schedulers, got {got}"
            )
        for scheduler, one in zip(self._schedulers, [*saved], strict=True):
            scheduler.load_state_dict(one)
        first = self._schedulers[0]
        given = {"last_epoch": first.last_epoch, "base_lrs": first.base_lrs, **state}
        return super()._read(where, {k: v for k, v in given.items() if k != "_schedulers"})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._schedulers!r}, last_epoch={self.last_epoch})"


class SequentialLR(Composed):
    """One scheduler after the other; at each of the `milestones` the next one begins, at its epoch 0.

    Parameters
    ----------
    optimizer : Optimizer
    schedulers : list of LRScheduler
        All of this optimiser.
    milestones : list of int
        Epochs, increasing, one less than there are schedulers.
    last_epoch : int, default -1
        The last epoch of a run that is gone on with: so many steps are made.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense. Nothing has been changed then.

    Examples
    --------
    A linear warm-up before an exponential fall:

    >>> import tensorlab as tl
    >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=1.0)
    >>> warm_up = tl.optim.lr_scheduler.LinearLR(opt, start_factor=0.5, total_iters=2)
    >>> fall = tl.optim.lr_scheduler.ExponentialLR(opt, gamma=0.5)
    >>> scheduler = tl.optim.lr_scheduler.SequentialLR(opt, [warm_up, fall], milestones=[2])
    >>> for epoch in range(5):
    ...     print(scheduler.get_last_lr()[0], end=" ")
    ...     scheduler.step()
    0.5 0.75 1.0 0.5 0.25
    """

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: Sequence[LRScheduler],
        milestones: Iterable[int],
        last_epoch: int = -1,
    ):
        name = type(self).__name__
        self._take(schedulers, check_optimizer(name, optimizer))
        self._milestones = increasing(name, "milestones", milestones, least=1)
        if len(self._milestones) != len(self._schedulers) - 1:
            raise ValueError(
                f"{name}: {len(self._schedulers)} schedulers need {len(self._schedulers) - 1} milestones, "
                f"got {len(self._milestones)}"
            )
        steps = integer(name, "last_epoch", last_epoch, least=-1) + 1
        with AllOrNothing(self):
            for group in optimizer.param_groups:
                group["lr"] = group["initial_lr"]
            self._begin()
            for _ in range(steps):
                self.step()

    def step(self) -> None:
        """Go on to the next epoch, with the scheduler whose turn it is."""
        epoch = self.last_epoch + 1
        place = bisect_right(self._milestones, epoch)
        with AllOrNothing(self):
            if place and self._milestones[place - 1] == epoch:
                self._schedulers[place]._restart()
            else:
                self._schedulers[place].step()
            self._go_to(epoch)

    def _begin(self, epoch: int = 0) -> None:
        for later in self._schedulers[1:]:
            later.last_epoch = -1
        self._schedulers[0]._begin()
        super()._begin(epoch)

    def _read(self, where: str, state: dict[str, Any]) -> dict[str, Any]:
        read = super()._read(where, state)
        read["_milestones"] = increasing(where, "_milestones", read["_milestones"], least=1)
        if len(read["_milestones"]) != len(self._milestones):
            raise ValueError(
                f"{where}: there must be {len(self._milestones)} milestones, got {read['_milestones']}"
            )
        return read


class ChainedScheduler(Composed):
    """All schedulers at once: each step is a step of every one, in their order.

    Those that multiply the learning rates multiply each other's; one that sets them (`LambdaLR`,
    `CosineAnnealingWarmRestarts`, `OneCycleLR`) belongs at the beginning.

    Parameters
    ----------
    schedulers : list of LRScheduler
        All of one optimiser.
    optimizer : Optimizer, optional
        It. Default: that of the first scheduler.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense. Nothing has been changed then.

    Examples
    --------
    >>> import tensorlab as tl
    >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=1.0)
    >>> half = tl.optim.lr_scheduler.ConstantLR(opt, factor=0.5, total_iters=2)
    >>> fall = tl.optim.lr_scheduler.ExponentialLR(opt, gamma=0.5)
    >>> scheduler = tl.optim.lr_scheduler.ChainedScheduler([half, fall])
    >>> for epoch in range(4):
    ...     print(scheduler.get_last_lr()[0], end=" ")
    ...     scheduler.step()
    0.5 0.25 0.25 0.125
    """

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None):
        self._take(schedulers, optimizer)
        self.last_epoch = self._schedulers[0].last_epoch
        self._last_lr = lrs_of(self.optimizer)

    def step(self) -> None:
        """Go on to the next epoch, with every scheduler."""
        with AllOrNothing(self):
            for scheduler in self._schedulers:
                scheduler.step()
            self._go_to(self.last_epoch + 1)

    def _begin(self, epoch: int = 0) -> None:
        for scheduler in self._schedulers:
            scheduler._begin()
        super()._begin(epoch)
