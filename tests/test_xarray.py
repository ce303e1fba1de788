"""What xarray does with tensors inside: numbers, dtypes and names as with NumPy's arrays."""

import numpy as np
import pytest

import tensorlab as tl

xr = pytest.importorskip("xarray")
pd = pytest.importorskip("pandas")
A = np.array([[1.0, np.nan, 3.0, 4.0], [5.0, 6.0, np.nan, 8.0], [9.0, 10.0, 11.0, 12.0]])


def made(f):
    days = pd.date_range("2020-01-01", periods=4)
    coords = {"x": [10, 20, 30], "t": days, "g": ("t", [0, 0, 1, 1])}
    return xr.DataArray(f(A), dims=("x", "t"), coords=coords, name="v")


def W(d):
    """Weights, of the same kind of array."""
    make = tl.array if isinstance(d.data, tl.Tensor) else np.array
    return xr.DataArray(make([1.0, 2.0, 3.0]), dims="x")


def whole(d):
    return d.fillna(0).astype(int)


CALLS = {
    "rolling.mean": lambda d: d.rolling(t=2).mean(),
    "rolling.sum min_periods": lambda d: d.rolling(t=2, min_periods=1).sum(),
    "rolling.max center": lambda d: d.rolling(t=3, center=True).max(),
    "rolling.std": lambda d: d.rolling(x=2).std(),
    "rolling.count": lambda d: d.rolling(x=2).count(),
    "rolling.reduce": lambda d: d.rolling(x=2).reduce(np.sum),
    "rolling.construct": lambda d: d.rolling(t=2).construct("w"),
    "rolling.construct fill": lambda d: d.rolling(t=2).construct("w", fill_value=0.0),
    "shift": lambda d: d.shift(t=1),
    "shift fill": lambda d: d.shift(t=1, fill_value=0.0),
    "roll": lambda d: d.roll(t=1),
    "pad": lambda d: d.pad(x=(1, 2)),
    "pad const": lambda d: d.pad(x=1, constant_values=0.0),
    "pad edge": lambda d: d.pad(x=1, mode="edge"),
    "pad reflect": lambda d: d.pad(x=1, mode="reflect"),
    "pad wrap": lambda d: d.pad(x=1, mode="wrap"),
    "reindex": lambda d: d.reindex(x=[10, 25, 30]),
    "reindex nearest": lambda d: d.reindex(x=[10, 26, 30], method="nearest"),
    "reindex fill": lambda d: d.reindex(x=[10, 25, 30], fill_value=0.0),
    "reindex_like": lambda d: d.reindex_like(d[:2]),
    "weighted.mean": lambda d: d.weighted(W(d)).mean("x"),
    "weighted.sum": lambda d: d.weighted(W(d)).sum(),
    "weighted.std": lambda d: d.weighted(W(d)).std("x"),
    "weighted.quantile": lambda d: d.weighted(W(d)).quantile(0.5, dim="x"),
    "dropna": lambda d: d.dropna("t"),
    "dropna all": lambda d: d.dropna("t", how="all"),
    "idxmax": lambda d: d.idxmax("x"),
    "idxmin t": lambda d: d.idxmin("t"),
    "argmax": lambda d: d.argmax("x"),
    "argmax dims": lambda d: d.fillna(0).argmax(...)["x"],
    "ffill": lambda d: d.ffill("t"),
    "bfill": lambda d: d.bfill("x"),
    "fillna": lambda d: d.fillna(0.0),
    "interpolate_na": lambda d: d.interpolate_na("t"),
    "where": lambda d: d.where(d > 4),
    "where value": lambda d: d.where(d > 4, 0.0),
    "where drop": lambda d: d.where(d.x > 10, drop=True),
    "xr.where": lambda d: xr.where(d > 4, d, 0.0),
    "concat": lambda d: xr.concat([d, d + 1], "x"),
    "concat new": lambda d: xr.concat([d, d], "n"),
    "concat misaligned": lambda d: xr.concat([d, d[:, :2]], "n"),
    "merge": lambda d: xr.merge([d, d.rename("w")])["w"],
    "combine_first": lambda d: d.combine_first(d * 0),
    "align outer": lambda d: xr.align(d, d[:2], join="outer")[1],
    "broadcast": lambda d: xr.broadcast(d, W(d))[1],
    "groupby.mean": lambda d: d.groupby("g").mean(),
    "groupby.sum": lambda d: d.groupby("g").sum(),
    "groupby arith": lambda d: d.groupby("g") - d.groupby("g").mean(),
    "groupby.map": lambda d: d.groupby("g").map(lambda e: e - e.mean()),
    "groupby_bins": lambda d: d.groupby_bins("x", [0, 15, 40]).sum(),
    "groupby max": lambda d: d.groupby("g").max(),
    "groupby.first": lambda d: d.groupby("g").first(),
    "resample.mean": lambda d: d.resample(t="2D").mean(),
    "resample.sum": lambda d: d.resample(t="2D").sum(),
    "resample.interpolate": lambda d: d.resample(t="12h").interpolate("linear"),
    "resample.ffill": lambda d: d.resample(t="12h").ffill(),
    "resample.nearest": lambda d: d.resample(t="12h").nearest(),
    "interp": lambda d: d.interp(x=[15, 25]),
    "interp nearest": lambda d: d.interp(x=[15, 25], method="nearest"),
    "interp cubic": lambda d: d.fillna(0).interp(t=d.t[:2], x=[12, 22]),
    "interp_like": lambda d: d.interp_like(d[:2]),
    "to_dataset": lambda d: d.to_dataset()["v"],
    "to_dataset dim": lambda d: d.to_dataset("x")[10],
    "to_array": lambda d: d.to_dataset("x").to_array(),
    "stack": lambda d: d.stack(z=("x", "t")),
    "unstack": lambda d: d.stack(z=("x", "t")).unstack("z"),
    "unstack partial": lambda d: d.stack(z=("x", "t"))[:-1].unstack("z"),
    "coarsen.mean": lambda d: d.coarsen(t=2).mean(),
    "coarsen.construct": lambda d: d.coarsen(t=2).construct(t=("a", "b")),
    "coarsen pad": lambda d: d.coarsen(x=2, boundary="pad").max(),
    "diff": lambda d: d.diff("t"),
    "cumsum": lambda d: d.cumsum("t"),
    "cumprod": lambda d: d.cumprod("x"),
    "rank": lambda d: d.rank("x"),
    "quantile": lambda d: d.quantile([0.2, 0.5], "x"),
    "median": lambda d: d.median("t"),
    "std": lambda d: d.std("x"),
    "var ddof": lambda d: d.var("x", ddof=1),
    "mean": lambda d: d.mean(),
    "sum min_count": lambda d: d.sum("x", min_count=3),
    "prod": lambda d: d.prod("t"),
    "count": lambda d: d.count("x"),
    "any": lambda d: (d > 3).any("x"),
    "max": lambda d: d.max("x"),
    "min skipna": lambda d: d.min("x", skipna=False),
    "clip": lambda d: d.clip(2, 8),
    "round": lambda d: d.round(1),
    "astype": lambda d: d.astype("float32"),
    "astype np": lambda d: d.astype(np.float32),
    "astype int": lambda d: whole(d),
    "isnull": lambda d: d.isnull(),
    "notnull": lambda d: d.notnull(),
    "isin": lambda d: d.isin([1, 4]),
    "dot": lambda d: d.fillna(0).dot(W(d)),
    "xr.dot": lambda d: xr.dot(d.fillna(0), d.fillna(0), dim="x"),
    "corr": lambda d: xr.corr(d, d * 2, "x"),
    "cov": lambda d: xr.cov(d, d * 2, "x"),
    "polyfit": lambda d: d.fillna(0).polyfit("x", 1)["polyfit_coefficients"],
    "polyval": lambda d: xr.polyval(d.x, xr.DataArray(d.data[0, :1], dims="degree", coords={"degree": [0]})),
    "integrate": lambda d: d.fillna(0).integrate("x"),
    "differentiate": lambda d: d.differentiate("x"),
    "cumulative": lambda d: d.cumulative("x").sum(),
    "cumulative_integrate": lambda d: d.fillna(0).cumulative_integrate("x"),
    "sel": lambda d: d.sel(x=20),
    "sel nearest": lambda d: d.sel(x=21, method="nearest"),
    "isel": lambda d: d.isel(t=[0, 2]),
    "isel vec": lambda d: d.isel(x=xr.DataArray([0, 1], dims="p"), t=xr.DataArray([1, 2], dims="p")),
    "sel slice": lambda d: d.sel(t=slice("2020-01-02", "2020-01-03")),
    "loc": lambda d: d.loc[10],
    "head": lambda d: d.head(t=2),
    "thin": lambda d: d.thin(t=2),
    "sortby": lambda d: d.sortby("x", ascending=False),
    "drop_sel": lambda d: d.drop_sel(x=10),
    "query": lambda d: d.to_dataset().query(x="x>10")["v"],
    "transpose": lambda d: d.transpose(),
    "expand_dims": lambda d: d.expand_dims("n"),
    "squeeze": lambda d: d[:1].squeeze(),
    "swap_dims": lambda d: d.swap_dims(t="g"),
    "rename": lambda d: d.rename(x="y"),
    "copy": lambda d: d.copy(deep=True),
    "ufunc": lambda d: np.sin(d),
    "apply_ufunc": lambda d: xr.apply_ufunc(lambda a: a * 2, d),
    "apply_ufunc core": lambda d: xr.apply_ufunc(lambda a: a.sum(-1), d, input_core_dims=[["t"]]),
    "reduce": lambda d: d.reduce(np.nansum, "x"),
    "map_blocks": lambda d: d.map_blocks(lambda e: e + 1),
    "full_like": lambda d: xr.full_like(d, 3.0),
    "zeros_like": lambda d: xr.zeros_like(d),
    "ones_like": lambda d: xr.ones_like(d),
    "bool mask": lambda d: d[dict(t=[True, False, True, False])],
    "where other": lambda d: d.where(d.notnull(), d.mean("t")),
    "Dataset.mean": lambda d: xr.Dataset({"a": d, "b": d}).mean("x")["a"],
    "Dataset.where": lambda d: xr.Dataset({"a": d}).where(d > 3)["a"],
    "Dataset arith": lambda d: (xr.Dataset({"a": d}) + 1)["a"],
    "Dataset.shift": lambda d: xr.Dataset({"a": d}).shift(t=1)["a"],
    "int shift": lambda d: whole(d).shift(t=1),
    "int where": lambda d: (lambda e: e.where(e > 3))(whole(d)),
    "bool where": lambda d: (d > 3).where(d > 5),
    "bool pad": lambda d: (d > 3).pad(x=1),
    "int reindex": lambda d: whole(d).reindex(x=[10, 11]),
    "f4 shift": lambda d: d.astype("float32").shift(t=1),
    "f4 mean": lambda d: d.astype("float32").mean("x"),
    "int mean": lambda d: whole(d).mean("x"),
    "bool sum": lambda d: (d > 3).sum("x"),
    "broadcast_like": lambda d: W(d).broadcast_like(d),
    "pow": lambda d: d**2,
    "floordiv": lambda d: d // 2,
    "compare": lambda d: d == 3,
    "and": lambda d: (d > 2) & (d < 9),
    "invert": lambda d: ~(d > 2),
    "neg": lambda d: -d,
    "abs": lambda d: abs(d),
    "swap": lambda d: d.reset_index("x", drop=True),
    "set_index": lambda d: d.set_index(t="g"),
    "drop_duplicates": lambda d: d.drop_duplicates("x"),
    "pickle": lambda d: __import__("pickle").loads(__import__("pickle").dumps(d)),
}
# SciPy's and Bottleneck's results, and indices of a kind that xarray takes of NumPy's arrays alone
ARRAYS = [
    "weighted.quantile", "ffill", "bfill", "interpolate_na", "resample.interpolate", "interp",
    "interp nearest", "interp cubic", "interp_like", "rank",
]  # fmt: skip
REFUSED = ["isel vec", "idxmin t", "bool pad"]
BY_BOTTLENECK = ["ffill", "bfill", "rank"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CALLS)
def test_it_computes_as_with_arrays(name):
    if name in BY_BOTTLENECK:
        pytest.importorskip("bottleneck")
    want = CALLS[name](made(np.array))
    if name in REFUSED:
        with pytest.raises(TypeError):
            CALLS[name](made(tl.array))
        return
    got = CALLS[name](made(tl.array))
    assert isinstance(got.data, np.ndarray if name in ARRAYS else tl.Tensor)
    assert (got.dims, np.dtype(got.dtype), {*got.coords}) == (want.dims, want.dtype, {*want.coords})
    np.testing.assert_allclose(np.asarray(got.data), np.asarray(want.data), rtol=1e-12)


def test_what_leaves_it():
    d, e = made(tl.array), made(np.array)
    for f in (
        lambda d: d.values, lambda d: d.to_dataframe()["v"].values, lambda d: d.to_series().values,
        lambda d: d.to_pandas().values, lambda d: np.array(d.to_dict()["data"]), lambda d: d.to_numpy(),
        lambda d: d[0, 0].item(), lambda d: float(d[0, 0]),
    ):  # fmt: skip
        np.testing.assert_array_equal(f(d), f(e))
    assert d.equals(d.copy()) and d.identical(d.copy()) and "tensor" in repr(d).lower() and d._repr_html_()
