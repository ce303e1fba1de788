"""Fused operations against their definition: convolution, pooling, softmax with cross-entropy."""

import numpy as np
import pytest
from layouts import FLOATS, close, same_bits

import tensorlab as tl

F = tl.nn.functional


def plain_conv2d(x, w, b, stride, padding, dilation, groups):
    """The definition, in float64."""
    x = np.pad(x.astype("f8"), ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    k, c, r, s = w.shape
    high = (x.shape[2] - dilation[0] * (r - 1) - 1) // stride[0] + 1
    wide = (x.shape[3] - dilation[1] * (s - 1) - 1) // stride[1] + 1
    out = np.zeros((x.shape[0], k, high, wide))
    for f in range(k):
        first = f // (k // groups) * c
        for i in range(r):
            for j in range(s):
                top, left = i * dilation[0], j * dilation[1]
                part = x[:, first : first + c, top : top + (high - 1) * stride[0] + 1 : stride[0]]
                part = part[..., left : left + (wide - 1) * stride[1] + 1 : stride[1]]
                out[:, f] += np.tensordot(part, w[f, :, i, j].astype("f8"), axes=(1, 0))
    return out if b is None else out + b.astype("f8")[:, None, None]


CONVOLUTIONS = [
    ((2, 3, 8, 9), (4, 3, 3, 3), {}),
    ((2, 3, 8, 9), (4, 3, 3, 3), {"padding": 1}),
    ((1, 1, 28, 28), (6, 1, 5, 5), {"padding": 2}),
    ((2, 4, 11, 7), (6, 2, 3, 2), {"groups": 2, "stride": (2, 1), "padding": (1, 0)}),
    ((2, 6, 9, 9), (6, 1, 3, 3), {"groups": 6, "padding": 1}),
    ((1, 16, 12, 12), (33, 16, 1, 1), {}),
    ((3, 5, 10, 10), (7, 5, 3, 3), {"dilation": 2, "padding": 2}),
    ((1, 3, 30, 31), (17, 3, 7, 7), {"stride": 2, "padding": 3}),
    ((2, 20, 6, 6), (40, 20, 3, 3), {"padding": 1, "stride": 3}),
    ((1, 2, 3, 3), (1, 2, 3, 3), {}),
]


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(("x", "w", "options"), CONVOLUTIONS, ids=str)
def test_conv2d(x, w, options, dtype):
    rng = np.random.default_rng(4)
    x, w, b = (
        rng.normal(size=x).astype(dtype),
        rng.normal(size=w).astype(dtype),
        rng.normal(size=w[0]).astype(dtype),
    )
    pairs = {
        k: (v, v) if isinstance(v, int) else v
        for k, v in {"stride": 1, "padding": 0, "dilation": 1, **options}.items()
        if k != "groups"
    }
    for bias in (None, b):
        want = plain_conv2d(x, w, bias, groups=options.get("groups", 1), **pairs)
        got = F.conv2d(tl.array(x), tl.array(w), None if bias is None else tl.array(bias), **options)
        close(got, want.astype(dtype), 0, np.abs(want).max() * 20 * np.finfo(dtype).eps)
        same_bits(
            F.conv2d(tl.array(x)[0], tl.array(w), None if bias is None else tl.array(bias), **options), got[0]
        )
        turned = tl.array(np.swapaxes(x, 0, 3).copy()).swapaxes(0, 3)
        same_bits(F.conv2d(turned, tl.array(w), None if bias is None else tl.array(bias), **options), got)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    "kernel, stride, padding", [(2, None, 0), (3, 2, 1), ((3, 2), (1, 2), (1, 0)), (1, 1, 0), (5, 5, 2)]
)
def test_pooling(kernel, stride, padding, dtype):
    x = np.random.default_rng(5).normal(size=(2, 3, 11, 10)).astype(dtype)
    (r, s), (p, q) = np.broadcast_to(kernel, 2), np.broadcast_to(padding, 2)
    down, right = np.broadcast_to(kernel if stride is None else stride, 2)
    for name, fill, fold in (("max_pool2d", -np.inf, np.max), ("avg_pool2d", 0.0, np.mean)):
        padded = np.pad(x, ((0, 0), (0, 0), (p, p), (q, q)), constant_values=fill)
        windows = np.lib.stride_tricks.sliding_window_view(padded, (r, s), axis=(2, 3))[:, :, ::down, ::right]
        close(
            getattr(F, name)(tl.array(x), kernel, stride, padding),
            fold(windows, axis=(-2, -1)),
            4 * np.finfo(dtype).eps,
            1e-6,
        )


@pytest.mark.parametrize("dtype", FLOATS)
def test_softmax_and_cross_entropy(dtype):
    rng = np.random.default_rng(6)
    eps = np.finfo(dtype).eps
    for shape in ((1, 1), (3, 10), (7, 33), (2, 1000), (5, 4, 6)):
        x = (rng.normal(size=shape) * 5).astype(dtype)
        wide = x.astype("longdouble")
        log = (
            wide
            - np.log(np.sum(np.exp(wide - wide.max(-1, keepdims=True)), -1, keepdims=True))
            - wide.max(-1, keepdims=True)
        )
        close(F.softmax(tl.array(x)), np.exp(log).astype(dtype), 40 * eps)
        close(F.log_softmax(tl.array(x)), log.astype(dtype), 40 * eps, 40 * eps)
        if len(shape) == 2:
            target = rng.integers(0, shape[1], shape[0])
            each = -log[np.arange(shape[0]), target]
            close(
                F.cross_entropy(tl.array(x), tl.array(target), reduction="none"),
                each.astype(dtype),
                40 * eps,
                40 * eps,
            )
            close(
                F.cross_entropy(tl.array(x), tl.array(target)),
                np.asarray(each.mean(), dtype),
                40 * eps,
                40 * eps,
            )
    huge = tl.array([[1e4, 0.0, -1e4]], dtype=dtype)
    assert F.softmax(huge).tolist() == [[1.0, 0.0, 0.0]] and F.log_softmax(huge).tolist() == [
        [0.0, -1e4, -2e4]
    ]
    assert F.cross_entropy(huge, tl.array([2])).item() == 2e4
