# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Order statistics: medians, quantiles, percentiles, and their twins that ignore nan."""
from functools import partial

from libc.math cimport NAN
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c._call cimport axis_index, both, deliver, is_float, need_order, operand
from tensorlab_c._given cimport beside, given, is_number
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport DTYPES, default_num, promoted_dtype
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make
from tensorlab_c.statistics cimport weights_beside
from tensorlab_c.tl cimport *

from tensorlab_c._probabilities import along_q
from tensorlab_c._tensor import custom, index_add
from tensorlab_c.creation import arange, full, zeros
from tensorlab_c.cumulative import cumsum
from tensorlab_c.indexing import take_along_axis
from tensorlab_c.joining import stack
from tensorlab_c.manipulation import moveaxis
from tensorlab_c.sorting import argsort

__all__ = ["median", "nanmedian", "nanpercentile", "nanquantile", "percentile", "quantile"]

cdef dict METHODS = {quantile_info[i].name.decode(): i for i in range(TL_NQUANTILES)}
cdef Tensor HALF = scalar_tensor(0.5, TL_F64)


cdef enum:
    SHORT_LINE = 512  # elements that go straight to the kernel, with memory on the stack


# ---- lines -----------------------------------------------------------------------------------------------------------
cdef struct Reduced:
    uint64_t mask
    int axis, ndim  # which one is reduced once they are one; of the result
    int64_t shape[64]


cdef Tensor one_axis(Tensor x, object axis, bint keepdims, Reduced *r, str function):
    """The operand with the axes to reduce as one, and the shape of what is left."""
    cdef int order[64]
    cdef int64_t shape[64]
    cdef int64_t n = 1
    cdef int i, kept = 0, reduced = 0
    need_order(x, function)
    if x.v.ndim == 0 and axis is not None and not isinstance(axis, (tuple, list)):
        axis_index(axis, 0, function)
    r.mask, r.ndim, r.axis = parse_axes(axis, x.v.ndim, function), 0, 0
    for i in range(x.v.ndim):
        if not r.mask >> i & 1:
            shape[kept] = r.shape[r.ndim] = x.v.shape[i]
            order[kept] = i
            kept += 1
            r.ndim += 1
        else:
            n *= x.v.shape[i]
            reduced += 1
            r.axis = i
            if keepdims:
                r.shape[r.ndim] = 1
                r.ndim += 1
    if reduced == 1:
        return x
    if kept == 0:  # in any order
        r.axis = 0
        return reshaped(x, 1, &n)
    r.axis = kept
    shape[kept] = n
    reduced = kept
    for i in range(x.v.ndim):
        if r.mask >> i & 1:
            order[reduced] = i
            reduced += 1
    return reshaped(permuted(x, order), kept + 1, shape)


cdef Tensor measured(
    int row, bytes name, Tensor x, int axis, Tensor q, int method, bint skip_nan, int dtype, int64_t fields,
    str function
):
    """A row of lines.def on every line: `fields` results for each probability, which come first."""
    cdef int64_t shape[64]
    cdef int64_t lines = 1
    cdef int i, ndim = 1
    cdef Tensor out, each, shared
    cdef tl_lines what
    cdef tl_call call
    for i in range(x.v.ndim):
        if i != axis:
            shape[ndim] = x.v.shape[i]
            lines *= shape[ndim]
            ndim += 1
    shape[0] = fields * q.numel
    if shape[0] == 1:
        out = each = empty_tensor(dtype, ndim - 1, shape + 1)
        shared = q if q.v.ndim == 0 else view_of(q, 0)
    else:
        out, shared = empty_tensor(dtype, ndim, shape), view_of(q, 0)
        each = view_of(out, ndim - 1)
        for i in range(ndim - 1):
            each.v.shape[i], each.v.strides[i] = shape[i + 1], out.v.strides[i + 1]
        set_flags(each)
    if q.numel == 0:
        return out
    what.row, what.axis, what.ignore, what.count = row, axis, 0, q.numel
    what.apart = lines * dtype_info[dtype].itemsize
    what.method, what.descending, what.skip_nan = method, False, skip_nan
    tl_call_make(&call, runs.lines, name, &what, sizeof(what), &each.v, &x.v, &shared.v, NULL)
    call.dtype = dtype_info[x.v.dtype].compute
    call.bytes, call.work = 8.0 * x.numel, 16.0 * x.numel
    launch(&call, function, True)
    return out


cdef Tensor statistic(
    object a, Tensor q, int method, object axis, bint keepdims, bint skip_nan, str function
):
    """Quantiles for the probabilities `q`, contiguous float64, whose axes come first in the result."""
    cdef Tensor x = operand(a, function), out
    cdef Reduced r
    cdef int64_t shape[64]
    cdef int i, dtype, result
    cdef bint discrete = quantile_info[method].discrete
    x = one_axis(x, axis, keepdims, &r, function)
    if q.v.ndim + r.ndim > 64:
        raise ValueError(f"{function}: a result of more than 64 axes")
    result = x.v.dtype if discrete or is_float(x) else default_num
    if x.v.ndim == 0:
        shape[0] = 1
        x = reshaped(x, 1, shape)
    if x.v.shape[r.axis] == 0:
        if discrete and not is_float(x):
            raise ValueError(f"{function}: no elements along the axis of shape {x.shape}, and {x.dtype} has no nan")
        result = result if is_float(x) else default_num
    dtype = dtype_info[x.v.dtype].compute
    if not is_float(x) and not discrete:
        dtype = TL_F64
    for i in range(q.v.ndim):
        shape[i] = q.v.shape[i]
    for i in range(r.ndim):
        shape[q.v.ndim + i] = r.shape[i]
    if x.v.shape[r.axis] == 0:
        return full([shape[i] for i in range(q.v.ndim + r.ndim)], NAN, DTYPES[result])
    out = measured(
        TL_LINE_order_statistic if discrete else TL_LINE_quantile, b"order_statistic" if discrete else b"quantile",
        x, r.axis, q, method, skip_nan, dtype, 1, function,
    )
    if q.v.ndim or keepdims:
        out = reshaped(out, q.v.ndim + r.ndim, shape)
    out = cast(out, result)
    if x.ag is not None and recording():
        places = measured(TL_LINE_order_places, b"order_places", x, r.axis, q, method, skip_nan, TL_I64, 3, function)
        custom(out, partial(_shared, places, r.axis), x)
    return out


def _shared(Tensor places, int axis, Tensor g, out, Tensor x):
    """The gradient goes to the two elements that each quantile is between, by how near it is."""
    cdef int64_t n = x.v.shape[axis], lines = x.numel // n, m
    cdef Tensor share
    if g.numel == 0:
        return (zeros(x.shape, dtype=x.dtype),)
    m = g.numel // lines
    places = places.reshape((3, m, lines))
    share = alias(get_item(places, 2))
    share.v.dtype = TL_F64  # whose bits they are
    share = cast(share, dtype_info[x.v.dtype].compute)
    first = arange(lines) * n
    g = g.reshape((m, lines))
    gx = zeros(x.numel, dtype=x.dtype)
    for at, part in ((get_item(places, 0), 1 - share), (get_item(places, 1), share)):
        gx = index_add(gx, (at + first).reshape(-1), (g * cast(part, x.v.dtype)).reshape(-1))
    shape = x.shape[:axis] + x.shape[axis + 1:] + (n,)
    return (moveaxis(gx.reshape(shape), -1, axis),)


cdef Tensor short_median(Tensor x, bint skip_nan):
    """Of all elements of a small, contiguous, floating tensor; None where the long way is needed."""
    cdef int64_t scratch[SHORT_LINE + 16]
    cdef double half = 0.5
    cdef char *ptr[4]
    cdef int64_t step[4]
    cdef tl_lines what
    cdef Tensor out
    if (x.numel > SHORT_LINE or x.numel == 0 or not x.flags & CONTIGUOUS or not is_float(x)
            or dtype_info[x.v.dtype].compute != x.v.dtype or x.ag is not None or capturing[0] != NULL):
        return None
    out = empty_tensor(x.v.dtype, 0, x.v.shape)
    ptr[0], ptr[1], ptr[2], ptr[3] = out.v.data, x.v.data, <char *> &half, <char *> scratch
    step[0] = 0
    what.count, what.apart, what.method, what.skip_nan = 1, 0, TL_QUANTILE_linear, skip_nan
    kernels.rows[TL_LINE_quantile][x.v.dtype](1, x.numel, ptr, step, &what)
    return out


# ---- what is asked for -----------------------------------------------------------------------------------------------
cdef Tensor probabilities(object q, double whole, str function):
    """As contiguous float64, from 0 to 1; `whole` is 1, or 100."""
    cdef Tensor t
    cdef int64_t i
    cdef double *p
    t = q if isinstance(q, Tensor) else given(q, TL_F64, function)
    need_order(t, function)
    t = contiguous(cast(t, TL_F64))
    if t is q or whole != 1:
        t = copied(t)
    p = <double *> t.v.data
    for i in range(t.numel):
        if not 0 <= p[i] <= whole:
            raise ValueError(f"{function}: q must be from 0 to {whole:g}, got {p[i]:g}")
        p[i] = p[i] / whole
    return t


cdef Tensor widened(object a, object q, str function):
    """The operand of an interpolation, in the dtype that it meets `q` in; a Python number has none of its own."""
    cdef Tensor x = operand(a, function)
    if is_number(q) or not is_float(x):
        return x
    return cast(x, promoted_dtype(x.v.dtype, beside(q, x.v.dtype, function).v.dtype))


cdef int method_of(object method, str function) except -1:
    cdef object number = METHODS.get(method) if isinstance(method, str) else None
    if number is None:
        raise ValueError(f"{function}: method must be one of {', '.join(map(repr, METHODS))}, got {method!r}")
    return number


cdef object quantiles(
    object a, object q, double whole, object axis, object out, object method, bint keepdims, object weights,
    bint skip_nan, str function
):
    cdef Tensor p = probabilities(q, whole, function), r
    cdef int number = method_of(method, function)
    cdef bint discrete = quantile_info[number].discrete
    if isinstance(q, Tensor) and (<Tensor> q).ag is not None and recording():
        r = along_q(function, a, q, whole, method, axis=axis, keepdims=keepdims, weights=weights)
        return deliver(r, out, function, discrete)
    if not discrete:
        a = widened(a, q, function)
    if weights is None:
        r = statistic(a, p, number, axis, keepdims, skip_nan, function)
    elif number != TL_QUANTILE_inverted_cdf:
        raise ValueError(f"{function}: weights need method='inverted_cdf', got {method!r}")
    else:
        r = weighted(operand(a, function), p, axis, keepdims, operand(weights, function), skip_nan, function)
    return deliver(r, out, function, discrete)


cdef Tensor weighted(Tensor x, Tensor q, object axis, bint keepdims, Tensor w, bint skip_nan, str function):
    """The least elements up to which the weights add up to `q` of their sum, or more."""
    cdef Reduced r, s
    cdef Tensor order, sums, values, nans
    cdef int k
    axis = snapshot(axis) if isinstance(axis, (tuple, list)) else axis  # it is read more than once
    if shape_tuple(w) != shape_tuple(x):
        w = weights_beside(w, x, axis, function)
    need_order(w, function)
    w = broadcasted(cast(w.detach(), TL_F64), x.v.ndim, x.v.shape)
    if reduce_all(TL_OP_any, both(TL_OP_less, w, 0.0)):
        raise ValueError(f"{function}: weights must not be negative")
    x, w = one_axis(x, axis, keepdims, &r, function), one_axis(w, axis, keepdims, &s, function)
    k = r.axis
    if x.v.ndim == 0:
        x, w = x.reshape(1), w.reshape(1)
    if x.v.shape[k] == 0:
        raise ValueError(f"{function}: no elements along the axis of shape {x.shape}")
    nans = unary(TL_OP_isnan, x) if is_float(x) else zeros(x.shape, dtype="bool")
    if skip_nan:
        w = select(nans, scalar_tensor(0, TL_F64), w)
    order = argsort(x.detach(), axis=k)
    sums = cumsum(take_along_axis(w, order, k), axis=k)
    sums = sums / take_along_axis(sums, full((1,) * x.v.ndim, x.v.shape[k] - 1), k)
    bad = unary(TL_OP_isnan, sums)
    if skip_nan:  # where nothing but nan is, nothing is weighed
        bad = bad & ~nans.all(axis=k, keepdims=True)
    if reduce_all(TL_OP_any, bad):
        raise ValueError(f"{function}: the weights add up to zero, or one of them is not finite")
    sums = select(both(TL_OP_equal, sums, 0.0), scalar_tensor(-1.0, TL_F64), sums)  # without weight, no minimum
    shape = tuple([r.shape[i] for i in range(r.ndim)])
    results = []
    for p in q.reshape(-1).tolist():
        at = (sums < p).sum(axis=k, keepdims=True).clip(0, x.v.shape[k] - 1)
        values = take_along_axis(x, take_along_axis(order, at, k), k)
        if is_float(x):
            none = nans.all(axis=k, keepdims=True) if skip_nan else nans.any(axis=k, keepdims=True)
            values = select(none, scalar_tensor(NAN, x.v.dtype), values)
        results.append(values.reshape(shape))
    return stack(results).reshape(q.shape + shape) if results else zeros(q.shape + shape, dtype=x.dtype)


# ---- public functions ------------------------------------------------------------------------------------------------
def median(a, axis=None, out=None, overwrite_input=False, bint keepdims=False):
    """The median over axes.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    out : Tensor, optional
        Where the result goes.
    overwrite_input : bool
        Allows that `a` is changed; it is not.
    keepdims : bool
        Keep the reduced axes with size 1.

    Returns
    -------
    Tensor
        Without the reduced axes, floating; nan where there is one, or no element.

    Raises
    ------
    ValueError
        When an axis is named twice.
    AxisError
        When an axis is out of range.

    Notes
    -----
    Lecture row L33. It is the mean of the two middle elements when their number is even; the gradient goes to them.
    Costs about n steps: elements are selected, not sorted.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.median(tl.array([[1.0, 7.0, 3.0], [2.0, 4.0, 9.0]]), axis=1)
    tensor([3., 4.])
    """
    cdef Tensor r = None
    if axis is None and type(a) is Tensor and not keepdims:
        r = short_median(<Tensor> a, False)
    if r is None:
        r = statistic(a, HALF, TL_QUANTILE_linear, axis, keepdims, False, "median")
    return r if out is None else deliver(r, out, "median")


def nanmedian(a, axis=None, out=None, overwrite_input=False, bint keepdims=False):
    """The median over axes of the elements that are not nan.

    Parameters
    ----------
    a : array_like
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    out : Tensor, optional
        Where the result goes.
    overwrite_input : bool
        Allows that `a` is changed; it is not.
    keepdims : bool
        Keep the reduced axes with size 1.

    Returns
    -------
    Tensor
        Without the reduced axes, floating; nan where nothing else is, or no element.

    Raises
    ------
    ValueError
        When an axis is named twice.
    AxisError
        When an axis is out of range.

    Notes
    -----
    Lecture row L33. It is the mean of the two middle elements when their number is even; the gradient goes to them.
    Costs about n steps: elements are selected, not sorted.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nanmedian(tl.array([1.0, tl.nan, 3.0]))
    tensor(2.)
    """
    cdef Tensor r = None
    if axis is None and type(a) is Tensor and not keepdims:
        r = short_median(<Tensor> a, True)
    if r is None:
        r = statistic(a, HALF, TL_QUANTILE_linear, axis, keepdims, True, "nanmedian")
    return r if out is None else deliver(r, out, "nanmedian")


def quantile(
    a, q, axis=None, out=None, overwrite_input=False, method="linear", bint keepdims=False, *, weights=None
):
    """The elements over axes that a part `q` of all is below, or equal to.

    Parameters
    ----------
    a : array_like
    q : array_like of float
        Probabilities, from 0 to 1.
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    out : Tensor, optional
        Where the result goes.
    overwrite_input : bool
        Allows that `a` is changed; it is not.
    method : str
        How elements are weighed between which the quantile lies: "linear"; those of Hyndman and Fan, "inverted_cdf",
        "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull",
        "median_unbiased", "normal_unbiased"; or of those on either side "lower", "higher", "midpoint", "nearest".
    keepdims : bool
        Keep the reduced axes with size 1.
    weights : array_like, optional
        Not negative; of the shape of `a`, or of the sizes of the axes named. With "inverted_cdf" only.

    Returns
    -------
    Tensor
        The axes of `q`, then those of `a` that are left; nan where there is one, or no element.
        Floating, but for methods that name an element; of the dtype that `a` and an array `q` meet in.

    Raises
    ------
    ValueError
        When `q` is out of range, `method` unknown, or weights do not go with it.
    AxisError
        When an axis is out of range.

    Notes
    -----
    Lecture row L33. The gradient goes to the elements that the quantile lies between, by their weights. Costs about n
    steps for each of few quantiles: elements are selected, not sorted. The position is computed in float64.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.quantile(tl.array([1.0, 2.0, 3.0, 5.0]), [0.25, 0.5])
    tensor([1.75, 2.5 ])
    >>> tl.quantile(tl.array([1, 2, 3, 5]), 0.5, method="lower")
    tensor(2)
    """
    return quantiles(a, q, 1, axis, out, method, keepdims, weights, False, "quantile")


def percentile(
    a, q, axis=None, out=None, overwrite_input=False, method="linear", bint keepdims=False, *, weights=None
):
    """The elements over axes that `q` per cent of all are below, or equal to.

    Parameters
    ----------
    a : array_like
    q : array_like of float
        Per cent, from 0 to 100.
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    out : Tensor, optional
        Where the result goes.
    overwrite_input : bool
        Allows that `a` is changed; it is not.
    method : str
        How elements are weighed between which the quantile lies: "linear"; those of Hyndman and Fan, "inverted_cdf",
        "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull",
        "median_unbiased", "normal_unbiased"; or of those on either side "lower", "higher", "midpoint", "nearest".
    keepdims : bool
        Keep the reduced axes with size 1.
    weights : array_like, optional
        Not negative; of the shape of `a`, or of the sizes of the axes named. With "inverted_cdf" only.

    Returns
    -------
    Tensor
        The axes of `q`, then those of `a` that are left; nan where there is one, or no element.
        Floating, but for methods that name an element; of the dtype that `a` and an array `q` meet in.

    Raises
    ------
    ValueError
        When `q` is out of range, `method` unknown, or weights do not go with it.
    AxisError
        When an axis is out of range.

    Notes
    -----
    Lecture row L33. The gradient goes to the elements that the quantile lies between, by their weights. Costs about n
    steps for each of few quantiles: elements are selected, not sorted. The position is computed in float64.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.percentile(tl.array([[1.0, 2.0, 3.0], [4.0, 8.0, 6.0]]), 50, axis=1)
    tensor([2., 6.])
    """
    return quantiles(a, q, 100, axis, out, method, keepdims, weights, False, "percentile")


def nanquantile(
    a, q, axis=None, out=None, overwrite_input=False, method="linear", bint keepdims=False, *, weights=None
):
    """The quantiles over axes of the elements that are not nan.

    Parameters
    ----------
    a : array_like
    q : array_like of float
        Probabilities, from 0 to 1.
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    out : Tensor, optional
        Where the result goes.
    overwrite_input : bool
        Allows that `a` is changed; it is not.
    method : str
        How elements are weighed between which the quantile lies: "linear"; those of Hyndman and Fan, "inverted_cdf",
        "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull",
        "median_unbiased", "normal_unbiased"; or of those on either side "lower", "higher", "midpoint", "nearest".
    keepdims : bool
        Keep the reduced axes with size 1.
    weights : array_like, optional
        Not negative; of the shape of `a`, or of the sizes of the axes named. With "inverted_cdf" only.

    Returns
    -------
    Tensor
        The axes of `q`, then those of `a` that are left; nan where nothing else is, or no element.
        Floating, but for methods that name an element; of the dtype that `a` and an array `q` meet in.

    Raises
    ------
    ValueError
        When `q` is out of range, `method` unknown, or weights do not go with it.
    AxisError
        When an axis is out of range.

    Notes
    -----
    Lecture row L33. The gradient goes to the elements that the quantile lies between, by their weights. Costs about n
    steps for each of few quantiles: elements are selected, not sorted. The position is computed in float64.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nanquantile(tl.array([1.0, tl.nan, 3.0]), 0.5)
    tensor(2.)
    """
    return quantiles(a, q, 1, axis, out, method, keepdims, weights, True, "nanquantile")


def nanpercentile(
    a, q, axis=None, out=None, overwrite_input=False, method="linear", bint keepdims=False, *, weights=None
):
    """The percentiles over axes of the elements that are not nan.

    Parameters
    ----------
    a : array_like
    q : array_like of float
        Per cent, from 0 to 100.
    axis : int or tuple of int, optional
        The axes to reduce; all when None.
    out : Tensor, optional
        Where the result goes.
    overwrite_input : bool
        Allows that `a` is changed; it is not.
    method : str
        How elements are weighed between which the quantile lies: "linear"; those of Hyndman and Fan, "inverted_cdf",
        "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull",
        "median_unbiased", "normal_unbiased"; or of those on either side "lower", "higher", "midpoint", "nearest".
    keepdims : bool
        Keep the reduced axes with size 1.
    weights : array_like, optional
        Not negative; of the shape of `a`, or of the sizes of the axes named. With "inverted_cdf" only.

    Returns
    -------
    Tensor
        The axes of `q`, then those of `a` that are left; nan where nothing else is, or no element.
        Floating, but for methods that name an element; of the dtype that `a` and an array `q` meet in.

    Raises
    ------
    ValueError
        When `q` is out of range, `method` unknown, or weights do not go with it.
    AxisError
        When an axis is out of range.

    Notes
    -----
    Lecture row L33. The gradient goes to the elements that the quantile lies between, by their weights. Costs about n
    steps for each of few quantiles: elements are selected, not sorted. The position is computed in float64.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nanpercentile(tl.array([1.0, tl.nan, 3.0]), 100)
    tensor(3.)
    """
    return quantiles(a, q, 100, axis, out, method, keepdims, weights, True, "nanpercentile")
