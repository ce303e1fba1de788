"""Convolutions and pooling: what a window sees at every place."""

from __future__ import annotations

from tensorlab_c import Tensor, asarray, concatenate, convolution, zeros

from ..._check import one_of, pair, single

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..._typing import Size1, Size2


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


def pad_same(x: Tensor, extra: tuple[int, ...]) -> Tensor:
    """`x` with `extra` rows and columns of zeros at the far end: even kernels need one more there."""
    x = asarray(x)
    axes = len(extra)
    if x.ndim not in (axes + 1, axes + 2):
        shapes = "(N, C, L) or (C, L)" if axes == 1 else "(N, C, H, W) or (C, H, W)"
        raise ValueError(f"conv{axes}d: expected input of shape {shapes}, got {x.shape}")
    for axis, n in zip(range(-axes, 0), extra, strict=True):
        if n:
            shape = list(x.shape)
            shape[axis] = n
            x = concatenate((x, zeros(tuple(shape), dtype=x.dtype)), axis=axis)
    return x


def refuse_ceil_mode(name: str, ceil_mode: bool, return_indices: bool = False) -> None:
    if ceil_mode:
        raise ValueError(f"{name}: ceil_mode=True is not supported: windows partly outside are left out")
    if return_indices:
        raise ValueError(f"{name}: return_indices=True is not supported")


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
        stride, dilation = single("conv1d", "stride", stride), single("conv1d", "dilation", dilation)
        shape = asarray(weight).shape
        if len(shape) != 3:
            raise ValueError(f"conv1d: weight must have shape (K, C / groups, S), got {shape}")
        sides, extra = same_padding("conv1d", padding, shape[2:], stride, dilation)
        input = pad_same(input, extra)
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
        stride, dilation = pair("conv2d", "stride", stride), pair("conv2d", "dilation", dilation)
        shape = asarray(weight).shape
        if len(shape) != 4:
            raise ValueError(f"conv2d: weight must have shape (K, C / groups, R, S), got {shape}")
        sides, extra = same_padding("conv2d", padding, (shape[2], shape[3]), stride, dilation)
        input = pad_same(input, extra)
    return convolution.conv2d(input, weight, bias, stride, sides, dilation, groups)


def max_pool2d(
    input: Tensor,
    kernel_size: Size2,
    stride: Size2 | None = None,
    padding: Size2 = 0,
    dilation: Size2 = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor:
    """The largest value of each window; see `tensorlab.nn.MaxPool2d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.max_pool2d(tl.array([[[[1., 2.], [4., 3.]]]]), 2).tolist()
    [[[[4.0]]]]
    """
    refuse_ceil_mode("max_pool2d", ceil_mode, return_indices)
    return convolution.max_pool2d(input, kernel_size, stride, padding, dilation)


def avg_pool2d(
    input: Tensor,
    kernel_size: Size2,
    stride: Size2 | None = None,
    padding: Size2 = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window; see `tensorlab.nn.AvgPool2d`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.avg_pool2d(tl.array([[[[1., 2.], [4., 3.]]]]), 2).tolist()
    [[[[2.5]]]]
    """
    refuse_ceil_mode("avg_pool2d", ceil_mode)
    return convolution.avg_pool2d(input, kernel_size, stride, padding, count_include_pad)
