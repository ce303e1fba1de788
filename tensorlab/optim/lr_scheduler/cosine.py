"""Learning rates that fall along a cosine."""

from __future__ import annotations

from math import cos, floor, pi

from ..._check import integer, is_integer, real, whole
from .scheduler import AllOrNothing, ClosedForm, LRScheduler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..optimizer import Optimizer

__all__ = ["CosineAnnealingLR", "CosineAnnealingWarmRestarts"]


class CosineAnnealingLR(ClosedForm):
    """Half a cosine from the learning rates to `eta_min` (SGDR without restarts; Loshchilov & Hutter 2017).

    η_t = η_min + ½(η₀ − η_min)(1 + cos(πt / T_max)). After T_max it rises again, along the same cosine.

    Parameters
    ----------
    optimizer : Optimizer
    T_max : int
        How many epochs the fall takes.
    eta_min : float, default 0
        η_min.
    last_epoch : int, default -1
        The last epoch of a run that is gone on with.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense. Nothing has been changed then.

    Examples
    --------
    >>> import tensorlab as tl
    >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=1.0)
    >>> scheduler = tl.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=4)
    >>> for epoch in range(5):
    ...     print(round(scheduler.get_last_lr()[0], 4), end=" ")
    ...     scheduler.step()
    1.0 0.8536 0.5 0.1464 0.0
    """

    options = ("T_max", "eta_min")
    T_max: int
    eta_min: float

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1):
        self._set(T_max=T_max, eta_min=eta_min)
        super().__init__(optimizer, last_epoch)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        return {
            "T_max": whole(name, "T_max", options["T_max"]),
            "eta_min": real(name, "eta_min", options["eta_min"], 0),
        }

    @property
    def floor(self) -> float:
        return self.eta_min

    def multiple(self, epoch: int) -> float:
        return (1 + cos(pi * (epoch % (2 * self.T_max)) / self.T_max)) / 2  # exactly 0 at the end of the fall


class CosineAnnealingWarmRestarts(LRScheduler):
    """Cosines from the learning rates to `eta_min`, one after another (SGDR; Loshchilov & Hutter 2017).

    η_t = η_min + ½(η₀ − η_min)(1 + cos(π·T_cur / T_i)), with T_cur the epochs since the last restart and T_i
    those up to the next: T_0 at first, `T_mult` times as many after each restart.

    Parameters
    ----------
    optimizer : Optimizer
    T_0 : int
        Epochs to the first restart.
    T_mult : int, default 1
    eta_min : float, default 0
        η_min.
    last_epoch : int, default -1
        The last epoch of a run that is gone on with.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense. Nothing has been changed then.

    Examples
    --------
    >>> import tensorlab as tl
    >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=1.0)
    >>> scheduler = tl.optim.lr_scheduler.CosineAnnealingWarmRestarts(opt, T_0=2, T_mult=2)
    >>> for epoch in range(7):
    ...     print(round(scheduler.get_last_lr()[0], 4), end=" ")
    ...     scheduler.step()
    1.0 0.5 1.0 0.8536 0.5 0.1464 1.0
    """

    options = ("T_0", "T_mult", "eta_min")
    T_0: int
    T_mult: int
    eta_min: float
    T_cur: float
    T_i: int

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1
    ):
        self._set(T_0=T_0, T_mult=T_mult, eta_min=eta_min)
        super().__init__(optimizer, last_epoch)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        return {
            "T_0": integer(name, "T_0", options["T_0"]),
            "T_mult": integer(name, "T_mult", options["T_mult"]),
            "eta_min": real(name, "eta_min", options["eta_min"], 0),
        }

    def get_lr(self) -> list[float]:
        share = (1 + cos(pi * self.T_cur / self.T_i)) / 2
        return [self.eta_min + (lr - self.eta_min) * share for lr in self.base_lrs]

    def step(self, epoch: float | None = None) -> None:
        """Go on to the next epoch, or to any.

        Parameters
        ----------
        epoch : float, optional
            Where to go; with a fraction after a batch, ``step(epoch + batch / batches)``.

        Examples
        --------
        >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=1.0)
        >>> scheduler = tl.optim.lr_scheduler.CosineAnnealingWarmRestarts(opt, T_0=2)
        >>> scheduler.step(2.5)
        >>> round(scheduler.get_last_lr()[0], 4)
        0.8536
        """
        if epoch is not None and not is_integer(epoch):
            epoch = real(type(self).__name__, "epoch", epoch, 0)
        elif epoch is not None:
            epoch = integer(type(self).__name__, "epoch", epoch, least=0)
        with AllOrNothing(self):
            if epoch is not None:
                self.T_cur, self.T_i = self._cycle(epoch)
            else:
                self.T_cur += 1
                if self.T_cur >= self.T_i:
                    self.T_cur, self.T_i = self.T_cur - self.T_i, self.T_i * self.T_mult
            self._go_to(self.last_epoch + 1 if epoch is None else floor(epoch))

    def _cycle(self, epoch: float) -> tuple[float, int]:
        """Epochs since the last restart, and from it to the next."""
        if self.T_mult == 1:
            return epoch % self.T_0, self.T_0
        length = self.T_0
        while epoch >= length:
            epoch, length = epoch - length, length * self.T_mult
        return epoch, length

    def _begin(self, epoch: int = 0) -> None:
        self.T_cur, self.T_i = self._cycle(epoch)
        super()._begin(epoch)

    def _read(self, where: str, state: dict[str, Any]) -> dict[str, Any]:
        read = super()._read(where, state)
        read["T_i"] = integer(where, "T_i", read["T_i"])
        if not is_integer(read["T_cur"]):
            read["T_cur"] = real(where, "T_cur", read["T_cur"])
        if not 0 <= read["T_cur"] < read["T_i"]:
            raise ValueError(f"{where}: T_cur must be in [0, {read['T_i']}), got {read['T_cur']}")
        return read
