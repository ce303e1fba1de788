"""Losses far out, at their limits, and what they refuse."""

import re

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn import functional as F

INF = float("inf")


def losses(function, *inputs, **options):
    return function(*inputs, **options, reduction="none").tolist()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_nothing_overflows_far_out(dtype):
    far = tl.array([-3e38, 3e38], dtype=dtype, requires_grad=True)
    for function in (F.huber_loss, F.smooth_l1_loss):
        value = function(far, tl.zeros(2, dtype=dtype), reduction="none")
        assert value.tolist() == abs(far).tolist()
        value.sum().backward()
        assert far.grad.tolist() == [-1, 1]
        far.grad = None
    signs = tl.array([1, 1])
    loss = F.soft_margin_loss(far, signs, reduction="none")
    loss.sum().backward()
    assert loss.tolist() == [abs(far[0]).item(), 0] and far.grad.tolist() == [-1, 0]


def test_probabilities_of_0_and_1():
    x = tl.array([0.0, 1.0, 0.0, 1.0], requires_grad=True)
    loss = F.binary_cross_entropy(x, tl.array([0.0, 1.0, 1.0, 0.0]), reduction="none")
    assert loss.tolist() == [0, 0, 100, 100]
    loss.sum().backward()
    assert x.grad.tolist() == [0, 0, -1e12, 1e12]
    nan = F.binary_cross_entropy(tl.array([np.nan]), tl.array([1.0]))
    assert np.isnan(nan.item())


def test_divergence_of_what_cannot_be_is_0():
    x = tl.log(tl.array([[0.5, 0.5]])).requires_grad_()
    y = tl.array([[1.0, 0.0]])
    assert losses(F.kl_div, x, y) == [[np.log(2), 0]]
    assert F.kl_div(tl.ones((4, 2)), tl.ones((4, 2)), reduction="batchmean").item() == -2.0
    assert F.kl_div(tl.array(1.0), tl.array(1.0), reduction="batchmean").item() == -1.0
    assert repr(nn.KLDivLoss(reduction="batchmean")) == "KLDivLoss()"


def test_small_variances_count_as_eps_and_have_a_gradient():
    v = tl.array([0.0, 0.25, 4.0], requires_grad=True)
    loss = F.gaussian_nll_loss(tl.ones(3), tl.zeros(3), v, eps=0.5, reduction="none")
    np.testing.assert_allclose(loss.detach().numpy(), np.log([0.5, 0.5, 4]) / 2 + [1, 1, 0.125])
    loss.sum().backward()
    np.testing.assert_allclose(v.grad.numpy(), [-1, -1, 0.125 - 1 / 32])
    assert F.gaussian_nll_loss(tl.ones((2, 3)), tl.zeros((2, 3)), tl.ones(2)).item() == 0.5
    assert F.gaussian_nll_loss(tl.ones((2, 3)), tl.zeros((2, 3)), 1.0).item() == 0.5
    assert F.gaussian_nll_loss(tl.ones((2, 3)), tl.zeros((2, 3)), tl.ones((1, 3))).item() == 0.5


def test_texts_that_do_not_fit_into_their_time():
    x = F.log_softmax(tl.array(np.random.default_rng(0).normal(size=(3, 2, 3)), requires_grad=True), 2)
    texts = tl.array([[1, 1, 1], [1, 2, 1]])
    assert losses(F.ctc_loss, x, texts, (3, 3), (3, 3))[0] == INF
    loss = F.ctc_loss(x, texts, (3, 3), (3, 3), reduction="none", zero_infinity=True)
    assert loss[0].item() == 0 and 0 < loss[1].item() < INF
    assert losses(F.ctc_loss, x, texts, (0, 0), (0, 1)) == [0, INF]


def test_texts_one_after_the_other_and_a_single_one():
    x = F.log_softmax(tl.array(np.random.default_rng(1).normal(size=(5, 2, 4))), 2)
    rows = F.ctc_loss(x, tl.array([[1, 2], [3, 0]]), (5, 4), (2, 1), reduction="none")
    assert rows.tolist() == losses(F.ctc_loss, x, tl.array([1, 2, 3]), (5, 4), (2, 1))
    alone = F.ctc_loss(x[:, 0], tl.array([1, 2]), 5, 2, reduction="none")
    assert alone.shape == () and alone.item() == rows[0].item()


def test_a_gradient_behind_log_softmax_is_pytorchs():
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(2)
    values, texts = rng.normal(size=(9, 3, 5)), rng.integers(1, 5, (3, 4))
    x, y = tl.array(values, requires_grad=True), torch.tensor(values, requires_grad=True)
    lengths = (9, 7, 6), (4, 2, 0)
    mine = F.ctc_loss(F.log_softmax(x, 2), tl.array(texts), *lengths)
    theirs = torch.nn.functional.ctc_loss(y.log_softmax(2), torch.tensor(texts), *lengths)
    np.testing.assert_allclose(mine.item(), theirs.item(), rtol=1e-13)
    mine.backward()
    theirs.backward()
    np.testing.assert_allclose(x.grad.numpy(), y.grad.numpy(), rtol=1e-10, atol=1e-14)


ONES = tl.ones(2)
ROWS = tl.ones((2, 3))
ERRORS = [
    (lambda: F.huber_loss(ONES, ONES, delta=0), ValueError, "huber_loss: delta must be "),
    (lambda: F.smooth_l1_loss(ONES, ONES, beta=-1), ValueError, "smooth_l1_loss: beta must be "),
    (
        lambda: F.smooth_l1_loss(ONES, ROWS),
        ValueError,
        "smooth_l1_loss: input has shape (2,) but target (2, 3)",
    ),
    (
        lambda: F.binary_cross_entropy(tl.array([0.5, 1.5]), ONES),
        ValueError,
        "binary_cross_entropy: input must be probabilities in [0, 1], got 1.5; use ",
    ),
    (
        lambda: F.kl_div(ONES, ONES, reduction="max"),
        ValueError,
        "kl_div: reduction must be one of 'batchmean', ",
    ),
    (lambda: F.gaussian_nll_loss(ONES, ONES, -ONES), ValueError, "gaussian_nll_loss: variances must not be "),
    (
        lambda: F.gaussian_nll_loss(ROWS, ROWS, tl.ones(3)),
        ValueError,
        "gaussian_nll_loss: var of shape (3,) does not fit the input's shape (2, 3)",
    ),
    (
        lambda: F.cosine_embedding_loss(ROWS, ROWS, tl.ones(3)),
        ValueError,
        "cosine_embedding_loss: inputs have shape (N, D) or (D,) and the target (N,) or (), got (2, ",
    ),
    (
        lambda: F.cosine_embedding_loss(ROWS, ROWS, ONES, margin=2),
        ValueError,
        "cosine_embedding_loss: margin must ",
    ),
    (
        lambda: F.triplet_margin_loss(ROWS, ROWS, ONES),
        ValueError,
        "triplet_margin_loss: input has shape (2, 3) but ",
    ),
    (
        lambda: F.multi_margin_loss(ROWS, tl.array([0, 3])),
        IndexError,
        "multi_margin_loss: target 3 at row 1 is not ",
    ),
    (
        lambda: F.multi_margin_loss(ROWS, tl.array([0, 1]), 3),
        ValueError,
        "multi_margin_loss: p must be 1 or 2, got 3",
    ),
    (lambda: nn.MultiMarginLoss(3), ValueError, "MultiMarginLoss: p must be 1 or 2, got 3"),
    (
        lambda: F.multilabel_margin_loss(ROWS, tl.full((2, 3), 3)),
        IndexError,
        "multilabel_margin_loss: the target has indices that are not -1 or a class of 0 to 2",
    ),
    (
        lambda: F.multilabel_margin_loss(ROWS, ROWS),
        TypeError,
        "multilabel_margin_loss: input must be floating and ",
    ),
    (
        lambda: F.ctc_loss(tl.ones((4, 2, 3)), tl.array([[1], [3]]), (4, 4), (1, 1)),
        IndexError,
        "ctc_loss: targets must be classes of 0 to 2",
    ),
    (
        lambda: F.ctc_loss(tl.ones((4, 2, 3)), tl.array([[1], [2]]), (4, 5), (1, 1)),
        ValueError,
        "ctc_loss: input_lengths must be from 0 to 4",
    ),
    (
        lambda: F.ctc_loss(tl.ones((4, 2, 3)), tl.array([1, 2, 1]), (4, 4), (1, 1)),
        ValueError,
        "ctc_loss: targets of shape (3,) are neither rows for 2 texts of up to 1 classes nor 2 classes ",
    ),
    (
        lambda: F.pairwise_distance(tl.ones(()), tl.ones(())),
        ValueError,
        "pairwise_distance: there is no axis of ",
    ),
    (lambda: nn.HuberLoss("sum"), TypeError, "HuberLoss: delta must be a number, got 'sum'"),
]


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[row[2][:40] for row in ERRORS])
def test_errors(call, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}") as error:
        call()
    assert type(error.value) is kind


def test_one_row_may_have_its_class_in_a_vector():
    x = tl.array([0.1, 0.5, -0.3])
    loss = tl.nn.functional.multi_margin_loss(x, tl.array([1]))
    assert loss.shape == () and loss == tl.nn.functional.multi_margin_loss(x, tl.array(1))
