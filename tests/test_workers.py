"""Worker processes of DataLoader; every test has a time limit, by which a hang becomes a failure."""

import gc
import json
import multiprocessing
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import data

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
HERE = Path(__file__).parent
X, Y = np.arange(26.0).reshape(13, 2), np.arange(13) % 3
WHOLE = data.TensorDataset(tl.array(X), tl.array(Y))


class Late(BaseException):
    pass


@pytest.fixture(autouse=True)
def time_limit(monkeypatch):
    """Ends a test that waits for ever, and looks for processes that it left."""

    def late(*_):
        raise Late("no end after 60 seconds")

    monkeypatch.setattr("tensorlab.data.pool.GRACE", 1.0)
    make = multiprocessing.get_context  # fork is the quickest, and takes functions that are defined in tests
    monkeypatch.setattr(multiprocessing, "get_context", lambda method=None: make(method or "fork"))
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    try:
        yield
        gc.collect()
        deadline = time.monotonic() + 10
        while multiprocessing.active_children() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert multiprocessing.active_children() == []
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Pairs(data.Dataset):
    def __len__(self):
        return 13

    def __getitem__(self, index):
        return X[index], int(Y[index])


class Large(data.Dataset):
    """Examples far larger than a pipe."""

    def __len__(self):
        return 12

    def __getitem__(self, index):
        return tl.full((300, 500), float(index)), np.full(70_000, index)


class Own(ValueError):
    def __init__(self, first, second):
        super().__init__(first, second)
        self.second = second


class Closed(Exception):
    """Cannot be made again from its arguments."""

    def __init__(self, *, reason):
        super().__init__(reason)


ERRORS = {
    "value": lambda: ValueError("example five"),
    "key": lambda: KeyError("five"),
    "unicode": lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "broken"),
    "own": lambda: Own("a", 7),
}


class Faulty(data.Dataset):
    """Example 5 does what it is told."""

    def __init__(self, what):
        self.what = what

    def __len__(self):
        return 12

    def __getitem__(self, index):
        if index == 5:
            if self.what in ERRORS:
                raise ERRORS[self.what]()
            self.do()
        return index

    def do(self):
        if self.what == "closed":
            raise Closed(reason="five")
        if self.what == "local":
            raise type("Local", (Exception,), {})("five")
        if self.what == "stop":
            raise StopIteration
        if self.what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.what == "term":
            os.kill(os.getpid(), signal.SIGTERM)
        if self.what == "exit":
            os._exit(3)
        if self.what == "sleep":
            time.sleep(50)


class Stream(data.IterableDataset):
    def __init__(self, n, whole=False):
        self.n, self.whole = n, whole

    def __iter__(self):
        info = data.get_worker_info()
        if info is None or self.whole:
            return iter(range(self.n))
        assert info.dataset is self and tl.get_num_threads() == 1
        return iter(range(info.id, self.n, info.num_workers))


class Drawn(data.Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        info = data.get_worker_info()
        mine = tl.random.random(), random.random(), np.random.random()
        return info.id, info.seed, info.num_workers, os.getpid(), *mine


def listed(loader):
    return [[part.tolist() for part in batch] for batch in loader]


def whole(batch):
    return batch


def marked(number):
    random.number = number + 10


class Marks(Pairs):
    def __getitem__(self, index):
        return random.number


# ---- the same batches --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("workers", "size"), [(1, 3), (3, 1), (2, 20)])
def test_batches_as_without_workers(workers, size):
    for dataset in (WHOLE, Pairs(), data.Subset(WHOLE, [5, 0, 3, 9]), [3.0, 1.0, 2.0]):
        for more in ({}, {"drop_last": True}, {"shuffle": True}):
            both = []
            for n in (0, workers):
                tl.random.seed(7)
                loader = data.DataLoader(dataset, size, num_workers=n, **more)
                both.append([pickle.dumps(list(loader)) for _ in range(2)] + [tl.random.random()])
            assert both[0] == both[1]


def test_other_orders_and_shapes_of_batches():
    for more in (
        {"batch_size": None}, {"batch_sampler": [[0, 6], [2], [12, 1, 0]]}, {"sampler": [4, 4, 1]},
        {"collate_fn": whole}, {"shuffle": True, "generator": 3}, {"prefetch_factor": 900}, {"sampler": []},
    ):  # fmt: skip
        workers = list(data.DataLoader(Pairs(), num_workers=2, **more))
        more.pop("prefetch_factor", None)
        plain = list(data.DataLoader(Pairs(), **more))
        assert repr(plain) == repr(workers) and [type(b) for b in plain] == [type(b) for b in workers]


def test_large_batches_arrive_whole_and_can_be_written_to():
    for k, (x, y) in enumerate(data.DataLoader(Large(), 3, num_workers=2)):
        want = np.arange(3 * k, 3 * k + 3)
        assert x.shape == (3, 300, 500) and x.dtype == tl.float64
        assert (np.asarray(x) == want[:, None, None]).all() and (np.asarray(y) == want[:, None]).all()
        x += 1.0
        y[0] = 5
    arrays = next(iter(data.DataLoader(Large(), 2, collate_fn=whole, num_workers=1)))
    arrays[0][1][0] = 4
    assert type(arrays[0][1]) is np.ndarray


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_every_way_to_make_workers(method):
    loader = data.DataLoader(Pairs(), 4, num_workers=2, multiprocessing_context=method)
    assert listed(loader) == listed(data.DataLoader(Pairs(), 4))
    method = multiprocessing.get_context(method)
    loader = data.DataLoader(Faulty("own"), 6, num_workers=1, multiprocessing_context=method)
    with pytest.raises(Own, match="a") as caught:
        list(loader)
    assert caught.value.second == 7


def test_what_spawn_cannot_send():
    loader = data.DataLoader(Pairs(), collate_fn=lambda b: b, num_workers=2, multiprocessing_context="spawn")
    with pytest.raises((AttributeError, pickle.PicklingError)) as caught:
        list(loader)
    assert "'spawn' sends dataset and functions by pickle" in caught.value.__notes__[0]


class Computed(data.Dataset):
    """Examples for which the library's threads, allocator and random numbers are used."""

    def __len__(self):
        return 6

    def __getitem__(self, index):
        with tl.num_threads(1 + index % 3):
            x = tl.full(600_000, float(index))
            return tl.exp(-x).sum() + (tl.ones((200, 200)) @ tl.ones((200, 200))).max()


def test_workers_compute_after_their_parent_did():
    with tl.num_threads(2):
        want = [Computed()[k].item() for k in range(6)]
        assert [x.item() for x in data.DataLoader(Computed(), None, num_workers=2)] == want
        assert [Computed()[k].item() for k in range(6)] == want


# ---- streams -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("n", "workers"), [(0, 2), (1, 3), (7, 2), (12, 1)])
def test_streams_are_divided(n, workers):
    for more in ({"batch_size": 2}, {"batch_size": None}, {"batch_size": 3, "drop_last": True}):
        loader = data.DataLoader(Stream(n), num_workers=workers, **more)
        flat = [x for batch in loader for x in ([batch] if more["batch_size"] is None else batch.tolist())]
        if "drop_last" not in more:
            assert sorted(flat) == list(range(n))
        else:
            assert all(len(b) == 3 for b in loader)
    assert len(list(data.DataLoader(Stream(4, whole=True), 2, num_workers=workers))) == 2 * workers


def test_streams_as_pytorch():
    torch = pytest.importorskip("torch.utils.data")

    class Theirs(torch.IterableDataset):
        def __iter__(self):
            info = torch.get_worker_info()
            return iter(range(info.id * 5, 20, info.num_workers))

    class Ours(data.IterableDataset):
        def __iter__(self):
            info = data.get_worker_info()
            return iter(range(info.id * 5, 20, info.num_workers))

    for more in ({}, {"prefetch_factor": 3}, {"persistent_workers": True}):
        want = torch.DataLoader(Theirs(), 2, num_workers=2, **more)
        mine = data.DataLoader(Ours(), 2, num_workers=2, **more)
        for _ in range(2):
            assert [b.tolist() for b in mine] == [b.tolist() for b in want]


# ---- seeds -------------------------------------------------------------------------------------------------
def test_seeds_of_workers():
    def run(**more):
        tl.random.seed(4)
        return [list(data.DataLoader(Drawn(), None, num_workers=2, **more)) for _ in range(2)]

    first, second = run(), run()
    for epoch in first:
        base = epoch[0][1]
        assert [row[:3] for row in epoch] == [[k % 2, base + k % 2, 2] for k in range(4)]
    assert first[0][0][1] != first[1][0][1]
    for k in (4, 5, 6):  # each source of numbers: all different, the same again
        numbers = [row[k] for epoch in first for row in epoch]
        assert len(set(numbers)) == 8 and numbers == [row[k] for epoch in second for row in epoch]
    assert {row[3] for row in first[0]}.isdisjoint({row[3] for row in first[1]})
    legacy = np.random.Generator(np.random.RandomState(3)._bit_generator)
    assert next(iter(data.DataLoader(Drawn(), None, num_workers=1, generator=legacy)))[1] > 0


def test_a_function_begins_each_worker():
    loader = data.DataLoader(Marks(), 1, num_workers=2, worker_init_fn=marked)
    assert [b.item() for b in loader] == [10 + k % 2 for k in range(13)]
    assert len(list(data.DataLoader(Pairs(), worker_init_fn=marked))) == 13  # there are none

    def fails(number):
        raise ArithmeticError(f"not {number}")

    with pytest.raises(ArithmeticError, match="not 0"):
        list(data.DataLoader(Pairs(), num_workers=2, worker_init_fn=fails))


# ---- faults ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("what", [*ERRORS, "closed", "local", "stop"])
def test_exceptions_arrive_with_their_traceback(what):
    kind = type(ERRORS[what]()) if what in ERRORS else RuntimeError
    got = []
    with pytest.raises(kind) as caught:
        for batch in data.DataLoader(Faulty(what), 2, num_workers=2):
            got.append(batch.tolist())
    assert got == [[0, 1], [2, 3]] and caught.type is kind
    text = "\n".join([str(caught.value), *getattr(caught.value, "__notes__", [])])
    assert "raised in worker 0 of a DataLoader:" in text and "in __getitem__" in text
    if what in ERRORS:
        assert caught.value.args == ERRORS[what]().args


@pytest.mark.parametrize(
    ("what", "why"), [("kill", "-9, killed by SIGKILL"), ("term", "-15, killed by SIGTERM"), ("exit", "3")]
)
def test_a_worker_that_ends(what, why):
    for more in ({}, {"in_order": False}, {"timeout": 30}):
        with pytest.raises(RuntimeError, match=rf"^DataLoader: worker \d .* with exit code {why}$"):
            list(data.DataLoader(Faulty(what), 2, num_workers=2, **more))


def test_killed_from_outside_and_in_the_middle_of_a_batch():
    loader = iter(data.DataLoader(Large(), 3, num_workers=2, prefetch_factor=1))
    next(loader)
    time.sleep(0.3)  # by now the second batch waits half in its pipe
    for child in multiprocessing.active_children():
        os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(RuntimeError, match=r"killed by SIGKILL$"):
        list(loader)


class Parent(Pairs):
    """Leaves a child that holds copies of the worker's pipes, and dies."""

    def __getitem__(self, index):
        if os.fork() == 0:
            os.closerange(0, 3)
            time.sleep(30)
            os._exit(0)
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("more", [{}, {"in_order": False}])
def test_a_worker_that_ends_and_leaves_a_child(more):
    began = time.monotonic()
    with pytest.raises(RuntimeError, match=r"killed by SIGKILL$"):
        list(data.DataLoader(Parent(), 2, num_workers=1, **more))
    assert time.monotonic() - began < 20


def test_timeouts():
    began = time.monotonic()
    with pytest.raises(RuntimeError, match=r"^DataLoader: no batch came from worker 0 within 0.5 seconds$"):
        list(data.DataLoader(Faulty("sleep"), 2, num_workers=2, timeout=0.5))
    assert time.monotonic() - began < 20
    assert len(list(data.DataLoader(Pairs(), 2, num_workers=2, timeout=30))) == 7


def test_a_batch_that_cannot_be_sent():
    with pytest.raises((AttributeError, TypeError, pickle.PicklingError), match="pickle") as caught:
        list(data.DataLoader(Pairs(), 2, num_workers=1, collate_fn=lambda b: (i for i in b)))
    assert "worker 0" in caught.value.__notes__[0]


# ---- ends --------------------------------------------------------------------------------------------------
def alive():
    return len(multiprocessing.active_children())


def test_no_process_is_left():
    for batch in data.DataLoader(Pairs(), 2, num_workers=3):
        assert batch and alive() == 3
        break
    assert alive() == 0
    try:
        for _ in data.DataLoader(Large(), 2, num_workers=2):
            raise KeyError("mine")
    except KeyError:
        pass
    gc.collect()
    assert alive() == 0
    it = iter(data.DataLoader(Pairs(), 2, num_workers=2))
    next(it)
    del it
    assert alive() == 0


def test_persistent_workers():
    loader = data.DataLoader(Drawn(), None, num_workers=2, persistent_workers=True)
    first, second = ({row[3] for row in loader} for _ in range(2))
    assert first == second and alive() == 2
    stream = data.DataLoader(Stream(7), 2, num_workers=2, persistent_workers=True)
    assert [b.tolist() for b in stream] == [b.tolist() for b in stream]
    half = iter(loader)
    next(half)
    assert {row[3] for row in loader} == first  # what was asked for before is dropped
    with pytest.raises(RuntimeError, match=r"^DataLoader: the next epoch of its persistent workers ended"):
        next(half)
    assert len(list(pickle.loads(pickle.dumps(loader)))) == 4
    del loader, stream
    gc.collect()
    assert alive() == 0


def test_persistent_workers_after_faults():
    loader = data.DataLoader(Faulty("value"), 2, num_workers=2, persistent_workers=True)
    for _ in range(3):
        with pytest.raises(ValueError, match="example five"):
            list(loader)
    pids = {child.pid for child in multiprocessing.active_children()}
    assert len(pids) == 2
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(RuntimeError, match="ended unexpectedly"):
        list(loader)
    with pytest.raises(ValueError, match="example five"):
        list(loader)
    assert pids.isdisjoint({child.pid for child in multiprocessing.active_children()})


def test_two_loaders_at_once():
    one = data.DataLoader(Pairs(), 2, num_workers=2)
    for x, other in zip(one, data.DataLoader(Pairs(), 2, num_workers=2), strict=True):
        assert repr(x) == repr(other)
    began = time.monotonic()
    a, b = iter(one), iter(one)
    next(a), next(b)
    a.close()  # though the other's workers were made while it was open
    assert alive() == 2 and time.monotonic() - began < 5
    b.close()


def test_any_order():
    loader = data.DataLoader(Pairs(), 2, num_workers=3, in_order=False)
    rows = sorted(row for x, _ in loader for row in x.tolist())
    assert rows == X.tolist()


def nested(_):
    try:
        list(data.DataLoader(Pairs(), num_workers=1))
    except RuntimeError as error:
        return str(error)


class Nested(Pairs):
    def __getitem__(self, index):
        return nested(index)


def test_workers_have_no_workers():
    begins = "DataLoader: a daemonic process"
    assert all(b[0].startswith(begins) for b in data.DataLoader(Nested(), num_workers=1))
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.map(nested, [0])[0].startswith(begins)


def test_an_epoch_stays_in_its_process():
    it = iter(data.DataLoader(Pairs(), 2, num_workers=2))
    next(it)
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            next(it)
        except RuntimeError as error:
            status = 0 if "another process" in str(error) else 2
        finally:
            os._exit(status)
    assert os.waitpid(pid, 0)[1] == 0
    assert len(list(it)) == 6


SCRIPT = """
import json, multiprocessing, os, signal, sys, time
import tensorlab as tl
class Slow(tl.data.Dataset):
    def __len__(self): return 1000
    def __getitem__(self, index): time.sleep(0.02); return index
it = iter(tl.data.DataLoader(Slow(), 2, num_workers=2, multiprocessing_context='fork'{more}))
next(it)
print(json.dumps([child.pid for child in multiprocessing.active_children()]), flush=True)
{end}
"""


def there(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("", 0), ("raise ValueError", 1), ("sys.exit(5)", 5), ("os.kill(os.getpid(), signal.SIGTERM)", -15),
        ("os.kill(os.getpid(), signal.SIGKILL)", -9), ("os._exit(0)", 0),
        ("os.kill(os.getpid(), signal.SIGINT); time.sleep(9)", 1),
    ],
)  # fmt: skip
def test_the_program_ends(end, code):
    for more in ("", ", persistent_workers=True")[: 1 + (code == 0)]:
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT.format(end=end, more=more)],
            capture_output=True, text=True, timeout=50,
        )  # fmt: skip
        assert run.returncode in (code, -2 if "SIGINT" in end else code), run.stderr
        pids = json.loads(run.stdout)
        assert len(pids) == 2
        deadline = time.monotonic() + 15
        while any(map(there, pids)) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not any(map(there, pids))


# ---- mistakes ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "kind", "text"),
    [
        ({"prefetch_factor": 2}, ValueError, "prefetch_factor needs worker processes: give num_workers"),
        ({"persistent_workers": True}, ValueError, "persistent_workers needs worker processes"),
        ({"timeout": 1}, ValueError, "timeout needs worker processes"),
        ({"multiprocessing_context": "fork"}, ValueError, "multiprocessing_context needs worker processes"),
        (
            {"num_workers": 1, "multiprocessing_context": "x"},
            ValueError,
            "multiprocessing_context must be one",
        ),
        ({"num_workers": 1, "multiprocessing_context": 5}, TypeError, "multiprocessing_context must be the"),
        ({"num_workers": 1, "prefetch_factor": 0}, ValueError, "prefetch_factor must be at least 1"),
        ({"num_workers": 1, "timeout": -1}, ValueError, "timeout must be finite and at least 0"),
        ({"num_workers": 1, "worker_init_fn": 5}, TypeError, "worker_init_fn must be a function, got 5"),
        ({"num_workers": 2**31}, ValueError, "num_workers must be at most 4096, got 2147483648"),
        ({"num_workers": 1, "prefetch_factor": 5000}, ValueError, "prefetch_factor must be at most 4096"),
        ({"num_workers": 1.5}, TypeError, "num_workers must be an integer, got 1.5"),
        ({"in_order": None}, TypeError, "in_order must be True or False, got None"),
    ],
)
def test_mistakes(arguments, kind, text):
    with pytest.raises(kind, match=f"^DataLoader: {text}"):
        data.DataLoader(Pairs(), **arguments)
