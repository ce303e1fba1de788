"""The libraries that are compared, imported once before asv forks for each benchmark, and inputs for them."""

import contextlib
import importlib

import numpy as np

import tensorlab_c

MODULES = {}
for _name in ("tensorlab", "numpy", "scipy.signal", "bottleneck", "torch"):
    with contextlib.suppress(ImportError):
        MODULES[_name.partition(".")[0]] = importlib.import_module(_name)

OPS = tensorlab_c.ops()
INTERNAL = {"relu_grad", "tanh_grad", "sigmoid_grad", "exponent", "scalb"}
IN_FUNCTIONAL = {"relu", "sigmoid"}


def names(*families):
    """Names of the primitives of these families in the op table."""
    return [op["name"] for op in OPS if op["family"] in families and op["name"] not in INTERNAL]


def domain(name):
    """Which kinds of dtype the primitive computes in, as the op table has it."""
    return next(op["domain"] for op in OPS if op["name"] == name)


def module(lib):
    """The library; where it is not installed asv skips the benchmark."""
    if lib not in MODULES:
        raise NotImplementedError(f"{lib} is not installed")
    return MODULES[lib]


def function(lib, name):
    """The library's function of NumPy's name; where it has none asv skips the benchmark."""
    home = module(lib)
    if name in IN_FUNCTIONAL and lib in ("tensorlab", "torch"):
        home = home.nn.functional
    if lib == "torch":
        name = {"max": "amax", "min": "amin", "rint": "round", "invert": "bitwise_not"}.get(name, name)
    found = getattr(home, name, None)
    if found is None:
        raise NotImplementedError(f"{lib} has no {name}")
    return found


def skip_unless_callable(call):
    """Skips what a peer cannot do, such as a dtype it lacks. An error of tensorlab itself is never hidden."""
    try:
        call()
    except (TypeError, RuntimeError, NotImplementedError) as error:
        raise NotImplementedError(str(error)) from error


def convert(lib, array):
    """The array as this library's own type, in memory of its own."""
    if lib == "tensorlab":
        return module(lib).asarray(array.copy())
    if lib == "torch":
        return module(lib).from_numpy(array.copy())
    return array


def uniform(shape, dtype="float32", low=0.1, high=0.9, seed=0):
    """Random numbers in the open interval where every elementary function but arccosh is defined."""
    return np.random.default_rng(seed).uniform(low, high, shape).astype(dtype)


def integers(shape, dtype="int32", seed=0):
    """Random numbers from 1 to 7: divisors, and shifts that do not overflow."""
    return np.random.default_rng(seed).integers(1, 8, shape).astype(dtype)
