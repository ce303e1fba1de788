"""Parametrized modules: beside PyTorch's, copies, errors, chains."""

import copy
import pickle

import numpy as np
import pytest
from modules_parametrized import Doubled, doubled

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn.utils import parametrizations, parametrize

LAYERS = {
    "Linear": ((4, 3), (5, 4)),
    "Conv2d": ((3, 4, 2), (2, 3, 6, 5)),
    "ConvTranspose1d": ((3, 4, 2), (2, 3, 5)),
    "Embedding": ((6, 3), None),
}
WAYS = {
    "weight_norm": lambda m, layer: m.nn.utils.parametrizations.weight_norm(layer),
    "weight_norm of all": lambda m, layer: m.nn.utils.parametrizations.weight_norm(layer, dim=None),
    "spectral_norm": lambda m, layer: m.nn.utils.parametrizations.spectral_norm(layer),
    "spectral_norm, 3 times": lambda m, layer: m.nn.utils.parametrizations.spectral_norm(
        layer, n_power_iterations=3
    ),
    "older weight_norm": lambda m, layer: m.nn.utils.weight_norm(layer, dim=1),
    "older spectral_norm": lambda m, layer: m.nn.utils.spectral_norm(layer),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", LAYERS)
def test_trained_beside_pytorch(kind, way):
    torch = pytest.importorskip("torch")
    options, shape = LAYERS[kind]
    theirs = WAYS[way](torch, getattr(torch.nn, kind)(*options).double())
    ours = WAYS[way](tl, getattr(nn, kind)(*options).double())
    state = theirs.state_dict()
    assert [*ours.state_dict()] == [*state]
    ours.load_state_dict(state)
    optimizers = [m.optim.SGD(layer.parameters(), lr=0.1) for m, layer in ((tl, ours), (torch, theirs))]
    rng = np.random.default_rng(0)
    for step in range(6):
        x = rng.integers(0, 6, (5,)) if shape is None else rng.normal(size=shape)
        outputs = []
        for m, layer, optimizer in zip((tl, torch), (ours, theirs), optimizers, strict=True):
            layer.train(step != 4)
            optimizer.zero_grad()
            y = layer(m.asarray(x))
            (y**2).sum().backward()
            optimizer.step()
            outputs.append(y.detach().numpy())
        np.testing.assert_allclose(*outputs, rtol=1e-9, atol=1e-12)
    for key, value in ours.state_dict().items():
        np.testing.assert_allclose(value.numpy(), theirs.state_dict()[key].numpy(), rtol=1e-9, atol=1e-12)
    theirs.load_state_dict({k: torch.tensor(v.numpy()) for k, v in ours.state_dict().items()})


def test_text_is_pytorchs():
    torch = pytest.importorskip("torch")
    for kind in ("weight_norm", "spectral_norm"):
        texts = [repr(getattr(m.nn.utils.parametrizations, kind)(m.nn.Linear(2, 3))) for m in (tl, torch)]
        assert texts[0] == texts[1]


@pytest.mark.parametrize("again", [copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))])
@pytest.mark.parametrize("make", [parametrizations.weight_norm, parametrizations.spectral_norm])
def test_copies(make, again):
    layer = make(nn.Linear(3, 2))
    x = tl.ones((4, 3), dtype=tl.float32)
    layer.eval()
    twin = again(layer)
    assert type(twin) is type(layer) and twin(x).tolist() == layer(x).tolist()
    for p in twin.parameters():
        with tl.no_grad():
            p.fill_(1)
    assert twin(x).tolist() != layer(x).tolist()


def test_one_behind_the_other():
    layer = doubled()
    value = layer.weight.detach().numpy().copy()
    parametrize.register_parametrization(layer, "weight", Doubled())
    np.testing.assert_allclose(layer.weight.detach().numpy(), 2 * value)
    layer.weight = tl.full((2, 3), 8.0, dtype=tl.float32)
    assert layer.parametrizations.weight.original.tolist() == [[2.0] * 3] * 2
    parametrize.register_parametrization(layer, "bias", Doubled())
    assert [*layer.parametrizations] == ["weight", "bias"]
    parametrize.remove_parametrizations(layer, "weight")
    assert parametrize.is_parametrized(layer, "bias") and type(layer) is not nn.Linear
    parametrize.remove_parametrizations(layer, "bias")
    assert type(layer) is nn.Linear and "parametrizations" not in vars(layer)


def test_buffers():
    layer = nn.BatchNorm1d(2)
    parametrize.register_parametrization(layer, "running_var", Doubled())
    assert layer.parametrizations.running_var.original.tolist() == [0.5, 0.5]
    assert "parametrizations.running_var.original" in layer.state_dict()
    parametrize.remove_parametrizations(layer, "running_var")
    assert layer.running_var.tolist() == [1, 1] and "running_var" in layer.state_dict()


class Square(nn.Module):
    def forward(self, x):
        return x @ x.T


class Text(nn.Module):
    def forward(self, x):
        return "no tensor"


class Halves(nn.Module):
    def forward(self, a, b):
        return a + b

    def right_inverse(self, y):
        return y / 2, y / 2


def test_errors():
    layer, halves = nn.Linear(3, 2), parametrize.register_parametrization(nn.Linear(3, 2), "weight", Halves())
    square = parametrize.register_parametrization(nn.Linear(2, 2), "weight", Square())
    before = layer.weight.tolist(), repr(layer)
    register = parametrize.register_parametrization
    for call, kind, message in (
        (
            lambda: register(5, "weight", Doubled()),
            TypeError,
            "register_parametrization: module must",
        ),
        (
            lambda: register(layer, "weight", abs),
            TypeError,
            "register_parametrization: parametrization",
        ),
        (
            lambda: register(layer, "wait", Doubled()),
            ValueError,
            "register_parametrization: Linear has no parameter or buffer 'wait'",
        ),
        (
            lambda: register(layer, "weight", Square()),
            ValueError,
            r"register_parametrization: the parametrization made float32 \(2, 2\) of float32 \(2, 3\)",
        ),
        (
            lambda: register(layer, "weight", Text()),
            ValueError,
            "register_parametrization: a parametrization must return a tensor, got str",
        ),
        (
            lambda: register(halves, "weight", Text()),
            ValueError,
            "register_parametrization: a parametrization must return a tensor, got str",
        ),
        (
            lambda: parametrize.remove_parametrizations(layer, "weight"),
            ValueError,
            "remove_parametrizations: Linear has no parametrized tensor 'weight'",
        ),
        (
            lambda: parametrize.remove_parametrizations(halves, "weight", False),
            ValueError,
            "remove_parametrizations: 'weight' has 2 originals and can be none of them",
        ),
        (
            lambda: setattr(square, "weight", tl.ones((2, 2))),
            RuntimeError,
            "parametrized tensor: Square has no right_inverse, so that values cannot be assigned",
        ),
        (
            lambda: parametrizations.weight_norm(layer, "wait"),
            ValueError,
            "weight_norm: Linear has no parameter or buffer 'wait'",
        ),
        (
            lambda: parametrizations.weight_norm(layer, dim=2),
            ValueError,
            "weight_norm: dim 2 is out",
        ),
        (
            lambda: parametrizations.spectral_norm(layer, n_power_iterations=0),
            ValueError,
            "spectral_norm: n_power_iterations must be at least 1, got 0",
        ),
        (
            lambda: nn.utils.remove_weight_norm(layer),
            ValueError,
            "remove_weight_norm: 'weight' of Linear has none",
        ),
        (
            lambda: nn.utils.weight_norm(nn.utils.weight_norm(nn.Linear(2, 3))),
            RuntimeError,
            "weight_norm: 'weight' of Linear has one already",
        ),
    ):
        with pytest.raises(kind, match=f"^{message}"):
            call()
        assert (layer.weight.tolist(), repr(layer)) == before
