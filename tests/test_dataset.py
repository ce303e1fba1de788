"""Datasets with the names of torch.utils.data."""

import pytest

import tensorlab as tl
from tensorlab import data


class Count(data.IterableDataset):
    def __iter__(self):
        return iter([1, 2])


def test_members_and_lengths():
    one = data.TensorDataset(tl.arange(3), tl.arange(6).reshape((3, 2)))
    x, y = one[2]
    assert (x.item(), y.tolist(), len(one)) == (2, [4, 5], 3)
    both = one + one
    assert [both[i][0].item() for i in range(-6, 6)] == [0, 1, 2] * 4
    assert both.cumulative_sizes == [3, 6]
    assert data.Subset(one, [2, 0])[[1, 0]][0].tolist() == [0, 2]
    assert data.StackDataset([1, 2], [3, 4])[1] == (2, 4)
    assert list(Count() + Count()) == [1, 2, 1, 2]


def test_empty_members_of_a_concatenation_are_passed_over():
    assert [data.ConcatDataset([[], [1], [], [2]])[i] for i in range(2)] == [1, 2]


@pytest.mark.parametrize(
    "lengths, sizes",
    [([3, 7], [3, 7]), ([0.35, 0.35, 0.3], [4, 3, 3]), ([0, 10], [0, 10]), ([1, 0], [10, 0])],
)
def test_random_split(lengths, sizes):
    parts = data.random_split(range(10), lengths, generator=1)
    assert list(map(len, parts)) == sizes
    assert sorted(i for part in parts for i in part.indices) == list(range(10))
    again = data.random_split(range(10), lengths, generator=tl.random.default_rng(1))
    assert [p.indices for p in again] == [p.indices for p in parts]


@pytest.mark.parametrize(
    "call, error",
    [
        (lambda: data.TensorDataset(tl.zeros(2), tl.zeros(3)), ValueError),
        (lambda: data.TensorDataset(), ValueError),
        (lambda: data.TensorDataset([1]), TypeError),
        (lambda: data.StackDataset([1], [1, 2]), ValueError),
        (lambda: data.StackDataset(), ValueError),
        (lambda: data.StackDataset([1], y=[1]), ValueError),
        (lambda: data.ConcatDataset([]), ValueError),
        (lambda: data.ConcatDataset([Count()]), TypeError),
        (lambda: data.ConcatDataset([[1]])[1], IndexError),
        (lambda: data.ChainDataset([[1]]), TypeError),
        (lambda: data.random_split(range(3), [1, 1]), ValueError),
        (lambda: data.random_split(range(3), [0.5, 0.4]), ValueError),
        (lambda: data.random_split(range(3), [-1, 4]), ValueError),
    ],
)
def test_errors(call, error):
    with pytest.raises(error):
        call()
    with pytest.raises(NotImplementedError):
        data.Dataset()[0]
