"""Embeddings: padding, norms, frequencies, and what they refuse."""

import re

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn import functional as F

TEXT = np.array([[1, 3, 1], [0, 2, 4]])
OPTIONS = [
    {}, {"padding_idx": 1}, {"padding_idx": -2}, {"max_norm": 1.0}, {"max_norm": 0.5, "norm_type": 1.0},
    {"scale_grad_by_freq": True}, {"padding_idx": 0, "max_norm": 2.0, "scale_grad_by_freq": True},
]  # fmt: skip


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_the_same_as_pytorchs(options):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    values, factors = rng.normal(size=(5, 3)), rng.normal(size=(2, 3, 3))
    mine, theirs = nn.Embedding(5, 3, **options).double(), torch.nn.Embedding(5, 3, **options).double()
    assert repr(mine) == repr(theirs)
    theirs.load_state_dict({"weight": torch.tensor(values)})
    mine.load_state_dict({"weight": tl.array(values)})
    y, z = mine(tl.array(TEXT)), theirs(torch.tensor(TEXT))
    (y * tl.array(factors)).sum().backward()
    (z * torch.tensor(factors)).sum().backward()
    np.testing.assert_allclose(y.detach().numpy(), z.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(mine.weight.detach().numpy(), theirs.weight.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(mine.weight.grad.numpy(), theirs.weight.grad.numpy(), rtol=1e-12)


def test_the_padding_starts_at_0_and_gets_no_gradient():
    layer = nn.Embedding(5, 3, padding_idx=-1)
    assert layer.padding_idx == 4 and layer.weight[4].tolist() == [0, 0, 0] and layer.weight[3].all()
    layer(tl.array(TEXT)).sum().backward()
    assert layer.weight.grad[4].tolist() == [0, 0, 0] and layer.weight.grad[1].tolist() == [2, 2, 2]


def test_tables_that_are_there_already():
    table = tl.ones((4, 2))
    frozen, learned = nn.Embedding.from_pretrained(table), nn.Embedding.from_pretrained(table, freeze=False)
    assert not frozen.weight.requires_grad and learned.weight.requires_grad
    table[3] = 5.0
    assert frozen(tl.array(3)).tolist() == [5, 5]


def test_second_derivatives():
    w = tl.array(np.random.default_rng(2).normal(size=(5, 3)), requires_grad=True)
    (slope,) = tl.autograd.grad((F.embedding(TEXT, w) ** 3).sum(), w, create_graph=True)
    (curve,) = tl.autograd.grad(slope.sum(), w)
    np.testing.assert_allclose(curve.numpy(), 6 * w.detach().numpy() * np.bincount(TEXT.ravel())[:, None])


TABLE = tl.ones((5, 3))
ERRORS = [
    (lambda: F.embedding([5], TABLE), IndexError, "embedding: 5 is no row of 0 to 4"),
    (lambda: F.embedding([-1], TABLE), IndexError, "embedding: -1 is no row of 0 to 4"),
    (lambda: F.embedding([1.0], TABLE), TypeError, "embedding: input must be integers, got float64"),
    (lambda: F.embedding([1], TABLE[0]), ValueError, "embedding: weight must be floating of shape "),
    (lambda: F.embedding([1], TABLE, padding_idx=5), ValueError, "embedding: padding_idx must be a row "),
    (lambda: F.embedding([1], TABLE, sparse=True), ValueError, "embedding: sparse=True is not supported"),
    (lambda: nn.Embedding(5, 3, padding_idx=-6), ValueError, "Embedding: padding_idx must be at "),
    (lambda: nn.Embedding(5, 3, _weight=tl.ones((3, 5))), ValueError, "Embedding: _weight must have "),
    (lambda: nn.Embedding.from_pretrained(tl.ones(3)), ValueError, "from_pretrained: embeddings must "),
]


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[row[2][:40] for row in ERRORS])
def test_errors(call, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}") as error:
        call()
    assert type(error.value) is kind
