"""Tensors in files: PyTorch's `save` and `load` in the safetensors format, NumPy's in its own. Never pickles.

A file of safetensors is the length of a header in eight bytes, the header in JSON, which tells dtype, shape
and place of every tensor, and then their bytes (https://github.com/huggingface/safetensors).
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import tensorlab_c as _c
from tensorlab_c._operands import _operand
from tensorlab_c._spelled import _documented
from tensorlab_c._tensor import Tensor
from tensorlab_c.spellings import _check_device

__all__ = ["load", "save"]

_CODES = {
    "bool": "BOOL", "uint8": "U8", "int8": "I8", "uint16": "U16", "int16": "I16", "uint32": "U32",
    "int32": "I32", "uint64": "U64", "int64": "I64", "float16": "F16", "bfloat16": "BF16", "float32": "F32",
    "float64": "F64", "float8_e4m3fn": "F8_E4M3", "float8_e5m2": "F8_E5M2", "complex64": "C64",
}  # fmt: skip
_NAMES = {code: name for name, code in _CODES.items()}
_LONGEST = 100_000_000  # bytes of a header


def _is_file(x) -> bool:
    return isinstance(x, (str, bytes, os.PathLike)) or hasattr(x, "write") or hasattr(x, "read")


def _opened(file, mode: str):
    return nullcontext(file) if hasattr(file, "read") or hasattr(file, "write") else open(file, mode)


@_documented(
    file="str, path or file; or dict of str to Tensor\n    Where it goes, as in NumPy; or what is saved.",
    arr="array_like; or str, path or file\n    What is saved; or where it goes, as in PyTorch.",
)
def save(file: Any, arr: Any) -> None:
    """Writes tensors to a file of safetensors, or, with the file first, an array as ``numpy.save`` does.

    >>> import io
    >>> file = io.BytesIO()
    >>> tl.save({"weight": tl.ones(2)}, file)
    >>> _ = file.seek(0)
    >>> tl.load(file)
    {'weight': tensor([1., 1.])}
    """
    if _is_file(file):
        import numpy

        numpy.save(file, _operand(arr, "save").detach().numpy(), allow_pickle=False)
        return
    if not _is_file(arr):
        raise TypeError(
            f"save: a path or a file is needed, got {type(file).__name__} and {type(arr).__name__}"
        )
    header, parts = _packed(_entries(file))
    with _opened(arr, "wb") as out:
        out.write(len(header).to_bytes(8, "little"))
        out.write(header)
        for part in parts:
            out.write(part)


def _entries(obj) -> dict[str, Tensor]:
    """What is saved, by name; one tensor has the name "tensor"."""
    if isinstance(obj, Tensor):
        return {"tensor": obj}
    if not isinstance(obj, Mapping):
        raise TypeError(f"save: a dict of tensors is needed, got {type(obj).__name__}; nothing is pickled")
    found = dict(obj)
    for name, value in found.items():
        if not isinstance(name, str) or not (isinstance(value, Tensor) or hasattr(value, "__array__")):
            raise TypeError(
                f"save: names must be text and values tensors, got {name!r}: {type(value).__name__}; "
                "nothing is pickled"
            )
        if name == "__metadata__":
            raise ValueError("save: the name '__metadata__' is the format's own")
    return {name: _operand(value, "save") for name, value in found.items()}


def _packed(tensors: dict[str, Tensor]) -> tuple[bytes, list[bytes]]:
    """The header, filled up so that the elements are aligned, and the elements; wide types come first."""
    header, parts, at = {}, [], 0
    for name, x in sorted(tensors.items(), key=lambda item: (-item[1].itemsize, item[0])):
        if x.dtype.name not in _CODES:
            raise TypeError(f"save: the format has no {x.dtype}, of {name!r}")
        parts.append(bytes(x.detach()))
        header[name] = {
            "dtype": _CODES[x.dtype.name],
            "shape": list(x.shape),
            "data_offsets": [at, at + len(parts[-1])],
        }
        at += len(parts[-1])
    import json

    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    return text + b" " * (-len(text) % 8), parts


@_documented(
    file="str, path or file\n    What `save` of this library, NumPy's or that of safetensors has written.",
    mmap_mode="str, optional\n    As for ``numpy.load``.",
    map_location='str, optional\n    Only ``"cpu"`` exists.',
    weights_only="bool\n    Taken, without effect: there is nothing else in such files.",
)
def load(
    file: Any, mmap_mode: str | None = None, *, map_location: Any = None, weights_only: bool = True
) -> Any:
    """The tensors of a file: a dict by name, or one tensor where one was saved.

    >>> import io
    >>> file = io.BytesIO()
    >>> tl.save(tl.arange(3), file)
    >>> _ = file.seek(0)
    >>> tl.load(file)
    tensor([0, 1, 2])
    """
    _check_device(map_location, "load")
    if not _is_file(file):
        raise TypeError(f"load: a path or a file is needed, got {type(file).__name__}")
    with _opened(file, "rb") as source:
        start = source.read(8)
        if start[:6] == b"\x93NUMPY" or start[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
            source.seek(source.tell() - len(start))
            return _by_numpy(file if mmap_mode else source, mmap_mode)
        return _unpacked(start, source)


def _by_numpy(file, mmap_mode):
    import numpy

    try:
        found = numpy.load(file, mmap_mode=mmap_mode, allow_pickle=False)
        if isinstance(found, numpy.ndarray):
            return _c.asarray(found)
        if any(name.endswith(".pkl") or "/" in name for name in found.zip.namelist()):
            raise ValueError("it is an archive of pickles, as torch.save writes; save it with safetensors")
        return {name: _c.asarray(found[name]) for name in found.files}
    except ValueError as error:
        raise ValueError(f"load: {error}") from None


def _unpacked(start: bytes, file) -> Any:
    import json

    length = int.from_bytes(start, "little")
    if len(start) < 8 or length > _LONGEST:
        raise ValueError("load: not a file of safetensors, .npy or .npz; pickles are not read")
    text = file.read(length)
    try:
        header = json.loads(text) if len(text) == length else None
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise ValueError("load: not a file of safetensors, .npy or .npz; pickles are not read")
    data = file.read()
    tensors = {
        name: _tensor_of(name, entry, data) for name, entry in header.items() if name != "__metadata__"
    }
    return tensors["tensor"] if [*tensors] == ["tensor"] else dict(sorted(tensors.items()))


def _tensor_of(name: str, entry: Any, data: bytes) -> Tensor:
    """One tensor, on memory of its own; what the header says is checked before it is believed."""
    try:
        dtype, shape = _NAMES[entry["dtype"]], [int(n) for n in entry["shape"]]
        begin, end = (int(n) for n in entry["data_offsets"])
    except (KeyError, TypeError, ValueError):
        raise ValueError(
            f"load: the header of the file tells nothing usable of {name!r}: {entry!r}"
        ) from None
    made = _c.zeros(0, dtype=dtype)
    count = math.prod(shape)
    if (
        min(shape, default=0) < 0
        or not 0 <= begin <= end <= len(data)
        or count * made.itemsize != end - begin
    ):
        raise ValueError(
            f"load: {name!r} of {dtype} {tuple(shape)} does not fit bytes {begin} to {end} of {len(data)}"
        )
    return (
        _c.frombuffer(data, dtype, count, begin).reshape(shape).copy()
        if count
        else _c.zeros(shape, dtype=dtype)
    )
