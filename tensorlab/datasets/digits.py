"""The handwritten digits."""

from __future__ import annotations

import os

from tensorlab_c import Tensor, asarray

__all__ = ["load_digits"]

IMAGES, PIXELS = 1797, 64


def load_digits(as_images: bool = False) -> tuple[Tensor, Tensor]:
    """1,797 handwritten digits of 8 × 8 pixels (Alpaydin & Kaynak 1998).

    Parameters
    ----------
    as_images : bool, default False
        Give the pixels as (1797, 1, 8, 8), the layout of `tensorlab.nn.Conv2d`.

    Returns
    -------
    X : Tensor of float32, shape (1797, 64)
        Pixel values 0 to 16.
    y : Tensor of int64, shape (1797,)
        The digits, 0 to 9.

    Notes
    -----
    The same values in the same order as ``sklearn.datasets.load_digits``. From the UCI Machine Learning
    Repository, licensed under CC BY 4.0; see DIGITS.md beside this file.

    Examples
    --------
    >>> import tensorlab as tl
    >>> X, y = tl.datasets.load_digits()
    >>> X.shape, y.shape, y[:4].tolist()
    ((1797, 64), (1797,), [0, 1, 2, 3])
    """
    import lzma

    with lzma.open(os.path.join(os.path.dirname(__file__), "digits.lzma")) as file:
        raw = asarray(memoryview(file.read()))
    pixels, y = raw[: IMAGES * PIXELS], raw[IMAGES * PIXELS :]
    shape = (IMAGES, 1, 8, 8) if as_images else (IMAGES, PIXELS)
    return pixels.astype("float32").reshape(shape), y.astype("int64")
