"""All rows of the registry; here those of layers, initial values and optimisers."""

import modules_adaptive  # noqa: F401
import modules_attention  # noqa: F401
import modules_forms  # noqa: F401
import modules_init  # noqa: F401
import modules_lazy  # noqa: F401
import modules_losses  # noqa: F401
import modules_normalization  # noqa: F401
import modules_optimisers  # noqa: F401
import modules_parameters  # noqa: F401
import modules_parametrized  # noqa: F401
import modules_pruning  # noqa: F401
import modules_recurrent  # noqa: F401
import modules_resampling  # noqa: F401
import modules_sampling  # noqa: F401
import modules_utils  # noqa: F401
import modules_windows
import modules_wrapping  # noqa: F401
import numpy as np
from modules_activations import X
from registry import (
    FUNCTIONS,
    INITS,
    LAYERS,
    OPTIMISERS,
    OTHERS,
    both,
    case,
    function,
    init,
    layer,
    optimiser,
    other,
)
from registry import exactly as exactly
from registry import found as found
from registry import published as published

import tensorlab as tl
from tensorlab import nn


# ---- formulas: layers --------------------------------------------------------------------------------------
def linear(x, weight, bias=0.0):
    return x @ weight.T + bias


def pair(n):
    return (n, n) if np.isscalar(n) else tuple(n)


conv1d, conv2d = modules_windows.conv(1), modules_windows.conv(2)
max_pool2d, avg_pool2d = modules_windows.max_pool(2), modules_windows.avg_pool(2)


def flatten(x, start_dim=1, end_dim=-1):
    start, end = start_dim % x.ndim, end_dim % x.ndim
    return x.reshape(*x.shape[:start], -1, *x.shape[end + 1 :])


def unflatten(x, dim, unflattened_size):
    dim %= x.ndim
    return x.reshape(*x.shape[:dim], *unflattened_size, *x.shape[dim + 1 :])


def within_fan_in(fan_in):
    """Linear and convolutions start uniform within ±1/√fan_in."""

    def start(shape, rng, **options):
        bound = 1 / np.sqrt(fan_in(**options))
        return rng.uniform(-bound, bound, shape)

    return start


# ---- formulas: initial values ------------------------------------------------------------------------------
def fans(w):
    window = np.prod(w.shape[2:])
    return w.shape[1] * window, w.shape[0] * window


def spread(w, kind, gain, fan, rng):
    """With the standard deviation gain / √fan."""
    std = gain / np.sqrt(fan)
    bound = std * np.sqrt(3)
    return rng.normal(0, std, w.shape) if kind == "normal" else rng.uniform(-bound, bound, w.shape)


def xavier(kind):
    return lambda w, gain=1.0, rng=None: spread(w, kind, gain, sum(fans(w)) / 2, rng)


def kaiming(kind):
    def filled(w, a=0.0, mode="fan_in", nonlinearity="leaky_relu", rng=None):
        gains = {"leaky_relu": np.sqrt(2 / (1 + a * a)), "relu": np.sqrt(2), "tanh": 5 / 3}
        return spread(w, kind, gains[nonlinearity], fans(w)[mode == "fan_out"], rng)

    return filled


# ---- formulas: optimisers ----------------------------------------------------------------------------------
def sgd(
    w, g, slots, t, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False, maximize=False,
    velocity=False,
):  # fmt: skip
    g = (-g if maximize else g) + weight_decay * w
    inner, outer = (lr, 1) if velocity else (1, lr)
    slots["b"] = inner * g if t == 1 else momentum * slots["b"] + (1 - dampening) * inner * g
    step = inner * g + momentum * slots["b"] if nesterov else slots["b"] if momentum else inner * g
    return w - outer * step


def moments(w, g, slots, lr, betas, weight_decay, maximize, decoupled):
    """w after decoupled decay, the gradient to descend, and both moments."""
    g = -g if maximize else g
    w, g = (w * (1 - lr * weight_decay), g) if decoupled else (w, g + weight_decay * w)
    slots["h"] = betas[0] * slots.get("h", 0) + (1 - betas[0]) * g
    slots["G"] = betas[1] * slots.get("G", 0) + (1 - betas[1]) * g * g
    return w, g, slots["h"], slots["G"]


def adam(
    w, g, slots, t, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False, maximize=False,
    bias_correction=True, eps_inside=False, decoupled=False,
):  # fmt: skip
    w, g, h, G = moments(w, g, slots, lr, betas, weight_decay, maximize, decoupled)
    a, b = (1 - betas[0] ** t, 1 - betas[1] ** t) if bias_correction else (1, 1)
    if amsgrad:
        slots["top"] = G = np.maximum(slots.get("top", 0), G)
    root = np.sqrt(G / b + eps) if eps_inside else np.sqrt(G / b) + eps
    return w - lr * h / a / root


def adamw(*args, weight_decay=0.01, **options):
    return adam(*args, weight_decay=weight_decay, decoupled=True, **options)


def nadam(
    w, g, slots, t, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3,
    decoupled_weight_decay=False, maximize=False,
):  # fmt: skip
    w, g, h, G = moments(w, g, slots, lr, betas, weight_decay, maximize, decoupled_weight_decay)
    mu, after = (betas[0] * (1 - 0.5 * 0.96 ** (k * momentum_decay)) for k in (t, t + 1))
    slots["M"] = M = mu * slots.get("M", 1)
    h = (1 - mu) / (1 - M) * g + after / (1 - M * after) * h
    return w - lr * h / (np.sqrt(G / (1 - betas[1] ** t)) + eps)


def radam(
    w, g, slots, t, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, decoupled_weight_decay=False,
    maximize=False,
):  # fmt: skip
    w, g, h, G = moments(w, g, slots, lr, betas, weight_decay, maximize, decoupled_weight_decay)
    h, bias, rho = h / (1 - betas[0] ** t), 1 - betas[1] ** t, 2 / (1 - betas[1]) - 1
    now = rho - 2 * t * betas[1] ** t / bias
    if now <= 5:
        return w - lr * h
    r = np.sqrt((now - 4) * (now - 2) * rho / ((rho - 4) * (rho - 2) * now))
    return w - lr * r * h * np.sqrt(bias) / (np.sqrt(G) + eps)


def adamax(w, g, slots, t, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, maximize=False):
    g = (-g if maximize else g) + weight_decay * w
    slots["h"] = betas[0] * slots.get("h", 0) + (1 - betas[0]) * g
    slots["u"] = np.maximum(betas[1] * slots.get("u", 0), abs(g) + eps)
    return w - lr / (1 - betas[0] ** t) * slots["h"] / slots["u"]


def adadelta(w, g, slots, t, lr, rho=0.9, eps=1e-6, weight_decay=0, maximize=False):
    g = (-g if maximize else g) + weight_decay * w
    slots["v"] = rho * slots.get("v", 0) + (1 - rho) * g * g
    d = np.sqrt(slots.get("u", 0) + eps) / np.sqrt(slots["v"] + eps) * g
    slots["u"] = rho * slots.get("u", 0) + (1 - rho) * d * d
    return w - lr * d


def rmsprop(
    w, g, slots, t, lr, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False, maximize=False,
    eps_inside=False,
):  # fmt: skip
    g = (-g if maximize else g) + weight_decay * w
    slots["v"] = alpha * slots.get("v", 0) + (1 - alpha) * g * g
    slots["m"] = alpha * slots.get("m", 0) + (1 - alpha) * g
    v = slots["v"] - slots["m"] ** 2 if centered else slots["v"]
    step = g / (np.sqrt(v + eps) if eps_inside else np.sqrt(v) + eps)
    slots["b"] = momentum * slots.get("b", 0) + step
    return w - lr * (slots["b"] if momentum else step)


def adagrad(
    w, g, slots, t, lr, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, maximize=False,
    eps_inside=False,
):  # fmt: skip
    g = (-g if maximize else g) + weight_decay * w
    slots["G"] = slots.get("G", initial_accumulator_value) + g * g
    root = np.sqrt(slots["G"] + eps) if eps_inside else np.sqrt(slots["G"]) + eps
    return w - lr / (1 + (t - 1) * lr_decay) * g / root


# ---- rows: layers and their functions ----------------------------------------------------------------------
function("linear", linear, case((5, 3), (2, 3)), case((2, 4, 3), (2, 3), (2,)), case((3,), (2, 3)))
layer(
    "Linear", linear, case((5, 3), in_features=3, out_features=2),
    case((2, 4, 3), in_features=3, out_features=2, bias=False), case((3,), in_features=3, out_features=1),
    own=("in_features", "out_features", "bias"), start=within_fan_in(lambda in_features, **_: in_features),
    text="Linear(in_features=3, out_features=2, bias=True)",
)  # fmt: skip


def cosine_similarity(x, y, dim=1, eps=1e-8):
    lengths = [np.maximum(np.sqrt((a * a).sum(dim)), eps) for a in (x, y)]
    return (x * y).sum(dim) / (lengths[0] * lengths[1])


COSINES = [case(X, X), case(X, X, dim=0), case((2, 3, 4), (2, 3, 4), dim=-1)]
function("cosine_similarity", cosine_similarity, *COSINES)
layer("CosineSimilarity", cosine_similarity, *COSINES, text="CosineSimilarity()")

SIGNALS = (2, 4, 9)
function(
    "conv1d",
    conv1d,
    case(SIGNALS, (6, 4, 3)),
    case(SIGNALS, (6, 4, 2), (6,), stride=(2,), padding=(3,)),
    case(SIGNALS, (6, 2, 2), (6,), groups=2, dilation=2),
    case(SIGNALS, (2, 4, 4), padding="same"),
    case(SIGNALS[1:], (2, 4, 3), stride=3, padding=1),
    case(SIGNALS[1:], (2, 4, 3), (2,), padding="valid"),
)
layer(
    "Conv1d",
    conv1d,
    case(SIGNALS, in_channels=4, out_channels=6, kernel_size=3),
    case(SIGNALS, in_channels=4, out_channels=2, kernel_size=(3,), stride=(2,), padding=(2,)),
    case(SIGNALS, in_channels=4, out_channels=6, kernel_size=2, groups=2, dilation=2, bias=False),
    case(SIGNALS, in_channels=4, out_channels=4, kernel_size=4, padding="same", groups=4),
    case(SIGNALS[1:], in_channels=4, out_channels=1, kernel_size=3, padding="valid"),
    *(
        case(SIGNALS, in_channels=4, out_channels=2, kernel_size=4, padding=p, padding_mode=mode)
        for mode, p in zip(modules_windows.MODES, (2, "same", 3))
    ),
    own=("in_channels", "out_channels", "kernel_size", "bias"),
    start=within_fan_in(
        lambda in_channels, kernel_size, groups=1, **_: (
            in_channels // groups * (kernel_size if np.isscalar(kernel_size) else kernel_size[0])
        )
    ),
    text="Conv1d(4, 6, kernel_size=(3,), stride=(1,))",
)

IMAGES = (2, 4, 5, 6)
function(
    "conv2d",
    conv2d,
    case(IMAGES, (6, 4, 3, 2)),
    case(IMAGES, (6, 4, 3, 2), (6,), stride=(2, 1), padding=(1, 2)),
    case(IMAGES, (6, 2, 2, 2), (6,), groups=2, dilation=2),
    case(IMAGES, (2, 4, 2, 3), padding="same"),
    case(IMAGES[1:], (2, 4, 3, 3), padding="valid"),
)
layer(
    "Conv2d",
    conv2d,
    case(IMAGES, in_channels=4, out_channels=6, kernel_size=3),
    case(IMAGES, in_channels=4, out_channels=2, kernel_size=(3, 2), stride=(2, 1), padding=(1, 2)),
    case(IMAGES, in_channels=4, out_channels=6, kernel_size=2, groups=2, dilation=2, bias=False),
    case(IMAGES, in_channels=4, out_channels=4, kernel_size=(2, 3), padding="same", groups=4),
    case(IMAGES[1:], in_channels=4, out_channels=1, kernel_size=3, padding="valid"),
    *(
        case(IMAGES, in_channels=4, out_channels=2, kernel_size=4, padding=p, padding_mode=mode)
        for mode, p in zip(modules_windows.MODES, ((1, 3), "same", 2))
    ),
    own=("in_channels", "out_channels", "kernel_size", "bias"),
    start=within_fan_in(
        lambda in_channels, kernel_size, groups=1, **_: in_channels // groups * np.prod(pair(kernel_size))
    ),
    text="Conv2d(4, 6, kernel_size=(3, 3), stride=(1, 1))",
)
both(
    "max_pool2d", "MaxPool2d", max_pool2d, case(IMAGES, kernel_size=2),
    case(IMAGES, kernel_size=(3, 2), stride=(1, 2), padding=1), case(IMAGES, kernel_size=2, dilation=(2, 3)),
    case(IMAGES[1:], kernel_size=3, stride=2), case(IMAGES, kernel_size=2, ceil_mode=True),
    case(IMAGES[1:], kernel_size=3, stride=2, padding=1, ceil_mode=True),
    case(IMAGES, kernel_size=2, stride=3, ceil_mode=True),
    text="MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)",
)  # fmt: skip
both(
    "avg_pool2d", "AvgPool2d", avg_pool2d, case(IMAGES, kernel_size=2),
    case(IMAGES, kernel_size=(3, 2), stride=(1, 2), padding=1),
    case(IMAGES, kernel_size=3, stride=2, padding=1, count_include_pad=False),
    case(IMAGES[1:], kernel_size=3, stride=2), case(IMAGES, kernel_size=2, ceil_mode=True),
    case(IMAGES[1:], kernel_size=3, stride=2, padding=1, ceil_mode=True, count_include_pad=False),
    case(IMAGES, kernel_size=3, stride=2, padding=1, ceil_mode=True),
    case(IMAGES, kernel_size=2, padding=1, divisor_override=3),
    text="AvgPool2d(kernel_size=2, stride=2, padding=0)",
)  # fmt: skip
layer(
    "Flatten", flatten, case(IMAGES), case(IMAGES, start_dim=0, end_dim=1), case(IMAGES, start_dim=-2),
    text="Flatten(start_dim=1, end_dim=-1)",
)  # fmt: skip
layer(
    "Unflatten", unflatten, case((2, 6), dim=1, unflattened_size=(2, 3)),
    case((6, 2), dim=-2, unflattened_size=(3, -1)), text="Unflatten(dim=1, unflattened_size=(2, 3))",
)  # fmt: skip


# ---- rows: what holds layers -------------------------------------------------------------------------------
class Scaled(nn.Module):
    """A parameter and a buffer of one's own."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter([0.5, 2.0, -1.0])
        self.register_buffer("shift", tl.array([1.0, 2.0, 3.0]))

    def forward(self, x):
        return x * self.scale + self.shift


class Listed(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(3, 3), nn.Tanh()])
        self.layers.append(nn.Linear(3, 2))

    def forward(self, x):
        for inner in self.layers:
            x = inner(x)
        return x


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleDict({"wide": nn.Linear(3, 4), "narrow": nn.Linear(4, 1, bias=False)})

    def forward(self, x):
        return self.heads["narrow"](self.heads["wide"](x))


def two_layers(first, second):
    def formula(x, **state):
        hidden = linear(x, state[f"{first}.weight"], state[f"{first}.bias"])
        return linear(np.tanh(hidden), state[f"{second}.weight"], state[f"{second}.bias"])

    return formula


IN = (5, 3)
for name in ("Module", "Parameter"):
    formula = lambda x, scale, shift: x * scale + shift
    layer(name, formula, case(IN), make=Scaled, text="Scaled()", torch=False)
layer(
    "Sequential", two_layers("0", "2"), case(IN),
    make=lambda: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)), torch=False,
    text="Sequential(\n  (0): Linear(in_features=3, out_features=4, bias=True)\n  (1): Tanh()\n"
    "  (2): Linear(in_features=4, out_features=2, bias=True)\n)",
)  # fmt: skip
layer(
    "ModuleList", two_layers("layers.0", "layers.2"), case(IN), make=Listed, torch=False,
    text="Listed(\n  (layers): ModuleList(\n    (0): Linear(in_features=3, out_features=3, bias=True)\n"
    "    (1): Tanh()\n    (2): Linear(in_features=3, out_features=2, bias=True)\n  )\n)",
)  # fmt: skip
layer(
    "ModuleDict",
    lambda x, **s: linear(linear(x, s["heads.wide.weight"], s["heads.wide.bias"]), s["heads.narrow.weight"]),
    case(IN), make=Named, torch=False,
    text="Named(\n  (heads): ModuleDict(\n    (wide): Linear(in_features=3, out_features=4, bias=True)\n"
    "    (narrow): Linear(in_features=4, out_features=1, bias=False)\n  )\n)",
)  # fmt: skip

# ---- rows: initial values ----------------------------------------------------------------------------------
KERNELS = (4, 3, 2, 5)
init("zeros_", np.zeros_like, case(X), case(()))
init("ones_", np.ones_like, case(X), case(()))
init("constant_", lambda w, val: np.full_like(w, val), case(X, val=0.3), case((), val=-2))
init("eye_", lambda w: np.eye(*w.shape), case(X), case((4, 2)))
init(
    "uniform_", lambda w, a=0.0, b=1.0, rng=None: rng.uniform(a, b, w.shape), case(X), case(X, a=-3.0, b=0.5),
    random=True,
)  # fmt: skip
init(
    "normal_", lambda w, mean=0.0, std=1.0, rng=None: rng.normal(mean, std, w.shape), case(X),
    case(X, mean=-3.0, std=0.5), random=True,
)  # fmt: skip
for kind in ("uniform", "normal"):
    init(f"xavier_{kind}_", xavier(kind), case(X), case(KERNELS, gain=2.0), random=True)
    init(
        f"kaiming_{kind}_", kaiming(kind), case(X), case(KERNELS, a=0.5), case(KERNELS, mode="fan_out"),
        case(X, nonlinearity="relu"), case(X, a=0.5, nonlinearity="tanh"), random=True,
    )  # fmt: skip


@other("nn.functional.one_hot")
def classes_as_vectors():
    one_hot = nn.functional.one_hot
    assert one_hot(tl.array([2, 0]), 4).tolist() == [[0, 0, 1, 0], [1, 0, 0, 0]]
    assert one_hot(tl.array([[1], [0]])).tolist() == [[[0, 1]], [[1, 0]]]
    for wrong, classes in (([4], 3), ([-1], 3)):
        try:
            one_hot(tl.array(wrong), classes)
        except (ValueError, RuntimeError) as error:
            assert str(error).startswith("one_hot: ")
        else:
            raise AssertionError(f"one_hot takes {wrong}")


@other("nn.functional.gumbel_softmax")
def drawn_classes():
    gumbel_softmax, x = nn.functional.gumbel_softmax, np.random.default_rng(0).normal(size=(4, 3))
    noise = np.random.default_rng(7).gumbel(size=x.shape)
    for dim in (0, 1):
        e = np.exp((x + noise) / 0.5)
        soft = e / e.sum(axis=dim, keepdims=True)
        slopes = []
        for hard, want in ((False, soft), (True, soft == soft.max(axis=dim, keepdims=True))):
            tl.random.seed(7)
            leaf = tl.array(x, requires_grad=True)
            y = gumbel_softmax(leaf, 0.5, hard, dim=dim)
            np.testing.assert_allclose(y.detach().numpy(), want, atol=1e-12)
            (y * tl.array(x)).sum().backward()
            slopes.append(leaf.grad.numpy())
        inner = (soft * x).sum(axis=dim, keepdims=True)
        np.testing.assert_allclose(slopes[0], soft * (x - inner) / 0.5, rtol=1e-11, atol=1e-13)
        assert (slopes[0] == slopes[1]).all()


@other("nn.init.calculate_gain")
def gains():
    gain = nn.init.calculate_gain
    expected = {"linear": 1, "conv2d": 1, "sigmoid": 1, "tanh": 5 / 3, "relu": 2**0.5}
    assert {name: gain(name) for name in expected} == expected
    slopes = {0.01: gain("leaky_relu"), 2: gain("leaky_relu", 2)}
    np.testing.assert_allclose(list(slopes.values()), [(2 / (1 + a * a)) ** 0.5 for a in slopes], rtol=1e-14)


# ---- rows: optimisers --------------------------------------------------------------------------------------
YES_OR_NO = (False, True)
optimiser(
    "SGD", sgd, momentum=(0.0, 0.9), dampening=(0.0, 0.25), weight_decay=(0.0, 0.1), nesterov=YES_OR_NO,
    maximize=YES_OR_NO, velocity=YES_OR_NO, ours=("velocity", "look_ahead"),
    legal=lambda nesterov, momentum, dampening, **_: not nesterov or (momentum > 0 and dampening == 0),
)  # fmt: skip
for name, formula in (("Adam", adam), ("AdamW", adamw)):
    optimiser(
        name, formula, betas=((0.9, 0.999), (0.5, 0.9)), eps=(1e-8, 1e-3), weight_decay=(0.0, 0.1),
        amsgrad=YES_OR_NO, maximize=YES_OR_NO, bias_correction=YES_OR_NO, eps_inside=YES_OR_NO,
        ours=("bias_correction", "eps_inside"),
    )  # fmt: skip


optimiser(
    "RMSprop", rmsprop, alpha=(0.99, 0.5), eps=(1e-8, 1e-3), weight_decay=(0.0, 0.1), momentum=(0.0, 0.9),
    centered=YES_OR_NO, maximize=YES_OR_NO, eps_inside=YES_OR_NO, ours=("eps_inside",),
)  # fmt: skip
optimiser(
    "NAdam", nadam, betas=((0.9, 0.999), (0.5, 0.9)), eps=(1e-8, 1e-3), weight_decay=(0.0, 0.1),
    momentum_decay=(4e-3, 0.5), decoupled_weight_decay=YES_OR_NO, maximize=YES_OR_NO,
)  # fmt: skip
optimiser(
    "RAdam", radam, betas=((0.9, 0.999), (0.5, 0.9)), eps=(1e-8, 1e-3), weight_decay=(0.0, 0.1),
    decoupled_weight_decay=YES_OR_NO, maximize=YES_OR_NO,
)  # fmt: skip
optimiser(
    "Adamax", adamax, betas=((0.9, 0.999), (0.2, 0.5)), eps=(1e-8, 1e-3), weight_decay=(0.0, 0.1),
    maximize=YES_OR_NO,
)  # fmt: skip
optimiser(
    "Adadelta", adadelta, rho=(0.9, 0.3), eps=(1e-6, 1e-2), weight_decay=(0.0, 0.1), maximize=YES_OR_NO
)  # fmt: skip

optimiser(
    "Adagrad", adagrad, lr_decay=(0.0, 0.1), weight_decay=(0.0, 0.1), initial_accumulator_value=(0.0, 0.5),
    eps=(1e-10, 1e-3), maximize=YES_OR_NO, eps_inside=YES_OR_NO, ours=("eps_inside",),
)  # fmt: skip


@other("optim.Optimizer")
def base_class():
    assert all(issubclass(row.public, tl.optim.Optimizer) for row in OPTIMISERS)


@other("optim.zero_grad")
def forgetting_gradients():
    w, v = (nn.Parameter(tl.ones(2)) for _ in range(2))
    (w * w).sum().backward()
    tl.optim.zero_grad([w, v])
    assert w.grad is None and v.grad is None


REGISTERED = [row.name for row in (*LAYERS, *FUNCTIONS, *INITS, *OPTIMISERS)] + [*OTHERS]
