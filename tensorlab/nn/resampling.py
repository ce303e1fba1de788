"""Layers that change sizes: resampling, and elements moved between channels and places."""

from __future__ import annotations

from tensorlab_c import Tensor

from .._check import integer
from .functional._resize import channel_shuffle, interpolate, pixel_shuffle, pixel_unshuffle, resampling
from .module import Module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .._typing import Size2

__all__ = [
    "ChannelShuffle",
    "PixelShuffle",
    "PixelUnshuffle",
    "Upsample",
    "UpsamplingBilinear2d",
    "UpsamplingNearest2d",
]


class Upsample(Module):
    """Rows, images or films of another size.

    Parameters
    ----------
    size : int or sequence of int
    scale_factor : float or sequence of float
        In place of `size`.
    mode : {"nearest", "nearest-exact", "area", "linear", "bilinear", "trilinear", "bicubic"}
    align_corners, recompute_scale_factor : bool, optional
        All as of `functional.interpolate`.

    Notes
    -----
    Input (N, C, L), (N, C, H, W) or (N, C, D, H, W). See `functional.interpolate` for the formulas.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.Upsample(scale_factor=2, mode="bilinear")(tl.ones((1, 3, 4, 5))).shape
    (1, 3, 8, 10)
    """

    def __init__(
        self,
        size: int | Sequence[int] | None = None,
        scale_factor: float | Sequence[float] | None = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
    ):
        super().__init__()
        name = type(self).__name__
        resampling(name, size, scale_factor, mode, align_corners, recompute_scale_factor)
        self.size: Any = tuple(size) if isinstance(size, (tuple, list)) else size
        self.scale_factor: Any = scale_factor
        if isinstance(scale_factor, (tuple, list)):
            self.scale_factor = tuple(float(factor) for factor in scale_factor)
        elif scale_factor is not None:
            self.scale_factor = float(scale_factor)  # type: ignore[arg-type]
        self.mode, self.align_corners = mode, align_corners
        self.recompute_scale_factor = recompute_scale_factor

    def forward(self, input: Tensor) -> Tensor:
        how = (self.mode, self.align_corners, self.recompute_scale_factor)
        return interpolate(input, self.size, self.scale_factor, *how)

    def extra_repr(self) -> str:
        what = f"size={self.size}" if self.scale_factor is None else f"scale_factor={self.scale_factor}"
        return f"{what}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """Larger images of the same pixels: `Upsample` with mode "nearest".

    Parameters
    ----------
    size : int or pair of int
    scale_factor : float or pair of float
        In place of `size`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.UpsamplingNearest2d(scale_factor=2)(tl.array([[[[1.0, 2.0]]]])).tolist()
    [[[[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0]]]]
    """

    def __init__(self, size: Size2 | None = None, scale_factor: float | tuple[float, float] | None = None):
        super().__init__(size, scale_factor, "nearest")


class UpsamplingBilinear2d(Upsample):
    """Larger images, linear in between: `Upsample` with mode "bilinear" and corners that stay in place.

    Parameters
    ----------
    size : int or pair of int
    scale_factor : float or pair of float
        In place of `size`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.UpsamplingBilinear2d(size=(1, 3))(tl.array([[[[1.0, 2.0]]]])).tolist()
    [[[[1.0, 1.5, 2.0]]]]
    """

    def __init__(self, size: Size2 | None = None, scale_factor: float | tuple[float, float] | None = None):
        super().__init__(size, scale_factor, "bilinear", True)


class PixelShuffle(Module):
    """An image r times as high and wide from r² times as many channels.

    Parameters
    ----------
    upscale_factor : int
        r.

    Notes
    -----
    Input (..., C · r², H, W), output (..., C, H · r, W · r): Shi et al., "Real-time single image and video
    super-resolution using an efficient sub-pixel convolutional neural network", 2016.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.PixelShuffle(2)(tl.ones((8, 3, 4))).shape
    (2, 6, 8)
    """

    def __init__(self, upscale_factor: int):
        super().__init__()
        self.upscale_factor = integer("PixelShuffle", "upscale_factor", upscale_factor)

    def forward(self, input: Tensor) -> Tensor:
        return pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self) -> str:
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """The way back from `PixelShuffle`: blocks of r by r pixels become channels.

    Parameters
    ----------
    downscale_factor : int
        r.

    Notes
    -----
    Input (..., C, H · r, W · r), output (..., C · r², H, W).

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.PixelUnshuffle(2)(tl.ones((2, 6, 8))).shape
    (8, 3, 4)
    """

    def __init__(self, downscale_factor: int):
        super().__init__()
        self.downscale_factor = integer("PixelUnshuffle", "downscale_factor", downscale_factor)

    def forward(self, input: Tensor) -> Tensor:
        return pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self) -> str:
        return f"downscale_factor={self.downscale_factor}"


class ChannelShuffle(Module):
    """Channels of all groups in turn, so that convolutions of groups see each other's.

    Parameters
    ----------
    groups : int

    Notes
    -----
    Input (N, C, ...), output of the same shape: Zhang et al., "ShuffleNet: an extremely efficient
    convolutional neural network for mobile devices", 2017.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.ChannelShuffle(2)(tl.arange(4.0).reshape(1, 4, 1, 1)).ravel().tolist()
    [0.0, 2.0, 1.0, 3.0]
    """

    def __init__(self, groups: int):
        super().__init__()
        self.groups = integer("ChannelShuffle", "groups", groups)

    def forward(self, input: Tensor) -> Tensor:
        return channel_shuffle(input, self.groups)

    def extra_repr(self) -> str:
        return f"groups={self.groups}"
