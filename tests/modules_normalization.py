"""Rows of the registry: normalisations."""

import numpy as np
from registry import case, function, layer


# ---- formulas ----------------------------------------------------------------------------------------------
def standardized(x, axes, weight, bias, eps, mean=None, var=None):
    mean = x.mean(axes, keepdims=True) if mean is None else mean
    var = x.var(axes, keepdims=True) if var is None else var
    y = (x - mean) / np.sqrt(var + eps)
    y = y if weight is None else y * weight
    return y if bias is None else y + bias


def last(x, shape):
    return tuple(range(x.ndim - (1 if np.isscalar(shape) else len(shape)), x.ndim))


def of_channels(x, *arrays):
    return [None if a is None else a.reshape(-1, *[1] * (x.ndim - 2)) for a in arrays]


def layer_norm(x, normalized_shape, weight=None, bias=None, eps=1e-5):
    return standardized(x, last(x, normalized_shape), weight, bias, eps)


def rms_norm(x, normalized_shape, weight=None, eps=None):
    eps = np.finfo(float).eps if eps is None else eps
    y = x / np.sqrt((x * x).mean(last(x, normalized_shape), keepdims=True) + eps)
    return y if weight is None else y * weight


def group_norm(x, num_groups, weight=None, bias=None, eps=1e-5):
    groups = x.reshape(len(x), num_groups, -1)
    y = standardized(groups, 2, None, None, eps).reshape(x.shape)
    return standardized(y, None, *of_channels(x, weight, bias), 0, 0, 1)


def instance_norm(
    x, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, eps=1e-5, **_
):  # fmt: skip
    m, v, w, b = of_channels(x, running_mean, running_var, weight, bias)
    if use_input_stats:
        return standardized(x, tuple(range(2, x.ndim)), w, b, eps)
    return standardized(x, None, w, b, eps, m, v)


def batch_norm(
    x, running_mean=None, running_var=None, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5
):  # fmt: skip
    m, v, w, b = of_channels(x, running_mean, running_var, weight, bias)
    if training:
        return standardized(x, (0, *range(2, x.ndim)), w, b, eps)
    return standardized(x, None, w, b, eps, m, v)


def batch_layer(
    x, training, rng, num_features, affine=True, track_running_stats=True, momentum=0.1, **options
):
    options.pop("num_batches_tracked", None)
    return batch_norm(x, training=training or not track_running_stats, **options)


def instance_layer(x, training, rng, num_features, affine=False, track_running_stats=False, **options):
    options.pop("num_batches_tracked", None)
    single = options.pop("single", False)
    y = instance_norm(
        x[None] if single else x, use_input_stats=training or not track_running_stats, **options
    )
    return y[0] if single else y


def local_response_norm(x, size, alpha=1e-4, beta=0.75, k=1.0):
    before = size // 2
    near = np.pad(x * x, [(0, 0), (before, size - before - 1)] + [(0, 0)] * (x.ndim - 2))
    means = sum(near[:, i : i + x.shape[1]] for i in range(size)) / size
    return x / (k + alpha * means) ** beta


def ones_and_zeros(shape, rng, name, **options):
    return np.full(shape, float(name == "weight"))


# ---- rows --------------------------------------------------------------------------------------------------
rng = np.random.default_rng(7)
ROWS, SIGNALS, IMAGES, VOLUMES = (5, 4), (3, 4, 5), (2, 4, 3, 5), (2, 4, 2, 3, 2)
LONG = (2, 4, 3, 11)  # lines of more than a vector
MEAN, VAR, WEIGHT, BIAS = rng.normal(size=4), rng.uniform(0.5, 2, 4), rng.normal(size=4), rng.normal(size=4)
LEARNED = {"weight": WEIGHT, "bias": BIAS}
KNOWN = {"running_mean": MEAN, "running_var": VAR}
UNKNOWN = {"running_mean": None, "running_var": None, "training": True}

function(
    "layer_norm", layer_norm, case(ROWS, normalized_shape=(4,)),
    case(ROWS, normalized_shape=(4,), **LEARNED), case((3, 2, 9), normalized_shape=(2, 9), eps=0.1),
    case((2, 70), normalized_shape=(70,)), case(ROWS, normalized_shape=(4,), weight=WEIGHT),
    case((6,), normalized_shape=(6,)), case((3, 1100), normalized_shape=(1100,)),
)  # fmt: skip
layer(
    "LayerNorm", layer_norm, case(ROWS, normalized_shape=4),
    case((3, 2, 9), normalized_shape=(2, 9), eps=0.1), case(ROWS, normalized_shape=4, bias=False),
    case(ROWS, normalized_shape=4, elementwise_affine=False), own=("bias", "elementwise_affine"),
    start=ones_and_zeros, text="LayerNorm((4,), eps=1e-05, elementwise_affine=True, bias=True)",
)  # fmt: skip
function(
    "rms_norm", rms_norm, case(ROWS, normalized_shape=(4,)), case(ROWS, normalized_shape=(4,), weight=WEIGHT),
    case((3, 2, 9), normalized_shape=(2, 9), eps=0.1),
)  # fmt: skip
layer(
    "RMSNorm", rms_norm, case(ROWS, normalized_shape=4), case((3, 2, 9), normalized_shape=(2, 9), eps=0.1),
    case(ROWS, normalized_shape=4, elementwise_affine=False), own=("elementwise_affine",),
    start=ones_and_zeros, text="RMSNorm((4,), eps=None, elementwise_affine=True)",
)  # fmt: skip
function(
    "group_norm", group_norm, case(ROWS, num_groups=2), case(IMAGES, num_groups=2, **LEARNED),
    case(SIGNALS, num_groups=4, eps=0.1), case(LONG, num_groups=1, weight=WEIGHT),
)  # fmt: skip
layer(
    "GroupNorm", group_norm, case(IMAGES, num_groups=2, num_channels=4),
    case(ROWS, num_groups=1, num_channels=4, affine=False),
    case(SIGNALS, num_groups=4, num_channels=4, bias=False),
    own=("num_channels", "affine", "bias"), start=ones_and_zeros,
    text="GroupNorm(2, 4, eps=1e-05, affine=True, bias=True)",
)  # fmt: skip
function(
    "instance_norm", instance_norm, case(SIGNALS), case(IMAGES, **LEARNED, eps=0.1), case(VOLUMES, **KNOWN),
    case(LONG, **KNOWN, **LEARNED, use_input_stats=False),
)  # fmt: skip
function(
    "batch_norm", batch_norm, case(ROWS, **KNOWN), case(ROWS, **UNKNOWN), case(IMAGES, **KNOWN, **LEARNED),
    case(LONG, **KNOWN, **LEARNED, training=True), case(SIGNALS, **UNKNOWN, weight=WEIGHT, eps=0.1),
    case(VOLUMES, **UNKNOWN, bias=BIAS),
)  # fmt: skip
function(
    "local_response_norm", local_response_norm, case(SIGNALS, size=3), case(IMAGES, size=2, alpha=0.5, k=2.0),
    case(SIGNALS, size=9, beta=0.5, alpha=2.0),
)  # fmt: skip
layer(
    "LocalResponseNorm", local_response_norm, case(SIGNALS, size=3), case(IMAGES, size=2, alpha=0.5, k=2.0),
    text="LocalResponseNorm(3, alpha=0.0001, beta=0.75, k=1.0)",
)  # fmt: skip
OPTIONS = {"own": ("bias",), "start": ones_and_zeros, "random": True}
for axes, shape in enumerate((SIGNALS, IMAGES, VOLUMES), 1):
    cases = [case(shape, num_features=4), case(shape, num_features=4, eps=0.1, affine=False)]
    batches = [*cases, case(shape, num_features=4, momentum=None, track_running_stats=False)]
    layer(
        f"BatchNorm{axes}d", batch_layer, *batches, *[case(ROWS, num_features=4)] * (axes == 1), **OPTIONS,
        text=f"BatchNorm{axes}d(4, eps=1e-05, momentum=0.1, affine=True, bias=True, "
        "track_running_stats=True)",
    )  # fmt: skip
    examples = [*cases, case(shape, num_features=4, affine=True, track_running_stats=True)]
    layer(
        f"InstanceNorm{axes}d", instance_layer, *examples, **OPTIONS,
        text=f"InstanceNorm{axes}d(4, eps=1e-05, momentum=0.1, affine=False, bias=False, "
        "track_running_stats=False)",
    )  # fmt: skip
