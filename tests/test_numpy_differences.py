"""Every row of the table of differences in docs/numpy-users.md is tried."""

import io
import json
import os
import warnings

import numpy as np
import pytest
from differences import F32, INT8, LEAF, A, X, changed, in_float32, lacks, no, put, rows, shares

import tensorlab as tl

try:
    import xarray
except ImportError:
    xarray = None

BIG = 2**53 + 1
LONG = np.random.default_rng(0).normal(size=6000)
TWICE = np.lib.stride_tricks.as_strided(np.arange(3.0), (2, 2), (8, 8))


def grow(x):
    t = s = x.sum()
    s += 1
    return t.item()


def child(module):
    module.random.seed(0)
    out, into = os.pipe()
    if not os.fork():
        os.write(into, json.dumps(module.random.random(2).tolist()).encode())
        os._exit(0)
    os.wait()
    return json.loads(os.read(out, 1000)) == module.random.random(2).tolist()


def labelled():
    return xarray.DataArray(X, dims=("a", "b"), coords={"a": [0, 1]})


NUMPY = {
    "`x.sum()`, `x[0, 1]`, the items of `for v in x`": lambda: (
        all(type(v) is tl.Tensor and v.ndim == 0 for v in (X.sum(), X[0, 1], *X[0]))
        and not shares(X[0, 1], X)
    ),
    "`s = t = x.sum(); s += 1`": lambda: grow(tl.ones(3)) == 4 and grow(np.ones(3)) == 3,
    "`isinstance(x.sum(), float)`, `json.dumps(x.sum())`": lambda: (
        isinstance(A.sum(), float)
        and json.dumps(A.sum()) == json.dumps(X.sum().item()) == "10.0"
        and not isinstance(X.sum(), float)
        and no(TypeError, lambda: json.dumps(X.sum()))
    ),
    "`hash(x)`": lambda: (
        no(TypeError, lambda: hash(A))
        and hash(X) == hash(X)
        and hash(X[0, 0]) == hash(1.0)
        and len({tl.array(1.0, requires_grad=True), tl.array(1.0, requires_grad=True)}) == 2
    ),
    "`memoryview(x)`, `file.readinto(x)`; `x.data`": lambda: (
        no(TypeError, lambda: memoryview(X), lambda: io.BytesIO(bytes(8)).readinto(X))
        and memoryview(X.data) == memoryview(A) == A.data
        and isinstance(X.data, tl.Tensor)
        and bytes(X) == bytes(A)
    ),
    "memory order": lambda: (
        (X.T + X.T).strides == X.strides != (A.T + A.T).strides
        and X.T.strides == A.T.strides
        and tl.zeros((2, 2), order="F").strides == X.copy("F").strides == X.strides
        and all(X.ravel(o).tolist() == A.ravel(o).tolist() for o in "CFAK")
        and no(ValueError, lambda: tl.einsum("ij", X, order="F"))
    ),
    "`diag(x)`, `diagonal(x)` of matrices": lambda: (
        all(shares(f(X), X) and np.asarray(f(X)).flags.writeable for f in (tl.diag, tl.diagonal))
        and not np.diag(A).flags.writeable
    ),
    "`broadcast_arrays(...)`, `meshgrid(..., copy=False)`": lambda: all(
        not np.asarray(x).flags.writeable
        for x in (
            *tl.broadcast_arrays(tl.ones(1), tl.ones((1, 2)))[:1],
            *tl.meshgrid([1, 2], [1], copy=False),
        )
    ),
    "`x += 1` where elements share memory (`as_strided`)": lambda: no(
        RuntimeError, lambda: tl.asarray(TWICE).__iadd__(1)
    ),
    "`x.shape = s`, `x.dtype = d`": lambda: no(
        AttributeError,
        lambda: setattr(X, "shape", (4,)),
        lambda: setattr(X, "dtype", "int64"),
    ),
    "`x.resize(s, refcheck=False)`, and `x.resize(s)` of an instance of a subclass": lambda: no(
        ValueError,
        lambda: tl.zeros(2).resize(4, refcheck=False),
        lambda: tl.as_subclass(tl.zeros(2), tl.nn.Parameter).detach().resize(4),
    ),
    "`x.base` of a view": lambda: X[0, 1].base is None and X[1:].base.tolist() == X.ravel().tolist(),
    "`x.view(d)` where elements of `d` would not be aligned": lambda: (
        no(ValueError, lambda: tl.zeros(12, dtype=INT8)[1:9].view(tl.float64))
        and np.zeros(12, "i1")[1:9].view("f8").shape == (1,)
    ),
    "`x.__array_interface__` of `bfloat16`, floats of 8 bits and instances of subclasses": lambda: (
        lacks(tl.zeros(1, dtype=tl.bfloat16), "__array_interface__")
        and lacks(tl.nn.Parameter(X), "__array_interface__")
        and X.__array_interface__["shape"] == (2, 2)
    ),
    "`isinstance(x, np.ndarray)`, `ndarray(shape)`": lambda: (
        not isinstance(X, np.ndarray) and isinstance(X, tl.ndarray) and tl.ndarray([1, 2]).tolist() == [1, 2]
    ),
    "`str`, `repr`": lambda: (
        repr(X) == repr(A).replace("array", "tensor").replace("\n ", "\n  ")
        and "requires_grad=True" in repr(LEAF)
    ),
    "`z < w`, `max`, `sort`, `median`, `clip` of complex numbers; `z.astype(float)`": lambda: all(
        no(TypeError, lambda f=f: f(tl.array([1j, 2.0])))
        for f in (lambda z: z < z, tl.max, tl.sort, tl.median, lambda z: z.clip(0), lambda z: z.astype(float))
    ),
    "`longdouble`, `clongdouble`, text, dates, objects, records": lambda: all(
        no(TypeError, lambda x=x: tl.asarray(x))
        for x in (
            np.ones(1, "g"),
            np.ones(1, "G"),
            np.array(["a"]),
            np.array([None], "O"),
            np.array(["2020-01-01"], "M8[D]"),
            np.zeros(1, [("a", "f8")]),
        )
    ),
    'arrays of the other byte order, `tl.dtype(">f8")`': lambda: (
        tl.asarray(np.ones(2, np.dtype("f8").newbyteorder())).tolist() == [1, 1]
        and no(TypeError, lambda: tl.dtype(np.dtype("f8").newbyteorder()))
    ),
    "`exp` and its kin of `bool`, `int8`, `uint8`": lambda: all(
        tl.exp(tl.ones(1, dtype=d)).dtype == F32 and np.exp(np.ones(1, d)).dtype == "f2"
        for d in ("bool", "int8", "uint8")
    ),
    "`x.dtype`": lambda: (
        X.dtype == "float64"
        and X.dtype == np.float64
        and X.dtype == float
        and np.dtype(X.dtype) == "f8"
        and type(X.dtype) is tl.dtype
        and isinstance(X.dtype, np.dtype)
    ),
    "xarray's `interp`, `interpolate_na`, `ffill`, `bfill`, `rank`; `isel` by several arrays; `idxmin` of "
    "dates, missing values among bool": lambda: (
        xarray is None
        or (
            type(labelled().interp(a=[0.5]).data) is np.ndarray
            and no(
                TypeError, lambda: labelled().isel(**dict.fromkeys("ab", xarray.DataArray([0, 1], dims="p")))
            )
        )
    ),
    "default float": lambda: in_float32(lambda: tl.zeros(1).dtype == tl.array([1.5]).dtype == F32),
    "`full(2, 300.5, dtype=int8)`, `full(2, [300, 1], dtype=int8)`, `copyto(x, [300, 1])`": lambda: no(
        OverflowError,
        lambda: tl.full(2, 300.5, dtype=INT8),
        lambda: tl.full(2, [300, 1], dtype=INT8),
        lambda: tl.copyto(tl.zeros(2, dtype=INT8), [300, 1]),
        lambda: tl.array([300], dtype=INT8),
    ),
    "`full(1, nan, dtype=int8)`": lambda: no(ValueError, lambda: tl.full(1, np.nan, dtype=INT8)),
    "`array(2**64)`": lambda: no(OverflowError, lambda: tl.array(2**64)) and np.array(2**64).dtype == "O",
    "`array([1, 2]) // 0`, `%`, `divmod` of integers": lambda: no(
        ZeroDivisionError,
        lambda: tl.array([1, 2]) // 0,
        lambda: tl.array([1, 2]) % 0,
        lambda: divmod(tl.array([1, 2]), 0),
    ),
    "`tl.float64 == None`": lambda: [tl.float64 == None, tl.float64 != None] == [False, True],  # noqa: E711
    "`expm1` of complex -0; `tanh(inf + 2j)`": lambda: all(
        str(f(tl.array(x)).item()) == shown
        for f, x, shown in ((tl.expm1, complex(-0.0, 0), "0j"), (tl.tanh, complex(np.inf, 2), "(1+0j)"))
    ),
    '`x == None`, `x == "text"`': lambda: (X == None) is (X == "text") is False,  # noqa: E711
    "warnings, `errstate`, `seterr`": lambda: (
        tl.log(tl.zeros(1)).tolist() == [-np.inf]
        and no(ValueError, lambda: tl.errstate(all="raise"), lambda: tl.seterr(all="warn"))
    ),
    "`log(x, where=m)` without `out=`": lambda: no(ValueError, lambda: tl.log(X, where=X > 2)),
    "`convolve`, `correlate` of long vectors of floats": lambda: all(
        0 < abs(getattr(tl, f)(LONG, LONG, "full") - getattr(np, f)(LONG, LONG, "full")).max() < 1e-10
        for f in ("convolve", "correlate")
    ),
    "`like=`; `casting=`, `signature=`, `axes=`": lambda: (
        no(TypeError, lambda: tl.zeros(1, like=A), lambda: tl.matmul(X, X, axes=[0, 0, ()]))
        and tl.add(X, X, casting="no").tolist() == tl.add(X, X).tolist()
        and no(RuntimeError, lambda: tl.add(LEAF, LEAF, casting="unsafe"))
        and tl.add([1.5], [1.0], out=tl.zeros(1, dtype=F32)).tolist() == [2.5]
        and no(TypeError, lambda: tl.add([1.5], [1.0], out=tl.zeros(1, dtype=INT8)))
        and changed(tl.zeros(1, dtype="int64"), lambda x: put(x, ..., tl.array([1.5]))) == [1]
    ),
    "`maximum.accumulate`, `subtract.reduce`, `add.at`, `reduceat`": lambda: (
        no(RuntimeError, lambda: tl.maximum.accumulate(LEAF), lambda: tl.subtract.reduce(LEAF))
        and no(RuntimeError, lambda: tl.add.at(tl.zeros(2), [0], LEAF.sum()))
        and no(RuntimeError, lambda: tl.add.reduceat(LEAF, [0]))
        and tl.maximum.accumulate([1, 3, 2]).tolist() == [1, 3, 3]
        and tl.add.reduce(LEAF).requires_grad
        and tl.add.accumulate(LEAF).requires_grad
    ),
    "`divide.at(x, i, v)` of integers": lambda: (
        changed(np.array([3, 4]), lambda x: np.divide.at(x, [0], 2)) == [1, 4]
        and no(TypeError, lambda: tl.divide.at(tl.array([3, 4]), [0], 2))
    ),
    "sums along the first axis in float32": lambda: (
        abs(float(tl.full((10**6, 2), 0.1, dtype=F32).sum(axis=0)[0]) - 1e5)
        < 0.1
        < abs(float(np.full((10**6, 2), 0.1, dtype=F32).sum(axis=0)[0]) - 1e5)
    ),
    "`linspace`, `round`, `searchsorted` of integers beyond 2⁵³": lambda: (
        tl.searchsorted(tl.array([BIG - 1]), tl.array([BIG], dtype="uint64")).tolist() == [1]
        and tl.searchsorted([float(BIG - 1)], BIG) == 1
        and tl.linspace(BIG, BIG + 2, 3, dtype="int64").tolist() == [BIG, BIG + 1, BIG + 2]
        and tl.round(tl.array([2**60 + 5]), -1).item() == (2**60 + 5 + 5) // 10 * 10
    ),
    "`sort`, `argsort`": lambda: (
        no(ValueError, lambda: tl.sort(X, order="a"))
        and tl.sort(X, kind="stable").tolist() == tl.sort(X, kind="quicksort").tolist()
        and tl.argsort([1, 0, 1], descending=True).tolist() == [0, 2, 1]
        and tl.argsort([1.0, np.nan], descending=True).tolist() == [1, 0]
    ),
    "`quantile` of infinities, of float32": lambda: (
        tl.quantile([np.inf, np.inf], 0.3).item() == np.inf
        and tl.quantile(tl.arange(2**24 + 3, dtype=F32), 0.1).item() == np.float32((2**24 + 2) * 0.1)
    ),
    "`quantile` of booleans, of nothing": lambda: (
        no(TypeError, lambda: np.quantile([True, False], 0.5))
        and no(IndexError, lambda: np.quantile([], 0.5))
        and tl.quantile([True, False], 0.5).item() == 0.5
        and np.isnan(tl.quantile([], 0.5).item())
    ),
    "`x.view(bool)`, `asarray` of booleans that are other bytes than 0 and 1": lambda: (
        no(ValueError, lambda: tl.array([2, 1], dtype="uint8").view(tl.bool))
        and no(ValueError, lambda: tl.asarray(np.array([2, 1], dtype="uint8").view(bool)))
        and tl.array([0, 1], dtype="uint8").view(tl.bool).tolist() == [False, True]
    ),
    "`take`, `put`": lambda: no(
        TypeError, lambda: tl.take(X, [True]), lambda: tl.put(tl.zeros(2), [True], 1)
    ),
    "`hstack(x for x in y)`, `clip(x, 0)`, `unravel_index([], s)`, `rng.random(out=x[::2])`": lambda: (
        no(
            TypeError,
            lambda: np.hstack(x for x in A),
            lambda: np.clip(A, 0),
            lambda: np.unravel_index([], (3,)),
        )
        and no(ValueError, lambda: np.random.default_rng(0).random(out=np.zeros(4)[::2]))
        and tl.random.default_rng(0).random(out=tl.zeros(4)[::2]).min() > 0
        and tl.hstack(x for x in X).shape == (4,)
        and tl.clip(X, 3).min() == 3
        and tl.unravel_index([], (3,))[0].shape == (0,)
    ),
    "`cross`": lambda: no(ValueError, lambda: tl.cross([1, 2], [3, 4])),
    "`einsum`": lambda: tl.allclose(tl.einsum("ij,jk,kl", X, X, X), np.einsum("ij,jk,kl", A, A, A)),
    "`linalg.pinv(a)`": lambda: (
        tl.linalg.pinv(tl.array([[1, 0], [0, 1e-8]], dtype=F32))[1, 1]
        == 0
        != np.linalg.pinv(np.array([[1, 0], [0, 1e-8]], dtype=F32))[1, 1]
        and tl.linalg.pinv([[1.0, 0], [0, 5e-16]])[1, 1] > 1e15
    ),
    "`linalg.eig`, `eigvals` of real matrices": lambda: (
        tl.linalg.eigvals(tl.eye(2)).dtype == "complex128"
        and tl.linalg.eig(tl.eye(2, dtype=F32))[1].dtype == "complex64"
    ),
    "`np.linalg.inv(x)`, `np.sort(x)`, …": lambda: type(np.linalg.inv(X)) is type(np.sort(X)) is tl.Tensor,
    "`random.seed(0)`, `rand`, `randn`, `randint`, `normal`, …": lambda: (
        (tl.random.seed(0) or np.array_equal(tl.random.rand(2), np.random.default_rng(0).random(2)))
        and np.array_equal(tl.random.RandomState(0).rand(2), np.random.RandomState(0).rand(2))
        and isinstance(tl.random.get_state(), dict)
    ),
    "float type of draws": lambda: (
        in_float32(lambda: tl.random.normal(size=2).dtype == tl.random.gamma(1.0, size=2).dtype == F32)
        and tl.random.beta(1.0, 1.0, size=2, dtype=F32).dtype == F32
    ),
    "after `fork`": lambda: child(np) and not child(tl),
    "`np.random.shuffle(x)` of a tensor with rows": lambda: (
        sorted(changed(tl.arange(5).reshape(5, 1), tl.random.shuffle)) == [[k] for k in range(5)]
        and sorted(changed(tl.arange(5).reshape(5, 1), np.random.RandomState(0).shuffle))
        != [[k] for k in range(5)]
    ),
    "`choice`, `permutation` of names": lambda: (
        type(tl.random.choice(["a", "b"], 2)) is type(tl.random.permutation(["a", "b"])) is np.ndarray
    ),
}


def test_the_table_is_whole():
    assert rows("numpy-users.md") == list(NUMPY)


@pytest.mark.parametrize("row", NUMPY)
def test_row(row):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert NUMPY[row]()
