"""Functions of elements as objects: folds, running folds, outer products, changes at indices; tl.emath."""

import copy
import inspect
import pickle

import numpy as np
import pytest

tl = pytest.importorskip("tensorlab")

SHARED = [name for name in np._core.umath.__all__ if isinstance(getattr(np, name, None), np.ufunc)]
SHARED = [name for name in SHARED if getattr(np, name).signature is None and name != "isnat"]
OF_TWO = [name for name in SHARED if (getattr(np, name).nin, getattr(np, name).nout) == (2, 1)]
INTEGERS = ("bitwise_and", "bitwise_or", "bitwise_xor", "gcd", "lcm", "left_shift", "right_shift", "ldexp")
A = np.array([[3.0, 1.0, 2.0], [2.0, 5.0, 4.0]])


def same(got, want):
    assert isinstance(got, tl.Tensor)
    np.testing.assert_array_equal(got.numpy(), want, strict=True)


def operand(name):
    return A.astype(int) if name in INTEGERS else A


def outcome(call):
    """The result, or that there is none."""
    try:
        return call()
    except (TypeError, ValueError):
        return None


@pytest.mark.parametrize("name", SHARED)
def test_what_is_told(name):
    ours, theirs = getattr(tl, name), getattr(np, name)
    assert isinstance(ours, tl.ufunc)
    for attribute in ("nin", "nout", "nargs", "identity", "signature"):
        assert getattr(ours, attribute) == getattr(theirs, attribute), attribute
    assert ours.__doc__ == ours.__wrapped__.__doc__
    assert ">>> " in ours.__doc__
    assert str(inspect.signature(ours)).startswith("(x")
    assert inspect.isroutine(ours)
    assert repr(ours) == f"<ufunc '{ours.__name__}'>"
    assert pickle.loads(pickle.dumps(ours)) is copy.copy(ours) is copy.deepcopy(ours) is ours


def test_they_are_no_methods():
    class Layer:
        activation = tl.exp

    assert Layer().activation is tl.exp
    with pytest.raises(AttributeError, match="more"):
        tl.exp.more
    with pytest.raises(TypeError):
        tl.ufunc(len)


@pytest.mark.parametrize("name", OF_TWO)
@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("reduce", {}),
        ("reduce", {"axis": 1}),
        ("reduce", {"axis": None}),
        ("reduce", {"axis": (0, 1), "keepdims": True}),
        ("reduce", {"axis": -1, "initial": 2}),
        ("reduce", {"dtype": "float32"}),
        ("reduce", {"where": [True, False, True], "initial": 1}),
        ("accumulate", {}),
        ("accumulate", {"axis": 1}),
        ("accumulate", {"dtype": "float32"}),
    ],
)
def test_folds(name, method, arguments):
    x = operand(name)
    want = outcome(lambda: getattr(getattr(np, name), method)(x, **arguments))
    got = outcome(lambda: getattr(getattr(tl, name), method)(tl.array(x), **arguments))
    assert (got is None) == (want is None)
    if want is not None:
        same(got, want)


@pytest.mark.parametrize("name", OF_TWO)
def test_outer_and_slices(name):
    x = operand(name)
    ours, theirs = getattr(tl, name), getattr(np, name)
    got = ours.outer(tl.array(x), [1, 2])
    want = theirs.outer(x, np.array([1, 2]))
    assert got.shape == want.shape
    np.testing.assert_allclose(got.numpy(), want, rtol=1e-14)
    for indices in ([0, 2, 1], []):
        want = outcome(lambda i=indices: theirs.reduceat(x, i, axis=1))
        got = outcome(lambda i=indices: ours.reduceat(tl.array(x), i, axis=1))
        assert (got is None) == (want is None)
        if want is not None:
            same(got, want)


def test_at_counts_every_index():
    x, a = tl.zeros(4), np.zeros(4)
    for f, y in ((tl, x), (np, a)):
        f.add.at(y, [0, 0, -1], [1.0, 2.0, 4.0])
        f.multiply.at(y, slice(2), 2.0)
        f.negative.at(y, np.array([True, False, False, False]))
    same(x, a)


def test_at_counts_as_a_change():
    w, k = tl.ones(3, requires_grad=True), tl.ones(3)
    loss = (w * k).sum()
    tl.add.at(k, [0], 1.0)
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


def filled(call, *dtypes):
    """Of the library: the outputs that the call fills, and whether it gave them back."""

    def both(m):
        outs = tuple(m.zeros(2, dtype=dtype) for dtype in dtypes)
        given = call(m, *outs)
        return given[0] is outs[0] if len(outs) > 1 else given is outs[0], *outs

    return both


B, C = [1.5, -2.5], [2, 3]
OPTIONS = {
    "casting": lambda m: m.add(m.array(B), m.array(C), casting="safe"),
    "casting of one": lambda m: m.sqrt(m.array(C), casting="no"),
    "casting into out": filled(lambda m, out: m.add(m.array(B), C, out=out, casting="unsafe"), "int64"),
    "casting, masked": filled(
        lambda m, out: m.add(m.array(B), C, out, where=[True, False], casting="unsafe"), "int8"
    ),
    "too unsafe": lambda m: m.add(m.array(B), m.array(C), dtype="int64", casting="same_kind"),
    "unsafe dtype": lambda m: m.add(m.array(B), m.array(C), dtype="int64", casting="unsafe"),
    "no word": lambda m: m.add(m.array(B), m.array(C), casting="loose"),
    "signature": lambda m: m.add(m.array(C), C, signature="ff->f"),
    "sig": lambda m: m.add(m.array(B), 0.5, sig=("i4", "i4", "i4"), casting="unsafe"),
    "some of it": lambda m: m.multiply(m.array(C), C, signature=(None, None, "f4")),
    "our types": lambda m: m.multiply(m.array(C), C, signature=(m.float32, m.float32, m.float32)),
    "nothing of it": lambda m: m.maximum(m.array(C), C, signature=(None, None, None)),
    "roots in integers": lambda m: m.sqrt(m.array(C), dtype="int64"),
    "quotients in integers": lambda m: m.divide(m.array(C), 2, dtype="int64"),
    "lengths in complex": lambda m: m.abs(m.array(C), dtype="complex128"),
    "no loop": lambda m: m.add(m.array(C), C, signature="ff->d"),
    "twice": lambda m: m.add(m.array(C), C, signature="dd->d", dtype="float64"),
    "other signature": lambda m: m.add(m.array(C), C, signature=3.0),
    "order": lambda m: m.add(m.array(C), C, order="C"),
    "no order": lambda m: m.add(m.array(C), C, order="E"),
    "subok": lambda m: m.add(m.array(C), C, subok=False),
    "what is so anyway": lambda m: m.add(m.array(C), C, casting="same_kind", order="K", subok=True),
    "out": lambda m: m.add(m.array(C), C, out=...),
    "no out": lambda m: m.add(m.array(C), C, out=1),
    "two outs": filled(
        lambda m, out, rest: m.divmod(m.array(B), 2, out, rest, casting="unsafe"), "int64", "float64"
    ),
    "outer": lambda m: m.subtract.outer(m.array(B), m.array(C), casting="unsafe", dtype="int64"),
    "unknown": lambda m: m.add(m.array(C), C, castingx="safe"),
    "axes": lambda m: m.add(m.array(C), C, casting="safe", axes=[0]),
    "clip": lambda m: m.clip(m.array(B), 0, 1, casting="unsafe", dtype="int8"),
    "clip into out": filled(lambda m, out: m.clip(m.array(B), 0, 1.5, out=out, casting="unsafe"), "int64"),
    "clip, masked": filled(lambda m, out: m.clip(m.array(B), 0, 1, out, where=[True, False]), "float64"),
    "clip, too unsafe": lambda m: m.clip(m.array(B), 0, 1, casting="no", dtype="int8"),
    "vectors": lambda m: m.vecdot(m.array([B, B]), m.array([C, C]), axes=[0, 0], keepdims=True),
    "matrix and vector": lambda m: m.matvec(m.array([B, B]), m.array(C), axes=[(1, 0), 0, 0]),
}  # fmt: skip


@pytest.mark.parametrize("name", OPTIONS)
def test_options(name):
    try:
        want = OPTIONS[name](np)
    except (TypeError, ValueError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        with pytest.raises(kind, match=r"^(add|sqrt|clip|divide|abs)"):
            OPTIONS[name](tl)
        return
    got = OPTIONS[name](tl)
    for ours, theirs in zip(got, want) if isinstance(want, tuple) else [(got, want)]:
        same(tl.asarray(ours), np.asarray(theirs))


def test_options_keep_gradients_or_say_so():
    x = tl.array(B, requires_grad=True)
    tl.exp(x, casting="same_kind", out=...).sum().backward()
    same(x.grad, np.exp(B))
    with pytest.raises(RuntimeError, match=r"^exp: .* gradient would be lost"):
        tl.exp(x, casting="safe")
    with pytest.raises(RuntimeError, match=r"^clip: .* gradient would be lost"):
        tl.clip(x, 0, 1, dtype="float64")


def test_out():
    out = tl.zeros(3)
    assert tl.add.reduce(tl.array(A), out=out) is out
    same(out, A.sum(axis=0))
    assert tl.hypot.reduce(tl.array(A), out=out) is out
    same(out, np.hypot.reduce(A))
    out = tl.zeros((2, 3))
    assert tl.maximum.accumulate(tl.array(A), out=out) is out
    same(out, np.maximum.accumulate(A))


def test_gradients():
    x = tl.array(A, requires_grad=True)
    folds = (tl.add.reduce, tl.multiply.reduce, tl.maximum.reduce)
    for f in (*folds, tl.add.accumulate, tl.multiply.accumulate):
        assert tl.gradcheck(f, (x,))
    assert tl.gradcheck(tl.subtract.outer, (x, tl.array([0.5, 2.0], requires_grad=True)))
    for lost in (
        lambda: tl.hypot.reduce(x),
        lambda: tl.maximum.accumulate(x),
        lambda: tl.add.reduceat(x, [0]),
        lambda: tl.add.at(x, [0], 1.0),
        lambda: tl.add.at(tl.zeros(2), [0], x.sum()),
    ):
        with pytest.raises(RuntimeError, match="gradient"):
            lost()
    with tl.no_grad():
        same(tl.maximum.accumulate(x), np.maximum.accumulate(A))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: tl.exp.reduce([1.0]), ValueError, "exp.reduce: only functions of two operands"),
        (lambda: tl.divmod.reduce([1.0]), ValueError, "divmod.reduce: only functions"),
        (lambda: tl.exp.outer([1.0], [2.0]), ValueError, "exp.outer: only functions"),
        (lambda: tl.add.accumulate(1.0), TypeError, "add.accumulate: an array without axes"),
        (lambda: tl.add.at([1.0], [0], 1.0), TypeError, "add.at: what is changed must be a tensor"),
        (lambda: tl.add.at(tl.zeros(2), [2], 1.0), IndexError, "add.at: index 2"),
        (lambda: tl.add.at(tl.zeros(2), [0]), ValueError, "add.at"),
        (lambda: tl.add.at(tl.zeros(2, dtype="int64"), [0], 0.5), TypeError, "add.at"),
        (lambda: tl.add.reduce([1.0], axis=1), IndexError, "sum: axis 1"),
        (lambda: tl.hypot.reduce([1.0], axis=1), ValueError, "hypot.reduce: axis 1"),
        (lambda: tl.subtract.reduce([True, False]), TypeError, "subtract.reduce: "),
        (lambda: tl.add.reduceat([1.0], [1]), IndexError, "add.reduceat: index 1"),
        (lambda: tl.maximum.reduce([]), ValueError, "max: "),
        (lambda: tl.add.reduce([1.0], 0, None, None, False, 0, True, 1), TypeError, "positional"),
    ],
)
def test_errors(call, error, says):
    with pytest.raises(error, match=says):
        call()


# ---- tl.emath ----------------------------------------------------------------------------------------------
VALUES = [
    [1.0, 0.5], [-1.0, 2.0], [-4, 9], [0, 1], -2.0, [1j, -1], [np.nan, -1.0], [np.inf, -np.inf], [-0.0, 1.0],
    [], np.array([-2.0, 3.0], "f4"), np.array([-2, 3], "i1"), np.array([1.0, 2.0], "f4"),
    [[-1.0, 2.0], [3.0, 0.1]],
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=str)
@pytest.mark.parametrize("name", np.emath.__all__)
def test_beyond_the_reals(name, value):
    for other in {"power": (2, -2, 0.5), "logn": (2, -2)}.get(name, (None,)):
        operands = (value,) if other is None else (other, value) if name == "logn" else (value, other)
        with np.errstate(all="ignore"):
            want = np.asarray(getattr(np.emath, name)(*operands))
        got = getattr(tl.emath, name)(*operands)
        assert got.dtype == want.dtype
        single = want.dtype in (np.float32, np.complex64)
        np.testing.assert_allclose(got.numpy(), want, rtol=1e-6 if single else 1e-13, atol=1e-15)


def test_gradients_beyond_the_reals():
    x = tl.array([-2.0, 3.0], requires_grad=True)
    for f in (tl.emath.sqrt, tl.emath.log, lambda x: tl.emath.power(x, 1.5)):
        assert tl.gradcheck(f, (x,))


def test_folds_that_start_from_an_element():
    for shape, axis in (((0,), 0), ((2, 0), 1), ((2, 0), None), ((0, 2), (0, 1))):
        for m in (np, tl):
            with pytest.raises(ValueError):
                m.add.reduce(m.zeros(shape), axis=axis, initial=None)
    assert tl.add.reduce(tl.zeros((0, 2)), axis=1, initial=None).shape == (0,)
    assert tl.add.reduce([1.0, 2.0], initial=None) == 3
    out = tl.ones(())
    with pytest.raises(ValueError, match=r"^add\.reduce: "):
        tl.add.reduce([], initial=None, out=out)
    assert out == 1
