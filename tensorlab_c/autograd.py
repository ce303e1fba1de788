"""PyTorch's names for gradients: `gradients`, `backward` and the modes of the namespace above.

>>> import tensorlab as tl
>>> x = tl.array(3.0, requires_grad=True)
>>> tl.autograd.grad(x * x, x)
(tensor(6.),)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tensorlab_c._operands import _under
from tensorlab_c._spelled import _documented
from tensorlab_c._tensor import (
    Tensor,
    _first_gradient,
    enable_grad,
    gradients,
    inference_mode,
    no_grad,
    set_grad_enabled,
)
from tensorlab_c.creation import zeros_like

__all__ = ["backward", "enable_grad", "grad", "inference_mode", "no_grad", "set_grad_enabled"]


def __dir__() -> list[str]:
    return __all__


def _several(x, function: str) -> tuple:
    if isinstance(x, Tensor):
        return (x,)
    try:
        return tuple(x)
    except TypeError:
        raise TypeError(f"{function}: expected a tensor or several, got {type(x).__name__}") from None


def _flowing(outputs, given, function: str) -> list[tuple]:
    """Each output, and what flows into it: all is checked before the first walk."""
    out = _several(outputs, function)
    for x in out:
        if not isinstance(x, Tensor):
            raise TypeError(f"{function}: expected tensors, got {x.__class__.__name__}")
    flow = (None,) * len(out) if given is None else _several(given, function)
    if len(flow) != len(out):
        raise ValueError(f"{function}: {len(flow)} gradients for {len(out)} outputs")
    return [(x, _first_gradient(x, g, function)) for x, g in zip(out, flow, strict=True)]


@_documented(
    outputs="Tensor or sequence of Tensor",
    inputs="Tensor or sequence of Tensor",
    grad_outputs="Tensor or sequence of Tensor, optional\n    What flows into the outputs; 1 where None.",
    retain_graph="bool, optional\n    Keep the graph for another call; as `create_graph` when None.",
    create_graph="bool\n    Record the walk itself, for second derivatives.",
    allow_unused="bool, optional\n    None for inputs that no output depends on; else they are refused.",
    materialize_grads="bool\n    Zeros instead of None.",
)
def grad(
    outputs: Tensor | Sequence[Tensor], inputs: Tensor | Sequence[Tensor], grad_outputs: Any = None,
    retain_graph: bool | None = None, create_graph: bool = False, allow_unused: bool | None = None,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:  # fmt: skip
    """The gradients of the sum of outputs with respect to inputs.

    >>> x = tl.array(3.0, requires_grad=True)
    >>> (slope,) = tl.autograd.grad(x**3, x, create_graph=True)
    >>> tl.autograd.grad(slope, x)
    (tensor(18.),)
    """
    wanted = _several(inputs, "grad")
    keep = create_graph if retain_graph is None else retain_graph
    pairs = _flowing(outputs, grad_outputs, "grad")
    total: list[Tensor | None] = [None] * len(wanted)
    for i, (output, flow) in enumerate(pairs):
        last = i == len(pairs) - 1
        with _under("grad"):
            found = gradients(output, wanted, flow, retain_graph=keep or not last, create_graph=create_graph)
        total = [a if b is None else b if a is None else a + b for a, b in zip(total, found, strict=True)]
    if materialize_grads:
        return tuple(zeros_like(x.detach()) if g is None else g for x, g in zip(wanted, total, strict=True))
    if not allow_unused and None in [g if g is None else 0 for g in total]:
        raise RuntimeError("grad: an input that no output depends on; allow_unused=True gives None for it")
    return tuple(total)


@_documented(
    tensors="Tensor or sequence of Tensor",
    grad_tensors="Tensor or sequence of Tensor, optional\n    What flows into them; 1 where None.",
    retain_graph="bool, optional\n    Keep the graph for another call; as `create_graph` when None.",
    create_graph="bool\n    Record the walk itself, for second derivatives.",
)
def backward(
    tensors: Tensor | Sequence[Tensor], grad_tensors: Any = None, retain_graph: bool | None = None,
    create_graph: bool = False,
) -> None:  # fmt: skip
    """Adds the gradients of the sum of tensors to ``.grad`` of the leaves.

    >>> x = tl.array(3.0, requires_grad=True)
    >>> tl.autograd.backward([x * x])
    >>> x.grad
    tensor(6.)
    """
    keep = create_graph if retain_graph is None else retain_graph
    pairs = _flowing(tensors, grad_tensors, "backward")
    for i, (tensor, flow) in enumerate(pairs):
        tensor.backward(flow, retain_graph=keep or i < len(pairs) - 1, create_graph=create_graph)
