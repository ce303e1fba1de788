"""Arrays as they lie in memory: layouts, bits, what shares memory. Files and bits are NumPy's work."""

from __future__ import annotations

import os

from tensorlab_c._operands import _operand, _under
from tensorlab_c._tensor import Tensor, _facts, _readonly
from tensorlab_c.creation import asanyarray, asarray, copy
from tensorlab_c.dtypes import _beyond_numpy
from tensorlab_c.logic import isfinite
from tensorlab_c.manipulation import transpose
from tensorlab_c.places import _dtype, _integer

__all__ = [
    "asarray_chkfinite", "fromfile", "fromstring", "packbits", "require", "unpackbits",
]  # fmt: skip


def asarray_chkfinite(a, dtype=None, order=None) -> Tensor:
    """As `asarray`, without infinities and nan.

    Parameters
    ----------
    a : array_like
    dtype : dtype, optional
        That of the elements when None.
    order : {"C", "F", "A", "K"}, optional
        The layout; any when not "C" or "F".

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When an element is infinite or nan.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.asarray_chkfinite([1.0, float("nan")])
    Traceback (most recent call last):
    ValueError: asarray_chkfinite: elements must not be infinite or nan, float64 of shape (2,)
    """
    with _under("asarray_chkfinite"):
        t = asanyarray(a, dtype, order)
    if t.dtype.kind in "fc" and not isfinite(t.detach()).all():
        raise ValueError(
            f"asarray_chkfinite: elements must not be infinite or nan, {t.dtype} of shape {t.shape}"
        )
    return t


_REQUIREMENTS = {
    "C": "C", "C_CONTIGUOUS": "C", "CONTIGUOUS": "C", "F": "F", "F_CONTIGUOUS": "F", "FORTRAN": "F",
    "A": "A", "ALIGNED": "A", "W": "W", "WRITEABLE": "W", "O": "O", "OWNDATA": "O", "E": "E",
    "ENSUREARRAY": "E",
}  # fmt: skip


def require(a, dtype=None, requirements=None) -> Tensor:
    """A tensor of an array-like that lies in memory as is asked for.

    Parameters
    ----------
    a : array_like
    dtype : dtype, optional
        That of the elements when None.
    requirements : str or sequence of str, optional
        Among "C" and "F" for the layout, "W" for memory that can be written to, "O" for a copy on memory of
        its own, "E" for a plain tensor; "A", aligned, is always so.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        For both layouts at once.
    KeyError
        For another requirement.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.require([[1, 2]], tl.float32, ["C", "W"])
    tensor([[1., 2.]], dtype=float32)
    """
    if requirements is None and dtype is None and isinstance(a, Tensor):
        return a
    wanted = set()
    single = isinstance(requirements, str) or not hasattr(requirements or (), "__iter__")
    for name in (requirements,) if single else (*(requirements or ()),):
        if not isinstance(name, str):
            raise TypeError(f"require: requirements are text, C, F, A, W, O or E, got {type(name).__name__}")
        if name.upper() not in _REQUIREMENTS:
            raise KeyError(f"require: unknown requirement {name!r}; C, F, A, W, O or E")
        wanted.add(_REQUIREMENTS[name.upper()])
    if {"C", "F"} <= wanted:
        raise ValueError("require: cannot be in C and in Fortran's order at once")
    with _under("require"):
        t = asanyarray(a, dtype, "F" if "F" in wanted else "C" if "C" in wanted else None)
    if "E" in wanted and type(t) is not Tensor:
        t = t[...]
    if ("O" in wanted and not _facts(t)["OWNDATA"]) or ("W" in wanted and _readonly(t)):
        t = transpose(copy(transpose(t))) if "F" in wanted else copy(t)
    return t


# ---- files and text of numbers -----------------------------------------------------------------------------
def _read(call, dtype, function: str) -> Tensor:
    """What NumPy reads; dtypes that it has not as their bits."""
    kind = _dtype(float if dtype is None else dtype)
    bits = f"uint{8 * kind.itemsize}" if _beyond_numpy(kind) else kind.name
    try:
        found = call(bits)
    except ValueError as error:
        raise ValueError(f"{function}: {error}") from None
    if not _beyond_numpy(kind):
        return asarray(found)
    from tensorlab_c.creation import frombuffer

    return frombuffer(found.data, kind) if found.size else asarray([], dtype=kind)


def fromfile(file, dtype=None, count=-1, sep="", offset=0) -> Tensor:
    """The numbers in a file: their bytes, or text.

    Parameters
    ----------
    file : str, path or open file
    dtype : dtype, optional
        float64 when None.
    count : int
        How many; all when -1.
    sep : str
        What stands between numbers of a text; the file is binary when empty.
    offset : int
        Where to start in a binary file, in bytes from where it stands.

    Returns
    -------
    Tensor
        With one axis.

    Raises
    ------
    ValueError
        When `sep` is given for dtypes that only are stored here, or text holds no such number.

    Examples
    --------
    >>> import pathlib, tempfile, tensorlab as tl
    >>> path = pathlib.Path(tempfile.mkdtemp(), "numbers")
    >>> _ = path.write_bytes(bytes(tl.arange(3.0)))
    >>> tl.fromfile(path)
    tensor([0., 1., 2.])
    """
    import numpy

    if not isinstance(file, (str, bytes, os.PathLike)) and not callable(getattr(file, "fileno", None)):
        raise TypeError(f"fromfile: file must be a path or an open file, got {type(file).__name__}")
    if not isinstance(sep, str):
        raise TypeError(f"fromfile: sep must be text, got {type(sep).__name__}")
    if sep and _beyond_numpy(_dtype(float if dtype is None else dtype)):
        raise ValueError(f"fromfile: text is read into NumPy's dtypes, not {dtype}; read float32 and convert")
    return _read(
        lambda kind: numpy.fromfile(file, dtype=kind, count=count, sep=sep, offset=offset), dtype, "fromfile"
    )


def fromstring(string, dtype=float, count=-1, *, sep) -> Tensor:
    """The numbers in a text.

    Parameters
    ----------
    string : str
    dtype : dtype
    count : int
        How many; all when -1.
    sep : str
        What stands between them; spaces around it do not matter.

    Returns
    -------
    Tensor
        With one axis.

    Raises
    ------
    ValueError
        When there are fewer numbers than `count`, when `sep` is empty, or for dtypes that NumPy has not.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fromstring("1, 2, 3", sep=",")
    tensor([1., 2., 3.])
    """
    import numpy

    if not isinstance(string, (str, bytes)) or not isinstance(sep, str):
        raise TypeError(
            f"fromstring: the text and sep must be text, got {type(string).__name__} and {type(sep).__name__}"
        )
    if not sep:
        raise ValueError("fromstring: sep must not be empty; use frombuffer for bytes")
    if _beyond_numpy(_dtype(dtype)):
        raise ValueError(
            f"fromstring: text is read into NumPy's dtypes, not {dtype}; read float32 and convert"
        )
    most = _integer(count, "count", "fromstring")
    found = _read(lambda kind: numpy.fromstring(string, kind, sep=sep), dtype, "fromstring")
    if found.size < most:  # which NumPy's count leaves unset
        raise ValueError(f"fromstring: {most} numbers are asked for, the text has {found.size}")
    return found if most < 0 else found[:most].copy()


# ---- bits --------------------------------------------------------------------------------------------------
def _order_of_bits(bitorder, function: str) -> None:
    if not isinstance(bitorder, str):
        raise TypeError(f"{function}: bitorder must be 'big' or 'little', got {bitorder!r}")
    if bitorder not in ("big", "little"):
        raise ValueError(f"{function}: bitorder must be 'big' or 'little', got {bitorder!r}")


def packbits(a, /, axis=None, bitorder="big") -> Tensor:
    """Truths as the bits of bytes.

    Parameters
    ----------
    a : array_like
        Of booleans or integers; what is not zero is a bit that is set.
    axis : int, optional
        Along which eight elements make a byte, the last one with zeros behind; None for the elements in C
        order.
    bitorder : {"big", "little"}
        Whether the first element is the highest bit of its byte, or the lowest.

    Returns
    -------
    Tensor
        Of uint8.

    Raises
    ------
    TypeError
        For elements of another kind.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.packbits([1, 0, 0, 0, 0, 0, 1, 1, 1])
    tensor([131, 128], dtype=uint8)
    """
    import numpy

    _order_of_bits(bitorder, "packbits")
    t = _operand(a, "packbits")
    if t.dtype.kind not in "biu":
        raise TypeError(f"packbits: elements must be booleans or integers, got {t.dtype}")
    with _under("packbits"):
        return asarray(numpy.packbits(t.numpy(), axis=axis, bitorder=bitorder))


def unpackbits(a, /, axis=None, count=None, bitorder="big") -> Tensor:
    """The bits of bytes, each as a number 0 or 1.

    Parameters
    ----------
    a : array_like of uint8
    axis : int, optional
        Along which each byte becomes eight elements; None for the elements in C order.
    count : int, optional
        How many there are to be along the axis, with zeros behind them; negative to leave so many away.
    bitorder : {"big", "little"}
        Whether the first element is the highest bit of its byte, or the lowest.

    Returns
    -------
    Tensor
        Of uint8.

    Raises
    ------
    TypeError
        For another dtype.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.unpackbits(tl.array([131], dtype=tl.uint8))
    tensor([1, 0, 0, 0, 0, 0, 1, 1], dtype=uint8)
    """
    import numpy

    _order_of_bits(bitorder, "unpackbits")
    t = _operand(a, "unpackbits")
    if t.dtype.name != "uint8":
        raise TypeError(f"unpackbits: elements must be uint8, got {t.dtype}")
    if count is not None:
        count = _integer(count, "count", "unpackbits")
    with _under("unpackbits"):
        found = numpy.unpackbits(t.numpy(), axis=axis, count=count, bitorder=bitorder)
        return asarray(found if t.size else numpy.zeros_like(found))  # of no bytes NumPy sets none
