from typing import Literal, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike

__all__ = [
    "diag",
    "diagonal",
    "eye",
    "identity",
    "linspace",
    "logspace",
    "meshgrid",
    "tri",
    "tril",
    "triu",
]

@overload
def linspace(
    start: ArrayLike, stop: ArrayLike, num: int = 50, endpoint: bool = True, retstep: Literal[False] = False,
    dtype: DTypeLike = None, axis: int = 0, *, requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
@overload
def linspace(
    start: ArrayLike, stop: ArrayLike, num: int = 50, endpoint: bool = True, *, retstep: Literal[True],
    dtype: DTypeLike = None, axis: int = 0, requires_grad: bool = False, device: str | None = None,
) -> tuple[Tensor, Tensor]: ...
@overload
def linspace(
    start: ArrayLike, stop: ArrayLike, num: int, endpoint: bool, retstep: Literal[True],
    dtype: DTypeLike = None, axis: int = 0, *, requires_grad: bool = False, device: str | None = None,
) -> tuple[Tensor, Tensor]: ...
def logspace(
    start: ArrayLike, stop: ArrayLike, num: int = 50, endpoint: bool = True, base: ArrayLike = 10.0,
    dtype: DTypeLike = None, axis: int = 0,
) -> Tensor: ...
def eye(
    N: int, M: int | None = None, k: int = 0, dtype: DTypeLike = None, *, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def identity(n: int, dtype: DTypeLike = None) -> Tensor: ...
def diagonal(a: ArrayLike, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor: ...
def diag(v: ArrayLike, k: int = 0) -> Tensor: ...
def tri(
    N: int, M: int | None = None, k: int = 0, dtype: DTypeLike = None, *, requires_grad: bool = False,
) -> Tensor: ...
def tril(m: ArrayLike, k: int = 0) -> Tensor: ...
def triu(m: ArrayLike, k: int = 0) -> Tensor: ...
def meshgrid(*xi: ArrayLike, indexing: str = "xy", sparse: bool = False, copy: bool = True) -> tuple[Tensor, ...]: ...
