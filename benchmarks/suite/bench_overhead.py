"""What one call costs when there is next to nothing to compute."""

import numpy as np

from .common import Gradient, Suite, uniform


def _operands(dtype="float64"):
    return {
        "x": lambda: uniform(10, dtype),
        "y": lambda: uniform(10, dtype, seed=1),
        "m": lambda: uniform((5, 4), dtype),
        "q": lambda: uniform((4, 4), dtype),
        "gaps": lambda: np.where(np.arange(10) % 3, uniform(10, dtype), np.nan),
        "i": lambda: np.arange(10),
        "index": lambda: np.array([3, 1, 4, 1, 5, 9]),
        "zero_d": lambda: np.array(0.5, dtype),
        "mask": lambda: np.arange(10) % 2 == 0,
        "out": lambda: np.zeros(10, dtype),
    }


class Overhead(Suite):
    """Calls on ten or twenty elements."""

    rows = {
        "add": "x + y",
        "add a number": "x + 1.5",
        "number on the left": "1.5 - x",
        "add a 0-d tensor": "x + zero_d",
        "add a row": "m + m[0]",
        "add integers": "i + i",
        "add into out": "add(x, y, out=out)",
        "compare": "x < y",
        "exp": "exp(x)",
        "sum": "x.sum()",
        "sum of an axis": "m.sum(axis=0)",
        "sum, keepdims": "m.sum(axis=1, keepdims=True)",
        "max of an axis": {"": "m.max(axis=0)", "torch": "m.amax(0)"},
        "mean of an axis": "m.mean(axis=0)",
        "var": "m.var()",
        "nansum": "nansum(gaps)",
        "median": "median(x)",
        "matmul": "q @ q",
        "slice": "x[1:7]",
        "value": "m[3, 2]",
        "item": "x[3].item()",
        "fancy": "x[index]",
        "mask": "x[mask]",
        "assign a value": "x.__setitem__(3, 1.0)",
        "assign a slice": "x.__setitem__(slice(1, 4), 1.0)",
        "transpose": "m.T",
        "reshape": "m.reshape(20)",
        "concatenate": "concatenate([x, y])",
        "where": "where(mask, x, y)",
        "zeros": "zeros(10)",
        "array of a list": {"": "array([1.0, 2.0, 3.0])", "torch": "tensor([1.0, 2.0, 3.0])"},
        "tolist": "m.tolist()",
        "iterate": "list(x)",
    }
    axes = {"dtype": ["float32", "float64"]}
    libs = ("tensorlab", "numpy", "torch", "jax", "bottleneck")

    def operands(self, dtype):
        return _operands(dtype)


class Tape(Gradient):
    """Small functions with their gradients."""

    rows = {"square, sum": "x * x", "six steps": "exp(-x * y + 1.5) / y - x", "product": "q @ q"}
    leaves = ("x", "q")

    def operands(self):
        return _operands()
