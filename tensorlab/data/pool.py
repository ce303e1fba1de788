"""The worker processes of a DataLoader, as seen by the process that asks for batches.

Batches come through one pipe for each worker: large arrays are read from it straight into memory of the
allocator's cache. Shared memory was measured beside it and took three times as long, for the pages of every
new segment must be cleared and mapped, twice.
"""

from __future__ import annotations

import os
import weakref
from collections import deque
from contextlib import suppress
from itertools import repeat
from time import monotonic

from tensorlab_c import empty

from .worker import BATCH, END, ERROR, Fetcher, work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

__all__: list[str] = []

GRACE = 5.0  # seconds in which workers may finish their batches when no more are wanted
LOOK = 1.0  # seconds after which a worker that says nothing is looked at: its own children may hold its pipes
ROOM = 1 << 20  # bytes that a pipe should hold
INFINITY = float("inf")

_alive: weakref.WeakSet[Worker] = weakref.WeakSet()


class Worker:
    """A process, the pipe of its tasks, and that of its answers."""

    def __init__(self, context: Any, number: int, fetcher: Fetcher, rest: tuple, forks: bool):
        import select

        self.number = number
        tasks, self.tasks = context.Pipe(duplex=False)
        self.results, results = context.Pipe(duplex=False)
        _widen(self.results.fileno())
        _alive.add(self)
        # a child made by fork has copies of our ends, by which pipes would never seem closed to their readers
        ours = [end for worker in _alive for end in (worker.tasks, worker.results)] if forks else []
        self.process = context.Process(target=work, args=(fetcher, *rest, tasks, results, ours), daemon=True)
        try:
            self.process.start()
        except BaseException:
            self.tasks.close()
            self.results.close()
            raise
        finally:
            tasks.close()
            results.close()
        os.set_blocking(self.results.fileno(), False)
        self.poll = select.poll()
        for fd in (self.results.fileno(), self.process.sentinel):
            self.poll.register(fd, select.POLLIN)

    def ask(self, task: tuple) -> None:
        try:
            self.tasks.send(task)
        except BrokenPipeError:
            raise self.died() from None

    def answer(self, deadline: float, timeout: float) -> tuple:
        """(epoch, what it is, and that)."""
        import pickle

        def read(memory: Any) -> Any:
            return self._fill(memory, deadline, timeout)

        count = int.from_bytes(read(bytearray(8)), "little")
        sizes = memoryview(read(bytearray(8 * count)))
        parts = []
        for k in range(count):
            size = int.from_bytes(sizes[8 * k : 8 * k + 8], "little")
            parts.append(read(empty(size, dtype="uint8").data if k else bytearray(size)))
        answer: tuple = pickle.loads(parts[0], buffers=parts[1:])
        return answer

    def _fill(self, memory: Any, deadline: float, timeout: float) -> Any:
        """`memory`, filled from the pipe."""
        view, ended = memoryview(memory), False
        while view:
            try:
                n = os.readv(self.results.fileno(), [view])
                if n == 0:
                    raise self.died()
                view = view[n:]
            except BlockingIOError:
                if ended:
                    raise self.died() from None
                left = deadline - monotonic()
                if left <= 0:
                    raise RuntimeError(
                        f"DataLoader: no batch came from worker {self.number} within {timeout:g} seconds"
                    ) from None
                self.poll.poll(1000 * min(left, LOOK))
                ended = self.process.exitcode is not None
        return memory

    def died(self) -> RuntimeError:
        """What is to be raised when it has."""
        import signal

        self.process.join(GRACE)
        code = self.process.exitcode
        why = f"exit code {code}"
        if code is not None and code < 0:
            known = {int(s): s.name for s in signal.Signals}
            why += f", killed by {known.get(-code, 'a signal')}"
        return RuntimeError(
            f"DataLoader: worker {self.number} (process {self.process.pid}) ended unexpectedly with {why}"
        )


def _widen(fd: int) -> None:
    """Room for more of a batch, where the system lets us ask."""
    import fcntl

    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # the user's share of such memory may be used up
            fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, ROOM)


def _stop(workers: list[Worker], creator: int) -> None:
    """End the processes: politely, then by SIGTERM, then by SIGKILL."""
    if os.getpid() != creator:  # a child made by fork has no part in them
        return
    for worker in workers:
        try:
            os.set_blocking(worker.tasks.fileno(), False)
            worker.tasks.send(None)
        except OSError:  # no longer there, or so busy that its pipe is full
            pass
        worker.tasks.close()
        worker.results.close()
    deadline = monotonic() + GRACE
    for end in (None, "terminate", "kill"):
        for worker in workers:
            if end is not None and worker.process.exitcode is None:
                getattr(worker.process, end)()
        for worker in workers:
            worker.process.join(max(0.0, deadline - monotonic()))
        deadline = monotonic() + 1
    for worker in workers:
        if worker.process.exitcode is not None:
            worker.process.close()
        _alive.discard(worker)
    workers.clear()


class Pool:
    """All workers of a loader, for one epoch or for many."""

    def __init__(self, loader: Any, fetcher: Fetcher, seed: int):
        import multiprocessing

        if multiprocessing.current_process().daemon:
            raise RuntimeError(
                "DataLoader: a daemonic process (a worker of a DataLoader or of a pool) may not have "
                "workers of its own: use num_workers=0 there"
            )
        context = loader.multiprocessing_context
        if not hasattr(context, "Process"):
            context = multiprocessing.get_context(context)
        forks = context.get_start_method() == "fork"
        count, self.epoch = loader.num_workers, 0
        self.timeout, self.in_order, self.ahead = loader.timeout, loader.in_order, loader.prefetch_factor
        self.workers: list[Worker] = []
        self.broken = False
        self.creator = os.getpid()
        self.close = weakref.finalize(self, _stop, self.workers, self.creator)
        try:
            for k in range(count):
                rest = ((k, count, seed + k), loader.worker_init_fn, loader._comes)
                self.workers.append(Worker(context, k, fetcher, rest, forks))
        except BaseException as error:
            self.close()
            if not forks:
                error.add_note(
                    f"DataLoader: {context.get_start_method()!r} sends dataset and functions by pickle"
                )
            raise

    def batches(self, orders: Iterable[Any] | None) -> Iterator[Any]:
        """One epoch: the batches of these indices, or those that come."""
        self.epoch += 1
        epoch, orders = self.epoch, repeat(None) if orders is None else iter(orders)
        ring = deque(self.workers)  # those that have more to give, the next to be asked first
        asked: deque[Worker] = deque()
        for _ in range(self.ahead * len(ring)):
            if not self._ask(ring, asked, orders):
                break
        while asked:
            self._check(epoch)
            worker, what, value = self._answer(asked)
            if what == END:
                ring.remove(worker)
                asked = deque(other for other in asked if other is not worker)
            else:
                asked.remove(worker)
            if what == ERROR:
                error, note = value
                if note is not None:
                    error.add_note(note)
                raise error
            self._ask(ring, asked, orders)
            if what == BATCH:
                yield value

    def _check(self, epoch: int) -> None:
        """Refuse to take part in what another epoch or another process has begun."""
        if os.getpid() != self.creator:
            raise RuntimeError("DataLoader: an epoch that another process began cannot go on in this one")
        if epoch != self.epoch:
            raise RuntimeError("DataLoader: the next epoch of its persistent workers ended this one")

    def _ask(self, ring: deque[Worker], asked: deque[Worker], orders: Iterator[Any]) -> bool:
        """Give the next worker the next task, if there are both."""
        if not ring:
            return False
        try:
            chosen = next(orders)
        except StopIteration:
            return False
        self.broken = True  # what ends in the middle of a message makes the pipe useless
        ring[0].ask((self.epoch, chosen))
        self.broken = False
        asked.append(ring[0])
        ring.rotate(-1)
        return True

    def _answer(self, asked: deque[Worker]) -> tuple:
        """The worker whose turn it is, and what it has made; what is left of earlier epochs is dropped."""
        deadline = monotonic() + self.timeout if self.timeout else INFINITY
        self.broken, epoch = True, None
        worker = asked[0] if self.in_order else self._first(asked, deadline)
        while epoch != self.epoch:
            epoch, what, value = worker.answer(deadline, self.timeout)
        self.broken = False
        return worker, what, value

    def _first(self, asked: deque[Worker], deadline: float) -> Worker:
        """The worker that answers first, or has died."""
        from multiprocessing.connection import wait

        several = {end: w for w in asked for end in (w.results, w.process.sentinel)}
        while (left := deadline - monotonic()) > 0:
            for end in wait(list(several), min(left, LOOK)):
                return several[end]
            for worker in asked:
                if worker.process.exitcode is not None:
                    return worker
        return asked[0]
