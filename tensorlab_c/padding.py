"""The modes of `pad` that compute what stands around an array; rearranging.pyx has the others."""

from __future__ import annotations

from typing import Any

from tensorlab_c._operands import _under, _without_history
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import empty, linspace, zeros
from tensorlab_c.elementwise import rint
from tensorlab_c.joining import concatenate
from tensorlab_c.manipulation import broadcast_to, moveaxis
from tensorlab_c.places import ndindex
from tensorlab_c.quantiles import median
from tensorlab_c.reduction import max as _max
from tensorlab_c.reduction import min as _min
from tensorlab_c.statistics import mean

__all__: list[str] = []

_STATISTICS: dict[str, Any] = {"maximum": _max, "minimum": _min, "mean": mean, "median": median}


def _cut(t: Tensor, k: int, start, stop=None, step=None) -> Tensor:
    return t[(slice(None),) * k + (slice(start, stop, step),)]


def _around(t: Tensor, widths: list, fill) -> Tensor:
    """The array in the middle of what `fill` makes."""
    out = fill(tuple(n + low + high for n, (low, high) in zip(t.shape, widths)), t.dtype)
    out[tuple(slice(low, low + n) for n, (low, _) in zip(t.shape, widths))] = t
    return out


def padded(t: Tensor, widths: list, mode, options: list, kwargs: dict) -> Tensor:
    """`t` with (before, after) more elements along each axis; `options` has a pair for each axis, too."""
    if mode == "empty":
        return _around(t, widths, empty)
    if callable(mode):
        return _by_function(t, widths, mode, kwargs)
    for k, (n, (low, high)) in enumerate(zip(t.shape, widths)):
        if (low or high) and not n:
            raise ValueError(f"pad: axis {k} of shape {t.shape} is empty: {mode!r} has nothing to go by")
    with _under("pad"):
        for k, (low, high) in enumerate(widths):
            if not (low or high):
                continue
            if mode == "linear_ramp":
                before, after = _ramps(t, k, low, high, options[k])
            elif mode in _STATISTICS:
                before, after = _statistics(t, k, low, high, options[k], mode)
            else:
                t = _mirrored(t, k, low, high, mode == "symmetric")
                continue
            t = concatenate([before, t, after], k)
    return t


def _ramps(t: Tensor, k: int, low: int, high: int, ends) -> tuple[Tensor, Tensor]:
    parts = []
    for edge, n, end in ((0, low, ends[0]), (-1, high, ends[1])):
        stop = t[(slice(None),) * k + (edge, ...)]
        parts.append(linspace(end, stop, n, False, dtype=t.dtype, axis=k))
    return parts[0], _cut(parts[1], k, None, None, -1)


def _statistics(t: Tensor, k: int, low: int, high: int, lengths, mode: str) -> tuple[Tensor, Tensor]:
    n, parts = t.shape[k], []
    lengths = [n if m is None else min(m, n) for m in lengths]
    for count, m, last in ((low, lengths[0], False), (high, lengths[1], True)):
        chunk = _cut(t, k, n - m, n) if last else _cut(t, k, 0, m)
        value = _STATISTICS[mode](chunk, axis=k, keepdims=True)
        if t.dtype.kind in "iu" and value.dtype.kind == "f":
            value = rint(value)
        shape = (*t.shape[:k], count, *t.shape[k + 1 :])
        parts.append(broadcast_to(value.astype(t.dtype, copy=False), shape))
    return parts[0], parts[1]


def _mirrored(t: Tensor, k: int, low: int, high: int, edge: bool) -> Tensor:
    """Mirror images with their signs turned about the edge, as often as it takes."""
    period = t.shape[k]
    if period == 1:
        first = broadcast_to(t, (*t.shape[:k], low, *t.shape[k + 1 :]))
        last = broadcast_to(t, (*t.shape[:k], high, *t.shape[k + 1 :]))
        return concatenate([first, t, last], k)
    while low or high:
        n = t.shape[k]
        if edge:
            most, skip = n // period * period, 0
        else:
            most, skip = (n - 1) // (period - 1) * (period - 1), 1
        before, after = min(low, most), min(high, most)
        parts = [t]
        if before:
            mirror = _cut(_cut(t, k, skip, skip + before), k, None, None, -1)
            parts.insert(0, (2 * _cut(t, k, 0, 1) - mirror).astype(t.dtype, copy=False))
        if after:  # of what is longer by the first part, as NumPy goes on from there
            t = concatenate(parts, k)
            n = t.shape[k]
            mirror = _cut(_cut(t, k, n - skip - after, n - skip), k, None, None, -1)
            parts = [t, (2 * _cut(t, k, n - 1) - mirror).astype(t.dtype, copy=False)]
        t = concatenate(parts, k)
        low, high = low - before, high - after
    return t


def _by_function(t: Tensor, widths: list, function, kwargs: dict) -> Tensor:
    """``function(line, (before, after), axis, kwargs)`` sets the ends of every line, which begin as zeros."""
    out = _around(_without_history(t, "pad").detach(), widths, zeros)
    for k in range(out.ndim):
        lines = moveaxis(out, k, -1)
        for index in ndindex(lines.shape[:-1]):
            function(lines[(*index, ...)], widths[k], k, kwargs)
    return out
