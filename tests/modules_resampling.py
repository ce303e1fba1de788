"""Rows of the registry: resampling, shuffles, bilinear products."""

import numpy as np
from registry import case, function, layer


# ---- formulas ----------------------------------------------------------------------------------------------
def keys(d, a=-0.75):
    """Of the distance from an element."""
    d = abs(d)
    near, far = (a + 2) * d**3 - (a + 3) * d**2 + 1, a * (d**3 - 5 * d**2 + 8 * d - 4)
    return np.where(d < 1, near, np.where(d < 2, far, 0.0))


def kernel(mode, distance):
    return keys(distance) if mode == "bicubic" else np.maximum(0.0, 1 - abs(distance))


def matrix(n, m, factor, mode, align_corners):
    """What every element counts in every new one."""
    i = np.arange(m)
    if mode == "area":
        covered = (i[:, None] * n // m <= np.arange(n)) & (np.arange(n) < -(-(i[:, None] + 1) * n // m))
        return covered / covered.sum(1, keepdims=True)
    if mode.startswith("nearest"):
        at = np.floor((i + 0.5) / factor if mode == "nearest-exact" else i / factor + 1e-9)
        return np.eye(n)[np.minimum(at, n - 1).astype(int)]
    if align_corners:
        at = i * (n - 1) / max(m - 1, 1)
    else:
        at = (i + 0.5) / factor - 0.5
    out = np.zeros((m, n))
    for j in range(-3, n + 3):  # elements beyond an edge are the edge
        out[:, np.clip(j, 0, n - 1)] += kernel(mode, at - j)
    return out


def smoothing(n, m, factor, mode, align_corners):
    """As `matrix`, with a kernel as wide as the new elements."""
    step = (n - 1) / max(m - 1, 1) if align_corners else 1 / factor
    d = (np.arange(n) + 0.5 - step * (np.arange(m)[:, None] + 0.5)) / max(step, 1)
    out = keys(d, -0.5) if mode == "bicubic" else np.maximum(0.0, 1 - abs(d))
    return out / out.sum(1, keepdims=True)


def interpolate(
    x, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None,
    antialias=False,
):  # fmt: skip
    axes = x.ndim - 2
    several = lambda n: (n,) * axes if np.isscalar(n) else tuple(n)
    for k in range(axes):
        n = x.shape[2 + k]
        m = int(n * several(scale_factor)[k]) if size is None else several(size)[k]
        factor = m / n if size is not None or recompute_scale_factor else several(scale_factor)[k]
        weights = (smoothing if antialias else matrix)(n, m, factor, mode, align_corners)
        x = np.moveaxis(np.moveaxis(x, 2 + k, -1) @ weights.T, -1, 2 + k)
    return x


def upsampling(mode, align_corners=None):
    return lambda x, size=None, scale_factor=None: interpolate(x, size, scale_factor, mode, align_corners)


def pixel_shuffle(x, upscale_factor):
    r = upscale_factor
    *lead, c, h, w = x.shape
    out = np.empty((*lead, c // r**2, h * r, w * r))
    for i in range(r):
        for j in range(r):
            out[..., i::r, j::r] = x[..., i * r + j :: r * r, :, :]
    return out


def pixel_unshuffle(x, downscale_factor):
    r = downscale_factor
    *lead, c, h, w = x.shape
    out = np.empty((*lead, c * r**2, h // r, w // r))
    for i in range(r):
        for j in range(r):
            out[..., i * r + j :: r * r, :, :] = x[..., i::r, j::r]
    return out


def channel_shuffle(x, groups):
    n = x.shape[1] // groups
    return x[:, [g * n + i for i in range(n) for g in range(groups)]]


def bilinear(x, y, weight, bias=0.0, **_):
    return np.einsum("...i,kij,...j->...k", x, weight, y) + bias


def within(shape, rng, in1_features, **_):
    bound = 1 / np.sqrt(in1_features)
    return rng.uniform(-bound, bound, shape)


# ---- rows --------------------------------------------------------------------------------------------------
ROWS, IMAGES, FILMS = (2, 2, 7), (2, 2, 4, 5), (1, 2, 3, 2, 4)
RESAMPLED = [
    case(IMAGES, scale_factor=2), case(ROWS, size=5), case(FILMS, size=(2, 3, 7)),
    case(ROWS, scale_factor=1.7, mode="nearest-exact"), case(IMAGES, size=3, mode="nearest-exact"),
    case(ROWS, size=11, mode="linear"), case(ROWS, scale_factor=0.6, mode="linear", align_corners=True),
    case(IMAGES, size=(7, 3), mode="bilinear"),
    case(IMAGES, size=(1, 9), mode="bilinear", align_corners=True),
    case(IMAGES, scale_factor=(1.6, 2.3), mode="bilinear"),
    case(IMAGES, scale_factor=(1.6, 2.3), mode="bilinear", recompute_scale_factor=True),
    case(IMAGES, size=(7, 4), mode="bicubic"), case(IMAGES, size=(3, 8), mode="bicubic", align_corners=True),
    case(IMAGES, scale_factor=2.4, mode="bicubic", align_corners=False),
    case(IMAGES, size=(2, 3), mode="area"), case(ROWS, scale_factor=0.6, mode="area"),
    case(FILMS, scale_factor=2, mode="trilinear"), case(FILMS, size=4, mode="trilinear", align_corners=True),
]  # fmt: skip
SMOOTHED = [
    case((2, 2, 9, 12), size=(4, 5), mode="bilinear", antialias=True),
    case((1, 2, 9, 12), size=(3, 20), mode="bicubic", antialias=True),
    case((1, 1, 7, 8), scale_factor=(0.4, 0.6), mode="bicubic", antialias=True),
    case((1, 1, 7, 8), size=(3, 2), mode="bilinear", antialias=True, align_corners=True),
]
function("interpolate", interpolate, *RESAMPLED, *SMOOTHED)
layer("Upsample", interpolate, *RESAMPLED, text="Upsample(scale_factor=2.0, mode='nearest')")
for name, mode, corners in (("Nearest", "nearest", None), ("Bilinear", "bilinear", True)):
    layer(
        f"Upsampling{name}2d", upsampling(mode, corners), case(IMAGES, size=6),
        case(IMAGES, size=(7, 3)), case(IMAGES, scale_factor=(2, 1.5)),
        text=f"Upsampling{name}2d(size=6, mode='{mode}')",
    )  # fmt: skip
cases = [case((2, 12, 2, 3), upscale_factor=2), case((9, 2, 1), upscale_factor=3)]
function("pixel_shuffle", pixel_shuffle, *cases)
layer("PixelShuffle", pixel_shuffle, *cases, text="PixelShuffle(upscale_factor=2)")
cases = [case((2, 3, 4, 6), downscale_factor=2), case((1, 6, 3), downscale_factor=3)]
function("pixel_unshuffle", pixel_unshuffle, *cases)
layer("PixelUnshuffle", pixel_unshuffle, *cases, text="PixelUnshuffle(downscale_factor=2)")
cases = [case((2, 6, 2, 3), groups=2), case((1, 6, 4), groups=3), case(FILMS, groups=1)]
function("channel_shuffle", channel_shuffle, *cases)
layer("ChannelShuffle", channel_shuffle, *cases, text="ChannelShuffle(groups=2)")
function(
    "bilinear", bilinear, case((5, 2), (5, 3), (4, 2, 3)), case((2, 3, 2), (2, 3, 1), (4, 2, 1), (4,)),
    case((2,), (3,), (1, 2, 3), (1,)),
)  # fmt: skip
layer(
    "Bilinear", lambda x, y, weight, bias=0.0: bilinear(x, y, weight, bias),
    case((5, 2), (5, 3), in1_features=2, in2_features=3, out_features=4),
    case((2, 5, 2), (2, 5, 3), in1_features=2, in2_features=3, out_features=1, bias=False),
    own=("in1_features", "in2_features", "out_features", "bias"), start=within,
    text="Bilinear(in1_features=2, in2_features=3, out_features=4, bias=True)",
)  # fmt: skip
