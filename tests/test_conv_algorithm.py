"""Convolutions by minimal filtering: their error, and that nothing else can be told from direct ones. Those
with windows of one element, which are products."""

import numpy as np
import pytest

import tensorlab as tl
from tensorlab.nn import functional as F

BOUND = 2e-5  # of the root mean square of the result
SHAPES = [  # images, channels, height, width, filters, padding, groups
    (5, 16, 8, 8, 16, 1, 1),
    (5, 17, 9, 7, 19, 1, 1),  # tiles partly outside
    (2, 32, 14, 18, 33, 0, 1),
    (2, 40, 13, 30, 64, 2, 1),
    (1, 70, 15, 300, 20, 1, 1),  # rows in pieces, channels in two chains
    (2, 64, 12, 12, 80, 1, 2),
    (30, 32, 6, 7, 32, 1, 1),  # many images in a chunk
    (4, 130, 16, 16, 500, 1, 1),  # the weights in several parts
]


@pytest.fixture
def algorithm():
    yield tl.set_conv_algorithm
    tl.set_conv_algorithm("auto")


def operands(shape, dtype="float32"):
    n, c, h, w, k, padding, groups = shape
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((n, c, h, w)), rng.standard_normal((k, c // groups, 3, 3))
    g = rng.standard_normal((n, k, h + 2 * padding - 2, w + 2 * padding - 2))
    return [tl.array(v.astype(np.float32)).astype(dtype) for v in (x, weight, rng.standard_normal(k), g)]


def results(shape, x, weight, bias, g):
    """The result and the gradients by pixels and weights."""
    x, weight = x.clone().requires_grad_(), weight.clone().requires_grad_()
    y = F.conv2d(x, weight, bias, padding=shape[5], groups=shape[6])
    y.backward(g)
    return y.detach().numpy(), x.grad.numpy(), weight.grad.numpy()


def of_mean_square(got, want):
    return np.abs(got - want).max() / np.sqrt((want**2).mean())


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_error(shape, algorithm):
    """In float64, which is direct, the same numbers give the exact result."""
    exact = results(shape, *operands(shape, "float64"))
    auto = results(shape, *operands(shape))
    algorithm("direct")
    direct = results(shape, *operands(shape))
    for a, d, e in zip(auto, direct, exact, strict=True):
        assert of_mean_square(a, e) < BOUND
        assert of_mean_square(d, e) < BOUND / 2
    assert any((a != d).any() for a, d in zip(auto, direct, strict=True)) == (tl.isa() != "base")


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_threads(shape):
    with tl.num_threads(1):
        one = results(shape, *operands(shape))
    with tl.num_threads(5):
        five = results(shape, *operands(shape))
    for a, b in zip(one, five, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38])
@pytest.mark.parametrize("which", ["pixels", "weights", "gradient"])
def test_not_finite(value, which, algorithm):
    """They reach what sees them and no neighbour: all is as by the direct way."""
    shape = SHAPES[2]
    inputs = operands(shape)
    inputs[["pixels", "weights", "bias", "gradient"].index(which)][1, 1, 0, 0] = value
    auto = results(shape, *inputs)
    algorithm("direct")
    for a, d in zip(auto, results(shape, *inputs), strict=True):
        np.testing.assert_array_equal(np.isnan(a), np.isnan(d))
        finite = np.isfinite(d)
        np.testing.assert_allclose(a[finite], d[finite], rtol=0, atol=BOUND * np.abs(d[finite]).max())
        np.testing.assert_array_equal(a[~finite], d[~finite])


def test_zeros():
    x, weight, _, _ = operands(SHAPES[0])
    y = F.conv2d(x * 0, weight, padding=1)
    assert (y.numpy() == 0).all()


@pytest.mark.parametrize("wrong", ["winograd", "", None, 1, b"auto"])
def test_unknown_algorithm(wrong):
    with pytest.raises(ValueError, match="set_conv_algorithm: expected 'auto' or 'direct', got "):
        tl.set_conv_algorithm(wrong)
    assert tl.get_conv_algorithm() == "auto"


# ---- windows of one element --------------------------------------------------------------------------------
POINTWISE = [  # images, channels, height, width, filters
    (1, 1, 1, 1, 1),
    (3, 5, 1, 1, 7),  # images of one pixel: one product for all
    (300, 64, 1, 1, 65),
    (0, 3, 1, 1, 2),
    (0, 3, 4, 4, 2),
    (2, 1, 6, 6, 3),
    (5, 7, 3, 3, 1),
    (4, 16, 9, 7, 20),
    (1, 40, 14, 14, 33),
    (40, 64, 2, 1, 64),
    (2, 700, 5, 5, 400),  # blocks of channels, shared among threads
]


@pytest.mark.parametrize("biased", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", POINTWISE, ids=str)
def test_windows_of_one_element(shape, dtype, biased):
    n, c, h, w, k = shape
    rng = np.random.default_rng(1)
    x, weight, bias, g = (rng.standard_normal(s) for s in ((n, c, h, w), (k, c, 1, 1), k, (n, k, h, w)))
    bound = (c + n * h * w + k) * (2e-7 if dtype == "float32" else 4e-16)
    want = (
        np.einsum("nchw,kc->nkhw", x, weight[:, :, 0, 0]) + (bias[:, None, None] if biased else 0),
        np.einsum("nkhw,kc->nchw", g, weight[:, :, 0, 0]),
        np.einsum("nkhw,nchw->kc", g, x)[:, :, None, None],
    )
    parts = [tl.tensor(v, dtype=dtype, requires_grad=True) for v in (x, weight, bias)]
    before, results = tl.get_num_threads(), []
    try:
        for threads in (1, 3):
            tl.set_num_threads(threads)
            y = F.conv2d(parts[0], parts[1], parts[2] if biased else None)
            results.append([y.detach(), *tl.autograd.grad(y, parts[:2], tl.tensor(g, dtype=dtype))])
    finally:
        tl.set_num_threads(before)
    for one, several, exact in zip(*results, want, strict=True):
        assert one.numpy().tobytes() == several.numpy().tobytes()
        assert one.shape == exact.shape and np.abs(one.numpy() - exact).max(initial=0) < 9 * bound
