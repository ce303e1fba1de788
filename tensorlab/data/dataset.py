"""Collections of examples, with the names of torch.utils.data."""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import accumulate

from tensorlab_c import Tensor

from .._check import integer, is_integer, real
from .split import as_generator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from tensorlab_c.random import Generator

__all__ = [
    "ChainDataset", "ConcatDataset", "Dataset", "IterableDataset", "StackDataset", "Subset", "TensorDataset",
    "random_split",
]  # fmt: skip


class Dataset:
    """Examples by number: a subclass defines ``__getitem__``, and ``__len__`` where it is known.

    Examples
    --------
    >>> import tensorlab as tl
    >>> class Squares(tl.data.Dataset):
    ...     def __len__(self):
    ...         return 3
    ...
    ...     def __getitem__(self, index):
    ...         return index**2
    >>> (Squares() + Squares())[5]
    4
    """

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__}: a Dataset must define __getitem__")

    def __add__(self, other: Dataset) -> Any:
        return ConcatDataset([self, other])


class IterableDataset(Dataset):
    """Examples that come one after another: a subclass defines ``__iter__``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> class Count(tl.data.IterableDataset):
    ...     def __iter__(self):
    ...         return iter([1, 2])
    >>> list(Count() + Count())
    [1, 2, 1, 2]
    """

    def __iter__(self) -> Iterator:
        raise NotImplementedError(f"{type(self).__name__}: an IterableDataset must define __iter__")

    def __add__(self, other: Dataset) -> Any:
        return ChainDataset([self, other])


class TensorDataset(Dataset):
    """Tensors of one first length n; example i is the tuple of their members i.

    Parameters
    ----------
    *tensors : Tensor
        Of equal first length.

    Examples
    --------
    >>> import tensorlab as tl
    >>> data = tl.data.TensorDataset(tl.array([1, 2]), tl.array([3, 4]))
    >>> len(data), data[1]
    (2, (tensor(2), tensor(4)))
    """

    def __init__(self, *tensors: Tensor):
        for t in tensors:
            if not isinstance(t, Tensor):
                raise TypeError(f"TensorDataset: every argument must be a tensor, got {type(t).__name__}")
        shapes = [t.shape for t in tensors]
        if not shapes or () in shapes or len({shape[0] for shape in shapes}) > 1:
            raise ValueError(f"TensorDataset: tensors must have the same first length, got shapes {shapes}")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple([t[index] for t in self.tensors])

    def __len__(self) -> int:
        return len(self.tensors[0])


class StackDataset(Dataset):
    """Datasets of one length side by side: an example is a tuple, or a dict where they have names.

    Parameters
    ----------
    *args, **kwargs : Dataset
        By position or by name, not both.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.StackDataset(x=[1, 2], y=["a", "b"])[1]
    {'x': 2, 'y': 'b'}
    """

    def __init__(self, *args: Any, **kwargs: Any):
        if bool(args) == bool(kwargs):
            raise ValueError("StackDataset: give datasets either by position or by name, at least one")
        self.datasets: Any = kwargs or args
        lengths = [len(d) for d in (kwargs.values() if kwargs else args)]
        if len(set(lengths)) > 1:
            raise ValueError(f"StackDataset: the datasets have different lengths: {lengths}")
        self._length = lengths[0]

    def __getitem__(self, index: Any) -> Any:
        if isinstance(self.datasets, dict):
            return {key: d[index] for key, d in self.datasets.items()}
        return tuple([d[index] for d in self.datasets])

    def __len__(self) -> int:
        return self._length


class ConcatDataset(Dataset):
    """Datasets one behind another.

    Parameters
    ----------
    datasets : iterable of Dataset

    Examples
    --------
    >>> import tensorlab as tl
    >>> both = tl.data.ConcatDataset([[1, 2], [3]])
    >>> len(both), both[2], both.cumulative_sizes
    (3, 3, [2, 3])
    """

    def __init__(self, datasets: Iterable):
        self.datasets: list[Any] = list(datasets)
        if not self.datasets:
            raise ValueError("ConcatDataset: no datasets given")
        if any(isinstance(d, IterableDataset) for d in self.datasets):
            raise TypeError("ConcatDataset: an IterableDataset has no numbered examples: use ChainDataset")
        self.cumulative_sizes = list(accumulate(len(d) for d in self.datasets))

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, index: int) -> Any:
        n = len(self)
        if not -n <= index < n:
            raise IndexError(f"ConcatDataset: index {index} is out of range for {n} examples")
        index += n if index < 0 else 0
        k = bisect_right(self.cumulative_sizes, index)
        return self.datasets[k][index - (self.cumulative_sizes[k - 1] if k else 0)]


class ChainDataset(IterableDataset):
    """Iterable datasets one after another.

    Parameters
    ----------
    datasets : iterable of IterableDataset

    Examples
    --------
    See `IterableDataset`, whose ``+`` makes one.

    >>> import tensorlab as tl
    >>> list(tl.data.ChainDataset([]))
    []
    """

    def __init__(self, datasets: Iterable):
        self.datasets: list[Any] = list(datasets)
        for d in self.datasets:
            if not isinstance(d, IterableDataset):
                raise TypeError(
                    f"ChainDataset: every member must be an IterableDataset, got {type(d).__name__}"
                )

    def __iter__(self) -> Iterator:
        for d in self.datasets:
            yield from d

    def __len__(self) -> int:
        return sum(len(d) for d in self.datasets)


class Subset(Dataset):
    """The examples of a dataset with the given numbers.

    Parameters
    ----------
    dataset : Dataset
    indices : sequence of int

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.Subset([5, 6, 7], [2, 0])[0]
    7
    """

    def __init__(self, dataset: Any, indices: Sequence[int]):
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


def random_split(
    dataset: Any, lengths: Sequence[float], generator: int | Generator | None = None
) -> list[Subset]:
    """Divide a dataset at random into parts that share no example.

    Parameters
    ----------
    dataset : Dataset
    lengths : sequence of int or float
        Numbers of examples that add up to n, or fractions that add up to 1: each part then has the floor of
        its share, and what is left goes to the first parts, one each.
    generator : int or Generator, optional
        Source of the order. Default: ``tl.random``'s global generator.

    Returns
    -------
    list of Subset

    Examples
    --------
    >>> import tensorlab as tl
    >>> [len(part) for part in tl.data.random_split(range(10), [0.75, 0.25], generator=0)]
    [8, 2]
    """
    n, parts = len(dataset), list(lengths)
    if all(map(is_integer, parts)) and sum(parts) != 1:  # [1, 0] is all and nothing, as in PyTorch
        sizes = [integer("random_split", "a length", part, 0) for part in parts]
    else:
        shares = [real("random_split", "a fraction", part, 0, 1) for part in parts]
        if not math.isclose(sum(shares), 1):
            raise ValueError(f"random_split: fractions must add up to 1, got {parts}")
        sizes = [math.floor(n * share) for share in shares]
        for k in range(n - sum(sizes)):
            sizes[k % len(sizes)] += 1
    if sum(sizes) != n:
        raise ValueError(f"random_split: lengths must add up to the {n} examples, got {parts}")
    order = as_generator("random_split", generator).permutation(n).tolist()
    return [Subset(dataset, order[end - size : end]) for size, end in zip(sizes, accumulate(sizes))]
