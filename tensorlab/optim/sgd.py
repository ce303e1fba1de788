"""Gradient descent, with momentum."""

from __future__ import annotations

from tensorlab_c import no_grad
from tensorlab_c.optim import RULES

from .optimizer import Optimizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tensorlab_c import Tensor

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
    velocity : bool, default False
        Keep the lecture's h, in which every gradient has the η of its own step, instead of PyTorch's b.
    look_ahead : bool, default False
        In ``step(closure)``, move the parameters to w − αh, where the closure computes the gradient (L17).

    Notes
    -----
    With g the gradient, PyTorch's formulas: g ← g + λw; b ← αb + (1 − dampening)·g (the first b is g);
    g ← g + αb if `nesterov`, else b; w ← w − ηg. For a constant η, h = ηb is the lecture's momentum
    h_t = αh_{t−1} + ηg_t, w_t = w_{t−1} − h_t (L16). Where η changes between steps, it is with
    ``velocity=True``.

    Nesterov's form (L17), h_t = αh_{t−1} + η∇L(w_{t−1} − αh_{t−1}), is ``look_ahead=True`` with a closure.
    With ``nesterov=True`` the same path is followed at its look-ahead points w_t − αh_t, which is what the
    parameters hold then, and no closure is needed.

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

    Two of Nesterov's steps on ½w² with η = α = ½: h is 0.5 and then 0.25 + ½·(0.5 − 0.25) (L17):

    >>> w = tl.array([1.0], requires_grad=True)
    >>> opt = tl.optim.SGD([w], lr=0.5, momentum=0.5, look_ahead=True)
    >>> def loss():
    ...     opt.zero_grad()
    ...     half = 0.5 * (w * w).sum()
    ...     half.backward()
    ...     return half
    >>> for _ in range(2):
    ...     value = opt.step(loss)
    ...     print(w.item())
    0.5
    0.125
    """

    rule = RULES["sgd"]
    ours = ("velocity", "look_ahead")

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
        velocity: bool = False,
        look_ahead: bool = False,
        **unused: bool | None,
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
                "velocity": velocity,
                "look_ahead": look_ahead,
            },
            unused,
        )

    def _look_ahead(self, moved: list[tuple[Tensor, Tensor]]) -> None:
        if not any(group.get("look_ahead") for group in list(self.param_groups)):
            return
        self._check_groups()
        for group, state in zip(list(self.param_groups), self._states):
            if not group["look_ahead"]:
                continue
            alpha, eta = float(group["momentum"]), 1.0 if group["velocity"] else float(group["lr"])
            for p, b in zip(list(group["params"]), list(state["momentum_buffer"])):
                if b is not None:
                    w = p.detach().copy()
                    moved.append((p, w))
                    with no_grad():
                        p.copy_(w - alpha * (b if eta == 1 else eta * b))
