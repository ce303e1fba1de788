"""DataLoader: the batches of a dataset."""

from __future__ import annotations

from tensorlab_c import asarray

from .._check import flag, integer, one_of, real
from .collate import default_collate, default_convert
from .dataset import IterableDataset, Subset, TensorDataset
from .sampler import BatchSampler, RandomSampler, SequentialSampler
from .split import as_generator
from .worker import Fetcher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from tensorlab_c.random import Generator

__all__ = ["DataLoader"]

MOST = 4096  # workers, and batches that each makes in advance: nobody means more


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
        How many processes load examples; with 0 the one that asks for them does.
    collate_fn : callable, optional
        Makes a batch of a list of examples; `default_collate` for None, without batches `default_convert`.
    pin_memory, pin_memory_device : optional
        Have no effect.
    drop_last : bool, default False
        Whether to leave out a last batch that is shorter.
    timeout : float, default 0
        Seconds that workers may take for the next batch; 0 for as long as they like.
    worker_init_fn : callable, optional
        Called in each worker with its number before it loads anything.
    multiprocessing_context : str or context, optional
        How workers are made: "fork", "spawn", "forkserver", or what ``multiprocessing.get_context`` gives.
    generator : int or Generator, optional
        Source of random orders. Default: ``tl.random``'s global generator.
    prefetch_factor : int, default 2
        How many batches each worker is asked for in advance.
    persistent_workers : bool, default False
        Whether workers live on for the next epoch.
    in_order : bool, default True
        Whether batches come in the order of their indices; otherwise the one that is ready first comes first.

    Raises
    ------
    ValueError
        For arguments that exclude each other.
    RuntimeError
        When a worker ends before its time, or takes more than `timeout`.

    Notes
    -----
    Batches and their order do not depend on `num_workers`. Worker k of an epoch seeds Python's, NumPy's and
    this library's global random numbers with a number drawn for the epoch, plus k; an `IterableDataset`
    divides its examples by `get_worker_info`. Workers pay where an example takes long to load: a batch
    travels at about 1 GB/s. An exception in a worker is raised here, with the worker's traceback as a note;
    workers end with their epoch, however it ends, or with the loader if they are persistent.

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
        self.pin_memory, self.pin_memory_device = flag(name, "pin_memory", pin_memory), pin_memory_device
        self.generator = None if generator is None else as_generator(name, generator)
        self.drop_last, self.in_order = flag(name, "drop_last", drop_last), flag(name, "in_order", in_order)
        mixed = flag(name, "shuffle", shuffle) if shuffle is not None else False
        self._set_workers(
            timeout, worker_init_fn, multiprocessing_context, prefetch_factor, persistent_workers
        )
        self._check_exclusive(batch_size, mixed, sampler, batch_sampler)
        self._comes = isinstance(dataset, IterableDataset)
        self.batch_size = batch_size if batch_sampler is None else None
        if self.batch_size is not None:
            self.batch_size = integer(name, "batch_size", self.batch_size)
        if sampler is None and not self._comes:
            self._check_length(batch_sampler)
            sampler = (
                RandomSampler(dataset, generator=self.generator) if mixed else SequentialSampler(dataset)
            )
        self.sampler = sampler
        if batch_sampler is None and self.batch_size is not None and sampler is not None:
            batch_sampler = BatchSampler(sampler, self.batch_size, self.drop_last)
        self.batch_sampler = batch_sampler
        batched = self.batch_size is not None or batch_sampler is not None
        self.collate_fn = collate_fn or (default_collate if batched else default_convert)
        self._pool: Any = None

    def _set_workers(self, timeout: Any, init: Any, context: Any, ahead: Any, persistent: Any) -> None:
        """Check and keep what is about worker processes."""
        name, none = "DataLoader", self.num_workers == 0
        self.timeout = real(name, "timeout", timeout, 0)
        self.persistent_workers = flag(name, "persistent_workers", persistent)
        self.worker_init_fn, self.multiprocessing_context = init, context
        self.prefetch_factor = None if ahead is None else integer(name, "prefetch_factor", ahead)
        for argument, count in (("num_workers", self.num_workers), ("prefetch_factor", self.prefetch_factor)):
            if count is not None and count > MOST:
                raise ValueError(f"{name}: {argument} must be at most {MOST}, got {count}")
        if init is not None and not callable(init):
            raise TypeError(f"{name}: worker_init_fn must be a function, got {init!r}")
        given = {
            "timeout": self.timeout or None,
            "prefetch_factor": self.prefetch_factor,
            "persistent_workers": self.persistent_workers or None,
            "multiprocessing_context": context,
        }
        for argument, value in given.items():
            if none and value is not None:
                raise ValueError(f"{name}: {argument} needs worker processes: give num_workers")
        if context is not None:
            import multiprocessing

            if isinstance(context, str):
                one_of(name, "multiprocessing_context", context, (*multiprocessing.get_all_start_methods(),))
            elif not (hasattr(context, "Process") and hasattr(context, "get_start_method")):
                raise TypeError(
                    f"{name}: multiprocessing_context must be the name of a start method or a context, "
                    f"got {context!r}"
                )
        if not none and ahead is None:
            self.prefetch_factor = 2

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

    def _check_length(self, batch_sampler: Any) -> None:
        """Indices of examples are made from how many there are."""
        try:
            if batch_sampler is None:
                len(self.dataset)
        except TypeError as error:
            raise TypeError(
                "DataLoader: dataset must have a length, or be an IterableDataset, or have a sampler; "
                f"got {type(self.dataset).__name__} ({error})"
            ) from None

    def __len__(self) -> int:
        """How many batches an epoch has."""
        if self._comes:
            n = len(self.dataset)
            if self.batch_size is None:
                return n
            return n // self.batch_size if self.drop_last else -(-n // self.batch_size)
        return len(self.sampler if self.batch_sampler is None else self.batch_sampler)  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Any]:
        if self.num_workers:
            return self._from_workers()
        if self._comes:
            return self._fetcher().stream()
        whole = None
        if self.collate_fn is default_collate and self.batch_sampler is not None:
            whole = self._tensors()
        if whole is not None:
            return self._taken(*whole)
        fetch = self._fetcher()
        return (fetch(chosen) for chosen in self._orders())

    def _fetcher(self) -> Fetcher:
        batched = self.batch_size is not None or self.batch_sampler is not None
        return Fetcher(self.dataset, self.collate_fn, batched, self.batch_size, self.drop_last)

    def _orders(self) -> Any:
        """The indices of each batch, or of each example where there are no batches."""
        return self.sampler if self.batch_sampler is None else self.batch_sampler  # neither for a stream

    def _from_workers(self) -> Iterator[Any]:
        pool, self._pool = self._pool, None
        if pool is None or not pool.close.alive:
            from .pool import Pool

            pool = Pool(self, self._fetcher(), base_seed(self.generator))
        if self.persistent_workers:
            self._pool = pool
        try:
            yield from pool.batches(self._orders())
        finally:
            if pool.broken or not self.persistent_workers:
                pool.close()

    def __getstate__(self) -> dict:
        return {**self.__dict__, "_pool": None}  # processes stay where they are

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


def base_seed(generator: Generator | None) -> int:
    """A number for the workers of one epoch; what the generator draws next is as if none had been taken."""
    source = as_generator("DataLoader", generator)
    try:
        child = source.spawn(1)[0]
    except (AttributeError, TypeError):  # a bit generator that was made without a seed sequence
        import copy

        child = copy.deepcopy(source)
    return int(child.integers(2**62))
