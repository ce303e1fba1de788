"""Adamax."""

from __future__ import annotations

from tensorlab_c.optim import RULES

from .optimizer import Optimizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Adamax"]


class Adamax(Optimizer):
    """Adam with the largest gradient, which fades, instead of the root of G (Kingma & Ba 2015, §7).

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr : float, default 2e-3
        The learning rate η.
    betas : pair of float, default (0.9, 0.999)
        β₁, β₂ in [0, 1).
    eps : float, default 1e-8
        ε.
    weight_decay : float, default 0
        λ, added to the gradient: g ← g + λw.
    maximize : bool, default False
        Ascend instead.

    Notes
    -----
    PyTorch's formulas: h ← β₁h + (1 − β₁)g; u ← max(β₂u, |g| + ε); w ← w − η·h / ((1 − β₁ᵗ)u).

    Examples
    --------
    The first step has length η:

    >>> import tensorlab as tl
    >>> w = tl.array([1.0], requires_grad=True)
    >>> opt = tl.optim.Adamax([w], lr=0.1)
    >>> (w * 3).sum().backward()
    >>> opt.step()
    >>> round(w.item(), 6)
    0.9
    """

    rule = RULES["adamax"]

    def __init__(
        self,
        params: Iterable,
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        **unused: bool | None,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "maximize": maximize,
            },
            unused,
        )
