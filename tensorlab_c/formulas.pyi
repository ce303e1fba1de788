from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = ["i0", "unwrap"]

def i0(x: ArrayLike) -> Tensor: ...
def unwrap(
    p: ArrayLike, discont: float | None = None, axis: int = -1, *, period: float = 6.283185307179586
) -> Tensor: ...
