"""Initial values: what the registry's rows do not say."""

import numpy as np
import pytest

import tensorlab as tl
from tensorlab.nn import init

DRAWN = {
    "uniform_": (), "normal_": (), "trunc_normal_": (), "xavier_uniform_": (), "xavier_normal_": (),
    "kaiming_uniform_": (), "kaiming_normal_": (), "orthogonal_": (), "sparse_": (0.5,),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
def test_a_generator_of_ones_own(name):
    function, args = getattr(init, name), DRAWN[name]
    tl.random.seed(7)
    shared = function(tl.zeros((4, 3)), *args)
    before = tl.random.get_generator().bit_generator.state
    own = function(tl.zeros((4, 3)), *args, generator=tl.random.default_rng(7))
    assert own.tolist() == shared.tolist() and tl.random.get_generator().bit_generator.state == before
    with pytest.raises(TypeError, match=r"^\w+_: generator must be one of tl.random, got int$"):
        function(tl.zeros((4, 3)), *args, generator=5)


def test_gains_are_pytorchs():
    torch = pytest.importorskip("torch")
    for name in [*init.GAINS, "leaky_relu"]:
        assert init.calculate_gain(name) == torch.nn.init.calculate_gain(name)


def test_names_are_pytorchs():
    torch = pytest.importorskip("torch")
    theirs = {name for name in dir(torch.nn.init) if name.endswith("_") and not name.startswith("_")}
    assert theirs <= set(init.__all__)


@pytest.mark.parametrize("limits", [(-2, 2), (3, 4), (-9, -8.5), (35, 36), (-0.5, 30)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_truncated_normal_numbers_are_within_their_limits(limits, dtype):
    w = init.trunc_normal_(tl.zeros(20_000, dtype=dtype), 0.0, 1.0, *limits, tl.random.default_rng(0)).numpy()
    from scipy import stats

    assert w.min() >= limits[0] and w.max() <= limits[1]
    np.testing.assert_allclose(w.mean(), stats.truncnorm(*limits).mean(), atol=0.02)


def test_errors():
    w = tl.zeros((4, 3))
    for call, kind, message in (
        (
            lambda: init.trunc_normal_(w, a=1, b=0),
            ValueError,
            "trunc_normal_: a must be at most b, got 1 and 0",
        ),
        (lambda: init.trunc_normal_(w, a=50, b=60), ValueError, r"trunc_normal_: \[50, 60\] is too far from"),
        (
            lambda: init.trunc_normal_(w, std=0),
            ValueError,
            "trunc_normal_: std must be finite and more than 0",
        ),
        (
            lambda: init.dirac_(w),
            ValueError,
            r"dirac_: expected the weight of a convolution, got shape \(4, 3\)",
        ),
        (
            lambda: init.dirac_(tl.zeros((4, 3, 2)), 3),
            ValueError,
            "dirac_: 4 output channels are not divisible",
        ),
        (lambda: init.orthogonal_(w[0]), ValueError, r"orthogonal_: a matrix or more is needed, got shape"),
        (lambda: init.sparse_(w[0], 0.5), ValueError, "sparse_: only a matrix can be sparse, got shape"),
        (lambda: init.sparse_(w, 1.5), ValueError, r"sparse_: sparsity must be in \[0, 1\], got 1.5"),
    ):
        with pytest.raises(kind, match=f"^{message}"):
            call()
        assert not w.any()
    assert init.orthogonal_(tl.zeros((0, 3))).shape == (0, 3)
