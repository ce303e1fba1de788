"""Folds, their nan-versions and order statistics, along every axis."""

import numpy as np

from .common import Suite, names, uniform

AXES = {"all": "", "0": ", axis=0", "1": ", axis=1"}


class _Folds(Suite):
    """A function of a matrix, over all of it or along an axis."""

    axes = {"dtype": ["float32", "float64"], "axis": list(AXES)}
    arguments = ""

    def make(self, name, dtype, axis, lib):
        self.arguments = AXES[axis]
        return super().make(name, dtype, axis, lib=lib)

    def text(self, name, lib):
        return super().text(name, lib).replace(")", f"{self.arguments})", 1)

    def operands(self, dtype, axis):
        return {"x": lambda: uniform((1000, 1000), dtype), "gaps": lambda: gaps(dtype)}


def gaps(dtype):
    """A matrix, one in twenty of whose elements are nan."""
    x = uniform((1000, 1000), dtype)
    x[uniform(x.shape, seed=1) < 0.14] = np.nan
    return x


class Reductions(_Folds):
    rows = {name: f"{name}(x)" for name in names("reduce") if not name.startswith("nan")} | {
        "mean": "mean(x)",
        "var": {"": "var(x)", "torch": "var(x, correction=0)"},
        "std": {"": "std(x)", "torch": "std(x, correction=0)"},
        "logsumexp": {
            "": "logsumexp(x)",
            "numpy": None,
            "jax": "special.logsumexp(x)",
            "torch": "logsumexp(x)",
        },
    }


class NanReductions(_Folds):
    libs = ("tensorlab", "numpy", "torch", "bottleneck", "jax")
    rows = {name: f"{name}(gaps)" for name in names("reduce") if name.startswith("nan")} | {
        name: f"{name}(gaps)" for name in ("nanmean", "nanvar", "nanstd")
    }


class OrderStatistics(_Folds):
    libs = ("tensorlab", "numpy", "torch", "bottleneck", "jax")
    rows = {
        "median": "median(x)",
        "percentile 30": {"": "percentile(x, 30)", "torch": "quantile(x, 0.3)"},
        "nanmedian": "nanmedian(gaps)",
        "nanpercentile 30": {"": "nanpercentile(gaps, 30)", "torch": "nanquantile(gaps, 0.3)"},
    }


class Shapes(Suite):
    """Short rows, many axes, one byte."""

    rows = {
        "sum of short rows": "short.sum(axis=1)",
        "std of short rows": {"": "short.std(axis=1)", "torch": "std(short, dim=1, correction=0)"},
        "sum of a middle axis": "cube.sum(axis=1)",
        "max over channels": {"": "images.max(axis=1)", "torch": "images.amax(1)"},
        "mean over batch and places": {
            "": "images.mean(axis=(0, 2, 3))",
            "torch": "images.mean(dim=(0, 2, 3))",
        },
        "any of booleans": "mask.any()",
        "sum of booleans": "mask.sum()",
        "norm": "linalg.norm(vector)",
    }

    def operands(self):
        return {
            "short": lambda: uniform((100_000, 8)),
            "cube": lambda: uniform((100, 100, 100), "float64"),
            "images": lambda: uniform((64, 32, 28, 28)),
            "mask": lambda: np.zeros(10**6, bool),
            "vector": lambda: uniform(10**6),
        }


class Lines(Suite):
    """Work along one axis, the contiguous one and the other."""

    rows = {name: f"{name}(x, {{}})" for name in ("cumsum", "cumprod", "sort", "argsort")} | {
        "logcumsumexp": {"": "logcumsumexp(x, {})", "numpy": None, "jax": None}
    }
    axes = {"dtype": ["float32", "int64"], "axis": [0, 1]}
    axis = 0

    def make(self, name, dtype, axis, lib):
        self.axis = axis
        return super().make(name, dtype, axis, lib=lib)

    def text(self, name, lib):
        return super().text(name, lib).format(self.axis)

    def operands(self, dtype, axis):
        return {"x": lambda: uniform((1000, 1000), dtype, 1, 9)}


class Order(Suite):
    """A long line in order, and its first parts."""

    rows = {
        "sort": "sort(x)",
        "argsort": "argsort(x)",
        "partition": "partition(x, 1000)",
        "argpartition": "argpartition(x, 1000)",
        "topk": "topk(x, 100)",
        "unique": "unique(x)",
        "searchsorted": "searchsorted(edges, x)",
    }
    axes = {"dtype": ["int16", "float32", "float64"]}
    libs = ("tensorlab", "numpy", "torch", "bottleneck", "jax")

    def operands(self, dtype):
        return {
            "x": lambda: (1e4 * uniform(200_000, "float64")).astype(dtype),
            "edges": lambda: np.linspace(0, 9999, 1000).astype(dtype),
        }
