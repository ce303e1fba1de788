"""Pictures of what cannot be drawn: a clear error before there is a figure."""

import numpy as np
import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402
from test_plot import IMAGE, KERNEL, data, network  # noqa: E402

import tensorlab as tl  # noqa: E402
from tensorlab import plot  # noqa: E402

BAD = {
    "graph of a number": (
        lambda: plot.graph(3.0),
        TypeError,
        "graph: expected a tensor, a model or a function, got float",
    ),
    "graph of a constant": (
        lambda: plot.graph(tl.ones(3)),
        RuntimeError,
        r"graph: the result of shape \(3,\) was not computed",
    ),
    "graph with inputs": (
        lambda: plot.graph(tl.ones(3), tl.ones(3)),
        TypeError,
        "graph: inputs are for a model",
    ),
    "graph of too many": (lambda: plot.graph(lambda x: x, 1.0, 2.0), TypeError, "graph: 2 inputs do not fit"),
    "graph of no tensor": (
        lambda: plot.graph(lambda x: 3, 1.0),
        TypeError,
        "graph: the function gives a int",
    ),
    "graph names": (lambda: plot.graph(tl.tanh, 1.0, names=["x"]), TypeError, "graph: names must be a dict"),
    "graph names of": (
        lambda: plot.graph(tl.tanh, 1.0, names={"x": 1.0}),
        TypeError,
        "graph: 'x' names a float",
    ),
    "no activations": (lambda: plot.activations({}), ValueError, "activations: there are no functions"),
    "one activation": (
        lambda: plot.activations(tl.tanh),
        TypeError,
        "activations: functions must be several",
    ),
    "no activations to go through": (
        lambda: plot.activation_properties(3),
        TypeError,
        "activation_properties: functions must be several",
    ),
    "no optimiser": (
        lambda: plot.descend(plot.valley, lambda p: p),
        TypeError,
        "descend: method gave list, needed is an optimiser",
    ),
    "start of descent": (lambda: plot.descent(start=3), ValueError, "descent: start must be two numbers"),
    "start of rates": (lambda: plot.learning_rates(start=3), ValueError, "learning_rates: start must be two"),
    "no function": (
        lambda: plot.activations([3]),
        TypeError,
        "activations: every one of functions must be a function",
    ),
    "activation shape": (
        lambda: plot.activations([tl.sum]),
        ValueError,
        r"activations: sum gives \(\) for shape",
    ),
    "activation nan": (
        lambda: plot.activation_properties([tl.log]),
        ValueError,
        "activation_properties: log is not finite at -8",
    ),
    "activations range": (
        lambda: plot.activations(x_range=(1, 1)),
        ValueError,
        "activations: x_range must go upwards",
    ),
    "descend start": (
        lambda: plot.descend(plot.valley, tl.optim.SGD, start=[1]),
        ValueError,
        r"descend: start must be two numbers, got shape \(1,\)",
    ),
    "descend steps": (
        lambda: plot.descend(plot.valley, tl.optim.SGD, steps=0),
        ValueError,
        "descend: steps must be at least 1",
    ),
    "descend result": (
        lambda: plot.descend(lambda x, y: 1.0, tl.optim.SGD),
        ValueError,
        "descend: the function gives float",
    ),
    "descend nan": (
        lambda: plot.descend(lambda x, y: tl.log(x) + y, lambda p: tl.optim.SGD(p, lr=0.1)),
        ValueError,
        "descend: the function is not finite at the start",
    ),
    "descent methods": (lambda: plot.descent(methods=[]), TypeError, "descent: methods must be a dict"),
    "no methods": (lambda: plot.descent(methods={}), ValueError, "descent: there are no methods"),
    "surface points": (lambda: plot.surface(points=501), ValueError, "surface: points must be at most 500"),
    "surface paths": (
        lambda: plot.surface(steps={"a": [1, 2]}),
        ValueError,
        r"surface: the points of 'a' have shape \(2,\)",
    ),
    "rates": (
        lambda: plot.learning_rates(rates=[0.1, -1]),
        ValueError,
        "learning_rates: every rate must be finite and more than 0",
    ),
    "no rates": (lambda: plot.learning_rates(rates=[]), ValueError, "learning_rates: 1 to 6 rates"),
    "normalization X": (
        lambda: plot.normalization(np.ones((4, 3)), np.ones(4)),
        ValueError,
        r"normalization: X has shape \(4, 3\)",
    ),
    "normalization y": (
        lambda: plot.normalization(np.eye(2), np.ones(3)),
        ValueError,
        r"normalization: y has shape \(3,\)",
    ),
    "normalization constant": (
        lambda: plot.normalization([[1, 2], [1, 3], [1, 5]], [1, 2, 3]),
        ValueError,
        "normalization: a column of X is constant",
    ),
    "batches rank": (
        lambda: plot.batches(np.ones((4, 2)), np.ones(4)),
        ValueError,
        "batches: the columns of X are multiples",
    ),
    "batches nan": (
        lambda: plot.batches([[1, np.nan], [2, 3]], [1, 2]),
        ValueError,
        r"batches: X of shape \(2, 2\) must be finite",
    ),
    "batches size": (
        lambda: plot.batches(*data(5), sizes=[6]),
        ValueError,
        "batches: batches of 6 from 5 examples",
    ),
    "animation frames": (
        lambda: plot.descent_animation(steps=2000),
        ValueError,
        "descent_animation: 2001 frames are too many",
    ),
    "kernel": (
        lambda: plot.convolution(np.ones((2, 2)), KERNEL),
        ValueError,
        r"convolution: a kernel of shape \(3, 3\)",
    ),
    "image": (
        lambda: plot.convolution(np.ones(3), KERNEL),
        ValueError,
        r"convolution: image has shape \(3,\)",
    ),
    "position": (
        lambda: plot.convolution(IMAGE, KERNEL, (3, 0)),
        ValueError,
        r"convolution: position \(3, 0\) is outside",
    ),
    "position pair": (
        lambda: plot.convolution(IMAGE, KERNEL, 1),
        TypeError,
        "convolution: position must be a pair",
    ),
    "unreadable": (
        lambda: plot.convolution(np.random.default_rng(0).normal(size=(14, 14)), KERNEL),
        ValueError,
        "convolution: these numbers are too many or too long",
    ),
    "shapes": (
        lambda: plot.broadcasting(np.ones(3), np.ones(4)),
        ValueError,
        r"broadcasting: add: .*\(3,\).*\(4,\)",
    ),
    "operation": (lambda: plot.broadcasting(1, 2, "@"), ValueError, "broadcasting: operation must be one of"),
    "pixels": (
        lambda: plot.image_numbers(np.ones((29, 29))),
        ValueError,
        r"image_numbers: image of shape \(29, 29\)",
    ),
    "no history": (lambda: plot.history(tl.training.History()), ValueError, "history: nothing is recorded"),
    "empty history": (lambda: plot.history({"loss": []}), ValueError, "history: nothing is recorded"),
    "history list": (lambda: plot.history([1.0]), TypeError, "history: expected a History or a dict"),
    "history words": (
        lambda: plot.history({"loss": ["a"]}),
        TypeError,
        "history: 'loss' must hold numbers, got 'a'",
    ),
    "labels beyond names": (
        lambda: plot.confusion_matrix([0, 2], [0, 1], names=["a", "b"]),
        ValueError,
        "confusion_matrix: class 2 is out of range for 2 classes",
    ),
    "labels beyond scores": (
        lambda: plot.confusion_matrix([0, 2], [[0.1, 0.9], [0.2, 0.8]]),
        ValueError,
        "confusion_matrix: class 2 is out of range for 2 classes",
    ),
    "negative labels": (
        lambda: plot.confusion_matrix([0, -1], [0, 1]),
        ValueError,
        "confusion_matrix: target must be at least 0, got -1",
    ),
    "real labels": (
        lambda: plot.confusion_matrix([0.5], [0]),
        TypeError,
        "confusion_matrix: target must be integers, got float64",
    ),
    "label lengths": (
        lambda: plot.confusion_matrix([0, 1], [0]),
        ValueError,
        "confusion_matrix: 1 predictions for 2 targets",
    ),
    "no labels": (
        lambda: plot.confusion_matrix(tl.zeros(0, dtype=int), tl.zeros(0, dtype=int)),
        ValueError,
        r"confusion_matrix: target has shape \(0,\)",
    ),
    "boundary X": (
        lambda: plot.decision_boundary(network(), np.ones((3, 3)), [0, 1, 1]),
        ValueError,
        r"decision_boundary: X has shape \(3, 3\)",
    ),
    "boundary labels": (
        lambda: plot.decision_boundary(network(), np.ones((3, 2)), [0, 1, 2]),
        ValueError,
        "decision_boundary: class 2 is out of range for a model of 2",
    ),
    "boundary model": (
        lambda: plot.decision_boundary(3, np.ones((3, 2)), [0, 1, 1]),
        TypeError,
        "decision_boundary: model must be a function",
    ),
    "boundary scores": (
        lambda: plot.decision_boundary(lambda x: x[:5], np.ones((3, 2)), [0, 1, 1]),
        ValueError,
        r"decision_boundary: the model gives shape \(5, 2\)",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_before_anything_is_drawn(name):
    call, error, message = BAD[name]
    with pytest.raises(error, match=f"^{message}"):
        call()
    assert not pyplot.get_fignums()
