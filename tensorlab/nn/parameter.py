"""Parameter: a tensor that a Module counts among its own."""

from __future__ import annotations

from tensorlab_c import Tensor, as_subclass, empty
from tensorlab_c._operands import _operand, _under
from tensorlab_c._tensor import _adopt, _readonly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from .._typing import ArrayLike, DTypeLike

__all__ = ["Parameter"]


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
    data : memoryview
        As for every tensor; assigning an array_like makes this same parameter show other memory, of any
        floating dtype and shape, as in PyTorch. A gradient that no longer fits is forgotten.

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
    def data(self) -> memoryview:
        return self.detach().data

    @data.setter
    def data(self, value: ArrayLike) -> None:
        new, grad = _values(f"{type(self).__name__}.data", value, self.requires_grad), self.grad
        if grad is not None and (grad.shape != new.shape or grad.dtype != new.dtype):
            grad = None
        _adopt(self, new, grad)

    def __copy__(self) -> Self:
        """A parameter of its own on the same memory, as in PyTorch."""
        copy = type(self)(self, self.requires_grad)
        copy.__dict__.update(self.__dict__)
        return copy


def _values(name: str, data: ArrayLike, learned: bool) -> Tensor:
    """What a parameter is made of."""
    data = _operand(data, name)
    if learned and data.dtype.kind != "f":
        raise TypeError(f"{name}: only floating tensors are learned, this one is {data.dtype}")
    return data


def empty_parameter(name: str, shape: tuple[int, ...], dtype: DTypeLike) -> Parameter:
    """A parameter to be filled; errors begin with `name`."""
    with _under(name):
        return Parameter(empty(shape, dtype=dtype))


def is_readonly(tensor: Tensor) -> bool:
    """Whether the memory cannot be written to."""
    return _readonly(tensor)
