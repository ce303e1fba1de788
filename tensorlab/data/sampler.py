"""Orders in which examples are taken, with the names of torch.utils.data."""

from __future__ import annotations

from tensorlab_c import asarray, isfinite, less

from .._check import flag, integer
from .split import as_generator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Sized
    from typing import Any

    from tensorlab_c.random import Generator

    from .._typing import ArrayLike

__all__ = [
    "BatchSampler",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "SubsetRandomSampler",
    "WeightedRandomSampler",
]


class Sampler:
    """Indices of examples, one by one: a subclass defines ``__iter__``, and ``__len__`` where it is known.

    Examples
    --------
    >>> import tensorlab as tl
    >>> class Backwards(tl.data.Sampler):
    ...     def __iter__(self):
    ...         return iter([2, 1, 0])
    >>> list(Backwards())
    [2, 1, 0]
    """

    def __iter__(self) -> Iterator:
        raise NotImplementedError(f"{type(self).__name__}: a Sampler must define __iter__")


class SequentialSampler(Sampler):
    """0, 1, ..., n − 1.

    Parameters
    ----------
    data_source : sized
        Of n examples.

    Examples
    --------
    >>> import tensorlab as tl
    >>> list(tl.data.SequentialSampler("abc"))
    [0, 1, 2]
    """

    def __init__(self, data_source: Sized):
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler):
    """The examples in an order drawn anew each time.

    Parameters
    ----------
    data_source : sized
        Of n examples.
    replacement : bool, default False
        Whether an example may come again before all others have come.
    num_samples : int, optional
        How many are drawn; n for None.
    generator : int or Generator, optional
        Source of the orders. Default: ``tl.random``'s global generator.

    Examples
    --------
    >>> import tensorlab as tl
    >>> sorted(tl.data.RandomSampler(range(5)))
    [0, 1, 2, 3, 4]
    """

    def __init__(
        self,
        data_source: Sized,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: int | Generator | None = None,
    ):
        self.data_source = data_source
        self.replacement = flag("RandomSampler", "replacement", replacement)
        self._count = None if num_samples is None else integer("RandomSampler", "num_samples", num_samples)
        self.generator = None if generator is None else as_generator("RandomSampler", generator)

    @property
    def num_samples(self) -> int:
        """How many are drawn."""
        return len(self.data_source) if self._count is None else self._count

    def __iter__(self) -> Iterator[int]:
        source, n, left = (
            as_generator("RandomSampler", self.generator),
            len(self.data_source),
            self.num_samples,
        )
        if self.replacement:
            yield from source.integers(0, n, size=left).tolist()
            return
        while left > 0 and n:
            order = source.permutation(n).tolist()
            yield from order[:left]
            left -= n

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler):
    """Some indices, in an order drawn anew each time.

    Parameters
    ----------
    indices : sequence
    generator : int or Generator, optional
        Source of the orders. Default: ``tl.random``'s global generator.

    Examples
    --------
    >>> import tensorlab as tl
    >>> sorted(tl.data.SubsetRandomSampler([7, 3, 5]))
    [3, 5, 7]
    """

    def __init__(self, indices: Sequence[Any], generator: int | Generator | None = None):
        self.indices = indices
        self.generator = None if generator is None else as_generator("SubsetRandomSampler", generator)

    def __iter__(self) -> Iterator[Any]:
        source = as_generator("SubsetRandomSampler", self.generator)
        return iter([self.indices[i] for i in source.permutation(len(self.indices)).tolist()])

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    """Indices 0, ..., n − 1 drawn with given probabilities.

    Parameters
    ----------
    weights : array_like, shape (n,)
        Probabilities, which need not add up to 1.
    num_samples : int
    replacement : bool, default True
        Whether an index may come more than once.
    generator : int or Generator, optional
        Source of the indices. Default: ``tl.random``'s global generator.

    Examples
    --------
    >>> import tensorlab as tl
    >>> list(tl.data.WeightedRandomSampler([0.0, 1.0], 3))
    [1, 1, 1]
    """

    def __init__(
        self,
        weights: ArrayLike,
        num_samples: int,
        replacement: bool = True,
        generator: int | Generator | None = None,
    ):
        name = "WeightedRandomSampler"
        self.weights = asarray(weights, dtype="float64")
        self.num_samples = integer(name, "num_samples", num_samples)
        self.replacement = flag(name, "replacement", replacement)
        self.generator = None if generator is None else as_generator(name, generator)
        if self.weights.ndim != 1:
            raise ValueError(f"{name}: weights must have shape (n,), got {self.weights.shape}")
        if less(self.weights, 0).any() or not isfinite(self.weights).all() or not self.weights.any():
            raise ValueError(f"{name}: weights must be finite, at least 0 and not all 0")

    def __iter__(self) -> Iterator[int]:
        source = as_generator("WeightedRandomSampler", self.generator)
        shares = self.weights / self.weights.sum()
        drawn = source.choice(self.weights.size, self.num_samples, replace=self.replacement, p=shares)
        return iter(drawn.tolist())

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler):
    """The indices of a sampler, some at a time.

    Parameters
    ----------
    sampler : iterable
    batch_size : int
    drop_last : bool
        Whether to leave out a last batch that is shorter.

    Examples
    --------
    >>> import tensorlab as tl
    >>> list(tl.data.BatchSampler(range(5), 2, drop_last=False))
    [[0, 1], [2, 3], [4]]
    """

    def __init__(self, sampler: Iterable[Any], batch_size: int, drop_last: bool):
        self.sampler = sampler
        self.batch_size = integer("BatchSampler", "batch_size", batch_size)
        self.drop_last = flag("BatchSampler", "drop_last", drop_last)

    def __iter__(self) -> Iterator[list]:
        batch: list = []
        for index in self.sampler:
            batch.append(index)
            if len(batch) == self.batch_size:
                yield batch
                batch = []
        if batch and not self.drop_last:
            yield batch

    def __len__(self) -> int:
        n = len(self.sampler)  # type: ignore[arg-type]
        return n // self.batch_size if self.drop_last else -(-n // self.batch_size)
