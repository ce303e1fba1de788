"""NAdam."""

from __future__ import annotations

from tensorlab_c.optim import RULES

from .optimizer import Optimizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NAdam"]


class NAdam(Optimizer):
    """Adam with Nesterov's momentum (Dozat 2016).

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
    momentum_decay : float, default 4e-3
        ψ.
    decoupled_weight_decay : bool, default False
        Instead w ← (1 − ηλ)w before the step, as `AdamW` does.
    maximize : bool, default False
        Ascend instead.

    Notes
    -----
    PyTorch's formulas: h ← β₁h + (1 − β₁)g and G ← β₂G + (1 − β₂)g² as for Adam; the momentum grows with the
    steps, μ_t = β₁(1 − ½·0.96^(tψ)), and with M_t = μ₁ … μ_t the step is w ← w − η·ĥ / (√Ĝ + ε), where
    ĥ = (1 − μ_t) g / (1 − M_t) + μ_{t+1} h / (1 − M_{t+1}) and Ĝ = G / (1 − β₂ᵗ).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.array([1.0], requires_grad=True)
    >>> opt = tl.optim.NAdam([w], lr=0.1, momentum_decay=0)
    >>> (w * 3).sum().backward()
    >>> opt.step()
    >>> round(w.item(), 6)
    0.894357
    """

    rule = RULES["nadam"]

    def __init__(
        self,
        params: Iterable,
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
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
                "momentum_decay": momentum_decay,
                "decoupled_weight_decay": decoupled_weight_decay,
                "maximize": maximize,
            },
            unused,
        )
