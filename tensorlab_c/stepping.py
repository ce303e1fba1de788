"""The loop over elements of several arrays at once: NumPy's `nditer`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tensorlab_c._operands import _operand, _under
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import empty
from tensorlab_c.manipulation import broadcast_shapes, broadcast_to, transpose
from tensorlab_c.standard import result_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c._typing import ArrayLike

__all__ = ["nditer"]

_HINTS = {
    "buffered", "common_dtype", "copy_if_overlap", "delay_bufalloc", "grow_inner", "ranged", "reduce_ok",
    "refs_ok", "zerosize_ok",
}  # fmt: skip
_KNOWN = {"c_index", "external_loop", "f_index", "multi_index", *_HINTS}


class nditer:
    """Goes through the elements of arrays that are broadcast against each other.

    Parameters
    ----------
    op : array_like or sequence of array_like
        None among them is an array that is made for results, ``operands[i]``.
    flags : sequence of str
        "multi_index", "c_index" or "f_index" for the indices, "external_loop" for lines instead of elements;
        NumPy's others are taken, and change nothing.
    op_flags : sequence of str, or one for each array
        "readwrite" and "writeonly" of what is assigned to; "readonly" without.
    order : {"K", "C", "F"}
        Whether elements come as they lie in memory, the last index fastest or the first.

    Raises
    ------
    ValueError
        For unknown flags, shapes that do not broadcast, and results that would be assigned to several times.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [3, 4]])
    >>> it = tl.nditer(x, flags=["multi_index"])
    >>> [(it.multi_index, v.item()) for v in it]
    [((0, 0), 1), ((0, 1), 2), ((1, 0), 3), ((1, 1), 4)]
    >>> with tl.nditer(x, op_flags=["readwrite"]) as it:
    ...     for v in it:
    ...         v[...] = 2 * v
    >>> x
    tensor([[2, 4],
            [6, 8]])
    """

    def __init__(
        self, op: ArrayLike | Sequence[ArrayLike | None], flags: Sequence[str] = (),
        op_flags: Sequence[Any] | None = None, order: str = "K",
    ):  # fmt: skip
        given: list[Any] = [*op] if isinstance(op, (list, tuple)) else [op]
        unknown = {*flags} - _KNOWN
        if unknown or order not in ("K", "C", "F", "A") or not given:
            raise ValueError(f"nditer: {len(given)} arrays, order {order!r}, unknown flags {sorted(unknown)}")
        each = [()] * len(given) if op_flags is None else [*op_flags]
        if each and isinstance(each[0], str):
            each = [each] * len(given)
        if len(each) != len(given):
            raise ValueError(f"nditer: op_flags of {len(each)} arrays for {len(given)}")
        read = [None if x is None else _operand(x, "nditer") for x in given]
        with _under("nditer"):
            self.shape: tuple[int, ...] = broadcast_shapes(*(t.shape for t in read if t is not None))
            made = None if None not in read else result_type(*(t for t in read if t is not None))
        self.operands = tuple(empty(self.shape, dtype=made) if t is None else t for t in read)
        self._written = [
            x is None or "readwrite" in f or "writeonly" in f for x, f in zip(given, each, strict=True)
        ]
        for t, x, written in zip(self.operands, given, self._written, strict=True):
            if written and x is not None and not hasattr(x, "shape"):
                raise ValueError(f"nditer: a {type(x).__name__} cannot be assigned to")
            if written and t.shape != self.shape and "reduce_ok" not in flags:
                raise ValueError(
                    f"nditer: an array of shape {t.shape} is assigned to several times in {self.shape}"
                )
        self._flags, self.ndim, self.nop = {*flags}, len(self.shape), len(given)
        steps = [broadcast_to(t, self.shape).strides for t in self.operands]
        self._axes = axes = (
            _by_memory(steps) if order in "KA" else [*range(self.ndim)][:: 1 if order == "C" else -1]
        )
        self._turned = {
            k for k in axes if order in "KA" and min(s[k] for s in steps) < 0 >= max(s[k] for s in steps)
        }
        self._inner = self._joined(steps) if "external_loop" in flags else 0
        self.itersize = math.prod(self.shape[k] for k in axes[: self.ndim - self._inner])
        self.reset()

    def _joined(self, steps: list[tuple[int, ...]]) -> int:
        """How many of the innermost axes are one line in the memory of every array; at least one."""
        inner = None
        for n, k in enumerate(reversed(self._axes)):
            if self.shape[k] != 1:
                if inner is not None and (
                    (k in self._turned) != (inner in self._turned)
                    or any(s[k] != s[inner] * self.shape[inner] for s in steps)
                ):
                    return n
                inner = k
        return self.ndim

    @property
    def dtypes(self) -> tuple[Any, ...]:
        """The element types of the arrays."""
        return tuple(t.dtype for t in self.operands)

    @property
    def multi_index(self) -> tuple[int, ...]:
        """The indices of the elements that have been reached."""
        if "multi_index" not in self._flags:
            raise ValueError('nditer: multi_index needs flags=["multi_index"]')
        return self._indices()

    @property
    def index(self) -> int:
        """Their place in an array of this shape."""
        if not self._flags & {"c_index", "f_index"}:
            raise ValueError('nditer: index needs flags=["c_index"] or ["f_index"]')
        place, axes = 0, [*zip(self._indices(), self.shape, strict=True)]
        for k, n in axes if "c_index" in self._flags else axes[::-1]:
            place = place * n + k
        return place

    def _indices(self) -> tuple[int, ...]:
        found, rest = [0] * self.ndim, self.iterindex
        for k in reversed(self._axes[: self.ndim - self._inner]):
            rest, found[k] = divmod(rest, max(self.shape[k], 1))
            if k in self._turned:
                found[k] = self.shape[k] - 1 - found[k]
        return tuple(found)

    def _reached(self, i: int) -> Tensor:
        """A view of one array's element, or line."""
        t, written = self.operands[i], self._written[i]
        if self._inner:
            axes = self._axes[: self.ndim - self._inner]
            lines = transpose(broadcast_to(t, self.shape) if t.shape != self.shape else t, self._axes)
            turns = [slice(None, None, -1 if k in self._turned else 1) for k in self._axes[len(axes) :]]
            return lines[(*(self._indices()[k] for k in axes), *turns)].reshape(-1)
        own = self._indices()[self.ndim - t.ndim :]
        found = t[(*(k if n != 1 else 0 for k, n in zip(own, t.shape, strict=True)), ...)]
        return found if written else broadcast_to(found, ())

    def __getitem__(self, i: int) -> Tensor:
        return self._reached(range(self.nop)[i])

    def __setitem__(self, i: int, value: ArrayLike) -> None:
        if not self._written[i]:
            raise RuntimeError(f"nditer: array {i} is read-only; it needs op_flags")
        self._reached(range(self.nop)[i])[...] = value

    @property
    def value(self) -> Tensor | tuple[Tensor, ...]:
        """The elements that have been reached: views."""
        return self[0] if self.nop == 1 else tuple(self[i] for i in range(self.nop))

    def reset(self) -> None:
        """Starts again with the first elements."""
        self.iterindex, self._begun, self.finished = 0, False, not self.itersize

    def iternext(self) -> bool:
        """Goes on; whether there was another element."""
        self._begun = True
        self.iterindex += 1
        self.finished = self.iterindex >= self.itersize
        return not self.finished

    def close(self) -> None:
        """Nothing: what was assigned is there."""

    def __len__(self) -> int:
        return self.nop

    def __iter__(self) -> nditer:
        return self

    def __next__(self) -> Tensor | tuple[Tensor, ...]:
        if self.finished or (self._begun and not self.iternext()):
            raise StopIteration
        self._begun = True
        return self.value

    def __enter__(self) -> nditer:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _by_memory(steps: list[tuple[int, ...]]) -> list[int]:
    """Axes, those with the longest steps first, where the arrays agree about it."""
    axes: list[int] = []
    for k in range(len(steps[0])):
        place = len(axes)
        for j in reversed(range(place)):
            known = [(abs(s[axes[j]]), abs(s[k])) for s in steps if s[axes[j]] and s[k]]
            if any(own <= other for other, own in known):
                break
            place = j if known else place
        axes.insert(place, k)
    return axes
