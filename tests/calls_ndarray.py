"""Rows of the table of calls: whole numbers, significands, element types, and what NumPy's arrays can do."""

import numpy as np
from drive import T1, TI, B, C, I, J, M, P, T, V, W, Z, call, scene

import tensorlab as tl

call("gcd lcm", I, J)
call("gcd", P, J, out=tl.zeros((2, 3), dtype=tl.int64), where=B)
call("bitwise_count", I)
call("spacing i0 unwrap frexp modf", V)
call("lib.stride_tricks.sliding_window_view", V, 2)
call("lib.stride_tricks.as_strided", V, (2, 2), (8, 8))
call("spacing", M, out=tl.zeros((2, 3)))
call("modf frexp", V, out=(None, None))
call("ldexp", V, I)
call("float_power", V, J)
call("real_if_close", Z)
call("isposinf isneginf", V)
call("array_equiv", V, W)
call("unwrap", M, 1.0, 0, period=2.0)

call("ndim shape size isscalar iterable min_scalar_type", M)
call("size", M, (0, 1))
call("common_type", V, T1)
call("issubdtype", tl.float32, tl.floating)
call("can_cast", T, tl.float32, "same_kind")
call("dtype DType", "float32")
call("float32 float64", V)
call("errstate seterr")
call("seterrcall", None)
call("geterr geterrcall")

call("Tensor.item", TI, 1, 2)
call("Tensor.reshape", T, [3, 2], order="F")
call("Tensor.ravel Tensor.flatten Tensor.tobytes Tensor.copy", T, "F")
call("Tensor.view", TI, tl.float64)
call("Tensor.view", TI, [3, 2])
call("Tensor.byteswap", T)
call("Tensor.take", T, [[1, 0], [0, 7]], None, None, "wrap")
call("Tensor.diagonal Tensor.trace", T)
call("Tensor.searchsorted", tl.array([0.0, 1.0]), V)
call("Tensor.to_device", T, "cpu")
call("Tensor.setflags", T, write=True)
call("Tensor.astype", T, tl.float32, casting="same_kind")
call("Tensor.clip", T, W, None)
call("Tensor.dot", T1, V)
call("reshape", M, [3, 2], order="F")
call("ravel", M, "K")
call("zeros ones empty", [2, 3], tl.float32, "F")
call("asarray", C, tl.float32, "F")
call("add", V, W, out=np.zeros(3))


@scene("Tensor.resize")
def _():
    x = tl.arange(3)
    return (lambda shape: x.copy().resize(shape)), [[2, 2]], {}
