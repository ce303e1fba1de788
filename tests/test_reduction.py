"""Every reduction against NumPy: axes, keepdims, dtypes, layouts, nan, empty, initial, where, out, errors.

Values are compared with NumPy where it is exact; sums, products and moments of floats with wider arithmetic,
because NumPy itself loses digits along an axis.
"""

import itertools
import pickle

import numpy as np
import pytest
from layouts import DTYPES, FLOATS, SIZES, STORED, same_bits, same_values, views
from samples import BY_NAME, REDUCTIONS, STATISTICS, generic, mixed

import tensorlab as tl

ARG = ("argmax", "argmin", "nanargmax", "nanargmin")
IDENTITY = ("sum", "prod", "any", "all", "nansum", "nanprod")
ROUNDED = ("sum", "prod", "nansum", "nanprod")
MOMENTS = ("mean", "var", "std", "nanmean", "nanvar", "nanstd")

named = pytest.mark.parametrize("name", [s.name for s in REDUCTIONS])
each_dtype = pytest.mark.parametrize("dtype", [*DTYPES, *STORED])


def function(name):
    return getattr(tl, name)


def numpy_reduction(name, x, **arguments):
    with np.errstate(all="ignore"):
        return getattr(np, name)(x, **arguments)


def agrees(name, got, x, what="", dtype=None, **arguments):
    """Exactly NumPy's result; for what rounds, within a few eps of the result in wider arithmetic."""
    want = np.asarray(numpy_reduction(name, x, **arguments, **({} if dtype is None else {"dtype": dtype})))
    what = f"{name} {x.dtype} {x.shape} {arguments} {what}"
    if want.dtype.kind != "f" or name not in (*ROUNDED, *MOMENTS):
        same_values(got, want, what)
        return
    got = got.numpy()
    assert got.dtype == want.dtype and got.shape == want.shape, f"{what}: {got.dtype} {got.shape}"
    wide = x.astype(np.longdouble)
    exact = np.asarray(numpy_reduction(name, wide, **arguments))
    # pairwise: the error grows with the logarithm of the count, and with the size of what is added
    count = max(x.size // max(want.size, 1), 1)
    if name in ("sum", "nansum"):
        size = np.asarray(numpy_reduction("nansum", np.abs(wide), **arguments))
        bound = (2 + np.log2(count + 1)) * np.finfo(want.dtype).eps / 2 * size
    elif name in ("prod", "nanprod"):
        bound = count * np.finfo(want.dtype).eps * np.abs(exact)
    else:
        size = np.asarray(
            numpy_reduction("nanmax", np.abs(wide), **{k: v for k, v in arguments.items() if k != "ddof"})
        )
        power = {"var": 2, "nanvar": 2}.get(name, 1)
        bound = (4 + np.log2(count + 1)) * np.finfo(want.dtype).eps * size**power
        bound = bound * (count if "ddof" in arguments else 1)
    finite = np.isfinite(exact) & (np.abs(exact) <= np.finfo(want.dtype).max)
    assert np.array_equal(
        np.where(finite, 0, got), np.where(finite, 0, exact.astype(want.dtype)), equal_nan=True
    ), what
    off = np.abs(np.where(finite, got, 0) - np.where(finite, exact, 0))
    assert (off <= np.where(finite, bound, 0) + np.finfo(want.dtype).smallest_subnormal).all(), (
        f"{what}: off by {off.max()}"
    )


def axis_subsets(ndim):
    yield None
    for n in range(ndim + 1):
        yield from itertools.combinations(range(ndim), n)
    yield from range(-ndim, ndim)


# ---- values ------------------------------------------------------------------------------------------------
@named
@each_dtype
def test_every_axis_subset(name, dtype):
    x = generic(dtype, 4 * 5 * 6, 0, -2, 2).reshape(4, 5, 6)
    t = tl.array(x)
    for axis in axis_subsets(3):
        if name in ARG and isinstance(axis, tuple):
            continue
        for keepdims in (False, True):
            if name.startswith("nanarg") and keepdims and axis is None:
                agrees(name, function(name)(t, axis=axis, keepdims=True), x, axis=axis, keepdims=True)
                continue
            agrees(name, function(name)(t, axis=axis, keepdims=keepdims), x, axis=axis, keepdims=keepdims)


@named
@each_dtype
def test_negative_axes_in_tuples(name, dtype):
    if name in ARG:
        with pytest.raises(TypeError, match=rf"^{name}: "):
            function(name)(tl.ones((2, 3), dtype=dtype), axis=(0, 1))
        return
    x = generic(dtype, 24, 1, -2, 2).reshape(2, 3, 4)
    for axis in ((-1, 0), (-1, -2), (1, -1), (-3, 1, 2), [0, -1]):
        agrees(name, function(name)(tl.array(x), axis=axis), x, axis=tuple(axis))


@named
@each_dtype
def test_sizes(name, dtype):
    """One long axis, of every size around the blocks: contiguous, strided, and as rows and columns."""
    for n in SIZES:
        x = generic(dtype, n + 1, n, -1.5, 1.5)
        t = tl.array(x)
        agrees(name, function(name)(t[:n]), x[:n])
        agrees(name, function(name)(t[1:]), x[1:], "misaligned")
        agrees(name, function(name)(t[::-2]), x[::-2], "strided")
        if n <= 4097:
            m = generic(dtype, 3 * n, n, -1.5, 1.5)
            agrees(name, function(name)(tl.array(m.reshape(3, n)), axis=1), m.reshape(3, n), axis=1)
            agrees(name, function(name)(tl.array(m.reshape(n, 3)), axis=0), m.reshape(n, 3), axis=0)
            agrees(name, function(name)(tl.array(m.reshape(n, 3)), axis=1), m.reshape(n, 3), axis=1)
            agrees(name, function(name)(tl.array(m.reshape(3, n)), axis=0), m.reshape(3, n), axis=0)


@named
@each_dtype
def test_layouts(name, dtype):
    for view, t, a in views(generic(dtype, 6 * 7 * 9, 2, -1.5, 1.5).reshape(6, 7, 9)):
        for axis in [None, *range(a.ndim)]:
            count = a.size if axis is None else a.shape[axis]
            if count == 0 and name not in IDENTITY:
                continue  # test_nothing_to_reduce
            agrees(name, function(name)(t, axis=axis), a, view, axis=axis)


@named
@pytest.mark.parametrize("dtype", FLOATS)
def test_nan_and_infinity(name, dtype):
    rng = np.random.default_rng(3)
    for n in (1, 2, 5, 16, 17, 100, 1000, 5000):
        for value in (np.nan, np.inf, -np.inf):
            for at in {0, n // 2, n - 1}:
                x = (rng.choice([-1, 1], n) * rng.uniform(0.99, 1.01, n)).astype(
                    dtype
                )  # products stay in range
                x[at] = value
                if name in ("nanargmax", "nanargmin") and np.isnan(x).all():
                    continue
                agrees(name, function(name)(tl.array(x)), x, f"{value} at {at} of {n}")
    x = rng.uniform(-1, 1, (7, 40)).astype(dtype)
    x[rng.random(x.shape) < 0.3] = np.nan
    for axis in (None, 0, 1):
        agrees(name, function(name)(tl.array(x), axis=axis), x, axis=axis)
        agrees(name, function(name)(tl.array(x).T, axis=axis), x.T, axis=axis)


@pytest.mark.parametrize("dtype", FLOATS)
def test_nothing_but_nan(dtype):
    x = np.full((3, 4), np.nan, dtype)
    t = tl.array(x)
    for name in ("nansum", "nanprod", "nanmean", "nanvar", "nanstd"):
        with np.errstate(all="ignore"):
            got = function(name)(t, axis=1)
        want = {"nansum": 0, "nanprod": 1}.get(name, np.nan)
        same_bits(got, np.full(3, want, dtype))
    for name in ("nanmax", "nanmin"):
        same_bits(function(name)(t, axis=0), np.full(4, np.nan, dtype))
    for name in ("nanargmax", "nanargmin"):
        for axis in (None, 0, 1):
            with pytest.raises(ValueError, match=rf"^{name}: "):
                function(name)(t, axis=axis)


@pytest.mark.parametrize("name", ["max", "min", "nanmax", "nanmin"])
def test_extremes_of_equal_values_and_special_values(name):
    for dtype in (*DTYPES, *STORED):
        x = mixed(dtype, 300, 5)
        for n in (1, 2, 3, 17, 300):
            agrees(name, function(name)(tl.array(x[:n])), x[:n])


@pytest.mark.parametrize("name", ARG)
@each_dtype
def test_first_of_equals(name, dtype):
    for n in (1, 2, 15, 16, 17, 63, 64, 65, 257, 4097, 20000):
        x = np.ones(n, dtype)
        agrees(name, function(name)(tl.array(x)), x, "all equal")
        x[n // 2 :] = 0
        agrees(name, function(name)(tl.array(x)), x, "two runs")
        agrees(name, function(name)(tl.array(x)[::-1]), x[::-1], "two runs, reversed")


@pytest.mark.parametrize("dtype", FLOATS)
def test_sums_keep_their_digits_along_every_axis(dtype):
    """A naive float32 sum of 2**20 tenths is off by percents; the bound is that of pairwise summation."""
    x = np.full((2048, 512), 0.1, dtype)
    for axis, shape in ((0, 512), (1, 2048)):
        exact = np.full(shape, np.longdouble(x[0, 0]) * x.shape[axis])
        np.testing.assert_allclose(
            tl.sum(tl.array(x), axis=axis).numpy(), exact, rtol=4 * np.finfo(dtype).eps
        )
        np.testing.assert_allclose(
            tl.sum(tl.array(x).T, axis=1 - axis).numpy(), exact, rtol=4 * np.finfo(dtype).eps
        )
        np.testing.assert_allclose(
            tl.mean(tl.array(x), axis=axis).numpy(), x[0, 0], rtol=4 * np.finfo(dtype).eps
        )
        assert (tl.var(tl.array(x), axis=axis).numpy() < 1e-12).all()
    total = tl.sum(tl.array(x)).item()
    assert abs(total / (float(x[0, 0]) * x.size) - 1) < 4 * np.finfo(dtype).eps


@pytest.mark.parametrize("name", ["sum", "prod", "nansum", "nanprod"])
@pytest.mark.parametrize("dtype", DTYPES[:9])
def test_integers_are_widened_and_wrap(name, dtype):
    x = generic(dtype, 10000, 7)
    agrees(name, function(name)(tl.array(x)), x)
    agrees(name, function(name)(tl.array(x.reshape(100, 100)), axis=0), x.reshape(100, 100), axis=0)
    for computed in ("int8", "int64", "float32", "float64"):
        y = x[:20] % 3 if dtype != "bool" else x[:20]
        want = numpy_reduction(name, y, dtype=computed)
        same_bits(function(name)(tl.array(y), dtype=computed), np.asarray(want), f"dtype={computed}")


# ---- moments -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", MOMENTS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_moments(name, dtype):
    x = generic(dtype, 4 * 5 * 6, 8, -2, 2).reshape(4, 5, 6)
    if dtype in ("int64", "uint64"):
        x = x % 1000
    for axis in axis_subsets(3):
        for keepdims in (False, True):
            agrees(
                name,
                function(name)(tl.array(x), axis=axis, keepdims=keepdims),
                x,
                axis=axis,
                keepdims=keepdims,
            )
    if "mean" not in name:
        for ddof in (1, 0.5, 2):
            want = numpy_reduction(name, x.astype("float64"), axis=0, ddof=ddof)
            got = function(name)(tl.array(x), axis=0, ddof=ddof)
            np.testing.assert_allclose(got.numpy(), want, rtol=2e-6 if dtype == "float32" else 1e-13)
            same_bits(got, function(name)(tl.array(x), axis=0, correction=ddof))
        with pytest.raises(ValueError, match=rf"^{name}: .*ddof.*correction"):
            function(name)(tl.array(x), ddof=1, correction=1)


@pytest.mark.parametrize("name", MOMENTS)
@pytest.mark.parametrize("dtype", FLOATS)
def test_moments_with_nan_and_where(name, dtype):
    rng = np.random.default_rng(9)
    x = rng.uniform(-2, 2, (5, 30)).astype(dtype)
    x[rng.random(x.shape) < 0.2] = np.nan
    x[0] = np.nan
    x[1] = 1
    mask = rng.random((5, 30)) < 0.7
    for axis in (None, 0, 1):
        agrees(name, function(name)(tl.array(x), axis=axis), x, axis=axis)
        want = numpy_reduction(name, x.astype("float64"), axis=axis, where=mask)
        got = function(name)(tl.array(x), axis=axis, where=tl.array(mask))
        np.testing.assert_allclose(got.numpy(), want, rtol=1e-5 if dtype == "float32" else 1e-12, atol=1e-6)


@pytest.mark.parametrize("name", MOMENTS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_moments_in_a_dtype_asked_for(name, dtype):
    """Integers too: the mean and the squares are cut off on the way, as NumPy does."""
    for source in ("int8", "int64", "uint8", "bool", "float32", "float64"):
        x = np.array([[1.7, 2.7, 7.9]] * 2 if source == "float64" else [[1, 2, 7], [3, 0, 4]], source)
        for axis in (None, 0, 1):
            arguments = {"axis": axis, "dtype": dtype}
            try:
                want = numpy_reduction(name.replace("std", "var"), x, **arguments)
                if "std" in name:  # NumPy's own cuts off numbers, but refuses arrays
                    want = np.sqrt(want, dtype=None if want.dtype.kind == "f" else "float64").astype(dtype)
            except TypeError:  # NumPy subtracts no booleans, and skips no nan in integers
                with pytest.raises(TypeError):
                    function(name)(tl.array(x), **arguments)
                continue
            got = function(name)(tl.array(x), **arguments)
            assert got.dtype == want.dtype
            np.testing.assert_allclose(got.numpy(), want, rtol=1e-6, atol=1e-6)
    out = tl.zeros(2, dtype="float64")
    function(name)(tl.array([[1, 2, 7], [3, 0, 4]]), axis=1, dtype=dtype, out=out)
    want = function(name)(tl.array([[1, 2, 7], [3, 0, 4]]), axis=1, dtype=dtype).numpy()
    np.testing.assert_allclose(out.numpy(), want, rtol=1e-6)


def test_integer_moments_with_where():
    x, mask = np.array([1, 2, 7, 100]), np.array([True, True, True, False])
    for name in MOMENTS:
        want = numpy_reduction(name, x, dtype="int16", where=mask)
        same_bits(function(name)(tl.array(x), dtype="int16", where=mask), np.asarray(want))


def test_variance_does_not_cancel():
    x = np.array([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
    assert tl.var(tl.array(x), ddof=1).item() == 30.0
    assert tl.var(tl.array(x), mean=tl.array([1e9 + 10])).item() == 22.5


def test_average():
    x = np.arange(12.0).reshape(3, 4)
    for axis, weights in ((None, None), (0, [1, 2, 3]), (1, [0.5, 1, 0, 2]), (None, x + 1), (0, x + 1)):
        want, total = np.average(x, axis=axis, weights=weights, returned=True)
        got, weight = tl.average(tl.array(x), axis=axis, weights=weights, returned=True)
        np.testing.assert_allclose(got.numpy(), want, rtol=1e-15)
        np.testing.assert_allclose(weight.numpy(), total, rtol=1e-15)
    for one in (*DTYPES, *STORED):
        for two in (*DTYPES, *STORED):
            a, w = np.array([1, 0], one), np.array([1, 1], two)
            got, weight = tl.average(tl.array(a), weights=tl.array(w), returned=True)
            want, total = np.average(a, weights=w, returned=True)
            assert (got.dtype, weight.dtype) == (want.dtype, total.dtype)
    with pytest.raises(ZeroDivisionError, match=r"^average: "):
        tl.average(tl.array(x), axis=0, weights=[0, 0, 0])
    with pytest.raises(ValueError, match=r"^average: "):
        tl.average(tl.array(x), axis=0, weights=[1, 2])
    with pytest.raises(TypeError, match=r"^average: "):
        tl.average(tl.array(x), weights=[1, 2, 3])


# ---- nothing to reduce -------------------------------------------------------------------------------------
@named
@each_dtype
def test_nothing_to_reduce(name, dtype):
    for shape in ((0,), (0, 3), (3, 0), (2, 0, 3)):
        x = np.zeros(shape, dtype)
        for axis in [None, *range(len(shape))]:
            try:
                numpy_reduction(name, x, axis=axis)
            except ValueError:
                with pytest.raises(ValueError, match=rf"^{name}: ") as error:
                    function(name)(tl.array(x), axis=axis)
                assert str(shape) in str(error.value)
            else:
                agrees(name, function(name)(tl.array(x), axis=axis), x, axis=axis)


@pytest.mark.parametrize("name", MOMENTS)
def test_moments_of_nothing_are_nan(name):
    for shape, axis, result in (((0,), None, ()), ((0, 3), 0, (3,)), ((2, 0), 1, (2,))):
        same_bits(function(name)(tl.zeros(shape), axis=axis), np.full(result, np.nan))


@named
@each_dtype
def test_zero_dimensions(name, dtype):
    x = np.array(1, dtype)
    agrees(name, function(name)(tl.array(x)), x)
    if name not in ARG:
        agrees(name, function(name)(tl.array(x), axis=()), x, axis=())


# ---- initial, where, out -----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["sum", "prod", "max", "min", "nansum", "nanprod", "nanmax", "nanmin"])
@pytest.mark.parametrize("dtype", [d for d in DTYPES if d != "bool"])
def test_initial_and_where(name, dtype):
    x = generic(dtype, 60, 11, -2, 2).reshape(3, 4, 5)
    x = x if x.dtype.kind == "f" else x % 7
    mask = np.random.default_rng(0).random((3, 4, 5)) < 0.6
    mask[:, 0] = False
    f, t = function(name), tl.array(x)
    tolerance = {"rtol": 1e-5 if dtype == "float32" else 1e-13, "atol": 1e-6 if dtype == "float32" else 1e-14}
    for axis in (None, 0, (0, 2), -1):
        for options in (
            {"initial": 3},
            {"initial": 2, "where": mask},
            {"initial": 1, "where": mask[0, :, :1]},
        ):
            want = np.asarray(numpy_reduction(name, x, axis=axis, **options))
            got = f(t, axis=axis, **{k: tl.array(v) if k == "where" else v for k, v in options.items()})
            assert got.dtype == want.dtype
            np.testing.assert_allclose(got.numpy(), want, **tolerance)
        if name in IDENTITY:
            got, want = f(t, axis=axis, where=mask), numpy_reduction(name, x, axis=axis, where=mask)
            np.testing.assert_allclose(got.numpy(), want, **tolerance)
    if name not in IDENTITY:
        with pytest.raises(ValueError, match=rf"^{name}: .*initial"):
            f(t, where=tl.array(mask))
    empty = np.zeros((0, 3), dtype)
    if name not in IDENTITY:
        with pytest.raises(TypeError, match=rf"^{name}: not defined for complex64"):
            f(tl.array(empty, dtype=tl.complex64), initial=4)
    same_bits(
        f(tl.array(empty), axis=0, initial=4), np.asarray(numpy_reduction(name, empty, axis=0, initial=4))
    )


@pytest.mark.parametrize("name", ["any", "all"])
def test_logical_where(name):
    x = np.array([[True, False, False], [False, False, True]])
    mask = np.array([[False, True, True], [True, False, True]])
    for axis in (None, 0, 1):
        want = np.asarray(getattr(np, name)(x, axis=axis, where=mask))
        same_bits(function(name)(tl.array(x), axis=axis, where=tl.array(mask)), want)


@pytest.mark.parametrize(
    "name", [s.name for s in REDUCTIONS if not s.name.startswith("nanarg")] + list(MOMENTS)
)
def test_out(name):
    x = tl.array(np.random.default_rng(12).uniform(-2, 2, (4, 5, 6)))
    f = function(name)
    for axis in (1, None):
        want = f(x, axis=axis)
        out = tl.zeros_like(want)
        assert f(x, axis=axis, out=out) is out
        same_bits(out, want)
    want = f(x, axis=1)
    strided = tl.zeros((6, 8), dtype=want.dtype).T[::2]
    assert f(x, axis=1, out=strided) is strided
    same_bits(strided, want)
    wrong = tl.ones((5, 6), dtype=want.dtype)
    with pytest.raises(ValueError, match=rf"^{name}: ") as error:
        f(x, axis=1, out=wrong)
    assert "(5, 6)" in str(error.value) and "(4, 6)" in str(error.value)
    assert (wrong == 1).all()
    if want.dtype == "float64":
        whole = tl.full((4, 6), 7, dtype="int64")
        with pytest.raises(TypeError, match=rf"^{name}: .*float64.*int64"):
            f(x, axis=1, out=whole)
        assert (whole == 7).all()
    array = np.zeros((4, 6), str(want.dtype))
    assert f(x, axis=1, out=array) is array
    same_bits(tl.array(array), want)


# ---- bad axes ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", [s.name for s in REDUCTIONS] + list(MOMENTS) + ["ptp", "count_nonzero"])
def test_bad_axes(name):
    x, f = tl.ones((2, 3)), function(name)
    for axis in (2, -3, 10**30, -(10**30)):
        with pytest.raises(tl.AxisError, match=rf"^{name}: axis {axis} is out of range for 2 axes"):
            f(x, axis=axis)
    assert issubclass(tl.AxisError, ValueError) and issubclass(tl.AxisError, IndexError)
    error = pickle.loads(pickle.dumps(tl.AxisError("text")))
    assert isinstance(error, np.exceptions.AxisError) and type(error) is type(tl.AxisError("text"))
    assert str(error) == "text"
    for axis in (1.0, "0"):
        with pytest.raises(TypeError, match=rf"^{name}: "):
            f(x, axis=axis)
    if name not in ARG:
        with pytest.raises(tl.AxisError, match=rf"^{name}: "):
            f(x, axis=(0, 2))
        with pytest.raises(ValueError, match=rf"^{name}: .*twice"):
            f(x, axis=(0, 0))
        with pytest.raises(ValueError, match=rf"^{name}: .*twice"):
            f(x, axis=(0, -2))


# ---- methods, and the rest ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name", ["sum", "prod", "max", "min", "any", "all", "argmax", "argmin", "mean", "var", "std"]
)
def test_methods_are_the_functions(name):
    x = tl.array(np.random.default_rng(13).uniform(-2, 2, (4, 5)))
    same_bits(getattr(x, name)(), function(name)(x))
    same_bits(getattr(x, name)(axis=1, keepdims=True), function(name)(x, axis=1, keepdims=True))
    same_bits(getattr(x, name)(0), function(name)(x, 0))


@pytest.mark.parametrize("dtype", DTYPES)
def test_counting_and_range(dtype):
    x = generic(dtype, 60, 14).reshape(3, 4, 5)
    for axis in (None, 0, -1, (0, 2)):
        same_bits(tl.count_nonzero(tl.array(x), axis=axis), np.asarray(np.count_nonzero(x, axis=axis)))
        if dtype != "bool":
            same_bits(tl.ptp(tl.array(x), axis=axis), np.asarray(np.ptp(x, axis=axis)))


def test_aliases():
    """The same but for `dim`, with which max and min tell the places, too."""
    x = tl.array([[1.0, 7.0], [5.0, 3.0]])
    for a, b in ((tl.amax, tl.max), (tl.amin, tl.min)):
        for call in (
            dict(),
            dict(axis=1),
            dict(axis=0, keepdims=True, initial=4.0),
            dict(axis=1, where=x > 2, initial=4.0),
        ):
            assert a(x, **call).tolist() == b(x, **call).tolist()
        assert a(x, dim=1).tolist() == b(x, dim=1).values.tolist()


def test_registry_holds_every_moment():
    assert {s.name for s in STATISTICS} >= set(MOMENTS) and all(n in BY_NAME for n in ARG)


@pytest.mark.parametrize("dtype", ["int64", "uint64", "int8", "bool"])
@pytest.mark.parametrize("name", ["sum", "prod", "any", "all", "max"])
def test_integers_into_a_floating_out(name, dtype):
    x = np.array([1, 1, 1, 1]).astype(dtype)
    if dtype.endswith("64"):
        x *= 2**62
    for kind in ("float32", "float64"):
        got, want = tl.zeros((), dtype=kind), np.zeros((), kind)
        getattr(tl, name)(tl.array(x), out=got)
        getattr(np, name)(x, out=want)
        assert got.item() == want.item(), kind


def test_any_and_all_of_numbers_that_float32_does_not_have():
    for name in ("any", "all"):
        out = tl.zeros((), dtype="float32")
        assert getattr(tl, name)(tl.array([1e-300]), out=out) is out and out.item() == 1


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "complex64", "complex128"])
def test_sums_of_negative_zeros_are_zero(dtype):
    """As in NumPy, along every axis and of any length."""
    for shape in ((1,), (2,), (3, 4), (100, 7), (5000,)):
        a = np.full(shape, -0.0, dtype=dtype)
        for axis in (None, *range(len(shape))):
            for name in ("sum", "nansum", "mean"):
                got, expected = getattr(tl, name)(tl.array(a), axis=axis), getattr(np, name)(a, axis=axis)
                parts = (got.real, got.imag) if got.dtype.kind == "c" else (got,)
                assert not any(tl.any(tl.signbit(part)) for part in parts), (name, shape)
                np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [4095, 8191, 8192, 8193, 12288, 20001])
def test_variance_of_long_lines(n, dtype):
    """Of parts, put together; what lies far from 0 loses no digits."""
    x = (np.random.default_rng(n).standard_normal((2, n)) + 1000).astype(dtype)
    exact, bound = x.astype("float64").var(axis=1), 1e-6 if dtype == "float32" else 1e-13
    spacing = np.spacing(x.max())
    for i, line in enumerate(x):
        t = tl.array(line)
        assert abs(t.var() - exact[i]) <= bound * exact[i]
        assert t.var(ddof=1, keepdims=True).shape == (1,) and t.reshape(1, n).var().ndim == 0
        assert abs(t.reshape(1, 1, n).var(axis=(1, 2)) - exact[i]) <= bound * exact[i]
        assert abs(t.std(correction=1) - line.astype("float64").std(ddof=1)) <= bound
        assert abs(t[::-1].var() - exact[i]) <= bound * exact[i]
    np.testing.assert_allclose(tl.array(x).var(axis=1), exact, rtol=bound)
    np.testing.assert_allclose(tl.array(x).var(), x.astype("float64").var(), rtol=bound)
    for special in (np.nan, np.inf):
        x[0, n // 2] = special
        assert np.isnan(tl.array(x).var(axis=1)).tolist() == [True, False] and tl.isnan(tl.array(x).var())
    t = tl.array(x[1], requires_grad=True)
    t.var().backward()
    np.testing.assert_allclose(t.grad, 2 * (x[1] - x[1].mean(dtype="float64")) / n, atol=2 * spacing / n)
