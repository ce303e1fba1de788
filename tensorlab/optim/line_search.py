"""A search along a line for a point that fulfils the strong Wolfe conditions."""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tensorlab_c import Tensor

__all__ = ["Point", "strong_wolfe"]

LOWER, FLATTER = 1e-4, 0.9  # c₁ and c₂ of the conditions
NEAR = 0.1  # of the length between the ends: how near to them a trial may be, but once


class Point:
    """The loss, its gradient, and its slope along the line, at `t`."""

    __slots__ = ("gradient", "loss", "slope", "t")

    def __init__(self, t: float, loss: float, gradient: Tensor, slope: float):
        self.t, self.loss, self.gradient, self.slope = t, loss, gradient, slope


def strong_wolfe(at: Callable[[float], Point], start: Point, t: float, shortest: float, trials: int) -> Point:
    """A point that is lower and flatter than `start` (Nocedal & Wright 2006, algorithms 3.5 and 3.6).

    `at` computes a point; the first is at `t`. After so many further `trials`, or where the ends are nearer
    than `shortest`, the lowest end is taken.
    """
    before, now = start, at(t)
    for trial in range(trials):
        if _too_high(now, start) or (trial > 1 and now.loss >= before.loss):
            return _zoomed(at, start, [before, now], shortest, trials - trial)
        if abs(now.slope) <= -FLATTER * start.slope:
            return now
        if now.slope >= 0:
            return _zoomed(at, start, [before, now], shortest, trials - trial)
        further = _lowest(before, now, now.t + 0.01 * (now.t - before.t), now.t * 10)
        before, now = now, at(further)
    return start if start.loss <= now.loss else now


def _too_high(point: Point, start: Point) -> bool:
    return point.loss > start.loss + LOWER * point.t * start.slope


def _zoomed(
    at: Callable[[float], Point], start: Point, ends: list[Point], shortest: float, trials: int
) -> Point:
    """A point between two ends of which the lower has such points on its side."""
    low, near = _lower(ends), False
    for _ in range(trials):
        left, right = sorted(end.t for end in ends)
        if right - left < shortest:
            break
        t, margin = _lowest(ends[0], ends[1], left, right), NEAR * (right - left)
        was_near, near = near, min(right - t, t - left) < margin
        if near and (was_near or not left < t < right):
            t = right - margin if abs(t - right) < abs(t - left) else left + margin
            near = False
        new = at(t)
        if _too_high(new, start) or new.loss >= ends[low].loss:
            ends[1 - low] = new
            low = _lower(ends)
            continue
        if abs(new.slope) <= -FLATTER * start.slope:
            return new
        if new.slope * (ends[1 - low].t - ends[low].t) >= 0:
            ends[1 - low] = ends[low]
        ends[low] = new
    return ends[low]


def _lower(ends: list[Point]) -> int:
    return 0 if ends[0].loss <= ends[1].loss else 1


def _lowest(a: Point, b: Point, left: float, right: float) -> float:
    """The minimum of the cubic through both points, kept within bounds (equation 3.59 there)."""
    if a.t > b.t:
        a, b = b, a
    width, middle = b.t - a.t, (left + right) / 2
    if width == 0:
        return middle
    mean = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    square = mean * mean - a.slope * b.slope
    if not square >= 0:
        return middle
    root = math.sqrt(square)
    over, under = b.slope + root - mean, b.slope - a.slope + 2 * root
    if under == 0:  # a straight line
        return middle if over == 0 else right if over < 0 else left
    lowest = b.t - width * (over / under)
    return middle if math.isnan(lowest) else min(max(lowest, left), right)
