"""Dropout."""

from __future__ import annotations

from tensorlab_c import Tensor

from .._check import real
from .functional import dropout
from .module import Module

__all__ = ["Dropout"]


class Dropout(Module):
    """Sets elements to 0 at random while training and scales the others by 1/(1−p); the identity otherwise.

    Parameters
    ----------
    p : float, default 0.5
        Probability of an element to be dropped.

    Notes
    -----
    The drops come from ``tl.random``'s global generator (Srivastava et al. 2014).

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Dropout(0.5)
    >>> sorted(set(layer(tl.ones(1000)).tolist()))
    [0.0, 2.0]
    >>> layer.eval()(tl.ones(3)).tolist()
    [1.0, 1.0, 1.0]
    """

    def __init__(self, p: float = 0.5):
        super().__init__()
        self.p = real("Dropout", "p", p, 0, 1)

    def forward(self, input: Tensor) -> Tensor:
        return dropout(input, self.p, self.training)

    def extra_repr(self) -> str:
        return f"p={self.p}"
