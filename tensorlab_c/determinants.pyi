from typing import NamedTuple

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = ["det", "slogdet"]

class SlogdetResult(NamedTuple):
    sign: Tensor
    logabsdet: Tensor

def det(a: ArrayLike) -> Tensor: ...
def slogdet(a: ArrayLike) -> SlogdetResult: ...
