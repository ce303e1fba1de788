"""Arrays made by rule: grids, ranges written as indices, geometric sequences, matrices of powers."""

from __future__ import annotations

import math

from tensorlab_c._operands import _operand, _under
from tensorlab_c._spelled import _also
from tensorlab_c._tensor import Tensor
from tensorlab_c.creation import arange, array, diag, empty, linspace, logspace, zeros
from tensorlab_c.cumulative import cumprod
from tensorlab_c.dtypes import promote_types
from tensorlab_c.elementwise import log10, sign
from tensorlab_c.joining import concatenate
from tensorlab_c.manipulation import broadcast_to, moveaxis, ravel, reshape, swapaxes, transpose
from tensorlab_c.places import _dtype, _integer, _sizes
from tensorlab_c.standard import result_type

__all__ = [
    "c_", "diagflat", "fromfunction", "geomspace", "index_exp", "indices", "mgrid", "ogrid", "r_", "s_",
    "vander",
]  # fmt: skip

_NUMBERS = (bool, int, float, complex)


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0) -> Tensor:
    """Numbers from `start` to `stop`, each the same multiple of the one before.

    Parameters
    ----------
    start, stop : array_like
        Not zero; complex numbers give a spiral.
    num : int
        How many.
    endpoint : bool
        Whether `stop` is the last one, exactly.
    dtype : dtype, optional
        When None that of floating or complex `start` and `stop`, else float64.
    axis : int
        Where the values stand when `start` or `stop` has axes.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When an end is zero, or `num` is negative.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.geomspace(1, 1000, 4)
    tensor([   1.,   10.,  100., 1000.])
    """
    a, b = _operand(start, "geomspace"), _operand(stop, "geomspace")
    wanted = None if dtype is None else _dtype(dtype)
    if (a == 0).any() or (b == 0).any():
        raise ValueError("geomspace: a geometric sequence has no zero in it")
    inner = result_type(a, b, 1.0) if wanted is None else result_type(a, b, 1.0, wanted)
    a, b = a.astype(inner), b.astype(inner)
    turn = sign(a)
    a, b = a / turn, b / turn
    count = _integer(num, "num", "geomspace")
    if count < 0:
        raise ValueError(f"geomspace: num must not be negative, got {count}")
    result = logspace(log10(a), log10(b), count, endpoint, dtype=inner)
    inside = result[1 : count - 1 if endpoint else count]
    ends = [broadcast_to(x, result.shape[1:])[None] for x in (a, b)]
    if count > 1:
        result = concatenate([ends[0], inside, ends[1]] if endpoint else [ends[0], inside])
    elif count:
        result = ends[0]
    result = result * turn
    if axis != 0:
        with _under("geomspace"):
            result = moveaxis(result, 0, axis)
    return result if wanted is None or wanted is inner else result.astype(wanted)


def vander(x, N=None, increasing=False) -> Tensor:
    """The matrix whose columns are powers of a vector.

    Parameters
    ----------
    x : array_like
        With one axis.
    N : int, optional
        How many columns; as many as elements when None.
    increasing : bool
        Whether the powers rise from left to right.

    Returns
    -------
    Tensor
        Of shape (len(x), N).

    Raises
    ------
    ValueError
        When `x` has not one axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.vander(tl.array([1, 2, 3]))
    tensor([[1, 1, 1],
            [4, 2, 1],
            [9, 3, 1]])
    """
    t = _operand(x, "vander")
    if t.ndim != 1:
        raise ValueError(f"vander: one axis is needed, got shape {t.shape}")
    n = t.size if N is None else _integer(N, "N", "vander")
    if n < 0:
        raise ValueError(f"vander: N must not be negative, got {n}")
    t = t.astype(promote_types(t.dtype, "int64"), copy=False)
    powers = zeros((t.size, min(n, 1)), t.dtype) + 1
    if n > 1:
        rest = cumprod(broadcast_to(t[:, None], (t.size, n - 1)), 1, dtype=t.dtype)
        powers = concatenate([powers.astype(t.dtype, copy=False), rest], 1)
    return powers if increasing else powers[:, ::-1]


@_also(offset="k")
def diagflat(v, k=0) -> Tensor:
    """A square matrix of zeros with the elements of an array on a diagonal.

    Parameters
    ----------
    v : array_like
    k : int
        The diagonal: 0 the main one, positive ones above it.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.diagflat([[1, 2]])
    tensor([[1, 0],
            [0, 2]])
    """
    return diag(ravel(_operand(v, "diagflat")), k)


# ---- grids -------------------------------------------------------------------------------------------------
def indices(dimensions, dtype=int, sparse=False):
    """The indices of every element of an array, along each axis.

    Parameters
    ----------
    dimensions : sequence of int
        The shape of the array.
    dtype : dtype
    sparse : bool
        Leave axes along which nothing changes at size 1.

    Returns
    -------
    Tensor or tuple of Tensor
        Of shape ``(len(dimensions), *dimensions)``; a tuple when sparse.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.indices((2, 2))
    tensor([[[0, 0],
             [1, 1]],
    <BLANKLINE>
            [[0, 1],
             [0, 1]]])
    """
    if not hasattr(dimensions, "__iter__"):
        raise TypeError(f"indices: dimensions must be a sequence of sizes, got {type(dimensions).__name__}")
    sizes, kind = _sizes((*dimensions,), "indices"), _dtype(dtype)
    with _under("indices"):
        rows = [arange(m, dtype=kind) for m in sizes]
        if sparse:
            return tuple(_apart(rows))
        columns = [reshape(r, (-1,) + (1,) * k) for k, r in zip(range(len(sizes) - 1, 0, -1), rows)]
        return _filled(columns + rows[-1:], sizes, kind)


def _apart(rows: list[Tensor]) -> list[Tensor]:
    """Vectors, each along an axis of its own."""
    n = len(rows)
    return [reshape(r, (1,) * k + (r.size,) + (1,) * (n - k - 1)) for k, r in enumerate(rows)]


def _filled(rows: list[Tensor], sizes: tuple[int, ...], kind) -> Tensor:
    """The coordinates `rows`, each broadcast, as one array."""
    out = empty((len(rows), *sizes), kind)
    for k, row in enumerate(rows):
        out[k] = row
    return out


def fromfunction(function, shape, *, dtype=float, **kwargs):
    """What a function makes of the indices of every element of an array.

    Parameters
    ----------
    function : callable
        Called once, with the indices along each axis as tensors of shape `shape`.
    shape : tuple of int
    dtype : dtype
        Of the indices.
    **kwargs
        More arguments of `function`.

    Returns
    -------
    Tensor
        Whatever the function returns.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fromfunction(lambda i, j: i == j, (2, 2), dtype=int)
    tensor([[ True, False],
            [False,  True]])
    """
    return function(*indices(shape, dtype=dtype), **kwargs)


def _number(x):
    """A Python number, of a tensor or of NumPy's scalars too."""
    return x.item() if hasattr(x, "item") else x


def _strong(x):
    """What it says about the dtype: that of tensors and NumPy's scalars, a Python number of its kind."""
    return _dtype(x.dtype) if hasattr(x, "dtype") else x


class _Grid:
    """``grid[start:stop:step, ...]``; an imaginary step says how many, the end included."""

    def __init__(self, sparse: bool):
        self._sparse = sparse

    def __getitem__(self, key):
        name = "ogrid" if self._sparse else "mgrid"
        parts = [_bounds(k, name) for k in (key if isinstance(key, tuple) else (key,))]
        numbers = [x for *three, _ in parts for x in three]
        if isinstance(key, tuple) or parts[0][-1]:
            kind = result_type(0, *map(_strong, numbers))
        else:  # as arange
            kind = result_type("int64", *map(_number, numbers))
        with _under(name):
            rows = [_row(*part, kind) for part in parts]
            if not isinstance(key, tuple):
                return rows[0]
            rows = _apart(rows)
            return tuple(rows) if self._sparse else _filled(rows, tuple(r.size for r in rows), kind)


def _bounds(key, function: str) -> tuple:
    """Start, stop, step, and whether the step counts."""
    if not isinstance(key, slice):
        raise TypeError(f"{function}: give slices, {function}[0:3, 0:1:5j], not {type(key).__name__}")
    start, stop, step = 0 if key.start is None else key.start, key.stop, 1 if key.step is None else key.step
    if stop is None:
        raise TypeError(f"{function}: the slice {key} has no end")
    counted = isinstance(_number(step), complex)
    for x in (start, stop) if counted else (start, stop, step):
        if not isinstance(_number(x), (int, float)):
            raise TypeError(f"{function}: start, stop and step must be real numbers, got {x!r}")
    return start, stop, abs(step) if counted else step, counted


def _row(start, stop, step, counted: bool, kind) -> Tensor:
    """Of tensors that want gradients, recorded."""
    if counted:
        count = int(step)
        step = (stop - start) / float(count - 1) if count != 1 else 1.0
    else:
        times = (_number(stop) - _number(start)) / _number(step)
        if not math.isfinite(times):
            raise ValueError(f"{times} numbers from {_number(start)} to {_number(stop)}")
        count = max(math.ceil(times), 0)
    return (arange(count, dtype=kind) * step + start).astype(kind, copy=False)


class _MGrid(_Grid):
    """The coordinates of the points of a grid, one array for each axis, as ``mgrid[0:2, 0:3]``.

    An imaginary step says how many there are, the end included: ``mgrid[0:1:5j]``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> y, x = tl.mgrid[0:2, 0:1:3j]
    >>> y + x
    tensor([[0. , 0.5, 1. ],
            [1. , 1.5, 2. ]])
    """


class _OGrid(_Grid):
    """As `mgrid`, with size 1 along the axes where nothing changes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.ogrid[0:2, 0:3]
    (tensor([[0],
            [1]]), tensor([[0, 1, 2]]))
    """


mgrid, ogrid = _MGrid(False), _OGrid(True)


# ---- indices that join -------------------------------------------------------------------------------------
class _Joining:
    """``r_[...]`` and ``c_[...]``."""

    def __init__(self, name: str, axis: int, ndmin: int, place: int):
        self._name, self._axis, self._ndmin, self._place = name, axis, ndmin, place

    def __len__(self) -> int:
        return 0

    def __getitem__(self, key) -> Tensor:
        items = key if isinstance(key, tuple) else (key,)
        axis, ndmin, place = self._axis, self._ndmin, self._place
        if items and isinstance(items[0], str):
            axis, ndmin, place = self._directive(items[0])
            items = items[1:]
        with _under(self._name):
            parts = [self._part(item, ndmin, place) for item in items]
            if not parts:
                raise ValueError("nothing to join")
            kind = result_type(*(p if type(p) in _NUMBERS else p.dtype for p in parts))
            return concatenate([array(p, dtype=kind, copy=None, ndmin=ndmin) for p in parts], axis)

    def _directive(self, text: str) -> tuple[int, int, int]:
        """``"axis"``, ``"axis,ndmin"`` or ``"axis,ndmin,place"``."""
        try:
            numbers = [int(part) for part in text.split(",")]
            axis, ndmin, place = numbers + [self._axis, self._ndmin, self._place][len(numbers) :]
        except ValueError:
            raise ValueError(
                f"{self._name}: unknown directive {text!r}; give up to three integers: axis, axes, place"
            ) from None
        return axis, ndmin, place

    def _part(self, item, ndmin: int, place: int):
        """A tensor with at least `ndmin` axes, its own where `place` says; numbers stay numbers."""
        if isinstance(item, str):
            raise ValueError(f"{self._name}: the directive {item!r} must come first")
        if type(item) in _NUMBERS:
            return item
        if isinstance(item, slice):
            t = _stretch(item)
            wide = array(t, copy=None, ndmin=ndmin)
            return swapaxes(wide, -1, place) if ndmin > 1 and place != -1 else wide
        t = _operand(item, self._name)
        wide = array(t, copy=None, ndmin=ndmin)
        new = ndmin - t.ndim
        if place == -1 or new <= 0:
            return wide
        at = place + new + 1 if place < 0 else place
        axes = [*range(ndmin)]
        return transpose(wide, axes[:at] + axes[new:] + axes[at:new])


def _stretch(key: slice) -> Tensor:
    start, step = 0 if key.start is None else key.start, _number(1 if key.step is None else key.step)
    if isinstance(step, complex):
        return linspace(start, key.stop, int(abs(step)))
    return arange(start, key.stop, step)


class _Rows(_Joining):
    """Joins numbers, ranges and arrays along the first axis, written as an index.

    A string as first entry says otherwise: the axis to join along, the least number of axes, and where the
    axes of what has fewer are to stand.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.r_[1:4, 0, tl.array([7, 8])]
    tensor([1, 2, 3, 0, 7, 8])
    >>> tl.r_["1", [[1, 2]], [[3]]]
    tensor([[1, 2, 3]])
    """


class _Columns(_Joining):
    """Joins arrays along the second axis, vectors as columns, written as an index.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.c_[tl.array([1, 2]), tl.array([3, 4])]
    tensor([[1, 3],
            [2, 4]])
    """


r_, c_ = _Rows("r_", 0, 1, -1), _Columns("c_", -1, 2, 0)


class _Written:
    """The index that was written, for later use.

    Examples
    --------
    >>> import tensorlab as tl
    >>> every_other = tl.s_[::2]
    >>> tl.arange(5)[every_other]
    tensor([0, 2, 4])
    >>> tl.index_exp[::2]
    (slice(None, None, 2),)
    """

    def __init__(self, always_tuple: bool):
        self._always_tuple = always_tuple

    def __getitem__(self, key):
        return (key,) if self._always_tuple and not isinstance(key, tuple) else key


s_, index_exp = _Written(False), _Written(True)
