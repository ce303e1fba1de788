"""Functions that draw random numbers while training: from ``tl.random``'s global generator."""

from __future__ import annotations

import math

from tensorlab_c import (
    Tensor,
    argmax,
    asarray,
    get_default_dtype,
    put_along_axis,
    random,
    where,
    zeros,
    zeros_like,
)
from tensorlab_c.loss import softmax

from ..._check import flag, real
from ._operands import placeable, placed, real_operand


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Each element 0 with probability `p`, else x / (1−p), while training; else x (Srivastava et al. 2014).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.dropout(tl.ones(3), training=False).tolist()
    [1.0, 1.0, 1.0]
    """
    return _dropped("dropout", input, p, training, inplace)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of signals, (N, C, L) or (C, L).

    Examples
    --------
    >>> import tensorlab as tl
    >>> y = tl.nn.functional.dropout1d(tl.ones((2, 3, 4)))
    >>> bool((y == y[:, :, :1]).all())
    True
    """
    return _dropped("dropout1d", input, p, training, inplace, axes=1)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of images, (N, C, H, W) or (C, H, W) (Tompson et al. 2015).

    Examples
    --------
    >>> import tensorlab as tl
    >>> y = tl.nn.functional.dropout2d(tl.ones((2, 3, 4, 4)))
    >>> bool((y == y[:, :, :1, :1]).all())
    True
    """
    return _dropped("dropout2d", input, p, training, inplace, axes=2)


def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels of volumes, (N, C, D, H, W) or (C, D, H, W).

    Examples
    --------
    >>> import tensorlab as tl
    >>> y = tl.nn.functional.dropout3d(tl.ones((2, 3, 2, 2, 2)))
    >>> bool((y == y[:, :, :1, :1, :1]).all())
    True
    """
    return _dropped("dropout3d", input, p, training, inplace, axes=3)


def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """`dropout` for `selu`: dropped elements become its lower bound, and mean and variance are kept.

    Notes
    -----
    With m = 1.7580993408473766 and a = 1 / √((1 + p·m²)(1 − p)), a kept element becomes a·(x + p·m), and a
    dropped one −a·m·(1 − p) (Klambauer et al. 2017).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.alpha_dropout(tl.ones(3)).tolist()
    [1.0, 1.0, 1.0]
    """
    return _alpha_dropped("alpha_dropout", input, p, training, inplace)


def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """`alpha_dropout` of whole channels, (N, C, ...).

    Examples
    --------
    >>> import tensorlab as tl
    >>> y = tl.nn.functional.feature_alpha_dropout(tl.ones((2, 3, 4)), training=True)
    >>> bool((y == y[:, :, :1]).all())
    True
    """
    return _alpha_dropped("feature_alpha_dropout", input, p, training, inplace, features=True)


def gumbel_softmax(
    logits: Tensor, tau: float = 1.0, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Tensor:
    """softmax((x + G) / τ) with G of the Gumbel distribution: a draw of classes that has a derivative.

    With `hard` the value is 1 at the largest element and 0 elsewhere, with the same derivative (Jang et al.
    2017). `eps` is taken, and has no effect, as in PyTorch.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.gumbel_softmax([[0.0, 100.0]], hard=True).tolist()
    [[0.0, 1.0]]
    """
    name = "gumbel_softmax"
    x, tau = real_operand(name, logits), real(name, "tau", tau, 0, ends="(]")
    x = x if x.dtype.kind == "f" else x.astype(get_default_dtype())
    noise = asarray(random.gumbel(size=x.shape, dtype="float64")).astype(x.dtype)
    y = softmax((x + noise) / tau, dim)
    if not flag(name, "hard", hard):
        return y
    values = y.detach()
    picked = zeros_like(values)
    put_along_axis(picked, argmax(values, axis=dim, keepdims=True), 1, dim)
    return y + (picked - values)


def _checked(name: str, input: Tensor, p: float, training: bool, inplace: bool) -> tuple[Tensor, float, bool]:
    """What to compute with, p, and whether anything may be dropped."""
    p = real(name, "p", p, 0, 1)
    return placeable(name, input, inplace), p, flag(name, "training", training) and p > 0


def _dropped(
    name: str, input: Tensor, p: float, training: bool, inplace: bool, axes: int | None = None
) -> Tensor:
    """`axes`: how many axes a channel has, dropped as a whole; None for every element by itself."""
    x, p, drops = _checked(name, input, p, training, inplace)
    shape = x.shape
    if axes is not None:
        if x.ndim not in (axes + 1, axes + 2):
            sizes = ("L", "H, W", "D, H, W")[axes - 1]
            raise ValueError(f"{name}: expected input of shape (N, C, {sizes}) or (C, {sizes}), got {shape}")
        shape = shape[:-axes] + (1,) * axes
    if not drops:
        return placed(input, inplace, x)
    if p == 1:
        return placed(input, inplace, where(zeros(x.shape, dtype="bool"), x, 0.0))
    keep = asarray(random.random(shape)) >= p
    return placed(input, inplace, where(keep, x * (1 / (1 - p)), 0.0))


def _alpha_dropped(
    name: str, input: Tensor, p: float, training: bool, inplace: bool, features: bool = False
) -> Tensor:
    x, p, drops = _checked(name, input, p, training, inplace)
    if not drops:
        return placed(input, inplace, x)
    if features and x.ndim < 2:
        raise ValueError(f"{name}: expected input of shape (N, C, ...), got {x.shape}")
    if p == 1:
        return placed(input, inplace, where(zeros(x.shape, dtype="bool"), x, 0.0))
    low = 1.7580993408473766
    a = 1 / math.sqrt((1 + p * low * low) * (1 - p))
    keep = asarray(random.random(x.shape[:2] + (1,) * (x.ndim - 2) if features else x.shape)) >= p
    return placed(input, inplace, where(keep, x * a + a * low * p, -a * low * (1 - p)))
