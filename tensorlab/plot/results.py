"""What a training came to: its history, its mistakes, the regions it has learned."""

from __future__ import annotations

from math import isfinite

from tensorlab_c import Tensor, array, no_grad

from .. import nn
from .._check import integer, real, switch
from ..data.split import as_tensor
from ..training.history import History
from ._axes import COLORS, MARKERS, WIDTH, legend_below, new_figure, numbers, texts, whole
from ._axes import function as check_function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    import numpy as np
    from matplotlib.figure import Figure

    from .._typing import ArrayLike

__all__ = ["confusion_matrix", "decision_boundary", "history"]

MOST_CLASSES = 40


def history(history: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the curves of a training, one picture for the loss and one for each metric.

    Parameters
    ----------
    history : History or dict of str to sequence of float
        What `tl.training.fit` returns: a value an epoch; "val_loss" is drawn beside "loss", and so on.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError
        For what is not a dict of sequences of numbers.
    ValueError
        For a history in which nothing is recorded.

    Examples
    --------
    >>> import tensorlab as tl
    >>> figure = tl.plot.history({"loss": [0.9, 0.4, 0.2], "val_loss": [1.0, 0.6, 0.5]})
    >>> [line.get_label() for line in figure.axes[0].lines]
    ['training', 'validation']
    """
    if not hasattr(history, "items"):
        raise TypeError(f"history: expected a History or a dict of lists, got {type(history).__name__}")
    found = History()
    for name, values in dict(history).items():
        if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
            raise TypeError(f"history: {name!r} must be a sequence of numbers, got {values!r}")
        found[str(name)] = [_recorded(str(name), value) for value in (*values,)]
    names = [name for name, values in found.items() if not name.startswith("val_")]
    if not names or not any(found[name] for name in names):
        raise ValueError("history: nothing is recorded: train for an epoch first")
    columns = min(len(names), 2)
    rows = -(-len(names) // columns)
    figure = new_figure("history", 2.8 * rows if columns == 2 else 3.6)
    grid = list(figure.subplots(rows, columns, squeeze=False).flat)
    for spare in grid[len(names) :]:
        spare.remove()
    found.plot(axes=grid[: len(names)])
    return figure


def _recorded(name: str, value: Any) -> float:
    """A number; nan and infinities are what happened, and make a gap."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"history: {name!r} must hold numbers, got {value!r}") from None
    return number if isfinite(number) else float("nan")


# ---- classes
def confusion_matrix(
    target: ArrayLike,
    predicted: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    normalize: bool = False,
) -> Figure:
    """Draw how often each class was taken for each other.

    Parameters
    ----------
    target : array_like of int, shape (n,)
        The true classes.
    predicted : array_like, shape (n,) or (n, classes)
        What a model says: classes, or scores, of which the largest counts.
    names : sequence of str, optional
        Of all classes. Default: their numbers.
    normalize : bool, default False
        Fractions of each true class instead of counts.

    Returns
    -------
    matplotlib.figure.Figure
        Rows are true classes, columns predicted ones.

    Raises
    ------
    TypeError
        For classes that are no integers.
    ValueError
        For no examples, different lengths, classes beyond the names or scores, more than 40 of them.

    Examples
    --------
    >>> import tensorlab as tl
    >>> figure = tl.plot.confusion_matrix([0, 1, 1, 2], [0, 1, 2, 2])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['1', '0', '0', '0', '1', '1', '0', '0', '1']
    >>> figure.axes[0].get_title()
    '3 of 4 right (75.0 %)'
    """
    import numpy

    normalize = switch("confusion_matrix", "normalize", normalize)
    true = whole("confusion_matrix", "target", target)
    said, classes = _predicted(predicted)
    if true.ndim != 1 or true.size == 0:
        raise ValueError(
            f"confusion_matrix: target has shape {true.shape}, needed is (n,) with n of at least 1"
        )
    if said.shape != true.shape:
        raise ValueError(f"confusion_matrix: {len(said)} predictions for {len(true)} targets")
    largest = int(max(true.max(), said.max())) + 1
    names = None if names is None else (*names,)
    count = classes if classes is not None else largest if names is None else len(names)
    if largest > count:
        raise ValueError(f"confusion_matrix: class {largest - 1} is out of range for {count} classes")
    if count > MOST_CLASSES:
        raise ValueError(
            f"confusion_matrix: {count} classes are too many for one picture (at most {MOST_CLASSES})"
        )
    labels = (
        tuple(map(str, range(count))) if names is None else texts("confusion_matrix", "names", names, count)
    )
    counts = numpy.zeros((count, count), dtype=numpy.int64)
    numpy.add.at(counts, (true, said), 1)
    return _draw_confusion(counts, labels, normalize)


def _predicted(predicted: ArrayLike) -> tuple[np.ndarray, int | None]:
    """Classes, and how many there are when scores tell."""
    tensor = as_tensor("confusion_matrix", predicted).detach()
    if tensor.ndim == 2 and tensor.shape[1] > 1:
        return numbers("confusion_matrix", "predicted", tensor).argmax(axis=1), tensor.shape[1]
    said = whole("confusion_matrix", "predicted", tensor)
    if said.ndim != 1:
        raise ValueError(
            f"confusion_matrix: predicted has shape {said.shape}, needed is (n,) or (n, classes) for scores"
        )
    return said, None


def _draw_confusion(counts: np.ndarray, labels: tuple[str, ...], normalize: bool) -> Figure:
    import numpy

    count, totals = len(labels), counts.sum(axis=1, keepdims=True)
    shares = counts / numpy.maximum(totals, 1)
    longest = max(map(len, labels))
    side = (WIDTH - 0.9 - 0.08 * longest) / count  # inches of a box
    side = min(side, 0.9)
    figure = new_figure("confusion_matrix", side * count + 1.0 + (0.06 * longest if longest > 3 else 0))
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    written = [[f"{s:.2f}" if normalize else f"{c}" for c, s in zip(*lines)] for lines in zip(counts, shares)]
    widest = max(len(text) for line in written for text in line)
    size = min(11.0, 72 * 0.8 * side / max(0.62 * widest, 1.0))
    for i, line in enumerate(written):
        for j, text in enumerate(line):
            dark = shares[i, j] > 0.55
            faint = counts[i, j] == 0
            color = "white" if dark else "0.6" if faint else "black"
            axes.text(j, i, text, ha="center", va="center", fontsize=size, color=color)
    fitting = 72 * 0.95 * side / (0.62 * longest)
    turned = fitting < 8
    letters = min(10.0, 72 * 0.9 * side if turned else fitting)
    axes.set_xticks(range(count), labels, fontsize=letters, rotation=90 if turned else 0)
    axes.set_yticks(range(count), labels, fontsize=letters)
    axes.set(xlabel="predicted", ylabel="true")
    right, total = int(numpy.trace(counts)), int(counts.sum())
    axes.set_title(f"{right} of {total} right ({100 * right / total:.1f} %)", fontsize=10)
    return figure


# ---- regions
def decision_boundary(
    model: nn.Module | Callable[[Tensor], Tensor],
    X: ArrayLike,
    y: ArrayLike,
    *,
    threshold: float = 0.0,
    points: int = 200,
    names: Sequence[str] | None = None,
) -> Figure:
    """Draw the regions that a model gives to each class, and examples on them.

    Parameters
    ----------
    model : Module or function
        From a tensor of shape (m, 2) to scores of shape (m, classes), or to one number each, of shape (m,) or
        (m, 1), which says class 1 above the threshold. A model is used in evaluation mode, and left in the
        mode it was in.
    X : array_like, shape (n, 2)
    y : array_like of int, shape (n,)
        Classes of the examples.
    threshold : float, default 0
        For one number each: 0 for scores before the logistic function, 0.5 for probabilities.
    points : int, default 200
        Samples along each axis, at most 1000.
    names : sequence of str, optional
        Of all classes. Default: their numbers.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        For other shapes, scores that are not finite, classes beyond those of the model, more than 7 of them.

    Examples
    --------
    >>> import tensorlab as tl
    >>> X = tl.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> figure = tl.plot.decision_boundary(lambda x: x[:, 0] - x[:, 1], X, [0, 0, 1, 0])
    >>> [text.get_text() for text in figure.legends[0].get_texts()]
    ['class 0', 'class 1']
    """
    import numpy

    check_function("decision_boundary", "model", model)
    given, labels = numbers("decision_boundary", "X", X), whole("decision_boundary", "y", y)
    if given.ndim != 2 or given.shape[1] != 2 or len(given) == 0:
        raise ValueError(f"decision_boundary: X has shape {given.shape}, needed is (n, 2)")
    if labels.shape != given.shape[:1]:
        raise ValueError(f"decision_boundary: y has shape {labels.shape} for X of shape {given.shape}")
    if integer("decision_boundary", "points", points, 2) > 1000:
        raise ValueError(f"decision_boundary: points must be at most 1000, got {points}")
    threshold = real("decision_boundary", "threshold", threshold)
    low, high = given.min(axis=0), given.max(axis=0)
    edge = 0.1 * numpy.where(high > low, high - low, 1.0)
    x, y_ = (numpy.linspace(low[i] - edge[i], high[i] + edge[i], points) for i in (0, 1))
    mesh = numpy.stack(numpy.meshgrid(x, y_), axis=-1).reshape(-1, 2)
    dtype = as_tensor("decision_boundary", X).dtype
    leads = _leads(model, array(mesh, dtype=dtype if dtype.kind == "f" else None), threshold)
    classes = leads.shape[1]
    if labels.max() >= classes:
        raise ValueError(
            f"decision_boundary: class {labels.max()} is out of range for a model of {classes} classes"
        )
    if classes > len(COLORS):
        raise ValueError(
            f"decision_boundary: {classes} classes are more than there are colours, {len(COLORS)}"
        )
    spoken = tuple(f"class {i}" for i in range(classes))
    if names is not None:
        spoken = texts("decision_boundary", "names", names, classes)
    return _draw_regions(x, y_, leads.reshape(points, points, classes), given, labels, spoken)


def _leads(model: Any, mesh: Tensor, threshold: float) -> np.ndarray:
    """How far every class is ahead of the best other one, at every point: above 0 where it is the answer."""
    import numpy

    was = model.training if isinstance(model, nn.Module) else False
    if was:
        model.eval()
    try:
        with no_grad():
            scores = model(_as_learned(model, mesh))
    finally:
        if was:
            model.train()
    scores = numbers("decision_boundary", "the model's scores", scores)
    if scores.ndim == 2 and len(scores) == len(mesh) and scores.shape[1] > 1:
        ranked = numpy.sort(scores, axis=1)
        best, second = ranked[:, -1:], ranked[:, -2:-1]
        return scores - numpy.where(scores == best, second, best)
    if scores.shape not in ((len(mesh),), (len(mesh), 1)):
        raise ValueError(
            f"decision_boundary: the model gives shape {scores.shape} for {mesh.shape}, needed is "
            f"({len(mesh)},) or ({len(mesh)}, classes)"
        )
    ahead = scores.reshape(-1) - threshold
    return numpy.stack([-ahead, ahead], axis=1)


def _as_learned(model: Any, mesh: Tensor) -> Tensor:
    """The points in the dtype of the model's parameters."""
    first = next(iter(model.parameters()), None) if isinstance(model, nn.Module) else None
    return mesh if first is None else mesh.astype(first.dtype)


def _draw_regions(
    x: np.ndarray, y: np.ndarray, leads: np.ndarray, X: np.ndarray, labels: np.ndarray, names: tuple[str, ...]
) -> Figure:
    figure = new_figure("decision_boundary", 4.6)

    from matplotlib.colors import ListedColormap

    axes = figure.subplots()
    classes, said = len(names), leads.argmax(axis=-1)
    colors = ListedColormap(COLORS[:classes])
    axes.pcolormesh(
        x, y, said, cmap=colors, vmin=-0.5, vmax=classes - 0.5, alpha=0.25, rasterized=True, linewidth=0
    )
    for number, name in enumerate(names):
        if 0 < (said == number).mean() < 1:
            axes.contour(x, y, leads[..., number], levels=[0], colors="0.3", linewidths=0.8)
        mine = X[labels == number]
        axes.scatter(
            mine[:, 0],
            mine[:, 1],
            s=28,
            color=COLORS[number],
            marker=MARKERS[number],
            edgecolor="white",
            linewidth=0.6,
            label=name,
        )
    axes.set(xlim=x[[0, -1]], ylim=y[[0, -1]], xlabel="x₁", ylabel="x₂")
    legend_below(axes, classes, columns=4)
    return figure
