import builtins
from types import GenericAlias
from typing import Any, Final

import numpy
from typing_extensions import disjoint_base

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, DTypeLike

__all__ = [
    "DType",
    "can_cast",
    "dtype",
    "get_default_dtype",
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
    "bool_",
    "byte",
    "cdouble",
    "csingle",
    "double",
    "half",
    "int_",
    "intc",
    "intp",
    "long",
    "longlong",
    "short",
    "single",
    "ubyte",
    "uint",
    "uintc",
    "uintp",
    "ulong",
    "ulonglong",
    "ushort",
]

@disjoint_base
class DType:
    @property
    def num(self) -> int: ...
    @property
    def name(self) -> builtins.str: ...
    @property
    def kind(self) -> builtins.str: ...
    @property
    def itemsize(self) -> int: ...
    @property
    def dtype(self) -> numpy.dtype[Any]: ...
    @property
    def __numpy_dtype__(self) -> numpy.dtype[Any]: ...
    def __eq__(self, other: object, /) -> builtins.bool: ...
    def __hash__(self) -> int: ...
    def __call__(self, value: ArrayLike | None = 0, imag: float | None = None) -> Tensor: ...
    def __new__(cls, dtype: DTypeLike, align: builtins.bool = False, copy: builtins.bool = False) -> DType: ...
    def __lt__(self, other: object, /) -> builtins.bool: ...
    def __le__(self, other: object, /) -> builtins.bool: ...
    def __gt__(self, other: object, /) -> builtins.bool: ...
    def __ge__(self, other: object, /) -> builtins.bool: ...
    def __ne__(self, other: object, /) -> builtins.bool: ...
    def __instancecheck__(self, value: object) -> builtins.bool: ...
    def __subclasscheck__(self, other: type) -> builtins.bool: ...
    def __class_getitem__(cls, item: Any) -> GenericAlias: ...
    def __reduce__(self) -> tuple[Any, ...]: ...
    @property
    def type(self) -> Any: ...
    @property
    def __bases__(self) -> tuple[builtins.type, ...]: ...
    @property
    def char(self) -> builtins.str: ...
    @property
    def str(self) -> builtins.str: ...
    @property
    def descr(self) -> list[tuple[builtins.str, builtins.str]]: ...
    @property
    def byteorder(self) -> builtins.str: ...
    @property
    def alignment(self) -> int: ...
    @property
    def is_floating_point(self) -> builtins.bool: ...
    @property
    def is_complex(self) -> builtins.bool: ...
    @property
    def base(self) -> DType: ...
    @property
    def shape(self) -> tuple[()]: ...
    @property
    def ndim(self) -> int: ...
    @property
    def fields(self) -> None: ...
    @property
    def names(self) -> None: ...
    @property
    def subdtype(self) -> None: ...
    @property
    def metadata(self) -> None: ...
    @property
    def flags(self) -> int: ...
    @property
    def hasobject(self) -> builtins.bool: ...
    @property
    def isnative(self) -> builtins.bool: ...
    @property
    def isbuiltin(self) -> int: ...
    @property
    def isalignedstruct(self) -> builtins.bool: ...
    def newbyteorder(self, new_order: builtins.str = "S", /) -> DType: ...

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
bool_: Final[DType]
byte: Final[DType]
cdouble: Final[DType]
csingle: Final[DType]
double: Final[DType]
half: Final[DType]
int_: Final[DType]
intc: Final[DType]
intp: Final[DType]
long: Final[DType]
longlong: Final[DType]
short: Final[DType]
single: Final[DType]
ubyte: Final[DType]
uint: Final[DType]
uintc: Final[DType]
uintp: Final[DType]
ulong: Final[DType]
ulonglong: Final[DType]
ushort: Final[DType]

dtype = DType

def set_default_dtype(dtype: DTypeLike) -> None: ...
def get_default_dtype() -> DType: ...
def _parameter_dtype() -> DType: ...
def _beyond_numpy(dtype: DType) -> builtins.bool: ...
def promote_types(type1: DTypeLike, type2: DTypeLike) -> DType: ...
def can_cast(from_: DTypeLike | Tensor, to: DTypeLike, casting: str = "safe") -> builtins.bool: ...
def isdtype(dtype: DTypeLike, kind: DType | str | tuple[DType | str, ...]) -> builtins.bool: ...
