from collections.abc import Sequence
from typing import Any, SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Axis, Out, Shape
from tensorlab_c.joining import vstack

__all__ = [
    "block",
    "choose",
    "compress",
    "delete",
    "extract",
    "insert",
    "piecewise",
    "resize",
    "row_stack",
    "select",
    "trim_zeros",
]

def block(arrays: Any) -> Tensor: ...
def delete(arr: ArrayLike, obj: ArrayLike | slice, axis: SupportsIndex | None = None) -> Tensor: ...
def insert(
    arr: ArrayLike, obj: ArrayLike | slice, values: ArrayLike, axis: SupportsIndex | None = None,
) -> Tensor: ...
def resize(a: ArrayLike, new_shape: Shape) -> Tensor: ...
def trim_zeros(filt: Any, trim: str = "fb", axis: Axis = None) -> Any: ...
def compress(
    condition: ArrayLike, a: ArrayLike, axis: SupportsIndex | None = None, out: Out = None,
) -> Tensor: ...
def extract(condition: ArrayLike, arr: ArrayLike) -> Tensor: ...
def choose(
    a: ArrayLike, choices: ArrayLike | Sequence[ArrayLike], out: Out = None, mode: str = "raise",
) -> Tensor: ...
def select(condlist: Any, choicelist: Sequence[ArrayLike], default: ArrayLike = 0) -> Tensor: ...
def piecewise(x: ArrayLike, condlist: Any, funclist: Sequence[Any], *args: Any, **kw: Any) -> Tensor: ...

row_stack = vstack
