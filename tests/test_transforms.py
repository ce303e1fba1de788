"""Image transforms: their formulas in NumPy and SciPy, what they draw, what they refuse."""

import math
import pickle
import re

import numpy as np
import pytest
import scipy.ndimage

import tensorlab as tl
from tensorlab import data
from tensorlab.data import transforms as T

RNG = np.random.default_rng(3)
IMAGE = RNG.random((3, 9, 12))
BYTES = RNG.integers(0, 256, (3, 9, 12)).astype(np.uint8)


def close(got, want, **how):
    assert isinstance(got, tl.Tensor) and got.shape == want.shape
    np.testing.assert_allclose(np.asarray(got), want, **{"rtol": 1e-12, "atol": 1e-12, **how})


# ---- values ------------------------------------------------------------------------------------------------
def test_to_tensor():
    shown = T.ToTensor()(BYTES.transpose(1, 2, 0))
    assert shown.dtype == tl.float32 and shown.flags["C_CONTIGUOUS"]
    close(shown, BYTES.astype(np.float32) / np.float32(255), rtol=0, atol=0)
    assert (
        T.ToTensor()(np.zeros((4, 5))).shape == (1, 4, 5)
        and T.ToTensor()(np.zeros((4, 5), "i4")).dtype == "int32"
    )
    assert T.ToTensor()(tl.zeros((4, 5, 2), dtype="uint8")).shape == (2, 4, 5)


def test_normalize():
    mean, std = np.array([0.1, 0.2, 0.3]), np.array([1.0, 2.0, 4.0])
    want = (IMAGE - mean[:, None, None]) / std[:, None, None]
    close(T.Normalize(mean, std)(IMAGE), want)
    close(T.Normalize(tuple(mean), [*std])(np.stack([IMAGE, IMAGE])), np.stack([want, want]))
    x = tl.array(IMAGE)
    assert T.Normalize(0.5, 2, inplace=True)(x) is x
    close(x, (IMAGE - 0.5) / 2)
    assert T.Normalize(0.5, 2)(tl.ones((1, 1, 1), dtype="float32")).dtype == tl.float32


def test_grayscale():
    want = np.tensordot([0.2989, 0.587, 0.114], IMAGE, 1)[None]
    close(T.Grayscale()(IMAGE), want)
    close(T.Grayscale(3)(IMAGE[None]), np.repeat(want, 3, 0)[None])
    close(T.Grayscale(3)(IMAGE[:1]), np.repeat(IMAGE[:1], 3, 0))
    assert T.Grayscale()(BYTES).dtype == tl.uint8


def test_colour_jitter():
    gray = np.tensordot([0.2989, 0.587, 0.114], IMAGE, 1)[None]
    close(T.ColorJitter(brightness=(1.5, 1.5))(IMAGE), (1.5 * IMAGE).clip(0, 1))
    close(T.ColorJitter(contrast=(0.5, 0.5))(IMAGE), 0.5 * IMAGE + 0.5 * gray.mean())
    close(T.ColorJitter(saturation=(2, 2))(IMAGE), (2 * IMAGE - gray).clip(0, 1))
    assert T.ColorJitter(brightness=3)(BYTES).dtype == tl.uint8
    close(T.ColorJitter()(IMAGE), IMAGE)
    seen = {T.ColorJitter(0.4, 0.4, 0.4, generator=seed)(IMAGE).sum().item() for seed in range(5)}
    assert len(seen) == 5


def test_random_erasing():
    x = tl.zeros((2, 3, 40, 50))
    for seed in range(20):
        y = T.RandomErasing(p=1, scale=(0.1, 0.3), ratio=(0.5, 2), value=[1, 2, 3], generator=seed)(x)
        hit = np.asarray(y)[0, 0] == 1
        rows, columns = np.flatnonzero(hit.any(1)), np.flatnonzero(hit.any(0))
        assert hit.sum() == len(rows) * len(columns) and np.ptp(rows) == len(rows) - 1
        assert 0.08 < hit.mean() < 0.33 and 0.45 < len(rows) / len(columns) < 2.2
        assert all((np.asarray(y)[:, k][:, hit] == k + 1).all() for k in range(3))
    assert not x.any() and T.RandomErasing(p=0)(x).tolist() == x.tolist()
    assert len(np.unique(T.RandomErasing(p=1, value="random")(x))) > 50
    assert T.RandomErasing(p=1, inplace=True)(x) is x
    assert not T.RandomErasing(p=1, scale=(1, 1), value=5)(tl.zeros((1, 4, 4))).any()  # nothing fits


# ---- places ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("size", "more", "want"),
    [
        ((4, 5), {}, (4, 5)), (6, {}, (6, 8)), ([6], {}, (6, 8)), (9, {}, (9, 12)), (20, {}, (20, 26)),
        (8, {"max_size": 9}, (7, 9)), ((20, 3), {"interpolation": "bicubic"}, (20, 3)),
        (4, {"interpolation": "nearest"}, (4, 5)), (4, {"antialias": False}, (4, 5)),
    ],
)  # fmt: skip
def test_resize(size, more, want):
    options = {"mode": "bilinear", "antialias": True, **more}
    options["mode"] = options.pop("interpolation", "bilinear")
    options["antialias"] = options["antialias"] and options["mode"] != "nearest"
    options.pop("max_size", None)
    resize = T.Resize(size, **more)
    close(resize(IMAGE), np.asarray(tl.nn.functional.interpolate(IMAGE[None], want, **options))[0])
    assert resize(IMAGE[0]).shape == want and resize(IMAGE[None]).shape == (1, 3, *want)
    assert resize(IMAGE.transpose(0, 2, 1)).shape[::-1][:2] == want or not isinstance(size, int)
    small = resize(BYTES)
    assert small.dtype == tl.uint8 and abs(np.asarray(small).mean() - BYTES.mean()) < 25


def test_crops_and_padding():
    x = np.arange(3 * 6 * 7).reshape(3, 6, 7)
    close(T.CenterCrop(4)(x), x[:, 1:5, 2:6])
    close(T.CenterCrop((2, 9))(x), np.pad(x, [(0, 0), (0, 0), (1, 1)])[:, 2:4])
    close(T.CenterCrop((9, 2))(x), np.pad(x, [(0, 0), (1, 2), (0, 0)])[:, :, 2:4])
    close(T.Pad(2)(x), np.pad(x, [(0, 0), (2, 2), (2, 2)]))
    for mode in ("edge", "reflect", "symmetric"):
        close(T.Pad((1, 2, 3, 4), padding_mode=mode)(x), np.pad(x, [(0, 0), (2, 4), (1, 3)], mode))
    close(T.Pad([1, 0], fill=5)(x), np.pad(x, [(0, 0), (0, 0), (1, 1)], constant_values=5))
    close(T.Pad(1)(x[0]), np.pad(x[0], 1))
    around = np.pad(x, [(0, 0), (2, 2), (1, 1)], "edge")
    seen = set()
    for seed in range(60):
        y = np.asarray(T.RandomCrop(8, (1, 2), padding_mode="edge", generator=seed)(x))
        places = [(i, j) for i in range(3) for j in range(2) if (around[:, i : i + 8, j : j + 8] == y).all()]
        assert len(places) == 1
        seen.update(places)
    assert len(seen) == 6
    close(T.RandomCrop((6, 7))(x), x)
    assert T.RandomCrop((10, 7), pad_if_needed=True)(x).shape == (3, 10, 7)


def test_random_resized_crop():
    ramp = np.broadcast_to(np.arange(60.0), (1, 40, 60))
    for seed in range(20):
        y = np.asarray(T.RandomResizedCrop(10, scale=(0.2, 0.4), generator=seed)(ramp))
        assert y.shape == (1, 10, 10) and 10 < y.max() - y.min() < 45
    assert T.RandomResizedCrop((3, 5), ratio=(9, 9))(ramp).shape == (1, 3, 5)  # nothing fits
    close(T.RandomResizedCrop((40, 60), scale=(1, 1), ratio=(1.5, 1.5))(ramp), ramp)


def test_flips():
    close(T.RandomHorizontalFlip(1)(IMAGE), IMAGE[:, :, ::-1])
    close(T.RandomVerticalFlip(1)(IMAGE), IMAGE[:, ::-1])
    flip = T.RandomHorizontalFlip(0.3, generator=1)
    turned = sum(flip(IMAGE)[0, 0, 0].item() != IMAGE[0, 0, 0] for _ in range(1000))
    assert 250 < turned < 350 and T.RandomHorizontalFlip(0)(IMAGE).tolist() == IMAGE.tolist()


def warped(x, matrix, offset, order, fill=0.0):
    """SciPy's: the element (row, column) of the result is that of x at matrix @ (row, column) + offset."""
    inner = scipy.ndimage.affine_transform(x, matrix, offset, order=order, mode="grid-constant", cval=fill)
    return inner


@pytest.mark.parametrize("order", [0, 1])
def test_affine_maps(order):
    how = {"interpolation": ["nearest", "bilinear"][order]}
    middle = (np.array(IMAGE.shape[1:]) - 1) / 2

    def want(x, angle, move=(0, 0), scale=1.0, shear=(0, 0), center=None, fill=0.0):
        a, (sx, sy) = math.radians(angle), np.radians(shear)
        turn = np.array([[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]])
        tilt = np.array([[1, -math.tan(sx)], [-math.tan(sy), 1 + math.tan(sx) * math.tan(sy)]])
        back = np.linalg.inv(scale * turn @ tilt)[::-1, ::-1]  # of rows and columns
        c = middle if center is None else np.array(center[::-1]) - 0.5
        offset = c - back @ (c + np.array(move[::-1]))
        return np.stack([warped(channel, back, offset, order, fill) for channel in x])

    near = {"rtol": 1e-9, "atol": 1e-9}
    close(T.RandomAffine((20, 20), **how)(IMAGE), want(IMAGE, 20), **near)
    close(T.RandomAffine((20, 20), fill=0.7, **how)(IMAGE), want(IMAGE, 20, fill=0.7), **near)
    close(T.RandomAffine((0, 0), None, (1.3, 1.3), **how)(IMAGE), want(IMAGE, 0, scale=1.3), **near)
    for shear, both in ((12.0, None), ([5, 5], (5, 0)), ([5, 5, -7, -7], (5, -7))):
        if both:
            close(T.RandomAffine((9, 9), shear=shear, **how)(IMAGE), want(IMAGE, 9, shear=both), **near)
    point = {"center": (3.0, 2.5)}
    close(
        T.RandomAffine((33, 33), scale=(0.8, 0.8), **point, **how)(IMAGE),
        want(IMAGE, 33, scale=0.8, **point),
        **near,
    )
    close(T.RandomRotation((31, 31), **point, **how)(IMAGE), want(IMAGE, -31, **point), **near)
    for seed in range(6):
        y = np.asarray(T.RandomAffine(0, (0.2, 0.25), generator=seed, **how)(IMAGE))
        moves = [(i, j) for i in range(-3, 4) for j in range(-3, 4) if np.allclose(y, want(IMAGE, 0, (i, j)))]
        assert len(moves) == 1
    several = np.stack([IMAGE, 1 - IMAGE])
    fills = T.RandomAffine((20, 20), fill=[0.0, 0.5, 1.0], **how)(several)
    for k, fill in enumerate((0.0, 0.5, 1.0)):
        close(fills[:, k], want(several[:, k], 20, fill=fill), **near)
    assert T.RandomAffine(30, **how)(BYTES).dtype == tl.uint8


def test_right_angles():
    for turns in range(4):
        for x in (IMAGE, BYTES, IMAGE.astype(np.float32)):
            turned = T.RandomRotation((90 * turns, 90 * turns), expand=True)(x)
            close(turned, np.rot90(x, turns, (1, 2)), rtol=0, atol=0)
    assert T.RandomRotation((45, 45), expand=True)(tl.ones((1, 10, 10))).shape == (1, 15, 15)


def test_gradients_pass():
    x = tl.array(IMAGE, requires_grad=True)
    whole = T.Compose(
        [T.RandomCrop(8, 2), T.RandomAffine(20, interpolation="bilinear"), T.Resize(5), T.Normalize(0, 2)]
    )
    whole(x).sum().backward()
    assert x.grad.shape == x.shape and x.grad.any()


# ---- draws -------------------------------------------------------------------------------------------------
RANDOM = {
    "RandomCrop": {"size": 5}, "RandomResizedCrop": {"size": 5}, "RandomHorizontalFlip": {},
    "RandomVerticalFlip": {}, "RandomAffine": {"degrees": 40, "scale": (0.5, 1.5)},
    "RandomRotation": {"degrees": 90},    "RandomErasing": {}, "ColorJitter": {"brightness": 0.5},
}  # fmt: skip


@pytest.mark.parametrize("name", RANDOM)
def test_where_numbers_come_from(name):
    make = lambda **more: getattr(T, name)(**RANDOM[name], **more)
    course = lambda transform: [transform(IMAGE).tolist() for _ in range(6)]
    first = course(make(generator=4))
    assert course(make(generator=4)) == first == course(make(generator=tl.random.default_rng(4)))
    assert len({repr(x) for x in first}) > 1
    again = make(generator=4)
    assert course(pickle.loads(pickle.dumps(again))) == first
    tl.random.seed(2)
    one = course(make())
    tl.random.seed(2)
    assert course(make()) == one


class Varied(data.Dataset):
    def __init__(self):
        self.vary = T.RandomAffine(180, scale=(0.5, 2), interpolation="bilinear")

    def __len__(self):
        return 8

    def __getitem__(self, index):
        return self.vary(IMAGE)


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="there is no fork here")
def test_workers_vary_differently():
    rows = [x.tolist() for x in data.DataLoader(Varied(), None, num_workers=2, timeout=60)]
    assert len({repr(row) for row in rows}) == 8


def test_how_they_print():
    assert repr(T.Compose([T.ToTensor(), T.Normalize(0.5, [1, 2])])) == (
        "Compose(\n    ToTensor()\n    Normalize(mean=[0.5], std=[1.0, 2.0])\n)"
    )
    assert repr(T.RandomCrop(32, 4)) == "RandomCrop(size=(32, 32), padding=4)"
    assert repr(T.Resize(5)) == "Resize(size=5, interpolation=bilinear, max_size=None, antialias=True)"
    assert all(repr(getattr(T, name)(**RANDOM[name])).startswith(f"{name}(") for name in RANDOM)


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (
            lambda: T.Resize(5)(np.zeros(3)),
            ValueError,
            "Resize: expected an image of shape (H, W), (C, H, W)",
        ),
        (
            lambda: T.Normalize(0, 1)(np.zeros((3, 4))),
            ValueError,
            "Normalize: expected an image of shape (C,",
        ),
        (lambda: T.Normalize(0, 1)(BYTES), TypeError, "Normalize: the image must be floating, got uint8"),
        (lambda: T.Normalize([0, 1], 1)(IMAGE), ValueError, "Normalize: 2 values of mean for an image of"),
        (
            lambda: T.Pad(1, fill=300)(BYTES),
            ValueError,
            "Pad: fill must be from 0 to 255 in an image of uint8",
        ),
        (lambda: T.RandomCrop(2, 1, fill=-1)(BYTES), ValueError, "RandomCrop: fill must be from 0 to 255"),
        (lambda: T.RandomRotation(9, fill=300)(BYTES), ValueError, "RandomRotation: fill must be from 0 to"),
        (lambda: T.RandomErasing(1, value=300)(BYTES), ValueError, "RandomErasing: value must be from 0 to"),
        (
            lambda: T.RandomErasing(1, value="random")(BYTES),
            TypeError,
            "RandomErasing: value='random' is for",
        ),
        (lambda: T.Compose(None), TypeError, "Compose: transforms must be a list of functions, got None"),
        (
            lambda: T.Compose(T.Resize(2)),
            TypeError,
            "Compose: transforms must be a list of functions, got Re",
        ),
        (lambda: T.Normalize(0, 0), ValueError, "Normalize: std must not be 0"),
        (lambda: T.Normalize(0, 1, True)(IMAGE), TypeError, "Normalize: inplace=True needs a Tensor"),
        (
            lambda: T.ToTensor()(np.zeros((1, 2, 3, 4))),
            ValueError,
            "ToTensor: expected an image of shape (H,",
        ),
        (lambda: T.Resize(0), ValueError, "Resize: size must be at least 1"),
        (lambda: T.Resize((1, 2, 3)), TypeError, "Resize: size must be an integer or a pair"),
        (lambda: T.Resize(5, "area"), ValueError, "Resize: interpolation must be one of"),
        (lambda: T.Resize(5, max_size=5), ValueError, "Resize: max_size=5 must be more than size"),
        (lambda: T.RandomCrop(20)(IMAGE), ValueError, "RandomCrop: a part of (20, 20) is larger than"),
        (lambda: T.Pad("a"), TypeError, "Pad: padding must be an integer, or 2 or 4 of them, got 'a'"),
        (lambda: T.Pad(-1), ValueError, "Pad: padding must be at least 0"),
        (lambda: T.RandomHorizontalFlip(2), ValueError, "RandomHorizontalFlip: p must be in [0, 1], got 2"),
        (
            lambda: T.RandomRotation((5, 1)),
            ValueError,
            "RandomRotation: degrees must be a lowest and a highest",
        ),
        (lambda: T.RandomRotation(5, fill=[1, 2])(IMAGE), ValueError, "RandomRotation: 2 values of fill for"),
        (lambda: T.RandomAffine(5, scale=(0, 1)), ValueError, "RandomAffine: scale must be more than 0"),
        (lambda: T.RandomAffine(5, translate=3), TypeError, "RandomAffine: translate must be a pair"),
        (lambda: T.RandomAffine(5, center=3), TypeError, "RandomAffine: center must be a pair (x, y)"),
        (lambda: T.RandomErasing(value="a"), ValueError, "RandomErasing: value must be a number, one for"),
        (lambda: T.RandomErasing(scale=(0, 2)), ValueError, "RandomErasing: scale must be at most 1"),
        (lambda: T.Grayscale(2), ValueError, "Grayscale: num_output_channels must be 1 or 3"),
        (lambda: T.Grayscale()(IMAGE[:2]), ValueError, "Grayscale: expected 1 or 3 channels"),
        (lambda: T.ColorJitter(hue=0.1), ValueError, "ColorJitter: hue must be 0"),
        (lambda: T.ColorJitter("a"), TypeError, "ColorJitter: brightness must be a number"),
        (lambda: T.Compose([3]), TypeError, "Compose: transforms must be functions, got 3"),
        (lambda: T.Lambda(3), TypeError, "Lambda: lambd must be a function, got 3"),
        (lambda: T.RandomCrop(3, generator=-1), ValueError, "RandomCrop: the seed must be at least 0"),
    ],
)
def test_mistakes(call, kind, text):
    with pytest.raises(kind, match=f"^{re.escape(text)}"):
        call()
