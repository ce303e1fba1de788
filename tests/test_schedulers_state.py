"""Schedules that are saved and gone on with, and what makes no sense: refused before anything changes."""

import copy
import json
import math
import pickle

import numpy as np
import pytest
from schedules import (
    BASES,
    COMPOSED,
    FORMULAS,
    PLATEAUS,
    STEPS,
    chain,
    course,
    lrs,
    optimizer,
    run,
    sequence,
    settings,
    share,
    warm_up_and_cycle,
)

import tensorlab as tl
from tensorlab import optim
from tensorlab.optim import lr_scheduler as S

EPS = np.finfo(float).eps


class Decay:
    """Callable, with something to save."""

    def __init__(self, rate):
        self.rate = rate

    def __call__(self, t):
        return self.rate**t


MAKERS = {
    **{f"{n}-{i}": (lambda m, o, n=n, k=k: getattr(m, n)(o, **k)) for i, (n, k, _) in enumerate(FORMULAS)},
    **{make.__name__: make for make in COMPOSED},
    "OneCycleLR": lambda m, o: m.OneCycleLR(o, 1.0, STEPS + 1, three_phase=True),
    "OneCycleLR, linear": lambda m, o: m.OneCycleLR(o, 1.0, STEPS + 1, anneal_strategy="linear"),
}
makers = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())


@makers
@pytest.mark.parametrize("order", ["optimizer first", "scheduler first", "made last"])
@pytest.mark.parametrize("when", [0, 5, 23])
def test_resumed_bit_by_bit(make, order, when):
    whole = make(S, optimizer())
    run(whole, when)
    states = json.loads(json.dumps(whole.state_dict())), whole.optimizer.state_dict()
    expected = run(whole, STEPS - when)
    opt = optimizer()
    again = None if order == "made last" else make(S, opt)
    if order == "scheduler first":
        again.load_state_dict(states[0])
    opt.load_state_dict(states[1])
    if order != "scheduler first":
        again = again or make(S, opt)
        again.load_state_dict(states[0])
    assert run(again, STEPS - when) == expected


@makers
def test_pickled_with_its_optimizer(make):
    scheduler = make(S, optimizer())
    run(scheduler, 7)
    try:
        twin = pickle.loads(pickle.dumps(scheduler))
    except (AttributeError, pickle.PicklingError):  # functions without a name
        twin = copy.deepcopy(scheduler)
    assert (
        twin.optimizer is not scheduler.optimizer
        and twin.optimizer.param_groups[0]["lr"] == lrs(scheduler.optimizer)[0]
    )
    assert run(twin, 20) == run(scheduler, 20) and repr(twin) == repr(scheduler)


@makers
@pytest.mark.parametrize("when", [0, 4, 19])
def test_gone_on_from_pytorchs_state(make, when):
    torch = pytest.importorskip("torch")
    theirs = make(torch.optim.lr_scheduler, optimizer(library=torch))
    run(theirs, when)
    ours = make(S, optimizer())
    ours.load_state_dict(theirs.state_dict())
    saved = theirs.optimizer.state_dict()
    for group in saved["param_groups"]:
        for key in ("foreach", "differentiable", "fused"):
            group.pop(key, None)
    ours.optimizer.load_state_dict(saved)
    steps = (49 if make in (warm_up_and_cycle,) else STEPS) - when
    np.testing.assert_allclose(course(ours, steps), course(theirs, steps), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("options", PLATEAUS)
def test_plateau_resumed(options):
    values = 2 + np.random.default_rng(0).random(40)
    torch = pytest.importorskip("torch")
    whole, theirs = (
        S.ReduceLROnPlateau(optimizer(), **options),
        torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer(library=torch), **options),
    )
    for value in values[:13]:
        whole.step(value), theirs.step(value)
    for state in (json.loads(json.dumps(whole.state_dict())), theirs.state_dict()):
        again = S.ReduceLROnPlateau(optimizer())
        again.load_state_dict(state)
        for group, lr in zip(again.optimizer.param_groups, lrs(whole.optimizer), strict=True):
            group["lr"] = lr  # which PyTorch's state leaves alone
        reference = copy.deepcopy(whole)
        for value in values[13:]:
            again.step(value), reference.step(value)
            assert lrs(again.optimizer) == lrs(reference.optimizer)


def test_objects_that_can_be_called_are_saved():
    scheduler = S.LambdaLR(optimizer(), Decay(0.5))
    state = scheduler.state_dict()
    assert state["lr_lambdas"] == [{"rate": 0.5}] * 2
    other = S.LambdaLR(optimizer(), [Decay(0.1), Decay(0.2)])
    other.load_state_dict(state)
    state["lr_lambdas"][0]["rate"] = 7
    assert [f.rate for f in other.lr_lambdas] == [0.5, 0.5]
    assert S.LambdaLR(optimizer(), lambda t: 1.0).state_dict()["lr_lambdas"] == [None, None]
    with pytest.raises(TypeError, match=r"LambdaLR.load_state_dict: .* cannot have the saved attributes"):
        S.LambdaLR(optimizer(), lambda t: 1.0).load_state_dict(scheduler.state_dict())


def test_a_state_is_a_copy():
    scheduler = chain(S, optimizer())
    state = scheduler.state_dict()
    before = copy.deepcopy(state)
    run(scheduler, 5)
    assert state == before
    scheduler.load_state_dict(state)
    run(scheduler, 5)
    assert state == before


@pytest.mark.parametrize(("name", "options", "expected"), FORMULAS[:19], ids=range(19))
def test_gone_on_from_last_epoch(name, options, expected):
    """The learning rates are those of the formula, whatever the groups have."""
    for last in (0, 4, 17):
        opt = optimizer(bases=(5.0, 5.0))
        for group, lr in zip(opt.param_groups, BASES, strict=True):
            group["initial_lr"] = lr
        got = course(getattr(S, name)(opt, **options, last_epoch=last), 20)
        np.testing.assert_allclose(got, expected[last + 1 : last + 22], rtol=20 * EPS, atol=4 * EPS)


# ---- nonsense ----------------------------------------------------------------------------------------------
inf, nan = math.inf, math.nan
CYCLE = {"max_lr": 0.1, "total_steps": 10}
MISTAKES = [
    ("StepLR", (0,), ValueError, "step_size must be at least 1, got 0"),
    ("StepLR", (-3,), ValueError, "step_size must be at least 1"),
    ("StepLR", (1.5,), TypeError, "step_size must be an integer"),
    ("StepLR", (2, nan), ValueError, "gamma must be finite"),
    ("StepLR", (2, inf), ValueError, "gamma must be finite"),
    ("StepLR", (2, -0.1), ValueError, "gamma must be finite and at least 0"),
    ("StepLR", (2, "0.1"), TypeError, "gamma must be a number"),
    ("StepLR", (2, 0.1, -2), ValueError, "last_epoch must be at least -1"),
    ("StepLR", (2, 0.1, 3), ValueError, "last_epoch=3 but parameter group 0 has no 'initial_lr'"),
    ("MultiStepLR", ([5, 3],), ValueError, r"milestones must increase, got \[5, 3\]"),
    ("MultiStepLR", ([5, 5],), ValueError, "milestones must increase"),
    ("MultiStepLR", ([-1, 5],), ValueError, r"milestones\[0\] must be at least 0"),
    ("MultiStepLR", ([1, 2.5],), TypeError, r"milestones\[1\] must be an integer"),
    ("MultiStepLR", (5,), TypeError, "milestones must be a list of integers"),
    ("MultiStepLR", ({5, 3},), TypeError, "milestones must be a list"),
    ("ConstantLR", (1.5,), ValueError, r"factor must be in \[0, 1\], got 1.5"),
    ("ConstantLR", (0.5, 0), ValueError, "total_iters must be at least 1"),
    ("LinearLR", (0.0,), ValueError, r"start_factor must be in \(0, 1\]"),
    ("LinearLR", (0.5, 2.0), ValueError, r"end_factor must be in \[0, 1\]"),
    ("LinearLR", (0.5, 1.0, -1), ValueError, "total_iters must be at least 1"),
    ("ExponentialLR", (nan,), ValueError, "gamma must be finite"),
    ("PolynomialLR", (0,), ValueError, "total_iters must be at least 1"),
    ("PolynomialLR", (5, -1.0), ValueError, "power must be finite and at least 0"),
    ("CosineAnnealingLR", (0,), ValueError, "T_max must be at least 1"),
    ("CosineAnnealingLR", (5, -0.1), ValueError, "eta_min must be finite and at least 0"),
    ("CosineAnnealingWarmRestarts", (0,), ValueError, "T_0 must be at least 1"),
    ("CosineAnnealingWarmRestarts", (5, 0), ValueError, "T_mult must be at least 1"),
    ("CosineAnnealingWarmRestarts", (5, 1.5), TypeError, "T_mult must be an integer"),
    ("OneCycleLR", (0.1,), ValueError, "total_steps is missing; give it, or both epochs and steps_per_epoch"),
    ("OneCycleLR", (0.1, None, 5), ValueError, "total_steps is missing"),
    ("OneCycleLR", (0.1, 0), ValueError, "total_steps must be at least 1"),
    ("OneCycleLR", (0.1, None, 5, 0), ValueError, "steps_per_epoch must be at least 1"),
    ("OneCycleLR", (-0.1, 10), ValueError, "max_lr must be finite and at least 0"),
    ("OneCycleLR", ([0.1], 10), ValueError, "max_lr has 1 values for 2 parameter groups"),
    ("OneCycleLR", CYCLE | {"pct_start": 1.5}, ValueError, r"pct_start must be in \[0, 1\]"),
    ("OneCycleLR", CYCLE | {"anneal_strategy": "cosine"}, ValueError, "anneal_strategy must be one of 'cos'"),
    ("OneCycleLR", CYCLE | {"cycle_momentum": "no"}, TypeError, "cycle_momentum must be True or False"),
    ("OneCycleLR", CYCLE | {"base_momentum": 1.0}, ValueError, r"base_momentum must be in \[0, 1\)"),
    ("OneCycleLR", CYCLE | {"max_momentum": [0.9, 2]}, ValueError, r"max_momentum\[1\] must be in"),
    ("OneCycleLR", CYCLE | {"div_factor": 0}, ValueError, "div_factor must be finite and more"),
    ("ReduceLROnPlateau", ("minimum",), ValueError, "mode must be one of 'min', 'max', got 'minimum'"),
    ("ReduceLROnPlateau", ("min", 1.0), ValueError, r"factor must be in \[0, 1\)"),
    ("ReduceLROnPlateau", ("min", 0.1, -1), ValueError, "patience must be at least 0"),
    ("ReduceLROnPlateau", {"threshold": nan}, ValueError, "threshold must be finite"),
    ("ReduceLROnPlateau", {"threshold_mode": "relative"}, ValueError, "threshold_mode must be one of 'rel'"),
    ("ReduceLROnPlateau", {"cooldown": -1}, ValueError, "cooldown must be at least 0"),
    ("ReduceLROnPlateau", {"min_lr": [0, 0, 0]}, ValueError, "min_lr has 3 values for 2"),
    ("LambdaLR", (0.5,), TypeError, "lr_lambda must be a function of the epoch, got 0.5"),
    ("LambdaLR", ([len],), ValueError, "lr_lambda has 1 functions for 2 parameter groups"),
    ("LambdaLR", (lambda t: nan,), ValueError, r"lr_lambda\(0\) must be finite, got nan"),
    ("LambdaLR", (lambda t: -1,), ValueError, "group 0 in epoch 0 must be finite and at least 0, got -"),
    ("LambdaLR", (lambda t: "1",), TypeError, r"lr_lambda\(0\) must be a number, got '1'"),
    ("MultiplicativeLR", ([len, None],), TypeError, "lr_lambda must be a function"),
]


@pytest.mark.parametrize(("name", "arguments", "error", "text"), MISTAKES, ids=range(len(MISTAKES)))
def test_nonsense(name, arguments, error, text):
    opt = optimizer()
    before = copy.deepcopy(settings(opt))
    with pytest.raises(error, match=f"{name}: .*{text}" if text else None):
        if isinstance(arguments, dict):
            getattr(S, name)(opt, **arguments)
        else:
            getattr(S, name)(opt, *arguments)
    assert settings(opt) == before


@pytest.mark.parametrize(
    "name", [name for name in S.__all__ if name not in ("ChainedScheduler", "LRScheduler")]
)
@pytest.mark.parametrize("wrong", [None, [tl.nn.Parameter(tl.ones(1))], optim.SGD, 0.1])
def test_no_optimizer(name, wrong):
    given = {
        "StepLR": (1,), "MultiStepLR": ([1],), "ExponentialLR": (0.5,), "CosineAnnealingLR": (5,),
        "CosineAnnealingWarmRestarts": (5,), "OneCycleLR": (0.1, 10), "LambdaLR": (len,),
        "CyclicLR": (0.1, 1), "MultiplicativeLR": (len,), "SequentialLR": ([S.StepLR(optimizer(), 1)], []),
    }.get(name, ())  # fmt: skip
    with pytest.raises(TypeError, match=f"{name}: optimizer must be an Optimizer, got"):
        getattr(S, name)(wrong, *given)


def test_nonsense_in_compositions():
    opt, other = optimizer(), optimizer()
    a, b, c = S.StepLR(opt, 2), S.ExponentialLR(opt, 0.5), S.StepLR(other, 2)
    stuck = S.ReduceLROnPlateau(opt)
    before = copy.deepcopy(settings(opt))
    for schedulers, milestones, error, text in [
        ([], [], ValueError, "no schedulers"),
        (a, [], TypeError, "schedulers must be a list"),
        ([a, b], [], ValueError, "2 schedulers need 1 milestones, got 0"),
        ([a, b], [3, 5], ValueError, "2 schedulers need 1 milestones, got 2"),
        ([a, b], [0], ValueError, r"milestones\[0\] must be at least 1"),
        ([a, b, S.StepLR(opt, 1)], [5, 3], ValueError, "milestones must increase"),
        ([a, a], [5], ValueError, r"schedulers\[1\] is there twice"),
        ([a, c], [5], ValueError, r"schedulers\[1\] belongs to another optimiser"),
        ([a, stuck], [5], ValueError, r"schedulers\[1\] is a ReduceLROnPlateau"),
        ([a, opt], [5], TypeError, r"schedulers\[1\] is a SGD, not a scheduler"),
    ]:
        with pytest.raises(error, match=f"SequentialLR: .*{text}"):
            S.SequentialLR(opt, schedulers, milestones)
        if "milestones" not in text:
            with pytest.raises(error, match=f"ChainedScheduler: .*{text}"):
                S.ChainedScheduler(schedulers)
    with pytest.raises(ValueError, match=r"ChainedScheduler: schedulers\[0\] belongs to another optimiser"):
        S.ChainedScheduler([a, b], optimizer=other)
    assert settings(opt) == before


def test_a_step_that_fails_changes_nothing():
    def unless(t, bad):
        if t == 3:
            return bad()
        return 0.5

    def divide():
        return 1 / 0

    for bad, error in ((divide, ZeroDivisionError), (lambda: nan, ValueError), (lambda: -1.0, ValueError)):
        opt = optimizer()
        parts = [S.ExponentialLR(opt, 0.9), S.StepLR(opt, 1)]
        last = S.LambdaLR(opt, lambda t, bad=bad: unless(t, bad))
        outer = S.ChainedScheduler([*parts, last])
        run(outer, 2)
        before, states = copy.deepcopy(settings(opt)), outer.state_dict()
        for _ in range(2):
            with pytest.raises(error):
                outer.step()
            assert settings(opt) == before and outer.state_dict() == states


def test_growing_without_bound_is_refused():
    scheduler = S.ExponentialLR(optimizer(), 1e100)
    run(scheduler, 3)
    with pytest.raises(
        ValueError, match=r"ExponentialLR: the learning rate of group 0 in epoch 4 must be finite"
    ):
        scheduler.step()
    assert scheduler.last_epoch == 3


def test_states_that_do_not_fit():
    opt = optimizer()
    step, falling = S.StepLR(opt, 2), S.ExponentialLR(opt, 0.5)
    good = step.state_dict()
    bare = {k: v for k, v in falling.state_dict().items() if k != "scheduler"}  # as PyTorch has it
    before, states = copy.deepcopy(settings(opt)), step.state_dict()
    for wrong, error, text in [
        (falling.state_dict(), ValueError, "the state is that of another class, ExponentialLR"),
        (bare, ValueError, r"missing entries \['step_size'\]"),
        ({**good, "T_max": 5}, ValueError, r"unknown entries \['T_max'\]"),
        ([], TypeError, "expected a dict, got list"),
        ({**good, "step_size": -1}, ValueError, "step_size must be at least 1"),
        ({**good, "gamma": nan}, ValueError, "gamma must be finite"),
        ({**good, "last_epoch": 1.5}, TypeError, "last_epoch must be an integer"),
        ({**good, "base_lrs": [0.1]}, ValueError, "base_lrs has 1 values for 2 parameter groups"),
        ({**good, "_last_lr": "no"}, TypeError, "_last_lr must be a list"),
        (
            {**good, "groups": good["groups"][:1]},
            ValueError,
            "the state is of 1 parameter groups, there are 2",
        ),
        ({**good, "groups": [1, 2]}, TypeError, "groups must be a list of dicts"),
        ({**good, "groups": [{"lr": 0.5}, {"params": []}]}, ValueError, r"unknown entries \['params'\]"),
    ]:
        with pytest.raises(error, match=f"StepLR.load_state_dict: .*{text}"):
            step.load_state_dict(wrong)
        assert settings(opt) == before and step.state_dict() == states
    with pytest.raises(ValueError, match="SGD: lr must be finite"):
        step.load_state_dict({**good, "groups": [{"lr": 0.5}, {"lr": nan}]})
    assert settings(opt) == before


def test_states_of_compositions_that_do_not_fit():
    opt = optimizer()
    outer = sequence(S, opt)
    run(outer, 12)
    good, before = outer.state_dict(), copy.deepcopy(settings(opt))
    broken = [*good["_schedulers"][:2], {**good["_schedulers"][2], "gamma": nan}]
    for wrong, text in [
        (
            chain(S, optimizer()).state_dict(),
            "SequentialLR.load_state_dict: the state is that of another class",
        ),
        (
            {**good, "_schedulers": good["_schedulers"][:1]},
            "SequentialLR.load_state_dict: there must be the states of 3",
        ),
        ({**good, "_schedulers": broken, "last_epoch": 0}, "StepLR.load_state_dict: gamma must be finite"),
        ({**good, "_milestones": [5]}, "SequentialLR.load_state_dict: there must be 2 milestones"),
        ({**good, "_milestones": [5, 4]}, "SequentialLR.load_state_dict: _milestones must increase"),
    ]:
        with pytest.raises(ValueError, match=text):
            outer.load_state_dict(wrong)
        assert outer.state_dict() == good and settings(opt) == before
    cycle = S.OneCycleLR(optimizer("Adam"), 1.0, 10)
    with pytest.raises(ValueError, match=r"OneCycleLR.load_state_dict: .* optimiser"):
        cycle.load_state_dict(S.OneCycleLR(optimizer(), 1.0, 10).state_dict())
    restarts = S.CosineAnnealingWarmRestarts(optimizer(), 5)
    with pytest.raises(
        ValueError, match=r"CosineAnnealingWarmRestarts.load_state_dict: T_cur must be in \[0, 5\)"
    ):
        restarts.load_state_dict({**restarts.state_dict(), "T_cur": 5})


@pytest.mark.parametrize("value", ["1.0", None, [1.0, 2.0], tl.ones(2), 1j])
def test_plateau_wants_a_number(value):
    scheduler = S.ReduceLROnPlateau(optimizer())
    with pytest.raises(TypeError, match="ReduceLROnPlateau: metrics must be a number"):
        scheduler.step(value)
    assert scheduler.last_epoch == 0


def test_a_subclass_of_ones_own():
    class WarmUp(S.LRScheduler):
        def __init__(self, optimizer, length, last_epoch=-1):
            self.length = length
            super().__init__(optimizer, last_epoch)

        def get_lr(self):
            return [lr * min(1, (self.last_epoch + 1) / self.length) for lr in self.base_lrs]

    scheduler = WarmUp(optimizer(), 4)
    np.testing.assert_allclose(course(scheduler, 5), share([0.25, 0.5, 0.75, 1, 1, 1]), rtol=4 * EPS)
    other = WarmUp(optimizer(), 9)
    other.load_state_dict(scheduler.state_dict())
    assert other.length == 4 and other.last_epoch == 5 and lrs(other.optimizer) == [*BASES]
    with pytest.raises(
        NotImplementedError, match="LRScheduler: a subclass of LRScheduler needs a method get_lr"
    ):
        S.LRScheduler(optimizer())
    with pytest.raises(ValueError, match="another class, WarmUp"):
        S.StepLR(optimizer(), 1).load_state_dict(scheduler.state_dict())
