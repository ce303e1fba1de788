"""Prints the functions that are slower than NumPy's, at 10 and at a million elements.

$ python benchmarks/behind.py [part of a name ...]
"""

import sys

from suite.bench_names import SIZES, expression, ratio, shared

LIMIT = 1.1  # what differs less may be noise
LONG = 0.2  # seconds for each


def main(parts):
    without, failed, count = [], [], 0
    for name in shared():
        if parts and not any(part in name for part in parts):
            continue
        for n in SIZES:
            try:
                measured = ratio(name, n, LONG)
            except Exception as error:
                failed.append(f"{name} at {n}: {type(error).__name__}: {error}"[:200])
                continue
            if measured is None:
                without.append(name)
                break
            count += 1
            if measured[0] > LIMIT:
                again = min(measured, ratio(name, n, 2 * LONG))  # not what only once was slow
                if again[0] > LIMIT:
                    text = expression(name).replace("f(", f"{name}(", 1)
                    print(
                        f"{again[0]:6.2f} times NumPy's, {again[1] * 1e6:12.1f} us, {n:8} elements: {text}",
                        flush=True,
                    )
    print(f"{count} measured; no arguments for: {' '.join(without) or 'none'}")
    print(*failed, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
