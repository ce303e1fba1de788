from typing import Any

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike, Order, Out
from tensorlab_c.universal import ufunc

__all__ = [
    "abs",
    "absolute",
    "acos",
    "acosh",
    "add",
    "angle",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctan2",
    "arctanh",
    "around",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "bitwise_and",
    "bitwise_count",
    "bitwise_invert",
    "bitwise_left_shift",
    "bitwise_not",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "cbrt",
    "ceil",
    "clip",
    "conj",
    "conjugate",
    "copysign",
    "cos",
    "cosh",
    "deg2rad",
    "degrees",
    "divide",
    "divmod",
    "erf",
    "exp",
    "exp2",
    "expm1",
    "fabs",
    "fix",
    "float_power",
    "floor",
    "floor_divide",
    "fmax",
    "fmin",
    "fmod",
    "frexp",
    "gcd",
    "heaviside",
    "hypot",
    "imag",
    "invert",
    "iscomplex",
    "iscomplexobj",
    "isreal",
    "isrealobj",
    "lcm",
    "ldexp",
    "left_shift",
    "log",
    "log10",
    "log1p",
    "log2",
    "logaddexp",
    "logaddexp2",
    "maximum",
    "minimum",
    "mod",
    "modf",
    "multiply",
    "nan_to_num",
    "negative",
    "nextafter",
    "positive",
    "pow",
    "power",
    "rad2deg",
    "radians",
    "real",
    "real_if_close",
    "reciprocal",
    "remainder",
    "right_shift",
    "rint",
    "round",
    "sign",
    "signbit",
    "sin",
    "sinc",
    "sinh",
    "spacing",
    "sqrt",
    "square",
    "subtract",
    "tan",
    "tanh",
    "true_divide",
    "trunc",
]

@ufunc
def add(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
    alpha: ArrayLike = ...,
) -> Tensor: ...
@ufunc
def subtract(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
    alpha: ArrayLike = ...,
) -> Tensor: ...
@ufunc
def multiply(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def divide(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
true_divide = divide
@ufunc
def floor_divide(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def remainder(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
mod = remainder
@ufunc
def fmod(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def power(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
pow = power
@ufunc
def positive(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def negative(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def abs(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
absolute = abs
@ufunc
def sign(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def square(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def reciprocal(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def copysign(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def fabs(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def divmod(
    x1: ArrayLike, x2: ArrayLike, out1: Tensor | None = None, out2: Tensor | None = None, /,
    out: tuple[Tensor | None, Tensor | None] = (None, None), *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> tuple[Tensor, Tensor]: ...
@ufunc
def frexp(
    x: ArrayLike, out1: Tensor | None = None, out2: Tensor | None = None, /,
    out: tuple[Tensor | None, Tensor | None] = (None, None), *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> tuple[Tensor, Tensor]: ...
@ufunc
def modf(
    x: ArrayLike, out1: Tensor | None = None, out2: Tensor | None = None, /,
    out: tuple[Tensor | None, Tensor | None] = (None, None), *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> tuple[Tensor, Tensor]: ...
@ufunc
def ldexp(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def float_power(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def spacing(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def real_if_close(a: ArrayLike, tol: float = 100) -> Tensor: ...
@ufunc
def heaviside(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def signbit(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def maximum(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def minimum(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def fmax(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def fmin(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def nan_to_num(
    x: ArrayLike, copy: bool = True, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None,
) -> Tensor: ...
def clip(
    a: ArrayLike, min: ArrayLike | None = None, max: ArrayLike | None = None, out: Out = None, *,
    a_min: ArrayLike | None = None, a_max: ArrayLike | None = None, casting: str = ..., dtype: DTypeLike = ...,
    order: Order = ..., signature: Any = ..., subok: bool = ..., where: ArrayLike = ...,
) -> Tensor: ...
@ufunc
def floor(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def ceil(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def trunc(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
fix = trunc
@ufunc
def rint(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def round(a: ArrayLike, decimals: int = 0, out: Out = None) -> Tensor: ...
around = round
@ufunc
def sqrt(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def cbrt(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def exp(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def exp2(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def expm1(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def log(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def log2(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def log10(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def log1p(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def logaddexp(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def logaddexp2(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def sin(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def cos(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def tan(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def arcsin(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
asin = arcsin
@ufunc
def arccos(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
acos = arccos
@ufunc
def arctan(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
atan = arctan
@ufunc
def arctan2(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
atan2 = arctan2
@ufunc
def hypot(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def sinh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def cosh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def tanh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def arcsinh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
asinh = arcsinh
@ufunc
def arccosh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
acosh = arccosh
@ufunc
def arctanh(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
atanh = arctanh
@ufunc
def degrees(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def radians(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def sinc(x: ArrayLike) -> Tensor: ...
rad2deg = degrees
deg2rad = radians
@ufunc
def invert(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
bitwise_not = invert
bitwise_invert = invert
@ufunc
def bitwise_and(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def bitwise_or(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def bitwise_xor(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def left_shift(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
bitwise_left_shift = left_shift
@ufunc
def right_shift(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
bitwise_right_shift = right_shift
@ufunc
def nextafter(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def erf(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def conjugate(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
conj = conjugate
def real(val: ArrayLike) -> Tensor: ...
def imag(val: ArrayLike) -> Tensor: ...
def angle(z: ArrayLike, deg: bool = False) -> Tensor: ...
def isreal(x: ArrayLike) -> Tensor: ...
def iscomplex(x: ArrayLike) -> Tensor: ...
def isrealobj(x: ArrayLike) -> bool: ...
def iscomplexobj(x: ArrayLike) -> bool: ...
@ufunc
def bitwise_count(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
@ufunc
def gcd(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
@ufunc
def lcm(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
