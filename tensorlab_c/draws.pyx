# cython: language_level=3, binding=False, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
# cython: embedsignature=True, embedsignature.format=clinic
"""The short way to random numbers: NumPy's own C functions write into a tensor's memory.

NumPy's extension `numpy.random._generator` exports them, which its manual shows for use from Numba and CFFI. Where they
cannot be found, every draw takes the long way through NumPy's methods.
"""
from cpython.exc cimport PyErr_CheckSignals as check_signals
from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_CheckExact
from cpython.long cimport PyLong_AsVoidPtr, PyLong_CheckExact, PyLong_FromVoidPtr
from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.math cimport isfinite, signbit
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint64_t
from libc.string cimport memcpy, memset

from tensorlab_c._tensor cimport (
    Tensor, before_change, binary, cast, changed, contiguous, dtype_info, empty_tensor, item_of, launch, new_array,
    parse_shape, runs, scalar_tensor,
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
ctypedef double (*real_0)(void *bits) noexcept nogil
ctypedef double (*real_1)(void *bits, double a) noexcept nogil
ctypedef double (*real_2)(void *bits, double a, double b) noexcept nogil
ctypedef double (*real_3)(void *bits, double a, double b, double c) noexcept nogil
ctypedef int64_t (*whole_1)(void *bits, double a) noexcept nogil
ctypedef int64_t (*whole_2)(void *bits, double a, double b) noexcept nogil
ctypedef int64_t (*urn_t)(void *bits, int64_t good, int64_t bad, int64_t sample) noexcept nogil
ctypedef int64_t (*trials_t)(void *bits, double p, int64_t n, void *notes) noexcept nogil
ctypedef uint64_t (*index_t)(void *bits, uint64_t most) noexcept nogil

cdef double FAR = float("inf")

cdef int64_t PART = 1 << 22  # numbers that are drawn between two looks for Ctrl-C

__all__ = ["Source", "cut"]

# What NumPy's function of each name gives (f: doubles, many at once; d: doubles; i, h, b: whole numbers), and, for each
# of its arguments, which ones it can be given without asking NumPy's method: . all, 0 not below 0, + above 0, 1 above
# 1, u and p up to 1, from above 0 or from it, q below 1; < not below the one before, > nor equal to the first; n whole,
# s no more than those before together.
cdef str LAWS = (
    "standard_uniform_fill:f standard_normal_fill:f bounded_uint64_fill: interval: normal:d.0 uniform:d.. beta:d++ "
    "chisquare:d+ exponential:d0 f:d++ gamma:d00 gumbel:d.0 laplace:d.0 logistic:d.0 lognormal:d.0 "
    "noncentral_chisquare:d+0 noncentral_f:d++0 pareto:d+ power:d+ rayleigh:d0 standard_cauchy:d "
    "standard_exponential:d standard_gamma:d0 standard_t:d+ triangular:d.<> vonmises:d.0 wald:d++ weibull:d0 "
    "geometric:iu logseries:iq negative_binomial:i+u poisson:i0 zipf:i1 hypergeometric:hnns binomial:bnp"
)
cdef dict laws = {}  # by name, of those that are there: the function's address and what it needs
cdef tl_bounded *bounded_fill = NULL
cdef index_t one_index = NULL


cdef struct law:
    void *bits
    void *function
    const char *needs
    double a[3]


cdef void fill_by(void *params, Py_ssize_t n, double *out) noexcept nogil:
    """`n` numbers of a law that is not of two numbers, which C does."""
    cdef const law *d = <const law *> params
    cdef void *f = d.function
    cdef void *bits = d.bits
    cdef double a = d.a[0], b = d.a[1], c = d.a[2]
    cdef int64_t *whole = <int64_t *> out
    cdef char notes[512]  # of random_binomial, for the numbers it was asked for last: none yet
    cdef char kind = d.needs[0]
    cdef Py_ssize_t i
    if kind == b"d" and d.needs[1] == 0:
        for i in range(n):
            out[i] = (<real_0> f)(bits)
    elif kind == b"d" and d.needs[2] == 0:
        for i in range(n):
            out[i] = (<real_1> f)(bits, a)
    elif kind == b"d":
        for i in range(n):
            out[i] = (<real_3> f)(bits, a, b, c)
    elif kind == b"i" and d.needs[2] == 0:
        for i in range(n):
            whole[i] = (<whole_1> f)(bits, a)
    elif kind == b"i":
        for i in range(n):
            whole[i] = (<whole_2> f)(bits, a, b)
    elif kind == b"h":
        for i in range(n):
            whole[i] = (<urn_t> f)(bits, <int64_t> a, <int64_t> b, <int64_t> c)
    else:
        memset(notes, 0, sizeof(notes))
        for i in range(n):
            whole[i] = (<trials_t> f)(bits, b, <int64_t> a, notes)


cdef struct order:
    void *bits
    int64_t step
    int size


cdef void shuffle_by(void *params, Py_ssize_t n, double *out) noexcept nogil:
    """Elements change places, as NumPy's do that lie in one row."""
    cdef const order *d = <const order *> params
    cdef char *x = <char *> out
    cdef char *p
    cdef char *q
    cdef char held[16]
    cdef int64_t word
    cdef Py_ssize_t i
    for i in range(n - 1, 0, -1):
        p, q = x + i * d.step, x + <int64_t> one_index(d.bits, i) * d.step
        if d.size == 8:
            word = (<int64_t *> p)[0]
            (<int64_t *> p)[0] = (<int64_t *> q)[0]
            (<int64_t *> q)[0] = word
        elif p != q:
            memcpy(held, p, d.size)
            memcpy(p, q, d.size)
            memcpy(q, held, d.size)


cdef int find_functions() except -1:
    """Looks NumPy's functions up, once."""
    global bounded_fill, one_index
    cdef void *address
    if laws:
        return 0
    from numpy.random import _generator
    path = _generator.__file__.encode()
    for line in LAWS.split():
        name, _, needs = line.partition(":")
        address = tl_symbol(path, f"random_{name}".encode())
        laws[name] = None if address == NULL else (PyLong_FromVoidPtr(address), needs.encode())
        if name == "bounded_uint64_fill":
            bounded_fill = <tl_bounded *> address
        if name == "interval":
            one_index = <index_t> address
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


cdef bint allowed(const law *d, int i, object x):
    """Whether an argument is a plain number that NumPy's function can be given; NumPy's limits are beyond these."""
    cdef double v
    cdef char need = d.needs[i + 1]
    if not number(x, <double *> &d.a[i]):
        return False
    v = d.a[i]
    if need == b".":
        return isfinite(v)
    if need == b"<" or need == b">":
        return d.a[i - 1] <= v < FAR and (need == b"<" or d.a[0] < v)
    if need == b"n" or need == b"s":
        return 0 <= v < 1e9 and v == <int64_t> v and (need == b"n" or v <= d.a[0] + d.a[1])
    if need == b"p" or need == b"q":
        return 0 <= v <= 1 and not signbit(v) and (need == b"p" or v < 1)
    if need == b"u":
        return 1e-6 <= v <= 1
    return (v < 1e12 and v >= 0 and not signbit(v)) if need == b"0" else (v < 1e12 and v > (1 if need == b"1" else 0))


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
        if bounded_fill != NULL and one_index != NULL:
            bits = PyCapsule_GetPointer(owner.capsule, "BitGenerator")
        lock = owner.lock
        self.held, self.owner, self.bits = generator, owner, bits
        self.acquire, self.release = lock.acquire, lock.release

    def _draw(self, name, dtype, *args, double high=FAR, **kwargs):
        """A distribution of floats, in the default dtype for None; nothing below `high` is rounded to it."""
        if dtype is None and not kwargs and (result := self.drawn(name, name, args, high)) is not None:
            return result
        if dtype is not None:
            dtype = _dtype_name(name, dtype, "f", "floating")
        result = _wrapped(called(name, getattr(self.numpy, name), args, kwargs))
        return cut(result, dtype, high) if isinstance(result, Tensor) else result

    def _count(self, name, *args, **kwargs):
        """A distribution of whole numbers, or of what the caller gave."""
        if not kwargs and (result := self.drawn(name, name, args, FAR)) is not None:
            return result
        return _wrapped(called(name, getattr(self.numpy, name), args, kwargs))

    cdef int under_lock(self, Tensor t, void **bits, tl_drawing *h, tl_bounding *k, str name, bint unseen) except -1:
        """Draws, or rearranges, the elements of `t`, with the bits of now; another thread may seed meanwhile."""
        _owner, acquire, release = self.owner, self.acquire, self.release
        bits[0] = self.bits
        acquire()
        try:
            if t is None:
                h.b = draw_one(h)
            elif k != NULL:
                draw_integers(t, k)
            else:
                while h.first < t.numel:
                    h.count = t.numel - h.first
                    if unseen:
                        h.count = min(PART, h.count)
                        check_signals()
                    draw(t, h, name, unseen)
                    h.first += h.count
        finally:
            release()
        return 0

    cdef object drawn(self, str name, str law_name, tuple args, double high):
        """Numbers of a law whose arguments are plain numbers, the last one the size; None for the long way."""
        cdef int64_t sizes[64]
        cdef int64_t whole
        cdef int i, ndim, n = <int> len(args) - 1
        cdef bint real
        cdef void **bits
        cdef Tensor t = None
        cdef law d
        cdef tl_drawing h = [&d, fill_by, NULL, 0, 0, 0, 0]
        if self.held is None:
            self.numpy
        address, needs = laws.get(law_name) or (None, None)
        if address is None or self.bits == NULL:
            return None
        d.function, d.needs, bits = PyLong_AsVoidPtr(address), <bytes> needs, &d.bits
        for i in range(n):
            if not allowed(&d, i, args[i]):
                return None
        real = d.needs[0] == b"d" or d.needs[0] == b"f"
        if d.needs[0] == b"f":
            h.fill, bits = <fill_t> d.function, &h.bits
        elif d.needs[0] == b"d" and n == 2:
            h.fill, h.one, h.a, h.b, bits = NULL, <real_2> d.function, d.a[0], d.a[1], &h.bits
        size = args[n]
        if size is not None:
            if PyLong_CheckExact(size) and small_integer(size, sizes) and sizes[0] >= 0:
                ndim = 1
            else:
                ndim = parse_shape(size, sizes, name)
            t = fresh(TL_F64 if real else TL_I64, ndim, sizes, name)
        self.under_lock(t, bits, &h, NULL, name, True)
        if t is not None:
            return cut(t, None, high) if real and default_num != TL_F64 else t
        if real:
            return h.b
        memcpy(&whole, &h.b, sizeof(whole))
        return whole

    def _shuffled(self, x):
        """Whether a tensor has been shuffled, the short way: of one axis, and without gradients."""
        cdef Tensor t
        cdef order o
        cdef tl_drawing h = [&o, shuffle_by, NULL, 0, 0, 0, 0]
        if self.held is None:
            self.numpy
        if self.bits == NULL or type(x) is not Tensor:
            return False
        t = x
        if t.v.ndim != 1 or t.ag is not None:
            return False
        before_change(t, "shuffle")
        o.step, o.size = t.v.strides[0], dtype_info[t.v.dtype].itemsize
        self.under_lock(t, &o.bits, &h, NULL, "shuffle", False)
        changed(t, "shuffle")
        return True

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
            if (result := self.drawn("random", "standard_uniform_fill", (size,), 1)) is not None:
                return result
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
            if (result := self.drawn("standard_normal", "standard_normal_fill", (size,), FAR)) is not None:
                return result
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
        if dtype is None and (result := self.drawn("normal", "normal", (loc, scale, size), FAR)) is not None:
            return result
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
            if (result := self.drawn("uniform", "uniform", (a, b - a, size), b)) is not None:
                return result
        return self._draw("uniform", dtype, low, high, size=size)  # not the law, which is given the range

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
        cdef tl_bounding k
        cdef bint plain = size is not None and dtype is None and (endpoint is False or endpoint is True)
        if plain and (small_integer(low, &b) if high is None else small_integer(low, &a) and small_integer(high, &b)):
            if self.held is None:
                self.numpy
            if self.bits != NULL and a < b:
                ndim = parse_shape(size, sizes, "integers")
                t = fresh(TL_I64, ndim, sizes, "integers")
                k = [NULL, bounded_fill, <uint64_t> a, <uint64_t> b - <uint64_t> a - (endpoint is False)]
                self.under_lock(t, &k.bits, NULL, &k, "integers", True)
                return t
        return self._integers(low, high, size, dtype, endpoint)


cdef inline double draw_one(const tl_drawing *h) noexcept:
    cdef double x
    if h.fill == NULL:
        return h.one(h.bits, h.a, h.b)
    h.fill(h.bits, 1, &x)
    return x


# Neither is noted by a capture: when that is replayed, the generator may be gone, and nobody holds its lock.
cdef int draw(Tensor t, tl_drawing *h, str name, bint unseen) except -1:
    """`count` numbers of t from `first` on; when `t` is `unseen`, Ctrl-C may stop it."""
    cdef tl_call call
    tl_call_make(&call, runs.draw, b"draw", h, sizeof(tl_drawing), &t.v, NULL, NULL, NULL)
    call.status_only, call.bytes, call.work = 1, 8.0 * h.count, 32.0 * h.count
    return launch(&call, name, unseen)


cdef int draw_integers(Tensor t, tl_bounding *k) except -1:
    cdef tl_call call
    tl_call_make(&call, runs.draw_integers, b"draw_integers", k, sizeof(tl_bounding), &t.v, NULL, NULL, NULL)
    call.status_only, call.bytes, call.work = 1, 8.0 * t.numel, 32.0 * t.numel
    return launch(&call, "integers", True)
