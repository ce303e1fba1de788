"""PyTorch's names for gradients: `gradients`, `backward` and the modes of the namespace above.

>>> import tensorlab as tl
>>> x = tl.array(3.0, requires_grad=True)
>>> tl.autograd.grad(x * x, x)
(tensor(6.),)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Literal, overload

from tensorlab_c import jacobians as functional
from tensorlab_c._operands import _under
from tensorlab_c._spelled import _documented
from tensorlab_c._tensor import (
    Tensor,
    _first_gradient,
    custom,
    enable_grad,
    gradients,
    inference_mode,
    is_grad_enabled,
    no_grad,
    set_grad_enabled,
)
from tensorlab_c.anomaly import _watched, detect_anomaly, set_detect_anomaly
from tensorlab_c.creation import zeros_like
from tensorlab_c.jacobians import _several
from tensorlab_c.joining import concatenate
from tensorlab_c.transforms import gradcheck

__all__ = [
    "Function", "Variable", "backward", "detect_anomaly", "enable_grad", "functional", "grad", "gradcheck",
    "inference_mode", "no_grad", "set_detect_anomaly", "set_grad_enabled",
]  # fmt: skip


def __dir__() -> list[str]:
    return __all__


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


@overload
def grad(
    outputs: Tensor | Sequence[Tensor], inputs: Tensor | Sequence[Tensor], grad_outputs: Any = None,
    retain_graph: bool | None = None, create_graph: bool = False,
    allow_unused: Literal[False] | None = None, materialize_grads: bool = False,
) -> tuple[Tensor, ...]: ...  # fmt: skip
@overload
def grad(
    outputs: Tensor | Sequence[Tensor], inputs: Tensor | Sequence[Tensor], grad_outputs: Any = None,
    retain_graph: bool | None = None, create_graph: bool = False, *, allow_unused: bool,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]: ...  # fmt: skip
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
        with _under("grad"), _watched(output):
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


@_documented(data="Tensor", requires_grad="bool\n    Whether gradients are collected.")
def Variable(data: Tensor, requires_grad: bool = False) -> Tensor:
    """The values of a tensor as a leaf, on the same memory: what old scripts wrap tensors in.

    >>> tl.autograd.Variable(tl.ones(2), requires_grad=True)
    tensor([1., 1.], requires_grad=True)
    """
    if not isinstance(data, Tensor):
        raise TypeError(f"Variable: data must be a tensor, got {data.__class__.__name__}")
    leaf = data.detach()
    if requires_grad:
        leaf.requires_grad = True
    return leaf


class _Context:
    """What `forward` of a `Function` leaves to its `backward`; other attributes may be set, too."""

    saved: tuple[Tensor | None, ...] = ()
    flat: tuple[Tensor, ...] = ()
    needs_input_grad: tuple[bool, ...] = ()

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keeps tensors, for `saved_tensors`."""
        self.saved = tensors

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """What was kept."""
        return self.saved

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Says that no gradient comes from some of the results."""
        self.flat = tensors


class Function:
    """An operation with a derivative of its own: a subclass has static methods `forward` and `backward`.

    ``forward(ctx, ...)`` computes, unrecorded, and ``backward(ctx, ...)`` has for each of its results the
    gradient, and returns one for each of the arguments of `forward`, None where there is none. ``ctx`` has
    ``save_for_backward``, ``saved_tensors``, ``needs_input_grad`` and what is set on it.

    Examples
    --------
    >>> import tensorlab as tl
    >>> class Cube(tl.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x**3
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         (x,) = ctx.saved_tensors
    ...         return 3 * x**2 * g
    >>> x = tl.array(2.0, requires_grad=True)
    >>> Cube.apply(x).backward()
    >>> x.grad
    tensor(12.)
    """

    forward: Any
    backward: Any

    @classmethod
    def apply(cls, *args: Any) -> Any:
        """Calls `forward` on these arguments, and records `backward`."""
        ctx = _Context()
        wanted = [isinstance(x, Tensor) and x.requires_grad for x in args]
        ctx.needs_input_grad = tuple(wanted)
        with no_grad():
            results = cls.forward(ctx, *args)
        inputs = [x for x, some in zip(args, wanted, strict=True) if some]
        given = results if isinstance(results, tuple) else (results,)
        places = [i for i, y in enumerate(given) if _has_slope(y) and not any(y is t for t in ctx.flat)]
        if not inputs or not places or not is_grad_enabled():
            return results
        values = [given[i].detach() for i in places]

        def rule(g: Tensor, out: Tensor, source: Tensor) -> tuple[Tensor]:
            flows = [None if y is None else zeros_like(y) if _has_slope(y) else None for y in given]
            for i, flow in zip(places, _parted(g, values), strict=True):
                flows[i] = flow
            made = {id(given[i]): y for i, y in zip(places, _parted(out, values), strict=True)}
            saved, ctx.saved = ctx.saved, tuple(made.get(id(t), t) for t in ctx.saved)
            try:
                slopes = cls.backward(ctx, *flows)
            finally:
                ctx.saved = saved
            slopes = slopes if isinstance(slopes, tuple) else (slopes,)
            if len(slopes) < len(args):
                raise ValueError(
                    f"{cls.__name__}.backward: {len(slopes)} gradients for {len(args)} arguments"
                )
            found = [g for g, some in zip(slopes, wanted, strict=False) if some]
            found = [zeros_like(x) if g is None else g for g, x in zip(found, inputs, strict=True)]
            for g, x in zip(found, inputs, strict=True):
                if g.shape != x.shape:
                    raise ValueError(f"{cls.__name__}.backward: a gradient of shape {g.shape} for {x.shape}")
            return (_joined(found),)

        ends = _parted(custom(_joined(values), rule, _joined(inputs)), values)
        if not isinstance(results, tuple):
            return ends[0]
        return tuple(ends[places.index(i)] if i in places else y for i, y in enumerate(given))


def _has_slope(x: Any) -> bool:
    return isinstance(x, Tensor) and x.dtype.kind in "fc"


def _joined(tensors: list[Tensor]) -> Tensor:
    return tensors[0] if len(tensors) == 1 else concatenate([t.ravel() for t in tensors])


def _parted(flat: Tensor, like: list[Tensor]) -> list[Tensor]:
    """A joined tensor as tensors of the shapes of others."""
    if len(like) == 1:
        return [flat]
    ends = [*accumulate(t.size for t in like)]
    return [flat[end - t.size : end].reshape(t.shape) for end, t in zip(ends, like, strict=True)]
