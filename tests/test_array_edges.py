"""Joins at any offset, weak numbers and dtype= in them, copies of leaves, names in errors."""

import itertools
import warnings

import numpy as np
import pytest

import tensorlab as tl

DTYPES = ["bool", "int8", "uint8", "int16", "int32", "int64", "float16", "float32", "float64"]


def numbers(shape, dtype):
    return np.random.default_rng(sum(shape)).integers(0, 120, shape).astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_join_of_any_widths(dtype):
    """A part of four or eight bytes lies at every offset and in rows of every length."""
    for rows, first, last in itertools.product((1, 2, 3, 9), range(10), range(10)):
        a, b = numbers((rows, first), dtype), numbers((rows, last), dtype)
        expected = np.concatenate([a, b, a], axis=1)
        for x in (a, np.asarray(a.T.copy().T)):
            joined = tl.concatenate([tl.asarray(x), tl.asarray(b), tl.asarray(x)], axis=1)
            np.testing.assert_array_equal(joined.numpy(), expected)
            assert str(joined.dtype) == dtype


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_rows_at_odd_addresses(dtype):
    for start, width in itertools.product(range(5), (1, 2, 4, 8)):
        flat = numbers((start + 6 * width,), dtype)
        a = flat[start:].reshape(6, width)
        x = tl.asarray(flat)[start:].reshape(6, width)
        np.testing.assert_array_equal(tl.take(x, [5, 0, 3], axis=0).numpy(), a[[5, 0, 3]])
        np.testing.assert_array_equal(tl.repeat(x, 3, axis=0).numpy(), np.repeat(a, 3, axis=0))
        counts = [1, 0, 2, 1, 5, 0]
        np.testing.assert_array_equal(tl.repeat(x, counts, axis=0).numpy(), np.repeat(a, counts, axis=0))


def test_cumulative_sum_with_its_zero():
    x = np.array([[6, -1, -4], [5, 4, 8], [0, 1, 3], [-3, 1, 1]])
    for axis, dtype in itertools.product((0, 1), ("uint8", "int16", "float32", "float64")):
        asked = {"axis": axis, "dtype": dtype, "include_initial": True}
        ours, expected = tl.cumulative_sum(tl.array(x), **asked), np.cumulative_sum(x, **asked)
        np.testing.assert_array_equal(ours.numpy(), expected)
    np.testing.assert_array_equal(tl.cumulative_sum(tl.array(3)).numpy(), np.cumulative_sum(np.array(3)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("number", [1, 0.5, True])
def test_numbers_are_weak_in_concatenate(dtype, number):
    a = np.ones(2, dtype)
    ours = tl.concatenate([tl.asarray(a), number], axis=None)
    expected = np.concatenate([a, number], axis=None)
    assert str(ours.dtype) == expected.dtype
    np.testing.assert_array_equal(ours.numpy(), expected)


def test_concatenate_casts_as_numpy():
    for source, target in itertools.product(DTYPES, DTYPES):
        a = np.ones((1, 2), source)
        if np.can_cast(source, target, "same_kind"):
            assert str(tl.concatenate([tl.asarray(a)], dtype=target).dtype) == target
        else:
            with pytest.raises(TypeError, match=rf"^concatenate: .*{source}.*{target}"):
                tl.concatenate([tl.asarray(a)], dtype=target)


@pytest.mark.parametrize("mode", ["wrap", "clip"])
@pytest.mark.parametrize("indices", [7, -9, [7, -9, 2], [[0, 3], [-1, 100]], []])
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_take_modes(mode, indices, axis):
    a = np.arange(12.0).reshape(3, 4)
    x = tl.array(a, requires_grad=True)
    places = np.asarray(indices, dtype="int64")
    expected = np.take(a, places, axis=axis, mode=mode)
    for t in (x, x.detach()):
        ours = tl.take(t, tl.asarray(places), axis=axis, mode=mode)
        np.testing.assert_array_equal(ours.detach().numpy(), expected)
    tl.take(x, tl.asarray(places), axis=axis, mode=mode).sum().backward()
    assert x.grad.sum() == expected.size
    with pytest.raises(ValueError, match=r"^take: mode"):
        tl.take(x, 0, mode="none")
    with pytest.raises(IndexError, match=r"^take: "):
        tl.take(tl.zeros(0), [0], mode=mode)
    with pytest.raises(IndexError, match=r"^take: index 7"):
        tl.take(x, [7], axis=0)


OUT_OF_BOUNDS = {
    "assignment": [
        lambda x: x.__setitem__(0, 300),
        lambda x: x.__setitem__(slice(None), [300, tl.array(2), 1]),
        lambda x: x.__setitem__(slice(None), [[300], tl.array([2]), [1]]),
    ],
    "add": [lambda x: x + 300, lambda x: x + 2**70],
    "where": [lambda x: tl.where(x > 0, x, 300)],
    "full": [lambda x: tl.full(3, 300, dtype=tl.int8), lambda x: tl.full(3, float("nan"), dtype=tl.int8)],
    "pad": [lambda x: tl.pad(x, 1, constant_values=300)],
    "array": [lambda x: tl.array(300, dtype=tl.int8), lambda x: tl.array([300, tl.array(1)], dtype=tl.int8)],
    "asarray": [lambda x: tl.asarray([float("inf"), tl.array(2.0)], dtype=tl.uint8)],
    "sum": [
        lambda x: tl.sum(x, dtype="int8", initial=300),
        lambda x: tl.sum(x[:0], dtype="int8", initial=300),
    ],
    "max": [lambda x: tl.max(x, initial=300)],
    "fill": [lambda x: x.fill(300)],
    "concatenate": [lambda x: tl.concatenate([x, 300], axis=None)],
}


@pytest.mark.parametrize("name", OUT_OF_BOUNDS)
def test_what_does_not_fit_is_said_under_the_function_that_was_called(name):
    x = tl.array([1, 2, 3], dtype=tl.int8)
    for call in OUT_OF_BOUNDS[name]:
        with pytest.raises((OverflowError, ValueError), match=rf"^{name}: .*(out of bounds|cannot convert)"):
            call(x)
        assert x.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "fill",
    [
        lambda y, w: y.copy_(w),
        lambda y, w: tl.copyto(y, w),
        lambda y, w: y.copy_(w[...]),
        lambda y, w: y.copy_(w.reshape(3)),
        lambda y, w: tl.concatenate([w], out=y),
        lambda y, w: tl.positive(w, out=y),
    ],
)
@pytest.mark.parametrize("recorded", [False, True])
def test_copy_of_a_leaf_is_a_result(fill, recorded):
    """As in PyTorch: it is no leaf, and may be changed."""
    w, v = tl.array([1.0, 2.0, 3.0], requires_grad=True), tl.ones(3, requires_grad=True)
    y = v * 1 if recorded else tl.zeros(3)
    fill(y, w)
    assert y.requires_grad and not y.is_leaf and w.is_leaf
    y *= 2
    y[0] = 7.0
    y.sum().backward()
    assert y.tolist() == [7, 4, 6] and w.tolist() == [1, 2, 3]
    assert w.grad.tolist() == [0, 2, 2] and y.grad is None


def test_clip_may_be_changed_in_place():
    x = tl.array([-1.0, 0.25, 0.5, 2.0], requires_grad=True)
    y = x.clip(0, 1)
    y *= 3
    y.sum().backward()
    assert x.grad.tolist() == [0, 3, 3, 0]


def test_refusals_name_what_users_know():
    x = tl.array([1.0, 2.0], requires_grad=True)
    y = x.copy()
    z = y * y
    with pytest.raises(RuntimeError, match=r"result of copy or astype, and its values"):
        y.fill_(0.0)
    y = tl.logaddexp(x, x)
    y * y
    with pytest.raises(RuntimeError, match=r"result of an operation, and its values"):
        y.fill_(0.0)
    assert z.tolist() == [1, 4]


@pytest.mark.parametrize(
    "x, low, high",
    [
        (np.array([True, False]), 300, np.float32(0.1)),
        (np.array([1, 5], "int32"), np.array([2**40]), 2**35),
        (np.array([1, 5], "int8"), 300, np.array([1000])),
        (np.array([1, 5], "int8"), 2.5, np.array([3], "int16")),
        (np.array([1, 5], "float32"), 0.1, np.array([0.3], "float32")),
        (np.array([1, 5], "int8"), np.array([2], "int16"), 300),
        (np.array([1, 5], "uint8"), np.array([2.5], "float32"), 4),
    ],
)
def test_clip_between_a_number_and_a_tensor(x, low, high):
    expected = np.clip(x, low, high)
    sides = [tl.asarray(side) if isinstance(side, np.ndarray) else side for side in (low, high)]
    ours = tl.clip(tl.asarray(x), *sides)
    assert str(ours.dtype) == expected.dtype
    np.testing.assert_array_equal(ours.numpy(), expected)


@pytest.mark.parametrize("name", ["nanvar", "nanstd", "var", "std"])
@pytest.mark.parametrize("dtype", ["uint8", "int32", "float64"])
@pytest.mark.parametrize("ddof", [1, 2, 3])
def test_degrees_of_freedom_that_use_up_the_elements(name, dtype, ddof):
    x = np.array([[0, 3, 3], [1, 7, 4]], dtype)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = getattr(np, name)(x, axis=0, ddof=ddof)
    np.testing.assert_allclose(getattr(tl, name)(tl.asarray(x), axis=0, ddof=ddof).numpy(), expected)


def test_where_keeps_the_dtype_beside_integers():
    x = tl.array([1, 2])
    with pytest.raises(OverflowError, match=r"^where: .* int64"):
        tl.where(x > 1, x, 2**63)
    assert str(tl.where(x > 1, x > 1, 3).dtype) == "int64"
    assert str(tl.where(x > 1, x > 1, True).dtype) == "bool"
    assert str(tl.where(x > 1, x.astype(tl.uint8), 3).dtype) == "uint8"
    assert str(tl.where(x > 1, x, 0.5).dtype) == "float64"


def wide(*shape):
    return tl.broadcast_to(tl.ones(1), shape)


TOO_LARGE = {
    "zeros": lambda: tl.zeros(2**62),
    "full": lambda: tl.full((2**31, 2**31), 1.0),
    "arange": lambda: tl.arange(2**55),
    "zeros_like": lambda: tl.zeros_like(wide(2**50)),
    "eye": lambda: tl.eye(2**40),
    "tri": lambda: tl.tri(2**40),
    "concatenate": lambda: tl.concatenate([wide(2**50)] * 2),
    "stack": lambda: tl.stack([wide(2**50)] * 2),
    "broadcast_to": lambda: wide(2**62, 4),
    "einsum": lambda: tl.einsum("i,j,k->ijk", *[tl.ones(2**15)] * 3),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_is_too_large_is_said_at_once_under_the_functions_name(name):
    with pytest.raises((MemoryError, ValueError), match=rf"^{name}: .*(cannot allocate|too large)"):
        TOO_LARGE[name]()


BESIDE_FLOAT64 = {
    "dot": lambda m, x: m.dot(x, [0.1, 0.2, 0.3]),
    "vdot": lambda m, x: m.vdot([0.1, 0.2, 0.3], x),
    "inner": lambda m, x: m.inner([0.1, 0.2, 0.3], x),
    "outer": lambda m, x: m.outer([0.1, 0.2], x),
    "kron": lambda m, x: m.kron(x, [0.1]),
    "cross": lambda m, x: m.cross(x, [0.1, 0.2, 0.3]),
    "vecdot": lambda m, x: m.vecdot([0.1, 0.2, 0.3], x),
    "tensordot": lambda m, x: m.tensordot(x, [0.1, 0.2, 0.3], 1),
    "einsum": lambda m, x: m.einsum("i,i", x, [0.1, 0.2, 0.3]),
    "diff": lambda m, x: m.diff(x, prepend=[0.1]),
    "isin": lambda m, x: m.isin(x * 0.1, [0.1]),
    "isin2": lambda m, x: m.isin([0.1], x * 0.1),
    "cumulative_sum": lambda m, x: m.cumulative_sum([0.1, 0.2], dtype="float64"),
    "matmul": lambda m, x: m.matmul([0.1, 0.2, 0.3], x),
    "linalg.outer": lambda m, x: m.linalg.outer(x, [0.1, 0.2]),
    "solve": lambda m, x: m.linalg.solve(x[:1, None] + 2, [0.1]),
    "solve2": lambda m, x: m.linalg.solve([[0.3]], x[:1]),
    "lstsq": lambda m, x: m.linalg.lstsq(x[:1, None] + 2, [0.1])[0],
}


@pytest.mark.parametrize("name", BESIDE_FLOAT64)
def test_lists_beside_float64_are_not_rounded_to_the_default_dtype(name):
    expected = BESIDE_FLOAT64[name](np, np.ones(3))
    x = tl.asarray(np.ones(3))
    tl.set_default_dtype(tl.float32)
    try:
        ours = BESIDE_FLOAT64[name](tl, x)
    finally:
        tl.set_default_dtype(None)
    assert str(ours.dtype) == expected.dtype
    np.testing.assert_allclose(ours.numpy(), expected, rtol=1e-14)
