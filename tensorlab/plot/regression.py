"""What data do to descent: normalisation, and batches of all sizes (lecture L12, L13)."""

from __future__ import annotations

from typing import NamedTuple

from .._check import integer, real
from ..data.split import as_generator
from ._axes import legend_below, line_style, new_figure, numbers, whole_steps
from .surfaces import draw_path, height_axis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from tensorlab_c import random

    from .._typing import ArrayLike

__all__ = ["batches", "normalization"]

MOST_STEPS = 100_000


class Problem(NamedTuple):
    """Least squares in two weights: L(w) = (1/n) Σ (yᵢ − xᵢᵀw)²."""

    X: np.ndarray
    y: np.ndarray

    def loss(self, w: np.ndarray) -> np.ndarray:
        """At weights of shape (..., 2)."""
        constant = float((self.y**2).mean())
        linear = self.X.T @ self.y / len(self.y)
        return ((w @ self.hessian()) * w).sum(axis=-1) / 2 - 2 * (w @ linear) + constant

    def hessian(self) -> np.ndarray:
        return 2 * self.X.T @ self.X / len(self.y)

    def best(self) -> np.ndarray:
        import numpy

        return numpy.linalg.solve(self.hessian() / 2, self.X.T @ self.y / len(self.y))

    def gradient(self, w: np.ndarray, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        """∇L(w) = −(2/n) Σ (yᵢ − xᵢᵀw) xᵢ over some examples (lecture L14)."""
        X, y = self.X[rows], self.y[rows]
        return -2 / len(y) * (X.T @ (y - X @ w))


def _problem(name: str, X: ArrayLike, y: ArrayLike) -> Problem:
    """Two columns and what they explain, checked; the best weights are determined by them."""
    import numpy

    X, y = numbers(name, "X", X), numbers(name, "y", y)
    if X.ndim != 2 or X.shape[1] != 2 or len(X) < 2:
        raise ValueError(f"{name}: X has shape {X.shape}, needed is (n, 2): two weights can be drawn")
    if y.shape != X.shape[:1]:
        raise ValueError(f"{name}: y has shape {y.shape} for X of shape {X.shape}, needed is ({len(X)},)")
    if numpy.linalg.matrix_rank(X) < 2:
        raise ValueError(f"{name}: the columns of X are multiples of each other: no weights are the best")
    return Problem(X, y)


def _contours(
    axes: Axes, problem: Problem, start: np.ndarray, points: list[np.ndarray], *, square: bool = False
) -> None:
    """Lines of equal loss around the best weights, as far as the paths go from them."""
    import numpy

    best = problem.best()
    away = numpy.abs(start - best).max() or 1.0
    reach = 1.15 * numpy.max([numpy.abs(p - best).max(axis=0) for p in points], axis=0)
    reach = numpy.clip(reach, away / 2, 2 * away)
    if square:
        reach[:] = reach.max()
        axes.set_box_aspect(1)
    x, y = (numpy.linspace(b - r, b + r, 160) for b, r in zip(best, reach))
    loss = problem.loss(numpy.stack(numpy.meshgrid(x, y), axis=-1))
    levels = loss.min() + (loss.max() - loss.min()) * numpy.linspace(0, 1, 20) ** 2
    axes.contour(x, y, loss, levels=levels, cmap="Greys_r", linewidths=0.7, alpha=0.45)
    axes.plot(*best, marker="+", color="black", markersize=9, markeredgewidth=1.5, zorder=5)
    axes.set(xlim=x[[0, -1]], ylim=y[[0, -1]])
    axes.locator_params(nbins=5)


# ---- normalisation
def normalization(
    X: ArrayLike, y: ArrayLike, *, start: ArrayLike = (0.0, 0.0), steps: int = 30, lr: float | None = None
) -> Figure:
    """Draw descent on least squares before and after normalising the data (lecture L12).

    The model is ŷ = w₁x₁ + w₂x₂. Before, X and y are as they are given; after, the mean of every column has
    been subtracted and it has been divided by its standard deviation, and the mean of y has been subtracted.

    Parameters
    ----------
    X : array_like, shape (n, 2)
    y : array_like, shape (n,)
    start : array_like, shape (2,), default (0, 0)
        Weights to start from.
    steps : int, default 30
    lr : float, optional
        Learning rate of both. Default: for each the best one there is, 2 / (λ₁ + λ₂) with the curvatures λ of
        its loss.

    Returns
    -------
    matplotlib.figure.Figure
        Three axes: the paths over the contours before and after; the loss above its lowest by step.

    Raises
    ------
    ValueError
        For other shapes, numbers that are not finite, columns that are constant or multiples of each other.

    Examples
    --------
    >>> import tensorlab as tl
    >>> rng = tl.random.default_rng(0)
    >>> X = tl.stack([rng.normal(3, 1, size=50), rng.normal(5, 4, size=50)], axis=1)
    >>> figure = tl.plot.normalization(X, X @ tl.array([1.0, 0.5]))
    >>> [axes.get_title() for axes in figure.axes]
    ['before', 'after normalising', '']
    """
    import numpy

    steps = integer("normalization", "steps", steps)
    if steps > MOST_STEPS:
        raise ValueError(f"normalization: steps must be at most {MOST_STEPS}, got {steps}")
    before = _problem("normalization", X, y)
    deviation = before.X.std(axis=0)
    if (deviation < 1e-12 * numpy.abs(before.X).max(axis=0)).any():
        raise ValueError(
            f"normalization: a column of X is constant, the standard deviations are {deviation.tolist()}"
        )
    centred = before.X - before.X.mean(axis=0), before.y - before.y.mean()
    after = _problem("normalization", centred[0] / deviation, centred[1])
    rate = None if lr is None else real("normalization", "lr", lr, 0, ends="()")
    first = numbers("normalization", "start", start)
    if first.shape != (2,):
        raise ValueError(f"normalization: start must be two numbers, got shape {first.shape}")
    figure = new_figure("normalization", 5.2)
    grid = figure.add_gridspec(2, 2, height_ratios=(1.5, 1))
    losses = []
    for number, (title, problem) in enumerate((("before", before), ("after normalising", after))):
        points = _walk(problem, first, rate or 2 / numpy.trace(problem.hessian()), steps)
        axes = figure.add_subplot(grid[0, number])
        _contours(axes, problem, first, [points], square=True)
        draw_path(axes, number, "", points)
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("w₁")
        if number == 0:
            axes.set_ylabel("w₂")
        loss = problem.loss(points) - problem.loss(problem.best())
        losses.append(numpy.where(loss > 1e-14 * loss[0], loss, numpy.nan))  # what is left is rounding
    below = figure.add_subplot(grid[1, :])
    for number, (label, loss) in enumerate(zip(("before", "after normalising"), losses)):
        below.plot(loss, label=label, marker=".", **line_style(number))
    below.set(xlabel="step", ylabel="loss − lowest")
    height_axis(below, losses)
    whole_steps(below)
    legend_below(below, 2)
    return figure


def _walk(problem: Problem, start: np.ndarray, rate: float, steps: int) -> np.ndarray:
    """The weights of batch descent, as long as they are finite."""
    import numpy

    points = [start]
    for _ in range(steps):
        after = points[-1] - rate * problem.gradient(points[-1])
        if not numpy.abs(after).max() < 1e100:
            break
        points.append(after)
    return numpy.array(points)


# ---- batches
def batches(
    X: ArrayLike,
    y: ArrayLike,
    sizes: Sequence[int | None] = (None, 1, 10),
    *,
    start: ArrayLike = (0.0, 0.0),
    lr: float | None = None,
    steps: int = 40,
    seed: int | random.Generator | None = 0,
) -> Figure:
    """Draw batch, stochastic and mini-batch descent on one problem, least squares (lecture L13, L15).

    The model is ŷ = w₁x₁ + w₂x₂; a column of ones makes one of the weights an intercept.

    Parameters
    ----------
    X : array_like, shape (n, 2)
    y : array_like, shape (n,)
    sizes : sequence of int or None
        Examples a step, in a new order in every epoch; None is all of them. At most 6.
    start : array_like, shape (2,), default (0, 0)
        Weights to start from.
    lr : float, optional
        Learning rate of all. Default: a quarter of the one at which the longest example alone would diverge.
    steps : int, default 40
        Of each. A step costs as much as its batch has examples.
    seed : int or Generator, default 0

    Returns
    -------
    matplotlib.figure.Figure
        Two axes: the paths over the contours; the loss against the examples seen.

    Raises
    ------
    ValueError
        For other shapes, numbers that are not finite, columns that are multiples of each other, sizes over n.

    Examples
    --------
    >>> import tensorlab as tl
    >>> rng = tl.random.default_rng(0)
    >>> X = tl.stack([tl.ones(60), rng.uniform(-1, 1, size=60)], axis=1)
    >>> figure = tl.plot.batches(X, X @ tl.array([1.0, 2.0]) + 0.3 * rng.standard_normal(60), steps=5)
    >>> [line.get_label() for line in figure.axes[1].lines]
    ['stochastic', 'mini-batches of 10', 'batch, all 60']
    """
    import numpy

    problem = _problem("batches", X, y)
    n = len(problem.y)
    steps = integer("batches", "steps", steps)
    found = sorted({n if size is None else integer("batches", "every size", size) for size in (*sizes,)})
    if not 1 <= len(found) <= 6:
        raise ValueError(f"batches: 1 to 6 sizes can be drawn, got {len(found)}")
    if found[-1] > n:
        raise ValueError(f"batches: batches of {found[-1]} from {n} examples")
    if steps > MOST_STEPS:
        raise ValueError(f"batches: steps must be at most {MOST_STEPS}, got {steps}")
    first = numbers("batches", "start", start)
    if first.shape != (2,):
        raise ValueError(f"batches: start must be two numbers, got shape {first.shape}")
    if lr is None:
        rate = 0.25 / float((problem.X**2).sum(axis=1).max())
    else:
        rate = real("batches", "lr", lr, 0, ends="()")
    rng = as_generator("batches", seed)
    paths = {size: _stochastic(problem, first, rate, size, steps, rng) for size in found}
    figure = new_figure("batches", 6.2)
    above, below = figure.subplots(2, 1, height_ratios=(1.7, 1))
    _contours(above, problem, first, list(paths.values()))
    losses = []
    for number, (size, points) in enumerate(paths.items()):
        label = "stochastic" if size == 1 else f"mini-batches of {size}"
        label = f"batch, all {n}" if size == n else label
        draw_path(above, number, label, points)
        losses.append(problem.loss(points))
        seen = numpy.arange(1, len(points)) * size
        below.plot(seen, losses[-1][1:], label=label, marker=".", markersize=4, **line_style(number))
    above.set(xlabel="w₁", ylabel="w₂")
    below.set(xlabel="examples seen", ylabel="loss", xscale="log")
    height_axis(below, losses)
    legend_below(below, len(paths))
    return figure


def _stochastic(
    problem: Problem, start: np.ndarray, rate: float, size: int, steps: int, rng: random.Generator
) -> np.ndarray:
    """The weights after every step; each epoch goes through all examples in a new order."""
    import numpy

    n, points = len(problem.y), [start]
    order, begin = numpy.arange(0), 0
    for _ in range(steps):
        if begin >= len(order):
            order, begin = numpy.asarray(rng.permutation(n)), 0
        after = points[-1] - rate * problem.gradient(points[-1], order[begin : begin + size])
        begin += size
        if not numpy.abs(after).max() < 1e100:
            break
        points.append(after)
    return numpy.array(points)
