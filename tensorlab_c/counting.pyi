from collections.abc import Sequence
from typing import SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = ["bincount", "digitize", "histogram", "histogram2d", "histogram_bin_edges", "histogramdd"]

def bincount(x: ArrayLike, weights: ArrayLike | None = None, minlength: SupportsIndex = 0) -> Tensor: ...
def digitize(x: ArrayLike, bins: ArrayLike, right: bool = False) -> Tensor: ...
def histogram(
    a: ArrayLike, bins: SupportsIndex | ArrayLike | str = 10, range: Sequence[float] | None = None,
    density: bool | None = None, weights: ArrayLike | None = None,
) -> tuple[Tensor, Tensor]: ...
def histogram_bin_edges(
    a: ArrayLike, bins: SupportsIndex | ArrayLike | str = 10, range: Sequence[float] | None = None,
    weights: ArrayLike | None = None,
) -> Tensor: ...
def histogramdd(
    sample: ArrayLike, bins: SupportsIndex | Sequence[SupportsIndex | ArrayLike] = 10,
    range: Sequence[Sequence[float] | None] | None = None, density: bool | None = None,
    weights: ArrayLike | None = None,
) -> tuple[Tensor, list[Tensor]]: ...
def histogram2d(
    x: ArrayLike, y: ArrayLike, bins: SupportsIndex | ArrayLike | Sequence[SupportsIndex | ArrayLike] = 10,
    range: Sequence[Sequence[float] | None] | None = None, density: bool | None = None,
    weights: ArrayLike | None = None,
) -> tuple[Tensor, Tensor, Tensor]: ...
