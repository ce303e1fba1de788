"""Networks in the format that other programs run: ONNX."""

from __future__ import annotations

import os
from functools import partial

from tensorlab_c import Tensor, allclose, asarray, enable_grad, flip, no_grad, ones_like, take
from tensorlab_c._tensor import _graph_shapes, _node

from .._check import integer
from ..nn import Module
from ..nn.hooks import written
from . import onnx_sequences  # noqa: F401 - its rules
from .onnx_graph import Graph, Unsupported, Value
from .onnx_layers import RULES
from .onnx_tracing import Tracing
from .onnx_views import FOUND, arrived, chosen, of_one

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    from .._typing import ArrayLike

__all__ = ["export_onnx"]

NAME = "export_onnx"
FIXED = "; batch_axis=None writes the file for this number of examples"
OPSET, FORMAT = 20, 9  # the operations' version, and the file's
PLAIN = {"add": "Add", "subtract": "Sub", "multiply": "Mul", "divide": "Div", "matmul": "MatMul",
         "relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh", "exp": "Exp", "log": "Log", "sqrt": "Sqrt",
         "abs": "Abs", "negative": "Neg", "maximum": "Max", "minimum": "Min", "power": "Pow", "sin": "Sin",
         "cos": "Cos"}  # fmt: skip
TWO = ("add", "subtract", "multiply", "divide", "matmul", "maximum", "minimum", "power")


def export_onnx(
    file: str | os.PathLike[str] | IO[bytes],
    model: Module,
    *inputs: ArrayLike,
    input_names: list[str] | None = None,
    output_names: list[str] | None = None,
    batch_axis: int | None = 0,
) -> None:
    """Write a network into an ONNX file, as it computes in evaluation mode.

    Parameters
    ----------
    file : str, path or file
    model : Module
    *inputs : array_like
        An example of each input, with which the network is run once; its numbers do not matter.
    input_names, output_names : list of str, optional
        Default: "input", "input_2", ..., "output", "output_2", ...
    batch_axis : int or None, default 0
        The axis of examples of all inputs, of which the file takes any number; None fixes it as it is.

    Raises
    ------
    ImportError
        Without the package onnx: ``pip install 'tensorlab[onnx]'``.
    ValueError
        For layers and operations that have no counterpart, and for those that depend on the number of
        examples, unless it is fixed. No file is written then.

    Notes
    -----
    Layers of `tl.nn` are written with what ONNX has for them. Of what a ``forward`` does itself, there are
    arithmetic, also with numbers and constant arrays, ``relu``, ``sigmoid``, ``tanh``, ``exp``, ``log``,
    ``sqrt``, ``softmax``, ``sum``, ``mean``, ``@``, ``concatenate``, ``reshape``, ``permute``, ``expand``,
    slices, arrays of indices along one axis, comparisons, ``where`` and ``masked_fill``, ``max`` along axes,
    and functions that layers have (``F.gelu``, ``F.max_pool2d``).
    All of it is found in the graph of the gradients, or when results of layers are operands; what depends on
    the example's numbers without a gradient is refused, as are other operations: make a layer of them. The
    model is run four times. The file uses operations of version 20; it is checked by ``onnx.checker``.

    Examples
    --------
    >>> import io
    >>> import tensorlab as tl
    >>> model = tl.nn.Sequential(tl.nn.Linear(4, 8), tl.nn.ReLU(), tl.nn.Linear(8, 3))
    >>> file = io.BytesIO()
    >>> tl.io.export_onnx(file, model, tl.ones((1, 4)))  # doctest: +SKIP
    """
    if not isinstance(model, Module):
        raise TypeError(f"{NAME}: model must be a Module, got {type(model).__name__}")
    if not isinstance(file, (str, os.PathLike)) and not hasattr(file, "write"):
        raise TypeError(f"{NAME}: a path or a file is needed, got {type(file).__name__}")
    if not inputs:
        raise TypeError(f"{NAME}: an example of each input is needed, {NAME}(file, model, tl.ones((1, 4)))")
    onnx = _package()
    import numpy

    own = next((p.dtype for p in model.parameters()), None)
    given = [asarray(x).detach() for x in inputs]
    given = [x.astype(own) if own is not None and x.dtype.kind == "f" else x for x in given]
    floats = [str(x.dtype) for x in given if x.dtype.kind == "f"]
    dtype = str(own) if own is not None else (floats or ["float32"])[0]
    axis = None if batch_axis is None else integer(NAME, "batch_axis", batch_axis, 0)
    for x in given:
        if axis is not None and axis >= x.ndim:
            raise ValueError(f"{NAME}: batch_axis {axis} is no axis of an input of shape {x.shape}")
    names = _names("input_names", input_names, "input", len(given))
    taken = [name for name, _ in model.named_parameters() if name in names]
    if taken:
        raise ValueError(f"{NAME}: {taken[0]!r} is a parameter's name: give other input_names")
    trial = Trial(Graph(onnx, numpy, dtype), model)
    outputs = trial.run(given, names)
    _check_any_example(trial, Trial(Graph(onnx, numpy, dtype), model), given, names, axis)
    ends = _names("output_names", output_names, "output", len(outputs))
    if set(names) & set(ends):
        raise ValueError(f"{NAME}: inputs and outputs share names: {sorted(set(names) & set(ends))}")
    data = _file(trial.graph, list(zip(names, given)), list(zip(ends, outputs)), axis).SerializeToString()
    if isinstance(file, (str, os.PathLike)):
        with open(file, "wb") as opened:
            opened.write(data)
    else:
        file.write(data)


def _check_any_example(
    trial: Trial, other: Trial, given: list[Tensor], names: list[str], axis: int | None
) -> None:
    """Refuse what would hold for these examples only: the graph must be the same for others, and one more."""
    counts = {x.shape[axis] for x in given} if axis is not None else set()
    if 0 in counts:
        return
    try:
        other.run([_others(x, axis) for x in given], names)
    except Exception as error:
        if axis is None:
            raise
        raise ValueError(
            f"{NAME}: the model does not take one example more than {', '.join(map(str, sorted(counts)))}: "
            f"{error}{FIXED}"
        ) from error
    mine, others = trial.graph, other.graph
    for node, again in zip([*mine.nodes], others.nodes, strict=False):
        changed = [i for i, name in enumerate(node.input) if not _same_constant(mine, others, name)]
        if node != again or changed:
            if node == again and len(counts) == 1 and _follows(mine, others, node, changed, names[0], axis):
                continue
            if node == again and node.op_type not in ("Reshape", "Expand", "Slice"):
                raise ValueError(
                    f"{NAME}: {node.op_type} has a constant that depends on the examples: on how many they "
                    "are, or on their numbers by what has no gradient (detach, comparisons, integers)"
                )
            raise ValueError(
                f"{NAME}: {node.op_type} depends on the number of examples; keep their axis the first one, "
                f"reshape(x.shape[0], ...) or reshape(-1, ...){FIXED}"
            )


def _others(x: Tensor, axis: int | None) -> Tensor:
    """Other examples of this kind, and one more: integers of the same range."""
    x = x * 0.75 + 0.125 if x.dtype.kind == "f" else flip(x.ravel()).reshape(x.shape)
    return x if axis is None else take(x, [*range(x.shape[axis]), 0], axis=axis)


def _same_constant(mine: Graph, others: Graph, name: str) -> bool:
    if name not in mine.constants:
        return True
    return name in others.constants and mine.numpy.array_equal(
        mine.constants[name], others.constants[name], equal_nan=True
    )


def _follows(mine: Graph, others: Graph, node: Any, changed: list[int], first: str, axis: int | None) -> bool:
    """Sizes that are the number of examples are read from the first input; whether that is all."""
    if axis is None or node.op_type not in ("Expand", "Reshape"):
        return False
    for i in changed:
        sizes, more = mine.constants[node.input[i]], others.constants[node.input[i]]
        if sizes.shape != more.shape or not all(m in (n, n + 1) for n, m in zip(sizes, more, strict=True)):
            return False
        count = mine.examples(first, axis)
        parts = [count if n != m else mine.integers(int(n)) for n, m in zip(sizes, more, strict=True)]
        made = mine.op("Concat", *parts, shape=sizes.shape, axis=0)
        mine.nodes.insert(mine.nodes.index(node), mine.nodes.pop())
        node.input[i] = made.name
    return True


def _package() -> Any:
    try:
        import onnx
        import onnx.checker
        import onnx.helper
        import onnx.numpy_helper
    except ImportError:
        raise ImportError(f"{NAME}: needs the package onnx: pip install 'tensorlab[onnx]'") from None
    return onnx


def _names(argument: str, given: Any, word: str, count: int) -> list[str]:
    if given is None:
        return [word if i == 1 else f"{word}_{i}" for i in range(1, count + 1)]
    names = list(given) if isinstance(given, (list, tuple)) else given
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise TypeError(f"{NAME}: {argument} must be a list of names, got {given!r}")
    if len(names) != count or len(set(names)) < count:
        raise ValueError(f"{NAME}: {argument} must be {count} different names, got {given!r}")
    return names


def _file(
    g: Graph,
    inputs: list[tuple[str, Tensor]],
    outputs: list[tuple[str, tuple[Value, Tensor]]],
    axis: int | None,
) -> Any:
    """The model of ONNX, checked."""
    helper = g.onnx.helper

    def described(name: str, tensor: Tensor, shape: list) -> Any:
        kind = helper.np_dtype_to_tensor_dtype(g.numpy.dtype(str(tensor.dtype)))
        return helper.make_tensor_value_info(name, kind, shape)

    starts = [
        described(name, x, ["batch" if i == axis else n for i, n in enumerate(x.shape)]) for name, x in inputs
    ]
    ends = []
    for name, (value, tensor) in outputs:
        g.nodes.append(helper.make_node("Identity", [value.name], [name]))
        open_ends = [f"{name}_{i}" if axis is not None else n for i, n in enumerate(tensor.shape)]
        ends.append(described(name, tensor, open_ends))
    nodes, read = g.needed([name for name, _ in outputs])
    constants = [
        g.onnx.numpy_helper.from_array(array, name) for name, array in g.constants.items() if name in read
    ]
    graph = helper.make_graph(nodes, "tensorlab", starts, ends, constants)
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=FORMAT, producer_name="tensorlab")
    g.onnx.checker.check_model(model, full_check=True)
    return model


# ---- the trial run -----------------------------------------------------------------------------------------
class Trial:
    """One forward pass, in which layers with rules write themselves down.

    Their outputs become leaves of the graph of gradients, so that what lies between two layers is what that
    graph has between their tensors.
    """

    def __init__(self, graph: Graph, model: Module):
        self.graph, self.model = graph, model
        self.paths = {id(module): path for path, module in model.named_modules()}
        self.values: dict[Any, Value] = {}  # of nodes of the graph of gradients
        self.others: dict[int, tuple[Tensor, Value]] = {}  # integers, which are in no such graph
        self.parameters: dict[str, Tensor] = {}
        self.inside: Module | None = None  # a layer that writes itself down
        self.tracing = Tracing(self)

    def run(self, inputs: list[Tensor], names: list[str]) -> list[tuple[Value, Tensor]]:
        leaves = [self._leaf(x, Value(name, x.shape)) for x, name in zip(inputs, names, strict=True)]
        frozen = [p for p in self.model.parameters() if not p.requires_grad]
        modes = [(module, module.training) for module in self.model.modules()]
        in_place = [m for m in self.model.modules() if getattr(m, "inplace", None) is True]
        handles: list[Any] = []
        try:
            self.model.eval()
            with no_grad():
                wanted = _flat(self.model(*[x.copy() for x in inputs]))
            for p in frozen:
                p.requires_grad = True
            for path, p in self.model.named_parameters():
                self.values[_node(p)] = Value(path, p.shape)  # written when it is read
            self.parameters = dict(self.model.named_parameters())
            named = [*self.parameters.items(), *self.model.named_buffers()]
            self.graph.names = {id(tensor): name for name, tensor in named}
            for module in self.model.modules():
                if _rule(module) is not None:
                    handles.append(module.register_forward_pre_hook(self._enter, with_kwargs=True))
                    handles.append(module.register_forward_hook(self._leave, with_kwargs=True))
            for m in in_place:  # what goes into a layer may go elsewhere, too
                m.inplace = False
            with enable_grad(), self.tracing:
                output = self.model(*leaves)
            parts = _flat(output)
            for part, want in zip(parts, wanted, strict=True):
                if not allclose(part.detach(), want, rtol=1e-4, atol=1e-5, equal_nan=True):
                    raise ValueError(
                        f"{NAME}: the model changes views in place, or is not the same each time it is called"
                    )
            return [(self._value(part, self.model), part) for part in parts]
        finally:
            for handle in handles:
                handle.remove()
            for module, mode in modes:
                module.training = mode
            for p in frozen:
                p.requires_grad = False
            for m in in_place:
                m.inplace = True

    def _leaf(self, tensor: Tensor, value: Value) -> Tensor:
        """The tensor as the start of a graph, known by this value."""
        fresh = tensor.detach().copy()
        if fresh.dtype.kind != "f":
            self.others[id(fresh)] = fresh, value  # held, so that no other gets its id
            return fresh
        fresh.requires_grad = True
        start = self.tracing.wrap(fresh)
        self.values[_node(start)] = value
        return start

    def layered(self, module: Module, x: Any) -> Any:
        """What a layer gives that is not in the model: a function is written as it is."""
        rule = _rule(module)
        assert rule is not None
        value = rule(self.graph, module, self._given(x, module))
        self.inside = module
        try:
            return self._told(module(x), value)
        finally:
            self.inside = None

    def traced(self, result: Tensor) -> Tensor:
        """What an operation gave, where that can be read; else whoever reads it says what cannot."""
        if _node(result) is None or result.dtype.kind != "f":
            return result
        try:
            return self._leaf(result, self._value(result, self.model))
        except (Unsupported, ValueError):
            return result

    def told(self, kind: str, result: Tensor, *operands: Tensor) -> Tensor:
        """The result of an operation of ONNX."""
        values = [self._value(x, self.model) for x in operands]
        return self._leaf(result, self.graph.op(kind, *values, shape=result.shape))

    def reduced(self, kind: str, x: Tensor, axes: Any, result: Tensor) -> Tensor:
        """The result of a reduction over some axes."""
        g, places = self.graph, [axis % x.ndim for axis in (axes if isinstance(axes, tuple) else (axes,))]
        left = [n for i, n in enumerate(x.shape) if i not in places]
        value = g.op(kind, self._value(x, self.model), g.integers(*places), shape=left, keepdims=0)
        return self._leaf(result, g.reshape(value, result.shape))

    def lifted(self, x: Any, beside: Tensor) -> Any:
        """A number or an array beside a tensor, as a constant of the graph."""
        if isinstance(x, Tensor) and (_node(x) is not None or id(x) in self.others):
            return x
        if isinstance(x, (bool, str)) or (hasattr(x, "dtype") and x.dtype.kind not in "fiu"):
            return x
        try:
            constant = asarray(x, dtype=beside.dtype).detach().copy()
        except (TypeError, ValueError):
            return x
        constant.requires_grad = True
        self.values[_node(constant)] = self.graph.constant(constant.detach().numpy())
        return constant

    def renamed(self, target: Tensor, result: Tensor) -> None:
        """`target` has become what `result` is."""
        self.values[_node(target)] = self._value(result, self.model)

    def _enter(self, module: Module, args: tuple, kwargs: dict[str, Any]) -> None:
        if self.inside is None:
            self.inside = module

    def _leave(self, module: Module, args: tuple, kwargs: dict[str, Any], output: Any) -> Any:
        if self.inside is not module:
            return None
        self.inside = None
        rule = _rule(module)
        assert rule is not None
        try:
            given = [self._given(x, module) for x in args]
            named = {key: self._given(x, module) for key, x in kwargs.items()}
            results = rule(self.graph, module, *given, **named)
        except Unsupported as error:
            raise ValueError(f"{NAME}: {self._place(module)}: {error}") from None
        return self._told(output, results)

    def _told(self, output: Any, results: Any) -> Any:
        if isinstance(output, tuple):
            return tuple(self._told(o, r) for o, r in zip(output, results, strict=True))
        return None if output is None else self._leaf(output, results)

    def _given(self, x: Any, module: Module) -> Any:
        """An argument of a layer, as its rule takes it."""
        if isinstance(x, tuple):
            return tuple(self._given(part, module) for part in x)
        return self._value(x, module) if self._flows(x) else x

    def _flows(self, x: Any) -> bool:
        """Whether it comes from the inputs, as far as can be told; other tensors are constants."""
        return isinstance(x, Tensor) and (id(x) in self.others or _node(x) is not None)

    def _place(self, module: Module) -> str:
        path = self.paths.get(id(module), "")
        return f"layer {path!r}, {type(module).__name__}" if path else f"the {type(module).__name__}"

    # ---- between layers
    def _value(self, tensor: Any, module: Module) -> Value:
        if not isinstance(tensor, Tensor):
            raise Unsupported(f"needs tensors, got a {type(tensor).__name__}")
        if id(tensor) in self.others:
            return self.others[id(tensor)][1]
        node = _node(tensor)
        if node is None:
            raise ValueError(
                f"{NAME}: {self._place(module)}: a tensor of {tensor.dtype} and shape {tensor.shape} "
                "that is no output of a layer has no known origin"
            )
        nodes: list[Any] = []
        waiting = [node]
        while waiting:
            found = waiting.pop()
            if found not in self.values and found not in nodes:
                nodes.append(found)
                waiting += [edge for edge in found.inputs if edge is not None]
        shapes = dict(zip(nodes, _graph_shapes(tensor, ones_like(tensor.detach()), nodes), strict=True))
        for found in sorted(nodes, key=lambda n: n.number):  # in the order in which they were computed
            probe = partial(arrived, tensor, nodes, found)
            self.values[found] = self._operation(found, tuple(shapes[found]), module, probe)
        return self._read(node)

    def _read(self, node: Any) -> Value:
        value = self.values[node]
        parameter = self.parameters.get(value.name)
        if parameter is not None and _node(parameter) is node:
            return self.graph.weight(parameter)
        return value

    def _operation(self, node: Any, shape: tuple[int, ...], module: Module, probe: Any) -> Value:
        g, name = self.graph, str(node.name)
        where = f"{NAME}: on the way to {self._place(module)}"
        if name == "leaf":
            raise ValueError(f"{where}: a tensor of shape {shape} that is neither an input nor a parameter")
        inputs = [self._read(edge) for edge in node.inputs if edge is not None]
        if name in PLAIN and len(inputs) == 1 + (name in TWO):
            return g.op(PLAIN[name], *inputs, shape=shape)
        if name == "linear" and len(inputs) > 1:
            product = g.op("MatMul", inputs[0], g.permute(inputs[1], (1, 0)), shape=shape)
            return g.add(product, inputs[2] if len(inputs) > 2 else None)
        if name == "square":
            return g.op("Mul", *inputs, *inputs, shape=shape)
        seen = of_one(g, inputs[0], probe, shape, name) if name in FOUND and len(inputs) == 1 else None
        if seen is not None:
            return seen
        if name == "where" and len(inputs) == 2:
            seen = chosen(g, inputs[0], inputs[1], probe, shape)
            if seen is not None:
                return seen
        if name == "reshape":
            return g.reshape(inputs[0], shape)
        if name == "concatenate":
            axes = [i for i, n in enumerate(shape) if n != inputs[0].shape[i]]
            if len(axes) == 1:
                return g.op("Concat", *inputs, shape=shape, axis=axes[0])
        what = "an operation with a number or another constant" if name in PLAIN else "this operation"
        raise ValueError(
            f"{where}: {name} of shapes {', '.join(str(x.shape) for x in inputs)}: {what} cannot be "
            "read from the graph; put it into a layer of tl.nn"
        )


def _rule(module: Module) -> Any:
    """The rule of the layer's class, or of the one whose forward it has."""
    for kind in type(module).__mro__:
        if kind in RULES:
            return RULES[kind] if written(type(module)) is written(kind) else None
    return None


def _flat(output: Any) -> list[Any]:
    if isinstance(output, (tuple, list)):
        return [part for member in output for part in _flat(member)]
    if isinstance(output, dict):
        return _flat(list(output.values()))
    return [] if output is None else [output]
