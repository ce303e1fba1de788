from typing import Any, Literal

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Axis

__all__ = ["matrix_norm", "norm", "vector_norm"]

_lapack: Any

def vector_norm(
    x: ArrayLike, /, *, axis: Axis = None, keepdims: bool = False, ord: float | None = 2, dim: Axis = None,
    keepdim: bool = False,
) -> Tensor: ...
def matrix_norm(
    x: ArrayLike, /, ord: float | Literal["fro", "f", "nuc"] | None = "fro", dim: Axis = (-2, -1),
    keepdim: bool = False, *, keepdims: bool = False,
) -> Tensor: ...
def norm(
    x: ArrayLike, ord: float | Literal["fro", "f", "nuc"] | None = None, axis: Axis = None, keepdims: bool = False,
    *, dim: Axis = None, keepdim: bool = False,
) -> Tensor: ...
