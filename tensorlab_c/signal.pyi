from typing import Literal, SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = ["convolve", "convolve2d", "correlate", "correlate2d"]

_Mode = Literal["full", "same", "valid"]
_Boundary = Literal["fill", "pad", "wrap", "circular", "symm", "symmetric"]

def convolve(a: ArrayLike, v: ArrayLike, mode: _Mode | SupportsIndex = "full") -> Tensor: ...
def correlate(a: ArrayLike, v: ArrayLike, mode: _Mode | SupportsIndex = "valid") -> Tensor: ...
def convolve2d(
    in1: ArrayLike, in2: ArrayLike, mode: _Mode = "full", boundary: _Boundary = "fill", fillvalue: ArrayLike = 0,
) -> Tensor: ...
def correlate2d(
    in1: ArrayLike, in2: ArrayLike, mode: _Mode = "full", boundary: _Boundary = "fill", fillvalue: ArrayLike = 0,
) -> Tensor: ...
