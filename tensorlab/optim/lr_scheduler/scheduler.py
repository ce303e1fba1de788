"""LRScheduler: a learning rate per epoch and parameter group, set in the optimiser."""

from __future__ import annotations

from itertools import pairwise

from ..._check import INFINITY, integer, real
from ..optimizer import SCHEDULED, Optimizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

__all__ = ["ClosedForm", "LRScheduler"]

PYTORCHS_OWN = {"_step_count", "_get_lr_called_within_step", "_is_initial", "verbose"}  # kept in its states


class LRScheduler:
    """Base class of the schedulers: sets ``"lr"`` of every parameter group, epoch by epoch.

    A subclass gives the learning rates by `get_lr`, from ``self.last_epoch`` and ``self.base_lrs`` or from
    the groups of ``self.optimizer``. What it needs for that it sets before it calls this constructor, which
    makes the first step, to epoch 0. An epoch is whatever passes between two calls of `step`.

    Parameters
    ----------
    optimizer : Optimizer
    last_epoch : int, default -1
        The last epoch of an earlier run that is gone on with. The groups must have their ``"initial_lr"``
        then, as a loaded state of the optimiser has them. `load_state_dict` is the better way.

    Attributes
    ----------
    optimizer : Optimizer
    last_epoch : int
        The epoch whose learning rates are set, from 0.
    base_lrs : list of float
        The learning rates at the beginning, ``"initial_lr"`` of the groups.

    Raises
    ------
    TypeError, ValueError
        For arguments that make no sense, and by `step` for learning rates that are negative or not finite.
        Nothing has been changed then, neither in the scheduler nor in the optimiser.

    Examples
    --------
    A learning rate that falls as 1/√(t + 1):

    >>> import tensorlab as tl
    >>> class InverseRoot(tl.optim.lr_scheduler.LRScheduler):
    ...     def get_lr(self):
    ...         return [lr / (self.last_epoch + 1) ** 0.5 for lr in self.base_lrs]
    >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=1.0)
    >>> scheduler = InverseRoot(opt)
    >>> for _ in range(3):
    ...     scheduler.step()
    >>> scheduler.get_last_lr()
    [0.5]
    """

    options: ClassVar[tuple[str, ...]] = ()  # arguments that a saved state holds, checked by check_options
    derived: ClassVar[frozenset[str]] = frozenset()  # what a saved state may lack, as PyTorch's do

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1):
        name = type(self).__name__
        self.optimizer = check_optimizer(name, optimizer)
        last_epoch = integer(name, "last_epoch", last_epoch, least=-1)
        self.last_epoch = last_epoch
        self._last_lr: list[float] = []
        self.base_lrs: list[float] = []
        for position, group in enumerate(list(optimizer.param_groups)):
            if last_epoch >= 0 and "initial_lr" not in group:
                raise ValueError(
                    f"{name}: last_epoch={last_epoch} but parameter group {position} has no 'initial_lr'; "
                    "load the optimiser's state first, or use load_state_dict of the scheduler"
                )
            lr = group.get("initial_lr", group["lr"])
            self.base_lrs.append(real(name, f"the initial learning rate of group {position}", lr, 0))
        with AllOrNothing(self):
            for group, lr in zip(optimizer.param_groups, self.base_lrs, strict=True):
                group["initial_lr"] = lr
            if last_epoch == -1:
                self._begin()
            else:
                self._restart(last_epoch + 1)

    def check_options(self, name: str, **options: Any) -> dict[str, Any]:
        """The options checked, for a constructor or a state to load; `name` is what errors begin with."""
        return options

    def get_lr(self) -> list[float]:
        """The learning rates of epoch ``self.last_epoch``, one per parameter group; `step` asks for them."""
        raise NotImplementedError(f"{type(self).__name__}: a subclass of LRScheduler needs a method get_lr")

    def get_last_lr(self) -> list[float]:
        """The learning rates that the last step left, one per parameter group."""
        return list(self._last_lr)

    def step(self) -> None:
        """Go on to the next epoch. To be called after the optimiser's steps of this one."""
        self._go_to(self.last_epoch + 1)

    # ---- on the way
    def _go_to(self, epoch: int) -> None:
        groups = list(self.optimizer.param_groups)
        kept = vars(self).copy()
        try:
            self.last_epoch = epoch
            new = groups[len(self.base_lrs) :]  # added since
            if new:
                self.base_lrs = [*self.base_lrs, *(float(g.get("initial_lr", g["lr"])) for g in new)]
            lrs = [*self.get_lr()]
            if len(lrs) != len(groups) or not all([type(lr) is float and 0 <= lr < INFINITY for lr in lrs]):
                lrs = self._checked(lrs, len(groups))
        except BaseException:
            vars(self).clear()
            vars(self).update(kept)
            raise
        for group in new:
            group.setdefault("initial_lr", group["lr"])
        self._put(groups, lrs)
        self._last_lr = lrs

    def _checked(self, given: list[Any], count: int) -> list[float]:
        name = type(self).__name__
        if len(given) != count:
            raise ValueError(
                f"{name}: {len(given)} learning rates for {count} parameter groups; add groups before the "
                "scheduler is made"
            )
        what = f"the learning rate of group {{}} in epoch {self.last_epoch}"
        return [real(name, what.format(position), lr, 0) for position, lr in enumerate(given)]

    def _put(self, groups: list[dict], lrs: list[float]) -> None:
        for group, lr in zip(groups, lrs, strict=True):
            group["lr"] = lr

    def _begin(self, epoch: int = 0) -> None:
        """The first step, from the learning rates that the groups have."""
        self._last_lr = []
        self._go_to(epoch)

    def _restart(self, epoch: int = 0) -> None:
        """The first step, from the initial learning rates."""
        for group, lr in zip(self.optimizer.param_groups, self.base_lrs, strict=False):
            group["lr"] = lr
        self._begin(epoch)

    def _memory(self) -> list[dict[str, Any]]:
        """All that steps may change, but for the groups."""
        return [vars(self)]

    def _changes(self) -> set[str]:
        """Which options of the groups are set."""
        return {"lr"}

    def _set(self, **options: Any) -> None:
        self.__dict__.update(self.check_options(type(self).__name__, **options))

    # ---- state
    def state_dict(self) -> dict[str, Any]:
        """All that is needed to go on later, also the learning rates that the groups have now.

        Returns
        -------
        dict
            Later steps do not change it.

        Examples
        --------
        >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=0.5)
        >>> scheduler = tl.optim.lr_scheduler.ExponentialLR(opt, gamma=0.5)
        >>> scheduler.step()
        >>> state = scheduler.state_dict()
        >>> again = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))], lr=0.5)
        >>> tl.optim.lr_scheduler.ExponentialLR(again, gamma=0.1).load_state_dict(state)
        >>> again.param_groups[0]["lr"]
        0.25
        """
        state = {key: copied(value) for key, value in vars(self).items() if key != "optimizer"}
        keys = [*sorted(self._changes()), *SCHEDULED]
        groups = [{k: copied(group[k]) for k in keys if k in group} for group in self.optimizer.param_groups]
        return {"scheduler": type(self).__name__, **state, "groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on where a saved scheduler was, with its options; the groups get their learning rates back.

        Parameters
        ----------
        state_dict : dict
            As `state_dict` gives it; or PyTorch's, which leaves the groups alone. Values are copied. It does
            not matter whether the optimiser's state is loaded before or afterwards.

        Raises
        ------
        TypeError, ValueError
            When it is the state of another class, or does not fit. Nothing has been changed then.
        """
        name = type(self).__name__
        where = f"{name}.load_state_dict"
        if not isinstance(state_dict, dict):
            raise TypeError(f"{where}: expected a dict, got {type(state_dict).__name__}")
        state = dict(state_dict)
        of = state.pop("scheduler", name)
        if of != name:
            raise ValueError(f"{where}: the state is that of another class, {of}")
        groups = state.pop("groups", None)
        state = self._translated({k: v for k, v in state.items() if k not in PYTORCHS_OWN})
        own = set(vars(self)) - {"optimizer"}
        for what, keys in (("unknown", set(state) - own), ("missing", own - set(state) - self.derived)):
            if keys:
                raise ValueError(f"{where}: {what} entries {sorted(map(str, keys))}")
        with AllOrNothing(self):
            self.__dict__.update(self._read(where, state))
            self._settle(state)
            if groups is not None:
                self._give_back(where, groups)

    def _translated(self, state: dict[str, Any]) -> dict[str, Any]:
        """A state of PyTorch's in the terms used here."""
        return state

    def _read(self, where: str, state: dict[str, Any]) -> dict[str, Any]:
        """Copies of the entries of a state, checked."""
        read = copied({k: v for k, v in state.items() if k not in self.options})
        if self.options:
            read |= self.check_options(where, **{k: state[k] for k in self.options})
        read["last_epoch"] = integer(where, "last_epoch", read["last_epoch"], least=-1)
        count = len(self.optimizer.param_groups)
        for key in {"base_lrs", "_last_lr", "_bases"} & set(read):
            if not isinstance(read[key], (list, tuple)):
                raise TypeError(f"{where}: {key} must be a list of numbers, got {read[key]!r:.80}")
            read[key] = per_group(where, key, read[key], count, -INFINITY if key == "_bases" else 0)
        return read

    def _settle(self, state: dict[str, Any]) -> None:
        """What follows from the entries of a state, once they are taken."""

    def _give_back(self, where: str, groups: Any) -> None:
        own = list(self.optimizer.param_groups)
        if not isinstance(groups, (list, tuple)) or not all(isinstance(group, dict) for group in groups):
            raise TypeError(f"{where}: groups must be a list of dicts, got {groups!r:.80}")
        if len(groups) != len(own):
            raise ValueError(f"{where}: the state is of {len(groups)} parameter groups, there are {len(own)}")
        known = self._changes() | set(SCHEDULED)
        for group, saved in zip(own, groups, strict=True):
            unknown = set(saved) - known
            if unknown:
                raise ValueError(f"{where}: groups have unknown entries {sorted(map(str, unknown))}")
            group.update({k: (*v,) if isinstance(v, list) else v for k, v in saved.items()})
            self.optimizer.check(group)
            for key in {*SCHEDULED} & set(saved):
                group[key] = real(where, key, saved[key], 0)

    def __repr__(self) -> str:
        options = [f"{key}={getattr(self, key)!r}" for key in self.options]
        return f"{type(self).__name__}({', '.join([*options, f'last_epoch={self.last_epoch}'])})"


class ClosedForm(LRScheduler):
    """Schedulers whose learning rate is ``floor + (base − floor)·multiple(epoch)``.

    The base is the learning rate that the group had at first. Where something else has changed the group's
    since the last step (another scheduler, or the user), the base is found anew from what is there, so that
    schedulers multiply; where nothing has, no rounding error is carried from step to step.
    """

    derived = frozenset({"_bases", "_factor"})
    _bases: list[float]
    _factor: float  # that of last_epoch

    @property
    def floor(self) -> float:
        return 0.0

    def multiple(self, epoch: int) -> float:
        raise NotImplementedError

    def get_lr(self) -> list[float]:
        before, now = self._factor, self._factor_at(self.last_epoch)
        lrs = lrs_of(self.optimizer)
        if lrs != self._last_lr:
            self._bases = [self._base(i, lr, before) for i, lr in enumerate(lrs)]
        self._factor = now
        if now == before:
            return lrs
        floor = self.floor
        return [base if now == 1 else floor + (base - floor) * now for base in self._bases]

    def _factor_at(self, epoch: int) -> float:
        try:
            return self.multiple(epoch)
        except OverflowError:
            return INFINITY  # which the check of the learning rate names

    def _base(self, position: int, lr: float, factor: float) -> float:
        if position < len(self._last_lr) and (lr == self._last_lr[position] or factor == 0):
            return self._bases[position]
        return self._without(lr, factor)

    def _without(self, lr: float, factor: float) -> float:
        """The learning rate that the factor has made `lr` of."""
        return lr if factor in (0, 1) else self.floor + (lr - self.floor) / factor

    def _begin(self, epoch: int = 0) -> None:
        self._bases, self._factor = [], 1.0
        super()._begin(epoch)

    def _settle(self, state: dict[str, Any]) -> None:
        self._factor = self._factor_at(self.last_epoch)
        if "_bases" not in state:
            zero = self._factor == 0
            self._bases = self.base_lrs if zero else [self._without(lr, self._factor) for lr in self._last_lr]


# ---- what schedulers share
class AllOrNothing:
    """If the block raises, scheduler and parameter groups hold what they held; lists are to be replaced."""

    __slots__ = ("kept",)

    def __init__(self, scheduler: LRScheduler):
        held = [*scheduler._memory(), *list(scheduler.optimizer.param_groups)]
        self.kept = [(entries, entries.copy()) for entries in held]

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            for entries, before in self.kept:
                entries.clear()
                entries.update(before)


def copied(value: Any) -> Any:
    from copy import deepcopy

    return deepcopy(value)


def check_optimizer(name: str, optimizer: Any) -> Optimizer:
    if not isinstance(optimizer, Optimizer):
        got = f"the class {optimizer.__name__}" if isinstance(optimizer, type) else type(optimizer).__name__
        raise TypeError(f"{name}: optimizer must be an Optimizer, got {got}")
    return optimizer


def lrs_of(optimizer: Optimizer) -> list[float]:
    return [float(group["lr"]) for group in list(optimizer.param_groups)]


def per_group(
    name: str, argument: str, value: Any, count: int, *limits: float, ends: str = "[]"
) -> list[float]:
    """A number for all parameter groups, or a list of one for each, as a list of floats."""
    if not isinstance(value, (list, tuple)):
        return [real(name, argument, value, *limits, ends=ends)] * count
    values = [*value]
    if len(values) != count:
        raise ValueError(f"{name}: {argument} has {len(values)} values for {count} parameter groups")
    return [real(name, f"{argument}[{i}]", v, *limits, ends=ends) for i, v in enumerate(values)]


def increasing(name: str, argument: str, value: Any, least: int) -> list[int]:
    """A list of integers, each more than the one before."""
    if isinstance(value, (str, bytes, dict, set, frozenset)) or not hasattr(value, "__iter__"):
        raise TypeError(f"{name}: {argument} must be a list of integers, got {value!r:.80}")
    numbers = [integer(name, f"{argument}[{i}]", v, least) for i, v in enumerate([*value])]
    if any(a >= b for a, b in pairwise(numbers)):
        raise ValueError(f"{name}: {argument} must increase, got {numbers}")
    return numbers
