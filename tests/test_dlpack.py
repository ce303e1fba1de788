"""The same memory under other libraries' tensors, both ways, by DLPack with and without versions."""

import gc

import numpy as np
import pytest
from layouts import same_bits, views

import tensorlab as tl

INTEGERS = [f"{kind}int{bits}" for kind in ("", "u") for bits in (8, 16, 32, 64)]
DTYPES = ["bool", *INTEGERS, "float16", "float32", "float64"]


class Unversioned:
    """A producer from before DLPack 1."""

    def __init__(self, x):
        self.x = x

    def __dlpack__(self, stream=None):
        return self.x.__dlpack__()

    def __dlpack_device__(self):
        return (1, 0)


class Unable(Unversioned):
    """A producer that knows of versions and answers without one, as JAX."""

    def __dlpack__(self, *, max_version=None, copy=None):
        assert max_version == (1, 0)
        return (self.x.copy() if copy else self.x).__dlpack__()


@pytest.mark.parametrize("dtype", DTYPES)
def test_numpy_takes_tensors(dtype):
    array = (np.arange(6 * 7 * 9) % 2 if dtype == "bool" else np.arange(6 * 7 * 9) % 100).astype(dtype)
    for name, t, a in views(array.reshape(6, 7, 9)):
        n = np.from_dlpack(t)
        same_bits(n, a, name)
        assert not a.size or np.shares_memory(n, t.numpy()), name
        assert n.flags.writeable == t.numpy().flags.writeable


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("wrap", [lambda x: x, Unversioned])
def test_tensors_of_arrays(dtype, wrap):
    a = (np.arange(24) % 2).astype(dtype).reshape(2, 3, 4)
    for n in (a, a.T, a[::-1], a[:, ::2], a[..., 0], a[0, 0, 0, ...], a[:0]):
        for make in (tl.from_dlpack, tl.asarray):
            t = make(wrap(n))
            same_bits(t, n)
            assert not n.size or np.shares_memory(t.numpy(), n)
    a = np.zeros(3, dtype)
    t = tl.from_dlpack(wrap(a))
    t[0] = 1
    assert a[0] == 1 and tl.from_dlpack(wrap(a), copy=True).numpy() is not a
    copy = tl.from_dlpack(wrap(a), copy=True)
    copy[1] = 1
    assert a[1] == 0


@pytest.mark.parametrize("copy", [None, False, True])
def test_what_is_asked_for(copy):
    asked = []

    class Asked(Unable):
        def __dlpack__(self, *, max_version=None, copy=None):
            asked.append(copy)
            return super().__dlpack__(max_version=max_version, copy=copy)

    a = np.arange(3.0)
    t = tl.from_dlpack(Asked(a), copy=copy)
    assert asked == [copy] and np.shares_memory(t.numpy(), a) is not copy
    assert t.numpy().flags.writeable is bool(copy)
    t = tl.from_dlpack(a, copy=copy)
    assert np.shares_memory(t.numpy(), a) is (not copy) and t.numpy().flags.writeable
    back = np.from_dlpack(t, device="cpu", copy=copy)
    assert np.shares_memory(t.numpy(), back) is (not copy) and back.flags.writeable
    for version in (None, (0, 8), (1, 0), (1, 3), (2, 0)):
        name = "dltensor_versioned" if version and version[0] else "dltensor"
        assert f'"{name}"' in repr(t.__dlpack__(max_version=version, dl_device=(1, 0), copy=copy))


def test_jax_both_ways():
    jax = pytest.importorskip("jax")
    jnp = jax.numpy
    for dtype in (*DTYPES[:-1], "bfloat16", "float8_e4m3fn", "float8_e5m2", "complex64"):
        if "int64" in dtype:  # which JAX has on request only
            continue
        t = tl.array([[1, 0, 1], [0, 1, 1]], dtype=dtype)
        for given in (t, t.T, t[:1], t[0, 0, ...]):
            j = jnp.from_dlpack(given)
            assert str(j.dtype) == dtype and j.shape == given.shape and j.tolist() == given.tolist()
            assert jnp.from_dlpack(given, copy=True).tolist() == given.tolist()
        j = jnp.array(t.tolist()).astype(dtype)
        for given in (j, j.T, j[0, 0]):
            for made in (tl.from_dlpack(given), tl.from_dlpack(given, copy=True), tl.asarray(given)):
                assert made.dtype == dtype and made.shape == given.shape and made.tolist() == given.tolist()
    j = jnp.arange(3.0)
    shared, own = tl.from_dlpack(j), tl.from_dlpack(j, copy=True)
    assert shared.data_ptr() == j.unsafe_buffer_pointer() != own.data_ptr()
    with pytest.raises(ValueError, match="read-only"):
        shared[0] = 1.0  # arrays of JAX never change
    own[0] = 7.0
    assert j.tolist() == [0.0, 1.0, 2.0]
    t = tl.array([1.0, 2.0], dtype="float32")
    assert jnp.from_dlpack(t, device=jax.devices()[0], copy=False).unsafe_buffer_pointer() == t.data_ptr()
    for refused in (tl.broadcast_to(t, (2, 2)), tl.ones(1, dtype="float32", requires_grad=True)):
        with pytest.raises(BufferError, match=r"^__dlpack__: "):
            jnp.from_dlpack(refused)


@pytest.mark.filterwarnings("ignore:ComplexHalf")
def test_torch_both_ways():
    torch = pytest.importorskip("torch")
    for dtype in ("bool", "int8", "int16", "int32", "int64", "uint8", "float32", "float64"):
        t = tl.array([[1, 0, 1], [0, 1, 1]], dtype=dtype)
        for make in (torch.from_dlpack, torch.asarray, torch.tensor, torch.as_tensor):
            for x in (t, t.T, t[::1, 1:]):
                got = make(x)
                assert got.dtype == getattr(torch, dtype) and got.tolist() == x.tolist(), (make, dtype)
        same_bits(tl.from_dlpack(torch.from_dlpack(t)), t.numpy())
        same_bits(tl.asarray(torch.from_dlpack(t).T), t.numpy().T)
    t = tl.array([1.0, 2.0, 3.0])
    assert torch.asarray(t).tolist() == [1.0, 2.0, 3.0] and torch.tensor(t).dtype == torch.float64
    u = torch.from_dlpack(t)
    u[0] = 7
    t[1] = 8
    assert t.tolist() == u.tolist() == [7.0, 8.0, 3.0]
    with pytest.raises((RuntimeError, BufferError), match=r"detach|grad"):
        tl.from_dlpack(torch.ones(2, requires_grad=True))
    assert tl.asarray(torch.ones(2, dtype=torch.complex64)).dtype == tl.complex64
    with pytest.raises(BufferError, match="dtypes of tensors"):
        tl.from_dlpack(torch.ones(2, dtype=torch.complex32))


def test_memory_outlives_either_side():
    t = tl.full(1000, 3.0)
    n = np.from_dlpack(t)
    del t
    tl.full(1000, 4.0)
    assert n[999] == 3.0
    a = np.full(1000, 5.0)
    t = tl.from_dlpack(a)
    del a
    gc.collect()
    np.full(1000, 6.0)
    assert t[999] == 5.0
    tl.empty_cache()
    before = tl.memory_stats()["used"]
    for version in (None, (1, 0), (0, 8), (2, 0)):
        capsule = tl.full(100_000, 1.0).__dlpack__(max_version=version)  # taken by nobody
        assert tl.memory_stats()["used"] > before
        del capsule
        assert tl.memory_stats()["used"] == before


def test_what_cannot_be_shared():
    x = tl.ones(2, requires_grad=True)
    with pytest.raises(BufferError, match=r"__dlpack__: .*x\.detach\(\)"):
        np.from_dlpack(x)
    assert np.from_dlpack(x.detach()).tolist() == [1.0, 1.0]
    fixed = tl.broadcast_to(tl.ones(1), (3,))
    with pytest.raises(BufferError, match="read-only"):
        fixed.__dlpack__()
    assert not np.from_dlpack(fixed).flags.writeable
    assert np.from_dlpack(fixed, copy=True).flags.writeable
    with pytest.raises(RuntimeError, match="stream must be None"):  # as NumPy's
        tl.ones(2).__dlpack__(stream=1)
    with pytest.raises(BufferError, match="CPU"):
        tl.ones(2).__dlpack__(dl_device=(2, 0))
    assert tl.ones(2).__dlpack_device__() == (1, 0)
    a = np.arange(3.0)
    a.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        tl.from_dlpack(a)[0] = 1


@pytest.mark.parametrize(
    "share",
    [
        lambda b: tl.array(b).view(tl.bool),
        lambda b: tl.asarray(b.view(bool)),
        lambda b: tl.from_dlpack(b.view(bool)),
        lambda b: tl.frombuffer(b.data, tl.bool),
        lambda b: tl.asarray(np.stack([b] * 3, 1).view(bool)[:, ::2]),
        lambda b: tl.asarray(b.reshape(1, -1).view(bool).T),
    ],
)
@pytest.mark.parametrize("n", [1, 7, 8, 9, 100])
def test_booleans_are_zeros_and_ones(share, n):
    b = np.arange(n, dtype=np.uint8) % 2
    assert share(b).dtype == tl.bool
    for place in (0, n // 2, n - 1):
        b[place] += 2
        with pytest.raises(ValueError, match="booleans are the bytes 0 and 1"):
            share(b)
        b[place] -= 2


class Odd:
    """A producer that answers what it is told to."""

    def __init__(self, answer, device=(1, 0)):
        self.answer, self.device = answer, device

    def __dlpack__(self, **options):
        return self.answer() if callable(self.answer) else self.answer

    def __dlpack_device__(self):
        return self.device


def test_producers_that_are_wrong():
    with pytest.raises(TypeError, match=r"^from_dlpack: list has no __dlpack__"):
        tl.from_dlpack([1.0])
    with pytest.raises(ValueError, match="device"):
        tl.from_dlpack(np.ones(1), device="cuda")
    with pytest.raises(BufferError, match="device"):
        tl.from_dlpack(Odd(None, (2, 0)))
    for answer in (None, 3, object()):
        with pytest.raises(BufferError, match="capsule"):
            tl.from_dlpack(Odd(answer))
    used = tl.ones(2).__dlpack__()
    assert tl.from_dlpack(Odd(used)).tolist() == [1.0, 1.0]
    with pytest.raises(BufferError, match="used before"):
        tl.from_dlpack(Odd(used))
    half = np.array([1.5, -0.0, 6e-8], "float16")
    assert np.from_dlpack(tl.from_dlpack(half)).tobytes() == half.tobytes()
