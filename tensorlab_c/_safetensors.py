"""The format of safetensors: tensors by their names, and beside them what they were in."""

from __future__ import annotations

from collections.abc import Mapping

from tensorlab_c._operands import _operand
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import asarray, frombuffer, zeros

__all__: list[str] = []

_STRUCTURE = "tensorlab.structure"  # where the metadata tell what the tensors were in


def require(function: str):
    """The package, or how to get it."""
    try:
        import safetensors
    except ImportError:
        raise ImportError(
            f"{function}: files of safetensors need the package of that name: pip install 'tensorlab[files]'"
        ) from None
    return safetensors


def check_name(name: str, function: str) -> None:
    """Names are kept in UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{function}: the name {name!r} cannot be written, {error}") from None


def _inside(name: str | None, key) -> str:
    return str(key) if name is None else f"{name}.{key}"


def _taken_apart(value, name: str | None, tensors: dict):
    """What JSON writes of `value`; tensors go to `tensors`, under names that tell where they were."""
    if isinstance(value, Tensor) or (hasattr(value, "__array__") and hasattr(value, "dtype")):
        name = "tensor" if name is None else name
        while name in tensors:
            name += "_"
        check_name(name, "save")
        tensors[name] = _operand(value, "save").detach()
        return {"tensor": name}
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, Mapping):
        pairs = []
        for key, item in [*value.items()]:
            if type(key) not in (str, int):
                raise TypeError(
                    f"save: keys of dicts are text or integers, got {type(key).__name__}; nothing is pickled"
                )
            pairs.append([key, _taken_apart(item, _inside(name, key), tensors)])
        return {"dict": pairs}
    if isinstance(value, (list, tuple)):
        items = [_taken_apart(item, _inside(name, i), tensors) for i, item in enumerate([*value])]
        return {"tuple" if isinstance(value, tuple) else "list": items}
    raise TypeError(
        f"save: {type(value).__name__}{f' ({name})' if name else ''} is not saved, nothing is pickled; "
        f"tensors, numbers, text, dicts and lists of them are: of a network its state_dict()"
    )


def _put_together(part, tensors: dict):
    """What was saved; `tensors` are left with those that are not in it."""
    if not isinstance(part, dict):
        return part
    ((kind, value),) = part.items()
    if kind == "tensor":
        return tensors.pop(value)
    if kind == "dict":
        return {key: _put_together(item, tensors) for key, item in value}
    items = [_put_together(item, tensors) for item in value]
    return {"list": list, "tuple": tuple}[kind](items)


def written(value) -> bytes:
    """The whole file for `value`."""
    import json

    tensors: dict[str, Tensor] = {}
    try:
        structure = json.dumps(_taken_apart(value, None, tensors))
    except RecursionError:
        raise ValueError("save: dicts and lists are nested too deeply, or hold themselves") from None
    except ValueError as error:  # of an integer with more digits than Python writes
        raise ValueError(f"save: {str(error).removeprefix('save: ')}") from None
    if "__metadata__" in tensors:
        raise ValueError("save: the name '__metadata__' is the format's own")
    for name, t in tensors.items():
        if t.dtype.name == "complex128":
            raise TypeError(f"save: safetensors has no complex128 ({name}), write .npz or complex64")
    package = require("save")
    import numpy

    kept = {name: numpy.frombuffer(bytes(t) or b"-", dtype=numpy.uint8) for name, t in tensors.items()}
    parts = {
        name: package.TensorSpec(
            dtype=t.dtype.name, shape=t.shape, data_ptr=kept[name].ctypes.data, data_len=t.nbytes
        )
        for name, t in tensors.items()
    }
    # of plain dicts, too: the format has an order of its own
    return package.serialize(parts, metadata={"format": "pt", _STRUCTURE: structure})


_SAFE_NAMES = {
    "BOOL": "bool", "U8": "uint8", "I8": "int8", "I16": "int16", "U16": "uint16", "F16": "float16",
    "BF16": "bfloat16", "F8_E4M3": "float8_e4m3fn", "F8_E5M2": "float8_e5m2", "I32": "int32", "U32": "uint32",
    "F32": "float32", "F64": "float64", "I64": "int64", "U64": "uint64", "C64": "complex64",
}  # fmt: skip


def read(data):
    """What was saved; ValueError where `data` are no whole file."""
    import json

    package = require("load")
    try:
        found = package.deserialize(bytes(data))  # checks every offset
        size = int.from_bytes(data[:8], "little")
        metadata = json.loads(bytes(data[8 : 8 + size])).get("__metadata__") or {}
        tensors = {}
        for name, part in found:
            if part["dtype"] not in _SAFE_NAMES:
                raise ValueError(f"{name}: elements of {part['dtype']}, which tensors do not hold")
            bits = asarray(bytearray(part["data"])) if part["data"] else asarray([], dtype="uint8")
            tensors[name] = _of_bits(bits, _SAFE_NAMES[part["dtype"]], part["shape"])
    except (
        package.SafetensorError, ValueError, KeyError, TypeError, AttributeError, RecursionError,
    ) as error:  # fmt: skip
        raise ValueError(str(error)) from None
    return _as_saved(metadata, tensors)


def _as_saved(metadata: dict, tensors: dict):
    """In the dicts and lists that the file tells of, if each tensor is once in them; else by their names."""
    import json

    left = dict(tensors)
    try:
        value = _put_together(json.loads(metadata[_STRUCTURE]), left)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return tensors
    return tensors if left else value


def _of_bits(bits: Tensor, dtype: str, shape) -> Tensor:
    if not bits.size:
        return zeros(tuple(shape), dtype=dtype)
    memory = bits.data  # has a buffer, which stubs can only say from Python 3.12 on
    return frombuffer(memory, dtype=dtype).reshape(tuple(shape))  # type: ignore[arg-type]
