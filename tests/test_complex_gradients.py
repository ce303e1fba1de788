"""The gradients of complex numbers against differences along both parts, and PyTorch's convention."""

import numpy as np
import pytest
from test_complex import ELEMENTARY, OTHERS, drawn

import tensorlab as tl

A, B = drawn((2, 3), seed=1) + 0.3, drawn((2, 3), seed=2) + 0.4j
R = np.random.default_rng(3).uniform(0.5, 1.5, (2, 3))
M = drawn((3, 2), seed=4)
PLAIN = ["negative", "positive", "abs", "angle", "real", "imag", "conj", "sign"]
ONE = {n: getattr(tl, n) for n in [*ELEMENTARY, *OTHERS, *PLAIN]}
ONE |= {
    n: getattr(tl, n)
    for n in ["sum", "prod", "nansum", "nanprod", "mean", "var", "std", "nanmean", "nanvar", "nanstd"]
}
ONE |= {
    "sinc": tl.sinc,
    "sum of axis": lambda z: tl.sum(z, axis=1, keepdims=True) * z,
    "prod of axis": lambda z: tl.prod(z, axis=0),
    "var of axis": lambda z: tl.var(z, axis=0, ddof=1),
    "square of 2": lambda z: z**2,
    "root": lambda z: z**0.5,
    "power of a number": lambda z: z ** (1.5 - 0.5j),
    "number to the power": lambda z: (2 + 1j) ** z,
    "cast": lambda z: (z * 2).astype("complex64").astype("complex128"),
    "indices": lambda z: z[[0, 1, 1], [2, 0, 0]],
    "slices": lambda z: z[::-1, 1:] * z[:, :2],
    "mask": lambda z: z[tl.array(R > 1)],
    "transposed": lambda z: tl.reshape(z.T, (2, 3)) * z,
    "parts": lambda z: z.real * z.imag + tl.exp(z.imag),
    "conjugate product": lambda z: (z * z.conj()).real + tl.abs(z) ** 2,
    "nan_to_num": tl.nan_to_num,
    "set item": lambda z: changed(z),
}
TWO = {n: getattr(tl, n) for n in ("add", "subtract", "multiply", "divide", "power")}
TWO |= {
    "where": lambda z, w: tl.where(tl.array(R > 1), z, w),
    "concatenate": lambda z, w: tl.concatenate([z, w * z], axis=1),
    "stack": lambda z, w: tl.stack([z, w]),
    "matmul": lambda z, w: z @ w.T,
    "vector": lambda z, w: z @ w[0],
    "einsum": lambda z, w: tl.einsum("ij,kj->ik", z, w),
    "vdot": lambda z, w: tl.vdot(z, w),
    "vecdot": lambda z, w: tl.vecdot(z, w),
    "outer": lambda z, w: tl.outer(z, w),
    "broadcast": lambda z, w: z * w[0] - w[:, :1],
    "in place": lambda z, w: into(z, w),
}


def changed(z):
    y = z * 1
    y[0, 1:] = z[1, :2] ** 2
    return y


def into(z, w):
    z = z * 1
    z *= w
    z += w
    return z


def leaf(a):
    return tl.array(a, requires_grad=True)


@pytest.mark.parametrize("name", ONE)
def test_one_operand(name):
    precise = name != "cast"
    if precise:
        assert tl.gradcheck(ONE[name], leaf(A), atol=1e-7, rtol=1e-6)
        assert tl.gradcheck(ONE[name], leaf(A.T.copy().T[::-1]), atol=1e-7, rtol=1e-6)
    else:
        z = leaf(A)
        (g,) = tl.gradients(ONE[name](z).real.sum(), [z])
        assert (g == 2).all().item() and g.dtype == "complex128"


@pytest.mark.parametrize("name", TWO)
@pytest.mark.parametrize("which", ["complex", "real first", "real second"])
def test_two_operands(name, which):
    """A real operand has a real gradient."""
    first, second = (R if which == "real first" else A), (R if which == "real second" else B)
    x, y = leaf(first), leaf(second)
    if name == "in place" and which == "real first":
        with pytest.raises(TypeError, match="complex128"):
            TWO[name](x, y)
        return
    assert tl.gradcheck(TWO[name], [x, y], atol=1e-7, rtol=1e-6)
    result = TWO[name](x, y)
    loss = result.real.sum() + (result.imag * 2).sum() if tl.iscomplexobj(result) else result.sum()
    for t, g in zip((x, y), tl.gradients(loss, [x, y]), strict=True):
        assert g.dtype == t.dtype


TWICE = [
    "exp",
    "log",
    "sin",
    "tanh",
    "square",
    "reciprocal",
    "abs",
    "angle",
    "multiply",
    "divide",
    "power",
    "matmul",
    "conj",
    "sqrt",
    "parts",
    "prod",
    "var",
]


@pytest.mark.parametrize("name", [*TWICE, "sign"])
def test_second_derivatives(name):
    f, inputs = (ONE[name], [leaf(A)]) if name in ONE else (TWO[name], [leaf(A), leaf(B)])

    def gradient(*args):
        with tl.enable_grad():
            args = [a if a.requires_grad else a.detach().requires_grad_() for a in args]
            result = f(*args)
            if tl.iscomplexobj(result):
                result = (result.real**2 + 3 * result.imag * result.real).sum()
            return tuple(tl.gradients((result * result).sum(), args, create_graph=True))

    assert tl.gradcheck(gradient, inputs, atol=1e-5, rtol=1e-5)


def test_conventions():
    z = leaf(np.array([3 + 4j, 0, -2j]))
    (g,) = tl.gradients(tl.abs(z).sum(), [z])
    assert g.tolist() == [0.6 + 0.8j, 0, -1j]
    (g,) = tl.gradients((z * 2j).real.sum(), [z])
    assert g.tolist() == [-2j] * 3
    (g,) = tl.gradients(tl.sign(z).real.sum(), [z])
    assert g[1].item() == 0
    for power in (0, 1, 2):
        (g,) = tl.gradients((z**power).real.sum(), [z])
        assert g.tolist() == (power * np.conj(z.detach().numpy() ** max(power - 1, 0))).tolist()
    x = leaf(np.array([1.0, 2.0]))
    (x * (1 + 2j)).imag.sum().backward()
    assert x.grad.dtype == "float64" and x.grad.tolist() == [2, 2]
    w = leaf(np.array([1 + 1j], "complex64"))
    (w.real * w.imag).sum().backward()
    assert w.grad.dtype == "complex64" and w.grad.tolist() == [1 + 1j]


def test_only_real_numbers_start():
    z = leaf(np.array(1 + 2j))
    with pytest.raises(
        RuntimeError, match="backward: only a real number starts from 1, this one is complex128"
    ):
        (z * z).backward()
    (z * z).backward(gradient=1.0)
    assert z.grad.item() == 2 - 4j
    with pytest.raises(TypeError, match="backward: complex128 does not become float64"):
        z.real.backward(gradient=tl.array(1j))
    with pytest.raises(RuntimeError, match="gradcheck"):
        tl.gradcheck(lambda z: tl.where(tl.array(True), z, z.detach()) + z.detach(), leaf(np.array([1j])))
