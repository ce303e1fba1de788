"""Surfaces and the paths that descent takes on them."""

from __future__ import annotations

from math import isfinite

from tensorlab_c import linspace, no_grad

from .._check import integer, real
from ..data.split import as_tensor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matplotlib.axes import Axes

    from tensorlab_c import Tensor

    from .._typing import ArrayLike

__all__ = ["contours", "paths"]


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
    x, y = (
        linspace(*_range(name, ends), points) for name, ends in (("x_range", x_range), ("y_range", y_range))
    )
    with no_grad():
        height = (
            as_tensor("contours", function(x[None, :] + 0 * y[:, None], y[:, None] + 0 * x[None, :]))
            .detach()
            .numpy()
        )
    if height.shape != (points, points):
        raise ValueError(
            f"contours: the function gives shape {height.shape} for inputs of {(points, points)}"
        )
    low, high = float(height.min()), float(height.max())
    if not (isfinite(low) and isfinite(high)):
        raise ValueError(f"contours: the function is not finite: its values go from {low:g} to {high:g}")
    if low == high:
        raise ValueError(f"contours: the function is {low:g} everywhere here, which has no contours")
    if axes is None:
        from matplotlib import pyplot

        _, axes = pyplot.subplots(layout="constrained")
    heights = low + (high - low) * numpy.linspace(0, 1, levels) ** 2
    axes.contour(x.numpy(), y.numpy(), height, levels=heights, cmap="Greys_r", linewidths=0.7)
    axes.set_xlim(*x_range)
    axes.set_ylim(*y_range)
    return axes


def _range(name: str, ends: tuple[float, float]) -> tuple[float, float]:
    if not isinstance(ends, (tuple, list)) or len(ends) != 2:
        raise TypeError(f"contours: {name} must be a pair of numbers, got {ends!r}")
    low, high = (real("contours", name, end) for end in ends)
    if not low < high:
        raise ValueError(f"contours: {name} must go upwards, got {ends!r}")
    return low, high


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
    if not hasattr(steps, "items"):
        raise TypeError(f"paths: steps must be a dict of names and points, got {type(steps).__name__}")
    found = {name: as_tensor("paths", points).detach().numpy() for name, points in dict(steps).items()}
    for name, points in found.items():
        if points.ndim != 2 or points.shape[1] != 2 or len(points) == 0:
            raise ValueError(f"paths: the points of {name!r} have shape {points.shape}, needed is (n, 2)")
    for name, points in found.items():
        (line,) = axes.plot(points[:, 0], points[:, 1], marker=".", markersize=3, linewidth=1.2, label=name)
        axes.plot(*points[-1], marker="o", markersize=6, color=line.get_color())
    axes.legend()
    return axes
