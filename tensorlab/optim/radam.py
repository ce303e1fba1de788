"""RAdam."""

from __future__ import annotations

from tensorlab_c.optim import RULES

from .optimizer import Optimizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["RAdam"]


class RAdam(Optimizer):
    """Adam whose first steps, while G says little, are those of momentum (Liu et al. 2020).

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr : float, default 1e-3
        The learning rate η.
    betas : pair of float, default (0.9, 0.999)
        β₁, β₂ in [0, 1).
    eps : float, default 1e-8
        ε.
    weight_decay : float, default 0
        λ, added to the gradient: g ← g + λw.
    decoupled_weight_decay : bool, default False
        Instead w ← (1 − ηλ)w before the step, as `AdamW` does.
    maximize : bool, default False
        Ascend instead.

    Notes
    -----
    PyTorch's formulas: h, G and the corrected ĥ as for Adam. With ρ = 2 / (1 − β₂) − 1 and
    ρ_t = ρ − 2tβ₂ᵗ / (1 − β₂ᵗ), the steps that G remembers, w ← w − ηĥ as long as ρ_t ≤ 5; then
    w ← w − η·r·ĥ·√(1 − β₂ᵗ) / (√G + ε) with r² = (ρ_t − 4)(ρ_t − 2)ρ / ((ρ − 4)(ρ − 2)ρ_t).

    Examples
    --------
    The first step is that of plain descent:

    >>> import tensorlab as tl
    >>> w = tl.array([1.0], requires_grad=True)
    >>> opt = tl.optim.RAdam([w], lr=0.1)
    >>> (w * 3).sum().backward()
    >>> opt.step()
    >>> round(w.item(), 6)
    0.7
    """

    rule = RULES["radam"]

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
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
                "decoupled_weight_decay": decoupled_weight_decay,
                "maximize": maximize,
            },
            unused,
        )
