"""Telling how far a training is: tqdm's bar where somebody looks on, a line per epoch in files."""

from __future__ import annotations

import sys
from time import perf_counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Progress"]

# what follows the values, and how wide it is; the first that fits
AFTER = (("  {bar}  {elapsed}<{remaining}", 20), ("  {elapsed}", 7), ("", 0))
LINES, PAUSE = 100, 10.0  # at most so many lines in a file, unless there are so many seconds between two
SCROLL = 1.0  # seconds between two sets of values that are too long for the bar's line


class Progress:
    """Shows the epochs of one training on stderr.

    In a terminal and in a notebook's cell a bar of tqdm is drawn over and over, never wider than the
    terminal. Anywhere else (a file, a pipe) epochs write a line when they end: each of them, or of many
    every so many and the last.
    """

    def __init__(self, epochs: int, batches: int | None, first: int = 1):
        self.epochs, self.epoch = epochs, 0
        self.batches, self.done = batches, 0  # of an epoch, where that is known; and those of this one
        self.text = ""  # the values of the last epoch that ended
        self.start = self.written = perf_counter()
        self.scrolled, self.line = 0.0, ""  # a line that was not written
        self.stream = sys.stderr
        notebook = _in_notebook()
        terminal = bool(getattr(self.stream, "isatty", lambda: False)())
        self.bar: Any = None
        if notebook or terminal:
            total = None if batches is None else epochs * batches
            self.bar = _bar(total, self.stream, notebook, f"epoch {first}/{epochs}")

    def begin(self, epoch: int, done: int = 0) -> None:
        """An epoch begins, or goes on after some batches."""
        if self.bar is not None and not self.epoch and self.batches is not None:
            self.bar.update((epoch - 1) * self.batches + done)  # of a training that goes on
        self.epoch, self.done = epoch, done
        if self.bar is not None:
            self._describe()

    def update(self) -> None:
        """A batch is done."""
        if self.bar is not None:
            self.done += 1
            self.bar.update()

    def end(self, values: dict[str, float]) -> None:
        """An epoch is done."""
        place = f"epoch {self.epoch}/{self.epochs}"
        if self.bar is not None and self.batches is None:  # now it is known
            self.batches, self.bar.total = self.done, self.epochs * self.done
        if self.bar is None:
            now = perf_counter()
            self.line = f"{'  '.join([place, *_shown(values)])}  {now - self.start:.1f} s\n"
            turn = self.epoch == 1 or self.epoch % -(-self.epochs // LINES) == 0
            if turn or self.epoch == self.epochs or now - self.written >= PAUSE:
                self._write()
            return
        for digits in (4, 3):
            self.text = "".join(f"  {value}" for value in _shown(values, digits))
            if len(place) + len(self.text) <= _room():
                break
        else:
            self._scroll(place, _shown(values))
        self._describe()

    def _describe(self) -> None:
        text, room = f"epoch {self.epoch}/{self.epochs}{self.text}", _room()
        self.bar.ncols = room
        after = next(form for form, width in AFTER if len(text) + width <= room or not width)
        self.bar.bar_format = "{desc}" + after
        self.bar.set_description_str(text, refresh=False)

    def _scroll(self, place: str, values: list[str]) -> None:
        """Values that do not fit beside the bar stand above it."""
        self.text = ""
        if perf_counter() - self.scrolled >= SCROLL or self.epoch == self.epochs:
            self.scrolled = perf_counter()
            self.bar.write(_lines([place, *values], _room()), file=self.stream)

    def _write(self) -> None:
        line, self.line, self.written = self.line, "", perf_counter()
        if self.stream is not None:  # of programs without a console
            self.stream.write(line)
            self.stream.flush()

    def close(self) -> None:
        """Training is over, however it ended: what was shown last stays."""
        if self.line:
            self._write()
        if self.bar is not None:
            self.bar.refresh()
            self.bar.close()


def _bar(total: int | None, stream: Any, notebook: bool, text: str) -> Any:
    from importlib.util import find_spec

    if notebook and find_spec("ipywidgets"):
        from tqdm.notebook import tqdm
    else:
        from tqdm import tqdm
    from shutil import get_terminal_size  # which loads a dozen modules

    size = {"ncols": _room(), "nrows": get_terminal_size().lines}
    return tqdm(total=total, file=stream, desc=text, bar_format="{desc}" + AFTER[0][0], **size)


def _room() -> int:
    from shutil import get_terminal_size  # which loads a dozen modules

    return get_terminal_size().columns - 1  # a full line would wrap in some terminals


def _shown(values: dict[str, float], digits: int = 4) -> list[str]:
    """Each value after its name, that of validation behind that of training."""
    texts = []
    for key, value in values.items():
        if key.startswith("val_") and key[4:] in values:
            continue
        other = values.get("val_" + key)
        texts.append(f"{key} {value:.{digits}g}" + ("" if other is None else f" (val {other:.{digits}g})"))
    return texts


def _lines(parts: list[str], room: int) -> str:
    """As many parts on each line as it takes."""
    lines = [parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) + 2 <= room:
            lines[-1] += "  " + part
        else:
            lines.append("  " + part)
    return "\n".join(lines)


def _in_notebook() -> bool:
    """Whether output goes to a cell; a shell in a terminal is none."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None and hasattr(module, "get_ipython") else None
    return shell is not None and hasattr(shell, "kernel")
