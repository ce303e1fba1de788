"""Normalisations: running statistics, derivatives of derivatives, dtypes, limits, and what they refuse."""

import re

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn import functional as F

RNG = np.random.default_rng(0)
KINDS = {
    "layer": lambda x: F.layer_norm(x, x.shape[1:]),
    "rms": lambda x: F.rms_norm(x, x.shape[-1:], eps=1e-5),
    "group": lambda x: F.group_norm(x, 2),
    "instance": F.instance_norm,
    "batch": lambda x: F.batch_norm(x, None, None, training=True),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def numbers(*shape, dtype="float64", **options):
    return tl.array(RNG.normal(size=shape) * 2 + 1, dtype=dtype, **options)


@pytest.mark.parametrize("momentum", [0.1, 0.7, None])
def test_running_statistics_move_towards_those_of_batches(momentum):
    layer, means, variances = nn.BatchNorm2d(3, momentum=momentum, dtype="float64"), [], []
    mean, var = np.zeros(3), np.ones(3)
    for step in (1, 2, 3):
        x = numbers(4, 3, 2, 5)
        layer(x)
        means.append(x.numpy().mean((0, 2, 3)))
        variances.append(x.numpy().var((0, 2, 3), ddof=1))
        way = 1 / step if momentum is None else momentum
        mean, var = mean + way * (means[-1] - mean), var + way * (variances[-1] - var)
        np.testing.assert_allclose(layer.running_mean.numpy(), mean, rtol=1e-12)
        np.testing.assert_allclose(layer.running_var.numpy(), var, rtol=1e-12)
        assert layer.num_batches_tracked.item() == step
    seen = layer.eval()(x)
    assert layer.num_batches_tracked.item() == 3
    shape = (3, 1, 1)
    want = (x.numpy() - mean.reshape(shape)) / np.sqrt(var.reshape(shape) + 1e-5)
    np.testing.assert_allclose(seen.detach().numpy(), want, rtol=1e-12)
    layer.reset_running_stats()
    assert layer.running_mean.tolist() == [0, 0, 0] and layer.num_batches_tracked.item() == 0


@pytest.mark.parametrize("name", ["BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm2d"])
@pytest.mark.parametrize("momentum", [0.1, 0.3])
def test_training_beside_pytorch(name, momentum):
    torch = pytest.importorskip("torch")
    shape = (4, 3, *(3, 2, 5)[: int(name[-2])])
    options = {"momentum": momentum, "affine": True, "track_running_stats": True}
    mine, theirs = getattr(nn, name)(3, **options), getattr(torch.nn, name)(3, **options)
    mine, theirs = mine.to("float64"), theirs.double()
    optimisers = tl.optim.SGD(mine.parameters(), lr=0.1), torch.optim.SGD(theirs.parameters(), lr=0.1)
    for _ in range(5):
        x, goal = RNG.normal(size=shape) + 2, RNG.normal(size=shape)
        for layer, array, optimiser in (
            (mine, tl.array, optimisers[0]),
            (theirs, torch.tensor, optimisers[1]),
        ):
            optimiser.zero_grad()
            ((layer(array(x)) - array(goal)) ** 2).mean().backward()
            optimiser.step()
    state = theirs.state_dict()
    assert list(mine.state_dict()) == list(state)
    for key, value in mine.state_dict().items():
        np.testing.assert_allclose(value.numpy(), state[key].numpy(), rtol=1e-10)
    mine.load_state_dict(state)


@every_kind
@pytest.mark.parametrize("shape", [(4, 2), (3, 4, 5), (2, 4, 3, 3)])
def test_derivatives_of_derivatives(kind, shape):
    if len(shape) < 3 and kind == "instance":
        shape = (*shape, 3)
    x = numbers(*shape, requires_grad=True)
    weights = numbers(*shape)

    def loss(x):
        return (KINDS[kind](x) ** 3 * weights).sum()

    (slope,) = tl.autograd.grad(loss(x), x, create_graph=True)
    along = numbers(*shape)
    (curve,) = tl.autograd.grad((slope * along).sum(), x)
    ends = [(x + h * along).detach().requires_grad_() for h in (1e-5, -1e-5)]
    ahead, behind = (tl.autograd.grad(loss(end), end)[0].numpy() for end in ends)
    np.testing.assert_allclose(curve.numpy(), (ahead - behind) / 2e-5, rtol=1e-6, atol=1e-7)


@every_kind
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_storage_types_are_rounded_once(kind, dtype):
    x = numbers(4, 4, 6, dtype=dtype)
    x.requires_grad = True
    y = KINDS[kind](x)
    wide = x.detach().astype("float32").requires_grad_()
    want = KINDS[kind](wide)
    assert y.dtype.name == dtype and (y == want.astype(dtype)).all()
    y.sum().backward()
    assert x.grad.dtype.name == dtype


@every_kind
def test_threads_and_layouts_change_no_bit(kind):
    values = RNG.normal(size=(16, 8, 300)).astype("float32")
    results = []
    for threads in (1, 2):
        for x in (tl.array(values), tl.array(np.repeat(values, 2, axis=2))[:, :, ::2]):
            with tl.num_threads(threads):
                x = x.detach()
                x.requires_grad = True
                y = KINDS[kind](x)
                (y * y * y).sum().backward()
                results.append((y.detach().numpy().tobytes(), x.grad.numpy().tobytes()))
    assert len(set(results)) == 1


@every_kind
def test_far_from_0_nothing_cancels(kind):
    """But what float32 has of a mean."""
    exact = RNG.integers(-8, 8, (16, 4, 32)) / 8 + 2.0**10
    x = tl.array(exact, dtype="float32")
    if kind != "rms":
        want = KINDS[kind](tl.array(exact))
        np.testing.assert_allclose(KINDS[kind](x).numpy(), want.numpy(), rtol=1e-5, atol=1e-4)


ROWS, IMAGES = tl.ones((2, 4)), tl.ones((2, 4, 3, 3))
ERRORS = [
    (lambda: F.layer_norm(ROWS, 3), ValueError, "layer_norm: expected input of shape (..., 3), got (2, 4)"),
    (lambda: F.layer_norm(ROWS, ()), ValueError, "layer_norm: normalized_shape must have at least one axis"),
    (lambda: F.layer_norm(ROWS, 4, tl.ones(3)), ValueError, "layer_norm: weight must have shape (4,) for "),
    (
        lambda: F.layer_norm(tl.ones((2, 4), dtype="int64"), 4),
        TypeError,
        "layer_norm: input must be ",
    ),
    (
        lambda: nn.LayerNorm(4)(ROWS),
        TypeError,
        "layer_norm: weight is float32 but the input float64 (in layer LayerNorm((4,), ",
    ),
    (
        lambda: F.group_norm(ROWS, 3),
        ValueError,
        "group_norm: 4 channels of shape (2, 4) are not 3 ",
    ),
    (lambda: nn.GroupNorm(3, 4), ValueError, "GroupNorm: 4 channels are not 3 equal groups"),
    (
        lambda: nn.GroupNorm(2, 6)(ROWS),
        ValueError,
        "GroupNorm: expected 6 channels in axis 1, got ",
    ),
    (
        lambda: F.instance_norm(tl.ones((2, 4, 1))),
        ValueError,
        "instance_norm: expected more than one value ",
    ),
    (
        lambda: F.batch_norm(ROWS, None, None),
        ValueError,
        "batch_norm: running_mean and running_var are ",
    ),
    (
        lambda: F.batch_norm(ROWS[:1], None, None, training=True),
        ValueError,
        "batch_norm: expected more than one value per channel while training, got shape (1, 4)",
    ),
    (
        lambda: F.batch_norm(tl.ones(3), None, None),
        ValueError,
        "batch_norm: expected input of shape (N, C, ",
    ),
    (
        lambda: nn.BatchNorm2d(4)(ROWS),
        ValueError,
        "BatchNorm2d: expected input of shape (N, C, H, W) with C = 4, got (2, 4) (in layer BatchNorm2d(4, ",
    ),
    (
        lambda: nn.BatchNorm1d(3)(ROWS),
        ValueError,
        "BatchNorm1d: expected input of shape (N, C) or (N, C, L) ",
    ),
    (lambda: nn.BatchNorm1d(0), ValueError, "BatchNorm1d: num_features must be at least 1, got 0"),
    (
        lambda: F.local_response_norm(ROWS, 2),
        ValueError,
        "local_response_norm: expected input of shape (N, ",
    ),
]


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[row[2][:40] for row in ERRORS])
def test_errors(call, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}") as error:
        call()
    assert type(error.value) is kind


def test_what_is_refused_changes_no_running_statistics():
    layer = nn.BatchNorm1d(4)
    with pytest.raises(ValueError, match="more than one value"):
        layer(tl.ones((1, 4), dtype="float32"))
    assert layer.num_batches_tracked.item() == 0 and layer.running_var.tolist() == [1, 1, 1, 1]


def test_a_single_example_of_instance_norm():
    x = numbers(4, 6)
    assert (nn.InstanceNorm1d(4)(x) == F.instance_norm(x[None])[0]).all()


@every_kind
def test_what_comes_after_may_change_the_result_in_place(kind):
    """As in BatchNorm2d behind which is ReLU(inplace=True): the gradient reads the input alone."""
    x = numbers(4, 6, 3, 5, requires_grad=True)
    plain = tl.gradients((F.relu(KINDS[kind](x)) * x).sum(), [x])[0]
    y = KINDS[kind](x)
    assert F.relu(y, inplace=True) is y
    np.testing.assert_array_equal(tl.gradients((y * x).sum(), [x])[0], plain)


def test_no_examples_teach_nothing():
    layer = nn.BatchNorm1d(3, dtype=tl.float64)
    before = {key: value.copy() for key, value in layer.state_dict().items()}
    x = tl.zeros((0, 3, 4), requires_grad=True)
    y = layer(x)
    y.sum().backward()
    assert y.shape == x.grad.shape == (0, 3, 4)
    assert not layer.weight.grad.any() and not layer.bias.grad.any()
    after = layer.state_dict()
    assert all((after[key] == before[key]).all() for key in ("running_mean", "running_var"))
    assert nn.BatchNorm2d(2, affine=False)(tl.zeros((0, 2, 1, 1), dtype=tl.float32)).shape == (0, 2, 1, 1)
