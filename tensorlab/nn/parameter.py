"""Parameter: a tensor that a Module counts among its own."""

from __future__ import annotations

from tensorlab_c import Tensor, as_subclass, empty
from tensorlab_c._operands import _operand, _under
from tensorlab_c._tensor import _adopt, _readonly

from .._check import check_device, flag, integer, parameter_dtype

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, Self

    from tensorlab_c._tensor import Data

    from .._typing import ArrayLike, DTypeLike

__all__ = ["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter", "is_lazy"]


class Parameter(Tensor):
    """A tensor that is learned: assigned to an attribute of a `Module`, it is found by ``parameters()``.

    Parameters
    ----------
    data : array_like
        Floating values of any shape. A tensor's storage is shared, not copied.
    requires_grad : bool, default True
        Whether gradients are collected.

    Attributes
    ----------
    data : Tensor
        The values without history, on the same memory, as of every tensor; assigning an array_like makes this
        same parameter show other memory, of any floating dtype and shape, as in PyTorch. A gradient that no
        longer fits is forgotten.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.Parameter(tl.ones((2, 3)))
    >>> w.requires_grad, w.shape
    (True, (2, 3))
    """

    def __new__(cls, data: ArrayLike, requires_grad: bool = True) -> Self:
        data = _values(cls.__name__, data, requires_grad)
        parameter = as_subclass(data, cls)  # a leaf of its own
        parameter.requires_grad = requires_grad
        return parameter

    def __init__(self, data: ArrayLike, requires_grad: bool = True):
        pass  # everything is done in __new__; the base class must not be given these arguments

    __hash__ = object.__hash__  # by identity, with and without a gradient: it is looked up as what it is

    @property
    def data(self) -> Data:
        return self.detach().data

    @data.setter
    def data(self, value: ArrayLike) -> None:
        new, grad = _values(f"{type(self).__name__}.data", value, self.requires_grad), self.grad
        if is_same_memory(self, new):  # after p.data -= x
            return
        if grad is not None and (grad.shape != new.shape or grad.dtype != new.dtype):
            grad = None
        _adopt(self, new, grad)

    def __copy__(self) -> Self:
        """A parameter of its own on the same memory, as in PyTorch."""
        copy = type(self)(self, self.requires_grad)
        copy.__dict__.update(self.__dict__)
        return copy


class Buffer(Tensor):
    """A tensor that a module counts among its state without learning it, once assigned to an attribute.

    Parameters
    ----------
    data : array_like, optional
        A tensor's storage is shared, not copied. Default: an empty tensor.
    persistent : bool, default True
        Whether ``state_dict()`` holds it.

    Examples
    --------
    >>> import tensorlab as tl
    >>> module = tl.nn.Module()
    >>> module.count = tl.nn.Buffer(tl.zeros(1))
    >>> list(module.state_dict())
    ['count']
    """

    persistent: bool

    def __new__(cls, data: ArrayLike | None = None, *, persistent: bool = True) -> Self:
        given = empty((0,)) if data is None else _operand(data, cls.__name__).detach()
        buffer = as_subclass(given, cls)
        buffer.persistent = flag(cls.__name__, "persistent", persistent)
        return buffer

    def __init__(self, data: ArrayLike | None = None, *, persistent: bool = True):
        pass  # as of Parameter


class _Unknown(Tensor):
    """A tensor whose shape is not known yet."""

    _settled: type[Tensor] = Buffer  # what it is once the shape is known

    def _shapeless(self) -> NoReturn:
        raise RuntimeError(
            f"{type(self).__name__}: the shape is not known before the first input has passed the layer"
        )

    @property
    def shape(self) -> Any:
        self._shapeless()

    @property
    def size(self) -> Any:
        self._shapeless()

    def numel(self) -> int:
        self._shapeless()

    def detach(self) -> Self:
        return self

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        return _unknown(type(self), dtype, self.requires_grad)

    def materialize(self, shape: tuple[int, ...], device: str | None = None, dtype: DTypeLike = None) -> None:
        """Get memory of a shape, to be filled; this same object is an ordinary one from now on."""
        name = f"{type(self).__name__}.materialize"
        check_device(name, device)
        sizes = tuple(integer(name, "shape", n, least=0) for n in shape)
        with _under(name):
            self._become(empty(sizes, dtype=self.dtype if dtype is None else parameter_dtype(name, dtype)))

    def _become(self, value: Tensor) -> None:
        """Show the memory of `value`."""
        self.__class__ = self._settled  # type: ignore[assignment]
        _adopt(self, value, None)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__
    __hash__ = object.__hash__

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        copied = memo[id(self)] = self.__copy__()
        return copied

    def __copy__(self) -> Self:
        copied: Self = _unknown(type(self), self.dtype, self.requires_grad)
        return copied

    def __reduce_ex__(self, protocol: Any) -> tuple:
        return _unknown, (type(self), str(self.dtype), self.requires_grad)


def _unknown(kind: Any, dtype: DTypeLike, learned: bool) -> Any:
    return kind(learned, dtype=dtype)


class UninitializedParameter(_Unknown, Parameter):
    """A parameter whose shape follows from the first input, as those of `LazyLinear` and its kin.

    Parameters
    ----------
    requires_grad : bool, default True
    device : {"cpu"}, optional
    dtype : dtype, optional
        Default: that of the parameters of layers, float32 at first.

    Notes
    -----
    Until then its dtype can be changed and it can be given to an optimiser; its shape is a RuntimeError.

    Examples
    --------
    >>> import tensorlab as tl
    >>> p = tl.nn.UninitializedParameter()
    >>> p.materialize((2, 3))
    >>> type(p).__name__, p.shape
    ('Parameter', (2, 3))
    """

    _settled = Parameter

    def __new__(cls, requires_grad: bool = True, device: str | None = None, dtype: DTypeLike = None) -> Self:
        check_device(cls.__name__, device)
        data = empty((0,), dtype=parameter_dtype(cls.__name__, dtype))
        made = as_subclass(data, cls)
        made.requires_grad = flag(cls.__name__, "requires_grad", requires_grad)
        return made

    def __init__(self, requires_grad: bool = True, device: str | None = None, dtype: DTypeLike = None):
        pass


class UninitializedBuffer(_Unknown):
    """A buffer whose shape follows from the first input, as those of `LazyBatchNorm1d`.

    Parameters
    ----------
    requires_grad : bool, default False
    device : {"cpu"}, optional
    dtype : dtype, optional
        Default: that of the parameters of layers, float32 at first.

    Examples
    --------
    >>> import tensorlab as tl
    >>> b = tl.nn.UninitializedBuffer()
    >>> tl.nn.parameter.is_lazy(b)
    True
    """

    def __new__(cls, requires_grad: bool = False, device: str | None = None, dtype: DTypeLike = None) -> Self:
        check_device(cls.__name__, device)
        made = as_subclass(empty((0,), dtype=parameter_dtype(cls.__name__, dtype)), cls)
        made.requires_grad = flag(cls.__name__, "requires_grad", requires_grad)
        return made

    def __init__(self, requires_grad: bool = False, device: str | None = None, dtype: DTypeLike = None):
        pass


def is_lazy(value: object) -> bool:
    """Whether this is a parameter or buffer whose shape is not known yet.

    Parameters
    ----------
    value : object

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.parameter.is_lazy(tl.nn.LazyLinear(3).weight)
    True
    """
    return isinstance(value, _Unknown)


def _values(name: str, data: ArrayLike, learned: bool) -> Tensor:
    """What a parameter is made of."""
    data = _operand(data, name)
    if learned and data.dtype.kind != "f":
        raise TypeError(f"{name}: only floating tensors are learned, this one is {data.dtype}")
    return data


def is_same_memory(a: Tensor, b: Tensor) -> bool:
    """Whether two tensors show the same elements."""
    return (a.data_ptr(), a.shape, a.strides, a.dtype) == (b.data_ptr(), b.shape, b.strides, b.dtype)


def empty_parameter(name: str, shape: tuple[int, ...], dtype: DTypeLike) -> Parameter:
    """A parameter to be filled; errors begin with `name`."""
    with _under(name):
        return Parameter(empty(shape, dtype=dtype))


def is_readonly(tensor: Tensor) -> bool:
    """Whether the memory cannot be written to."""
    return _readonly(tensor)
