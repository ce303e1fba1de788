"""Pooling layers."""

from __future__ import annotations

from tensorlab_c import Tensor

from .._check import flag, integer, real, several
from .functional import _pooling
from .functional._pooling import adaptive_size, check_padding
from .module import Module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .._typing import Size1
    from .functional._pooling import Sizes

__all__ = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveAvgPool3d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AdaptiveMaxPool3d",
    "AvgPool1d",
    "AvgPool2d",
    "AvgPool3d",
    "LPPool1d",
    "LPPool2d",
    "LPPool3d",
    "MaxPool1d",
    "MaxPool2d",
    "MaxPool3d",
    "MaxUnpool1d",
    "MaxUnpool2d",
    "MaxUnpool3d",
]


def _shown(value: tuple[int, ...]) -> int | tuple[int, ...]:
    """One number where all are equal, as PyTorch shows it."""
    return value[0] if len(set(value)) == 1 else value


class _Pooling(Module):
    """Windows along `_axes` axes."""

    _axes = 2
    _function: Callable[..., Any]
    # a number for each axis
    kernel_size: Any
    stride: Any
    padding: Any

    def _set_window(self, kernel_size: object, stride: object, padding: object) -> None:
        name = type(self).__name__
        self.kernel_size = several(name, "kernel_size", kernel_size, self._axes)
        self.stride = self.kernel_size if stride is None else several(name, "stride", stride, self._axes)
        self.padding = several(name, "padding", padding, self._axes, least=0)
        check_padding(name, self.padding, self.kernel_size)


class _MaxPool(_Pooling):
    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ):
        super().__init__()
        name = type(self).__name__
        self._set_window(kernel_size, stride, padding)
        self.dilation = several(name, "dilation", dilation, self._axes)
        self.return_indices = flag(name, "return_indices", return_indices)
        self.ceil_mode = flag(name, "ceil_mode", ceil_mode)

    def forward(self, input: Tensor) -> Any:
        window = (self.kernel_size, self.stride, self.padding, self.dilation)
        return type(self)._function(input, *window, self.ceil_mode, self.return_indices)

    def extra_repr(self) -> str:
        return (
            f"kernel_size={_shown(self.kernel_size)}, stride={_shown(self.stride)}, "
            f"padding={_shown(self.padding)}, dilation={_shown(self.dilation)}, ceil_mode={self.ceil_mode}"
        )


class _AvgPool(_Pooling):
    divisor_override: int | None

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ):
        super().__init__()
        name = type(self).__name__
        self._set_window(kernel_size, stride, padding)
        self.ceil_mode = flag(name, "ceil_mode", ceil_mode)
        self.count_include_pad = flag(name, "count_include_pad", count_include_pad)
        self.divisor_override = divisor_override
        if divisor_override is not None:
            integer(name, "divisor_override", divisor_override)

    def forward(self, input: Tensor) -> Tensor:
        window = (self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)
        return type(self)._function(input, *window, self.divisor_override)

    def extra_repr(self) -> str:
        return (
            f"kernel_size={_shown(self.kernel_size)}, stride={_shown(self.stride)}, "
            f"padding={_shown(self.padding)}"
        )


class _Adaptive(Module):
    _axes = 2
    _function: Callable[..., Any]

    def __init__(self, output_size: Sizes):
        super().__init__()
        adaptive_size(type(self).__name__, output_size, self._axes)
        self.output_size = output_size

    def forward(self, input: Tensor) -> Any:
        return type(self)._function(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class _AdaptiveMax(_Adaptive):
    def __init__(self, output_size: Sizes, return_indices: bool = False):
        super().__init__(output_size)
        self.return_indices = flag(type(self).__name__, "return_indices", return_indices)

    def forward(self, input: Tensor) -> Any:
        return type(self)._function(input, self.output_size, self.return_indices)


class _LPPool(Module):
    _axes = 2
    _function: Callable[..., Tensor]

    def __init__(self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False):
        super().__init__()
        name = type(self).__name__
        if real(name, "norm_type", norm_type) == 0:
            raise ValueError(f"{name}: norm_type must not be 0")
        several(name, "kernel_size", kernel_size, self._axes)
        if stride is not None:
            several(name, "stride", stride, self._axes)
        self.norm_type, self.kernel_size, self.stride = norm_type, kernel_size, stride
        self.ceil_mode = flag(name, "ceil_mode", ceil_mode)

    def forward(self, input: Tensor) -> Tensor:
        return type(self)._function(input, self.norm_type, self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self) -> str:
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class _MaxUnpool(_Pooling):
    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0):
        super().__init__()
        self._set_window(kernel_size, stride, padding)

    def forward(self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        window = (self.kernel_size, self.stride, self.padding)
        return type(self)._function(input, indices, *window, output_size)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxPool1d(_MaxPool):
    """The largest value of each window.

    Parameters
    ----------
    kernel_size : int or tuple of one
    stride : int or tuple of one, optional
        Default: the kernel size, so that windows touch.
    padding : int or tuple of one, default 0
        −∞ on each side, at most half of the kernel.
    dilation : int or tuple of one, default 1
    return_indices : bool, default False
        Whether to return a pair: the values, and where in the flattened input of their channel they are.
    ceil_mode : bool, default False
        Whether the last window may stick out, if it starts in the input or in the padding before it.

    Notes
    -----
    Input (N, C, L) or (C, L), output (N, C, L') with
    L' = ⌊(L + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1, rounded up with `ceil_mode`.
    Of equal values the first counts.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.MaxPool1d(2)(tl.array([[1.0, 3.0, 2.0, 0.0]])).tolist()
    [[3.0, 2.0]]
    """

    _axes = 1
    _function = staticmethod(_pooling.max_pool1d)


class MaxPool2d(_MaxPool):
    """The largest value of each window.

    Parameters
    ----------
    kernel_size : int or pair of int
    stride : int or pair of int, optional
        Default: the kernel size, so that windows touch.
    padding : int or pair of int, default 0
        −∞ on each side, at most half of the kernel.
    dilation : int or pair of int, default 1
    return_indices : bool, default False
        Whether to return a pair: the values, and where in the flattened input of their channel they are.
    ceil_mode : bool, default False
        Whether the last window may stick out, if it starts in the input or in the padding before it.

    Notes
    -----
    Input (N, C, H, W) or (C, H, W), output (N, C, H', W') with
    H' = ⌊(H + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1, rounded up with `ceil_mode`.
    Of equal values the first counts.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.arange(16, dtype=tl.float32).reshape((1, 1, 4, 4))
    >>> tl.nn.MaxPool2d(2)(x).tolist()
    [[[[5.0, 7.0], [13.0, 15.0]]]]
    """

    _function = staticmethod(_pooling.max_pool2d)


class MaxPool3d(_MaxPool):
    """The largest value of each window.

    Parameters
    ----------
    kernel_size : int or triple of int
    stride : int or triple of int, optional
        Default: the kernel size, so that windows touch.
    padding : int or triple of int, default 0
        −∞ on each side, at most half of the kernel.
    dilation : int or triple of int, default 1
    return_indices : bool, default False
        Whether to return a pair: the values, and where in the flattened input of their channel they are.
    ceil_mode : bool, default False
        Whether the last window may stick out, if it starts in the input or in the padding before it.

    Notes
    -----
    Input (N, C, D, H, W) or (C, D, H, W), output (N, C, D', H', W') with
    D' = ⌊(D + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1, and so on, rounded up with
    `ceil_mode`. Of equal values the first counts.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.MaxPool3d(2, ceil_mode=True)(tl.zeros((1, 4, 5, 6))).shape
    (1, 2, 3, 3)
    """

    _axes = 3
    _function = staticmethod(_pooling.max_pool3d)


class AvgPool1d(_AvgPool):
    """The mean of each window.

    Parameters
    ----------
    kernel_size : int or tuple of one
    stride : int or tuple of one, optional
        Default: the kernel size, so that windows touch.
    padding : int or tuple of one, default 0
        Zeros on each side, at most half of the kernel.
    ceil_mode : bool, default False
        Whether the last window may stick out, if it starts in the input or in the padding before it. What is
        beyond the padding is never counted.
    count_include_pad : bool, default True
        Whether the divisor counts the padding.

    Notes
    -----
    Input (N, C, L) or (C, L), output (N, C, L') with
    L' = ⌊(L + 2·padding − kernel_size) / stride⌋ + 1, rounded up with `ceil_mode`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.AvgPool1d(2)(tl.array([[1.0, 3.0, 2.0, 0.0]])).tolist()
    [[2.0, 1.0]]
    """

    _axes = 1
    _function = staticmethod(_pooling.avg_pool1d)

    def __init__(
        self,
        kernel_size: Size1,
        stride: Size1 | None = None,
        padding: Size1 = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ):
        super().__init__(kernel_size, stride, padding, ceil_mode, count_include_pad)

    def forward(self, input: Tensor) -> Tensor:
        window = (self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)
        return _pooling.avg_pool1d(input, *window)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(_AvgPool):
    """The mean of each window.

    Parameters
    ----------
    kernel_size : int or pair of int
    stride : int or pair of int, optional
        Default: the kernel size, so that windows touch.
    padding : int or pair of int, default 0
        Zeros on each side, at most half of the kernel.
    ceil_mode : bool, default False
        Whether the last window may stick out, if it starts in the input or in the padding before it. What is
        beyond the padding is never counted.
    count_include_pad : bool, default True
        Whether the divisor counts the padding.
    divisor_override : int, optional
        What sums are divided by, whatever the window has.

    Notes
    -----
    Input (N, C, H, W) or (C, H, W), output (N, C, H', W') with
    H' = ⌊(H + 2·padding − kernel_size) / stride⌋ + 1, rounded up with `ceil_mode`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.arange(16, dtype=tl.float32).reshape((1, 1, 4, 4))
    >>> tl.nn.AvgPool2d(2)(x).tolist()
    [[[[2.5, 4.5], [10.5, 12.5]]]]
    """

    _function = staticmethod(_pooling.avg_pool2d)


class AvgPool3d(_AvgPool):
    """The mean of each window.

    Parameters
    ----------
    kernel_size : int or triple of int
    stride : int or triple of int, optional
        Default: the kernel size, so that windows touch.
    padding : int or triple of int, default 0
        Zeros on each side, at most half of the kernel.
    ceil_mode : bool, default False
        Whether the last window may stick out, if it starts in the input or in the padding before it. What is
        beyond the padding is never counted.
    count_include_pad : bool, default True
        Whether the divisor counts the padding.
    divisor_override : int, optional
        What sums are divided by, whatever the window has.

    Notes
    -----
    Input (N, C, D, H, W) or (C, D, H, W), output (N, C, D', H', W') with
    D' = ⌊(D + 2·padding − kernel_size) / stride⌋ + 1, and so on, rounded up with `ceil_mode`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.AvgPool3d(2, ceil_mode=True)(tl.zeros((1, 4, 5, 6))).shape
    (1, 2, 3, 3)
    """

    _axes = 3
    _function = staticmethod(_pooling.avg_pool3d)


class AdaptiveAvgPool1d(_Adaptive):
    """The mean of each of as many windows as wanted, whatever the size of the input.

    Parameters
    ----------
    output_size : int or None
        How many windows along an axis; None for as many as elements.

    Notes
    -----
    Input (N, C, L) or (C, L). Of n elements,
    window i of m goes from ⌊i·n / m⌋ to ⌈(i + 1)·n / m⌉: neighbours overlap where m does not divide n.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.AdaptiveAvgPool1d(4)(tl.ones((2, 3, 7))).shape
    (2, 3, 4)
    """

    _axes = 1
    _function = staticmethod(_pooling.adaptive_avg_pool1d)


class AdaptiveAvgPool2d(_Adaptive):
    """The mean of each of as many windows as wanted, whatever the size of the input.

    Parameters
    ----------
    output_size : int or None, or a pair of int or None
        How many windows along an axis; None for as many as elements.

    Notes
    -----
    Input (N, C, H, W) or (C, H, W). Of n elements,
    window i of m goes from ⌊i·n / m⌋ to ⌈(i + 1)·n / m⌉: neighbours overlap where m does not divide n.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.AdaptiveAvgPool2d(4)(tl.ones((2, 3, 5, 7))).shape
    (2, 3, 4, 4)
    """

    _function = staticmethod(_pooling.adaptive_avg_pool2d)


class AdaptiveAvgPool3d(_Adaptive):
    """The mean of each of as many windows as wanted, whatever the size of the input.

    Parameters
    ----------
    output_size : int or None, or a triple of int or None
        How many windows along an axis; None for as many as elements.

    Notes
    -----
    Input (N, C, D, H, W) or (C, D, H, W). Of n elements,
    window i of m goes from ⌊i·n / m⌋ to ⌈(i + 1)·n / m⌉: neighbours overlap where m does not divide n.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.AdaptiveAvgPool3d(4)(tl.ones((2, 3, 5, 6, 7))).shape
    (2, 3, 4, 4, 4)
    """

    _axes = 3
    _function = staticmethod(_pooling.adaptive_avg_pool3d)


class AdaptiveMaxPool1d(_AdaptiveMax):
    """The largest value of each of as many windows as wanted, whatever the size of the input.

    Parameters
    ----------
    output_size : int or None
        How many windows along an axis; None for as many as elements.
    return_indices : bool, default False
        Whether to return a pair: the values, and where in the flattened input of their channel they are.

    Notes
    -----
    Input (N, C, L) or (C, L). Of n elements,
    window i of m goes from ⌊i·n / m⌋ to ⌈(i + 1)·n / m⌉: neighbours overlap where m does not divide n.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.AdaptiveMaxPool1d(4)(tl.ones((2, 3, 7))).shape
    (2, 3, 4)
    """

    _axes = 1
    _function = staticmethod(_pooling.adaptive_max_pool1d)


class AdaptiveMaxPool2d(_AdaptiveMax):
    """The largest value of each of as many windows as wanted, whatever the size of the input.

    Parameters
    ----------
    output_size : int or None, or a pair of int or None
        How many windows along an axis; None for as many as elements.
    return_indices : bool, default False
        Whether to return a pair: the values, and where in the flattened input of their channel they are.

    Notes
    -----
    Input (N, C, H, W) or (C, H, W). Of n elements,
    window i of m goes from ⌊i·n / m⌋ to ⌈(i + 1)·n / m⌉: neighbours overlap where m does not divide n.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.AdaptiveMaxPool2d(4)(tl.ones((2, 3, 5, 7))).shape
    (2, 3, 4, 4)
    """

    _function = staticmethod(_pooling.adaptive_max_pool2d)


class AdaptiveMaxPool3d(_AdaptiveMax):
    """The largest value of each of as many windows as wanted, whatever the size of the input.

    Parameters
    ----------
    output_size : int or None, or a triple of int or None
        How many windows along an axis; None for as many as elements.
    return_indices : bool, default False
        Whether to return a pair: the values, and where in the flattened input of their channel they are.

    Notes
    -----
    Input (N, C, D, H, W) or (C, D, H, W). Of n elements,
    window i of m goes from ⌊i·n / m⌋ to ⌈(i + 1)·n / m⌉: neighbours overlap where m does not divide n.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.AdaptiveMaxPool3d(4)(tl.ones((2, 3, 5, 6, 7))).shape
    (2, 3, 4, 4, 4)
    """

    _axes = 3
    _function = staticmethod(_pooling.adaptive_max_pool3d)


class LPPool1d(_LPPool):
    """A power mean of each window, without the division: (Σ xᵖ)^(1/p).

    Parameters
    ----------
    norm_type : float
        p: 1 for the sum; the largest value is the limit for large ones. Not 0.
    kernel_size : int or tuple of one
    stride : int or tuple of one, optional
        Default: the kernel size, so that windows touch.
    ceil_mode : bool, default False
        Whether the last window may stick out. Its sum is scaled up to the size of the others.

    Notes
    -----
    Input (N, C, L) or (C, L).
    There are no absolute values in the sum: it may be negative for an odd p, and its root nan. The slope of a
    root at 0 counts as 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.LPPool1d(2, 2)(tl.ones((2, 3, 7))).shape
    (2, 3, 3)
    """

    _axes = 1
    _function = staticmethod(_pooling.lp_pool1d)


class LPPool2d(_LPPool):
    """A power mean of each window, without the division: (Σ xᵖ)^(1/p).

    Parameters
    ----------
    norm_type : float
        p: 1 for the sum; the largest value is the limit for large ones. Not 0.
    kernel_size : int or pair of int
    stride : int or pair of int, optional
        Default: the kernel size, so that windows touch.
    ceil_mode : bool, default False
        Whether the last window may stick out. Its sum is scaled up to the size of the others.

    Notes
    -----
    Input (N, C, H, W) or (C, H, W).
    There are no absolute values in the sum: it may be negative for an odd p, and its root nan. The slope of a
    root at 0 counts as 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.LPPool2d(2, 2)(tl.ones((2, 3, 5, 7))).shape
    (2, 3, 2, 3)
    """

    _function = staticmethod(_pooling.lp_pool2d)


class LPPool3d(_LPPool):
    """A power mean of each window, without the division: (Σ xᵖ)^(1/p).

    Parameters
    ----------
    norm_type : float
        p: 1 for the sum; the largest value is the limit for large ones. Not 0.
    kernel_size : int or triple of int
    stride : int or triple of int, optional
        Default: the kernel size, so that windows touch.
    ceil_mode : bool, default False
        Whether the last window may stick out. Its sum is scaled up to the size of the others.

    Notes
    -----
    Input (N, C, D, H, W) or (C, D, H, W).
    There are no absolute values in the sum: it may be negative for an odd p, and its root nan. The slope of a
    root at 0 counts as 0.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.LPPool3d(2, 2)(tl.ones((2, 3, 5, 6, 7))).shape
    (2, 3, 2, 3, 3)
    """

    _axes = 3
    _function = staticmethod(_pooling.lp_pool3d)


class MaxUnpool1d(_MaxUnpool):
    """The values of `MaxPool1d` back at the places they were found, zeros elsewhere.

    Parameters
    ----------
    kernel_size, stride, padding : int or tuple of one
        Those of the pooling.

    Notes
    -----
    ``forward(input, indices, output_size=None)``: values and indices as `MaxPool1d` returns them with
    ``return_indices=True``, and the size of its input, where its last elements were in no window.

    Examples
    --------
    >>> import tensorlab as tl
    >>> pool, back = tl.nn.MaxPool1d(2, return_indices=True), tl.nn.MaxUnpool1d(2)
    >>> back(*pool(tl.ones((2, 3, 8)))).shape
    (2, 3, 8)
    """

    _axes = 1
    _function = staticmethod(_pooling.max_unpool1d)


class MaxUnpool2d(_MaxUnpool):
    """The values of `MaxPool2d` back at the places they were found, zeros elsewhere.

    Parameters
    ----------
    kernel_size, stride, padding : int or pair of int
        Those of the pooling.

    Notes
    -----
    ``forward(input, indices, output_size=None)``: values and indices as `MaxPool2d` returns them with
    ``return_indices=True``, and the size of its input, where its last elements were in no window.

    Examples
    --------
    >>> import tensorlab as tl
    >>> pool, back = tl.nn.MaxPool2d(2, return_indices=True), tl.nn.MaxUnpool2d(2)
    >>> back(*pool(tl.ones((2, 3, 4, 8)))).shape
    (2, 3, 4, 8)
    """

    _function = staticmethod(_pooling.max_unpool2d)


class MaxUnpool3d(_MaxUnpool):
    """The values of `MaxPool3d` back at the places they were found, zeros elsewhere.

    Parameters
    ----------
    kernel_size, stride, padding : int or triple of int
        Those of the pooling.

    Notes
    -----
    ``forward(input, indices, output_size=None)``: values and indices as `MaxPool3d` returns them with
    ``return_indices=True``, and the size of its input, where its last elements were in no window.

    Examples
    --------
    >>> import tensorlab as tl
    >>> pool, back = tl.nn.MaxPool3d(2, return_indices=True), tl.nn.MaxUnpool3d(2)
    >>> back(*pool(tl.ones((2, 3, 4, 6, 8)))).shape
    (2, 3, 4, 6, 8)
    """

    _axes = 3
    _function = staticmethod(_pooling.max_unpool3d)
