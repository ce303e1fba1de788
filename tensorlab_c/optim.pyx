# cython: language_level=3, binding=False, embedsignature=True, boundscheck=False, wraparound=False, cdivision=True
"""Optimiser steps over all parameters at once, and what belongs to them. Nothing changes before all is checked."""
cimport cython
from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_CheckExact
from cpython.long cimport PyLong_AsLongLongAndOverflow
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF
from libc.float cimport DBL_EPSILON, DBL_MAX
from libc.math cimport isfinite, sqrt
from libc.stdint cimport int64_t
from libc.string cimport memset

from sys import intern  # names are looked up at every step

from tensorlab_c._tensor cimport *
from tensorlab_c.ops cimport *
from tensorlab_c.tl cimport *

__all__ = [
    "RULES", "Guard", "Rule", "Step", "check_step", "prepare", "run_step", "run_steps", "step", "zero_grad",
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
    >>> from tensorlab_c.optim import check_step
    >>> w = tl.ones(2, requires_grad=True)
    >>> w.sum().backward()
    >>> check_step("mine", [w])
    """
    cdef Tensor p
    for x in params:
        p = <Tensor?> x
        if p.ag is not None and p.ag.grad is not None:
            check(function, p, <Tensor?> p.ag.grad)


cdef extern from "step.h" nogil:
    enum:
        TL_NRULES
        TL_MAXSLOTS
    ctypedef union tl_options:
        pass
    ctypedef struct tl_param:
        int64_t n, at, count
        double product
        int dtype, fresh
        void *p
        const void *g
        void **slot
    ctypedef struct tl_step:
        int rule
        int64_t count
        tl_options options
        tl_param *param
    ctypedef struct tl_watched "struct tl_watched":
        int64_t n
        int dtype
        const void *x
        const void *origin "from"
        void *kept
    ctypedef struct tl_watch:
        int64_t count, bad
        tl_watched *x


include "optim_rules.pxi"

# ---- a step in three parts -------------------------------------------------------------------------------------------
# Whatever makes a Python object can run Python: the cycle collector does, with callbacks and finalisers that may change
# any list, gradient or parameter. So a step first makes all that it needs, and owns it, then compares once more what it
# was given, and from then on nothing but kernels runs and nothing can fail.
cdef struct Job:  # one parameter. The references are owned by the step, NULL where there is nothing
    char *data            # what the parameter showed when it was looked at
    int64_t numel
    int64_t dtype
    int64_t count         # of its steps, with this one
    PyObject *p           # NULL when it has no gradient
    PyObject *back        # a view of it, and
    PyObject *work        # room for a copy, where its memory is not in order
    PyObject *grad
    PyObject *slot[TL_MAXSLOTS]  # its state, as far as the options ask for it
    PyObject *was[TL_MAXSLOTS]   # what the caller's lists hold, where something else is to take its place


cdef enum:
    HELD = 5 + 2 * TL_MAXSLOTS  # references that a job has at most


cdef extern from "Python.h":
    PyObject *item_of_list "PyList_GET_ITEM"(object x, Py_ssize_t i) noexcept


cdef inline object entry(str name, list x, Py_ssize_t i, Py_ssize_t n):
    if len(x) != n:
        raise lists_changed(name)
    return x[i]


cdef inline bint is_entry(list x, Py_ssize_t i, PyObject *held, PyObject *was) noexcept:
    return item_of_list(x, i) == (was if was != NULL else held)


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
    cdef Rule rule
    cdef list params              # the caller's
    cdef int slots                # how many the options ask for,
    cdef int place[TL_MAXSLOTS]   # their places in the rule's row,
    cdef PyObject *lists[TL_MAXSLOTS]  # and the caller's lists of what they hold
    cdef tl_step *step            # one block with the three below
    cdef Job *jobs
    cdef PyObject **held          # all references, those that there are
    cdef PyObject **called        # the parameters of the next call
    cdef Py_ssize_t n, count
    cdef tl_call call

    def __dealloc__(self):
        cdef Py_ssize_t i
        for i in range(self.count):
            Py_DECREF(<object> self.held[i])
        PyMem_Free(self.step)

    cdef inline PyObject *own(self, object x) noexcept:
        Py_INCREF(x)
        self.held[self.count] = <PyObject *> x
        self.count += 1
        return <PyObject *> x

    cdef int prepare(self, Rule rule, str name, list params, dict state, dict options, bint closure) except -1:
        cdef Py_ssize_t i, n = len(params)
        cdef size_t head = sizeof(tl_step) + n * sizeof(tl_param), jobs = n * sizeof(Job)
        self.rule, self.name, self.params, self.n = rule, name, params, n
        self.step = <tl_step *> PyMem_Malloc(head + jobs + (n * (HELD + 1) + TL_MAXSLOTS) * sizeof(PyObject *))
        if self.step == NULL:
            raise MemoryError(f"{name}: no memory for the step of {n} parameters")
        memset(self.step, 0, head + jobs)
        self.jobs = <Job *> (<char *> self.step + head)
        self.called = <PyObject **> (<char *> self.jobs + jobs)
        self.held = self.called + n
        rule.set(&self.step.options, name, options, closure)
        self.step.rule = rule.index
        for i in range(rule.nslots):
            if rule.wants[i] == ALWAYS or (<double *> &self.step.options)[rule.wants[i]] != 0.0:
                self.prepare_list(i, state.get(rule.slots[i]))
        for i in range(n):
            self.prepare_one(&self.jobs[i], i)
        self.call.run, self.call.name, self.call.params = runs.step, rule_rows[rule.index].name, self.step
        if tl_is_long(&self.call):
            self.keep_memory()
        return 0

    cdef int prepare_list(self, int place, object given) except -1:
        slot = self.rule.slots[place]
        if not isinstance(given, list):
            raise TypeError(f"{self.name}: the state must have a list {slot!r}, got {type(given).__name__}")
        if len(<list> given) != self.n:
            raise ValueError(f"{self.name}: {self.n} parameters but {len(<list> given)} entries of {slot!r}")
        self.place[self.slots], self.lists[self.slots] = place, self.own(given)
        self.slots += 1
        return 0

    cdef int prepare_one(self, Job *job, Py_ssize_t i) except -1:
        cdef Tensor p
        cdef Py_ssize_t k
        cdef object x = entry(self.name, self.params, i, self.n)
        if not isinstance(x, Tensor):
            raise TypeError(f"{self.name}: parameter {i} is a {type(x).__name__}, not a Tensor")
        p = <Tensor> x
        x = None if p.ag is None else p.ag.grad
        if x is None:
            return 0
        job.data, job.numel, job.dtype = p.v.data, p.numel, p.v.dtype
        job.grad = self.own(gradient_of(self.name, p, <Tensor> x))
        if kernels.rule[self.rule.index][job.dtype] == NULL:
            raise TypeError(f"{self.name}: no step for parameters of {p.dtype}")
        for k in range(self.slots):
            self.prepare_slot(job, k, p, entry(self.name, <list> self.lists[k], i, self.n))
        if not p.flags & CONTIGUOUS:
            job.back = self.own(alias(p))
            job.work = self.own(empty_like(p))
        job.p = self.own(p)
        self.call.dtype = p.v.dtype
        self.call.bytes += <double> (job.numel * dtype_info[p.v.dtype].itemsize * (3 + 2 * self.slots))
        self.call.work += job.numel * rule_rows[self.rule.index].ns * 10.0  # operations in a nanosecond
        return 0

    cdef int prepare_slot(self, Job *job, Py_ssize_t k, Tensor p, object given) except -1:
        """What a step works on instead of `given`."""
        cdef Start start = self.rule.start[self.place[k]]
        cdef object s
        if start == COUNT:
            job.count = count_of(self.name, given) + 1
            s = job.count
        elif start == PRODUCT:
            s = product_of(self.name, given) * rule_rows[self.rule.index].factor(&self.step.options, <double> job.count)
        elif given is None:
            s = empty_like(p)
            if start == ZEROS:
                (<Tensor> s).zero_()
        else:
            s = state_of(self.name, p, given)
        job.slot[k] = self.own(s)
        if s is not given:
            job.was[k] = self.own(given)
        return 0

    cdef int keep_memory(self) except -1:
        """While a long step lets the interpreter go, another thread may give a Parameter other memory."""
        cdef Py_ssize_t i
        cdef Tensor a
        for i in range(self.n):
            if self.jobs[i].p != NULL and type(<Tensor> self.jobs[i].p) is not Tensor:
                a = alias(<Tensor> self.jobs[i].p)
                if not shows_still(a, &self.jobs[i]):
                    raise lists_changed(self.name)
                self.own(a)
        return 0

    cdef int verify(self) except -1:
        """Runs no Python while all is as it was."""
        cdef Py_ssize_t i, k, n = self.n
        cdef Job *job
        cdef bint same = len(self.params) == n
        for k in range(self.slots):
            same = same and len(<list> self.lists[k]) == n
        if not same:
            raise lists_changed(self.name)
        for i in range(n):
            job = &self.jobs[i]
            if job.p != NULL:
                same = shows_still(<Tensor> job.p, job) and item_of_list(self.params, i) == job.p
                for k in range(self.slots):
                    same = same and is_entry(<list> self.lists[k], i, job.slot[k], job.was[k])
                if not same:
                    raise lists_changed(self.name)
        return 0

    cdef void commit(self) noexcept:
        """The new state into the caller's lists, which are as they were; what they held lives on in the jobs."""
        cdef Py_ssize_t i, k
        for i in range(self.n):
            for k in range(self.slots):
                if self.jobs[i].was[k] != NULL:
                    (<list> self.lists[k])[i] = <object> self.jobs[i].slot[k]

    cdef int run(self) except -1:
        """All in one call; but what must be copied has one of its own, in its turn: parameters may share memory."""
        cdef Py_ssize_t i
        cdef Tensor p, back
        cdef Job *job
        cdef bint current
        for i in range(self.n):
            job = &self.jobs[i]
            if job.p == NULL or not shows_still(<Tensor> job.p, job):
                continue  # by now another thread has given it other memory
            if job.work == NULL:
                self.add(job, <Tensor> job.p)
                continue
            self.launch()
            p, back = <Tensor> job.p, <Tensor> job.back
            current = p.seen == p.st.version
            copy_into(<Tensor> job.work, back, self.name)
            self.add(job, <Tensor> job.work)
            self.launch()
            copy_into(back, <Tensor> job.work, self.name)
            if current:
                p.seen = p.st.version  # the change by its alias is its own
        self.launch()
        return 0

    cdef void add(self, const Job *job, Tensor p) noexcept:
        """Notes a parameter for the next call."""
        cdef tl_param *q = &self.step.param[self.step.count]
        cdef Tensor s
        cdef int k, place
        q.n, q.dtype, q.p, q.g = job.numel, <int> job.dtype, p.v.data, (<Tensor> job.grad).v.data
        q.at = 0 if self.step.count == 0 else (q - 1).at + (q - 1).n
        for k in range(self.slots):
            place = self.place[k]
            if self.rule.start[place] == COUNT:
                q.count = job.count
                continue
            if self.rule.start[place] == PRODUCT:
                q.product = PyFloat_AS_DOUBLE(<object> job.slot[k])
                continue
            s = <Tensor> job.slot[k]
            s.st.version += 1
            q.slot[place] = s.v.data
            if self.rule.start[place] == FRESH:
                q.fresh = job.was[k] == <PyObject *> None
        self.called[self.step.count] = job.p
        self.step.count += 1

    cdef int launch(self) except -1:
        """Steps the noted parameters."""
        cdef int64_t i, n = self.step.count
        if n > 0:
            self.call.size = sizeof(tl_step) + n * sizeof(tl_param)
            launch(&self.call, self.name, False)
            for i in range(n):
                changed(<Tensor> self.called[i], self.name)
            self.step.count = 0
        return 0


cdef inline bint shows_still(Tensor p, const Job *job) noexcept:
    return p.v.data == job.data and p.v.dtype == job.dtype and p.numel == job.numel and not p.flags & READONLY


cdef inline int64_t count_of(str name, object x) except -1:
    cdef int overflow = 0
    cdef int64_t t = PyLong_AsLongLongAndOverflow(x, &overflow) if isinstance(x, int) else -1
    if overflow or not 0 <= t < <int64_t> 1 << 62:
        raise ValueError(f"{name}: step counts must be integers of at least 0, got {x!r}")
    return t


cdef inline double product_of(str name, object x) except? -1.0:
    if x is None:
        return 1.0
    if not isinstance(x, float) or not isfinite(<double> x):
        raise ValueError(f"{name}: products must be finite floats, got {x!r}")
    return x


def prepare(Rule rule, str function not None, list params not None, dict state not None,
            dict options not None, bint closure=False):
    """`step`, checked and ready to be made by `run_steps`.

    Parameters
    ----------
    rule : Rule
    function : str
        What errors begin with.
    params, state, options
        As for `step`.
    closure : bool, default False
        Whether the gradients come from a closure, as some options ask.

    Returns
    -------
    Step
    """
    cdef Step made = Step.__new__(Step)
    if rule is None:
        raise NotImplementedError(f"{function}: this class has no rule")
    made.prepare(rule, function, params, state, options, closure)
    return made


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
    >>> from tensorlab_c.optim import RULES, prepare, run_steps
    >>> options = tl.optim.SGD([tl.ones(1)], lr=0.5).defaults
    >>> w = tl.ones(2, requires_grad=True)
    >>> w.sum().backward(); run_steps([prepare(RULES["sgd"], "SGD", [w], {}, options)]); w.detach()
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


def step(str rule, list params, dict state, dict options):
    """One step of an update rule for all parameters that have a gradient.

    Parameters
    ----------
    rule : str
        A row of ``optim.def``, such as "sgd" or "adam"; a key of `RULES`.
    params : list of Tensor
        Floating leaves; changed in place.
    state : dict of str to list
        For each slot of the rule what is kept of every parameter: a tensor, or None before its first step; for a
        counter an int, for a product a float. Filled in and counted up in place. Slots that the options do not ask
        for may be missing.
    options : dict
        All options of the rule; others in it are no concern of the step.

    Raises
    ------
    TypeError, ValueError
        When an option makes no sense or a gradient or state does not fit its parameter; then nothing has changed.

    Examples
    --------
    >>> import tensorlab as tl
    >>> from tensorlab_c.optim import step
    >>> w, state = tl.ones(1, requires_grad=True), {"step": [0], "exp_avg": [None], "exp_avg_sq": [None]}
    >>> w.sum().backward(); step("adam", [w], state, tl.optim.Adam([w], lr=0.5).defaults)
    >>> w.detach(), state["step"], state["exp_avg"]
    (tensor([0.5]), [1], [tensor([0.1])])
    """
    if rule not in RULES:
        raise ValueError(f"step: there is no rule {rule!r}; known are {', '.join(RULES)}")
    run_step(prepare(RULES[rule], "step", params, state, options))


# ---- a guard over steps ----------------------------------------------------------------------------------------------
cdef inline bint is_plain(Tensor t) noexcept:
    return t.flags & CONTIGUOUS and kernels.finite[t.v.dtype] != NULL


cdef inline bint plainly_like(object grad, const tl_watched *x) noexcept:
    """Is it a gradient to be looked at where it is?"""
    cdef Tensor g
    if not isinstance(grad, Tensor):
        return False
    g = <Tensor> grad
    return x.kept != NULL and g.numel == x.n and g.v.dtype == x.dtype and g.flags & CONTIGUOUS


@cython.final
cdef class Guard:
    """Looks whether gradients are finite and, after a step, parameters; and takes steps back.

    Parameters
    ----------
    params : list of Tensor
        Floating. What is watched is the memory they have now.

    Notes
    -----
    Gradients are looked at, and the parameters kept, in one call before the step; the parameters are looked at in one
    call after it. So it serves any optimiser.

    Examples
    --------
    >>> import tensorlab as tl
    >>> from tensorlab_c.optim import Guard
    >>> w = tl.ones(2, requires_grad=True)
    >>> (w * 1e200).sum().backward()
    >>> guard, optimizer = Guard([w]), tl.optim.SGD([w], lr=1e200)
    >>> guard.before(), optimizer.step(), guard.after()
    (None, None, 0)
    >>> guard.undo(); w.detach()
    tensor([1., 1.])
    """

    cdef list params, values, kept, held
    cdef tl_watched *each   # of every parameter: its memory, and the room for what it held
    cdef tl_watch *watch    # of those that have a gradient
    cdef int64_t *which     # their positions
    cdef tl_call call

    def __cinit__(self, params):
        cdef Tensor value, kept
        cdef Py_ssize_t i, n
        self.params, self.held = list(snapshot(params)), []
        self.values = [alias(<Tensor?> p) for p in self.params]
        self.kept = [empty_like(<Tensor> p) for p in self.values]
        n = len(self.params)
        self.watch = <tl_watch *> PyMem_Malloc(sizeof(tl_watch) + n * (2 * sizeof(tl_watched) + sizeof(int64_t)))
        if self.watch == NULL:
            raise MemoryError(f"Guard: no memory for {n} parameters")
        self.watch.count = 0
        self.each = &self.watch.x[n]
        self.which = <int64_t *> (self.each + n)
        self.call.run, self.call.name = runs.watch, "watch"
        self.call.params, self.call.status_only = self.watch, True
        for i in range(n):
            value, kept = <Tensor> self.values[i], <Tensor> self.kept[i]
            self.each[i].n, self.each[i].dtype, self.each[i].origin = value.numel, value.v.dtype, value.v.data
            self.each[i].kept = kept.v.data if is_plain(value) else NULL
            self.call.bytes += <double> (value.numel * 3 * dtype_info[value.v.dtype].itemsize)

    def __dealloc__(self):
        PyMem_Free(self.watch)

    cdef int look_at(self, tl_watched *x, Tensor t) except -1:
        """Any tensor; what its numbers are read from is held."""
        if kernels.finite[t.v.dtype] == NULL:
            t = cast(t, TL_F64)
        if not t.flags & CONTIGUOUS:
            t = contiguous(t if t.ag is None else alias(t))
        x.n, x.dtype, x.x, x.kept = t.numel, t.v.dtype, t.v.data, NULL
        self.held.append(t)
        return 0

    cdef object first_bad(self):
        """The position of the first parameter for which something is not finite."""
        launch(&self.call, "Guard", False)
        if self.held:
            self.held.clear()
        return None if self.watch.bad < 0 else self.which[self.watch.bad]

    cdef bint all_plain(self) noexcept:
        """Is nothing to be converted, which might run Python and let others in?"""
        cdef Py_ssize_t i
        cdef Tensor p
        for i in range(len(self.params)):
            p = <Tensor> self.params[i]
            if p.ag is not None and p.ag.grad is not None and not plainly_like(p.ag.grad, &self.each[i]):
                return False
        return True

    def before(self):
        """Keeps the parameters that have a gradient.

        Returns
        -------
        int or None
            The position of the first parameter whose gradient is not finite; None when all are.
        """
        cdef bint hold = tl_is_long(&self.call) or not self.all_plain()  # then others may let a gradient go
        cdef Py_ssize_t i
        cdef tl_watched *x = &self.watch.x[0]
        cdef Tensor p, g
        self.watch.count = 0
        for i in range(len(self.params)):
            p = <Tensor> self.params[i]
            if p.ag is None or p.ag.grad is None:
                continue
            g = <Tensor?> p.ag.grad
            x[0] = self.each[i]
            if plainly_like(g, x):
                x.x = g.v.data
                if hold:
                    self.held.append(alias(g))
            else:
                self.look_at(x, g)
                copy_into(<Tensor> self.kept[i], <Tensor> self.values[i], "Guard")
            self.which[self.watch.count] = i
            self.watch.count += 1
            x += 1
        return self.first_bad()

    def after(self):
        """The position of the first parameter of those kept that is no longer finite; None when all are."""
        cdef int64_t k, i
        cdef tl_watched *x
        for k in range(self.watch.count):
            i, x = self.which[k], &self.watch.x[k]
            if self.each[i].kept != NULL:
                x[0] = self.each[i]
                x.x, x.kept = x.origin, NULL
            else:
                self.look_at(x, <Tensor> self.values[i])
        return self.first_bad()

    def undo(self):
        """Gives the parameters the values that were kept."""
        cdef int64_t i
        for i in range(self.watch.count):
            copy_into(<Tensor> self.values[self.which[i]], <Tensor> self.kept[self.which[i]], "Guard")

    def moved(self):
        """The length of the step, of all parameters together."""
        cdef int64_t i
        cdef double total = 0.0
        cdef Tensor d
        for i in range(self.watch.count):
            d = binary(TL_OP_subtract, <Tensor> self.values[self.which[i]], <Tensor> self.kept[self.which[i]])
            total += <double> item_of(reduce_all(TL_OP_sum, binary(TL_OP_multiply, d, d)))
        return sqrt(total)
