"""A graph of ONNX while it is made."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from tensorlab_c import Tensor

__all__: list[str] = []


class Unsupported(ValueError):
    """Something that has no counterpart."""


class Value(NamedTuple):
    """What flows along an edge: its name in the file, and the shape it had in the trial run."""

    name: str
    shape: tuple[int, ...]


class Graph:
    """Nodes and constants; `axis` is that of examples, whose length the file leaves open."""

    def __init__(self, onnx: Any, numpy: Any, dtype: str):
        self.onnx, self.numpy, self.dtype = onnx, numpy, dtype
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}
        self.names: dict[int, str] = {}  # of parameters and buffers, by their id
        self._known: dict[int, tuple[Tensor, Value]] = {}  # tensors that are constants already
        self._examples: Value | None = None
        self._count = 0

    def fresh(self, hint: str) -> str:
        self._count += 1
        return f"{hint}_{self._count}"

    def op(self, kind: str, *inputs: Value | None, shape: Sequence[int] = (), **attributes: Any) -> Value:
        """A node with one output, of this shape."""
        return self.ops(kind, *inputs, shapes=[shape], **attributes)[0]

    def ops(
        self, kind: str, *inputs: Value | None, shapes: Sequence[Sequence[int] | None], **attributes: Any
    ) -> list[Value]:
        """A node with several outputs; None for those that nobody wants."""
        strange = next((x for x in inputs if x is not None and not isinstance(x, Value)), None)
        if strange is not None:
            raise Unsupported("an operand that follows neither from the inputs nor from the parameters")
        outputs = [Value("" if s is None else self.fresh(kind), tuple(s or ())) for s in shapes]
        names = ["" if value is None else value.name for value in inputs]
        given = {key: value for key, value in attributes.items() if value is not None}
        self.nodes.append(self.onnx.helper.make_node(kind, names, [o.name for o in outputs], **given))
        return outputs

    def constant(self, value: Any, dtype: str | None = None) -> Value:
        """Numbers, in the dtype of the model unless another is asked for."""
        array = self.numpy.ascontiguousarray(self.numpy.asarray(value, dtype=dtype or self.dtype))
        array = array.reshape(self.numpy.shape(value))  # which has no axes where value is a number
        name = self.fresh("constant")
        self.constants[name] = array
        return Value(name, array.shape)

    def integers(self, *values: int) -> Value:
        return self.constant(values, "int64")

    def weight(self, tensor: Tensor) -> Value:
        """A parameter or buffer, under its name in the model; each is there once."""
        if id(tensor) not in self._known:
            array = tensor.detach().numpy().copy()
            name = self.names.get(id(tensor)) or self.fresh("constant")
            self.constants[name] = array
            self._known[id(tensor)] = tensor, Value(name, tensor.shape)
        return self._known[id(tensor)][1]

    def examples(self, first: str, axis: int) -> Value:
        """How many there are, read from an input, as a vector."""
        if self._examples is None:
            start = len(self.nodes)
            shape = self.op("Shape", Value(first, ()), shape=(1,), start=axis, end=axis + 1)
            self.nodes.insert(0, self.nodes.pop(start))
            self._examples = shape
        return self._examples

    def needed(self, outputs: Sequence[str]) -> tuple[list[Any], set[str]]:
        """The nodes that outputs depend on, and all that is read."""
        read, kept = {*outputs}, []
        for node in reversed(self.nodes):
            if read & {*node.output}:
                kept.append(node)
                read |= {*node.input}
        return kept[::-1], read

    # ---- what many layers need
    def reshape(self, x: Value, shape: Sequence[int]) -> Value:
        """Examples along the first axis stay there, however many there are."""
        shape = tuple(shape)
        if shape == x.shape:
            return x
        sizes = list(shape)
        if x.shape[:1] == shape[:1] and shape:
            sizes[0] = 0
        elif shape:
            sizes[0] = -1
        return self.op("Reshape", x, self.integers(*sizes), shape=shape)

    def permute(self, x: Value, axes: Sequence[int]) -> Value:
        shape = [x.shape[axis] for axis in axes]
        return self.op("Transpose", x, shape=shape, perm=list(axes))

    def add(self, x: Value, y: Value | None) -> Value:
        return x if y is None else self.op("Add", x, y, shape=x.shape)

    def multiply(self, x: Value, y: Value | None) -> Value:
        return x if y is None else self.op("Mul", x, y, shape=x.shape)

    def along_channels(self, weight: Tensor | None, axes: int) -> Value | None:
        """Of shape (C,), for input (N, C, ...) with so many axes."""
        if weight is None:
            return None
        return self.constant(weight.detach().numpy().reshape((-1, *[1] * (axes - 2))))
