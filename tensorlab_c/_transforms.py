"""Discrete Fourier transforms as the tape knows them: linear functions, whose derivative is the adjoint.

`factor` is 0 for sums as they are, 1 where they are divided by the root of their number, 2 by the number.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import Any

from tensorlab_c._tensor import Tensor, custom, get_num_threads
from tensorlab_c.creation import asarray, ones

_SHARED = 1 << 15  # elements from which on threads share a transform
_NORMS = ("backward", "ortho", "forward")  # by the factor of the transform forward


def _computed(name: str, x: Tensor, *arguments) -> Tensor:
    """What pocketfft's function answers."""
    workers = get_num_threads() if x.size >= _SHARED else 1
    y = getattr(_functions(), name)(x.detach().numpy(), *arguments, None, workers)
    if name == "c2c" and x.dtype.kind == "f":
        y.imag += 0  # the conjugates that it fills in have -0 for 0
    return asarray(y)


@cache
def _functions() -> Any:
    """Those of SciPy without the dispatch in front of them, which takes longer than a short transform."""
    for module, name in (("_pocketfft", "pypocketfft"), ("_duccfft", "pyduccfft")):  # before and since 1.18
        with suppress(ImportError):
            return import_module(f"scipy.fft.{module}.{name}")
    return _Public


class _Public:
    """pocketfft's functions by those that SciPy documents, should they be moved."""

    @staticmethod
    def c2c(a, axes, forward: bool, factor: int, out, workers: int):
        from scipy import fft

        return (fft.fftn if forward else fft.ifftn)(
            a, axes=axes, norm=_NORMS[factor if forward else 2 - factor], workers=workers
        )

    @staticmethod
    def r2c(a, axes, forward: bool, factor: int, out, workers: int):
        from scipy import fft

        return fft.rfftn(a, axes=axes, norm=_NORMS[factor], workers=workers)

    @staticmethod
    def c2r(a, axes, n: int, forward: bool, factor: int, out, workers: int):
        from scipy import fft

        sizes = [*(a.shape[axis] for axis in axes[:-1]), n]
        return fft.irfftn(a, sizes, axes, _NORMS[2 - factor], workers=workers)


def _c2c(x: Tensor, axes: tuple[int, ...], forward: bool, factor: int) -> Tensor:
    """Every frequency, of real or complex numbers."""

    def rule(g: Tensor, _: None, x: Tensor):
        back = _c2c(g, axes, not forward, factor)
        return (back if x.dtype.kind == "c" else back.real,)

    return custom(_computed("c2c", x, axes, forward, factor), rule, x, reads_out=False)


def _r2c(x: Tensor, axes: tuple[int, ...], factor: int) -> Tensor:
    """Of real numbers; along the last of `axes` without the negative frequencies."""

    def rule(g: Tensor, _: None, x: Tensor):
        n = x.shape[axes[-1]]
        return (_c2r(g * _weights(g, axes[-1], n, 0.5), axes, n, factor),)

    return custom(_computed("r2c", x, axes, True, factor), rule, x, reads_out=False)


def _c2r(x: Tensor, axes: tuple[int, ...], n: int, factor: int) -> Tensor:
    """Back to `n` real numbers along the last of `axes`."""

    def rule(g: Tensor, _: None, x: Tensor):
        return (_r2c(g, axes, factor) * _weights(x, axes[-1], n, 2.0),)

    return custom(_computed("c2r", x, axes, n, False, factor), rule, x, reads_out=False)


def _weights(x: Tensor, axis: int, n: int, weight: float) -> Tensor:
    """1 for what a spectrum of `n` real numbers has once, `weight` for what has a negative frequency, too."""
    w = ones(n // 2 + 1, dtype=x.real.dtype)
    w[1 : (n + 1) // 2] = weight
    return w.reshape((-1,) + (1,) * (x.ndim - 1 - axis % x.ndim))
