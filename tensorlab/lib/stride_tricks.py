"""Views in which elements occur several times; ``numpy.lib.stride_tricks``."""

from __future__ import annotations

from tensorlab_c._operands import _operand, _under
from tensorlab_c._tensor import Tensor
from tensorlab_c.interop import numpys

from .._check import flag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tensorlab_c._typing import ArrayLike

__all__ = ["as_strided", "sliding_window_view"]


def __dir__() -> list[str]:
    return __all__


def _ends(shape: Sequence[int], strides: Sequence[int]) -> tuple[int, int]:
    """How far the first bytes of elements lie before and behind that of the first element."""
    steps = [(n - 1) * step for n, step in zip(shape, strides)]
    return sum(min(s, 0) for s in steps), sum(max(s, 0) for s in steps)


def as_strided(
    x: ArrayLike,
    shape: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
    *,
    writeable: bool = True,
) -> Tensor:
    """A view of the memory of `x` under another shape and other strides.

    Parameters
    ----------
    x : array_like
    shape : tuple of int, optional
        That of `x` when None.
    strides : tuple of int, optional
        In bytes; those of `x` when None.
    writeable : bool
        Whether the view may be written to. Where elements share memory it is not changed in place.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        When elements would lie outside of those of `x`, which NumPy does not look at.
    RuntimeError
        When a gradient would be lost.

    Notes
    -----
    To write to it is to write to ``x.numpy()``: later gradients do not know of it.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.lib.stride_tricks.as_strided(tl.arange(4), (3, 2), (8, 8))
    tensor([[0, 1],
            [1, 2],
            [2, 3]])
    """
    from numpy.lib.stride_tricks import as_strided as theirs

    t, writeable = _operand(x, "as_strided"), flag("as_strided", "writeable", writeable)
    with _under("as_strided"):
        shape = t.shape if shape is None else tuple(shape)
        strides = t.strides if strides is None else tuple(strides)
        if len(shape) != len(strides):
            raise ValueError(f"shape {shape} and strides {strides} differ in length")
        (low, high), (least, most) = _ends(shape, strides), _ends(t.shape, t.strides)
        if 0 not in shape and (low < least or high > most or not t.size):
            raise ValueError(f"shape {shape} and strides {strides} lead out of an array of shape {t.shape}")
        return numpys("as_strided", theirs, (t, shape, strides), {"writeable": writeable}, False)


def sliding_window_view(
    x: ArrayLike, window_shape: int | Sequence[int], axis: int | Sequence[int] | None = None
) -> Tensor:
    """The windows of `x` at every place, as a read-only view; `Tensor.unfold` has a gradient.

    Parameters
    ----------
    x : array_like
    window_shape : int or tuple of int
        The size of the windows along each axis.
    axis : int or tuple of int, optional
        The axes along which they slide; all when None.

    Returns
    -------
    Tensor
        The places, then the elements of each window.

    Raises
    ------
    ValueError
        When a window is larger than its axis.
    RuntimeError
        When a gradient would be lost.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.lib.stride_tricks.sliding_window_view(tl.arange(4), 3)
    tensor([[0, 1, 2],
            [1, 2, 3]])
    """
    from numpy.lib.stride_tricks import sliding_window_view as theirs

    t = _operand(x, "sliding_window_view")
    with _under("sliding_window_view"):
        return numpys("sliding_window_view", theirs, (t, window_shape, axis), {}, False)
