"""Views of tensors, which a graph of gradients names but does not describe."""

from __future__ import annotations

from tensorlab_c import arange, ones_like, zeros_like
from tensorlab_c._tensor import _graph_shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tensorlab_c import Tensor

    from .onnx_graph import Graph, Value

__all__: list[str] = []

VIEWS = ("slice", "permute", "cast")
FAR = 2**31 - 1  # beyond the end of any axis


def sources(output: Tensor, nodes: list[Any], node: Any) -> Any:
    """For each element of what `node` is a view of: 0, or which element of the view it is, from 1 on.

    It is the gradient when that of the view's elements is their number, and nothing else counts. None where
    the two are not of one dtype.
    """
    (edge,) = [e for e in node.inputs if e is not None]
    got: list[Tensor] = []
    dtypes = set()

    def numbered(g: Tensor) -> Tensor:
        dtypes.add(g.dtype)
        return arange(1, g.size + 1, dtype=g.dtype).reshape(g.shape)

    def seen(g: Tensor) -> Tensor:
        got.append(g.detach())
        return g

    ends = [node.listen(numbered), edge.listen(seen)]
    ends += [n.listen(zeros_like) for n in nodes if n is not node and any(e is edge for e in n.inputs)]
    try:
        _graph_shapes(output, ones_like(output.detach()), [edge])
    finally:
        for end in ends:
            end()
    return got[-1].numpy().astype("int64") if dtypes == {got[-1].dtype} else None


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
