"""Powers and integer divisions beside one number: NumPy's values, whatever the layout and the spelling."""

import numpy as np
import pytest

import tensorlab as tl

EXPONENTS = (0, 1, 2, 3, 4, 10, -1, -2, -3, 0.5, -0.5, 1.5, 0.3333, -0.0, np.inf, -np.inf, np.nan)
SPECIAL = [0.0, -0.0, 1, -1, 2, -2, 0.5, 3.75, np.inf, -np.inf, np.nan, 1e-310, 1e-40, 1e30, -1e30, 5e300]
INTEGERS = [np.dtype(code) for code in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")]
LAYOUTS = {
    "contiguous": lambda a: a,
    "reversed": lambda a: a[::-1],
    "strided": lambda a: a[::3],
    "matrix": lambda a: a[:600].reshape(20, 30).T,
    "few": lambda a: a[5:8],
    "one": lambda a: a[5:6],
    "none": lambda a: a[:0],
}


def floats(dtype, count=1200):
    x = np.random.default_rng(1).uniform(0.05, 9, count)
    x[::7] *= -1
    x[: len(SPECIAL)] = SPECIAL
    with np.errstate(all="ignore"):
        return x.astype(dtype)


def near(got, want):
    """Within 2 ULP: each of the two may be one off."""
    got, want = np.asarray(got), np.asarray(want)
    assert got.dtype == want.dtype and got.shape == want.shape
    assert (np.isnan(got) == np.isnan(want)).all()
    assert (np.signbit(got) == np.signbit(want))[~np.isnan(want)].all()
    equal = (got == want) | np.isnan(want)
    with np.errstate(all="ignore"):
        assert (equal | (np.abs(got - want) <= 2 * np.spacing(np.abs(want)))).all()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("exponent", EXPONENTS)
def test_one_exponent(exponent, dtype, layout):
    a = LAYOUTS[layout](floats(dtype))
    x = LAYOUTS[layout](tl.array(floats(dtype)))
    with np.errstate(all="ignore"):
        want = a**exponent
    near(x**exponent, want)
    near(tl.power(x, exponent), want)
    near(np.power(x, exponent), want)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("base", [0.5, 2, 10, 1, 0, -2.0, float("inf")])
def test_one_base(base, dtype):
    a = floats(dtype)
    with np.errstate(all="ignore"):
        near(base ** tl.array(a), base**a)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("exponent", EXPONENTS)
def test_an_exponent_is_the_same_as_many_of_it(exponent, dtype):
    """Bit for bit; the root of a number is NumPy's, which differs from the power at -0 and -inf alone."""
    x = tl.array(floats(dtype))
    y = tl.full(x.shape, exponent, dtype=dtype)
    many = tl.power(x, y).numpy().tobytes()
    assert tl.power(x, tl.array(exponent, dtype=dtype)).numpy().tobytes() == many
    assert tl.power(x.reshape(-1, 3), y[:3]).numpy().tobytes() == many
    assert tl.power(x.reshape(-1, 3), y[: len(x) // 3].reshape(-1, 1)).numpy().tobytes() == many
    if exponent != 0.5:
        assert (x**exponent).numpy().tobytes() == many
    z = x.copy()
    z **= y
    assert z.numpy().tobytes() == many
    assert b"".join(tl.power(x[i : i + 1], y[:1]).numpy().tobytes() for i in range(len(x))) == many


def test_roots_are_correctly_rounded():
    a = np.random.default_rng(2).uniform(0, 1e6, 1000)
    assert ((tl.array(a) ** 0.5).numpy() == np.sqrt(a)).all()
    assert ((tl.array(a) ** -1).numpy() == 1 / a).all()
    assert (tl.power(tl.array(a), tl.full(a.shape, 0.5)).numpy() == np.sqrt(a)).all()


def test_gradients_of_one_exponent():
    for exponent in (0.5, -1, 2, 3, 1.5, 0):
        x = tl.array([0.25, 1.0, 4.0, 9.0], requires_grad=True)
        (x**exponent).sum().backward()
        near(x.grad, exponent * np.array([0.25, 1.0, 4.0, 9.0]) ** (exponent - 1.0))


def ends(dtype):
    info = np.iinfo(dtype)
    below = (-1, -2, -7) if info.min else ()
    return [info.min, info.min + 1, info.max, info.max - 1, 0, 1, 2, 3, 7, 100, *below]


def integers(dtype):
    info = np.iinfo(dtype)
    x = np.random.default_rng(3).integers(info.min, info.max, 1200, dtype, endpoint=True)
    x[:200] %= 50
    x[200 : 200 + len(ends(dtype))] = ends(dtype)
    return x


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
def test_integers_over_one_number(dtype, layout):
    a, x = LAYOUTS[layout](integers(dtype)), LAYOUTS[layout](tl.array(integers(dtype)))
    for number in ends(dtype):
        if number == 0:
            continue
        with np.errstate(over="ignore"):  # the smallest over -1
            pairs = [
                (x // number, a // number),
                (x % number, a % number),
                (tl.fmod(x, number), np.fmod(a, number)),
                (divmod(x, number)[0], a // number),
                (divmod(x, number)[1], a % number),
            ]
        for got, want in pairs:
            assert got.dtype == want.dtype and got.tolist() == want.tolist(), number


@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
def test_one_integer_over_many_and_in_place(dtype):
    a = integers(dtype)
    a[a == 0] = 5
    x = tl.array(a)
    with np.errstate(over="ignore"):
        assert (100 // x).tolist() == (100 // a).tolist() and (100 % x).tolist() == (100 % a).tolist()
        assert (x // x[::-1]).tolist() == (a // a[::-1]).tolist()
        assert (x % x[::-1]).tolist() == (a % a[::-1]).tolist()
        assert tl.fmod(x, x[::-1]).tolist() == np.fmod(a, a[::-1]).tolist()
        x //= 7
        a //= 7
    assert x.tolist() == a.tolist()
    x %= 5
    a %= 5
    assert x.tolist() == a.tolist()


@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
def test_integer_powers_and_shifts(dtype):
    a = integers(dtype)
    x = tl.array(a)
    for e in (0, 1, 2, 3, 5, 8, 13):
        assert (x**e).tolist() == (a**e).tolist(), e
        assert (x[::-3] ** e).tolist() == (a[::-3] ** e).tolist(), e
    for bits in (0, 1, 3, 7):
        assert (x >> bits).tolist() == (a >> bits).tolist() and (x << bits).tolist() == (a << bits).tolist()


@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
def test_zero_and_negative_numbers_are_refused_before_anything_changes(dtype):
    x = tl.array(integers(dtype))
    before = x.tolist()
    zeros = [0, *(tl.zeros(shape, dtype=dtype) for shape in ((), 1, len(before)))]
    for name in ("floor_divide", "remainder", "fmod"):
        for zero in zeros:
            with pytest.raises(ZeroDivisionError, match=f"^{name}: "):
                getattr(tl, name)(x, zero)
    with pytest.raises(ZeroDivisionError):
        x //= 0
    with pytest.raises(ZeroDivisionError):
        x %= 0
    if dtype.kind == "i":
        for negative in (-1, tl.array(-1, dtype=dtype), tl.full(len(before), -1, dtype=dtype)):
            with pytest.raises(ValueError, match="negative integer powers"):
                x**negative
    assert x.tolist() == before
