"""Pooling layers."""

from __future__ import annotations

from tensorlab_c import Tensor
from tensorlab_c.convolution import avg_pool2d, max_pool2d

from .._check import pair
from .functional._window import refuse_ceil_mode
from .module import Module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._typing import Size2

__all__ = ["AvgPool2d", "MaxPool2d"]


def _shown(value: tuple[int, int]) -> Size2:
    """One number for a square, as PyTorch shows it."""
    return value[0] if value[0] == value[1] else value


def _check_padding(name: str, padding: tuple[int, int], kernel_size: tuple[int, int]) -> None:
    if padding[0] > kernel_size[0] // 2 or padding[1] > kernel_size[1] // 2:
        raise ValueError(f"{name}: padding {padding} is more than half of the kernel size {kernel_size}")


class MaxPool2d(Module):
    """The largest value of each window.

    Parameters
    ----------
    kernel_size : int or pair of int
    stride : int or pair of int, optional
        Default: the kernel size, so that windows touch.
    padding : int or pair of int, default 0
        Rows and columns of −∞ on each side, at most half of the kernel.
    dilation : int or pair of int, default 1
    return_indices, ceil_mode : bool
        Only False.

    Notes
    -----
    Input (N, C, H, W), output (N, C, H', W') with
    H' = ⌊(H + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1. Of equal values the first counts.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.arange(16, dtype=tl.float32).reshape((1, 1, 4, 4))
    >>> tl.nn.MaxPool2d(2)(x).tolist()
    [[[[5.0, 7.0], [13.0, 15.0]]]]
    """

    def __init__(
        self,
        kernel_size: Size2,
        stride: Size2 | None = None,
        padding: Size2 = 0,
        dilation: Size2 = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ):
        super().__init__()
        refuse_ceil_mode("MaxPool2d", ceil_mode, return_indices)
        self.kernel_size = pair("MaxPool2d", "kernel_size", kernel_size)
        self.stride = self.kernel_size if stride is None else pair("MaxPool2d", "stride", stride)
        self.padding = pair("MaxPool2d", "padding", padding, least=0)
        self.dilation = pair("MaxPool2d", "dilation", dilation)
        _check_padding("MaxPool2d", self.padding, self.kernel_size)

    def forward(self, input: Tensor) -> Tensor:
        return max_pool2d(input, self.kernel_size, self.stride, self.padding, self.dilation)

    def extra_repr(self) -> str:
        return (
            f"kernel_size={_shown(self.kernel_size)}, stride={_shown(self.stride)}, "
            f"padding={_shown(self.padding)}, dilation={_shown(self.dilation)}, ceil_mode=False"
        )


class AvgPool2d(Module):
    """The mean of each window.

    Parameters
    ----------
    kernel_size : int or pair of int
    stride : int or pair of int, optional
        Default: the kernel size, so that windows touch.
    padding : int or pair of int, default 0
        Rows and columns of zeros on each side, at most half of the kernel.
    ceil_mode : bool
        Only False.
    count_include_pad : bool, default True
        Whether the divisor counts the padding.

    Notes
    -----
    Input (N, C, H, W), output (N, C, H', W') with H' = ⌊(H + 2·padding − kernel_size) / stride⌋ + 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.arange(16, dtype=tl.float32).reshape((1, 1, 4, 4))
    >>> tl.nn.AvgPool2d(2)(x).tolist()
    [[[[2.5, 4.5], [10.5, 12.5]]]]
    """

    def __init__(
        self,
        kernel_size: Size2,
        stride: Size2 | None = None,
        padding: Size2 = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ):
        super().__init__()
        refuse_ceil_mode("AvgPool2d", ceil_mode)
        self.kernel_size = pair("AvgPool2d", "kernel_size", kernel_size)
        self.stride = self.kernel_size if stride is None else pair("AvgPool2d", "stride", stride)
        self.padding = pair("AvgPool2d", "padding", padding, least=0)
        self.count_include_pad = bool(count_include_pad)
        _check_padding("AvgPool2d", self.padding, self.kernel_size)

    def forward(self, input: Tensor) -> Tensor:
        return avg_pool2d(input, self.kernel_size, self.stride, self.padding, self.count_include_pad)

    def extra_repr(self) -> str:
        return (
            f"kernel_size={_shown(self.kernel_size)}, stride={_shown(self.stride)}, "
            f"padding={_shown(self.padding)}"
        )
