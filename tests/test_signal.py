"""Convolution and correlation of arrays: NumPy and SciPy as oracles, both ways of computing, gradients."""

import itertools

import numpy as np
import pytest
import scipy.signal
from layouts import DTYPES, FLOATS, close, same_bits, same_values
from samples import special_floats

import tensorlab as tl
from tensorlab_c import _tensor

MODES = ("full", "same", "valid")
U = {"float32": 2.0**-24, "float64": 2.0**-53}
VECTORS = {"convolve": np.convolve, "correlate": np.correlate}
MATRICES = {"convolve2d": scipy.signal.convolve2d, "correlate2d": scipy.signal.correlate2d}


def drawn(shape, dtype, seed=0):
    rng = np.random.default_rng([seed, int(np.prod(shape))])
    if np.dtype(dtype).kind == "f":
        return rng.uniform(-1, 1, shape).astype(dtype)
    if dtype == "bool":
        return rng.random(shape) < 0.2
    info = np.iinfo(dtype)
    return rng.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)


def wide(x):
    return x.astype(np.longdouble) if x.dtype == np.float64 else x.astype(np.float64)


def check(got, oracle, a, v, mode, *more):
    """The bits of integers; floats within the bound of docs/accuracy.md for chains of at most 384."""
    dtype = np.promote_types(a.dtype, v.dtype)
    if dtype.kind in "iu":
        return same_bits(got, oracle(a.astype(dtype), v.astype(dtype), mode, *more))
    if dtype.kind == "b":
        return same_bits(got, oracle(a.astype(np.int64), v.astype(np.int64), mode, *more) > 0)
    assert got.dtype == dtype.name
    exact = oracle(wide(a), wide(v), mode, *more)
    size = oracle(wide(abs(a)), wide(abs(v)), mode, *map(positive, more))
    taps = min(a.size, v.size)
    assert got.shape == exact.shape
    error = abs(got.numpy() - exact)
    assert (error <= 2 * (min(taps, 384) + taps / 256 + 1) * U[dtype.name] * size).all(), (error / size).max()


def positive(option):
    return option if isinstance(option, str) else abs(option)


def wide_oracle_2d(oracle):
    """SciPy has no long double: the same sums one tap at a time."""

    turns = oracle is scipy.signal.convolve2d

    def summed(a, v, mode, boundary="fill", fillvalue=0):
        if a.dtype != np.longdouble:
            return oracle(a, v, mode, boundary, fillvalue)
        if mode == "valid" and not (a.shape[0] >= v.shape[0] and a.shape[1] >= v.shape[1]):
            return summed(v, a, mode)[:: 1 if turns else -1, :: 1 if turns else -1]
        (h, w), (r, s) = a.shape, v.shape
        before = {"valid": lambda n: 0, "full": lambda n: n - 1, "same": lambda n: (n - (not turns)) // 2}
        low = [before[mode](n) for n in v.shape]
        out = {"valid": (h - r + 1, w - s + 1), "full": (h + r - 1, w + s - 1), "same": (h, w)}[mode]
        sides = [(b, o + n - 1 - b - m) for b, o, n, m in zip(low, out, v.shape, a.shape)]
        kind = {"fill": "constant", "wrap": "wrap", "symm": "symmetric"}[boundary]
        a = np.pad(a, sides, kind, **({"constant_values": fillvalue} if kind == "constant" else {}))
        v = v[::-1, ::-1] if turns else v
        return sum(
            v[i, j] * a[i : i + out[0], j : j + out[1]] for i, j in itertools.product(range(r), range(s))
        )

    return summed


each_vector = pytest.mark.parametrize("name", VECTORS)
each_matrix = pytest.mark.parametrize("name", MATRICES)
each_mode = pytest.mark.parametrize("mode", MODES)
each_dtype = pytest.mark.parametrize("dtype", DTYPES)


# ---- vectors -----------------------------------------------------------------------------------------------
SIZES = [(1, 1), (2, 1), (1, 3), (3, 3), (5, 2), (2, 5), (7, 4), (4, 7), (16, 5), (33, 32), (64, 64), (70, 9)]
SIZES += [(130, 3), (3, 130), (257, 31), (300, 301), (1000, 101), (2047, 4), (2048, 5), (2049, 6), (5000, 3)]


@each_vector
@each_mode
@each_dtype
def test_vectors(name, mode, dtype):
    for n, m in SIZES:
        a, v = drawn(n, dtype), drawn(m, dtype, 1)
        check(getattr(tl, name)(tl.array(a), tl.array(v), mode), VECTORS[name], a, v, mode)


@each_vector
@pytest.mark.parametrize("dtype", FLOATS)
def test_numbers_of_taps(name, dtype):
    """Both sides of the longest chain of additions, and of what counts as few sums."""
    for m in (31, 32, 33, 255, 256, 257, 383, 384, 385, 511, 513, 769):
        for n in (m, m + 30, m + 31, m + 32, 2 * m):
            a, v = drawn(n, dtype), drawn(m, dtype, 1)
            for mode in MODES:
                check(getattr(tl, name)(tl.array(a), tl.array(v), mode), VECTORS[name], a, v, mode)


@each_vector
def test_dtypes_are_promoted(name):
    for one, other in itertools.product([*DTYPES, "float16"], repeat=2):
        a, v = tl.ones(3, dtype=one), tl.ones(2, dtype=other)
        got = getattr(tl, name)(a, v, "full")
        assert got.dtype == tl.result_type(a, v)
        assert got.tolist() == getattr(np, name)(a.numpy(), v.numpy(), "full").tolist()


@each_vector
@each_mode
def test_float16_is_rounded_once(name, mode):
    a, v = drawn(300, "float16"), drawn(40, "float16", 1)
    want = getattr(np, name)(a.astype("float64"), v.astype("float64"), mode)
    close(getattr(tl, name)(tl.array(a), tl.array(v), mode), want.astype("float16"), 2.0**-10, 2.0**-13)


LAYOUTS = {
    "reversed": lambda x: x[::-1],
    "step 3": lambda x: x[::3],
    "step -2": lambda x: x[::-2],
    "offset": lambda x: x[1:-2],
}


@each_vector
@each_mode
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(name, mode, layout):
    a, v, take = drawn(40, "float64"), drawn(13, "float64", 1), LAYOUTS[layout]
    call = getattr(tl, name)
    got = call(take(tl.array(a)), take(tl.array(v)), mode)
    same_bits(got, call(tl.array(take(a)), tl.array(take(v)), mode))
    check(got, VECTORS[name], take(a), take(v), mode)


def test_repeated_and_unaligned_elements():
    spread = tl.broadcast_to(tl.array(2.0), (5,))
    assert tl.convolve(spread, spread).tolist() == np.convolve([2.0] * 5, [2.0] * 5).tolist()
    block = np.zeros(8 * 9 + 1, np.uint8)[1:].view(np.float64)
    block[:] = np.arange(9)
    assert tl.convolve(block, block[:3]).tolist() == np.convolve(block, block[:3]).tolist()
    rows = tl.broadcast_to(tl.arange(4.0), (3, 4))
    want = scipy.signal.convolve2d(rows.numpy(), rows.numpy().T)
    assert tl.convolve2d(rows, rows.T).tolist() == want.tolist()


@each_vector
def test_array_likes(name):
    ours, numpys = getattr(tl, name), getattr(np, name)
    same_values(ours([1, 2, 3], [0, 1]), numpys([1, 2, 3], [0, 1]))
    same_values(ours((1.5, 2), np.array([1, 2], np.int8)), numpys((1.5, 2), np.array([1, 2], np.int8)))
    same_values(ours(a=[1, 2], v=[1], mode="same"), numpys(a=[1, 2], v=[1], mode="same"))
    for number, word in enumerate(("valid", "same", "full")):
        same_values(ours([1, 2, 3], [4, 5], number), numpys([1, 2, 3], [4, 5], word))
    assert type(numpys(tl.ones(3), tl.ones(2))) is tl.Tensor  # NumPy's own function asks ours


def test_default_modes_and_numbers():
    assert tl.convolve([1, 2], [3, 4]).tolist() == [3, 10, 8]
    assert tl.correlate([1, 2], [3, 4]).tolist() == [11]
    assert tl.convolve(2, [1, 2]).tolist() == np.convolve(2, [1, 2]).tolist() == [2, 4]
    assert tl.convolve(tl.array(2.0), 3).tolist() == [6.0]


@each_vector
@each_mode
@pytest.mark.parametrize("dtype", FLOATS)
def test_nan_and_infinity_stay_where_they_are(name, mode, dtype):
    """As in NumPy: what lies outside takes no part, so that no zero meets an infinity."""
    rng = np.random.default_rng(3)
    for n, m in ((40, 6), (6, 40), (50, 50), (3000, 300), (90, 40)):
        for special in (np.nan, np.inf, -np.inf):
            a, v = drawn(n, dtype), drawn(m, dtype, 1)
            for x in (a, v):
                x[rng.integers(x.size)] = special
                want = VECTORS[name](a.astype("float64"), v.astype("float64"), mode)
                got = getattr(tl, name)(tl.array(a), tl.array(v), mode).numpy()
                assert ((got == want) | np.isfinite(want) | (np.isnan(got) & np.isnan(want))).all()
                assert (np.isfinite(got) == np.isfinite(want)).all()


@each_vector
def test_extreme_numbers(name):
    a = special_floats("float64")
    a = a[np.isfinite(a)]
    with np.errstate(all="ignore"):
        for v in ([1.0], [-1.0], [2.0**-1070], [1e300]):
            same_values(getattr(tl, name)(tl.array(a), v, "full"), VECTORS[name](a, v, "full"))


# ---- matrices ----------------------------------------------------------------------------------------------
SHAPES = [((1, 1), (1, 1)), ((3, 4), (2, 2)), ((2, 2), (3, 4)), ((5, 6), (3, 3)), ((6, 5), (4, 2))]
SHAPES += [((4, 4), (1, 4)), ((9, 40), (5, 7)), ((40, 9), (7, 5)), ((30, 1), (5, 1)), ((1, 30), (1, 6))]
SHAPES += [((7, 7), (7, 7)), ((3, 9), (5, 2)), ((20, 70), (3, 33)), ((12, 37), (10, 35)), ((65, 129), (4, 3))]


def fits(shapes, mode):
    bigger = [a >= b for a, b in zip(*shapes)]
    return mode != "valid" or all(bigger) or all(b >= a for a, b in zip(*shapes))


@each_matrix
@each_mode
@pytest.mark.parametrize("dtype", DTYPES)
def test_matrices(name, mode, dtype):
    oracle = wide_oracle_2d(MATRICES[name])
    for shapes in SHAPES:
        if fits(shapes, mode):
            a, v = drawn(shapes[0], dtype), drawn(shapes[1], dtype, 1)
            check(getattr(tl, name)(tl.array(a), tl.array(v), mode), oracle, a, v, mode)


@each_matrix
@pytest.mark.parametrize("mode", ["full", "same"])
@pytest.mark.parametrize("boundary", [("fill", 0), ("fill", 3), ("wrap", 0), ("symm", 0)], ids=str)
def test_boundaries(name, mode, boundary):
    oracle = wide_oracle_2d(MATRICES[name])
    for dtype in ("int8", "uint16", "int64", "float32", "float64"):
        for shapes in SHAPES:
            a, v = drawn(shapes[0], dtype), drawn(shapes[1], dtype, 1)
            check(getattr(tl, name)(tl.array(a), tl.array(v), mode, *boundary), oracle, a, v, mode, *boundary)


@each_matrix
def test_the_oracle_in_long_double_is_scipys(name):
    for mode, boundary in itertools.product(MODES, ("fill", "wrap", "symm")):
        for shapes in SHAPES:
            if not fits(shapes, mode):
                continue
            a, v = drawn(shapes[0], "float64"), drawn(shapes[1], "float64", 1)
            ours = wide_oracle_2d(MATRICES[name])(wide(a), wide(v), mode, boundary, 0.5)
            want = MATRICES[name](a, v, mode, boundary, 0.5)
            np.testing.assert_allclose(ours.astype(float), want, rtol=0, atol=1e-12)


@each_matrix
def test_other_names_of_boundaries(name):
    a, v = drawn((4, 5), "float64"), drawn((3, 2), "float64", 1)
    for word, other in (("fill", "pad"), ("wrap", "circular"), ("symm", "symmetric")):
        same_bits(getattr(tl, name)(a, v, "same", word, 2.5), getattr(tl, name)(a, v, "same", other, 2.5))
    same_bits(getattr(tl, name)(a, v, "valid", "wrap"), getattr(tl, name)(a, v, "valid"))


@each_matrix
def test_fillvalue(name):
    ours, a, v = getattr(tl, name), drawn((3, 4), "float64"), drawn((2, 2), "float64", 1)
    for fill in (0, -1.5, np.float32(2), True, [2.0], np.array([[3]]), np.inf, np.nan):
        same = np.asarray(MATRICES[name](a, v, fillvalue=fill))
        np.testing.assert_allclose(ours(a, v, fillvalue=fill).numpy(), same, rtol=1e-14)
    small = np.ones((2, 2), np.int8)
    assert ours(small, small, fillvalue=7).tolist() == MATRICES[name](small, small, fillvalue=7).tolist()
    assert ours(small > 0, small > 0, fillvalue=True).tolist() == [[True] * 3] * 3


@each_matrix
@each_mode
def test_infinite_taps_meet_what_stands_outside(name, mode):
    """As in SciPy, where it is a number like others."""
    a, v = drawn((5, 6), "float64"), drawn((3, 3), "float64", 1)
    v[0, 2] = np.inf
    for boundary in ("fill", "wrap", "symm"):
        want = MATRICES[name](a, v, mode, boundary)
        got = getattr(tl, name)(a, v, mode, boundary).numpy()
        np.testing.assert_array_equal(np.isnan(got), np.isnan(want))
        np.testing.assert_array_equal(np.isinf(got), np.isinf(want))


@each_matrix
@each_mode
def test_layouts_of_matrices(name, mode):
    a, v = drawn((9, 12), "float64"), drawn((4, 6), "float64", 1)
    turned, stepped = (lambda x: x.T, lambda x: x[::3].T), (lambda x: x[:, ::2], lambda x: x[::-2, 1:])
    for take in (*turned, *stepped, lambda x: x[::-1, ::-1]):
        got = getattr(tl, name)(take(tl.array(a)), take(tl.array(v)), mode)
        check(got, wide_oracle_2d(MATRICES[name]), take(a), take(v), mode)


@each_matrix
def test_empty_matrices(name):
    ours, scipys = getattr(tl, name), MATRICES[name]
    for one, other in (((0, 3), (2, 2)), ((2, 2), (0, 3)), ((3, 0), (1, 1))):
        for mode in ("full", "same"):
            want = scipys(np.zeros(one), np.zeros(other), mode)
            same_bits(ours(tl.zeros(one), tl.zeros(other), mode), want)


# ---- direct or by the fast Fourier transform ---------------------------------------------------------------
def direct(call, *args):
    """A capture notes calls of kernels, so that what is captured is computed directly."""
    kept = []
    _tensor._capture(lambda: kept.append(call(*args)))
    return kept[0]


def bound(a, v):
    """Of the transform's error: 2 u times the product of the norms; 0.3 u is what is seen."""
    return 2 * U["float64"] * np.linalg.norm(a.astype("float64")) * np.linalg.norm(v.astype("float64"))


TRANSFORMED = [((8000,), (3000,)), ((20000,), (5000,)), ((60000,), (6000,)), ((5000,), (70000,))]
TRANSFORMED += [((200, 200), (100, 100)), ((150, 300), (90, 41))]


@pytest.mark.parametrize("shapes", TRANSFORMED, ids=str)
@pytest.mark.parametrize("dtype", FLOATS)
@each_mode
def test_error_of_the_transform(shapes, dtype, mode):
    for call in (tl.convolve, tl.correlate) if len(shapes[0]) == 1 else (tl.convolve2d, tl.correlate2d):
        a, v = drawn(shapes[0], "int16"), drawn(shapes[1], "int16", 1)
        exact = call(tl.array(a, dtype="int64"), tl.array(v, dtype="int64"), mode).numpy()
        got = call(tl.array(a, dtype=dtype), tl.array(v, dtype=dtype), mode)
        error = abs(got.numpy().astype("float64") - exact)
        rounding = U[dtype] * abs(exact) if dtype == "float32" else 0
        assert (error <= bound(a, v) + rounding).all()
        a, v = drawn(shapes[0], dtype), drawn(shapes[1], dtype, 1)
        assert (call(a, v, mode) != direct(call, tl.array(a), tl.array(v), mode)).any()  # it was used


def test_both_sides_of_the_switch():
    """Where the way changes the results do not, but for rounding."""
    used = set()
    for n in range(200, 6000, 311):
        for shapes in ((n, n), (n, 30), (20 * n, n // 4)):
            a, v = drawn(shapes[0], "float64"), drawn(shapes[1], "float64", 1)
            got, other = tl.convolve(a, v), direct(tl.convolve, tl.array(a), tl.array(v))
            used.add(bool((got != other).any()))
            assert abs(got - other).max().item() <= 2 * bound(a, v)
    assert used == {False, True}


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32", "uint32", "int64", "uint64"])
@pytest.mark.parametrize("size", [3, 100, 2**31 - 1])
def test_whole_numbers_by_the_transform(dtype, size):
    """Exactly, with what wraps around; of large ones whose sums it would not bring back, directly."""
    info, rng = np.iinfo(dtype), np.random.default_rng(size)
    low, high = max(info.min, -size), min(info.max, size)
    a, b = (rng.integers(low, high, n, dtype, endpoint=True) for n in (40_000, 3_000))
    for mode in ("full", "same", "valid"):
        assert tl.convolve(a, b, mode).numpy().tobytes() == np.convolve(a, b, mode).tobytes()
    image, taps = a.reshape(200, 200), b[:2500].reshape(50, 50)
    expected = scipy.signal.correlate2d(image.astype("int64"), taps.astype("int64"), mode="same").astype(
        dtype
    )
    assert (tl.correlate2d(image, taps, mode="same").numpy() == expected).all()


def test_what_overflows_in_the_transform_is_computed_directly():
    a, v = drawn(5000, "float64"), drawn(5000, "float64", 1)
    a *= 1e308 / abs(a).max()
    v *= 1e-3
    v[1:] *= 1e-200
    got = tl.convolve(a, v)
    assert tl.isfinite(got).all()
    same_bits(got, direct(tl.convolve, tl.array(a), tl.array(v)))


def test_captures_replay():
    a, v = tl.array(drawn(5000, "float64")), tl.array(drawn(5000, "float64", 1))
    kept = []
    capture = _tensor._capture(lambda: kept.append(tl.convolve(a, v, "same")))
    a.copy_(tl.array(drawn(5000, "float64", 2)))
    capture.replay()
    exact = np.convolve(a.numpy(), v.numpy(), "same")
    np.testing.assert_allclose(kept[0].numpy(), exact, rtol=0, atol=1e-11)


@pytest.mark.parametrize("dtype", [*FLOATS, "int32"])
def test_the_same_bits_for_any_number_of_threads(dtype):
    calls = [
        lambda: tl.convolve(drawn(30000, dtype), drawn(700, dtype, 1)),
        lambda: tl.convolve2d(drawn((200, 210), dtype), drawn((9, 9), dtype, 1)),
        lambda: tl.correlate2d(drawn((200, 210), dtype), drawn((198, 208), dtype, 1), "valid"),
        lambda: tl.convolve2d(drawn((200, 210), dtype), drawn((100, 100), dtype, 1)),
        lambda: tl.convolve(drawn(90000, dtype), drawn(3000, dtype, 1), "same"),
    ]
    for call in calls:
        results = []
        for threads in (1, 2, 5):
            with tl.num_threads(threads):
                results.append(call().numpy().tobytes())
        assert len(set(results)) == 1


# ---- gradients ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("sizes", [(40, 9), (9, 40), (300, 300), (4000, 700), (60000, 2500)], ids=str)
@pytest.mark.parametrize("name", VECTORS)
@each_mode
def test_gradients_are_sums_of_shifts(sizes, name, mode):
    """Of <g, y>: linear in both operands, so that the gradient of one is what its basis vectors give."""
    a, v = (tl.array(drawn(n, "float64", i), requires_grad=True) for i, n in enumerate(sizes))
    y = getattr(tl, name)(a, v, mode)
    g = drawn(y.shape, "float64", 2)
    ga, gv = tl.gradients(y, [a, v], tl.array(g))
    for gx, other in ((ga, 1), (gv, 0)):
        for k in {0, 1, sizes[1 - other] // 2, sizes[1 - other] - 1}:
            basis = np.zeros(sizes[1 - other])
            basis[k] = 1
            operands = (basis, v.detach().numpy()) if other else (a.detach().numpy(), basis)
            want = (VECTORS[name](*operands, mode) * g).sum()
            assert abs(gx[k].item() - want) <= 1e-13 * np.linalg.norm(g) * 100
    assert ga.shape == a.shape and gv.shape == v.shape


@each_matrix
@pytest.mark.parametrize("boundary", ["fill", "wrap", "symm"])
def test_gradients_of_matrices_in_float32(name, boundary):
    shapes = (40, 50), (7, 5)
    drawn64 = [drawn(s, "float64", i) for i, s in enumerate(shapes)]
    for mode in MODES:
        got = []
        for dtype in FLOATS:
            a, v = (tl.array(x.astype(dtype), requires_grad=True) for x in drawn64)
            y = getattr(tl, name)(a, v, mode, boundary)
            got.append(tl.gradients((y * y).sum(), [a, v]))
        for one, other in zip(*got):
            np.testing.assert_allclose(one.numpy(), other.numpy(), rtol=1e-4, atol=1e-3)


def test_second_derivatives_by_the_transform():
    a, v = (tl.array(drawn(3000, "float64", i), requires_grad=True) for i in (0, 1))
    y = tl.convolve(a, v)
    g = tl.array(drawn(5999, "float64", 2))
    (ga,) = tl.gradients(y, [a], g, create_graph=True)
    (twice,) = tl.gradients((ga * a.detach()).sum(), [v])  # bilinear: the derivative of <g, a * v>
    (once,) = tl.gradients(tl.convolve(a, v), [v], g)
    np.testing.assert_allclose(twice.numpy(), once.numpy(), rtol=0, atol=1e-10)


def test_gradients_of_a_fillvalue():
    fill = tl.array(0.5, requires_grad=True)
    y = tl.convolve2d(tl.zeros((2, 2)), tl.ones((2, 2)), fillvalue=fill)
    (g,) = tl.gradients(y.sum(), [fill])
    assert g.shape == () and g.item() == y.sum().item() / 0.5


def test_changed_operands_are_noticed():
    a, v = tl.ones(5, requires_grad=True), tl.ones(3)
    y = tl.convolve(a, v)
    v += 1
    with pytest.raises(RuntimeError, match="correlate saved a tensor"):
        y.sum().backward()


# ---- bad input ---------------------------------------------------------------------------------------------
@each_vector
@pytest.mark.parametrize(
    "args",
    [
        ([], [1.0]),
        ([1.0], []),
        ([[1.0]], [1.0]),
        ([1.0], [[1.0]]),
        (np.ones((2, 3)), np.ones(2)),
        ([1.0], [2.0], "bogus"),
        ([1.0], [2.0], "FULL"),
        ([1.0], [2.0], ""),
        ([1.0], [2.0], 3),
        ([1.0], [2.0], None),
        ([1.0], [2.0], 2.0),
        ([1.0], [2.0], True),
        (["a"], [2.0]),
    ],
    ids=str,
)
def test_errors_of_vectors(name, args):
    with pytest.raises(Exception) as numpys:
        VECTORS[name](*args)
    expected = TypeError if isinstance(args[0], list) and "a" in args[0] else numpys.type
    with pytest.raises(expected, match=f"^{name}: "):
        getattr(tl, name)(*args)


def test_numbers_do_not_correlate():
    for args in ((1, 2), (1.0, [1.0]), ([1.0], 2)):
        with pytest.raises(ValueError, match=r"^correlate: operands must have one axis"):
            tl.correlate(*args)


M22 = np.ones((2, 2))


@each_matrix
@pytest.mark.parametrize(
    ("args", "text"),
    [
        ((np.ones(3), M22), r"\(3,\)"),
        ((M22, np.ones((1, 2, 2))), r"\(1, 2, 2\)"),
        ((1.0, M22), r"\(\)"),
        ((np.ones((3, 2)), np.ones((2, 3)), "valid"), r"\(3, 2\) and \(2, 3\)"),
        ((M22, M22, "bogus"), "'bogus'"),
        ((M22, M22, 2), "mode"),
        ((M22, M22, None), "mode"),
        ((M22, M22, "full", "reflect"), "'reflect'"),
        ((M22, M22, "full", None), "boundary"),
        ((M22, M22, "full", 0), "boundary"),
        ((M22, M22, "full", "fill", [1, 2]), "fillvalue"),
        ((np.ones((0, 0)), np.ones((0, 0))), "empty"),
    ],
    ids=str,
)
def test_errors_of_matrices(name, args, text):
    with pytest.raises(ValueError):
        MATRICES[name](*args)
    with pytest.raises(ValueError, match=f"^{name}: .*{text}"):
        getattr(tl, name)(*args)


@each_matrix
def test_fillvalues_that_do_not_fit(name):
    small = tl.ones((2, 2), dtype="int8")
    for fill in (300, np.inf, "a", None, 1j):
        with pytest.raises((ValueError, TypeError, OverflowError), match=f"^{name}: "):
            getattr(tl, name)(small, small, fillvalue=fill)
    with pytest.raises(ValueError, match=f"^{name}: .*nothing to repeat"):
        getattr(tl, name)(tl.ones((0, 2)), tl.ones((2, 2)), boundary="wrap")
