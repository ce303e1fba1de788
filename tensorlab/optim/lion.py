"""Lion."""

from __future__ import annotations

from tensorlab_c import Tensor

from .composed import Composed, flags, pair_of, sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

__all__ = ["Lion"]


class Lion(Composed):
    """Steps of one length, in the direction of a momentum's signs (Chen et al. 2023; not in PyTorch).

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr : float, default 1e-4
        The learning rate η; three to ten times smaller than for `AdamW`, as every weight moves by it.
    betas : pair of float, default (0.9, 0.99)
        β₁, β₂ in [0, 1).
    weight_decay : float, default 0
        λ, decoupled as in `AdamW`; three to ten times larger than there.
    maximize : bool, default False
        Ascend instead.

    Notes
    -----
    Algorithm 2 of "Symbolic Discovery of Optimization Algorithms": c = β₁m + (1 − β₁)g;
    w ← w − η(sign(c) + λw); m ← β₂m + (1 − β₂)g, m at first 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.array([1.0, 1.0], requires_grad=True)
    >>> opt = tl.optim.Lion([w], lr=0.1)
    >>> (w * tl.array([3.0, -500.0])).sum().backward()
    >>> opt.step()
    >>> w.detach().round(6).tolist()
    [0.9, 1.1]
    """

    slots = ("exp_avg",)

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-4,
        betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        **unused: bool | None,
    ):
        options = {"lr": lr, "betas": betas, "weight_decay": weight_decay, "maximize": maximize}
        super().__init__(params, options, unused)

    def options(self, group: dict) -> dict[str, Any]:
        betas = pair_of(self.name, "betas", group["betas"], 0, 1, ends="[)")
        return {
            **sizes(self.name, group, "lr", "weight_decay"),
            "betas": betas,
            **flags(self.name, group, "maximize"),
        }

    def advance(self, w: Tensor, g: Tensor, kept: dict[str, Any], options: dict[str, Any]) -> Tensor:
        beta1, beta2 = options["betas"]
        m = 0 if kept["exp_avg"] is None else kept["exp_avg"]
        direction = (beta1 * m + (1 - beta1) * g).sign()
        kept["exp_avg"] = beta2 * m + (1 - beta2) * g
        return w * (1 - options["lr"] * options["weight_decay"]) - options["lr"] * direction
