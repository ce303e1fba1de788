# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Rearranging elements: splitting, flipping, rolling, repeating, padding."""
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c._call cimport axis_index, fill_fresh, integer, item_size, operand
from tensorlab_c._tensor cimport *
from tensorlab_c.manipulation import concatenate

from tensorlab_c.tl cimport TL_I64

__all__ = [
    "append", "array_split", "dsplit", "flip", "fliplr", "flipud", "hsplit", "pad", "repeat", "roll", "rot90", "split",
    "tile", "unstack", "vsplit",
]


cdef tuple cut(int axis, object index):
    """The index that applies `index` to one axis."""
    return (slice(None),) * axis + (index,)


cdef list pieces(Tensor t, object sections, int axis, bint even, str function):
    """Views of parts along an axis: a number of them, or between given places."""
    cdef int64_t size = t.v.shape[axis], n, i
    if hasattr(sections, "__index__"):
        n = sections.__index__()
        if n <= 0:
            raise ValueError(f"{function}: the number of parts must be positive, got {n}")
        if even and size % n:
            raise ValueError(f"{function}: {n} equal parts do not make up {size} (axis {axis}); use array_split")
        ends = [i * (size // n) + min(i, size % n) for i in range(n + 1)]
    else:
        ends = [0, *[integer(k, "a place to split", function) for k in sections], size]
    return [get_item(t, cut(axis, slice(ends[i], ends[i + 1]))) for i in range(len(ends) - 1)]


cdef int axis_of(Tensor t, object axis, str function) except -1:
    if t.v.ndim == 0:
        raise ValueError(f"{function}: a 0-d array has no axis to split")
    return axis_index(axis, t.v.ndim, function)


def split(ary, indices_or_sections, axis=0):
    """Parts along an axis.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many equal parts, or the places to cut at.
    axis : int

    Returns
    -------
    list of Tensor
        Views.

    Raises
    ------
    ValueError
        When parts cannot be equal.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.split(tl.arange(4), 2)
    [tensor([0, 1]), tensor([2, 3])]
    >>> tl.split(tl.arange(4), [1, 3])
    [tensor([0]), tensor([1, 2]), tensor([3])]
    """
    cdef Tensor t = operand(ary, "split")
    return pieces(t, indices_or_sections, axis_of(t, axis, "split"), True, "split")


def array_split(ary, indices_or_sections, axis=0):
    """Parts along an axis; the first are one longer when they cannot be equal.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many equal parts, or the places to cut at.
    axis : int

    Returns
    -------
    list of Tensor
        Views.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.array_split(tl.arange(5), 2)
    [tensor([0, 1, 2]), tensor([3, 4])]
    """
    cdef Tensor t = operand(ary, "array_split")
    return pieces(t, indices_or_sections, axis_of(t, axis, "array_split"), False, "array_split")


def vsplit(ary, indices_or_sections):
    """Parts along the first axis.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many equal parts, or the places to cut at.

    Returns
    -------
    list of Tensor
        Views.

    Raises
    ------
    ValueError
        When parts cannot be equal, or there are too few axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> [x.shape for x in tl.vsplit(tl.zeros((4, 3)), 2)]
    [(2, 3), (2, 3)]
    """
    cdef Tensor t = operand(ary, "vsplit")
    if t.v.ndim < 2:
        raise ValueError(f"vsplit: at least 2 axes are needed, got shape {t.shape}")
    return pieces(t, indices_or_sections, 0, True, "vsplit")


def hsplit(ary, indices_or_sections):
    """Parts along the second axis, of vectors along their only one.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many equal parts, or the places to cut at.

    Returns
    -------
    list of Tensor
        Views.

    Raises
    ------
    ValueError
        When parts cannot be equal, or there are too few axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> [x.shape for x in tl.hsplit(tl.zeros((4, 3)), [1])]
    [(4, 1), (4, 2)]
    """
    cdef Tensor t = operand(ary, "hsplit")
    if t.v.ndim < 1:
        raise ValueError(f"hsplit: at least 1 axis is needed, got shape {t.shape}")
    return pieces(t, indices_or_sections, 0 if t.v.ndim == 1 else 1, True, "hsplit")


def dsplit(ary, indices_or_sections):
    """Parts along the third axis.

    Parameters
    ----------
    ary : array_like
    indices_or_sections : int or sequence of int
        How many equal parts, or the places to cut at.

    Returns
    -------
    list of Tensor
        Views.

    Raises
    ------
    ValueError
        When parts cannot be equal, or there are too few axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> [x.shape for x in tl.dsplit(tl.zeros((2, 2, 4)), 2)]
    [(2, 2, 2), (2, 2, 2)]
    """
    cdef Tensor t = operand(ary, "dsplit")
    if t.v.ndim < 3:
        raise ValueError(f"dsplit: at least 3 axes are needed, got shape {t.shape}")
    return pieces(t, indices_or_sections, 2, True, "dsplit")


def unstack(x, /, *, axis=0):
    """The parts of size 1 along an axis, without it.

    Parameters
    ----------
    x : array_like
    axis : int

    Returns
    -------
    tuple of Tensor
        Views.

    Raises
    ------
    ValueError
        When there is no axis.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.unstack(tl.array([[1, 2], [3, 4]]))
    (tensor([1, 2]), tensor([3, 4]))
    """
    cdef Tensor t = operand(x, "unstack")
    cdef int k = axis_of(t, axis, "unstack")
    return tuple([get_item(t, cut(k, i)) for i in range(t.v.shape[k])])


def flip(m, axis=None):
    """A view with the order of elements along axes reversed.

    Parameters
    ----------
    m : array_like
    axis : int or tuple of int, optional
        All axes when None.

    Returns
    -------
    Tensor
        A view.

    Raises
    ------
    AxisError
        When an axis is out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.flip(tl.array([[1, 2], [3, 4]]), axis=1)
    tensor([[2, 1],
            [4, 3]])
    """
    cdef Tensor t = operand(m, "flip")
    cdef uint64_t axes = parse_axes(axis, t.v.ndim, "flip")
    return get_item(t, tuple([slice(None, None, -1) if axes >> i & 1 else slice(None) for i in range(t.v.ndim)]))


def flipud(m):
    """A view with the rows in reverse order.

    Parameters
    ----------
    m : array_like
        With at least one axis.

    Returns
    -------
    Tensor
        A view.

    Raises
    ------
    ValueError
        When there are fewer axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.flipud(tl.array([1, 2, 3]))
    tensor([3, 2, 1])
    """
    cdef Tensor t = operand(m, "flipud")
    if t.v.ndim < 1:
        raise ValueError(f"flipud: at least 1 axis is needed, got shape {t.shape}")
    return flip(t, 0)


def fliplr(m):
    """A view with the columns in reverse order.

    Parameters
    ----------
    m : array_like
        With at least two axes.

    Returns
    -------
    Tensor
        A view.

    Raises
    ------
    ValueError
        When there are fewer axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.fliplr(tl.array([[1, 2, 3]]))
    tensor([[3, 2, 1]])
    """
    cdef Tensor t = operand(m, "fliplr")
    if t.v.ndim < 2:
        raise ValueError(f"fliplr: at least 2 axes are needed, got shape {t.shape}")
    return flip(t, 1)


def roll(a, shift, axis=None):
    """The elements moved along axes; what leaves at one end enters at the other.

    Parameters
    ----------
    a : array_like
    shift : int or tuple of int
        How far, towards higher indices.
    axis : int or tuple of int, optional
        None rolls the elements in C order.

    Returns
    -------
    Tensor
        A copy.

    Raises
    ------
    ValueError
        When not as many shifts as axes are given.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.roll(tl.arange(5), 2)
    tensor([3, 4, 0, 1, 2])
    """
    cdef Tensor t = operand(a, "roll")
    cdef int64_t n, s
    cdef int k
    if axis is None:
        return roll(t.ravel(), shift, 0).reshape(t.shape)
    shifts = shift if isinstance(shift, (tuple, list)) else (shift,)
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    if len(shifts) == 0 or len(axes) == 0:
        return copied(t)
    if len(shifts) != len(axes):
        if len(shifts) != 1 and len(axes) != 1:
            raise ValueError(f"roll: {len(shifts)} shifts for {len(axes)} axes")
        shifts, axes = list(shifts) * max(1, len(axes) // len(shifts)), list(axes) * max(1, len(shifts) // len(axes))
    r = t
    for amount, place in zip(shifts, axes):
        k = axis_index(place, t.v.ndim, "roll")
        n = t.v.shape[k]
        s = integer(amount, "the shift", "roll") % n if n else 0
        s = s + n if s < 0 else s
        if s:
            parts = [get_item(<Tensor> r, cut(k, slice(n - s, n))), get_item(<Tensor> r, cut(k, slice(0, n - s)))]
            r = concatenate(parts, k)
    return copied(t) if r is t else r


def rot90(m, k=1, axes=(0, 1)):
    """Quarter turns in the plane of two axes, from the first towards the second.

    Parameters
    ----------
    m : array_like
        With at least two axes.
    k : int
        How many; negative ones turn back.
    axes : (int, int)

    Returns
    -------
    Tensor
        A view.

    Raises
    ------
    ValueError
        When `axes` does not name two different axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.rot90(tl.array([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
    """
    cdef Tensor t = operand(m, "rot90")
    cdef int x, y, turns = integer(k, "the number of turns", "rot90") % 4
    if len(axes) != 2:
        raise ValueError(f"rot90: two axes span the plane, got {tuple(axes)}")
    x, y = axis_index(axes[0], t.v.ndim, "rot90"), axis_index(axes[1], t.v.ndim, "rot90")
    if x == y:
        raise ValueError(f"rot90: axes {tuple(axes)} are the same")
    turns = turns + 4 if turns < 0 else turns
    if turns == 0:
        return get_item(t, Ellipsis)
    if turns == 2:
        return flip(t, (x, y))
    if turns == 1:
        return flip(t, y).swapaxes(x, y)
    return flip(t.swapaxes(x, y), y)


cdef Tensor repeated(Tensor t, int64_t count, int axis):
    """Every element along an axis `count` times: broadcast along a new axis, then folded."""
    cdef int64_t shape[64]
    cdef int64_t size = t.v.shape[axis]
    cdef int n = t.v.ndim, i
    if n + 1 > 64:
        raise ValueError("repeat: too many axes")
    for i in range(n):
        shape[i + (i > axis)] = t.v.shape[i]
    shape[axis + 1] = 1
    t = reshaped(t, n + 1, shape)
    shape[axis + 1] = count
    t = copied(broadcasted(t, n + 1, shape))
    for i in range(axis + 1, n):
        shape[i] = shape[i + 1]
    shape[axis] = size * count
    return reshaped(t, n, shape)


def repeat(a, repeats, axis=None):
    """Every element several times in a row.

    Parameters
    ----------
    a : array_like
    repeats : int or sequence of int
        How often, for all or for each element along the axis.
    axis : int, optional
        None repeats the elements in C order.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When repeats are negative, or not as many as elements.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.repeat(tl.array([1, 2]), 2)
    tensor([1, 1, 2, 2])
    >>> tl.repeat(tl.array([1, 2]), [1, 3])
    tensor([1, 2, 2, 2])
    """
    cdef Tensor t = operand(a, "repeat"), counts
    cdef int64_t total
    cdef int k
    if axis is None:
        t, axis = t.ravel(), 0
    k = axis_index(axis, t.v.ndim, "repeat")
    counts = operand(repeats, "repeat")
    if counts.dtype.kind not in "iub":
        raise TypeError(f"repeat: repeats must be integers, got {counts.dtype}")
    if counts.numel != 1 and (counts.v.ndim != 1 or counts.numel != t.v.shape[k]):
        raise ValueError(f"repeat: repeats of shape {counts.shape} for {t.v.shape[k]} elements (axis {k})")
    counts = contiguous(cast(counts, TL_I64)).ravel()
    total = total_of(counts, t.v.shape[k] if counts.numel == 1 else 1)
    if total < 0:
        if min(counts.tolist()) < 0:
            raise ValueError("repeat: repeats must not be negative")
        count = sum(counts.tolist()) * (t.v.shape[k] if counts.numel == 1 else 1)
        raise ValueError(f"repeat: {count:,} elements along axis {k} of shape {t.shape} are too many")
    if counts.numel == 1:
        return repeated(t, (<int64_t *> counts.v.data)[0], k)
    return get_item(t, cut(k, places_of(counts, total)))


cdef int64_t total_of(Tensor counts, int64_t times) noexcept:
    """The sum of the counts, `times` over; -1 when one is negative or the sum too large."""
    cdef int64_t *count = <int64_t *> counts.v.data
    cdef int64_t most = (<int64_t> 1 << 56) // max(times, 1), total = 0, i
    for i in range(counts.numel):
        if count[i] < 0 or count[i] > most - total:
            return -1
        total += count[i]
    return total * times


cdef Tensor places_of(Tensor counts, int64_t total):
    """Every index as often as its count says."""
    cdef int64_t *count = <int64_t *> counts.v.data
    cdef int64_t *place
    cdef Tensor places
    try:
        places = empty_tensor(TL_I64, 1, &total)
    except MemoryError:
        raise MemoryError(f"repeat: no memory to count out {total:,} elements") from None
    place = <int64_t *> places.v.data
    if total < RELEASE:
        count_out(place, total, count, counts.numel)
    else:
        with nogil:
            count_out(place, total, count, counts.numel)
    return places


cdef void count_out(int64_t *place, int64_t total, const int64_t *count, int64_t n) noexcept nogil:
    """Writes `total` places, whatever another thread makes of the counts meanwhile."""
    cdef int64_t i, _, at = 0
    for i in range(n):
        for _ in range(min(count[i], total - at)):
            place[at] = i
            at += 1
    while at < total:
        place[at] = 0
        at += 1


def tile(A, reps):
    """An array laid out several times along its axes.

    Parameters
    ----------
    A : array_like
    reps : int or tuple of int
        How often along each axis, counted from the last.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When a count is negative.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.tile(tl.array([1, 2]), (2, 2))
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
    """
    cdef Tensor t = operand(A, "tile")
    cdef int64_t shape[64]
    cdef list counts = [integer(r, "a count", "tile") for r in ((reps,) if hasattr(reps, "__index__") else tuple(reps))]
    cdef int n = max(len(counts), t.v.ndim), i
    if n > 32:
        raise ValueError(f"tile: {n} axes; at most 32 are possible")
    counts = [1] * (n - len(counts)) + counts
    if n and min(counts) < 0:
        raise ValueError(f"tile: negative count in {tuple(counts)}")
    sizes = [1] * (n - t.v.ndim) + list(shape_tuple(t))
    for i in range(n):
        shape[2 * i], shape[2 * i + 1] = 1, sizes[i]
    t = reshaped(t, 2 * n, shape)
    for i in range(n):
        shape[2 * i] = counts[i]
    t = broadcasted(t, 2 * n, shape)
    for i in range(n):
        shape[i] = <int64_t> counts[i] * <int64_t> sizes[i]
    return reshaped(copied(t), n, shape)


def append(arr, values, axis=None):
    """An array and what comes after it along an axis.

    Parameters
    ----------
    arr, values : array_like
    axis : int, optional
        None joins the elements in C order.

    Returns
    -------
    Tensor
        A copy.

    Raises
    ------
    ValueError
        When the shapes do not fit.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.append(tl.array([1, 2]), [3])
    tensor([1, 2, 3])
    """
    return concatenate([operand(arr, "append"), operand(values, "append")], axis)


cdef list pairs(object value, int ndim, str what):
    """One (before, after) for every axis, from NumPy's short forms."""
    given = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(given, (tuple, list)):
        return [(given, given)] * ndim
    given = [tuple(p) if isinstance(p, (tuple, list)) else p for p in given]
    if len(given) == 1:
        return pairs(given[0], ndim, what) if not isinstance(given[0], tuple) or len(given[0]) == 1 else given * ndim
    if not any([isinstance(p, tuple) for p in given]) and len(given) == 2:
        return [tuple(given)] * ndim
    if len(given) != ndim or not all([isinstance(p, tuple) and len(p) == 2 for p in given]):
        raise ValueError(f"pad: {what} {value!r} does not give (before, after) for each of {ndim} axes")
    return given


cdef list source_indices(str mode, int64_t n, int64_t before, int64_t after):
    """For every place along a padded axis, the element that stands there."""
    cdef int64_t period, i
    if mode == "edge":
        return [min(max(i, 0), n - 1) for i in range(-before, n + after)]
    if mode == "wrap":
        return [(i % n + n) % n for i in range(-before, n + after)]
    period = 2 * n if mode == "symmetric" else max(2 * (n - 1), 1)  # the edge stands twice, or once
    places = [(i % period + period) % period for i in range(-before, n + after)]
    if mode == "symmetric":
        return [min(k, period - 1 - k) for k in places]
    return [min(k, period - k) if n > 1 else 0 for k in places]


def pad(array, pad_width, mode="constant", *, constant_values=0):
    """An array with more elements around it.

    Parameters
    ----------
    array : array_like
    pad_width : int or sequence
        How many: for all axes, (before, after) for all, or one such pair per axis.
    mode : {"constant", "edge", "reflect", "symmetric", "wrap"}
        What they are: a number, the edge, a mirror image without or with the edge, the other side.
    constant_values : number or sequence
        As `pad_width`.

    Returns
    -------
    Tensor
        Of the dtype of `array`.

    Raises
    ------
    ValueError
        For an unknown mode, negative widths, or widths that fit no axes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.pad(tl.array([1, 2]), 1)
    tensor([0, 1, 2, 0])
    >>> tl.pad(tl.array([1, 2, 3]), (2, 0), mode="reflect")
    tensor([3, 2, 1, 2, 3])
    """
    cdef Tensor t = operand(array, "pad"), out
    cdef int64_t shape[64]
    cdef int i
    cdef list widths = pairs(pad_width, t.v.ndim, "pad_width")
    if mode not in ("constant", "edge", "reflect", "symmetric", "wrap"):
        raise ValueError(f"pad: unknown mode {mode!r}; constant, edge, reflect, symmetric or wrap")
    widths = [(integer(low, "a width", "pad"), integer(high, "a width", "pad")) for low, high in widths]
    if any([min(w) < 0 for w in widths]):
        raise ValueError(f"pad: negative width in {pad_width!r}")
    if mode != "constant":
        for i in range(t.v.ndim):
            if widths[i] != (0, 0):
                if t.v.shape[i] == 0:
                    raise ValueError(f"pad: axis {i} of shape {t.shape} is empty: {mode!r} has nothing to repeat")
                t = <Tensor> get_item(t, cut(i, source_indices(mode, t.v.shape[i], widths[i][0], widths[i][1])))
        return copied(t) if t is array else t
    parse_shape(tuple([n + low + high for n, (low, high) in zip(shape_tuple(t), widths)]), shape, "pad")
    out = empty_tensor(t.v.dtype, t.v.ndim, shape)
    surround(out, widths, pairs(constant_values, t.v.ndim, "constant_values"))
    set_item(out, tuple([slice(w[0], w[0] + n) for w, n in zip(widths, shape_tuple(t))]) or Ellipsis, t)
    return out


cdef int surround(Tensor out, list widths, list values) except -1:
    """Sets the padding; where axes meet, the last one's value stands."""
    cdef Tensor number
    if len({v for pair in values for v in pair}) == 1:
        number = cast(operand(values[0][0], "pad"), out.v.dtype)
        fill_fresh(out.v.data, out.numel, number.v.data, item_size(out))
        return 0
    for i, ((before, after), (low, high)) in enumerate(zip(widths, values)):
        set_item(out, cut(i, slice(0, before)), low)
        set_item(out, cut(i, slice(out.v.shape[i] - <int64_t> after, out.v.shape[i])), high)
    return 0
