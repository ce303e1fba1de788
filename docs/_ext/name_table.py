"""A directive that writes the table of NumPy's public names: ours, and where there is none, why not."""

from __future__ import annotations

from docutils import nodes
from docutils.statemachine import StringList
from numpy_names import ABSENT, NAMESPACES, Name, differences, names
from sphinx.util.docutils import SphinxDirective


def cells(entry: Name) -> tuple[str, str]:
    """What stands in the columns beside the name, as reStructuredText."""
    if entry.ours is ABSENT:
        return "", entry.reason or "not there yet"
    remarks = [f"``{parameter}``: {why}" for parameter, why in differences(entry) if why]
    return f":py:obj:`{entry.name} <{entry.target}>`", "; ".join(remarks)


def table(entries: list[Name]) -> list[str]:
    rows = [("NumPy", "tensorlab", "where it is another, or none: why")]
    rows += [(f"``{entry.name}``", *cells(entry)) for entry in entries]
    lines = [".. list-table::", "   :header-rows: 1", "   :widths: 30 30 40", ""]
    for first, *others in rows:
        lines += [f"   * - {first}", *(f"     - {cell}" for cell in others)]
    return [*lines, ""]


class NumpyNames(SphinxDirective):
    """``.. numpynames::`` has a table for each of NumPy's namespaces."""

    def run(self) -> list[nodes.Node]:
        everything, lines = names(), []
        for space, (_, _, ours) in NAMESPACES.items():
            entries = [entry for entry in everything if entry.space == space]
            here = sum(entry.ours is not ABSENT for entry in entries)
            lines += [f".. rubric:: {space}: {here} of {len(entries)} names are in ``{ours}``", ""]
            lines += table(entries)
        return self.parse_text_to_nodes(StringList(lines, source="<numpynames>"))


def setup(app) -> dict:
    app.add_directive("numpynames", NumpyNames)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
