from typing import SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = [
    "fill_diagonal",
    "place",
    "put",
    "put_along_axis",
    "putmask",
]

def put(a: Tensor, ind: ArrayLike, v: ArrayLike, mode: str = "raise") -> None: ...
def place(arr: Tensor, mask: ArrayLike, vals: ArrayLike) -> None: ...
def putmask(a: Tensor, /, mask: ArrayLike, values: ArrayLike) -> None: ...
def put_along_axis(
    arr: Tensor, indices: ArrayLike, values: ArrayLike, axis: SupportsIndex | None,
) -> None: ...
def fill_diagonal(a: Tensor, val: ArrayLike, wrap: bool = False) -> None: ...
