"""Surfaces and the paths that descent takes on them (lecture L10, L11, L21)."""

from __future__ import annotations

from functools import partial
from math import isfinite

from tensorlab_c import array, linspace, no_grad

from .._check import integer, real
from ..data.split import as_tensor
from ..optim import SGD
from ._axes import function as check_function
from ._axes import legend_below, line_style, new_figure, numbers, span, whole_steps
from .methods import START, STEPS, descended, runs, valley

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from tensorlab_c import Tensor

    from .._typing import ArrayLike
    from .methods import Function, Method

__all__ = ["contours", "descent", "learning_rates", "paths", "surface"]

HIGHEST = 1e4  # heights that are drawn, in heights of the start


def contours(
    function: Callable[[Tensor, Tensor], Tensor],
    x_range: tuple[float, float] = (-2.0, 2.0),
    y_range: tuple[float, float] = (-2.0, 2.0),
    *,
    points: int = 200,
    levels: int = 25,
    axes: Axes | None = None,
) -> Axes:
    """Draw the contour lines of a function of two numbers.

    Parameters
    ----------
    function : callable
        Takes tensors x and y of shape (points, points), returns a tensor of that shape.
    x_range, y_range : (float, float)
    points : int, default 200
        Samples along each axis.
    levels : int, default 25
        How many lines, spaced evenly in the square root of the height.
    axes : matplotlib.axes.Axes, optional
        Where to draw; a new figure when not given.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        For a function that is constant, not finite or gives another shape, and for ranges that are empty.

    Examples
    --------
    >>> import tensorlab as tl
    >>> axes = tl.plot.contours(lambda x, y: x * x + 2 * y * y, (-1, 1), points=50)
    >>> [float(end) for end in axes.get_xlim()]
    [-1.0, 1.0]
    """
    import numpy

    points, levels = integer("contours", "points", points, 2), integer("contours", "levels", levels)
    for name, value, most in (("points", points, 5000), ("levels", levels, 1000)):
        if value > most:
            raise ValueError(f"contours: {name} must be at most {most}, got {value}")
    x, y, height = sampled("contours", function, x_range, y_range, points)
    low, high = float(height.min()), float(height.max())
    if low == high:
        raise ValueError(f"contours: the function is {low:g} everywhere here, which has no contours")
    if axes is None:
        axes = new_figure("contours", 4.5).subplots()
    heights = low + (high - low) * numpy.linspace(0, 1, levels) ** 2
    axes.contour(x, y, height, levels=heights, cmap="Greys_r", linewidths=0.7, alpha=0.45)
    axes.set_xlim(*x_range)
    axes.set_ylim(*y_range)
    return axes


def sampled(
    name: str, function: Function, x_range: tuple[float, float], y_range: tuple[float, float], points: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, y and the heights over them, which have the shape (len(y), len(x)) and are finite."""
    check_function(name, "function", function)
    x, y = (
        linspace(*span(name, argument, ends), points)
        for argument, ends in (("x_range", x_range), ("y_range", y_range))
    )
    with no_grad():
        found = as_tensor(name, function(x[None, :] + 0 * y[:, None], y[:, None] + 0 * x[None, :])).detach()
    height = found.numpy()
    if height.shape != (points, points):
        raise ValueError(f"{name}: the function gives shape {height.shape} for inputs of {(points, points)}")
    low, high = float(height.min()), float(height.max())
    if not (isfinite(low) and isfinite(high)):
        raise ValueError(f"{name}: the function is not finite: its values go from {low:g} to {high:g}")
    return x.numpy(), y.numpy(), height


def paths(steps: Mapping[str, ArrayLike], *, axes: Axes) -> Axes:
    """Draw paths of descent, one line a method.

    Parameters
    ----------
    steps : dict of str to array_like, shape (n, 2)
        The points each method visited.
    axes : matplotlib.axes.Axes

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        For points of another shape, or none.

    Examples
    --------
    >>> import tensorlab as tl
    >>> axes = tl.plot.contours(lambda x, y: x * x + y * y)
    >>> axes = tl.plot.paths({"SGD": [(1.5, 1.0), (0.8, 0.5), (0.4, 0.3)]}, axes=axes)
    >>> axes.get_legend_handles_labels()[1]
    ['SGD']
    """
    found = path_points("paths", steps)
    for number, (name, points) in enumerate(found.items()):
        draw_path(axes, number, name, points)
    axes.legend()
    return axes


def path_points(caller: str, steps: Mapping[str, ArrayLike]) -> dict[str, np.ndarray]:
    if not hasattr(steps, "items"):
        raise TypeError(f"{caller}: steps must be a dict of names and points, got {type(steps).__name__}")
    found = {name: as_tensor(caller, points).detach().numpy() for name, points in dict(steps).items()}
    for name, points in found.items():
        if points.ndim != 2 or points.shape[1] != 2 or len(points) == 0:
            raise ValueError(f"{caller}: the points of {name!r} have shape {points.shape}, needed is (n, 2)")
    return found


def draw_path(axes: Axes, number: int, name: str, points: np.ndarray) -> tuple[Line2D, Line2D]:
    """A line through the points, with a larger dot at the last."""
    style = line_style(number)
    (line,) = axes.plot(
        points[:, 0], points[:, 1], marker=".", markersize=3, linewidth=1.3, label=str(name), **style
    )
    (head,) = axes.plot(*points[-1], marker="o", markersize=6, color=style["color"])
    return line, head


# ---- many methods on one surface
def descent(
    function: Function | None = None,
    methods: Mapping[str, Method] | None = None,
    *,
    start: ArrayLike = START,
    steps: int = STEPS,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
) -> Figure:
    """Draw the ways of several methods on one surface, and the height against the step (lecture L21).

    Parameters
    ----------
    function : callable, optional
        Takes tensors x and y, returns a tensor of their shape. Default: `valley`.
    methods : dict of str to function, optional
        From a list of parameters to an optimiser. Default: `descent_methods`.
    start : array_like, shape (2,)
    steps : int, default 60
    x_range, y_range : (float, float), optional
        What is shown. Default: as far around the lowest point met as the start is away.

    Returns
    -------
    matplotlib.figure.Figure
        Two axes: the contours with the paths, and the heights.

    Raises
    ------
    TypeError, ValueError
        As `descend` and `contours`; for no methods.

    Examples
    --------
    >>> import tensorlab as tl
    >>> methods = {"slow": lambda p: tl.optim.SGD(p, lr=0.02), "fast": lambda p: tl.optim.SGD(p, lr=0.1)}
    >>> figure = tl.plot.descent(methods=methods, steps=10)
    >>> above, below = figure.axes
    >>> [line.get_label() for line in below.lines]
    ['slow', 'fast']
    >>> len(below.lines[0].get_ydata())
    11
    """
    function = valley if function is None else function
    found = runs("descent", function, methods, start, steps)
    return draw_runs("descent", function, found, x_range, y_range)[0]


def draw_runs(
    name: str,
    function: Function,
    found: Mapping[str, tuple[Tensor, Tensor]],
    x_range: tuple[float, float] | None,
    y_range: tuple[float, float] | None,
) -> tuple[Figure, list[tuple[Line2D, Line2D, Line2D]]]:
    """The figure of `descent`, and the path, its end and the heights of every run as they were drawn."""
    x_range, y_range = view(name, found.values(), x_range, y_range)
    rows = -(-len(found) // 3)
    figure = new_figure(name, 5.9 + 0.19 * rows)
    above, below = figure.subplots(2, 1, height_ratios=(3.4, 2.0))
    contours(function, x_range, y_range, levels=15, axes=above)
    above.set(xlabel="x", ylabel="y")
    drawn = []
    for number, (label, (points, heights)) in enumerate(found.items()):
        line, head = draw_path(above, number, label, points.numpy())
        (height,) = below.plot(heights.numpy(), label=label, linewidth=1.3, **line_style(number))
        drawn.append((line, head, height))
    height_axis(below, [heights.numpy() for _, heights in found.values()])
    below.set(xlabel="step", ylabel="height")
    whole_steps(below)
    legend_below(below, len(found))
    return figure, drawn


def view(
    name: str,
    found: Iterable[tuple[Tensor, Tensor]],
    x_range: tuple[float, float] | None,
    y_range: tuple[float, float] | None,
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ranges that were given, or a box around the lowest point with the start in it."""
    ways = [(points.numpy(), heights.numpy()) for points, heights in found]
    points, heights = min(ways, key=lambda way: way[1].min())
    lowest = points[heights.argmin()]
    reach = 1.15 * abs(points[0] - lowest)
    reach = reach.clip(min=reach.max() / 4 or 1.0)
    low, high = (lowest - reach).tolist(), (lowest + reach).tolist()
    ranges = [(low[0], high[0]), (low[1], high[1])]
    for axis, (argument, given) in enumerate((("x_range", x_range), ("y_range", y_range))):
        if given is not None:
            ranges[axis] = span(name, argument, given)
    return ranges[0], ranges[1]


def height_axis(axes: Axes, heights: list[np.ndarray]) -> None:
    """Logarithmic where heights are above zero and differ by orders of magnitude, down to 1e-16 of them.

    Ways that diverge leave the picture, or all others would be a line at its floor.
    """
    import numpy

    low, high = min(float(numpy.nanmin(h)) for h in heights), max(float(numpy.nanmax(h)) for h in heights)
    first = [float(h[0]) for h in heights]
    if min(first) > 0 and low >= 0 and high > 20 * low:
        axes.set_yscale("log")
        if high > (most := HIGHEST * max(first)):
            axes.set_ylim(top=most)
        axes.set_ylim(bottom=max(low, 1e-16 * min(high, most)) / 2)


def surface(
    function: Function | None = None,
    steps: Mapping[str, ArrayLike] | None = None,
    x_range: tuple[float, float] = (-2.0, 2.0),
    y_range: tuple[float, float] = (-2.0, 2.0),
    *,
    points: int = 60,
) -> Figure:
    """Draw a function of two numbers in three dimensions, with paths of descent on it.

    Parameters
    ----------
    function : callable, optional
        Takes tensors x and y, returns a tensor of their shape. Default: `valley`.
    steps : dict of str to array_like, shape (n, 2), optional
        The points each method visited; those outside the ranges are not drawn.
    x_range, y_range : (float, float)
    points : int, default 60
        Samples along each axis, at most 500.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        For a function that is not finite or gives another shape, empty ranges, points of another shape.

    Examples
    --------
    >>> import tensorlab as tl
    >>> points, _ = tl.plot.descend(tl.plot.valley, lambda p: tl.optim.SGD(p, lr=0.1))
    >>> figure = tl.plot.surface(steps={"descent": points})
    >>> figure.axes[0].name
    '3d'
    """
    function = valley if function is None else function
    if integer("surface", "points", points, 2) > 500:
        raise ValueError(f"surface: points must be at most 500, got {points}")
    x, y, height = sampled("surface", function, x_range, y_range, points)
    found = path_points("surface", {} if steps is None else steps)
    figure = new_figure("surface", 4.6)
    axes: Any = figure.add_subplot(projection="3d", computed_zorder=False)
    axes.plot_surface(x[None, :], y[:, None], height, cmap="viridis", alpha=0.75, linewidth=0, zorder=1)
    for number, (name, way) in enumerate(found.items()):
        way = way[(way >= (x[0], y[0])).all(axis=1) & (way <= (x[-1], y[-1])).all(axis=1)]
        with no_grad():
            z = numbers("surface", "the heights", function(array(way[:, 0]), array(way[:, 1])))
        axes.plot(
            way[:, 0], way[:, 1], z, marker=".", markersize=5, label=str(name), zorder=2, **line_style(number)
        )
    axes.set(xlabel="x", ylabel="y", zlabel="height", xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    axes.locator_params(nbins=5, prune="both")  # at the corners, labels of two axes would meet
    axes.tick_params(labelsize=8, pad=0)
    axes.view_init(elev=48, azim=-62)
    if found:
        legend_below(axes, len(found))
    return figure


# ---- learning rates
def learning_rates(
    function: Function | None = None,
    rates: Sequence[float] = (0.005, 0.1, 0.21),
    *,
    start: ArrayLike = START,
    steps: int = 20,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
) -> Figure:
    """Draw descent with learning rates that are too small, right and too large (lecture L11).

    Parameters
    ----------
    function : callable, optional
        Takes tensors x and y, returns a tensor of their shape. Default: `valley`.
    rates : sequence of float
        At most 6. A picture says what became of each: "diverges" when it ends higher than it began, "crawls"
        when more than a tenth of the height is left that it began with (over the lowest met by any), else
        "arrives".
    start : array_like, shape (2,)
    steps : int, default 20
    x_range, y_range : (float, float), optional
        What is shown. Default: as far around the lowest point met as the start is away.

    Returns
    -------
    matplotlib.figure.Figure
        One axes for each rate, and one of the heights.

    Raises
    ------
    TypeError, ValueError
        As `descend` and `contours`; for rates that are not above 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> figure = tl.plot.learning_rates()
    >>> [axes.get_title().replace("\\n", ": ") for axes in figure.axes[:3]]
    ['a = 0.005: crawls', 'a = 0.1: arrives', 'a = 0.21: diverges']
    """
    function = valley if function is None else function
    found = [real("learning_rates", "every rate", rate, 0, ends="()") for rate in (*rates,)]
    if not 1 <= len(found) <= 6:
        raise ValueError(f"learning_rates: 1 to 6 rates can be drawn, got {len(found)}")
    ways = [descended("learning_rates", function, partial(SGD, lr=rate), start, steps) for rate in found]
    x_range, y_range = view("learning_rates", ways, x_range, y_range)
    columns = min(len(ways), 3)
    rows = -(-len(ways) // columns)
    figure = new_figure("learning_rates", 2.3 * rows + 2.3)
    grid = figure.add_gridspec(rows + 1, columns, height_ratios=[1.1] * rows + [1])
    lowest = min(float(heights.min()) for _, heights in ways)
    shared: Axes | None = None
    for number, (rate, (points, heights)) in enumerate(zip(found, ways)):
        axes = figure.add_subplot(grid[number // columns, number % columns], sharex=shared, sharey=shared)
        shared = axes if shared is None else shared
        contours(function, x_range, y_range, axes=axes, points=120, levels=15)
        draw_path(axes, number, "", points.numpy())
        ended = _verdict(heights.tolist(), lowest, len(heights) <= steps)
        axes.set_title(f"a = {rate:g}\n{ended}", fontsize=10)
        axes.tick_params(labelsize=8, labelleft=number % columns == 0)
    below = figure.add_subplot(grid[rows, :])
    for number, (rate, (_, heights)) in enumerate(zip(found, ways)):
        below.plot(heights.numpy(), marker=".", label=f"a = {rate:g}", **line_style(number))
    height_axis(below, [heights.numpy() for _, heights in ways])
    below.set(xlabel="step", ylabel="height")
    whole_steps(below)
    legend_below(below, len(ways))
    return figure


def _verdict(heights: list[float], lowest: float, stopped: bool) -> str:
    if stopped or heights[-1] > heights[0]:
        return "diverges"
    return "crawls" if heights[-1] - lowest > 0.1 * (heights[0] - lowest) else "arrives"
