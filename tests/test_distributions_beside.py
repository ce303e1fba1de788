"""Distributions beside PyTorch's: densities, moments, cdfs, gradients, divergences, transforms, draws."""

import inspect
import itertools

import numpy as np
import pytest

import tensorlab as tl

torch = pytest.importorskip("torch")
P = np.array([[0.2, 0.3, 0.5], [0.05, 0.9, 0.05]])
A, B, C = np.array([0.5, -1.0]), np.array([1.5, 0.25]), np.array([3.5, 2.5])
K = np.array([[[2.0, 0.5], [0.5, 1.0]], [[1.0, -0.3], [-0.3, 3.0]]])
L = np.linalg.cholesky(K)
REAL, ABOVE, INNER = np.array([[0.3, -0.7], [1.9, 2.1]]), np.array([[0.3, 0.7], [1.9, 2.1]]), P[:, :2]
COUNTS = np.array([[0.0, 3.0], [1.0, 2.0]])
HOT = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
Q = np.array([0.3, 0.8])
# name -> parameters and values
ROWS = [
    ("Normal", (A, B), REAL), ("Laplace", (A, B), REAL), ("Cauchy", (A, B), REAL), ("Gumbel", (A, B), REAL),
    ("StudentT", (C, A, B), REAL), ("StudentT", (np.array([0.5, 1.5]), A, B), REAL),
    ("VonMises", (A, C), REAL), ("Uniform", (A, A + 4), np.array([[0.6, -0.7], [1.9, 2.1]])),
    ("Exponential", (B,), ABOVE), ("HalfNormal", (B,), ABOVE), ("HalfCauchy", (B,), ABOVE),
    ("LogNormal", (A, B), ABOVE), ("Weibull", (B, C), ABOVE), ("Pareto", (B / 8, C), ABOVE),
    ("Pareto", (B / 8, np.array([0.5, 1.5])), ABOVE), ("Gamma", (C, B), ABOVE), ("Gamma", (B, C), ABOVE),
    ("Chi2", (C,), ABOVE), ("InverseGamma", (C, B), ABOVE), ("InverseGamma", (B, C), ABOVE),
    ("Beta", (C, B), INNER), ("Beta", (Q, Q / 2), INNER), ("Dirichlet", (P * 9,), P[::-1]),
    ("Dirichlet", (P,), P[::-1]), ("Poisson", (B,), COUNTS), ("Geometric", (Q,), COUNTS),
    ("Binomial", (np.array(5.0), Q), COUNTS), ("NegativeBinomial", (C, Q), COUNTS),
    ("Bernoulli", (Q,), COUNTS % 2), ("Categorical", (P,), np.array([2.0, 0.0])),
    ("OneHotCategorical", (P,), HOT), ("OneHotCategoricalStraightThrough", (P,), HOT),
    ("RelaxedOneHotCategorical", (np.array(0.7), P), P[::-1]),
    ("MultivariateNormal", (A, K), REAL),
]  # fmt: skip
BY_NAME = [
    ("Geometric", {"logits": A}, COUNTS), ("Binomial", {"total_count": C + 0.5, "logits": A}, COUNTS * 0),
    ("NegativeBinomial", {"total_count": C, "logits": A}, COUNTS),
    ("Multinomial", {"total_count": 4, "probs": P}, np.array([[1.0, 0, 3], [4, 0, 0]])),
    ("Multinomial", {"total_count": 3, "logits": np.log(P[0]) + 2}, np.array([[1.0, 1, 1], [0, 0, 3]])),
    ("OneHotCategorical", {"logits": np.log(P)}, HOT), ("Categorical", {"logits": P}, np.array([2.0, 0.0])),
    ("MultivariateNormal", {"loc": A, "scale_tril": L}, REAL),
    ("MultivariateNormal", {"loc": REAL, "precision_matrix": K[0]}, REAL),
]  # fmt: skip
ROWS = [(n, dict(zip(inspect.signature(getattr(tl.distributions, n)).parameters, a)), v) for n, a, v in ROWS]
ROWS += BY_NAME
GAMMAS = (tl.distributions.Gamma, tl.distributions.InverseGamma)  # PyTorch has no gradient there
NAMES = [f"{i} {row[0]}" for i, row in enumerate(ROWS)]


def leaf(m, x):
    return m.asarray(np.asarray(x).copy()).requires_grad_() if isinstance(x, np.ndarray) else x


def close(ours, theirs, rtol=1e-11):
    np.testing.assert_allclose(ours.detach().numpy(), theirs.detach().numpy(), rtol=rtol, atol=1e-12)
    assert ours.shape == tuple(theirs.shape)


def both(name, given):
    for m in (tl, torch):
        leaves = {key: leaf(m, x) for key, x in given.items()}
        yield m, leaves, getattr(m.distributions, name)(**leaves)


def asked(d, what, value):
    """What a distribution has, None where it says that it has none."""
    try:
        found = getattr(d, what)
        return found(*value) if callable(found) else found
    except (NotImplementedError, AttributeError):
        return None


@pytest.mark.parametrize(("name", "given", "value"), ROWS, ids=NAMES)
def test_what_is_asked(name, given, value):
    (_, mine, ours), (_, yours, theirs) = both(name, given)
    assert (ours.batch_shape, ours.event_shape) == (tuple(theirs.batch_shape), tuple(theirs.event_shape))
    rtol = 2e-6 if name == "VonMises" else 1e-11  # PyTorch approximates its constant
    shares = INNER if "cdf" in dir(theirs) else None
    for what in ("mean", "variance", "stddev", "mode", "entropy", "log_prob", "cdf", "icdf"):
        x = {"log_prob": value, "cdf": value, "icdf": shares}.get(what)
        xs = [() if x is None else (leaf(m, x),) for m in (tl, torch)]
        b = asked(theirs, what, xs[1])
        if b is None or (what == "mode" and name == "Dirichlet" and (given["concentration"] < 1).all()):
            continue  # PyTorch's is that of nan
        a = asked(ours, what, xs[0])
        assert a is not None, what
        # PyTorch computes factorials of the entropy of Multinomial in float32
        close(a, b, 1e-7 if (name, what) == ("Multinomial", "entropy") else rtol)
        if what == "mode" or not b.requires_grad or (what == "cdf" and isinstance(ours, GAMMAS)):
            continue
        leaves = [[*xs[0], *filter(lambda t: hasattr(t, "grad"), mine.values())]]
        leaves.append([*xs[1], *filter(lambda t: hasattr(t, "grad"), yours.values())])
        finite = np.isfinite(b.detach().numpy())
        got = tl.autograd.grad(
            tl.where(tl.array(finite), a, 0.0).sum(), leaves[0], retain_graph=True, allow_unused=True
        )
        want = torch.autograd.grad(
            torch.where(torch.tensor(finite), b, 0.0).sum(), leaves[1], retain_graph=True, allow_unused=True
        )
        for g, w, t in zip(got, want, leaves[1], strict=True):
            w = torch.zeros_like(t) if w is None else w
            g = tl.zeros(tuple(w.shape)) if g is None else g
            if not (tl.isnan(g).any() or w.isnan().any()):
                close(g, w, 1e-5 if rtol > 1e-9 else 1e-8)


@pytest.mark.parametrize(("name", "given", "value"), ROWS, ids=NAMES)
def test_draws(name, given, value):
    (_, mine, ours), (_, _, theirs) = both(name, given)
    tl.manual_seed(0)
    n = 20_000
    x = ours.sample((n,))
    assert x.shape == (n, *ours.batch_shape, *ours.event_shape) and not x.requires_grad
    wanted = theirs.sample((2,))
    assert (
        x.dtype.name == str(wanted.dtype).removeprefix("torch.") and ours.sample().shape == wanted.shape[1:]
    )
    if theirs.support is not None:
        assert theirs.support.check(torch.tensor(x.numpy())).all() and ours.support.check(x).all()
    mean, deviation = asked(theirs, "mean", ()), asked(theirs, "stddev", ())
    if mean is not None and name not in ("Categorical", "VonMises"):
        off = abs(x.numpy().mean(axis=0) - mean.detach().numpy())
        room = 5 * deviation.detach().numpy() / n**0.5
        assert (off <= room)[np.isfinite(room)].all()
    assert ours.has_rsample == theirs.has_rsample
    assert ours.expand((3, *ours.batch_shape)).sample().shape == (3, *ours.batch_shape, *ours.event_shape)
    if ours.has_rsample:
        y = ours.rsample((3,))
        y.sum().backward()
        assert all(t.grad is not None for t in mine.values() if isinstance(t, tl.Tensor))


@pytest.mark.parametrize("name", ["Gamma", "StudentT", "Beta", "Dirichlet", "LogNormal", "Weibull"])
def test_gradients_through_draws_have_the_right_mean(name):
    given = next(a for n, a, _ in ROWS if n == name)
    given = {**given, "df": C + 9} if "df" in given else given  # with moments of fourth order
    (_, mine, ours), _ = both(name, given)
    tl.manual_seed(1)
    n = 100_000
    draws = ours.rsample((n,))
    square = (draws**2).mean(axis=0).sum()
    wanted = tl.autograd.grad((ours.variance + ours.mean**2).sum(), [*mine.values()])
    for got, want in zip(tl.autograd.grad(square, [*mine.values()]), wanted, strict=True):
        np.testing.assert_allclose(got, want, rtol=0.2, atol=0.02)


@pytest.mark.parametrize("concentration", [0.05, 0.7, 3.0, 40.0, 900.0])
def test_the_gradient_of_gamma_keeps_the_cdf(concentration):
    special = pytest.importorskip("scipy.special")
    tl.manual_seed(0)
    a = tl.array(concentration, requires_grad=True)
    for _ in range(20):
        a.grad = None
        x = tl.distributions.Gamma(a, 1.0).rsample()
        x.backward()
        h = 1e-4 * concentration
        p = special.gammainc(concentration, x.item())
        ends = [special.gammaincinv(concentration + s * h, p) for s in (-1, 1)]
        want = (ends[1] - ends[0]) / (2 * h)
        if 1e-6 < p < 1 - 1e-6 and x.item() > 1e-200:
            assert abs(a.grad.item() - want) <= 1e-4 * abs(want)


def kinds():
    for name in dict.fromkeys(name for name, *_ in ROWS):
        given = next(a for n, a, _ in ROWS if n == name)
        yield name, given, name, {key: np.flip(x, 0).copy() if np.ndim(x) else x for key, x in given.items()}
    yield "Exponential", {"rate": B}, "Gamma", {"concentration": C, "rate": B}
    yield "Gamma", {"concentration": C, "rate": B}, "Exponential", {"rate": C}
    yield "Chi2", {"df": C}, "Gamma", {"concentration": C, "rate": B}
    yield "Uniform", {"low": A, "high": A + 2}, "Normal", {"loc": B, "scale": C}


KINDS = [*kinds()]


@pytest.mark.parametrize(("p", "a", "q", "b"), KINDS, ids=[f"{row[0]} {row[2]}" for row in KINDS])
def test_divergences(p, a, q, b):
    pair = [
        (m, m.distributions.kl_divergence, x, y)
        for (m, _, x), (_, _, y) in zip(both(p, a), both(q, b), strict=True)
    ]
    (_, f, x, y), (_, g, u, v) = pair
    try:
        want = g(u, v)
    except NotImplementedError:
        with pytest.raises(NotImplementedError):
            f(x, y)
        return
    close(f(x, y), want)


def transforms(m):
    T, a = m.distributions.transforms, lambda x: m.asarray(np.asarray(x))
    yield T.ExpTransform(), REAL
    yield T.AffineTransform(a(A), a(B)), REAL
    yield T.AffineTransform(1.0, -2.0, event_dim=1), REAL
    yield T.PowerTransform(a(2.5)), ABOVE
    yield T.SigmoidTransform(), REAL
    yield T.SoftplusTransform(), REAL
    yield T.TanhTransform(), REAL
    yield T.StickBreakingTransform(), REAL
    yield T.IndependentTransform(T.ExpTransform(), 1), REAL
    yield T.ReshapeTransform((2,), (2, 1)), REAL
    yield T.ComposeTransform([T.AffineTransform(a(A), a(B)), T.TanhTransform(), T.ExpTransform()]), REAL
    yield T.ComposeTransform([T.AffineTransform(1.0, 2.0), T.StickBreakingTransform()]), REAL
    yield T.CumulativeDistributionTransform(m.distributions.Normal(a(A), a(B))), REAL
    yield T.identity_transform, REAL


def test_transforms():
    for (t, value), (u, _) in zip(transforms(tl), transforms(torch), strict=True):
        x, y = leaf(tl, value), leaf(torch, value)
        close(t(x), u(y))
        close(t.inv(t(x)), u.inv(u(y)))
        close(t.log_abs_det_jacobian(x, t(x)) + x.sum() * 0, u.log_abs_det_jacobian(y, u(y)) + y.sum() * 0)
        close(t.inv.log_abs_det_jacobian(t(x), x), -t.log_abs_det_jacobian(x, t(x)))
        assert (t.domain.event_dim, t.codomain.event_dim) == (u.domain.event_dim, u.codomain.event_dim)
        assert t.inv.inv is t and t.forward_shape((5, 2)) == tuple(u.forward_shape((5, 2)))
    for name, x in (("SoftmaxTransform", REAL), ("AbsTransform", REAL), ("LowerCholeskyTransform", K)):
        t, u = (getattr(m.distributions.transforms, name)() for m in (tl, torch))
        close(t(tl.array(x)), u(torch.tensor(x)))
        close(t.inv(t(tl.array(x))), u.inv(u(torch.tensor(x))))


def transformed(m):
    D, a = m.distributions, lambda x: m.asarray(np.asarray(x))
    T = D.transforms
    normal = D.Normal(a(A), a(B))
    yield D.TransformedDistribution(normal, [T.TanhTransform()]), INNER
    yield D.TransformedDistribution(normal, T.AffineTransform(a(A), -a(B))), REAL
    yield D.TransformedDistribution(normal, [T.StickBreakingTransform()]), P
    yield D.TransformedDistribution(D.Normal(a(0.0), a(1.0)), [T.AffineTransform(a(A), a(B))]), REAL
    yield D.TransformedDistribution(D.Independent(normal, 1), [T.ExpTransform()]), ABOVE
    yield D.TransformedDistribution(D.MultivariateNormal(a(A), a(K)), [T.SigmoidTransform()]), INNER
    yield D.TransformedDistribution(D.Uniform(a(0.0), a(1.0)), [T.SigmoidTransform().inv]), REAL
    mixed = D.MixtureSameFamily(D.Categorical(a(P)), D.Normal(a(P * 3), a(P + 1)))
    yield mixed, A
    yield D.MixtureSameFamily(D.Categorical(a(P[0])), D.Independent(D.Normal(a(P.T), a(P.T + 1)), 1)), REAL


def test_made_of_others():
    for (d, value), (e, _) in zip(transformed(tl), transformed(torch), strict=True):
        assert (d.batch_shape, d.event_shape) == (tuple(e.batch_shape), tuple(e.event_shape))
        close(d.log_prob(tl.array(value)), e.log_prob(torch.tensor(value)))
        for what, v in (("cdf", value), ("icdf", INNER), ("mean", None), ("variance", None)):
            x, y = ((), ()) if v is None else ((tl.array(v),), (torch.tensor(v),))
            b = asked(e, what, y) if v is None or d.event_shape == () else None
            if b is not None:
                close(asked(d, what, x), b)
        assert d.sample((7,)).shape == (7, *d.batch_shape, *d.event_shape)
        grown = d.expand((2, *d.batch_shape))
        close(grown.log_prob(tl.array(value)), e.expand((2, *e.batch_shape)).log_prob(torch.tensor(value)))
    for m in (tl, torch):
        t = m.distributions.transforms.TanhTransform(cache_size=1)
        d = m.distributions.TransformedDistribution(m.distributions.Normal(m.zeros(1), m.ones(1) * 9), [t])
        y = d.rsample((100,))
        assert m.isfinite(d.log_prob(y)).all() and t.inv(y) is t._last[0] if m is tl else True
    pairs = [[d for d, _ in itertools.islice(transformed(m), 2)] for m in (tl, torch)]
    (p, q), (u, v) = pairs
    close(tl.distributions.kl_divergence(p, p), torch.distributions.kl_divergence(u, u))
    for kl, a, b in ((tl.distributions.kl_divergence, p, q), (torch.distributions.kl_divergence, u, v)):
        with pytest.raises(NotImplementedError):
            kl(a, b)
