"""What a model is made of: its layers, what they give, and what they cost."""

from __future__ import annotations

from math import prod

from tensorlab_c import Tensor, no_grad, zeros

from .._check import integer, is_integer
from .attention import MultiheadAttention
from .conv import _Convolution, _Transposed
from .linear import Bilinear, Linear
from .module import Module
from .recurrent import GRUCell, LSTMCell, RNNBase, RNNCell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._typing import DTypeLike

__all__: list[str] = []


class Layer:
    """A row of a `Summary`.

    Attributes
    ----------
    path, kind : str
        Where it is in the model, and its class.
    output : tuple of int, a tuple of such, or None
        The shape of what it gave, or the shapes; None where it was not called.
    parameters, multiply_adds : int
        Its own, without those of the layers in it.
    calls : int
        How often it was called.
    """

    def __init__(self, path: str, module: Module):
        self.path, self.kind = path, type(module).__name__
        self.output: Any = None
        self.parameters = sum(p.size for p in module.parameters(recurse=False))
        self.multiply_adds = self.calls = 0

    def __repr__(self) -> str:
        return (
            f"Layer({self.path!r}, {self.kind}, output={self.output}, parameters={self.parameters}, "
            f"multiply_adds={self.multiply_adds})"
        )


class Summary:
    """The layers of a model; what `Module.summary` returns. ``print`` shows it as a table.

    Attributes
    ----------
    layers : list of Layer
        In the order of ``named_modules()``.
    parameters, learnable, bytes : int
        All parameters, those that want gradients, and the memory they take.
    multiply_adds : int
        Of the products of one forward pass.
    """

    def __init__(self, model: Module, layers: list[Layer]):
        parameters = list(model.parameters())
        self.layers = layers
        self.parameters = sum(p.size for p in parameters)
        self.learnable = sum(p.size for p in parameters if p.requires_grad)
        self.bytes = sum(p.nbytes for p in parameters)
        self.multiply_adds = sum(layer.multiply_adds for layer in layers)

    def __repr__(self) -> str:
        rows = [("Layer", "Output shape", "Parameters", "Multiply-adds")]
        for layer in self.layers:
            depth, name = layer.path.count(".") + bool(layer.path), layer.path.rpartition(".")[2]
            kind = layer.kind + (f" (called {layer.calls} times)" if layer.calls > 1 else "")
            shape = "not called" if layer.output is None else _shown(layer.output)
            head = "  " * depth + (f"{name}: {kind}" if name else kind)
            rows.append((head, shape, f"{layer.parameters:,}", f"{layer.multiply_adds:,}"))
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        lines = [
            f"{head:<{widths[0]}}  {shape:<{widths[1]}}  {own:>{widths[2]}}  {cost:>{widths[3]}}"
            for head, shape, own, cost in rows
        ]
        line = "-" * max(map(len, lines))
        total = f"{self.parameters:,} parameters ({self.learnable:,} learnable, {_size(self.bytes)})"
        return "\n".join([lines[0], line, *lines[1:], line, f"{total}, {self.multiply_adds:,} multiply-adds"])


def _size(count: int) -> str:
    size, unit = float(count), "bytes"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if size < 1024:
            break
        size, unit = size / 1024, larger
    return f"{size:.4g} {unit}"


def _shown(shape: Any) -> str:
    several = shape and isinstance(shape[0], tuple)
    return ", ".join(map(str, shape)) if several else str(shape)


def _shapes(output: Any) -> list[tuple[int, ...]]:
    """Of all tensors in what a layer gave."""
    if isinstance(output, Tensor):
        return [output.shape]
    if isinstance(output, dict):
        output = tuple(output.values())
    if isinstance(output, (tuple, list)):  # a packed sequence, too
        return [shape for part in output for shape in _shapes(part)]
    return []


# ---- multiply-adds -----------------------------------------------------------------------------------------
def _linear(layer: Linear, inputs: tuple, output: Tensor) -> int:
    return output.size * layer.in_features


def _bilinear(layer: Bilinear, inputs: tuple, output: Tensor) -> int:
    return output.size * layer.in1_features * layer.in2_features


def _convolution(layer: _Convolution, inputs: tuple, output: Tensor) -> int:
    return output.size * (layer.in_channels // layer.groups) * prod(layer.kernel_size)


def _transposed(layer: _Transposed, inputs: tuple, output: Tensor) -> int:
    return inputs[0].size * (layer.out_channels // layer.groups) * prod(layer.kernel_size)


def _recurrent(layer: RNNBase, inputs: tuple, output: Any) -> int:
    """Each step of each row multiplies every weight matrix once; a packed sequence has a row per step."""
    x = inputs[0]
    steps = x.data.shape[0] if hasattr(x, "batch_sizes") else prod(x.shape[:-1])
    return steps * sum(w.size for weights in layer.all_weights for w in weights if w.ndim == 2)


def _cell(layer: Any, inputs: tuple, output: Any) -> int:
    return prod(inputs[0].shape[:-1]) * (layer.weight_ih.size + layer.weight_hh.size)


def _attention(layer: MultiheadAttention, inputs: tuple, output: Any) -> int:
    """Three projections, the fourth is a layer; and the products that make weights and use them."""
    query, key = inputs[:2]
    batch = query.shape[0 if layer.batch_first else 1] if query.ndim == 3 else 1
    rows, columns = query.size // (batch * layer.embed_dim), key.size // (batch * layer.kdim)
    n = layer.embed_dim
    projections = n * (rows * n + columns * (layer.kdim + layer.vdim))
    columns += (layer.bias_k is not None) + layer.add_zero_attn
    return batch * (projections + 2 * rows * columns * n)


COSTS: list[tuple[Any, Callable[..., int]]] = [
    (Linear, _linear),
    (Bilinear, _bilinear),
    (_Transposed, _transposed),
    (_Convolution, _convolution),
    (RNNBase, _recurrent),
    ((RNNCell, LSTMCell, GRUCell), _cell),
    (MultiheadAttention, _attention),
]


# ---- a forward pass ----------------------------------------------------------------------------------------
def summarized(model: Module, shapes: tuple, dtype: DTypeLike) -> Summary:
    """The summary of a model that is given zeros of these shapes."""
    inputs = _inputs(model, shapes, dtype)
    layers = {id(module): Layer(path, module) for path, module in model.named_modules()}

    def see(module: Module, args: tuple, kwargs: dict[str, Any], output: Any) -> None:
        layer = layers[id(module)]
        found = _shapes(output)
        layer.calls, layer.output = layer.calls + 1, found[0] if len(found) == 1 else tuple(found)
        cost = next((cost for kind, cost in COSTS if isinstance(module, kind)), None)
        if cost is not None:
            layer.multiply_adds += cost(module, (*args, *kwargs.values()), output)

    handles = [
        module.register_forward_hook(see, prepend=True, with_kwargs=True) for module in model.modules()
    ]
    modes = [(module, module.training) for module in model.modules()]
    try:
        model.eval()  # so that running means stay as they are
        with no_grad():
            model(*inputs)
    finally:
        for handle in handles:
            handle.remove()
        for module, mode in modes:
            module.training = mode
    return Summary(model, list(layers.values()))


def _inputs(model: Module, shapes: tuple, dtype: DTypeLike) -> list[Tensor]:
    name = "summary"
    if not shapes:
        raise TypeError(f"{name}: the shape of each input is needed, model.summary((1, 28, 28))")
    if all(map(is_integer, shapes)):
        text = ", ".join(map(str, shapes))
        raise TypeError(f"{name}: a shape is a tuple, model.summary(({text}{',' * (len(shapes) == 1)}))")
    for shape in shapes:
        if isinstance(shape, Tensor):
            raise TypeError(
                f"{name}: shapes are needed, not tensors: model.summary({shape.shape}, "
                f"dtype={str(shape.dtype)!r})"
            )
        if not isinstance(shape, (tuple, list)):
            raise TypeError(f"{name}: a shape must be a tuple of integers, got {shape!r}")
    read = [tuple(integer(name, "a length of a shape", n, 0) for n in [*shape]) for shape in shapes]
    kinds = [*dtype] if isinstance(dtype, (list, tuple)) else [dtype] * len(read)
    if len(kinds) != len(read):
        raise ValueError(f"{name}: {len(kinds)} dtypes for {len(read)} shapes")
    own = next((p.dtype for p in model.parameters()), None)
    return [
        zeros(shape, dtype=own if kind is None else kind) for shape, kind in zip(read, kinds, strict=True)
    ]
