"""Sets: which values occur, and which of them elsewhere too.

Made of sorting, comparing and picking. Complex numbers, which have no order here, and whole slices are
NumPy's work on the tensors' memory.
"""

from __future__ import annotations

from collections import namedtuple

from tensorlab_c._operands import _axis, _beside, _operand, _under, _without_history
from tensorlab_c._spelled import _also
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import asarray, empty, full, zeros
from tensorlab_c.cumulative import cumsum, diff
from tensorlab_c.dtypes import _beyond_numpy, promote_types
from tensorlab_c.joining import concatenate
from tensorlab_c.searching import flatnonzero, searchsorted, where
from tensorlab_c.sorting import argsort, sort

__all__ = [
    "intersect1d", "isin", "setdiff1d", "setxor1d", "union1d", "unique", "unique_all", "unique_counts",
    "unique_inverse", "unique_values",
]  # fmt: skip

UniqueAllResult = namedtuple("UniqueAllResult", ["values", "indices", "inverse_indices", "counts"])
UniqueCountsResult = namedtuple("UniqueCountsResult", ["values", "counts"])
UniqueInverseResult = namedtuple("UniqueInverseResult", ["values", "inverse_indices"])
NAN = float("nan")


def _values(x, function: str) -> Tensor:
    return _without_history(_operand(x, function), function)


def _two(x, y, function: str) -> tuple[Tensor, Tensor]:
    """Two operands; floats in a list are no narrower than those of the other."""
    b = _beside(y, _operand(x, function), function)
    return _without_history(_beside(x, b, function), function), _without_history(b, function)


def _array(t: Tensor):
    """What NumPy orders and compares: float32 for floats that only ml_dtypes tells it of."""
    return (t.astype("float32") if _beyond_numpy(t.dtype) else t).numpy()


def _by_numpy(name: str, *operands: Tensor, **options):
    import numpy

    found = getattr(numpy, name)(*map(_array, operands), **options)
    if not isinstance(found, tuple):
        return asarray(numpy.asarray(found))
    return tuple(asarray(part) for part in found)


def _heads(s: Tensor, equal_nan: bool) -> Tensor:
    """Where a value of a sorted vector, which has elements, stands for the first time."""
    new = empty(s.size, dtype="bool")
    new[0] = True
    new[1:] = s[1:] != s[:-1]
    if equal_nan and s.dtype.kind == "f" and s[-1] != s[-1]:
        new[int(searchsorted(s, NAN)) + 1 :] = False
    return new


def _found(t: Tensor, index: bool, inverse: bool, counts: bool, equal_nan: bool) -> list[Tensor]:
    """The values that occur, and what is asked for of the others."""
    if t.dtype.kind == "c":
        values, first, *others = _by_numpy(
            "unique", t, return_index=True, return_inverse=inverse, return_counts=counts, equal_nan=equal_nan
        )
        return [values, first, *others] if index else [values, *others]
    flat = t.ravel()
    order = argsort(flat) if index or inverse else None
    s = sort(flat) if order is None else flat[order]
    new = _heads(s, equal_nan) if s.size else empty(0, dtype="bool")
    found = [s[new]]
    if index:
        found.append(order[new])
    if inverse:
        numbers = empty(s.size, dtype="int64")
        numbers[order] = cumsum(new) - 1
        found.append(numbers.reshape(t.shape))
    if counts:
        found.append(diff(flatnonzero(new), append=s.size))
    return found


@_also(dim="axis")
def unique(
    ar,
    return_index=False,
    return_inverse=False,
    return_counts=False,
    axis=None,
    *,
    equal_nan=True,
    sorted=True,
):
    """The values that occur, rising.

    Parameters
    ----------
    ar : array_like
    return_index : bool
        Tell where each value is first, in C order.
    return_inverse : bool
        Tell which value each element is.
    return_counts : bool
        Tell how often each value occurs.
    axis : int, optional
        The slices along an axis are compared as a whole; all elements, one by one, when None.
    equal_nan : bool
        Whether all nan are one value; of slices each with nan is a value of its own.
    sorted : bool
        When False any order will do; they rise in any case.

    Returns
    -------
    Tensor or tuple of Tensor
        The values, then indices, inverse and counts as far as they are asked for.

    Raises
    ------
    AxisError
        When `axis` is out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.unique(tl.array([3, 1, 3]), return_counts=True)
    (tensor([1, 3]), tensor([1, 2]))
    """
    t = _values(ar, "unique")
    if axis is not None:
        axis = _axis(axis, t, "unique")
    if axis is None or t.ndim == 1:
        found = _found(t, bool(return_index), bool(return_inverse), bool(return_counts), bool(equal_nan))
        return found[0] if len(found) == 1 else tuple(found)
    asked = {"return_index": return_index, "return_inverse": return_inverse, "return_counts": return_counts}
    slices = _by_numpy("unique", t, axis=axis, equal_nan=equal_nan, sorted=sorted, **asked)
    if not isinstance(slices, tuple):
        return slices.astype(t.dtype, copy=False)
    return slices[0].astype(t.dtype, copy=False), *slices[1:]


def unique_all(x) -> UniqueAllResult:
    """The values that occur, where first, which each element is, and how often they do.

    Parameters
    ----------
    x : array_like
        Each nan is a value of its own.

    Returns
    -------
    UniqueAllResult
        ``(values, indices, inverse_indices, counts)``: the values rise, the indices are those of the elements
        in C order.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.unique_all(tl.array([3, 1, 3])).indices
    tensor([1, 0])
    """
    return UniqueAllResult(*_found(_values(x, "unique_all"), True, True, True, False))


def unique_counts(x) -> UniqueCountsResult:
    """The values that occur, and how often.

    Parameters
    ----------
    x : array_like
        Each nan is a value of its own.

    Returns
    -------
    UniqueCountsResult
        ``(values, counts)``; the values rise.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.unique_counts(tl.array([3, 1, 3])).counts
    tensor([1, 2])
    """
    return UniqueCountsResult(*_found(_values(x, "unique_counts"), False, False, True, False))


def unique_inverse(x) -> UniqueInverseResult:
    """The values that occur, and which of them each element is.

    Parameters
    ----------
    x : array_like
        Each nan is a value of its own.

    Returns
    -------
    UniqueInverseResult
        ``(values, inverse_indices)``: the values rise, the indices have the shape of `x`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.unique_inverse(tl.array([3, 1, 3])).inverse_indices
    tensor([1, 0, 1])
    """
    return UniqueInverseResult(*_found(_values(x, "unique_inverse"), False, True, False, False))


def unique_values(x) -> Tensor:
    """The values that occur, rising.

    Parameters
    ----------
    x : array_like
        Each nan is a value of its own.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.unique_values(tl.array([3, 1, 3]))
    tensor([1, 3])
    """
    return _found(_values(x, "unique_values"), False, False, False, False)[0]


def union1d(ar1, ar2) -> Tensor:
    """The values that occur in one array or another, rising.

    Parameters
    ----------
    ar1, ar2 : array_like
        Taken in C order. All nan are one value.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.union1d(tl.array([3, 1]), [2, 3])
    tensor([1, 2, 3])
    """
    return _found(concatenate(_two(ar1, ar2, "union1d"), axis=None), False, False, False, True)[0]


def _distinct(t: Tensor, assume_unique) -> Tensor:
    return t.ravel() if assume_unique else _found(t, False, False, False, True)[0]


def intersect1d(ar1, ar2, assume_unique=False, return_indices=False):
    """The values that occur in both arrays, rising.

    Parameters
    ----------
    ar1, ar2 : array_like
        Taken in C order; nan equals nothing.
    assume_unique : bool
        The values within each array are different: they are not compared with each other.
    return_indices : bool
        Tell where in each array the values are first.

    Returns
    -------
    Tensor or tuple of Tensor
        The values, then the indices in `ar1` and `ar2` if they are asked for.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.intersect1d(tl.array([3, 1, 2]), [2, 3, 5], return_indices=True)
    (tensor([2, 3]), tensor([2, 0]), tensor([0, 1]))
    """
    a, b = _two(ar1, ar2, "intersect1d")
    if "c" in (a.dtype.kind, b.dtype.kind):
        return _by_numpy("intersect1d", a, b, assume_unique=assume_unique, return_indices=return_indices)
    if not return_indices:
        s = sort(concatenate((_distinct(a, assume_unique), _distinct(b, assume_unique))))
        return s[:-1][s[1:] == s[:-1]]
    first = second = None
    if assume_unique:
        a, b = a.ravel(), b.ravel()
    else:
        a, first = _found(a, True, False, False, True)
        b, second = _found(b, True, False, False, True)
    joined = concatenate((a, b))
    order = argsort(joined)
    s = joined[order]
    twice = s[1:] == s[:-1]
    left, right = order[:-1][twice], order[1:][twice] - a.size
    return s[:-1][twice], *((left, right) if first is None else (first[left], second[right]))


def setdiff1d(ar1, ar2, assume_unique=False) -> Tensor:
    """The values that occur in one array and not in another.

    Parameters
    ----------
    ar1, ar2 : array_like
        Taken in C order; nan equals nothing.
    assume_unique : bool
        The values of `ar1` are different: they stay in their order, and are not compared with each other.

    Returns
    -------
    Tensor
        Rising, unless `assume_unique`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.setdiff1d(tl.array([3, 1, 2]), [2, 5])
    tensor([1, 3])
    """
    a, b = _two(ar1, ar2, "setdiff1d")
    a = _distinct(a, assume_unique)
    return a[_among(a, b.ravel(), True, None)]


def setxor1d(ar1, ar2, assume_unique=False) -> Tensor:
    """The values that occur in one of two arrays and not in the other, rising.

    Parameters
    ----------
    ar1, ar2 : array_like
        Taken in C order; nan equals nothing.
    assume_unique : bool
        The values within each array are different: they are not compared with each other.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.setxor1d(tl.array([3, 1, 2]), [2, 5])
    tensor([1, 3, 5])
    """
    a, b = _two(ar1, ar2, "setxor1d")
    if "c" in (a.dtype.kind, b.dtype.kind):
        return _by_numpy("setxor1d", a, b, assume_unique=assume_unique)
    s = concatenate((_distinct(a, assume_unique), _distinct(b, assume_unique)))
    if not s.size:
        return s
    s = sort(s)
    edge = full(s.size + 1, True)
    edge[1:-1] = s[1:] != s[:-1]
    return s[edge[1:] & edge[:-1]]


def isin(element, test_elements, assume_unique=False, invert=False, *, kind=None) -> Tensor:
    """Which elements of one array are among those of another.

    Parameters
    ----------
    element, test_elements : array_like
        nan equals nothing.
    assume_unique : bool
        The values within each array are different; nothing depends on that here.
    invert : bool
        Which are not.
    kind : {None, "sort", "table"}
        How to look: by bisection, or, of integers, in a table of all from the smallest to the largest.
        By default whichever is faster.

    Returns
    -------
    Tensor
        Of bool, with the shape of `element`.

    Raises
    ------
    ValueError
        When a table is wanted of other elements than integers and booleans.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isin(tl.array([1, 2, 3]), [1, 3])
    tensor([ True, False,  True])
    """
    if kind not in (None, "sort", "table"):
        raise ValueError(f"isin: kind must be None, 'sort' or 'table', got {kind!r}")
    b = _beside(test_elements, _operand(element, "isin"), "isin")
    return _among(_beside(element, b, "isin").detach(), b.detach().ravel(), bool(invert), kind)


def _among(a: Tensor, b: Tensor, invert: bool, kind) -> Tensor:
    if "c" in (a.dtype.kind, b.dtype.kind):
        return _by_numpy("isin", a, b, invert=invert)
    if not a.size or not b.size:
        return full(a.shape, invert)
    whole = a.dtype.kind in "biu" and b.dtype.kind in "biu"
    if kind == "table" and not whole:
        raise ValueError(f"isin: kind='table' is for integers and booleans, got {a.dtype} and {b.dtype}")
    common = promote_types(a.dtype, b.dtype)
    if whole and common.kind == "f":  # one is uint64, which holds what is not negative of the other
        if a.dtype.kind == "i":
            found = _among(a.astype("uint64"), b, False, kind) & (a >= 0)
            return ~found if invert else found
        return _among(a, b[b >= 0].astype("uint64"), invert, kind)
    if common.kind == "b":
        common = promote_types(common, "uint8")
    a, b = a.astype(common, copy=False), b.astype(common, copy=False)
    if kind is None and b.size < 10 * a.size**0.145:
        return _compared(a, b, invert)
    if whole and common.kind in "iu" and kind != "sort":
        low, high = int(b.min()), int(b.max())
        if kind == "table" and high - low >= 2**63 - 1:
            raise RuntimeError(f"isin: a table from {low} to {high} is too large; use kind='sort'")
        if kind == "table" or high - low <= 6 * (a.size + b.size):
            return _looked_up(a, b, low, high, invert)
    b = sort(b)
    at = searchsorted(b, a)
    near = b[where(at == b.size, b.size - 1, at)]
    return near != a if invert else near == a


def _compared(a: Tensor, b: Tensor, invert: bool) -> Tensor:
    """With one after the other."""
    found = a != b[0] if invert else a == b[0]
    for k in range(1, b.size):
        if invert:
            found &= a != b[k]
        else:
            found |= a == b[k]
    return found


def _looked_up(a: Tensor, b: Tensor, low: int, high: int, invert: bool) -> Tensor:
    with _under("isin"):
        table = zeros(high - low + 1, dtype="bool")
    wide = "uint64" if a.dtype == "uint64" else "int64"  # differences do not fit narrow ones
    a, b = a.astype(wide, copy=False), b.astype(wide, copy=False)
    table[b - low] = True
    inside = (a >= low) & (a <= high)
    found = table[where(inside, a, low) - low]
    found &= inside
    return ~found if invert else found
