# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Normalisation of lines, outside the tape; `tensorlab.nn.functional` makes functions of it.

A line is what lies along the last axis of `x`, of shape (*lines, elements). Numbers of each line are tensors of
shape (fields, *lines). Everything is of one dtype, float32 or float64.
"""
from libc.stdint cimport int64_t

from tensorlab_c._tensor cimport *
from tensorlab_c.runs cimport tl_call_make
from tensorlab_c.tl cimport *

__all__ = []


cdef Tensor first(Tensor fields):
    """fields[0]; the others are behind it."""
    cdef Tensor t = view_of(fields, fields.v.ndim - 1)
    cdef int i
    for i in range(fields.v.ndim - 1):
        t.v.shape[i], t.v.strides[i] = fields.v.shape[i + 1], fields.v.strides[i + 1]
    set_flags(t)
    return t


cdef Tensor per_line(Tensor x, int64_t fields):
    """For numbers of each line of `x`."""
    cdef int64_t shape[64]
    cdef int i
    shape[0] = fields
    for i in range(x.v.ndim - 1):
        shape[i + 1] = x.v.shape[i]
    return empty_tensor(x.v.dtype, x.v.ndim, shape)


cdef int run_lines(
    int row, const char *name, Tensor x, Tensor out, Tensor a, Tensor b, Tensor c, tl_lines *what
) except -1:
    cdef tl_call call
    what.row, what.axis, what.ignore = row, x.v.ndim - 1, 0
    tl_call_make(
        &call, runs.lines, name, what, sizeof(what[0]), &out.v, &a.v,
        NULL if b is None else &b.v, NULL if c is None else &c.v,
    )
    call.dtype = x.v.dtype
    call.bytes, call.work = 8.0 * x.numel, 8.0 * x.numel
    return launch(&call, name.decode(), True)


cdef int64_t apart(Tensor fields):
    return fields.v.strides[0]


def standardize(Tensor x not None, Tensor both not None, double eps, bint centred):
    """(x - mean) / sqrt(var + eps) * both[0] + both[1], `both` of shape (2, elements); about 0 unless `centred`."""
    cdef Tensor out = empty_tensor(x.v.dtype, x.v.ndim, x.v.shape)
    cdef tl_lines what
    x, both = contiguous(x), contiguous(both)
    what.eps, what.centred, what.apart = eps, centred, 0
    run_lines(TL_LINE_standardize, b"standardize", x, out, x, view_of(both, 0), None, &what)
    return out


def standardize_grad(Tensor x not None, Tensor g not None, Tensor weight not None, double eps, bint centred):
    """The gradient of `x` and, in out[1], what summed over lines is the gradient of the weight."""
    cdef int64_t shape[64]
    cdef Tensor out
    cdef tl_lines what
    cdef int i
    x, g, weight = contiguous(x), contiguous(g), contiguous(weight)
    shape[0] = 2
    for i in range(x.v.ndim):
        shape[i + 1] = x.v.shape[i]
    out = empty_tensor(x.v.dtype, x.v.ndim + 1, shape)
    what.eps, what.centred, what.apart = eps, centred, apart(out)
    run_lines(TL_LINE_standardize_grad, b"standardize_grad", x, first(out), x, g, view_of(weight, 0), &what)
    return out


def moments(Tensor x not None):
    """The mean of each line and its sum of squared distances from it."""
    cdef Tensor out = per_line(x, 2)
    cdef tl_lines what
    x = contiguous(x)
    what.apart = apart(out)
    run_lines(TL_LINE_moments, b"moments", x, first(out), x, None, None, &what)
    return out


def rescale(Tensor x not None, Tensor fields not None):
    """(x - fields[0]) * fields[1] + fields[2]."""
    cdef Tensor out = empty_tensor(x.v.dtype, x.v.ndim, x.v.shape)
    cdef tl_lines what
    x, fields = contiguous(x), contiguous(fields)
    what.apart = apart(fields)
    run_lines(TL_LINE_rescale, b"rescale", x, out, x, first(fields), None, &what)
    return out


def moments_grad(Tensor x not None, Tensor g not None, Tensor centre not None):
    """The sums of `g` and of g * (x - centre[0]) on each line."""
    cdef Tensor out = per_line(x, 2)
    cdef tl_lines what
    x, g, centre = contiguous(x), contiguous(g), contiguous(centre)
    what.apart = apart(out)
    run_lines(TL_LINE_moments_grad, b"moments_grad", x, first(out), x, g, first(centre), &what)
    return out


def rescale_grad(Tensor x not None, Tensor g not None, Tensor fields not None):
    """g * fields[1] + (x - fields[0]) * fields[3] + fields[2]."""
    cdef Tensor out = empty_tensor(x.v.dtype, x.v.ndim, x.v.shape)
    cdef tl_lines what
    x, g, fields = contiguous(x), contiguous(g), contiguous(fields)
    what.apart = apart(fields)
    run_lines(TL_LINE_rescale_grad, b"rescale_grad", x, out, x, g, first(fields), &what)
    return out


def rescale_columns(Tensor x not None, Tensor fields not None):
    """(x - fields[0]) * fields[1] + fields[2], `fields` of shape (3, elements)."""
    cdef Tensor out = empty_tensor(x.v.dtype, x.v.ndim, x.v.shape)
    cdef tl_lines what
    x, fields = contiguous(x), contiguous(fields)
    run_lines(TL_LINE_rescale_columns, b"rescale_columns", x, out, x, view_of(fields, 0), None, &what)
    return out


def rescale_columns_grad(Tensor x not None, Tensor g not None, Tensor fields not None):
    """g * fields[1] + (x - fields[0]) * fields[3] + fields[2], `fields` of shape (4, elements)."""
    cdef Tensor out = empty_tensor(x.v.dtype, x.v.ndim, x.v.shape)
    cdef tl_lines what
    x, g, fields = contiguous(x), contiguous(g), contiguous(fields)
    run_lines(TL_LINE_rescale_columns_grad, b"rescale_columns_grad", x, out, x, g, view_of(fields, 0), &what)
    return out
