"""Reductions: the primitives of the op table, and those that are composed of them."""

from .common import convert, function, names, skip_unless_callable, uniform

COMPOSED = ["mean", "var", "std", "median", "nanmean", "nanvar", "nanstd", "nanmedian"]
PRIMITIVE = names("reduce")


class Reduce:
    params = [
        PRIMITIVE + [name for name in COMPOSED if name not in PRIMITIVE],
        ["float32", "float64"],
        ["all", "0", "1"],
        ["tensorlab", "numpy", "bottleneck", "torch"],
    ]
    param_names = ["name", "dtype", "axis", "lib"]

    def setup(self, name, dtype, axis, lib):
        x = uniform((1000, 1000), dtype)
        if name.startswith("nan"):
            x[uniform(x.shape, seed=1) < 0.14] = float("nan")  # about one in twenty
        x = convert(lib, x)
        reduce = function(lib, name)
        keyword = "dim" if lib == "torch" else "axis"
        options = {} if axis == "all" else {keyword: int(axis)}
        self.call = lambda: reduce(x, **options)
        if lib != "tensorlab":
            skip_unless_callable(self.call)

    def time_reduce(self, name, dtype, axis, lib):
        self.call()


class Lines:
    """Work along one axis, the contiguous one and the other."""

    params = [
        ["cumsum", "cumprod", "sort", "argsort"],
        ["float32", "int64"],
        [0, 1],
        ["tensorlab", "numpy", "torch"],
    ]
    param_names = ["name", "dtype", "axis", "lib"]

    def setup(self, name, dtype, axis, lib):
        x, run = convert(lib, uniform((1000, 1000), dtype)), function(lib, name)
        self.call = lambda: run(x, axis)

    def time_lines(self, name, dtype, axis, lib):
        self.call()


class Percentile:
    params = [["percentile", "nanpercentile"], ["tensorlab", "numpy"]]
    param_names = ["name", "lib"]

    def setup(self, name, lib):
        self.call = function(lib, name)
        self.x = convert(lib, uniform((1000, 1000), "float64"))

    def time_percentile(self, name, lib):
        self.call(self.x, 30, axis=0)


class Order:
    """Long lines in order, and their first parts."""

    params = [
        ["sort", "argsort", "partition", "argpartition", "topk"],
        ["int16", "float32", "float64"],
        ["tensorlab", "numpy", "torch"],
    ]
    param_names = ["name", "dtype", "lib"]

    def setup(self, name, dtype, lib):
        x, run = convert(lib, (1e4 * uniform(200_000, "float64")).astype(dtype)), function(lib, name)
        self.call = lambda: run(x, *({"topk": (100,), "sort": (), "argsort": ()}.get(name, (1000,))))

    def time_order(self, name, dtype, lib):
        self.call()
