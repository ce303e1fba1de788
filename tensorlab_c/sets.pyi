from typing import NamedTuple

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = [
    "isin",
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

def unique_all(x: ArrayLike, /) -> UniqueAllResult: ...
def unique_counts(x: ArrayLike, /) -> UniqueCountsResult: ...
def unique_inverse(x: ArrayLike, /) -> UniqueInverseResult: ...
def unique_values(x: ArrayLike, /) -> Tensor: ...
def isin(x1: ArrayLike, x2: ArrayLike, /, *, invert: bool = False) -> Tensor: ...
