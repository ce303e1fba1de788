"""NumPy's indexing, all of it: reading, writing, views, copies, and the same exception types."""

import itertools

import numpy as np
import pytest
from layouts import DTYPES, STORED, same_bits, views
from samples import generic

import tensorlab as tl

A = np.arange(4 * 5 * 6.0).reshape(4, 5, 6)
M3 = np.random.default_rng(0).random((4, 5, 6)) < 0.4
M2 = M3[:, :, 0]
M1 = np.array([True, False, True, True])

BASIC = [
    0,
    -1,
    3,
    -4,
    np.int64(2),
    np.uint8(1),
    np.s_[:],
    np.s_[1:3],
    np.s_[::-1],
    np.s_[::2],
    np.s_[3:1],
    np.s_[-3:-1],
    np.s_[10:],
    np.s_[-10:2],
    np.s_[::-7],
    np.s_[2::-1],
    np.s_[:-1:-1],
    ...,
    None,
    (),
    (0,),
    (0, 1),
    (0, 1, 2),
    (-1, -1, -1),
    np.s_[1:, 0],
    np.s_[..., 0],
    np.s_[0, ...],
    np.s_[:, ..., 1:],
    np.s_[..., None],
    np.s_[None, ..., None, :],
    np.s_[None, 0, :, None, ::-2],
    np.s_[:, 1:4, ::-1],
    np.s_[0, ..., 0, 0],
    np.s_[1, 2, 3, ...],
    np.s_[:, None, 0],
    np.s_[None, None],
    np.s_[:0],
    np.s_[:, 2:2],
    np.s_[np.int32(1) : np.int64(3)],
]

PICKS = [
    [0, 2],
    [-1],
    [[0, 1], [2, 3]],
    [],
    [True, False, True, True],
    np.array([3, 3, 0]),
    np.array([1], np.uint8),
    np.array([-1, 0], np.int8),
    np.zeros((0,), int),
    np.zeros((2, 0), int),
    ([0, 1], [2, 3]),
    ([0, 1], slice(None), [2, 3]),
    ([[0], [1]], [0, 1, 2]),
    (slice(None), [0, 0, 4]),
    (slice(None), slice(None), [5, 0]),
    (slice(None), [1, 2], [0, 3]),
    (Ellipsis, [1, 2]),
    ([1, 2], Ellipsis),
    ([1, 2], Ellipsis, [0, 1]),
    (None, [0, 1]),
    ([0, 1], None),
    (slice(None), [0, 1], None),
    ([0, 1], None, [2, 3]),
    (0, [1, 2]),
    ([1, 2], 0),
    (slice(None), 0, [1, 2]),
    (0, slice(None), [1, 2]),
    ([1, 2], slice(None), 0),
    (0, [1, 2], [0, 1]),
    ([0, 1], 2, [3, 4]),
    (slice(1, 3), [0, 1], slice(None, None, 2)),
    ([1, 2], [3, 4], [5, 0]),
    (np.array(1), [0, 1]),
    np.array(2),
    (slice(None), np.array([[0, 1], [2, 3]])),
    (slice(None, None, -1), [0, 1], [1, 0]),
    M3,
    M2,
    M1,
    ~M3,
    np.zeros_like(M1),
    (M1, 0),
    (M1, slice(1, 3)),
    (slice(None), M2[0]),
    (slice(None), np.ones((5, 6), bool)),
    (M1, [0, 1, 2]),
    (M1, slice(None), [0, 1, 2]),
    (M2,),
    (M2, 0),
    (M2, slice(None, None, 2)),
    (0, np.ones((5, 6), bool)),
    (Ellipsis, np.array([True] * 3 + [False] * 3)),
    (None, M1),
    True,
    False,
    np.True_,
    np.array(True),
    (True, 0),
    (0, True),
    (Ellipsis, True),
    (M1, True),
    ([0, 1], True),
]

BAD = [
    4,
    -5,
    10**30,
    (0, 5),
    (0, 0, 6),
    (0, 0, 0, 0),
    (slice(None),) * 4,
    [4],
    [-5],
    [[0], [7]],
    (0, [5]),
    ([0, 1], [0, 1, 2]),
    1.0,
    "a",
    b"a",
    [1.0],
    [0.5, 1],
    np.array([1.0]),
    np.array(1.0),
    (..., ...),
    (0, ..., ...),
    1j,
    object(),
    {},
    {1: 2},
    [None],
    [slice(1)],
    np.ones((5, 5), bool),
    np.ones(5, bool),
    np.ones((4, 6), bool),
    np.ones((4, 5, 6, 1), bool),
    ([0, 1], [5, 0]),
    slice("a", None),
    slice(None, None, 0),
    slice(1.0, None),
    ["a"],
    (slice(None), 5),
    ([True, False],),
    [np.ones(4, bool), 0, 0, 0],
    (False, [0, 1]),
    np.array(["a"]),
    np.array([1j]),
    np.array([None]),
    [[0, 1], [2]],
]


def name_of(index):
    return repr(index).replace("\n", "")[:60]


def translated(index):
    """The same index with tensors for arrays."""
    if isinstance(index, np.ndarray):
        return tl.array(index) if index.dtype.kind in "biuf" else index
    if isinstance(index, tuple):
        return tuple(map(translated, index))
    return index


# ---- reading -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("index", BASIC, ids=name_of)
def test_basic(index):
    t = tl.array(A)
    want = A[index]
    got = t[index]
    same_bits(got, want)
    if isinstance(want, np.ndarray) and got.size:  # NumPy copies single elements to scalars
        assert got.strides == want.strides
        assert np.shares_memory(got.numpy(), t.numpy())


@pytest.mark.parametrize("index", PICKS, ids=name_of)
def test_picking(index):
    t = tl.array(A)
    want = A[index]
    for how in (index, translated(index)):
        got = t[how]
        same_bits(got, want)


@pytest.mark.parametrize(
    "index", [i for i in PICKS if np.size(A[i]) and not np.shares_memory(A[i], A)], ids=name_of
)
def test_picked_elements_are_copies(index):
    t = tl.array(A)
    got = t[index]
    if isinstance(index, np.ndarray) and index.ndim == 0 and index.dtype != bool:
        assert np.shares_memory(got.numpy(), t.numpy())  # a 0-d index is an integer here
        return
    got.fill(-1.0)
    same_bits(t, A)


@pytest.mark.parametrize("dtype", [*DTYPES, *STORED])
def test_picking_every_dtype_and_layout(dtype):
    array = generic(dtype, 6 * 7 * 9).reshape(6, 7, 9)
    for name, t, a in views(array):
        if a.ndim == 0 or 0 in a.shape:
            continue
        n = a.shape[0]
        for index in ([0, n - 1, 0], np.arange(n) % 2 == 0, (..., [0, -1]), [[0], [n - 1]]):
            same_bits(t[translated(index)], a[index], f"{name} {index}")
        mask = generic("bool", a.size).reshape(a.shape)
        same_bits(t[tl.array(mask)], a[mask], name)
        same_bits(t[tl.array(np.asfortranarray(mask))], a[mask], f"{name}, mask in Fortran order")


@pytest.mark.parametrize("index", BAD, ids=name_of)
def test_errors_are_numpys(index):
    """The very exception type, for reading and for writing, and nothing written."""
    t = tl.array(A)
    with pytest.raises(Exception) as numpy_error:
        A[index]
    for how in (index, translated(index)):
        with pytest.raises(Exception) as error:
            t[how]
        assert type(error.value) is numpy_error.type, f"{error.value!r} instead of {numpy_error.value!r}"
        with pytest.raises(Exception) as error:
            t[how] = 1.0
        assert type(error.value) is numpy_error.type, f"{error.value!r} instead of {numpy_error.value!r}"
    same_bits(t, A)


def test_messages_name_index_axis_and_shape():
    t = tl.array(A)
    for index, text in [
        (4, "4 is out of bounds for axis 0 of shape (4, 5, 6)"),
        ((0, -6), "-6 is out of bounds for axis 1 of shape (4, 5, 6)"),
        ((..., [9]), "9 is out of bounds for axis 2 of shape (4, 5, 6)"),
        ((0, [9]), "9 is out of bounds for axis 1 of shape (4, 5, 6)"),
        ((0, 0, 0, 0), "too many indices (4) for shape (4, 5, 6)"),
        (np.ones(5, bool), "(5,)"),
    ]:
        with pytest.raises(IndexError, match=r"^index: ") as error:
            t[index]
        assert text in str(error.value)


def test_zero_dimensions():
    t, a = tl.array(3.0), np.array(3.0)
    for index in ((), ..., None, (None, None), True, False, (..., None), np.array(True)):
        same_bits(t[index], a[index])
    for index in (0, slice(None), [0], (0,)):
        with pytest.raises(IndexError):
            t[index]
        with pytest.raises(IndexError):
            t[index] = 1
    t[()] = 5.0
    assert t.item() == 5.0
    t[...] = 6.0
    assert t.item() == 6.0
    with pytest.raises(TypeError, match=r"^len: "):
        len(t)
    with pytest.raises(TypeError, match=r"^iter: "):
        iter(t)


def test_empty_axes():
    a = np.zeros((0, 3))
    t = tl.array(a)
    for index in (
        slice(None),
        [],
        (slice(None), 1),
        (slice(None), [0, 2]),
        np.zeros((0,), bool),
        np.zeros((0, 3), bool),
        None,
    ):
        same_bits(t[translated(index)], a[index])
    with pytest.raises(IndexError):
        t[0]
    with pytest.raises(IndexError):
        t[[0]]
    with pytest.raises(IndexError):
        np.zeros((3, 0))[:, [0]]
    with pytest.raises(IndexError):
        tl.zeros((3, 0))[:, [0]]


def test_many_axes():
    a = np.arange(2.0**10).reshape((2,) * 10)
    t = tl.array(a)
    same_bits(t[:, 1, ..., None, 0, ::-1], a[:, 1, ..., None, 0, ::-1])
    same_bits(t[[0, 1, 1], ..., [1, 0, 1]], a[[0, 1, 1], ..., [1, 0, 1]])
    same_bits(t[(slice(None), [0, 1, 1]) * 5], a[(slice(None), [0, 1, 1]) * 5])


def test_iteration_and_membership():
    t = tl.array(A)
    rows = list(t)
    assert len(t) == len(rows) == 4
    for row, want in zip(rows, A, strict=True):
        same_bits(row, want)
    rows[0][0, 0] = 99.0
    assert t[0, 0, 0].item() == 99.0
    assert 7.0 in t and 1000.0 not in t and True in tl.array([False, True])
    assert [x.item() for x in reversed(tl.arange(3))] == [2, 1, 0]
    a, b = tl.array([1, 2])
    assert a.item() == 1 and b.item() == 2
    assert 3 in tl.array(3) and 2 not in tl.array(3)


class Bound:
    """An integer that is another whenever it is asked."""

    def __init__(self, *values):
        self.values = list(values)

    def __index__(self):
        return self.values.pop(0)


def test_bounds_of_slices_are_asked_once():
    a = np.arange(24.0).reshape(6, 4)
    t = tl.array(a)
    same_bits(t[Bound(1, 0) : Bound(4, 100)], a[1:4])
    same_bits(t[:, Bound(3, -90) :: Bound(-1, 0)], a[:, 3::-1])
    t[Bound(2, 0) : Bound(4, 6), 1] = -1.0
    a[2:4, 1] = -1.0
    same_bits(t, a)
    tl.index_add(t, (slice(Bound(1, 3)), slice(None)), 5.0)
    a[:1] += 5.0
    same_bits(t, a)
    x = tl.array(a, requires_grad=True)
    (x[Bound(1, 5) : Bound(3, 6)] * 2).sum().backward()
    assert x.grad.sum(axis=1).tolist() == [0, 8, 8, 0, 0, 0]
    for bad in (slice(1.5), slice("1"), slice(None, None, 0.5)):
        with pytest.raises(TypeError, match="slice indices must be integers"):
            t[bad]


# ---- writing -----------------------------------------------------------------------------------------------
def values_for(index):
    """A number, a full value, and values that broadcast."""
    shape = A[index].shape
    yield 7
    yield -1.5
    rng = np.random.default_rng(1)
    yield rng.random(shape)
    if not shape or (isinstance(index, np.ndarray) and index.shape == A.shape):
        return  # where NumPy takes numbers, and for a full mask vectors, only
    yield rng.random((1, 1, *shape))  # extra leading axes of size 1, as NumPy allows
    if len(shape) > 1:
        yield rng.random(shape[1:])
        yield rng.random((*shape[:-1], 1))
    yield rng.random((1,) * len(shape))


@pytest.mark.parametrize("index", BASIC + PICKS, ids=name_of)
def test_assignment(index):
    for value in values_for(index):
        for how in (index, translated(index)):
            t, a = tl.array(A), A.copy()
            t[how] = translated(value)
            a[index] = value
            same_bits(t, a, f"value of shape {np.shape(value)}")
            t = tl.array(A)
            t[how] = value
            same_bits(t, a, "a NumPy value")


@pytest.mark.parametrize("index", BASIC + PICKS, ids=name_of)
def test_values_that_do_not_broadcast(index):
    shape = A[index].shape
    for bad in {(*shape, 2), (2, *shape), tuple(n + 1 for n in shape) or (2,), (7,) * max(len(shape), 1)}:
        a, t = A.copy(), tl.array(A)
        try:
            a[index] = np.zeros(bad)
        except (ValueError, TypeError):  # TypeError for a full mask, with a text of its own
            with pytest.raises(ValueError, match=r"^assignment: ") as error:
                t[index] = tl.zeros(bad)
            assert str(bad) in str(error.value) or str(shape) in str(error.value)
        else:
            assert not A[index].size  # NumPy lets some shapes pass when there is nothing to assign
        same_bits(t, a)


@pytest.mark.parametrize(("dtype", "other"), list(itertools.product([*DTYPES, *STORED], repeat=2)))
def test_assignment_casts(dtype, other):
    values = generic(other, 12, 3, -100, 100)
    if np.dtype(other).kind == "f" and np.dtype(dtype).kind == "u":
        values = np.abs(values)  # a negative float has no unsigned integer
    for index in (np.s_[:], np.s_[::-1], [*range(12)], np.ones(12, bool)):
        t, a = tl.zeros(12, dtype=dtype), np.zeros(12, dtype)
        t[index] = tl.array(values)
        a[index] = values
        same_bits(t, a)


def test_assignment_of_numbers():
    for dtype in (*DTYPES, *STORED):
        t, a = tl.zeros(3, dtype=dtype), np.zeros(3, dtype)
        for value in (True, 1, 2.75, np.float32(1.5), np.int64(3)):
            t[0], a[0] = value, value
            t[[1]], a[[1]] = value, value
            t[t == 0], a[a == 0] = value, value
            same_bits(t, a, f"{dtype} {value!r}")
    t = tl.zeros(3, dtype="uint8")
    for value in (256, -1):
        for index in (0, slice(None), [0], t == 0):
            with pytest.raises(OverflowError, match=rf"{value} is out of bounds for uint8"):
                t[index] = value
    assert not t.any()
    for value in ("text", None, object(), 1j, [1, [2]]):
        with pytest.raises((TypeError, ValueError)) as error:
            t[0] = value
        assert type(error.value) is (ValueError if isinstance(value, list) else TypeError), value


def test_assignment_of_lists_and_ranges():
    t, a = tl.zeros((2, 3)), np.zeros((2, 3))
    t[0], a[0] = [1, 2, 3], [1, 2, 3]
    t[:, 1], a[:, 1] = (4, 5), (4, 5)
    t[1, ::2], a[1, ::2] = range(2), range(2)
    t[...], a[...] = t[::-1], a[::-1].copy()
    same_bits(t, a)


def test_the_last_of_repeated_positions_wins():
    t = tl.zeros(3)
    t[[0, 1, 0, 0]] = [1.0, 2.0, 3.0, 4.0]
    assert t.tolist() == [4.0, 2.0, 0.0]
    t = tl.zeros((2, 2))
    t[[0, 0], [1, 1]] = [1.0, 2.0]
    assert t.tolist() == [[0.0, 2.0], [0.0, 0.0]]


def test_augmented_assignment():
    for index in BASIC[:8] + PICKS[:3] + [M3, M1, ([0, 1], [2, 3]), (slice(None), [1, 2])]:
        t, a = tl.array(A), A.copy()
        t[translated(index)] += 2.0
        a[index] += 2.0
        t[translated(index)] *= t[translated(index)]
        a[index] *= a[index]
        same_bits(t, a, name_of(index))


def test_assignment_to_views_writes_through():
    for name, _, a in views(A.copy()):
        if not a.flags.writeable or not a.size or a.ndim == 0:
            continue
        t = tl.array(A)
        n = A.copy()
        from layouts import VIEWS

        part, mirror = VIEWS[name](t), VIEWS[name](n)
        part[0] = -1.0
        mirror[0] = -1.0
        part[..., [-1]] = -2.0
        mirror[..., [-1]] = -2.0
        same_bits(t, n, name)


def test_elements_cannot_be_deleted():
    with pytest.raises(ValueError, match=r"^del: "):
        del tl.ones(3)[0]


def test_tensors_as_python_indices():
    i = tl.array(2)
    assert [10, 20, 30][i] == 30 and list(range(5))[: tl.array(3)] == [0, 1, 2]
    assert "abc"[tl.array(1, dtype="uint8")] == "b"
    for bad in (tl.array(1.0), tl.array([1])):
        with pytest.raises(TypeError, match=r"^index: only 0-d integer"):
            [1, 2][bad]
    same_bits(tl.array(A)[i, i], A[2, 2])
    same_bits(tl.array(A)[: tl.array(2)], A[:2])
    same_bits(A[tl.array([0, 2])], A[[0, 2]])


def test_large_picks():
    """Above the size at which the interpreter lock is let go, and threads may run."""
    a = np.random.default_rng(2).random((500, 300))
    index = np.random.default_rng(3).integers(-500, 500, 4000)
    t = tl.array(a)
    same_bits(t[tl.array(index)], a[index])
    same_bits(t[:, tl.array(index % 300)], a[:, index % 300])
    mask = a > 0.5
    same_bits(t[tl.array(mask)], a[mask])
    t[tl.array(mask)] = 0.0
    a[mask] = 0.0
    same_bits(t, a)
    t[tl.array(index)] = tl.array(a[index] * 2)
    a[index] = a[index] * 2
    same_bits(t, a)


# ---- an Ellipsis of no axes still parts the index arrays on its sides --------------------------------------
CUBE = np.arange(8.0).reshape(2, 2, 2)
PARTED = [
    np.s_[:, [0, 1], ..., [1, 0]],
    np.s_[[0, 1], ..., :, [1, 0]],
    np.s_[[0, 1], [1, 0], ..., [1, 1]],
    np.s_[:, [0, 1], 0, ...],
    np.s_[:, [0, 1], ..., 0],
    np.s_[0, ..., [0, 1], [1, 0]],
    np.s_[..., [0, 1], [1, 0]],
    np.s_[:, np.array([True, False]), ..., [0, 1]],
    np.s_[:, [[0], [1]], ..., [0, 1]],
]


@pytest.mark.parametrize("index", PARTED, ids=str)
def test_an_empty_ellipsis_parts_index_arrays(index):
    x = tl.array(CUBE, requires_grad=True)
    want = CUBE[index]
    got = x[index]
    same_bits(got.detach(), want)
    got.backward(tl.array(np.arange(want.size, dtype=float).reshape(want.shape)))
    expected = np.zeros_like(CUBE)
    np.add.at(expected, index, np.arange(want.size).reshape(want.shape))
    same_bits(x.grad, expected)
    written, numpys = tl.zeros((2, 2, 2)), np.zeros((2, 2, 2))
    written[index] = numpys[index] = np.arange(want.size).reshape(want.shape)
    same_bits(written, numpys)


def test_bounds_beyond_every_integer():
    x = tl.arange(10.0)
    far = 10**30
    for index in (np.s_[far:], np.s_[:far], np.s_[-far:far], np.s_[0 : 2**62], np.s_[:-far]):
        assert x[index].tolist() == list(np.arange(10.0)[index]), index
    for index in (2**70, ([0], 2**70), (2**70, [0]), -(2**70)):
        with pytest.raises(IndexError):
            tl.zeros((2, 3))[index]


def test_large_picks_and_masks():
    """Above the size at which the interpreter's lock is let go."""
    rng = np.random.default_rng(0)
    a = rng.random((300, 50))
    rows, mask = rng.integers(-300, 300, 5000), rng.random((300, 50)) < 0.5
    x = tl.array(a)
    same_bits(x[rows], a[rows])
    same_bits(x[mask], a[mask])
    same_bits(x[rows, :, None], a[rows, :, None])
    for index, value in ((mask, 7.0), (mask, rng.random(mask.sum())), (rows, rng.random((5000, 50)))):
        y, b = x.copy(), a.copy()
        y[index] = value
        b[index] = value
        same_bits(y, b)
    rows[4321] = 300
    with pytest.raises(IndexError, match="300 is out of bounds for axis 0"):
        x[rows]


@pytest.mark.parametrize(
    ("shape", "mask"),
    [((1,), (0,)), ((2, 3), (0, 3)), ((2, 3), (2, 0)), ((2, 3), (0, 0)), ((2, 3), (0,)), ((0, 3), (0,))],
)
def test_masks_without_elements_fit_any_axis(shape, mask):
    x, mask = np.ones(shape), np.zeros(mask, bool)
    t = tl.array(x)
    assert t[mask].shape == t[tl.array(mask)].shape == x[mask].shape
    t[tl.array(mask)] = 5.0
    assert (t == 1.0).all()
    with pytest.raises(IndexError, match="does not match axis 1"):
        tl.ones((2, 3))[tl.zeros((0, 2), dtype=bool)]


@pytest.mark.parametrize("step", [1, -2])
def test_one_value_each_at_integers(step):
    t, a = tl.arange(12.0)[::step], np.arange(12.0)[::step]
    for index, values in (
        ([0, -1, 2], [1, 2, 3]),
        ([1, 1, 1], np.arange(6)[::2]),
        ([[0, 1], [2, 0]], [7, 8]),
        ([3, 4, 5], [[6.5]]),
        ([], []),
    ):
        t[index], a[index] = values, values
        assert t.tolist() == a.tolist()
    t[[0, 1, 2]], a[[0, 1, 2]] = t[1:4], a[1:4].copy()
    assert t.tolist() == a.tolist()
    for index, values, error in (([0, 9**9], [1, 2], IndexError), ([0, 1], [1, 2, 3], ValueError)):
        with pytest.raises(error):
            t[index] = values
    assert t.tolist() == a.tolist()
    with pytest.raises(ValueError, match="assignment"):
        tl.broadcast_to(tl.zeros(1), 3)[[0, 1]] = [1.0, 2.0]
