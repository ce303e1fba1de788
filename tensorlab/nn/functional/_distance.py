"""Lengths and distances of vectors."""

from __future__ import annotations

from tensorlab_c import Tensor, asarray, linalg, maximum

from ..._check import flag, real
from ._operands import beside

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass


def normalize(input: Tensor, p: float = 2.0, dim: int | tuple[int, ...] = 1, eps: float = 1e-12) -> Tensor:
    """x / max(‖x‖, ε), with the norm of order `p` along the axes `dim`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.normalize([[3., 4.], [0., 0.]]).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    eps = real("normalize", "eps", eps, 0)
    x = asarray(input)
    return x / maximum(linalg.vector_norm(x, ord=p, axis=dim, keepdims=True), eps)


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """‖x₁ − x₂ + ε‖, the norm of order `p` along the last axis; ε keeps the derivative finite.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.pairwise_distance([[0., 0.]], [[3., 4.]], eps=0).tolist()
    [5.0]
    """
    eps = real("pairwise_distance", "eps", eps)
    x1 = asarray(x1)
    difference = x1 - beside(x1, x2) + eps
    if difference.ndim == 0:
        raise ValueError("pairwise_distance: there is no axis of vectors, both have shape ()")
    keepdim = flag("pairwise_distance", "keepdim", keepdim)
    return linalg.vector_norm(difference, ord=p, axis=-1, keepdims=keepdim)
