from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike, Out

__all__ = [
    "abs",
    "absolute",
    "add",
    "copysign",
    "divide",
    "divmod",
    "fabs",
    "floor_divide",
    "fmod",
    "heaviside",
    "mod",
    "multiply",
    "negative",
    "positive",
    "pow",
    "power",
    "reciprocal",
    "remainder",
    "sign",
    "square",
    "subtract",
    "true_divide",
]

def add(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def subtract(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def multiply(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def divide(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
true_divide = divide
def floor_divide(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def remainder(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
mod = remainder
def fmod(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def power(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
pow = power
def positive(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def negative(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def abs(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
absolute = abs
def sign(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def square(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def reciprocal(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def copysign(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def fabs(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def divmod(x1: ArrayLike, x2: ArrayLike, /) -> tuple[Tensor, Tensor]: ...
def heaviside(x1: ArrayLike, x2: ArrayLike, /, out: Out = None) -> Tensor: ...
