"""Integers at the edges of their dtypes, where floats no longer tell them apart."""

import numpy as np
import pytest

import tensorlab as tl

MAX, MIN, UMAX = 2**63 - 1, -(2**63), 2**64 - 1


@pytest.mark.parametrize("endpoint", [True, False])
@pytest.mark.parametrize(
    "start, stop, num, dtype",
    [
        (0, MAX, 2, "int64"),
        (0, MAX, 7, "int64"),
        (MIN, MAX, 2, "int64"),
        (MIN, MAX, 5, "int64"),
        (MAX, MIN, 6, "int64"),
        (0, UMAX, 3, "uint64"),
        (UMAX, 0, 10, "uint64"),
        (0, 2**53 + 1, 2, "int64"),
        (2**62 + 1, 2**62 + 1, 3, "int64"),
        (2**62, 2**62 + 5, 11, "int64"),
        (-(2**62) - 7, 3, 4, "int64"),
        (MAX, MAX, 1, "int64"),
        (5, UMAX, 0, "uint64"),
    ],
)
def test_linspace(start, stop, num, dtype, endpoint):
    steps = num - 1 if endpoint else num
    want = [start + i * (stop - start) // steps if steps else start for i in range(num)]
    assert tl.linspace(start, stop, num, endpoint=endpoint, dtype=dtype).tolist() == want
    if abs(stop) < 2**63 and abs(start) < 2**63:
        got = tl.linspace(tl.array(start), np.int64(stop), num, endpoint=endpoint, dtype=dtype)
        assert got.tolist() == want


def test_linspace_of_integers_between_tensors_has_exact_ends():
    a, b = tl.array([MIN, 5, 2**53 + 1]), tl.array([MAX, 2**62 + 7, 3])
    got = tl.linspace(a, b, 3, dtype="int64")
    assert got[0].tolist() == a.tolist() and got[-1].tolist() == b.tolist()
    got = tl.linspace(a, b, 3, dtype="int64", axis=-1)
    assert got[:, 0].tolist() == a.tolist() and got[:, -1].tolist() == b.tolist()
    got = tl.linspace([UMAX], [0], 2, dtype="uint64")
    assert got.tolist() == [[UMAX], [0]]


def test_linspace_is_numpys_within_floats():
    for start, stop, num in ((0, 10, 4), (-7, 9, 6), (0, 2**53, 3), (5, -5, 3), (0, 49, 50)):
        for dtype in ("int64", "int32", "uint64"):
            if (min(start, stop) < 0 and dtype == "uint64") or (
                max(start, stop) > 2**31 and dtype == "int32"
            ):
                continue
            want = np.linspace(start, stop, num, dtype=dtype)
            np.testing.assert_array_equal(tl.linspace(start, stop, num, dtype=dtype).numpy(), want)


@pytest.mark.parametrize(
    "ends, dtype", [((0, 2**63), "int64"), ((-1, 2**60), "uint64"), ((2**60, 0), "int32")]
)
def test_linspace_of_what_does_not_fit(ends, dtype):
    with pytest.raises(OverflowError, match=r"^linspace: Python integer .* is out of bounds"):
        tl.linspace(*ends, 3, dtype=dtype)
    assert tl.linspace(0, 2**63, 2, endpoint=False, dtype="int64").tolist() == [0, 2**62]


def exact(value, digits):
    """To tens as Python rounds integers: halves to the even neighbour."""
    return round(value, -digits)


@pytest.mark.parametrize("digits", [1, 2, 5, 17, 18, 19])
@pytest.mark.parametrize("dtype", ["int64", "uint64"])
def test_round(dtype, digits):
    info = np.iinfo(dtype)
    values = [
        2**62 + 7,
        2**53 + 5,
        15,
        25,
        35,
        5,
        4,
        6,
        0,
        10**18 * 5,
        10**18 * 5 + 1,
        10**17 * 15,
        10**17 * 25,
    ]
    values += [info.max - 3000, info.max // 2]
    values += [-v for v in values] if dtype == "int64" else []
    fits = [v for v in values if info.min <= exact(v, digits) <= info.max]
    got = tl.round(tl.array(fits, dtype=dtype), -digits)
    assert got.dtype == dtype and got.tolist() == [exact(v, digits) for v in fits]
    assert tl.array(fits, dtype=dtype).round(-digits).tolist() == got.tolist()


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32"])
def test_small_integers_round_as_numpys(dtype):
    info = np.iinfo(dtype)
    x = np.arange(max(info.min, -2000), min(info.max, 2000) + 1).astype(dtype)
    for digits in (0, -1, -2, -3, 2):
        want = np.round(x.astype("int64"), digits).astype(dtype)
        np.testing.assert_array_equal(tl.round(tl.array(x), digits).numpy(), want)
    assert tl.round(tl.array(x), -30).tolist() == [0] * len(x)


def test_numbers_that_do_not_fit_are_refused():
    small = tl.array([1, 2], dtype="int8")
    for call in (
        lambda: tl.full(2, 300, dtype="int8"),
        lambda: tl.full(2, [300, 1], dtype="int8"),
        lambda: tl.full_like(small, -129),
        lambda: tl.pad(small, 1, constant_values=300),
        lambda: tl.pad(small, 1, constant_values=(0, 300)),
        lambda: tl.copyto(small, 300),
        lambda: tl.copyto(small, [300, 1]),
        lambda: tl.copyto(tl.zeros(1, dtype="uint64"), -1),
        lambda: tl.clip(small, 300, None),
        lambda: tl.where([True, False], small, 300),
        lambda: tl.maximum(small, 300),
        lambda: tl.concatenate([[300], [1]], dtype="int8"),
    ):
        with pytest.raises(OverflowError):
            call()
    assert small.tolist() == [1, 2]
    assert tl.clip(small, -300, 300).tolist() == [1, 2]
    assert tl.full(2, UMAX, dtype="uint64").tolist() == [UMAX] * 2
    assert tl.pad(tl.array([UMAX], dtype="uint64"), 1, constant_values=(1, UMAX)).tolist() == [1, UMAX, UMAX]


def test_copyto_keeps_to_kinds_as_numpy():
    for dst, src in (
        ("int8", 0.5),
        ("int8", [0.5]),
        ("bool", 1),
        ("int64", np.ones(1)),
        ("uint8", np.array([-1])),
    ):
        with pytest.raises(TypeError, match=r"^copyto: "):
            tl.copyto(tl.zeros(1, dtype=dst), src)
        with pytest.raises(TypeError):
            np.copyto(np.zeros(1, dst), src)
    x = tl.zeros(2, dtype="uint8")
    tl.copyto(x, [1, True])
    assert x.tolist() == [1, 1]


def test_indices_of_uint64_do_not_come_back_negative():
    x = tl.arange(3)
    far = tl.array([0, 1, UMAX], dtype="uint64")
    for call in (tl.take, lambda x, i: tl.take_along_axis(x, i, 0)):
        with pytest.raises(IndexError, match=str(UMAX)):
            call(x, far)
    with pytest.raises(ValueError, match="sorter has an index"):
        tl.searchsorted(x, 1, sorter=far)
    assert tl.take(x, tl.array([2, 0], dtype="uint64")).tolist() == [2, 0]
