"""Sorting, parting and order statistics against NumPy: every dtype, layout, method and size of line."""

import warnings

import numpy as np
import pytest
from differences import in_float32
from layouts import DTYPES, FLOATS, STORED, same_bits, same_values, views
from samples import generic

import tensorlab as tl

ALL = DTYPES + STORED
RNG = np.random.default_rng(12)
# both sides of: registers full, those sorted at once, samples of pivots, lines for several threads
LENGTHS = [1, 2, 3, 4, 5, 8, 9, 11, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257]
LENGTHS += [511, 513, 1000, 2047, 2049, 5000, 16383, 16385]
METHODS = [
    "linear",
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "median_unbiased",
    "normal_unbiased",
    "lower",
    "higher",
    "midpoint",
    "nearest",
]
EXACT = {"inverted_cdf", "closest_observation", "lower", "higher", "nearest"}

ORDERS = {
    "random": lambda n: RNG.permutation(n) - n // 2,
    "rising": np.arange,
    "falling": lambda n: np.arange(n)[::-1],
    "all equal": lambda n: np.full(n, 7),
    "few values": lambda n: RNG.integers(0, 4, n),
    "organ pipe": lambda n: np.minimum(np.arange(n), np.arange(n)[::-1]),
    "saw": lambda n: np.arange(n) % 97,
    "mostly equal": lambda n: np.where(RNG.random(n) < 0.02, RNG.integers(0, 100, n), 50),
}


def special(n, dtype):
    """Numbers among nan of both signs, infinities and zeros of both signs."""
    a = RNG.choice([np.nan, -np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0], n)
    a = np.where(RNG.random(n) < 0.5, RNG.normal(size=n), a).astype(dtype)
    a[np.isnan(a) & (RNG.random(n) < 0.5)] *= -1
    return a


def arrays(n, dtype):
    for name, make in ORDERS.items():
        yield name, make(n).astype(dtype)
    if dtype in FLOATS + STORED:
        yield "special", special(n, dtype)


def stable(a, axis=-1):
    """NumPy's, and the same elements: zeros of both signs keep their order."""
    return np.take_along_axis(a, np.argsort(a, axis=axis, kind="stable"), axis)


def backward(a, axis=-1):
    """The stable order of the greatest first."""
    flipped = np.flip(a, axis)
    order = np.flip(np.argsort(flipped, axis=axis, kind="stable"), axis)
    return a.shape[axis] - 1 - order


# ---- sorting -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", ALL)
def test_every_length_and_order(dtype):
    for n in LENGTHS:
        for name, a in arrays(n, dtype):
            what = f"{n} {name}"
            t = tl.array(a)
            same_bits(tl.sort(t), stable(a), what)
            same_bits(tl.argsort(t), np.argsort(a, kind="stable"), what)
            order = backward(a)
            same_bits(tl.argsort(t, descending=True), order, what)
            same_bits(tl.sort(t, descending=True), a[order], what)


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("dtype", ["uint8", "float32", "int64", "float64"])
def test_long_lines_on_any_number_of_threads(dtype, threads):
    before = tl.get_num_threads()
    tl.set_num_threads(threads)
    try:
        for n in (65536, 65537, 300_000):
            for name, a in arrays(n, dtype):
                same_bits(tl.sort(tl.array(a)), stable(a), f"{n} {name}")
                if n < 300_000:
                    same_bits(tl.argsort(tl.array(a)), np.argsort(a, kind="stable"), f"{n} {name}")
    finally:
        tl.set_num_threads(before)


def same_places(a, what):
    same_bits(tl.argsort(tl.array(a)), np.argsort(a, kind="stable"), what)
    same_bits(tl.argsort(tl.array(a), descending=True), backward(a), what)


@pytest.mark.parametrize("dtype", ALL)
def test_places_of_few_kinds(dtype):
    """Which are counted, where a sample has found equal ones; more kinds than are counted, too."""
    for n in (511, 512, 513, 1000, 5001):
        for kinds in (1, 2, 3, 40, 511, 512, 513, 514, 600):
            a = (RNG.integers(0, kinds, n) * 37 - 300).astype(dtype)
            same_places(a, f"{n} of {kinds} kinds")
            alike = RNG.permutation(n).astype(dtype)
            alike[:: n // 64 if n >= 64 else 1] = alike[0]  # what a sample sees
            same_places(alike, f"{n} alike")


@pytest.mark.parametrize("dtype", ["int64", "uint64", "float64"])
def test_places_of_close_and_distant_numbers(dtype):
    """Of which 32 bits tell some apart."""
    n = 3000
    draw = RNG.integers(0, 2**62, n)
    for shift in (60, 31, 30, 29, 28, 10, 0):
        for base in (0, 1, 2**31, 2**62):
            bits = ((draw >> shift) + base).astype("u8")
            a = bits.view(dtype) if dtype == "float64" else bits.astype(dtype)
            same_places(a, f"{shift} {base}")
            if dtype == "int64":
                same_places(-a, f"-{shift} {base}")
    if dtype != "float64":
        info = np.iinfo(dtype)
        for width in (2**32 - 1, 2**32, 2**32 + 1):
            ends = [info.min, info.min + width] * 600 + [info.min + 5, info.min + width - 1]
            same_places(np.array(ends + list(range(700)), "O").astype(dtype), f"{width} from the least")
            same_places(np.array([info.max, info.max - width, *range(1000)], "O").astype(dtype), f"{width}")


@pytest.mark.parametrize("dtype", ALL)
def test_every_layout(dtype):
    array = generic(dtype, 4 * 5 * 6, 3).reshape(4, 5, 6)
    for name, t, a in views(array):
        for axis in [*range(-a.ndim, a.ndim), None]:
            if axis is not None and not a.ndim:
                continue
            what = f"{name} axis {axis}"
            b, k = (a.reshape(-1), 0) if axis is None else (a, axis)
            same_bits(tl.sort(t, axis=axis), stable(b, k), what)
            same_bits(tl.argsort(t, axis=axis), np.argsort(b, k, kind="stable"), what)
            same_bits(tl.sort(t, axis=axis, descending=True), np.take_along_axis(b, backward(b, k), k), what)
            if b.shape[k] == 0:
                continue
            n = b.shape[k]
            for kth in (0, n - 1, -1, n // 2, [0, n // 2, n // 2], [-1, 0]):
                want = stable(b, k)
                parted = tl.partition(t, kth, axis=axis)
                places = tl.argpartition(t, kth, axis=axis)
                at = np.take(want, kth, axis=k)
                same_values(np.take(parted.numpy(), kth, axis=k), at, what)
                same_values(np.take(np.take_along_axis(b, places.numpy(), k), kth, axis=k), at, what)
                same_values(stable(parted.numpy(), k), want, what)
                same_bits(np.sort(places.numpy(), k), np.sort(np.argsort(b, k), k), what)


@pytest.mark.parametrize("dtype", ["int8", "uint32", "float32", "float64"])
def test_parts(dtype):
    for n in (2, 33, 129, 257, 3000):
        for name, a in arrays(n, dtype):
            kth = sorted({0, n // 3, n // 2, n - 1})
            want = np.sort(a)
            p, q = tl.partition(tl.array(a), kth).numpy(), a[tl.argpartition(tl.array(a), kth).numpy()]
            single = a[tl.argpartition(tl.array(a), n // 3).numpy()]
            same_values(single[n // 3 :][:1], want[n // 3 :][:1], f"{n} {name}")
            same_values(np.sort(single[: n // 3]), want[: n // 3], f"{n} {name}")
            for parted in (p, q):
                for k in kth:  # as sorted, nan behind
                    same_values(parted[k : k + 1], want[k : k + 1], f"{n} {name}")
                    same_values(np.sort(parted[:k]), want[:k], f"{n} {name}")


@pytest.mark.parametrize("shape", [(0,), (2, 0), (0, 3)])
def test_nothing_is_parted_at_any_rank(shape):
    for function in (tl.partition, tl.argpartition):
        assert function(tl.zeros(shape), 7).shape == function(tl.zeros(shape), [0, 1], axis=0).shape == shape


def test_argpartition_is_stable_within_its_parts():
    a = RNG.integers(0, 5, 400)
    places = tl.argpartition(tl.array(a), 200).numpy()
    pivot = np.sort(a)[200]
    for part in (places[a[places] < pivot], places[a[places] == pivot], places[a[places] > pivot]):
        assert (np.diff(part) > 0).all()


@pytest.mark.parametrize("dtype", ALL)
def test_topk(dtype):
    a = np.stack([generic(dtype, 60, 5), generic(dtype, 60, 6)])
    for axis, largest in ((1, True), (1, False), (0, True), (-1, False)):
        n = a.shape[axis]
        for k in {0, 1, 2, n // 5, n // 4, n // 3, n}:
            if k > n:
                continue
            order = backward(a, axis) if largest else np.argsort(a, axis, kind="stable")
            places = np.take(order, range(k), axis)
            got = tl.topk(tl.array(a), k, dim=axis, largest=largest)
            same_bits(got.indices, places)
            same_bits(got.values, np.take_along_axis(a, places, axis))
            got = tl.topk(tl.array(a), k, axis, largest, sorted=False)
            same_bits(np.sort(got.indices.numpy(), axis), np.sort(places, axis))
            same_bits(got.values, np.take_along_axis(a, got.indices.numpy(), axis))


@pytest.mark.parametrize("dtype", ALL)
def test_topk_of_many(dtype):
    """Few of many: what is kept is parted again and again."""
    for n in (79, 80, 81, 95, 96, 97, 512, 3000):
        for name, a in arrays(n, dtype):
            for largest in (True, False):
                order = backward(a) if largest else np.argsort(a, kind="stable")
                for k in (1, 2, n // 16, n // 8, n // 8 + 1):
                    got = tl.topk(tl.array(a), k, largest=largest)
                    same_bits(got.indices, order[:k], f"{n} {k} {name}")
                    same_bits(got.values, a[order[:k]], f"{n} {k} {name}")
    for name, t, a in views(generic(dtype, 3 * 200 * 4, 5).reshape(3, 200, 4)):
        for axis in range(a.ndim):
            k = a.shape[axis] // 9
            order = np.take(backward(a, axis), range(k), axis)
            same_bits(tl.topk(t, k, axis).indices, order, name)


def test_topk_as_pytorch():
    torch = pytest.importorskip("torch")
    a = RNG.permutation(500).astype("float32").reshape(5, 100)
    a[2, 7] = np.nan
    for largest in (True, False):
        got, want = tl.topk(tl.array(a), 9, largest=largest), torch.topk(torch.tensor(a), 9, largest=largest)
        same_bits(got.values, want.values.numpy())
        same_bits(got.indices, want.indices.numpy())


# ---- order statistics --------------------------------------------------------------------------------------
def wide(a):
    """What the reference computes in."""
    return a.astype("float64") if a.dtype.kind == "f" else a


def close(got, want, what):
    """Rounded once: within one unit in the last place of the result's dtype."""
    got = got.numpy()
    want = np.asarray(want)
    assert got.shape == want.shape, what
    eps = np.finfo(got.dtype).eps
    with np.errstate(all="ignore"):
        wrong = ~((got == want.astype(got.dtype)) | (np.isnan(got) & np.isnan(want)))
        wrong &= ~(np.abs(got.astype("f8") - want) <= 2 * eps * np.abs(want))
    assert not wrong.any(), f"{what}: {got[wrong][:3]} not {want[wrong][:3]}"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("dtype", ALL)
def test_quantiles(dtype, method):
    q = [0.0, 0.1, 0.25, 0.3, 0.5, 0.77, 0.999, 1.0]
    for n in (1, 2, 3, 4, 10, 11, 65, 129, 300, 2049):
        for name, a in arrays(n, dtype):
            if name == "special":
                a = np.abs(RNG.normal(size=n)).astype(dtype)
            what = f"{n} {name}"
            t = tl.array(a)
            got = tl.quantile(t, q, method=method)
            if dtype == "bool":  # NumPy does not subtract truths
                a = a.astype("uint8")
                want = np.quantile(a, q, method=method)
                close(got if method not in EXACT else got.astype("float64"), want, what)
                continue
            want = np.quantile(wide(a), q, method=method)
            if method in EXACT:
                same_bits(got, want.astype(dtype), what)
            else:
                assert got.dtype == tl.float64
                close(got, want, what)
                got = tl.quantile(t, q[3], method=method)  # a number has no dtype of its own
                assert got.dtype == (tl.float64 if a.dtype.kind in "iu" else t.dtype)
                close(got, want[3], what)


@pytest.mark.parametrize("dtype", FLOATS + STORED + ["int16", "uint64"])
def test_axes_and_shapes(dtype):
    a = generic(dtype, 3 * 4 * 5, 9).reshape(3, 4, 5)
    for t, b in ((tl.array(a), a), (tl.array(a).T, a.T), (tl.array(a)[::-1, :, ::2], a[::-1, :, ::2])):
        for axis in (None, 0, 1, -1, (0,), (0, 1), (2, 0), (0, 1, 2), (-1, 1)):
            for keepdims in (False, True):
                what = f"{axis} {keepdims}"
                close(
                    tl.median(t, axis, keepdims=keepdims), np.median(wide(b), axis, keepdims=keepdims), what
                )
                for q in (30, [30], [[10, 20], [90, 50]], []):
                    want = np.percentile(wide(b), q, axis, keepdims=keepdims)
                    close(tl.percentile(t, q, axis, keepdims=keepdims), want, f"{what} {q}")
                    got = tl.quantile(t, np.divide(q, 100), axis, keepdims=keepdims, method="nearest")
                    want = np.quantile(b, np.divide(q, 100), axis, keepdims=keepdims, method="nearest")
                    same_values(got, want.astype(dtype), what)


@pytest.mark.parametrize("dtype", FLOATS + STORED)
def test_nan(dtype):
    a = generic(dtype, 40 * 23, 2).reshape(40, 23)
    a[RNG.random(a.shape) < 0.03] = np.nan
    a[3] = np.nan
    a[:, 5] = np.nan
    t = tl.array(a)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for axis in (None, 0, 1, (0, 1)):
            close(tl.median(t, axis), np.median(wide(a), axis), axis)
            close(tl.nanmedian(t, axis), np.nanmedian(wide(a), axis), axis)
            for q in (30, [0, 50, 99.5, 100]):
                close(tl.percentile(t, q, axis), np.percentile(wide(a), q, axis), axis)
                close(tl.nanpercentile(t, q, axis), np.nanpercentile(wide(a), q, axis), axis)
                for method in METHODS:
                    want = np.nanquantile(wide(a), np.divide(q, 100), axis, method=method)
                    got = tl.nanquantile(t, np.divide(q, 100), axis, method=method)
                    close(got, want, f"{axis} {method}")


def test_no_warnings_and_no_elements():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for f in (tl.median, tl.nanmedian, lambda x, axis=None: tl.quantile(x, 0.5, axis)):
            assert np.isnan(f(tl.array([])).item()) and np.isnan(f(tl.zeros(0, dtype="int32")).item())
            assert f(tl.zeros((0, 3)), axis=1).shape == (0,)
            assert np.isnan(f(tl.zeros((0, 3)), axis=0).numpy()).all()
            assert f(tl.zeros((2, 0), dtype="int8"), axis=1).dtype == tl.float64
            assert f(tl.array(3.0)).item() == 3.0
        assert np.isnan(tl.nanmedian(tl.array([np.nan, np.nan])).item())
    with pytest.raises(ValueError, match=r"quantile: no elements .*\(2, 0\).*int64 has no nan"):
        tl.quantile(tl.zeros((2, 0), dtype="int64"), 0.5, axis=1, method="lower")


def test_infinities_and_numbers_that_overflow():
    inf, big = np.inf, 1.7e308
    assert tl.median(tl.array([inf, inf, 1.0])).item() == inf
    assert tl.median(tl.array([inf, inf])).item() == inf
    assert np.isnan(tl.median(tl.array([-inf, inf])).item())
    assert tl.median(tl.array([big, big])).item() == big  # whose sum is infinite
    assert tl.quantile(tl.array([1.0, inf]), 0.0).item() == 1.0
    assert tl.quantile(tl.array([1.0, inf]), 0.3).item() == inf
    assert tl.quantile(tl.array([-big, big]), 0.5).item() == 0.0
    small = tl.array([5e-324, 5e-324])
    assert tl.median(small).item() == 5e-324


def test_float32_positions_are_exact():
    """In float32 the position of a quantile among many elements would be rounded."""
    n = 2**24 + 3
    x = tl.arange(n, dtype="float32")
    assert tl.quantile(x, 0.1).item() == np.float32((n - 1) * 0.1)


def test_default_float():
    assert in_float32(lambda: tl.median(tl.array([1, 2, 4, 9]))).dtype == tl.float32
    assert in_float32(lambda: tl.quantile(tl.array([1, 2]), 0.5)).item() == 1.5


@pytest.mark.parametrize("nan", [False, True])
def test_weights(nan):
    f, g = (tl.nanquantile, np.nanquantile) if nan else (tl.quantile, np.quantile)
    a, w = RNG.normal(size=(6, 9)), RNG.integers(0, 5, (6, 9)).astype("float64")
    w[:, 4] = 1
    a[0, 0] = np.nan
    w[0, 0] = 2
    for axis in (0, 1, None, (0, 1), (1, 0)):
        for q in (0, 0.3, [0.5, 1.0], [[0.1], [0.9]]):
            want = g(a, q, axis=axis, weights=w, method="inverted_cdf")
            same_values(f(tl.array(a), q, axis=axis, weights=w, method="inverted_cdf"), want, f"{axis} {q}")
    spread = np.broadcast_to(w[0] + 1, a.shape)  # NumPy's nanquantile asks for it
    want = g(a, 0.4, axis=1, weights=spread, method="inverted_cdf", keepdims=True)
    same_values(f(a, 0.4, 1, weights=w[0] + 1, method="inverted_cdf", keepdims=True), want)
    if nan:  # of elements that are nan the weights do not matter
        w[0, 0] = np.nan
        a[5] = np.nan
        want = [*g(a[:5], 0.3, axis=1, weights=w[:5], method="inverted_cdf"), np.nan]
        same_values(f(a, 0.3, axis=1, weights=w, method="inverted_cdf"), np.array(want))
        w[0, 0] = 2
    b = RNG.integers(0, 9, (6, 9))
    want = g(b, [0.2, 0.4], axis=0, weights=w + 1, method="inverted_cdf")
    same_bits(f(tl.array(b), [0.2, 0.4], axis=0, weights=w + 1, method="inverted_cdf"), want)


def test_out_and_overwrite():
    a = RNG.normal(size=(5, 6))
    t, out = tl.array(a), tl.zeros(6)
    assert tl.median(t, 0, out, overwrite_input=True) is out
    close(out, np.median(a, 0), "out")
    out = tl.zeros((2, 5), dtype="float32")
    assert tl.percentile(t, [10, 20], 1, out=out) is out
    close(out, np.percentile(a, [10, 20], 1), "out")
    same_bits(t, a)
    with pytest.raises(ValueError, match="median"):
        tl.median(t, 0, out=tl.zeros(7))


@pytest.mark.parametrize("options", [{}, {"axis": 0}, {"axis": None}])
def test_places_of_a_number(options):
    same_bits(tl.argsort(tl.array(3.0), **options), np.argsort(np.array(3.0), **options))
    same_bits(tl.argpartition(3, 0, **options), np.argpartition(3, 0, **options))
    for wrong in (lambda: tl.argsort(3.0, axis=1), lambda: tl.sort(3.0)):
        with pytest.raises(tl.AxisError):
            wrong()


def test_methods_of_tensors():
    a = RNG.normal(size=(5, 7))
    t = tl.array(a)
    same_bits(t.argsort(), np.argsort(a, kind="stable"))
    same_bits(t.argsort(0), np.argsort(a, 0, kind="stable"))
    same_bits(t.median(0), tl.median(t, 0))
    same_bits(t.nanmedian(1), tl.nanmedian(t, 1))
    same_bits(t.quantile([0.1, 0.2], 1), tl.quantile(t, [0.1, 0.2], 1))
    same_bits(t.nanquantile(0.1), tl.nanquantile(t, 0.1))
    same_bits(t.argpartition(3), tl.argpartition(t, 3))
    same_bits(t.topk(2).values, tl.topk(t, 2).values)
    same_bits(t.diff(axis=0), np.diff(a, axis=0))
    assert t.sort(axis=0) is None and t.partition(2, axis=1) is None
    want = np.sort(a, axis=0)
    same_bits(np.sort(t.numpy(), 1), np.sort(want, 1))
    same_values(t.numpy()[:, 2], np.sort(want, 1)[:, 2])
    x = tl.array([3.0, 1.0, 2.0])
    y = x[::-1]
    y.sort()
    assert x.tolist() == [3.0, 2.0, 1.0]


# ---- gradients ---------------------------------------------------------------------------------------------
GRADIENTS = {
    "sort": lambda x: tl.sort(x, axis=0),
    "sort, descending": lambda x: tl.sort(x, axis=1, descending=True),
    "sort, flat": lambda x: tl.sort(x, axis=None),
    "partition": lambda x: tl.partition(x, 2, axis=1),
    "topk": lambda x: tl.topk(x, 3).values,
    "topk, unsorted": lambda x: tl.topk(x, 1, dim=0, sorted=False).values,
    "median": lambda x: tl.median(x),
    "median, odd": lambda x: tl.median(x, axis=1),
    "median, even": lambda x: tl.median(x, axis=0, keepdims=True),
    "median, axes": lambda x: tl.median(x.reshape(2, 2, 7), axis=(0, 2)),
    "median, view": lambda x: tl.median(x.T[::-1], axis=0),
    "quantile": lambda x: tl.quantile(x, [[0.1, 0.5], [0.9, 1.0]], axis=0),
    "percentile": lambda x: tl.percentile(x, 33, axis=1, keepdims=True),
    "quantile, hazen": lambda x: tl.quantile(x, [0.1, 0.3], axis=1, method="hazen"),
    "quantile, lower": lambda x: tl.quantile(x, 0.3, axis=1, method="lower"),
    "nanquantile": lambda x: tl.nanquantile(x, [0.2, 0.4]),
    "nanmedian": lambda x: tl.nanmedian(x, axis=1),
    "weights": lambda x: tl.quantile(x, 0.4, axis=0, weights=[1, 2, 3, 4], method="inverted_cdf"),
}


@pytest.mark.parametrize("name", GRADIENTS)
def test_gradients(name):
    x = tl.array(RNG.permutation(28).reshape(4, 7) / 3.0, requires_grad=True)
    f = GRADIENTS[name]
    assert tl.gradcheck(lambda t: (f(t) ** 2).sum(), x)
    assert tl.gradcheck(lambda t: tl.grad(lambda u: (f(u) ** 3).sum())(t), x)  # and once more
    with tl.no_grad():
        plain = f(x)
    recorded = f(x.detach().copy().requires_grad_()).detach()
    if name == "partition":  # whose parts have no order
        plain, recorded = tl.sort(plain, axis=1), tl.sort(recorded, axis=1)
    same_bits(recorded, plain)


def test_the_gradient_goes_where_nan_is_not():
    x = tl.array([[1.0, np.nan, 3.0, 2.0], [np.nan] * 4], requires_grad=True)
    tl.nanmedian(x, axis=1)[0].backward()
    assert x.grad.tolist() == [[0, 0, 0, 1], [0, 0, 0, 0]]
    y = tl.array([4.0, 4.0, 4.0], requires_grad=True)
    tl.median(y).backward()
    assert y.grad.tolist() == [0, 1, 0]  # the one that a stable sort puts in the middle


@pytest.mark.parametrize("name, whole", [("quantile", 1), ("nanpercentile", 100)])
def test_gradients_along_probabilities(name, whole):
    x = tl.array(RNG.permutation(28).reshape(4, 7) / 3.0, requires_grad=True)
    q = tl.array([0.21 * whole, 0.7 * whole], requires_grad=True)
    f = getattr(tl, name)

    def loss(x, q):
        return (f(x, q, axis=1) ** 2).sum() + f(x, q[0], keepdims=True).sum()

    assert tl.gradcheck(loss, (x, q))
    assert tl.gradcheck(lambda x, q: tl.grad(loss, (0, 1))(x, q)[1], (x, q))  # and once more
    same_bits(f(x, q).detach(), f(x.detach(), q.detach()))
    (slope,) = tl.gradients(f(x, q[0], method="nearest"), [q])
    assert (slope == 0).all()


# ---- bad input ---------------------------------------------------------------------------------------------
X = tl.ones((3, 4))
BAD = {
    "q above 1": (lambda: tl.quantile(X, 1.5), ValueError, ["quantile: q must be from 0 to 1, got 1.5"]),
    "q nan": (lambda: tl.percentile(X, np.nan), ValueError, ["percentile: q must be from 0 to 100, got nan"]),
    "q below 0": (lambda: tl.nanpercentile(X, [5, -1]), ValueError, ["nanpercentile: q must be", "got -1"]),
    "q text": (lambda: tl.quantile(X, "half"), (TypeError, ValueError), ["quantile: "]),
    "method": (lambda: tl.quantile(X, 0.5, method="liner"), ValueError, ["quantile: method must", "'liner'"]),
    "method, no text": (lambda: tl.quantile(X, 0.5, method=[]), ValueError, ["quantile: method must"]),
    "weights, method": (lambda: tl.quantile(X, 0.5, weights=X), ValueError, ["inverted_cdf", "'linear'"]),
    "weights, shape": (
        lambda: tl.quantile(X, 0.5, axis=0, weights=[1, 2], method="inverted_cdf"),
        ValueError,
        ["quantile: weights of shape (2,)", "(3, 4)"],
    ),
    "weights, no axis": (
        lambda: tl.quantile(X, 0.5, weights=[1, 2, 3], method="inverted_cdf"),
        TypeError,
        ["quantile: weights of shape (3,)"],
    ),
    "weights below 0": (
        lambda: tl.quantile(X, 0.5, weights=-X, method="inverted_cdf"),
        ValueError,
        ["quantile: weights must not be negative"],
    ),
    "weights, complex": (
        lambda: tl.quantile(X, 0.5, weights=X * 1j, method="inverted_cdf"),
        TypeError,
        ["quantile: not defined for complex128"],
    ),
    "weights, none": (
        lambda: tl.nanquantile(X, 0.5, weights=0 * X, method="inverted_cdf"),
        ValueError,
        ["nanquantile: the weights add up to zero"],
    ),
    "weights, infinite": (
        lambda: tl.nanpercentile(X, 50, axis=0, weights=[1, np.inf, 2], method="inverted_cdf"),
        ValueError,
        ["nanpercentile: the weights add up to zero, or one of them is not finite"],
    ),
    "weights, nan": (
        lambda: tl.quantile(X, 0.5, axis=0, weights=[1, np.nan, 2], method="inverted_cdf"),
        ValueError,
        ["quantile: the weights add up to zero, or one of them is not finite"],
    ),
    "ends of other shapes": (
        lambda: tl.diff(X, append=tl.ones((2, 1))),
        ValueError,
        ["diff: shapes (3, 4) and"],
    ),
    "axis": (lambda: tl.median(X, axis=2), tl.AxisError, ["median: axis 2", "2 axes"]),
    "axis twice": (lambda: tl.median(X, axis=(0, 0)), ValueError, ["median: "]),
    "axis of 0-d": (lambda: tl.median(1.0, axis=0), tl.AxisError, ["median: axis 0"]),
    "kth": (lambda: tl.partition(X, 4), ValueError, ["partition: kth 4", "4 elements"]),
    "kth below": (lambda: tl.argpartition(X, [0, -5]), ValueError, ["argpartition: kth -5"]),
    "kth float": (lambda: tl.partition(X, 1.0), TypeError, ["partition: kth must be an integer"]),
    "a leaf in place": (lambda: tl.ones(3, requires_grad=True).sort(), RuntimeError, ["sort: a leaf tensor"]),
    "a leaf parted": (
        lambda: tl.ones(3, requires_grad=True).partition(1),
        RuntimeError,
        ["partition: a leaf tensor"],
    ),
    "kind": (lambda: tl.sort(X, kind="bubble"), ValueError, ["sort: kind", "'bubble'"]),
    "select": (lambda: tl.partition(X, 1, kind="x"), ValueError, ["partition: kind"]),
    "k": (lambda: tl.topk(X, 5), ValueError, ["topk: k must be from 0 to 4", "got 5"]),
    "k below": (lambda: tl.topk(X, -1), ValueError, ["topk: k must be"]),
    "0-d": (lambda: tl.sort(tl.array(1.0)), tl.AxisError, ["sort: axis -1", "0 axes"]),
    "gradient of q": (
        lambda: tl.quantile(X, tl.array(0.5, requires_grad=True), method="hazen"),
        RuntimeError,
        ["quantile: has no derivative with respect to q with method='hazen'"],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input(name):
    call, kind, texts = BAD[name]
    with pytest.raises(kind) as error:
        call()
    for text in texts:
        assert text in str(error.value), error.value
