"""When a training steps its scheduler, and with what."""

from __future__ import annotations

from .._check import one_of
from ..optim import Optimizer
from ..optim.lr_scheduler import CyclicLR, LRScheduler, OneCycleLR, ReduceLROnPlateau

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Schedule"]


class Schedule:
    """The scheduler of one training; without one, nothing happens.

    Attributes
    ----------
    each_batch : LRScheduler or None
        To be stepped after each batch.
    """

    def __init__(
        self, scheduler: Any, every: str | None, optimizer: Optimizer, epochs: int, batches: int | None
    ):
        if every is not None:
            one_of("fit", "scheduler_step", every, ("epoch", "batch"))
        if scheduler is not None:
            _check(scheduler, optimizer)
        plateau = isinstance(scheduler, ReduceLROnPlateau)
        if plateau and every == "batch":
            raise ValueError(
                "fit: a ReduceLROnPlateau looks at the loss of an epoch: scheduler_step is 'epoch'"
            )
        if every is None:
            every = "batch" if isinstance(scheduler, (CyclicLR, OneCycleLR)) else "epoch"
        each = batches if every == "batch" else 1
        steps = 0 if each is None else epochs * each  # how many batches a loader has may be unknown
        if isinstance(scheduler, OneCycleLR) and scheduler.total_steps - scheduler.last_epoch < steps:
            raise ValueError(
                f"fit: {epochs} epochs with one step per {every} are {steps} steps, but the OneCycleLR has "
                f"{scheduler.total_steps - scheduler.last_epoch} left; make it with total_steps={steps}"
            )
        self.scheduler: LRScheduler | None = scheduler
        self.plateau: ReduceLROnPlateau | None = scheduler if plateau else None
        self.each_epoch: LRScheduler | None = scheduler if every == "epoch" and not plateau else None
        self.each_batch: LRScheduler | None = scheduler if every == "batch" else None

    def end_epoch(self, values: dict[str, float]) -> None:
        """After an epoch with these values."""
        if self.each_epoch is not None:
            self.each_epoch.step()
        if self.plateau is not None:
            self.plateau.step(values.get("val_loss", values["loss"]))


def _check(scheduler: Any, optimizer: Optimizer) -> None:
    if not isinstance(scheduler, LRScheduler):
        own = isinstance(scheduler, type) and issubclass(scheduler, LRScheduler)
        got = f"the class {scheduler.__name__}" if isinstance(scheduler, type) else f"{scheduler!r:.80}"
        hint = f"; make one, {scheduler.__name__}(optimizer, ...)" if own else ""
        if isinstance(scheduler, (list, tuple)):
            got, hint = f"a {type(scheduler).__name__}", "; put them into a ChainedScheduler or SequentialLR"
        raise TypeError(f"fit: scheduler must be a scheduler of tl.optim.lr_scheduler, got {got}{hint}")
    if scheduler.optimizer is not optimizer:
        raise ValueError("fit: the scheduler belongs to another optimizer than the one given")
    if isinstance(scheduler, ReduceLROnPlateau) and scheduler.mode == "max":
        raise ValueError(
            "fit: the ReduceLROnPlateau has mode='max' but gets the loss; for another value write "
            "callbacks=lambda epoch, history: scheduler.step(history['val_accuracy'][-1])"
        )
