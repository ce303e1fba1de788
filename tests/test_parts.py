"""Significands and exponents, whole and fraction, divisors, phases: beside NumPy's, bit by bit."""

import math

import numpy as np
import pytest
import scipy.special
from layouts import same_bits, views
from samples import special

import tensorlab as tl

FLOATS = ["float16", "float32", "float64"]
EVERY = [*FLOATS, "bool", "int8", "int16", "int64", "uint8", "uint32", "uint64"]


def floats(dtype):
    """Special values and others of every size."""
    dtype = np.dtype(dtype)
    if dtype.kind != "f":
        return special(dtype)
    bits = np.random.default_rng(5).integers(0, 2 ** (8 * dtype.itemsize), 2000, dtype=f"u{dtype.itemsize}")
    return np.concatenate([special(dtype), bits.view(dtype)])


def wide(a):
    """NumPy's functions of 8-bit integers are float16, those of tensors float32."""
    return a.astype(np.float32) if a.dtype.kind in "biu" and a.itemsize == 1 else a


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", EVERY)
@pytest.mark.parametrize("name", ["frexp", "modf"])
def test_two_parts(name, dtype):
    f, g, a = getattr(tl, name), getattr(np, name), floats(dtype)
    for got, want in zip(f(tl.array(a)), g(wide(a))):
        same_bits(got, want)
    for layout, t, x in views(np.resize(a, (3, 4, 5))):
        for got, want in zip(f(t), g(wide(x))):
            same_bits(got, want, layout)
    for array in (a[:0], a[0], a[:1]):
        for got, want in zip(f(tl.array(array)), g(wide(np.asarray(array)))):
            same_bits(got, want)


@pytest.mark.parametrize("name", ["frexp", "modf"])
def test_outputs_of_two_parts(name):
    f, a = getattr(tl, name), np.array([2.5, -0.75, 8.0])
    first, second = f(a)
    for give in (
        lambda p, q: f(a, p, q),
        lambda p, q: f(a, out=(p, q)),
        lambda p, q: f(a, p)[:1] + f(a, out=(None, q))[1:],
    ):
        p, q = tl.zeros_like(first), tl.zeros_like(second)
        got = give(p, q)
        assert got[0] is p and got[1] is q
        same_bits(p, first), same_bits(q, second)
    p, q = tl.zeros_like(first), tl.zeros_like(second)
    f(a, p, q, where=[True, False, True])
    assert p.tolist() == [first[0].item(), 0, first[2].item()] and q[1] == 0
    before = tl.ones(3)
    for wrong, error in (((before, tl.zeros(2)), ValueError), ((before, tl.zeros(3, dtype=bool)), TypeError)):
        with pytest.raises(error, match=rf"^{name}: "):
            f(a, out=wrong)
        assert before.tolist() == [1, 1, 1]
    with pytest.raises(ValueError, match=rf"^{name}: out= must be a tuple of two"):
        f(a, out=before)
    with pytest.raises(TypeError, match=rf"^{name}: outputs are given both"):
        f(a, before, out=(before, None))
    with pytest.raises(ValueError, match=rf"^{name}: where= needs out="):
        f(a, before, where=[True, False, True])
    with pytest.raises(TypeError, match=rf"^{name}: not defined for complex128"):
        f([1j])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", FLOATS)
def test_ldexp(dtype):
    a = floats(dtype)
    with np.errstate(all="ignore"):
        for e in [*range(-30, 30, 7), *range(-2200, 2200, 97), -1074, -1022, 1023, 1024, 2**31 - 1, -(2**31)]:
            same_bits(tl.ldexp(tl.array(a), e), np.ldexp(a, e), f"exponent {e}")
        e = np.random.default_rng(3).integers(-2200, 2200, a.size)
        same_bits(tl.ldexp(a, e), np.ldexp(a, e))
        for layout, t, x in views(np.resize(a, (3, 4, 5))):
            k = np.arange(x.size).reshape(x.shape) % 7
            same_bits(tl.ldexp(t, k), np.ldexp(x, k), layout)


def test_ldexp_of_exponents_and_errors():
    for kind in ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"):
        e = np.array([0, 1, 100]).astype(kind)
        same_bits(tl.ldexp(np.float32([1, 2, 3]), e), np.ldexp(np.float32([1, 2, 3]), e), kind)
    same_bits(tl.ldexp([1, 2], [[3], [4]]), np.ldexp([1, 2], [[3], [4]]))
    assert tl.ldexp(5, 2).item() == 20.0 and tl.ldexp(1.0, 2**62).item() == math.inf
    out = tl.zeros(3)
    assert tl.ldexp([1.0, 2.0, 3.0], 1, out, where=[True, False, True]) is out and out.tolist() == [2, 0, 6]
    for x, e in ((1.0, 2.0), (1.0, tl.ones(2, dtype="u8")), (1j, 1)):
        with pytest.raises(TypeError, match=r"^ldexp: "):
            tl.ldexp(x, e)
        with pytest.raises(TypeError):
            np.ldexp(np.asarray(x), np.asarray(e))
    with pytest.raises(ValueError, match=r"^ldexp: shapes \(2,\) and \(3,\)"):
        tl.ldexp([1.0, 2.0], [1, 2, 3])


@pytest.mark.parametrize("name", ["bfloat16", "float8_e4m3fn", "float8_e5m2"])
def test_what_is_only_stored(name):
    bits = np.arange(65536 if name == "bfloat16" else 256).astype("u2" if name == "bfloat16" else "u1")
    x = tl.array(bits).view(name)
    x = x[tl.isfinite(x)]
    m, e = tl.frexp(x)
    assert m.dtype == x.dtype and ((abs(m) >= 0.5) & (abs(m) < 1) | (m == 0)).all()
    assert (tl.ldexp(m, e) == x).all() and (tl.ldexp(m.astype(float), e) == x).all()
    part, whole = tl.modf(x)
    assert (part.astype(float) + whole.astype(float) == x.astype(float)).all() and (abs(part) < 1).all()
    gap = tl.spacing(x)
    assert gap.dtype == x.dtype and (tl.signbit(gap) == (x < 0)).all()
    steps = tl.sort(tl.unique_values(x.astype(float)))
    steps = steps[steps > 0]
    found = tl.spacing(steps.astype(name))[:-1].astype(float)
    assert (found == steps[1:] - steps[:-1]).all()


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])
def test_divisors(dtype):
    info = np.iinfo(dtype)
    rng = np.random.default_rng(1)
    a, b = rng.integers(info.min, info.max, (2, 3000), dtype=dtype, endpoint=True)
    a[:4], b[:4] = [0, info.max, info.min, 0], [0, 0, 1, info.max]
    for f, g in ((tl.gcd, np.gcd), (tl.lcm, np.lcm)):
        same_bits(f(a, b), g(a, b))
        same_bits(f(a // 100, b // 100), g(a // 100, b // 100))
    want = [math.gcd(int(x), int(y)) for x, y in zip(a[4:], b[4:])]
    assert tl.gcd(a[4:], b[4:]).tolist() == want
    assert tl.bitwise_count(a).tolist() == [int(x).bit_count() for x in a]
    for f in (tl.gcd, tl.lcm):
        for wrong in (1.0, tl.ones(1, dtype="u8") if info.min else tl.ones(1, dtype="i8")):
            if not isinstance(wrong, float) and dtype not in ("int64", "uint64"):
                continue
            with pytest.raises(TypeError, match=rf"^{f.__name__}: not defined for"):
                f(a, wrong)


@pytest.mark.parametrize("a", ["int32", "float32", "float64", "complex64", "bool"])
def test_float_power(a):
    x = (np.arange(6) % 4).astype(a) + np.ones(6, a)
    for y in (2, -1, 0.5, np.float32([1, 2, -1, 0, 2, 1]), np.arange(6) - 2, 1j, True):
        got, want = tl.float_power(x, y), np.float_power(x, y)
        assert got.dtype == want.dtype and np.allclose(got, want, rtol=1e-15)
    out = tl.zeros(6, dtype=complex)
    assert tl.float_power(x, 2, out=out, where=x != 1) is out
    assert tl.float_power(x, 2, dtype=complex).dtype == tl.complex128
    with pytest.raises(TypeError, match=r"^float_power: computes in float64"):
        tl.float_power(x, 2, dtype=tl.float32)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32", "bool", "complex64"])
def test_infinities_and_reals(dtype):
    a = np.array([1, 0, 1, 1]).astype(dtype)
    if a.dtype.kind in "fc":
        a[1:3] = np.inf, -np.inf
    for f, g in ((tl.isposinf, np.isposinf), (tl.isneginf, np.isneginf)):
        if a.dtype.kind == "c":
            with pytest.raises(TypeError, match=rf"^{f.__name__}: not defined for complex64"):
                f(a)
            continue
        same_bits(f(a), g(a))
        out = tl.zeros(4, dtype=bool)
        assert f(a, out) is out and out.tolist() == g(a).tolist()
    for tol in (100, 0.5, 1e-14):
        for z in (a, a + 1e-15j, (a + 1e-15j).astype("c8"), a + 1j):
            same_bits(tl.real_if_close(z, tol), np.asarray(np.real_if_close(z, tol)))


def test_array_equiv():
    pairs = [([1, 2], [1, 2]), ([1, 2], [[1, 2], [1, 2]]), ([1], [1, 1]), ([1, 2], [1, 2, 3]), ([], 1)]
    for a, b in [*pairs, (np.nan, np.nan)]:
        assert tl.array_equiv(a, b) is np.array_equiv(a, b)


# ---- Bessel, phases ----------------------------------------------------------------------------------------
def test_i0():
    x = np.concatenate([np.linspace(-30, 30, 301), [0.0, -0.0, np.inf, -np.inf, np.nan, 700, 1e-300]])
    with np.errstate(all="ignore"):
        for dtype in FLOATS:
            got = tl.i0(x.astype(dtype))
            assert got.dtype == dtype
            if dtype != "float32":
                same_bits(got, scipy.special.i0(x.astype(dtype).astype(float)).astype(dtype))
            if dtype != "float16":  # in which NumPy's series does not hold
                near = 4 * np.finfo(dtype).eps
                assert np.allclose(got, np.i0(x.astype(dtype)), rtol=near, equal_nan=True)
    for layout, t, a in views(np.arange(60.0).reshape(3, 4, 5) / 9):
        assert np.allclose(tl.i0(t), np.i0(a), rtol=1e-15), layout
    assert tl.i0(2).item() == np.i0(2) and tl.i0([]).shape == (0,) and tl.i0(True).dtype == tl.float64
    with pytest.raises(TypeError, match=r"^i0: not defined for complex128"):
        tl.i0(1j)
    x = tl.array([0.0, 0.5, -2.0], requires_grad=True)
    (slope,) = tl.gradients(tl.i0(x).sum(), [x], create_graph=True)
    assert np.allclose(slope.detach(), scipy.special.i1([0.0, 0.5, -2.0]))
    (bend,) = tl.gradients(slope.sum(), [x])
    assert np.allclose(bend, scipy.special.ivp(0, [0.0, 0.5, -2.0], 2))


UNWRAPPED = [
    ({}, np.cumsum(np.random.default_rng(2).normal(0, 3, (5, 40)), 1) % (2 * np.pi)),
    ({"axis": 0}, np.random.default_rng(3).normal(0, 9, (9, 4))),
    ({"period": 4}, np.array([0, 1, 2, -1, 0, 3, 1, -3])),
    ({"period": 5}, np.array([[0, 4, 9, -1, 0], [3, 1, -3, 8, 2]], dtype=np.int32)),
    ({"period": 255}, np.array([250, 1, 3, 255, 0], dtype=np.int16)),
    ({"discont": 5.0}, np.array([0, 3.5, 7, 1, 9.9])),
    ({"discont": 1.0}, np.float32([0, 3.5, 7, 1, 9.9])),
    ({"period": np.pi}, np.array([0.0, np.pi / 2, np.pi, 3 * np.pi / 2, -np.pi / 2, np.nan, 1])),
    ({}, np.array([1.0])),
    ({}, np.zeros((3, 0))),
    ({"period": 2.0}, np.array([1, 2, 4, 9])),
]


@pytest.mark.parametrize(("options", "a"), UNWRAPPED, ids=range(len(UNWRAPPED)))
def test_unwrap(options, a):
    got, want = tl.unwrap(a, **options), np.unwrap(a, **options)
    assert got.dtype == want.dtype and np.allclose(got, want, rtol=1e-14, atol=1e-13, equal_nan=True)
    turned = dict(options, axis=1 - options.get("axis", 1) % 2) if a.ndim == 2 else options
    assert np.allclose(tl.unwrap(tl.array(a).T, **turned), want.T, atol=1e-13, equal_nan=True)


def test_errors_of_unwrap():
    for wrong, error in ((1.0, ValueError), ([1j, 2], TypeError)):
        with pytest.raises(error, match=r"^unwrap: "):
            tl.unwrap(wrong)
    a = np.array([1, 3], np.uint8)
    for unwrap, x in ((np.unwrap, a), (tl.unwrap, tl.array(a))):
        with pytest.raises(OverflowError):
            unwrap(x, period=4)
    with pytest.raises(tl.AxisError, match=r"^unwrap: "):
        tl.unwrap([1.0, 2.0], axis=1)


def unwilling(how):
    """Outputs that are refused when they are written to."""
    if how == "leaf":
        return tl.zeros(2, requires_grad=True)
    out = np.zeros(2) if how == "array" else tl.zeros(2)
    out.setflags(write=False)
    return tl.broadcast_to(tl.zeros(1), (2,)) if how == "spread" else [0, 0] if how == "list" else out


@pytest.mark.parametrize("how", ["leaf", "fixed", "array", "spread", "list"])
@pytest.mark.parametrize("function", [lambda x, out: tl.divmod(x, 2, out=out), tl.frexp, tl.modf])
def test_no_output_is_set_before_both_are_known_to_take_it(function, how):
    for first in (tl.zeros(2), np.zeros(2)):
        with pytest.raises((TypeError, ValueError, RuntimeError)):
            function(tl.array([7.5, 8.25]), out=(first, unwilling(how)))
        assert not first.any()
