from collections.abc import Sequence
from typing import Any, Literal, SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike

__all__ = [
    "asanyarray",
    "asarray_chkfinite",
    "ascontiguousarray",
    "asfortranarray",
    "fromfile",
    "fromstring",
    "may_share_memory",
    "packbits",
    "require",
    "shares_memory",
    "unpackbits",
]

def _in_row(t: Tensor) -> bool: ...
def asanyarray(
    a: ArrayLike, dtype: DTypeLike = None, order: str | None = None, *, device: str | None = None,
    copy: bool | None = None,
) -> Tensor: ...
def ascontiguousarray(a: ArrayLike, dtype: DTypeLike = None) -> Tensor: ...
def asfortranarray(a: ArrayLike, dtype: DTypeLike = None) -> Tensor: ...
def asarray_chkfinite(a: ArrayLike, dtype: DTypeLike = None, order: str | None = None) -> Tensor: ...
def require(
    a: ArrayLike, dtype: DTypeLike = None, requirements: str | Sequence[str] | None = None,
) -> Tensor: ...
def may_share_memory(a: ArrayLike, b: ArrayLike, /, max_work: int = 0) -> bool: ...
def shares_memory(a: ArrayLike, b: ArrayLike, /, max_work: int = -1) -> bool: ...
def fromfile(
    file: Any, dtype: DTypeLike = None, count: SupportsIndex = -1, sep: str = "", offset: int = 0,
) -> Tensor: ...
def fromstring(string: str, dtype: DTypeLike = float, count: SupportsIndex = -1, *, sep: str) -> Tensor: ...
def packbits(
    a: ArrayLike, /, axis: SupportsIndex | None = None, bitorder: Literal["big", "little"] = "big",
) -> Tensor: ...
def unpackbits(
    a: ArrayLike, /, axis: SupportsIndex | None = None, count: SupportsIndex | None = None,
    bitorder: Literal["big", "little"] = "big",
) -> Tensor: ...
