"""Rows of the registry: images read at places of one's own."""

import itertools

import numpy as np
from modules_resampling import keys
from registry import case, function

RNG = np.random.default_rng(8)


# ---- formulas ----------------------------------------------------------------------------------------------
def affine_grid(theta, size, align_corners=None):
    sides = size[2:]
    lines = [(2 * np.arange(m) + 1 - m) / (max(m - 1, 1) if align_corners else m) for m in sides]
    points = np.stack([*np.meshgrid(*lines, indexing="ij")][::-1] + [np.ones(sides)], axis=-1)
    return np.einsum("nij,...j->n...i", theta, points)


def inward(at, m, padding_mode, align_corners):
    if padding_mode == "reflection":
        ends = (0, m - 1) if align_corners else (-0.5, m - 0.5)
        while m > 1 and not ends[0] <= at <= ends[1]:
            at = 2 * ends[0] - at if at < ends[0] else 2 * ends[1] - at
    return at if padding_mode == "zeros" else min(max(at, 0), m - 1)


def taps(u, m, mode, padding_mode, align_corners):
    """Indices and weights along one axis of one place."""
    at = (u + 1) / 2 * (m - 1) if align_corners else (u + 1) / 2 * m - 0.5
    if mode != "bicubic":
        at = inward(at, m, padding_mode, align_corners)
    if mode == "nearest":
        return [(int(np.round(at)), 1.0)]
    near = range(int(np.floor(at)) - 1, int(np.floor(at)) + 3)
    if mode == "bicubic":
        return [(int(inward(j, m, padding_mode, align_corners)), keys(at - j)) for j in near]
    return [(j, max(0.0, 1 - abs(at - j))) for j in near]


def grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=None):
    n, c, *sides = x.shape
    out = np.zeros((n, c, *grid.shape[1:-1]), np.result_type(x, grid))
    for k, *place in np.ndindex(grid.shape[:-1]):
        along = [
            taps(u, m, mode, padding_mode, align_corners) for u, m in zip(grid[(k, *place)][::-1], sides)
        ]
        for chosen in itertools.product(*along):
            index, weights = zip(*chosen)
            if all(0 <= j < m for j, m in zip(index, sides)):
                out[(k, slice(None), *place)] += np.prod(weights) * x[(k, slice(None), *index)]
    return out


# ---- rows --------------------------------------------------------------------------------------------------
function(
    "affine_grid", affine_grid, case((2, 2, 3), size=(2, 3, 4, 5)),
    case((2, 2, 3), size=(2, 1, 3, 1), align_corners=True), case((1, 3, 4), size=(1, 2, 2, 3, 4)),
    case((1, 3, 4), size=(1, 2, 2, 1, 4), align_corners=False),
)  # fmt: skip
# numbers that float32 has, too, and places between elements
PLACES = (2 * RNG.integers(-140, 140, (2, 3, 4, 2)) + 1) / 128
SOLID = (2 * RNG.integers(-100, 100, (1, 2, 2, 3, 3)) + 1) / 128
function(
    "grid_sample", grid_sample,
    *(
        case((2, 3, 4, 5), PLACES, mode=mode, padding_mode=padding, align_corners=corners)
        for mode in ("bilinear", "nearest", "bicubic")
        for padding in ("zeros", "border", "reflection")
        for corners in (False, True)
    ),
    case((2, 1, 1, 3), PLACES, padding_mode="reflection", align_corners=True),
    case((1, 2, 3, 2, 4), SOLID), case((1, 2, 3, 2, 4), SOLID, mode="nearest", padding_mode="border"),
    case((1, 2, 3, 2, 4), SOLID, padding_mode="reflection", align_corners=True),
)  # fmt: skip
