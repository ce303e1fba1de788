"""Uses each family of kernels on every dtype it has and compares with NumPy: for machines that an emulator
stands in for, where the tests would take days."""

import platform
import time

import numpy as np
import scipy.signal

import tensorlab as tl

rng = np.random.default_rng(0)
FLOATS, INTEGERS, COMPLEX = (
    ("float32", "float64"),
    ("int8", "uint8", "int16", "int64"),
    ("complex64", "complex128"),
)
SHAPE = (7, 37)  # full vectors and a rest


def data(dtype, shape=SHAPE):
    if dtype in COMPLEX:
        return (rng.normal(size=shape) + 1j * rng.normal(size=shape)).astype(dtype)
    return (rng.normal(size=shape) if dtype in FLOATS else rng.integers(1, 100, size=shape)).astype(dtype)


def close(ours, theirs, digits=None):
    """Equal, or in so many digits; by default what a few roundings leave of the dtype."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape and ours.dtype == theirs.dtype, (ours.dtype, theirs.dtype)
    if ours.dtype.kind in "biu":
        np.testing.assert_array_equal(ours, theirs)
    else:
        rtol = 10.0**-digits if digits else 64 * np.finfo(ours.dtype).eps
        np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=rtol)


def elementwise():
    for dtype in (*FLOATS, *INTEGERS, *COMPLEX):
        a, b = data(dtype), data(dtype)
        for name in ("add", "subtract", "multiply", "negative", "square", "equal"):
            args = (a, b) if name in ("add", "subtract", "multiply", "equal") else (a,)
            close(getattr(tl, name)(*args), getattr(np, name)(*args))
            strided = [arg[::-1, ::2] for arg in args]
            close(getattr(tl, name)(*strided), getattr(np, name)(*strided))
        close(tl.where(a == b, a, b[0]), np.where(a == b, a, b[0]))
    for dtype in FLOATS:
        a = np.concatenate([data(dtype).ravel(), np.array([0, -0.0, np.inf, -np.inf, np.nan], dtype)])
        for name in [
            "exp",
            "exp2",
            "expm1",
            "sin",
            "cos",
            "tan",
            "arctan",
            "sinh",
            "tanh",
            "arcsinh",
            "cbrt",
            "floor",
            "ceil",
            "rint",
            "sign",
            "isnan",
            "abs",
        ]:
            close(getattr(tl, name)(a), getattr(np, name)(a))
        for name in ["sqrt", "log", "log2", "log10", "log1p", "arcsin", "arccos", "arctanh", "reciprocal"]:
            close(getattr(tl, name)(abs(a)), getattr(np, name)(abs(a)))
        for name in [
            "divide",
            "power",
            "arctan2",
            "hypot",
            "maximum",
            "fmin",
            "remainder",
            "floor_divide",
            "copysign",
        ]:
            close(getattr(tl, name)(abs(a), a[::-1]), getattr(np, name)(abs(a), a[::-1]))
    for dtype in INTEGERS:
        a, b = data(dtype), data(dtype)
        for name in ["floor_divide", "remainder", "bitwise_and", "bitwise_xor", "minimum", "less", "gcd"]:
            close(getattr(tl, name)(a, b), getattr(np, name)(a, b))
    for dtype in COMPLEX:
        for name in ["exp", "log", "sqrt", "sin", "conj", "abs"]:
            a = data(dtype)
            close(getattr(tl, name)(a), getattr(np, name)(a))


def casts():
    values = np.concatenate(
        [rng.normal(size=300) * 10.0 ** rng.integers(-9, 5, 300), [0, -0.0, np.inf, np.nan]]
    )
    for dtype in FLOATS:
        close(tl.asarray(values).astype(dtype).astype("float16"), values.astype(dtype).astype("float16"))
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    close(tl.asarray(every).astype("float32"), every.astype("float32"))
    upper = (np.arange(1 << 16, dtype=np.uint32) << 16).view(np.float32)  # what bfloat16 can hold
    close(tl.asarray(upper).astype(tl.bfloat16).astype("float32"), upper)
    for dtype, top, least in ((tl.float8_e4m3fn, 448.0, 2.0**-9), (tl.float8_e5m2, 57344.0, 2.0**-16)):
        there = tl.asarray([1.0, -1.5, top, least, 0.0]).astype(dtype)
        close(there.astype("float32"), np.array([1.0, -1.5, top, least, 0.0], "float32"))
        close((there + there).astype("float32")[:2], np.array([2.0, -3.0], "float32"))
    for a in INTEGERS:
        for b in (*INTEGERS, *FLOATS, *COMPLEX, "bool"):
            x = data(a)
            close(tl.asarray(x).astype(b), x.astype(b))


def reductions():
    for dtype in (*FLOATS, *INTEGERS, *COMPLEX):
        a = data(dtype, (9, 5, 33))
        for axis in (None, 0, 1, 2, (0, 2)):
            for name in ("sum", "mean", "prod"):
                close(
                    getattr(tl, name)(a, axis=axis),
                    getattr(np, name)(a, axis=axis),
                    4 if a.itemsize < 16 else 9,
                )
            if dtype not in COMPLEX:
                for name in ("max", "min", "any"):
                    close(getattr(tl, name)(a, axis=axis), getattr(np, name)(a, axis=axis))
        if dtype not in COMPLEX:
            close(tl.argmax(a, axis=1), np.argmax(a, axis=1))
    for dtype in FLOATS:
        a = data(dtype, (9, 5, 33))
        a[rng.random(a.shape) < 0.2] = np.nan
        for name in ("nansum", "nanmean", "nanstd", "nanmax", "nanmin", "nanvar"):
            close(getattr(tl, name)(a, axis=2), getattr(np, name)(a, axis=2), 4)


def order():
    for dtype in (*FLOATS, *INTEGERS):
        a = data(dtype, (6, 501))
        close(tl.sort(a, axis=1), np.sort(a, axis=1))
        close(tl.sort(a, axis=0), np.sort(a, axis=0))
        close(tl.argsort(a, axis=1, stable=True), np.argsort(a, axis=1, stable=True))
        close(tl.median(a, axis=1), np.median(a, axis=1))
        close(tl.percentile(a, 30, axis=0), np.percentile(a, 30, axis=0))
        close(tl.partition(a, 100, axis=1)[:, 100], np.partition(a, 100, axis=1)[:, 100])
        close(tl.unique(a), np.unique(a))
        close(tl.searchsorted(np.sort(a[0]), a[1]), np.searchsorted(np.sort(a[0]), a[1]))


def lines():
    for dtype in (*FLOATS, *INTEGERS):
        a = data(dtype)
        close(tl.cumsum(a, axis=1), np.cumsum(a, axis=1), 4)
        close(tl.cumprod(a[:, :5], axis=0), np.cumprod(a[:, :5], axis=0), 4)
    for dtype in FLOATS:
        a = data(dtype)
        e = np.exp(a - a.max(1, keepdims=True))
        close(tl.nn.functional.softmax(tl.asarray(a), 1), e / e.sum(1, keepdims=True))
        close(tl.fft.fft(a.astype("float64")), np.fft.fft(a.astype("float64")), 10)


def products():
    for dtype in (*FLOATS, *COMPLEX, "int64"):
        for n, k, m in ((3, 4, 5), (65, 130, 33), (1, 300, 7)):
            a, b = data(dtype, (n, k)), data(dtype, (k, m))
            close(tl.matmul(a, b), a @ b, 3 if a.itemsize <= 4 or dtype == "complex64" else 9)
            close(tl.matmul(b.T, a.T), b.T @ a.T, 3 if a.itemsize <= 4 or dtype == "complex64" else 9)
    a = data("float64", (9, 9))
    close(tl.linalg.solve(a, a[0]), np.linalg.solve(a, a[0]), 8)


def convolution():
    for dtype in FLOATS:
        image, kernel = data(dtype, (30, 41)), data(dtype, (3, 5))
        for mode in ("full", "same", "valid"):
            close(
                tl.convolve2d(image, kernel, mode=mode), scipy.signal.convolve2d(image, kernel, mode=mode), 4
            )
            close(tl.convolve(image[0], kernel[0], mode=mode), np.convolve(image[0], kernel[0], mode=mode), 4)
        x, w = data(dtype, (2, 3, 12, 13)), data(dtype, (8, 3, 3, 3))
        ours = tl.nn.functional.conv2d(tl.asarray(x), tl.asarray(w))
        sums = [
            [sum(scipy.signal.correlate2d(x[i, c], w[o, c], "valid") for c in range(3)) for o in range(8)]
            for i in (0, 1)
        ]
        close(ours, np.array(sums), 3)
        pooled = tl.nn.functional.max_pool2d(tl.asarray(x), 2)
        close(pooled, x[:, :, :12, :12].reshape(2, 3, 6, 2, 6, 2).max((3, 5)))


def random():
    ours, theirs = tl.random.default_rng(7), np.random.default_rng(7)
    for name, args in (
        ("random", (99,)),
        ("normal", (0, 1, 99)),
        ("integers", (0, 1000, 99)),
        ("exponential", (1, 99)),
    ):
        close(getattr(ours, name)(*args), getattr(theirs, name)(*args))


def activations():
    a = data("float64")
    f = tl.nn.functional
    for ours, theirs in (
        (f.relu, np.maximum(a, 0)),
        (f.sigmoid, 1 / (1 + np.exp(-a))),
        (f.silu, a / (1 + np.exp(-a))),
        (f.softplus, np.log1p(np.exp(a))),
        (f.elu, np.where(a > 0, a, np.expm1(a))),
        (f.gelu, a * scipy.special.ndtr(a)),
        (f.hardtanh, a.clip(-1, 1)),
    ):
        close(ours(tl.asarray(a)), theirs, 12)


def optimisers():
    start, slope = data("float64"), data("float64")
    for make, theirs in (
        (lambda p: tl.optim.SGD(p, lr=0.1), start - 0.1 * slope),
        (lambda p: tl.optim.Adam(p, lr=0.1), start - 0.1 * slope / (abs(slope) + 1e-8)),
    ):
        weight = tl.nn.Parameter(tl.asarray(start.copy()))
        weight.grad = tl.asarray(slope)
        make([weight]).step()
        close(weight.detach(), theirs, 10)


def gradients():
    def loss(x, w):
        return (
            tl.nn.functional.gelu(tl.tanh(x @ w)).std(axis=0).sum() + (tl.sort(x, axis=1) ** 2)[:, 3].mean()
        )

    args = [tl.asarray(data("float64", shape), requires_grad=True) for shape in ((4, 6), (6, 3))]
    assert tl.gradcheck(loss, args)


print(f"{platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}: {tl.__file__}")
families = [
    elementwise,
    casts,
    reductions,
    order,
    lines,
    products,
    convolution,
    random,
    activations,
    optimisers,
    gradients,
]
with np.errstate(all="ignore"):
    for family in families:
        start = time.perf_counter()
        family()
        print(f"{family.__name__}: {time.perf_counter() - start:.1f} s", flush=True)
print(f"{len(families)} passed, 0 failed")
