# Differentiation as users call it: backward, gradients, requires_grad, the modes in which nothing is recorded.

cdef int start_backward(Tensor t, object gradient, bint retain_graph, bint create_graph, str function) except -1:
    cdef Tensor g = _first_gradient(t, gradient, function)
    run_backward(t.ag, g, retain_graph, create_graph, None)
    return 0


def _first_gradient(Tensor t not None, gradient, str function):
    """What flows into the result, once all is checked."""
    cdef Tensor g = first_gradient(t, gradient, function)
    if t.ag.op >= 0 and t.seen != t.st.version:
        raise outdated(t, t.ag.op)
    return g


class GradientShapeError(RuntimeError, ValueError):
    """RuntimeError is what PyTorch's users catch."""


cdef Tensor first_gradient(Tensor t, object gradient, str function):
    """What flows into the result: 1, or the caller's tensor, checked."""
    cdef Tensor g
    if t.ag is None:
        raise RuntimeError(
            f"{function}: this tensor of shape {shape_tuple(t)} was not computed from one that requires grad"
        )
    if gradient is None:
        if t.numel != 1:
            raise GradientShapeError(
                f"{function}: a gradient is needed to start from shape {shape_tuple(t)}; only one element starts from "
                f"1. Make the result one number first, say by .sum() or .mean(), or pass gradient="
            )
        if tl_is_complex(t.v.dtype):
            raise RuntimeError(
                f"{function}: only a real number starts from 1, this one is {t.dtype}; take its real part or its "
                f"absolute value first, or pass gradient="
            )
        g = empty_like(t)
        store(1, 0, False, t.v.dtype, g.v.data)
        return g
    g = cast(value_for(gradient, t.v.dtype, function), t.v.dtype)
    if not same_shape(g, t):
        raise GradientShapeError(
            f"{function}: a gradient of shape {shape_tuple(g)} for a tensor of shape {shape_tuple(t)}"
        )
    return g


cdef int set_requires_grad(Tensor t, object value) except -1:
    if not value:
        if t.ag is not None and t.ag.op >= 0:
            raise RuntimeError("requires_grad: only leaf tensors can be told not to; use detach()")
        t.ag = None
    elif t.ag is None:
        if not tl_is_inexact(t.v.dtype):
            raise TypeError(f"requires_grad: only floating tensors have gradients, this one is {t.dtype}")
        attach(t, new_leaf())
    return 0


def _let_go(Tensor t not None):
    """Forgets where the values of a tensor come from."""
    if t.base is not None and t.ag is not None and t.ag.op >= 0:
        raise RuntimeError("detach_: the tensor is a view of another; write x = x.detach()")
    t.ag = None


cdef int set_grad(Tensor t, object value) except -1:
    cdef Tensor g
    if value is None:
        if t.ag is not None:
            t.ag.grad = None
        return 0
    if not isinstance(value, Tensor):
        raise TypeError(f"grad: expected a tensor or None, got {type(value).__name__}")
    g = value
    if not same_shape(t, g) or g.v.dtype != t.v.dtype:
        raise ValueError(
            f"grad: a gradient of shape {g.shape} and {g.dtype} for a tensor of shape {t.shape} and {t.dtype}"
        )
    if t.ag is None:
        raise RuntimeError("grad: the tensor does not require grad")
    t.ag.grad = g
    return 0


def gradients(output, inputs, gradient=None, bint retain_graph=False, bint create_graph=False):
    """The gradients of one tensor with respect to others; nothing is stored in ``.grad``.

    Parameters
    ----------
    output : Tensor
    inputs : sequence of Tensor
        Tensors that require grad; leaves or results.
    gradient : array_like, optional
        What flows into `output`; 1 for one element.
    retain_graph, create_graph : bool
        As in `Tensor.backward`.

    Returns
    -------
    list of Tensor or None
        None for inputs that `output` does not depend on.

    Raises
    ------
    RuntimeError, ValueError
        As `Tensor.backward`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([1.0, 2.0], requires_grad=True)
    >>> tl.gradients((x * x).sum(), [x])
    [tensor([2., 4.])]
    """
    cdef Tensor out, t, g
    cdef list nodes = []
    if not isinstance(output, Tensor):
        raise TypeError(f"gradients: expected a tensor, got {type(output).__name__}")
    if isinstance(inputs, Tensor):
        raise TypeError("gradients: inputs must be a sequence of tensors")
    out = output
    g = _first_gradient(out, gradient, "gradients")
    for x in inputs:
        if not isinstance(x, Tensor) or (<Tensor> x).ag is None:
            raise RuntimeError("gradients: every input must be a tensor that requires grad")
        t = <Tensor> x
        nodes.append(t.ag)
    found = run_backward(out.ag, g, retain_graph, create_graph, nodes)
    return own_gradients([found[id(n)] for n in nodes], g)


def _node(Tensor t not None):
    """The record of a tensor, also of a leaf."""
    return t.ag


def _graph_shapes(Tensor output not None, gradient, list nodes):
    """The shapes of the values that nodes of the graph of `output` stand for: those of the gradients they get."""
    found = run_backward(output.ag, first_gradient(output, gradient, "graph"), True, False, nodes)
    return [(<Tensor> found[id(n)]).shape for n in nodes]


cdef list own_gradients(list found, object given):
    """Each gradient on memory of its own that may be changed: one walk can hand the same to two inputs."""
    cdef Py_ssize_t i
    cdef Tensor g
    for i in range(len(found)):
        if found[i] is None:
            continue
        g = found[i]
        if (g is given or g.flags & READONLY or g.st.owner != NULL or sharers(g) > 1
                or any([g is other for other in found[:i]])):
            found[i] = copied(g)
    return found


def _track(Tensor t not None):
    """A fresh tensor on t's values whose gradient can be asked for, still part of t's own graph."""
    cdef Tensor a
    if not tl_is_inexact(t.v.dtype):
        raise TypeError(f"grad: only floating tensors have gradients, this one is {t.dtype}")
    a = alias(t)
    if t.ag is None:
        attach(a, new_leaf())
    elif grad_off == 0:
        record(TL_OP_positive, a, t, None, None)
    else:
        attach(a, new_leaf())
    if t.ag is not None:
        a.flags |= READONLY  # an in-place change would be one of the caller's tensor, behind its record
    return a


def is_grad_enabled():
    """Whether operations are recorded in this thread.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.is_grad_enabled()
    True
    """
    return grad_off == 0


cdef class _Mode:
    cdef bint on
    cdef list before

    def __enter__(self):
        if self.before is None:
            self.before = []
        self.before.append(False)  # room first: where there is none, nothing has been switched
        self.before[len(self.before) - 1] = hook_grad_mode(self.on) != 0
        return self

    def __exit__(self, type=None, value=None, traceback=None):
        cdef Py_ssize_t last = len(self.before) - 1
        hook_grad_mode(self.before[last])  # first: even to shorten a list, there may be no memory
        del self.before[last]

    def __call__(self, function):
        """As a decorator."""
        return twin("_inside")(self.anew, function)

    def anew(self):
        cdef _Mode made = _Mode.__new__(_Mode)
        made.on = self.on
        return made


cdef class no_grad(_Mode):
    """``with tl.no_grad():``, ``@tl.no_grad()`` or ``@tl.no_grad``: operations are not recorded.

    Examples
    --------
    >>> import tensorlab as tl
    >>> w = tl.ones(2, requires_grad=True)
    >>> with tl.no_grad():
    ...     w -= 0.5
    >>> w
    tensor([0.5, 0.5], requires_grad=True)
    """

    def __init__(self):
        self.on = False


cdef class enable_grad(_Mode):
    """``with tl.enable_grad():`` (also as a decorator) records again inside `no_grad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> with tl.no_grad(), tl.enable_grad():
    ...     tl.is_grad_enabled()
    True
    """

    def __init__(self):
        self.on = True


cdef class inference_mode(_Mode):
    """As `no_grad`, under PyTorch's other name; ``inference_mode(False)`` changes nothing.

    Parameters
    ----------
    mode : bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> @tl.inference_mode
    ... def predict(x):
    ...     return x * 2
    >>> predict(tl.ones(2, requires_grad=True)).requires_grad
    False
    """

    def __init__(self, bint mode=True):
        self.on = not mode and grad_off == 0


cdef class set_grad_enabled(_Mode):
    """Switches recording on or off in this thread: from the call on, for a ``with`` block, or for a function.

    Parameters
    ----------
    mode : bool

    Notes
    -----
    As a truth value it is what was before: ``before = tl.set_grad_enabled(False)`` is undone by
    ``tl.set_grad_enabled(before)``.

    Examples
    --------
    >>> import tensorlab as tl
    >>> with tl.set_grad_enabled(False):
    ...     tl.is_grad_enabled()
    False
    >>> tl.is_grad_enabled()
    True
    """
    cdef bint was

    def __init__(self, bint mode):
        self.on = mode
        self.was = hook_grad_mode(mode)

    def __enter__(self):
        _Mode.__enter__(self)
        self.before[len(self.before) - 1] = self.was
        return self

    def __call__(self, function):
        hook_grad_mode(self.was)
        return _Mode.__call__(self, function)

    def __bool__(self):
        return self.was

    def __repr__(self):
        return f"set_grad_enabled(mode={bool(self.on)})"


cdef extern from *:
    """
    /* @no_grad without parentheses: what is made is the function, wrapped */
    static newfunc plain_mode_new;
    static PyObject *mode_new(PyTypeObject *cls, PyObject *args, PyObject *kwargs) {
        PyObject *mode, *function, *wrapped;
        if (PyTuple_GET_SIZE(args) != 1 || kwargs || !PyCallable_Check(PyTuple_GET_ITEM(args, 0)))
            return plain_mode_new(cls, args, kwargs);
        function = PyTuple_GET_ITEM(args, 0);
        mode = PyObject_CallNoArgs((PyObject *)cls);
        wrapped = mode ? PyObject_CallOneArg(mode, function) : NULL;
        Py_XDECREF(mode);
        return wrapped;
    }
    static void take_functions(PyObject *cls) {
        plain_mode_new = ((PyTypeObject *)cls)->tp_base->tp_new;
        ((PyTypeObject *)cls)->tp_new = mode_new;
        ((PyTypeObject *)cls)->tp_vectorcall = NULL; /* it would go past tp_new */
    }
    """
    void take_functions(object cls)


take_functions(no_grad)
take_functions(enable_grad)
take_functions(inference_mode)


# ---- operations with rules of their own ----------------------------------------------------------------------------
def custom(Tensor out not None, rule, Tensor a not None, Tensor b=None, *, bint reads_out=True):
    """Records fresh `out` as made from `a` (and `b`): ``rule(g, out, a[, b])`` returns a tuple, a gradient for each.

    Written with recorded operations a rule can be differentiated again; the tape undoes broadcasting of leading axes.
    A rule that does not read `out` is given None for it, and the result may be changed in place.
    """
    cdef Node n
    if grad_off == 0 and (a.ag is not None or b is not None and b.ag is not None):
        n = record(TL_OP_custom, out, a, b, None)
        n.shapes = (shape_tuple(a), None if b is None else shape_tuple(b), None)
        n.params = rule
        save(n, 0, a)
        if b is not None:
            save(n, 1, b)
        if reads_out:
            save_out(n, out)
    return out


cdef Tensor complex_of_parts(Tensor real, Tensor imaginary):
    """Complex numbers of real ones, bit for bit: real + 1j * imaginary would spread infinities."""
    cdef Tensor out = empty_tensor(promoted[real.v.dtype][TL_C64], real.v.ndim, real.v.shape)
    run_copy(complex_part(out, False), real, True)
    run_copy(complex_part(out, True), imaginary, True)
    return custom(out, _gradients_of_parts, real, imaginary)


def _gradients_of_parts(Tensor g, out, real, imaginary):
    return complex_part(g, False), complex_part(g, True)


# ---- for the modules that record ops of their own ------------------------------------------------------------------
cdef void register_saves(int op, int what):
    saves[op] = what
