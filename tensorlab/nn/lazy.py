"""Layers that learn from their first input how many features or channels it has."""

from __future__ import annotations

from tensorlab_c import Tensor, asarray

from .conv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, _Convolution
from .linear import Linear
from .module import Module
from .normalization import (
    BatchNorm1d,
    BatchNorm2d,
    BatchNorm3d,
    InstanceNorm1d,
    InstanceNorm2d,
    InstanceNorm3d,
    _OfChannels,
)
from .parameter import Parameter, UninitializedBuffer, UninitializedParameter, is_lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._typing import ArrayLike, DTypeLike, Size1, Size2, Size3

__all__ = [
    "LazyBatchNorm1d",
    "LazyBatchNorm2d",
    "LazyBatchNorm3d",
    "LazyConv1d",
    "LazyConv2d",
    "LazyConv3d",
    "LazyConvTranspose1d",
    "LazyConvTranspose2d",
    "LazyConvTranspose3d",
    "LazyInstanceNorm1d",
    "LazyInstanceNorm2d",
    "LazyInstanceNorm3d",
    "LazyLinear",
]


class _Lazy(Module):
    """Mixed into a layer: its size stands for the real one until there is an input."""

    cls_to_become: Any
    _sized: str  # the attribute that holds the size
    _made_with: dict[str, Any]

    def _wait(self, stand_in: int, made_with: dict[str, Any]) -> None:
        """Call the constructor of the layer, and forget what depends on the size."""
        try:
            self.cls_to_become.__init__(self, stand_in, **made_with)
        except Exception as error:
            name, lazy = self.cls_to_become.__name__, type(self).__name__
            if error.args and str(error.args[0]).startswith(name):
                error.args = (lazy + str(error.args[0])[len(name) :], *error.args[1:])
            raise
        self._made_with = made_with
        setattr(self, self._sized, 0)
        for name, value in [*vars(self).items()]:
            if isinstance(value, Parameter):
                setattr(self, name, UninitializedParameter(dtype=value.dtype))
            elif name in self._buffers and isinstance(value, Tensor) and value.ndim:
                object.__setattr__(self, name, UninitializedBuffer(dtype=value.dtype))

    def reset_parameters(self) -> None:
        """Nothing while there are no parameters to draw."""

    def reset_running_stats(self) -> None:
        """Nothing while there are no statistics."""

    def has_uninitialized_params(self) -> bool:
        """Whether the layer still waits for its first input."""
        return any(map(is_lazy, vars(self).values()))

    def initialize_parameters(self, input: ArrayLike) -> None:
        """Make the parameters for inputs like this one, and draw their first values."""
        if self.has_uninitialized_params():
            size = self._size(asarray(input))
            dtype = next(value.dtype for value in vars(self).values() if is_lazy(value))
            layer = self.cls_to_become(size, **{**self._made_with, "dtype": dtype})
            for name, value in vars(layer).items():
                mine = vars(self).get(name)
                if isinstance(mine, UninitializedParameter):
                    mine._become(value)
                elif isinstance(mine, UninitializedBuffer):
                    object.__setattr__(self, name, value)
        else:
            size = self._loaded_size()
        setattr(self, self._sized, size)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        self.initialize_parameters(kwargs["input"] if "input" in kwargs else args[0])
        settled = self.cls_to_become
        self.__class__ = settled
        del self._made_with
        return settled.forward(self, *args, **kwargs)

    def _size(self, input: Tensor) -> int:
        """The size, of an input."""
        raise NotImplementedError

    def _loaded_size(self) -> int:
        """The size, of tensors that a state has brought."""
        raise NotImplementedError


class LazyLinear(_Lazy, Linear):
    """A `Linear` whose `in_features` are those of its first input.

    Parameters
    ----------
    out_features : int
    bias : bool, default True
    device : {"cpu"}, optional
    dtype : dtype, optional
        Of the parameters; default ``tl.get_default_dtype()``, float32 at first.

    Notes
    -----
    With the first input its parameters get shapes and first values, and it becomes a `Linear`; or with
    ``load_state_dict``. Optimisers may be made before.

    Examples
    --------
    >>> import tensorlab as tl
    >>> model = tl.nn.Sequential(tl.nn.Flatten(), tl.nn.LazyLinear(10))
    >>> model(tl.ones((2, 8, 8), dtype=tl.float32)).shape
    (2, 10)
    >>> model[1]
    Linear(in_features=64, out_features=10, bias=True)
    """

    cls_to_become = Linear
    _sized = "in_features"

    def __init__(
        self, out_features: int, bias: bool = True, device: str | None = None, dtype: DTypeLike = None
    ):
        self._wait(1, {"out_features": out_features, "bias": bias, "device": device, "dtype": dtype})

    def _size(self, input: Tensor) -> int:
        if not input.ndim or not input.shape[-1]:
            raise ValueError(f"LazyLinear: expected input of shape (..., features), got {input.shape}")
        return input.shape[-1]

    def _loaded_size(self) -> int:
        return self.weight.shape[-1]


class _LazyConvolution(_Lazy, _Convolution):
    _sized = "in_channels"
    _transposed = False

    def _size(self, input: Tensor) -> int:
        axes = len(self.kernel_size)
        if input.ndim not in (axes + 1, axes + 2) or not input.shape[-axes - 1]:
            raise ValueError(
                f"{type(self).__name__}: expected input of {axes + 1} or {axes + 2} axes, "
                f"with channels as axis {-axes - 1}, got shape {input.shape}"
            )
        return input.shape[-axes - 1]

    def _loaded_size(self) -> int:
        return self.weight.shape[0] if self._transposed else self.weight.shape[1] * self.groups

    def _set_up(self, groups: int, **made_with: Any) -> None:
        stand_in = groups if isinstance(groups, int) and groups > 0 else 1
        self._wait(stand_in, {"groups": groups, **made_with})


class LazyConv1d(_LazyConvolution, Conv1d):
    """A `Conv1d` whose `in_channels` are those of its first input.

    Parameters
    ----------
    out_channels : int
    kernel_size : int or tuple of one
    stride, padding, dilation, groups, bias, padding_mode, device, dtype
        As of `Conv1d`.

    Notes
    -----
    See `LazyLinear`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyConv1d(4, kernel_size=3)
    >>> layer(tl.zeros((2, 3, 10), dtype=tl.float32)).shape[1], layer.in_channels
    (4, 3)
    """

    cls_to_become = Conv1d

    def __init__(
        self,
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
        self._set_up(
            groups,
            out_channels=out_channels,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            bias=bias,
            padding_mode=padding_mode,
            device=device,
            dtype=dtype,
        )


class LazyConv2d(_LazyConvolution, Conv2d):
    """A `Conv2d` whose `in_channels` are those of its first input.

    Parameters
    ----------
    out_channels : int
    kernel_size : int or pair of int
    stride, padding, dilation, groups, bias, padding_mode, device, dtype
        As of `Conv2d`.

    Notes
    -----
    See `LazyLinear`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyConv2d(4, kernel_size=3)
    >>> layer(tl.zeros((2, 3, 8, 8), dtype=tl.float32)).shape[1], layer.in_channels
    (4, 3)
    """

    cls_to_become = Conv2d

    def __init__(
        self,
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
        self._set_up(
            groups,
            out_channels=out_channels,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            bias=bias,
            padding_mode=padding_mode,
            device=device,
            dtype=dtype,
        )


class LazyConv3d(_LazyConvolution, Conv3d):
    """A `Conv3d` whose `in_channels` are those of its first input.

    Parameters
    ----------
    out_channels : int
    kernel_size : int or triple of int
    stride, padding, dilation, groups, bias, padding_mode, device, dtype
        As of `Conv3d`.

    Notes
    -----
    See `LazyLinear`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyConv3d(4, kernel_size=3)
    >>> layer(tl.zeros((2, 3, 4, 6, 6), dtype=tl.float32)).shape[1], layer.in_channels
    (4, 3)
    """

    cls_to_become = Conv3d

    def __init__(
        self,
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
        self._set_up(
            groups,
            out_channels=out_channels,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            bias=bias,
            padding_mode=padding_mode,
            device=device,
            dtype=dtype,
        )


class LazyConvTranspose1d(_LazyConvolution, ConvTranspose1d):
    """A `ConvTranspose1d` whose `in_channels` are those of its first input.

    Parameters
    ----------
    out_channels : int
    kernel_size : int or tuple of one
    stride, padding, output_padding, groups, bias, dilation, padding_mode, device, dtype
        As of `ConvTranspose1d`.

    Notes
    -----
    See `LazyLinear`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyConvTranspose1d(4, kernel_size=2, stride=2)
    >>> layer(tl.zeros((2, 3, 10), dtype=tl.float32)).shape[1], layer.in_channels
    (4, 3)
    """

    cls_to_become = ConvTranspose1d
    _transposed = True

    def __init__(
        self,
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
        self._set_up(
            groups,
            out_channels=out_channels,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            output_padding=output_padding,
            bias=bias,
            dilation=dilation,
            padding_mode=padding_mode,
            device=device,
            dtype=dtype,
        )


class LazyConvTranspose2d(_LazyConvolution, ConvTranspose2d):
    """A `ConvTranspose2d` whose `in_channels` are those of its first input.

    Parameters
    ----------
    out_channels : int
    kernel_size : int or pair of int
    stride, padding, output_padding, groups, bias, dilation, padding_mode, device, dtype
        As of `ConvTranspose2d`.

    Notes
    -----
    See `LazyLinear`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyConvTranspose2d(4, kernel_size=2, stride=2)
    >>> layer(tl.zeros((2, 3, 8, 8), dtype=tl.float32)).shape[1], layer.in_channels
    (4, 3)
    """

    cls_to_become = ConvTranspose2d
    _transposed = True

    def __init__(
        self,
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
        self._set_up(
            groups,
            out_channels=out_channels,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            output_padding=output_padding,
            bias=bias,
            dilation=dilation,
            padding_mode=padding_mode,
            device=device,
            dtype=dtype,
        )


class LazyConvTranspose3d(_LazyConvolution, ConvTranspose3d):
    """A `ConvTranspose3d` whose `in_channels` are those of its first input.

    Parameters
    ----------
    out_channels : int
    kernel_size : int or triple of int
    stride, padding, output_padding, groups, bias, dilation, padding_mode, device, dtype
        As of `ConvTranspose3d`.

    Notes
    -----
    See `LazyLinear`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyConvTranspose3d(4, kernel_size=2, stride=2)
    >>> layer(tl.zeros((2, 3, 4, 6, 6), dtype=tl.float32)).shape[1], layer.in_channels
    (4, 3)
    """

    cls_to_become = ConvTranspose3d
    _transposed = True

    def __init__(
        self,
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
        self._set_up(
            groups,
            out_channels=out_channels,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            output_padding=output_padding,
            bias=bias,
            dilation=dilation,
            padding_mode=padding_mode,
            device=device,
            dtype=dtype,
        )


class _LazyNorm(_Lazy, _OfChannels):
    _sized = "num_features"

    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: str | None = None,
        dtype: DTypeLike = None,
        *,
        bias: bool = True,
    ):
        made_with = {
            "eps": eps,
            "momentum": momentum,
            "affine": affine,
            "track_running_stats": track_running_stats,
            "device": device,
            "dtype": dtype,
            "bias": bias,
        }
        self._wait(1, made_with)

    def _size(self, input: Tensor) -> int:
        return self._channels(input, None)

    def initialize_parameters(self, input: ArrayLike) -> None:
        if self.affine or self.track_running_stats:
            super().initialize_parameters(input)
        else:
            self.num_features = self._size(asarray(input))

    def _loaded_size(self) -> int:
        known = self.running_mean if self.weight is None else self.weight
        assert known is not None
        return len(known)


class LazyBatchNorm1d(_LazyNorm, BatchNorm1d):
    """A `BatchNorm1d` whose `num_features` are the channels of its first input.

    Parameters
    ----------
    eps, momentum, affine, track_running_stats, device, dtype, bias
        As of `BatchNorm1d`.

    Notes
    -----
    See `LazyLinear`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyBatchNorm1d()
    >>> layer(tl.zeros((4, 3), dtype=tl.float32)).shape, layer.num_features
    ((4, 3), 3)
    """

    cls_to_become = BatchNorm1d


class LazyBatchNorm2d(_LazyNorm, BatchNorm2d):
    """A `BatchNorm2d` whose `num_features` are the channels of its first input.

    Parameters
    ----------
    eps, momentum, affine, track_running_stats, device, dtype, bias
        As of `BatchNorm2d`.

    Notes
    -----
    See `LazyLinear`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyBatchNorm2d()
    >>> layer(tl.zeros((4, 3, 5, 5), dtype=tl.float32)).shape, layer.num_features
    ((4, 3, 5, 5), 3)
    """

    cls_to_become = BatchNorm2d


class LazyBatchNorm3d(_LazyNorm, BatchNorm3d):
    """A `BatchNorm3d` whose `num_features` are the channels of its first input.

    Parameters
    ----------
    eps, momentum, affine, track_running_stats, device, dtype, bias
        As of `BatchNorm3d`.

    Notes
    -----
    See `LazyLinear`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyBatchNorm3d()
    >>> layer(tl.zeros((4, 3, 2, 5, 5), dtype=tl.float32)).shape, layer.num_features
    ((4, 3, 2, 5, 5), 3)
    """

    cls_to_become = BatchNorm3d


class LazyInstanceNorm1d(_LazyNorm, InstanceNorm1d):
    """A `InstanceNorm1d` whose `num_features` are the channels of its first input.

    Parameters
    ----------
    eps, momentum, affine, track_running_stats, device, dtype, bias
        As of `InstanceNorm1d`.

    Notes
    -----
    See `LazyLinear`.
    Other than of `InstanceNorm1d`, `affine` and `track_running_stats` are True at first, as in PyTorch.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyInstanceNorm1d()
    >>> layer(tl.zeros((4, 3, 5), dtype=tl.float32)).shape, layer.num_features
    ((4, 3, 5), 3)
    """

    cls_to_become = InstanceNorm1d


class LazyInstanceNorm2d(_LazyNorm, InstanceNorm2d):
    """A `InstanceNorm2d` whose `num_features` are the channels of its first input.

    Parameters
    ----------
    eps, momentum, affine, track_running_stats, device, dtype, bias
        As of `InstanceNorm2d`.

    Notes
    -----
    See `LazyLinear`.
    Other than of `InstanceNorm2d`, `affine` and `track_running_stats` are True at first, as in PyTorch.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyInstanceNorm2d()
    >>> layer(tl.zeros((4, 3, 5, 5), dtype=tl.float32)).shape, layer.num_features
    ((4, 3, 5, 5), 3)
    """

    cls_to_become = InstanceNorm2d


class LazyInstanceNorm3d(_LazyNorm, InstanceNorm3d):
    """A `InstanceNorm3d` whose `num_features` are the channels of its first input.

    Parameters
    ----------
    eps, momentum, affine, track_running_stats, device, dtype, bias
        As of `InstanceNorm3d`.

    Notes
    -----
    See `LazyLinear`.
    Other than of `InstanceNorm3d`, `affine` and `track_running_stats` are True at first, as in PyTorch.

    Examples
    --------
    >>> import tensorlab as tl
    >>> layer = tl.nn.LazyInstanceNorm3d()
    >>> layer(tl.zeros((4, 3, 2, 5, 5), dtype=tl.float32)).shape, layer.num_features
    ((4, 3, 2, 5, 5), 3)
    """

    cls_to_become = InstanceNorm3d
