"""Rows of the registry: initial values of weights."""

import numpy as np
from registry import case, init
from scipy.special import ndtr, ndtri

X = (5, 3)
KERNELS = (4, 3, 2, 5)


def trunc_normal(w, mean=0.0, std=1.0, a=-2.0, b=2.0, rng=None):
    low, high = (a - mean) / std, (b - mean) / std
    if low + high > 0:
        return mean - std * ndtri(rng.uniform(ndtr(-high), ndtr(-low), w.shape))
    return mean + std * ndtri(rng.uniform(ndtr(low), ndtr(high), w.shape))


def orthogonal(w, gain=1.0, rng=None):
    drawn = rng.normal(size=(len(w), w[0].size))
    wide = drawn.shape[0] < drawn.shape[1]
    q, r = np.linalg.qr(drawn.T if wide else drawn)
    q = gain * q * np.sign(np.diag(r))
    return (q.T if wide else q).reshape(w.shape)


def dirac(w, groups=1):
    made, outputs = np.zeros_like(w), len(w) // groups
    for i in range(len(w)):
        if i % outputs < w.shape[1]:
            made[(i, i % outputs, *(n // 2 for n in w.shape[2:]))] = 1
    return made


def sparse(w, sparsity, std=0.01, rng=None):
    made, places = rng.normal(0, std, w.shape), rng.random(w.shape).argsort(0)
    np.put_along_axis(made, places[: int(np.ceil(sparsity * len(w)))], 0, 0)
    return made


init(
    "trunc_normal_", trunc_normal, case(X), case(X, mean=1.0, std=0.5, a=0.0, b=3.0),
    case((), mean=0.0, std=1.0, a=5.0, b=6.0), case(KERNELS, std=0.02), random=True,
)  # fmt: skip
init("orthogonal_", orthogonal, case(X), case((3, 5), gain=2.0), case(KERNELS), random=True)
init("dirac_", dirac, case((3, 4, 2)), case((6, 2, 3, 3), groups=2), case((4, 3, 1, 2, 3)))
init("sparse_", sparse, case(X, sparsity=0.3), case((20, 4), sparsity=0.9, std=2.0), random=True)
