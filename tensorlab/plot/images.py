"""Grids of small images."""

from __future__ import annotations

from math import isfinite

from tensorlab_c import asarray

from .._check import integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .._typing import ArrayLike

__all__ = ["image_grid", "weight_grid"]


def _grid(count: int, columns: int, size: float = 1.1) -> tuple[Figure, Iterator[Axes]]:
    from matplotlib import pyplot

    rows = -(-count // columns)
    figure, axes = pyplot.subplots(
        rows, columns, figsize=(size * columns, size * 1.15 * rows), squeeze=False, layout="constrained"
    )
    for ax in axes.flat:
        ax.axis("off")
    return figure, axes.flat


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
    images : array_like, shape (n, height, width)
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
    """
    images = asarray(images).numpy()
    if images.ndim != 3 or images.size == 0:
        raise ValueError(f"image_grid: images have shape {images.shape}, needed is (n, height, width)")
    for name, values in (("titles", titles), ("wrong", wrong)):
        if values is not None and len(values) != len(images):
            raise ValueError(f"image_grid: {len(values)} {name} for {len(images)} images")
    figure, axes = _grid(len(images), integer("image_grid", "columns", columns))
    for i, (image, ax) in enumerate(zip(images, axes, strict=False)):
        ax.imshow(image, cmap="gray_r")
        if titles is not None:
            color = "crimson" if wrong is not None and wrong[i] else "black"
            ax.set_title(titles[i], fontsize=9, color=color)
    return figure


def weight_grid(weights: ArrayLike, *, columns: int = 8) -> Figure:
    """Draw weights as images, red above and blue below zero, all on one scale.

    Parameters
    ----------
    weights : array_like, shape (n, height, width) or (n, channels, height, width)
        The channels of a convolution's kernels come one after the other.
    columns : int, default 8

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        For weights of another shape, none, or some that are not finite.
    """
    weights = asarray(weights).numpy()
    if weights.ndim not in (3, 4) or weights.size == 0:
        raise ValueError(
            f"weight_grid: weights have shape {weights.shape}, needed is (n, height, width) or "
            "(n, channels, height, width)"
        )
    weights = weights.reshape((-1, *weights.shape[-2:]))
    limit = float(abs(weights).max())
    if not isfinite(limit):
        raise ValueError(f"weight_grid: the weights are not finite, the largest is {limit}")
    limit = limit or 1.0
    figure, axes = _grid(len(weights), integer("weight_grid", "columns", columns))
    for image, ax in zip(weights, axes, strict=False):
        ax.imshow(image, cmap="RdBu_r", vmin=-limit, vmax=limit)
    return figure
