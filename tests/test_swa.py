"""Means of weights, SWALR and CyclicLR beside PyTorch's."""

import copy
import json

import numpy as np
import pytest
from schedules import course, lrs, optimizer, run

import tensorlab as tl
from tensorlab.optim import lr_scheduler, swa_utils


def network(m):
    return m.nn.Sequential(m.nn.Linear(3, 4), m.nn.BatchNorm1d(4), m.nn.Linear(4, 1))


def pair(torch):
    ours, theirs = network(tl), network(torch)
    ours.load_state_dict({k: v.numpy() for k, v in theirs.state_dict().items()})
    return ours, theirs


def functions(m, name):
    kind, _, which = name.partition(" ")
    if not which:
        return {}
    made = getattr(m.optim.swa_utils, f"get_{kind}_{which}")
    return {which: made(0.7) if kind == "ema" else made()}


@pytest.mark.parametrize("name", ["none", "swa avg_fn", "swa multi_avg_fn", "ema avg_fn", "ema multi_avg_fn"])
@pytest.mark.parametrize("use_buffers", [False, True])
def test_means_are_pytorchs(name, use_buffers):
    torch = pytest.importorskip("torch")
    if use_buffers and name == "swa multi_avg_fn":
        name = "none"  # PyTorch's cannot divide the counts of batches
    ours, theirs = pair(torch)
    means = [
        m.optim.swa_utils.AveragedModel(model, use_buffers=use_buffers, **functions(m, name))
        for m, model in ((tl, ours), (torch, theirs))
    ]
    rng = np.random.default_rng(0)
    for _ in range(5):
        x = rng.normal(size=(8, 3)).astype("float32")
        for m, model, mean in ((tl, ours, means[0]), (torch, theirs, means[1])):
            opt = m.optim.SGD(model.parameters(), lr=0.1)
            model(m.asarray(x)).sum().backward()
            opt.step()
            mean.update_parameters(model)
    states = [mean.state_dict() for mean in means]
    assert [*states[0]] == [*states[1]]
    for key, value in states[0].items():
        np.testing.assert_allclose(value.numpy(), states[1][key].numpy(), rtol=2e-4, atol=1e-5, err_msg=key)
    x = rng.normal(size=(2, 4, 3)).astype("float32")
    for m, mean in ((tl, means[0]), (torch, means[1])):
        m.optim.swa_utils.update_bn([(m.asarray(x[0]), None), [m.asarray(x[1])]], mean)
        assert mean.training and mean.module[1].momentum == 0.1
        mean.eval()
    np.testing.assert_allclose(
        means[0](tl.asarray(x[0])).detach().numpy(), means[1](torch.asarray(x[0])).detach().numpy(), rtol=2e-4
    )


def test_update_bn_leaves_modes_and_momenta_as_they_were_also_after_errors():
    model = network(tl).eval()
    model[0].train()

    def fails():
        yield tl.ones((2, 3), dtype=tl.float32)
        raise KeyError("no more")

    with pytest.raises(KeyError):
        swa_utils.update_bn(fails(), model)
    assert model[0].training and not model.training and not model[1].training and model[1].momentum == 0.1


def test_a_mean_that_fails_changes_nothing():
    model, calls = tl.nn.Linear(2, 1), []

    def second_fails(averaged, current, n):
        calls.append(n)
        if len(calls) == 2:
            raise OSError("no")
        return averaged + 1

    def many(averaged, current, n):
        averaged[0] += 1
        raise OSError("no")

    for given, kind, text in (
        ({"avg_fn": second_fails}, OSError, "no"),
        ({"multi_avg_fn": many}, OSError, "no"),
        ({"avg_fn": lambda m, w, n: m.sum()}, ValueError, r"avg_fn must .*\(1, 2\), got one of shape \(\)"),
        ({"avg_fn": lambda m, w, n: 1.0}, ValueError, "got a float"),
    ):
        mean = swa_utils.AveragedModel(model, **given)
        mean.update_parameters(model)
        before = repr(mean.state_dict())
        with pytest.raises(kind, match=text):
            mean.update_parameters(model)
        assert repr(mean.state_dict()) == before
    with pytest.raises(TypeError, match=r"^AveragedModel.update_parameters: model must be a Module"):
        mean.update_parameters([])


def test_errors():
    model = tl.nn.Linear(2, 1)
    mean = swa_utils.AveragedModel(model)
    before = mean.state_dict()["module.weight"].tolist()
    for call, kind, message in (
        (lambda: swa_utils.AveragedModel([]), TypeError, "AveragedModel: model must be a Module, got list"),
        (lambda: swa_utils.AveragedModel(model, "cuda"), ValueError, "AveragedModel: device must be 'cpu'"),
        (
            lambda: swa_utils.AveragedModel(model, avg_fn=5),
            TypeError,
            "AveragedModel: avg_fn must be a function",
        ),
        (
            lambda: swa_utils.AveragedModel(model, avg_fn=min, multi_avg_fn=min),
            ValueError,
            "AveragedModel: give avg_fn or multi_avg_fn, not both",
        ),
        (
            lambda: mean.update_parameters(tl.nn.Linear(3, 1)),
            ValueError,
            r"AveragedModel.update_parameters: parameters of shapes \[\(1, 3\), \(1,\)\] for a mean of ",
        ),
        (lambda: swa_utils.get_ema_avg_fn(1.5), ValueError, r"get_ema_avg_fn: decay must be in \[0, 1\]"),
        (lambda: swa_utils.update_bn([], 5), TypeError, "update_bn: model must be a Module, got int"),
        (
            lambda: swa_utils.SWALR(optimizer(), [0.1]),
            ValueError,
            "SWALR: swa_lr has 1 values for 2 parameter",
        ),
        (
            lambda: swa_utils.SWALR(optimizer(), 0.1, -1),
            ValueError,
            "SWALR: anneal_epochs must be at least 0",
        ),
        (
            lambda: swa_utils.SWALR(optimizer(), 0.1, 5, "x"),
            ValueError,
            "SWALR: anneal_strategy must be one of",
        ),
        (
            lambda: lr_scheduler.CyclicLR(optimizer(), 0.1, 1, scale_fn=5),
            TypeError,
            "CyclicLR: scale_fn must be a function",
        ),
        (
            lambda: lr_scheduler.CyclicLR(optimizer(), 0.1, 1, mode="x"),
            ValueError,
            "CyclicLR: mode must be one",
        ),
        (
            lambda: lr_scheduler.CyclicLR(optimizer("Adadelta"), 0.1, 1),
            ValueError,
            "CyclicLR: Adadelta has no momentum to cycle",
        ),
    ):
        with pytest.raises(kind, match=f"^{message}"):
            call()
    assert mean.state_dict()["module.weight"].tolist() == before and mean.n_averaged.item() == 0


def swalr(m, opt, **options):
    return m.optim.swa_utils.SWALR(opt, [0.05, 1.0], **options)


WAYS = [{}, {"anneal_strategy": "linear", "anneal_epochs": 7}, {"anneal_epochs": 0}]


@pytest.mark.parametrize("options", WAYS)
@pytest.mark.parametrize("when", [0, 4, 12])
def test_swalr_is_pytorchs_and_so_is_its_state(options, when):
    torch = pytest.importorskip("torch")
    ours, theirs = swalr(tl, optimizer(), **options), swalr(torch, optimizer(library=torch), **options)
    np.testing.assert_allclose(course(ours, when), course(theirs, when), rtol=1e-12)
    states = json.loads(json.dumps(ours.state_dict())), copy.deepcopy(theirs.state_dict())
    expected = course(theirs, 15)
    for state in states:
        again = swalr(tl, copy.deepcopy(ours.optimizer))
        again.load_state_dict(state)
        for group, lr in zip(again.optimizer.param_groups, lrs(ours.optimizer), strict=True):
            group["lr"] = lr  # which PyTorch's state leaves alone
        np.testing.assert_allclose(course(again, 15), expected, rtol=1e-12)


@pytest.mark.parametrize("options", WAYS)
def test_swalr_after_another_scheduler(options):
    torch = pytest.importorskip("torch")
    seen = []
    for m in (tl, torch):
        opt = optimizer(library=m)
        first, last = m.optim.lr_scheduler.MultiplicativeLR(opt, lambda t: 0.9), swalr(m, opt, **options)
        seen.append(np.concatenate([course(first, 5), course(last, 12)]))
    np.testing.assert_allclose(*seen, rtol=1e-12)


@pytest.mark.parametrize("kind", ["SGD", "Adam"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"mode": "triangular2", "step_size_down": 9, "base_momentum": [0.5, 0.6]},
        {"scale_fn": lambda t: 1 / (1 + t), "scale_mode": "iterations", "max_momentum": 0.99},
        {"scale_fn": lambda n: 0.5 + 0.1 * n, "mode": "exp_range"},
    ],
    ids=str,
)
def test_cyclic_lr_moves_the_momentum_as_pytorch(kind, options):
    torch = pytest.importorskip("torch")
    seen = []
    for m in (tl, torch):
        opt = optimizer(kind, library=m)
        scheduler = m.optim.lr_scheduler.CyclicLR(opt, [0.1, 0.2], [1.0, 3.0], step_size_up=5, **options)
        groups = [opt.param_groups, *run(scheduler, 40)]
        seen.append([[g["lr"], g["betas"][0] if "betas" in g else g["momentum"]] for s in groups for g in s])
    np.testing.assert_allclose(*seen, rtol=1e-12)
