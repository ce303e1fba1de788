"""RMSprop."""

from __future__ import annotations

from tensorlab_c.optim import RULES

from .optimizer import Optimizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["RMSprop"]


class RMSprop(Optimizer):
    """Steps divided by the root of the gradient's mean square (Tieleman & Hinton 2012; lecture L19).

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr : float, default 1e-2
        The learning rate η.
    alpha : float, default 0.99
        α in [0, 1): how much of the mean square stays.
    eps : float, default 1e-8
        ε.
    weight_decay : float, default 0
        λ, added to the gradient: g ← g + λw.
    momentum : float, default 0
        μ.
    centered : bool, default False
        Divide by the root of the gradient's variance, a running mean m of g taken off.
    maximize : bool, default False
        Ascend instead.
    eps_inside : bool, default False
        Put ε under the root.

    Notes
    -----
    PyTorch's formulas: v ← αv + (1 − α)g²; if `centered`, m ← αm + (1 − α)g and r = √(v − m²) + ε, else
    r = √v + ε; w ← w − ηg/r, or with momentum b ← μb + g/r, w ← w − ηb. All of v, m and b begin at 0.
    The lecture's form, w ← w − ηg / √(v + ε), is ``eps_inside=True``, usually with ``alpha=0.9``.

    Examples
    --------
    The first step has length η/√(1 − α), whatever the gradient is:

    >>> import tensorlab as tl
    >>> w = tl.array([1.0, 1.0], requires_grad=True)
    >>> opt = tl.optim.RMSprop([w], lr=0.01, alpha=0.75)
    >>> (w * tl.array([3.0, 500.0])).sum().backward()
    >>> opt.step()
    >>> w.detach().round(6).tolist()
    [0.98, 0.98]
    """

    rule = RULES["rmsprop"]
    ours = ("eps_inside",)

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        *,
        maximize: bool = False,
        eps_inside: bool = False,
        **unused: bool | None,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "alpha": alpha,
                "eps": eps,
                "weight_decay": weight_decay,
                "momentum": momentum,
                "centered": centered,
                "maximize": maximize,
                "eps_inside": eps_inside,
            },
            unused,
        )
