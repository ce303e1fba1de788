"""Surfaces and the paths that descent takes on them."""

from __future__ import annotations

from tensorlab_c import asarray, linspace, no_grad

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
    """
    import numpy

    if axes is None:
        from matplotlib import pyplot

        _, axes = pyplot.subplots(layout="constrained")
    x, y = linspace(*x_range, points), linspace(*y_range, points)
    with no_grad():
        height = asarray(function(x[None, :] + 0 * y[:, None], y[:, None] + 0 * x[None, :])).numpy()
    low, high = float(height.min()), float(height.max())
    heights = low + (high - low) * numpy.linspace(0, 1, levels) ** 2
    axes.contour(x.numpy(), y.numpy(), height, levels=heights, cmap="Greys_r", linewidths=0.7)
    axes.set_xlim(*x_range)
    axes.set_ylim(*y_range)
    return axes


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
    """
    for name, points in steps.items():
        points = asarray(points).numpy()
        (line,) = axes.plot(points[:, 0], points[:, 1], marker=".", markersize=3, linewidth=1.2, label=name)
        axes.plot(*points[-1], marker="o", markersize=6, color=line.get_color())
    axes.legend()
    return axes
