"""Resampling, shuffles, bilinear products: sizes and errors that the registry does not ask for."""

import itertools

import numpy as np
import pytest

import tensorlab as tl
from tensorlab import nn

F = nn.functional
IMAGE = tl.ones((1, 4, 2, 3))


def test_nearest_counts_in_whole_numbers():
    """No place is lost to rounding, whatever the sizes."""
    for n, m in itertools.product(range(1, 30), range(1, 30)):
        x = tl.arange(float(n)).reshape((1, 1, n))
        assert F.interpolate(x, m).ravel().tolist() == [i * n // m for i in range(m)]


def test_resampling_is_pytorchs():
    """For many sizes and factors."""
    torch = pytest.importorskip("torch")
    modes = {"nearest": (None,), "nearest-exact": (None,), "area": (None,), "linear": (False, True)}
    sizes = [{"size": m} for m in (1, 2, 5, 9, 14, 31)]
    sizes += [
        {"scale_factor": s, "recompute_scale_factor": r} for s in (0.3, 0.5, 1.7, 3.3) for r in (None, True)
    ]
    for n, size, mode in itertools.product((4, 7, 12, 23), sizes, modes):
        x = np.random.default_rng(n).normal(size=(2, 1, n))
        for corners in modes[mode]:
            options = {**size, "mode": mode, "align_corners": corners}
            want = torch.nn.functional.interpolate(torch.tensor(x), **options)
            np.testing.assert_allclose(
                F.interpolate(tl.array(x), **options).numpy(), want.numpy(), rtol=1e-12, atol=1e-13
            )


def test_shuffles_undo_each_other():
    x = tl.arange(2 * 3 * 4 * 6.0).reshape((2, 3, 4, 6))
    assert (nn.PixelShuffle(2)(nn.PixelUnshuffle(2)(x)) == x).all()
    y = x.reshape((1, 6, 4, 6))
    assert (nn.ChannelShuffle(3)(nn.ChannelShuffle(2)(y)) == y).all()


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: F.interpolate(IMAGE), ValueError, "interpolate: give either size or scale_factor, got None"),
        (lambda: F.interpolate(IMAGE, 2, 2), ValueError, "interpolate: give either size or scale_factor"),
        (lambda: F.interpolate(IMAGE, 2, mode="cubic"), ValueError, "interpolate: mode must be one of"),
        (lambda: F.interpolate(IMAGE, 2, mode="linear"), ValueError, "interpolate: mode 'linear' is not for"),
        (
            lambda: F.interpolate(IMAGE[0, 0], 2),
            ValueError,
            "interpolate: mode 'nearest' is not for input of",
        ),
        (
            lambda: F.interpolate(IMAGE, (2, 2, 2)),
            TypeError,
            "interpolate: size must be an integer or 2 of them",
        ),
        (lambda: F.interpolate(IMAGE, 0), ValueError, "interpolate: size must be at least 1"),
        (
            lambda: F.interpolate(IMAGE, scale_factor=0.1),
            ValueError,
            "interpolate: input of shape (1, 4, 2, 3)",
        ),
        (lambda: F.interpolate(IMAGE, scale_factor=-1), ValueError, "interpolate: scale_factor must be"),
        (
            lambda: F.interpolate(IMAGE, scale_factor=(1, 2, 3)),
            ValueError,
            "interpolate: scale_factor must be",
        ),
        (
            lambda: F.interpolate(IMAGE, 2, align_corners=True),
            ValueError,
            "interpolate: align_corners is not",
        ),
        (lambda: F.interpolate(IMAGE, 2, antialias=True), ValueError, "interpolate: antialias is for modes"),
        (lambda: F.interpolate(IMAGE > 0, 2), TypeError, "interpolate: input must be floating, got bool"),
        (lambda: nn.Upsample(), ValueError, "Upsample: give either size or scale_factor"),
        (lambda: nn.Upsample(2, recompute_scale_factor=True), ValueError, "Upsample: recompute_scale_factor"),
        (lambda: F.pixel_shuffle(IMAGE, 3), ValueError, "pixel_shuffle: channels of input of shape"),
        (lambda: F.pixel_shuffle(IMAGE[0, 0], 1), ValueError, "pixel_shuffle: expected input of shape"),
        (lambda: F.pixel_unshuffle(IMAGE, 2), ValueError, "pixel_unshuffle: sides of input of shape"),
        (lambda: F.channel_shuffle(IMAGE, 3), ValueError, "channel_shuffle: channels of input of shape"),
        (lambda: nn.PixelShuffle(0), ValueError, "PixelShuffle: upscale_factor must be at least 1, got 0"),
        (
            lambda: F.bilinear(tl.ones((5, 2)), tl.ones((4, 3)), tl.ones((1, 2, 3))),
            ValueError,
            "bilinear: inputs of (5, 2) and (4, 3) do not fit a weight of (1, 2, 3)",
        ),
        (
            lambda: F.bilinear(tl.ones(2), tl.ones(3), tl.ones((1, 2, 3)), tl.ones(2)),
            ValueError,
            "bilinear: bias of shape (2,) for a weight of (1, 2, 3)",
        ),
        (
            lambda: F.bilinear(tl.ones(2), tl.ones(3), tl.ones((1, 2, 3), dtype="float32")),
            TypeError,
            "bilinear: dtypes",
        ),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(text)


@pytest.mark.parametrize("mode", ["nearest", "bilinear", "bicubic"])
@pytest.mark.parametrize("size", [(3, 9), (11, 2), (1, 1), (20, 20)])
def test_derivatives_of_resampling(mode, size):
    rng = np.random.default_rng(0)
    x, v = (tl.array(rng.normal(size=(1, 2, 5, 6)), requires_grad=True) for _ in range(2))

    def f(x):
        return nn.functional.interpolate(x, size, mode=mode)

    assert tl.gradcheck(f, (x,))
    g = tl.gradients((f(x) ** 2).sum(), [x], create_graph=True)[0]
    (found,) = tl.gradients((g * v.detach()).sum(), [x])
    (want,) = tl.gradients((f(x) * f(v).detach()).sum() * 2, [x])
    np.testing.assert_allclose(found.numpy(), want.numpy(), rtol=1e-12, atol=1e-13)


def test_small_dtypes_are_resampled_in_float32():
    x = tl.arange(16.0).reshape((1, 1, 4, 4)).astype("float16")
    y = nn.functional.interpolate(x, (7, 9), mode="bilinear")
    want = nn.functional.interpolate(x.astype("float32"), (7, 9), mode="bilinear").astype("float16")
    assert y.dtype == "float16" and (y == want).all()
