"""What functions written in Python do to their operands, under the name that was called."""

from __future__ import annotations

import re

from tensorlab_c._tensor import AxisError, Tensor, is_grad_enabled
from tensorlab_c.creation import asarray, zeros_like
from tensorlab_c.dtypes import get_default_dtype, promote_types
from tensorlab_c.joining import concatenate

__all__: list[str] = []


# What says where it was found. Others, and what callers' own code raises, are left as they are.
_NAMED = (LookupError, ArithmeticError, MemoryError, RuntimeError, TypeError, ValueError)
_OURS = ("builtins", "numpy", "tensorlab", "tensorlab_c")


def _renamed(error: Exception, function: str) -> Exception:
    """The error under the name that was called, whichever function or library found it."""
    if not isinstance(error, _NAMED) or type(error).__module__.partition(".")[0] not in _OURS:
        return error
    text = str(error.args[0]) if type(error) is KeyError and error.args else str(error)
    if text.startswith(f"{function}()"):  # Python's own about its arguments
        return error
    text = f"{function}: " + re.sub(r"^[a-z_][\w.]*: ", "", text, count=1)
    if isinstance(error, ValueError) and isinstance(error, IndexError):
        return AxisError(text)
    try:
        return type(error)(text)
    except TypeError:  # is not made of one text, as UnicodeDecodeError
        return next(kind(text) for kind in _NAMED if isinstance(error, kind))


class _under:
    """``with _under("f"):`` gives errors of what is called in there the name of `f`."""

    __slots__ = ("_function",)

    def __init__(self, function: str):
        self._function = function

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, error, trace) -> None:
        if isinstance(error, Exception) and (named := _renamed(error, self._function)) is not error:
            raise named from (None if type(named) is type(error) else error)


def _floating(x, function: str) -> Tensor:
    """In a floating or complex dtype."""
    t = _operand(x, function)
    return t if t.dtype.kind in "fc" else t.astype(get_default_dtype())


def _factored(t: Tensor, function: str) -> Tensor:
    """What LAPACK has routines for: single and double precision, real and complex."""
    if t.dtype.name not in ("float32", "float64", "complex64", "complex128"):
        raise TypeError(f"{function}: not defined for {t.dtype}; write x.astype(tl.float32)")
    return t


def _beside(x, other: Tensor, function: str) -> Tensor:
    """`x` as a tensor; Python floats in lists are no narrower than what comes of them beside `other`."""
    t = _operand(x, function)
    dtype = promote_types(t.dtype, other.dtype)
    return t if t is x or t.dtype.kind not in "fc" or dtype is t.dtype else asarray(x, dtype=dtype)


def _joined(parts: list[Tensor], axis: int, function: str) -> Tensor:
    with _under(function):
        return concatenate(parts, axis)


def _pair(a, b, function: str) -> tuple[Tensor, Tensor]:
    """Two operands in floating or complex dtypes of their own."""
    b = _beside(b, _operand(a, function), function)
    return _floating(_beside(a, b, function), function), _floating(b, function)


def _operand(x, function: str) -> Tensor:
    if isinstance(x, Tensor):
        return x
    with _under(function):
        return asarray(x)


def _without_history(t: Tensor, function: str) -> Tensor:
    if t.requires_grad and is_grad_enabled():
        raise RuntimeError(f"{function}: has no derivative here; call it on x.detach() or under tl.no_grad()")
    return t


def _real_part(t: Tensor) -> Tensor:
    return t.real if t.dtype.kind == "c" else t


def _no_slope(g: Tensor, x: Tensor, a: Tensor):
    """The derivative of what does not change with `a`."""
    return (zeros_like(a.detach()),)


def _is_number(x) -> bool:
    """One whole number, perhaps; arrays of any size have `__index__`."""
    return hasattr(x, "__index__") and not getattr(x, "ndim", 0)


def _integer(x, function: str, what: str) -> int:
    if isinstance(x, bool) or not _is_number(x):
        raise TypeError(f"{function}: {what} must be an integer, got {type(x).__name__}")
    return x.__index__()


def _axes(axes):
    return axes if axes is None or _is_number(axes) else tuple(axes)


def _axis(axis, x: Tensor, function: str) -> int:
    k = _integer(axis, function, "axis")
    if not -x.ndim <= k < x.ndim:
        raise AxisError(f"{function}: axis {k} is out of range for {x.ndim} axes")
    return k % x.ndim
