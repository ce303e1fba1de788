from typing import SupportsIndex, overload

from tensorlab_c._spelled import Picked
from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Axis, Out, QuantileMethod

__all__ = [
    "median",
    "nanmedian",
    "nanpercentile",
    "nanquantile",
    "percentile",
    "quantile",
]

@overload
def median(
    a: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False, keepdims: bool = False, *,
    dims: Axis = ...,
) -> Tensor: ...
@overload  # by second names
def median(a: ArrayLike, *, dim: SupportsIndex, keepdim: bool = False) -> Picked: ...
@overload  # by second names
def median(a: ArrayLike, axis: SupportsIndex, *, keepdim: bool) -> Picked: ...
@overload  # by second names
def median(a: ArrayLike, axis: None = None, *, keepdim: bool) -> Tensor: ...
@overload
def nanmedian(
    a: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False, keepdims: bool = False, *,
    dims: Axis = ...,
) -> Tensor: ...
@overload  # by second names
def nanmedian(a: ArrayLike, *, dim: SupportsIndex, keepdim: bool = False) -> Picked: ...
@overload  # by second names
def nanmedian(a: ArrayLike, axis: SupportsIndex, *, keepdim: bool) -> Picked: ...
@overload  # by second names
def nanmedian(a: ArrayLike, axis: None = None, *, keepdim: bool) -> Tensor: ...
def quantile(
    a: ArrayLike, q: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False,
    method: QuantileMethod = "linear", keepdims: bool = False, *, weights: ArrayLike | None = None, dim: Axis = ...,
    keepdim: bool = ..., interpolation: QuantileMethod = ...,
) -> Tensor: ...
def percentile(
    a: ArrayLike, q: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False,
    method: QuantileMethod = "linear", keepdims: bool = False, *, weights: ArrayLike | None = None, dim: Axis = ...,
    keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
def nanquantile(
    a: ArrayLike, q: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False,
    method: QuantileMethod = "linear", keepdims: bool = False, *, weights: ArrayLike | None = None, dim: Axis = ...,
    keepdim: bool = ..., interpolation: QuantileMethod = ...,
) -> Tensor: ...
def nanpercentile(
    a: ArrayLike, q: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False,
    method: QuantileMethod = "linear", keepdims: bool = False, *, weights: ArrayLike | None = None, dim: Axis = ...,
    keepdim: bool = ..., dims: Axis = ...,
) -> Tensor: ...
