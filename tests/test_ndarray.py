"""Methods and attributes that NumPy's arrays have, beside NumPy's: memory, orders, places, flags."""

import pickle

import numpy as np
import pytest
from layouts import views

import tensorlab as tl

A = np.arange(24).reshape(2, 3, 4)
NUMBERS = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
NUMBERS += ["float16", "float32", "float64", "complex64", "complex128"]


def same(t, a):
    """The same dtype, shape and bytes."""
    a = np.asarray(a)
    assert isinstance(t, tl.Tensor) and t.dtype == a.dtype and t.shape == a.shape
    assert t.tobytes() == a.tobytes()


def outcome(f, x):
    """What comes of f(x): bytes and shape, or the type of the error."""
    try:
        r = f(x)
    except Exception as error:
        kinds = (OverflowError, IndexError, ValueError, TypeError, AttributeError, KeyError)
        return next(k for k in kinds if isinstance(error, k))
    if isinstance(r, (bytes, bool, int, float, complex, str, type(None))) and not isinstance(r, np.generic):
        return r
    r = np.asarray(r)
    return r.dtype, r.shape, r.tobytes()


def layouts_of(array):
    """(name, tensor, array) in every layout."""
    if array.ndim == 3 and array.size:
        yield from views(array)
    else:
        for name, cut in {
            "plain": ...,
            "backwards": (Ellipsis, slice(None, None, -1)),
            "turned": None,
        }.items():
            if array.ndim or name == "plain":
                t, a = tl.array(array), array.copy()
                yield name, (t.T if cut is None else t[cut]), (a.T if cut is None else a[cut])


def agree(f, array=A):
    for name, t, a in layouts_of(np.array(array)):
        assert outcome(f, t) == outcome(f, a), name


# ---- orders ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("order", ["C", "F", "A", "K", "c", "f", "X", "", 2.5, None])
def test_orders_of_elements(order):
    for f in (
        lambda x: x.ravel(order),
        lambda x: x.flatten(order),
        lambda x: x.ravel(order=order),
    ):
        agree(f)
    if order is not None:  # which NumPy takes nowhere else but in ravel
        agree(lambda x: x.reshape((4, 6), order=order))
        agree(lambda x: x.reshape(-1, 8, order=order))
    if order not in ("X", "", 2.5):
        agree(lambda x: x.tobytes(order))
        agree(lambda x: x.copy(order or "C").ravel())
        agree(lambda x: x.astype("f4", order=order or "K").ravel())


def test_reshape_of_functions_in_an_order():
    for order in "CFA":
        assert tl.array_equal(tl.reshape(A, (6, 4), order), np.reshape(A, (6, 4), order))
        assert tl.array_equal(tl.ravel(tl.array(A).T, order), np.ravel(A.T, order))
    x = tl.arange(6.0).requires_grad_()
    (x.reshape(2, 3, order="F") * tl.array([[1.0, 2, 3], [4, 5, 6]])).sum().backward()
    assert x.grad.tolist() == [1, 4, 2, 5, 3, 6]
    with pytest.raises(ValueError, match=r"^reshape: copy=False"):
        tl.array(A).reshape(24, order="F", copy=False)
    assert tl.array(A).T.reshape(24, order="F", copy=False).tolist() == list(range(24))
    y = tl.array(A)
    assert not np.shares_memory(y.reshape(24, copy=True), y)


@pytest.mark.parametrize("name", ["zeros", "ones", "empty"])
def test_creation_takes_orders(name):
    f = getattr(tl, name)
    for order in ("C", "F"):
        assert f((2, 3), "f4", order).strides == (12, 4)
        like = getattr(tl, name + "_like")(A, "f4", order, True, (2, 3))
        assert like.strides == (12, 4)
    for bad, error in (("X", ValueError), (5, TypeError)):
        with pytest.raises(error, match=rf"^{name}: order must be one of"):
            f((2, 3), "f4", bad)
    assert tl.array(A, order="F").strides == tl.asarray(A, None, "F").strides == A.strides
    assert tl.full((2,), 1, None, "F").shape == (2,) and tl.eye(2, order="F").shape == (2, 2)
    assert tl.copy(A, "F", True).strides == A.strides


# ---- the same bytes as other numbers -----------------------------------------------------------------------
@pytest.mark.parametrize("source", NUMBERS)
@pytest.mark.parametrize("target", NUMBERS)
def test_view_as_another_dtype(source, target):
    a = (np.arange(48).reshape(2, 3, 8) % 2).astype(source)
    cases = [a, a[:, ::-1], a[:, :2, :4], a[0, 0, 0], a[:, :, :3], a.T, a[..., :0], a[:0]]
    for x in cases:
        t = tl.asarray(x)
        want = outcome(lambda x: x.view(target), x)
        got = outcome(lambda x: x.view(target), t)
        if got is ValueError and want is not ValueError:  # NumPy reads what is not aligned, or no boolean
            view = x.view(target)
            if target == "bool":
                assert view.view("uint8").max() > 1
                continue
            size = view.itemsize // (2 if view.dtype.kind == "c" else 1)
            assert any(s % size for s, n in zip(view.strides, view.shape) if n > 1)
        else:
            assert got == want
        assert outcome(lambda x: x.view(dtype=target), t) == got


def test_view_shares_memory_and_has_rules():
    x = tl.array([1.0, 2.0])
    y = x.view(tl.int64)
    y[0] = 0
    assert x.tolist() == [0.0, 2.0] and x.view().shape == (2,) and np.shares_memory(x.view(), x)
    assert x.view(np.float32).shape == (4,) and x.view(type=tl.nn.Parameter).shape == (2,)
    assert type(x.view(tl.nn.Parameter)) is tl.nn.Parameter
    assert tl.arange(6).view(2, 3).shape == tl.arange(6).view((2, -1)).shape == (2, 3)
    with pytest.raises(ValueError, match=r"^view: shape \(3, 2\) with strides"):
        tl.arange(6).reshape(2, 3).T.view(6)
    z = tl.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"^view: .* no derivative"):
        z.view(tl.int64)
    (z.view(2, 1).view() * 2).sum().backward()
    assert z.grad.tolist() == [2, 2]
    with pytest.raises(TypeError):
        x.view("U3")
    with pytest.raises(TypeError, match=r"^view: "):
        x.view(2, dtype=tl.int64)


@pytest.mark.parametrize("dtype", NUMBERS)
def test_byteswap(dtype):
    a = (np.arange(12) % 5).reshape(3, 4).astype(dtype)
    for name, t, x in layouts_of(a):
        assert outcome(lambda x: x.byteswap(), t) == outcome(lambda x: x.byteswap(), x), name
    t, x = tl.array(a).T, a.copy().T
    assert t.byteswap(inplace=True) is t
    same(t, x.byteswap(inplace=True))
    with pytest.raises(RuntimeError, match=r"^byteswap: has no derivative"):
        tl.ones(2, requires_grad=True).byteswap()


# ---- places ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "index",
    [(), (0,), (-1,), (23,), (24,), (-25,), (1, 2, 3), (-1, -1, -1), (0, 3, 0), (1, 2), (0.5,), ((1, 0, 2),)]
    + [(2**70,), (None,)],
)
def test_item(index):
    agree(lambda x: x.item(*index))
    agree(lambda x: x.item(*index), np.arange(3.0))
    agree(lambda x: x.item(*index), np.array(2.5))


METHODS = {
    "diagonal": lambda x: x.diagonal(1, 1, 2),
    "no such axis": lambda x: x.diagonal(0, 0, 5),
    "trace": lambda x: x.trace(0, 1, 2, "f4"),
    "take": lambda x: x.take([[-1, 30]], 1, None, "wrap"),
    "take clipped": lambda x: x.take([-1, 30], mode="clip"),
    "take outside": lambda x: x.take([30], 1),
    "clip": lambda x: x.clip(3, None),
    "round": lambda x: (x / 7).round(1),
    "dot": lambda x: x.dot(np.arange(x.shape[-1])),
    "flat": lambda x: x.flat[[3, -1]],
    "flat slice": lambda x: x.flat[1:20:3],
    "flat mask": lambda x: x.flat[np.arange(24) % 5 == 0],
    "flat one": lambda x: x.flat[-2],
    "flat none": lambda x: x.flat[24],
    "flat two": lambda x: x.flat[0, 1],
    "flat list": lambda x: np.array([int(v) for v in x.flat]),
    "flat nowhere": lambda x: x.flat.__setitem__((), 1),
    "flat copy": lambda x: x.flat.copy(),
    "flat as array": lambda x: np.asarray(x.flat),
    "tobytes": lambda x: x.tobytes(),
    "nbytes": lambda x: x.view("i2").nbytes,
}


@pytest.mark.parametrize("name", METHODS)
def test_methods_agree(name):
    agree(METHODS[name])


def test_searchsorted():
    t, a = tl.arange(9.0), np.arange(9.0)
    same(t.searchsorted([3.5, 5], "right"), a.searchsorted([3.5, 5], "right"))
    with pytest.raises(ValueError, match=r"^searchsorted: sorter has an index"):
        tl.searchsorted([1, 2, 3], 2, sorter=[0, 1, 3])
    same(t[::-1].searchsorted([3.5, 5], sorter=a.astype(int)[::-1]), a.searchsorted([3.5, 5]))


def test_outputs_of_methods():
    x, a = tl.array(A) / 5, A / 5
    for name, args in {"clip": (1, 3), "round": (1,)}.items():
        out, want = tl.zeros_like(x), np.zeros_like(a)
        assert getattr(x, name)(*args, out=out) is out
        getattr(a, name)(*args, out=want)
        same(out, want)
    out = tl.zeros((2, 2))
    assert x[:, 0, :].dot(x[:, 0, :].T, out=out) is out
    same(out, a[:, 0, :] @ a[:, 0, :].T)
    out = tl.zeros(2, dtype=int)
    assert tl.array(A).take([1, 2], out=out) is out and out.tolist() == [1, 2]


FILLINGS = {
    "one": (3, 7),
    "slice": (slice(None, None, 5), [7, 8]),
    "all": (slice(None), 9),
    "ellipsis": (Ellipsis, [1, 2, 3]),
    "list": ([0, -1], [[5, 6]]),
    "too many values": (slice(0, 2), range(9)),
    "mask": (np.arange(24) % 7 == 1, [1.9, 2]),
    "outside": (24, 1),
    "two": ((0, 1), 1),
}


@pytest.mark.parametrize("name", FILLINGS)
def test_flat_can_be_assigned_to(name):
    index, value = FILLINGS[name]

    def fill(x):
        x.flat[index] = list(value) if isinstance(value, range) else value
        return x

    agree(fill)
    x = tl.array(A)
    x.flat = [1, 2]
    a = A.copy()
    a.flat = [1, 2]
    same(x, a)


def test_flat_is_an_iterator():
    x, a = tl.array(A).T, A.T
    i, j = x.flat, a.flat
    for _ in range(5):
        assert next(i) == next(j) and i.index == j.index and i.coords == j.coords
    assert len(i) == len(j) == 24 and i.base is x and (x.flat == 3).sum() == 1 and (x.flat != 3).sum() == 23
    assert [int(v) for v in i] == a.ravel()[5:].tolist()
    leaf = tl.arange(4.0).requires_grad_()
    (leaf * 2).flat[2].backward()
    assert leaf.grad.tolist() == [0, 0, 2, 0]
    y = leaf * 1
    y.flat[1:3] = leaf[0]
    leaf.grad = None
    y.sum().backward()
    assert leaf.grad.tolist() == [3, 0, 0, 1]


# ---- flags -------------------------------------------------------------------------------------------------
NAMES = ["C_CONTIGUOUS", "F_CONTIGUOUS", "WRITEABLE", "ALIGNED", "WRITEBACKIFCOPY", "FNC", "FORC", "BEHAVED"]
NAMES += ["CARRAY", "C", "F", "W", "A", "X", "CONTIGUOUS", "FORTRAN", "B", "CA"]


def test_flags_are_numpys():
    for array in (A, np.zeros((0, 3)), np.array(1.0), np.ones((1, 5)), np.ones(3)):
        for name, t, a in layouts_of(array.copy()):
            for flag in NAMES:  # NumPy's FARRAY holds of other arrays as well
                assert t.flags[flag] == a.flags[flag], (name, flag)
            for flag in ("c_contiguous", "f_contiguous", "writeable", "aligned", "fnc", "forc", "contiguous"):
                assert getattr(t.flags, flag) == getattr(a.flags, flag), (name, flag)
    x = tl.zeros((2, 3))
    assert x.T.flags.farray and x.T.flags["FA"] and not x.flags.farray and not x.T[1:].flags.farray
    assert x.flags.owndata and not x[1:].flags.owndata and not tl.asarray(A).flags.owndata
    assert x.flags.num == np.zeros((2, 3)).flags.num and x.flags == tl.ones((2, 3)).flags
    assert str(x.flags) == str(np.zeros((2, 3)).flags)
    for bad in ("NONE", 3):
        with pytest.raises(KeyError, match=r"flags: "):
            x.flags[bad]
    with pytest.raises(AttributeError, match=r"flags: "):
        x.flags.none
    with pytest.raises(KeyError, match=r"cannot be set"):
        x.flags["OWNDATA"] = True
    with pytest.raises(AttributeError, match=r"cannot be set"):
        x.flags.owndata = True


def test_writing_can_be_forbidden():
    x = tl.zeros(3)
    x.flags.writeable = False
    with pytest.raises(ValueError, match=r"read-only"):
        x[0] = 1
    assert not x[1:].flags.writeable and not np.asarray(x).flags.writeable
    with pytest.raises(ValueError, match=r"^setflags: cannot make"):
        x[1:].setflags(write=True)
    x.flags["WRITEABLE"] = True
    x[0] = 1
    with pytest.raises(ValueError, match=r"^setflags: cannot make"):
        tl.broadcast_to(x, (2, 3)).flags.writeable = True
    frozen = np.ones(3)
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match=r"^setflags: cannot make"):
        tl.asarray(frozen).setflags(write=True)
    for wrong in ({"align": False}, {"uic": True}):
        with pytest.raises(ValueError, match=r"^setflags: "):
            x.setflags(**wrong)
    x.setflags(align=True, uic=False)


def test_base():
    a = np.ones(3)
    x = tl.arange(6).reshape(2, 3).copy()
    assert x.base is None and x[1:].base.tolist() == [0, 1, 2, 3, 4, 5] and tl.asarray(a).base is a
    assert np.shares_memory(x.T.base, x)


# ---- a new shape in place ----------------------------------------------------------------------------------
@pytest.mark.parametrize("shape", [(2, 2), (5,), (0,), (3, 1, 4), (), (1,) * 8])
def test_resize(shape):
    x, a = tl.array([1, 2, 3]), np.array([1, 2, 3])
    assert x.resize(shape) is None
    a.resize(shape, refcheck=False)
    same(x, a)
    y = tl.array([1, 2, 3])
    if shape:
        y.resize(*shape)
        same(y, a)


def test_resize_of_no_sizes_keeps_them():
    x = tl.array([1, 2, 3])
    x.resize()
    x.resize(None)
    assert x.tolist() == [1, 2, 3]


def test_conj_into_memory():
    x, out = tl.array([1 + 2j, 3.0]), tl.zeros(2, dtype=tl.complex128)
    assert x.conj(out) is out and x.conjugate(out=out) is out
    same(out, x.numpy().conj())


def test_resize_refuses_what_others_see():
    x = tl.arange(3.0)
    view = x[1:]
    with pytest.raises(ValueError, match=r"^resize: the memory is not"):
        x.resize(5)
    with pytest.raises(ValueError, match=r"^resize: the memory is not"):
        view.resize(5)
    del view
    other = x
    with pytest.raises(ValueError, match=r"^resize: the tensor has other names"):
        x.resize(5)
    del other
    array = np.asarray(x)
    with pytest.raises(ValueError, match=r"^resize: "):
        x.resize(5)
    del array
    with pytest.raises(ValueError, match=r"^resize: refcheck=False"):
        x.resize(5, refcheck=False)
    with pytest.raises(ValueError, match=r"^resize: negative size"):
        x.resize(-1)
    with pytest.raises(RuntimeError, match=r"^resize: the tensor requires grad"):
        tl.ones(2, requires_grad=True).resize(3)
    x.resize(5)
    assert x.tolist() == [0, 1, 2, 0, 0]
    graph = (x.requires_grad_() * 2).detach()
    assert graph.tolist() == [0, 2, 4, 0, 0]

    class Sly:
        def __index__(self):
            z.resize(1000)
            return 0

    z = tl.zeros(3)
    with pytest.raises(ValueError, match=r"^resize: the tensor has other names"):
        z[Sly()] = 1.0


# ---- protocols ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", NUMBERS)
def test_array_interface(dtype):
    for name, t, a in views(A.astype(dtype)):
        mine, theirs = t.__array_interface__, a.__array_interface__
        assert mine["data"][0] % t.dtype.alignment == 0, name
        for key in ("shape", "typestr", "descr", "version"):
            assert mine[key] == theirs[key], (name, key)
        assert mine["strides"] == t.strides, name
        assert mine["data"][1] is not t.flags.writeable

        class Other:
            __array_interface__ = mine

        assert np.array_equal(np.asarray(Other()), a)
    assert tl.zeros(2).__array_priority__ == 0.0
    assert not hasattr(tl.nn.Parameter(tl.zeros(2)), "__array_interface__")
    assert not hasattr(tl.zeros(2, dtype=tl.bfloat16), "__array_interface__")


def test_names_of_numpy():
    assert tl.ndarray is tl.Tensor and isinstance(tl.ones(2), tl.ndarray)
    assert tl.ndarray[tuple[int], tl.dtype[tl.float64]].__origin__ is tl.Tensor
    assert tl.ones(2).to_device("cpu").tolist() == [1, 1]
    for wrong in ({"device": "gpu"}, {"device": "cpu", "stream": 1}):
        with pytest.raises(ValueError, match=r"^to_device: "):
            tl.ones(2).to_device(wrong["device"], stream=wrong.get("stream"))
    for name in ("sort", "argsort"):
        with pytest.raises(ValueError, match=rf"^{name}: order="):
            getattr(tl.ones(2), name)(order="f")
    with pytest.raises(TypeError, match=r"^astype: int64 does not become int8 with casting='safe'"):
        tl.ones(2, dtype=int).astype(tl.int8, casting="safe")
    assert tl.ones(2, dtype=int).astype("i1", "K", "same_kind", True, False).dtype == "int8"
    assert pickle.loads(pickle.dumps(tl.dtype("f4"))) is tl.float32


# ---- outputs that are NumPy's arrays -----------------------------------------------------------------------
def test_outputs_that_are_arrays():
    x = tl.array([[1.0, 2.0], [3.0, 4.0]])
    for f, shape in {
        "add": (2, 2), "exp": (2, 2), "sum": (2,), "cumsum": (2, 2), "matmul": (2, 2), "clip": (2, 2),
        "mean": (2,), "argmax": (2,), "take": (2,), "round": (2, 2), "concatenate": (4, 2),
    }.items():  # fmt: skip
        args = {
            "add": (x, x),
            "sum": (x, 0),
            "cumsum": (x, 0),
            "matmul": (x, x),
            "clip": (x, 1, 2),
            "mean": (x, 0),
        }
        args |= {"argmax": (x, 0), "take": (x, [0, 3]), "concatenate": ((x, x),)}
        given = args.get(f, (x,))
        out = np.zeros(shape, dtype=int if f == "argmax" else float)
        got = getattr(tl, f)(*given, out=out)
        assert got is out, f
        assert np.array_equal(out, getattr(tl, f)(*given)), f
    a = np.arange(4.0)
    assert tl.add(a[:-1], 1, out=a[1:]).tolist() == [1, 2, 3]
    assert tl.multiply(x, 2, out=np.zeros((2, 2)), where=x > 2).tolist() == [[0, 0], [6, 8]]
    for wrong, error in {
        "swapped": (np.zeros((2, 2), ">f8"), TypeError), "text": (np.array(["a"]), TypeError),
        "integers": (np.zeros((2, 2), int), TypeError), "shape": (np.zeros(3), ValueError),
        "list": ([0.0], TypeError),
    }.values():  # fmt: skip
        with pytest.raises(error, match=r"^exp: "):
            tl.exp(x, out=wrong)
    frozen = np.zeros((2, 2))
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match=r"^exp: "):
        tl.exp(x, out=frozen)
    with pytest.raises(RuntimeError, match=r"^exp: "):
        tl.exp(x.requires_grad_(), out=np.zeros((2, 2)))


# ---- files -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", ["float64", "int8", "bool", "complex64", "bfloat16", "float8_e5m2"])
def test_tofile(dtype, tmp_path):
    x = tl.array([[1, 0, 2], [3, 1, 0]], dtype=dtype).T
    x.tofile(tmp_path / "binary")
    assert tl.fromfile(tmp_path / "binary", dtype).reshape(3, 2).tolist() == x.tolist()
    with open(tmp_path / "two", "wb") as file:
        x.tofile(file)
        x.tofile(file)
    assert (tmp_path / "two").read_bytes() == 2 * x.tobytes()
    if dtype == "float64":
        x.tofile(str(tmp_path / "text"), ";", "%.1f")
        assert (tmp_path / "text").read_text() == "1.0;3.0;0.0;1.0;2.0;0.0"
    with pytest.raises(TypeError, match=r"^tofile: fid must be a path or an open file, got int"):
        x.tofile(3)
    with pytest.raises(FileNotFoundError):
        x.tofile(tmp_path / "none" / "x")
