"""The graph of a computation: as data, as DOT text, as a picture."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from tensorlab_c import Tensor, enable_grad, ones_like
from tensorlab_c._tensor import _graph_shapes, _node

from ..data.split import as_tensor
from ..nn import Module
from ._axes import GREY, STRONG, new_figure, pyplot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .._typing import ArrayLike

__all__ = ["Graph", "graph"]

MOST = 400  # nodes, beyond which nobody reads a picture
SPOKEN = {
    "cast": "astype",
    "gather": "indexing",
    "slice": "indexing",
    "assign": "assignment",
    "custom": "operation",
}
FILLS = {"operation": "#ffffff", "parameter": "#d9e8f5", "input": "#fbe6cf"}
GAP, RISE = 0.22, 0.42  # inches between boxes, sideways and upwards


class GraphNode(NamedTuple):
    """A box of the picture: ``kind`` is "operation", "parameter" or "input"."""

    kind: str
    name: str
    shape: tuple[int, ...]


class Graph:
    """The graph of a computation; `graph` makes it. A notebook shows it as a picture.

    Attributes
    ----------
    nodes : tuple of (kind, name, shape)
        The result comes first; each node is there once, however many read it.
    edges : tuple of (int, int)
        From a value to what reads it, as positions in `nodes`; twice where it is read twice.
    dot : str
        The graph in the language of Graphviz.
    svg : str
        The picture. Needs Matplotlib and fast-sugiyama, which finds the places of the boxes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.array(3.0, requires_grad=True)
    >>> g = tl.plot.graph(w * w, names={"w": w})
    >>> g
    Graph(2 nodes, 2 edges)
    >>> print(g.dot)
    digraph {
      node [shape=box, style="rounded,filled", fillcolor="#ffffff"];
      n0 [label="multiply\\n()", penwidth=2];
      n1 [label="w\\n()", style=filled, fillcolor="#d9e8f5"];
      n1 -> n0;
      n1 -> n0;
    }
    """

    def __init__(self, nodes: tuple[GraphNode, ...], edges: tuple[tuple[int, int], ...]):
        self.nodes, self.edges = nodes, edges
        self._svg: str | None = None

    def __repr__(self) -> str:
        return f"Graph({_count(self.nodes, 'node')}, {_count(self.edges, 'edge')})"

    @property
    def dot(self) -> str:
        lines = [f'  node [shape=box, style="rounded,filled", fillcolor="{FILLS["operation"]}"];']
        for i, node in enumerate(self.nodes):
            look = "" if node.kind == "operation" else f', style=filled, fillcolor="{FILLS[node.kind]}"'
            name = node.name.replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'  n{i} [label="{name}\\n{node.shape}"{look}{", penwidth=2" * (i == 0)}];')
        lines += [f"  n{start} -> n{end};" for start, end in self.edges]
        return "\n".join(["digraph {", *lines, "}"])

    @property
    def svg(self) -> str:
        if self._svg is None:
            import io

            plt = pyplot("Graph.svg")
            figure, file = self.figure(), io.StringIO()
            with plt.rc_context({"svg.hashsalt": "tensorlab"}):  # the same text every time
                figure.savefig(file, format="svg", metadata={"Date": None})
            plt.close(figure)
            self._svg = file.getvalue()
        return self._svg

    def _repr_svg_(self) -> str:
        return self.svg

    def figure(self) -> Figure:
        """Draw the graph, inputs at the top, the result with a thick frame at the bottom.

        Returns
        -------
        matplotlib.figure.Figure
            As large as the graph needs.

        Raises
        ------
        ImportError
            Without Matplotlib or fast-sugiyama.
        ValueError
            For more than 400 nodes.

        Examples
        --------
        >>> import tensorlab as tl
        >>> model = tl.nn.Sequential(tl.nn.Linear(2, 3), tl.nn.Tanh())
        >>> figure = tl.plot.graph(model, tl.ones((1, 2), dtype=tl.float32)).figure()
        >>> sorted(text.get_text() for text in figure.axes[0].texts)
        ['0.bias\\n(3,)', '0.weight\\n(3, 2)', 'input\\n(1, 2)', 'linear\\n(1, 3)', 'tanh\\n(1, 3)']
        """
        if len(self.nodes) > MOST:
            raise ValueError(
                f"Graph.figure: {len(self.nodes)} nodes are too many for one picture (at most {MOST}): draw "
                "the graph of a part, or give .dot to Graphviz"
            )
        places, routes = _layout(len(self.nodes), self.edges)
        figure = new_figure("Graph.figure", 1.0)
        figure.set_layout_engine("none")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.axis("off")
        labels = [f"{node.name}\n{node.shape}" for node in self.nodes]
        width, height = _box(axes, labels)
        columns, rows = (max(place[axis] for place in places.values()) for axis in (0, 1))
        size = (columns * (width + GAP) + width + 0.2, rows * (height + RISE) + height + 0.2)
        figure.set_size_inches(*size)
        axes.set(xlim=(0, size[0]), ylim=(0, size[1]))
        at = {
            key: (0.1 + width / 2 + x * (width + GAP), 0.1 + height / 2 + y * (height + RISE))
            for key, (x, y) in places.items()
        }
        for i, (node, label) in enumerate(zip(self.nodes, labels)):
            _draw_box(axes, at[i], (width, height), node.kind, label, last=i == 0)
        for route in _ports(routes, at, width, height):
            _draw_edge(axes, route)
        return figure


def _count(things: tuple, name: str) -> str:
    return f"{len(things)} {name}{'s' * (len(things) != 1)}"


# ---- from tape to graph
def graph(
    output: Tensor | Module | Callable[..., Tensor],
    *inputs: ArrayLike,
    names: Mapping[str, Tensor] | None = None,
) -> Graph:
    """The graph of a computation (lecture L3): operations, what they read, and the shape of every value.

    Parameters
    ----------
    output : Tensor, Module or function
        A tensor that was computed from some that require grad; or what computes one from `inputs`: it is
        called once, a model in the mode it is in.
    *inputs : array_like
        For a model or function. Floating ones are in the graph, under the names of the parameters.
    names : dict of str to Tensor, optional
        What to call tensors that require grad. A model's parameters have their names already.

    Returns
    -------
    Graph
        With ``dot``, ``svg`` and ``figure()``.

    Raises
    ------
    RuntimeError
        For a result that no gradient leads back from, and a graph that backward has freed.
    TypeError
        For an output or names of another kind.

    Notes
    -----
    Only what gradients flow through is recorded: constants are not in the graph, unless they are given as
    `inputs`. The shape of a value is that of the gradient that arrives there, so one backward pass is made;
    no ``.grad`` changes.

    Examples
    --------
    The network of lecture L8:

    >>> import tensorlab as tl
    >>> X, y = tl.ones((5, 2)), tl.ones((5, 1))
    >>> W1, W2 = tl.ones((2, 3)), tl.ones((3, 1))
    >>> def L(X, y, W1, W2):
    ...     return 0.5 * ((y - tl.nn.functional.sigmoid(X @ W1) @ W2) ** 2).sum()
    >>> g = tl.plot.graph(L, X, y, W1, W2)
    >>> [node.name for node in g.nodes if node.kind == "operation"]
    ['multiply', 'sum', 'square', 'subtract', 'matmul', 'sigmoid', 'matmul']
    >>> [(node.name, node.shape) for node in g.nodes if node.kind == "input"]
    [('y', (5, 1)), ('W2', (3, 1)), ('X', (5, 2)), ('W1', (2, 3))]
    """
    named = _named(names)
    given: dict[str, Tensor] = {}
    if isinstance(output, Tensor):
        if inputs:
            raise TypeError(
                "graph: inputs are for a model or a function; the tensor has been computed already"
            )
        result = output
    elif callable(output):
        given = _leaves(output, inputs)
        if isinstance(output, Module):
            named = {**dict(output.named_parameters()), **named}
        with enable_grad():
            result = output(*given.values())
        if not isinstance(result, Tensor):
            raise TypeError(f"graph: the function gives a {type(result).__name__}, needed is a tensor")
    else:
        raise TypeError(f"graph: expected a tensor, a model or a function, got {type(output).__name__}")
    if not result.requires_grad:
        raise RuntimeError(
            f"graph: the result of shape {result.shape} was not computed from a tensor that requires grad, "
            "so there is no graph of it"
        )
    known = {_node(t): ("parameter", name) for name, t in named.items() if t.requires_grad}
    known |= {_node(t): ("input", name) for name, t in given.items() if t.requires_grad}
    return _collect(result, known)


def _named(names: Mapping[str, Tensor] | None) -> dict[str, Tensor]:
    if names is not None and not hasattr(names, "items"):
        raise TypeError(f"graph: names must be a dict of names and tensors, got {type(names).__name__}")
    named = {str(name): tensor for name, tensor in dict(names or {}).items()}
    for name, tensor in named.items():
        if not isinstance(tensor, Tensor):
            raise TypeError(f"graph: {name!r} names a {type(tensor).__name__}, not a tensor")
    return named


def _leaves(function: Callable[..., Tensor], inputs: tuple[ArrayLike, ...]) -> dict[str, Tensor]:
    """The inputs under the names that the function gives them; floating ones as leaves of their own."""
    import inspect

    target = function.forward if isinstance(function, Module) else function
    try:
        found = inspect.signature(target).bind(*inputs)
    except TypeError as error:
        raise TypeError(f"graph: {len(inputs)} inputs do not fit the function: {error}") from None
    except ValueError:  # built in, without a signature
        pairs: Iterator[tuple[str, Any]] = ((f"input {i}", value) for i, value in enumerate(inputs))
    else:
        pairs = _flat(found)
    leaves = {}
    for name, value in pairs:
        tensor = as_tensor("graph", value).detach()
        if tensor.dtype.kind in "fc":
            tensor.requires_grad = True
        leaves[name] = tensor
    return leaves


def _flat(bound: Any) -> Iterator[tuple[str, Any]]:
    for name, value in bound.arguments.items():
        if bound.signature.parameters[name].kind is bound.signature.parameters[name].VAR_POSITIONAL:
            yield from ((f"{name}[{i}]", each) for i, each in enumerate(value))
        else:
            yield name, value


def _collect(result: Tensor, known: dict[Any, tuple[str, str]]) -> Graph:
    """Every node that the result leads back to, once, in the order in which they are met."""
    order: dict[Any, int] = {_node(result): 0}
    edges = []
    waiting: list[Any] = [*order]
    while waiting:
        node = waiting.pop()
        found = [] if node.name == "leaf" else [edge for edge in node.inputs if edge is not None]
        if not found and node.name != "leaf":
            raise RuntimeError(
                "graph: backward has freed the graph of this tensor: draw it before, or call "
                "backward(retain_graph=True)"
            )
        fresh = []
        for edge in found:
            if edge not in order:
                order[edge] = len(order)
                fresh.append(edge)
            edges.append((order[edge], order[node]))
        waiting += reversed(fresh)
    shapes = _graph_shapes(result, ones_like(result.detach()), list(order))
    nodes = []
    for node, shape in zip(order, shapes):
        done = str(node.name)
        unnamed = ("input", "leaf") if done == "leaf" else ("operation", SPOKEN.get(done, done))
        nodes.append(GraphNode(*known.get(node, unnamed), shape))
    return Graph(tuple(nodes), tuple(edges))


# ---- the picture
Point = tuple[float, float]


def _layout(count: int, edges: tuple[tuple[int, int], ...]) -> tuple[dict[int, Point], list[list[int]]]:
    """Where boxes are, in boxes from the lower left, and the stops of every edge: long ones have some."""
    try:
        from fast_sugiyama import from_edges
    except ImportError as error:
        raise ImportError(
            f"Graph.figure: to find the places of the boxes, fast-sugiyama is needed, which cannot be "
            f"imported here ({error}); install it with: python -m pip install 'tensorlab[plot]'. Graph.dot "
            "needs nothing"
        ) from error
    if count == 1:
        return {0: (0.0, 0.0)}, []
    layouts: Any = from_edges(
        sorted(set(edges)), vertex_spacing=1, dummy_vertices=True, dummy_size=0.4, check_layout=False
    )
    ((positions, _, _, pieces),) = layouts
    left, low = (min(place[axis] for _, place in positions) for axis in (0, 1))
    places = {key: (x - left, y - low) for key, (x, y) in positions}
    onward = {start: end for start, end in pieces if start >= count}  # from a stop there is one way
    first: dict[tuple[int, int], list[int]] = {}
    for start, end in pieces:
        if start < count:
            route = [start, end]
            while route[-1] >= count:
                route.append(onward[route[-1]])
            first[start, route[-1]] = route
    return places, [first[edge] for edge in edges]


def _box(axes: Axes, labels: list[str]) -> Point:
    """Width and height, in inches, that every label fits in."""
    figure: Any = axes.figure
    renderer = figure.canvas.get_renderer()
    width = height = 0.0
    for label in labels:
        text = axes.text(0, 0, label, fontsize=9, ha="center", va="center")
        extent = text.get_window_extent(renderer)
        width, height = max(width, extent.width / figure.dpi), max(height, extent.height / figure.dpi)
        text.remove()
    return width + 0.16, height + 0.1


def _draw_box(axes: Axes, at: Point, size: Point, kind: str, label: str, *, last: bool) -> None:
    from matplotlib.patches import FancyBboxPatch

    rounding = 0.08 if kind == "operation" else 0.0
    axes.add_patch(
        FancyBboxPatch(
            (at[0] - size[0] / 2, at[1] - size[1] / 2),
            *size,
            boxstyle=f"round,pad=0,rounding_size={rounding}" if rounding else "square,pad=0",
            facecolor=FILLS[kind],
            edgecolor=STRONG if last else GREY,
            linewidth=2 if last else 1,
            zorder=2,
        )
    )
    axes.text(*at, label, fontsize=9, ha="center", va="center", zorder=3)


def _ports(
    routes: list[list[int]], at: dict[int, Point], width: float, height: float
) -> Iterator[list[Point]]:
    """The stops of every edge, from below one box to above another, where they arrive side by side."""
    arriving: dict[int, list[int]] = {}
    for number, route in enumerate(routes):
        arriving.setdefault(route[-1], []).append(number)
    ports = {}
    for end, numbers in arriving.items():
        numbers.sort(key=lambda number: at[routes[number][-2]][0])
        for position, number in enumerate(numbers, 1):
            ports[number] = at[end][0] + 0.8 * width * (position / (len(numbers) + 1) - 0.5)
    for number, route in enumerate(routes):
        (x, below), (_, above) = at[route[0]], at[route[-1]]
        between = [at[stop] for stop in route[1:-1]]
        yield [(x, below - height / 2), *between, (ports[number], above + height / 2)]


def _draw_edge(axes: Axes, stops: list[Point]) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    points, codes = [stops[0]], [Path.MOVETO]
    for (x0, y0), (x1, y1) in pairwise(stops):
        middle = (y0 + y1) / 2
        points += [(x0, middle), (x1, middle), (x1, y1)]
        codes += [Path.CURVE4] * 3
    axes.add_patch(
        FancyArrowPatch(
            path=Path(points, codes), arrowstyle="-|>", mutation_scale=9, color=GREY, linewidth=1, zorder=1
        )
    )
