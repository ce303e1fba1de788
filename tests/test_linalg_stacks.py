"""tl.linalg on stacks, on what is empty, and on what is not finite: NumPy's answers, errors and speed."""

import subprocess
import sys

import numpy as np
import pytest

import tensorlab as tl

RNG = np.random.default_rng(1)
LINALG = tl.linalg
WITH_VECTORS = ("eigh", "svd", "qr", "slogdet")
SQUARE = ("cholesky", "det", "eigh", "eigvalsh", "inv", "slogdet")
OTHERS = ("matrix_rank", "pinv", "qr", "svd", "svdvals")


def numpys(name):
    return getattr(np.linalg, name)


def parts(result):
    return [np.asarray(r) for r in (result if isinstance(result, tuple) else (result,))]


def same(ours, theirs, rtol=1e-10):
    for a, b in zip(parts(ours), parts(theirs), strict=True):
        assert a.shape == b.shape and a.dtype == b.dtype
        np.testing.assert_allclose(a, b, rtol=rtol, atol=rtol)


# ---- the last two axes -------------------------------------------------------------------------------------
def test_trace_diagonal_and_outer_are_the_standards():
    x = RNG.normal(size=(2, 3, 4))
    t = tl.array(x)
    for offset in (-3, -1, 0, 2, 5):
        same(LINALG.trace(t, offset=offset), np.linalg.trace(x, offset=offset))
        same(LINALG.diagonal(t, offset=offset), np.linalg.diagonal(x, offset=offset))
        same(tl.trace(t, offset), np.trace(x, offset))
        same(tl.diagonal(t, offset), np.diagonal(x, offset))
    assert LINALG.trace(t, dtype="float32").dtype == "float32"
    same(LINALG.trace(tl.ones((2, 3, 3), dtype="bool")), np.linalg.trace(np.ones((2, 3, 3), bool)))
    same(LINALG.outer(t[0, 0], [1, 2]), np.linalg.outer(x[0, 0], [1, 2]))
    for a, b in ((t, t[0, 0]), (t[0, 0], t[0]), (3.0, t[0, 0])):
        with pytest.raises(ValueError, match=r"^outer: two vectors are needed, got shapes \("):
            LINALG.outer(a, b)
    for function in (LINALG.trace, LINALG.diagonal):
        with pytest.raises(ValueError, match=rf"^{function.__name__}: at least two axes.*\(4,\)"):
            function(t[0, 0])
    y = tl.array(x, requires_grad=True)
    LINALG.trace(y).sum().backward()
    same(y.grad, np.broadcast_to(np.eye(3, 4), x.shape))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [1, 2, 5, 8, 9, 20])
def test_stacks_of_every_layout(n, dtype):
    base = RNG.normal(size=(n, 2, 3, n)) + 3 * np.eye(n)[:, None, None, :]
    x = base.astype(dtype).transpose(1, 2, 0, 3)  # not contiguous
    s = (x @ x.swapaxes(-1, -2) + np.eye(n, dtype=dtype)).swapaxes(0, 1)[::-1]
    tx, ts = tl.array(base.astype(dtype)).transpose(1, 2, 0, 3), tl.asarray(s)
    rtol = 1e-10 if dtype == "float64" else 2e-3
    for name in ("inv", "det", "slogdet", "svdvals", "pinv"):
        scale = abs(np.linalg.det(x)).max() if name == "det" else 1.0
        same(getattr(LINALG, name)(tx), numpys(name)(x), rtol * max(scale, 1.0))
    same(LINALG.cholesky(ts), np.linalg.cholesky(s), rtol)
    same(LINALG.cholesky(ts, upper=True), np.linalg.cholesky(s, upper=True), rtol)
    same(LINALG.eigvalsh(ts) / n**2, np.linalg.eigvalsh(s) / n**2, rtol)
    for upper in (False, True):
        w, v = LINALG.eigh(ts, "U" if upper else "L")
        same(v @ (w[..., None] * v.mT) / n**2, s / n**2, rtol)
    b = RNG.normal(size=(3, n, 2)).astype(dtype)
    same(LINALG.solve(tx, tl.array(b)), np.linalg.solve(x, b), rtol)


def test_a_factor_of_many_scales_neither_overflows_nor_vanishes():
    for scales in ([1e200, 1e200, 1e-200, 1e-200], [1e-200] * 2 + [1e200] * 2, [1e-300] * 40 + [1e300] * 40):
        same(LINALG.det(tl.diag(tl.array(scales))), np.float64(1.0), 1e-12)
    assert LINALG.det(tl.eye(400) * 10.0).item() == np.inf
    assert LINALG.det(tl.eye(400) * 0.1).item() == 0.0
    same(LINALG.slogdet(tl.zeros((2, 2))), np.linalg.slogdet(np.zeros((2, 2))))


# ---- empty -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("shape", [(0, 0), (0, 3, 3), (2, 0, 0), (3, 0), (0, 3), (0, 2, 3), (2, 3, 0)])
def test_empty_matrices(shape):
    a, t = np.zeros(shape), tl.zeros(shape)
    for name in OTHERS + (SQUARE if shape[-1] == shape[-2] else ()):
        same(getattr(LINALG, name)(t), numpys(name)(a))
    same(LINALG.svd(t, full_matrices=False), np.linalg.svd(a, full_matrices=False))
    for mode in ("complete", "r"):
        same(LINALG.qr(t, mode=mode), np.linalg.qr(a, mode=mode))
    if shape[-1] == shape[-2]:
        for n in (0, 1, 3, -1):
            same(LINALG.matrix_power(t, n), np.linalg.matrix_power(a, n))
        for b in (np.ones(shape[-1]), np.ones((shape[-1], 2)), np.ones((shape[-1], 0))):
            same(LINALG.solve(t, tl.array(b)), np.linalg.solve(a, b))


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (0, 3, 3), (2, 0, 0), (3,), ()])
@pytest.mark.parametrize("order", [None, "fro", "nuc", 0, 1, -1, 2, -2, 3, -0.5, np.inf, -np.inf])
def test_norms_of_nothing(shape, order):
    a = np.zeros(shape)
    for axis in (None, -1, (-2, -1)):
        try:
            want = np.linalg.norm(a, order, axis=axis)
        except ValueError:
            with pytest.raises(ValueError, match=r"^norm: "):
                LINALG.norm(tl.array(a), order, axis=axis)
        else:
            same(LINALG.norm(tl.array(a), order, axis=axis), want)


@pytest.mark.parametrize("m", [0, 1, 3])
@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("columns", [(), (0,), (2,)])
def test_lstsq_of_nothing(m, n, columns):
    a, b = RNG.normal(size=(m, n)), RNG.normal(size=(m, *columns))
    got, want = LINALG.lstsq(tl.array(a), tl.array(b)), np.linalg.lstsq(a, b)
    assert got[2] == want[2]
    for i in (0, 1, 3):
        same(got[i], want[i])


# ---- what is not finite ------------------------------------------------------------------------------------
def spoiled(n, value):
    """Matrices with one such element, and of nothing else."""
    good = 2 * np.eye(n) + 0.1
    for place in ((0, 0), (n - 1, n - 1), (n - 1, 0)):
        m = good.copy()
        m[place] = value
        yield m
    yield np.full((n, n), value)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [2, 3, 4, 30])
def test_infinities_are_never_iterated_on(n, dtype):
    for value in (np.inf, -np.inf):
        for m in spoiled(n, value):
            t = tl.array(m.astype(dtype))
            for name in ("svd", "eigh", "eigvalsh", "svdvals", "pinv"):
                try:
                    result = getattr(LINALG, name)(t)
                except LINALG.LinAlgError as error:
                    assert str(error).startswith(f"{name}: ") and n > 2 and np.isinf(m).all()
                else:
                    assert all(np.isnan(r).all() for r in parts(result)), name
            for order in (2, -2, "nuc"):
                assert np.isnan(LINALG.norm(t, order).item())
            with pytest.raises(LINALG.LinAlgError, match=r"^lstsq: .*\(\d+, \d+\)"):
                LINALG.lstsq(t, tl.ones(n))
            assert LINALG.matrix_rank(t).item() == 0


@pytest.mark.parametrize("n", [3, 4, 30])
def test_nan_does_not_converge(n):
    for m in spoiled(n, np.nan):
        t = tl.array(m)
        for name in ("svd", "svdvals", "pinv", "matrix_rank", "eigh", "eigvalsh"):
            with pytest.raises(np.linalg.LinAlgError, match=rf"^{name}: "):
                getattr(LINALG, name)(t)
        for function in (LINALG.norm, LINALG.matrix_norm):
            with pytest.raises(np.linalg.LinAlgError, match=rf"^{function.__name__}: "):
                function(t, ord="nuc")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("n", [1, 2, 3, 12])
def test_factors_of_what_is_not_finite_are_numpys(n, value):
    for m in spoiled(n, value):
        for name in ("inv", "det", "slogdet", "qr"):
            with np.errstate(all="ignore"):
                want = numpys(name)(m)
            same(getattr(LINALG, name)(tl.array(m)), want)
        try:
            want = np.linalg.cholesky(m)
        except np.linalg.LinAlgError:
            with pytest.raises(np.linalg.LinAlgError, match=r"^cholesky: .*positive definite"):
                LINALG.cholesky(tl.array(m))
        else:
            same(LINALG.cholesky(tl.array(m)), want)


def test_eigh_reads_no_further_than_its_triangle():
    m = 2 * np.eye(4) + 0.1
    m[0, 3] = np.inf
    same(LINALG.eigvalsh(tl.array(m)), np.linalg.eigvalsh(m))
    assert np.isnan(LINALG.eigvalsh(tl.array(m), "U").numpy()).all()


def test_one_bad_matrix_leaves_the_others_alone():
    m = np.stack([np.diag([1.0, 2.0, 4.0]) + 0.1 * k for k in range(4)])
    good = m.copy()
    m[1, 2, 0] = np.inf
    for name in ("svd", "eigh", "inv", "det", "slogdet", "qr", "svdvals", "pinv"):
        ours, theirs = getattr(LINALG, name)(tl.array(m)), numpys(name)(good)
        for got, want in zip(parts(ours), parts(theirs), strict=True):
            np.testing.assert_allclose(abs(got[[0, 2, 3]]), abs(want[[0, 2, 3]]), rtol=1e-10, atol=1e-10)
    m[1, 2, 0] = np.nan
    with pytest.raises(np.linalg.LinAlgError, match=r"^svd: .*number 1 of the stack"):
        LINALG.svd(tl.array(m))


def test_singular_ones_are_named():
    m = np.stack([np.eye(3), np.zeros((3, 3))])
    for call in (LINALG.inv, lambda a: LINALG.solve(a, tl.ones((3, 1)))):
        with pytest.raises(np.linalg.LinAlgError, match=r"^(inv|solve): .*singular \(number 1 of the"):
            call(tl.array(m))
    with pytest.raises(np.linalg.LinAlgError, match=r"^inv: a matrix is singular$"):
        LINALG.inv(tl.ones((20, 20)))


# ---- errors ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", SQUARE + OTHERS[1:] + ("matrix_power",))
def test_shapes_that_are_no_matrices_raise_numpys_error(name):
    arguments = (2,) if name == "matrix_power" else ()
    for shape in ((), (3,), (2, 3)):
        if shape == (2, 3) and name in OTHERS:
            continue
        with pytest.raises(np.linalg.LinAlgError, match=rf"^{name}: .*shape \({', '.join(map(str, shape))}"):
            getattr(LINALG, name)(tl.zeros(shape), *arguments)


def test_lstsq_says_what_does_not_fit():
    for a, b in (((3, 2), (4,)), ((3, 2), (3, 1, 1)), ((2, 3, 2), (3,)), ((3,), (3,)), ((), ())):
        with pytest.raises(np.linalg.LinAlgError, match=r"^lstsq: shapes \(.*do not align"):
            LINALG.lstsq(tl.ones(a), tl.ones(b))
    with pytest.raises(TypeError, match=r"^lstsq: rcond must be a number, got str"):
        LINALG.lstsq(tl.ones((3, 2)), tl.ones(3), rcond="small")
    assert np.isnan(LINALG.lstsq(tl.eye(2), tl.array([np.nan, 1.0]))[0].numpy()).all()


def test_orders_that_are_none():
    x = tl.ones((2, 2, 2))
    for call in (
        lambda: LINALG.norm(x, 2), lambda: LINALG.norm(x[0], 3), lambda: LINALG.norm(x[0], "x"),
        lambda: LINALG.norm(x[0, 0], "fro"), lambda: LINALG.norm(tl.array(3.0), 2),
        lambda: LINALG.norm(x[0], axis=(0, 0)), lambda: LINALG.norm(x, axis=5),
        lambda: LINALG.norm(x, axis=()), lambda: LINALG.norm(x[0], np.nan),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"^norm: "):
            call()
    with pytest.raises(TypeError, match=r"^norm: axis must be"):
        LINALG.norm(x, axis="a")
    with pytest.raises(ValueError, match=r"^vector_norm: unknown order 'x'"):
        LINALG.vector_norm(x, ord="x")
    with pytest.raises(IndexError, match=r"^matrix_norm: "):
        LINALG.matrix_norm(x[0, 0])


def test_axes_that_change_while_they_are_read():
    class Liar:
        def __index__(self):
            axes.clear()
            return 0

    axes = [Liar(), 1]
    same(LINALG.norm(tl.ones((2, 2)), axis=axes), np.float64(2.0))


# ---- histories ---------------------------------------------------------------------------------------------
def test_what_does_not_change_has_a_gradient_of_zero():
    for function in (
        lambda x: LINALG.matrix_power(x, 0), lambda x: LINALG.norm(x, 0, axis=1),
        lambda x: LINALG.vector_norm(x, ord=0),
    ):  # fmt: skip
        x = tl.array([[np.nan, 2.0], [0.0, 4.0]], requires_grad=True)
        y = function(x)
        assert y.requires_grad
        y.sum().backward()
        assert x.grad.tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert not LINALG.matrix_power(tl.array([[1, 2], [3, 4]]), 0).requires_grad


def test_negative_orders_are_the_same_with_a_history():
    for x in ([np.inf, np.inf], [], [0.0, 1.0], [2.0, 3.0]):
        for order in (-1, -2, -0.5):
            same(
                LINALG.norm(tl.array(x, requires_grad=True), order).detach(), LINALG.norm(tl.array(x), order)
            )


@pytest.mark.parametrize("order", [0.5, -1, -2, 3])
def test_zeros_get_no_gradient(order):
    for values in ([0.0, 2.0, 3.0], [0.0, 0.0]):
        x = tl.array(values, requires_grad=True)
        y = LINALG.vector_norm(x, ord=order)
        same(y.detach(), np.linalg.norm(values, order))
        y.backward()
        nonzero = np.array(values) != 0
        assert not x.grad.numpy()[~nonzero].any() and np.isfinite(x.grad.numpy()).all()
        if order > 0:
            expected = np.linalg.norm(values, order) ** (1 - order) * np.array(values)[nonzero] ** (order - 1)
            np.testing.assert_allclose(x.grad.numpy()[nonzero], expected)


def test_matrix_rank_needs_no_derivative():
    x = tl.eye(3)
    x.requires_grad_()
    assert LINALG.matrix_rank(x).item() == 3


# ---- numbers beside tensors --------------------------------------------------------------------------------
def test_tolerances_are_numpys():
    m = np.stack([np.diag([1.0, 1e-3, 1e-9]), np.diag([5.0, 1.0, 1.0])])
    t = tl.array(m)
    for tolerance in (1e-2, np.float32(1e-5), 0, np.array([1e-2, 0.5])):
        same(LINALG.matrix_rank(t, tolerance), np.linalg.matrix_rank(m, tolerance))
        same(LINALG.matrix_rank(t, rtol=tolerance), np.linalg.matrix_rank(m, rtol=tolerance))
        same(LINALG.pinv(t, tolerance), np.linalg.pinv(m, tolerance))
        same(LINALG.pinv(t, rtol=tolerance), np.linalg.pinv(m, rtol=tolerance))
    assert LINALG.pinv(t.astype("float32"), 1e-2).dtype == "float32"
    for x in ([0, 0, 2], [0.0, 0.0], 3.0, 0):
        same(LINALG.matrix_rank(tl.array(x)), np.asarray(np.linalg.matrix_rank(x)))
    x = RNG.normal(size=3).astype("float32")
    for order in (3, 2.5, np.int64(3), np.float64(2), np.float32(1), True, np.nan):
        same(LINALG.norm(tl.array(x), order), np.asarray(np.linalg.norm(x, order)), 1e-6)


@pytest.mark.parametrize("name", ["dot", "inner", "kron", "outer"])
def test_products_with_numbers_have_numpys_dtype(name):
    for x in (np.ones(2, "float32"), np.ones(2, "int8")):
        for number in (2, 2.0):
            same(getattr(tl, name)(tl.array(x), number), getattr(np, name)(x, number))
            same(getattr(tl, name)(number, tl.array(x)), getattr(np, name)(number, x))


# ---- the namespace, interruption --------------------------------------------------------------------------
def test_the_names_are_the_public_ones():
    assert dir(tl.linalg) == sorted(tl.linalg.__all__)
    assert all(hasattr(tl.linalg, name) for name in dir(tl.linalg))


def test_a_long_stack_can_be_interrupted():
    code = """if True:
        import signal, time, tensorlab as tl
        x = tl.broadcast_to(tl.eye(40) + 1.0, (300000, 40, 40))
        tl.linalg.svdvals(x[:1])
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        start = time.perf_counter()
        try:
            tl.linalg.svdvals(x)
        except KeyboardInterrupt:
            print(time.perf_counter() - start < 20)  # of about a minute
    """
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "True"
