"""Elementwise work; primitives come from the op table, so a new one has its benchmark at once."""

from .common import Suite, domain, integers, names, uniform

INTEGER = ("INT", "INTX", "SHF")
ARGUMENTS = {"unary": "(x)", "binary": "(x, y)"}
SPECIAL = {
    "arccosh": "arccosh(x + 1)",
    "relu": "F.relu(x)",
    "sigmoid": {"": "F.sigmoid(x)", "torch": "sigmoid(x)"},
}


def primitives(integer):
    return {
        name: SPECIAL.get(name, name + arguments)
        for family, arguments in ARGUMENTS.items()
        for name in names(family)
        if (domain(name) in INTEGER) == integer
    }


class Elementwise(Suite):
    rows = primitives(integer=False) | {
        "where": "where(mask, x, y)",
        "clip": "clip(x, 0.2, 0.8)",
        "x ** 1.5": "x ** 1.5",
        "x ** -1": "x ** -1",
        "x ** 0.5": "x ** 0.5",
        "x ** 3": "x ** 3",
        "chain of seven": "1 / (1 + exp(-x)) * y + x",
    }
    axes = {"dtype": ["float32", "float64"], "n": [10_000, 1_000_000]}

    def operands(self, dtype, n):
        return {
            "x": lambda: uniform(n, dtype),
            "y": lambda: uniform(n, dtype, seed=1),
            "mask": lambda: uniform(n, seed=2) > 0.5,
        }


class Large(Suite):
    """Beyond every cache."""

    rows = {"add": "x + y", "exp": "exp(x)", "copy": {"": "x.copy()", "torch": "x.clone()"}}
    axes = {"dtype": ["float32", "float64"]}

    def operands(self, dtype):
        return {"x": lambda: uniform(10**7, dtype), "y": lambda: uniform(10**7, dtype, seed=1)}


class Integers(Suite):
    rows = primitives(integer=True) | {
        "add": "x + y",
        "floor_divide": "x // y",
        "x // 7": "x // 7",
        "x % 7": "x % 7",
        "less": "x < y",
    }
    axes = {"dtype": ["int8", "int32", "int64"]}

    def operands(self, dtype):
        return {"x": lambda: integers(10**6, dtype), "y": lambda: integers(10**6, dtype, seed=1)}


class Layouts(Suite):
    """Operands that are broadcast, transposed or have gaps."""

    rows = {
        "broadcast a row": "x + x[0]",
        "outer": "x[:, :1] + x[:1]",
        "beside its transpose": "x + x.T",
        "gaps": "x[::2, ::2] * 2.0",
        "copy of the transpose": {
            "": "ascontiguousarray(x.T)",
            "tensorlab": "x.T.copy()",
            "torch": "x.T.contiguous()",
            "jax": "copy(x.T)",
        },
    }

    def operands(self):
        return {"x": lambda: uniform((1000, 1000), "float64")}


class Complex(Suite):
    rows = {
        "multiply": "x * x",
        "divide": "x / x",
        "abs": "abs(x)",
        "conj": "x * x.conj()",
        "parts": "x.real - x.imag",
        "exp": "exp(x)",
        "square": "square(x)",
    }
    axes = {"dtype": ["complex64", "complex128"]}

    def operands(self, dtype):
        part = "float32" if dtype == "complex64" else "float64"
        return {"x": lambda: uniform(2 * 10**6, part).view(dtype)}


class Casts(Suite):
    """From one dtype to another."""

    rows = {
        f"{a} to {b}": {"": f"x_{a}.astype({b})", "torch": f"x_{a}.to({b})"}
        for a, b in [
            ("float64", "float32"),
            ("float32", "float64"),
            ("float32", "float16"),
            ("float16", "float32"),
            ("float32", "int32"),
            ("int64", "float32"),
            ("uint8", "float32"),
        ]
    }

    def operands(self):
        kinds = ("float64", "float32", "float16", "int64", "uint8")
        return {f"x_{k}": (lambda k=k: (100 * uniform(10**6, "float64")).astype(k)) for k in kinds}
