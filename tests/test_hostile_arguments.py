"""Lists that change while they are read, sizes beyond all memory, too many axes: right or refused."""

import gc
import itertools
import signal
import threading

import numpy as np
import pytest

import tensorlab as tl

HUGE = 2**40
FAR = 2**62


class Changing(list):
    """A list whose items change it when asked for their value."""

    def __init__(self, *values, grow=True):
        super().__init__(Item(v, self, grow) for v in values)


class Item:
    def __init__(self, value, owner, grow):
        self.value, self.owner, self.grow = value, owner, grow

    def __index__(self):
        if self.grow:
            list.extend(self.owner, [1] * 100)
        else:
            list.clear(self.owner)
        return self.value


def block():
    return tl.arange(6.0).reshape(1, 2, 3)


CHANGING = {
    "zeros": lambda c: tl.zeros(c(2, 3)),
    "full": lambda c: tl.full(c(2, 3), [1, 2, 3]),
    "full_like": lambda c: tl.full_like(tl.ones(1), 2, shape=c(2, 3)),
    "reshape": lambda c: tl.reshape(block(), c(3, 2)),
    "transpose": lambda c: tl.transpose(block(), c(2, 0, 1)),
    "moveaxis": lambda c: tl.moveaxis(block(), c(0, 1), c(2, 0)),
    "expand_dims": lambda c: tl.expand_dims(block(), c(0, 3)),
    "squeeze": lambda c: tl.squeeze(block(), c(0)),
    "broadcast_to": lambda c: tl.broadcast_to(tl.ones(3), c(2, 3)),
    "broadcast_shapes": lambda c: tl.broadcast_shapes(c(2, 1), (3,)),
    "flip": lambda c: tl.flip(block(), c(1, 2)),
    "roll": lambda c: tl.roll(block(), c(1, 2), c(1, 2)),
    "rot90": lambda c: tl.rot90(block(), 1, c(1, 2)),
    "tile": lambda c: tl.tile(block(), c(2, 1, 3)),
    "split": lambda c: tl.split(block(), c(1, 2), axis=2),
    "pad": lambda c: tl.pad(block(), c(1, 2)),
    "pad pairs": lambda c: tl.pad(block(), [c(1, 2), c(0, 1), c(2, 0)]),
    "average": lambda c: tl.average(block(), axis=c(1, 2), weights=tl.ones((2, 3))),
    "sum": lambda c: tl.sum(block(), axis=c(1, 2)),
    "mean": lambda c: tl.mean(block(), axis=c(0, 2)),
}


@pytest.mark.parametrize("name", CHANGING)
def test_lists_that_change_while_they_are_read(name):
    def values(r):
        return [np.asarray(x).tolist() for x in r] if isinstance(r, (list, tuple)) else np.asarray(r).tolist()

    want = values(CHANGING[name](lambda *v: list(v)))
    for grow in (True, False):
        assert values(CHANGING[name](lambda *v, g=grow: Changing(*v, grow=g))) == want


def test_sequences_of_arrays_that_change_while_they_are_read():
    class Growing:
        def __init__(self, owner):
            self.owner = owner

        def __array__(self, dtype=None, copy=None):
            self.owner.extend([np.ones((5, 5))] * 50)
            return np.array([1.0, 2.0])

    for join in (tl.concatenate, tl.stack, tl.vstack, tl.hstack, tl.dstack, tl.column_stack):
        arrays = []
        arrays += [Growing(arrays), tl.array([3.0, 4.0])]
        np.testing.assert_array_equal(
            join(arrays).numpy(), join([tl.array([1.0, 2.0]), tl.array([3.0, 4.0])]).numpy()
        )


ONES64 = tl.ones((1,) * 64)


@pytest.mark.parametrize(
    "call",
    [
        lambda: tl.linspace(ONES64, 1.0, 3),
        lambda: tl.linspace(ONES64, ONES64, 0),
        lambda: tl.logspace(0, 1, 3, base=ONES64),
        lambda: tl.stack([ONES64, ONES64]),
        lambda: tl.expand_dims(ONES64, 0),
        lambda: tl.expand_dims(tl.ones(1), tuple(range(70))),
        lambda: tl.tile(tl.ones(1), (1,) * 65),
        lambda: tl.meshgrid(*[tl.ones(1)] * 65),
        lambda: tl.take(tl.ones((1,) * 40), tl.zeros((1,) * 40, dtype=int), axis=0),
        lambda: tl.broadcast_to(tl.ones(1), (1,) * 65),
        lambda: tl.full((1,) * 65, 0),
        lambda: tl.array([1], ndmin=65),
        lambda: tl.array([1], ndmin=2**70),
    ],
)
def test_at_most_64_axes(call):
    with pytest.raises(ValueError, match="at most 64"):
        call()


def test_64_axes():
    assert tl.linspace(tl.ones((1,) * 63), 1.0, 3).shape == (3,) + (1,) * 63
    assert tl.stack([tl.ones((1,) * 63)] * 2, axis=-1).shape == (1,) * 63 + (2,)
    assert tl.tile(tl.array([1, 2]), (2,) + (1,) * 63).shape == (2,) + (1,) * 62 + (2,)
    assert tl.repeat(ONES64, 2, axis=63).shape == (1,) * 63 + (2,)
    assert tl.tile(ONES64, (2, 3)).shape == (1,) * 62 + (2, 3)
    x = tl.ones((1,) * 64, requires_grad=True)
    tl.tile(x, (2, 3)).sum().backward()
    assert x.grad.item() == 6


@pytest.mark.parametrize(
    "call",
    [
        lambda: tl.linspace(0, 1, HUGE),
        lambda: tl.linspace(0, 1, FAR),
        lambda: tl.linspace(0, 1, 2**70),
        lambda: tl.linspace(tl.ones(2), tl.ones(3), HUGE),
        lambda: tl.logspace(0, 1, HUGE),
        lambda: tl.arange(HUGE),
        lambda: tl.arange(2**70),
        lambda: tl.eye(HUGE),
        lambda: tl.tri(HUGE),
        lambda: tl.diag(tl.ones(3), 2**70),
        lambda: tl.full(HUGE, 1),
        lambda: tl.full(HUGE, tl.ones(3)),
        lambda: tl.full(2**70, 1),
        lambda: tl.repeat(tl.ones(1), HUGE),
        lambda: tl.repeat(tl.ones(1), FAR),
        lambda: tl.repeat(tl.ones(2), [HUGE, 1]),
        lambda: tl.repeat(tl.ones(2), [2**63 - 1, 2**63 - 1]),
        lambda: tl.tile(tl.ones(2), HUGE),
        lambda: tl.tile(tl.ones(2), (2**20, 2**20)),
        lambda: tl.tile(tl.ones(2), 2**70),
        lambda: tl.tile(tl.ones((2, 0)), (FAR, 1)),
        lambda: tl.pad(tl.ones(1), HUGE),
        lambda: tl.pad(tl.ones(1), FAR),
        lambda: tl.pad(tl.ones(1), HUGE, mode="edge"),
        lambda: tl.pad(tl.ones(3), FAR, mode="wrap"),
        lambda: tl.pad(tl.ones(3), 2**70, mode="reflect"),
        lambda: tl.array_split(tl.ones(3), HUGE),
        lambda: tl.array_split(tl.ones(3), 2**70),
        lambda: tl.split(tl.ones(0), HUGE),
        lambda: tl.unstack(tl.ones((HUGE, 0))),
        lambda: tl.meshgrid(*[tl.ones(1000)] * 8),
        lambda: tl.concatenate([tl.broadcast_to(tl.ones(1), (HUGE,))] * 2),
        lambda: tl.take_along_axis(tl.broadcast_to(tl.ones(1), (HUGE, 3)), tl.zeros((5, 1), dtype=int), 1),
        lambda: tl.nonzero(tl.broadcast_to(tl.ones(1), (HUGE,))),
        lambda: tl.searchsorted(tl.ones(3), tl.broadcast_to(tl.ones(1), (HUGE,))),
    ],
)
def test_sizes_are_looked_at_before_any_work(call):
    with pytest.raises((MemoryError, ValueError, IndexError, OverflowError)):
        call()


def test_huge_and_empty():
    empty = tl.zeros((HUGE, 0))
    assert (
        tl.tri(HUGE, 0).shape
        == tl.eye(HUGE, 0).shape
        == tl.tril(empty).shape
        == tl.triu(empty).shape
        == (HUGE, 0)
    )
    assert tl.repeat(tl.zeros(0), FAR).shape == tl.tile(tl.zeros(0), FAR).shape == (0,)
    assert tl.repeat(tl.zeros((2, 0)), [HUGE, 1], axis=0).shape == (HUGE + 1, 0)
    assert tl.tile(tl.zeros((2, 0)), (HUGE, 1)).shape == (2 * HUGE, 0)
    assert tl.pad(tl.zeros((3, 0)), ((HUGE, 0), (0, 0))).shape == (HUGE + 3, 0)
    wide = tl.broadcast_to(tl.array([1.0]), (3, HUGE))
    assert tl.diagonal(wide, HUGE - 1).shape == (1,) and tl.diag(wide).shape == (3,)
    assert tl.eye(3, k=2**70).sum().item() == 0 and tl.tri(3, k=2**70).sum().item() == 9
    assert tl.roll(tl.arange(3), 2**70).tolist() == np.roll(np.arange(3), 2**70 % 3).tolist()
    assert [p.shape for p in tl.split(tl.arange(3), [2**70, -(2**70)])] == [(3,), (0,), (3,)]


@pytest.mark.parametrize(
    "call",
    [
        lambda: tl.fromiter(itertools.repeat(1, 300_000_000), int),
        lambda: tl.array_split(tl.ones(3), 2**25),
        lambda: tl.unstack(tl.ones((2**25, 0))),
    ],
    ids=["fromiter", "array_split", "unstack"],
)
def test_control_c(call):
    before = signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    try:
        gc.disable()  # what is raised in a callback of the collector is lost
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(KeyboardInterrupt):
            call()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        gc.enable()


def test_a_mask_that_another_thread_changes():
    mask, done = tl.zeros(100_000, dtype=bool), threading.Event()

    def flicker():
        while not done.is_set():
            mask[::3] = True
            mask[::2] = False

    thread = threading.Thread(target=flicker)
    thread.start()
    try:
        for _ in range(50):
            (at,) = tl.nonzero(mask)
            assert at.size == 0 or 0 <= at.min().item() <= at.max().item() < mask.size
    finally:
        done.set()
        thread.join()
