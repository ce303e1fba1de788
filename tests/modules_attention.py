"""Rows of the registry: tables of vectors, attention and transformers."""

import numpy as np
from registry import case, function, layer


# ---- formulas: tables --------------------------------------------------------------------------------------
def embedding(numbers, weight, padding_idx=None):
    return weight[numbers]


def embedding_bag(
    numbers, weight, offsets=None, per_sample_weights=None, mode="mean", padding_idx=None, **_
):  # fmt: skip
    numbers, share = numbers.astype(int), np.ones(numbers.shape)
    share = share if per_sample_weights is None else per_sample_weights
    if offsets is not None:
        numbers, share = np.split(numbers, offsets[1:]), np.split(share, offsets[1:])
    out = np.zeros((len(numbers), weight.shape[1]))
    for i, (bag, factors) in enumerate(zip(numbers, share)):
        there = bag != (len(weight) + padding_idx if padding_idx and padding_idx < 0 else padding_idx)
        if there.any():
            rows = weight[bag[there]] * factors[there][:, None]
            out[i] = getattr(rows, mode)(0)
    return out


def table(shape, rng, padding_idx=None, **options):
    start = rng.normal(size=shape)
    if padding_idx is not None:
        start[padding_idx] = 0
    return start


# ---- rows: tables ------------------------------------------------------------------------------------------
rng = np.random.default_rng(11)
NUMBERS, ROW = np.array([[1, 4, 1], [0, 2, 4]]), np.array([4, 1, 1, 0, 3, 4, 2])
BAGS = np.array([0, 3, 3, 5])
function(
    "embedding", embedding, case(NUMBERS, (5, 3)), case(ROW, (6, 2), padding_idx=-1),
    case(np.array(3), (5, 2)), case(np.zeros((0, 2), int), (5, 2)),
)  # fmt: skip
layer(
    "Embedding", lambda x, weight, **_: embedding(x, weight),
    case(NUMBERS, num_embeddings=5, embedding_dim=3),
    case(ROW, num_embeddings=6, embedding_dim=2, padding_idx=-1),
    own=("num_embeddings", "embedding_dim", "padding_idx"), start=table, text="Embedding(5, 3)",
)  # fmt: skip
WAYS = [{"mode": "mean"}, {"mode": "sum"}, {"mode": "max"}]
function(
    "embedding_bag", embedding_bag, case(NUMBERS, (5, 3)),
    *(case(NUMBERS, (5, 3), padding_idx=pad, **way) for way in WAYS for pad in (1, -1)),
    case(NUMBERS, (5, 3), per_sample_weights=rng.normal(size=NUMBERS.shape), mode="sum"),
)  # fmt: skip
layer(
    "EmbeddingBag", embedding_bag,
    *(case(NUMBERS, num_embeddings=5, embedding_dim=3, padding_idx=2, **way) for way in WAYS),
    own=("num_embeddings", "embedding_dim"), start=table,
    text="EmbeddingBag(5, 3, mode='mean', padding_idx=2)",
)  # fmt: skip
