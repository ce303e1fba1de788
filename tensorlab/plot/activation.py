"""Activations: their curves, and their properties found by probing them (lecture L5, L6)."""

from __future__ import annotations

import math
from copy import deepcopy
from typing import NamedTuple

from tensorlab_c import Tensor, array, concatenate, float64, linspace, no_grad, ones_like
from tensorlab_c import gradients as _gradients

from .. import nn
from .._check import integer
from ._axes import COLORS, WIDTH, function, new_figure, span, wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Activation = Callable[[Tensor], Tensor]

__all__ = ["ActivationTable", "activation_properties", "activations"]

MOST = 60  # activations of one picture
NEAR, FAR = 8.0, 1e8  # where things happen; beyond all scales


def lecture() -> dict[str, Activation]:
    """The rows of lecture L5; PReLU as it is before training, RReLU as it is after."""
    return {
        "identity": nn.Identity(),
        "unit step": nn.UnitStep(),
        "logistic": nn.Sigmoid(),
        "tanh": nn.Tanh(),
        "arctan": nn.Arctan(),
        "softsign": nn.Softsign(),
        "ISRU": nn.ISRU(),
        "ReLU": nn.ReLU(),
        "leaky ReLU": nn.LeakyReLU(),
        "PReLU": nn.PReLU(),
        "RReLU": nn.RReLU(),
        "ELU": nn.ELU(),
    }


def _prepared(
    name: str, functions: Mapping[str, Activation] | Iterable[Activation] | None
) -> dict[str, Activation]:
    """Names and functions that take float64; models are copied, and are as they are after training."""
    if functions is None:
        functions = lecture()
    if callable(functions) or not hasattr(functions, "__iter__"):
        raise TypeError(f"{name}: functions must be several, a dict or a list, got {functions!r}")
    given: Any = functions if hasattr(functions, "items") else _called(name, (*functions,))
    found = {str(key): function(name, "every one of functions", each) for key, each in dict(given).items()}
    if not found:
        raise ValueError(f"{name}: there are no functions")
    if len(found) > MOST:
        raise ValueError(f"{name}: {len(found)} functions are too many for one picture (at most {MOST})")
    return {
        key: deepcopy(each).double().eval() if isinstance(each, nn.Module) else each
        for key, each in found.items()
    }


def _called(name: str, functions: tuple[Activation, ...]) -> Iterator[tuple[str, Activation]]:
    """Each with the name of its class or its own; what is there twice gets a number."""
    seen: dict[str, int] = {}
    for each in functions:
        owner = type(each) if isinstance(each, nn.Module) else function(name, "every one of functions", each)
        called = getattr(owner, "__name__", str(each))
        seen[called] = seen.get(called, 0) + 1
        yield f"{called} ({seen[called]})" if seen[called] > 1 else called, each


class Probe:
    """A function of one number as it is met from outside: values and slopes."""

    def __init__(self, caller: str, name: str, activation: Activation):
        self.caller, self.name, self.activation = caller, name, activation

    def _checked(self, x: Tensor) -> Tensor:
        y = self.activation(x)
        if not isinstance(y, Tensor) or y.shape != x.shape:
            got = y.shape if isinstance(y, Tensor) else type(y).__name__
            raise ValueError(
                f"{self.caller}: {self.name} gives {got} for shape {x.shape}: it is no activation"
            )
        return y

    def values(self, x: Tensor) -> np.ndarray:
        with no_grad():
            return self._checked(x).detach().numpy()

    def slopes(self, x: Tensor) -> np.ndarray:
        """f′ by automatic differentiation; 0 where nothing depends on x."""
        x = x.detach()
        x.requires_grad = True
        y = self._checked(x)
        if not y.requires_grad:
            return (0 * x.detach()).numpy()
        (slope,) = _gradients(y, [x], ones_like(y.detach()))
        return (0 * x.detach() if slope is None else slope).numpy()

    def jumps(self, what: Callable[[Tensor], np.ndarray], x: Tensor) -> list[tuple[float, float]]:
        """Where `what` jumps between two samples: steeper than beside, in smaller intervals too."""
        import numpy

        samples, y = x.numpy(), what(x)
        steep = numpy.abs(numpy.diff(y))
        beside = numpy.pad(steep, 2, mode="edge")  # two away: a jump at a sample is one on both sides of it
        found = []
        for i in numpy.nonzero(steep > 1e-9 + 1.5 * numpy.maximum(beside[:-4], beside[4:]))[0]:
            low, high, gap = float(samples[i]), float(samples[i + 1]), float(steep[i])
            for _ in range(40):
                middle = (low + high) / 2
                at = what(array([low, middle, high]))
                first, second = abs(at[1] - at[0]), abs(at[2] - at[1])
                low, high = (low, middle) if first >= second else (middle, high)
            at = what(array([low, high]))
            if abs(at[1] - at[0]) > 0.1 * gap:
                found.append((low, high))
        return found


# ---- curves
def activations(
    functions: Mapping[str, Activation] | Iterable[Activation] | None = None,
    *,
    x_range: tuple[float, float] = (-4.0, 4.0),
    columns: int = 3,
) -> Figure:
    """Draw activations f and their derivatives f′ in a grid (lecture L5).

    Parameters
    ----------
    functions : dict of str to function, or a list of them, optional
        Layers, or functions from a tensor to one of the same shape. Default: those of the lecture.
    x_range : (float, float)
    columns : int, default 3

    Returns
    -------
    matplotlib.figure.Figure
        One axes for each, with two lines: f is solid, f′ is dashed; both have a gap where they jump.

    Raises
    ------
    ValueError
        For no functions, more than 60, and one that changes the shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> figure = tl.plot.activations([tl.nn.ReLU(), tl.tanh], columns=2)
    >>> [axes.get_title() for axes in figure.axes]
    ['ReLU', 'tanh']
    """
    import numpy

    found = _prepared("activations", functions)
    ends = span("activations", "x_range", x_range)
    columns = min(integer("activations", "columns", columns), len(found))
    x = linspace(*ends, 401, dtype=float64)
    curves = {}
    for name, activation in found.items():
        probe = Probe("activations", name, activation)
        curves[name] = [_broken(probe, what, x) for what in (probe.values, probe.slopes)]
    rows = -(-len(found) // columns)
    width = max(WIDTH, 1.6 * columns)
    titles = [wrapped(name, width / columns - 0.2, 10) for name in found]
    above = max(title.count("\n") for title in titles)
    figure = new_figure("activations", (1.45 + 0.17 * above) * rows + 0.5, width=width)
    grid = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    for axes, title, lines in zip(grid.flat, titles, curves.values()):
        _draw_curves(axes, title, lines)
    for axes in grid.flat[len(found) :]:
        axes.remove()
    for axes in grid.flat[max(len(found) - columns, 0) : len(found)]:
        axes.tick_params(labelbottom=True)  # those with none below them
    heights = numpy.concatenate([y for lines in curves.values() for _, y in lines])
    heights = heights[numpy.isfinite(heights)]
    wide = ends[1] - ends[0]  # what grows like x would make all others flat
    low, high = max(heights.min(), -wide / 4), min(heights.max(), 3 / 8 * wide)
    grid[0, 0].set(xlim=ends, ylim=(low - 0.1 * (high - low), high + 0.1 * (high - low)))
    handles = grid[0, 0].lines[-2:]
    figure.legend(handles, ["f(x)", "f′(x)"], loc="outside lower center", ncols=2)
    return figure


def _broken(probe: Probe, what: Callable[[Tensor], np.ndarray], x: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """A line that has a gap where the function jumps."""
    import numpy

    samples, y = x.numpy(), what(x)
    jumps = probe.jumps(what, x)
    before = [low for low, _ in jumps]
    places = numpy.searchsorted(samples, before, side="right")
    return numpy.insert(samples, places, before), numpy.insert(y, places, numpy.nan)


def _draw_curves(axes: Axes, title: str, lines: list[tuple[np.ndarray, np.ndarray]]) -> None:
    axes.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    axes.axvline(0, color="0.8", linewidth=0.8, zorder=0)
    axes.plot(*lines[0], color=COLORS[0], linewidth=2)
    axes.plot(*lines[1], color=COLORS[1], linewidth=1.5, linestyle="--")
    axes.set_title(title, fontsize=10)
    axes.tick_params(labelsize=8)


# ---- properties
class ActivationProperties(NamedTuple):
    """What probing tells of one activation.

    ``kinks`` are the places where f or f′ jumps; ``low`` and ``high`` bound the values, ``closed`` says which
    of the two f takes itself; ``values`` are all of them where they are few.
    """

    name: str
    nonlinear: bool
    smooth: bool
    kinks: tuple[float, ...]
    low: float
    high: float
    closed: tuple[bool, bool]
    values: tuple[float, ...]
    monotone: str

    @property
    def range(self) -> str:
        """The range in the usual notation."""
        if self.values:
            return "{" + ", ".join(map(_spoken, self.values)) + "}"
        left, right = "[" if self.closed[0] else "(", "]" if self.closed[1] else ")"
        return f"{left}{_spoken(self.low)}, {_spoken(self.high)}{right}"

    def cells(self) -> list[str]:
        at = f"no (at {', '.join(map(_spoken, self.kinks[:3]))}{', …' * (len(self.kinks) > 3)})"
        smooth = "yes" if self.smooth else at
        return [self.name, "yes" if self.nonlinear else "no", smooth, self.range, self.monotone]


class ActivationTable(list[ActivationProperties]):
    """The table that `activation_properties` makes: a list of rows, shown as a table.

    Examples
    --------
    >>> import tensorlab as tl
    >>> table = tl.plot.activation_properties([tl.nn.ReLU()])
    >>> isinstance(table, tl.plot.ActivationTable), table[0].kinks
    (True, (0.0,))
    >>> print(table.markdown())
    | activation | non-linear | continuously differentiable | range | monotone |
    | --- | --- | --- | --- | --- |
    | ReLU | yes | no (at 0) | [0, ∞) | yes, non-decreasing |
    """

    HEAD = ("activation", "non-linear", "continuously differentiable", "range", "monotone")

    def cells(self) -> list[list[str]]:
        """The head and the rows as texts."""
        return [list(self.HEAD), *(row.cells() for row in self)]

    def markdown(self) -> str:
        """The table in Markdown."""
        head, *rows = self.cells()
        lines = [head, ["---"] * len(head), *rows]
        return "\n".join(
            "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
        )

    _repr_markdown_ = markdown

    def __str__(self) -> str:
        lines = self.cells()
        widths = [max(map(len, column)) for column in zip(*lines)]
        lines.insert(1, ["-" * width for width in widths])
        return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def activation_properties(
    functions: Mapping[str, Activation] | Iterable[Activation] | None = None,
) -> ActivationTable:
    """The properties of activations (lecture L6), found by evaluating them.

    Parameters
    ----------
    functions : dict of str to function, or a list of them, optional
        Layers, or functions from a tensor to one of the same shape. Default: those of the lecture.

    Returns
    -------
    ActivationTable
        Rows with ``nonlinear``, ``smooth``, ``kinks``, ``low``, ``high``, ``closed``, ``range`` and
        ``monotone``; it prints as a table, and ``markdown()`` is one.

    Raises
    ------
    ValueError
        For no functions, and one that changes the shape or gives nan for a number in −8 … 8.

    Notes
    -----
    A probe is no proof: f and f′ (by automatic differentiation, in float64) are sampled 3200 times between
    −8 and 8, and f at every quarter of an order of magnitude up to 10⁸. Where one of them jumps is found by
    halving intervals; f is unbounded where it still grows at 10⁸. A bound is taken when f arrives there, and
    not taken when it only comes closer until rounding makes it equal.

    Examples
    --------
    >>> import tensorlab as tl
    >>> print(tl.plot.activation_properties([tl.nn.UnitStep(), tl.nn.Tanh(), tl.nn.SiLU()]))
    activation  non-linear  continuously differentiable  range         monotone
    ----------  ----------  ---------------------------  ------------  -------------------
    UnitStep    yes         no (at 0)                    {0, 1}        yes, non-decreasing
    Tanh        yes         yes                          (−1, 1)       yes, increasing
    SiLU        yes         yes                          [−0.2785, ∞)  no
    """
    found = _prepared("activation_properties", functions)
    return ActivationTable(
        _probed(Probe("activation_properties", name, activation)) for name, activation in found.items()
    )


def _probed(probe: Probe) -> ActivationProperties:
    import numpy

    near = linspace(-NEAR, NEAR, 3201, dtype=float64)
    values = probe.values(near)
    if not numpy.isfinite(values).all():
        at = near.numpy()[~numpy.isfinite(values)][0]
        raise ValueError(f"activation_properties: {probe.name} is not finite at {at:g}")
    jumps = [*probe.jumps(probe.values, near), *probe.jumps(probe.slopes, near)]
    kinks = sorted({round(low, 9) + 0.0 for low, _ in jumps})
    out = array(numpy.geomspace(NEAR, FAR, 29)[1:])
    x = concatenate([-out[::-1], near, out])
    y = probe.values(x)
    kept = numpy.isfinite(y)
    low, low_taken = _bound(probe, near, -1)
    high, high_taken = _bound(probe, near, 1)
    few = numpy.unique(y[kept])
    line = values[1600] + (values[1800] - values[1600]) * near.numpy()  # through 0 and 1
    bend = float(numpy.abs(values - line).max())
    return ActivationProperties(
        probe.name,
        bend > 1e-9 * (1 + float(numpy.abs(values).max())),
        not kinks,
        tuple(kinks),
        low,
        high,
        (low_taken, high_taken),
        tuple(few.tolist()) if len(few) <= 3 else (),
        _monotone(y[kept], values),
    )


def _monotone(y: np.ndarray, near: np.ndarray) -> str:
    import numpy

    steps = numpy.diff(y)
    noise = 1e-12 * (1 + numpy.abs(y[1:]))
    rises, falls = bool((steps > noise).any()), bool((steps < -noise).any())
    if rises and falls:
        return "no"
    if not rises and not falls:
        return "yes, constant"
    level = bool((numpy.abs(numpy.diff(near)) == 0).any())  # far away, rounding makes everything level
    if rises:
        return "yes, non-decreasing" if level else "yes, increasing"
    return "yes, non-increasing" if level else "yes, decreasing"


def _bound(probe: Probe, near: Tensor, sign: int) -> tuple[float, bool]:
    """The upper bound of sign · f, and whether f takes it."""
    import numpy

    x, y = near.numpy(), sign * probe.values(near)
    top = int(y.argmax())
    best, taken = _refined(probe, x[max(top - 1, 0)], x[min(top + 1, len(x) - 1)], sign, float(y[top])), True
    for side in (-1, 1):
        out = sign * probe.values(array(side * numpy.geomspace(NEAR, FAR, 29)))
        middle, end = numpy.nanmax(out[:15]), numpy.nanmax(out[15:], initial=-math.inf)
        if end > max(best, middle) + 0.01 * (1 + abs(middle)) or math.inf in (middle, end):
            return sign * math.inf, False
        end = max(middle, end)
        if end > best + 1e-12 * (1 + abs(best)) or (end >= best and not _arrives(probe, side, sign, end)):
            best, taken = max(best, end), False
    return sign * float(best), taken


def _refined(probe: Probe, low: float, high: float, sign: int, best: float) -> float:
    """The largest value in a small interval around the largest sample."""
    for _ in range(4):
        x = linspace(low, high, 101, dtype=float64)
        y = sign * probe.values(x)
        top = int(y.argmax())
        best = max(best, float(y[top]))
        low, high = x[max(top - 1, 0)].item(), x[min(top + 1, 100)].item()
    return best


def _arrives(probe: Probe, side: int, sign: int, end: float) -> bool:
    """Whether f comes to a level that it keeps from there on, rather than closer and closer to it.

    Just before it is there, what comes closer and closer differs by rounding only.
    """
    low, high = 0.0, NEAR
    at = sign * probe.values(array([0.0, side * NEAR]))
    if at[0] == end:
        return True
    if at[1] != end:
        return False
    for _ in range(60):
        middle = (low + high) / 2
        there = float(sign * probe.values(array([side * middle]))[0]) == end
        low, high = (low, middle) if there else (middle, high)
    before = float(sign * probe.values(array([side * high * 0.999]))[0])
    return end - before > 1e-12


def _spoken(value: float) -> str:
    """A number as one writes it: four digits, ∞, π/2."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(abs(value) - math.pi / 2) < 1e-7:
        return "π/2" if value > 0 else "−π/2"
    text = f"{value:.4g}"
    return "0" if float(text) == 0 else text.replace("-", "−")
