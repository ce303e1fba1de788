from collections.abc import Sequence
from typing import Any, SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike, Order, Out

__all__ = [
    "cross",
    "dot",
    "inner",
    "kron",
    "matmul",
    "matvec",
    "outer",
    "tensordot",
    "trace",
    "vdot",
    "vecdot",
    "vecmat",
]

def matmul(x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, dtype: DTypeLike = None) -> Tensor: ...
def matvec(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, dtype: DTypeLike = None, axes: Any = ..., casting: str = ...,
    order: Order = ..., signature: Any = ..., subok: bool = ...,
) -> Tensor: ...
def vecmat(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, dtype: DTypeLike = None, axes: Any = ..., casting: str = ...,
    order: Order = ..., signature: Any = ..., subok: bool = ...,
) -> Tensor: ...
def dot(a: ArrayLike, b: ArrayLike, out: Out = None) -> Tensor: ...
def tensordot(
    a: ArrayLike, b: ArrayLike, axes: SupportsIndex | Sequence[SupportsIndex | Sequence[SupportsIndex]] = 2, *,
    dims: SupportsIndex | Sequence[SupportsIndex | Sequence[SupportsIndex]] = ...,
) -> Tensor: ...
def inner(a: ArrayLike, b: ArrayLike) -> Tensor: ...
def vdot(a: ArrayLike, b: ArrayLike) -> Tensor: ...
def vecdot(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, axis: SupportsIndex = -1, keepdims: bool = False,
    dtype: DTypeLike = None, dim: SupportsIndex = ..., keepdim: bool = ..., dims: SupportsIndex = ..., axes: Any = ...,
    casting: str = ..., order: Order = ..., signature: Any = ..., subok: bool = ...,
) -> Tensor: ...
def outer(a: ArrayLike, b: ArrayLike, out: Out = None) -> Tensor: ...
def trace(
    a: ArrayLike, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: DTypeLike = None, out: Out = None,
) -> Tensor: ...
def kron(a: ArrayLike, b: ArrayLike) -> Tensor: ...
def cross(
    a: ArrayLike, b: ArrayLike, axisa: SupportsIndex = -1, axisb: SupportsIndex = -1, axisc: SupportsIndex = -1,
    axis: SupportsIndex | None = None, *, dim: SupportsIndex | None = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
