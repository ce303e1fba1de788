"""What a graph of gradients names but does not describe: it is found by what gradients come through it."""

from __future__ import annotations

from tensorlab_c import arange, ones_like, zeros_like
from tensorlab_c._tensor import _graph_shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tensorlab_c import Tensor

    from .onnx_graph import Graph, Value

__all__: list[str] = []

FOUND = (
    "broadcast_to", "cast", "divide", "gather", "log_softmax", "multiply", "permute", "slice", "softmax",
    "sum",
)  # fmt: skip
MOST = 5000  # places of an array of indices, each of which costs a walk
FAR = 2**31 - 1  # beyond the end of any axis


def arrived(
    output: Tensor, nodes: list[Any], node: Any, send: Callable[[Tensor], Tensor], which: int = 0
) -> Tensor:
    """The gradient that comes to an input of `node` where `send` says that of its result."""
    edge = [e for e in node.inputs if e is not None][which]
    got: list[Tensor] = []

    def seen(g: Tensor) -> Tensor:
        got.append(g.detach())
        return g

    ends = [node.listen(send), edge.listen(seen)]
    ends += [n.listen(zeros_like) for n in nodes if n is not node and any(e is edge for e in n.inputs)]
    try:
        _graph_shapes(output, ones_like(output.detach()), [edge])
    finally:
        for end in ends:
            end()
    return got[-1]


def numbered(g: Tensor) -> Tensor:
    return arange(1, g.size + 1, dtype=g.dtype).reshape(g.shape)


def of_one(g: Graph, x: Value, probe: Callable, shape: tuple[int, ...], kind: str) -> Value | None:
    """The operations of a node with one input; None where they are not found."""
    if kind == "broadcast_to":
        before = (1,) * (len(shape) - len(x.shape)) + x.shape
        sizes = [n if m == 1 else 1 for n, m in zip(shape, before, strict=True)]
        return g.op("Expand", x, g.integers(*sizes), shape=shape)
    if kind in ("multiply", "divide"):
        return _scaled(g, x, probe(ones_like).numpy(), shape)
    if kind in ("softmax", "log_softmax"):
        return _softmax(g, x, probe(_first_alone).numpy(), kind)
    if kind == "sum":
        return _summed(g, x, probe(numbered).numpy(), shape)
    came = probe(numbered)
    if kind == "gather":
        return _gathered(g, x, probe, shape)
    return view(g, x, came.numpy().astype("int64"), shape, kind)


def _first_alone(g: Tensor) -> Tensor:
    return (numbered(g) == 1).astype(g.dtype)


def _scaled(g: Graph, x: Value, slope: Any, shape: tuple[int, ...]) -> Value | None:
    """By a constant, which is the slope."""
    if x.shape != shape:
        return None
    slope = _once(slope)
    return g.op("Mul", x, g.constant(slope.reshape(()) if slope.size == 1 else slope), shape=shape)


def _once(array: Any) -> Any:
    """Of what is alike along an axis, the first."""
    for axis in range(array.ndim):
        if array.shape[axis] and (array == array.take([0], axis)).all():
            array = array.take([0], axis)
    return array


def chosen(g: Graph, x: Value, y: Value, probe: Callable, shape: tuple[int, ...]) -> Value | None:
    """Where the slope of one is 1, that; the other elsewhere."""
    if shape not in (x.shape, y.shape):
        return None
    first = x.shape == shape
    slope = _once(probe(ones_like, 0 if first else 1).numpy())
    return g.op("Where", g.constant(slope == first, "bool"), x, y, shape=shape)


def _softmax(g: Graph, x: Value, slope: Any, kind: str) -> Value | None:
    """Along the axis that the slope of its first element has."""
    axes = {axis for place in zip(*slope.nonzero(), strict=True) for axis, i in enumerate(place) if i}
    if len(axes) != 1:
        return None
    names = {"softmax": "Softmax", "log_softmax": "LogSoftmax"}
    return g.op(names[kind], x, shape=x.shape, axis=axes.pop())


def _summed(g: Graph, x: Value, came: Any, shape: tuple[int, ...]) -> Value:
    """Over the axes along which all elements have the gradient of one."""
    axes = [i for i, n in enumerate(came.shape) if n > 1 and (came == came.take([0], i)).all()]
    if not axes:
        return g.reshape(x, shape)
    left = [n for i, n in enumerate(x.shape) if i not in axes]
    return g.reshape(g.op("ReduceSum", x, g.integers(*axes), shape=left, keepdims=0), shape)


def _gathered(g: Graph, x: Value, probe: Callable, shape: tuple[int, ...]) -> Value | None:
    """Picked along one axis, by an array of places."""
    np = g.numpy
    for axis in range(len(x.shape)):
        more = len(shape) - len(x.shape) + 1
        before, places, behind = shape[:axis], shape[axis : axis + more], shape[axis + more :]
        if more < 0 or (*before, *behind) != (*x.shape[:axis], *x.shape[axis + 1 :]):
            continue
        count = int(np.prod(places, dtype=int))
        if not 0 < count <= MOST:
            return None
        picked = [_place_of(np, probe, shape, axis, more, k) for k in range(count)]
        if None in picked:
            continue
        again = np.zeros((x.shape[axis], *before, *behind))  # what came from where, if that is all
        flat = np.arange(1.0, np.prod(shape) + 1).reshape((*before, count, *behind))
        np.add.at(again, picked, np.moveaxis(flat, axis, 0))
        if np.allclose(np.moveaxis(again, 0, axis), probe(numbered).numpy()):
            where = g.constant(np.reshape(picked, places), "int64")
            return g.op("Gather", x, where, shape=shape, axis=axis)
    return None


def _place_of(np: Any, probe: Callable, shape: tuple[int, ...], axis: int, more: int, k: int) -> int | None:
    """Where along an axis of the input the part `k` of the result comes from."""

    def part(g: Tensor) -> Tensor:
        flat = zeros_like(g).reshape((*shape[:axis], -1, *shape[axis + more :]))
        flat[(slice(None),) * axis + (k,)] = 1.0
        return flat.reshape(shape)

    came = np.moveaxis(probe(part).numpy(), axis, 0)
    there = [i for i, part in enumerate(came) if part.any()]
    return there[0] if len(there) == 1 and (came[there[0]] == 1).all() else None


def view(g: Graph, x: Value, came: Any, shape: tuple[int, ...], kind: str) -> Value | None:
    """The operations that make the view; None where they are not found."""
    if kind == "cast":  # a copy, as of the same dtype it is
        return x
    return _permuted(g, x, came, shape) if kind == "permute" else _sliced(g, x, came, shape)


def _permuted(g: Graph, x: Value, came: Any, shape: tuple[int, ...]) -> Value | None:
    numbers = g.numpy.arange(1, came.size + 1).reshape(shape)
    order: list[int] = []
    for axis, n in enumerate(shape):  # the axis of x along which the elements of this one lie
        step = came.size // int(g.numpy.prod(shape[: axis + 1], dtype=int)) if came.size else 0
        fits = [i for i in range(came.ndim) if i not in order and came.shape[i] == n]
        fits = [i for i in fits if n == 1 or came.take(1, i).flat[0] - came.flat[0] == step]
        if not fits:
            return None
        order.append(fits[0])
    if not g.numpy.array_equal(came.transpose(order), numbers):
        return None
    return g.permute(x, order)


def _sliced(g: Graph, x: Value, came: Any, shape: tuple[int, ...]) -> Value | None:
    np, picked = g.numpy, []
    for axis in range(came.ndim):
        others = tuple(i for i in range(came.ndim) if i != axis)
        there = np.flatnonzero((came > 0).any(axis=others))
        picked.append(there)
    if not all(map(len, picked)):
        return None
    for axis, there in enumerate(picked):
        corner = [p[0] for p in picked]
        last = [*corner[:axis], there[-1], *corner[axis + 1 :]]
        if came[tuple(last)] < came[tuple(corner)]:
            picked[axis] = there[::-1]
    counts = [len(there) for there in picked]
    again = np.zeros_like(came)
    if np.prod(counts) != np.prod(shape, dtype=int):
        return None
    again[np.ix_(*picked)] = np.arange(1, np.prod(counts) + 1).reshape(counts)
    if not np.array_equal(again, came):
        return None
    axes = [i for i, n in enumerate(came.shape) if counts[i] < n or picked[i][0] > picked[i][-1]]
    if axes:
        steps = [int(p[1] - p[0]) if len(p) > 1 else 1 for p in (picked[i] for i in axes)]
        starts = [int(picked[i][0]) for i in axes]
        stops = [int(picked[i][-1]) + (1 if step > 0 else -1) for i, step in zip(axes, steps, strict=True)]
        ends = [stop if stop >= 0 else -FAR for stop in stops]
        x = g.op("Slice", x, *(g.integers(*v) for v in (starts, ends, axes, steps)), shape=counts)
    return g.reshape(x, shape)
