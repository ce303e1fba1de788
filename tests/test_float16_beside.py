"""float16 in functions that are composed of others, beside numbers, and where it is refused."""

import subprocess
import sys

import numpy as np
import pytest
from layouts import same_bits
from modules import OPTIMISERS

import tensorlab as tl

HALF = "float16"
F = tl.nn.functional


def half(x):
    return tl.array(np.asarray(x, np.float16))


def test_where_beside_numbers():
    x, mask = half([1, 2, 3]), [True, False, True]
    for number in (0.5, 2, True, 1e5):
        for call in (lambda m, a, n: m.where(mask, a, n), lambda m, a, n: m.where(mask, n, a)):
            with np.errstate(over="ignore"):
                same_bits(call(tl, x, number), call(np, x.numpy(), number), f"{number}")


COUNTED = [(5,), (0, 1, 0.1), (0.5, 3), (10, 0, -2.5), (0, 5, 1), (2040, 2060), (-3, 3, 0.25)]


@pytest.mark.parametrize("arguments", COUNTED)
def test_arange(arguments):
    got, want = tl.arange(*arguments, dtype=HALF), np.arange(*arguments, dtype="float64").astype(HALF)
    assert got.dtype == HALF
    np.testing.assert_allclose(got.numpy(), want, rtol=2e-3, atol=1e-3)


def test_linspace_and_logspace_of_float16():
    x, y = half([0, 1]), half([1, 3])
    for name in ("linspace", "logspace"):
        got, want = getattr(tl, name)(x, y, 5), getattr(np, name)(x.numpy(), y.numpy(), 5)
        assert got.dtype == want.dtype == HALF
        np.testing.assert_allclose(got.numpy(), want, rtol=2e-3)
        assert getattr(tl, name)(x, tl.ones(2, dtype="float32"), 3).dtype == "float32"


@pytest.mark.parametrize("side", ["left", "right"])
def test_searchsorted(side):
    values = np.arange(65536, dtype=np.uint16).view(np.float16)
    table = np.sort(values[np.isfinite(values)])[::7].copy()
    keys = np.random.default_rng(0).permutation(values[np.isfinite(values)])[:3000].copy()
    for t, k in ((table, keys), (table[::2], keys[::-3]), (table, keys.astype("float64")), (table[:0], keys)):
        same_bits(tl.searchsorted(tl.array(t), tl.array(k), side=side), np.searchsorted(t, k, side=side))
        same_bits(tl.searchsorted(half(t)[:], tl.array(k), side=side), np.searchsorted(t, k, side=side))


def test_numbers_into_float16():
    for number in (0.1, 70000, 2**70, True, 1e-9):
        x, want = tl.zeros(3, dtype=HALF), np.zeros(3, HALF)
        with np.errstate(over="ignore"):
            tl.copyto(x, number)
            want[...] = np.float64(number)
        same_bits(x, want, f"copyto {number}")
        x = tl.zeros(3, dtype=HALF)
        x[1] = number
        x[[0, 2]] = number
        same_bits(x, want, f"x[...] = {number}")


def test_index_add_rounds_once():
    got = tl.index_add(tl.ones(2, dtype=HALF), [0, 0, 0], tl.full(3, 2049.0, dtype=HALF))
    same_bits(got, np.array([1 + 3 * 2048, 1], HALF))  # 2049 is stored as 2048


@pytest.mark.parametrize(
    "call",
    [
        lambda x: F.dropout(x, 0.5),
        lambda x: F.dropout(x, 1.0),
        lambda x: F.softplus(x),
        lambda x: F.prelu(x, half(0.25)),
        lambda x: F.binary_cross_entropy_with_logits(x, x / 4),
        lambda x: F.nll_loss(x[None], tl.array([0])),
        lambda x: F.leaky_relu(x),
        lambda x: F.elu(x),
        lambda x: F.silu(x),
        lambda x: F.l1_loss(x, -x),
        lambda x: F.mse_loss(x, -x),
    ],
)
def test_composites_keep_float16_or_refuse_it(call):
    try:
        assert call(half([1, -2, 3])).dtype == HALF
    except TypeError as error:
        assert "float16" in str(error)


@pytest.mark.parametrize(
    "call",
    [
        f"tl.optim.{row.short}([p], **{options}).step()"
        for row in OPTIMISERS
        for options in [{}, row.all_state][: 1 + bool(row.all_state)]
    ],
)
def test_optimisers_refuse_float16(call):
    """In a process of its own, which a kernel that is none would end."""
    code = f"""if True:
        import tensorlab as tl
        p = tl.nn.Parameter(tl.ones(2, dtype="float16"))
        p.grad = tl.ones(2, dtype="float16")
        try:
            {call}
        except TypeError as error:
            print(error)
        else:
            print("no error")
        print(p.tolist())
    """
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, f"died of signal {-run.returncode}"
    assert "float16" in run.stdout and "[1.0, 1.0]" in run.stdout, run.stdout
