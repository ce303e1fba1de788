"""Checks of arguments, so that everything above the core refuses the same things in the same words."""

from __future__ import annotations

from math import isfinite

from tensorlab_c import asarray
from tensorlab_c.dtypes import _parameter_dtype

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tensorlab_c import DType

    from ._typing import DTypeLike

INFINITY = float("inf")
LARGEST = 2**63 - 1


def is_integer(value: object) -> bool:
    """Whether `value` is an int (or behaves as one, like NumPy's) and not a bool."""
    return hasattr(value, "__index__") and not isinstance(value, bool) and getattr(value, "ndim", 0) == 0


def integer(name: str, argument: str, value: object, least: int = 1) -> int:
    """`value` as an int of at least `least`, which fits in int64."""
    if not is_integer(value):
        raise TypeError(f"{name}: {argument} must be an integer, got {value!r}")
    number: int = value.__index__()  # type: ignore[attr-defined]
    if number < least:
        raise ValueError(f"{name}: {argument} must be at least {least}, got {number}")
    if number > LARGEST:
        raise ValueError(f"{name}: {argument} must be at most {LARGEST}, got {number}")
    return number


def whole(name: str, argument: str, value: object, least: int = 1) -> int:
    """`integer`, which may also be written as a float: 1.0."""
    return integer(
        name, argument, int(value) if isinstance(value, float) and value.is_integer() else value, least
    )


def single(name: str, argument: str, value: object, least: int = 1) -> tuple[int]:
    """An integer, or one in a tuple, as such a tuple."""
    items = (*value,) if isinstance(value, (tuple, list)) else (value,)
    if len(items) != 1 or not is_integer(items[0]):
        raise TypeError(f"{name}: {argument} must be an integer or a tuple of one, got {value!r}")
    return (integer(name, argument, items[0], least),)


def pair(name: str, argument: str, value: object, least: int = 1) -> tuple[int, int]:
    """An integer, or two of them for height and width, as a pair."""
    if is_integer(value):
        value = (value, value)
    # not tuple(value): until Python 3.12 a collection may begin, and change the list, while tuple() reads it
    items = (*value,) if isinstance(value, (tuple, list)) else ()
    if len(items) != 2:
        raise TypeError(f"{name}: {argument} must be an integer or a pair of them, got {value!r}")
    return integer(name, argument, items[0], least), integer(name, argument, items[1], least)


def several(name: str, argument: str, value: object, count: int, least: int = 1) -> Any:
    """An integer, or `count` of them, as such a tuple."""
    items = (value,) * count if is_integer(value) else (*value,) if isinstance(value, (tuple, list)) else ()
    if len(items) != count or not all(map(is_integer, items)):
        raise TypeError(f"{name}: {argument} must be an integer or {count} of them, got {value!r}")
    return tuple(integer(name, argument, item, least) for item in items)


def triple(name: str, argument: str, value: object, least: int = 1) -> Any:
    """An integer, or three of them for depth, height and width, as a triple."""
    return several(name, argument, value, 3, least)


def real(
    name: str,
    argument: str,
    value: object,
    low: float = -INFINITY,
    high: float = INFINITY,
    *,
    ends: str = "[]",
) -> float:
    """`value` as a finite float between `low` and `high`; `ends` says which of the two are allowed."""
    try:
        if isinstance(value, (str, bytes, bytearray)):  # float() reads text, arithmetic does not
            raise TypeError
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"{name}: {argument} must be a number, got {value!r}") from None
    below = number < low or (ends[0] == "(" and number == low)
    above = number > high or (ends[1] == ")" and number == high)
    if below or above or not isfinite(number):
        if high < INFINITY:
            limits = f"in {ends[0]}{low:g}, {high:g}{ends[1]}"
        elif low > -INFINITY:
            limits = f"finite and {'more than' if ends[0] == '(' else 'at least'} {low:g}"
        else:
            limits = "finite"
        raise ValueError(f"{name}: {argument} must be {limits}, got {value!r}")
    return number


def flag(name: str, argument: str, value: object) -> bool:
    """`value`, True or False; anything else (the word "no", say) is a mistake rather than meant as true."""
    if not isinstance(value, bool) and not (
        getattr(value, "dtype", None) == "bool" and getattr(value, "ndim", None) == 0
    ):
        raise TypeError(f"{name}: {argument} must be True or False, got {value!r}")
    return bool(value)


def switch(name: str, argument: str, value: object) -> bool:
    """`flag`, which may also be written 0 or 1."""
    if is_integer(value) and (value == 0 or value == 1):
        return bool(value)
    return flag(name, argument, value)


def check_device(name: str, device: object) -> None:
    """Refuse every device but the CPU."""
    if device is not None and str(device) not in ("cpu", "cpu:0"):
        given = repr(device) if isinstance(device, (str, int)) else type(device).__name__
        raise ValueError(f"{name}: device must be 'cpu' or None, got {given}")


def parameter_dtype(name: str, dtype: DTypeLike) -> DType:
    """The dtype of a layer's parameters: a floating one, the default for None."""
    try:
        chosen = _parameter_dtype() if dtype is None else asarray(0, dtype=dtype).dtype
    except TypeError as error:
        raise TypeError(f"{name}: {error}") from None
    if chosen.kind != "f":
        raise TypeError(f"{name}: parameters must be floating, got {chosen}")
    return chosen


def one_of(name: str, argument: str, value: str, choices: tuple[str, ...]) -> str:
    """`value`, one of the given words."""
    if value not in choices:
        raise ValueError(f"{name}: {argument} must be one of {', '.join(map(repr, choices))}, got {value!r}")
    return value
