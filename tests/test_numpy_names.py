"""Every public name of NumPy's is ours too, with NumPy's parameters, or there is a reason why not."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

import tensorlab as tl

HOME = Path(__file__).resolve().parent.parent / "docs" / "_ext" / "numpy_names.py"
spec = importlib.util.spec_from_file_location("numpy_names", HOME)
table = importlib.util.module_from_spec(spec)
sys.modules["numpy_names"] = table  # where dataclasses look for it
spec.loader.exec_module(table)

NAMES = {str(entry): entry for entry in table.names()}
MISSING = {name for name, entry in NAMES.items() if entry.ours is table.ABSENT}
WAITED_FOR = {f"{space}.{name}" for space, text in table.PENDING.items() for name in text.split()}
CURRENT = np.lib.NumpyVersion(np.__version__) >= "2.4.0"
of_this_numpy = pytest.mark.skipif(not CURRENT, reason="the reasons are about the names of a later NumPy")


def test_every_name_is_here_or_has_a_reason():
    unexplained = {name for name in MISSING if NAMES[name].reason is None}
    assert sorted(unexplained - WAITED_FOR) == [], "write them, or give a reason in docs/_ext/numpy_names.py"
    assert len(NAMES) - len(MISSING) > 400


def test_what_is_waited_for_is_missing():
    assert sorted(WAITED_FOR & set(NAMES) - MISSING) == [], "they have come: take them out of PENDING"


@of_this_numpy
def test_every_reason_is_needed():
    for why, patterns in table.MISSING.items():
        for pattern in patterns.split():
            named = {name for name in NAMES if table.fnmatchcase(name, pattern)}
            elsewhere = ("float96", "complex192", "float128", "complex256", "__buffer__")  # or of Python 3.12
            assert named & MISSING or pattern.rpartition(".")[2] in elsewhere, (
                f"{pattern} ({why}) names nothing that is missing"
            )
            assert table.reason(min(named or [pattern])) is not None


def test_every_parameter_is_here_or_has_a_reason():
    found, waited_for = set(), set(table.PARAMETERS_PENDING.split())
    for name, entry in NAMES.items():
        if entry.ours is not table.ABSENT:
            found |= {f"{name}:{parameter}" for parameter, why in table.differences(entry) if why is None}
    assert sorted(found - waited_for) == [], "take them as NumPy does, or give a reason in DIFFERENT"
    if CURRENT:
        assert sorted(waited_for - found) == [], "they have come: take them out of PARAMETERS_PENDING"


@of_this_numpy
def test_every_reason_of_a_parameter_is_needed():
    given = {
        f"{name}:{parameter}"
        for name, entry in NAMES.items()
        if entry.ours is not table.ABSENT
        for parameter, why in table.differences(entry)
        if why is not None
    }
    for pattern in table.DIFFERENT:
        assert any(table.fnmatchcase(full, pattern) for full in given), f"{pattern} differs nowhere"


@pytest.mark.parametrize(
    "theirs, ours, wrong",
    [
        (lambda a, axis=None: 0, lambda a, axis=None: 0, []),
        (lambda a, axis=None: 0, lambda a, axis=0: 0, ["axis"]),
        (lambda a, axis=None: 0, lambda a, *, axis=None: 0, ["axis"]),
        (lambda a, axis=None: 0, lambda a, /, axis=None: 0, ["a"]),
        (lambda a, /, axis=None: 0, lambda x, /, axis=None, more=1: 0, []),
        (lambda a, b: 0, lambda b, a: 0, ["a", "b"]),
        (lambda a, b: 0, lambda a: 0, ["b"]),
        (lambda *args, out=None: 0, lambda x, out=None: 0, []),
        (lambda a, *args: 0, lambda a: 0, ["*args"]),
        (lambda a, keepdims=np._NoValue: 0, lambda a, keepdims=False: 0, []),
        (lambda a, dtype=float: 0, lambda a, dtype=None: 0, []),
        (lambda a, k=1: 0, lambda a, k: 0, ["k"]),
    ],
)
def test_parameters_are_compared(theirs, ours, wrong):
    assert table.parted(table.signature(theirs), table.signature(ours)) == wrong


@pytest.mark.parametrize("name", ["", "linalg", "fft", "random", "nn.functional"])
def test_dir_shows_public_names_only(name):
    module = tl
    for part in name.split(".") if name else ():
        module = getattr(module, part, None)
    if module is None:
        pytest.skip(f"there is no tl.{name}")
    shown = {public for public in dir(module) if not public.startswith("_")}
    assert shown == set(module.__all__)
