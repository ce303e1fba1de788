"""Files: .npy, .npz, text and safetensors, both ways with NumPy; damaged and hostile ones; no pickles."""

import inspect
import io
import json
import os
import pickle
import zipfile

import numpy as np
import pytest
from layouts import DTYPES, same_bits, views
from samples import generic

import tensorlab as tl

NARROW = ("bfloat16", "float8_e4m3fn", "float8_e5m2")
safetensors = pytest.mark.skipif(
    __import__("importlib.util").util.find_spec("safetensors") is None, reason="safetensors is not installed"
)


def numbers(dtype, n):
    return (
        generic("float64", n) * (1 - 2j)
        if dtype == "complex128"
        else ((generic("float32", n) * (1 - 2j)).astype(dtype) if dtype == "complex64" else generic(dtype, n))
    )


def kept(*args, save=tl.save, load=tl.load, **kwargs):
    file = io.BytesIO()
    save(file, *args, **kwargs)
    file.seek(0)
    return load(file)


@pytest.mark.parametrize("dtype", [*DTYPES, "float16", "complex64", "complex128"])
def test_npy_is_numpys(dtype, tmp_path):
    for name, t, a in views(numbers(dtype, 6 * 7 * 9).reshape(6, 7, 9)):
        mine, theirs = io.BytesIO(), io.BytesIO()
        tl.save(mine, t)
        np.save(theirs, a)
        assert mine.getvalue() == theirs.getvalue(), name
        for file in (mine, theirs):
            file.seek(0)
            got = tl.load(file)
            same_bits(got, a, name)
            got[...] = got  # can be written to
    path = tmp_path / "x"
    tl.save(path, t)
    same_bits(tl.load(str(path) + ".npy"), np.load(str(path) + ".npy"))
    same_bits(kept(np.asfortranarray(a), save=np.save), a)
    same_bits(kept(a.astype(a.dtype.newbyteorder()), save=np.save), a)


def test_memory_on_a_file(tmp_path):
    path = tmp_path / "x.npy"
    tl.save(path, tl.arange(4.0))
    t = tl.load(path, "r+")
    t[0] = 7.0
    assert tl.load(path)[0] == 7.0
    with pytest.raises(ValueError, match="read-only"):
        tl.load(path, mmap_mode="r").fill(0)
    with open(path, "rb") as file, pytest.raises(ValueError, match=r"^load: .*files with a name"):
        tl.load(file, "r")
    with pytest.raises(ValueError, match=r"^load: mmap_mode 'w\+'"):
        tl.load(path, "w+")
    t = tl.load(path, "r")
    tl.save(path, t)  # onto itself
    assert t.tolist() == tl.load(path).tolist() == [7.0, 1.0, 2.0, 3.0]
    np.save(path, np.asfortranarray(np.arange(6.0).reshape(2, 3)))
    assert tl.load(path, "c").tolist() == [[0, 1, 2], [3, 4, 5]]
    np.save(path, np.ones((0, 2)))
    assert tl.load(path, "r+").shape == (0, 2)
    np.save(path, np.ones(2, ">i4"))
    with pytest.raises(ValueError, match=r"^load: .*>i4"):
        tl.load(path, "r+")
    assert tl.load(path, "c").tolist() == [1, 1]


class Fails:
    """An array that is asked for too late."""

    dtype = np.dtype(float)

    def __array__(self, dtype=None, copy=None):
        raise ValueError("there is none")


@pytest.mark.parametrize("name", ["x.npy", "x.npz", "x.safetensors", "x.txt", "x.txt.gz", ".npy", "x" * 255])
def test_an_old_file_is_there_until_the_new_one_is(name, tmp_path, monkeypatch):
    path = tmp_path / name
    path.write_bytes(b"old")
    path.chmod(0o640)
    if "txt" in name:
        writes = [lambda: tl.savetxt(path, tl.ones(2)), lambda: tl.savetxt(path, tl.ones(2), "%d %d %d")]
    elif name == "x" * 255:
        pytest.importorskip("safetensors")
        writes = [lambda: tl.save({"a": tl.ones(1)}, path), lambda: tl.save({"a": Fails()}, path)]
    elif name == "x.npy" or name == ".npy":
        writes = [lambda: tl.save(path, tl.ones(2)), lambda: tl.save(path, [[1], [1, 2]])]
    elif name == "x.npz":
        long = {"a" * 65532: tl.ones(1)}
        writes = [lambda: tl.savez(path, tl.ones(2)), lambda: tl.savez_compressed(path, tl.ones(1), **long)]
    else:
        pytest.importorskip("safetensors")
        writes = [lambda: tl.save(path, {"a": tl.ones(1)}), lambda: tl.save(path, {"a": 10**5000})]
    with pytest.raises((TypeError, ValueError), match=r"^save(z_compressed|txt)?: "):
        writes[1]()
    monkeypatch.setattr(os, "replace", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        writes[0]()
    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == [name]
    monkeypatch.undo()
    link = tmp_path / "to"
    link.mkdir()
    other = link / name
    path.rename(other)
    path.symlink_to(other)
    writes[0]()
    assert path.is_symlink() and other.read_bytes() != b"old" and os.listdir(link) == [name]
    assert other.stat().st_mode & 0o777 == 0o640
    _ = tl.loadtxt(path) if "txt" in name else tl.load(path)
    with pytest.raises(FileNotFoundError) as error:
        tl.savetxt(tmp_path / "no" / "x.txt", tl.ones(1))
    assert error.value.filename == str(tmp_path / "no" / "x.txt")
    (tmp_path / "new.txt").touch()
    tl.savetxt(tmp_path / "newer.txt", tl.ones(1))
    assert (tmp_path / "new.txt").stat().st_mode == (tmp_path / "newer.txt").stat().st_mode
    tl.savetxt(os.devnull, tl.ones(1))


@pytest.mark.parametrize("name", ["savez", "savez_compressed"])
def test_npz_is_numpys(name, tmp_path):
    x, y = tl.arange(6).reshape(2, 3), np.float32(2)
    ours, theirs = getattr(tl, name), getattr(np, name)
    for save in (ours, theirs):
        data = kept(np.asarray(x), b=y, save=save)
        assert data.files == ["b", "arr_0"] and list(data) == data.files and len(data) == 2 and "b" in data
        same_bits(data["arr_0"], np.asarray(x))
        assert data["b"].shape == () and data["b"].dtype == "float32" and data["b.npy"] == 2
        assert isinstance(data["b"], tl.Tensor) and dict(data).keys() == {"b", "arr_0"}
        with pytest.raises(KeyError, match="c is not in"):
            data["c"]
    ours(tmp_path / "z", x)
    with tl.load(tmp_path / "z.npz") as data:
        same_bits(data["arr_0"], np.load(tmp_path / "z.npz")["arr_0"])
    with pytest.raises(ValueError, match="closed"):
        data["arr_0"]
    with pytest.raises(ValueError, match=rf"^{name}: "):
        ours(io.BytesIO(), x, arr_0=x)
    data = tl.load(tmp_path / "z.npz")
    assert dir(data.f) == ["arr_0"] and data.f.arr_0.shape == x.shape
    with pytest.raises(AttributeError, match="b is not in"):
        data.f.b
    file = data._zip.fp
    del data
    assert file.closed  # nobody holds it


NUMBERS = "# numbers\n1,2.5,3\n4,5,6\n"


@pytest.mark.parametrize(
    "options",
    [
        {}, {"dtype": "float32"}, {"usecols": (0, 2), "dtype": int}, {"unpack": True},
        {"ndmin": 2, "usecols": 1}, {"skiprows": 2}, {"converters": {0: lambda s: float(s) + 1}},
    ],
)  # fmt: skip
def test_text_is_numpys(options, tmp_path):
    same_bits(
        tl.loadtxt(io.StringIO(NUMBERS), delimiter=",", **options),
        np.loadtxt(io.StringIO(NUMBERS), delimiter=",", **options),
    )
    if "skiprows" not in options:
        same_bits(
            tl.genfromtxt(io.StringIO(NUMBERS), delimiter=",", **options),
            np.genfromtxt(io.StringIO(NUMBERS), delimiter=",", **options),
        )
    x = np.loadtxt(io.StringIO(NUMBERS), delimiter=",", **options)
    mine, theirs = io.StringIO(), io.StringIO()
    tl.savetxt(mine, tl.asarray(x), "%.3f", ";", header="h")
    np.savetxt(theirs, x, "%.3f", ";", header="h")
    assert mine.getvalue() == theirs.getvalue()


def test_text_in_our_dtypes():
    assert tl.loadtxt(["1 2"], dtype=tl.bfloat16).dtype == "bfloat16"
    assert tl.genfromtxt(["1 2 3"], usecols=tl.array([0, 2])).tolist() == [1, 3]
    assert tl.genfromtxt(["1,", "2,3"], delimiter=",", dtype=None, filling_values=-1).tolist() == [
        [1, -1],
        [2, 3],
    ]
    for error, call in (
        (ValueError, lambda m: m.loadtxt(["1 x"])), (ValueError, lambda m: m.loadtxt(["1 2", "3"])),
        (ValueError, lambda m: m.savetxt(io.StringIO(), np.zeros((1, 1, 1)))),
        (ValueError, lambda m: m.genfromtxt(["1 2", "3"])),
        (FileNotFoundError, lambda m: m.loadtxt("there is none")),
        (FileNotFoundError, lambda m: m.load("there is none")),
    ):  # fmt: skip
        with pytest.raises(error):
            call(np)
        with pytest.raises(error):
            call(tl)
    for call in (lambda: tl.loadtxt(["a"], dtype=str), lambda: tl.genfromtxt(["1 a"], dtype=None)):
        with pytest.raises(TypeError, match=r"^(loadtxt|genfromtxt): "):
            call()


@pytest.mark.parametrize("name", ["savez", "savez_compressed", "savetxt", "loadtxt", "genfromtxt"])
def test_arguments_are_numpys(name):
    theirs = [p for p in inspect.signature(getattr(np, name)).parameters if p != "like"]
    ours = list(inspect.signature(getattr(tl, name)).parameters)
    records = theirs[theirs.index("names") : theirs.index("unpack")] if name == "genfromtxt" else []
    assert ours == [p for p in theirs if p not in [*records, "usemask"]]


# ---- safetensors -------------------------------------------------------------------------------------------
@safetensors
@pytest.mark.parametrize("order", ["numpy", "torch"])
def test_safetensors(order, tmp_path):
    tensors = {d: tl.asarray(numbers(d, 12).reshape(3, 4)) for d in [*DTYPES, "float16", "complex64"]}
    tensors |= {d: tl.arange(6.0).reshape(2, 3).astype(d).T for d in NARROW}
    tensors |= {"empty": tl.zeros((2, 0)), "number": tl.array(3)}
    path = tmp_path / ("x.safetensors" if order == "numpy" else "x.pt")
    _ = tl.save(path, tensors) if order == "numpy" else tl.save(tensors, path)
    got = tl.load(path)
    assert got.keys() == tensors.keys()
    for name, t in tensors.items():
        assert got[name].dtype is t.dtype and got[name].shape == t.shape and bytes(got[name]) == bytes(t)
    from safetensors import safe_open
    from safetensors.numpy import save_file

    with safe_open(path, "np") as theirs:
        for name in ("float32", "int8", "empty"):
            same_bits(got[name], theirs.get_tensor(name))
    save_file({"a": np.ones(3, "float16")}, tmp_path / "y.safetensors")
    assert tl.load(tmp_path / "y.safetensors")["a"].dtype == "float16"


@safetensors
def test_checkpoints(tmp_path):
    model = tl.nn.Linear(3, 2, dtype=tl.float64)
    optimizer = tl.optim.Adam(model.parameters(), lr=0.1)
    model(tl.ones((1, 3))).sum().backward()
    optimizer.step()
    state = {
        "epoch": 3, "model": model.state_dict(), "optimizer": optimizer.state_dict(), "loss": float("nan"),
        "history": [1.5, (True, None)], "name": "first", "a.b": tl.ones(1), "a": {"b": tl.zeros(1)},
    }  # fmt: skip
    tl.save(state, tmp_path / "c.pt")
    got = tl.load(tmp_path / "c.pt", map_location="cpu", weights_only=True)
    assert list(got) == list(state) and got["history"] == state["history"] and got["loss"] != got["loss"]
    assert got["a"]["b"] == 0 and got["a.b"] == 1
    other = tl.nn.Linear(3, 2, dtype=tl.float64)
    other.load_state_dict(got["model"])
    tl.optim.Adam(other.parameters()).load_state_dict(got["optimizer"])
    assert bytes(other.weight) == bytes(model.weight)
    file = io.BytesIO()
    tl.save(tl.ones(2), file)
    file.seek(0)
    assert tl.load(file, "cpu").tolist() == [1.0, 1.0]


@safetensors
def test_dicts_come_back_as_they_were(tmp_path):
    x = tl.ones(1)
    for value in (
        {"": tl.ones(2), "tensor": tl.zeros(1)}, {"z": x, "a": x, "m": x.astype("int8")}, x, [x, {"": x}],
        {1: x, "1": tl.zeros(1)}, {"a": {"b": x}, "a.b": tl.zeros(2), "a.b_": tl.zeros(3)},
        {"structure": x, "tensorlab.structure": x}, {}, [], {"a": {}}, {"": {"": x}},
    ):  # fmt: skip
        tl.save(value, tmp_path / "x")
        assert repr(tl.load(tmp_path / "x")) == repr(value)
    from safetensors.numpy import load_file

    tl.save({"": x, "tensor": x}, tmp_path / "x")
    assert load_file(tmp_path / "x").keys() == {"", "tensor"}
    tl.save(dict.fromkeys(["file", "allow_pickle", "arr_0", "self", ""], x), tmp_path / "x.npz")
    assert tl.load(tmp_path / "x.npz").files == ["file", "allow_pickle", "arr_0", "self", ""]
    itself, nested = {}, []
    itself["a"] = itself
    for _ in range(10**5):
        nested = [nested]
    for error, value, name in (
        (TypeError, {1: x}, "x.npz"), (ValueError, itself, "y"), (ValueError, nested, "y"),
        (ValueError, {"\ud800": x}, "y"), (ValueError, {"\ud800": x}, "x.npz"), (ValueError, [10**5000], "y"),
    ):  # fmt: skip
        with pytest.raises(error, match=r"^save: "):
            tl.save(value, tmp_path / name)
    assert tl.load(tmp_path / "x.npz").files[0] == "file" and not (tmp_path / "y").exists()


STRUCTURES = {
    "of another program": {"structure": "3 layers"},
    "of a tensor that is not there": {"tensorlab.structure": '{"tensor": "b"}'},
    "without a tensor": {"tensorlab.structure": '{"list": [1]}'},
    "with a tensor twice": {"tensorlab.structure": '{"list": [{"tensor": "a"}, {"tensor": "a"}]}'},
    "of nothing": {"tensorlab.structure": '{"a": 1, "b": 2}'},
    "no JSON": {"tensorlab.structure": "a"},
    "deep": {"tensorlab.structure": '{"list": [' * 5000},
}


@safetensors
@pytest.mark.parametrize("name", STRUCTURES)
def test_foreign_structures_are_not_believed(name):
    from safetensors.numpy import save

    assert tl.load(io.BytesIO(save({"a": np.ones(1)}, STRUCTURES[name]))) == {"a": 1.0}


def test_the_order_of_arguments(tmp_path):
    x = tl.arange(3)
    tl.save(x, tmp_path / "x.npy")
    assert np.load(tmp_path / "x.npy").tolist() == [0, 1, 2]
    tl.save({"x": x}, tmp_path / "x.npz")
    assert np.load(tmp_path / "x.npz")["x"].tolist() == [0, 1, 2]
    for error, arguments in (
        (TypeError, (x, x)), (TypeError, (x, tmp_path / "y.npz")), (TypeError, (tmp_path / "d", {"a": x})),
        (TypeError, ({"a": {1.5: x}}, tmp_path / "d")), (TypeError, ({"a": object()}, tmp_path / "d")),
        (TypeError, ({"a": x.astype("complex128")}, tmp_path / "d")),
        (TypeError, (tmp_path / "d", x.astype("bfloat16"))), (TypeError, (tmp_path / "d", ["text"])),
        (TypeError, (tl.nn.Linear(1, 1), tmp_path / "d")),
    ):  # fmt: skip
        with pytest.raises(error, match=r"^save: "):
            tl.save(*arguments)
    assert sorted(os.listdir(tmp_path)) == ["x.npy", "x.npz"]  # nothing was begun


def test_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "safetensors", None)
    with pytest.raises(ImportError, match=r"^save: .*pip install 'tensorlab\[files\]'"):
        tl.save({"a": tl.ones(1)}, tmp_path / "x")
    with pytest.raises(ImportError, match=r"^load: .*pip install 'tensorlab\[files\]'"):
        tl.load(io.BytesIO(b"\x02\0\0\0\0\0\0\0{}"))
    assert not os.listdir(tmp_path)


# ---- damaged and hostile files -----------------------------------------------------------------------------
class Evil:
    def __reduce__(self):
        return (os._exit, (7,))


def npy(header):
    text = header.encode("latin1")
    return b"\x93NUMPY\x01\0" + len(text).to_bytes(2, "little") + text


def archive(*entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as z:
        for name, data in entries:
            z.writestr(name, data)
    return file.getvalue()


def tensors(header):
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text


GOOD = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n"
HOSTILE = {
    "nothing": b"",
    "a byte": b"\x93",
    "a pickle": pickle.dumps(Evil()),
    "text": b"hello, world, this is text",
    "magic only": b"\x93NUMPY",
    "no header": b"\x93NUMPY\x01\0",
    "version 9": b"\x93NUMPY\x09\0" + b"\0" * 99,
    "short": npy(GOOD) + b"\0" * 15,
    "huge": npy(GOOD.replace("2,", "1 << 60,")),
    "code": npy("__import__('os')\n"),
    "huge number": npy(GOOD.replace("2,", f"{1 << 60},")),
    "overflow": npy(GOOD.replace("2,", f"{1 << 62}, 8")),
    "negative": npy(GOOD.replace("2,", "-2,")),
    "objects": npy(GOOD.replace("<f8", "|O")) + pickle.dumps(Evil()),
    "text elements": npy(GOOD.replace("<f8", "<U2")) + b"\0" * 16,
    "records": npy(GOOD.replace("'<f8'", "[('a', '<f8')]")),
    "dates": npy(GOOD.replace("<f8", "<M8[s]")) + b"\0" * 16,
    "no shape": npy("{'descr': '<f8'}\n"),
    "nested": npy("(" * 9000 + "\n"),
    "signs": npy("-" * 9000 + "1\n"),
    "parts": npy(GOOD.replace("'<f8'", "('<f8', (3,))")) + b"\0" * 48,
    "open string": npy('{"descr": """\n'),
    "longdouble": npy(GOOD.replace("<f8", "<f16")) + b"\0" * 32,
    "zip cut": archive(("x.npy", npy(GOOD) + b"\0" * 16))[:60],
    "zip only": b"PK\x03\x04",
    "torch": archive(("archive/data.pkl", pickle.dumps(Evil()))),
    "sizes": b"\xff" * 8 + b"{}",
    "not json": b"\x02\0\0\0\0\0\0\0[[",
    "overlap": tensors({"a": {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}}),
    "long": tensors({"a": {"dtype": "F64", "shape": [1 << 62] * 2, "data_offsets": [0, 8]}}) + b"\0" * 8,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(name, tmp_path):
    if "safetensors" not in __import__("sys").modules and HOSTILE[name][:1] not in (
        b"\x93",
        b"P",
        b"\x80",
        b"",
    ):
        pytest.importorskip("safetensors")
    path = tmp_path / "x"
    path.write_bytes(HOSTILE[name])

    class Stream(io.RawIOBase):  # neither goes back nor tells where it is
        source = io.BytesIO(HOSTILE[name])

        def read(self, n=-1):
            return self.source.read(n)

    for file in (path, str(path), io.BytesIO(HOSTILE[name]), Stream()):
        with pytest.raises(ValueError, match=r"^load: "):
            tl.load(file, allow_pickle=True)
    for mode in ("r", "r+", "c"):
        with pytest.raises(ValueError, match=r"^load: "):
            tl.load(path, mode)
    assert path.read_bytes() == HOSTILE[name]


@pytest.mark.parametrize("name", ["short", "huge number", "objects", "text elements", "code"])
def test_hostile_parts(name):
    data = tl.load(io.BytesIO(archive(("x.npy", HOSTILE[name]), ("y.npy", npy(GOOD) + b"\0" * 16))))
    with pytest.raises(ValueError, match=r"^load: .*x: "):
        data["x"]
    assert data["y"].tolist() == [0.0, 0.0]


def test_every_damaged_byte():
    file = io.BytesIO()
    tl.savez_compressed(file, x=tl.arange(50))
    whole = file.getvalue()
    rng = np.random.default_rng(0)
    for k in rng.choice(len(whole), 150, replace=False):
        broken = bytearray(whole)
        broken[k] ^= 1 << int(rng.integers(8))
        try:
            got = tl.load(io.BytesIO(bytes(broken)))
            assert [v.tolist() for v in got.values()] == [list(range(50))] or got.files != ["x"]
        except ValueError as error:
            assert str(error).startswith("load: ")
    with pytest.raises(TypeError, match=r"^load: .*'rb'"):
        tl.load(io.StringIO("text"))
    with pytest.raises(TypeError, match=r"^load: a path or a file"):
        tl.load(3)
    with pytest.raises(ValueError, match=r"^load: "):
        tl.load(io.BytesIO(), "x")
    with pytest.raises(ValueError, match=r"^load: .*cuda"):
        tl.load(io.BytesIO(), map_location="cuda")


def test_a_dict_in_a_npz_file(tmp_path):
    tensors = {"a": tl.arange(3), "b.weight": tl.ones((2, 2), dtype=tl.float32)}
    for path, order in ((tmp_path / "x.npz", 1), (str(tmp_path / "y.npz"), -1)):
        tl.io.save(*(path, tensors)[::order])
        with np.load(path) as read:
            assert {k: v.tolist() for k, v in read.items()} == {k: v.tolist() for k, v in tensors.items()}
    tl.save(tmp_path / "z.npz", tl.arange(2))  # as NumPy
    assert np.load(tmp_path / "z.npz.npy").tolist() == [0, 1]
    with pytest.raises(TypeError, match=r"^save: a dict is kept in a \.safetensors file"):
        tl.save(tmp_path / "x.npy", tensors)
