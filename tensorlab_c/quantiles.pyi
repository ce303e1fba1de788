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

def median(
    a: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False, keepdims: bool = False
) -> Tensor: ...
def nanmedian(
    a: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False, keepdims: bool = False
) -> Tensor: ...
def quantile(
    a: ArrayLike, q: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False,
    method: QuantileMethod = "linear", keepdims: bool = False, *, weights: ArrayLike | None = None,
) -> Tensor: ...
def percentile(
    a: ArrayLike, q: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False,
    method: QuantileMethod = "linear", keepdims: bool = False, *, weights: ArrayLike | None = None,
) -> Tensor: ...
def nanquantile(
    a: ArrayLike, q: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False,
    method: QuantileMethod = "linear", keepdims: bool = False, *, weights: ArrayLike | None = None,
) -> Tensor: ...
def nanpercentile(
    a: ArrayLike, q: ArrayLike, axis: Axis = None, out: Out = None, overwrite_input: bool = False,
    method: QuantileMethod = "linear", keepdims: bool = False, *, weights: ArrayLike | None = None,
) -> Tensor: ...
