from collections.abc import Sequence
from typing import Literal, NamedTuple, SupportsIndex, overload

from tensorlab_c._spelled import Picked
from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, SortKind

__all__ = [
    "argpartition",
    "argsort",
    "lexsort",
    "partition",
    "sort",
    "sort_complex",
    "topk",
]

class TopK(NamedTuple):
    values: Tensor
    indices: Tensor

@overload
def sort(
    a: ArrayLike, axis: SupportsIndex | None = -1, kind: SortKind = None, order: None = None, *,
    stable: bool | None = None, descending: bool = False, dims: SupportsIndex | None = ...,
) -> Tensor: ...
@overload  # by second names
def sort(a: ArrayLike, *, dim: SupportsIndex, descending: bool = False, stable: bool = False) -> Picked: ...
def argsort(
    a: ArrayLike, axis: SupportsIndex | None = -1, kind: SortKind = None, order: None = None, *,
    stable: bool | None = None, descending: bool = False, dim: SupportsIndex | None = ...,
    dims: SupportsIndex | None = ...,
) -> Tensor: ...
def lexsort(
    keys: Sequence[ArrayLike] | Tensor, axis: SupportsIndex = -1, *, dim: SupportsIndex = ...,
    dims: SupportsIndex = ...,
) -> Tensor: ...
def sort_complex(a: ArrayLike) -> Tensor: ...
def partition(
    a: ArrayLike, kth: SupportsIndex | Sequence[SupportsIndex] | Tensor, axis: SupportsIndex | None = -1,
    kind: Literal["introselect"] = "introselect", order: None = None, *, dim: SupportsIndex | None = ...,
    dims: SupportsIndex | None = ...,
) -> Tensor: ...
def argpartition(
    a: ArrayLike, kth: SupportsIndex | Sequence[SupportsIndex] | Tensor, axis: SupportsIndex | None = -1,
    kind: Literal["introselect"] = "introselect", order: None = None, *, dim: SupportsIndex | None = ...,
    dims: SupportsIndex | None = ...,
) -> Tensor: ...
def topk(
    input: ArrayLike, k: SupportsIndex, dim: SupportsIndex = -1, largest: bool = True, sorted: bool = True
) -> TopK: ...
