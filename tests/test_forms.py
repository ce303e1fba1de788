"""Functions with weights, older names, windows and parameters that are drawn."""

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn.utils import parametrizations

F = nn.functional
rng = np.random.default_rng(6)


def test_attention_of_given_weights_is_pytorchs():
    torch = pytest.importorskip("torch")
    draw = lambda *shape: rng.normal(size=shape)
    inputs = [draw(3, 2, 4), draw(5, 2, 4), draw(5, 2, 4)]
    given = [draw(12, 4), draw(12), draw(1, 1, 4), draw(1, 1, 4)]
    out = [draw(4, 4), draw(4)]
    results = []
    for make, attend in (
        (torch.tensor, torch.nn.functional.multi_head_attention_forward),
        (tl.array, F.multi_head_attention_forward),
    ):
        tensors = [*map(make, inputs)], [*map(make, given)], [*map(make, out)]
        y, w = attend(*tensors[0], 4, 2, *tensors[1], True, 0.0, *tensors[2], training=False)
        results.append((np.asarray(y), np.asarray(w)))
    for a, b in zip(*results, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


def test_initial_values_by_an_older_name():
    for name in (
        "uniform",
        "normal",
        "constant",
        "dirac",
        "xavier_uniform",
        "kaiming_normal",
        "sparse",
    ):
        assert getattr(nn.init, name) is getattr(nn.init, name + "_")
    assert not hasattr(nn.init, "default") and not hasattr(nn.init, "zeros")


def test_drawn_windows():
    x = tl.array(rng.normal(size=(2, 3, 9, 9)))
    pool = nn.FractionalMaxPool2d(2, output_size=5, return_indices=True)
    tl.random.seed(0)
    values, places = pool(x)
    assert values.shape == places.shape == (2, 3, 5, 5)
    flat = x.reshape(2, 3, 81).numpy()
    assert (
        np.take_along_axis(flat, places.numpy().reshape(2, 3, 25), 2) == values.numpy().reshape(2, 3, 25)
    ).all()
    assert (pool(x)[0] != values).any()
    for wrong in (
        {},
        {"output_size": 3, "output_ratio": 0.5},
        {"output_ratio": 1.5},
        {"output_ratio": (0.5,)},
    ):
        with pytest.raises(ValueError, match=r"^FractionalMaxPool2d: "):
            nn.FractionalMaxPool2d(2, **wrong)
    with pytest.raises(ValueError, match=r"^fractional_max_pool2d: .* do not fit"):
        F.fractional_max_pool2d(x, 3, 8)


def test_orthogonal_weights_are_pytorchs():
    torch = pytest.importorskip("torch")
    theirs = torch.nn.utils.parametrizations.orthogonal
    for shape in ((4, 4), (6, 3), (3, 6)):
        for kind in ("matrix_exp", "cayley", "householder"):
            for free in (True, False):
                w = rng.normal(size=shape)
                t, m = torch.nn.Module(), nn.Module()
                t.weight, m.weight = torch.nn.Parameter(torch.tensor(w)), nn.Parameter(tl.array(w))
                theirs(t, "weight", kind, use_trivialization=free)
                parametrizations.orthogonal(m, "weight", kind, use_trivialization=free)
                m.load_state_dict({key: tl.array(v.numpy()) for key, v in t.state_dict().items()})
                for a in (t, m):
                    a.weight.sum().backward()
                mine, there = (a.parametrizations.weight.original.grad for a in (m, t))
                np.testing.assert_allclose(m.weight.detach().numpy(), t.weight.detach().numpy(), atol=1e-12)
                np.testing.assert_allclose(mine.numpy(), there.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["mse_loss", "l1_loss", "huber_loss"])
def test_losses_with_factors(name):
    x, y, weight = rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), rng.uniform(0.5, 2, (5, 3))
    function = getattr(F, name)
    each = function(tl.array(x), tl.array(y), reduction="none").numpy() * weight
    divisor = each.size if name == "huber_loss" else weight.sum()
    wanted = {"mean": each.sum() / divisor, "sum": each.sum(), "none": each}
    for reduction, want in wanted.items():
        leaf = tl.array(x, requires_grad=True)
        got = function(leaf, tl.array(y), reduction=reduction, weight=tl.array(weight))
        np.testing.assert_allclose(got.detach().numpy(), want, rtol=1e-13)
        got.sum().backward()
        torch = pytest.importorskip("torch") if reduction == "none" else None
        if torch:
            there = torch.tensor(x, requires_grad=True)
            other = getattr(torch.nn.functional, name)
            other(there, torch.tensor(y), reduction=reduction, weight=torch.tensor(weight)).sum().backward()
            np.testing.assert_allclose(leaf.grad.numpy(), there.grad.numpy(), rtol=1e-12)
    narrow = function(tl.array(x), tl.array(y), weight=tl.array(weight[0]))  # broadcast to all rows
    wide = function(tl.array(x), tl.array(y), weight=tl.array(np.tile(weight[0], (5, 1))))
    np.testing.assert_allclose(narrow.item(), wide.item(), rtol=1e-13)
    with pytest.raises(ValueError, match=f"^{name}: weight of shape"):
        function(tl.array(x), tl.array(y), weight=tl.ones(4))


def test_gaussian_targets_are_broadcast_to_the_input():
    x, y, v = tl.array(rng.normal(size=(5, 3))), rng.normal(size=(5, 1)), tl.ones((5, 3))
    wide = F.gaussian_nll_loss(x, tl.array(np.tile(y, (1, 3))), v)
    assert F.gaussian_nll_loss(x, tl.array(y), v).item() == wide.item()
    for wrong, of in (((5,), x[:, :1]), ((5, 3, 1), x)):  # (n, 1) beside (n,) is a mistake
        with pytest.raises(ValueError, match=r"^gaussian_nll_loss: input has shape"):
            F.gaussian_nll_loss(of, tl.ones(wrong), tl.ones((5, 1)))
