"""What transforms have in common, and those of any kind."""

from __future__ import annotations

from tensorlab_c import Tensor, iinfo
from tensorlab_c import round as _round
from tensorlab_c._operands import _operand

from ..._check import real
from ..split import as_generator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from tensorlab_c.random import Generator

    from ..._typing import ArrayLike


class Transform:
    """A function of images with settings; prints as the call that makes it."""

    _shown: tuple[str, ...] = ()  # the settings to print

    def __call__(self, img: ArrayLike) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__}: a transform must define __call__")

    def _image(self, img: ArrayLike, least: int = 3) -> Tensor:
        """`img` as a tensor, if it has the shape of images."""
        name, x = type(self).__name__, _operand(img, type(self).__name__)
        if not least <= x.ndim <= 4 or 0 in x.shape:
            shapes = "(H, W), " if least == 2 else ""
            shapes += "(C, H, W) or (N, C, H, W)"
            raise ValueError(f"{name}: expected an image of shape {shapes}, got {x.shape}")
        if x.dtype.kind == "c":
            raise TypeError(f"{name}: not defined for {x.dtype}")
        return x

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{key}={getattr(self, key)}' for key in self._shown)})"


class Random(Transform):
    """A transform that draws numbers for each call."""

    def __init__(self, generator: int | Generator | None, p: float = 1.0):
        name = type(self).__name__
        self.generator = None if generator is None else as_generator(name, generator)
        self.p = real(name, "p", p, 0, 1)

    def _happens(self) -> bool:
        return self._uniform(0.0, 1.0) < self.p

    def _uniform(self, low: float, high: float) -> float:
        source = as_generator(type(self).__name__, self.generator)
        return low + (high - low) * float(source.random())

    def _below(self, n: int) -> int:
        return int(as_generator(type(self).__name__, self.generator).integers(n))


def floating(x: Tensor) -> Tensor:
    """`x` to compute with."""
    return x if x.dtype.kind == "f" else x.astype("float32")


def as_before(x: Tensor, like: Tensor) -> Tensor:
    """Computed values as the dtype they came in; whole numbers are rounded."""
    if x.dtype is like.dtype:
        return x
    return (x if like.dtype.kind == "f" else _round(x)).astype(like.dtype)


def fitting(name: str, argument: str, values: list[float], x: Tensor) -> list[float]:
    """What is written into an image, if its dtype has it."""
    if x.dtype.kind in "iu":
        low, high = iinfo(x.dtype).min, iinfo(x.dtype).max
        for value in values:
            if not low <= value <= high:
                raise ValueError(
                    f"{name}: {argument} must be from {low} to {high} in an image of {x.dtype}, got {value:g}"
                )
    return values


class Compose(Transform):
    """Transforms one after another.

    Parameters
    ----------
    transforms : iterable of callable

    Examples
    --------
    >>> import tensorlab as tl
    >>> from tensorlab.data import transforms
    >>> prepare = transforms.Compose([transforms.ToTensor(), transforms.Normalize(0.5, 0.5)])
    >>> prepare(tl.array([[0, 255]], dtype="uint8")).tolist()
    [[[-1.0, 1.0]]]
    """

    def __init__(self, transforms: Iterable[Callable[[Any], Any]]):
        if callable(transforms) or not hasattr(transforms, "__iter__"):
            raise TypeError(f"Compose: transforms must be a list of functions, got {transforms!r:.80}")
        self.transforms = list(transforms)
        for transform in self.transforms:
            if not callable(transform):
                raise TypeError(f"Compose: transforms must be functions, got {transform!r}")

    def __call__(self, img: Any) -> Any:
        for transform in self.transforms:
            img = transform(img)
        return img

    def __repr__(self) -> str:
        return "Compose(" + "".join(f"\n    {transform}" for transform in self.transforms) + "\n)"


class Lambda(Transform):
    """A function of one's own among transforms.

    Parameters
    ----------
    lambd : callable
        Of one argument. Worker processes that are not made by fork need one that can be pickled.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.data.transforms.Lambda(lambda image: 1 - image)(tl.zeros((1, 1, 2))).tolist()
    [[[1.0, 1.0]]]
    """

    def __init__(self, lambd: Callable[[Any], Any]):
        if not callable(lambd):
            raise TypeError(f"Lambda: lambd must be a function, got {lambd!r}")
        self.lambd = lambd

    def __call__(self, img: Any) -> Any:
        return self.lambd(img)

    def __repr__(self) -> str:
        return "Lambda()"
