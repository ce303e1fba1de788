"""Derivatives of functions as matrices: the namespace ``tl.autograd.functional``, PyTorch's.

>>> import tensorlab as tl
>>> tl.autograd.functional.jacobian(lambda x: x * x, tl.array([1.0, 2.0]))
tensor([[2., 0.],
        [0., 4.]])
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tensorlab_c._operands import _operand, _under
from tensorlab_c._spelled import _documented
from tensorlab_c._tensor import Tensor, enable_grad, gradients
from tensorlab_c.anomaly import _watched
from tensorlab_c.creation import zeros, zeros_like
from tensorlab_c.joining import stack

__all__ = ["hessian", "jacobian"]


def __dir__() -> list[str]:
    return __all__


def _several(x, function: str) -> tuple:
    if isinstance(x, Tensor):
        return (x,)
    try:
        return (*x,)
    except TypeError:
        raise TypeError(f"{function}: expected a tensor or several, got {type(x).__name__}") from None


def _slopes(y: Tensor, inputs: list[Tensor], create_graph: bool, function: str) -> list[Tensor]:
    """The gradient of one number with respect to each input, zeros where there is none."""
    if not y.requires_grad:
        return [zeros_like(x.detach()) for x in inputs]
    with _under(function), _watched(y):
        found = gradients(y, inputs, retain_graph=True, create_graph=create_graph)
    return [zeros_like(x.detach()) if g is None else g for x, g in zip(inputs, found, strict=True)]


def _started(inputs, create_graph: bool, function: str) -> list[Tensor]:
    given = [_operand(x, function) for x in _several(inputs, function)]
    if create_graph:
        return [x if x.requires_grad else x.detach().requires_grad_() for x in given]
    return [x.detach().clone().requires_grad_() for x in given]


@_documented(
    func="callable\n    Of as many tensors as `inputs` has; returns a tensor or several.",
    inputs="Tensor or tuple of Tensor\n    Where the derivative is taken.",
    create_graph="bool\n    Record the result.",
)
def jacobian(func: Callable[..., Any], inputs: Any, create_graph: bool = False) -> Any:
    """The derivative of each element of the result by each element of the inputs.

    Of shape (*result, *input); a tuple where there are several results or inputs, of tuples where both are.

    >>> tl.autograd.functional.jacobian(lambda x: x.sum() * x, tl.array([1.0, 2.0]))
    tensor([[4., 1.],
            [2., 5.]])
    """
    xs = _started(inputs, create_graph, "jacobian")
    with enable_grad():
        result = func(*xs)
        found = []
        for y in _several(result, "jacobian"):
            rows = [_slopes(v, xs, create_graph, "jacobian") for v in y.reshape((-1, 1))]
            shapes = [y.shape + x.shape for x in xs]
            if rows:
                blocks = [stack(c).reshape(s) for c, s in zip(zip(*rows, strict=True), shapes, strict=True)]
            else:
                blocks = [zeros(s, dtype=y.dtype) for s in shapes]
            found.append(blocks[0] if isinstance(inputs, Tensor) else tuple(blocks))
    return found[0] if isinstance(result, Tensor) else tuple(found)


@_documented(
    func="callable\n    Of as many tensors as `inputs` has; returns one number.",
    inputs="Tensor or tuple of Tensor\n    Where the derivatives are taken.",
    create_graph="bool\n    Record the result.",
)
def hessian(func: Callable[..., Any], inputs: Any, create_graph: bool = False) -> Any:
    """The second derivatives of one number by each pair of elements of the inputs, as `jacobian` has them.

    >>> tl.autograd.functional.hessian(lambda x: (x**3).sum(), tl.array([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """

    def slope(*xs: Tensor) -> Any:
        y = func(*xs)
        if not isinstance(y, Tensor) or y.size != 1:
            raise ValueError(f"hessian: func must return one number, got {getattr(y, 'shape', type(y))}")
        found = _slopes(y, [*xs], True, "hessian")
        return found[0] if isinstance(inputs, Tensor) else tuple(found)

    return jacobian(slope, inputs, create_graph)
