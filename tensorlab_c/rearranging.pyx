# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Rearranging elements: flipping, rolling, repeating, tiling, padding."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, both, cut, integer, item_size, operand
from tensorlab_c._fill cimport fill
from tensorlab_c._given cimport given, several
from tensorlab_c._tensor cimport *
from tensorlab_c.creation import arange
from tensorlab_c.joining import concatenate
from tensorlab_c.manipulation cimport axis_list
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make, tl_repeating
from tensorlab_c.tl cimport TL_I64, tl_call, tl_view

__all__ = ["flip", "fliplr", "flipud", "pad", "repeat", "roll", "rot90", "tile"]

cdef slice WHOLE = slice(None), BACKWARDS = slice(None, None, -1)
cdef int64_t MANY = 4096  # elements from which edges are copied as parts, not picked one by one


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
    cdef list axes
    if axis is None:
        return get_item(t, (BACKWARDS,) * t.v.ndim)
    axes = axis_list(axis, t.v.ndim, "flip")
    return get_item(t, tuple([BACKWARDS if i in axes else WHOLE for i in range(t.v.ndim)]))


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
    cdef Tensor t = operand(a, "roll"), r = t
    cdef tuple shifts = several(shift), axes
    cdef int64_t n, s
    cdef int k
    if axis is None:
        return roll(t.ravel(), shifts, 0).reshape(t.shape)
    axes = several(axis)
    if not shifts or not axes:
        return copied(t)
    if len(shifts) != len(axes):
        if len(shifts) != 1 and len(axes) != 1:
            raise ValueError(f"roll: {len(shifts)} shifts for {len(axes)} axes")
        shifts, axes = shifts * max(1, len(axes) // len(shifts)), axes * max(1, len(shifts) // len(axes))
    for amount, place in zip(shifts, axes):
        k = axis_index(place, t.v.ndim, "roll")
        n = t.v.shape[k]
        s = integer(amount, "the shift", "roll") % n if n else 0  # of Python integers, so not negative
        if s:
            r = concatenate((get_item(r, cut(k, slice(n - s, n))), get_item(r, cut(k, slice(0, n - s)))), k)
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
    cdef tuple plane = several(axes)
    if len(plane) != 2:
        raise ValueError(f"rot90: two axes span the plane, got {plane}")
    x, y = axis_index(plane[0], t.v.ndim, "rot90"), axis_index(plane[1], t.v.ndim, "rot90")
    if x == y:
        raise ValueError(f"rot90: axes {plane} are the same")
    turns = turns + 4 if turns < 0 else turns
    if turns == 0:
        return get_item(t, Ellipsis)
    if turns == 2:
        return flip(t, (x, y))
    if turns == 1:
        return flip(t, y).swapaxes(x, y)
    return flip(t.swapaxes(x, y), y)


cdef Tensor several_times(Tensor t, int64_t rows, int64_t row, int64_t count, int ndim, const int64_t *shape):
    """The elements in C order as rows, each row `count` times, in the end under `shape`."""
    cdef int64_t folded[3]
    cdef Tensor out
    if t.ag is not None and recording():  # broadcast along a new axis
        folded[0], folded[1], folded[2] = rows, 1, row
        out = reshaped(t, 3, folded)
        folded[1] = count
        return reshaped(copied(broadcasted(out, 3, folded)), ndim, shape)
    out = empty_tensor(t.v.dtype, ndim, shape)
    if out.numel:
        repeat_chunks(out, contiguous(t), 1, rows, row * item_size(t), count, None)
    return out


cdef int repeat_chunks(
    Tensor out, Tensor t, int64_t before, int64_t rows, int64_t chunk, int64_t count, Tensor counts
) except -1:
    """Each of `before` times `rows` chunks of bytes, `count` times or as often as its count says."""
    cdef tl_repeating h = [before, rows, chunk, count]
    cdef tl_call call
    cdef const tl_view *often = NULL if counts is None else &counts.v
    tl_call_make(&call, runs.repeat, b"repeat", &h, sizeof(h), &out.v, &t.v, often, NULL)
    call.bytes, call.work = 2.0 * out.numel * item_size(out), 2.0 * before * rows
    return launch(&call, "repeat", True)


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
    cdef int64_t shape[64]
    cdef int64_t rows = 1, row = 1, total
    cdef int k, i
    if axis is None or t.v.ndim == 0 and axis_index(axis, 1, "repeat") == 0:
        t, axis = t.ravel(), 0
    k = axis_index(axis, t.v.ndim, "repeat")
    counts = counts_of(repeats, t, k)
    total = total_of(counts, t.v.shape[k] if counts.numel == 1 else 1)
    if total < 0:
        raise refused_counts(counts, t, k)
    for i in range(t.v.ndim):
        shape[i] = t.v.shape[i] if i != k else total
        if i <= k:
            rows *= t.v.shape[i]
        else:
            row *= t.v.shape[i]
    if counts.numel == 1:
        return several_times(t, rows, row, (<int64_t *> counts.v.data)[0], t.v.ndim, shape)
    return as_counted(t, counts, k, row, shape, total)


cdef Tensor counts_of(object repeats, Tensor t, int axis):
    """How often, in int64: one count, or one for each element along the axis; on memory that nobody else changes."""
    cdef Tensor counts = operand(repeats, "repeat")
    if counts.dtype.kind not in "iub" and counts.numel:
        raise TypeError(f"repeat: repeats must be integers, got {counts.dtype}")
    if counts.v.ndim > 1 or counts.numel != 1 and (counts.v.ndim != 1 or counts.numel != t.v.shape[axis]):
        raise ValueError(f"repeat: repeats of shape {counts.shape} for {t.v.shape[axis]} elements (axis {axis})")
    counts = cast(counts, TL_I64)
    return copied(counts) if isinstance(repeats, Tensor) or counts.st.owner != NULL else counts


cdef object refused_counts(Tensor counts, Tensor t, int axis):
    if min(counts.tolist() if counts.v.ndim else [counts.item()]) < 0:
        return ValueError("repeat: repeats must not be negative")
    count = sum(counts.tolist()) if counts.v.ndim else counts.item()
    count *= t.v.shape[axis] if counts.numel == 1 else 1
    return ValueError(f"repeat: {count:,} elements along axis {axis} of shape {t.shape} are too many")


cdef Tensor as_counted(Tensor t, Tensor counts, int axis, int64_t row, const int64_t *shape, int64_t total):
    """Every slice along an axis as often as its count says."""
    cdef Tensor out
    cdef int64_t before = 1, i
    if t.ag is not None and recording():
        return get_item(t, cut(axis, places_of(counts, total)))
    try:
        out = empty_tensor(t.v.dtype, t.v.ndim, shape)
    except MemoryError:
        raise MemoryError(f"repeat: no memory for {total:,} elements along axis {axis} of shape {t.shape}") from None
    if out.numel:
        for i in range(axis):
            before *= shape[i]
        repeat_chunks(out, contiguous(t), before, counts.numel, row * item_size(t), 0, counts)
    return out


cdef int64_t total_of(Tensor counts, int64_t times) noexcept:
    """The sum of the counts, `times` over; -1 when one is negative or the sum too large."""
    cdef int64_t *count = <int64_t *> counts.v.data
    cdef int64_t most = (<int64_t> 1 << 56) // max(times, 1) if times else 0x7fffffffffffffff, total = 0, i
    for i in range(counts.numel):
        if count[i] < 0 or count[i] > most - total:
            return -1
        total += count[i]
    return total * times


cdef Tensor places_of(Tensor counts, int64_t total):
    """Every index as often as its count says."""
    cdef Tensor places, index = arange(counts.numel)
    try:
        places = empty_tensor(TL_I64, 1, &total)
    except MemoryError:
        raise MemoryError(f"repeat: no memory to count out {total:,} elements") from None
    repeat_chunks(places, index, 1, counts.numel, sizeof(int64_t), 0, counts)
    return places


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
    cdef Tensor t = operand(A, "tile"), out = t
    cdef int64_t shape[64]
    cdef int64_t rows = 1, row = t.numel
    cdef list counts = [integer(r, "a count", "tile") for r in several(reps)]
    cdef int n = max(len(counts), t.v.ndim), i
    cdef list sizes = [1] * (n - t.v.ndim) + list(shape_tuple(t))
    counts = [1] * (n - len(counts)) + counts
    if n and min(counts) < 0:
        raise ValueError(f"tile: negative count in {tuple(counts)}")
    parse_shape(tuple([count * size for count, size in zip(counts, sizes)]), shape, "tile")
    empty_tensor(t.v.dtype, n, shape)  # is there room for it? Before any work
    if 0 in counts or 0 in sizes:
        return several_times(t, 1, row, 0, n, shape)
    for i in range(n):
        shape[i] = sizes[i]
    for i in range(n):  # each time with the axes in front as they will be
        if counts[i] != 1:
            shape[i] *= <int64_t> counts[i]
            out = several_times(out, rows, row, counts[i], n, shape)
        rows *= shape[i]
        row //= <int64_t> sizes[i]
    return reshaped(copied(t), n, shape) if out is t else out


cdef object taken(object value, int depth, str what):
    """Sequences as tuples, each read once."""
    if isinstance(value, Tensor) and (<Tensor> value).ag is not None and recording() and (<Tensor> value).v.ndim == 0:
        return value
    if hasattr(value, "tolist"):
        if hasattr(value, "shape") and len(value.shape) > 0 and value.shape[0] > 64:
            raise ValueError(f"pad: {what} of shape {value.shape}; give (before, after) for each axis")
        if isinstance(value, Tensor) and (<Tensor> value).ag is not None and recording():
            value = list(value)  # of tensors, which are recorded
        else:
            value = value.tolist()
    if not isinstance(value, (tuple, list, range)):
        return value
    if depth == 2:
        raise ValueError(f"pad: {what} is nested too deeply; give (before, after) for each axis")
    if len(value) > 64:
        raise ValueError(f"pad: {what} has {len(value)} items; give (before, after) for each axis")
    return tuple([taken(x, depth + 1, what) for x in snapshot(value)])


cdef list pairs(object value, int ndim, str what):
    """One (before, after) for every axis, broadcast from NumPy's short forms."""
    cdef object got = taken(value, 0, what)
    cdef list rows
    if not isinstance(got, tuple):
        return [(got, got)] * ndim
    rows = list(got) if any([isinstance(p, tuple) for p in got]) else [got]
    if len(rows) == 1:
        rows *= ndim
    if len(rows) != ndim or not all([isinstance(p, tuple) and 1 <= len(p) <= 2 for p in rows]):
        raise ValueError(f"pad: {what} {value!r} does not give (before, after) for each of {ndim} axes")
    return [p if len(p) == 2 else p * 2 for p in rows]


cdef Tensor source_indices(str mode, int64_t n, int64_t before, int64_t after):
    """For every place along a padded axis, the element that stands there."""
    cdef Tensor places = arange(-before, n + after), turned
    cdef int64_t period
    if mode == "edge":
        return both(TL_OP_minimum, both(TL_OP_maximum, places, 0), n - 1)
    period = n if mode == "wrap" else (2 * n if mode == "symmetric" else max(2 * (n - 1), 1))
    places = both(TL_OP_remainder, places, period)
    if mode == "wrap" or n == 1 and mode == "reflect":
        return places
    turned = both(TL_OP_subtract, period - (mode == "symmetric"), places)  # the edge stands twice, or once
    return both(TL_OP_minimum, places, turned)


cdef list widths_by_axis(dict widths, int ndim):
    """NumPy's {axis: width or (before, after)}."""
    cdef list found = [(0, 0)] * ndim
    for axis, width in widths.items():
        found[axis_index(axis, ndim, "pad")] = pairs(width, 1, "pad_width")[0]
    return found


def pad(array, pad_width, mode="constant", **kwargs):
    """An array with more elements around it.

    Parameters
    ----------
    array : array_like
    pad_width : int, sequence or dict
        How many: for all axes, (before, after) for all, one such pair per axis, or axes and theirs.
    mode : {"constant", "edge", "reflect", "symmetric", "wrap", "linear_ramp", "maximum", "mean", "median", \
"minimum", "empty"} or callable
        What they are: a number, the edge, a mirror image without or with the edge, the other side; numbers from an
        end to the edge, a statistic; unset. A function is called with every line, which begins and ends with
        zeros, (before, after), the axis and `kwargs`, and sets what it will.
    **kwargs
        Of "constant": ``constant_values``, a number or given as `pad_width`, 0 without. Of "linear_ramp":
        ``end_values``, the same. Of the statistics: ``stat_length``, how many elements they are of, all without. Of
        "reflect" and "symmetric": ``reflect_type``, "even" or "odd", which turns the image about the edge's value.

    Returns
    -------
    Tensor
        Of the dtype of `array`.

    Raises
    ------
    ValueError
        For an unknown mode or one without that keyword, negative widths, or widths that fit no axes.

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
    cdef list widths
    cdef object values
    if getattr(getattr(pad_width, "dtype", None), "kind", "i") not in "iu":
        raise TypeError(f"pad: widths must be integers, got {pad_width.dtype}")
    if isinstance(pad_width, dict):
        widths = widths_by_axis(dict(pad_width), t.v.ndim)
    else:
        widths = pairs(pad_width, max(t.v.ndim, 1), "pad_width")
    values = None if callable(mode) else option(mode, kwargs)
    widths = [(integer(low, "a width", "pad"), integer(high, "a width", "pad")) for low, high in widths]
    if any([min(w) < 0 for w in widths]):
        raise ValueError(f"pad: negative width in {pad_width!r}")
    widths = widths[:t.v.ndim]  # those of an array without axes are only checked
    parse_shape(tuple([n + low + high for n, (low, high) in zip(shape_tuple(t), widths)]), shape, "pad")
    if mode == "constant":
        out = empty_tensor(t.v.dtype, t.v.ndim, shape)
        surround(out, widths, pairs(values, t.v.ndim, "constant_values"))
        set_item(out, middle(t, widths), t)
        return out
    if mode not in REPEATING or values == "odd":
        from tensorlab_c.padding import padded
        t = padded(t, widths, mode, lengths(values, t, mode), dict(kwargs))
        return copied(t) if t is array else t
    for i in range(t.v.ndim):
        if widths[i] != (0, 0) and t.v.shape[i] == 0:
            raise ValueError(f"pad: axis {i} of shape {t.shape} is empty: {mode!r} has nothing to repeat")
    if mode == "edge" and t.numel >= MANY and (t.ag is None or not recording()):
        return edged(t, widths, shape)
    for i in range(t.v.ndim):
        if widths[i] != (0, 0):
            t = <Tensor> get_item(t, cut(i, source_indices(mode, t.v.shape[i], widths[i][0], widths[i][1])))
    return copied(t) if t is array else t


cdef tuple REPEATING = ("edge", "reflect", "symmetric", "wrap")
cdef dict OPTIONS = {
    "constant": ("constant_values", 0), "linear_ramp": ("end_values", 0), "reflect": ("reflect_type", "even"),
    "symmetric": ("reflect_type", "even"), "edge": (None, None), "wrap": (None, None), "empty": (None, None),
    **dict.fromkeys(("maximum", "mean", "median", "minimum"), ("stat_length", None)),
}


cdef object option(object mode, dict kwargs):
    """The keyword that goes with a mode."""
    if not isinstance(mode, str) or mode not in OPTIONS:
        raise ValueError(f"pad: unknown mode {mode!r}; {', '.join(OPTIONS)}, or a function")
    name, value = OPTIONS[mode]
    for given_name in kwargs:
        if given_name != name:
            raise ValueError(f"pad: {given_name} does not go with mode={mode!r}")
    value = kwargs.get(name, value)
    if name == "reflect_type" and value not in ("even", "odd"):
        raise ValueError(f"pad: reflect_type must be 'even' or 'odd', got {value!r}")
    return value


cdef list lengths(object values, Tensor t, object mode):
    """What goes with the mode, as (before, after) for each axis."""
    if mode == "linear_ramp":
        return pairs(values, t.v.ndim, "end_values")
    if values is None or values == "odd":
        return [(None, None)] * t.v.ndim
    found = [tuple([integer(n, "stat_length", "pad") if n is not None else None for n in pair])
             for pair in pairs(values, t.v.ndim, "stat_length")]
    if any([n is not None and n < 0 for pair in found for n in pair]):
        raise ValueError(f"pad: negative stat_length in {values!r}")
    if mode in ("maximum", "minimum") and any([0 in pair for pair in found]):
        raise ValueError(f"pad: stat_length of 0 has no {mode}")
    return found


cdef object middle(Tensor t, list widths):
    """Where `t` stands in what it is padded to."""
    return tuple([slice(low, low + n) for (low, _), n in zip(widths, shape_tuple(t))]) or Ellipsis


cdef Tensor edged(Tensor t, list widths, const int64_t *shape):
    """Axis by axis, so that each one's edges are filled as far as the ones before it go."""
    cdef Tensor out = empty_tensor(t.v.dtype, t.v.ndim, shape)
    set_item(out, middle(t, widths), t)
    for i, (low, high) in enumerate(widths):
        end = low + t.v.shape[i]
        if low:
            set_item(out, cut(i, slice(0, low)), get_item(out, cut(i, slice(low, low + 1))))
        if high:
            set_item(out, cut(i, slice(end, end + high)), get_item(out, cut(i, slice(end - 1, end))))
    return out


cdef int surround(Tensor out, list widths, list values) except -1:
    """Sets the padding; where axes meet, the last one's value stands."""
    cdef Tensor number
    if not values:
        return 0
    first = values[0][0]
    if all([low is first and high is first for low, high in values]):
        number = given(first, out.v.dtype, "pad")
        if number.v.ndim == 0 and number.ag is None:
            fill(out, number.v.data, "pad")
            return 0
    for i, ((before, after), (low, high)) in enumerate(zip(widths, values)):
        set_item(out, cut(i, slice(0, before)), low)
        set_item(out, cut(i, slice(out.v.shape[i] - <int64_t> after, out.v.shape[i])), high)
    return 0
