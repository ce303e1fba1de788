"""Pooling over windows whose places are drawn."""

from __future__ import annotations

import math

from tensorlab_c import Tensor, arange, argmax, asarray, concatenate, floor, full, random, take_along_axis

from ..._check import flag, real, several
from ._operands import beside, real_operand
from ._window import check_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..._typing import ArrayLike, Size2, Size3

    Ratio = float | tuple[float, ...] | None


def fractional_size(
    name: str, axes: int, output_size: object, output_ratio: object
) -> tuple[tuple[int, ...] | None, tuple[float, ...] | None]:
    """The size that is wanted, or its ratio to the input's; one of the two is None."""
    if (output_size is None) == (output_ratio is None):
        raise ValueError(
            f"{name}: either output_size or output_ratio is needed, got {output_size!r} and {output_ratio!r}"
        )
    if output_size is not None:
        return several(name, "output_size", output_size, axes), None
    given: Any = output_ratio if isinstance(output_ratio, (tuple, list)) else (output_ratio,) * axes
    if len(given) != axes:
        raise ValueError(f"{name}: output_ratio must be a number or {axes} of them, got {output_ratio!r}")
    return None, tuple(real(name, "output_ratio", r, 0, 1, ends="()") for r in given)


def _starts(sample: Tensor, size: int, count: int, kernel: int) -> Tensor:
    """Where the windows begin along one axis, an axis more than `sample` has (Graham 2014)."""
    last = full((*sample.shape, 1), size - kernel, dtype="int64")
    if count == 1:
        return last
    alpha = asarray(size - kernel, dtype=sample.dtype) / (count - 1)
    u = sample[..., None]
    places = floor((arange(count - 1, dtype=sample.dtype) + u) * alpha) - floor(u * alpha)
    return concatenate((places.astype("int64"), last), axis=-1)


def fractional_max_pool(
    name: str,
    axes: int,
    input: ArrayLike,
    kernel_size: object,
    output_size: object,
    output_ratio: object,
    return_indices: object,
    samples: ArrayLike | None,
) -> Any:
    x, indices = real_operand(name, input), flag(name, "return_indices", return_indices)
    check_image(name, x, axes)
    if x.dtype.kind != "f":
        raise TypeError(f"{name}: input must be floating, got {x.dtype}; write input.astype(tl.float32)")
    kernel = several(name, "kernel_size", kernel_size, axes)
    count, ratio = fractional_size(name, axes, output_size, output_ratio)
    sizes = x.shape[-axes:]
    if count is None:
        assert ratio is not None
        count = tuple(int(n * r) for n, r in zip(sizes, ratio, strict=True))
    if min(count) < 1 or any(c + k - 1 > n for c, k, n in zip(count, kernel, sizes, strict=True)):
        raise ValueError(f"{name}: {count} windows of {kernel} do not fit input of shape {x.shape}")
    images = x if x.ndim == axes + 2 else x[None]
    drawn = _drawn(name, images, axes, samples)
    order = range(axes) if axes == 3 else (1, 0)  # PyTorch's samples of images are of columns, then of rows
    n, channels = images.shape[:2]
    flat = asarray(0)
    for axis, column in enumerate(order):
        starts = _starts(drawn[:, :, column], sizes[axis], count[axis], kernel[axis])
        places = starts[..., None] + arange(kernel[axis])  # (N, C, windows, places in each)
        shape = [1] * (2 * axes)
        shape[axis], shape[axes + axis] = count[axis], kernel[axis]
        flat = flat * sizes[axis] + places.reshape((n, channels, *shape))
    windows, inside = math.prod(count), math.prod(kernel)
    flat = flat.reshape((n, channels, windows, inside))
    rows = images.reshape((n, channels, math.prod(sizes)))
    seen = take_along_axis(rows.detach(), flat.reshape((n, channels, windows * inside)), axis=2)
    best = argmax(seen.reshape(flat.shape), axis=3, keepdims=True)
    found = take_along_axis(flat, best, axis=3)[..., 0]
    result = (*x.shape[:-axes], *count)
    largest = take_along_axis(rows, found, axis=2).reshape(result)
    return (largest, found.reshape(result)) if indices else largest


def _drawn(name: str, images: Tensor, axes: int, samples: ArrayLike | None) -> Tensor:
    """Numbers in [0, 1) for every channel and axis."""
    shape = (*images.shape[:2], axes)
    if samples is None:
        return random.random(shape).astype(images.dtype)
    given = beside(images, samples)
    if given.ndim == 3 and given.shape[0] > shape[0]:
        given = given[: shape[0]]  # of more images than there are, as in PyTorch
    if given.shape != shape:
        raise ValueError(f"{name}: _random_samples must have shape {shape}, got {given.shape}")
    return given.detach().astype(images.dtype)


def fractional_max_pool2d(
    input: ArrayLike,
    kernel_size: Size2,
    output_size: Size2 | None = None,
    output_ratio: Ratio = None,
    return_indices: bool = False,
    _random_samples: ArrayLike | None = None,
) -> Any:
    """The largest of windows whose places are drawn; see `tensorlab.nn.FractionalMaxPool2d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.fractional_max_pool2d(tl.ones((1, 9, 9)), 2, output_size=(5, 6)).shape
    (1, 5, 6)
    """
    return fractional_max_pool(
        "fractional_max_pool2d",
        2,
        input,
        kernel_size,
        output_size,
        output_ratio,
        return_indices,
        _random_samples,
    )


def fractional_max_pool3d(
    input: ArrayLike,
    kernel_size: Size3,
    output_size: Size3 | None = None,
    output_ratio: Ratio = None,
    return_indices: bool = False,
    _random_samples: ArrayLike | None = None,
) -> Any:
    """The largest of windows whose places are drawn; see `tensorlab.nn.FractionalMaxPool3d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.fractional_max_pool3d(tl.ones((1, 6, 9, 9)), 2, output_ratio=0.5).shape
    (1, 3, 4, 4)
    """
    return fractional_max_pool(
        "fractional_max_pool3d",
        3,
        input,
        kernel_size,
        output_size,
        output_ratio,
        return_indices,
        _random_samples,
    )
