from collections.abc import Sequence
from typing import Literal, NamedTuple, SupportsIndex

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

def sort(
    a: ArrayLike, axis: SupportsIndex | None = -1, kind: SortKind = None, order: None = None, *,
    stable: bool | None = None, descending: bool = False,
) -> Tensor: ...
def argsort(
    a: ArrayLike, axis: SupportsIndex | None = -1, kind: SortKind = None, order: None = None, *,
    stable: bool | None = None, descending: bool = False,
) -> Tensor: ...
def lexsort(keys: Sequence[ArrayLike] | Tensor, axis: SupportsIndex = -1) -> Tensor: ...
def sort_complex(a: ArrayLike) -> Tensor: ...
def partition(
    a: ArrayLike, kth: SupportsIndex | Sequence[SupportsIndex] | Tensor, axis: SupportsIndex | None = -1,
    kind: Literal["introselect"] = "introselect",
) -> Tensor: ...
def argpartition(
    a: ArrayLike, kth: SupportsIndex | Sequence[SupportsIndex] | Tensor, axis: SupportsIndex | None = -1,
    kind: Literal["introselect"] = "introselect",
) -> Tensor: ...
def topk(
    input: ArrayLike, k: SupportsIndex, dim: SupportsIndex = -1, largest: bool = True, sorted: bool = True
) -> TopK: ...
