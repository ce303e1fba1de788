"""Elementwise primitives, taken from the op table: a new op has its benchmark at once."""

from .common import convert, domain, function, integers, module, names, skip_unless_callable, uniform

INTEGER = ("INT", "INTX", "SHF")
DTYPES = ["float32", "float64", "int32"]
SIZES = [1_000, 1_000_000]
LIBS = ["tensorlab", "numpy", "torch"]


def operand(name, dtype, n, seed):
    if (dtype == "int32") != (domain(name) in INTEGER):
        raise NotImplementedError(f"{name} is timed in another dtype")
    if dtype == "int32":
        return integers(n, dtype, seed)
    return uniform(n, dtype, 1.1, 9.0, seed) if name == "arccosh" else uniform(n, dtype, seed=seed)


class _Elementwise:
    param_names = ["name", "dtype", "n", "lib"]
    operands = 1

    def setup(self, name, dtype, n, lib):
        self.args = [convert(lib, operand(name, dtype, n, seed)) for seed in range(self.operands)]
        self.call = function(lib, name)
        if lib != "tensorlab":
            skip_unless_callable(lambda: self.call(*self.args))


class Unary(_Elementwise):
    params = [names("unary"), DTYPES, SIZES, LIBS]

    def time_unary(self, name, dtype, n, lib):
        self.call(*self.args)


class Binary(_Elementwise):
    params = [names("binary"), DTYPES, SIZES, LIBS]
    operands = 2

    def time_binary(self, name, dtype, n, lib):
        self.call(*self.args)


class Strided:
    """Operands that are broadcast, transposed or have gaps."""

    params = [["row", "outer", "transposed", "gaps", "copy"], LIBS]
    param_names = ["layout", "lib"]

    def setup(self, layout, lib):
        a = convert(lib, uniform((1000, 1000), "float64"))
        self.x, self.y = {
            "row": (a, a[0]),
            "outer": (a[:, :1], a[:1]),
            "transposed": (a, a.T),
            "gaps": (a[::2, ::2], 2.0),
            "copy": (a.T, 0.0),
        }[layout]

    def time_add(self, layout, lib):
        self.x + self.y


class Complex:
    """Complex numbers and their parts."""

    CALLS = {
        "multiply": lambda x: x * x,
        "divide": lambda x: x / x,
        "abs": abs,
        "conj": lambda x: x.conj(),
        "parts": lambda x: x.real - x.imag,
    }
    params = [list(CALLS), ["complex64", "complex128"], LIBS]
    param_names = ["what", "dtype", "lib"]

    def setup(self, what, dtype, lib):
        x = uniform(2_000_000, "float32" if dtype == "complex64" else "float64")
        self.x, self.call = convert(lib, x.view(dtype)), self.CALLS[what]

    def time_complex(self, what, dtype, lib):
        self.call(self.x)


class Chain:
    """A formula of several ops, each with its temporary."""

    params = [["float32", "float64"], SIZES, LIBS]
    param_names = ["dtype", "n", "lib"]

    def setup(self, dtype, n, lib):
        self.exp = module(lib).exp
        self.a, self.b = (convert(lib, uniform(n, dtype, seed=seed)) for seed in range(2))

    def time_logistic(self, dtype, n, lib):
        1 / (1 + self.exp(-self.a)) * self.b + self.a
