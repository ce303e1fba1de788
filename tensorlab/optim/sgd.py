"""Gradient descent, with momentum."""

from __future__ import annotations

from tensorlab_c.optim import RULES

from .optimizer import Optimizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SGD"]


class SGD(Optimizer):
    """Gradient descent (lecture L10, L13), with momentum (L16, L17).

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr : float, default 1e-3
        The learning rate η.
    momentum : float, default 0
        α; usually 0.9.
    dampening : float, default 0
    weight_decay : float, default 0
        λ.
    nesterov : bool, default False
    maximize : bool, default False
        Ascend instead.

    Notes
    -----
    With g the gradient, PyTorch's formulas: g ← g + λw; b ← αb + (1 − dampening)·g (the first b is g);
    g ← g + αb if `nesterov`, else b; w ← w − ηg. For a constant η, h = ηb is the lecture's momentum
    h_t = αh_{t−1} + ηg_t, w_t = w_{t−1} − h_t (L16), and Nesterov's form (L17) is followed at the look-ahead
    point w_t − αh_t, which is what the parameters hold.

    Examples
    --------
    One step on f(x, y) = ½(x² + y²) with η = 0.1 gives (1 − η)·(1, 2) (lecture L10):

    >>> import tensorlab as tl
    >>> w = tl.array([1.0, 2.0], requires_grad=True)
    >>> opt = tl.optim.SGD([w], lr=0.1)
    >>> (0.5 * (w * w).sum()).backward()
    >>> opt.step()
    >>> w.detach().round(6).tolist()
    [0.9, 1.8]
    """

    rule = RULES["sgd"]

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "dampening": dampening,
                "weight_decay": weight_decay,
                "nesterov": nesterov,
                "maximize": maximize,
            },
        )
