"""Every derivative rule against central differences, to first and second order, on every shape and layout."""

import numpy as np
import pytest
from samples import BINARY, EVERYTHING, REDUCTIONS, UNARY

import tensorlab as tl

CASES = [
    pytest.param(case, id=f"{sample.name}-{i}")
    for sample in EVERYTHING
    for i, case in enumerate(sample.cases)
]
TWICE = [
    pytest.param(case, id=f"{sample.name}-{i}")
    for sample in EVERYTHING
    for i, case in enumerate(sample.cases)
    if case.twice and all(np.prod(s) > 0 for s in case.shapes)
]


def draw(case, seed=0):
    """Inputs without equal elements, so that maxima and roundings are smooth around them."""
    rng = np.random.default_rng(seed)
    inputs = []
    for shape in case.shapes:
        n = int(np.prod(shape))
        x = case.low + (case.high - case.low) * (rng.permutation(n) + rng.uniform(0.2, 0.8, n)) / max(n, 1)
        inputs.append(tl.array(x.reshape(shape), requires_grad=True))
    return inputs


def laid_out(x, how):
    """The same values in another memory layout, still a leaf."""
    a = x.detach().numpy()
    if how == "transposed":
        t = tl.array(np.ascontiguousarray(a.T)).T
    elif how == "reversed":
        turn = (slice(None, None, -1),) * a.ndim
        t = tl.array(a[turn].copy())[turn]
    else:
        wide = np.zeros((*a.shape[:-1], 2 * a.shape[-1])) if a.ndim else np.zeros(())
        wide[..., ::2] = a
        t = tl.array(wide)[..., ::2]
    assert np.array_equal(t.numpy(), a)
    t.requires_grad = True
    return t


def weighted(result):
    """A scalar in which every element counts differently."""
    weights = tl.array(np.random.default_rng(5).uniform(0.5, 1.5, result.shape))
    return (result * weights).sum()


@pytest.mark.parametrize("case", CASES)
def test_first_derivative(case):
    assert tl.gradcheck(case.call, draw(case), eps=1e-6, atol=1e-7, rtol=1e-6)


@pytest.mark.parametrize("case", TWICE)
def test_second_derivative(case):
    """The gradient, recorded as it is computed, has itself the right gradient."""
    inputs = draw(case)

    def gradient(
        *args,
    ):  # of the square, so that the gradient of a linear operation depends on its inputs, too
        return tuple(tl.gradients(weighted(tl.square(case.call(*args))), args, create_graph=True))

    recorded = [g for g in gradient(*inputs) if g.requires_grad]
    assert recorded, "nothing of the gradient was recorded"

    def differentiable(*args):
        with tl.enable_grad():  # also while gradcheck takes differences
            tracked = [a if a.requires_grad else a.detach().requires_grad_() for a in args]
            return gradient(*tracked)

    assert tl.gradcheck(differentiable, inputs, eps=1e-6, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("how", ["transposed", "reversed", "step 2"])
@pytest.mark.parametrize(
    "case", [c for c in CASES if all(len(s) > 1 and np.prod(s) for s in c.values[0].shapes)]
)
def test_layout_changes_no_gradient(case, how):
    inputs = draw(case)
    others = [laid_out(x, how) for x in inputs]
    for a, b in zip(
        tl.gradients(weighted(case.call(*inputs)), inputs), tl.gradients(weighted(case.call(*others)), others)
    ):
        if a is None or b is None:
            assert a is b
            continue
        assert a.shape == b.shape
        np.testing.assert_allclose(b.numpy(), a.numpy(), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("case", CASES)
def test_gradient_has_the_inputs_shape_and_dtype(case):
    inputs = [x.detach().astype("float32").requires_grad_() for x in draw(case)]
    result = weighted(case.call(*inputs)).astype("float32")
    for x, g in zip(inputs, tl.gradients(result, inputs), strict=True):
        assert g is not None and g.shape == x.shape and g.dtype == tl.float32


@pytest.mark.parametrize("case", [c for c in CASES if len(c.values[0].shapes) > 1])
def test_each_input_alone(case):
    """A rule that skips inputs without gradient gives the others theirs unchanged."""
    inputs = draw(case)
    together = tl.gradients(weighted(case.call(*inputs)), inputs)
    for i, x in enumerate(inputs):
        args = [x if i == j else y.detach() for j, y in enumerate(inputs)]
        (alone,) = tl.gradients(weighted(case.call(*args)), [x])
        assert np.array_equal(alone.numpy(), together[i].numpy())


# ---- where derivatives are a matter of convention ----------------------------------------------------------
def slope(f, *values):
    inputs = [tl.array(v, requires_grad=True) for v in values]
    return [g.tolist() for g in tl.gradients(f(*inputs).sum(), inputs)]


def test_conventions_at_kinks():
    assert slope(tl.abs, [-2.0, 0.0, 3.0]) == [[-1.0, 0.0, 1.0]]
    assert slope(tl.nn.functional.relu, [-2.0, 0.0, 3.0]) == [[0.0, 1.0, 1.0]]  # lecture L5: 1 at 0
    assert slope(tl.maximum, [1.0, 2.0, 5.0], [1.0, 3.0, 4.0]) == [[0.5, 0.0, 1.0], [0.5, 1.0, 0.0]]
    assert slope(tl.minimum, [1.0, 2.0, 5.0], [1.0, 3.0, 4.0]) == [[0.5, 1.0, 0.0], [0.5, 0.0, 1.0]]
    assert slope(tl.max, [2.0, 1.0, 2.0]) == [[0.5, 0.0, 0.5]]
    assert slope(lambda x: tl.min(x, axis=0), [[1.0, 2.0], [1.0, 3.0]]) == [[[0.5, 1.0], [0.5, 0.0]]]
    for f in (tl.sign, tl.floor, tl.ceil, tl.trunc, tl.rint):
        assert slope(f, [-1.5, 0.2, 2.7]) == [[0.0, 0.0, 0.0]]


def test_nan_takes_the_gradient_of_maximum_and_minimum():
    nan = float("nan")
    for f in (tl.maximum, tl.minimum):
        assert slope(f, [nan, 1.0, nan], [2.0, nan, nan]) == [[1.0, 0.0, 0.5], [0.0, 1.0, 0.5]]


def test_arctan2_far_out_and_at_the_origin():
    for size in (1e-200, 1e200, 1.0):
        gy, gx = slope(tl.arctan2, [0.0, size, 0.0, size], [size, 0.0, -size, size])
        np.testing.assert_allclose(gy, np.array([1, 0, -1, 0.5]) / size)
        np.testing.assert_allclose(gx, np.array([0, -1, 0, -0.5]) / size)
    assert slope(tl.arctan2, [0.0], [0.0]) == [[0.0], [0.0]]
    second = tl.grad(tl.grad(tl.arctan2))(0.0, 0.0).item()
    assert np.isfinite(second)


def test_no_spread_and_no_length():
    """The gradient at the least value of a root is 0, as in PyTorch; so is the next one."""
    for shape in ((3,), (1,), (2, 2)):
        for f in (tl.std, tl.nanstd):
            assert not any(np.ravel(slope(f, np.ones(shape)))), f
        for f in (tl.linalg.norm, tl.linalg.vector_norm):
            assert not any(np.ravel(slope(f, np.zeros(shape)))), f
        for order in (1, 1.5, 3, np.inf):
            assert not any(
                np.ravel(slope(lambda x, k=order: tl.linalg.vector_norm(x, ord=k), np.zeros(shape)))
            )
    assert slope(tl.linalg.matrix_norm, np.zeros((2, 2))) == [[[0.0, 0.0], [0.0, 0.0]]]
    assert slope(lambda x: tl.std(x, axis=1), [[1.0, 1.0], [1.0, 3.0]]) == [[[0.0, 0.0], [-0.5, 0.5]]]
    x = tl.array([[0.0, 0.0], [3.0, 4.0]], requires_grad=True)
    (g,) = tl.gradients(tl.linalg.norm(x, axis=1).sum(), [x], create_graph=True)
    np.testing.assert_allclose(g.tolist(), [[0.0, 0.0], [0.6, 0.8]])
    (g,) = tl.gradients(g.sum(), [x])
    np.testing.assert_allclose(
        g.tolist(), [[0.0, 0.0], [0.2 - 0.6 * 1.4 / 5, 0.2 - 0.8 * 1.4 / 5]], atol=1e-15
    )
    assert slope(tl.std, [1.0, float("nan")])[0] == pytest.approx([float("nan")] * 2, nan_ok=True)


def test_logaddexp_of_equal_and_infinite_arguments():
    inf, nan = float("inf"), float("nan")
    for f, unit in ((tl.logaddexp, 1.0), (tl.logaddexp2, np.log(2.0))):
        for x in (0.0, -3.0, 1e3):
            derivatives = [0.5, 0.25 * unit, 0.0, -0.125 * unit**3]
            g = f
            for want in derivatives:
                g = tl.grad(g)
                assert g(x, x).item() == pytest.approx(want, abs=1e-15)
            assert tl.grad(tl.grad(f), argnums=1)(x, x).item() == pytest.approx(-0.25 * unit)
        a, b = [inf, inf, -inf, -inf, 0.0, inf, nan], [inf, -inf, inf, -inf, -inf, 0.0, 1.0]
        ga, gb = slope(f, a, b)
        assert ga == pytest.approx([0.5, 1.0, 0.0, 0.5, 1.0, 1.0, nan], nan_ok=True)
        assert gb == pytest.approx([0.5, 0.0, 1.0, 0.5, 0.0, 0.0, nan], nan_ok=True)
        x, y = (tl.array(v[:-1], requires_grad=True) for v in (a, b))
        (g,) = tl.gradients(f(x, y).sum(), [x], create_graph=True)
        assert tl.gradients(g.sum(), [x])[0].tolist() == [0.0] * 6
    x, y = tl.ones((2, 3), dtype="float32", requires_grad=True), tl.ones(3, requires_grad=True)
    gx, gy = tl.gradients(tl.logaddexp(x, y).sum(), [x, y])
    assert gx.dtype == "float32" and gx.tolist() == [[0.5] * 3] * 2 and gy.tolist() == [1.0] * 3


def test_sinc_near_zero():
    """The derivatives against the series, and against each other where the formula changes."""
    f, pi = tl.sinc, np.pi
    for want in (0.0, -(pi**2) / 3, 0.0, pi**4 / 5, 0.0, -(pi**6) / 7):
        f = tl.grad(f)
        assert f(0.0).item() == pytest.approx(want, rel=1e-13)
    for x in (1e-300, 1e-8, -1e-8, 1e-4):
        assert tl.grad(tl.sinc)(x).item() == pytest.approx(-(pi**2) * x / 3 + pi**4 * x**3 / 30, rel=1e-13)
    edge = 1 / pi
    for order in range(4):
        f = tl.sinc
        for _ in range(order):
            f = tl.grad(f)
        below, above = f(np.nextafter(edge, 0)).item(), f(np.nextafter(edge, 1)).item()
        assert below == pytest.approx(above, rel=1e-12)
    x = tl.array([[0.0, 0.1], [1.0, -2.5]], requires_grad=True)
    assert tl.gradcheck(tl.sinc, x)
    assert slope(tl.sinc, np.float32([0.0, 0.5]))[0] == pytest.approx([0.0, -4 / pi], rel=1e-6)


def test_nan_is_skipped_with_zero_gradient():
    x = [1.0, float("nan"), 3.0]
    assert slope(tl.nansum, x) == [[1.0, 0.0, 1.0]]
    assert slope(tl.nanprod, x) == [[3.0, 0.0, 1.0]]
    assert slope(tl.nanmax, x) == [[0.0, 0.0, 1.0]]
    assert slope(tl.nanmin, x) == [[1.0, 0.0, 0.0]]
    assert slope(tl.nanmean, x) == [[0.5, 0.0, 0.5]]
    assert slope(tl.nanvar, x) == [[-1.0, 0.0, 1.0]]
    nan = float("nan")
    assert slope(tl.fmax, [nan, 1.0], [2.0, nan]) == [[0.0, 1.0], [1.0, 0.0]]
    assert slope(tl.fmin, [nan, 1.0], [2.0, nan]) == [[0.0, 1.0], [1.0, 0.0]]


def test_prod_with_zeros():
    assert slope(tl.prod, [2.0, 0.0, 3.0]) == [[0.0, 6.0, 0.0]]
    assert slope(tl.prod, [2.0, 0.0, 0.0]) == [[0.0, 0.0, 0.0]]
    assert slope(lambda x: tl.prod(x, axis=1), [[0.0, 4.0], [2.0, 5.0]]) == [[[4.0, 0.0], [5.0, 2.0]]]


def test_power_at_zero():
    assert slope(tl.power, [0.0, 0.0, 0.0], [0.0, 1.0, 2.0])[0] == [0.0, 1.0, 0.0]
    assert slope(tl.power, [0.0, 2.0], [2.0, 0.0])[1] == [0.0, pytest.approx(np.log(2.0))]
    inf = float("inf")
    assert slope(tl.power, [0.0, -0.0, -0.0, 0.0], [-1.0, -1.0, -2.0, 0.0])[1] == [-inf, inf, -inf, 0.0]
    assert slope(lambda x: x**2, [3.0, 0.0]) == [[6.0, 0.0]]
    assert slope(lambda x: x**0.5, [4.0]) == [[0.25]]
    assert slope(lambda x: x**3, [-2.0]) == [[12.0]]
    assert slope(lambda x: 2.0**x, [0.0]) == [[pytest.approx(np.log(2.0))]]


def test_third_derivative():
    f = lambda x: tl.sin(x) * tl.exp(x)
    third = tl.grad(tl.grad(tl.grad(f)))(0.3).item()
    assert third == pytest.approx(2 * np.exp(0.3) * (np.cos(0.3) - np.sin(0.3)), rel=1e-12)


def test_hessian_of_a_polynomial():
    x = tl.array([1.0, 2.0], requires_grad=True)
    y = x[0] ** 3 * x[1] ** 2
    (g,) = tl.gradients(y, [x], create_graph=True)
    rows = [tl.gradients(g[i], [x], retain_graph=True)[0].tolist() for i in range(2)]
    assert rows == [[6.0 * 1 * 4, 3.0 * 1 * 2 * 2], [3.0 * 1 * 2 * 2, 2.0 * 1]]


# ---- mixed dtypes, and the check itself --------------------------------------------------------------------
def test_gradient_comes_back_in_each_operands_dtype():
    x = tl.ones(3, dtype="float32", requires_grad=True)
    y = tl.full(3, 2.0, dtype="float64", requires_grad=True)
    gx, gy = tl.gradients((x * y).sum(), [x, y])
    assert gx.dtype == tl.float32 and gy.dtype == tl.float64
    assert gx.tolist() == [2.0] * 3 and gy.tolist() == [1.0] * 3
    n = tl.arange(3)
    (gx,) = tl.gradients((x * n).sum(), [x])
    assert gx.dtype == tl.float32 and gx.tolist() == [0.0, 1.0, 2.0]


def test_gradcheck_finds_wrong_gradients():
    x = tl.array([0.5, 1.5], requires_grad=True)
    wrong = lambda t: t.detach() * t  # differentiates to half of what it should
    with pytest.raises(RuntimeError, match=r"^gradcheck: output 0 element 0, input 0 element 0"):
        tl.gradcheck(wrong, x)
    assert tl.gradcheck(wrong, x, raise_exception=False) is False
    with pytest.raises(ValueError, match=r"^gradcheck: no input requires grad"):
        tl.gradcheck(wrong, x.detach())
    assert x.tolist() == [0.5, 1.5] and x.grad is None


@pytest.mark.parametrize("name", ["grad", "value_and_grad"])
def test_arguments_of_the_transforms_are_checked(name):
    transform = getattr(tl, name)

    def square(x):
        return x * x

    for error, call, text in (
        (TypeError, lambda: transform(3), "expected a function, got int"),
        (TypeError, lambda: transform(square, argnums="a"), "argnums must be integers, got str"),
        (TypeError, lambda: transform(square, argnums=1.0), "argnums must be integers, got float"),
        (TypeError, lambda: transform(square, argnums=(0, None)), "argnums must be integers, got NoneType"),
        (ValueError, lambda: transform(square, argnums=()), "argnums names no argument"),
        (ValueError, lambda: transform(square, argnums=1)(2.0), "argnums 1 for 1 arguments"),
        (ValueError, lambda: transform(square)([1.0, 2.0]), r"must return one element, got shape \(2,\)"),
        (ValueError, lambda: transform(lambda x: tl.ones(0))(1.0), r"one element, got shape \(0,\)"),
        (TypeError, lambda: transform(lambda x: 1.0)(1.0), "must return a tensor, got float"),
        (TypeError, lambda: transform(square, has_aux=True)(1.0), "has_aux"),
    ):
        with pytest.raises(error, match=rf"^{name}: .*{text}"):
            call()
    assert float(np.ravel(transform(square, argnums=np.int64(0))(3.0))[-1]) == 6.0
    with pytest.raises(TypeError, match=r"^gradcheck: inputs must be .*got int"):
        tl.gradcheck(square, 3)
    with pytest.raises(TypeError, match=r"^gradcheck: expected a function, got int"):
        tl.gradcheck(3, tl.ones(1, requires_grad=True))


def test_derivatives_of_polynomials_end_in_zero():
    for f in (lambda x: x**2, tl.square):
        assert tl.grad(tl.grad(tl.grad(f)))(3.0).item() == 0.0


def test_every_differentiable_sample_has_cases():
    differentiable = {o["name"] for o in tl.ops() if o["differentiable"]}
    for sample in UNARY + BINARY + REDUCTIONS:
        assert bool(sample.cases) == (sample.name in differentiable), sample.name
