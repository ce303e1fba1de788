"""L-BFGS."""

from __future__ import annotations

from tensorlab_c import Tensor, array, asarray, concatenate, enable_grad, no_grad, zeros

from .._check import integer, one_of, real
from .line_search import Point, strong_wolfe
from .optimizer import Optimizer, move_back, parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

__all__ = ["LBFGS"]

VECTORS, LISTS = ("d", "prev_flat_grad"), ("old_dirs", "old_stps")
NUMBERS, COUNTS = ("t", "H_diag", "prev_loss"), ("func_evals", "n_iter")
CURVED = 1e-10  # a step along which the gradient rises less says nothing of the curvature


class LBFGS(Optimizer):
    """Newton's method with a Hessian estimated from the last steps (Liu & Nocedal 1989).

    For losses without noise: of all data at once. One call of ``step(closure)`` makes up to `max_iter` steps.

    Parameters
    ----------
    params : iterable of Tensor
        One group only.
    lr : float, default 1
        The length of a step, or of the first trial of the line search.
    max_iter : int, default 20
        Steps per call.
    max_eval : int, optional
        Evaluations of the closure per call. Default: 1.25·max_iter.
    tolerance_grad : float, default 1e-7
        The call ends when no element of the gradient is more.
    tolerance_change : float, default 1e-9
        The call ends when no parameter, or the loss, changes by more.
    history_size : int, default 100
        How many steps are remembered, two vectors of the size of all parameters each.
    line_search_fn : {None, "strong_wolfe"}, default None
        Search along each direction for a point that is low and flat enough, or take `lr`.

    Notes
    -----
    Nocedal & Wright, "Numerical Optimization" (2006): algorithm 7.4 gives the direction d = −Hg from the last
    steps s and the differences y of gradients, with H₀ = (s·y / y·y)·1 (7.20); algorithms 3.5 and 3.6 search
    along it. The very first step is that of gradient descent, of length min(1, 1/Σ|g|)·lr. Pairs with
    s·y ≤ 10⁻¹⁰ are left out. The iterates are PyTorch's.

    Examples
    --------
    Rosenbrock's valley, whose floor is lowest at (1, 1):

    >>> import tensorlab as tl
    >>> w = tl.array([-1.2, 1.0], requires_grad=True)
    >>> opt = tl.optim.LBFGS([w], max_iter=60, tolerance_change=0, line_search_fn="strong_wolfe")
    >>> def loss():
    ...     opt.zero_grad()
    ...     value = (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2
    ...     value.backward()
    ...     return value
    >>> first = opt.step(loss)
    >>> w.detach().round(5).tolist()
    [1.0, 1.0]
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ):
        steps = integer(self.name, "max_iter", max_iter, least=0)
        options = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": steps * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        self._memory: dict[str, Any] = {}
        super().__init__(params, options)

    def check(self, group: dict) -> None:
        self._options(group)

    def add_param_group(self, group: dict) -> None:
        """Only the first: all parameters take their steps together."""
        if self.param_groups:
            raise ValueError(f"{self.name}: all parameters belong in one group")
        super().add_param_group(group)

    def _options(self, group: dict) -> dict[str, Any]:
        name, search = self.name, group["line_search_fn"]
        return {
            **{k: integer(name, k, group[k], least=0) for k in ("max_iter", "max_eval")},
            **{k: real(name, k, group[k], 0) for k in ("lr", "tolerance_grad", "tolerance_change")},
            "history_size": integer(name, "history_size", group["history_size"]),
            "search": search is not None and one_of(name, "line_search_fn", search, ("strong_wolfe",)),
        }

    # ---- steps
    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor:
        """Make up to ``max_iter`` steps.

        Parameters
        ----------
        closure : callable
            Forgets the gradients, computes the loss and its gradients anew, and returns the loss.

        Returns
        -------
        Tensor
            The loss before the first step.

        Raises
        ------
        TypeError, ValueError
            Without a closure, or for options and gradients that do not fit. When an error is raised, here or
            by the closure, the parameters have the values that they had.
        """
        if not callable(closure):
            raise TypeError(
                f"{self.name}.step: a closure is needed that computes the loss and its gradients anew, "
                f"got {type(closure).__name__}"
            )
        self._check_groups()
        group = self.param_groups[0]
        descent = Descent(self.name, [*group["params"]], closure, self._options(group), self._memory)
        with no_grad():
            before = [(p, p.detach().copy()) for p in descent.params]
            try:
                first = descent.run()
            except BaseException:
                move_back(before)
                raise
        self._memory = descent.memory
        return first

    # ---- state
    def _state_dict(self) -> dict:
        """The memory of all parameters together is that of the first, as in PyTorch."""
        state = super()._state_dict()
        if self._memory:
            copies = {
                k: [copied(v) for v in kept] if isinstance(kept, list) else copied(kept)
                for k, kept in self._memory.items()
            }
            state["state"] = {0: copies}
        return state

    def _load_state_dict(self, state_dict: dict) -> None:
        where = f"{self.name}.load_state_dict"
        groups, entries = parts(where, state_dict)
        first = [group["params"][0] for group in groups if group["params"]][:1]
        if [*entries] not in ([], first):
            raise ValueError(f"{where}: the state must be that of the first parameter, got {[*entries]}")
        memory = self._read(where, entries[first[0]]) if entries else {}
        super()._load_state_dict({"state": {}, "param_groups": groups})
        self._memory = memory

    def _read(self, where: str, entry: Any) -> dict[str, Any]:
        if not isinstance(entry, dict):
            raise TypeError(f"{where}: the state of the first parameter must be a dict, got {entry!r:.80}")
        entry = {k: v for k, v in entry.items() if k != "al" and v is not None}  # a buffer
        known = {*VECTORS, *LISTS, *NUMBERS, *COUNTS, "ro"}
        if not {*COUNTS} <= {*entry} <= known or {*entry} not in ({*COUNTS}, known):
            raise ValueError(f"{where}: the state has {sorted(entry)}, needed are {sorted(known)}")
        size = sum(p.size for p in self.param_groups[0]["params"])
        read: dict[str, Any] = {k: integer(where, k, entry[k], least=0) for k in COUNTS}
        for k in set(entry) - {*COUNTS}:
            value = entry[k]
            if k in VECTORS:
                read[k] = vector(where, k, value, size)
            elif k in NUMBERS:
                read[k] = number(where, k, value)
            elif not isinstance(value, (list, tuple)) or len(value) != len(entry["ro"]):
                raise ValueError(f"{where}: old_dirs, old_stps and ro must be lists of one length")
            else:
                read[k] = [number(where, k, v) if k == "ro" else vector(where, k, v, size) for v in value]
        return read


class Descent:
    """One call of `LBFGS.step`; `memory` is the new one, the one given is left as it is."""

    def __init__(
        self, name: str, params: list[Tensor], closure: Callable, options: dict[str, Any], memory: dict
    ):
        self.name, self.params, self.closure, self.options = name, params, closure, options
        self.memory: dict[str, Any] = {"func_evals": 0, "n_iter": 0, **memory}
        self.calls = 0

    def run(self) -> Tensor:
        options, memory = self.options, self.memory
        first = self.evaluate()
        loss, g = number(self.name, "loss", first), self.gradient()
        self.adopt(g)
        for iteration in range(1, options["max_iter"] + 1):
            if largest(g) <= options["tolerance_grad"]:
                break
            d = self.direction(g)
            memory.update(d=d, prev_flat_grad=g, prev_loss=loss)
            memory["t"] = t = options["lr"] * (
                min(1.0, 1.0 / abs(g).sum().item()) if memory["n_iter"] == 1 else 1
            )
            slope = (g @ d).item()
            if slope > -options["tolerance_change"]:
                break
            now = self.moved(Point(0.0, loss, g, slope), t, d, iteration == options["max_iter"])
            memory["t"], before = now.t, loss
            loss, g = now.loss, now.gradient
            small = options["tolerance_change"]
            if self.calls >= options["max_eval"] or largest(g) <= options["tolerance_grad"]:
                break
            if largest(d * now.t) <= small or abs(loss - before) < small:
                break
        memory["func_evals"] += self.calls
        return first

    def moved(self, start: Point, t: float, d: Tensor, last: bool) -> Point:
        """Where the step leads; without a search, the last one of a call is not looked at."""
        before = [p.detach().copy() for p in self.params]
        if not self.options["search"]:
            self.put(before, t, d)
            if last:
                return Point(t, start.loss, start.gradient, start.slope)
            return Point(t, number(self.name, "loss", self.evaluate()), self.gradient(), 0.0)

        def at(t: float) -> Point:
            self.put(before, t, d)
            loss, g = number(self.name, "loss", self.evaluate()), self.gradient()
            return Point(t, loss, g, (g @ d).item())

        length = largest(d)
        shortest = self.options["tolerance_change"] / length if length else 0.0
        found = strong_wolfe(at, start, t, shortest, self.options["max_eval"] - self.calls)
        self.put(before, found.t, d)
        return found

    def direction(self, g: Tensor) -> Tensor:
        """−Hg, after what the last step says of H has been taken into the memory."""
        memory = self.memory
        memory["n_iter"] += 1
        if memory["n_iter"] == 1:
            memory.update(old_dirs=[], old_stps=[], ro=[], H_diag=1.0)
            return -g
        y, s = g - memory["prev_flat_grad"], memory["d"] * memory["t"]
        curvature = (y @ s).item()
        if curvature > CURVED:
            keep = slice(1 if len(memory["ro"]) == self.options["history_size"] else 0, None)
            for key, new in (("old_dirs", y), ("old_stps", s), ("ro", 1 / curvature)):
                memory[key] = [*memory[key][keep], new]
            memory["H_diag"] = curvature / (y @ y).item()
        pairs = [*zip(memory["old_dirs"], memory["old_stps"], memory["ro"])]
        d, shares = -g, []
        for y, s, rho in reversed(pairs):
            shares.append((s @ d).item() * rho)
            d = d - shares[-1] * y
        d = d * memory["H_diag"]
        for (y, s, rho), share in zip(pairs, reversed(shares)):
            d = d + (share - (y @ d).item() * rho) * s
        return d

    # ---- the parameters as one vector
    def evaluate(self) -> Tensor:
        self.calls += 1
        with enable_grad():
            return self.closure()

    def gradient(self) -> Tensor:
        grads = ((p.size, p.dtype, p.grad) for p in self.params)
        return concatenate([zeros(n, dtype=dtype) if g is None else g.ravel() for n, dtype, g in grads])

    def put(self, before: list[Tensor], t: float, d: Tensor) -> None:
        """Parameters at so many times `d` from what they were."""
        at = 0
        for p, w in zip(self.params, before):
            p.copy_(w + t * d[at : at + p.size].reshape(p.shape))
            at += p.size

    def adopt(self, g: Tensor) -> None:
        """The memory in the dtype that the parameters have by now."""
        if "d" in self.memory and self.memory["d"].dtype != g.dtype:
            for key in (*VECTORS, *LISTS):
                kept = self.memory[key]
                one = isinstance(kept, Tensor)
                self.memory[key] = kept.astype(g.dtype) if one else [v.astype(g.dtype) for v in kept]


def largest(x: Tensor) -> float:
    return abs(x).max().item() if x.size else 0.0


def copied(value: Any) -> Any:
    return value.copy() if isinstance(value, Tensor) else value


def vector(where: str, key: str, value: Any, size: int) -> Tensor:
    try:
        made = array(asarray(value))
    except (TypeError, ValueError, RuntimeError) as error:
        raise TypeError(f"{where}: {key} is not an array: {error}") from None
    if made.shape != (size,) or made.dtype.kind != "f":
        raise ValueError(f"{where}: {key} is {made.dtype} of shape {made.shape}, needed is shape {(size,)}")
    return made.detach()


def number(where: str, key: str, value: Any) -> float:
    """A float, which may be no finite one, of a number or a tensor that holds one."""
    if getattr(value, "shape", None) in ((), (1,)):
        value = value.item()
    shape = getattr(value, "shape", ())
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__") or shape:
        got = f"a {type(value).__name__} of shape {shape}" if shape else f"{value!r:.80}"
        raise TypeError(f"{where}: {key} must be a number, got {got}")
    return float(value)
