"""Counts of integers, and of numbers in bins: NumPy as the oracle."""

import itertools
import warnings

import numpy as np
import pytest
from layouts import DTYPES, FLOATS, close, same_bits, same_values, views

import tensorlab as tl

INTEGERS = [d for d in DTYPES if np.dtype(d).kind in "iub"]
EPS = 2.0**-50


def drawn(dtype, n=3000, seed=0):
    rng = np.random.default_rng([seed, n])
    if np.dtype(dtype).kind in "fc":
        return rng.normal(size=n).astype(dtype)
    return rng.integers(0, 2 if dtype == "bool" else 90, n).astype(dtype)


def same(got, want, rtol=EPS):
    """Results and edges; counts exactly, sums of weights as closely as another order of adding allows."""
    assert type(got) is type(want) if isinstance(want, list) else True
    got, want = ([x] if isinstance(x, (tl.Tensor, np.ndarray)) else [*x] for x in (got, want))
    for g, w in zip(got, want, strict=True):
        if isinstance(w, list):
            same(g, w, rtol)
        elif w.dtype.kind in "fc":
            close(g, w, rtol, rtol * abs(w[np.isfinite(w)]).max(initial=0))
        else:
            same_bits(g, w)


# ---- integers ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", INTEGERS)
def test_bincount(dtype):
    for n in (1, 7, 1001, 20000):
        a = drawn(dtype, n)
        for least in (0, 5, 2000):
            same_bits(tl.bincount(tl.array(a), minlength=least), np.bincount(a, minlength=least))
            for w in ("float64", "float32", "int16", "bool"):
                w = drawn(w, n, 1)
                same_bits(tl.bincount(tl.array(a), tl.array(w), least), np.bincount(a, w, least))
    same_bits(tl.bincount(tl.array(drawn(dtype))[::-3]), np.bincount(drawn(dtype)[::-3]))
    same_bits(tl.bincount(tl.array(drawn(dtype, 0)), minlength=3), np.bincount(drawn(dtype, 0), minlength=3))


def test_bincount_of_lists_and_wide_ranges():
    same_bits(tl.bincount([]), np.bincount([]))
    same_bits(tl.bincount([1, 2, 2], [0.5, np.nan, 1.0]), np.bincount([1, 2, 2], [0.5, np.nan, 1.0]))
    a = np.random.default_rng(0).integers(0, 10**5, 50000)
    same_bits(tl.bincount(a), np.bincount(a))
    same_bits(tl.bincount(tl.broadcast_to(tl.array(3), (9000,))), np.bincount(np.full(9000, 3)))


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (ValueError, ([-1, 2],)),
        (ValueError, ([[1]],)),
        (ValueError, (3,)),
        (TypeError, (np.array([]),)),
        (TypeError, (np.array([1.0]),)),
        (TypeError, ([1.5],)),
        (TypeError, (["a"],)),
        (ValueError, ([1, 2], [1.0])),
        (ValueError, ([1, 2], [[1.0, 2.0]])),
        (TypeError, ([1, 2], [1j, 1.0])),
        (ValueError, ([1, 2], None, -1)),
        (TypeError, ([1, 2], None, None)),
        (TypeError, ([1, 2], None, 1.5)),
        (MemoryError, ([2**60],)),
        (MemoryError, (np.array([2**63], dtype="uint64"),)),
        (MemoryError, ([2**63 - 1],)),
    ],
)
def test_bincount_refuses(error, arguments):
    with pytest.raises(error, match=r"^bincount: "):
        tl.bincount(*arguments)


def test_gradients_of_weights():
    w = tl.array([1.0, 2.0, 3.0, 4.0], requires_grad=True)
    g = tl.array([1.0, 10.0, 100.0])
    (tl.bincount([0, 2, 2, 1], w) * g).sum().backward()
    assert w.grad.tolist() == [1, 100, 100, 10]
    for call in (
        lambda w: tl.histogram([0.5, 9.0, 1.5, 2.0], 3, (0, 3), weights=w)[0],
        lambda w: tl.histogram([0.5, 9.0, 1.5, 2.0], [0, 1, 2, 3], weights=w)[0],
        lambda w: tl.histogramdd([0.5, 9.0, 1.5, 2.0], [3], [(0, 3)], weights=w)[0],
    ):
        w.grad = None
        (call(w) * g).sum().backward()
        assert w.grad.tolist() == [1, 0, 10, 100]
    half = tl.array([1.0, 2.0], dtype=tl.float32, requires_grad=True)
    (tl.bincount([1, 1], half) ** 2).sum().backward()
    assert half.grad.dtype == tl.float32 and half.grad.tolist() == [6, 6]
    z = tl.array([1j, 2.0], requires_grad=True)
    (abs(tl.histogram([0.0, 0.1], 1, weights=z)[0]) ** 2).sum().backward()
    assert tl.allclose(z.grad, [2 * (2 + 1j)] * 2)


# ---- bins --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", [d for d in DTYPES if d != "bool"] + ["float16"])
def test_digitize(dtype):
    a = drawn(dtype, 300)
    edges = np.unique(drawn(dtype, 9, 1))
    for bins in (edges, edges[::-1], edges[:1], edges[:0], np.array([0.5, 0.5, 7.25]), np.array([7, 3, 3])):
        for right in (False, True):
            same_bits(tl.digitize(tl.array(a), tl.array(bins), right), np.digitize(a, bins, right))
            same_bits(tl.digitize(a.reshape(3, 100).tolist(), bins), np.digitize(a.reshape(3, 100), bins))
    same_bits(tl.digitize(0.5, [0.0, 1.0]), np.asarray(np.digitize(0.5, [0.0, 1.0])))


def test_digitize_refuses():
    for error, x, bins in (
        (ValueError, 1.0, [1, 3, 2]),
        (ValueError, 1.0, [1.0, np.nan]),
        (TypeError, 1j, [1.0, 2.0]),
        (TypeError, 1.0, [1j, 2.0]),
        (ValueError, 1.0, [[1.0]]),
        (ValueError, 1.0, 1.0),
    ):
        with pytest.raises(error, match=r"^digitize: "):
            tl.digitize(x, bins)


def quiet(function, *arguments, **options):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*arguments, **options)


BINS = [1, 3, 10, 1000, [-1.0, 0.0, 0.5, 4.0], [-1, 0, 0, 4, 4], [2], [], (0.25, 0.25)]


@pytest.mark.parametrize("dtype", [*DTYPES, "float16"])
def test_histogram(dtype):
    a = drawn(dtype)
    for bins, limits in itertools.product(BINS, (None, (-0.5, 3), (2, 2))):
        if dtype == "float16" and bins == 1000:
            continue  # which have no width
        for density in (False, True):
            got = tl.histogram(tl.array(a), bins, limits, density)
            want = quiet(np.histogram, a, bins, limits, density)
            same_values(got[1], want[1])
            close(got[0], want[0], 1e-3 if dtype == "float16" else 1e-6 if dtype == "float32" else EPS)
            if not density:
                same_bits(got[0], want[0])
    if dtype != "bool":
        same(tl.histogram(tl.array(a), 3, weights=tl.array(a)), quiet(np.histogram, a, 3, weights=a), 1e-2)


@pytest.mark.parametrize("weights", ["int32", "float32", "float64", "complex128"])
def test_histogram_with_weights(weights):
    a, w = drawn("float64"), drawn(weights, 3000, 1)
    for bins in (7, [-1.0, 0.0, 0.5, 4.0]):
        rtol = 1e-4 if weights == "float32" else 1e-12
        got, want = tl.histogram(a, bins, weights=w), quiet(np.histogram, a, bins, weights=w)
        same(got, want, rtol)
        shaped = tl.histogram(a.reshape(30, 100), bins, weights=w.reshape(30, 100))
        same((shaped[0].astype(got[0].dtype), shaped[1]), want, rtol)


@pytest.mark.parametrize("dtype", FLOATS)
def test_numbers_on_edges(dtype):
    """Where rounding could put a number into the bin beside its own."""
    for n in (3, 10, 49, 1000):
        edges = np.linspace(0, 0.7, n + 1, dtype=dtype)
        a = np.concatenate(
            [
                edges,
                np.nextafter(edges, dtype(1) if callable(dtype) else np.array(1, dtype)),
                np.nextafter(edges, np.array(-1, dtype)),
            ]
        )
        same(tl.histogram(tl.array(a), n, (0, 0.7)), np.histogram(a, n, (0, 0.7)))
    a = np.array([np.nan, np.inf, -np.inf, -0.0, 0.0, 1.0], dtype)
    for bins in (2, [0.0, 0.5, 1.0]):
        same(tl.histogram(tl.array(a), bins, (0, 1)), np.histogram(a, bins, (0, 1)))


def test_histogram_of_any_layout():
    a = np.random.default_rng(0).normal(size=(4, 5, 6))
    for name, t, x in views(a):
        got, want = tl.histogram(t, 4), np.histogram(x, 4)
        same_bits(got[0], want[0], name)
        same_bits(got[1], want[1], name)


@pytest.mark.parametrize("rule", ["auto", "fd", "doane", "scott", "stone", "rice", "sturges", "sqrt"])
def test_rules_for_the_number_of_bins(rule):
    few = [np.zeros(0), np.ones(1), np.ones(5), np.arange(2.0), np.array([1, 1, 1, 1, 9.0])]
    for a in (drawn("float64", 500), drawn("int64", 500), drawn("uint8", 77), drawn("float32", 99), *few):
        for limits in (None, (0, 5), (-0.5, 0.25)):
            want = quiet(np.histogram_bin_edges, a, rule, limits)
            same(
                tl.histogram_bin_edges(tl.array(a), rule, limits), want, 1e-6 if a.dtype == "float32" else EPS
            )
            same(tl.histogram(a, rule, limits), quiet(np.histogram, a, rule, limits), 1e-6)


@pytest.mark.parametrize(
    ("error", "arguments", "options"),
    [
        (ValueError, ([1.0], 0), {}),
        (TypeError, ([1.0], 1.5), {}),
        (ValueError, ([1.0], "other"), {}),
        (TypeError, ([1.0], "auto"), {"weights": [1.0]}),
        (ValueError, ([1.0], [2, 1]), {}),
        (ValueError, ([1.0], [[1, 2]]), {}),
        (ValueError, ([1.0], 3, (2, 1)), {}),
        (ValueError, ([1.0], 3, (0, np.inf)), {}),
        (ValueError, ([np.nan], 3), {}),
        (ValueError, ([np.inf, 1.0], 3), {}),
        (ValueError, ([1.0], 3), {"weights": [1.0, 2.0]}),
        (ValueError, ([1.0], 10, (1, 1 + 1e-15)), {}),
    ],
)
def test_histogram_refuses(error, arguments, options):
    for name in ("histogram", "histogram_bin_edges"):
        with pytest.raises(error, match=rf"^{name}: "):
            getattr(tl, name)(*arguments, **options)
        with pytest.raises(error):
            quiet(getattr(np, name), *arguments, **options)


def test_histogram_of_complex():
    with pytest.raises(TypeError, match=r"^histogram: "):
        tl.histogram([1j, 2])
    with pytest.raises(MemoryError, match=r"^histogram: "):
        tl.histogram([1.0, 2.0], 2**60)


# ---- several axes ------------------------------------------------------------------------------------------
GRIDS = [
    (3, None),
    ((2, 4), None),
    (([-1, 0, 1], 3), None),
    (([-1.0, 0, 1], [0.0, 0.5, 0.5, 2.0]), None),
    (4, ((-1, 1), (0, 2))),
    ((2, 3), (None, (0, 2))),
]


@pytest.mark.parametrize(("bins", "limits"), GRIDS)
def test_histograms_of_points(bins, limits):
    x, y = drawn("float64"), drawn("float64", seed=1)
    w = drawn("float32", seed=2)
    for density, weights in itertools.product((False, True), (None, w)):
        arguments = bins, limits, density, weights
        same(tl.histogram2d(tl.array(x), y, *arguments), quiet(np.histogram2d, x, y, *arguments), 1e-11)
        got, want = tl.histogramdd((x, tl.array(y)), *arguments), quiet(np.histogramdd, (x, y), *arguments)
        same(got[0], want[0], 1e-11)
        same(tuple(got[1]), tuple(want[1]))
        points = np.stack([x, y], axis=1)
        same(
            tl.histogramdd(tl.array(points), *arguments)[0],
            quiet(np.histogramdd, points, *arguments)[0],
            1e-11,
        )


def test_histograms_of_other_points():
    x = drawn("float64")
    same(tl.histogram2d(x, x, [-1.0, 0.0, 2.0]), np.histogram2d(x, x, [-1.0, 0.0, 2.0]))
    for sample in (x, [x], np.stack([x[:999], x[1:1000], x[2:1001]]).T, [0.5, 1.0, 2.5]):
        got, want = tl.histogramdd(sample, 3), np.histogramdd(sample, 3)
        same(got[0], want[0])
        same(tuple(got[1]), tuple(want[1]))
    i = drawn("int32")
    same(tl.histogram2d(i, i > 50, (4, 2)), quiet(np.histogram2d, i, (i > 50).astype("uint8"), (4, 2)))
    same(tl.histogram2d([], [], 2), np.histogram2d([], [], 2))


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (ValueError, ([[1.0, 2.0]], [3])),
        (ValueError, ([[1.0, 2.0]], [3, 0])),
        (TypeError, ([[1.0, 2.0]], [3, 1.5])),
        (ValueError, ([[1.0, 2.0]], [3, [2, 1]])),
        (ValueError, ([[1.0, 2.0]], [3, [[1, 2]]])),
        (ValueError, ([[1.0, 2.0]], 3, [(0, 1)])),
        (ValueError, ([[1.0, 2.0]], 3, [(0, 1), (1, 0)])),
    ],
)
def test_histogramdd_refuses(error, arguments):
    sample, *others = arguments
    for function in (tl.histogramdd, np.histogramdd):
        with pytest.raises(error):
            function(np.array(sample), *others)
    with pytest.raises(error, match=r"^histogramdd: "):
        tl.histogramdd(tl.array(sample), *others)


def test_histogram2d_refuses():
    with pytest.raises(ValueError, match=r"^histogram2d: "):
        tl.histogram2d([1.0], [1.0, 2.0])


@pytest.mark.parametrize("dtype", ["int8", "int64", "uint64"])
def test_weights_of_integers_between_given_edges_are_exact(dtype):
    a = np.array([1, 2, 3, 9, -1, 4, 2])
    w = np.array([2**60 + 1, 2**53 + 1, 3, 5, 6, 7, 2**61 + 3]).astype(dtype)
    same(tl.histogram(a, [0, 2, 4], weights=w), np.histogram(a, [0, 2, 4], weights=w))


@pytest.mark.parametrize("rule", ["auto", "doane", "fd", "rice", "scott", "sqrt", "stone", "sturges"])
def test_rules_of_a_range_that_overflows(rule):
    for a in ([-1.7e308, 1.7e308, 1.0], np.array([-3e38, 3e38, 1, 2, 3], "float32")):
        with warnings.catch_warnings(), pytest.raises(ValueError, match=r"^histogram_bin_edges: "):
            warnings.simplefilter("ignore")
            tl.histogram_bin_edges(a, rule)


@pytest.mark.parametrize("dtype", FLOATS)
def test_edges_of_a_grid_have_the_dtype_of_the_points(dtype):
    points = drawn(dtype, 40).reshape(20, 2)
    for limits in (None, [(-1, 1), None]):
        same(tl.histogramdd(points, 4, range=limits), np.histogramdd(points, 4, range=limits))
