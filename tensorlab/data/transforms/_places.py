"""Transforms that move the elements of images."""

from __future__ import annotations

import math

from tensorlab_c import Tensor, asarray, flip, ones
from tensorlab_c import pad as _pad

from ..._check import flag, integer, is_integer, one_of, pair, real
from ...nn import functional as F
from ._colours import interval, rectangle
from ._general import Random, Transform, as_before, fitting, floating

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from tensorlab_c.random import Generator

    from ..._typing import ArrayLike

PADDINGS = ("constant", "edge", "reflect", "symmetric")
INTERPOLATIONS = ("nearest", "nearest-exact", "bilinear", "bicubic")


# ---- what they share
def _by(name: str, interpolation: Any, choices: tuple[str, ...] = INTERPOLATIONS) -> str:
    """The word for an interpolation; torchvision's enumeration has it as its value."""
    return one_of(name, "interpolation", getattr(interpolation, "value", interpolation), choices)


def _sides(name: str, padding: Any) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of one number, of two for the axes, or of four."""
    given = (padding,) if is_integer(padding) else (*padding,) if isinstance(padding, (tuple, list)) else ()
    if len(given) not in (1, 2, 4):
        raise TypeError(f"{name}: padding must be an integer, or 2 or 4 of them, got {padding!r}")
    numbers = [integer(name, "padding", number, 0) for number in given] * (4 // len(given))
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _padded(name: str, x: Tensor, sides: tuple[int, int, int, int], fill: float, mode: str) -> Tensor:
    fitting(name, "fill", [fill], x)
    left, top, right, bottom = sides
    widths = [(0, 0)] * (x.ndim - 2) + [(top, bottom), (left, right)]
    return _pad(x, widths, mode, **({"constant_values": fill} if mode == "constant" else {}))


def _as_images(x: Tensor) -> Tensor:
    """(N, C, H, W) of an image or of several."""
    return x.reshape((1,) * (4 - x.ndim) + x.shape)


def _part(x: Tensor, top: int, left: int, h: int, w: int) -> Tensor:
    return x[..., top : top + h, left : left + w]


def _resized(x: Tensor, size: tuple[int, int], mode: str, antialias: bool) -> Tensor:
    smooth = antialias and mode in ("bilinear", "bicubic")
    y = F.interpolate(_as_images(floating(x)), size, mode=mode, antialias=smooth)
    if x.dtype.kind != "f" and mode == "bicubic":  # it goes beyond the values there are
        y = y.clip(0, 255) if x.dtype == "uint8" else y
    return as_before(y.reshape((*x.shape[:-2], *size)), x)


# ---- sizes
class Resize(Transform):
    """Images of another size.

    Parameters
    ----------
    size : int or pair of int
        Height and width; one number is the shorter side, and the other keeps the proportions, rounded down.
    interpolation : {"bilinear", "bicubic", "nearest", "nearest-exact"}
        As in `tensorlab.nn.functional.interpolate`.
    max_size : int, optional
        The most that the longer side may have; the shorter one gives way. For one number as `size`.
    antialias : bool, default True
        Whether "bilinear" and "bicubic" smooth an image that becomes smaller.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.transforms.Resize(4)(tl.zeros((3, 8, 12))).shape
    (3, 4, 6)
    """

    _shown = ("size", "interpolation", "max_size", "antialias")

    def __init__(
        self,
        size: int | Sequence[int],
        interpolation: str = "bilinear",
        max_size: int | None = None,
        antialias: bool = True,
    ):
        short = is_integer(size) or (isinstance(size, (tuple, list)) and len(size) == 1)
        both = pair("Resize", "size", [*size] * 2 if short and not is_integer(size) else size)  # type: ignore[misc]
        self.size: Any = both[0] if short else both
        self.interpolation = _by("Resize", interpolation)
        self.max_size = None if max_size is None else integer("Resize", "max_size", max_size)
        if self.max_size is not None and (not short or self.max_size <= both[0]):
            raise ValueError(f"Resize: max_size={max_size} must be more than size, one number, got {size!r}")
        self.antialias = flag("Resize", "antialias", antialias)

    def __call__(self, img: ArrayLike) -> Tensor:
        x = self._image(img, 2)
        return _resized(x, self._new(*x.shape[-2:]), self.interpolation, self.antialias)

    def _new(self, height: int, width: int) -> tuple[int, int]:
        if not is_integer(self.size):
            return self.size
        short, long = min(height, width), max(height, width)
        new_short, new_long = self.size, self.size * long // short
        if self.max_size is not None and new_long > self.max_size:
            new_short, new_long = self.max_size * new_short // new_long, self.max_size
        new_short = max(new_short, 1)
        return (new_short, new_long) if height <= width else (new_long, new_short)


class CenterCrop(Transform):
    """The middle of an image, with zeros around it where the image is smaller.

    Parameters
    ----------
    size : int or pair of int
        Height and width.

    Notes
    -----
    Of an odd rest the smaller half is cut off first, or added first.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.transforms.CenterCrop(2)(tl.arange(16).reshape((1, 4, 4))).tolist()
    [[[5, 6], [9, 10]]]
    """

    _shown = ("size",)

    def __init__(self, size: int | Sequence[int]):
        self.size = pair("CenterCrop", "size", size)

    def __call__(self, img: ArrayLike) -> Tensor:
        x = self._image(img, 2)
        h, w = self.size
        more, wider = max(h - x.shape[-2], 0), max(w - x.shape[-1], 0)
        if more or wider:
            sides = wider // 2, more // 2, (wider + 1) // 2, (more + 1) // 2
            x = _padded("CenterCrop", x, sides, 0, "constant")
        return _part(x, round((x.shape[-2] - h) / 2), round((x.shape[-1] - w) / 2), h, w)


class Pad(Transform):
    """More elements around an image.

    Parameters
    ----------
    padding : int or sequence of int
        On all sides; two numbers: left and right, top and bottom; four: left, top, right, bottom.
    fill : float, default 0
        The number of "constant".
    padding_mode : {"constant", "edge", "reflect", "symmetric"}
        A number, the edge, the mirror image without or with the edge.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.transforms.Pad((1, 0), padding_mode="edge")(tl.array([[[1, 2]]])).tolist()
    [[[1, 1, 2, 2]]]
    """

    _shown = ("padding", "fill", "padding_mode")

    def __init__(self, padding: int | Sequence[int], fill: float = 0, padding_mode: str = "constant"):
        self.padding, self._sides = padding, _sides("Pad", padding)
        self.fill = real("Pad", "fill", fill)
        self.padding_mode = one_of("Pad", "padding_mode", padding_mode, PADDINGS)

    def __call__(self, img: ArrayLike) -> Tensor:
        return _padded("Pad", self._image(img, 2), self._sides, self.fill, self.padding_mode)


class RandomCrop(Random):
    """A part of an image, somewhere.

    Parameters
    ----------
    size : int or pair of int
        Height and width.
    padding : int or sequence of int, optional
        What is added around the image before, as in `Pad`.
    pad_if_needed : bool, default False
        Whether an image that is too small is padded, on both sides, until it is not.
    fill : float, default 0
    padding_mode : {"constant", "edge", "reflect", "symmetric"}
    generator : int or Generator, optional

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.transforms.RandomCrop(32, padding=4)(tl.zeros((8, 3, 32, 32))).shape
    (8, 3, 32, 32)
    """

    _shown = ("size", "padding")

    def __init__(
        self,
        size: int | Sequence[int],
        padding: int | Sequence[int] | None = None,
        pad_if_needed: bool = False,
        fill: float = 0,
        padding_mode: str = "constant",
        *,
        generator: int | Generator | None = None,
    ):
        super().__init__(generator)
        name = "RandomCrop"
        self.size, self.padding = pair(name, "size", size), padding
        self._sides = None if padding is None else _sides(name, padding)
        self.pad_if_needed = flag(name, "pad_if_needed", pad_if_needed)
        self.fill = real(name, "fill", fill)
        self.padding_mode = one_of(name, "padding_mode", padding_mode, PADDINGS)

    def __call__(self, img: ArrayLike) -> Tensor:
        x = self._image(img, 2)
        h, w = self.size
        if self._sides is not None:
            x = _padded("RandomCrop", x, self._sides, self.fill, self.padding_mode)
        if self.pad_if_needed:
            more, wider = max(h - x.shape[-2], 0), max(w - x.shape[-1], 0)
            x = _padded("RandomCrop", x, (wider, more, wider, more), self.fill, self.padding_mode)
        height, width = x.shape[-2:]
        if h > height or w > width:
            raise ValueError(f"RandomCrop: a part of {(h, w)} is larger than the image, of {(height, width)}")
        return _part(x, self._below(height - h + 1), self._below(width - w + 1), h, w)


class RandomResizedCrop(Random):
    """A part of random area and shape, brought to one size (Szegedy et al. 2015).

    Parameters
    ----------
    size : int or pair of int
        Height and width.
    scale : pair of float, default (0.08, 1)
        The part's share of the area.
    ratio : pair of float, default (3/4, 4/3)
        Its width divided by its height, drawn with an equal logarithm.
    interpolation : {"bilinear", "bicubic", "nearest", "nearest-exact"}
    antialias : bool, default True
        As in `Resize`.
    generator : int or Generator, optional

    Notes
    -----
    Ten times a part is drawn; when none fits into the image, it is the largest one in the middle with a
    ratio that is allowed.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.transforms.RandomResizedCrop(8)(tl.zeros((3, 20, 30))).shape
    (3, 8, 8)
    """

    _shown = ("size", "scale", "ratio", "interpolation", "antialias")

    def __init__(
        self,
        size: int | Sequence[int],
        scale: tuple[float, float] = (0.08, 1.0),
        ratio: tuple[float, float] = (3 / 4, 4 / 3),
        interpolation: str = "bilinear",
        antialias: bool = True,
        *,
        generator: int | Generator | None = None,
    ):
        super().__init__(generator)
        name = "RandomResizedCrop"
        self.size, self.interpolation = pair(name, "size", size), _by(name, interpolation)
        self.scale, self.ratio = interval(name, "scale", scale, 0), interval(name, "ratio", ratio, 0)
        if self.ratio[0] == 0:
            raise ValueError(f"{name}: ratio must be more than 0, got {ratio}")
        self.antialias = flag(name, "antialias", antialias)

    def __call__(self, img: ArrayLike) -> Tensor:
        x = self._image(img, 2)
        height, width = x.shape[-2:]
        # `rectangle` has height over width: the image lies on its side for it
        part = rectangle(self, width, height, whole=True)
        if part is None:
            low, high = self.ratio
            w = min(width, max(1, round(height * high)))
            h = min(height, max(1, round(width / low)))
            part = (width - w) // 2, (height - h) // 2, w, h
        left, top, w, h = part
        return _resized(_part(x, top, left, h, w), self.size, self.interpolation, self.antialias)


# ---- mirror images
class _RandomFlip(Random):
    """One of two axes turned round, sometimes."""

    _shown, _axis = ("p",), -1

    def __init__(self, p: float = 0.5, *, generator: int | Generator | None = None):
        super().__init__(generator, p)

    def __call__(self, img: ArrayLike) -> Tensor:
        x = self._image(img, 2)
        return flip(x, axis=self._axis) if self._happens() else x


class RandomHorizontalFlip(_RandomFlip):
    """Left and right exchanged.

    Parameters
    ----------
    p : float, default 0.5
        How often.
    generator : int or Generator, optional

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.transforms.RandomHorizontalFlip(p=1)(tl.array([[[1, 2], [3, 4]]])).tolist()
    [[[2, 1], [4, 3]]]
    """


class RandomVerticalFlip(_RandomFlip):
    """Top and bottom exchanged.

    Parameters
    ----------
    p : float, default 0.5
        How often.
    generator : int or Generator, optional

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.transforms.RandomVerticalFlip(p=1)(tl.array([[[1, 2], [3, 4]]])).tolist()
    [[[3, 4], [1, 2]]]
    """

    _axis = -2


# ---- affine maps
def _back(angle: float, translate: Sequence[float], scale: float, shear: Sequence[float]) -> list[float]:
    """The first two rows of the inverse of T R S: where each element of the result comes from."""
    turn, x, y = math.radians(angle), math.radians(shear[0]), math.radians(shear[1])
    a, b = math.cos(turn - y) / math.cos(y), -math.cos(turn - y) * math.tan(x) / math.cos(y) - math.sin(turn)
    c, d = math.sin(turn - y) / math.cos(y), -math.sin(turn - y) * math.tan(x) / math.cos(y) + math.cos(turn)
    rows = [v / scale for v in (d, -b, -c, a)]  # its determinant is 1
    tx, ty = translate
    return [*rows[:2], -rows[0] * tx - rows[1] * ty, *rows[2:], -rows[2] * tx - rows[3] * ty]


def _moved(name: str, x: Tensor, back: list[float], how: Any, size: tuple[int, int] | None = None) -> Tensor:
    """The image whose element at p (from the middle, in pixels) is that of `x` at A p + b."""
    height, width = x.shape[-2:]
    h, w = size or (height, width)
    center = how.center
    a, b, tx, c, d, ty = back
    if center is not None:  # the map leaves it where it is
        px, py = center[0] - width / 2, center[1] - height / 2
        tx, ty = tx + px - a * px - b * py, ty + py - c * px - d * py
    theta = [
        [a * w / width, b * h / width, 2 * tx / width],
        [c * w / height, d * h / height, 2 * ty / height],
    ]
    fill = _fill(name, how.fill, x)
    y = floating(x).reshape((1, -1, height, width))  # one map for all: the images are channels of one
    grid = F.affine_grid(asarray([theta], dtype=y.dtype), (1, 1, h, w))
    moved = F.grid_sample(y, grid, mode=how.interpolation).reshape((*x.shape[:-2], h, w))
    if any(fill):
        covered = F.grid_sample(ones((1, 1, height, width), dtype=y.dtype), grid, mode=how.interpolation)[0]
        moved = moved + (1 - covered) * asarray(fill, dtype=y.dtype).reshape((-1, 1, 1))
    return as_before(moved, x)


def _fill(name: str, fill: Any, x: Tensor) -> list[float]:
    values = [*fill] if isinstance(fill, (tuple, list)) else [fill]
    if len(values) not in (1, x.shape[-3]):
        raise ValueError(f"{name}: {len(values)} values of fill for an image of shape {x.shape}")
    return fitting(name, "fill", values, x)


class _RandomMap(Random):
    """What rotations and other affine maps share."""

    def __init__(self, degrees: Any, interpolation: Any, fill: Any, center: Any, generator: Any):
        super().__init__(generator)
        name = type(self).__name__
        self.degrees = _both_ways(name, "degrees", degrees)
        self.interpolation = _by(name, interpolation, ("nearest", "bilinear"))
        several = isinstance(fill, (tuple, list))
        values = [real(name, "fill", value) for value in (fill if several else [fill])]
        self.fill: Any = values if several else values[0]
        self.center = None
        if center is not None:
            if not isinstance(center, (tuple, list)) or len(center) != 2:
                raise TypeError(f"{name}: center must be a pair (x, y), got {center!r}")
            self.center = [real(name, "center", value) for value in center]


def _both_ways(name: str, argument: str, given: Any) -> tuple[float, float]:
    """The interval from −a to a, or one that is given."""
    if isinstance(given, (tuple, list)):
        return interval(name, argument, given)
    most = real(name, argument, given, 0)
    return -most, most


class RandomRotation(_RandomMap):
    """An image turned about its middle.

    Parameters
    ----------
    degrees : float or pair of float
        d for angles from −d to d, or the lowest and the highest one; counter-clockwise.
    interpolation : {"nearest", "bilinear"}
    expand : bool, default False
        Whether the result is just so large that it has the whole image.
    center : pair of float, optional
        Another point (x, y) to turn it about, in pixels from the upper left corner.
    fill : float or sequence of float, default 0
        What lies outside of the image, in all channels or in each.
    generator : int or Generator, optional

    Notes
    -----
    The element at p of the result, from the middle, is that of the image at R p, read by
    `tensorlab.nn.functional.grid_sample`. At its edges the image is blended with `fill` once.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.transforms.RandomRotation((90, 90))(tl.array([[[1, 2], [3, 4]]])).tolist()
    [[[2, 4], [1, 3]]]
    """

    _shown = ("degrees", "interpolation", "expand", "fill")

    def __init__(
        self,
        degrees: float | tuple[float, float],
        interpolation: str = "nearest",
        expand: bool = False,
        center: Sequence[float] | None = None,
        fill: float | Sequence[float] = 0,
        *,
        generator: int | Generator | None = None,
    ):
        super().__init__(degrees, interpolation, fill, center, generator)
        self.expand = flag("RandomRotation", "expand", expand)

    def __call__(self, img: ArrayLike) -> Tensor:
        x = self._image(img)
        back = _back(-self._uniform(*self.degrees), (0.0, 0.0), 1.0, (0.0, 0.0))
        size = None
        if self.expand:
            height, width = x.shape[-2:]
            # of the corners turned; a rounding error makes no pixel
            w = math.ceil(abs(back[0]) * width + abs(back[1]) * height - 1e-4)
            size = math.ceil(abs(back[3]) * width + abs(back[4]) * height - 1e-4), w
        return _moved("RandomRotation", x, back, self, size)


class RandomAffine(_RandomMap):
    """An image turned, moved, scaled and sheared.

    Parameters
    ----------
    degrees : float or pair of float
        d for angles from −d to d, or the lowest and the highest one; clockwise.
    translate : pair of float, optional
        The most that it moves to either side, as shares of width and height; by whole pixels.
    scale : pair of float, optional
        Between which factors it is scaled.
    shear : float or sequence of float, optional
        s for angles from −s to s along x; two numbers: from the first to the second; four: along y, too.
    interpolation : {"nearest", "bilinear"}
    fill : float or sequence of float, default 0
        What lies outside of the image, in all channels or in each.
    center : pair of float, optional
        The point (x, y) that rotation, scaling and shearing leave where it is, in pixels from the upper left
        corner. Default: the middle.
    generator : int or Generator, optional

    Notes
    -----
    The map is p → R(a) S(x, y) s p + t with the rotation R, the shear
    S = [[1, −tan x], [−tan y, 1 + tan x tan y]], and the factor s; as torchvision's. At its edges the image
    is blended with `fill` once.

    Examples
    --------
    >>> import tensorlab as tl
    >>> move = tl.data.transforms.RandomAffine(degrees=10, translate=(0.1, 0.1), scale=(0.9, 1.1), shear=5)
    >>> move(tl.zeros((3, 28, 28))).shape
    (3, 28, 28)
    """

    _shown = ("degrees", "translate", "scale", "shear", "interpolation", "fill")

    def __init__(
        self,
        degrees: float | tuple[float, float],
        translate: tuple[float, float] | None = None,
        scale: tuple[float, float] | None = None,
        shear: float | Sequence[float] | None = None,
        interpolation: str = "nearest",
        fill: float | Sequence[float] = 0,
        center: Sequence[float] | None = None,
        *,
        generator: int | Generator | None = None,
    ):
        super().__init__(degrees, interpolation, fill, center, generator)
        name = "RandomAffine"
        self.translate = self.scale = self.shear = None
        if translate is not None:
            if not isinstance(translate, (tuple, list)) or len(translate) != 2:
                raise TypeError(f"{name}: translate must be a pair of numbers, got {translate!r}")
            self.translate = [real(name, "translate", share, 0, 1) for share in translate]
        if scale is not None:
            self.scale = interval(name, "scale", scale, 0)
            if self.scale[0] == 0:
                raise ValueError(f"{name}: scale must be more than 0, got {scale}")
        if shear is not None:
            four = isinstance(shear, (tuple, list)) and len(shear) == 4
            parts = (shear[:2], shear[2:]) if four else (shear, 0.0)  # type: ignore[index]
            self.shear = [_both_ways(name, "shear", part) for part in parts]

    def __call__(self, img: ArrayLike) -> Tensor:
        x = self._image(img)
        angle = self._uniform(*self.degrees)
        moved, factor, shear = [0.0, 0.0], 1.0, [0.0, 0.0]
        if self.translate is not None:
            sides = (x.shape[-1], x.shape[-2])
            moved = [float(round(self._uniform(-s * n, s * n))) for s, n in zip(self.translate, sides)]
        if self.scale is not None:
            factor = self._uniform(*self.scale)
        if self.shear is not None:
            shear = [self._uniform(*limits) for limits in self.shear]
        return _moved("RandomAffine", x, _back(angle, moved, factor, shear), self)
