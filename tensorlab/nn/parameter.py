"""Parameter: a tensor that a Module counts among its own."""

from __future__ import annotations

from tensorlab_c import Tensor, as_subclass, asarray

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from .._typing import ArrayLike

__all__ = ["Parameter"]


class Parameter(Tensor):
    """A tensor that is learned: assigned to an attribute of a `Module`, it is found by ``parameters()``.

    Parameters
    ----------
    data : array_like
        Floating values of any shape. A tensor's storage is shared, not copied.
    requires_grad : bool, default True
        Whether gradients are collected.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.nn.Parameter(tl.ones((2, 3)))
    >>> w.requires_grad, w.shape
    (True, (2, 3))
    """

    def __new__(cls, data: ArrayLike, requires_grad: bool = True) -> Self:
        parameter = as_subclass(asarray(data), cls)  # a leaf of its own
        parameter.requires_grad = requires_grad
        return parameter

    def __init__(self, data: ArrayLike, requires_grad: bool = True):
        pass  # everything is done in __new__; the base class must not be given these arguments
