"""Convolution as networks use it, and as NumPy and SciPy have it."""

from .common import Gradient, Suite, uniform

# name: shape of the input, of the weights, padding, stride
SHAPES = {
    "64x1x28x28, 32 of 3x3": ((64, 1, 28, 28), (32, 1, 3, 3), 1, 1),
    "64x32x28x28, 64 of 3x3": ((64, 32, 28, 28), (64, 32, 3, 3), 1, 1),
    "1x64x56x56, 64 of 3x3": ((1, 64, 56, 56), (64, 64, 3, 3), 1, 1),
    "16x64x56x56, 64 of 3x3": ((16, 64, 56, 56), (64, 64, 3, 3), 1, 1),
    "16x128x28x28, 128 of 3x3": ((16, 128, 28, 28), (128, 128, 3, 3), 1, 1),
    "16x256x14x14, 256 of 3x3": ((16, 256, 14, 14), (256, 256, 3, 3), 1, 1),
    "8x3x224x224, 64 of 7x7, stride 2": ((8, 3, 224, 224), (64, 3, 7, 7), 3, 2),
    "16x256x14x14, 1024 of 1x1": ((16, 256, 14, 14), (1024, 256, 1, 1), 0, 1),
    "64x1x28x28, 6 of 5x5": ((64, 1, 28, 28), (6, 1, 5, 5), 2, 1),
    "64x6x14x14, 16 of 5x5": ((64, 6, 14, 14), (16, 6, 5, 5), 0, 1),
    "16x64x28x28, 64 of 3x3, each its channel": ((16, 64, 28, 28), (64, 1, 3, 3), 1, 1),
    "16x32x1000, 64 of 5": ((16, 32, 1000), (64, 32, 5), 2, 1),
    "1x1x100000, 8 of 31": ((1, 1, 100_000), (8, 1, 31), 15, 1),
    "64x1x128, 16 of 7, stride 2": ((64, 1, 128), (16, 1, 7), 3, 2),
    "2x16x16x16x16, 32 of 3x3x3": ((2, 16, 16, 16, 16), (32, 16, 3, 3, 3), 1, 1),
    "transposed, 16x64x14x14, 32 of 4x4, stride 2": ((16, 64, 14, 14), (64, 32, 4, 4), 1, 2),
}


def _text(name):
    x, w, padding, stride = SHAPES[name]
    function = "conv_transpose" if name.startswith("transposed") else "conv"
    groups = f", groups={x[1] // w[1]}" if function == "conv" else ""
    return f"F.{function}{len(x) - 2}d(x, w, padding={padding}, stride={stride}{groups})"


def _operands(name):
    x, w, _, _ = SHAPES[name]
    return {"x": lambda: uniform(x), "w": lambda: uniform(w, seed=1)}


class _Convolution:
    rows = {name: _text(name) for name in SHAPES}
    libs = ("tensorlab", "torch")
    inputs = _operands(next(iter(SHAPES)))

    def operands(self):
        return self.inputs

    def make(self, name, lib):
        self.inputs = _operands(name)
        return super().make(name, lib=lib)

    def flops(self, name):
        """Multiplications and additions of the direct algorithm, forward."""
        x, w, padding, stride = SHAPES[name]
        filters = w[0]
        products = x[0] * filters
        for size in w[1:]:
            products *= size
        for size, window in zip(x[2:], w[2:]):
            transposed = name.startswith("transposed")
            products *= size if transposed else (size + 2 * padding - window) // stride + 1
        return 2 * products


class Forward(_Convolution, Suite):
    pass


class WithGradients(_Convolution, Gradient):
    """Forward, and the gradients of input and weights."""

    leaves = ("x", "w")

    def flops(self, name):
        return 3 * super().flops(name)


class Images(Suite):
    """Two-dimensional convolution as scipy.signal has it."""

    rows = {
        f"{function} {window}x{window}, {mode}, {boundary}": (
            f'{function}(image, w{window}, "{mode}", "{boundary}")'
        )
        for function, window, mode, boundary in [
            ("convolve2d", 3, "valid", "fill"),
            ("convolve2d", 9, "valid", "fill"),
            ("convolve2d", 64, "same", "fill"),
            ("convolve2d", 3, "same", "symm"),
            ("convolve2d", 9, "full", "wrap"),
            ("correlate2d", 9, "valid", "fill"),
        ]
    }
    libs = ("tensorlab", "scipy")

    def operands(self):
        windows = {f"w{n}": (lambda n=n: uniform((n, n), "float64", seed=1)) for n in (3, 9, 64)}
        return {"image": lambda: uniform((512, 512), "float64"), **windows}


class Signals(Suite):
    """One-dimensional convolution as NumPy has it."""

    SIZES = {
        "10 by 3": (10, 3),
        "1000 by 31": (1000, 31),
        "10^5 by 101": (10**5, 101),
        "10^5 by 10^4": (10**5, 10**4),
    }
    rows = {"convolve": "convolve(x, v)", "correlate": "correlate(x, v)"}
    axes = {"sizes": list(SIZES), "dtype": ["float64", "int64"]}
    libs = ("tensorlab", "numpy", "scipy", "jax")

    def operands(self, sizes, dtype):
        n, window = self.SIZES[sizes]
        return {"x": lambda: uniform(n, dtype, 1, 9), "v": lambda: uniform(window, dtype, 1, 9, seed=1)}
