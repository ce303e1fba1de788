"""Files of numbers: NumPy's .npy, .npz and text, and safetensors. No file is ever unpickled.

``save`` and ``load`` are NumPy's and PyTorch's at once: a file and what is saved are told apart, and a file
says by its first bytes what it is.
"""

from __future__ import annotations

import contextlib
import errno
import math
import os
import stat
import weakref
from collections.abc import Iterator, Mapping

from tensorlab_c._operands import _operand
from tensorlab_c._safetensors import check_name, read, written
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import asarray
from tensorlab_c.dtypes import _beyond_numpy
from tensorlab_c.spellings import _check_device

__all__ = ["genfromtxt", "load", "loadtxt", "save", "savetxt", "savez", "savez_compressed"]

_CHUNK = 1 << 24  # bytes that are asked of a file whose length nobody knows
_LONGEST = 65535  # bytes of a name in a .npz file


# ---- what is a file, and what is in it ---------------------------------------------------------------------
def _is_file(x) -> bool:
    return isinstance(x, (str, os.PathLike)) or hasattr(x, "write")


def _suffix(file) -> str:
    name = os.fspath(file) if isinstance(file, (str, os.PathLike)) else getattr(file, "name", "")
    return os.path.splitext(name)[1].lower() if isinstance(name, str) else ""


def _numbers(x, function: str):
    """The array that NumPy writes."""
    t = _operand(x, function).detach()
    if _beyond_numpy(t.dtype):
        raise TypeError(f"{function}: NumPy's files have no {t.dtype}; write x.astype(tl.float32)")
    return t.numpy()


def _damaged(function: str, file, what) -> ValueError:
    name = file if isinstance(file, (str, os.PathLike)) else getattr(file, "name", type(file).__name__)
    return ValueError(f"{function}: {os.fspath(name) if isinstance(name, os.PathLike) else name}: {what}")


@contextlib.contextmanager
def _replaced(file, suffix: str = "") -> Iterator:
    """What to write to for `file`: a path is that of a new file beside it, in its place when all was written.

    So what was there is whole until then, for tensors that stay on it, too. `suffix` is added where it lacks.
    """
    if not isinstance(file, (str, os.PathLike)):
        yield file
        return
    name = os.fsdecode(file)
    name += "" if name.endswith(suffix) else suffix
    path = os.path.realpath(name)
    there = os.path.exists(path)
    if there and not os.path.isfile(path):  # a device, or what cannot be written to
        yield path
        return
    if there and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
    # the end of the name tells NumPy how to compress
    new = os.path.join(os.path.dirname(path), f".{os.urandom(8).hex()}{os.path.basename(name)[-8:]}")
    try:
        open(new, "xb").close()
    except OSError as error:
        error.filename = name
        raise
    try:
        if there:
            os.chmod(new, stat.S_IMODE(os.stat(path).st_mode))
        yield new
        os.replace(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.remove(new)
        raise


# ---- .npy --------------------------------------------------------------------------------------------------
def _read_exactly(file, size: int, left: int | None):
    """`size` bytes, which are never believed before they are there."""
    if left is not None:
        if size > left:
            raise EOFError(f"{size} bytes are announced and {left} are there")
        whole = bytearray(size)
        view, done = memoryview(whole), 0
        while done < size and hasattr(file, "readinto"):
            got = file.readinto(view[done:])
            if not got:
                raise EOFError(f"{size} bytes are announced and {done} are there")
            done += got
        if done == size:
            return whole
    parts = bytearray()
    while len(parts) < size:
        part = file.read(min(_CHUNK, size - len(parts)))
        if not part:
            raise EOFError(f"{size} bytes are announced and {len(parts)} are there")
        parts += part
    return parts


def _left(file) -> int | None:
    """The bytes from here to the end, where the file can tell."""
    try:
        here = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(here)
    except (AttributeError, OSError, ValueError):
        return None
    return end - here


def _npy_header(file, max_header_size: int):
    """Shape, whether columns come first, and the dtype of what follows; only arrays of numbers are read."""
    from numpy.lib import format as npy

    version = npy.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        raise ValueError(f"version {version} of the format is for text and records, or unknown")
    read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    try:
        shape, fortran, dtype = read_header(file, max_header_size=max_header_size)
    except Exception as error:  # whatever a parser says of what is no description, MemoryError for deep ones
        raise ValueError(f"its header is no description of an array, {error}") from None
    if dtype.hasobject:
        raise ValueError("it holds pickled objects, which are never loaded")
    if dtype.kind not in "biufc" or dtype.itemsize > (16 if dtype.kind == "c" else 8):
        raise ValueError(f"its elements are {dtype}, which tensors do not hold")
    if any(n < 0 for n in shape):
        raise ValueError(f"a shape of {shape}")
    return shape, fortran, dtype


def _read_npy(file, max_header_size: int, left: int | None) -> Tensor:
    import numpy

    before = file.tell() if left is not None else 0
    shape, fortran, dtype = _npy_header(file, max_header_size)
    size = math.prod(shape) * dtype.itemsize
    if left is not None:
        left -= file.tell() - before
    array = numpy.frombuffer(_read_exactly(file, size, left), dtype=dtype)
    return asarray(array.reshape(shape[::-1]).T if fortran else array.reshape(shape))


def _mapped_npy(file, name, mode, max_header_size: int) -> Tensor:
    """A tensor on the file; NumPy would lengthen one that is too short."""
    import numpy

    shape, fortran, dtype = _npy_header(file, max_header_size)
    size, left, start = math.prod(shape) * dtype.itemsize, _left(file), file.tell()
    if left is not None and size > left:
        raise EOFError(f"{size} bytes are announced and {left} are there")
    if not size:
        return asarray(numpy.empty(shape, dtype))
    array = numpy.memmap(name, dtype, mode, start, shape[::-1] if fortran else shape)
    t = asarray(array.T if fortran else array)
    if mode == "r+" and not numpy.may_share_memory(t.numpy(), array):
        raise ValueError(f"elements of {dtype} are copied, so that changes would not reach the file")
    return t


class _Members:
    """The tensors of a .npz file as attributes."""

    def __init__(self, archive):
        self._archive = archive

    def __getattr__(self, name: str) -> Tensor:
        try:
            return object.__getattribute__(self, "_archive")[name]
        except KeyError as error:
            raise AttributeError(*error.args) from None

    def __dir__(self):
        return self._archive.files


class NpzFile(Mapping):
    """The tensors of a .npz file by their names, each read when it is asked for.

    Attributes
    ----------
    files : list of str
        The names.
    f : object
        The tensors as attributes: ``data.f.weights``.

    Examples
    --------
    >>> import io
    >>> import tensorlab as tl
    >>> file = io.BytesIO()
    >>> tl.savez(file, weights=tl.ones(2), steps=3)
    >>> _ = file.seek(0)
    >>> with tl.load(file) as data:
    ...     data.files, data["weights"]
    (['weights', 'steps'], tensor([1., 1.]))
    """

    def __init__(self, file, name, max_header_size: int, own: bool):
        import zipfile

        self._name, self._limit = name, max_header_size
        try:
            self._zip = zipfile.ZipFile(file)
            self._entries = {entry.removesuffix(".npy"): entry for entry in self._zip.namelist()}
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise _damaged("load", name, f"a damaged .npz file, {error}") from None
        pickles = [entry for entry in self._entries.values() if entry.endswith(".pkl")]
        if pickles:
            raise _damaged(
                "load", name, "a file of PyTorch with pickled objects, which are never loaded; "
                "save it with safetensors.torch.save_file(...)",
            )  # fmt: skip
        self.files = list(self._entries)
        self._release = weakref.finalize(self, _release, self._zip, file if own else None)

    def __getitem__(self, key: str) -> Tensor:
        import zipfile
        import zlib

        if self._zip.fp is None:
            raise ValueError("load: the .npz file is closed")
        entry = self._entries.get(key, key)
        if entry not in self._entries.values():
            raise KeyError(f"{key} is not in {self._name}, which holds {', '.join(self.files)}")
        try:
            with self._zip.open(entry) as part:
                t = _read_npy(part, self._limit, None)
                part.read(1)  # the checksum is compared at the end
                return t
        except (
            zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, TypeError,
            NotImplementedError,
        ) as error:  # fmt: skip
            raise _damaged("load", self._name, f"{key}: {error}") from None

    def __iter__(self):
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def __repr__(self) -> str:
        return f"NpzFile {str(self._name)!r} with keys: {', '.join(self.files)}"

    def __enter__(self):
        return self

    def __exit__(self, *error) -> None:
        self.close()

    @property
    def f(self):
        return _Members(self)

    def close(self) -> None:
        """Let go of the file, as happens when nobody holds it."""
        self._release()


def _release(archive, file) -> None:
    archive.close()
    if file is not None:
        file.close()


# ---- the functions -----------------------------------------------------------------------------------------
def save(file, arr, allow_pickle=True) -> None:
    """Write a tensor into a .npy file, or tensors in dicts and lists into a safetensors file.

    Both orders are understood: ``save(file, x)`` as NumPy's, which makes a .npy file (a .safetensors file, or
    of a dict a .npz file, when that is its name), and ``save(x, file)`` as PyTorch's, which makes a
    safetensors file of any name (a .npy or .npz file when that is its name). Nothing is pickled, whatever
    `allow_pickle` says.

    Parameters
    ----------
    file : str, path or file
        NumPy's order adds .npy to a name that has not got it.
    arr : array_like, or a dict or list
        Numbers, text and None are kept beside the tensors in a safetensors file; gradients are not.
    allow_pickle : bool
        For NumPy's scripts.

    Raises
    ------
    TypeError
        For what is none of these, and for dtypes that the file has not got.
    ImportError
        Where the package safetensors is needed and is not installed: ``pip install 'tensorlab[files]'``.

    Examples
    --------
    >>> import os, tempfile
    >>> import tensorlab as tl
    >>> folder = tempfile.mkdtemp()
    >>> tl.save(os.path.join(folder, "x.npy"), tl.arange(3))
    >>> tl.load(os.path.join(folder, "x.npy"))
    tensor([0, 1, 2])
    """
    if _is_file(arr) and not _is_file(file):  # PyTorch's order
        file, arr = arr, file
        kind = {".npy": "npy", ".npz": "npz"}.get(_suffix(file), "safetensors")
    elif _is_file(file):
        named = _suffix(file)
        npz = named == ".npz" and isinstance(arr, Mapping)
        kind = "safetensors" if named == ".safetensors" else "npz" if npz else "npy"
    else:
        raise TypeError(f"save: a path or a file is needed, got {type(file).__name__}, {type(arr).__name__}")
    if kind == "safetensors":
        data = written(arr)
        with _replaced(file) as place:
            if place is file:
                file.write(data)
            else:
                with open(place, "wb") as opened:
                    opened.write(data)
    elif kind == "npz":
        if not isinstance(arr, Mapping):
            raise TypeError(f"save: a .npz file is of a dict of tensors, got {type(arr).__name__}")
        _savez("save", file, (), arr)
    else:
        if isinstance(arr, Mapping):
            raise TypeError("save: a dict is kept in a .safetensors file, or by savez(file, **tensors)")
        array = _numbers(arr, "save")
        import numpy

        with _replaced(file, ".npy") as place:
            numpy.save(place, array, allow_pickle=False)


def load(
    file, mmap_mode=None, allow_pickle=False, *, max_header_size=10000, map_location=None, weights_only=True
):
    """Read what `save`, `savez`, NumPy or safetensors wrote; the file's first bytes say what it is.

    Parameters
    ----------
    file : str, path or file
    mmap_mode : {None, "r", "r+", "c"}
        The tensor stays on the file, of a .npy file with a name. "cpu" is taken for PyTorch's `map_location`.
    allow_pickle : bool
        For NumPy's scripts: pickled objects are never loaded.
    max_header_size : int
        The longest description of an array that is believed.
    map_location : {None, "cpu"}
    weights_only : bool
        For PyTorch's scripts: nothing else is ever loaded.

    Returns
    -------
    Tensor, NpzFile, dict or list
        Of a .npz file a mapping that reads when it is asked; of safetensors what was saved.

    Raises
    ------
    ValueError
        For a damaged file, and for one that holds anything but numbers.

    Examples
    --------
    >>> import io
    >>> import tensorlab as tl
    >>> file = io.BytesIO()
    >>> tl.save({"weight": tl.ones(2), "epoch": 3}, file)
    >>> _ = file.seek(0)
    >>> tl.load(file)
    {'weight': tensor([1., 1.]), 'epoch': 3}
    """
    if mmap_mode == "w+":
        raise ValueError("load: mmap_mode 'w+' would make a new file of the old one; give 'r', 'r+' or 'c'")
    mapped = mmap_mode if mmap_mode in ("r", "r+", "c") else None
    for device in (None if mapped else mmap_mode, map_location):
        _check_device(device, "load")
    named = isinstance(file, (str, os.PathLike))
    if not named and not hasattr(file, "read"):
        raise TypeError(f"load: a path or a file is needed, got {type(file).__name__}")
    opened = open(file, "rb") if named else file  # noqa: SIM115 - a .npz file stays open
    keep = False
    try:
        start = opened.read(8)
        if not isinstance(start, bytes):
            raise TypeError(f"load: the file must be open for bytes ('rb'), it gives {type(start).__name__}")
        opened = _pushed_back(opened, start)
        if start[:4] in (b"PK\3\4", b"PK\5\6"):
            archive = NpzFile(opened, file, max_header_size, named)
            keep = True
            return archive
        if start[:6] == b"\x93NUMPY":
            return _loaded_npy(opened, file if named else None, mapped, max_header_size)
        if start[:1] == b"\x80" and start[1:2] in (b"\2", b"\3", b"\4", b"\5"):
            raise _damaged("load", file, "a pickle, which is never loaded")
        if not start:
            raise _damaged("load", file, "there is nothing in the file")
        return _loaded_safetensors(opened.read(), file)
    finally:
        if named and not keep:
            opened.close()


def _pushed_back(file, start: bytes):
    """The file at its start again; one that cannot go back is read whole."""
    try:
        file.seek(-len(start), os.SEEK_CUR)
    except (AttributeError, OSError):
        import io

        return io.BytesIO(start + file.read())
    return file


def _loaded_npy(file, name, mapped, max_header_size) -> Tensor:
    try:
        if mapped is None:
            return _read_npy(file, max_header_size, _left(file))
        if name is None:
            raise ValueError("mmap_mode is for files with a name")
        return _mapped_npy(file, name, mapped, max_header_size)
    except (EOFError, OverflowError, SyntaxError, TypeError, UnicodeError, ValueError) as error:
        raise _damaged("load", name or file, f"a .npy file that cannot be read, {error}") from None


def _loaded_safetensors(data, file):
    try:
        return read(data)
    except ValueError as error:
        raise _damaged("load", file, f"neither .npy, .npz nor a whole safetensors file, {error}") from None


def savez(file, *args, allow_pickle=True, **kwds) -> None:
    """Write several tensors into one .npz file.

    Parameters
    ----------
    file : str, path or file
        .npz is added to a name that has not got it.
    *args : array_like
        Their names become arr_0, arr_1, ...
    allow_pickle : bool
        For NumPy's scripts: nothing is pickled.
    **kwds : array_like
        By their names.

    Examples
    --------
    >>> import io
    >>> import tensorlab as tl
    >>> file = io.BytesIO()
    >>> tl.savez(file, tl.ones(2), y=tl.zeros(1))
    >>> _ = file.seek(0)
    >>> tl.load(file).files
    ['y', 'arr_0']
    """
    _savez("savez", file, args, kwds)


def savez_compressed(file, *args, allow_pickle=True, **kwds) -> None:
    """Write several tensors into one .npz file, compressed.

    Parameters
    ----------
    file, *args, allow_pickle, **kwds
        As for `savez`.

    Examples
    --------
    >>> import io
    >>> import tensorlab as tl
    >>> file = io.BytesIO()
    >>> tl.savez_compressed(file, x=tl.zeros(1000))
    >>> len(file.getvalue()) < 1000
    True
    """
    _savez("savez_compressed", file, args, kwds)


def _savez(function: str, file, args, kwds) -> None:
    if not _is_file(file):
        raise TypeError(f"{function}: a path or a file is needed, got {type(file).__name__}")
    arrays = {}
    for name, x in kwds.items():
        if type(name) is not str:
            raise TypeError(f"{function}: names in a .npz file are text, got {type(name).__name__}")
        check_name(name, function)
        if len(f"{name}.npy".encode()) > _LONGEST:
            raise ValueError(f"{function}: the name {name[:20]}... is too long for a .npz file")
        arrays[name] = _numbers(x, function)
    for i, x in enumerate(args):
        if f"arr_{i}" in arrays:
            raise ValueError(f"{function}: there are two arrays of the name arr_{i}")
        arrays[f"arr_{i}"] = _numbers(x, function)
    import zipfile

    from numpy.lib import format as npy

    packing = zipfile.ZIP_DEFLATED if function == "savez_compressed" else zipfile.ZIP_STORED
    with _replaced(file, ".npz") as place, zipfile.ZipFile(place, "w", packing) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as part:
                npy.write_array(part, array, allow_pickle=False)


def savetxt(
    fname, X, fmt="%.18e", delimiter=" ", newline="\n", header="", footer="", comments="# ", encoding=None
) -> None:
    """Write a tensor of one or two axes as text, a line for each row.

    Parameters
    ----------
    fname : str, path or file
        A name that ends in .gz is compressed.
    X : array_like
    fmt : str or sequence of str
        For a number, or one for each column.
    delimiter, newline : str
        Between numbers, and at the end of a line.
    header, footer : str
        Text before and after the numbers, behind `comments`.
    comments : str
    encoding : str, optional

    Examples
    --------
    >>> import io
    >>> import tensorlab as tl
    >>> file = io.StringIO()
    >>> tl.savetxt(file, [[1.5, 2.0]], fmt="%.2f", delimiter=",")
    >>> file.getvalue()
    '1.50,2.00\\n'
    """
    t = _operand(X, "savetxt").detach()
    array = (t.astype("float32") if _beyond_numpy(t.dtype) else t).numpy()
    import numpy

    try:
        with _replaced(fname) as place:
            numpy.savetxt(place, array, fmt, delimiter, newline, header, footer, comments, encoding)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise _refused("savetxt", error) from None


def _refused(function: str, error: Exception) -> Exception:
    """What NumPy says of arguments that it does not understand: a TypeError where it stumbles over them."""
    kind = ValueError if isinstance(error, ValueError) else TypeError
    return kind(f"{function}: {error}")


def _once(lines):
    """A list as it is now."""
    return [*lines] if isinstance(lines, list) else lines


def _text(function: str, dtype, read):
    """What NumPy reads of a text in the dtype."""
    import numpy

    wanted = None
    if dtype is not None:
        try:
            wanted = asarray([], dtype=dtype).dtype
        except TypeError as error:
            raise TypeError(f"{function}: {str(error).removeprefix('asarray: ')}") from None
    theirs = None if wanted is None else "float32" if _beyond_numpy(wanted) else wanted.name
    import warnings

    try:
        with warnings.catch_warnings():  # an empty text is an empty tensor
            warnings.filterwarnings("ignore", r".*([Ee]mpty input file|input contained no data)", UserWarning)
            result = read(theirs)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise _refused(function, error) from None
    parts = result if isinstance(result, (list, tuple)) else [result]
    if any(numpy.asarray(part).dtype.kind not in "biufc" for part in parts):
        raise TypeError(f"{function}: there is text, or columns of several types, which tensors do not hold")
    parts = [asarray(part, dtype=wanted) for part in parts]
    return type(result)(parts) if isinstance(result, (list, tuple)) else parts[0]


def loadtxt(
    fname, dtype=float, comments="#", delimiter=None, converters=None, skiprows=0, usecols=None, unpack=False,
    ndmin=0, encoding=None, max_rows=None, *, quotechar=None,
) -> Tensor:  # fmt: skip
    """Read numbers from a text with as many in every line.

    Parameters
    ----------
    fname : str, path, file or lines
    dtype : dtype
        float means the default float.
    comments : str or sequence of str, optional
        What starts a comment.
    delimiter : str, optional
        Between numbers; None means white space.
    converters : callable or dict, optional
        Makes a number of text; a dict has one for each column.
    skiprows, max_rows : int
        Lines to pass over, and how many rows to read.
    usecols : int or sequence of int, optional
        The columns to read.
    unpack : bool
        Columns become rows.
    ndmin : {0, 1, 2}
        The fewest axes of the result.
    encoding : str, optional
    quotechar : str, optional
        What may be around an entry.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        For what is no number, naming row and column.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.loadtxt(["1,2", "3,4"], delimiter=",")
    tensor([[1., 2.],
            [3., 4.]])
    """
    import numpy

    return _text("loadtxt", dtype, lambda kind: numpy.loadtxt(
        _once(fname), kind, comments, delimiter, converters, skiprows, usecols, unpack, ndmin, encoding,
        max_rows,
        quotechar=quotechar,
    ))  # fmt: skip


def genfromtxt(
    fname, dtype=float, comments="#", delimiter=None, skip_header=0, skip_footer=0, converters=None,
    missing_values=None, filling_values=None, usecols=None, *, unpack=False, loose=True, invalid_raise=True,
    max_rows=None, encoding=None, ndmin=0,
) -> Tensor:  # fmt: skip
    """Read numbers from a text in which some are missing.

    Parameters
    ----------
    fname : str, path, file or lines
    dtype : dtype, optional
        float means the default float; None finds one that holds every number.
    comments, delimiter, converters, usecols, unpack, max_rows, encoding, ndmin
        As for `loadtxt`; `delimiter` may be the widths of columns.
    skip_header, skip_footer : int
        Lines to pass over at the start and at the end.
    missing_values, filling_values
        What stands for a missing number, and the number it becomes: nan, or -1 of integers.
    loose : bool
        Whether what is no number is missing, too; else it is an error.
    invalid_raise : bool
        Whether a line of another length is an error; else it is passed over with a warning.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.genfromtxt(["1,2", "3,"], delimiter=",")
    tensor([[ 1.,  2.],
            [ 3., nan]])
    """
    import numpy

    options = {
        "unpack": unpack, "loose": loose, "invalid_raise": invalid_raise, "max_rows": max_rows,
        "encoding": encoding, "ndmin": ndmin,
    }  # fmt: skip
    if isinstance(usecols, Tensor):  # NumPy takes what has a method split for text
        usecols = usecols.tolist()
    return _text("genfromtxt", dtype, lambda kind: numpy.genfromtxt(
        _once(fname), kind, comments, delimiter, skip_header, skip_footer, converters, missing_values,
        filling_values, usecols, **options,
    ))  # fmt: skip
