"""Single values, as loops over elements take and give them; one number beside a million elements."""

import numpy as np

from .common import convert, module, skip_unless_callable, uniform


def _assign(x, index):
    x[index] = 1.0


VALUES = {
    "array of scalars": lambda b: b.make(b.scalars),
    "array of rows": lambda b: b.make(b.rows),
    "x[3]": lambda b: b.vector[3],
    "x[3, 4]": lambda b: b.matrix[3, 4],
    "x[3] = 1": lambda b: _assign(b.vector, 3),
    "x[3, 4] = 1": lambda b: _assign(b.matrix, (3, 4)),
    "x[index]": lambda b: b.vector[b.index],
    "x[mask]": lambda b: b.vector[b.mask],
    "n == 1": lambda b: b.number == 1,
    "tolist": lambda b: b.matrix.tolist(),
    "iterate": lambda b: list(b.vector),
}


class Values:
    params = [list(VALUES), ["tensorlab", "numpy", "torch"]]
    param_names = ["what", "lib"]

    def setup(self, what, lib):
        self.make = module(lib).stack if lib == "torch" else module(lib).array
        self.vector = convert(lib, uniform((50,), "float64"))
        self.matrix = convert(lib, uniform((50, 20), "float64"))
        self.scalars, self.rows, self.mask = list(self.vector), list(self.matrix), self.vector > 0.5
        self.index = convert(lib, np.array([3, 1, 4, 1, 5, 9]))
        self.number = self.index[0]

    def time_value(self, what, lib):
        VALUES[what](self)


class OneNumber:
    params = [
        ["x ** 1.5", "x ** -1", "x ** 0.5", "x ** 3", "i // 7", "i % 7"],
        ["float32", "float64", "int8", "uint8", "int32", "int64"],
        ["tensorlab", "numpy", "torch"],
    ]
    param_names = ["expression", "dtype", "lib"]

    def setup(self, expression, dtype, lib):
        if (expression[0] == "i") != ("int" in dtype):
            raise NotImplementedError("of the other kind")
        values = uniform((10**6,), "float64") + 0.5
        x = convert(lib, values.astype(dtype) if expression[0] == "x" else (values * 80).astype(dtype))
        code = compile(expression, expression, "eval")
        self.call = lambda: eval(code, {"x": x, "i": x})
        skip_unless_callable(self.call)

    def time_number(self, expression, dtype, lib):
        self.call()
