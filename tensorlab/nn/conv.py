"""Convolution layers."""

from __future__ import annotations

from tensorlab_c import Tensor
from tensorlab_c.convolution import conv1d, conv2d

from .._check import check_device, integer, one_of, pair, parameter_dtype, single
from . import init
from .functional._window import pad_same, same_padding
from .module import Module
from .parameter import Parameter, empty_parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._typing import DTypeLike, Size1, Size2

__all__ = ["Conv1d", "Conv2d"]


class _Convolution(Module):
    """What convolutions of rows and of images share."""

    weight: Parameter
    bias: Parameter | None
    # one number in a tuple, or two; padding may be a word
    kernel_size: Any
    stride: Any
    padding: Any
    dilation: Any
    _padding: Any
    _extra: tuple[int, ...]

    def _set_channels(self, name: str, in_channels: int, out_channels: int, groups: int) -> None:
        self.in_channels = integer(name, "in_channels", in_channels)
        self.out_channels = integer(name, "out_channels", out_channels)
        self.groups = integer(name, "groups", groups)
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise ValueError(
                f"{name}: groups={self.groups} does not divide both in_channels={self.in_channels} "
                f"and out_channels={self.out_channels}"
            )

    def _set_window(
        self,
        name: str,
        sizes: Callable[..., tuple[int, ...]],
        kernel_size: object,
        stride: object,
        padding: object,
        dilation: object,
        padding_mode: str,
    ) -> None:
        """`sizes` reads an integer, or one per axis, as a tuple."""
        self.kernel_size = sizes(name, "kernel_size", kernel_size)
        self.stride = sizes(name, "stride", stride)
        self.dilation = sizes(name, "dilation", dilation)
        self.padding_mode = one_of(name, "padding_mode", padding_mode, ("zeros",))
        if isinstance(padding, str):
            self.padding = one_of(name, "padding", padding, ("valid", "same"))
            self._padding, self._extra = same_padding(
                name, padding, self.kernel_size, self.stride, self.dilation
            )
        else:
            self.padding = self._padding = sizes(name, "padding", padding, least=0)
            self._extra = (0,) * len(self.stride)

    def _set_parameters(self, name: str, bias: bool, dtype: DTypeLike) -> None:
        dtype = parameter_dtype(name, dtype)
        shape = (self.out_channels, self.in_channels // self.groups, *self.kernel_size)
        self.weight = empty_parameter(f"{name}: weight", shape, dtype)
        self.register_parameter("bias", empty_parameter(f"{name}: bias", shape[:1], dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        init.default_(self.weight, self.bias)

    def extra_repr(self) -> str:
        text = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        )
        if isinstance(self.padding, str) or any(self.padding):
            text += f", padding={self.padding}"  # PyTorch shows the word without quotes as well
        if any(step != 1 for step in self.dilation):
            text += f", dilation={self.dilation}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        return text if self.bias is not None else text + ", bias=False"


class Conv1d(_Convolution):
    """Convolution of rows as networks use it: slide, multiply and add, without a flip (lecture L23).

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : int or tuple of one
    stride : int or tuple of one, default 1
    padding : int, tuple of one, "valid" or "same", default 0
        Zeros added on each side. "same" keeps the length and needs stride 1.
    dilation : int or tuple of one, default 1
        Distance between the points of the kernel.
    groups : int, default 1
        The channels are split into this many groups that do not mix.
    bias : bool, default True
    padding_mode : {"zeros"}
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight : Parameter, shape (out_channels, in_channels // groups, kernel_size)
    bias : Parameter, shape (out_channels,), or None
        Both start uniform within ±1/√(in_channels / groups · kernel_size), as in PyTorch.

    Notes
    -----
    Input (N, in_channels, L) or (in_channels, L), output (N, out_channels, L') or (out_channels, L') with
    L' = ⌊(L + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Conv1d(3, 8, kernel_size=5, padding="same")
    >>> layer(tl.zeros((2, 3, 100), dtype=tl.float32)).shape
    (2, 8, 100)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size1,
        stride: Size1 = 1,
        padding: Size1 | str = 0,
        dilation: Size1 = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("Conv1d", device)
        self._set_channels("Conv1d", in_channels, out_channels, groups)
        self._set_window("Conv1d", single, kernel_size, stride, padding, dilation, padding_mode)
        self._set_parameters("Conv1d", bias, dtype)

    def forward(self, input: Tensor) -> Tensor:
        if self._extra != (0,):
            input = pad_same(input, self._extra)
        return conv1d(input, self.weight, self.bias, self.stride, self._padding, self.dilation, self.groups)


class Conv2d(_Convolution):
    """2-D convolution as networks use it: slide, multiply and add, without a flip (lecture L23).

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : int or pair of int
    stride : int or pair of int, default 1
    padding : int, pair of int, "valid" or "same", default 0
        Zeros added on each side. "same" keeps height and width and needs stride 1.
    dilation : int or pair of int, default 1
        Distance between the points of the kernel.
    groups : int, default 1
        The channels are split into this many groups that do not mix.
    bias : bool, default True
    padding_mode : {"zeros"}
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight : Parameter, shape (out_channels, in_channels // groups, *kernel_size)
    bias : Parameter, shape (out_channels,), or None
        Both start uniform within ±1/√(in_channels / groups · kernel area), as in PyTorch.

    Notes
    -----
    Input (N, in_channels, H, W), output (N, out_channels, H', W') with
    H' = ⌊(H + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Conv2d(3, 8, kernel_size=3, padding="same")
    >>> layer(tl.zeros((2, 3, 10, 12), dtype=tl.float32)).shape
    (2, 8, 10, 12)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size2,
        stride: Size2 = 1,
        padding: Size2 | str = 0,
        dilation: Size2 = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("Conv2d", device)
        self._set_channels("Conv2d", in_channels, out_channels, groups)
        self._set_window("Conv2d", pair, kernel_size, stride, padding, dilation, padding_mode)
        self._set_parameters("Conv2d", bias, dtype)

    def forward(self, input: Tensor) -> Tensor:
        if self._extra != (0, 0):
            input = pad_same(input, self._extra)
        return conv2d(input, self.weight, self.bias, self.stride, self._padding, self.dilation, self.groups)
