"""The examples of README.md, CONTRIBUTING.md and docs/ print what the pages show; links lead somewhere."""

import doctest
import re
from pathlib import Path

import pytest

pytest.importorskip("tensorlab")

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "examples" / "README.md"]
PAGES += sorted((ROOT / "docs").glob("*.md"))
PAGES += sorted((ROOT / "docs").glob("lecture/*.md"))


def python_blocks(text):
    """The page with every line outside ```python blocks empty, so that line numbers stay what they are."""
    lines, inside = [], False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = line == "```python"
            line = ""
        lines.append(line if inside else "")
    return "\n".join(lines) + "\n"


def anchor(heading):
    """The anchor that Markdown renderers give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@pages
def test_examples(page):
    text = python_blocks(page.read_text(encoding="utf-8"))
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    for block in re.split(r"\n\n+", text.strip()) if text.strip() else ():
        assert block.startswith(">>> "), f"{page.name}: code that does not run:\n{block}"
    out = []
    doctest.DocTestRunner().run(test, out=out.append)
    assert not out, "".join(out)


@pages
def test_links(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, place = target.partition("#")
        other = page.parent / name if name else page
        assert other.exists(), f"{page.name}: {target} is missing"
        if place:
            headings = re.findall(r"^#+ (.*)$", other.read_text(encoding="utf-8"), re.MULTILINE)
            assert place in map(anchor, headings), f"{page.name}: {target} has no such heading"


def test_the_pages_have_examples():
    shown = [page.name for page in PAGES if ">>> " in page.read_text(encoding="utf-8")]
    assert {"README.md", "quickstart.md", "numpy-users.md", "pytorch-users.md"} <= set(shown)
