"""Methods of descent in motion (lecture L21)."""

from __future__ import annotations

from .._check import integer
from ._axes import pyplot
from .methods import START, STEPS, runs, valley
from .surfaces import draw_runs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.animation import FuncAnimation
    from matplotlib.artist import Artist

    from .._typing import ArrayLike
    from .methods import Function, Method

__all__ = ["descent_animation"]

MOST_FRAMES = 1000


def descent_animation(
    function: Function | None = None,
    methods: Mapping[str, Method] | None = None,
    *,
    start: ArrayLike = START,
    steps: int = STEPS,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
    every: int = 1,
    interval: int = 100,
) -> FuncAnimation:
    """Methods descending the same surface together, with their heights against the step (lecture L21).

    Parameters
    ----------
    function : callable, optional
        Takes tensors x and y, returns a tensor of their shape. Default: `valley`.
    methods : dict of str to function, optional
        From a list of parameters to an optimiser. Default: `descent_methods`.
    start : array_like, shape (2,)
    steps : int, default 60
    x_range, y_range : (float, float), optional
        As in `descent`, whose picture is the last frame.
    every : int, default 1
        Steps a frame.
    interval : int, default 100
        Milliseconds a frame.

    Returns
    -------
    matplotlib.animation.FuncAnimation
        ``save("descent.gif", writer="pillow")`` writes a file, ``to_jshtml()`` gives HTML with buttons; a
        notebook shows ``IPython.display.HTML`` of it.

    Raises
    ------
    TypeError, ValueError
        As `descent`; for more than 1000 frames.

    Examples
    --------
    >>> import tensorlab as tl
    >>> animation = tl.plot.descent_animation(steps=4, every=2)
    >>> list(animation.new_frame_seq())
    [0, 2, 4]
    """
    every = integer("descent_animation", "every", every)
    interval = integer("descent_animation", "interval", interval)
    function = valley if function is None else function
    found = runs("descent_animation", function, methods, start, steps)
    last = max(len(heights) for _, heights in found.values()) - 1
    frames = [*range(0, last, every), last]
    if len(frames) > MOST_FRAMES:
        raise ValueError(
            f"descent_animation: {len(frames)} frames are too many (at most {MOST_FRAMES}): use every="
        )
    pyplot("descent_animation")
    from matplotlib.animation import FuncAnimation

    figure, drawn = draw_runs("descent_animation", function, found, x_range, y_range)
    figure.canvas.draw()  # now everything has its place,
    figure.set_layout_engine("none")  # and keeps it
    ways = [(points.numpy(), heights.numpy()) for points, heights in found.values()]

    def draw(step: int) -> list[Artist]:
        changed: list[Artist] = []
        for (points, heights), (line, head, height) in zip(ways, drawn):
            met = points[: step + 1]
            line.set_data(met[:, 0], met[:, 1])
            head.set_data(met[-1:, 0], met[-1:, 1])
            height.set_data(range(len(met)), heights[: step + 1])
            changed += [line, head, height]
        return changed

    animation = FuncAnimation(figure, draw, frames=frames, interval=interval, init_func=lambda: draw(0))
    figure.canvas.draw()  # the first frame, for who looks at the figure
    return animation
