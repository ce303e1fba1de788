"""PyTorch's names of functions that work along an axis, pick elements by position and change shapes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import tensorlab_c as _c
from tensorlab_c._operands import _axes, _axis, _floating, _integer, _is_number, _operand, _real_part, _under
from tensorlab_c._spelled import Picked, _documented, _number_like, _sizes, _whole
from tensorlab_c._tensor import AxisError, Tensor, custom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tensorlab_c._typing import ArrayLike, DTypeLike

__all__ = [
    "aminmax", "as_strided", "broadcast_tensors", "bucketize", "cartesian_prod", "chunk", "combinations",
    "cummax", "cummin", "diag_embed", "flatten", "gather", "histc", "index_select", "kthvalue",
    "log_softmax", "logcumsumexp", "logsumexp", "masked_fill", "masked_select", "mode", "msort", "narrow",
    "permute", "repeat_interleave", "softmax", "std_mean", "t", "take_along_dim", "tensor_split", "unbind",
    "unique_consecutive", "unsqueeze", "var_mean",
]  # fmt: skip


# ---- along an axis
@_documented(dtype="dtype, optional\n    What to compute in.")
def softmax(input: ArrayLike, dim: int = -1, dtype: DTypeLike = None) -> Tensor:
    """e^(x_i) / Σ_j e^(x_j) along an axis.

    >>> tl.softmax(tl.array([0.0, 0.0]), dim=0)
    tensor([0.5, 0.5])
    """
    return _c.loss.softmax(input if dtype is None else _operand(input, "softmax").astype(dtype), dim)


@_documented(dtype="dtype, optional\n    What to compute in.")
def log_softmax(input: ArrayLike, dim: int = -1, dtype: DTypeLike = None) -> Tensor:
    """The logarithm of `softmax`, without its rounding.

    >>> tl.log_softmax(tl.array([0.0, -1000.0]), dim=0)
    tensor([    0., -1000.])
    """
    return _c.loss.log_softmax(input if dtype is None else _operand(input, "log_softmax").astype(dtype), dim)


@_documented(dim="int or tuple of int, optional\n    The axes; all when None.")
def logsumexp(input: ArrayLike, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
    """log Σ e^x over axes, without overflow.

    >>> tl.logsumexp(tl.array([1000.0, 1000.0]), dim=0)
    tensor(1000.69314718)
    """
    x = _floating(input, "logsumexp")
    if not x.ndim and dim is not None:
        return _of_number(x, logsumexp, dim)
    axes = _axes(dim)
    top = _c.max(_real_part(x.detach()), axis=axes, keepdims=True, initial=-math.inf)
    top = _c.where(_c.isfinite(top), top, _c.zeros((), dtype=top.dtype))
    total = _c.log(_c.sum(_c.exp(x - top), axis=axes, keepdims=keepdim))
    return total + (top if keepdim else _c.reshape(top, total.shape))


def _moment(name: str, input, dim, unbiased, keepdim, correction):
    """Variance or deviation as PyTorch has it: by default of a sample."""
    if correction is None:
        correction = 1 if unbiased else 0
    return getattr(_c, name)(input, _axes(dim), keepdims=keepdim, correction=correction)


_SPREAD = {
    "dim": "int or tuple of int, optional\n    The axes; all when None.",
    "unbiased": "bool\n    Divide by n - 1.",
    "correction": "number, optional\n    Divide by n less this; 1 when None.",
}


@_documented(**_SPREAD)
def var_mean(
    input: ArrayLike, dim: int | Sequence[int] | None = None, unbiased: bool = True, keepdim: bool = False, *,
    correction: float | None = None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """The variance of a sample, and its mean.

    >>> tl.var_mean(tl.array([1.0, 3.0]))
    (tensor(2.), tensor(2.))
    """
    dim, unbiased = (None, dim) if isinstance(dim, bool) else (dim, unbiased)
    mean = _c.mean(input, _axes(dim), keepdims=keepdim)
    return _moment("var", input, dim, unbiased, keepdim, correction), mean


@_documented(**_SPREAD)
def std_mean(
    input: ArrayLike, dim: int | Sequence[int] | None = None, unbiased: bool = True, keepdim: bool = False, *,
    correction: float | None = None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """The standard deviation of a sample, and its mean.

    >>> tl.std_mean(tl.array([1.0, 1.0]))
    (tensor(0.), tensor(1.))
    """
    dim, unbiased = (None, dim) if isinstance(dim, bool) else (dim, unbiased)
    mean = _c.mean(input, _axes(dim), keepdims=keepdim)
    return _moment("std", input, dim, unbiased, keepdim, correction), mean


def _picked(x: Tensor, indices: Tensor, axis: int, keepdim: bool) -> Picked:
    """The elements at these places of an axis of size 1."""
    values = _c.take_along_axis(x, indices, axis)
    return Picked(values, indices) if keepdim else Picked(_c.squeeze(values, axis), _c.squeeze(indices, axis))


def _row(x: Tensor) -> Tensor:
    """A number as a vector of one element, a view; all others as they are."""
    return x if x.ndim else _c.reshape(x, 1)


def _of_number(x: Tensor, function, *args) -> Tensor:
    """A function along an axis of a number, whose axes 0 and -1 PyTorch takes."""
    return _c.reshape(function(_row(x), *args), ())


def _lines(input, dim, function: str) -> tuple[Tensor, int, bool]:
    """The operand with at least one axis, the axis, and whether it had none."""
    x = _operand(input, function)
    row = _row(x)
    return row, _axis(dim, row, function), row is not x


@_documented
def logcumsumexp(input: ArrayLike, dim: int) -> Tensor:
    """The logarithm of the cumulative sums of exponentials along an axis, without their overflow.

    >>> tl.logcumsumexp(tl.array([0.0, 0.0, 2.0]), 0).round(4)
    tensor([0.    , 0.6931, 2.2395])
    """
    x = _floating(input, "logcumsumexp")
    if not x.ndim:
        return _of_number(x, logcumsumexp, dim)
    axis = _axis(dim, x, "logcumsumexp")
    result = _c.logaddexp.accumulate(x.detach(), axis=axis)

    def behind(g: Tensor, y: Tensor, x: Tensor) -> Tensor:
        """Σ g e^(x - y) over all results behind an element, of which no g is negative."""
        return _c.exp(_c.flip(logcumsumexp(_c.flip(_c.log(g) - y, axis), axis), axis) + x)

    def rule(g: Tensor, y: Tensor, x: Tensor) -> tuple[Tensor]:
        return (behind(_c.maximum(g, 0), y, x) - behind(_c.maximum(-g, 0), y, x),)

    return custom(result, rule, x)


@_documented
def msort(input: ArrayLike) -> Tensor:
    """The elements in order along the first axis: `sort`.

    >>> tl.msort(tl.array([[3, 1], [2, 4]]))
    tensor([[2, 1],
            [3, 4]])
    """
    with _under("msort"):
        return _c.sort(input, axis=0)


@_documented(
    return_inverse="bool\n    Tell which value each element is.",
    return_counts="bool\n    Tell how often each value follows itself.",
    dim="int, optional\n    Whole slices along it are compared.",
)
def unique_consecutive(
    input: ArrayLike, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Tensor | tuple[Tensor, ...]:
    """The first element of each run of equal ones.

    >>> tl.unique_consecutive(tl.array([1, 1, 2, 1]), return_counts=True)
    (tensor([1, 2, 1]), tensor([2, 1, 1]))
    """
    x = _operand(input, "unique_consecutive")
    axis = 0 if dim is None else _axis(dim, x, "unique_consecutive")
    slices = x.ravel() if dim is None else _c.moveaxis(x, axis, 0)
    n = slices.shape[0]
    first = _c.ones(n, dtype="bool")
    size = slices[:1].size if n else 0
    first[1:] = _c.any((slices[1:] != slices[:-1]).reshape((max(n - 1, 0), size)), axis=1)
    found = [slices[first] if dim is None else _c.moveaxis(slices[first], 0, axis)]
    if return_inverse:
        found.append((_c.cumsum(first) - 1).reshape(x.shape if dim is None else -1))
    if return_counts:
        found.append(_c.diff(_c.flatnonzero(first), append=n))
    return tuple(found) if len(found) > 1 else found[0]


@_documented(k="int\n    Which, counted from 1.")
def kthvalue(input: ArrayLike, k: int, dim: int = -1, keepdim: bool = False) -> Picked:
    """The k-th smallest element along an axis, and where it is.

    >>> tl.kthvalue(tl.array([3.0, 1.0, 2.0]), 2)
    Picked(values=tensor(2.), indices=tensor(2))
    """
    x, axis, single = _lines(input, dim, "kthvalue")
    if not 1 <= k <= x.shape[axis]:
        raise ValueError(f"kthvalue: k must be between 1 and {x.shape[axis]}, got {k}")
    order = _c.argsort(x.detach(), axis=axis)
    return _picked(x, _c.take(order, [k - 1], axis=axis), axis, keepdim and not single)


def _accumulated(x: Tensor, axis: int, largest: bool) -> Tensor:
    """The place of the largest or smallest element up to each one; the last of several."""
    import numpy

    a = x.detach().astype("float32" if x.dtype.name in _SHORT else x.dtype, copy=False).numpy()
    best = (numpy.maximum if largest else numpy.minimum).accumulate(a, axis=axis)
    shape = [1] * a.ndim
    shape[axis] = -1
    places = numpy.arange(a.shape[axis]).reshape(shape)
    return _c.asarray(numpy.maximum.accumulate(numpy.where((a == best) | (a != a), places, 0), axis=axis))


_SHORT = ("bfloat16", "float8_e4m3fn", "float8_e5m2")  # which NumPy has not by itself


def _cumulative(input, dim, largest: bool, function: str) -> Picked:
    x, axis, single = _lines(input, dim, function)
    if x.dtype.kind == "c":
        raise TypeError(f"{function}: not defined for {x.dtype}, which have no order")
    indices = _accumulated(x, axis, largest)
    return _picked(x, indices, axis, not single)


class Extremes(NamedTuple):
    """The smallest and the largest elements."""

    min: Tensor
    max: Tensor


@_documented(dim="int, optional\n    The axis; all when None.")
def aminmax(input: ArrayLike, *, dim: int | None = None, keepdim: bool = False) -> Extremes:
    """The smallest and the largest element, of all or along an axis: `amin` and `amax`.

    >>> tl.aminmax(tl.array([3.0, 1.0, 2.0]))
    Extremes(min=tensor(1.), max=tensor(3.))
    """
    with _under("aminmax"):
        return Extremes(*(f(input, axis=dim, keepdims=keepdim) for f in (_c.amin, _c.amax)))


@_documented
def cummax(input: ArrayLike, dim: int) -> Picked:
    """The largest element up to each one along an axis, and where it is.

    >>> tl.cummax(tl.array([1, 3, 2]), 0)
    Picked(values=tensor([1, 3, 3]), indices=tensor([0, 1, 1]))
    """
    return _cumulative(input, dim, True, "cummax")


@_documented
def cummin(input: ArrayLike, dim: int) -> Picked:
    """The smallest element up to each one along an axis, and where it is.

    >>> tl.cummin(tl.array([2, 3, 1]), 0)
    Picked(values=tensor([2, 2, 1]), indices=tensor([0, 0, 2]))
    """
    return _cumulative(input, dim, False, "cummin")


@_documented
def mode(input: ArrayLike, dim: int = -1, keepdim: bool = False) -> Picked:
    """The most frequent element along an axis, the smallest of several, and where it is last.

    >>> tl.mode(tl.array([3, 1, 3, 2]))
    Picked(values=tensor(3), indices=tensor(2))
    """
    import numpy

    x, axis, single = _lines(input, dim, "mode")
    if not x.shape[axis]:
        raise ValueError(f"mode: axis {dim} of shape {x.shape} is empty")
    order = _c.moveaxis(_c.argsort(x.detach(), axis=axis), axis, -1)
    ordered = _c.take_along_axis(_c.moveaxis(x.detach(), axis, -1), order, -1)
    begins = _c.pad(
        ordered[..., 1:] != ordered[..., :-1], [(0, 0)] * (x.ndim - 1) + [(1, 0)], constant_values=True
    )
    places = _c.arange(x.shape[axis])
    first = numpy.maximum.accumulate(_c.where(begins, places, 0).numpy(), axis=-1)
    last = _c.argmax(places - _c.asarray(first), axis=-1, keepdims=True)
    return _picked(
        x, _c.moveaxis(_c.take_along_axis(order, last, -1), -1, axis), axis, keepdim and not single
    )


# ---- other axes, other shapes
@_documented
def unsqueeze(input: ArrayLike, dim: int) -> Tensor:
    """A view with an axis of size 1 at `dim`: `expand_dims`.

    >>> tl.unsqueeze(tl.zeros(3), 0).shape
    (1, 3)
    """
    x = _operand(input, "unsqueeze")
    dim = _integer(dim, "unsqueeze", "dim")
    if not -x.ndim - 1 <= dim <= x.ndim:
        raise AxisError(f"unsqueeze: axis {dim} is out of range for {x.ndim + 1} axes")
    return _c.expand_dims(x, dim)


@_documented(
    stride="sequence of int\n    Elements from one to the next along each axis.",
    storage_offset="int, optional\n    Elements before the first one; that of the tensor when None.",
)
def as_strided(
    input: ArrayLike, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None
) -> Tensor:
    """The elements at steps of any length through those of a contiguous tensor; a copy, with a gradient.

    >>> tl.as_strided(tl.arange(4), (3, 2), (1, 1))
    tensor([[0, 1],
            [1, 2],
            [2, 3]])
    """
    with _under("as_strided"):
        x, size, stride = _c.asarray(input), tuple(size), tuple(stride)
        first = 0 if storage_offset is None else storage_offset - x.storage_offset()
        if len(size) != len(stride) or min((first, *size, *stride)) < 0 or not x.is_contiguous():
            where = f"sizes {size}, strides {stride} and offset {storage_offset}"
            raise ValueError(f"{where} in a tensor of shape {x.shape} and strides {x.stride()}")
        axes = enumerate(zip(size[::-1], stride[::-1]))
        places = sum((_c.arange(n).reshape(-1, *[1] * i) * step for i, (n, step) in axes), _c.asarray(first))
        return _c.take(x.reshape(-1), places)


@_documented
def flatten(input: ArrayLike, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The axes from one to another joined; a view where strides allow it.

    >>> tl.flatten(tl.zeros((2, 3, 4)), 1).shape
    (2, 12)
    """
    x, _, _ = _lines(input, 0, "flatten")
    first, last = _axis(start_dim, x, "flatten"), _axis(end_dim, x, "flatten")
    if first > last:
        raise ValueError(f"flatten: start_dim {start_dim} is behind end_dim {end_dim} of shape {x.shape}")
    joined = math.prod(x.shape[first : last + 1])
    return _c.reshape(x, (*x.shape[:first], joined, *x.shape[last + 1 :]))


@_documented
def t(input: ArrayLike) -> Tensor:
    """The transpose of a matrix, a view; vectors stay as they are.

    >>> tl.t(tl.array([[1, 2], [3, 4]]))
    tensor([[1, 3],
            [2, 4]])
    """
    x = _operand(input, "t")
    if x.ndim > 2:
        raise ValueError(
            f"t: at most two axes are possible, got shape {x.shape}; x.mT exchanges the last two"
        )
    return x.T


@_documented(dims="sequence of int\n    All axes, in another order.")
def permute(input: ArrayLike, dims: Sequence[int]) -> Tensor:
    """A view with the axes in another order: `permute_dims`.

    >>> tl.permute(tl.zeros((2, 3, 4)), (2, 0, 1)).shape
    (4, 2, 3)
    """
    return _c.transpose(input, tuple(dims))


@_documented(start="int", length="int\n    How many.")
def narrow(input: ArrayLike, dim: int, start: int, length: int) -> Tensor:
    """A view of some elements along an axis.

    >>> tl.narrow(tl.arange(5), 0, 1, 3)
    tensor([1, 2, 3])
    """
    x = _operand(input, "narrow")
    axis = _axis(dim, x, "narrow")
    n = x.shape[axis]
    begin = start + n if start < 0 else start
    if not (0 <= begin <= n and 0 <= length <= n - begin):
        raise ValueError(
            f"narrow: {length} elements from {start} on are not within axis {dim} of shape {x.shape}"
        )
    return x[(slice(None),) * axis + (slice(begin, begin + length),)]


@_documented
def unbind(input: ArrayLike, dim: int = 0) -> tuple[Tensor, ...]:
    """The parts along an axis, without it: `unstack`.

    >>> tl.unbind(tl.array([[1, 2], [3, 4]]), 1)
    (tensor([1, 3]), tensor([2, 4]))
    """
    return _c.unstack(input, axis=dim)


@_documented(chunks="int\n    How many parts, at most.")
def chunk(input: ArrayLike, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of equal size along an axis, views; the last may be smaller.

    >>> tl.chunk(tl.arange(5), 2)
    (tensor([0, 1, 2]), tensor([3, 4]))
    """
    x = _operand(input, "chunk")
    chunks = _integer(chunks, "chunk", "chunks")
    if chunks < 1:
        raise ValueError(f"chunk: at least one part is needed, got {chunks}")
    n = x.shape[_axis(dim, x, "chunk")]
    return _split(x, max(-(-n // chunks), 1), dim)


def _split(input, split_size_or_sections, dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of this size, or of these sizes: what PyTorch calls split."""
    x = _operand(input, "split")
    axis = _axis(dim, x, "split")
    n = x.shape[axis]
    if _is_number(split_size_or_sections):
        size = _integer(split_size_or_sections, "split", "the size of the parts")
        if size < 1:
            raise ValueError(f"split: the size of the parts must be at least 1, got {size}")
        ends = [*range(size, n, size), n]
    else:
        given = _sizes((split_size_or_sections,), "split")
        sizes = tuple(_integer(size, "split", "the size of a part") for size in given)
        ends = [*itertools.accumulate(sizes)] or [0]
        if min(sizes, default=0) < 0 or ends[-1] != n:
            raise ValueError(f"split: sizes {sizes} do not make up axis {dim} of shape {x.shape}")
    before = (slice(None),) * axis
    return tuple(x[(*before, slice(a, b))] for a, b in itertools.pairwise([0, *ends]))


@_documented(indices_or_sections="int or sequence of int\n    How many parts, or where they begin.")
def tensor_split(input: ArrayLike, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Parts along an axis, views: `array_split`.

    >>> tl.tensor_split(tl.arange(5), 2)
    (tensor([0, 1, 2]), tensor([3, 4]))
    """
    return tuple(_c.array_split(input, indices_or_sections, dim))


@_documented(
    repeats="int or array_like of int", dim="int, optional\n    The axis; None for all elements in one row."
)
def repeat_interleave(
    input: ArrayLike, repeats: ArrayLike, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Each element several times: `repeat`.

    >>> tl.repeat_interleave(tl.array([1, 2]), 2)
    tensor([1, 1, 2, 2])
    """
    out = _c.repeat(input, repeats, dim)
    if output_size is not None and out.shape[0 if dim is None else dim] != output_size:
        raise ValueError(f"repeat_interleave: output_size {output_size} is not that of shape {out.shape}")
    return out


@_documented(offset="int\n    Which diagonal.", dim1="int", dim2="int\n    The axes of the matrices.")
def diag_embed(input: ArrayLike, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices of zeros with the vectors of the last axis as their diagonals.

    >>> tl.diag_embed(tl.array([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    x, _, _ = _lines(input, 0, "diag_embed")
    n = x.shape[-1] + abs(offset)
    rows = _c.arange(x.shape[-1]) + max(-offset, 0)
    columns = _c.arange(x.shape[-1]) + max(offset, 0)
    made = _c.zeros((*x.shape[:-1], n, n), dtype=x.dtype)
    made[..., rows, columns] = x
    with _under("diag_embed"):
        return _c.moveaxis(made, (-2, -1), (dim1, dim2))


@_documented(tensors="array_like")
def broadcast_tensors(*tensors: ArrayLike) -> tuple[Tensor, ...]:
    """Views of one common shape: `broadcast_arrays`.

    >>> tl.broadcast_tensors(tl.array([1, 2]), tl.array([[3]]))
    (tensor([[1, 2]]), tensor([[3, 3]]))
    """
    return tuple(_c.broadcast_arrays(*tensors))


@_documented(tensors="array_like\n    Vectors.")
def cartesian_prod(*tensors: ArrayLike) -> Tensor:
    """A row for each way to take one element of each vector; a single vector stays what it is.

    >>> tl.cartesian_prod(tl.array([1, 2]), tl.array([3, 4]))
    tensor([[1, 3],
            [1, 4],
            [2, 3],
            [2, 4]])
    """
    vectors = [_operand(x, "cartesian_prod") for x in tensors]
    if not vectors or any(x.ndim != 1 for x in vectors):
        raise ValueError(f"cartesian_prod: vectors are needed, got shapes {[x.shape for x in vectors]}")
    if len(vectors) == 1:
        return vectors[0]
    return _c.stack([_c.ravel(x) for x in _c.meshgrid(*vectors, indexing="ij")], axis=1)


@_documented(r="int\n    How many at a time.", with_replacement="bool\n    Also the same more than once.")
def combinations(input: ArrayLike, r: int = 2, with_replacement: bool = False) -> Tensor:
    """A row for each way to take some elements of a vector, in their order.

    >>> tl.combinations(tl.array([1, 2, 3]))
    tensor([[1, 2],
            [1, 3],
            [2, 3]])
    """
    x, r = _operand(input, "combinations"), _integer(r, "combinations", "r")
    if x.ndim != 1 or r < 0:
        raise ValueError(f"combinations: of a vector, r at least 0 at a time; got shape {x.shape} and r={r}")
    taken = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    return x[_c.asarray(list(taken(range(x.shape[0]), r)), dtype="int64").reshape(-1, r)]


@_documented(
    boundaries="array_like\n    A vector in order.",
    right="bool\n    Whether an interval holds its left end.",
    out_int32="bool\n    Indices of int32, not of int64.",
)  # fmt: skip
def bucketize(
    input: ArrayLike, boundaries: ArrayLike, *, out_int32: bool = False, right: bool = False
) -> Tensor:
    """The interval that each element is in: `searchsorted`.

    >>> tl.bucketize(tl.array([0.5, 1.0, 2.5]), tl.array([1.0, 2.0]))
    tensor([0, 0, 2])
    """
    with _under("bucketize"):
        places = _c.searchsorted(boundaries, input, side="right" if right else "left")
    return places.astype("int32") if out_int32 else places


# ---- elements by position
def _cut(axis: int, index) -> tuple:
    return (*(slice(None),) * axis, index)


@_documented(dim="int\n    The axis.")
def index_select(input: ArrayLike, dim: int, index: ArrayLike) -> Tensor:
    """Rows, columns and so on by position: `take`.

    >>> tl.index_select(tl.array([[1, 2], [3, 4]]), 1, tl.array([1]))
    tensor([[2],
            [4]])
    """
    x, i = _operand(input, "index_select"), _whole(index, "index_select")
    if i.ndim > 1:
        raise ValueError(f"index_select: index must have one axis, got shape {i.shape}")
    if not x.ndim:
        return _of_number(x, index_select, dim, i)
    return _c.take(x, _c.reshape(i, -1), axis=_axis(dim, x, "index_select"))


def _aligned(x: Tensor, dim, index, function: str) -> tuple[int, Tensor]:
    """The axis and the positions, which have the axes of `x`, at least one."""
    i = _row(_whole(index, function))
    if i.ndim != x.ndim:
        raise ValueError(
            f"{function}: index has shape {i.shape}; it must have the {x.ndim} axes of shape {x.shape}"
        )
    axis = _axis(dim, x, function)
    if any(i.shape[k] > x.shape[k] for k in range(x.ndim) if k != axis):
        raise ValueError(
            f"{function}: index of shape {i.shape} is larger than shape {x.shape} beside axis {dim}"
        )
    return axis, i


@_documented(index="array_like of int\n    Positions along `dim`, no larger than `input` along other axes.")
def gather(input: ArrayLike, dim: int, index: ArrayLike) -> Tensor:
    """Elements by their position along an axis: `take_along_axis`.

    >>> tl.gather(tl.array([[1, 2], [3, 4]]), 1, tl.array([[0], [1]]))
    tensor([[1],
            [4]])
    """
    x, i = _row(_operand(input, "gather")), _operand(index, "gather")
    if not i.ndim:
        return _of_number(i, lambda i: gather(x, dim, i))
    axis, i = _aligned(x, dim, i, "gather")
    if any(i.shape[k] < x.shape[k] for k in range(x.ndim) if k != axis):
        x = x[tuple(slice(None if k == axis else n) for k, n in enumerate(i.shape))]
    return _c.take_along_axis(x, i, axis)


@_documented(indices="array_like of int", dim="int, optional\n    The axis; None for the elements in a row.")
def take_along_dim(input: ArrayLike, indices: ArrayLike, dim: int | None = None) -> Tensor:
    """Elements by their position along an axis: `take_along_axis`.

    >>> tl.take_along_dim(tl.array([[1, 9], [8, 2]]), tl.array([[1], [0]]), 1)
    tensor([[9],
            [8]])
    """
    with _under("take_along_dim"):
        return _c.take_along_axis(input, _c.ravel(indices) if dim is None else indices, dim)


def _truth(mask, function: str) -> Tensor:
    m = _operand(mask, function)
    if m.dtype.kind != "b":
        raise TypeError(f"{function}: mask must hold booleans, got {m.dtype}")
    return m


@_documented(value="number or 0-d tensor")
def masked_fill(input: ArrayLike, mask: ArrayLike, value: ArrayLike) -> Tensor:
    """A copy with `value` where the mask says: `where`.

    >>> tl.masked_fill(tl.array([1.0, 2.0]), tl.array([True, False]), -tl.inf)
    tensor([-inf,   2.])
    """
    x, m = _operand(input, "masked_fill"), _truth(mask, "masked_fill")
    v = _number_like(value, x, "masked_fill")
    if v.ndim:
        raise ValueError(f"masked_fill: value must be one number, got shape {v.shape}")
    return _c.where(m, v, x)


@_documented
def masked_select(input: ArrayLike, mask: ArrayLike) -> Tensor:
    """The elements that the mask says, in one row.

    >>> tl.masked_select(tl.array([[1, 2], [3, 4]]), tl.array([True, False]))
    tensor([1, 3])
    """
    x, m = _c.broadcast_arrays(_operand(input, "masked_select"), _truth(mask, "masked_select"))
    return x[m]


@_documented(
    bins="int\n    How many intervals.",
    min="number",
    max="number\n    The ends; those of the elements where both are 0.",
)
def histc(input: ArrayLike, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """How many elements are in intervals of equal size; those beyond the ends do not count.

    >>> tl.histc(tl.array([1.0, 2.0, 1.0]), bins=4, min=0, max=3)
    tensor([0., 2., 1., 0.])
    """
    import numpy

    x = _floating(input, "histc").detach()
    if x.dtype.kind == "c":
        raise TypeError(f"histc: not defined for {x.dtype}, which have no order")
    a = x.astype("float64").numpy().ravel()
    low, high = float(min), float(max)
    if low == high == 0 and a.size:
        low, high = float(a.min()), float(a.max())
    if not (low <= high and math.isfinite(high - low)):
        raise ValueError(f"histc: the ends must be finite and in order, got {low} and {high}")
    if low == high:
        low, high = low - 1, high + 1
    bins = _integer(bins, "histc", "bins")
    if bins < 1:
        raise ValueError(f"histc: bins must be a positive integer, got {bins!r}")
    counts, _ = numpy.histogram(a[(a >= low) & (a <= high)], bins, (low, high))
    return _c.asarray(counts, dtype=x.dtype)


@_documented(input="array_like of int", num_classes="int\n    How many; one more than the largest when -1.")
def one_hot(input: ArrayLike, num_classes: int = -1) -> Tensor:
    """Rows of zeros with a one at the place of the class.

    >>> tl.nn.functional.one_hot(tl.array([2, 0]))
    tensor([[0, 0, 1],
            [1, 0, 0]])
    """
    x, num_classes = _whole(input, "one_hot"), _integer(num_classes, "one_hot", "num_classes")
    if num_classes < -1 or num_classes == 0:
        raise ValueError(f"one_hot: num_classes must be positive, or -1, got {num_classes}")
    if num_classes == -1:
        if not x.size:
            raise ValueError(f"one_hot: num_classes is needed for shape {x.shape}")
        num_classes = int(_c.max(x)) + 1
    if x.size and (int(_c.min(x)) < 0 or int(_c.max(x)) >= num_classes):
        low, high = int(_c.min(x)), int(_c.max(x))
        raise ValueError(f"one_hot: classes from {low} to {high}, of {num_classes} that there are")
    return (_c.expand_dims(x, -1) == _c.arange(num_classes)).astype("int64")
