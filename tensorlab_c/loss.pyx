# cython: language_level=3, binding=False, embedsignature=True, boundscheck=False, wraparound=False, cdivision=True
"""Softmax and losses, fused, each beside its derivative rule.

While a second graph is recorded the rules use recorded operations; otherwise the fused kernels.
"""
from libc.stdint cimport int64_t, uint64_t

from tensorlab_c._call cimport axis_index, integer, is_complex
from tensorlab_c._layer cimport floating, wanted
from tensorlab_c._tape cimport Node, rules
from tensorlab_c._tensor cimport *
from tensorlab_c.dtypes cimport DTYPES, DType
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

__all__ = ["cross_entropy", "log_softmax", "mse_loss", "softmax"]


# ---- softmax and cross-entropy ---------------------------------------------------------------------------------------
cdef int one_axis(Tensor a, object axis, str function) except -1:
    """The axis that is meant; one number is taken as the only one along its axis."""
    if isinstance(axis, (tuple, list)) or axis is None:
        raise TypeError(f"{function}: axis must be one integer, got {axis!r}")
    return axis_index(axis, a.v.ndim if a.v.ndim else 1, function)


cdef Tensor softmax_along(Tensor a, int axis, bint logarithm, str function):
    cdef Tensor out = empty_tensor(a.v.dtype, a.v.ndim, a.v.shape)
    cdef int op = TL_OP_log_softmax if logarithm else TL_OP_softmax
    cdef Node n
    along_axis(TL_LINE_log_softmax if logarithm else TL_LINE_softmax, op, a.v.dtype, axis, out, a, None, None, function)
    if wanted(a, None, None):
        n = record(op, out, a, None, None)
        n.params = axis
        keep_result(n, out)
    return out


cdef int keep_result(Node n, Tensor out) except -1:
    cdef Tensor shown = alias(out)  # without its record: no cycle
    save(n, 2, out)                 # the storage and its version
    n.s2 = None
    n.out = shown
    return 0


def softmax(input, axis=-1):
    """exp(x) / sum(exp(x)) along an axis.

    Parameters
    ----------
    input : array_like
        float32 or float64; one number is taken as the only one along its axis.
    axis : int

    Returns
    -------
    Tensor
        Of the same shape, summing to 1 along `axis`.

    Raises
    ------
    ValueError
        When `axis` is out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.softmax(tl.array([0.0, 0.0]))
    tensor([0.5, 0.5])
    """
    cdef Tensor a = floating(input, "softmax")
    return softmax_along(a, one_axis(a, axis, "softmax"), False, "softmax")


def log_softmax(input, axis=-1):
    """x - log(sum(exp(x))) along an axis, without overflow.

    Parameters
    ----------
    input : array_like
        float32 or float64; one number is taken as the only one along its axis.
    axis : int

    Returns
    -------
    Tensor
        Of the same shape.

    Raises
    ------
    ValueError
        When `axis` is out of range.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.exp(tl.nn.functional.log_softmax(tl.array([0.0, 0.0])))
    tensor([0.5, 0.5])
    """
    cdef Tensor a = floating(input, "log_softmax")
    return softmax_along(a, one_axis(a, axis, "log_softmax"), True, "log_softmax")


cdef uint64_t axis_mask(Tensor y, int axis) noexcept:
    return <uint64_t> 1 << axis if y.v.ndim else 0


cdef int d_softmax(Node n, object g) except -1:
    cdef Tensor y = saved_out(n), gy = g, out
    cdef int axis = n.params
    if recording():
        inner = reduce(TL_OP_sum, binary(TL_OP_multiply, gy, y), axis_mask(y, axis), True)
        n.g0 = binary(TL_OP_multiply, y, binary(TL_OP_subtract, gy, inner))
        return 0
    out = empty_tensor(y.v.dtype, y.v.ndim, y.v.shape)
    along_axis(TL_LINE_softmax_grad, TL_OP_softmax, y.v.dtype, axis, out, y, gy, None, "softmax")
    n.g0 = out
    return 0


cdef int d_log_softmax(Node n, object g) except -1:
    cdef Tensor y = saved_out(n), gy = g, out
    cdef int axis = n.params
    if recording():
        total = reduce(TL_OP_sum, gy, axis_mask(y, axis), True)
        n.g0 = binary(TL_OP_subtract, gy, binary(TL_OP_multiply, unary(TL_OP_exp, y), total))
        return 0
    out = empty_tensor(y.v.dtype, y.v.ndim, y.v.shape)
    along_axis(TL_LINE_log_softmax_grad, TL_OP_log_softmax, y.v.dtype, axis, out, y, gy, None, "log_softmax")
    n.g0 = out
    return 0


def cross_entropy(logits, target, ignore_index=-100, reduction="mean"):
    """-log softmax(logits)[target] of each row.

    Parameters
    ----------
    logits : array_like, shape (N, C)
        float32 or float64.
    target : array_like of int, shape (N,)
        Class numbers from 0 to C - 1, or `ignore_index`.
    ignore_index : int
        Rows with this target count nothing.
    reduction : {"mean", "sum", "none"}
        "mean" is over the rows that count; nan when none does.

    Returns
    -------
    Tensor
        0-d, or of shape (N,) for "none".

    Raises
    ------
    IndexError
        When a target is not a class.
    ValueError, TypeError
        When shapes or dtypes do not fit.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.cross_entropy(tl.array([[0.0, 0.0]]), tl.array([1])).item()
    0.6931471805599453
    """
    cdef Tensor a = floating(logits, "cross_entropy"), t, prob, loss, out
    cdef int64_t ignore, c, counted = 0, i
    cdef bint unsigned_
    cdef tl_lines what
    cdef tl_call call
    cdef Node n
    try:
        ignore = integer(ignore_index, "ignore_index", "cross_entropy")
    except OverflowError:
        raise ValueError(f"cross_entropy: ignore_index must fit in int64, got {ignore_index}") from None
    t = target if isinstance(target, Tensor) else as_tensor(target, "cross_entropy")
    if dtype_info[t.v.dtype].kind not in b"iu":
        raise TypeError(
            f"cross_entropy: targets must be integers, got {DTYPES[t.v.dtype].name}: for class numbers write "
            f"target.astype(tl.int64); probabilities have the input's shape {shape_tuple(a)}"
        )
    if a.v.ndim != 2 or t.v.ndim != 1 or a.v.shape[0] != t.v.shape[0]:
        raise ValueError(
            f"cross_entropy: logits of shape (N, C) and targets of shape (N,) are needed, got {shape_tuple(a)} and "
            f"{shape_tuple(t)}"
        )
    if reduction != "mean" and reduction != "sum" and reduction != "none":
        raise ValueError(f"cross_entropy: reduction must be 'mean', 'sum' or 'none', got {reduction!r}")
    unsigned_ = dtype_info[t.v.dtype].kind == b"u"
    t = contiguous(cast(t, TL_I64))
    if a.ag is None and type(a) is not Tensor:
        a = alias(a)
    c = a.v.shape[1]
    prob = empty_tensor(a.v.dtype, 2, a.v.shape)
    loss = empty_tensor(a.v.dtype, 1, a.v.shape)
    what.row, what.axis, what.ignore = TL_LINE_cross_entropy, 1, ignore
    describe_call(&call, runs.lines, TL_OP_cross_entropy, a.v.dtype, prob, loss, a, t)
    call.work = 16.0 * prob.numel
    call.params, call.size = &what, sizeof(what)
    if t.st.owner != NULL or tl_is_long(&call) and (t is target or t.st.refcount > 1):
        t = copied(alias(t))  # what is checked here must not change: others have it, or run while the kernel does
        call.operand[3] = &t.v
    i = tl_bad_class(t.numel, <int64_t *> t.v.data, c, ignore, unsigned_, &counted)
    if i >= 0:  # a large uint64 has become negative
        number = <object> (<uint64_t *> t.v.data)[i] if unsigned_ else <object> (<int64_t *> t.v.data)[i]
        raise IndexError(f"cross_entropy: target {number} at row {i} is not a class of 0 to {c - 1}")
    launch(&call, "cross_entropy", True)
    if reduction == "none":
        out = loss
    else:
        out = reduce(TL_OP_sum, loss, 1, False)
        if reduction == "mean":
            out = with_number(TL_OP_divide, out, <double> counted, False)
    if wanted(a, None, None):
        n = record(TL_OP_cross_entropy, out, a, None, None)
        save(n, 0, a)
        n.s1 = prob
        save(n, 2, t)
        n.params = (ignore, 1.0 / counted if reduction == "mean" and counted else 1.0, reduction == "none")
    return out


cdef int d_cross_entropy(Node n, object g) except -1:
    cdef Tensor a = saved(n, 0), prob = n.s1, t = saved(n, 2), scale, out
    cdef tl_lines what
    cdef tl_call call
    if recording():
        n.g0 = recorded_cross_entropy(n, a, t, g)
        return 0
    scale = g
    if not n.params[2] and n.params[1] != 1.0:
        scale = with_number(TL_OP_multiply, scale, n.params[1], False)
    out = empty_tensor(a.v.dtype, 2, a.v.shape)
    what.row, what.axis, what.ignore = TL_LINE_cross_entropy_grad, 1, n.params[0]
    describe_call(&call, runs.lines, TL_OP_cross_entropy, a.v.dtype, out, prob, t, scale)
    call.work = out.numel
    call.params, call.size = &what, sizeof(what)
    launch(&call, "cross_entropy", True)
    n.g0 = out
    return 0


cdef Tensor recorded_cross_entropy(Node n, Tensor a, Tensor t, Tensor g):
    """(softmax(a) - onehot(t)) scale, in recorded operations."""
    from tensorlab_c.creation import arange
    cdef Tensor counts = binary(TL_OP_not_equal, t, scalar_tensor(n.params[0], TL_I64))
    onehot = cast(binary(TL_OP_equal, t[:, None], arange(a.v.shape[1])), a.v.dtype)
    scale = with_number(TL_OP_multiply, g, n.params[1], False) * cast(counts, a.v.dtype)
    return (softmax_along(a, 1, False, "cross_entropy") - onehot) * scale[:, None]


# ---- squared error ---------------------------------------------------------------------------------------------------
def mse_loss(input, target, *, reduction="mean"):
    """The squared error: the mean of (input - target)^2, its sum, or each.

    Parameters
    ----------
    input, target : array_like
        Of one shape; computed in the dtype of `input`, float64 for integers.
    reduction : {"mean", "sum", "none"}

    Returns
    -------
    Tensor
        0-d, or of the operands' shape for "none".

    Raises
    ------
    ValueError
        When the shapes differ or `reduction` is unknown.

    Notes
    -----
    Lecture row L2: (1/n) sum (y' - y)^2.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.mse_loss(tl.array([1.0, 2.0]), tl.array([1.0, 4.0])).item()
    2.0
    """
    cdef Tensor a = input if isinstance(input, Tensor) else as_tensor(input, "mse_loss")
    cdef Tensor b, difference, out
    cdef double scale = 1.0
    cdef Node n
    if isinstance(target, Tensor):
        b = <Tensor> target
    elif isinstance(target, (list, tuple, float)) and dtype_info[a.v.dtype].kind == b"f":  # not in the default dtype
        b = new_array(target, <DType> DTYPES[a.v.dtype], False, "mse_loss")
    else:
        b = as_tensor(target, "mse_loss")
    if not same_shape(a, b):
        raise ValueError(f"mse_loss: input has shape {shape_tuple(a)} but target {shape_tuple(b)}")
    if reduction != "mean" and reduction != "sum" and reduction != "none":
        raise ValueError(f"mse_loss: reduction must be one of 'mean', 'sum', 'none', got {reduction!r}")
    if is_complex(a) or is_complex(b):
        raise TypeError(f"mse_loss: input and target must be real, got {a.dtype} and {b.dtype}")
    if dtype_info[a.v.dtype].kind != b"f":
        a = cast(a, TL_F64)
    b = cast(b, a.v.dtype)
    difference = binary(TL_OP_subtract, alias(a) if a.ag is not None else a, alias(b) if b.ag is not None else b)
    out = unary(TL_OP_square, difference)
    if reduction != "none":
        out = reduce_all(TL_OP_sum, out)
        if reduction == "mean":
            scale = 1.0 / difference.numel if difference.numel else float("nan")
            out = with_number(TL_OP_divide, out, <double> difference.numel, False)
    if wanted(a, b, None):
        n = record(TL_OP_mse_loss, out, a, b, None)
        save(n, 0, difference)
        save(n, 1, a)
        save(n, 2, b)
        n.params = 2.0 * scale
    return out


cdef int d_mse_loss(Node n, object g) except -1:
    cdef Tensor scaled = with_number(TL_OP_multiply, g, n.params, False)
    cdef Tensor difference = saved(n, 0)
    if recording():  # the one that was saved has no record
        difference = binary(TL_OP_subtract, saved(n, 1), saved(n, 2))
    n.g0 = binary(TL_OP_multiply, difference, scaled)
    if n.e1 is not None:
        n.g1 = unary(TL_OP_negative, n.g0)
    return 0


# ---- the table ------------------------------------------------------------------------------------------------------
rules[TL_OP_mse_loss] = d_mse_loss
rules[TL_OP_softmax] = d_softmax
rules[TL_OP_log_softmax] = d_log_softmax
rules[TL_OP_cross_entropy] = d_cross_entropy
