"""Learning rates that fall when a value has stopped getting better."""

from __future__ import annotations

from ..._check import INFINITY, integer, one_of, real
from .scheduler import AllOrNothing, LRScheduler, check_optimizer, lrs_of, per_group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, SupportsFloat

    from ..optimizer import Optimizer

__all__ = ["ReduceLROnPlateau"]


class ReduceLROnPlateau(LRScheduler):
    """Multiplies the learning rates by `factor` when a value has stopped getting better.

    Parameters
    ----------
    optimizer : Optimizer
    mode : {"min", "max"}, default "min"
        Whether small or large is good.
    factor : float, default 0.1
        In [0, 1).
    patience : int, default 10
        How many epochs in a row may pass without improvement.
    threshold : float, default 1e-4
        How much better counts as improvement.
    threshold_mode : {"rel", "abs"}, default "rel"
        A value is better when it is below ``best * (1 - threshold)``, or below ``best - threshold``; with
        "max" above ``best * (1 + threshold)``, or ``best + threshold``.
    cooldown : int, default 0
        How many epochs after a reduction do not count.
    min_lr : float or list of float, default 0
        Below which no learning rate falls; a list has one for each parameter group.
    eps : float, default 1e-8
        A reduction by no more than this is left out.

    Attributes
    ----------
    best : float
        The best value so far.
    num_bad_epochs : int
        Epochs since then, or since the last reduction.
    cooldown_counter : int
        Epochs that will not count.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense. Nothing has been changed then.

    Notes
    -----
    A value that is nan is no improvement. It is the only scheduler whose `step` takes an argument.

    Examples
    --------
    >>> import tensorlab as tl
    >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=1.0)
    >>> scheduler = tl.optim.lr_scheduler.ReduceLROnPlateau(opt, factor=0.5, patience=1)
    >>> for loss in (3.0, 2.0, 2.0, 2.0, 1.0):
    ...     scheduler.step(loss)
    ...     print(opt.param_groups[0]["lr"], end=" ")
    1.0 1.0 1.0 0.5 0.5
    """

    options = ("mode", "factor", "patience", "threshold", "threshold_mode", "cooldown", "eps", "min_lrs")
    derived = frozenset({"base_lrs"})
    mode: str
    factor: float
    patience: int
    threshold: float
    threshold_mode: str
    cooldown: int
    eps: float
    min_lrs: list[float]

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | list[float] = 0.0,
        eps: float = 1e-8,
    ):
        name = type(self).__name__
        self.optimizer = check_optimizer(name, optimizer)
        self._set(
            mode=mode,
            factor=factor,
            patience=patience,
            threshold=threshold,
            threshold_mode=threshold_mode,
            cooldown=cooldown,
            eps=eps,
            min_lrs=per_group(name, "min_lr", min_lr, len(optimizer.param_groups), 0),
        )
        self.default_min_lr = None if isinstance(min_lr, (list, tuple)) else float(min_lr)
        self.best = INFINITY if self.mode == "min" else -INFINITY
        self.num_bad_epochs = self.cooldown_counter = 0
        super().__init__(optimizer)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        return {
            "mode": one_of(name, "mode", options["mode"], ("min", "max")),
            "factor": real(name, "factor", options["factor"], 0, 1, ends="[)"),
            "patience": integer(name, "patience", options["patience"], least=0),
            "threshold": real(name, "threshold", options["threshold"], 0),
            "threshold_mode": one_of(name, "threshold_mode", options["threshold_mode"], ("rel", "abs")),
            "cooldown": integer(name, "cooldown", options["cooldown"], least=0),
            "eps": real(name, "eps", options["eps"], 0),
            "min_lrs": per_group(name, "min_lrs", options["min_lrs"], len(self.optimizer.param_groups), 0),
        }

    @property
    def in_cooldown(self) -> bool:
        """Whether the epochs do not count for now."""
        return self.cooldown_counter > 0

    def step(self, metrics: SupportsFloat) -> None:  # type: ignore[override]
        """Look at the value of an epoch, and reduce the learning rates when it is time.

        Parameters
        ----------
        metrics : float
            The value that is followed: a validation loss, say. A tensor of one element will do.
        """
        value = self._number(metrics)
        with AllOrNothing(self):
            if self._is_better(value):
                self.best, self.num_bad_epochs = value, 0
            else:
                self.num_bad_epochs += 1
            if self.in_cooldown:
                self.cooldown_counter -= 1
                self.num_bad_epochs = 0
            self._go_to(self.last_epoch + 1)

    def _number(self, metrics: Any) -> float:
        try:
            if isinstance(metrics, (str, bytes, bytearray)):
                raise TypeError
            return float(metrics)
        except (TypeError, ValueError, OverflowError, RuntimeError):
            raise TypeError(f"{type(self).__name__}: metrics must be a number, got {metrics!r:.80}") from None

    def _is_better(self, value: float) -> bool:
        sign = 1.0 if self.mode == "max" else -1.0
        if self.threshold_mode == "rel":
            return sign * value > sign * (self.best * (1.0 + sign * self.threshold))
        return sign * value > sign * (self.best + sign * self.threshold)

    def get_lr(self) -> list[float]:
        """Those that there are, reduced if too many epochs were bad."""
        lrs = lrs_of(self.optimizer)
        if self.default_min_lr is not None:
            self.min_lrs = [self.default_min_lr] * len(lrs)  # also for groups added since
        if len(self.min_lrs) != len(lrs):
            raise ValueError(
                f"{type(self).__name__}: min_lr has {len(self.min_lrs)} values for {len(lrs)} groups"
            )
        if self.num_bad_epochs <= self.patience:
            return lrs
        self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        lower = [max(lr * self.factor, least) for lr, least in zip(lrs, self.min_lrs, strict=True)]
        return [new if lr - new > self.eps else lr for lr, new in zip(lrs, lower, strict=True)]

    # ---- state
    def _translated(self, state: dict[str, Any]) -> dict[str, Any]:
        state.pop("mode_worse", None)  # PyTorch's
        return state

    def _read(self, where: str, state: dict[str, Any]) -> dict[str, Any]:
        read = super()._read(where, state)
        for key in ("num_bad_epochs", "cooldown_counter"):
            read[key] = integer(where, key, read[key], least=0)
        if not isinstance(read["best"], (int, float)):
            raise TypeError(f"{where}: best must be a number, got {read['best']!r:.80}")
        if read["default_min_lr"] is not None:
            read["default_min_lr"] = real(where, "default_min_lr", read["default_min_lr"], 0)
        return read
