"""Adafactor."""

from __future__ import annotations

import math

from tensorlab_c import Tensor, finfo

from .._check import real
from .composed import Composed, flags, sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, ClassVar

__all__ = ["Adafactor"]


class Adafactor(Composed):
    """Adam's denominators from the mean squares of rows and columns alone (Shazeer & Stern 2018).

    Of a weight (…, m, n) the state holds m + n numbers instead of mn; there is no momentum. Steps are
    relative to the size of the weights.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr : float, default 1e-2
        The largest relative step η.
    beta2_decay : float, default -0.8
        δ ≤ 0: in step t, the newest squares have the weight t^δ in the means.
    eps : pair of float, default (None, 1e-3)
        ε₁, the smallest denominator (None: the ``finfo(dtype).eps`` of the parameter), and ε₂, the least size
        of weights that steps are relative to.
    d : float, default 1.0
        At least 1: where the root mean square of an update is more, the update is scaled down to it.
    weight_decay : float, default 0
        λ, decoupled: w ← (1 − ηλ)w before the step.
    maximize : bool, default False
        Ascend instead.

    Notes
    -----
    PyTorch's formulas, with means of g² over each row r and over each column c, and rms the root mean square:
    R ← R + t^δ(r − R), C ← C + t^δ(c − C), V = R·C / max(mean(R), ε₁); for vectors and numbers
    V ← V + t^δ(g² − V). Then u = g / √max(V, ε₁²) and
    w ← w − max(ε₂, rms(w))·min(η, 1/√t)·u / max(1, rms(u)/d).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.ones((20, 30), requires_grad=True)
    >>> opt = tl.optim.Adafactor([w], lr=0.01)
    >>> (w * w).sum().backward()
    >>> opt.step()
    >>> round(w[3, 4].item(), 6), [v.shape for v in list(opt.state_dict()["state"][0].values())[1:]]
    (0.99, [(20, 1), (1, 30)])
    """

    slots = ("step", "row_var", "col_var", "variance")
    numbers: ClassVar[dict[str, float]] = {"step": 0}

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        **unused: bool | None,
    ):
        options = {"lr": lr, "beta2_decay": beta2_decay, "eps": eps, "d": d, "weight_decay": weight_decay}
        super().__init__(params, {**options, "maximize": maximize}, unused)

    def options(self, group: dict) -> dict[str, Any]:
        name, eps = self.name, group["eps"]
        if not isinstance(eps, (tuple, list)) or len(eps) != 2:
            raise TypeError(f"{name}: eps must be a pair of numbers, got {eps!r:.80}")
        decay = real(name, "beta2_decay", group["beta2_decay"])
        if decay > 0:
            raise ValueError(f"{name}: beta2_decay must be at most 0, got {decay:g}")
        return {
            **sizes(name, group, "lr", "weight_decay"),
            "decay": decay,
            "least": None if eps[0] is None else real(name, "eps", eps[0], 0),
            "least_size": real(name, "eps", eps[1], 0),
            "d": real(name, "d", group["d"], 1),
            **flags(name, group, "maximize"),
        }

    def _has(self, slot: str, p: Tensor) -> bool:
        return slot == "step" or (slot == "variance") == (p.ndim < 2)

    def _shape(self, slot: str, p: Tensor) -> tuple[int, ...]:
        if slot == "row_var":
            return (*p.shape[:-1], 1)
        return (*p.shape[:-2], 1, *p.shape[-1:]) if slot == "col_var" else p.shape

    def advance(self, w: Tensor, g: Tensor, kept: dict[str, Any], options: dict[str, Any]) -> Tensor:
        t, least = kept["step"], options["least"]
        least = finfo(w.dtype).eps if least is None else least
        newest = float(t) ** options["decay"]
        size = max(options["least_size"], rms(w)) * min(options["lr"], t**-0.5)
        squares = g * g

        def blended(slot: str, new: Tensor) -> Tensor:
            old = kept[slot]
            kept[slot] = mean = newest * new if old is None else old + newest * (new - old)
            return mean

        if g.ndim < 2:
            variance = blended("variance", squares)
        else:
            rows = blended("row_var", squares.mean(axis=-1, keepdims=True))
            columns = blended("col_var", squares.mean(axis=-2, keepdims=True))
            variance = rows * columns / rows.mean(axis=-2, keepdims=True).clip(min=least)
        update = g / variance.clip(min=least * least).sqrt()
        factor = size / max(1.0, rms(update) / options["d"])
        return w * (1 - options["lr"] * options["weight_decay"]) - factor * update


def rms(x: Tensor) -> float:
    """The root mean square; 0 of nothing."""
    return math.sqrt((x * x).mean().item()) if x.size else 0.0
