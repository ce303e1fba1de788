from typing import Literal, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Axis, DTypeLike, Out

__all__ = [
    "average",
    "mean",
    "nanmean",
    "nanstd",
    "nanvar",
    "ptp",
    "std",
    "var",
]

def mean(
    a: ArrayLike, axis: Axis = None, dtype: DTypeLike = None, out: Out = None, keepdims: bool = False, *,
    where: ArrayLike = True, dim: Axis = ..., keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
def nanmean(
    a: ArrayLike, axis: Axis = None, dtype: DTypeLike = None, out: Out = None, keepdims: bool = False, *,
    where: ArrayLike = True, dim: Axis = ..., keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
def var(
    a: ArrayLike, axis: Axis = None, dtype: DTypeLike = None, out: Out = None, ddof: float = 0, keepdims: bool = False,
    *, where: ArrayLike = True, mean: ArrayLike | None = None, correction: float | None = None, dim: Axis = ...,
    keepdim: bool = ..., dims: Axis = ..., unbiased: bool = ...,
) -> Tensor: ...
def std(
    a: ArrayLike, axis: Axis = None, dtype: DTypeLike = None, out: Out = None, ddof: float = 0, keepdims: bool = False,
    *, where: ArrayLike = True, mean: ArrayLike | None = None, correction: float | None = None, dim: Axis = ...,
    keepdim: bool = ..., dims: Axis = ..., unbiased: bool = ...,
) -> Tensor: ...
def nanvar(
    a: ArrayLike, axis: Axis = None, dtype: DTypeLike = None, out: Out = None, ddof: float = 0, keepdims: bool = False,
    *, where: ArrayLike = True, mean: ArrayLike | None = None, correction: float | None = None, dim: Axis = ...,
    keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
def nanstd(
    a: ArrayLike, axis: Axis = None, dtype: DTypeLike = None, out: Out = None, ddof: float = 0, keepdims: bool = False,
    *, where: ArrayLike = True, mean: ArrayLike | None = None, correction: float | None = None, dim: Axis = ...,
    keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
@overload
def average(
    a: ArrayLike, axis: Axis = None, weights: ArrayLike | None = None, returned: Literal[False] = False, *,
    keepdims: bool = False, dim: Axis = ..., keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
@overload
def average(
    a: ArrayLike, axis: Axis = None, weights: ArrayLike | None = None, *, returned: Literal[True],
    keepdims: bool = False, dim: Axis = ..., keepdim: bool = ..., dims: Axis = ...,
) -> tuple[Tensor, Tensor]: ...
@overload
def average(
    a: ArrayLike, axis: Axis, weights: ArrayLike | None, returned: Literal[True], *, keepdims: bool = False,
    keepdim: bool = ...,
) -> tuple[Tensor, Tensor]: ...
def ptp(
    a: ArrayLike, axis: Axis = None, out: Out = None, keepdims: bool = False, *, dim: Axis = ..., keepdim: bool = ...,
    dims: Axis = ...,
) -> Tensor: ...
