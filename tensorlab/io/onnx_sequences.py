"""What recurrent and attention layers are in ONNX."""

from __future__ import annotations

from math import sqrt

from tensorlab_c import Tensor, no_grad, zeros

from .. import nn
from ..nn.hooks import written
from .onnx_graph import Graph, Unsupported, Value
from .onnx_layers import linear, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__: list[str] = []

# of each kind: ONNX's operation, and its order of our gates
KINDS = {"RNN_TANH": ("RNN", (0,)), "RNN_RELU": ("RNN", (0,)), "GRU": ("GRU", (1, 0, 2)),
         "LSTM": ("LSTM", (0, 3, 1, 2))}  # fmt: skip


@rule(nn.RNN, nn.LSTM, nn.GRU)
def recurrent(g: Graph, m: Any, x: Value, hx: Any = None) -> Any:
    if hx is not None:
        raise Unsupported("first states that are given are not exported: begin with zeros")
    if m.proj_size:
        raise Unsupported("proj_size= has no counterpart")
    if len(x.shape) != 3:
        raise Unsupported(f"input without an axis of examples, of shape {x.shape}")
    if m.batch_first:
        x = g.permute(x, (1, 0, 2))
    ends: list[list[Value]] = []
    directions, suffixes = 1 + m.bidirectional, m._suffixes
    for layer in range(m.num_layers):
        x, *last = _layer(g, m, x, suffixes[layer * directions : (layer + 1) * directions])
        ends.append(last)
    states = [_joined(g, list(parts)) for parts in zip(*ends, strict=True)]
    y = g.permute(x, (1, 0, 2)) if m.batch_first else x
    return y, tuple(states) if m.mode == "LSTM" else states[0]


def _joined(g: Graph, parts: list[Value]) -> Value:
    if len(parts) == 1:
        return parts[0]
    shape = (sum(part.shape[0] for part in parts), *parts[0].shape[1:])
    return g.op("Concat", *parts, shape=shape, axis=0)


def _layer(g: Graph, m: Any, x: Value, suffixes: list[str]) -> list[Value]:
    """One layer in all its directions: what it tells at each step, and its last states."""
    kind, order = KINDS[m.mode]
    steps, batch, hidden, count = *x.shape[:2], m.hidden_size, len(suffixes)

    def arranged(name: str) -> Any:
        """The parameters of all directions, their gates in ONNX's order."""
        parts = []
        for suffix in suffixes:
            w = getattr(m, name + suffix).detach().numpy()
            gates = w.reshape((len(order), hidden, *w.shape[1:]))
            parts.append(gates[list(order)].reshape(w.shape))
        return g.numpy.stack(parts)

    weights = [g.constant(arranged("weight_ih")), g.constant(arranged("weight_hh"))]
    if m.bias:
        weights.append(g.constant(g.numpy.concatenate([arranged("bias_ih"), arranged("bias_hh")], 1)))
    options: dict[str, Any] = {
        "hidden_size": hidden,
        "direction": "bidirectional" if count > 1 else "forward",
    }
    if kind == "GRU":
        options["linear_before_reset"] = 1
    if kind == "RNN":
        options["activations"] = ["Relu" if m.mode == "RNN_RELU" else "Tanh"] * count
    state = (count, batch, hidden)
    shapes = [(steps, count, batch, hidden), state, *([state] if kind == "LSTM" else [])]
    y, *last = g.ops(kind, x, *weights, shapes=shapes, **options)
    y = g.permute(y, (0, 2, 1, 3))
    told = g.op("Reshape", y, g.integers(0, 0, count * hidden), shape=(steps, batch, count * hidden))
    return [told, *last]


@rule(nn.RNNCell, nn.GRUCell, nn.LSTMCell)
def cell(g: Graph, m: Any, x: Value, hx: Any = None) -> Any:
    """A sequence of one step."""
    if len(x.shape) != 2:
        raise Unsupported(f"input without an axis of examples, of shape {x.shape}")
    gates = next((name for name in ("GRU", "LSTM") if isinstance(m, getattr(nn, f"{name}Cell"))), None)
    mode = gates or f"RNN_{m.nonlinearity.upper()}"
    kind, order = KINDS[mode]
    hidden = m.hidden_size

    def arranged(name: str) -> Any:
        w = getattr(m, name).detach().numpy()
        return w.reshape((len(order), hidden, *w.shape[1:]))[list(order)].reshape((1, *w.shape))

    def stepped(value: Value) -> Value:
        return g.op("Unsqueeze", value, g.integers(0), shape=(1, *value.shape))

    weights = [g.constant(arranged("weight_ih")), g.constant(arranged("weight_hh"))]
    both = [arranged("bias_ih"), arranged("bias_hh")] if m.bias else []
    bias = g.constant(g.numpy.concatenate(both, 1)) if both else None
    given = [] if hx is None else list(hx) if mode == "LSTM" else [hx]
    options: dict[str, Any] = {"hidden_size": hidden}
    if kind == "GRU":
        options["linear_before_reset"] = 1
    if kind == "RNN":
        options["activations"] = ["Relu" if mode == "RNN_RELU" else "Tanh"]
    state = (1, x.shape[0], hidden)
    shapes = [None, state, *([state] if kind == "LSTM" else [])]
    starts = [None, *map(stepped, given)] if given else []
    ends = g.ops(kind, stepped(x), *weights, bias, *starts, shapes=shapes, **options)[1:]
    told = tuple(g.op("Squeeze", end, g.integers(0), shape=state[1:]) for end in ends)
    return told if mode == "LSTM" else told[0]


@rule(nn.MultiheadAttention)
def attention(
    g: Graph, m: Any, query: Value, key: Value, value: Value, key_padding_mask: Any = None,
    need_weights: bool = True, attn_mask: Any = None, average_attn_weights: bool = True,
    is_causal: bool = False,
) -> Any:  # fmt: skip
    if key_padding_mask is not None or m.bias_k is not None or m.add_zero_attn:
        raise Unsupported("key_padding_mask, add_bias_kv and add_zero_attn are not exported")
    if len(query.shape) != 3:
        raise Unsupported(f"input without an axis of examples, of shape {query.shape}")
    n = m.embed_dim
    heads = []
    for i, x in enumerate((query, key, value)):
        x = x if m.batch_first else g.permute(x, (1, 0, 2))
        own = (m.q_proj_weight, m.k_proj_weight, m.v_proj_weight)[i]
        weight = m.in_proj_weight[i * n : (i + 1) * n] if own is None else own
        y = g.op("MatMul", x, g.constant(weight.detach().numpy().T), shape=(*x.shape[:2], n))
        if m.in_proj_bias is not None:
            y = g.add(y, g.constant(m.in_proj_bias[i * n : (i + 1) * n].detach().numpy()))
        sizes = g.integers(0, 0, m.num_heads, m.head_dim)
        parts = g.op("Reshape", y, sizes, shape=(*y.shape[:2], m.num_heads, m.head_dim))
        heads.append(g.permute(parts, (0, 2, 1, 3)))
    q, k, v = heads
    shape = (*q.shape[:3], k.shape[2])
    scores = g.op("MatMul", q, g.permute(k, (0, 1, 3, 2)), shape=shape)
    scores = g.multiply(scores, g.constant(1 / sqrt(m.head_dim)))
    if attn_mask is not None:
        scores = g.add(scores, _mask(g, attn_mask))
    weights = g.op("Softmax", scores, shape=shape, axis=-1)
    y = g.permute(g.op("MatMul", weights, v, shape=q.shape), (0, 2, 1, 3))
    y = g.op("Reshape", y, g.integers(0, 0, n), shape=(*y.shape[:2], n))
    y = y if m.batch_first else g.permute(y, (1, 0, 2))
    told = linear(g, m.out_proj, y)
    if not need_weights:
        return told, None
    if average_attn_weights:
        weights = g.op("ReduceMean", weights, g.integers(1), shape=(shape[0], *shape[2:]), keepdims=0)
    return told, weights


def _mask(g: Graph, mask: Any) -> Value:
    """What is added to the scores: the same for all examples."""
    if not isinstance(mask, Tensor) or mask.ndim != 2:
        raise Unsupported("an attn_mask that is no constant of two axes")
    array = mask.detach().numpy()
    return g.constant(g.numpy.where(array, -g.numpy.inf, 0.0) if mask.dtype.name == "bool" else array)


@rule(nn.SinusoidalPositions)
def positions(g: Graph, m: Any, x: Value) -> Value:
    """Of sequences as long as in the trial run."""
    shape = (1, *x.shape[1:]) if m.batch_first else (x.shape[0], 1, x.shape[2])
    with no_grad():
        added = written(type(m))(m, zeros(shape, dtype=g.dtype))
    return g.add(x, g.constant(added.numpy()))
