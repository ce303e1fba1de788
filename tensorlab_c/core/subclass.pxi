# Tensor(...) called from Python, subclasses, methods that do not exist, and the start of recycling.

cdef extern from "Python.h":
    ctypedef object (*newfunc)(PyTypeObject *cls, PyObject *args, PyObject *kwargs)
    object PyMethod_New(object function, object instance)

cdef extern from *:
    """
    static newfunc tensor_new_plain;
    static void replace_new(PyObject *cls, newfunc made_here) {
        PyTypeObject *type = (PyTypeObject *)cls;
        tensor_new_plain = type->tp_new;
        type->tp_new = made_here;
        type->tp_vectorcall = NULL; /* it would go past tp_new */
    }
    static void share_new(PyObject *cls, PyObject *with) {
        ((PyTypeObject *)cls)->tp_new = ((PyTypeObject *)with)->tp_new;
        ((PyTypeObject *)cls)->tp_vectorcall = NULL;
    }
    """
    newfunc tensor_new_plain
    void replace_new(object cls, newfunc made_here)
    void share_new(object cls, object source)


cdef object tensor_new(PyTypeObject *cls, PyObject *args, PyObject *kwargs):
    """Tensor(...) called from Python: an object without memory must never be seen."""
    cdef Tensor made = <Tensor> tensor_new_plain(cls, <PyObject *> (), NULL)
    cdef Tensor source
    given = () if args == NULL else <object> args
    if <void *> cls == <void *> Tensor and (len(given) > 1 or kwargs != NULL and <object> kwargs):
        raise TypeError("Tensor: takes one argument; use array(data, dtype=...)")
    source = new_array(given[0] if given else [], None, True, "Tensor")
    adopt(made, source)
    return made


cdef void adopt(Tensor made, Tensor source) noexcept:
    """Makes a fresh object another view of what `source` shows."""
    made.v.dtype, made.v.data, made.numel, made.flags = source.v.dtype, source.v.data, source.numel, source.flags
    made.v.ndim = source.v.ndim
    if source.v.ndim <= INLINE:
        memcpy(made.dims, source.dims, sizeof(source.dims))
    else:  # the block of sizes moves over
        made.v.shape, made.v.strides = source.v.shape, source.v.strides
        source.v.ndim = 0
        source.v.shape, source.v.strides = &source.dims[0], &source.dims[INLINE]
    made.st = source.st
    made.st.refcount += 1


def as_subclass(Tensor tensor not None, cls):
    """The same view as an instance of a subclass of Tensor.

    Parameters
    ----------
    tensor : Tensor
    cls : type
        A subclass of `Tensor`.

    Returns
    -------
    Tensor
        An instance of `cls` on the same memory, a leaf of its own.

    Examples
    --------
    >>> import tensorlab as tl
    >>> class Weights(tl.Tensor):
    ...     pass
    >>> type(tl.as_subclass(tl.zeros(2), Weights)).__name__
    'Weights'
    """
    cdef Tensor made
    if not (isinstance(cls, type) and issubclass(cls, Tensor)):
        raise TypeError(f"as_subclass: expected a subclass of Tensor, got {cls!r}")
    made = <Tensor> tensor_new_plain(<PyTypeObject *> cls, <PyObject *> (), NULL)
    adopt(made, alias(tensor))
    made.flags = tensor.flags  # the only view there is to be, as a rule
    if tensor.ag is not None:
        attach(made, new_leaf())
    return made


cdef class Data(Tensor):
    """What ``x.data`` is: the one kind of tensor with a buffer, asked for by who wants the memory."""

    def __getbuffer__(self, Py_buffer *b, int flags):
        fill_buffer(self, self, b, flags)

    def __repr__(self):
        return repr(alias(self))

    def __reduce_ex__(self, protocol):
        return alias(self).__reduce_ex__(protocol)

    def __deepcopy__(self, memo):
        return deep_copy(alias(self), memo)

    @property
    def format(self):
        """The letter for the elements, as a memoryview has it."""
        return memoryview(self).format

    @property
    def readonly(self):
        """Whether the memory cannot be written to."""
        return self.flags & READONLY != 0


cdef Tensor data_of(Tensor t):
    return as_subclass(alias(t), Data)


cdef int set_data(Tensor t, object value) except -1:
    """After ``x.data -= y`` the values are where they belong."""
    cdef Tensor new = as_tensor(value, "x.data")
    if new.v.dtype != t.v.dtype or not same_shape(new, t):
        raise ValueError(
            f"x.data: {new.dtype.name} of shape {shape_tuple(new)} is given to a tensor of {t.dtype.name} and shape "
            f"{shape_tuple(t)}; only an nn.Parameter takes other memory"
        )
    if new.st is not t.st or new.v.data != t.v.data or new.strides != t.strides:
        set_item(alias(t), Ellipsis, alias(new))
    return 0


cdef class FunctionOnly:
    """In the place of a method that does not exist, for a function that does: the error names it."""
    cdef str name

    def __get__(self, instance, owner):
        raise AttributeError(f"tensors have no method {self.name!r}; there is the function tl.{self.name}(x, ...)")


cdef class Method:
    """A function that is a method too: the tensor is its first argument."""
    cdef object function

    def __get__(self, instance, owner):
        return self.function if instance is None else PyMethod_New(self.function, instance)


cdef extern from *:
    """
    static int set_attribute(PyObject *type, PyObject *name, PyObject *value) {
        int status = PyDict_SetItem(((PyTypeObject *)type)->tp_dict, name, value);
        PyType_Modified((PyTypeObject *)type);
        return status;
    }
    """
    int set_attribute(object type, object name, object value) except -1


def _set_methods(dict methods):
    """Methods that are thin names. Functions of Python, methods and properties bind themselves."""
    cdef Method m
    for name, method in methods.items():
        if isinstance(method, type(len)):
            m = Method.__new__(Method)
            m.function = method
            method = m
        set_attribute(Tensor, name, method)


def _name_functions(dict functions):
    """Tells tensors of functions that are no methods, by descriptors: a __getattr__ would slow every attribute down."""
    cdef FunctionOnly f
    for name, function in functions.items():
        if callable(function) and not isinstance(function, (type, DType)) and not hasattr(Tensor, name):
            f = FunctionOnly.__new__(FunctionOnly)
            f.name = name
            set_attribute(Tensor, name, f)


def _adopt(Tensor target not None, Tensor source not None, Tensor grad=None):
    """Makes an instance of a subclass show what `source` shows, of any dtype, with `grad` as its gradient.

    It stays the leaf that it was, for optimisers and for graphs that are still to be walked, whose gradients are
    cast; values of it that were saved for a derivative count as changed in place.
    """
    cdef Tensor shown = alias(source)
    cdef Node leaf = target.ag, former = None
    cdef tl_storage *old = target.st
    if type(target) is Tensor:  # other code relies on plain tensors staying what they are
        raise TypeError("_adopt: only an instance of a subclass of Tensor can be given other memory")
    if leaf is not None:
        if leaf.op >= 0:
            raise RuntimeError("_adopt: only leaf tensors can be given other memory; detach() the result first")
        if not tl_is_inexact(shown.v.dtype):
            raise TypeError(f"_adopt: only floating tensors have gradients, this one is {shown.dtype}")
        if grad is not None and (grad.v.dtype != shown.v.dtype or not same_shape(grad, shown)):
            raise ValueError(f"_adopt: a gradient of {grad.dtype} {grad.shape} for {shown.dtype} {shown.shape}")
        if reference_count(<PyObject *> leaf) > 2:  # target's, the one here: a recorded graph ends in it
            if not same_shape(target, shown):
                raise RuntimeError(
                    f"_adopt: a recorded graph depends on this tensor of shape {shape_tuple(target)}; it cannot get "
                    f"shape {shape_tuple(shown)} before that graph is gone"
                )
            former, leaf = leaf, new_leaf()
            former.grad = None
            former.op, former.seq, former.e0, former.params = TL_OP_cast, 1, leaf, shown.v.dtype
    leave_behind(target)
    if shown.st.version <= old.version:
        shown.st.version = old.version + 1
    if target.v.ndim > INLINE:
        PyMem_Free(target.v.shape)
        set_inline(target)
    adopt(target, shown)
    target.flags = source.flags
    target.seen = target.st.version
    if leaf is not None:
        leaf.grad = grad
        target.ag = leaf
    tl_storage_release(old)


replace_new(Tensor, tensor_new)
share_new(Data, Tensor)  # Cython gave it one of its own
start_recycling()
