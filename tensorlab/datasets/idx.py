"""Files of the IDX format, and the collections of images that come in them."""

from __future__ import annotations

import os
from math import prod

from tensorlab_c import Tensor, asarray
from tensorlab_c.files import _damaged, _left, _numbers, _read_exactly, _replaced

from .._check import flag
from ..data.dataset import Dataset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar

    from .._typing import ArrayLike

__all__ = ["FashionMNIST", "MNIST", "load_idx", "save_idx"]

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: "i2", 0x0C: "i4", 0x0D: "f4", 0x0E: "f8"}


def load_idx(file: Any) -> Tensor:
    """A tensor from a file of the IDX format, in which MNIST comes.

    Parameters
    ----------
    file : str, path or binary file
        It may be compressed by gzip.

    Returns
    -------
    Tensor
        Of uint8, int8, int16, int32, float32 or float64.

    Raises
    ------
    ValueError
        For what is damaged, cut off or something else. No more memory is taken than there are bytes.

    Notes
    -----
    Two bytes 0, one for the type, one for the number of axes, the axes' lengths of 4 bytes each, then the
    numbers, the last axis fastest, all with the highest byte first (http://yann.lecun.com/exdb/mnist).

    Examples
    --------
    >>> import io, tensorlab as tl
    >>> tl.datasets.load_idx(io.BytesIO(bytes([0, 0, 8, 1, 0, 0, 0, 2, 5, 7])))
    tensor([5, 7], dtype=uint8)
    """
    if isinstance(file, (str, os.PathLike)):
        with open(file, "rb") as opened:
            return _unzipped(opened, file)
    if not hasattr(file, "read"):
        raise TypeError(f"load_idx: file must be a path or a binary file, got {type(file).__name__}")
    return _unzipped(file, file)


def _unzipped(file: Any, name: Any) -> Tensor:
    """What a file holds, whose first bytes say whether it is compressed."""
    import gzip
    import zlib

    try:
        start = file.read(4)
        if not isinstance(start, bytes):
            raise ValueError("it is not opened as a binary file")
        if start[:2] != b"\x1f\x8b":
            return _parsed(file, start, _left(file))
        with gzip.GzipFile(fileobj=_Again(start, file)) as inner:  # type: ignore[call-overload]
            return _parsed(inner, inner.read(4), None)
    except (EOFError, ValueError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged("load_idx", name, error) from None


class _Again:
    """A file from which some bytes have been read, as if they had not."""

    def __init__(self, start: bytes, file: Any):
        self._start, self._file = start, file

    def read(self, size: int = -1) -> bytes:
        start, self._start = self._start, b""
        if 0 <= size < len(start):
            self._start = start[size:]
            return start[:size]
        more: bytes = self._file.read(size if size < 0 else size - len(start))
        return start + more


def _parsed(file: Any, start: bytes, left: int | None) -> Tensor:
    import numpy as np

    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in TYPES:
        raise ValueError(f"it does not begin as a file of the IDX format, but with {start!r}")
    kind, ndim = np.dtype(">" + TYPES[start[2]]), start[3]
    lengths = _read_exactly(file, 4 * ndim, left)
    shape = tuple(int.from_bytes(lengths[4 * k : 4 * k + 4], "big") for k in range(ndim))
    if ndim > 64:
        raise ValueError(f"it has {ndim} axes, more than a tensor can have")
    rest = None if left is None else left - len(lengths)
    data = _read_exactly(file, prod(shape) * kind.itemsize, rest)
    if file.read(1):
        raise ValueError(f"there is more in it than the {len(data)} bytes of shape {shape}")
    return asarray(np.frombuffer(data, kind).astype(kind.newbyteorder("=")).reshape(shape))


def save_idx(file: Any, arr: ArrayLike) -> None:
    """Write a tensor as a file of the IDX format.

    Parameters
    ----------
    file : str, path or binary file
        A path that ends in ".gz" is compressed.
    arr : array_like
        Of uint8, int8, int16, int32, float32 or float64.

    Examples
    --------
    >>> import io, tensorlab as tl
    >>> file = io.BytesIO()
    >>> tl.datasets.save_idx(file, tl.array([5, 7], dtype="uint8"))
    >>> file.getvalue()
    b'\\x00\\x00\\x08\\x01\\x00\\x00\\x00\\x02\\x05\\x07'
    """
    import gzip

    array = _numbers(arr, "save_idx")
    codes = {name: code for code, name in TYPES.items()}
    kind = array.dtype.str[1:]
    if kind not in codes:
        raise TypeError(f"save_idx: the format has no {array.dtype}; write x.astype(tl.float32)")
    if array.ndim > 255 or max(array.shape, default=0) >= 1 << 32:
        raise ValueError(f"save_idx: the format has no room for shape {array.shape}")
    lengths = b"".join(n.to_bytes(4, "big") for n in array.shape)
    parts = (bytes([0, 0, codes[kind], array.ndim]), lengths, array.astype(">" + kind).tobytes())
    if not isinstance(file, (str, os.PathLike)) and not hasattr(file, "write"):
        raise TypeError(f"save_idx: file must be a path or a binary file, got {type(file).__name__}")
    with _replaced(file) as place:
        if not isinstance(place, (str, os.PathLike)):
            place.write(b"".join(parts))
            return
        # the name in the header of gzip would be that of the file while it is written
        with open(place, "wb") as opened:
            if os.fsdecode(file).endswith(".gz"):
                with gzip.GzipFile("", "wb", fileobj=opened, mtime=0) as packed:
                    packed.write(b"".join(parts))
            else:
                opened.write(b"".join(parts))


class MNIST(Dataset):
    """70,000 handwritten digits of 28 × 28 pixels (LeCun et al. 1998), from files that you have.

    Parameters
    ----------
    root : str or path
        Where the four files are, or the directory that has them as ``MNIST/raw``, as torchvision leaves
        them; compressed or not.
    train : bool, default True
        The 60,000 images to learn from; otherwise the 10,000 others.
    transform, target_transform : callable, optional
        Called with an image, with a label.
    download : {False}
        Nothing is downloaded.

    Attributes
    ----------
    data : Tensor of uint8, shape (n, 28, 28)
    targets : Tensor of int64, shape (n,)
    classes : list of str

    Notes
    -----
    The files are train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
    t10k-labels-idx1-ubyte, each perhaps with ".gz". An example is an image of uint8, of shape (28, 28), which
    `tensorlab.data.transforms.ToTensor` makes (1, 28, 28), and an int.

    Examples
    --------
    >>> import tempfile, tensorlab as tl
    >>> root = tempfile.mkdtemp()
    >>> tl.datasets.save_idx(f"{root}/t10k-images-idx3-ubyte.gz", tl.zeros((5, 28, 28), dtype="uint8"))
    >>> tl.datasets.save_idx(f"{root}/t10k-labels-idx1-ubyte", tl.arange(5, dtype="uint8"))
    >>> digits = tl.datasets.MNIST(root, train=False, transform=tl.data.transforms.ToTensor())
    >>> image, label = digits[3]
    >>> len(digits), image.shape, label
    (5, (1, 28, 28), 3)
    """

    classes: ClassVar[list[str]] = [
        "0 - zero", "1 - one", "2 - two", "3 - three", "4 - four", "5 - five", "6 - six", "7 - seven",
        "8 - eight", "9 - nine",
    ]  # fmt: skip

    def __init__(
        self,
        root: Any,
        train: bool = True,
        transform: Callable[[Tensor], Any] | None = None,
        target_transform: Callable[[int], Any] | None = None,
        download: bool = False,
    ):
        name = type(self).__name__
        self.root, self.train = os.fspath(root), flag(name, "train", train)
        self.transform, self.target_transform = transform, target_transform
        if flag(name, "download", download):
            raise ValueError(f"{name}: nothing is downloaded: put the files into {self.root!r}")
        part = "train" if self.train else "t10k"
        self.data = load_idx(self._file(f"{part}-images-idx3-ubyte"))
        labels = load_idx(self._file(f"{part}-labels-idx1-ubyte"))
        if self.data.ndim != 3 or labels.shape != self.data.shape[:1]:
            raise ValueError(
                f"{name}: images of shape {self.data.shape} and labels of {labels.shape} do not fit"
            )
        for what, values in (("images", self.data), ("labels", labels)):
            if values.dtype != "uint8":
                raise ValueError(f"{name}: {what} must be uint8, these are {values.dtype}")
        self.targets = labels.astype("int64")

    def _file(self, name: str) -> str:
        kind = type(self).__name__
        places = [self.root, os.path.join(self.root, kind, "raw")]
        for place in places:
            for path in (os.path.join(place, name), os.path.join(place, f"{name}.gz")):
                if os.path.isfile(path):
                    return path
        raise FileNotFoundError(
            f"{kind}: there is no {name} or {name}.gz in {' or '.join(map(repr, places))}"
        )

    def __getitem__(self, index: Any) -> tuple[Any, Any]:
        image, label = self.data[index], int(self.targets[index])
        if self.transform is not None:
            image = self.transform(image)
        return image, label if self.target_transform is None else self.target_transform(label)

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.root!r}, train={self.train}): {len(self)} images"


class FashionMNIST(MNIST):
    """70,000 images of clothes in the format of `MNIST` (Xiao et al. 2017), from files that you have.

    Parameters
    ----------
    root : str or path
        Where the four files are, or the directory that has them as ``FashionMNIST/raw``.
    train : bool, default True
        The 60,000 images to learn from; otherwise the 10,000 others.
    transform, target_transform : callable, optional
        Called with an image, with a label.
    download : {False}
        Nothing is downloaded.

    Examples
    --------
    See `MNIST`.

    >>> import tensorlab as tl
    >>> tl.datasets.FashionMNIST.classes[9]
    'Ankle boot'
    """

    classes: ClassVar[list[str]] = [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
        "Ankle boot",
    ]  # fmt: skip
