from typing import SupportsIndex, overload

from tensorlab_c._spelled import Picked
from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Axis, DTypeLike, Out

__all__ = [
    "amax",
    "amin",
    "max",
    "min",
    "nanmax",
    "nanmin",
    "nanprod",
    "nansum",
    "prod",
    "sum",
]

def sum(
    a: ArrayLike, axis: Axis = None, dtype: DTypeLike = None, out: Out = None, keepdims: bool = False,
    initial: ArrayLike | None = None, where: ArrayLike = True, *, dim: Axis = ..., keepdim: bool = ...,
    dims: Axis = ...,
) -> Tensor: ...
def prod(
    a: ArrayLike, axis: Axis = None, dtype: DTypeLike = None, out: Out = None, keepdims: bool = False,
    initial: ArrayLike | None = None, where: ArrayLike = True, *, dim: Axis = ..., keepdim: bool = ...,
    dims: Axis = ...,
) -> Tensor: ...
@overload
def max(
    a: ArrayLike, axis: Axis = None, out: Out = None, keepdims: bool = False, initial: ArrayLike | None = None,
    where: ArrayLike = True, *, dims: Axis = ...,
) -> Tensor: ...
@overload  # by second names
def max(a: ArrayLike, *, dim: SupportsIndex, keepdim: bool = False) -> Picked: ...
@overload  # by second names
def max(a: ArrayLike, axis: SupportsIndex, *, keepdim: bool) -> Picked: ...
@overload  # by second names
def max(a: ArrayLike, axis: None = None, *, keepdim: bool) -> Tensor: ...
def amax(
    a: ArrayLike, axis: Axis = None, out: Out = None, keepdims: bool = False, initial: ArrayLike | None = None,
    where: ArrayLike = True, *, dim: Axis = ..., keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
@overload
def min(
    a: ArrayLike, axis: Axis = None, out: Out = None, keepdims: bool = False, initial: ArrayLike | None = None,
    where: ArrayLike = True, *, dims: Axis = ...,
) -> Tensor: ...
@overload  # by second names
def min(a: ArrayLike, *, dim: SupportsIndex, keepdim: bool = False) -> Picked: ...
@overload  # by second names
def min(a: ArrayLike, axis: SupportsIndex, *, keepdim: bool) -> Picked: ...
@overload  # by second names
def min(a: ArrayLike, axis: None = None, *, keepdim: bool) -> Tensor: ...
def amin(
    a: ArrayLike, axis: Axis = None, out: Out = None, keepdims: bool = False, initial: ArrayLike | None = None,
    where: ArrayLike = True, *, dim: Axis = ..., keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
def nansum(
    a: ArrayLike, axis: Axis = None, dtype: DTypeLike = None, out: Out = None, keepdims: bool = False,
    initial: ArrayLike | None = None, where: ArrayLike = True, *, dim: Axis = ..., keepdim: bool = ...,
    dims: Axis = ...,
) -> Tensor: ...
def nanprod(
    a: ArrayLike, axis: Axis = None, dtype: DTypeLike = None, out: Out = None, keepdims: bool = False,
    initial: ArrayLike | None = None, where: ArrayLike = True, *, dim: Axis = ..., keepdim: bool = ...,
    dims: Axis = ...,
) -> Tensor: ...
def nanmax(
    a: ArrayLike, axis: Axis = None, out: Out = None, keepdims: bool = False, initial: ArrayLike | None = None,
    where: ArrayLike = True, *, dim: Axis = ..., keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
def nanmin(
    a: ArrayLike, axis: Axis = None, out: Out = None, keepdims: bool = False, initial: ArrayLike | None = None,
    where: ArrayLike = True, *, dim: Axis = ..., keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
