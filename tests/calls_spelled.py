"""Rows of the table of calls for PyTorch's spellings."""

from drive import T1, TABLE, TI, TS, C, Call, I, J, M, P, S, T, V, W, call, scene

import tensorlab as tl

K = [[0, 1, 1], [1, 0, 0]]  # positions along the first axis of T
R = [0, 1]
MASK = [[True, False, True], [False, True, False]]

call("tensor as_tensor clone FloatTensor DoubleTensor HalfTensor", V)
call("LongTensor IntTensor ShortTensor ByteTensor BoolTensor", I)
call("from_numpy", T.numpy())
call("is_tensor numel is_floating_point is_complex", V)
call("is_nonzero", [0.5])
call("device", "cpu")
call("set_default_device", "cpu")
call("get_default_device initial_seed seed autograd.enable_grad autograd.no_grad autograd.inference_mode")
call("autograd.set_grad_enabled", True)
call("manual_seed cuda.manual_seed cuda.manual_seed_all", 3)
call("cuda.is_available cuda.device_count cuda.synchronize cuda.empty_cache Generator")
call("cuda.memory_allocated cuda.max_memory_allocated")
call("accelerator.is_available accelerator.device_count accelerator.current_accelerator")
call("eq ge gt le lt ne", I, J)
call("mul sub div dist", V, W)
call("div", I, J, rounding_mode="trunc")
call("neg sgn frac rsqrt logit relu sigmoid", V)
call("clamp", V, [0.0, 0.0, 0.0], W)
call("clamp_min clamp_max", V, W)
call("lerp", V, W, [0.25, 0.5, 0.75])
call("addcmul addcdiv", V, W, [1.0, 2.0, 3.0], value=2)
call("ger", V, W)
call("nn.functional.one_hot", P)
call("mm", S, M)
call("mv", S, [1.0, 2.0])
call("bmm", C, C)
call("addmm", S, S, S, beta=0.5, alpha=2)
call("addmv", [0.5, 0.25], S, [1.0, 2.0])
call("baddbmm addbmm", S, C, C)
call("addr", S, [1.0, 2.0], [3.0, 4.0])
call("renorm", M, 2, 0, 1.0)
call("stft", [0.5, 1.5, -1.0, 2.0, 0.25, 1.0], 4, 2, window=[0.5, 1.0, 1.0, 0.5])
call("istft", [[1.0 + 0j, 2.0], [0.5j, 1.0], [1.0, -1.0]], 4, 2)
call("cholesky_solve", S, S)
call("cholesky_inverse", S)
call("inverse det", S)
call("norm", M, 2, [0, 1], True)
call("cdist cosine_similarity nn.functional.cosine_similarity", M, M)
call("pdist nn.functional.pdist", M)
call("movedim", C, [0, 1], [2, 0])
call("swapdims", M, 0, 1)
call("cat", [M, [V], [W]], 0)

# ---- along an axis, by position
call("softmax log_softmax unbind cummax cummin mode", M, 1)
call("logsumexp var_mean std_mean", C, [0, 2], keepdim=True)
call("kthvalue chunk", M, 2)
call("unsqueeze", M, 0)
call("flatten", C, 1)
call("t", M)
call("permute", C, [2, 0, 1])
call("narrow", M, 1, 0, 2)
call("tensor_split", M, [1])
call("repeat_interleave", M, [1, 2], 0)
call("diag_embed", M, 1)
call("index_select", M, 0, R)
call("gather", M, 0, K)
call("scatter scatter_add", M, 0, K, M)
call("scatter_reduce", M, 0, K, M, "amax")
call("index_copy", M, 0, R, M)
call("index_fill", M, 0, R, 2.0)
call("select_scatter", M, V, 0, 1)
call("slice_scatter", M, [V], 0, 1, 2)
call("diagonal_scatter", M, [0.5, 0.25])
call("index_put", M, (R, R), [0.5, 0.25])
call("index_reduce", M, 0, R, M, "mean")
call("masked_scatter", M, MASK, M)
call("aminmax", M, dim=1)
call("broadcast_tensors", M, V)
call("cartesian_prod", V, W)
call("combinations", V)
call("bucketize", M, [0.5, 1.0])
call("adjoint pinverse", M)
call("logdet slogdet matrix_exp", S)
call("matrix_power", S, 2)
call("take_along_dim", M, K, 0)
call("masked_fill", M, MASK, 2.0)
call("masked_select", M, MASK)
call("histc", V, 3)
call("sum mean argmax cumsum Tensor.sum Tensor.mean Tensor.nansum", T, dim=1)

call("svd qr svd_lowrank pca_lowrank linalg.matrix_exp", S)
call("cholesky", [[2.0, 0.5], [0.5, 3.0]])
call("block_diag", S, M)
call("complex polar", V, W)
call("view_as_complex", [[1.0, 2.0]])
call("view_as_real", [1.0 + 2.0j])
call("trapz cumulative_trapezoid", V)
call("logcumsumexp", M, 1)
call("msort", M)
call("unique_consecutive", P)
call("bartlett_window blackman_window hamming_window hann_window", 5)
call("use_deterministic_algorithms", True)
call("set_float32_matmul_precision", "high")

# ---- special functions
call("erfc erfinv lgamma digamma special.erf special.erfc special.erfinv special.gammaln special.digamma", V)
call("special.entr special.exp2 special.expit special.expm1 special.log1p special.logit special.ndtr", V)
call("special.ndtri special.psi special.sinc", V)
call("special.bessel_j0 special.bessel_j1 special.erfcx special.i0 special.i0e special.i1 special.i1e", V)
call("special.log_ndtr", V)
call("igamma igammac special.gammainc special.gammaincc special.zeta", W, [1.5, 2.0, 3.0])
call("mvlgamma special.multigammaln", [2.0, 3.0], 2)
call("polygamma special.polygamma", 1, V)
call("xlogy special.xlogy special.xlog1py", V, W)
call("special.softmax special.log_softmax special.logsumexp", M, 1)

# ---- random numbers
call("rand randn", [2, 3])
call("rand_like randn_like", M)
call("randint", 3, 9, [2, 3])
call("randint_like", M, 3, 9)
call("randperm", 5)
call("normal", V, [1.0, 2.0, 3.0])
call("bernoulli poisson", [0.5, 0.25])
call("get_rng_state")
call("set_rng_state", tl.get_rng_state())
call("multinomial", [0.5, 0.25, 0.25], 2)


@scene("Tensor.register_hook")
def _():
    return tl.array(V, requires_grad=True).register_hook, [abs], {}


@scene("autograd.grad")
def _():
    x = tl.array(V, requires_grad=True)
    return tl.autograd.grad, [[x * x, x * 2.0], [x], [list(V), list(W)]], {}, [x]


call("autograd.functional.jacobian", tl.multiply, [V, W])
call("autograd.functional.hessian", lambda x, y: tl.sum(x * y), [V, W])


class Twice(tl.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a)
        return a * 2.0, b

    @staticmethod
    def backward(ctx, g, h):
        return g * 2.0, h


call("autograd.detect_anomaly autograd.set_detect_anomaly", False)


@scene("autograd.Function")
def _():
    x, y = tl.array(V, requires_grad=True), tl.array(M, requires_grad=True)
    return Twice.apply, [x, y], {}, [x, y]


@scene("autograd.gradcheck")
def _():
    return tl.autograd.gradcheck, [tl.square, tl.array(V, requires_grad=True)], {}


@scene("autograd.backward")
def _():
    x = tl.array(V, requires_grad=True)
    return tl.autograd.backward, [[x * x, x * 2.0], [list(V), list(W)]], {}, [x]


# ---- methods
call("Tensor.view", T, [3, 2])
call("Tensor.view_as Tensor.reshape_as", T, tl.zeros((3, 2)))
call("Tensor.expand", T, [4, 2, 3])
call("Tensor.expand_as", T1, T)
call("Tensor.permute", T, [1, 0])
call("Tensor.flip", T, [0, 1])
call("Tensor.tile", T, [2, 1])
call("Tensor.unflatten", T, 1, [3, 1])
call("Tensor.split", T, [1, 2], dim=1)
call("Tensor.select", T, 1, 0)
call("Tensor.to", T, tl.float32, "cpu")
call(
    "Tensor.cpu Tensor.type Tensor.dim Tensor.ndimension Tensor.numel Tensor.nelement Tensor.element_size", T
)
call("Tensor.stride Tensor.is_contiguous Tensor.contiguous Tensor.data_ptr Tensor.detach_", T)
call("Tensor.storage_offset", T)
call("Tensor.is_integer Tensor.as_integer_ratio", tl.array(0.75))
call("Tensor.bool Tensor.byte Tensor.char Tensor.short Tensor.int Tensor.long", TI)
call("Tensor.bfloat16 Tensor.half Tensor.float Tensor.double Tensor.cfloat Tensor.cdouble", T)
call("Tensor.type_as", T, TI)
call("Tensor.nan_to_num", T, 0.5)
call("Tensor.new_zeros Tensor.new_ones Tensor.new_empty", T, [2, 3])
call("Tensor.new_full", T, [2, 3], 0.5)
call("Tensor.new_tensor", T, V)
call("Tensor.where", T, MASK, M)
call("Tensor.masked_fill_", T, MASK, 2.0)
call("Tensor.scatter_ Tensor.scatter_add_", T, 0, K, M)
call("Tensor.index_add Tensor.index_add_ Tensor.index_copy_", T, 0, R, M)
call("Tensor.index_put_", T, (R, R), [0.5, 0.25])
call("Tensor.index_reduce_", T, 0, R, M, "prod")
call("Tensor.scatter_reduce_", T, 0, K, M, "sum")
call("Tensor.masked_scatter_", T, MASK, M)
call("Tensor.unfold", T, 1, 2, 1)
call("as_strided Tensor.as_strided", T, (2, 2), (1, 1))

call("Tensor.index_fill_", T, 0, R, 2.0)
call("Tensor.fill_diagonal_", T, 2.0)
call("Tensor.normal_ Tensor.uniform_ Tensor.random_ Tensor.exponential_ Tensor.cauchy_", T)
call("Tensor.log_normal_", T)
call("Tensor.geometric_", T, 0.5)
call("Tensor.bernoulli_", T, [0.5, 0.25, 0.75])
call("Tensor.clamp_ Tensor.clip_", T, [0.0, 0.0, 0.0], W)
call("Tensor.clamp_min_ Tensor.clamp_max_ Tensor.div_ Tensor.xlogy_", T, W)
call("Tensor.cumsum_ Tensor.cumprod_", T, 1)
call("Tensor.ldexp_", T, 1)
call("Tensor.deg2rad_ Tensor.rad2deg_", T)
call("Tensor.digamma_ Tensor.erfc_ Tensor.erfinv_ Tensor.frac_ Tensor.lgamma_ Tensor.logit_ Tensor.relu_", T)
call("Tensor.round_ Tensor.rsqrt_ Tensor.sigmoid_ Tensor.tril_ Tensor.triu_ Tensor.nan_to_num_", T)
call("Tensor.addcmul_ Tensor.addcdiv_", T, M, V)
call("Tensor.lerp_", T, M, 0.5)
call("Tensor.addmm_", TS, S, S)
call("Tensor.addmv_", tl.array([0.5, 0.25]), S, [1.0, 2.0])
call("Tensor.baddbmm_", tl.array(C), C, C)


def _of_rows():
    """Methods made from rows of ops.def: with a list beside the tensor where there are two operands."""
    rows = {row["name"]: row for row in tl.ops()}
    for name in vars(tl.Tensor):
        row = rows.get(getattr(vars(tl.Tensor)[name], "__name__", name).removesuffix("_"))
        made = type(vars(tl.Tensor)[name]) is type(tl.Tensor.add)
        if made and row and row["family"] in ("unary", "binary") and not name.startswith("__"):
            x = TI if row["domain"] in ("INT", "INTX", "SHF") else T
            if not any(c.name == f"Tensor.{name}" for c in TABLE):
                call(f"Tensor.{name}", x, *([J] if row["family"] == "binary" else []))


def _of_functions():
    """Methods that are functions: the function's own row."""
    known = {c.name for c in TABLE}
    for c in list(TABLE):
        method = vars(tl.Tensor).get(c.name)
        if type(method).__name__ in ("Method", "function") and f"Tensor.{c.name}" not in known:
            TABLE.append(Call(f"Tensor.{c.name}", c.make, c.changes))
            known.add(f"Tensor.{c.name}")


_of_rows()
_of_functions()
