# cython: language_level=3
"""Element types: the objects `float32`, `int64`, ..., what may be written for them, and the rules of promotion."""
import sys

from cpython.object cimport Py_GE, Py_GT, Py_LE, Py_LT, Py_NE, PyObject

from tensorlab_c.tl cimport TL_C64, TL_NDTYPES

__all__ = [
    "DType", "can_cast", "dtype", "get_default_dtype", "isdtype", "promote_types", "set_default_dtype",
]

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
    char : str
        NumPy's letter for it: ``"f"``.
    str : str
        Byte order, kind and size: ``"<f4"``; of floats that NumPy has not the name.
    byteorder : str
        ``"="``, the machine's, or ``"|"`` of single bytes.
    alignment : int
        Addresses of elements are multiples of it.
    type : type
        NumPy's scalar type; where it has none, the dtype itself.

    Notes
    -----
    A dtype equals its NumPy twin, with which it shares its hash, its name and its twin's scalar type, and can be
    handed to NumPy; the twins of `bfloat16` and the floats of 8 bits are in the package ml_dtypes.

    There is one object for each element type, and `tl.dtype` is the class: ``tl.dtype("f4")`` is `tl.float32`, and
    ``isinstance(x.dtype, tl.dtype)`` holds. Called, a dtype makes a tensor of a number, a text with a number or an
    array-like, as NumPy's scalar types do. ``isinstance(v, tl.float32)`` holds for 0-d tensors and NumPy's scalars of
    that type; ``a <= b`` says that `b` holds all that `a` does.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.float32.itemsize, tl.float32 == "float32", tl.dtype("f4") is tl.float32
    (4, True, True)
    >>> tl.float32(3), tl.int64([1, 2])
    (tensor(3., dtype=float32), tensor([1, 2]))
    >>> isinstance(tl.zeros(3)[0], tl.float64)
    True
    """

    def __repr__(self):
        return self.name

    def __richcmp__(self, other, int how):
        cdef DType mine = self, theirs
        if how > Py_LE and how < Py_GT:  # == and !=
            if other is self:
                return how != Py_NE
            if other is None or isinstance(other, DType):  # None stands for a default in calls alone
                return how == Py_NE
        try:
            theirs = as_dtype(other)
        except (TypeError, AttributeError):
            return NotImplemented
        if how == Py_LT:
            return theirs is not mine and casts_safely(mine, theirs)
        if how == Py_LE:
            return casts_safely(mine, theirs)
        if how == Py_GT:
            return theirs is not mine and casts_safely(theirs, mine)
        if how == Py_GE:
            return casts_safely(theirs, mine)
        return (theirs is mine) == (how != Py_NE)

    def __call__(self, value=0, imag=None):
        if imag is not None:
            if self.kind != "c":
                raise TypeError(f"{self.name}: takes one argument, real and imaginary parts are those of complex types")
            value = complex(value, imag)
        elif isinstance(value, str) and self.kind != "b":
            value = PYTHON_TYPES[self.kind](value)
        elif isinstance(value, str):
            value = bool(value)
        elif value is None and self.kind == "f":
            value = float("nan")
        return array_of(value, dtype=self)

    def __instancecheck__(self, value):
        if hasattr(type(value), "__array_finalize__"):  # of NumPy's arrays; its scalars have none
            return False
        return getattr(value, "ndim", None) == 0 and getattr(value, "dtype", None) == self

    def __subclasscheck__(self, other):
        if other is bool or other is int or other is float or other is complex:  # Python's own
            return False
        try:
            return as_dtype(other) is self
        except (TypeError, AttributeError):
            return False

    @classmethod
    def __class_getitem__(cls, item):
        """For annotations: ``tl.dtype[tl.float64]``."""
        import types
        return types.GenericAlias(cls, item)

    @property
    def __class__(self):
        """NumPy's class, once NumPy is there: xarray and others ask ``isinstance(x.dtype, numpy.dtype)``."""
        numpy = sys.modules.get("numpy")
        return DType if numpy is None else numpy.dtype

    @property
    def type(self):
        """NumPy's scalar type of this name, as its functions look kinds up by; the dtype itself where it has none."""
        return self.__numpy_dtype__.type if self.format else self

    @property
    def __bases__(self):
        """NumPy's scalar type of this name, so that ``issubclass(x.dtype.type, numpy.floating)`` tells the truth."""
        return (self.__numpy_dtype__.type,) if self.format else ()

    @property
    def char(self):
        """NumPy's letter for it."""
        if self.format:
            return {"Zf": "F", "Zd": "D"}.get(self.format.decode(), self.format.decode())
        return BEYOND[self.name]

    @property
    def str(self):
        """Byte order, kind and size, as ``"<f4"``; of floats that NumPy has not the name."""
        if not self.format:
            return self.name
        return f"{'|' if self.itemsize == 1 else ORDER}{self.kind}{self.itemsize}"

    @property
    def descr(self):
        """As NumPy's ``__array_interface__`` has it."""
        return [("", self.str)]

    @property
    def byteorder(self):
        """``"="``, the machine's, or ``"|"`` of single bytes."""
        return "|" if self.itemsize == 1 else "="

    @property
    def alignment(self):
        """Addresses of elements are multiples of it."""
        return self.itemsize // 2 if self.kind == "c" else self.itemsize

    @property
    def is_floating_point(self):
        """Whether elements are floats: PyTorch's name."""
        return self.kind == "f"

    @property
    def is_complex(self):
        """Whether elements are complex: PyTorch's name."""
        return self.kind == "c"

    @property
    def base(self):
        """The dtype itself, which is made of no other."""
        return self

    @property
    def shape(self):
        """Elements have no axes: ``()``."""
        return ()

    @property
    def ndim(self):
        """Elements have no axes: 0."""
        return 0

    @property
    def fields(self):
        """Elements have no parts with names: None."""
        return None

    @property
    def names(self):
        """Elements have no parts with names: None."""
        return None

    @property
    def subdtype(self):
        """Elements are no arrays: None."""
        return None

    @property
    def metadata(self):
        """None."""
        return None

    @property
    def flags(self):
        """Of memory that holds objects: 0."""
        return 0

    @property
    def hasobject(self):
        """Whether elements are Python objects: False."""
        return False

    @property
    def isnative(self):
        """Whether the byte order is the machine's: True."""
        return True

    @property
    def isbuiltin(self):
        """1: it is no type of a user's."""
        return 1

    @property
    def isalignedstruct(self):
        """Whether it is a record: False."""
        return False

    def newbyteorder(self, new_order="S", /):
        """The dtype itself for the machine's order; a TypeError for the other one, which tensors do not hold."""
        letter = new_order[:1].upper() if isinstance(new_order, str) else ""
        if letter not in ("S", "<", ">", "=", "|", "L", "B", "N", "I"):
            raise ValueError(f"newbyteorder: {new_order!r} is not a byte order")
        other = letter == "S" or letter in ("<L" if ORDER == ">" else ">B")
        if other and letter and self.itemsize > 1:
            raise TypeError(f"newbyteorder: tensors hold {self.name} in the machine's byte order only")
        return self

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


cdef str ORDER = "<" if sys.byteorder == "little" else ">"
cdef dict PYTHON_TYPES = {"i": int, "u": int, "f": float, "c": complex}
cdef dict BEYOND = {"bfloat16": "E", "float8_e4m3fn": "4", "float8_e5m2": "5"}  # letters that ml_dtypes took


def _dtype_named(str name):
    return as_dtype(name)


cdef extern from *:
    """
    typedef PyObject *(*dtype_new)(PyTypeObject *, PyObject *, PyObject *);
    static void make_dtypes_by(PyObject *cls, void *made_here) {
        ((PyTypeObject *)cls)->tp_new = (dtype_new)made_here;
        ((PyTypeObject *)cls)->tp_vectorcall = NULL; /* it would go past tp_new */
        PyType_Modified((PyTypeObject *)cls);
    }
    """
    ctypedef struct PyTypeObject
    void make_dtypes_by(object cls, void *made_here)


def _dtype_of(dtype, align=False, copy=False):
    return as_dtype(dtype)


cdef object existing_dtype(PyTypeObject *cls, PyObject *args, PyObject *kwargs):
    """DType(...) called from Python: never a new one."""
    given = () if args == NULL else <object> args
    try:
        return _dtype_of(*given, **({} if kwargs == NULL else <object> kwargs))
    except TypeError as error:
        raise TypeError(str(error).replace("_dtype_of()", "dtype:")) from None


cdef dict by_name = {}
cdef object array_of = None  # the package's array()


cdef void make_with(object array) noexcept:
    global array_of
    array_of = array


# NumPy's names of C's types, of Python's and of pointers
cdef dict ALIASES = {
    "bool_": "bool", "byte": "int8", "ubyte": "uint8", "short": "int16", "ushort": "uint16", "intc": "int32",
    "uintc": "uint32", "int_": "int64", "uint": "uint64", "intp": "int64", "uintp": "uint64", "long": "int64",
    "ulong": "uint64", "longlong": "int64", "ulonglong": "uint64", "half": "float16", "single": "float32",
    "double": "float64", "csingle": "complex64", "cdouble": "complex128",
}


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
    for alias, name in ALIASES.items():
        by_name.setdefault(alias, by_name[name])
    by_name["q"], by_name["Q"] = by_name["int64"], by_name["uint64"]
    by_name["p"], by_name["P"] = by_name["int64"], by_name["uint64"]
    by_name["n"], by_name["N"] = by_name["int64"], by_name["uint64"]
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
    `exp`) or where they are beside a narrower float. Where another dtype is known, as in
    ``tl.full(2, 0.1, dtype=tl.float64)`` or ``x[0] = 0.1``, numbers take that one at once.

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
    """NumPy's rule, but that integers make no float wider than the default one."""
    cdef int d = tl_promoted(dtype_rows, a, b), floating = a if dtype_rows[a].kind == c"f" else b
    cdef bint mixed = (dtype_rows[a].kind == c"f") != (dtype_rows[b].kind == c"f")
    if default_num == FLOAT64.num or not mixed or d == floating or dtype_rows[d].kind != c"f":
        return d
    if dtype_rows[d].itemsize <= dtype_rows[default_num].itemsize:
        return d
    return floating if dtype_rows[floating].itemsize >= dtype_rows[default_num].itemsize else default_num


cdef DType promote(DType a, DType b):
    return <DType> DTYPES[promoted_dtype(a.num, b.num)]


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


cdef bint casts_safely(DType a, DType b):
    if a.kind in "iu" and b.name in ("float64", "complex128"):
        return True  # NumPy counts 64-bit integers to float64 as safe
    return promote(a, b) is b


def can_cast(from_, to, casting="safe"):
    """Whether one dtype can become another.

    Parameters
    ----------
    from_ : dtype or Tensor
    to : dtype
    casting : {"no", "equiv", "safe", "same_kind", "unsafe"}
        What is allowed: nothing (the first two), what keeps every value, what stays within a kind or goes to a wider
        kind (bool, unsigned, signed, floating, complex), anything.

    Returns
    -------
    bool

    Raises
    ------
    TypeError
        For Python's numbers, which have no dtype of their own.
    ValueError
        For another word as `casting`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.can_cast(tl.int32, tl.float64), tl.can_cast(tl.float64, tl.float32)
    (True, False)
    >>> tl.can_cast(tl.float64, tl.float32, casting="same_kind")
    True
    """
    if type(from_) in (int, float, complex, bool):
        raise TypeError(f"can_cast: {from_!r} is a Python number and has no dtype; write can_cast(type(x), ...)")
    if casting not in CASTINGS:
        given = repr(casting) if isinstance(casting, str) else type(casting).__name__
        raise ValueError(f"can_cast: casting must be one of {', '.join(map(repr, CASTINGS))}, got {given}")
    source = from_ if isinstance(from_, DType) else getattr(from_, "dtype", from_)
    return _casts(as_dtype(source), as_dtype(to), casting)


cdef tuple CASTINGS = ("no", "equiv", "safe", "same_kind", "unsafe")


def _casts(DType a, DType b, casting):
    """As `can_cast`, for a word that is known."""
    if a is b or casting == "unsafe":
        return True
    if casting == "safe":
        return casts_safely(a, b)
    return casting == "same_kind" and "buifc".index(a.kind) <= "buifc".index(b.kind)


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


def _beyond_numpy(DType dtype):
    """Has NumPy itself no such dtype?"""
    return not dtype.format


dtype = DType
globals().update({d.name: d for d in DTYPES})
globals().update({alias: by_name[name] for alias, name in ALIASES.items()})
__all__ += [d.name for d in DTYPES]
__all__ += sorted(ALIASES)
make_dtypes_by(DType, <void *> existing_dtype)
