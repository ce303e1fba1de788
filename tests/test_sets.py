"""Sets and orders of several keys: NumPy as the oracle."""

import itertools

import numpy as np
import pytest
from layouts import DTYPES, same_bits, same_values, views
from samples import special

import tensorlab as tl

REAL = [*DTYPES, "float16"]
OPTIONS = [
    dict(zip(("return_index", "return_inverse", "return_counts"), asked, strict=True))
    for asked in itertools.product((False, True), repeat=3)
]
PAIRS = ["union1d", "intersect1d", "setdiff1d", "setxor1d"]


def drawn(dtype, n=200, seed=0):
    """Values that occur several times, among them nan, infinities, both zeros and the extremes."""
    rng = np.random.default_rng([seed, n])
    pool = special(dtype) if np.dtype(dtype).kind != "c" else special("float64")[::3] * (1 - 2j)
    with np.errstate(all="ignore"):
        return rng.choice(pool, n).astype(dtype)


def same(got, want):
    got, want = (x if isinstance(x, tuple) else (x,) for x in (got, want))
    assert len(got) == len(want)
    for g, w in zip(got, want, strict=True):
        assert isinstance(g, tl.Tensor)
        same_values(g, np.asarray(w))


@pytest.mark.parametrize("dtype", [*REAL, "complex64", "complex128"])
def test_unique(dtype):
    for a in (drawn(dtype), drawn(dtype, 6).reshape(2, 3), drawn(dtype, 1)[0], drawn(dtype, 0)):
        for options in OPTIONS:
            for equal_nan in (True, False):
                got = tl.unique(tl.array(a), **options, equal_nan=equal_nan)
                # which nan is which, NumPy tells in order only when it is asked where they are
                want = np.unique(a, **{**options, "return_index": True}, equal_nan=equal_nan)
                want = want if options["return_index"] else (want[0], *want[2:])
                same(got, want if len(want) > 1 else want[0])
        same(tuple(tl.unique_all(tl.array(a))), tuple(np.unique_all(a)))
        same(tuple(tl.unique_counts(tl.array(a))), tuple(np.unique_counts(a)))
        same(tuple(tl.unique_inverse(x=tl.array(a))), tuple(np.unique_all(a))[::2])
        same_values(tl.unique_values(tl.array(a)), np.unique(a, equal_nan=False))


@pytest.mark.parametrize("dtype", ["int32", "float64", "float16", "complex64"])
def test_unique_along_an_axis(dtype):
    a = np.random.default_rng(0).integers(0, 2, (4, 3, 2)).astype(dtype)
    for axis in (0, 1, -1):
        for options in OPTIONS:
            same(tl.unique(tl.array(a), axis=axis, **options), np.unique(a, axis=axis, **options))
    same(tl.unique(tl.array(a[:, 0, 0]), axis=0), np.unique(a[:, 0, 0], axis=0))
    b = tl.array([[1, 2], [1, 2]], dtype=tl.bfloat16)
    assert tl.unique(b, axis=0).dtype == tl.bfloat16 and tl.unique(b, axis=0).tolist() == [[1, 2]]


def test_of_any_layout():
    a = np.random.default_rng(0).integers(0, 9, (4, 5, 6)) * 0.5
    for name, t, x in views(a):
        for got, want in zip(tl.unique_all(t), np.unique_all(x), strict=True):
            same_bits(got, want, name)
        same_bits(tl.isin(t, [0.5, 2.0]), np.isin(x, [0.5, 2.0]), name)
        same_bits(tl.union1d(t, x), np.union1d(x, x), name)


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("dtype", [*REAL, "complex128"])
def test_of_two(name, dtype):
    for n, m in ((200, 100), (5, 3), (1, 0), (0, 4), (0, 0)):
        a, b = drawn(dtype, n), drawn(dtype, m, 1)
        same(getattr(tl, name)(tl.array(a), tl.array(b)), getattr(np, name)(a, b))
        if name == "union1d":
            continue
        a, b = (np.random.default_rng(1).permutation(np.unique(x[x == x])) for x in (a, b))
        same(getattr(tl, name)(tl.array(a), b, True), getattr(np, name)(a, b, True))
    if name == "intersect1d":
        for unique in (False, True):
            options = {"assume_unique": unique, "return_indices": True}
            same(tl.intersect1d(tl.array(a), b, **options), np.intersect1d(a, b, **options))


@pytest.mark.parametrize("name", [*PAIRS, "isin"])
def test_of_unlike_dtypes_and_lists(name):
    x, y = [3, 1, 2, 2], [2.0, 0.5, 2.0]
    ours, theirs = getattr(tl, name), getattr(np, name)
    same(ours(x, y), theirs(x, y))
    same(ours(tl.array([x, x]), y), theirs(np.array([x, x]), y))
    for a, b in itertools.product(("bool", "int8", "uint8", "uint64", "int64", "float32"), repeat=2):
        p, q = (x[abs(x.astype(float)) < 2.0**53] for x in (drawn(a, 40), drawn(b, 60, 1)))
        same(ours(tl.array(p), tl.array(q)), theirs(p, q))
    with pytest.raises(TypeError, match=rf"^{name}: "):
        ours("abc", x)


@pytest.mark.parametrize("dtype", [*REAL, "complex64"])
def test_isin(dtype):
    for n, m in ((300, 200), (300, 3), (3, 300), (1, 1), (0, 2), (2, 0)):
        a, b = drawn(dtype, n), drawn(dtype, m, 1)
        for invert in (False, True):
            kinds = (
                (None, "sort", "table")
                if np.dtype(dtype).itemsize < 4 and a.dtype.kind in "iu"
                else (None, "sort")
            )
            for kind in kinds:
                got = tl.isin(tl.array(a), tl.array(b), invert=invert, kind=kind)
                same_bits(got, np.isin(a, b, invert=invert))
    few = np.random.default_rng(0).integers(-20, 20, 500)
    for kind in (None, "sort", "table"):
        got = tl.isin(few.reshape(5, 100), few[:9] * 2, kind=kind)
        same_bits(got, np.isin(few.reshape(5, 100), few[:9] * 2))
    with pytest.raises(RuntimeError, match=r"^isin: a table from -1 to 9223372036854775807 is too large"):
        tl.isin([1], [-1, 2**63 - 1], kind="table")
    assert tl.isin(3, [1, 3]).item() is True and tl.isin(element=[1], test_elements=[2]).tolist() == [False]
    for error, kind in ((ValueError, "other"), (ValueError, "table")):
        with pytest.raises(error, match=r"^isin: kind"):
            tl.isin([0.5], [0.5], kind=kind)


def test_sets_have_no_history():
    x = tl.array([1.0, 2.0], requires_grad=True)
    for name in (*PAIRS, "unique", "unique_all", "unique_counts", "unique_inverse", "unique_values"):
        with pytest.raises(RuntimeError, match=rf"^{name}: has no derivative here"):
            getattr(tl, name)(*((x, x) if name in PAIRS else (x,)))
    assert tl.isin(x, x).tolist() == [True, True] and not tl.isin(x, x).requires_grad
    with pytest.raises(tl.AxisError, match=r"^unique: axis 2"):
        tl.unique([[1]], axis=2)


# ---- orders ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", REAL)
def test_lexsort(dtype):
    keys = [drawn(dtype, 300, seed) for seed in range(3)]
    same_bits(tl.lexsort([tl.array(k) for k in keys]), np.lexsort(keys))
    same_bits(tl.lexsort(tl.array(np.stack(keys))), np.lexsort(np.stack(keys)))
    cube = np.random.default_rng(0).integers(0, 3, (3, 4, 5)).astype(dtype)
    for axis in (0, 1, -1):
        same_bits(tl.lexsort(tl.array(cube), axis=axis), np.lexsort(cube, axis=axis))


def test_lexsort_of_other_things():
    assert tl.lexsort([5, 6]).tolist() == np.lexsort([5, 6]) == 0
    same_bits(tl.lexsort(([2, 1, 2], [0.5, 0.5, 0.0])), np.lexsort(([2, 1, 2], [0.5, 0.5, 0.0])))
    same_bits(tl.lexsort(([], [])), np.lexsort(([], [])))
    x = tl.array([2.0, 1.0], requires_grad=True)
    assert tl.lexsort((x,)).tolist() == [1, 0]
    for error, arguments in (
        (TypeError, ((),)),
        (TypeError, (5,)),
        (ValueError, ([[1, 2], [3]],)),
        (tl.AxisError, ([[1, 2]], 1)),
        (TypeError, ([[1j, 2]],)),
    ):
        with pytest.raises(error, match=r"^lexsort: "):
            tl.lexsort(*arguments)


@pytest.mark.parametrize("dtype", [*REAL, "complex64", "complex128"])
def test_sort_complex(dtype):
    a = drawn(dtype, 60).reshape(3, 20)
    if a.dtype.kind == "c":
        a.imag = np.random.default_rng(0).permutation(a.imag.ravel()).reshape(a.shape)
    same_values(tl.sort_complex(tl.array(a)), np.sort_complex(a))
    same_values(tl.sort_complex(tl.array(a).T), np.sort_complex(a.T))


def test_sort_complex_has_a_gradient():
    z = tl.array([2 + 1j, 1 + 2j, 1 + 1j], requires_grad=True)
    tl.sum(tl.abs(tl.sort_complex(z)) ** 2 * tl.array([1.0, 2.0, 3.0])).backward()
    assert tl.allclose(z.grad, [6 * (2 + 1j), 4 * (1 + 2j), 2 * (1 + 1j)])
    with pytest.raises(tl.AxisError, match=r"^sort_complex: "):
        tl.sort_complex(3)


@pytest.mark.parametrize("name", ["sort", "argsort"])
def test_arguments_of_sorting(name):
    ours, theirs, x = getattr(tl, name), getattr(np, name), [3, 1, 2]
    for options in ({"kind": "stable"}, {"stable": True}, {"stable": False}, {"axis": None, "order": None}):
        same_bits(ours(a=x, **options), theirs(a=x, **options))
    assert ours(x, descending=True).tolist() == ([3, 2, 1] if name == "sort" else [0, 2, 1])
    for options in ({"order": "x"}, {"kind": "stable", "stable": True}, {"kind": "other"}):
        for function in (ours, theirs):
            with pytest.raises(ValueError):
                function(x, **options)
        with pytest.raises(ValueError, match=rf"^{name}: "):
            ours(x, **options)


@pytest.mark.parametrize("kind", [None, "sort", "table"])
def test_signed_and_unsigned_are_compared_as_integers(kind):
    a, b = np.array([2**53 + 1, -1, 5, 2**53 + 3]), np.array([2**53, 2**64 - 1, 2**53 + 3, 5], "uint64")
    b = b[2:3] if kind == "table" else b
    want = [int(v) in b.tolist() for v in a]
    assert tl.isin(a, b, kind=kind).tolist() == want
    assert tl.isin(a, b, kind=kind, invert=True).tolist() == [not v for v in want]
    assert tl.isin(b, a, kind=kind if kind != "table" else None).tolist() == [int(v) in a.tolist() for v in b]
    assert tl.setdiff1d(a, b).tolist() == sorted(int(v) for v in a if int(v) not in b.tolist())
