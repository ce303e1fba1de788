"""Where elements stand: tuples of indices made by rule, walks over indices."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from tensorlab_c._operands import _operand, _under
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import arange, ones, tri
from tensorlab_c.dtypes import DType, promote_types
from tensorlab_c.manipulation import broadcast_arrays, ravel, reshape
from tensorlab_c.searching import flatnonzero, nonzero

__all__ = [
    "broadcast", "diag_indices", "diag_indices_from", "ix_", "mask_indices", "ndenumerate", "ndindex",
    "tril_indices", "tril_indices_from", "triu_indices", "triu_indices_from",
]  # fmt: skip

_MOST = (1 << 63) - 1


def _integer(x, what: str, function: str) -> int:
    try:
        return x.__index__()
    except (AttributeError, TypeError):
        raise TypeError(f"{function}: {what} must be an integer, got {type(x).__name__}") from None


def _dtype(kind) -> DType:
    """The element type that a name or another library's dtype stands for."""
    return promote_types(kind, kind)


def _sizes(shape, function: str) -> tuple[int, ...]:
    """The sizes of a shape, which may be one number."""
    if isinstance(shape, (tuple, list)) or getattr(shape, "ndim", 0):
        sizes = tuple([n if type(n) is int else _integer(n, "a size", function) for n in (*shape,)])
    else:
        sizes = (_integer(shape, "a size", function),)
    if sizes and min(sizes) < 0:
        raise ValueError(f"{function}: negative size in {sizes}")
    if math.prod(sizes) > _MOST:
        raise ValueError(f"{function}: an array of shape {sizes} is larger than any can be")
    return sizes


# ---- by rule -----------------------------------------------------------------------------------------------
def diag_indices(n, ndim=2) -> tuple[Tensor, ...]:
    """The indices of the main diagonal of an array with axes of one length.

    Parameters
    ----------
    n : int
        The length of the axes.
    ndim : int
        How many axes.

    Returns
    -------
    tuple of Tensor
        One for each axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.zeros((2, 2)); x[tl.diag_indices(2)] = 5; x
    tensor([[5., 0.],
            [0., 5.]])
    """
    return (arange(n),) * _integer(ndim, "ndim", "diag_indices")


def diag_indices_from(arr) -> tuple[Tensor, ...]:
    """The indices of the main diagonal of an array.

    Parameters
    ----------
    arr : array_like
        With at least two axes, of one length.

    Returns
    -------
    tuple of Tensor
        One for each axis.

    Raises
    ------
    ValueError
        When there are fewer axes, or their lengths differ.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [3, 4]])
    >>> x[tl.diag_indices_from(x)]
    tensor([1, 4])
    """
    t = _operand(arr, "diag_indices_from")
    if t.ndim < 2:
        raise ValueError(f"diag_indices_from: at least two axes are needed, got shape {t.shape}")
    if len(set(t.shape)) > 1:
        raise ValueError(f"diag_indices_from: the axes of shape {t.shape} must have one length")
    return diag_indices(t.shape[0], t.ndim)


def mask_indices(n, mask_func, k=0) -> tuple[Tensor, ...]:
    """The indices of what a function leaves of a square matrix of ones.

    Parameters
    ----------
    n : int
        Rows and columns.
    mask_func : callable
        Called with the matrix and `k`, as `triu` and `tril` are.
    k : scalar
        Its second argument.

    Returns
    -------
    tuple of Tensor
        Of rows and columns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.mask_indices(2, tl.triu)
    (tensor([0, 0, 1]), tensor([0, 1, 1]))
    """
    return nonzero(_operand(mask_func(ones((n, n), "int64"), k), "mask_indices") != 0)


def _matrix(arr, function: str) -> Tensor:
    t = _operand(arr, function)
    if t.ndim != 2:
        raise ValueError(f"{function}: two axes are needed, got shape {t.shape}")
    return t


def tril_indices(n, k=0, m=None) -> tuple[Tensor, Tensor]:
    """The indices of the elements of a matrix on and below a diagonal.

    Parameters
    ----------
    n : int
        Rows.
    k : int
        The diagonal: 0 the main one, positive ones above it.
    m : int, optional
        Columns; as many as rows when None.

    Returns
    -------
    tuple of Tensor
        Of rows and columns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.tril_indices(2)
    (tensor([0, 1, 1]), tensor([0, 0, 1]))
    """
    with _under("tril_indices"):
        return nonzero(tri(n, m, k, "bool"))


def tril_indices_from(arr, k=0) -> tuple[Tensor, Tensor]:
    """The indices of the elements of a matrix on and below a diagonal.

    Parameters
    ----------
    arr : array_like
        With two axes.
    k : int
        The diagonal: 0 the main one, positive ones above it.

    Returns
    -------
    tuple of Tensor
        Of rows and columns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [3, 4]])
    >>> x[tl.tril_indices_from(x)]
    tensor([1, 3, 4])
    """
    t = _matrix(arr, "tril_indices_from")
    return tril_indices(t.shape[0], k, t.shape[1])


def triu_indices(n, k=0, m=None) -> tuple[Tensor, Tensor]:
    """The indices of the elements of a matrix on and above a diagonal.

    Parameters
    ----------
    n : int
        Rows.
    k : int
        The diagonal: 0 the main one, positive ones above it.
    m : int, optional
        Columns; as many as rows when None.

    Returns
    -------
    tuple of Tensor
        Of rows and columns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.triu_indices(2)
    (tensor([0, 0, 1]), tensor([0, 1, 1]))
    """
    with _under("triu_indices"):
        return nonzero(~tri(n, m, _integer(k, "the diagonal", "triu_indices") - 1, "bool"))


def triu_indices_from(arr, k=0) -> tuple[Tensor, Tensor]:
    """The indices of the elements of a matrix on and above a diagonal.

    Parameters
    ----------
    arr : array_like
        With two axes.
    k : int
        The diagonal: 0 the main one, positive ones above it.

    Returns
    -------
    tuple of Tensor
        Of rows and columns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1, 2], [3, 4]])
    >>> x[tl.triu_indices_from(x)]
    tensor([1, 2, 4])
    """
    t = _matrix(arr, "triu_indices_from")
    return triu_indices(t.shape[0], k, t.shape[1])


def ix_(*args) -> tuple[Tensor, ...]:
    """Indices along several axes, so that each is combined with all others.

    Parameters
    ----------
    *args : array_like
        Of integers, or of booleans that say which. Each with one axis.

    Returns
    -------
    tuple of Tensor
        Each with as many axes as there are arguments.

    Raises
    ------
    ValueError
        When one has not one axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.arange(12).reshape(3, 4)[tl.ix_([0, 2], [1, 3])]
    tensor([[ 1,  3],
            [ 9, 11]])
    """
    found = []
    for k, x in enumerate(args):
        t = _operand(x, "ix_")
        if t.ndim != 1:
            raise ValueError(f"ix_: each argument must have one axis, got shape {t.shape}")
        if not t.size and not hasattr(x, "dtype"):
            t = t.astype("int64")
        elif t.dtype.kind == "b":
            t = flatnonzero(t)
        found.append(reshape(t, (1,) * k + (t.size,) + (1,) * (len(args) - k - 1)))
    return tuple(found)


# ---- going through -----------------------------------------------------------------------------------------
_LONG = 4096


def _counter(sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The indices of a shape, of which no long axis is laid out, as itertools.product would do."""
    if sum(sizes) <= _LONG or 0 in sizes:
        return itertools.product(*map(range, sizes if 0 not in sizes else (0,)))
    *head, n = sizes
    if n <= _LONG:
        return ((*before, i) for before in _counter(head) for i in range(n))
    rows = (zip(*map(itertools.repeat, before), range(n)) for before in _counter(head))
    return itertools.chain.from_iterable(rows)


def _elements(t: Tensor) -> Iterator[Tensor]:
    """The elements in C order; of what is no row in memory from one view after another."""
    if t.ndim < 2 or t.flags.c_contiguous:
        return iter(ravel(t))
    return itertools.chain.from_iterable(t[index] for index in _counter(t.shape[:-1]))


class ndindex:
    """Goes through the indices of an array of a shape, the last one fastest.

    Parameters
    ----------
    *shape : int or tuple of int
        The sizes, or one tuple of them.

    Raises
    ------
    ValueError
        When a size is negative.

    Examples
    --------
    >>> import tensorlab as tl
    >>> [*tl.ndindex(2, 2)]
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """

    def __init__(self, *shape):
        sizes = _sizes(shape[0] if len(shape) == 1 else shape, "ndindex")
        self._indices = _counter(sizes)

    def __iter__(self):
        return self

    def __next__(self) -> tuple[int, ...]:
        return next(self._indices)


class ndenumerate:
    """Goes through the elements of an array with their indices.

    Parameters
    ----------
    arr : array_like

    Examples
    --------
    >>> import tensorlab as tl
    >>> [(i, x.item()) for i, x in tl.ndenumerate(tl.array([[1, 2], [3, 4]]))]
    [((0, 0), 1), ((0, 1), 2), ((1, 0), 3), ((1, 1), 4)]
    """

    def __init__(self, arr):
        t = _operand(arr, "ndenumerate")
        self._pairs = zip(_counter(t.shape), _elements(t))

    def __iter__(self):
        return self

    def __next__(self) -> tuple[tuple[int, ...], Tensor]:
        return next(self._pairs)


class broadcast:
    """What comes of broadcasting arrays against each other: the shape, and the elements that meet.

    Parameters
    ----------
    *args : array_like

    Attributes
    ----------
    shape : tuple of int
        The common shape.
    ndim, nd : int
        How many axes that has.
    size : int
        How many elements.
    numiter : int
        How many arrays there are.
    index : int
        How many elements it has gone through.
    iters : tuple of iterator
        The elements of each array.

    Raises
    ------
    ValueError
        When the shapes do not broadcast.

    Examples
    --------
    >>> import tensorlab as tl
    >>> b = tl.broadcast([1, 2], [[10], [20]])
    >>> b.shape, [x.item() + y.item() for x, y in b]
    ((2, 2), [11, 12, 21, 22])
    """

    def __init__(self, *args):
        operands = []
        for x in args:
            operands += x._operands if isinstance(x, broadcast) else [_operand(x, "broadcast")]
        if len(operands) > 64:
            raise ValueError(f"broadcast: {len(operands)} arrays; at most 64 are possible")
        with _under("broadcast"):
            spread = broadcast_arrays(*operands)
        self._operands, self._spread = operands, spread
        self.shape = spread[0].shape if spread else ()
        self.ndim = self.nd = len(self.shape)
        self.size = math.prod(self.shape)
        self.numiter = len(operands)
        self.reset()

    def reset(self) -> None:
        """Starts again with the first elements."""
        self.index = 0
        self.iters = tuple(_elements(t) for t in self._spread)
        self._rows = zip(*self.iters)

    def __iter__(self):
        return self

    def __next__(self) -> tuple[Tensor, ...]:
        row = next(self._rows)
        self.index += 1
        return row
