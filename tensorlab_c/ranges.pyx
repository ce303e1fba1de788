# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Evenly spaced numbers, and matrices made by rule."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, both, check_device, integer, is_float, operand
from tensorlab_c._fill cimport zero
from tensorlab_c._given cimport beside, given, room
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport DTYPES, DType, as_dtype, default_float, default_num
from tensorlab_c.creation import arange
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make, tl_fractions, tl_spacing
from tensorlab_c.tl cimport *

__all__ = ["diag", "diagonal", "eye", "identity", "linspace", "logspace", "meshgrid", "tri", "tril", "triu"]

cdef object FAR = 1 << 62
cdef object WORD = (1 << 64) - 1


cdef inline Tensor vector(int dtype, int64_t n):
    return empty_tensor(dtype, 1, &n)


cdef inline Tensor leaf(Tensor t, bint requires_grad):
    """A new tensor whose gradient is wanted or not."""
    if requires_grad:
        t.requires_grad = True  # checks the dtype
    return t


cdef int64_t how_many(object num, str function) except -1:
    cdef object n = integer(num, "num", function)
    if n < 0:
        raise ValueError(f"{function}: num must not be negative, got {n}")
    if n >= 1 << 59:
        raise ValueError(f"{function}: {n} numbers are too many for the address space")
    return n


cdef Tensor spaced(double start, double stop, int64_t num, int64_t steps, bint endpoint):
    """start + i * step as NumPy rounds it."""
    cdef Tensor t = vector(TL_F64, num)
    cdef tl_spacing h = [start, stop, steps, endpoint]
    cdef tl_call call
    tl_call_make(&call, runs.space, b"space", &h, sizeof(h), &t.v, NULL, NULL, NULL)
    call.bytes = 8.0 * num
    launch(&call, "linspace", True)
    return t


cdef bint beyond_doubles(object start, object stop, DType d):
    """Is it a matter of integers that float64 does not hold?"""
    return (d is not None and d.kind in "iu" and type(start) is int and type(stop) is int
            and (abs(start) > 1 << 53 or abs(stop) > 1 << 53))


cdef Tensor spaced_integers(object start, object stop, int64_t num, int64_t steps, DType d):
    """floor(start + i * (stop - start) / steps), exactly: counted in 64 bits with a remainder carried along."""
    cdef object whole = 0, rest = 0, last = start
    cdef object bits = 8 * d.itemsize - (d.kind == "i"), low = -(1 << bits) if d.kind == "i" else 0
    cdef Tensor t = vector(TL_U64 if d.kind == "u" else TL_I64, num)
    cdef tl_fractions h
    cdef tl_call call
    if steps > 0 and num > 1:
        whole, rest = divmod(stop - start, steps)
        last = start + (num - 1) * (stop - start) // steps
    for x in (start, last) if num else ():
        if not low <= x < 1 << bits:
            raise OverflowError(f"linspace: Python integer {x} is out of bounds for {d.name}")
    h.first, h.whole, h.rest, h.steps = start & WORD, whole & WORD, rest, max(steps, 1)
    tl_call_make(&call, runs.count_fractions, b"count_fractions", &h, sizeof(h), &t.v, NULL, NULL, NULL)
    call.bytes, call.work = 8.0 * num, 4.0 * num
    launch(&call, "linspace", True)
    return cast(t, d.num)


cdef Tensor spaced_tensors(Tensor a, Tensor b, int64_t num, int64_t steps, bint endpoint, str function):
    """As `spaced`, between tensors of one floating dtype, along a new first axis."""
    cdef Tensor delta, place, y, step
    cdef int64_t shape[64]
    cdef int i
    try:
        delta = binary(TL_OP_subtract, b, a)
    except ValueError:
        raise shapes_error(function, a, b) from None
    if delta.v.ndim >= 64:
        raise ValueError(f"{function}: {delta.v.ndim} axes and a new one; at most 64 are possible")
    place = arange(num, dtype=delta.dtype)
    shape[0] = num
    for i in range(delta.v.ndim):
        shape[i + 1] = 1
    y = place = reshaped(place, delta.v.ndim + 1, shape)
    if steps > 0:
        step = both(TL_OP_divide, delta, <double> steps)
        if apply_reduce(TL_OP_any, both(TL_OP_equal, step, 0.0), None, None, None, False, None, True):
            y = binary(TL_OP_multiply, both(TL_OP_divide, y, <double> steps), delta)
        else:
            y = binary(TL_OP_multiply, y, step)
    else:
        y = binary(TL_OP_multiply, y, delta)
    y = binary(TL_OP_add, y, a)
    if endpoint and num > 1:
        y = select(both(TL_OP_equal, place, <double> (num - 1)), b, y)
    return y


cdef object end_of(object x, object other, DType d, str function):
    """An end as a Python number or a tensor; lists of floats are not rounded to the default dtype on their way."""
    cdef Tensor t
    if isinstance(x, (int, float)):
        return x
    if isinstance(x, (list, tuple)):
        return beside(x, TL_F64 if d is not None else near_dtype(other), function)
    t = operand(x, function)
    return item_of(t) if t.v.ndim == 0 and not is_float(t) and d is not None and d.kind in "iu" else t


cdef int near_dtype(object other):
    return (<Tensor> other).v.dtype if isinstance(other, Tensor) else TL_BOOL


cdef Tensor whole_ends(Tensor t, Tensor first, Tensor last, bint endpoint):
    """Integers computed as floats, with their ends exact where those are integers beyond floats."""
    if first.v.dtype < TL_F32 and t.v.shape[0] > 0:
        set_item(t, 0, cast(first, t.v.dtype))
    if endpoint and last.v.dtype < TL_F32 and t.v.shape[0] > 1:
        set_item(t, -1, cast(last, t.v.dtype))
    return t


def linspace(start, stop, num=50, bint endpoint=True, bint retstep=False, dtype=None, axis=0, *,
             bint requires_grad=False, device=None):
    """A number of evenly spaced values from `start` to `stop`.

    Parameters
    ----------
    start, stop : array_like
    num : int
        How many.
    endpoint : bool
        Whether `stop` is the last one, exactly.
    retstep : bool
        Return the step too.
    dtype : dtype, optional
        When None that of floating `start` and `stop`, else float64; integers are rounded down.
    axis : int
        Where the values stand when `start` or `stop` has axes.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor or (Tensor, Tensor)
        The values, and the step when asked for.

    Raises
    ------
    ValueError
        When `num` is negative.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.linspace(0, 1, 5)
    tensor([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    check_device(device, "linspace")
    t, step = evenly(start, stop, num, endpoint, retstep, dtype, axis, "linspace")
    t = leaf(t, requires_grad)
    return (t, step) if retstep else t


cdef tuple evenly(
    object start, object stop, object num, bint endpoint, bint retstep, object dtype, object axis, str function
):
    """linspace, and the distance of its numbers."""
    cdef int64_t n = how_many(num, function)
    cdef int64_t steps = n - 1 if endpoint else n
    cdef Tensor a, b, t
    cdef DType d = None if dtype is None else as_dtype(dtype)
    start, stop = end_of(start, stop, d, function), stop
    stop = end_of(stop, start, d, function)
    if isinstance(start, (int, float)) and isinstance(stop, (int, float)):
        step = (float(stop) - float(start)) / steps if steps > 0 else float("nan")
        step = scalar_tensor(step, default_num if d is None else TL_F64)
        if d is None:
            d = default_float()
        if beyond_doubles(start, stop, d):
            t = spaced_integers(start, stop, n, steps, d)
        else:
            t = spaced(start, stop, n, steps, endpoint)
    else:
        a, b = resolved(TL_OP_divide, start, stop)
        t = spaced_tensors(a, b, n, steps, endpoint, function)
        step = (b - a) / (steps if steps > 0 else float("nan")) if retstep else None
    if d is not None:
        if d.kind in "iu" and is_float(t):
            t = unary(TL_OP_floor, t)
        t = cast(t, d.num)
        if d.kind in "iu" and t.v.ndim > 1:
            t = whole_ends(t, operand(start, function), operand(stop, function), endpoint)
    if axis != 0:
        t = moved_first(t, axis_index(axis, t.v.ndim, function))
    return t, step


cdef Tensor moved_first(Tensor t, int axis):
    """A view with the first axis moved to `axis`."""
    cdef int order[64]
    cdef int i
    for i in range(t.v.ndim):
        order[i] = i + 1 if i < axis else (0 if i == axis else i)
    return permuted(t, order)


def logspace(start, stop, num=50, bint endpoint=True, base=10.0, dtype=None, axis=0):
    """Powers of `base` with evenly spaced exponents from `start` to `stop`.

    Parameters
    ----------
    start, stop : array_like
        The exponents of the ends.
    num : int
        How many.
    endpoint : bool
        Whether ``base**stop`` is the last one.
    base : array_like
        Broadcast against `start` and `stop`.
    dtype : dtype, optional
        float64 when None.
    axis : int
        Where the values stand when `start`, `stop` or `base` has axes.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.logspace(0, 3, 4, base=2)
    tensor([1., 2., 4., 8.])
    """
    cdef Tensor r, b
    cdef DType d = None if dtype is None else as_dtype(dtype)
    cdef DType exact = DTYPES[TL_F64] if d is not None and isinstance(start, (int, float, list, tuple)) else None
    if isinstance(base, (int, float)):
        r = both(TL_OP_power, float(base), evenly(start, stop, num, endpoint, False, exact, axis, "logspace")[0])
    else:
        b = given(base, exact.num, "logspace") if exact is not None else operand(base, "logspace")
        start, stop = shaped_beside(start, b), shaped_beside(stop, b)
        r = evenly(start, stop, num, endpoint, False, exact, 0, "logspace")[0]  # first axis: the base broadcasts
        r = both(TL_OP_power, b, r)
        if axis != 0:
            r = moved_first(r, axis_index(axis, r.v.ndim, "logspace"))
    return r if d is None else cast(r, d.num)


cdef object shaped_beside(object x, Tensor b):
    """An end with at least the axes of the base."""
    cdef Tensor t
    cdef int64_t shape[64]
    cdef int i, lead
    if b.v.ndim == 0:
        return x
    t = operand(x, "logspace")
    lead = b.v.ndim - t.v.ndim
    if lead <= 0:
        return t
    for i in range(b.v.ndim):
        shape[i] = 1 if i < lead else t.v.shape[i - lead]
    return reshaped(t, b.v.ndim, shape)


def eye(N, M=None, k=0, dtype=None, *, bint requires_grad=False, device=None):
    """A matrix of zeros with ones on a diagonal.

    Parameters
    ----------
    N, M : int
        Rows and columns; as many columns as rows when `M` is None.
    k : int
        The diagonal: 0 the main one, positive ones above it.
    dtype : dtype, optional
        float64 when None.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor
        Of shape (N, M).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.eye(2, 3, k=1)
    tensor([[0., 1., 0.],
            [0., 0., 1.]])
    """
    cdef int64_t shape[2]
    cdef int64_t offset = offset_of(k, "eye")
    cdef int d = as_dtype(dtype).num
    check_device(device, "eye")
    parse_shape((N, N if M is None else M), shape, "eye")
    cdef Tensor t = room(d, 2, shape, "eye")
    fill_diagonal(reshaped(t, 1, &t.numel), shape[0], shape[1], offset, scalar_tensor(1, d))
    return leaf(t, requires_grad)


cdef int fill_diagonal(Tensor flat, int64_t rows, int64_t columns, int64_t k, Tensor values) except -1:
    """Sets a fresh matrix, given as a vector, to zero but for `values` on a diagonal."""
    cdef int64_t length = max(min(rows + min(k, 0), columns - max(k, 0)), 0), start
    zero(flat, "eye")
    if length:
        start = max(k, 0) - min(k, 0) * columns
        set_item(flat, slice(start, start + (length - 1) * (columns + 1) + 1, columns + 1), values)
    return 0


def identity(n, dtype=None):
    """The square matrix with ones on the main diagonal.

    Parameters
    ----------
    n : int
        Rows and columns.
    dtype : dtype, optional
        float64 when None.

    Returns
    -------
    Tensor
        Of shape (n, n).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.identity(2)
    tensor([[1., 0.],
            [0., 1.]])
    """
    return eye(n, dtype=dtype)


cdef int64_t offset_of(object k, str function) except? -1:
    """The number of a diagonal; those beyond any matrix are as good as a far one."""
    cdef object i = integer(k, "the diagonal", function)
    return max(-FAR, min(i, FAR))


cdef Tensor diagonal_of(Tensor t, int64_t k):
    """A diagonal of the last two axes as the last axis: a view.

    While gradients are recorded it is every (columns + 1)th element of the flat matrix, and a view when that is one.
    """
    cdef int64_t rows = t.v.shape[t.v.ndim - 2]
    cdef int64_t columns = t.v.shape[t.v.ndim - 1]
    cdef int64_t length = max(min(rows + min(k, 0), columns - max(k, 0)), 0)
    cdef int64_t start
    cdef int64_t shape[64]
    cdef int i
    if t.ag is None or not recording():
        return diagonal_view(t, k, length)
    for i in range(t.v.ndim - 2):
        shape[i] = t.v.shape[i]
    shape[t.v.ndim - 2] = rows * columns
    t = reshaped(t, t.v.ndim - 1, shape)
    if length == 0:
        return <Tensor> get_item(t, (Ellipsis, slice(0, 0)))
    start = max(k, 0) - min(k, 0) * columns
    return <Tensor> get_item(t, (Ellipsis, slice(start, start + (length - 1) * (columns + 1) + 1, columns + 1)))


cdef Tensor diagonal_view(Tensor t, int64_t k, int64_t length):
    cdef Tensor r = view_of(t, t.v.ndim - 1)
    cdef int64_t row = t.v.strides[t.v.ndim - 2], column = t.v.strides[t.v.ndim - 1]
    cdef int i, last = t.v.ndim - 2
    for i in range(last):
        r.v.shape[i] = t.v.shape[i]
        r.v.strides[i] = t.v.strides[i]
    r.v.shape[last] = length
    r.v.strides[last] = row + column
    if length:
        r.v.data += k * column if k > 0 else -k * row
    set_flags(r)
    return r


def diagonal(a, offset=0, axis1=0, axis2=1):
    """A diagonal of two axes, as a new last axis.

    Parameters
    ----------
    a : array_like
        With at least two axes.
    offset : int
        Which diagonal; positive ones are above the main one.
    axis1, axis2 : int
        The axes that span the matrices.

    Returns
    -------
    Tensor
        A view where the layout allows it.

    Raises
    ------
    ValueError
        When `a` has fewer than two axes, or both axes are the same.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.diagonal(tl.array([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    cdef Tensor t = operand(a, "diagonal")
    cdef int order[64]
    cdef int i, n = 0, x, y
    if t.v.ndim < 2:
        raise ValueError(f"diagonal: at least two axes are needed, got shape {t.shape}")
    x, y = axis_index(axis1, t.v.ndim, "diagonal"), axis_index(axis2, t.v.ndim, "diagonal")
    if x == y:
        raise ValueError(f"diagonal: axis1 and axis2 are both {x}")
    for i in range(t.v.ndim):
        if i != x and i != y:
            order[n] = i
            n += 1
    order[n], order[n + 1] = x, y
    return diagonal_of(t if x == n and y == n + 1 else permuted(t, order), offset_of(offset, "diagonal"))


def diag(v, k=0):
    """The matrix with a given diagonal, or the diagonal of a given matrix.

    Parameters
    ----------
    v : array_like
        With one axis for the former, two for the latter.
    k : int
        The diagonal; positive ones are above the main one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `v` has neither one nor two axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.diag(tl.array([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    cdef Tensor t = operand(v, "diag"), flat
    cdef int64_t shape[2]
    cdef int64_t offset = offset_of(k, "diag"), side, size
    if t.v.ndim == 2:
        return diagonal_of(t, offset)
    if t.v.ndim != 1:
        raise ValueError(f"diag: one or two axes are needed, got shape {t.shape}")
    side = t.v.shape[0] + (offset if offset > 0 else -offset)
    if side >= (<int64_t> 1 << 30):
        raise ValueError(f"diag: a matrix of {side} x {side} elements is too large for the address space")
    shape[0] = shape[1] = side
    size = side * side
    flat = empty_tensor(t.v.dtype, 1, &size)
    fill_diagonal(flat, side, side, offset, t)
    return reshaped(flat, 2, shape)


cdef Tensor rows_from(int64_t rows, int64_t columns, int64_t k):
    """A column of row numbers plus k."""
    cdef int64_t shape[2]
    k = max(-rows, min(k, columns))  # further away there is nothing either
    shape[0], shape[1] = rows, 1
    return reshaped(arange(k, k + rows), 2, shape)


cdef Tensor below(int64_t rows, int64_t columns, int64_t k):
    """True on and below the k-th diagonal."""
    return binary(TL_OP_greater_equal, rows_from(rows, columns, k), arange(columns))


def tri(N, M=None, k=0, dtype=None, *, bint requires_grad=False):
    """A matrix with ones on and below a diagonal, zeros above.

    Parameters
    ----------
    N, M : int
        Rows and columns; as many columns as rows when `M` is None.
    k : int
        The diagonal; positive ones are above the main one.
    dtype : dtype, optional
        float64 when None.
    requires_grad : bool
        Whether operations on the result are recorded.

    Returns
    -------
    Tensor
        Of shape (N, M).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.tri(2, 3)
    tensor([[1., 0., 0.],
            [1., 1., 0.]])
    """
    cdef int64_t shape[2]
    cdef Tensor t
    parse_shape((N, N if M is None else M), shape, "tri")
    t = room(as_dtype(dtype).num, 2, shape, "tri")  # first, so that a size too large is told of this shape
    if t.numel:
        copy_into(t, below(shape[0], shape[1], offset_of(k, "tri")), "tri")
    return leaf(t, requires_grad)


cdef Tensor half(object a, int64_t k, bint lower, str function):
    cdef Tensor t = operand(a, function)
    cdef Tensor nothing = scalar_tensor(0, t.v.dtype), mask
    if t.v.ndim == 0:
        raise ValueError(f"{function}: at least one axis is needed, got a 0-d array")
    if t.numel == 0 and t.v.ndim > 1:
        return copied(t)
    mask = below(t.v.shape[max(t.v.ndim - 2, 0)], t.v.shape[t.v.ndim - 1], k if lower else k - 1)
    return select(mask, t, nothing) if lower else select(mask, nothing, t)


def tril(m, k=0):
    """A copy with zeros above a diagonal of the last two axes.

    Parameters
    ----------
    m : array_like
        With at least one axis; a vector becomes the square matrix whose rows it is.
    k : int
        The diagonal; positive ones are above the main one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `m` has no axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.tril(tl.array([[1, 2], [3, 4]]))
    tensor([[1, 0],
            [3, 4]])
    """
    return half(m, offset_of(k, "tril"), True, "tril")


def triu(m, k=0):
    """A copy with zeros below a diagonal of the last two axes.

    Parameters
    ----------
    m : array_like
        With at least one axis; a vector becomes the square matrix whose rows it is.
    k : int
        The diagonal; positive ones are above the main one.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When `m` has no axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.triu(tl.array([[1, 2], [3, 4]]))
    tensor([[1, 2],
            [0, 4]])
    """
    return half(m, offset_of(k, "triu"), False, "triu")


def meshgrid(*xi, indexing="xy", bint sparse=False, bint copy=True):
    """Coordinates of the points of a grid, from those of its axes.

    Parameters
    ----------
    *xi : array_like
        The coordinates along each axis.
    indexing : {"xy", "ij"}
        ``"xy"`` lets the first coordinate run along the second axis, as pictures do.
    sparse : bool
        Leave axes along which nothing changes at size 1.
    copy : bool
        False for read-only views of the arguments.

    Returns
    -------
    tuple of Tensor
        One per argument.

    Raises
    ------
    ValueError
        For another `indexing`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x, y = tl.meshgrid(tl.arange(3), tl.arange(2))
    >>> x + 10 * y
    tensor([[ 0,  1,  2],
            [10, 11, 12]])
    """
    cdef int n = len(xi), i, axis
    cdef int64_t shape[64]
    cdef int64_t full[64]
    cdef Tensor t
    cdef list grids = []
    if indexing != "xy" and indexing != "ij":
        raise ValueError(f"meshgrid: indexing must be 'xy' or 'ij', got {indexing!r}")
    if n > 64:
        raise ValueError(f"meshgrid: {n} axes; at most 64 are possible")
    swap = indexing == "xy" and n > 1
    tensors = [operand(x, "meshgrid") for x in xi]
    for i in range(n):
        full[1 - i if swap and i < 2 else i] = (<Tensor> tensors[i]).numel
    for i in range(n):
        axis = 1 - i if swap and i < 2 else i
        for j in range(n):
            shape[j] = 1
        shape[axis] = (<Tensor> tensors[i]).numel
        t = reshaped(<Tensor> tensors[i], n, shape)
        if not sparse:
            t = broadcasted(t, n, full)
        grids.append(copied(t) if copy else t)
    return tuple(grids)
