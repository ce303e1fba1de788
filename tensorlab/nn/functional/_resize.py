"""Other sizes: resampling, elements moved between channels and places, products of two inputs."""

from __future__ import annotations

from math import floor, prod

from tensorlab_c import Tensor, abs, add, arange, asarray, einsum, empty, maximum, multiply, take, where
from tensorlab_c._operands import _operand, _under

from ..._check import flag, integer, one_of, real, several
from ._operands import beside, linear_map, real_operand
from ._pooling import adaptive_avg_pool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..._typing import ArrayLike

    Taps = tuple[list[int], list[float]]

# how many axes a mode is for; None for any
MODES: dict[str, int | None] = {"nearest": None, "nearest-exact": None, "area": None}
MODES |= {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}
CUBIC = -0.75  # Keys' parameter, as PyTorch and OpenCV have it


# ---- resampling --------------------------------------------------------------------------------------------
def resampling(
    name: str,
    size: object,
    scale_factor: object,
    mode: str,
    align_corners: object,
    recompute_scale_factor: object = None,
) -> None:
    """Refuse options that do not go together."""
    one_of(name, "mode", mode, tuple(MODES))
    if (size is None) == (scale_factor is None):
        raise ValueError(f"{name}: give either size or scale_factor, got {size} and {scale_factor}")
    if align_corners is not None:
        flag(name, "align_corners", align_corners)
        if MODES[mode] is None:
            raise ValueError(f"{name}: align_corners is not for mode {mode!r}")
    if recompute_scale_factor is not None:
        again = flag(name, "recompute_scale_factor", recompute_scale_factor)
        if again and size is not None:
            raise ValueError(f"{name}: recompute_scale_factor needs scale_factor, not size")


def factors(name: str, scale_factor: object, axes: int) -> tuple[float, ...]:
    """A factor for every axis."""
    given = (*scale_factor,) if isinstance(scale_factor, (tuple, list)) else (scale_factor,) * axes
    if len(given) != axes:
        raise ValueError(f"{name}: scale_factor must be a number or {axes} of them, got {scale_factor!r}")
    return tuple([real(name, "scale_factor", factor, 0, ends="()") for factor in given])


def interpolate(
    input: ArrayLike,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """Rows, images or films of another size.

    Parameters
    ----------
    input : array_like, shape (N, C, L), (N, C, H, W) or (N, C, D, H, W)
    size : int or sequence of int
        Along the last axes.
    scale_factor : float or sequence of float
        In place of `size`, which then is ⌊n · factor⌋.
    mode : {"nearest", "nearest-exact", "area", "linear", "bilinear", "trilinear", "bicubic"}
        Linear is for rows, bilinear and bicubic for images, trilinear for films. "nearest" takes element
        ⌊i · n / n'⌋, "nearest-exact" the one that the middle of the new element is in, "area"
        the mean of those it covers: `adaptive_avg_pool2d`.
    align_corners : bool, optional
        Whether the first and last elements stay where they are, or the outer edges of them (the default).
    recompute_scale_factor : bool, optional
        Whether positions follow from the sizes rather than from `scale_factor`.
    antialias : bool, default False
        Whether an image that becomes smaller is smoothed first, by a kernel as wide as the new elements; for
        "bilinear" and "bicubic".

    Returns
    -------
    Tensor, shape (N, C, ...)

    Notes
    -----
    Without `align_corners`, new element i is at (i + ½) / factor − ½. Places outside take the edge. "bicubic"
    is Keys' convolution with a = −0.75 ("Cubic convolution interpolation for digital image processing",
    1981), which overshoots at edges; with `antialias` a = −0.5, and places outside count for nothing.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.interpolate(tl.array([[[1., 3.]]]), scale_factor=2).tolist()
    [[[1.0, 1.0, 3.0, 3.0]]]
    >>> tl.nn.functional.interpolate(tl.array([[[1., 3.]]]), 3, mode="linear", align_corners=True).tolist()
    [[[1.0, 2.0, 3.0]]]
    """
    x = real_operand("interpolate", input)
    resampling("interpolate", size, scale_factor, mode, align_corners, recompute_scale_factor)
    if flag("interpolate", "antialias", antialias) and MODES[mode] != 2:
        raise ValueError(f"interpolate: antialias is for modes 'bilinear' and 'bicubic', not {mode!r}")
    axes = x.ndim - 2
    if axes not in (1, 2, 3) or MODES[mode] not in (None, axes):
        raise ValueError(f"interpolate: mode {mode!r} is not for input of shape {x.shape}")
    if x.dtype.kind != "f":
        raise TypeError(f"interpolate: input must be floating, got {x.dtype}")
    scales: tuple[float | None, ...] = (None,) * axes
    if scale_factor is None:
        sizes = several("interpolate", "size", size, axes)
    else:
        given = factors("interpolate", scale_factor, axes)
        sizes = tuple([floor(n * factor) for n, factor in zip(x.shape[2:], given, strict=True)])
        scales = scales if recompute_scale_factor else given
    if 0 in x.shape[2:] or min(sizes) < 1:
        raise ValueError(f"interpolate: input of shape {x.shape} cannot become one of {sizes}")
    with _under("interpolate"):  # before places are counted one by one: sizes that no memory has
        empty((*x.shape[:2], *sizes), dtype=x.dtype)
    if mode == "area":
        return adaptive_avg_pool("interpolate", axes, x, tuple(sizes))
    if antialias:
        first, second = (
            _smoothing(n, m, scale, bool(align_corners), mode == "bicubic").astype(x.dtype)
            for n, m, scale in zip(x.shape[2:], sizes, scales, strict=True)
        )
        return first @ x @ second.T
    taps = []
    for n, m, scale in zip(x.shape[2:], sizes, scales, strict=True):
        if mode in ("nearest", "nearest-exact"):
            taps.append([(_nearest(n, m, scale, mode == "nearest-exact"), [1.0] * m)])
        else:
            taps.append(_taps(n, m, scale, bool(align_corners), mode == "bicubic"))
    turned: list[list[Taps]] = []

    def back(g: Tensor) -> Tensor:
        if not turned:  # only when a gradient is wanted
            turned.extend([_turned(t, n) for t, n in zip(taps, x.shape[2:], strict=True)])
        return _mixed(g, turned)

    wide = x.astype("float32") if x.dtype.itemsize < 4 else x
    return linear_map(wide, lambda t: _mixed(t, taps), back).astype(x.dtype, copy=False)


def _nearest(n: int, m: int, scale: float | None, exact: bool) -> list[int]:
    """Which elements: by whole numbers where sizes say it, so that nothing is rounded."""
    if scale is None:
        places = [(2 * i + 1) * n // (2 * m) if exact else i * n // m for i in range(m)]
    else:
        places = [floor((i + 0.5) / scale if exact else i / scale) for i in range(m)]
    return [min(place, n - 1) for place in places]


def _smoothing(n: int, m: int, scale: float | None, align_corners: bool, cubic: bool) -> Tensor:
    """How much each of n elements counts in each of m new ones, whose kernel is as wide as they are."""
    step = n / m if scale is None else 1 / scale
    if align_corners:
        step = (n - 1) / (m - 1) if m > 1 else 0.0
    with _under("interpolate"):
        d = abs(arange(n) + 0.5 - step * (arange(m) + 0.5).reshape((-1, 1))) / max(step, 1.0)
    if cubic:
        weights = where(d < 1, _near(d, -0.5), where(d < 2, _far(d, -0.5), 0.0))
    else:
        weights = maximum(1 - d, 0.0)
    return weights / weights.sum(axis=1, keepdims=True)


def _taps(n: int, m: int, scale: float | None, align_corners: bool, cubic: bool) -> list[Taps]:
    """For each point of the kernel the elements it takes, and their weights."""
    taps: list[Taps] = [([], []) for _ in range(4 if cubic else 2)]
    for i in range(m):
        if align_corners:
            at = i * ((n - 1) / (m - 1)) if m > 1 else 0.0
        else:
            at = (i + 0.5) * (n / m if scale is None else 1 / scale) - 0.5
            at = at if cubic else max(at, 0.0)
        first = floor(at)
        if not cubic:
            first = min(first, n - 1)
        t = at - first
        weights = keys(t) if cubic else [1 - t, t]
        for k, weight in enumerate(weights):
            place = first + k - (1 if cubic else 0)
            taps[k][0].append(min(max(place, 0), n - 1))
            taps[k][1].append(weight)
    return taps


def _near(d: Any, a: float = CUBIC) -> Any:
    """Keys' kernel at a distance of at most 1."""
    return ((a + 2) * d - (a + 3)) * d * d + 1


def _far(d: Any, a: float = CUBIC) -> Any:
    """Keys' kernel at a distance from 1 to 2."""
    return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a


def keys(t: Any) -> list[Any]:
    """The weights of the four elements around a place that is t after the second."""
    return [_far(t + 1), _near(t), _near(1 - t), _far(2 - t)]


def _mixed(x: Tensor, taps: list[list[Taps]]) -> Tensor:
    """Sums of elements times weights, along every axis but the first two; what makes less comes first."""
    growth = [len(axis_taps[0][0]) / n for axis_taps, n in zip(taps, x.shape[2:], strict=True)]
    for k in sorted(range(len(taps)), key=lambda k: (growth[k], -k)):
        axis, total = k + 2, None
        for places, weights in taps[k]:
            if total is not None and not any(weights):
                continue
            part = take(x, asarray(places), axis=axis)
            if [w for w in weights if w != 1]:
                factors = asarray(weights, dtype=x.dtype).reshape((-1,) + (1,) * (x.ndim - 1 - axis))
                multiply(part, factors, out=part)
            total = part if total is None else add(total, part, out=total)
        assert total is not None
        x = total
    return x


def _turned(taps: list[Taps], n: int) -> list[Taps]:
    """The way back: for each of n elements the new ones that it is in; weights of 0 fill up."""
    m = len(taps[0][0])
    found: list[dict[int, float]] = [{} for _ in range(n)]
    for places, weights in taps:
        for j, (place, weight) in enumerate(zip(places, weights, strict=True)):
            if weight:
                found[place][j] = found[place].get(j, 0.0) + weight
    most = max(1, *map(len, found))
    back: list[Taps] = [([], []) for _ in range(most)]
    for i, parts in enumerate(found):
        near = next(iter(parts), i * m // n)
        rows = [*parts.items()] + [(near, 0.0)] * (most - len(parts))
        for (places, weights), (place, weight) in zip(back, rows, strict=True):
            places.append(place)
            weights.append(weight)
    return back


# ---- elements moved ----------------------------------------------------------------------------------------
def _moved(name: str, input: ArrayLike, least: int) -> Tensor:
    x = _operand(input, name)
    if x.ndim < least:
        raise ValueError(f"{name}: expected input of shape (..., C, H, W), got {x.shape}")
    return x


def pixel_shuffle(input: ArrayLike, upscale_factor: int) -> Tensor:
    """An image r times as high and wide from r² times as many channels; see `tensorlab.nn.PixelShuffle`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.pixel_shuffle(tl.arange(4.).reshape(4, 1, 1), 2).tolist()
    [[[0.0, 1.0], [2.0, 3.0]]]
    """
    x, r = _moved("pixel_shuffle", input, 3), integer("pixel_shuffle", "upscale_factor", upscale_factor)
    *lead, c, h, w = x.shape
    if c % (r * r):
        raise ValueError(f"pixel_shuffle: channels of input of shape {x.shape} are no multiple of {r * r}")
    axes = (*range(len(lead)), *(len(lead) + k for k in (0, 3, 1, 4, 2)))
    x = x.reshape((*lead, c // (r * r), r, r, h, w)).transpose(axes)
    return x.reshape((*lead, c // (r * r), h * r, w * r))


def pixel_unshuffle(input: ArrayLike, downscale_factor: int) -> Tensor:
    """The way back from `pixel_shuffle`; see `tensorlab.nn.PixelUnshuffle`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.pixel_unshuffle(tl.arange(4.).reshape(1, 2, 2), 2).tolist()
    [[[0.0]], [[1.0]], [[2.0]], [[3.0]]]
    """
    x = _moved("pixel_unshuffle", input, 3)
    r = integer("pixel_unshuffle", "downscale_factor", downscale_factor)
    *lead, c, h, w = x.shape
    if h % r or w % r:
        raise ValueError(f"pixel_unshuffle: sides of input of shape {x.shape} are no multiples of {r}")
    axes = (*range(len(lead)), *(len(lead) + k for k in (0, 2, 4, 1, 3)))
    x = x.reshape((*lead, c, h // r, r, w // r, r)).transpose(axes)
    return x.reshape((*lead, c * r * r, h // r, w // r))


def channel_shuffle(input: ArrayLike, groups: int) -> Tensor:
    """Channels of all groups in turn; see `tensorlab.nn.ChannelShuffle`.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.channel_shuffle(tl.arange(4.).reshape(1, 4, 1, 1), 2).ravel().tolist()
    [0.0, 2.0, 1.0, 3.0]
    """
    x, groups = _moved("channel_shuffle", input, 3), integer("channel_shuffle", "groups", groups)
    c = x.shape[1]
    if c % groups:
        raise ValueError(f"channel_shuffle: channels of input of shape {x.shape} are no multiple of {groups}")
    rest = prod(x.shape[2:])
    return x.reshape((x.shape[0], groups, c // groups, rest)).transpose((0, 2, 1, 3)).reshape(x.shape)


# ---- products ----------------------------------------------------------------------------------------------
def bilinear(
    input1: ArrayLike, input2: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None
) -> Tensor:
    """x₁ᵀ Wₖ x₂ + bₖ for every k; see `tensorlab.nn.Bilinear`.

    Parameters
    ----------
    input1 : array_like, shape (..., I)
    input2 : array_like, shape (..., J)
    weight : array_like, shape (K, I, J)
    bias : array_like, shape (K,), optional

    Returns
    -------
    Tensor, shape (..., K)

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.bilinear(tl.array([1., 2.]), tl.array([3., 4.]), tl.eye(2)[None]).tolist()
    [11.0]
    """
    x = real_operand("bilinear", input1)
    given: Any = (input2, weight) if bias is None else (input2, weight, bias)
    y, w, *rest = [beside(x, value) for value in given]
    if any(t.dtype != x.dtype for t in (y, w, *rest)):
        raise TypeError(f"bilinear: dtypes {[t.dtype.name for t in (x, y, w, *rest)]} differ")
    fits = x.ndim and x.shape[:-1] == y.shape[:-1]
    if not fits or w.ndim != 3 or w.shape[1:] != (x.shape[-1], y.shape[-1]):
        raise ValueError(f"bilinear: inputs of {x.shape} and {y.shape} do not fit a weight of {w.shape}")
    if rest and rest[0].shape != w.shape[:1]:
        raise ValueError(f"bilinear: bias of shape {rest[0].shape} for a weight of {w.shape}")
    out = einsum("...i,kij,...j->...k", x, w, y)
    return out + rest[0] if rest else out


def upsample(
    input: ArrayLike,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """`interpolate` under an older name.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.upsample(tl.ones((1, 2, 3)), scale_factor=2).shape
    (1, 2, 6)
    """
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(
    input: ArrayLike,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
) -> Tensor:
    """`interpolate` with the nearest element.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.upsample_nearest(tl.array([[[1., 2.]]]), 4).tolist()
    [[[1.0, 1.0, 2.0, 2.0]]]
    """
    return interpolate(input, size, scale_factor, "nearest")


def upsample_bilinear(
    input: ArrayLike,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
) -> Tensor:
    """`interpolate` of images, bilinear with the corners where they were.

    Examples
    --------
    >>> import tensorlab as tl
    >>> tl.nn.functional.upsample_bilinear(tl.array([[[[1., 3.]]]]), (1, 3)).tolist()
    [[[[1.0, 2.0, 3.0]]]]
    """
    return interpolate(input, size, scale_factor, "bilinear", align_corners=True)
