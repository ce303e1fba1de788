"""A table of calls: one or more of every public callable, each with a list wherever one may be given.

Tests drive it with lists that change while they are read, with allocations that fail and with hostile
numbers. `test_mutation.py` fails when a public callable is not in it. Rows of chapters of their own are in
`calls_*.py`.
"""

import importlib
from pathlib import Path

import numpy as np
from drive import (
    T1,
    TABLE,
    TI,
    TS,
    B,
    C,
    Call,
    I,
    J,
    M,
    P,
    Prepared,
    S,
    T,
    V,
    W,
    Z,
    call,
    fresh,
    scene,
)

import tensorlab as tl

# ---- element by element
call("abs absolute fabs negative positive sign square reciprocal", V)
call("cbrt erf exp exp2 expm1 log log10 log1p log2 sqrt", V)
call("sin cos tan sinh cosh tanh asin acos atan", M)
call("asinh acosh atanh arcsin arccos arctan arcsinh arccosh arctanh", M)
call("conj conjugate real imag angle isreal iscomplex isrealobj iscomplexobj", Z)
call("deg2rad degrees rad2deg radians sinc ceil floor", M)
call("fix trunc rint isfinite isinf isnan signbit logical_not", M)
call("bitwise_invert bitwise_not invert", I)
call("add subtract multiply divide true_divide floor_divide", V, W)
call("remainder mod fmod power pow copysign hypot", V, W)
call("arctan2 atan2 heaviside logaddexp logaddexp2 maximum minimum fmax fmin divmod", M, W)
call("equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor", I, J)
call("bitwise_and bitwise_or bitwise_xor left_shift right_shift bitwise_left_shift bitwise_right_shift", I, J)
call("add", M, [W, V], out=tl.zeros((2, 3)), where=B)
call("add", T, V, out=tl.zeros((2, 3)))
call("exp", V, out=tl.zeros(3), where=B)
call("isclose allclose array_equal", V, W)
call("around round", V, 1)
call("clip", V, [0.0, 0.0, 0.0], [0.25, 0.5, 0.5])
call("clip", M, min=W)
call("nan_to_num", V, nan=0.5)
call("where", B, V, W)
call("where", B)

# ---- making tensors
call("array asarray", V)
call("array asarray", C, dtype=tl.float32)
call("array asarray", P, dtype=tl.uint8)
call("array asarray copy", [T1, T1])
call("array", [V, tuple(V), T1], ndmin=4)
call("array", [[1, 2.5], [True, 2**70]])
call("array", B, requires_grad=False)
call("Tensor", M)
call("nn.Parameter", M)
call("copyto", tl.zeros((2, 3)), M, where=B)
call("astype", T, tl.float32)
call("as_subclass", T, tl.nn.Parameter)
call("empty zeros ones", [2, 3])
call("full", [2, 3], W)
call("empty_like zeros_like ones_like", M, shape=[3, 2])
call("full_like", M, [1.0, 2.0], shape=[3, 2])
call("arange", 1, 9, 2)
call("fromiter", V, tl.float64)
call("fromiter", I, tl.int32, 3)
call("frombuffer", b"12345678", tl.uint8)
call("linspace logspace", V, W, 4, axis=1)
call("linspace", [0.0, 1.0], [[1.0, 2.0], [3.0, 4.0]], num=3, retstep=True)
call("eye tri", 3, 4, 1)
call("identity", 3)
call("diag", V, 1)
call("diagonal trace", M)
call("tril triu", M, 1)
call("meshgrid", V, W, I, indexing="ij", copy=False)

# ---- shapes
call("reshape", P, [3, 2])
call("reshape", T, [3, 2])
call("ravel", M)
call("transpose permute_dims", C, [2, 0, 1])
call("transpose", T, [1, 0])
call("matrix_transpose", M)
call("swapaxes", M, 0, 1)
call("moveaxis", C, [0, 1], [2, 0])
call("expand_dims", M, [0, 3])
call("squeeze", [[V]], [0, 1])
call("broadcast_to", V, [2, 3])
call("broadcast_shapes", [2, 1], [3], [4, 1, 1])
call("broadcast_arrays", V, M, 1.0)
call("atleast_1d atleast_2d atleast_3d", V, M)
call("concatenate concat", [M, [V], [W]], axis=0)
call("concatenate concat stack", [T, T, T], axis=1)
call("concatenate", [T, M], dtype=tl.float32)
call("concatenate", [T1, T1], out=tl.empty(6))
call("stack vstack hstack dstack column_stack", [V, W, T1])
call("split array_split vsplit", P, [1, 2])
call("hsplit array_split", TI, [1, 2])
call("dsplit", C, [1])
call("array_split split", I, 3)
call("unstack", M, axis=1)
call("flip", C, [0, 2])
call("flipud fliplr", M)
call("roll", P, [1, 2], [0, 1])
call("rot90", M, 1, [0, 1])
call("repeat", V, I)
call("repeat", M, [1, 2], axis=0)
call("tile", M, [2, 1])
call("append", V, W)
call("append", M, [W], axis=0)
call("pad", M, [[1, 2], [0, 1]], constant_values=[[0.0, 1.0], [2.0, 3.0]])

# ---- folds, searching
call("sum prod max min amax amin mean var", C, [0, 2])
call("std nansum nanprod nanmax nanmin nanmean nanvar nanstd ptp", C, [0, 2])
call("all any count_nonzero", C, [0, 2])
call("sum mean nansum any", M, 1, where=[B, B])
call("nanmean nanvar nanmax", [[np.nan, np.nan], [1.0, 2.0]], [1])
call("sum prod max min", M, [1], initial=0.5)
call("var std", M, 0, mean=[[0.5, 0.5, 0.5]])
call("average", M, [1], weights=None)
call("average", M, 1, W, returned=True)
call("argmax argmin nanargmax nanargmin", M, 1)
call("nonzero flatnonzero argwhere", M)
call("take", M, [1, 0, 1], 1)
call("take", T, [[1, 0], [0, 0]])
call("take_along_axis", M, [[0, 1], [1, 0]], 1)
call("searchsorted", [0.0, 1.0, 2.0], V)
call("searchsorted", [2.0, 1.0, 0.0], V, sorter=[2, 1, 0])

call("cumsum sort argsort unique_values unique_counts unique_inverse unique_all cumulative_sum", V)
call("sort argsort diff", M, axis=1)
call("cumprod nancumsum nancumprod cumulative_prod median nanmedian", V)
call("nancumsum nancumprod", M, 0, tl.float32)
call("median nanmedian", M, [0, 1])
call("median nanmedian", T)
call("quantile nanquantile percentile nanpercentile", M, [0.25, 0.5], [0])
call("quantile nanquantile", M, 0.5, 0, weights=[1.0, 2.0], method="inverted_cdf")
call("partition argpartition", M, [0, 1], axis=1)
call("topk", V, 2)
call("isin", I, J)
call("nextafter", V, W)
call("result_type", T, 1.0, tl.float32)
call("from_dlpack", np.ones(3))
call("Tensor.__dlpack__ Tensor.__dlpack_device__ Tensor.__bytes__", T)

# ---- products
call("matmul linalg.matmul dot inner kron", S, S)
call("vdot inner outer linalg.outer kron linalg.vecdot vecdot cross linalg.cross", V, W)
call("tensordot linalg.tensordot", C, C, [[0, 1], [1, 0]])
call("tensordot", M, M, [1, 1])
call("convolve correlate", V, W, "full")
call("convolve2d correlate2d", M, S, "same", "wrap", [0.5])
call("convolve2d correlate2d", M, S, "full", "fill", [0.5])
call("einsum", "ij,kj->ik", M, M)
call("einsum", M, [0, 1], M, [2, 1], [0, 2])
call("linalg.diagonal linalg.trace linalg.matrix_transpose", S)
call("linalg.solve linalg.lstsq", S, [1.0, 2.0])
call("linalg.inv linalg.pinv linalg.det linalg.slogdet linalg.qr linalg.svd linalg.svdvals linalg.eigh", S)
call("linalg.eigvalsh linalg.cholesky linalg.matrix_rank linalg.matrix_norm", S)
call("linalg.matrix_power", S, 3)
call("linalg.vector_norm", C, axis=[0, 2])
call("linalg.norm", C, axis=[0, 2])
call("linalg.norm linalg.vector_norm", V)

# ---- gradients
call("index_add", tl.zeros((2, 3)), [[0, 1, 1], [1, 1, 0]], V)
call("index_add", tl.zeros((2, 3)), ([0, 1], [2, 2]), [1.0, 2.0])
call("grad value_and_grad", lambda x, y: (x * y).sum(), [0, 1])
call("promote_types can_cast", tl.int8, tl.float32)
call("isdtype", tl.int8, ("integral", tl.float32))


@scene("gradients")
def _():
    x, y = fresh(T1).requires_grad_(), fresh(T1).requires_grad_()
    return tl.gradients, [x * y, [x, y], [1.0, 1.0, 1.0]], {"retain_graph": True}, [x, y]


@scene("grad")
def _():
    return tl.grad(lambda x, y: (x * y).sum(), (0, 1)), [list(V), list(W)], {}


@scene("gradcheck")
def _():
    x, y = fresh(T1).requires_grad_(), fresh(T1).requires_grad_()
    return tl.gradcheck, [lambda x, y, z: x * y, [x, y, [1, 2, 3]]], {}


# ---- methods
call("Tensor.sum Tensor.prod Tensor.max Tensor.min", T, [0, 1])
call("Tensor.cumsum Tensor.cumprod Tensor.median Tensor.nanmedian", T, 0)
call("Tensor.diff", T, 1, 0, [[1.0, 2.0, 3.0]])
call("Tensor.argsort Tensor.sort", T, 0)
call("Tensor.partition Tensor.argpartition", T, [0, 1], 0)
call("Tensor.topk", T, 1)
call("Tensor.quantile Tensor.nanquantile", T, [0.5, 0.25], [0])
call("Tensor.mean Tensor.var Tensor.std Tensor.all Tensor.any", T, [0, 1])
call("Tensor.sum Tensor.any", T, axis=[0], where=[B, B])
call("Tensor.argmax Tensor.argmin", T, 1)
call("Tensor.reshape", T, [3, -1])
call("Tensor.transpose", T, [1, 0])
call("Tensor.squeeze", tl.ones((1, 3, 1)), [0, 2])
call("Tensor.swapaxes", T, 0, 1)
call("Tensor.repeat", T, [1, 2, 1], 1)
call("Tensor.take", T, [5, 0, 1])
call("Tensor.clip", T, [0.0, 0.0, 0.0], W)
call("Tensor.dot", T, V)
call("Tensor.fill Tensor.fill_ Tensor.copy_", T, V)
call("Tensor.round", T, 1)
call("Tensor.astype", T, tl.float32)
call("Tensor.ravel Tensor.flatten Tensor.nonzero Tensor.copy Tensor.tolist Tensor.numpy Tensor.detach", T)
call("Tensor.zero_", T)
call("Tensor.conj Tensor.conjugate", tl.array(Z))
call("Tensor.item", tl.array([2.0]))
call("Tensor.requires_grad_", T, True)
call("Tensor.__contains__ Tensor.__eq__ Tensor.__ne__", T, W)
call("Tensor.__lt__ Tensor.__le__ Tensor.__gt__ Tensor.__ge__", T, W)
call("Tensor.__add__ Tensor.__radd__ Tensor.__iadd__ Tensor.__sub__ Tensor.__rsub__ Tensor.__isub__", T, W)
call("Tensor.__mul__ Tensor.__rmul__ Tensor.__imul__ Tensor.__truediv__ Tensor.__rtruediv__", T, W)
call("Tensor.__itruediv__ Tensor.__floordiv__ Tensor.__rfloordiv__ Tensor.__ifloordiv__ Tensor.__mod__", T, W)
call("Tensor.__rmod__ Tensor.__imod__ Tensor.__pow__ Tensor.__rpow__ Tensor.__ipow__ Tensor.__divmod__", T, W)
call("Tensor.__rdivmod__ Tensor.__matmul__", T, W)
call("Tensor.__rmatmul__", T, [0.5, 0.25])
call("Tensor.__imatmul__", TS, S)
call("Tensor.__and__ Tensor.__rand__ Tensor.__iand__ Tensor.__or__ Tensor.__ror__ Tensor.__ior__", TI, J)
call("Tensor.__xor__ Tensor.__rxor__ Tensor.__ixor__ Tensor.__lshift__ Tensor.__rlshift__", TI, J)
call("Tensor.__ilshift__ Tensor.__rshift__ Tensor.__rrshift__ Tensor.__irshift__", TI, J)
for _index in (
    [1, 0, 1],
    [[True, False, True], [False, True, False]],
    ([0, 1], [1, 2]),
    (slice(None), [2, 0]),
):
    call("Tensor.__getitem__", T, _index)
    call("Tensor.__setitem__ index_add", T, _index, [0.5])
call("Tensor.__getitem__", T, (1, None, [[0, 1], [2, 2]]))
call("Tensor.__getitem__", T, ([True, False], [1]))
call("Tensor.__setitem__", T, (slice(None), [2, 0]), [[1.0, 2.0], [3.0, 4.0]])
call("Tensor.__setitem__", T, 0, V)
call("Tensor.__setitem__", T, ([0, 1], slice(1, None)), [V[:2], W[:2]])
call("Tensor.__array__ Tensor.__neg__ Tensor.__pos__ Tensor.__abs__ Tensor.__len__ Tensor.__iter__", T)
call("Tensor.__reduce_ex__", T, 5)
call("Tensor.__copy__ Tensor.__reduce__ Tensor.__repr__ Tensor.__str__ Tensor.__array_namespace__", T)
call("Tensor.__deepcopy__", T, {1: [2]})
call("Tensor.__invert__", TI)
call("Tensor.__bool__ Tensor.__float__ Tensor.__complex__", tl.array(2.0))
call("Tensor.__int__ Tensor.__hash__ Tensor.__round__", tl.array(2.0))
call("Tensor.__index__", tl.array(2))
call("Tensor.__format__", tl.array(2.0), ".2f")
call("Tensor.__array_ufunc__", T, np.add, "__call__", T, M, where=True)
call("Tensor.__array_function__", T, np.concatenate, [tl.Tensor], [[T, T]], {"axis": 0})


@scene("Tensor.backward")
def _():
    x = fresh(T1).requires_grad_()
    return (x * 2.0).backward, [list(V)], {}, [x]


@scene("Tensor.retain_grad")
def _():
    return (fresh(T1).requires_grad_() * 2.0).retain_grad, [], {}


# ---- random numbers
call("random.default_rng random.Generator random.seed", [1, 2, 3])


def draw(name, *args, **kwargs):
    def make():
        return Prepared(getattr(tl.random.default_rng(0), name), list(fresh(args)), fresh(kwargs))

    TABLE.append(Call(f"random.{name}", make, name == "shuffle"))


draw("random", [2, 3])
draw("normal", V, [1.0, 2.0, 3.0], size=[2, 3])
draw("standard_normal", [2, 3])
draw("uniform", V, [1.0, 2.0, 3.0])
draw("integers", [3, 4, 5], [6, 7, 8])
draw("permutation", M)
draw("choice", V, size=[2, 2], p=[0.25, 0.25, 0.5])
draw("shuffle", list(V))
U = [0.25, 0.5, 0.75]
for _name in ("chisquare", "exponential", "geometric", "logseries", "pareto", "poisson", "power", "rayleigh",
              "standard_gamma", "standard_t", "weibull"):  # fmt: skip
    draw(_name, U)
for _name in ("beta", "f", "gamma", "gumbel", "laplace", "logistic", "lognormal", "vonmises", "wald"):
    draw(_name, U, [0.5, 0.25, 0.75])
draw("binomial", I, U)
draw("negative_binomial", I, U)
draw("noncentral_chisquare", I, U)
draw("noncentral_f", I, J, U)
draw("hypergeometric", I, J, [1, 1, 1])
draw("triangular", [0.0, 0.0, 0.0], U, [1.0, 1.0, 1.0])
draw("multinomial", 5, U[:1] * 4)
draw("multivariate_hypergeometric", I, 2)
draw("multivariate_normal", [0.0, 1.0], S)
draw("dirichlet", U, size=[2, 2])
draw("permuted", M)
draw("bytes", 3)
draw("standard_cauchy", [2, 3])
draw("standard_exponential", [2, 3])
draw("zipf", [1.5, 2.0, 3.0])
call("random.rand random.randn", 2, 3)
call("random.randint", [3, 4, 5], [6, 7, 8])

for _path in sorted(Path(__file__).parent.glob("calls_*.py")):
    importlib.import_module(_path.stem)
