# Sizes and axes that callers give, as C integers; the error for an axis that there is not.

cdef int64_t as_index(object x, str function) except? -1:
    """An int from anything with __index__ but booleans."""
    if x is True or x is False:
        raise TypeError(f"{function}: expected an integer, got {x}")
    try:
        return x.__index__()
    except AttributeError:
        raise TypeError(f"{function}: expected an integer, got {type(x).__name__}") from None
    except OverflowError:
        raise ValueError(f"{function}: {x} is too large for a size") from None


cdef int parse_shape(object shape, int64_t *out, str function) except -1:
    """Writes the sizes of `shape` (an int or a sequence of ints), returns how many."""
    cdef int n = 0
    if PyLong_CheckExact(shape):
        try:
            out[0] = shape
        except OverflowError:
            raise ValueError(f"{function}: {shape} is too large for a size") from None
        n = 1
    elif not isinstance(shape, (tuple, list)) and hasattr(shape, "__index__") and not getattr(shape, "ndim", 0):
        out[0] = as_index(shape, function)
        n = 1
    else:
        if isinstance(shape, (str, bytes)):
            raise TypeError(f"{function}: expected a shape, got {shape!r}")
        try:
            items = snapshot(shape)
        except TypeError:
            raise TypeError(f"{function}: expected a shape, got {type(shape).__name__}") from None
        if len(items) > TL_MAXDIM:
            raise ValueError(f"{function}: {len(items)} axes; at most {TL_MAXDIM} are possible")
        for x in items:
            out[n] = as_index(x, function)
            n += 1
    for i in range(n):
        if out[i] < 0:
            raise ValueError(f"{function}: negative size {out[i]} in shape {shape}")
    return n


cdef uint64_t parse_axes(object axis, int ndim, str function) except? 0xffffffffffffffff:
    """The axes as a bit mask; None is all of them."""
    cdef int64_t axes[64]
    cdef uint64_t mask = 0
    cdef int n = 0
    if axis is None:
        return ~(<uint64_t> 0) >> (64 - ndim) if ndim else 0
    if PyLong_CheckExact(axis):
        try:
            axes[0] = axis
        except OverflowError:
            raise axis_error(f"{function}: axis {axis} is out of range for {ndim} axes") from None
        n = 1
    elif isinstance(axis, (tuple, list)):
        axis = snapshot(axis)  # its length must not change while its items are asked for their values
        if len(axis) > 64:
            raise axis_error(f"{function}: {len(axis)} axes named, of {ndim}")
        for x in axis:
            axes[n] = as_index(x, function)
            n += 1
    else:
        if isinstance(axis, Tensor) and (<Tensor> axis).v.ndim or not hasattr(axis, "__index__"):
            raise TypeError(f"{function}: axis must be an integer or a tuple of them, got {type(axis).__name__}")
        axes[0] = as_index(axis, function)
        n = 1
    status = tl_normalize_axes(ndim, n, axes, &mask)
    if status == TL_RANGE:
        raise axis_error(f"{function}: axis {axis} is out of range for {ndim} axes")
    if status == TL_REPEAT:
        raise ValueError(f"{function}: axis {axis} names an axis twice")
    return mask


class AxisError(ValueError, IndexError):
    """An axis is out of range. What is raised is NumPy's ``AxisError`` as well, for who catches that.

    Examples
    --------
    >>> import tensorlab as tl
    >>> try:
    ...     tl.sum(tl.zeros((2, 3)), axis=2)
    ... except tl.AxisError as error:
    ...     print(error)
    sum: axis 2 is out of range for 2 axes
    """

    def __new__(cls, *args):
        return ValueError.__new__(numpys_axis_error() if cls is AxisError else cls, *args)

    def __reduce__(self):
        return AxisError, self.args


cdef object both_axis_errors = None


cdef object numpys_axis_error():
    global both_axis_errors
    if both_axis_errors is None:
        from numpy.exceptions import AxisError as other  # no import of the package needs NumPy
        described = {"__module__": "tensorlab", "__doc__": AxisError.__doc__}
        both_axis_errors = type("AxisError", (AxisError, other), described)
    return both_axis_errors


cdef object axis_error(str text):
    return AxisError(text)


cdef uint64_t fold_axes(object axis, int ndim, str function) except? 0xffffffffffffffff:
    """The axes of a reduction: as in NumPy's, a single 0 or -1 means nothing to a 0-d tensor."""
    if ndim == 0 and PyLong_CheckExact(axis) and (axis == 0 or axis == -1):
        return 0
    return parse_axes(axis, ndim, function)
