from typing import Literal, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Size1, Size2

__all__ = ["avg_pool2d", "conv1d", "conv2d", "max_pool2d"]

def conv1d(
    input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None, stride: Size1 = 1, padding: Size1 = 0,
    dilation: Size1 = 1, groups: int = 1,
) -> Tensor: ...
def conv2d(
    input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None, stride: Size2 = 1, padding: Size2 = 0,
    dilation: Size2 = 1, groups: int = 1,
) -> Tensor: ...
def _conv2d_input(
    gradient: ArrayLike, weight: ArrayLike, shape: tuple[int, ...], stride: Size2, padding: Size2, dilation: Size2,
    groups: int, function: str,
) -> Tensor: ...
@overload
def max_pool2d(
    input: ArrayLike, kernel_size: Size2, stride: Size2 | None = None, padding: Size2 = 0, dilation: Size2 = 1,
    return_indices: Literal[False] = False,
) -> Tensor: ...
@overload
def max_pool2d(
    input: ArrayLike, kernel_size: Size2, stride: Size2 | None = None, padding: Size2 = 0, dilation: Size2 = 1,
    *, return_indices: Literal[True],
) -> tuple[Tensor, Tensor]: ...
def avg_pool2d(
    input: ArrayLike, kernel_size: Size2, stride: Size2 | None = None, padding: Size2 = 0, count_include_pad: bool = True,
) -> Tensor: ...
