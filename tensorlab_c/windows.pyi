from typing import SupportsFloat

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import DTypeLike

__all__ = [
    "bartlett", "bartlett_window", "blackman", "blackman_window", "hamming", "hamming_window", "hann_window",
    "hanning", "kaiser",
]

def bartlett(M: SupportsFloat) -> Tensor: ...
def blackman(M: SupportsFloat) -> Tensor: ...
def hamming(M: SupportsFloat) -> Tensor: ...
def hanning(M: SupportsFloat) -> Tensor: ...
def kaiser(M: SupportsFloat, beta: SupportsFloat) -> Tensor: ...
def bartlett_window(
    window_length: int, periodic: bool = True, *, dtype: DTypeLike = None, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def blackman_window(
    window_length: int, periodic: bool = True, *, dtype: DTypeLike = None, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def hamming_window(
    window_length: int, periodic: bool = True, *, dtype: DTypeLike = None, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
def hann_window(
    window_length: int, periodic: bool = True, *, dtype: DTypeLike = None, requires_grad: bool = False,
    device: str | None = None,
) -> Tensor: ...
