"""Every elementwise primitive against NumPy: values, dtypes, layouts, sizes, out=, where=, scalars, errors.

The values of one long contiguous operand are checked against the oracle; every other size, alignment and
layout must give the same bits for the same elements.
"""

import numpy as np
import pytest
from layouts import DTYPES, FLOATS, SIGNED, SIZES, STORED, UNSIGNED, same_bits, same_values, views, within_ulp
from samples import BINARY, BY_NAME, EXACT, UNARY, float16_is_float32, mixed, special, wide_oracle

import tensorlab as tl

LONG = max(SIZES) + 1
ALL = [*DTYPES, *STORED]
DIVISIONS = ("floor_divide", "remainder", "fmod")


def numpy_says(sample, *operands):
    """NumPy's result in the operands' own dtype, or the exception type it raises."""
    try:
        with np.errstate(all="ignore"):
            return sample.numpy(*operands)
    except (TypeError, ValueError, ZeroDivisionError) as error:
        return TypeError if isinstance(error, TypeError) else type(error)


def supported(samples):
    """(sample, dtype) pairs that NumPy computes."""
    pairs = []
    for s in samples:
        for d in ALL:
            x = np.ones(1, d)
            if not isinstance(numpy_says(s, *([x] * (1 if s.family == "unary" else 2))), type):
                pairs.append(pytest.param(s, d, id=f"{s.name}-{d}"))
    return pairs


def refused(samples):
    return [
        pytest.param(s, d, id=f"{s.name}-{d}")
        for s in samples
        for d in ALL
        if numpy_says(s, *([np.ones(1, d)] * (1 if s.family == "unary" else 2))) is TypeError
    ]


def legal(sample, x, y):
    """Operands without what raises: integer division by zero, negative integer powers."""
    if sample.name in DIVISIONS and y.dtype.kind in "biu":
        y = np.where(y == 0, y.dtype.type(1), y)
    if sample.name == "power" and y.dtype.kind in "bi":
        y = np.where(y < 0, y.dtype.type(2), y)
    if sample.name == "reciprocal" and x.dtype.kind in "biu":
        x = np.where(x == 0, x.dtype.type(1), x)
    return x, y


def check_values(sample, got, operands):
    """Against NumPy bit for bit where NumPy is exact, else against the oracle in a wider type."""
    expected = numpy_says(sample, *operands)
    dtype = float16_is_float32(expected.dtype, *operands)
    what = f"{sample.name} of {', '.join(str(x.dtype) for x in operands)}"
    assert got.dtype == dtype, f"{what}: dtype {got.dtype}, expected {dtype}"
    if dtype.kind == "f" and (sample.ulp is not EXACT or expected.dtype != dtype):
        operands = [x.astype(np.result_type(x, dtype) if x.dtype.kind == "f" else dtype) for x in operands]
        exact = wide_oracle(sample, *operands)
        within_ulp(got, exact, sample.ulp or 0.5, what)
    elif sample.signed_zero:
        same_bits(got, expected, what)
    else:
        same_values(got, expected, what)


# ---- unary -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("sample", "dtype"), supported(UNARY))
def test_unary_values(sample, dtype):
    for x in (special(dtype), mixed(dtype, LONG, 0, sample.low, sample.high)):
        x = legal(sample, x, x)[0]
        check_values(sample, sample.function(tl.array(x)), [x])


@pytest.mark.parametrize(("sample", "dtype"), supported(UNARY))
def test_unary_sizes_and_alignments_change_no_bit(sample, dtype):
    x = legal(sample, mixed(dtype, LONG, 1, sample.low, sample.high), np.zeros(1))[0]
    t = tl.array(x)
    whole = sample.function(t).numpy()
    for n in SIZES:
        for start in (0, 1):
            same_bits(
                sample.function(t[start : start + n]), whole[start : start + n], f"size {n} from {start}"
            )
    same_bits(sample.function(t[::-1]), whole[::-1], "reversed")
    same_bits(sample.function(t[::2]), whole[::2], "step 2")


@pytest.mark.parametrize(("sample", "dtype"), supported(UNARY))
def test_unary_layouts(sample, dtype):
    array = legal(sample, mixed(dtype, 6 * 7 * 9, 2, sample.low, sample.high), np.zeros(1))[0].reshape(
        6, 7, 9
    )
    for name, t, a in views(array):
        same_bits(sample.function(t), sample.function(tl.array(a.copy())), name)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("sample", [s for s in UNARY if s.public == s.name], ids=lambda s: s.name)
def test_unary_out_where_dtype(sample, dtype):
    if isinstance(numpy_says(sample, np.ones(1, dtype)), type):
        with pytest.raises(TypeError, match=rf"^{sample.name}: "):
            sample.function(tl.ones(3, dtype=dtype), out=tl.ones(3))
        return
    f, x = sample.function, tl.array(mixed(dtype, 35, 3, sample.low, sample.high).reshape(5, 7))
    want = f(x)
    out = tl.zeros_like(want)
    assert f(x, out=out) is out
    same_bits(out, want)
    strided = tl.zeros((7, 10), dtype=want.dtype).T[::2]
    assert f(x, out=strided) is strided
    same_bits(strided, want)
    mask = np.arange(7) % 2 == 0
    kept = tl.ones_like(want)
    assert f(x, out=kept, where=tl.array(mask)) is kept
    same_bits(kept, np.where(mask, want.numpy(), want.numpy().dtype.type(1)))
    if want.dtype == dtype:  # in place, and over a view of itself
        same = x.copy()
        same_bits(f(same, out=same), want)
        turned = x.copy()
        same_bits(f(turned[::-1], out=turned), want.numpy()[::-1], "overlapping out")
        wide = tl.zeros((5, 7), dtype="float64")
        same_bits(f(x, out=wide), want.astype("float64"), "wider out")


@pytest.mark.parametrize(("sample", "dtype"), refused(UNARY))
def test_unary_refuses_what_numpy_refuses(sample, dtype):
    with pytest.raises(TypeError, match=rf"^{sample.name}: .*{dtype}"):
        sample.function(tl.ones(3, dtype=dtype))


# ---- binary ------------------------------------------------------------------------------------------------
def pairs_of(values):
    """Every value beside every other."""
    n = len(values)
    return np.repeat(values, n), np.tile(values, n)


@pytest.mark.parametrize(("sample", "dtype"), supported(BINARY))
def test_binary_values(sample, dtype):
    long = [mixed(dtype, LONG, seed, sample.low, sample.high) for seed in (4, 5)]
    for operands in (pairs_of(special(dtype)), long):
        x, y = legal(sample, *operands)
        check_values(sample, sample.function(tl.array(x), tl.array(y)), [x, y])


@pytest.mark.parametrize(("sample", "dtype"), supported(BINARY))
def test_binary_sizes_and_alignments_change_no_bit(sample, dtype):
    x, y = legal(sample, *(mixed(dtype, LONG, seed, sample.low, sample.high) for seed in (6, 7)))
    tx, ty = tl.array(x), tl.array(y)
    whole = sample.function(tx, ty).numpy()
    for n in SIZES:
        same_bits(sample.function(tx[:n], ty[:n]), whole[:n], f"size {n}")
        same_bits(sample.function(tx[1 : n + 1], ty[1 : n + 1]), whole[1 : n + 1], f"size {n} from 1")
    same_bits(sample.function(tx[::-1], ty[::-1]), whole[::-1], "reversed")
    same_bits(sample.function(tx[::2], ty[::2]), whole[::2], "step 2")
    shifted = sample.function(tx[:-1], ty[1:])  # one operand misaligned to the other
    same_bits(shifted, sample.function(tx[:-1].copy(), ty[1:].copy()), "misaligned to each other")


@pytest.mark.parametrize(("sample", "dtype"), supported(BINARY))
def test_binary_layouts_and_broadcasting(sample, dtype):
    f = sample.function
    x, y = legal(sample, *(mixed(dtype, 6 * 7 * 9, seed, sample.low, sample.high) for seed in (8, 9)))
    x, y = x.reshape(6, 7, 9), y.reshape(6, 7, 9)
    for (name, s, a), (_, t, b) in zip(views(x), views(y), strict=True):
        want = f(tl.array(a.copy()), tl.array(b.copy()))
        same_bits(f(s, t), want, name)
        same_bits(f(tl.array(a.copy()), t), want, f"contiguous beside {name}")
        same_bits(f(s, tl.array(b.copy())), want, f"{name} beside contiguous")
    tx, ty = tl.array(x), tl.array(y)
    parts = [
        np.s_[:],
        np.s_[0],
        np.s_[0, 0],
        np.s_[0, 0, 0],
        np.s_[:, :1],
        np.s_[:1, :, :1],
        np.s_[:, :, :1],
        np.s_[None],
    ]
    for part in parts:
        a, b = np.broadcast_arrays(x, y[part])
        same_bits(f(tx, ty[part]), f(tl.array(a), tl.array(b.copy())), f"second operand {part}")
        a, b = np.broadcast_arrays(x[part], y)
        same_bits(f(tx[part], ty), f(tl.array(a.copy()), tl.array(b)), f"first operand {part}")
    a, b = np.broadcast_arrays(x[:, :1, 0], y[0, 0, :7])
    same_bits(f(tx[:, :1, 0], ty[0, 0, :7]), f(tl.array(a.copy()), tl.array(b.copy())), "column and row")


@pytest.mark.parametrize("sample", BINARY, ids=lambda s: s.name)
def test_binary_promotion(sample):
    """Every pair of dtypes: NumPy's result dtype and values, or NumPy's TypeError."""
    for one in ALL:
        for two in ALL:
            x, y = legal(
                sample, *(mixed(d, 64, seed, sample.low, sample.high) for d, seed in ((one, 10), (two, 11)))
            )
            want = numpy_says(sample, x, y)
            if want is TypeError:
                with pytest.raises(TypeError, match=rf"^{sample.name}: .*{one}.*{two}"):
                    sample.function(tl.array(x), tl.array(y))
                continue
            common = np.result_type(x, y)
            if one != two and common.kind in "iu" and want.dtype == np.float32:
                common = want.dtype  # small integers of two kinds meet in float32
            check_values(
                sample, sample.function(tl.array(x), tl.array(y)), [x.astype(common), y.astype(common)]
            )


@pytest.mark.parametrize("dtype", [*FLOATS, "int32"])
@pytest.mark.parametrize("sample", BINARY, ids=lambda s: s.name)
def test_binary_out_where(sample, dtype):
    f = sample.function
    if numpy_says(sample, np.ones(1, dtype), np.ones(1, dtype)) is TypeError:
        with pytest.raises(TypeError, match=rf"^{sample.name}: .*{dtype}"):
            f(tl.ones(3, dtype=dtype), tl.ones(3, dtype=dtype))
        return
    x, y = legal(sample, *(mixed(dtype, 35, seed, sample.low, sample.high) for seed in (12, 13)))
    x, y = tl.array(x.reshape(5, 7)), tl.array(y.reshape(5, 7))
    want = f(x, y)
    out = tl.zeros_like(want)
    assert f(x, y, out=out) is out
    same_bits(out, want)
    strided = tl.zeros((7, 10), dtype=want.dtype).T[::2]
    same_bits(f(x, y, out=strided), want, "strided out")
    mask = (np.arange(35) % 3 == 0).reshape(5, 7)
    kept = tl.ones_like(want)
    assert f(x, y, out=kept, where=mask) is kept
    same_bits(kept, np.where(mask, want.numpy(), want.numpy().dtype.type(1)))
    if want.dtype == dtype:
        both = x.copy()
        same_bits(f(both, y, out=both), want, "in place")
        turned = x.copy()
        same_bits(f(turned[:, ::-1], y, out=turned), f(x[:, ::-1].copy(), y), "overlapping out")


@pytest.mark.parametrize("sample", [s for s in UNARY + BINARY if s.public == s.name], ids=lambda s: s.name)
def test_a_larger_out_is_filled_by_broadcasting(sample):
    args = [tl.array([[1], [2], [3]], dtype="int32")] * (2 if sample.family == "binary" else 1)
    want = sample.function(*args)
    for mask in (True, np.array([True, False])):
        out = tl.full((4, 3, 2), 1, dtype=want.dtype)
        assert sample.function(*args, out=out, where=mask) is out
        same_bits(out, np.where(mask, np.broadcast_to(want.numpy(), out.shape), want.numpy().dtype.type(1)))


# ---- errors that hold for every op -------------------------------------------------------------------------
@pytest.mark.parametrize("sample", [s for s in UNARY + BINARY if s.public == s.name], ids=lambda s: s.name)
def test_bad_out_and_where_leave_everything_as_it_was(sample):
    dtype = (
        "int32"
        if numpy_says(sample, *[np.ones(1)] * (2 if sample.family == "binary" else 1)) is TypeError
        else "float64"
    )
    args = [tl.ones((2, 3), dtype=dtype)] * (2 if sample.family == "binary" else 1)
    result = sample.function(*args)
    start = f"^{sample.name}: "
    for shape in [(3, 2), (2, 1), (6,), (2, 3, 1), ()]:
        out = tl.full(shape, 1, dtype=result.dtype)
        with pytest.raises(ValueError, match=start) as error:
            sample.function(*args, out=out)
        assert str(shape) in str(error.value) and str((2, 3)) in str(error.value)
        assert (out == 1).all()
    with pytest.raises(TypeError, match=start):
        sample.function(*args, out=[1.0])
    with pytest.raises(TypeError, match=start):
        sample.function(*args, out=np.ones((2, 3), "U1"))
    out = tl.full((2, 3), 1, dtype=result.dtype)
    with pytest.raises(ValueError, match=start):
        sample.function(*args, out=out, where=tl.array([True, False]))
    with pytest.raises(ValueError, match=start):
        sample.function(*args, where=tl.array([True, False, True]))
    assert (out == 1).all()
    if result.dtype == "float64":
        whole = tl.full((2, 3), 7, dtype="int64")
        with pytest.raises(TypeError, match=rf"{start}.*float64.*int64"):
            sample.function(*args, out=whole)
        assert (whole == 7).all()
    frozen = np.ones((2, 3), str(result.dtype))
    frozen.setflags(write=False)
    with pytest.raises(ValueError, match=rf"{start}.*read-only"):
        sample.function(*args, out=tl.asarray(frozen))
    assert (frozen == 1).all()


@pytest.mark.parametrize("sample", BINARY, ids=lambda s: s.name)
@pytest.mark.parametrize("shapes", [((2, 3), (2,)), ((3,), (4,)), ((2, 3, 4), (2, 4)), ((0,), (2,))], ids=str)
def test_shapes_that_do_not_broadcast(sample, shapes):
    dtype = "int32" if numpy_says(sample, np.ones(1), np.ones(1)) is TypeError else "float32"
    with pytest.raises(ValueError, match=rf"^{sample.name}: ") as error:
        sample.function(*(tl.ones(s, dtype=dtype) for s in shapes))
    assert all(str(s) in str(error.value) for s in shapes)


@pytest.mark.parametrize("dtype", SIGNED + UNSIGNED)
def test_integer_division_by_zero(dtype):
    x, zero = tl.arange(1, 4, dtype=dtype), tl.array([1, 0, 2], dtype=dtype)
    for name in DIVISIONS:
        for divisor in (zero, 0):
            with pytest.raises(ZeroDivisionError, match=rf"^{name}: "):
                getattr(tl, name)(x, divisor)
    with pytest.raises(ZeroDivisionError, match=r"^reciprocal: "):
        tl.reciprocal(zero)
    with pytest.raises(ZeroDivisionError, match=r"^floor_divide: "):
        x //= zero
    same_bits(x, np.arange(1, 4, dtype=dtype))


@pytest.mark.parametrize("dtype", SIGNED)
def test_negative_integer_powers(dtype):
    with pytest.raises(ValueError, match=r"^power: .*negative"):
        tl.arange(1, 4, dtype=dtype) ** tl.array([1, -1, 2], dtype=dtype)
    with pytest.raises(ValueError, match=r"^power: .*negative"):
        tl.arange(1, 4, dtype=dtype) ** -1


# ---- Python scalars (NEP 50) -------------------------------------------------------------------------------
OPERATORS = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "floor_divide": lambda x, y: x // y,
    "remainder": lambda x, y: x % y,
    "power": lambda x, y: x**y,
    "bitwise_and": lambda x, y: x & y,
    "bitwise_or": lambda x, y: x | y,
    "bitwise_xor": lambda x, y: x ^ y,
    "left_shift": lambda x, y: x << y,
    "right_shift": lambda x, y: x >> y,
    "equal": lambda x, y: x == y,
    "not_equal": lambda x, y: x != y,
    "less": lambda x, y: x < y,
    "less_equal": lambda x, y: x <= y,
    "greater": lambda x, y: x > y,
    "greater_equal": lambda x, y: x >= y,
}
COMPARISONS = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
SCALARS = [
    True,
    False,
    0,
    1,
    3,
    -2,
    100,
    127,
    128,
    255,
    256,
    2**31,
    2**63 - 1,
    2**63,
    -(2**63),
    2**64,
    0.5,
    -1.5,
    2.0,
]
SCALARS += [float("nan"), float("inf"), 1e300]


def outcome(call):
    """The result as an array, or the type of what it raised."""
    try:
        with np.errstate(all="ignore"):
            return call()
    except (TypeError, OverflowError, ValueError) as error:
        return (
            OverflowError
            if isinstance(error, OverflowError)
            else TypeError
            if isinstance(error, TypeError)
            else ValueError
        )


@pytest.mark.parametrize("dtype", ALL)
@pytest.mark.parametrize("name", OPERATORS)
def test_python_scalars(name, dtype):
    f = OPERATORS[name]
    x = np.ones(3, bool) if dtype == "bool" else np.array([1, 2, 5], dtype)
    t = tl.array(x)
    for number in SCALARS:
        for turned in (False, True):
            what = f"{number!r} {name} {dtype}" if turned else f"{dtype} {name} {number!r}"
            if name in DIVISIONS and not turned and number == 0 and x.dtype.kind in "biu":
                continue  # ZeroDivisionError: test_integer_division_by_zero
            want = outcome(lambda n=number, r=turned: f(n, x) if r else f(x, n))
            got = outcome(lambda n=number, r=turned: f(n, t) if r else f(t, n))
            if dtype == "bool" and want is OverflowError and name in COMPARISONS:
                whole = x.astype("uint64")  # comparisons are exact for every integer
                want = f(number, whole) if turned else f(whole, number)
            if isinstance(want, type):
                assert got is want, f"{what}: got {got}, expected {want.__name__}"
            elif want.dtype.kind == "f" and name in ("power",):
                within_ulp(
                    got,
                    f(*((number, x.astype("g")) if turned else (x.astype("g"), number))).astype("g"),
                    1,
                    what,
                ) if (want.dtype == "float64") else np.testing.assert_allclose(
                    got.numpy(), want, rtol=1e-3 if dtype == "float16" else 3e-7
                )
            else:
                assert isinstance(got, tl.Tensor), f"{what}: got {got}"
                same_bits(got, want.astype(float16_is_float32(want.dtype, x)), what)


@pytest.mark.parametrize("dtype", SIGNED + UNSIGNED)
def test_scalars_that_do_not_fit_change_nothing(dtype):
    x = tl.array([1, 2, 3], dtype=dtype)
    for number in (2**64, -(2**64), np.iinfo(dtype).max + 1, np.iinfo(dtype).min - 1):
        with pytest.raises(OverflowError, match=str(number)):
            x + number
        with pytest.raises(OverflowError, match=str(number)):
            x += number
        with pytest.raises(OverflowError, match=str(number)):
            x[0] = number
        assert not (x == number).any() and (x != number).all()
    same_bits(x, np.array([1, 2, 3], dtype))


def test_python_scalars_never_widen():
    for dtype in ALL[1:]:
        assert (tl.ones(2, dtype=dtype) + 1).dtype == dtype
        assert (tl.ones(2, dtype=dtype) + True).dtype == dtype
    assert (tl.ones(2, dtype="float32") * 1e-3).dtype == tl.float32
    assert (tl.ones(2, dtype="int8") * 0.5).dtype == tl.float64
    assert (tl.ones(2, dtype="bool") + 1).dtype == tl.int64
    assert (tl.ones(2, dtype="float32") + np.float64(1)).dtype == tl.float64  # a NumPy scalar is not weak


# ---- wraparound, array-likes, dtype= -----------------------------------------------------------------------
@pytest.mark.parametrize("dtype", SIGNED + UNSIGNED)
def test_integers_wrap_around(dtype):
    info = np.iinfo(dtype)
    x = np.array([info.max, info.min, info.max - 1], dtype)
    t = tl.array(x)
    with np.errstate(all="ignore"):
        for f in (
            lambda v: v + v,
            lambda v: v * v,
            lambda v: v - v[::-1],
            lambda v: -v,
            lambda v: v * 3,
            lambda v: v**5,
        ):
            same_bits(f(t), f(x))
        same_bits(tl.abs(t), np.abs(x))
        same_bits(tl.square(t), np.square(x))
    if info.min < 0:
        with np.errstate(all="ignore"):
            for name in DIVISIONS:  # min / -1
                same_bits(getattr(tl, name)(t, t.dtype.name and -1), getattr(np, name)(x, -1), name)


@pytest.mark.parametrize(
    "like", [[1.0, 2.0], (1.0, 2.0), np.array([1.0, 2.0]), range(1, 3), memoryview(np.array([1.0, 2.0]))]
)
def test_functions_take_array_likes(like):
    want = np.asarray(like)
    same_bits(tl.add(like, like), want + want)
    same_bits(tl.negative(like), -want)
    same_bits(tl.array([1.0, 1.0]) * like, np.ones(2) * want)
    same_bits(tl.sum(like), np.sum(want))


def test_dtype_argument_says_what_to_compute_in():
    x = np.array([100, 100], np.int8)
    same_bits(tl.add(tl.array(x), tl.array(x), dtype="int32"), np.add(x, x, dtype="int32"))
    same_bits(tl.sqrt(tl.array(x), dtype=tl.float64), np.sqrt(x, dtype="float64"))


def test_sqrt_and_arithmetic_are_correctly_rounded():
    """Against exact rational arithmetic, in the type itself."""
    from fractions import Fraction

    x, y = (mixed("float64", 300, seed, -1e3, 1e3) for seed in (20, 21))
    for name, f in {"add": lambda a, b: a + b, "multiply": lambda a, b: a * b}.items():
        got = BY_NAME[name].function(tl.array(x), tl.array(y)).numpy()
        for a, b, g in zip(x, y, got, strict=True):
            if np.isfinite([a, b, g]).all() and abs(g) > 1e-290:
                assert g == float(f(Fraction(a), Fraction(b))), (name, a, b)


@pytest.mark.parametrize("name", [s.name for s in BINARY if s.name in OPERATORS])
def test_operators_are_the_functions(name):
    x, y = tl.array([5, 3, 7]), tl.array([2, 3, 1])
    same_bits(OPERATORS[name](x, y), getattr(tl, name)(x, y))
    same_bits(OPERATORS[name](x, 2), getattr(tl, name)(x, 2))
    same_bits(OPERATORS[name](np.array([5, 3, 7]), y), getattr(np, name)(np.array([5, 3, 7]), y.numpy()))


def test_operators_leave_strangers_alone():
    class Stranger:
        def __radd__(self, other):
            return "mine"

        def __eq__(self, other):
            return "equal"

        __hash__ = None

    x = tl.ones(2)
    assert x + Stranger() == "mine"
    for other in (None, "text", {}, object()):
        with pytest.raises(TypeError):
            x + other
        with pytest.raises(TypeError):
            x < other


# What x86-64 and with it NumPy make of them, 32 bits wide for the integers up to that and 64 for the others.
BEYOND = [3e9, -3e9, 5e9, 1e20, -1e20, np.inf, -np.inf, np.nan, 2.0**31, 2.0**63, 2.0**64, 300.5, -1.5, -0.5]
LOW32, LOW64 = -(2**31), -(2**63)
CASTS = {
    "int32": [LOW32] * 11 + [300, -1, 0],
    "int64": [3 * 10**9, -3 * 10**9, 5 * 10**9] + [LOW64] * 5 + [2**31, LOW64, LOW64, 300, -1, 0],
    "uint32": [3 * 10**9, 2**31, 0, 0, 2**31, 0, 2**31, 2**31, 2**31, 0, 0, 300, 2**32 - 1, 0],
    "uint64": [
        3 * 10**9,
        -3 * 10**9 + 2**64,
        5 * 10**9,
        *[0, 2**63] * 2,
        2**63,
        2**31,
        2**63,
        0,
        300,
        2**64 - 1,
        0,
    ],
    "int8": [0] * 11 + [44, -1, 0],
    "int16": [0] * 11 + [300, -1, 0],
    "uint8": [0] * 11 + [44, 255, 0],
    "uint16": [0] * 11 + [300, 65535, 0],
}


@pytest.mark.parametrize("source", FLOATS)
@pytest.mark.parametrize("dtype", CASTS)
def test_floats_beyond_an_integers_range(dtype, source):
    x = np.repeat(np.array(BEYOND, source), 40)  # vector loops and what they leave over
    want = np.repeat(np.array(CASTS[dtype], dtype), 40)
    same_bits(tl.array(x).astype(dtype), want, "contiguous")
    same_bits(tl.array(x)[3::7].astype(dtype), want[3::7], "strided")
    same_bits(tl.array(BEYOND, dtype=source).astype(dtype), want[::40], "short")


def test_convolutions_with_steps_beyond_the_image():
    conv2d = tl.nn.functional.conv2d
    for k in (5000, 1 << 30, 1 << 31):  # each of four windows sees the pixel with another tap
        x = tl.full((1, 1, 1, 1), 3.0, requires_grad=True)
        w = tl.array([[[[1.0, 2], [3, 4]]]], requires_grad=True)
        y = conv2d(x, w, stride=k, dilation=k, padding=k)
        same_bits(y, 3 * np.array([[[[4.0, 3], [2, 1]]]]))
        y.sum().backward()
        assert x.grad.item() == 10
        same_bits(w.grad, np.full((1, 1, 2, 2), 3.0))
    k = 1 << 31
    y = conv2d(tl.ones((1, 1, 1, 3_000_000)), tl.ones((1, 1, 2, 2)), stride=k, dilation=k, padding=k)
    same_bits(y, np.array([[[[1.0, 1], [1, 1]]]]))
    with pytest.raises(MemoryError, match="conv2d"):
        conv2d(tl.ones((1, 1, 1, 1)), tl.ones((1, 1, 2, 2)), dilation=k, padding=k // 2)
    image = tl.ones((1, 1, 8, 8), requires_grad=True)
    conv2d(image, tl.ones((1, 1, 3, 3)), stride=10**7).backward()
    assert image.grad.sum().item() == 9 and (image.grad[0, 0, :3, :3] == 1).all()


def test_cross_entropy_without_classes():
    for dtype in FLOATS:
        rows, ignored = tl.ones((50, 0), dtype=dtype), tl.full(50, -100)
        loss = tl.nn.functional.cross_entropy(rows, ignored, reduction="none")
        same_bits(loss, np.zeros(50, dtype))
