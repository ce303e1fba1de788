"""What shares memory and what does not, with NumPy's shapes and strides."""

import gc
import sys
import weakref

import numpy as np
import pytest
from layouts import VIEWS, same_bits, views

import tensorlab as tl

A = np.arange(2 * 3 * 4.0).reshape(2, 3, 4)


def pair():
    a = A.copy()
    return tl.array(a), a


def shares(t, u):
    return np.shares_memory(t.detach().numpy(), u.detach().numpy())


# calls that exist under the same name in both libraries; all give views in NumPy
VIEWING = {
    "T": lambda m, x: x.T,
    "mT": lambda m, x: x.mT,
    "transpose": lambda m, x: m.transpose(x),
    "transpose axes": lambda m, x: m.transpose(x, (1, 2, 0)),
    "transpose negative": lambda m, x: x.transpose(-1, 0, 1),
    "permute_dims": lambda m, x: m.permute_dims(x, (2, 0, 1)),
    "matrix_transpose": lambda m, x: m.matrix_transpose(x),
    "swapaxes": lambda m, x: m.swapaxes(x, 0, -1),
    "moveaxis": lambda m, x: m.moveaxis(x, 0, 2),
    "moveaxis many": lambda m, x: m.moveaxis(x, (0, 1), (-1, 0)),
    "reshape": lambda m, x: m.reshape(x, (6, 4)),
    "reshape -1": lambda m, x: x.reshape(-1),
    "reshape arguments": lambda m, x: x.reshape(4, -1),
    "reshape splits": lambda m, x: x.transpose(1, 0, 2).reshape(3, 2, 2, 2),
    "reshape of a transpose that fits": lambda m, x: x[:, :, ::2].reshape(6, 2),
    "ravel": lambda m, x: m.ravel(x),
    "squeeze": lambda m, x: m.squeeze(x[:1]),
    "squeeze axis": lambda m, x: m.squeeze(x[:, None, :, :1], axis=(1, 3)),
    "expand_dims": lambda m, x: m.expand_dims(x, 1),
    "expand_dims many": lambda m, x: m.expand_dims(x, axis=(0, -1)),
    "flip": lambda m, x: m.flip(x),
    "flip axis": lambda m, x: m.flip(x, axis=1),
    "broadcast_to": lambda m, x: m.broadcast_to(x, (5, 2, 3, 4)),
    "broadcast_to stretched": lambda m, x: m.broadcast_to(x[:, :1], (2, 3, 4)),
    "diagonal": lambda m, x: m.diagonal(x),
    "diagonal axes": lambda m, x: m.diagonal(x, 1, 1, 2),
    "atleast_2d": lambda m, x: m.atleast_2d(x[0, 0]),
    "asarray": lambda m, x: m.asarray(x),
    "detached slice": lambda m, x: x[1:, ::-1, 1],
}

COPYING = {
    "copy": lambda m, x: m.copy(x),
    "copy method": lambda m, x: x.copy(),
    "flatten": lambda m, x: x.flatten(),
    "array": lambda m, x: m.array(x),
    "astype": lambda m, x: x.astype("float64"),
    "reshape of a transpose": lambda m, x: x.T.reshape(6, 4),
    "ravel of a transpose": lambda m, x: m.ravel(x.T),
    "take": lambda m, x: m.take(x, [0, 1], axis=1),
    "repeat": lambda m, x: m.repeat(x, 2, axis=0),
    "tile": lambda m, x: m.tile(x, 2),
    "concatenate": lambda m, x: m.concatenate([x, x], axis=1),
    "roll": lambda m, x: m.roll(x, 1, axis=0),
    "positive": lambda m, x: +x,
}


@pytest.mark.parametrize("name", VIEWING)
def test_views_as_numpys(name):
    t, a = pair()
    got, want = VIEWING[name](tl, t), VIEWING[name](np, a)
    same_bits(got, want)
    assert np.shares_memory(want, a) and shares(got, t)
    assert [s for s, n in zip(got.strides, got.shape) if n > 1] == [
        s for s, n in zip(want.strides, want.shape) if n > 1
    ]
    if "diagonal" in name:  # read-only in NumPy
        return
    if "broadcast" not in name:  # written through
        got[...] = -1.0
        want[...] = -1.0
        same_bits(t, a)
    else:
        with pytest.raises(ValueError, match="read-only"):
            got[...] = -1.0


@pytest.mark.parametrize("name", COPYING)
def test_copies_as_numpys(name):
    t, a = pair()
    got, want = COPYING[name](tl, t), COPYING[name](np, a)
    same_bits(got, want)
    assert not np.shares_memory(want, a) and not shares(got, t)
    got[...] = -1.0
    same_bits(t, A)


@pytest.mark.parametrize(
    "shape", [(24,), (4, 6), (6, 4), (2, 12), (3, 8), (2, 3, 4), (1, 24, 1), (2, 3, 2, 2), (-1, 8), (8, -1)]
)
def test_reshape_of_every_layout(shape):
    """A view exactly where NumPy makes one."""
    t, a = pair()
    arrangements = [
        lambda x: x,
        lambda x: x.T,
        lambda x: x.transpose(1, 0, 2),
        lambda x: x[::-1],
        lambda x: x[:, :, ::-1],
    ]
    for arranged in arrangements:
        v, w = arranged(t), arranged(a)
        got, want = v.reshape(shape), w.reshape(shape)
        same_bits(got, want)
        assert shares(got, t) == np.shares_memory(want, a)


def test_views_of_every_layout():
    for name, t, a in views(np.arange(6 * 7 * 9.0).reshape(6, 7, 9)):
        same_bits(t.copy(), a, name)
        same_bits(t.T, a.T, name)
        same_bits(t.ravel(), a.ravel(), name)
        same_bits(tl.flip(t), np.flip(a), name)
        if a.ndim > 1:
            same_bits(t.mT, a.mT, name)
        assert (
            t.copy().strides == np.ascontiguousarray(a.copy(order="C")).strides or not a.size or a.ndim == 0
        )


def test_attributes():
    for name, t, a in views(np.arange(6 * 7 * 9, dtype="int16").reshape(6, 7, 9)):
        for attribute in ("shape", "ndim", "size", "itemsize", "nbytes", "strides"):
            assert getattr(t, attribute) == getattr(a, attribute), f"{name} {attribute}"
        assert t.dtype == a.dtype and t.tolist() == a.tolist()
        assert t.data.shape == a.shape and t.data.strides == a.strides and t.data.format == a.data.format


def test_views_keep_the_memory_alive():
    def make():
        return tl.arange(100_000.0)[::-1][:10]

    v = make()
    for _ in range(5):
        tl.full(100_000, 7.0)
    assert v.tolist() == [99_999.0 - i for i in range(10)]
    a = np.arange(10.0)
    t = tl.asarray(a)[2:]
    del a
    assert t.tolist() == [float(i) for i in range(2, 10)]


def test_in_place_through_views():
    t, a = pair()
    for name in ("transposed", "reversed", "step 2", "column", "one row", "new axes"):
        v, w = VIEWS[name](t), VIEWS[name](a)
        v += 1.0
        w += 1.0
        v *= v
        w *= w
        same_bits(t, a, name)


def test_asarray_and_array():
    t, a = pair()
    assert tl.asarray(t) is t
    assert np.shares_memory(tl.asarray(a).numpy(), a)
    assert not np.shares_memory(tl.array(a).numpy(), a)
    assert not np.shares_memory(tl.asarray(a, dtype="float32").numpy(), a)
    assert not np.shares_memory(tl.asarray(a, copy=True).numpy(), a)
    assert np.shares_memory(tl.asarray(a, copy=False).numpy(), a)
    assert np.shares_memory(tl.array(a, copy=False).numpy(), a)
    for bad in (lambda: tl.asarray(a, dtype="float32", copy=False), lambda: tl.asarray([1.0], copy=False)):
        with pytest.raises(ValueError, match=r"^asarray: "):
            bad()


def test_astype():
    t, _ = pair()
    assert t.astype("float64", copy=False) is t
    assert t.astype("float64") is not t
    assert t.astype(tl.float32, copy=False) is not t
    same_bits(tl.array([1.9, -1.9, 0.0]).astype("int32"), np.array([1, -1, 0], "int32"))
    same_bits(tl.array([2.5, float("nan"), 0.0]).astype("bool"), np.array([True, True, False]))
    same_bits(tl.array([300, -1]).astype("uint8"), np.array([300, -1]).astype("uint8"))


def test_bits_of_an_axis_of_size_1():
    assert tl.zeros((3, 4))[:, ::4].view(tl.int32).shape == np.zeros((3, 4))[:, ::4].view(np.int32).shape
    assert tl.arange(4, dtype="float64")[None, 2:3].T.view(tl.int64).shape == (1, 1)


def test_bad_shapes_and_axes():
    t, _ = pair()
    for shape in ((5, 5), (-1, 5), (2, -1, 5), (), (24, 0), (-1, 0)):
        with pytest.raises(ValueError, match=r"^reshape: .*\(2, 3, 4\)") as error:
            t.reshape(shape)
        assert type(error.value) is ValueError
    with pytest.raises(ValueError, match=r"^reshape: only one size can be -1"):
        t.reshape(-1, -1)
    with pytest.raises(ValueError, match=r"^reshape: negative"):
        t.reshape(-2, 12)
    with pytest.raises(TypeError, match=r"^reshape: "):
        t.reshape(2.0, 12)
    with pytest.raises(ValueError, match=r"^transpose: .*\(2, 3, 4\)"):
        t.transpose((0, 1))
    with pytest.raises(ValueError, match=r"^transpose: .*\(2, 3, 4\)"):
        t.transpose(1)
    with pytest.raises(tl.AxisError):
        t.transpose(0, 3)
    with pytest.raises(tl.AxisError, match=r"^transpose: "):
        t.transpose(0, 1, 3)
    with pytest.raises(ValueError, match=r"^transpose: .*twice"):
        t.transpose(0, 1, 1)
    with pytest.raises(ValueError, match=r"^broadcast_to: .*\(2, 3, 4\)"):
        tl.broadcast_to(t, (3, 4))
    with pytest.raises(ValueError, match=r"^mT: "):
        tl.ones(3).mT
    with pytest.raises(ValueError, match=r"^squeeze: "):
        tl.squeeze(t, axis=0)
    for function in (lambda: tl.swapaxes(t, 0, 3), lambda: tl.moveaxis(t, 3, 0), lambda: tl.flip(t, axis=3)):
        with pytest.raises(tl.AxisError):
            function()


def test_reshape_of_nothing():
    t = tl.zeros((0, 3))
    for shape in ((0,), (3, 0), (0, 5), (-1, 3), (2, 0)):
        assert t.reshape(shape).shape == np.zeros((0, 3)).reshape(shape).shape
    with pytest.raises(ValueError, match=r"^reshape: "):
        t.reshape(0, -1)


def test_what_is_too_large_is_named():
    row = tl.broadcast_to(tl.ones(1, dtype="int8"), (2**62,))
    with pytest.raises(ValueError, match=r"^concatenate: shapes \(4611686018427387904,\), \(4611"):
        tl.concatenate([row, row])
    for make in (tl.eye, tl.tri):
        with pytest.raises((MemoryError, ValueError), match=r"\(2147483648, 2147483648\) of float64"):
            make(2**31)
    for error, match, counts in (
        (
            ValueError,
            r"^repeat: 9,223,372,036,854,775,808 elements along axis 0 of shape \(2,\)",
            [2**62, 2**62],
        ),
        (ValueError, r"^repeat: 9,223,372,036,854,775,808 elements", 2**62),
        (MemoryError, r"^repeat: .*70,368,744,177,664 elements", [2**45, 2**45]),
        (ValueError, r"^repeat: repeats must not be negative", [2, -1]),
        (ValueError, r"^repeat: repeats must not be negative", -1),
        (ValueError, r"^repeat: repeats of shape \(3,\) for 2 elements", [1, 1, 1]),
        (TypeError, r"^repeat: repeats must be integers", 1.5),
    ):
        with pytest.raises(error, match=match):
            tl.repeat(tl.array([1, 2], dtype="int8"), counts)
    for error, call in (
        (MemoryError, lambda: tl.random.default_rng(0).normal(size=(10**14,))),
        (ValueError, lambda: tl.random.default_rng(0).normal(0, -1)),
        (TypeError, lambda: tl.random.normal(nothing=1)),
    ):
        with pytest.raises(error, match=r"^normal: "):
            call()


# A tensor keeps the x.T that it handed out last; nobody may notice but by the time it takes.


def test_transpose_handed_out_again():
    t, a = tl.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(2, 3)
    first = id(t.T)
    assert id(t.T) == first and t.T is not t.T and t.T.T is not t
    held = t.T
    assert t.T is not held and t.transpose() is not held
    t += 1.0
    a += 1.0
    for v in (held, t.T, t.T.T.T, t.transpose()):
        same_bits(v, a.T)
        assert shares(v, t)
    del t
    same_bits(held, a.T)
    same_bits(held.T, a)


def test_transpose_with_a_record_of_its_own():
    t = tl.arange(6.0).reshape(2, 3)
    leaf = t.T.requires_grad_()
    assert not t.requires_grad and not t.T.requires_grad
    (leaf * t.T).sum().backward()
    same_bits(leaf.grad, np.arange(6.0).reshape(2, 3).T)
    del leaf
    assert not t.T.requires_grad and t.T.grad is None
    t.T
    t.requires_grad_()
    (t.T * tl.arange(6.0).reshape(3, 2)).sum().backward()
    same_bits(t.grad, np.arange(6.0).reshape(3, 2).T)


def test_transpose_that_nobody_holds_shares_nothing():
    w = tl.ones((3, 2), requires_grad=True)
    for change in (lambda t: t.__setitem__(0, w[:, 0]), lambda t: t.__iadd__(w.T)):
        t = tl.zeros((2, 3))
        held = t.T
        with pytest.raises(RuntimeError, match="share the memory"):
            change(t)
        del held
        change(t)
        assert t.requires_grad and t.T.requires_grad


def test_transpose_and_its_tensor_die():
    n = 300
    used = tl.memory_stats()["used"]
    for _ in range(3):
        t = tl.ones((n, n))
        v = t.T
        v.requires_grad_()
        (v * t).sum().backward()
        del v, t
        t = tl.ones((n, n))
        t.T
        v = t.T
        v *= tl.ones((n, n), requires_grad=True).detach()
        del t
        assert v.sum().item() == n * n
        del v
        many = [tl.ones((3, 3)) for _ in range(5000)]
        views = [t.T for t in many]
        del many
        del views
    gc.collect()
    assert tl.memory_stats()["used"] - used < n * n


def test_transpose_with_a_weak_reference():
    t = tl.ones((2, 3))
    r = weakref.ref(t.T)
    assert t.T is not r()
    del t
    assert r() is None
    t = tl.ones((2, 3))
    v = t.T
    r = weakref.ref(v)
    v.requires_grad_()
    del v
    assert r() is None and not t.T.requires_grad
    t = tl.ones((2, 3))
    r = weakref.ref(t.T)
    t += tl.ones((2, 3), requires_grad=True)
    assert r() is None and t.requires_grad


@pytest.mark.parametrize("again", [lambda t: t.requires_grad_(), lambda t: t.T])
def test_a_weak_reference_that_calls_back(again):
    held, made = [tl.ones((2, 3))], []

    def called(_):
        made.append(again(held[0].requires_grad_(False)))

    r = weakref.ref(held[0].T, called)
    held[0].requires_grad_()
    assert r() is None and len(made) == 1
    v = made.pop()
    shared = v is held[0]
    held.clear()
    gc.collect()
    assert shared or sys.getrefcount(v) == 2
    v.requires_grad_()
    (v * 2.0).sum().backward()
    assert v.grad.tolist() == (v * 0.0 + 2.0).tolist()


def test_other_strides():
    x = tl.arange(24.0).reshape(2, 3, 4)[:, ::-1]
    ours, theirs = tl.lib.stride_tricks, np.lib.stride_tricks
    same_bits(ours.as_strided(x, (2, 2), (96, -32)), theirs.as_strided(x.numpy(), (2, 2), (96, -32)))
    windows = ours.sliding_window_view(x, (2, 3), (1, 2))
    same_bits(windows, theirs.sliding_window_view(x.numpy(), (2, 3), (1, 2)))
    assert not windows.flags.writeable
    ours.as_strided(x, (1,), (8,))[0] = 99
    assert x[0, 0, 0] == 99
    for shape, strides in (((25,), (8,)), ((2,), (-200,)), ((2, 4), (-32, 8)), ((1,), (8, 8))):
        with pytest.raises(ValueError, match=r"^as_strided: shape"):
            ours.as_strided(x[1, 2], shape, strides)
    with pytest.raises(RuntimeError, match=r"^sliding_window_view: .*gradient"):
        ours.sliding_window_view(tl.ones(3, requires_grad=True), 2)


def test_whether_a_strided_view_may_be_written_to_is_a_flag():
    with pytest.raises(TypeError, match="as_strided: writeable must be"):
        tl.lib.stride_tricks.as_strided(tl.arange(4), (2,), (8,), writeable="no")
