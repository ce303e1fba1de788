"""Telling how far a training is: a line that is kept up to date, or a line per epoch."""

from __future__ import annotations

import sys
from time import perf_counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Progress"]

EVERY = 0.1  # seconds between two drawings of the line
SCROLL = 1.0  # and between two sets of values that are too long for it


class Progress:
    """Shows the epochs of one training on stderr.

    In a terminal one line is drawn over and over, never wider than the terminal. In a notebook the cell shows
    one text that changes. Anywhere else (a file, a pipe) each epoch writes one line when it ends.
    """

    def __init__(self, epochs: int, batches: int):
        self.epochs, self.batches = epochs, batches
        self.epoch = self.batch = 0
        self.values: dict[str, float] = {}  # of the last epoch that ended
        self.valued = 0  # which one that was
        self.start = self.drawn = perf_counter()
        self.scrolled = 0.0
        self.stream = sys.stderr
        self.notebook = _in_notebook()
        self.terminal = not self.notebook and bool(getattr(self.stream, "isatty", lambda: False)())
        self.live = self.terminal or self.notebook
        self.handle: Any = None
        self.width = 0  # of what stands on the terminal's line

    def begin(self, epoch: int) -> None:
        """An epoch begins."""
        self.epoch, self.batch = epoch, 0
        if epoch == 1 or perf_counter() - self.drawn >= EVERY:
            self._draw()

    def update(self) -> None:
        """A batch is done."""
        self.batch += 1
        if self.live and perf_counter() - self.drawn >= EVERY:
            self._draw()

    def end(self, values: dict[str, float]) -> None:
        """An epoch is done."""
        self.values, self.valued = values, self.epoch
        if not self.live:
            self._write(f"{self._place()}  {'  '.join(_shown(values))}  {self._time()}\n")
        elif perf_counter() - self.drawn >= EVERY:
            self._draw()

    def close(self) -> None:
        """Training is over, however it ended: what was shown last stays."""
        if self.live:
            self.scrolled = 0.0
            self._draw()
        if self.terminal:
            self._write("\n")

    # ---- the line
    def _draw(self) -> None:
        self.drawn = perf_counter()
        if self.notebook:
            self._display("  ".join([self._place(), *_shown(self.values), self._time()]))
        elif self.terminal:
            from shutil import get_terminal_size

            line, above = self._line(get_terminal_size().columns - 1)
            if above:
                self._write("\r" + " " * self.width + "\r" + above)
                self.width = 0
            self._write("\r" + line.ljust(self.width))
            self.width = len(line)

    def _line(self, room: int) -> tuple[str, str]:
        """The line, at most `room` wide; and lines to leave above it where the values do not fit in."""
        place, time = self._place(), self._time()
        for digits in (4, 3):
            text = "  ".join([place, *_shown(self.values, digits)])
            if len(text) + len(time) + 2 <= room:
                space = room - len(text) - len(time) - 4
                return f"{text}{self._bar(min(space, 20)) if space >= 5 else ''}  {time}", ""
            if len(text) <= room:
                return text, ""
        above = ""
        if self.values and self.drawn - self.scrolled >= SCROLL:
            above = _lines([f"epoch {self.valued}/{self.epochs}", *_shown(self.values)], room)
            self.scrolled, self.values = self.drawn, {}
        return f"{place}  {time}"[:room], above

    def _bar(self, size: int) -> str:
        done = (self.epoch - 1) * self.batches + self.batch
        full = round(size * done / max(1, self.epochs * self.batches))
        encoding = (getattr(self.stream, "encoding", None) or "").lower().replace("-", "")
        on, off = ("━", "╌") if encoding == "utf8" else ("#", ".")
        return "  " + on * full + off * (size - full)

    def _place(self) -> str:
        part = f" {self.batch}/{self.batches}" if self.live and self.batches > 1 else ""
        return f"epoch {self.epoch}/{self.epochs}{part}"

    def _time(self) -> str:
        seconds = perf_counter() - self.start
        done = (self.epoch - 1) * self.batches + self.batch
        left = ""
        if self.live and done and (self.epoch, self.batch) != (self.epochs, self.batches):
            left = f", {_duration(seconds / done * (self.epochs * self.batches - done))} left"
        return _duration(seconds) + left

    def _write(self, text: str) -> None:
        if self.stream is not None:  # of programs without a console
            self.stream.write(text)
            self.stream.flush()

    def _display(self, text: str) -> None:
        from importlib import import_module

        data = {"text/plain": text}
        if self.handle is None:
            self.handle = import_module("IPython.display").display(data, raw=True, display_id=True)
        else:
            self.handle.update(data, raw=True)


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
    return "".join(line + "\n" for line in lines)


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = int(seconds // 60)
    if minutes < 100:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def _in_notebook() -> bool:
    """Whether output goes to a cell; a shell in a terminal is none."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None and hasattr(module, "get_ipython") else None
    return shell is not None and hasattr(shell, "kernel")
