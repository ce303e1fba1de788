"""What NumPy accepts is accepted and what it refuses is refused, of no axes too; errors say what to write."""

import operator
import warnings
from itertools import product

import numpy as np
import pytest
from layouts import DTYPES, STORED, same_values
from samples import generic

import tensorlab as tl


def outcome(call, m):
    """The values, or the kinds of error that it may be."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = call(m)
    except (TypeError, ValueError, IndexError, ZeroDivisionError) as error:
        return type(error).__mro__
    result = result if isinstance(result, (tuple, list)) else [result]
    return [(np.asarray(r).tolist(), np.asarray(r).shape, str(np.asarray(r).dtype)) for r in result]


def alike(call):
    got, want = outcome(call, tl), outcome(call, np)
    if isinstance(want, tuple):
        assert isinstance(got, tuple) and set(got) & set(want) & {TypeError, ValueError, IndexError}, (
            got,
            want,
        )
    else:
        assert got == want


# arg-reductions, taking and repeating look at their axis themselves
@pytest.mark.parametrize("axis", [None, 0, -1, 1, -2])
@pytest.mark.parametrize(
    "name", ["argmax", "argmin", "nanargmax", "mean", "var", "std", "average", "squeeze", "flip"]
)
def test_axes_of_0d(name, axis):
    alike(lambda m: getattr(m, name)(m.asarray(3.0), axis=axis))


@pytest.mark.parametrize("axis", [None, 0, -1, 1])
def test_taking_and_repeating_0d(axis):
    alike(lambda m: m.take(m.asarray(3.0), 0, axis=axis))
    alike(lambda m: m.take(m.asarray(3.0), [0, 0], axis=axis))
    alike(lambda m: m.repeat(m.asarray(3), 2, axis=axis))
    alike(lambda m: m.repeat(m.asarray(3), [2], axis=axis))


ACCEPTED = [
    lambda m: m.tril([1, 2, 3]),
    lambda m: m.triu([1, 2, 3], -1),
    lambda m: m.tril([]),
    lambda m: m.moveaxis(m.zeros((2, 3, 4)), range(2), range(1, 3)),
    lambda m: m.moveaxis(m.zeros((2, 3, 4)), np.array([0, 1]), [2, 0]),
    lambda m: m.average(
        np.arange(24.0).reshape(2, 3, 4), axis=(0, 1), weights=np.arange(1.0, 7).reshape(2, 3)
    ),
    lambda m: m.average(
        np.arange(24.0).reshape(2, 3, 4), axis=(2, 0), weights=np.arange(1.0, 9).reshape(4, 2)
    ),
    lambda m: m.average(np.arange(24.0).reshape(2, 3, 4), (0, 1), np.ones((2, 3)), returned=True),
    lambda m: m.average(np.arange(6.0).reshape(2, 3), axis=(), weights=2.0),
    lambda m: m.split(m.arange(6), np.array([1, 4])),
    lambda m: m.array_split(m.arange(6), (2,)),
    lambda m: m.array_split(m.arange(7), np.int64(3)),
    lambda m: m.tile(m.arange(3), np.array([2, 2])),
    lambda m: m.tile(m.arange(3), ()),
    lambda m: m.tile(m.zeros((2, 0)), (2, 3)),
    lambda m: m.tile(m.arange(6).reshape(2, 3), (2, 1, 3)),
    lambda m: m.tile(m.arange(6).reshape(2, 3), (0, 2)),
    lambda m: m.repeat([], []),
    lambda m: m.repeat([1, 2], [True, False]),
    lambda m: m.repeat(m.zeros((2, 0)), [3, 1], axis=0),
    lambda m: m.roll(m.arange(6).reshape(2, 3), (1, 2)),
    lambda m: m.roll(m.arange(6).reshape(2, 3), np.array([1, 2]), (0, 1)),
    lambda m: m.pad(m.ones((2, 2), dtype=int), ((1,), (2,))),
    lambda m: m.pad(m.ones((2, 2), dtype=int), np.array([[1, 0], [0, 2]])),
    lambda m: m.pad([1, 2, 3], range(1, 3), mode="edge"),
    lambda m: m.pad([0.0, 1.0], 1, constant_values=(0.0, -0.0)),
    lambda m: m.pad([1, 2, 3], 9, mode="reflect"),
    lambda m: m.pad([1, 2, 3], (9, 2), mode="symmetric"),
    lambda m: m.pad([1], 3, mode="reflect"),
    lambda m: m.pad([1, 2, 3], (4, 7), mode="wrap"),
    lambda m: m.logspace(0, 1, 3, base=[4.0, 16.0]),
    lambda m: m.logspace(0, 1, 3, base=m.asarray([4.0, 16.0]), axis=-1),
    lambda m: m.logspace([0, 1], 2, 3, base=m.asarray([4.0, 16.0]), axis=-1),
    lambda m: m.linspace(0, 1, 3, axis=-1),
    lambda m: m.broadcast_to([1, 2], np.array([3, 2])),
    lambda m: m.rot90(m.arange(4).reshape(2, 2), axes=range(2)),
    lambda m: m.searchsorted([3, 1, 2], [1, 3], sorter=[1, 2, 0]),
    lambda m: m.searchsorted([], 1.0),
    lambda m: m.take(m.zeros((3, 0)), [0, 0], axis=0),
    lambda m: m.diagonal(m.arange(24).reshape(2, 3, 4)[:, ::-1], 1, 2, 1),
    lambda m: m.zeros((2, 3)).transpose(m.asarray([1, 0])),
    lambda m: m.einsum(m.eye(2), m.asarray([0, 0])),
    lambda m: m.einsum("ij->j", m.eye(2), order="c"),
    lambda m: m.sort([2, 1], kind="quick"),
    lambda m: m.argsort([2, 1], kind="m"),
    lambda m: m.ix_(m.zeros(0, dtype="float32")),
    lambda m: m.power(m.asarray([0j, 0j, 0j]), [1 + 4j, 2 - 3j, 0.5]),
    lambda m: m.isnan(m.power(m.asarray([0j, 0j, 0j]), [1j, -1 + 1j, -2])),
    lambda m: m.isnan(m.interp([0.5, 1.0, 2.0], [np.nan, 1.0], [0.0, 10.0])),
    lambda m: m.histogram(m.asarray([1.0], dtype="float32"), 1, range=m.asarray([1 + 2**-50, 2.0])),
    lambda m: m.add(m.asarray([1], dtype="uint8"), 1, dtype="uint8"),
    lambda m: m.add(1.0, 2, dtype="float32"),
    lambda m: m.add([1.5, 2], m.asarray([1], dtype="int8"), dtype="float32"),
    lambda m: m.equal([1.5], 1, dtype=bool),
    lambda m: m.logical_xor.outer([2, 0], [1.5], dtype=bool),
    lambda m: (m.sum([1.5, 1.6], dtype=int), m.prod([1.5], dtype=int), m.cumsum([1.5, 1.6], dtype=int)),
    lambda m: (m.add.reduce([1.5, 1.6], dtype=int), m.add.accumulate(m.asarray([1.5, 1.6]), dtype=int)),
    lambda m: m.quantile(m.asarray([1, 2, 4], dtype="float32"), m.asarray([0.3, 0.5])),
    lambda m: m.nanquantile(m.asarray([1, 2, 4], dtype="float32"), m.asarray(0.3)),
    lambda m: m.percentile(m.asarray([1, 2, 4], dtype="float16"), m.asarray([50], dtype="float32")),
    lambda m: m.percentile(m.asarray([1, 2, 4], dtype="float32"), [50]),
    lambda m: m.percentile(m.asarray([1, 2, 4], dtype="float32"), 50),
    lambda m: m.quantile(m.asarray([1, 2, 4], dtype="float32"), m.asarray([0.3]), method="lower"),
    lambda m: m.percentile([1, 2, 4], 50, out=m.zeros(1)),
]

REFUSED = [
    lambda m: m.lexsort((m.asarray(1),), axis=10),
    lambda m: m.unravel_index(m.zeros(0), (3, 3)),
    lambda m: m.quantile([1.0, 2.0], 0.5, weights=[0, 0], method="inverted_cdf"),
    lambda m: m.quantile([1.0, 2.0], 0.5, weights=[1, np.inf], method="inverted_cdf"),
    lambda m: m.einsum(m.eye(2), m.eye(2, dtype=int)),
    lambda m: m.random.default_rng(0).permuted([1, 2], out=m.zeros(5, dtype=int)),
    lambda m: m.random.default_rng(0).permuted([1.5], out=m.zeros(1, dtype=int)),
    lambda m: m.searchsorted([1, 2, 3], 2, sorter=[0, 1]),
    lambda m: m.searchsorted([1, 2, 3], 2, sorter=[[0, 1, 2]]),
    lambda m: m.searchsorted([1, 2, 3], 2, sorter=[0.0, 1.0, 2.0]),
    lambda m: m.concatenate([m.ones(2)], out=m.ones(2), dtype="float64"),
    lambda m: m.repeat([1, 2], [[2]]),
    lambda m: m.average(m.ones((2, 3)), axis=(0, 0), weights=m.ones((2, 2))),
    lambda m: m.average(m.ones((2, 3)), axis=1, weights=m.ones(2)),
    lambda m: m.linspace(0, 1, 3, axis=3),
    lambda m: m.linspace(m.ones(2), m.ones(3), 3),
    lambda m: m.pad([1, 2], 1, mode="edge", constant_values=3),
    lambda m: m.pad([1, 2], 1.5),
    lambda m: m.pad([1, 2], ((1, 2, 3),)),
    lambda m: m.pad(m.ones((2, 2)), ((1, 1), (1, 1), (1, 1))),
    lambda m: m.take(m.arange(3), [3]),
    lambda m: m.take(m.zeros((3, 0)), [3], axis=0),
    lambda m: m.take_along_axis(m.ones((2, 3)), m.zeros((5, 1), dtype=int), 1),
    lambda m: m.full(3, m.ones(4)),
    lambda m: m.broadcast_shapes(-1),
    lambda m: m.broadcast_shapes(2.5),
    lambda m: m.expand_dims(m.ones(2), (0, 0)),
    lambda m: m.array_split(m.arange(3), 0),
    lambda m: m.add([1.5], 1, dtype=int),
    lambda m: m.add(1.5, 1, dtype=int),
    lambda m: m.add([1], 1.5, dtype=int, out=m.zeros(1, dtype=int)),
    lambda m: m.add([True], 1, dtype=bool),
    lambda m: m.multiply([1], [1], dtype="uint8"),
    lambda m: m.bitwise_and([1], [1], dtype=bool),
    lambda m: m.sqrt([1j], dtype=float),
    lambda m: m.floor([1.5], dtype=int),
    lambda m: m.divmod([2.5], [1], dtype=int),
    lambda m: m.modf([2.5], dtype=int),
    lambda m: m.logaddexp([1j], [1], dtype=float),
    lambda m: m.matmul([[1.5]], [[1]], dtype=int),
    lambda m: m.subtract.outer([1.5], [1], dtype=int),
    lambda m: m.percentile([1, 2, 4], 50, method="lower", out=m.zeros(1, dtype=int)),
    lambda m: m.pad([1, 2], 0, mode="maximum", stat_length=0),
    lambda m: m.unpackbits(m.zeros(1, dtype="uint8"), bitorder=10),
    lambda m: m.histogramdd(m.ones((2, 2)), bins=[1, 0.99]),
    lambda m: operator.index(m.asarray(True)),
]


@pytest.mark.parametrize("call", [pytest.param(c, id=str(i)) for i, c in enumerate(ACCEPTED)])
def test_accepted(call):
    assert not isinstance(outcome(call, np), tuple)
    alike(call)


@pytest.mark.parametrize("call", [pytest.param(c, id=str(i)) for i, c in enumerate(REFUSED)])
def test_refused(call):
    assert isinstance(outcome(call, np), tuple)
    alike(call)


def test_pad_by_axis():
    x = tl.ones((2, 3))
    assert tl.pad(x, {-1: (1, 0)}).shape == (2, 4) and tl.pad(x, {0: 2}).shape == (6, 3)
    with pytest.raises(tl.AxisError, match=r"^pad: "):
        tl.pad(x, {2: 1})


# ---- loops of their own ------------------------------------------------------------------------------------
MOVES = {
    "repeat": lambda m, x: m.repeat(x, 3),
    "repeat 2": lambda m, x: m.repeat(x, 2, axis=1),
    "repeat 0": lambda m, x: m.repeat(x, 0, axis=0),
    "repeat counts": lambda m, x: m.repeat(x, [3, 0, 1], axis=1),
    "repeat counts first": lambda m, x: m.repeat(x, [2, 1], axis=0),
    "repeat counts last": lambda m, x: m.repeat(x, [2, 1, 0, 5], axis=-1),
    "tile": lambda m, x: m.tile(x, (2, 1, 3)),
    "tile more": lambda m, x: m.tile(x, (2, 1, 2, 1)),
    "roll": lambda m, x: m.roll(x, 5),
    "roll axis": lambda m, x: m.roll(x, (1, -1), (2, 0)),
    "take": lambda m, x: m.take(x, [5, -1, 0, 5]),
    "take axis": lambda m, x: m.take(x, [[1, 0], [-1, 2]], axis=1),
    "take last": lambda m, x: m.take(x, [1, 0, -1], axis=2),
    "concatenate": lambda m, x: m.concatenate([x, x], axis=1),
    "stack": lambda m, x: m.stack([x, x], axis=-1),
    "stack first": lambda m, x: m.stack([x, x]),
    "nonzero": lambda m, x: m.stack(m.nonzero(x)),
    "argwhere": lambda m, x: m.argwhere(x),
    "flatnonzero": lambda m, x: m.flatnonzero(x),
    "pad edge": lambda m, x: m.pad(x, 2, mode="edge"),
    "pad wrap": lambda m, x: m.pad(x, (5, 3), mode="wrap"),
    "pad symmetric": lambda m, x: m.pad(x, ((0, 1), (4, 4), (2, 0)), mode="symmetric"),
    "pad reflect": lambda m, x: m.pad(x, ((0, 1), (4, 4), (2, 0)), mode="reflect"),
    "clip": lambda m, x: m.clip(x, 1, 5) if x.dtype != "bool" else m.copy(x),
    "diagonal": lambda m, x: m.diagonal(x, 1, 2, 1),
}


@pytest.mark.parametrize("dtype", [*DTYPES, *STORED])
@pytest.mark.parametrize("name", MOVES)
def test_moving_elements(name, dtype):
    a = generic(dtype, 24).reshape(2, 3, 4)
    want = MOVES[name](np, a)
    backwards, columns = np.flip(np.flip(a).copy()), a.T.copy().T
    for x in (a, backwards, columns, np.stack([a, a], axis=-1)[..., 0]):
        same_values(MOVES[name](tl, tl.asarray(x)), want)
    if np.dtype(dtype).kind == "f":  # recorded, where other ways are gone
        t = tl.array(a, requires_grad=True)
        got = MOVES[name](tl, t)
        same_values(got.detach(), want)


def test_repeat_counts_are_a_copy_of_the_callers():
    counts = np.array([2, 1, 3])
    t = tl.asarray(counts)
    assert tl.repeat(t, t).tolist() == np.repeat(counts, counts).tolist() and counts.tolist() == [2, 1, 3]


def test_a_diagonal_is_a_view():
    x = tl.zeros((3, 4)).T
    d = tl.diagonal(x)
    d[0] = 5
    assert x[0, 0].item() == 5 and tl.diag(x, -1).shape == (3,) and tl.diag(x, 1).shape == (2,)


# ---- errors that say what to write -------------------------------------------------------------------------
X = tl.ones((2, 3))
SAYS = {
    "concatenate": (lambda: tl.concatenate(X, X), "concatenate: .*one tuple or list, concatenate((a, b))"),
    "stack": (lambda: tl.stack(X, X), "stack: .*one tuple or list, stack((a, b))"),
    "vstack": (lambda: tl.vstack(X, X), "vstack: .*one tuple, vstack((a, b))"),
    "hstack": (lambda: tl.hstack(X, X), "hstack: .*one tuple, hstack((a, b))"),
    "dstack": (lambda: tl.dstack(X, X), "dstack: .*one tuple, dstack((a, b))"),
    "column_stack": (lambda: tl.column_stack(X, X), "column_stack: .*one tuple, column_stack((a, b))"),
    "a number": (lambda: tl.concatenate(3), "concatenate: .*one tuple or list, .* not int"),
    "reshape": (lambda: tl.reshape(X, 2, 3), "reshape: .*one tuple, reshape(x, (2, 3))"),
    "full": (lambda: tl.full(2, 3, 4), ".*one tuple, full((2, 3), 1)"),
    "max": (lambda: tl.max(X, X, keepdims=True), "max: axis .* of two operands it is maximum(a, b)"),
    "min": (lambda: tl.min(X, 0.5), "min: axis .* of two operands it is minimum(a, b)"),
    "amax": (lambda: tl.amax(X, X), "amax: only 0-d integer tensors are indices"),
    "arange": (lambda: tl.arange("3"), "arange: .*numbers, got '3'"),
    "axis": (lambda: tl.concatenate([X], axis=1.0), "concatenate: axis must be an integer, got float"),
    "flip": (lambda: tl.flip(X, "a"), "flip: axis must be an integer, got str"),
    "out and dtype": (
        lambda: tl.concatenate([X], out=X, dtype="float32"),
        "concatenate: give out= or dtype=",
    ),
}


@pytest.mark.parametrize("name", SAYS)
def test_errors_say_what_to_write(name):
    call, text = SAYS[name]
    with pytest.raises(TypeError, match=r"^" + text.replace("(", r"\(").replace(")", r"\)")):
        call()


# ---- grids, places, pieces ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "call",
    [
        lambda m: m.mgrid[0 : np.float32(1) : 3j],
        lambda m: m.mgrid[0 : np.float32(1) : 3j, 0:2],
        lambda m: m.ogrid[0 : np.float32(1) : 3j, 0:2],
        lambda m: m.mgrid[0 : np.int8(3), 0:2],
        lambda m: m.mgrid[0 : np.float32(1) : 0.25],
        lambda m: m.ravel_multi_index(([[0], [4]], [0, 0, 0]), (5, 1)),
        lambda m: m.ravel_multi_index((), ()),
        lambda m: m.piecewise([[1.0, 2], [3, 4]], [m.array([True, False])], [9]),
        lambda m: m.piecewise([[1.0, 2], [3, 4]], [m.array([True, False])], [9, lambda v: -v]),
        lambda m: m.select([[True, False]], [[1, 2]], default=[[1], [2]]),
        lambda m: m.pad([True, False, True], 2, "reflect", reflect_type="odd"),
        lambda m: m.pad([True, False, True], 7, "symmetric", reflect_type="odd"),
        lambda m: m.insert(m.arange(6), [5, 1, 1, -1], [10, 20, 30, 40]),
        lambda m: m.insert(m.arange(6), slice(1, 4), [10, 20, 30]),
        lambda m: m.insert(m.arange(12).reshape(2, 3, 2), [2, 0], [[1, 2], [3, 4]], axis=1),
        lambda m: m.delete(m.arange(6), slice(None, None, -2)),
        lambda m: m.concatenate([[1], [1.5]], out=m.zeros(2, dtype=int), casting="unsafe"),
        lambda m: m.histogramdd(np.zeros((0, 1)), 2)[0],
    ],
)
def test_as_numpy_has_it(call):
    alike(call)


@pytest.mark.parametrize("sizes", [(), (3,), (5000,), (2, 5000), (3, 5000, 2), (5000, 0)])
def test_every_index_in_order(sizes):
    assert list(tl.ndindex(sizes)) == list(np.ndindex(sizes))


def test_going_through_begins_at_once():
    huge = tl.broadcast_to(tl.zeros(()), (10**8, 10**8))
    assert next(tl.ndindex(10**15)) == (0,)
    assert next(tl.ndindex(10**9, 10**9)) == (0, 0)
    assert next(tl.ndenumerate(huge))[0] == (0, 0)
    row, column = next(tl.broadcast(huge[:, :1], huge[:1]))
    assert row.shape == column.shape == ()


def test_elements_are_gone_through_as_they_are_then():
    x = tl.arange(6).reshape(2, 3).T
    found = tl.ndenumerate(x)
    x[2, 1] = 9
    assert [(i, v.item()) for i, v in found] == [(i, v.item()) for i, v in np.ndenumerate(x.numpy())]


def test_flat_of_one_place():
    x, a = tl.arange(6).reshape(2, 3).T, np.arange(6).reshape(2, 3).T
    for m in (x, a):
        m.flat[3], m.flat[-1], m.flat[0] = 7, 8, 5.0
    assert x.tolist() == a.tolist()
    point = tl.array(1.0)
    point.flat[0] = 2
    assert point.item() == 2
    with pytest.raises(IndexError):
        x.flat[6] = 1


def test_grids_keep_gradients():
    a = tl.array(1.0, requires_grad=True)
    (tl.mgrid[a:5:3j].sum() + tl.ogrid[0:1, a:3:0.5][1][0, 1]).backward()
    assert a.grad.item() == 1.5 + 1


def test_what_numpy_leaves_unset():
    with pytest.raises(ValueError, match=r"^fromstring: 6 numbers are asked for"):
        tl.fromstring("1,2", int, 6, sep=",")
    assert tl.fromstring("1,2,3", int, 2, sep=",").tolist() == [1, 2]
    for _ in range(10):
        assert tl.unpackbits(tl.zeros(0, dtype="uint8"), count=80).tolist() == [0] * 80


def test_memory_of_its_own():
    x = tl.zeros((3, 3))
    for part, wanted in ((x[1:], "O"), (x[1:], ["O", "C"]), (x.T[1:], ["O", "F"]), (np.zeros(3), "O")):
        assert not tl.shares_memory(tl.require(part, None, wanted), part)
    assert tl.require(x, None, "O") is x


@pytest.mark.parametrize(
    ("target", "value", "casting", "error"),
    [
        ("uint8", 5, "equiv", TypeError), ("complex128", 2.5, "equiv", TypeError),
        ("int64", 5, "equiv", None),
        ("uint8", -1, "unsafe", OverflowError), ("float64", 2**70, "unsafe", None), ("int8", 5, "no", None),
        ("int64", 5.5, "unsafe", None), ("bool", 5, "unsafe", None), ("int8", [1, 300], "unsafe", None),
    ],
)  # fmt: skip
def test_numbers_under_rules_of_casting(target, value, casting, error):
    x, a = tl.zeros(2, dtype=target), np.zeros(2, target)
    if error:
        with pytest.raises(error, match=r"^copyto: "):
            tl.copyto(x, value, casting)
        assert not x.any()
    else:
        tl.copyto(x, value, casting)
        np.copyto(a, value, casting)
        assert x.tolist() == a.tolist()


@pytest.mark.parametrize("option", [{"legacy": "9"}, {"precision": -5}, {"legacy": 0}])
def test_options_are_checked_before_they_count(option):
    before = tl.get_printoptions()
    with pytest.raises(ValueError, match=r"^set_printoptions: "):
        tl.set_printoptions(**option)
    with pytest.raises(ValueError, match=r"^printoptions: "), tl.printoptions(**option):
        pass
    assert tl.get_printoptions() == before
    assert repr(tl.array([1.5])) == "tensor([1.5])"


def test_errors_that_no_text_makes():
    def text(x):
        raise UnicodeDecodeError("utf-8", b"?", 0, 1, "bad")

    with pytest.raises(ValueError, match=r"^array2string: 'utf-8' codec") as caught:
        tl.array2string(tl.ones(1), formatter={"all": text})
    assert isinstance(caught.value.__cause__, UnicodeDecodeError)


def test_numbers_of_choices_beyond_int64():
    numbers = np.array([2**64 - 1, 2**63 + 2, 1], "uint64")
    assert tl.choose(numbers, [10, 20, 30], mode="wrap").tolist() == [10 * (int(n) % 3 + 1) for n in numbers]
    assert tl.choose(numbers, [10, 20, 30], mode="clip").tolist() == [30, 30, 20]
    with pytest.raises(ValueError, match=r"^choose: number 18446744073709551615 "):
        tl.choose(numbers, [10, 20, 30])


KINDS = [None, "Quick", "heapsorted", b"m", np.str_("stable"), "", "x", b"\xff", 1, True, [], np.array("q")]


@pytest.mark.parametrize("kind", [*KINDS, "introselect", b"introselect", "introselected"])
def test_ways_to_sort(kind):
    """In every combination the kind of error, if any, is NumPy's; methods have them as functions do."""

    def error(call, *args, **kwargs):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                call(*args, **kwargs)
            except Exception as e:
                return type(e)

    def in_place(m, name, *args, **options):
        return getattr(m.array([3.0, 1.0, 2.0]), name)(*args, **options)

    def whole(m, name, *args, **options):
        return getattr(m, name)([3.0, 1.0, 2.0], *args, **options)

    calls = [("sort", (), {"stable": s}) for s in (None, True, 0)]
    calls += [("partition", (k,), {}) for k in (1, 5, True, [1, True], np.array(True), 1.0, None, [], "1")]
    for (name, given, options), order, call in product(calls, (None, "f"), (in_place, whole)):
        for function in (name, f"arg{name}"):
            got, want = (
                error(call, m, function, *given, kind=kind, order=order, **options) for m in (tl, np)
            )
            assert got == want, (function, given, options, order, call)


def test_gradient_keeps_real_numbers_real():
    for steps in (1j, [1j, 2, 3]):
        with pytest.raises(TypeError, match=r"^gradient: distances must be real"):
            tl.gradient([1.0, 2.0, 4.0], steps)
    np.testing.assert_array_equal(tl.gradient([1, 2j, 4], 1j).numpy(), np.gradient([1, 2j, 4], 1j))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "complex64"])
def test_what_a_dtype_can_hold_prints_as_numpys(dtype):
    ours, theirs = tl.finfo(dtype), np.finfo(dtype)
    assert (repr(ours), str(ours)) == (repr(theirs), str(theirs))
