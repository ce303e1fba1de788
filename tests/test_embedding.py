"""Tables of vectors: beside PyTorch over their options, padding, norms, and what they refuse."""

import re

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn import functional as F

RNG = np.random.default_rng(0)
NUMBERS = np.array([[1, 4, 1], [0, 2, 4]])
ROW, BAGS = np.array([4, 1, 1, 0, 3, 4, 2]), np.array([0, 3, 3, 5])
TABLE = RNG.normal(size=(5, 3))


def beside(name, table, *arrays, tensors=(), **options):
    """The function of both libraries: values, the table afterwards, gradients of all that is floating."""
    torch = pytest.importorskip("torch")
    results = []
    for array, functional in ((tl.array, F), (torch.tensor, torch.nn.functional)):
        w = array(table.copy()).requires_grad_()
        extra = {key: array(value) for key, value in dict(tensors).items()}
        floats = [v.requires_grad_() for v in extra.values() if "float" in str(v.dtype)]
        numbers, *rest = map(array, arrays)
        y = getattr(functional, name)(numbers, w, *rest, **extra, **options)
        (y * array(np.arange(y.detach().numpy().size) + 1.0).reshape(tuple(y.shape))).sum().backward()
        results.append([t.detach().numpy() for t in (y, w, *(x.grad for x in (w, *floats)))])
    for mine, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("numbers", [NUMBERS, ROW], ids=["matrix", "row"])
@pytest.mark.parametrize("padding_idx", [None, 1, -1])
@pytest.mark.parametrize("by_freq", [False, True])
@pytest.mark.parametrize("norm", [{}, {"max_norm": 1.0}, {"max_norm": 0.5, "norm_type": 1.0}], ids=str)
def test_embedding_beside_pytorch(numbers, padding_idx, by_freq, norm):
    beside("embedding", TABLE, numbers, padding_idx=padding_idx, scale_grad_by_freq=by_freq, **norm)


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
@pytest.mark.parametrize("padding_idx", [None, 1])
@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("norm", [{}, {"max_norm": 0.5, "norm_type": 1.0}], ids=str)
def test_embedding_bag_beside_pytorch(mode, padding_idx, last, norm):
    options = {"mode": mode, "padding_idx": padding_idx, **norm}
    offsets = np.append(BAGS, len(ROW)) if last else BAGS
    beside("embedding_bag", TABLE, ROW, offsets, include_last_offset=last, **options)
    beside("embedding_bag", TABLE, NUMBERS, **options)
    if mode == "sum":
        tensors = {"per_sample_weights": RNG.normal(size=ROW.shape)}
        beside("embedding_bag", TABLE, ROW, BAGS, tensors=tensors, **options)


@pytest.mark.parametrize("mode", ["sum", "mean"])
def test_gradients_of_bags_by_how_often_a_row_is_read(mode):
    w, options = tl.array(TABLE, requires_grad=True), {"mode": mode, "padding_idx": 3}
    plain, scaled = (
        tl.autograd.grad((F.embedding_bag(ROW, w, BAGS, scale_grad_by_freq=s, **options) ** 2).sum(), w)[0]
        for s in (False, True)
    )
    times = np.bincount(ROW)[:, None]
    np.testing.assert_allclose(scaled.numpy(), plain.numpy() / times, rtol=1e-14)


def test_the_first_of_equal_elements_gets_the_gradient():
    table = np.array([[1.0, 2.0], [1.0, 3.0], [0.0, 3.0]])
    beside("embedding_bag", table, np.array([1, 0, 2]), np.array([0]), mode="max")


def test_training_beside_pytorch():
    torch = pytest.importorskip("torch")
    for name, options in (("Embedding", {"padding_idx": 0}), ("EmbeddingBag", {"mode": "sum"})):
        mine, theirs = getattr(nn, name)(5, 3, **options), getattr(torch.nn, name)(5, 3, **options)
        mine.load_state_dict(theirs.state_dict())
        mine.to("float64"), theirs.double()
        optimisers = tl.optim.Adam(mine.parameters(), lr=0.1), torch.optim.Adam(theirs.parameters(), lr=0.1)
        for _ in range(5):
            numbers = RNG.integers(0, 5, (4, 3))
            for layer, array, optimiser in zip((mine, theirs), (tl.array, torch.tensor), optimisers):
                optimiser.zero_grad()
                (layer(array(numbers)) ** 2).sum().backward()
                optimiser.step()
        np.testing.assert_allclose(mine.weight.detach().numpy(), theirs.weight.detach().numpy(), rtol=1e-10)


def test_padding_starts_as_0_and_stays():
    layer = nn.Embedding(5, 3, padding_idx=-2)
    assert layer.padding_idx == 3 and layer.weight[3].tolist() == [0, 0, 0]
    layer([3, 1, 3]).sum().backward()
    assert layer.weight.grad.tolist() == [[0, 0, 0], [1, 1, 1], *[[0, 0, 0]] * 3]


def test_a_table_that_there_is():
    for kind in (nn.Embedding, nn.EmbeddingBag):
        frozen = kind.from_pretrained(tl.array(TABLE))
        assert (frozen.weight.numpy() == TABLE).all() and not frozen.weight.requires_grad
        learned = kind.from_pretrained(TABLE, freeze=False, padding_idx=1)
        assert learned.weight.requires_grad and learned.padding_idx == 1
        assert (learned.weight.detach().numpy() == TABLE).all()  # the padding too
    assert nn.Embedding(5, 3, _weight=TABLE, _freeze=True).weight.requires_grad is False


def test_two_readings_with_a_norm_before_one_backward():
    layer = nn.Embedding(5, 3, max_norm=0.5, dtype="float64")
    (layer([0, 1]) + layer([1, 2])).sum().backward()
    assert layer.weight.grad[:, 0].tolist() == [1, 2, 1, 0, 0]


def test_derivatives_of_derivatives():
    w = tl.array(TABLE, requires_grad=True)
    for f in (
        lambda w: F.embedding(NUMBERS, w),
        lambda w: F.embedding_bag(ROW, w, BAGS),
        lambda w: F.embedding_bag(ROW, w, BAGS, mode="max"),
    ):
        (slope,) = tl.autograd.grad((f(w) ** 3).sum(), w, create_graph=True)
        along = tl.array(RNG.normal(size=TABLE.shape))
        (curve,) = tl.autograd.grad((slope * along).sum(), w)
        ends = [(w + h * along).detach().requires_grad_() for h in (1e-5, -1e-5)]
        ahead, behind = (tl.autograd.grad((f(end) ** 3).sum(), end)[0].numpy() for end in ends)
        np.testing.assert_allclose(curve.numpy(), (ahead - behind) / 2e-5, rtol=1e-6, atol=1e-7)


def test_threads_change_no_bit_of_a_gradient():
    numbers, table = RNG.integers(0, 50, 5000), RNG.normal(size=(50, 64)).astype("float32")
    factors = tl.array(RNG.normal(size=(5000, 64)).astype("float32"))
    found = set()
    for threads in (1, 2):
        with tl.num_threads(threads):
            w = tl.array(table, requires_grad=True)
            (F.embedding(numbers, w) * factors).sum().backward()
            found.add(w.grad.numpy().tobytes())
    assert len(found) == 1


W = tl.ones((5, 3))
ERRORS = [
    (
        lambda: F.embedding([[1, 2], [5, 0]], W),
        IndexError,
        "embedding: index 5 at position (1, 0) is out of range for 5 rows",
    ),
    (lambda: nn.Embedding(5, 3)([0, -1]), IndexError, "embedding: index -1 at position (1,) is out of range"),
    (
        lambda: F.embedding([1.0], W),
        TypeError,
        "embedding: expected numbers of rows as integers, got float64",
    ),
    (lambda: F.embedding([1], tl.ones(5)), ValueError, "embedding: expected a weight of shape (num_"),
    (lambda: F.embedding([1], [[1, 2]]), TypeError, "embedding: the weight must be floating, got int64"),
    (lambda: F.embedding([1], W, 5), ValueError, "embedding: padding_idx 5 is out of range for 5 rows"),
    (lambda: nn.Embedding(5, 3, padding_idx=-6), ValueError, "Embedding: padding_idx must be at least -5"),
    (lambda: nn.Embedding(5, 3, sparse=True), ValueError, "Embedding: sparse=True is not supported"),
    (
        lambda: nn.Embedding(5, 3, _weight=tl.ones((5, 2))),
        ValueError,
        "Embedding: _weight must have shape (5,",
    ),
    (lambda: nn.Embedding.from_pretrained(tl.ones(3)), ValueError, "Embedding.from_pretrained: expected a "),
    (lambda: nn.Embedding(0, 3), ValueError, "Embedding: num_embeddings must be at least 1, got 0"),
    (lambda: nn.EmbeddingBag(5, 3, mode="min"), ValueError, "EmbeddingBag: mode must be one of 'sum', 'mean"),
    (lambda: F.embedding_bag([1], W), ValueError, "embedding_bag: input of shape (1,) needs offsets"),
    (
        lambda: F.embedding_bag([[1]], W, [0]),
        ValueError,
        "embedding_bag: offsets are for input of shape (M,)",
    ),
    (
        lambda: F.embedding_bag([1, 2], W, [1]),
        ValueError,
        "embedding_bag: offsets must rise from 0 to at most 2",
    ),
    (lambda: F.embedding_bag([1, 2], W, [0, 3]), ValueError, "embedding_bag: offsets must rise from 0 to at"),
    (lambda: F.embedding_bag([1, 2], W, [0.0]), TypeError, "embedding_bag: offsets must be integers, got fl"),
    (lambda: F.embedding_bag([1, 2], W, []), ValueError, "embedding_bag: 2 numbers are in no bag"),
    (
        lambda: F.embedding_bag([1, 2], W, [0, 1], include_last_offset=True),
        ValueError,
        "embedding_bag: the last offset must be 2, the end, got 1",
    ),
    (
        lambda: F.embedding_bag([1], W, [0], per_sample_weights=[1.0]),
        ValueError,
        "embedding_bag: per_sample_weights are for mode 'sum', got mode 'mean'",
    ),
    (
        lambda: F.embedding_bag([1], W, [0], mode="sum", per_sample_weights=[1.0, 2.0]),
        ValueError,
        "embedding_bag: per_sample_weights have shape (2,) but the input (1,)",
    ),
    (
        lambda: F.embedding_bag([1], W, [0], mode="max", scale_grad_by_freq=True),
        ValueError,
        "embedding_bag: scale_grad_by_freq is for modes 'sum' and 'mean'",
    ),
]


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[row[2][:40] for row in ERRORS])
def test_errors(call, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}") as error:
        call()
    assert type(error.value) is kind


def test_what_is_refused_changes_no_norm():
    w = tl.full((5, 3), 9.0)
    with pytest.raises(IndexError):
        F.embedding([0, 5], w, max_norm=1.0)
    with pytest.raises(ValueError):
        F.embedding_bag([0, 1], w, [1], max_norm=1.0)
    assert (w == 9).all()
