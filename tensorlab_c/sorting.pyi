from collections.abc import Sequence
from typing import Literal, NamedTuple, SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, SortKind

__all__ = [
    "argpartition",
    "argsort",
    "partition",
    "sort",
    "topk",
]

class TopK(NamedTuple):
    values: Tensor
    indices: Tensor

def sort(
    x: ArrayLike, /, axis: SupportsIndex | None = -1, kind: SortKind = None, *, descending: bool = False,
    stable: bool = True,
) -> Tensor: ...
def argsort(
    x: ArrayLike, /, axis: SupportsIndex | None = -1, kind: SortKind = None, *, descending: bool = False,
    stable: bool = True,
) -> Tensor: ...
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
