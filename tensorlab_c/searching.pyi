from typing import Literal, SupportsIndex, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Out

__all__ = [
    "argmax",
    "argmin",
    "argwhere",
    "flatnonzero",
    "nanargmax",
    "nanargmin",
    "nonzero",
    "searchsorted",
    "take",
    "take_along_axis",
    "where",
]

@overload
def where(condition: ArrayLike, x: None = None, y: None = None, /) -> tuple[Tensor, ...]: ...
@overload
def where(condition: ArrayLike, x: ArrayLike, y: ArrayLike, /) -> Tensor: ...
def argmax(
    a: ArrayLike, axis: SupportsIndex | None = None, out: Out = None, *, keepdims: bool = False,
) -> Tensor: ...
def argmin(
    a: ArrayLike, axis: SupportsIndex | None = None, out: Out = None, *, keepdims: bool = False,
) -> Tensor: ...
def nanargmax(
    a: ArrayLike, axis: SupportsIndex | None = None, out: Out = None, *, keepdims: bool = False,
) -> Tensor: ...
def nanargmin(
    a: ArrayLike, axis: SupportsIndex | None = None, out: Out = None, *, keepdims: bool = False,
) -> Tensor: ...
def nonzero(a: ArrayLike) -> tuple[Tensor, ...]: ...
def flatnonzero(a: ArrayLike) -> Tensor: ...
def argwhere(a: ArrayLike) -> Tensor: ...
def take(
    a: ArrayLike, indices: ArrayLike, axis: SupportsIndex | None = None, out: Out = None,
    mode: Literal["raise", "wrap", "clip"] = "raise",
) -> Tensor: ...
def take_along_axis(arr: ArrayLike, indices: ArrayLike, axis: SupportsIndex | None = -1) -> Tensor: ...
def searchsorted(
    a: ArrayLike, v: ArrayLike, side: Literal["left", "right"] = "left", sorter: ArrayLike | None = None,
) -> Tensor: ...
