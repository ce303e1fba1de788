"""Rows of the table of calls: distributions, functions of functions, mixed precision."""

from drive import T1, TS, B, M, V, W, call, scene

import tensorlab as tl

call("distributions.Categorical", [V[:1] + W] * 2)
call("distributions.Bernoulli", W)
call("distributions.Normal distributions.Uniform", V, [1.0, 2.0, 3.0])
call("distributions.Exponential distributions.HalfNormal distributions.HalfCauchy distributions.Chi2", W)
call(
    "distributions.Laplace distributions.Cauchy distributions.Gumbel distributions.LogNormal",
    V,
    [1.0, 2.0, 3.0],
)
call("distributions.Weibull distributions.Pareto distributions.Gamma distributions.Beta", [1.0, 2.0, 3.0], W)
call("distributions.InverseGamma distributions.VonMises", W, [1.0, 2.0, 3.0])
call("distributions.StudentT", [1.0, 2.0, 3.0], V, W)
call("distributions.Dirichlet distributions.Poisson distributions.Geometric", W)
call("distributions.Binomial distributions.NegativeBinomial", [3, 4, 5], W)
call("distributions.Multinomial", 3, W)
call("distributions.OneHotCategorical distributions.OneHotCategoricalStraightThrough", W)
call("distributions.RelaxedOneHotCategorical", 0.5, W)
call("distributions.MultivariateNormal", [1.0, 2.0], [[2.0, 1.0], [1.0, 2.0]])
call(
    "distributions.MixtureSameFamily", tl.distributions.Categorical(W), tl.distributions.Normal(list(V), 1.0)
)
call(
    "distributions.TransformedDistribution",
    tl.distributions.Normal(T1, 1.0),
    [tl.distributions.ExpTransform()],
)
R = "distributions.transforms."
call(f"{R}AbsTransform {R}ExpTransform {R}SigmoidTransform {R}SoftmaxTransform {R}SoftplusTransform")
call(f"{R}StickBreakingTransform {R}TanhTransform {R}LowerCholeskyTransform {R}Transform")
call(R + "PowerTransform", 2.0)
call(R + "AffineTransform", 2.0, T1)
call(R + "ComposeTransform", [tl.distributions.ExpTransform()])
call(R + "IndependentTransform", tl.distributions.ExpTransform(), 1)
call(R + "ReshapeTransform", [2], [2, 1])
call(R + "CumulativeDistributionTransform", tl.distributions.Normal(T1, 1.0))
call(R + "identity_transform", T1)
call("distributions.register_kl", tl.distributions.Distribution, tl.distributions.Distribution)
call("distributions.Distribution")
call("distributions.Independent", tl.distributions.Normal(T1, 1.0), 1)


@scene("distributions.kl_divergence")
def _():
    p, q = tl.distributions.Bernoulli(list(W)), tl.distributions.Bernoulli([0.5, 0.5, 0.25])
    return tl.distributions.kl_divergence, [p, q], {}


def product(x, y):
    return (x * y).sum()


call("func.grad func.grad_and_value", product, (0, 1))
call("func.jacrev func.hessian", product, 0)
call("func.vmap", product, [0, None])


@scene("func.vmap")
def _():
    return tl.func.vmap(product, [0, 1]), [TS + 0, TS + 1], {}


@scene("func.functional_call")
def _():
    weights = {"weight": tl.array(M), "bias": tl.array(V[:2])}
    return tl.func.functional_call, [tl.nn.Linear(3, 2).double(), weights, (tl.array([V, W]),)], {}


call("amp.autocast", "cuda", tl.float16, B[0])
call("amp.GradScaler", "cuda", 65536.0)
call("autograd.Variable", T1, True)
