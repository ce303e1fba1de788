"""Complex numbers one by one and in sums: values, special values, dtypes, layouts, what is refused."""

import cmath
import itertools
import warnings

import ml_dtypes
import numpy as np
import pytest
from layouts import DTYPES, SIZES, STORED, VIEWS, same_bits, same_values, views
from samples import BY_NAME

import tensorlab as tl
import tensorlab_c

COMPLEX = ["complex64", "complex128"]
PART = {"complex64": "float32", "complex128": "float64"}
ROWS = {o["name"]: o for o in tensorlab_c.ops() if o["family"] != "special" and BY_NAME[o["name"]].public}
UNARY = [n for n, o in ROWS.items() if o["family"] == "unary" and o["complex"]]
BINARY = [n for n, o in ROWS.items() if o["family"] == "binary" and o["complex"]]
FOLDS = [n for n, o in ROWS.items() if o["family"] == "reduce" and o["complex"]]
REAL_ONLY = [n for n, o in ROWS.items() if not o["complex"]]
ELEMENTARY = [
    "exp",
    "log",
    "sqrt",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "arcsin",
    "arccos",
    "arctan",
    "arcsinh",
    "arccosh",
    "arctanh",
]
CMATH = {n: getattr(cmath, n.replace("arc", "a")) for n in ELEMENTARY}
OTHERS = ["exp2", "expm1", "log2", "log10", "log1p", "square", "reciprocal"]
SPECIAL = [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 1e-310, 1e308, 5e-324, 1.5, -2.5, 745.0]
both = pytest.mark.parametrize("dtype", COMPLEX)
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def drawn(shape, dtype="complex128", seed=0, scale=1.0):
    rng = np.random.default_rng(seed)
    return (scale * (rng.normal(size=shape) + 1j * rng.normal(size=shape))).astype(dtype)


def pairs_of(values, dtype="complex128"):
    """All complex numbers whose parts are among `values`."""
    out = np.empty((len(values), len(values)), dtype)
    out.real, out.imag = np.array(values)[:, None], np.array(values)
    return out.ravel()


def numpy_of(name):
    return BY_NAME[name].numpy


def in_double(name, *operands):
    """What is computed in complex64 is what complex128 gives, rounded once."""
    wide = [x.astype("complex128") if x.dtype.kind == "c" else x for x in operands]
    with np.errstate(all="ignore"):
        return np.asarray(numpy_of(name)(*wide))


def near(got, want, ulp, what=""):
    """As complex numbers: within so many units in the last place of the absolute value."""
    got, want = np.asarray(got), np.asarray(want)
    assert got.shape == want.shape, what
    eps = np.finfo(got.dtype).eps
    with np.errstate(all="ignore"):
        off = np.abs(got.astype(want.dtype) - want) / (
            np.abs(want) * eps + np.finfo(got.dtype).smallest_normal
        )
    off = np.where(np.isfinite(want), off, 0)
    assert off.max(initial=0) <= ulp, f"{what}: {off.max()} ULP at {got.reshape(-1)[off.argmax()]}"


def parts_near(got, want, ulp, what=""):
    """Each part within so many units in its own last place; infinite and nan ones the same."""
    got, want = np.asarray(got), np.asarray(want)
    for g, w in (got.real, want.real), (got.imag, want.imag):
        r = w.astype(g.dtype)
        special = ~np.isfinite(r) | (r == 0)
        off = np.abs(g.astype("longdouble") - w) / np.spacing(np.abs(np.where(special, 1, r)))
        assert (np.where(special, 0, off) <= ulp).all(), f"{what}: {np.nanmax(np.where(special, 0, off))} ULP"
        alike = np.where(np.isnan(r), np.isnan(g), (g == r) & (np.signbit(g) == np.signbit(r)))
        assert (alike | ~special).all(), f"{what}: {g[special & ~alike]} {r[special & ~alike]}"


# ---- each element ------------------------------------------------------------------------------------------
def test_what_there_is():
    assert (
        len(UNARY) == 32 and len(BINARY) == 10 and FOLDS == ["sum", "prod", "any", "all", "nansum", "nanprod"]
    )
    assert {*ELEMENTARY, *OTHERS} < {*UNARY}


@both
@pytest.mark.parametrize("name", UNARY)
def test_one_operand(name, dtype):
    f, x = getattr(tl, name), drawn(4097, dtype)
    want = in_double(name, x)
    assert np.asarray(numpy_of(name)(x)).dtype == f(tl.array(x)).dtype
    if want.dtype.kind == "b" or name in ("positive", "negative", "conjugate", "rint"):
        same_bits(f(tl.array(x)), numpy_of(name)(x))
    elif dtype == "complex64":
        near(f(tl.array(x)), want, 2 if name in ("square", "reciprocal", "sign") else 0.75, name)
    else:
        near(f(tl.array(x)), numpy_of(name)(x.astype("clongdouble")), 6, name)


@both
@pytest.mark.parametrize("name", BINARY)
def test_two_operands(name, dtype):
    f, x, y = getattr(tl, name), drawn(4097, dtype), drawn(4097, dtype, seed=1)
    y[::7] = x[::7]
    want = numpy_of(name)(x, y)
    assert want.dtype == f(tl.array(x), tl.array(y)).dtype
    if want.dtype.kind == "b" or name in ("add", "subtract"):
        same_bits(f(tl.array(x), tl.array(y)), want)
    else:
        wide = "complex128" if dtype == "complex64" else "clongdouble"
        near(f(tl.array(x), tl.array(y)), numpy_of(name)(x.astype(wide), y.astype(wide)), 16, name)


@both
@pytest.mark.parametrize("name", UNARY + BINARY)
def test_layouts_and_sizes_change_nothing(name, dtype):
    f, n = getattr(tl, name), 1 if name in UNARY else 2
    cube = drawn((4, 5, 6), dtype)
    for how, t, a in views(cube):
        flat = [tl.array(np.array(a, order="C"))] * n
        same_bits(f(*[t] * n), np.asarray(f(*flat)), f"{name} {how}")
    x = drawn(4097, dtype)
    all_of = np.asarray(f(*[tl.array(x)] * n))
    for size in [s for s in SIZES if s <= 4097]:
        same_bits(f(*[tl.array(x[:size])] * n), all_of[:size], f"{name} {size}")
    same_bits(f(*[tl.array(x)[::-2]] * n), all_of[::-2], name)


@both
@pytest.mark.parametrize("name", UNARY + BINARY)
def test_into(name, dtype):
    """`out=`, `where=`, in place, and over the operand itself."""
    f, n = getattr(tl, name), 1 if name in UNARY else 2
    x, mask = drawn((3, 40), dtype), np.arange(120).reshape(3, 40) % 3 == 0
    args = [tl.array(x)] * n
    want = np.asarray(f(*args))
    for target in ("complex128", dtype, str(want.dtype)):
        out = tl.full(want.shape, 7, dtype=target)
        same_bits(f(*args, out=out, where=tl.array(mask)), np.where(mask, want, 7).astype(target), name)
    transposed = tl.zeros((40, 3), dtype=str(want.dtype)).T
    same_bits(f(*args, out=transposed), want)
    if want.dtype == dtype:
        t = tl.array(x)
        assert f(*[t] * n, out=t) is t
        same_bits(t, want)
    if want.dtype.kind == "c":
        kept = tl.ones(want.shape, dtype=PART[dtype])
        with pytest.raises(TypeError, match=f"{name}.*{dtype}"):
            f(*args, out=kept)
        assert (kept == 1).all().item()


@both
def test_in_place(dtype):
    x, y = drawn(33, dtype), drawn(33, dtype, seed=1)
    for change in ("__iadd__", "__isub__", "__imul__", "__itruediv__", "__ipow__"):
        t = tl.array(x)
        plain = getattr(t, change.replace("__i", "__"))(tl.array(y))
        assert getattr(t, change)(tl.array(y)) is t
        same_bits(t, plain)
    for other in (2, 1.5, 2j, True, tl.array(y.real), tl.ones(33, dtype="int8")):
        t, a = tl.array(x), x.copy()
        t *= other
        a *= np.asarray(other) if isinstance(other, tl.Tensor) else other
        near(t, a, 1)
    r = tl.array(x.real)
    for change in (lambda: r.__iadd__(1j), lambda: r.__imul__(tl.array(x))):
        with pytest.raises(TypeError, match=dtype if r.dtype == "float32" else "complex"):
            change()
    same_bits(r, x.real)


# ---- dtypes ------------------------------------------------------------------------------------------------
NARROW = {"bfloat16": ml_dtypes.bfloat16, "float8_e5m2": ml_dtypes.float8_e5m2}
REALS = [*DTYPES, *STORED]


@both
@pytest.mark.parametrize("other", REALS + COMPLEX)
def test_promotion(dtype, other):
    assert tl.promote_types(dtype, other) == tl.promote_types(other, dtype) == np.promote_types(dtype, other)
    assert tl.result_type(tl.ones(1, dtype=dtype), other) == np.result_type(dtype, other)
    for a, b in ((dtype, other), (other, dtype)):
        assert tl.can_cast(a, b) == np.can_cast(a, b)
    x = drawn(17, dtype, scale=3)
    y = (np.arange(17) % 5 - (2 if np.dtype(other).kind in "if" else 0)).astype(other)
    for name in BINARY:
        f, g = getattr(tl, name), numpy_of(name)
        for a, b in ((x, y), (y, x)):
            if name == "power":
                continue
            got, want = f(tl.array(a), tl.array(b)), g(a, b)
            assert got.dtype == want.dtype, name
            same_values(got, want) if want.dtype.kind == "b" else near(got, want, 4, name)
    same_bits(tl.array(y).astype(dtype), y.astype(dtype))


@pytest.mark.parametrize("other", ["bfloat16", "float8_e4m3fn", "float8_e5m2"])
@both
def test_promotion_of_narrow_floats(dtype, other):
    x, y = tl.array(drawn(9, dtype)), tl.arange(9).astype(other)
    assert tl.promote_types(dtype, other) == dtype == (x * y).dtype == (y + x).dtype
    same_bits(x * y, x * y.astype(PART[dtype]))
    same_bits(y.astype(dtype), np.arange(9).astype(dtype))


@pytest.mark.parametrize("other", REALS + COMPLEX)
def test_python_numbers(other):
    t, a = tl.arange(5).astype(other), np.arange(5).astype(other)
    for number in (2j, 0.5 + 1j, complex("inf"), 1j):
        for name in ("add", "subtract", "multiply", "divide", "equal", "not_equal", "logical_and"):
            f, g = getattr(tl, name), getattr(np, name)
            for got, want in ((f(t, number), g(a, number)), (f(number, t), g(number, a))):
                assert got.dtype == want.dtype, (name, other)
                same_values(got, want, f"{name} {other} {number}")
    if other in COMPLEX:
        for number in (2, 1.5, True):
            same_values(t * number - number, a * number - number)
            same_values(number / (t + 1), number / (a + 1))
        assert (t == 2**70).dtype == "bool"


def test_conversions():
    x = tl.array([1 + 2j, -0.0])
    assert x.dtype == "complex128" and tl.array([1 + 2j], dtype="F").dtype == tl.complex64
    assert tl.zeros(2, dtype=complex).dtype == tl.complex128 and x.tolist() == [1 + 2j, 0j]
    for real in (*REALS[1:], "bfloat16"):
        with pytest.raises(TypeError, match=f"complex128 does not become {real}"):
            x.astype(real)
    same_bits(x.astype(bool), [True, False])
    same_bits(x.astype("complex64"), np.array([1 + 2j, -0.0], "complex64"))
    assert complex(x[0]) == 1 + 2j and x[0].item() == 1 + 2j and bool(x[0]) and not bool(x[1])
    for f in (float, int, hash, round):
        if f is not hash:
            with pytest.raises(TypeError):
                f(x[0])
    with pytest.raises(TypeError):
        [1, 2][x[0]]
    assert tl.array(1j).dtype == "complex128" and tl.array([1, 2.5, 1j]).tolist() == [1, 2.5, 1j]
    assert repr(x) == "tensor([ 1.+2.j, -0.+0.j])" and "complex64" in repr(x.astype("complex64"))
    for kind, yes in (
        ("complex floating", True),
        ("numeric", True),
        ("real floating", False),
        ("integral", False),
    ):
        assert tl.isdtype(tl.complex64, kind) is yes
    assert tl.finfo("complex64").eps == tl.finfo("float32").eps and tl.finfo(x).max == np.finfo(float).max
    with pytest.raises((TypeError, ValueError)):
        tl.iinfo("complex64")


def test_default_dtype():
    tl.set_default_dtype(tl.float32)
    try:
        assert tl.array([1j]).dtype == tl.array(1j).dtype == tl.zeros(1, dtype=complex).dtype == "complex64"
        assert (tl.arange(3) * 1j).dtype == "complex64" and (
            tl.ones(2, dtype="float64") * 1j
        ).dtype == "complex128"
    finally:
        tl.set_default_dtype(None)


# ---- parts -------------------------------------------------------------------------------------------------
@both
def test_parts(dtype):
    cube = drawn((4, 5, 6), dtype)
    for how, t, a in views(cube):
        for name in ("real", "imag"):
            same_bits(getattr(t, name), getattr(a, name), how)
            same_bits(getattr(tl, name)(t), getattr(a, name), how)
        np.testing.assert_allclose(tl.angle(t, deg=True).numpy(), np.angle(a, deg=True), rtol=3e-7)
    x = tl.array(cube)
    x.real, x.imag[0] = 1, 2.0
    x.imag += 1
    cube.real, cube.imag[0] = 1, 2.0
    cube.imag += 1
    same_bits(x, cube)
    with pytest.raises(TypeError):
        x.real = 1j
    r = tl.array([1.0, 0.0])
    assert r.real is r and (r.imag == 0).all().item() and r.conj() is r
    with pytest.raises(TypeError, match="imag: float64"):
        r.imag = 1
    with pytest.raises((TypeError, ValueError, RuntimeError)):
        r.imag[0] = 1
    for values in (cube, r.numpy(), np.arange(3), np.array([True])):
        same_bits(tl.isreal(tl.array(values)), np.isreal(values))
        same_bits(tl.iscomplex(tl.array(values)), np.iscomplex(values))
        assert tl.isrealobj(tl.array(values)) is np.isrealobj(values)
        assert tl.iscomplexobj(tl.array(values)) is np.iscomplexobj(values)


# ---- special values ----------------------------------------------------------------------------------------
def as_cmath(f, z):
    """C99's value where Python has an exception for the flag that C would raise."""
    try:
        return f(z)
    except (ValueError, OverflowError):
        return None


def of_c99(name, z):
    """The C library's, but for one sign of zero, which the array API standard gives tanh."""
    found = numpy_of(name)(z)
    if name == "tanh":
        far = np.isinf(z.real) & np.isfinite(z.imag)
        found.real[far] = np.copysign(1, z.real[far])
        found.imag[far] = np.copysign(0, z.imag[far])
    return found


@pytest.mark.parametrize("name", ELEMENTARY)
def test_special_values_are_those_of_annex_g(name):
    z = pairs_of(SPECIAL)
    got, want = getattr(tl, name)(tl.array(z)).numpy(), of_c99(name, z)
    parts_near(got, want, 0, name)  # the C library's own
    for i, value in enumerate(z.tolist()):
        exact = as_cmath(CMATH[name], value)
        if exact is None or cmath.isnan(exact):
            continue  # beside nan, signs are free
        for g, w in ((got[i].real, exact.real), (got[i].imag, exact.imag)):
            assert np.isclose(g, w, rtol=1e-13, atol=1e-300), (value, got[i], exact)
            assert w or not cmath.isfinite(value) or np.signbit(g) == np.signbit(w), (value, got[i], exact)
    with np.errstate(all="ignore"):
        narrow = z.astype("complex64")
        rounded = of_c99(name, narrow.astype("complex128")).astype("complex64")
    parts_near(getattr(tl, name)(tl.array(narrow)), rounded, 0, name)


REQUIRED = {  # C99, G.6: those without a free sign
    "exp": [(0j, 1), (complex(-np.inf, np.inf), 0), (complex(np.inf, 0), complex(np.inf, 0))],
    "log": [(complex(-0.0, 0), complex(-np.inf, np.pi)), (0j, complex(-np.inf, 0))],
    "sqrt": [(complex(np.nan, np.inf), complex(np.inf, np.inf)), (complex(-np.inf, 1), complex(0, np.inf))],
    "arccosh": [(0j, complex(0, np.pi / 2)), (complex(-np.inf, np.inf), complex(np.inf, 3 * np.pi / 4))],
    "arcsinh": [(complex(np.inf, np.inf), complex(np.inf, np.pi / 4))],
    "arctanh": [(1 + 0j, complex(np.inf, 0)), (complex(1, np.inf), complex(0, np.pi / 2))],
    "cosh": [(complex(np.inf, 0), complex(np.inf, 0)), (0j, 1)],
    "sinh": [(complex(np.inf, 0), complex(np.inf, 0))],
    "tanh": [(complex(np.inf, 1), 1)],
    "arccos": [
        (complex(-np.inf, 1), complex(np.pi, -np.inf)),
        (complex(np.inf, np.inf), complex(np.pi / 4, -np.inf)),
    ],
}


@pytest.mark.parametrize("name", REQUIRED)
def test_required_values(name):
    for z, want in REQUIRED[name]:
        got = getattr(tl, name)(tl.array([z])).item()
        assert cmath.isclose(got, want) or got == want, (z, got, want)


@pytest.mark.parametrize("name", OTHERS[:5])
def test_special_values_of_the_others(name):
    """By cexp and clog: finite where these are, infinite where one part is, and odd in the imaginary part."""
    z = pairs_of([0.0, -0.0, 1.5, -0.5, np.inf, -np.inf, np.nan, 1e-310, 1e300])
    got = getattr(tl, name)(tl.array(z)).numpy()
    mirrored = getattr(tl, name)(tl.array(z.conj())).numpy()
    same_values(np.where(np.isnan(got), np.nan, got).conj(), np.where(np.isnan(mirrored), np.nan, mirrored))
    want = numpy_of(name)(z)
    agreed = np.isfinite(want) & np.isfinite(got)
    near(got[agreed], want[agreed], 8, name)
    assert not (np.isfinite(want) & ~np.isfinite(got)).any()


@both
def test_products_and_quotients_at_the_edge(dtype):
    big, tiny = np.finfo(dtype).max, np.finfo(dtype).smallest_subnormal
    z = pairs_of([0.0, -0.0, 1.0, -2.0, np.inf, -np.inf, np.nan, big, tiny, big / 4], dtype)
    a, b = (x.ravel() for x in np.meshgrid(z, z))
    product = np.empty_like(a)  # as NumPy's of one pair: that of many is fused where the machine can
    product.real, product.imag = a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real
    for name in ("add", "subtract", "multiply", "divide", "equal", "not_equal"):
        got = getattr(tl, name)(tl.array(a), tl.array(b)).numpy()
        want = product if name == "multiply" else getattr(np, name)(a, b)
        same_values(got, want, name)
    same_values(tl.square(tl.array(z)), tl.array(z) * tl.array(z))
    for name in ("reciprocal", "abs", "conjugate", "isnan", "isinf", "isfinite", "logical_not"):
        want = getattr(np, name)(z)
        if name == "abs":
            parts_near(tl.abs(tl.array(z)), want, 1)
        elif name == "reciprocal":
            near(tl.reciprocal(tl.array(z)), want, 4)
        else:
            same_values(getattr(tl, name)(tl.array(z)), want, name)


@both
def test_absolute_values_do_not_overflow(dtype):
    big = float(np.finfo(dtype).max) / 4
    z = np.array([complex(3 * big / 4, big), complex(3e-30, 4e-30), 3 + 4j, complex(np.nan, np.inf)], dtype)
    same_bits(tl.abs(tl.array(z)), np.abs(z))
    assert abs(tl.array(3 + 4j)).item() == 5.0
    same_bits(tl.sign(tl.array([0, 3 + 4j, 5, -2j])), np.sign(np.array([0, 3 + 4j, 5, -2j])))


@both
def test_powers(dtype):
    x, ulp = drawn(500, dtype), 200
    wide = x.astype("complex128" if dtype == "complex64" else "clongdouble")
    for n in (0, 1, 2, 3, -1, -2, 7, 0.5, 2.5, 1j, 1 - 2j, 30, -30):
        got = tl.array(x) ** n
        assert got.dtype == dtype
        near(got, wide**n, ulp, str(n))
        near(tl.power(tl.array(x), tl.full(500, n, dtype=dtype)), wide**n, ulp, str(n))
    zero = tl.array([0j], dtype=dtype)
    assert [(zero**n).item() for n in (0, 1, 2, 2.5)] == [1, 0, 0, 0]
    assert all(cmath.isnan((zero ** tl.array([n], dtype=dtype)).item()) for n in (-1, 1j, -1 + 2j))
    near(tl.array([-8.0]).astype(dtype) ** (1 / 3), np.array([1 + 3**0.5 * 1j]), 4)


@both
def test_rounding_and_replacing(dtype):
    x = drawn(50, dtype, scale=30)
    for places in (0, 1, 2, -1):
        same_values(tl.round(tl.array(x), places), np.round(x, places), str(places))
    z = tl.array(x, requires_grad=True)
    same_values(tl.round(z, 1), np.round(x, 1))
    same_values(tl.gradients(tl.round(z, 1).imag.sum(), [z])[0], np.zeros_like(x))
    z = pairs_of([0.0, 1.0, np.inf, -np.inf, np.nan], dtype)
    same_bits(tl.nan_to_num(tl.array(z)), np.nan_to_num(z))
    options = {"nan": 1.5, "posinf": 2.5, "neginf": -3.5}
    same_bits(tl.nan_to_num(tl.array(z), **options), np.nan_to_num(z, **options))
    t = tl.array(z)
    assert tl.nan_to_num(t, copy=False) is t
    same_bits(t, np.nan_to_num(z))


def test_closeness():
    z = pairs_of([0.0, 1.0, np.inf, -np.inf, np.nan, 1 + 1e-9])
    a, b = (x.ravel() for x in np.meshgrid(z, z))
    for equal_nan in (False, True):
        same_bits(
            tl.isclose(tl.array(a), tl.array(b), equal_nan=equal_nan), np.isclose(a, b, equal_nan=equal_nan)
        )
    x = tl.array([1 + 2j, 3])
    assert tl.allclose(x, x + 1e-12j) and not tl.allclose(x, x + 1e-3j) and tl.array_equal(x, [1 + 2j, 3])
    assert tl.isclose(x, 1 + 2j).tolist() == [True, False] == tl.isclose(1 + 2j, x).tolist()
    assert tl.isclose(tl.ones(2), 1 + 1j).tolist() == [False, False]


# ---- sums --------------------------------------------------------------------------------------------------
AXES = [None, 0, 1, 2, -1, (0, 2), (1, 2), ()]


def folded(name, x, **options):
    """NumPy's in the wider type."""
    wide = x.astype("complex128" if x.dtype == "complex64" else "clongdouble") if x.dtype.kind == "c" else x
    return np.asarray(getattr(np, name)(wide, **options))


def check_fold(name, t, a, what, **options):
    got, want = getattr(tl, name)(t, **options).numpy(), folded(name, a, **options)
    if name in ("any", "all"):
        same_bits(got, want, what)
        return
    assert got.dtype == (PART[str(a.dtype)] if name[-3:] in ("var", "std") else a.dtype), what
    n = max(a.size // max(want.size, 1), 1)
    scale = np.abs(want) if "prod" in name else np.asarray(np.nansum(np.abs(a)) / n)
    with np.errstate(all="ignore"):
        good = np.abs(got - want) <= 4 * n**0.5 * np.finfo(a.dtype).eps * np.maximum(scale, 1) * n**0.5
    assert (good | np.isnan(want) & np.isnan(got)).all(), what


FOLDING = [*FOLDS, "mean", "var", "std", "nanmean", "nanvar", "nanstd"]


@both
@pytest.mark.parametrize("name", FOLDING)
def test_folds(name, dtype):
    cube = drawn((4, 5, 6), dtype)
    if name.startswith("nan"):
        cube[1, 2, ::2] = np.nan
        cube[2, 1, 1] = complex(1, np.nan)
    for axis, keepdims in itertools.product(AXES, (False, True)):
        for how in ("contiguous", "transposed", "permuted", "reversed", "step 2", "offset"):
            t, a = VIEWS[how](tl.array(cube)), VIEWS[how](cube)
            check_fold(name, t, a, f"{name} {how} {axis}", axis=axis, keepdims=keepdims)
    for how, t, a in views(cube):
        if a.size or name in FOLDS:
            check_fold(name, t, a, how)
    for size in SIZES[::3]:
        check_fold(name, tl.array(drawn(size, dtype) / 2), drawn(size, dtype) / 2, str(size))


@both
@pytest.mark.parametrize("name", FOLDING)
def test_folds_of_some(name, dtype):
    x, mask = drawn((6, 7), dtype), np.arange(42).reshape(6, 7) % 3 != 0
    for axis in (None, 0, 1):
        check_fold(name, tl.array(x), x, name, axis=axis, where=mask)
    if name in ("sum", "prod", "nansum", "nanprod"):
        for initial in (2 - 1j, 3.0):
            check_fold(name, tl.array(x), x, name, axis=1, initial=initial)
            check_fold(name, tl.array(x), x, name, axis=1, initial=initial, where=mask)
    if name in ("any", "all"):
        return
    out = tl.zeros(6, dtype="complex128" if name[-3:] not in ("var", "std") else "float64")
    assert getattr(tl, name)(tl.array(x), axis=1, out=out) is out
    with pytest.raises(TypeError, match="complex"):
        getattr(tl, name)(tl.array(x), dtype="float64")
    if name[-3:] not in ("var", "std"):
        with pytest.raises(TypeError, match="complex"):
            getattr(tl, name)(tl.array(x), axis=1, out=tl.zeros(6))
    assert getattr(tl, name)(tl.array(x), dtype="complex128").dtype in ("complex128", "float64")
    assert getattr(tl, name)(tl.arange(3), dtype=dtype).dtype in (dtype, PART[dtype])


def test_sums_do_not_depend_on_threads():
    x = drawn(300_000)
    for shape in ((300_000,), (3, 100_000), (100_000, 3), (500, 600)):
        t, a = tl.array(x.reshape(shape)), x.reshape(shape)
        results = []
        for threads in (1, 3):
            with tl.num_threads(threads):
                results.append(
                    [f(t, axis=k) for f in (tl.sum, tl.mean, tl.var) for k in (None, *range(t.ndim))]
                )
                results[-1] += [tl.exp(t), t * t, tl.prod(t / abs(t))]
        for one, more in zip(*results, strict=True):
            same_bits(one, np.asarray(more))
        np.testing.assert_allclose(t.sum(axis=0).numpy(), a.sum(axis=0), rtol=1e-10)


@both
def test_sums_are_as_exact_as_those_of_the_parts(dtype):
    x = drawn(100_003, dtype)
    exact = x.astype("clongdouble").sum()
    assert abs(tl.array(x).sum().item() - exact) <= 8 * np.finfo(dtype).eps * np.abs(x).sum() / 1000
    assert np.isnan(tl.array([1j, complex(np.inf, np.nan)], dtype=dtype).sum().item())
    assert tl.nansum(tl.array([1j, complex(1, np.nan)], dtype=dtype)).item() == 1j


# ---- what has no order -------------------------------------------------------------------------------------
Z = [1 + 2j, 3 - 1j, 0.5]


def operands(name):
    return 2 if ROWS[name]["family"] == "binary" else 1


REFUSED = {
    **{
        n: (lambda x, n=n: BY_NAME[n].function(*[x] * (2 if ROWS[n]["family"] == "binary" else 1)))
        for n in REAL_ONLY
    },
    **{
        n: getattr(tl, n)
        for n in ["sort", "argsort", "median", "nanmedian", "ptp", "fabs", "degrees", "radians"]
    },
    **{
        n: (lambda x, n=n: getattr(tl, n)(x, 0.5))
        for n in ["quantile", "nanquantile", "percentile", "nanpercentile"]
    },
    **{
        n: (lambda x, n=n: getattr(tl, n)(x, 1))
        for n in ["partition", "argpartition", "topk", "clip", "heaviside", "nextafter"]
    },
    "clip bound": lambda x: tl.clip(tl.ones(3), x, 2),
    "clip number": lambda x: tl.clip(tl.ones(3), 1j, 2),
    "searchsorted": lambda x: tl.searchsorted(x, 1.0),
    "searchsorted key": lambda x: tl.searchsorted(tl.ones(3), x),
    "searchsorted number": lambda x: tl.searchsorted(tl.ones(3), 1j),
    "divmod": lambda x: divmod(x, x),
    "logaddexp": lambda x: tl.logaddexp(x, x),
    "logaddexp2": lambda x: tl.logaddexp2(x, x),
    "less": lambda x: x < 1,
    "amax": tl.amax,
}


@both
@pytest.mark.parametrize("name", REFUSED)
def test_refused(name, dtype):
    x = tl.array(Z, dtype=dtype)
    with pytest.raises(TypeError) as error:
        REFUSED[name](x)
    text = str(error.value)
    assert "complex" in text and text.split(":")[0].isidentifier(), text
    same_bits(x, np.array(Z, dtype))


@pytest.mark.parametrize("name", [n for n in REAL_ONLY if ROWS[n]["family"] != "reduce"])
def test_refused_before_anything_is_changed(name):
    x, out = tl.array(Z), tl.full(3, 7, dtype="complex128")
    args = [x] * operands(name)
    if hasattr(tl, name):
        with pytest.raises(TypeError, match=f"{name}.*complex128"):
            getattr(tl, name)(*args, **({} if name in ("relu", "sigmoid") else {"out": out}))
        assert (out == 7).all().item()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for change in (
            "__ifloordiv__",
            "__imod__",
            "__iand__",
            "__ior__",
            "__ixor__",
            "__ilshift__",
            "__irshift__",
        ):
            with pytest.raises(TypeError, match="complex128"):
                getattr(x, change)(x)
        same_bits(x, np.array(Z))
