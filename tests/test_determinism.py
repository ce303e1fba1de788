"""Same inputs, same bits: for any number of threads, any alignment and any repetition."""

import numpy as np
import pytest
from battery import PARTS, digest, results
from layouts import FLOATS, same_bits

import tensorlab as tl

THREADS = (1, 2, 3, 5)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("part", PARTS)
def test_threads_change_no_bit(part, dtype):
    before = tl.get_num_threads()
    with tl.num_threads(1):
        want = {name: digest(a) for name, a in results(part, dtype).items()}
    for n in THREADS:
        with tl.num_threads(n):
            assert tl.get_num_threads() == n
            got = {name: digest(a) for name, a in results(part, dtype).items()}
        assert [name for name in want if got[name] != want[name]] == [], f"{n} threads"
    assert tl.get_num_threads() == before


@pytest.mark.parametrize("dtype", FLOATS)
def test_alignment_changes_no_bit(dtype):
    """The same elements at every offset from a cache line."""
    n = 20_011
    source = np.random.default_rng(0).uniform(0.5, 2, n).astype(dtype)
    room = tl.zeros(n + 64, dtype=dtype)
    functions = {
        "sum": tl.sum,
        "prod": lambda x: tl.prod(x[:50]),
        "mean": tl.mean,
        "std": tl.std,
        "exp": tl.exp,
        "sin": tl.sin,
        "power": lambda x: x**1.7,
        "dot": lambda x: x @ x,
        "matmul": lambda x: x[:20_000].reshape(100, 200) @ x[:400].reshape(200, 2),
        "rows": lambda x: tl.sum(x[:20_000].reshape(200, 100), axis=0),
        "columns": lambda x: tl.sum(x[:20_000].reshape(200, 100), axis=1),
    }
    for name, f in functions.items():
        want = f(tl.array(source))
        for offset in (0, 1, 2, 3, 5, 7, 8, 13, 16, 31):
            view = room[offset : offset + n]
            view[...] = source
            same_bits(f(view), want, f"{name} at offset {offset}")


def test_repetition_changes_no_bit():
    for part in ("products", "networks"):
        first = {name: digest(a) for name, a in results(part, "float32").items()}
        for _ in range(2):
            assert {name: digest(a) for name, a in results(part, "float32").items()} == first


def test_seeds():
    for draw in (
        lambda r: r.normal(size=5),
        lambda r: r.random((2, 3)),
        lambda r: r.integers(0, 100, size=7),
        lambda r: r.permutation(10),
        lambda r: r.uniform(-1, 1, 4),
        lambda r: r.standard_normal(3, dtype="float32"),
        lambda r: r.choice(5, size=4),
    ):
        same_bits(draw(tl.random.default_rng(42)), draw(np.random.default_rng(42)))
    tl.random.seed(7)
    a = tl.random.normal(size=3)
    tl.random.seed(7)
    same_bits(tl.random.normal(size=3), a)
    same_bits(a, np.random.default_rng(7).normal(size=3))


def test_many_more_threads_than_work():
    with tl.num_threads(64):
        for n in (1, 63, 100_000):
            x = tl.arange(float(n))
            assert tl.sum(x).item() == n * (n - 1) / 2
            same_bits(x + 1, np.arange(float(n)) + 1)
