"""model.summary: layers, shapes, parameters, and multiply-adds as they are counted by hand and by PyTorch."""

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn

LAYERS = [  # layer, input shapes, dtype, multiply-adds
    (lambda: nn.Linear(5, 7), [(3, 5)], None, 3 * 7 * 5),
    (lambda: nn.Linear(5, 7), [(2, 3, 5)], None, 2 * 3 * 7 * 5),
    (lambda: nn.Bilinear(2, 3, 4), [(5, 2), (5, 3)], None, 5 * 4 * 2 * 3),
    (lambda: nn.Conv1d(4, 6, 3, stride=2, groups=2), [(2, 4, 9)], None, 2 * 6 * 4 * (4 // 2) * 3),
    (lambda: nn.Conv2d(3, 8, (3, 2), padding=1), [(2, 3, 6, 5)], None, 2 * 8 * 6 * 6 * 3 * 6),
    (lambda: nn.Conv3d(1, 2, 2), [(1, 1, 3, 3, 3)], None, 2 * 8 * 8),
    (lambda: nn.ConvTranspose1d(4, 6, 3, stride=2), [(2, 4, 5)], None, 2 * 4 * 5 * 6 * 3),
    (lambda: nn.ConvTranspose2d(4, 6, 3, groups=2), [(2, 4, 5, 5)], None, 2 * 4 * 25 * (6 // 2) * 9),
    (lambda: nn.RNN(3, 4), [(5, 2, 3)], None, 10 * 4 * (3 + 4)),
    (lambda: nn.GRU(3, 4, num_layers=2), [(5, 2, 3)], None, 10 * 12 * (3 + 4 + 4 + 4)),
    (lambda: nn.LSTM(3, 4, bidirectional=True), [(5, 2, 3)], None, 10 * 2 * 16 * (3 + 4)),
    (lambda: nn.LSTM(3, 4, proj_size=2), [(5, 2, 3)], None, 10 * (16 * (3 + 2) + 2 * 4)),
    (lambda: nn.LSTM(3, 4), [(5, 3)], None, 5 * 16 * 7),
    (lambda: nn.GRUCell(3, 4), [(5, 3)], None, 5 * 12 * 7),
    (lambda: nn.LSTMCell(3, 4), [(3,)], None, 16 * 7),
    (lambda: nn.MultiheadAttention(6, 2), [(5, 2, 6), (4, 2, 6), (4, 2, 6)], None,
     2 * (36 * (5 + 5 + 8) + 2 * 5 * 4 * 6)),
    (lambda: nn.MultiheadAttention(6, 2, batch_first=True, kdim=3, vdim=4, add_bias_kv=True),
     [(2, 5, 6), (2, 4, 3), (2, 4, 4)], None, 2 * (2 * 5 * 36 + 4 * 6 * 7 + 2 * 5 * 5 * 6)),
    (lambda: nn.MultiheadAttention(6, 2), [(5, 6), (4, 6), (4, 6)], None, 36 * 18 + 2 * 5 * 4 * 6),
    (lambda: nn.Embedding(9, 4), [(2, 3)], tl.int64, 0),
    (lambda: nn.BatchNorm1d(4), [(2, 4)], None, 0),
]  # fmt: skip


@pytest.mark.parametrize(("make", "shapes", "dtype", "count"), LAYERS, ids=range(len(LAYERS)))
def test_multiply_adds(make, shapes, dtype, count):
    layer = make()
    before = {k: v.tolist() for k, v in layer.state_dict().items()}
    found = layer.summary(*shapes, dtype=dtype)
    assert found.multiply_adds == count
    assert found.parameters == sum(p.size for p in layer.parameters())
    output = layer.eval()(*(tl.zeros(s, dtype=dtype or tl.float32) for s in shapes))
    parts = [output] if isinstance(output, tl.Tensor) else [output[0]]
    shown = found.layers[0].output
    assert parts[0].shape == (shown if not isinstance(shown[0], tuple) else shown[0])
    assert {k: v.tolist() for k, v in layer.state_dict().items()} == before


@pytest.mark.parametrize("row", LAYERS[:8], ids=range(8))
def test_multiply_adds_are_those_of_pytorch(row):
    torch = pytest.importorskip("torch")
    from torch.utils.flop_counter import FlopCounterMode

    make, shapes, _, count = row
    layer = make()
    if isinstance(layer, nn.Bilinear):
        return  # which it counts with the outer products of the inputs
    options = {k: v for k, v in vars(layer).items() if k in ("stride", "padding", "groups") and v is not None}
    sizes = (layer.in_features, layer.out_features) if isinstance(layer, nn.Linear) else None
    sizes = sizes or (layer.in_channels, layer.out_channels, layer.kernel_size)
    theirs = getattr(torch.nn, type(layer).__name__)(*sizes, **options)
    with FlopCounterMode(display=False) as counter:
        theirs(*(torch.zeros(s) for s in shapes))
    assert counter.get_total_flops() == 2 * count


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
        self.scale = nn.Parameter(tl.ones(4, dtype=tl.float32), requires_grad=False)
        self.spare = nn.Linear(2, 2)

    def forward(self, x):
        return self.block(self.block(x)) * self.scale


def test_a_model():
    model = Net()
    model.block[1].eval()
    state = tl.random.get_state()
    found = model.summary((3, 4))
    assert tl.random.get_state() == state and [m.training for m in model.modules()].count(False) == 1
    assert all("forward" not in vars(m) for m in model.modules())  # no hook is left
    assert repr(found).split("\n") == [
        "Layer                                 Output shape  Parameters  Multiply-adds",
        "-" * 77,
        "Net                                   (3, 4)                 4              0",
        "  block: Sequential (called 2 times)  (3, 4)                 0              0",
        "    0: Linear (called 2 times)        (3, 4)                20             96",
        "    1: BatchNorm1d (called 2 times)   (3, 4)                 8              0",
        "    2: Dropout (called 2 times)       (3, 4)                 0              0",
        "  spare: Linear                       not called             6              0",
        "-" * 77,
        "38 parameters (34 learnable, 152 bytes), 96 multiply-adds",
    ]
    assert [layer.path for layer in found.layers] == ["", "block", "block.0", "block.1", "block.2", "spare"]
    assert "path" not in repr(found.layers[0]) and "Net" in repr(found.layers[0])


def test_packed_sequences_and_own_hooks():
    rnn = nn.GRU(3, 4)

    class Packs(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = rnn

        def forward(self, x):
            return self.rnn(nn.utils.rnn.pack_padded_sequence(x, [5, 2]))[1]

    seen = []
    handle = rnn.register_forward_hook(lambda *_: seen.append(1))
    assert Packs().summary((5, 2, 3)).multiply_adds == 7 * 12 * 7 and seen == [1]
    handle.remove()
    model = nn.Transformer(8, 2, 1, 1, 16, dtype=tl.float64)
    found = model.summary((5, 2, 8), (3, 2, 8))
    attention = 2 * (64 * 20 + 2 * 25 * 8), 2 * (64 * 12 + 2 * 9 * 8), 2 * (64 * 16 + 2 * 15 * 8)
    assert found.multiply_adds == sum(attention) + 2 * 8 * 2 * 8 * 16
    assert found.layers[0].output == (3, 2, 8)


def test_bad_shapes():
    model = Net()
    for shapes, error, text in (
        ((), TypeError, "summary: the shape of each input is needed"),
        ((3, 4), TypeError, r"summary: a shape is a tuple, model.summary\(\(3, 4\)\)"),
        (("x",), TypeError, "summary: a shape must be a tuple of integers, got 'x'"),
        (
            (tl.zeros((3, 4), dtype=tl.int64),),
            TypeError,
            r"summary: .* model.summary\(\(3, 4\), dtype='int64'\)$",
        ),
        (((3, -1),), ValueError, "summary: a length of a shape must be at least 0"),
        (((3, 5),), ValueError, r"linear: .*\(in layer 'block.0': Linear"),
    ):
        with pytest.raises(error, match=f"^{text}"):
            model.summary(*shapes)
        assert all(m.training and "forward" not in vars(m) for m in model.modules())
    with pytest.raises(ValueError, match="summary: 2 dtypes for 1 shapes"):
        model.summary((3, 4), dtype=[tl.float32, tl.float32])
    assert np.isfinite(model.summary((0, 4)).multiply_adds)
