from typing import Any

import numpy

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import DTypeLike
from tensorlab_c.dtypes import DType

__all__ = ["finfo", "iinfo"]

class _FloatInfo:
    bits: int
    dtype: DType
    eps: float
    epsneg: float
    iexp: int
    machep: int
    max: float
    maxexp: int
    min: float
    minexp: int
    negep: int
    nexp: int
    nmant: int
    precision: int
    resolution: float
    smallest_normal: float
    smallest_subnormal: float
    tiny: float
    def __init__(self, d: DType) -> None: ...

def finfo(dtype: DTypeLike | Tensor) -> _FloatInfo: ...
def iinfo(dtype: DTypeLike | Tensor) -> numpy.iinfo[Any]: ...
