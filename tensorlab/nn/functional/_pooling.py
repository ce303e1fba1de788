"""Pooling: one number for what a window sees at every place."""

from __future__ import annotations

from math import prod

from tensorlab_c import (
    Tensor,
    asarray,
    convolution,
    empty,
    is_grad_enabled,
    no_grad,
    stack,
    take,
    where,
    zeros,
)
from tensorlab_c._operands import _under

from ..._check import flag, integer, is_integer, real, several
from ._operands import real_operand
from ._padding import pad
from ._window import check_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..._typing import ArrayLike, Size1, Size2, Size3

    Sizes = int | Sequence[int | None] | None


# ---- windows -----------------------------------------------------------------------------------------------
class Windows:
    """The windows of a pooling, for every axis: checked, and counted by PyTorch's rule.

    With `ceil_mode` the last one may stick out, but starts in the input or in the padding before it.
    """

    def __init__(
        self,
        name: str,
        shape: tuple[int, ...],
        axes: int,
        kernel_size: object,
        stride: object,
        padding: object,
        dilation: object,
        ceil_mode: object,
    ):
        self.kernel = several(name, "kernel_size", kernel_size, axes)
        self.stride = self.kernel if stride is None else several(name, "stride", stride, axes)
        self.padding = several(name, "padding", padding, axes, least=0)
        self.dilation = several(name, "dilation", dilation, axes)
        self.ceil = flag(name, "ceil_mode", ceil_mode)
        check_padding(name, self.padding, self.kernel)
        self.sizes = shape[-axes:]
        facts = zip(self.sizes, self.kernel, self.stride, self.padding, self.dilation, strict=True)
        count, beyond = [], []
        for n, k, s, p, d in facts:
            room = n + 2 * p - d * (k - 1) - 1
            c = (-(-room // s) if self.ceil else room // s) + 1
            if self.ceil and (c - 1) * s >= n + p:
                c -= 1
            if c < 1 or not n:
                raise ValueError(
                    f"{name}: a window of {self.kernel} (padding {self.padding}) does not fit {shape}"
                )
            count.append(c)
            beyond.append(max(0, (c - 1) * s + d * (k - 1) + 1 - n - 2 * p))
        self.count, self.beyond = tuple(count), tuple(beyond)

    def outside(self, padding: tuple[int, ...]) -> list[int]:
        """For `pad`: `padding`, and at the far ends how far the windows stick out."""
        return [n for p, e in zip(padding[::-1], self.beyond[::-1], strict=True) for n in (p, p + e)]

    def divisors(self, axis: int, count_include_pad: bool) -> list[int]:
        """How many elements every window along `axis` is the mean of."""
        n, k, p = self.sizes[axis], self.kernel[axis], self.padding[axis]
        starts = [i * self.stride[axis] - p for i in range(self.count[axis])]
        if count_include_pad:
            return [min(start + k, n + p) - start for start in starts]
        return [min(start + k, n) - max(start, 0) for start in starts]


def check_padding(name: str, padding: tuple[int, ...], kernel_size: tuple[int, ...]) -> None:
    if any(p > k // 2 for p, k in zip(padding, kernel_size, strict=True)):
        raise ValueError(f"{name}: padding {padding} is more than half of the kernel size {kernel_size}")


def _image(name: str, input: ArrayLike, axes: int, kinds: str = "f") -> Tensor:
    x = real_operand(name, input)
    check_image(name, x, axes)
    if x.dtype.kind not in kinds:
        raise TypeError(f"{name}: input must be floating, got {x.dtype}; write input.astype(tl.float32)")
    return x


# ---- the largest -------------------------------------------------------------------------------------------
def max_pool(
    name: str,
    axes: int,
    input: ArrayLike,
    kernel_size: object,
    stride: object,
    padding: object,
    dilation: object,
    ceil_mode: object,
    return_indices: object,
) -> Any:
    """The largest of each window, and where in the flattened input it is."""
    x, indices = _image(name, input, axes), flag(name, "return_indices", return_indices)
    w = Windows(name, x.shape, axes, kernel_size, stride, padding, dilation, ceil_mode)
    sizes = x.shape[-axes:]
    if any(w.beyond):
        x = pad(x, w.outside((0,) * axes), value=-float("inf"))
    with _under(name):
        if axes == 3:
            largest, where = _max_of_films(x, w)
        else:
            one, none = (1,) * (2 - axes), (0,) * (2 - axes)
            images = x[..., None, :] if axes == 1 else x
            largest, where = _max_of_images(
                images, one + w.kernel, one + w.stride, none + w.padding, one + w.dilation
            )
            if axes == 1:
                largest, where = largest[..., 0, :], where[..., 0, :]
    if not indices:
        return largest
    return largest, renumbered(where, x.shape[-axes:], sizes) if any(w.beyond) else where


def _max_of_images(x: Tensor, kernel: Any, stride: Any, padding: Any, dilation: Any) -> tuple[Tensor, Tensor]:
    return convolution.max_pool2d(x, kernel, stride, padding, dilation, return_indices=True)


def _max_of_films(x: Tensor, w: Windows) -> tuple[Tensor, Tensor]:
    """Of every layer first, then of the layers: what is first among equals stays so."""
    layers = x.reshape((*x.shape[:-4], x.shape[-4] * x.shape[-3], *x.shape[-2:]))
    flat, within = _max_of_images(layers, w.kernel[1:], w.stride[1:], w.padding[1:], w.dilation[1:])
    area = flat.shape[-2] * flat.shape[-1]
    columns = flat.reshape((*x.shape[:-2], area))
    options = tuple(
        (part[0], rest) for part, rest in ((w.kernel, 1), (w.stride, 1), (w.padding, 0), (w.dilation, 1))
    )
    largest, across = convolution.max_pool2d(columns, *options, return_indices=True)
    shape = (*x.shape[:-3], *w.count)
    lines = within.reshape((*x.shape[:-3], x.shape[-3] * area))
    across = across.reshape((*x.shape[:-3], prod(w.count)))
    where = across // area * (x.shape[-2] * x.shape[-1]) + lines.take_along_dim(across, -1)
    return largest.reshape(shape), where.reshape(shape)


def renumbered(
    where: Tensor, wide: tuple[int, ...], narrow: tuple[int, ...], places: list[Tensor] | None = None
) -> Tensor:
    """Positions in flattened images of `wide` as those in images of `narrow`, at `places` along each axis."""
    result, factor = where * 0, 1
    for k in reversed(range(len(wide))):
        at = where % wide[k]
        at = at if places is None else places[k][at]
        result, where, factor = result + at * factor, where // wide[k], factor * narrow[k]
    return result


# ---- the mean ----------------------------------------------------------------------------------------------
def avg_pool(
    name: str,
    axes: int,
    input: ArrayLike,
    kernel_size: object,
    stride: object,
    padding: object,
    ceil_mode: object,
    count_include_pad: object,
    divisor_override: object = None,
) -> Tensor:
    """The mean of each window, or its sum divided by `divisor_override`."""
    x, include = _image(name, input, axes), flag(name, "count_include_pad", count_include_pad)
    w = Windows(name, x.shape, axes, kernel_size, stride, padding, 1, ceil_mode)
    divisor = None if divisor_override is None else integer(name, "divisor_override", divisor_override)
    if any(w.padding) or any(w.beyond):
        x = pad(x, w.outside(w.padding))
    with _under(name):
        if axes == 1:
            out = convolution.avg_pool2d(x[..., None, :], (1, *w.kernel), (1, *w.stride))[..., 0, :]
        elif axes == 2:
            out = convolution.avg_pool2d(x, w.kernel, w.stride)
        else:
            layers = x.reshape((*x.shape[:-4], x.shape[-4] * x.shape[-3], *x.shape[-2:]))
            flat = convolution.avg_pool2d(layers, w.kernel[1:], w.stride[1:])
            columns = flat.reshape((*x.shape[:-2], flat.shape[-2] * flat.shape[-1]))
            out = convolution.avg_pool2d(columns, (w.kernel[0], 1), (w.stride[0], 1))
            out = out.reshape((*x.shape[:-3], *w.count))
    if divisor is not None:
        return out * (prod(w.kernel) / divisor)
    for axis in range(axes):
        factors = [w.kernel[axis] / n for n in w.divisors(axis, include)]
        if any(f != 1 for f in factors):
            out = out * asarray(factors, dtype=x.dtype).reshape((-1,) + (1,) * (axes - 1 - axis))
    return out


# ---- windows that fit the output ---------------------------------------------------------------------------
def adaptive_size(name: str, output_size: object, axes: int) -> tuple[int | None, ...]:
    """How many windows there are along each axis; None for as many as elements."""
    given: tuple[Any, ...]
    if output_size is None or is_integer(output_size):
        given = (output_size,) * axes
    else:
        given = (*output_size,) if isinstance(output_size, (tuple, list)) else ()
    if len(given) != axes:
        raise TypeError(f"{name}: output_size must be an int, None or {axes} of them, got {output_size!r}")
    return tuple(None if n is None else integer(name, "output_size", n) for n in given)


def _ranges(n: int, count: int) -> list[tuple[int, int]]:
    """The `count` windows: from ⌊i·n / count⌋ to ⌈(i + 1)·n / count⌉."""
    return [(i * n // count, -(-(i + 1) * n // count)) for i in range(count)]


def _fitted(name: str, x: Tensor, output_size: object, axes: int) -> list[int]:
    sizes = x.shape[-axes:]
    if 0 in sizes:
        raise ValueError(f"{name}: input of shape {x.shape} has nothing to pool")
    given = adaptive_size(name, output_size, axes)
    counts = [n if count is None else count for n, count in zip(sizes, given, strict=True)]
    with _under(name):  # before windows are counted one by one: sizes that no memory has
        empty((*x.shape[:-axes], *counts), dtype=x.dtype)
    return counts


def adaptive_avg_pool(name: str, axes: int, input: ArrayLike, output_size: object) -> Tensor:
    x = _image(name, input, axes)
    counts = _fitted(name, x, output_size, axes)
    pairs = [*zip(x.shape[-axes:], counts, strict=True)]
    others = [n for n, count in pairs if n % count or n > 2 * count]
    if x.dtype.itemsize > 2 and not others:  # one window of the kernel or two
        return avg_pool(name, axes, x, tuple([n // count for n, count in pairs]), None, 0, False, True)
    for axis, (n, count) in enumerate(pairs, x.ndim - axes):
        if n % count == 0:
            x = x.reshape((*x.shape[:axis], count, n // count, *x.shape[axis + 1 :])).mean(axis + 1)
            continue
        before = (slice(None),) * axis
        x = stack([x[(*before, slice(*ends))].mean(axis) for ends in _ranges(n, count)], axis)
    return x


def adaptive_max_pool(
    name: str, axes: int, input: ArrayLike, output_size: object, return_indices: object
) -> Any:
    """The largest of as many windows as wanted: where they are, then what is there."""
    x, indices = _image(name, input, axes), flag(name, "return_indices", return_indices)
    counts = _fitted(name, x, output_size, axes)
    pairs = [*zip(x.shape[-axes:], counts, strict=True)]
    if x.dtype.itemsize > 2 and not any(n % count for n, count in pairs):
        return max_pool(name, axes, x, tuple(n // count for n, count in pairs), None, 0, 1, False, indices)
    if not indices and not (x.requires_grad and is_grad_enabled()):  # one axis after the other
        for axis, (n, count) in enumerate(pairs, x.ndim - axes):
            before = (slice(None),) * axis
            x = stack([x[(*before, slice(*ends))].max(axis) for ends in _ranges(n, count)], axis)
        return x
    lead = x.shape[:-axes]
    flat = x.reshape((*lead, prod(x.shape[-axes:])))
    with no_grad():
        if prod(counts) == 1:
            where = flat.argmax(-1, keepdims=True)
        else:
            where = _of_windows(name, axes, x.detach(), counts).reshape((*lead, prod(counts)))
    largest, shape = flat.take_along_dim(where, -1), (*lead, *counts)
    return (largest.reshape(shape), where.reshape(shape)) if indices else largest.reshape(shape)


def _of_windows(name: str, axes: int, x: Tensor, counts: list[int]) -> Tensor:
    """Where the largest are. Windows overlap: they are laid side by side, short ones with the last again."""
    sizes, kernel, places = x.shape[-axes:], [], []
    for axis, (n, count) in enumerate(zip(sizes, counts, strict=True), x.ndim - axes):
        ranges = _ranges(n, count)
        taps = max(end - start for start, end in ranges)
        points = asarray([min(start + t, end - 1) for start, end in ranges for t in range(taps)])
        kernel.append(taps)
        places.append(points)
        if taps * count != n:
            x = take(x, points, axis=axis)
    wide = x.shape[-axes:]
    _, where = max_pool(name, axes, x, tuple(kernel), None, 0, 1, False, True)
    return where if wide == sizes else renumbered(where, wide, sizes, places)


# ---- other means, and the way back -------------------------------------------------------------------------
def lp_pool(
    name: str,
    axes: int,
    input: ArrayLike,
    norm_type: float,
    kernel_size: object,
    stride: object,
    ceil_mode: object,
) -> Tensor:
    x = _image(name, input, axes)
    power = real(name, "norm_type", norm_type)
    if power == 0:
        raise ValueError(f"{name}: norm_type must not be 0")
    kernel = several(name, "kernel_size", kernel_size, axes)
    exponent = int(power) if power == int(power) else power  # odd powers keep their sign
    means = avg_pool(name, axes, x**exponent, kernel, stride, 0, ceil_mode, True)
    total = means * prod(kernel)
    if power <= 0 or power == 1:
        return total ** (1 / power)
    there = total != 0  # a root has no slope at 0
    return where(there, where(there, total, 1.0) ** (1 / power), 0.0).astype(x.dtype, copy=False)


def max_unpool(
    name: str,
    axes: int,
    input: ArrayLike,
    indices: ArrayLike,
    kernel_size: object,
    stride: object,
    padding: object,
    output_size: Sequence[int] | None,
) -> Tensor:
    x, where = _image(name, input, axes, "fiu"), asarray(indices)
    kernel = several(name, "kernel_size", kernel_size, axes)
    step = kernel if stride is None else several(name, "stride", stride, axes)
    sides = several(name, "padding", padding, axes, least=0)
    if where.dtype.kind not in "iu":
        raise TypeError(f"{name}: indices must be integers, got {where.dtype}")
    if where.shape != x.shape:
        raise ValueError(f"{name}: indices have shape {where.shape} but input {x.shape}")
    facts = zip(x.shape[-axes:], kernel, step, sides, strict=True)
    size = tuple((n - 1) * s - 2 * p + k for n, k, s, p in facts)
    if output_size is not None:
        size = _wanted_size(name, output_size, size, step, axes)
    if any(n < 1 for n in size):
        raise ValueError(f"{name}: input of shape {x.shape} leaves an output of {size}")
    area, lead = prod(size), x.shape[:-axes]
    points = (*lead, prod(x.shape[-axes:]))
    flat = where.reshape(points)
    if flat.size and not (flat.min().item() >= 0 and flat.max().item() < area):
        raise IndexError(f"{name}: indices must be in [0, {area}) for an output of {size}")
    out = zeros((*lead, area), dtype=x.dtype).scatter(-1, flat, x.reshape(points))
    return out.reshape((*lead, *size))


def _wanted_size(
    name: str, output_size: Sequence[int], size: tuple[int, ...], stride: tuple[int, ...], axes: int
) -> tuple[int, ...]:
    wanted = tuple(output_size)
    wanted = wanted[-axes:] if len(wanted) in (axes + 1, axes + 2) else wanted
    wanted = several(name, "output_size", wanted, axes)
    if any(abs(m - n) >= s for m, n, s in zip(wanted, size, stride, strict=True)):
        raise ValueError(f"{name}: output_size {wanted} must be less than stride {stride} away from {size}")
    return wanted


# ---- the functions -----------------------------------------------------------------------------------------
def max_pool1d(
    input: ArrayLike,
    kernel_size: Size1,
    stride: Size1 | None = None,
    padding: Size1 = 0,
    dilation: Size1 = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest value of each window; see `tensorlab.nn.MaxPool1d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.max_pool1d(tl.array([[1., 3., 2., 0.]]), 2).tolist()
    [[3.0, 2.0]]
    """
    return max_pool("max_pool1d", 1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool2d(
    input: ArrayLike,
    kernel_size: Size2,
    stride: Size2 | None = None,
    padding: Size2 = 0,
    dilation: Size2 = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest value of each window; see `tensorlab.nn.MaxPool2d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.max_pool2d(tl.array([[[[1., 2.], [4., 3.]]]]), 2).tolist()
    [[[[4.0]]]]
    """
    if ceil_mode is False and return_indices is False:
        return convolution.max_pool2d(input, kernel_size, stride, padding, dilation)
    return max_pool("max_pool2d", 2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool3d(
    input: ArrayLike,
    kernel_size: Size3,
    stride: Size3 | None = None,
    padding: Size3 = 0,
    dilation: Size3 = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest value of each window; see `tensorlab.nn.MaxPool3d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.max_pool3d(tl.arange(8.).reshape(1, 2, 2, 2), 2).tolist()
    [[[[7.0]]]]
    """
    return max_pool("max_pool3d", 3, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def avg_pool1d(
    input: ArrayLike,
    kernel_size: Size1,
    stride: Size1 | None = None,
    padding: Size1 = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window; see `tensorlab.nn.AvgPool1d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.avg_pool1d(tl.array([[1., 3., 2., 0.]]), 2).tolist()
    [[2.0, 1.0]]
    """
    return avg_pool("avg_pool1d", 1, input, kernel_size, stride, padding, ceil_mode, count_include_pad)


def avg_pool2d(
    input: ArrayLike,
    kernel_size: Size2,
    stride: Size2 | None = None,
    padding: Size2 = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window; see `tensorlab.nn.AvgPool2d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.avg_pool2d(tl.array([[[[1., 2.], [4., 3.]]]]), 2).tolist()
    [[[[2.5]]]]
    """
    if ceil_mode is False and divisor_override is None:
        return convolution.avg_pool2d(input, kernel_size, stride, padding, count_include_pad)
    return avg_pool(
        "avg_pool2d", 2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


def avg_pool3d(
    input: ArrayLike,
    kernel_size: Size3,
    stride: Size3 | None = None,
    padding: Size3 = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window; see `tensorlab.nn.AvgPool3d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.avg_pool3d(tl.arange(8.).reshape(1, 2, 2, 2), 2).tolist()
    [[[[3.5]]]]
    """
    return avg_pool(
        "avg_pool3d", 3, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


def adaptive_avg_pool1d(input: ArrayLike, output_size: Sizes) -> Tensor:
    """The mean of as many windows as wanted; see `tensorlab.nn.AdaptiveAvgPool1d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.adaptive_avg_pool1d(tl.array([[1., 3., 2.]]), 2).tolist()
    [[2.0, 2.5]]
    """
    return adaptive_avg_pool("adaptive_avg_pool1d", 1, input, output_size)


def adaptive_avg_pool2d(input: ArrayLike, output_size: Sizes) -> Tensor:
    """The mean of as many windows as wanted; see `tensorlab.nn.AdaptiveAvgPool2d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.adaptive_avg_pool2d(tl.ones((1, 5, 7)), (2, None)).shape
    (1, 2, 7)
    """
    return adaptive_avg_pool("adaptive_avg_pool2d", 2, input, output_size)


def adaptive_avg_pool3d(input: ArrayLike, output_size: Sizes) -> Tensor:
    """The mean of as many windows as wanted; see `tensorlab.nn.AdaptiveAvgPool3d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.adaptive_avg_pool3d(tl.ones((1, 5, 6, 7)), 2).shape
    (1, 2, 2, 2)
    """
    return adaptive_avg_pool("adaptive_avg_pool3d", 3, input, output_size)


def adaptive_max_pool1d(input: ArrayLike, output_size: Sizes, return_indices: bool = False) -> Any:
    """The largest of as many windows as wanted; see `tensorlab.nn.AdaptiveMaxPool1d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.adaptive_max_pool1d(tl.array([[1., 3., 2.]]), 2).tolist()
    [[3.0, 3.0]]
    """
    return adaptive_max_pool("adaptive_max_pool1d", 1, input, output_size, return_indices)


def adaptive_max_pool2d(input: ArrayLike, output_size: Sizes, return_indices: bool = False) -> Any:
    """The largest of as many windows as wanted; see `tensorlab.nn.AdaptiveMaxPool2d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.adaptive_max_pool2d(tl.ones((1, 5, 7)), (2, None)).shape
    (1, 2, 7)
    """
    return adaptive_max_pool("adaptive_max_pool2d", 2, input, output_size, return_indices)


def adaptive_max_pool3d(input: ArrayLike, output_size: Sizes, return_indices: bool = False) -> Any:
    """The largest of as many windows as wanted; see `tensorlab.nn.AdaptiveMaxPool3d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.adaptive_max_pool3d(tl.ones((1, 5, 6, 7)), 2).shape
    (1, 2, 2, 2)
    """
    return adaptive_max_pool("adaptive_max_pool3d", 3, input, output_size, return_indices)


def lp_pool1d(
    input: ArrayLike,
    norm_type: float,
    kernel_size: Size1,
    stride: Size1 | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """A power mean of each window, without the division; see `tensorlab.nn.LPPool1d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.lp_pool1d(tl.array([[3., 4., 5., 12.]]), 2, 2).tolist()
    [[5.0, 13.0]]
    """
    return lp_pool("lp_pool1d", 1, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(
    input: ArrayLike,
    norm_type: float,
    kernel_size: Size2,
    stride: Size2 | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """A power mean of each window, without the division; see `tensorlab.nn.LPPool2d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.lp_pool2d(tl.ones((1, 4, 6)), 2, (2, 3)).shape
    (1, 2, 2)
    """
    return lp_pool("lp_pool2d", 2, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool3d(
    input: ArrayLike,
    norm_type: float,
    kernel_size: Size3,
    stride: Size3 | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """A power mean of each window, without the division; see `tensorlab.nn.LPPool3d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.lp_pool3d(tl.ones((1, 2, 4, 6)), 2, 2).shape
    (1, 1, 2, 3)
    """
    return lp_pool("lp_pool3d", 3, input, norm_type, kernel_size, stride, ceil_mode)


def max_unpool1d(
    input: ArrayLike,
    indices: ArrayLike,
    kernel_size: Size1,
    stride: Size1 | None = None,
    padding: Size1 = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """The values of `max_pool1d` at the places they were found; see `tensorlab.nn.MaxUnpool1d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[1., 3., 2., 0.]])
    >>> largest, places = tl.nn.functional.max_pool1d(x, 2, return_indices=True)
    >>> tl.nn.functional.max_unpool1d(largest, places, 2).tolist()
    [[0.0, 3.0, 2.0, 0.0]]
    """
    return max_unpool("max_unpool1d", 1, input, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(
    input: ArrayLike,
    indices: ArrayLike,
    kernel_size: Size2,
    stride: Size2 | None = None,
    padding: Size2 = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """The values of `max_pool2d` at the places they were found; see `tensorlab.nn.MaxUnpool2d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.array([[[1., 3.], [2., 0.]]])
    >>> largest, places = tl.nn.functional.max_pool2d(x, 2, return_indices=True)
    >>> tl.nn.functional.max_unpool2d(largest, places, 2).tolist()
    [[[0.0, 3.0], [0.0, 0.0]]]
    """
    return max_unpool("max_unpool2d", 2, input, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(
    input: ArrayLike,
    indices: ArrayLike,
    kernel_size: Size3,
    stride: Size3 | None = None,
    padding: Size3 = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """The values of `max_pool3d` at the places they were found; see `tensorlab.nn.MaxUnpool3d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> x = tl.arange(8.).reshape(1, 2, 2, 2)
    >>> largest, places = tl.nn.functional.max_pool3d(x, 2, return_indices=True)
    >>> tl.nn.functional.max_unpool3d(largest, places, 2).tolist()
    [[[[0.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 7.0]]]]
    """
    return max_unpool("max_unpool3d", 3, input, indices, kernel_size, stride, padding, output_size)
