"""What one call costs when there is next to nothing to compute."""

from .common import convert, module, uniform

CALLS = {
    "add": lambda m, a, b, x: a + b,
    "add scalar": lambda m, a, b, x: a + 1.5,
    "add row": lambda m, a, b, x: x + x[0],
    "exp": lambda m, a, b, x: m.exp(a),
    "sum": lambda m, a, b, x: a.sum(),
    "mean of axis": lambda m, a, b, x: x.mean(0),
    "matmul": lambda m, a, b, x: x.T @ x,
    "slice": lambda m, a, b, x: a[1:7],
    "item": lambda m, a, b, x: a[3].item(),
    "transpose": lambda m, a, b, x: x.T,
    "reshape": lambda m, a, b, x: x.reshape(20),
    "zeros": lambda m, a, b, x: m.zeros(10),
    "where": lambda m, a, b, x: m.where(a < b, a, b),
}


class Small:
    params = [list(CALLS), ["float32", "float64"], ["tensorlab", "numpy", "torch"]]
    param_names = ["call", "dtype", "lib"]

    def setup(self, call, dtype, lib):
        self.call = CALLS[call]
        shapes = (10,), (10,), (5, 4)
        arrays = [convert(lib, uniform(shape, dtype, seed=i)) for i, shape in enumerate(shapes)]
        self.args = (module(lib), *arrays)

    def time_call(self, call, dtype, lib):
        self.call(*self.args)


class Tape:
    """The same sum with and without its gradient."""

    params = [["forward", "recorded", "backward"], ["tensorlab", "torch"]]
    param_names = ["what", "lib"]

    def setup(self, what, lib):
        self.x = convert(lib, uniform(10))
        self.x.requires_grad = what != "forward"
        self.backward = what == "backward"

    def time_square_sum(self, what, lib):
        y = (self.x * self.x).sum()
        if self.backward:
            self.x.grad = None
            y.backward()
