"""One HTML page with the pictures and tables of every section."""

from __future__ import annotations

import html
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Section", "save_figure", "write"]

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1c2430; background: #fafaf8; margin: 0 auto;
       max-width: 60rem; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; margin-bottom: 0; }
h2 { font-size: 1.3rem; margin-top: 2.5rem; border-top: 1px solid #d8d8d0; padding-top: 1.25rem; }
figure { margin: 1.25rem 0; }
img { max-width: 100%; height: auto; background: white; border: 1px solid #e4e4dc; }
figcaption { color: #586070; font-size: .9rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { text-align: left; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid #e4e4dc; }
td:not(:first-child), th:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums; }
p.lead { color: #586070; margin-top: .25rem; }
"""


class Section:
    """A heading, a paragraph, a table and pictures.

    Parameters
    ----------
    title, text : str
    table : list of list of str
        Its first row is the head.
    figures : list of (str, str)
        File name and caption of each picture.
    """

    def __init__(self, title: str, text: str, table: list[list[str]], figures: list[tuple[str, str]]):
        self.title, self.text, self.table, self.figures = title, text, table, figures

    def html(self) -> str:
        head, *rows = self.table
        cells = "".join(f"<th>{html.escape(c)}</th>" for c in head)
        body = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in rows)
        pictures = "".join(
            f'<figure><img src="{html.escape(name)}" alt="{html.escape(caption)}">'
            f"<figcaption>{html.escape(caption)}</figcaption></figure>"
            for name, caption in self.figures
        )
        return (
            f"<section><h2>{html.escape(self.title)}</h2><p>{html.escape(self.text)}</p>"
            f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>{pictures}</section>"
        )


def save_figure(figure: Figure, folder: Path, name: str) -> str:
    """Writes a picture and closes it; returns its file name."""
    from matplotlib import pyplot

    figure.savefig(folder / name, dpi=120)
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
