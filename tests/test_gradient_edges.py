"""Gradients at ties and edges are PyTorch's, and those of the table in docs/gradients.md."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import tensorlab as tl

INF, NAN = float("inf"), float("nan")
POINTS = [-INF, -1.0, -0.0, 0.0, 0.5, 1.0, 2.0, INF]
PAIRS = list(itertools.product(POINTS, POINTS))
UNARY = {
    **{name: name for name in ("abs", "sign", "floor", "ceil", "trunc", "sqrt", "square", "reciprocal")},
    **{
        name: name
        for name in ("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sinh", "cosh", "tanh", "erf")
    },
    **{
        "rint": "round",
        "round": "round",
        "arcsin": "asin",
        "arccos": "acos",
        "arctan": "atan",
        "sinc": "sinc",
    },
}
BINARY = {name: name for name in ("maximum", "minimum", "fmax", "fmin", "hypot", "remainder", "fmod")}
BINARY |= {"power": "pow", "arctan2": "atan2", "copysign": "copysign", "divide": "divide"}


def slopes(f, *values):
    inputs = [tl.array(v, requires_grad=True) for v in values]
    return [g.tolist() for g in tl.gradients(f(*inputs).sum(), inputs)]


def torch_slopes(f, *values):
    torch = pytest.importorskip("torch")
    inputs = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in values]
    f(*inputs).sum().backward()
    return [x.grad.tolist() for x in inputs]


@pytest.mark.parametrize("name", UNARY)
def test_unary(name):
    torch = pytest.importorskip("torch")
    want = torch_slopes(getattr(torch, UNARY[name]), POINTS)
    np.testing.assert_allclose(slopes(getattr(tl, name), POINTS), want, rtol=1e-12)


@pytest.mark.parametrize("name", BINARY)
def test_binary(name):
    torch = pytest.importorskip("torch")
    a, b = map(list, zip(*[p for p in PAIRS if name != "copysign" or abs(p[0]) < INF], strict=True))
    got, want = slopes(getattr(tl, name), a, b), torch_slopes(getattr(torch, BINARY[name]), a, b)
    np.testing.assert_allclose(got, want, rtol=1e-12, err_msg=str(list(zip(a, b, strict=True))))


def test_fmax_and_fmin_beside_nan():
    torch = pytest.importorskip("torch")
    for name in ("fmax", "fmin"):
        for a, b in ((NAN, 1.0), (1.0, NAN), (NAN, NAN)):
            assert slopes(getattr(tl, name), [a], [b]) == torch_slopes(getattr(torch, name), [a], [b])


CLIPPED = [-INF, -1.0, 0.0, 0.5, 1.0, 2.0, INF, NAN]


@pytest.mark.parametrize(
    "low, high", [(0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.5, None), (None, 0.5), (NAN, 1.0)]
)
def test_clip(low, high):
    torch = pytest.importorskip("torch")
    want = torch_slopes(lambda x: torch.clamp(x, low, high), CLIPPED)
    if low is not None and low != low:
        want = [[0.0] * len(CLIPPED)]
    assert slopes(lambda x: tl.clip(x, low, high), CLIPPED) == want
    assert slopes(lambda x: x.clip(low, high), CLIPPED) == want
    bounds = [b for b in (low, high) if b is not None]

    def with_bounds(m):
        def call(x, *given):
            given = list(given)
            lo, hi = (None if b is None else given.pop(0) for b in (low, high))
            return m.clip(x, lo, hi) if m is tl else torch.clamp(x, lo, hi)

        return call

    args = (CLIPPED, *[[b] for b in bounds])
    assert slopes(with_bounds(tl), *args) == torch_slopes(with_bounds(torch), *args)


def test_clip_has_the_same_values_with_and_without_a_record():
    x = np.array([-0.0, 0.0, *CLIPPED])
    for low, high in ((0.0, 1.0), (None, 0.5), (1, 0), ([0.5], 1.0), (tl.array(0.25), None)):
        plain = tl.clip(tl.array(x), low, high)
        kept = tl.clip(tl.array(x, requires_grad=True), low, high)
        assert plain.numpy().tobytes() == kept.detach().numpy().tobytes() and kept.requires_grad
    second = tl.grad(tl.grad(lambda v: (tl.clip(v, 0, 1) ** 3).sum()))(tl.array(0.5))
    assert second.item() == pytest.approx(3.0)
    assert tl.clip(tl.array([1.0], requires_grad=True)).requires_grad
    assert slopes(lambda v, lo: tl.clip(v, lo), [[1.0, 5.0]], [[2.0], [3.0]]) == [
        [[0.0, 2.0]],
        [[1.0], [1.0]],
    ]


@pytest.mark.parametrize(
    "x", [[1.0, 1.0, 0.0], [2.0], [0.0, 0.0], [3.0, 1.0, 3.0], [2.0, 0.0, 3.0], [1.0, NAN]]
)
def test_reductions(x):
    torch = pytest.importorskip("torch")
    pairs = [
        (tl.max, torch.amax),
        (tl.min, torch.amin),
        (tl.std, lambda t: torch.std(t, correction=0)),
        (tl.var, lambda t: torch.var(t, correction=0)),
        (tl.linalg.norm, torch.linalg.norm),
    ]
    pairs += [] if NAN in x else [(tl.max, torch.max), (tl.prod, torch.prod)]
    for ours, theirs in pairs:
        np.testing.assert_allclose(slopes(ours, x), torch_slopes(theirs, x), rtol=1e-12)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 9, 100])
def test_prod_of_many(count):
    x = np.random.default_rng(count).uniform(0.5, 1.5, (3, count))
    x[1, count // 2] = 0
    want = np.array([[np.prod(np.delete(row, i)) for i in range(count)] for row in x])
    np.testing.assert_allclose(slopes(lambda v: tl.prod(v, axis=1), x)[0], want, rtol=1e-13)
    np.testing.assert_allclose(slopes(lambda v: tl.prod(v, axis=0), x.T)[0], want.T, rtol=1e-13)


def test_a_long_product_is_differentiated_quickly():
    x = tl.ones(200_000, requires_grad=True)
    tl.prod(x).backward()  # took a second per 100,000 elements
    assert (x.grad == 1).all()


def test_rounding_keeps_a_history():
    x = tl.array([1.256, -0.5], requires_grad=True)
    for f in (tl.sign, tl.floor, tl.ceil, tl.trunc, tl.rint, tl.round, lambda v: tl.round(v, 2)):
        assert f(x).requires_grad and slopes(f, [1.256, -0.5]) == [[0.0, 0.0]]
    for f in (lambda v: tl.round(v, -1), lambda v: v // 2, lambda v: tl.heaviside(v, 0.5), tl.nan_to_num):
        assert f(x).requires_grad
    assert slopes(lambda v: tl.heaviside(v, 0.5), [NAN, -1.0, 0.0, 2.0]) == [[0.0] * 4]
    assert slopes(tl.heaviside, [0.0, 1.0], [0.5, 0.5]) == [[0.0, 0.0], [1.0, 0.0]]


def test_power_of_nan_to_zero():
    assert slopes(lambda x: x**0, [NAN, 0.0, 2.0]) == [[0.0, 0.0, 0.0]]
    assert slopes(tl.power, [NAN, INF], [0.0, 0.0])[0] == [0.0, 0.0]


TABLE = {
    "abs": (tl.abs, [[0.0]], [[0.0]]),
    "relu": (tl.nn.functional.relu, [[0.0]], [[1.0]]),
    "leaky_relu": (tl.nn.functional.leaky_relu, [[0.0]], [[1.0]]),
    "prelu": (tl.nn.functional.prelu, [[0.0], [0.25]], [[1.0], [0.0]]),
    "rrelu": (tl.nn.functional.rrelu, [[0.0]], [[1.0]]),
    "elu": (lambda x: tl.nn.functional.elu(x, 2.0), [[0.0]], [[1.0]]),
    "hardshrink": (tl.nn.functional.hardshrink, [[-0.5, 0.5, NAN]], [[0.0, 0.0, 1.0]]),
    "max_pool2d": (
        lambda x: tl.nn.functional.max_pool2d(x.reshape(1, 1, 2, 4), 2),
        [[1.0, 1.0, 3.0, NAN, 0.0, 1.0, 3.0, 1.0]],
        [[1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]],
    ),
    "l1_loss": (
        lambda x: tl.nn.functional.l1_loss(x, tl.ones(2), reduction="sum"),
        [[1.0, NAN]],
        [[0.0, NAN]],
    ),
    "softplus": (lambda x: tl.nn.functional.softplus(x, 1, 0), [[0.0, 0.5]], [[0.5, 1.0]]),
    "linalg.vector_norm(ord=0)": (lambda x: tl.linalg.vector_norm(x, ord=0), [[0.0, 2.0]], [[0.0, 0.0]]),
    "linalg.matrix_power(x, 0)": (
        lambda x: tl.linalg.matrix_power(x.reshape(2, 2), 0),
        [[1.0, 2.0, 3.0, 4.0]],
        [[0.0] * 4],
    ),
    "maximum": (tl.maximum, [[1.0], [1.0]], [[0.5], [0.5]]),
    "fmax": (tl.fmax, [[1.0], [1.0]], [[1.0], [0.0]]),
    "clip": (lambda x: tl.clip(x, 0, 1), [[0.0, 1.0, 2.0, NAN]], [[1.0, 1.0, 0.0, 0.0]]),
    "max": (tl.max, [[2.0, 2.0, 1.0]], [[0.5, 0.5, 0.0]]),
    "prod": (tl.prod, [[0.0, 3.0]], [[3.0, 0.0]]),
    "where": (lambda x: tl.where(x > 0, x, 0.0), [[-1.0, 1.0]], [[0.0, 1.0]]),
    "sqrt": (tl.sqrt, [[0.0]], [[INF]]),
    "std": (tl.std, [[1.0, 1.0]], [[0.0, 0.0]]),
    "hypot": (tl.hypot, [[0.0], [0.0]], [[NAN], [NAN]]),
    "arctan2": (tl.arctan2, [[0.0], [0.0]], [[0.0], [0.0]]),
    "copysign": (tl.copysign, [[0.0], [-1.0]], [[0.0], [0.0]]),
    "power(x, p)": (tl.power, [[0.0], [2.0]], [[0.0], [0.0]]),
    "remainder": (tl.remainder, [[4.0], [2.0]], [[1.0], [-2.0]]),
    "sign": (tl.sign, [[0.0]], [[0.0]]),
}


def test_the_table():
    page = Path(__file__).resolve().parent.parent / "docs" / "gradients.md"
    rows = [
        re.findall(r"`([^`]+)`", line.split("|")[1])
        for line in page.read_text().splitlines()
        if line[:3] == "| `"
    ]
    assert all(any(name in TABLE for name in row) for row in rows), rows
    for f, point, want in TABLE.values():
        np.testing.assert_array_equal(slopes(f, *point), want)
