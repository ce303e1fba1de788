"""Rows of the table of calls: sets, counts, covariances, values between points, windows, polynomials."""

from drive import T1, TI, B, C, I, J, M, P, S, T, V, W, Z, call

import tensorlab as tl

# ---- sets, orders of several keys
call("unique", I, True, True, True)
call("unique", Z)
call("unique", P, axis=1, return_counts=True)
call("union1d setxor1d setdiff1d", I, J)
call("intersect1d", I, J, return_indices=True)
call("intersect1d", Z, Z)
call("isin", V, W, kind="sort")
call("lexsort", [I, V, J])
call("lexsort", T, axis=0)
call("sort_complex", Z)
call("sort_complex", I)

# ---- counts
call("bincount", I)
call("bincount", I, V, 7)
call("digitize", V, [0.0, 0.5, 1.0])
call("digitize", M, [1.0, 0.5, 0.0], True)
call("histogram", M, 3, [0, 1], density=True)
call("histogram", V, [0.0, 0.5, 1.0], weights=W)
call("histogram", I, "auto")
call("histogram", B, weights=Z)
call("histogram_bin_edges", M, "fd")
call("histogramdd", [V, W], [2, [0.0, 0.5, 1.0]], [[0, 1], None])
call("histogramdd", T, 2, weights=[1.0, 2.0])
call("histogram2d", V, W, [2, 3], [[0, 1], [0, 1]], weights=I)

# ---- covariances
call("cov", M, fweights=I, aweights=[0.5, 1.0, 1.5])
call("cov corrcoef", M, [V])
call("corrcoef", [Z, Z])

# ---- values between points, slopes, areas
call("interp", M, [-1.0, 0.0, 1.0], V)
call("interp", T1, [0.0, 1.0, 2.0], Z, 1j, 2.0)
call("interp", V, V, W, period=0.5)
call("gradient", C)
call("gradient", M, [0.0, 0.5], [0.0, 1.0, 3.0])
call("gradient", T, 0.5, axis=[1], edge_order=2)
call("ediff1d", M, [1.0], [2.0, 3.0])
call("trapezoid", M, V)
call("trapezoid", T, M, axis=0)

# ---- windows, polynomials
call("bartlett blackman hamming hanning", 5)
call("kaiser", 5, 8.6)
call("polyval", V, M)
call("polyval", T1, T)
call("polyfit", V, W, 1, w=[1.0, 2.0, 1.0], full=True)
call("polyfit", V, W, 1, cov=True)
call("roots", [1.0, -3.0, 2.0])

# ---- products
call("matvec", M, V)
call("vecmat", V, [V, W, V])
call("matvec", TI, [1, 2, 1], out=tl.zeros(2, dtype=tl.int64))
call("einsum_path", "ij,jk", S, S)
call("einsum", "ij,jk,kl", S, S, S, optimize=["einsum_path", [1, 2], [0, 1]])


# ---- what functions of elements can do beside being called
call("ufunc.reduce", tl.add, P, 1, "float64", keepdims=True)
call("ufunc.reduce", tl.maximum, M, None, initial=0.0, where=[True, False, True])
call("ufunc.reduce", tl.hypot, M)
call("ufunc.accumulate", tl.multiply, M, 1)
call("ufunc.accumulate", tl.maximum, M)
call("ufunc.reduceat", tl.add, V, [0, 2])
call("ufunc.outer", tl.subtract, V, M)
call("ufunc.at", tl.add, T1, [0, 0], 1.0)

# ---- beyond the real numbers
call("emath.sqrt emath.log emath.log2 emath.log10 emath.arccos emath.arcsin emath.arctanh", V)
call("emath.logn emath.power", 2.0, V)
