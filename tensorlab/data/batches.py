"""Mini-batches."""

from __future__ import annotations

from tensorlab_c import Tensor

from .._check import integer
from .split import as_generator, same_lengths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorlab_c.random import Generator

    from .._typing import ArrayLike

__all__ = ["batches"]


def batches(
    *arrays: ArrayLike,
    batch_size: int = 32,
    shuffle: bool = False,
    generator: int | Generator | None = None,
    drop_last: bool = False,
) -> Iterator[tuple[Tensor, ...]]:
    """Go through the examples once, some at a time (lecture L13).

    Parameters
    ----------
    *arrays : array_like
        Of equal length n, e.g. ``X, y``.
    batch_size : int, default 32
        1 gives stochastic, n batch gradient descent.
    shuffle : bool, default False
        Whether to go through the examples in random order; otherwise the batches are views.
    generator : int or Generator, optional
        Source of the order. Default: ``tl.random``'s global generator.
    drop_last : bool, default False
        Whether to leave out a last batch that is shorter.

    Yields
    ------
    tuple of Tensor
        The batch of each array.

    Examples
    --------
    >>> import tensorlab as tl
    >>> [(x.tolist(), y.tolist()) for x, y in tl.data.batches([1, 2, 3], [4, 5, 6], batch_size=2)]
    [([1, 2], [4, 5]), ([3], [6])]
    """
    tensors, n = same_lengths("batches", arrays)
    batch_size = integer("batches", "batch_size", batch_size)
    source = as_generator("batches", generator) if shuffle else None
    return _batches(tensors, n, batch_size, source, drop_last)


def _batches(
    tensors: list[Tensor], n: int, size: int, source: Generator | None, drop_last: bool
) -> Iterator[tuple[Tensor, ...]]:
    order = None if source is None else source.permutation(n)
    for start in range(0, n - n % size if drop_last else n, size):
        part = slice(start, start + size)
        index = part if order is None else order[part]
        yield tuple([t[index] for t in tensors])
