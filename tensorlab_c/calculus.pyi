from collections.abc import Sequence
from typing import SupportsIndex, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = ["ediff1d", "gradient", "interp", "trapezoid"]

def interp(
    x: ArrayLike, xp: ArrayLike, fp: ArrayLike, left: ArrayLike | None = None, right: ArrayLike | None = None,
    period: ArrayLike | None = None,
) -> Tensor: ...
@overload
def gradient(
    f: ArrayLike, *varargs: ArrayLike, axis: SupportsIndex | Sequence[SupportsIndex] | None = None, edge_order: int = 1,
    dims: SupportsIndex | Sequence[SupportsIndex] | None = ...,
) -> Tensor | tuple[Tensor, ...]: ...
@overload  # by second names
def gradient(
    f: ArrayLike, *, spacing: ArrayLike | Sequence[ArrayLike],
    dim: SupportsIndex | Sequence[SupportsIndex] | None = None, edge_order: int = 1,
) -> tuple[Tensor, ...]: ...
@overload  # by second names
def gradient(
    f: ArrayLike, *, dim: SupportsIndex | Sequence[SupportsIndex], edge_order: int = 1,
) -> tuple[Tensor, ...]: ...
def ediff1d(ary: ArrayLike, to_end: ArrayLike | None = None, to_begin: ArrayLike | None = None) -> Tensor: ...
def trapezoid(
    y: ArrayLike, x: ArrayLike | None = None, dx: ArrayLike = 1.0, axis: SupportsIndex = -1, *,
    dim: SupportsIndex = ..., dims: SupportsIndex = ...,
) -> Tensor: ...
