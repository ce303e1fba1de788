"""Convolutions: what a kernel sees at every place, and the way back."""

from __future__ import annotations

from tensorlab_c import Tensor, arange, asarray, convolution, moveaxis, stack, zeros
from tensorlab_c._operands import _operand, _under

from ..._check import integer, one_of, pair, several
from ._operands import beside
from ._padding import around

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..._typing import ArrayLike, Size1, Size2, Size3

IMAGES = {
    1: "(N, C, L) or (C, L)",
    2: "(N, C, H, W) or (C, H, W)",
    3: "(N, C, D, H, W) or (C, D, H, W)",
}
KERNELS = {1: "S", 2: "R, S", 3: "T, R, S"}


def same_padding(
    name: str, padding: str, kernel_size: tuple[int, ...], stride: tuple[int, ...], dilation: tuple[int, ...]
) -> tuple[Any, Any]:
    """The padding of both sides that "same" or "valid" means, and what the far end gets on top."""
    if one_of(name, "padding", padding, ("valid", "same")) == "valid":
        return (0,) * len(stride), (0,) * len(stride)
    if any(step != 1 for step in stride):
        raise ValueError(f'{name}: padding="same" needs stride 1, got {stride}')
    total = [d * (k - 1) for d, k in zip(dilation, kernel_size, strict=True)]
    return tuple(n // 2 for n in total), tuple(n % 2 for n in total)


def check_image(name: str, x: Tensor, axes: int) -> None:
    if x.ndim not in (axes + 1, axes + 2):
        raise ValueError(f"{name}: expected input of shape {IMAGES[axes]}, got {x.shape}")


def pad_same(x: Tensor, extra: tuple[int, ...]) -> Tensor:
    """`x` with `extra` rows and columns of zeros at the far end: even kernels need one more there."""
    x = asarray(x)
    check_image(f"conv{len(extra)}d", x, len(extra))
    return around(x, (0,) * len(extra), "constant", extra)


def padded_by_word(
    name: str, axes: int, input: ArrayLike, weight: ArrayLike, stride: Any, padding: str, dilation: Any
) -> tuple[Tensor, tuple[int, ...]]:
    """The input of a convolution with padding "same" or "valid", and the padding that is still to do."""
    shape = asarray(weight).shape
    if len(shape) != axes + 2:
        raise ValueError(f"{name}: weight must have shape (K, C / groups, {KERNELS[axes]}), got {shape}")
    stride, dilation = (
        several(name, what, value, axes) for what, value in (("stride", stride), ("dilation", dilation))
    )
    sides, extra = same_padding(name, padding, shape[2:], stride, dilation)
    return pad_same(asarray(input), extra), sides


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Size1 = 1,
    padding: Size1 | str = 0,
    dilation: Size1 = 1,
    groups: int = 1,
) -> Tensor:
    """1-D cross-correlation (lecture L23); see `tensorlab.nn.Conv1d`.

    Parameters
    ----------
    input : Tensor, shape (N, C, L) or (C, L)
    weight : Tensor, shape (K, C / groups, S)
    bias : Tensor, shape (K,), optional
    stride, dilation : int or tuple of one, default 1
    padding : int, tuple of one, "valid" or "same", default 0
    groups : int, default 1

    Returns
    -------
    Tensor, shape (N, K, L')

    Examples
    --------
    >>> import tensorlab as tl
    >>> rising = tl.array([[[1., 2., 4., 7.]]])
    >>> tl.nn.functional.conv1d(rising, tl.array([[[-1., 1.]]])).tolist()
    [[[1.0, 2.0, 3.0]]]
    """
    sides: Any = padding
    if isinstance(padding, str):
        input, sides = padded_by_word("conv1d", 1, input, weight, stride, padding, dilation)
    return convolution.conv1d(input, weight, bias, stride, sides, dilation, groups)


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Size2 = 1,
    padding: Size2 | str = 0,
    dilation: Size2 = 1,
    groups: int = 1,
) -> Tensor:
    """2-D cross-correlation (lecture L23); see `tensorlab.nn.Conv2d`.

    Parameters
    ----------
    input : Tensor, shape (N, C, H, W)
    weight : Tensor, shape (K, C / groups, R, S)
    bias : Tensor, shape (K,), optional
    stride, dilation : int or pair of int, default 1
    padding : int, pair of int, "valid" or "same", default 0
    groups : int, default 1

    Returns
    -------
    Tensor, shape (N, K, H', W')

    Examples
    --------
    >>> import tensorlab as tl
    >>> image = tl.array([[[[5., 6., 7.], [3., 4., 6.], [2., 3., 5.]]]])
    >>> sharpen = tl.array([[[[0., -1., 0.], [-1., 5., -1.], [0., -1., 0.]]]])
    >>> tl.nn.functional.conv2d(image, sharpen).tolist()
    [[[[2.0]]]]
    """
    sides: Any = padding
    if isinstance(padding, str):
        input, sides = padded_by_word("conv2d", 2, input, weight, stride, padding, dilation)
    return convolution.conv2d(input, weight, bias, stride, sides, dilation, groups)


def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Size3 = 1,
    padding: Size3 | str = 0,
    dilation: Size3 = 1,
    groups: int = 1,
) -> Tensor:
    """3-D cross-correlation (lecture L23); see `tensorlab.nn.Conv3d`.

    Parameters
    ----------
    input : Tensor, shape (N, C, D, H, W) or (C, D, H, W)
    weight : Tensor, shape (K, C / groups, T, R, S)
    bias : Tensor, shape (K,), optional
    stride, dilation : int or triple of int, default 1
    padding : int, triple of int, "valid" or "same", default 0
    groups : int, default 1

    Returns
    -------
    Tensor, shape (N, K, D', H', W')

    Notes
    -----
    The layers a kernel sees at once are channels of an image: one `conv2d`, of images that are copied as
    often as the kernel is deep.

    Examples
    --------
    >>> import tensorlab as tl
    >>> film = tl.ones((1, 1, 3, 4, 5))
    >>> tl.nn.functional.conv3d(film, tl.ones((1, 1, 2, 2, 2))).shape
    (1, 1, 2, 3, 4)
    """
    x = _operand(input, "conv3d")
    w = beside(x, weight)
    if isinstance(padding, str):
        x, padding = padded_by_word("conv3d", 3, x, w, stride, padding, dilation)  # type: ignore[assignment]
    check_image("conv3d", x, 3)
    if w.ndim != 5:
        raise ValueError(f"conv3d: weight must have shape (K, C / groups, T, R, S), got {w.shape}")
    step, apart = several("conv3d", "stride", stride, 3), several("conv3d", "dilation", dilation, 3)
    sides, groups = several("conv3d", "padding", padding, 3, least=0), integer("conv3d", "groups", groups)
    if x.shape[-4] != w.shape[1] * groups or w.shape[0] % groups:
        raise ValueError(
            f"conv3d: weight of shape {w.shape} with groups={groups} does not fit input of shape {x.shape}"
        )
    x = around(x, (sides[0], 0, 0), "constant")
    taps, span = w.shape[2], apart[0] * (w.shape[2] - 1) + 1
    if not taps or x.shape[-3] < span:
        raise ValueError(
            f"conv3d: a kernel of {w.shape[2:]} (dilation {apart}) is deeper than the padded {x.shape[-3]}"
        )
    depth = (x.shape[-3] - span) // step[0] + 1
    films = x if x.ndim == 5 else x[None]
    seen = stack(
        [films[:, :, t * apart[0] :][:, :, : (depth - 1) * step[0] + 1 : step[0]] for t in range(taps)], 2
    )
    seen = moveaxis(seen, 3, 1).reshape((len(films) * depth, x.shape[-4] * taps, *x.shape[-2:]))
    kernels = w.reshape((w.shape[0], w.shape[1] * taps, *w.shape[3:]))
    with _under("conv3d"):
        images = conv2d(seen, kernels, bias, step[1:], sides[1:], apart[1:], groups)
    out = moveaxis(images.reshape((len(films), depth, *images.shape[1:])), 1, 2)
    return out if x.ndim == 5 else out[0]


def output_sizes(
    name: str,
    sizes: tuple[int, ...],
    kernel: tuple[int, ...],
    stride: tuple[int, ...],
    padding: tuple[int, ...],
    output_padding: tuple[int, ...],
    dilation: tuple[int, ...],
) -> tuple[int, ...]:
    """Along the axes of a transposed convolution."""
    for more, step, apart in zip(output_padding, stride, dilation, strict=True):
        if more >= max(step, apart):
            raise ValueError(
                f"{name}: output_padding {output_padding} must be less than stride {stride} or {dilation=}"
            )
    facts = zip(sizes, kernel, stride, padding, output_padding, dilation, strict=True)
    result = tuple((n - 1) * s - 2 * p + d * (k - 1) + more + 1 for n, k, s, p, more, d in facts)
    if any(n < 1 for n in result):
        raise ValueError(
            f"{name}: input of {sizes} and kernel {kernel} with padding {padding} leave {result}"
        )
    return result


def _transposed(
    name: str,
    axes: int,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    stride: object,
    padding: object,
    output_padding: object,
    groups: object,
    dilation: object,
) -> Tensor:
    """Every element of the input puts the kernel, times itself, into the output."""
    x = _operand(input, name)
    w = beside(x, weight)
    check_image(name, x, axes)
    if w.ndim != axes + 2:
        raise ValueError(f"{name}: weight must have shape (C, K / groups, {KERNELS[axes]}), got {w.shape}")
    step, apart = several(name, "stride", stride, axes), several(name, "dilation", dilation, axes)
    sides = several(name, "padding", padding, axes, least=0)
    more = several(name, "output_padding", output_padding, axes, least=0)
    groups = integer(name, "groups", groups)
    if x.shape[-axes - 1] != w.shape[0] or w.shape[0] % groups or 0 in w.shape:
        raise ValueError(
            f"{name}: weight of shape {w.shape} with groups={groups} does not fit input of shape {x.shape}"
        )
    b = None if bias is None else beside(x, bias)
    if b is not None and (b.shape != (w.shape[1] * groups,) or b.dtype != x.dtype):
        raise ValueError(
            f"{name}: bias of shape {b.shape} and {b.dtype} for {w.shape[1] * groups} channels of {x.dtype}"
        )
    size = output_sizes(name, x.shape[-axes:], w.shape[2:], step, sides, more, apart)
    images = x if x.ndim == axes + 2 else x[None]
    if axes == 3:
        out = _transposed_films(name, images, w, size, step, sides, more, apart, groups)
    else:
        out = _transposed_images(name, images, w, size, step, sides, more, apart, groups)
    if b is not None:
        out = out + b.reshape((-1,) + (1,) * axes)
    return out if x.ndim == axes + 2 else out[0]


def _transposed_images(
    name: str,
    x: Tensor,
    w: Tensor,
    size: tuple[int, ...],
    stride: Any,
    padding: Any,
    more: tuple[int, ...],
    dilation: Any,
    groups: int,
) -> Tensor:
    """The gradient of `conv2d` with respect to its input; rows are images one pixel high."""
    # a convolution of so large an output sees places that the input does not have
    x = around(x, (0,) * len(size), "constant", tuple(n // s for n, s in zip(more, stride, strict=True)))
    if len(size) == 2:
        shape = (len(x), w.shape[1] * groups, *size)
        return convolution._conv2d_input(x, w, shape, stride, padding, dilation, groups, name)
    flat = (len(x), w.shape[1] * groups, 1, *size)
    step, sides, apart = (1, stride[0]), (0, padding[0]), (1, dilation[0])
    out = convolution._conv2d_input(x[:, :, None], w[:, :, None], flat, step, sides, apart, groups, name)
    return out[:, :, 0]


def _transposed_films(
    name: str,
    x: Tensor,
    w: Tensor,
    size: tuple[int, ...],
    stride: Any,
    padding: Any,
    more: tuple[int, ...],
    dilation: Any,
    groups: int,
) -> Tensor:
    """The layers of a kernel as channels of an image, which are then added where they belong."""
    n, _, depth = x.shape[:3]
    taps, channels = w.shape[2], w.shape[1] * groups
    images = moveaxis(x, 2, 1).reshape((n * depth, x.shape[1], *x.shape[3:]))
    kernels = w.reshape((w.shape[0], w.shape[1] * taps, *w.shape[3:]))
    options = (size[1:], stride[1:], padding[1:], more[1:], dilation[1:], groups)
    layers = _transposed_images(name, images, kernels, *options)
    layers = moveaxis(layers.reshape((n, depth, channels, taps, *size[1:])), 2, 1)
    layers = layers.reshape((n, channels, depth * taps, *size[1:]))
    places = [d * stride[0] + t * dilation[0] for d in range(depth) for t in range(taps)]
    whole = max(places[-1] + 1, padding[0] + size[0])
    out = zeros((n, channels, whole, *size[1:]), dtype=x.dtype).index_add(2, asarray(places), layers)
    return out[:, :, padding[0] : padding[0] + size[0]]


def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Size1 = 1,
    padding: Size1 = 0,
    output_padding: Size1 = 0,
    groups: int = 1,
    dilation: Size1 = 1,
) -> Tensor:
    """1-D transposed convolution, the gradient of `conv1d` by its input; see `tensorlab.nn.ConvTranspose1d`.

    Parameters
    ----------
    input : Tensor, shape (N, C, L) or (C, L)
    weight : Tensor, shape (C, K / groups, S)
    bias : Tensor, shape (K,), optional
    stride, padding, output_padding, dilation : int or tuple of one
        `padding` is cut off at both ends of the output, `output_padding` less at the far end.
    groups : int, default 1

    Returns
    -------
    Tensor, shape (N, K, L')

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.conv_transpose1d(tl.array([[[1., 2.]]]), tl.ones((1, 1, 2)), stride=2).tolist()
    [[[1.0, 1.0, 2.0, 2.0]]]
    """
    return _transposed(
        "conv_transpose1d", 1, input, weight, bias, stride, padding, output_padding, groups, dilation
    )


def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Size2 = 1,
    padding: Size2 = 0,
    output_padding: Size2 = 0,
    groups: int = 1,
    dilation: Size2 = 1,
) -> Tensor:
    """2-D transposed convolution, the gradient of `conv2d` by its input; see `tensorlab.nn.ConvTranspose2d`.

    Parameters
    ----------
    input : Tensor, shape (N, C, H, W) or (C, H, W)
    weight : Tensor, shape (C, K / groups, R, S)
    bias : Tensor, shape (K,), optional
    stride, padding, output_padding, dilation : int or pair of int
        `padding` is cut off at both ends of the output, `output_padding` less at the far end.
    groups : int, default 1

    Returns
    -------
    Tensor, shape (N, K, H', W')

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.conv_transpose2d(tl.ones((1, 2, 4, 5)), tl.ones((2, 3, 3, 3)), stride=2).shape
    (1, 3, 9, 11)
    """
    return _transposed(
        "conv_transpose2d", 2, input, weight, bias, stride, padding, output_padding, groups, dilation
    )


def conv_transpose3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Size3 = 1,
    padding: Size3 = 0,
    output_padding: Size3 = 0,
    groups: int = 1,
    dilation: Size3 = 1,
) -> Tensor:
    """3-D transposed convolution, the gradient of `conv3d` by its input; see `tensorlab.nn.ConvTranspose3d`.

    Parameters
    ----------
    input : Tensor, shape (N, C, D, H, W) or (C, D, H, W)
    weight : Tensor, shape (C, K / groups, T, R, S)
    bias : Tensor, shape (K,), optional
    stride, padding, output_padding, dilation : int or triple of int
        `padding` is cut off at both ends of the output, `output_padding` less at the far end.
    groups : int, default 1

    Returns
    -------
    Tensor, shape (N, K, D', H', W')

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.conv_transpose3d(tl.ones((1, 2, 3, 4, 5)), tl.ones((2, 3, 3, 3, 3)), stride=2).shape
    (1, 3, 7, 9, 11)
    """
    return _transposed(
        "conv_transpose3d", 3, input, weight, bias, stride, padding, output_padding, groups, dilation
    )


def _blocks(
    name: str, kernel_size: object, dilation: object, padding: object, stride: object
) -> tuple[tuple[int, int], ...]:
    return (
        pair(name, "kernel_size", kernel_size),
        pair(name, "dilation", dilation),
        pair(name, "padding", padding, least=0),
        pair(name, "stride", stride),
    )


def _places(
    name: str, size: tuple[int, ...], blocks: tuple[tuple[int, int], ...], given: tuple[int, ...]
) -> tuple[tuple[int, int], Tensor]:
    """How many blocks there are, and where in the flattened padded image are (points of a block, blocks)."""
    along = []
    for n, kernel, dilation, padding, stride in zip(size, *blocks, strict=True):
        count = (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
        if count < 1:
            raise ValueError(f"{name}: a block of {blocks[0]} (dilation {blocks[1]}) does not fit {given}")
        points = arange(kernel)[:, None] * dilation
        along.append(points + arange(count)[None] * stride)
    rows, columns = along
    width = size[1] + 2 * blocks[2][1]
    where = rows[:, None, :, None] * width + columns[None, :, None, :]
    return (rows.shape[1], columns.shape[1]), where.reshape((rows.shape[0] * columns.shape[0], -1))


def unfold(
    input: ArrayLike, kernel_size: Size2, dilation: Size2 = 1, padding: Size2 = 0, stride: Size2 = 1
) -> Tensor:
    """The blocks of images as columns: what a convolution sees; see `tensorlab.nn.Unfold`.

    Parameters
    ----------
    input : array_like, shape (N, C, H, W) or (C, H, W)
    kernel_size, dilation, padding, stride : int or pair of int

    Returns
    -------
    Tensor, shape (N, C · kernel area, blocks)

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.unfold(tl.arange(6.).reshape(1, 2, 3), kernel_size=2).tolist()
    [[0.0, 1.0], [1.0, 2.0], [3.0, 4.0], [4.0, 5.0]]
    """
    x = _operand(input, "unfold")
    check_image("unfold", x, 2)
    blocks = _blocks("unfold", kernel_size, dilation, padding, stride)
    _, where = _places("unfold", x.shape[-2:], blocks, x.shape)
    wide = around(x, blocks[2], "constant")
    flat = wide.reshape((*x.shape[:-2], wide.shape[-2] * wide.shape[-1]))
    seen = flat.index_select(-1, where.reshape(-1))
    return seen.reshape((*x.shape[:-3], x.shape[-3] * where.shape[0], where.shape[1]))


def fold(
    input: ArrayLike,
    output_size: Size2,
    kernel_size: Size2,
    dilation: Size2 = 1,
    padding: Size2 = 0,
    stride: Size2 = 1,
) -> Tensor:
    """Images from columns of blocks, which are added where they overlap; see `tensorlab.nn.Fold`.

    Parameters
    ----------
    input : array_like, shape (N, C · kernel area, blocks) or (C · kernel area, blocks)
    output_size : int or pair of int
        Height and width.
    kernel_size, dilation, padding, stride : int or pair of int

    Returns
    -------
    Tensor, shape (N, C, H, W)

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.fold(tl.ones((1, 4, 2)), (2, 3), kernel_size=2).tolist()
    [[[[1.0, 2.0, 1.0], [1.0, 2.0, 1.0]]]]
    """
    x = _operand(input, "fold")
    size = pair("fold", "output_size", output_size)
    blocks = _blocks("fold", kernel_size, dilation, padding, stride)
    counts, where = _places("fold", size, blocks, size)
    if x.ndim not in (2, 3) or x.shape[-2] % where.shape[0] or x.shape[-1] != where.shape[1]:
        raise ValueError(
            f"fold: expected input of shape (N, C x {where.shape[0]}, {where.shape[1]}), with {counts[0]} x "
            f"{counts[1]} blocks, got {x.shape}"
        )
    channels = (*x.shape[:-2], x.shape[-2] // where.shape[0])
    sides = blocks[2]
    wide = (size[0] + 2 * sides[0], size[1] + 2 * sides[1])
    columns = x.reshape((*channels, where.size))
    out = zeros((*channels, wide[0] * wide[1]), dtype=x.dtype)
    out = out.index_add(len(channels), where.reshape(-1), columns).reshape((*channels, *wide))
    return out[..., sides[0] : sides[0] + size[0], sides[1] : sides[1] + size[1]]
