"""The suites of the package as tables, for what reads them beside asv."""

import importlib
import inspect
import pkgutil

from . import suite as package
from .suite.common import Suite


def modules():
    return [
        importlib.import_module(f"{package.__name__}.{found.name}")
        for found in pkgutil.iter_modules(package.__path__)
    ]


def all_suites():
    """Every suite by the name that asv has for it, without the part that all share."""
    return {
        f"{module.__name__.rpartition('bench_')[2]}.{name}": value
        for module in modules()
        for name, value in vars(module).items()
        if inspect.isclass(value) and issubclass(value, Suite) and value.__module__ == module.__name__
        if not name.startswith("_") and not inspect.isabstract(value)
    }


def suites():
    """Those that take time, not memory."""
    return {name: value for name, value in all_suites().items() if value.time_call is not None}


def key_text(key):
    return ", ".join(f"{value:,}" if isinstance(value, int) else str(value) for value in key)
