from typing import Any

from typing_extensions import disjoint_base

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import DTypeLike

__all__ = ["Source", "cut"]

def cut(x: Tensor, dtype: DTypeLike, high: float = ...) -> Tensor: ...

@disjoint_base
class Source:
    numpy: Any
    def random(self, size: Any = None, dtype: DTypeLike = None, out: Any = None) -> Any: ...
    def standard_normal(self, size: Any = None, dtype: DTypeLike = None, out: Any = None) -> Any: ...
    def normal(
        self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None, *, dtype: DTypeLike = None
    ) -> Any: ...
    def uniform(
        self, low: Any = 0.0, high: Any = 1.0, size: Any = None, *, dtype: DTypeLike = None
    ) -> Any: ...
    def integers(
        self, low: Any, high: Any = None, size: Any = None, dtype: DTypeLike = None, endpoint: bool = False
    ) -> Any: ...
