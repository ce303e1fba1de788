from collections.abc import Callable, Sequence
from typing import Any, SupportsIndex, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Axis

__all__ = [
    "flip",
    "fliplr",
    "flipud",
    "pad",
    "repeat",
    "roll",
    "rot90",
    "tile",
]

def flip(m: ArrayLike, axis: Axis = None, *, dim: Axis = ..., dims: Axis = ...) -> Tensor: ...
def flipud(m: ArrayLike) -> Tensor: ...
def fliplr(m: ArrayLike) -> Tensor: ...
@overload
def roll(
    a: ArrayLike, shift: SupportsIndex | Sequence[SupportsIndex], axis: Axis = None, *, dim: Axis = ...,
    dims: Axis = ...,
) -> Tensor: ...
@overload  # by second names
def roll(
    a: ArrayLike, *, shifts: SupportsIndex | Sequence[SupportsIndex], axis: Axis = None, dim: Axis = ...,
    dims: Axis = ...,
) -> Tensor: ...
def rot90(
    m: ArrayLike, k: SupportsIndex = 1, axes: Sequence[SupportsIndex] = (0, 1), *,
    dims: tuple[SupportsIndex, SupportsIndex] = ...,
) -> Tensor: ...
def repeat(
    a: ArrayLike, repeats: ArrayLike, axis: SupportsIndex | None = None, *, dim: SupportsIndex | None = ...,
    dims: SupportsIndex | None = ...,
) -> Tensor: ...
@overload
def tile(A: ArrayLike, reps: SupportsIndex | Sequence[SupportsIndex]) -> Tensor: ...
@overload  # by second names
def tile(A: ArrayLike, *, dims: SupportsIndex | Sequence[SupportsIndex]) -> Tensor: ...
def pad(
    array: ArrayLike, pad_width: ArrayLike | dict[int, int | tuple[int, int]], mode: str | Callable[..., Any] = "constant",
    **kwargs: Any,
) -> Tensor: ...
