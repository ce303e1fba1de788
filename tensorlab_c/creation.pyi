from collections.abc import Iterable
from typing import Any, SupportsIndex

from typing_extensions import Buffer

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike, Shape

__all__ = [
    "arange",
    "array",
    "asarray",
    "astype",
    "copy",
    "copyto",
    "empty",
    "empty_like",
    "frombuffer",
    "fromiter",
    "full",
    "full_like",
    "ones",
    "ones_like",
    "zeros",
    "zeros_like",
]

def array(
    object: ArrayLike, dtype: DTypeLike = None, *, copy: bool | None = True, requires_grad: bool = False,
    ndmin: SupportsIndex = 0, device: str | None = None,
) -> Tensor: ...
def asarray(
    obj: ArrayLike, dtype: DTypeLike = None, *, copy: bool | None = None, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def copy(a: ArrayLike) -> Tensor: ...
def copyto(dst: Tensor, src: ArrayLike, where: ArrayLike = True) -> None: ...
def astype(x: Tensor, dtype: DTypeLike, /, *, copy: bool = True, device: str | None = None) -> Tensor: ...
def empty(
    shape: Shape, dtype: DTypeLike = None, *, requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
def empty_like(
    a: ArrayLike, dtype: DTypeLike = None, *, shape: Shape | None = None, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def zeros(
    shape: Shape, dtype: DTypeLike = None, *, requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
def zeros_like(
    a: ArrayLike, dtype: DTypeLike = None, *, shape: Shape | None = None, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def ones(
    shape: Shape, dtype: DTypeLike = None, *, requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
def ones_like(
    a: ArrayLike, dtype: DTypeLike = None, *, shape: Shape | None = None, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def full(
    shape: Shape, fill_value: ArrayLike, dtype: DTypeLike = None, *, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def full_like(
    a: ArrayLike, fill_value: ArrayLike, dtype: DTypeLike = None, *, shape: Shape | None = None,
    requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
def arange(
    start: ArrayLike, stop: ArrayLike | None = None, step: ArrayLike = 1, dtype: DTypeLike = None, *,
    requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
def frombuffer(buffer: Buffer, dtype: DTypeLike = None, count: int = -1, offset: int = 0) -> Tensor: ...
def fromiter(iter: Iterable[Any], dtype: DTypeLike, count: int = -1) -> Tensor: ...
