"""What the machine can do at most: bytes that a copy reads and writes, and floating-point operations."""

import ctypes
import os
import shlex
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

import tensorlab as tl

TURNS = 3_000_000  # of the loop of peak.c: some milliseconds
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


def library():
    """peak.c, compiled for this machine; None where there is no compiler."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "peak.so"
        options = [
            "-O2",
            "-ffp-contract=fast",
            "-shared",
            "-fPIC",
            "-o",
            made,
            Path(__file__).with_name("peak.c"),
        ]
        for machine in ("-march=native", "-mcpu=native"):
            try:
                command = [*shlex.split(os.environ.get("CC", "cc")), machine, *options]
                subprocess.run(command, check=True, capture_output=True)
                return ctypes.CDLL(str(made))
            except (OSError, subprocess.CalledProcessError):
                continue
    return None


def peaks(clock):
    """Fused multiply-adds, on as many threads as tensorlab has; nothing where they cannot be compiled."""
    found, threads = {}, tl.get_num_threads()
    if (compiled := library()) is None:
        return found
    with ThreadPoolExecutor(threads) as pool:
        for dtype, kind in (("float32", "float"), ("float64", "double")):
            function = getattr(compiled, f"peak_{kind}")
            function.restype, function.argtypes = ctypes.c_long, [ctypes.c_long, ctypes.c_void_p]
            numbers = [(getattr(ctypes, f"c_{kind}") * 3)(0.5, 1.0) for _ in range(threads)]
            run = partial(pool.map, function, [TURNS] * threads, numbers)
            found[dtype] = rate(clock, lambda run=run: list(run()), threads * function(TURNS, numbers[0]))
    return found


@dataclass
class Limits:
    copies: dict
    products: dict
    peaks: dict

    def __post_init__(self):
        """JSON makes texts of numbers that are keys."""
        self.copies = {int(size): value for size, value in self.copies.items()}

    def traffic(self, size):
        """That of the copy of the most similar size."""
        return self.copies[min(self.copies, key=lambda known: abs(np.log(known / size)))]

    def flops(self, name):
        return (self.peaks or self.products)["float64" if "float64" in name else "float32"]

    def text(self):
        named = ", ".join(
            f"{value / 1e9:.0f} GB/s of {size_text(size)}" for size, value in self.copies.items()
        )
        fused = f"fused multiply-adds do {arithmetic_text(self.peaks)}; " if self.peaks else ""
        return (
            f"The machine's limits, measured first: a copy reads and writes {named}; {fused}the product of "
            f"two matrices of 1024×1024, NumPy's or ours, does {arithmetic_text(self.products)}."
        )


def arithmetic_text(rates):
    return " and ".join(f"{value / 1e9:.0f} GFLOP/s in {dtype}" for dtype, value in rates.items())


def size_text(size):
    return f"{size >> 20} MiB" if size >> 20 else f"{size >> 10} KiB"


def measured(clock=time.perf_counter):
    return Limits(copies(clock), products(clock), peaks(clock))
