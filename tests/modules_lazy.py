"""Rows of the registry: layers that learn from their first input how large they are."""

import copy
import pickle

import numpy as np
from registry import other

import tensorlab as tl
from tensorlab import nn

IMAGES = {1: (2, 3, 9), 2: (2, 3, 8, 9), 3: (2, 3, 4, 5, 6)}


def check_waits(kind, before, size, shape, sized, **options):
    """It becomes what is there at once: the same first values, state, text and results, in every order."""
    plain, lazily = getattr(nn, kind), getattr(nn, "Lazy" + kind)

    def lazy():
        return lazily(*before, **options)

    def ready():
        return plain(size, *before, **options)

    x = np.random.default_rng(0).normal(size=shape)
    for dtype in ("float32", "float64"):
        tl.random.seed(3)
        layer = lazy()
        assert layer.has_uninitialized_params() and getattr(layer, sized) == 0
        waiting = [*layer.parameters()]
        assert all(isinstance(p, nn.UninitializedParameter) for p in waiting)
        layer = layer.to(dtype)
        copies = copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))
        input = tl.array(x, dtype=dtype)
        y = layer(input)
        tl.random.seed(3)
        eager = ready().to(dtype)
        assert type(layer) is type(eager) and repr(layer) == repr(eager)
        assert all(
            p is q and type(p) is nn.Parameter for p, q in zip(waiting, layer.parameters(), strict=True)
        )
        if dtype == "float32":
            assert (y == eager(input)).all()
            assert [*layer.state_dict()] == [*eager.state_dict()]
        for other_one in copies:
            assert other_one.load_state_dict(layer.state_dict()).missing_keys == []
            assert (other_one.eval()(input) == layer.eval()(input)).all()
            assert repr(other_one) == repr(layer)
    layer = lazy()
    try:
        layer(tl.ones((), dtype=tl.float32))
    except ValueError as error:
        assert str(error).startswith(type(layer).__name__) and layer.has_uninitialized_params()
    else:
        raise AssertionError(f"{layer} takes a number")


@other("nn.LazyLinear")
def features_of_the_first_input():
    check_waits("Linear", (4,), 6, (2, 5, 6), "in_features")
    check_waits("Linear", (4, False), 6, (6,), "in_features")
    layer = nn.LazyLinear(2)
    layer.weight.requires_grad = False
    opt = tl.optim.Adam(layer.parameters(), lr=0.1)
    layer(tl.ones((1, 3), dtype=tl.float32)).sum().backward()
    before = layer.bias.tolist()
    opt.step()
    assert layer.weight.grad is None and layer.bias.tolist() != before


def check_convolution(kind, n, *cases):
    for options in cases:
        check_waits(f"{kind}{n}d", (6, 3), 3, IMAGES[n], "in_channels", **options)


def check_norm(kind, n):
    name = f"{kind}{n}d"
    for options in ({}, {"affine": False}, {"track_running_stats": False, "bias": False}):
        whole = {"affine": True, "track_running_stats": True, **options}
        check_waits(name, (), 3, IMAGES[n], "num_features", **whole)
    layer = getattr(nn, "Lazy" + name)(affine=False, track_running_stats=False)
    layer(tl.ones(IMAGES[n], dtype=tl.float32))
    assert type(layer) is getattr(nn, name) and layer.num_features == 3


def rows(n):
    @other(f"nn.LazyConv{n}d")
    def channels_of_the_first_input():
        grouped = {"stride": 2, "padding": 1, "groups": 3, "bias": False}
        check_convolution("Conv", n, {}, grouped, {"padding": "same"})

    @other(f"nn.LazyConvTranspose{n}d")
    def channels_of_the_first_input_transposed():
        check_convolution("ConvTranspose", n, {}, {"stride": 2, "output_padding": 1, "groups": 3})

    @other(f"nn.LazyBatchNorm{n}d")
    def channels_of_the_first_batch():
        check_norm("BatchNorm", n)

    @other(f"nn.LazyInstanceNorm{n}d")
    def channels_of_the_first_instances():
        check_norm("InstanceNorm", n)


for n in (1, 2, 3):
    rows(n)


@other("nn.UninitializedParameter")
@other("nn.UninitializedBuffer")
def without_a_shape():
    for kind in (nn.UninitializedParameter, nn.UninitializedBuffer):
        t = kind(dtype=tl.float64)
        assert nn.parameter.is_lazy(t) and t.dtype == "float64" and kind.__name__ in repr(t)
        for asked in (lambda t=t: t.shape, lambda t=t: t.numel(), lambda t=t: t.size):
            try:
                asked()
            except RuntimeError as error:
                assert "first input" in str(error)
            else:
                raise AssertionError("there is a shape")
        t.materialize((2, 3))
        assert t.shape == (2, 3) and t.dtype == "float64" and not nn.parameter.is_lazy(t)
        assert t.requires_grad == (kind is nn.UninitializedParameter)


@other("nn.Buffer")
def a_buffer_by_assignment():
    m = nn.Module()
    m.kept, m.forgotten = nn.Buffer(tl.ones(2)), nn.Buffer(tl.zeros(2), persistent=False)
    assert [*m.state_dict()] == ["kept"] and [name for name, _ in m.named_buffers()] == ["kept", "forgotten"]
    assert m.to("float32").kept.dtype == "float32" and not [*m.parameters()]
    m.kept = None
    assert [*m.state_dict()] == []
