"""The losses of tensorlab.nn against their formulas."""

import math

import numpy as np
import pytest

import tensorlab as tl
import tensorlab_c as tc
from tensorlab import nn
from tensorlab.nn import functional as F

RNG = np.random.default_rng(0)


def tensor(values, requires_grad=False):
    return tc.array(np.asarray(values, dtype=np.float64), requires_grad=requires_grad)


def close(actual, expected, rtol=1e-12, atol=1e-12):
    np.testing.assert_allclose(actual.detach().numpy(), expected, rtol=rtol, atol=atol)


def test_simple_losses():
    x, y = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 3))
    for function, layer, formula in (
        (F.mse_loss, nn.MSELoss, (x - y) ** 2),
        (F.l1_loss, nn.L1Loss, np.abs(x - y)),
        (F.half_squared_error, nn.HalfSquaredError, (y - x) ** 2 / 2),
    ):
        for reduction, expected in (("mean", formula.mean()), ("sum", formula.sum()), ("none", formula)):
            close(function(tensor(x), tensor(y), reduction=reduction), expected)
            close(layer(reduction=reduction)(tensor(x), tensor(y)), expected)
        assert tc.gradcheck(function, (tensor(x, True), tensor(y, True)))
    assert F.mse_loss(tc.ones(2, dtype=tc.float32), tc.arange(2)).dtype == tc.float32
    close(
        F.mse_loss(tc.array([1, 2]), tensor([1.5, 2.0])), 0.125
    )  # an integer input does not truncate the target


def test_integers_are_computed_as_floats():
    a, b = tc.array([1, 100], dtype=tc.uint8), tc.array([2, 200], dtype=tc.uint8)
    assert F.l1_loss(a, b).item() == 50.5 and F.half_squared_error(a, b).item() == 2500.25
    assert F.l1_loss(a, tensor([1.5, 100])).item() == 0.25
    options = {"weight": [0.5, 0.5], "pos_weight": [1.5, 1.5]}
    for target in ([0, 1], tensor([0, 1])):
        loss = F.binary_cross_entropy_with_logits([1, 2], target, **options)
        close(loss, F.binary_cross_entropy_with_logits(tensor([1, 2]), tensor([0, 1]), **options), atol=0)
    assert F.binary_cross_entropy_with_logits([1, 2], [0, 1], weight=[0.5, 0.5]).round(8).item() == 0.36004742


def log_softmax(x, axis=1):
    x = x - x.max(axis=axis, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=axis, keepdims=True))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("smoothing", [0.0, 0.3])
@pytest.mark.parametrize("ignore", [-100, 1])
def test_cross_entropy_formula(weighted, smoothing, ignore):
    n, classes = 6, 4
    x, y = RNG.normal(size=(n, classes)), np.array([0, 1, 2, 3, 1, 0])
    w = np.array([0.5, 1.0, 2.0, 3.0]) if weighted else np.ones(classes)
    logp = log_softmax(x)
    loss = (1 - smoothing) * w[y] * -logp[np.arange(n), y] + smoothing / classes * -(logp * w).sum(axis=1)
    kept = y != ignore
    loss = np.where(kept, loss, 0)
    options = {"ignore_index": ignore, "label_smoothing": smoothing}
    weight = tensor(w) if weighted else None
    for reduction, expected in (("none", loss), ("sum", loss.sum()), ("mean", loss.sum() / w[y][kept].sum())):
        close(F.cross_entropy(tensor(x), tc.array(y), weight, reduction=reduction, **options), expected)
        close(nn.CrossEntropyLoss(weight, reduction=reduction, **options)(tensor(x), tc.array(y)), expected)
        if not smoothing:
            close(
                F.nll_loss(
                    F.log_softmax(tensor(x), 1), tc.array(y), weight, ignore_index=ignore, reduction=reduction
                ),
                expected,
            )
            close(
                nn.NLLLoss(weight, ignore_index=ignore, reduction=reduction)(tensor(logp), tc.array(y)),
                expected,
            )
    assert tc.gradcheck(lambda x: F.cross_entropy(x, tc.array(y), weight, **options), (tensor(x, True),))


def test_cross_entropy_of_images_single_rows_and_probabilities():
    x, y = RNG.normal(size=(2, 3, 4, 5)), RNG.integers(0, 3, size=(2, 4, 5))
    logp = log_softmax(x)
    loss = -np.take_along_axis(logp, y[:, None], axis=1)[:, 0]
    close(F.cross_entropy(tensor(x), tc.array(y), reduction="none"), loss)
    close(F.cross_entropy(tensor(x), tc.array(y)), loss.mean())
    close(F.cross_entropy(tensor(x[0, :, 0, 0]), tc.array(y[0, 0, 0])), loss[0, 0, 0])
    p = RNG.dirichlet(np.ones(3), size=(2, 4, 5)).transpose(0, 3, 1, 2)
    w = np.array([1.0, 2.0, 3.0])
    soft = 0.8 * p + 0.2 / 3
    expected = -(soft * logp * w[:, None, None]).sum(axis=1)
    options = {"weight": tensor(w), "label_smoothing": 0.2}
    close(F.cross_entropy(tensor(x), tensor(p), reduction="none", **options), expected)
    close(F.cross_entropy(tensor(x), tensor(p), **options), expected.mean())
    assert tc.gradcheck(
        lambda x, p: F.cross_entropy(x, p, **options), (tensor(x[:1], True), tensor(p[:1], True))
    )


def test_bce_with_logits_formula():
    x, y = RNG.normal(size=(5, 3)) * 3, RNG.uniform(size=(5, 3))
    w, p = RNG.uniform(1, 2, size=3), RNG.uniform(1, 2, size=3)
    s = 1 / (1 + np.exp(-x))
    formula = -w * (p * y * np.log(s) + (1 - y) * np.log(1 - s))
    for reduction, expected in (("none", formula), ("sum", formula.sum()), ("mean", formula.mean())):
        close(
            F.binary_cross_entropy_with_logits(
                tensor(x), tensor(y), tensor(w), pos_weight=tensor(p), reduction=reduction
            ),
            expected,
        )
        close(
            nn.BCEWithLogitsLoss(tensor(w), pos_weight=tensor(p), reduction=reduction)(tensor(x), tensor(y)),
            expected,
        )
    assert tc.gradcheck(
        lambda x, y: F.binary_cross_entropy_with_logits(x, y, tensor(w), pos_weight=tensor(p)),
        (tensor(x, True), tensor(y, True)),
    )


def test_bce_with_logits_far_out_and_at_zero():
    x = tensor([-50.0, 50.0, 0.0, 1000.0], True)
    loss = F.binary_cross_entropy_with_logits(x, tensor([0.0, 1.0, 1.0, 0.0]), reduction="none")
    close(loss, [math.exp(-50), math.exp(-50), math.log(2), 1000.0], atol=0)
    loss.sum().backward()
    close(x.grad, [math.exp(-50), -math.exp(-50), -0.5, 1.0], rtol=1e-6, atol=0)


LARGE = tc.asarray(np.array([0, 2**64 - 100], dtype=np.uint64))  # -100 to those who look at the bits
ERRORS = [
    (
        lambda: F.cross_entropy(tc.zeros((2, 3)), LARGE),
        IndexError,
        "cross_entropy: target 18446744073709551516 at row 1 is not a class of 0 to 2",
    ),
    (
        lambda: F.nll_loss(tc.zeros((2, 3)), LARGE),
        IndexError,
        "nll_loss: target 18446744073709551516 at row 1 is not a class of 0 to 2",
    ),
    (
        lambda: F.cross_entropy(tc.zeros((1, 3)), tc.array([-1])),
        IndexError,
        "cross_entropy: target -1 at row 0 is not a class of 0 to 2",
    ),
    (
        lambda: F.cross_entropy(tc.zeros((1, 3)), tc.array([1]), ignore_index=1.5),
        TypeError,
        "cross_entropy: ignore_index must be an integer, got float",
    ),
    (
        lambda: F.cross_entropy(tc.zeros((1, 3)), tc.array([1]), ignore_index=2**70),
        ValueError,
        f"cross_entropy: ignore_index must fit in int64, got {2**70}",
    ),
    (
        lambda: F.cross_entropy(tc.zeros((1, 3)), tc.array([1]), tc.ones(3), ignore_index=1.5),
        TypeError,
        "cross_entropy: ignore_index must be an integer, got 1.5",
    ),
    (
        lambda: F.nll_loss(tc.zeros((1, 3)), tc.array([1]), ignore_index=1.5),
        TypeError,
        "nll_loss: ignore_index must be an integer, got 1.5",
    ),
    (
        lambda: F.cross_entropy(tc.zeros((1, 3)), tc.ones((1, 3)), ignore_index=1),
        ValueError,
        "cross_entropy: ignore_index=1 has no meaning for probabilities",
    ),
    (
        lambda: F.binary_cross_entropy_with_logits(tc.ones(2), tc.ones(2), tc.ones(3)),
        ValueError,
        "binary_cross_entropy_with_logits: weight of shape (3,) does not broadcast to the input's shape (2,)",
    ),
    (
        lambda: F.binary_cross_entropy_with_logits(tc.ones(2), tc.ones(2), pos_weight=tc.ones((1, 2))),
        ValueError,
        "binary_cross_entropy_with_logits: pos_weight of shape (1, 2) does not broadcast to "
        "the input's shape (2,)",
    ),
    (
        lambda: nn.MSELoss(reduction="average"),
        ValueError,
        "MSELoss: reduction must be one of 'mean', 'sum', 'none', got 'average'",
    ),
    (
        lambda: F.mse_loss(tc.ones((3, 1)), tc.ones(3)),
        ValueError,
        "mse_loss: input has shape (3, 1) but target (3,)",
    ),
    (
        lambda: F.mse_loss(tc.ones(3), tc.ones(3), reduction="max"),
        ValueError,
        "mse_loss: reduction must be one of 'mean', 'sum', 'none', got 'max'",
    ),
    (
        lambda: F.nll_loss(tc.zeros((2, 3)), tc.array([0, 3])),
        IndexError,
        "nll_loss: target 3 at row 1 is not a class of 0 to 2",
    ),
    (
        lambda: F.cross_entropy(tc.zeros((2, 3)), tc.array([0, 3])),
        IndexError,
        "cross_entropy: target 3 at row 1 is not a class of 0 to 2",
    ),
    (
        lambda: F.nll_loss(tc.zeros((2, 3)), tc.array([0.0, 1.0])),
        TypeError,
        "nll_loss: class indices must be integers, got float64",
    ),
    (
        lambda: F.cross_entropy(tc.zeros((2, 3)), tc.array([0, 1]), label_smoothing=2),
        ValueError,
        "cross_entropy: label_smoothing must be in [0, 1], got 2",
    ),
    (
        lambda: F.cross_entropy(tc.zeros((2, 3)), tc.array([0, 1]), tc.ones(2)),
        ValueError,
        "cross_entropy: weight has shape (2,), needed is one per class, (3,)",
    ),
    (
        lambda: F.cross_entropy(tc.zeros((2, 3, 4)), tc.array([0, 1])),
        ValueError,
        "cross_entropy: input has shape (2, 3, 4), so class indices have shape (2, 4), not (2,)",
    ),
    (
        lambda: F.cross_entropy(tc.zeros((2, 3)), tc.zeros((2, 4))),
        ValueError,
        "cross_entropy: class probabilities must have the input's shape (2, 3), not (2, 4)",
    ),
    (
        lambda: F.binary_cross_entropy_with_logits(tc.zeros(3), tc.zeros((1, 3))),
        ValueError,
        "binary_cross_entropy_with_logits: input has shape (3,) but target (1, 3)",
    ),
]


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[row[2][:40] for row in ERRORS])
def test_errors(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert type(error.value) is kind and str(error.value) == message


def test_labels_of_a_large_batch_may_change_before_backward():
    """The kernel runs beside other threads then, on labels of its own."""
    rng = np.random.default_rng(0)
    logits, labels = rng.standard_normal((1000, 10)), rng.integers(0, 10, 1000)
    grads = []
    for change in (False, True):
        x, y = tl.array(logits, requires_grad=True), labels.copy()
        loss = F.cross_entropy(x, y)
        if change:
            y[:] = 0
        loss.backward()
        grads.append(np.asarray(x.grad))
    assert np.array_equal(*grads)


@pytest.mark.parametrize("rows", [4, 1000])
def test_labels_that_left_the_classes_meanwhile_write_nowhere(rows):
    for value in (2**33, -(2**40), 10):
        x, y = tl.array(np.zeros((rows, 10)), requires_grad=True), np.zeros(rows, np.int64)
        loss = F.cross_entropy(x, tl.asarray(y))
        y[:] = value  # unseen: through NumPy
        loss.backward()
        assert np.isfinite(np.asarray(x.grad)).all()
