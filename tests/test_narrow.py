"""bfloat16, float8_e4m3fn and float8_e5m2, dtypes that are only stored: exact conversions, and operations
that compute in float32 and round their result once."""

import copy
import operator
import pickle

import numpy as np
import pytest
from layouts import DTYPES, SIZES, VIEWS
from narrow import (
    FORMATS,
    NARROW,
    bits_of,
    decoded,
    encoded,
    magnitudes,
    near,
    patterns,
    same_patterns,
    tensor_of,
)
from samples import BINARY, REDUCTIONS, UNARY

import tensorlab as tl

pytestmark = pytest.mark.parametrize("dtype", NARROW)
INTEGERS = [d for d in DTYPES if "int" in d]


def wide(t):
    """The same numbers in float32."""
    return t.astype("float32")


def rounded(dtype, t):
    """The patterns of a float32 tensor's nearest values; of other tensors the values themselves."""
    return encoded(dtype, t.numpy()) if t.dtype == "float32" else t.numpy()


def same(got, dtype, want, what=""):
    if want.dtype == "float32":
        same_patterns(got, dtype, encoded(dtype, want.numpy()), what)
    else:
        assert got.dtype == want.dtype and np.array_equal(got.numpy(), want.numpy()), what


def generic(dtype, n, seed=0, low=-3.0, high=3.0):
    return near(dtype, np.random.default_rng([seed, n]).uniform(low, high, n))


# ---- conversion --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("to", ["float32", "float64"])
def test_every_pattern_to_floats_and_back(dtype, to):
    codes = patterns(dtype)
    t, want = tensor_of(dtype, codes), decoded(dtype, codes)
    for got, wanted in ((t, want), (t[::-3], want[::-3])):
        x = got.astype(to).numpy()
        assert x.dtype == to and np.array_equal(x, wanted, equal_nan=True)
        assert np.array_equal(np.signbit(x), np.signbit(wanted))
    same_patterns(t.astype(to).astype(dtype), dtype, codes)


@pytest.mark.parametrize("to", [*INTEGERS, "bool"])
def test_every_pattern_to_integers(dtype, to):
    codes = patterns(dtype)
    want = decoded(dtype, codes)
    if to != "bool":
        info = np.iinfo(to)
        fits = (
            np.isfinite(want) & (np.trunc(want) >= float(info.min)) & (np.trunc(want) < float(info.max) + 1)
        )
        codes, want = codes[fits], want[fits]
    assert np.array_equal(tensor_of(dtype, codes).astype(to).numpy(), want.astype(to))


def edges(dtype, kind):
    """Numbers at and beside the values, the ties between them and the limits."""
    values = magnitudes(dtype)
    with np.errstate(over="ignore"):
        x = np.concatenate([values, (values[1:] + values[:-1]) / 2, [np.inf, np.nan, 1e300, 5e-324]]).astype(
            kind
        )
        x = np.concatenate([x, np.nextafter(x, kind(np.inf)), np.nextafter(x, kind(0))])
    return np.concatenate([x, -x])


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_rounding_of_floats(dtype, kind):
    rng = np.random.default_rng(1)
    any_bits = rng.integers(0, 2**32, 100_000, dtype=np.uint32).view(np.float32).astype(kind)
    spread = (rng.standard_normal(100_000) * 2.0 ** rng.integers(-40, 20, 100_000)).astype(kind)
    for x in (edges(dtype, kind), any_bits, spread):
        same_patterns(tl.array(x).astype(dtype), dtype, encoded(dtype, x))
        same_patterns(tl.array(x)[::-2].astype(dtype), dtype, encoded(dtype, x[::-2]), "strided")


@pytest.mark.parametrize("kind", ["bool", *INTEGERS])
def test_rounding_of_integers(dtype, kind):
    x = np.array([False, True])
    if kind != "bool":
        info = np.iinfo(kind)
        powers = [
            2**e + t * 2 ** max(e - 8, 0) + by for e in range(64) for t in range(3) for by in (-1, 0, 1)
        ]
        x = np.array([n for p in powers for n in (p, -p) if info.min <= n <= info.max], kind)
        x = np.concatenate([x, np.arange(max(info.min, -1000), min(info.max, 1000) + 1).astype(kind)])
    same_patterns(tl.array(x).astype(dtype), dtype, encoded(dtype, x))


def test_overflow(dtype):
    """To infinity where there is one, else to nan."""
    largest = float(magnitudes(dtype)[-2])
    past = tl.array([largest, largest * 1.5, -largest * 1.5, np.inf, -np.inf, np.nan]).astype(dtype).tolist()
    infinite = FORMATS[dtype][3]
    assert past[0] == largest and np.isnan(past[5])
    assert past[1:5] == [np.inf, -np.inf] * 2 if infinite else np.isnan(past[1:5]).all()
    x = tl.full(2, largest, dtype=dtype)
    assert (x + x).tolist() == [np.inf, np.inf] if infinite else tl.isnan(x + x).all()


def test_numbers_and_lists(dtype):
    numbers = [1, 2.5, True, 70000, -1e-9, 2**70, 464.0, 464.1, 0.1, 2**-25, float("nan")]
    want = encoded(dtype, np.array(numbers, "float64"))
    same_patterns(tl.array(numbers, dtype=dtype), dtype, want)
    same_patterns(tl.asarray([[n] for n in numbers], dtype=dtype).ravel(), dtype, want)
    for n, pattern in zip(numbers, want, strict=True):
        same_patterns(tl.array(n, dtype=dtype), dtype, pattern)
        same_patterns(getattr(tl, dtype)(n), dtype, pattern)
        same_patterns(tl.full(3, n, dtype=dtype), dtype, np.repeat(pattern, 3))
    assert tl.array([tl.array(1.5, dtype=dtype), 2]).tolist() == [1.5, 2.0]


# ---- the dtype ---------------------------------------------------------------------------------------------
def test_the_dtype(dtype):
    d = getattr(tl, dtype)
    assert (d.name, d.kind, d.itemsize, repr(d)) == (dtype, "f", FORMATS[dtype][0] // 8, dtype)
    assert d == dtype and d != "float16" and {d: 1}[d] == 1 and pickle.loads(pickle.dumps(d)) is d
    assert tl.isdtype(d, "real floating") and tl.isdtype(d, "numeric") and not tl.isdtype(d, "integral")
    assert dtype not in tl.__array_namespace_info__().dtypes()
    with pytest.raises(ValueError):
        tl.iinfo(d)
    info, values = tl.finfo(d), magnitudes(dtype)
    assert (info.max, info.min, info.bits) == (values[-2], -values[-2], FORMATS[dtype][0])
    assert info.smallest_subnormal == values[1] and info.tiny == info.smallest_normal == values[2**info.nmant]
    one = np.flatnonzero(values == 1)[0]
    assert info.eps == values[one + 1] - 1 and info.epsneg == 1 - values[one - 1] and info.dtype is d
    assert 2.0**info.minexp == info.tiny and 2.0 ** (info.maxexp - 1) <= info.max < 2.0**info.maxexp


def test_promotion(dtype):
    """As in NumPy's arithmetic on arrays of ml_dtypes."""
    narrow = [*NARROW, "float16"]
    for other in (*DTYPES, *narrow):
        if other in ("bool", "int8", "uint8", dtype):
            want = dtype
        elif other in narrow or other in ("int16", "uint16", "float32"):
            want = "float32"
        else:
            want = "float64"
        assert tl.promote_types(dtype, other) == tl.promote_types(other, dtype) == want, other
        assert tl.result_type(tl.ones(1, dtype=other), tl.ones(1, dtype=dtype)) == want
        for f in (operator.add, operator.truediv, tl.maximum, tl.hypot, operator.mul):
            assert f(tl.ones(2, dtype=dtype), tl.ones(2, dtype=other)).dtype == want, (f, other)
        for got in (
            tl.where([True, False], tl.ones(2, dtype=dtype), tl.ones(2, dtype=other)),
            tl.concatenate([tl.ones(2, dtype=dtype), tl.ones(2, dtype=other)]),
            tl.stack([tl.ones(2, dtype=other), tl.ones(2, dtype=dtype)]),
            tl.ones(2, dtype=other) @ tl.ones(2, dtype=dtype),
        ):
            assert got.dtype == want, other
        assert tl.can_cast(dtype, other) == (other in (dtype, "float32", "float64"))
        assert tl.can_cast(other, dtype) == (other in ("bool", "int8", "uint8", dtype))
    x = tl.ones(2, dtype=dtype)
    for number in (1, 2.5, True):
        for f in (
            operator.add,
            operator.mul,
            operator.truediv,
            operator.pow,
            operator.mod,
            operator.floordiv,
        ):
            assert f(x, number).dtype == dtype and f(number, x).dtype == dtype
    assert (tl.ones(2, dtype="int64") + x).dtype == "float64" and tl.result_type(x, 1.0) == dtype


def test_as_the_default_dtype(dtype):
    whole = tl.array([1, 2, 5])
    tl.set_default_dtype(dtype)
    try:
        for got in (
            tl.ones(2),
            tl.array([1.5]),
            tl.eye(2),
            whole / 2,
            whole * 0.5,
            tl.sqrt(whole),
            tl.mean(whole),
        ):
            assert got.dtype == dtype
        same_patterns(whole / whole[::-1], dtype, encoded(dtype, np.array([1, 2, 5]) / np.array([5, 2, 1])))
    finally:
        tl.set_default_dtype(None)


# ---- operations --------------------------------------------------------------------------------------------
def defined(sample, *arrays):
    try:
        sample.numpy(*arrays)
    except TypeError:
        return False
    return True


# but for the distance of numbers, which is another one in every dtype
ROUNDED = [s for s in UNARY if s.public == s.name != "spacing"]


@pytest.mark.parametrize("sample", ROUNDED, ids=lambda s: s.name)
def test_unary_round_once(dtype, sample):
    f, t = sample.function, tensor_of(dtype, patterns(dtype))
    if not defined(sample, np.ones(1, "float32")):
        with pytest.raises(TypeError, match=rf"^{sample.name}: .*{dtype}"):
            f(t)
        return
    got, want = f(t), f(wide(t))
    same(got, dtype, want)
    out = tl.zeros(t.shape, dtype=got.dtype)
    assert f(t, out=out) is out
    same(out, dtype, want, "out=")
    array = generic(dtype, 378, 2, max(sample.low, -3), min(sample.high, 3)).reshape(6, 7, 9)
    for name, take in VIEWS.items():
        same(f(take(array)), dtype, f(wide(take(array))), name)


ROUNDED_PAIRS = [s for s in BINARY if s.public == s.name != "nextafter"]


@pytest.mark.parametrize("sample", ROUNDED_PAIRS, ids=lambda s: s.name)
def test_binary_round_once(dtype, sample):
    f, n = sample.function, 9000
    codes = np.random.default_rng(3).choice(patterns(dtype), (2, n))
    x, y = tensor_of(dtype, codes[0]), tensor_of(dtype, codes[1])
    if not defined(sample, *np.ones((2, 1), "float32")):
        with pytest.raises(TypeError, match=rf"^{sample.name}: .*{dtype}"):
            f(x, y)
        return
    for a, b in ((x, y), (generic(dtype, n, 1), generic(dtype, n, 2))):
        same(f(a, b), dtype, f(wide(a), wide(b)))
        for number in (2, 0.75, -1.5):
            same(f(a, number), dtype, f(wide(a), number), f"beside {number}")
            same(f(number, a), dtype, f(number, wide(a)), f"{number} beside")
    array = generic(dtype, 378, 4).reshape(6, 7, 9)
    for name, take in VIEWS.items():
        same(f(take(array), take(array)), dtype, f(wide(take(array)), wide(take(array))), name)


@pytest.mark.parametrize("sample", REDUCTIONS, ids=lambda s: s.name)
def test_reductions_round_once(dtype, sample):
    """Whole numbers, whose sums no order changes; and products of few."""
    f = sample.function
    array = near(dtype, np.random.default_rng(5).integers(-2, 4, (6, 7, 9)))
    for name, take in VIEWS.items():
        t = take(array)
        for axis in (None, *range(t.ndim)):
            try:
                want = f(wide(t), axis=axis)
            except ValueError:
                with pytest.raises(ValueError, match=f"^{sample.name}: "):
                    f(t, axis=axis)
                continue
            if "prod" in sample.name:
                assert f(t, axis=axis).dtype == dtype
                np.testing.assert_allclose(wide(f(t, axis=axis)), wide(want.astype(dtype)), rtol=0.3)
            else:
                same(f(t, axis=axis), dtype, want, f"{name}, axis {axis}")


def test_sums_accumulate_in_float32(dtype):
    ones = tl.ones(5000, dtype=dtype)
    assert (
        tl.mean(ones).item() == 1
        and tl.std(ones).item() == 0
        and tl.cumsum(ones)[99].item() in (96, 100, 104)
    )
    exact = encoded(dtype, np.array(5000.0))
    same_patterns(tl.sum(ones), dtype, exact)
    same_patterns(tl.dot(ones, ones), dtype, exact)
    same_patterns((ones[None] @ ones[:, None])[0, 0], dtype, exact)
    assert tl.sum(ones, dtype="float32").item() == 5000
    x = tl.array([300, 300, -300, -299], dtype=dtype)
    assert tl.sum(x).item() == x.astype("float64").sum().item()
    out = tl.zeros((), dtype=dtype)
    assert tl.sum(tl.array([70000, -70000, 2]), out=out) is out and out.item() == 2


@pytest.mark.parametrize(
    "name", ["mean", "var", "std", "nanmean", "nanvar", "nanstd", "ptp", "average", "median"]
)
def test_statistics(dtype, name):
    f, t = getattr(tl, name), generic(dtype, 378, 1).reshape(6, 7, 9)
    for axis in (None, 0, -1):
        got, want = f(t, axis=axis), f(wide(t), axis=axis)
        assert got.dtype == dtype and want.dtype == "float32"
        np.testing.assert_allclose(wide(got), wide(want.astype(dtype)), rtol=2.0 ** -FORMATS[dtype][1])


def test_sizes(dtype):
    """Both sides of every block, and of what is divided among threads."""
    for n in (*SIZES, 300_001):
        x, y = generic(dtype, n, 1), generic(dtype, n, 2)
        same(x * y, dtype, wide(x) * wide(y), f"{n}")
        same(x[::-1] - 1, dtype, wide(x[::-1]) - 1, f"{n} reversed")
        whole = near(dtype, np.resize([1, -1, 2, 0], n))
        same(tl.sum(whole[:, None], axis=0)[0], dtype, tl.sum(wide(whole)), f"sum of {n}")
        same(tl.max(x), dtype, tl.max(wide(x)), f"max of {n}")


def test_products(dtype):
    rng = np.random.default_rng(0)
    a, b = (near(dtype, rng.integers(-2, 3, s)) for s in ((5, 7), (7, 6)))
    for f in (operator.matmul, tl.dot, lambda x, y: tl.einsum("ij,jk->ik", x, y), lambda x, y: y.T @ x.T):
        same(f(a, b), dtype, f(wide(a), wide(b)))
    same(tl.outer(a[0], b[0]), dtype, tl.outer(wide(a[0]), wide(b[0])))
    assert np.array_equal((a @ wide(b)).numpy(), (wide(a) @ wide(b)).numpy())


def test_order(dtype):
    codes = np.random.default_rng(1).permutation(np.tile(patterns(dtype), 300 if dtype != "bfloat16" else 1))[
        :40_000
    ]
    t = tensor_of(dtype, codes)
    same(tl.sort(t), dtype, tl.sort(wide(t)))
    for f in (tl.argsort, tl.argmax, tl.argmin, tl.nanargmax):
        assert np.array_equal(f(t).numpy(), f(wide(t)).numpy()), f
    finite = t[tl.isfinite(t)]
    same(tl.unique_values(finite), dtype, tl.unique_values(wide(finite)))
    assert np.array_equal(tl.isin(t[:50], t[25:]).numpy(), tl.isin(wide(t[:50]), wide(t[25:])).numpy())
    table = tl.sort(finite)
    assert np.array_equal(
        tl.searchsorted(table, finite).numpy(), tl.searchsorted(wide(table), wide(finite)).numpy()
    )
    same(tl.quantile(finite[:101], 0.25), dtype, tl.quantile(wide(finite[:101]), 0.25))


COMPOSITES = [
    lambda x: tl.clip(x, -0.5, 0.75),
    lambda x: tl.clip(x, None, x[0]),
    lambda x: tl.where(x > 0, x, 0.3),
    lambda x: tl.around(x),
    lambda x: tl.heaviside(x, 0.5),
    lambda x: tl.nan_to_num(x, nan=0.5),
    lambda x: tl.diff(x),
    lambda x: tl.pad(x, 1),
    lambda x: tl.flip(x, axis=0),
    lambda x: tl.repeat(x, 2, axis=0),
    lambda x: tl.roll(x, 1),
    lambda x: tl.triu(x),
    lambda x: x[[2, 0, 1]],
    lambda x: x[x > 0.5],
    lambda x: tl.nn.functional.relu(x),
]


@pytest.mark.parametrize("call", COMPOSITES)
def test_composites(dtype, call):
    t = generic(dtype, 63, 7).reshape(7, 9)
    same(call(t), dtype, call(wide(t)))


def test_nan_to_num(dtype):
    t = tl.array([np.nan, np.inf, -np.inf, 1], dtype=dtype)
    largest = magnitudes(dtype)[-2]
    want = [0, largest, -largest, 1] if FORMATS[dtype][3] else [0, 0, 0, 1]
    assert tl.nan_to_num(t).tolist() == want


@pytest.mark.parametrize("other", [*NARROW, "float16", "float32", "float64", "int16", "bool"])
def test_into_and_out_of_other_dtypes(dtype, other):
    """One rounding, to where the numbers go."""
    x = generic(dtype, 60, 3).reshape(5, 12)
    exact = x.astype("float64")
    there = x.astype(other)
    assert there.dtype == other and np.array_equal(there.astype("f8"), exact.astype(other).astype("f8"))
    out = tl.zeros((5, 12), dtype=other)
    if other not in ("int16", "bool"):
        out[...] = x
        assert np.array_equal(out.astype("f8"), there.astype("f8"))
        tl.copyto(out, x[::-1], where=x > 0)
        want = tl.where(x > 0, there[::-1], there)
        assert want.dtype == other and np.array_equal(out.astype("f8"), want.astype("f8"))
    back = tl.zeros((5, 12), dtype=dtype)
    back[...] = tl.array(np.arange(60).reshape(5, 12)).astype(other)
    want = encoded(dtype, tl.arange(60).reshape(5, 12).astype(other).astype("f8").numpy())
    same_patterns(back, dtype, want)
    assert tl.equal(x, there).dtype == "bool" and bool(tl.equal(x, exact).all())


# ---- creation, indexing, in place --------------------------------------------------------------------------
def test_creation(dtype):
    for got, want in (
        (tl.zeros((2, 3), dtype=dtype), np.zeros((2, 3))),
        (tl.ones(3, dtype=dtype), np.ones(3)),
        (tl.arange(5, dtype=dtype), np.arange(5)),
        (tl.arange(0, 2, 0.25, dtype=dtype), np.arange(0, 2, 0.25)),
        (tl.linspace(0, 1, 7, dtype=dtype), np.linspace(0, 1, 7)),
        (tl.eye(3, 4, 1, dtype=dtype), np.eye(3, 4, 1)),
        (tl.tri(3, 4, dtype=dtype), np.tri(3, 4)),
        (tl.fromiter([0.1, 2, 3], dtype), np.array([0.1, 2, 3])),
        (tl.zeros_like(tl.ones(3, dtype=dtype)), np.zeros(3)),
        (tl.ones(3).astype(dtype), np.ones(3)),
    ):
        same_patterns(got, dtype, encoded(dtype, want.astype("float64")))
    assert tl.empty((0, 3), dtype=dtype).shape == (0, 3)
    for draw in (
        tl.random.random,
        tl.random.default_rng(0).random,
        tl.random.normal,
        tl.random.standard_normal,
    ):
        x = draw(size=4000, dtype=dtype)
        assert x.dtype == dtype and tl.isfinite(x).all()
        assert "normal" in draw.__name__ or (bool((x >= 0).all()) and bool((x < 1).all()))


def test_indexing_and_changes_in_place(dtype):
    t = generic(dtype, 378, 1).reshape(6, 7, 9)
    codes = bits_of(t).copy()
    for index in (0, (1, 2, 3), np.s_[::-2], np.s_[:, [0, 2]], np.s_[..., 1], np.s_[:, None, ::3]):
        same_patterns(t[index], dtype, codes[index])
        u, want = t.copy(), codes.copy()
        u[index] = 0.1
        want[index] = encoded(dtype, np.array(0.1))
        same_patterns(u, dtype, want)
    x = tl.array([1, 2, 3], dtype=dtype)
    x += 1
    x *= tl.array([0.5, 2, 4])
    x[0] = 2**-40
    same_patterns(x, dtype, encoded(dtype, np.array([2**-40, 6, 16])))
    with pytest.raises(TypeError, match=r"^add: .*int8"):
        whole = tl.ones(3, dtype="int8")
        whole += x
    same_patterns(
        tl.add(x, x, out=tl.zeros(3, dtype=dtype)), dtype, encoded(dtype, np.array([2**-39, 12, 32]))
    )
    out = tl.zeros(3, dtype=dtype)
    tl.multiply(tl.array([0.1, 0.2, 0.3]), 3.0, out=out, where=[True, False, True])
    same_patterns(out, dtype, encoded(dtype, np.array([0.1 * 3, 0, 0.3 * 3.0])))


def test_values_copies_and_text(dtype):
    x = tl.array([[0.5, -1.5], [2, 96]], dtype=dtype)
    assert x.tolist() == [[0.5, -1.5], [2.0, 96.0]] and x[1, 1].item() == 96.0 and float(x[0, 0]) == 0.5
    assert repr(x) == f"tensor([[ 0.5, -1.5],\n        [ 2. , 96. ]], dtype={dtype})"
    assert str(x[0]) == "[ 0.5 -1.5]" and f"{x[0, 0]:.2f}" == "0.50" and hash(x[0, 0]) == hash(0.5)
    assert repr(tl.array(0.5, dtype=dtype)) == f"tensor(0.5, dtype={dtype})"
    for other in (copy.copy(x), copy.deepcopy(x), pickle.loads(pickle.dumps(x)), x.copy(), tl.array(x)):
        assert other is not x
        same_patterns(other, dtype, bits_of(x))
    assert bytes(x) == bits_of(x).tobytes() and x.nbytes == 4 * x.itemsize and 2.0 in x
    same_patterns(tl.frombuffer(bytes(x), dtype), dtype, bits_of(x).ravel())
    with pytest.raises(BufferError, match=dtype):
        memoryview(x.data)
    with pytest.raises((BufferError, TypeError)):
        memoryview(x)


# ---- gradients, and what has none --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "f",
    [
        lambda x: (x * x).sum(),
        lambda x: tl.exp(x).mean(),
        lambda x: tl.where(x > 0, x, x * 3).sum(),
        lambda x: (x @ x.T).sum(),
        lambda x: x[::2].sum() + x[[0, 0]].sum(),
        lambda x: x.astype("float32").sum(),
        lambda x: tl.nn.functional.mse_loss(x, tl.zeros_like(x)),
    ],
)
def test_gradients_have_the_dtype_of_the_leaf(dtype, f):
    a = [[0.25, -0.75, 1.5], [-0.125, 0.5, 0.375], [1, 2, -3]]
    x, exact = tl.array(a, dtype=dtype, requires_grad=True), tl.array(a, requires_grad=True)
    f(x).backward()
    f(exact).backward()
    assert x.grad.dtype == dtype
    tolerance = 2.0 ** (1 - FORMATS[dtype][1])
    np.testing.assert_allclose(x.grad.astype("float64"), exact.grad, rtol=tolerance, atol=tolerance / 8)


F = tl.nn.functional
REFUSED = {
    "linear": lambda m: F.linear(m, m),
    "softmax": lambda m: F.softmax(m),
    "log_softmax": lambda m: F.log_softmax(m),
    "cross_entropy": lambda m: F.cross_entropy(m, [0, 1]),
    "conv2d": lambda m: F.conv2d(m[None, None], m[None, None]),
    "max_pool2d": lambda m: F.max_pool2d(m[None, None], 2),
    "avg_pool2d": lambda m: F.avg_pool2d(m[None, None], 2),
    "inv": lambda m: tl.linalg.inv(m),
    "solve": lambda m: tl.linalg.solve(m, m),
    "det": lambda m: tl.linalg.det(m),
    "qr": lambda m: tl.linalg.qr(m),
    "svd": lambda m: tl.linalg.svd(m),
    "eigh": lambda m: tl.linalg.eigh(m),
    "cholesky": lambda m: tl.linalg.cholesky(m),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_defined_says_so(dtype, name):
    with pytest.raises(TypeError, match=rf"^{name}: .*{dtype}.*astype\(tl\.float32\)"):
        REFUSED[name](tl.array([[2, 0.5], [0.5, 1]], dtype=dtype))


def test_optimisers_and_integer_work_refuse_it(dtype):
    for f in (tl.bitwise_and, tl.left_shift):
        with pytest.raises(TypeError, match=dtype):
            f(tl.ones(2, dtype=dtype), 1)
    with pytest.raises((TypeError, IndexError), match=dtype):
        tl.arange(3)[tl.ones(2, dtype=dtype)]
    half = tl.nn.Parameter(tl.ones(2, dtype="float16"))
    refused = tl.nn.Parameter(tl.ones(2, dtype=dtype))
    messages = []
    for p in (half, refused):
        (p * p).sum().backward()
        with pytest.raises(TypeError) as error:
            tl.optim.SGD([p], lr=0.1).step()
        messages.append(str(error.value).replace(str(p.dtype), "?"))
    assert messages[0] == messages[1]
