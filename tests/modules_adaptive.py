"""Rows of the registry: a softmax over many classes, beside NumPy and PyTorch."""

import numpy as np
import pytest
from registry import other

import tensorlab as tl
from tensorlab import nn

SIZES = {"in_features": 12, "n_classes": 30, "cutoffs": [5, 12, 20], "div_value": 2.0}


def log_softmax(x):
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def by_numpy(layer, x):
    """Logarithms of all probabilities."""
    state = {key: value.numpy() for key, value in layer.state_dict().items()}
    head = log_softmax(x @ state["head.weight"].T + state.get("head.bias", 0))
    first = layer.cutoffs[0]
    parts = [head[:, :first]]
    for i in range(len(layer.cutoffs) - 1):
        within = log_softmax(x @ state[f"tail.{i}.0.weight"].T @ state[f"tail.{i}.1.weight"].T)
        parts.append(head[:, first + i : first + i + 1] + within)
    return np.concatenate(parts, 1)


def trained(library, dtype, bias):
    layer = library.nn.AdaptiveLogSoftmaxWithLoss(**SIZES, head_bias=bias, dtype=getattr(library, dtype))
    draw = np.random.default_rng(1)
    with library.no_grad():
        for p in layer.parameters():
            p.copy_(library.as_tensor(draw.normal(size=tuple(p.shape)).astype(dtype)))
    opt = library.optim.Adam(layer.parameters(), lr=0.01)
    losses = []
    for step in range(100):
        x = library.as_tensor(draw.normal(size=(9, 12)).astype(dtype))
        y = library.as_tensor(draw.integers(0, 30 if step % 3 else 5, 9))
        x.requires_grad_()
        output, loss = layer(x, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append([loss.item(), output.sum().item(), (x.grad**2).sum().item()])
    with library.no_grad():
        return [
            np.array(losses),
            layer.log_prob(x).numpy(),
            layer.predict(x).numpy(),
            *(p.detach().numpy() for p in layer.parameters()),
        ]


@other("nn.AdaptiveLogSoftmaxWithLoss")
def rare_classes():
    rng = np.random.default_rng(0)
    for bias in (False, True):
        layer = nn.AdaptiveLogSoftmaxWithLoss(**SIZES, head_bias=bias, dtype=tl.float64)
        x, y = rng.normal(size=(40, 12)), rng.integers(0, 30, 40)
        want = by_numpy(layer, x)
        output, loss = layer(tl.array(x), y)
        np.testing.assert_allclose(output.detach(), want[np.arange(40), y], rtol=1e-12)
        np.testing.assert_allclose(loss.item(), -want[np.arange(40), y].mean(), rtol=1e-12)
        np.testing.assert_allclose(layer.log_prob(tl.array(x)).detach(), want, rtol=1e-12)
        np.testing.assert_array_equal(layer.predict(tl.array(x)), want.argmax(1))
        one = layer(tl.array(x[0]), y[0])
        assert one.output.shape == () and one.loss.item() == -one.output.item()
        np.testing.assert_allclose(one.output.item(), output[0].item(), rtol=1e-12)
        assert tl.gradcheck(
            lambda t, layer=layer, y=y: layer(t, y[:6]).loss, tl.array(x[:6], requires_grad=True)
        )
    before = layer.head.weight.tolist()
    layer.reset_parameters()
    assert layer.head.weight.tolist() != before
    wrong = {
        "classes must be in": (IndexError, lambda: layer(tl.array(x), y + 1)),
        "classes must be in .*-1": (IndexError, lambda: layer(tl.array(x), y - y.max())),
        "target must be integers": (TypeError, lambda: layer(tl.array(x), y * 1.0)),
        "expected input of shape": (ValueError, lambda: layer(tl.array(x), y[:3])),
        "cutoffs must increase": (ValueError, lambda: nn.AdaptiveLogSoftmaxWithLoss(8, 9, [4, 4])),
        "cutoffs must increase .* got": (ValueError, lambda: nn.AdaptiveLogSoftmaxWithLoss(8, 9, [])),
        r"cutoffs must .*\[9\]": (ValueError, lambda: nn.AdaptiveLogSoftmaxWithLoss(8, 9, [9])),
        "cutoffs must be at least 1": (ValueError, lambda: nn.AdaptiveLogSoftmaxWithLoss(8, 9, [0])),
        "cutoffs must be an integer": (TypeError, lambda: nn.AdaptiveLogSoftmaxWithLoss(8, 9, [1.5])),
        "3 features divided 2 times": (ValueError, lambda: nn.AdaptiveLogSoftmaxWithLoss(3, 9, [2, 4])),
        "div_value": (ValueError, lambda: nn.AdaptiveLogSoftmaxWithLoss(3, 9, [2], 0)),
    }
    for text, (error, call) in wrong.items():
        with pytest.raises(
            error, match=f"^AdaptiveLogSoftmaxWithLoss: .*{text}|^AdaptiveLogSoftmaxWithLoss: {text}"
        ):
            call()
    torch = pytest.importorskip("torch")
    for dtype, close in (("float64", 1e-10), ("float32", 2e-4)):
        for bias in (False, True):
            for a, b in zip(trained(tl, dtype, bias), trained(torch, dtype, bias), strict=True):
                np.testing.assert_allclose(a, b, rtol=close, atol=close)


@other("nn.utils.skip_init")
def without_drawing():
    tl.manual_seed(3)
    first = tl.rand(2).tolist()
    tl.manual_seed(3)
    layer = nn.utils.skip_init(nn.Linear, 3, 2, bias=False, dtype=tl.float64)
    assert layer.weight.shape == (2, 3) and layer.weight.dtype == tl.float64 and layer.bias is None
    assert tl.rand(2).tolist() == first
    for wrong in (nn.Linear(2, 1), int, "Linear"):
        with pytest.raises(TypeError, match=r"^skip_init: "):
            nn.utils.skip_init(wrong, 3, 2)
    with pytest.raises(ValueError, match=r"^Linear: in_features"):
        nn.utils.skip_init(nn.Linear, -3, 2)
