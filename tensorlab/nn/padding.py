"""Padding layers."""

from __future__ import annotations

from tensorlab_c import Tensor

from .._check import INFINITY, is_integer, real
from .functional._padding import pad, pairs_of
from .module import Module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = [
    "CircularPad1d",
    "CircularPad2d",
    "CircularPad3d",
    "ConstantPad1d",
    "ConstantPad2d",
    "ConstantPad3d",
    "ReflectionPad1d",
    "ReflectionPad2d",
    "ReflectionPad3d",
    "ReplicationPad1d",
    "ReplicationPad2d",
    "ReplicationPad3d",
    "ZeroPad1d",
    "ZeroPad2d",
    "ZeroPad3d",
]


class _Padding(Module):
    """Two numbers for each of the last axes, from the last one; subclasses say of how many and how."""

    _axes = 1
    _mode = "constant"

    def __init__(self, padding: int | Sequence[int]):
        super().__init__()
        name, count = type(self).__name__, 2 * self._axes
        given: Any = (padding,) * count if is_integer(padding) else padding
        pairs_of(name, given)
        self.padding: tuple[int, ...] = tuple(given)
        if len(self.padding) != count:
            raise ValueError(f"{name}: padding must be one or {count} integers, got {padding!r}")

    def forward(self, input: Tensor) -> Tensor:
        return pad(input, self.padding, self._mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPad(_Padding):
    def __init__(self, padding: int | Sequence[int], value: float):
        super().__init__(padding)
        if value not in (INFINITY, -INFINITY):
            real(type(self).__name__, "value", value)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPad):
    """A number around the last axis.

    Parameters
    ----------
    padding : int or sequence of 2 int
        On all sides, or (left, right); negative numbers cut off.
    value : float

    Notes
    -----
    Input (N, C, L) or (C, L). See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ConstantPad1d((2, 1), 9)(tl.array([[1.0, 2.0, 3.0]])).tolist()
    [[9.0, 9.0, 1.0, 2.0, 3.0, 9.0]]
    """


class ConstantPad2d(_ConstantPad):
    """A number around the last two axes.

    Parameters
    ----------
    padding : int or sequence of 4 int
        On all sides, or (left, right, top, bottom); negative numbers cut off.
    value : float

    Notes
    -----
    Input (N, C, H, W) or (C, H, W). See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ConstantPad2d((1, 0, 0, 1), 9)(tl.array([[[1.0, 2.0], [3.0, 4.0]]])).tolist()
    [[[9.0, 1.0, 2.0], [9.0, 3.0, 4.0], [9.0, 9.0, 9.0]]]
    """

    _axes = 2


class ConstantPad3d(_ConstantPad):
    """A number around the last three axes.

    Parameters
    ----------
    padding : int or sequence of 6 int
        On all sides, or (left, right, top, bottom, front, back); negative numbers cut off.
    value : float

    Notes
    -----
    Input (N, C, D, H, W) or (C, D, H, W). See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ConstantPad3d(1, 9)(tl.ones((1, 2, 3, 4))).shape
    (1, 4, 5, 6)
    """

    _axes = 3


class ZeroPad1d(_Padding):
    """Zeros around the last axis.

    Parameters
    ----------
    padding : int or sequence of 2 int
        On all sides, or (left, right); negative numbers cut off.

    Notes
    -----
    Input (N, C, L) or (C, L). See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ZeroPad1d((2, 1))(tl.array([[1.0, 2.0, 3.0]])).tolist()
    [[0.0, 0.0, 1.0, 2.0, 3.0, 0.0]]
    """


class ZeroPad2d(_Padding):
    """Zeros around the last two axes.

    Parameters
    ----------
    padding : int or sequence of 4 int
        On all sides, or (left, right, top, bottom); negative numbers cut off.

    Notes
    -----
    Input (N, C, H, W) or (C, H, W). See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ZeroPad2d((1, 0, 0, 1))(tl.array([[[1.0, 2.0], [3.0, 4.0]]])).tolist()
    [[[0.0, 1.0, 2.0], [0.0, 3.0, 4.0], [0.0, 0.0, 0.0]]]
    """

    _axes = 2


class ZeroPad3d(_Padding):
    """Zeros around the last three axes.

    Parameters
    ----------
    padding : int or sequence of 6 int
        On all sides, or (left, right, top, bottom, front, back); negative numbers cut off.

    Notes
    -----
    Input (N, C, D, H, W) or (C, D, H, W). See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ZeroPad3d(1)(tl.ones((1, 2, 3, 4))).shape
    (1, 4, 5, 6)
    """

    _axes = 3


class ReflectionPad1d(_Padding):
    """The mirror image, without the edge, around the last axis.

    Parameters
    ----------
    padding : int or sequence of 2 int
        On all sides, or (left, right); negative numbers cut off.

    Notes
    -----
    Input (N, C, L) or (C, L).
    An axis is longer than what is added to an end of it. See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ReflectionPad1d((2, 1))(tl.array([[1.0, 2.0, 3.0]])).tolist()
    [[3.0, 2.0, 1.0, 2.0, 3.0, 2.0]]
    """

    _mode = "reflect"


class ReflectionPad2d(_Padding):
    """The mirror image, without the edge, around the last two axes.

    Parameters
    ----------
    padding : int or sequence of 4 int
        On all sides, or (left, right, top, bottom); negative numbers cut off.

    Notes
    -----
    Input (N, C, H, W) or (C, H, W).
    An axis is longer than what is added to an end of it. See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ReflectionPad2d((1, 0, 0, 1))(tl.array([[[1.0, 2.0], [3.0, 4.0]]])).tolist()
    [[[2.0, 1.0, 2.0], [4.0, 3.0, 4.0], [2.0, 1.0, 2.0]]]
    """

    _axes = 2
    _mode = "reflect"


class ReflectionPad3d(_Padding):
    """The mirror image, without the edge, around the last three axes.

    Parameters
    ----------
    padding : int or sequence of 6 int
        On all sides, or (left, right, top, bottom, front, back); negative numbers cut off.

    Notes
    -----
    Input (N, C, D, H, W) or (C, D, H, W).
    An axis is longer than what is added to an end of it. See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ReflectionPad3d(1)(tl.ones((1, 2, 3, 4))).shape
    (1, 4, 5, 6)
    """

    _axes = 3
    _mode = "reflect"


class ReplicationPad1d(_Padding):
    """The edge, again and again, around the last axis.

    Parameters
    ----------
    padding : int or sequence of 2 int
        On all sides, or (left, right); negative numbers cut off.

    Notes
    -----
    Input (N, C, L) or (C, L). See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ReplicationPad1d((2, 1))(tl.array([[1.0, 2.0, 3.0]])).tolist()
    [[1.0, 1.0, 1.0, 2.0, 3.0, 3.0]]
    """

    _mode = "replicate"


class ReplicationPad2d(_Padding):
    """The edge, again and again, around the last two axes.

    Parameters
    ----------
    padding : int or sequence of 4 int
        On all sides, or (left, right, top, bottom); negative numbers cut off.

    Notes
    -----
    Input (N, C, H, W) or (C, H, W). See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ReplicationPad2d((1, 0, 0, 1))(tl.array([[[1.0, 2.0], [3.0, 4.0]]])).tolist()
    [[[1.0, 1.0, 2.0], [3.0, 3.0, 4.0], [3.0, 3.0, 4.0]]]
    """

    _axes = 2
    _mode = "replicate"


class ReplicationPad3d(_Padding):
    """The edge, again and again, around the last three axes.

    Parameters
    ----------
    padding : int or sequence of 6 int
        On all sides, or (left, right, top, bottom, front, back); negative numbers cut off.

    Notes
    -----
    Input (N, C, D, H, W) or (C, D, H, W). See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ReplicationPad3d(1)(tl.ones((1, 2, 3, 4))).shape
    (1, 4, 5, 6)
    """

    _axes = 3
    _mode = "replicate"


class CircularPad1d(_Padding):
    """The other side around the last axis.

    Parameters
    ----------
    padding : int or sequence of 2 int
        On all sides, or (left, right); negative numbers cut off.

    Notes
    -----
    Input (N, C, L) or (C, L). No more is added to an end than there is. See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.CircularPad1d((2, 1))(tl.array([[1.0, 2.0, 3.0]])).tolist()
    [[2.0, 3.0, 1.0, 2.0, 3.0, 1.0]]
    """

    _mode = "circular"


class CircularPad2d(_Padding):
    """The other side around the last two axes.

    Parameters
    ----------
    padding : int or sequence of 4 int
        On all sides, or (left, right, top, bottom); negative numbers cut off.

    Notes
    -----
    Input (N, C, H, W) or (C, H, W). No more is added to an end than there is. See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.CircularPad2d((1, 0, 0, 1))(tl.array([[[1.0, 2.0], [3.0, 4.0]]])).tolist()
    [[[2.0, 1.0, 2.0], [4.0, 3.0, 4.0], [2.0, 1.0, 2.0]]]
    """

    _axes = 2
    _mode = "circular"


class CircularPad3d(_Padding):
    """The other side around the last three axes.

    Parameters
    ----------
    padding : int or sequence of 6 int
        On all sides, or (left, right, top, bottom, front, back); negative numbers cut off.

    Notes
    -----
    Input (N, C, D, H, W) or (C, D, H, W). No more is added to an end than there is. See `functional.pad`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.CircularPad3d(1)(tl.ones((1, 2, 3, 4))).shape
    (1, 4, 5, 6)
    """

    _axes = 3
    _mode = "circular"
