"""Kinds of numbers as NumPy's abstract types, and questions about element types and array-likes."""

from __future__ import annotations

from tensorlab_c._operands import _operand
from tensorlab_c._tensor import AxisError, Tensor
from tensorlab_c.dtypes import DType, promote_types

__all__ = [
    "common_type", "complexfloating", "floating", "generic", "inexact", "integer", "isscalar",
    "issubdtype", "iterable", "min_scalar_type", "ndim", "number", "shape", "signedinteger", "size",
    "unsignedinteger",
]  # fmt: skip


class _Kind(type):
    """The class of classes that dtypes and 0-d tensors are instances of without being derived from them."""

    def __call__(cls, *args, **kwargs):
        raise TypeError(
            f"{cls.__name__}: there are no instances of a kind of numbers; use tl.float64, tl.int64, ..."
        )

    def __subclasscheck__(cls, other):
        if isinstance(other, DType):
            return other.kind in cls._kinds
        if not isinstance(other, type):
            raise TypeError(f"issubclass: {other!r} is neither a class nor a dtype")
        return type.__subclasscheck__(cls, other) or _is_numpys(other, cls)

    def __instancecheck__(cls, value):
        if isinstance(value, Tensor):
            return value.ndim == 0 and value.dtype.kind in cls._kinds
        return _is_numpys(type(value), cls)


def _is_numpys(other: type, kind: _Kind) -> bool:
    """Whether a class is derived from NumPy's of the same name."""
    if other.__module__.partition(".")[0] not in ("numpy", "ml_dtypes"):
        return False
    import numpy

    return issubclass(other, getattr(numpy, kind.__name__))


class generic(metaclass=_Kind):
    """All element types, as a class for `issubdtype`, `issubclass` and `isinstance`.

    0-d tensors stand for NumPy's scalars: they are instances of the kinds of their dtype.

    Examples
    --------
    >>> import tensorlab as tl
    >>> isinstance(tl.ones(3)[0], tl.generic), isinstance(tl.ones(3), tl.generic)
    (True, False)
    """

    _kinds = "buifc"


class number(generic):
    """Integers, floats and complex numbers; not booleans.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.issubdtype(tl.int8, tl.number), tl.issubdtype(tl.bool, tl.number)
    (True, False)
    """

    _kinds = "uifc"


class integer(number):
    """Integers with and without a sign.

    Examples
    --------
    >>> import tensorlab as tl
    >>> issubclass(tl.arange(3).dtype.type, tl.integer)
    True
    """

    _kinds = "ui"


class signedinteger(integer):
    """Integers with a sign.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.issubdtype(tl.int64, tl.signedinteger)
    True
    """

    _kinds = "i"


class unsignedinteger(integer):
    """Integers from 0 on.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.issubdtype(tl.int64, tl.unsignedinteger)
    False
    """

    _kinds = "u"


class inexact(number):
    """Floats and complex numbers: what is rounded, and may have a gradient.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.issubdtype(tl.float16, tl.inexact), tl.issubdtype(tl.int16, tl.inexact)
    (True, False)
    """

    _kinds = "fc"


class floating(inexact):
    """Floats.

    Examples
    --------
    >>> import tensorlab as tl
    >>> isinstance(tl.array([1.5, 2.5]).sum(), tl.floating)
    True
    """

    _kinds = "f"


class complexfloating(inexact):
    """Complex numbers.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.issubdtype(tl.complex64, tl.complexfloating)
    True
    """

    _kinds = "c"


_KINDS = {k.__name__: k for k in (
    generic, number, integer, signedinteger, unsignedinteger, inexact, floating, complexfloating
)}  # fmt: skip


def _type_of(x) -> DType | type:
    """The kind or the dtype that `x` means."""
    if isinstance(x, DType):
        return x
    if isinstance(x, type) and x.__name__ in _KINDS and (isinstance(x, _Kind) or x.__module__ == "numpy"):
        return _KINDS[x.__name__]
    try:
        return DType(x)
    except TypeError as error:
        raise TypeError(f"issubdtype: {str(error).removeprefix('dtype: ')}") from None


def issubdtype(arg1, arg2) -> bool:
    """Whether a dtype is another one, or of a kind.

    Parameters
    ----------
    arg1, arg2 : dtype or kind
        A kind is one of `generic`, `number`, `integer`, `signedinteger`, `unsignedinteger`, `inexact`,
        `floating` and `complexfloating`, or NumPy's of that name.

    Returns
    -------
    bool

    Raises
    ------
    TypeError
        For what is neither.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.issubdtype(tl.float32, tl.floating), tl.issubdtype(tl.float32, float)
    (True, False)
    """
    a, b = _type_of(arg1), _type_of(arg2)
    if isinstance(b, DType):
        return a is b
    return issubclass(a, b)


def common_type(*arrays) -> DType:
    """The floating or complex type that holds the elements of all arrays; integers count as float64.

    Parameters
    ----------
    *arrays : array_like

    Returns
    -------
    DType
        At least float16.

    Raises
    ------
    TypeError
        For booleans.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.ones(2, dtype=tl.float32)
    >>> tl.common_type(x), tl.common_type(x, tl.arange(3))
    (float32, float64)
    """
    found = None
    for x in arrays:
        dtype = _operand(x, "common_type").dtype
        if dtype.kind == "b":
            raise TypeError("common_type: booleans have no common type with floats; got bool")
        dtype = DType("float64") if dtype.kind in "iu" else dtype
        found = dtype if found is None else promote_types(found, dtype)
    return DType("float16") if found is None else found


def min_scalar_type(a, /) -> DType:
    """The smallest dtype that holds a number; of arrays with axes their own.

    Parameters
    ----------
    a : array_like

    Returns
    -------
    DType
        Of integers from 0 on unsigned; of floats the one whose range is wide enough, whatever is rounded.

    Raises
    ------
    OverflowError
        For integers that no dtype holds.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.min_scalar_type(10), tl.min_scalar_type(-260), tl.min_scalar_type(1e50), tl.min_scalar_type([1e50])
    (uint8, int16, float64, float64)
    """
    if isinstance(a, Tensor) and a.ndim:
        return a.dtype
    import numpy

    if type(a) is int and not -(2**63) <= a < 2**64:
        raise OverflowError(f"min_scalar_type: no dtype holds {a}")
    if type(a) not in (int, float, complex, bool):
        a = _operand(a, "min_scalar_type")
        if a.ndim or a.dtype.name in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
            return a.dtype
        a = a.item() if a.dtype.kind in "biu" else a.numpy()
    return DType(numpy.min_scalar_type(a))


def isscalar(element) -> bool:
    """Whether it is a number: of Python, of NumPy, or a 0-d tensor, which stands for NumPy's scalar.

    Parameters
    ----------
    element : object

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isscalar(3.1), tl.isscalar(tl.ones(2)[0]), tl.isscalar([3.1]), tl.isscalar(tl.ones(1))
    (True, True, False, False)
    """
    if isinstance(element, Tensor):
        return element.ndim == 0
    import numpy

    return bool(numpy.isscalar(element))


def iterable(y) -> bool:
    """Whether a loop can go through it.

    Parameters
    ----------
    y : object

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.iterable([1, 2]), tl.iterable(tl.array(2))
    (True, False)
    """
    if isinstance(y, Tensor):
        return y.ndim > 0
    try:
        iter(y)
    except TypeError:
        return False
    return True


def ndim(a) -> int:
    """The number of axes.

    Parameters
    ----------
    a : array_like

    Returns
    -------
    int

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.ndim([[1, 2, 3], [4, 5, 6]]), tl.ndim(1)
    (2, 0)
    """
    found = getattr(a, "ndim", None)
    return _operand(a, "ndim").ndim if type(found) is not int else found


def shape(a) -> tuple[int, ...]:
    """The sizes of the axes.

    Parameters
    ----------
    a : array_like

    Returns
    -------
    tuple of int

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.shape([[1, 3]]), tl.shape(0)
    ((1, 2), ())
    """
    found = getattr(a, "shape", None)
    return _operand(a, "shape").shape if not isinstance(found, tuple) else found


def _axes(axis, n: int, function: str) -> list[int]:
    """One axis or several, counted from the front."""
    found = []
    for k in tuple(axis) if isinstance(axis, (tuple, list)) else (axis,):
        if isinstance(k, bool) or not hasattr(k, "__index__"):
            raise TypeError(f"{function}: axis must be an integer or a tuple of them, got {type(k).__name__}")
        k = k.__index__()
        if not -n <= k < n:
            raise AxisError(f"{function}: axis {k} is out of range for {n} axes")
        found.append(k % n)
    if len({*found}) < len(found):
        raise ValueError(f"{function}: axis {axis} names an axis twice")
    return found


def size(a, axis=None) -> int:
    """The number of elements, or that along axes.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes whose sizes are multiplied; all when None.

    Returns
    -------
    int

    Raises
    ------
    AxisError
        When there is no such axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> a = [[1, 2, 3], [4, 5, 6]]
    >>> tl.size(a), tl.size(a, axis=1), tl.size(a, axis=(0, 1))
    (6, 3, 6)
    """
    if axis is None and isinstance(a, Tensor):
        return a.size
    sizes, count = shape(a), 1
    axes = range(len(sizes)) if axis is None else _axes(axis, len(sizes), "size")
    for k in axes:
        count *= sizes[k]
    return count
