"""The demonstration behind ``tensorlab demo``: regression, digits, descent, and a page that shows them."""

from __future__ import annotations

import time
from pathlib import Path

from tensorlab.plot._axes import pyplot

__all__ = ["run"]


def run(
    folder: str | Path = "tensorlab-demo", *, seed: int = 0, epochs: int = 40, progress: bool = True
) -> Path:
    """Runs every part and writes the pictures and the page.

    Parameters
    ----------
    folder : path
        Made when it is missing.
    seed : int
        Of every random number.
    epochs : int
        For each network.
    progress : bool
        Whether to show progress bars.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    ImportError
        Where Matplotlib is not installed.
    OSError
        When the folder cannot be written.
    """
    pyplot("demo").switch_backend("Agg")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    from . import descent, digits, page, regression

    start = time.perf_counter()
    print("1. Linear regression: closed form and descent")
    sections = [regression.show(folder, seed=seed)]
    print("2. Handwritten digits: a multilayer perceptron and a convolutional network")
    sections += digits.show(folder, seed=seed, epochs=epochs, progress=progress)
    print("3. Methods of descent on one surface")
    sections.append(descent.show(folder))
    path = page.write(folder, sections, seconds=time.perf_counter() - start)
    return path
