"""The libraries that are compared, and what a suite is: a table of expressions, which every library evaluates
with functions of its own on arrays of its own."""

import ast
import functools
import importlib
import importlib.util
import itertools
import math
import time
from abc import ABC, abstractmethod

import numpy as np

import tensorlab_c

MODULES = {  # where a library has its functions: the namespace itself, others by the word that leads to them
    "tensorlab": {"": "tensorlab", "F": "tensorlab.nn.functional"},
    "numpy": {"": "numpy"},
    "torch": {"": "torch", "F": "torch.nn.functional"},
    "bottleneck": {"": "bottleneck"},
    "scipy": {"": "scipy.signal", "special": "scipy.special", "linalg": "scipy.linalg", "fft": "scipy.fft"},
    "jax": {"": "jax.numpy", "F": "jax.nn", "special": "jax.scipy.special"},
}
SPELLED = {  # what a library calls NumPy's function; PyTorch's own `positive` and `equal` are other things
    "torch": {
        "max": "amax", "min": "amin", "rint": "round", "invert": "bitwise_not", "percentile": "quantile",
        "nanpercentile": "nanquantile", "positive": "clone", "equal": "eq",
    },
}  # fmt: skip
FAILURES = (AttributeError, NameError, NotImplementedError, RuntimeError, TypeError, ValueError)
OPS = tensorlab_c.ops()
INTERNAL = {"relu_grad", "tanh_grad", "sigmoid_grad", "exponent", "scalb"}


def installed(lib):
    return importlib.util.find_spec(MODULES[lib][""].partition(".")[0]) is not None


@functools.cache
def module(lib, word=""):
    """A library's module, imported when it is first asked for."""
    if lib == "jax":
        importlib.import_module("jax").config.update("jax_enable_x64", True)
    return importlib.import_module(MODULES[lib][word])


def load_all():
    for lib in filter(installed, MODULES):
        module(lib)


# ---- operands ----------------------------------------------------------------------------------------------
def uniform(shape, dtype="float32", low=0.1, high=0.9, seed=0):
    """Random numbers in the open interval where every elementary function but arccosh is defined."""
    return np.random.default_rng(seed).uniform(low, high, shape).astype(dtype)


def integers(shape, dtype="int32", seed=0):
    """Random numbers from 1 to 7: divisors, and shifts that do not overflow."""
    return np.random.default_rng(seed).integers(1, 8, shape).astype(dtype)


def names(*families):
    """Names of the primitives of these families in the op table."""
    return [op["name"] for op in OPS if op["family"] in families and op["name"] not in INTERNAL]


def domain(name):
    """Which kinds of dtype the primitive computes in, as the op table has it."""
    return next(op["domain"] for op in OPS if op["name"] == name)


def convert(lib, value):
    """An array as this library's own type, in memory of its own; anything else as it is."""
    if not isinstance(value, np.ndarray):
        return value
    if lib == "torch":
        return module(lib).from_numpy(value.copy())
    if lib in ("tensorlab", "jax"):
        return module(lib).asarray(value.copy())
    return value.copy()


# ---- expressions -------------------------------------------------------------------------------------------
def spelled(row, lib):
    """A row's expression for this library: rows that libraries write differently have one for each, and one
    for all others under an empty name."""
    text = row if isinstance(row, str) else row.get(lib, row.get(""))
    if text is None:
        raise NotImplementedError(f"{lib} has no such function")
    return text


def words(text):
    """The names that an expression reads, but not those of attributes."""
    return {node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name)}


def found(lib, word):
    """What a word means in a library's namespace."""
    if word in MODULES[lib]:
        return module(lib, word)
    return getattr(module(lib), SPELLED.get(lib, {}).get(word, word), None)


def scope(text, lib, operands):
    """What the words of an expression stand for. `operands` is a table of functions that make them."""
    taken, own = {}, lib not in ("bottleneck", "scipy")  # whose arrays are NumPy's, and their methods too
    for word in words(text):
        if word in operands:
            taken[word] = convert(lib, operands[word]())
        elif (value := found(lib, word)) is not None:
            taken[word], own = value, True
        elif word not in ("len", "list", "slice"):  # Python's sum() and the like are not the library's
            raise NotImplementedError(f"{lib} has no {word}")
    if not own:
        raise NotImplementedError(f"{lib} is not asked")
    return taken


def call_of(text, lib, operands):
    """The expression as a function without arguments, and the arrays that it reads."""
    taken = scope(text, lib, operands)
    arrays = [taken[word] for word in operands if hasattr(taken.get(word), "nbytes")]
    if lib == "jax":  # its calls return before their results are there
        taken["jax_finished"] = importlib.import_module("jax").block_until_ready
        text = f"jax_finished({text})"
    return eval(f"lambda: {text}", taken), arrays


# ---- suites ------------------------------------------------------------------------------------------------
class Suite(ABC):
    """A table of expressions by name, timed with each value of `axes` and each library that is installed.

    asv makes setup() before each sample and calls once (0.6.6), far too short a time for most of these. So
    a sample is of as many calls as take a millisecond, and the clock that asv is given runs as much slower.

    The library is the first parameter: a graph that is opened shows the first one's values, and one of each
    other's.
    """

    rows: dict = {}
    axes: dict = {}
    libs: tuple = ("tensorlab", "numpy", "torch", "jax")
    rounds, repeat, warmup_time = 2, (2, 8, 0.2), 0.02
    SAMPLE = 1e-3  # seconds
    key = None

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        cls.params = [list(filter(installed, cls.libs)), list(cls.rows), *map(list, cls.axes.values())]
        cls.param_names = ["lib", "name", *cls.axes]

    @classmethod
    def parameters(cls):
        """The parameters of every row, but the library."""
        return itertools.product(*cls.params[1:])

    @abstractmethod
    def operands(self, *values):
        """Functions that make the operands, by the words that expressions have for them."""

    @classmethod
    def expressions(cls):
        """What tensorlab is asked for, row by row."""
        return [cls().text(name, "tensorlab") for name in cls.rows]

    def text(self, name, lib):
        return spelled(self.rows[name], lib)

    def make(self, name, *values, lib):
        """What is timed."""
        call, self.arrays = call_of(self.text(name, lib), lib, self.operands(*values))
        return call

    def flops(self, name, *values):
        """The arithmetic of one call, where that is what limits it; else it is memory."""
        return None

    def setup(self, lib, *rest):
        if (key := (lib, *rest)) == self.key:
            return
        try:
            self.call = self.make(*rest, lib=lib)
            self.result = self.call()
        except FAILURES as error:  # what a peer cannot do, or an older tensorlab
            if lib == "tensorlab" and not isinstance(error, (AttributeError, NameError, NotImplementedError)):
                raise
            raise NotImplementedError(f"{type(error).__name__}: {error}") from error
        start = time.perf_counter()
        self.call()
        self.calls = max(1, math.ceil(self.SAMPLE / max(time.perf_counter() - start, 1e-7)))
        self.timer = lambda: time.perf_counter() / self.calls
        self.key = key

    def time_call(self, *key):
        call = self.call
        for _ in range(self.calls):
            call()


class Gradient(Suite):
    """Expressions with their gradients: the sum of the result is differentiated by each leaf. JAX's are
    compiled, as its users have them."""

    libs = ("tensorlab", "torch", "jax")
    leaves: tuple = ("x",)

    def make(self, name, *values, lib):
        text, operands = self.text(name, lib), self.operands(*values)
        taken = scope(text, lib, operands)
        self.arrays = [taken[word] for word in operands if word in taken]
        leaves = [word for word in self.leaves if word in taken]
        if lib == "jax":
            jax = importlib.import_module("jax")
            function = eval(f"lambda {', '.join(leaves)}: ({text}).sum()", taken)
            step = jax.jit(jax.grad(function, argnums=tuple(range(len(leaves)))))
            return lambda: jax.block_until_ready(step(*(taken[word] for word in leaves)))
        function = eval(f"lambda: ({text}).sum()", taken)
        tensors = [taken[word] for word in leaves]
        for tensor in tensors:
            tensor.requires_grad = True

        def call():
            for tensor in tensors:
                tensor.grad = None
            function().backward()

        return call
