"""Optimizer: parameter groups, their state, and the one loop over them."""

from __future__ import annotations

from collections import defaultdict

from tensorlab_c import Tensor, array, asarray, enable_grad, no_grad, zeros_like
from tensorlab_c.optim import check_step, prepare, run_step, run_steps, zero_grad

from .._check import flag, integer, real
from ..nn.parameter import is_readonly
from .hooks import NONE, add_hook, hooks_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, ClassVar

    from tensorlab_c import DType
    from tensorlab_c.methods import RemovableHandle
    from tensorlab_c.optim import Rule

__all__ = ["Optimizer"]

# what schedulers keep in a parameter group, as PyTorch's do
SCHEDULED = ("initial_lr", "max_lr", "min_lr", "swa_lr", "base_momentum", "max_momentum")
# how PyTorch computes a step, by arguments of its constructors
STEPPING = ("foreach", "fused", "capturable", "differentiable")
# what groups of its states have besides
PYTORCHS = (*STEPPING, "decoupled_weight_decay", "param_names")


class Optimizer:
    """Base class of the optimisers.

    A subclass names its ``rule``, a row of ``optim.def``. What state there is per parameter, which options
    there are and what values they may have follow from it, and so does the step, one call for all parameters
    of a group.

    Parameters
    ----------
    params : iterable of Tensor, of (str, Tensor) as ``named_parameters()`` gives, or of dict
        Dicts are groups: their ``"params"`` and options that differ from the defaults.
    defaults : dict
        The options.
    unused : dict, optional
        PyTorch's `foreach`, `fused`, `capturable` and `differentiable`, which say how a step is computed;
        here it is always one fused call. Only ``differentiable=True`` would be something else, and is
        refused.

    Attributes
    ----------
    param_groups : list of dict
        Per group ``"params"`` and the options. Options may be changed between steps, e.g. ``"lr"``; the
        next step refuses what makes no sense, before it changes anything.

    Examples
    --------
    One without a ``rule`` writes its own step:

    >>> import tensorlab as tl
    >>> class SignDescent(tl.optim.Optimizer):
    ...     def __init__(self, params, lr=0.1):
    ...         super().__init__(params, {"lr": lr})
    ...
    ...     def step(self, closure=None):
    ...         with tl.no_grad():
    ...             for group in self.param_groups:
    ...                 for p in group["params"]:
    ...                     p -= group["lr"] * tl.sign(p.grad)
    >>> w = tl.array([1.0, -2.0], requires_grad=True)
    >>> optimizer = SignDescent([w])
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w.detach()
    tensor([ 0.9, -1.9])
    """

    name = "Optimizer"  # the class's, with which errors begin
    rule: Rule | None = None
    slots: tuple[str, ...] = ()  # the rule's, as the next two
    numbers: ClassVar[dict[str, float]] = {}  # slots that hold a number, and what it is at first
    optional: ClassVar[dict[str, str]] = {}  # slots that are there only where an option is not 0
    ours: tuple[str, ...] = ()  # options that PyTorch does not have
    _hooks: dict[str, dict[int, Callable]] = NONE

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        cls.name = cls.__name__
        if cls.rule is not None:
            cls.slots, cls.numbers, cls.optional = cls.rule.slots, cls.rule.numbers, cls.rule.optional

    def __init__(self, params: Iterable, defaults: dict, unused: dict[str, Any] | None = None):
        name = self.name
        if unused is not None and not isinstance(unused, dict):
            raise TypeError(f"{name}: unused must be a dict of arguments, got {type(unused).__name__}")
        for argument, value in (unused or {}).items():
            _refuse_other_steps(name, argument, value)
        params = _listed(name, params)
        self._named: set[bool] = set()  # whether parameters were given with their names
        self.defaults = dict(defaults)
        self.param_groups: list[dict] = []
        self._states: list[dict[str, list]] = []  # per group: slot -> value per parameter
        self._own: defaultdict[Tensor, dict[str, Any]] = defaultdict(dict)
        groups = params if isinstance(params[0], dict) else [{"params": params}]
        for group in groups:
            self.add_param_group(group)

    @property
    def state(self) -> defaultdict[Tensor, dict[str, Any]]:
        """What an optimiser with a step of its own keeps: per parameter a dict, empty at first.

        `state_dict` has a copy of it. What other optimisers keep is in their `state_dict` alone.
        """
        if self.rule is not None or self.slots or type(self)._state_dict is not Optimizer._state_dict:
            raise AttributeError(f"{self.name}: the state of parameter i is state_dict()['state'][i]")
        return self._own

    def check(self, group: dict) -> None:
        """Raise for options that make no sense."""
        if self.rule is not None:
            self.rule.check(self.name, group)

    def _refuses(self, option: str, value: object) -> bool:
        """Whether an option of PyTorch in a saved state asks for something else than what is done here."""
        return bool(value) and option in ("differentiable", "decoupled_weight_decay")

    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:
        """Change every parameter that has a gradient.

        Parameters
        ----------
        closure : callable, optional
            Computes the loss and its gradients anew; called once, before the step. `SGD` with ``look_ahead``
            calls it where it looks.

        Returns
        -------
        Tensor or None
            What `closure` returned.

        Raises
        ------
        TypeError, ValueError
            For options, gradients or state that do not fit. Nothing has been changed then.
        """
        if closure is not None:
            return self._step_with(closure)
        groups, states = self.param_groups, self._states
        try:
            if len(groups) == len(states) == 1 and self.rule is not None:
                group = groups[0]
                run_step(prepare(self.rule, self.name, group["params"], states[0], group))
            else:
                # snapshots are lists: CPython's tuple(x) reads freed memory when its own allocation makes the
                # collector run code that changes the list x
                self._step_groups(list(groups), states, False)
        except Exception:
            self._explain()
            raise
        return None

    def _step_with(self, closure: Callable[[], Tensor]) -> Tensor:
        if not callable(closure):
            raise TypeError(
                f"{self.name}.step: closure must be a function, got {type(closure).__name__}; "
                "write loss.backward(), then step()"
            )
        moved: list[tuple[Tensor, Tensor]] = []
        try:
            self._look_ahead(moved)
            with enable_grad():
                loss = closure()
            move_back([(p, value) for p, value in moved if p.grad is None])
            try:
                self._step_groups(list(self.param_groups), self._states, True)
            except Exception:
                self._explain()
                raise
        except BaseException:
            move_back(moved)
            raise
        return loss

    def _look_ahead(self, moved: list[tuple[Tensor, Tensor]]) -> None:
        """Move parameters to where a closure is to compute their gradient; note in `moved` what they were."""

    def _step_groups(self, groups: list[dict], states: list[dict], closure: bool) -> None:
        """All groups are prepared before the first is changed."""
        self._check_count(len(groups))
        run_steps(
            [
                prepare(self.rule, self.name, g["params"], state, g, closure)
                for g, state in zip(groups, states)
            ]
        )

    def _check_count(self, groups: int) -> None:
        if groups != len(self._states):
            raise ValueError(
                f"{self.name}: there are {groups} parameter groups but state for "
                f"{len(self._states)}; add groups with add_param_group, and make a new optimiser to drop some"
            )

    def _explain(self) -> None:
        """After a step that failed: raise what the checks say of the groups, in the constructor's words."""
        try:
            self._check_groups()
        except Exception as clearer:
            raise clearer from None

    def _check_groups(self) -> None:
        name = self.name
        for position, (group, state) in enumerate(zip(self.param_groups, self._states)):
            missing = [option for option in ("params", *self.defaults) if option not in group]
            if missing:
                raise ValueError(f"{name}: parameter group {position} has lost its {missing}")
            self.check(group)
            if not isinstance(group["params"], list):
                raise TypeError(
                    f'{name}: the "params" of group {position} must be a list, '
                    f"got {type(group['params']).__name__}"
                )
            check_step(name, group["params"])
            if any(len(values) != len(group["params"]) for values in state.values()):
                raise ValueError(f"{name}: parameter group {position} has grown; use add_param_group")

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters.

        Parameters
        ----------
        set_to_none : bool, default True
            Each ``grad`` becomes None; otherwise those there are become zeros.
        """
        for group in list(self.param_groups):
            if set_to_none:
                zero_grad(list(group["params"]))
            else:
                for p in list(group["params"]):
                    p.grad = None if p.grad is None else zeros_like(p.grad)

    def add_param_group(self, group: dict) -> None:
        """Add parameters with options of their own.

        Parameters
        ----------
        group : dict
            ``"params"``, a tensor, an iterable of them or of pairs with their names, and any options that
            differ from the defaults. What has other names, ``"name"`` say, is kept as it is, also by
            `state_dict`.

        Raises
        ------
        TypeError, ValueError
            For what cannot be optimised, options that are nearly called as one of the optimiser's, or
            parameters that it already has.

        Examples
        --------
        >>> import tensorlab as tl
        >>> a, b = tl.nn.Parameter(tl.ones(2)), tl.nn.Parameter(tl.ones(3))
        >>> opt = tl.optim.SGD([a], lr=0.1)
        >>> opt.add_param_group({"params": [b], "lr": 0.01})
        >>> [g["lr"] for g in opt.param_groups]
        [0.1, 0.01]
        """
        name = self.name
        if not isinstance(group, dict) or "params" not in group:
            raise TypeError(f'{name}: a parameter group is a dict with "params", got {group!r:.80}')
        group = dict(group)
        params = group["params"]
        params = [params] if isinstance(params, Tensor) else _listed(name, params)
        named = {_is_named(p) for p in params}
        if len(named | self._named) > 1:
            raise ValueError(f"{name}: some parameters are given with names and some without")
        names = [f" {p[0]!r}" if _is_named(p) else "" for p in params]
        params = [p[1] if _is_named(p) else p for p in params]
        _refuse_slips(name, group, [*self.defaults])
        for option, value in {**self.defaults, **group}.items():
            if option in self.defaults and isinstance(value, Tensor) and value.size != 1:
                raise ValueError(f"{name}: {option} must be one number, got a tensor of shape {value.shape}")
        self._check_params(params, names)
        group = {"params": params, **self.defaults, **{k: v for k, v in group.items() if k != "params"}}
        self.check(group)
        state: dict[str, list] = {slot: self._unset(slot) * len(params) for slot in self.slots}
        self.param_groups.append(group)
        self._states.append(state)
        self._named = named

    def _unset(self, slot: str) -> list:
        """The slot of a parameter before its first step."""
        return [self.numbers.get(slot)]

    def _has(self, slot: str, p: Tensor) -> bool:
        """Whether there is such a slot for a parameter of this kind."""
        return True

    def _shape(self, slot: str, p: Tensor) -> tuple[int, ...]:
        return p.shape

    def _is_start(self, slot: str, value: Any) -> bool:
        """Whether a number is what it was before the first step."""
        return slot in self.numbers and value == self.numbers[slot]

    def _check_params(self, params: list, names: list[str]) -> None:
        name = self.name
        seen = {id(p) for g in self.param_groups for p in g["params"]}
        for position, (p, called) in enumerate(zip(params, names, strict=True)):
            where = f"{name}: parameter {position}{called}"
            if not isinstance(p, Tensor):
                raise TypeError(f"{where} is a {type(p).__name__}, not a Tensor{_hint(p)}")
            if not p.is_leaf:
                raise ValueError(
                    f"{where} of shape {p.shape} is the result of an operation; only leaves can be optimised"
                )
            if p.dtype.kind != "f":
                raise TypeError(f"{where} is {p.dtype}; only floating tensors can be optimised")
            if id(p) in seen:
                raise ValueError(f"{where} of shape {p.shape} is there twice")
            if is_readonly(p):
                raise ValueError(
                    f"{where} of shape {p.shape} is read-only memory; make it of a copy, Parameter(x.copy())"
                )
            seen.add(id(p))

    # ---- state
    def state_dict(self) -> dict:
        """The state in PyTorch's form.

        Returns
        -------
        dict
            ``"state"``: per index of a parameter its slots (absent before its first step);
            ``"param_groups"``: the options, with indices as ``"params"``. All of it is copied: later steps
            do not change it.
        """
        if self._hooks is NONE:
            return self._state_dict()
        for hook in hooks_of(self, "state_dict_pre"):
            hook(self)
        state = self._state_dict()
        for hook in hooks_of(self, "state_dict_post"):
            answer = hook(self, state)
            state = state if answer is None else answer
        return state

    def _state_dict(self) -> dict:
        state, groups, index = {}, [], 0
        param_groups = list(self.param_groups)
        self._check_count(len(param_groups))
        for group, slots in zip(param_groups, self._states, strict=True):
            count = len(group["params"])
            held = {slot: list(values) for slot, values in slots.items()}  # as they are now
            if any(len(values) != count for values in held.values()):
                raise ValueError(f"{self.name}: a parameter group has grown; use add_param_group")
            groups.append(
                {
                    **{k: _kept(v) for k, v in group.items() if k != "params"},
                    "params": list(range(index, index + count)),
                }
            )
            for i, p in enumerate(list(group["params"])):
                entry = {
                    slot: _kept(values[i])
                    for slot, values in held.items()
                    if values[i] is not None or (slot not in self.optional and self._has(slot, p))
                }
                if any(v is not None and not self._is_start(slot, v) for slot, v in entry.items()):
                    state[index + i] = entry
                elif self._own.get(p):
                    state[index + i] = {key: _kept(value) for key, value in self._own[p].items()}
            index += count
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: dict) -> None:
        """Take over options and state.

        Parameters
        ----------
        state_dict : dict
            As `state_dict` gives it. Values are copied.

        Raises
        ------
        TypeError, ValueError
            When groups, parameters, slots or shapes do not fit. Nothing has been changed then.

        Examples
        --------
        >>> import tensorlab as tl
        >>> w = tl.nn.Parameter(tl.ones(2))
        >>> opt = tl.optim.SGD([w], lr=0.1, momentum=0.9)
        >>> other = tl.optim.SGD([w], lr=1.0)
        >>> other.load_state_dict(opt.state_dict())
        >>> other.param_groups[0]["lr"]
        0.1
        """
        if self._hooks is NONE:
            return self._load_state_dict(state_dict)
        state_dict = {**state_dict} if isinstance(state_dict, dict) else state_dict
        for hook in hooks_of(self, "load_state_dict_pre"):
            answer = hook(self, state_dict)
            state_dict = state_dict if answer is None else answer
        self._load_state_dict(state_dict)
        for hook in hooks_of(self, "load_state_dict_post"):
            hook(self)

    def _load_state_dict(self, state_dict: dict) -> None:
        where = f"{self.name}.load_state_dict"
        saved, entries = parts(where, state_dict)
        sizes, own = [len(g["params"]) for g in saved], [len(g["params"]) for g in self.param_groups]
        if sizes != own:
            raise ValueError(f"{where}: the state has groups of {sizes} parameters, the optimiser of {own}")
        keys = [key for group in saved for key in group["params"]]
        if not all(isinstance(key, (int, str)) for key in keys) or len(set(keys)) < len(keys):
            raise ValueError(f'{where}: the "params" of a group must be distinct indices, got {keys}')
        unknown = [key for key in entries if key not in keys]
        if unknown:
            raise ValueError(f"{where}: the state is about parameters {unknown} that are in no group")
        new_groups, new_states, own_state = [], [], self._read_own(where, keys, entries)
        for group, saved_group in zip(self.param_groups, saved, strict=True):
            options = self._read_options(where, group, saved_group)
            new_groups.append({"params": group["params"], **options})
            new_states.append(self._read_slots(where, group["params"], saved_group["params"], entries))
        self.param_groups, self._states = new_groups, new_states
        self._own.clear()
        self._own.update(own_state)

    def _read_own(self, where: str, keys: list, entries: dict) -> dict[Tensor, dict[str, Any]]:
        """The entries of a saved state that a step of one's own will find; they are taken out."""
        if not hasattr(self, "state"):
            return {}
        params = [p for group in self.param_groups for p in group["params"]]
        for key, entry in entries.items():
            if not isinstance(entry, dict):
                raise TypeError(f"{where}: the state of parameter {key} must be a dict, got {entry!r:.80}")
        return {
            p: {name: _kept(value) for name, value in entries.pop(key).items()}
            for p, key in zip(params, keys, strict=True)
            if key in entries
        }

    def _read_options(self, where: str, group: dict, saved: dict) -> dict:
        """The options of a saved group; ours that PyTorch does not have may be missing."""
        known = {"params", *self.defaults, *SCHEDULED}
        others = {k: v for k, v in saved.items() if k not in known}
        if refused := sorted(str(k) for k, v in others.items() if self._refuses(k, v)):
            raise ValueError(f"{where}: unknown options {refused}")
        missing = [k for k in self.defaults if k not in saved and k not in self.ours]
        if missing:
            raise ValueError(f"{where}: missing options {missing}")
        options = {k: _kept(saved.get(k, group[k])) for k in self.defaults}
        self.check(options)
        kept = {**group, **saved}
        options |= {k: _kept(v) for k, v in kept.items() if k not in known and k not in PYTORCHS}
        return options | {k: real(where, k, kept[k], 0) for k in SCHEDULED if k in kept}

    def _read_slots(self, where: str, params: list[Tensor], keys: list, saved: dict) -> dict[str, list]:
        slots: dict[str, list] = {slot: [] for slot in self.slots}
        for p, key in zip(params, keys, strict=True):
            possible = [slot for slot in self.slots if self._has(slot, p)]
            needed = [slot for slot in possible if slot not in self.optional]
            if key not in saved:  # no step yet
                for slot, values in slots.items():
                    values.extend(self._unset(slot))
                continue
            entry = dict(saved[key]) if isinstance(saved[key], dict) else saved[key]
            if not isinstance(entry, dict) or not set(needed) <= set(entry) <= set(possible):
                has = sorted(map(str, entry)) if isinstance(entry, dict) else entry
                more = f", possible are {sorted(self.optional)}" if self.optional else ""
                raise ValueError(
                    f"{where}: parameter {key} has the slots {has}, needed are {sorted(needed)}{more}"
                )
            started = any(value is not None for value in entry.values())
            for slot, values in slots.items():
                what, value = f"{slot} of parameter {key}", entry.get(slot)
                if slot in self.numbers:
                    read = _count if isinstance(self.numbers[slot], int) else _product
                    values.append(read(where, what, value))
                elif value is None and started and slot in needed:
                    raise ValueError(f"{where}: {what} is None but other slots are there")
                else:
                    values.append(_moment(f"{where}: {what}", value, p.dtype, self._shape(slot, p)))
        return slots

    def __getstate__(self) -> dict[str, Any]:
        """A copy, or a pickle, has no hooks, as in PyTorch."""
        return {k: v for k, v in self.__dict__.items() if k not in ("step", "_hooks")}

    # ---- hooks
    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before every step.

        Parameters
        ----------
        hook : callable
            `args` begins with the optimiser itself, as in PyTorch. A pair that it returns takes the place of
            `args` and `kwargs`.

        Returns
        -------
        RemovableHandle

        Examples
        --------
        >>> import tensorlab as tl
        >>> w = tl.array([1.0], requires_grad=True)
        >>> opt = tl.optim.SGD([w], lr=0.1)
        >>> handle = opt.register_step_pre_hook(lambda opt, args, kwargs: print("before", w.item()))
        >>> w.sum().backward()
        >>> opt.step()
        before 1.0
        >>> handle.remove()
        """
        return add_hook(self, "step_pre", hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` behind every step; see `register_step_pre_hook`."""
        return add_hook(self, "step_post", hook)

    def register_state_dict_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer)`` before a state is made, before other hooks if `prepend`."""
        return add_hook(self, "state_dict_pre", hook, prepend)

    def register_state_dict_post_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` with every state that is made, which it may change or replace.

        Parameters
        ----------
        hook : callable
            What it returns, if not None, takes the state's place.
        prepend : bool, default False
            Before other hooks.

        Returns
        -------
        RemovableHandle

        Examples
        --------
        >>> import tensorlab as tl
        >>> opt = tl.optim.SGD([tl.nn.Parameter(tl.ones(2))])
        >>> handle = opt.register_state_dict_post_hook(lambda opt, state: {**state, "epoch": 3})
        >>> opt.state_dict()["epoch"]
        3
        """
        return add_hook(self, "state_dict_post", hook, prepend)

    def register_load_state_dict_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` before a state is loaded: with a shallow copy, which it may
        change, or return another."""
        return add_hook(self, "load_state_dict_pre", hook, prepend)

    def register_load_state_dict_post_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer)`` when a state has been loaded."""
        return add_hook(self, "load_state_dict_post", hook, prepend)

    def __repr__(self) -> str:
        lines = [f"{self.name} ("]
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {key}: {group[key]}" for key in sorted(self.defaults)]
        return "\n".join([*lines, ")"])


def _refuse_other_steps(name: str, argument: str, value: Any) -> None:
    """Arguments of PyTorch's by which a step is computed in another way, and gives the same."""
    if argument not in STEPPING:
        raise TypeError(f"{name}: got an unexpected keyword argument {argument!r}")
    if value is not None and flag(name, argument, value) and argument == "differentiable":
        raise ValueError(f"{name}: differentiable=True is not supported: steps are not recorded")


def _refuse_slips(name: str, group: dict, known: list[str]) -> None:
    """Groups may have whatever keys; one that is nearly called as an option was meant to be it."""
    for key in group.keys() - {"params", *known, *SCHEDULED}:
        from difflib import get_close_matches

        plain = {option.replace("_", ""): option for option in known}
        if meant := get_close_matches(str(key).lower().replace("_", ""), plain, 1, 0.85):
            raise ValueError(
                f"{name}: unknown option {key!r}, did you mean {plain[meant[0]]!r}? Known are {sorted(known)}"
            )


def _listed(name: str, params: Any) -> list:
    """The items of what an optimiser is given, or of the "params" of a group."""
    if isinstance(params, (Tensor, str, bytes, dict)) or hasattr(params, "parameters"):
        iterable = False
    else:
        iterable = hasattr(params, "__iter__")
    if not iterable:
        raise TypeError(
            f"{name}: params must be an iterable of tensors or dicts, "
            f"got {type(params).__name__}{_hint(params)}"
        )
    if isinstance(params, (set, frozenset)):
        raise TypeError(f"{name}: params must have an order, got {type(params).__name__}; use a list")
    items = list(params)
    if not items:
        hint = (
            "; layers in a plain list are not found, put them in a ModuleList; an iterator gives its items "
            "once, call model.parameters() again"
        )
        raise ValueError(
            f"{name}: the list of parameters is empty{hint if hasattr(params, '__next__') else ''}"
        )
    return items


def _hint(given: Any) -> str:
    """What was probably meant instead."""
    if isinstance(given, Tensor):
        return "; put it in a list"
    if isinstance(given, dict):
        if "params" in given:
            return "; put the group in a list, [{...}]"
        learned = any(getattr(value, "requires_grad", False) for value in list(given.values()))
        return "; give its values()" if learned else "; give model.parameters()"  # a state_dict is detached
    if hasattr(given, "parameters"):
        return "; give model.parameters()"
    if hasattr(given, "__self__"):  # a method
        return f"; call it, model.{getattr(given, '__name__', 'parameters')}()"
    return "; give model.parameters() itself, not in a list" if hasattr(given, "__next__") else ""


def _kept(value: Any) -> Any:
    """A copy of an option or a slot that later changes do not reach."""
    if isinstance(value, Tensor):
        return value.detach().copy()
    from copy import deepcopy

    return deepcopy(value)


def _is_named(parameter: Any) -> bool:
    """Whether it is a pair as ``named_parameters()`` gives."""
    return isinstance(parameter, tuple) and len(parameter) == 2 and isinstance(parameter[0], str)


def parts(where: str, state_dict: Any) -> tuple[list[dict], dict]:
    """The groups and the entries of a state, checked for their form."""
    if not isinstance(state_dict, dict) or not {"state", "param_groups"} <= set(state_dict):
        raise TypeError(f'{where}: expected a dict with "state" and "param_groups"')
    groups, entries = state_dict["param_groups"], state_dict["state"]
    entries = dict(entries) if isinstance(entries, dict) else entries  # as they are now
    if not isinstance(groups, (list, tuple)):
        raise TypeError(f'{where}: "param_groups" must be a list of dicts, got {groups!r:.80}')
    groups = [dict(group) if isinstance(group, dict) else group for group in list(groups)]
    for position, group in enumerate(groups):
        if not isinstance(group, dict):
            raise TypeError(f"{where}: group {position} must be a dict, got {group!r:.80}")
        if not isinstance(group.get("params"), (list, tuple)):
            raise ValueError(f'{where}: group {position} has no list "params"')
        group["params"] = list(group["params"])
    if not isinstance(entries, dict):
        raise TypeError(f'{where}: "state" must be a dict, got {entries!r:.80}')
    return groups, entries


def _count(where: str, what: str, value: Any) -> int:
    """A number of steps; PyTorch has it as a floating tensor."""
    number = value.item() if getattr(value, "shape", None) == () else value
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    return integer(where, what, number, least=0)


def _product(where: str, what: str, value: Any) -> float:
    return real(where, what, value.item() if getattr(value, "shape", None) == () else value)


def move_back(moved: list[tuple[Tensor, Tensor]]) -> None:
    """Give parameters the values they had, the last first: they may share memory."""
    with no_grad():
        for p, value in reversed(moved):
            p.copy_(value)


def _moment(what: str, value: Any, dtype: DType, shape: tuple[int, ...]) -> Tensor | None:
    """A copy of the slot of a parameter, in its dtype."""
    if value is None:
        return None
    try:
        value = asarray(value, dtype=dtype)  # numbers not by way of the default dtype
    except (TypeError, ValueError, OverflowError, RuntimeError) as error:
        raise TypeError(f"{what} is not an array: {error}") from None
    if value.shape != shape:
        raise ValueError(f"{what} has shape {value.shape}, needed is {shape}")
    return array(value.detach())
