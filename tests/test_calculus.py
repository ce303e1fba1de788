"""Values between points, slopes, areas, covariances, windows, polynomials: NumPy as the oracle."""

import itertools
import warnings

import numpy as np
import pytest
from layouts import DTYPES, close, same_bits, same_values, views
from samples import special_floats

import tensorlab as tl

REAL = [*DTYPES, "float16"]
COMPLEX = ["complex64", "complex128"]
rng = np.random.default_rng(0)
X, XP, FP = rng.uniform(-1, 11, 500), np.sort(rng.uniform(0, 10, 40)), rng.normal(size=40)


def quiet(function, *arguments, **options):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*arguments, **options)


def drawn(dtype, shape, seed=0):
    rng = np.random.default_rng([seed, int(np.prod(shape))])
    if np.dtype(dtype).kind == "c":
        return (rng.normal(size=shape) + 1j * rng.normal(size=shape)).astype(dtype)
    if np.dtype(dtype).kind == "f":
        return rng.normal(size=shape).astype(dtype)
    return rng.integers(0, 2 if dtype == "bool" else 50, shape).astype(dtype)


def ulps(dtype, n):
    return n * np.finfo(np.dtype(dtype) if np.dtype(dtype).kind in "fc" else np.float64).eps


# ---- values between points -----------------------------------------------------------------------------
def test_interp():
    for x in (X, np.sort(X), X[0], X[:0], X.reshape(20, 25), XP, np.repeat(XP, 3)):
        for options in ({}, {"left": -5.0}, {"right": 7}, {"left": np.nan, "right": np.inf}):
            same_bits(
                tl.interp(tl.array(x), XP, tl.array(FP), **options),
                np.asarray(np.interp(x, XP, FP, **options)),
            )
    for name, t, x in views(X[:120].reshape(4, 5, 6)):
        same_bits(tl.interp(t, XP, FP), np.asarray(np.interp(x, XP, FP)), name)
    same_bits(
        tl.interp([0.5, 2.5, 9.0], [1, 2, 3], [3, 2, 0]), np.interp([0.5, 2.5, 9.0], [1, 2, 3], [3, 2, 0])
    )
    many = np.random.default_rng(0).uniform(0, 10, 30000)
    same_bits(tl.interp(many, XP[::-1][::-1], FP[::2].repeat(2)), np.interp(many, XP, FP[::2].repeat(2)))


@pytest.mark.parametrize("dtype", REAL)
def test_interp_of_any_dtype(dtype):
    points = np.unique(drawn(dtype, 30, 1))
    x, values = drawn(dtype, 100), drawn(dtype, points.size, 2)
    same_bits(tl.interp(*map(tl.array, (x, points, values))), np.interp(x, points, values))


def test_interp_of_special_points():
    x = special_floats("float64")
    for points in (
        [0.0],
        [0.0, 1.0],
        [0.0, 0.0, 1.0],
        [-np.inf, 0.0, np.inf],
        [-np.inf, -np.inf, 2.0],
        [-3.0, 1e308],
    ):
        for values in ([1.0, 2.0, 2.0], [np.inf, 1.0, -np.inf], [np.nan, 0.0, 1.0], [np.inf, np.inf, 0.0]):
            values = values[: len(points)]
            same_values(
                tl.interp(x, points, values), quiet(np.interp, x, points, values), f"{points} {values}"
            )


def test_interp_of_complex_values():
    values = FP + 1j * FP[::-1]
    for options in ({}, {"left": 1 + 2j, "right": 3.0}, {"period": 7.5}):
        close(tl.interp(X, XP, tl.array(values), **options), np.interp(X, XP, values, **options), 0, 1e-13)
    close(
        tl.interp(X, XP, values.astype("complex64")), np.interp(X, XP, values.astype("complex64")), 0, 1e-13
    )


def test_interp_with_a_period():
    for period in (4.0, -3, np.float64(12)):
        turned = np.random.default_rng(1).permutation(XP)
        same_bits(tl.interp(X, turned, FP, 1, 2, period), np.interp(X, turned, FP, 1, 2, period))
    same_bits(tl.interp([5.0], [1.0], [3.0], period=2), np.interp([5.0], [1.0], [3.0], period=2))


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (ValueError, (1.0, [], [])),
        (ValueError, (1.0, [1.0], [1.0, 2.0])),
        (ValueError, (1.0, [[1.0]], [[1.0]])),
        (ValueError, (1.0, 1.0, 1.0)),
        (TypeError, (1j, [1.0], [1.0])),
        (TypeError, (1.0, [1j], [1.0])),
        (TypeError, (1.0, [1.0], [1.0], 1j)),
        (ValueError, (1.0, [1.0], [1.0], None, None, 0)),
        (TypeError, ("a", [1.0], [1.0])),
    ],
)
def test_interp_refuses(error, arguments):
    with pytest.raises(error, match=r"^interp: "):
        tl.interp(*arguments)


def test_interp_recorded_is_the_same():
    values = tl.array(FP, requires_grad=True)
    for x in (X, XP, XP[-1:]):
        close(tl.interp(x, XP, values), np.interp(x, XP, FP), 1e-12, 1e-14)
        close(
            tl.interp(tl.array(x, requires_grad=True), [2.0], [3.0], 0, 1),
            np.interp(x, [2.0], [3.0], 0, 1),
            0,
        )
        close(tl.interp(x, XP, values, -1, 1, 4.0), np.interp(x, XP, FP, -1, 1, 4.0), 1e-12, 1e-14)


# ---- slopes, areas -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", [d for d in REAL if d != "bool"] + COMPLEX)
def test_gradient(dtype):
    f = drawn(dtype, (4, 5, 6))
    places = [np.sort(rng.normal(size=n)) for n in f.shape]
    even = [np.arange(4) * 3, 0.5, 2]
    calls = [
        ((), None),
        ((2,), None),
        ((0.5,), 1),
        ((), (0, 2)),
        ((1, 2.5), (-1, 0)),
        (places, None),
        (even, None),
    ]
    calls += [((places[1],), 1), ((places[2], 2.0), (2, 1)), ((), ())]
    for (spacing, axis), order in itertools.product(calls, (1, 2)):
        got = tl.gradient(tl.array(f), *spacing, axis=axis, edge_order=order)
        want = np.gradient(f, *spacing, axis=axis, edge_order=order)
        assert isinstance(got, tuple) == isinstance(want, tuple)
        for g, w in zip(got, want, strict=True):
            close(g, w, ulps(w.dtype, 30), ulps(w.dtype, 30) * abs(w.astype("complex128")).max())
    for name, t, x in views(np.random.default_rng(0).normal(size=(4, 5, 6))):
        if x.ndim and min(x.shape) > 1:
            for g, w in zip(tl.gradient(t, axis=(0,)), np.gradient(x, axis=0), strict=True):
                same_bits(g, w, name)


@pytest.mark.parametrize(
    ("error", "f", "spacing", "options"),
    [
        (ValueError, [1.0], (), {}),
        (ValueError, [1.0, 2.0], (), {"edge_order": 2}),
        (ValueError, [1.0, 2.0, 4.0], (), {"edge_order": 3}),
        (TypeError, [1.0, 2.0], (1, 2), {}),
        (ValueError, [1.0, 2.0], ([1.0],), {}),
        (ValueError, [1.0, 2.0], ([[1.0, 2.0]],), {}),
        (TypeError, [True, False], (), {}),
        (ValueError, [[1.0, 2.0]] * 2, (), {"axis": (0, 0)}),
        (np.exceptions.AxisError, [1.0, 2.0], (), {"axis": 1}),
    ],
)
def test_gradient_refuses(error, f, spacing, options):
    for ours, text in ((np.gradient, None), (tl.gradient, r"^gradient: ")):
        with pytest.raises(error, match=text):
            ours(f, *spacing, **options)
    assert tl.gradient(3.0) == () == np.gradient(3.0)


@pytest.mark.parametrize("dtype", REAL + COMPLEX)
def test_trapezoid(dtype):
    y = drawn(dtype, (4, 5, 6))
    for options in ({}, {"dx": 3}, {"dx": 0.5, "axis": 0}, {"x": np.sort(rng.normal(size=5)), "axis": 1},
                    {"x": rng.normal(size=(5, 6)), "axis": -1}, {"x": [1, 2, 4, 7], "axis": 0},
                    {"x": y}):  # fmt: skip
        if dtype == "bool" and "x" in options and options["x"] is y:
            continue
        got, want = tl.trapezoid(tl.array(y), **options), np.trapezoid(y, **options)
        close(
            got, want, ulps(want.dtype, 20), ulps(want.dtype, 20) * (abs(want.astype("complex128")).max() + 1)
        )
    assert tl.trapezoid([1.0]).item() == np.trapezoid([1.0]) == 0
    with pytest.raises(tl.AxisError, match=r"^trapezoid: "):
        tl.trapezoid(1.0)
    with pytest.raises(ValueError):
        tl.trapezoid([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0])


@pytest.mark.parametrize("dtype", [d for d in REAL if d != "bool"] + COMPLEX)
def test_ediff1d(dtype):
    a = drawn(dtype, (3, 4))
    for options in ({}, {"to_end": 7}, {"to_begin": [1, 2], "to_end": [[3], [4]]}, {"to_begin": []}):
        if options.get("to_begin") == [] and a.dtype.kind in "iu":
            continue
        if a.dtype.kind == "u" and options:
            options = {k: np.array(v, dtype) for k, v in options.items()}
        same_bits(tl.ediff1d(tl.array(a), **options), np.ediff1d(a, **options))
    same_bits(tl.ediff1d(tl.array(a[:0])), np.ediff1d(a[:0]))
    same_bits(tl.ediff1d(a[0, 0]), np.ediff1d(a[0, 0]))


def test_ediff1d_refuses():
    for arguments in (([1, 2], 0.5), ([1, 2], None, [1j]), ([True, False],)):
        with pytest.raises(TypeError, match=r"^ediff1d: "):
            tl.ediff1d(*arguments)
        with pytest.raises(TypeError):
            np.ediff1d(*map(lambda x: x if x is None else np.array(x), arguments))


# ---- covariances -------------------------------------------------------------------------------------------
OPTIONS = [{}, {"rowvar": False}, {"bias": True}, {"ddof": 0}, {"ddof": 3}, {"fweights": [1, 2, 0, 1, 3]},
           {"aweights": [0.5, 1, 2, 0.25, 1]},
           {"fweights": [1, 2, 0, 1, 3], "aweights": [0.5, 1, 2, 0.25, 1]},
           {"aweights": [0.5, 1, 2, 0.25, 1], "ddof": 0}]  # fmt: skip


@pytest.mark.parametrize("dtype", REAL + COMPLEX)
def test_cov(dtype):
    for shape in ((5, 5), (3, 5), (5,), (1, 5)):
        m, y = drawn(dtype, shape), drawn(dtype, shape, 1)
        for options in OPTIONS:
            if not options.get("rowvar", True) and shape[0] != 5:
                continue
            for more in ((), (y,)):
                close(
                    tl.cov(*map(tl.array, (m, *more)), **options), np.cov(m, *more, **options), 1e-12, 1e-11
                )
        for rowvar, more in itertools.product((True, False), ((), (y,))):
            if not rowvar and more and shape == (1, 5):
                continue  # five variables beside one
            got = tl.corrcoef(tl.array(m), *more, rowvar=rowvar)
            close(got, quiet(np.corrcoef, m, *more, rowvar=rowvar), 1e-12, 1e-12)
    close(tl.cov(tl.array(m), dtype="complex64"), np.cov(m, dtype="complex64"), 1e-5)


def test_cov_of_little():
    for a in ([[]], [], [1.0], [[1.0], [2.0]], np.zeros((0, 3)), [np.nan, 1.0], [1.0, 1.0]):
        close(tl.cov(a), quiet(np.cov, a), 1e-15)
        if np.size(a):
            close(tl.corrcoef(a), quiet(np.corrcoef, a), 1e-15)


@pytest.mark.parametrize(
    ("error", "options"),
    [
        (ValueError, {"m": np.zeros((2, 2, 2))}),
        (ValueError, {"y": np.zeros((2, 2, 2))}),
        (ValueError, {"y": [1.0]}),
        (ValueError, {"ddof": 0.5}),
        (TypeError, {"fweights": [1, 0.5]}),
        (RuntimeError, {"fweights": [1]}),
        (RuntimeError, {"fweights": [[1, 2]]}),
        (ValueError, {"fweights": [1, -1]}),
        (RuntimeError, {"aweights": [1]}),
        (RuntimeError, {"aweights": [[1, 2]]}),
        (ValueError, {"aweights": [1, -1]}),
        (TypeError, {"aweights": [1, 1j]}),
    ],
)
def test_cov_refuses(error, options):
    options = {"m": [[1.0, 2.0], [2.0, 0.5]], **options}
    for function, text in ((np.cov, None), (tl.cov, r"^cov: ")):
        with pytest.raises(error, match=text):
            function(**options)


# ---- windows -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["bartlett", "blackman", "hamming", "hanning"])
def test_windows(name):
    for M in (0, 1, 2, 5, 6, 100, 1001, -3, 0.5, 2.5, True, np.int8(7), tl.array(9)):
        M_ = M.item() if isinstance(M, tl.Tensor) else M
        close(getattr(tl, name)(M), getattr(np, name)(M_), 1e-15, 1e-15)
    for wrong in ("abc", None, 1j, [1, 2]):
        with pytest.raises(TypeError, match=rf"^{name}: "):
            getattr(tl, name)(wrong)


def test_kaiser():
    for M, beta in itertools.product((0, 1, 2, 5, 100, -3), (0, 5, 8.6, 14.0, -2.0, tl.array(3.0))):
        close(tl.kaiser(M, beta), quiet(np.kaiser, M, float(beta)), 1e-14)
    for error, arguments in (
        (TypeError, ("a", 1)),
        (TypeError, (3, 1j)),
        (ValueError, (3, [1.0])),
        (TypeError, (3, "a")),
    ):
        with pytest.raises(error, match=r"^kaiser: "):
            tl.kaiser(*arguments)


# ---- polynomials -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", [d for d in REAL if d not in ("bool", "float16")] + COMPLEX)
def test_polyval(dtype):
    x = drawn(dtype, (4, 5))
    for p in ([2], [3, 0, 1], [0.5, -1.0, 2.0], drawn(dtype, 4, 1), []):
        check = same_values if x.dtype.kind != "c" else lambda got, want: close(got, want, ulps(dtype, 16))
        check(tl.polyval(p, tl.array(x)), np.polyval(p, x))
        check(tl.polyval(tl.array(p), x.T), np.polyval(p, x.T))
    same_values(
        tl.polyval([1.0, np.inf], special_floats("float64")),
        quiet(np.polyval, [1.0, np.inf], special_floats("float64")),
    )
    with pytest.raises(TypeError, match=r"^polyval: "):
        tl.polyval(3, x)


def test_polyfit():
    x, y = np.linspace(-1, 2, 12), rng.normal(size=(12, 3))
    w = rng.uniform(0.5, 2, 12)
    for deg, values, weights in itertools.product((0, 1, 3), (y, y[:, 0]), (None, w)):
        options = {"w": weights}
        close(
            tl.polyfit(x, tl.array(values), deg, **options),
            np.polyfit(x, values, deg, **options),
            1e-11,
            1e-13,
        )
        for more in ({"full": True}, {"cov": True}, {"cov": "unscaled"}):
            got, want = (
                tl.polyfit(x, values, deg, **options, **more),
                np.polyfit(x, values, deg, **options, **more),
            )
            assert len(got) == len(want)
            for g, v in zip(got, want, strict=True):
                np.testing.assert_allclose(np.asarray(g), v, 1e-10, 1e-13)
    close(tl.polyfit([0, 1, 2], [1, 3, 5], 1), np.polyfit([0, 1, 2], [1, 3, 5], 1), 1e-12)
    y = tl.array(y, requires_grad=True)
    close(tl.polyfit(x, y, 2), np.polyfit(x, y.detach().numpy(), 2), 1e-11, 1e-13)
    points = [tl.array(v[:6], requires_grad=True) for v in (x, y.detach(), w)]
    for more in ({"full": True}, {"cov": True}):
        assert tl.gradcheck(lambda x, y, w, more=more: tl.polyfit(x, y, 2, w=w, **more)[:2], points)


@pytest.mark.parametrize(
    ("error", "arguments", "options"),
    [
        (ValueError, ([1.0], [1.0], -1), {}),
        (TypeError, ([[1.0]], [1.0], 1), {}),
        (TypeError, ([], [], 1), {}),
        (TypeError, ([1.0], [[[1.0]]], 1), {}),
        (TypeError, ([1.0], [1.0, 2.0], 1), {}),
        (TypeError, ([1.0], [1.0], 0), {"w": [[1.0]]}),
        (TypeError, ([1.0], [1.0], 0), {"w": [1.0, 2.0]}),
        (ValueError, ([1.0, 2.0], [1.0, 2.0], 1), {"cov": True}),
    ],
)
def test_polyfit_refuses(error, arguments, options):
    for function, text in ((np.polyfit, None), (tl.polyfit, r"^polyfit: ")):
        with pytest.raises(error, match=text):
            function(*arguments, **options)


def test_roots():
    for p in (
        [1, -3, 2],
        [1.0, 0, 1],
        [0, 0, 2, 4, 0, 0],
        [3],
        [0, 0],
        [],
        [1j, 2, 3],
        np.float32([1, 2, 3]),
    ):
        got, want = tl.roots(p), np.roots(p)
        close(got, want, 1e-6)
    assert tl.roots(tl.array([1.0, -1.0], dtype=tl.float16)).tolist() == [1.0]
    with pytest.raises(ValueError, match=r"^roots: "):
        tl.roots([[1.0]])
    with pytest.raises(RuntimeError, match=r"^roots: "):
        tl.roots(tl.array([1.0, 2.0], requires_grad=True))


# ---- products ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", REAL + COMPLEX)
def test_matvec_and_vecmat(dtype):
    for a, b in (((2, 3), (3,)), ((2, 3), (4, 3)), ((4, 2, 3), (3,)), ((4, 2, 3), (4, 3)), ((2, 0), (0,))):
        m, v = drawn(dtype, a), drawn(dtype, b, 1)
        turned = np.swapaxes(m, -1, -2)
        rtol = ulps(dtype, 8)
        scale = rtol * (abs(np.matvec(m, v).astype("complex128")).max(initial=1))
        close(tl.matvec(tl.array(m), tl.array(v)), np.matvec(m, v), rtol, scale)
        close(tl.vecmat(tl.array(v), tl.array(turned)), np.vecmat(v, turned), rtol, scale)
    out = tl.zeros(2)
    assert tl.matvec([[1, 2], [3, 4]], [1, 1], out=out) is out and out.tolist() == [3, 7]
    for name, a, b in (("matvec", (3,), (3,)), ("matvec", (2, 3), ()), ("matvec", (2, 3), (2,)),
                       ("vecmat", (3,), (3,)), ("vecmat", (), (3, 3)), ("vecmat", (3,), (2, 3)),
                       ("matvec", (2, 2, 3), (3, 3))):  # fmt: skip
        with pytest.raises(ValueError, match=rf"^{name}: "):
            getattr(tl, name)(tl.ones(a), tl.ones(b))
        with pytest.raises(ValueError):
            getattr(np, name)(np.ones(a), np.ones(b))


@pytest.mark.parametrize(
    "name, a, b",
    [
        ("matmul", (2, 3), (3, 4)),
        ("matvec", (2, 3), (3,)),
        ("vecmat", (2,), (2, 3)),
        ("vecdot", (2, 3), (3,)),
    ],
)
def test_products_in_a_dtype(name, a, b):
    ours, theirs = getattr(tl, name), getattr(np, name)
    for first, second, dtype in (("int8", "int8", "int64"), ("float64", "float32", "float32"),
                                 ("bool", "int64", "float64"), ("float64", "int8", "complex64")):  # fmt: skip
        x, y = (100 * drawn("float64", a)).astype(first), (100 * drawn("float64", b, 1)).astype(second)
        want = theirs(x, y, dtype=dtype)
        close(ours(tl.array(x), tl.array(y), dtype=dtype), want, 1e-5, 1e-2)
        close(ours(x.tolist(), y.tolist(), dtype=dtype), want, 1e-5, 1e-2)
        out = tl.zeros(want.shape, dtype=dtype)
        assert ours(tl.array(x), tl.array(y), out, dtype=dtype) is out
        close(out, want, 1e-5, 1e-2)
    p, q = tl.ones(a, requires_grad=True), tl.ones(b)
    ours(p, q, dtype="float32").sum().backward()
    assert p.grad.dtype == "float64" and p.grad.shape == a
    for m, function in ((tl, ours), (np, theirs)):
        with pytest.raises(TypeError, match=f"^{name}: " if m is tl else None):
            function(m.ones(a), m.ones(b), dtype="int64")
        with pytest.raises(ValueError):
            function(m.ones(a), m.ones(b), m.ones((7, 7)))


@pytest.mark.parametrize("axis", [-1, -2])
def test_vecdot_keeps_its_axis(axis):
    x, y = drawn("complex128", (2, 3, 4)), drawn("complex128", (3, 4), 1)
    want = np.vecdot(x, y, axis=axis, keepdims=True)
    close(tl.vecdot(tl.array(x), tl.array(y), axis=axis, keepdims=True), want, 1e-14, 1e-14)
    out = tl.zeros(want.shape, dtype="complex128")
    assert tl.vecdot(tl.array(x), tl.array(y), out, axis=axis, keepdims=True) is out
    close(out, want, 1e-14, 1e-14)


def test_vdot_of_complex_numbers_with_themselves_is_real():
    v = drawn("complex128", 1001)
    for x in (v, v[:3], v[::-2], v.astype("complex64")):
        assert np.vdot(x, x).imag == 0 and tl.vdot(tl.array(x), tl.array(x)).imag.item() == 0
        assert tl.vecdot(tl.array(x), tl.array(x)).imag.item() == 0


ARRAYS = [drawn("float64", s) for s in ((2, 9), (9, 7), (7, 3), (3, 2))]


def test_einsum_path():
    for text, count in (("ij,jk,kl->il", 3), ("ij,jk,kl,lm", 4), ("ij->ji", 1), ("ij,jk", 2)):
        for optimize in (True, False, "greedy", "optimal", ("greedy", 50)):
            got = tl.einsum_path(text, *map(tl.array, ARRAYS[:count]), optimize=optimize)
            assert got == np.einsum_path(text, *ARRAYS[:count], optimize=optimize)
            want = np.einsum(text, *ARRAYS[:count])
            close(tl.einsum(text, *ARRAYS[:count], optimize=got[0]), want, 1e-12, 1e-12)
    a, b, c, _ = ARRAYS
    assert tl.einsum_path(a, [0, 1], b, [1, 2]) == np.einsum_path(a, [0, 1], b, [1, 2])
    assert tl.einsum_path(a, [0, 1], b, [1, 2], [2, 0])[0] == np.einsum_path(a, [0, 1], b, [1, 2], [2, 0])[0]
    for path in ([(0, 2), (0, 1)], [(1, 2), (0, 1)], [(0, 1, 2)], [(0,), (0, 1), (0, 1)]):
        close(tl.einsum("ij,jk,kl->il", a, b, c, optimize=["einsum_path", *path]), a @ b @ c, 1e-12, 1e-12)
    for path in ([(0, 3)], [(0, 1), (0, 2)], [(0, 0)], [()]):
        with pytest.raises(IndexError, match=r"^einsum: the path"):
            tl.einsum("ij,jk,kl->il", a, b, c, optimize=["einsum_path", *path])
    for error, arguments in ((ValueError, ("ij,jk", a)), (TypeError, ("ij", "abc"))):
        with pytest.raises(error, match=r"^einsum_path: "):
            tl.einsum_path(*arguments)


INF = np.inf


@pytest.mark.parametrize(
    ("x", "xp", "fp", "slopes"),
    [
        ([5.0, 0.5], [0, 1, 1], [0, 1, 2], ([0, 1], [-0.5, -0.5, 0], [0.5, 0.5, 1])),
        ([INF, -INF, 0.5], [0, 1, 2], [0, 1, 3], ([0, 0, 1], [-0.5, -0.5, 0], [1.5, 0.5, 1])),
        ([9.0, -1.0], [0, 1, 2], [0, INF, 3], ([0, 0], [0, 0, 0], [1, 0, 1])),
        ([1.0, 0.5], [0, 1, 2], [0, INF, 3], (None, None, [0.5, 1.5, 0])),
        ([np.nan, 2.0], [1], [3], (None, None, [2])),
    ],
)
def test_interp_with_gradients(x, xp, fp, slopes):
    operands = [tl.array(v, dtype=float, requires_grad=True) for v in (x, xp, fp)]
    y = tl.interp(*operands)
    same_bits(y.detach(), np.interp(x, xp, fp))
    y.sum().backward()
    for t, want in zip(operands, slopes, strict=True):
        assert want is None or t.grad.tolist() == want
