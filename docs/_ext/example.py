"""A directive for the pages of examples: what each is about, its text, what it prints and draws."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

SECONDS = 120


class Example(SphinxDirective):
    """``.. example:: xor`` runs examples/xor.py with ``--quick`` while the site is built."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name, docs = self.arguments[0], Path(self.env.srcdir)
        source = docs.parent / "examples" / f"{name}.py"
        self.env.note_dependency(str(source))
        text = source.read_text(encoding="utf-8")
        picture = docs / "_build" / "examples" / f"{name}.svg"
        picture.parent.mkdir(parents=True, exist_ok=True)
        about, _, rest = (ast.get_docstring(ast.parse(text)) or "").partition("\n")
        return [
            *self.parse_text_to_nodes(f"{about}\n{rest}\n"),
            nodes.rubric("", "The program"),
            nodes.literal_block(text, text, language="python"),
            nodes.rubric("", "What a short run prints and draws"),
            self._output(source, picture),
            nodes.image(uri=f"/{picture.relative_to(docs).as_posix()}", alt=about),
        ]

    def _output(self, source: Path, picture: Path) -> nodes.Node:
        done = subprocess.run(
            [sys.executable, "-P", str(source), "--quick", "--picture", str(picture)],
            env=os.environ | {"MPLBACKEND": "agg", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
        )
        if done.returncode or done.stderr:
            raise self.error(f"{source.name} ended with {done.returncode}:\n{done.stderr}")
        return nodes.literal_block(done.stdout, done.stdout, language="text")


def setup(app) -> dict:
    app.add_directive("example", Example)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
