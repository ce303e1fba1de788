"""float16, a dtype that is only stored: every operation computes in float32 and rounds its result once.

NumPy is the oracle. Most of its loops of float16 do the same, so results are equal bit for bit; where it
rounds intermediate values to float16 (variances, norms), the oracle is float32, rounded once.
"""

import copy
import operator
import pickle

import numpy as np
import pytest
from layouts import DTYPES, VIEWS, close, same_bits, views
from samples import BINARY, REDUCTIONS, UNARY, generic, mixed, special

import tensorlab as tl

HALF = "float16"
ALL = [*DTYPES, HALF]
EVERY = np.arange(65536, dtype=np.uint16).view(np.float16)


def half(x, **options):
    return tl.array(np.asarray(x, np.float16), **options)


def rounded(call, *arrays, **options):
    """What a function gives of float32, rounded once."""
    with np.errstate(all="ignore"):
        r = call(*(tl.array(a.astype(np.float32)) for a in arrays), **options).numpy()
        return r.astype(np.float16) if r.dtype == np.float32 else r


# ---- conversion --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", ALL)
def test_every_pattern_to_every_dtype(dtype):
    t = tl.array(EVERY)
    fits = np.ones(len(EVERY), bool)
    if np.dtype(dtype).kind in "iu":  # elsewhere C leaves it undefined
        info = np.iinfo(dtype)
        with np.errstate(invalid="ignore"):
            fits = (EVERY.astype("float64") > info.min - 1.0) & (EVERY.astype("float64") < info.max + 1.0)
    with np.errstate(invalid="ignore"):
        same_bits(t.astype(dtype)[fits], EVERY.astype(dtype)[fits])
        same_bits(t[::-3].astype(dtype).numpy()[fits[::-3]], EVERY[::-3].astype(dtype)[fits[::-3]], "strided")
    if dtype in ("float32", "float64"):
        back = t.astype(dtype).astype(HALF).numpy()
        numbers = ~np.isnan(EVERY)
        assert (back.view("u2") == EVERY.view("u2"))[numbers].all() and np.isnan(back[~numbers]).all()


def test_sign_and_payload_of_nan_go_along():
    nans = EVERY[np.isnan(EVERY)]
    wide = tl.array(nans).astype("float32")
    assert (np.signbit(wide.numpy()) == np.signbit(nans)).all()
    assert (wide.astype(HALF).numpy().view("u2") == nans.view("u2") | 0x200).all()


def edges(dtype):
    """Numbers at and beside the ties between neighbours, the limits and the denormals, of a wider type."""
    finite = EVERY[np.isfinite(EVERY) & (EVERY >= 0)].astype(dtype)
    ties = np.append((finite[:-1] + finite[1:]) / 2, dtype(65520))
    tiny = [
        0,
        2.0**-25,
        2.0**-24,
        2.0**-26,
        3 * 2.0**-26,
        np.finfo(dtype).smallest_subnormal,
        np.finfo(dtype).tiny,
    ]
    more = [65504, 65519, 65520, 65536, 1e10, np.finfo(dtype).max, np.inf, np.nan, *tiny]
    x = np.concatenate([finite, ties, np.array(more, dtype)]).astype(dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        x = np.concatenate([x, np.nextafter(x, dtype(np.inf)), np.nextafter(x, dtype(0))])
    return np.concatenate([x, -x])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rounding_of_floats(dtype):
    x = edges(dtype)
    with np.errstate(all="ignore"):
        same_bits(tl.array(x).astype(HALF), x.astype(HALF))
        many = np.random.default_rng(1).integers(0, 2**32, 200_000, dtype=np.uint64)
        bits = many.astype(np.uint32).view(np.float32).astype(dtype)
        scaled = (np.random.default_rng(2).standard_normal(200_000) * 2.0 ** (many % 50 - 30.0)).astype(dtype)
        for x in (bits, scaled):
            same_bits(tl.array(x).astype(HALF), x.astype(HALF))


@pytest.mark.parametrize("dtype", [d for d in DTYPES if not d.startswith("float")])
def test_rounding_of_integers(dtype):
    x = generic(dtype, 20_000)
    near = np.arange(-70_000, 70_000)
    if dtype != "bool":
        info = np.iinfo(dtype)
        near = near[(near >= info.min) & (near <= info.max)]
    with np.errstate(over="ignore"):
        for a in (x, near.astype(dtype), special(dtype)):
            same_bits(tl.array(a).astype(HALF), a.astype(HALF))


def test_numbers_and_lists():
    numbers = [1, 2.5, True, 70000, -1e-9, 2**70, 65519.99, 65520.0, 0.1, 2**-25, float("nan")]
    with np.errstate(over="ignore"):
        for got in (tl.array(numbers, dtype=HALF), tl.asarray([[n] for n in numbers], dtype=HALF).ravel()):
            same_bits(got, np.array(numbers, HALF))
        for n in numbers:
            same_bits(tl.array(n, dtype=HALF), np.array(n, HALF))
            same_bits(tl.float16(n), np.array(n, HALF))
    assert tl.array([np.float16(0.1), np.float16(2)]).dtype == HALF
    assert tl.asarray(np.float16(3)).dtype == HALF


# ---- promotion ---------------------------------------------------------------------------------------------
def test_promotion_and_casting():
    for d in ALL:
        assert tl.promote_types(HALF, d) == np.promote_types(HALF, d)
        assert tl.result_type(tl.ones(1, dtype=d), tl.ones(1, dtype=HALF)) == np.result_type(d, HALF)
        assert tl.can_cast(HALF, d) == np.can_cast(HALF, d) and tl.can_cast(d, HALF) == np.can_cast(d, HALF)
        same_bits(tl.ones(2, dtype=d) + tl.ones(2, dtype=HALF), np.ones(2, d) + np.ones(2, HALF), d)
    x = half([1.0, 2.0])
    for other in (1, 2.5, True):
        for f in (
            operator.add,
            operator.mul,
            operator.truediv,
            operator.pow,
            operator.mod,
            operator.floordiv,
        ):
            assert f(x, other).dtype == HALF and f(other, x).dtype == HALF
    assert tl.float16 == np.float16 and tl.float16 == "half" and hash(tl.float16) == hash(np.dtype(HALF))
    assert tl.isdtype(tl.float16, "real floating") and tl.float16.itemsize == 2 and tl.float16.kind == "f"
    with np.errstate(over="ignore"):
        same_bits(x * 70000.0, np.array([1, 2], HALF) * 70000.0, "a number that it does not hold")


def test_finfo():
    ours, theirs = tl.finfo(HALF), np.finfo(HALF)
    for name in ("bits", "eps", "max", "min", "smallest_normal", "tiny", "resolution", "dtype"):
        assert getattr(ours, name) == getattr(theirs, name), name


# ---- operations --------------------------------------------------------------------------------------------
# the distance to the next float is one of the dtype's own
ROUNDED = [s for s in UNARY if s.public == s.name != "spacing"]


@pytest.mark.parametrize("sample", ROUNDED, ids=lambda s: s.name)
def test_unary_round_once(sample):
    f = sample.function
    try:
        sample.numpy(np.ones(1, HALF))
    except TypeError:
        with pytest.raises(TypeError, match=rf"^{sample.name}: .*float16"):
            f(half([1]))
        return
    got = f(tl.array(EVERY))
    assert got.dtype in (HALF, bool)
    same_bits(got, rounded(f, EVERY), "float32 rounded once")
    if sample.ulp is None:
        with np.errstate(all="ignore"):
            same_bits(got, sample.numpy(EVERY), "NumPy")
    out = tl.zeros(len(EVERY), dtype=got.dtype)
    same_bits(f(tl.array(EVERY), out=out), got, "out=")
    array = mixed(HALF, 6 * 7 * 9, 2, sample.low, sample.high).reshape(6, 7, 9)
    for name, t, a in views(array):
        same_bits(f(t), f(tl.array(a.copy())), name)


ROUNDED_PAIRS = [s for s in BINARY if s.public == s.name != "nextafter"]


@pytest.mark.parametrize("sample", ROUNDED_PAIRS, ids=lambda s: s.name)
def test_binary_round_once(sample):
    f = sample.function
    try:
        sample.numpy(np.ones(1, HALF), np.ones(1, HALF))
    except TypeError:
        with pytest.raises(TypeError, match=rf"^{sample.name}: .*float16"):
            f(half([1]), half([1]))
        return
    s = special(HALF)
    for x, y in (
        (np.repeat(s, len(s)), np.tile(s, len(s))),
        (mixed(HALF, 9000, 1, sample.low, sample.high), mixed(HALF, 9000, 2, sample.low, sample.high)),
    ):
        got = f(tl.array(x), tl.array(y))
        assert got.dtype in (HALF, bool)
        same_bits(got, rounded(f, x, y), "float32 rounded once")
        if sample.ulp is None and sample.signed_zero and sample.name not in ("floor_divide", "remainder"):
            with np.errstate(all="ignore"):
                same_bits(got, sample.numpy(x, y), "NumPy")
        for number in (2, 0.75, -1.5):
            same_bits(f(tl.array(x), number), f(tl.array(x), half(number)), f"beside {number}")
            same_bits(f(number, tl.array(x)), f(half(number), tl.array(x)), f"{number} beside")
    array = mixed(HALF, 6 * 7 * 9, 2, sample.low, sample.high).reshape(6, 7, 9)
    for name, t, a in views(array):
        same_bits(f(t, t), f(tl.array(a.copy()), tl.array(a.copy())), name)


@pytest.mark.parametrize("sample", REDUCTIONS, ids=lambda s: s.name)
def test_reductions_round_once(sample):
    f = sample.function
    for array in (mixed(HALF, 378, 3).reshape(6, 7, 9), generic(HALF, 378, 3, 0.7, 1.2).reshape(6, 7, 9)):
        for name, t, a in views(array):
            for axis in (None, *range(a.ndim)):
                try:
                    with np.errstate(all="ignore"):
                        want = sample.numpy(a, axis=axis)
                except ValueError:
                    with pytest.raises(ValueError, match=f"^{sample.name}: "):
                        f(t, axis=axis)
                    continue
                got = f(t, axis=axis)
                assert got.dtype == want.dtype, name
                if sample.name in ("sum", "prod", "nansum", "nanprod"):  # the order depends on the layout
                    alone = f(tl.array(a.astype("float32")), axis=axis).numpy()
                    with np.errstate(over="ignore"):
                        alone = alone.astype(HALF)
                    np.testing.assert_allclose(got.numpy(), alone, rtol=1e-3, atol=1e-6, err_msg=name)
                else:
                    same_bits(got, want, f"{name}, axis {axis}")


def test_sums_do_not_saturate_on_the_way():
    assert tl.sum(tl.ones(5000, dtype=HALF)).item() == 5000  # float16 counts to 2048
    x = half([60000, 60000, -60000])
    assert tl.sum(x).item() == 60000 and tl.mean(x).item() == 20000
    assert tl.var(half([1000, -1000])).item() == np.inf and tl.std(half([1000, -1000])).item() == 1000
    assert tl.mean(tl.full(40000, 3, dtype=HALF)).item() == 3
    out = tl.zeros((), dtype=HALF)
    assert tl.sum(tl.array([70000, -70000, 2048]), out=out) is out and out.item() == 2048
    tl.sum(tl.array([70000, -70000, 2048]), out=out, where=[True, True, False], initial=7)
    assert out.item() == 7
    assert (half([300, 1]) @ half([300, -40000])).item() == 49984  # 50000, rounded once


@pytest.mark.parametrize("name", ["mean", "var", "std", "nanmean", "nanvar", "nanstd", "ptp", "average"])
def test_statistics(name):
    a = generic(HALF, 378, 1, -3, 3).reshape(6, 7, 9)
    holes = np.where(np.random.default_rng(1).random(a.shape) < 0.2, np.float16("nan"), a)
    f = getattr(tl, name)
    for array in (a, holes):
        for axis in (None, 0, -1, (0, 2)):
            got = f(tl.array(array), axis=axis)
            want = getattr(np, name)(array.astype("float64"), axis=axis).astype(HALF)
            close(got, want, 1e-3, 1e-3, f"{name} {axis}")
    assert f(half([1, 2]), axis=0).dtype == HALF
    same_bits(tl.mean(tl.array(a)), rounded(tl.mean, a))
    same_bits(tl.var(tl.array(a), axis=1), rounded(tl.var, a, axis=1))


def test_searching_and_sets():
    a = np.random.default_rng(3).permutation(EVERY[np.isfinite(EVERY)])[:3000]
    t = tl.array(a)
    same_bits(tl.argsort(tl.sort(t)), np.argsort(np.sort(a), kind="stable"))
    same_bits(tl.sort(t), np.sort(a))
    few = a.round(-3) + np.float16(0)  # which of two zeros is kept is not defined
    same_bits(tl.unique_values(tl.array(few)), np.unique_values(few))
    for got, want in zip(tl.unique_counts(tl.array(few)), np.unique_counts(few), strict=True):
        same_bits(got, want)
    with np.errstate(over="ignore"):
        totals = tl.cumulative_sum(half([1, 2, 3.5]))
    same_bits(totals, np.array([1, 3, 6.5], HALF))
    same_bits(tl.isin(t[:50], t[25:]), np.isin(a[:50], a[25:]))
    for name in ("nonzero", "flatnonzero", "count_nonzero"):
        got, want = getattr(tl, name)(t > 0), getattr(np, name)(a > 0)
        assert np.array_equal(got, want)
    for n in (7, 200_000):
        m = generic(HALF, n, 4)
        for name in ("argmax", "argmin", "nanargmax"):
            same_bits(getattr(tl, name)(tl.array(m)), getattr(np, name)(m), f"{name} of {n}")


def test_products():
    rng = np.random.default_rng(0)
    a, b = (rng.integers(-4, 5, s).astype(HALF) for s in ((5, 7), (7, 6)))
    s, x = rng.integers(-4, 5, (3, 5, 7)).astype(HALF), rng.integers(-4, 5, 7).astype(HALF)
    p, q, r, v = tl.array(a), tl.array(b), tl.array(s), tl.array(x)
    same_bits(p @ q, a @ b)
    same_bits(p[::-1, ::-1] @ q[::-1], a[::-1, ::-1] @ b[::-1], "reversed")
    same_bits(q.T @ p.T, b.T @ a.T, "transposed")
    same_bits(r @ q, s @ b, "a stack")
    same_bits(p @ v, a @ x)
    same_bits(v @ v, x @ x)
    same_bits(tl.dot(p, q), np.dot(a, b))
    same_bits(tl.inner(v, v), np.inner(x, x))
    same_bits(tl.outer(v, v), np.outer(x, x))
    same_bits(tl.vdot(v, v), np.vdot(x, x))
    same_bits(tl.kron(p, v), np.kron(a, x))
    same_bits(tl.cross(v[:3], v[3:6]), np.cross(x[:3], x[3:6]))
    same_bits(tl.tensordot(p, q, axes=1), np.tensordot(a, b, axes=1))
    same_bits(tl.trace(p), np.trace(a))
    for spec, operands in [
        ("ij,jk->ik", (a, b)),
        ("ij->j", (a,)),
        ("bij,jk->bk", (s, b)),
        ("i,i->", (x, x)),
        ("ii->i", (a[:5, :5],)),
    ]:
        same_bits(tl.einsum(spec, *map(tl.array, operands)), np.einsum(spec, *operands), spec)
    same_bits(p @ tl.array(b.astype("float32")), a @ b.astype("float32"), "beside float32")
    same_bits(p @ tl.array(b.astype("int64")), a @ b.astype("int64"), "beside int64")
    same_bits(tl.linalg.matrix_power(p[:5, :5], 2), a[:5, :5] @ a[:5, :5])
    large = generic(HALF, 70 * 90, 1, -1, 1).reshape(70, 90)
    close(
        tl.array(large) @ tl.array(large.T),
        (large.astype("f4") @ large.T.astype("f4")).astype(HALF),
        1e-3,
        1e-3,
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda m, x: m.clip(x, -0.5, 0.75),
        lambda m, x: m.clip(x, None, 1),
        lambda m, x: m.clip(x, 0.25, None),
        lambda m, x: m.clip(x[::-1, ::2], -0.5, 0.75),
        lambda m, x: m.clip(x, x[0], 0.75),
        lambda m, x: m.nan_to_num(x * m.asarray([m.inf], dtype="float16")),
        lambda m, x: m.nan_to_num(x / (x - x), nan=0.5),
        lambda m, x: m.heaviside(x, 0.5),
        lambda m, x: m.heaviside(x, x),
        lambda m, x: m.around(x),
        lambda m, x: (m.trunc if m is np else m.fix)(x),  # NumPy means to drop its name
        lambda m, x: m.fabs(x),
        lambda m, x: m.isclose(x, x + x * 1e-3),
        lambda m, x: m.isfinite(x),
        lambda m, x: m.signbit(x),
        lambda m, x: m.nextafter(x, x + 1),
        lambda m, x: m.diff(x),
        lambda m, x: m.divmod(x, 0.75)[1],
        lambda m, x: m.where(x > 0, x, -x),
        lambda m, x: m.concatenate([x, x[:1]]),
        lambda m, x: m.concatenate([x, x[:1] > 0]),
        lambda m, x: m.concatenate([x, m.ones((1, 4), dtype="float32")]),
        lambda m, x: m.stack([x, x], axis=1),
        lambda m, x: m.vstack([x, x]),
        lambda m, x: m.pad(x, 1, constant_values=0.1),
        lambda m, x: m.pad(x, 1, mode="edge"),
        lambda m, x: m.tile(x, (2, 3)),
        lambda m, x: m.repeat(x, 3, axis=1),
        lambda m, x: m.roll(x, 1, axis=1),
        lambda m, x: m.flip(x),
        lambda m, x: m.rot90(x),
        lambda m, x: m.tril(x) + m.triu(x, 1),
        lambda m, x: m.diag(x[0]) + m.diagonal(x[:3, :3])[0],
        lambda m, x: m.meshgrid(x[0], x[1])[1],
        lambda m, x: m.take(x, m.asarray([2, 0]), axis=1),
        lambda m, x: m.take_along_axis(x, m.argsort(x, axis=1), axis=1),
        lambda m, x: m.append(x, x),
        lambda m, x: m.squeeze(m.expand_dims(x, 0)),
        lambda m, x: m.reshape(x.T, (2, 6)),
        lambda m, x: m.broadcast_to(x[0], (2, 3, 4)) + x,
        lambda m, x: m.split(x, 2, axis=1)[1],
        lambda m, x: m.full_like(x, 0.1),
        lambda m, x: m.zeros_like(x) + m.ones_like(x),
        lambda m, x: m.sum(x, where=x > 0, initial=1),
        lambda m, x: m.max(x, axis=0, initial=0.1),
        lambda m, x: m.sum(x, dtype="float64"),
        lambda m, x: m.add(x, x, dtype="float32"),
        lambda m, x: m.prod(m.sign(x) * 2),
        lambda m, x: m.any(x - x, axis=1),
        lambda m, x: m.all(x, axis=1),
    ],
)
def test_as_numpy(call):
    x = np.array([[1, -2.5, 0.1, 3], [0, 0.5, -0.75, 2], [1.5, 0.25, -0.5, 7]], HALF)
    with np.errstate(all="ignore"):
        want = call(np, x)
    same_bits(call(tl, tl.array(x)), want)


def test_sinc_degrees_logaddexp_round_once():
    x = generic(HALF, 500, 1)
    for f in (tl.sinc, tl.degrees, tl.radians):
        close(f(tl.array(x)), f(tl.array(x.astype("f4"))).numpy().astype(HALF), 2e-3, 1e-3)
    for f in (tl.logaddexp, tl.logaddexp2):
        same_bits(f(tl.array(x), tl.array(x[::-1])), rounded(f, x, x[::-1]))
        same_bits(f(tl.array(x), 1), f(tl.array(x), half(1)))


# ---- making tensors ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "call",
    [
        lambda m: m.zeros((2, 3), dtype="float16"),
        lambda m: m.ones(3, dtype=m.float16),
        lambda m: m.full((2, 2), 0.1, dtype="float16"),
        lambda m: m.full(2, [0.1, 70000], dtype="float16"),
        lambda m: m.arange(5, dtype="float16"),
        lambda m: m.linspace(0, 1, 7, dtype="float16"),
        lambda m: m.logspace(0, 2, 5, dtype="float16"),
        lambda m: m.eye(3, 4, 1, dtype="float16"),
        lambda m: m.identity(3, dtype="float16"),
        lambda m: m.tri(3, 4, dtype="float16"),
        lambda m: m.fromiter([0.1, 2, 3], "float16"),
        lambda m: m.frombuffer(b"12345678", "float16"),
        lambda m: m.empty(0, dtype="float16"),
    ],
)
def test_creation(call):
    with np.errstate(over="ignore"):
        want = call(np)
    same_bits(call(tl), want)


def test_random():
    tl.random.seed(0)
    for got in (
        tl.random.random(1000, dtype=HALF),
        tl.random.default_rng(0).random(1000, dtype=HALF),
        tl.random.permutation(half(np.arange(5))),
        tl.random.choice(half([1, 2]), 5),
    ):
        assert got.dtype == HALF and tl.isfinite(got).all()
    x = half(np.arange(9))
    tl.random.shuffle(x)
    same_bits(tl.sort(x), np.arange(9, dtype=HALF))


# ---- indexing ----------------------------------------------------------------------------------------------
def test_reading_and_writing():
    a = generic(HALF, 378, 1).reshape(6, 7, 9)
    t = tl.array(a)
    for i in [
        0,
        np.s_[1:5:2, ::-1],
        np.s_[..., None, 2],
        [0, 2, 2],
        (slice(None), [1, 3], 0),
        ([1, 2], [0, 1]),
    ]:
        same_bits(t[i], a[i], str(i))
        for value in (0.1, 3, 70000, a[i][::-1], np.float64(0.3), tl.array(np.asarray(a[i], "float32"))):
            s, b = t.copy(), a.copy()
            s[i] = value
            with np.errstate(over="ignore"):
                b[i] = np.asarray(value)
            same_bits(s, b, f"{i} = {value!r}")
        s, b = t.copy(), a.copy()
        s[i] += 0.1
        b[i] += np.float16(0.1)
        same_bits(s, b, f"{i} +=")
    mask = a > 0
    same_bits(t[tl.array(mask)], a[mask])
    s, b = t.copy(), a.copy()
    s[tl.array(mask)] *= 3
    b[mask] *= 3
    same_bits(s, b)
    s[s < 0] = 0.1
    b[b < 0] = 0.1
    same_bits(s, b)
    x = tl.index_add(tl.zeros(3, dtype=HALF), [0, 0, 2], half([1, 2, 3]))
    same_bits(x, np.array([3, 0, 3], HALF))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_wider_out_is_given_what_was_rounded(dtype):
    a, b = generic(HALF, 99, 1), generic(HALF, 99, 2)
    for name in ("add", "divide", "exp", "negative"):
        args = (a, b) if name in ("add", "divide") else (a,)
        with np.errstate(all="ignore"):
            want = getattr(np, name)(*args).astype(dtype)
        got = getattr(tl, name)(*map(tl.array, args), out=tl.zeros(99, dtype=dtype))
        if name == "exp":  # within one unit of NumPy's, and a float16
            same_bits(got.astype(HALF).astype(dtype), got)
        else:
            same_bits(got, want, name)


def test_in_place():
    x = half([1, 2, 3])
    y = x
    x += 1
    x *= 0.5
    x -= tl.ones(3, dtype="float64")
    x /= 3
    x **= 2
    want = np.array([1, 2, 3], HALF)
    want += 1
    want *= np.float16(0.5)
    want -= 1
    want /= 3
    want **= 2
    assert y is x
    same_bits(x, want)
    x.fill_(0.1)
    same_bits(x, np.full(3, 0.1, HALF))
    x.copy_(tl.array([1e-9, 70000.0, 0.3]))
    with np.errstate(over="ignore"):
        same_bits(x, np.array([1e-9, 70000, 0.3]).astype(HALF))
    whole = tl.ones(3, dtype="int32")
    with pytest.raises(TypeError, match=r"^add: .*int32"):
        whole += half([1, 2, 3])
    assert (whole == 1).all()


# ---- going in and out --------------------------------------------------------------------------------------
def test_exchange():
    a = EVERY[:1000].reshape(10, 100)
    cube = a.reshape(10, 10, 10)
    for name, take in {**VIEWS, "0-d": lambda x: x[1, 2, 3, ...]}.items():
        t = take(tl.array(cube))
        same_bits(np.asarray(t), take(cube), name)
        same_bits(np.from_dlpack(t), take(cube), name)
        same_bits(tl.from_dlpack(take(cube)), take(cube), name)
        same_bits(tl.asarray(take(cube)), take(cube), name)
    t = tl.array(a)
    assert np.shares_memory(np.asarray(t), np.asarray(t)) and memoryview(t.data).format == "e"
    assert np.array(t).dtype == HALF and np.asarray(t, dtype="float64").dtype == "float64"
    same_bits(pickle.loads(pickle.dumps(t)), a)
    same_bits(copy.copy(t), a)
    same_bits(copy.deepcopy(t), a)
    assert bytes(t) == a.tobytes()
    swapped = a.astype(">f2")
    same_bits(tl.asarray(swapped), a, "bytes in the other order")
    borrowed = np.array([1, 2], HALF)
    tl.asarray(borrowed)[0] = 7
    assert borrowed[0] == 7


def test_one_element():
    x = half(2.5)
    assert float(x) == 2.5 and int(x) == 2 and complex(x) == 2.5 and bool(x) and x.item() == 2.5
    assert not bool(half(0)) and hash(x) == hash(2.5) and round(x) == 2
    assert type(x.item()) is float and f"{x:.2f}" == "2.50"
    assert half([0.1, 2]).tolist() == np.array([0.1, 2], HALF).tolist()
    assert 2.5 in half([1, 2.5]) and 3 not in half([1, 2.5])
    with pytest.raises(TypeError):
        operator.index(x)
    assert half([[1, 2], [3, 4]]).tolist() == [[1, 2], [3, 4]]


def test_text():
    a = np.array([[0.1, -65504], [6e-8, np.nan]], HALF)
    assert repr(tl.array(a)) == repr(a).replace("array(", "tensor(").replace(",\n      ", ",\n       ")
    assert str(tl.array(a)) == str(a)
    assert repr(half(0.1)) == "tensor(0.1, dtype=float16)"
    assert repr(half([1], requires_grad=True)) == "tensor([1.], dtype=float16, requires_grad=True)"


# ---- gradients ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "f",
    [
        lambda x: (x * x).sum(),
        lambda x: tl.exp(x).mean(),
        lambda x: tl.clip(x, -0.5, 0.5).sum(),
        lambda x: tl.where(x > 0, x, x * 3).sum(),
        lambda x: (x @ x.T).sum(),
        lambda x: x[::2].sum() + x[[0, 0]].sum(),
        lambda x: tl.var(x),
        lambda x: tl.concatenate([x, x * 2]).sum(),
        lambda x: tl.logaddexp(x, x * 2).sum(),
        lambda x: tl.nn.functional.relu(x).sum() + tl.nn.functional.sigmoid(x).sum(),
        lambda x: x.astype("float32").sum(),
        lambda x: tl.max(x, axis=1).sum(),
        lambda x: tl.nn.functional.mse_loss(x, tl.zeros_like(x)),
    ],
)
def test_gradients_have_the_dtype_of_the_leaf(f):
    a = np.array([[0.25, -0.75, 1.5], [-0.125, 0.5, 0.375], [1, 2, -3]], HALF)
    x, wide = tl.array(a, requires_grad=True), tl.array(a.astype("float64"), requires_grad=True)
    f(x).backward()
    f(wide).backward()
    assert x.grad.dtype == HALF
    np.testing.assert_allclose(x.grad.numpy(), wide.grad.numpy(), rtol=3e-3, atol=3e-3)


# ---- what computes in float32 and float64 alone ------------------------------------------------------------
F = tl.nn.functional
MATRIX = half([[2, 0.5], [0.5, 1]])


@pytest.mark.parametrize(
    "name, call",
    [
        ("linear", lambda: F.linear(half([[1, 2]]), half([[1, 2]]))),
        ("linear", lambda: tl.nn.Linear(2, 3)(half([[1, 2]]))),
        ("linear", lambda: F.linear(tl.ones((1, 2)), half([[1, 2]]))),
        ("softmax", lambda: F.softmax(half([1, 2]))),
        ("log_softmax", lambda: F.log_softmax(half([1, 2]))),
        ("cross_entropy", lambda: F.cross_entropy(half([[1, 2]]), [0])),
        ("conv2d", lambda: F.conv2d(tl.ones((1, 1, 3, 3), dtype=HALF), tl.ones((1, 1, 2, 2), dtype=HALF))),
        ("max_pool2d", lambda: F.max_pool2d(tl.ones((1, 1, 3, 3), dtype=HALF), 2)),
        ("avg_pool2d", lambda: F.avg_pool2d(tl.ones((1, 1, 3, 3), dtype=HALF), 2)),
        ("inv", lambda: tl.linalg.inv(MATRIX)),
        ("solve", lambda: tl.linalg.solve(MATRIX, MATRIX)),
        ("lstsq", lambda: tl.linalg.lstsq(MATRIX, MATRIX)),
        ("pinv", lambda: tl.linalg.pinv(MATRIX)),
        ("det", lambda: tl.linalg.det(MATRIX)),
        ("slogdet", lambda: tl.linalg.slogdet(MATRIX)),
        ("qr", lambda: tl.linalg.qr(MATRIX)),
        ("svd", lambda: tl.linalg.svd(MATRIX)),
        ("svdvals", lambda: tl.linalg.svdvals(MATRIX)),
        ("eigh", lambda: tl.linalg.eigh(MATRIX)),
        ("eigvalsh", lambda: tl.linalg.eigvalsh(MATRIX)),
        ("cholesky", lambda: tl.linalg.cholesky(MATRIX)),
        ("matrix_rank", lambda: tl.linalg.matrix_rank(MATRIX)),
        ("norm", lambda: tl.linalg.norm(MATRIX, 2)),
        ("matrix_norm", lambda: tl.linalg.matrix_norm(MATRIX, ord="nuc")),
        ("inv", lambda: tl.linalg.matrix_power(MATRIX, -1)),
    ],
)
def test_what_is_not_defined_says_so(name, call):
    with pytest.raises(TypeError, match=rf"^{name}: .*float16.*astype\(tl\.float32\)"):
        call()


def test_beside_a_wider_operand_linalg_is_defined():
    close(
        tl.linalg.solve(MATRIX, tl.array([1.0, 2.0])),
        np.linalg.solve(MATRIX.astype("f8").numpy(), [1.0, 2.0]),
        1e-12,
    )
    assert tl.linalg.norm(MATRIX).dtype == HALF and tl.linalg.vector_norm(MATRIX).dtype == HALF


def test_as_the_default_dtype():
    whole, small = tl.array([1, 2, 5]), tl.array([1, 2, 5], dtype="int8")
    tl.set_default_dtype(HALF)
    try:
        for got in (
            *(tl.ones(2), tl.array([1.5]), tl.full(2, 0.1), tl.eye(2), tl.asarray(0.5)),
            *(whole / 2, 2 / whole, whole / whole, whole * 0.5, whole**-1.0, tl.sqrt(whole), tl.exp(small)),
            *(tl.mean(whole), tl.std(whole), tl.hypot(whole, small), tl.logaddexp(whole, whole)),
        ):
            assert got.dtype == HALF
        assert (tl.ones(2, dtype="float32") + 0.1).dtype == "float32" and (whole + 1).dtype == "int64"
        same_bits(whole / whole[::-1], (np.array([1, 2, 5]) / np.array([5, 2, 1])).astype(HALF))
        same_bits(tl.mean(whole), np.float16(8 / 3))
    finally:
        tl.set_default_dtype(None)
