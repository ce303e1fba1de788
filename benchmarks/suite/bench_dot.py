"""Matrix products."""

from .common import convert, integers, uniform

LIBS = ["tensorlab", "numpy", "torch"]


class Square:
    params = [["float32", "float64"], [8, 16, 32, 64, 128, 256, 512, 1024], LIBS]
    param_names = ["dtype", "n", "lib"]

    def setup(self, dtype, n, lib):
        self.a, self.b = (convert(lib, uniform((n, n), dtype, seed=seed)) for seed in range(2))

    def time_matmul(self, dtype, n, lib):
        self.a @ self.b


class Shapes:
    params = [["dot", "matvec", "transposed", "tall", "batched", "int32"], LIBS]
    param_names = ["shapes", "lib"]

    def setup(self, shapes, lib):
        a, b = {
            "dot": (uniform(1_000_000, "float64"), uniform(1_000_000, "float64", seed=1)),
            "matvec": (uniform((1000, 1000), "float64"), uniform(1000, "float64", seed=1)),
            "transposed": (uniform((256, 256)), uniform((256, 256), seed=1)),
            "tall": (uniform((32, 784)), uniform((784, 128), seed=1)),
            "batched": (uniform((64, 32, 32)), uniform((64, 32, 32), seed=1)),
            "int32": (integers((256, 256)), integers((256, 256), seed=1)),
        }[shapes]
        self.a, self.b = convert(lib, a), convert(lib, b)
        if shapes == "transposed":
            self.b = self.b.T

    def time_matmul(self, shapes, lib):
        self.a @ self.b
