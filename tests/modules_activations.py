"""Rows of the registry: activations and dropout."""

from math import erf

import numpy as np
from registry import Case, both, case, function, layer


# ---- formulas ----------------------------------------------------------------------------------------------
def sigmoid(x, alpha=1.0):
    return 1 / (1 + np.exp(-alpha * x))


def leaky_relu(x, negative_slope=0.01):
    return np.where(x < 0, negative_slope * x, x)


def prelu(x, weight):
    return np.where(x < 0, x * (weight if weight.size == 1 else weight.reshape(-1, *[1] * (x.ndim - 2))), x)


def rrelu(x, lower=1 / 8, upper=1 / 3, training=False, rng=None):
    slope = rng.uniform(lower, upper, x.shape) if training else (lower + upper) / 2
    return np.where(x < 0, slope * x, x)


def softmax(x, dim=-1):
    return np.exp(x) / np.exp(x).sum(axis=dim, keepdims=True)


def log_softmax(x, dim=-1):
    return x - np.log(np.exp(x).sum(axis=dim, keepdims=True))


def softplus(x, beta=1.0, threshold=20.0):
    return np.where(beta * x > threshold, x, np.log1p(np.exp(beta * x)) / beta)


def unit(alpha=1.0, scale=1.0, steep=1.0):
    """An exponential below 0."""
    return lambda x: scale * np.where(x < 0, alpha * np.expm1(steep * x), x)


def gelu(x, approximate="none"):
    if approximate == "tanh":
        return x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    return x / 2 * (1 + np.vectorize(erf)(x / np.sqrt(2)))


def glu(x, dim=-1):
    a, b = np.split(x, 2, axis=dim)
    return a * sigmoid(b)


def dropout(x, p=0.5, training=True, rng=None, kept=None, channels=lambda shape: shape):
    if not training or p == 0:
        return x
    if p == 1:
        return np.zeros_like(x)
    keep = rng.random(channels(x.shape)) >= p
    return np.where(keep, *(x / (1 - p), 0) if kept is None else kept(x, p))


def of_channels(axes, kept=None):
    channels = lambda shape: shape[: len(shape) - axes] + (1,) * axes
    return lambda x, **options: dropout(x, channels=channels, kept=kept, **options)


def self_normalised(x, p):
    low = 1.7580993408473766  # the bound of SELU
    a = 1 / np.sqrt((1 + p * low**2) * (1 - p))
    return a * (x + p * low), -a * low * (1 - p)


# ---- rows --------------------------------------------------------------------------------------------------
X = (3, 4)
both("identity", "Identity", lambda x: x, case(X), torch=False)
both("unit_step", "UnitStep", lambda x: 1.0 * (x >= 0), case(X), torch=False)
both("sigmoid", "Sigmoid", sigmoid, case(X), case(X, alpha=3.0), ours=("alpha",))
both("tanh", "Tanh", np.tanh, case(X))
both("arctan", "Arctan", np.arctan, case(X), torch=False)
both("softsign", "Softsign", lambda x: x / (1 + abs(x)), case(X))
both(
    "isru", "ISRU", lambda x, alpha=1.0: x / np.sqrt(1 + alpha * x * x), case(X), case(X, alpha=0.5),
    case(X, alpha=0.0), text="ISRU(alpha=1.0)", torch=False,
)  # fmt: skip
both("relu", "ReLU", lambda x: np.where(x < 0, 0, x), case(X))
both(
    "leaky_relu", "LeakyReLU", leaky_relu, case(X), case(X, negative_slope=0.3),
    text="LeakyReLU(negative_slope=0.01)",
)  # fmt: skip
function("prelu", prelu, case(X, (1,)), case((2, 3, 4), (3,)), case((2, 3), (3,)))
layer(
    "PReLU", prelu, case(X), case((2, 3, 4), num_parameters=3, init=0.4), own=("num_parameters", "init"),
    start=lambda shape, rng, init=0.25, **_: np.full(shape, init),
    text="PReLU(num_parameters=1)",
)  # fmt: skip
function(
    "rrelu", rrelu, case(X), case(X, training=True), case(X, lower=0.2, upper=0.4, training=True), random=True
)
layer(
    "RReLU", rrelu, case(X), case(X, lower=0.2, upper=0.4), random=True,
    text="RReLU(lower=0.125, upper=0.3333333333333333)",
)  # fmt: skip
both(
    "elu", "ELU", lambda x, alpha=1.0: np.where(x < 0, alpha * np.expm1(x), x), case(X), case(X, alpha=0.7),
    text="ELU(alpha=1.0)",
)  # fmt: skip
both("silu", "SiLU", lambda x: x * sigmoid(x), case(X))
both("tanhshrink", "Tanhshrink", lambda x: x - np.tanh(x), case(X))
both(
    "hardshrink", "Hardshrink", lambda x, lambd=0.5: np.where(abs(x) <= lambd, 0, x), case(X),
    case(X, lambd=0.2), text="Hardshrink(0.5)",
)  # fmt: skip
both(
    "softplus", "Softplus", softplus, case(X), case(X, beta=2.0), case(X, beta=2.0, threshold=1.0),
    text="Softplus(beta=1.0, threshold=20.0)",
)  # fmt: skip
for name, layer_name, formula in (
    ("softmax", "Softmax", softmax), ("log_softmax", "LogSoftmax", log_softmax)
):  # fmt: skip
    cases = case(X, dim=-1), case(X, dim=0), case((2, 3, 4), dim=1)
    both(name, layer_name, formula, *cases, text=f"{layer_name}(dim=-1)")
WIDE = np.random.default_rng(2).uniform(-9, 9, (3, 5))  # beyond the kinks at 3 and 6
both("selu", "SELU", unit(1.6732632423543772, 1.0507009873554805), case(X))
both(
    "celu", "CELU", lambda x, alpha=1.0: unit(alpha, steep=1 / alpha)(x), case(X), case(X, alpha=0.5),
    case(X, alpha=-2.0), text="CELU(alpha=1.0)",
)  # fmt: skip
both(
    "gelu", "GELU", gelu, case(X), case(X, approximate="tanh"), case(WIDE), case(WIDE, approximate="tanh"),
    text="GELU(approximate='none')",
)  # fmt: skip
both("mish", "Mish", lambda x: x * np.tanh(np.log1p(np.exp(x))), case(X), case(WIDE))
both("logsigmoid", "LogSigmoid", lambda x: -np.log1p(np.exp(-x)), case(X), case(WIDE))
both(
    "hardtanh", "Hardtanh", lambda x, min_val=-1.0, max_val=1.0: np.clip(x, min_val, max_val), case(X),
    case(X, min_val=-0.5, max_val=1.5), text="Hardtanh(min_val=-1.0, max_val=1.0)",
)  # fmt: skip
both("relu6", "ReLU6", lambda x: np.clip(x, 0, 6), case(X), case(WIDE))
both(
    "hardsigmoid", "Hardsigmoid", lambda x: np.clip(x + 3, 0, 6) / 6, case(X), case(WIDE), single=True
)  # fmt: skip
both("hardswish", "Hardswish", lambda x: x * np.clip(x + 3, 0, 6) / 6, case(X), case(WIDE))
both(
    "softshrink", "Softshrink", lambda x, lambd=0.5: x - np.clip(x, -lambd, lambd), case(X),
    case(X, lambd=0.2), case(X, lambd=0.0), text="Softshrink(0.5)",
)  # fmt: skip
both(
    "threshold", "Threshold", lambda x, threshold, value: np.where(x > threshold, x, value),
    case(X, threshold=0.1, value=20.0), case(X, threshold=-1.0, value=-3.0),
    text="Threshold(threshold=0.1, value=20.0)",
)  # fmt: skip
both(
    "glu", "GLU", glu, case(X), case((4, 3), dim=0), case((2, 6, 3), dim=-2), text="GLU(dim=-1)"
)  # fmt: skip
both(
    "softmin", "Softmin", lambda x, dim=-1: softmax(-x, dim), case(X, dim=-1), case(X, dim=0),
    case((2, 3, 4), dim=1), text="Softmin(dim=-1)",
)  # fmt: skip
layer(
    "Softmax2d", lambda x: softmax(x, -3), case((2, 3, 2, 2)), case((3, 2, 2)), text="Softmax2d()"
)  # fmt: skip

for name, formula, x in (
    ("dropout", dropout, X),
    ("dropout1d", of_channels(1), (2, 3, 4)),
    ("dropout2d", of_channels(2), (2, 3, 4, 2)),
    ("dropout3d", of_channels(3), (3, 2, 2, 2)),
    ("alpha_dropout", of_channels(0, self_normalised), X),
    ("feature_alpha_dropout", of_channels(2, self_normalised), (3, 2, 2, 2)),
):
    layer_name = "".join(word.capitalize() for word in name.split("_")).replace("dropout", "Dropout")
    cases = [case(x, **p) for p in ({}, {"p": 0.25}, {"p": 0.0}, {"p": 1.0})]
    switched = [Case(c.inputs, {**c.options, "training": True}) for c in cases]
    function(name, formula, *switched, case(x, training=False), random=True)
    layer(layer_name, formula, *cases, random=True, text=f"{layer_name}(p=0.5, inplace=False)")
