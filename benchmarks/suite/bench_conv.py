"""Convolution as networks use it, and as NumPy and SciPy have it."""

from .common import convert, function, module, uniform


class Conv2d:
    """batch, channels, height = width, filters, window, padding, stride"""

    params = [
        [
            (64, 1, 28, 32, 3, 1, 1),
            (64, 32, 28, 64, 3, 1, 1),
            (1, 64, 56, 64, 3, 1, 1),
            (16, 64, 56, 64, 3, 1, 1),
            (16, 256, 14, 256, 3, 1, 1),
            (8, 3, 224, 64, 7, 3, 2),
            (16, 256, 14, 1024, 1, 0, 1),
            (64, 1, 28, 6, 5, 2, 1),
            (64, 6, 14, 16, 5, 0, 1),
        ],
        ["tensorlab", "torch"],
    ]
    param_names = ["shape", "lib"]

    def setup(self, shape, lib):
        n, c, h, k, r, self.padding, self.stride = shape
        self.conv2d = module(lib).nn.functional.conv2d
        self.x = convert(lib, uniform((n, c, h, h)))
        self.w = convert(lib, uniform((k, c, r, r), seed=1))
        self.x.requires_grad = self.w.requires_grad = True

    def time_forward(self, shape, lib):
        self.conv2d(self.x, self.w, stride=self.stride, padding=self.padding)

    def time_forward_and_backward(self, shape, lib):
        self.x.grad = self.w.grad = None
        self.conv2d(self.x, self.w, stride=self.stride, padding=self.padding).sum().backward()


class Conv1d:
    """batch, channels, length, filters, window, padding, stride"""

    params = [
        [(16, 32, 1000, 64, 5, 2, 1), (1, 1, 100_000, 8, 31, 15, 1), (64, 1, 128, 16, 7, 3, 2)],
        ["tensorlab", "torch"],
    ]
    param_names = ["shape", "lib"]

    def setup(self, shape, lib):
        n, c, length, k, s, self.padding, self.stride = shape
        self.conv1d = module(lib).nn.functional.conv1d
        self.x = convert(lib, uniform((n, c, length)))
        self.w = convert(lib, uniform((k, c, s), seed=1))
        self.x.requires_grad = self.w.requires_grad = True

    def time_forward(self, shape, lib):
        self.conv1d(self.x, self.w, stride=self.stride, padding=self.padding)

    def time_forward_and_backward(self, shape, lib):
        self.x.grad = self.w.grad = None
        self.conv1d(self.x, self.w, stride=self.stride, padding=self.padding).sum().backward()


class Convolve2d:
    params = [[3, 9, 64], ["valid", "same"], ["tensorlab", "scipy"]]
    param_names = ["window", "mode", "lib"]

    def setup(self, window, mode, lib):
        self.call = function(lib, "convolve2d")
        self.image = convert(lib, uniform((512, 512), "float64"))
        self.kernel = convert(lib, uniform((window, window), "float64", seed=1))

    def time_convolve2d(self, window, mode, lib):
        self.call(self.image, self.kernel, mode=mode)

    def time_symmetric_boundary(self, window, mode, lib):
        self.call(self.image, self.kernel, mode=mode, boundary="symm")


class Convolve:
    params = [
        [(10, 3), (1000, 31), (100_000, 101), (100_000, 10_000)],
        ["float64", "int64"],
        ["tensorlab", "numpy"],
    ]
    param_names = ["sizes", "dtype", "lib"]

    def setup(self, sizes, dtype, lib):
        self.convolve, self.correlate = (function(lib, name) for name in ("convolve", "correlate"))
        self.a = convert(lib, uniform(sizes[0], dtype, 1, 9))
        self.v = convert(lib, uniform(sizes[1], dtype, 1, 9, seed=1))

    def time_convolve(self, sizes, dtype, lib):
        self.convolve(self.a, self.v)

    def time_correlate(self, sizes, dtype, lib):
        self.correlate(self.a, self.v)
