from typing import Any, Literal, SupportsInt, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = ["polyfit", "polyval", "roots"]

def polyval(p: ArrayLike, x: ArrayLike) -> Tensor: ...
@overload
def polyfit(
    x: ArrayLike, y: ArrayLike, deg: SupportsInt, rcond: float | None = None, full: Literal[False] = False,
    w: ArrayLike | None = None, cov: Literal[False] = False,
) -> Tensor: ...
@overload
def polyfit(
    x: ArrayLike, y: ArrayLike, deg: SupportsInt, rcond: float | None = None, full: bool = False,
    w: ArrayLike | None = None, cov: bool | Literal["unscaled"] = False,
) -> Tensor | tuple[Any, ...]: ...
def roots(p: ArrayLike) -> Tensor: ...
