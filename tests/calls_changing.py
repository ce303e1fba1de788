"""Rows of the table of calls for making, changing and selecting arrays, and for printing."""

import tempfile
from pathlib import Path

from drive import TS, B, C, I, M, S, T, V, W, call, scene

import tensorlab as tl

R = [0, 1]
RM = [[0, 1, 1], [1, 0, 0]]

# ---- made by rule
call("geomspace", [1.0, 2.0], [4.0, 8.0], 3)
call("indices", [2, 3])
call("fromfunction", lambda i, j: i + j, [2, 3])
call("vander diagflat", V)
call("asanyarray ascontiguousarray asfortranarray asarray_chkfinite", M)
call("asanyarray asfortranarray", T, tl.float32)
call("require", M, None, ["F", "W"])
call("fromstring", "1 2 3", sep=" ")
call("may_share_memory shares_memory", T, V)
call("packbits", RM, 1)
call("unpackbits", tl.array([3, 5], dtype=tl.uint8))


FOLDER = tempfile.TemporaryDirectory()  # removed at the end
NUMBERS = Path(FOLDER.name, "numbers")
NUMBERS.write_text("1 2")
call("fromfile", str(NUMBERS), "float64", 2, " ")


# ---- changed
call("insert", V, I[1:], W[:2])
call("insert", M, [0, 2], [[7.0, 8.0]] * 2, axis=1)
call("delete", M, [0, 2], axis=1)
call("resize", M, [3, 5])
call("block", [[M, M], [M, M]])
call("row_stack", [V, W])
call("stack vstack hstack", [V, W], dtype=tl.float32, casting="unsafe")
call("trim_zeros", [0, 1, 2, 0])
call("rollaxis", C, 2)
call("pad", M, [[1, 2], [0, 1]], "linear_ramp", end_values=[[0.0, 1.0], [2.0, 3.0]])
call("pad", M, [[1, 2], [0, 1]], "mean", stat_length=[[1, 2], [1, 1]])
call("cross", [V, W], [W, V], -1, 1, 0)

# ---- selected
call("select", [[True, False, True], [True, True, False]], [V, W], 0.5)
call("piecewise", V, [[True, False, False], [False, True, True]], [1.0, lambda v: v * 2])
call("choose", [0, 1, 0], [V, W])
call("Tensor.choose", tl.array([0, 1, 0]), [V, W])
call("Tensor.compress", T, [True, False, True], axis=1)
call("compress", [True, False, True], M, axis=1)
call("extract", [B, B], M)
call("put Tensor.put", T, R, V)
call("place", T, [B, B], V)
call("putmask", T, [B, B], V)
call("put_along_axis", T, RM, M, 0)
call("fill_diagonal", TS, R)

# ---- indices
call("diag_indices", 3)
call("diag_indices_from", S)
call("tril_indices triu_indices", 3)
call("tril_indices_from triu_indices_from", M)
call("mask_indices", 3, tl.triu)
call("ix_", R, I)
call("unravel_index", [3, 1], [2, 3])
call("ravel_multi_index", [[1, 0], [2, 1]], [2, 3])
call("ndindex", [2, 3])
call("ndenumerate", M)
call("nditer", [M, V])
call("broadcast", M, V)

# ---- functions of lines and elements
call("apply_along_axis", lambda v: v * 2, 1, M)
call("apply_over_axes", tl.sum, C, [0, 1])


@scene("vectorize")
def _():
    return tl.vectorize(lambda a, b: a + b), [list(V), list(W)], {}


# ---- printing
call("array2string array_repr array_str", M)
call("format_float_positional format_float_scientific", 0.1)
call("base_repr binary_repr", 5)
call("set_printoptions")
call("get_printoptions")
call("printoptions", precision=3)
