"""Other libraries compute on tensors: results are tensors wherever the library keeps the type of arrays."""

import copy
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

import tensorlab as tl

X = np.array([[1.0, 2.0], [3.0, 5.0], [4.0, 4.5]])
V = np.arange(1.0, 9.0)
SAMPLES = np.random.default_rng(0).normal(size=(60, 4))


def kept(got, want, rtol=1e-10):
    """A tensor, with the numbers that NumPy's arrays give."""
    assert isinstance(got, tl.Tensor), type(got)
    assert got.shape == np.shape(want)
    np.testing.assert_allclose(np.asarray(got.detach()), np.asarray(want), rtol=rtol, atol=1e-12)


# ---- SciPy: the switch is read when it is imported, so that a process of its own is needed -----------------
SCIPY = """
import warnings
import numpy as np, scipy.special as special, scipy.stats as stats, scipy.signal as signal, scipy.fft as fft
import scipy.cluster.vq as vq, scipy.integrate as integrate, scipy.ndimage as ndimage
import tensorlab as tl

warnings.simplefilter("ignore")
X, V = np.array([[1.0, 2.0], [3.0, 5.0]]), np.arange(1.0, 9.0)
CALLS = [
    *(lambda x, v, n=n: getattr(special, n)(x) for n in ("expit", "gammaln", "erf", "ndtr", "logit", "i0e")),
    lambda x, v: special.logsumexp(x, axis=0), lambda x, v: special.softmax(x, axis=1),
    lambda x, v: special.xlogy(x, x),
    *(lambda x, v, n=n: getattr(stats, n)(v) for n in (
        "zscore", "skew", "kurtosis", "gmean", "hmean", "sem", "variation", "moment", "entropy", "iqr",
    )),
    lambda x, v: stats.ttest_1samp(v, 4.0).pvalue, lambda x, v: stats.pearsonr(v, v * v).statistic,
    lambda x, v: stats.ttest_ind(v, v + 1).pvalue,
    lambda x, v: signal.detrend(v), lambda x, v: signal.convolve(v, v), lambda x, v: signal.hilbert(v),
    lambda x, v: signal.fftconvolve(v, v), lambda x, v: signal.lfilter(v[:1], v[:2], v),
    lambda x, v: signal.resample(v, 4), lambda x, v: signal.medfilt(v),
    lambda x, v: signal.savgol_filter(v, 5, 2),
    lambda x, v: fft.fft(v), lambda x, v: fft.rfft(v), lambda x, v: fft.dct(v),
    lambda x, v: vq.whiten(x), lambda x, v: integrate.trapezoid(v),
    lambda x, v: integrate.cumulative_trapezoid(v), lambda x, v: ndimage.gaussian_filter(x, 1.0),
]
for k, call in enumerate(CALLS):
    got, want = call(tl.array(X), tl.array(V)), call(X, V)
    assert isinstance(got, tl.Tensor), (k, type(got))
    np.testing.assert_allclose(np.asarray(got), want, rtol=1e-9, atol=1e-12, err_msg=str(k))
print(len(CALLS))
"""


def test_scipy():
    environment = {**os.environ, "SCIPY_ARRAY_API": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", SCIPY], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 30


def test_scipys_linear_algebra_takes_tensors():
    import scipy.linalg

    x = tl.array(X[:2])
    for name in ("inv", "det", "expm", "svdvals"):
        np.testing.assert_allclose(getattr(scipy.linalg, name)(x), getattr(scipy.linalg, name)(X[:2]))


# ---- scikit-learn ------------------------------------------------------------------------------------------
SWITCHED = pytest.mark.skipif(
    os.environ.get("SCIPY_ARRAY_API") != "1", reason="runs in a process of its own, of test_scikit_learn"
)


def test_scikit_learn():
    """It dispatches only where SciPy was imported with the switch on."""
    pytest.importorskip("sklearn")
    environment = {**os.environ, "SCIPY_ARRAY_API": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        __file__,
        "-k",
        "what_is_learned or test_metrics",
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and "skipped" not in done.stdout, done.stdout


def learned(name, samples, labels):
    from sklearn import decomposition, discriminant_analysis, linear_model, preprocessing

    if name == "Ridge":
        return linear_model.Ridge(solver="svd").fit(samples, samples[:, 0]).predict(samples)
    if name.startswith("LDA"):
        model = discriminant_analysis.LinearDiscriminantAnalysis().fit(samples, labels)
        return model.predict_proba(samples) if name == "LDA probabilities" else model.predict(samples)
    if name == "PCA":
        return abs(decomposition.PCA(2, svd_solver="full").fit_transform(samples))
    return getattr(preprocessing, name)().fit_transform(samples)


@SWITCHED
@pytest.mark.parametrize(
    "name",
    [
        "StandardScaler", "MinMaxScaler", "MaxAbsScaler", "Normalizer", "PolynomialFeatures", "Binarizer",
        "PCA", "Ridge", "LDA", "LDA probabilities",
    ],
)  # fmt: skip
def test_what_is_learned(name):
    sklearn = pytest.importorskip("sklearn")
    labels = (SAMPLES[:, 0] > 0).astype(np.int64)
    with sklearn.config_context(array_api_dispatch=True):
        got = learned(name, tl.array(SAMPLES), tl.array(labels))
    kept(got, learned(name, SAMPLES, labels), 1e-7)


@SWITCHED
def test_metrics():
    sklearn = pytest.importorskip("sklearn")
    from sklearn import metrics
    from sklearn.model_selection import train_test_split

    x = tl.array(SAMPLES)
    with sklearn.config_context(array_api_dispatch=True):
        assert metrics.mean_squared_error(x, 2 * x) == pytest.approx((SAMPLES**2).mean())
        kept(metrics.pairwise.euclidean_distances(x), metrics.pairwise.euclidean_distances(SAMPLES), 1e-6)
        parts = train_test_split(x, test_size=0.25, random_state=0)
    for got, want in zip(parts, train_test_split(SAMPLES, test_size=0.25, random_state=0)):
        kept(got, want)


# ---- xarray, Dask ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["sum", "mean", "std", "var", "max", "min", "prod", "median"])
def test_xarray(name):
    xarray = pytest.importorskip("xarray")
    data = np.where(X == 2.0, np.nan, X)

    def results(values):
        d = xarray.DataArray(values, dims=("a", "b"), coords={"a": [0, 0, 1]})
        yield getattr(d, name)("a").data
        for skipna in (True, False):
            yield getattr(d, name)("b", skipna=skipna).data
        yield getattr(d.groupby("a"), name)().data
        yield getattr(d.coarsen(a=3), name)().data
        yield getattr(xarray.Dataset({"v": d}), name)()["v"].data

    for got, want in zip(results(tl.array(data)), results(data)):
        kept(got, want)


@pytest.mark.parametrize(
    "call",
    [
        lambda d: d.map_blocks(lambda block: block * 2), lambda d: d.sum(), lambda d: d.sum(axis=0),
        lambda d: d.mean(axis=1), lambda d: d.max(axis=0), lambda d: d.prod(), lambda d: d @ d.T,
        lambda d: d[1:, ::2], lambda d: d.cumsum(axis=0), lambda d: d.rechunk((3, 1)), lambda d: d.reshape(6),
        lambda d: (d > 3).any(axis=0), lambda d: np.exp(d), lambda d: np.concatenate([d, d]),
    ],
)  # fmt: skip
def test_dask(call):
    array = pytest.importorskip("dask.array")
    got = call(array.from_array(tl.array(X), chunks=(2, 1), asarray=False)).compute()
    kept(got, call(array.from_array(X, chunks=(2, 1))).compute())


# ---- columns -----------------------------------------------------------------------------------------------
COLUMNS = [([1.0, 2.0], "float64"), ([1, 2], "int32"), ([True, False], "bool"), ([1.5, 2.0], "float32")]


@pytest.mark.parametrize(("values", "dtype"), COLUMNS)
def test_columns(values, dtype):
    pandas, want = pytest.importorskip("pandas"), np.array(values, dtype)
    for column in (pandas.Series(values, dtype=dtype), pandas.Index(want)):
        for make in (tl.asarray, tl.array):
            got = make(column)
            kept(got, want)
            assert got.dtype == dtype
        kept(tl.asarray(column, dtype=tl.float32), want)
    assert tl.asarray(pandas.DataFrame({"a": values, "b": values})).shape == (2, 2)


@pytest.mark.parametrize(("values", "dtype"), COLUMNS)
def test_columns_of_polars(values, dtype):
    polars, want = pytest.importorskip("polars"), np.array(values, dtype)
    got = tl.asarray(polars.Series(want))
    kept(got, want)
    assert got.dtype == dtype and tl.asarray(polars.DataFrame({"a": values, "b": values})).shape == (2, 2)


def test_missing_numbers_and_text_in_columns():
    pandas = pytest.importorskip("pandas")
    kept(tl.asarray(pandas.Series([1, 2], dtype="Int64")), [1, 2])
    kept(tl.sum(pandas.Series([1.0, 2.0])), 3.0)
    with pytest.raises(TypeError, match=r"^asarray: the elements are"):
        tl.asarray(pandas.Series(["a"], dtype=object))


# ---- Matplotlib --------------------------------------------------------------------------------------------
def test_matplotlib():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    x, y = tl.arange(3.0), tl.array([1.0, 4.0, 9.0])
    (line,) = axes.plot(x, y)
    np.testing.assert_array_equal(line.get_xydata(), np.stack([x, y], axis=1))
    image = axes.imshow(tl.array(X))
    np.testing.assert_array_equal(image.get_array(), X)
    axes.scatter(x, y, c=y)
    axes.errorbar(x, y, yerr=y)
    axes.fill_between(x, 0, y)
    axes.bar(x, y)
    counts, _, _ = axes.hist(y, bins=3)
    assert sum(counts) == 3
    figure.canvas.draw()
    pyplot.close(figure)


# ---- pickles and copies ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "x", [tl.arange(1000.0), tl.arange(12).reshape(3, 4).T, tl.ones((0, 2)), tl.array(1j)]
)
def test_memory_beside_a_pickle(x):
    buffers = []
    text = pickle.dumps(x, 5, buffer_callback=buffers.append)
    got = pickle.loads(text, buffers=buffers)
    kept(got, x.numpy())
    assert got.dtype is x.dtype and (not x.size or buffers) and len(text) < 400
    for other in (copy.copy(x), copy.deepcopy(x), pickle.loads(pickle.dumps(x, 2))):
        kept(other, x.numpy())
        assert not x.size or not np.shares_memory(other.numpy(), x.numpy())


# ---- NumPy's functions -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "call",
    [
        np.trapezoid, np.ediff1d, np.gradient, np.unwrap, lambda v: np.interp(2.5, v, v), np.histogram,
        np.unique,
        lambda v: np.lib.stride_tricks.sliding_window_view(v, 3), lambda v: np.polyfit(v, v, 1), np.frexp,
        lambda v: np.gcd(v.astype("int64"), 6), lambda v: np.add.reduceat(v, [0, 3]), np.spacing, np.cov,
        lambda v: np.add.accumulate(v), lambda v: np.multiply.outer(v, v),
        lambda v: np.apply_along_axis(sum, 0, v),
        lambda v: np.split(v, 2), np.modf,
        np.fft.fft, np.fft.rfft, np.fft.fftshift, lambda v: np.linalg.cond(v.reshape(2, 4)),
        lambda v: np.insert(v, 1, 5.0), lambda v: np.resize(v, 3),
    ],
)  # fmt: skip
def test_what_numpy_computes_are_tensors(call):
    got, want = call(tl.array(V)), call(V)
    if isinstance(want, (tuple, list)):
        assert isinstance(got, (tuple, list)) and len(got) == len(want)
    else:
        got, want = [got], [want]
    for g, w in zip(got, want):
        kept(g, w)


def test_what_is_no_number_stays_what_it_is():
    t = tl.array(V)
    assert isinstance(np.array2string(t), str) and np.ndim(t) == 1 and np.shares_memory(t, t) is True
    given = np.zeros(8)
    assert np.modf(t, out=(given, None))[0] is given and isinstance(
        np.modf(t, out=(given, None))[1], tl.Tensor
    )
    assert isinstance(np.ma.masked_array(V) + t, np.ma.MaskedArray)
