# class Tensor: attributes, operators and methods, each one line over the functions above.

cdef object axis_of_place(object axis, str function):
    """What changes a tensor cannot lay it out flat."""
    if axis is None:
        raise TypeError(f"{function}: axis must be an integer, got None")
    return axis


cdef Tensor nothing_like(Tensor t):
    """Zeros of the same shape and dtype, which all are one."""
    return broadcasted(scalar_tensor(0, t.v.dtype), t.v.ndim, t.v.shape)


cdef object twin(str name):
    return namespace[name]


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
        """The sizes of the axes.

        >>> tl.zeros((2, 3)).shape
        (2, 3)
        """
        return shape_tuple(self)

    @property
    def strides(self):
        """The bytes from one element to the next, along each axis.

        >>> tl.zeros((2, 3)).strides
        (24, 8)
        """
        return tuple([self.v.strides[i] for i in range(self.v.ndim)])

    @property
    def ndim(self):
        """The number of axes.

        >>> tl.zeros((2, 3)).ndim
        2
        """
        return self.v.ndim

    @property
    def size(self):
        """The number of elements.

        >>> tl.zeros((2, 3)).size
        6
        """
        return size_of(self)

    @property
    def dtype(self):
        """The type of the elements.

        >>> tl.zeros(3, dtype=tl.int32).dtype
        int32
        """
        return DTYPES[self.v.dtype]

    @property
    def itemsize(self):
        """The bytes of one element.

        >>> tl.zeros(3, dtype=tl.int32).itemsize
        4
        """
        return tl_dtypes[self.v.dtype].itemsize

    @property
    def nbytes(self):
        """The bytes of all elements.

        >>> tl.zeros(3, dtype=tl.int32).nbytes
        12
        """
        return self.numel * tl_dtypes[self.v.dtype].itemsize

    @property
    def data(self):
        """The elements, in place and without history: a tensor that has a buffer too, ``memoryview(x.data)``.

        Assigned values of the same shape and dtype are written into this memory.

        >>> x = tl.array([1.0, 2.0], requires_grad=True)
        >>> x.data *= 3
        >>> x.data, memoryview(x.data).format
        (tensor([3., 6.]), 'd')
        """
        return data_of(self)

    @data.setter
    def data(self, value):
        set_data(self, value)

    @property
    def device(self):
        """Where the elements are: always ``"cpu"``.

        >>> tl.zeros(3).device
        'cpu'
        """
        return the_device

    @property
    def T(self):
        """A view with all axes reversed.

        >>> tl.array([[1, 2], [3, 4]]).T
        tensor([[1, 3],
                [2, 4]])
        """
        return reversed_axes(self)

    @property
    def mT(self):
        """A view with the last two axes exchanged: of each matrix, its transpose.

        >>> tl.zeros((5, 2, 3)).mT.shape
        (5, 3, 2)
        """
        if self.v.ndim < 2:
            raise ValueError(f"mT: at least two axes are needed, got shape {shape_tuple(self)}")
        return transpose_to(self, (*range(self.v.ndim - 2), self.v.ndim - 1, self.v.ndim - 2), "mT")

    @property
    def real(self):
        """The real parts: a view; of real numbers the tensor itself.

        >>> tl.array([1.0 + 2.0j, 3.0]).real
        tensor([1., 3.])
        """
        return complex_part(self, False) if tl_is_complex(self.v.dtype) else self

    @real.setter
    def real(self, value):
        set_item(complex_part(self, False) if tl_is_complex(self.v.dtype) else self, Ellipsis, value)

    @property
    def imag(self):
        """The imaginary parts: a view; of real numbers zeros that cannot be written to.

        >>> tl.array([1.0 + 2.0j, 3.0]).imag
        tensor([2., 0.])
        """
        return complex_part(self, True) if tl_is_complex(self.v.dtype) else nothing_like(self)

    @imag.setter
    def imag(self, value):
        if not tl_is_complex(self.v.dtype):
            raise TypeError(f"imag: {self.dtype} has no imaginary part to set")
        set_item(complex_part(self, True), Ellipsis, value)

    def __len__(self):
        if self.v.ndim == 0:
            raise TypeError("len: a 0-d tensor has no length")
        return self.v.shape[0]

    def __iter__(self):
        if self.v.ndim == 0:
            raise TypeError("iter: a 0-d tensor cannot be iterated over")
        return _iterate(self)

    # ---- Python numbers
    def item(self, *index):
        """The only element as a Python number, or that at `index`: a position in C order, or one index for each axis.

        ValueError when there are more elements than one, or none, and no index.

        >>> tl.array([2.5]).item(), tl.array([[1, 2], [3, 4]]).item(2), tl.array([[1, 2], [3, 4]]).item(0, 1)
        (2.5, 3, 2)
        """
        return item_at(self, index[0] if len(index) == 1 and isinstance(index[0], tuple) else index) if index \
            else item_of(self)

    def tolist(self):
        """The elements as nested lists of Python numbers.

        >>> tl.array([[1, 2], [3, 4]]).tolist()
        [[1, 2], [3, 4]]
        """
        return nested(self, self.v.data, 0) if self.v.ndim else item_of(self)

    def __float__(self):
        return float(number_of(self, "float"))

    def __int__(self):
        return int(number_of(self, "int"))

    def __round__(self, digits=None):
        """The Python number, rounded; with `digits` a tensor."""
        number = number_of(self, "round")
        return round(number) if digits is None else twin("round")(self, digits)

    def __index__(self):
        if not tl_is_integer(self.v.dtype) or self.v.ndim:
            raise TypeError(f"index: only 0-d integer tensors are indices, got {self.dtype} of shape {self.shape}")
        return int(item_of(self))

    def __complex__(self):
        """The only element as a complex number."""
        return complex(number_of(self, "complex"))

    def __bool__(self):
        if self.numel != 1:
            raise ValueError(
                f"bool: the truth of a tensor of shape {shape_tuple(self)} is ambiguous; use x.any() or x.all()"
            )
        return bool(item_of(self))

    def __contains__(self, value):
        return bool(item_of(reduce_all(TL_OP_any, <Tensor> binary_objects(TL_OP_equal, self, value))))

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
        """The elements in C order, as bytes."""
        return memoryview(bits_of(self)).tobytes()

    def __array__(self, dtype=None, *, copy=None):
        """The same memory as a NumPy array (a copy when the dtype differs or `copy` asks for one)."""
        return as_numpy(self, dtype, copy)

    def numpy(self, *, bint force=False):
        """A NumPy array on the same memory; changes made through it are not seen by the tape.

        It is given also where a gradient is wanted, as PyTorch gives it with `force` alone.
        Of `bfloat16` and floats of 8 bits with the package ml_dtypes; an ImportError says so.

        >>> tl.array([1.0, 2.0]).numpy()
        array([1., 2.])
        """
        return self.__array__()

    def __dlpack__(self, *, stream=None, max_version=None, dl_device=None, copy=None):
        """A capsule that describes the memory to other tensor libraries; BufferError where it cannot be shared."""
        if stream is not None:
            raise RuntimeError(f"__dlpack__: stream must be None for memory of the CPU, got {stream!r}")
        return dlpack_capsule(self, max_version, dl_device, copy)

    def __dlpack_device__(self):
        """(1, 0): the memory of the CPU."""
        return (DL_CPU, 0)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        """NumPy's functions of elements, as `numpy.add`, on tensors."""
        return twin("_array_ufunc")(ufunc, method, inputs, kwargs)

    def __array_function__(self, func, types, args, kwargs):
        """NumPy's other functions, as `numpy.concatenate`, on tensors."""
        return twin("_array_function")(func, args, kwargs)

    def __array_namespace__(self, *, api_version=None):
        """The module with the array API's functions."""
        return sys.modules["tensorlab"] if "tensorlab" in sys.modules else sys.modules["tensorlab_c"]

    def __reduce__(self):
        plain = contiguous(alias(self))
        values = (type(self), bytes(plain), self.shape, self.dtype, self.requires_grad)
        return _rebuild, values, getattr(self, "__dict__", None) or None

    def __reduce_ex__(self, protocol):
        """From protocol 5 on the elements are a buffer, which may travel beside the pickle."""
        if protocol < 5 or not self.numel or type(self).__reduce__ is not Tensor.__reduce__:
            return self.__reduce__()
        from _pickle import PickleBuffer
        bits = PickleBuffer(bits_of(contiguous(alias(self))))
        values = (type(self), bits, self.shape, self.dtype, self.requires_grad)
        return _rebuild, values, getattr(self, "__dict__", None) or None

    def __copy__(self):
        """A copy on memory of its own, recorded if the tensor is."""
        return shallow_copy(self)

    def __deepcopy__(self, memo):
        """A copy with its gradient and a history of its own."""
        return deep_copy(self, memo)

    # ---- indexing
    def __getitem__(self, index):
        return get_item(self, index)

    def __setitem__(self, index, value):
        set_item(self, index, value)

    def __delitem__(self, index):
        raise ValueError("del: elements of a tensor cannot be deleted")

    # ---- operators
    def __add__(self, other):
        """self + other"""
        if isinstance(other, Tensor):
            return binary(TL_OP_add, self, <Tensor> other)
        if PyFloat_CheckExact(other):
            return with_number(TL_OP_add, self, other, False)
        return operator(TL_OP_add, self, other)

    def __radd__(self, other):
        """other + self"""
        return operator(TL_OP_add, other, self)

    def __sub__(self, other):
        """self - other"""
        if isinstance(other, Tensor):
            return binary(TL_OP_subtract, self, <Tensor> other)
        if PyFloat_CheckExact(other):
            return with_number(TL_OP_subtract, self, other, False)
        return operator(TL_OP_subtract, self, other)

    def __rsub__(self, other):
        """other - self"""
        return operator(TL_OP_subtract, other, self)

    def __mul__(self, other):
        """self * other"""
        if isinstance(other, Tensor):
            return binary(TL_OP_multiply, self, <Tensor> other)
        if PyFloat_CheckExact(other):
            return with_number(TL_OP_multiply, self, other, False)
        return operator(TL_OP_multiply, self, other)

    def __rmul__(self, other):
        """other * self"""
        return operator(TL_OP_multiply, other, self)

    def __truediv__(self, other):
        """self / other"""
        if isinstance(other, Tensor):
            return binary(TL_OP_divide, self, <Tensor> other)
        if PyFloat_CheckExact(other):
            return with_number(TL_OP_divide, self, other, False)
        return operator(TL_OP_divide, self, other)

    def __rtruediv__(self, other):
        """other / self"""
        return operator(TL_OP_divide, other, self)

    def __floordiv__(self, other):
        """self // other"""
        return operator(TL_OP_floor_divide, self, other)

    def __rfloordiv__(self, other):
        """other // self"""
        return operator(TL_OP_floor_divide, other, self)

    def __mod__(self, other):
        """self % other"""
        return operator(TL_OP_remainder, self, other)

    def __rmod__(self, other):
        """other % self"""
        return operator(TL_OP_remainder, other, self)

    def __divmod__(self, other):
        """divmod(self, other)"""
        return operator(TL_OP_floor_divide, self, other), operator(TL_OP_remainder, self, other)

    def __rdivmod__(self, other):
        """divmod(other, self)"""
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
        """self @ other"""
        if isinstance(other, Tensor):
            return matrix_product(self, <Tensor> other, "matmul")
        if not convertible(other):
            return NotImplemented
        return matrix_product(self, operand_beside(other, self, "matmul"), "matmul")

    def __rmatmul__(self, other):
        """other @ self"""
        if not convertible(other):
            return NotImplemented
        return matrix_product(operand_beside(other, self, "matmul"), self, "matmul")

    def __and__(self, other):
        """self & other"""
        return operator(TL_OP_bitwise_and, self, other)

    def __rand__(self, other):
        """other & self"""
        return operator(TL_OP_bitwise_and, other, self)

    def __or__(self, other):
        """self | other"""
        return operator(TL_OP_bitwise_or, self, other)

    def __ror__(self, other):
        """other | self"""
        return operator(TL_OP_bitwise_or, other, self)

    def __xor__(self, other):
        """self ^ other"""
        return operator(TL_OP_bitwise_xor, self, other)

    def __rxor__(self, other):
        """other ^ self"""
        return operator(TL_OP_bitwise_xor, other, self)

    def __lshift__(self, other):
        """self << other"""
        return operator(TL_OP_left_shift, self, other)

    def __rlshift__(self, other):
        """other << self"""
        return operator(TL_OP_left_shift, other, self)

    def __rshift__(self, other):
        """self >> other"""
        return operator(TL_OP_right_shift, self, other)

    def __rrshift__(self, other):
        """other >> self"""
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
        if PyFloat_CheckExact(other) and other == 0.5 and tl_is_float(self.v.dtype):
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

    nansum = table_method(TL_OP_nansum, """
    The sum over axes, nan counting as 0.

    Examples
    --------
    >>> tl.array([1.0, tl.nan, 3.0]).nansum()
    tensor(4.)
    """)

    def argmax(self, axis=None, out=None, *, bint keepdims=False):
        """The position of the largest element, as `tensorlab.argmax`, which tells the parameters.

        >>> tl.array([[1, 5], [4, 2]]).argmax(axis=0)
        tensor([1, 0])
        """
        return twin("argmax")(self, axis, out, keepdims=keepdims)

    def argmin(self, axis=None, out=None, *, bint keepdims=False):
        """The position of the smallest element, as `tensorlab.argmin`, which tells the parameters.

        >>> tl.array([[1, 5], [4, 2]]).argmin(axis=0)
        tensor([0, 1])
        """
        return twin("argmin")(self, axis, out, keepdims=keepdims)

    def mean(self, axis=None, dtype=None, out=None, keepdims=False, *, where=True):
        """The mean over axes, as `tensorlab.mean`, which tells the parameters.

        >>> tl.array([[1.0, 2.0], [3.0, 4.0]]).mean(axis=0)
        tensor([2., 3.])
        """
        return twin("mean")(self, axis, dtype, out, keepdims, where=where)

    def var(self, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, correction=None):
        """The variance over axes, as `tensorlab.var`, which tells the parameters.

        >>> tl.array([1.0, 2.0, 3.0]).var(correction=1)
        tensor(1.)
        """
        return twin("var")(self, axis, dtype, out, ddof, keepdims, where=where, correction=correction)

    def std(self, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, correction=None):
        """The standard deviation over axes, as `tensorlab.std`, which tells the parameters.

        >>> tl.array([1.0, 3.0]).std()
        tensor(1.)
        """
        return twin("std")(self, axis, dtype, out, ddof, keepdims, where=where, correction=correction)

    def cumsum(self, axis=None, dtype=None, out=None):
        """The sums up to each element along an axis, as `tensorlab.cumsum`, which tells the parameters.

        >>> tl.array([1, 2, 3]).cumsum()
        tensor([1, 3, 6])
        """
        return twin("cumsum")(self, axis, dtype, out)

    def cumprod(self, axis=None, dtype=None, out=None):
        """The products up to each element along an axis, as `tensorlab.cumprod`, which tells the parameters.

        >>> tl.array([1, 2, 3]).cumprod()
        tensor([1, 2, 6])
        """
        return twin("cumprod")(self, axis, dtype, out)

    def diff(self, n=1, axis=-1, prepend=None, append=None):
        """What each element has more than the one before, as `tensorlab.diff`, which tells the parameters.

        >>> tl.array([1, 2, 4]).diff()
        tensor([1, 2])
        """
        return twin("diff")(self, n, axis, prepend, append)

    # ---- order
    def sort(self, axis=-1, kind=None, order=None, *, descending=False, stable=None):
        """Puts the elements in order along an axis, in place; the parameters are as `tensorlab.sort` has them.

        `order` is None, for elements have no fields; sorting is `stable` in any case.

        >>> x = tl.array([3, 1, 2])
        >>> x.sort()
        >>> x
        tensor([1, 2, 3])
        """
        copy_into(self, twin("sort")(
            self, axis_of_place(axis, "sort"), kind, order, stable=stable, descending=descending
        ), "sort")

    def argsort(self, axis=-1, kind=None, order=None, *, descending=False, stable=None):
        """The indices that sort along an axis, as `tensorlab.argsort`, which tells the parameters.

        `order` is None, for elements have no fields.

        >>> tl.array([3, 1, 2]).argsort()
        tensor([1, 2, 0])
        """
        return twin("argsort")(self, axis, kind, order, stable=stable, descending=descending)

    def partition(self, kth, axis=-1, kind="introselect", order=None):
        """Parts the elements at ranks, in place; the parameters are as `tensorlab.partition` has them.

        `order` is None, for elements have no fields.

        >>> x = tl.array([3, 1, 2])
        >>> x.partition(1)
        >>> x[1].item()
        2
        """
        copy_into(self, twin("partition")(self, kth, axis_of_place(axis, "partition"), kind, order), "partition")

    def argpartition(self, kth, axis=-1, kind="introselect", order=None):
        """The indices that part elements at ranks, as `tensorlab.argpartition`, which tells the parameters.

        `order` is None, for elements have no fields.

        >>> tl.array([3, 1, 2]).argpartition(0)
        tensor([1, 0, 2])
        """
        return twin("argpartition")(self, kth, axis, kind, order)

    def topk(self, k, dim=-1, largest=True, sorted=True):
        """The `k` largest elements and where they are, as `tensorlab.topk`, which tells the parameters.

        >>> tl.array([3, 1, 2]).topk(1).indices
        tensor([0])
        """
        return twin("topk")(self, k, dim, largest, sorted)

    def median(self, axis=None, out=None, overwrite_input=False, keepdims=False):
        """The median over axes, as `tensorlab.median`, which tells the parameters.

        >>> tl.array([1.0, 9.0, 3.0]).median()
        tensor(3.)
        """
        return twin("median")(self, axis, out, overwrite_input, keepdims)

    def nanmedian(self, axis=None, out=None, overwrite_input=False, keepdims=False):
        """The median of the elements that are not nan, as `tensorlab.nanmedian`, which tells the parameters.

        >>> tl.array([1.0, tl.nan, 3.0]).nanmedian()
        tensor(2.)
        """
        return twin("nanmedian")(self, axis, out, overwrite_input, keepdims)

    def quantile(self, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False):
        """Quantiles over axes, as `tensorlab.quantile`, which tells the parameters.

        >>> tl.array([1.0, 2.0, 4.0]).quantile(0.25)
        tensor(1.5)
        """
        return twin("quantile")(self, q, axis, out, overwrite_input, method, keepdims)

    def nanquantile(self, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False):
        """Quantiles of the elements that are not nan, as `tensorlab.nanquantile`, which tells the parameters.

        >>> tl.array([1.0, tl.nan, 4.0]).nanquantile(1.0)
        tensor(4.)
        """
        return twin("nanquantile")(self, q, axis, out, overwrite_input, method, keepdims)

    # ---- shape
    def reshape(self, *shape, order=None, copy=None):
        """The same elements under another `shape`. A view when the strides allow it.

        Parameters
        ----------
        *shape : int or tuple of int
            One size may be -1.
        order : {"C", "F", "A"}, optional
            The last or the first axis is the fastest, in reading and in laying out; "A" is "F" for tensors that lie
            so in memory.
        copy : bool, optional
            True always copies, None when needed, False never: then a ValueError says so.

        Examples
        --------
        >>> tl.arange(6).reshape(2, -1)
        tensor([[0, 1, 2],
                [3, 4, 5]])
        >>> tl.arange(6).reshape((2, 3), order="F")
        tensor([[0, 2, 4],
                [1, 3, 5]])
        """
        cdef Tensor made
        if order is None and copy is None:
            return reshape_to(self, shape[0] if len(shape) == 1 else shape, "reshape")
        made = reshape_in(self, shape[0] if len(shape) == 1 else shape, order, "reshape")
        if copy is not None and bool(copy) != (made.st is not self.st):
            if not copy:
                raise ValueError(f"reshape: copy=False, but shape {self.shape} with strides {self.strides} needs one")
            made = copied(made)
        return made

    def transpose(self, *axes, dim0=None, dim1=None):
        """A view with the `axes` in another order; all reversed when none is given.

        Two axes of a tensor that has more are exchanged, as in PyTorch, and so are `dim0` and `dim1`.

        >>> x = tl.zeros((2, 3, 4))
        >>> x.transpose(1, 0, 2).shape, x.transpose(1, 2).shape
        ((3, 2, 4), (2, 4, 3))
        """
        if dim1 is not None:
            return self.swapaxes(*axes, *(() if dim0 is None else (dim0,)), dim1)
        if len(axes) == 1 and (axes[0] is None or isinstance(axes[0], (tuple, list)) or getattr(axes[0], "ndim", 0)):
            axes = axes[0]
        elif len(axes) == 0:
            axes = None
        elif len(axes) == 2 and self.v.ndim > 2:
            return self.swapaxes(*axes)
        return transpose_to(self, axes, "transpose")

    def ravel(self, order="C"):
        """The elements on one axis, a view when the strides allow it.

        In C order, with the first axis fastest (`order` "F"), that if they lie so ("A"), or as they lie ("K").

        >>> tl.array([[1, 2], [3, 4]]).ravel()
        tensor([1, 2, 3, 4])
        >>> tl.array([[1, 2], [3, 4]]).ravel("F")
        tensor([1, 3, 2, 4])
        """
        return reshape_to(self, -1, "ravel") if order == "C" else ravel_in(self, order, "ravel")

    def flatten(self, order="C"):
        """A copy of the elements on one axis; `order` as in `ravel`.

        >>> tl.array([[1, 2], [3, 4]]).flatten()
        tensor([1, 2, 3, 4])
        """
        return copied(ravel_in(self, order, "flatten"))

    def swapaxes(self, axis1, axis2):
        """A view with `axis1` and `axis2` exchanged.

        >>> tl.zeros((2, 3, 4)).swapaxes(0, 2).shape
        (4, 3, 2)
        """
        return twin("swapaxes")(self, axis1, axis2)

    def squeeze(self, axis=None):
        """A view without the axes of size 1: all of them, or those in `axis`.

        >>> tl.zeros((1, 3, 1)).squeeze().shape
        (3,)
        """
        return twin("squeeze")(self, axis)

    def repeat(self, repeats, axis=None):
        """Each element several times, as `tensorlab.repeat`, which tells the parameters.

        >>> tl.array([1, 2]).repeat(2)
        tensor([1, 1, 2, 2])
        """
        return twin("repeat")(self, repeats, axis)

    def take(self, indices, axis=None, out=None, mode="raise"):
        """Elements by position, as `tensorlab.take`, which tells the parameters.

        >>> tl.array([10, 20, 30]).take([2, 0])
        tensor([30, 10])
        """
        return twin("take")(self, indices, axis, out, mode)

    def nonzero(self):
        """The positions of elements other than zero, a tensor for each axis.

        >>> tl.array([0, 3, 0, 5]).nonzero()
        (tensor([1, 3]),)
        """
        return twin("nonzero")(self)

    def clip(self, min=None, max=None, out=None):
        """The elements, raised to `min` and lowered to `max`; None for no bound. The result goes to `out`.

        >>> tl.array([-1.0, 0.5, 7.0]).clip(0, 1)
        tensor([0. , 0.5, 1. ])
        """
        return twin("clip")(self, min, max, out)

    def conj(self, out=None):
        """The complex conjugates; of real numbers the tensor itself. The result goes to `out`.

        >>> tl.array([1.0 + 2.0j]).conj()
        tensor([1.-2.j])
        """
        return conjugated(self) if out is None else twin("conjugate")(self, out)

    conjugate = conj

    def round(self, decimals=0, out=None):
        """The elements rounded to `decimals` places, halves to the even neighbour. The result goes to `out`.

        >>> tl.array([0.5, 1.25]).round(1)
        tensor([0.5, 1.2])
        """
        return twin("round")(self, decimals, out)

    def dot(self, b, out=None):
        """The product with another, as `tensorlab.dot`: of vectors a sum of products.

        >>> tl.array([1, 2]).dot(tl.array([3, 4]))
        tensor(11)
        """
        return twin("dot")(self, b, out)

    # ---- copies and values
    def astype(self, dtype, order="K", casting="unsafe", subok=True, copy=True):
        """The elements in another dtype, in C order.

        Parameters
        ----------
        dtype : dtype
        order : {"C", "F", "A", "K"}
            The layout is C whatever is asked for.
        casting : {"no", "equiv", "safe", "same_kind", "unsafe"}
            What is allowed, as `tensorlab.can_cast` has it.
        subok : bool
            Results are plain tensors in any case.
        copy : bool
            False for the tensor itself where its dtype is that already.

        Raises
        ------
        TypeError
            When `casting` forbids it, and for complex numbers that would lose their imaginary parts.

        Examples
        --------
        >>> tl.array([1.7, -1.7]).astype(tl.int64)
        tensor([ 1, -1])
        """
        cdef int d = as_dtype(dtype).num
        if order != "K":
            order_of(order, "astype")
        if casting != "unsafe" and not twin("can_cast")(self, DTYPES[d], casting):
            raise TypeError(f"astype: {self.dtype} does not become {DTYPES[d].name} with casting={casting!r}")
        if d != self.v.dtype:
            return cast(self, d)
        return copied(self) if copy else self

    def copy(self, order="C"):
        """A copy on memory of its own, in C order whatever `order` says.

        >>> x = tl.zeros(2)
        >>> x.copy().fill_(1.0), x
        (tensor([1., 1.]), tensor([0., 0.]))
        """
        if order != "C":
            order_of(order, "copy")
        return copied(self)

    def fill(self, value):
        """Sets every element to `value`, in place.

        >>> x = tl.zeros(2)
        >>> x.fill(3.0)
        >>> x
        tensor([3., 3.])
        """
        copy_into(self, value_for(value, self.v.dtype, "fill"), "fill")

    def fill_(self, value):
        """As `fill` with `value`; returns the tensor.

        >>> tl.zeros(2).fill_(3.0)
        tensor([3., 3.])
        """
        self.fill(value)
        return self

    def zero_(self):
        """Sets every element to 0, in place; returns the tensor.

        >>> tl.ones(2).zero_()
        tensor([0., 0.])
        """
        self.fill(0)
        return self

    def copy_(self, source):
        """Copies `source`, broadcast and cast, into this tensor; returns the tensor.

        >>> tl.zeros((2, 2)).copy_([1, 2])
        tensor([[1., 2.],
                [1., 2.]])
        """
        copy_into(self, value_for(source, self.v.dtype, "copy_"), "copy_")
        return self

    # ---- differentiation
    @property
    def requires_grad(self):
        """Whether operations on the tensor are recorded, for `backward`; can be set.

        >>> tl.ones(2, requires_grad=True).requires_grad
        True
        """
        return self.ag is not None

    @requires_grad.setter
    def requires_grad(self, value):
        set_requires_grad(self, value)

    def requires_grad_(self, requires_grad=True):
        """Sets the attribute `requires_grad`; returns the tensor.

        >>> tl.ones(2).requires_grad_().requires_grad
        True
        """
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self):
        """Whether it is no result of a recorded operation.

        >>> x = tl.ones(2, requires_grad=True)
        >>> x.is_leaf, (2 * x).is_leaf
        (True, False)
        """
        return self.ag is None or self.ag.op < 0

    @property
    def grad_fn(self):
        """The record of the operation that made it; None of a leaf.

        >>> tl.ones(2).grad_fn is None
        True
        """
        return None if self.ag is None or self.ag.op < 0 else self.ag

    @property
    def grad(self):
        """What `backward` has summed up here, or None; can be set.

        >>> x = tl.array([1.0, 2.0], requires_grad=True)
        >>> (x * x).sum().backward()
        >>> x.grad
        tensor([2., 4.])
        """
        return None if self.ag is None else self.ag.grad

    @grad.setter
    def grad(self, value):
        set_grad(self, value)

    def retain_grad(self):
        """Makes `backward` keep this tensor's gradient although it is not a leaf.

        >>> x = tl.ones(2, requires_grad=True)
        >>> y = 3 * x
        >>> y.retain_grad()
        >>> (y * y).sum().backward()
        >>> y.grad
        tensor([6., 6.])
        """
        if self.ag is None:
            raise RuntimeError("retain_grad: the tensor does not require grad")
        self.ag.retain = True

    def detach(self):
        """The same values without their history, on the same memory.

        >>> tl.ones(2, requires_grad=True).detach().requires_grad
        False
        """
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

        Examples
        --------
        >>> x = tl.array([1.0, 2.0], requires_grad=True)
        >>> (x * x).sum().backward()
        >>> x.grad
        tensor([2., 4.])
        """
        start_backward(self, gradient, retain_graph, create_graph, "backward")

    # ---- memory and places, as NumPy's arrays have them
    @classmethod
    def __class_getitem__(cls, item):
        """For annotations: ``tl.ndarray[tuple[int], tl.dtype[tl.float64]]``."""
        import types
        return types.GenericAlias(cls, item)

    @property
    def flags(self):
        """How the memory lies and whether it can be written to, by attribute and by name.

        >>> x = tl.zeros((2, 3))
        >>> x.flags.c_contiguous, x.T.flags["F_CONTIGUOUS"], x.flags.writeable
        (True, True, True)
        """
        return twin("_flags")(self)

    def setflags(self, write=None, align=None, uic=None):
        """Sets whether the elements can be changed.

        Parameters
        ----------
        write : bool, optional
            True only where the memory is the tensor's own.
        align : bool, optional
            True, which all tensors are.
        uic : bool, optional
            False: there are no copies that are written back.

        Examples
        --------
        >>> x = tl.zeros(2)
        >>> x.setflags(write=False)
        >>> x[0] = 1.0
        Traceback (most recent call last):
        ValueError: assignment: the tensor of shape (2,) is read-only; change a copy of it
        """
        if align is not None and not align:
            raise ValueError("setflags: tensors are always aligned")
        if uic is not None and uic:
            raise ValueError("setflags: there are no copies to write back")
        if write is not None:
            set_writeable(self, bool(write))

    @property
    def base(self):
        """None of a tensor on memory of its own; of others what lent it, or all of the memory as a flat tensor.

        >>> x = tl.arange(4)
        >>> x.base is None, x[1:].base
        (True, tensor([0, 1, 2, 3]))
        """
        lender = owner_of(self)
        return whole_memory(self) if lender is None and self.flags & VIEW else lender

    @property
    def flat(self):
        """The elements in C order, to go through, to pick from and to assign to by position.

        >>> x = tl.array([[1, 2], [3, 4]])
        >>> x.flat[3], list(x.flat)
        (tensor(4), [tensor(1), tensor(2), tensor(3), tensor(4)])
        >>> x.flat[::2] = 0
        >>> x
        tensor([[0, 2],
                [0, 4]])
        """
        return twin("_flatiter")(self)

    @flat.setter
    def flat(self, value):
        twin("_flatiter")(self)[...] = value

    @property
    def __array_interface__(self):
        """Where the elements are, for NumPy and others (version 3 of the protocol)."""
        cdef DType d = <DType> DTYPES[self.v.dtype]
        if type(self) is not Tensor or not d.format:  # whose memory may change, or has no name
            raise AttributeError("__array_interface__")
        return {
            "data": (<size_t> self.v.data, self.flags & READONLY != 0),
            "strides": self.strides,  # also where they go without saying: Pillow then copies, and wants no buffer
            "descr": d.descr, "typestr": d.str, "shape": shape_tuple(self), "version": 3,
        }

    @property
    def __array_priority__(self):
        """0.0, as of NumPy's arrays."""
        return 0.0

    def view(self, *shape, dtype=None, type=None):
        """A view of the same memory: as another `dtype` as NumPy has it, or of another `shape` as PyTorch has it.

        The last axis takes up a difference of sizes of the elements, which must lie side by side there.

        Parameters
        ----------
        *shape : dtype, int, or tuple of int
            None for a view of the same shape and dtype; one size may be -1.
        dtype : dtype, optional
            The same by name.
        type : type, optional
            A subclass of `Tensor` that the view is an instance of.

        Raises
        ------
        ValueError
            Where the bytes are no whole elements, and where a view of that shape is not possible.

        Examples
        --------
        >>> tl.array([1.0, -2.0]).view(tl.int64)
        tensor([ 4607182418800017408, -4611686018427387904])
        >>> tl.arange(6).view(2, 3)
        tensor([[0, 1, 2],
                [3, 4, 5]])
        """
        cdef Tensor made = self
        if shape and (isinstance(shape[0], (tuple, list)) or isinstance(shape[0], Tensor) or is_whole_number(shape[0])):
            if dtype is not None:
                raise TypeError("view: give either sizes or a dtype")
            made = reshape_to(self, shape[0] if len(shape) == 1 else shape, "view")
            if made.st is not self.st:
                raise ValueError(
                    f"view: shape {self.shape} with strides {self.strides} has no view of shape "
                    f"{made.shape}; use reshape, which copies"
                )
        else:
            if len(shape) > 1 and type is None:
                dtype, type = shape if len(shape) == 2 else (shape[0], None)
            elif shape:
                dtype = shape[0]
            if len(shape) > 2:
                raise TypeError(f"view: takes a dtype and a type, got {len(shape)} arguments")
            if isinstance(dtype, type_class) and issubclass(dtype, Tensor):
                dtype, type = None, dtype
            made = reshape_to(self, self.shape, "view") if dtype is None else view_as(self, dtype)
        return made if type is None or type is Tensor else as_subclass(made, type)

    def tobytes(self, order="C"):
        """The elements as bytes: in C order, or with the first axis fastest where `order` is "F".

        >>> tl.array([[1, 2], [3, 4]], dtype=tl.uint8).tobytes(order="F")
        b'\\x01\\x03\\x02\\x04'
        """
        return bytes(reversed_axes(self) if reads_backwards(self, order_of(order, "tobytes")) else self)

    def byteswap(self, inplace=False):
        """The elements with their bytes reversed, each part of complex ones for itself; `inplace` in their own memory.

        >>> tl.array([1, 256], dtype=tl.int16).byteswap()
        tensor([256,   1], dtype=int16)
        """
        cdef Tensor turned = alias(self)
        if self.ag is not None and grad_off == 0:
            raise RuntimeError("byteswap: has no derivative; call it on x.detach()")
        turned = copied(turned)
        bits = bits_of(turned)
        twin("_swap_bytes")(bits)
        if not inplace:
            return turned
        copy_into(self, turned, "byteswap")
        return self

    def resize(self, *new_shape, refcheck=True):
        """Gives the tensor another shape, in place: elements are cut off at the end, or zeros come there.

        `new_shape` is the sizes. Only for a tensor that is on memory of its own and has one name only.

        Parameters
        ----------
        *new_shape : int or tuple of int
        refcheck : bool
            Only True: whether the tensor has other names is always looked at.

        Examples
        --------
        >>> x = tl.array([1, 2, 3])
        >>> x.resize(2, 2)
        >>> x
        tensor([[1, 2],
                [3, 0]])
        """
        resize_in_place(self, new_shape, refcheck)

    def to_device(self, device, /, *, stream=None):
        """The tensor itself for ``"cpu"``, the only device.

        Parameters
        ----------
        device : str
        stream : None

        Examples
        --------
        >>> tl.ones(2).to_device("cpu")
        tensor([1., 1.])
        """
        if device != "cpu":
            given = repr(device) if isinstance(device, (str, int)) else type(device).__name__
            raise ValueError(f"to_device: device must be 'cpu', got {given}")
        if stream is not None:
            raise ValueError("to_device: the CPU has no streams")
        return self

    # ---- places
    def diagonal(self, offset=0, axis1=0, axis2=1):
        """The diagonal of two axes, as `tensorlab.diagonal`, which tells the parameters.

        >>> tl.array([[1, 2], [3, 4]]).diagonal()
        tensor([1, 4])
        """
        return twin("diagonal")(self, offset, axis1, axis2)

    def trace(self, offset=0, axis1=0, axis2=1, dtype=None, out=None):
        """The sum over a diagonal, as `tensorlab.trace`, which tells the parameters.

        >>> tl.array([[1, 2], [3, 4]]).trace()
        tensor(5)
        """
        return twin("trace")(self, offset, axis1, axis2, dtype, out)

    def searchsorted(self, v, side="left", sorter=None):
        """Where `v` would stand among the elements, as `tensorlab.searchsorted`, which tells the parameters.

        >>> tl.array([1, 3, 5]).searchsorted([3, 4])
        tensor([1, 2])
        """
        return twin("searchsorted")(self, v, side, sorter)

    def choose(self, choices, out=None, mode="raise"):
        """Elements of `choices` by these numbers, as `tensorlab.choose`, which tells the parameters.

        >>> tl.array([1, 0]).choose([[1, 2], [3, 4]])
        tensor([3, 2])
        """
        return twin("choose")(self, choices, out, mode)

    def compress(self, condition, axis=None, out=None):
        """The parts where `condition` holds, as `tensorlab.compress`, which tells the parameters.

        >>> tl.array([1, 2, 3]).compress([True, False, True])
        tensor([1, 3])
        """
        return twin("compress")(condition, self, axis, out)

    def put(self, indices, values, mode="raise"):
        """Sets the elements at `indices` in C order to `values`, in place, as `tensorlab.put`, which tells the rest.

        >>> x = tl.array([1, 2, 3])
        >>> x.put([0, 2], [7, 8])
        >>> x
        tensor([7, 2, 8])
        """
        twin("put")(self, indices, values, mode)


def _iterate(Tensor t):
    cdef int64_t i = 0
    while t.v.ndim and i < t.v.shape[0]:  # which a Parameter may change
        if t.v.ndim == 1 and t.ag is None:
            yield element(t, t.v.data + i * t.v.strides[0])
        else:
            yield get_item(t, i)
        i += 1
