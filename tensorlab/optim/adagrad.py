"""Adagrad."""

from __future__ import annotations

from tensorlab_c.optim import RULES

from .optimizer import Optimizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Adagrad"]


class Adagrad(Optimizer):
    """Steps divided by the root of the sum of all squared gradients (Duchi et al. 2011; lecture L18).

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr : float, default 1e-2
        The learning rate η.
    lr_decay : float, default 0
        δ: η becomes η / (1 + (t − 1)δ) in step t.
    weight_decay : float, default 0
        λ, added to the gradient: g ← g + λw.
    initial_accumulator_value : float, default 0
        Where the sum begins.
    eps : float, default 1e-10
        ε.
    maximize : bool, default False
        Ascend instead.
    eps_inside : bool, default False
        Put ε under the root.

    Notes
    -----
    PyTorch's formulas: G ← G + g²; w ← w − ηg / (√G + ε). The lecture's form, w ← w − ηg / √(G + ε), is
    ``eps_inside=True``.

    Examples
    --------
    The second of two equal steps is shorter by √2:

    >>> import tensorlab as tl
    >>> w = tl.array([1.0], requires_grad=True)
    >>> opt = tl.optim.Adagrad([w], lr=0.1)
    >>> (w * 3).sum().backward()
    >>> opt.step()
    >>> round(w.item(), 6)
    0.9
    >>> opt.step()
    >>> round(w.item(), 6)
    0.829289
    """

    rule = RULES["adagrad"]
    ours = ("eps_inside",)

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
        eps_inside: bool = False,
        **unused: bool | None,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "lr_decay": lr_decay,
                "weight_decay": weight_decay,
                "initial_accumulator_value": initial_accumulator_value,
                "eps": eps,
                "maximize": maximize,
                "eps_inside": eps_inside,
            },
            unused,
        )
