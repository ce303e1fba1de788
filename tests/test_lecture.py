"""The rows of the lecture that the arrays and their derivatives answer, with the lecture's own numbers."""

import numpy as np
import pytest
from layouts import DTYPES, FLOATS, same_bits

import tensorlab as tl
from tensorlab.nn import functional as F


def points(n=50, seed=0):
    """A design matrix with its leading column of ones, and targets on a noisy plane."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    return x, x @ np.array([0.5, 2.0, -3.0]) + 0.1 * rng.normal(size=n)


# ---- networks and losses -----------------------------------------------------------------------------------
def test_L1_closed_form_and_descent_agree():
    x, y = points()
    exact = np.linalg.solve(x.T @ x, x.T @ y)
    tx, ty = tl.array(x), tl.array(y)
    closed = tl.linalg.inv(tx.T @ tx) @ tx.T @ ty
    np.testing.assert_allclose(closed.numpy(), exact, rtol=1e-12)
    np.testing.assert_allclose(tl.linalg.solve(tx.T @ tx, tx.T @ ty).numpy(), exact, rtol=1e-12)
    np.testing.assert_allclose((tx @ closed).numpy(), x @ exact, rtol=1e-12)
    w = tl.zeros(3, requires_grad=True)
    for _ in range(400):
        w.grad = None
        ((ty - tx @ w) ** 2).mean().backward()
        with tl.no_grad():
            w -= 0.2 * w.grad
    np.testing.assert_allclose(w.detach().numpy(), exact, rtol=1e-10)


def test_L2_losses():
    predicted, y = tl.array([1.0, 2.0, 4.0]), tl.array([1.0, 4.0, 1.0])
    assert F.mse_loss(predicted, y).item() == pytest.approx((0 + 4 + 9) / 3)
    assert F.l1_loss(predicted, y).item() == pytest.approx((0 + 2 + 3) / 3)
    assert F.half_squared_error(predicted, y, reduction="sum").item() == pytest.approx(0.5 * (0 + 4 + 9))


@pytest.mark.parametrize("slope", [0.5, 1.0, 3.0])
def test_L4_logistic_neuron(slope):
    x = tl.array(np.linspace(-3, 3, 13), requires_grad=True)
    y = tl.nn.Sigmoid(alpha=slope)(x)
    np.testing.assert_allclose(y.detach().numpy(), 1 / (1 + np.exp(-slope * x.detach().numpy())), rtol=1e-14)
    y.sum().backward()
    value = y.detach().numpy()
    np.testing.assert_allclose(x.grad.numpy(), slope * value * (1 - value), rtol=1e-12)


def test_L4_one_hidden_layer_approximates():
    """tanh features and one linear layer fit sin to two digits."""
    rng = np.random.default_rng(0)
    x = tl.array(np.linspace(-3, 3, 100)[:, None])
    hidden = tl.tanh(x @ tl.array(rng.normal(size=(1, 30)) * 2) + tl.array(rng.normal(size=30) * 2))
    h = hidden.numpy()
    w = tl.linalg.solve(tl.array(h.T @ h + 1e-8 * np.eye(30)), tl.array(h.T @ np.sin(x.numpy())))
    assert tl.max(tl.abs(hidden @ w - tl.sin(x))).item() < 0.01


ACTIVATIONS = {
    "identity": (F.identity, lambda x: x, lambda x: np.ones_like(x)),
    "unit step": (F.unit_step, lambda x: np.where(x < 0, 0.0, 1.0), lambda x: np.zeros_like(x)),
    "logistic": (F.sigmoid, lambda x: 1 / (1 + np.exp(-x)), lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
    "tanh": (tl.tanh, np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "arctan": (tl.arctan, np.arctan, lambda x: 1 / (x**2 + 1)),
    "softsign": (F.softsign, lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2),
    "isru": (
        lambda x: F.isru(x, 3.0),
        lambda x: x / np.sqrt(1 + 3 * x**2),
        lambda x: (1 / np.sqrt(1 + 3 * x**2)) ** 3,
    ),
    "relu": (F.relu, lambda x: np.where(x < 0, 0, x), lambda x: np.where(x < 0, 0.0, 1.0)),
    "leaky relu": (
        F.leaky_relu,
        lambda x: np.where(x < 0, 0.01 * x, x),
        lambda x: np.where(x < 0, 0.01, 1.0),
    ),
    "prelu": (
        lambda x: F.prelu(x, tl.array([0.3])),
        lambda x: np.where(x < 0, 0.3 * x, x),
        lambda x: np.where(x < 0, 0.3, 1.0),
    ),
    "elu": (
        lambda x: F.elu(x, 0.7),
        lambda x: np.where(x < 0, 0.7 * np.expm1(x), x),
        lambda x: np.where(x < 0, 0.7 * np.exp(x), 1.0),
    ),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_L5_activations_and_derivatives(name):
    """The table's f and f', at 0 as well (where the derivative of the unit step is undefined)."""
    f, value, slope = ACTIVATIONS[name]
    at = np.array([-3.0, -1.0, -0.25, -0.0, 0.0, 0.25, 1.0, 3.0])
    x = tl.array(at, requires_grad=True)
    y = f(x)
    np.testing.assert_allclose(y.detach().numpy(), value(at), rtol=1e-14)
    if y.requires_grad:
        y.sum().backward()
        np.testing.assert_allclose(x.grad.numpy(), slope(at), rtol=1e-13)
    else:
        assert name == "unit step"


def test_L7_L8_forward_and_backward_step_by_step():
    """L(W1, W2) = (y - f(X W1) W2)^2 / 2, its gradient by the chain rule and by the tape."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 1))
    w1, w2 = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
    h = x @ w1
    f = np.tanh(h)
    prediction = f @ w2
    error = prediction - y
    grad_w2 = f.T @ error
    grad_w1 = x.T @ ((error @ w2.T) * (1 - f * f))
    a, b = tl.array(w1, requires_grad=True), tl.array(w2, requires_grad=True)
    forward = tl.tanh(tl.array(x) @ a) @ b
    np.testing.assert_allclose(forward.detach().numpy(), prediction, rtol=1e-13)
    loss = 0.5 * ((tl.array(y) - forward) ** 2).sum()
    assert loss.item() == pytest.approx(0.5 * (error**2).sum())
    loss.backward()
    np.testing.assert_allclose(b.grad.numpy(), grad_w2, rtol=1e-12)
    np.testing.assert_allclose(a.grad.numpy(), grad_w1, rtol=1e-12)


# ---- gradient descent --------------------------------------------------------------------------------------
def half_squares(x, y):
    return 0.5 * (x**2 + y**2)


def test_L9_gradient():
    assert [g.item() for g in tl.grad(half_squares, argnums=(0, 1))(1.0, 2.0)] == [1.0, 2.0]


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_L10_descent(rate):
    x = tl.array([1.0, 2.0], requires_grad=True)
    for i in range(1, 60):
        x.grad = None
        half_squares(x[0], x[1]).backward()
        with tl.no_grad():
            x -= rate * x.grad
        np.testing.assert_allclose(x.detach().numpy(), (1 - rate) ** i * np.array([1.0, 2.0]), rtol=1e-12)
    assert tl.max(tl.abs(x)).item() < 0.005


def test_L14_mean_squared_error_and_one_step():
    x, y = points(20)
    w0 = np.array([1.0, 1.0, 1.0])
    w = tl.array(w0, requires_grad=True)
    tx, ty = tl.array(x), tl.array(y)
    ((ty - tx @ w) ** 2).mean().backward()
    by_hand = -(2 / 20) * sum((y[i] - x[i] @ w0) * x[i] for i in range(20))
    np.testing.assert_allclose(w.grad.numpy(), by_hand, rtol=1e-12)
    with tl.no_grad():
        w -= 0.001 * w.grad
    np.testing.assert_allclose(w.detach().numpy(), w0 - 0.001 * by_hand, rtol=1e-14)


def parameter(values):
    return tl.nn.Parameter(tl.array(values))


def descend(optimizer, w, steps):
    path = []
    for _ in range(steps):
        optimizer.zero_grad()
        (w**4 / 4 + w).sum().backward()  # gradient w^3 + 1
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


def test_L16_momentum():
    """h = 0.9 h + eta g; w = w - h."""
    w, w0, h = parameter([1.0, -2.0]), np.array([1.0, -2.0]), 0.0
    want = []
    for _ in range(6):
        h = 0.9 * h + 0.01 * (w0**3 + 1)
        w0 = w0 - h
        want.append(w0)
    np.testing.assert_allclose(descend(tl.optim.SGD([w], lr=0.01, momentum=0.9), w, 6), want, rtol=1e-12)


def test_L20_adam_in_both_forms():
    lecture = dict(eps=1e-8, bias_correction=False, eps_inside=True)
    for options in ({}, lecture):
        w, w0, h, G = parameter([1.0, -2.0]), np.array([1.0, -2.0]), 0.0, 0.0
        want = []
        for t in range(1, 7):
            g = w0**3 + 1
            h, G = 0.9 * h + 0.1 * g, 0.999 * G + 0.001 * g**2
            if options:
                w0 = w0 - 0.01 / np.sqrt(G + 1e-8) * h
            else:
                w0 = w0 - 0.01 * (h / (1 - 0.9**t)) / (np.sqrt(G / (1 - 0.999**t)) + 1e-8)
            want.append(w0)
        np.testing.assert_allclose(descend(tl.optim.Adam([w], lr=0.01, **options), w, 6), want, rtol=1e-10)


# ---- tensors -----------------------------------------------------------------------------------------------
def test_L22_ranks():
    for values, ndim, shape in (
        (5, 0, ()),
        ([[1, 2, 3]], 2, (1, 3)),
        ([[1], [2], [3]], 2, (3, 1)),
        ([[1, 2], [3, 4]], 2, (2, 2)),
        ([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], 3, (2, 2, 2)),
        (np.zeros((2, 1, 3, 1, 2)).tolist(), 5, (2, 1, 3, 1, 2)),
    ):
        t = tl.array(values)
        assert (t.ndim, t.shape, t.tolist()) == (ndim, shape, values)


def test_L23_convolution():
    image = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
    kernel = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
    for dtype in FLOATS:
        x, w = (
            tl.array(image, dtype=dtype).reshape(1, 1, 5, 5),
            tl.array(kernel, dtype=dtype).reshape(1, 1, 3, 3),
        )
        assert F.conv2d(x, w)[0, 0].tolist() == [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
    for turn in (lambda k: k, lambda k: [row[::-1] for row in k[::-1]]):
        call = tl.correlate2d if turn(kernel) is kernel else tl.convolve2d
        assert call(image, turn(kernel), "valid").tolist() == [[12, 12, 17], [10, 17, 19], [9, 6, 14]]
        cross = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
        assert call([[5, 6, 7], [3, 4, 6], [2, 3, 5]], cross, "valid").item() == 2
    sharpen = tl.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]).reshape(1, 1, 3, 3)
    assert F.conv2d(tl.array([[5.0, 6, 7], [3, 4, 6], [2, 3, 5]]).reshape(1, 1, 3, 3), sharpen).item() == 2


def test_L23_the_kernel_is_learned():
    rng = np.random.default_rng(2)
    images = tl.array(rng.normal(size=(8, 1, 9, 9)))
    wanted = F.conv2d(images, tl.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]).reshape(1, 1, 3, 3))
    w = parameter(np.zeros((1, 1, 3, 3)))
    optimizer = tl.optim.SGD([w], lr=0.2)
    for _ in range(150):
        optimizer.zero_grad()
        F.mse_loss(F.conv2d(images, w), wanted).backward()
        optimizer.step()
    np.testing.assert_allclose(w.detach().numpy()[0, 0], [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], atol=1e-6)


def test_L24_images_are_tensors():
    x, y = tl.datasets.load_digits()
    assert x.ndim >= 2 and x.shape[0] == y.shape[0] > 1000 and y.dtype.kind in "iu"
    scores = tl.nn.Linear(x.size // x.shape[0], 10)(x.reshape(x.shape[0], -1).astype("float32"))
    assert scores.shape == (x.shape[0], 10)


def test_L25_attributes_and_types():
    t = tl.array([[1, 2, 3], [4, 5, 6]])
    assert (t.ndim, t.shape, t.size, t.dtype, t.itemsize) == (2, (2, 3), 6, tl.int64, 8)
    assert t.data.tolist() == [[1, 2, 3], [4, 5, 6]]
    for name in DTYPES:
        t = tl.zeros(2, dtype=getattr(tl, name))
        assert t.dtype.name == name and t.itemsize == np.dtype(name).itemsize
    for bad in ("abc", ["a"], [object()], np.zeros(1, "i4,f8")):
        with pytest.raises(TypeError, match="NumPy"):
            tl.array(bad)


def test_L26_creation():
    same_bits(tl.array([[1, 2], [3, 4]]), np.array([[1, 2], [3, 4]]))
    for shape in ((3,), (3, 2), (4, 3, 2)):
        same_bits(tl.ones(shape), np.ones(shape))
        same_bits(tl.zeros(shape), np.zeros(shape))
        r = tl.random.random(shape)
        assert r.shape == shape and (r >= 0).all() and (r < 1).all() and r.dtype == "float64"
    for arguments in ((5,), (2, 8), (0, 1, 0.25), (10, 0, -3), (1.5,)):
        same_bits(tl.arange(*arguments), np.arange(*arguments))
    same_bits(tl.random.default_rng(0).random((4, 3, 2)), np.random.default_rng(0).random((4, 3, 2)))


def test_L27_arithmetic_and_broadcasting():
    data, ones = tl.array([1, 2]), tl.ones(2, dtype=int)
    assert (data + ones).tolist() == [2, 3] and (data - ones).tolist() == [0, 1]
    assert (data * data).tolist() == [1, 4] and (data / data).tolist() == [1.0, 1.0]
    assert (data * 1.6).tolist() == [1.6, 3.2]
    assert (tl.arange(3) + 5).tolist() == [5, 6, 7]
    assert (tl.ones((3, 3)) + tl.arange(3)).tolist() == [[1.0, 2.0, 3.0]] * 3
    assert (tl.arange(3).reshape(3, 1) + tl.arange(3)).tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 4]]


def test_L28_indexing():
    data = tl.array([1, 2, 3])
    assert data[0].item() == 1 and data[1].item() == 2
    assert data[0:2].tolist() == [1, 2] and data[1:].tolist() == [2, 3]


def test_L29_aggregation():
    data = tl.array([[1, 2], [5, 3], [4, 6]])
    assert data.max(axis=0).tolist() == [5, 6] and data.max(axis=1).tolist() == [2, 5, 6]
    n = data.numpy()
    for name in ("max", "min", "sum", "mean", "prod", "std"):
        for axis in (None, 0, 1):
            got, want = getattr(data, name)(axis=axis), np.asarray(getattr(n, name)(axis=axis))
            assert got.dtype == want.dtype
            np.testing.assert_allclose(got.numpy(), want, rtol=1e-15)


def test_L30_L31_dot_and_transpose():
    data, powers = tl.array([1, 2, 3]), tl.array([[1, 10], [100, 1000], [10000, 100000]])
    assert data.dot(powers).tolist() == [30201, 302010]
    assert tl.dot(data, powers).tolist() == (data @ powers).tolist() == [30201, 302010]
    assert powers.T.tolist() == [[1, 100, 10000], [10, 1000, 100000]]


def test_L32_operators_and_their_functions():
    x, y = tl.array([7, -7, 9]), tl.array([2, 3, -4])
    n, m = x.numpy(), y.numpy()
    for operator, function, want in (
        (x + y, tl.add(x, y), n + m),
        (x - y, tl.subtract(x, y), n - m),
        (-x, tl.negative(x), -n),
        (x * y, tl.multiply(x, y), n * m),
        (x / y, tl.divide(x, y), n / m),
        (x // y, tl.floor_divide(x, y), n // m),
        (x ** abs(y), tl.power(x, tl.abs(y)), n ** abs(m)),
        (x % y, tl.mod(x, y), n % m),
    ):
        same_bits(operator, want)
        same_bits(function, want)


@pytest.mark.parametrize("name", ["sum", "prod", "mean", "std", "var", "min", "max", "argmin", "argmax"])
def test_L33_aggregates_and_their_nan_safe_versions(name):
    x = np.array([[1.0, np.nan, 3.0], [4.0, 5.0, -6.0]])
    for axis in (None, 0, 1):
        for function in (name, f"nan{name}"):
            want = np.asarray(getattr(np, function)(x, axis=axis))
            got = getattr(tl, function)(tl.array(x), axis=axis)
            assert got.dtype == want.dtype and got.shape == want.shape
            np.testing.assert_allclose(got.numpy(), want, rtol=1e-14)


def test_L33_any_and_all():
    for values in ([True, False], [True, True], [False, False], [0.0, 2.0], []):
        assert tl.any(values).item() == np.any(values) and tl.all(values).item() == np.all(values)
