"""Grids of small images."""

from __future__ import annotations

from math import isfinite

from .._check import integer, real
from ..data.split import as_real
from ._axes import pyplot, shown_once, wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .._typing import ArrayLike

__all__ = ["image_grid", "weight_grid"]

MOST, MOST_COLUMNS = 1000, 100  # beyond which nothing can be seen, and Matplotlib takes minutes


SIDE = 1.1  # inches


def _check_count(name: str, what: str, count: int) -> None:
    if count > MOST:
        raise ValueError(
            f"{name}: {count} {what} are too many for one picture (at most {MOST}): give some of them, "
            f"{what}[:64]"
        )


def _check_columns(name: str, columns: int) -> int:
    columns = integer(name, "columns", columns)
    if columns > MOST_COLUMNS:
        raise ValueError(f"{name}: columns must be at most {MOST_COLUMNS}, got {columns}")
    return columns


def _grid(name: str, count: int, columns: int, above: int = 1) -> tuple[Figure, Iterator[Axes]]:
    """A figure of places for images, with room above each for so many lines."""
    rows = -(-count // columns)
    figure, axes = pyplot(name).subplots(
        rows,
        columns,
        figsize=(SIDE * columns, (SIDE + 0.165 * above) * rows),
        squeeze=False,
        layout="constrained",
    )
    for ax in axes.flat:
        ax.axis("off")
    return shown_once(figure), axes.flat


def image_grid(
    images: ArrayLike,
    titles: Sequence[str] | None = None,
    *,
    columns: int = 8,
    wrong: Sequence[bool] | None = None,
) -> Figure:
    """Draw grey images side by side.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, 1, height, width)
        At most 1,000.
    titles : sequence of str, optional
    columns : int, default 8
    wrong : sequence of bool, optional
        Titles to print in red.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        For images of another shape or none, and titles or marks that are too few or too many.

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.datasets.load_digits()
    >>> figure = tl.plot.image_grid(X[:6].reshape((6, 8, 8)), titles=y[:6].tolist(), columns=3)
    >>> [axes.get_title() for axes in figure.axes]
    ['0', '1', '2', '3', '4', '5']
    """
    images = as_real("image_grid", images).detach().numpy()
    if images.ndim == 4 and images.shape[1] == 1:
        images = images[:, 0]
    if images.ndim != 3 or images.size == 0:
        raise ValueError(
            f"image_grid: images have shape {images.shape}, needed is (n, height, width) or "
            "(n, 1, height, width)"
        )
    _check_count("image_grid", "images", len(images))
    columns = _check_columns("image_grid", columns)
    titles = None if titles is None else [wrapped(title, SIDE, 9) for title in titles]
    wrong = None if wrong is None else (*wrong,)
    for name, values in (("titles", titles), ("wrong", wrong)):
        if values is not None and len(values) != len(images):
            raise ValueError(f"image_grid: {len(values)} {name} for {len(images)} images")
    above = max((title.count("\n") + 1 for title in titles or ()), default=1)
    figure, axes = _grid("image_grid", len(images), columns, above)
    for i, (image, ax) in enumerate(zip(images, axes, strict=False)):
        ax.imshow(image, cmap="gray_r")
        if titles is not None:
            color = "crimson" if wrong is not None and wrong[i] else "black"
            ax.set_title(titles[i], fontsize=9, color=color)
    return figure


def weight_grid(weights: ArrayLike, *, columns: int = 8, limit: float | None = None) -> Figure:
    """Draw weights as images, red above and blue below zero, all on one scale.

    Parameters
    ----------
    weights : array_like, shape (n, height, width) or (n, channels, height, width)
        The channels of a convolution's kernels come one after the other.
    columns : int, default 8
    limit : float, optional
        The weight of the strongest colour. Default: the largest of these.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        For weights of another shape, none, or some that are not finite.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Conv2d(1, 8, 5)
    >>> figure = tl.plot.weight_grid(layer.weight, columns=4)
    >>> len(figure.axes)
    8
    """
    weights = as_real("weight_grid", weights).detach().numpy()
    if weights.ndim not in (3, 4) or weights.size == 0:
        raise ValueError(
            f"weight_grid: weights have shape {weights.shape}, needed is (n, height, width) or "
            "(n, channels, height, width)"
        )
    weights = weights.reshape((-1, *weights.shape[-2:]))
    _check_count("weight_grid", "weights", len(weights))
    columns = _check_columns("weight_grid", columns)
    largest = float(abs(weights).max())
    if not isfinite(largest):
        raise ValueError(f"weight_grid: the weights are not finite, the largest is {largest}")
    limit = largest or 1.0 if limit is None else real("weight_grid", "limit", limit, 0, ends="()")
    figure, axes = _grid("weight_grid", len(weights), columns)
    for image, ax in zip(weights, axes, strict=False):
        ax.imshow(image, cmap="RdBu_r", vmin=-limit, vmax=limit)
    return figure
