"""Methods of tensors with PyTorch's names: thin ones over the functions, and what is changed in place."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from typing import Any, overload

import tensorlab_c as _c
from tensorlab_c import _tensor, scattering
from tensorlab_c._operands import _axis, _integer, _operand, _under
from tensorlab_c._spelled import _documented, _number_like, _place, _sizes
from tensorlab_c._tensor import Tensor
from tensorlab_c.choosing import _cut, _split, _truth
from tensorlab_c.drawing import _exact, _source, _whole_numbers
from tensorlab_c.dtypes import _beyond_numpy
from tensorlab_c.spellings import _check_device

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c._typing import ArrayLike, DTypeLike

__all__: list[str] = []

# Functions of the namespace that are methods as they are: the tensor is their first argument.
FUNCTIONS = [
    "addbmm", "addcdiv", "addcmul", "addmm", "addmv", "addr", "adjoint", "allclose", "amax", "amin",
    "aminmax", "angle", "argwhere", "as_strided", "baddbmm", "bernoulli", "bincount", "bmm", "broadcast_to",
    "cholesky", "cholesky_inverse", "cholesky_solve", "chunk", "clamp", "clamp_max", "clamp_min", "clone",
    "corrcoef", "count_nonzero", "cov", "cross", "cummax", "cummin", "deg2rad", "det", "diag", "diag_embed",
    "diagflat", "diagonal_scatter", "digamma", "dist", "div", "dsplit", "erfc", "erfinv", "fliplr", "flipud",
    "float_power", "frac", "gather", "ger", "histc", "hsplit", "i0", "igamma", "igammac", "index_copy",
    "index_fill", "index_put", "index_reduce", "index_select", "inner", "inverse", "is_complex",
    "is_floating_point", "is_nonzero", "isclose", "isneginf", "isposinf", "isreal", "istft", "kron",
    "kthvalue", "ldexp", "lerp", "lgamma", "log_softmax", "logaddexp", "logaddexp2", "logcumsumexp", "logdet",
    "logit", "logsumexp", "masked_fill", "masked_scatter", "masked_select", "matmul", "matrix_exp",
    "matrix_power", "mm", "mode", "moveaxis", "movedim", "msort", "multinomial", "mv", "mvlgamma", "nanmean",
    "narrow", "nextafter", "norm", "outer", "pinverse", "qr", "rad2deg", "relu", "renorm",
    "repeat_interleave", "roll", "rot90", "rsqrt", "scatter", "scatter_add", "scatter_reduce",
    "select_scatter", "sigmoid", "sinc", "slice_scatter", "slogdet", "softmax", "stft", "svd", "swapdims",
    "t", "take_along_dim", "tensor_split", "tril", "triu", "unbind", "unique", "unique_consecutive",
    "unsqueeze", "vdot", "vsplit", "xlogy",
]  # fmt: skip


# ---- shapes
@_documented
def view_as(self: Tensor, other: Tensor) -> Tensor:
    """The same elements under the shape of another tensor, never a copy.

    >>> tl.arange(6).view_as(tl.zeros((2, 3))).shape
    (2, 3)
    """
    with _under("view_as"):
        return self.view(_operand(other, "view_as").shape)


@_documented(dimension="int\n    The axis.", size="int\n    Of the windows.", step="int\n    Between them.")
def unfold(self: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """The windows along an axis, whose elements become a last axis; a copy.

    >>> tl.arange(5).unfold(0, 3, 2)
    tensor([[0, 1, 2],
            [2, 3, 4]])
    """
    axis, step = _axis(dimension, self, "unfold"), _integer(step, "unfold", "step")
    n = self.shape[axis]
    if step < 1 or not 0 <= size <= n:
        raise ValueError(f"unfold: windows of {size} every {step} in axis {axis} of shape {self.shape}")
    places = _c.reshape(_c.arange(0, n - size + 1, step), (-1, 1)) + _c.arange(size)
    return _c.moveaxis(_c.take(self, places, axis=axis), axis + 1, -1)


@_documented
def reshape_as(self: Tensor, other: Tensor) -> Tensor:
    """The same elements under the shape of another tensor.

    >>> tl.arange(6).reshape_as(tl.zeros((2, 3))).shape
    (2, 3)
    """
    return self.reshape(_operand(other, "reshape_as").shape)


@_documented
def expand(self: Tensor, *size: Any) -> Tensor:
    """A read-only view with axes of size 1 repeated: `broadcast_to`; -1 keeps a size.

    >>> tl.array([[1], [2]]).expand(-1, 3)
    tensor([[1, 1, 1],
            [2, 2, 2]])
    """
    sizes = _sizes(size, "expand")
    new = len(sizes) - self.ndim
    if new < 0 or any(n == -1 for n in sizes[:new]):
        raise ValueError(f"expand: sizes {tuple(sizes)} for a tensor of shape {self.shape}")
    return _c.broadcast_to(self, [self.shape[i - new] if n == -1 else n for i, n in enumerate(sizes)])


@_documented
def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """A read-only view with axes of size 1 repeated, in the shape of another tensor.

    >>> tl.array([[1], [2]]).expand_as(tl.zeros((2, 3))).shape
    (2, 3)
    """
    return _c.broadcast_to(self, _operand(other, "expand_as").shape)


@_documented(dims="int\n    All axes in another order, one by one or as one tuple.")
def permute(self: Tensor, *dims: Any) -> Tensor:
    """A view with the axes in another order: `transpose`.

    >>> tl.zeros((2, 3, 4)).permute(2, 0, 1).shape
    (4, 2, 3)
    """
    axes = _sizes(dims, "permute")
    if len(axes) != self.ndim:
        raise ValueError(f"permute: all {self.ndim} axes are needed, got {tuple(axes)}")
    return _c.transpose(self, tuple(axes))


@_documented(dims="int\n    The axes, one by one or as one tuple.")
def flip(self: Tensor, *dims: Any) -> Tensor:
    """A view with the elements in reverse along axes; along all when none is named.

    >>> tl.array([1, 2, 3]).flip(0)
    tensor([3, 2, 1])
    """
    return _c.flip(self, tuple(_sizes(dims, "flip")) if dims else None)


@_documented(dims="int\n    How often along each axis, one by one or as one tuple.")
def tile(self: Tensor, *dims: Any) -> Tensor:
    """The tensor several times beside itself: `tile`.

    >>> tl.array([1, 2]).tile(2)
    tensor([1, 2, 1, 2])
    """
    return _c.tile(self, tuple(_sizes(dims, "tile")))


@_documented(dim="int", sizes="sequence of int\n    What the axis becomes; one may be -1.")
def unflatten(self: Tensor, dim: int, sizes: Any) -> Tensor:
    """One axis as several.

    >>> tl.arange(6).unflatten(0, (2, -1)).shape
    (2, 3)
    """
    axis = _axis(dim, self, "unflatten")
    parts = list(sizes)
    known = math.prod(n for n in parts if n != -1)
    if parts.count(-1) == 1 and known and self.shape[axis] % known == 0:
        parts[parts.index(-1)] = self.shape[axis] // known
    if math.prod(parts) != self.shape[axis] or min(parts, default=0) < 0:
        raise ValueError(f"unflatten: sizes {tuple(sizes)} do not make up axis {dim} of shape {self.shape}")
    return self.reshape(*self.shape[:axis], *parts, *self.shape[axis + 1 :])


@_documented(
    split_size="int or sequence of int\n    The size of the parts, or the sizes.", dim="int\n    The axis."
)
def split(self: Tensor, split_size: Any, dim: int | None = None) -> tuple[Tensor, ...]:
    """Parts of this size along an axis, which must be named: `tensorlab.split` makes so many parts instead.

    >>> tl.arange(5).split(2, dim=0)
    (tensor([0, 1]), tensor([2, 3]), tensor([4]))
    """
    if dim is None:
        raise TypeError(
            "split: NumPy's function makes so many parts and PyTorch's method parts of such a size; "
            "write tl.split(x, parts) or x.split(size, dim=0)"
        )
    return _split(self, split_size, dim)


# ---- dtype, device, memory
@_documented(
    args="dtype, device or Tensor\n    What is wanted, in any order; of a tensor its dtype.",
    non_blocking="bool\n    Taken, without effect: there is one device.",
    copy="bool\n    Whether to copy where nothing changes.",
    memory_format="optional\n    Taken, without effect: results are the same in any layout.",
)
def to(
    self: Tensor, *args: Any, dtype: DTypeLike = None, device: str | None = None, non_blocking: bool = False,
    copy: bool = False, memory_format: Any = None,
) -> Tensor:  # fmt: skip
    """The elements in another dtype: `astype`. There is one device.

    >>> tl.array([1.5]).to(tl.int64), tl.array([1.5]).to("cpu")
    (tensor([1]), tensor([1.5]))
    """
    flags = [given for given in args if isinstance(given, bool)]
    if len(flags) > 2:
        raise TypeError(f"to: at most non_blocking and copy are booleans, got {len(flags)}")
    copy = flags[1] if len(flags) == 2 else copy
    for given in args:
        if isinstance(given, Tensor):
            dtype = given.dtype
        elif isinstance(given, str) and given.partition(":")[0] in _DEVICES:
            device = given
        elif given is None or isinstance(given, bool):
            continue  # no device; the flags above
        else:
            dtype = given
    _check_device(device, "to")
    return self.astype(self.dtype if dtype is None else dtype, copy=copy)


_DEVICES = ("cpu", "cuda", "mps", "xpu", "meta", "cpu:0")


@_documented
def cpu(self: Tensor) -> Tensor:
    """The tensor itself: it is on the CPU.

    >>> x = tl.zeros(2)
    >>> x.cpu() is x
    True
    """
    return self


def cuda(self: Tensor, device: Any = None) -> Tensor:
    """A RuntimeError: there is only the CPU. `device` does not matter.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.zeros(2).cuda()
    Traceback (most recent call last):
    RuntimeError: cuda: tensors are on the CPU; ask tl.cuda.is_available() and write x.to(device)
    """
    raise RuntimeError("cuda: tensors are on the CPU; ask tl.cuda.is_available() and write x.to(device)")


def _conversion(name: str, dtype: str, shown: str) -> Callable[[Tensor], Tensor]:
    def convert(self, memory_format=None):
        return self.astype(dtype, copy=False)

    convert.__name__ = convert.__qualname__ = name
    convert.__doc__ = f"""The elements as {dtype}: `astype`.

    Parameters
    ----------
    memory_format : optional
        Taken, without effect.

    Returns
    -------
    Tensor
        The tensor itself, where it is that already.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.array([1, 0]).{name}()
    {shown}
    """
    return convert


CONVERSIONS = {
    "bfloat16": ("bfloat16", "tensor([1., 0.], dtype=bfloat16)"),
    "bool": ("bool", "tensor([ True, False])"),
    "byte": ("uint8", "tensor([1, 0], dtype=uint8)"),
    "char": ("int8", "tensor([1, 0], dtype=int8)"),
    "cdouble": ("complex128", "tensor([1.+0.j, 0.+0.j])"),
    "cfloat": ("complex64", "tensor([1.+0.j, 0.+0.j], dtype=complex64)"),
    "double": ("float64", "tensor([1., 0.])"),
    "float": ("float32", "tensor([1., 0.], dtype=float32)"),
    "half": ("float16", "tensor([1., 0.], dtype=float16)"),
    "int": ("int32", "tensor([1, 0], dtype=int32)"),
    "long": ("int64", "tensor([1, 0])"),
    "short": ("int16", "tensor([1, 0], dtype=int16)"),
}
_TYPES = {
    "bool": "Bool", "uint8": "Byte", "int8": "Char", "int16": "Short", "int32": "Int", "int64": "Long",
    "float16": "Half", "bfloat16": "BFloat16", "float32": "Float", "float64": "Double",
    "complex64": "ComplexFloat", "complex128": "ComplexDouble",
}  # fmt: skip


@overload
def type_(self: Tensor, dtype: None = None) -> str: ...
@overload
def type_(self: Tensor, dtype: Any) -> Tensor: ...
@_documented(dtype="dtype or str, optional\n    What to convert to.")
def type_(self: Tensor, dtype: Any = None) -> Tensor | str:
    """The elements in another dtype, or the name of the type that tensors of this dtype have in PyTorch.

    >>> tl.zeros(2).type(), tl.zeros(2).type(tl.float32)
    ('DoubleTensor', tensor([0., 0.], dtype=float32))
    """
    if dtype is None:
        return f"{_TYPES.get(self.dtype.name, self.dtype.name)}Tensor"
    name = dtype if isinstance(dtype, str) else getattr(dtype, "__name__", "")  # of FloatTensor, the function
    if isinstance(name, str) and name.endswith("Tensor"):
        name = name.rpartition(".")[2].removesuffix("Tensor")
        dtype = next((known for known, title in _TYPES.items() if title == name), dtype)
    return self.astype(dtype, copy=False)


@_documented(index="int\n    Which.")
def select(self: Tensor, dim: int, index: int) -> Tensor:
    """A view of one place along an axis, without it.

    >>> tl.array([[1, 2], [3, 4]]).select(1, 0)
    tensor([1, 3])
    """
    place = _integer(index, "select", "index")
    return self[(*_cut(_axis(dim, self, "select"), place), ...)]


@_documented(
    nan="number", posinf="number, optional", neginf="number, optional\n    What takes the place of each."
)
def nan_to_num(
    self: Tensor, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """A copy with numbers for nan and infinities, the largest ones when None: `nan_to_num`.

    >>> tl.array([tl.nan, 1.0]).nan_to_num(7.0)
    tensor([7., 1.])
    """
    return _c.nan_to_num(self, nan=nan, posinf=posinf, neginf=neginf)


@_documented
def type_as(self: Tensor, other: Tensor) -> Tensor:
    """The elements in the dtype of another tensor: `astype`.

    >>> tl.array([1, 2]).type_as(tl.zeros(1))
    tensor([1., 2.])
    """
    return self.astype(_operand(other, "type_as").dtype, copy=False)


@_documented
def dim(self: Tensor) -> int:
    """The number of axes: `ndim`.

    >>> tl.zeros((2, 3)).dim()
    2
    """
    return self.ndim


@_documented
def numel(self: Tensor) -> int:
    """The number of elements: `size`.

    >>> tl.zeros((2, 3)).numel()
    6
    """
    return int(self.size)


@_documented
def element_size(self: Tensor) -> int:
    """The bytes of one element: `itemsize`.

    >>> tl.zeros(2).element_size()
    8
    """
    return self.itemsize


@_documented(dim="int, optional\n    Of this axis alone.")
def stride(self: Tensor, dim: int | None = None) -> Any:
    """How many elements further the next one is along each axis; `strides` are bytes.

    >>> tl.zeros((2, 3)).stride(), tl.zeros((2, 3)).stride(0)
    ((3, 1), 3)
    """
    steps = tuple(n // self.itemsize for n in self.strides)
    return steps if dim is None else steps[_axis(dim, self, "stride")]


@_documented
def is_contiguous(self: Tensor) -> bool:
    """Whether the elements lie in C order without gaps.

    >>> tl.zeros((2, 3)).is_contiguous(), tl.zeros((2, 3)).T.is_contiguous()
    (True, False)
    """
    wanted = self.itemsize
    for n, step in zip(self.shape[::-1], self.strides[::-1], strict=True):
        if n != 1 and step != wanted:
            return self.size == 0
        wanted *= n
    return True


@_documented(memory_format="optional\n    Taken, without effect.")
def contiguous(self: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor itself where its elements lie in C order, else a copy.

    >>> tl.zeros((2, 3)).T.contiguous().stride()
    (2, 1)
    """
    return self if is_contiguous(self) else self.copy()


@_documented
def data_ptr(self: Tensor) -> int:
    """The address of the first element.

    >>> x = tl.zeros(3)
    >>> x[1:].data_ptr() - x.data_ptr()
    8
    """
    return _tensor._address(self)


@_documented
def is_integer(self: Tensor) -> bool:
    """Whether the only element is a whole number.

    >>> tl.array(2.0).is_integer(), tl.array(2.5).is_integer()
    (True, False)
    """
    value = _only(self, "is_integer")
    return not isinstance(value, float) or value.is_integer()


@_documented
def as_integer_ratio(self: Tensor) -> tuple[int, int]:
    """The only element as a fraction of whole numbers.

    >>> tl.array(0.75).as_integer_ratio()
    (3, 4)
    """
    return _only(self, "as_integer_ratio").as_integer_ratio()


def _only(self: Tensor, function: str) -> Any:
    if self.dtype.kind == "c":
        raise TypeError(f"{function}: not defined for {self.dtype}")
    with _under(function):
        return self.item()


@_documented
def storage_offset(self: Tensor) -> int:
    """How many elements lie before the first one in the memory that the tensor is a view of.

    >>> tl.zeros(3)[1:].storage_offset()
    1
    """
    whole = self if self.base is None else self.base
    return (data_ptr(self) - data_ptr(whole)) // self.itemsize


@_documented
def detach_(self: Tensor) -> Tensor:
    """Lets go of the history in place: the tensor is a leaf from now on, and requires no grad.

    What was computed from it before keeps its gradients. RuntimeError for a view, which shares its history
    with another tensor; `detach` gives a new one.

    >>> x = tl.ones(2, requires_grad=True) * 3
    >>> x.detach_().requires_grad
    False
    """
    _tensor._let_go(self)
    return self


class RemovableHandle:
    """What `register_hook` answers: `remove()`, or the end of a ``with`` block, takes the hook away."""

    def __init__(self, take_away: Callable[[], Any]):
        self._take_away = take_away

    def remove(self) -> None:
        self._take_away()

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *error: Any) -> None:
        self.remove()


@_documented(hook="callable\n    Of the gradient; a tensor that it returns takes the gradient's place.")
def register_hook(self: Tensor, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
    """Calls a function with the gradient of this tensor whenever one is computed; hooks run in their order.

    What it returns, if it is not None, must have the gradient's shape and dtype. The gradient itself is not
    to be changed. `remove()` of the result takes the hook away.

    >>> x = tl.array([1.0, 2.0], requires_grad=True)
    >>> handle = x.register_hook(lambda g: g.clip(-1, 1))
    >>> (x * x).sum().backward()
    >>> x.grad
    tensor([1., 1.])
    >>> handle.remove()
    """
    if not callable(hook):
        raise TypeError(f"register_hook: a function is needed, got {type(hook).__name__}")
    if (node := _tensor._node(self)) is None:
        raise RuntimeError("register_hook: the tensor does not require grad, so none is computed for it")

    def replaced(g: Tensor) -> Tensor:
        answer = hook(g)
        if answer is None:
            return g
        name = f"register_hook: hook {getattr(hook, '__qualname__', type(hook).__name__)}"
        if not isinstance(answer, Tensor):
            raise TypeError(f"{name} must return a tensor or None, got {type(answer).__name__}")
        if answer.shape != g.shape:
            raise _tensor.GradientShapeError(
                f"{name} returned shape {answer.shape} for a gradient of {g.shape}"
            )
        if answer.dtype is not g.dtype:
            raise TypeError(f"{name} returned {answer.dtype} for a gradient of {g.dtype}")
        return answer

    return RemovableHandle(node.listen(replaced))


# ---- tensors like this one
def _like(name: str, shown: str) -> Callable[..., Tensor]:
    maker = name.removeprefix("new_")

    def new(self, *size, dtype=None, device=None, requires_grad=False):
        _check_device(device, name)
        wanted = self.dtype if dtype is None else dtype
        return getattr(_c, maker)(tuple(_sizes(size, name)), dtype=wanted, requires_grad=requires_grad)

    new.__name__ = new.__qualname__ = name
    new.__annotations__ = {"self": "Tensor", "size": "Any", "dtype": "DTypeLike", "device": "str | None",
                           "requires_grad": "bool", "return": "Tensor"}  # fmt: skip
    new.__doc__ = f"""A tensor made by `{maker}`, of the same dtype.

    >>> tl.array([1, 2]).{name}(2, 2).{shown}
    """
    return _documented(new)


new_zeros = _like("new_zeros", "tolist()\n    [[0, 0], [0, 0]]")
new_ones = _like("new_ones", "tolist()\n    [[1, 1], [1, 1]]")
new_empty = _like("new_empty", "shape\n    (2, 2)")


@_documented(size="sequence of int", fill_value="number")
def new_full(
    self: Tensor, size: Any, fill_value: ArrayLike, *, dtype: DTypeLike = None, device: str | None = None,
    requires_grad: bool = False,
) -> Tensor:  # fmt: skip
    """A tensor of one value, of the same dtype: `full`.

    >>> tl.array([1, 2]).new_full((2,), 7)
    tensor([7, 7])
    """
    _check_device(device, "new_full")
    return _c.full(size, fill_value, self.dtype if dtype is None else dtype, requires_grad=requires_grad)


@_documented
def new_tensor(
    self: Tensor,
    data: ArrayLike,
    *,
    dtype: DTypeLike = None,
    device: str | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor of these elements, of the same dtype: `array`.

    >>> tl.array([1.0, 2.0]).new_tensor([3])
    tensor([3.])
    """
    _check_device(device, "new_tensor")
    data = data.detach() if isinstance(data, Tensor) else data  # a leaf, whatever it is made of
    return _c.array(data, self.dtype if dtype is None else dtype, requires_grad=requires_grad)


# ---- in place: elements by position
@_documented
def masked_fill_(self: Tensor, mask: ArrayLike, value: ArrayLike) -> Tensor:
    """Sets the elements that the mask says to one value, in place.

    >>> tl.array([1.0, 2.0]).masked_fill_(tl.array([True, False]), 0.0)
    tensor([0., 2.])
    """
    return _place(self, _c.masked_fill(self, mask, value), "masked_fill_")


@_documented(fill_value="number", wrap="bool\n    Go on behind the end of a tall matrix.")
def fill_diagonal_(self: Tensor, fill_value: ArrayLike, wrap: bool = False) -> Tensor:
    """Sets the diagonal to one value, in place.

    >>> tl.zeros((2, 2)).fill_diagonal_(1)
    tensor([[1., 0.],
            [0., 1.]])
    """
    if self.ndim < 2 or (self.ndim > 2 and len({*self.shape}) > 1):
        raise ValueError(f"fill_diagonal_: a matrix or axes of equal size are needed, got shape {self.shape}")
    places = _c.arange(min(self.shape))
    value = _number_like(fill_value, self, "fill_diagonal_")
    self[(places,) * self.ndim] = value
    if wrap and self.ndim == 2 and self.shape[0] > self.shape[1]:
        rows, columns = self.shape
        flat = _c.arange(0, rows * columns, columns + 1)
        self[flat // columns, flat % columns] = value
    return self


# ---- in place: random numbers
@_documented(mean="number", std="number\n    The standard deviation.")
def normal_(self: Tensor, mean: float = 0, std: float = 1, *, generator: Any = None) -> Tensor:
    """Fills it with numbers of a normal distribution, in place.

    >>> _ = tl.manual_seed(0)
    >>> tl.zeros(2).normal_()
    tensor([ 0.12573022, -0.13210486])
    """
    return _drawn(self, "normal_", _source(generator, "normal_").normal(mean, std, self.shape))


@_documented(a="number", b="number\n    The ends.", **{"from": "number", "to": "number"})
def uniform_(self: Tensor, a: float = 0, b: float = 1, *, generator: Any = None, **ends: Any) -> Tensor:
    """Fills it with numbers of the uniform distribution from `a` to `b`, in place; `ends`: "from", "to".

    >>> _ = tl.manual_seed(0)
    >>> tl.zeros(2).uniform_(-1, 1)
    tensor([ 0.27392337, -0.46042657])
    """
    a, b = ends.pop("from", a), ends.pop("to", b)
    if ends:
        raise TypeError(f"uniform_: unexpected arguments {sorted(ends)}")
    if not a <= b:
        raise ValueError(f"uniform_: the ends are out of order: {a} and {b}")
    return _drawn(self, "uniform_", _source(generator, "uniform_").uniform(a, b, self.shape))


def _drawn(self: Tensor, function: str, drawn) -> Tensor:
    if self.dtype.kind != "f":
        raise TypeError(f"{function}: random floats do not become {self.dtype} in place")
    return _place(self, _c.asarray(drawn), function)


@_documented(low="int\n    Alone, the other end.", high="int, optional\n    Up to and without what.")
def random_(
    self: Tensor, low: int | None = None, high: int | None = None, *, generator: Any = None
) -> Tensor:
    """Fills it with whole numbers, in place: from 0 to what the dtype holds exactly, where no end is given.

    >>> tl.zeros(3).random_(1, 2)
    tensor([1., 1., 1.])
    """
    if low is None and high is None:
        high = _exact(self.dtype, "random_") + 1
    elif high is None:
        low, high = None, low
    drawn = _whole_numbers(0 if low is None else low, high, self.shape, self.dtype, generator, "random_")
    return _place(self, drawn, "random_")


@_documented(p="number or array_like\n    The probability of 1.")
def bernoulli_(self: Tensor, p: ArrayLike = 0.5, *, generator: Any = None) -> Tensor:
    """Fills it with ones and zeros, in place.

    >>> tl.zeros(2).bernoulli_(1.0)
    tensor([1., 1.])
    """
    chances = _c.broadcast_to(_operand(p, "bernoulli_").detach().astype("float64"), self.shape)
    self[...] = _c.bernoulli(chances, generator=generator).astype(self.dtype)
    return self


@_documented(lambd="number\n    The rate.")
def exponential_(self: Tensor, lambd: float = 1, *, generator: Any = None) -> Tensor:
    """Fills it with numbers of an exponential distribution, in place.

    >>> _ = tl.manual_seed(0)
    >>> tl.zeros(2).exponential_()
    tensor([0.6799319, 1.0195971])
    """
    if not lambd > 0:
        raise ValueError(f"exponential_: the rate must be positive, got {lambd}")
    return _drawn(self, "exponential_", _source(generator, "exponential_").exponential(1 / lambd, self.shape))


@_documented(median="number", sigma="number\n    Half of the width at half of the height.")
def cauchy_(self: Tensor, median: float = 0, sigma: float = 1, *, generator: Any = None) -> Tensor:
    """Fills it with numbers of a Cauchy distribution, in place.

    >>> abs(tl.zeros(1).cauchy_(5, 1e-9).round(1))
    tensor([5.])
    """
    if not sigma > 0:
        raise ValueError(f"cauchy_: sigma must be positive, got {sigma}")
    drawn = _source(generator, "cauchy_").standard_cauchy(self.shape)
    return _drawn(self, "cauchy_", drawn * sigma + median)


@_documented(mean="number", std="number\n    Of the logarithms.")
def log_normal_(self: Tensor, mean: float = 1, std: float = 2, *, generator: Any = None) -> Tensor:
    """Fills it with numbers whose logarithms have a normal distribution, in place.

    >>> tl.zeros(1).log_normal_(0, 0)
    tensor([1.])
    """
    with _under("log_normal_"):
        return _drawn(self, "log_normal_", _source(generator, "log_normal_").lognormal(mean, std, self.shape))


@_documented(p="number\n    The probability of success.")
def geometric_(self: Tensor, p: float, *, generator: Any = None) -> Tensor:
    """Fills it with how many trials there are up to the first success, in place.

    >>> tl.zeros(1).geometric_(1)
    tensor([1.])
    """
    with _under("geometric_"):
        drawn = _source(generator, "geometric_").geometric(p, self.shape)
    return _place(self, _c.asarray(drawn), "geometric_")


@_documented(condition="array_like of bool", other="array_like")
def where(self: Tensor, condition: ArrayLike, other: ArrayLike) -> Tensor:
    """The elements where the condition holds, those of `other` where not.

    >>> tl.array([1, 2]).where(tl.array([True, False]), 0)
    tensor([1, 0])
    """
    return _c.where(_truth(condition, "where"), self, other)


@_documented(
    fid="path or open file",
    sep="str\n    What stands between numbers of a text; the file is binary when empty.",
    format="str\n    How a number is written in a text.",
)
def tofile(self: Tensor, fid: Any, sep: str = "", format: str = "%s") -> None:
    """Writes the elements in C order into a file for `fromfile`; of shape and dtype it says nothing.

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "numbers")
    >>> tl.arange(3).tofile(path, sep=",")
    >>> path.read_text()
    '0,1,2'
    """
    import numpy

    if not isinstance(fid, (str, bytes, os.PathLike)) and not callable(getattr(fid, "fileno", None)):
        raise TypeError(f"tofile: fid must be a path or an open file, got {type(fid).__name__}")
    values = self.detach()
    if _beyond_numpy(self.dtype):
        values = values.astype("float32") if sep else values.view(f"uint{8 * self.itemsize}")
    with _under("tofile"):
        numpy.asarray(values).tofile(fid, sep, format)


def _adjoint_of_one(self: Tensor) -> Tensor:
    """The matrix, transposed and conjugated.

    >>> tl.array([[1.0, 2.0j]]).H.shape
    (2, 1)
    """
    if self.ndim != 2:
        raise ValueError(f"H: two axes are needed, got shape {self.shape}; x.mH is of stacks of matrices")
    return _c.adjoint(self)


def _adjoint_of_each(self: Tensor) -> Tensor:
    """Each matrix, transposed and conjugated.

    >>> tl.zeros((5, 2, 3)).mH.shape
    (5, 3, 2)
    """
    return _c.adjoint(self)


def _is_cuda(self: Tensor) -> bool:
    """Whether it is on a GPU: no.

    >>> tl.zeros(2).is_cuda
    False
    """
    return False


METHODS = (
    as_integer_ratio, bernoulli_, cauchy_, contiguous, cpu, cuda, data_ptr, detach_, dim, element_size,
    expand, expand_as, exponential_, fill_diagonal_, flip, geometric_, is_contiguous, is_integer, log_normal_,
    masked_fill_, nan_to_num, new_empty, new_full, new_ones, new_tensor, new_zeros, normal_, numel, permute,
    random_, register_hook, reshape_as, split, select, storage_offset, stride, tile, to, tofile, type_as,
    unflatten, unfold, uniform_, view_as, where, *scattering.METHODS,
)  # fmt: skip
ALIASES = {
    "H": property(_adjoint_of_one),
    "mH": property(_adjoint_of_each),
    "type": type_,
    "ndimension": dim,
    "nelement": numel,
    "is_cuda": property(_is_cuda),
}
