"""Settings that every test shares."""

import gc
import os
import sys
from importlib.util import find_spec

import pytest
from hypothesis import settings
from peers import PEERS, needs_a_peer

import tensorlab as tl
from tensorlab_c.dtypes import _parameter_dtype

# no deadline: first calls and busy machines are slow; in CI the same examples every time
settings.register_profile("tensorlab", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("tensorlab")


def pytest_addoption(parser):
    parser.addoption("--peers", action="store_true", help="only the tests that compare with other libraries")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--peers"):
        return
    absent = sorted(peer for peer in PEERS if find_spec(peer) is None)
    if absent:  # nothing may skip unseen
        raise pytest.UsageError(f"not installed: {', '.join(absent)}")
    chosen = [item for item in items if needs_a_peer(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def pytest_collection_finish():
    """Thousands of tests wait in memory: the collector need not look at them each time a test calls it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def kept():
    """Nor at the reports of those that ran, which are soon more."""
    gc.freeze()


@pytest.fixture(autouse=True)
def state():
    """No test may leave a switch of the library other than it found it."""

    def switches():
        return tl.is_grad_enabled(), tl.get_num_threads(), tl.get_default_dtype(), _parameter_dtype()

    before = switches()
    yield
    assert switches() == before


@pytest.fixture
def without_matplotlib(monkeypatch):
    """As where it is not installed."""
    for module in [m for m in sys.modules if m.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
