"""tl.fft: values against NumPy, derivatives against differences, errors."""

import sys

import numpy as np
import pytest
import scipy.fft

import tensorlab as tl
from tensorlab_c import _transforms

FFT = tl.fft
SINGLE = ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
SEVERAL = ("fftn", "ifftn", "rfftn", "irfftn", "fft2", "ifft2", "rfft2", "irfft2")
OF_REAL = ("rfft", "ihfft", "rfftn", "rfft2")
RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 4, 5))
Z = X + 1j * RNG.normal(size=X.shape)


def values(dtype):
    return (Z if dtype.startswith("c") else 3 * X).astype(dtype)


def layouts(a):
    yield a
    yield a.T
    yield a[::-1, :, ::-2]
    yield np.broadcast_to(a[:1], (2,) + a.shape[1:])
    yield a[:0]


def numpys(name, a, **options):
    y = getattr(np.fft, name)(a, **options)
    if a.dtype == "float16":  # its factors are rounded, too
        y = getattr(np.fft, name)(a.astype("float32"), **options).astype(y.dtype)
    return y


def same(ours, theirs):
    assert isinstance(ours, tl.Tensor) and ours.shape == theirs.shape and ours.dtype == theirs.dtype
    atol = 4 * np.finfo(theirs.dtype).eps * abs(theirs).max(initial=0) if theirs.dtype.kind in "fc" else 0
    np.testing.assert_allclose(ours.numpy(), theirs, rtol=0, atol=atol)


@pytest.mark.parametrize(
    "dtype", ["bool", "int8", "int64", "uint8", "float16", "float32", "float64", "complex64", "complex128"]
)
def test_values(dtype):
    for a in layouts(values(dtype)):
        for name in SINGLE:
            if dtype.startswith("c") and name in OF_REAL:
                continue
            for options in (
                {}, {"n": 7}, {"n": 3, "axis": 1}, {"axis": -2, "norm": "ortho"}, {"norm": "forward"},
            ):  # fmt: skip
                same(getattr(FFT, name)(tl.array(a), **options), numpys(name, a, **options))
        for name in SEVERAL:
            if dtype.startswith("c") and name in OF_REAL:
                continue
            for options in (
                {"axes": (1, 2)}, {"s": (7, 3), "axes": (1, 2)}, {"axes": (-1, 1), "norm": "ortho"},
                {"s": (-1, 4), "axes": (1, 2), "norm": "forward"}, {"axes": (1,)}, {"axes": (1, 1)},
                {"axes": (2, 1, 2)},
            ):  # fmt: skip
                same(getattr(FFT, name)(tl.array(a), **options), numpys(name, a, **options))


def test_beyond_numpys_dtypes():
    for dtype in (tl.bfloat16, tl.float8_e5m2):
        x = tl.array([1.0, 2.0, 3.0], dtype=dtype)
        assert FFT.fft(x).dtype == FFT.rfft(x).dtype == "complex64" and FFT.irfft(x).dtype == dtype
        assert FFT.fft(x).tolist() == FFT.fft(x.astype("float32")).tolist()


def test_special_values():
    for a in (np.array([1.0, np.nan, 2.0]), np.array([np.inf, 1.0, 0.0, -0.0]), np.zeros(4), -np.zeros(3)):
        for name in ("fft", "ifft", "rfft", "ihfft"):
            ours, theirs = getattr(FFT, name)(tl.array(a)).numpy(), getattr(np.fft, name)(a)
            for mine, other in ((ours.real, theirs.real), (ours.imag, theirs.imag)):
                np.testing.assert_array_equal(mine, other)
                signed = ~np.isnan(other)
                np.testing.assert_array_equal(np.signbit(mine[signed]), np.signbit(other[signed]))
    assert str(FFT.fft(tl.ones(4))) == str(np.fft.fft(np.ones(4)))


def test_without_scipys_private_module(monkeypatch):
    calls = [
        (name, o) for name in SINGLE for o in ({"n": 7, "axis": 1}, {"norm": "ortho"}, {"norm": "forward"})
    ]
    calls += [(name, o) for name in SEVERAL for o in ({"axes": (2, 1)}, {"s": (3, 6), "axes": (0, 2)})]

    def every():
        return [
            getattr(FFT, name)(tl.array(a), **options)
            for name, options in calls
            for a in ((X, X.astype("float32")) if name in OF_REAL else (X, Z, Z.astype("complex64")))
        ]

    expected = every()
    monkeypatch.setattr(_transforms, "_functions", _transforms._functions.__wrapped__)
    for module in ("_pocketfft", "_duccfft"):
        monkeypatch.setitem(sys.modules, f"scipy.fft.{module}", None)
        monkeypatch.delattr(scipy.fft, module, raising=False)
    for found, wanted in zip(every(), expected, strict=True):
        assert found.dtype == wanted.dtype and bytes(found) == bytes(wanted)
    t = tl.array(X, requires_grad=True)
    FFT.irfft(FFT.rfft(t), 5).sum().backward()
    np.testing.assert_allclose(t.grad.numpy(), 1.0)


def test_out_and_lists():
    out = tl.zeros((3, 4, 5), dtype="complex64")
    assert FFT.fft(tl.array(X), out=out) is out
    same(out, np.fft.fft(X).astype("complex64"))
    for name in SEVERAL:
        expected = getattr(np.fft, name)(X)
        out = tl.zeros(expected.shape, dtype=expected.dtype)
        assert getattr(FFT, name)(X.tolist(), out=out) is out
        same(out, expected)


def test_numpys_functions_take_tensors():
    t = tl.array(X, requires_grad=True)
    for name in (*SINGLE, *SEVERAL, "fftshift", "ifftshift"):
        assert getattr(np.fft, name)(t).requires_grad


@pytest.mark.parametrize("threads", [1, 2])
def test_threads(threads):
    a = RNG.normal(size=(64, 1024))
    with tl.num_threads(threads):
        same(FFT.fft(tl.array(a)), np.fft.fft(a))
        same(FFT.irfft(FFT.rfft(tl.array(a))), a)


def test_frequencies():
    for n in range(1, 12):
        for d in (1.0, 0.3, -2):
            for name in ("fftfreq", "rfftfreq"):
                expected = getattr(np.fft, name)(n, d)
                np.testing.assert_array_equal(getattr(FFT, name)(n, d, "cpu").numpy(), expected)
                narrow = getattr(FFT, name)(n, d=d, dtype=tl.float32, device="cpu")
                np.testing.assert_array_equal(narrow.numpy(), expected.astype("float32"))
    for a in (np.arange(5), np.arange(24.0).reshape(4, 6), Z):
        for axes in (None, 0, -1, (0, -1), (0, 0)):
            for name in ("fftshift", "ifftshift"):
                expected = getattr(np.fft, name)(a, axes if a.ndim > 1 or axes in (None, 0, -1) else 0)
                same(getattr(FFT, name)(a, axes if a.ndim > 1 or axes in (None, 0, -1) else 0), expected)


# ---- derivatives -------------------------------------------------------------------------------------------
CASES = [(name, (size,), c) for name in SINGLE for size in (4, 5, 6, 7) for c in (0, 1)]
CASES += [(name, (size, (0, 2)), c) for name in SEVERAL for size in ((2, 5), (4, 6)) for c in (0, 1)]
CASES += [(name, (None, (2, 0, 2)), 0) for name in ("fftn", "rfftn", "irfftn")]
CASES = [case for case in CASES if not (case[2] and case[0] in OF_REAL)]


def loss_of(name, arguments, weights):
    def loss(t):
        y = getattr(FFT, name)(t, *arguments)
        w = weights.setdefault(y.shape, RNG.normal(size=y.shape) + 1j * RNG.normal(size=y.shape))
        return (y * w).real.sum() + 0.1 * (abs(y) ** 2 * y.real).sum()

    return loss


@pytest.mark.parametrize("name, arguments, of_complex", CASES)
def test_first_and_second_derivatives(name, arguments, of_complex):
    a = (Z if of_complex else X)[:2, :2]
    v = RNG.normal(size=a.shape) + (1j * RNG.normal(size=a.shape) if of_complex else 0)
    loss, step = loss_of(name, arguments, {}), 1e-5

    def slope(x):
        t = tl.array(x, requires_grad=True)
        (g,) = tl.gradients(loss(t), [t], create_graph=True)
        return t, g, (g.conj() * v).real.sum()

    t, g, along = slope(a)
    assert g.dtype == a.dtype
    rise = (loss(tl.array(a + step * v)) - loss(tl.array(a - step * v))).item() / (2 * step)
    assert along.item() == pytest.approx(rise, rel=1e-6, abs=1e-7)
    (h,) = tl.gradients(along, [t])
    rise = (slope(a + step * v)[2] - slope(a - step * v)[2]).item() / (2 * step)
    assert (h.conj() * v).real.sum().item() == pytest.approx(rise, rel=1e-6, abs=1e-7)


def test_gradients_are_pytorchs():
    torch = pytest.importorskip("torch")
    for name, arguments, of_complex in CASES[::3]:
        a = Z if of_complex else X
        if len(arguments) == 2 and arguments[0] is None:
            continue
        t, u = tl.array(a, requires_grad=True), torch.tensor(a, requires_grad=True)
        (abs(getattr(FFT, name)(t, *arguments)) ** 2).sum().backward()
        (getattr(torch.fft, name)(u, *arguments).abs() ** 2).sum().backward()
        np.testing.assert_allclose(t.grad.numpy(), u.grad.numpy(), atol=1e-9)


# ---- errors ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name, arguments, options",
    [
        ("fft", (X, 0), {}), ("fft", (X, -1), {}), ("fft", (X,), {"norm": "x"}), ("fft", (X, 2.5), {}),
        ("fft", (X, True), {}), ("fft", (X,), {"axis": 3}), ("fft", (X,), {"axis": 1.0}), ("fft", (1.0,), {}),
        ("fft", (np.ones((4, 0)),), {}), ("irfft", (np.ones(1),), {}), ("hfft", (np.ones(1),), {}),
        ("rfft", (Z,), {}), ("ihfft", (Z,), {}), ("rfftn", (Z,), {}), ("rfft2", (Z,), {}),
        ("fftn", (X, (2, 3), (0,)), {}), ("fftn", (X,), {"axes": (7,)}), ("fftn", (X, (2.5,), (0,)), {}),
        ("fftn", (X, (0, 1), (0, 1)), {}), ("rfftn", (X,), {"axes": ()}), ("irfftn", (X,), {"axes": ()}),
        ("fft2", (np.ones(3),), {}), ("irfftn", (np.ones((3, 1)),), {}),
        ("fftfreq", (2.5,), {}), ("rfftfreq", ("a",), {}), ("fftfreq", (-1,), {}), ("fftfreq", (0,), {}),
        ("fft", (X, 2**62), {}), ("rfft", (X, 10**400), {}),
        ("irfft", (X, 2**62), {}), ("fftfreq", (2**62,), {}), ("rfftfreq", (2**62,), {}),
        ("fftfreq", (3, 10**400), {}), ("fftfreq", (3, 0.0), {}),
        ("fftfreq", (3, 1.0, "gpu"), {}), ("fftshift", (X, 5), {}),
    ],
)  # fmt: skip
def test_errors(name, arguments, options):
    with np.errstate(all="ignore"), pytest.raises(Exception) as theirs:
        getattr(np.fft, name)(*arguments, **options)
    kind = next(k for k in theirs.type.__mro__ if k.__module__ == "builtins")
    with pytest.raises(kind, match=f"^{name}: "):
        getattr(FFT, name)(*arguments, **options)


def test_huge_numbers():
    for name in ("fftfreq", "rfftfreq"):
        with pytest.raises(ValueError, match=f"^{name}: "):
            getattr(FFT, name)(-(10**5000))
    for name in ("fftn", "irfftn", "rfft2"):
        with pytest.raises(ValueError, match=f"^{name}: "):
            getattr(FFT, name)(X, (2**61, 3), (1, 2))


def test_errors_of_out():
    with pytest.raises(ValueError, match=r"^fft: .*\(3,\).*\(3, 4, 5\)"):
        FFT.fft(X, out=tl.zeros(3, dtype="complex128"))
    with pytest.raises(TypeError, match=r"^fft: .*complex128.*float64"):
        FFT.fft(X, out=tl.zeros(X.shape))
    with pytest.raises(TypeError, match=r"^irfftn: out= must be a tensor or an array, got list"):
        FFT.irfftn(X, out=[])


def test_arrays_as_out():
    x, out = tl.array([1.0, 2.0, 4.0]), np.zeros(3, dtype=complex)
    assert FFT.fft(x, out=out) is out and np.allclose(out, np.fft.fft([1.0, 2.0, 4.0]))
    chosen = np.zeros(2, dtype=np.int64)
    assert tl.choose([1, 0], [[1, 2], [3, 4]], out=chosen) is chosen and chosen.tolist() == [3, 2]
