"""What the pictures share: Matplotlib when it is first needed, colours, figures, checks."""

from __future__ import annotations

import sys
from math import isfinite
from textwrap import fill
from types import MethodType

from .._check import real
from ..data.split import as_tensor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType
    from typing import Any

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .._typing import ArrayLike

WIDTH = 6.0  # inches: 600 pixels at Matplotlib's 100 to the inch
WITHOUT_WINDOW = ("agg", "cairo", "pdf", "pgf", "ps", "svg", "template")

# Okabe and Ito, Color Universal Design (2008), without the yellow, which is hard to see on white
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("-", "--", ":")
MARKERS = "osD^vPX*<>"
GREY, STRONG = "#586070", "#D55E00"  # lines of boxes, and of the one that counts


def line_style(number: int) -> dict[str, Any]:
    """Colour and dashes of the line of this number, so that the first 21 differ for everybody."""
    return {
        "color": COLORS[number % len(COLORS)],
        "linestyle": DASHES[number // len(COLORS) % len(DASHES)],
    }


def pyplot(name: str) -> ModuleType:
    """Matplotlib's pyplot; where it is missing, an error that says how to get it."""
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError(
            f"{name}: drawing needs Matplotlib, which cannot be imported here ({error}); install it with: "
            "python -m pip install 'tensorlab[plot]'"
        ) from error
    return pyplot


def new_figure(name: str, height: float, *, width: float = WIDTH) -> Figure:
    """An empty figure in which nothing will overlap, which a notebook shows once."""
    figure: Figure = pyplot(name).figure(figsize=(width, height), layout="constrained")
    return shown_once(figure)


def shown_once(figure: Figure) -> Figure:
    if "IPython" in sys.modules:
        vars(figure)["_ipython_display_"] = MethodType(_show_once, figure)
    return figure


def _show_once(figure: Figure) -> None:
    """What IPython does to show the figure, as a cell's value or when pyplot's figures are shown after it.

    Whichever comes first shows it and takes it from pyplot, so that it is not there twice.
    """
    import io
    from importlib import import_module

    from matplotlib import pyplot
    from matplotlib._pylab_helpers import Gcf

    held = any(manager.canvas.figure is figure for manager in Gcf.get_all_fig_managers())
    backend = pyplot.get_backend().lower()
    if held and "inline" not in backend and backend not in WITHOUT_WINDOW:
        return  # it has a window, or a widget
    file = io.BytesIO()
    figure.savefig(file, format="png", bbox_inches="tight")
    notebook = import_module("IPython.display")
    notebook.display(notebook.Image(file.getvalue()))
    if held:
        pyplot.close(figure)


def whole_steps(axes: Axes) -> None:
    """Ticks at whole numbers of steps only."""
    locator: Any = axes.xaxis.get_major_locator()
    locator.set_params(integer=True)


def legend_below(axes: Axes, count: int, *, columns: int = 3) -> None:
    """The legend of these axes under the figure, where it hides nothing."""
    handles, labels = axes.get_legend_handles_labels()
    figure: Any = axes.figure
    longest = max(map(len, labels)) + 5  # with the line in front
    fitting = max(1, int(72 * figure.get_figwidth() / (0.52 * 9 * longest)))
    figure.legend(handles, labels, loc="outside lower center", ncols=min(count, columns, fitting), fontsize=9)


def wrapped(text: object, inches: float, size: float) -> str:
    """The text in as many lines as such a width needs, with letters of so many points."""
    return fill(str(text), max(1, int(72 * inches / (0.64 * size))))


# ---- checks
def numbers(name: str, argument: str, values: ArrayLike) -> np.ndarray:
    """`values` as an array of finite float64."""
    import numpy

    tensor = as_tensor(name, values).detach()
    if tensor.dtype.kind not in "biuf":
        raise TypeError(f"{name}: {argument} must be real numbers, got {tensor.dtype}")
    array = tensor.numpy().astype(numpy.float64)
    if not numpy.isfinite(array).all():
        raise ValueError(f"{name}: {argument} of shape {array.shape} must be finite, some are inf or nan")
    return array


def whole(name: str, argument: str, values: ArrayLike) -> np.ndarray:
    """Labels: `values` as an array of int64, none below zero."""
    import numpy

    tensor = as_tensor(name, values).detach()
    if tensor.dtype.kind not in "biu":
        raise TypeError(f"{name}: {argument} must be integers, got {tensor.dtype}")
    array = tensor.numpy().astype(numpy.int64)
    if array.size and array.min() < 0:
        raise ValueError(f"{name}: {argument} must be at least 0, got {array.min()}")
    return array


def span(name: str, argument: str, ends: tuple[float, float]) -> tuple[float, float]:
    """A pair of numbers that go upwards."""
    if not isinstance(ends, (tuple, list)) or len(ends) != 2:
        raise TypeError(f"{name}: {argument} must be a pair of numbers, got {ends!r}")
    low, high = (real(name, argument, end) for end in (*ends,))
    if not low < high:
        raise ValueError(f"{name}: {argument} must go upwards, got {ends!r}")
    return low, high


def point(name: str, argument: str, value: ArrayLike) -> tuple[float, float]:
    """Two finite numbers."""
    array = numbers(name, argument, value)
    if array.shape != (2,):
        raise ValueError(f"{name}: {argument} must be two numbers, got shape {array.shape}")
    return float(array[0]), float(array[1])


def function(name: str, argument: str, value: Any) -> Callable[..., Any]:
    if not callable(value):
        raise TypeError(f"{name}: {argument} must be a function, got {value!r}")
    return value


def texts(name: str, argument: str, values: Iterable[object], count: int) -> tuple[str, ...]:
    """As many words as there are things to be named."""
    if isinstance(values, str):
        raise TypeError(f"{name}: {argument} must be a sequence of texts, got {values!r}")
    found = tuple(str(value) for value in (*values,))
    if len(found) != count:
        raise ValueError(f"{name}: {len(found)} {argument} for {count}")
    return found


def short(value: float, digits: int = 3) -> str:
    """A number in few characters, with a true minus sign; whole ones of up to five digits as they are."""
    if not isfinite(value):
        return str(value)
    text = f"{value:.0f}" if value == round(value) and abs(value) < 1e5 else f"{value:.{digits}g}"
    return (text if float(text) != 0 else "0").replace("-", "−")
