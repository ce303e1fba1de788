"""Dropout."""

from __future__ import annotations

from tensorlab_c import Tensor

from .._check import flag, real
from . import functional as F
from .module import Module

__all__ = ["AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"]


class _Dropout(Module):
    def __init__(self, p: float = 0.5, inplace: bool = False):
        super().__init__()
        name = type(self).__name__
        self.p = real(name, "p", p, 0, 1)
        self.inplace = flag(name, "inplace", inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    """Sets elements to 0 at random while training and scales the others by 1/(1−p); the identity otherwise.

    Parameters
    ----------
    p : float, default 0.5
        Probability to be dropped.
    inplace : bool, default False
        Whether the result takes the place of the input.

    Notes
    -----
    The drops come from ``tl.random``'s global generator.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Dropout(0.5)
    >>> sorted(set(layer(tl.ones(1000)).tolist()))
    [0.0, 2.0]
    >>> layer.eval()(tl.ones(3)).tolist()
    [1.0, 1.0, 1.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout(input, self.p, self.training, self.inplace)


class Dropout1d(_Dropout):
    """`Dropout` of whole channels of signals, (N, C, L) or (C, L).

    Parameters
    ----------
    p : float, default 0.5
        Probability to be dropped.
    inplace : bool, default False
        Whether the result takes the place of the input.

    Notes
    -----
    The drops come from ``tl.random``'s global generator.

    Examples
    --------
    >>> import tensorlab as tl
    >>> sorted(set(tl.nn.Dropout1d()(tl.ones((50, 2, 2))).sum(axis=2).ravel().tolist()))
    [0.0, 4.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout1d(input, self.p, self.training, self.inplace)


class Dropout2d(_Dropout):
    """`Dropout` of whole channels of images, (N, C, H, W) or (C, H, W).

    Parameters
    ----------
    p : float, default 0.5
        Probability to be dropped.
    inplace : bool, default False
        Whether the result takes the place of the input.

    Notes
    -----
    The drops come from ``tl.random``'s global generator.

    Examples
    --------
    >>> import tensorlab as tl
    >>> sorted(set(tl.nn.Dropout2d()(tl.ones((50, 2, 2, 2))).sum(axis=(2, 3)).ravel().tolist()))
    [0.0, 8.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout2d(input, self.p, self.training, self.inplace)


class Dropout3d(_Dropout):
    """`Dropout` of whole channels of volumes, (N, C, D, H, W) or (C, D, H, W).

    Parameters
    ----------
    p : float, default 0.5
        Probability to be dropped.
    inplace : bool, default False
        Whether the result takes the place of the input.

    Notes
    -----
    The drops come from ``tl.random``'s global generator.

    Examples
    --------
    >>> import tensorlab as tl
    >>> sorted(set(tl.nn.Dropout3d()(tl.ones((50, 2, 2, 2, 2))).sum(axis=(2, 3, 4)).ravel().tolist()))
    [0.0, 16.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout3d(input, self.p, self.training, self.inplace)


class AlphaDropout(_Dropout):
    """`Dropout` for `SELU`, which keeps mean and variance; see `functional.alpha_dropout`.

    Parameters
    ----------
    p : float, default 0.5
        Probability to be dropped.
    inplace : bool, default False
        Whether the result takes the place of the input.

    Notes
    -----
    The drops come from ``tl.random``'s global generator.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.AlphaDropout().eval()(tl.ones(3)).tolist()
    [1.0, 1.0, 1.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.alpha_dropout(input, self.p, self.training, self.inplace)


class FeatureAlphaDropout(_Dropout):
    """`AlphaDropout` of whole channels, (N, C, ...).

    Parameters
    ----------
    p : float, default 0.5
        Probability to be dropped.
    inplace : bool, default False
        Whether the result takes the place of the input.

    Notes
    -----
    The drops come from ``tl.random``'s global generator.

    Examples
    --------
    >>> import tensorlab as tl
    >>> len(set(tl.nn.FeatureAlphaDropout()(tl.ones((50, 2, 9))).ravel().tolist()))
    2
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.feature_alpha_dropout(input, self.p, self.training, self.inplace)
