from collections.abc import Sequence
from typing import Literal, SupportsIndex, TypeAlias

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike
from tensorlab_c.frequencies import fftfreq as fftfreq
from tensorlab_c.frequencies import fftshift as fftshift
from tensorlab_c.frequencies import ifftshift as ifftshift
from tensorlab_c.frequencies import rfftfreq as rfftfreq

__all__ = [
    "fft", "fft2", "fftfreq", "fftn", "fftshift", "hfft", "ifft", "ifft2", "ifftn", "ifftshift", "ihfft",
    "irfft", "irfft2", "irfftn", "rfft", "rfft2", "rfftfreq", "rfftn",
]  # fmt: skip

_Norm: TypeAlias = Literal["backward", "ortho", "forward"] | None
_Axes: TypeAlias = SupportsIndex | Sequence[SupportsIndex] | None

def fft(
    a: ArrayLike, n: SupportsIndex | None = None, axis: SupportsIndex = -1, norm: _Norm = None,
    out: Tensor | None = None, *, dim: SupportsIndex = ...,
) -> Tensor: ...
def ifft(
    a: ArrayLike, n: SupportsIndex | None = None, axis: SupportsIndex = -1, norm: _Norm = None,
    out: Tensor | None = None, *, dim: SupportsIndex = ...,
) -> Tensor: ...
def rfft(
    a: ArrayLike, n: SupportsIndex | None = None, axis: SupportsIndex = -1, norm: _Norm = None,
    out: Tensor | None = None, *, dim: SupportsIndex = ...,
) -> Tensor: ...
def irfft(
    a: ArrayLike, n: SupportsIndex | None = None, axis: SupportsIndex = -1, norm: _Norm = None,
    out: Tensor | None = None, *, dim: SupportsIndex = ...,
) -> Tensor: ...
def hfft(
    a: ArrayLike, n: SupportsIndex | None = None, axis: SupportsIndex = -1, norm: _Norm = None,
    out: Tensor | None = None, *, dim: SupportsIndex = ...,
) -> Tensor: ...
def ihfft(
    a: ArrayLike, n: SupportsIndex | None = None, axis: SupportsIndex = -1, norm: _Norm = None,
    out: Tensor | None = None, *, dim: SupportsIndex = ...,
) -> Tensor: ...
def fftn(
    a: ArrayLike, s: _Axes = None, axes: _Axes = None, norm: _Norm = None, out: Tensor | None = None, *,
    dim: _Axes = ...,
) -> Tensor: ...
def fft2(
    a: ArrayLike, s: _Axes = None, axes: _Axes = (-2, -1), norm: _Norm = None, out: Tensor | None = None, *,
    dim: _Axes = ...,
) -> Tensor: ...
def ifftn(
    a: ArrayLike, s: _Axes = None, axes: _Axes = None, norm: _Norm = None, out: Tensor | None = None, *,
    dim: _Axes = ...,
) -> Tensor: ...
def ifft2(
    a: ArrayLike, s: _Axes = None, axes: _Axes = (-2, -1), norm: _Norm = None, out: Tensor | None = None, *,
    dim: _Axes = ...,
) -> Tensor: ...
def rfftn(
    a: ArrayLike, s: _Axes = None, axes: _Axes = None, norm: _Norm = None, out: Tensor | None = None, *,
    dim: _Axes = ...,
) -> Tensor: ...
def rfft2(
    a: ArrayLike, s: _Axes = None, axes: _Axes = (-2, -1), norm: _Norm = None, out: Tensor | None = None, *,
    dim: _Axes = ...,
) -> Tensor: ...
def irfftn(
    a: ArrayLike, s: _Axes = None, axes: _Axes = None, norm: _Norm = None, out: Tensor | None = None, *,
    dim: _Axes = ...,
) -> Tensor: ...
def irfft2(
    a: ArrayLike, s: _Axes = None, axes: _Axes = (-2, -1), norm: _Norm = None, out: Tensor | None = None, *,
    dim: _Axes = ...,
) -> Tensor: ...
