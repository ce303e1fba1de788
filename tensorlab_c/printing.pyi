from collections.abc import Callable
from typing import Any, Literal, SupportsIndex, SupportsInt

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = [
    "array2string",
    "array_repr",
    "array_str",
    "base_repr",
    "binary_repr",
    "format_float_positional",
    "format_float_scientific",
    "get_printoptions",
    "printoptions",
    "set_printoptions",
]

def tensor_repr(t: Tensor) -> str: ...
def tensor_str(t: Tensor) -> str: ...
def array_repr(
    arr: ArrayLike, max_line_width: int | None = None, precision: int | None = None,
    suppress_small: bool | None = None,
) -> str: ...
def array_str(
    a: ArrayLike, max_line_width: int | None = None, precision: int | None = None,
    suppress_small: bool | None = None,
) -> str: ...
def array2string(
    a: ArrayLike, max_line_width: int | None = None, precision: int | None = None,
    suppress_small: bool | None = None, separator: str = " ", prefix: str = "", *,
    formatter: dict[str, Callable[[Any], str]] | None = None, threshold: int | None = None,
    edgeitems: int | None = None, sign: Literal["-", "+", " "] | None = None, floatmode: str | None = None,
    suffix: str = "", legacy: Any = None,
) -> str: ...
def set_printoptions(
    precision: int | None = None, threshold: int | None = None, edgeitems: int | None = None,
    linewidth: int | None = None, suppress: bool | None = None, nanstr: str | None = None,
    infstr: str | None = None, formatter: dict[str, Callable[[Any], str]] | None = None,
    sign: Literal["-", "+", " "] | None = None, floatmode: str | None = None, *, legacy: Any = None,
    override_repr: Callable[[Any], str] | None = None,
    profile: Literal["default", "short", "full"] | None = None, sci_mode: bool | None = None,
) -> None: ...
def get_printoptions() -> dict[str, Any]: ...
def format_float_positional(
    x: float | Tensor, precision: int | None = None, unique: bool = True, fractional: bool = True,
    trim: str = "k", sign: bool = False, pad_left: int | None = None, pad_right: int | None = None,
    min_digits: int | None = None,
) -> str: ...
def format_float_scientific(
    x: float | Tensor, precision: int | None = None, unique: bool = True, trim: str = "k", sign: bool = False,
    pad_left: int | None = None, exp_digits: int | None = None, min_digits: int | None = None,
) -> str: ...
def base_repr(number: SupportsInt, base: int = 2, padding: int = 0) -> str: ...
def binary_repr(num: SupportsIndex, width: int | None = None) -> str: ...

class printoptions:
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def __enter__(self) -> dict[str, Any]: ...
    def __exit__(self, *raised: object) -> None: ...
