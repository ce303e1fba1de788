"""Adadelta."""

from __future__ import annotations

from tensorlab_c.optim import RULES

from .optimizer import Optimizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Adadelta"]


class Adadelta(Optimizer):
    """Steps as long as past steps were, relative to the gradient's mean square (Zeiler 2012).

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr : float, default 1
        A factor of the step, η.
    rho : float, default 0.9
        ρ in [0, 1): how much of the mean squares stays.
    eps : float, default 1e-6
        ε; it starts the first step.
    weight_decay : float, default 0
        λ, added to the gradient: g ← g + λw.
    maximize : bool, default False
        Ascend instead.

    Notes
    -----
    PyTorch's formulas: v ← ρv + (1 − ρ)g²; d = g·√(u + ε) / √(v + ε); u ← ρu + (1 − ρ)d²; w ← w − ηd.
    Both u and v begin at 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.array([1.0], requires_grad=True)
    >>> opt = tl.optim.Adadelta([w], eps=1e-2)
    >>> (w * 3).sum().backward()
    >>> opt.step()
    >>> round(w.item(), 6)
    0.685515
    """

    rule = RULES["adadelta"]

    def __init__(
        self,
        params: Iterable,
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        **unused: bool | None,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "rho": rho,
                "eps": eps,
                "weight_decay": weight_decay,
                "maximize": maximize,
            },
            unused,
        )
