# cython: language_level=3
"""Element types: the objects `float32`, `int64`, ..., what may be written for them, and the rules of promotion."""
from tensorlab_c.tl cimport TL_C64, TL_NDTYPES

__all__ = ["DType", "can_cast", "finfo", "get_default_dtype", "iinfo", "isdtype", "promote_types", "set_default_dtype"]

cdef extern from *:
    """
    #include "promotion.h"
    static const tl_dtype_info dtype_rows[TL_NDTYPES] = {
    #define KIND_B 'b'
    #define KIND_I 'i'
    #define KIND_U 'u'
    #define KIND_F 'f'
    #define KIND_S 'f'
    #define KIND_C 'c'
    #define TL_DTYPE(ID, ctype, stem, name, kind, compute, format) \\
        {name, format, sizeof(ctype), KIND_##kind, TL_##compute},
    #include "dtypes.def"
    #undef TL_DTYPE
    };
    """
    ctypedef struct Row "tl_dtype_info":
        const char *name
        const char *format
        int itemsize
        char kind
    const Row dtype_rows[]
    int tl_promoted(const Row *rows, int a, int b)


cdef class DType:
    """An element type.

    Attributes
    ----------
    name : str
        As in NumPy: ``"float32"``.
    kind : str
        ``"b"`` boolean, ``"i"`` signed, ``"u"`` unsigned, ``"f"`` floating, ``"c"`` complex.
    itemsize : int
        Bytes of one element.

    Notes
    -----
    A dtype equals its NumPy twin, with which it shares its hash, its name and its twin's scalar type, and can be
    handed to NumPy; the twins of `bfloat16` and the floats of 8 bits are in the package ml_dtypes. Called, it makes a
    tensor of a number or an array-like, as NumPy's scalar types do.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.float32.itemsize, tl.float32 == "float32"
    (4, True)
    >>> tl.float32(3)
    tensor(3., dtype=float32)
    """

    def __init__(self):
        raise TypeError("DType: the element types are fixed; use tl.float32, tl.int64, ...")

    def __repr__(self):
        return self.name

    def __eq__(self, other):
        if other is self:
            return True
        if isinstance(other, DType):
            return False
        try:
            return as_dtype(other) is self
        except (TypeError, AttributeError):
            return NotImplemented

    def __call__(self, value=0):
        return array_of(value, dtype=self)

    def __hash__(self):
        if not self.hashed:
            try:
                self.number = hash(self.__numpy_dtype__)
            except ImportError:
                self.number = hash(self.name)
            self.hashed = True
        return self.number

    def __reduce__(self):
        return (_dtype_named, (self.name,))

    @property
    def __numpy_dtype__(self):
        import numpy
        if self.format:
            return numpy.dtype(self.name)
        try:
            ml_dtypes = __import__("ml_dtypes")  # for a statement, None in sys.modules is a module
        except ImportError:
            raise ImportError(
                f"{self.name}: NumPy has no such dtype without ml_dtypes; run `pip install ml_dtypes`, or write "
                f"x.astype(tl.float32)"
            ) from None
        return numpy.dtype(getattr(ml_dtypes, self.name))

    @property
    def dtype(self):
        """The NumPy dtype of the same name: what makes ``numpy.zeros(3, tl.float32)`` work."""
        return self.__numpy_dtype__


def _dtype_named(str name):
    return as_dtype(name)


cdef dict by_name = {}
cdef object array_of = None  # the package's array()


cdef void make_with(object array) noexcept:
    global array_of
    array_of = array


cdef tuple make_dtypes():
    cdef DType d
    cdef int i
    cdef list made = []
    for i in range(TL_NDTYPES):
        d = DType.__new__(DType)
        d.num = i
        d.name = dtype_rows[i].name.decode()
        d.format = dtype_rows[i].format
        d.itemsize = dtype_rows[i].itemsize
        d.kind = chr(dtype_rows[i].kind)
        made.append(d)
        by_name[d.name] = d
        if not d.format:
            continue
        code = "?" if d.kind == "b" else f"{d.kind}{d.itemsize}"
        by_name[code] = by_name["=" + code] = by_name["<" + code] = by_name["|" + code] = d
        by_name[dtype_rows[i].format.decode()] = d
    by_name["b1"] = by_name["|b1"] = by_name["bool_"] = by_name["bool"]
    by_name["float"] = by_name["double"] = by_name["float64"]
    by_name["single"] = by_name["float32"]
    by_name["half"] = by_name["float16"]
    by_name["complex"] = by_name["cdouble"] = by_name["D"] = by_name["complex128"]
    by_name["cfloat"] = by_name["csingle"] = by_name["F"] = by_name["complex64"]
    by_name["int"] = by_name["l"] = by_name["int_"] = by_name["int64"]
    by_name["uint"] = by_name["L"] = by_name["uint64"]
    return tuple(made)


DTYPES = make_dtypes()
cdef DType FLOAT32 = by_name["float32"]
cdef DType FLOAT64 = by_name["float64"]
cdef DType chosen_default = None
default_num = FLOAT64.num


cdef str shown(object spec):
    """Its repr, or its type where it is nested too deeply for one."""
    try:
        return repr(spec)
    except RecursionError:
        return f"a {type(spec).__name__} nested without end"


cdef DType as_dtype(object spec):
    """The dtype that `spec` names; None is the default float."""
    cdef object found
    if isinstance(spec, DType):
        return <DType> spec
    if spec is None:
        return default_float()
    if spec is float:
        return default_float()
    if spec is int:
        return by_name["int64"]
    if spec is bool:
        return by_name["bool"]
    if spec is complex:
        return <DType> DTYPES[complex_default()]
    found = spec if isinstance(spec, str) else getattr(spec, "str", None)  # numpy.dtype has .str, "<f4"
    if not isinstance(found, str):
        found = getattr(spec, "__name__", None)  # numpy.float32
    try:
        return by_name[found]
    except (KeyError, TypeError):
        pass
    found = by_name.get(str(getattr(spec, "name", "")))  # of ml_dtypes, "<V2"
    if found is not None and not (<DType> found).format:
        return <DType> found
    if isinstance(spec, int):
        hint = "sizes and axes are given as one tuple"
        if type(spec) is bool:
            hint = f"of axes that stay it is keepdims={spec}"
        raise TypeError(f"dtype: expected an element type, got {spec!r}; {hint}")
    raise TypeError(
        f"dtype: {shown(spec)} is not an element type of tensors, which hold "
        f"{', '.join(d.name for d in DTYPES)}; keep text, objects and records in NumPy arrays"
    )


cdef DType default_float():
    return FLOAT64 if chosen_default is None else chosen_default


cdef int complex_default() noexcept:
    """The complex dtype whose parts are of the default float type, or of float32 where that is narrower."""
    return tl_promoted(dtype_rows, default_num, TL_C64)


cdef DType parameter_float():
    return FLOAT32 if chosen_default is None else chosen_default


cdef void (*default_changed)() noexcept
default_changed = NULL


cdef void when_default_changes(void (*function)() noexcept) noexcept:
    global default_changed
    default_changed = function


def set_default_dtype(dtype):
    """Sets the float type of new tensors, random numbers and network parameters.

    It is what creation functions make where no dtype is given, what Python floats become where no tensor of floats is
    beside them, and what integers of 32 and 64 bits become where a function answers with floats (division, means,
    `exp`). Where another dtype is known, as in ``tl.full(2, 0.1, dtype=tl.float64)`` or ``x[0] = 0.1``, numbers take
    that one at once.

    Parameters
    ----------
    dtype : dtype or None
        A floating type. None restores the start: float64 for tensors (as NumPy), float32 for parameters (as PyTorch).

    Raises
    ------
    TypeError
        When `dtype` is not floating.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.set_default_dtype(tl.float32); tl.zeros(1).dtype
    float32
    >>> tl.set_default_dtype(None); tl.zeros(1).dtype
    float64
    """
    global chosen_default, default_num
    cdef DType d = None if dtype is None else as_dtype(dtype)
    if d is not None and d.kind != "f":
        raise TypeError(f"set_default_dtype: {d.name} is not a floating type")
    chosen_default = d
    default_num = default_float().num
    if default_changed != NULL:
        default_changed()


def get_default_dtype():
    """The float type of new tensors, of Python floats and of means of integers: float64, as in NumPy, at first.

    Network parameters have it as well once `set_default_dtype` chose it; until then they are float32, as in PyTorch.

    Returns
    -------
    DType

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.get_default_dtype()
    float64
    """
    return default_float()


def _parameter_dtype():
    """The float type of new network parameters."""
    return parameter_float()


cdef int promoted_dtype(int a, int b) noexcept:
    return tl_promoted(dtype_rows, a, b)


cdef DType promote(DType a, DType b):
    return <DType> DTYPES[tl_promoted(dtype_rows, a.num, b.num)]


def promote_types(type1, type2):
    """The smallest dtype that holds the values of both, by NumPy's rule.

    `bfloat16`, `float8_e4m3fn` and `float8_e5m2` are as in arithmetic on NumPy's arrays of them: they stay beside
    integers of 8 bits, and meet each other and `float16` in `float32`.

    Parameters
    ----------
    type1, type2 : dtype

    Returns
    -------
    DType

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.promote_types(tl.int32, tl.float32)
    float64
    """
    return promote(as_dtype(type1), as_dtype(type2))


def can_cast(from_, to):
    """Whether every value of one dtype is kept by another (NumPy's ``"safe"``).

    Parameters
    ----------
    from_ : dtype or Tensor
    to : dtype

    Returns
    -------
    bool

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.can_cast(tl.int32, tl.float64), tl.can_cast(tl.float64, tl.float32)
    (True, False)
    """
    cdef DType a = as_dtype(from_ if isinstance(from_, DType) else getattr(from_, "dtype", from_))
    cdef DType b = as_dtype(to)
    if a.kind in "iu" and b.name in ("float64", "complex128"):
        return True  # NumPy counts 64-bit integers to float64 as safe
    return promote(a, b) is b


cdef dict KINDS = {
    "bool": "b", "signed integer": "i", "unsigned integer": "u", "integral": "iu",
    "real floating": "f", "complex floating": "c", "numeric": "iufc",
}


def isdtype(dtype, kind):
    """Whether a dtype is of a kind (array API standard).

    Parameters
    ----------
    dtype : dtype
    kind : dtype, str or tuple of them
        ``"bool"``, ``"signed integer"``, ``"unsigned integer"``, ``"integral"``, ``"real floating"``,
        ``"complex floating"`` or ``"numeric"``.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        For an unknown kind.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.isdtype(tl.float32, "real floating")
    True
    """
    cdef DType d = as_dtype(dtype)
    if isinstance(kind, tuple):
        return any(isdtype(d, k) for k in kind)
    if isinstance(kind, str) and kind in KINDS and kind != "bool":
        return d.kind in KINDS[kind]
    if isinstance(kind, str) and kind not in by_name:
        raise ValueError(f"isdtype: unknown kind {kind!r}; one of {', '.join(KINDS)} or a dtype")
    return d is as_dtype(kind)


# bits of the significand, exponents of the smallest normal number and of the first power of 2 beyond, largest number
cdef dict FORMATS = {
    "bfloat16": (7, -126, 128, float.fromhex("0x1.fep127")), "float8_e4m3fn": (3, -6, 9, 448.0),
    "float8_e5m2": (2, -14, 16, 57344.0),
}


class _FloatInfo:
    """What numpy.finfo tells, of the floats that NumPy has not."""

    def __init__(self, DType d):
        self.dtype, self.bits = d, 8 * d.itemsize
        self.nmant, self.minexp, self.maxexp, self.max = FORMATS[d.name]
        self.min = -self.max
        self.nexp = self.iexp = self.bits - 1 - self.nmant
        self.machep, self.negep = -self.nmant, -self.nmant - 1
        self.eps, self.epsneg = 2.0**self.machep, 2.0**self.negep
        self.tiny = self.smallest_normal = 2.0**self.minexp
        self.smallest_subnormal = 2.0 ** (self.minexp - self.nmant)
        self.precision = 2 if self.nmant == 7 else 1
        self.resolution = array_of(10.0**-self.precision, dtype=d).item()

    def __repr__(self):
        return f"finfo(resolution={self.resolution}, min={self.min}, max={self.max}, dtype={self.dtype})"


def _beyond_numpy(DType dtype):
    """Has NumPy itself no such dtype?"""
    return not dtype.format


def finfo(dtype):
    """NumPy's ``finfo`` of a floating dtype: eps, max, min, tiny, ...

    Parameters
    ----------
    dtype : dtype or Tensor
        Of complex ones it is their parts'.

    Returns
    -------
    numpy.finfo
        Of `bfloat16` and the floats of 8 bits an object with the same attributes.

    Examples
    --------
    >>> import tensorlab as tl
    >>> float(tl.finfo(tl.float32).eps)
    1.1920928955078125e-07
    """
    import numpy
    cdef DType d = as_dtype(dtype if isinstance(dtype, DType) else getattr(dtype, "dtype", dtype))
    return _FloatInfo(d) if d.name in FORMATS else numpy.finfo(d.name)


def iinfo(dtype):
    """NumPy's ``iinfo`` of an integer dtype: bits, max, min.

    Parameters
    ----------
    dtype : dtype or Tensor

    Returns
    -------
    numpy.iinfo

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.iinfo(tl.int8).max
    127
    """
    import numpy
    return numpy.iinfo(as_dtype(dtype if isinstance(dtype, DType) else getattr(dtype, "dtype", dtype)).name)


globals().update({d.name: d for d in DTYPES})
__all__ += [d.name for d in DTYPES]
