# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Counting: how often integers occur, and how many numbers lie in bins."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport integer, is_complex, is_float, need_order, operand
from tensorlab_c._given cimport beside, room
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make
from tensorlab_c.tl cimport *

from tensorlab_c._tensor import custom
from tensorlab_c.creation import arange, linspace, zeros
from tensorlab_c.cumulative import cumsum, diff
from tensorlab_c.dtypes import promote_types
from tensorlab_c.joining import concatenate
from tensorlab_c.quantiles import percentile
from tensorlab_c.searching import searchsorted
from tensorlab_c.sorting import argsort

__all__ = ["bincount", "digitize", "histogram", "histogram2d", "histogram_bin_edges", "histogramdd"]


# ---- how often integers occur ---------------------------------------------------------------------------------------
cdef Tensor tallied(Tensor index, Tensor weights, int64_t bins, str function):
    """How often each of 0, 1, ..., bins - 1 occurs, or the sum of the weights that stand beside it; float64 ones."""
    cdef Tensor out = room(TL_I64 if weights is None else TL_F64, 1, &bins, function)
    cdef tl_call call
    cdef double weight = 0 if weights is None else 8
    fill_zero(out)
    index = contiguous(index)
    if weights is not None:
        weights = contiguous(weights)
    tl_call_make(
        &call, runs.tally, b"tally", NULL, 0, &out.v, &index.v, NULL if weights is None else &weights.v, NULL
    )
    call.bytes, call.work = (8.0 + weight) * index.numel, 16.0 * index.numel
    launch(&call, function, True)
    return out if weights is None or weights.ag is None else custom(out, picker(index, bins), weights)


cdef int fill_zero(Tensor t) except -1:
    return copy_into(t, scalar_tensor(0, t.v.dtype), "zeros")


def picker(Tensor index, int64_t bins):
    """The derivative of sums of weights: each weight has that of the bin it is in, and none when it is in no bin."""
    def rule(g, out, weights):
        inside = binary(TL_OP_less, index, scalar_tensor(bins, TL_I64))
        inside = binary(TL_OP_logical_and, inside, binary(TL_OP_greater_equal, index, scalar_tensor(0, TL_I64)))
        if not bins:
            return (zeros(index.shape, dtype="float64"),)
        at = select(inside, index, scalar_tensor(0, TL_I64))
        return (select(inside, <Tensor> get_item(g, at), scalar_tensor(0, TL_F64)),)
    return rule


cdef Tensor as_counted(object x):
    """What is counted, as int64."""
    cdef Tensor t = operand(x, "bincount")
    if t.v.ndim != 1:
        raise ValueError(f"bincount: x must have one axis, got shape {t.shape}")
    if t.numel == 0 and isinstance(x, (list, tuple)):
        return cast(t, TL_I64)
    if t.dtype.kind not in "biu":
        raise TypeError(f"bincount: x must hold integers, got {t.dtype}")
    if t.v.dtype == TL_U64 and t.numel and reduce_all(TL_OP_max, t).item() >> 63:
        raise MemoryError(f"bincount: {reduce_all(TL_OP_max, t).item() + 1} bins are too many")
    return contiguous(cast(t, TL_I64))


cdef int extent(Tensor t, int64_t *low, int64_t *high) except -1:
    """The smallest and the largest of some int64."""
    cdef const int64_t *p = <const int64_t *> t.v.data
    cdef int64_t i
    if t.numel > 1000:
        low[0] = (<int64_t *> reduce_all(TL_OP_min, t).v.data)[0]
        high[0] = (<int64_t *> reduce_all(TL_OP_max, t).v.data)[0]
        return 0
    low[0] = high[0] = p[0]
    for i in range(1, t.numel):
        low[0] = min(low[0], p[i])
        high[0] = max(high[0], p[i])
    return 0


cdef Tensor as_weights(object weights, Tensor t, str function):
    """In float64, by a safe conversion."""
    cdef Tensor w = operand(weights, function)
    if is_complex(w):
        raise TypeError(f"{function}: weights must be real, got {w.dtype}")
    if shape_tuple(w) != shape_tuple(t):
        raise ValueError(f"{function}: weights of shape {w.shape} for an array of shape {t.shape}")
    return cast(w, TL_F64)


def bincount(x, weights=None, minlength=0):
    """How often each of the integers 0, 1, 2, ... occurs.

    Parameters
    ----------
    x : array_like of int
        One axis; no negative ones.
    weights : array_like, optional
        What each element counts for, instead of 1.
    minlength : int
        The result has so many elements at least.

    Returns
    -------
    Tensor
        One element more than the largest integer: of int64, with `weights` of float64.

    Raises
    ------
    TypeError
        When `x` does not hold integers.
    ValueError
        When one is negative, the shapes differ, or `minlength` is negative.

    Notes
    -----
    The gradient of each weight is that of the sum it is in.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.bincount(tl.array([0, 1, 1, 3]))
    tensor([1, 2, 0, 1])
    >>> tl.bincount([0, 1, 1], weights=[0.5, 1.0, 2.0])
    tensor([0.5, 3. ])
    """
    cdef Tensor t = as_counted(x), w = None
    cdef int64_t low = 0, high = -1, bins
    least = integer(minlength, "minlength", "bincount")
    if least < 0:
        raise ValueError(f"bincount: minlength must not be negative, got {least}")
    if weights is not None:
        w = as_weights(weights, t, "bincount")
    if t.numel:
        extent(t, &low, &high)
    if low < 0:
        raise ValueError(f"bincount: negative integers cannot be counted, got {low}")
    if least >= 1 << 59 or high >= <int64_t> 1 << 59:
        raise MemoryError(f"bincount: {max(least, <object> high + 1)} bins are too many")
    bins = max(high + 1, <int64_t> least)
    return tallied(t, w, bins, "bincount")


def digitize(x, bins, bint right=False):
    """Which of the bins between given edges each number is in.

    Parameters
    ----------
    x : array_like
    bins : array_like
        The edges, rising or falling; one axis.
    right : bool
        Whether a bin has its right edge, instead of its left one.

    Returns
    -------
    Tensor
        Of int64: 0 outside before the first edge, ``len(bins)`` behind the last.

    Raises
    ------
    ValueError
        When the edges neither rise nor fall.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.digitize(tl.array([0.5, 1.0, 7.0]), [0.0, 1.0, 2.0])
    tensor([1, 2, 3])
    """
    cdef Tensor edges = operand(bins, "digitize"), t = operand(x, "digitize"), before, behind
    cdef str side = "left" if right else "right"
    need_order(t, "digitize")
    need_order(edges, "digitize")
    if edges.v.ndim != 1:
        raise ValueError(f"digitize: bins must have one axis, got shape {edges.shape}")
    before = <Tensor> get_item(alias(edges), slice(None, -1))
    behind = <Tensor> get_item(alias(edges), slice(1, None))
    if holds(TL_OP_less_equal, before, behind):
        return searchsorted(bins if bins is not edges else edges, x, side)
    if not holds(TL_OP_greater_equal, before, behind):
        raise ValueError(f"digitize: bins must rise or fall, got {bins_text(edges)}")
    found = searchsorted(<Tensor> get_item(alias(edges), slice(None, None, -1)), x, side)
    return binary(TL_OP_subtract, scalar_tensor(edges.numel, TL_I64), found)


cdef str bins_text(Tensor edges):
    return str(edges.tolist()) if edges.numel <= 10 else f"{edges.numel} edges that do neither"


cdef bint holds(int op, Tensor a, Tensor b) except -1:
    return reduce_all(TL_OP_all, binary(op, a, b)).v.data[0]


# ---- bins of numbers ------------------------------------------------------------------------------------------------
cdef tuple ends(Tensor t, object limits, str function):
    """Where the bins begin and end, as Python numbers: the range given, or that of the elements."""
    if limits is not None:
        if getattr(limits, "ndim", 1) != 1 or not hasattr(limits, "__iter__"):
            raise TypeError(f"{function}: range must be a pair of numbers, got {type(limits).__name__}")
        pair = [x.item() if hasattr(x, "item") else x for x in limits]
        if len(pair) != 2:
            raise ValueError(f"{function}: range must be a pair of numbers, got {len(pair)} of them")
        low, high = pair
        if not (isinstance(low, (int, float)) and isinstance(high, (int, float))):
            raise TypeError(f"{function}: range must be a pair of real numbers, got ({low!r}, {high!r})")
        if low > high:
            raise ValueError(f"{function}: max must be larger than min in range, got ({low}, {high})")
        if not (abs(low) < INF and abs(high) < INF):
            raise ValueError(f"{function}: the range ({low}, {high}) is not finite")
    elif t.numel == 0:
        low, high = 0, 1
    else:
        low, high = reduce_all(TL_OP_min, t).item(), reduce_all(TL_OP_max, t).item()
        if not (abs(low) < INF and abs(high) < INF):
            raise ValueError(f"{function}: the range of the elements, ({low}, {high}), is not finite")
    return (low - 0.5, high + 0.5) if low == high else (low, high)


cdef double INF = float("inf")


cdef Tensor even_edges(Tensor t, object low, object high, int64_t n, object limits, str function):
    """In the dtype of floats, or of wider limits; the elements' own range is computed in theirs, as NumPy does."""
    cdef Tensor first, last
    if is_float(t) and limits is None and t.v.dtype != TL_F64:
        first, last = scalar_tensor(low, t.v.dtype), scalar_tensor(high, t.v.dtype)
        edges = arange(n + 1).astype(t.dtype) * ((last - first) / n) + first
        edges[n] = last
    else:
        dtype = t.dtype if is_float(t) else "float64"
        for x in () if limits is None else limits:
            dtype = promote_types(dtype, getattr(x, "dtype", dtype))
        edges = linspace(low, high, n + 1, dtype=dtype)
    if holds(TL_OP_less, <Tensor> get_item(edges, slice(None, -1)), <Tensor> get_item(edges, slice(1, None))):
        return edges
    raise ValueError(f"{function}: too many bins for the range ({low}, {high}): {n} of them have no width")


cdef Tensor given_edges(object bins, Tensor t, str function):
    cdef Tensor edges = beside(bins, t.v.dtype, function)
    need_order(edges, function)
    if edges.v.ndim != 1:
        raise ValueError(f"{function}: bins must have one axis, got shape {edges.shape}")
    edges = alias(edges)
    if reduce_all(TL_OP_any, binary(TL_OP_greater, <Tensor> get_item(edges, slice(None, -1)),
                                    <Tensor> get_item(edges, slice(1, None)))).v.data[0]:
        raise ValueError(f"{function}: bins must rise monotonically")
    return edges


cdef bint is_single(object bins) except -1:
    """One number, instead of edges."""
    return not (isinstance(bins, (list, tuple)) or getattr(bins, "ndim", 0) or hasattr(bins, "__len__") and not
                hasattr(bins, "__index__"))


cdef tuple edges_of(Tensor t, object bins, object limits, bint weighted, str function):
    """The edges, and whether all bins have one width."""
    if isinstance(bins, str):
        if bins not in WIDTHS:
            raise ValueError(f"{function}: bins={bins!r} is unknown; give one of {', '.join(WIDTHS)}")
        if weighted:
            raise TypeError(f"{function}: bins={bins!r} is not for weighted elements; give their number")
        low, high = ends(t, limits, function)
        n = estimated(t, low, high, limits is not None, bins, function)
    elif not is_single(bins):
        return given_edges(bins, t, function), False
    else:
        if not hasattr(bins, "__index__"):
            if isinstance(bins, float) and bins < 1:
                raise ValueError(f"{function}: bins must be positive, got {bins}")
            raise TypeError(f"{function}: bins must be an integer, a name or edges, got {type(bins).__name__}")
        n = integer(bins, "bins", function)
        if n < 1:
            raise ValueError(f"{function}: bins must be positive, got {n}")
        low, high = ends(t, limits, function)
    if n >= 1 << 40:
        raise MemoryError(f"{function}: {n} bins are too many")
    return even_edges(t, low, high, n, limits, function), True


cdef Tensor bin_numbers(Tensor t, Tensor edges, bint even, str function):
    """Which bin each element is in; -1 or the number of bins when it is in none."""
    cdef int64_t n = edges.numel - 1
    cdef int d
    cdef Tensor out, last
    cdef tl_call call
    if even and n > 0:
        d = TL_F64 if edges.v.dtype == TL_F64 else TL_F32
        edges, t = contiguous(cast(edges, d)), contiguous(cast(t, d))
        out = empty_tensor(TL_I64, t.v.ndim, t.v.shape)
        tl_call_make(&call, runs.bin, b"bin", NULL, 0, &out.v, &t.v, &edges.v, NULL)
        call.bytes, call.work = 16.0 * t.numel, 32.0 * t.numel
        launch(&call, function, True)
        return out
    out = searchsorted(edges, t, "right")
    out = binary(TL_OP_subtract, out, scalar_tensor(1, TL_I64))
    if n < 0:
        return out
    last = binary(TL_OP_equal, t, <Tensor> get_item(edges, -1))
    return select(last, scalar_tensor(n - 1, TL_I64), out)


cdef tuple counted(object a, object weights, str function):
    """Elements and weights, each in one row; booleans count as 0 and 1."""
    cdef Tensor t = alias(operand(a, function)), w = None
    need_order(t, function)
    if t.v.dtype == TL_BOOL:
        t = <Tensor> t.astype("uint8")
    if weights is not None:
        w = operand(weights, function)
        if shape_tuple(w) != shape_tuple(t):
            raise ValueError(f"{function}: weights of shape {w.shape} for an array of shape {t.shape}")
        w = w.ravel()
    return t.ravel(), w


cdef Tensor weighed(Tensor index, Tensor w, int64_t bins, str function):
    """Sums in float64 or complex128, then in the dtype of the weights."""
    if w is None:
        return tallied(index, None, bins, function)
    if not is_complex(w):
        return cast(tallied(index, cast(w, TL_F64), bins, function), w.v.dtype)
    real, imaginary = [
        tallied(index, cast(complex_part(w, k), TL_F64), bins, function) for k in (False, True)
    ]
    return cast(complex_of_parts(real, imaginary), w.v.dtype)


cdef Tensor added_up(Tensor index, Tensor w, int64_t bins):
    """Sums of integers to the last bit, in the dtype of the weights, as NumPy has them between given edges."""
    order = argsort(index)
    ends = searchsorted(<Tensor> get_item(index, order), arange(bins + 1))
    sums = get_item(concatenate((zeros(1, dtype="int64"), cumsum(cast(<Tensor> get_item(w, order), TL_I64)))), ends)
    return cast(<Tensor> diff(sums), w.v.dtype)


def histogram(a, bins=10, range=None, density=None, weights=None):
    """How many elements lie in each of a row of bins.

    Parameters
    ----------
    a : array_like
        Taken in C order.
    bins : int, sequence or str
        How many bins of equal width, their edges, or how to find their number, see `histogram_bin_edges`.
    range : (float, float), optional
        Where bins of equal width begin and end; from the smallest to the largest element when None.
    density : bool
        Divide by the number of elements and the widths, so that the integral is 1.
    weights : array_like, optional
        What each element counts for, instead of 1; of the shape of `a`.

    Returns
    -------
    (Tensor, Tensor)
        The counts, of int64 or the dtype of the weights, and the edges, one more than there are bins.

    Raises
    ------
    ValueError
        When the edges do not rise, the range is not finite, or shapes differ.

    Notes
    -----
    A bin has its left edge and not its right one; the last has both. The weights may have gradients.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.histogram(tl.array([1, 2, 1, 4]), bins=3)
    (tensor([2, 1, 1]), tensor([1., 2., 3., 4.]))
    """
    cdef Tensor t, w, edges
    t, w = counted(a, weights, "histogram")
    edges, even = edges_of(t, bins, range, w is not None, "histogram")
    n = bin_numbers(t, edges, even, "histogram")
    if w is not None and not even and w.dtype.kind in "iu":
        n = added_up(n, w, max(edges.numel - 1, 0))
    else:
        n = weighed(n, w, max(edges.numel - 1, 0), "histogram")
    if density:
        n = n / diff(edges).astype("float64") / n.sum()
    return n, edges


def histogram_bin_edges(a, bins=10, range=None, weights=None):
    """The edges of the bins that `histogram` counts in.

    Parameters
    ----------
    a : array_like
        Taken in C order.
    bins : int, sequence or str
        How many bins of equal width, their edges, or a rule for their width: "auto", "fd" (Freedman and Diaconis),
        "doane", "scott", "stone", "rice", "sturges" or "sqrt".
    range : (float, float), optional
        Where bins of equal width begin and end; from the smallest to the largest element when None.
    weights : array_like, optional
        Of the shape of `a`; only checked.

    Returns
    -------
    Tensor
        One more than there are bins.

    Raises
    ------
    ValueError
        When the edges do not rise or the range is not finite.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.histogram_bin_edges(tl.array([0.0, 1.0, 4.0]), bins="sturges")
    tensor([0.        , 1.33333333, 2.66666667, 4.        ])
    """
    cdef Tensor t, w
    t, w = counted(a, weights, "histogram_bin_edges")
    return edges_of(t, bins, range, w is not None, "histogram_bin_edges")[0]


# ---- rules for the width of bins, as NumPy has them -----------------------------------------------------------------
def _spread(x):
    return (x.max() - x.min()).item()


def _sqrt(x, limits):
    return _spread(x) / x.size**0.5


def _sturges(x, limits):
    return _spread(x) / (log2(x.size) + 1)


def _rice(x, limits):
    return _spread(x) / (2 * x.size ** (1.0 / 3.0))


def _scott(x, limits):
    return (24 * PI**0.5 / x.size) ** (1.0 / 3.0) * x.std().item()


def _fd(x, limits):
    upper, lower = percentile(x, [75, 25]).tolist()
    return 2 * (upper - lower) * x.size ** (-1.0 / 3.0)


def _doane(x, limits):
    n, sigma = x.size, x.std().item()
    if n <= 2 or not sigma > 0:
        return 0.0
    skewness = (((x - x.mean()) / sigma) ** 3).mean().item()
    deviation = (6 * (n - 2) / ((n + 1) * (n + 3))) ** 0.5
    return _spread(x) / (1 + log2(n) + log2(1 + abs(skewness) / deviation))


def _stone(x, limits):
    """The number of bins for which the square error, estimated by leaving one out, is least."""
    n, wide = x.size, x.max() - x.min()
    if n <= 1 or wide == 0:
        return 0.0

    def loss(bins):
        p = histogram(x, bins, limits)[0] / n
        return (2 - (n + 1) * (p @ p).item()) / (wide / bins).item()  # NumPy's roundings decide ties

    return (wide / min(list(range(1, max(100, int(n**0.5)) + 1)), key=loss)).item()


def _auto(x, limits):
    return min(max(_fd(x, limits), _sqrt(x, limits) / 2), _sturges(x, limits))


from math import ceil, log2, pi as PI
WIDTHS = {
    "stone": _stone, "auto": _auto, "doane": _doane, "fd": _fd, "rice": _rice, "scott": _scott, "sqrt": _sqrt,
    "sturges": _sturges,
}


cdef object estimated(Tensor t, object low, object high, bint limited, str rule, str function):
    """How many bins a rule gives; one where it gives no width."""
    cdef Tensor x
    cdef int d
    if limited:
        t = t[(t >= low) & (t <= high)]
    if t.numel == 0:
        return 1
    x = t if is_float(t) else t.astype("float64")
    if not (high - low < INF and _spread(x) < INF):
        raise too_wide(low, high, rule, function)
    width = WIDTHS[rule](x, (low, high) if limited else None)
    if not width:
        return 1
    if not is_float(t):
        width = max(width, 1)
    if not limited and rule in ("fd", "rice", "scott", "stone"):  # as NumPy rounds: stone's quotient is whole
        d = x.v.dtype
        n = ((scalar_tensor(high, d) - scalar_tensor(low, d)) / scalar_tensor(width, d)).item()
    else:
        n = (high - low) / width
    if not 0 < n < INF:
        raise too_wide(low, high, rule, function)
    return int(ceil(n))


cdef object too_wide(object low, object high, str rule, str function):
    return ValueError(f"{function}: the range ({low}, {high}) is too large for bins={rule!r}; give their number")


# ---- several axes ---------------------------------------------------------------------------------------------------
cdef list columns_of(object sample):
    """The coordinates, one vector each: columns of a matrix, or items of a sequence."""
    cdef Tensor t
    if not hasattr(sample, "__iter__"):
        raise TypeError(f"histogramdd: sample must be a matrix or a sequence, got {type(sample).__name__}")
    if getattr(sample, "ndim", 0) == 2:
        t = operand(sample, "histogramdd")
        return [t[:, k] for k in range(t.v.shape[1])]
    if isinstance(sample, Tensor) or hasattr(sample, "__array__"):
        t = operand(sample, "histogramdd")
        if t.v.ndim > 1:
            raise ValueError(f"histogramdd: sample must be a matrix or a sequence of vectors, got shape {t.shape}")
        return [t.reshape(-1)]
    columns = [operand(x, "histogramdd") for x in snapshot(sample)]
    if all([(<Tensor> x).v.ndim == 0 for x in columns]):  # one axis, number by number
        return [operand(sample, "histogramdd")]
    for x in columns:
        if (<Tensor> x).v.ndim != 1 or (<Tensor> x).numel != (<Tensor> columns[0]).numel:
            raise ValueError(f"histogramdd: the coordinates have shapes {', '.join([str(x.shape) for x in columns])}")
    return columns


cdef list of_each_axis(object given, Py_ssize_t n, str what, str function):
    """What is given for each axis."""
    items = list(snapshot(given))
    if len(items) != n:
        raise ValueError(f"{function}: {what} has {len(items)} entries for {n} axes")
    return items


cdef tuple grid(list columns, object bins, object limits, bint density, object weights, str function):
    """Counts in the cells of a grid, and the edges along each axis."""
    cdef Tensor cell = None, w = None, index, inside, edges
    cdef Py_ssize_t n = len(columns), k
    cdef list bins_, limits_, all_edges = [], shape = []
    if not n:
        raise ValueError(f"{function}: the points have no coordinates, sample needs one column at least")
    bins_ = [bins] * n if is_single(bins) else of_each_axis(bins, n, "bins", function)
    limits_ = [None] * n if limits is None else of_each_axis(limits, n, "range", function)
    for k in range(n):
        x = alias(<Tensor> columns[k])
        need_order(x, function)
        if (<Tensor> x).v.dtype == TL_BOOL:
            x = x.astype("uint8")
        if isinstance(bins_[k], str):
            raise TypeError(f"{function}: bins of axis {k} must be an integer or edges, got {bins_[k]!r}")
        held = limits_[k] is not None and is_single(bins_[k])  # the range is of Python's numbers
        edges, even = edges_of(cast(<Tensor> x, TL_F64) if held else x, bins_[k], limits_[k], False, function)
        size = max(edges.numel - 1, 0)
        index = bin_numbers(x, edges, even, function)
        inside = binary(TL_OP_logical_and, binary(TL_OP_greater_equal, index, scalar_tensor(0, TL_I64)),
                        binary(TL_OP_less, index, scalar_tensor(size, TL_I64)))
        if cell is not None:
            index = binary(TL_OP_add, binary(TL_OP_multiply, cell, scalar_tensor(size, TL_I64)), index)
            inside = binary(TL_OP_logical_and, inside, binary(TL_OP_greater_equal, cell, scalar_tensor(0, TL_I64)))
        cell = select(inside, index, scalar_tensor(-1, TL_I64))
        all_edges.append(edges)
        shape.append(size)
    total = 1
    for size in shape:
        total *= size
    if total >= 1 << 60:
        raise ValueError(f"{function}: {total} cells are too many")
    if weights is not None:
        w = as_weights(weights, <Tensor> columns[0], function)
    r = cast(tallied(cell, w, total, function), TL_F64).reshape(shape)
    if density:
        whole = r.sum()
        for k in range(n):
            r = r / diff(all_edges[k]).astype("float64").reshape([-1] + [1] * (n - 1 - k))
        r = r / whole
    return r, all_edges


def histogramdd(sample, bins=10, range=None, density=None, weights=None):
    """How many points lie in each cell of a grid.

    Parameters
    ----------
    sample : array_like
        The points: rows of a matrix, or a sequence of the vectors of their coordinates.
    bins : int or sequence
        How many bins along every axis, or for each axis how many or their edges.
    range : sequence, optional
        For each axis where bins of equal width begin and end, or None for that of the coordinates.
    density : bool
        Divide by the number of points and the volumes, so that the integral is 1.
    weights : array_like, optional
        What each point counts for, instead of 1.

    Returns
    -------
    (Tensor, list of Tensor)
        The counts, of float64, with an axis for each coordinate, and the edges along each.

    Raises
    ------
    ValueError
        When the edges do not rise, a range is not finite, or numbers of axes differ.

    Notes
    -----
    A bin has its left edge and not its right one; the last has both. The weights may have gradients.

    Examples
    --------
    >>> import tensorlab as tl
    >>> points = tl.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.25]])
    >>> counts, edges = tl.histogramdd(points, bins=2)
    >>> counts
    tensor([[1., 0.],
            [1., 1.]])
    """
    return grid(columns_of(sample), bins, range, bool(density), weights, "histogramdd")


def histogram2d(x, y, bins=10, range=None, density=None, weights=None):
    """How many points of the plane lie in each cell of a grid.

    Parameters
    ----------
    x, y : array_like
        The coordinates of the points; vectors of equal length.
    bins : int or sequence
        How many bins along both axes or their edges; or two of these, one for each axis.
    range : sequence, optional
        For each axis where bins of equal width begin and end.
    density : bool
        Divide by the number of points and the areas, so that the integral is 1.
    weights : array_like, optional
        What each point counts for, instead of 1.

    Returns
    -------
    (Tensor, Tensor, Tensor)
        The counts, of float64, with `x` along the first axis; the edges along each.

    Raises
    ------
    ValueError
        When `x` and `y` differ in length, the edges do not rise, or a range is not finite.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.histogram2d([0.0, 1.0, 1.0], [0.0, 1.0, 0.25], bins=2)[0]
    tensor([[1., 0.],
            [1., 1.]])
    """
    cdef Tensor a = operand(x, "histogram2d"), b = operand(y, "histogram2d")
    if a.v.ndim != 1 or b.v.ndim != 1 or a.numel != b.numel:
        raise ValueError(f"histogram2d: x and y must be vectors of one length, got shapes {a.shape} and {b.shape}")
    if not is_single(bins):
        bins = bins if getattr(bins, "ndim", 0) else snapshot(bins)
        if len(bins) not in (1, 2):
            bins = (bins, bins)
    r, edges = grid([a, b], bins, range, bool(density), weights, "histogram2d")
    return r, edges[0], edges[1]
