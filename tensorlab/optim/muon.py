"""Muon."""

from __future__ import annotations

import math

from tensorlab_c import Tensor, zeros_like

from .._check import integer, one_of, real
from .composed import Composed, flags, sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

__all__ = ["Muon"]


class Muon(Composed):
    """Momentum whose matrices are made orthogonal, for the weights of hidden layers (Jordan et al. 2024).

    Parameters
    ----------
    params : iterable of Tensor, or of dict
        Matrices only; biases and the like are for another optimiser, such as `AdamW`.
    lr : float, default 1e-3
        The learning rate η.
    weight_decay : float, default 0.1
        λ, decoupled: w ← (1 − ηλ)w before the step.
    momentum : float, default 0.95
        μ.
    nesterov : bool, default True
        Step along μb + (1 − μ)g instead of the momentum b.
    ns_coefficients : tuple of 3 floats, default (3.4445, -4.775, 2.0315)
        a, b, c of the iteration.
    eps : float, default 1e-7
        The least length that a matrix is divided by.
    ns_steps : int, default 5
        Iterations, fewer than 100.
    adjust_lr_fn : {None, "original", "match_rms_adamw"}, default None
        By what η is multiplied for a matrix (m, n): √max(1, m/n), or 0.2·√max(m, n).

    Notes
    -----
    b ← b + (1 − μ)(g − b). The direction, at most of length 1 as X₀, goes through the Newton–Schulz
    iteration X ← aX + (bS + cS²)X, S = XXᵀ, which brings all singular values near 1. It is computed in the
    parameter's own dtype; PyTorch computes it in bfloat16.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.zeros((2, 2), requires_grad=True)
    >>> opt = tl.optim.Muon([w], lr=1.0)
    >>> (w * tl.array([[3.0, 0.0], [0.0, 500.0]])).sum().backward()
    >>> opt.step()
    >>> bool((abs(tl.diagonal(w.detach()) + 1) < 0.35).all())  # steps of about η in either direction
    True
    """

    slots = ("momentum_buffer",)

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
        **unused: bool | None,
    ):
        options = {"lr": lr, "weight_decay": weight_decay, "momentum": momentum, "nesterov": nesterov}
        iteration = {"ns_coefficients": ns_coefficients, "eps": eps, "ns_steps": ns_steps}
        super().__init__(params, {**options, **iteration, "adjust_lr_fn": adjust_lr_fn}, unused)

    def options(self, group: dict) -> dict[str, Any]:
        name, coefficients, rule = self.name, group["ns_coefficients"], group["adjust_lr_fn"]
        if not isinstance(coefficients, (tuple, list)) or len(coefficients) != 3:
            raise ValueError(f"{name}: ns_coefficients must be three numbers, got {coefficients!r:.80}")
        steps = integer(name, "ns_steps", group["ns_steps"], least=0)
        if steps >= 100:
            raise ValueError(f"{name}: ns_steps must be less than 100, got {steps}")
        return {
            **sizes(name, group, "lr", "weight_decay", "momentum", "eps"),
            **flags(name, group, "nesterov"),
            "coefficients": [real(name, "ns_coefficients", number) for number in coefficients],
            "steps": steps,
            "match": rule is not None
            and one_of(name, "adjust_lr_fn", rule, ("original", "match_rms_adamw")) != "original",
        }

    def _check_params(self, params: list, names: list[str]) -> None:
        super()._check_params(params, names)
        for position, p in enumerate(params):
            if p.ndim != 2:
                raise ValueError(
                    f"{self.name}: only matrices can be stepped, parameter {position} has shape {p.shape}"
                )

    def advance(self, w: Tensor, g: Tensor, kept: dict[str, Any], options: dict[str, Any]) -> Tensor:
        momentum, b = options["momentum"], kept["momentum_buffer"]
        b = zeros_like(w) if b is None else b
        kept["momentum_buffer"] = b = b + (1 - momentum) * (g - b)
        direction = g + momentum * (b - g) if options["nesterov"] else b
        m, n = w.shape
        scale = 0.2 * math.sqrt(max(m, n)) if options["match"] else math.sqrt(max(1.0, m / n if n else 1.0))
        step = orthogonal(direction, options["coefficients"], options["steps"], options["eps"])
        return w * (1 - options["lr"] * options["weight_decay"]) - options["lr"] * scale * step


def orthogonal(x: Tensor, coefficients: list[float], steps: int, eps: float) -> Tensor:
    """A matrix with the singular vectors of `x` and singular values near 1."""
    if x.shape[0] > x.shape[1]:
        return orthogonal(x.T, coefficients, steps, eps).T
    a, b, c = coefficients
    x = x / max(math.sqrt((x * x).sum().item()), eps)
    for _ in range(steps):
        s = x @ x.T
        x = a * x + (b * s + c * (s @ s)) @ x
    return x
