"""Tensors as numbers in boxes: convolution, broadcasting, images (lecture L23, L24, L27)."""

from __future__ import annotations

import math
from typing import NamedTuple

import tensorlab_c as core
from tensorlab_c import array, asarray

from .._check import integer, one_of
from ..nn import functional as F
from ._axes import COLORS, GREY, WIDTH, new_figure, numbers, short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from matplotlib.animation import FuncAnimation
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from .._typing import ArrayLike

__all__ = ["broadcasting", "convolution", "convolution_animation", "image_numbers"]

SMALLEST = 5.5  # points; smaller letters are not readable at 600 pixels
_, ORANGE, GREEN = FACES = ("#cfe3f3", "#fbe0bf", "#cdeadf")
OPERATIONS: dict[str, Callable[..., core.Tensor]] = {
    "+": core.add,
    "-": core.subtract,
    "*": core.multiply,
    "/": core.divide,
    "//": core.floor_divide,
    "%": core.mod,
    "**": core.power,
}
SIGNS = {"-": "−", "*": "×", "/": "÷"}


# ---- boxes
class Board(NamedTuple):
    """Axes in which one unit is one box; `size` is that of the letters in them."""

    axes: Axes
    size: float

    def box(self, x: float, y: float, text: str, face: str, *, faint: bool = False, width: float = 1) -> Text:
        from matplotlib.patches import Rectangle

        edge, dashes = ("0.6", ":") if faint else (GREY, "-")
        self.axes.add_patch(
            Rectangle(
                (x, y), width, 1, facecolor=face, edgecolor=edge, linestyle=dashes, linewidth=1, zorder=1
            )
        )
        found = self.text(x + width / 2, y + 0.5, text, self.size)
        found.set_color("0.4" if faint else "black")
        return found

    def text(self, x: float, y: float, text: str, size: float) -> Text:
        return self.axes.text(x, y, text, ha="center", va="center", fontsize=size)

    def frame(self, x: float, y: float, width: float, height: float, color: str) -> None:
        from matplotlib.patches import Rectangle

        self.axes.add_patch(
            Rectangle((x, y), width, height, fill=False, edgecolor=color, linewidth=2.5, zorder=3)
        )


def _side(width: float) -> float:
    """Of a box, in inches, when so many boxes are side by side."""
    return min(0.5, (WIDTH - 0.1) / width)


def _board(name: str, width: float, height: float, size: float) -> tuple[Figure, Board]:
    """A figure of some boxes; y goes down."""
    inches = _side(width)
    figure = new_figure(name, height * inches + 0.1)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.axis("off")
    spare = (WIDTH / inches - width) / 2
    axes.set(xlim=(-spare, width + spare), ylim=(height + 0.05 / inches, -0.05 / inches))
    return figure, Board(axes, size)


def _written(name: str, arrays: list[np.ndarray], side: float) -> tuple[list[list[list[str]]], float]:
    """Every number as text and the size of the letters, so that each text fits into a box.

    With three digits, or with two where only that leaves it readable.
    """
    for digits, least in ((3, 7.0), (2, SMALLEST)):
        found = [_aligned(values, digits) for values in arrays]
        longest = max(len(text) + 0.3 * text.count("−") for lines in found for line in lines for text in line)
        size = min(11.0, 72 * 0.85 * side / max(0.64 * longest, 1.3))
        if size >= least:
            return found, size
    raise ValueError(
        f"{name}: these numbers are too many or too long to be read in one picture: give a part or round them"
    )


def _aligned(values: np.ndarray, digits: int) -> list[list[str]]:
    """Numbers with as many decimals as give the largest of them this many digits."""
    largest = float(abs(values).max())
    if not 1e-3 <= largest < 1e5:
        return [[short(value, digits) for value in line] for line in values]
    decimals = max(0, digits - 1 - math.floor(math.log10(largest)))
    return [[short(round(float(value), decimals), 9) for value in line] for line in values]


def _matrix(name: str, argument: str, values: ArrayLike, most: int) -> np.ndarray:
    found = numbers(name, argument, values)
    if found.ndim != 2 or found.size == 0:
        raise ValueError(f"{name}: {argument} has shape {found.shape}, needed is (height, width)")
    if max(found.shape) > most:
        raise ValueError(
            f"{name}: {argument} of shape {found.shape} has too many numbers to be read: give a part of it, "
            f"{most} × {most} at most"
        )
    return found


# ---- convolution
class Sliding(NamedTuple):
    """A kernel on an image, and what comes out."""

    image: np.ndarray
    kernel: np.ndarray
    result: np.ndarray

    def positions(self) -> Iterator[tuple[int, int]]:
        rows, columns = self.result.shape
        return ((i, j) for i in range(rows) for j in range(columns))

    def sum_text(self, row: int, column: int) -> str:
        """The products under the kernel, a line for each of its rows, and their sum."""
        height, width = self.kernel.shape
        window = self.image[row : row + height, column : column + width]
        lines = [
            " + ".join(f"{_factor(a)}·{_factor(b)}" for a, b in zip(*both))
            for both in zip(window, self.kernel)
        ]
        return " +\n".join(lines) + f" = {short(self.result[row, column])}"


def _factor(value: float) -> str:
    return f"({short(value)})" if value < 0 else short(value)


def _sliding(name: str, image: ArrayLike, kernel: ArrayLike) -> Sliding:
    picture, weights = _matrix(name, "image", image, 14), _matrix(name, "kernel", kernel, 5)
    if any(k > n for k, n in zip(weights.shape, picture.shape)):
        raise ValueError(
            f"{name}: a kernel of shape {weights.shape} does not fit on an image of {picture.shape}"
        )
    result = F.conv2d(array(picture)[None, None], array(weights)[None, None])[0, 0].numpy()
    return Sliding(picture, weights, result)


def _draw_sliding(name: str, parts: Sliding) -> tuple[Figure, Callable[[int, int], None]]:
    """The figure, and a function that shows one position of the kernel in it."""
    heights, widths = zip(*(part.shape for part in parts))
    width, tall = sum(widths) + 3.2, max(heights)
    side = _side(width)
    written, size = _written(name, [*parts], side)
    sums = {position: parts.sum_text(*position) for position in parts.positions()}
    longest = max(len(line) for text in sums.values() for line in text.split("\n"))
    letters = min(11.0, 72 * (WIDTH - 0.2) / (0.64 * longest))
    figure, board = _board(name, width, 1.0 + tall + (0.019 * letters * heights[1] + 0.25) / side, size)
    lefts = [0.0, widths[0] + 1.6, widths[0] + widths[1] + 3.2]
    tops = [1.0 + (tall - height) / 2 for height in heights]
    for left, top, columns, title in zip(lefts, tops, widths, ("image", "kernel", "result")):
        board.text(left + columns / 2, top - 0.15 / side, title, 10)
    for left, sign in zip(lefts[1:], ("∗", "=")):
        board.text(left - 0.8, 1.0 + tall / 2, sign, 14)
    fixed = len(board.axes.texts)

    def show(row: int, column: int) -> None:
        for artist in [*board.axes.patches, *board.axes.texts[fixed:]]:
            artist.remove()
        under = {(row + i, column + j) for i in range(heights[1]) for j in range(widths[1])}
        for number, marked in enumerate((under, None, {(row, column)})):
            for (i, j), text in _cells(written[number]):
                face = (ORANGE, ORANGE, GREEN)[number] if marked is None or (i, j) in marked else "white"
                board.box(lefts[number] + j, tops[number] + i, text, face)
        board.frame(column, tops[0] + row, widths[1], heights[1], COLORS[1])
        board.frame(lefts[2] + column, tops[2] + row, 1, 1, COLORS[2])
        below = board.text(width / 2, 1.0 + tall + 0.12 / side, sums[row, column], letters)
        below.set_verticalalignment("top")

    return figure, show


def _cells(texts: list[list[str]]) -> Iterator[tuple[tuple[int, int], str]]:
    return (((i, j), text) for i, line in enumerate(texts) for j, text in enumerate(line))


def convolution(image: ArrayLike, kernel: ArrayLike, position: tuple[int, int] = (0, 0)) -> Figure:
    """Draw a kernel on an image, the numbers under it, and what comes of them (lecture L23).

    As networks convolve: the kernel slides, products are added, nothing is flipped.

    Parameters
    ----------
    image : array_like, shape (height, width)
        At most 14 × 14.
    kernel : array_like, shape (kh, kw)
        At most 5 × 5.
    position : (int, int), default (0, 0)
        Row and column of the result that is worked out.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        For other shapes, a kernel larger than the image, a position outside the result.

    Examples
    --------
    >>> import tensorlab as tl
    >>> image = [[5, 6, 7], [3, 4, 6], [2, 3, 5]]
    >>> figure = tl.plot.convolution(image, [[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
    >>> figure.axes[0].texts[-1].get_text().split(" = ")[-1]
    '2'
    """
    parts = _sliding("convolution", image, kernel)
    place = (*position,) if isinstance(position, (tuple, list)) else ()
    if len(place) != 2:
        raise TypeError(f"convolution: position must be a pair of integers, got {position!r}")
    row, column = (integer("convolution", "position", at, 0) for at in place)
    rows, columns = parts.result.shape
    if row >= rows or column >= columns:
        raise ValueError(
            f"convolution: position {(row, column)} is outside the result of shape {(rows, columns)}"
        )
    figure, show = _draw_sliding("convolution", parts)
    show(row, column)
    return figure


def convolution_animation(image: ArrayLike, kernel: ArrayLike, *, interval: int = 1000) -> FuncAnimation:
    """The picture of `convolution` with the kernel sliding over all positions (lecture L23).

    Parameters
    ----------
    image : array_like, shape (height, width)
        At most 14 × 14.
    kernel : array_like, shape (kh, kw)
        At most 5 × 5.
    interval : int, default 1000
        Milliseconds a position.

    Returns
    -------
    matplotlib.animation.FuncAnimation
        ``save("convolution.gif", writer="pillow")`` writes a file, ``to_jshtml()`` gives HTML with buttons.

    Raises
    ------
    ValueError
        For other shapes, and a kernel larger than the image.

    Examples
    --------
    >>> import tensorlab as tl
    >>> animation = tl.plot.convolution_animation(tl.ones((3, 4)), tl.ones((2, 2)))
    >>> len(list(animation.new_frame_seq()))
    6
    """
    parts = _sliding("convolution_animation", image, kernel)
    interval = integer("convolution_animation", "interval", interval)
    figure, show = _draw_sliding("convolution_animation", parts)

    from matplotlib.animation import FuncAnimation

    def draw(position: tuple[int, int]) -> list[Artist]:
        show(*position)
        return []

    frames = list(parts.positions())
    animation = FuncAnimation(figure, draw, frames=frames, interval=interval, init_func=lambda: draw((0, 0)))
    figure.canvas.draw()  # the first frame, for who looks at the figure
    return animation


# ---- broadcasting
def broadcasting(a: ArrayLike, b: ArrayLike, operation: str = "+") -> Figure:
    """Draw what broadcasting does to two arrays: how they are stretched to one shape (lecture L27).

    Parameters
    ----------
    a, b : array_like
        Up to two axes, numbers are drawn, in grey those that are only repeated; of more, the shapes alone.
    operation : {"+", "-", "*", "/", "//", "%", "**"}, default "+"

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        For shapes that do not go together, no elements, more than 8 axes, an unknown operation.

    Examples
    --------
    >>> import tensorlab as tl
    >>> column, row = tl.arange(3).reshape(3, 1), tl.arange(3)
    >>> figure = tl.plot.broadcasting(column, row)
    >>> [text.get_text() for text in figure.axes[0].texts if "(" in text.get_text()]
    ['(3, 1)', '(3,)', '(3, 3)']
    """
    one_of("broadcasting", "operation", operation, tuple(OPERATIONS))
    shapes = []
    given = []
    for argument, value in (("a", a), ("b", b)):
        numbers("broadcasting", argument, value)
        given.append(asarray(value).detach())
        shapes.append(given[-1].shape)
    try:
        result = OPERATIONS[operation](*given)
    except ValueError as error:
        raise ValueError(f"broadcasting: {error}") from None
    if result.size == 0 or result.ndim > 8:
        raise ValueError(f"broadcasting: shapes {shapes[0]} and {shapes[1]} cannot be drawn")
    if result.ndim > 2:
        return _draw_shapes([*shapes, result.shape])
    return _draw_stretched([each.numpy() for each in (*given, result)], SIGNS.get(operation, operation))


def _draw_stretched(parts: list[np.ndarray], sign: str) -> Figure:
    import numpy

    rows, columns = full = numpy.atleast_2d(parts[2]).shape
    stacked = 3 * columns > 15
    width = columns + 2.4 if stacked else 3 * columns + 2.4
    side = _side(width)
    if rows > 20:
        raise ValueError(f"broadcasting: shape {parts[2].shape} has too many rows to be read (at most 20)")
    written, size = _written("broadcasting", [numpy.broadcast_to(part, full) for part in parts], side)
    step = (0, rows + 0.6 / side) if stacked else (columns + 1.2, 0)
    figure, board = _board("broadcasting", width, 2 * step[1] + rows + 0.45 / side, size)
    for number, part in enumerate(parts):
        left, top = (1.2 if stacked else 0) + number * step[0], number * step[1]
        own = numpy.atleast_2d(part).shape
        for (i, j), text in _cells(written[number]):
            faint = i >= own[0] or j >= own[1]
            board.box(left + j, top + i, text, "white" if faint else FACES[number], faint=faint)
        board.text(left + columns / 2, top + rows + 0.25 / side, str(part.shape), 10)
        if number:
            board.text(left - 0.6, top + rows / 2, (sign, "=")[number - 1], 14)
    return figure


def _draw_shapes(shapes: list[tuple[int, ...]]) -> Figure:
    """The shapes under each other, last axes last; what is stretched, and axes that are put in front."""
    result = shapes[2]
    width = 2.2 * len(result) + 1.6
    longest = max(len(f"new → {size}") for size in result)
    size = min(11.0, 72 * 1.8 * _side(width) / (0.64 * longest))
    figure, board = _board("broadcasting", width, 3.8, size)
    for row, (name, shape) in enumerate(zip(("a", "b", "result"), shapes)):
        board.text(0.6, 1.4 * row + 0.5, name, min(11.0, 11 * 2 * _side(width)))
        missing = len(result) - len(shape)
        for axis, size in enumerate(result):
            own = shape[axis - missing] if axis >= missing else "new"
            text, face = (str(size), FACES[row]) if own == size else (f"{own} → {size}", "white")
            board.box(1.6 + 2.2 * axis, 1.4 * row, text, face, faint=own != size, width=2)
    return figure


# ---- an image as numbers
def image_numbers(image: ArrayLike) -> Figure:
    """Draw an image twice: as one sees it, and as the numbers it is (lecture L24).

    Parameters
    ----------
    image : array_like, shape (height, width) or (1, height, width)
        At most 28 × 28. The largest number is black, as in `image_grid`.

    Returns
    -------
    matplotlib.figure.Figure
        Two axes, side by side or, for more than 12 columns, one above the other.

    Raises
    ------
    ValueError
        For another shape, more pixels, and numbers that are not finite.

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.datasets.load_digits(as_images=True)
    >>> figure = tl.plot.image_numbers(X[0])
    >>> [text.get_text() for text in figure.axes[1].texts[:8]]
    ['0', '0', '5', '13', '9', '1', '0', '0']
    """
    pixels = numbers("image_numbers", "image", image)
    pixels = _matrix(
        "image_numbers", "image", pixels[0] if pixels.ndim == 3 and len(pixels) == 1 else pixels, 28
    )
    rows, columns = pixels.shape
    stacked = columns > 12
    side = 0.93 * (WIDTH / columns if stacked else WIDTH / 2 / max(rows, columns))
    (texts,), size = _written("image_numbers", [pixels], side)
    figure = new_figure("image_numbers", rows * side * (1.6 if stacked else 1.0) + 0.2)
    seen, read = figure.subplots(
        *((2, 1) if stacked else (1, 2)), height_ratios=(0.6, 1) if stacked else None
    )
    low, high = float(pixels.min()), float(pixels.max())
    for axes in (seen, read):
        axes.imshow(pixels, cmap="gray_r", vmin=low, vmax=high if high > low else low + 1)
        axes.set(xticks=(), yticks=())
    for (i, j), text in _cells(texts):
        dark = high > low and (pixels[i, j] - low) / (high - low) > 0.5
        read.text(j, i, text, ha="center", va="center", fontsize=size, color="white" if dark else "black")
    return figure
