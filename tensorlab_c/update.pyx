# cython: language_level=3, binding=False, embedsignature=True, boundscheck=False, wraparound=False, cdivision=True
"""Optimiser steps over all parameters at once, and what belongs to them. Nothing changes before all is checked."""
from libc.math cimport isfinite, pow
from libc.stdint cimport int64_t

from tensorlab_c._tensor cimport *
from tensorlab_c.tl cimport *

cdef extern from "tl.h":  # the row of ops.def used here
    enum:
        TL_OP_sum


__all__ = ["adam_step", "check_step", "first_not_finite", "sgd_step", "zero_grad"]


def zero_grad(list params):
    """Sets every ``.grad`` to None.

    Parameters
    ----------
    params : list of Tensor

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.ones(2, requires_grad=True)
    >>> w.sum().backward(); tl.optim.zero_grad([w]); w.grad is None
    True
    """
    cdef Tensor p
    for x in params:
        p = <Tensor?> x
        if p.ag is not None:
            p.ag.grad = None


def first_not_finite(list tensors):
    """The position of the first tensor that holds NaN or infinity.

    Parameters
    ----------
    tensors : list of Tensor
        Floating.

    Returns
    -------
    int or None
        None when all are finite.

    Notes
    -----
    One anywhere makes the sum NaN or infinite, and sums are cheap; only when they overflow is every number looked at.

    Examples
    --------
    >>> import tensorlab as tl
    >>> from tensorlab_c.update import first_not_finite
    >>> first_not_finite([tl.ones(2), tl.array([1.0, tl.inf])])
    1
    """
    cdef Tensor t
    cdef double total = 0.0
    for x in tensors:
        t = <Tensor?> x
        total += item_of(reduce_all(TL_OP_sum, t if t.ag is None else alias(t)))
    if isfinite(total):
        return None
    from tensorlab_c.comparison import isfinite as each_is_finite
    for i, x in enumerate(tensors):
        if not each_is_finite(x).all():
            return i
    return None


cdef int check(str function, Tensor p, Tensor g) except -1:
    """Can `p` be updated in place by `g`?"""
    if dtype_info[p.v.dtype].kind != b"f":
        raise ValueError(f"{function}: parameters must be floating, got {p.dtype} of shape {p.shape}")
    if p.flags & READONLY:
        raise ValueError(f"{function}: a parameter of shape {p.shape} is read-only")
    if g.v.dtype != p.v.dtype or not same_shape(p, g):
        raise ValueError(
            f"{function}: a gradient of shape {g.shape} and {g.dtype} for a parameter of shape {p.shape} and {p.dtype}"
        )
    return 0


cdef int check_state(str function, Tensor p, object state) except -1:
    if state is not None and (not isinstance(state, Tensor) or (<Tensor> state).v.dtype != p.v.dtype
                              or not same_shape(p, <Tensor> state)
                              or (<Tensor> state).flags & (CONTIGUOUS | READONLY) != CONTIGUOUS):
        raise ValueError(f"{function}: the state of a parameter of shape {p.shape} and {p.dtype} does not fit it")
    return 0


cdef int check_all(str function, list params, list first, list second) except -1:
    cdef Tensor p
    cdef Py_ssize_t i
    if len(first) != len(params) or len(second) != len(params):
        raise ValueError(f"{function}: {len(params)} parameters but {len(first)} and {len(second)} states")
    for i in range(len(params)):
        p = <Tensor?> params[i]
        if p.ag is None or p.ag.grad is None:
            continue
        check(function, p, <Tensor?> p.ag.grad)
        check_state(function, p, first[i])
        check_state(function, p, second[i])
    return 0


def check_step(str function, list params):
    """Raises what a step would raise about parameters and their gradients, and changes nothing.

    Parameters
    ----------
    function : str
        What errors begin with.
    params : list of Tensor

    Raises
    ------
    ValueError
        When a parameter is read-only or not floating, or its gradient does not fit it.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.ones(2, requires_grad=True)
    >>> w.sum().backward()
    >>> tl.optim.check_step("mine", [w])
    """
    cdef Tensor p
    for x in params:
        p = <Tensor?> x
        if p.ag is not None and p.ag.grad is not None:
            check(function, p, <Tensor?> p.ag.grad)


cdef int not_negative(str function, str name, double value) except -1:
    if not (isfinite(value) and value >= 0.0):
        raise ValueError(f"{function}: {name} must be finite and at least 0, got {value}")
    return 0


cdef int rate(str function, str name, double value) except -1:
    if not 0.0 <= value < 1.0:
        raise ValueError(f"{function}: {name} must be in [0, 1), got {value}")
    return 0


cdef inline Tensor dense(Tensor p):
    """The memory of `p` in order: its own, or a copy to compute on, which `stored` brings back."""
    return p if p.flags & CONTIGUOUS else contiguous(alias(p))


cdef inline int stored(Tensor p, Tensor work, str function) except -1:
    cdef bint current = p.seen == p.st.version
    if work is not p:
        copy_into(alias(p), work, function)
        if current:
            p.seen = p.st.version  # the change by its alias is its own
    changed(p, function)
    return 0


cdef Tensor zeros_like(Tensor p):
    cdef Tensor z = empty_like(p)
    z.zero_()
    return z


def sgd_step(list params, list buffers, double lr, double momentum=0.0, double dampening=0.0,
             double weight_decay=0.0, bint nesterov=False, bint maximize=False):
    """One step of stochastic gradient descent for all parameters that have a gradient.

    Parameters
    ----------
    params : list of Tensor
        Floating leaves; changed in place.
    buffers : list of Tensor or None
        Momentum buffers; None entries are filled in when `momentum` is not 0.
    lr, momentum, dampening, weight_decay : float
    nesterov, maximize : bool

    Raises
    ------
    ValueError
        When an option makes no sense or a gradient or buffer does not fit its parameter; then nothing has changed.

    Notes
    -----
    d = g + weight_decay p; buf = momentum buf + (1 - dampening) d, at first d; d = d + momentum buf for Nesterov,
    else buf; p = p - lr d (Sutskever et al., 2013, as PyTorch has it; Lecture rows L16, L17).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.ones(2, requires_grad=True)
    >>> w.sum().backward(); tl.optim.sgd_step([w], [None], lr=0.5); w.detach()
    tensor([0.5, 0.5])
    """
    cdef tl_sgd h
    cdef tl_param q
    cdef Tensor p, g, m, work
    cdef Py_ssize_t i
    not_negative("sgd_step", "lr", lr)
    not_negative("sgd_step", "momentum", momentum)
    not_negative("sgd_step", "weight_decay", weight_decay)
    if not isfinite(dampening):
        raise ValueError(f"sgd_step: dampening must be finite, got {dampening}")
    if nesterov and (momentum == 0.0 or dampening != 0.0):
        raise ValueError("sgd_step: nesterov needs a momentum and no dampening")
    check_all("sgd_step", params, buffers, buffers)
    h.lr, h.momentum, h.dampening, h.weight_decay = lr, momentum, dampening, weight_decay
    h.nesterov, h.maximize = nesterov, maximize
    q.v = NULL
    for i in range(len(params)):
        p = <Tensor> params[i]
        if p.ag is None or p.ag.grad is None:
            continue
        g = contiguous(<Tensor> p.ag.grad)
        work = dense(p)
        q.n, q.dtype, q.p, q.g, q.m = p.numel, p.v.dtype, work.v.data, g.v.data, NULL
        h.first = 0
        if momentum != 0.0:
            if buffers[i] is None:
                buffers[i] = empty_like(p)
                h.first = 1
            m = <Tensor> buffers[i]
            q.m = m.v.data
            m.st.version += 1
        if q.n < RELEASE:
            kernels.sgd[q.dtype](&h, &q)
        else:
            with nogil:
                kernels.sgd[q.dtype](&h, &q)
        stored(p, work, "sgd_step")


def adam_step(list params, list m, list v, list steps, double lr, double beta1, double beta2, double eps,
              double weight_decay=0.0, bint decoupled=False, bint bias_correction=True, bint eps_inside=False,
              bint maximize=False):
    """One step of Adam or AdamW for all parameters that have a gradient.

    Parameters
    ----------
    params : list of Tensor
        Floating leaves; changed in place.
    m, v : list of Tensor or None
        First and second moments; None entries are filled in.
    steps : list of int
        Steps taken so far, counted up in place.
    lr, beta1, beta2, eps, weight_decay : float
    decoupled : bool
        AdamW: the decay is applied to the parameter, not added to the gradient.
    bias_correction, eps_inside : bool
        The paper's form is True, False; the lecture's is False, True.
    maximize : bool

    Raises
    ------
    ValueError
        When an option makes no sense or a gradient or moment does not fit its parameter; then nothing has changed.

    Notes
    -----
    m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p = p - lr m' / (sqrt(v') + eps), where m' and v' are
    divided by 1 - beta^t (Kingma and Ba, 2015). Lecture row L20: p = p - lr m / sqrt(v + eps).

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.ones(1, requires_grad=True)
    >>> w.sum().backward(); steps = [0]
    >>> tl.optim.adam_step([w], [None], [None], steps, 0.5, 0.9, 0.999, 0.0); w.detach(), steps
    (tensor([0.5]), [1])
    """
    cdef tl_adam h
    cdef tl_param q
    cdef Tensor p, g, a, b, work
    cdef Py_ssize_t i
    cdef int64_t t
    not_negative("adam_step", "lr", lr)
    not_negative("adam_step", "eps", eps)
    not_negative("adam_step", "weight_decay", weight_decay)
    rate("adam_step", "beta1", beta1)
    rate("adam_step", "beta2", beta2)
    check_all("adam_step", params, m, v)
    if len(steps) != len(params):
        raise ValueError(f"adam_step: {len(params)} parameters but {len(steps)} step counts")
    for taken in steps:
        if not isinstance(taken, int) or not 0 <= taken < 1 << 62:
            raise ValueError(f"adam_step: step counts must be integers of at least 0, got {taken!r}")
    h.lr, h.beta1, h.beta2, h.eps, h.weight_decay = lr, beta1, beta2, eps, weight_decay
    h.decoupled, h.eps_inside, h.maximize = decoupled, eps_inside, maximize
    h.bias1 = h.bias2 = 1.0
    for i in range(len(params)):
        p = <Tensor> params[i]
        if p.ag is None or p.ag.grad is None:
            continue
        g = contiguous(<Tensor> p.ag.grad)
        if m[i] is None:
            m[i] = zeros_like(p)
        if v[i] is None:
            v[i] = zeros_like(p)
        a = <Tensor> m[i]
        b = <Tensor> v[i]
        t = steps[i] + 1
        steps[i] = t
        if bias_correction:
            h.bias1, h.bias2 = 1.0 - pow(beta1, <double> t), 1.0 - pow(beta2, <double> t)
        work = dense(p)
        q.n, q.dtype, q.p, q.g, q.m, q.v = p.numel, p.v.dtype, work.v.data, g.v.data, a.v.data, b.v.data
        if q.n < RELEASE:
            kernels.adam[q.dtype](&h, &q)
        else:
            with nogil:
                kernels.adam[q.dtype](&h, &q)
        stored(p, work, "adam_step")
        a.st.version += 1
        b.st.version += 1
