"""Distances of vectors as modules."""

from __future__ import annotations

from tensorlab_c import Tensor

from .._check import flag, integer, real
from . import functional as F
from .module import Module

__all__ = ["CosineSimilarity", "PairwiseDistance"]


class CosineSimilarity(Module):
    """The cosine of the angle between vectors; see `functional.cosine_similarity`.

    Parameters
    ----------
    dim : int, default 1
        The axis of the vectors.
    eps : float, default 1e-8
        The least length to divide by.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.CosineSimilarity()(tl.array([[1., 0.]]), tl.array([[3., 4.]])).round(6).tolist()
    [0.6]
    """

    def __init__(self, dim: int = 1, eps: float = 1e-8):
        super().__init__()
        self.dim = integer("CosineSimilarity", "dim", dim, least=-64)
        self.eps = real("CosineSimilarity", "eps", eps)

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return F.cosine_similarity(x1, x2, self.dim, self.eps)


class PairwiseDistance(Module):
    """‖x₁ − x₂ + ε‖ along the last axis; see `functional.pairwise_distance`.

    Parameters
    ----------
    p : float, default 2
        The order of the norm.
    eps : float, default 1e-6
    keepdim : bool, default False

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.PairwiseDistance(eps=0.0)(tl.array([[0., 0.]]), tl.array([[3., 4.]])).tolist()
    [5.0]
    """

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False):
        super().__init__()
        self.norm = float(p)
        self.eps = real("PairwiseDistance", "eps", eps)
        self.keepdim = flag("PairwiseDistance", "keepdim", keepdim)

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return F.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)
