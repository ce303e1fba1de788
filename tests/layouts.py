"""Memory layouts, and bit-for-bit comparison: helpers that every test file shares."""

import numpy as np

import tensorlab as tl

DTYPES = [
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float32",
    "float64",
]
FLOATS = ["float32", "float64"]
STORED = ["float16"]  # computed in float32
SIGNED = ["int8", "int16", "int32", "int64"]
UNSIGNED = ["uint8", "uint16", "uint32", "uint64"]

# both sides of every blocking size: vectors, unrolled loops, lock release, reduction blocks, thread chunks
SIZES = [1, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 1000]
SIZES += [4095, 4096, 4097, 16383, 16384, 16385, 40000]

# every way a view can lie in memory, as an index or a method that NumPy arrays and tensors share
VIEWS = {
    "contiguous": lambda x: x,
    "transposed": lambda x: x.T,
    "permuted": lambda x: x.transpose(1, 2, 0),
    "reversed": lambda x: x[::-1, ::-1, ::-1],
    "last axis reversed": lambda x: x[..., ::-1],
    "step 2": lambda x: x[:, :, ::2],
    "step 2 everywhere": lambda x: x[::2, ::2, ::2],
    "step -3": lambda x: x[::-3, :, ::-2],
    "offset": lambda x: x[1:, 1:, 1:],
    "column": lambda x: x[:, :, :1],
    "one row": lambda x: x[1],
    "vector across": lambda x: x[:, 2, 1],
    "new axes": lambda x: x[None, :, None, ::2],
    "0-d": lambda x: x[1, 2, 3],
    "empty": lambda x: x[:, :0],
    "empty last": lambda x: x[1:, :, 5:5],
}


def views(array):
    """(name, tensor view, the same NumPy view) of a 3-d array, in every layout."""
    tensor = tl.array(array)
    for name, take in VIEWS.items():
        t, a = take(tensor), np.asarray(take(array))
        assert t.shape == a.shape and t.strides == a.strides, name
        yield name, t, a
    row = array[0, :1]
    yield (
        "zero stride",
        tl.broadcast_to(tl.array(row), (4, 5, row.shape[1])),
        np.broadcast_to(row, (4, 5, row.shape[1])),
    )
    spread = np.broadcast_to(array[0, 0, 0], (3, 4))
    yield "all zero strides", tl.broadcast_to(tl.array(array[0, 0, 0]), (3, 4)), spread


def plain(x):
    """A NumPy array of a tensor, an array or a number."""
    return x.detach().numpy() if isinstance(x, tl.Tensor) else np.asarray(x)


def without_nan_bits(a):
    """A copy in which every nan has the same bits: its sign and payload mean nothing."""
    a = np.array(a, order="C")
    if a.dtype.kind == "f":
        a[np.isnan(a)] = np.nan
    elif a.dtype.kind == "c":
        a.real, a.imag = without_nan_bits(a.real), without_nan_bits(a.imag)
    return a


def same_bits(got, want, what=""):
    """Same dtype, shape and bytes, nans of any payload being alike."""
    got, want = plain(got), plain(want)
    assert got.dtype == want.dtype, f"{what}: dtype {got.dtype}, expected {want.dtype}"
    assert got.shape == want.shape, f"{what}: shape {got.shape}, expected {want.shape}"
    a, b = without_nan_bits(got), without_nan_bits(want)
    if a.tobytes() != b.tobytes():
        bits = f"V{a.itemsize}"
        at = np.flatnonzero(a.reshape(-1).view(bits) != b.reshape(-1).view(bits))
        i = at[0]
        raise AssertionError(
            f"{what}: {len(at)} of {a.size} differ, first at {i}: "
            f"got {a.reshape(-1)[i]!r}, expected {b.reshape(-1)[i]!r}"
        )


def same_values(got, want, what=""):
    """As same_bits, but +0 equals -0."""
    got, want = plain(got), plain(want)
    if got.dtype.kind in "fc":
        got, want = got + got.dtype.type(0), want + want.dtype.type(0)
    same_bits(got, want, what)


def within_ulp(got, exact, ulp, what=""):
    """`got` against a wider `exact`: equal when special, else within `ulp` units in the last place."""
    got, exact = plain(got), np.asarray(exact)
    dtype = got.dtype
    assert got.shape == exact.shape, f"{what}: shape {got.shape}, expected {exact.shape}"
    rounded = exact.astype(dtype)
    special = ~np.isfinite(rounded) | (rounded == 0)
    same = np.where(
        np.isnan(rounded), np.isnan(got), (got == rounded) & (np.signbit(got) == np.signbit(rounded))
    )
    # a result rounded to zero or infinity may also be its neighbour
    edge = special & ~same & (exact != 0) & ~np.isnan(rounded) & ~np.isinf(exact)
    edge &= (
        got == np.nextafter(rounded, dtype.type(1) if np.ndim(rounded) == 0 else np.ones_like(rounded))
    ) | ((got == 0) & (rounded == 0))
    wide = np.longdouble if dtype == np.float64 else np.float64
    with np.errstate(all="ignore"):
        off = np.abs(got.astype(wide) - exact.astype(wide)) / np.spacing(
            np.abs(np.where(special, 1, rounded))
        )
    bad = np.where(special, ~same & ~edge, ~(off <= ulp))
    if bad.any():
        i = np.flatnonzero(bad)[0]
        raise AssertionError(
            f"{what}: {bad.sum()} of {bad.size} beyond {ulp} ULP, first at {i}: got {got.reshape(-1)[i]!r}, "
            f"exact {exact.reshape(-1)[i]!r}, off {off.reshape(-1)[i]}"
        )


def close(got, want, rtol, atol=0.0, what=""):
    """Same dtype and shape as `want`'s, values within a tolerance; for what rounds more than once."""
    got, want = plain(got), np.asarray(want)
    assert got.dtype == want.dtype, f"{what}: dtype {got.dtype}, expected {want.dtype}"
    assert got.shape == want.shape, f"{what}: shape {got.shape}, expected {want.shape}"
    np.testing.assert_allclose(got, want, rtol=rtol, atol=atol, err_msg=what)
