"""Optimizer: parameter groups, their state, and the one loop over them."""

from __future__ import annotations

from tensorlab_c import Tensor, array, asarray, enable_grad
from tensorlab_c.update import zero_grad

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Optimizer"]


class Optimizer:
    """Base class of the optimisers.

    A subclass names its state per parameter in ``slots`` and writes `check`, which validates the options of
    a group, and `update`, which steps all parameters of a group in one fused call.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
        Dicts are groups: their ``"params"`` and options that differ from the defaults.
    defaults : dict
        The options.

    Attributes
    ----------
    param_groups : list of dict
        Per group ``"params"`` and the options. Options may be changed between steps, e.g. ``"lr"``.
    """

    slots: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()  # slots that hold a number, not a tensor

    def __init__(self, params: Iterable, defaults: dict):
        name = type(self).__name__
        if isinstance(params, Tensor) or not hasattr(params, "__iter__"):
            hint = "; give model.parameters()" if hasattr(params, "parameters") else "; put it in a list"
            raise TypeError(
                f"{name}: params must be an iterable of tensors or dicts, got {type(params).__name__}{hint}"
            )
        params = list(params)
        if not params:
            raise ValueError(f"{name}: the list of parameters is empty")
        self.defaults = dict(defaults)
        self.param_groups: list[dict] = []
        self._states: list[dict[str, list]] = []  # per group: slot -> value per parameter
        groups = params if isinstance(params[0], dict) else [{"params": params}]
        for group in groups:
            self.add_param_group(group)

    def check(self, group: dict) -> None:
        """Raise for options that make no sense."""

    def update(self, group: dict, state: dict[str, list]) -> None:
        """Step the parameters of one group."""
        raise NotImplementedError(f"{type(self).__name__}: update is not defined")

    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:
        """Change every parameter that has a gradient.

        Parameters
        ----------
        closure : callable, optional
            Computes the loss and its gradients anew; called once, before the step.

        Returns
        -------
        Tensor or None
            What `closure` returned.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group, state in zip(self.param_groups, self._states):
            self.update(group, state)
        return loss

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters: each ``grad`` becomes None."""
        for group in self.param_groups:
            zero_grad(group["params"])

    def add_param_group(self, group: dict) -> None:
        """Add parameters with options of their own.

        Parameters
        ----------
        group : dict
            ``"params"``, a tensor or an iterable of them, and any options that differ from the defaults.

        Raises
        ------
        TypeError, ValueError
            For what cannot be optimised, unknown options, or parameters the optimiser already has.

        Examples
        --------
        >>> import tensorlab as tl
        >>> a, b = tl.nn.Parameter(tl.ones(2)), tl.nn.Parameter(tl.ones(3))
        >>> opt = tl.optim.SGD([a], lr=0.1)
        >>> opt.add_param_group({"params": [b], "lr": 0.01})
        >>> [g["lr"] for g in opt.param_groups]
        [0.1, 0.01]
        """
        name = type(self).__name__
        if not isinstance(group, dict) or "params" not in group:
            raise TypeError(f'{name}: a parameter group is a dict with "params", got {group!r:.80}')
        params = group["params"]
        params = [params] if isinstance(params, Tensor) else list(params)
        unknown = set(group) - set(self.defaults) - {"params"}
        if unknown:
            raise ValueError(f"{name}: unknown options {sorted(unknown)}; known are {sorted(self.defaults)}")
        if not params:
            raise ValueError(f"{name}: the list of parameters is empty")
        seen = {id(p) for g in self.param_groups for p in g["params"]}
        for position, p in enumerate(params):
            if not isinstance(p, Tensor):
                raise TypeError(f"{name}: parameter {position} is a {type(p).__name__}, not a Tensor")
            if not p.is_leaf:
                raise ValueError(
                    f"{name}: parameter {position} of shape {p.shape} is the result of an operation; "
                    "only leaves can be optimised"
                )
            if p.dtype.kind != "f":
                raise TypeError(
                    f"{name}: parameter {position} is {p.dtype}; only floating tensors can be optimised"
                )
            if id(p) in seen:
                raise ValueError(f"{name}: parameter {position} of shape {p.shape} is there twice")
            seen.add(id(p))
        group = {"params": params, **self.defaults, **{k: v for k, v in group.items() if k != "params"}}
        self.check(group)
        self.param_groups.append(group)
        self._states.append(
            {slot: [0 if slot in self.counters else None] * len(params) for slot in self.slots}
        )

    # ---- state
    def state_dict(self) -> dict:
        """The state in PyTorch's form.

        Returns
        -------
        dict
            ``"state"``: per index of a parameter its slots (detached views; absent before its first step);
            ``"param_groups"``: the options, with indices as ``"params"``.
        """
        state, groups, index = {}, [], 0
        for group, slots in zip(self.param_groups, self._states, strict=True):
            count = len(group["params"])
            groups.append(
                {
                    **{k: v for k, v in group.items() if k != "params"},
                    "params": list(range(index, index + count)),
                }
            )
            for i in range(count):
                entry = {
                    slot: values[i].detach() if isinstance(values[i], Tensor) else values[i]
                    for slot, values in slots.items()
                }
                if any(v is not None and not (slot in self.counters and v == 0) for slot, v in entry.items()):
                    state[index + i] = entry
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
        where = f"{type(self).__name__}.load_state_dict"
        if not isinstance(state_dict, dict) or not {"state", "param_groups"} <= set(state_dict):
            raise TypeError(f'{where}: expected a dict with "state" and "param_groups"')
        saved = state_dict["param_groups"]
        sizes, own = [len(g["params"]) for g in saved], [len(g["params"]) for g in self.param_groups]
        if sizes != own:
            raise ValueError(f"{where}: the state has groups of {sizes} parameters, the optimiser of {own}")
        keys = [key for group in saved for key in group["params"]]
        unknown = [key for key in state_dict["state"] if key not in keys]
        if unknown:
            raise ValueError(f"{where}: the state is about parameters {unknown} that are in no group")
        new_groups, new_states = [], []
        for group, saved_group in zip(self.param_groups, saved, strict=True):
            unknown = sorted(
                k for k, v in saved_group.items() if v and k != "params" and k not in self.defaults
            )
            if unknown:  # those that are off or None, as PyTorch saves many, say nothing
                raise ValueError(f"{where}: unknown options {unknown}")
            options = {k: saved_group.get(k, group[k]) for k in self.defaults}
            self.check(options)
            new_groups.append({"params": group["params"], **options})
            new_states.append(
                self._read_slots(where, group["params"], saved_group["params"], state_dict["state"])
            )
        self.param_groups, self._states = new_groups, new_states

    def _read_slots(self, where: str, params: list[Tensor], keys: list, saved: dict) -> dict[str, list]:
        slots: dict[str, list] = {slot: [] for slot in self.slots}
        for p, key in zip(params, keys, strict=True):
            entry = saved.get(key)
            if entry is not None and set(entry) != set(self.slots):
                raise ValueError(
                    f"{where}: parameter {key} has the slots {sorted(entry)}, needed are {sorted(self.slots)}"
                )
            for slot, values in slots.items():
                value = None if entry is None else entry[slot]
                if slot in self.counters:
                    values.append(0 if value is None else int(value))
                elif value is None:
                    values.append(None)
                else:
                    value = asarray(value)
                    if value.shape != p.shape:
                        raise ValueError(
                            f"{where}: {slot} of parameter {key} has shape {value.shape}, needed is {p.shape}"
                        )
                    values.append(array(value.detach(), dtype=p.dtype))
        return slots

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {key}: {group[key]}" for key in sorted(self.defaults)]
        return "\n".join([*lines, ")"])
