"""PyTorch's names of functions of arrays: thin ones over the functions of the other chapters.

A call that uses one of PyTorch's own names, of a function or of an argument (`dim`, `keepdim`, `unbiased`),
has PyTorch's meaning; all other calls have NumPy's.
"""

from __future__ import annotations

from typing import Any

import tensorlab_c as _c
from tensorlab_c._operands import _axis, _floating, _is_number, _operand, _pair, _under
from tensorlab_c._spelled import _documented
from tensorlab_c._tensor import Tensor, custom, is_grad_enabled
from tensorlab_c.calculus import trapezoid
from tensorlab_c.dense import relu, sigmoid
from tensorlab_c.elementwise import clip, multiply, negative, sign, subtract
from tensorlab_c.joining import concatenate
from tensorlab_c.logic import equal, greater, greater_equal, less, less_equal, not_equal
from tensorlab_c.manipulation import moveaxis, swapaxes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c._typing import ArrayLike, DTypeLike

__all__ = [
    "BoolTensor", "ByteTensor", "DoubleTensor", "FloatTensor", "HalfTensor", "IntTensor", "LongTensor",
    "ShortTensor", "addcdiv", "addcmul", "as_tensor", "cat", "clamp", "clamp_max", "clamp_min", "clone",
    "complex", "cumulative_trapezoid", "device", "div", "eq", "frac", "from_numpy", "ge",
    "get_default_device", "gt", "is_complex", "is_floating_point", "is_nonzero", "is_tensor", "le", "lerp",
    "logit", "lt", "movedim", "mul", "ne", "neg", "numel", "polar", "relu", "rsqrt", "set_default_device",
    "set_float32_matmul_precision", "sgn", "sigmoid", "sub", "swapdims", "tensor", "trapz",
    "use_deterministic_algorithms", "view_as_complex", "view_as_real",
]  # fmt: skip

# ---- the same functions
cat = concatenate
clamp = clip
eq, ge, gt, le, lt, ne = equal, greater_equal, greater, less_equal, less, not_equal
movedim, swapdims = moveaxis, swapaxes
mul, neg, sgn, sub = multiply, negative, sign, subtract
trapz = trapezoid


# ---- where tensors are
class device(str):
    """Where elements are: the CPU. Equal to ``"cpu"``.

    Parameters
    ----------
    type : str
        ``"cpu"`` or ``"cpu:0"``.
    index : int, optional
        0 or None.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.device("cpu"), tl.device("cpu").type, tl.zeros(2).device == tl.device("cpu")
    ('cpu', 'cpu', True)
    """

    __slots__ = ()

    def __new__(cls, type: str = "cpu", index: int | None = None) -> device:
        name, _, number = type.partition(":") if isinstance(type, str) else (type, "", "")
        if name != "cpu" or number not in ("", "0") or index not in (None, 0):
            given = [
                repr(x) if isinstance(x, (int, str)) else x.__class__.__name__
                for x in (type, index)
                if x is not None
            ]
            raise ValueError(f"device: there is only 'cpu', got {', '.join(given)}")
        return str.__new__(cls, "cpu")

    @property
    def type(self) -> str:
        """``"cpu"``.

        >>> tl.device("cpu").type
        'cpu'
        """
        return "cpu"

    @property
    def index(self) -> None:  # type: ignore[override]
        """None: there is one.

        >>> tl.device("cpu").index is None
        True
        """
        return None


def _check_device(where, function: str) -> None:
    if where is not None and where != "cpu":
        try:
            device(where)
        except ValueError as error:
            raise ValueError(f"{function}: {str(error).removeprefix('device: ')}") from None


@_documented(device='str\n    Only ``"cpu"`` exists.')
def set_default_device(device: str) -> None:
    """Where new tensors are to be: on the CPU, as they are.

    >>> tl.set_default_device("cpu")
    """
    _check_device(device, "set_default_device")


@_documented
def get_default_device() -> device:
    """Where new tensors are.

    >>> tl.get_default_device()
    'cpu'
    """
    return device("cpu")


# ---- settings that change nothing
@_documented(mode="bool", warn_only="bool")
def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Nothing: the same inputs always give the same bits.

    >>> tl.use_deterministic_algorithms(True)
    """


@_documented(precision='{"highest", "high", "medium"}')
def set_float32_matmul_precision(precision: str) -> None:
    """Nothing: products of float32 are always computed in float32.

    >>> tl.set_float32_matmul_precision("high")
    """


# ---- making tensors
@_documented
def tensor(
    data: Any, *, dtype: DTypeLike = None, device: str | None = None, requires_grad: bool = False
) -> Tensor:
    """A tensor on memory of its own: `array`.

    >>> tl.tensor([[1, 2], [3, 4]], dtype=tl.float32)
    tensor([[1., 2.],
            [3., 4.]], dtype=float32)
    """
    _check_device(device, "tensor")
    if isinstance(data, Tensor) and data.requires_grad:
        data = data.detach()  # a leaf, whatever it is made of
    return _c.array(data, dtype=dtype, requires_grad=requires_grad)


@_documented
def as_tensor(data: Any, dtype: DTypeLike = None, device: str | None = None) -> Tensor:
    """A tensor on the memory that is there, where that is possible: `asarray`.

    >>> x = tl.zeros(2)
    >>> tl.as_tensor(x) is x
    True
    """
    _check_device(device, "as_tensor")
    return _c.asarray(data, dtype=dtype)


@_documented(ndarray="numpy.ndarray")
def from_numpy(ndarray: Any) -> Tensor:
    """A tensor on the memory of a NumPy array.

    >>> import numpy as np
    >>> a = np.zeros(2)
    >>> tl.from_numpy(a)[0] = 1.0
    >>> a
    array([1., 0.])
    """
    import numpy

    if not isinstance(ndarray, numpy.ndarray):
        raise TypeError(f"from_numpy: expected a NumPy array, got {type(ndarray).__name__}")
    with _under("from_numpy"):
        return _c.asarray(ndarray, copy=False)


@_documented
def clone(input: Tensor) -> Tensor:
    """A copy on memory of its own, through which gradients flow: `copy`.

    >>> tl.clone(tl.ones(2))
    tensor([1., 1.])
    """
    return _c.copy(_operand(input, "clone"))


def _typed(name: str, dtype: str, shown: str):
    def made(*data: Any) -> Tensor:
        with _under(name):
            if len(data) == 1 and not _is_number(data[0]):
                return _c.array(data[0], dtype=dtype)
            return _c.zeros(data if data else 0, dtype=dtype)

    made.__name__ = made.__qualname__ = name
    made.__doc__ = f"""A tensor of {dtype}: `array` of a list; of sizes, `zeros`.

    >>> tl.{name}([1, 0])
    {shown}
    """
    return _documented(data="array_like or int\n    The elements, or the sizes.")(made)


BoolTensor = _typed("BoolTensor", "bool", "tensor([ True, False])")
ByteTensor = _typed("ByteTensor", "uint8", "tensor([1, 0], dtype=uint8)")
DoubleTensor = _typed("DoubleTensor", "float64", "tensor([1., 0.])")
FloatTensor = _typed("FloatTensor", "float32", "tensor([1., 0.], dtype=float32)")
HalfTensor = _typed("HalfTensor", "float16", "tensor([1., 0.], dtype=float16)")
IntTensor = _typed("IntTensor", "int32", "tensor([1, 0], dtype=int32)")
LongTensor = _typed("LongTensor", "int64", "tensor([1, 0])")
ShortTensor = _typed("ShortTensor", "int16", "tensor([1, 0], dtype=int16)")


# ---- questions
@_documented(obj="object")
def is_tensor(obj: Any) -> bool:
    """Whether it is a tensor.

    >>> tl.is_tensor(tl.zeros(2)), tl.is_tensor([0.0])
    (True, False)
    """
    return isinstance(obj, Tensor)


@_documented
def numel(input: ArrayLike) -> int:
    """The number of elements.

    >>> tl.numel(tl.zeros((2, 3)))
    6
    """
    return int(_operand(input, "numel").size)


@_documented
def is_floating_point(input: ArrayLike) -> bool:
    """Whether the elements are floats.

    >>> tl.is_floating_point(tl.zeros(2))
    True
    """
    return _operand(input, "is_floating_point").dtype.kind == "f"


@_documented
def is_complex(input: ArrayLike) -> bool:
    """Whether the elements are complex numbers.

    >>> tl.is_complex(tl.zeros(2))
    False
    """
    return _operand(input, "is_complex").dtype.kind == "c"


@_documented
def is_nonzero(input: ArrayLike) -> bool:
    """Whether the only element is other than zero.

    >>> tl.is_nonzero(tl.array([0.5]))
    True
    """
    x = _operand(input, "is_nonzero")
    if x.size != 1:
        raise ValueError(f"is_nonzero: one element is needed, got shape {x.shape}")
    return bool(x.item())


# ---- element by element
@_documented(min="array_like, optional", max="array_like, optional")
def clamp_min(input: ArrayLike, min: ArrayLike) -> Tensor:
    """The elements, raised to `min`.

    >>> tl.clamp_min(tl.array([-1.0, 2.0]), 0)
    tensor([0., 2.])
    """
    with _under("clamp_min"):
        return clip(input, min, None)


@_documented
def clamp_max(input: ArrayLike, max: ArrayLike) -> Tensor:
    """The elements, lowered to `max`.

    >>> tl.clamp_max(tl.array([-1.0, 2.0]), 0)
    tensor([-1.,  0.])
    """
    with _under("clamp_max"):
        return clip(input, None, max)


@_documented(rounding_mode='{None, "floor", "trunc"}\n    How the quotient is rounded.')
def div(
    input: ArrayLike, other: ArrayLike, *, rounding_mode: str | None = None, out: Tensor | None = None
) -> Tensor:
    """The quotient, perhaps rounded: `divide`, `floor_divide`.

    >>> tl.div(tl.array([7, -7]), 2), tl.div(tl.array([7, -7]), 2, rounding_mode="trunc")
    (tensor([ 3.5, -3.5]), tensor([ 3, -3]))
    """
    if rounding_mode is None:
        return _c.divide(input, other, out=out)
    if rounding_mode == "floor":
        return _c.floor_divide(input, other, out=out)
    if rounding_mode != "trunc":
        raise ValueError(f"div: rounding_mode must be None, 'floor' or 'trunc', got {rounding_mode!r}")
    if _c.result_type(input, other).kind in "fc":
        return _c.trunc(_c.divide(input, other), out=out)
    floors = _c.floor_divide(input, other)
    low = (floors < 0) & (_c.remainder(input, other) != 0)
    return _c.add(floors, low.astype(floors.dtype), out=out)


def _onto(function: Any, out: Tensor, a: Any, b: Any) -> Tensor:
    """function(a, b), in the memory of `out`, which nobody else has, where that is much and can have it."""
    for x in (a, b):
        if isinstance(x, Tensor):
            recorded = x.requires_grad and is_grad_enabled()
            fits = x.shape == out.shape and x.dtype == out.dtype and not recorded
        else:
            fits = type(x) is float and out.dtype.kind == "f"
        if not fits or out.size <= 4096:
            return function(a, b)
    return function(a, b, out=out)


def _add_scaled(input: Any, x: Tensor, value: Any) -> Tensor:
    """input + x·value of an `x` that nobody else has."""
    once = x.dtype.kind in "fc" and type(value) in (int, float) and value == 1
    scaled = x if once else _onto(multiply, x, x, value)
    return _onto(_c.add, scaled, input, scaled)


@_documented
def frac(input: ArrayLike) -> Tensor:
    """What `trunc` leaves: the fraction, with the sign of the number.

    >>> tl.frac(tl.array([1.25, -1.25]))
    tensor([ 0.25, -0.25])
    """
    x = _operand(input, "frac")
    whole = _c.trunc(x)
    return _onto(subtract, whole, x, whole)


@_documented
def rsqrt(input: ArrayLike) -> Tensor:
    """One divided by the square root.

    >>> tl.rsqrt(tl.array([1.0, 4.0]))
    tensor([1. , 0.5])
    """
    return 1.0 / _c.sqrt(input)


@_documented(eps="float, optional\n    Numbers are first brought between `eps` and 1 - `eps`.")
def logit(input: ArrayLike, eps: float | None = None) -> Tensor:
    """log(x / (1 - x)), the inverse of `sigmoid`.

    >>> tl.logit(tl.array([0.5]))
    tensor([0.])
    """
    x = _floating(input, "logit")
    if eps is not None:
        x = clip(x, eps, 1 - eps)
    return _c.log(x) - _c.log1p(-x)


@_documented(weight="array_like\n    0 gives `input`, 1 gives `end`.")
def lerp(input: ArrayLike, end: ArrayLike, weight: ArrayLike) -> Tensor:
    """The point between: input + weight (end - input).

    >>> tl.lerp(tl.array([0.0, 10.0]), tl.array([1.0, 20.0]), 0.25)
    tensor([ 0.25, 12.5 ])
    """
    a, b = _operand(input, "lerp"), _operand(end, "lerp")
    w: Any = weight
    if isinstance(w, (int, float)):
        way = b - a
        part = _onto(multiply, way, way, w if abs(w) < 0.5 else 1 - w)
        return _onto(_c.add, part, a, part) if abs(w) < 0.5 else _onto(subtract, part, b, part)
    w = _operand(w, "lerp")
    return _c.where(_c.abs(w) < 0.5, a + w * (b - a), b - (1 - w) * (b - a))


@_documented
def addcmul(input: ArrayLike, tensor1: ArrayLike, tensor2: ArrayLike, *, value: float = 1) -> Tensor:
    """input + value tensor1 tensor2, element by element.

    >>> tl.addcmul(tl.ones(2), tl.array([1.0, 2.0]), tl.array([3.0, 4.0]), value=2)
    tensor([ 7., 17.])
    """
    with _under("addcmul"):
        return _add_scaled(input, multiply(tensor1, tensor2), value)


@_documented
def addcdiv(input: ArrayLike, tensor1: ArrayLike, tensor2: ArrayLike, *, value: float = 1) -> Tensor:
    """input + value tensor1 / tensor2, element by element.

    >>> tl.addcdiv(tl.ones(2), tl.array([1.0, 2.0]), tl.array([4.0, 4.0]), value=2)
    tensor([1.5, 2. ])
    """
    with _under("addcdiv"):
        return _add_scaled(input, _c.divide(tensor1, tensor2), value)


@_documented(x="array_like, optional\n    Where the points are.", dx="number\n    Else their distances.")
def cumulative_trapezoid(y: ArrayLike, x: ArrayLike | None = None, *, dx: float = 1, dim: int = -1) -> Tensor:
    """The areas below the lines that join points, from the first one up to each of the others.

    >>> tl.cumulative_trapezoid(tl.array([1.0, 1.0, 3.0]))
    tensor([1., 3.])
    """
    name = "cumulative_trapezoid"
    t = _floating(y, name)
    axis = _axis(dim, t, name)
    if x is not None:
        places = _operand(x, name)
        steps = _c.diff(places if places.ndim == 1 else _c.moveaxis(places, axis, -1), axis=-1)
    t = _c.moveaxis(t, axis, -1)
    with _under(name):
        areas = (t[..., 1:] + t[..., :-1]) * ((dx if x is None else steps) / 2)
    return _c.moveaxis(_c.cumsum(areas, axis=-1), -1, axis)


# ---- complex numbers
@_documented(real="array_like", imag="array_like")
def complex(real: ArrayLike, imag: ArrayLike) -> Tensor:
    """Complex numbers of their parts.

    >>> tl.complex(tl.array([1.0]), tl.array([2.0]))
    tensor([1.+2.j])
    """
    a, b = _c.broadcast_arrays(*(_real(x, "complex") for x in _pair(real, imag, "complex")))
    joined = _c.stack([a.detach(), b.detach()], axis=-1)
    return custom(_paired(joined), lambda g, _, a, b: (g.real, g.imag), a, b, reads_out=False)


@_documented(abs="array_like\n    Their sizes.", angle="array_like\n    In radians.")
def polar(abs: ArrayLike, angle: ArrayLike) -> Tensor:
    """Complex numbers of their sizes and angles.

    >>> tl.polar(tl.array([2.0]), tl.array([0.0]))
    tensor([2.+0.j])
    """
    with _under("polar"):
        return complex(_c.multiply(abs, _c.cos(angle)), _c.multiply(abs, _c.sin(angle)))


@_documented
def view_as_real(input: Tensor) -> Tensor:
    """Complex numbers as real and imaginary parts along a new last axis: a view, or a copy that is recorded.

    >>> tl.view_as_real(tl.array([1.0 + 2.0j]))
    tensor([[1., 2.]])
    """
    z = _operand(input, "view_as_real")
    if z.dtype.kind != "c":
        raise TypeError(f"view_as_real: the numbers must be complex, got {z.dtype}")
    if z.requires_grad or not z.ndim:
        return _c.stack([z.real, z.imag], axis=-1)
    return _c.expand_dims(z, -1).view(z.real.dtype)


@_documented(input="array_like\n    Whose last axis has two elements.")
def view_as_complex(input: Tensor) -> Tensor:
    """Real and imaginary parts along the last axis as complex numbers: a view, or a copy that is recorded.

    >>> tl.view_as_complex(tl.array([[1.0, 2.0]]))
    tensor([1.+2.j])
    """
    x = _real(_operand(input, "view_as_complex"), "view_as_complex")
    if not x.ndim or x.shape[-1] != 2:
        raise ValueError(f"view_as_complex: the last axis must have two elements, got shape {x.shape}")
    return complex(x[..., 0], x[..., 1]) if x.requires_grad else _paired(x)


def _real(x: Tensor, function: str) -> Tensor:
    if x.dtype.name not in ("float32", "float64"):
        raise TypeError(f"{function}: expected float32 or float64, got {x.dtype}")
    return x


def _paired(x: Tensor) -> Tensor:
    return x.view("complex64" if x.dtype == "float32" else "complex128")[..., 0]
