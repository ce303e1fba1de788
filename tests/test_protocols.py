"""NumPy's protocols with all their arguments, and the libraries that look for an array API namespace."""

import itertools
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest

import tensorlab as tl

A = np.array([1.5, -2.25])
T = tl.array(A)


# ---- several results, and out= -----------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["modf", "frexp", "divmod"])
@pytest.mark.parametrize("kinds", [(0, 0), (1, 1), (0, 1), (1, 0), (None, 0), (1, None), (None, 1)])
def test_every_result_is_delivered(name, kinds):
    function = getattr(np, name)
    inputs = (A, np.array([0.5, 2.0])) if name == "divmod" else (A,)
    want = function(*inputs)
    for positional in (False, True):
        out = tuple(
            None if k is None else (np.zeros(2, w.dtype), tl.zeros(2, dtype=w.dtype))[k]
            for k, w in zip(kinds, want, strict=True)
        )
        given = [tl.array(x) for x in inputs]
        if positional and None not in kinds:
            got = function(*given, *out)
        else:
            got = function(*given, out=out)
        assert isinstance(got, tuple) and len(got) == 2
        for g, o, w in zip(got, out, want, strict=True):
            assert o is None or g is o
            np.testing.assert_array_equal(np.asarray(g), w)


def test_divmod_with_one_positional_out():
    first = tl.zeros(2)
    q, r = np.divmod(T, T, first)
    assert q is first and isinstance(r, tl.Tensor) and r.tolist() == [0.0, 0.0]


FILLS = {
    "add": (lambda x, out: np.add(x, x, out=out), A + A),
    "add positional": (lambda x, out: np.add(x, x, out), A + A),
    "sum": (lambda x, out: np.sum(x, out=out), A.sum()),
    "sum positional": (lambda x, out: np.sum(x, 0, None, out), A.sum()),
    "mean": (lambda x, out: np.mean(x, out=out), A.mean()),
    "std": (lambda x, out: np.std(x, out=out), A.std()),
    "max": (lambda x, out: np.max(x, out=out), A.max()),
    "matmul": (lambda x, out: np.matmul(x, x, out=out), A @ A),
    "dot": (lambda x, out: np.dot(x, x, out=out), A @ A),
    "cumsum": (lambda x, out: np.cumsum(x, out=out), np.cumsum(A)),
    "cumsum positional": (lambda x, out: np.cumsum(x, 0, None, out), np.cumsum(A)),
    "cumprod": (lambda x, out: np.cumprod(x, out=out), np.cumprod(A)),
    "percentile": (lambda x, out: np.percentile(x, 50, out=out), np.percentile(A, 50)),
    "clip": (lambda x, out: np.clip(x, 0, 1, out=out), np.clip(A, 0, 1)),
    "take": (lambda x, out: np.take(x, [1, 0], out=out), A[::-1]),
    "einsum": (lambda x, out: np.einsum("i,i->i", x, x, out=out), A * A),
    "concatenate": (lambda x, out: np.concatenate([x, x], out=out), np.concatenate([A, A])),
    "stack": (lambda x, out: np.stack([x, x], out=out), np.stack([A, A])),
    "reduce": (lambda x, out: np.add.reduce(x, out=out), A.sum()),
    "accumulate": (lambda x, out: np.add.accumulate(x, out=out), np.cumsum(A)),
    "reduceat": (lambda x, out: np.add.reduceat(x, [0, 1], out=out), A),
    "outer": (lambda x, out: np.multiply.outer(x, x, out=out), np.outer(A, A)),
    "outer positional": (lambda x, out: np.outer(x, x, out), np.outer(A, A)),
    "copysign": (lambda x, out: np.copysign(x, 1.0, out=out), abs(A)),
    "ldexp": (lambda x, out: np.ldexp(x, 1, out=out), 2 * A),
    "where": (lambda x, out: np.add(x, x, out=out, where=[True, True]), A + A),
}


@pytest.mark.parametrize("name", FILLS)
def test_out_is_returned(name):
    call, want = FILLS[name]
    for source in (A, T):
        for out in (np.zeros(np.shape(want)), tl.zeros(np.shape(want))):
            if source is A and isinstance(out, np.ndarray):
                continue
            assert call(source, out) is out
            np.testing.assert_array_equal(np.asarray(out), want)


@pytest.mark.parametrize(
    "change",
    [
        lambda k: np.add.at(k, 0, 1.0),
        lambda k: np.put(k, 0, 3.0),
        lambda k: np.putmask(k, [True, False], 3.0),
        lambda k: np.place(k, [True, False], 3.0),
        lambda k: np.put_along_axis(k, np.array([0]), 3.0, 0),
        lambda k: np.fill_diagonal(k.reshape(1, 2), 3.0),
        lambda k: np.cumsum(A, out=k),
        lambda k: np.cumsum(A, 0, None, k),
        lambda k: np.modf(A, out=(k, None)),
        lambda k: np.ldexp(A, 1, out=k),
        lambda k: np.copyto(k, A),
    ],
)
def test_what_numpy_changes_is_counted(change):
    w, k = tl.ones(2, requires_grad=True), tl.ones(2)
    loss = (w * k).sum()
    change(k)
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


# ---- the other arguments and methods of ufuncs -------------------------------------------------------------
@pytest.mark.parametrize(
    "call",
    [
        lambda np_, x: np_.add(x, x, dtype="float32"),
        lambda np_, x: np_.add(x, x, dtype="int64", casting="unsafe"),
        lambda np_, x: np_.add(x, x, casting="no"),
        lambda np_, x: np_.add(x, x, casting="same_kind", order="K", subok=True),
        lambda np_, x: np_.multiply.outer(x, x),
        lambda np_, x: np_.multiply.outer([1, 2], x),
        lambda np_, x: np_.subtract.outer(x, 1.0),
        lambda np_, x: np_.add.reduce(x, axis=0, keepdims=True),
        lambda np_, x: np_.maximum.reduce(x, initial=5.0),
        lambda np_, x: np_.maximum.accumulate(x),
        lambda np_, x: np_.logical_and.reduce(x),
        lambda np_, x: np_.divmod(x, 2.0)[1],
    ],
)
def test_ufuncs_give_tensors(call):
    got, want = call(np, T), call(np, A)
    assert isinstance(got, tl.Tensor)
    np.testing.assert_array_equal(got.numpy(), want)
    assert got.dtype == want.dtype


def test_ufuncs_cast_no_further_than_numpys():
    with pytest.raises(TypeError, match="same_kind"):
        np.add(T, T, dtype="int64")
    with pytest.raises(RuntimeError, match="Reduction not defined"):
        np.matmul.reduce(T)


def test_outer_is_recorded():
    x = tl.array(A, requires_grad=True)
    np.multiply.outer(x, [1.0, 10.0]).sum().backward()
    assert x.grad.tolist() == [11.0, 11.0]


def test_named_tuples_and_lists_are_taken():
    from collections import namedtuple

    pair = namedtuple("pair", ["a", "b"])(T, T)
    assert np.block([list(pair), [T, T]]).shape == (2, 4)
    np.testing.assert_array_equal(np.lexsort(pair), np.lexsort((A, A)))


# ---- linalg through NumPy ----------------------------------------------------------------------------------
def test_numpys_linalg_is_ours_where_there_is_one():
    x = tl.array([[4.0, 1.0], [1.0, 3.0]], requires_grad=True)
    np.linalg.norm(x).backward()
    np.testing.assert_allclose(x.grad.numpy(), x.detach().numpy() / np.sqrt(27))
    assert np.linalg.solve(x, T).requires_grad and np.linalg.inv(x).requires_grad
    assert isinstance(np.linalg.svd(x.detach()).S, tl.Tensor)
    assert np.linalg.trace(tl.ones((2, 3, 3))).tolist() == [3.0, 3.0]
    assert np.linalg.matrix_norm(x, ord=1).requires_grad
    assert np.linalg.eigvals(x).requires_grad and np.linalg.cond(x).requires_grad
    with pytest.raises(np.linalg.LinAlgError, match=r"^inv: a matrix is singular"):
        np.linalg.inv(tl.zeros((2, 2)))
    assert np.linalg.det(x).requires_grad
    assert np.linalg.svd(x.detach(), hermitian=True).S.shape == (2,)


# ---- result_type and its kin -------------------------------------------------------------------------------
NUMBERS = (True, 1, 1.0, 1j)


@pytest.mark.parametrize("a", ["bool", "int8", "uint8", "int64", "uint64", "float32", "float64"])
def test_result_type(a):
    x, n = tl.ones(2, dtype=a), np.ones(2, a)
    for number in NUMBERS:
        assert tl.result_type(x, number) == np.result_type(n, number)
        assert tl.result_type(number, getattr(tl, a)) == np.result_type(number, np.dtype(a))
    for b in ("bool", "int8", "uint16", "int64", "uint64", "float32"):
        assert tl.result_type(x, getattr(tl, b), 1) == np.result_type(n, np.dtype(b), 1)
        assert tl.result_type(a, n.astype(b)) == np.result_type(np.dtype(a), n.astype(b))
    for dtypes in itertools.permutations(("int16", "uint16", a)):
        assert tl.result_type(*dtypes) == np.result_type(*dtypes)
    for number in NUMBERS:
        assert tl.result_type(number) == np.result_type(number)
    assert tl.result_type(1, 2.0, True) == "float64" and tl.result_type(np.float32(1), 1.0) == "float32"
    with pytest.raises(ValueError, match=r"^result_type: "):
        tl.result_type()
    with pytest.raises(TypeError):
        tl.result_type("text")


def test_the_namespace_describes_itself():
    info = tl.__array_namespace_info__()
    assert info.default_device() in info.devices() == ("cpu",)
    assert tl.__array_api_version__ == "2025.12"
    assert tl.ones(1).__array_namespace__(api_version="2025.12") is tl
    assert info.default_dtypes()["indexing"] is tl.int64
    assert info.dtypes(kind="real floating") == {"float32": tl.float32, "float64": tl.float64}
    assert info.default_dtypes()["complex floating"] is tl.complex128
    assert list(info.dtypes(kind="complex floating")) == ["complex64", "complex128"]
    assert set(info.dtypes()) >= {"bool", "uint8", "int64"} and info.capabilities()["boolean indexing"]


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_sorting_and_sums(axis):
    x = np.array([[3.0, 1.0, 3.0, np.nan], [2.0, 2.0, -1.0, 0.0]])
    t = tl.array(x)
    np.testing.assert_array_equal(tl.sort(t, axis=axis).numpy(), np.sort(x, axis))
    np.testing.assert_array_equal(tl.argsort(t, axis=axis).numpy(), np.argsort(x, axis, kind="stable"))
    np.testing.assert_array_equal(tl.cumulative_sum(t, axis=axis).numpy(), np.cumsum(x, axis))
    got = tl.cumulative_sum(t, axis=axis, include_initial=True).numpy()
    np.testing.assert_array_equal(got, np.cumulative_sum(x, axis=axis, include_initial=True))
    for n in (0, 1, 2, 9):
        np.testing.assert_array_equal(tl.diff(t, n, axis).numpy(), np.diff(x, n, axis))
    want = np.diff(x, axis=axis, prepend=0.0, append=x)
    np.testing.assert_array_equal(tl.diff(t, axis=axis, prepend=0.0, append=t).numpy(), want)
    assert tl.argsort(tl.array([1, 3, 3, 2]), descending=True).tolist() == [1, 2, 3, 0]
    assert tl.sort(tl.array([1, 3, 2]), descending=True).tolist() == [3, 2, 1]
    for function in (tl.sort, tl.diff, tl.cumulative_sum, lambda x, axis: tl.sort(x, axis, descending=True)):
        y = tl.array(np.random.default_rng(0).normal(size=(2, 3)), requires_grad=True)
        assert tl.gradcheck(lambda y, f=function: f(y, axis=axis) ** 2, y)


def test_sets():
    x = np.array([[3, 1], [3, 2]])
    t = tl.array(x)
    values, indices, inverse, counts = tl.unique_all(t)
    assert values.tolist() == [1, 2, 3] and indices.tolist() == [1, 3, 0] and counts.tolist() == [1, 1, 2]
    assert values[inverse].tolist() == x.tolist() and tl.unique_values(t).tolist() == [1, 2, 3]
    assert tl.unique_counts(t).counts.tolist() == [1, 1, 2] and tl.unique_inverse(t)[1].shape == (2, 2)
    assert tl.unique_values(tl.array([np.nan, np.nan])).shape == (2,)
    assert tl.isin(t, [1, 3]).tolist() == np.isin(x, [1, 3]).tolist()
    assert tl.isin(t, tl.array([2]), invert=True).tolist() == [[True, True], [True, False]]
    after = tl.nextafter(tl.array([1.0], dtype="float32"), 2.0)
    assert after.dtype == "float32" and after.numpy() == np.nextafter(np.float32(1), np.float32(2))


# ---- consumers ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "call",
    [
        lambda d: d.sum("a"), lambda d: d.mean("a"), lambda d: d.std("a"), lambda d: d.max("b"),
        lambda d: d.prod("a"),
        lambda d: d + d, lambda d: 2 - d, lambda d: d / d.sum("a"), lambda d: d**2, lambda d: np.exp(d),
        lambda d: d.clip(1, 5), lambda d: d.where(d > 3, 0.0), lambda d: d.isel(a=[0, 2]),
        lambda d: d.sel(b="x"),
        lambda d: d.groupby("a").mean(), lambda d: d.transpose("b", "a"), lambda d: d.dot(d),
        lambda d: d @ d,
        lambda d: d.fillna(0.0), lambda d: d.isnull(), lambda d: d.count("a"), lambda d: d.argmax("a"),
        lambda d: d.roll(a=1), lambda d: d.stack(z=["a", "b"]), lambda d: d.astype("float32"),
        lambda d: d.sum(skipna=False), lambda d: d.isin([1.0, 2.0]), lambda d: d.diff("a"),
        lambda d: d.median("a"),
        lambda d: d.rolling(b=2).construct("w", fill_value=np.nan).mean("w", skipna=False),
        lambda d: d.shift(a=1, fill_value=0.0), lambda d: d.pad(a=1, mode="edge"),
        lambda d: d.interp(a=[0.5]),
        lambda d: d.cumsum("a"), lambda d: d.sortby("a", ascending=False),
    ],
)  # fmt: skip
def test_xarray(call):
    xarray = pytest.importorskip("xarray")
    a = np.arange(12.0).reshape(3, 4)
    a[1, 1] = np.nan
    coords = {"a": [0, 1, 2], "b": list("wxyz")}
    arrays = [xarray.DataArray(f(a), dims=["a", "b"], coords=coords) for f in (np.array, tl.array)]
    want, got = map(call, arrays)
    assert got.dims == want.dims and got.dtype == want.dtype
    np.testing.assert_allclose(got.to_numpy(), want.to_numpy(), rtol=1e-14)
    repr(got), got.to_series() if got.name else None


def test_xarray_concatenates_and_shows():
    xarray = pytest.importorskip("xarray")
    d = xarray.DataArray(tl.array([[1.0, 2.0]]), dims=["a", "b"], name="d")
    assert xarray.concat([d, d], "a").shape == (2, 2) and "tensor" in repr(d).lower()
    assert d.to_pandas().shape == (1, 2) and d.to_dataset().sum().d.item() == 3.0
    assert isinstance(np.add(T, xarray.DataArray(A, dims="a")), xarray.DataArray)


def test_scikit_learn_and_scipy_dispatch():
    """In a process of their own: SciPy reads the switch when it is imported."""
    pytest.importorskip("sklearn")
    code = "from test_protocols import scikit_learn, scipys; scikit_learn(); scipys()"
    paths = [os.path.dirname(__file__), *sys.path]
    environment = {**os.environ, "SCIPY_ARRAY_API": "1", "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def scikit_learn():
    sklearn = pytest.importorskip("sklearn")
    from sklearn import metrics
    from sklearn.decomposition import PCA
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.linear_model import Ridge
    from sklearn.preprocessing import LabelEncoder, MinMaxScaler, StandardScaler

    x = np.random.default_rng(0).normal(size=(40, 5))
    y, z = (x[:, 0] > 0).astype("int64"), np.abs(x @ np.arange(5.0)) + 0.1
    calls = [
        lambda x, y, z: PCA(2, svd_solver="full").fit(x).explained_variance_,
        lambda x, y, z: Ridge(solver="svd").fit(x, z).predict(x),
        lambda x, y, z: LinearDiscriminantAnalysis().fit(x, y).predict(x),
        lambda x, y, z: StandardScaler().fit_transform(x),
        lambda x, y, z: MinMaxScaler().fit_transform(x),
        lambda x, y, z: LabelEncoder().fit_transform(y),
        lambda x, y, z: metrics.accuracy_score(y, y),
        lambda x, y, z: metrics.f1_score(y, y),
        lambda x, y, z: metrics.roc_auc_score(y, z),
        lambda x, y, z: metrics.r2_score(z, z + 0.1),
        lambda x, y, z: metrics.mean_squared_error(z, z + 0.1),
        lambda x, y, z: metrics.pairwise.cosine_similarity(x),
    ]
    for call in calls:
        with sklearn.config_context(array_api_dispatch=False):
            want = call(x, y, z)
        with sklearn.config_context(array_api_dispatch=True):
            got = call(tl.array(x), tl.array(y), tl.array(z))
        np.testing.assert_allclose(np.asarray(got), want, rtol=1e-9, atol=1e-12)


def scipys():
    import scipy.special
    import scipy.stats

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x = np.abs(np.random.default_rng(0).normal(size=20)) + 0.1
        special, stats = scipy.special, scipy.stats
        for f in (stats.zscore, stats.skew, stats.gmean, special.logsumexp, stats.iqr):
            np.testing.assert_allclose(np.asarray(f(tl.array(x))), f(x), rtol=1e-12)


def test_pillow_takes_pictures():
    image = pytest.importorskip("PIL.Image")
    pixels = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    for part in (pixels, pixels[::-1], pixels[..., 0]):
        assert np.asarray(image.fromarray(tl.array(part))).tolist() == part.tolist()
    assert tl.asarray(image.fromarray(pixels)).tolist() == pixels.tolist()


def test_scalars_of_numpy_are_numbers():
    for value in (np.float64(3), np.int64(3), np.complex128(3)):
        x = tl.asarray(value)
        x *= 2
        assert x.item() == 6 and value == 3


def test_arrays_of_numpy_are_changed_at_places():
    a = np.zeros(3)
    tl.add.at(a, [0, 0, 2], 1.0)
    assert a.tolist() == [2.0, 0.0, 1.0]
    with pytest.raises(TypeError, match=r"^add.at: what is changed"):
        tl.add.at([0.0], [0], 1.0)


@pytest.mark.parametrize(
    "change",
    [
        lambda m, a: m.fill_diagonal(a, 0), lambda m, a: m.place(a, a > 3, [1]),
        lambda m, a: m.putmask(a, a > 3, 0), lambda m, a: m.copyto(a, 1), lambda m, a: m.put(a, [0], 9),
        lambda m, a: m.nan_to_num(a, copy=False),
        lambda m, a: m.put_along_axis(a, np.array([[0], [1], [1]]), 7, 1),
        lambda m, a: m.nan_to_num(a.view(complex), copy=False),
    ],
)  # fmt: skip
def test_arrays_of_numpy_are_changed_in_place(change):
    a, b = (np.array([[0.0, np.nan], [5, 6], [np.inf, 2]]) for _ in range(2))
    got, want = change(tl, a), change(np, b)
    np.testing.assert_array_equal(a, b)
    assert type(got) is type(want)
    with pytest.raises(TypeError, match=r"must be a tensor or an array, got list$"):
        tl.putmask([1.0], True, 0)
