"""A fixed set of computations whose bytes are compared: across thread counts and across instruction sets.

Run as a program it prints, as JSON, the digest of every computation, and of the results the values of some.
"""

import functools
import hashlib
import json
import sys

import numpy as np
from samples import BINARY, REDUCTIONS, UNARY, generic

import tensorlab as tl
import tensorlab_c

LARGE = 200_000  # above every threshold for threads
OF_INTEGERS = {row["name"] for row in tensorlab_c.ops() if row["domain"] in ("INT", "INTX", "SHF")}


@functools.cache
def floats(n, seed, dtype, low=-2.0, high=2.0):
    return tl.array(generic(dtype, n, seed, low, high))


def takes(sample, *operands):
    """Whether there is such a function of these floats: only those of integers may be missing."""
    try:
        sample.function(*operands)
    except TypeError:
        if sample.name not in OF_INTEGERS:
            raise
        return False
    return True


def elementwise(dtype):
    one = tl.ones(1, dtype=dtype)
    for sample in UNARY:
        if not takes(sample, one):
            continue
        yield sample.name, sample.function(floats(LARGE, 0, dtype, sample.low, sample.high))
        yield f"{sample.name} small", sample.function(floats(77, 1, dtype, sample.low, sample.high)[1:])
    for sample in BINARY:
        if not takes(sample, one, one):
            continue
        x, y = (floats(LARGE, seed, dtype, 0.1, 4.0) for seed in (2, 3))
        yield sample.name, sample.function(x, y)
        yield f"{sample.name} strided", sample.function(x[::-2], y[::2])


def reductions(dtype):
    x = floats(LARGE, 4, dtype)
    wide, tall, cube = x.reshape(100, -1), x.reshape(-1, 100), x.reshape(40, 50, 100)
    views = {"flat": x, "strided": x[::3], "wide": wide, "tall": tall, "turned": wide.T, "cube": cube}
    for sample in REDUCTIONS:
        for name, v in views.items():
            for axis in (None, *range(v.ndim)):
                yield f"{sample.name} {name} {axis}", sample.function(v, axis=axis)
    for f in (tl.mean, tl.var, tl.std):
        yield f"{f.__name__} cube", f(cube, axis=(0, 2))
    for f in (tl.cumsum, tl.cumprod, tl.nancumsum, tl.sort, tl.argsort, tl.median):
        for name, v in views.items():
            yield f"{f.__name__} {name}", f(v / 3, axis=-1)
            yield f"{f.__name__} {name} 0", f(v / 3, axis=0)
    yield "quantile", tl.quantile(cube, [0.1, 0.77], axis=(0, 2))


def products(dtype):
    for m, k, n in (
        (1, 1, 1),
        (3, 5, 7),
        (16, 16, 16),
        (65, 33, 17),
        (128, 784, 32),
        (200, 300, 250),
        (1, 5000, 1),
        (500, 1, 400),
    ):
        a, b = floats(m * k, 5, dtype).reshape(m, k), floats(k * n, 6, dtype).reshape(k, n)
        yield f"matmul {m} {k} {n}", a @ b
        yield f"matmul turned {m} {k} {n}", (b.T @ a.T).T
        yield f"matmul stack {m} {k} {n}", tl.stack([a, a]) @ b
    yield "matvec", floats(90_000, 7, dtype).reshape(300, 300) @ floats(300, 8, dtype)
    yield "dot", floats(300_000, 7, dtype) @ floats(300_000, 8, dtype)
    yield "long dot", floats(2_200_000, 7, dtype) @ floats(2_200_000, 8, dtype)


def networks(dtype):
    F = tl.nn.functional
    x, w, b = (
        floats(8 * 6 * 20 * 20, 9, dtype).reshape(8, 6, 20, 20),
        floats(12 * 6 * 9, 10, dtype).reshape(12, 6, 3, 3),
        floats(12, 11, dtype),
    )
    for options in ({}, {"padding": 1}, {"stride": 2, "padding": 1}, {"dilation": 2}):
        inputs = [t.detach().requires_grad_() for t in (x, w, b)]
        y = F.conv2d(*inputs, **options)
        yield f"conv2d {options}", y
        for name, g in zip("xwb", tl.gradients((y * y).sum(), inputs)):
            yield f"conv2d {options} gradient {name}", g
    signal, taps = floats(7000, 16, dtype), floats(300, 17, dtype)
    image, window = floats(150 * 160, 18, dtype).reshape(150, 160), floats(35, 19, dtype).reshape(5, 7)
    for f, operands in ((tl.convolve, (signal, taps)), (tl.correlate2d, (image, window))):
        inputs = [t.detach().requires_grad_() for t in operands]
        y = f(*inputs, "same")
        yield "correlation", y
        for g in tl.gradients((y * y).sum(), inputs):
            yield "correlation gradient", g
    yield "grouped", F.conv2d(x, w[:, :2], groups=3)
    yield "max_pool2d", F.max_pool2d(x, 3, 2, 1)
    yield "avg_pool2d", F.avg_pool2d(x, 2)
    rows = floats(400 * 50, 12, dtype).reshape(400, 50).copy().requires_grad_()
    target = tl.array(np.random.default_rng(13).integers(0, 50, 400))
    for f in (F.softmax, F.log_softmax, lambda r: F.cross_entropy(r, target)):
        y = f(rows)
        yield "rows", y
        yield "rows gradient", tl.gradients((y * y).sum(), [rows])[0]
    activations = (F.leaky_relu, F.elu, F.softplus, F.silu, F.gelu, F.mish, F.hardswish)
    for f in (*activations, lambda r: F.gelu(r, "tanh")):
        y = f(rows)
        yield "activation", y
        yield "activation gradient", tl.gradients(y.sum(), [rows])[0]
    yield from training(dtype)


def training(dtype):
    """A few steps of a small convolutional network."""
    tl.random.seed(0)
    net = tl.nn.Sequential(
        tl.nn.Conv2d(1, 8, 3, padding=1),
        tl.nn.ReLU(),
        tl.nn.MaxPool2d(2),
        tl.nn.Flatten(),
        tl.nn.Linear(8 * 14 * 14, 32),
        tl.nn.Tanh(),
        tl.nn.Linear(32, 10),
    )
    x = floats(32 * 28 * 28, 14, "float32").reshape(32, 1, 28, 28)
    y = tl.array(np.random.default_rng(15).integers(0, 10, 32))
    for optimizer in (
        tl.optim.SGD(net.parameters(), lr=0.1, momentum=0.9),
        tl.optim.Adam(net.parameters(), lr=1e-3),
    ):
        for _ in range(2):
            optimizer.zero_grad()
            loss = tl.nn.functional.cross_entropy(net(x), y)
            loss.backward()
            optimizer.step()
        yield f"loss {type(optimizer).__name__}", loss
        for name, p in net.named_parameters():
            yield f"{name} {type(optimizer).__name__}", p


PARTS = {"elementwise": elementwise, "reductions": reductions, "products": products, "networks": networks}


def results(part, dtype):
    """name -> NumPy array."""
    found = {}
    for name, t in PARTS[part](dtype):
        while name in found:
            name += "'"
        found[name] = t.detach().numpy().copy()
    return found


def digest(array):
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), array.dtype.type(np.nan), array)
    return hashlib.sha256(array.tobytes()).hexdigest()


def digests():
    return {
        f"{p} {d} {n}": digest(a)
        for p in PARTS
        for d in ("float32", "float64")
        for n, a in results(p, d).items()
    }


if __name__ == "__main__":
    json.dump({"isa": tl.isa(), "digests": digests()}, sys.stdout)
    if len(sys.argv) > 1:
        np.savez(
            sys.argv[1], **{n.replace("/", "_"): a for p in PARTS for n, a in results(p, "float64").items()}
        )
