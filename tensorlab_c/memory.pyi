from collections.abc import Sequence
from typing import Any, Literal, SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike

__all__ = [
    "asarray_chkfinite",
    "fromfile",
    "fromstring",
    "packbits",
    "require",
    "unpackbits",
]

def asarray_chkfinite(a: ArrayLike, dtype: DTypeLike = None, order: str | None = None) -> Tensor: ...
def require(
    a: ArrayLike, dtype: DTypeLike = None, requirements: str | Sequence[str] | None = None,
) -> Tensor: ...
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
