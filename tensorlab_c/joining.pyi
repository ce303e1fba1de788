from collections.abc import Sequence
from typing import Never, SupportsIndex, overload

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike, Casting, DTypeLike, Out

__all__ = [
    "append",
    "array_split",
    "column_stack",
    "concat",
    "concatenate",
    "dsplit",
    "dstack",
    "hsplit",
    "hstack",
    "split",
    "stack",
    "unstack",
    "vsplit",
    "vstack",
]

def concatenate(
    arrays: Sequence[ArrayLike], /, axis: SupportsIndex | None = 0, out: Out = None, *, dtype: DTypeLike = None,
    casting: Casting = "same_kind", dim: SupportsIndex | None = ..., dims: SupportsIndex | None = ...,
) -> Tensor: ...
concat = concatenate
def stack(
    arrays: Sequence[ArrayLike], axis: SupportsIndex = 0, out: Out = None, *, dtype: DTypeLike = None,
    casting: Casting = "same_kind", dim: SupportsIndex = ..., dims: SupportsIndex = ...,
) -> Tensor: ...
def vstack(
    tup: Sequence[ArrayLike], *more: Never, dtype: DTypeLike = None, casting: Casting = "same_kind"
) -> Tensor: ...
def hstack(
    tup: Sequence[ArrayLike], *more: Never, dtype: DTypeLike = None, casting: Casting = "same_kind"
) -> Tensor: ...
def dstack(tup: Sequence[ArrayLike], *more: Never) -> Tensor: ...
def column_stack(tup: Sequence[ArrayLike], *more: Never) -> Tensor: ...
def append(
    arr: ArrayLike, values: ArrayLike, axis: SupportsIndex | None = None, *, dim: SupportsIndex | None = ...,
    dims: SupportsIndex | None = ...,
) -> Tensor: ...
@overload
def split(
    ary: ArrayLike, indices_or_sections: SupportsIndex | Sequence[SupportsIndex], axis: SupportsIndex = 0, *,
    dims: SupportsIndex = ...,
) -> list[Tensor]: ...
@overload  # by second names
def split(
    ary: ArrayLike, split_size: SupportsIndex | Sequence[SupportsIndex], /, *, dim: SupportsIndex,
) -> tuple[Tensor, ...]: ...
@overload  # by second names
def split(
    ary: ArrayLike, *, split_size_or_sections: SupportsIndex | Sequence[SupportsIndex], dim: SupportsIndex = 0,
) -> tuple[Tensor, ...]: ...
def array_split(
    ary: ArrayLike, indices_or_sections: SupportsIndex | Sequence[SupportsIndex], axis: SupportsIndex = 0, *,
    dim: SupportsIndex = ..., dims: SupportsIndex = ...,
) -> list[Tensor]: ...
def vsplit(ary: ArrayLike, indices_or_sections: SupportsIndex | Sequence[SupportsIndex]) -> list[Tensor]: ...
def hsplit(ary: ArrayLike, indices_or_sections: SupportsIndex | Sequence[SupportsIndex]) -> list[Tensor]: ...
def dsplit(ary: ArrayLike, indices_or_sections: SupportsIndex | Sequence[SupportsIndex]) -> list[Tensor]: ...
def unstack(
    x: ArrayLike, /, *, axis: SupportsIndex = 0, dim: SupportsIndex = ..., dims: SupportsIndex = ...,
) -> tuple[Tensor, ...]: ...
