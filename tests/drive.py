"""What a table of calls is made of: `calls.py` and `calls_*.py` have the rows."""

import functools
import inspect
import itertools
import re
import types
from collections.abc import Callable
from dataclasses import dataclass, field

import tensorlab as tl


@dataclass
class Call:
    """One call, its arguments made anew each time: `make` gives function, arguments, keywords, and what else
    of the caller's the function reads."""

    name: str
    make: Callable
    changes: bool = False  # whether it is there to change a tensor that it is given

    def __str__(self):
        return self.name


@dataclass
class Prepared:
    """A call ready to be made; `args` and `kwargs` are ours, the lists and tensors in them the caller's."""

    function: Callable
    args: list
    kwargs: dict
    more: list = field(default_factory=list)

    def run(self):
        result = self.function(*self.args, **self.kwargs)
        return list(itertools.islice(result, 50)) if inspect.isgenerator(result) else result


def namespaces(module=tl, before=""):
    """The public modules in a public module, by the names that they have in the package."""
    for name in dir(module):
        value = getattr(module, name)
        if isinstance(value, types.ModuleType) and not name.startswith("_"):
            yield before + name
            yield from namespaces(value, f"{before}{name}.")


NAMESPACES = sorted(namespaces())
TABLE: list[Call] = []
IN_PLACE = re.compile("__i(?!nt_|ndex|nvert|ter)")
ON_THE_SPOT = ("Tensor.sort", "Tensor.partition")  # the functions of these names copy
CHANGING = (
    "__setitem__",
    "at",
    "put",
    "place",
    "putmask",
    "put_along_axis",
    "fill_diagonal",
    "copyto",
    "index_add",
    "fill",
    "fill_",
    "copy_",
    "zero_",
    "shuffle",
)


def fresh(x):
    """A copy of the lists, dicts and tensors in `x`."""
    if type(x) in (list, tuple):
        return type(x)(fresh(item) for item in x)
    if type(x) is dict:
        return {key: fresh(item) for key, item in x.items()}
    if isinstance(x, tl.Tensor):
        return x.detach().copy().requires_grad_(x.requires_grad)
    return x


def found(name):
    """What a dotted name below tensorlab stands for."""
    return functools.reduce(getattr, name.split("."), tl)


def call(names, *args, **kwargs):
    """Rows for each of `names`, separated by spaces."""
    for name in names.split():
        last = name.rpartition(".")[2]
        changes = last in CHANGING or name in ON_THE_SPOT or name.startswith("nn.init.")
        changes = changes or bool(IN_PLACE.match(last)) or (last.endswith("_") and not last.endswith("__"))
        make = lambda name=name: Prepared(found(name), list(fresh(args)), fresh(kwargs))
        TABLE.append(Call(name, make, changes or "out" in kwargs))


def scene(name):
    """A row whose function, arguments and more are made by a function."""

    def added(make):
        TABLE.append(Call(name, lambda: Prepared(*make()), changes=True))
        return make

    return added


V, W = [0.5, -0.25, 0.75], [0.25, 0.5, 0.125]
M = [[0.5, 0.25, 0.125], [0.75, -0.5, 0.25]]
S = [[2.0, 0.5], [0.5, 1.0]]  # symmetric, positive definite
I, J, P = [3, 1, 2], [1, 2, 1], [[1, 2, 3], [4, 5, 6]]
B = [True, False, True]
C = [[[0.5, 0.25], [1.0, 2.0]], [[0.125, 4.0], [3.0, 1.0]]]
T, TI, TB = tl.array(M), tl.array(P), tl.array([[True, False, True], [False, True, True]])
T1, TS = tl.array(V), tl.array(S)
Z = [0.5 + 1j, -0.25j, 0.75]
