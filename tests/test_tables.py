"""Files of images in the IDX format, and tables as text."""

import gzip
import io
import re
import struct

import numpy as np
import pytest
from test_limits import in_child, limit_memory, posix

import tensorlab as tl
from tensorlab import data, datasets

KINDS = {0x08: "u1", 0x09: "i1", 0x0B: "i2", 0x0C: "i4", 0x0D: "f4", 0x0E: "f8"}


def idx(array, kind=None, code=None):
    code = code or {v: k for k, v in KINDS.items()}[array.dtype.str[1:]]
    sizes = b"".join(struct.pack(">I", n) for n in array.shape)
    return bytes([0, 0, code, array.ndim]) + sizes + array.astype(array.dtype.newbyteorder(">")).tobytes()


# ---- IDX ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS.values())
def test_idx_of_every_type(kind, tmp_path):
    for shape in ((), (0,), (5,), (2, 3), (2, 1, 3, 2)):
        array = np.random.default_rng(1).integers(-100, 100, shape).astype(kind)
        for name, pack in (("a", bytes), ("a.gz", gzip.compress), ("b", gzip.compress)):
            path = tmp_path / name
            path.write_bytes(pack(idx(array)))
            for file in (path, str(path), io.BytesIO(pack(idx(array)))):
                read = datasets.load_idx(file)
                assert (
                    read.dtype == array.dtype.name and read.shape == shape and read.tolist() == array.tolist()
                )
            read += 1 if read.size else 0
            datasets.save_idx(path, array)
            raw = path.read_bytes()
            assert (gzip.decompress(raw) if name == "a.gz" else raw) == idx(array)
            assert datasets.load_idx(path).tolist() == array.tolist()
        out = io.BytesIO()
        datasets.save_idx(out, tl.array(array))
        assert out.getvalue() == idx(array)


WHOLE = idx(np.arange(200, dtype=np.uint8).reshape(10, 20))
BROKEN = {
    "empty": (b"", "it does not begin as a file of the IDX format"),
    "text": (b"hello world", "it does not begin as"),
    "type": (b"\0\0\x0a\x01\0\0\0\1\0", "it does not begin as"),
    "axes": (WHOLE[:9], "8 bytes are announced and 5 are there"),
    "short": (WHOLE[:-1], "200 bytes are announced and 199 are there"),
    "long": (WHOLE + b"\0", "there is more in it than the 200 bytes of shape (10, 20)"),
    "huge": (b"\0\0\x0e\x03" + b"\xff" * 12 + b"12345", "bytes are announced and 5 are there"),
    "many axes": (b"\0\0\x08\xff" + b"\0\0\0\1" * 255 + b"1", "it has 255 axes"),
    "gzip cut off": (gzip.compress(WHOLE)[:-20], ""),
    "gzip broken": (gzip.compress(WHOLE)[:12] + b"xxxxxxxx" + gzip.compress(WHOLE)[20:], ""),
    "gzip of text": (gzip.compress(b"hello"), "it does not begin as"),
    "gzip of huge": (gzip.compress(b"\0\0\x0e\x03" + b"\xff" * 12 + b"12345"), "bytes are announced and 5"),
    "gzip start": (b"\x1f\x8b", ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_idx(name, tmp_path):
    raw, text = BROKEN[name]
    path = tmp_path / "some-idx"
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=rf"^load_idx: .*some-idx: .*{re.escape(text)}"):
        datasets.load_idx(path)
    with pytest.raises(ValueError, match=rf"^load_idx: BytesIO: .*{re.escape(text)}"):
        datasets.load_idx(io.BytesIO(raw))


@posix
def test_broken_idx_takes_no_memory():
    def reads(tell, seconds):
        limit_memory()
        for name in ("huge", "gzip of huge"):
            with pytest.raises(ValueError, match="announced"):
                datasets.load_idx(io.BytesIO(BROKEN[name][0]))

    datasets.load_idx(io.BytesIO(WHOLE))
    assert in_child(reads, 30) is None


def test_every_cut_and_many_changes_of_idx():
    rng = np.random.default_rng(0)
    for raw in (WHOLE, gzip.compress(WHOLE)):
        for end in range(len(raw)):
            with pytest.raises(ValueError, match=r"^load_idx: "):
                datasets.load_idx(io.BytesIO(raw[:end]))
        for _ in range(300):
            changed = bytearray(raw)
            changed[rng.integers(len(raw))] = rng.integers(256)
            try:
                datasets.load_idx(io.BytesIO(bytes(changed)))
            except ValueError as error:
                assert str(error).startswith("load_idx: ")


def test_what_idx_refuses(tmp_path):
    with pytest.raises(TypeError, match=r"^load_idx: file must be a path or a binary file, got int"):
        datasets.load_idx(5)
    with pytest.raises(ValueError, match=r"^load_idx: StringIO: it is not opened as a binary file"):
        datasets.load_idx(io.StringIO("text"))
    with pytest.raises(FileNotFoundError):
        datasets.load_idx(tmp_path / "none")
    with pytest.raises(TypeError, match=r"^save_idx: the format has no int64"):
        datasets.save_idx(tmp_path / "a", [1, 2])
    with pytest.raises(TypeError, match=r"^save_idx: file must be a path or a binary file"):
        datasets.save_idx(5, np.zeros(2))
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("kind", ["MNIST", "FashionMNIST"])
def test_mnist(kind, tmp_path):
    images, labels = (
        np.random.default_rng(2).integers(0, 256, (6, 28, 28)).astype("u1"),
        np.arange(6, dtype="u1"),
    )
    folder = tmp_path / kind / "raw"
    folder.mkdir(parents=True)
    for part in ("train", "t10k"):
        datasets.save_idx(folder / f"{part}-images-idx3-ubyte.gz", images)
        datasets.save_idx(folder / f"{part}-labels-idx1-ubyte", labels)
    make = getattr(datasets, kind)
    for root in (tmp_path, folder, str(tmp_path)):
        whole = make(root, transform=data.transforms.ToTensor(), target_transform=lambda y: -y)
        x, y = whole[4]
        assert (len(whole), x.shape, y) == (6, (1, 28, 28), -4)
        assert np.allclose(x[0], images[4] / 255.0, atol=1e-7)
    assert (
        whole.data.tolist() == images.tolist()
        and whole.targets.dtype == tl.int64
        and len(whole.classes) == 10
    )
    x, y = next(iter(data.DataLoader(make(tmp_path, train=False), 3)))
    assert x.shape == (3, 28, 28) and y.tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match=f"^{kind}: nothing is downloaded: put the files into"):
        make(tmp_path, download=True)
    with pytest.raises(FileNotFoundError, match=f"^{kind}: there is no train-images-idx3-ubyte or"):
        make(tmp_path / "none")
    datasets.save_idx(folder / "train-labels-idx1-ubyte", labels[:5])
    with pytest.raises(ValueError, match=f"^{kind}: images of shape \\(6, 28, 28\\) and labels of"):
        make(tmp_path)
    datasets.save_idx(folder / "train-labels-idx1-ubyte", labels.astype("f4"))
    with pytest.raises(ValueError, match=f"^{kind}: labels must be uint8, these are float32"):
        make(tmp_path)


# ---- CSV ---------------------------------------------------------------------------------------------------
TEXT = 'a,"b, c",kind\n1,2.5,cat\n-3e2,,dog\n\n4,NA,"cat"\n'


def test_csv(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    for file in (path, str(path), io.StringIO(TEXT), TEXT.splitlines()):
        X, y, names = data.read_csv(file)
        np.testing.assert_array_equal(X, [[1, 2.5], [-300, np.nan], [4, np.nan]])
        assert (
            X.dtype == tl.float64
            and y.tolist() == [0, 1, 0]
            and y.dtype == tl.int64
            and names == ["a", "b, c"]
        )
    assert data.read_csv(path, "kind", classes=["dog", "cat"])[1].tolist() == [1, 0, 1]
    X, y, names = data.read_csv(["x;y;z", "1;2;3", "4;5;6.5"], "y", delimiter=";")
    assert X.tolist() == [[1, 3], [4, 6.5]] and y.tolist() == [2, 5] and names == ["x", "z"]
    assert data.read_csv(["1,2", "3,4.5"])[1].tolist() == [2, 4.5]
    X, y, names = data.read_csv(["1,2", "3,4"], None)
    assert X.tolist() == [[1, 2], [3, 4]] and y is None and names == ["x0", "x1"]
    X, y, names = data.read_csv(
        ["5.1,3.5,setosa", "4.9,3.0,virginica"]
    )  # no header: the features are numbers
    assert X.shape == (2, 2) and y.tolist() == [0, 1]
    assert data.read_csv(["1,2,3"], 0, header=True)[2] == ["2", "3"]
    assert data.read_csv(["a,b"])[0].shape == (0, 1)


def test_csv_is_iris():
    iris = datasets.load_iris()
    words = [iris.target_names[k] for k in iris.target.tolist()]
    rows = [",".join([*map(str, x), word]) for x, word in zip(iris.data.tolist(), words)]
    X, y, names = data.read_csv([",".join([*iris.feature_names, "species"]), *rows])
    assert (
        X.tolist() == iris.data.tolist()
        and y.tolist() == iris.target.tolist()
        and names == iris.feature_names
    )


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: data.read_csv([]), ValueError, "read_csv: there are no rows"),
        (lambda: data.read_csv(["1,2", "3"]), ValueError, "read_csv: line 2 has 1 columns, the first row 2"),
        (
            lambda: data.read_csv(["a,b", "1,2", "x,3"]),
            ValueError,
            "read_csv: line 3, column a: 'x' is no number",
        ),
        (
            lambda: data.read_csv(["a,b", "1_0,3"]),
            ValueError,
            "read_csv: line 2, column a: '1_0' is no number",
        ),
        (
            lambda: data.read_csv(["1,2"], "c"),
            ValueError,
            "read_csv: there must be one column 'c', the columns",
        ),
        (lambda: data.read_csv(["1,2"], 2), IndexError, "read_csv: target 2 is out of range for 2 columns"),
        (lambda: data.read_csv(["1,2"], 1.5), TypeError, "read_csv: target must be the number or name"),
        (
            lambda: data.read_csv(["1,2"], delimiter="::"),
            ValueError,
            "read_csv: delimiter must be one character",
        ),
        (
            lambda: data.read_csv(["1,2"], header=1),
            TypeError,
            "read_csv: header must be True or False, got 1",
        ),
        (
            lambda: data.read_csv(["1,x"], classes=["y"]),
            ValueError,
            "read_csv: target 'x' is none of the classes",
        ),
        (lambda: data.read_csv(["1,x"], classes=["x", "y", "x"]), ValueError, "read_csv: a class is twice"),
        (lambda: data.read_csv(["1,x"], classes="xy"), TypeError, "read_csv: classes must be a list"),
        (lambda: data.read_csv(["1,x"], classes={"x"}), TypeError, "read_csv: classes must be a list"),
        (lambda: data.read_csv(["1,x"], classes=3), TypeError, "read_csv: classes must be a list"),
        (lambda: data.read_csv(["1,x"], delimiter="\n"), ValueError, "read_csv: delimiter cannot be '\\n'"),
        (lambda: data.read_csv([b"1,2"]), ValueError, "read_csv: iterator should return strings"),
        (lambda: data.read_csv(5), TypeError, "read_csv: "),
    ],
)
def test_csv_mistakes(call, kind, text):
    with pytest.raises(kind, match=f"^{re.escape(text)}"):
        call()


def test_csv_of_no_text(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n\xff\xfe,3\n")
    with pytest.raises(ValueError, match=r"^read_csv: .*t.csv is no text in utf-8-sig"):
        data.read_csv(path)
    with pytest.raises(FileNotFoundError):
        data.read_csv(tmp_path / "none")
