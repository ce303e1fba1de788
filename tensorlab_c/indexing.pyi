from typing import Literal, SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Out

__all__ = [
    "diagonal",
    "take",
    "take_along_axis",
]

def take(
    a: ArrayLike, indices: ArrayLike, axis: SupportsIndex | None = None, out: Out = None,
    mode: Literal["raise", "wrap", "clip"] = "raise",
) -> Tensor: ...
def take_along_axis(arr: ArrayLike, indices: ArrayLike, axis: SupportsIndex | None = -1) -> Tensor: ...
def diagonal(a: ArrayLike, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor: ...
