"""What the chapters of second names are made with: docstrings, numbers, results in place."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, overload

from tensorlab_c._operands import _is_number, _operand, _under
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import asarray
from tensorlab_c.dtypes import can_cast, promote_types

__all__: list[str] = []

_F = TypeVar("_F", bound=Callable[..., Any])

# What the parameters mean that many functions have; a fact is written once.
_MEANING = {
    "alpha": "number\n    Factor of what is added.",
    "beta": "number\n    Factor of `input`.",
    "data": "array_like",
    "device": "str, optional\n    Only ``\"cpu\"`` exists.",
    "dim": "int\n    The axis.",
    "dim0, dim1": "int\n    The two axes.",
    "dims": "int or sequence of int\n    Axes.",
    "dtype": "dtype, optional\n    The result's.",
    "end_dim": "int\n    The last axis that is joined.",
    "eps": "float\n    The smallest length that is divided by.",
    "generator": "Generator, optional\n    Where the numbers come from; the shared one when None.",
    "index": "array_like of int\n    Positions along `dim`.",
    "input": "array_like",
    "keepdim": "bool\n    Keep the axis with size 1.",
    "mask": "array_like of bool\n    Broadcast against `input`.",
    "n": "int",
    "other": "array_like",
    "p": "number\n    The order of the norm.",
    "requires_grad": "bool\n    Whether operations on the result are recorded.",
    "self": "Tensor",
    "size": "int\n    The sizes, one by one or as one tuple.",
    "src": "array_like\n    At least as large as `index`; or one number.",
    "start_dim": "int\n    The first axis that is joined.",
    "tensor": "Tensor",
    "value": "number\n    A factor, or what is written.",
}  # fmt: skip


class Picked(NamedTuple):
    """Elements, and where they are along the axis."""

    values: Tensor
    indices: Tensor


@overload
def _documented(function: _F, /) -> _F: ...
@overload
def _documented(function: None = None, /, **meaning: str) -> Callable[[_F], _F]: ...
def _documented(function=None, /, **meaning):
    """Makes a numpydoc docstring of summary and examples; parameters are told by the table or `meaning`."""
    if function is None:
        return lambda function: _documented(function, **meaning)
    code = function.__code__
    count = code.co_argcount + code.co_kwonlyargcount
    names = code.co_varnames[: count + bool(code.co_flags & 4) + bool(code.co_flags & 8)]
    first = code.co_argcount  # *args stands behind all others there, and before those by name only in calls
    if code.co_flags & 4:
        names = (*names[:first], names[count], *names[first:count], *names[count + 1 :])
    text, mark, examples = _dedented(function.__doc__).partition(">>>")
    rows = [f"{name} : {meaning.get(name) or _MEANING.get(name) or 'array_like'}" for name in names]
    section = "Parameters\n----------\n" + "\n".join(rows) + "\n\n" if rows else ""
    returned = function.__annotations__.get("return")
    result = f"Returns\n-------\n{returned}\n\n" if returned else ""
    function.__doc__ = (
        f"{text.rstrip()}\n\n{section}{result}Examples\n--------\n"
        f">>> import tensorlab as tl\n{mark}{examples}"
    )
    numpy = {theirs: own for theirs, own in (("axis", "dim"), ("keepdims", "keepdim")) if own in names}
    star = names[first] if code.co_flags & 4 else None
    return _also(star, **numpy)(function) if numpy or star else function


def _dedented(text: str | None) -> str:
    """A docstring without what it is indented by, as `inspect.cleandoc` gives it."""
    first, _, rest = (text or "").expandtabs().strip().partition("\n")
    lines = rest.splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join([first, *(line[margin:].rstrip() for line in lines)]).rstrip()


def _also(star: str | None = None, /, **names: str):
    """For functions of Python: arguments that have other names besides their own; `star` as one tuple."""

    def named(function):
        @functools.wraps(function)
        def called(*args, **kwargs):
            for name in names.keys() & kwargs.keys() if kwargs else ():
                own = names[name]
                if own in kwargs:
                    raise TypeError(
                        f"{function.__name__}: argument {own!r} is given twice, as {own!r} and as {name!r}"
                    )
                kwargs[own] = kwargs.pop(name)
            if star in kwargs:
                args = (*args, kwargs.pop(star))
            return function(*args, **kwargs)

        called.second_names = (names, star)  # type: ignore[attr-defined]
        return called

    return named


def _sizes(size, function: str) -> tuple:
    """Sizes given one by one, or as one tuple."""
    if len(size) == 1 and not _is_number(size[0]):
        try:
            return tuple(size[0])
        except TypeError:
            raise TypeError(f"{function}: sizes must be integers, got {type(size[0]).__name__}") from None
    return size


def _place(target: Tensor, result: Tensor, function: str) -> Tensor:
    """The result of a function in place of the values of `target`, as operators in place do."""
    if not isinstance(target, Tensor):
        raise TypeError(f"{function}: what is changed must be a tensor, got {type(target).__name__}")
    if result.shape != target.shape:
        raise ValueError(
            f"{function}: the result has shape {result.shape}, and an in-place change keeps {target.shape}"
        )
    if not can_cast(result.dtype, target.dtype) and "biufc".index(result.dtype.kind) > "biufc".index(
        target.dtype.kind
    ):
        raise TypeError(
            f"{function}: the result is {result.dtype}, which does not become {target.dtype} in place"
        )
    with _under(function):
        target[...] = result
    return target


def _number_like(value, x: Tensor, function: str) -> Tensor:
    """A number or tensor in the dtype of `x`; what would lose its fraction or imaginary part is refused."""
    t = _operand(bool(value) if x.dtype.kind == "b" and isinstance(value, int) else value, function)
    if "biufc".index(t.dtype.kind) > "biufc".index(x.dtype.kind):
        raise TypeError(f"{function}: {t.dtype} does not become {x.dtype}")
    if isinstance(value, Tensor) and (t.ndim or t.dtype.kind not in "iu"):
        return t.astype(x.dtype, copy=False)
    with _under(function):  # one integer must fit, whoever holds it
        return asarray(value if t.ndim or t.dtype.kind not in "iu" else t.item(), dtype=x.dtype)


def _whole(index, function: str) -> Tensor:
    t = _operand(index, function)
    if t.dtype.kind not in "iu" and t.size:
        raise TypeError(f"{function}: index must hold integers, got {t.dtype}")
    return t if t.dtype.kind in "iu" else t.astype(promote_types("int64", "int64"))
