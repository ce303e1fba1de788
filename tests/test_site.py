"""The site is complete: every row of the lecture has its place, every public name is in the reference."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

tl = pytest.importorskip("tensorlab")

DOCS = Path(__file__).resolve().parent.parent / "docs"
LECTURE = sorted((DOCS / "lecture").glob("*.md"))
ROWS = [f"L{number}" for number in range(1, 34)]
CELL = re.compile(r"^```\{code-cell\}\n((?::[^\n]*\n)*)(.*?)^```$", re.MULTILINE | re.DOTALL)


def read(page):
    return page.read_text(encoding="utf-8")


# ---- the lecture -------------------------------------------------------------------------------------------
def order():
    """The pages as the table of contents lists them."""
    listed = re.findall(r"^(lecture/\w+)$", read(DOCS / "lecture.md"), re.MULTILINE)
    return [DOCS / f"{name}.md" for name in listed]


def test_all_pages_are_listed():
    assert sorted(order()) == LECTURE


def test_every_row_has_its_place():
    text = "".join(map(read, order()))
    assert re.findall(r"^\(l\d+\)=\n## (L\d+) ", text, re.MULTILINE) == ROWS
    assert re.findall(r"^\((l\d+)\)=$", text, re.MULTILINE) == [row.lower() for row in ROWS]


def test_every_row_is_in_the_tables():
    assert re.findall(r"^\| (L\d+) \|", read(DOCS / "lecture.md"), re.MULTILINE) == ROWS


@pytest.mark.parametrize("page", LECTURE, ids=lambda page: page.stem)
def test_every_row_is_checked(page):
    """Between the place of a row and the next there is an assertion that the build runs."""
    text = read(page).split("## Exercises")[0]
    for part in re.split(r"^\(l\d+\)=$", text, flags=re.MULTILINE)[1:]:
        assert any(re.search("assert |AssertionError", code) for _, code in CELL.findall(part)), part[:60]


@pytest.mark.parametrize("page", LECTURE, ids=lambda page: page.stem)
def test_pages_end_in_exercises_with_solutions(page):
    _, _, exercises = read(page).partition("\n## Exercises\n")
    parts = re.split(r"^\*\*(\d)\.\*\* ", exercises, flags=re.MULTILINE)[1:]
    assert parts[::2] in (["1", "2"], ["1", "2", "3"])
    for question in parts[1::2]:
        ((options, code),) = CELL.findall(question)
        assert options == ":tags: [hide-cell]\n"
        assert "assert " in code


@pytest.mark.parametrize("page", LECTURE, ids=lambda page: page.stem)
def test_cells_compile(page):
    text = read(page)
    cells = CELL.findall(text)
    assert len(cells) == text.count("```{code-cell}")
    for _, code in cells:
        compile(code, page.name, "exec")


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
    if name == "tensorlab.utils":  # whose names are those of tl.data again
        inner.remove("data")
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
    listed = re.findall(r"^   ([a-z][\w.-]*)$", read(DOCS / "reference" / "index.rst"), re.MULTILINE)
    assert sorted([*listed, "index"]) == sorted(page.name[:-4] for page in (DOCS / "reference").glob("*.rst"))
