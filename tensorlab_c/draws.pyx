# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""The short way to random numbers: NumPy's own C functions write into a tensor's memory.

NumPy's extension `numpy.random._generator` exports them, which its manual shows for use from Numba and CFFI. Where they
cannot be found, every draw takes the long way through NumPy's methods.
"""
from cpython.exc cimport PyErr_CheckSignals as check_signals
from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_CheckExact
from cpython.long cimport PyLong_CheckExact
from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.math cimport isfinite, signbit
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint64_t

from tensorlab_c._tensor cimport (
    Tensor, binary, cast, contiguous, dtype_info, empty_tensor, item_of, launch, new_array, parse_shape, runs,
    scalar_tensor,
)
from tensorlab_c.dtypes cimport DType, as_dtype, default_float, default_num
from tensorlab_c.ops cimport TL_OP_minimum
from tensorlab_c.runs cimport tl_bounded, tl_bounding, tl_call_make, tl_drawing, tl_narrowing
from tensorlab_c.tl cimport TL_F32, TL_F64, TL_I64, tl_call
from tensorlab_c._operands import _renamed, _under

cdef extern from *:
    """
    #ifdef _WIN32
    static void *tl_symbol(const char *path, const char *name) { (void)path; (void)name; return 0; }
    #else
    #include <dlfcn.h>
    #include "old_glibc.h"
    static void *tl_symbol(const char *path, const char *name) {
        void *library = dlopen(path, RTLD_LAZY);
        return library ? dlsym(library, name) : 0;
    }
    #endif
    """
    void *tl_symbol(const char *path, const char *name)

cdef extern from "Python.h":
    long long PyLong_AsLongLongAndOverflow(object x, int *overflow)
    object PyObject_Call(object function, tuple args, dict kwargs)

ctypedef void (*fill_t)(void *bits, Py_ssize_t n, double *out) noexcept nogil
ctypedef double (*one_t)(void *bits, double a, double b) noexcept nogil

cdef fill_t uniform_fill = NULL, normal_fill = NULL
cdef one_t normal_one = NULL, uniform_one = NULL
cdef tl_bounded *bounded_fill = NULL
cdef double FAR = float("inf")

cdef int64_t PART = 1 << 22  # numbers that are drawn between two looks for Ctrl-C

__all__ = ["Source", "cut"]


cdef int find_functions() except -1:
    """Looks NumPy's functions up, once; all of them or none."""
    global uniform_fill, normal_fill, normal_one, uniform_one, bounded_fill
    cdef void *found[5]
    cdef int i
    if uniform_fill != NULL:
        return 0
    from numpy.random import _generator
    path = _generator.__file__.encode()
    names = (
        b"random_standard_uniform_fill", b"random_standard_normal_fill", b"random_normal", b"random_uniform",
        b"random_bounded_uint64_fill",
    )
    for i in range(5):
        found[i] = tl_symbol(path, names[i])
        if found[i] == NULL:
            return 0
    normal_fill, normal_one, uniform_one = <fill_t> found[1], <one_t> found[2], <one_t> found[3]
    bounded_fill, uniform_fill = <tl_bounded *> found[4], <fill_t> found[0]
    return 0


cdef inline bint number(object x, double *value):
    """Whether `x` is a plain Python number, and which."""
    cdef int overflow = 0
    if PyFloat_CheckExact(x):
        value[0] = PyFloat_AS_DOUBLE(x)
        return True
    if PyLong_CheckExact(x):
        value[0] = <double> PyLong_AsLongLongAndOverflow(x, &overflow)
        return overflow == 0 and -9007199254740992.0 <= value[0] <= 9007199254740992.0
    return False


cdef inline bint small_integer(object x, int64_t *value):
    cdef int overflow = 0
    if not PyLong_CheckExact(x):
        return False
    value[0] = PyLong_AsLongLongAndOverflow(x, &overflow)
    return overflow == 0


cdef Tensor last_below(double high, int dtype):
    """The largest number of a float that is only stored, in 8 or 16 bits, below `high`."""
    cdef Tensor t = scalar_tensor(high, dtype)
    cdef bint short_ = dtype_info[dtype].itemsize == 1
    cdef int sign = 0x80 if short_ else 0x8000
    cdef int bits = (<uint8_t *> t.v.data)[0] if short_ else (<uint16_t *> t.v.data)[0]
    if item_of(t) >= high:
        bits = bits + 1 if bits > sign else (bits - 1 if bits & (sign - 1) else sign + 1)
    if short_:
        (<uint8_t *> t.v.data)[0] = <uint8_t> bits
    else:
        (<uint16_t *> t.v.data)[0] = <uint16_t> bits
    return t


cdef Tensor narrowed(Tensor x, int dtype, double high):
    """float64 draws in another floating dtype, still below `high`."""
    cdef Tensor out
    cdef tl_narrowing h = [high]
    cdef tl_call call
    if dtype != TL_F32 or x.v.dtype != TL_F64:
        out = cast(x, dtype)
        if dtype_info[dtype].compute == dtype or not isfinite(high):
            return out
        return binary(TL_OP_minimum, out, last_below(high, dtype))
    x = contiguous(x)
    out = empty_tensor(TL_F32, x.v.ndim, x.v.shape)
    tl_call_make(&call, runs.narrow, b"narrow", &h, sizeof(h), &out.v, &x.v, NULL, NULL)
    call.bytes, call.work = 12.0 * x.numel, 2.0 * x.numel
    launch(&call, "random", True)
    return out


cdef Tensor fresh(int dtype, int ndim, const int64_t *sizes, str name):
    try:
        return empty_tensor(dtype, ndim, sizes)
    except (MemoryError, ValueError) as error:
        raise type(error)(f"{name}: {str(error).removeprefix('tensor: ')}") from None


def cut(Tensor x, dtype, double high=FAR):
    """Draws of float64 in a floating dtype, the default one for None; nothing below `high` is rounded to it.

    Parameters
    ----------
    x : Tensor
    dtype : dtype or None
    high : float
    """
    cdef DType d = default_float() if dtype is None else as_dtype(dtype)
    return narrowed(x, d.num, high)


# ---- the long way
cdef frozenset AS_IT_IS = frozenset((bool, float, int, str, type(None)))


def _plain(x):
    """What NumPy is given: a tensor's memory, and lists as they are now."""
    if isinstance(x, Tensor):
        return x.numpy()
    return tuple(map(_plain, x)) if isinstance(x, (list, tuple)) else x


cdef object called(object name, object function, tuple args, dict kwargs):
    try:
        for x in args:
            if type(x) not in AS_IT_IS:
                args = tuple([_plain(x) for x in args])
                break
        for key, x in kwargs.items():
            if type(x) not in AS_IT_IS:
                kwargs = {key: _plain(x) for key, x in kwargs.items()}
                break
        return PyObject_Call(function, args, kwargs)
    except RecursionError:
        raise ValueError(f"{name}: lists are nested without end") from None
    except (MemoryError, OverflowError, TypeError, ValueError) as error:
        raise _renamed(error, name) from None


def _called(name, function, *args, **kwargs):
    """A method of NumPy's, its errors under the name of ours."""
    return called(name, function, args, kwargs)


cpdef object _wrapped(object result):
    """A tensor for an array; names and objects, which tensors do not hold, stay in NumPy's array."""
    if type(result).__name__ != "ndarray":
        return result
    if result.dtype.kind not in "biufc" and result.dtype.name not in ("bfloat16", "float8_e4m3fn"):
        return result
    return new_array(result, None, False, "asarray")


def _dtype_name(name, dtype, kinds, what):
    """The dtype's name, when it is one of these kinds."""
    with _under(name):
        found = as_dtype(dtype)
    if found.kind not in kinds:
        raise TypeError(f"{name}: dtype must be {what}, got {found}")
    return found.name


cdef class Source:
    """NumPy's generator and, when they can be had, its C functions.

    Attributes
    ----------
    numpy : numpy.random.Generator
        The generator underneath; seeded by the system on first use when no seed was given.
    """
    cdef object held     # NumPy's generator, or None before the first draw
    cdef object owner    # its bit generator
    cdef object acquire  # of the bit generator's lock
    cdef object release
    cdef void *bits      # NULL: draw the long way

    @property
    def numpy(self):
        """The generator underneath, a ``numpy.random.Generator``."""
        if self.held is None:
            from numpy.random import default_rng
            self.numpy = default_rng()
        return self.held

    @numpy.setter
    def numpy(self, generator):
        owner = generator.bit_generator
        find_functions()
        cdef void *bits = NULL
        if uniform_fill != NULL:
            bits = PyCapsule_GetPointer(owner.capsule, "BitGenerator")
        lock = owner.lock
        self.held, self.owner, self.bits = generator, owner, bits
        self.acquire, self.release = lock.acquire, lock.release

    def _draw(self, name, dtype, *args, double high=FAR, **kwargs):
        """A distribution of floats, in the default dtype for None; nothing below `high` is rounded to it."""
        if dtype is not None:
            dtype = _dtype_name(name, dtype, "f", "floating")
        result = _wrapped(called(name, getattr(self.numpy, name), args, kwargs))
        return cut(result, dtype, high) if isinstance(result, Tensor) else result

    def _count(self, name, *args, **kwargs):
        """A distribution of whole numbers, or of what the caller gave."""
        return _wrapped(called(name, getattr(self.numpy, name), args, kwargs))

    cdef object drawn(self, object size, str name, bint normal, bint standard, double a, double b, double high):
        """`size` numbers in the default dtype. What is used is held: another thread may seed meanwhile."""
        cdef int64_t sizes[64]
        cdef int ndim
        cdef Tensor t
        cdef tl_drawing h = [self.bits, NULL, NULL, a, b, 0, 0]
        _owner, acquire, release = self.owner, self.acquire, self.release
        if standard:
            h.fill = normal_fill if normal else uniform_fill
        else:
            h.one = normal_one if normal else uniform_one
        if size is None:
            acquire()
            a = draw_one(&h)
            release()
            return a
        if PyLong_CheckExact(size) and small_integer(size, sizes) and sizes[0] >= 0:
            ndim = 1
        else:
            ndim = parse_shape(size, sizes, name)
        t = fresh(TL_F64, ndim, sizes, name)
        acquire()
        try:
            while h.first < t.numel:
                h.count = min(PART, t.numel - h.first)
                if h.first:
                    check_signals()
                draw(t, &h, name)
                h.first += h.count
        finally:
            release()
        if default_num == TL_F64:
            return t
        return cut(t, None, high)

    def _started(self):
        """Whether there is a generator yet."""
        return self.held is not None

    def random(self, size=None, dtype=None, out=None):
        """Numbers of the uniform distribution on [0, 1).

        Parameters
        ----------
        size : int or tuple of int, optional
            The shape; None for one number.
        dtype : dtype, optional
            A floating or complex one. float32 draws NumPy's float32 numbers; the default dtype
            (``tl.set_default_dtype``) has the same numbers as float64, rounded, but never to 1. Complex numbers have
            both parts drawn from [0, 1).
        out : Tensor or ndarray, optional
            Filled and returned.

        Returns
        -------
        Tensor or float

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.random.default_rng(0).random(2)
        tensor([0.63696169, 0.26978671])
        """
        if dtype is None and out is None:
            if self.held is None:
                self.numpy
            if self.bits != NULL:
                return self.drawn(size, "random", False, True, 0, 1, 1)
        return self._standard("random", (), size, dtype, out)

    def standard_normal(self, size=None, dtype=None, out=None):
        """Numbers of the normal distribution with mean 0 and standard deviation 1.

        Parameters
        ----------
        size, dtype, out
            As for `random`. Complex numbers have variance 1 in all, 1/2 in each part.

        Returns
        -------
        Tensor or float

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.random.default_rng(0).standard_normal(2)
        tensor([ 0.12573022, -0.13210486])
        """
        if dtype is None and out is None:
            if self.held is None:
                self.numpy
            if self.bits != NULL:
                return self.drawn(size, "standard_normal", True, True, 0, 1, FAR)
        return self._standard("standard_normal", (), size, dtype, out)

    def normal(self, loc=0.0, scale=1.0, size=None, *, dtype=None):
        """Numbers of the normal distribution with mean `loc` and standard deviation `scale`.

        Parameters
        ----------
        loc, scale : float or array_like
        size : int or tuple of int, optional
            The shape; by default that of `loc` and `scale` together, for two numbers one number.
        dtype : dtype, optional
            A floating one, drawn in float64 and rounded. Default: ``tl.set_default_dtype``'s.

        Returns
        -------
        Tensor or float

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.random.default_rng(0).normal(10, 2, size=2)
        tensor([10.25146044,  9.73579027])
        """
        cdef double a, b
        if dtype is None and number(loc, &a) and number(scale, &b) and b >= 0 and not signbit(b):
            if self.held is None:
                self.numpy
            if self.bits != NULL:
                return self.drawn(size, "normal", True, False, a, b, FAR)
        return self._draw("normal", dtype, loc, scale, size)

    def uniform(self, low=0.0, high=1.0, size=None, *, dtype=None):
        """Numbers of the uniform distribution on [low, high).

        Parameters
        ----------
        low, high : float or array_like
        size, dtype
            As for `normal`.

        Returns
        -------
        Tensor or float

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.random.default_rng(0).uniform(-1, 1, size=2)
        tensor([ 0.27392337, -0.46042657])
        """
        cdef double a, b
        if dtype is None and number(low, &a) and number(high, &b) and b >= a and isfinite(b - a):
            if self.held is None:
                self.numpy
            if self.bits != NULL:
                return self.drawn(size, "uniform", False, False, a, b - a, b)
        return self._draw("uniform", dtype, low, high, size)

    def integers(self, low, high=None, size=None, dtype=None, endpoint=False):
        """Whole numbers from `low` up to, and without, `high`; from 0 when only one is given.

        Parameters
        ----------
        low, high : int or array_like of int
        size : int or tuple of int, optional
            The shape; None for one number, or that of the limits.
        dtype : dtype, optional
            An integer one or bool; int64 when None.
        endpoint : bool
            Whether `high` can be drawn too.

        Returns
        -------
        Tensor or numpy.int64

        Examples
        --------
        >>> import tensorlab as tl
        >>> tl.random.default_rng(0).integers(10, size=3)
        tensor([8, 6, 5])
        """
        cdef int64_t a = 0, b = 0
        cdef int64_t sizes[64]
        cdef int ndim
        cdef Tensor t
        cdef bint plain = size is not None and dtype is None and (endpoint is False or endpoint is True)
        if plain and (small_integer(low, &b) if high is None else small_integer(low, &a) and small_integer(high, &b)):
            if self.held is None:
                self.numpy
            if self.bits != NULL and a < b:
                _owner, acquire, release = self.owner, self.acquire, self.release
                bits = self.bits
                ndim = parse_shape(size, sizes, "integers")
                t = fresh(TL_I64, ndim, sizes, "integers")
                if endpoint is False:
                    b -= 1
                acquire()
                try:
                    draw_integers(t, bits, <uint64_t> a, <uint64_t> b - <uint64_t> a)
                finally:
                    release()
                return t
        return self._integers(low, high, size, dtype, endpoint)


cdef inline double draw_one(const tl_drawing *h) noexcept:
    cdef double x
    if h.fill == NULL:
        return h.one(h.bits, h.a, h.b)
    h.fill(h.bits, 1, &x)
    return x


# Neither is noted by a capture: when that is replayed, the generator may be gone, and nobody holds its lock.
cdef int draw(Tensor t, tl_drawing *h, str name) except -1:
    """`count` numbers of t from `first` on."""
    cdef tl_call call
    tl_call_make(&call, runs.draw, b"draw", h, sizeof(tl_drawing), &t.v, NULL, NULL, NULL)
    call.status_only, call.bytes, call.work = 1, 8.0 * h.count, 32.0 * h.count
    return launch(&call, name, True)


cdef int draw_integers(Tensor t, void *bits, uint64_t low, uint64_t span) except -1:
    cdef tl_bounding h = [bits, bounded_fill, low, span]
    cdef tl_call call
    tl_call_make(&call, runs.draw_integers, b"draw_integers", &h, sizeof(h), &t.v, NULL, NULL, NULL)
    call.status_only, call.bytes, call.work = 1, 8.0 * t.numel, 32.0 * t.numel
    return launch(&call, "integers", True)
