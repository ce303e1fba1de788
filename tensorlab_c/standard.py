"""What libraries that take any array API namespace ask for beyond NumPy's names: inspection, sorting, sets.

The work is NumPy's, on the tensors' memory; where there is a derivative, it is recorded.
"""

from __future__ import annotations

from collections import namedtuple

from tensorlab_c._tensor import AxisError, Tensor, is_grad_enabled
from tensorlab_c.creation import asarray, zeros
from tensorlab_c.dtypes import DType, isdtype, promote_types
from tensorlab_c.indexing import take_along_axis
from tensorlab_c.joining import concat
from tensorlab_c.manipulation import atleast_1d, broadcast_to, moveaxis
from tensorlab_c.norms import _beside
from tensorlab_c.reduction import cumsum

__all__ = [
    "argsort", "cumulative_sum", "diff", "isin", "nextafter", "result_type", "sort", "unique_all",
    "unique_counts", "unique_inverse", "unique_values",
]  # fmt: skip

_NAMES = (
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
)  # fmt: skip

UniqueAllResult = namedtuple("UniqueAllResult", ["values", "indices", "inverse_indices", "counts"])
UniqueCountsResult = namedtuple("UniqueCountsResult", ["values", "counts"])
UniqueInverseResult = namedtuple("UniqueInverseResult", ["values", "inverse_indices"])


class Info:
    """What there is: one device, and the element types."""

    def capabilities(self) -> dict[str, object]:
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}

    def default_device(self) -> str:
        return "cpu"

    def devices(self) -> list[str]:
        return ["cpu"]

    def default_dtypes(self, *, device: str | None = None) -> dict[str, DType]:
        integer = promote_types("int64", "int64")
        return {"real floating": promote_types(float, float), "integral": integer, "indexing": integer}

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
    found, weak = None, "b"
    for x in arrays_and_dtypes:
        if type(x) in (bool, int, float):
            weak = max(weak, type(x).__name__[0], key="bif".index)
            continue
        dtype = x
        if not isinstance(x, (str, type)) and (isinstance(x, (list, tuple)) or hasattr(x, "__array__")):
            dtype = asarray(x).dtype
        found = promote_types(dtype, dtype) if found is None else promote_types(found, dtype)
    kind = "b" if found is None else found.kind
    if weak == "f" and kind != "f":
        return promote_types(float, float)
    if weak == "i" and kind == "b":
        return promote_types("int64", "int64")
    return promote_types("bool", "bool") if found is None else found


def _axis(axis, x: Tensor, function: str) -> int:
    if not hasattr(axis, "__index__"):
        raise TypeError(f"{function}: axis must be an integer, got {type(axis).__name__}")
    k = axis.__index__()
    if not -x.ndim <= k < x.ndim:
        raise AxisError(f"{function}: axis {k} is out of range for {x.ndim} axes")
    return k % x.ndim


# ---- sorting and sums --------------------------------------------------------------------------------------
def argsort(x, /, axis=-1, *, descending=False, stable=True) -> Tensor:
    """The indices that sort along an axis.

    Parameters
    ----------
    x : array_like
    axis : int
        Along which to sort.
    descending : bool
        The largest first.
    stable : bool
        Equal elements keep their order; they do in any case.

    Returns
    -------
    Tensor
        Of int64.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.argsort(tl.array([3, 1, 2]))
    tensor([1, 2, 0])
    """
    x = asarray(x)
    return _order(x, _axis(axis, x, "argsort"), descending)


def _order(x: Tensor, axis: int, descending: bool) -> Tensor:
    import numpy

    a = x.detach().numpy()
    if not descending:
        return asarray(numpy.argsort(a, axis=axis, kind="stable"))
    backward = numpy.flip(a, axis)  # from behind, so that equal elements keep their order
    order = numpy.flip(numpy.argsort(backward, axis=axis, kind="stable"), axis)
    return asarray(numpy.ascontiguousarray(a.shape[axis] - 1 - order))


def sort(x, /, axis=-1, *, descending=False, stable=True) -> Tensor:
    """The elements in order along an axis.

    Parameters
    ----------
    x : array_like
    axis : int
        Along which to sort.
    descending : bool
        The largest first.
    stable : bool
        Equal elements keep their order; they do in any case.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.sort(tl.array([3, 1, 2]), descending=True)
    tensor([3, 2, 1])
    """
    x = asarray(x)
    axis = _axis(axis, x, "sort")
    return take_along_axis(x, _order(x, axis, descending), axis)


def cumulative_sum(x, /, *, axis=None, dtype=None, include_initial=False) -> Tensor:
    """The sums up to each element along an axis.

    Parameters
    ----------
    x : array_like
    axis : int, optional
        Along which to add; only vectors may leave it out.
    dtype : dtype, optional
        What to compute in; that of `sum` when None.
    include_initial : bool
        Begin with 0, which makes the axis longer by one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `axis` is missing and `x` is no vector.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.cumulative_sum(tl.array([1, 2, 3]), include_initial=True)
    tensor([0, 1, 3, 6])
    """
    given, x = x, asarray(x)
    if dtype is not None and x is not given and x.dtype.kind == "f":
        x = asarray(given, dtype=dtype)
    if axis is None and x.ndim > 1:
        raise ValueError(f"cumulative_sum: axis is needed for shape {x.shape}")
    x = atleast_1d(x)
    axis = _axis(-1 if axis is None else axis, x, "cumulative_sum")
    sums = cumsum(x, axis, dtype=dtype)
    if include_initial:
        first = zeros(x.shape[:axis] + (1,) + x.shape[axis + 1 :], dtype=sums.dtype)
        sums = concat([first, sums], axis=axis)
    return sums


def diff(a, n=1, axis=-1, prepend=None, append=None) -> Tensor:
    """The differences of neighbours along an axis.

    Parameters
    ----------
    a : array_like
    n : int
        How often to take differences.
    axis : int
        Along which.
    prepend, append : array_like, optional
        What stands before and behind; a number fills one place along `axis`.

    Returns
    -------
    Tensor
        Shorter by `n` along `axis`; of bool where `a` is: which neighbours differ.

    Raises
    ------
    ValueError
        When `n` is negative or `a` has no axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.diff(tl.array([1, 2, 4, 7]))
    tensor([1, 2, 3])
    """
    a = asarray(a)
    if n < 0:
        raise ValueError(f"diff: n must not be negative, got {n}")
    if a.ndim == 0:
        raise ValueError("diff: a tensor of at least one axis is needed, got shape ()")
    axis = _axis(axis, a, "diff")
    ends = [_along(end, a, axis) for end in (prepend, append)]
    if ends != [None, None]:
        a = concat([part for part in (ends[0], a, ends[1]) if part is not None], axis=axis)
    a = moveaxis(a, axis, -1)
    for _ in range(min(n, a.shape[-1])):
        a = a[..., 1:] != a[..., :-1] if a.dtype.kind == "b" else a[..., 1:] - a[..., :-1]
    return moveaxis(a, -1, axis)


def _along(end, a: Tensor, axis: int) -> Tensor | None:
    """What diff is to put before or behind `a`."""
    if end is None:
        return None
    end = _beside(end, a, "diff")
    if end.ndim == 0:
        end = broadcast_to(end, tuple(1 if i == axis else m for i, m in enumerate(a.shape)))
    return end


def nextafter(x1, x2, /) -> Tensor:
    """The next floating number in a direction.

    Parameters
    ----------
    x1, x2 : array_like
        Where from, and towards what; they broadcast.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nextafter(tl.array([1.0]), 2.0) - 1.0
    tensor([2.22044605e-16])
    """
    import numpy

    operands = [x if type(x) in (int, float) else asarray(x) for x in (x1, x2)]
    if is_grad_enabled() and any(isinstance(x, Tensor) and x.requires_grad for x in operands):
        raise RuntimeError("nextafter: has no derivative here; call it on x.detach() or under tl.no_grad()")
    return asarray(numpy.asarray(numpy.nextafter(*(numpy.asarray(x) if isinstance(x, Tensor) else x
                                                   for x in operands))))  # fmt: skip


# ---- sets --------------------------------------------------------------------------------------------------
def _unique(x, function: str) -> tuple[Tensor, ...]:
    import numpy

    t = asarray(x)
    if t.requires_grad and is_grad_enabled():
        raise RuntimeError(f"{function}: has no derivative here; call it on x.detach() or under tl.no_grad()")
    values, indices, inverse, counts = numpy.unique(
        t.numpy(), return_index=True, return_inverse=True, return_counts=True, equal_nan=False
    )
    return asarray(values), asarray(indices), asarray(inverse.reshape(t.shape)), asarray(counts)


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

    b = _beside(x2, asarray(x1), "isin")
    a, b = _beside(x1, b, "isin").detach().numpy(), b.detach().numpy()
    return asarray(numpy.asarray(numpy.isin(a, b, invert=bool(invert))))
