"""bfloat16 and the floats of 8 bits among other libraries: NumPy by way of ml_dtypes, and PyTorch."""

import subprocess
import sys

import numpy as np
import pytest
from layouts import DTYPES, VIEWS
from narrow import FORMATS, NARROW, bits_of, decoded, encoded, near, patterns, same_patterns, tensor_of

import tensorlab as tl

EVERY = [*DTYPES, "float16", *NARROW]


def numpy_dtype(name):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    return np.dtype(getattr(ml_dtypes, name, name)) if name in NARROW else np.dtype(name)


def as_bits(array):
    return array.view(f"u{array.dtype.itemsize}")


# ---- with ml_dtypes ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", NARROW)
def test_arrays_of_ml_dtypes(dtype):
    d, codes = numpy_dtype(dtype), patterns(dtype)
    array = codes.view(d)
    for make in (tl.array, tl.asarray, tl.Tensor.copy):
        same_patterns(make(tl.asarray(array)) if make is tl.Tensor.copy else make(array), dtype, codes)
    t = tensor_of(dtype, codes)
    for got in (t.numpy(), np.asarray(t), np.array(t), t.__array__(d)):
        assert got.dtype == d and np.array_equal(as_bits(got), codes)
    shared = tl.asarray(array)
    shared[0] = 1
    t.numpy()[0] = 2
    assert array[0] == 1 and t[0] == 2
    cube = near(dtype, np.random.default_rng(0).uniform(-3, 3, (6, 7, 9)))
    for name, take in VIEWS.items():
        x = take(cube)
        assert (x.numpy().strides == x.strides or not x.size) and np.array_equal(
            as_bits(x.numpy()), bits_of(x)
        ), name
        same_patterns(tl.asarray(take(cube.numpy())), dtype, bits_of(x), name)
    assert tl.array(d.type(1.5)).dtype == dtype and tl.array([d.type(1.5)] * 2).tolist() == [1.5, 1.5]
    assert getattr(tl, dtype) == d == getattr(tl, dtype) and getattr(tl, dtype) == d.type
    # in a process of its own: a hash that was asked for without ml_dtypes stays as it is
    code = (
        "import ml_dtypes, numpy, tensorlab as tl\n"
        f"assert len({{tl.{dtype}, numpy.dtype(ml_dtypes.{dtype})}}) == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    for name in (d, d.type, dtype, getattr(tl, dtype)):
        assert tl.zeros(2, dtype=name).dtype == dtype
    assert np.zeros(2, getattr(tl, dtype)).dtype == d
    assert (t[:4] + np.ones(4, d)).dtype == (np.ones(4, d) + t[:4]).dtype == dtype
    assert np.exp(t).dtype == dtype and isinstance(np.exp(t), tl.Tensor)
    odd = np.frombuffer(b"\0" + codes.tobytes(), d, offset=1)  # not aligned
    same_patterns(tl.asarray(odd), dtype, codes)
    with pytest.raises(ValueError, match="without a copy"):
        t.__array__("float64", copy=False)


@pytest.mark.parametrize("dtype", NARROW)
@pytest.mark.parametrize("kind", ["float32", "int8", "uint8", "int16", "bool"])
def test_conversions_are_those_of_ml_dtypes(dtype, kind):
    """Of what float32 holds; from wider types ml_dtypes rounds twice."""
    d, codes = numpy_dtype(dtype), patterns(dtype)
    if kind == "float32":
        x = np.random.default_rng(2).integers(0, 2**32, 300_000, dtype=np.uint32).view(np.float32)
        values = decoded(dtype, codes).astype(np.float32)
        finite = np.unique(values[np.isfinite(values)])
        with np.errstate(over="ignore"):
            ties = (finite[1:].astype("f8") + finite[:-1]) / 2
            x = np.concatenate([x, values, ties, np.nextafter(ties.astype("f4"), np.float32(0))]).astype("f4")
    else:
        x = np.arange(-128, 256).astype(kind)
    with np.errstate(all="ignore"):
        want = as_bits(x.astype(d))
    assert np.array_equal(bits_of(tl.array(x).astype(dtype)), want)
    same_patterns(tensor_of(dtype, want), dtype, encoded(dtype, x))
    back = codes.view(d).astype(np.float32)
    got = tensor_of(dtype, codes).astype("float32").numpy()
    assert np.array_equal(got, back, equal_nan=True) and np.array_equal(np.signbit(got), np.signbit(back))


@pytest.mark.parametrize("one", EVERY)
@pytest.mark.parametrize("two", EVERY)
def test_promotion_is_that_of_arithmetic_in_numpy(one, two):
    a, b = numpy_dtype(one), numpy_dtype(two)
    want = (np.maximum(np.ones(1, a), np.ones(1, b))).dtype
    assert tl.promote_types(one, two) == want == tl.result_type(tl.ones(1, dtype=one), tl.ones(1, dtype=two))
    assert tl.can_cast(one, two) == np.can_cast(a, b)
    try:
        assert np.promote_types(a, b) == want
    except TypeError:  # what is not registered there; arithmetic knows one
        assert one in NARROW or two in NARROW


@pytest.mark.parametrize("dtype", NARROW)
def test_finfo_is_that_of_ml_dtypes(dtype):
    theirs = pytest.importorskip("ml_dtypes").finfo(numpy_dtype(dtype))
    ours = tl.finfo(dtype)
    names = [
        n for n in dir(theirs) if not n.startswith("_") and n != "dtype" and not callable(getattr(theirs, n))
    ]
    assert len(names) > 15
    for name in names:
        assert getattr(ours, name) == float(getattr(theirs, name)), name
    assert ours.dtype == theirs.dtype


@pytest.mark.parametrize("dtype", NARROW)
def test_numpys_functions_and_generators(dtype):
    numpy_dtype(dtype)
    x = tl.array([0.5, 1, 2, 3], dtype=dtype)
    assert tl.random.permutation(x).dtype == tl.random.choice(x, 5).dtype == dtype
    tl.random.shuffle(x)
    assert sorted(x.tolist()) == [0.5, 1, 2, 3]
    with pytest.raises(RuntimeError, match="gradient would be lost"):
        np.polyder(tl.array([0.5, 1], dtype=dtype, requires_grad=True))


# ---- without it --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", NARROW)
def test_without_ml_dtypes(dtype, monkeypatch):
    """What NumPy need not know of works; the rest says what to install."""
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    x = tl.array([0.5, -1.5], dtype=dtype)
    for call in (x.numpy, lambda: np.asarray(x), lambda: np.zeros(2, x.dtype), lambda: np.polyder(x)):
        with pytest.raises(ImportError, match=rf"^{dtype}: .*pip install ml_dtypes.*astype\(tl\.float32\)"):
            call()
    assert np.asarray(x, "float64").tolist() == np.asarray(x, dtype=np.float32).tolist() == [0.5, -1.5]
    assert repr(x) == f"tensor([ 0.5, -1.5], dtype={dtype})"
    assert tl.sort(x).tolist() == [-1.5, 0.5] and tl.unique_values(x).tolist() == [-1.5, 0.5]
    assert tl.finfo(dtype).max > 400 and tl.array(x.tolist(), dtype=dtype).tolist() == x.tolist()
    assert x.astype("float32").numpy().tolist() == [0.5, -1.5]


def test_it_is_not_loaded_unasked():
    code = (
        "import sys, tensorlab as tl\n"
        "x = tl.ones(3, dtype='bfloat16')\n"
        "print(x + 1, x.sum().item(), tl.finfo('bfloat16').max)\n"
        "assert 'ml_dtypes' not in sys.modules"
    )
    assert (
        "tensor"
        not in subprocess.run([sys.executable, "-c", code], check=True, text=True, capture_output=True).stderr
    )


# ---- DLPack ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", NARROW)
def test_torch(dtype):
    torch = pytest.importorskip("torch")
    codes = patterns(dtype)
    t = tensor_of(dtype, codes)
    there = torch.from_dlpack(t)
    assert there.dtype == getattr(torch, dtype)
    assert np.array_equal(there.view(getattr(torch, f"uint{FORMATS[dtype][0]}")).numpy(), codes)
    for back in (tl.from_dlpack(there), tl.asarray(there), tl.array(there)):
        same_patterns(back, dtype, codes)
    grid = there.reshape(16, -1).T
    same_patterns(tl.asarray(grid), dtype, codes.reshape(16, -1).T)
    there[0] = 3
    assert t[0] == 3
    x = np.random.default_rng(0).standard_normal(10_000).astype("f4") * 30
    theirs = torch.tensor(x).to(getattr(torch, dtype))  # within the range, where all round alike
    same_patterns(tl.array(x).astype(dtype), dtype, bits_of(tl.asarray(theirs)))


@pytest.mark.parametrize("dtype, code", [("bfloat16", 4), ("float8_e4m3fn", 10), ("float8_e5m2", 12)])
def test_dlpack_between_tensors(dtype, code):
    t = near(dtype, np.arange(12.0).reshape(3, 4))
    for x in (t, t.T, t[::2, 1:]):
        same_patterns(tl.from_dlpack(x), dtype, bits_of(x))
    with pytest.raises((BufferError, RuntimeError, TypeError)):
        np.from_dlpack(t)  # which has no such types
