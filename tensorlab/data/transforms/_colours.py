"""Transforms of the values of images."""

from __future__ import annotations

import math

from tensorlab_c import Tensor, asarray, clip
from tensorlab_c._operands import _operand
from tensorlab_c.dtypes import _parameter_dtype

from ..._check import flag, integer, is_integer, real
from ..split import as_generator
from ._general import Random, Transform, as_before, fitting, floating

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from tensorlab_c.random import Generator

    from ..._typing import ArrayLike

LUMA = (0.2989, 0.587, 0.114)


class ToTensor(Transform):
    """An array (H, W, C) or (H, W), as images are read from files, as a tensor (C, H, W).

    Notes
    -----
    uint8 values become floats from 0 to 1 by division by 255; others stay as they are.

    Examples
    --------
    >>> import numpy as np, tensorlab as tl
    >>> x = tl.data.transforms.ToTensor()(np.full((4, 5, 3), 51, dtype=np.uint8))
    >>> x.shape, x.dtype, round(x[0, 0, 0].item(), 6)
    ((3, 4, 5), float32, 0.2)
    """

    def __call__(self, img: ArrayLike) -> Tensor:
        x = _operand(img, "ToTensor")
        if x.ndim == 2:
            x = x[..., None]
        if x.ndim != 3:
            raise ValueError(f"ToTensor: expected an image of shape (H, W, C) or (H, W), got {x.shape}")
        x = x.transpose((2, 0, 1)).copy()
        return x.astype(_parameter_dtype()) / 255 if x.dtype == "uint8" else x


class Normalize(Transform):
    """(x − mean) / std, channel by channel.

    Parameters
    ----------
    mean, std : float or sequence of float
        Of all channels, or of each.
    inplace : bool, default False
        Whether the image itself is changed.

    Examples
    --------
    >>> import tensorlab as tl
    >>> image = tl.array([[[1.0, 3.0]], [[10.0, 30.0]]])
    >>> tl.data.transforms.Normalize([2.0, 20.0], [1.0, 10.0])(image).tolist()
    [[[-1.0, 1.0]], [[-1.0, 1.0]]]
    """

    _shown = ("mean", "std")

    def __init__(self, mean: float | Sequence[float], std: float | Sequence[float], inplace: bool = False):
        self.mean, self.std = _values("Normalize", "mean", mean), _values("Normalize", "std", std)
        if 0 in self.std:
            raise ValueError(f"Normalize: std must not be 0, got {std!r}")
        self.inplace = flag("Normalize", "inplace", inplace)

    def __call__(self, img: ArrayLike) -> Tensor:
        x = self._image(img)
        if x.dtype.kind != "f":
            raise TypeError(f"Normalize: the image must be floating, got {x.dtype}: use ToTensor first")
        if self.inplace and x is not img:
            raise TypeError(f"Normalize: inplace=True needs a Tensor to write to, got {type(img).__name__}")
        for argument, values in (("mean", self.mean), ("std", self.std)):
            if len(values) not in (1, x.shape[-3]):
                raise ValueError(
                    f"Normalize: {len(values)} values of {argument} for an image of shape {x.shape}"
                )
        mean, std = (asarray(v, dtype=x.dtype).reshape((-1, 1, 1)) for v in (self.mean, self.std))
        result = (x - mean) / std
        return x.copy_(result) if self.inplace else result


def _values(name: str, argument: str, given: Any) -> list[float]:
    """A number for all channels or one for each, as a list."""
    axes = getattr(given, "ndim", None)
    if isinstance(given, (tuple, list)) or (is_integer(axes) and axes):
        values = [real(name, argument, value) for value in given]
        if not values:
            raise ValueError(f"{name}: {argument} is empty")
        return values
    return [real(name, argument, given)]


def gray(x: Tensor) -> Tensor:
    """One channel of three."""
    if x.shape[-3] == 1:
        return x
    r, g, b = (x[..., k : k + 1, :, :] for k in range(3))
    return LUMA[0] * r + LUMA[1] * g + LUMA[2] * b


class Grayscale(Transform):
    """0.2989 R + 0.587 G + 0.114 B (ITU-R BT.601).

    Parameters
    ----------
    num_output_channels : {1, 3}, default 1
        3 repeats it.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.transforms.Grayscale()(tl.array([10, 20, 30], dtype="uint8").reshape((3, 1, 1))).tolist()
    [[[18]]]
    """

    _shown = ("num_output_channels",)

    def __init__(self, num_output_channels: int = 1):
        self.num_output_channels = integer("Grayscale", "num_output_channels", num_output_channels)
        if self.num_output_channels not in (1, 3):
            raise ValueError(f"Grayscale: num_output_channels must be 1 or 3, got {num_output_channels}")

    def __call__(self, img: ArrayLike) -> Tensor:
        x = self._image(img)
        if x.shape[-3] not in (1, 3):
            raise ValueError(f"Grayscale: expected 1 or 3 channels, got an image of shape {x.shape}")
        one = as_before(gray(floating(x)), x)
        return one[..., [0] * self.num_output_channels, :, :]


class ColorJitter(Random):
    """Other brightness, contrast and saturation, in random order.

    Parameters
    ----------
    brightness, contrast, saturation : float or pair of float, default 0
        b for factors from max(0, 1 − b) to 1 + b, or the lowest and the highest factor.
    hue : {0}
        Colours cannot be turned.
    generator : int or Generator, optional

    Notes
    -----
    With a factor f, brightness is f x; contrast f x + (1 − f) m with the mean m of the image in grey;
    saturation f x + (1 − f) g with the grey image g. All are cut off at 0 and 1, whole numbers at 255. As
    torchvision's.

    Examples
    --------
    >>> import tensorlab as tl
    >>> jitter = tl.data.transforms.ColorJitter(brightness=(0.5, 0.5))
    >>> jitter(tl.full((3, 1, 1), 0.5)).ravel().tolist()
    [0.25, 0.25, 0.25]
    """

    _shown = ("brightness", "contrast", "saturation")

    def __init__(
        self,
        brightness: float | tuple[float, float] = 0,
        contrast: float | tuple[float, float] = 0,
        saturation: float | tuple[float, float] = 0,
        hue: float = 0,
        *,
        generator: int | Generator | None = None,
    ):
        super().__init__(generator)
        self.brightness = _factors("brightness", brightness)
        self.contrast = _factors("contrast", contrast)
        self.saturation = _factors("saturation", saturation)
        if hue:
            raise ValueError(f"ColorJitter: hue must be 0, got {hue!r}: colours cannot be turned")

    def __call__(self, img: ArrayLike) -> Tensor:
        x = self._image(img)
        if x.shape[-3] not in (1, 3):
            raise ValueError(f"ColorJitter: expected 1 or 3 channels, got an image of shape {x.shape}")
        y, most = floating(x), 1.0 if x.dtype.kind == "f" else 255.0
        source = as_generator("ColorJitter", self.generator)
        for step in source.permutation(3).tolist():
            limits = (self.brightness, self.contrast, self.saturation)[step]
            if limits is None:
                continue
            f = self._uniform(*limits)
            if step == 0:
                other: Any = 0.0
            else:
                other = gray(y) if step == 2 else gray(y).mean(axis=(-3, -2, -1), keepdims=True)
            y = clip(f * y + (1 - f) * other, 0.0, most)
        return as_before(y, x)


def _factors(argument: str, given: Any) -> tuple[float, float] | None:
    """The lowest and the highest factor, or None where both are 1."""
    if isinstance(given, (tuple, list)):
        low, high = interval("ColorJitter", argument, given, 0)
    else:
        width = real("ColorJitter", argument, given, 0)
        low, high = max(0.0, 1 - width), 1 + width
    return None if low == high == 1 else (low, high)


def interval(name: str, argument: str, given: Any, least: float = -math.inf) -> tuple[float, float]:
    """Two numbers, the first not the larger."""
    items = (*given,) if isinstance(given, (tuple, list)) else ()
    if len(items) != 2:
        raise TypeError(f"{name}: {argument} must be a pair of numbers, got {given!r}")
    low, high = (real(name, argument, item, least) for item in items)
    if low > high:
        raise ValueError(f"{name}: {argument} must be a lowest and a highest number, got {given!r}")
    return low, high


class RandomErasing(Random):
    """A rectangle of the image replaced (Zhong et al. 2017).

    Parameters
    ----------
    p : float, default 0.5
        How often.
    scale : pair of float, default (0.02, 0.33)
        The rectangle's share of the area.
    ratio : pair of float, default (0.3, 3.3)
        Its height divided by its width, drawn with an equal logarithm.
    value : float, sequence of float or "random", default 0
        What it is filled with, in all channels or in each; "random" draws normal numbers.
    inplace : bool, default False
        Whether the image itself is changed.
    generator : int or Generator, optional

    Notes
    -----
    Ten times a rectangle is drawn; when none was smaller than the image, it stays as it is.

    Examples
    --------
    >>> import tensorlab as tl
    >>> erase = tl.data.transforms.RandomErasing(p=1, scale=(0.25, 0.25), ratio=(1, 1), value=7)
    >>> int((erase(tl.zeros((1, 8, 8))) == 7).sum())
    16
    """

    _shown = ("p", "scale", "ratio", "value")

    def __init__(
        self,
        p: float = 0.5,
        scale: tuple[float, float] = (0.02, 0.33),
        ratio: tuple[float, float] = (0.3, 3.3),
        value: float | Sequence[float] | str = 0,
        inplace: bool = False,
        *,
        generator: int | Generator | None = None,
    ):
        super().__init__(generator, p)
        name = "RandomErasing"
        self.scale, self.ratio = interval(name, "scale", scale, 0), interval(name, "ratio", ratio, 0)
        if self.scale[1] > 1 or self.ratio[0] == 0:
            raise ValueError(
                f"{name}: scale must be at most 1 and ratio more than 0, got {scale} and {ratio}"
            )
        if isinstance(value, str) and value != "random":
            raise ValueError(
                f"{name}: value must be a number, one for each channel or 'random', got {value!r}"
            )
        self.value = value if isinstance(value, str) else _values(name, "value", value)
        self.inplace = flag(name, "inplace", inplace)

    def __call__(self, img: ArrayLike) -> Tensor:
        x, name = self._image(img), "RandomErasing"
        if self.inplace and x is not img:
            raise TypeError(f"{name}: inplace=True needs a Tensor to write to, got {type(img).__name__}")
        c, height, width = x.shape[-3:]
        if self.value != "random" and len(self.value) not in (1, c):
            raise ValueError(f"{name}: {len(self.value)} values for an image of shape {x.shape}")
        if isinstance(self.value, str) and x.dtype.kind != "f":
            raise TypeError(f"{name}: value='random' is for floating images, got {x.dtype}")
        part = rectangle(self, height, width) if self._happens() else None
        y = x if self.inplace else x.clone()
        if part is None:
            return y
        top, left, h, w = part
        fill: Any
        if isinstance(self.value, str):
            fill = as_generator(name, self.generator).normal(size=(c, h, w)).astype(x.dtype)
        else:
            fill = asarray(fitting(name, "value", self.value, x), dtype=x.dtype).reshape((-1, 1, 1))
        y[..., top : top + h, left : left + w] = fill
        return y


def rectangle(self: Any, height: int, width: int, whole: bool = False) -> tuple[int, int, int, int] | None:
    """Top, left, height and width of a part of random area and shape, by the transform's scale and ratio."""
    low, high = (math.log(ratio) for ratio in self.ratio)
    for _ in range(10):
        area = height * width * self._uniform(*self.scale)
        aspect = math.exp(self._uniform(low, high))
        h, w = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if (0 < h <= height and 0 < w <= width) if whole else (h < height and w < width):
            return self._below(height - h + 1), self._below(width - w + 1), h, w
    return None
