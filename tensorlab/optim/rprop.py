"""Rprop."""

from __future__ import annotations

from tensorlab_c import Tensor, full_like, where

from .composed import Composed, flags, pair_of, sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, ClassVar

__all__ = ["Rprop"]


class Rprop(Composed):
    """Steps of a length of their own for every weight, which only the gradient's signs change (Riedmiller &
    Braun 1993).

    For gradients of all data at once: that of a batch has other signs with every batch.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr : float, default 1e-2
        The first steps' length.
    etas : pair of float, default (0.5, 1.2)
        η₋ in (0, 1) and η₊ > 1, by which lengths shrink and grow.
    step_sizes : pair of float, default (1e-6, 50)
        The shortest and the longest step.
    maximize : bool, default False
        Ascend instead.

    Notes
    -----
    Where the gradient has kept its sign, s ← min(η₊s, longest); where it has changed it,
    s ← max(η₋s, shortest) and g ← 0, so that the next step counts as the first; then w ← w − s·sign(g).

    Examples
    --------
    The second step in the same direction is longer by η₊:

    >>> import tensorlab as tl
    >>> w = tl.array([1.0], requires_grad=True)
    >>> opt = tl.optim.Rprop([w], lr=0.1)
    >>> (w * 3).sum().backward()
    >>> opt.step(); print(round(w.item(), 6))
    0.9
    >>> opt.step(); print(round(w.item(), 6))
    0.78
    """

    slots = ("step", "prev", "step_size")
    numbers: ClassVar[dict[str, float]] = {"step": 0}

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        maximize: bool = False,
        **unused: bool | None,
    ):
        options = {"lr": lr, "etas": etas, "step_sizes": step_sizes, "maximize": maximize}
        super().__init__(params, options, unused)

    def options(self, group: dict) -> dict[str, Any]:
        name = self.name
        etas = pair_of(name, "etas", group["etas"], 0)
        if not 0 < etas[0] < 1 < etas[1]:
            raise ValueError(f"{name}: etas must be in (0, 1) and more than 1, got {group['etas']!r}")
        limits = pair_of(name, "step_sizes", group["step_sizes"], 0)
        if limits[0] > limits[1]:
            raise ValueError(f"{name}: step_sizes must be the shortest and the longest, got {limits}")
        return {**sizes(name, group, "lr"), "etas": etas, "limits": limits, **flags(name, group, "maximize")}

    def advance(self, w: Tensor, g: Tensor, kept: dict[str, Any], options: dict[str, Any]) -> Tensor:
        size, (shrink, grow) = kept["step_size"], options["etas"]
        if size is None:
            size = full_like(w, options["lr"])
        agreement = g * (0 if kept["prev"] is None else kept["prev"])
        factor = where(agreement > 0, grow, where(agreement < 0, shrink, 1.0)).astype(w.dtype)
        kept["step_size"] = size = (size * factor).clip(*options["limits"])
        kept["prev"] = g = where(agreement < 0, 0, g)
        return w - size * g.sign()
