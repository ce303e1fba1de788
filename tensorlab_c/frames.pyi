from typing import Any

from tensorlab_c._tensor import Tensor
from tensorlab_c._typing import ArrayLike

__all__ = [
    "istft", "stft",
]  # fmt: skip

_MODES: Any
_PIECES: Any
def _pieces(n_fft, hop_length, win_length, window, dtype, function: str) -> tuple[int, int, Tensor]: ...
def stft(
    input: ArrayLike, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
    window: ArrayLike | None = None, center: bool = True, pad_mode: str = "reflect", normalized: bool = False,
    onesided: bool | None = None, return_complex: bool | None = None,
) -> Tensor: ...
def istft(
    input: ArrayLike, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
    window: ArrayLike | None = None, center: bool = True, normalized: bool = False, onesided: bool | None = None,
    length: int | None = None, return_complex: bool = False,
) -> Tensor: ...
