"""DataLoader: the batches of a dataset."""

from __future__ import annotations

from itertools import islice

from tensorlab_c import asarray

from .._check import flag, integer, real
from .collate import default_collate, default_convert
from .dataset import IterableDataset, Subset, TensorDataset
from .sampler import BatchSampler, RandomSampler, SequentialSampler
from .split import as_generator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from tensorlab_c.random import Generator

__all__ = ["DataLoader", "get_worker_info"]


def get_worker_info() -> None:
    """None: examples are always loaded by the process that asks for them.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.get_worker_info() is None
    True
    """
    return None


class DataLoader:
    """The batches of a dataset, as often as they are asked for; each ``for`` over it is an epoch.

    Parameters
    ----------
    dataset : Dataset
        Anything with ``__getitem__`` and ``__len__``, or an `IterableDataset`.
    batch_size : int or None, default 1
        None gives the examples themselves.
    shuffle : bool, default False
        Whether examples come in random order, a new one in each epoch.
    sampler : iterable, optional
        The indices, in their order.
    batch_sampler : iterable, optional
        Lists of indices, one for each batch.
    num_workers : int, default 0
        Has no effect: examples are loaded by the process that asks for them, as with 0.
    collate_fn : callable, optional
        Makes a batch of a list of examples; `default_collate` for None, without batches `default_convert`.
    pin_memory : bool, default False
        Has no effect.
    drop_last : bool, default False
        Whether to leave out a last batch that is shorter.
    timeout : float, default 0
        Has no effect.
    worker_init_fn, multiprocessing_context : optional
        About worker processes: refused when `num_workers` asks for some.
    generator : int or Generator, optional
        Source of random orders. Default: ``tl.random``'s global generator.
    prefetch_factor, persistent_workers, pin_memory_device, in_order : optional
        Have no effect.

    Raises
    ------
    ValueError
        For arguments that exclude each other.

    Notes
    -----
    Over a `TensorDataset`, or a `Subset` of one, a batch is taken from each tensor at once. Other batches are
    lists too where examples are tuples, as `default_collate` makes them.

    Examples
    --------
    >>> import tensorlab as tl
    >>> data = tl.data.TensorDataset(tl.arange(6).reshape((3, 2)), tl.array([0, 1, 0]))
    >>> for x, y in tl.data.DataLoader(data, batch_size=2):
    ...     print(x.tolist(), y.tolist())
    [[0, 1], [2, 3]] [0, 1]
    [[4, 5]] [0]
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[Any] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[list], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: int | Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ):
        name = "DataLoader"
        self.dataset = dataset
        self.num_workers = integer(name, "num_workers", num_workers, least=0)
        self.pin_memory, self.timeout = (
            flag(name, "pin_memory", pin_memory),
            real(name, "timeout", timeout, 0),
        )
        self.worker_init_fn, self.multiprocessing_context = worker_init_fn, multiprocessing_context
        self.prefetch_factor, self.persistent_workers = prefetch_factor, persistent_workers
        self.generator = None if generator is None else as_generator(name, generator)
        self.drop_last = flag(name, "drop_last", drop_last)
        mixed = flag(name, "shuffle", shuffle) if shuffle is not None else False
        if self.num_workers and (worker_init_fn is not None or multiprocessing_context is not None):
            raise ValueError(f"{name}: worker_init_fn and multiprocessing_context need worker processes")
        self._check_exclusive(batch_size, mixed, sampler, batch_sampler)
        self._comes = isinstance(dataset, IterableDataset)
        self.batch_size = batch_size if batch_sampler is None else None
        if self.batch_size is not None:
            self.batch_size = integer(name, "batch_size", self.batch_size)
        if sampler is None and not self._comes:
            sampler = (
                RandomSampler(dataset, generator=self.generator) if mixed else SequentialSampler(dataset)
            )
        self.sampler = sampler
        if batch_sampler is None and self.batch_size is not None and sampler is not None:
            batch_sampler = BatchSampler(sampler, self.batch_size, self.drop_last)
        self.batch_sampler = batch_sampler
        batched = self.batch_size is not None or batch_sampler is not None
        self.collate_fn = collate_fn or (default_collate if batched else default_convert)

    def _check_exclusive(self, batch_size: Any, mixed: bool, sampler: Any, batch_sampler: Any) -> None:
        name, ordered = "DataLoader", mixed or sampler is not None
        if isinstance(self.dataset, IterableDataset) and (ordered or batch_sampler is not None):
            raise ValueError(
                f"{name}: an IterableDataset has its own order, so shuffle and samplers are refused"
            )
        if sampler is not None and mixed:
            raise ValueError(f"{name}: sampler and shuffle exclude each other")
        if batch_sampler is not None and (batch_size != 1 or ordered or self.drop_last):
            raise ValueError(f"{name}: batch_sampler excludes batch_size, shuffle, sampler and drop_last")
        if batch_size is None and self.drop_last:
            raise ValueError(f"{name}: drop_last needs a batch_size")

    def __len__(self) -> int:
        """How many batches an epoch has."""
        if self._comes:
            n = len(self.dataset)
            if self.batch_size is None:
                return n
            return n // self.batch_size if self.drop_last else -(-n // self.batch_size)
        return len(self.sampler if self.batch_sampler is None else self.batch_sampler)  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Any]:
        if self._comes:
            return self._coming()
        if self.batch_sampler is None:
            return (self.collate_fn(self.dataset[index]) for index in self.sampler or ())
        whole = self._tensors() if self.collate_fn is default_collate else None
        if whole is None:
            return (self.collate_fn(self._examples(indices)) for indices in self.batch_sampler)
        return self._taken(*whole)

    def _coming(self) -> Iterator[Any]:
        examples = iter(self.dataset)
        if self.batch_size is None:
            yield from map(self.collate_fn, examples)
            return
        while batch := list(islice(examples, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield self.collate_fn(batch)

    def _examples(self, indices: list) -> list:
        several = getattr(self.dataset, "__getitems__", None)
        return several(indices) if several else [self.dataset[index] for index in indices]

    def _tensors(self) -> tuple[tuple, Any] | None:
        """The tensors of the dataset, and which of their members it has, where it is no more than that."""
        dataset, members = self.dataset, None
        if type(dataset) is Subset:
            dataset, members = dataset.dataset, asarray(dataset.indices, dtype="int64")
        return (dataset.tensors, members) if type(dataset) is TensorDataset else None

    def _taken(self, tensors: tuple, members: Any) -> Iterator[list]:
        """Batches by one index into every tensor; in their order they are copies of slices."""
        straight = type(self.batch_sampler) is BatchSampler and type(self.sampler) is SequentialSampler
        for indices in self.batch_sampler or ():
            if straight and members is None:
                yield [t[indices[0] : indices[-1] + 1].copy() for t in tensors]
                continue
            chosen = asarray(indices, dtype="int64")
            if members is not None:
                chosen = members[chosen]
            yield [t[chosen] for t in tensors]
