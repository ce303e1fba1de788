"""One HTML page with the pictures and tables of every section."""

from __future__ import annotations

import html
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Section", "panel", "save_figure", "write"]

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1c2430; background: #fafaf8; margin: 0 auto;
       max-width: 60rem; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; margin-bottom: 0; }
h2 { font-size: 1.3rem; margin-top: 2.5rem; border-top: 1px solid #d8d8d0; padding-top: 1.25rem; }
figure { margin: 1.25rem 0; }
.panels { display: flex; flex-wrap: wrap; gap: .75rem; }
.panels img { flex: 1 1 20rem; min-width: 0; max-width: 100%; height: auto; align-self: flex-start;
              box-sizing: border-box; background: white; border: 1px solid #e4e4dc; }
.panels img:only-child { max-width: min(100%, 37.5rem); }
figcaption { color: #586070; font-size: .9rem; margin-top: .4rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem 1rem .3rem 0;
         border-bottom: 1px solid #e4e4dc; }
td:not(:first-child), th:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums; }
p.lead { color: #586070; margin-top: .25rem; }
@media (max-width: 36rem) {
  body { padding: 1rem .75rem 3rem; }
  table { width: 100%; font-size: .875rem; }
  th, td { padding-right: .6rem; }
  th:last-child, td:last-child { padding-right: 0; }
}
"""


class Section:
    """A heading, paragraphs, a table and pictures.

    Parameters
    ----------
    title : str
    text : str
        Paragraphs, with an empty line between them.
    table : list of list of str
        Its first row is the head.
    figures : list of (list of str, str)
        File names of the panels of each picture, side by side where there is room; and its caption.
    """

    def __init__(self, title: str, text: str, table: list[list[str]], figures: list[tuple[list[str], str]]):
        self.title, self.text, self.table, self.figures = title, text, table, figures

    def html(self) -> str:
        head, *rows = self.table
        cells = "".join(f"<th>{html.escape(c)}</th>" for c in head)
        body = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in rows)
        text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in self.text.split("\n\n"))
        pictures = "".join(self._picture(names, caption) for names, caption in self.figures)
        return (
            f"<section><h2>{html.escape(self.title)}</h2>{text}"
            f'<div class="table"><table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>'
            f"{pictures}</section>"
        )

    def _picture(self, names: list[str], caption: str) -> str:
        caption = html.escape(caption)
        panels = "".join(f'<img src="{html.escape(name)}" alt="{caption}">' for name in names)
        return f'<figure><div class="panels">{panels}</div><figcaption>{caption}</figcaption></figure>'


def panel(height: float = 3.4) -> tuple[Figure, Axes]:
    """A picture of a size that can be read on a telephone and stands beside another on a wide screen."""
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(4.6, height), layout="constrained")


def save_figure(figure: Figure, folder: Path, name: str) -> str:
    """Writes a picture and closes it; returns its file name. Lines are SVG; images are PNG, twice as fine."""
    from matplotlib import pyplot

    figure.savefig(folder / name, dpi=200, metadata={"Date": None} if name.endswith(".svg") else None)
    pyplot.close(figure)
    return name


def write(folder: Path, sections: list[Section], seconds: float) -> Path:
    """Writes index.html.

    Parameters
    ----------
    folder : pathlib.Path
    sections : list of Section
    seconds : float
        How long everything took.

    Returns
    -------
    pathlib.Path
    """
    import tensorlab as tl

    threads = f"{tl.get_num_threads()} thread{'s' * (tl.get_num_threads() > 1)}"
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>tensorlab demo</title><style>{STYLE}</style></head><body><h1>tensorlab demo</h1>"
        f'<p class="lead">Version {tl.__version__}, {tl.isa()} kernels, {threads}; '
        f"everything below took {seconds:.1f} s.</p>"
        + "".join(section.html() for section in sections)
        + "</body></html>\n"
    )
    path = folder / "index.html"
    path.write_text(text, encoding="utf-8")
    return path
