"""Rows of the registry: recurrent layers and what sequences of different lengths need."""

import numpy as np
from registry import case, layer, other

import tensorlab as tl
from tensorlab import nn

rnn = nn.utils.rnn


# ---- formulas ----------------------------------------------------------------------------------------------
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def simple_step(given, known, h, c, activation):
    return activation(given + known), c


def lstm_step(given, known, h, c):
    i, f, g, o = np.split(given + known, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def gru_step(given, known, h, c):
    (r, z, n), (hr, hz, hn) = np.split(given, 3, axis=-1), np.split(known, 3, axis=-1)
    z = sigmoid(z + hz)
    return (1 - z) * np.tanh(n + sigmoid(r + hr) * hn) + z * h, c


STEPS = {
    "RNN_TANH": lambda *args: simple_step(*args, np.tanh),
    "RNN_RELU": lambda *args: simple_step(*args, lambda x: np.maximum(x, 0)),
    "LSTM": lstm_step,
    "GRU": gru_step,
}


def direction(mode, x, h, c, w, suffix, order):
    """One layer over the steps in an order: all that it tells, and its last states."""
    zero, told = np.zeros(1), [None] * len(x)
    for t in order:
        given = x[t] @ w["weight_ih" + suffix].T + w.get("bias_ih" + suffix, zero)
        known = h @ w["weight_hh" + suffix].T + w.get("bias_hh" + suffix, zero)
        h, c = STEPS[mode](given, known, h, c)
        h = told[t] = h @ w["weight_hr" + suffix].T if "weight_hr" + suffix in w else h
    return np.stack(told), h, c


def recurrent(
    mode, x, w, h0=None, c0=None, num_layers=1, bidirectional=False, batch_first=False, proj_size=0, **_
):
    """Told states, last states h and c, by the definition: example by example, step by step."""
    hidden, single = w["weight_hh_l0"].shape[0] // {"L": 4, "G": 3, "R": 1}[mode[0]], x.ndim == 2
    x = x[:, None] if single else np.swapaxes(x, 0, 1) if batch_first else x
    ways = ("", "_reverse") if bidirectional else ("",)
    hs, cs = [], []
    for k in range(num_layers):
        told = []
        for way in ways:
            first = len(hs)
            h = np.zeros((x.shape[1], proj_size or hidden)) if h0 is None else h0[first]
            c = np.zeros((x.shape[1], hidden)) if c0 is None else c0[first]
            order = range(len(x))[::-1] if way else range(len(x))
            y, h, c = direction(mode, x, h, c, w, f"_l{k}{way}", order)
            told.append(y), hs.append(h), cs.append(c)
        x = np.concatenate(told, axis=-1)
    h, c = np.stack(hs), np.stack(cs)
    if single:
        return x[:, 0], h[:, 0], c[:, 0]
    return np.swapaxes(x, 0, 1) if batch_first else x, h, c


def flat(*parts):
    return np.concatenate([p.ravel() for p in parts])


def of_mode(mode):
    """What a layer in `Joined` gives."""

    def formula(x, nonlinearity="tanh", **options):
        kind = f"RNN_{nonlinearity.upper()}" if mode == "RNN" else mode
        w = {key[6:]: value for key, value in options.items() if key.startswith("layer.")}
        rest = {key: value for key, value in options.items() if not key.startswith("layer.")}
        y, h, c = recurrent(kind, x, w, **rest)
        return flat(y, h, c) if kind == "LSTM" else flat(y, h)

    return formula


def cell(mode):
    def formula(x, h=None, c=None, nonlinearity="tanh", **w):
        kind = f"RNN_{nonlinearity.upper()}" if mode == "RNN" else mode
        w = {f"{key}_l0": value for key, value in w.items()}
        hidden = w["weight_hh_l0"].shape[1]
        h, c = (np.zeros((*x.shape[:-1], hidden)) if s is None else s for s in (h, c))
        return direction(kind, x[None], h, c, w, "_l0", [0])[1:]

    return formula


class Joined(nn.Module):
    """All results of a layer as one."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, *inputs):
        parts = self.layer(*inputs)
        joined = [parts[0], *(parts[1] if isinstance(parts[1], tuple) else [parts[1]])]
        return tl.concatenate(joined, axis=None)


def joined(public, **first):
    return lambda **options: Joined(public(**first, **options))


def within_hidden(shape, rng, hidden_size, **_):
    return rng.uniform(-1 / np.sqrt(hidden_size), 1 / np.sqrt(hidden_size), shape)


# ---- rows: layers ------------------------------------------------------------------------------------------
SEQUENCES, SIZES = (4, 2, 3), {"input_size": 3, "hidden_size": 4}
CASES = [
    case(SEQUENCES, **SIZES),
    case(SEQUENCES, **SIZES, num_layers=2, bidirectional=True),
    case(SEQUENCES, **SIZES, bias=False, batch_first=True, bidirectional=True),
    case(SEQUENCES[::2], **SIZES, num_layers=2, bias=False),
]
OWN = ("input_size", "hidden_size", "bias")
for mode, more in (
    ("RNN", [case(SEQUENCES, **SIZES, nonlinearity="relu")]),
    ("LSTM", [case(SEQUENCES, **SIZES, proj_size=2, num_layers=2, bidirectional=True)]),
    ("GRU", []),
):
    layer(
        mode, of_mode(mode), *CASES, *more, own=OWN, make=joined(getattr(nn, mode)), torch=False,
        text=f"Joined(\n  (layer): {mode}(3, 4)\n)",
    )  # fmt: skip
layer(
    "RNNBase", of_mode("GRU"), CASES[0], own=OWN, make=joined(nn.RNNBase, mode="GRU"), torch=False,
    text="Joined(\n  (layer): RNNBase(3, 4)\n)",
)  # fmt: skip

STATE = (2, 4)
EXAMPLES = [case((2, 3), **SIZES), case((2, 3), STATE, **SIZES, bias=False), case((3,), (4,), **SIZES)]
layer(
    "RNNCell", lambda *args, **w: cell("RNN")(*args, **w)[0], *EXAMPLES,
    case((2, 3), STATE, **SIZES, nonlinearity="relu"), own=OWN, start=within_hidden, text="RNNCell(3, 4)",
)  # fmt: skip
layer(
    "GRUCell", lambda *args, **w: cell("GRU")(*args, **w)[0], *EXAMPLES, own=OWN, start=within_hidden,
    text="GRUCell(3, 4)",
)  # fmt: skip


class Pair(Joined):
    def forward(self, x, *states):
        return tl.concatenate(self.layer(x, states or None), axis=None)


layer(
    "LSTMCell",
    lambda *args, **w: flat(*cell("LSTM")(*args, **{key.removeprefix("layer."): v for key, v in w.items()})),
    case((2, 3), **SIZES), case((2, 3), STATE, STATE, **SIZES, bias=False), case((3,), (4,), (4,), **SIZES),
    own=OWN, make=lambda **options: Pair(nn.LSTMCell(**options)), torch=False,
    text="Pair(\n  (layer): LSTMCell(3, 4)\n)",
)  # fmt: skip

# ---- rows: sequences of different lengths ------------------------------------------------------------------
TEXTS = [np.arange(4.0), np.arange(10.0, 12.0), np.arange(20.0, 23.0)]
PACKED = [0, 20, 10, 1, 21, 11, 2, 22, 3]


def texts():
    return [tl.array(text) for text in TEXTS]


@other("nn.utils.rnn.PackedSequence")
def packed_by_hand():
    packed = rnn.PackedSequence(tl.arange(5), tl.array([2, 2, 1]), tl.array([1, 0]))
    assert packed.unsorted_indices.tolist() == [1, 0]
    assert [s.tolist() for s in rnn.unpack_sequence(packed)] == [[1, 3], [0, 2, 4]]
    assert packed.float().data.dtype == tl.float32 and packed.double().data.dtype == tl.float64
    assert packed.cpu() is packed and isinstance(packed.to(tl.float32), rnn.PackedSequence)


@other("nn.utils.rnn.invert_permutation")
def turned():
    assert rnn.invert_permutation(None) is None
    assert rnn.invert_permutation(tl.array([2, 0, 1])).tolist() == [1, 2, 0]


@other("nn.utils.rnn.pack_sequence")
def together():
    packed = rnn.pack_sequence(texts(), enforce_sorted=False)
    assert packed.data.tolist() == PACKED and packed.batch_sizes.tolist() == [3, 3, 2, 1]
    assert packed.sorted_indices.tolist() == [0, 2, 1] and packed.unsorted_indices.tolist() == [0, 2, 1]


@other("nn.utils.rnn.unpack_sequence")
def apart():
    unpacked = rnn.unpack_sequence(rnn.pack_sequence(texts(), enforce_sorted=False))
    assert [t.tolist() for t in unpacked] == [t.tolist() for t in TEXTS]


@other("nn.utils.rnn.pad_sequence")
def padded():
    for side, rows in (
        ("right", [[0, 1, 2, 3], [10, 11, -1, -1]]),
        ("left", [[0, 1, 2, 3], [-1, -1, 10, 11]]),
    ):
        given = rnn.pad_sequence(texts()[:2], padding_value=-1, padding_side=side)
        assert given.T.tolist() == rows
        assert rnn.pad_sequence(texts()[:2], True, -1, side).tolist() == rows


@other("nn.utils.rnn.unpad_sequence")
def cut():
    for first in (True, False):
        parts = rnn.unpad_sequence(rnn.pad_sequence(texts(), first), tl.array([4, 2, 3]), first)
        assert [t.tolist() for t in parts] == [t.tolist() for t in TEXTS]


@other("nn.utils.rnn.pack_padded_sequence")
def without_padding():
    for first in (True, False):
        packed = rnn.pack_padded_sequence(rnn.pad_sequence(texts(), first), [4, 2, 3], first, False)
        assert packed.data.tolist() == PACKED and packed.batch_sizes.tolist() == [3, 3, 2, 1]


@other("nn.utils.rnn.pad_packed_sequence")
def with_padding():
    packed = rnn.pack_sequence(texts(), enforce_sorted=False)
    for first in (True, False):
        again, lengths = rnn.pad_packed_sequence(packed, first, -1.0, total_length=5)
        rows = again.tolist() if first else again.T.tolist()
        assert lengths.tolist() == [4, 2, 3]
        assert rows == [[0, 1, 2, 3, -1], [10, 11, -1, -1, -1], [20, 21, 22, -1, -1]]
