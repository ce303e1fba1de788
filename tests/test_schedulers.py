"""Schedules of learning rates, alone and composed, against their formulas and PyTorch; optimisers notice."""

import math

import numpy as np
import pytest
from modules import OPTIMISERS
from schedules import (
    BASES,
    COMPOSED,
    FORMULAS,
    PLATEAUS,
    STEPS,
    T,
    chain,
    cosine,
    course,
    lrs,
    optimizer,
    sequence,
    share,
    to_floor,
    warm_up_and_cycle,
)

import tensorlab as tl
from tensorlab import optim
from tensorlab.optim import lr_scheduler as S

EPS = np.finfo(float).eps
formulas = pytest.mark.parametrize(
    ("name", "options", "expected"), FORMULAS, ids=[f"{n}-{i}" for i, (n, *_) in enumerate(FORMULAS)]
)


@formulas
def test_formula(name, options, expected):
    scheduler = getattr(S, name)(optimizer(), **options)
    rounding = 20 * STEPS if name == "MultiplicativeLR" else 20  # it has no closed form
    np.testing.assert_allclose(course(scheduler), expected, rtol=rounding * EPS, atol=4 * EPS)
    assert scheduler.last_epoch == STEPS and scheduler.base_lrs == [*BASES]
    assert scheduler.get_last_lr() == lrs(scheduler.optimizer)


@formulas
def test_as_pytorch(name, options, expected):
    torch = pytest.importorskip("torch")
    theirs = getattr(torch.optim.lr_scheduler, name)(optimizer(library=torch), **options)
    ours = getattr(S, name)(optimizer(), **options)
    np.testing.assert_allclose(course(ours), course(theirs), rtol=1e-12, atol=1e-15)
    assert ours.last_epoch == theirs.last_epoch


def test_every_schedule_is_here():
    elsewhere = {"OneCycleLR", "ReduceLROnPlateau", "SequentialLR", "ChainedScheduler", "LRScheduler"}
    assert {name for name, *_ in FORMULAS} | elsewhere == set(S.__all__)


def one_cycle(total, highest, low, pct=0.3, strategy="cos", three=False):
    """Learning rate and momentum of all steps, by the turning points of the cycle."""
    first, last = highest / 25, highest / 25 / low
    up = pct * total - 1
    turns = [0, up, 2 * up, total - 1] if three else [0, up, total - 1]
    rates = [first, highest, first, last] if three else [first, highest, last]
    momenta = [0.95, 0.85, 0.95, 0.95] if three else [0.95, 0.85, 0.95]
    steps = np.minimum(np.arange(total + 1), total - 1)  # the last call leaves all as it is
    place = np.clip(np.searchsorted(turns, steps, "left") - 1, 0, len(turns) - 2)
    past = (steps - np.take(turns, place)) / np.diff(turns)[place]
    along = (1 - np.cos(np.pi * past)) / 2 if strategy == "cos" else past
    both = [np.take(v, place) + np.diff(v)[place] * along for v in map(np.array, (rates, momenta))]
    return np.stack(both, axis=1)


CYCLES = [
    {"pct_start": 0.3},
    {"anneal_strategy": "linear"},
    {"three_phase": True},
    {"three_phase": True, "anneal_strategy": "linear", "pct_start": 0.45},
    {"pct_start": 0.8, "final_div_factor": 10},
]


@pytest.mark.parametrize("kind", ["SGD", "Adam", "AdamW", "RMSprop"])
@pytest.mark.parametrize("options", CYCLES)
def test_one_cycle(kind, options):
    def momentum(opt):
        group = opt.param_groups[0]
        return group["betas"][0] if "betas" in group else group["momentum"]

    def run(opt, scheduler, steps=48):
        values = [[*lrs(opt), momentum(opt)]]
        for _ in range(steps):
            opt.step()
            scheduler.step()
            values.append([*lrs(opt), momentum(opt)])
        return np.array(values)

    opt = optimizer(kind)
    scheduler = S.OneCycleLR(opt, [0.5, 2.0], 48, **options)
    got = run(opt, scheduler)
    low, pct = options.get("final_div_factor", 1e4), options.get("pct_start", 0.3)
    strategy, three = options.get("anneal_strategy", "cos"), options.get("three_phase", False)
    for column, highest in enumerate((0.5, 2.0)):
        expected = one_cycle(48, highest, low, pct, strategy, three)
        np.testing.assert_allclose(got[:, [column, 2]], expected, rtol=1e-13, atol=1e-15)
    with pytest.raises(ValueError, match=r"OneCycleLR: step 49 of a cycle of total_steps=48"):
        scheduler.step()
    assert scheduler.last_epoch == 48 and lrs(opt) == [*got[-1, :2]]

    torch = pytest.importorskip("torch")
    other = optimizer(kind, library=torch)
    theirs = run(other, torch.optim.lr_scheduler.OneCycleLR(other, [0.5, 2.0], 48, **options), 47)
    np.testing.assert_allclose(got[:-1], theirs, rtol=1e-13, atol=1e-15)  # beyond its end it goes on


@pytest.mark.parametrize("pct", [0.0, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("total", [1, 2, 10])
@pytest.mark.parametrize("three", [False, True])
def test_short_cycles_have_numbers(pct, total, three):
    opt = optimizer()
    scheduler = S.OneCycleLR(opt, 1.0, total, pct_start=pct, three_phase=three)
    values = course(scheduler, total)
    assert ((values >= 0) & (values <= 1 + EPS)).all()


def test_one_cycle_without_momentum():
    opt = optimizer("Adam", betas=(0.5, 0.75))
    S.OneCycleLR(opt, 1.0, epochs=4, steps_per_epoch=5, cycle_momentum=False).step()
    assert all(group["betas"] == (0.5, 0.75) for group in opt.param_groups)
    assert "max_momentum" not in opt.param_groups[0]


def plateau(values, mode="min", factor=0.1, patience=10, threshold=1e-4, threshold_mode="rel", cooldown=0,
            min_lr=0.0, eps=1e-8):  # fmt: skip
    """The rule, in plain words."""
    rates, least = np.array(BASES), np.broadcast_to(min_lr, 2)
    best, bad, rest, course = (np.inf if mode == "min" else -np.inf), 0, 0, []
    for value in values:
        margin = abs(best) * threshold if threshold_mode == "rel" else threshold
        margin = 0.0 if np.isinf(best) else margin
        better = value < best - margin if mode == "min" else value > best + margin
        best, bad = (value, 0) if better else (best, bad + 1)
        if rest > 0:
            rest, bad = rest - 1, 0
        if bad > patience:
            lower = np.maximum(rates * factor, least)
            rates = np.where(rates - lower > eps, lower, rates)
            bad, rest = 0, cooldown
        course.append(rates.copy())
    return np.array(course)


@pytest.mark.parametrize("options", PLATEAUS)
def test_plateau(options):
    rng = np.random.default_rng(3)
    values = [*(2 + rng.random(60)), math.nan, *(1 + rng.random(20))]  # margins are those of positive values
    opt = optimizer()
    scheduler, got = S.ReduceLROnPlateau(opt, **options), []
    for value in values:
        scheduler.step(value)
        got.append(lrs(opt))
    np.testing.assert_allclose(got, plateau(values, **options), rtol=1e-14)
    assert options == {} or len(np.unique(got)) > 2
    assert scheduler.get_last_lr() == got[-1] and scheduler.last_epoch == len(values)

    torch = pytest.importorskip("torch")
    other = optimizer(library=torch)
    theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(other, **options)
    for value, ours in zip(values, got, strict=True):
        theirs.step(value)
        np.testing.assert_allclose(lrs(other), ours, rtol=1e-14)
    assert (scheduler.best, scheduler.num_bad_epochs) == (theirs.best, theirs.num_bad_epochs)
    assert (scheduler.cooldown_counter, scheduler.in_cooldown) == (
        theirs.cooldown_counter,
        theirs.in_cooldown,
    )


def test_plateau_takes_tensors_and_groups_that_come_later():
    opt = optimizer(bases=(1.0,))
    scheduler = S.ReduceLROnPlateau(opt, patience=0, factor=0.5, min_lr=0.25)
    scheduler.step(tl.array(1.0, requires_grad=True))
    opt.add_param_group({"params": [tl.nn.Parameter(tl.ones(1))], "lr": 0.3})
    scheduler.step(np.float32(1.0))
    assert lrs(opt) == [0.5, 0.25]


@pytest.mark.parametrize("times", [1, 3])
def test_warm_restarts_go_to_fractions_of_epochs(times):
    def run(module, opt):
        scheduler, values = module.CosineAnnealingWarmRestarts(opt, T_0=4, T_mult=times, eta_min=0.01), []
        for epoch in (0, 0.25, 3.75, 4, 11.5, 15.9375, 2, None, None, 5.5, None, None):
            opt.step()
            scheduler.step(epoch)
            values.append([*lrs(opt), scheduler.last_epoch])
        return values

    torch = pytest.importorskip("torch")
    theirs = run(torch.optim.lr_scheduler, optimizer(library=torch))
    np.testing.assert_allclose(run(S, optimizer()), theirs, rtol=1e-13)


# ---- composed ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("make", COMPOSED)
def test_composed_as_pytorch(make):
    torch = pytest.importorskip("torch")
    ours = make(S, optimizer())
    theirs = make(torch.optim.lr_scheduler, optimizer(library=torch))
    steps = 49 if make is warm_up_and_cycle else STEPS  # PyTorch's cycle goes on beyond its end
    np.testing.assert_allclose(course(ours, steps), course(theirs, steps), rtol=1e-12, atol=1e-15)
    assert ours.get_last_lr() == lrs(ours.optimizer)


def test_formula_of_a_sequence():
    expected = [
        to_floor(0, 0.1 + 0.9 * np.arange(8) / 8),
        to_floor(0.001, cosine(np.arange(20), 20)),
        to_floor(0, 0.5 ** (np.arange(STEPS - 27) // 3)),
    ]
    got = course(sequence(S, optimizer()))
    np.testing.assert_allclose(got, np.concatenate(expected), rtol=20 * EPS)


def test_formula_of_a_chain():
    factors = np.where(T < 10, 0.5, 1) * 0.7 ** (T // 4) * (0.2 + 0.8 * np.minimum(T, 13) / 13) * 0.97**T
    expected = share(factors * 0.5 ** ((T >= 5) * 1.0 + (T >= 21)))
    np.testing.assert_allclose(course(chain(S, optimizer())), expected, rtol=8 * STEPS * EPS)


def test_sequences_and_chains_in_sequences():
    """Which PyTorch cannot do; the parts begin anew at their milestones."""
    opt = optimizer()
    rise = S.SequentialLR(opt, [S.ConstantLR(opt, 0.1, 99), S.LinearLR(opt, 0.5, total_iters=4)], [2])
    fall = S.ChainedScheduler([S.ExponentialLR(opt, 0.9), S.StepLR(opt, 3, 0.5)])
    again = S.SequentialLR(opt, [S.ExponentialLR(opt, 0.5), S.ConstantLR(opt, 0.25, 99)], [3])
    got = course(S.SequentialLR(opt, [rise, fall, again], [5, 15]), 20)
    t = np.arange(10)
    factors = [0.1, 0.1, 0.5, 0.625, 0.75, *(0.9**t * 0.5 ** (t // 3)), 1, 0.5, 0.25, 0.25, 0.25, 0.25]
    np.testing.assert_allclose(got, share(factors), rtol=100 * EPS)


def test_sequence_goes_on_from_last_epoch():
    expected = course(sequence(S, optimizer()))
    for last in (-1, 0, 6, 7, 8, 30):
        opt = optimizer()
        parts = sequence(S, opt)._schedulers
        got = course(S.SequentialLR(opt, parts, [8, 28], last_epoch=last), STEPS - last - 1)
        assert got.tolist() == expected[last + 1 :].tolist()


# ---- others change the learning rate, too ------------------------------------------------------------------
@pytest.mark.parametrize("name", ["StepLR", "ExponentialLR", "LinearLR", "CosineAnnealingLR", "PolynomialLR"])
def test_a_change_by_hand_stays(name):
    torch = pytest.importorskip("torch")
    options = {
        "StepLR": {"step_size": 5, "gamma": 0.5},
        "ExponentialLR": {"gamma": 0.9},
        "LinearLR": {"total_iters": 30},
        "CosineAnnealingLR": {"T_max": 60, "eta_min": 0.001},
        "PolynomialLR": {"total_iters": 60, "power": 2.0},
    }[name]
    runs = []
    for library in (tl, torch):
        opt = optimizer(library=library)

        def change(t, opt=opt):
            if t in (3, 17):
                opt.param_groups[1]["lr"] *= 3

        runs.append(course(getattr(library.optim.lr_scheduler, name)(opt, **options), after=change))
    np.testing.assert_allclose(*runs, rtol=1e-12)


def test_two_schedulers_beside_each_other_and_a_plateau():
    opt = optimizer(bases=(1.0,))
    fall, warm, stuck = (
        S.ExponentialLR(opt, 0.9),
        S.LinearLR(opt, 0.1, total_iters=5),
        S.ReduceLROnPlateau(opt, patience=3),
    )
    got, reductions = [], 0
    for t in range(1, 40):
        fall.step(), warm.step(), stuck.step(1.0)
        reductions += t > 1 and (t - 1) % 4 == 0
        got.append(lrs(opt)[0] / (0.9**t * (0.1 + 0.9 * min(t, 5) / 5) * 0.1**reductions))
    assert lrs(opt)[0] > 0
    eps_stops = next(
        t for t, ratio in enumerate(got) if ratio > 1.5
    )  # the plateau's eps: no reduction below 1e-8
    np.testing.assert_allclose(got[:eps_stops], 1, rtol=1e-12)
    assert eps_stops > 20


def test_groups_that_come_later():
    opt = optimizer(bases=(1.0,))
    schedulers = [S.ExponentialLR(opt, 0.5), S.StepLR(opt, 100)]
    for scheduler in schedulers:
        scheduler.step()
    opt.add_param_group({"params": [tl.nn.Parameter(tl.ones(1))], "lr": 0.25})
    for scheduler in schedulers:
        scheduler.step()
    assert lrs(opt) == [0.25, 0.125] and schedulers[0].base_lrs == [1.0, 0.25]
    fixed = S.LambdaLR(opt, [lambda t: 1.0, lambda t: 1.0])
    opt.add_param_group({"params": [tl.nn.Parameter(tl.ones(1))], "lr": 0.25})
    with pytest.raises(ValueError, match="LambdaLR: 2 learning rates for 3 parameter groups"):
        fixed.step()


# ---- the optimisers notice ---------------------------------------------------------------------------------
KINDS = sorted(
    row.short for row in OPTIMISERS if row.short not in ("ASGD", "Rprop")
)  # lr is only their start


@pytest.mark.parametrize("kind", KINDS)
def test_every_optimizer_steps_with_the_new_learning_rate(kind):
    """As one that is made anew with each learning rate and the state of the last."""
    opt = getattr(optim, kind)([tl.nn.Parameter(tl.array([1.0, -2.0]))], lr=0.1)
    p = opt.param_groups[0]["params"][0]
    scheduler = S.LambdaLR(opt, lambda t: (1.0, 0.25, 3.0, 0.0, 0.5)[t % 5])
    for t in range(12):
        lr = 0.1 * (1.0, 0.25, 3.0, 0.0, 0.5)[t % 5]
        assert opt.param_groups[0]["lr"] == lr
        q = tl.nn.Parameter(p.detach().copy())
        fresh = getattr(optim, kind)([q], lr=lr)
        state = opt.state_dict()
        fresh.load_state_dict(state)
        p.grad = q.grad = tl.array([0.5 + t, -1.0])
        before = p.detach().tolist()
        opt.step()
        fresh.step()
        assert p.tolist() == q.tolist() and (p.tolist() == before) == (lr == 0)
        scheduler.step()


@pytest.mark.parametrize("kind", KINDS)
def test_every_optimizer_steps_with_the_cycled_momentum(kind):
    opt = getattr(optim, kind)([tl.nn.Parameter(tl.array([1.0, -2.0]))], lr=0.1)
    if not {"momentum", "betas"} & set(opt.defaults):
        with pytest.raises(ValueError, match=f"OneCycleLR: {kind} has no momentum to cycle"):
            S.OneCycleLR(opt, 1.0, 10)
        return
    p = opt.param_groups[0]["params"][0]
    scheduler, seen = S.OneCycleLR(opt, 0.5, 12), set()
    for t in range(12):
        group = opt.param_groups[0]
        own = {"betas": group["betas"]} if "betas" in group else {"momentum": group["momentum"]}
        seen.add(str(own))
        q = tl.nn.Parameter(p.detach().copy())
        fresh = getattr(optim, kind)([q], lr=group["lr"], **own)
        fresh.load_state_dict({**opt.state_dict(), "param_groups": fresh.state_dict()["param_groups"]})
        p.grad = q.grad = tl.array([0.5 + t, -1.0])
        opt.step()
        fresh.step()
        assert p.tolist() == q.tolist()
        scheduler.step()
    assert len(seen) > 8


def test_what_schedulers_keep_in_groups_is_saved_with_them():
    opt = optimizer("Adam")
    S.OneCycleLR(opt, 1.0, 10)
    state = opt.state_dict()
    kept = {"initial_lr": 0.04, "max_lr": 1.0, "min_lr": 4e-6, "base_momentum": 0.85, "max_momentum": 0.95}
    assert kept.items() <= state["param_groups"][0].items()
    other = optimizer("Adam")
    other.load_state_dict(state)
    assert kept.items() <= other.param_groups[1].items()
    other.load_state_dict(optimizer("Adam").state_dict())  # one without leaves them
    assert kept.items() <= other.param_groups[1].items() and lrs(other) == [*BASES]
    state["param_groups"][0]["max_lr"] = "high"
    with pytest.raises(TypeError, match=r"Adam.load_state_dict: max_lr must be a number"):
        other.load_state_dict(state)
