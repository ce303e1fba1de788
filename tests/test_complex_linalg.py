"""tl.linalg and products of complex matrices: values against NumPy, derivatives against differences."""

import itertools

import numpy as np
import pytest
from test_linalg_stacks import parts, same

import tensorlab as tl

RNG = np.random.default_rng(2)
LINALG = tl.linalg
DTYPES = ["complex64", "complex128"]
SQUARE = ("cholesky", "det", "eigh", "eigvalsh", "inv", "slogdet")
OTHERS = ("matrix_rank", "pinv", "qr", "svd", "svdvals")
KINDS = [("c", "c"), ("c", "f"), ("f", "c")]


def matrix(*shape, dtype="complex128"):
    x = RNG.normal(size=shape)
    return (x + 1j * RNG.normal(size=shape) if dtype.startswith("c") else x).astype(dtype)


def square(*shape, dtype="complex128"):
    """Well-conditioned matrices."""
    return (0.3 * matrix(*shape, dtype=dtype) + 2 * np.eye(shape[-1])).astype(dtype)


def of_kind(kind, *shape):
    return matrix(*shape, dtype="complex128" if kind == "c" else "float64")


def adjoint(x):
    return x.swapaxes(-1, -2).conj()


def numpys(name, *args, **options):
    with np.errstate(all="ignore"):
        return getattr(np.linalg, name)(*args, **options)


# ---- values ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [1, 2, 5, 8, 9, 20])
def test_stacks_of_every_layout(n, dtype):
    base = (matrix(n, 2, 3, n) + 3 * np.eye(n)[:, None, None, :]).astype(dtype)
    x = base.transpose(1, 2, 0, 3)  # not contiguous
    s = (x @ adjoint(x) / n + np.eye(n)).astype(dtype).swapaxes(0, 1)[::-1]
    tx, ts = tl.array(base).transpose(1, 2, 0, 3), tl.asarray(s)
    rtol = 1e-10 if dtype == "complex128" else 2e-3
    for name in ("inv", "slogdet", "svdvals", "pinv", "matrix_rank"):
        same(getattr(LINALG, name)(tx), numpys(name, x), rtol)
    same(LINALG.det(tx) / np.linalg.det(x), np.ones((2, 3), dtype), rtol)
    for upper in (False, True):
        same(LINALG.cholesky(ts, upper=upper), np.linalg.cholesky(s, upper=upper), rtol)
        same(LINALG.eigvalsh(ts, "LU"[upper]), np.linalg.eigvalsh(s, "LU"[upper]), rtol)
        w, v = LINALG.eigh(ts, "LU"[upper])
        assert w.dtype == np.dtype(dtype).type().real.dtype.name and v.dtype == dtype
        same(v @ (w[..., None] * v.mT.conj()), s, rtol)
    for b in (matrix(3, n, 2, dtype=dtype), matrix(n, dtype=dtype), matrix(n, 1, dtype=x.real.dtype.name)):
        same(LINALG.solve(tx, tl.array(b)), np.linalg.solve(x, b), rtol)
    real = x.real + 2 * np.eye(n, dtype=x.real.dtype)
    same(LINALG.solve(tl.array(real), ts[0, 0]), np.linalg.solve(real, s[0, 0]), rtol)


def test_powers():
    x = square(2, 3, 3)
    for n in (-3, -1, 0, 1, 2, 5):
        same(LINALG.matrix_power(tl.array(x), n), np.linalg.matrix_power(x, n))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (3, 3), (2, 4, 3), (3, 30), (30, 3), (20, 22)])
def test_factorisations(shape, dtype):
    a = matrix(*shape, dtype=dtype)
    t, rtol = tl.array(a), 1e-10 if dtype == "complex128" else 1e-4
    for mode in ("reduced", "complete"):
        same(tuple(LINALG.qr(t, mode)), tuple(np.linalg.qr(a, mode)), rtol)
    same(LINALG.qr(t, "r"), np.linalg.qr(a, "r"), rtol)
    for full in (True, False):
        u, s, vh = LINALG.svd(t, full)
        expected = np.linalg.svd(a, full)
        assert u.shape == expected.U.shape and vh.shape == expected.Vh.shape
        same(s, expected.S, rtol)
        k = s.shape[-1]
        same((u[..., :k] * s[..., None, :]) @ vh[..., :k, :], a, rtol)
        for m in (u, vh.mT.conj()):
            one = np.eye(m.shape[-1], dtype=dtype)
            same(m.mT.conj() @ m, np.broadcast_to(one, (*shape[:-2], *one.shape)), rtol)
    same(LINALG.svd(t, compute_uv=False), np.linalg.svd(a, compute_uv=False), rtol)
    same(LINALG.pinv(t), np.linalg.pinv(a), rtol)


@pytest.mark.parametrize("dtype", DTYPES)
def test_dependent_columns(dtype):
    a = np.array([[1, 0, 1j, 0], [0, 2, 0, 0], [1j, 0, -1, 0]], dtype)
    b = matrix(3, 2, dtype=dtype)
    same(LINALG.matrix_rank(tl.array(a)), np.asarray(2))
    same(LINALG.pinv(tl.array(a)), np.linalg.pinv(a), 1e-5)
    ours, theirs = LINALG.lstsq(tl.array(a), tl.array(b)), np.linalg.lstsq(a, b)
    same(tuple(ours[i] for i in (0, 1, 3)), tuple(theirs[i] for i in (0, 1, 3)), 1e-5)
    assert ours[2] == theirs[2] == 2


@pytest.mark.parametrize("columns", [(), (0,), (2,)])
@pytest.mark.parametrize(("a", "b"), KINDS)
def test_lstsq(a, b, columns):
    for shape in ((5, 3), (3, 3), (3, 5), (30, 4), (0, 3), (3, 0), (0, 0)):
        x, y = of_kind(a, *shape), of_kind(b, shape[0], *columns)
        ours, theirs = LINALG.lstsq(tl.array(x), tl.array(y)), np.linalg.lstsq(x, y)
        same(tuple(ours[i] for i in (0, 1, 3)), tuple(theirs[i] for i in (0, 1, 3)))
        assert ours[2] == theirs[2]


def test_eigh_reads_one_triangle_and_real_diagonals():
    x = square(3, 3)
    s = x @ adjoint(x)
    lower, upper = s + np.triu(matrix(3, 3), 1), s + np.tril(matrix(3, 3), -1)
    for m in (lower, upper):
        m += 5j * np.eye(3)
    same(LINALG.eigvalsh(tl.array(lower)), np.linalg.eigvalsh(s))
    same(LINALG.eigvalsh(tl.array(upper), "U"), np.linalg.eigvalsh(s))
    same(LINALG.cholesky(tl.array(lower)), np.linalg.cholesky(s))
    same(LINALG.cholesky(tl.array(upper), upper=True), adjoint(np.linalg.cholesky(s)))


def test_determinants_neither_overflow_nor_vanish_on_the_way():
    for scales in ([1e200] * 2 + [1e-200] * 2, [1e-200j] * 2 + [1e200j] * 2, [1e-300] * 40 + [1e300j] * 40):
        same(LINALG.det(tl.diag(tl.array(scales) + 0j)), np.complex128(1.0), 1e-12)
    assert LINALG.det(tl.eye(400, dtype="complex128") * 10).item() == np.inf
    assert LINALG.det(tl.eye(400, dtype="complex128") * 0.1j).item() == 0
    same(LINALG.slogdet(tl.array([[1e308 + 1e308j]])), np.linalg.slogdet(np.array([[1e308 + 1e308j]])))
    assert str(LINALG.det(tl.array([[0, 1], [1, 0j]])).item()) == "(-1+0j)"
    zero = np.zeros((2, 2), "complex64")
    same(LINALG.slogdet(tl.array(zero)), np.linalg.slogdet(zero))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("order", [None, "fro", "nuc", 0, 1, -1, 2, -2, 3, -0.5, np.inf, -np.inf])
def test_norms(order, dtype):
    rtol = 1e-10 if dtype == "complex128" else 1e-5
    for shape in ((3,), (3, 4), (2, 3, 4), (0,), (0, 3), (3, 0)):
        x = matrix(*shape, dtype=dtype)
        for axis, keep in itertools.product((None, -1, (-2, -1), (1, 0)), (False, True)):
            try:
                want = np.linalg.norm(x, order, axis=axis, keepdims=keep)
            except ValueError:
                with pytest.raises((ValueError, IndexError), match=r"^norm: "):
                    LINALG.norm(tl.array(x), order, axis=axis, keepdims=keep)
            else:
                same(LINALG.norm(tl.array(x), order, axis=axis, keepdims=keep), want, rtol)
    x = matrix(2, 3, 4, dtype=dtype)
    if not isinstance(order, (str, type(None))):
        same(LINALG.vector_norm(tl.array(x), ord=order), np.linalg.vector_norm(x, ord=order), rtol)
    if order not in (None, 0, 3, -0.5):
        same(LINALG.matrix_norm(tl.array(x), ord=order), np.linalg.matrix_norm(x, ord=order), rtol)


# ---- empty, not finite -------------------------------------------------------------------------------------
@pytest.mark.parametrize("shape", [(0, 0), (0, 3, 3), (2, 0, 0), (3, 0), (0, 3), (0, 2, 3), (2, 3, 0)])
def test_empty_matrices(shape):
    a, t = np.zeros(shape, "complex64"), tl.zeros(shape, dtype="complex64")
    for name in OTHERS + (SQUARE if shape[-1] == shape[-2] else ()):
        same(getattr(LINALG, name)(t), numpys(name, a))
    for mode in ("complete", "r"):
        same(LINALG.qr(t, mode=mode), np.linalg.qr(a, mode=mode))
    if shape[-1] == shape[-2]:
        same(LINALG.matrix_power(t, -1), np.linalg.matrix_power(a, -1))
        for b in (np.ones(shape[-1]), np.ones((shape[-1], 2), "complex64"), np.ones((shape[-1], 0))):
            same(LINALG.solve(t, tl.array(b)), np.linalg.solve(a, b))


def spoiled(n, value, dtype):
    """Matrices with one such element, and of nothing else."""
    for place in ((0, 0), (n - 1, n - 1), (n - 1, 0)):
        m = (2 * np.eye(n) + 0.1).astype(dtype)
        m[place] = value
        yield m
    yield np.full((n, n), value, dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("value", [np.inf, 1j * np.inf, complex(1, np.nan), complex(np.inf, np.nan), np.nan])
def test_what_is_not_finite_is_neither_iterated_on_nor_becomes_finite(value, dtype):
    for n in (2, 3, 9, 30):
        for m in spoiled(n, value, dtype):
            t = tl.array(m)
            for name in ("svd", "svdvals", "pinv", "eigh", "eigvalsh"):
                try:
                    result = getattr(LINALG, name)(t)
                except LINALG.LinAlgError as error:
                    assert str(error).startswith(f"{name}: ") and (np.isnan(m).any() or np.isinf(m).all())
                else:
                    assert all(np.isnan(r).all() for r in parts(result)), name
            for name in ("det", "slogdet"):
                same(getattr(LINALG, name)(t), numpys(name, m))
            with pytest.raises(LINALG.LinAlgError, match=r"^lstsq: .*\(\d+, \d+\)"):
                LINALG.lstsq(t, tl.ones(n))


# ---- products ----------------------------------------------------------------------------------------------
def layouts(x):
    """The same elements in memory of every kind."""
    t = tl.array(x)
    yield t
    if x.ndim > 1:
        yield tl.array(x.swapaxes(-1, -2).copy()).mT
    yield tl.array(x[..., ::-1].copy())[..., ::-1]
    yield tl.repeat(t, 2, axis=-1)[..., ::2]


@pytest.mark.parametrize(("a", "b"), KINDS)
@pytest.mark.parametrize(
    ("left", "right"),
    [((3, 4), (4, 2)), ((4,), (4, 2)), ((3, 4), (4,)), ((4,), (4,)), ((2, 1, 3, 4), (5, 4, 2)),
     ((3, 0), (0, 2)), ((0, 4), (4, 2)), ((0, 3, 4), (4, 2)), ((1, 4), (4, 1)), ((20, 30), (30, 25))]
)  # fmt: skip
def test_matrix_products(left, right, a, b):
    x, y = of_kind(a, *left), of_kind(b, *right)
    for p, q in itertools.product(layouts(x), layouts(y)):
        same(tl.matmul(p, q), np.matmul(x, y))
        if p.ndim < 3:
            same(tl.dot(p, q), np.dot(x, y))
        if p.ndim == q.ndim == 2:
            same(tl.tensordot(p, q, 1), np.tensordot(x, y, 1))
            same(tl.einsum("ij,jk->ki", p, q), np.einsum("ij,jk->ki", x, y))
    small = (x.astype("complex64" if a == "c" else "int8"), y.astype("complex64" if b == "c" else "float32"))
    same(tl.matmul(*map(tl.array, small)), np.matmul(*small), 1e-4)


@pytest.mark.parametrize(("a", "b"), KINDS)
def test_products_of_vectors(a, b):
    x, y = of_kind(a, 2, 4, 3), of_kind(b, 4, 3)
    for p, q in itertools.product(layouts(x), layouts(y)):
        for name in ("outer", "kron", "cross", "inner"):
            same(getattr(tl, name)(p, q), getattr(np, name)(x, y))
        same(tl.vecdot(p, q), np.vecdot(x, y))
        same(tl.vdot(p[1], q), np.vdot(x[1], y))
        same(tl.einsum("bij,kj->bk", p, q), np.einsum("bij,kj->bk", x, y))
    t = tl.array(x)
    same(LINALG.outer(t[0, 0], [1, 2j]), np.linalg.outer(x[0, 0], [1, 2j]))
    same(tl.trace(t, 1, 2, 0), np.trace(x, 1, 2, 0))
    same(LINALG.trace(t), np.linalg.trace(x))
    for name in ("dot", "inner", "kron", "outer"):
        same(getattr(tl, name)(t, 2j), getattr(np, name)(x, 2j))


def test_products_that_broadcast():
    x, y = tl.broadcast_to(tl.array(matrix(4, 5)), (3, 4, 5)), tl.broadcast_to(tl.array(2j), (5, 6))
    same(x @ y, x.numpy() @ y.numpy())
    a = tl.array(matrix(3, 4, 3))
    same(tl.einsum("iji,kj,k->i", a, a[..., 0], a[:, 0, 0]),
         np.einsum("iji,kj,k->i", a.numpy(), a.numpy()[..., 0], a.numpy()[:, 0, 0]))  # fmt: skip


# ---- derivatives -------------------------------------------------------------------------------------------
def check_gradients(function, *inputs):
    """The gradients of a real loss against its central differences along real and imaginary parts."""

    def loss(*args):
        y = function(*args)
        w = tl.arange(float(y.size)).reshape(y.shape)
        return (y.real * tl.cos(w) + y.imag * tl.sin(w + 1) + y.real * y.imag + y.real * y.real).sum()

    tensors = [tl.array(x, requires_grad=True) for x in inputs]
    loss(*tensors).backward()
    step = 1e-6
    for x, t in zip(inputs, tensors, strict=True):
        assert t.grad.dtype == x.dtype.name
        flat, g = x.reshape(-1), t.grad.numpy().reshape(-1)
        for i in range(flat.size):
            for way in (1, 1j) if x.dtype.kind == "c" else (1,):
                at, values = flat[i], []
                for h in (step, -step):
                    flat[i] = at + h * way
                    values.append(loss(*map(tl.array, inputs)).item())
                flat[i] = at
                numerical = (values[0] - values[1]) / (2 * step)
                found = g[i].real if way == 1 else g[i].imag
                assert abs(found - numerical) < 1e-7 * max(1, abs(numerical)), (i, way, found, numerical)


@pytest.mark.parametrize(("a", "b"), KINDS)
def test_solve_derivatives(a, b):
    for left, right in (((2, 2), (2,)), ((2, 2, 2), (2, 1)), ((2, 2), (2, 2, 1))):
        x = of_kind(a, *left) + 3 * np.eye(2)
        check_gradients(LINALG.solve, x, of_kind(b, *right))


def test_inverse_and_power_derivatives():
    check_gradients(LINALG.inv, square(2, 2, 2))
    for n in (-2, -1, 0, 1, 3):
        check_gradients(lambda x, n=n: LINALG.matrix_power(x, n), square(2, 2))


def test_second_derivatives():
    def gradient(x):
        with tl.enable_grad():
            x = x if x.requires_grad else x.detach().requires_grad_()
            y = LINALG.inv(x) @ x.conj()
            loss = (y.real * y.imag).sum() + LINALG.vector_norm(y, ord=3)
            return tl.gradients(loss, [x], create_graph=True)[0]

    check_gradients(gradient, square(2, 2))


@pytest.mark.parametrize("order", [None, 0, 0.5, 1, 2, 3, -1, np.inf, -np.inf])
def test_norm_derivatives(order):
    check_gradients(lambda x: LINALG.norm(x, order, axis=1), matrix(2, 3))
    if order in (None, 1, -1, np.inf, -np.inf):
        check_gradients(lambda x: LINALG.matrix_norm(x, ord=order), matrix(2, 2, 2))
    x = tl.array([0, 3j, 4 + 0j], requires_grad=True)
    LINALG.norm(x, order).backward()
    assert x.grad[0].item() == 0 and tl.all(tl.isfinite(x.grad)).item()


@pytest.mark.parametrize(("a", "b"), KINDS)
def test_product_derivatives(a, b):
    for left, right in (((2, 3), (3, 2)), ((3,), (3, 2)), ((2, 1, 2, 3), (2, 3, 1)), ((3,), (3,))):
        check_gradients(tl.matmul, of_kind(a, *left), of_kind(b, *right))
    x, y = of_kind(a, 2, 3), of_kind(b, 2, 3)
    for function in (tl.outer, tl.kron, tl.cross, tl.inner, tl.tensordot, tl.vdot, tl.vecdot):
        check_gradients(function, x, y)
    for text in ("ij,kj->ik", "ij,ij->i", "ij,kl->"):
        check_gradients(lambda p, q, text=text: tl.einsum(text, p, q), x, y)
    check_gradients(lambda p: tl.trace(p.conj() @ p.mT), x)


# ---- errors ------------------------------------------------------------------------------------------------
def test_errors_are_those_of_real_matrices():
    for n in (2, 20):
        singular = tl.array(np.stack([np.eye(n), np.zeros((n, n))]) + 0j)
        for call in (LINALG.inv, lambda a, n=n: LINALG.solve(a, tl.ones((n, 1)))):
            with pytest.raises(LINALG.LinAlgError, match=r"^(inv|solve): .*singular \(number 1 of the"):
                call(singular)
        with pytest.raises(LINALG.LinAlgError, match=r"^cholesky: .*positive definite"):
            LINALG.cholesky(tl.array(1j * np.eye(n)))
    one = tl.eye(2, dtype="complex64")
    for call in (
        lambda: LINALG.pinv(one, 1j), lambda: LINALG.matrix_rank(one, 1j), lambda: LINALG.lstsq(one, one, 1j),
        lambda: LINALG.matrix_rank(one, rtol=1j), lambda: LINALG.matrix_power(one, 1j),
    ):  # fmt: skip
        with pytest.raises(TypeError, match=r"^(pinv|matrix_rank|lstsq|matrix_power): .*complex"):
            call()
    with pytest.raises(ValueError, match=r"^norm: unknown order 1j"):
        LINALG.norm(one[0], 1j)
    for call in (tl.matmul, tl.dot, tl.outer):
        with pytest.raises(TypeError, match=rf"^{call.__name__}: a result of complex64"):
            call(one, one, out=tl.zeros((4, 4) if call is tl.outer else (2, 2)))
