"""A table of calls: one or more of every public callable, each with a list wherever one may be given.

Tests drive it with lists that change while they are read, with allocations that fail and with hostile
numbers. `test_mutation.py` fails when a public callable is not in it.
"""

import functools
import inspect
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from modules import OPTIMISERS

import tensorlab as tl


@dataclass
class Call:
    """One call, its arguments made anew each time: `make` gives function, arguments, keywords, and what else
    of the caller's the function reads."""

    name: str
    make: Callable
    changes: bool = False  # whether it is there to change a tensor that it is given

    def __str__(self):
        return self.name


@dataclass
class Prepared:
    """A call ready to be made; `args` and `kwargs` are ours, the lists and tensors in them the caller's."""

    function: Callable
    args: list
    kwargs: dict
    more: list = field(default_factory=list)

    def run(self):
        result = self.function(*self.args, **self.kwargs)
        return list(itertools.islice(result, 50)) if inspect.isgenerator(result) else result


TABLE: list[Call] = []
IN_PLACE = re.compile("__i(?!nt_|ndex|nvert|ter)")
ON_THE_SPOT = ("Tensor.sort", "Tensor.partition")  # the functions of these names copy
CHANGING = ("__setitem__", "copyto", "index_add", "fill", "fill_", "copy_", "zero_", "shuffle")


def fresh(x):
    """A copy of the lists, dicts and tensors in `x`."""
    if type(x) in (list, tuple):
        return type(x)(fresh(item) for item in x)
    if type(x) is dict:
        return {key: fresh(item) for key, item in x.items()}
    if isinstance(x, tl.Tensor):
        return x.detach().copy().requires_grad_(x.requires_grad)
    return x


def found(name):
    """What a dotted name below tensorlab stands for."""
    return functools.reduce(getattr, name.split("."), tl)


def call(names, *args, **kwargs):
    """Rows for each of `names`, separated by spaces."""
    for name in names.split():
        last = name.rpartition(".")[2]
        changes = last in CHANGING or name in ON_THE_SPOT or name.startswith("nn.init.")
        changes = changes or bool(IN_PLACE.match(last))
        make = lambda name=name: Prepared(found(name), list(fresh(args)), fresh(kwargs))
        TABLE.append(Call(name, make, changes or "out" in kwargs))


def scene(name):
    """A row whose function, arguments and more are made by a function."""

    def added(make):
        TABLE.append(Call(name, lambda: Prepared(*make()), changes=True))
        return make

    return added


V, W = [0.5, -0.25, 0.75], [0.25, 0.5, 0.125]
M = [[0.5, 0.25, 0.125], [0.75, -0.5, 0.25]]
S = [[2.0, 0.5], [0.5, 1.0]]  # symmetric, positive definite
I, J, P = [3, 1, 2], [1, 2, 1], [[1, 2, 3], [4, 5, 6]]
B = [True, False, True]
C = [[[0.5, 0.25], [1.0, 2.0]], [[0.125, 4.0], [3.0, 1.0]]]
T, TI, TB = tl.array(M), tl.array(P), tl.array([[True, False, True], [False, True, True]])
T1, TS = tl.array(V), tl.array(S)

# ---- element by element
call("abs absolute fabs negative positive sign square reciprocal", V)
call("cbrt erf exp exp2 expm1 log log10 log1p log2 sqrt", V)
call("sin cos tan sinh cosh tanh asin acos atan", M)
call("asinh acosh atanh arcsin arccos arctan arcsinh arccosh arctanh", M)
Z = [0.5 + 1j, -0.25j, 0.75]
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


# ---- networks
F = "nn.functional."
for _name in [
    "arctan",
    "elu",
    "hardshrink",
    "identity",
    "isru",
    "leaky_relu",
    "relu",
    "rrelu",
    "sigmoid",
    "silu",
    "softplus",
]:
    call(F + _name, M)
call(F + "softsign " + F + "tanh " + F + "tanhshrink", M)
call(F + "unit_step " + F + "dropout " + F + "softmax " + F + "log_softmax", M)
call(F + "prelu", M, [0.5])
call(F + "linear", M, [V, W], [0.5, 0.25])
call(F + "mse_loss " + F + "l1_loss " + F + "half_squared_error", M, M)
call(F + "cross_entropy", M, [2, 0])
call(F + "cross_entropy", M, [2, 0], weight=W)
call(F + "cross_entropy", M, [V, W])
call(F + "cross_entropy", T, [2, 0])
call(F + "nll_loss", M, [2, 0], weight=W)
call(F + "binary_cross_entropy_with_logits", V, [1.0, 0.0, 1.0], weight=W, pos_weight=[2.0, 2.0, 2.0])
call(F + "conv2d", [[C[0] * 2] * 2], [C, C], [0.5, 0.25], stride=[1, 1], padding=[1, 0], dilation=[1, 1])
call(F + "conv1d", [[V, W]], [[[0.5, 0.25], [1.0, 2.0]]], [0.5], stride=[1], padding=[1], dilation=[1])
call(F + "max_pool2d", [[C[0] * 2] * 2], [2, 2], stride=[1, 1], padding=[1, 0], dilation=[1, 1])
call(F + "avg_pool2d", [[C[0] * 2] * 2], [2, 2], stride=[1, 1], padding=[1, 0])
call("nn.init.uniform_ nn.init.normal_ nn.init.zeros_ nn.init.ones_ nn.init.eye_", T)
call("nn.init.xavier_uniform_ nn.init.xavier_normal_ nn.init.kaiming_uniform_ nn.init.kaiming_normal_", T)
call("nn.init.constant_", T, 2.0)
call("nn.init.calculate_gain", "leaky_relu", 0.5)
call(
    "nn.ELU nn.ISRU nn.Arctan nn.Dropout nn.Identity nn.L1Loss nn.LeakyReLU nn.LogSoftmax nn.MSELoss nn.PReLU"
)
call("nn.RReLU nn.ReLU nn.SiLU nn.Sigmoid nn.Softmax nn.Softplus nn.Softsign nn.Tanh nn.UnitStep")
call("nn.HalfSquaredError nn.Flatten nn.Hardshrink nn.Tanhshrink")
call("nn.Conv2d", 2, 3, [2, 2], stride=[1, 1], padding=[0, 1], dilation=[1, 1])
call("nn.Conv1d", 2, 3, [2], stride=[1], padding=[1], dilation=[1])
call("nn.MaxPool2d", [2, 2], stride=[1, 1], padding=[0, 1], dilation=[1, 1])
call("nn.AvgPool2d", [2, 2], stride=[1, 1], padding=[0, 1])
call("nn.Linear", 2, 3)
call("nn.CrossEntropyLoss nn.NLLLoss", weight=W)
call("nn.BCEWithLogitsLoss", weight=W, pos_weight=V)
call("nn.Unflatten", 1, [2, 3])


def network():
    return tl.nn.Sequential(tl.nn.Linear(2, 3), tl.nn.ReLU(), tl.nn.Linear(3, 2)).to(tl.float64)


def layers():
    yield tl.nn.Conv2d(2, 3, [1, 1]).double(), [[C[0], C[1]]]
    yield tl.nn.Conv1d(2, 3, [2]).double(), [[V, W]]
    yield tl.nn.MaxPool2d([1, 2]), [[C[0], C[1]]]
    yield tl.nn.AvgPool2d([2, 1]), [[C[0], C[1]]]
    yield tl.nn.Linear(3, 2).double(), [M]
    yield tl.nn.PReLU().double(), [M]
    yield tl.nn.Flatten(), [tl.array(C)]
    yield tl.nn.Unflatten(1, [3, 1]), [T]
    yield tl.nn.Dropout(0.5), [M]
    for kind in ("ELU", "ISRU", "Arctan", "Hardshrink", "Identity", "LeakyReLU", "LogSoftmax", "RReLU",
                 "ReLU", "SiLU", "Sigmoid", "Softmax", "Softplus", "Softsign", "Tanh", "Tanhshrink",
                 "UnitStep"):  # fmt: skip
        yield getattr(tl.nn, kind)(), [M]
    for kind in ("L1Loss", "MSELoss", "HalfSquaredError"):
        yield getattr(tl.nn, kind)(), [M, M]
    yield tl.nn.CrossEntropyLoss(weight=W), [M, [2, 0]]
    yield tl.nn.NLLLoss(), [M, [2, 0]]
    yield tl.nn.BCEWithLogitsLoss(), [V, [1.0, 0.0, 1.0]]


for _layer, _args in layers():
    TABLE.append(
        Call(f"nn.{type(_layer).__name__}", lambda layer=_layer, args=_args: Prepared(layer, fresh(args), {}))
    )


@scene("nn.Sequential")
def _():
    return network(), [[[1.0, 2.0], [3.0, 4.0]]], {}


@scene("nn.Sequential")
def _():
    return tl.nn.Sequential, [{"a": tl.nn.Linear(2, 3), "b": tl.nn.ReLU()}], {}


@scene("nn.ModuleList")
def _():
    return tl.nn.ModuleList, [[tl.nn.Linear(2, 3), tl.nn.ReLU()]], {}


@scene("nn.ModuleList.extend")
def _():
    return tl.nn.ModuleList([tl.nn.ReLU()]).extend, [[tl.nn.Linear(2, 3), tl.nn.ReLU()]], {}


@scene("nn.ModuleDict")
def _():
    return tl.nn.ModuleDict, [[["a", tl.nn.Linear(2, 3)], ["b", tl.nn.ReLU()]]], {}


@scene("nn.ModuleDict.update")
def _():
    return tl.nn.ModuleDict().update, [{"a": tl.nn.Linear(2, 3), "b": tl.nn.ReLU()}], {}


@scene("nn.Module.load_state_dict")
def _():
    model = network()
    state = {key: value.tolist() for key, value in model.state_dict().items()}
    return model.load_state_dict, [state], {}, list(model.parameters())


@scene("nn.Module.load_state_dict")
def _():
    model = network()
    return model.load_state_dict, [fresh(dict(network().state_dict()))], {}, list(model.parameters())


# ---- optimisers
def params():
    made = [tl.nn.Parameter(M), tl.nn.Parameter(V), tl.nn.Parameter(S)]
    for p in made:
        p.grad = tl.ones_like(p.detach())
    return made


for _kind, _options in ((row.short, {**row.all_state, "weight_decay": 0.1}) for row in OPTIMISERS):

    def make_optimizer(kind=_kind, options=_options):
        return getattr(tl.optim, kind)(params(), lr=0.1, **options)

    @scene(f"optim.{_kind}")
    def _(make=make_optimizer):
        opt = make()
        opt.step()
        return opt.step, [], {}, [opt.param_groups, opt._states]

    @scene(f"optim.{_kind}")
    def _(make=make_optimizer):
        opt = make()
        return opt.step, [], {}, [opt.param_groups, opt._states]

    @scene(f"optim.{_kind}")
    def _(kind=_kind, options=_options):
        groups = [{"params": params()}, {"params": params(), "lr": 0.5}]
        return getattr(tl.optim, kind), [groups], {"lr": 0.1, **options}

    @scene("optim.Optimizer.zero_grad")
    def _(make=make_optimizer):
        opt = make()
        return opt.zero_grad, [], {}, [opt.param_groups]

    @scene("optim.Optimizer.zero_grad")
    def _(make=make_optimizer):
        opt = make()
        return opt.zero_grad, [False], {}, [opt.param_groups]

    @scene("optim.Optimizer.add_param_group")
    def _(make=make_optimizer):
        opt = make()
        return opt.add_param_group, [{"params": params(), "lr": 0.5}], {}, [opt.param_groups]

    @scene("optim.Optimizer.state_dict")
    def _(make=make_optimizer):
        opt = make()
        opt.step()
        return opt.state_dict, [], {}, [opt.param_groups, opt._states]

    @scene("optim.Optimizer.load_state_dict")
    def _(make=make_optimizer):
        opt, other = make(), make()
        other.step()
        state = other.state_dict()
        for entry in state["state"].values():
            entry.update({k: v.tolist() for k, v in entry.items() if isinstance(v, tl.Tensor)})
        return opt.load_state_dict, [state], {}, [opt.param_groups]


@scene("optim.step")
def _():
    p = params()
    moments = [[tl.zeros_like(x.detach()) for x in p] for _ in range(2)]
    state = {"step": [1, 2, 3], "exp_avg": moments[0], "exp_avg_sq": moments[1]}
    return tl.optim.step, ["adam", p, state, tl.optim.Adam([p[0]]).defaults], {}


@scene("optim.step")
def _():
    state = {"step": [0] * 3, "exp_avg": [None] * 3, "exp_avg_sq": [None] * 3}
    return tl.optim.step, ["adamw", params(), state, tl.optim.Adam(params()).defaults], {}


@scene("optim.step")
def _():
    p = params()
    state = {"momentum_buffer": [tl.zeros_like(x.detach()) for x in p]}
    return tl.optim.step, ["sgd", p, state, tl.optim.SGD([p[0]], momentum=0.9).defaults], {}


@scene("optim.step")
def _():
    options = tl.optim.SGD(params(), momentum=0.9).defaults
    return tl.optim.step, ["sgd", params(), {"momentum_buffer": [None] * 3}, options], {}


@scene("optim.check_step")
def _():
    return tl.optim.check_step, ["step", params()], {}


@scene("optim.zero_grad")
def _():
    return tl.optim.zero_grad, [params()], {}


@scene("optim.Optimizer")
def _():
    return tl.optim.Optimizer, [params(), {"lr": [0.1]}], {}


# ---- schedules of learning rates
def doubled(epoch):
    return 2.0


for _name, _given in {
    "StepLR": (2,),
    "MultiStepLR": ([1, 3],),
    "ConstantLR": (),
    "LinearLR": (),
    "ExponentialLR": (0.5,),
    "PolynomialLR": (),
    "CosineAnnealingLR": (5,),
    "CosineAnnealingWarmRestarts": (5,),
    "LambdaLR": ([doubled, doubled],),
    "MultiplicativeLR": ([doubled, doubled],),
    "OneCycleLR": ([0.1, 0.2], 10),
    "ReduceLROnPlateau": ("min", 0.1, 1, 0.1, "rel", 0, [0.1, 0.2]),
}.items():

    @scene(f"optim.lr_scheduler.{_name}")
    def _(name=_name, given=_given):
        opt = tl.optim.SGD([{"params": params()}, {"params": params(), "lr": 0.5}], lr=0.1)
        return getattr(tl.optim.lr_scheduler, name), [opt, *fresh(given)], {}, [opt.param_groups]

    @scene(f"optim.lr_scheduler.{_name}")
    def _(name=_name, given=_given):
        opt = tl.optim.SGD([{"params": params()}, {"params": params(), "lr": 0.5}], lr=0.1)
        scheduler = getattr(tl.optim.lr_scheduler, name)(opt, *given)
        return scheduler.load_state_dict, [fresh(scheduler.state_dict())], {}, [opt.param_groups]


@scene("optim.lr_scheduler.LRScheduler")
def _():
    class Same(tl.optim.lr_scheduler.LRScheduler):
        def get_lr(self):
            return self.base_lrs

    opt = tl.optim.SGD(params(), lr=0.1)
    return Same, [opt], {}, [opt.param_groups]


@scene("optim.lr_scheduler.SequentialLR")
def _():
    opt = tl.optim.SGD(params(), lr=0.1)
    parts = [tl.optim.lr_scheduler.StepLR(opt, 2) for _ in range(3)]
    return tl.optim.lr_scheduler.SequentialLR, [opt, parts, [2, 5]], {}, [opt.param_groups]


@scene("optim.lr_scheduler.ChainedScheduler")
def _():
    opt = tl.optim.SGD(params(), lr=0.1)
    parts = [tl.optim.lr_scheduler.StepLR(opt, 2) for _ in range(3)]
    return tl.optim.lr_scheduler.ChainedScheduler, [parts], {}, [opt.param_groups]


# ---- data and training
call("data.batches", C, [0, 1], batch_size=1)
call("data.batches", C, [0, 1], shuffle=True, generator=0)
call("data.train_test_split", M * 3, I * 2, random_state=0)
call("data.train_test_split", V * 2, stratify=[0, 1] * 3, random_state=0)
call("data.train_test_split", V * 2, stratify=["a", "b"] * 3, test_size=0.5, random_state=0)
call("data.Standardizer", [0])
call("training.accuracy", M, [0, 1])
call("training.EarlyStopping", patience=2)
call("training.History", {"loss": [1.0]})
call("training.NonFiniteLossError", "text", 1, 2)


@scene("data.Standardizer.fit")
def _():
    return tl.data.Standardizer([0, 2]).fit, [fresh(C)], {}


@scene("data.Standardizer.transform")
def _():
    return tl.data.Standardizer((0,)).fit(M).transform, [fresh(M)], {}


@scene("data.Standardizer.inverse_transform")
def _():
    return tl.data.Standardizer((0,)).fit(M).inverse_transform, [fresh(M)], {}


@scene("data.Standardizer.fit_transform")
def _():
    return tl.data.Standardizer((0,)).fit_transform, [fresh(M)], {}


@scene("training.fit")
def _():
    model = network()
    opt = tl.optim.SGD(model.parameters(), lr=0.1, momentum=0.5)
    return (
        tl.training.fit,
        [model, [fresh(S), [0, 1]]],
        {"optimizer": opt, "epochs": 2, "batch_size": 1, "validation": [fresh(S), [1, 0]],
         "metrics": ["accuracy"], "callbacks": [lambda epoch, history: False], "progress": False, "seed": 0},
        [opt.param_groups, opt._states],
    )  # fmt: skip


@scene("training.fit")
def _():
    model = network()
    opt = tl.optim.Adam(model.parameters(), lr=0.1)
    data = [fresh(S), [[0.0, 1.0], [1.0, 0.0]]]
    options = {"optimizer": opt, "epochs": 1, "loss": "mse", "progress": False, "tol": 1e-9, "seed": 0}
    return tl.training.fit, [model, data], options, [opt.param_groups, opt._states]


@scene("training.evaluate")
def _():
    return tl.training.evaluate, [network(), [fresh(S), [0, 1]]], {"metrics": ["accuracy"]}


@scene("training.predict")
def _():
    return tl.training.predict, [network(), fresh(S)], {"batch_size": 1}


@scene("training.History.append")
def _():
    history = tl.training.History()
    history["loss"] = [1.0]
    return history.append, [{"loss": 1.0, "accuracy": 0.5}], {}, [history]


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

# ---- pictures
call("plot.image_grid", C, ["a", "b"], wrong=[True, False])
call("plot.weight_grid", C)
call("plot.activations plot.activation_properties", {"a": tl.tanh, "b": tl.nn.Identity()})
call("plot.ActivationTable", [])
X = [[0.5, 0.25], [1.0, 2.0], [0.5, 3.0]]
call("plot.batches", X, V, [1, 3], start=[0.5, 1.0], steps=2)
call("plot.normalization", X, V, start=[0.5, 1.0], steps=2)
call("plot.broadcasting", M, V)
call("plot.convolution", M, [[1.0, 2.0]], [0, 1])
call("plot.convolution_animation", [V], [[1.0, 2.0]])
call("plot.Graph", [], [])
call("plot.history", {"loss": [1.0, 0.5, 0.25], "val_loss": [1.0, 0.75, 0.5]})
call("plot.image_numbers", M)


@scene("plot.contours")
def _():
    return tl.plot.contours, [lambda x, y: x * x + y * y, [-1.0, 1.0], [-1.0, 1.0]], {"points": 5}


@scene("plot.confusion_matrix")
def _():
    return tl.plot.confusion_matrix, [[3, 1, 2], [1, 2, 1]], {"names": ["a", "b", "c", "d"]}


@scene("plot.graph")
def _():
    return tl.plot.graph, [lambda x, y: x + y, [1.0, 2.0], [3.0, 4.0]], {"names": {"t": tl.ones(2)}}


@scene("plot.descend")
def _():
    return (
        tl.plot.descend,
        [tl.plot.valley, lambda p: tl.optim.SGD(p, lr=0.1)],
        {"start": [1.0, 2.0], "steps": 2},
    )


def descents(name):
    @scene(f"plot.{name}")
    def _():
        methods = {"a": lambda p: tl.optim.SGD(p, lr=0.1)}
        ranges = {"x_range": [-1.0, 1.0], "y_range": [-1.0, 1.0]}
        return found(f"plot.{name}"), [None, methods], {"start": [0.5, 0.25], "steps": 2, **ranges}


descents("descent")
descents("descent_animation")


@scene("plot.learning_rates")
def _():
    return tl.plot.learning_rates, [None, [0.1, 0.2]], {"start": [0.5, 0.25], "steps": 2}


@scene("plot.surface")
def _():
    return tl.plot.surface, [None, {"a": [[0.0, 1.0], [1.0, 2.0]]}, [-1.0, 1.0], [-1.0, 1.0]], {"points": 5}


@scene("plot.decision_boundary")
def _():
    return (
        tl.plot.decision_boundary,
        [lambda x: x, [[0.5, 0.25], [1.0, 2.0]], [0, 1]],
        {"points": 5, "names": ["a", "b"]},
    )


@scene("plot.paths")
def _():
    from matplotlib.figure import Figure

    return tl.plot.paths, [{"a": [[0.0, 1.0], [1.0, 2.0]]}], {"axes": Figure().subplots()}
