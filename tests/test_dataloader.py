"""DataLoader, samplers, and examples put together."""

import collections
import itertools
import re

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import data

Point = collections.namedtuple("Point", "x y")
X, Y = np.arange(14.0).reshape(7, 2), np.arange(7) % 3
WHOLE = data.TensorDataset(tl.array(X), tl.array(Y))


class Pairs(data.Dataset):
    """The same examples, one by one."""

    def __len__(self):
        return 7

    def __getitem__(self, index):
        return X[index], int(Y[index])


class Stream(data.IterableDataset):
    def __iter__(self):
        return iter(zip(X, Y, strict=True))

    def __len__(self):
        return 7


def listed(loader):
    return [[part.tolist() for part in batch] for batch in loader]


@pytest.mark.parametrize("drop_last", [False, True])
@pytest.mark.parametrize("size", [1, 3, 7, 9])
def test_batches_in_order(size, drop_last):
    ends = range(0, 7, size) if not drop_last else range(0, 7 - 7 % size, size)
    want = [[X[i : i + size].tolist(), Y[i : i + size].tolist()] for i in ends]
    for dataset in (WHOLE, Pairs(), Stream()):
        loader = data.DataLoader(dataset, size, drop_last=drop_last)
        assert listed(loader) == want == listed(loader) and len(loader) == len(want)
        assert all(type(batch) is list for batch in loader)


def test_shuffled_batches_are_one_order_of_all():
    orders = []
    for dataset in (WHOLE, Pairs()):
        loader = data.DataLoader(dataset, batch_size=3, shuffle=True, generator=5)
        epochs = [listed(loader) for _ in range(3)]
        for epoch in epochs:
            xs, ys = ([row for batch in epoch for row in batch[k]] for k in (0, 1))
            assert sorted(xs) == X.tolist() and [Y[int(x[0]) // 2] for x in xs] == ys
        assert epochs[0] != epochs[1]
        orders.append(epochs)
    assert orders[0] == orders[1]
    tl.random.seed(3)
    first = listed(data.DataLoader(WHOLE, 3, shuffle=True))
    tl.random.seed(3)
    assert listed(data.DataLoader(WHOLE, 3, shuffle=True)) == first


def test_batches_have_memory_of_their_own():
    for shuffle in (False, True):
        for x, _ in data.DataLoader(WHOLE, 3, shuffle=shuffle):
            x += 100.0
    assert (WHOLE.tensors[0] == tl.array(X)).all()


def test_parts_of_a_dataset():
    part = data.Subset(WHOLE, [5, 0, 3])
    assert listed(data.DataLoader(part, 2)) == [[[[10, 11], [0, 1]], [2, 0]], [[[6, 7]], [0]]]
    one, other = data.random_split(WHOLE, [4, 3], generator=1)
    seen = [
        row for loader in (one, other) for batch in data.DataLoader(loader, 2) for row in batch[0].tolist()
    ]
    assert sorted(seen) == X.tolist()


def test_samplers_say_which_examples_come():
    assert [y.tolist() for _, y in data.DataLoader(WHOLE, 2, sampler=[4, 4, 1])] == [[1, 1], [1]]
    loader = data.DataLoader(Pairs(), batch_sampler=[[0, 6], [2]])
    assert [x.tolist() for x, _ in loader] == [[[0, 1], [12, 13]], [[4, 5]]] and len(loader) == 2
    assert loader.batch_size is None and loader.drop_last is False
    single = data.DataLoader(Pairs(), batch_size=None)
    assert len(single) == 7 and [y for _, y in single] == Y.tolist()
    assert isinstance(next(iter(single))[0], tl.Tensor)


def test_a_function_of_ones_own_makes_batches():
    loader = data.DataLoader(WHOLE, 3, collate_fn=len)
    assert list(loader) == [3, 3, 1]


def test_samplers():
    assert list(data.RandomSampler(range(5), num_samples=12, generator=0)).count(0) >= 2
    drawn = list(data.RandomSampler(range(3), replacement=True, num_samples=50, generator=0))
    assert len(drawn) == 50 and set(drawn) == {0, 1, 2}
    assert list(data.RandomSampler(range(0))) == []
    weighted = list(data.WeightedRandomSampler([1.0, 0.0, 3.0], 400, generator=0))
    assert 1 not in weighted and 240 < weighted.count(2) < 360
    assert sorted(data.WeightedRandomSampler([1, 1, 1], 3, replacement=False)) == [0, 1, 2]
    assert [len(b) for b in data.BatchSampler(data.SequentialSampler(range(7)), 3, True)] == [3, 3]
    assert len(data.BatchSampler(range(7), 3, False)) == 3


@pytest.mark.parametrize("n", [0, 1, 5, 6, 13])
@pytest.mark.parametrize("parts", [1, 2, 3])
@pytest.mark.parametrize("drop", [False, True])
def test_shares_of_processes(n, parts, drop):
    shares = [data.DistributedSampler(range(n), parts, rank, drop_last=drop) for rank in range(parts)]
    length = n // parts if drop else -(-n // parts)
    orders = []
    for epoch in (0, 1):
        for share in shares:
            share.set_epoch(epoch)
        drawn = [list(share) for share in shares]
        assert [len(d) for d in drawn] == [len(share) for share in shares] == [length] * parts
        whole = [i for several in zip(*drawn) for i in several]
        assert len({*whole}) == min(n, len(whole)) and all(0 <= i < n for i in whole)
        orders.append(whole)
    assert n < 5 or orders[0] != orders[1]


def test_shares_are_pytorchs():
    theirs = pytest.importorskip("torch").utils.data.DistributedSampler
    for n, parts, drop in itertools.product((1, 5, 6, 13), (1, 2, 3), (False, True)):
        for rank in range(parts):
            args = (range(n), parts, rank, False, 0, drop)
            assert [*data.DistributedSampler(*args)] == [*theirs(*args)]


def test_examples_put_together():
    collate = data.default_collate
    assert collate([1, 2]).dtype == tl.int64 and collate([1.0, 2]).dtype == tl.float64
    assert collate([True, False]).dtype == tl.bool and collate(["a", "b"]) == ["a", "b"]
    assert collate([np.float32(1), np.float32(2)]).dtype == tl.float32
    assert collate([np.ones(2), np.zeros(2)]).tolist() == [[1, 1], [0, 0]]
    both = collate([{"a": 1, "b": [1, "x"]}, {"a": 2, "b": [2, "y"]}])
    assert both["a"].tolist() == [1, 2] and both["b"][0].tolist() == [1, 2] and both["b"][1] == ["x", "y"]
    point = collate([Point(1, 2), Point(3, 4)])
    assert type(point) is Point and point.y.tolist() == [2, 4]
    assert type(collate([(1, 2), (3, 4)])) is list
    plain = data.default_convert(Point(np.ones(1), "a"))
    assert type(plain) is Point and isinstance(plain.x, tl.Tensor) and plain.y == "a"


def test_names_of_pytorch():
    from tensorlab.utils.data import DataLoader, TensorDataset

    assert DataLoader is data.DataLoader and TensorDataset is data.TensorDataset
    assert sorted(tl.utils.data.__all__) == sorted(data.__all__)
    loader = DataLoader(WHOLE, 3, num_workers=2, pin_memory=True, persistent_workers=True, prefetch_factor=2)
    assert listed(loader) == listed(DataLoader(WHOLE, 3)) and data.get_worker_info() is None


ERRORS = [
    (lambda: data.DataLoader(WHOLE, 0), ValueError, "DataLoader: batch_size must be at least 1"),
    (
        lambda: data.DataLoader(WHOLE, num_workers=-1),
        ValueError,
        "DataLoader: num_workers must be at ",
    ),
    (lambda: data.DataLoader(WHOLE, shuffle="yes"), TypeError, "DataLoader: shuffle must be "),
    (
        lambda: data.DataLoader(WHOLE, shuffle=True, sampler=[0]),
        ValueError,
        "DataLoader: sampler and ",
    ),
    (
        lambda: data.DataLoader(WHOLE, 2, batch_sampler=[[0]]),
        ValueError,
        "DataLoader: batch_sampler ",
    ),
    (lambda: data.DataLoader(WHOLE, None, drop_last=True), ValueError, "DataLoader: drop_last needs a "),
    (
        lambda: data.DataLoader(Stream(), shuffle=True),
        ValueError,
        "DataLoader: an IterableDataset has ",
    ),
    (
        lambda: data.WeightedRandomSampler([-1.0], 1),
        ValueError,
        "WeightedRandomSampler: weights must ",
    ),
    (lambda: data.DistributedSampler(X), ValueError, "DistributedSampler: there is no group of processes"),
    (lambda: data.DistributedSampler(X, 2, 2), ValueError, "DistributedSampler: rank 2 of 2 processes"),
    (
        lambda: data.RandomSampler(X, num_samples=0),
        ValueError,
        "RandomSampler: num_samples must ",
    ),
    (
        lambda: data.default_collate([[1], [1, 2]]),
        RuntimeError,
        "default_collate: the examples ",
    ),
    (lambda: data.default_collate([object()]), TypeError, "default_collate: a batch holds "),
]


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[row[2][:40] for row in ERRORS])
def test_errors(call, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}"):
        call()


def test_examples_of_different_shapes_are_named():
    text = r"^default_collate: examples 0 and 2 of a batch have shapes \(2,\) and \(3,\); pad them"
    with pytest.raises(ValueError, match=text):
        tl.data.default_collate([tl.ones(2), tl.ones(2), tl.ones(3)])
    with pytest.raises(ValueError, match=text):
        list(tl.data.DataLoader([np.ones(2), np.ones(2), np.ones(3)], batch_size=3))


def test_examples_have_to_be_counted():
    for wrong in ((i for i in range(3)), tl.array(1.0), 3, None):
        for options in ({}, {"shuffle": True}, {"batch_size": None}):
            with pytest.raises(
                TypeError, match=r"^DataLoader: dataset must have a length, or be an Iterable"
            ):
                tl.data.DataLoader(wrong, **options)

    class Unending:
        def __getitem__(self, index):
            return index

    assert [b.tolist() for b in tl.data.DataLoader(Unending(), 2, sampler=[3, 1, 2])] == [[3, 1], [2]]
    assert [b.tolist() for b in tl.data.DataLoader(Unending(), batch_sampler=[[3, 1]])] == [[3, 1]]
