# cython: language_level=3, binding=False, embedsignature=True, boundscheck=False, wraparound=False, cdivision=True
"""Convolution and pooling as networks use them, each beside its derivative rule."""
from libc.stdint cimport int64_t

from tensorlab_c._call cimport is_complex, operand
from tensorlab_c._given cimport given
from tensorlab_c._layer cimport floating, floating_beside, same_dtype, same_memory, wanted
from tensorlab_c._tape cimport Node, rules
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

__all__ = ["avg_pool2d", "conv1d", "conv2d", "max_pool2d"]


# ---- convolution -----------------------------------------------------------------------------------------------------
cdef int pair(object x, int64_t *first, int64_t *second, str name, int64_t least, str function) except -1:
    """An int, or two: for height and width."""
    if isinstance(x, (tuple, list)):
        x = snapshot(x)
        if len(x) != 2:
            raise ValueError(f"{function}: {name} must be one or two integers, got {x}")
        p, q = x
    else:
        p = q = x
    try:
        p, q = p.__index__(), q.__index__()
    except AttributeError:
        raise TypeError(f"{function}: {name} must be one or two integers, got {x!r}") from None
    if p < least or q < least:
        raise ValueError(f"{function}: {name} must be at least {least}, got {x}")
    if p > 1 << 31 or q > 1 << 31:  # so that products of two do not overflow
        raise ValueError(f"{function}: {name} {x} is too large")
    first[0], second[0] = p, q
    return 0


cdef int64_t windows(int64_t size, int64_t pad, int64_t dilation, int64_t kernel, int64_t stride) noexcept:
    """How many windows fit: floor((size + 2 pad - dilation (kernel - 1) - 1) / stride) + 1."""
    cdef int64_t room = size + 2 * pad - dilation * (kernel - 1) - 1
    return 0 if room < 0 else room // stride + 1


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Convolution as networks use it: the kernel slides, multiplies and adds, without being flipped.

    Parameters
    ----------
    input : array_like, shape (N, C, H, W) or (C, H, W)
        float32 or float64; complex, where `weight` and `bias` are.
    weight : array_like, shape (K, C / groups, R, S)
    bias : array_like, shape (K,), optional
    stride, padding, dilation : int or (int, int)
        For height and width; padding is with zeros.
    groups : int
        Divides channels and filters into groups that see only each other.

    Returns
    -------
    Tensor, shape (N, K, H', W') or (K, H', W')
        H' = floor((H + 2 padding - dilation (R - 1) - 1) / stride) + 1, W' likewise.

    Raises
    ------
    ValueError
        When shapes do not fit or the kernel is larger than the padded image.
    TypeError
        When dtypes differ or are neither floating nor complex.

    Notes
    -----
    Lecture row L23; the "cross-correlation" of signal processing, though complex weights are not conjugated.

    Examples
    --------
    >>> import tensorlab as tl
    >>> image = tl.array([[5.0, 6, 7], [3, 4, 6], [2, 3, 5]]).reshape(1, 1, 3, 3)
    >>> sharpen = tl.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]).reshape(1, 1, 3, 3)
    >>> tl.nn.functional.conv2d(image, sharpen).item()
    2.0
    """
    cdef Tensor a = operand(input, "conv2d"), w
    if is_complex(a):
        return of_parts(conv2d, a, weight, bias, (stride, padding, dilation, groups), "conv2d")
    a = floating(a, "conv2d")
    w = floating_beside(a, weight, "conv2d", "weight")
    same_dtype("conv2d", a, w, "weight")
    if a.v.ndim == 3:
        return conv2d(a.reshape((1,) + a.shape), w, bias, stride, padding, dilation, groups)[0]
    return convolved(a, w, bias, stride, padding, dilation, groups, "conv2d")


def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Convolution of rows as networks use it: the kernel slides, multiplies and adds, without being flipped.

    Parameters
    ----------
    input : array_like, shape (N, C, L) or (C, L)
        float32 or float64; complex, where `weight` and `bias` are.
    weight : array_like, shape (K, C / groups, S)
    bias : array_like, shape (K,), optional
    stride, padding, dilation : int or (int,)
        Padding is with zeros, on both sides.
    groups : int
        Divides channels and filters into groups that see only each other.

    Returns
    -------
    Tensor, shape (N, K, L') or (K, L')
        L' = floor((L + 2 padding - dilation (S - 1) - 1) / stride) + 1.

    Raises
    ------
    ValueError
        When shapes do not fit or the kernel is larger than the padded row.
    TypeError
        When dtypes differ or are neither floating nor complex.

    Notes
    -----
    Lecture row L23 for rows: a `conv2d` of images that are one pixel high.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.conv1d(tl.array([[[1.0, 2, 4, 7]]]), tl.array([[[-1.0, 1]]]))
    tensor([[[1., 2., 3.]]])
    """
    cdef Tensor a = operand(input, "conv1d"), w
    cdef int64_t s, p, d
    if is_complex(a):
        return of_parts(conv1d, a, weight, bias, (stride, padding, dilation, groups), "conv1d")
    a = floating(a, "conv1d")
    w = floating_beside(a, weight, "conv1d", "weight")
    same_dtype("conv1d", a, w, "weight")
    if a.v.ndim not in (2, 3) or w.v.ndim != 3:
        raise ValueError(
            f"conv1d: expected input of shape (N, C, L) or (C, L) and weight of shape (K, C / groups, S), got "
            f"{shape_tuple(a)} and {shape_tuple(w)}"
        )
    single(stride, &s, "stride", 1)
    single(padding, &p, "padding", 0)
    single(dilation, &d, "dilation", 1)
    k, c, taps = w.shape
    rows = (1,) * (3 - a.v.ndim) + a.shape
    out = convolved(
        a.reshape(rows[:2] + (1, rows[2])), w.reshape((k, c, 1, taps)), bias, (1, s), (0, p), (1, d), groups, "conv1d"
    )
    return out.reshape(a.shape[:a.v.ndim - 2] + (k, out.shape[3]))


cdef Tensor of_parts(object real, Tensor x, object weight, object bias, tuple options, str function):
    """Complex numbers, as (a + ib)(c + id) = (ac − bd) + i(ad + bc), by convolutions of real ones."""
    cdef Tensor w = complex_beside(x, weight, function, "weight"), y = None
    cdef Tensor a = complex_part(x, False), b = complex_part(x, True)
    cdef Tensor c = complex_part(w, False), d = complex_part(w, True)
    if bias is not None:
        y = complex_beside(x, bias, function, "bias")
    re, im = (None, None) if y is None else (complex_part(y, False), complex_part(y, True))
    re = real(a, c, re, *options) - real(b, d, None, *options)
    im = real(a, d, im, *options) + real(b, c, None, *options)
    return complex_of_parts(re, im)


cdef Tensor complex_beside(Tensor x, object other, str function, str what):
    """Another operand: lists take the dtype of the input, tensors must have it."""
    cdef Tensor t = given(other, x.v.dtype, function) if isinstance(other, (list, tuple)) else operand(other, function)
    same_dtype(function, x, t, what)
    return t


cdef int single(object x, int64_t *to, str name, int64_t least) except -1:
    """An int, or one in a tuple: along a row."""
    cdef int64_t again
    if isinstance(x, (tuple, list)):
        items = snapshot(x)
        if len(items) != 1:
            raise ValueError(f"conv1d: {name} must be one integer, got {items}")
        x = items[0]
    if not hasattr(x, "__index__"):
        raise TypeError(f"conv1d: {name} must be one integer, got {x!r}")
    return pair(x, to, &again, name, least, "conv1d")


cdef Tensor convolved(
    Tensor a, Tensor w, object bias, object stride, object padding, object dilation, object groups, str function
):
    """A convolution of images, for conv2d, or of images one pixel high, for conv1d."""
    cdef Tensor b = None, out, x, f
    cdef tl_conv p
    cdef Node n
    cdef int64_t shape[4]
    cdef const void *bias_data = NULL
    conv_geometry(&p, a, w, stride, padding, dilation, groups, function)
    if bias is not None:
        b = floating_beside(a, bias, function, "bias")
        same_dtype(function, a, b, "bias")
        if b.v.ndim != 1 or b.v.shape[0] != p.k:
            raise ValueError(f"{function}: bias of shape {shape_tuple(b)} for {p.k} filters")
        b = contiguous(b)
    a = contiguous(a)
    w = contiguous(w)
    shape[0], shape[1], shape[2], shape[3] = p.n, p.k, p.oh, p.ow
    x, f, held = alias(a), alias(w), None if b is None else alias(b)  # what others do not change meanwhile
    out = empty_tensor(x.v.dtype, 4, shape)
    same_memory(function, a, x.v.data, f.v.dtype, "input")
    same_memory(function, w, f.v.data, x.v.dtype, "weight")
    if b is not None:
        bias_data = (<Tensor> held).v.data
        same_memory(function, b, <const char *> bias_data, x.v.dtype, "bias")
    if out.numel:
        convolve(TL_OP_conv2d, &p, out, x, f, held, function)
    if wanted(a, w, b):
        same_memory(function, a, x.v.data, f.v.dtype, "input")  # what is saved is what was computed with
        same_memory(function, w, f.v.data, x.v.dtype, "weight")
        n = record(TL_OP_conv2d, out, a, w, b)
        save(n, 0, a)
        save(n, 1, w)
        n.params = ((p.stride_h, p.stride_w), (p.pad_h, p.pad_w), (p.dilation_h, p.dilation_w), p.groups)
    return out


cdef tuple sizes_of(Tensor t, str function):
    """The shape as the caller of `function` gave it."""
    cdef tuple shape = shape_tuple(t)
    return shape[:2] + shape[3:] if function == "conv1d" else shape


cdef int conv_geometry(
    tl_conv *p, Tensor a, Tensor w, object stride, object padding, object dilation, object groups, str function
) except -1:
    """Checks shapes and parameters of a convolution and fills in its geometry."""
    if a.v.ndim != 4 or w.v.ndim != 4:
        raise ValueError(
            f"{function}: expected input of shape (N, C, H, W) and weight of shape (K, C / groups, R, S), got "
            f"{shape_tuple(a)} and {shape_tuple(w)}"
        )
    pair(stride, &p.stride_h, &p.stride_w, "stride", 1, function)
    pair(padding, &p.pad_h, &p.pad_w, "padding", 0, function)
    pair(dilation, &p.dilation_h, &p.dilation_w, "dilation", 1, function)
    if isinstance(groups, (tuple, list)):
        raise TypeError(f"{function}: groups must be one integer, got {groups!r}")
    pair(groups, &p.groups, &p.groups, "groups", 1, function)
    p.n, p.c, p.h, p.w = a.v.shape[0], a.v.shape[1], a.v.shape[2], a.v.shape[3]
    p.k, p.r, p.s = w.v.shape[0], w.v.shape[2], w.v.shape[3]
    if p.c != w.v.shape[1] * p.groups or p.k % p.groups:
        raise ValueError(
            f"{function}: weight of shape {sizes_of(w, function)} with groups={p.groups} "
            f"does not fit input of shape {sizes_of(a, function)}: "
            f"{p.c} channels (axis 1) != {w.v.shape[1]} (axis 1) x {p.groups}"
        )
    if p.r == 0 or p.s == 0 or p.c == 0:
        raise ValueError(f"{function}: empty kernel {sizes_of(w, function)}")
    p.oh = windows(p.h, p.pad_h, p.dilation_h, p.r, p.stride_h)
    p.ow = windows(p.w, p.pad_w, p.dilation_w, p.s, p.stride_w)
    if (p.oh == 0 or p.ow == 0) and function == "conv1d":
        raise ValueError(
            f"conv1d: a kernel of {p.s} (dilation {p.dilation_w}) is larger than the padded row of {p.w + 2 * p.pad_w}"
        )
    if p.oh == 0 or p.ow == 0:
        raise ValueError(
            f"{function}: a kernel of {p.r}x{p.s} (dilation {p.dilation_h}, {p.dilation_w}) is larger than the padded "
            f"image of {p.h + 2 * p.pad_h}x{p.w + 2 * p.pad_w}"
        )
    return 0


cdef int convolve(int op, tl_conv *p, Tensor out, Tensor a, Tensor b, Tensor bias, str function) except -1:
    """Forward or one of the gradients; operands are contiguous."""
    cdef tl_call c
    describe_call(&c, runs.conv, op, out.v.dtype, out, a, b, bias)
    c.work = 2.0 * p.n * p.k * p.oh * p.ow * (p.c // p.groups) * p.r * p.s
    c.params, c.size = p, sizeof(tl_conv)
    return launch(&c, function, True)


cdef Tensor conv_input(Tensor g, Tensor w, tuple x_shape, tuple params):
    """The gradient of conv2d with respect to its input: linear in g and in w."""
    cdef tl_conv p
    cdef Tensor like = shape_holder(x_shape, g.v.dtype), out, gy = contiguous(g), wc = contiguous(w)
    cdef Node n
    conv_geometry(&p, like, wc, params[0], params[1], params[2], params[3], "conv2d")
    out = empty_like(like)
    if gy.numel == 0:
        out.zero_()
    else:
        convolve(TL_OP_conv2d_input, &p, out, gy, wc, None, "conv2d")
    if wanted(g, w, None):
        n = record(TL_OP_conv2d_input, out, gy, wc, None)
        save(n, 0, gy)
        save(n, 1, wc)
        n.params = (x_shape, params)
    return out


def _conv2d_input(gradient, weight, tuple shape, stride, padding, dilation, groups, str function):
    """Of `shape`, what `conv2d` with these options gives back to its input: a transposed convolution."""
    cdef Tensor g = operand(gradient, function), w
    cdef tl_conv p
    g = floating(g, function)
    w = floating_beside(g, weight, function, "weight")
    same_dtype(function, g, w, "weight")
    conv_geometry(&p, shape_holder(shape, g.v.dtype), w, stride, padding, dilation, groups, function)
    if shape_tuple(g) != (p.n, p.k, p.oh, p.ow):
        raise ValueError(f"{function}: input of shape {shape_tuple(g)}, expected {(p.n, p.k, p.oh, p.ow)}")
    options = ((p.stride_h, p.stride_w), (p.pad_h, p.pad_w), (p.dilation_h, p.dilation_w), p.groups)
    return conv_input(g, w, shape, options)


cdef Tensor conv_weight(Tensor g, Tensor x, tuple w_shape, tuple params):
    """The gradient of conv2d with respect to its weight: linear in g and in x."""
    cdef tl_conv p
    cdef Tensor like = shape_holder(w_shape, g.v.dtype), out, gy = contiguous(g), xc = contiguous(x)
    cdef Node n
    conv_geometry(&p, xc, like, params[0], params[1], params[2], params[3], "conv2d")
    out = empty_like(like)
    if gy.numel == 0:
        out.zero_()
    else:
        convolve(TL_OP_conv2d_weight, &p, out, gy, xc, None, "conv2d")
    if wanted(g, x, None):
        n = record(TL_OP_conv2d_weight, out, gy, xc, None)
        save(n, 0, gy)
        save(n, 1, xc)
        n.params = (w_shape, params)
    return out


cdef Tensor shape_holder(tuple shape, int dtype):
    cdef int64_t sizes[64]
    cdef int n = parse_shape(shape, sizes, "conv2d")
    return empty_tensor(dtype, n, sizes)


cdef int d_conv2d(Node n, object g) except -1:
    cdef Tensor x = saved(n, 0), w = saved(n, 1)
    if n.e0 is not None:
        n.g0 = conv_input(g, w, shape_tuple(x), n.params)
    if n.e1 is not None:
        n.g1 = conv_weight(g, x, shape_tuple(w), n.params)
    if n.e2 is not None:
        n.g2 = reduce(TL_OP_sum, g, 0b1101, False)
    return 0


cdef int d_conv2d_input(Node n, object g) except -1:
    cdef Tensor gy = saved(n, 0), w = saved(n, 1)
    params = n.params[1]
    if n.e0 is not None:
        n.g0 = conv2d(g, w, None, *params)
    if n.e1 is not None:
        n.g1 = conv_weight(gy, g, shape_tuple(w), params)
    return 0


cdef int d_conv2d_weight(Node n, object g) except -1:
    cdef Tensor gy = saved(n, 0), x = saved(n, 1)
    params = n.params[1]
    if n.e0 is not None:
        n.g0 = conv2d(x, g, None, *params)
    if n.e1 is not None:
        n.g1 = conv_input(gy, g, shape_tuple(x), params)
    return 0


# ---- pooling ---------------------------------------------------------------------------------------------------------
cdef int pool_geometry(
    tl_pool2d *p, Tensor a, object kernel, object stride, object padding, object dilation, str function
) except -1:
    """Checks shapes and parameters of a pooling and fills in its geometry."""
    cdef int d = a.v.ndim
    if d != 4 and d != 3:
        raise ValueError(f"{function}: expected input of shape (N, C, H, W) or (C, H, W), got {shape_tuple(a)}")
    pair(kernel, &p.r, &p.s, "kernel_size", 1, function)
    pair(kernel if stride is None else stride, &p.stride_h, &p.stride_w, "stride", 1, function)
    pair(padding, &p.pad_h, &p.pad_w, "padding", 0, function)
    pair(dilation, &p.dilation_h, &p.dilation_w, "dilation", 1, function)
    if 2 * p.pad_h > p.r or 2 * p.pad_w > p.s:
        raise ValueError(f"{function}: padding {padding} is more than half of kernel_size {kernel}")
    p.h, p.w = a.v.shape[d - 2], a.v.shape[d - 1]
    p.planes = a.v.shape[0] * (a.v.shape[1] if d == 4 else 1)
    p.oh = windows(p.h, p.pad_h, p.dilation_h, p.r, p.stride_h)
    p.ow = windows(p.w, p.pad_w, p.dilation_w, p.s, p.stride_w)
    p.count_include_pad = 1
    if p.oh == 0 or p.ow == 0:
        raise ValueError(f"{function}: a window of {p.r}x{p.s} is larger than the padded image of "
                         f"{p.h + 2 * p.pad_h}x{p.w + 2 * p.pad_w}")
    return 0


cdef Tensor pooled(Tensor a, tl_pool2d *p, int dtype):
    cdef int64_t shape[4]
    cdef int i
    for i in range(a.v.ndim):
        shape[i] = a.v.shape[i]
    shape[a.v.ndim - 2], shape[a.v.ndim - 1] = p.oh, p.ow
    return empty_tensor(dtype, a.v.ndim, shape)


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, return_indices=False):
    """The largest value in each window.

    Parameters
    ----------
    input : array_like, shape (N, C, H, W) or (C, H, W)
        float32 or float64.
    kernel_size, stride, padding, dilation : int or (int, int)
        For height and width; `stride` is `kernel_size` unless given. Padding counts as -inf.
    return_indices : bool
        Whether also to say where in its flattened image each value was found.

    Returns
    -------
    Tensor, shape (..., H', W')
        H' = floor((H + 2 padding - dilation (kernel_size - 1) - 1) / stride) + 1, W' likewise. With
        `return_indices`, a pair of this and of int64.

    Raises
    ------
    ValueError
        When the window is larger than the padded image, or padding more than half a window.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.max_pool2d(tl.arange(16.0).reshape(1, 1, 4, 4), 2)
    tensor([[[[ 5.,  7.],
              [13., 15.]]]])
    """
    cdef Tensor a = contiguous(floating(input, "max_pool2d")), out, index
    cdef tl_pool2d p
    cdef Node n
    pool_geometry(&p, a, kernel_size, stride, padding, dilation, "max_pool2d")
    out = pooled(a, &p, a.v.dtype)
    index = pooled(a, &p, TL_I64)
    run_pool(TL_OP_max_pool2d, &p, out, index, a, "max_pool2d")
    if wanted(a, None, None):
        n = record(TL_OP_max_pool2d, out, a, None, None)
        n.s1 = index
        n.params = (shape_tuple(a), p.planes, p.h * p.w)
    return (out, alias(index)) if return_indices else out


cdef int run_pool(int op, tl_pool2d *p, Tensor out, Tensor a, Tensor b, str function) except -1:
    cdef tl_call c
    describe_call(&c, runs.pool, op, out.v.dtype, out, a, b, None)
    c.work = <double> p.planes * (p.h * p.w + p.oh * p.ow)
    c.params, c.size = p, sizeof(tl_pool2d)
    return launch(&c, function, True)


cdef Tensor unpool(Tensor g, Tensor index, tuple params):
    """Each gradient to the place its maximum came from."""
    cdef Tensor out = shape_holder(params[0], g.v.dtype), gy = contiguous(g)
    cdef tl_pool2d p
    cdef Node n
    p.planes, p.h, p.w = params[1], 1, params[2]
    p.oh, p.ow = 1, gy.numel // p.planes if p.planes else 0
    run_pool(TL_OP_max_unpool2d, &p, out, index, gy, "max_pool2d")
    if wanted(gy, None, None):
        n = record(TL_OP_max_unpool2d, out, gy, None, None)
        n.s1 = index
        n.params = params
    return out


cdef int d_max_pool2d(Node n, object g) except -1:
    n.g0 = unpool(g, n.s1, n.params)
    return 0


cdef int d_max_unpool2d(Node n, object g) except -1:
    from tensorlab_c.creation import arange
    cdef int64_t planes = n.params[1]
    flat = g.reshape((planes, n.params[2]))
    n.g0 = flat[arange(planes)[:, None], n.s1.reshape((planes, -1))].reshape(n.s1.shape)
    return 0


def avg_pool2d(input, kernel_size, stride=None, padding=0, count_include_pad=True):
    """The mean of each window.

    Parameters
    ----------
    input : array_like, shape (N, C, H, W) or (C, H, W)
        float32 or float64.
    kernel_size, stride, padding : int or (int, int)
        For height and width; `stride` is `kernel_size` unless given. Padding is zeros.
    count_include_pad : bool
        Whether padding counts in the divisor.

    Returns
    -------
    Tensor, shape (..., H', W')
        H' = floor((H + 2 padding - kernel_size) / stride) + 1, W' likewise.

    Raises
    ------
    ValueError
        When the window is larger than the padded image, or padding more than half a window.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.avg_pool2d(tl.arange(16.0).reshape(1, 1, 4, 4), 2)
    tensor([[[[ 2.5,  4.5],
              [10.5, 12.5]]]])
    """
    cdef Tensor a = contiguous(floating(input, "avg_pool2d")), out
    cdef tl_pool2d p
    cdef Node n
    pool_geometry(&p, a, kernel_size, stride, padding, 1, "avg_pool2d")
    p.count_include_pad = bool(count_include_pad)
    out = pooled(a, &p, a.v.dtype)
    run_pool(TL_OP_avg_pool2d, &p, out, a, None, "avg_pool2d")
    if wanted(a, None, None):
        n = record(TL_OP_avg_pool2d, out, a, None, None)
        n.params = (shape_tuple(a), (p.r, p.s), (p.stride_h, p.stride_w), (p.pad_h, p.pad_w), p.count_include_pad)
    return out


cdef Tensor avg_unpool(Tensor g, tuple params):
    """Each gradient in equal parts to its window."""
    cdef Tensor out = shape_holder(params[0], g.v.dtype), gy = contiguous(g)
    cdef tl_pool2d p
    cdef Node n
    pool_geometry(&p, out, params[1], params[2], params[3], 1, "avg_pool2d")
    p.count_include_pad = params[4]
    run_pool(TL_OP_avg_unpool2d, &p, out, gy, None, "avg_pool2d")
    if wanted(gy, None, None):
        n = record(TL_OP_avg_unpool2d, out, gy, None, None)
        n.params = params
    return out


cdef int d_avg_pool2d(Node n, object g) except -1:
    n.g0 = avg_unpool(g, n.params)
    return 0


cdef int d_avg_unpool2d(Node n, object g) except -1:
    n.g0 = avg_pool2d(g, n.params[1], n.params[2], n.params[3], n.params[4])
    return 0


# ---- the table -------------------------------------------------------------------------------------------------------
rules[TL_OP_conv2d] = d_conv2d
rules[TL_OP_conv2d_input] = d_conv2d_input
rules[TL_OP_conv2d_weight] = d_conv2d_weight
rules[TL_OP_max_pool2d] = d_max_pool2d
rules[TL_OP_max_unpool2d] = d_max_unpool2d
rules[TL_OP_avg_pool2d] = d_avg_pool2d
rules[TL_OP_avg_unpool2d] = d_avg_unpool2d
