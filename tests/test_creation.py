"""Python numbers and sequences become elements as NumPy's do, or are refused as NumPy refuses them."""

import warnings

import numpy as np
import pytest

import tensorlab as tl

INTEGERS = ["int8", "uint8", "int32", "int64", "uint64"]
NUMBERS = [0, -1, 200, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 1.5, -1.5, 300.0, 1e30, float("nan"), float("inf")]


def outcome(function, *args):
    """The values, or the exception type."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return np.asarray(function(*args)).tolist()
    except (OverflowError, TypeError, ValueError) as error:
        return type(error)


def same(a, b):
    return a is b if isinstance(a, type) or isinstance(b, type) else np.array_equal(a, b, equal_nan=True)


@pytest.mark.parametrize("dtype", [*INTEGERS, "bool", "float32", "float64"])
@pytest.mark.parametrize("number", NUMBERS, ids=str)
def test_numbers_as_elements(dtype, number):
    for make in (
        lambda m: m.array(number, dtype=dtype),
        lambda m: m.array([1, number], dtype=dtype),
        lambda m: m.array([1.0, number], dtype=dtype),
        lambda m: m.array([np.int8(1), number], dtype=dtype),
        lambda m: m.array([[True], [number]], dtype=dtype),
    ):
        assert same(outcome(make, tl), outcome(make, np)), f"{number} as {dtype}"

    def stored(m):
        x = m.zeros(2, dtype=dtype)
        x[0] = number
        return x

    def filled(m):
        x = m.zeros(2, dtype=dtype)
        x.fill(number)
        return x

    assert same(outcome(stored, tl), outcome(stored, np)), f"{number} stored in {dtype}"
    assert same(outcome(filled, tl), outcome(filled, np)), f"{number} filled in {dtype}"


def test_a_refused_number_changes_nothing():
    x = tl.arange(3)
    for number, error in ((float("nan"), ValueError), (float("inf"), OverflowError), (2**70, OverflowError)):
        with pytest.raises(error):
            x[1] = number
        with pytest.raises(error):
            x.fill(number)
    assert x.tolist() == [0, 1, 2]


class Endless(list):
    def __iter__(self):
        return iter([7.0] * 100_000)


class Short(list):
    def __len__(self):
        return 1


@pytest.mark.parametrize("made", [Endless([1.0, 2.0]), Short([1.0] * 100_000), [Short([1.0] * 100_000)]])
def test_sequences_that_lie_about_their_length(made):
    assert same(outcome(tl.array, made), outcome(np.array, made))


def test_named_tuples_and_other_subclasses_are_sequences():
    from collections import namedtuple

    Point = namedtuple("Point", "x y")
    assert tl.array([Point(1, 2), Point(3, 4)]).tolist() == [[1, 2], [3, 4]]
    assert tl.array(Point(1.5, 2)).dtype == "float64"
    with pytest.raises(ValueError, match=r"^array: "):
        tl.array([Point(1, 2), [3]])


def test_bytes_and_types():
    assert tl.array(bytearray(b"ab")).tolist() == [97, 98]
    assert tl.array(memoryview(b"ab")).dtype == "uint8"
    for made in (int, b"ab", "ab", None):
        with pytest.raises(TypeError, match=r"^array: expected numbers"):
            tl.array(made)


@pytest.mark.parametrize("make", [np.array, tl.array], ids=["numpy", "tensorlab"])
def test_shapes_may_be_arrays(make):
    assert tl.zeros(make([2, 3])).shape == (2, 3)
    assert tl.ones(make(2)).shape == (2,)
    assert tl.full(make([2]), 5).tolist() == [5, 5]
    assert tl.arange(6).reshape(make([3, 2])).shape == (3, 2)
    assert tl.arange(6).reshape(make([3, -1])).shape == (3, 2)
    assert tl.broadcast_to(tl.arange(2), make([3, 2])).shape == (3, 2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: tl.zeros(True),
        lambda: tl.zeros((True, 2)),
        lambda: tl.eye(True),
        lambda: tl.ones(2).sum(axis=True),
        lambda: tl.ones(2).sum(axis=(False,)),
        lambda: tl.ones(1).reshape(True),
    ],
)
def test_booleans_are_not_sizes_or_axes(call):
    with pytest.raises(TypeError, match="integer"):
        call()


def test_the_format_is_that_of_numpys_own_integers():
    for dtype in (*INTEGERS, "float32", "bool"):
        ours, numpys = np.asarray(tl.zeros(2, dtype=dtype)), np.zeros(2, dtype)
        assert (ours.dtype.char, ours.dtype.num) == (numpys.dtype.char, numpys.dtype.num)
    assert repr(np.asarray(tl.array([1, 2]))) == "array([1, 2])"


def test_sequences_take_the_default_dtype():
    from collections import namedtuple

    Point = namedtuple("Point", "x y")
    try:
        tl.set_default_dtype("float32")
        for made in ([1.0, 2.0], (1.0, 2.0), Point(1.0, 2.0), [Point(1.0, 2.0)]):
            assert tl.array(made).dtype == "float32"
    finally:
        tl.set_default_dtype(None)


def test_an_error_of_the_object_itself_names_the_function():
    class Refuses:
        def __array__(self, dtype=None, copy=None):
            class Special(TypeError):
                def __init__(self, one, two):
                    super().__init__("no array")

            raise Special(1, 2)

    with pytest.raises(TypeError, match=r"^array: no array"):
        tl.array(Refuses())


def test_a_single_step_of_any_length():
    for start in (-0.3, 0.0, 4.0):
        for dtype in (None, "float32"):
            assert tl.arange(start, 5.0, float("inf"), dtype=dtype).tolist() == [np.dtype(dtype).type(start)]
