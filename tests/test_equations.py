"""The functions of tl.linalg that NumPy's and SciPy's linalg share with it: values, layouts, errors."""

import numpy as np
import pytest
import scipy.linalg

import tensorlab as tl

L = tl.linalg
RNG = np.random.default_rng(1)
DTYPES = ("float32", "float64", "complex64", "complex128")


def values(shape, dtype="float64"):
    x = RNG.normal(size=shape)
    return (x + 1j * RNG.normal(size=shape)).astype(dtype) if dtype.startswith("c") else x.astype(dtype)


def layouts(a):
    yield a
    yield a.swapaxes(-1, -2)
    yield a[..., ::-1, ::-1]
    yield np.broadcast_to(a, (2, *a.shape))
    yield a[:0]


def close(ours, theirs):
    theirs = np.asarray(theirs)
    assert isinstance(ours, tl.Tensor) and ours.shape == theirs.shape
    assert ours.dtype == theirs.dtype
    tolerance = 2e-3 if theirs.dtype.name in ("float32", "complex64") else 1e-9
    np.testing.assert_allclose(ours.numpy(), theirs, rtol=tolerance, atol=tolerance)


def each(function, a, *more):
    """SciPy's function on every matrix of a stack."""
    flat = [function(m, *more) for m in a.reshape((-1, *a.shape[-2:]))]
    return np.stack(flat).reshape(a.shape[:-2] + flat[0].shape).astype(a.dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [1, 3, 12])
def test_stacks(dtype, n):
    for a in layouts(values((2, n, n), dtype) + 2 * n * np.eye(n, dtype=dtype)):
        t = tl.array(a)
        b = values((*a.shape[:-1], 2), dtype)
        for p in (None, 2, -2, 1, -1, np.inf, -np.inf, "fro", "nuc") if a.size else ():
            close(L.cond(t, p), np.linalg.cond(a, p))
        for trans in (0, 1, 2) if a.size else ():
            for lower in (True, False):
                for unit in (True, False):
                    c = a / (10 * n) if unit else a
                    m = np.tril(c) if lower else np.triu(c)
                    m = m * (1 - np.eye(n)) + np.eye(n) if unit else m
                    m = (m, m.swapaxes(-1, -2), m.conj().swapaxes(-1, -2))[trans]
                    close(
                        L.solve_triangular(tl.array(c), b, trans, lower, unit),
                        np.linalg.solve(m, b).astype(dtype),
                    )
            m = (a, a.swapaxes(-1, -2), a.conj().swapaxes(-1, -2))[trans]
            close(L.lu_solve(L.lu_factor(t), b, trans), np.linalg.solve(m, b))
        s = a @ a.conj().swapaxes(-1, -2)
        for lower in (True, False):
            close(L.cho_solve(L.cho_factor(s, lower), s @ b), b)
        P, left, right = L.lu(t)
        close(P.astype(dtype) @ left @ right, a)
        places, left, right = L.lu(t, p_indices=True)
        assert places.dtype == "int64" and places.shape == a.shape[:-1]
        close(L.lu(t, True)[0] @ L.lu(t, True)[1], a)
        if a.size:
            small = a / (4 * n)
            close(L.expm(tl.array(small)), each(scipy.linalg.expm, small))
            near = small + np.eye(n, dtype=dtype)
            for name in ("logm", "sqrtm"):
                wide = each(getattr(scipy.linalg, name), near.astype(np.result_type(near, "d")))
                close(getattr(L, name)(tl.array(near)), wide.astype(dtype))


@pytest.mark.parametrize("dtype", DTYPES)
def test_eigenvalues_and_hermitian_matrices(dtype):
    for a in layouts(values((2, 4, 4), dtype)):
        for ours, theirs in zip(L.eig(tl.array(a)), np.linalg.eig(a), strict=True):
            close(ours, theirs + 0j)
        close(L.eigvals(tl.array(a)), np.linalg.eigvals(a) + 0j)
        h = a + a.conj().swapaxes(-1, -2)
        t = tl.array(h)
        u, s, vh = L.svd(t, hermitian=True)
        close((u * s[..., None, :]) @ vh, h)
        close(s, np.linalg.svd(h, hermitian=True)[1])
        close(L.svd(t, compute_uv=False, hermitian=True), s.numpy())
        close(L.pinv(t, hermitian=True), np.linalg.pinv(h, hermitian=True))
        rank = np.linalg.matrix_rank(h, hermitian=True)
        assert L.matrix_rank(t, hermitian=True).tolist() == rank.tolist()
    assert L.eigvals(tl.array(np.diag([1.0, 2]))).dtype == L.eigvals([[0, 1], [-1, 0]]).dtype == "complex128"
    assert {x.dtype.name for x in L.eig(tl.eye(2, dtype="float32"))} == {"complex64"}


@pytest.mark.parametrize("dtype", ["int64", *DTYPES])
def test_functions_that_become_complex(dtype):
    a = np.array([[[1, 2], [3, 4]], [[2, 0], [0, 2]]]).astype(dtype)
    for name in ("logm", "sqrtm"):
        got = getattr(L, name)(a)
        assert got.dtype == np.result_type(a.dtype, "complex64")
        close(got, np.stack([getattr(scipy.linalg, name)(m) for m in a]).astype(got.dtype.name))
        assert getattr(L, name)(tl.ones((0, 2, 2))).shape == (0, 2, 2)


@pytest.mark.parametrize("dtype", ["int64", "bool", *DTYPES])
def test_single_matrices(dtype):
    a, b = values((4, 6)).astype(dtype), values((6, 5)).astype(dtype)
    c, v = values((5, 3)).astype(dtype), values(4).astype(dtype)
    for arrays in ([a, b], [a, b, c], [v, a, b, c], [v, a, b[:, 0]], [a, b, c, c.T, c[:, 0]]):
        close(L.multi_dot(arrays), np.linalg.multi_dot(arrays))
    out = tl.zeros((4, 5), dtype=dtype)
    assert L.multi_dot([a, b], out=out) is out
    close(out, a @ b)
    close(L.block_diag(a, v, 3, b), scipy.linalg.block_diag(a, v, np.int64(3), b))
    for c, r in ((v, None), (v, b[0]), (v, v[:0]), (v[:1], v)):
        want = [v if v is None else v.astype("int8" if dtype == "bool" else dtype) for v in (c, r)]
        close(L.toeplitz(c, r), scipy.linalg.toeplitz(*want).astype(dtype))
    if np.dtype(dtype).kind in "fc":
        for q, theirs in ((L.null_space(a), scipy.linalg.null_space(a)), (L.orth(a), scipy.linalg.orth(a))):
            close(q @ q.mT.conj(), theirs @ theirs.conj().T)
        for ours, theirs in zip(L.qr(a, "raw"), np.linalg.qr(a, "raw"), strict=True):
            close(ours, theirs)
        for shape in ((6, 4), (4, 6)):
            x = a.reshape(shape)
            for ours, theirs in zip(L.lu(x), scipy.linalg.lu(x), strict=True):
                close(ours, theirs)
            for ours, theirs in zip(L.lu_factor(x), scipy.linalg.lu_factor(x), strict=True):
                close(ours, theirs)
        t = values((2, 3, 6), dtype)
        close(L.tensorinv(t, 2), np.linalg.tensorinv(t, 2))
        close(L.tensorsolve(t, t[..., 0]), np.linalg.tensorsolve(t, t[..., 0]))
        other = t.transpose(0, 2, 1)
        close(L.tensorsolve(other, t[..., 0], (1,)), np.linalg.tensorsolve(other, t[..., 0], (1,)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("rank", [0, 1, 2])
def test_vectors_of_no_value_are_orthonormal_too(dtype, rank):
    v = np.linalg.qr(values((3, 3), dtype))[0][:, :rank]
    u, s, vh = L.svd(-v @ v.conj().T, hermitian=True)
    close(u @ vh @ (u @ vh).mT.conj(), np.eye(3, dtype=dtype))
    close(vh @ vh.mT.conj(), np.eye(3, dtype=dtype))
    close((u * s) @ vh, -v @ v.conj().T)


def test_singular_and_nan():
    for x in (
        np.zeros((2, 2)),
        np.array([[np.nan, 1], [1, 1]]),
        np.ones((2, 2)),
        np.stack([np.eye(2), np.ones((2, 2))]),
    ):
        for p in (1, -1, np.inf, "fro"):
            np.testing.assert_array_equal(L.cond(x, p).numpy(), np.linalg.cond(x, p))
    for x in (np.zeros((2, 2)), np.zeros((3, 2)), np.zeros((0, 2, 2)), np.zeros((0, 3, 2))):
        np.testing.assert_array_equal(L.cond(x).numpy(), np.linalg.cond(x))
    small = np.stack([np.eye(3), values((3, 3)), np.zeros((3, 3))])
    for scale in (1e-200, 1e150):
        close(L.cond(tl.array(small * scale), 1), np.linalg.cond(small * scale, 1))
    assert L.cond(np.zeros((0, 2, 2)), 1).shape == (0,)
    x = np.array([[np.inf, np.inf, 0], [np.inf, np.inf, 0], [0, 0, 0]])
    assert L.cond(x, 1) == np.inf


def test_numpys_functions_take_tensors():
    t = tl.array(np.eye(2) + 1, requires_grad=True)
    for name in ("cond", "eigvals", "tensorsolve", "multi_dot", "pinv", "svdvals"):
        arguments = {"tensorsolve": (t, t[0]), "multi_dot": ([t, t],)}.get(name, (t,))
        assert getattr(np.linalg, name)(*arguments).requires_grad
    assert np.linalg.tensorinv(t, 1).requires_grad
    assert np.linalg.svd(t, hermitian=True).S.requires_grad


NOT_SQUARE, VECTOR, X = np.ones((2, 3)), np.ones(2), np.eye(2)


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("cond", (VECTOR,)), ("cond", (np.ones((0, 0)),)), ("cond", (np.ones((0, 0, 0)),)),
        ("cond", (np.ones((2, 0, 3)), 1)), ("cond", (np.ones((0, 3, 2)), 1)),
        ("cond", (NOT_SQUARE, 1)), ("cond", (X, "x")),
        ("eig", (NOT_SQUARE,)), ("eig", (VECTOR,)), ("eig", (X * np.nan,)), ("eigvals", (X * np.inf,)),
        ("eigvals", (NOT_SQUARE,)), ("multi_dot", ([X],)), ("multi_dot", ([X, np.ones((3, 2))],)),
        ("multi_dot", ([X, VECTOR, X],)), ("tensorinv", (X, 0)),
        ("tensorinv", (NOT_SQUARE, 1)), ("tensorsolve", (NOT_SQUARE, VECTOR)), ("qr", (X, "x")),
        ("pinv", (X, 1, False, {"rtol": 1})), ("matrix_rank", (X, 1, False, {"rtol": 1})),
        ("svd", (NOT_SQUARE, {"hermitian": True})), ("pinv", (NOT_SQUARE, {"hermitian": True})),
        ("tensorinv", (np.zeros((2, 2)), 1)),
    ],
)  # fmt: skip
def test_numpys_errors(name, arguments):
    arguments, options = (
        (arguments[:-1], arguments[-1]) if isinstance(arguments[-1], dict) else (arguments, {})
    )
    with pytest.raises(Exception) as theirs:
        getattr(np.linalg, name)(*arguments, **options)
    with pytest.raises(theirs.type, match=f"^{name}: "):
        getattr(L, name)(*arguments, **options)


@pytest.mark.parametrize(
    "name, arguments, kind",
    [
        ("solve_triangular", (NOT_SQUARE, VECTOR), L.LinAlgError),
        ("solve_triangular", (X, np.ones(3)), ValueError),
        ("solve_triangular", (X, VECTOR, 3), ValueError),
        ("solve_triangular", (X * 0, VECTOR), L.LinAlgError),
        ("cho_factor", (-X,), L.LinAlgError), ("cho_factor", (VECTOR,), L.LinAlgError),
        ("cho_solve", ((X, True), np.ones(3)), ValueError),
        ("cho_solve", ((X * 0, True), VECTOR), L.LinAlgError),
        ("lu", (VECTOR,), L.LinAlgError), ("lu_factor", (VECTOR,), L.LinAlgError),
        ("lu_solve", ((X, np.array([0, 1])), np.ones(3)), ValueError),
        ("lu_solve", ((X, np.array([0, 2])), VECTOR), ValueError),
        ("lu_solve", ((X, np.array([0])), VECTOR), ValueError),
        ("lu_solve", ((X * 0, np.array([0, 1])), VECTOR), L.LinAlgError),
        ("expm", (NOT_SQUARE,), L.LinAlgError), ("logm", (VECTOR,), L.LinAlgError),
        ("sqrtm", (NOT_SQUARE,), L.LinAlgError), ("logm", (X * np.nan,), ValueError),
        ("null_space", (np.ones((2, 2, 2)),), L.LinAlgError),
        ("orth", (VECTOR,), L.LinAlgError), ("toeplitz", (X,), ValueError),
        ("block_diag", (np.ones((2, 2, 2)), np.ones((3, 2, 2))), ValueError),
        ("cho_solve", (3, VECTOR), TypeError), ("cho_solve", ((X, True, 3), VECTOR), ValueError),
        ("lu_solve", (None, VECTOR), TypeError), ("multi_dot", (3,), TypeError),
        ("orth", (X * np.nan,), L.LinAlgError), ("null_space", (X * np.nan,), L.LinAlgError),
        ("expm", (X.astype("float16"),), TypeError), ("tensorinv", (X, 1.5), TypeError),
    ],
)  # fmt: skip
def test_errors(name, arguments, kind):
    arguments = [tl.array(x) if getattr(x, "dtype", None) == "float16" else x for x in arguments]
    with pytest.raises(kind, match=f"^{name}: "):
        getattr(L, name)(*arguments)
