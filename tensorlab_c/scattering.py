"""PyTorch's names of functions and methods that write elements by position."""

from __future__ import annotations

import functools
import math
from typing import Any

import tensorlab_c as _c
from tensorlab_c._operands import _axis, _integer, _operand, _under
from tensorlab_c._spelled import _documented, _number_like, _whole
from tensorlab_c._tensor import Tensor, custom
from tensorlab_c.choosing import _aligned, _cut, _row, _truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c._typing import ArrayLike

__all__ = [
    "diagonal_scatter", "index_copy", "index_fill", "index_put", "index_reduce", "masked_scatter", "scatter",
    "scatter_add", "scatter_reduce", "select_scatter", "slice_scatter",
]  # fmt: skip


# ---- positions along an axis
def _also_of_numbers(change):
    """What changes a tensor along an axis also changes a number, as a vector of one element."""

    @functools.wraps(change)
    def changed(x, *args, **options):
        if not isinstance(x, Tensor) or x.ndim:
            return change(x, *args, **options)
        x[...] = change(_c.copy(_row(x)), *args, **options)[0]
        return x

    return changed


def _everywhere(axis: int, i: Tensor) -> tuple:
    """The index of all places that `i` names along the axis."""
    places = [
        _c.reshape(_c.arange(n), [-1 if j == k else 1 for j in range(i.ndim)]) for k, n in enumerate(i.shape)
    ]
    return (*places[:axis], i, *places[axis + 1 :])


def _scatter_places(x: Tensor, dim, index, src, function: str) -> tuple[tuple, Tensor]:
    """Where elements go, and which; `x` has axes."""
    axis, i = _aligned(x, dim, index, function)
    source = _number_like(src, x, function)
    if source.ndim:
        if source.ndim != i.ndim or any(a < b for a, b in zip(source.shape, i.shape, strict=True)):
            raise ValueError(
                f"{function}: src of shape {source.shape} does not cover index of shape {i.shape}"
            )
        source = source[tuple(slice(n) for n in i.shape)]
    return _everywhere(axis, i), source


@_also_of_numbers
def _scattered(x: Tensor, dim, index, src, function: str, reduce: str | None) -> Tensor:
    """Puts elements where the index says, in place."""
    if reduce not in (None, "add", "multiply"):
        raise ValueError(f"{function}: reduce must be None, 'add' or 'multiply', got {reduce!r}")
    places, source = _scatter_places(x, dim, index, src, function)
    with _under(function):
        if reduce == "add":
            _c.index_add(x, places, source)
        elif reduce == "multiply":
            x[...] = _product(_c.copy(x), places, source)
        else:
            x[places] = source
    return x


@_documented(reduce='{None, "add", "multiply"}\n    What becomes of elements that are there.')
def scatter(
    input: ArrayLike, dim: int, index: ArrayLike, src: ArrayLike, *, reduce: str | None = None
) -> Tensor:
    """A copy with elements of `src` where the positions say.

    >>> tl.scatter(tl.zeros((2, 3)), 1, tl.array([[2], [0]]), 1.0)
    tensor([[0., 0., 1.],
            [1., 0., 0.]])
    """
    return _scattered(_c.copy(_operand(input, "scatter")), dim, index, src, "scatter", reduce)


@_documented
def scatter_add(input: ArrayLike, dim: int, index: ArrayLike, src: ArrayLike) -> Tensor:
    """A copy with elements of `src` added where the positions say, as often as they do.

    >>> tl.scatter_add(tl.zeros(3), 0, tl.array([0, 0, 2]), tl.array([1.0, 2.0, 3.0]))
    tensor([3., 0., 3.])
    """
    return _scattered(_c.copy(_operand(input, "scatter_add")), dim, index, src, "scatter_add", "add")


@_documented
def scatter_(
    self: Tensor, dim: int, index: ArrayLike, src: ArrayLike | None = None, *, value: float | None = None,
    reduce: str | None = None,
) -> Tensor:  # fmt: skip
    """Puts elements of `src`, or one value, where the positions say, in place.

    >>> tl.zeros((2, 3)).scatter_(1, tl.array([[2], [0]]), 1.0)
    tensor([[0., 0., 1.],
            [1., 0., 0.]])
    """
    if (src is None) == (value is None):
        raise TypeError("scatter_: either src or value is needed")
    return _scattered(self, dim, index, value if src is None else src, "scatter_", reduce)


@_documented
def scatter_add_(self: Tensor, dim: int, index: ArrayLike, src: ArrayLike) -> Tensor:
    """Adds elements of `src` where the positions say, as often as they do, in place.

    >>> tl.zeros(3).scatter_add_(0, tl.array([0, 0, 2]), tl.array([1.0, 2.0, 3.0]))
    tensor([3., 0., 3.])
    """
    return _scattered(self, dim, index, src, "scatter_add_", "add")


def _row_index(self: Tensor, dim, index, function: str) -> tuple:
    i = _whole(index, function)
    if i.ndim > 1:
        raise ValueError(f"{function}: index must have one axis, got shape {i.shape}")
    return _cut(_axis(dim, self, function), _c.reshape(i, -1))


@_also_of_numbers
@_documented(source="array_like\n    What is added, of the shape that the index picks.")
def index_add_(self: Tensor, dim: int, index: ArrayLike, source: ArrayLike, *, alpha: float = 1) -> Tensor:
    """Adds rows, columns and so on at positions, as often as they are named, in place: `index_add`.

    >>> tl.zeros((2, 2)).index_add_(0, tl.array([1, 1]), tl.ones((2, 2)))
    tensor([[0., 0.],
            [2., 2.]])
    """
    where = _row_index(self, dim, index, "index_add_")
    added = _number_like(source, self, "index_add_")
    _fits(self, where, added, "index_add_")
    factor = _number_like(alpha, self, "index_add_")
    return _c.index_add(self, where, added if alpha == 1 else added * factor)


@_also_of_numbers
@_documented(source="array_like\n    What is copied, of the shape that the index picks.")
def index_copy_(self: Tensor, dim: int, index: ArrayLike, source: ArrayLike) -> Tensor:
    """Sets rows, columns and so on at positions, in place.

    >>> tl.zeros((2, 2)).index_copy_(0, tl.array([1]), tl.ones((1, 2)))
    tensor([[0., 0.],
            [1., 1.]])
    """
    where = _row_index(self, dim, index, "index_copy_")
    copied = _number_like(source, self, "index_copy_")
    _fits(self, where, copied, "index_copy_")
    self[where] = copied
    return self


def _fits(self: Tensor, where: tuple, source: Tensor, function: str) -> None:
    axis = len(where) - 1
    shape = (*self.shape[:axis], where[-1].size, *self.shape[axis + 1 :])
    if source.shape != shape and not (source.size == 1 and math.prod(shape) == 1):
        raise ValueError(
            f"{function}: source has shape {source.shape}, the index picks {tuple(map(int, shape))}"
        )


@_also_of_numbers
@_documented
def index_fill_(self: Tensor, dim: int, index: ArrayLike, value: ArrayLike) -> Tensor:
    """Sets rows, columns and so on at positions to one value, in place.

    >>> tl.zeros((2, 2)).index_fill_(0, tl.array([1]), 7)
    tensor([[0., 0.],
            [7., 7.]])
    """
    filled = _number_like(value, self, "index_fill_")
    if filled.ndim:
        raise ValueError(f"index_fill_: value must be one number, got shape {filled.shape}")
    self[_row_index(self, dim, index, "index_fill_")] = filled
    return self


# ---- the same on a copy
def _copied(function, input, *args, **options) -> Tensor:
    name = function.__name__.removesuffix("_")
    with _under(name):
        return function(_c.copy(_operand(input, name)), *args, **options)


@_documented(source="array_like\n    What is added, of the shape that the index picks.")
def index_add(self: Tensor, dim: int, index: ArrayLike, source: ArrayLike, *, alpha: float = 1) -> Tensor:
    """A copy with rows, columns and so on added at positions; `tensorlab.index_add` is another function.

    >>> tl.zeros((2, 2)).index_add(0, tl.array([1, 1]), tl.ones((2, 2)))
    tensor([[0., 0.],
            [2., 2.]])
    """
    return _copied(index_add_, self, dim, index, source, alpha=alpha)


@_documented(source="array_like\n    What is copied, of the shape that the index picks.")
def index_copy(input: ArrayLike, dim: int, index: ArrayLike, source: ArrayLike) -> Tensor:
    """A copy with other rows, columns and so on at positions.

    >>> tl.index_copy(tl.zeros((2, 2)), 0, tl.array([1]), tl.ones((1, 2)))
    tensor([[0., 0.],
            [1., 1.]])
    """
    return _copied(index_copy_, input, dim, index, source)


@_documented
def index_fill(input: ArrayLike, dim: int, index: ArrayLike, value: ArrayLike) -> Tensor:
    """A copy with one value in rows, columns and so on at positions.

    >>> tl.index_fill(tl.zeros((2, 2)), 0, tl.array([1]), 7)
    tensor([[0., 0.],
            [7., 7.]])
    """
    return _copied(index_fill_, input, dim, index, value)


# ---- a copy, with other elements in a view of it
def _part(function: str, input: ArrayLike, where: tuple, src: ArrayLike) -> Tensor:
    y = _c.copy(input)
    source, shape = _number_like(src, y, function), y.detach()[where].shape
    if source.shape != shape:
        raise ValueError(f"{function}: src has shape {source.shape}, and its place {shape}")
    y[where] = source
    return y


@_documented(
    index="int\n    Which of the parts along `dim`.", src="array_like\n    Of the shape of the part."
)
def select_scatter(input: ArrayLike, src: ArrayLike, dim: int, index: int) -> Tensor:
    """A copy with another row, column and so on.

    >>> tl.select_scatter(tl.zeros((2, 2)), tl.array([1.0, 2.0]), 0, 1)
    tensor([[0., 0.],
            [1., 2.]])
    """
    x = _operand(input, "select_scatter")
    with _under("select_scatter"):
        index = _integer(index, "select_scatter", "index")
        return _part("select_scatter", x, _cut(_axis(dim, x, "select_scatter"), index), src)


@_documented(
    src="array_like\n    Of the shape of the slice.", start="int, optional", end="int, optional", step="int"
)
def slice_scatter(
    input: ArrayLike, src: ArrayLike, dim: int = 0, start: int | None = None, end: int | None = None,
    step: int = 1,
) -> Tensor:  # fmt: skip
    """A copy with other elements in a slice along an axis.

    >>> tl.slice_scatter(tl.zeros(4), tl.array([1.0, 2.0]), 0, 1, 3)
    tensor([0., 1., 2., 0.])
    """
    x = _operand(input, "slice_scatter")
    with _under("slice_scatter"):
        where = _cut(_axis(dim, x, "slice_scatter"), slice(start, end, step))
        return _part("slice_scatter", x, where, src)


@_documented(
    src="array_like\n    Of the shape of the diagonal.", offset="int\n    Which diagonal.",
    dim1="int", dim2="int\n    The axes of the matrices.",
)  # fmt: skip
def diagonal_scatter(
    input: ArrayLike, src: ArrayLike, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> Tensor:
    """A copy with other elements in a diagonal.

    >>> tl.diagonal_scatter(tl.zeros((2, 2)), tl.array([1.0, 2.0]))
    tensor([[1., 0.],
            [0., 2.]])
    """
    x = _operand(input, "diagonal_scatter")
    with _under("diagonal_scatter"):
        m = _c.moveaxis(x, (dim1, dim2), (-2, -1))
        i = _c.arange(_c.diagonal(x.detach(), offset, dim1, dim2).shape[-1])
        y = _part("diagonal_scatter", m, (..., i + max(-offset, 0), i + max(offset, 0)), src)
        return _c.moveaxis(y, (-2, -1), (dim1, dim2))


# ---- indices and masks
_PUT = {
    "indices": "tuple of array_like\n    What would stand between brackets.",
    "values": "array_like",
    "accumulate": "bool\n    Add them, as often as the indices say.",
}


@_documented(**_PUT)
def index_put_(self: Tensor, indices: Any, values: ArrayLike, accumulate: bool = False) -> Tensor:
    """``x[indices] = values``, or ``x[indices] += values`` that counts repeated indices.

    >>> tl.zeros(3).index_put_((tl.array([0, 0]),), tl.array(1.0), accumulate=True)
    tensor([2., 0., 0.])
    """
    put = _number_like(values, self, "index_put_")
    with _under("index_put_"):
        if accumulate:
            return _c.index_add(self, tuple(indices), put)
        self[tuple(indices)] = put
    return self


@_documented(**_PUT)
def index_put(input: ArrayLike, indices: Any, values: ArrayLike, accumulate: bool = False) -> Tensor:
    """A copy with other values at indices.

    >>> tl.index_put(tl.zeros(3), (tl.array([0, 2]),), tl.array([1.0, 2.0]))
    tensor([1., 0., 2.])
    """
    return _copied(index_put_, input, indices, values, accumulate)


@_documented(source="array_like\n    At least as many elements as the mask has places.")
def masked_scatter_(self: Tensor, mask: ArrayLike, source: ArrayLike) -> Tensor:
    """Puts the elements of `source`, one after another, where the mask says, in place.

    >>> tl.zeros(3).masked_scatter_(tl.array([True, False, True]), tl.array([1.0, 2.0]))
    tensor([1., 0., 2.])
    """
    function = "masked_scatter_"
    values = _c.ravel(_number_like(source, self, function))
    with _under(function):
        m = _c.broadcast_to(_truth(mask, function), self.shape)
    count = int(_c.count_nonzero(m))
    if count > values.size:
        raise ValueError(f"{function}: the mask has {count} places, source of {values.size} elements too few")
    self[m] = values[:count]
    return self


@_documented(source="array_like\n    At least as many elements as the mask has places.")
def masked_scatter(input: ArrayLike, mask: ArrayLike, source: ArrayLike) -> Tensor:
    """A copy with the elements of `source`, one after another, where the mask says.

    >>> tl.masked_scatter(tl.zeros(3), tl.array([True, False, True]), tl.array([1.0, 2.0]))
    tensor([1., 0., 2.])
    """
    x, m = _c.broadcast_arrays(_operand(input, "masked_scatter"), _truth(mask, "masked_scatter"))
    return _copied(masked_scatter_, x, m, source)


# ---- several elements in one place
_REDUCED = {
    "reduce": '{"sum", "prod", "mean", "amax", "amin"}\n    What becomes of the elements that meet.',
    "include_self": "bool\n    Count the element that is there as one of them.",
}


@_documented(**_REDUCED)
def scatter_reduce(
    input: ArrayLike, dim: int, index: ArrayLike, src: ArrayLike, reduce: str, *, include_self: bool = True
) -> Tensor:
    """A copy with the sum, product, mean or extreme of the elements that the positions bring together.

    >>> tl.scatter_reduce(tl.zeros(2), 0, tl.array([0, 0, 1]), tl.array([1.0, 5.0, 2.0]), "amax")
    tensor([5., 2.])
    """
    x = _operand(input, "scatter_reduce")
    row = _row(x)
    places, source = _scatter_places(row, dim, index, src, "scatter_reduce")
    return _reduced(row, places, source, reduce, include_self, "scatter_reduce").reshape(x.shape)


@_documented(source="array_like\n    Of the shape that the index picks.", **_REDUCED)
def index_reduce(
    input: ArrayLike, dim: int, index: ArrayLike, source: ArrayLike, reduce: str, *, include_self: bool = True
) -> Tensor:
    """A copy with the product, mean or extreme of the rows, columns and so on that meet at positions.

    >>> tl.index_reduce(tl.ones(2), 0, tl.array([0, 0]), tl.array([2.0, 3.0]), "prod")
    tensor([6., 1.])
    """
    x = _operand(input, "index_reduce")
    row = _row(x)
    where = _row_index(row, dim, index, "index_reduce")
    source = _row(_number_like(source, x, "index_reduce"))
    _fits(row, where, source, "index_reduce")
    axis = len(where) - 1
    i = _c.reshape(where[-1], [-1 if k == axis else 1 for k in range(row.ndim)])
    places = _everywhere(axis, _c.broadcast_to(i, source.shape))
    return _reduced(row, places, source, reduce, include_self, "index_reduce").reshape(x.shape)


def _reduced(
    x: Tensor, places: tuple, source: Tensor, reduce: str, include_self: bool, function: str
) -> Tensor:  # fmt: skip
    if reduce not in ("sum", "prod", "mean", "amax", "amin"):
        raise ValueError(
            f"{function}: reduce must be 'sum', 'prod', 'mean', 'amax' or 'amin', got {reduce!r}"
        )
    alone = _c.ones(x.shape, dtype="bool")  # where the element of `x` counts
    with _under(function):
        if not include_self and source.size:
            alone[places] = False
            least, most = (_c.nanmin, _c.nanmax) if x.dtype.kind == "f" else (_c.min, _c.max)
            extreme = {"amax": least, "amin": most}.get(reduce)
            start = extreme(source.detach()) if extreme else _c.asarray(reduce == "prod", dtype=x.dtype)
            x = _c.where(alone, x, start)  # what changes nothing
        if reduce == "prod":
            return _product(x, places, source)
        if reduce in ("amax", "amin"):
            return _extreme(x, places, source, _c.maximum if reduce == "amax" else _c.minimum, alone)
        total = _c.index_add(_c.copy(x), places, source)
        if reduce == "sum":
            return total
        count = _c.maximum(_c.index_add(alone.astype("int64"), places, 1), 1)
        mean = total // count if x.dtype.kind in "iu" else total / count.astype(x.dtype)
        return mean.astype(x.dtype, copy=False)


def _met(function, x: Tensor, places: tuple, source: Tensor) -> Tensor:
    y = _c.copy(x.detach())
    function.at(y, places, source.detach())
    return y


def _extreme(x: Tensor, places: tuple, source: Tensor, function, alone: Tensor) -> Tensor:
    """The gradient is shared evenly at ties, as that of `amax`."""

    def rule(g: Tensor, y: Tensor, x: Tensor, source: Tensor):
        mine, theirs = (x == y) & alone, source == y[places]
        count = _c.index_add(mine.astype(g.dtype), places, theirs.astype(g.dtype))
        share = g / _c.maximum(count, 1)
        return share * mine, share[places] * theirs

    return custom(_met(function, x, places, source), rule, x, source)


def _product(x: Tensor, places: tuple, source: Tensor) -> Tensor:
    """The slope of each factor is the product of the others: without dividing by those that are zero."""

    def rule(g: Tensor, y: Tensor, x: Tensor, source: Tensor):
        zeros = _c.index_add((x == 0).astype("int64"), places, (source == 0).astype("int64"))
        nonzero = [_c.where(v == 0, _c.asarray(1, dtype=v.dtype), v) for v in (x, source)]
        rest = _product(nonzero[0], places, nonzero[1])

        def slope(g, rest, zeros, v, nonzero):
            return g * _c.conj(rest / nonzero) * (zeros == (v == 0))

        return (
            slope(g, rest, zeros, x, nonzero[0]),
            slope(g[places], rest[places], zeros[places], source, nonzero[1]),
        )

    return custom(_met(_c.multiply, x, places, source), rule, x, source)


METHODS = (
    index_add,
    index_add_,
    index_copy_,
    index_fill_,
    index_put_,
    masked_scatter_,
    scatter_,
    scatter_add_,
)
