"""Prints the functions that are slower than NumPy's, at 10 and at a million elements.

$ python -m benchmarks.behind [part of a name ...]
"""

import sys
import warnings

from .compare import sample
from .suite.bench_names import Numpy, expression

LIMIT = 1.1  # what differs less may be noise
SECONDS = 0.05  # for each sample; three of each


def ratio(name, n, seconds=SECONDS):
    """Our time by NumPy's, the least of three pairs taken in turn, and our time in seconds."""
    calls = []
    for lib in ("tensorlab", "numpy"):
        suite = Numpy()
        suite.setup(lib, name, n)
        calls.append(suite.call)
    pairs = [[sample(call, seconds) for call in calls] for _ in range(3)]
    return min((ours / theirs, ours) for ours, theirs in pairs)


def main(parts):
    warnings.simplefilter("ignore")
    without, failed, count = [], [], 0
    for name, n in Numpy.parameters():
        if parts and not any(part in name for part in parts):
            continue
        if expression(name) is None:
            without.append(name)
            continue
        try:
            measured, ours = ratio(name, n)
        except Exception as error:
            failed.append(f"{name} at {n}: {type(error).__name__}: {error}"[:200])
            continue
        count += 1
        if measured > LIMIT:
            print(f"{measured:6.2f} times NumPy's, {ours * 1e6:12.1f} us, {n:8} elements: {expression(name)}")
    print(f"{count} measured; no arguments for: {' '.join(without) or 'none'}")
    print(*failed, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
