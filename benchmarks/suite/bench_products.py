"""Matrix products and decompositions."""

import numpy as np

from .common import Suite, integers, uniform


class Square(Suite):
    rows = {"matmul": "x @ y"}
    axes = {"dtype": ["float32", "float64", "complex64"], "n": [8, 16, 32, 64, 128, 256, 512, 1024]}

    def operands(self, dtype, n):
        def matrix(seed):
            real = uniform((n, n), "float64", seed=seed)
            return (real * (1 + 0.5j) if dtype == "complex64" else real).astype(dtype)

        return {"x": lambda: matrix(0), "y": lambda: matrix(1)}

    def flops(self, name, dtype, n):
        return (8 if dtype == "complex64" else 2) * n**3


class Shapes(Suite):
    """Other operands than two square matrices."""

    FLOPS = {
        "transposed": 2 * 256**3,
        "tall": 2 * 32 * 784 * 128,
        "batched": 64 * 2 * 32**3,
        "int32": 2 * 256**3,
        "einsum": 64 * 2 * 32**3,
        "tensordot": 2 * 32**5,
    }
    rows = {
        "dot": "dot(v, w)",
        "matrix-vector": "m @ m[0]",
        "vector-matrix": "m[0] @ m",
        "outer": "outer(m[0], m[1])",
        "transposed": "s @ t.T",
        "tall": "tall @ wide",
        "batched": "batch @ batch",
        "int32": "i @ i",
        "einsum": 'einsum("bij,bjk->bik", batch, batch)',
        "tensordot": "tensordot(cube, cube, 1)",
    }

    def operands(self):
        return {
            "v": lambda: uniform(10**6, "float64"),
            "w": lambda: uniform(10**6, "float64", seed=1),
            "m": lambda: uniform((1000, 1000), "float64"),
            "s": lambda: uniform((256, 256)),
            "t": lambda: uniform((256, 256), seed=1),
            "tall": lambda: uniform((32, 784)),
            "wide": lambda: uniform((784, 128)),
            "batch": lambda: uniform((64, 32, 32)),
            "i": lambda: integers((256, 256)),
            "cube": lambda: uniform((32, 32, 32)),
        }

    def flops(self, name):
        return self.FLOPS.get(name)


NAMES = "det slogdet qr inv svd eigh cholesky pinv"


class Stacks(Suite):
    """Decompositions of a stack of small matrices, and of one larger."""

    rows = {name: f"linalg.{name}(s)" for name in NAMES.split()}
    rows |= {
        "solve": "linalg.solve(s, right)",
        "matrix_power": "linalg.matrix_power(s, 3)",
        "expm": {"": None, "tensorlab": "linalg.matrix_exp(s)", "torch": "linalg.matrix_exp(s)"},
        "lu": {"": None, "tensorlab": "linalg.lu(s)", "torch": "linalg.lu(s)", "scipy": "linalg.lu(s)"},
    }
    axes = {"shape": ["1000x3x3", "128x128"], "dtype": ["float32", "float64"]}
    libs = ("tensorlab", "numpy", "torch", "jax")

    def operands(self, shape, dtype):
        shape = tuple(map(int, shape.split("x")))

        def definite():
            x = uniform(shape, dtype)
            return x @ x.swapaxes(-1, -2) + np.eye(shape[-1], dtype=dtype)

        return {"s": definite, "right": lambda: uniform((*shape[:-1], 1), dtype)}


class Fourier(Suite):
    rows = {
        name: f"fft.{name}(x)"
        for name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft", "fft2", "ifft2", "rfft2")
    }
    axes = {"n": [100, 1024, 10**5]}
    libs = ("tensorlab", "numpy", "torch", "scipy", "jax")

    def operands(self, n):
        return {"x": lambda: uniform((2, n), "float64")}
