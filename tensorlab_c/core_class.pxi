# class Tensor: attributes, operators and methods, each one line over the functions above.

cdef object item_of(Tensor t):
    """The only element as a Python number."""
    if t.numel != 1:
        raise ValueError(f"item: only tensors of one element are Python numbers, this one has shape {shape_tuple(t)}")
    return number_at(t.v.data, t.v.dtype)


cdef object number_of(Tensor t, str function):
    """The value of float(t) and its kin, which raise TypeError."""
    if t.v.ndim:
        hint = "; use x.item()" if t.numel == 1 else ""
        raise TypeError(f"{function}: only 0-d tensors are Python numbers, got shape {shape_tuple(t)}{hint}")
    return item_of(t)


cdef void store_as(int wanted, char *source, int dtype, void *out) noexcept:
    """One element in another dtype."""
    cdef char *p[2]
    cdef int64_t s[2]
    s[0] = s[1] = 0
    p[0], p[1] = <char *> out, source
    tl_k.cast[dtype][wanted](1, p, s)


cdef object number_at(char *p, int dtype):
    """An element as a Python number."""
    cdef int64_t wide
    cdef double real
    if dtype == TL_F64:
        return (<double *> p)[0]
    if dtype == TL_F32:
        return <double> (<float *> p)[0]
    if dtype == TL_I64:
        return (<int64_t *> p)[0]
    if dtype == TL_BOOL:
        return p[0] != 0
    if dtype == TL_U64:
        return (<uint64_t *> p)[0]
    if tl_is_float(dtype):
        store_as(TL_F64, p, dtype, &real)
        return real
    store_as(TL_I64, p, dtype, &wide)
    return wide


cdef list nested(Tensor t, char *p, int axis):
    cdef int64_t i, stride = t.v.strides[axis], n = t.v.shape[axis]
    cdef list made
    if axis < t.v.ndim - 1:
        return [nested(t, p + i * stride, axis + 1) for i in range(n)]
    made = [None] * n
    if t.v.dtype == TL_F64:
        for i in range(n):
            made[i] = (<double *> (p + i * stride))[0]
    else:
        for i in range(n):
            made[i] = number_at(p + i * stride, t.v.dtype)
    return made


cdef object twin(str name):
    return namespace[name]


cdef Tensor reshape_to(Tensor t, object shape, str function):
    cdef int64_t target[64]
    cdef int64_t known = 1, size
    cdef int n, i, free_axis = -1
    if PyLong_CheckExact(shape) and shape == -1:
        target[0], n = t.numel, 1
    else:
        items = tuple(shape) if isinstance(shape, (tuple, list)) or getattr(shape, "ndim", 0) == 1 else (shape,)
        n = 0
        for x in items:
            if n == TL_MAXDIM:
                raise ValueError(f"{function}: more than {TL_MAXDIM} axes")
            target[n] = as_index(x, function)
            if target[n] == -1:
                if free_axis >= 0:
                    raise ValueError(f"{function}: only one size can be -1, got {tuple(items)}")
                free_axis = n
            elif target[n] < 0:
                raise ValueError(f"{function}: negative size {target[n]} in shape {tuple(items)}")
            else:
                known *= target[n]
            n += 1
        if free_axis >= 0:
            if known == 0:
                raise ValueError(f"{function}: shape {shape_tuple(t)} does not decide the -1 of {tuple(items)}")
            target[free_axis] = t.numel // known
            known *= target[free_axis]
        if tl_size(n, target, 1, &size) != TL_OK or size != t.numel or (free_axis >= 0 and known != t.numel):
            raise ValueError(f"{function}: shape {shape_tuple(t)} of {t.numel} elements does not fit {tuple(items)}")
    return reshaped(t, n, target)


cdef Tensor transpose_to(Tensor t, object axes, str function):
    cdef int order[64]
    cdef int64_t a
    cdef int n = 0
    if axes is None:
        return reversed_axes(t)
    axes = tuple([as_index(x, function) for x in axes])
    if len(axes) != t.v.ndim:
        raise ValueError(f"{function}: {len(axes)} axes given for shape {shape_tuple(t)}")
    parse_axes(axes, t.v.ndim, function)
    for x in axes:
        a = x
        order[n] = <int> (a + t.v.ndim if a < 0 else a)
        n += 1
    return permuted(t, order)


cdef class Tensor:
    """An n-dimensional array of numbers that can be differentiated through.

    Made by `array`, `asarray`, `zeros` and the other creation functions, or by operations. Views (slices,
    transposes, most reshapes) share memory, as NumPy's do; NumPy arrays and tensors can share memory both ways.

    Attributes
    ----------
    shape : tuple of int
    dtype : DType
    ndim, size, itemsize, nbytes : int
    strides : tuple of int
        Bytes from one element to the next along each axis.
    data : memoryview
        The elements, in place.
    T, mT : Tensor
        A view with all axes reversed; with the last two exchanged.
    requires_grad : bool
        Whether operations on it are recorded.
    grad : Tensor or None
        What `backward` has summed up here.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1.0, 2.0], [5.0, 3.0], [4.0, 6.0]])
    >>> x.max(axis=0)
    tensor([5., 6.])
    """

    def __cinit__(self):
        set_inline(self)

    def __dealloc__(self):
        if self.st != NULL:
            tl_storage_release(self.st)
        if self.v.ndim > INLINE:
            PyMem_Free(self.v.shape)

    # ---- attributes
    @property
    def shape(self):
        return shape_tuple(self)

    @property
    def strides(self):
        return tuple([self.v.strides[i] for i in range(self.v.ndim)])

    @property
    def ndim(self):
        return self.v.ndim

    @property
    def size(self):
        return self.numel

    @property
    def dtype(self):
        return DTYPES[self.v.dtype]

    @property
    def itemsize(self):
        return tl_dtypes[self.v.dtype].itemsize

    @property
    def nbytes(self):
        return self.numel * tl_dtypes[self.v.dtype].itemsize

    @property
    def data(self):
        """The elements, in place, as a memoryview."""
        return memoryview(memory_of(self))

    @property
    def device(self):
        return "cpu"

    @property
    def T(self):
        return reversed_axes(self)

    @property
    def mT(self):
        if self.v.ndim < 2:
            raise ValueError(f"mT: at least two axes are needed, got shape {shape_tuple(self)}")
        return transpose_to(self, (*range(self.v.ndim - 2), self.v.ndim - 1, self.v.ndim - 2), "mT")

    def __len__(self):
        if self.v.ndim == 0:
            raise TypeError("len: a 0-d tensor has no length")
        return self.v.shape[0]

    def __iter__(self):
        if self.v.ndim == 0:
            raise TypeError("iter: a 0-d tensor cannot be iterated over")
        return _iterate(self)

    # ---- Python numbers
    def item(self):
        """The only element as a Python number; ValueError when there are more or none."""
        return item_of(self)

    def tolist(self):
        """The elements as nested lists of Python numbers."""
        return nested(self, self.v.data, 0) if self.v.ndim else item_of(self)

    def __float__(self):
        return float(number_of(self, "float"))

    def __int__(self):
        return int(number_of(self, "int"))

    def __round__(self, digits=None):
        number = number_of(self, "round")
        return round(number) if digits is None else twin("round")(self, digits)

    def __index__(self):
        if tl_dtypes[self.v.dtype].kind == b"f" or self.v.ndim:
            raise TypeError(f"index: only 0-d integer tensors are indices, got {self.dtype} of shape {self.shape}")
        return int(item_of(self))

    def __complex__(self):
        return complex(number_of(self, "complex"))

    def __bool__(self):
        if self.numel != 1:
            raise ValueError(
                f"bool: the truth of a tensor of shape {shape_tuple(self)} is ambiguous; use x.any() or x.all()"
            )
        return bool(item_of(self))

    def __contains__(self, value):
        return bool(item_of(reduce(
            TL_OP_any,
            binary_objects(TL_OP_equal, self, value),
            ~(<uint64_t> 0) >> (64 - self.v.ndim) if self.v.ndim else 0,
            False,
        )))

    def __hash__(self):
        if self.v.ndim == 0 and self.ag is None:
            return hash(item_of(self))  # as Python's and NumPy's numbers, to which it compares equal
        return <Py_ssize_t> (<size_t> <void *> self >> 4)

    # ---- text
    def __dir__(self):
        return [name for name in object.__dir__(self) if not isinstance(vars(Tensor).get(name), FunctionOnly)]

    def __repr__(self):
        return twin("_tensor_repr")(self)

    def __str__(self):
        return twin("_tensor_str")(self)

    def __format__(self, str spec):
        if self.v.ndim == 0:
            return format(item_of(self), spec)
        if spec:
            raise TypeError(f"format: {spec!r} is for numbers, this is a tensor of shape {shape_tuple(self)}")
        return str(self)

    # ---- exchange
    def __bytes__(self):
        return memoryview(memory_of(self)).tobytes()

    def __array__(self, dtype=None, *, copy=None):
        """The same memory as a NumPy array (a copy when the dtype differs or `copy` asks for one)."""
        import numpy
        a = numpy.asarray(memory_of(self)) if self.numel else numpy.empty(self.shape, self.dtype.name)
        if a.dtype.hasobject:  # where memory fails, NumPy goes on with the object itself
            raise MemoryError("__array__: no memory for a view")
        if dtype is not None and a.dtype != dtype:
            if copy is False:
                raise ValueError(f"__array__: {self.dtype} cannot become {dtype} without a copy")
            return a.astype(dtype)
        return a.copy() if copy else a

    def numpy(self):
        """A NumPy array on the same memory; changes made through it are not seen by the tape."""
        return self.__array__()

    def __dlpack__(self, *, stream=None, max_version=None, dl_device=None, copy=None):
        """A capsule that describes the memory to other tensor libraries; BufferError where it cannot be shared."""
        return dlpack_capsule(self, max_version, dl_device, copy)

    def __dlpack_device__(self):
        """(1, 0): the memory of the CPU."""
        return (DL_CPU, 0)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return twin("_array_ufunc")(ufunc, method, inputs, kwargs)

    def __array_function__(self, func, types, args, kwargs):
        return twin("_array_function")(func, args, kwargs)

    def __array_namespace__(self, *, api_version=None):
        return sys.modules["tensorlab"] if "tensorlab" in sys.modules else sys.modules["tensorlab_c"]

    def __reduce__(self):
        plain = contiguous(alias(self))
        return (
            _rebuild,
            (
                type(self),
                bytes(plain),
                self.shape,
                self.dtype,
                self.requires_grad,
            ),
            getattr(self, "__dict__", None) or None,
        )

    def __copy__(self):
        cdef Tensor t = copied(self)
        if type(self) is not Tensor:
            made = as_subclass(t, type(self))
            attach((<Tensor> made), t.ag)  # a copy is recorded
            (<Tensor> made).seen = t.seen
            getattr(made, "__dict__", {}).update(getattr(self, "__dict__", {}))
            return made
        return t

    def __deepcopy__(self, memo):
        cdef Tensor t = copied(alias(self))
        if self.ag is not None:
            if self.ag.op >= 0:
                raise RuntimeError("deepcopy: only leaf tensors can be deep-copied; detach() the result first")
            attach(t, new_leaf())
            if self.ag.grad is not None:
                t.ag.grad = copied(alias(<Tensor> self.ag.grad))
        if type(self) is not Tensor:
            grad = t.grad
            t = as_subclass(t, type(self))
            t.grad = grad
            getattr(t, "__dict__", {}).update(twin("_deepcopy")(getattr(self, "__dict__", {}), memo))
        memo[id(self)] = t
        return t

    # ---- indexing
    def __getitem__(self, index):
        return get_item(self, index)

    def __setitem__(self, index, value):
        set_item(self, index, value)

    def __delitem__(self, index):
        raise ValueError("del: elements of a tensor cannot be deleted")

    # ---- operators
    def __add__(self, other):
        if isinstance(other, Tensor):
            return binary(TL_OP_add, self, <Tensor> other)
        if PyFloat_CheckExact(other):
            return with_number(TL_OP_add, self, other, False)
        return operator(TL_OP_add, self, other)

    def __radd__(self, other):
        return operator(TL_OP_add, other, self)

    def __sub__(self, other):
        if isinstance(other, Tensor):
            return binary(TL_OP_subtract, self, <Tensor> other)
        if PyFloat_CheckExact(other):
            return with_number(TL_OP_subtract, self, other, False)
        return operator(TL_OP_subtract, self, other)

    def __rsub__(self, other):
        return operator(TL_OP_subtract, other, self)

    def __mul__(self, other):
        if isinstance(other, Tensor):
            return binary(TL_OP_multiply, self, <Tensor> other)
        if PyFloat_CheckExact(other):
            return with_number(TL_OP_multiply, self, other, False)
        return operator(TL_OP_multiply, self, other)

    def __rmul__(self, other):
        return operator(TL_OP_multiply, other, self)

    def __truediv__(self, other):
        if isinstance(other, Tensor):
            return binary(TL_OP_divide, self, <Tensor> other)
        if PyFloat_CheckExact(other):
            return with_number(TL_OP_divide, self, other, False)
        return operator(TL_OP_divide, self, other)

    def __rtruediv__(self, other):
        return operator(TL_OP_divide, other, self)

    def __floordiv__(self, other):
        return operator(TL_OP_floor_divide, self, other)

    def __rfloordiv__(self, other):
        return operator(TL_OP_floor_divide, other, self)

    def __mod__(self, other):
        return operator(TL_OP_remainder, self, other)

    def __rmod__(self, other):
        return operator(TL_OP_remainder, other, self)

    def __divmod__(self, other):
        return operator(TL_OP_floor_divide, self, other), operator(TL_OP_remainder, self, other)

    def __rdivmod__(self, other):
        return operator(TL_OP_floor_divide, other, self), operator(TL_OP_remainder, other, self)

    def __pow__(self, other, modulo):
        if modulo is not None:
            return NotImplemented
        return operator(TL_OP_power, self, other)

    def __rpow__(self, other, modulo):
        if modulo is not None:
            return NotImplemented
        return operator(TL_OP_power, other, self)

    def __matmul__(self, other):
        if isinstance(other, Tensor):
            return matrix_product(self, <Tensor> other, "matmul")
        if not convertible(other):
            return NotImplemented
        return matrix_product(self, operand_beside(other, self, "matmul"), "matmul")

    def __rmatmul__(self, other):
        if not convertible(other):
            return NotImplemented
        return matrix_product(operand_beside(other, self, "matmul"), self, "matmul")

    def __and__(self, other):
        return operator(TL_OP_bitwise_and, self, other)

    def __rand__(self, other):
        return operator(TL_OP_bitwise_and, other, self)

    def __or__(self, other):
        return operator(TL_OP_bitwise_or, self, other)

    def __ror__(self, other):
        return operator(TL_OP_bitwise_or, other, self)

    def __xor__(self, other):
        return operator(TL_OP_bitwise_xor, self, other)

    def __rxor__(self, other):
        return operator(TL_OP_bitwise_xor, other, self)

    def __lshift__(self, other):
        return operator(TL_OP_left_shift, self, other)

    def __rlshift__(self, other):
        return operator(TL_OP_left_shift, other, self)

    def __rshift__(self, other):
        return operator(TL_OP_right_shift, self, other)

    def __rrshift__(self, other):
        return operator(TL_OP_right_shift, other, self)

    def __eq__(self, other):
        if is_short(other):
            return with_number(TL_OP_equal, self, other, False)
        if isinstance(other, Tensor):
            return binary(TL_OP_equal, self, <Tensor> other)
        return operator(TL_OP_equal, self, other)

    def __ne__(self, other):
        return operator(TL_OP_not_equal, self, other)

    def __lt__(self, other):
        return operator(TL_OP_less, self, other)

    def __le__(self, other):
        return operator(TL_OP_less_equal, self, other)

    def __gt__(self, other):
        return operator(TL_OP_greater, self, other)

    def __ge__(self, other):
        return operator(TL_OP_greater_equal, self, other)

    def __neg__(self):
        return unary(TL_OP_negative, self)

    def __pos__(self):
        return unary(TL_OP_positive, self)

    def __abs__(self):
        return unary(TL_OP_abs, self)

    def __invert__(self):
        return unary(TL_OP_invert, self)

    def __iadd__(self, other):
        return inplace(TL_OP_add, self, other)

    def __isub__(self, other):
        return inplace(TL_OP_subtract, self, other)

    def __imul__(self, other):
        return inplace(TL_OP_multiply, self, other)

    def __itruediv__(self, other):
        return inplace(TL_OP_divide, self, other)

    def __ifloordiv__(self, other):
        return inplace(TL_OP_floor_divide, self, other)

    def __imod__(self, other):
        return inplace(TL_OP_remainder, self, other)

    def __ipow__(self, other, modulo):
        if PyFloat_CheckExact(other) and other == 0.5 and tl_dtypes[self.v.dtype].kind == b"f":
            return finish(unary(TL_OP_sqrt, self), self, True, "power", True)
        return inplace(TL_OP_power, self, other)

    def __imatmul__(self, other):
        cdef Tensor r
        if not convertible(other):
            return NotImplemented
        r = matrix_product(self, operand_beside(other, self, "matmul"), "matmul")
        if not same_shape(r, self):
            raise ValueError(
                f"matmul: the product has shape {shape_tuple(r)}, and an in-place change keeps {shape_tuple(self)}"
            )
        return finish(r, self, True, "matmul", True)

    def __iand__(self, other):
        return inplace(TL_OP_bitwise_and, self, other)

    def __ior__(self, other):
        return inplace(TL_OP_bitwise_or, self, other)

    def __ixor__(self, other):
        return inplace(TL_OP_bitwise_xor, self, other)

    def __ilshift__(self, other):
        return inplace(TL_OP_left_shift, self, other)

    def __irshift__(self, other):
        return inplace(TL_OP_right_shift, self, other)

    # ---- reductions
    sum = table_method(TL_OP_sum, """
    The sum over axes, or of all elements: `sum` of the tensor.

    Examples
    --------
    >>> tl.array([[1.0, 2.0], [3.0, 4.0]]).sum(axis=0)
    tensor([4., 6.])
    """)

    prod = table_method(TL_OP_prod, """
    The product over axes, or of all elements.

    Examples
    --------
    >>> tl.array([[1.0, 2.0], [3.0, 4.0]]).prod(axis=0)
    tensor([3., 8.])
    """)

    max = table_method(TL_OP_max, """
    The largest element over axes; nan when there is one.

    Examples
    --------
    >>> tl.array([[1.0, 4.0], [3.0, 2.0]]).max(axis=0)
    tensor([3., 4.])
    """)

    min = table_method(TL_OP_min, """
    The smallest element over axes; nan when there is one.

    Examples
    --------
    >>> tl.array([[1.0, 4.0], [3.0, 2.0]]).min(axis=0)
    tensor([1., 2.])
    """)

    any = table_method(TL_OP_any, """
    Whether some element over axes is other than zero.

    Examples
    --------
    >>> tl.array([[0, 1], [0, 0]]).any(axis=1)
    tensor([ True, False])
    """)

    all = table_method(TL_OP_all, """
    Whether every element over axes is other than zero.

    Examples
    --------
    >>> tl.array([[0, 1], [2, 3]]).all(axis=1)
    tensor([False,  True])
    """)

    def argmax(self, axis=None, out=None, *, bint keepdims=False):
        return twin("argmax")(self, axis, out, keepdims=keepdims)

    def argmin(self, axis=None, out=None, *, bint keepdims=False):
        return twin("argmin")(self, axis, out, keepdims=keepdims)

    def mean(self, axis=None, dtype=None, out=None, keepdims=False, *, where=True):
        return twin("mean")(self, axis, dtype, out, keepdims, where=where)

    def var(self, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, correction=None):
        return twin("var")(self, axis, dtype, out, ddof, keepdims, where=where, correction=correction)

    def std(self, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, correction=None):
        return twin("std")(self, axis, dtype, out, ddof, keepdims, where=where, correction=correction)

    # ---- shape
    def reshape(self, *shape):
        """The same elements in C order under another shape; one size may be -1. A view when the strides allow it."""
        return reshape_to(self, shape[0] if len(shape) == 1 else shape, "reshape")

    def transpose(self, *axes):
        """A view with the axes in another order; all reversed when none is given."""
        if len(axes) == 1 and (axes[0] is None or isinstance(axes[0], (tuple, list))):
            axes = axes[0]
        elif len(axes) == 0:
            axes = None
        return transpose_to(self, axes, "transpose")

    def ravel(self):
        return reshape_to(self, -1, "ravel")

    def flatten(self):
        return copied(reshape_to(self, -1, "flatten"))

    def swapaxes(self, axis1, axis2):
        return twin("swapaxes")(self, axis1, axis2)

    def squeeze(self, axis=None):
        return twin("squeeze")(self, axis)

    def repeat(self, repeats, axis=None):
        return twin("repeat")(self, repeats, axis)

    def take(self, indices, axis=None):
        return twin("take")(self, indices, axis)

    def nonzero(self):
        return twin("nonzero")(self)

    def clip(self, min=None, max=None):
        return twin("clip")(self, min, max)

    def round(self, decimals=0):
        return twin("round")(self, decimals)

    def dot(self, other):
        return twin("dot")(self, other)

    # ---- copies and values
    def astype(self, dtype, *, copy=True):
        """The elements in another dtype: a copy, or the tensor itself with ``copy=False`` where nothing changes."""
        cdef int d = as_dtype(dtype).num
        if d != self.v.dtype:
            return cast(self, d)
        return copied(self) if copy else self

    def copy(self):
        """A C-contiguous copy on memory of its own."""
        return copied(self)

    def fill(self, value):
        """Sets every element, in place."""
        copy_into(self, value_for(value, self.v.dtype, "fill"), "fill")

    def fill_(self, value):
        """As `fill`; returns the tensor."""
        self.fill(value)
        return self

    def zero_(self):
        """Sets every element to 0, in place; returns the tensor."""
        self.fill(0)
        return self

    def copy_(self, source):
        """Copies `source`, broadcast and cast, into this tensor; returns the tensor."""
        copy_into(self, value_for(source, self.v.dtype, "copy_"), "copy_")
        return self

    # ---- differentiation
    @property
    def requires_grad(self):
        return self.ag is not None

    @requires_grad.setter
    def requires_grad(self, value):
        if not value:
            if self.ag is not None and self.ag.op >= 0:
                raise RuntimeError("requires_grad: only leaf tensors can be told not to; use detach()")
            self.ag = None
        elif self.ag is None:
            if tl_dtypes[self.v.dtype].kind != b"f":
                raise TypeError(f"requires_grad: only floating tensors have gradients, this one is {self.dtype}")
            attach(self, new_leaf())

    def requires_grad_(self, requires_grad=True):
        """Sets `requires_grad`; returns the tensor."""
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self):
        return self.ag is None or self.ag.op < 0

    @property
    def grad_fn(self):
        return None if self.ag is None or self.ag.op < 0 else self.ag

    @property
    def grad(self):
        return None if self.ag is None else self.ag.grad

    @grad.setter
    def grad(self, value):
        cdef Tensor g
        if value is None:
            if self.ag is not None:
                self.ag.grad = None
            return
        if not isinstance(value, Tensor):
            raise TypeError(f"grad: expected a tensor or None, got {type(value).__name__}")
        g = value
        if not same_shape(self, g) or g.v.dtype != self.v.dtype:
            raise ValueError(
                f"grad: a gradient of shape {g.shape} and {g.dtype} for a tensor of shape {self.shape} and {self.dtype}"
            )
        if self.ag is None:
            raise RuntimeError("grad: the tensor does not require grad")
        self.ag.grad = g

    def retain_grad(self):
        """Makes `backward` keep this tensor's gradient although it is not a leaf."""
        if self.ag is None:
            raise RuntimeError("retain_grad: the tensor does not require grad")
        self.ag.retain = True

    def detach(self):
        """The same values without their history, on the same memory."""
        return alias(self)

    def backward(self, gradient=None, bint retain_graph=False, bint create_graph=False):
        """Adds the gradient of this tensor to ``.grad`` of every leaf it was computed from.

        Parameters
        ----------
        gradient : array_like, optional
            What flows in, of this tensor's shape; 1 for a tensor of one element.
        retain_graph : bool
            Keep the graph for another call.
        create_graph : bool
            Record the walk itself, for second derivatives.

        Raises
        ------
        RuntimeError
            When nothing was recorded, the graph was freed, or a value it needs was changed in place.
        ValueError
            When `gradient` has another shape, or is missing for more than one element.
        """
        start_backward(self, gradient, retain_graph, create_graph, "backward")


def _iterate(Tensor t):
    cdef int64_t i
    for i in range(t.v.shape[0]):
        if t.v.ndim == 1 and t.ag is None:
            yield element(t, t.v.data + i * t.v.strides[0])
        else:
            yield get_item(t, i)


def _rebuild(cls, bytes values, tuple shape, dtype, bint requires_grad):
    cdef int64_t sizes[64]
    cdef int n = parse_shape(shape, sizes, "unpickle")
    cdef Tensor t = empty_tensor(as_dtype(dtype).num, n, sizes)
    if t.numel * tl_dtypes[t.v.dtype].itemsize != len(values):
        raise ValueError(f"unpickle: {len(values)} bytes for shape {shape} of {dtype}")
    memcpy(t.v.data, PyBytes_AsString(values), len(values))
    if requires_grad:
        attach(t, new_leaf())
    return t if cls is Tensor else as_subclass(t, cls)
