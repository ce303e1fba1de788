from collections.abc import Callable, Sequence
from typing import Any, SupportsIndex

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

def flip(m: ArrayLike, axis: Axis = None) -> Tensor: ...
def flipud(m: ArrayLike) -> Tensor: ...
def fliplr(m: ArrayLike) -> Tensor: ...
def roll(a: ArrayLike, shift: SupportsIndex | Sequence[SupportsIndex], axis: Axis = None) -> Tensor: ...
def rot90(m: ArrayLike, k: SupportsIndex = 1, axes: tuple[SupportsIndex, SupportsIndex] = (0, 1)) -> Tensor: ...
def repeat(a: ArrayLike, repeats: ArrayLike, axis: SupportsIndex | None = None) -> Tensor: ...
def tile(A: ArrayLike, reps: SupportsIndex | Sequence[SupportsIndex]) -> Tensor: ...
def pad(
    array: ArrayLike, pad_width: ArrayLike | dict[int, int | tuple[int, int]], mode: str | Callable[..., Any] = "constant",
    **kwargs: Any,
) -> Tensor: ...
