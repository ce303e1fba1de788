"""Derivatives of tl.linalg, first and second: real, complex, in stacks, and where values coincide."""

import functools

import numpy as np
import pytest

import tensorlab as tl

L = tl.linalg
RNG = np.random.default_rng(0)
SQUARE = (3, 3)


def weighted(*found):
    """A real number that every element has its own share in."""
    total = 0.0
    for y in found:
        rng = np.random.default_rng(y.size)
        w = rng.normal(size=y.shape)
        if y.dtype.kind == "c":
            w = w + 1j * rng.normal(size=y.shape)
        z = y * tl.array(w)
        total = total + (z.real if z.dtype.kind == "c" else z).sum()
    return total


def hermitian(x):
    return (x + x.mT.conj()) / 2


def positive(x):
    return x @ x.mT.conj() + tl.eye(x.shape[-1])


def spread(v, w):
    return (v * w[..., None, :]) @ v.mT.conj()


def of_svd(full):
    """What neither signs nor phases change, of all that there is."""

    def loss(x):
        u, s, vh = L.svd(x, full)
        k = s.shape[-1]
        u1, v1h, u2, v2h = u[..., :k], vh[..., :k, :], u[..., k:], vh[..., k:, :]
        return weighted(s, (u1 * tl.exp(s)[..., None, :]) @ v1h, abs(u1) ** 2, abs(v1h) ** 2) + weighted(
            u2 @ u2.mT.conj(), v2h.mT.conj() @ v2h
        )

    return loss


def of_eigh(x):
    w, v = L.eigh(hermitian(x))
    return weighted(w, abs(v) ** 2, spread(v, tl.sin(w)))


def of_eig(x):
    w, v = L.eig(x)
    return weighted(abs(w) ** 2, abs(v) ** 2, (v * w[..., None, :] ** 2) @ L.inv(v))


def of_hermitian_svd(x):
    u, s, vh = L.svd(hermitian(x), hermitian=True)
    return weighted(s, abs(u) ** 2, (u * tl.exp(s)[..., None, :]) @ vh)


def triangle(trans, lower, unit):
    return lambda x: weighted(L.solve_triangular(x[..., :3, :], x[..., 3:, :].mT, trans, lower, unit))


def projection(q):
    return weighted(q @ q.mT.conj())


CASES = {
    "solve": (lambda x: weighted(L.solve(x[..., :3, :], x[..., 3:, :].mT)), (5, 3)),
    "inv": (lambda x: weighted(L.inv(x)), SQUARE),
    "det": (lambda x: weighted(L.det(x)), (4, 4)),
    "slogdet": (lambda x: weighted(*L.slogdet(x)), SQUARE),
    "cholesky": (lambda x: weighted(L.cholesky(positive(x)), L.cholesky(positive(x), upper=True)), SQUARE),
    "qr": (lambda x: weighted(*L.qr(x)), (4, 3)),
    "qr wide": (lambda x: weighted(*L.qr(x, "complete")), (3, 5)),
    "qr r": (lambda x: weighted(L.qr(x, "r")), (5, 3)),
    "svd": (of_svd(False), (4, 3)),
    "svd wide": (of_svd(False), (3, 5)),
    "svd full": (of_svd(True), (5, 3)),
    "svd full wide": (of_svd(True), (3, 5)),
    "svd hermitian": (of_hermitian_svd, SQUARE),
    "svdvals": (lambda x: weighted(L.svdvals(x), L.svd(x, compute_uv=False)), (4, 3)),
    "eigh": (of_eigh, (4, 4)),
    "eigvalsh": (lambda x: weighted(L.eigvalsh(hermitian(x), "U")), SQUARE),
    "eig": (of_eig, SQUARE),
    "eigvals": (lambda x: weighted(abs(L.eigvals(x)) ** 3), (4, 4)),
    "pinv": (lambda x: weighted(L.pinv(x)), (4, 3)),
    "pinv wide": (lambda x: weighted(L.pinv(x)), (2, 4)),
    "pinv of rank 2": (lambda x: weighted(L.pinv(x[..., :2] @ x[..., 2:].mT)), (4, 4)),
    "matrix_power": (lambda x: weighted(L.matrix_power(x, 3), L.matrix_power(x, -2)), SQUARE),
    "matrix_norm": (lambda x: weighted(*(L.matrix_norm(x, ord=p) for p in ("nuc", 2, -2, 1, "fro"))), (3, 4)),
    "cond": (lambda x: weighted(*(L.cond(x, p) for p in (None, -2, 1, "fro", "nuc"))), SQUARE),
    "expm": (lambda x: weighted(L.expm(x)), SQUARE),
    "lu": (lambda x: weighted(*L.lu(x)[1:]), SQUARE),
    "lu tall": (lambda x: weighted(*L.lu(x, True)), (5, 3)),
    "lu wide": (lambda x: weighted(*L.lu(x)[1:]), (3, 5)),
    "lu_factor": (lambda x: weighted(L.lu_factor(x)[0], L.lu_factor(x.mT)[0]), (4, 3)),
    "lu_solve": (lambda x: weighted(*(L.lu_solve(L.lu_factor(x), x, t) for t in (0, 1, 2))), SQUARE),
    "cho_solve": (
        lambda x: weighted(*(L.cho_solve(L.cho_factor(positive(x), low), x) for low in (True, False))),
        SQUARE,
    ),
    "block_diag": (lambda x: weighted(L.block_diag(x, x * x)), (2, 3)),
    "solve_triangular of LAPACK": (
        lambda x: weighted(L.solve_triangular(x + 3.0 * tl.eye(9), x, 1, True)),
        (9, 9),
    ),
}
CASES |= {
    f"solve_triangular {t} {low} {one}": (triangle(t, low, one), (5, 3))
    for t in (0, 1, 2) for low in (True, False) for one in (True, False)
}  # fmt: skip
ALONE = {
    "null_space": (lambda x: projection(L.null_space(x)), (2, 4)),
    "orth": (lambda x: projection(L.orth(x)), (4, 2)),
    "lstsq": (lambda x: weighted(*(L.lstsq(x[:, :2], x[:, 2:])[i] for i in (0, 1, 3))), (5, 4)),
    "lstsq wide": (lambda x: weighted(L.lstsq(x[:, :5], x[:, 5])[0]), (3, 7)),
    "lstsq of rank 2": (
        lambda x: weighted(*(L.lstsq(x[:, :3] * tl.array([1, 1, 0]), x[:, 3:], r)[0] for r in (-1, 0.0))),
        (4, 5),
    ),
    "lstsq of rank 1": (lambda x: weighted(L.lstsq(x[:, :1] @ x[:, 1:3].mT[:1], x[:, 3:])[0]), (4, 5)),
    "tensorsolve": (lambda x: weighted(L.tensorsolve(x.reshape(2, 2, 4), x[:2, :2])), (4, 4)),
    "tensorinv": (lambda x: weighted(L.tensorinv(x.reshape(2, 2, 4))), (4, 4)),
    "multi_dot": (lambda x: weighted(L.multi_dot([x[:, 0], x, x.mT, x, x[0]])), (4, 3)),
    "toeplitz": (lambda x: weighted(L.toeplitz(x[:, 0], x[0]), L.toeplitz(x[:, 1])), (4, 3)),
    "logm": (lambda x: weighted(L.logm(positive(x) + x)), (2, 3, 3)),
    "sqrtm": (lambda x: weighted(L.sqrtm(positive(x) + x)), (2, 3, 3)),
    "sqrtm that is complex": (lambda x: weighted(L.sqrtm(x - 8 * tl.eye(3))), (2, 3, 3)),
}
ALL = [(name, c, lead) for name in CASES for c in (0, 1) for lead in ((), (2,))]
ALL += [(name, c, ()) for name in ALONE for c in (0, 1)]


def values(shape, of_complex):
    return RNG.normal(size=shape) + (1j * RNG.normal(size=shape) if of_complex else 0)


def along(g, v):
    return (g.conj() * v).real.sum()


def check_first(loss, x, step=1e-5, rel=1e-6):
    v = values(x.shape, x.dtype.kind == "c")
    t = tl.array(x, requires_grad=True)
    (g,) = tl.gradients(loss(t), [t])
    rise = (loss(tl.array(x + step * v)) - loss(tl.array(x - step * v))).item() / (2 * step)
    assert along(g, v).item() == pytest.approx(rise, rel=rel, abs=rel)


@pytest.mark.parametrize("name, of_complex, lead", ALL)
def test_first_and_second_derivatives(name, of_complex, lead):
    loss, shape = {**CASES, **ALONE}[name]
    x, step = values(lead + shape, of_complex), 1e-6
    check_first(loss, x, step)
    v = values(x.shape, of_complex)

    def slope(x):
        t = tl.array(x, requires_grad=True)
        (g,) = tl.gradients(loss(t), [t], create_graph=True)
        return t, g, along(g, v)

    t, g, s = slope(x)
    assert g.dtype == x.dtype
    rise = (slope(x + step * v)[2] - slope(x - step * v)[2]).item() / (2 * step)
    if not s.requires_grad:
        assert rise == pytest.approx(0, abs=1e-6)
        return
    (h,) = tl.gradients(s, [t])
    assert along(h, v).item() == pytest.approx(rise, rel=1e-4, abs=1e-5)


def test_the_cut_of_the_logarithm():
    t = tl.array([[-1.0, 2.0], [0.0, -3.0]], requires_grad=True)
    with pytest.raises(RuntimeError, match=r"^logm: .*negative"):
        weighted(L.logm(t)).backward()


# ---- where values coincide ---------------------------------------------------------------------------------
def turned(values, of_complex=False):
    n = len(values)
    q, _ = np.linalg.qr(RNG.normal(size=(n, n)) + (1j * RNG.normal(size=(n, n)) if of_complex else 0))
    return q @ np.diag(values) @ q.conj().T


def polar(x):
    u, _, vh = L.svd(x, False)
    return weighted(u @ vh)


TALL = np.vstack([np.eye(3), np.zeros((2, 3))])
EQUAL = {
    "projection": (lambda x: projection(L.eigh(hermitian(x))[1][:, :2]), turned([1.0, 1, 3, 3])),
    "projection, complex": (
        lambda x: projection(L.eigh(hermitian(x))[1][:, :2]),
        turned([1.0, 1, 3, 3], True),
    ),
    "squared eigenvalues": (lambda x: (L.eigvalsh(hermitian(x)) ** 2).sum(), np.eye(3)),
    "squared singular values": (lambda x: (L.svdvals(x) ** 2).sum(), np.diag([3.0, 3, 0, 0])),
    "polar": (polar, np.eye(3)),
    "polar, turned": (polar, turned([1.0, 1, 3, 3])),
    "polar, complex": (polar, turned([1.0, 1, 3, 3], True)),
    "polar, tall": (polar, TALL),
    "polar, wide": (polar, TALL.T),
    "left space": (lambda x: projection(L.svd(x).U[:, :2]), np.diag([3.0, 3, 0, 0])),
    "right space": (lambda x: projection(L.svd(x, False).Vh[:2].mT), np.diag([3.0, 3, 0, 0])[:3]),
    "det of rank 2": (lambda x: weighted(L.det(x)), np.diag([3.0, 3, 0])),
    "det of rank 1": (lambda x: weighted(L.det(x)), np.diag([3.0, 0, 0])),
    "det of zero": (lambda x: weighted(L.det(x)), np.zeros((1, 1))),
    "det, turned": (lambda x: weighted(L.det(x)), turned([0.0, 1, 2], True)),
    "det, some singular": (
        lambda x: weighted(L.det(x)),
        np.stack([np.diag([3.0, 3, 0]), turned([1.0, 2, 3])]),
    ),
}


@pytest.mark.parametrize("name", EQUAL)
def test_equal_values(name):
    check_first(*EQUAL[name], step=1e-4, rel=1e-5)


def test_second_derivative_of_a_singular_determinant():
    t = tl.array(np.diag([3.0, 2, 0]), requires_grad=True)
    (g,) = tl.gradients(L.det(t), [t], create_graph=True)
    (h,) = tl.gradients(g[0, 0], [t])
    assert h.tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 2]]


def test_where_there_is_no_derivative():
    for f in (
        lambda x: L.slogdet(x).logabsdet, lambda x: L.svd(x).U[0, 0], lambda x: L.qr(x).Q[0, 1], L.cond,
        lambda x: L.eigh(x).eigenvectors[0, 1:].sum(),
        lambda x: (lambda w, v: weighted((v * tl.sin(w)) @ v.mT))(*L.eigh(x @ x.mT)),
        lambda x: (lambda u, s, v: weighted((u * tl.sin(s)) @ v))(*L.svd(x)),
    ):  # fmt: skip
        t = tl.array(np.diag([1.0, 1, 0]), requires_grad=True)
        (g,) = tl.gradients(f(t), [t])
        assert not np.isfinite(g.numpy()).all()
    # where the docs say nan; other matrices of a stack have their derivatives
    x = values((3, 3), 0)
    for f, singular in (
        *((functools.partial(L.cond, p=p), np.diag([1.0, 2, 0])) for p in (None, 1, -1, np.inf, "nuc")),
        (L.cond, np.zeros((3, 3))), (lambda x: L.qr(x).R, np.ones((3, 3))),
        (lambda x: L.qr(x).Q, np.arange(9.0).reshape(3, 3)), (lambda x: L.qr(x, "r"), np.zeros((3, 3))),
    ):  # fmt: skip
        t, alone = (tl.array(a, requires_grad=True) for a in (np.stack([singular, x]), x))
        f(t).sum().backward()
        f(alone).sum().backward()
        assert np.isnan(t.grad[0].numpy()).any()
        np.testing.assert_allclose(t.grad[1].numpy(), alone.grad.numpy(), rtol=1e-12)
    for scale in (1e-200, 1e200):  # none of its own
        t = tl.array(x * np.array([scale, 1.0, 1.0]), requires_grad=True)
        L.qr(t).R[2, 2].backward()
        assert np.isfinite(t.grad.numpy()).all()
    for name, mode in (("complete", "complete"), ("raw", "raw")):
        with pytest.raises(RuntimeError, match=rf"^qr of mode '{name}': "):
            L.qr(tl.ones((3, 2), requires_grad=True), mode)


@pytest.mark.parametrize("name", ["eigh", "eig", "svd"])
def test_phases_are_arbitrary(name):
    x = turned([1.0, 2, 3], True)
    t = tl.array(x, requires_grad=True)
    vectors = {"eigh": 1, "eig": 1, "svd": 0}[name]
    with pytest.raises(RuntimeError, match=rf"^{name}: the gradient depends on the phase"):
        weighted(getattr(L, name)(t)[vectors]).backward()


def test_what_a_rule_needs_may_not_change():
    x = tl.array(turned([1.0, 2, 3]), requires_grad=True)
    for f in (L.eigh, L.svd, L.qr):
        y = f(x)[0]
        with pytest.raises(RuntimeError, match="saved for a derivative"):
            y += 1.0


# ---- PyTorch -----------------------------------------------------------------------------------------------
def of_both(library, conj):
    la = library.linalg
    return {
        "solve": lambda x: la.solve(x, x[..., :1] + 1),
        "inv": la.inv,
        "det": la.det,
        "slogdet": lambda x: la.slogdet(x)[1],
        "cholesky": lambda x: la.cholesky(x @ conj(x) + library.eye(3)),
        "qr": lambda x: la.qr(x)[1],
        "svdvals": la.svdvals,
        "svd": lambda x: abs(la.svd(x)[0]) ** 2,
        "eigh": lambda x: abs(la.eigh(x)[1]) ** 2,  # of one triangle; the gradient is symmetric
        "eigvalsh": lambda x: la.eigvalsh(x + conj(x)),
        "eig": lambda x: abs(la.eig(x)[1]) ** 2,
        "pinv": la.pinv,
        "matrix_power": lambda x: la.matrix_power(x, -3),
        "nuc": lambda x: la.matrix_norm(x, ord="nuc"),
        "cond": lambda x: la.cond(x),
    }


@pytest.mark.parametrize("of_complex", [0, 1])
@pytest.mark.parametrize("name", of_both(tl, None))
def test_gradients_are_pytorchs(name, of_complex):
    torch = pytest.importorskip("torch")
    x = values((2, 3, 3), of_complex)
    t, u = tl.array(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    y = of_both(tl, lambda x: x.mT.conj())[name](t)
    z = of_both(torch, lambda x: x.mH)[name](u)
    if name == "eig":  # in another order, perhaps
        y, z = y**2, z**2
    (abs(y) ** 2).sum().backward()
    (abs(z) ** 2).sum().backward()
    np.testing.assert_allclose(t.grad.numpy(), u.grad.numpy(), rtol=1e-7, atol=1e-8)
