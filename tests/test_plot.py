"""Pictures: what they show is what was computed, and can be read."""

import contextlib
import io
import itertools
import math
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402
from matplotlib.text import Text  # noqa: E402

import tensorlab as tl  # noqa: E402
from tensorlab import nn, plot  # noqa: E402
from tensorlab.nn import functional as F  # noqa: E402
from tensorlab.plot import _axes  # noqa: E402

IMAGE = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]  # lecture L23
KERNEL = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
SHARPEN = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]


@pytest.fixture(autouse=True)
def no_figures_left():
    yield
    pyplot.close("all")


def data(n=60):
    """A design matrix and what it explains, with noise."""
    rng = np.random.default_rng(1)
    X = np.stack([rng.normal(3, 1, n), rng.normal(5, 4, n)], axis=1)
    return X, X @ [1.0, 0.5] + rng.normal(size=n)


def network():
    tl.random.seed(0)
    return nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))


def curves(epochs=12):
    falling = [1 / (i + 1) for i in range(epochs)]
    return {"loss": falling, "val_loss": [2 * x for x in falling], "accuracy": [1 - x / 2 for x in falling]}


def square(seed=0, n=40):
    X = np.random.default_rng(seed).uniform(-1, 1, (n, 2))
    return X, (X[:, 0] * X[:, 1] > 0).astype(int)


def confused(classes=10, n=360):
    rng = np.random.default_rng(2)
    target = rng.integers(0, classes, n)
    return target, np.where(rng.random(n) < 0.9, target, rng.integers(0, classes, n))


WAYS = {"there": [(1.0, 1.0), (0.5, 0.2)], "elsewhere": [(-1.0, 1.0), (0.2, 0.4)]}
FIGURES = {  # every function that draws
    "activations": lambda: plot.activations(),
    "activations of others": lambda: plot.activations(
        {"sharp": lambda x: F.sigmoid(50 * x), "x²": tl.square}
    ),
    "activations with long names": lambda: plot.activations(
        {f"the error linear unit of number {i}": tl.tanh for i in range(5)}
    ),
    "batches": lambda: plot.batches(*data()),
    "broadcasting rows": lambda: plot.broadcasting(np.arange(3).reshape(3, 1), np.arange(3), "*"),
    "broadcasting wide": lambda: plot.broadcasting(np.arange(9) / 8, np.ones((4, 1)), "-"),
    "broadcasting shapes": lambda: plot.broadcasting(np.ones((4, 1, 6, 5)), np.ones((3, 1, 5))),
    "confusion_matrix": lambda: plot.confusion_matrix(*confused()),
    "confusion_matrix names": lambda: plot.confusion_matrix(
        *confused(3), names=["setosa", "versicolor", "virginica"], normalize=True
    ),
    "confusion_matrix of 30": lambda: plot.confusion_matrix(
        *confused(30), names=[f"number {i}" for i in range(30)]
    ),
    "contours": lambda: plot.contours(plot.valley).figure,
    "convolution": lambda: plot.convolution(IMAGE, KERNEL, (1, 2)),
    "convolution of fractions": lambda: plot.convolution(
        np.random.default_rng(0).normal(size=(7, 7)), SHARPEN
    ),
    "convolution of negative numbers": lambda: plot.convolution(np.full((7, 7), -99), np.full((3, 3), 9)),
    "decision_boundary": lambda: plot.decision_boundary(network(), *square()),
    "descent": lambda: plot.descent(),
    "descent of many": lambda: plot.descent(
        methods={f"method number {i}": lambda p, i=i: tl.optim.SGD(p, lr=0.01 + 0.008 * i) for i in range(20)}
    ),
    "descent with long names": lambda: plot.descent(
        methods={
            f"stochastic descent with momentum {i}": lambda p: tl.optim.SGD(p, lr=0.01) for i in range(6)
        }
    ),
    "history": lambda: plot.history(curves()),
    "image_grid": lambda: plot.image_grid(np.ones((6, 4, 4)), ["a", "b", "c", "d", "e", "f"]),
    "image_grid with long titles": lambda: plot.image_grid(
        np.ones((19, 8, 8)), [f"true {i}, predicted {i}" for i in range(19)]
    ),
    "image_numbers": lambda: plot.image_numbers(tl.datasets.load_digits(as_images=True)[0][3]),
    "image_numbers of 28": lambda: plot.image_numbers(np.arange(784).reshape(28, 28) % 256),
    "image_numbers of fractions": lambda: plot.image_numbers(np.arange(64).reshape(8, 8) / 63),
    "learning_rates": lambda: plot.learning_rates(),
    "learning_rates of six": lambda: plot.learning_rates(rates=[0.001, 0.01, 0.05, 0.1, 0.19, 0.25]),
    "normalization": lambda: plot.normalization(*data()),
    "paths": lambda: plot.paths(WAYS, axes=plot.contours(plot.valley)).figure,
    "surface": lambda: plot.surface(steps=WAYS),
    "weight_grid": lambda: plot.weight_grid(np.arange(32.0).reshape(4, 2, 2, 2)),
    "descent_animation": lambda: figure_of(plot.descent_animation(steps=6)),
    "convolution_animation": lambda: figure_of(plot.convolution_animation(IMAGE, KERNEL)),
}


def figure_of(animation):
    """The figure, and the animation that keeps it alive."""
    figure = animation._fig
    figure.animation = animation
    return figure


NO_FIGURE = {
    "ActivationTable",
    "Graph",
    "activation_properties",
    "descend",
    "descent_methods",
    "graph",
    "valley",
}


def test_every_picture_is_looked_at():
    assert {name.split()[0] for name in FIGURES} == {*plot.__all__} - NO_FIGURE


# ---- that they can be read
@contextlib.contextmanager
def drawn_texts():
    """The texts that are drawn, with their renderer."""
    found, draw = [], Text.draw

    def noticed(self, renderer, *args, **kwargs):
        if self.get_visible() and self.get_text().strip():
            found.append((self, renderer))
        return draw(self, renderer, *args, **kwargs)

    Text.draw = noticed
    try:
        yield found
    finally:
        Text.draw = draw


def texts(figure):
    """Every text that is drawn, and the pixels it takes."""
    figure.canvas.draw()  # a layout may need to settle
    with drawn_texts() as found:
        figure.canvas.draw()
    return [(text, text.get_window_extent(renderer)) for text, renderer in found]


@pytest.mark.parametrize("name", FIGURES)
def test_texts_can_be_read_at_600_pixels(name):
    figure = FIGURES[name]()
    found = texts(figure)
    assert found or name == "weight_grid"
    for (text, box), (other, beside) in itertools.combinations(found, 2):
        across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        along = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        assert min(across, along) <= 1, f"{text} and {other} overlap by {across:.1f} × {along:.1f} pixels"
    for text, box in found:
        inside = min(box.x0, box.y0) >= -1 and box.x1 <= figure.bbox.x1 + 1 and box.y1 <= figure.bbox.y1 + 1
        assert inside, f"{text} leaves the figure: {box}"
    width = figure.get_size_inches()[0]
    assert width == 6 or name.split()[0] in ("image_grid", "weight_grid")
    sizes = {text.get_fontsize() * min(1, 6 / width) for text, _ in found}
    assert all(size >= 5.4 for size in sizes), sizes


def test_lines_differ_for_everybody():
    styles = {tuple(_axes.line_style(i).values()) for i in range(21)}
    assert len(styles) == 21
    # Machado et al., A physiologically-based model for simulation of color vision deficiency, 2009
    kinds = {
        "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
        "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    }
    rgb = np.array([matplotlib.colors.to_rgb(color) for color in _axes.COLORS])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    for kind, matrix in kinds.items():
        seen = np.clip(linear @ np.transpose(matrix), 0, 1) ** (1 / 2.2)
        for i, j in itertools.combinations(range(len(seen)), 2):
            assert np.linalg.norm(seen[i] - seen[j]) > 0.12, (kind, _axes.COLORS[i], _axes.COLORS[j])


# ---- without Matplotlib
@pytest.mark.parametrize("name", FIGURES)
def test_without_matplotlib_it_is_said_what_to_install(name, without_matplotlib):
    with pytest.raises(
        ImportError, match=r"^[\w.]+: drawing needs Matplotlib.*python -m pip install 'tensorlab\[plot\]'$"
    ):
        FIGURES[name]()


def test_curves_of_a_training_without_matplotlib(without_matplotlib):
    with pytest.raises(ImportError, match=r"^History.plot: .*'tensorlab\[plot\]'"):
        tl.training.History({"loss": [1.0]}).plot()


def test_nothing_heavy_is_imported_before_something_is_drawn():
    code = (
        "import sys, tensorlab as tl; tl.plot.valley(tl.ones(2), tl.ones(2));"
        "tl.plot.descend(tl.plot.valley, lambda p: tl.optim.SGD(p, lr=0.1));"
        "tl.plot.graph(tl.tanh, tl.ones(2)).dot;"
        "print([m for m in ('matplotlib', 'numpy', 'fast_sugiyama', 'PIL') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() in ("[]", "['numpy']")


# ---- graphs
def lecture_graph():
    def L(X, y, W1, W2):
        return 0.5 * ((y - F.sigmoid(X @ W1) @ W2) ** 2).sum()

    return plot.graph(L, tl.ones((5, 2)), tl.ones((5, 1)), tl.ones((2, 3)), tl.ones((3, 1)))


def reading(graph):
    """Each name with the names it reads."""
    return {
        (graph.nodes[end].name, graph.nodes[start].name, graph.nodes[start].shape)
        for start, end in graph.edges
    }


def test_a_graph_has_operations_shapes_and_names():
    graph = lecture_graph()
    assert graph.nodes[0] == ("operation", "multiply", ())
    assert reading(graph) == {
        ("multiply", "sum", ()),
        ("sum", "square", (5, 1)),
        ("square", "subtract", (5, 1)),
        ("subtract", "y", (5, 1)),
        ("subtract", "matmul", (5, 1)),
        ("matmul", "sigmoid", (5, 3)),
        ("matmul", "W2", (3, 1)),
        ("sigmoid", "matmul", (5, 3)),
        ("matmul", "X", (5, 2)),
        ("matmul", "W1", (2, 3)),
    }
    assert len(graph.nodes) == 11 and len(graph.edges) == 10


def test_the_graph_of_a_model():
    model, X = network(), tl.ones((4, 2), dtype=tl.float32)
    graph = plot.graph(model, X)
    parameters = {node.name: node.shape for node in graph.nodes if node.kind == "parameter"}
    assert parameters == {name: p.shape for name, p in model.named_parameters()}
    assert [node for node in graph.nodes if node.kind == "input"] == [("input", "input", (4, 2))]
    assert [n.name for n in graph.nodes if n.kind == "operation"] == ["linear", "tanh", "linear"]
    assert all(p.grad is None for p in model.parameters()) and not X.requires_grad


def test_what_is_shared_is_drawn_once():
    w = tl.array([1.0, 2.0], requires_grad=True)
    h = tl.tanh(w)
    graph = plot.graph(h * h + h, names={"w": w})
    assert sorted(node.name for node in graph.nodes) == ["add", "multiply", "tanh", "w"]
    assert len(graph.edges) == 5 and len(set(graph.edges)) == 4  # h * h reads h twice
    assert graph.dot.count("tanh") == 1 and graph.dot.count("->") == 5
    assert plot.graph(w, names={"w": w}).nodes == (("parameter", "w", (2,)),)
    (leaf,) = plot.graph(w).nodes
    assert leaf == ("input", "leaf", (2,))


def test_broadcasting_does_not_change_the_shapes_in_a_graph():
    column, row = tl.ones((3, 1)), tl.ones(4)
    graph = plot.graph(lambda column, row: column * row, column, row)
    assert {node.name: node.shape for node in graph.nodes} == {
        "multiply": (3, 4),
        "column": (3, 1),
        "row": (4,),
    }


def test_dot():
    w = tl.array(2.0, requires_grad=True)
    assert plot.graph(tl.exp(w), names={'a "b" \\': w}).dot == (
        "digraph {\n"
        '  node [shape=box, style="rounded,filled", fillcolor="#ffffff"];\n'
        '  n0 [label="exp\\n()", penwidth=2];\n'
        '  n1 [label="a \\"b\\" \\\\\\n()", style=filled, fillcolor="#d9e8f5"];\n'
        "  n1 -> n0;\n"
        "}"
    )


def test_drawing_a_graph_changes_nothing():
    w = tl.array([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()
    plot.graph(loss)
    assert w.grad is None
    loss.backward()
    assert w.grad.tolist() == [2.0, 4.0]
    with pytest.raises(RuntimeError, match=r"^graph: backward has freed the graph"):
        plot.graph(loss)


def residual():
    """Long edges, a weight that is used three times."""
    W = tl.full((2, 2), 0.5, requires_grad=True)
    h = tl.ones((1, 2))
    for _ in range(3):
        h = tl.tanh(h @ W) + h * W[0, 0]
    return plot.graph(h, names={"W": W})


@pytest.mark.parametrize(
    "make", [lecture_graph, residual, lambda: plot.graph(tl.array(1.0, requires_grad=True))]
)
def test_a_graph_is_drawn(make):
    pytest.importorskip("fast_sugiyama")
    graph = make()
    figure = graph.figure()
    axes = figure.axes[0]
    assert [text.get_text() for text in axes.texts] == [f"{node.name}\n{node.shape}" for node in graph.nodes]
    arrows = [p for p in axes.patches if isinstance(p, matplotlib.patches.FancyArrowPatch)]
    frames = [p for p in axes.patches if isinstance(p, matplotlib.patches.FancyBboxPatch)]
    assert len(arrows) == len(graph.edges) and len(frames) == len(graph.nodes)
    places = [frame.get_bbox() for frame in frames]
    for one, two in itertools.combinations(places, 2):
        assert not one.overlaps(two)
    for (start, end), arrow in zip(graph.edges, arrows):  # downwards, from box to box, and through no other
        points = arrow._path_original.to_polygons(closed_only=False)[0]
        assert points[0][1] == pytest.approx(places[start].y0) and points[-1][1] == pytest.approx(
            places[end].y1
        )
        assert places[end].x0 <= points[-1][0] <= places[end].x1
        for box in (box for i, box in enumerate(places) if i not in (start, end)):
            assert not any(box.contains(*point) for point in points)
    found = texts(figure)
    for (text, box), (other, beside) in itertools.combinations(found, 2):
        assert not box.overlaps(beside), (text, other)
    for (_, box), place in zip(found, places):  # each text lies in its box
        corners = axes.transData.transform(place)
        assert corners[0][0] < box.x0 and box.x1 < corners[1][0]
    assert figure.get_size_inches()[0] < 6.5


def test_svg():
    pytest.importorskip("fast_sugiyama")
    graph = lecture_graph()
    root = ElementTree.fromstring(graph.svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert graph._repr_svg_() == lecture_graph().svg  # the same every time
    assert not pyplot.get_fignums()


def test_a_graph_without_its_layout(monkeypatch):
    monkeypatch.setitem(sys.modules, "fast_sugiyama", None)
    graph = lecture_graph()
    assert graph.dot.startswith("digraph {") and repr(graph) == "Graph(11 nodes, 10 edges)"
    with pytest.raises(ImportError, match=r"^Graph.figure: .*python -m pip install 'tensorlab\[plot\]'"):
        graph.figure()
    with pytest.raises(ImportError, match="fast-sugiyama"):
        graph._repr_svg_()


def test_a_graph_that_is_too_large():
    w = tl.array(1.0, requires_grad=True)
    h = w
    for _ in range(500):
        h = h + 1
    graph = plot.graph(h)
    assert len(graph.nodes) == 501
    with pytest.raises(ValueError, match=r"^Graph.figure: 501 nodes are too many"):
        graph.figure()


# ---- activations
INFINITY = math.inf
PROPERTIES = {  # non-linear, continuously differentiable, range, monotone
    "identity": (False, True, (-INFINITY, INFINITY), "(−∞, ∞)", "yes, increasing"),
    "unit step": (True, False, (0, 1), "{0, 1}", "yes, non-decreasing"),
    "logistic": (True, True, (0, 1), "(0, 1)", "yes, increasing"),
    "tanh": (True, True, (-1, 1), "(−1, 1)", "yes, increasing"),
    "arctan": (True, True, (-math.pi / 2, math.pi / 2), "(−π/2, π/2)", "yes, increasing"),
    "softsign": (True, True, (-1, 1), "(−1, 1)", "yes, increasing"),
    "ISRU": (True, True, (-1, 1), "(−1, 1)", "yes, increasing"),
    "ReLU": (True, False, (0, INFINITY), "[0, ∞)", "yes, non-decreasing"),
    "leaky ReLU": (True, False, (-INFINITY, INFINITY), "(−∞, ∞)", "yes, increasing"),
    "PReLU": (True, False, (-INFINITY, INFINITY), "(−∞, ∞)", "yes, increasing"),
    "RReLU": (True, False, (-INFINITY, INFINITY), "(−∞, ∞)", "yes, increasing"),
    "ELU": (True, True, (-1, INFINITY), "(−1, ∞)", "yes, increasing"),
}


def test_the_properties_of_the_lectures_activations():
    table = plot.activation_properties()
    assert [row.name for row in table] == list(PROPERTIES)
    for row in table:
        nonlinear, smooth, bounds, spoken, monotone = PROPERTIES[row.name]
        assert (row.nonlinear, row.smooth, row.range, row.monotone) == (nonlinear, smooth, spoken, monotone)
        assert (row.low, row.high) == pytest.approx(bounds, abs=1e-7), row.name
        assert row.kinks == (() if smooth else (0.0,))


OTHERS = {  # f; non-linear, kinks, range, monotone
    "2x + 1": (lambda x: 2 * x + 1, False, (), "(−∞, ∞)", "yes, increasing"),
    "−x": (lambda x: -x, False, (), "(−∞, ∞)", "yes, decreasing"),
    "x²": (lambda x: x * x, True, (), "[0, ∞)", "no"),
    "|x − 1|": (lambda x: abs(x - 1), True, (1.0,), "[0, ∞)", "no"),
    "clip": (lambda x: tl.clip(x, 0, 6), True, (0.0, 6.0), "[0, 6]", "yes, non-decreasing"),
    "sin": (tl.sin, True, (), "[−1, 1]", "no"),
    "sign": (tl.sign, True, (0.0,), "{−1, 0, 1}", "yes, non-decreasing"),
    "5": (lambda x: 0 * x + 5, False, (), "{5}", "yes, constant"),
    "exp": (lambda x: tl.exp(x), True, (), "(0, ∞)", "yes, increasing"),
    "ELU of α = 2": (nn.ELU(2.0), True, (0.0,), "(−2, ∞)", "yes, increasing"),
    "softplus": (nn.Softplus(), True, (), "(0, ∞)", "yes, increasing"),
    "Gauss": (lambda x: tl.exp(-x * x), True, (), "(0, 1]", "no"),
    "ISRU of α = 4": (nn.ISRU(4.0), True, (), "(−0.5, 0.5)", "yes, increasing"),
    "step at 0.3": (
        lambda x: tl.where(x < 0.3, 0 * x, 0 * x + 2),
        True,
        (0.3,),
        "{0, 2}",
        "yes, non-decreasing",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_properties_of_other_functions(name):
    function, nonlinear, kinks, spoken, monotone = OTHERS[name]
    (row,) = plot.activation_properties({name: function})
    assert (row.nonlinear, row.range, row.monotone) == (nonlinear, spoken, monotone)
    assert row.kinks == pytest.approx(kinks, abs=1e-6) and row.smooth == (not kinks)


def test_the_table_of_properties():
    table = plot.activation_properties([nn.ReLU(), tl.tanh])
    lines = str(table).splitlines()
    assert (
        len(lines) == 4
        and lines[1].startswith("----------")
        and len({line.find("[0") for line in lines}) == 2
    )
    markdown = table.markdown().splitlines()
    assert markdown[2] == "| ReLU | yes | no (at 0) | [0, ∞) | yes, non-decreasing |"
    assert {line.count("|") for line in markdown} == {6} and table._repr_markdown_() == table.markdown()


def test_activations_of_one_name_are_all_there():
    table = plot.activation_properties([nn.ELU(), nn.ELU(0.5), tl.tanh])
    assert [row.name for row in table] == ["ELU", "ELU (2)", "tanh"] and [r.low for r in table] == [
        -1,
        -0.5,
        -1,
    ]


def test_a_model_is_probed_as_it_is_and_stays_so():
    model = nn.PReLU(init=0.5)
    (row,) = plot.activation_properties([model])
    assert row.monotone == "yes, increasing" and model.training and model.weight.dtype == tl.float32


def test_curves_and_derivatives():
    figure = plot.activations({"logistic": nn.Sigmoid(), "ReLU": nn.ReLU()}, x_range=(-3, 3), columns=2)
    (f, slope), (relu, jump) = ([line.get_xydata() for line in axes.lines[2:]] for axes in figure.axes)
    x, y = f.T
    np.testing.assert_allclose(y, 1 / (1 + np.exp(-x)), rtol=1e-14)
    np.testing.assert_allclose(slope[:, 1], y * (1 - y), rtol=1e-12)
    np.testing.assert_array_equal(relu[:, 1], np.maximum(relu[:, 0], 0))
    assert np.isnan(jump[:, 1]).sum() == 1 and abs(jump[np.isnan(jump[:, 1]), 0]) < 1e-6  # a gap at 0
    assert [axes.get_title() for axes in figure.axes] == ["logistic", "ReLU"]


# ---- descent
def test_descent_is_that_of_the_lecture():
    f = lambda x, y: 0.5 * (x**2 + y**2)
    points, heights = plot.descend(f, lambda p: tl.optim.SGD(p, lr=0.25), start=(1, 2), steps=9)
    expected = np.array([1.0, 2.0]) * 0.75 ** np.arange(10)[:, None]
    np.testing.assert_allclose(points.numpy(), expected, rtol=1e-15)
    np.testing.assert_allclose(heights.numpy(), (expected**2).sum(axis=1) / 2, rtol=1e-15)


def test_descent_stops_where_nothing_is_finite():
    points, heights = plot.descend(plot.valley, lambda p: tl.optim.SGD(p, lr=1e10), steps=100)
    assert 2 <= len(points) == len(heights) < 40 and np.isfinite(points.numpy()).all()
    plot.descent(methods={"beyond": lambda p: tl.optim.SGD(p, lr=1e10)})
    figure = plot.learning_rates(rates=[1e10, 0.1])
    assert [axes.get_title().split("\n")[1] for axes in figure.axes[:2]] == ["diverges", "arrives"]


def test_every_method_there_is_is_compared():
    methods = plot.descent_methods()
    kinds = {type(make([tl.zeros(2, requires_grad=True)])) for make in methods.values()}
    public = [getattr(tl.optim, name) for name in tl.optim.__all__]
    rules = {x for x in public if isinstance(x, type) and x.rule}
    assert {kind.__name__ for kind in rules - kinds} <= {"AdamW"}  # Adam, without weights that decay
    for make in methods.values():  # each comes down
        _, heights = plot.descend(plot.valley, make)
        assert heights[-1] < 0.02 * heights[0]


def test_the_picture_of_descent_shows_what_was_computed():
    methods = {"a": lambda p: tl.optim.SGD(p, lr=0.1), "b": lambda p: tl.optim.Adam(p, lr=0.1)}
    figure = plot.descent(methods=methods, steps=7, start=(1.0, -1.0), x_range=(-2, 2), y_range=(-3, 3))
    above, below = figure.axes
    for number, make in enumerate(methods.values()):
        points, heights = plot.descend(plot.valley, make, start=(1.0, -1.0), steps=7)
        np.testing.assert_array_equal(above.lines[2 * number].get_xydata(), points.numpy())
        np.testing.assert_array_equal(above.lines[2 * number + 1].get_xydata(), points[-1:].numpy())
        np.testing.assert_array_equal(below.lines[number].get_ydata(), heights.numpy())
    assert above.get_xlim() == (-2, 2) and above.get_ylim() == (-3, 3) and below.get_yscale() == "log"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["a", "b"]


def test_what_is_negative_has_no_logarithm():
    figure = plot.descent(lambda x, y: tl.sin(x) + tl.sin(y), {"SGD": lambda p: tl.optim.SGD(p, lr=0.1)})
    assert figure.axes[1].get_yscale() == "linear"


def test_what_diverges_leaves_the_others_visible():
    methods = {"up": lambda p: tl.optim.SGD(p, lr=3.0), "down": lambda p: tl.optim.SGD(p, lr=0.1)}
    below = plot.descent(methods=methods).axes[1]
    up, down = (line.get_ydata() for line in below.lines)
    assert up.max() > 1e80
    assert below.get_ylim()[0] < down.min() < down.max() < below.get_ylim()[1] < 1e6


def test_learning_rates():
    figure = plot.learning_rates()
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["a = 0.005\ncrawls", "a = 0.1\narrives", "a = 0.21\ndiverges", ""]
    for axes, rate in zip(figure.axes, (0.005, 0.1, 0.21)):
        points, _ = plot.descend(plot.valley, lambda p, rate=rate: tl.optim.SGD(p, lr=rate), steps=20)
        np.testing.assert_array_equal(axes.lines[0].get_xydata(), points.numpy())


def test_a_surface_has_its_paths_on_it():
    points, heights = plot.descend(plot.valley, lambda p: tl.optim.SGD(p, lr=0.1), steps=5)
    figure = plot.surface(steps={"SGD": points, "away": [(9.0, 9.0), (0.5, 0.5)]})
    line, away = figure.axes[0].lines
    x, y, z = line.get_data_3d()
    np.testing.assert_array_equal(np.stack([x, y], axis=1), points.numpy())
    np.testing.assert_allclose(z, heights.numpy())
    assert np.shape(away.get_data_3d()) == (3, 1)


# ---- normalisation and batches
def test_normalisation_makes_the_way_straight():
    X, y = data()
    figure = plot.normalization(X, y, steps=12)
    before, after, losses = figure.axes
    zigzag, straight = (axes.lines[1].get_xydata() for axes in (before, after))
    w = np.zeros(2)
    rate = 2 / np.trace(2 * X.T @ X / len(X))
    for point in zigzag:
        np.testing.assert_allclose(point, w)
        w = w + rate * 2 / len(X) * X.T @ (y - X @ w)
    Z, t = (X - X.mean(axis=0)) / X.std(axis=0), y - y.mean()
    np.testing.assert_allclose(straight[-1], np.linalg.lstsq(Z, t, rcond=None)[0], rtol=1e-6)
    first, last = (np.diff(path, axis=0) for path in (zigzag, straight))
    assert (first[0] @ first[1]) < 0  # it turns back
    length = np.linalg.norm(last, axis=1).sum()
    assert length < 1.05 * np.linalg.norm(straight[-1] - straight[0])
    assert losses.lines[0].get_ydata()[-1] > 1e3 * np.nanmin(losses.lines[1].get_ydata())


def test_batches():
    X, y = data(24)
    figure = plot.batches(X, y, sizes=[None, 1, 7], steps=9, lr=0.001, seed=3)
    lines = {
        line.get_label(): line.get_xydata() for line in figure.axes[0].lines if line.get_label()[0] != "_"
    }
    assert list(lines) == ["stochastic", "mini-batches of 7", "batch, all 24"]
    assert {len(points) for points in lines.values()} == {10}
    w = np.zeros(2)
    for point in lines["batch, all 24"]:
        np.testing.assert_allclose(point, w)
        w = w + 0.001 * 2 / 24 * X.T @ (y - X @ w)
    single = 0.001 * 2 * (y - X @ np.zeros(2))[:, None] * X  # each first step is that of one example
    assert np.isclose(single, lines["stochastic"][1]).all(axis=1).any()
    below = figure.axes[1]
    assert [line.get_xdata()[0] for line in below.lines] == [1, 7, 24]
    assert below.lines[2].get_ydata()[-1] == pytest.approx(((y - X @ lines["batch, all 24"][-1]) ** 2).mean())
    same = plot.batches(X, y, sizes=[None, 1, 7], steps=9, lr=0.001, seed=3)
    np.testing.assert_array_equal(same.axes[0].lines[1].get_xydata(), figure.axes[0].lines[1].get_xydata())


# ---- animations
def test_the_animation_of_descent(tmp_path):
    Image = pytest.importorskip("PIL.Image")
    methods = {"a": lambda p: tl.optim.SGD(p, lr=0.1), "b": lambda p: tl.optim.SGD(p, lr=1e10)}
    animation = plot.descent_animation(methods=methods, steps=50, every=20)
    assert list(animation.new_frame_seq()) == [0, 20, 40, 50]
    animation.save(tmp_path / "descent.gif", writer="pillow")
    with Image.open(tmp_path / "descent.gif") as image:
        assert image.n_frames == 4 and image.size[0] == 600
    above, below = animation._fig.axes
    points, heights = plot.descend(plot.valley, methods["a"], steps=50)
    np.testing.assert_array_equal(above.lines[0].get_xydata(), points.numpy())  # the last frame
    np.testing.assert_array_equal(below.lines[0].get_ydata(), heights.numpy())
    assert len(above.lines[2].get_xydata()) < 50  # it was finite for a few steps only
    html = animation.to_jshtml()
    assert html.count("data:image/png;base64") == 4


def test_a_kernel_slides():
    animation = plot.convolution_animation(IMAGE, KERNEL)
    frames = list(animation.new_frame_seq())
    assert frames == [(i, j) for i in range(3) for j in range(3)]
    texts = animation._fig.axes[0].texts
    animation._draw_frame(frames[-1])
    assert texts[-1].get_text() == "2·0 + 2·1 + 3·2 +\n0·2 + 2·2 + 2·0 +\n0·0 + 0·1 + 1·2 = 14"


# ---- tensors
def test_convolution_has_the_lectures_numbers():
    figure = plot.convolution(IMAGE, KERNEL, (0, 2))
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts[-1] == "2·0 + 1·1 + 0·2 +\n1·2 + 3·2 + 1·0 +\n2·0 + 2·1 + 3·2 = 17"
    numbers = [int(text) for text in texts[:-1] if text.isdigit()]
    assert numbers == [*np.ravel(IMAGE), *np.ravel(KERNEL), 12, 12, 17, 10, 17, 19, 9, 6, 14]
    figure = plot.convolution([[5, 6, 7], [3, 4, 6], [2, 3, 5]], SHARPEN)
    assert figure.axes[0].texts[-1].get_text().endswith("+ 5·0 = 2")


def test_broadcasting():
    figure = plot.broadcasting([[1], [2]], [10, 20, 30])
    texts = figure.axes[0].texts
    found = [text.get_text() for text in texts]
    assert found == [*"111222", "(2, 1)", *["10", "20", "30"] * 2, "(3,)", "+"] + [
        *["11", "21", "31", "12", "22", "32"],
        "(2, 3)",
        "=",
    ]
    faint = [text.get_color() == "0.4" for text in texts]
    assert faint[:6] == [False, True, True] * 2 and faint[7:13] == [False] * 3 + [True] * 3
    assert "÷" in [t.get_text() for t in plot.broadcasting([1.0, 2.0], 4, "/").axes[0].texts]
    shapes = [
        text.get_text() for text in plot.broadcasting(np.ones((4, 3, 2)), np.ones((3, 1))).axes[0].texts
    ]
    assert shapes == ["a", "4", "3", "2", "b", "new → 4", "3", "1 → 2", "result", "4", "3", "2"]


def test_an_image_is_numbers():
    X, _ = tl.datasets.load_digits(as_images=True)
    figure = plot.image_numbers(X[7])
    seen, read = figure.axes
    np.testing.assert_array_equal(seen.images[0].get_array(), X[7, 0].numpy())
    assert [int(text.get_text()) for text in read.texts] == X[7].flatten().tolist()
    assert {text.get_color() for text in read.texts} == {"white", "black"}


# ---- results
def test_history():
    figure = plot.history(curves(5))
    loss, accuracy = figure.axes
    assert loss.lines[1].get_ydata().tolist() == curves(5)["val_loss"] and len(accuracy.lines) == 1
    assert {line.get_linestyle() for line in loss.lines} == {"-", "--"}
    gap = plot.history({"loss": [1.0, float("nan"), 0.5]})
    assert np.isnan(gap.axes[0].lines[0].get_ydata()[1])


@pytest.mark.parametrize("scores", [False, True])
def test_confusion_matrix(scores):
    target, said = confused(5, 200)
    figure = plot.confusion_matrix(target, np.eye(5)[said] if scores else said)
    counts = np.zeros((5, 5), int)
    for t, s in zip(target, said):
        counts[t, s] += 1
    axes = figure.axes[0]
    assert [int(text.get_text()) for text in axes.texts] == counts.flatten().tolist()
    np.testing.assert_allclose(axes.images[0].get_array(), counts / counts.sum(axis=1, keepdims=True))
    assert axes.get_title().startswith(f"{(target == said).sum()} of 200 right")
    assert [label.get_text() for label in axes.get_xticklabels()] == list("01234")


def test_confusion_matrix_of_fractions_and_names():
    figure = plot.confusion_matrix([0, 0, 0, 2], [0, 0, 2, 2], names=["cat", "dog", "cow"], normalize=True)
    axes = figure.axes[0]
    assert [text.get_text() for text in axes.texts] == ["0.67", "0.00", "0.33", *["0.00"] * 5, "1.00"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["cat", "dog", "cow"]


def test_decision_boundary():
    model, (X, y) = network(), square()
    model.append(nn.Dropout(0.5))
    figure = plot.decision_boundary(model, X, y, points=30)
    assert model.training
    axes = figure.axes[0]
    mesh = axes.collections[0]
    model.eval()
    # pcolormesh draws cells around its points
    x, v = (
        np.linspace(X[:, i].min() - 0.1 * np.ptp(X[:, i]), X[:, i].max() + 0.1 * np.ptp(X[:, i]), 30)
        for i in (0, 1)
    )
    scores = model(tl.array(np.stack(np.meshgrid(x, v), axis=-1).reshape(-1, 2), dtype=tl.float32))
    np.testing.assert_array_equal(mesh.get_array().reshape(-1), scores.argmax(axis=1).numpy())
    drawn = [np.asarray(c.get_offsets()) for c in axes.collections if c.get_label().startswith("class")]
    np.testing.assert_array_equal(np.concatenate(drawn), np.concatenate([X[y == 0], X[y == 1]]))


@pytest.mark.parametrize("classes", [1, 2])
def test_a_straight_boundary_is_drawn_straight(classes):
    line = tl.array([[2.0, -1.0], [0.0, 0.0]])[:classes]
    axes = plot.decision_boundary(lambda x: x @ line.T - 0.1, *square(), threshold=-0.1).figure.axes[0]
    drawn = axes.collections[1].get_paths()[0].vertices
    assert len(drawn) > 100 and abs(drawn @ [2, -1]).max() < 1e-12


def test_one_number_decides_by_its_threshold():
    X, y = square()
    for threshold, share in ((0.0, 1.0), (0.5, 0.5)):
        figure = plot.decision_boundary(lambda x: F.sigmoid(x[:, :1]), X, y, threshold=threshold)
        assert abs(figure.axes[0].collections[0].get_array().mean() - share) < 0.1


def test_pictures_are_files():
    for kind, start in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")):
        file = io.BytesIO()
        plot.convolution(IMAGE, KERNEL).savefig(file, format=kind)
        assert file.getvalue().startswith(start)
