from collections.abc import Callable, Iterable, Sequence
from typing import Any, SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike
from tensorlab_c.dtypes import DType

__all__ = [
    "apply_along_axis",
    "apply_over_axes",
    "vectorize",
]

def apply_along_axis(
    func1d: Callable[..., Any], axis: SupportsIndex, arr: ArrayLike, *args: Any, **kwargs: Any,
) -> Tensor: ...
def apply_over_axes(
    func: Callable[..., Any], a: ArrayLike, axes: SupportsIndex | Sequence[SupportsIndex],
) -> Tensor: ...

class vectorize:
    pyfunc: Callable[..., Any] | None
    otypes: list[DType] | None
    excluded: set[str | int]
    cache: bool
    signature: str | None
    def __init__(
        self, pyfunc: Callable[..., Any] | None = None, otypes: str | Sequence[DTypeLike] | None = None,
        doc: str | None = None, excluded: Iterable[str | int] | None = None, cache: bool = False,
        signature: str | None = None,
    ) -> None: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
