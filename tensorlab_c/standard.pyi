from typing import Any, NamedTuple, SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike
from tensorlab_c.dtypes import DType

__all__ = [
    "argsort",
    "cumulative_sum",
    "diff",
    "isin",
    "nextafter",
    "result_type",
    "sort",
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

class Info:
    def capabilities(self) -> dict[str, Any]: ...
    def default_device(self) -> str: ...
    def devices(self) -> list[str]: ...
    def default_dtypes(self, *, device: str | None = None) -> dict[str, DType]: ...
    def dtypes(
        self, *, device: str | None = None, kind: str | tuple[str, ...] | None = None
    ) -> dict[str, DType]: ...

def __array_namespace_info__() -> Info: ...
def result_type(*arrays_and_dtypes: Any) -> DType: ...
def argsort(
    x: ArrayLike, /, axis: SupportsIndex = -1, *, descending: bool = False, stable: bool = True
) -> Tensor: ...
def sort(
    x: ArrayLike, /, axis: SupportsIndex = -1, *, descending: bool = False, stable: bool = True
) -> Tensor: ...
def cumulative_sum(
    x: ArrayLike, /, *, axis: SupportsIndex | None = None, dtype: DTypeLike = None, include_initial: bool = False
) -> Tensor: ...
def diff(
    a: ArrayLike, n: int = 1, axis: SupportsIndex = -1, prepend: ArrayLike | None = None,
    append: ArrayLike | None = None,
) -> Tensor: ...
def nextafter(x1: ArrayLike, x2: ArrayLike, /) -> Tensor: ...
def unique_all(x: ArrayLike, /) -> UniqueAllResult: ...
def unique_counts(x: ArrayLike, /) -> UniqueCountsResult: ...
def unique_inverse(x: ArrayLike, /) -> UniqueInverseResult: ...
def unique_values(x: ArrayLike, /) -> Tensor: ...
def isin(x1: ArrayLike, x2: ArrayLike, /, *, invert: bool = False) -> Tensor: ...
