"""tl.linalg: values against NumPy, derivatives against differences, errors."""

import numpy as np
import pytest

import tensorlab as tl

RNG = np.random.default_rng(0)
LINALG = tl.linalg


def matrix(*shape, dtype="float64"):
    return RNG.normal(size=shape).astype(dtype)


def square(*shape, dtype="float64"):
    """Well-conditioned matrices."""
    return (0.3 * RNG.normal(size=shape) + 2 * np.eye(shape[-1])).astype(dtype)


def positive_definite(*shape):
    m = matrix(*shape)
    return m @ m.swapaxes(-1, -2) + np.eye(shape[-1])


def close(actual, expected, rtol=1e-10):
    actual, expected = actual.detach().numpy(), np.asarray(expected)
    assert actual.shape == expected.shape and actual.dtype == expected.dtype
    np.testing.assert_allclose(actual, expected, rtol=rtol, atol=rtol)


# ---- values ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
@pytest.mark.parametrize(
    ("a", "b"), [((3, 3), (3,)), ((3, 3), (3, 2)), ((2, 3, 3), (3, 2)), ((3, 3), (4, 3, 2)),
                 ((2, 1, 3, 3), (4, 3, 1)), ((1, 1), (1,)), ((0, 3, 3), (3, 2))]
)  # fmt: skip
def test_solve(a, b, dtype):
    a, b = (4 * square(*a)).astype(dtype), (4 * matrix(*b)).astype(dtype)
    close(
        LINALG.solve(tl.array(a), tl.array(b)), np.linalg.solve(a, b), 1e-4 if dtype == "float32" else 1e-10
    )


def test_solve_takes_views_and_mixed_dtypes():
    a, b = square(3, 3), matrix(3, 2, dtype="float32")
    close(LINALG.solve(tl.array(a).T, tl.array(b)[::-1]), np.linalg.solve(a.T, b[::-1]))


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (2, 3, 3), (2, 1, 4, 4), (0, 3, 3)])
def test_functions_of_square_matrices(shape):
    a, s = square(*shape), positive_definite(*shape)
    close(LINALG.inv(tl.array(a)), np.linalg.inv(a))
    close(LINALG.det(tl.array(a)), np.linalg.det(a))
    for ours, theirs in zip(LINALG.slogdet(tl.array(a)), np.linalg.slogdet(a), strict=True):
        close(ours, theirs)
    close(LINALG.cholesky(tl.array(s)), np.linalg.cholesky(s))
    close(LINALG.cholesky(tl.array(s), upper=True), np.linalg.cholesky(s).swapaxes(-1, -2))
    close(LINALG.eigvalsh(tl.array(s)), np.linalg.eigvalsh(s))
    w, v = LINALG.eigh(tl.array(s))
    close(v @ (w[..., None] * v.mT), s)
    for n in (-3, -1, 0, 1, 2, 5):
        close(LINALG.matrix_power(tl.array(a), n), np.linalg.matrix_power(a, n))


def test_eigh_reads_one_triangle():
    s = positive_definite(3, 3)
    lower, upper = s + np.triu(matrix(3, 3), 1), s + np.tril(matrix(3, 3), -1)
    close(LINALG.eigh(tl.array(lower)).eigenvalues, np.linalg.eigvalsh(s))
    close(LINALG.eigvalsh(tl.array(upper), UPLO="U"), np.linalg.eigvalsh(s))


@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (3, 3), (2, 4, 3)])
def test_factorisations(shape):
    a = matrix(*shape)
    for mode in ("reduced", "complete"):
        q, r = LINALG.qr(tl.array(a), mode=mode)
        expected = np.linalg.qr(a, mode=mode)
        assert q.shape == expected.Q.shape and r.shape == expected.R.shape
        close(q @ r, a)
        close(q.mT @ q, np.broadcast_to(np.eye(q.shape[-1]), q.mT.shape[:-1] + q.shape[-1:]))
    close(abs(LINALG.qr(tl.array(a), mode="r")), abs(np.linalg.qr(a, mode="r")))
    for full in (True, False):
        u, s, vh = LINALG.svd(tl.array(a), full_matrices=full)
        assert [x.shape for x in (u, s, vh)] == [x.shape for x in np.linalg.svd(a, full_matrices=full)]
        k = s.shape[-1]
        close((u[..., :k] * s[..., None, :]) @ vh[..., :k, :], a)
    close(LINALG.svdvals(tl.array(a)), np.linalg.svd(a, compute_uv=False))
    close(LINALG.pinv(tl.array(a)), np.linalg.pinv(a))


def test_matrix_rank():
    a = matrix(4, 2) @ matrix(2, 4)
    close(LINALG.matrix_rank(tl.array(a)), np.asarray(2))
    close(LINALG.matrix_rank(tl.array(np.stack([a, np.eye(4)]))), np.array([2, 4]))


@pytest.mark.parametrize("shape", [(5, 3), (3, 3), (3, 5)])
@pytest.mark.parametrize("columns", [(), (2,)])
def test_lstsq(shape, columns):
    a, b = matrix(*shape), matrix(shape[0], *columns)
    x, residuals, rank, s = found = LINALG.lstsq(tl.array(a), tl.array(b))
    assert x is found.solution and s is found.singular_values
    expected = np.linalg.lstsq(a, b, rcond=None)
    close(x, expected[0])
    close(residuals, expected[1])
    assert rank == expected[2]
    close(s, expected[3])


def test_lstsq_of_dependent_columns():
    a = matrix(5, 2) @ matrix(2, 3)
    b = matrix(5)
    x, residuals, rank, _ = LINALG.lstsq(tl.array(a), tl.array(b))
    close(x, np.linalg.lstsq(a, b, rcond=None)[0])
    assert rank == 2 and residuals.shape == (0,)


@pytest.mark.parametrize("order", [None, 0, 1, 2, 3, 0.5, -1, np.inf, -np.inf])
def test_vector_norms(order):
    x = matrix(3, 4)
    close(LINALG.norm(tl.array(x[0]), order), np.linalg.norm(x[0], order))
    for axis in (0, 1, -1):
        for keep in (False, True):
            expected = np.linalg.norm(x, order, axis=axis, keepdims=keep)
            close(LINALG.norm(tl.array(x), order, axis=axis, keepdims=keep), expected)
            if order is not None:
                close(LINALG.vector_norm(tl.array(x), axis=axis, keepdims=keep, ord=order), expected)


@pytest.mark.parametrize("order", ["fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf])
def test_matrix_norms(order):
    x = matrix(2, 3, 4)
    close(LINALG.norm(tl.array(x[0]), order), np.linalg.norm(x[0], order))
    for axis in ((1, 2), (2, 0)):
        for keep in (False, True):
            expected = np.linalg.norm(x, order, axis=axis, keepdims=keep)
            close(LINALG.norm(tl.array(x), order, axis=axis, keepdims=keep), expected)
    close(LINALG.matrix_norm(tl.array(x), ord=order), np.linalg.matrix_norm(x, ord=order))


def test_a_norm_is_of_one_or_two_axes():
    with pytest.raises(ValueError, match=r"^norm: 3 axes"):
        LINALG.norm(tl.ones((2, 2, 2)), axis=(0, 1, 2))


def test_matrix_power_of_integers_and_of_nan():
    close(LINALG.matrix_power(tl.array([[1, 1], [0, 1]]), 20), np.array([[1, 20], [0, 1]]))
    close(LINALG.matrix_power(tl.array([[np.nan]]), 0), np.eye(1))


# ---- derivatives -------------------------------------------------------------------------------------------
def derivative(function):
    """The gradients of a weighted sum of what `function` returns; they can be differentiated again."""

    def gradients(*inputs):
        with tl.enable_grad():
            inputs = [x if x.requires_grad else x.detach().copy().requires_grad_() for x in inputs]
            results = function(*inputs)
            results = results if isinstance(results, list) else [results]
            loss = sum(
                (y * tl.cos(tl.arange(float(y.size)) + k).reshape(y.shape)).sum()
                for k, y in enumerate(results)
            )
            found = tl.gradients(loss, inputs, create_graph=True)
        return [g for g in found if g is not None]

    return gradients


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize(
    ("a", "b"), [((2, 2), (2,)), ((2, 2), (2, 2)), ((2, 2, 2), (2, 1)), ((1, 2, 2), (2, 2, 1))]
)
def test_solve_derivatives(a, b, order):
    function = LINALG.solve
    for _ in range(order - 1):
        function = derivative(function)
    inputs = [tl.array(square(*a), requires_grad=True), tl.array(matrix(*b), requires_grad=True)]
    assert tl.gradcheck(function, inputs)


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("shape", [(3, 3), (2, 2, 2)])
def test_inv_derivatives(shape, order):
    function = LINALG.inv
    for _ in range(order - 1):
        function = derivative(function)
    assert tl.gradcheck(function, tl.array(square(*shape), requires_grad=True))


def test_fourth_derivative_of_a_reciprocal():
    """The inverse of the matrix (x) is 1 / x."""
    function = lambda x: LINALG.inv(x.reshape(1, 1)).sum()
    for _ in range(4):
        function = tl.grad(function)
    np.testing.assert_allclose(function(tl.array(2.0)).item(), 24 / 2**5, rtol=1e-12)


def test_solve_with_one_operand_that_requires_grad():
    a, b = square(3, 3), matrix(3)
    x = tl.array(b, requires_grad=True)
    LINALG.solve(tl.array(a), x).sum().backward()
    close(x.grad, np.linalg.solve(a.T, np.ones(3)))
    y = tl.array(a, requires_grad=True)
    LINALG.solve(y, tl.array(b)).sum().backward()
    close(y.grad, -np.outer(np.linalg.solve(a.T, np.ones(3)), np.linalg.solve(a, b)))


def test_solve_records_nothing_without_need():
    a = tl.array(square(3, 3), requires_grad=True)
    with tl.no_grad():
        assert not LINALG.solve(a, tl.ones(3)).requires_grad
    assert not LINALG.inv(a.detach()).requires_grad


def test_solve_notices_a_matrix_changed_in_place():
    a = tl.array(square(3, 3), requires_grad=True)
    loss = LINALG.solve(a, tl.ones(3)).sum()
    with tl.no_grad():
        a += 1.0
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


@pytest.mark.parametrize("order", [None, 1, 3, np.inf])
def test_norm_gradients(order):
    assert tl.gradcheck(lambda x: LINALG.norm(x, order, axis=1), tl.array(matrix(2, 3), requires_grad=True))


@pytest.mark.parametrize("order", ["fro", 1, np.inf])
def test_matrix_norm_gradients(order):
    assert tl.gradcheck(
        lambda x: LINALG.matrix_norm(x, ord=order), tl.array(matrix(2, 3), requires_grad=True)
    )


# ---- errors ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["inv", "det", "slogdet", "cholesky", "eigh", "eigvalsh"])
def test_square_matrices_are_needed(name):
    for shape in ((3,), (2, 3), ()):
        with pytest.raises(ValueError, match=rf"^{name}: .*shape"):
            getattr(LINALG, name)(tl.zeros(shape))


@pytest.mark.parametrize("name", ["qr", "svd", "svdvals", "pinv"])
def test_matrices_are_needed(name):
    with pytest.raises(ValueError, match=r"at least two axes are needed, got shape \(3,\)"):
        getattr(LINALG, name)(tl.zeros(3))


def test_singular_matrices():
    for function in (LINALG.inv, lambda a: LINALG.solve(a, tl.ones(2))):
        with pytest.raises(LINALG.LinAlgError, match=r"^(inv|solve): .*singular"):
            function(tl.zeros((2, 2)))
    with pytest.raises(LINALG.LinAlgError, match=r"^inv: .*singular"):
        LINALG.inv(tl.array(np.stack([np.eye(2), np.zeros((2, 2))])))
    with pytest.raises(LINALG.LinAlgError, match=r"^cholesky: "):
        LINALG.cholesky(tl.array([[1.0, 2.0], [2.0, 1.0]]))


@pytest.mark.parametrize(("a", "b"), [((3, 3), (2,)), ((3, 3), (2, 3)), ((2, 3), (2,)), ((3, 3), ())])
def test_solve_of_shapes_that_do_not_align(a, b):
    with pytest.raises(ValueError, match=r"^solve: "):
        LINALG.solve(tl.ones(a), tl.ones(b))


def test_solve_of_stacks_that_do_not_broadcast():
    with pytest.raises(ValueError, match=r"^solve: "):
        LINALG.solve(tl.ones((2, 3, 3)), tl.ones((4, 3, 1)))


def test_other_errors():
    with pytest.raises(ValueError, match=r"^lstsq: "):
        LINALG.lstsq(tl.ones((3, 2)), tl.ones(2))
    with pytest.raises(ValueError, match=r"^qr: mode"):
        LINALG.qr(tl.ones((2, 2)), mode="full")
    with pytest.raises(ValueError, match=r"^eigh: UPLO"):
        LINALG.eigh(tl.ones((2, 2)), UPLO="X")
    with pytest.raises(ValueError, match=r"^matrix_norm: "):
        LINALG.matrix_norm(tl.ones((2, 2)), ord=3)
    with pytest.raises(ValueError, match=r"^norm: "):
        LINALG.norm(tl.ones((2, 2, 2)), 2)
    with pytest.raises(TypeError, match=r"^matrix_power: "):
        LINALG.matrix_power(tl.ones((2, 2)), 0.5)
    with pytest.raises(ValueError, match=r"^matrix_power: "):
        LINALG.matrix_power(tl.ones((2, 3)), 2)
