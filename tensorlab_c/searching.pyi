from typing import Literal, SupportsIndex, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Axis, Out

__all__ = [
    "argmax",
    "argmin",
    "argwhere",
    "count_nonzero",
    "flatnonzero",
    "nanargmax",
    "nanargmin",
    "nonzero",
    "searchsorted",
    "where",
]

@overload
def where(condition: ArrayLike, x: None = None, y: None = None, /) -> tuple[Tensor, ...]: ...
@overload
def where(condition: ArrayLike, x: ArrayLike, y: ArrayLike, /) -> Tensor: ...
def argmax(
    a: ArrayLike, axis: SupportsIndex | None = None, out: Out = None, *, keepdims: bool = False,
    dim: SupportsIndex | None = ..., keepdim: bool = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
def argmin(
    a: ArrayLike, axis: SupportsIndex | None = None, out: Out = None, *, keepdims: bool = False,
    dim: SupportsIndex | None = ..., keepdim: bool = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
def nanargmax(
    a: ArrayLike, axis: SupportsIndex | None = None, out: Out = None, *, keepdims: bool = False,
    dim: SupportsIndex | None = ..., keepdim: bool = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
def nanargmin(
    a: ArrayLike, axis: SupportsIndex | None = None, out: Out = None, *, keepdims: bool = False,
    dim: SupportsIndex | None = ..., keepdim: bool = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
@overload
def nonzero(a: ArrayLike) -> tuple[Tensor, ...]: ...
@overload  # by second names
def nonzero(a: ArrayLike, *, as_tuple: Literal[True]) -> tuple[Tensor, ...]: ...
@overload  # by second names
def nonzero(a: ArrayLike, *, as_tuple: Literal[False]) -> Tensor: ...
def flatnonzero(a: ArrayLike) -> Tensor: ...
def argwhere(a: ArrayLike) -> Tensor: ...
def count_nonzero(
    a: ArrayLike, axis: Axis = None, *, keepdims: bool = False, dim: Axis = ..., keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
def searchsorted(
    a: ArrayLike, v: ArrayLike, side: Literal["left", "right"] = "left", sorter: ArrayLike | None = None, *,
    right: bool = ..., out_int32: bool = ...,
) -> Tensor: ...
