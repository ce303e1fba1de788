"""Gradients kept from becoming too large."""

from __future__ import annotations

import math

from tensorlab_c import Tensor, abs, clip, isfinite, linalg, no_grad, stack, zeros
from tensorlab_c import max as largest

from ..._check import flag, real

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm"]


def listed(name: str, parameters: Tensor | Iterable[Tensor]) -> list[Tensor]:
    """One parameter, or several."""
    given = [parameters] if isinstance(parameters, Tensor) else [*parameters]
    for p in given:
        if not isinstance(p, Tensor):
            raise TypeError(f"{name}: expected tensors, got {type(p).__name__}")
    return given


def _gradients(given: list[Tensor]) -> list[Tensor]:
    """Of the parameters that have one."""
    return [p.grad for p in given if p.grad is not None]


def get_total_norm(
    tensors: Tensor | Iterable[Tensor],
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The norm of all tensors as one vector.

    Parameters
    ----------
    tensors : Tensor or iterable of Tensor
    norm_type : float, default 2
        The order of the norm; ``inf`` for the largest absolute value.
    error_if_nonfinite : bool, default False
        Whether a norm that is nan or infinite is a RuntimeError.
    foreach : bool, optional
        Has no effect.

    Returns
    -------
    Tensor, shape ()

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.utils.get_total_norm([tl.array([3.0]), tl.array([0.0, 4.0])])
    tensor(5.)
    """
    return _norm("get_total_norm", listed("get_total_norm", tensors), norm_type, error_if_nonfinite)


def _norm(name: str, tensors: list[Tensor], norm_type: float, error_if_nonfinite: bool) -> Tensor:
    order = float(norm_type)
    refuse = flag(name, "error_if_nonfinite", error_if_nonfinite)
    with no_grad():
        if not tensors:
            return zeros(())
        if order == math.inf:
            total = largest(stack([largest(abs(t)) for t in tensors if t.size] or [zeros(())]))
        else:
            norms = [linalg.vector_norm(t.ravel(), ord=order) for t in tensors]
            total = linalg.vector_norm(stack(norms), ord=order)
    if refuse and not isfinite(total).item():
        raise RuntimeError(f"{name}: the norm of order {order:g} is {total.item()}, which is not finite")
    return total


def clip_grads_with_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Multiply all gradients by ``max_norm / (total_norm + 1e-6)`` where that is less than 1.

    Parameters
    ----------
    parameters : Tensor or iterable of Tensor
    max_norm : float
    total_norm : Tensor, shape ()
        As `get_total_norm` finds it.
    foreach : bool, optional
        Has no effect.

    Examples
    --------
    >>> import tensorlab as tl
    >>> p = tl.nn.Parameter(tl.zeros(2))
    >>> p.grad = tl.array([3.0, 4.0])
    >>> tl.nn.utils.clip_grads_with_norm_(p, 1.0, tl.array(5.0))
    >>> p.grad.round(4)
    tensor([0.6, 0.8])
    """
    max_norm = real("clip_grads_with_norm_", "max_norm", max_norm)
    given = listed("clip_grads_with_norm_", parameters)
    with no_grad():
        factor = clip(max_norm / (total_norm + 1e-6), None, 1.0)  # nan stays: it is seen in what it spoils
        for grad in _gradients(given):
            grad.mul_(factor.astype(grad.dtype))


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale all gradients so that their norm, as one vector, is at most `max_norm` (Pascanu et al. 2013).

    Parameters
    ----------
    parameters : Tensor or iterable of Tensor
        Those without a gradient are passed over.
    max_norm : float
    norm_type : float, default 2
        The order of the norm; ``inf`` for the largest absolute value.
    error_if_nonfinite : bool, default False
        Whether a norm that is nan or infinite is a RuntimeError, before anything is changed.
    foreach : bool, optional
        Has no effect.

    Returns
    -------
    Tensor, shape ()
        The norm as it was.

    Examples
    --------
    >>> import tensorlab as tl
    >>> p = tl.nn.Parameter(tl.zeros(2))
    >>> p.grad = tl.array([3.0, 4.0])
    >>> tl.nn.utils.clip_grad_norm_(p, 1.0)
    tensor(5.)
    >>> p.grad.round(4)
    tensor([0.6, 0.8])
    """
    given = listed("clip_grad_norm_", parameters)
    max_norm = real("clip_grad_norm_", "max_norm", max_norm)
    total = _norm("clip_grad_norm_", _gradients(given), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(given, max_norm, total)
    return total


def clip_grad_value_(
    parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None
) -> None:
    """Cut every element of the gradients off to [−clip_value, clip_value].

    Parameters
    ----------
    parameters : Tensor or iterable of Tensor
        Those without a gradient are passed over.
    clip_value : float
    foreach : bool, optional
        Has no effect.

    Examples
    --------
    >>> import tensorlab as tl
    >>> p = tl.nn.Parameter(tl.zeros(2))
    >>> p.grad = tl.array([3.0, -0.5])
    >>> tl.nn.utils.clip_grad_value_(p, 1.0)
    >>> p.grad
    tensor([ 1. , -0.5])
    """
    bound = real("clip_grad_value_", "clip_value", clip_value)
    given = listed("clip_grad_value_", parameters)
    with no_grad():
        for grad in _gradients(given):
            clip(grad, -bound, bound, out=grad)
