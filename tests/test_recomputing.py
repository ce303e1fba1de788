"""Calls whose inner values are computed anew in backward: tl.utils.checkpoint."""

import functools

import numpy as np
import pytest

import tensorlab as tl
from tensorlab.utils.checkpoint import checkpoint, checkpoint_sequential

M = np.random.default_rng(0).normal(size=(3, 3))
layer = tl.nn.Linear(3, 3, dtype=tl.float64)  # functions find it among their globals


def leaf(values=M):
    return tl.array(values, requires_grad=True)


class Holder:
    def __init__(self, inner):
        self.inner = inner

    def __call__(self, x):
        return tl.tanh(self.inner(x))


def forms():
    weight = leaf(M[::-1])
    yield "layer", layer, [*layer.parameters()]
    yield "global", lambda x: layer(x).exp(), [*layer.parameters()]
    yield "closure", lambda x: tl.sin(x @ weight), [weight]
    yield "default", lambda x, w=weight: tl.sin(x @ w), [weight]
    yield "method", Holder(layer).__call__, [*layer.parameters()]
    yield "object", Holder([layer][0]), [*layer.parameters()]
    yield "partial", functools.partial(tl.matmul, weight), [weight]
    yield "a result outside", (lambda y: lambda x: x * y)(weight * 2), [weight]


FORMS = [*forms()]


@pytest.mark.parametrize(("form", "f", "learned"), FORMS, ids=[form for form, *_ in FORMS])
def test_results_and_gradients_of_any_order(form, f, learned):
    x, found = leaf(), []
    for call in (f, lambda x: checkpoint(f, x, use_reentrant=False)):
        y = call(x * 3)
        first = tl.autograd.grad((y * y).sum(), [x, *learned], create_graph=True)
        second = tl.autograd.grad(
            sum((g * g).sum() for g in first), [x, *learned], retain_graph=True, allow_unused=True
        )
        found.append([y, *first, *second])
    for a, b in zip(*found, strict=True):
        assert (a is None and b is None) or np.allclose(a.detach(), b.detach(), rtol=1e-13)


def test_several_results_arguments_and_walks():
    def f(a, b, *, scale, names):
        return a * b * scale, [a + b][0], names[0], tl.arange(3), b.sum()

    a, b = leaf(), leaf(M.T)
    p, q, name, whole, _ = checkpoint(f, a, b, scale=2.0, names=["n"], use_reentrant=True)
    assert name == "n" and whole.tolist() == [0, 1, 2]
    (p.sum() + (q * q).sum()).backward(retain_graph=True)  # nothing flows into the last
    want = [2 * M.T + 2 * (M + M.T), 2 * M + 2 * (M + M.T)]
    np.testing.assert_allclose([a.grad, b.grad], want)
    p.sum().backward()
    np.testing.assert_allclose(a.grad, want[0] + 2 * M.T)


def test_inner_values_are_let_go():
    def f(x):
        for _ in range(10):
            x = tl.sin(x)
        return x

    def kept(call):
        before = tl.memory_stats()["used"]
        y = call(tl.ones(100_000, requires_grad=True))
        return round((tl.memory_stats()["used"] - before) / y.nbytes)

    assert kept(f) >= 10 and kept(lambda x: checkpoint(f, x)) <= 3


def test_the_same_numbers_are_drawn():
    x, drop = tl.ones(100, requires_grad=True), tl.nn.Dropout(0.5)
    tl.manual_seed(0)
    y = checkpoint(drop, x)
    after = tl.random.get_state()
    y.sum().backward()
    assert (x.grad == y).all() and tl.random.get_state() == after
    checkpoint(drop, x, preserve_rng_state=False).sum().backward()
    assert (x.grad != 2 * y).any()


def test_sequences():
    model = tl.nn.Sequential(*[tl.nn.Linear(3, 3, dtype=tl.float64) for _ in range(7)])
    x, calls = leaf(), []
    model[1].register_forward_hook(lambda *given: calls.append(1))
    grads = []
    for forward in (model, lambda x: checkpoint_sequential(model, 3, x, use_reentrant=False)):
        calls.clear()
        forward(x).sum().backward()
        grads.append([x.grad, *(p.grad for p in model.parameters())])
        x.grad = None
        model.zero_grad()
    assert all((g == h).all() for g, h in zip(*grads)) and len(calls) == 2
    assert (checkpoint_sequential([tl.sin], 1, x) == tl.sin(x)).all()


def test_what_it_refuses():
    x, sizes = leaf(), iter([2, 3])
    y = checkpoint(lambda x: x[: next(sizes)], x)
    with pytest.raises(RuntimeError, match=r"^checkpoint: the second call gave results of .*\(3, 3\)"):
        y.sum().backward()
    assert x.grad is None
    with pytest.raises(TypeError, match=r"^checkpoint: a function is needed, got int"):
        checkpoint(3, x)
    with pytest.raises(ValueError, match=r"^checkpoint: determinism_check must"):
        checkpoint(tl.sin, x, determinism_check="some")
    with pytest.raises(ValueError, match=r"^checkpoint_sequential: 3 segments of 2 functions"):
        checkpoint_sequential([tl.sin, tl.cos], 3, x)
    with tl.no_grad():
        assert not checkpoint(tl.sin, x).requires_grad
