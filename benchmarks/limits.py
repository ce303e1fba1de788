"""What the machine can do at most: bytes that a copy reads and writes, and floating-point operations."""

import time
from dataclasses import dataclass
from functools import partial

import numpy as np

import tensorlab as tl

SIZES = (32 << 10, 512 << 10, 8 << 20, 128 << 20)  # bytes of both arrays together


def rate(clock, call, work, seconds=0.2):
    """Work in a second; the best of some tries, since it is a limit."""
    best, number = 0.0, max(1, int(1e8 // work))
    call()
    end = clock() + seconds
    while not best or clock() < end:
        start = clock()
        for _ in range(number):
            call()
        best = max(best, work * number / (clock() - start))
    return best


def copies(clock):
    """Traffic of a copy by the bytes that it reads and writes, with all threads: NumPy's or ours."""
    found = {}
    for size in SIZES:
        a, b = np.ones(size // 16), np.zeros(size // 16)
        ours = rate(clock, partial(tl.copyto, tl.array(b), tl.array(a)), size)
        found[size] = max(ours, rate(clock, partial(np.copyto, b, a), size))
    return found


def products(clock):
    """Arithmetic of a product of two matrices, NumPy's or ours, whichever is faster."""
    found = {}
    for dtype in ("float32", "float64"):
        a = np.random.default_rng(0).uniform(size=(1024, 1024)).astype(dtype)
        x, work = tl.array(a), 2 * 1024**3
        found[dtype] = max(
            rate(clock, partial(tl.matmul, x, x), work), rate(clock, partial(np.matmul, a, a), work)
        )
    return found


@dataclass
class Limits:
    copies: dict
    products: dict

    def __post_init__(self):
        """JSON makes texts of numbers that are keys."""
        self.copies = {int(size): value for size, value in self.copies.items()}

    def traffic(self, size):
        """That of the copy of the most similar size."""
        return self.copies[min(self.copies, key=lambda known: abs(np.log(known / size)))]

    def flops(self, name):
        return self.products["float64" if "float64" in name else "float32"]

    def text(self):
        named = ", ".join(
            f"{value / 1e9:.0f} GB/s of {size_text(size)}" for size, value in self.copies.items()
        )
        arithmetic = " and ".join(
            f"{value / 1e9:.0f} GFLOP/s in {dtype}" for dtype, value in self.products.items()
        )
        return (
            f"The machine's limits, measured first: a copy reads and writes {named}; the product of two "
            f"matrices of 1024×1024, the faster of NumPy's and ours, does {arithmetic}."
        )


def size_text(size):
    return f"{size >> 20} MiB" if size >> 20 else f"{size >> 10} KiB"


def measured(clock=time.perf_counter):
    return Limits(copies(clock), products(clock))
