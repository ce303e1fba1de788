"""Functions that have PyTorch's names, and those of scipy.special, at 10 and at a million elements."""

import numpy as np

from .bench_names import SIZES, inputs
from .common import Suite, uniform

ELEMENTWISE = "frac rsqrt sgn logit"
OF_SPECIAL = """
digamma entr erf erfc erfcx erfinv expit exp2 expm1 i0e i1 i1e log1p log_ndtr gammaln logit ndtr ndtri psi
sinc
"""
TORCH = {name: f"{name}(x)" for name in ELEMENTWISE.split()} | {
    "addcdiv": "addcdiv(x, x, y)",
    "addcmul": "addcmul(x, x, y)",
    "clamp": "clamp(x, 0.2, 0.8)",
    "clamp_max": "clamp_max(x, 0.8)",
    "clamp_min": "clamp_min(x, 0.2)",
    "lerp": "lerp(x, y, 0.3)",
    "div": 'div(x, y, rounding_mode="floor")',
    "polar": "polar(x, y)",
    "complex": "complex(x, y)",
    "view_as_real": "view_as_real(polar(x, y))",
    "view_as_complex": "view_as_complex(stack([x, y], -1))",
    "dist": "dist(x, y)",
    "norm": "norm(x)",
    "clone": "clone(x)",
    "cat": "cat([x, y])",
    "t": "t(m)",
    "permute": "permute(m, (1, 0))",
    "adjoint": "adjoint(m)",
    "broadcast_tensors": "broadcast_tensors(m, m[0])",
    "movedim": "movedim(m, 0, 1)",
    "swapdims": "swapdims(m, 0, 1)",
    "unsqueeze": "unsqueeze(x, 0)",
    "flatten": "flatten(m)",
    "as_strided": "as_strided(x, (x.shape[0] // 2,), (2,))",
    "unbind": "unbind(pairs)",
    "chunk": "chunk(x, 3)",
    "tensor_split": "tensor_split(x, 3)",
    "narrow": "narrow(x, 0, 1, 5)",
    "mm": "mm(q, q)",
    "mv": "mv(m, m[0])",
    "ger": "ger(short, short)",
    "bmm": "bmm(s, s)",
    "addmm": "addmm(q, q, q)",
    "addmv": "addmv(m[:, 0], m, m[0])",
    "addr": "addr(s[0], s[0, 0], s[0, 0])",
    "addbmm": "addbmm(s[0], s, s)",
    "baddbmm": "baddbmm(s, s, s)",
    "cdist": "cdist(q, q)",
    "cosine_similarity": "cosine_similarity(pairs, pairs, 0)",
    "pdist": "pdist(q)",
    "block_diag": "block_diag(q, q)",
    "diag_embed": "diag_embed(short)",
    "logdet": "logdet(s)",
    "cholesky": "linalg.cholesky(s)",
    "cholesky_inverse": "cholesky_inverse(definite)",
    "cholesky_solve": "cholesky_solve(definite, definite)",
    "renorm": "renorm(m, 2, 0, 1.0)",
    "svd_lowrank": "svd_lowrank(q, 3)",
    "pca_lowrank": "pca_lowrank(q, 3)",
    "cartesian_prod": "cartesian_prod(short, short)",
    "combinations": "combinations(few, 2)",
    "aminmax": "aminmax(x)",
    "cummax": "cummax(x, 0)",
    "cummin": "cummin(x, 0)",
    "logcumsumexp": "logcumsumexp(x, 0)",
    "logsumexp": "logsumexp(x, 0)",
    "std_mean": "std_mean(x)",
    "var_mean": "var_mean(x)",
    "kthvalue": "kthvalue(x, 3)",
    "mode": "mode(i, 0)",
    "msort": "msort(x)",
    "topk": "topk(x, 3)",
    "histc": "histc(x, 10, 0.0, 1.0)",
    "bucketize": "bucketize(x, edges)",
    "unique_consecutive": "unique_consecutive(i)",
    "repeat_interleave": "repeat_interleave(x, 2)",
    "cumulative_trapezoid": "cumulative_trapezoid(x)",
    "masked_fill": "masked_fill(x, b, 0.5)",
    "masked_select": "masked_select(x, b)",
    "masked_scatter": "masked_scatter(x, b, y)",
    "index_select": "index_select(x, 0, at)",
    "index_add": {"": "index_add(x, at, y)", "torch": "index_add(x, 0, at, y)"},
    "index_copy": "index_copy(x, 0, at, y)",
    "index_fill": "index_fill(x, 0, at, 0.5)",
    "index_put": "index_put(x, (at,), y)",
    "index_reduce": 'index_reduce(x, 0, at, y, "amax")',
    "select_scatter": "select_scatter(m, m[0], 0, 1)",
    "slice_scatter": "slice_scatter(m, m[:1], 0, 1, 2)",
    "diagonal_scatter": "diagonal_scatter(m, m.diagonal())",
    "gather": "gather(x, 0, at)",
    "scatter": "scatter(x, 0, at, y)",
    "scatter_add": "scatter_add(x, 0, at, y)",
    "scatter_reduce": 'scatter_reduce(x, 0, at, y, "sum")',
    "take_along_dim": "take_along_dim(x, at, 0)",
    "stft": "stft(x, 8, return_complex=True)",
    "istft": "istft(stft(x, 8, return_complex=True), 8)",
    "hann_window": "hann_window(n)",
    "hamming_window": "hamming_window(n)",
    "blackman_window": "blackman_window(n)",
    "bartlett_window": "bartlett_window(n)",
    "rand": "rand(n)",
    "rand_like": "rand_like(x)",
    "randn": "randn(n)",
    "randn_like": "randn_like(x)",
    "randint": "randint(0, 9, (n,))",
    "randint_like": "randint_like(x, 9)",
    "randperm": "randperm(n)",
    "bernoulli": "bernoulli(x)",
    "normal": "normal(x, y)",
    "poisson": "poisson(x)",
    "multinomial": "multinomial(few_weights, 3)",
}
SPECIAL = {name: f"special.{name}(x)" for name in OF_SPECIAL.split()} | {
    "xlogy": "special.xlogy(x, y)",
    "polygamma": "special.polygamma(1, x)",
    "xlog1py": "special.xlog1py(x, y)",
    "gammainc": "special.gammainc(x, y)",
    "gammaincc": "special.gammaincc(x, y)",
    "multigammaln": "special.multigammaln(x + 2.0, 3)",
    "zeta": "special.zeta(x + 2.0, y)",
    "bessel_j0": {"": "special.bessel_j0(x)", "scipy": "special.j0(x)"},
    "bessel_j1": {"": "special.bessel_j1(x)", "scipy": "special.j1(x)"},
    "logsumexp": "special.logsumexp(x, 0)",
    "softmax": "special.softmax(x, 0)",
    "log_softmax": "special.log_softmax(x, 0)",
}
LINALG = {
    "expm": "linalg.expm(q)",
    "matrix_exp": "linalg.matrix_exp(s)",
    "logm": "linalg.logm(q)",
    "sqrtm": "linalg.sqrtm(q)",
    "lu": "linalg.lu(q)",
    "lu_factor": "linalg.lu_factor(q)",
    "lu_solve": "linalg.lu_solve(linalg.lu_factor(q), q)",
    "cho_factor": "linalg.cho_factor(definite)",
    "cho_solve": "linalg.cho_solve(linalg.cho_factor(definite), definite)",
    "solve_triangular": "linalg.solve_triangular(q, q)",
    "null_space": "linalg.null_space(wide)",
    "orth": "linalg.orth(q)",
    "toeplitz": "linalg.toeplitz(short)",
    "block_diag": "linalg.block_diag(q, q)",
}


def _operands(n):
    more = {
        "pairs": lambda: uniform((2, n // 2), "float64"),
        "few_weights": lambda: uniform(100, "float64"),
        "definite": lambda: np.eye(min(n, 100)) + 0.01,
        "wide": lambda: uniform((10, 20), "float64"),
    }
    return inputs(n) | more


class Torch(Suite):
    rows = TORCH
    axes = {"n": SIZES}
    libs = ("tensorlab", "torch")

    def operands(self, n):
        return _operands(n)


class Special(Suite):
    rows = SPECIAL
    axes = {"n": SIZES}
    libs = ("tensorlab", "scipy", "torch", "jax")

    def operands(self, n):
        return _operands(n)


class Linalg(Suite):
    rows = LINALG
    libs = ("tensorlab", "scipy", "torch", "jax")

    def operands(self):
        return _operands(900)
