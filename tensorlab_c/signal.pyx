# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""Convolution and correlation of arrays, as NumPy and SciPy have them, beside their derivative rule."""
from libc.math cimport log2, sqrt
from libc.stdint cimport int64_t

from tensorlab_c._call cimport cut, is_complex, is_inexact, operand
from tensorlab_c._given cimport beside, room
from tensorlab_c._layer cimport other_memory, same_memory, wanted
from tensorlab_c._tape cimport Node, rules
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport promoted_dtype
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

from tensorlab_c._tensor import get_num_threads
from tensorlab_c.joining import concatenate
from tensorlab_c.rearranging import pad

__all__ = ["convolve", "convolve2d", "correlate", "correlate2d"]


# ---- what is computed ------------------------------------------------------------------------------------------------
# One operation stands behind all of them, tl_correlation in src/tl.h: x, with zeros around it, times the taps w at
# every place. It is linear in both, and its two gradients are the same operation on other operands.

cdef Tensor correlated(Tensor a, Tensor b, tl_correlation *p, str function):
    """The sums that `p` says, of vectors or matrices `a` (x) and `b` (w) whose parts are of one dtype."""
    cdef Tensor x, w, out
    cdef Node n
    cdef int64_t shape[2]
    a, b = contiguous(a), contiguous(b)
    x, w = alias(a), alias(b)  # what others do not change meanwhile
    if tl_part_of(x.v.dtype) != tl_part_of(w.v.dtype):
        raise other_memory(function, "first or second operand")
    shape[0], shape[1] = p.oh, p.ow
    out = room(promoted_dtype(x.v.dtype, w.v.dtype), x.v.ndim, shape + 2 - x.v.ndim, function)
    if out.numel:
        add_up(out, x, w, p, function)
    if wanted(a, b, None):
        same_memory(function, a, x.v.data, x.v.dtype, "first operand")  # what is saved is what was computed with
        same_memory(function, b, w.v.data, w.v.dtype, "second operand")
        n = record(TL_OP_correlate, out, a, b, None)
        if n.e1 is not None:
            save(n, 0, a)
        if n.e0 is not None:
            save(n, 1, b)
        n.params = (p.h, p.w, p.r, p.s, p.oh, p.ow, p.top, p.left, p.flip, p.inside, is_complex(a), is_complex(b))
    return out


cdef int add_up(Tensor out, Tensor x, Tensor w, tl_correlation *p, str function) except -1:
    """Computes the sums, by the fast Fourier transform or the kernel, which is for real numbers."""
    cdef tl_call c
    if x.v.dtype == w.v.dtype and is_for_transform(p, x.v.dtype) and transformed(out, x, w, p):
        return 0
    if is_complex(out):
        return add_up_parts(out, x, w, p, function)
    describe_call(&c, runs.correlate, TL_OP_correlate, x.v.dtype, out, x, w, None)
    c.work = 2.0 * products(p)
    c.params, c.size = p, sizeof(tl_correlation)
    return launch(&c, function, True)


cdef int add_up_parts(Tensor out, Tensor x, Tensor w, tl_correlation *p, str function) except -1:
    """As (a + ib)(c + id) = (ac − bd) + i(ad + bc), where b or d may be missing."""
    cdef Tensor sums, target
    cdef list taps = parts(w)
    for i, of_x in enumerate(parts(x)):
        for k, of_w in enumerate(taps):
            target = complex_part(out, i != k)
            sums = empty_tensor(target.v.dtype, target.v.ndim, target.v.shape)
            add_up(sums, <Tensor> of_x, <Tensor> of_w, p, function)
            if i and len(taps) > 1:  # the other product is there
                sums = binary(TL_OP_subtract if k else TL_OP_add, target, sums)
            copy_into(target, sums, function)
    return 0


cdef list parts(Tensor t):
    """The real and the imaginary part; a real tensor is the only one."""
    return [contiguous(complex_part(t, part)) for part in (False, True)] if is_complex(t) else [t]


cdef int d_correlate(Node n, object g) except -1:
    """The gradient of x is that of the sums, spread by the taps: a correlation with the taps turned around. That of the
    taps is the correlation of x with the gradient of the sums."""
    cdef tl_correlation p, q
    cdef Tensor gw
    cdef bint complex_x, complex_w
    p.h, p.w, p.r, p.s, p.oh, p.ow, p.top, p.left, p.flip, p.inside, complex_x, complex_w = n.params
    if n.e0 is not None:
        q = p
        q.h, q.w, q.oh, q.ow = p.oh, p.ow, p.h, p.w
        q.top, q.left, q.flip = p.r - 1 - p.top, p.s - 1 - p.left, not p.flip
        n.g0 = fit(correlated(g, conjugated(saved(n, 1)), &q, "correlate"), complex_x)
    if n.e1 is not None:
        q = p
        q.r, q.s, q.oh, q.ow, q.flip = p.oh, p.ow, p.r, p.s, 0
        gw = fit(correlated(conjugated(saved(n, 0)), g, &q, "correlate"), complex_w)
        n.g1 = turned(gw) if p.flip else gw
    return 0


cdef Tensor fit(Tensor g, bint complex_):
    """The gradient of a real operand is real."""
    return complex_part(g, False) if is_complex(g) and not complex_ else g


cdef Tensor turned(Tensor t):
    """From the end to the beginning, along every axis."""
    return <Tensor> get_item(t, (slice(None, None, -1),) * t.v.ndim)


# ---- the fast Fourier transform --------------------------------------------------------------------------------------
# In ns, as measured: a product of the direct way, between its times on one thread and on two; a call of SciPy's
# transforms, and a point of them for each doubling of their number. Below LEAST_WORK products there is no question.
cdef double PRODUCT_F32 = 0.022, PRODUCT_F64 = 0.045, TRANSFORM_CALL = 6e4, TRANSFORM_POINT = 1.2, LEAST_WORK = 1e6


cdef inline double products_along(int64_t n, int64_t taps, int64_t out) noexcept:
    """How many pairs of element and tap meet along an axis, about: two of element, tap and place tell the third."""
    return min(<double> n * taps, <double> taps * out, <double> out * n)


cdef inline double products(const tl_correlation *p) noexcept:
    return products_along(p.h, p.r, p.oh) * products_along(p.w, p.s, p.ow)


cdef inline double points_along(int64_t n, int64_t taps, int64_t first, int64_t out) noexcept:
    """How many points a transform needs, for what wraps around to miss the `out` places from `first` on."""
    return max(n + taps - 1 - first, first + out, n, taps)


cdef bint is_for_transform(const tl_correlation *p, int dtype) noexcept:
    """Whether the fast Fourier transform is faster. Of floats, sizes and dtype alone decide, so that results depend on
    nothing else; a capture notes kernels, and so has none."""
    cdef double work = products(p), points
    cdef int64_t top = p.r - 1 - p.top, left = p.s - 1 - p.left  # the first places, in the full convolution
    cdef int part = tl_part_of(dtype), complex_ = part != dtype  # four products of the parts, points of two numbers
    if work < LEAST_WORK or part == TL_BOOL or capturing[0] != NULL:
        return False
    if top < 0 or left < 0 or top + p.oh > p.h + p.r - 1 or left + p.ow > p.w + p.s - 1:
        return False
    if p.h == p.r == 1 and p.w >= 16 * p.s:  # as in _spectral: frames of some eight times the taps
        points = p.ow * (8.0 / 7.0) * log2(8.0 * p.s)
    else:
        points = points_along(p.h, p.r, top, p.oh) * points_along(p.w, p.s, left, p.ow)
        points *= log2(points)
    if complex_:
        work, points = 4 * work, 2 * points
    return work * (PRODUCT_F32 if part == TL_F32 else PRODUCT_F64) > TRANSFORM_CALL + TRANSFORM_POINT * points


cdef bint is_finite(Tensor t) noexcept:
    return kernels.finite[tl_part_of(t.v.dtype)](t.numel << is_complex(t), t.v.data, NULL, NULL)


cdef double largest_size(Tensor t) except -1:
    """The largest absolute value of whole numbers."""
    cdef Tensor most = cast(reduce_all(TL_OP_max, alias(t)), TL_F64)
    cdef Tensor least = cast(reduce_all(TL_OP_min, alias(t)), TL_F64)
    return max((<double *> most.v.data)[0], -(<double *> least.v.data)[0])


cdef bint is_whole(Tensor x, Tensor w) except -1:
    """Whether rounding brings back the sums of whole numbers: the error of a transform of n points is at most about
    log2 n roundings of the product of the two norms (Schatzman 1996)."""
    cdef double n = x.numel + w.numel
    return largest_size(x) * largest_size(w) * sqrt(<double> x.numel * w.numel) * log2(n) < 2.0**48


cdef bint transformed(Tensor out, Tensor x, Tensor w, const tl_correlation *p) except -1:
    """Computes by the fast Fourier transform, in float64 or complex128; False where nan, inf or an overflow would
    spread in it, or whole numbers not come back."""
    cdef bint exact = not is_inexact(x)
    if not (is_whole(x, w) if exact else is_finite(x) and is_finite(w)):
        return False
    import numpy

    from tensorlab_c._spectral import convolved
    places = ((p.r - 1 - p.top, p.r - 1 - p.top + p.oh), (p.s - 1 - p.left, p.s - 1 - p.left + p.ow))
    taps = w.numpy()
    if not p.flip:
        taps = numpy.flip(taps)
    with numpy.errstate(all="ignore"):
        found = convolved(x.numpy(), taps, places[2 - x.v.ndim:], get_num_threads())
        out.numpy()[...] = numpy.rint(found).astype("int64") if exact else found  # narrow ones wrap around
    return exact or is_finite(out)


# ---- vectors ---------------------------------------------------------------------------------------------------------
cdef enum Mode:
    VALID
    SAME
    FULL


cdef int mode_of(object mode, bint numbered, str function) except -1:
    """A mode by its name, or, as in NumPy's functions, its number."""
    if isinstance(mode, str):
        if mode == "full":
            return FULL
        if mode == "valid":
            return VALID
        if mode == "same":
            return SAME
    elif numbered:
        if isinstance(mode, bool) or not hasattr(mode, "__index__"):
            raise TypeError(f"{function}: mode must be 'full', 'same' or 'valid', got {mode!r}")
        if 0 <= mode.__index__() <= 2:
            return mode.__index__()
    raise ValueError(f"{function}: mode must be 'full', 'same' or 'valid', got {mode!r}")


cdef tuple meeting(object a, object b, str function):
    """Both operands as tensors of the dtype they are computed in, and the dtype of the result. Beside complex numbers
    real ones stay real."""
    cdef Tensor x = operand(a, function), y = beside(b, x.v.dtype, function)
    if x is not a:
        x = beside(a, y.v.dtype, function)
    cdef int dtype = promoted_dtype(x.v.dtype, y.v.dtype), compute = dtype_info[dtype].compute
    return in_parts(x, compute), in_parts(y, compute), dtype


cdef inline Tensor in_parts(Tensor t, int dtype):
    return cast(t, dtype if is_complex(t) else tl_part_of(dtype))


cdef int check_vectors(Tensor a, Tensor v, str function) except -1:
    if a.v.ndim != 1 or v.v.ndim != 1:
        raise ValueError(f"{function}: operands must have one axis, got shapes {shape_tuple(a)} and {shape_tuple(v)}")
    if a.numel == 0 or v.numel == 0:
        raise ValueError(f"{function}: operands of shapes {shape_tuple(a)} and {shape_tuple(v)}: one is empty")
    return 0


cdef void along(Mode mode, int64_t n, int64_t taps, int64_t *out, int64_t *before) noexcept:
    """How many places there are, and how many elements before the first one's taps lie outside."""
    out[0] = n if mode == SAME else n + taps - 1 if mode == FULL else n - taps + 1
    before[0] = taps // 2 if mode == SAME else taps - 1 if mode == FULL else 0


cdef Tensor of_vectors(Tensor x, Tensor w, Mode mode, bint flip, bint swapped, int dtype, str function):
    """A vector times taps, which are not more. `swapped`: the result is to be from its end to its beginning."""
    cdef tl_correlation p
    p.h = p.r = p.oh = 1
    p.top, p.w, p.s, p.flip, p.inside = 0, x.numel, w.numel, flip, True
    along(mode, p.w, p.s, &p.ow, &p.left)
    if swapped:
        x = turned(x)
        p.flip, p.left = not flip, p.s - 1 - p.w + p.ow - p.left
    return cast(correlated(x, w, &p, function), dtype)


def convolve(a, v, mode="full"):
    """The convolution of two vectors, as in `numpy.convolve`.

    Parameters
    ----------
    a, v : array_like, shapes (N,) and (M,)
        Numbers are vectors of one element.
    mode : {"full", "same", "valid"}
        "full": wherever the two overlap; "same": as many as the longer one has, from the middle of these; "valid":
        where the shorter one overlaps with all of its elements.

    Returns
    -------
    Tensor, shape (N + M - 1,), (max(N, M),) or (max(N, M) - min(N, M) + 1,)
        Of the dtype that the two are promoted to.

    Raises
    ------
    ValueError
        When an operand is empty or has several axes, and for other modes.

    See Also
    --------
    correlate : Without turning `v` around.
    convolve2d : Of matrices.

    Notes
    -----
    Lecture row L23; there, and in networks, the kernel is not turned around: `correlate`. The elements are::

        y[n] = Σ a[m] v[n − m]

    Integers wrap, booleans are combined by "or" and "and". Long floating or complex vectors are multiplied by the fast
    Fourier transform where that is faster, and the numbers finite; docs/accuracy.md has the errors of both ways.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.convolve(tl.array([1.0, 2.0, 3.0]), tl.array([0.0, 1.0, 0.5]))
    tensor([0. , 1. , 2.5, 4. , 1.5])
    >>> tl.convolve([1, 2, 3], [0, 1, 2], mode="same")
    tensor([1, 4, 7])
    """
    cdef int dtype, how
    cdef Tensor x, w
    x, w, dtype = meeting(a, v, "convolve")
    if x.v.ndim == 0 or w.v.ndim == 0:
        x, w = x.reshape(-1) if x.v.ndim == 0 else x, w.reshape(-1) if w.v.ndim == 0 else w
    check_vectors(x, w, "convolve")
    how = mode_of(mode, True, "convolve")
    if w.numel > x.numel:
        x, w = w, x
    return of_vectors(x, w, <Mode> how, True, False, dtype, "convolve")


def correlate(a, v, mode="valid"):
    """The correlation of two vectors, as in `numpy.correlate`: `v` slides along `a`, multiplies and adds.

    Parameters
    ----------
    a, v : array_like, shapes (N,) and (M,)
    mode : {"valid", "same", "full"}
        As in `convolve`.

    Returns
    -------
    Tensor, shape (max(N, M) - min(N, M) + 1,), (max(N, M),) or (N + M - 1,)
        Of the dtype that the two are promoted to.

    Raises
    ------
    ValueError
        When an operand is empty or has not one axis, and for other modes.

    See Also
    --------
    convolve : With `v` turned around.
    correlate2d : Of matrices.

    Notes
    -----
    Lecture row L23 for vectors. The elements are::

        c[k] = Σ a[n + k] conj(v[n])

    with k rising; real numbers are their own conjugates. How they are computed, `convolve` says.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.correlate(tl.array([1.0, 2.0, 3.0]), tl.array([0.0, 1.0, 0.5]), mode="full")
    tensor([0.5, 2. , 3.5, 3. , 0. ])
    """
    cdef int dtype, how
    cdef Tensor x, w
    x, w, dtype = meeting(a, v, "correlate")
    w = conjugated(w)
    check_vectors(x, w, "correlate")
    how = mode_of(mode, True, "correlate")
    if w.numel > x.numel:
        return of_vectors(w, x, <Mode> how, False, True, dtype, "correlate")
    return of_vectors(x, w, <Mode> how, False, False, dtype, "correlate")


# ---- matrices --------------------------------------------------------------------------------------------------------
cdef dict BOUNDARIES = {
    "fill": "constant", "pad": "constant", "wrap": "wrap", "circular": "wrap", "symm": "symmetric",
    "symmetric": "symmetric",
}


cdef Tensor fill_of(object fillvalue, int dtype, str function):
    """The number that stands outside, in `dtype`."""
    cdef Tensor value = value_for(fillvalue, dtype, function)
    if value.numel != 1:
        raise ValueError(f"{function}: fillvalue must be one number, got shape {shape_tuple(value)}")
    check_cast(value.v.dtype, dtype, function)
    return cast(reshaped(value, 0, value.v.shape), dtype)


cdef Tensor surrounded(Tensor x, Tensor w, tl_correlation *p, str kind, Tensor value, str function):
    """`x` with what stands outside as far as the taps reach, and the geometry of that."""
    cdef int64_t below = p.oh + p.r - 1 - p.top - p.h, right = p.ow + p.s - 1 - p.left - p.w
    cdef int64_t shape[2]
    cdef Tensor out
    if kind == "constant":
        if value.ag is None and not item_of(value):
            return x  # zeros stand there anyway
        if is_complex(value) and not is_complex(x):
            if value.ag is None and item_of(value).imag == 0:
                value = complex_part(value, False)
            else:
                x = cast(x, value.v.dtype)
        shape[0], shape[1] = p.top + p.h + below, p.left + p.w + right
        out = room(x.v.dtype, 2, shape, function)
        set_item(out, Ellipsis, value)
        set_item(out, (slice(p.top, p.top + p.h), slice(p.left, p.left + p.w)), x)
    elif x.numel == 0:
        raise ValueError(f"{function}: shape {shape_tuple(x)} is empty: there is nothing to repeat")
    elif p.top <= p.h and below <= p.h and p.left <= p.w and right <= p.w:
        out = repeated(repeated(x, 1, p.left, right, kind == "wrap"), 0, p.top, below, kind == "wrap")
    else:
        out = pad(x, ((p.top, below), (p.left, right)), kind)
    p.top, p.left, p.h, p.w = 0, 0, out.v.shape[0], out.v.shape[1]
    return out


cdef Tensor repeated(Tensor x, int axis, int64_t before, int64_t behind, bint wrap):
    """`x` between parts of it: of its other end, or mirrored from this one. Pieces are faster than indices."""
    cdef int64_t n = x.v.shape[axis]
    if wrap:
        low, high = slice(n - before, n), slice(0, behind)
    else:
        low, high = slice(before - 1, None, -1), slice(n - 1, n - 1 - behind if behind < n else None, -1)
    parts = [get_item(x, cut(axis, low)), x, get_item(x, cut(axis, high))]
    return <Tensor> concatenate(parts[not before:2 + (behind > 0)], axis)


cdef Tensor of_matrices(
    object in1, object in2, object mode, object boundary, object fillvalue, bint flip, str function
):
    cdef tl_correlation p
    cdef Tensor x, w, value
    cdef int dtype, how = mode_of(mode, False, function)
    cdef object kind = BOUNDARIES.get(boundary) if isinstance(boundary, str) else None
    x, w, dtype = meeting(in1, in2, function)
    if kind is None:
        raise ValueError(f"{function}: boundary must be 'fill', 'wrap' or 'symm', got {boundary!r}")
    if x.v.ndim != 2 or w.v.ndim != 2:
        raise ValueError(f"{function}: operands must have two axes, got shapes {shape_tuple(x)} and {shape_tuple(w)}")
    if not flip:
        w = conjugated(w)
    value = fill_of(fillvalue, dtype_info[dtype].compute, function)
    p.flip, p.inside = flip, False
    if how == VALID and (x.v.shape[0] < w.v.shape[0] or x.v.shape[1] < w.v.shape[1]):
        if x.v.shape[0] > w.v.shape[0] or x.v.shape[1] > w.v.shape[1]:
            raise ValueError(
                f"{function}: for mode 'valid' one operand must be as large as the other along both axes, got shapes "
                f"{shape_tuple(x)} and {shape_tuple(w)}"
            )
        x, w = w if flip else turned(w), x
        p.flip = True
    p.h, p.w, p.r, p.s = x.v.shape[0], x.v.shape[1], w.v.shape[0], w.v.shape[1]
    along(<Mode> how, p.h, p.r, &p.oh, &p.top)
    along(<Mode> how, p.w, p.s, &p.ow, &p.left)
    if how == SAME and not flip:  # where the middle lies between two taps, SciPy's correlation takes the other one
        p.top, p.left = (p.r - 1) // 2, (p.s - 1) // 2
    if p.oh < 0 or p.ow < 0:
        raise ValueError(f"{function}: shapes {shape_tuple(x)} and {shape_tuple(w)} are empty: there is no place")
    if how != VALID and w.numel:
        x = surrounded(x, w, &p, kind, value, function)
    return cast(correlated(x, w, &p, function), dtype)


def convolve2d(in1, in2, mode="full", boundary="fill", fillvalue=0):
    """The convolution of two matrices, as in `scipy.signal.convolve2d`.

    Parameters
    ----------
    in1, in2 : array_like, shapes (H, W) and (R, S)
    mode : {"full", "valid", "same"}
        "full": wherever `in2` touches `in1`; "same": as large as `in1`, from the middle of these; "valid": where one of
        them overlaps with the whole of the other.
    boundary : {"fill", "wrap", "symm"}
        What stands around `in1`: a number; `in1` again and again; its mirror images.
    fillvalue : number
        That number.

    Returns
    -------
    Tensor, shape (H + R - 1, W + S - 1), (H, W) or (H - R + 1, W - S + 1)
        Of the dtype that the two are promoted to. With "valid", `in2` may be the larger one.

    Raises
    ------
    ValueError
        When an operand is no matrix; when, for "valid", neither fits into the other; for other modes and boundaries.

    See Also
    --------
    correlate2d : Without turning `in2` around.
    convolve : Of vectors.
    tensorlab.nn.functional.conv2d : As networks use it, for many images, channels and kernels at once.

    Notes
    -----
    Lecture row L23; there, and in networks, the kernel is not turned around: `correlate2d`. The elements are::

        y[i, j] = Σ in1[r, s] in2[i − r, j − s]

    How they are computed, `convolve` says.

    Examples
    --------
    >>> import tensorlab as tl
    >>> blurred = tl.convolve2d(tl.eye(3), tl.ones((3, 3)), mode="same")
    >>> blurred
    tensor([[2., 2., 1.],
            [2., 3., 2.],
            [1., 2., 2.]])
    """
    return of_matrices(in1, in2, mode, boundary, fillvalue, True, "convolve2d")


def correlate2d(in1, in2, mode="full", boundary="fill", fillvalue=0):
    """The correlation of two matrices, as in `scipy.signal.correlate2d`: `in2` slides, multiplies and adds.

    Parameters
    ----------
    in1, in2 : array_like, shapes (H, W) and (R, S)
    mode : {"full", "valid", "same"}
    boundary : {"fill", "wrap", "symm"}
    fillvalue : number
        As in `convolve2d`.

    Returns
    -------
    Tensor, shape (H + R - 1, W + S - 1), (H, W) or (H - R + 1, W - S + 1)
        Of the dtype that the two are promoted to.

    Raises
    ------
    ValueError
        When an operand is no matrix; when, for "valid", neither fits into the other; for other modes and boundaries.

    See Also
    --------
    convolve2d : With `in2` turned around.
    tensorlab.nn.functional.conv2d : As networks use it, for many images, channels and kernels at once.

    Notes
    -----
    Lecture row L23. The elements are::

        y[i, j] = Σ in1[i + r, j + s] conj(in2[r, s])

    with i and j from -R + 1 and -S + 1 on in mode "full", from 0 in mode "valid"; real numbers are their own
    conjugates. `in2` is conjugated where it is the larger one, too, and SciPy has `in1` conjugated.

    Examples
    --------
    >>> import tensorlab as tl
    >>> image = tl.array([[5.0, 6, 7], [3, 4, 6], [2, 3, 5]])
    >>> sharpen = tl.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]])
    >>> tl.correlate2d(image, sharpen, mode="valid")
    tensor([[2.]])
    """
    return of_matrices(in1, in2, mode, boundary, fillvalue, False, "correlate2d")


rules[TL_OP_correlate] = d_correlate
