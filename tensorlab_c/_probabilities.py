"""The derivatives of quantiles along their probabilities."""

from __future__ import annotations

import tensorlab_c as _c
from tensorlab_c._operands import _operand
from tensorlab_c._tensor import Tensor, custom

__all__: list[str] = []

_FLAT = (
    "averaged_inverted_cdf", "closest_observation", "higher", "inverted_cdf", "lower", "midpoint", "nearest",
)  # fmt: skip


def along_q(function: str, a, q: Tensor, whole: float, method: str, **options) -> Tensor:
    """Quantiles that are recorded along `q`, too: from one element to the next they rise evenly, or jump."""
    quantiles, p = getattr(_c, function), q.detach()
    found = quantiles(a, p, method=method, **options)
    if method in _FLAT:
        slope = _c.zeros_like(found.detach())
    elif method == "linear":
        del options["weights"]
        gap = quantiles(a, p, method="higher", **options) - quantiles(a, p, method="lower", **options)
        elements = _c.sum(~_c.isnan(_operand(a, function).detach()), **options)
        slope = gap * ((elements - 1) / whole)
    else:
        raise RuntimeError(
            f"{function}: has no derivative with respect to q with method={method!r}; call it on q.detach()"
        )

    def rule(g: Tensor, y: Tensor, found: Tensor, q: Tensor) -> tuple[Tensor, Tensor]:
        behind = tuple(range(q.ndim, g.ndim))
        return g, _c.sum(g * slope, axis=behind).astype(q.dtype, copy=False)

    return custom(found.detach(), rule, found, q)
