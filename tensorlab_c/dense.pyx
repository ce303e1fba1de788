# cython: language_level=3, binding=False, embedsignature=True, boundscheck=False, wraparound=False, cdivision=True
"""Activations and linear, whose product and bias are one kernel, beside its derivative rule."""
from libc.stdint cimport int64_t

from tensorlab_c._layer cimport floating, floating_beside, same_dtype, same_memory, wanted
from tensorlab_c._tape cimport Node, rules
from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.runs cimport tl_call_make
from tensorlab_c.tl cimport *

__all__ = ["linear", "relu", "sigmoid", "tanh"]


cdef Tensor swapped(Tensor t):
    cdef int order[2]
    order[0], order[1] = 1, 0
    return permuted(t, order)


# ---- activations ----------------------------------------------------------------------------------------------------
def relu(input, inplace=False):
    """max(x, 0), elementwise.

    Parameters
    ----------
    input : array_like
        Numbers of any shape; not booleans.
    inplace : bool, default False
        Whether the result takes the place of `input`, then a Tensor.

    Returns
    -------
    Tensor
        Of the same shape and dtype.

    Notes
    -----
    The derivative is 0 for x < 0 and 1 for x >= 0 (Lecture row L5); PyTorch has 0 at 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.relu(tl.array([-1.0, 0.0, 2.0]))
    tensor([0., 0., 2.])
    """
    if inplace:
        if not isinstance(input, Tensor):
            raise TypeError(f"relu: inplace=True needs a Tensor to write to, got {type(input).__name__}")
        return input.relu_()
    return unary(TL_OP_relu, input if isinstance(input, Tensor) else as_tensor(input, "relu"))


def sigmoid(input):
    """The logistic function 1 / (1 + exp(-x)), elementwise.

    Parameters
    ----------
    input : array_like

    Returns
    -------
    Tensor
        Of the same shape; floating.

    Notes
    -----
    Lecture row L5. The derivative is f (1 - f).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.sigmoid(tl.array([0.0]))
    tensor([0.5])
    """
    return unary(TL_OP_sigmoid, input if isinstance(input, Tensor) else as_tensor(input, "sigmoid"))


def tanh(input):
    """The hyperbolic tangent, elementwise: `tensorlab.tanh` under PyTorch's argument name.

    Parameters
    ----------
    input : array_like

    Returns
    -------
    Tensor
        Of the same shape; floating.

    Notes
    -----
    Lecture row L5. The derivative is 1 - f^2.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.tanh(tl.array([0.0]))
    tensor([0.])
    """
    return unary(TL_OP_tanh, input if isinstance(input, Tensor) else as_tensor(input, "tanh"))


cdef dict rows = {}
cdef int each
for each in range(TL_NACTIVATIONS):
    rows[activation_info[each].name.decode()] = each


def activation(str name not None, Tensor x not None, tuple numbers not None, Tensor g=None):
    """A row of activations.def, outside the tape: its value at floating `x`, or `g` times its slope there."""
    cdef Tensor out = empty_tensor(x.v.dtype, x.v.ndim, x.v.shape)
    cdef tl_activation what
    cdef tl_call call
    cdef int i
    what.row = rows[name]
    for i in range(activation_info[what.row].numbers):
        what.numbers[i] = numbers[i]
    tl_call_make(
        &call, runs.activation, b"activation", &what, sizeof(what), &out.v, &x.v if g is None else &g.v,
        NULL if g is None else &x.v, NULL,
    )
    call.dtype = dtype_info[x.v.dtype].compute
    call.bytes, call.work = 8.0 * x.numel, 16.0 * x.numel
    launch(&call, name, True)
    return out


# ---- linear ---------------------------------------------------------------------------------------------------------
def linear(input, weight, bias=None):
    """input @ weight.T + bias.

    Parameters
    ----------
    input : array_like, shape (..., in)
        float32 or float64.
    weight : array_like, shape (out, in)
        Of the dtype of `input`.
    bias : array_like, shape (out,), optional

    Returns
    -------
    Tensor, shape (..., out)

    Raises
    ------
    ValueError
        When the shapes do not align.
    TypeError
        When the dtypes differ or are not floating.

    Notes
    -----
    Lecture row L7: one layer of forward propagation.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.linear(tl.array([[1.0, 2.0]]), tl.array([[3.0, 4.0]]), tl.array([0.5]))
    tensor([[11.5]])
    """
    cdef Tensor a = floating(input, "linear"), w = floating_beside(a, weight, "linear", "weight"), b = None, out
    cdef tuple _held = None
    cdef const char *a_data
    cdef const char *w_data
    cdef const char *b_data = NULL
    cdef tl_gemm g
    cdef int64_t shape[64]
    cdef int64_t size
    cdef int i, last = a.v.ndim - 1
    cdef tl_call c
    cdef Node n
    if bias is not None:
        b = floating_beside(a, bias, "linear", "bias")
    check_linear(a, w, b)
    if a.v.ndim != 2:
        for i in range(last):
            shape[i] = a.v.shape[i]
        shape[last] = w.v.shape[0]
        flat = a.reshape((a.numel // a.v.shape[last] if a.v.shape[last] else rows_of(a), a.v.shape[last]))
        return reshaped(linear(flat, w, b), a.v.ndim, shape)
    shape[0], shape[1] = a.v.shape[0], w.v.shape[0]
    a_data, w_data = a.v.data, w.v.data
    if b is not None:
        b = contiguous(b)
        b_data = b.v.data
    out = empty_tensor(a.v.dtype, 2, shape)
    size = dtype_info[a.v.dtype].itemsize
    g.m, g.n, g.k = shape[0], shape[1], a.v.shape[1]
    g.a, g.a_row, g.a_col = a.v.data, a.v.strides[0] // size, a.v.strides[1] // size
    g.b, g.b_row, g.b_col = w.v.data, w.v.strides[1] // size, w.v.strides[0] // size
    g.c, g.c_row, g.c_col = out.v.data, g.n, 1
    g.bias = b.v.data if b is not None else NULL
    g.accumulate = 0
    describe_call(&c, runs.gemm, TL_OP_linear, out.v.dtype, out, a, w, b)
    c.work = 2.0 * g.m * g.n * g.k
    c.params, c.size = &g, sizeof(g)
    if tl_is_long(&c):
        _held = (alias(a), alias(w), None if b is None else alias(b))  # others run meanwhile
    same_memory("linear", a, a_data, out.v.dtype, "input")
    same_memory("linear", w, w_data, out.v.dtype, "weight")
    if b is not None:
        same_memory("linear", b, b_data, out.v.dtype, "bias")
    launch(&c, "linear", True)
    if _held is not None and wanted(a, w, b):  # what is saved is what was computed with
        same_memory("linear", a, a_data, out.v.dtype, "input")
        same_memory("linear", w, w_data, out.v.dtype, "weight")
    if wanted(a, w, b):
        n = record(TL_OP_linear, out, a, w, b)
        if n.e1 is not None:
            save(n, 0, a)
        if n.e0 is not None:
            save(n, 1, w)
    return out


cdef inline int check_linear(Tensor a, Tensor w, Tensor b) except -1:
    same_dtype("linear", a, w, "weight")
    if b is not None:
        same_dtype("linear", a, b, "bias")
    if w.v.ndim != 2 or a.v.ndim == 0 or a.v.shape[a.v.ndim - 1] != w.v.shape[1]:
        raise ValueError(
            f"linear: shapes {shape_tuple(a)} and {shape_tuple(w)} do not align: the last axis of input must be "
            f"the weight's axis 1"
        )
    if b is not None and (b.v.ndim != 1 or b.v.shape[0] != w.v.shape[0]):
        raise ValueError(f"linear: bias of shape {shape_tuple(b)} for {w.v.shape[0]} outputs")
    return 0


cdef int64_t rows_of(Tensor a):
    cdef int64_t rows = 1
    cdef int i
    for i in range(a.v.ndim - 1):
        rows *= a.v.shape[i]
    return rows


cdef int d_linear(Node n, object g) except -1:
    cdef Tensor gy = g
    if recording() or not gy.flags & CONTIGUOUS:
        if n.e0 is not None:
            n.g0 = matrix_product(gy, saved(n, 1), "linear")
        if n.e1 is not None:
            n.g1 = matrix_product(swapped(gy), saved(n, 0), "linear")
    else:
        if n.e0 is not None:
            n.g0 = product(gy, False, saved(n, 1))
        if n.e1 is not None:
            n.g1 = product(gy, True, saved(n, 0))
    if n.e2 is not None:
        n.g2 = reduce(TL_OP_sum, gy, 1, False)
    return 0


cdef Tensor product(Tensor a, bint transposed, Tensor b):
    """a @ b or a.T @ b, unrecorded."""
    cdef tl_gemm g
    cdef int64_t shape[2]
    cdef int64_t size = dtype_info[a.v.dtype].itemsize
    cdef Tensor out
    cdef tl_call c
    shape[0], shape[1] = a.v.shape[transposed], b.v.shape[1]
    out = empty_tensor(a.v.dtype, 2, shape)
    g.m, g.n, g.k = shape[0], shape[1], b.v.shape[0]
    g.a, g.a_row, g.a_col = a.v.data, a.v.strides[transposed] // size, a.v.strides[1 - transposed] // size
    g.b, g.b_row, g.b_col = b.v.data, b.v.strides[0] // size, b.v.strides[1] // size
    g.c, g.c_row, g.c_col = out.v.data, g.n, 1
    g.bias = NULL
    g.accumulate = 0
    describe_call(&c, runs.gemm, TL_OP_matmul, a.v.dtype, out, a, b, None)
    c.work = 2.0 * g.m * g.n * g.k
    c.params, c.size = &g, sizeof(g)
    launch(&c, "linear", True)
    return out


# ---- the table -------------------------------------------------------------------------------------------------------
rules[TL_OP_linear] = d_linear
