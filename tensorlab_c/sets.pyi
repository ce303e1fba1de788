from typing import Literal, NamedTuple, SupportsIndex, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = [
    "intersect1d",
    "isin",
    "setdiff1d",
    "setxor1d",
    "union1d",
    "unique",
    "unique_all",
    "unique_counts",
    "unique_inverse",
    "unique_values",
]

class UniqueAllResult(NamedTuple):
    values: Tensor
    indices: Tensor
    inverse_indices: Tensor
    counts: Tensor

class UniqueCountsResult(NamedTuple):
    values: Tensor
    counts: Tensor

class UniqueInverseResult(NamedTuple):
    values: Tensor
    inverse_indices: Tensor

@overload
def unique(
    ar: ArrayLike, return_index: Literal[False] = False, return_inverse: Literal[False] = False,
    return_counts: Literal[False] = False, axis: SupportsIndex | None = None, *, equal_nan: bool = True,
    sorted: bool = True, dim: SupportsIndex | None = ...,
) -> Tensor: ...
@overload
def unique(
    ar: ArrayLike, return_index: bool = False, return_inverse: bool = False, return_counts: bool = False,
    axis: SupportsIndex | None = None, *, equal_nan: bool = True, sorted: bool = True, dim: SupportsIndex | None = ...,
) -> Tensor | tuple[Tensor, ...]: ...
def unique_all(x: ArrayLike) -> UniqueAllResult: ...
def unique_counts(x: ArrayLike) -> UniqueCountsResult: ...
def unique_inverse(x: ArrayLike) -> UniqueInverseResult: ...
def unique_values(x: ArrayLike) -> Tensor: ...
def union1d(ar1: ArrayLike, ar2: ArrayLike) -> Tensor: ...
@overload
def intersect1d(
    ar1: ArrayLike, ar2: ArrayLike, assume_unique: bool = False, return_indices: Literal[False] = False
) -> Tensor: ...
@overload
def intersect1d(
    ar1: ArrayLike, ar2: ArrayLike, assume_unique: bool = False, return_indices: bool = False
) -> Tensor | tuple[Tensor, Tensor, Tensor]: ...
def setdiff1d(ar1: ArrayLike, ar2: ArrayLike, assume_unique: bool = False) -> Tensor: ...
def setxor1d(ar1: ArrayLike, ar2: ArrayLike, assume_unique: bool = False) -> Tensor: ...
def isin(
    element: ArrayLike, test_elements: ArrayLike, assume_unique: bool = False, invert: bool = False, *,
    kind: Literal["sort", "table"] | None = None,
) -> Tensor: ...
