import builtins
from typing import Any, Final

import numpy
from typing_extensions import disjoint_base

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike

__all__ = [
    "DType",
    "can_cast",
    "finfo",
    "get_default_dtype",
    "iinfo",
    "isdtype",
    "promote_types",
    "set_default_dtype",
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float16",
    "bfloat16",
    "float8_e4m3fn",
    "float8_e5m2",
    "float32",
    "float64",
    "complex64",
    "complex128",
]

@disjoint_base
class DType:
    @property
    def num(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def itemsize(self) -> int: ...
    @property
    def dtype(self) -> numpy.dtype[Any]: ...
    @property
    def __numpy_dtype__(self) -> numpy.dtype[Any]: ...
    def __eq__(self, other: object, /) -> builtins.bool: ...
    def __hash__(self) -> int: ...
    def __call__(self, value: ArrayLike = 0) -> Tensor: ...

bool: Final[DType]
int8: Final[DType]
int16: Final[DType]
int32: Final[DType]
int64: Final[DType]
uint8: Final[DType]
uint16: Final[DType]
uint32: Final[DType]
uint64: Final[DType]
float16: Final[DType]
bfloat16: Final[DType]
float8_e4m3fn: Final[DType]
float8_e5m2: Final[DType]
float32: Final[DType]
float64: Final[DType]
complex64: Final[DType]
complex128: Final[DType]

def set_default_dtype(dtype: DTypeLike) -> None: ...
def get_default_dtype() -> DType: ...
def _parameter_dtype() -> DType: ...
def _beyond_numpy(dtype: DType) -> builtins.bool: ...
def promote_types(type1: DTypeLike, type2: DTypeLike) -> DType: ...
def can_cast(from_: DTypeLike | Tensor, to: DTypeLike) -> builtins.bool: ...
def isdtype(dtype: DTypeLike, kind: DType | str | tuple[DType | str, ...]) -> builtins.bool: ...
def finfo(dtype: DTypeLike | Tensor) -> numpy.finfo[Any]: ...
def iinfo(dtype: DTypeLike | Tensor) -> numpy.iinfo[Any]: ...
