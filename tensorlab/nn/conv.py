"""Convolution layers."""

from __future__ import annotations

from tensorlab_c import Tensor
from tensorlab_c.convolution import conv2d

from .._check import check_device, integer, one_of, pair, parameter_dtype
from . import init
from .functional import pad_same, same_padding
from .module import Module
from .parameter import Parameter, empty_parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._typing import DTypeLike, Size2

__all__ = ["Conv2d"]


class Conv2d(Module):
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

    bias: Parameter | None

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
        self.in_channels = integer("Conv2d", "in_channels", in_channels)
        self.out_channels = integer("Conv2d", "out_channels", out_channels)
        self.groups = integer("Conv2d", "groups", groups)
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise ValueError(
                f"Conv2d: groups={self.groups} does not divide both in_channels={self.in_channels} "
                f"and out_channels={self.out_channels}"
            )
        self.kernel_size = pair("Conv2d", "kernel_size", kernel_size)
        self.stride = pair("Conv2d", "stride", stride)
        self.dilation = pair("Conv2d", "dilation", dilation)
        self.padding_mode = one_of("Conv2d", "padding_mode", padding_mode, ("zeros",))
        self.padding: Size2 | str
        if isinstance(padding, str):
            self.padding = one_of("Conv2d", "padding", padding, ("valid", "same"))
            self._padding, self._extra = same_padding(
                "Conv2d", padding, self.kernel_size, self.stride, self.dilation
            )
        else:
            self.padding = self._padding = pair("Conv2d", "padding", padding, least=0)
            self._extra = (0, 0)
        dtype = parameter_dtype("Conv2d", dtype)
        shape = (self.out_channels, self.in_channels // self.groups, *self.kernel_size)
        self.weight = empty_parameter("Conv2d: weight", shape, dtype)
        self.register_parameter("bias", empty_parameter("Conv2d: bias", shape[:1], dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        init.default_(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        if self._extra != (0, 0):
            input = pad_same(input, self._extra)
        return conv2d(input, self.weight, self.bias, self.stride, self._padding, self.dilation, self.groups)

    def extra_repr(self) -> str:
        text = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        )
        if self.padding != (0, 0):
            text += f", padding={self.padding}"  # PyTorch shows the word without quotes as well
        if self.dilation != (1, 1):
            text += f", dilation={self.dilation}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        return text if self.bias is not None else text + ", bias=False"
