"""L-BFGS, Muon and what optimisers composed of tensor functions have of their own."""

import numpy as np
import pytest

import tensorlab as tl

START = np.random.default_rng(5).normal(size=4)
SHAPES = [(3,), (2, 2)]


def rosenbrock(w):
    return ((1 - w[:-1]) ** 2 + 100 * (w[1:] - w[:-1] ** 2) ** 2).sum()


def quartic(w):
    return ((w - 1) ** 4).sum() * 0.25 + (w * w).sum() * 0.5


def made(library, start, **options):
    w = library.array(start) if library is tl else library.tensor(start)
    w.requires_grad = True
    return w, library.optim.LBFGS([w], **options)


def closure(w, optimizer, loss):
    def run():
        optimizer.zero_grad()
        value = loss(w)
        value.backward()
        return value

    return run


OPTIONS = [
    {"lr": 0.01},
    {"lr": 0.01, "history_size": 2},
    {"line_search_fn": "strong_wolfe"},
    {"line_search_fn": "strong_wolfe", "history_size": 3, "max_iter": 7, "max_eval": 9},
    {"line_search_fn": "strong_wolfe", "lr": 0.01, "max_iter": 30, "tolerance_grad": 1e-3},
    {"max_iter": 1, "lr": 0.01},
    {"max_iter": 0},
]


# a valley multiplies rounding errors
LOSSES = [(quartic, "float64", 1e-10), (rosenbrock, "float64", 1e-7), (quartic, "float32", 2e-4)]


@pytest.mark.parametrize(
    ("options", "loss", "dtype", "tolerance"),
    # in float32, it is a matter of rounding when a gradient is small enough to end a call
    [(o, *rest) for o in OPTIONS for rest in LOSSES if "tolerance_grad" not in o or rest[1] == "float64"],
)
def test_lbfgs_steps_are_pytorchs_and_so_is_the_state(options, loss, dtype, tolerance):
    torch = pytest.importorskip("torch")
    start = START.astype(dtype)
    (w, ours), (v, theirs) = made(tl, start, **options), made(torch, start, **options)
    for call in range(6):
        if call == 3:
            mine, state = ours.state_dict(), theirs.state_dict()
            assert set(mine["state"][0]) == {
                k for k, v in state["state"][0].items() if v is not None and k != "al"
            }
            ours, theirs = made(tl, start)[1], made(torch, start)[1]
            ours.param_groups[0]["params"], theirs.param_groups[0]["params"] = [w], [v]
            theirs._params = [v]
            ours.load_state_dict(state)
            theirs.load_state_dict(as_torch(torch, mine))
        first, other = ours.step(closure(w, ours, loss)), theirs.step(closure(v, theirs, loss))
        np.testing.assert_allclose(first.item(), other.item(), rtol=tolerance * 10, atol=1e-12)
        np.testing.assert_allclose(w.detach().numpy(), v.detach().numpy(), rtol=tolerance, atol=tolerance)
        if dtype == "float64":
            mine, state = ours.state_dict()["state"][0], theirs.state_dict()["state"][0]
            assert [mine[k] for k in ("func_evals", "n_iter")] == [state[k] for k in ("func_evals", "n_iter")]


def as_torch(torch, value):
    if isinstance(value, tl.Tensor):
        return torch.tensor(value.numpy())
    if isinstance(value, dict):
        return {k: as_torch(torch, v) for k, v in value.items()}
    return [as_torch(torch, v) for v in value] if isinstance(value, list) else value


def test_lbfgs_of_several_parameters_some_without_gradient():
    shapes, rng = [(3,), (), (2, 2)], np.random.default_rng(0)
    params = [tl.nn.Parameter(tl.array(rng.normal(size=shape))) for shape in shapes]
    idle = tl.nn.Parameter(tl.ones(2))
    optimizer = tl.optim.LBFGS([params[0], idle, *params[1:]], line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        value = sum(((p - 2) ** 4 + p * p).sum() for p in params)
        value.backward()
        return value

    optimizer.step(loss)
    for p in params:
        np.testing.assert_allclose(4 * (p.detach().numpy() - 2) ** 3 + 2 * p.detach().numpy(), 0, atol=1e-4)
    assert idle.tolist() == [1.0, 1.0]


def test_lbfgs_that_fails_changes_nothing():
    w, optimizer = made(tl, START)
    optimizer.step(closure(w, optimizer, quartic))
    values, state, calls = w.tolist(), str(optimizer.state_dict()), []

    def fails():
        calls.append(1)
        if len(calls) == 3:
            raise KeyError("here")
        return closure(w, optimizer, rosenbrock)()

    with pytest.raises(KeyError, match="here"):
        optimizer.step(fails)
    assert len(calls) == 3 and w.tolist() == values and str(optimizer.state_dict()) == state


def test_lbfgs_errors():
    w, optimizer = made(tl, START)
    other = tl.nn.Parameter(tl.ones(2))
    optimizer.step(closure(w, optimizer, quartic))
    state = optimizer.state_dict()

    def load(**changes):
        return lambda: optimizer.load_state_dict({**state, "state": {0: {**state["state"][0], **changes}}})

    for call, kind, message in (
        (optimizer.step, TypeError, "LBFGS.step: a closure is needed that computes the loss"),
        (
            lambda: optimizer.add_param_group({"params": [other]}),
            ValueError,
            "LBFGS: all parameters belong in",
        ),
        (lambda: tl.optim.LBFGS([{"params": [w]}, {"params": [other]}]), ValueError, "LBFGS: all parameters"),
        (lambda: tl.optim.LBFGS([w], lr=-1), ValueError, "LBFGS: lr must be finite and at least 0, got -1"),
        (lambda: tl.optim.LBFGS([w], max_iter=0.5), TypeError, "LBFGS: max_iter must be an integer"),
        (lambda: tl.optim.LBFGS([w], history_size=0), ValueError, "LBFGS: history_size must be at least 1"),
        (lambda: tl.optim.LBFGS([w], line_search_fn="w"), ValueError, "LBFGS: line_search_fn must be one of"),
        (
            load(d=tl.ones(3)),
            ValueError,
            r"LBFGS.load_state_dict: d is float64 of shape \(3,\), needed is shape",
        ),
        (
            load(ro=[]),
            ValueError,
            "LBFGS.load_state_dict: old_dirs, old_stps and ro must be lists of one length",
        ),
        (load(t="x"), TypeError, "LBFGS.load_state_dict: t must be a number, got 'x'"),
        (
            lambda: tl.optim.LBFGS([w]).step(lambda: w * 1),
            TypeError,
            "LBFGS: loss must be a number, got a Te",
        ),
        (load(more=1), ValueError, "LBFGS.load_state_dict: the state has"),
        (
            lambda: optimizer.load_state_dict({**state, "state": {7: {}}}),
            ValueError,
            r"LBFGS.load_state_dict: the state must be that of the first parameter, got \[7\]",
        ),
    ):
        before = str(optimizer.state_dict())
        with pytest.raises(kind, match=f"^{message}"):
            call()
        assert str(optimizer.state_dict()) == before


def test_lbfgs_goes_on_after_its_parameters_were_converted():
    model = tl.nn.Linear(3, 2).double()
    optimizer = tl.optim.LBFGS(model.parameters(), lr=0.1)

    def loss():
        optimizer.zero_grad()
        value = ((model.weight - 1) ** 2).sum() + (model.bias**2).sum()
        value.backward()
        return value

    first = optimizer.step(loss).item()
    model.float()
    assert optimizer.step(loss).item() < first
    assert optimizer.step(loss).item() < first / 10


# ---- Muon
@pytest.mark.parametrize(
    "options",
    [{}, {"nesterov": False, "momentum": 0.5}, {"adjust_lr_fn": "match_rms_adamw", "ns_steps": 3, "lr": 0.1}],
    ids=str,
)
@pytest.mark.parametrize("shape", [(4, 6), (6, 4), (5, 5)])
def test_muon(options, shape, monkeypatch):
    """PyTorch iterates in bfloat16; in double, it has our numbers."""
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(torch.Tensor, "bfloat16", lambda self: self.clone())
    rng = np.random.default_rng(2)
    start, grads = rng.normal(size=shape), rng.normal(size=(12, *shape))
    p, q = tl.nn.Parameter(tl.array(start)), torch.tensor(start, requires_grad=True)
    ours, theirs = tl.optim.Muon([p], **options), torch.optim.Muon([q], **options)
    for step, g in enumerate(grads):
        if step == 6:
            mine, state = ours.state_dict(), theirs.state_dict()
            ours, theirs = tl.optim.Muon([p]), torch.optim.Muon([q])
            ours.load_state_dict(state)
            theirs.load_state_dict(as_torch(torch, mine))
        p.grad, q.grad = tl.array(g), torch.tensor(g)
        ours.step()
        theirs.step()
        np.testing.assert_allclose(p.detach().numpy(), q.detach().numpy(), rtol=1e-10, atol=1e-12)


def test_muon_errors():
    w = tl.nn.Parameter(tl.ones((2, 3)))
    for given, kind, message in (
        (
            {"params": [w, tl.nn.Parameter(tl.ones(3))]},
            ValueError,
            r"only matrices can be stepped, parameter 1 ",
        ),
        ({"ns_coefficients": (1, 2)}, ValueError, "ns_coefficients must be three numbers"),
        ({"ns_steps": 100}, ValueError, "ns_steps must be less than 100, got 100"),
        ({"adjust_lr_fn": "x"}, ValueError, "adjust_lr_fn must be one of 'original', 'match_rms_adamw'"),
        ({"momentum": -1}, ValueError, "momentum must be finite and at least 0, got -1"),
    ):
        with pytest.raises(kind, match=f"^Muon: {message}"):
            tl.optim.Muon(**{"params": [w], **given})


# ---- what has no other place
def test_the_mean_of_asgd_begins_after_t0():
    w = tl.array([0.0], requires_grad=True)
    optimizer, path = tl.optim.ASGD([w], lr=0.5, lambd=0, t0=2), []
    for _ in range(6):
        w.grad = tl.ones(1)
        optimizer.step()
        path.append(w.item())
    assert optimizer.state_dict()["state"][0]["ax"].item() == pytest.approx(np.mean(path[3:]))


def test_a_composed_step_that_fails_changes_nothing():
    a, b = tl.ones(2, requires_grad=True), tl.ones(3, requires_grad=True)
    optimizer = tl.optim.Lion([a, b])
    for p in (a, b):
        p.grad = tl.ones_like(p.detach())
    optimizer.step()
    before, state = (a.tolist(), b.tolist()), str(optimizer.state_dict())
    optimizer._states[0]["exp_avg"][1] = tl.ones(7)
    with pytest.raises(ValueError, match=r"^Lion: the state of a parameter of shape \(3,\) does not fit it$"):
        optimizer.step()
    optimizer._states[0]["exp_avg"][1] = tl.full(3, 0.01)
    assert (a.tolist(), b.tolist()) == before
    assert str(optimizer.state_dict()) == state


def test_an_optimiser_of_ones_own_has_a_state():
    def made(library, parameters):
        class Momentum(library.optim.Optimizer):
            def __init__(self, params, lr=0.1):
                super().__init__(params, {"lr": lr})

            def step(self, closure=None):
                with library.no_grad():
                    for group in self.param_groups:
                        for p in group["params"]:
                            state = self.state[p]
                            if len(state) == 0:
                                state["step"], state["mean"] = 0, library.zeros_like(p)
                            state["step"] += 1
                            state["mean"].mul_(0.9).add_(p.grad)
                            p.add_(state["mean"], alpha=-group["lr"] / state["step"])

        return Momentum(parameters)

    def trained(library):
        parameters = [library.nn.Parameter(library.ones(n, dtype=library.float64)) for n in (2, 3)]
        opt = made(library, parameters)
        for step in range(6):
            for i, p in enumerate(parameters):
                p.grad = (p * (i + 1)).detach()
            opt.step()
            if step == 2:
                saved = opt.state_dict()
                opt = made(library, parameters)
                assert not opt.state and not opt.state_dict()["state"]
                opt.load_state_dict(saved)
        assert sorted(opt.state_dict()["state"]) == [0, 1] and opt.state[parameters[1]]["step"] == 6
        return [p.tolist() for p in parameters]

    ours = trained(tl)
    opt = made(tl, [tl.nn.Parameter(tl.ones(2))])
    with pytest.raises(
        TypeError, match=r"^Momentum\.load_state_dict: the state of parameter 0 must be a dict"
    ):
        opt.load_state_dict({"state": {0: 3}, "param_groups": [{"params": [0], "lr": 0.1}]})
    for ready in (tl.optim.SGD, tl.optim.LBFGS, tl.optim.Muon, tl.optim.ASGD):
        assert not hasattr(ready([tl.nn.Parameter(tl.ones((2, 2)))]), "state")
    torch = pytest.importorskip("torch")
    np.testing.assert_allclose(ours[1], trained(torch)[1], rtol=1e-12)
