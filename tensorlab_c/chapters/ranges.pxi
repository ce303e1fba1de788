# Numerical ranges.
from cpython.long cimport PyLong_CheckExact
from libc.math cimport INFINITY, ceil
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c._call cimport axis_index, both, check_device, integer, is_complex, is_float, operand
from tensorlab_c._fill cimport zero
from tensorlab_c._given cimport beside, given, room
from tensorlab_c._tensor cimport (
    Tensor, binary, broadcasted, cast, copied, dtype_info, empty_tensor, item_of, launch, lost_part, permuted,
    reduce_all, reshaped, resolved, runs, scalar_tensor, select, set_item, shapes_error, unary,
)
from tensorlab_c.dtypes cimport DTYPES, DType, as_dtype, default_float, default_num
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make, tl_counting, tl_fractions, tl_spacing
from tensorlab_c.tl cimport TL_BOOL, TL_C128, TL_F64, TL_I64, TL_U64, tl_call, tl_part_of


cdef object number(object x, str function):
    """A Python number, of a 0-d tensor or NumPy scalar too."""
    if type(x) is int or type(x) is float:
        return x
    if isinstance(x, bool):
        return int(x)
    if isinstance(x, (str, bytes)):
        raise TypeError(f"{function}: start, stop and step must be numbers, got {x!r}")
    x = operand(x, function).item()
    if isinstance(x, complex):
        raise TypeError(f"{function}: start, stop and step must be real numbers, got {x}")
    return x


cdef int64_t count_steps(object start, object stop, object step) except -1:
    """ceil((stop - start) / step), computed as NumPy computes it."""
    if step == 0:
        raise ZeroDivisionError("arange: step must not be zero")
    cdef double n
    try:
        distance = stop - start
        n = distance / step
    except OverflowError:  # integers beyond floats
        n = INFINITY
    if n == 0 and distance:  # the quotient was too small for a float
        n = 1 if (distance > 0) == (step > 0) else 0
    n = ceil(n)
    if n != n or n > 9.2e18 or n == -INFINITY:
        raise ValueError(f"arange: cannot count the steps of {step} from {start} to {stop}")
    return <int64_t> n if n > 0 else 0


cdef Tensor counted(int64_t n, object start, object step, int dtype):
    """n numbers; `start` and `step` are ints, unless `dtype` is floating or complex."""
    cdef bint floating = dtype_info[dtype].kind in b"fc"
    cdef Tensor t = room(tl_part_of(dtype_info[dtype].compute) if floating else TL_I64, 1, &n, "arange")
    cdef tl_counting h = [0, 0, 0, 0]
    if floating:
        h.x, h.y = start, start + step
    elif ordinary(start) and ordinary(step):
        h.first, h.delta = <uint64_t> <int64_t> start, <uint64_t> <int64_t> step
    else:  # modulo 2**64, so that uint64 has its whole range
        h.first, h.delta = start & 0xffffffffffffffff, step & 0xffffffffffffffff
    count(t, &h)
    return cast(t, dtype)


cdef inline int count(Tensor t, const tl_counting *h) except -1:
    cdef tl_call call
    tl_call_make(&call, runs.count, b"count", <void *> h, sizeof(tl_counting), &t.v, NULL, NULL, NULL)
    call.bytes = 8.0 * t.numel
    return launch(&call, "arange", True)


cdef inline bint ordinary(object x) noexcept:
    """An integer with which counting in int64 cannot overflow."""
    cdef int overflow = 1
    cdef long long value = PyLong_AsLongLongAndOverflow(x, &overflow) if PyLong_CheckExact(x) else 0
    return overflow == 0 and -1 <= value >> 61 <= 0


cdef tuple whole_steps(int64_t n, object start, object step, DType d, bint chosen):
    """The first number and the step as NumPy takes them for an integer dtype: from the first two numbers.

    Those two must fit, and later ones wrap; where the dtype is not the caller's choice, none may.
    """
    cdef object first = int(start), second = int(start + step) if n > 1 else first, bits = 8 * d.itemsize
    cdef object low = 0 if d.kind == "u" else -(1 << (bits - 1)), high = low + (1 << bits)
    if n == 0:
        return first, 1
    for x in (first, second) if chosen else (first, second, first + (n - 1) * (second - first)):
        if d.num != TL_BOOL and not low <= x < high:
            raise OverflowError(f"arange: Python integer {x} is out of bounds for {d.name}")
    return first, second - first


def arange(start=None, stop=None, step=1, dtype=None, *, bint requires_grad=False, device=None):
    """Evenly spaced numbers from `start` up to but without `stop`; ``arange(stop)`` starts at 0.

    Parameters
    ----------
    start, stop : number
        `stop` is needed; from 0 on where it is the only one.
    step : number
        Negative to count down; 1 when None.
    dtype : dtype, optional
        int64 when None and all arguments are integers, else float64.
    requires_grad : bool
        Whether operations on the result are recorded.
    device : str, optional
        Only ``"cpu"`` exists.

    Returns
    -------
    Tensor
        With ``ceil((stop - start) / step)`` elements ``start + i * step``.

    Raises
    ------
    TypeError
        When neither `start` nor `stop` is given.
    ZeroDivisionError
        When `step` is zero.
    ValueError
        When the steps cannot be counted, from infinity say.
    OverflowError
        When the first numbers do not fit an integer dtype.

    Notes
    -----
    Lecture row L26. Because of rounding the last number of a float step can be `stop`; use `linspace` for those.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.arange(3) + 5
    tensor([5, 6, 7])
    >>> tl.arange(1, 0, -0.25)
    tensor([1.  , 0.75, 0.5 , 0.25])
    """
    cdef Tensor t
    cdef int64_t n
    cdef DType d
    cdef tl_counting up = [0, 1, 0, 0]
    if (stop is None and dtype is None and PyLong_CheckExact(start) and PyLong_CheckExact(step) and step == 1
            and 0 <= start < (1 << 40)):
        n = start
        t = room(TL_I64, 1, &n, "arange")
        count(t, &up)
        if device is not None:
            check_device(device, "arange")
        return leaf(t, requires_grad)
    check_device(device, "arange")
    if start is None and stop is None:
        raise TypeError("arange: stop is needed")
    if start is None:
        start = 0
    elif stop is None:
        start, stop = 0, start
    if step is None:
        step = 1
    start, stop, step = number(start, "arange"), number(stop, "arange"), number(step, "arange")
    if dtype is not None:
        d = as_dtype(dtype)
    elif isinstance(start, float) or isinstance(stop, float) or isinstance(step, float):
        d = default_float()
    else:
        d = as_dtype(int)
    n = count_steps(start, stop, step)
    if d.num == TL_BOOL and n > 2:
        raise TypeError("arange: booleans have no more than two values to count")
    if d.kind not in "fc" and not (d.num == TL_I64 and ordinary(start) and ordinary(stop) and ordinary(step)):
        start, step = whole_steps(n, start, step, d, dtype is not None)
    return leaf(counted(n, start, step, d.num), requires_grad)


cdef object WORD = (1 << 64) - 1


cdef inline Tensor vector(int dtype, int64_t n):
    return empty_tensor(dtype, 1, &n)


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
        if reduce_all(TL_OP_any, both(TL_OP_equal, step, 0.0)):
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
    if isinstance(x, complex) and d is not None:
        return scalar_tensor(x, TL_C128)
    if isinstance(x, (list, tuple)):
        return beside(x, TL_F64 if d is not None else near_dtype(other), function)
    t = operand(x, function)
    return item_of(t) if t.v.ndim == 0 and not is_float(t) and d is not None and d.kind in "iu" else t


cdef int near_dtype(object other):
    return (<Tensor> other).v.dtype if isinstance(other, Tensor) else TL_BOOL


cdef Tensor whole_ends(Tensor t, Tensor first, Tensor last, bint endpoint):
    """Integers computed as floats, with their ends exact where those are integers beyond floats."""
    if not is_float(first) and t.v.shape[0] > 0:
        set_item(t, 0, cast(first, t.v.dtype))
    if endpoint and not is_float(last) and t.v.shape[0] > 1:
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
        When None that of floating or complex `start` and `stop`, else float64; integers are rounded down.
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
        a, b, natural = resolved(TL_OP_divide, start, stop)
        t = spaced_tensors(a, b, n, steps, endpoint, function)
        step = (b - a) / (steps if steps > 0 else float("nan")) if retstep else None
        if d is None:
            t = cast(t, natural)
    if d is not None:
        if d.kind in "iu" and is_float(t):
            t = unary(TL_OP_floor, t)
        check_part(t, d, function)
        t = cast(t, d.num)
        if d.kind in "iu" and t.v.ndim > 1:
            t = whole_ends(t, operand(start, function), operand(stop, function), endpoint)
    if axis != 0:
        t = moved_first(t, axis_index(axis, t.v.ndim, function))
    return t, step


cdef int check_part(Tensor t, DType d, str function) except -1:
    """Does the dtype hold imaginary parts, if there are any?"""
    if is_complex(t) and d.kind not in "bc":
        raise lost_part(t.v.dtype, d.num, function)
    return 0


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
        The exponents of the ends; complex ones, too.
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
    if d is None:
        return r
    check_part(r, d, "logspace")
    return cast(r, d.num)


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
