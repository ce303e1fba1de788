"""bfloat16 and the floats of 8 bits, written down in NumPy: values of patterns, rounding by a search.

Patterns of ml_dtypes' arrays and of tensors' bytes are compared as integers: nothing here needs that package.
"""

import numpy as np

import tensorlab as tl

NARROW = ["bfloat16", "float8_e4m3fn", "float8_e5m2"]
# bits, of those the significand's, the exponent's bias, and whether there is an infinity
FORMATS = {"bfloat16": (16, 7, 127, True), "float8_e4m3fn": (8, 3, 7, False), "float8_e5m2": (8, 2, 15, True)}


def patterns(dtype):
    """Every pattern."""
    bits = FORMATS[dtype][0]
    return np.arange(2**bits, dtype=f"u{bits // 8}")


def magnitudes(dtype):
    """The values of the patterns without sign, up to the first beyond numbers, as if that were one."""
    bits, p, bias, infinite = FORMATS[dtype]
    last = 2 ** (bits - 1) - 1
    codes = np.arange((last & ~(2**p - 1) if infinite else last) + 1)
    exponent, fraction = codes >> p, (codes & (2**p - 1)) / 2.0**p
    normal = np.ldexp(1 + fraction, exponent - bias)
    return np.where(exponent > 0, normal, np.ldexp(fraction, 1 - bias))


def decoded(dtype, codes):
    """The values of patterns, as float64."""
    bits, _, _, infinite = FORMATS[dtype]
    table = magnitudes(dtype)
    codes = np.asarray(codes).astype("i8")
    size = codes & (2 ** (bits - 1) - 1)
    values = np.where(size < len(table) - 1, table[np.minimum(size, len(table) - 1)], np.nan)
    if infinite:
        values[size == len(table) - 1] = np.inf
    return np.where(codes >> (bits - 1) == 1, -values, values)


def encoded(dtype, x):
    """The patterns of the nearest values, ties to even; `x` of a float dtype, or integers."""
    bits, p, _, infinite = FORMATS[dtype]
    table = magnitudes(dtype).astype(np.longdouble)
    x = np.asarray(x)
    sign, size = np.signbit(x) if x.dtype.kind == "f" else x < 0, np.abs(x.astype(np.longdouble))
    low = np.clip(np.searchsorted(table, size, side="right") - 1, 0, len(table) - 2)
    tie = (table[low] + table[low + 1]) / 2
    codes = low + ((size > tie) | (size == tie) & (low % 2 == 1))
    nan = len(table) - 1 + (2 ** (p - 1) if infinite else 0)
    codes = np.where(np.isnan(size), nan, codes)
    return (codes + (sign.astype("i8") << (bits - 1))).astype(f"u{bits // 8}")


def bits_of(t):
    """The patterns of a tensor."""
    return np.frombuffer(bytes(t), f"u{t.itemsize}").reshape(t.shape)


def tensor_of(dtype, codes):
    """The tensor of patterns."""
    codes = np.asarray(codes)
    if not codes.size:
        return tl.zeros(codes.shape, dtype)
    return tl.frombuffer(bytearray(codes.tobytes()), dtype).reshape(codes.shape)


def near(dtype, x):
    """The tensor of the values nearest to an array's."""
    return tensor_of(dtype, encoded(dtype, np.asarray(x, "float64")))


def same_patterns(got, dtype, want, what=""):
    """Is the tensor of the dtype, with these patterns, nans of one sign being alike?"""
    assert got.dtype == dtype, f"{what}: dtype {got.dtype}, expected {dtype}"
    have, want = bits_of(got), np.asarray(want)
    assert have.shape == want.shape, f"{what}: shape {have.shape}, expected {want.shape}"
    nans = np.isnan(decoded(dtype, have.reshape(-1))) & np.isnan(decoded(dtype, want.reshape(-1)))
    bad = np.flatnonzero((have.reshape(-1) != want.reshape(-1)) & ~nans)
    assert not len(bad), (
        f"{what}: {len(bad)} of {have.size} differ, first at {bad[0]}: got {have.reshape(-1)[bad[0]]:#x}, "
        f"expected {want.reshape(-1)[bad[0]]:#x}"
    )
