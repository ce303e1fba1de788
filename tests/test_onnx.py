"""export_onnx: other programs compute from the file what the network does, for any number of examples."""

import io
import sys

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn

F = nn.functional
RNG = np.random.default_rng(0)


def x(*shape):
    return (x, shape)


def ids(*shape):
    return (ids, shape)


def made(spec, batch, axis):
    kind, shape = spec
    shape = list(shape)
    shape[axis] = batch
    return RNG.integers(0, 5, shape) if kind is ids else RNG.normal(size=shape).astype("f4")


class OwnCell(nn.GRUCell):
    pass


LAYERS = [
    (lambda: nn.Linear(4, 3), [x(2, 4)]),
    (lambda: nn.Linear(4, 3, bias=False), [x(2, 5, 4)]),
    (lambda: nn.Bilinear(3, 4, 5), [x(2, 3), x(2, 4)]),
    (lambda: nn.Bilinear(3, 4, 5, bias=False), [x(2, 6, 3), x(2, 6, 4)]),
    (lambda: nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=2, groups=2), [x(2, 4, 12)]),
    (lambda: nn.Conv2d(3, 5, (3, 2), padding="same"), [x(2, 3, 6, 7)]),
    (lambda: nn.Conv2d(3, 5, 3, padding=(2, 1), padding_mode="reflect", bias=False), [x(2, 3, 6, 7)]),
    (lambda: nn.Conv2d(3, 5, (2, 3), padding="same", padding_mode="circular"), [x(2, 3, 6, 7)]),
    (lambda: nn.Conv3d(2, 3, 2), [x(2, 2, 3, 4, 5)]),
    (lambda: nn.ConvTranspose1d(4, 6, 3, stride=2, padding=1, output_padding=1), [x(2, 4, 5)]),
    (lambda: nn.ConvTranspose2d(4, 6, 3, stride=2, groups=2, dilation=2), [x(2, 4, 5, 4)]),
    (lambda: nn.Embedding(5, 3, padding_idx=0), [ids(2, 4)]),
    *[
        (make, [x(2, 3, 4)])
        for make in (
            nn.ReLU,
            nn.LeakyReLU,
            nn.Sigmoid,
            nn.Tanh,
            nn.Arctan,
            nn.Softsign,
            nn.ISRU,
            nn.ELU,
            nn.CELU,
            nn.SELU,
            nn.Softplus,
            nn.SiLU,
            nn.Mish,
            nn.GELU,
            nn.LogSigmoid,
            nn.Tanhshrink,
            nn.Hardshrink,
            nn.Softshrink,
            nn.Hardtanh,
            nn.ReLU6,
            nn.Hardsigmoid,
            nn.Hardswish,
            nn.UnitStep,
            nn.Identity,
            nn.Dropout,
            nn.RReLU,
            nn.PReLU,
            nn.GLU,
            nn.Flatten,
            nn.AlphaDropout,
            nn.Dropout1d,
            nn.FeatureAlphaDropout,
        )
    ],
    (lambda: nn.Sigmoid(2.0), [x(2, 3)]),
    (lambda: nn.CELU(0.7), [x(2, 3)]),
    (lambda: nn.GELU(approximate="tanh"), [x(2, 3)]),
    (lambda: nn.Softplus(3.0), [x(2, 3)]),
    (lambda: nn.PReLU(3), [x(2, 3, 4)]),
    (lambda: nn.PReLU(3), [x(2, 3)]),
    (lambda: nn.Threshold(0.1, -2.0), [x(2, 3)]),
    (lambda: nn.GLU(1), [x(2, 4, 3)]),
    (lambda: nn.Softmax(1), [x(2, 3, 4)]),
    (lambda: nn.LogSoftmax(-1), [x(2, 3)]),
    (lambda: nn.Softmin(1), [x(2, 3)]),
    (nn.Softmax2d, [x(2, 3, 4, 5)]),
    (lambda: nn.Dropout2d(0.3), [x(2, 3, 4, 5)]),
    (lambda: nn.Dropout3d(0.3), [x(2, 3, 4, 5, 2)]),
    (lambda: nn.BatchNorm1d(3), [x(2, 3)]),
    (lambda: nn.BatchNorm2d(3, affine=False), [x(2, 3, 4, 5)]),
    (lambda: nn.BatchNorm3d(3, eps=0.1), [x(2, 3, 4, 5, 2)]),
    (lambda: nn.InstanceNorm1d(3, affine=True), [x(2, 3, 4)]),
    (lambda: nn.InstanceNorm2d(3), [x(2, 3, 4, 5)]),
    (lambda: nn.InstanceNorm3d(3, track_running_stats=True), [x(2, 3, 4, 5, 2)]),
    (lambda: nn.LayerNorm((3, 4)), [x(2, 3, 4)]),
    (lambda: nn.LayerNorm(4, elementwise_affine=False), [x(2, 3, 4)]),
    (lambda: nn.LayerNorm(4, bias=False), [x(2, 3, 4)]),
    (lambda: nn.RMSNorm(4), [x(2, 3, 4)]),
    (lambda: nn.GroupNorm(2, 4), [x(2, 4, 3, 5)]),
    (lambda: nn.LocalResponseNorm(3, alpha=0.5, k=2.0), [x(2, 4, 3)]),
    (lambda: nn.MaxPool1d(3, 2, padding=1), [x(2, 3, 9)]),
    (lambda: nn.MaxPool2d((3, 2), 2, dilation=2, ceil_mode=True), [x(2, 3, 9, 8)]),
    (lambda: nn.MaxPool3d(2), [x(2, 3, 4, 5, 6)]),
    (lambda: nn.AvgPool1d(3, 2, padding=1), [x(2, 3, 9)]),
    (lambda: nn.AvgPool2d(3, 2, padding=1, count_include_pad=False), [x(2, 3, 9, 8)]),
    (lambda: nn.AvgPool3d(2), [x(2, 3, 4, 5, 6)]),
    (lambda: nn.LPPool1d(2, 3), [x(2, 3, 9)]),
    (lambda: nn.LPPool2d(4, 2, stride=1), [x(2, 3, 5, 6)]),
    (lambda: nn.AdaptiveAvgPool1d(3), [x(2, 3, 9)]),
    (lambda: nn.AdaptiveAvgPool2d((None, 2)), [x(2, 3, 9, 8)]),
    (lambda: nn.AdaptiveAvgPool3d(1), [x(2, 3, 4, 5, 6)]),
    (lambda: nn.AdaptiveMaxPool1d(3), [x(2, 3, 9)]),
    (lambda: nn.AdaptiveMaxPool2d(1), [x(2, 3, 4, 5)]),
    (lambda: nn.AdaptiveMaxPool3d(2), [x(2, 3, 4, 4, 6)]),
    (lambda: nn.ConstantPad1d((1, 2), 3.0), [x(2, 3, 4)]),
    (lambda: nn.ZeroPad2d((1, 2, 0, 3)), [x(2, 3, 4, 5)]),
    (lambda: nn.ConstantPad3d(1, -1.0), [x(2, 3, 4, 5, 6)]),
    (lambda: nn.ReflectionPad2d((1, 2, 0, 3)), [x(2, 3, 4, 5)]),
    (lambda: nn.ReplicationPad1d((1, 2)), [x(2, 3, 4)]),
    (lambda: nn.CircularPad2d((1, 2, 0, 3)), [x(2, 3, 4, 5)]),
    (lambda: nn.Flatten(2), [x(2, 3, 4, 5)]),
    (lambda: nn.Flatten(0, 1), [x(2, 3, 4)]),
    (lambda: nn.Unflatten(1, (2, -1)), [x(2, 6, 3)]),
    (lambda: nn.PixelShuffle(2), [x(2, 8, 3, 4)]),
    (lambda: nn.PixelUnshuffle(2), [x(2, 3, 4, 6)]),
    (lambda: nn.ChannelShuffle(2), [x(2, 6, 3, 4)]),
    (lambda: nn.Upsample(scale_factor=2), [x(2, 3, 4)]),
    (lambda: nn.Upsample(size=(7, 9), mode="bilinear"), [x(2, 3, 4, 5)]),
    (lambda: nn.Upsample(size=(13, 31)), [x(2, 3, 11, 7)]),  # 11 · (13 / 11) is less than 13 in float32
    (lambda: nn.Upsample(scale_factor=2, mode="bicubic"), [x(2, 3, 4, 5)]),
    (lambda: nn.UpsamplingBilinear2d(scale_factor=2), [x(2, 3, 4, 5)]),
    (lambda: nn.UpsamplingNearest2d(size=6), [x(2, 3, 4, 3)]),
    *[
        (lambda kind=kind, options=options: kind(3, 4, batch_first=True, **options), [x(2, 5, 3)])
        for kind in (nn.RNN, nn.LSTM, nn.GRU)
        for options in ({}, {"num_layers": 2, "bidirectional": True}, {"bias": False})
    ],
    (lambda: nn.RNN(3, 4, nonlinearity="relu", batch_first=True), [x(2, 5, 3)]),
    (lambda: nn.MultiheadAttention(6, 2, batch_first=True), [x(2, 5, 6), x(2, 4, 6), x(2, 4, 6)]),
    (
        lambda: nn.MultiheadAttention(6, 3, batch_first=True, kdim=4, vdim=2, bias=False),
        [x(2, 5, 6), x(2, 4, 4), x(2, 4, 2)],
    ),
    (lambda: nn.RNNCell(3, 4), [x(2, 3)]),
    (lambda: nn.RNNCell(3, 4, nonlinearity="relu", bias=False), [x(2, 3), x(2, 4)]),
    (lambda: nn.GRUCell(3, 4), [x(2, 3), x(2, 4)]),
    (lambda: OwnCell(3, 4), [x(2, 3), x(2, 4)]),
    (lambda: nn.LSTMCell(3, 4), [x(2, 3)]),
    (lambda: nn.Unfold((2, 3), dilation=(1, 2), padding=1, stride=2), [x(2, 3, 6, 7)]),
    (lambda: nn.Fold((6, 7), (2, 3), padding=1, stride=2), [x(2, 18, 16)]),
    (lambda: nn.EmbeddingBag(5, 3), [ids(2, 4)]),
    (lambda: nn.EmbeddingBag(5, 3, mode="max"), [ids(2, 4)]),
    (lambda: nn.PairwiseDistance(), [x(2, 4), x(2, 4)]),
    (lambda: nn.PairwiseDistance(1, keepdim=True), [x(2, 4), x(2, 4)]),
    (lambda: nn.CosineSimilarity(), [x(2, 4, 3), x(2, 4, 3)]),
    (lambda: nn.CosineSimilarity(-1), [x(2, 4), x(2, 4)]),
    (lambda: nn.SinusoidalPositions(6, batch_first=True), [x(2, 5, 6)]),
    (lambda: nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), [x(2, 5, 6)]),
    (lambda: nn.TransformerEncoderLayer(6, 2, 8, batch_first=True, norm_first=True), [x(2, 5, 6)]),
    (lambda: nn.TransformerDecoderLayer(6, 2, 8, batch_first=True), [x(2, 5, 6), x(2, 3, 6)]),
    (lambda: nn.Transformer(6, 2, 1, 2, 8, batch_first=True), [x(2, 5, 6), x(2, 3, 6)]),
]


class Stepwise(nn.Module):
    """A cell of which each step's states go into the next."""

    def __init__(self):
        super().__init__()
        self.cell, self.head = nn.LSTMCell(3, 4), nn.Linear(4, 2)

    def forward(self, a, b):
        h, c = self.cell(a)
        h, c = self.cell(b, (h, c))
        return self.head(h) + self.head(c)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.norm = nn.Conv2d(3, 3, 3, padding=1), nn.BatchNorm2d(3)
        self.scale = nn.Parameter(tl.full((3, 1, 1), 0.5, dtype=tl.float32), requires_grad=False)
        self.head = nn.Linear(3 * 4 * 4 * 2, 2)

    def forward(self, x):
        y = F.relu(self.norm(self.first(x)) + x) * self.scale
        y = tl.concatenate([y, F.tanh(y) - x], axis=1)
        return self.head(y.reshape((len(x), -1)))


class Several(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer, self.table = nn.Linear(4, 4), nn.Embedding(5, 4)

    def forward(self, a, b):
        y = self.layer(self.layer(a)) / tl.exp(a)
        return {"y": y, "more": (self.table(b), y @ self.layer.weight)}


MODELS = [
    (Residual, [x(2, 3, 4, 4)]),
    (Stepwise, [x(2, 3), x(2, 3)]),
    (Several, [x(2, 4), ids(2, 3)]),
    (
        lambda: nn.Sequential(
            nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 10)
        ),
        [x(2, 1, 8, 8)],
    ),
    (lambda: nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Dropout(0.5), nn.Softmax(1)), [x(2, 4)]),
]


def settled(make):
    """A layer whose running means are not those of the start."""
    tl.random.seed(1)
    model = make()
    for key, value in model.state_dict().items():
        if key.endswith(("running_mean", "running_var")):
            value[...] = RNG.random(value.shape).astype("f4") + 0.5
        elif key.endswith(("weight", "bias")) and value.ndim == 1:
            value[...] = RNG.normal(size=value.shape).astype("f4")
    return model


def flat(output):
    if isinstance(output, dict):
        output = list(output.values())
    if isinstance(output, (tuple, list)):
        return [part for member in output for part in flat(member)]
    return [output.detach().numpy()]


def computed(data, inputs):
    runtime = pytest.importorskip("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    session = runtime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    return session.run(None, dict(zip([i.name for i in session.get_inputs()], inputs, strict=True)))


def compare(model, specs, axis=0, tolerance=1e-5):
    onnx = pytest.importorskip("onnx")
    before = {k: v.tolist() for k, v in model.state_dict().items()}
    modes = [m.training for m in model.modules()]
    file = io.BytesIO()
    tl.io.export_onnx(file, model, *(made(spec, 2, axis) for spec in specs), batch_axis=axis)
    assert {k: v.tolist() for k, v in model.state_dict().items()} == before
    assert [m.training for m in model.modules()] == modes
    assert all("forward" not in vars(m) for m in model.modules())
    onnx.checker.check_model(onnx.load_from_string(file.getvalue()), full_check=True)
    model.eval()
    for batch in (2, 1, 5):
        inputs = [made(spec, batch, axis) for spec in specs]
        with tl.no_grad():
            want = flat(model(*(tl.array(a) for a in inputs)))
        got = computed(file.getvalue(), inputs)
        for ours, theirs in zip(want, got, strict=True):
            assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
            np.testing.assert_allclose(theirs, ours, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("make", "specs"), LAYERS, ids=range(len(LAYERS)))
def test_layers(make, specs):
    compare(settled(make), specs)


@pytest.mark.parametrize(("make", "specs"), MODELS, ids=range(len(MODELS)))
def test_models(make, specs):
    compare(settled(make), specs)


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_examples_along_another_axis(kind):
    compare(kind(3, 4, 2), [x(5, 2, 3)], axis=1)
    compare(nn.MultiheadAttention(6, 2), [x(5, 2, 6)] * 3, axis=1)
    compare(nn.TransformerEncoderLayer(6, 2, 8), [x(5, 2, 6)], axis=1)


def test_a_file_on_disk_and_names(tmp_path):
    onnx = pytest.importorskip("onnx")
    path = tmp_path / "net.onnx"
    tl.io.export_onnx(path, nn.Linear(4, 3), tl.ones((2, 4)), input_names=["x"], output_names=["y"])
    model = onnx.load(path)
    assert [i.name for i in model.graph.input] == ["x"] and [o.name for o in model.graph.output] == ["y"]
    assert {w.name for w in model.graph.initializer} == {"weight", "bias"}
    assert model.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "batch"
    tl.io.export_onnx(path, nn.Linear(4, 3), tl.ones((2, 4)), batch_axis=None)
    assert onnx.load(path).graph.input[0].type.tensor_type.shape.dim[0].dim_value == 2


class Own(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.layer, self.function = nn.Linear(3, 3), function

    def forward(self, x):
        return self.layer(self.function(self.layer(x)))


BAD = [
    (lambda: nn.LPPool1d(3, 2), x(2, 3, 4), "norm_type=3"),
    (
        lambda: Own(lambda y: tl.cumsum(y, 1)),
        x(2, 3),
        r"layer 'layer', Linear: cumsum of shapes \(2, 3\): this operation cannot be read from the graph",
    ),
    (lambda: Own(lambda y: y[[0, 1], [2, 0]][:, None].expand(2, 3)), x(2, 3), "gather of shapes .* cannot "),
    (lambda: Own(lambda y: y + y.detach()), x(2, 3), "Add has a constant that depends on the examples"),
    (lambda: Own(lambda y: y * (2.0 if y.sum() > 0 else 3.0) * float(y.sum())), x(2, 3), "has a constant"),
    (lambda: Own(lambda y: y.detach()), x(2, 3), "operand that follows neither"),
    (
        lambda: nn.Sequential(nn.BatchNorm1d(3, track_running_stats=False)),
        x(2, 3),
        "'0', BatchNorm1d: without running means",
    ),
    (lambda: nn.MaxPool1d(2, return_indices=True), x(2, 3, 4), "return_indices"),
    (lambda: nn.AdaptiveAvgPool1d(3), x(2, 3, 4), "windows of different sizes"),
    (lambda: nn.LSTM(3, 4, proj_size=2), x(5, 2, 3), "proj_size"),
    (lambda: nn.Linear(3, 2), x(2, 4), "linear: "),
]


@pytest.mark.parametrize(("make", "spec", "text"), BAD, ids=range(len(BAD)))
def test_what_has_no_counterpart_is_refused(make, spec, text, tmp_path):
    pytest.importorskip("onnx")
    model = make()
    with pytest.raises(ValueError, match=text):
        tl.io.export_onnx(tmp_path / "x", model, made(spec, spec[1][0], 0))
    assert not list(tmp_path.iterdir()) and all(
        m.training and "forward" not in vars(m) for m in model.modules()
    )


def test_without_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(
        ImportError, match=r"^export_onnx: needs the package onnx: pip install 'tensorlab\[onnx\]'"
    ):
        tl.io.export_onnx(io.BytesIO(), nn.Linear(2, 1), tl.ones((1, 2)))


def test_arguments():
    layer, one = nn.Linear(2, 1), tl.ones((1, 2))
    for call, error, text in (
        (lambda: tl.io.export_onnx(layer, "x", one), TypeError, "model must be a Module, got str"),
        (lambda: tl.io.export_onnx(3, layer, one), TypeError, "a path or a file is needed"),
        (lambda: tl.io.export_onnx("x", layer), TypeError, "an example of each input"),
    ):
        with pytest.raises(error, match=f"^export_onnx: {text}"):
            call()
    pytest.importorskip("onnx")
    for options, error, text in (
        ({"batch_axis": 2}, ValueError, "batch_axis 2 is no axis"),
        ({"batch_axis": 0.5}, TypeError, "batch_axis must be an integer"),
        ({"input_names": "x"}, TypeError, "input_names must be a list"),
        ({"input_names": ["a", "b"]}, ValueError, "input_names must be 1 different names"),
        ({"input_names": ["weight"]}, ValueError, "'weight' is a parameter's name"),
        ({"input_names": ["a"], "output_names": ["a"]}, ValueError, "inputs and outputs share names"),
    ):
        with pytest.raises(error, match=f"^export_onnx: {text}"):
            tl.io.export_onnx(io.BytesIO(), layer, one, **options)


def test_files_are_those_of_tl_save(tmp_path):
    pytest.importorskip("safetensors")
    path = tmp_path / "model.safetensors"
    tl.io.save(path, {"w": tl.ones(2)})
    assert tl.io.load(path)["w"].tolist() == [1, 1]


class Mixed(nn.Module):
    """The axis of examples becomes part of another one."""

    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return nn.functional.relu(x).reshape(self.shape)


def test_what_depends_on_the_number_of_examples_is_refused():
    pytest.importorskip("onnx")
    x = tl.ones((2, 3, 4))
    for shape, text in (((3, -1), "Reshape depends on"), ((2, 12), "does not take one example more than 2")):
        with pytest.raises(ValueError, match=rf"^export_onnx: .*{text}.*batch_axis=None"):
            tl.io.export_onnx(io.BytesIO(), Mixed(*shape), x)
        file = io.BytesIO()
        tl.io.export_onnx(file, Mixed(*shape), x, batch_axis=None)
        assert file.getvalue()
    tl.io.export_onnx(io.BytesIO(), Mixed(-1, 4), x)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 1)
        self.norm, self.relu, self.scale = (
            nn.BatchNorm2d(3),
            nn.ReLU(inplace=True),
            nn.Parameter(tl.ones(1, dtype=tl.float32) / 2),
        )

    def forward(self, x):
        out = self.norm(self.second(self.relu(self.norm(self.first(x)))))
        before = out + self.scale
        out += x  # as in PyTorch's residual networks
        out *= self.scale
        return self.relu(out), before


def test_changes_in_place():
    for model in (
        Block(),
        nn.Sequential(nn.Linear(4, 3), nn.ReLU6(True), nn.Linear(3, 2), nn.SiLU(inplace=True)),
    ):
        specs = [x(2, 3, 4, 4)] if isinstance(model, Block) else [x(2, 4)]
        compare(settled(lambda model=model: model), specs)
        assert all(getattr(m, "inplace", True) for m in model.modules())


VIEWS = {
    "last": lambda t: t[:, -1],
    "part": lambda t: t[:, 1:3],
    "steps": lambda t: t[:, ::2, 1],
    "backwards": lambda t: tl.flip(t[:, :, :3], axis=2)[:, 3:0:-2],
    "whole backwards": lambda t: t[:, ::-1],
    "dots": lambda t: t[..., 0],
    "more axes": lambda t: t[:, None, :, 2:],
    "permuted": lambda t: t.permute(0, 2, 1),
    "swapped": lambda t: t.transpose(1, 2).contiguous(),
    "ones": lambda t: t[:, :1].permute(0, 2, 1)[:, :, 0],
    "part of a part": lambda t: t.chunk(2, dim=2)[1][:, 1],
    "differences": lambda t: t[:, 1:] - t[:, :-1],
    "twice": lambda t: t[:, 0] * t[:, 1] + t[:, 0],
    "one of each": lambda t: t[:, 1, 2],
    "heads": lambda t: t.reshape((len(t), 5, 2, 3)).permute(0, 2, 1, 3),
}


@pytest.mark.parametrize("name", VIEWS)
def test_views_between_layers(name):
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(4, 6)

        def forward(self, t):
            return VIEWS[name](self.layer(t))

    compare(Model(), [x(2, 5, 4)])


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_the_last_step_of_a_sequence(kind):
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.table, self.steps = nn.Embedding(5, 3), kind(3, 4, 2, batch_first=True, bidirectional=True)
            self.head = nn.Linear(8, 2)

        def forward(self, ids):
            return self.head(self.steps(self.table(ids))[0][:, -1, :])

    compare(Model(), [ids(2, 7)])


class Positions(nn.Module):
    """A transformer's head and tail: what is learned of places, and one place more for all."""

    def __init__(self):
        super().__init__()
        self.table, self.places = nn.Embedding(5, 6), nn.Embedding(9, 6)
        self.whole = nn.Parameter(tl.ones((1, 1, 6), dtype=tl.float32) / 2)
        self.bias = nn.Parameter(tl.arange(4.0).astype(tl.float32))
        self.near = tl.array([[0, 1, 2], [1, 0, 1], [3, 1, 0]])
        self.heads, self.last = nn.Linear(6, 18), nn.Linear(6, 2)

    def forward(self, ids):
        n, t = ids.shape
        h = self.table(ids) * 6**0.5 + self.places(tl.arange(t))
        h = tl.cat([self.whole.expand(n, -1, -1), h], dim=1)
        q, k, v = self.heads(h).reshape(n, t + 1, 3, 2, 3).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) / 3**0.5
        if t == 2:
            scores = scores + self.bias[self.near]
        h = F.softmax(scores, dim=-1) @ v
        h = h.transpose(1, 2).reshape(n, t + 1, 6)
        return self.last(h[:, 0] + 0.5 * h.mean(dim=1))


MASK = tl.array(np.tri(5, 6))
FREE = {
    "numbers": lambda t: 1 - (2 * t + 1) / 3 - 0.5,
    "in place": lambda t: add_in_place(t),
    "after functions": lambda t: F.relu(t) * 0.5 + tl.tanh(t) / 4,
    "powers": lambda t: t**2 + (abs(t) + 1) ** 0.5 - tl.exp(t) ** 1.5,
    "quotients": lambda t: 1 / (1 + tl.exp(-t)) + 2.0**t,
    "arrays": lambda t: t * tl.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], dtype=tl.float32) + np.ones(6, "f4"),
    "softmax": lambda t: F.softmax(t, dim=1) + t.softmax(-1) * tl.log_softmax(t, 2),
    "sums": lambda t: t.sum(dim=1, keepdim=True) + t.mean(dim=-1).unsqueeze(2) - t.sum((1, 2))[:, None, None],
    "normalised": lambda t: (t - t.mean(-1, keepdims=True)) / tl.sqrt(t.var(dim=-1, keepdim=True) + 1e-5),
    "indices": lambda t: t[:, [3, 0, 0, 4]] * 2 + t[..., [1, 1, 0, 5, 5, 2]][:, :4],
    "many indices": lambda t: t[:, :, tl.array([[0, 1], [5, 1]])] + 1,
    "expand": lambda t: t[:, :1].expand(-1, 5, -1) + t[:, None, 0, :].expand(len(t), 5, 6),
    "layers' functions": lambda t: F.gelu(t) + F.leaky_relu(t, 0.2) + F.silu(t).clamp(-0.5, 1.0),
    "pools": lambda t: F.max_pool1d(t, 2) + F.adaptive_avg_pool1d(t, 3) - F.avg_pool1d(t, 2),
    "limits": lambda t: tl.maximum(t, 0.25) + tl.minimum(t, 0.5),
    "masks": lambda t: (
        t.masked_fill(MASK == 0, -9.0) + tl.where(MASK > 0, t, 0.5) - tl.where(MASK > 0, 1.0, 2 * t)
    ),
    "comparisons": lambda t: tl.where(t > 0.1, t, 0.5 * t) + t.masked_fill(t <= 0, 2.0),
    "largest": lambda t: (
        t.max(dim=1).values[:, None] + t.amax((1, 2), keepdim=True) - t.min(dim=-1, keepdim=True)[0]
    ),
    "lengths": lambda t: (
        F.normalize(t, dim=-1)
        + t.std(dim=1, keepdim=True)
        + t.norm(dim=2, keepdim=True)
        + F.cosine_similarity(t, t + 1, dim=1)[:, None]
    ),
    "attention": lambda t: (
        F.scaled_dot_product_attention(t, t, t, is_causal=True)
        + F.scaled_dot_product_attention(t, t, t, attn_mask=tl.array(np.eye(5) > 0), scale=0.3)
    ),
    "weights": lambda t: F.linear(F.layer_norm(t, (6,)), tl.array(np.eye(6, dtype="f4") * 2)),
    "unused": lambda t: (tl.cumsum(t, 1), t + 1)[1],
}


def add_in_place(t):
    t += 1
    t *= 2.0
    t.add_(t)
    return F.relu(t, inplace=True)


@pytest.mark.parametrize("name", FREE)
def test_free_code_between_layers(name):
    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.last = nn.Linear(4, 6), nn.Linear(1, 2)

        def forward(self, t):
            return self.last(FREE[name](self.first(t))[..., None])

    compare(Model(), [x(2, 5, 4)], tolerance=1e-4)
    assert tl.relu is F.relu or tl.relu.__module__ != "tensorlab.io.onnx_tracing"


def test_positions_and_a_place_for_all():
    compare(Positions(), [ids(2, 2)])
    compare(Positions(), [ids(3, 4)])


def test_views_that_change_are_refused():
    pytest.importorskip("onnx")

    def changed(t):
        part = t[:, 0]
        part += 1
        return t

    with pytest.raises(ValueError, match=r"^export_onnx: the model changes views in place"):
        tl.io.export_onnx(io.BytesIO(), Own(changed), tl.ones((2, 3)))
