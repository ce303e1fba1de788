"""Distributions: densities, entropies and divergences beside SciPy and PyTorch, draws by their means."""

import math

import numpy as np
import pytest
import scipy.stats as st

import tensorlab as tl

D = tl.distributions
P = np.array([[0.2, 0.3, 0.5], [0.05, 0.9, 0.05]])
LOC, SCALE = np.array([0.5, -1.0]), np.array([1.5, 0.25])


def close(ours, theirs):
    np.testing.assert_allclose(ours.numpy(), theirs, rtol=1e-12, atol=1e-12)


def test_reals_beside_scipy():
    x = np.array([0.3, -0.9])
    for ours, theirs, v in (
        (D.Normal(tl.array(LOC), tl.array(SCALE)), st.norm(LOC, SCALE), x),
        (D.Uniform(tl.array(LOC), tl.array(LOC + SCALE)), st.uniform(LOC, SCALE), LOC + 0.1),
        (D.Exponential(tl.array(SCALE)), st.expon(scale=1 / SCALE), np.abs(x)),
    ):
        close(ours.log_prob(tl.array(v)), theirs.logpdf(v))
        close(ours.cdf(tl.array(v)), theirs.cdf(v))
        close(ours.icdf(tl.array([0.2, 0.7])), theirs.ppf([0.2, 0.7]))
        close(ours.entropy(), theirs.entropy())
        close(ours.mean, theirs.mean())
        close(ours.variance, theirs.var())
        close(ours.stddev, theirs.std())


def test_classes_by_their_formulas():
    for d in (D.Categorical(probs=tl.array(P * 4)), D.Categorical(logits=tl.array(np.log(P) + 3))):
        close(d.probs, P)
        close(d.logits, np.log(P))
        close(d.log_prob(tl.array([2, 0])), np.log([0.5, 0.05]))
        close(d.log_prob(tl.array([[2, 0], [1, 1]])), np.log([[0.5, 0.05], [0.3, 0.9]]))
        close(d.entropy(), -(P * np.log(P)).sum(1))
        assert d.mode.tolist() == [2, 1] and d.mean.isnan().all() and d.batch_shape == (2,)
    q = np.array([0.1, 0.7])
    for b in (D.Bernoulli(probs=tl.array(q)), D.Bernoulli(logits=tl.array(np.log(q / (1 - q))))):
        close(b.log_prob(tl.array([1.0, 0.0])), np.log([0.1, 0.3]))
        close(b.entropy(), st.bernoulli(q).entropy())
        close(b.variance, q * (1 - q))
        close(b.log_prob(tl.ones((3, 2))), np.log([q] * 3))


def test_draws():
    tl.manual_seed(0)
    n = 4000
    for d, mean, deviation in (
        (D.Normal(tl.array(LOC), tl.array(SCALE)), LOC, SCALE),
        (D.Uniform(0.0, 2.0), 1.0, math.sqrt(1 / 3)),
        (D.Exponential(tl.array(SCALE)), 1 / SCALE, 1 / SCALE),
        (D.Bernoulli(probs=tl.array([0.1, 0.7])), [0.1, 0.7], np.sqrt([0.09, 0.21])),
    ):
        x = d.sample((n,))
        assert x.shape == (n, *d.batch_shape) and not x.requires_grad
        assert (abs(x.mean(axis=0).numpy() - mean) < 5 * np.asarray(deviation) / math.sqrt(n)).all()
    d = D.Categorical(probs=tl.array(P))
    x = d.sample((n, 2))
    assert x.shape == (n, 2, 2) and x.dtype == tl.int64
    for row, p in enumerate(P):
        share = tl.bincount(x[..., row].ravel(), minlength=3).numpy() / (2 * n)
        assert (abs(share - p) < 0.03).all()
    assert (
        d.sample().shape == (2,)
        and d.sample((0,)).shape == (0, 2)
        and D.Categorical(tl.ones(4)).sample().shape == ()
    )
    assert (x.reshape(n * 2, 2)[:50] != x.reshape(n * 2, 2)[50:100]).any()
    same = [(tl.manual_seed(3), d.sample((9,)).tolist())[1] for _ in range(2)]
    assert same[0] == same[1]


def test_gradients_flow_through_draws():
    loc, scale = tl.array(LOC, requires_grad=True), tl.array(SCALE, requires_grad=True)
    d = D.Normal(loc, scale)
    assert d.has_rsample and not D.Bernoulli(probs=0.5).has_rsample
    d.rsample((5,)).sum().backward()
    assert loc.grad.tolist() == [5.0, 5.0] and scale.grad is not None
    with pytest.raises(NotImplementedError, match="Categorical: there are no gradients"):
        D.Categorical(tl.ones(2)).rsample()


@pytest.mark.parametrize("kind", [D.Categorical, D.Bernoulli])
def test_draws_change_no_gradients(kind):
    """What is computed on the way to a draw is recorded."""
    found = []
    for drawn in (False, True):
        x = tl.array([0.2, 0.7], requires_grad=True)
        for d in (kind(probs=x), kind(logits=x)):
            if drawn:
                d.sample()
            (d.entropy().sum() + d.log_prob(tl.array([1, 0] if kind is D.Bernoulli else 1)).sum()).backward()
        found.append(x.grad.numpy())
    np.testing.assert_allclose(*found, rtol=1e-14)


def test_independent():
    d = D.Independent(D.Normal(tl.zeros((2, 3)), 1.0), 1)
    close(d.log_prob(tl.ones((2, 3))), st.norm.logpdf(np.ones((2, 3))).sum(1))
    close(d.entropy(), np.full(2, 3 * st.norm.entropy()))
    assert d.sample((4,)).shape == (4, 2, 3) and d.mean.shape == (2, 3) and d.variance.shape == d.mode.shape
    assert "event_shape=(3,)" in repr(d)
    other = D.Independent(D.Normal(tl.ones((2, 3)), 1.0), 1)
    close(D.kl_divergence(d, other), np.full(2, 1.5))


def pairs(m):
    d, a = m.distributions, lambda x: m.asarray(np.asarray(x))
    yield d.Normal(a(LOC), a(SCALE)), d.Normal(a(SCALE), a(SCALE + 1))
    yield d.Categorical(a(P)), d.Categorical(a(P[::-1].copy()))
    yield d.Categorical(a([0.5, 0.5, 0.0])), d.Categorical(a([0.5, 0.25, 0.25]))
    yield d.Categorical(a([0.5, 0.25, 0.25])), d.Categorical(a([0.5, 0.5, 0.0]))
    yield d.Bernoulli(a([0.0, 0.5, 1.0, 0.3])), d.Bernoulli(a([0.5, 0.0, 0.5, 0.6]))
    yield d.Uniform(a(LOC), a(LOC + 1)), d.Uniform(a([-1.0, -0.5]), a([3.0, 3.0]))
    yield d.Exponential(a(SCALE)), d.Exponential(a(SCALE[::-1].copy()))


def test_beside_pytorch():
    torch = pytest.importorskip("torch")
    v = {
        "Normal": LOC,
        "Categorical": [1],
        "Bernoulli": [0.0, 1.0, 1.0, 0.0],
        "Uniform": LOC + 0.5,
        "Exponential": SCALE,
    }
    for (p, q), (tp, tq) in zip(pairs(tl), pairs(torch), strict=True):
        close(D.kl_divergence(p, q), torch.distributions.kl_divergence(tp, tq).numpy())
        value = v[type(p).__name__]
        for attribute in ("entropy", "mean", "variance"):
            a, b = getattr(p, attribute), getattr(tp, attribute)
            close(a() if callable(a) else a, (b() if attribute == "entropy" else b).numpy())
        close(p.log_prob(tl.asarray(value)), tp.log_prob(torch.as_tensor(np.asarray(value))).numpy())


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: D.Categorical(), ValueError, "Categorical: give either probs or logits"),
        (lambda: D.Categorical(tl.ones(2), tl.ones(2)), ValueError, "Categorical: give either"),
        (lambda: D.Categorical(tl.array(1.0)), ValueError, r"Categorical: there are no classes .* \(\)"),
        (lambda: D.Categorical([-1.0, 2.0]), ValueError, "Categorical: probs must be at least 0"),
        (lambda: D.Categorical([0.0, 0.0]), ValueError, "Categorical: probs"),
        (lambda: D.Categorical(logits=[tl.nan, 0.0]), ValueError, "Categorical: logits must be numbers"),
        (
            lambda: D.Categorical([1.0, 2.0]).log_prob(2),
            ValueError,
            "Categorical: value must be the number of one of 2",
        ),
        (lambda: D.Categorical([1.0, 2.0]).sample(-1), ValueError, "Categorical: sample_shape"),
        (lambda: D.Bernoulli(1.5), ValueError, "Bernoulli: probs must be between 0 and 1"),
        (lambda: D.Bernoulli(0.5).log_prob(0.5), ValueError, "Bernoulli: value must be 0 or 1"),
        (lambda: D.Normal(0.0, 0.0), ValueError, "Normal: scale must be above 0"),
        (lambda: D.Normal("a", 1.0), TypeError, "Normal: loc must be"),
        (
            lambda: D.Normal(tl.ones(2), tl.ones(3)),
            ValueError,
            r"Normal: shapes do not fit together: loc \(2,\)",
        ),
        (lambda: D.Normal(1j, 1.0), TypeError, "Normal: loc must be real"),
        (
            lambda: D.Normal(tl.ones(2), 1.0).log_prob(tl.ones(3)),
            ValueError,
            r"Normal: a value of shape \(3,\)",
        ),
        (lambda: D.Uniform(1.0, 1.0), ValueError, "Uniform: high must be above low"),
        (lambda: D.Uniform(0.0, 1.0).log_prob(2.0), ValueError, "Uniform: value must be between"),
        (lambda: D.Exponential(-1.0), ValueError, "Exponential: rate must be above 0"),
        (lambda: D.Exponential(1.0).log_prob(-1.0), ValueError, "Exponential: value must be at least 0"),
        (lambda: D.Independent(3, 1), TypeError, "Independent: expected a Distribution"),
        (
            lambda: D.Independent(D.Normal(0.0, 1.0), 1),
            ValueError,
            r"Independent: 1 axes of batches of shape \(\)",
        ),
        (
            lambda: D.kl_divergence(D.Normal(0.0, 1.0), D.Uniform(0.0, 1.0)),
            NotImplementedError,
            "kl_divergence: there is no rule",
        ),
        (lambda: D.kl_divergence(1, 2), TypeError, "kl_divergence: expected distributions"),
        (lambda: D.ComposeTransform([3]), TypeError, "ComposeTransform: expected a Transform, got int"),
        (lambda: D.TransformedDistribution(3, []), TypeError, "TransformedDistribution: expected a Distrib"),
        (lambda: D.MixtureSameFamily(3, 4), TypeError, "MixtureSameFamily: expected a Categorical"),
        (lambda: D.MultivariateNormal(tl.ones(2)), ValueError, "MultivariateNormal: give one of covariance"),
        (
            lambda: D.MultivariateNormal(tl.ones(2), tl.eye(3)),
            ValueError,
            r"MultivariateNormal: a loc of shape \(2,\) and a covariance_matrix of shape \(3, 3\)",
        ),
        (
            lambda: D.MultivariateNormal(tl.ones(2), -tl.eye(2)),
            ValueError,
            "MultivariateNormal: covar.* must",
        ),
        (lambda: D.Gamma(0.0, 1.0), ValueError, "Gamma: concentration must be above 0"),
        (lambda: D.Gamma(1.0, 1.0).log_prob(-1.0), ValueError, "Gamma: value must be at least 0"),
        (lambda: D.Poisson(1.0).log_prob(1.5), ValueError, "Poisson: value must be a whole number"),
        (lambda: D.Dirichlet(tl.ones(2)).log_prob([0.5, 0.6]), ValueError, "Dirichlet: value must"),
        (lambda: D.Geometric(0.0), ValueError, "Geometric: probs must be above 0"),
        (lambda: D.Binomial(1.5, 0.5), ValueError, "Binomial: total_count must be a whole number"),
        (lambda: D.Gamma(1.0, 1.0).icdf(0.5), NotImplementedError, "Gamma: icdf is not defined"),
        (lambda: D.Normal(tl.ones(2), 1.0).expand((3,)), ValueError, r"Normal: batches of \(2,\) do not exp"),
        (lambda: D.Distribution().log_prob(1.0), NotImplementedError, "Distribution: log_prob"),
    ],
)
def test_bad_input(make, error, text):
    with pytest.raises(error, match=f"^{text}"):
        make()


def test_checks_can_be_left_out():
    assert D.Uniform(0.0, 1.0, validate_args=False).log_prob(2.0).item() == -tl.inf
    assert math.isnan(D.Normal(0.0, -1.0, validate_args=False).log_prob(0.0).item())
