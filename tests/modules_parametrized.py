"""Rows of the registry: parameters that are computed from others."""

import numpy as np
from registry import other

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn.utils import parametrizations, parametrize


class Doubled(nn.Module):
    def forward(self, x):
        return x * 2

    def right_inverse(self, y):
        return y / 2


def doubled():
    return parametrize.register_parametrization(nn.Linear(3, 2), "weight", Doubled())


@other("nn.utils.parametrize.register_parametrization")
def a_weight_that_is_computed():
    layer = nn.Linear(3, 2)
    before, parameter = layer.weight.tolist(), layer.weight
    assert parametrize.register_parametrization(layer, "weight", Doubled()) is layer
    assert layer.weight.tolist() == before and layer.parametrizations.weight.original is parameter
    layer.weight = tl.ones((2, 3), dtype=tl.float32)
    assert parameter.tolist() == [[0.5] * 3] * 2
    layer(tl.ones((1, 3), dtype=tl.float32)).sum().backward()
    assert parameter.grad.tolist() == [[2.0] * 3] * 2


@other("nn.utils.parametrize.remove_parametrizations")
def a_weight_that_is_one_again():
    for leave in (True, False):
        layer = doubled()
        value, original = layer.weight.tolist(), layer.parametrizations.weight.original
        kept = value if leave else original.tolist()
        assert parametrize.remove_parametrizations(layer, "weight", leave) is layer
        assert type(layer) is nn.Linear and layer.weight is original and layer.weight.tolist() == kept
        assert [name for name, _ in layer.named_parameters()] == ["bias", "weight"]


@other("nn.utils.parametrize.is_parametrized")
def whether_it_is_computed():
    assert parametrize.is_parametrized(doubled()) and parametrize.is_parametrized(doubled(), "weight")
    assert not parametrize.is_parametrized(doubled(), "bias") and not parametrize.is_parametrized(nn.Tanh())


@other("nn.utils.parametrize.type_before_parametrizations")
def which_class_it_was():
    assert type(doubled()) is type(doubled()) is not nn.Linear
    assert parametrize.type_before_parametrizations(doubled()) is nn.Linear
    assert parametrize.type_before_parametrizations(nn.Tanh()) is nn.Tanh


@other("nn.utils.parametrize.cached")
def computed_once():
    layer = doubled()
    with parametrize.cached():
        with parametrize.cached():
            first = layer.weight
        assert layer.weight is first
    assert layer.weight is not first


@other("nn.utils.parametrize.ParametrizationList")
def what_it_is_computed_from():
    made_of = doubled().parametrizations.weight
    assert isinstance(made_of, parametrize.ParametrizationList) and len(made_of) == made_of.ntensors == 1
    assert made_of.is_tensor and (made_of() == made_of.original * 2).all()


def check_weight_norm(made, g, v):
    for dim, axes in ((0, 1), (1, 0), (-1, None), (None, None)):
        layer = nn.Linear(3, 2)
        before = layer.weight.numpy().copy()
        layer = made(layer, dim=dim)
        lengths = np.sqrt((before**2).sum(axes, keepdims=axes is not None))
        state = layer.state_dict()
        np.testing.assert_allclose(state[g].numpy(), lengths, rtol=1e-6)
        np.testing.assert_allclose(state[v].numpy(), before)
        np.testing.assert_allclose(layer.weight.detach().numpy(), before, rtol=1e-6)


def check_spectral_norm(made):
    layer = made(nn.Linear(3, 2, dtype=tl.float64), n_power_iterations=50)
    layer(tl.ones(3))
    assert abs(np.linalg.norm(layer.weight.detach().numpy(), 2) - 1) < 1e-6


@other("nn.utils.parametrizations.weight_norm")
def lengths_of_their_own():
    start = "parametrizations.weight.original"
    check_weight_norm(parametrizations.weight_norm, start + "0", start + "1")


@other("nn.utils.weight_norm")
def lengths_of_their_own_in_the_older_way():
    check_weight_norm(nn.utils.weight_norm, "weight_g", "weight_v")


@other("nn.utils.parametrizations.spectral_norm")
def a_largest_singular_value_of_one():
    check_spectral_norm(parametrizations.spectral_norm)


@other("nn.utils.spectral_norm")
def a_largest_singular_value_of_one_in_the_older_way():
    check_spectral_norm(nn.utils.spectral_norm)


def check_removed(made, removed):
    layer = made(nn.Linear(3, 2))
    x = tl.ones(3, dtype=tl.float32)
    layer.eval()
    before = layer(x)
    assert removed(layer) is layer and "forward" not in vars(layer)
    assert sorted(layer.state_dict()) == ["bias", "weight"] and isinstance(layer.weight, nn.Parameter)
    np.testing.assert_allclose(layer(x).detach().numpy(), before.detach().numpy(), rtol=1e-6)


@other("nn.utils.remove_weight_norm")
def lengths_no_longer_of_their_own():
    check_removed(nn.utils.weight_norm, nn.utils.remove_weight_norm)


@other("nn.utils.remove_spectral_norm")
def no_longer_of_a_largest_singular_value():
    check_removed(nn.utils.spectral_norm, nn.utils.remove_spectral_norm)
