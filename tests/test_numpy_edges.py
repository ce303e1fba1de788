"""What NumPy accepts is accepted and what it refuses is refused, of no axes too; errors say what to write."""

import warnings

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
]

REFUSED = [
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
    "max": (lambda: tl.max(X, X), "max: axis .* maximum(a, b)"),
    "min": (lambda: tl.min(X, 0.5), "min: axis .* minimum(a, b)"),
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
    with pytest.raises(TypeError, match="^" + text.replace("(", r"\(").replace(")", r"\)")):
        call()
