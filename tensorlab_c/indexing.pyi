from collections.abc import Sequence
from typing import Literal, SupportsIndex, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Filled, Out, Shape

__all__ = [
    "diagonal",
    "fill_diagonal",
    "place",
    "put",
    "put_along_axis",
    "putmask",
    "ravel_multi_index",
    "take",
    "take_along_axis",
    "unravel_index",
]

def take(
    a: ArrayLike, indices: ArrayLike, axis: SupportsIndex | None = None, out: Out = None,
    mode: Literal["raise", "wrap", "clip"] = "raise", *, dim: SupportsIndex | None = ...,
    dims: SupportsIndex | None = ...,
) -> Tensor: ...
def take_along_axis(
    arr: ArrayLike, indices: ArrayLike, axis: SupportsIndex | None = -1, *, dim: SupportsIndex | None = ...,
    dims: SupportsIndex | None = ...,
) -> Tensor: ...
def diagonal(
    a: ArrayLike, offset: int = 0, axis1: int = 0, axis2: int = 1, *, dim1: int = ..., dim2: int = ...,
) -> Tensor: ...
def unravel_index(indices: ArrayLike, shape: Shape, order: Literal["C", "F"] = "C") -> tuple[Tensor, ...]: ...
def ravel_multi_index(
    multi_index: ArrayLike | Sequence[ArrayLike], dims: Shape, mode: str | Sequence[str] = "raise",
    order: Literal["C", "F"] = "C",
) -> Tensor: ...
def put(a: Filled, ind: ArrayLike, v: ArrayLike, mode: str = "raise") -> None: ...
def place(arr: Filled, mask: ArrayLike, vals: ArrayLike) -> None: ...
def putmask(a: Filled, /, mask: ArrayLike, values: ArrayLike) -> None: ...
@overload
def put_along_axis(arr: Filled, indices: ArrayLike, values: ArrayLike, axis: SupportsIndex | None) -> None: ...
@overload  # by second names
def put_along_axis(arr: Filled, indices: ArrayLike, values: ArrayLike, *, dim: SupportsIndex | None) -> None: ...
@overload  # by second names
def put_along_axis(arr: Filled, indices: ArrayLike, values: ArrayLike, *, dims: SupportsIndex | None) -> None: ...
def fill_diagonal(a: Filled, val: ArrayLike, wrap: bool = False) -> None: ...
