"""Rows of the registry: tables of vectors, attention and transformers."""

import numpy as np
from registry import case, function, layer

from tensorlab import nn


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


# ---- formulas: attention -----------------------------------------------------------------------------------
def attention(q, k, v, attn_mask=None, is_causal=False, scale=None, **_):
    scores = q @ np.swapaxes(k, -1, -2) * (q.shape[-1] ** -0.5 if scale is None else scale)
    seen = np.ones(scores.shape, bool)
    if attn_mask is not None and attn_mask.dtype == bool:
        seen &= attn_mask
    elif attn_mask is not None:
        scores = scores + attn_mask
    scores = np.where(np.tril(seen) if is_causal else seen, scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True) @ v


def heads(x, prefix="", memory=None, number=2, **state):
    """Attention of sequences (L, N, E) to themselves, or to a memory."""
    weight, bias, out, last = (
        state[prefix + key] for key in ("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias")
    )

    def part(t, i):
        n = t.shape[-1]
        y = t @ weight[i * n : i * n + n].T + bias[i * n : i * n + n]
        return y.reshape(*t.shape[:2], number, -1).transpose(1, 2, 0, 3)

    memory = x if memory is None else memory
    y = attention(part(x, 0), part(memory, 1), part(memory, 2))
    return y.transpose(2, 0, 1, 3).reshape(x.shape) @ out.T + last


def dropped(x, p, training, rng):
    return np.where(rng.random(x.shape) >= p, x / (1 - p), 0.0) if training and p else x


def normed(x, prefix, state):
    z = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    return z * state[prefix + ".weight"] + state[prefix + ".bias"]


def network(x, prefix, state):
    y = np.maximum(x @ state[prefix + "linear1.weight"].T + state[prefix + "linear1.bias"], 0)
    return y @ state[prefix + "linear2.weight"].T + state[prefix + "linear2.bias"]


def encoder_layer(x, prefix="", norm_first=False, **state):
    if norm_first:
        x = x + heads(normed(x, prefix + "norm1", state), prefix + "self_attn.", **state)
        return x + network(normed(x, prefix + "norm2", state), prefix, state)
    x = normed(x + heads(x, prefix + "self_attn.", **state), prefix + "norm1", state)
    return normed(x + network(x, prefix, state), prefix + "norm2", state)


def decoder_layer(x, memory, prefix="", **state):
    x = normed(x + heads(x, prefix + "self_attn.", **state), prefix + "norm1", state)
    x = normed(x + heads(x, prefix + "multihead_attn.", memory, **state), prefix + "norm2", state)
    return normed(x + network(x, prefix, state), prefix + "norm3", state)


def transformer(x, y, **state):
    memory = normed(encoder_layer(x, "encoder.layers.0.", **state), "encoder.norm", state)
    return normed(decoder_layer(y, memory, "decoder.layers.0.", **state), "decoder.norm", state)


def positions(x, training, rng, d_model, dropout=0.0, batch_first=False, **_):
    time, place = np.arange(x.shape[1 if batch_first else 0])[:, None], np.arange(d_model)
    angles = time / 10000 ** ((place - place % 2) / d_model)
    waves = np.where(place % 2, np.cos(angles), np.sin(angles))
    return dropped(x + (waves if batch_first else waves[:, None]), dropout, training, rng)


class Attending(nn.MultiheadAttention):
    """To itself, without the weights."""

    def forward(self, x):
        return super().forward(x, x, x)[0]


class Encoding(nn.TransformerEncoder):
    def __init__(self):
        super().__init__(nn.TransformerEncoderLayer(4, 2, 3, 0.0), 2)


class Decoding(nn.TransformerDecoder):
    def __init__(self):
        super().__init__(nn.TransformerDecoderLayer(4, 2, 3, 0.0), 1, nn.LayerNorm(4))


def text(layer, indent=0):
    return repr(layer).replace("\n", "\n" + " " * indent)


# ---- rows: attention ---------------------------------------------------------------------------------------
Q, K, V = (2, 3, 4), (2, 5, 4), (2, 5, 3)
function(
    "scaled_dot_product_attention", attention, case(Q, K, V), case((3, 4), (5, 4), (5, 3)),
    case(Q, K, V, is_causal=True), case(Q, K, V, attn_mask=rng.normal(size=(3, 5)), scale=0.3),
    case(Q, (1, 5, 4), (5, 3)),
)  # fmt: skip
PROJECTION = "(out_proj): NonDynamicallyQuantizableLinear(in_features=4, out_features=4, bias=True)"
layer(
    "MultiheadAttention", heads, case((5, 2, 4)), make=lambda: Attending(4, 2), torch=False,
    text=f"Attending(\n  {PROJECTION}\n)",
)  # fmt: skip
SIZES = {"d_model": 4, "nhead": 2, "dim_feedforward": 3, "dropout": 0.0}
SELF = f"MultiheadAttention(\n    {PROJECTION}\n  )\n"
LINEAR = (
    "  (linear1): Linear(in_features=4, out_features=3, bias=True)\n"
    "  (dropout): Dropout(p=0.0, inplace=False)\n"
    "  (linear2): Linear(in_features=3, out_features=4, bias=True)\n"
)


def ends(count):
    norm = "LayerNorm((4,), eps=1e-05, elementwise_affine=True, bias=True)"
    lines = [f"  (norm{i}): {norm}\n" for i in range(1, count + 1)]
    return "".join(lines + [f"  (dropout{i}): Dropout(p=0.0, inplace=False)\n" for i in range(1, count + 1)])


def encoder_of(**options):
    """A small layer."""
    return nn.TransformerEncoderLayer(**SIZES, **options)


layer(
    "TransformerEncoderLayer", encoder_layer, case((5, 2, 4)), case((5, 2, 4), norm_first=True),
    make=encoder_of, torch=False,
    text=f"TransformerEncoderLayer(\n  (self_attn): {SELF}{LINEAR}{ends(2)})",
)  # fmt: skip
layer(
    "TransformerDecoderLayer", decoder_layer, case((3, 2, 4), (5, 2, 4)),
    make=lambda: nn.TransformerDecoderLayer(**SIZES), torch=False,
    text=f"TransformerDecoderLayer(\n  (self_attn): {SELF}  (multihead_attn): {SELF}{LINEAR}{ends(3)})",
)  # fmt: skip
layer(
    "TransformerEncoder",
    lambda x, **state: encoder_layer(encoder_layer(x, "layers.0.", **state), "layers.1.", **state),
    case((5, 2, 4)), make=Encoding, torch=False,
    text=f"Encoding(\n  (layers): {text(Encoding().layers, 2)}\n)",
)  # fmt: skip
layer(
    "TransformerDecoder",
    lambda x, memory, **s: normed(decoder_layer(x, memory, "layers.0.", **s), "norm", s),
    case((3, 2, 4), (5, 2, 4)), make=Decoding, torch=False,
    text=f"Decoding(\n  (layers): {text(Decoding().layers, 2)}\n  (norm): {nn.LayerNorm(4)}\n)",
)  # fmt: skip
WHOLE = nn.Transformer(4, 2, 1, 1, 3, 0.0)
layer(
    "Transformer", transformer, case((5, 2, 4), (3, 2, 4)),
    make=lambda: nn.Transformer(4, 2, 1, 1, 3, 0.0), torch=False,
    text=f"Transformer(\n  (encoder): {text(WHOLE.encoder, 2)}\n  (decoder): {text(WHOLE.decoder, 2)}\n)",
)  # fmt: skip
layer(
    "SinusoidalPositions", positions, case((5, 2, 4), d_model=4),
    case((2, 5, 3), d_model=3, batch_first=True, dropout=0.5), torch=False, random=True,
    text="SinusoidalPositions(4, max_len=5000, dropout=0.0, batch_first=False)",
)  # fmt: skip
