"""Rows of the table of calls: distributions, functions of functions, mixed precision."""

from drive import T1, TS, B, M, V, W, call, scene

import tensorlab as tl

call("distributions.Categorical", [V[:1] + W] * 2)
call("distributions.Bernoulli", W)
call("distributions.Normal distributions.Uniform", V, [1.0, 2.0, 3.0])
call("distributions.Exponential", W)
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
