# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Functions that are known at points: values between them, slopes, areas."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport axis_index, cut, is_complex, is_inexact, operand
from tensorlab_c._given cimport beside
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make, tl_interpolating
from tensorlab_c.tl cimport *

from tensorlab_c._tensor import custom
from tensorlab_c.cumulative import diff
from tensorlab_c.dtypes import can_cast
from tensorlab_c.joining import concatenate
from tensorlab_c.searching import searchsorted
from tensorlab_c.sorting import argsort

__all__ = ["ediff1d", "gradient", "interp", "trapezoid"]


# ---- values between points ------------------------------------------------------------------------------------------
cdef Tensor real_points(object x, str name):
    cdef Tensor t = beside(x, TL_F64, "interp")
    if is_complex(t):
        raise TypeError(f"interp: {name} must be real, got {t.dtype}")
    return cast(t, TL_F64)


cdef object end_value(object given, Tensor fp, int at):
    """What counts outside: given, or the value at that end."""
    cdef Tensor t
    if given is None:
        return get_item(fp, at)
    t = operand(given, "interp")
    if t.v.ndim:
        raise TypeError(f"interp: left and right must be numbers, got shape {t.shape}")
    if is_complex(t) and not is_complex(fp):
        raise TypeError(f"interp: left and right must be real as fp is, got {t.dtype}")
    return cast(t, fp.v.dtype)


cdef Tensor interpolated(Tensor x, Tensor xp, Tensor fp, Tensor left, Tensor right):
    """Of real values, all in float64."""
    cdef Tensor out
    cdef tl_interpolating h
    cdef tl_call call
    if recording() and any([(<Tensor> t).ag is not None for t in (x, xp, fp, left, right)]):
        line = recorded_line(x, xp, fp, left, right)
        x, xp, fp, left, right = [alias(<Tensor> t) for t in (x, xp, fp, left, right)]
        return custom(interpolated(x, xp, fp, left, right), _as_the_line, line)  # the values, whoever asks for them
    x, xp, fp = contiguous(x), contiguous(xp), contiguous(fp)
    out = empty_tensor(TL_F64, x.v.ndim, x.v.shape)
    h.left, h.right = (<double *> left.v.data)[0], (<double *> right.v.data)[0]
    tl_call_make(&call, runs.interpolate, b"interpolate", &h, sizeof(h), &out.v, &x.v, &xp.v, &fp.v)
    call.bytes, call.work = 16.0 * x.numel, 128.0 * x.numel
    launch(&call, "interp", True)
    return out


cdef Tensor recorded_line(Tensor x, Tensor xp, Tensor fp, Tensor left, Tensor right):
    """What has the derivatives, by recorded operations; at a point the slope is that of the line to its right.

    Where no line goes, numbers stand for the points: an infinity among them would make nan of the gradient 0.
    """
    cdef Tensor first = <Tensor> get_item(xp, 0), last = <Tensor> get_item(xp, -1), y = <Tensor> get_item(fp, -1)
    cdef Tensor zero = scalar_tensor(0, TL_F64), one = scalar_tensor(1, TL_F64), outside
    cdef int64_t n = xp.numel
    if n > 1:
        outside = binary(TL_OP_logical_or, binary(TL_OP_less, x, first), binary(TL_OP_greater_equal, x, last))
        at = searchsorted(alias(xp), alias(x), "right") - 1
        at = binary(TL_OP_maximum, binary(TL_OP_minimum, at, scalar_tensor(n - 2, TL_I64)), scalar_tensor(0, TL_I64))
        x0, y0 = [select(outside, zero, <Tensor> get_item(t, at)) for t in (xp, fp)]
        x1, y1 = [select(outside, one, <Tensor> get_item(t, at + 1)) for t in (xp, fp)]
        line = (y1 - y0) / (x1 - x0) * (select(outside, zero, x) - x0) + y0
        y = select(outside, y, <Tensor> line)
    y = select(binary(TL_OP_less, x, first), left, y)
    return select(binary(TL_OP_greater, x, last), right, y)


def _as_the_line(g, out, line):
    return (g,)


cdef tuple around(Tensor x, Tensor xp, Tensor fp, object period):
    """Everything in one period, with a point of the neighbouring ones at either end."""
    cdef Tensor size = operand(period, "interp")
    if size.v.ndim or is_complex(size):
        raise TypeError(f"interp: period must be a real number, got {period!r}")
    if not size.item():
        raise ValueError("interp: period must not be zero")
    size = unary(TL_OP_abs, cast(size, TL_F64))
    x, xp = binary(TL_OP_remainder, x, size), binary(TL_OP_remainder, xp, size)
    order = argsort(xp.detach())
    xp, fp = <Tensor> get_item(xp, order), <Tensor> get_item(fp, order)
    first, last = slice(0, 1), slice(-1, None)
    xp = concatenate((get_item(xp, last) - size, xp, get_item(xp, first) + size))
    return x, xp, concatenate((get_item(fp, last), fp, get_item(fp, first)))


def interp(x, xp, fp, left=None, right=None, period=None):
    """The values, at given places, of the lines that join points.

    Parameters
    ----------
    x : array_like
        Where values are wanted.
    xp : array_like
        Where the points are; rising, unless there is a `period`. One axis.
    fp : array_like
        The values there, real or complex.
    left, right : float, optional
        The values before the first point and behind the last; those of these points when None.
    period : float, optional
        After which `xp` begins anew; `left` and `right` do not count then.

    Returns
    -------
    Tensor
        Of float64 or complex128, with the shape of `x`.

    Raises
    ------
    ValueError
        When there are no points, `xp` and `fp` differ in shape, or `period` is zero.

    Notes
    -----
    ``fp[k] + (fp[k + 1] - fp[k]) / (xp[k + 1] - xp[k]) * (x - xp[k])``, where ``xp[k] <= x < xp[k + 1]``. Has
    derivatives with respect to `x`, `xp` and `fp`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.interp([0.5, 1.25, 9.0], [0.0, 1.0, 2.0], [0.0, 10.0, 30.0])
    tensor([ 5., 15., 30.])
    """
    cdef Tensor at = real_points(x, "x"), points = real_points(xp, "xp"), values = beside(fp, TL_F64, "interp")
    cdef Tensor low, high
    values = cast(values, TL_C128 if is_complex(values) else TL_F64)
    if points.v.ndim != 1 or values.v.ndim != 1 or points.numel != values.numel:
        raise ValueError(f"interp: xp and fp must be vectors of one length, got {points.shape} and {values.shape}")
    if points.numel == 0:
        raise ValueError("interp: there are no points, xp and fp have shape (0,)")
    if period is not None:
        left = right = None
        at, points, values = around(at, points, values, period)
    low, high = end_value(left, values, 0), end_value(right, values, -1)
    if not is_complex(values):
        return interpolated(at, points, values, low, high)
    real, imaginary = [
        interpolated(at, points, complex_part(values, k), complex_part(low, k), complex_part(high, k))
        for k in (False, True)
    ]
    return complex_of_parts(real, imaginary)


# ---- slopes ---------------------------------------------------------------------------------------------------------
cdef object spacing_along(object given, Tensor f, int axis):
    """A number, or the distances between places that are given, which may all be one."""
    cdef Tensor d
    if not (isinstance(given, (Tensor, list, tuple)) or getattr(given, "ndim", 0)):
        return given
    d = operand(given, "gradient")
    if d.v.ndim == 0:
        return d
    if d.v.ndim != 1:
        raise ValueError(f"gradient: places along an axis must be a vector, got shape {d.shape}")
    if d.numel != f.v.shape[axis]:
        raise ValueError(f"gradient: {d.numel} places for axis {axis} of shape {f.shape}")
    if d.dtype.kind in "iu":
        d = cast(d, TL_F64)
    d = diff(d)
    if d.numel and d.ag is None:
        if reduce_all(TL_OP_all, binary(TL_OP_equal, d, <Tensor> get_item(d, 0))).v.data[0]:
            return get_item(d, 0)
    return d


cdef list spacings(tuple given, Tensor f, list axes):
    """The distance of neighbours along each axis."""
    if not given:
        return [1.0] * len(axes)
    for d in given:
        if d is None or isinstance(d, (str, bytes)):
            raise TypeError(f"gradient: distances are numbers or places along an axis, got {type(d).__name__}")
    if len(given) == 1 and not isinstance(given[0], (list, tuple)) and not getattr(given[0], "ndim", 0):
        return list(given) * len(axes)
    if len(given) != len(axes):
        raise TypeError(f"gradient: {len(given)} distances for {len(axes)} axes; give none, one or one for each")
    return [spacing_along(d, f, k) for d, k in zip(given, axes)]


cdef object slope(Tensor f, int axis, object h, bint second):
    """Differences of neighbours on both sides, and at the ends on one."""
    cdef object even = not getattr(h, "ndim", 0)
    cdef list at = [get_item(f, cut(axis, slice(k, k + 1 or None))) for k in (0, 1, -2, -1)]
    cdef object before = get_item(f, cut(axis, slice(None, -2))), behind = get_item(f, cut(axis, slice(2, None)))
    if even:
        middle = (behind - before) / (2.0 * h)
        first = last = h
    else:
        shape = [-1] + [1] * (f.v.ndim - 1 - axis)
        d1, d2 = get_item(h, slice(None, -1)), get_item(h, slice(1, None))
        a, b, c = -d2 / (d1 * (d1 + d2)), (d2 - d1) / (d1 * d2), d1 / (d2 * (d1 + d2))
        middle = get_item(f, cut(axis, slice(1, -1)))
        middle = a.reshape(shape) * before + b.reshape(shape) * middle + c.reshape(shape) * behind
        first, last = get_item(h, 0), get_item(h, -1)
    if not second:
        return concatenate(((at[1] - at[0]) / first, middle, (at[3] - at[2]) / last), axis)
    if even:
        left, right = (-1.5 / h, 2.0 / h, -0.5 / h), (0.5 / h, -2.0 / h, 1.5 / h)
    else:
        d1, d2 = get_item(h, 0), get_item(h, 1)
        left = -(2.0 * d1 + d2) / (d1 * (d1 + d2)), (d1 + d2) / (d1 * d2), -d1 / (d2 * (d1 + d2))
        d1, d2 = get_item(h, -2), get_item(h, -1)
        right = d2 / (d1 * (d1 + d2)), -(d2 + d1) / (d1 * d2), (2.0 * d2 + d1) / (d2 * (d1 + d2))
    third, last_but_two = [get_item(f, cut(axis, slice(k, k + 1 or None))) for k in (2, -3)]
    return concatenate((left[0] * at[0] + left[1] * at[1] + left[2] * third, middle,
                        right[0] * last_but_two + right[1] * at[2] + right[2] * at[3]), axis)


cdef list gradient_axes(object axis, int ndim):
    cdef list axes
    if axis is None:
        return list(range(ndim))
    axes = [axis_index(k, ndim, "gradient") for k in (snapshot(axis) if isinstance(axis, (tuple, list)) else (axis,))]
    if len(set(axes)) < len(axes):
        raise ValueError(f"gradient: axis {axis} names one axis twice")
    return axes


def gradient(f, *varargs, axis=None, edge_order=1):
    """The slopes of a function along axes, from its values on a grid.

    Parameters
    ----------
    f : array_like
        The values.
    *varargs : float or array_like
        The distance of neighbours, one number for all axes, or for each axis a number or a vector of the places;
        1 without it.
    axis : int or sequence of int, optional
        Along which; all when None.
    edge_order : {1, 2}
        How exact the slopes at the ends are: for lines, or for parabolas too.

    Returns
    -------
    Tensor or tuple of Tensor
        Of the shape of `f`; for several axes one for each.

    Raises
    ------
    ValueError
        When an axis has no more than `edge_order` elements, or there is not one place for each.
    TypeError
        When there are too many or too few distances.

    Notes
    -----
    ``(f[i + 1] - f[i - 1]) / (2 h)``, and for uneven distances the slope of the parabola through three points.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.gradient(tl.array([1.0, 2.0, 4.0, 7.0]))
    tensor([1. , 1.5, 2.5, 3. ])
    """
    cdef Tensor t = operand(f, "gradient")
    cdef list axes = gradient_axes(axis, t.v.ndim), found = []
    cdef int dtype = t.v.dtype if is_inexact(t) else TL_F64
    steps = spacings(varargs, t, axes)
    order = edge_order
    if order > 2:
        raise ValueError(f"gradient: edge_order must be 1 or 2, got {order}")
    if t.v.dtype == TL_BOOL and axes:
        raise TypeError("gradient: bool has no differences; write x.astype(float)")
    for k in axes:
        if t.v.shape[<int> k] < order + 1:
            raise ValueError(
                f"gradient: axis {k} of shape {t.shape} is too short; {order + 1} elements are needed at least")
    if not is_inexact(t):
        t = cast(t, TL_F64)
    for k, h in zip(axes, steps):
        slopes = slope(t, k, h, order == 2)
        if is_complex(<Tensor> slopes) and not is_complex(t):
            raise TypeError(f"gradient: distances must be real as f is, got {h!r}")
        found.append(cast(<Tensor> slopes, dtype))
    return found[0] if len(found) == 1 else tuple(found)


def ediff1d(ary, to_end=None, to_begin=None):
    """The differences of neighbours, all elements in one row.

    Parameters
    ----------
    ary : array_like
    to_end, to_begin : array_like, optional
        What stands behind and before the differences.

    Returns
    -------
    Tensor
        Of the dtype of `ary`.

    Raises
    ------
    TypeError
        When `to_end` or `to_begin` is of a wider kind than `ary`, or `ary` is of bool.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.ediff1d(tl.array([1, 2, 4, 7]), to_begin=0)
    tensor([0, 1, 2, 3])
    """
    cdef Tensor t = operand(ary, "ediff1d").ravel()
    if t.v.dtype == TL_BOOL:
        raise TypeError("ediff1d: bool has no differences; write x.astype(int)")
    begin, end = kept_kind(to_begin, "to_begin", t), kept_kind(to_end, "to_end", t)
    r = binary(TL_OP_subtract, <Tensor> get_item(t, slice(1, None)), <Tensor> get_item(t, slice(None, -1)))
    if begin is None and end is None:
        return r
    return concatenate([x for x in (begin, r, end) if x is not None])


cdef object kept_kind(object x, str name, Tensor t):
    cdef Tensor part
    if x is None:
        return None
    part = beside(x, t.v.dtype, "ediff1d")
    if "buifc".index(part.dtype.kind) > "buifc".index(t.dtype.kind) and not can_cast(part.dtype, t.dtype):
        raise TypeError(f"ediff1d: {name} of {part.dtype} does not become {t.dtype}, the dtype of the array")
    return cast(part.ravel(), t.v.dtype)


# ---- areas ----------------------------------------------------------------------------------------------------------
def trapezoid(y, x=None, dx=1.0, axis=-1):
    """The area below the lines that join points, along an axis.

    Parameters
    ----------
    y : array_like
        The values at the points.
    x : array_like, optional
        Where the points are: a vector, or of a shape that broadcasts with that of `y`.
    dx : float
        The distance of neighbours, without `x`.
    axis : int
        Along which.

    Returns
    -------
    Tensor
        Without `axis`.

    Raises
    ------
    ValueError
        When `x` does not fit `y`.

    Notes
    -----
    The sum of ``(x[i + 1] - x[i]) * (y[i + 1] + y[i]) / 2``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.trapezoid(tl.array([1.0, 2.0, 3.0])), tl.trapezoid([1.0, 2.0, 3.0], x=[4, 6, 8])
    (tensor(4.), tensor(8.))
    """
    cdef Tensor t = operand(y, "trapezoid"), places
    cdef int k = axis_index(axis, t.v.ndim, "trapezoid")
    pairs = get_item(t, cut(k, slice(1, None))) + get_item(t, cut(k, slice(None, -1)))
    if x is None:
        d = dx
    else:
        places = operand(x, "trapezoid")
        if places.v.ndim == 1:
            d = diff(places).reshape([-1] + [1] * (t.v.ndim - 1 - k))
        else:
            d = diff(places, axis=axis)
    return (d * pairs / 2.0).sum(axis)
