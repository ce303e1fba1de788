from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike, Out

__all__ = [
    "bitwise_and",
    "bitwise_invert",
    "bitwise_left_shift",
    "bitwise_not",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "invert",
    "left_shift",
    "right_shift",
]

def invert(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
bitwise_not = invert
bitwise_invert = invert
def bitwise_and(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def bitwise_or(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def bitwise_xor(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def left_shift(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
bitwise_left_shift = left_shift
def right_shift(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
bitwise_right_shift = right_shift
