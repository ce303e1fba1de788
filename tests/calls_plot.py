"""Rows of the table of calls: pictures."""

from drive import C, M, V, call, found, scene

import tensorlab as tl

# ---- pictures
call("plot.image_grid", C, ["a", "b"], wrong=[True, False])
call("plot.weight_grid", C)
call("plot.activations plot.activation_properties", {"a": tl.tanh, "b": tl.nn.Identity()})
call("plot.ActivationTable", [])
X = [[0.5, 0.25], [1.0, 2.0], [0.5, 3.0]]
call("plot.batches", X, V, [1, 3], start=[0.5, 1.0], steps=2)
call("plot.normalization", X, V, start=[0.5, 1.0], steps=2)
call("plot.broadcasting", M, V)
call("plot.convolution", M, [[1.0, 2.0]], [0, 1])
call("plot.convolution_animation", [V], [[1.0, 2.0]])
call("plot.Graph", [], [])
call("plot.history", {"loss": [1.0, 0.5, 0.25], "val_loss": [1.0, 0.75, 0.5]})
call("plot.image_numbers", M)


@scene("plot.contours")
def _():
    return tl.plot.contours, [lambda x, y: x * x + y * y, [-1.0, 1.0], [-1.0, 1.0]], {"points": 5}


@scene("plot.confusion_matrix")
def _():
    return tl.plot.confusion_matrix, [[3, 1, 2], [1, 2, 1]], {"names": ["a", "b", "c", "d"]}


@scene("plot.graph")
def _():
    return tl.plot.graph, [lambda x, y: x + y, [1.0, 2.0], [3.0, 4.0]], {"names": {"t": tl.ones(2)}}


@scene("plot.descend")
def _():
    return (
        tl.plot.descend,
        [tl.plot.valley, lambda p: tl.optim.SGD(p, lr=0.1)],
        {"start": [1.0, 2.0], "steps": 2},
    )


def descents(name):
    @scene(f"plot.{name}")
    def _():
        methods = {"a": lambda p: tl.optim.SGD(p, lr=0.1)}
        ranges = {"x_range": [-1.0, 1.0], "y_range": [-1.0, 1.0]}
        return found(f"plot.{name}"), [None, methods], {"start": [0.5, 0.25], "steps": 2, **ranges}


descents("descent")
descents("descent_animation")


@scene("plot.learning_rates")
def _():
    return tl.plot.learning_rates, [None, [0.1, 0.2]], {"start": [0.5, 0.25], "steps": 2}


@scene("plot.surface")
def _():
    return tl.plot.surface, [None, {"a": [[0.0, 1.0], [1.0, 2.0]]}, [-1.0, 1.0], [-1.0, 1.0]], {"points": 5}


@scene("plot.decision_boundary")
def _():
    return (
        tl.plot.decision_boundary,
        [lambda x: x, [[0.5, 0.25], [1.0, 2.0]], [0, 1]],
        {"points": 5, "names": ["a", "b"]},
    )


@scene("plot.paths")
def _():
    from matplotlib.figure import Figure

    return tl.plot.paths, [{"a": [[0.0, 1.0], [1.0, 2.0]]}], {"axes": Figure().subplots()}
