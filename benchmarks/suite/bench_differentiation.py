"""Array functions with their gradients, one of each kind of rule."""

import numpy as np

from .common import Gradient, uniform


class Differentiation(Gradient):
    rows = {
        "chain of seven": "1 / (1 + exp(-x)) * y + x",
        "product": "x * y",
        "broadcast": "x * row",
        "power": "x ** y",
        "tanh": "tanh(x)",
        "sum of an axis": "x.sum(axis=1) ** 2",
        "max": {"": "x.max(axis=1)", "torch": "x.amax(1)"},
        "std": "x.std()",
        "cumsum": "cumsum(x, 1)",
        "cumprod": "cumprod(x, 1)",
        "sort": {"": "sort(x, 1)", "torch": "sort(x, 1)[0]"},
        "matmul": "x @ y",
        "einsum": 'einsum("ij,kj->ik", x, y)',
        "transpose": "(x.T * y).T",
        "slices": "x[1:] - x[:-1]",
        "fancy": "x[index]",
        "concatenate": "concatenate([x, y])",
        "where": "where(x > y, x, y)",
        "roll": {"": "roll(x, 3, 1)", "torch": "roll(x, 3, 1)"},
        "fft": "abs(fft.rfft(x))",
        "solve": "linalg.solve(s, b)",
        "inv": "linalg.inv(s)",
        "det": "linalg.det(s)",
        "eigh": "linalg.eigh(s)[0]",
        "svd": "linalg.svd(s)[1]",
    }
    leaves = ("x", "y", "row", "s", "b")

    def operands(self):
        return {
            "x": lambda: uniform((300, 300), "float64"),
            "y": lambda: uniform((300, 300), "float64", seed=1),
            "row": lambda: uniform(300, "float64"),
            "s": lambda: uniform((64, 64), "float64") + np.diag(np.arange(64.0)),
            "b": lambda: uniform((64, 4), "float64"),
            "index": lambda: np.arange(1000) % 299,
        }
