from collections.abc import Iterable
from typing import Any, Literal, SupportsIndex, overload

from typing_extensions import Buffer

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike, Order, Shape

__all__ = [
    "arange",
    "array",
    "asanyarray",
    "asarray",
    "ascontiguousarray",
    "asfortranarray",
    "astype",
    "copy",
    "diag",
    "empty",
    "empty_like",
    "eye",
    "frombuffer",
    "fromiter",
    "full",
    "full_like",
    "identity",
    "linspace",
    "logspace",
    "meshgrid",
    "ones",
    "ones_like",
    "tri",
    "tril",
    "triu",
    "zeros",
    "zeros_like",
]

def array(
    object: Any, dtype: DTypeLike = None, *, copy: bool | None = True, order: Order = None, subok: bool = False,
    requires_grad: bool = False, ndmin: SupportsIndex = 0, device: str | None = None,
) -> Tensor: ...
def asarray(
    a: Any, dtype: DTypeLike = None, order: Order = None, *, copy: bool | None = None,
    requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
def copy(a: ArrayLike, order: Order = "K", subok: bool = False) -> Tensor: ...
def astype(x: Tensor, dtype: DTypeLike, /, *, copy: bool = True, device: str | None = None) -> Tensor: ...
def frombuffer(buffer: Buffer, dtype: DTypeLike = None, count: int = -1, offset: int = 0) -> Tensor: ...
def fromiter(iter: Iterable[Any], dtype: DTypeLike, count: int = -1) -> Tensor: ...
@overload
def empty(
    shape: Shape, dtype: DTypeLike = None, order: Order = "C", *, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
@overload  # by second names
def empty(
    *, size: Shape, dtype: DTypeLike = None, order: Order = "C", requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
@overload  # by second names
def empty(
    *sizes: SupportsIndex, dtype: DTypeLike = None, order: Order = "C", requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def empty_like(
    a: ArrayLike, dtype: DTypeLike = None, order: Order = "K", subok: bool = True, shape: Shape | None = None, *,
    requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
@overload
def zeros(
    shape: Shape, dtype: DTypeLike = None, order: Order = "C", *, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
@overload  # by second names
def zeros(
    *, size: Shape, dtype: DTypeLike = None, order: Order = "C", requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
@overload  # by second names
def zeros(
    *sizes: SupportsIndex, dtype: DTypeLike = None, order: Order = "C", requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def zeros_like(
    a: ArrayLike, dtype: DTypeLike = None, order: Order = "K", subok: bool = True, shape: Shape | None = None, *,
    requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
@overload
def ones(
    shape: Shape, dtype: DTypeLike = None, order: Order = "C", *, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
@overload  # by second names
def ones(
    *, size: Shape, dtype: DTypeLike = None, order: Order = "C", requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
@overload  # by second names
def ones(
    *sizes: SupportsIndex, dtype: DTypeLike = None, order: Order = "C", requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def ones_like(
    a: ArrayLike, dtype: DTypeLike = None, order: Order = "K", subok: bool = True, shape: Shape | None = None, *,
    requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
@overload
def full(
    shape: Shape, fill_value: ArrayLike, dtype: DTypeLike = None, order: Order = "C", *, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
@overload  # by second names
def full(
    *, size: Shape, fill_value: ArrayLike, dtype: DTypeLike = None, order: Order = "C", requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def full_like(
    a: ArrayLike, fill_value: ArrayLike, dtype: DTypeLike = None, order: Order = "K", subok: bool = True,
    shape: Shape | None = None, *, requires_grad: bool = False, device: str | None = None,
) -> Tensor: ...
@overload
def eye(
    N: int, M: int | None = None, k: int = 0, dtype: DTypeLike = None, order: Order = "C", *,
    requires_grad: bool = False, device: str | None = None, m: int | None = ...,
) -> Tensor: ...
@overload  # by second names
def eye(
    *, n: int, M: int | None = None, k: int = 0, dtype: DTypeLike = None, order: Order = "C",
    requires_grad: bool = False, device: str | None = None, m: int | None = ...,
) -> Tensor: ...
def identity(n: int, dtype: DTypeLike = None) -> Tensor: ...
def arange(
    start: ArrayLike | None = None, stop: ArrayLike | None = None, step: ArrayLike = 1, dtype: DTypeLike = None, *,
    requires_grad: bool = False, device: str | None = None, end: ArrayLike | None = ...,
) -> Tensor: ...
@overload
def linspace(
    start: ArrayLike, stop: ArrayLike, num: int = 50, endpoint: bool = True, retstep: Literal[False] = False,
    dtype: DTypeLike = None, axis: int = 0, *, requires_grad: bool = False, device: str | None = None, dim: int = ...,
    steps: int = ...,
) -> Tensor: ...
@overload
def linspace(
    start: ArrayLike, stop: ArrayLike, num: int = 50, endpoint: bool = True, *, retstep: Literal[True],
    dtype: DTypeLike = None, axis: int = 0, requires_grad: bool = False, device: str | None = None, dim: int = ...,
    steps: int = ...,
) -> tuple[Tensor, Tensor]: ...
@overload
def linspace(
    start: ArrayLike, stop: ArrayLike, num: int, endpoint: bool, retstep: Literal[True], dtype: DTypeLike = None,
    axis: int = 0, *, requires_grad: bool = False, device: str | None = None, dim: int = ...,
) -> tuple[Tensor, Tensor]: ...
@overload  # by second names
def linspace(
    start: ArrayLike, *, end: ArrayLike, num: int = 50, endpoint: bool = True, retstep: Literal[False] = False,
    dtype: DTypeLike = None, axis: int = 0, requires_grad: bool = False, device: str | None = None, dim: int = ...,
    steps: int = ...,
) -> Tensor: ...
@overload
def logspace(
    start: ArrayLike, stop: ArrayLike, num: int = 50, endpoint: bool = True, base: ArrayLike = 10.0,
    dtype: DTypeLike = None, axis: int = 0, *, dim: int = ..., steps: int = ..., device: str | None = ...,
    requires_grad: bool = ..., layout: None = ...,
) -> Tensor: ...
@overload  # by second names
def logspace(
    start: ArrayLike, *, end: ArrayLike, num: int = 50, endpoint: bool = True, base: ArrayLike = 10.0,
    dtype: DTypeLike = None, axis: int = 0, dim: int = ..., steps: int = ..., device: str | None = ...,
    requires_grad: bool = ..., layout: None = ...,
) -> Tensor: ...
def meshgrid(*xi: ArrayLike, indexing: str = "xy", sparse: bool = False, copy: bool = True) -> tuple[Tensor, ...]: ...
def diag(v: ArrayLike, k: int = 0, *, diagonal: int = ...) -> Tensor: ...
def tri(
    N: int, M: int | None = None, k: int = 0, dtype: DTypeLike = None, *, requires_grad: bool = False,
) -> Tensor: ...
def tril(m: ArrayLike, k: int = 0, *, diagonal: int = ...) -> Tensor: ...
def triu(m: ArrayLike, k: int = 0, *, diagonal: int = ...) -> Tensor: ...
def asanyarray(
    a: Any, dtype: DTypeLike = None, order: str | None = None, *, device: str | None = None,
    copy: bool | None = None,
) -> Tensor: ...
def ascontiguousarray(a: ArrayLike, dtype: DTypeLike = None) -> Tensor: ...
def asfortranarray(a: ArrayLike, dtype: DTypeLike = None) -> Tensor: ...
