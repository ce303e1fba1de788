"""Transforms of a signal piece by piece, with PyTorch's names: how its frequencies change in time."""

from __future__ import annotations

import tensorlab_c as _c
from tensorlab_c._operands import _floating, _integer, _operand, _under
from tensorlab_c._spelled import _documented
from tensorlab_c._tensor import Tensor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c._typing import ArrayLike

__all__ = ["istft", "stft"]

_MODES = {"reflect": "reflect", "constant": "constant", "replicate": "edge", "circular": "wrap"}
_PIECES = {
    "n_fft": "int\n    How many elements a piece has.",
    "hop_length": "int, optional\n    From one piece to the next; a quarter of `n_fft` when None.",
    "win_length": "int, optional\n    How many of them the window has, in the middle; all when None.",
    "window": "array_like, optional\n    Their weights; ones when None.",
    "center": "bool\n    The first piece has the first element in its middle.",
    "pad_mode": '{"reflect", "constant", "replicate", "circular"}\n    What stands beyond the ends then.',
    "normalized": "bool\n    Divide by the root of `n_fft`.",
    "onesided": "bool, optional\n    Frequencies from 0 up only; when None of real signals.",
    "return_complex": "bool, optional\n    Whether the result is complex.",
    "length": "int, optional\n    Of the signal; as long as the pieces reach when None.",
}


def _pieces(n_fft, hop_length, win_length, window, dtype, function: str) -> tuple[int, int, Tensor]:
    """How long pieces are, the steps between them, and the weights of their elements."""
    n = _integer(n_fft, function, "n_fft")
    hop = n // 4 if hop_length is None else _integer(hop_length, function, "hop_length")
    size = n if win_length is None else _integer(win_length, function, "win_length")
    if hop < 1 or not 0 < size <= n:
        raise ValueError(f"{function}: pieces of {n} elements every {hop}, with a window of {size}")
    with _under(function):
        w = _c.ones(size, dtype=dtype) if window is None else _operand(window, function).astype(dtype)
    if w.shape != (size,):
        raise ValueError(f"{function}: window has shape {w.shape}, and win_length is {size}")
    return n, hop, w if size == n else _c.pad(w, ((n - size) // 2, (n - size + 1) // 2))


@_documented(input="array_like\n    One signal, or one per row.", **_PIECES)
def stft(
    input: ArrayLike, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
    window: ArrayLike | None = None, center: bool = True, pad_mode: str = "reflect", normalized: bool = False,
    onesided: bool | None = None, return_complex: bool | None = None,
) -> Tensor:  # fmt: skip
    """The Fourier transforms of overlapping pieces: of shape (frequencies, pieces), or of a batch of these.

    >>> tl.stft(tl.array([1.0, 1.0, 1.0, 1.0]), 2, 2, center=False)
    tensor([[2.+0.j, 2.+0.j],
            [0.+0.j, 0.+0.j]])
    """
    x = _floating(input, "stft")
    n, hop, w = _pieces(n_fft, hop_length, win_length, window, x.real.dtype, "stft")
    if x.ndim not in (1, 2):
        raise ValueError(f"stft: one signal or rows of them are needed, got shape {x.shape}")
    if pad_mode not in _MODES:
        raise ValueError(f"stft: pad_mode must be one of {', '.join(map(repr, _MODES))}, got {pad_mode!r}")
    with _under("stft"):
        if center:
            x = _c.pad(x, [(0, 0)] * (x.ndim - 1) + [(n // 2, n // 2)], mode=_MODES[pad_mode])
        if x.shape[-1] < n:
            raise ValueError(f"stft: pieces of {n} elements of a signal of {x.shape[-1]}")
        transform = _c.fft.fft if onesided is False or x.dtype.kind == "c" else _c.fft.rfft
        y = _c.swapaxes(transform(x.unfold(-1, n, hop) * w, norm="ortho" if normalized else None), -1, -2)
        return _c.view_as_real(y) if return_complex is False else y


@_documented(input="array_like\n    What `stft` gives.", **_PIECES)
def istft(
    input: ArrayLike, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
    window: ArrayLike | None = None, center: bool = True, normalized: bool = False,
    onesided: bool | None = None, length: int | None = None, return_complex: bool = False,
) -> Tensor:  # fmt: skip
    """The signal that has these transforms, or the one that comes nearest: the inverse of `stft`.

    >>> x = tl.array([1.0, 2.0, 3.0, 4.0])
    >>> tl.istft(tl.stft(x, 2, 1, window=tl.ones(2)), 2, 1, window=tl.ones(2))
    tensor([1., 2., 3., 4.])
    """
    y = _operand(input, "istft")
    if y.dtype.kind != "c" or y.ndim not in (2, 3):
        raise ValueError(f"istft: complex numbers of shape (frequencies, pieces), got {y.dtype} of {y.shape}")
    n, hop, w = _pieces(n_fft, hop_length, win_length, window, y.real.dtype, "istft")
    half, count = n // 2 + 1, y.shape[-1]
    one = y.shape[-2] != n if onesided is None else onesided
    if y.shape[-2] != (half if one else n) or not count:
        raise ValueError(f"istft: the frequencies of {n} elements are not those of shape {y.shape}")
    if one and return_complex:
        raise ValueError("istft: one side of the frequencies is that of real signals")
    first, total = n // 2 if center else 0, n + hop * (count - 1)
    end = total - first if length is None else min(first + _integer(length, "istft", "length"), total)
    with _under("istft"):
        y = _c.swapaxes(y, -1, -2)
        transform, y = (_c.fft.ifft, y) if return_complex else (_c.fft.irfft, y[..., :half])
        pieces = transform(y, n, norm="ortho" if normalized else None)
        places = _c.arange(count)[:, None] * hop + _c.arange(n)
        signal = _c.zeros((*y.shape[:-2], total), dtype=pieces.dtype)
        signal = _c.index_add(signal, (..., places), pieces * w)[..., first:end]
        weights = _c.index_add(_c.zeros(total, dtype=w.dtype), places, _c.broadcast_to(w * w, places.shape))
        weights = weights[first:end]
        if not (weights > 1e-11).all():
            raise ValueError("istft: some elements have no weight in any piece")
        signal = signal / weights
        missing = 0 if length is None else length - signal.shape[-1]
        return _c.pad(signal, [(0, 0)] * (signal.ndim - 1) + [(0, missing)]) if missing > 0 else signal
