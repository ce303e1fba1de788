from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike, Out

__all__ = [
    "acos",
    "acosh",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctan2",
    "arctanh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cos",
    "cosh",
    "deg2rad",
    "degrees",
    "hypot",
    "rad2deg",
    "radians",
    "sin",
    "sinc",
    "sinh",
    "tan",
    "tanh",
]

def sin(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def cos(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def tan(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def arcsin(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
asin = arcsin
def arccos(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
acos = arccos
def arctan(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
atan = arctan
def arctan2(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
atan2 = arctan2
def hypot(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def sinh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def cosh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def tanh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def arcsinh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
asinh = arcsinh
def arccosh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
acosh = arccosh
def arctanh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
atanh = arctanh
def degrees(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def radians(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def sinc(x: ArrayLike, /) -> Tensor: ...
rad2deg = degrees
deg2rad = radians
