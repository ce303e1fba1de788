from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike, Out

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
def divmod(
    x1: ArrayLike, x2: ArrayLike, out1: Tensor | None = None, out2: Tensor | None = None, /,
    out: tuple[Tensor | None, Tensor | None] = (None, None), *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> tuple[Tensor, Tensor]: ...
def frexp(
    x: ArrayLike, out1: Tensor | None = None, out2: Tensor | None = None, /,
    out: tuple[Tensor | None, Tensor | None] = (None, None), *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> tuple[Tensor, Tensor]: ...
def modf(
    x: ArrayLike, out1: Tensor | None = None, out2: Tensor | None = None, /,
    out: tuple[Tensor | None, Tensor | None] = (None, None), *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> tuple[Tensor, Tensor]: ...
def ldexp(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def float_power(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def spacing(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def real_if_close(a: ArrayLike, tol: float = 100) -> Tensor: ...
def heaviside(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def signbit(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def maximum(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def minimum(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def fmax(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def fmin(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def nan_to_num(
    x: ArrayLike, copy: bool = True, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None,
) -> Tensor: ...
def clip(
    a: ArrayLike, min: ArrayLike | None = None, max: ArrayLike | None = None, out: Out = None, *,
    a_min: ArrayLike | None = None, a_max: ArrayLike | None = None,
) -> Tensor: ...
def floor(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def ceil(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def trunc(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
fix = trunc
def rint(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def round(a: ArrayLike, decimals: int = 0, out: Out = None) -> Tensor: ...
around = round
def sqrt(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def cbrt(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def exp(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def exp2(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def expm1(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def log(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def log2(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def log10(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def log1p(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def logaddexp(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def logaddexp2(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
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
def sinc(x: ArrayLike) -> Tensor: ...
rad2deg = degrees
deg2rad = radians
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
def nextafter(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def erf(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def conjugate(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
conj = conjugate
def real(val: ArrayLike) -> Tensor: ...
def imag(val: ArrayLike) -> Tensor: ...
def angle(z: ArrayLike, deg: bool = False) -> Tensor: ...
def isreal(x: ArrayLike) -> Tensor: ...
def iscomplex(x: ArrayLike) -> Tensor: ...
def isrealobj(x: ArrayLike) -> bool: ...
def iscomplexobj(x: ArrayLike) -> bool: ...
def bitwise_count(x: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None) -> Tensor: ...
def gcd(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
def lcm(
    x1: ArrayLike, x2: ArrayLike, /, out: Out = None, *, where: ArrayLike = True, dtype: DTypeLike = None,
) -> Tensor: ...
