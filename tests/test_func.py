"""Functions of functions, and mixed precision that changes nothing."""

import numpy as np
import pytest

import tensorlab as tl

f = tl.func
X = np.random.default_rng(0).normal(size=(5, 3))


def net():
    model = tl.nn.Sequential(tl.nn.Linear(3, 4), tl.nn.Tanh(), tl.nn.Linear(4, 1)).double()
    rng = np.random.default_rng(1)
    for p in model.parameters():
        p.data = rng.normal(size=p.shape)
    return model


def loss(model, params, x, y):
    return ((f.functional_call(model, params, (x[None],)) - y) ** 2).sum()


def test_gradients_of_each_sample():
    model, x, y = net(), tl.array(X), tl.arange(5.0)
    params = {name: p.detach() for name, p in model.named_parameters()}
    each = f.vmap(f.grad(lambda p, a, b: loss(model, p, a, b)), in_dims=(None, 0, 0))(params, x, y)
    for i in range(5):
        model.zero_grad()
        ((model(x[i : i + 1]) - y[i]) ** 2).sum().backward()
        for name, p in model.named_parameters():
            np.testing.assert_allclose(each[name][i].numpy(), p.grad.numpy(), rtol=1e-12)
    assert all(p.requires_grad for p in model.parameters())


def test_grad_of_nested_arguments():
    tree = {"a": tl.array(2.0), "b": [tl.array(3.0), (tl.array(4.0),)]}
    product = lambda t, k: k * t["a"] * t["b"][0] * t["b"][1][0]
    g, value = f.grad_and_value(product)(tree, 2)
    assert (
        value == 48
        and g["a"] == 24
        and g["b"][0] == 16
        and g["b"][1][0] == 12
        and isinstance(g["b"][1], tuple)
    )
    g, (value, more) = f.grad_and_value(lambda x, y: (x * y, "more"), argnums=(0, -1), has_aux=True)(
        *map(tl.array, (2.0, 3.0))
    )
    assert g == (3, 2) and value == 6 and more == "more"
    assert f.grad(lambda x: (x * x, 1), has_aux=True)(tl.array(2.0)) == (4, 1)
    assert f.grad(f.grad(lambda x: x**3))(tl.array(2.0)) == 12
    assert f.grad(lambda x, y: y * 1.0)(tl.array(2.0), tl.array(1.0)) == 0


def test_jacobians():
    x, w = tl.array(X[0]), tl.array(X[:2])
    assert (f.jacrev(lambda v: w @ v)(x) == w).all() and not f.jacrev(lambda v: w @ v)(x).requires_grad
    assert (f.jacrev(lambda a, v: a @ v, argnums=1)(w, x) == w).all()
    np.testing.assert_allclose(f.hessian(lambda v: (v**3).sum())(x).numpy(), np.diag(6 * X[0]), rtol=1e-14)
    np.testing.assert_allclose(
        f.vmap(f.hessian(lambda v: (v**2).sum()))(tl.array(X)).numpy(), [2 * np.eye(3)] * 5
    )


def test_vmap():
    x = tl.array(X)
    assert (f.vmap(lambda a: a * 2)(x) == x * 2).all() and f.vmap(lambda a: a, out_dims=1)(x).shape == (3, 5)
    assert (f.vmap(lambda a: a.sum(), in_dims=1)(x) == x.sum(0)).all()
    out = f.vmap(lambda d, k: {"s": d["u"] + k, "t": (d["v"],)}, in_dims=({"u": 0, "v": None}, None))(
        {"u": x, "v": tl.ones(2)}, 1
    )
    assert (out["s"] == x + 1).all() and out["t"][0].shape == (5, 2)
    y = tl.array(X, requires_grad=True)
    f.vmap(lambda a: (a * a).sum())(y).sum().backward()
    assert (y.grad == 2 * y).all()


def test_functional_call():
    model = net()
    before = {name: (p, p.tolist()) for name, p in model.named_parameters()}
    x = tl.array(X)
    zero = {"0.weight": tl.zeros((4, 3)), "2.bias": tl.array([7.0])}
    want = tl.tanh(model[0].bias) @ model[2].weight.T + 7
    np.testing.assert_allclose(
        f.functional_call(model, zero, x).numpy(), np.broadcast_to(want.numpy(), (5, 1)), rtol=1e-12
    )
    assert f.functional_call(model, [{}, zero], (), {"input": x}).shape == (5, 1)
    with pytest.raises(ValueError, match=r"in layer '0'"):
        f.functional_call(model, {"0.weight": tl.zeros((4, 2))}, x)
    assert {name: (p, p.tolist()) for name, p in model.named_parameters()} == before
    norm = tl.nn.BatchNorm1d(3).double()
    f.functional_call(norm, {"running_mean": tl.zeros(3)}, x)
    assert norm.running_mean.tolist() == [0, 0, 0]
    tied = tl.nn.Sequential(tl.nn.Linear(3, 3, bias=False), tl.nn.Linear(3, 3, bias=False)).double()
    tied[1].weight = tied[0].weight
    eye = tl.eye(3) * 2
    assert (f.functional_call(tied, {"0.weight": eye}, x) == 4 * x).all()
    with pytest.raises(ValueError, match="one parameter with another"):
        f.functional_call(tied, {"0.weight": eye, "1.weight": eye * 2}, x)


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (
            lambda: f.functional_call(net(), {"w": tl.ones(1)}, X),
            KeyError,
            "'?\"?functional_call: unknown names",
        ),
        (
            lambda: f.functional_call(net(), {}, X, strict=True),
            KeyError,
            '"functional_call: unknown names .*missing',
        ),
        (
            lambda: f.functional_call(net(), {"0.bias": 1.0}, X),
            TypeError,
            "functional_call: 0.bias must be a tensor",
        ),
        (lambda: f.functional_call(1, {}, X), TypeError, "functional_call: module"),
        (lambda: f.vmap(1), TypeError, "vmap: func"),
        (lambda: f.vmap(abs, randomness="same"), ValueError, "vmap: randomness"),
        (lambda: f.vmap(abs, chunk_size=0), ValueError, "vmap: chunk_size"),
        (lambda: f.vmap(abs)(tl.array(1.0)), ValueError, "vmap: there are no samples"),
        (lambda: f.vmap(abs)(tl.zeros((0, 2))), ValueError, "vmap: one number of samples"),
        (lambda: f.vmap(tl.add)(tl.ones(2), tl.ones(3)), ValueError, r"vmap: one number .* \[2, 3\]"),
        (lambda: f.vmap(tl.add, (0,))(tl.ones(2), tl.ones(2)), ValueError, "vmap: in_dims for 1 arguments"),
        (lambda: f.grad(1), TypeError, "grad: func"),
        (lambda: f.grad(abs, 1)(tl.array(1.0)), ValueError, "grad: argnums 1 for 1"),
        (lambda: f.grad(abs, "a")(tl.array(1.0)), TypeError, "grad: argnums"),
        (lambda: f.grad(abs)(1.0), TypeError, "grad: gradients are with respect to tensors, got float"),
        (lambda: f.jacrev(1), TypeError, "jacrev: func"),
        (lambda: tl.autocast("cpu"), ValueError, "autocast: nothing is computed in a lower precision"),
        (lambda: tl.autocast("gpu"), ValueError, "autocast: device_type"),
        (lambda: tl.amp.GradScaler(enabled=1), TypeError, "GradScaler: enabled"),
    ],
)
def test_bad_input(make, error, text):
    with pytest.raises(error, match=f"^{text}"):
        make()


def test_mixed_precision_changes_nothing():
    model, x = net(), tl.array(X)
    want = model(x).tolist()
    scaler = tl.amp.GradScaler()
    with tl.autocast("cuda", dtype=tl.float16):
        got = model(x)
    assert got.tolist() == want and tl.autocast("cpu", enabled=False)(model)(x).tolist() == want
    opt = tl.optim.SGD(model.parameters(), lr=0.1)
    scaler.scale(got.sum()).backward()
    scaler.unscale_(opt)
    scaler.step(opt)
    scaler.update()
    scaler.load_state_dict(scaler.state_dict())
    assert model(x).tolist() != want and not scaler.is_enabled() and scaler.get_scale() == 1


def test_submodules_are_found_under_pytorchs_names():
    names = """from tensorlab.autograd import Function, Variable
from tensorlab.autograd.functional import jacobian
import tensorlab.backends.cudnn as cudnn
import tensorlab.linalg, tensorlab.fft, tensorlab.cuda
from tensorlab.utils.data.dataset import Dataset, random_split
from tensorlab.utils.data.sampler import SubsetRandomSampler
from tensorlab.utils.data.dataloader import DataLoader, default_collate
from tensorlab.distributions import Categorical
from tensorlab.amp import autocast, GradScaler
from tensorlab.func import functional_call
from tensorlab.nn.parameter import Parameter
"""
    scope = {}
    exec(names, scope)
    assert scope["cudnn"] is tl.backends.cudnn and scope["Dataset"] is tl.data.Dataset


def test_wrapped_in_variable():
    x = tl.ones(2, requires_grad=True)
    v = tl.autograd.Variable(x * 2)
    assert v.is_leaf and not v.requires_grad and tl.autograd.Variable(x, True).requires_grad
    with pytest.raises(TypeError, match=r"^Variable: data must be a tensor, got list"):
        tl.autograd.Variable([1.0])
