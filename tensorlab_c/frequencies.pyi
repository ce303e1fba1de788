from collections.abc import Sequence
from typing import Literal, SupportsIndex, TypeAlias

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike

__all__ = ["fftfreq", "fftshift", "ifftshift", "rfftfreq"]

_Axes: TypeAlias = SupportsIndex | Sequence[SupportsIndex] | None

def fftfreq(
    n: SupportsIndex, d: float = 1.0, device: Literal["cpu"] | None = None, *, dtype: DTypeLike = None,
) -> Tensor: ...
def rfftfreq(
    n: SupportsIndex, d: float = 1.0, device: Literal["cpu"] | None = None, *, dtype: DTypeLike = None,
) -> Tensor: ...
def fftshift(x: ArrayLike, axes: _Axes = None, *, dim: _Axes = ...) -> Tensor: ...
def ifftshift(x: ArrayLike, axes: _Axes = None, *, dim: _Axes = ...) -> Tensor: ...
