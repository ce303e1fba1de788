"""The most memory that the process had. asv forks it when all libraries were imported: what "nothing" shows
is theirs, and what is above that is the work's."""

from .bench_training import _Networks, prepared
from .common import FAILURES, Gradient, Suite, uniform


class _Peak:
    """What a benchmark of asv that measures memory needs: no clock, one call."""

    def setup(self, lib, *rest):
        try:
            self.call = self.make(*rest, lib=lib)
        except FAILURES as error:
            raise NotImplementedError(str(error)) from error

    def peakmem_call(self, *key):
        self.call()

    time_call = None


class Arrays(_Peak, Suite):
    """Ten million numbers of four bytes, 40 MB, in each operand."""

    rows = {
        "nothing": "x",
        "add": "x + y",
        "chain of seven": "1 / (1 + exp(-x)) * y + x",
        "sum": "x.sum()",
        "std": "x.std()",
        "sum of a product": "(x * y).sum()",
        "mixed dtypes": "x + i",
        "cast and sum": {"": "x.sum(dtype=float64)"},
        "transposed": "m + m.T",
        "median": "median(x)",
        "sort": {"": "sort(x)", "torch": "sort(x)[0]"},
        "mask": "x[x > 0.5]",
        "concatenate": "concatenate([x, y])",
        "matmul": "q @ q",
    }
    libs = ("tensorlab", "numpy", "torch", "jax")

    def operands(self):
        return {
            "x": lambda: uniform(10**7),
            "y": lambda: uniform(10**7, seed=1),
            "i": lambda: (100 * uniform(10**7)).astype("int32"),
            "m": lambda: uniform((3000, 3000)),
            "q": lambda: uniform((2000, 2000)),
        }


class Gradients(_Peak, Gradient):
    rows = {
        "conv2d": "F.conv2d(images, filters, padding=1)",
        "layer_norm": "F.layer_norm(rows, (1024,))",
        "softmax": "F.softmax(rows, -1)",
        "attention": "F.scaled_dot_product_attention(heads, heads, heads)",
        "gelu": "F.gelu(rows)",
    }
    leaves = ("images", "filters", "rows", "heads")
    libs = ("tensorlab", "torch")

    def operands(self):
        return {
            "images": lambda: uniform((64, 32, 56, 56)),
            "filters": lambda: uniform((64, 32, 3, 3)),
            "rows": lambda: uniform((4096, 1024)),
            "heads": lambda: uniform((8, 8, 512, 64)),
        }


class Steps(_Peak, _Networks):
    """Three steps of training."""

    def make(self, name, lib):
        step, _ = prepared(name, lib)
        return lambda: [step() for _ in range(3)]
