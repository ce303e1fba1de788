"""ASGD."""

from __future__ import annotations

from tensorlab_c import Tensor

from .._check import real
from .composed import Composed, flags, sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, ClassVar

__all__ = ["ASGD"]


class ASGD(Composed):
    """Gradient descent that also keeps the mean of its path (Polyak & Juditsky 1992).

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr : float, default 1e-2
        The learning rate η of the first step.
    lambd : float, default 1e-4
        λ, how fast weights and learning rate fall.
    alpha : float, default 0.75
        α, the power of the learning rate's fall.
    t0 : float, default 1e6
        The step after which the mean begins; before, it is the last weights.
    weight_decay : float, default 0
        Added to the gradient: g ← g + weight_decay·w.
    maximize : bool, default False
        Ascend instead.

    Notes
    -----
    PyTorch's formulas: in step t, w ← (1 − λη_t)w − η_t·g with η_1 = η and η_{t+1} = η / (1 + ληt)^α. The
    mean is ``state_dict()["state"][i]["ax"]``: a ← a + μ_t(w − a) with μ_{t+1} = 1 / max(1, t − t₀).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.array([1.0], requires_grad=True)
    >>> opt = tl.optim.ASGD([w], lr=0.1, lambd=0.0, t0=0)
    >>> (w * 3).sum().backward()
    >>> for _ in range(3):
    ...     opt.step()
    >>> round(w.item(), 6)  # after 0.7 and 0.4
    0.1
    >>> round(opt.state_dict()["state"][0]["ax"].item(), 6)
    0.25
    """

    slots = ("step", "eta", "mu", "ax")
    numbers: ClassVar[dict[str, float]] = {"step": 0, "eta": 0.0, "mu": 1.0}

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        **unused: bool | None,
    ):
        options = {"lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay}
        super().__init__(params, {**options, "maximize": maximize}, unused)

    def options(self, group: dict) -> dict[str, Any]:
        numbers = sizes(self.name, group, "lr", "lambd", "alpha", "weight_decay")
        return {**numbers, "t0": real(self.name, "t0", group["t0"]), **flags(self.name, group, "maximize")}

    def advance(self, w: Tensor, g: Tensor, kept: dict[str, Any], options: dict[str, Any]) -> Tensor:
        t, lr, lambd = kept["step"], options["lr"], options["lambd"]
        eta = lr if t == 1 else kept["eta"]
        new = w * (1 - lambd * eta) - eta * (g + options["weight_decay"] * w)
        mean = kept["ax"]
        kept["ax"] = new if mean is None or kept["mu"] == 1 else mean + kept["mu"] * (new - mean)
        kept["eta"] = lr / (1 + lambd * lr * t) ** options["alpha"]
        kept["mu"] = 1 / max(1.0, t - options["t0"])
        return new
