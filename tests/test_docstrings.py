"""Every public name has a numpydoc docstring, and its examples run."""

import doctest
import inspect

import numpy
import pytest

tl = pytest.importorskip("tensorlab")

SECTIONS = ("Parameters", "Returns", "Examples")


def find(name):
    value = tl
    for part in name.split("."):
        value = getattr(value, part)
    return value


def public():
    """Functions and classes of ours; constants, element types and submodules have no docstring to show."""
    names = {*tl.__all__, *(f"linalg.{name}" for name in tl.linalg.__all__)}
    borrowed = {n for n in names if (getattr(find(n), "__module__", None) or "").startswith("numpy")}
    made = {n for n in names if isinstance(find(n), tl.DType)}
    return sorted(n for n in names - borrowed - made if callable(find(n)) and not inspect.ismodule(find(n)))


NAMES = public()


def arguments(function):
    """The parameters that the signature shows, or None for classes and what shows none."""
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return None


@pytest.mark.parametrize("name", NAMES)
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


@pytest.mark.parametrize("name", NAMES)
def test_examples(name):
    doc = inspect.getdoc(find(name)) or ""
    test = doctest.DocTestParser().get_doctest(doc, {}, name, None, 0)
    out = []
    with numpy.printoptions(), numpy.errstate(all="ignore"):
        doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=out.append)
    assert not out, "".join(out)
