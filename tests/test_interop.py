"""Tensors among other libraries: shared memory, dispatch, pickling, copying, printing."""

import copy
import ctypes
import functools
import io
import math
import pickle
import subprocess
import sys
import zlib
from array import array as python_array

import numpy as np
import pytest
from layouts import DTYPES, STORED, same_bits, views
from samples import generic, mixed

import tensorlab as tl

A = np.arange(12.0).reshape(3, 4)


# ---- shared memory -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", [*DTYPES, *STORED])
def test_memory_is_shared_both_ways(dtype):
    array = generic(dtype, 6 * 7 * 9).reshape(6, 7, 9)
    for name, t, a in views(array):
        n = np.asarray(t)
        same_bits(n, a, name)
        assert n.strides == a.strides or not a.size
        assert not a.size or np.shares_memory(n, np.asarray(t.data))
        back = tl.asarray(n)
        same_bits(back, a, name)
        assert not a.size or np.shares_memory(np.asarray(back), n)
    t = tl.zeros(3, dtype=dtype)
    n = np.asarray(t)
    n[0] = 1
    assert t.tolist()[0] == 1
    t[1] = 1
    assert n[1] == 1


def test_asarray_of_every_layout():
    a = np.arange(24.0).reshape(2, 3, 4)
    for n in (a, a.T, a[::-1], a[:, ::2], np.asfortranarray(a), np.broadcast_to(a[0], (5, 3, 4)), a[..., 0]):
        t = tl.asarray(n)
        same_bits(t, n)
        assert np.shares_memory(t.numpy(), n) and t.strides == n.strides


def test_read_only_arrays_stay_so():
    a = np.arange(3.0)
    a.setflags(write=False)
    t = tl.asarray(a)
    assert not np.asarray(t).flags.writeable and t.data.readonly
    with pytest.raises(ValueError, match="read-only"):
        t[0] = 1.0
    assert np.asarray(tl.array(a)).flags.writeable
    b = tl.broadcast_to(tl.ones(1), (3,))
    assert not np.asarray(b).flags.writeable
    t = tl.frombuffer(np.arange(3.0).tobytes())
    with pytest.raises(ValueError, match="read-only"):
        t.fill(0)


def test_what_cannot_be_shared_is_converted():
    for n in (
        np.arange(3, dtype=">i4"),
        np.arange(3, dtype=">f8"),
        np.frombuffer(b"\0" + np.arange(3.0).tobytes(), np.uint8)[1:].view("f8"),  # misaligned
        np.zeros(2, [("a", "i1"), ("b", "f8")])["b"],  # stride of 9 bytes
    ):
        same_bits(tl.asarray(n), np.ascontiguousarray(n.astype(n.dtype.newbyteorder("="))))
    for kind in ("b", "h", "i", "l", "q", "B", "H", "I", "L", "Q", "f", "d"):
        source = python_array(kind, [1, 2, 3])
        t = tl.asarray(source)
        assert t.itemsize == source.itemsize and t.tolist() == [1, 2, 3]
        t[0] = 7
        assert source[0] == 7
    numbers = (ctypes.c_double * 3)(1.0, 2.0, 3.0)
    t = tl.asarray(numbers)
    numbers[1] = 5.0
    assert t.tolist() == [1.0, 5.0, 3.0]
    assert tl.asarray(memoryview(A)[1:]).tolist() == A[1:].tolist()


def test_memory_as_a_buffer():
    t = tl.arange(12, dtype="int16").reshape(3, 4)
    m = memoryview(t.data)
    assert (m.format, m.itemsize, m.shape, m.strides, m.nbytes, m.readonly) == (
        "h",
        2,
        (3, 4),
        (8, 2),
        24,
        False,
    )
    assert m.tolist() == t.tolist()
    assert bytes(t) == t.numpy().tobytes() and bytes(t.T) == bytes(t.T.data) == t.numpy().T.tobytes()
    with pytest.raises(BufferError, match="contiguous"):
        zlib.crc32(t.T.data)
    with pytest.raises(TypeError, match="read-write"):
        io.BytesIO(bytes(8)).readinto(tl.broadcast_to(tl.ones(1), (1,)).data)
    io.BytesIO(np.array([7, 8], "int16").tobytes()).readinto(t[0, :2].data)
    assert t[0].tolist() == [7, 8, 2, 3]
    with pytest.raises(TypeError):
        memoryview(t)  # who asks for untyped bytes first must not take doubles for something else
    kept = tl.full(1000, 3.0).data
    tl.full(1000, 4.0)
    assert kept[999] == 3.0


def test_array_method():
    t = tl.array(A)
    assert np.array(t, copy=False) is not None and np.shares_memory(np.array(t, copy=False), t.numpy())
    assert not np.shares_memory(np.array(t), t.numpy())
    assert np.asarray(t, dtype="float32").dtype == np.float32
    with pytest.raises(ValueError, match="copy"):
        np.asarray(t, dtype="float32", copy=False)
    with pytest.raises(ValueError, match=r"^__array__: float64 cannot become float32 without a copy"):
        t.__array__(np.dtype("float32"), copy=False)
    x = tl.ones(3, requires_grad=True)
    same_bits(np.asarray(x), np.ones(3))
    same_bits(np.asarray(tl.zeros((2, 0, 3), dtype="int8")), np.zeros((2, 0, 3), "int8"))
    same_bits(np.asarray(tl.array(2.5)), np.array(2.5))


def test_numpy_takes_our_dtypes():
    assert np.zeros(2, tl.float32).dtype == np.float32
    assert np.dtype(tl.int8) == np.int8
    for name in (*DTYPES, *STORED):
        d = getattr(tl, name)
        assert (
            d == name
            and d == np.dtype(name)
            and d == getattr(np, name if name != "bool" else "bool_")
            and d == d
        )
        assert tl.zeros(1, dtype=np.dtype(name)).dtype is d and tl.zeros(1, dtype=name).dtype is d
        assert hash(d) == hash(getattr(tl, name)) and repr(d) == name
        assert d != "nothing" and d is not None
    assert tl.float32 != tl.float64 and tl.float32 != "int8"
    assert tl.zeros(1, dtype=int).dtype == "int64" and tl.zeros(1, dtype=float).dtype == "float64"
    assert tl.zeros(1, dtype=bool).dtype == "bool"


# ---- dispatch ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.exp(x),
        lambda x: np.add(x, 1.0),
        lambda x: np.add(1.0, x),
        lambda x: np.maximum(x, A),
        lambda x: np.sum(x, axis=0),
        lambda x: np.mean(x),
        lambda x: np.add.reduce(x),
        lambda x: np.concatenate([x, x]),
        lambda x: np.where(x > 3, x, 0.0),
        lambda x: np.transpose(x),
        lambda x: np.reshape(x, (4, 3)),
        lambda x: np.dot(x, x.T),
        lambda x: np.maximum.reduce(x, axis=1),
        lambda x: np.argmax(x, axis=1),
        lambda x: np.stack([x, x]),
        lambda x: A + x,
        lambda x: A * x,
        lambda x: np.float64(2) * x,
        lambda x: x - A,
        lambda x: A @ x.T,
        lambda x: np.matmul(x, A.T),
        lambda x: A > x,
        lambda x: np.std(x, axis=1),
        lambda x: np.clip(x, 1, 5),
        lambda x: np.isnan(x),
        lambda x: np.var(x, ddof=1),
    ],
)
def test_numpys_functions_give_tensors(call):
    got, want = call(tl.array(A)), call(A)
    assert isinstance(got, tl.Tensor)
    if np.asarray(want).dtype.kind == "f":
        np.testing.assert_allclose(got.numpy(), want, rtol=1e-14)
        assert got.dtype == want.dtype and got.shape == np.shape(want)
    else:
        same_bits(got, want)


def test_numpys_functions_record():
    x = tl.array(A, requires_grad=True)
    (np.sum(np.exp(x)) + np.mean(A * x)).backward()
    np.testing.assert_allclose(x.grad.numpy(), np.exp(A) + A / 12, rtol=1e-15)


def test_functions_that_only_numpy_has():
    t = tl.array(A)
    same_bits(np.polyadd(t[0], 1), np.polyadd(A[0], 1))
    same_bits(np.gcd(tl.array([4, 6]), 2), np.array([2, 2]))
    same_bits(np.add.accumulate(t, axis=1), np.add.accumulate(A, axis=1))
    same_bits(np.nextafter(t, 1.0), np.nextafter(A, 1.0))
    same_bits(np.linalg.matrix_power(t[:3, :3], 2), np.linalg.matrix_power(A[:3, :3], 2))


@pytest.mark.parametrize(
    "call",
    [
        lambda f, t: np.apply_along_axis(f, 0, t), lambda f, t: np.piecewise(t, [t > 0], [f]),
        lambda f, t: np.apply_over_axes(f, t, [0]), lambda f, t: np.fromfunction(f, (2,), like=t),
        lambda f, t: np.apply_along_axis(functools.partial(f), 0, t),
    ],
)  # fmt: skip
def test_functions_of_the_caller_run_once(call):
    runs = []

    def f(*args, **kwargs):
        runs.append(args)
        raise TypeError("of the caller")

    with pytest.raises(TypeError, match=r"^of the caller$"):
        call(f, tl.array([1.0, 2.0]))
    assert len(runs) == 1


def test_out_arguments_of_numpy():
    t, n = tl.array(A), np.zeros_like(A)
    assert np.exp(t, out=n) is n
    same_bits(n, tl.exp(t))
    out = tl.zeros_like(t)
    assert np.exp(A, out=out) is out
    same_bits(out, tl.exp(t))
    n = A.copy()
    n += t
    same_bits(n, A + A)
    n = A.copy()
    n[0] = t[1]
    assert n[0].tolist() == A[1].tolist()


def test_numpy_fills_its_own_array():
    a = np.zeros(3)
    np.copyto(a, tl.array([1.0, 2.0, 3.0]))
    np.copyto(dst=a[:1], src=tl.array([7.0]))
    assert a.tolist() == [7.0, 2.0, 3.0]
    t = tl.zeros(3)
    np.copyto(t, a, where=tl.array([True, False, True]))
    assert t.tolist() == [7.0, 0.0, 3.0]
    np.copyto(a, t, where=[False, False, True])
    with pytest.raises(TypeError, match=r"^copyto: dst must be a tensor or an array"):
        tl.copyto([0.0], t)


@pytest.mark.parametrize(
    "fill",
    [
        lambda w, z: np.exp(w, out=z), lambda w, z: np.add.accumulate(w, out=z),
        lambda w, z: np.modf(w, out=(z, None)),
        lambda w, z: np.add.at(z, [0, 1, 2], w), lambda w, z: np.add(z, w, out=z),
        lambda w, z: np.median(w, out=z[0, ...]), lambda w, z: np.copyto(z, w), lambda w, z: z.__iadd__(w),
        lambda w, z: np.putmask(z, [True, True, True], w),
    ],
)  # fmt: skip
def test_numpy_fills_nothing_whose_gradient_would_be_lost(fill):
    w, z = tl.ones(3, requires_grad=True), np.zeros(3)
    with pytest.raises(RuntimeError, match="the gradient would be lost"):
        fill(w, z)
    assert z.tolist() == [0, 0, 0]
    with tl.no_grad():
        fill(w, z)
    fill(w.detach(), z)
    assert np.isnan(w, out=np.ones(3, bool)).tolist() == [False] * 3
    ours = tl.zeros(3)
    try:  # either the gradient is there, or nothing is changed
        assert np.add.accumulate(w, out=ours).requires_grad
    except RuntimeError:
        assert ours.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    "change",
    [
        lambda x: np.add.at(x, 0, 7.0),
        lambda x: np.maximum.accumulate(x, out=x),
    ],
)
def test_numpy_changes_no_tensor_that_requires_grad(change):
    x = tl.array(A[:, ::-1], requires_grad=True)
    y = x * 2.0
    for t in (x, y):
        before = t.tolist()
        with pytest.raises((ValueError, RuntimeError), match=r"gradient|read-only"):
            change(t)
        assert t.tolist() == before
    change(x.detach().copy())


@pytest.mark.parametrize(
    "change",
    [
        lambda x: np.fill_diagonal(x, 7.0),
        lambda x: np.put(x, 0, 7.0),
        lambda x: np.putmask(x, np.ones((3, 4), bool), 7.0),
        lambda x: np.place(x, A[:, ::-1] > 0, 7.0),
        lambda x: np.put_along_axis(x, np.zeros((3, 1), int), 7.0, axis=1),
    ],
)
def test_numpy_changes_tensors_by_our_functions(change):
    x = tl.array(A[:, ::-1], requires_grad=True)
    with pytest.raises(RuntimeError, match="leaf"):
        change(x)
    same_bits(x.detach(), A[:, ::-1])
    y = x * 2.0
    want = y.detach().numpy().copy()
    change(y)
    change(want)
    same_bits(y.detach(), want)
    y.sum().backward()
    assert ((x.grad.numpy() == 0) == (want != 2 * A[:, ::-1])).all()
    assert np.asarray(x).flags.writeable  # whoever asks for the memory gets it


def test_a_generator_runs_in_the_mode_its_caller_does_not():
    @tl.no_grad()
    def body(n):
        got = []
        try:
            for i in range(n):
                assert not tl.is_grad_enabled()
                try:
                    got.append((yield i))
                except KeyError:
                    got.append("thrown")
            return got
        finally:
            closed.append(tl.is_grad_enabled())

    closed = []
    g = body(3)
    assert next(g) == 0 and tl.is_grad_enabled()
    assert g.send("a") == 1 and tl.is_grad_enabled()
    assert g.throw(KeyError()) == 2 and tl.is_grad_enabled()
    with pytest.raises(StopIteration) as end:
        g.send("b")
    assert end.value.value == ["a", "thrown", "b"] and closed == [False] and tl.is_grad_enabled()
    g = body(3)
    next(g)
    g.close()
    assert closed == [False, False] and tl.is_grad_enabled()
    g = body(1)
    next(g)
    with pytest.raises(OSError):
        g.throw(OSError())
    with tl.no_grad():
        assert list(body(2)) == [0, 1] and not tl.is_grad_enabled()
    assert body.__name__ == "body"


@pytest.mark.parametrize("name", ["degrees", "radians", "deg2rad", "rad2deg"])
def test_angles_take_the_arguments_of_ufuncs(name):
    f, x = getattr(tl, name), np.array([[1.0, 2.0], [3.0, 4.0]])
    assert f(tl.array(x), dtype="float32").dtype == "float32"
    mask = np.array([True, False])
    for dtype in ("float32", "float64"):
        out = tl.ones((2, 2), dtype=dtype)
        assert f(tl.array(x), out=out, where=mask) is out
        same_bits(out, np.where(mask, f(tl.array(x)).numpy(), 1.0).astype(dtype))
    out = tl.ones((2, 2))
    same_bits(
        getattr(np, name)(tl.array(x), out=out, where=mask), np.where(mask, f(tl.array(x)).numpy(), 1.0)
    )
    name = f.__name__
    for error, arguments, match in (
        (ValueError, {"where": mask}, "where= needs out="),
        (
            ValueError,
            {"where": [True] * 3, "out": out},
            r"where= of shape \(3,\) does not broadcast to \(2, 2\)",
        ),
        (ValueError, {"where": mask, "out": tl.ones(2)}, r"out= has shape \(2,\), the result \(2, 2\)"),
        (TypeError, {"where": mask, "out": tl.ones((2, 2), dtype="int64")}, "float64 cannot be kept"),
    ):
        with pytest.raises(error, match=rf"^{name}: .*{match}"):
            f(tl.array(x), **arguments)


def test_scipy_and_python_take_tensors():
    import scipy.linalg
    import scipy.signal

    t = tl.array([[4.0, 1.0], [1.0, 3.0]])
    np.testing.assert_allclose(scipy.linalg.cholesky(t), scipy.linalg.cholesky(t.numpy()))
    assert scipy.signal.convolve2d(t, t).shape == (3, 3)
    assert math.sqrt(tl.array(9.0)) == 3.0 and float(tl.array(2.5)) == 2.5 and int(tl.array(3)) == 3
    assert (
        complex(tl.array(1.5)) == 1.5 + 0j
        and f"{tl.array(3.14159):.2f}" == "3.14"
        and bool(tl.array([0])) is False
    )
    assert (
        sum(tl.arange(4)).item() == 6
        and max(tl.arange(4)).item() == 3
        and sorted(tl.array([3, 1, 2]))[0].item() == 1
    )


def test_the_namespace():
    assert tl.ones(1).__array_namespace__() is tl


def test_tensors_hash_by_identity():
    a, b = tl.ones(2), tl.ones(2)
    assert len({a, b, a}) == 2 and {a: 1}[a] == 1


# ---- pickling and copying ----------------------------------------------------------------------------------
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("dtype", [*DTYPES, *STORED])
def test_pickle(dtype, protocol):
    for name, t, a in views(mixed(dtype, 6 * 7 * 9).reshape(6, 7, 9)):
        back = pickle.loads(pickle.dumps(t, protocol))
        same_bits(back, a, name)
        if back.size:
            back[...] = 0
            assert np.asarray(back).flags.writeable


def test_pickle_keeps_requires_grad_and_type():
    x = pickle.loads(pickle.dumps(tl.ones(3, requires_grad=True)))
    assert x.requires_grad and x.is_leaf
    assert pickle.loads(pickle.dumps(tl.float32)) is tl.float32
    p = tl.nn.Parameter(tl.ones(2))
    assert type(pickle.loads(pickle.dumps(p))) is tl.nn.Parameter
    text = "import pickle, sys; print(pickle.loads(sys.stdin.buffer.read()).tolist())"
    run = subprocess.run(
        [sys.executable, "-c", text], input=pickle.dumps(tl.arange(3)), capture_output=True, check=True
    )
    assert run.stdout.split() == b"[0, 1, 2]".split()


def test_copy_and_deepcopy():
    x = tl.array(A, requires_grad=True)
    for how in (copy.deepcopy,):
        y = how(x)
        assert y.requires_grad and y.is_leaf and y.grad is None and not np.shares_memory(y.numpy(), x.numpy())
        same_bits(y, A)
    twice = copy.deepcopy([x, x])
    assert twice[0] is twice[1]
    assert not np.shares_memory(copy.copy(x).detach().numpy(), x.detach().numpy())
    with pytest.raises(RuntimeError, match=r"^deepcopy: only leaf"):
        copy.deepcopy(x * 2)
    same_bits(copy.deepcopy(tl.array(A).T), A.T)


# ---- printing ----------------------------------------------------------------------------------------------
LARGE = (1001, 2000) if np.lib.NumpyVersion(np.__version__) >= "2.2.0" else ()  # else without their shape


class tensor(np.ndarray):
    """NumPy prints the name of a subclass: the repr of a tensor is that of an array under this one."""


@pytest.mark.parametrize("dtype", [*DTYPES, *STORED])
def test_printing_is_numpys(dtype):
    for n in (0, 1, 3, *range(8, 34), 1000, *LARGE):
        a = mixed(dtype, n)
        pairs = a[: n // 2 * 2].reshape(-1, 2)
        for array in (a, a.reshape(n, 1), a.reshape(1, n), pairs, pairs.T, *a[:1]):
            array = np.asarray(array)
            t = tl.array(array)
            assert str(t) == str(array) and (f"{t}" == str(array) or not t.ndim)
            assert repr(t) == repr(array.view(tensor))
    for array in (np.arange(-8, 9, dtype="int8"), np.zeros((2, 0, 3), dtype)):
        assert repr(tl.array(array)) == repr(array.view(tensor))
    with np.printoptions(linewidth=30, threshold=5 if LARGE else 1000):
        for n in range(1, 12):
            a = mixed(dtype, n)
            assert repr(tl.array(a)) == repr(a.view(tensor))


def test_what_autograd_knows_is_printed_where_there_is_room():
    for n in range(1, 40):
        t = tl.zeros(n, dtype="float32", requires_grad=True)
        values, rest = repr(t).rsplit("dtype=", 1)
        assert rest == "float32, requires_grad=True)" and repr(t.detach()).startswith(values.rstrip())
        assert max(map(len, repr(t).split("\n"))) <= np.get_printoptions()["linewidth"]


def test_repr_tells_what_numpy_cannot():
    assert repr(tl.ones(2, requires_grad=True)) == "tensor([1., 1.], requires_grad=True)"
    assert repr(tl.ones(2, dtype="float32")) == "tensor([1., 1.], dtype=float32)"
    assert (
        repr(tl.array(2.0)) == "tensor(2.)"
        and repr(tl.array(True)) == "tensor(True)"
        and repr(tl.array(3)) == "tensor(3)"
    )
    assert repr(tl.zeros(0)) == "tensor([], dtype=float64)"
    assert "shape=(2, 0)" in repr(tl.zeros((2, 0)))
    assert repr(tl.array([[1.0, 2.0], [3.0, 4.0]])) == "tensor([[1., 2.],\n        [3., 4.]])"
    with np.printoptions(precision=2):
        assert repr(tl.array([1.23456])) == "tensor([1.23])"


def test_subclasses():
    class Weights(tl.Tensor):
        def double(self):
            return self * 2

    w = tl.as_subclass(tl.ones(2), Weights)
    assert type(w) is Weights and isinstance(w, tl.Tensor) and w.double().tolist() == [2.0, 2.0]
    assert repr(w).startswith("Weights([1., 1.]")
    assert type(copy.deepcopy(w)) is Weights
    same_bits(Weights([1.0, 2.0]), np.array([1.0, 2.0]))


def test_the_constructor_copies_and_converts():
    same_bits(tl.Tensor([[1, 2], [3, 4]]), np.array([[1, 2], [3, 4]]))
    a = np.arange(3.0)
    assert not np.shares_memory(tl.Tensor(a).numpy(), a)


def test_copy_of_a_subclass_is_one_and_is_recorded():
    class Weights(tl.Tensor):
        pass

    w = tl.as_subclass(tl.array(A, requires_grad=True), Weights)
    w.name = "w"
    c = copy.copy(w)
    assert type(c) is Weights and c.name == "w"
    assert not np.shares_memory(c.detach().numpy(), w.detach().numpy())
    (2 * c).sum().backward()
    same_bits(w.grad, np.full(np.shape(A), 2.0))


def test_numpys_functions_do_not_lose_a_gradient():
    w = tl.array([1.0, 3.0, 2.0], requires_grad=True)
    for call in (
        lambda x: np.polyder(x),
        lambda x: np.polyadd([1.0], x),
        lambda x: np.polymul(x, x),
    ):
        with pytest.raises(RuntimeError, match=r"x\.detach\(\)"):
            call(w)
        with tl.no_grad():
            call(w)
        call(w.detach())
    assert np.argsort(w).tolist() == [0, 2, 1] and np.shape(w) == (3,)  # nothing to lose


def test_arguments_that_are_not_ours_are_numpys():
    x = tl.arange(3)
    a, none = np.broadcast_arrays(x, None)
    assert a.tolist() == [0, 1, 2] and none.tolist() == [None] * 3
    assert np.reshape(tl.ones((2, 3)), (3, 2), order="F").shape == (3, 2)
    assert np.zeros_like(x, dtype=complex).dtype == complex
    with pytest.raises(TypeError):
        np.reshape(x, "a")


def test_what_is_heavy_is_imported_on_use():
    heavy = ["numpy", "scipy", "matplotlib", "tqdm", "inspect"]
    code = f"import sys, tensorlab; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_data_is_a_tensor_with_a_buffer():
    x = tl.array([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = (x * x).sum()
    x.data.mul_(2)
    x.data -= 1
    assert x.tolist() == [[1, 3], [5, 7]] and x.requires_grad and x.is_leaf and not x.data.requires_grad
    with pytest.raises(RuntimeError, match="changed"):
        y.backward()  # unlike PyTorch, which would take the new values
    assert (
        type(x.data + 0)
        is tl.Tensor
        is type(copy.deepcopy(x.data))
        is type(pickle.loads(pickle.dumps(x.data)))
    )
    assert np.shares_memory(np.asarray(x.data), x.numpy()) and (x.data.format, x.data.readonly) == (
        "d",
        False,
    )
    assert memoryview(x.T.data).tolist() == x.T.tolist() and type(x.data)([1.0]).tolist() == [1.0]
    kept = x.data
    x.data = tl.zeros((2, 2))
    assert kept.tolist() == x.tolist() == [[0, 0], [0, 0]]
    for wrong in (tl.zeros(2), tl.zeros((2, 2), dtype="float32")):
        with pytest.raises(ValueError, match=r"^x\.data: float.* of shape \(2,.*only an nn\.Parameter"):
            x.data = wrong
    with pytest.raises(TypeError, match=r"^x\.data: "):
        x.data = "a"
    p = tl.nn.Parameter(tl.ones(2))
    p.grad = tl.ones(2)
    p.data -= 0.5 * p.grad.data
    assert p.tolist() == [0.5, 0.5] and p.grad.tolist() == [1, 1] and p.data.fill_(3).tolist() == p.tolist()
