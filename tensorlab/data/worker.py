"""What a process does that loads examples for a DataLoader."""

from __future__ import annotations

import os
from collections import namedtuple
from itertools import islice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

__all__ = ["get_worker_info"]

LARGE = 1 << 14  # buffers of so many bytes travel beside the pickle, without a copy
BATCH, ERROR, END = range(3)  # what an answer brings
PATIENCE = 5.0  # seconds after which an idle worker looks whether its parent is alive

WorkerInfo = namedtuple("WorkerInfo", ["id", "num_workers", "seed", "dataset"])
_info: WorkerInfo | None = None


def get_worker_info() -> WorkerInfo | None:
    """In a worker process of a `DataLoader` what it is, elsewhere None.

    Returns
    -------
    WorkerInfo or None
        Its `id` from 0 on, `num_workers`, its `seed` (that of the epoch plus `id`) and its own copy of the
        `dataset`: by these an `IterableDataset` gives each worker a share of the examples.

    Examples
    --------
    >>> import tensorlab as tl
    >>> class Count(tl.data.IterableDataset):
    ...     def __iter__(self):
    ...         info = tl.data.get_worker_info()
    ...         return iter(range(6) if info is None else range(info.id, 6, info.num_workers))
    >>> tl.data.get_worker_info() is None, list(Count())
    (True, [0, 1, 2, 3, 4, 5])
    """
    return _info


class Fetcher:
    """Makes batches of a dataset, in whichever process; what it holds is sent to workers."""

    def __init__(self, dataset: Any, collate_fn: Callable, batched: bool, size: int | None, drop_last: bool):
        self.dataset, self.collate_fn, self.batched = dataset, collate_fn, batched
        self.size, self.drop_last = size, drop_last

    def __call__(self, chosen: Any) -> Any:
        """The batch of some indices, or the example of one."""
        if not self.batched:
            return self.collate_fn(self.dataset[chosen])
        several = getattr(self.dataset, "__getitems__", None)
        examples = several(chosen) if several else [self.dataset[index] for index in chosen]
        return self.collate_fn(examples)

    def stream(self) -> Iterator[Any]:
        """The batches of a dataset whose examples come by themselves."""
        examples = iter(self.dataset)
        if self.size is None:
            yield from map(self.collate_fn, examples)
            return
        while batch := list(islice(examples, self.size)):
            if len(batch) == self.size or not self.drop_last:
                yield self.collate_fn(batch)


def packed(answer: tuple) -> list:
    """An answer as buffers to write: how many and how long they are, a pickle, what is large beside it."""
    import pickle

    beside: list = []

    def inside(buffer: Any) -> bool:
        raw = buffer.raw()
        if raw.nbytes >= LARGE:
            beside.append(raw)
        return bool(raw.nbytes < LARGE)

    parts = [pickle.dumps(answer, protocol=5, buffer_callback=inside), *beside]
    sizes = b"".join(len(part).to_bytes(8, "little") for part in parts)
    return [len(parts).to_bytes(8, "little"), sizes, *parts]


def packed_error(epoch: int, error: BaseException, number: int) -> list:
    """The exception itself where it survives pickling, else a RuntimeError; with the traceback as a note."""
    import pickle
    import traceback

    text = "".join(traceback.format_exception(error)).rstrip()
    note = f"raised in worker {number} of a DataLoader:\n{text}"
    try:
        if isinstance(error, StopIteration):  # would end the epoch as if all were well
            raise TypeError
        if type(pickle.loads(pickle.dumps(error))) is type(error):
            return packed((epoch, ERROR, (error, note)))
    except Exception:  # anything may happen in the methods of others' exceptions
        pass
    return packed((epoch, ERROR, (RuntimeError(f"DataLoader: {type(error).__name__} {note}"), None)))


def write(fd: int, parts: list) -> None:
    for part in parts:
        view = memoryview(part).cast("B")
        while view:
            view = view[os.write(fd, view) :]


def seeded(seed: int) -> None:
    """Every source of random numbers begins anew: Python's, NumPy's old global one, ours."""
    import random
    import sys

    from tensorlab_c import random as ours

    random.seed(seed)
    ours.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(numpy.random.SeedSequence(seed).generate_state(4))


def _prepared(inherited: list) -> None:
    """Signals, threads and descriptors as a worker wants them."""
    import signal

    from tensorlab_c import set_num_threads

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for connection in inherited:  # of other workers: while they are open here, those cannot see their end
        connection.close()
    set_num_threads(1)


def _sender(connection: Any, number: int) -> Any:
    """A queue whose answers a thread of its own sends, so that the next batch is made meanwhile."""
    import queue
    import threading

    answers: queue.SimpleQueue = queue.SimpleQueue()

    def send() -> None:
        try:
            while True:
                write(connection.fileno(), answers.get())
        except OSError:  # the parent has closed its end and wants no more
            pass

    threading.Thread(target=send, name=f"DataLoader-{number}", daemon=True).start()
    return answers


def _received(tasks: Any, ancestor: int) -> Any:
    """The next task, or None when there are no more, or no parent."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    try:
        while not tasks.poll(PATIENCE):  # others may hold the parent's end of the pipe: look at the parent
            if os.getppid() != ancestor or (parent is not None and not parent.is_alive()):
                return None
        return tasks.recv()
    except (EOFError, OSError):
        return None


def work(
    fetcher: Fetcher, info: tuple, init: Any, comes: bool, tasks: Any, results: Any, inherited: list
) -> None:
    """Answer tasks, one after another, until there are no more.

    A task is (epoch, what): the number of an epoch and indices, or None for the next batch of a stream.
    """
    global _info
    number, count, seed = info
    _prepared(inherited)
    answers, ancestor = _sender(results, number), os.getppid()
    failed: BaseException | None = None
    try:
        seeded(seed)
        _info = WorkerInfo(number, count, seed, fetcher.dataset)
        if init is not None:
            init(number)
    except Exception as error:
        failed = error
    stream, of_epoch = None, -1
    while (task := _received(tasks, ancestor)) is not None:
        epoch, chosen = task
        try:
            if failed is not None:
                raise failed
            if comes and epoch != of_epoch:
                stream, of_epoch = fetcher.stream(), epoch
            batch = next(stream, _info) if stream is not None else fetcher(chosen)
            answers.put(packed((epoch, END, None) if batch is _info else (epoch, BATCH, batch)))
        except Exception as error:
            answers.put(packed_error(epoch, error, number))
