"""Rows of the lecture: "L23" anywhere in a text leads to the place on the pages where the row is shown."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

logger = logging.getLogger(__name__)
ROW = re.compile(r"\bL([1-9]|[12][0-9]|3[0-3])\b")
ROWS = range(1, 34)
WHOLE = (nodes.reference, nodes.title, nodes.literal, nodes.literal_block, nodes.math, nodes.raw, nodes.image)


class LinkRows(SphinxPostTransform):
    default_priority = 700

    def run(self, **options) -> None:
        places = self.env.domains["std"].anonlabels
        for text in [*self.document.findall(nodes.Text)]:
            found = [match for match in ROW.finditer(text) if f"l{match[1]}" in places]
            if not found or self._inside(text):
                continue
            parts, end = [], 0
            for match in found:
                parts.append(nodes.Text(text[end : match.start()]))
                page, anchor = places[f"l{match[1]}"][:2]
                name = nodes.Text(match[0])
                parts.append(make_refnode(self.app.builder, self.env.docname, page, anchor, name))
                end = match.end()
            text.parent.replace(text, [*parts, nodes.Text(text[end:])])

    @staticmethod
    def _inside(node) -> bool:
        while node is not None:
            if isinstance(node, WHOLE):
                return True
            node = node.parent
        return False


def check(app, env) -> None:
    """Warns of rows that have no place."""
    places = env.domains["std"].anonlabels
    for row in ROWS:
        if f"l{row}" not in places:
            logger.warning("row L%d of the lecture has no place: write (l%d)= before its heading", row, row)


def setup(app) -> dict:
    app.add_post_transform(LinkRows)
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
