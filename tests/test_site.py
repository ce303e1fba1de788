"""The site is complete: every public name is in the reference."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

tl = pytest.importorskip("tensorlab")

DOCS = Path(__file__).resolve().parent.parent / "docs"


def read(page):
    return page.read_text(encoding="utf-8")


# ---- the reference -----------------------------------------------------------------------------------------
def find(name):
    """What this dotted name means; chapters of the core are modules, even where a function hides one."""
    package, *parts = name.split(".")
    if package == "tensorlab_c":
        return importlib.import_module(name)
    value = importlib.import_module(package)
    for part in parts:
        value = getattr(value, part)
    return value


def names(module):
    owner = find(module)
    return [name for name in owner.__all__ if not inspect.ismodule(getattr(owner, name))]


def public_modules(name="tensorlab"):
    inner = [public for public in find(name).__all__ if inspect.ismodule(getattr(find(name), public))]
    return [name, *(found for public in inner for found in public_modules(f"{name}.{public}"))]


def documented():
    """The names that the ``chapter`` directives of the reference ask for."""
    directive = re.compile(r"^\.\. chapter:: (\S+)\n\n?((?:   .+\n)*)", re.MULTILINE)
    for page in sorted((DOCS / "reference").glob("*.rst")):
        for module, given in directive.findall(read(page)):
            shown = module if module.startswith("tensorlab.") else "tensorlab"
            yield from (f"{shown}.{name}" for name in given.split() or names(module))


def test_every_public_name_is_in_the_reference_once():
    found = list(documented())
    assert set(found) == {f"{module}.{name}" for module in public_modules() for name in names(module)}
    assert sorted(found) == sorted(set(found))


def test_all_chapters_are_listed():
    listed = re.findall(r"^   ([a-z][\w.]*)$", read(DOCS / "reference" / "index.rst"), re.MULTILINE)
    assert sorted([*listed, "index"]) == sorted(page.name[:-4] for page in (DOCS / "reference").glob("*.rst"))
