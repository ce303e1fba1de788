"""Rows of the registry: losses and distances."""

from functools import partial
from itertools import product

import numpy as np
from modules_activations import X, log_softmax, sigmoid
from registry import case, function, layer, loss


# ---- formulas ----------------------------------------------------------------------------------------------
def reduced(loss, reduction="mean", total=None):
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


def bowl(d, width):
    return np.where(d < width, d * d / 2, width * (d - width / 2))


def smooth_l1_loss(x, y, beta=1.0, **reduction):
    d = abs(x - y)
    return reduced(bowl(d, beta) / beta if beta else d, **reduction)


def binary_cross_entropy(x, y, weight=1.0, reduction="mean"):
    return reduced(-weight * (y * np.log(x) + (1 - y) * np.log(1 - x)), reduction)


def kl_div(x, y, reduction="mean", log_target=False):
    y = np.exp(y) if log_target else y
    loss = y * (np.log(y) - x)
    return loss.sum() / len(x) if reduction == "batchmean" else reduced(loss, reduction)


def multilabel_soft_margin_loss(x, y, weight=1.0, reduction="mean"):
    s = sigmoid(x)
    return reduced((-weight * (y * np.log(s) + (1 - y) * np.log(1 - s))).mean(-1), reduction)


def poisson_nll_loss(x, y, log_input=True, full=False, eps=1e-8, reduction="mean"):
    loss = np.exp(x) - y * x if log_input else x - y * np.log(x + eps)
    if full:
        many = np.maximum(y, 1)
        loss = loss + (y > 1) * (many * np.log(many) - many + np.log(2 * np.pi * many) / 2)
    return reduced(loss, reduction)


def gaussian_nll_loss(x, y, var, full=False, eps=1e-6, reduction="mean"):
    var = np.maximum(var, eps)
    loss = (np.log(var) + (x - y) ** 2 / var + full * np.log(2 * np.pi)) / 2
    return reduced(loss, reduction)


def hinge_embedding_loss(x, y, margin=1.0, reduction="mean"):
    return reduced(np.where(y == 1, x, np.maximum(0, margin - x)), reduction)


def margin_ranking_loss(x1, x2, y, margin=0.0, reduction="mean"):
    return reduced(np.maximum(0, margin - y * (x1 - x2)), reduction)


def cosine_embedding_loss(x1, x2, y, margin=0.0, reduction="mean"):
    cos = (x1 * x2).sum(-1) / np.sqrt(((x1 * x1).sum(-1) + 1e-12) * ((x2 * x2).sum(-1) + 1e-12))
    return reduced(np.where(y == 1, 1 - cos, np.maximum(0, cos - margin)), reduction)


def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    return np.linalg.norm(x1 - x2 + eps, ord=p, axis=-1, keepdims=keepdim)


def squared(x, y):
    return ((x - y) ** 2).sum(-1)


def triplet_margin_loss(anchor, positive, negative, margin=1.0, swap=False, reduction="mean", **options):
    distance = options.get("distance_function") or partial(pairwise_distance, **options)
    near, far = distance(anchor, positive), distance(anchor, negative)
    far = np.minimum(far, distance(positive, negative)) if swap else far
    return reduced(np.maximum(0, near - far + margin), reduction)


def multi_margin_loss(x, y, p=1, margin=1.0, weight=None, reduction="mean"):
    own = np.take_along_axis(x, y[..., None], -1)
    short = np.maximum(0, margin - own + x) ** p * (np.arange(x.shape[-1]) != y[..., None])
    return reduced(short.sum(-1) / x.shape[-1] * (1 if weight is None else weight[y]), reduction)


def multilabel_margin_loss(x, y, reduction="mean"):
    def of_row(x, y):
        chosen = y[: [*y, -1].index(-1)]
        others = [i for i in range(len(x)) if i not in chosen]
        return sum(max(0, 1 - x[j] + x[i]) for j in chosen for i in others) / len(x)

    loss = of_row(x, y) if x.ndim == 1 else [*map(of_row, x, y)]
    return reduced(np.array(loss), reduction)


def ctc_loss(x, targets, times, lengths, blank=0, reduction="mean", zero_infinity=False):
    """Every way to fill the time is looked at."""

    def said(way):
        return [c for i, c in enumerate(way) if c != blank and (i == 0 or way[i - 1] != c)]

    losses = []
    for n, (time, length) in enumerate(zip(times, lengths, strict=True)):
        ways = [w for w in product(range(x.shape[-1]), repeat=time) if said(w) == [*targets[n, :length]]]
        likely = sum(np.exp(sum(x[t, n, c] for t, c in enumerate(w))) for w in ways)
        losses.append(-np.log(likely) if ways else 0.0 if zero_infinity else np.inf)
    losses = np.array(losses)
    return reduced(losses / np.maximum(lengths, 1) if reduction == "mean" else losses, reduction)


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
SIGNS, SPREAD = rng.choice([-1, 1], (5, 3)), rng.uniform(0.1, 2, (5, 3))
COUNTS = rng.poisson(2.0, (5, 3)) + 0.25  # log y! is added from 1 on
AWAY = rng.uniform(2, 5, (5, 3))  # from what is drawn: no distance of 0, no kink
loss(
    "smooth_l1_loss", "SmoothL1Loss", smooth_l1_loss, case((5, 3), AWAY), case((5, 3), LIKELY, beta=2.0),
    case((5, 3), AWAY, beta=0.0),
)  # fmt: skip
loss(
    "huber_loss", "HuberLoss", lambda x, y, delta=1.0, **how: reduced(bowl(abs(x - y), delta), **how),
    case((5, 3), AWAY), case((5, 3), LIKELY, delta=2.0),
)  # fmt: skip
loss(
    "binary_cross_entropy", "BCELoss", binary_cross_entropy, case(LIKELY, LIKELY[::-1]),
    case(LIKELY, LIKELY[::-1], weight=WEIGHTS),
)  # fmt: skip
loss("kl_div", "KLDivLoss", kl_div, case((5, 3), LIKELY), case((5, 3), (5, 3), log_target=True))
loss(
    "soft_margin_loss", "SoftMarginLoss", lambda x, y, **how: reduced(np.log1p(np.exp(-y * x)), **how),
    case((5, 3), SIGNS),
)  # fmt: skip
loss(
    "multilabel_soft_margin_loss", "MultiLabelSoftMarginLoss", multilabel_soft_margin_loss,
    case((5, 3), 1.0 * (SIGNS > 0)), case((5, 3), 1.0 * (SIGNS > 0), weight=WEIGHTS),
)  # fmt: skip
loss(
    "poisson_nll_loss", "PoissonNLLLoss", poisson_nll_loss, case((5, 3), COUNTS),
    case((5, 3), COUNTS, full=True),
    case(LIKELY, COUNTS, log_input=False), case(LIKELY, COUNTS, log_input=False, full=True, eps=0.1),
)  # fmt: skip
loss(
    "gaussian_nll_loss", "GaussianNLLLoss", gaussian_nll_loss, case((5, 3), (5, 3), SPREAD),
    case((5, 3), (5, 3), SPREAD[:, :1], full=True), case((5, 3), (5, 3), SPREAD, eps=0.05),
)  # fmt: skip
loss(
    "hinge_embedding_loss", "HingeEmbeddingLoss", hinge_embedding_loss, case((5, 3), SIGNS),
    case((5, 3), SIGNS, margin=3.0),
)  # fmt: skip
loss(
    "margin_ranking_loss", "MarginRankingLoss", margin_ranking_loss, case((5, 3), AWAY, SIGNS),
    case((5, 3), AWAY, SIGNS, margin=4.0),
)  # fmt: skip
loss(
    "cosine_embedding_loss", "CosineEmbeddingLoss", cosine_embedding_loss, case((5, 3), AWAY, SIGNS[:, 0]),
    case((5, 3), AWAY, SIGNS[:, 0], margin=-0.9), case((3,), AWAY[0], np.array(1)),
)  # fmt: skip
loss(
    "triplet_margin_loss", "TripletMarginLoss", triplet_margin_loss, case((5, 3), AWAY, LIKELY),
    case((5, 3), AWAY, LIKELY, p=3.0, eps=0.1, margin=2.0), case((5, 3), LIKELY, AWAY, swap=True, margin=9.0),
)  # fmt: skip
loss(
    "triplet_margin_with_distance_loss", "TripletMarginWithDistanceLoss", triplet_margin_loss,
    case((5, 3), AWAY, LIKELY), case((5, 3), LIKELY, AWAY, swap=True, margin=9.0),
    case((5, 3), AWAY, LIKELY, distance_function=squared),
    text="TripletMarginWithDistanceLoss(\n  (distance_function): PairwiseDistance()\n)",
)  # fmt: skip
loss(
    "multi_margin_loss", "MultiMarginLoss", multi_margin_loss, case((5, 3), ROWS),
    case((5, 3), ROWS, weight=WEIGHTS), case((5, 3), ROWS, p=2, margin=0.5), case((3,), np.array(2)),
)  # fmt: skip
loss(
    "multilabel_margin_loss", "MultiLabelMarginLoss", multilabel_margin_loss,
    case((4, 3), np.array([[2, 0, -1], [-1, 1, 2], [1, 2, 0], [1, -1, -1]])),
    case((3,), np.array([2, -1, 0])),
)  # fmt: skip
DISTANCES = [case((5, 3), AWAY), case((5, 3), AWAY, p=1.0, eps=0.1, keepdim=True), case((3,), AWAY[0])]
function("pairwise_distance", pairwise_distance, *DISTANCES)
layer(
    "PairwiseDistance", pairwise_distance, *DISTANCES, text="PairwiseDistance()"
)  # fmt: skip
function(
    "normalize", lambda x, p=2.0, dim=1: x / np.linalg.norm(x, ord=p, axis=dim, keepdims=True), case(X),
    case(X, p=1.0, dim=0), case((2, 3, 4), p=3.0, dim=-1),
)  # fmt: skip
TEXTS, TIMES = np.array([[1, 2], [1, 1], [2, 1]]), np.array([4, 4, 3])
loss(
    "ctc_loss", "CTCLoss", ctc_loss, case((4, 3, 3), TEXTS, TIMES, np.array([2, 2, 1])),
    case((4, 3, 3), TEXTS, np.array([4, 2, 1]), np.array([2, 2, 0]), zero_infinity=True),
    case((4, 3, 3), TEXTS - 1, TIMES, np.array([2, 1, 2]), blank=2), torch=False,  # whose gradient is another
)  # fmt: skip
