"""Convolution layers."""

from __future__ import annotations

from tensorlab_c import Tensor
from tensorlab_c.convolution import conv1d, conv2d

from .._check import check_device, integer, one_of, pair, parameter_dtype, several, single, triple
from . import init
from .functional._padding import around
from .functional._window import (
    check_image,
    conv3d,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose3d,
    fold,
    output_sizes,
    same_padding,
    unfold,
)
from .module import Module
from .parameter import Parameter, empty_parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .._typing import DTypeLike, Size1, Size2, Size3

__all__ = [
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "ConvTranspose3d",
    "Fold",
    "Unfold",
]


class _Convolution(Module):
    """What convolutions of rows, of images and of films share."""

    weight: Parameter
    bias: Parameter | None
    # a number for each axis; padding may be a word
    kernel_size: Any
    stride: Any
    padding: Any
    dilation: Any
    _padding: Any
    _extra: tuple[int, ...]
    output_padding: tuple[int, ...]

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
        self.padding_mode = one_of(
            name, "padding_mode", padding_mode, ("zeros", "reflect", "replicate", "circular")
        )
        if isinstance(padding, str):
            self.padding = one_of(name, "padding", padding, ("valid", "same"))
            self._padding, self._extra = same_padding(
                name, padding, self.kernel_size, self.stride, self.dilation
            )
        else:
            self.padding = self._padding = sizes(name, "padding", padding, least=0)
            self._extra = (0,) * len(self.stride)

    def _padded(self, name: str, input: Tensor) -> tuple[Tensor, Any]:
        """The input with what a convolution does not add itself, and what it adds: equal rows of zeros."""
        if self.padding_mode == "zeros" and not any(self._extra):
            return input, self._padding
        axes = len(self.stride)
        check_image(name, input, axes)
        if self.padding_mode == "zeros":
            return around(input, (0,) * axes, "constant", self._extra), self._padding
        return around(input, self._padding, self.padding_mode, self._extra), 0

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
        if any(getattr(self, "output_padding", ())):
            text += f", output_padding={self.output_padding}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        return text if self.padding_mode == "zeros" else text + f", padding_mode={self.padding_mode}"


class Conv1d(_Convolution):
    """Convolution of rows as networks use it: slide, multiply and add, without a flip (lecture L23).

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : int or tuple of one
    stride : int or tuple of one, default 1
    padding : int, tuple of one, "valid" or "same", default 0
        Added on each side. "same" keeps the length and needs stride 1.
    dilation : int or tuple of one, default 1
        Distance between the points of the kernel.
    groups : int, default 1
        The channels are split into this many groups that do not mix.
    bias : bool, default True
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What is added: see `functional.pad`.
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
        input, padding = self._padded("conv1d", input)
        return conv1d(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class Conv2d(_Convolution):
    """2-D convolution as networks use it: slide, multiply and add, without a flip (lecture L23).

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : int or pair of int
    stride : int or pair of int, default 1
    padding : int, pair of int, "valid" or "same", default 0
        Added on each side. "same" keeps height and width and needs stride 1.
    dilation : int or pair of int, default 1
        Distance between the points of the kernel.
    groups : int, default 1
        The channels are split into this many groups that do not mix.
    bias : bool, default True
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What is added: see `functional.pad`.
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
        input, padding = self._padded("conv2d", input)
        return conv2d(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class Conv3d(_Convolution):
    """3-D convolution as networks use it: slide, multiply and add, without a flip (lecture L23).

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : int or triple of int
    stride : int or triple of int, default 1
    padding : int, triple of int, "valid" or "same", default 0
        Added on each side. "same" keeps all three sizes and needs stride 1.
    dilation : int or triple of int, default 1
        Distance between the points of the kernel.
    groups : int, default 1
        The channels are split into this many groups that do not mix.
    bias : bool, default True
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What is added: see `functional.pad`.
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight : Parameter, shape (out_channels, in_channels // groups, *kernel_size)
    bias : Parameter, shape (out_channels,), or None
        Both start uniform within ±1/√(in_channels / groups · kernel volume), as in PyTorch.

    Notes
    -----
    Input (N, in_channels, D, H, W) or (in_channels, D, H, W), output (N, out_channels, D', H', W') or
    (out_channels, D', H', W') with
    D' = ⌊(D + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1, and so on.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.Conv3d(3, 8, kernel_size=3, padding="same")
    >>> layer(tl.zeros((2, 3, 5, 10, 12), dtype=tl.float32)).shape
    (2, 8, 5, 10, 12)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size3,
        stride: Size3 = 1,
        padding: Size3 | str = 0,
        dilation: Size3 = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("Conv3d", device)
        self._set_channels("Conv3d", in_channels, out_channels, groups)
        self._set_window("Conv3d", triple, kernel_size, stride, padding, dilation, padding_mode)
        self._set_parameters("Conv3d", bias, dtype)

    def forward(self, input: Tensor) -> Tensor:
        input, padding = self._padded("conv3d", input)
        return conv3d(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class _Transposed(_Convolution):
    """What transposed convolutions share; the weight has the input's channels first."""

    _function: Callable[..., Tensor]

    def _set_transposed(
        self,
        name: str,
        sizes: Callable[..., tuple[int, ...]],
        channels: tuple[int, int, int],
        window: tuple[object, object, object, object],
        output_padding: object,
        padding_mode: str,
    ) -> None:
        """`channels` are those of the input and the output, and groups; `window` is as for `_set_window`."""
        self._set_channels(name, *channels)
        one_of(name, "padding_mode", padding_mode, ("zeros",))
        if isinstance(window[2], str):
            raise TypeError(f"{name}: padding must be numbers, got {window[2]!r}")
        self._set_window(name, sizes, *window, padding_mode)
        self.output_padding = sizes(name, "output_padding", output_padding, least=0)

    def _set_parameters(self, name: str, bias: bool, dtype: DTypeLike) -> None:
        dtype = parameter_dtype(name, dtype)
        shape = (self.in_channels, self.out_channels // self.groups, *self.kernel_size)
        self.weight = empty_parameter(f"{name}: weight", shape, dtype)
        own = empty_parameter(f"{name}: bias", (self.out_channels,), dtype) if bias else None
        self.register_parameter("bias", own)
        self.reset_parameters()

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        more = self.output_padding if output_size is None else self._more(input, output_size)
        options = (self.stride, self.padding, more, self.groups, self.dilation)
        return type(self)._function(input, self.weight, self.bias, *options)

    def _more(self, input: Tensor, output_size: Sequence[int]) -> tuple[int, ...]:
        """The output padding that makes an output of `output_size`."""
        name, axes = type(self).__name__, len(self.stride)
        check_image(name, input, axes)
        wanted = tuple(output_size)
        wanted = wanted[-axes:] if len(wanted) == input.ndim else wanted
        wanted = several(name, "output_size", wanted, axes)
        facts = (input.shape[-axes:], self.kernel_size, self.stride, self.padding, (0,) * axes, self.dilation)
        least = output_sizes(name, *facts)
        more = tuple(m - n for m, n in zip(wanted, least, strict=True))
        if any(not 0 <= n < s for n, s in zip(more, self.stride, strict=True)):
            most = tuple(n + s - 1 for n, s in zip(least, self.stride, strict=True))
            raise ValueError(f"{name}: output_size must be from {least} to {most}, got {wanted}")
        return more


class ConvTranspose1d(_Transposed):
    """Transposed convolution of rows: every element puts the kernel, times itself, into a larger output.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : int or tuple of one
    stride : int or tuple of one, default 1
        Distance of the kernels in the output.
    padding : int or tuple of one, default 0
        Cut off on each side of the output.
    output_padding : int or tuple of one, default 0
        Less is cut off at the far end; less than the stride or the dilation.
    groups : int, default 1
        The channels are split into this many groups that do not mix.
    bias : bool, default True
    dilation : int or tuple of one, default 1
        Distance between the points of the kernel.
    padding_mode : {"zeros"}
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight : Parameter, shape (in_channels, out_channels // groups, *kernel_size)
    bias : Parameter, shape (out_channels,), or None
        Both start uniform within ±1/√(out_channels / groups · points of the kernel), as in PyTorch.

    Notes
    -----
    The gradient of `Conv1d` with respect to its input (Zeiler et al., "Deconvolutional networks", 2010).
    Input (N, in_channels, L) or (in_channels, L), output (N, out_channels, L') or (out_channels, L') with
    L' = (L − 1)·stride − 2·padding + dilation·(kernel_size − 1) + output_padding + 1. A convolution with
    a stride has inputs of several sizes for one output: ``forward(input, output_size)`` chooses.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.ConvTranspose1d(3, 8, kernel_size=3, stride=2)
    >>> layer(tl.zeros((2, 3, 50), dtype=tl.float32)).shape
    (2, 8, 101)
    """

    _function = staticmethod(conv_transpose1d)

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size1,
        stride: Size1 = 1,
        padding: Size1 = 0,
        output_padding: Size1 = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Size1 = 1,
        padding_mode: str = "zeros",
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("ConvTranspose1d", device)
        channels, window = (in_channels, out_channels, groups), (kernel_size, stride, padding, dilation)
        self._set_transposed("ConvTranspose1d", single, channels, window, output_padding, padding_mode)
        self._set_parameters("ConvTranspose1d", bias, dtype)


class ConvTranspose2d(_Transposed):
    """Transposed convolution of images: every element puts the kernel, times itself, into a larger output.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : int or pair of int
    stride : int or pair of int, default 1
        Distance of the kernels in the output.
    padding : int or pair of int, default 0
        Cut off on each side of the output.
    output_padding : int or pair of int, default 0
        Less is cut off at the far end; less than the stride or the dilation.
    groups : int, default 1
        The channels are split into this many groups that do not mix.
    bias : bool, default True
    dilation : int or pair of int, default 1
        Distance between the points of the kernel.
    padding_mode : {"zeros"}
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight : Parameter, shape (in_channels, out_channels // groups, *kernel_size)
    bias : Parameter, shape (out_channels,), or None
        Both start uniform within ±1/√(out_channels / groups · points of the kernel), as in PyTorch.

    Notes
    -----
    The gradient of `Conv2d` with respect to its input (Zeiler et al., "Deconvolutional networks", 2010).
    Input (N, in_channels, H, W) or (in_channels, H, W), output (N, out_channels, H', W') with
    H' = (H − 1)·stride − 2·padding + dilation·(kernel_size − 1) + output_padding + 1, and so on. A
    convolution with a stride has inputs of several sizes for one output: ``forward(input, output_size)``
    chooses.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.ConvTranspose2d(3, 8, kernel_size=3, stride=2)
    >>> layer(tl.zeros((2, 3, 5, 6), dtype=tl.float32)).shape
    (2, 8, 11, 13)
    """

    _function = staticmethod(conv_transpose2d)

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size2,
        stride: Size2 = 1,
        padding: Size2 = 0,
        output_padding: Size2 = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Size2 = 1,
        padding_mode: str = "zeros",
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("ConvTranspose2d", device)
        channels, window = (in_channels, out_channels, groups), (kernel_size, stride, padding, dilation)
        self._set_transposed("ConvTranspose2d", pair, channels, window, output_padding, padding_mode)
        self._set_parameters("ConvTranspose2d", bias, dtype)


class ConvTranspose3d(_Transposed):
    """Transposed convolution of films: every element puts the kernel, times itself, into a larger output.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : int or triple of int
    stride : int or triple of int, default 1
        Distance of the kernels in the output.
    padding : int or triple of int, default 0
        Cut off on each side of the output.
    output_padding : int or triple of int, default 0
        Less is cut off at the far end; less than the stride or the dilation.
    groups : int, default 1
        The channels are split into this many groups that do not mix.
    bias : bool, default True
    dilation : int or triple of int, default 1
        Distance between the points of the kernel.
    padding_mode : {"zeros"}
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Attributes
    ----------
    weight : Parameter, shape (in_channels, out_channels // groups, *kernel_size)
    bias : Parameter, shape (out_channels,), or None
        Both start uniform within ±1/√(out_channels / groups · points of the kernel), as in PyTorch.

    Notes
    -----
    The gradient of `Conv3d` with respect to its input (Zeiler et al., "Deconvolutional networks", 2010).
    Input (N, in_channels, D, H, W) or (in_channels, D, H, W), output (N, out_channels, D', H', W') with
    D' = (D − 1)·stride − 2·padding + dilation·(kernel_size − 1) + output_padding + 1, and so on. A
    convolution with a stride has inputs of several sizes for one output: ``forward(input, output_size)``
    chooses.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.ConvTranspose3d(3, 8, kernel_size=3, stride=2)
    >>> layer(tl.zeros((2, 3, 2, 5, 6), dtype=tl.float32)).shape
    (2, 8, 5, 11, 13)
    """

    _function = staticmethod(conv_transpose3d)

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size3,
        stride: Size3 = 1,
        padding: Size3 = 0,
        output_padding: Size3 = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Size3 = 1,
        padding_mode: str = "zeros",
        device: str | None = None,
        dtype: DTypeLike = None,
    ):
        super().__init__()
        check_device("ConvTranspose3d", device)
        channels, window = (in_channels, out_channels, groups), (kernel_size, stride, padding, dilation)
        self._set_transposed("ConvTranspose3d", triple, channels, window, output_padding, padding_mode)
        self._set_parameters("ConvTranspose3d", bias, dtype)


class _Blocks(Module):
    """What unfolding and folding share; the numbers stay as they were given."""

    def __init__(self, kernel_size: Size2, dilation: Size2 = 1, padding: Size2 = 0, stride: Size2 = 1):
        super().__init__()
        name = type(self).__name__
        pair(name, "kernel_size", kernel_size)
        pair(name, "dilation", dilation)
        pair(name, "padding", padding, least=0)
        pair(name, "stride", stride)
        self.kernel_size, self.dilation, self.padding, self.stride = kernel_size, dilation, padding, stride

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, "
            f"stride={self.stride}"
        )


class Unfold(_Blocks):
    """The blocks of images as columns: what a convolution sees at every place.

    Parameters
    ----------
    kernel_size, dilation, padding, stride : int or pair of int
        As of `Conv2d`.

    Notes
    -----
    Input (N, C, H, W) or (C, H, W), output (N, C · kernel area, blocks) or without N: a column for each place
    of the kernel, row by row.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Unfold(kernel_size=(2, 3))(tl.zeros((2, 5, 3, 4))).shape
    (2, 30, 4)
    """

    def forward(self, input: Tensor) -> Tensor:
        return unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)


class Fold(_Blocks):
    """Images from columns of blocks, which are added where they overlap: the gradient of `Unfold`.

    Parameters
    ----------
    output_size : int or pair of int
        Height and width.
    kernel_size, dilation, padding, stride : int or pair of int
        As of `Conv2d`.

    Notes
    -----
    Input (N, C · kernel area, blocks) or without N, output (N, C, H, W).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Fold(output_size=(3, 4), kernel_size=(2, 3))(tl.zeros((2, 30, 4))).shape
    (2, 5, 3, 4)
    """

    def __init__(
        self,
        output_size: Size2,
        kernel_size: Size2,
        dilation: Size2 = 1,
        padding: Size2 = 0,
        stride: Size2 = 1,
    ):
        super().__init__(kernel_size, dilation, padding, stride)
        pair("Fold", "output_size", output_size)
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        return fold(input, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}, {super().extra_repr()}"
