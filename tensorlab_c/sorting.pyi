from typing import SupportsIndex

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = [
    "argsort",
    "sort",
]

def argsort(
    x: ArrayLike, /, axis: SupportsIndex = -1, *, descending: bool = False, stable: bool = True
) -> Tensor: ...
def sort(
    x: ArrayLike, /, axis: SupportsIndex = -1, *, descending: bool = False, stable: bool = True
) -> Tensor: ...
