"""Rows of the registry: losses."""

import numpy as np
from modules_activations import X, log_softmax, sigmoid
from registry import case, loss


# ---- formulas ----------------------------------------------------------------------------------------------
def reduced(loss, reduction, total=None):
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.sum() / (loss.size if total is None else total)


def of_differences(f):
    """The loss that is the mean of f(input − target)."""
    return lambda x, target, reduction="mean": reduced(f(x - target), reduction)


def binary_cross_entropy_with_logits(x, y, weight=1.0, pos_weight=1.0, reduction="mean"):
    s = sigmoid(x)
    return reduced(-weight * (pos_weight * y * np.log(s) + (1 - y) * np.log(1 - s)), reduction)


def nll_loss(x, target, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    x = np.moveaxis(x, min(1, x.ndim - 1), -1)
    classes = x.shape[-1]
    weight = np.ones(classes) if weight is None else weight
    chosen = np.where(target == ignore_index, 0, target)
    counts = (target != ignore_index) * weight[chosen]
    loss = -np.take_along_axis(x, chosen[..., None], -1)[..., 0] * counts
    spread = np.where(target == ignore_index, 0, -(x * weight).sum(axis=-1) / classes)
    return reduced((1 - label_smoothing) * loss + label_smoothing * spread, reduction, counts.sum())


def cross_entropy(x, target, weight=None, reduction="mean", label_smoothing=0.0, **options):
    axis = min(1, x.ndim - 1)
    logp = log_softmax(x, axis)
    if target.dtype.kind == "i":
        return nll_loss(logp, target, weight, options.get("ignore_index", -100), reduction, label_smoothing)
    share = (1 - label_smoothing) * target + label_smoothing / x.shape[axis]
    if weight is not None:
        share = share * weight.reshape(-1, *[1] * (x.ndim - axis - 1))
    return reduced(-(share * logp).sum(axis=axis), reduction)


# ---- rows --------------------------------------------------------------------------------------------------
rng = np.random.default_rng(3)
ROWS, PIXELS = rng.integers(0, 3, 5), rng.integers(0, 3, (2, 4))
SHARES, SHARES_OF_PIXELS = rng.dirichlet(np.ones(3), 5), np.moveaxis(rng.dirichlet(np.ones(3), (2, 4)), -1, 1)
WEIGHTS, FACTORS, LIKELY = np.array([1.0, 2.0, 0.5]), np.array([1.5, 1.0, 0.25]), rng.uniform(size=(5, 3))
loss("mse_loss", "MSELoss", of_differences(np.square), case(X, X), case((3,), (3,)))
loss("l1_loss", "L1Loss", of_differences(abs), case(X, X), case((3,), (3,)))
loss("half_squared_error", "HalfSquaredError", of_differences(lambda d: d * d / 2), case(X, X), torch=False)
loss(
    "binary_cross_entropy_with_logits", "BCEWithLogitsLoss", binary_cross_entropy_with_logits,
    case((5, 3), LIKELY), case((5, 3), LIKELY, weight=WEIGHTS), case((5, 3), LIKELY, pos_weight=FACTORS),
    case((5, 3), LIKELY, weight=WEIGHTS, pos_weight=FACTORS),
)  # fmt: skip
loss(
    "nll_loss", "NLLLoss", nll_loss, case((5, 3), ROWS), case((5, 3), ROWS, weight=WEIGHTS),
    case((5, 3), ROWS, ignore_index=1), case((2, 3, 4), PIXELS, weight=WEIGHTS, ignore_index=2),
    case((3,), np.array(2)),
)  # fmt: skip
loss(
    "cross_entropy", "CrossEntropyLoss", cross_entropy,
    case((5, 3), ROWS), case((5, 3), ROWS, ignore_index=1),
    case((5, 3), ROWS, weight=WEIGHTS), case((5, 3), ROWS, label_smoothing=0.2), case((3,), np.array(2)),
    case((2, 3, 4), PIXELS, weight=WEIGHTS, ignore_index=2, label_smoothing=0.2),
    case((5, 3), SHARES), case((5, 3), SHARES, weight=WEIGHTS, label_smoothing=0.2),
    case((2, 3, 4), SHARES_OF_PIXELS, weight=WEIGHTS),
)  # fmt: skip
