"""What the functions ask of their operands, and how losses are reduced."""

from __future__ import annotations

from tensorlab_c import Tensor, asarray, no_grad
from tensorlab_c._operands import _operand
from tensorlab_c._tensor import custom

from ..._check import flag, one_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..._typing import ArrayLike

REDUCTIONS = ("mean", "sum", "none")


def real_operand(name: str, input: ArrayLike) -> Tensor:
    x = _operand(input, name)
    if x.dtype.kind == "c":
        raise TypeError(f"{name}: input must be real, got {x.dtype}")
    return x


def placeable(name: str, input: ArrayLike, inplace: bool) -> Tensor:
    """`input` as a tensor to compute with: a copy where the result will take its place."""
    x = real_operand(name, input)
    if not flag(name, "inplace", inplace):
        return x
    if x is not input:
        raise TypeError(f"{name}: inplace=True needs a Tensor to write to, got {type(input).__name__}")
    if x.dtype.kind != "f":
        raise TypeError(f"{name}: inplace=True needs floating numbers to write to, got {x.dtype}")
    return x.clone()


def placed(input: ArrayLike, inplace: bool, result: Tensor) -> Tensor:
    """The result, in the place of `input` if wanted."""
    return input.copy_(result) if inplace else result


def check_reduction(name: str, reduction: str) -> str:
    return one_of(name, "reduction", reduction, REDUCTIONS)


def reduced(name: str, loss: Tensor, reduction: str) -> Tensor:
    if reduction == "mean":
        return loss.mean()
    if reduction == "sum":
        return loss.sum()
    check_reduction(name, reduction)
    return loss


def matched(name: str, input: ArrayLike, target: ArrayLike) -> tuple[Tensor, Tensor]:
    """Both as tensors of one shape (broadcasting here is a mistake) and dtype: the input's, if floating."""
    if not (isinstance(input, Tensor) and isinstance(target, Tensor)):
        input = asarray(input)
        target = beside(input, target)
    if input.shape != target.shape:
        raise ValueError(f"{name}: input has shape {input.shape} but target {target.shape}")
    if "c" in (input.dtype.kind, target.dtype.kind):
        raise TypeError(f"{name}: input and target must be real, got {input.dtype} and {target.dtype}")
    if input.dtype.kind != "f":
        input = input.astype("float64")
    return input, target if target.dtype is input.dtype else target.astype(input.dtype)


def beside(input: Tensor, other: ArrayLike) -> Tensor:
    """`other` as a tensor; numbers take the dtype of a floating input, not the default one."""
    if isinstance(other, Tensor) or input.dtype.kind != "f":
        return asarray(other)
    return asarray(other, dtype=input.dtype)


def factor(name: str, argument: str, value: ArrayLike, input: Tensor) -> Tensor:
    """A weight of losses in the input's dtype, which broadcasts to the input's shape."""
    value = beside(input, value)
    sizes = zip(reversed(value.shape), reversed(input.shape), strict=False)
    if value.ndim > input.ndim or any(n not in (1, m) for n, m in sizes):
        raise ValueError(
            f"{name}: {argument} of shape {value.shape} does not broadcast to the input's shape {input.shape}"
        )
    return value.astype(input.dtype)


def linear_map(x: Tensor, there: Callable[[Tensor], Tensor], back: Callable[[Tensor], Tensor]) -> Tensor:
    """``there(x)``, linear in x; gradients take the way `back`, those of gradients again the way there."""
    with no_grad():
        out = there(x.detach())
    return custom(out, lambda g, out, x: (linear_map(g, back, there),), x)
