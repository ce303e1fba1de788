"""Files of tensors: what is written is read, by other programs too; nothing else is believed."""

import io
import json

import numpy as np
import pytest
from layouts import same_bits

import tensorlab as tl

pytest.importorskip("safetensors")

DTYPES = [
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16",
    "float32", "float64", "float8_e4m3fn", "float8_e5m2", "complex64",
]  # fmt: skip
TENSORS = {name: tl.arange(6).reshape(2, 3).astype(name) for name in DTYPES} | {
    "none": tl.zeros((0, 3)),
    "one": tl.array(2.5),
    "turned": tl.arange(6.0).reshape(2, 3).T[::-1],
    "learned": tl.ones(2, requires_grad=True),
}


def raw(entries, data=b""):
    text = entries if isinstance(entries, bytes) else json.dumps(entries).encode()
    return io.BytesIO(len(text).to_bytes(8, "little") + text + data)


def test_what_is_written_is_read(tmp_path):
    for file in (tmp_path / "a.safetensors", str(tmp_path / "b.safetensors")):
        tl.save(TENSORS, file)
        found = tl.load(file, map_location="cpu")
        assert found.keys() == TENSORS.keys()
        for name, x in TENSORS.items():
            assert found[name].dtype == x.dtype and found[name].shape == x.shape
            assert bytes(found[name]) == bytes(x.detach()) and not found[name].requires_grad
            found[name][...] = 0  # memory of its own


def test_the_format_is_that_of_others(tmp_path):
    theirs = pytest.importorskip("safetensors.numpy")
    arrays = {n: np.asarray(x.detach()) for n, x in TENSORS.items() if "8_e" not in n and n != "bfloat16"}
    arrays = {n: np.ascontiguousarray(a) for n, a in arrays.items() if n != "complex64"}
    theirs.save_file(arrays, tmp_path / "theirs", metadata={"by": "others"})
    tl.save(arrays, tmp_path / "ours")
    for found in (tl.load(tmp_path / "theirs"), theirs.load_file(tmp_path / "ours")):
        assert found.keys() == arrays.keys()
        for name, a in arrays.items():
            same_bits(found[name], a, name)


def test_the_bytes_are_aligned():
    file = io.BytesIO()
    tl.save({"flags": tl.ones(3, dtype=tl.bool), "x": tl.ones(2)}, file)
    header = json.loads(file.getvalue()[8 : 8 + int.from_bytes(file.getvalue()[:8], "little")])
    assert int.from_bytes(file.getvalue()[:8], "little") % 8 == 0
    assert header["x"] == {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}


def test_a_model():
    model, other, file = tl.nn.Linear(3, 2), tl.nn.Linear(3, 2), io.BytesIO()
    tl.save(model.state_dict(), file)
    file.seek(0)
    other.load_state_dict(tl.load(file))
    same_bits(other.weight.detach(), model.weight.detach())


ENTRY = {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}
BROKEN = {
    "empty": io.BytesIO(b""),
    "short": io.BytesIO(b"\x01\x00"),
    "a pickle": io.BytesIO(b"\x80\x04]q\x00.........."),
    "a long header": io.BytesIO((1 << 60).to_bytes(8, "little") + b"{}"),
    "a header cut off": io.BytesIO((100).to_bytes(8, "little") + b"{}"),
    "no json": raw(b"{nothing"),
    "no dict": raw([1]),
    "nested": raw(b"[" * 100_000),
    "no entry": raw({"x": 3}),
    "an unknown dtype": raw({"x": {**ENTRY, "dtype": "F12"}}, bytes(16)),
    "too few bytes": raw({"x": ENTRY}, bytes(15)),
    "another size": raw({"x": {**ENTRY, "shape": [3]}}, bytes(24)),
    "a negative size": raw({"x": {**ENTRY, "shape": [-1, -2]}}, bytes(16)),
    "a huge size": raw({"x": {**ENTRY, "shape": [2**62, 8]}}, bytes(16)),
    "offsets in reverse": raw({"x": {**ENTRY, "data_offsets": [16, 0]}}, bytes(16)),
    "offsets before": raw({"x": {**ENTRY, "data_offsets": [-16, 0]}}, bytes(16)),
    "text for numbers": raw({"x": {**ENTRY, "shape": ["a"]}}, bytes(16)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_refused(name):
    BROKEN[name].seek(0)
    with pytest.raises(ValueError, match=r"^load: "):
        tl.load(BROKEN[name])


def test_archives_of_pickles_are_refused(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "model.pt", "w") as archive:
        archive.writestr("archive/data.pkl", b"")
    with pytest.raises(ValueError, match=r"load: .*pickles"):
        tl.load(tmp_path / "model.pt")


@pytest.mark.parametrize(
    "value", [[object()], {"x": {3}}, {1.5: tl.ones(1)}, {"x": {"y": tl.nn.ReLU()}}, 3j, b"bytes"]
)
def test_other_things_are_not_saved(value, tmp_path):
    with pytest.raises(TypeError, match=r"save: .*pickled"):
        tl.save(value, tmp_path / "x")
    assert not (tmp_path / "x").exists()
    for wrong in (lambda: tl.save({"x": tl.ones(1, dtype="complex128")}, tmp_path / "x"), lambda: tl.load(3)):
        with pytest.raises(TypeError, match=r"complex128|a path"):
            wrong()
    with pytest.raises(FileNotFoundError):
        tl.load(tmp_path / "x")
    with pytest.raises(ValueError, match="cuda"):
        tl.load(tmp_path / "x", map_location="cuda")
