"""Decompositions of a stack of small matrices: one call, one loop."""

import numpy as np

from .common import convert, module, skip_unless_callable, uniform


class Stack:
    params = [
        ["solve", "det", "slogdet", "qr", "inv", "svd", "eigh", "cholesky", "pinv"],
        ["float32", "float64"],
        ["tensorlab", "numpy", "torch"],
    ]
    param_names = ["name", "dtype", "lib"]

    def setup(self, name, dtype, lib):
        x = uniform((1000, 3, 3), dtype)
        a = convert(lib, x @ x.swapaxes(-1, -2) + np.eye(3, dtype=dtype))
        right = [convert(lib, uniform((1000, 3, 1), dtype))] if name == "solve" else []
        decompose = getattr(module(lib).linalg, name)
        self.call = lambda: decompose(a, *right)
        if lib != "tensorlab":
            skip_unless_callable(self.call)

    def time_stack(self, name, dtype, lib):
        self.call()
