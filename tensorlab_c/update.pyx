# cython: language_level=3, binding=False, embedsignature=True, boundscheck=False, wraparound=False, cdivision=True
"""Optimiser steps over all parameters at once, and what belongs to them. Nothing changes before all is checked."""
cimport cython
from cpython.long cimport PyLong_AsDouble, PyLong_AsLongLongAndOverflow
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF
from libc.math cimport isfinite, pow
from libc.stdint cimport int64_t

from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

__all__ = [
    "Step", "adam_step", "check_step", "first_not_finite", "prepare_adam", "prepare_sgd", "run_step", "run_steps",
    "sgd_step", "zero_grad",
]


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
    >>> from tensorlab_c.update import check_step
    >>> w = tl.ones(2, requires_grad=True)
    >>> w.sum().backward()
    >>> check_step("mine", [w])
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


cdef int flag(str function, str name, object value) except -1:
    if value is True or value is False:
        return value is True
    if getattr(value, "dtype", None) == "bool" and value.ndim == 0:
        return bool(value)
    raise TypeError(f"{function}: {name} must be True or False, got {value!r}")


# ---- a step in three parts -------------------------------------------------------------------------------------------
# Whatever makes a Python object can run Python: the cycle collector does, with callbacks and finalisers that may change
# any list, gradient or parameter. So a step first makes all that it needs, and owns it, then compares once more what it
# was given, and from then on nothing but kernels runs and nothing can fail.
cdef struct Job:  # one parameter. The references are owned by the step, NULL where there is nothing
    char *data            # what the parameter showed when it was looked at
    int64_t numel
    int64_t dtype
    PyObject *p           # NULL when it has no gradient
    PyObject *work        # its memory in order, if not the tensor itself: another view of it, or room for a copy
    PyObject *back        # the view that the copy is from
    PyObject *grad
    PyObject *first       # its state
    PyObject *second
    PyObject *count
    PyObject *was_first   # what the caller's lists held, where something else takes its place
    PyObject *was_second
    PyObject *was_count


cdef enum:
    HELD = 11  # references that a job has at most, with a work that was replaced


cdef inline object entry(str name, list x, Py_ssize_t i, Py_ssize_t n):
    if len(x) != n:
        raise lists_changed(name)
    return x[i]


cdef inline bint is_entry(list x, Py_ssize_t i, PyObject *held, PyObject *was) noexcept:
    return <PyObject *> x[i] == (was if was != NULL else held)


cdef object lists_changed(str name):
    return RuntimeError(
        f"{name}: a parameter, or the list of parameters or of their state, was changed while the step was prepared; "
        "no parameter has been stepped"
    )


cdef Tensor gradient_of(str name, Tensor p, Tensor g):
    check(name, p, g)
    if g.ag is not None or type(g) is not Tensor:
        g = alias(g)
    return copied(g) if g.st == p.st or not g.flags & CONTIGUOUS else g


cdef Tensor state_of(str name, Tensor p, object state):
    """The state of `p` in its dtype: one from before the parameter was converted is cast."""
    cdef Tensor s
    if state is None:
        return None
    if isinstance(state, Tensor):
        s = <Tensor> state
        if s.ag is not None or type(s) is not Tensor:
            s = alias(s)
        if s.v.dtype != p.v.dtype and dtype_info[s.v.dtype].kind == b"f":
            s = cast(s, p.v.dtype)
        if s.v.dtype == p.v.dtype and same_shape(p, s) and s.flags & (CONTIGUOUS | READONLY) == CONTIGUOUS:
            return s
    raise ValueError(f"{name}: the state of a parameter of shape {p.shape} and {p.dtype} does not fit it")


@cython.final
@cython.no_gc
@cython.freelist(8)
cdef class Step:
    """One step of one group of parameters, prepared and checked; `run_steps` makes it."""

    cdef str name
    cdef list params, first, second, counts  # the caller's; `second` and `counts` may be None
    cdef Job *jobs
    cdef PyObject **held  # the references of all jobs, those that there are
    cdef Py_ssize_t n, count
    cdef tl_sgd sgd
    cdef tl_adam adam
    cdef bint is_adam, bias_correction

    def __dealloc__(self):
        cdef Py_ssize_t i
        for i in range(self.count):
            Py_DECREF(<object> self.held[i])
        PyMem_Free(self.held)
        PyMem_Free(self.jobs)

    cdef inline PyObject *own(self, object x) noexcept:
        Py_INCREF(x)
        self.held[self.count] = <PyObject *> x
        self.count += 1
        return <PyObject *> x

    cdef int prepare(self, str name, list params, list first, list second, list counts) except -1:
        cdef Py_ssize_t i, n = len(params)
        self.name, self.params, self.first, self.second, self.counts = name, params, first, second, counts
        if len(first) != n or second is not None and len(second) != n:
            raise ValueError(
                f"{name}: {n} parameters but {len(first)} and {len(first if second is None else second)} states"
            )
        if counts is not None and len(counts) != n:
            raise ValueError(f"{name}: {n} parameters but {len(counts)} step counts")
        self.jobs = <Job *> PyMem_Calloc(n + 1, sizeof(Job))
        self.held = <PyObject **> PyMem_Malloc((n + 1) * HELD * sizeof(PyObject *))
        if self.jobs == NULL or self.held == NULL:
            raise MemoryError(f"{name}: no memory for the step of {n} parameters")
        self.n = n
        for i in range(n):
            self.prepare_one(&self.jobs[i], i)
        return 0

    cdef int prepare_one(self, Job *job, Py_ssize_t i) except -1:
        cdef Tensor p, f
        cdef object x = entry(self.name, self.params, i, self.n)
        if not isinstance(x, Tensor):
            raise TypeError(f"{self.name}: parameter {i} is a {type(x).__name__}, not a Tensor")
        p = <Tensor> x
        if self.counts is not None:
            x = entry(self.name, self.counts, i, self.n)
            job.was_count = self.own(x)
            job.count = self.own(count_of(self.name, x) + 1)
        if p.ag is None:
            return 0
        x = p.ag.grad
        if x is None:
            return 0
        f = p
        if type(p) is not Tensor and p.numel >= RELEASE:
            f = alias(p)  # another thread may give a Parameter other memory while a kernel runs, but not its alias
            job.work = self.own(f)
        job.data, job.numel, job.dtype = f.v.data, f.numel, f.v.dtype
        job.grad = self.own(gradient_of(self.name, f, <Tensor> x))
        self.state(f, entry(self.name, self.first, i, self.n), &job.first, &job.was_first)
        if self.second is not None:
            self.state(f, entry(self.name, self.second, i, self.n), &job.second, &job.was_second)
        if not f.flags & CONTIGUOUS:
            job.back = self.own(alias(f))
            job.work = self.own(empty_like(f))
        job.p = self.own(p)
        return 0

    cdef int state(self, Tensor p, object given, PyObject **used, PyObject **was) except -1:
        """What a step works on instead of `given`."""
        cdef object s = self.missing(p) if given is None else state_of(self.name, p, given)
        used[0] = <PyObject *> None if s is None else self.own(s)
        if s is not given:
            was[0] = self.own(given)
        return 0

    cdef object missing(self, Tensor p):
        """State that is not there yet."""
        cdef Tensor z
        if not self.is_adam and self.sgd.momentum == 0.0:
            return None
        z = empty_like(p)
        if self.is_adam:
            z.zero_()
        return z

    cdef int verify(self) except -1:
        """Runs no Python while all is as it was."""
        cdef Py_ssize_t i, n = self.n
        cdef Job *job
        cdef bint same
        if (len(self.params) != n or len(self.first) != n or self.second is not None and len(self.second) != n
                or self.counts is not None and len(self.counts) != n):
            raise lists_changed(self.name)
        for i in range(n):
            job = &self.jobs[i]
            if job.p != NULL:
                same = shows_still(<Tensor> job.p, job)
                same = same and <PyObject *> self.params[i] == job.p
                same = same and is_entry(self.first, i, job.first, job.was_first)
                same = same and (self.second is None or is_entry(self.second, i, job.second, job.was_second))
                same = same and (self.counts is None or <PyObject *> self.counts[i] == job.was_count)
                if not same:
                    raise lists_changed(self.name)
        return 0

    cdef void commit(self) noexcept:
        """The new state into the caller's lists, which are as they were; what they held lives on in the jobs."""
        cdef Py_ssize_t i
        cdef Job *job
        for i in range(self.n):
            job = &self.jobs[i]
            if job.p != NULL:
                if job.was_first != NULL:
                    self.first[i] = <object> job.first
                if job.was_second != NULL:
                    self.second[i] = <object> job.second
                if job.count != NULL:
                    self.counts[i] = <object> job.count

    cdef int run(self) except -1:
        cdef Tensor p, work
        cdef Job *job
        cdef tl_param q
        cdef Py_ssize_t i
        cdef bint current
        for i in range(self.n):
            job = &self.jobs[i]
            if job.p == NULL or job.work == NULL and not shows_still(<Tensor> job.p, job):
                continue  # by now another thread has given it other memory
            p = <Tensor> job.p
            work = p if job.work == NULL else <Tensor> job.work
            current = p.seen == p.st.version
            if job.back != NULL:
                copy_into(work, <Tensor> job.back, self.name)
            q.n, q.dtype, q.p, q.g = work.numel, work.v.dtype, work.v.data, (<Tensor> job.grad).v.data
            q.m, q.v = stepped(job.first), stepped(job.second)
            self.launch(&q, job)
            if job.back != NULL:
                copy_into(<Tensor> job.back, work, self.name)
                if current:
                    p.seen = p.st.version  # the change by its alias is its own
            changed(p, self.name)
        return 0

    cdef void launch(self, const tl_param *q, const Job *job) noexcept:
        """The kernel of one parameter."""
        cdef double t
        if not self.is_adam:
            self.sgd.first = job.was_first == <PyObject *> None
            if q.n < RELEASE:
                kernels.sgd[q.dtype](&self.sgd, q)
            else:
                with nogil:
                    kernels.sgd[q.dtype](&self.sgd, q)
            return
        if self.bias_correction:
            t = PyLong_AsDouble(<object> job.count)  # at most 2^62: it cannot fail
            self.adam.bias1, self.adam.bias2 = 1.0 - pow(self.adam.beta1, t), 1.0 - pow(self.adam.beta2, t)
        if q.n < RELEASE:
            kernels.adam[q.dtype](&self.adam, q)
        else:
            with nogil:
                kernels.adam[q.dtype](&self.adam, q)


cdef inline bint shows_still(Tensor p, const Job *job) noexcept:
    return p.v.data == job.data and p.v.dtype == job.dtype and p.numel == job.numel and not p.flags & READONLY


cdef inline int64_t count_of(str name, object x) except -1:
    cdef int overflow = 0
    cdef int64_t t = PyLong_AsLongLongAndOverflow(x, &overflow) if isinstance(x, int) else -1
    if overflow or not 0 <= t < <int64_t> 1 << 62:
        raise ValueError(f"{name}: step counts must be integers of at least 0, got {x!r}")
    return t


cdef inline char *stepped(PyObject *state) noexcept:
    """The memory of a state that is about to change."""
    if state == NULL or state == <PyObject *> None:
        return NULL
    (<Tensor> state).st.version += 1
    return (<Tensor> state).v.data


def run_steps(list steps):
    """Makes prepared steps, all of them or, with an error, none.

    Parameters
    ----------
    steps : list of Step

    Raises
    ------
    RuntimeError
        When what a step was prepared for has been changed since.

    Examples
    --------
    >>> import tensorlab as tl
    >>> from tensorlab_c.update import prepare_sgd, run_steps
    >>> w = tl.ones(2, requires_grad=True)
    >>> w.sum().backward(); run_steps([prepare_sgd("SGD", [w], [None], 0.5)]); w.detach()
    tensor([0.5, 0.5])
    """
    cdef tuple all_ = snapshot(steps)
    for x in all_:
        (<Step?> x).verify()
    for x in all_:
        (<Step> x).commit()
    for x in all_:
        (<Step> x).run()


def run_step(Step step not None):
    """As `run_steps` for a single one."""
    step.verify()
    step.commit()
    step.run()


# ---- the two rules ---------------------------------------------------------------------------------------------------
def prepare_sgd(str name, list params, list buffers, double lr, double momentum=0.0, double dampening=0.0,
                double weight_decay=0.0, nesterov=False, maximize=False):
    """`sgd_step`, to be made by `run_steps`; `name` is what errors begin with."""
    cdef Step s = Step.__new__(Step)
    not_negative(name, "lr", lr)
    not_negative(name, "momentum", momentum)
    not_negative(name, "weight_decay", weight_decay)
    if not isfinite(dampening):
        raise ValueError(f"{name}: dampening must be finite, got {dampening}")
    s.sgd.nesterov, s.sgd.maximize = flag(name, "nesterov", nesterov), flag(name, "maximize", maximize)
    if s.sgd.nesterov and (momentum == 0.0 or dampening != 0.0):
        raise ValueError(f"{name}: nesterov needs a momentum and no dampening")
    s.sgd.lr, s.sgd.momentum, s.sgd.dampening, s.sgd.weight_decay = lr, momentum, dampening, weight_decay
    s.prepare(name, params, buffers, None, None)
    return s


def sgd_step(list params, list buffers, double lr, double momentum=0.0, double dampening=0.0,
             double weight_decay=0.0, nesterov=False, maximize=False):
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
    >>> from tensorlab_c.update import sgd_step
    >>> w = tl.ones(2, requires_grad=True)
    >>> w.sum().backward(); sgd_step([w], [None], lr=0.5); w.detach()
    tensor([0.5, 0.5])
    """
    run_step(prepare_sgd("sgd_step", params, buffers, lr, momentum, dampening, weight_decay, nesterov, maximize))


def prepare_adam(str name, list params, list m, list v, list steps, double lr, double beta1, double beta2, double eps,
                 double weight_decay=0.0, decoupled=False, bias_correction=True, eps_inside=False, maximize=False):
    """`adam_step`, to be made by `run_steps`; `name` is what errors begin with."""
    cdef Step s = Step.__new__(Step)
    not_negative(name, "lr", lr)
    not_negative(name, "eps", eps)
    not_negative(name, "weight_decay", weight_decay)
    rate(name, "beta1", beta1)
    rate(name, "beta2", beta2)
    s.is_adam = True
    s.adam.lr, s.adam.beta1, s.adam.beta2, s.adam.eps, s.adam.weight_decay = lr, beta1, beta2, eps, weight_decay
    s.adam.decoupled, s.adam.maximize = flag(name, "decoupled", decoupled), flag(name, "maximize", maximize)
    s.adam.eps_inside = flag(name, "eps_inside", eps_inside)
    s.bias_correction = flag(name, "bias_correction", bias_correction)
    s.adam.bias1 = s.adam.bias2 = 1.0
    s.prepare(name, params, m, v, steps)
    return s


def adam_step(list params, list m, list v, list steps, double lr, double beta1, double beta2, double eps,
              double weight_decay=0.0, decoupled=False, bias_correction=True, eps_inside=False, maximize=False):
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
    >>> from tensorlab_c.update import adam_step
    >>> w = tl.ones(1, requires_grad=True)
    >>> w.sum().backward(); steps = [0]
    >>> adam_step([w], [None], [None], steps, 0.5, 0.9, 0.999, 0.0); w.detach(), steps
    (tensor([0.5]), [1])
    """
    run_step(prepare_adam(
        "adam_step", params, m, v, steps, lr, beta1, beta2, eps, weight_decay, decoupled, bias_correction, eps_inside,
        maximize,
    ))
