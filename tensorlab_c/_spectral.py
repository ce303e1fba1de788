"""Convolution of NumPy's arrays by the fast Fourier transform, for operands that are finite."""

from __future__ import annotations

__all__: list[str] = []

_FRAME = 8  # a frame of a long vector is so many times as long as the taps, at least


def convolved(x, taps, places, workers: int):
    """The full convolution at `places`, which are first and last but one along each axis, in float64.

    Parameters
    ----------
    x, taps : ndarray
        Of one or two axes.
    places : sequence of (int, int)
    workers : int
        Threads; they do not change the result.
    """
    import numpy as np
    from scipy import fft

    x, taps = x.astype(np.float64, copy=False), taps.astype(np.float64, copy=False)
    if x.ndim == 1 and x.size >= 2 * _FRAME * taps.size:
        return _in_frames(np, fft, x, taps, places[0], workers)
    points = [
        fft.next_fast_len(max(n + m - 1 - first, end, n, m), real=True)  # what wraps around misses the places
        for n, m, (first, end) in zip(x.shape, taps.shape, places)
    ]
    spectrum = fft.rfftn(x, points, workers=workers)
    spectrum *= fft.rfftn(taps, points, workers=workers)
    y = fft.irfftn(spectrum, points, workers=workers, overwrite_x=True)
    return y[tuple(slice(*place) for place in places)]


def _in_frames(np, fft, x, taps, place, workers: int):
    """A long vector in pieces that overlap, so that they stay in cache: overlap-save (Stockham 1966)."""
    m, (first, end) = taps.size, place
    points = fft.next_fast_len(_FRAME * m, real=True)
    fresh = points - m + 1  # of a frame; the elements before them wrapped around
    count = -(-(end - first) // fresh)
    padded = np.zeros(count * fresh + m - 1)
    low, high = max(first - m + 1, 0), min(first + count * fresh, x.size)
    padded[low - first + m - 1 : high - first + m - 1] = x[low:high]
    frames = np.lib.stride_tricks.as_strided(padded, (count, points), (8 * fresh, 8), writeable=False)
    spectrum = fft.rfft(frames, workers=workers)
    spectrum *= fft.rfft(taps, points)
    y = fft.irfft(spectrum, points, workers=workers, overwrite_x=True)
    return y[:, m - 1 :].reshape(-1)[: end - first]
