"""Every public name has a numpydoc docstring with an example, and all examples run."""

import doctest
import functools
import inspect
import pkgutil

import numpy
import pytest

tl = pytest.importorskip("tensorlab")

SECTIONS = ("Parameters", "Returns", "Examples")


def find(name):
    return functools.reduce(getattr, filter(None, name.split(".")), tl)


# ---- what is public ----------------------------------------------------------------------------------------
def public_modules(name=""):
    """The names of tensorlab and of the modules that it, or one of them, publishes."""
    names = [name]
    for public in find(name).__all__:
        inner = f"{name}.{public}".lstrip(".")
        if inspect.ismodule(find(inner)):
            names += public_modules(inner)
    return names


def public(module):
    """Its functions and classes that are ours; constants and element types have no docstring to show."""
    for name in find(module).__all__:
        value = getattr(find(module), name)
        borrowed = (getattr(value, "__module__", None) or "").startswith("numpy")
        if callable(value) and not borrowed and not isinstance(value, tl.DType):
            yield f"{module}.{name}".lstrip(".")


def members(name):
    """Methods and properties of a class that show an example, without those of another public class."""
    for owner in find(name).__mro__:
        if not owner.__module__.startswith("tensorlab") or (owner is not find(name) and owner in CLASSES):
            continue
        for member, value in vars(owner).items():
            if ">>> " in (getattr(value, "__doc__", None) or "") and not isinstance(value, type):
                yield f"{name}.{member}"


MODULES = public_modules()
NAMES = sorted(name for module in MODULES for name in public(module))
CORE = sorted(name for module in ("", "fft", "linalg") for name in public(module))
CLASSES = {find(name): name for name in NAMES if isinstance(find(name), type)}
MEMBERS = sorted({member for name in CLASSES.values() for member in members(name)})


# ---- nothing may be missing --------------------------------------------------------------------------------
def test_no_package_is_left_out():
    packages = {m.name for m in pkgutil.iter_modules(tl.__path__) if m.ispkg} - {"demo"}
    assert packages <= set(MODULES), f"not in tl.__all__: {packages - set(MODULES)}"
    assert {"nn.functional", "nn.init", "linalg", "random"} <= set(MODULES)


@pytest.mark.parametrize("name", NAMES)
def test_there_is_an_example(name):
    assert ">>> " in (inspect.getdoc(find(name)) or ""), f"{name} shows no example"


def arguments(function):
    """The parameters that the signature shows, or None for classes and what shows none."""
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return None


@pytest.mark.parametrize("name", CORE)
def test_sections(name):
    value = find(name)
    doc = inspect.getdoc(value)
    assert doc, f"{name} has no docstring"
    summary, _, rest = doc.partition("\n")
    assert summary.rstrip().endswith((".", "?", ":")) and len(summary) <= 120, f"{name}: summary {summary!r}"
    assert rest == "" or rest.startswith("\n"), f"{name}: a blank line follows the summary"
    if isinstance(value, type):
        return
    found = [s for s in SECTIONS if f"\n{s}\n{'-' * len(s)}\n" in doc]
    assert "Examples" in found, f"{name} shows no example"
    names = arguments(value)
    assert names is not None, f"{name} has no signature"
    if names:
        assert "Parameters" in found, f"{name} does not describe its parameters"
        listed = doc.split("\nParameters\n")[1].split("\n\n")[0]
        missing = [n for n in names if n not in listed]
        assert not missing, f"{name} does not describe {missing}"


# ---- the examples ------------------------------------------------------------------------------------------
@pytest.fixture
def without_windows(request):
    """Pictures are drawn into memory, and forgotten."""
    if "plot." not in request.node.name:
        yield
        return
    pyplot = pytest.importorskip("matplotlib.pyplot")
    before = pyplot.get_backend()
    pyplot.switch_backend("agg")
    yield
    pyplot.close("all")
    pyplot.switch_backend(before)


def run(name, doc, known=()):
    test = doctest.DocTestParser().get_doctest(inspect.cleandoc(doc), dict(known), name, None, 0)
    out = []
    with numpy.printoptions(), numpy.errstate(all="ignore"):
        doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=out.append)
    assert not out, "".join(out)


@pytest.mark.usefixtures("without_windows")
@pytest.mark.parametrize("name", NAMES)
def test_examples(name):
    run(name, inspect.getdoc(find(name)) or "")


@pytest.mark.parametrize("name", MEMBERS)
def test_examples_of_methods(name):
    owner, _, member = name.rpartition(".")
    text = inspect.getattr_static(find(owner), member).__doc__
    run(name, text, {"tl": tl})  # which a line or two take as known


@pytest.mark.parametrize("name", MODULES, ids=lambda name: name or "tensorlab")
def test_examples_of_modules(name):
    assert find(name).__doc__
    run(name or "tensorlab", find(name).__doc__)
