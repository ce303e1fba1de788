"""Methods of descent on one surface (lecture L10, L16, L17, L20, L21)."""

from __future__ import annotations

from pathlib import Path

import tensorlab as tl

from .page import Section, panel, save_figure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["show"]

START, STEPS = (-1.8, 1.2), 60


def surface(x: tl.Tensor, y: tl.Tensor) -> tl.Tensor:
    """A valley ten times as steep across as along, with its floor at (0, 0)."""
    return 0.5 * (x**2 + 10 * y**2)


METHODS = {
    "descent, η = 0.17": lambda p: tl.optim.SGD(p, lr=0.17),
    "descent, η = 0.02": lambda p: tl.optim.SGD(p, lr=0.02),
    "momentum 0.9, η = 0.02": lambda p: tl.optim.SGD(p, lr=0.02, momentum=0.9),
    "Nesterov 0.9, η = 0.02": lambda p: tl.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True),
    "Adam, η = 0.15": lambda p: tl.optim.Adam(p, lr=0.15),
    "Adam, lecture's form, η = 0.05": lambda p: tl.optim.Adam(
        p, lr=0.05, bias_correction=False, eps_inside=True
    ),
}


def descend(method: Callable[[list[tl.Tensor]], tl.optim.Optimizer]) -> tuple[tl.Tensor, list[float]]:
    """The points visited, of shape (STEPS + 1, 2), and the height at each."""
    point = tl.array(START, requires_grad=True)
    optimizer = method([point])
    points, heights = [], []
    for _ in range(STEPS + 1):
        height = surface(point[0], point[1])
        points.append(point.detach().copy())
        heights.append(height.item())
        optimizer.zero_grad()
        height.backward()
        optimizer.step()
    return tl.stack(points), heights


def show(folder: Path) -> Section:
    """Runs every method from the same start, draws the paths and the heights.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    Section
    """
    runs = {name: descend(method) for name, method in METHODS.items()}
    figure, left = panel(4.2)
    tl.plot.contours(surface, (-2, 1), (-1.5, 1.5), axes=left)
    tl.plot.paths({name: points for name, (points, _) in runs.items()}, axes=left)
    legend = left.get_legend()
    if legend is not None:
        legend.remove()
    left.set(xlabel="x", ylabel="y")
    drawn = save_figure(figure, folder, "descent.svg")
    figure, right = panel(4.2)
    for name, (_, heights) in runs.items():
        right.plot(heights, label=name)
        print(f"   {name}: height {heights[-1]:.2e} after {STEPS} steps")
    right.set(yscale="log", xlabel="step", ylabel="height")
    figure.legend(loc="outside lower center", ncols=2, fontsize=8)
    return Section(
        "Methods of descent",
        "The same valley, f(x, y) = ½ (x² + 10 y²), from the same start. At a learning rate just below what "
        "the steep direction allows (0.2), plain descent zigzags across the valley; where the rate must be "
        "small, it crawls, and momentum at the same rate carries it along. Adam scales each direction by "
        "itself.\n\n"
        "That plain descent ends ahead of all says more about the valley than about the methods: its rate "
        "was chosen with the curvatures known, 1 and 10, and is close to 2 / (1 + 10), the best there is "
        "for them; every step then shrinks the error by the same factor. In a valley a thousand times as "
        "steep across as along, or one whose steepness is not known, that rate would be unusable or "
        "unknown. Momentum, at less than an eighth of the rate, overshoots and swings around the floor, "
        "which is why its height rises and falls. The steps of Adam are about as long as its rate "
        "wherever it is, so it circles the floor until the averages of the gradients have calmed down; it "
        "is made for noisy gradients of millions of weights, not for two.",
        [
            ["method", f"height after {STEPS} steps"],
            *([name, f"{h[-1]:.2e}"] for name, (_, h) in runs.items()),
        ],
        [
            (
                [drawn, save_figure(figure, folder, "descent-height.svg")],
                "First: the paths over the contours. Second: the height by step, in the same colours.",
            )
        ],
    )
