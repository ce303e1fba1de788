"""A Python number takes the dtype of its target or of the tensor beside it, whatever the default dtype is."""

import numpy as np
import pytest

import tensorlab as tl

X = [1.0, np.nan, np.inf]


@pytest.fixture
def float32_default():
    tl.set_default_dtype(tl.float32)
    yield
    tl.set_default_dtype(None)


def copied_to(m, source, where=True):
    x = m.zeros(3, dtype="float64")
    m.copyto(x, source, where=where)
    return x


# each call on m = tl under the default float32, and on NumPy; x is float64
CALLS = {
    "full": lambda m, x: m.full(2, 0.1, dtype="float64"),
    "full of a list": lambda m, x: m.full((2, 2), [0.1, 0.2], dtype="float64"),
    "full_like": lambda m, x: m.full_like(x, 0.1),
    "full_like of a list": lambda m, x: m.full_like(x, [0.1, 0.2, 0.3]),
    "copyto": lambda m, x: copied_to(m, 0.1),
    "copyto of a list": lambda m, x: copied_to(m, [0.1, 0.2, 0.3]),
    "copyto where": lambda m, x: copied_to(m, 0.1, [True, False, True]),
    "pad": lambda m, x: m.pad(x, 1, constant_values=0.1),
    "pad with two": lambda m, x: m.pad(x, 1, constant_values=(0.1, 0.2)),
    "append": lambda m, x: m.append(x, 0.1),
    "append a list": lambda m, x: m.append(x, [0.1, 0.2]),
    "append to a list": lambda m, x: m.append([0.1], x),
    "append to integers": lambda m, x: m.append(m.asarray([1, 2]), [0.1]),
    "concatenate": lambda m, x: m.concatenate([x, [0.1]]),
    "concatenate dtype": lambda m, x: m.concatenate([[0.1], [0.2]], dtype="float64"),
    "stack": lambda m, x: m.stack([x, [0.1, 0.2, 0.3]]),
    "vstack": lambda m, x: m.vstack([x, [0.1, 0.2, 0.3]]),
    "hstack": lambda m, x: m.hstack([[0.1], x]),
    "nan_to_num": lambda m, x: m.nan_to_num(x, nan=0.1, posinf=0.2),
    "logspace": lambda m, x: m.logspace(0.1, 1.3, 3, dtype="float64"),
    "logspace of lists": lambda m, x: m.logspace([0.1], [1.3], 3, dtype="float64"),
    "linspace": lambda m, x: m.linspace(0.1, 0.7, 5, dtype="float64"),
    "linspace of lists": lambda m, x: m.linspace([0.1], [0.7], 5, dtype="float64"),
    "linspace beside": lambda m, x: m.linspace(x[:1], [0.7], 5),
    "arange": lambda m, x: m.arange(0.1, 0.9, 0.1, dtype="float64"),
    "where": lambda m, x: m.where([True, False, False], x, 0.1),
    "where list": lambda m, x: m.where([True, False, False], x, [0.1, 0.2, 0.3]),
    "clip": lambda m, x: m.clip(x, 0.1, 0.7),
    "clip lists": lambda m, x: m.clip(x, [0.1] * 3, [0.7] * 3),
    "isclose": lambda m, x: m.isclose(m.full(1, 0.1, dtype="float64"), 0.1, rtol=0, atol=0),
    "isclose list": lambda m, x: m.isclose(m.full(1, 0.1, dtype="float64"), [0.1], rtol=0, atol=0),
    "isclose first": lambda m, x: m.isclose(0.1, m.full(1, 0.1, dtype="float64"), rtol=0, atol=0),
    "allclose": lambda m, x: m.allclose(m.full(1, 0.1, dtype="float64"), [0.1], rtol=0, atol=0),
    "array_equal": lambda m, x: m.array_equal(m.full(1, 0.1, dtype="float64"), [0.1]),
    "searchsorted": lambda m, x: m.searchsorted(m.full(1, 0.1, dtype="float64"), [0.1]),
    "searchsorted number": lambda m, x: m.searchsorted(m.full(1, 0.1, dtype="float64"), 0.1),
    "searchsorted list": lambda m, x: m.searchsorted([0.1, 0.2], m.full(1, 0.1, dtype="float64")),
    "heaviside": lambda m, x: m.heaviside(m.zeros(1, dtype="float64"), [0.1]),
    "average": lambda m, x: m.average(m.asarray([1.0, 2.0], dtype="float64"), weights=[0.1, 0.2]),
    "var": lambda m, x: m.var(m.asarray([1.0, 2.0], dtype="float64"), mean=[0.1]),
    "mean": lambda m, x: m.mean([0.1, 0.3], dtype="float64"),
    "std": lambda m, x: m.std([0.1, 0.3], dtype="float64"),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.usefixtures("float32_default")
def test_not_by_way_of_the_default_dtype(name):
    got = CALLS[name](tl, tl.array(X, dtype="float64"))
    want = np.asarray(CALLS[name](np, np.array(X)))
    assert np.asarray(got).dtype == want.dtype
    np.testing.assert_allclose(np.asarray(got), want, rtol=4e-16)


@pytest.mark.usefixtures("float32_default")
def test_the_default_is_for_what_has_no_other_dtype():
    for t in (
        tl.full(2, 0.1),
        tl.linspace(0.1, 1, 3),
        tl.logspace(0, 1, 3),
        tl.append([0.1], 0.2),
        tl.ones(1),
    ):
        assert t.dtype == tl.float32
    assert tl.astype(0.1, "float64").item() == 0.1 and tl.array(0.1, dtype="float64").item() == 0.1


F4 = np.array([0.1, 0.2, 0.3], "float32")
BESIDE_F4 = {
    "isclose": lambda m, x: m.isclose(x, 0.1, rtol=0, atol=0),
    "isclose first": lambda m, x: m.isclose(0.1, x, rtol=0, atol=0),
    "isclose list": lambda m, x: m.isclose(x, [0.1, 0.2, 0.3], rtol=0, atol=0),
    "isclose beyond": lambda m, x: m.isclose(x * 1e38, 1e40),
    "allclose": lambda m, x: m.allclose(x[:1], 0.1, rtol=0, atol=0),
    "array_equal": lambda m, x: m.array_equal(x[0], 0.1),
    "searchsorted": lambda m, x: m.searchsorted(x, 0.1),
    "searchsorted right": lambda m, x: m.searchsorted(x, 0.2, side="right"),
    "searchsorted list": lambda m, x: m.searchsorted(x, [0.1, 0.2]),
    "where": lambda m, x: m.where([True, False, True], x, 0.1),
    "clip": lambda m, x: m.clip(x, 0.15, 0.25),
    "clip lists": lambda m, x: m.clip(x, [0.15] * 3, [0.25] * 3),
    "maximum": lambda m, x: m.maximum(x, 0.2),
    "fmax": lambda m, x: m.fmax(0.2, x),
    "hypot": lambda m, x: m.hypot(x, 1),
    "copysign": lambda m, x: m.copysign(x, -1),
    "heaviside": lambda m, x: m.heaviside(x - x, 0.1),
    "arctan2": lambda m, x: m.arctan2(0.1, x),
    "logaddexp": lambda m, x: m.logaddexp(x, 0.1),
    "power": lambda m, x: m.power(x, 2),
    "fmod": lambda m, x: m.fmod(x, 0.15),
    "linspace": lambda m, x: m.linspace(x, 0.5, 3),
    "linspace number first": lambda m, x: m.linspace(0.5, x[0], 3),
    "append": lambda m, x: m.append(x, 0.1),
    "full_like": lambda m, x: m.full_like(x, 0.1),
    "pad": lambda m, x: m.pad(x, 1, constant_values=0.1),
    "nan_to_num": lambda m, x: m.nan_to_num(x, nan=0.1),
}


@pytest.mark.parametrize("name", BESIDE_F4)
def test_numbers_are_weak(name):
    got, want = np.asarray(BESIDE_F4[name](tl, tl.array(F4))), np.asarray(BESIDE_F4[name](np, F4))
    assert got.dtype == want.dtype
    np.testing.assert_allclose(got, want, rtol=2e-7)


@pytest.mark.parametrize("dtype", ["bool", "int8", "int16", "int64", "uint8", "uint64", "float32", "float64"])
def test_searchsorted_beside_numbers_is_exact(dtype):
    d = np.dtype(dtype)
    if d.kind == "b":
        table = np.array([False, False, True])
    elif d.kind in "iu":
        info = np.iinfo(d)
        table = np.array([info.min, info.min, 0, 2, 3, 3, info.max - 1, info.max]).astype(d)
        table.sort()
    else:
        table = np.array([-np.inf, -1, 0.1, 0.1, 2, 1e30, np.inf, np.nan], d)
    keys = [0, 1, -1, 2, 3, 2**62, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), -(2**70), 10**400]
    keys += [0.1, 0.5, -0.5, 2.5, 3.0, 1e19, -1e19, 1e39, np.inf, -np.inf, True, False]
    items = table.tolist()
    for key in keys:
        for side in ("left", "right"):
            want = sum(x < key or (side == "right" and x == key) for x in items)
            assert tl.searchsorted(tl.array(table), key, side=side).item() == want, (key, side)
    nan = np.searchsorted(table, np.nan), np.searchsorted(table, np.nan, side="right")
    assert (
        tl.searchsorted(tl.array(table), np.nan).item(),
        tl.searchsorted(tl.array(table), np.nan, "right").item(),
    ) == nan


@pytest.mark.parametrize(
    "dtype", ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
)
@pytest.mark.parametrize("keys", ["int8", "uint8", "int64", "uint64", "float32", "float64", "same"])
def test_searchsorted_of_every_dtype(dtype, keys):
    rng = np.random.default_rng(3)
    table = np.sort(rng.integers(0, 2 if dtype == "bool" else 100, 300)).astype(dtype)
    v = rng.integers(0, 120, 500).astype(dtype if keys == "same" else keys)
    for values in (v, np.sort(v), np.sort(v)[::-1], v.reshape(5, 100).T, v[:0], v[0]):
        for side in ("left", "right"):
            got = tl.searchsorted(tl.array(table), tl.array(values), side=side)
            np.testing.assert_array_equal(got.numpy(), np.searchsorted(table, values, side=side))


def test_searchsorted_of_floats():
    rng = np.random.default_rng(4)
    for n in (0, 1, 2, 3, 10, 1000):
        table = np.sort(np.append(rng.normal(size=n), [np.nan, -np.inf, 0.0, -0.0, np.inf]))
        for v in (rng.normal(size=2000), np.sort(rng.normal(size=2000)), table, table[::-1], table[3:4]):
            for side in ("left", "right"):
                got = tl.searchsorted(tl.array(table), tl.array(v), side=side)
                np.testing.assert_array_equal(got.numpy(), np.searchsorted(table, v, side=side))
    big = np.arange(0, 2**21)
    np.testing.assert_array_equal(tl.searchsorted(tl.array(big), tl.array(big)).numpy(), big)


def test_searchsorted_of_signed_and_unsigned():
    signed, unsigned = (
        tl.array([-5, 2**63 - 2, 2**63 - 1]),
        tl.array([0, 2**63 - 1, 2**63 + 1], dtype="uint64"),
    )
    assert tl.searchsorted(signed, unsigned).tolist() == [1, 2, 3]
    assert tl.searchsorted(signed, unsigned, side="right").tolist() == [1, 3, 3]
    assert tl.searchsorted(unsigned, signed).tolist() == [0, 1, 1]
    assert tl.searchsorted(unsigned, signed, side="right").tolist() == [0, 1, 2]
