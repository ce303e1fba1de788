"""What the tests of schedulers share: optimisers with two groups, schedules with formulas, compositions."""

import copy

import numpy as np

import tensorlab as tl

BASES = (0.1, 0.7)
STEPS = 50
EPS = np.finfo(float).eps


def optimizer(kind="SGD", bases=BASES, library=tl, **options):
    """One with a group per learning rate; their parameters have gradients."""
    groups = []
    for lr in bases:
        if library is tl:
            p = tl.nn.Parameter(tl.ones(2, dtype=tl.float64))
            p.grad = tl.ones(2, dtype=tl.float64)
        else:
            p = library.nn.Parameter(library.ones(2, dtype=library.float64))
            p.grad = library.ones(2, dtype=library.float64)
        groups.append({"params": [p], "lr": lr})
    return getattr(library.optim, kind)(groups, **options)


def lrs(opt):
    return [float(group["lr"]) for group in opt.param_groups]


def course(scheduler, steps=STEPS, after=None):
    """The learning rates of the epochs up to `steps`, with a step of the optimiser in each."""
    values = [lrs(scheduler.optimizer)]
    for t in range(steps):
        scheduler.optimizer.step()
        scheduler.step()
        if after is not None:
            after(t)
        values.append(lrs(scheduler.optimizer))
    return np.array(values)


def settings(opt):
    return [{k: v for k, v in group.items() if k != "params"} for group in opt.param_groups]


def run(scheduler, steps):
    values = []
    for _ in range(steps):
        scheduler.optimizer.step()
        scheduler.step()
        values.append(copy.deepcopy(settings(scheduler.optimizer)))
    return values


# ---- schedules -------------------------------------------------------------------------------------------
T = np.arange(STEPS + 1)


def cosine(t, length):
    return (1 + np.cos(np.pi * t / length)) / 2


def restarts(t, length, times):
    """Where in its cycle an epoch is, and how long that is."""
    while t >= length:
        t, length = t - length, length * times
    return cosine(t, length)


def to_floor(eta_min, share):
    """η_min + (η₀ − η_min)·share for all groups."""
    return eta_min + (np.array(BASES) - eta_min) * share[:, None]


def share(values):
    return np.asarray(values, dtype=float)[:, None] * BASES


def cycles(highest, up, down, heights):
    t = T % (up + down)
    part = np.where(t <= up, t / up, (up + down - t) / down) * heights
    return np.array(BASES) + (highest - np.array(BASES)) * part[:, None]


FORMULAS = [
    ("StepLR", {"step_size": 7}, share(0.1 ** (T // 7))),
    ("StepLR", {"step_size": 1, "gamma": 1.02}, share(1.02**T)),
    (
        "MultiStepLR",
        {"milestones": [3, 4, 20], "gamma": 0.3},
        share(0.3 ** ((T >= 3) * 1 + (T >= 4) + (T >= 20))),
    ),
    ("MultiStepLR", {"milestones": (0, 48)}, share(0.1 ** (1.0 + (T >= 48)))),
    ("ConstantLR", {}, share(np.where(T < 5, 1 / 3, 1))),
    ("ConstantLR", {"factor": 0.25, "total_iters": 12}, share(np.where(T < 12, 0.25, 1))),
    ("LinearLR", {}, share(1 / 3 + 2 / 3 * np.minimum(T, 5) / 5)),
    ("LinearLR", {"start_factor": 0.01, "total_iters": 40}, share(0.01 + 0.99 * np.minimum(T, 40) / 40)),
    (
        "LinearLR",
        {"start_factor": 1, "end_factor": 0.2, "total_iters": 9},
        share(1 - 0.8 * np.minimum(T, 9) / 9),
    ),
    ("ExponentialLR", {"gamma": 0.9}, share(0.9**T)),
    ("PolynomialLR", {}, share(1 - np.minimum(T, 5) / 5)),
    ("PolynomialLR", {"total_iters": 45, "power": 2.5}, share((1 - np.minimum(T, 45) / 45) ** 2.5)),
    ("CosineAnnealingLR", {"T_max": 50}, to_floor(0, cosine(T, 50))),
    ("CosineAnnealingLR", {"T_max": 9, "eta_min": 0.01}, to_floor(0.01, cosine(T, 9))),
    ("CosineAnnealingLR", {"T_max": 1, "eta_min": 0.3}, to_floor(0.3, cosine(T, 1))),
    ("CosineAnnealingWarmRestarts", {"T_0": 7}, to_floor(0, cosine(T % 7, 7))),
    (
        "CosineAnnealingWarmRestarts",
        {"T_0": 3, "T_mult": 2, "eta_min": 0.02},
        to_floor(0.02, np.array([restarts(t, 3, 2) for t in T])),
    ),
    (
        "CyclicLR",
        {"base_lr": [*BASES], "max_lr": 1.3, "step_size_up": 4, "step_size_down": 7},
        cycles(1.3, 4, 7, np.ones(STEPS + 1)),
    ),
    (
        "CyclicLR",
        {"base_lr": [*BASES], "max_lr": 2, "step_size_up": 5, "mode": "triangular2", "cycle_momentum": False},
        cycles(2, 5, 5, 0.5 ** (T // 10)),
    ),
    (
        "CyclicLR",
        {"base_lr": [*BASES], "max_lr": 2, "step_size_up": 5, "mode": "exp_range", "gamma": 0.97},
        cycles(2, 5, 5, 0.97**T),
    ),
    ("LambdaLR", {"lr_lambda": lambda t: 1 / (1 + t)}, share(1 / (1 + T))),
    ("LambdaLR", {"lr_lambda": [lambda t: 0.95**t, lambda t: t % 4]}, np.stack([0.95**T, T % 4], 1) * BASES),
    ("MultiplicativeLR", {"lr_lambda": lambda t: 1 - 0.5 / t}, share(np.cumprod([1, *(1 - 0.5 / T[1:])]))),
    (
        "MultiplicativeLR",
        {"lr_lambda": [lambda t: 0.9, lambda t: 1.1]},
        np.stack([0.9**T, 1.1**T], 1) * BASES,
    ),
]

PLATEAUS = [
    {},
    {"patience": 2, "factor": 0.5},
    {"mode": "max", "patience": 1},
    {"threshold": 0.3, "patience": 0},
    {"threshold": 0.3, "threshold_mode": "abs", "patience": 1, "cooldown": 3},
    {"mode": "max", "threshold": 0.2, "threshold_mode": "abs", "patience": 0, "min_lr": [0.01, 0.2]},
    {"patience": 0, "eps": 0.01, "min_lr": 1e-3, "factor": 0.7},
]


def sequence(module, opt):
    parts = [
        module.LinearLR(opt, start_factor=0.1, total_iters=8),
        module.CosineAnnealingLR(opt, T_max=20, eta_min=0.001),
        module.StepLR(opt, 3, gamma=0.5),
    ]
    return module.SequentialLR(opt, parts, milestones=[8, 28])


def sequence_of_others(module, opt):
    parts = [
        module.LambdaLR(opt, lambda t: 1 + t),
        module.MultiplicativeLR(opt, lambda t: 0.8 if t else 0.5),
        module.CosineAnnealingWarmRestarts(opt, 4, T_mult=2),
        module.PolynomialLR(opt, 9, power=2.0),
        module.ConstantLR(opt, 0.2, 3),
    ]
    return module.SequentialLR(opt, parts, milestones=[5, 11, 30, 40])


def warm_up_and_cycle(module, opt):
    cycle = module.OneCycleLR(opt, [1.0, 2.0], 40)
    return module.SequentialLR(opt, [module.LinearLR(opt, 0.01, total_iters=10), cycle], [10])


def chain(module, opt):
    parts = [
        module.ConstantLR(opt, 0.5, 10),
        module.StepLR(opt, 4, gamma=0.7),
        module.LinearLR(opt, 0.2, total_iters=13),
        module.ExponentialLR(opt, 0.97),
        module.MultiStepLR(opt, [5, 21], gamma=0.5),
    ]
    return module.ChainedScheduler(parts)


def chain_of_cosines(module, opt):
    parts = [module.CosineAnnealingLR(opt, 60, eta_min=1e-3), module.LinearLR(opt, 0.2, total_iters=7)]
    return module.ChainedScheduler([*parts, module.MultiplicativeLR(opt, lambda t: 0.99)], optimizer=opt)


def chain_after_one_that_sets(module, opt):
    return module.ChainedScheduler(
        [module.LambdaLR(opt, lambda t: 1 / (1 + t)), module.ConstantLR(opt, 0.1, 3)]
    )


COMPOSED = [
    sequence,
    sequence_of_others,
    warm_up_and_cycle,
    chain,
    chain_of_cosines,
    chain_after_one_that_sets,
]
