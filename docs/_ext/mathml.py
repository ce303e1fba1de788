"""Formulas as MathML, with a font of their own: pages need no script and no network."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from fontTools import subset
from math_core import LatexError, LatexToMathML
from sphinx.errors import ExtensionError

CONVERTER = LatexToMathML(pretty_print="never")
# Latin, Greek, accents, letterlike signs, arrows, operators, brackets, mathematical alphabets
CHARACTERS = (
    (0x20, 0x17F), (0x300, 0x3FF), (0x2010, 0x206F), (0x20D0, 0x23FF), (0x27C0, 0x2AFF), (0x1D400, 0x1D7FF),
)  # fmt: skip


def convert(latex: str, block: bool) -> str:
    try:
        return CONVERTER.convert_with_local_state(latex, displaystyle=block)
    except LatexError as error:
        raise ExtensionError(f"a formula that cannot be read: {latex}\n{error}") from error


def visit_inline(writer, node) -> None:
    writer.body.append(convert(node.astext(), block=False))
    raise nodes.SkipNode


def visit_block(writer, node) -> None:
    writer.body.append(f'<div class="formula">{convert(node.astext(), block=True)}</div>')
    raise nodes.SkipNode


def write_font(app, error) -> None:
    """The part of STIX Two Math (SIL Open Font License) that formulas use, for the site's style sheet."""
    import ziamath

    if error or app.builder.format != "html":
        return
    options = subset.Options(flavor="woff", layout_features=["*"])
    font = subset.load_font(str(Path(ziamath.__file__).parent / "fonts" / "STIXTwoMath-Regular.ttf"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in CHARACTERS for code in range(first, last + 1)])
    subsetter.subset(font)
    subset.save_font(font, str(Path(app.outdir) / "_static" / "math.woff"), options)


def setup(app) -> dict:
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.config.html_math_renderer = "mathml"
    app.connect("build-finished", write_font)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
