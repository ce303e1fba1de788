"""Element types as NumPy's: called, named, compared, asked for their kind; what array-likes are."""

import copy
import pickle
import warnings

import numpy as np
import pytest

import tensorlab as tl

NUMBERS = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
NUMBERS += ["float16", "float32", "float64", "complex64", "complex128"]
BEYOND = ["bfloat16", "float8_e4m3fn", "float8_e5m2"]
ALIASES = [
    "bool_",
    "byte",
    "ubyte",
    "short",
    "ushort",
    "intc",
    "uintc",
    "int_",
    "uint",
    "intp",
    "uintp",
    "long",
    "ulong",
    "longlong",
    "ulonglong",
    "half",
    "single",
    "double",
    "csingle",
    "cdouble",
]
KINDS = [
    "generic",
    "number",
    "integer",
    "signedinteger",
    "unsignedinteger",
    "inexact",
    "floating",
    "complexfloating",
]
INHERITED = (IndexError, ValueError, TypeError, OverflowError)


def outcome(f):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            r = f()
    except Exception as error:
        return next(k for k in INHERITED if isinstance(error, k))
    if isinstance(r, (bool, int, float, str, tuple, type(None))) and not isinstance(r, np.generic):
        return r
    a = np.asarray(r)
    return a.dtype, a.shape, a.tobytes()


# ---- dtypes ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NUMBERS)
def test_what_a_dtype_tells(name):
    d, want = getattr(tl, name), np.dtype(name)
    attributes = [
        "name",
        "kind",
        "itemsize",
        "char",
        "str",
        "byteorder",
        "alignment",
        "descr",
        "shape",
        "ndim",
        "fields",
        "names",
        "subdtype",
        "flags",
        "hasobject",
        "isnative",
        "isbuiltin",
        "isalignedstruct",
        "metadata",
    ]
    for attribute in attributes:
        assert getattr(d, attribute) == getattr(want, attribute), attribute
    assert d.base is d and d.type is want.type and isinstance(d, tl.dtype) and isinstance(d, np.dtype)
    assert np.isdtype(d, want.type) and type(d) is tl.dtype
    for spelled in (name, want, want.type, want.str, want.char, d, d.str):
        assert tl.dtype(spelled) is d and d == spelled
    assert copy.copy(d) is copy.deepcopy(d) is pickle.loads(pickle.dumps(d)) is d
    for order in ("=", "|", "<", "I", "native", "little"):
        assert d.newbyteorder(order) is d
    for order in (">", "S", "swap"):
        if d.itemsize == 1:
            assert d.newbyteorder(order) is d
        else:
            with pytest.raises(TypeError, match=r"^newbyteorder: "):
                d.newbyteorder(order)
    with pytest.raises(ValueError, match=r"^newbyteorder: "):
        d.newbyteorder("x")


@pytest.mark.parametrize("name", BEYOND)
def test_dtypes_that_numpy_has_not(name):
    d = tl.dtype(name)
    assert d.str == name and tl.dtype(d.str) is d and d.kind == "f" and len(d.char) == 1 and d.type is d
    assert d(1.5).dtype is d and isinstance(d(1), d) and isinstance(d(1), tl.floating)


@pytest.mark.parametrize("name", ALIASES)
def test_aliases(name):
    assert getattr(tl, name) == getattr(np, name) and tl.dtype(name) is getattr(tl, name)
    assert tl.zeros(1, dtype=name).dtype is getattr(tl, name)


def test_dtypes_are_made_of_what_names_them():
    assert tl.dtype(float) is tl.dtype(None) is tl.float64 and tl.dtype(int) is tl.int64
    assert tl.dtype("f4", align=True, copy=True) is tl.float32 and tl.DType is tl.dtype
    for wrong in ("U3", "M8", object, 3, ">f8", [("a", int)], "x"):
        with pytest.raises(TypeError, match=r"^dtype: "):
            tl.dtype(wrong)
    with pytest.raises(TypeError, match=r"^dtype: "):
        tl.dtype()
    with pytest.raises(TypeError, match=r"^dtype: "):
        tl.dtype("f4", shape=3)
    assert tl.dtype[tl.float64].__origin__ is tl.dtype


@pytest.mark.parametrize("a", NUMBERS)
def test_order_of_dtypes(a):
    for b in NUMBERS:
        x, y, p, q = getattr(tl, a), getattr(tl, b), np.dtype(a), np.dtype(b)
        assert (x < y, x <= y, x > y, x >= y, x == y, x != y) == (
            p < q,
            p <= q,
            p > q,
            p >= q,
            p == q,
            p != q,
        )
        assert (x <= b, x == q, x != q) == (p <= q, p == q, p != q)
    with pytest.raises(TypeError):
        getattr(tl, a) < "text"


VALUES = [
    0,
    3,
    -1,
    3.7,
    True,
    "3",
    "-2",
    "2.5",
    "text",
    1j,
    "1+2j",
    [1, 2],
    [1.5, 2],
    [],
    300,
    2**70,
    float("nan"),
]
VALUES += [np.float64(2.5), np.array([1, 2]), None, [[1], [2]]]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_dtypes_are_called_as_numpys_types(name, value):
    got, want = (outcome(lambda t=t: t(value)) for t in (getattr(tl, name), getattr(np, name)))
    if got is not want and isinstance(got, type) and not isinstance(want, type):
        # NumPy wraps around, drops imaginary parts, and makes objects and text
        lossy = isinstance(value, np.generic) or value != value or value is None or "j" in str(value)
        assert lossy or want[0].kind in "OU", (got, want)
    elif isinstance(got, type) and isinstance(want, type):
        assert issubclass(got, ValueError | TypeError | OverflowError)
    else:
        assert got == want


def test_calls_of_dtypes():
    assert tl.float32().item() == 0.0 and tl.float64(None).item() != tl.float64(None).item()
    assert (
        tl.complex64(1, 2).item() == 1 + 2j
        and tl.bool("False").item() is True
        and tl.bool("").item() is False
    )
    with pytest.raises(TypeError, match=r"^float32: takes one argument"):
        tl.float32(1, 2)
    x = tl.array([1.0, 2.0], requires_grad=True)
    tl.float64(x).sum().backward()
    assert x.grad.tolist() == [1, 1]


# ---- kinds -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_kinds(kind):
    ours, theirs = getattr(tl, kind), getattr(np, kind)
    for name in NUMBERS:
        d, n = getattr(tl, name), getattr(np, name)
        want = issubclass(n, theirs)
        for first in (d, n, np.dtype(name), name):
            assert tl.issubdtype(first, ours) is tl.issubdtype(first, theirs) is want
        assert issubclass(d.type, ours) is issubclass(d.type, theirs) is issubclass(n, ours) is want
        assert isinstance(d(1), ours) is isinstance(n(1), ours) is want
        assert not isinstance(d([1]), ours) and not isinstance(np.ones(1, name), ours)
    for other in KINDS:
        want = issubclass(getattr(np, other), theirs)
        assert issubclass(getattr(tl, other), ours) is tl.issubdtype(getattr(tl, other), ours) is want
    assert not isinstance(1.0, ours) and not issubclass(float, ours)
    with pytest.raises(TypeError, match=rf"^{kind}: "):
        ours(3)
    with pytest.raises(TypeError, match=r"^issubclass: "):
        issubclass(3, ours)
    with pytest.raises(TypeError):
        tl.zeros(2, dtype=ours)


def test_issubdtype():
    for a in [*NUMBERS, float, int, complex, bool, None]:
        for b in [*NUMBERS, float, int, complex, bool]:
            assert tl.issubdtype(a, b) is np.issubdtype(a, b)
    for wrong in ("text", 3, object):
        with pytest.raises(TypeError, match=r"^issubdtype: "):
            tl.issubdtype(wrong, tl.floating)


@pytest.mark.parametrize("name", NUMBERS)
def test_instances_of_dtypes(name):
    d, n = getattr(tl, name), getattr(np, name)
    assert isinstance(d(1), d) and isinstance(n(1), d) and isinstance(d([1])[0], d)
    assert not isinstance(d([1]), d) and not isinstance(np.ones((), name), d) and not isinstance(1, d)
    other = tl.int16 if name != "int16" else tl.int8
    assert not isinstance(d(1), other) and issubclass(n, d) and issubclass(d, d) and not issubclass(d, other)
    assert not issubclass(float, d) and not issubclass(int, d)


@pytest.mark.parametrize("casting", ["no", "equiv", "safe", "same_kind", "unsafe"])
def test_can_cast(casting):
    for a in NUMBERS:
        for b in NUMBERS:
            want = np.can_cast(a, b, casting)
            assert tl.can_cast(a, b, casting) is tl.can_cast(tl.ones(1, dtype=a), b, casting=casting) is want
    with pytest.raises(ValueError, match=r"^can_cast: casting must be one of"):
        tl.can_cast("f4", "f8", "safer")
    for number in (3, 1.0, 1j, True):
        with pytest.raises(TypeError, match=r"^can_cast: "):
            tl.can_cast(number, "f8", casting)


# ---- questions about array-likes ---------------------------------------------------------------------------
GIVEN = [0, 1.5, [], [1, 2], [[1, 2], [3, 4]], (1, 2), np.ones((2, 0, 3)), True, 1j, range(3)]


@pytest.mark.parametrize("value", GIVEN, ids=repr)
def test_shapes_of_array_likes(value):
    for f, g in ((tl.ndim, np.ndim), (tl.shape, np.shape), (tl.size, np.size), (tl.iterable, np.iterable)):
        assert f(value) == g(value) and type(f(value)) is type(g(value))
        if not isinstance(value, range):
            assert f(tl.asarray(value)) == g(np.asarray(value))
    assert tl.isscalar(value) is np.isscalar(value)


def test_shapes_along_axes_and_errors():
    x = tl.zeros((2, 3, 4))
    for axis in (0, -1, (0, 2), (), (1,)):
        assert tl.size(x, axis) == np.size(np.zeros((2, 3, 4)), axis)
    with pytest.raises(tl.AxisError, match=r"^size: axis 3 is out of range"):
        tl.size(x, 3)
    with pytest.raises(ValueError, match=r"^size: .* twice"):
        tl.size(x, (0, 0))
    with pytest.raises(TypeError, match=r"^size: axis must be"):
        tl.size(x, 1.0)
    for f in (tl.ndim, tl.shape, tl.size):
        with pytest.raises(ValueError, match=rf"^{'shape' if f is tl.size else f.__name__}: "):
            f([[1], [1, 2]])


def test_scalars():
    for yes in (3, 2.5, 1j, True, "text", np.float32(1), tl.ones(()), tl.ones(2)[0], tl.arange(3).sum()):
        assert tl.isscalar(yes)
    for no in ([1], None, np.ones(()), tl.ones(1), {}, ()):
        assert not tl.isscalar(no)


@pytest.mark.parametrize(
    "value", [0, 10, -1, 255, 256, -260, 2**63, -(2**63), 1.5, 1e5, 1e50, 1j, 1e50j, True]
)
def test_min_scalar_type(value):
    assert tl.min_scalar_type(value) == np.min_scalar_type(value)
    if type(value) is not int or abs(value) < 2**63:
        assert tl.min_scalar_type(tl.array(value)) == np.min_scalar_type(np.array(value))
        assert tl.min_scalar_type([value]) == np.min_scalar_type(np.array([value]))


def test_common_type():
    for a in NUMBERS[1:]:
        assert tl.common_type(tl.ones(1, dtype=a)) == np.common_type(np.ones(1, a))
        for b in NUMBERS[1:]:
            assert tl.common_type(np.ones(1, a), tl.ones(2, dtype=b)) == np.common_type(
                np.ones(1, a), np.ones(2, b)
            )
    assert tl.common_type() == np.common_type()
    with pytest.raises(TypeError, match=r"^common_type: .*bool"):
        tl.common_type([True])
    with pytest.raises(OverflowError, match=r"^min_scalar_type: "):
        tl.min_scalar_type(2**64)


# ---- switches of NumPy -------------------------------------------------------------------------------------
def test_error_states():
    with tl.errstate(divide="ignore", invalid="ignore") as nothing:
        assert nothing is None and tl.isnan(tl.array(0.0) / 0)
    with tl.errstate(all="ignore", call=None), np.errstate(**tl.geterr()):
        pass

    @tl.errstate(over="ignore")
    def f(x):
        return x * 2

    assert f(3) == 6
    assert tl.seterr(all="ignore") == tl.geterr() == tl.seterr(**tl.geterr()) == tl.seterr()
    assert tl.geterrcall() is tl.seterrcall(None) is None
    for mode in ("warn", "raise", "call", "print", "log"):
        for switch in (tl.seterr, tl.errstate):
            with pytest.raises(ValueError, match=rf"^{switch.__name__}: under='{mode}' is not there"):
                switch(under=mode)
    with pytest.raises(ValueError, match=r"^errstate: all='loud' is none of"):
        tl.errstate(all="loud")
    with pytest.raises(ValueError, match=r"^seterrcall: "):
        tl.seterrcall(print)
    with pytest.raises(ValueError, match=r"^errstate: "):
        tl.errstate(call=print)


def test_constants():
    assert tl.euler_gamma == np.euler_gamma and tl.little_endian is np.little_endian
    assert tl.True_ is True and tl.False_ is False and tl.newaxis is None


def test_integers_widen_no_float_beyond_the_default_one():
    i, h, f, d = (tl.ones(2, dtype=kind) for kind in ("int64", "float16", "float32", "float64"))
    expressions = {
        "mixed": lambda: [
            (f * i).dtype,
            (i - f).dtype,
            tl.concatenate([i, f]).dtype,
            tl.where(i > 0, f, i).dtype,
        ],
        "products": lambda: [(i @ f).dtype, tl.einsum("i,i", f, i).dtype, tl.convolve(f, i).dtype],
        "rule": lambda: [
            tl.promote_types("float32", "int64"),
            tl.result_type(tl.uint32, f),
            (f / i.sum()).dtype,
        ],
    }
    for default, want in ((tl.float32, "float32"), (None, "float64"), (tl.float64, "float64")):
        tl.set_default_dtype(default)
        try:
            for name, found in expressions.items():
                assert set(map(str, found())) == {want}, name
            assert (
                (d * i).dtype == "float64" and (h * i).dtype == want and (h * tl.int8(1)).dtype == "float16"
            )
            assert (i + tl.ones(2, dtype="uint64")).dtype == "float64"  # no float is beside them
        finally:
            tl.set_default_dtype(None)
