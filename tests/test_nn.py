"""tensorlab.nn: the layers and the activations of lecture L5."""

import math

import numpy as np
import pytest

import tensorlab_c as tc
from tensorlab import nn
from tensorlab.nn import functional as F

RNG = np.random.default_rng(0)


def tensor(values, requires_grad=False):
    return tc.array(np.asarray(values, dtype=np.float64), requires_grad=requires_grad)


def close(actual, expected, rtol=1e-12, atol=1e-12):
    np.testing.assert_allclose(actual.detach().numpy(), expected, rtol=rtol, atol=atol)


# ---- layers against formulas
def test_linear_formula():
    layer = nn.Linear(3, 2, dtype=tc.float64)
    x = RNG.normal(size=(5, 4, 3))
    close(layer(tensor(x)), x @ layer.weight.detach().numpy().T + layer.bias.detach().numpy())


def test_default_initialisation_bounds():
    tc.random.seed(1)
    for layer, fan_in in ((nn.Linear(100, 200), 100), (nn.Conv2d(8, 50, (3, 2), groups=2), 24)):
        for p in layer.parameters():
            values = p.detach().numpy()
            assert np.abs(values).max() <= 1 / math.sqrt(fan_in)
        spread = layer.weight.detach().numpy().std() * math.sqrt(3 * fan_in)
        assert abs(spread - 1) < 0.05
    tc.random.seed(1)
    a = nn.Linear(100, 200).weight.tolist()
    tc.random.seed(1)
    assert nn.Linear(100, 200).weight.tolist() == a


def test_lecture_convolution():
    image = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
    layer = nn.Conv2d(1, 1, 3, bias=False, dtype=tc.float64)
    layer.load_state_dict({"weight": tensor([[[[0, 1, 2], [2, 2, 0], [0, 1, 2]]]])})
    assert layer(tensor([[image]])).tolist() == [[[[12, 12, 17], [10, 17, 19], [9, 6, 14]]]]


def conv_formula(x, w, b, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1):
    x = np.pad(x, ((0, 0), (0, 0), *padding))
    n, k, c = x.shape[0], w.shape[0], w.shape[1]
    span = [d * (s - 1) + 1 for d, s in zip(dilation, w.shape[2:], strict=True)]
    size = [(x.shape[2 + i] - span[i]) // stride[i] + 1 for i in (0, 1)]
    y = np.zeros((n, k, *size))
    for o in range(k):
        part = x[:, (o // (k // groups)) * c : (o // (k // groups)) * c + c]
        for i in range(size[0]):
            for j in range(size[1]):
                window = part[
                    :,
                    :,
                    i * stride[0] : i * stride[0] + span[0] : dilation[0],
                    j * stride[1] : j * stride[1] + span[1] : dilation[1],
                ]
                y[:, o, i, j] = (window * w[o]).sum(axis=(1, 2, 3)) + (0 if b is None else b[o])
    return y


@pytest.mark.parametrize(
    ("options", "padding"),
    [
        ({"kernel_size": 3}, ((0, 0), (0, 0))),
        ({"kernel_size": (3, 2), "stride": (2, 1), "padding": (1, 2)}, ((1, 1), (2, 2))),
        ({"kernel_size": 3, "groups": 2, "dilation": 2, "bias": False}, ((0, 0), (0, 0))),
        ({"kernel_size": 3, "padding": "same"}, ((1, 1), (1, 1))),
        ({"kernel_size": (2, 4), "padding": "same", "dilation": (1, 1)}, ((0, 1), (1, 2))),
        ({"kernel_size": 2, "padding": "valid"}, ((0, 0), (0, 0))),
    ],
)
def test_conv2d_formula(options, padding):
    layer = nn.Conv2d(4, 6, dtype=tc.float64, **options)
    x = RNG.normal(size=(2, 4, 7, 8))
    w, b = layer.weight.detach().numpy(), None if layer.bias is None else layer.bias.detach().numpy()
    expected = conv_formula(x, w, b, layer.stride, padding, layer.dilation, layer.groups)
    close(layer(tensor(x)), expected)
    close(
        F.conv2d(
            tensor(x), layer.weight, layer.bias, layer.stride, layer.padding, layer.dilation, layer.groups
        ),
        expected,
    )
    assert tc.gradcheck(
        lambda x, w: F.conv2d(x, w, None, layer.stride, layer.padding, layer.dilation, layer.groups),
        (tensor(x[:1, :, :5, :5], True), tensor(w, True)),
    )


def test_pooling_formula():
    x = RNG.normal(size=(2, 3, 6, 8))
    blocks = x.reshape(2, 3, 3, 2, 4, 2)
    close(nn.MaxPool2d(2)(tensor(x)), blocks.max(axis=(3, 5)))
    close(nn.AvgPool2d(2)(tensor(x)), blocks.mean(axis=(3, 5)))
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))[:, :, ::2, ::2]
    close(nn.AvgPool2d(3, 2, 1)(tensor(x)), windows.mean(axis=(-2, -1)))
    counts = np.lib.stride_tricks.sliding_window_view(np.pad(np.ones((6, 8)), 1), (3, 3))[::2, ::2].sum(
        axis=(-2, -1)
    )
    close(nn.AvgPool2d(3, 2, 1, count_include_pad=False)(tensor(x)), windows.sum(axis=(-2, -1)) / counts)
    lowest = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(lowest, (3, 3), axis=(2, 3))[:, :, ::2, ::2]
    close(nn.MaxPool2d(3, 2, 1)(tensor(x)), windows.max(axis=(-2, -1)))


def test_shape_layers():
    x = tc.zeros((2, 3, 4, 5))
    assert nn.Flatten()(x).shape == (2, 60) and nn.Flatten(0, 1)(x).shape == (6, 4, 5)
    assert nn.Flatten(-2)(x).shape == (2, 3, 20) and nn.Flatten()(tc.zeros((0, 3, 4))).shape == (0, 12)
    assert nn.Unflatten(1, (1, 3))(x).shape == (2, 1, 3, 4, 5) and nn.Unflatten(-1, (-1, 5))(x).shape == (
        2,
        3,
        4,
        1,
        5,
    )
    with pytest.raises(ValueError, match=r"Flatten: axes 1 to -1 are not a range of axes of shape \(3,\)"):
        nn.Flatten()(tc.zeros(3))


def test_gumbel_softmax_draws_classes():
    tc.random.seed(0)
    x = tc.array([[1.0, 2.0, 0.5]] * 20_000, requires_grad=True)
    y, picked = F.gumbel_softmax(x, 0.7), F.gumbel_softmax(x, hard=True)
    np.testing.assert_allclose(y.sum(axis=1).numpy(), 1, rtol=1e-12)
    np.testing.assert_allclose(picked.mean(axis=0).numpy(), tc.softmax(x[0]).numpy(), atol=0.01)
    assert abs(picked * (picked - 1)).max() < 1e-12
    (slopes,) = tc.gradients((picked * tc.arange(3.0)).sum(), [x])
    assert abs(slopes.sum(axis=1)).max() < 1e-12 < abs(slopes).min()
    with pytest.raises(ValueError, match=r"^gumbel_softmax: tau"):
        F.gumbel_softmax(x, 0.0)


def test_dropout():
    tc.random.seed(0)
    x = tensor(np.full(20000, 3.0), True)
    y = F.dropout(x, 0.25)
    y.sum().backward()
    values = y.detach().numpy()
    assert set(values.tolist()) == {0.0, 4.0} and abs((values == 0).mean() - 0.25) < 0.02
    np.testing.assert_allclose(x.grad.numpy(), values / 3)
    assert F.dropout(tensor([1.0, math.inf]), 1.0).tolist() == [0.0, 0.0]
    assert nn.Dropout(0.9).eval()(x) is x
    for options in ({"training": False}, {"p": 0}):
        assert F.dropout([1.0, 2.0], **options).tolist() == [1.0, 2.0]
    tc.random.seed(0)
    assert F.dropout(x, 0.25).tolist() == values.tolist()


# ---- activations: lecture L5
SQRT = 1 / math.sqrt(1 + 0.5 * 4)  # ISRU of ±2 with α = ½
E = math.exp(-2) - 1
TABLE = [  # layer, function, values at -2, 0, 2, derivatives at -2, 0, 2
    (nn.Identity(), F.identity, [-2, 0, 2], [1, 1, 1]),
    (nn.UnitStep(), F.unit_step, [0, 1, 1], [0, 0, 0]),
    (
        nn.Sigmoid(),
        F.sigmoid,
        [1 / (1 + math.exp(2)), 0.5, 1 / (1 + math.exp(-2))],
        [math.exp(-2) / (1 + math.exp(-2)) ** 2, 0.25, math.exp(-2) / (1 + math.exp(-2)) ** 2],
    ),
    (
        nn.Sigmoid(alpha=3),
        lambda x: F.sigmoid(x, 3),
        [1 / (1 + math.exp(6)), 0.5, 1 / (1 + math.exp(-6))],
        [3 * math.exp(-6) / (1 + math.exp(-6)) ** 2, 0.75, 3 * math.exp(-6) / (1 + math.exp(-6)) ** 2],
    ),
    (nn.Tanh(), F.tanh, [-math.tanh(2), 0, math.tanh(2)], [1 - math.tanh(2) ** 2, 1, 1 - math.tanh(2) ** 2]),
    (nn.Arctan(), F.arctan, [-math.atan(2), 0, math.atan(2)], [0.2, 1, 0.2]),
    (nn.Softsign(), F.softsign, [-2 / 3, 0, 2 / 3], [1 / 9, 1, 1 / 9]),
    (nn.ISRU(0.5), lambda x: F.isru(x, 0.5), [-2 * SQRT, 0, 2 * SQRT], [SQRT**3, 1, SQRT**3]),
    (nn.ReLU(), F.relu, [0, 0, 2], [0, 1, 1]),
    (nn.LeakyReLU(), F.leaky_relu, [-0.02, 0, 2], [0.01, 1, 1]),
    (nn.PReLU(init=0.3, dtype=tc.float64), lambda x: F.prelu(x, tensor([0.3])), [-0.6, 0, 2], [0.3, 1, 1]),
    (nn.RReLU(0.2, 0.4).eval(), lambda x: F.rrelu(x, 0.2, 0.4), [-0.6, 0, 2], [0.3, 1, 1]),
    (nn.ELU(0.7), lambda x: F.elu(x, 0.7), [0.7 * E, 0, 2], [0.7 * E + 0.7, 1, 1]),
    (
        nn.SiLU(),
        F.silu,
        [-2 / (1 + math.exp(2)), 0, 2 / (1 + math.exp(-2))],
        [
            1 / (1 + math.exp(2)) * (1 - 2 / (1 + math.exp(-2))),
            0.5,
            1 / (1 + math.exp(-2)) * (1 + 2 / (1 + math.exp(2))),
        ],
    ),
    (
        nn.Softplus(2),
        lambda x: F.softplus(x, 2),
        [math.log1p(math.exp(-4)) / 2, math.log(2) / 2, 2 + math.log1p(math.exp(-4)) / 2],
        [1 / (1 + math.exp(4)), 0.5, 1 / (1 + math.exp(-4))],
    ),
]


@pytest.mark.parametrize(
    ("layer", "function", "values", "slopes"),
    TABLE,
    ids=[f"{type(row[0]).__name__}-{i}" for i, row in enumerate(TABLE)],
)
def test_activation_table(layer, function, values, slopes):
    for f in (layer, function):
        x = tensor([-2, 0, 2], True)
        y = f(x)
        close(y, values)
        y.sum().backward()
        close(x.grad, slopes)


@pytest.mark.parametrize("function", [row[1] for row in TABLE if row[1] is not F.unit_step])
def test_activation_gradcheck(function):
    assert tc.gradcheck(function, (tensor([-30.0, -1.3, -1e-3, 1e-3, 0.7, 30.0], True),))


@pytest.mark.parametrize("function", [row[1] for row in TABLE])
def test_activations_do_not_overflow(function):
    for dtype in (tc.float32, tc.float64):
        x = tc.array([-1e30, -800.0, 800.0, 1e30], dtype=dtype, requires_grad=True)
        y = function(x)
        assert np.isfinite(y.detach().numpy()).all()
        y.sum().backward()
        assert np.isfinite(x.grad.numpy()).all()


def test_prelu_learns_its_slopes():
    x, w = tensor(RNG.normal(size=(2, 3, 4)), True), tensor([0.1, 0.2, 0.3], True)
    y = F.prelu(x, w)
    values = x.detach().numpy()
    close(y, np.where(values < 0, values * np.array([0.1, 0.2, 0.3])[:, None], values))
    y.sum().backward()
    close(w.grad, np.where(values < 0, values, 0).sum(axis=(0, 2)))
    far, slope = tensor([math.inf, -1.0], True), tensor([0.5], True)
    y = F.prelu(far, slope)
    y.sum().backward()
    assert (
        y.tolist() == [math.inf, -0.5] and slope.grad.tolist() == [-1.0] and far.grad.tolist() == [1.0, 0.5]
    )
    with pytest.raises(ValueError, match=r"prelu: 3 slopes do not fit the channels of shape \(2, 4\)"):
        F.prelu(tensor(np.ones((2, 4))), w)


def test_rrelu_draws_slopes_while_training():
    tc.random.seed(0)
    x = tensor(np.full(10000, -2.0), True)
    y = nn.RReLU(0.1, 0.3)(x)
    y.sum().backward()
    slopes = x.grad.numpy()
    np.testing.assert_allclose(y.detach().numpy(), -2 * slopes)
    assert (
        slopes.min() >= 0.1
        and slopes.max() < 0.3
        and abs(slopes.mean() - 0.2) < 0.005
        and slopes.std() > 0.05
    )


@pytest.mark.parametrize(
    "name", ["elu", "leaky_relu", "relu", "rrelu", "softplus", "dropout", "tanh", "sigmoid"]
)
def test_gradients_at_infinity_are_numbers(name):
    x = tensor([math.inf, -math.inf], True)
    getattr(F, name)(x).sum().backward()
    assert np.isfinite(x.grad.numpy()).all()


def test_softplus_is_the_identity_above_its_threshold():
    x = tensor([1.0, 3.0, 25.0], True)
    y = F.softplus(x, 2, threshold=5)
    y.sum().backward()
    close(y, [math.log1p(math.exp(2)) / 2, 3, 25])
    close(x.grad, [1 / (1 + math.exp(-2)), 1, 1])
    assert nn.Softplus(threshold=5)(tensor([6.0])).item() == 6.0 == F.softplus([6.0], threshold=5).item()
    assert F.softplus([25.0]).item() == 25.0 < F.softplus([25.0], threshold=100).item()


@pytest.mark.parametrize(
    ("function", "rest"),
    [(name, ()) for name in ("relu", "sigmoid", "tanh", "arctan", "elu", "leaky_relu", "silu", "softplus")]
    + [("softsign", ())]
    + [(name, ()) for name in ("softmax", "log_softmax", "dropout", "rrelu", "identity", "isru", "unit_step")]
    + [("linear", (tensor(np.ones((2, 2))),)), ("prelu", (tensor([0.5]),))]
    + [("conv2d", (tensor(np.ones((1, 1, 1, 1))),)), ("max_pool2d", (1,)), ("avg_pool2d", (1,))],
)
def test_the_first_argument_is_called_input(function, rest):
    x = tensor(np.ones((1, 1, 2, 2)))
    names = {1: [], 2: ["weight"]}[1 + bool(rest)]
    if function.endswith("pool2d"):
        names = ["kernel_size"]
    result = getattr(F, function)(input=x, **dict(zip(names, rest, strict=True)))
    assert result.shape == (1, 1, 2, 2)


def test_softmax():
    x = RNG.normal(size=(3, 4))
    e = np.exp(x - x.max(axis=0))
    close(F.softmax(tensor(x), 0), e / e.sum(axis=0))
    close(F.log_softmax(tensor(x), 0), np.log(e / e.sum(axis=0)))
    close(nn.Softmax(0)(tensor(x)), e / e.sum(axis=0))
    close(nn.LogSoftmax(0)(tensor(x)), np.log(e / e.sum(axis=0)))


ERRORS = [
    (lambda: nn.Linear(0, 1), ValueError, "Linear: in_features must be at least 1, got 0"),
    (lambda: nn.Linear(1.5, 1), TypeError, "Linear: in_features must be an integer, got 1.5"),
    (lambda: nn.Linear(True, 1), TypeError, "Linear: in_features must be an integer, got True"),
    (lambda: nn.Linear(2, 2, device="cuda"), ValueError, "Linear: device must be 'cpu' or None, got 'cuda'"),
    (lambda: nn.Conv2d(2, 2, 1, device="gpu"), ValueError, "Conv2d: device must be 'cpu' or None, got 'gpu'"),
    (lambda: nn.PReLU(device=3), ValueError, "PReLU: device must be 'cpu' or None, got 3"),
    (lambda: nn.Linear(2, 2, dtype=tc.int64), TypeError, "Linear: parameters must be floating, got int64"),
    (lambda: nn.Conv2d(2, 2, 1, dtype=bool), TypeError, "Conv2d: parameters must be floating, got bool"),
    (lambda: nn.PReLU(dtype="int8"), TypeError, "PReLU: parameters must be floating, got int8"),
    (
        lambda: nn.Linear(2**70, 1),
        ValueError,
        f"Linear: in_features must be at most {2**63 - 1}, got {2**70}",
    ),
    (
        lambda: nn.Conv2d(1, 1, 2, padding="same")(tc.ones(3, dtype=tc.float32)),
        ValueError,
        "conv2d: expected input of shape (N, C, H, W) or (C, H, W), got (3,) "
        "(in layer Conv2d(1, 1, kernel_size=(2, 2), stride=(1, 1), padding=same))",
    ),
    (
        lambda: F.conv2d(tc.ones(3), tc.ones((1, 1, 2, 2)), padding="same"),
        ValueError,
        "conv2d: expected input of shape (N, C, H, W) or (C, H, W), got (3,)",
    ),
    (
        lambda: nn.Conv2d(3, 4, 3, groups=2),
        ValueError,
        "Conv2d: groups=2 does not divide both in_channels=3 and out_channels=4",
    ),
    (
        lambda: nn.Conv2d(3, 4, (3, 3, 3)),
        TypeError,
        "Conv2d: kernel_size must be an integer or a pair of them, got (3, 3, 3)",
    ),
    (lambda: nn.Conv2d(3, 4, 3, padding=-1), ValueError, "Conv2d: padding must be at least 0, got -1"),
    (
        lambda: nn.Conv2d(3, 4, 3, padding="full"),
        ValueError,
        "Conv2d: padding must be one of 'valid', 'same', got 'full'",
    ),
    (
        lambda: nn.Conv2d(3, 4, 3, stride=2, padding="same"),
        ValueError,
        'Conv2d: padding="same" needs stride 1, got (2, 2)',
    ),
    (
        lambda: nn.Conv2d(3, 4, 3, padding_mode="wrap"),
        ValueError,
        "Conv2d: padding_mode must be one of 'zeros', 'reflect', 'replicate', 'circular', got 'wrap'",
    ),
    (
        lambda: nn.AvgPool2d(2, padding=2),
        ValueError,
        "AvgPool2d: padding (2, 2) is more than half of the kernel size (2, 2)",
    ),
    (lambda: nn.Dropout(1.5), ValueError, "Dropout: p must be in [0, 1], got 1.5"),
    (lambda: nn.Dropout(math.nan), ValueError, "Dropout: p must be in [0, 1], got nan"),
    (lambda: nn.Dropout("x"), TypeError, "Dropout: p must be a number, got 'x'"),
    (lambda: nn.ISRU(-1), ValueError, "ISRU: alpha must be finite and at least 0, got -1"),
    (lambda: nn.Softplus(0), ValueError, "Softplus: beta must be finite and more than 0, got 0"),
    (lambda: nn.RReLU(0.5, 0.2), ValueError, "RReLU: upper must be finite and at least 0.5, got 0.2"),
    (
        lambda: nn.init.xavier_uniform_(tc.ones(3)),
        ValueError,
        "xavier_uniform_: fans are defined for tensors of at least 2 dimensions, got shape (3,)",
    ),
    (
        lambda: nn.init.calculate_gain("gelu"),
        ValueError,
        "calculate_gain: nonlinearity must be one of 'linear', 'conv1d', 'conv2d', 'conv3d', "
        "'conv_transpose1d', 'conv_transpose2d', 'conv_transpose3d', 'sigmoid', 'tanh', 'relu', 'selu', "
        "'leaky_relu', got 'gelu'",
    ),
]


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[row[2][:40] for row in ERRORS])
def test_errors(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert type(error.value) is kind and str(error.value) == message


def test_init_distributions():
    tc.random.seed(3)
    init = nn.init
    w = tc.empty((80, 60, 2, 2))
    fan_in, fan_out = 240, 320
    for function, std, bounded in (
        (init.xavier_uniform_, math.sqrt(2 / (fan_in + fan_out)), True),
        (init.xavier_normal_, math.sqrt(2 / (fan_in + fan_out)), False),
        (init.kaiming_uniform_, math.sqrt(2 / fan_in), True),
        (init.kaiming_normal_, math.sqrt(2 / fan_in), False),
    ):
        assert function(w) is w
        values = w.numpy()
        assert abs(values.std() / std - 1) < 0.03 and abs(values.mean()) < 0.03 * std
        assert (np.abs(values).max() <= math.sqrt(3) * std) == bounded
    init.kaiming_normal_(w, a=1.0, mode="fan_out")
    assert abs(w.numpy().std() * math.sqrt(fan_out) - 1) < 0.03
    assert init.constant_(tc.empty(2), 3).tolist() == [3, 3] and init.eye_(tc.empty((2, 3))).tolist() == [
        [1, 0, 0],
        [0, 1, 0],
    ]
    assert init.zeros_(tc.empty(2)).tolist() == [0, 0] and init.ones_(tc.empty(2)).tolist() == [1, 1]


# ---- the same as PyTorch
MODELS = {
    "mlp": lambda nn: [nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3, bias=False)],
    "smooth": lambda nn: [
        nn.Linear(6, 5), nn.Sigmoid(), nn.Linear(5, 5), nn.ELU(0.5), nn.Linear(5, 5), nn.PReLU(),
        nn.Linear(5, 5), nn.SiLU(), nn.Linear(5, 4), nn.Softplus(2.0), nn.Linear(4, 3), nn.LogSoftmax(1),
    ],
    "cnn": lambda nn: [
        nn.Conv2d(2, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(4, 6, (3, 2), stride=2, padding=(1, 0), groups=2, dilation=(1, 2)), nn.LeakyReLU(0.1),
        nn.AvgPool2d(2, 1, 1), nn.Flatten(), nn.Linear(72, 3),
    ],
    "same": lambda nn: [nn.Conv2d(2, 3, (2, 5), padding="same"), nn.Flatten(), nn.Linear(60, 3)],
}  # fmt: skip
SHAPES = {"mlp": (7, 6), "smooth": (7, 6), "cnn": (3, 2, 10, 12), "same": (2, 2, 4, 5)}


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@pytest.mark.parametrize("name", MODELS)
def test_forward_and_gradients_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    shape = SHAPES[name]
    ours = nn.Sequential(*MODELS[name](nn)).double()
    theirs = torch.nn.Sequential(*MODELS[name](torch.nn)).double()
    state = {k: v.numpy() for k, v in theirs.state_dict().items()}
    assert list(state) == list(ours.state_dict())
    ours.load_state_dict(state)
    x, y = RNG.normal(size=shape), RNG.integers(0, 3, size=shape[0])
    mine, other = tensor(x, True), torch.tensor(x, requires_grad=True)
    ours_loss = F.cross_entropy(ours(mine), tc.array(y))
    their_loss = torch.nn.functional.cross_entropy(theirs(other), torch.tensor(y))
    ours_loss.backward()
    their_loss.backward()
    close(ours_loss, their_loss.detach().numpy())
    close(mine.grad, other.grad.numpy(), rtol=1e-11, atol=1e-14)
    for (key, p), q in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), rtol=1e-10, atol=1e-14, err_msg=key)
