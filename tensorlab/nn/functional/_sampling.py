"""Images and volumes read at places of one's own, and the places of an affine map."""

from __future__ import annotations

from functools import reduce
from itertools import product
from math import prod

from tensorlab_c import Tensor, abs, arange, empty, floor, fmod, no_grad, round, where
from tensorlab_c._operands import _under

from ..._check import flag, integer, one_of
from ._operands import beside, real_operand
from ._resize import keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._typing import ArrayLike

MODES = ("bilinear", "nearest", "bicubic")
PADDINGS = ("zeros", "border", "reflection")


def affine_grid(theta: ArrayLike, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """Where an affine map finds the elements of its result; for `grid_sample`.

    Parameters
    ----------
    theta : array_like, shape (N, 2, 3) or (N, 3, 4)
        Of each image or volume a matrix and, as last column, a vector.
    size : sequence of int
        The result's shape, (N, C, H, W) or (N, C, D, H, W).
    align_corners : bool, default False
        Whether −1 and 1 are the middles of the first and last elements, or the outer edges of these.

    Returns
    -------
    Tensor, shape (N, H, W, 2) or (N, D, H, W, 3)
        A p + b for the place p = (x, y) or (x, y, z) of every element, numbers from −1 to 1.

    Examples
    --------
    >>> import tensorlab as tl
    >>> mirror = tl.array([[[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
    >>> tl.nn.functional.affine_grid(mirror, (1, 1, 1, 2), align_corners=True).tolist()
    [[[[1.0, 0.0], [-1.0, 0.0]]]]
    """
    name = "affine_grid"
    matrix, sizes = real_operand(name, theta), (*size,)
    align_corners = align_corners is not None and flag(name, "align_corners", align_corners)
    n, _, *sides = (integer(name, "size", number) for number in sizes) if len(sizes) in (4, 5) else (0, 0)
    axes = len(sides)
    if not axes or matrix.shape != (n, axes, axes + 1):
        raise ValueError(f"{name}: theta of shape {matrix.shape} for a result of shape {sizes}")
    if matrix.dtype.kind != "f":
        raise TypeError(f"{name}: theta must be floating, got {matrix.dtype}")
    with _under(name):
        places = empty((*sides, axes + 1), dtype=matrix.dtype)
        empty((n, *sides, axes), dtype=matrix.dtype)
    with no_grad():
        for k, m in enumerate(sides):
            steps = arange(1 - m, m, 2, dtype=matrix.dtype) / (max(m - 1, 1) if align_corners else m)
            places[..., axes - 1 - k] = steps.reshape((-1,) + (1,) * (axes - 1 - k))
        places[..., axes] = 1.0
    return (places.reshape((-1, axes + 1)) @ matrix.mT).reshape((n, *sides, axes))


def grid_sample(
    input: ArrayLike,
    grid: ArrayLike,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """Images or volumes at given places, between elements by interpolation.

    Parameters
    ----------
    input : array_like, shape (N, C, H, W) or (N, C, D, H, W)
    grid : array_like, shape (N, H', W', 2) or (N, D', H', W', 3)
        For every new element where it comes from: (x, y) or (x, y, z), of which −1 to 1 is the image.
    mode : {"bilinear", "nearest", "bicubic"}
        From the 2 elements next to the place along each axis, the nearest one (of two the even one), or 4
        along each axis of an image.
    padding_mode : {"zeros", "border", "reflection"}
        What lies outside: 0, the nearest element of the edge, the mirror image.
    align_corners : bool, default False
        Whether −1 and 1 are the middles of the first and last elements, or the outer edges of these.

    Returns
    -------
    Tensor, shape (N, C, H', W') or (N, C, D', H', W')

    Notes
    -----
    x is at ((x + 1) W − 1) / 2 along the axis of length W, or (x + 1)(W − 1) / 2 with `align_corners`.
    "bicubic" is Keys' convolution with a = −0.75, as in `interpolate`. Differentiable in `input` and `grid`;
    a sampler of "Spatial Transformer Networks" (Jaderberg et al. 2015).

    Examples
    --------
    >>> import tensorlab as tl
    >>> image, places = tl.array([[[[1.0, 3.0]]]]), tl.array([[[[0.0, 0.0], [0.5, 0.0]]]])
    >>> tl.nn.functional.grid_sample(image, places, align_corners=True).tolist()
    [[[[2.0, 2.5]]]]
    """
    name = "grid_sample"
    one_of(name, "mode", mode, MODES)
    one_of(name, "padding_mode", padding_mode, PADDINGS)
    align_corners = align_corners is not None and flag(name, "align_corners", align_corners)
    x, places = _fitting(real_operand(name, input), grid, mode)
    n, c, *sides = x.shape
    new, axes = places.shape[1:-1], len(sides)
    with _under(name):
        empty((n, c, *new), dtype=x.dtype)
    taps = [  # for each axis the elements to take, and their weights
        _taps(places[..., axes - 1 - k], m, mode, padding_mode, align_corners) for k, m in enumerate(sides)
    ]
    flat = x.reshape(-1)
    planes = (arange(n * c) * prod(sides)).reshape((n, c) + (1,) * axes)  # where each channel begins
    steps = [prod(sides[k + 1 :]) for k in range(axes)]
    total = None
    for chosen in product(*taps):
        index = reduce(Tensor.__add__, [at * step for (at, _), step in zip(chosen, steps)])
        weight = reduce(Tensor.__mul__, [weight for _, weight in chosen])
        part = flat[planes + index[:, None]] * weight[:, None]
        total = part if total is None else total + part
    assert total is not None
    return total


def _fitting(x: Tensor, grid: ArrayLike, mode: str) -> tuple[Tensor, Tensor]:
    """Input and grid, if they are of one dtype and their shapes belong together."""
    name, places = "grid_sample", beside(x, grid)
    if x.dtype.kind != "f" or places.dtype != x.dtype:
        raise TypeError(
            f"{name}: input and grid must be floating and alike, got {x.dtype} and {places.dtype}"
        )
    axes = x.ndim - 2
    if axes not in (2, 3) or places.ndim != x.ndim or places.shape[-1] != axes or 0 in x.shape[2:]:
        raise ValueError(f"{name}: input of shape {x.shape} and grid of {places.shape} do not fit")
    if places.shape[0] != x.shape[0]:
        raise ValueError(f"{name}: input of shape {x.shape} has not the grids of {places.shape}")
    if mode == "bicubic" and axes != 2:
        raise ValueError(f"{name}: mode 'bicubic' is for images, got input of shape {x.shape}")
    return x, places


def _taps(u: Tensor, m: int, mode: str, padding: str, align_corners: bool) -> list[tuple[Tensor, Tensor]]:
    """Along an axis of m elements: the indices to take for each place u from −1 to 1, and their weights."""
    at = (u + 1) * ((m - 1) / 2) if align_corners else ((u + 1) * m - 1) / 2
    if mode == "bicubic":
        first = floor(at.detach())
        return [
            _kept(_inward(first + (k - 1), m, padding, align_corners), weight, m)
            for k, weight in enumerate(keys(at - first))
        ]
    at = _inward(at, m, padding, align_corners)
    if mode == "nearest":
        return [_kept(round(at.detach()), at * 0 + 1, m)]
    first = floor(at.detach())
    t = at - first
    return [_kept(first, 1 - t, m), _kept(first + 1, t, m)]


def _kept(place: Tensor, weight: Tensor, m: int) -> tuple[Tensor, Tensor]:
    """Whole places as indices; outside of the axis the weight is 0."""
    place = place.detach()
    inside = (place >= 0) & (place <= m - 1)
    return where(inside, place, 0.0).astype("int64"), where(inside, weight, 0.0)


def _inward(at: Tensor, m: int, padding: str, align_corners: bool) -> Tensor:
    """Places outside moved into an axis of m elements; their slope is 0 where they come to its ends."""
    if padding == "zeros":
        return at
    if padding == "reflection":
        low, span = (0.0, m - 1) if align_corners else (-0.5, m)
        if span == 0:
            return at * 0
        away = abs(at - low)
        rest = fmod(away, float(span))
        turned = floor(away.detach() / span) % 2 == 1
        at = where(turned, span - rest, rest) + low
    plain = at.detach()
    return where((plain > 0) & (plain < m - 1), at, where(plain > 0, float(m - 1), 0.0).astype(at.dtype))
