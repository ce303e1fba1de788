"""Networks where PyTorch's answer is easily missed: no axes, no elements, ties, NaN, other default dtypes."""

import fractions
import math

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn
from tensorlab.nn import functional as F

torch = pytest.importorskip("torch")
G = torch.nn.functional
RNG = np.random.default_rng(0)


def same(ours, theirs, values, dtype="float64", rtol=1e-12):
    """Value, shape, history and gradient."""
    values = np.asarray(values, dtype=dtype)
    x, t = tl.array(values, requires_grad=True), torch.tensor(values, requires_grad=True)
    y, z = ours(x), theirs(t)
    assert y.shape == tuple(z.shape) and y.requires_grad == z.requires_grad
    assert str(z.dtype).endswith(str(y.dtype))
    np.testing.assert_allclose(np.asarray(y.detach()), z.detach().numpy(), rtol=rtol, atol=1e-15)
    y.sum().backward()
    z.sum().backward()
    assert x.grad.shape == x.shape
    np.testing.assert_allclose(np.asarray(x.grad), t.grad.numpy(), rtol=rtol, atol=1e-15)


ACTIVATIONS = {
    "relu": ({}, 1.0),
    "sigmoid": ({}, None),
    "tanh": ({}, None),
    "softsign": ({}, None),
    "leaky_relu": ({"negative_slope": 0.1}, 1.0),
    "elu": ({"alpha": 0.1}, 1.0),
    "softplus": ({"beta": 0.1, "threshold": 0.3}, None),
    "silu": ({}, None),
    "softmax": ({"dim": -1}, None),
    "log_softmax": ({"dim": 0}, None),
    "rrelu": ({"lower": 0.1, "upper": 0.3}, 1.0),
    "dropout": ({"training": False}, None),
}
SHAPES = [(), (0,), (0, 3), (3, 0), (2,), (1, 1)]
EDGES = [math.nan, math.inf, -math.inf, 1.0, -1.0, 5e-324, 1e308]  # and 0, where the lecture decides


@pytest.fixture(params=["float32", "float64"])
def default_dtype(request):
    tl.set_default_dtype(request.param)
    yield
    tl.set_default_dtype(None)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_activations_of_any_shape(name, shape, default_dtype):
    options = ACTIVATIONS[name][0]
    same(
        lambda x: getattr(F, name)(x, **options),
        lambda x: getattr(G, name)(x, **options),
        RNG.normal(size=shape),
    )


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_at_their_edges(name):
    if "soft" in name and "max" in name:
        return
    options, at_zero = ACTIVATIONS[name]
    same(lambda x: getattr(F, name)(x, **options), lambda x: getattr(G, name)(x, **options), EDGES)
    for zero in (0.0, -0.0):
        if at_zero is None:
            same(lambda x: getattr(F, name)(x, **options), lambda x: getattr(G, name)(x, **options), zero)
        else:  # lecture L5
            x = tl.array([zero], requires_grad=True)
            getattr(F, name)(x, **options).sum().backward()
            assert x.grad.item() == at_zero


SLOPES = [((), (1,)), ((), ()), ((3,), (1,)), ((2, 3), (3,)), ((2, 3), ()), ((0, 3), (3,)), ((0,), (1,))]


@pytest.mark.parametrize(("x", "w"), SLOPES, ids=str)
def test_prelu_of_any_shape(x, w, default_dtype):
    weight, slope = tl.full(w, 0.25, dtype="float64"), torch.full(w, 0.25, dtype=torch.float64)
    weight.requires_grad = True
    slope.requires_grad_()
    same(lambda v: F.prelu(v, weight), lambda v: G.prelu(v, slope), RNG.normal(size=x))
    assert weight.grad.shape == weight.shape
    np.testing.assert_allclose(weight.grad.tolist(), slope.grad.tolist(), rtol=1e-12)
    if w == (1,) and x != ():
        same(lambda v: F.prelu(v, weight), lambda v: G.prelu(v, slope), EDGES)


@pytest.mark.parametrize("name", ["mse_loss", "l1_loss", "binary_cross_entropy_with_logits"])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_losses_of_any_shape(name, reduction, shape, default_dtype):
    target = np.full(shape, 0.1)
    for given in (tl.array(target, dtype="float64"), target, *([target.tolist()] if shape != (0, 3) else [])):
        same(
            lambda x, given=given: getattr(F, name)(x, given, reduction=reduction),
            lambda x: getattr(G, name)(x, torch.tensor(target), reduction=reduction),
            RNG.normal(size=shape),
        )


@pytest.mark.parametrize("name", ["cross_entropy", "nll_loss"])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize(
    "shapes", [((0, 3), (0,)), ((3,), ()), ((0, 3, 2), (0, 2)), ((2, 3, 0), (2, 0)), ((2, 3), (2,))], ids=str
)
@pytest.mark.parametrize(
    "options", [{}, {"weight": [0.1, 0.2, 0.3]}, {"label_smoothing": 0.1}, {"ignore_index": 0}]
)
def test_classification_of_any_shape(name, reduction, shapes, options, default_dtype):
    if name == "nll_loss" and "label_smoothing" in options:
        return
    theirs = dict(options)
    if "weight" in options:
        theirs["weight"] = torch.tensor(options["weight"], dtype=torch.float64)
    target = np.zeros(shapes[1], dtype="int64")
    same(
        lambda x: getattr(F, name)(x, tl.array(target), reduction=reduction, **options),
        lambda x: getattr(G, name)(x, torch.tensor(target), reduction=reduction, **theirs),
        RNG.normal(size=shapes[0]),
    )


@pytest.mark.parametrize("make", [
    lambda n: n.Linear(3, 2), lambda n: n.Linear(3, 2, bias=False), lambda n: n.Flatten(0),
    lambda n: n.Flatten(),
])  # fmt: skip
@pytest.mark.parametrize("shape", [(0, 3), (2, 0, 3), (3,), (0, 2, 3)], ids=str)
def test_layers_with_empty_batches(make, shape):
    if len(shape) == 1 and isinstance(make(nn), nn.Flatten):
        return
    ours, theirs = make(nn), make(torch.nn)
    theirs.load_state_dict({k: torch.tensor(v.numpy()) for k, v in ours.state_dict().items()})
    same(ours, theirs, RNG.normal(size=shape), dtype="float32", rtol=1e-5)
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad.numpy(), q.grad.numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("make", [
    lambda n: n.Conv2d(2, 3, 2), lambda n: n.Conv2d(2, 3, 3, padding="same"), lambda n: n.MaxPool2d(2),
    lambda n: n.AvgPool2d(2, padding=1),
])  # fmt: skip
def test_images_of_empty_batches(make):
    ours, theirs = make(nn), make(torch.nn)
    same(ours, theirs, RNG.normal(size=(0, 2, 4, 4)), dtype="float32")
    for p in ours.parameters():
        assert not p.grad.any()


TIED = [
    [[1, 1], [1, 1]], [[1, math.nan], [2, math.nan]], [[0.0, -0.0], [-0.0, 0.0]], [[-math.inf] * 2] * 2,
    [[math.nan] * 2] * 2, [[1, 3], [3, 2]], [[math.inf, math.nan], [math.inf, 2]],
]  # fmt: skip


@pytest.mark.parametrize("values", TIED, ids=str)
def test_pooling_of_equal_values(values):
    for options in ({}, {"padding": 1}, {"stride": 1, "padding": 1}):
        same(
            lambda x, o=options: F.max_pool2d(x, 2, **o),
            lambda x, o=options: G.max_pool2d(x, 2, **o),
            [[values]],
        )
    for count in (False, True):
        same(
            lambda x, c=count: F.avg_pool2d(x, 2, padding=1, count_include_pad=c),
            lambda x, c=count: G.avg_pool2d(x, 2, padding=1, count_include_pad=c),
            [[values]],
        )


def test_losses_at_ties():
    values, target = [0.0, 1.0, -1.0, math.inf], [0.0, 1.0, -1.0, 0.0]
    for name in ("l1_loss", "mse_loss"):
        for reduction in ("mean", "sum", "none"):
            same(
                lambda x, n=name, r=reduction: getattr(F, n)(x, target, reduction=r),
                lambda x, n=name, r=reduction: getattr(G, n)(
                    x, torch.tensor(target, dtype=torch.float64), reduction=r
                ),
                values,
            )
    for y in ([0.0] * 4, [1.0] * 4, [0.5] * 4):
        same(
            lambda x, y=y: F.binary_cross_entropy_with_logits(x, y, pos_weight=2.0),
            lambda x, y=y: G.binary_cross_entropy_with_logits(
                x, torch.tensor(y, dtype=torch.float64), pos_weight=torch.tensor(2.0, dtype=torch.float64)
            ),
            [0.0, -0.0, 1e4, -1e4],
        )


def test_numbers_do_not_pass_through_the_default_dtype(default_dtype):
    x = RNG.normal(size=(4, 5))
    ours, theirs = tl.array(x, dtype="float64"), torch.tensor(x)

    def check(y, z):
        assert y.dtype == tl.float64
        np.testing.assert_allclose(np.asarray(y.detach()), z.detach().numpy(), rtol=1e-15)

    check(
        nn.PReLU(5, 0.1, dtype="float64")(ours), torch.nn.PReLU(5, 0.1, dtype=torch.float64)(theirs)
    )  # the start of the slopes
    check(F.prelu(ours, [0.1]), G.prelu(theirs, torch.tensor([0.1], dtype=torch.float64)))
    check(F.isru(ours, 0.1), theirs / torch.sqrt(1 + 0.1 * theirs * theirs))
    check(F.sigmoid(ours, 0.1), torch.sigmoid(0.1 * theirs))
    check(F.linear(ours, [[0.1] * 5], [0.1]), theirs @ torch.full((5, 1), 0.1, dtype=torch.float64) + 0.1)
    kept = F.dropout(tl.ones(1000, dtype="float64"), 0.1)
    assert set(kept.tolist()) == {0.0, 1 / 0.9}
    w = tl.empty(3, dtype="float64")
    for value in (0.1, np.float64(0.1), fractions.Fraction(1, 10)):
        assert nn.init.constant_(w, value)[0].item() == 0.1
    for draw in (nn.init.uniform_, nn.init.normal_, nn.init.xavier_uniform_, nn.init.kaiming_normal_):
        drawn = draw(tl.empty((8, 8), dtype="float64")).numpy()
        assert (drawn != drawn.astype("float32")).any()
    assert nn.Linear(2, 2).weight.dtype == nn.PReLU().weight.dtype == tl.get_default_dtype()
    assert nn.Parameter([1.0, 2.0]).dtype == nn.NLLLoss(weight=[0.5]).weight.dtype == tl.get_default_dtype()


def test_slopes_of_integers():
    x = tl.array([-10, 0, 2])
    assert F.rrelu(x, 0.5, 0.5, training=True).tolist() == F.leaky_relu(x, 0.5).tolist() == [-5.0, 0.0, 2.0]


HOSTILE = [2**31 + 1, 2**40, 2**62, 2**63 - 1, 2**63, 2**70, -1, -(2**70)]


@pytest.mark.parametrize("big", HOSTILE)
def test_sizes_out_of_all_proportion(big):
    image, one, three = tl.ones((1, 1, 3, 3)), tl.ones((1, 1, 1, 1)), tl.ones((1, 1, 3, 3))
    for call in (
        lambda: F.conv2d(image, one, padding=big),
        lambda: F.conv2d(image, three, padding=big, stride=(big, 1)),
        lambda: F.conv2d(image, three, dilation=big),
        lambda: F.conv2d(image, three, dilation=(1, big), padding="same"),
        lambda: F.conv2d(image, three, groups=big),
        lambda: F.max_pool2d(image, big),
        lambda: F.max_pool2d(image, 2, padding=big),
        lambda: F.max_pool2d(image, 2, dilation=big),
        lambda: F.avg_pool2d(image, (1, big)),
        lambda: F.avg_pool2d(image, 2, stride=big),
        lambda: nn.Linear(big, big),
        lambda: nn.Conv2d(1, 1, big),
        lambda: nn.Conv2d(1, 1, 3, dilation=big)(image.astype("float32")),
        lambda: nn.MaxPool2d(big)(image),
    ):
        with pytest.raises(ValueError, match=r"^\w+2d: |^Linear: "):
            call()
