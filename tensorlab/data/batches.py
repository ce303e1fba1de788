"""Mini-batches."""

from __future__ import annotations

from tensorlab_c import Tensor

from .._check import integer, switch
from .split import as_generator, one_seed, same_lengths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorlab_c.random import Generator

    from .._typing import ArrayLike

__all__ = ["batches"]


class Batches:
    """The batches of some tensors, as often as they are asked for; what `batches` returns."""

    def __init__(
        self, tensors: list[Tensor], size: int, source: Generator | None = None, drop_last: bool = False
    ):
        self._tensors, self._size, self._source, self._drop_last = tuple(tensors), size, source, drop_last

    def __len__(self) -> int:
        """How many batches one pass gives."""
        n = len(self._tensors[0])
        return n // self._size if self._drop_last else -(-n // self._size)

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        """One pass; each has an order of its own, drawn when it begins."""
        n, size = len(self._tensors[0]), self._size
        order = None if self._source is None else self._source.permutation(n)
        return self._pass(n, size, order)

    def _pass(self, n: int, size: int, order: Tensor | None) -> Iterator[tuple[Tensor, ...]]:
        for start in range(0, n - n % size if self._drop_last else n, size):
            part = slice(start, min(start + size, n))
            index = part if order is None else order[part]
            yield tuple([t[index] for t in self._tensors])

    def __repr__(self) -> str:
        how = ", shuffled" if self._source is not None else ""
        shapes = ", ".join(str(t.shape) for t in self._tensors)
        return f"batches({len(self)} of at most {self._size} examples{how}; arrays of shape {shapes})"


def batches(
    *arrays: ArrayLike,
    batch_size: int = 32,
    shuffle: bool = False,
    seed: int | Generator | None = None,
    drop_last: bool = False,
    generator: int | Generator | None = None,
) -> Batches:
    """The examples, some at a time (lecture L13).

    Parameters
    ----------
    *arrays : array_like
        Of equal length n, e.g. ``X, y``.
    batch_size : int, default 32
        1 gives stochastic, n batch gradient descent.
    shuffle : bool, default False
        Whether to go through the examples in random order, a new one in each epoch; otherwise the batches
        are views.
    seed : int or Generator, optional
        Source of the orders. Default: ``tl.random``'s global generator.
    drop_last : bool, default False
        Whether to leave out a last batch that is shorter.
    generator : int or Generator, optional
        Another name of `seed`, as PyTorch's DataLoader has it.

    Returns
    -------
    iterable of tuple of Tensor
        The batch of each array. Each ``for`` over it is an epoch; ``len()`` is the number of batches.

    Examples
    --------
    >>> import tensorlab as tl
    >>> loader = tl.data.batches([1, 2, 3], [4, 5, 6], batch_size=2)
    >>> for epoch in range(2):
    ...     print([(x.tolist(), y.tolist()) for x, y in loader])
    [([1, 2], [4, 5]), ([3], [6])]
    [([1, 2], [4, 5]), ([3], [6])]
    >>> len(loader)
    2
    """
    tensors, _ = same_lengths("batches", arrays)
    batch_size = integer("batches", "batch_size", batch_size)
    shuffle, drop_last = switch("batches", "shuffle", shuffle), switch("batches", "drop_last", drop_last)
    source = as_generator("batches", one_seed("batches", seed, "generator", generator))
    return Batches(tensors, batch_size, source if shuffle else None, drop_last)
