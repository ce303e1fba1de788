"""Learning rates that fall, or rise, by a formula of the epoch."""

from __future__ import annotations

from bisect import bisect_right

from ..._check import real, whole
from .scheduler import ClosedForm, increasing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..optimizer import Optimizer

__all__ = ["ConstantLR", "ExponentialLR", "LinearLR", "MultiStepLR", "PolynomialLR", "StepLR"]


class StepLR(ClosedForm):
    """Multiplies the learning rates by `gamma` every `step_size` epochs: η_t = η₀·γ^⌊t / step_size⌋.

    Parameters
    ----------
    optimizer : Optimizer
    step_size : int
    gamma : float, default 0.1
        γ, at least 0.
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
    >>> scheduler = tl.optim.lr_scheduler.StepLR(opt, step_size=2, gamma=0.5)
    >>> for epoch in range(5):
    ...     print(scheduler.get_last_lr()[0], end=" ")
    ...     scheduler.step()
    1.0 1.0 0.5 0.5 0.25
    """

    options = ("step_size", "gamma")
    step_size: int
    gamma: float

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1):
        self._set(step_size=step_size, gamma=gamma)
        super().__init__(optimizer, last_epoch)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        return {
            "step_size": whole(name, "step_size", options["step_size"]),
            "gamma": real(name, "gamma", options["gamma"], 0),
        }

    def multiple(self, epoch: int) -> float:
        return self.gamma ** (epoch // self.step_size)


class MultiStepLR(ClosedForm):
    """Multiplies the learning rates by `gamma` at each of the `milestones`: η_t = η₀·γⁿ, n those up to t.

    Parameters
    ----------
    optimizer : Optimizer
    milestones : iterable of int
        Epochs, increasing.
    gamma : float, default 0.1
        γ, at least 0.
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
    >>> scheduler = tl.optim.lr_scheduler.MultiStepLR(opt, milestones=[1, 3], gamma=0.5)
    >>> for epoch in range(5):
    ...     print(scheduler.get_last_lr()[0], end=" ")
    ...     scheduler.step()
    1.0 0.5 0.5 0.25 0.25
    """

    options = ("milestones", "gamma")
    milestones: list[int]
    gamma: float

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1
    ):
        self._set(milestones=milestones, gamma=gamma)
        super().__init__(optimizer, last_epoch)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        return {
            "milestones": increasing(name, "milestones", options["milestones"], least=0),
            "gamma": real(name, "gamma", options["gamma"], 0),
        }

    def multiple(self, epoch: int) -> float:
        return self.gamma ** bisect_right(self.milestones, epoch)

    def _translated(self, state: dict[str, Any]) -> dict[str, Any]:
        counts = state.get("milestones")
        if isinstance(counts, dict):  # PyTorch's, a Counter
            state["milestones"] = sorted(k for k, n in counts.items() for _ in range(n))
        return state


class ConstantLR(ClosedForm):
    """Multiplies the learning rates by `factor` until epoch `total_iters`: η_t = η₀·factor, then η₀.

    Parameters
    ----------
    optimizer : Optimizer
    factor : float, default 1/3
        In [0, 1].
    total_iters : int, default 5
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
    >>> scheduler = tl.optim.lr_scheduler.ConstantLR(opt, factor=0.5, total_iters=2)
    >>> for epoch in range(4):
    ...     print(scheduler.get_last_lr()[0], end=" ")
    ...     scheduler.step()
    0.5 0.5 1.0 1.0
    """

    options = ("factor", "total_iters")
    factor: float
    total_iters: int

    def __init__(
        self, optimizer: Optimizer, factor: float = 1 / 3, total_iters: int = 5, last_epoch: int = -1
    ):
        self._set(factor=factor, total_iters=total_iters)
        super().__init__(optimizer, last_epoch)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        return {
            "factor": real(name, "factor", options["factor"], 0, 1),
            "total_iters": whole(name, "total_iters", options["total_iters"]),
        }

    def multiple(self, epoch: int) -> float:
        return self.factor if epoch < self.total_iters else 1.0


class LinearLR(ClosedForm):
    """A linear warm-up: the learning rates go from `start_factor` to `end_factor` of what they are.

    With s and e the factors and T = `total_iters` epochs, η_t = η₀·(s + (e − s)·min(t, T)/T).

    Parameters
    ----------
    optimizer : Optimizer
    start_factor : float, default 1/3
        s, in (0, 1].
    end_factor : float, default 1
        e, in [0, 1].
    total_iters : int, default 5
        T.
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
    >>> scheduler = tl.optim.lr_scheduler.LinearLR(opt, start_factor=0.5, total_iters=2)
    >>> for epoch in range(4):
    ...     print(scheduler.get_last_lr()[0], end=" ")
    ...     scheduler.step()
    0.5 0.75 1.0 1.0
    """

    options = ("start_factor", "end_factor", "total_iters")
    start_factor: float
    end_factor: float
    total_iters: int

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ):
        self._set(start_factor=start_factor, end_factor=end_factor, total_iters=total_iters)
        super().__init__(optimizer, last_epoch)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        return {
            "start_factor": real(name, "start_factor", options["start_factor"], 0, 1, ends="(]"),
            "end_factor": real(name, "end_factor", options["end_factor"], 0, 1),
            "total_iters": whole(name, "total_iters", options["total_iters"]),
        }

    def multiple(self, epoch: int) -> float:
        if epoch >= self.total_iters:
            return self.end_factor
        return self.start_factor + (self.end_factor - self.start_factor) * epoch / self.total_iters


class ExponentialLR(ClosedForm):
    """Multiplies the learning rates by `gamma` every epoch: η_t = η₀·γᵗ.

    Parameters
    ----------
    optimizer : Optimizer
    gamma : float
        γ, at least 0.
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
    >>> scheduler = tl.optim.lr_scheduler.ExponentialLR(opt, gamma=0.5)
    >>> for epoch in range(4):
    ...     print(scheduler.get_last_lr()[0], end=" ")
    ...     scheduler.step()
    1.0 0.5 0.25 0.125
    """

    options = ("gamma",)
    gamma: float

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1):
        self._set(gamma=gamma)
        super().__init__(optimizer, last_epoch)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        return {"gamma": real(name, "gamma", options["gamma"], 0)}

    def multiple(self, epoch: int) -> float:
        return self.gamma**epoch


class PolynomialLR(ClosedForm):
    """Lets the learning rates fall to 0 in `total_iters` epochs: η_t = η₀·(1 − min(t, T)/T)^power.

    Parameters
    ----------
    optimizer : Optimizer
    total_iters : int, default 5
        T.
    power : float, default 1
        At least 0; 1 is a straight line.
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
    >>> scheduler = tl.optim.lr_scheduler.PolynomialLR(opt, total_iters=4, power=2)
    >>> for epoch in range(6):
    ...     print(scheduler.get_last_lr()[0], end=" ")
    ...     scheduler.step()
    1.0 0.5625 0.25 0.0625 0.0 0.0
    """

    options = ("total_iters", "power")
    total_iters: int
    power: float

    def __init__(self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1):
        self._set(total_iters=total_iters, power=power)
        super().__init__(optimizer, last_epoch)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        return {
            "total_iters": whole(name, "total_iters", options["total_iters"]),
            "power": real(name, "power", options["power"], 0),
        }

    def multiple(self, epoch: int) -> float:
        return (1 - min(epoch, self.total_iters) / self.total_iters) ** self.power
