"""Sets. The work is NumPy's, on the tensors' memory."""

from __future__ import annotations

from collections import namedtuple

from tensorlab_c._operands import _beside, _operand, _without_history
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import asarray
from tensorlab_c.dtypes import _beyond_numpy

__all__ = ["isin", "unique_all", "unique_counts", "unique_inverse", "unique_values"]

UniqueAllResult = namedtuple("UniqueAllResult", ["values", "indices", "inverse_indices", "counts"])
UniqueCountsResult = namedtuple("UniqueCountsResult", ["values", "counts"])
UniqueInverseResult = namedtuple("UniqueInverseResult", ["values", "inverse_indices"])


def _unique(x, function: str) -> tuple[Tensor, ...]:
    import numpy

    t = _without_history(_operand(x, function), function)
    values, indices, inverse, counts = numpy.unique(
        _array(t), return_index=True, return_inverse=True, return_counts=True, equal_nan=False
    )
    return (
        asarray(values, dtype=t.dtype),
        asarray(indices),
        asarray(inverse.reshape(t.shape)),
        asarray(counts),
    )


def _array(t: Tensor):
    """What NumPy orders and compares: float32 for floats that only ml_dtypes tells it of."""
    return (t.astype("float32") if _beyond_numpy(t.dtype) else t).numpy()


def unique_all(x, /) -> UniqueAllResult:
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
    return UniqueAllResult(*_unique(x, "unique_all"))


def unique_counts(x, /) -> UniqueCountsResult:
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
    values, _, _, counts = _unique(x, "unique_counts")
    return UniqueCountsResult(values, counts)


def unique_inverse(x, /) -> UniqueInverseResult:
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
    values, _, inverse, _ = _unique(x, "unique_inverse")
    return UniqueInverseResult(values, inverse)


def unique_values(x, /) -> Tensor:
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
    return _unique(x, "unique_values")[0]


def isin(x1, x2, /, *, invert=False) -> Tensor:
    """Which elements of one array are among those of another.

    Parameters
    ----------
    x1, x2 : array_like
    invert : bool
        Which are not.

    Returns
    -------
    Tensor
        Of bool, with the shape of `x1`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isin(tl.array([1, 2, 3]), [1, 3])
    tensor([ True, False,  True])
    """
    import numpy

    b = _beside(x2, _operand(x1, "isin"), "isin")
    a, b = _array(_beside(x1, b, "isin").detach()), _array(b.detach())
    return asarray(numpy.asarray(numpy.isin(a, b, invert=bool(invert))))
