"""Convolution of NumPy's arrays by the fast Fourier transform, for operands that are finite.

Of whole numbers the results are near such.
"""

from __future__ import annotations

__all__: list[str] = []

_FRAME = 8  # a frame of a long vector is so many times as long as the taps, at least


def convolved(x, taps, places, workers: int):
    """The full convolution at `places`, first and last but one along each axis, in float64 or complex128.

    Parameters
    ----------
    x, taps : ndarray
        Of one or two axes; both real, whole numbers too, or both complex.
    places : sequence of (int, int)
    workers : int
        Threads; they do not change the result.
    """
    import numpy as np
    from scipy import fft

    real = x.dtype.kind != "c"
    dtype = np.float64 if real else np.complex128
    x, taps = x.astype(dtype, copy=False), taps.astype(dtype, copy=False)
    if x.ndim == 1 and x.size >= 2 * _FRAME * taps.size:
        return _in_frames(np, fft, real, x, taps, places[0], workers)
    points = [
        fft.next_fast_len(max(n + m - 1 - first, end, n, m), real)  # what wraps around misses the places
        for n, m, (first, end) in zip(x.shape, taps.shape, places)
    ]
    forward, backward = (fft.rfftn, fft.irfftn) if real else (fft.fftn, fft.ifftn)
    spectrum = forward(x, points, workers=workers)
    spectrum *= forward(taps, points, workers=workers)
    y = backward(spectrum, points, workers=workers, overwrite_x=True)
    return y[tuple(slice(*place) for place in places)]


def _in_frames(np, fft, real: bool, x, taps, place, workers: int):
    """A long vector in pieces that overlap, so that they stay in cache: overlap-save (Stockham 1966)."""
    m, (first, end) = taps.size, place
    points = fft.next_fast_len(_FRAME * m, real)
    fresh = points - m + 1  # of a frame; the elements before them wrapped around
    count = -(-(end - first) // fresh)
    padded = np.zeros(count * fresh + m - 1, x.dtype)
    low, high = max(first - m + 1, 0), min(first + count * fresh, x.size)
    padded[low - first + m - 1 : high - first + m - 1] = x[low:high]
    strides = (padded.itemsize * fresh, padded.itemsize)
    frames = np.lib.stride_tricks.as_strided(padded, (count, points), strides, writeable=False)
    forward, backward = (fft.rfft, fft.irfft) if real else (fft.fft, fft.ifft)
    spectrum = forward(frames, workers=workers)
    spectrum *= forward(taps, points)
    y = backward(spectrum, points, workers=workers, overwrite_x=True)
    return y[:, m - 1 :].reshape(-1)[: end - first]
