"""What the registry of layers, losses, functions of networks, initial values and optimisers is made of.

One row per public name of tl.nn, tl.nn.functional, tl.nn.init and tl.optim: a NumPy formula, and the ways to
use it. The rows are in modules.py and its kin; test_registry.py is driven from them and fails when one is
missing. A formula takes the inputs, then the options and the module's state by name.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import numpy as np

import tensorlab as tl


# ---- names -------------------------------------------------------------------------------------------------
def found(name):
    """What a dotted name below tensorlab stands for."""
    value = tl
    for part in name.split("."):
        value = getattr(value, part)
    return value


def published(name):
    """The public names of a module and of the modules it publishes, without these modules' own."""
    module, names = found(name), []
    for public in module.__all__:
        inner = isinstance(getattr(module, public), ModuleType)
        names += published(f"{name}.{public}") if inner else [f"{name}.{public}"]
    return names


# ---- rows --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Case:
    """One use: inputs (shapes of floats to draw, or arrays), and options of the constructor or function."""

    inputs: tuple
    options: dict


@dataclass(frozen=True)
class Row:
    """A layer, a loss or a function."""

    name: str  # dotted, below tensorlab
    formula: Callable
    cases: tuple
    text: str = ""  # the layer of the first case, printed
    make: Callable | None = None  # makes the layer, where it is not the public class itself
    own: tuple = ()  # options that only the constructor takes
    ours: tuple = ()  # options that PyTorch does not have
    start: Callable | None = (
        None  # (shape, rng, name, **options): first values of a parameter, drawn in order
    )
    random: bool = False  # the formula takes `training`, and NumPy's generator as `rng`
    torch: bool = True  # whether PyTorch has it under this name, with this meaning
    single: bool = False  # PyTorch's derivative has a factor in single precision

    @property
    def public(self):
        return found(self.name)

    def layer(self, case, dtype=None):
        arrays = {name: v.copy() for name, v in case.options.items() if isinstance(v, np.ndarray)}
        layer = (self.make or self.public)(**{**case.options, **arrays})
        return layer if dtype is None else layer.to(dtype)

    def expected(self, case, inputs, state=(), **mode):
        options = {name: value for name, value in case.options.items() if name not in self.own}
        return self.formula(*inputs, **{**options, **dict(state)}, **mode)


@dataclass(frozen=True)
class Optimiser:
    """`formula(w, g, slots, t, lr, **options)` is step t: the new w; it keeps what it needs in `slots`."""

    name: str
    formula: Callable
    grid: dict  # option -> the values of which all combinations are tried
    legal: Callable = lambda **options: True
    ours: tuple = ()  # options that PyTorch does not have
    torch: bool = True  # whether PyTorch has it

    @property
    def public(self):
        return found(self.name)

    def combinations(self):
        return [dict(zip(self.grid, values)) for values in itertools.product(*self.grid.values())]

    @property
    def short(self):
        return self.name.rpartition(".")[2]

    @property
    def defaults(self):
        return self.public([tl.nn.Parameter(tl.ones(1))]).defaults

    @property
    def all_state(self):
        """Options that ask for all the state there is."""
        defaults = self.defaults
        return {option: type(defaults[option])(0.9) for option in self.public.optional.values()}

    def pytorchs(self, options):
        """Whether PyTorch can do the same: what is ours is left at its default."""
        defaults = self.defaults
        return self.torch and all(options.get(name, defaults[name]) == defaults[name] for name in self.ours)


def exactly(torch, monkeypatch):
    """PyTorch's NAdam and ASGD, with the numbers of their state in double as ours are, not in float32."""
    for name in ("nadam", "asgd"):
        monkeypatch.setattr(sys.modules[f"torch.optim.{name}"], "_get_scalar_dtype", lambda: torch.float64)
    as_tensor = torch.as_tensor
    monkeypatch.setattr(torch, "as_tensor", lambda x, **how: as_tensor(x, **{"dtype": torch.float64, **how}))


LAYERS: list[Row] = []
FUNCTIONS: list[Row] = []
INITS: list[Row] = []  # their only input is the tensor to fill
OPTIMISERS: list[Optimiser] = []
OTHERS: dict[str, Callable] = {}  # name -> its test


def case(*inputs, **options):
    return Case(inputs, options)


def layer(name, formula, *cases, **facts):
    LAYERS.append(Row(f"nn.{name}", formula, cases, **facts))


def function(name, formula, *cases, **facts):
    FUNCTIONS.append(Row(f"nn.functional.{name}", formula, cases, **facts))


def init(name, formula, *cases, **facts):
    INITS.append(Row(f"nn.init.{name}", formula, cases, **facts))


def optimiser(name, formula, legal=Optimiser.legal, ours=(), torch=True, **grid):
    OPTIMISERS.append(Optimiser(f"optim.{name}", formula, grid, legal, ours, torch))


def other(name):
    def added(test):
        OTHERS[name] = test
        return test

    return added


def both(name, layer_name, formula, *cases, **facts):
    """An activation: a function, and the layer with the same options."""
    text = facts.pop("text", f"{layer_name}()")
    function(name, formula, *cases, **facts)
    layer(layer_name, formula, *cases, text=text, **facts)


def loss(name, layer_name, formula, *cases, **facts):
    """A function with a reduction, and its layer; every case with each reduction."""
    reductions = {}, {"reduction": "sum"}, {"reduction": "none"}
    cases = [Case(c.inputs, {**c.options, **reduction}) for c in cases for reduction in reductions]
    both(name, layer_name, formula, *cases, **facts)
