"""What the array API standard has for inspection: the namespace, and the dtype of a result."""

from __future__ import annotations

import functools

from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import asarray
from tensorlab_c.dtypes import DType, isdtype, promote_types

__all__ = ["result_type"]

__array_api_version__ = "2025.12"

_NAMES = (
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
    "complex64", "complex128",
)  # fmt: skip


class Info:
    """What there is: one device, and the element types."""

    def capabilities(self) -> dict[str, object]:
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}

    def default_device(self) -> str:
        return "cpu"

    def devices(self) -> tuple[str, ...]:
        return ("cpu",)

    def default_dtypes(self, *, device: str | None = None) -> dict[str, DType]:
        integer = promote_types("int64", "int64")
        return {
            "real floating": promote_types(float, float),
            "complex floating": promote_types(complex, complex),
            "integral": integer,
            "indexing": integer,
        }

    def dtypes(
        self, *, device: str | None = None, kind: str | tuple[str, ...] | None = None
    ) -> dict[str, DType]:
        known = {name: promote_types(name, name) for name in _NAMES}
        return known if kind is None else {name: d for name, d in known.items() if isdtype(d, kind)}


def __array_namespace_info__() -> Info:
    return Info()


def result_type(*arrays_and_dtypes) -> DType:
    """The dtype that an operation on all of these computes in.

    Parameters
    ----------
    *arrays_and_dtypes : array_like, dtype or number
        Python numbers take the dtype of what they stand beside, as in arithmetic.

    Returns
    -------
    DType

    Raises
    ------
    ValueError
        When nothing is given.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.result_type(tl.ones(2, dtype=tl.float32), 1.0), tl.result_type(tl.int8, tl.uint8)
    (float32, int16)
    """
    if not arrays_and_dtypes:
        raise ValueError("result_type: at least one array, dtype or number is needed")
    if len(arrays_and_dtypes) == 1 and isinstance(arrays_and_dtypes[0], Tensor):
        return arrays_and_dtypes[0].dtype
    dtypes, weak = [], "b"
    for x in arrays_and_dtypes:
        if type(x) in (bool, int, float, complex):
            weak = max(weak, type(x).__name__[0], key="bifc".index)
            continue
        named = isinstance(x, (str, type, DType))
        array = not named and (isinstance(x, (list, tuple)) or hasattr(x, "__array__"))
        dtypes.append(asarray(x).dtype if array else promote_types(x, x))
    dtypes.sort(key=lambda dtype: dtype.kind not in "fc")  # uint16 and int16 alone make int32
    found = functools.reduce(promote_types, dtypes) if dtypes else None
    if weak == "b" and found is not None:
        return found
    kind = "b" if found is None else found.kind
    if weak == "c" and kind != "c":
        return promote_types(found if kind == "f" else float, "complex64")
    if weak == "f" and kind not in "fc":
        return promote_types(float, float)
    if weak == "i" and kind == "b":
        return promote_types("int64", "int64")
    return promote_types("bool", "bool") if found is None else found
