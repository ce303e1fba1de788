"""Padding, convolutions, pooling: positions, sizes, errors, second derivatives."""

import itertools

import numpy as np
import pytest
from modules_windows import INPUTS, conv, max_pool

import tensorlab as tl
from tensorlab import nn

F = nn.functional
RNG = np.random.default_rng(0)


def numbers(*shape):
    return tl.array(RNG.permutation(int(np.prod(shape))).reshape(shape) - 7.5)


# ---- padding -----------------------------------------------------------------------------------------------
def test_padding_with_nothing_is_a_copy():
    x = tl.ones(3, requires_grad=True)
    y = F.pad(x, (0, 0))
    assert y is not x and not tl.shares_memory(x, y)
    y.sum().backward()
    assert x.grad.tolist() == [1, 1, 1]


def test_padding_keeps_the_dtype_and_takes_infinity():
    assert F.pad(tl.array([1, 2]), (1, 0), value=9).tolist() == [9, 1, 2]
    assert F.pad(tl.array([True]), (1, 1)).tolist() == [False, True, False]
    assert F.pad(tl.array([1j]), (1, 0)).dtype == tl.complex128
    assert nn.ConstantPad1d((1, 0), float("-inf"))(tl.ones((1, 1))).tolist() == [[float("-inf"), 1.0]]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: F.pad(tl.ones(3), (1,)), ValueError, "pad: pad must have two numbers per axis, got (1,)"),
        (lambda: F.pad(tl.ones(3), 1), TypeError, "pad: pad must be a sequence of integers, got 1"),
        (lambda: F.pad(tl.ones(3), (1.0, 1)), TypeError, "pad: pad must be a sequence of integers"),
        (lambda: F.pad(tl.ones(3), (1, 1, 1, 1)), ValueError, "pad: 2 pairs of numbers for input of shape"),
        (lambda: F.pad(tl.ones(3), (-2, -2)), ValueError, "pad: (-2, -2) (constant) does not fit axis 0"),
        (
            lambda: F.pad(tl.ones(3), (3, 0), "reflect"),
            ValueError,
            "pad: (3, 0) (reflect) does not fit axis 0",
        ),
        (lambda: F.pad(tl.ones(3), (0, 4), "circular"), ValueError, "pad: (0, 4) (circular) does not fit"),
        (lambda: F.pad(tl.ones(0), (0, 1), "replicate"), ValueError, "pad: (0, 1) (replicate) does not fit"),
        (lambda: F.pad(tl.ones(3), (1, 1), "edge"), ValueError, "pad: mode must be one of 'constant'"),
        (lambda: F.pad(tl.ones(3), (1, 1), "reflect", 1.0), ValueError, "pad: mode 'reflect' takes no value"),
        (
            lambda: nn.ZeroPad2d((1, 2)),
            ValueError,
            "ZeroPad2d: padding must be one or 4 integers, got (1, 2)",
        ),
        (lambda: nn.ReflectionPad1d(1.5), TypeError, "ReflectionPad1d: pad must be a sequence of integers"),
        (lambda: nn.ConstantPad1d(1, "a"), TypeError, "ConstantPad1d: value must be a number, got 'a'"),
    ],
)
def test_errors_of_padding(call, error, text):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(text)


# ---- convolutions ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_a_transposed_convolution_is_the_gradient_of_a_convolution(axes):
    """For every size that has the same output."""
    convolution = getattr(F, f"conv{axes}d")
    transposed = getattr(F, f"conv_transpose{axes}d")
    kernel = (3, 2, 2)[:axes]
    w = tl.array(RNG.normal(size=(4, 3, *kernel)))
    for more in range(2):
        options = {"stride": 2, "padding": 1, "groups": 2}
        shape = tuple(2 * n + more for n in (4, 3, 3)[:axes])
        x = tl.array(RNG.normal(size=(2, 6, *shape)), requires_grad=True)
        y = convolution(x, w, **options)
        g = tl.array(RNG.normal(size=y.shape))
        y.backward(g)
        n = [m - ((k - 1) * 2 - 2 + v) for m, k, v in zip(shape, y.shape[2:], kernel)]
        back = transposed(g, w, output_padding=tuple(n), **options)
        np.testing.assert_allclose(back.numpy(), x.grad.numpy(), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_output_size_chooses_among_the_sizes(axes):
    layer = getattr(nn, f"ConvTranspose{axes}d")(2, 3, 3, stride=3, padding=1, dtype=tl.float64)
    x = tl.ones((2, *(4, 3, 2)[:axes]))
    least = layer(x).shape[1:]
    for more in range(3):
        size = tuple(n + more for n in least)
        assert layer(x, size).shape == (3, *size)
        assert layer(x[None], output_size=(1, 3, *size)).shape == (1, 3, *size)
    for wrong in (least[0] - 1, least[0] + 3):
        with pytest.raises(ValueError, match=rf"ConvTranspose{axes}d: output_size must be from \("):
            layer(x, (wrong,) * axes)


def test_second_derivatives_of_what_is_convolved_and_pooled():
    x = tl.array(RNG.normal(size=(1, 2, 3, 4)), requires_grad=True)
    w = tl.array(RNG.normal(size=(2, 2, 2, 2)), requires_grad=True)
    film = tl.array(RNG.normal(size=(1, 1, 3, 3, 3)), requires_grad=True)
    cube = tl.array(RNG.normal(size=(1, 2, 2, 2, 2)), requires_grad=True)
    for f, leaves in (
        (lambda x, w: F.conv_transpose2d(x, w, stride=2) ** 2, [x, w]),
        (lambda x, w: F.conv_transpose3d(x, w, stride=2, padding=1) ** 2, [film, cube]),
        (lambda x, w: F.conv3d(x, w, padding=1) ** 2, [film, cube.reshape((2, 1, 2, 2, 2)).detach()]),
        (lambda x: F.avg_pool2d(x, 2, ceil_mode=True) ** 3, [x]),
        (lambda x: F.max_pool3d(x, 2, stride=1) ** 3, [film]),
        (lambda x: F.fold(F.unfold(x, 2), (3, 4), 2) ** 2, [x]),
    ):
        leaves = [leaf.detach().requires_grad_() for leaf in leaves]
        first = tl.gradients(f(*leaves).sum(), leaves, create_graph=True)
        sum((g * g).sum() for g in first).backward()
        got = [leaf.grad.numpy() for leaf in leaves]
        for leaf, g in zip(leaves, got):
            at = tuple(0 for _ in leaf.shape)
            ends = []
            for h in (1e-5, -1e-5):
                moved = [k.detach().copy().requires_grad_() for k in leaves]
                k = next(i for i, other in enumerate(leaves) if other is leaf)
                with tl.no_grad():
                    moved[k][at] += h
                slopes = tl.gradients(f(*moved).sum(), moved)
                ends.append(sum((s * s).sum().item() for s in slopes))
            np.testing.assert_allclose(g[at], (ends[0] - ends[1]) / 2e-5, rtol=1e-6, atol=1e-6)


def test_a_convolution_of_films_takes_complex_numbers():
    x, w = (RNG.normal(size=(*s, 2)) @ [1, 1j] for s in ((2, 3, 4, 3, 5), (4, 3, 2, 2, 2)))
    np.testing.assert_allclose(F.conv3d(tl.array(x), tl.array(w)).numpy(), conv(3)(x, w), rtol=1e-12)


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_padding_modes_pad_first(axes):
    for mode, padding in itertools.product(("reflect", "replicate", "circular"), (1, "same")):
        options = {"kernel_size": 4, "padding": padding, "padding_mode": mode, "dtype": "float64"}
        layer = getattr(nn, f"Conv{axes}d")(INPUTS[axes][1], 2, **options)
        x = numbers(*INPUTS[axes])
        flat = ((1, 2) if padding == "same" else (1, 1)) * axes
        by_hand = getattr(F, f"conv{axes}d")(F.pad(x, flat, mode), layer.weight, layer.bias)
        assert (layer(x) == by_hand).all() and repr(layer).endswith(f"padding_mode={mode})")


FILM, CUBE = tl.ones((1, 2, 3, 3, 3)), tl.ones((4, 2, 2, 2, 2))


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: F.conv3d(tl.ones((3, 3)), CUBE),
            ValueError,
            "conv3d: expected input of shape (N, C, D, H, W)",
        ),
        (
            lambda: F.conv3d(FILM, CUBE[0]),
            ValueError,
            "conv3d: weight must have shape (K, C / groups, T, R, S)",
        ),
        (lambda: F.conv3d(FILM, CUBE, groups=2), ValueError, "conv3d: weight of shape (4, 2, 2, 2, 2) with"),
        (lambda: F.conv3d(FILM, CUBE, dilation=3), ValueError, "conv3d: a kernel of (2, 2, 2) (dilation (3"),
        (lambda: F.conv3d(FILM, CUBE, tl.ones(3)), ValueError, "conv3d: bias of shape (3,) for 4 filters"),
        (lambda: F.conv3d(FILM, CUBE.astype("float32")), TypeError, "conv3d: dtypes float64 and float32"),
        (lambda: F.conv3d(FILM, CUBE, stride=(1, 2)), TypeError, "conv3d: stride must be an integer or 3 of"),
        (
            lambda: F.conv_transpose2d(tl.ones((1, 3, 4, 4)), tl.ones((2, 3, 2, 2))),
            ValueError,
            "conv_transpose2d: weight of shape (2, 3, 2, 2) with groups=1 does not fit input of shape (1, 3,",
        ),
        (
            lambda: F.conv_transpose1d(tl.ones((1, 2, 4)), tl.ones((2, 3, 2)), stride=2, output_padding=2),
            ValueError,
            "conv_transpose1d: output_padding (2,) must be less than stride (2,)",
        ),
        (
            lambda: F.conv_transpose1d(tl.ones((1, 2, 1)), tl.ones((2, 3, 2)), padding=1),
            ValueError,
            "conv_transpose1d: input of (1,)",
        ),
        (
            lambda: F.conv_transpose1d(tl.ones((1, 2, 4)), tl.ones((2, 3, 2)), tl.ones(2)),
            ValueError,
            "conv_transpose1d: bias of shape (2,)",
        ),
        (
            lambda: F.conv_transpose1d(tl.ones((1, 2, 4)), tl.ones((2, 3, 2), dtype="float32")),
            TypeError,
            "conv_transpose1d: dtypes float64 and float32 differ",
        ),
        (
            lambda: nn.ConvTranspose2d(2, 3, 2, padding_mode="reflect"),
            ValueError,
            "ConvTranspose2d: padding_mode must be one of 'zeros', got 'reflect'",
        ),
        (
            lambda: nn.ConvTranspose2d(2, 3, 2, padding="same"),
            TypeError,
            "ConvTranspose2d: padding must be numbers",
        ),
        (lambda: nn.Conv1d(2, 3, 2, padding_mode="wrap"), ValueError, "Conv1d: padding_mode must be one of"),
        (lambda: F.unfold(tl.ones((4, 4)), 2), ValueError, "unfold: expected input of shape (N, C, H, W)"),
        (
            lambda: F.unfold(tl.ones((1, 2, 2)), 3),
            ValueError,
            "unfold: a block of (3, 3) (dilation (1, 1)) does",
        ),
        (
            lambda: F.fold(tl.ones((4, 3)), (3, 3), 2),
            ValueError,
            "fold: expected input of shape (N, C x 4, 4)",
        ),
        (lambda: nn.Fold((3, 3), 0), ValueError, "Fold: kernel_size must be at least 1, got 0"),
    ],
)
def test_errors_of_convolutions(call, error, text):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(text)


# ---- pooling -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_positions_of_the_largest(axes):
    """In the flattened input of a channel, also where windows stick out."""
    x = numbers(*INPUTS[axes])
    flat = x.reshape((*x.shape[:2], -1)).numpy()
    pool = getattr(F, f"max_pool{axes}d")
    for kernel, stride, padding, ceil in itertools.product((2, 3), (1, 2, 3), (0, 1), (False, True)):
        options = {"stride": stride, "padding": padding, "ceil_mode": ceil}
        largest, where = pool(x, kernel, return_indices=True, **options)
        np.testing.assert_array_equal(largest.numpy(), max_pool(axes)(x.numpy(), kernel, **options))
        found = np.take_along_axis(flat, where.numpy().reshape(*x.shape[:2], -1), -1)
        np.testing.assert_array_equal(found.reshape(where.shape), largest.numpy())
        assert where.dtype == tl.int64 and not where.requires_grad
    if axes < 4:
        largest, where = getattr(F, f"adaptive_max_pool{axes}d")(x, 3, return_indices=True)
        found = np.take_along_axis(flat, where.numpy().reshape(*x.shape[:2], -1), -1)
        np.testing.assert_array_equal(found.reshape(where.shape), largest.numpy())


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_of_equal_values_the_first_counts(axes):
    x = tl.zeros((1, *(4,) * axes), requires_grad=True)
    largest, where = getattr(F, f"max_pool{axes}d")(x, 4, return_indices=True)
    assert where.item() == 0
    largest.sum().backward()
    assert x.grad[(0,) * (axes + 1)] == 1 and x.grad.sum() == 1


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_pooling_is_pytorchs(axes):
    """Sizes, positions and values of many windows."""
    torch = pytest.importorskip("torch")
    x = numbers(*INPUTS[axes])
    y = torch.tensor(x.numpy())
    ours, theirs = (
        [getattr(f, f"{kind}_pool{axes}d") for kind in ("max", "avg")] for f in (F, torch.nn.functional)
    )
    for kernel, stride, padding, ceil in itertools.product((2, 3), (1, 2, 3, 4), (0, 1), (False, True)):
        options = {"stride": stride, "padding": padding, "ceil_mode": ceil}
        for a, b in zip(ours[0](x, kernel, return_indices=True, **options),
                        theirs[0](y, kernel, return_indices=True, **options), strict=True):  # fmt: skip
            np.testing.assert_array_equal(a.numpy(), b.numpy())
        for include in (True, False):
            a, b = (
                f(z, kernel, count_include_pad=include, **options) for f, z in ((ours[1], x), (theirs[1], y))
            )
            np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-13, atol=1e-13)
    if axes < 3:
        a, b = (getattr(f, f"adaptive_max_pool{axes}d") for f in (F, torch.nn.functional))
        for n in range(1, 9):
            for p, q in zip(a(x, n, return_indices=True), b(y, n, return_indices=True), strict=True):
                np.testing.assert_array_equal(p.numpy(), q.numpy())


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_unpooling_takes_the_size_of_what_was_pooled(axes):
    x = numbers(*INPUTS[axes])
    pool = getattr(nn, f"MaxPool{axes}d")(2, return_indices=True)
    back = getattr(nn, f"MaxUnpool{axes}d")(2)
    for given in (x, x[0]):
        whole = back(*pool(given), output_size=given.shape)
        assert whole.shape == given.shape and ((whole == given) | (whole == 0)).all()
        assert (whole != 0).sum() == pool(given)[0].size
    with pytest.raises(ValueError, match=rf"max_unpool{axes}d: output_size \("):
        back(*pool(x), output_size=[1] * axes)


def test_a_place_that_is_not_a_number_stays_one():
    x = tl.array([[1.0, float("nan"), 2.0, 3.0]])
    assert np.isnan(F.max_pool1d(x, 2).numpy()).tolist() == [[True, False]]
    assert np.isnan(F.adaptive_avg_pool1d(x, 3).numpy()).tolist() == [[True, True, False]]


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_no_images_give_none(axes):
    x = tl.zeros((0, 2, *(4,) * axes))
    largest, where = getattr(F, f"max_pool{axes}d")(x, 2, return_indices=True)
    assert largest.shape == where.shape == (0, 2, *(2,) * axes)
    assert getattr(F, f"max_unpool{axes}d")(largest, where, 2).shape == x.shape
    assert getattr(F, f"adaptive_avg_pool{axes}d")(x, 3).shape == (0, 2, *(3,) * axes)
    w = tl.ones((2, 3, *(3,) * axes))
    assert getattr(F, f"conv_transpose{axes}d")(x, w).shape == (0, 3, *(6,) * axes)


IMAGE = tl.ones((1, 4, 4))


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: F.max_pool1d(tl.ones(4), 2), ValueError, "max_pool1d: expected input of shape (N, C, L) or"),
        (lambda: F.max_pool1d(tl.ones((1, 4)), 5), ValueError, "max_pool1d: a window of (5,) (padding (0,))"),
        (lambda: F.max_pool3d(IMAGE[None], (2, 2)), TypeError, "max_pool3d: kernel_size must be an integer"),
        (lambda: F.max_pool2d(IMAGE, 2, padding=2, ceil_mode=True), ValueError, "max_pool2d: padding (2, 2)"),
        (lambda: F.max_pool2d(IMAGE, 2, ceil_mode="yes"), TypeError, "max_pool2d: ceil_mode must be True or"),
        (lambda: F.max_pool2d(IMAGE, 2, return_indices=1), TypeError, "max_pool2d: return_indices must be T"),
        (lambda: F.avg_pool2d(IMAGE, 2, divisor_override=0), ValueError, "avg_pool2d: divisor_override must"),
        (lambda: F.avg_pool1d(IMAGE[0] > 0, 2), TypeError, "avg_pool1d: "),
        (lambda: F.adaptive_avg_pool2d(IMAGE, (2, 2, 2)), TypeError, "adaptive_avg_pool2d: output_size must"),
        (lambda: F.adaptive_max_pool2d(IMAGE, 0), ValueError, "adaptive_max_pool2d: output_size must be at"),
        (lambda: F.adaptive_avg_pool1d(tl.ones((1, 0)), 1), ValueError, "adaptive_avg_pool1d: input of shap"),
        (lambda: F.lp_pool2d(IMAGE, 0, 2), ValueError, "lp_pool2d: norm_type must not be 0"),
        (lambda: nn.LPPool1d("a", 2), TypeError, "LPPool1d: norm_type must be a number, got 'a'"),
        (lambda: nn.MaxPool3d(2, ceil_mode=1), TypeError, "MaxPool3d: ceil_mode must be True or False, got"),
        (lambda: nn.AvgPool3d(2, padding=2), ValueError, "AvgPool3d: padding (2, 2, 2) is more than half"),
        (
            lambda: F.max_unpool1d(tl.ones((1, 2)), tl.array([[0, 4]]), 2),
            IndexError,
            "max_unpool1d: indices must be in [0, 4) for an output of (4,)",
        ),
        (
            lambda: F.max_unpool1d(tl.ones((1, 2)), tl.array([0, 1]), 2),
            ValueError,
            "max_unpool1d: indices have shape (2,) but input (1, 2)",
        ),
        (lambda: F.max_unpool1d(tl.ones((1, 1)), tl.ones((1, 1)), 2), TypeError, "max_unpool1d: indices mus"),
    ],
)  # fmt: skip
def test_errors_of_pooling(call, error, text):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(text)


# ---- edges -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_padding_of_an_empty_batch(mode):
    assert nn.functional.pad(tl.ones((0, 3, 4)), (1, 2), mode=mode).shape == (0, 3, 7)


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_padding_and_its_derivatives(mode):
    rng = np.random.default_rng(0)
    x, v = (tl.array(rng.normal(size=(2, 4, 5)), requires_grad=True) for _ in range(2))
    sides, pairs = (3, 1, 0, 2), [(0, 0), (0, 2), (3, 1)]
    y = nn.functional.pad(x, sides, mode=mode)
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    assert np.array_equal(y.detach().numpy(), np.pad(x.detach().numpy(), pairs, names[mode]))
    second_of_a_square(lambda x: nn.functional.pad(x, sides, mode=mode), x, v)
    assert tl.gradcheck(lambda x: nn.functional.pad(x, sides, mode=mode), (x,))


def second_of_a_square(f, x, v):
    """Of a linear f: H v, where H is the matrix of second derivatives of |f(x)|², is 2 fᵀ f v."""
    g = tl.gradients((f(x) ** 2).sum(), [x], create_graph=True)[0]
    (found,) = tl.gradients((g * v.detach()).sum(), [x])
    (want,) = tl.gradients((f(x) * f(v).detach()).sum() * 2, [x])
    np.testing.assert_allclose(found.numpy(), want.numpy(), rtol=1e-12)


def test_integers_are_refused_by_every_pooling():
    x = tl.arange(16).reshape((1, 1, 16))
    for pool in (
        lambda: nn.functional.max_pool1d(x, 3, ceil_mode=True),
        lambda: nn.functional.adaptive_avg_pool1d(x, 3),
        lambda: nn.functional.adaptive_avg_pool1d(x, 4),
        lambda: nn.functional.adaptive_max_pool1d(x, 4),
        lambda: nn.functional.avg_pool1d(x, 2),
        lambda: nn.functional.lp_pool1d(x, 2, 2),
    ):
        with pytest.raises(TypeError, match=r"pool1d: (the )?input (is|must be)"):
            pool()


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_adaptive_means_of_small_dtypes(size):
    x = tl.arange(16.0).reshape((1, 4, 4))
    want = nn.functional.adaptive_avg_pool2d(x, size)
    assert tl.allclose(nn.functional.adaptive_avg_pool2d(x.astype("float16"), size), want, rtol=1e-3)


@pytest.mark.parametrize("power", [2, 3, 1.5])
def test_a_norm_of_zeros_has_no_slope(power):
    x = tl.array([[0.0, 0.0, 3.0, 4.0]], requires_grad=True)
    y = nn.functional.lp_pool1d(x, power, 2)
    y.sum().backward()
    assert y[0, 0] == 0 and (x.grad[0, :2] == 0).all() and (x.grad[0, 2:] > 0).all()


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_first_of_equals_is_the_largest(size):
    x = tl.ones((1, 1, 5, 5), requires_grad=True)
    y, where = nn.functional.adaptive_max_pool2d(x, size, return_indices=True)
    (y * tl.arange(1.0, 1 + size**2).reshape(y.shape)).sum().backward()
    starts = [i * 5 // size for i in range(size)]
    assert where.ravel().tolist() == [5 * a + b for a in starts for b in starts]
    assert x.grad[0, 0][starts][:, starts].ravel().tolist() == list(range(1, 1 + size**2))
