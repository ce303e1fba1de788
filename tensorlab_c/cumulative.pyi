from typing import SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike, Out

__all__ = [
    "cumprod",
    "cumsum",
    "cumulative_prod",
    "cumulative_sum",
    "diff",
    "nancumprod",
    "nancumsum",
]

def cumsum(
    a: ArrayLike, axis: SupportsIndex | None = None, dtype: DTypeLike = None, out: Out = None, *,
    dim: SupportsIndex | None = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
def cumprod(
    a: ArrayLike, axis: SupportsIndex | None = None, dtype: DTypeLike = None, out: Out = None, *,
    dim: SupportsIndex | None = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
def nancumsum(
    a: ArrayLike, axis: SupportsIndex | None = None, dtype: DTypeLike = None, out: Out = None, *,
    dim: SupportsIndex | None = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
def nancumprod(
    a: ArrayLike, axis: SupportsIndex | None = None, dtype: DTypeLike = None, out: Out = None, *,
    dim: SupportsIndex | None = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
def cumulative_sum(
    x: ArrayLike, /, *, axis: SupportsIndex | None = None, dtype: DTypeLike = None, out: Out = None,
    include_initial: bool = False, dim: SupportsIndex | None = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
def cumulative_prod(
    x: ArrayLike, /, *, axis: SupportsIndex | None = None, dtype: DTypeLike = None, out: Out = None,
    include_initial: bool = False, dim: SupportsIndex | None = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
def diff(
    a: ArrayLike, n: SupportsIndex = 1, axis: SupportsIndex = -1, prepend: ArrayLike | None = None,
    append: ArrayLike | None = None, *, dim: SupportsIndex = ..., dims: SupportsIndex = ...,
) -> Tensor: ...
