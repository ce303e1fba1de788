"""Adam and AdamW."""

from __future__ import annotations

from tensorlab_c.optim import RULES

from .optimizer import Optimizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Adam", "AdamW"]


class Adam(Optimizer):
    """Adam (Kingma & Ba 2015; lecture L20).

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
    amsgrad : bool, default False
        Divide by the root of the largest G there has been (Reddi et al. 2018).
    maximize : bool, default False
        Ascend instead.
    bias_correction : bool, default True
        Divide h by 1 − β₁ᵗ and G by 1 − β₂ᵗ, as the paper does.
    eps_inside : bool, default False
        Put ε under the root.

    Notes
    -----
    h ← β₁h + (1 − β₁)g and G ← β₂G + (1 − β₂)g². The step is w ← w − η·ĥ / (√Ĝ + ε) with the corrected ĥ
    and Ĝ, as in PyTorch. The lecture's form, w ← w − η·h / √(G + ε), is ``bias_correction=False,
    eps_inside=True``.

    Examples
    --------
    The first step has length η whatever the gradient is; the lecture's form divides by the root of (1 −
    β₂)g²:

    >>> import tensorlab as tl
    >>> def first_step(**options):
    ...     w = tl.array([1.0], requires_grad=True)
    ...     opt = tl.optim.Adam([w], lr=0.1, **options)
    ...     (w * 3).sum().backward()
    ...     opt.step()
    ...     return round(w.item(), 4)
    >>> first_step()
    0.9
    >>> first_step(bias_correction=False, eps_inside=True)
    0.6838
    """

    rule = RULES["adam"]
    ours = ("bias_correction", "eps_inside")
    decoupled = False  # PyTorch saves it as the option "decoupled_weight_decay"

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        bias_correction: bool = True,
        eps_inside: bool = False,
        **unused: bool | None,
    ):
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "amsgrad": amsgrad,
                "maximize": maximize,
                "bias_correction": bias_correction,
                "eps_inside": eps_inside,
            },
            unused,
        )

    def _refuses(self, option: str, value: object) -> bool:
        if option == "decoupled_weight_decay":
            return bool(value) is not self.decoupled
        return super()._refuses(option, value)


class AdamW(Adam):
    """Adam with decoupled weight decay, w ← (1 − ηλ)w before the step (Loshchilov & Hutter 2019).

    Parameters are those of `Adam`; `weight_decay` is 0.01 by default.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.array([1.0], requires_grad=True)
    >>> opt = tl.optim.AdamW([w], lr=0.1, weight_decay=0.5)
    >>> (w * 0).sum().backward()
    >>> opt.step()
    >>> round(w.item(), 6)
    0.95
    """

    rule = RULES["adamw"]
    decoupled = True

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        bias_correction: bool = True,
        eps_inside: bool = False,
        **unused: bool | None,
    ):
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            maximize=maximize,
            bias_correction=bias_correction,
            eps_inside=eps_inside,
            **unused,
        )
