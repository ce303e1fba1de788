"""Methods of descent on one surface (lecture L10, L16 to L21)."""

from __future__ import annotations

from pathlib import Path

import tensorlab as tl

from .page import Section, panel, save_figure

__all__ = ["show"]

STEPS = 60


def show(folder: Path) -> Section:
    """Runs every method from the same start, draws the paths and the heights, still and in motion.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    Section
    """
    methods = tl.plot.descent_methods()
    methods["descent, η = 0.02"] = lambda p: tl.optim.SGD(p, lr=0.02)
    runs = {name: tl.plot.descend(tl.plot.valley, method, steps=STEPS) for name, method in methods.items()}
    figure, left = panel(4.2)
    tl.plot.contours(tl.plot.valley, (-2, 1.2), (-1.5, 1.5), axes=left)
    tl.plot.paths({name: points for name, (points, _) in runs.items()}, axes=left)
    legend = left.get_legend()
    if legend is not None:
        legend.remove()
    left.set(xlabel="x", ylabel="y")
    drawn = save_figure(figure, folder, "descent.svg")
    figure, right = panel(4.2)
    for path, (name, (_, heights)) in zip(left.lines[::2], runs.items(), strict=True):
        right.plot(heights.numpy(), label=name, color=path.get_color(), linestyle=path.get_linestyle())
        print(f"   {name}: height {heights[-1].item():.2e} after {STEPS} steps")
    right.set(yscale="log", xlabel="step", ylabel="height")
    figure.legend(loc="outside lower center", ncols=2, fontsize=8)
    fallen = save_figure(figure, folder, "descent-height.svg")
    animation = tl.plot.descent_animation(methods=methods, steps=STEPS, every=2)
    animation.save(folder / "descent.gif", writer="pillow")
    return Section(
        "Methods of descent",
        "The same valley, f(x, y) = ½ (x² + 10 y²), from the same start. At a learning rate just below what "
        "the steep direction allows (0.2), plain descent zigzags across the valley; where the rate must be "
        "small, it crawls, and momentum at the same rate carries it along. The adaptive methods (RMSprop, "
        "Adam and their kin) scale each direction by itself.\n\n"
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
            *([name, f"{h[-1].item():.2e}"] for name, (_, h) in runs.items()),
        ],
        [
            (
                [drawn, fallen],
                "First: the paths over the contours. Second: the height by step, in the same colours.",
            ),
            (["descent.gif"], "All of them in motion, two steps a picture."),
        ],
    )
