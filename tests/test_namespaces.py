"""What dir() shows of a public module is what it publishes, all of it and nothing else."""

import importlib
import operator
import types

import modules
import pytest
from drive import NAMESPACES

import tensorlab as tl


@pytest.mark.parametrize("name", NAMESPACES)
def test_dir_is_all(name):
    module = operator.attrgetter(name)(tl)
    shown = [public for public in dir(module) if not public.startswith("__")]
    assert sorted(shown) == sorted(module.__all__)
    assert len(set(module.__all__)) == len(module.__all__)


@pytest.mark.parametrize("name", NAMESPACES)
def test_what_is_published_is_there_and_documented(name):
    module = operator.attrgetter(name)(tl)
    for public in module.__all__:
        value = getattr(module, public)
        assert not public.startswith("_")
        if callable(value):
            assert value.__doc__, f"{name}.{public}"
    scope = {}
    exec(f"from {module.__name__} import *", scope)
    assert set(module.__all__) <= set(scope)


@pytest.mark.parametrize("name", sorted({*NAMESPACES} - {"utils.data.transforms"}))
def test_it_can_be_imported_by_its_name(name):
    assert importlib.import_module(f"tensorlab.{name}") is operator.attrgetter(name)(tl)


def test_every_namespace_is_here():
    assert {"nn.functional", "optim.lr_scheduler", "fft", "special", "autograd", "cuda"} < {*NAMESPACES}
    assert all(operator.attrgetter(name)(tl).__name__.startswith("tensorlab") for name in NAMESPACES)


def test_kernels_are_not_published():
    published = set(tl.optim.__all__)
    rules = {row.name.removeprefix("optim.") for row in modules.OPTIMISERS}
    assert published == {*rules, "LBFGS", "Muon", "Optimizer", "lr_scheduler", "swa_utils", "zero_grad"}
    for name in dir(tl.nn):
        value = getattr(tl.nn, name)
        assert not isinstance(value, types.ModuleType) or name in ("functional", "init", "utils")
