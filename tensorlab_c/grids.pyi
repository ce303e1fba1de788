from collections.abc import Callable, Sequence
from typing import Any, SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike, Shape

__all__ = [
    "c_",
    "diagflat",
    "fromfunction",
    "geomspace",
    "index_exp",
    "indices",
    "mgrid",
    "ogrid",
    "r_",
    "s_",
    "vander",
]

def geomspace(
    start: ArrayLike, stop: ArrayLike, num: SupportsIndex = 50, endpoint: bool = True,
    dtype: DTypeLike = None, axis: SupportsIndex = 0,
) -> Tensor: ...
def vander(x: ArrayLike, N: SupportsIndex | None = None, increasing: bool = False) -> Tensor: ...
def diagflat(v: ArrayLike, k: SupportsIndex = 0, *, offset: SupportsIndex = ...) -> Tensor: ...
def indices(dimensions: Sequence[SupportsIndex], dtype: DTypeLike = int, sparse: bool = False) -> Any: ...
def fromfunction(
    function: Callable[..., Any], shape: Shape, *, dtype: DTypeLike = float, **kwargs: Any,
) -> Any: ...

class _Grid:
    def __init__(self, sparse: bool) -> None: ...
    def __getitem__(self, key: Any) -> Any: ...

class _MGrid(_Grid): ...
class _OGrid(_Grid): ...

class _Joining:
    def __init__(self, name: str, axis: int, ndmin: int, place: int) -> None: ...
    def __len__(self) -> int: ...
    def __getitem__(self, key: Any) -> Tensor: ...

class _Rows(_Joining): ...
class _Columns(_Joining): ...

class _Written:
    def __init__(self, always_tuple: bool) -> None: ...
    def __getitem__(self, key: Any) -> Any: ...

mgrid: _MGrid
ogrid: _OGrid
r_: _Rows
c_: _Columns
s_: _Written
index_exp: _Written
