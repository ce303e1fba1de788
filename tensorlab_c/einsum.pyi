from typing import Any

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import DTypeLike, Out

__all__ = ["einsum", "einsum_path"]

# the subscripts, then an array-like for each; or array-likes and lists of axis numbers in turns
def einsum(
    *operands: Any, out: Out = None, dtype: DTypeLike = None, order: str = "K", casting: str = "safe",
    optimize: Any = True,
) -> Tensor: ...
def einsum_path(
    *operands: Any, optimize: bool | str | tuple[str, float] = "greedy", einsum_call: bool = False
) -> tuple[list[Any], str]: ...
